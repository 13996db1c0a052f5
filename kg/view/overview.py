"""The overview of a graph: its roles in columns with what they share, or, of very many roles, the groups they are in.

What only one entity has is folded into it: a skill that one role alone requires does not show how roles are connected.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import chain
from typing import Final

from kg.answers.routes import best_routes
from kg.model import Description, Entity, Fact
from kg.model.answers import BestRoutes
from kg.schema import ADDING_GRAPHS, CK, SKOS
from kg.view.chart import ChartIndustry, chart_of
from kg.view.drawing import (
    EMERGING,
    MAX_DRAWN,
    MAX_NODES,
    STYLES,
    DrawableGraph,
    Drawing,
    Edge,
    EdgeBuilder,
    describe,
    drawn_skill,
    entities_in,
    node_of,
    style_of,
)
from kg.view.layout import Layout, aligned_column, centred_column, columns_and_bands

_TITLE: Final = "Careers at a glance"

_MAX_PER_KIND: Final = 50
"""How many of each kind, and how many groups of a band, are drawn at most."""

_MAX_ROUTES: Final = 100
"""How many routes from entry paths to roles are listed at most."""

_MAX_FOLDED: Final = MAX_NODES - 10 * _MAX_PER_KIND
"""How many more are folded at most: with those drawn no more than a picture holds."""

_OWNED_PROPERTIES: Final = {
    "role": ("hasRequirement", "requiresSkill"),
    "entry-path": ("brings",),
    "level": ("expectsSkill",),
    "industry": ("namesEmployer", "namesTopic"),
}
"""For each kind that owns skills, employers or topics, the properties that name these."""

_DETAILS: Final = ("skill", "topic", "responsibility", "credential", "field", "location", "employer")
"""What is folded into an entity that is linked to it, where the picture has it in no other place."""

_PAID_ROLES: Final = f"SELECT DISTINCT ?found {{ ?found <{CK.salary}> ?pay }}"
"""The roles that state pay."""

_TOP_GROUPS: Final = f"""
    SELECT ?found {{ ?found a <{CK.RoleGroup}> FILTER NOT EXISTS {{ ?found <{SKOS.broader}> ?group }} }}"""
"""The groups that are in no other group."""

_ROLES_IN_NO_GROUP: Final = f"""
    SELECT ?found {{
      ?found a <{CK.Role}> FILTER NOT EXISTS {{ ?found <{SKOS.broader}>+ ?group . ?group a <{CK.RoleGroup}> }}
    }}"""
"""The roles that are in no group, nor below a role that is."""

_BROADER_ROLES: Final = f"""
    SELECT DISTINCT ?found {{ ?role a <{CK.Role}> ; <{SKOS.broader}> ?found . ?found a <{CK.Role}> }}"""
"""The roles that have roles below them."""


def overview_drawing(graph: DrawableGraph) -> Drawing:
    """The whole graph: by groups where there are more roles than can be drawn and most of them are in groups."""
    count = len(graph.list("role"))
    grouped = count > MAX_DRAWN and _found(graph, _TOP_GROUPS) and 2 * len(_found(graph, _ROLES_IN_NO_GROUP)) < count
    return _groups(graph) if grouped else _Overview(graph).drawing()


def _found(graph: DrawableGraph, query: str) -> set[str]:
    return {str(row["found"]) for row in graph.sparql(query).to_dicts()}


def _elsewhere(graph: DrawableGraph, known: Collection[str], *kinds: str) -> dict[str, int]:
    """How many entities of each other kind than ``kinds`` an overview does not have, most first."""
    counts = Counter(entity.kind for entity in graph.list() if entity.kind not in kinds and entity.iri not in known)
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _roles_by_detail(graph: DrawableGraph) -> list[Entity]:
    """The roles, those with pay and with most requirements first."""
    paid = _found(graph, _PAID_ROLES)
    size = dict(zip(graph.table.roles, graph.table.size.tolist(), strict=True))
    roles = graph.list("role")
    return sorted(roles, key=lambda role: (role.iri not in paid, -size[role.iri], role.label, role.iri))


# --- roles in columns -------------------------------------------------------------------------------------------------


class _Overview:
    """Collects what roles, entry paths, levels and industries share; what only one of them has is folded into it."""

    def __init__(self, graph: DrawableGraph) -> None:
        self.graph = graph
        self.describe = cache(partial(describe, graph))
        self.left_out: set[str] = set()
        self.merged: dict[str, str] = {}
        self.edges = EdgeBuilder()
        self.folded: dict[str, Entity] = {}
        self.folded_into: dict[str, str] = {}
        self.tied: set[str] = set()

    def drawing(self) -> Drawing:
        ranked = _roles_by_detail(self.graph)
        roles = sorted(ranked[:_MAX_PER_KIND], key=self._source_order)
        emerging = [role for role in roles if style_of(self.describe(role)) == EMERGING]
        by_style = {"role": [role for role in roles if role not in emerging], EMERGING: emerging}
        for kind in ("entry-path", "level", "industry"):
            by_style[kind] = sorted(self._listed(kind), key=self._source_order)
        by_style["job-title"] = self._titles(by_style["level"])
        for item in self._shared([owner for kind in _OWNED_PROPERTIES for owner in by_style[kind]]):
            by_style.setdefault(item.kind, []).append(item)
        drawn = {entity.iri: entity for some in by_style.values() for entity in some}
        self._fold_roles(ranked[_MAX_PER_KIND:], drawn)
        if len(self.graph.list()) <= MAX_NODES:
            by_style["section"] = self._sections(drawn)
            self._fold_the_rest(drawn)
        known = drawn | self.folded
        routes = self._routes(by_style["entry-path"], by_style["role"])
        edges = self.edges.edges_among(known)
        return Drawing(
            view="overview",
            title=_TITLE,
            nodes=tuple(node_of(self.describe(entity), self.folded_into.get(iri)) for iri, entity in known.items()),
            edges=edges,
            layout=_layout({style: [entity.iri for entity in some] for style, some in by_style.items()}, edges),
            merged=self.merged,
            left_out=len(self.left_out),
            elsewhere=_elsewhere(self.graph, known.keys() | self.left_out | self.merged.keys()),
            answer=tuple(best_routes(routes)),
            chart=chart_of(self.graph, by_style["role"], routes, self.tied, self._industries(by_style["industry"])),
        )

    def _industries(self, industries: Iterable[Entity]) -> list[ChartIndustry]:
        """The industries with the employers that they name, for the chart."""
        found = []
        for industry in industries:
            facts = self.describe(industry).facts
            named = [fact.value for fact in facts if fact.property == "namesEmployer"]
            employers = [(value.label, value.id) for value in named if isinstance(value, Entity)]
            notes = [str(fact.value) for fact in facts if ("noteKind", "employers") in fact.parts]
            found.append(ChartIndustry(industry.label, tuple(employers or ((note, "") for note in notes)), industry.id))
        return found

    def _listed(self, kind: str) -> list[Entity]:
        found = self.graph.list(kind)
        self.left_out.update(entity.iri for entity in found[_MAX_PER_KIND:])
        return found[:_MAX_PER_KIND]

    def _source_order(self, entity: Entity) -> tuple[int, int, str]:
        """The order of the source: by rank or position where it gives one, then by line."""
        facts = self.describe(entity).facts
        rank = next((fact.value for fact in facts if fact.property in ("rank", "position")), None)
        line = next((fact.source.line for fact in facts if fact.property == "prefLabel" and fact.source.line), None)
        return rank if isinstance(rank, int) else 10**9, line or 10**9, entity.label

    def _titles(self, levels: list[Entity]) -> list[Entity]:
        """The job titles in the order of their levels, linked to these and to their roles."""
        ranks = {level.iri: rank for rank, level in enumerate(levels)}

        def order(title: Entity) -> tuple[int, tuple[int, int, str]]:
            values = [fact.value for fact in self.describe(title).facts if fact.property == "atLevel"]
            found = [ranks[value.iri] for value in values if isinstance(value, Entity) and value.iri in ranks]
            return min(found, default=len(ranks)), self._source_order(title)

        titles = sorted(self._listed("job-title"), key=order)
        for title in titles:
            for fact in self.describe(title).facts:
                if fact.property in ("atLevel", "titleOf") and isinstance(fact.value, Entity):
                    self.edges.add(title, fact.property, fact.value, (fact.source,))
                if fact.property == "titleOf" and fact.source.graph in ADDING_GRAPHS:
                    self.tied.add(title.iri)
        return titles

    def _shared(self, owners: Iterable[Entity]) -> list[Entity]:
        """What two or more owners have; the rest is folded into the first that has it, tools into their skill."""
        uses: dict[str, list[tuple[Entity, Fact, Entity]]] = {}
        for owner in owners:
            for fact, item in self._items(owner):
                uses.setdefault(item.iri, []).append((owner, fact, item))
        counts = {iri: len({owner.iri for owner, _, _ in some}) for iri, some in uses.items()}
        shared = sorted((iri for iri, count in counts.items() if count > 1), key=lambda iri: (-counts[iri], iri))
        drawn = set(shared[:_MAX_PER_KIND])
        for owner, fact, item in chain.from_iterable(uses.values()):
            self.edges.add(owner, fact.property, item, (fact.source,))
            if item.iri not in drawn:
                self._fold(owner, item)
        for owner, fact, item in chain.from_iterable(uses.values()):
            for name, tool in fact.parts:
                if isinstance(tool, Entity) and tool.kind == "skill" and tool != item:
                    self.edges.add(item, name, tool, (fact.source,))
                    if tool.iri not in uses:
                        self._fold(item if item.iri in drawn else owner, tool)
        return [some[0][2] for iri, some in uses.items() if iri in drawn]

    def _items(self, owner: Entity) -> Iterator[tuple[Fact, Entity]]:
        """The facts that name what an entity owns, each skill as the one it is merged into; degrees are not drawn."""
        for fact in self.describe(owner).facts:
            value = fact.value
            if fact.property not in _OWNED_PROPERTIES[owner.kind] or not isinstance(value, Entity):
                continue
            if value.kind != "credential" and dict(fact.parts).get("strength", "required") == "required":
                skill = drawn_skill(self.graph, value)
                if skill != value:
                    self.merged[value.iri] = skill.iri
                yield fact, skill

    def _fold_roles(self, roles: list[Entity], drawn: dict[str, Entity]) -> None:
        """Fold roles that are too many to draw into the first shared skill that they require."""
        table, canonical = self.graph.table, self.graph.careers.tree.canonical
        skills = {canonical(iri): entity for iri, entity in drawn.items()}
        for role in roles:
            required = (table.concepts[number] for number in table.required.row(table.role_index[role.iri]).tolist())
            if len(self.folded) == _MAX_FOLDED or skills.keys().isdisjoint(required):
                self.left_out.add(role.iri)
                continue
            requirements = self.graph.careers.roles[role.iri].required  # in the order of its source
            shared = next(each for each in requirements if each.skill.iri in skills)
            skill = skills[shared.skill.iri]
            self.edges.add(role, "requiresSkill", skill, shared.sources)
            self._fold(skill, role)

    def _sections(self, drawn: dict[str, Entity]) -> list[Entity]:
        """The topics that have members and no place in the picture yet; they are drawn too."""
        known = drawn.keys() | self.folded.keys()
        topics = [topic for topic in self.graph.list("topic") if topic.iri not in known]
        sections = [topic for topic in topics if any(fact.property == "member" for fact in self.describe(topic).facts)]
        drawn.update({topic.iri: topic for topic in sections})
        return sorted(sections, key=self._source_order)

    def _fold_the_rest(self, drawn: Mapping[str, Entity]) -> None:
        """Fold all else that is linked to what the picture has into what leads to it first."""
        queue = deque(chain(drawn.values(), self.folded.values()))
        while queue:
            owner = queue.popleft()
            for fact in self.describe(owner).facts:
                for via, name, item in entities_in(fact):
                    start = via or owner
                    if item.kind not in _DETAILS or item.iri in drawn or self._is_elsewhere(item, start):
                        continue
                    if not name.startswith("^") and start.iri != item.iri:
                        self.edges.add(start, name, item, (fact.source,))
                    if item.iri not in self.folded and len(self.folded) < _MAX_FOLDED:
                        self._fold(owner, item)
                        queue.append(item)

    def _is_elsewhere(self, *entities: Entity) -> bool:
        """Whether one of these is merged into a skill that is drawn, or has no room."""
        return any(entity.iri in self.merged or entity.iri in self.left_out for entity in entities)

    def _fold(self, owner: Entity, item: Entity) -> None:
        if item.iri in self.folded:
            return
        if len(self.folded) == _MAX_FOLDED:
            self.left_out.add(item.iri)
            return
        self.folded[item.iri] = item
        self.folded_into[item.iri] = owner.iri

    def _routes(self, paths: list[Entity], roles: list[Entity]) -> BestRoutes:
        """The best route from each entry path to each role, where these are few enough to read."""
        if len(paths) * len(roles) > _MAX_ROUTES:
            return []
        return list(self.graph.best_routes(paths, roles))


def _layout(keys: dict[str, list[str]], edges: Iterable[Edge]) -> Layout:
    """Columns from entry paths to levels, below them industries and emerging roles; ``keys`` are by style."""
    links: dict[str, list[str]] = {}
    for start, end in (edge.ends for edge in edges):
        links.setdefault(start, []).append(end)
        links.setdefault(end, []).append(start)
    roles, titles = centred_column(keys["role"]), centred_column(keys["job-title"])
    skills = aligned_column(keys.get("skill", ()), links, roles)
    columns = [
        (STYLES["entry-path"].many, aligned_column(keys["entry-path"], links, skills)),
        ("Skills named more than once", skills),
        (STYLES["role"].many, roles),
        (STYLES["job-title"].many, titles),
        (STYLES["level"].many, aligned_column(keys["level"], links, titles)),
    ]
    shared = [key for kind in ("employer", "topic") for key in keys.get(kind, ())]
    bands = [
        ("Industries, and what they share", [keys["industry"], shared]),
        (STYLES[EMERGING].many, [keys[EMERGING]]),
        ("The rest, by section", [keys.get("section", [])]),
    ]
    return columns_and_bands(columns, bands)


# --- groups of roles --------------------------------------------------------------------------------------------------


def _groups(graph: DrawableGraph) -> Drawing:
    """The top groups as bands with the groups below them, the other groups folded, and the roles in no group.

    A role that is in a group, and has no others below it, is not drawn: the details of its group name it.
    """
    tree = _GroupTree(graph)
    alone = _found(graph, _ROLES_IN_NO_GROUP)
    roles = [role for role in _roles_by_detail(graph) if role.iri in alone][:_MAX_PER_KIND]
    bands = [
        (top.label, [[top.iri, *tree.below(top)[:_MAX_PER_KIND]]]) for top in tree.tops if top.iri in tree.described
    ]
    bands.append(("Roles in no group", [[role.iri for role in roles]]))
    drawn = {key for _, rows in bands for row in rows for key in row}
    described = [*tree.described.values(), *(describe(graph, role) for role in roles)]
    return Drawing(
        view="overview",
        title=_TITLE,
        nodes=tuple(
            node_of(each, None if each.entity.iri in drawn else tree.parents.get(each.entity.iri)) for each in described
        ),
        edges=tree.edges.edges_among(tree.described),
        layout=columns_and_bands([], bands),
        left_out=len(graph.list("role-group")) + len(graph.list("role")) - len(described),
        elsewhere=_elsewhere(graph, {each.entity.iri for each in described}, "role", "role-group"),
    )


class _GroupTree:
    """The groups of a graph and the roles with others below them, from the top down, each below its first parent."""

    def __init__(self, graph: DrawableGraph) -> None:
        groups = graph.list("role-group")
        tops, broader_roles = _found(graph, _TOP_GROUPS), _found(graph, _BROADER_ROLES)
        inner = {group.iri for group in groups} | broader_roles
        self.tops = [group for group in groups if group.iri in tops]
        self.described: dict[str, Description] = {}
        self.parents: dict[str, str] = {}
        self.edges = EdgeBuilder()
        queue = deque(self.tops)
        while queue and len(self.described) < MAX_NODES - _MAX_PER_KIND:
            group = queue.popleft()
            self.described[group.iri] = describe(graph, group)
            for fact in self.described[group.iri].facts:
                child = fact.value
                if fact.property != "^broader" or not isinstance(child, Entity) or child.iri not in inner:
                    continue
                if child.iri not in self.parents:
                    self.parents[child.iri] = group.iri
                    queue.append(child)
                if group.iri not in tops:  # those below a top group are beside it in its band
                    self.edges.add(group, "narrower", child, (fact.source,))

    def below(self, group: Entity) -> list[str]:
        """The IRIs directly below a group."""
        return [key for key, parent in self.parents.items() if parent == group.iri and key in self.described]
