"""The overview: roles, what leads into them, where they lead, and what two or more of them have in common.

What only one thing has is folded into it: a skill that one role alone requires says nothing of how roles hang together.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from kg.model import Entity
from kg.schema import CK
from kg.view.answer import ways_in
from kg.view.credits import credits_of
from kg.view.drawing import LIMIT, Drawing, Lines, Node, parents_first
from kg.view.layout import beside, columns_and_bands, evenly, with_room
from kg.view.styles import EMERGING, STYLES, style_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.model import Fact
    from kg.view.answer import Block
    from kg.view.askable import Askable
    from kg.view.drawing import Link
    from kg.view.layout import Layout

__all__ = ["by_what_is_known", "overview"]

_HAS: Final = {
    "role": ("hasRequirement", "requiresSkill"),
    "entry-path": ("brings",),
    "level": ("expectsSkill",),
    "industry": ("namesEmployer", "namesTopic"),
}
"""The kinds that have things of their own, and the properties that name these."""

_EACH: Final = 50
"""How many of each kind are drawn at most."""

_WAYS: Final = 100
"""How many ways in are told at most."""

_FOLDED: Final = LIMIT - 10 * _EACH
"""How many more are folded at most: with those drawn no more than a picture holds."""


_PAID: Final = f"SELECT DISTINCT ?role {{ ?role <{CK.salary}> ?pay }}"
"""The roles that state pay."""


def overview(graph: Askable) -> Drawing:
    """What the whole graph is about, drawn in columns."""
    return _Overview(graph).drawing()


def by_what_is_known(graph: Askable) -> list[Entity]:
    """The roles, those of which most is known first."""
    paid = {str(row["role"]) for row in graph.sparql(_PAID).to_dicts()}
    size = dict(zip(graph.table.roles, graph.table.size.tolist(), strict=True))
    roles = graph.entities("role")
    return sorted(roles, key=lambda role: (role.iri not in paid, -size[role.iri], role.label, role.iri))


class _Overview:
    def __init__(self, graph: Askable) -> None:
        self.graph = graph
        self.describe = cache(graph.describe)
        self.left_out: set[str] = set()
        self.same: dict[str, str] = {}
        self.lines = Lines()
        self.within: dict[str, str] = {}
        self.folded: dict[str, Entity] = {}

    def drawing(self) -> Drawing:
        ranked = by_what_is_known(self.graph)  # should there be too many, the others are folded
        roles = sorted(ranked[:_EACH], key=self._place)
        emerging = [role for role in roles if style_of(self.describe(role)) == EMERGING]
        things = {
            "role": [role for role in roles if role not in emerging],
            EMERGING: emerging,
            "entry-path": sorted(self._some("entry-path"), key=self._place),
            "level": sorted(self._some("level"), key=self._place),
            "industry": sorted(self._some("industry"), key=self._place),
        }
        things["job-title"] = self._titles(things["level"])
        for item in self._shared([owner for kind in _HAS for owner in things[kind]]):
            things.setdefault(item.kind, []).append(item)
        drawn = {entity.iri: entity for some in things.values() for entity in some}
        self._fold_roles(ranked[_EACH:], drawn)
        keys = {kind: [entity.iri for entity in some] for kind, some in things.items()}
        known = drawn | self.folded
        links = tuple(link for link in self.lines.links if known.keys() >= set(link.ends))
        nodes = [self._node(entity) for entity in known.values()]
        return Drawing(
            view="overview",
            title="Careers at a glance",
            focus=None,
            nodes=tuple(nodes),
            links=links,
            layout=with_room(self._layout(keys, links), parents_first(self.within)),
            credits=credits_of(self.graph),
            same=self.same,
            left_out=len(self.left_out),
            answer=self._ways_in(things["entry-path"], things["role"]),
        )

    # --- what is drawn ----------------------------------------------------------------------------------------------

    def _some(self, kind: str) -> list[Entity]:
        found = self.graph.entities(kind)
        self.left_out.update(entity.iri for entity in found[_EACH:])
        return found[:_EACH]

    def _place(self, entity: Entity) -> tuple[int, int, str]:
        """The order of the source: by rank or position where it gives one, then by line."""
        facts = self.describe(entity).facts
        place = next((fact.value for fact in facts if fact.property in ("rank", "position")), None)
        line = next((fact.source.line for fact in facts if fact.property == "prefLabel" and fact.source.line), None)
        return place if isinstance(place, int) else 10**9, line or 10**9, entity.label

    def _titles(self, levels: list[Entity]) -> list[Entity]:
        """The job titles in the order of their levels, linked to these and to their roles."""
        ranks = {level.iri: rank for rank, level in enumerate(levels)}

        def rank(title: Entity) -> tuple[int, tuple[int, int, str]]:
            values = [fact.value for fact in self.describe(title).facts if fact.property == "atLevel"]
            found = [ranks[value.iri] for value in values if isinstance(value, Entity) and value.iri in ranks]
            return min(found, default=len(ranks)), self._place(title)

        titles = sorted(self._some("job-title"), key=rank)
        for title in titles:
            for fact in self.describe(title).facts:
                if fact.property in ("atLevel", "titleOf") and isinstance(fact.value, Entity):
                    self.lines.add(title, fact.property, fact.value, (fact.source,))
        return titles

    def _shared(self, owners: Iterable[Entity]) -> list[Entity]:
        """What two or more have in common; the rest is folded into the first that has it, tools into their skill."""
        had: dict[str, list[tuple[Entity, Fact, Entity]]] = {}
        for owner in owners:
            for fact, item in self._items(owner):
                had.setdefault(item.iri, []).append((owner, fact, item))
        counts = {iri: len({owner.iri for owner, _, _ in uses}) for iri, uses in had.items()}
        most = sorted((iri for iri, count in counts.items() if count > 1), key=lambda iri: (-counts[iri], iri))
        drawn = set(most[:_EACH])
        for iri, uses in had.items():
            for owner, fact, item in uses:
                self.lines.add(owner, fact.property, item, (fact.source,))
                if iri not in drawn:
                    self._fold(owner, item)
        for iri, uses in had.items():
            for owner, fact, item in uses:
                for name, tool in fact.parts:
                    if isinstance(tool, Entity) and tool.kind == "skill" and tool != item:
                        self.lines.add(item, name, tool, (fact.source,))
                        if tool.iri not in had:
                            self._fold(item if iri in drawn else owner, tool)
        return [uses[0][2] for iri, uses in had.items() if iri in drawn]

    def _items(self, owner: Entity) -> Iterator[tuple[Fact, Entity]]:
        """What a thing has, each skill under the name that it is merged into; degrees are told, not drawn."""
        for fact in self.describe(owner).facts:
            value = fact.value
            if fact.property not in _HAS[owner.kind] or not isinstance(value, Entity) or value.kind == "credential":
                continue
            if dict(fact.parts).get("strength", "required") == "required":
                canonical = self.graph.careers.tree.canonical(value.iri)
                if canonical != value.iri:
                    self.same[value.iri] = canonical
                yield fact, self.graph.careers.skills.get(canonical, value)

    def _fold_roles(self, roles: list[Entity], drawn: dict[str, Entity]) -> None:
        """Fold roles that are too many to draw into the first shared skill that they require."""
        table = self.graph.table
        for role in roles:
            asked = (table.concepts[number] for number in table.required.row(table.role_index[role.iri]).tolist())
            if len(self.folded) == _FOLDED or drawn.keys().isdisjoint(asked):
                self.left_out.add(role.iri)
                continue
            required = self.graph.careers.roles[role.iri].required  # in the order of its source
            shared = next(each for each in required if each.skill.iri in drawn)
            self.lines.add(role, "requiresSkill", shared.skill, shared.sources)
            self._fold(shared.skill, role)

    def _fold(self, owner: Entity, item: Entity) -> None:
        if len(self.folded) == _FOLDED and item.iri not in self.folded:
            self.left_out.add(item.iri)
        elif item.iri not in self.folded:
            self.folded[item.iri] = item
            self.within[item.iri] = owner.iri

    def _node(self, entity: Entity) -> Node:
        description = self.describe(entity)
        return Node(entity, style_of(description), description, self.within.get(entity.iri))

    def _ways_in(self, paths: list[Entity], roles: list[Entity]) -> tuple[Block, ...]:
        """How to get from each entry path to each role, where these are few enough to read."""
        if len(paths) * len(roles) > _WAYS:
            return ()
        return ways_in(self.graph.routes(path, role) for path in paths for role in roles)

    # --- where it stands --------------------------------------------------------------------------------------------

    def _layout(self, keys: dict[str, list[str]], drawn: Iterable[Link]) -> Layout:
        links: dict[str, list[str]] = {}
        for link in drawn:
            start, end = link.ends
            links.setdefault(start, []).append(end)
            links.setdefault(end, []).append(start)
        roles, titles = evenly(keys["role"]), evenly(keys["job-title"])
        skills = beside(keys.get("skill", ()), links, roles)
        columns = [
            (STYLES["entry-path"].many, beside(keys["entry-path"], links, skills)),
            ("Shared skills", skills),
            (STYLES["role"].many, roles),
            (STYLES["job-title"].many, titles),
            (STYLES["level"].many, beside(keys["level"], links, titles)),
        ]
        shared = [key for kind in ("employer", "topic") for key in keys.get(kind, ())]
        bands = [
            ("Industries, and what they share", [keys["industry"], shared]),
            (STYLES[EMERGING].many, [keys[EMERGING]]),
        ]
        return columns_and_bands(columns, bands)
