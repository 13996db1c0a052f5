"""Triples -> what routes are computed from: profiles of roles and entry paths, and skills."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING, Final, cast

from pyoxigraph import Literal, NamedNode

from kg.model import Entity, Fact, Source
from kg.model.careers import (
    Careers,
    Education,
    Pay,
    Profile,
    RequiredCredential,
    Requirement,
    RoleColumns,
    RoleDetails,
    RoleFacts,
    RoleTitle,
    SkillHierarchy,
    carry_facts,
)
from kg.model.degrees import figures_of_steps, read_degrees
from kg.rdf.describe import plain_value, unread_texts
from kg.rdf.entities import EntitiesOfKind
from kg.rdf.quads import PlainQuad, Term
from kg.rdf.reader import GraphReader, by_line
from kg.schema import BASE, CK, DCTERMS, INFERRED, KINDS, SCHEMA, SKOS, plain_properties

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from pyoxigraph import QuerySolutions


_Table = dict[str, "list[Term]"]


class Profiles(Mapping[str, Profile]):
    """The profiles of entities of one kind, by IRI; each is read when it is asked for."""

    def __init__(self, entities: Mapping[str, Entity], read: Callable[[Entity], Profile]) -> None:
        self._entities = entities
        self._read = read
        self._known: dict[str, Profile] = {}

    def __getitem__(self, iri: str) -> Profile:
        found = self._known.get(iri)
        if found is None:
            found = self._known[iri] = self._read(self._entities[iri])
        return found

    def __contains__(self, iri: object) -> bool:
        return iri in self._entities

    def __iter__(self) -> Iterator[str]:
        return iter(self._entities)

    def __len__(self) -> int:
        return len(self._entities)


class ProfileReader:
    """Reads profiles under merges: ``tree`` has the canonical skills, ``places`` the canonical roles.

    ``weights`` and ``levels`` are those of credentials.
    """

    def __init__(
        self,
        reader: GraphReader,
        tree: SkillHierarchy,
        weights: Mapping[str, int],
        levels: Mapping[str, int],
        places: Mapping[str, str],
    ) -> None:
        self.reader = reader
        self.tree = tree
        self.entities = reader.entities
        self.weights = weights
        self.levels = levels
        self.places = places
        self._alike: dict[str, list[str]] = defaultdict(list)
        for role, place in places.items():
            self._alike[place].append(role)

    def role(self, role: Entity) -> Profile:
        """What a role requires, and what it asks of newcomers."""
        required: dict[str, Requirement] = {}
        optional: dict[str, Requirement] = {}
        asks: list[RequiredCredential] = []
        reified: set[str] = set()
        links = {quad.object.value: quad for quad in self.reader.quads(role.iri, CK.hasRequirement)}
        for node, table in self._tables(links):
            strength = _table_text(table, CK.strength) or "required"
            skill = self.entities.get(_table_text(table, CK.skill) or "")
            if skill is not None:
                reified |= {skill.iri, self.reader.merged_into(skill.iri)}
                sources = self.reader.sources(node) or self.reader.link_sources(links[node])
                kept = required if strength == "required" else optional
                _add_requirement(kept, self._requirement(skill, table, sources))
            else:
                asks += self._demand(node, table)
        for predicate, kept in ((CK.requiresSkill, required), (CK.optionalSkill, optional)):
            for quad in self.reader.quads(role.iri, predicate):
                skill = self.entities.get(quad.object.value)
                if skill is not None and skill.iri not in reified:
                    _add_requirement(kept, self._requirement(skill, {}, self.reader.link_sources(quad)))
        law = self._law(role.iri)
        stated = self._asked(role, asks)
        ask = next(iter(stated), None)
        return Profile(
            role,
            _in_order(required),
            _in_order(requirement for key, requirement in optional.items() if key not in required),
            ask or self.carried(role),
            self._pay(role),
            self.preparation(role.iri),
            bool(law),
            law,
            self._facts(role.iri, ask),
            unread_texts(self.reader, role),
            self.reader.figure(role, CK.medianAnnualPay),
            tuple(stated[1:]),
        )

    def _law(self, role: str) -> tuple[Source, ...]:
        """What states that a role is regulated, or one which is exactly it; else that all are which it is close to."""
        found = self._regulation(role)
        wider = [] if found else self._wider(role)
        laws = [self._regulation(quad.object.value) for quad in wider]
        if laws and all(laws):
            mapping = {source for quad in wider for source in self.reader.link_sources(quad)}
            found = _inferred(set[Source]().union(*laws)) | mapping
        return tuple(sorted(found, key=by_line))

    def _regulation(self, role: str) -> set[Source]:
        """What states that a role is regulated; else that one which is exactly it is."""

        def stated(each: str) -> set[Source]:
            quads = (quad for quad in self.reader.quads(each, CK.regulated) if quad.object.value == "true")
            return {source for quad in quads for source in self.reader.link_sources(quad)}

        return stated(role) or _inferred(set[Source]().union(*map(stated, self._same(role))))

    def _wider(self, role: str) -> list[PlainQuad]:
        """The mappings of a role to others of the graph, which it is close to or narrower than."""
        found = (quad for predicate in _WIDER for quad in self.reader.quads(role, predicate))
        return [quad for quad in found if (self.entities.kind(quad.object.value) or "").startswith("role")]

    def _same(self, role: str) -> list[str]:
        """The other roles that are exactly a role."""
        return [other for other in self._alike[self.places[role]] if other != role] if role in self.places else []

    def _facts(self, role: str, ask: RequiredCredential | None) -> RoleFacts:
        """The figures that a role states itself."""
        experience, people, pay = (_whole_number(self.reader.text(role, predicate)) for predicate in _FIGURES)
        managerial = self.reader.text(role, CK.managerial) == "true"
        return RoleFacts(ask.level if ask else None, experience, people, pay, managerial)

    def preparation(self, role: str) -> int | None:
        """The level of preparation that a role states; else the lowest that one which is exactly it states."""
        return self._preparation(role, lambda each: self.reader.text(each, CK.preparationLevel))

    def preparations(self, roles: Iterable[str]) -> dict[str, int]:
        """The same of many roles, those that have one; what all state is read together."""
        stated = self.reader.texts(CK.preparationLevel)
        levels = ((role, self._preparation(role, stated.get)) for role in roles)
        return {role: level for role, level in levels if level is not None}

    def _preparation(self, role: str, stated: Callable[[str], str | None]) -> int | None:
        def level(each: str) -> int | None:
            text = stated(each)
            return int(text) if text and text.isdecimal() else None

        own = level(role)
        if own is not None or role not in self.places:
            return own
        levels = (level(other) for other in self._alike[self.places[role]])
        return min((found for found in levels if found is not None), default=None)

    def ask(self, role: Entity) -> RequiredCredential | None:
        """The credential that the options of education of a role ask, the cheapest."""
        return next(iter(self._asked(role, [])), None)

    def carried(self, role: Entity) -> RequiredCredential | None:
        """The lowest that roles ask which are exactly a role or, counting nothing, close to it or broader; inferred."""
        exact = [*self.reader.quads(role.iri, SKOS.exactMatch), *self.reader.quads(None, SKOS.exactMatch, role.iri)]
        wider = self._wider(role.iri)
        links: dict[str, set[Source]] = defaultdict(set)
        for quad in (*exact, *wider):
            other = quad.subject.value if quad.object.value == role.iri else quad.object.value
            links[other].update(self.reader.link_sources(quad))
        same = {iri for quad in exact for iri in (quad.subject.value, quad.object.value)}
        asks = []
        for iri, mapping in links.items():
            other_role = self.entities.get(iri)
            ask = self._own_ask(other_role) if other_role and other_role.kind == "role" and iri != role.iri else None
            if ask:
                sources = (*sorted(_inferred(ask.sources), key=by_line), *sorted(mapping, key=by_line))
                weight = ask.weight if iri in same else 0
                asks.append(ask._replace(weight=weight, sources=sources, instead=(), of_role=other_role))
        return min(asks, key=lambda ask: (ask.level is None, ask.level or 0, _weight(ask)), default=None)

    def _own_ask(self, role: Entity) -> RequiredCredential | None:
        """The credential that a role states itself, among its requirements or as an option."""
        nodes = (quad.object.value for quad in self.reader.quads(role.iri, CK.hasRequirement))
        asking = [node for node in nodes if next(self.reader.quads(node, CK.credential), None)]
        demanded = [ask for node, table in self._tables(asking) for ask in self._demand(node, table)]
        return next(iter(self._asked(role, demanded)), None)

    def _demand(self, node: str, table: _Table) -> list[RequiredCredential]:
        """The credential of a requirement that is no mere preference."""
        return self._ask(node, table) if _table_text(table, CK.strength) in (None, "required") else []

    def _requirement(self, skill: Entity, table: _Table, sources: tuple[Source, ...]) -> Requirement:
        canonical = self._canonical(skill)
        named = (self.tree.canonical(member.value) for member in table.get(CK.namesMember, ()))
        found = {self.entities.get(member) for member in named}
        members = sorted((member for member in found if member), key=lambda member: member.label.casefold())
        if canonical == skill or skill.iri in self.reader.merges:
            return Requirement(canonical, tuple(members), sources)
        matched = [*self.reader.quads(skill.iri, SKOS.exactMatch), *self.reader.quads(None, SKOS.exactMatch, skill.iri)]
        found_links = dict.fromkeys(source for quad in matched for source in self.reader.link_sources(quad))
        links = tuple(source for source in found_links if source not in sources)
        return Requirement(canonical, tuple(members), (*sources, *links), skill, links)

    def _asked(self, role: Entity, demanded: list[RequiredCredential]) -> list[RequiredCredential]:
        """The cheapest option of education, or a required credential that weighs more, then those that weigh none."""
        options: list[RequiredCredential] = []
        ways: list[Education] = []
        backgrounds: list[Education] = []
        for node, table in self._tables(
            [quad.object.value for quad in self.reader.quads(role.iri, CK.educationOption)]
        ):
            way = self._way(node, table)
            if way.unconditional:
                options += self._ask(node, table)
                backgrounds += [way] if way.background and not way.credential else []
            elif way.condition or way.strength == "sometimes":
                ways.append(way)
        cheapest = min(options, key=_weight, default=None)
        cheapest = _or_background(cheapest, backgrounds) if cheapest and backgrounds else cheapest
        asks = sorted([*demanded, *([cheapest] if cheapest else [])], key=_weight, reverse=True)
        first = [ask._replace(instead=self._instead(ask, ways)) for ask in asks[:1]]
        others = {ask.credential: ask for ask in asks[1:] if not ask.weight and None in (ask.level, asks[0].level)}
        return first + [ask for credential, ask in others.items() if credential != asks[0].credential]

    def _instead(self, ask: RequiredCredential, ways: Iterable[Education]) -> tuple[Education, ...]:
        """The ways that lead to a role without the credential that it asks, those of the greatest share first."""

        def is_lower(way: Education) -> bool:
            level = self.levels.get(self._canonical(way.credential).iri) if way.credential else None
            return level is None or ask.level is None or level < ask.level

        def place(way: Education) -> tuple[float, list[tuple[str, str, int]], str]:
            return -(way.share or 0), list(map(by_line, way.sources)), way.name

        return tuple(sorted(filter(is_lower, ways), key=place))

    def _way(self, node: str, table: _Table) -> Education:
        """One option of education, as it is stated."""
        return Education(
            self.entities.get(_table_text(table, CK.credential) or ""),
            _table_text(table, CK.background),
            self._fields(table.get(CK.field, ())),
            _table_text(table, CK.relatedFieldAccepted) in ("true", "1"),
            _table_text(table, CK.strength) or "required",
            _table_text(table, CK.condition),
            sources=self.reader.sources(node),
            share=_share(_table_text(table, CK.share)),
        )

    def _pay(self, role: Entity) -> Pay | None:
        tables = self._tables(quad.object.value for quad in self.reader.quads(role.iri, CK.salary))
        found = [(self._pay_range(node, table), table) for node, table in tables]
        whole = next((pay for pay, table in found if CK.payLevel not in table), None)
        return whole or Pay.of_levels([pay for pay, _ in found])

    def _pay_range(self, node: str, table: _Table) -> Pay:
        low, high = _table_text(table, SCHEMA.minValue), _table_text(table, SCHEMA.maxValue)
        return Pay(
            self.reader.label(node) or f"{low or '?'} - {high or '?'}",
            _amount(low),
            _amount(high),
            _table_text(table, CK.openEnded) == "true",
            _table_text(table, SCHEMA.currency),
            self.reader.sources(node),
            _table_text(table, SCHEMA.unitText),
        )

    def _ask(self, node: str, table: _Table) -> list[RequiredCredential]:
        named = self.entities.get(_table_text(table, CK.credential) or "")
        if named is None:
            return []
        fields = self._fields(table.get(CK.field, ()))
        label = _ask_label(named, fields, _table_text(table, CK.relatedFieldAccepted) == "true")
        credential, *fields_meant = map(self._canonical, (named, *fields))
        weight, level = self.weights.get(credential.iri, 0), self.levels.get(credential.iri)
        sources, share = self.reader.sources(node), _share(_table_text(table, CK.share))
        return [RequiredCredential(credential, label, weight, sources, tuple(fields_meant), level, share)]

    def _canonical(self, entity: Entity) -> Entity:
        """The entity that stands for one and all its exact matches."""
        return self.entities.get(self.tree.canonical(entity.iri), entity)

    def _fields(self, terms: Iterable[Term]) -> tuple[Entity, ...]:
        found = (self.entities.get(term.value) for term in terms)
        return tuple(
            sorted((field for field in found if field and field.kind == "field"), key=lambda field: field.label)
        )

    def entry_path(self, path: Entity) -> Profile:
        """What an entry path brings."""
        brought: dict[str, Requirement] = {}
        ask = None
        studied = self._fields(quad.object for quad in self.reader.quads(path.iri, CK.fromBackground))
        fields = tuple(map(self._canonical, studied))
        assets = self._assets(path)
        for quad in self.reader.quads(path.iri, CK.brings):
            entity = self.entities.get(quad.object.value)
            if entity is None:
                continue
            stated = assets.get(entity.iri) or self.reader.sources(path.iri)
            sources = (*stated, *self.reader.link_sources(quad))
            if entity.kind == "credential":
                held = self._canonical(entity)
                weight, level = self.weights.get(held.iri, 0), self.levels.get(held.iri)
                ask = RequiredCredential(held, entity.label, weight, sources, fields, level)
            else:
                _add_requirement(brought, self._requirement(entity, {}, sources))
        return Profile(path, _in_order(brought), (), ask)

    def _assets(self, path: Entity) -> dict[str, tuple[Source, ...]]:
        """Skill -> the sources of the notes that name it as an asset of this path."""
        found: dict[str, tuple[Source, ...]] = {}
        for note, table in self._tables(quad.object.value for quad in self.reader.quads(path.iri, CK.hasNote)):
            if _table_text(table, CK.noteKind) == "asset":
                for skill in table.get(CK.about, ()):
                    found[skill.value] = found.get(skill.value, ()) + self.reader.sources(note)
        return found

    def _tables(self, nodes: Iterable[str]) -> list[tuple[str, _Table]]:
        """Each node once, with its properties."""
        return [(node, self.reader.table(node)) for node in sorted(set(nodes))]


_WIDER = (SKOS.closeMatch, SKOS.broadMatch)
"""How a role leads to others, not exactly the same, whose figures and gate it takes where it states none."""


def _inferred(sources: Iterable[Source]) -> set[Source]:
    """The same sources, marked as what something is inferred from."""
    return {source._replace(graph=INFERRED) for source in sources}


def _share(text: str | None) -> float | None:
    return float(text) if text and re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]+)?", text) else None


_FIGURES = (CK.monthsOfExperience, CK.peopleEmployed, CK.medianAnnualPay)
"""The properties of the figures of a role, in the order of RoleFacts."""


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def _ask_label(credential: Entity, fields: Iterable[Entity], related: bool) -> str:
    """The credential with its fields: Bachelor's in Computer Science, Engineering or a related field."""
    names = [field.label for field in fields]
    if not names:
        return credential.label
    if related:
        names.append("a related field")
    start, last = ", ".join(names[:-1]), names[-1]
    return f"{credential.label} in {f'{start} or {last}' if start else last}"


def _or_background(ask: RequiredCredential, ways: Iterable[Education]) -> RequiredCredential:
    """What a role asks, with the backgrounds that will do as well named in its label."""
    names = dict.fromkeys([ask.label, *sorted(each.name for each in ways)])
    sources = dict.fromkeys((*ask.sources, *(source for each in ways for source in each.sources)))
    return ask._replace(label=", or ".join(names), sources=tuple(sources))


def _amount(text: str | None) -> int | float | None:
    """An amount as a number, where it is one."""
    if text is None or not re.fullmatch(r"\d{1,15}(?:\.\d{1,6})?", text):
        return None
    return float(text) if "." in text else int(text)


def _table_text(table: _Table, predicate: str) -> str | None:
    values = table.get(predicate)
    return values[0].value if values else None


def _add_requirement(table: dict[str, Requirement], requirement: Requirement) -> None:
    """Add a requirement; two labels of one merged skill are one requirement with both sources."""
    key = requirement.skill.iri
    before = table.get(key)
    if before is not None:
        members = tuple(dict.fromkeys(before.tools + requirement.tools))
        stated = before.source_skill or requirement.source_skill
        sources, links = before.sources + requirement.sources, before.mapping_sources + requirement.mapping_sources
        requirement = Requirement(before.skill, members, sources, stated, links)
    table[key] = requirement


def _in_order(requirements: Iterable[Requirement] | dict[str, Requirement]) -> tuple[Requirement, ...]:
    """In the order of the source's lines, then of labels."""
    values = requirements.values() if isinstance(requirements, dict) else requirements

    def place(requirement: Requirement) -> tuple[int, str, str]:
        line = min((source.line for source in requirement.sources if source.line), default=10**9)
        return line, requirement.skill.label.casefold(), requirement.skill.iri

    return tuple(sorted(values, key=place))


def _weight(ask: RequiredCredential) -> tuple[int, str]:
    return ask.weight, ask.credential.label


# --- all careers ------------------------------------------------------------------------------------------------------


def read_careers(reader: GraphReader, *, merges: bool = True) -> Careers:
    """All that routes and gaps need, read as it is asked for; without ``merges`` no label is merged into another."""
    tree = _skill_tree(reader, merges=merges)
    weights, levels = (
        {
            tree.canonical(subject): int(value.value)
            for subject, value in reader.pairs(predicate)
            if value.value.isdecimal()
        }
        for predicate in (CK.skillEquivalents, CK.educationLevel)
    )
    levels = {iri: level for iri, weight in weights.items() if (level := _level_of_weight(weight))} | levels
    places = _stand_ins(_matches(reader, SKOS.exactMatch, "role"))
    credentials = EntitiesOfKind(reader.entities, "credential")
    degrees = read_degrees(((tree.canonical(each.iri), each.label) for each in credentials.values()), levels)
    weights, levels = (figures_of_steps(known, degrees) for known in (weights, levels))
    grades = {iri: tree.covers(frozenset({tree.canonical(iri)})) - {iri} for iri in credentials}
    profiles = ProfileReader(reader, tree, weights, levels, places)
    return Careers(
        reader.entities,
        Profiles(EntitiesOfKind(reader.entities, "role"), profiles.role),
        Profiles(EntitiesOfKind(reader.entities, "entry-path"), profiles.entry_path),
        EntitiesOfKind(reader.entities, "skill"),
        credentials,
        tree,
        weights,
        grades,
        places,
        tuple(reader.bases.all),
        levels,
        degrees,
    )


def _level_of_weight(weight: int) -> int | None:
    """The level of education of a degree that states none: bachelor's 6, master's 8, doctoral 11, by what it counts."""
    return next((level for least, level in ((6, 11), (3, 8), (1, 6)) if weight >= least), None)


def _skill_tree(reader: GraphReader, *, merges: bool) -> SkillHierarchy:
    """Skills, credentials and fields of study with the directly broader ones, also of other sources in the graph.

    A broadMatch is a skos:broader between two sources, and a narrowMatch the same read from its object; a coveredBy has
    the effect of a narrowMatch. A mapping to what is not there says nothing: two skills of a store must not meet in a
    third that it lacks.
    """
    across: dict[str, set[str]] = defaultdict(set)
    for narrower, broader in _matches(reader, SKOS.broadMatch, "skill"):
        across[narrower].add(broader)
    for downward in _DOWNWARD:
        for broader, narrower in _matches(reader, downward, "skill"):
            across[narrower].add(broader)

    def above(skill: str) -> set[str]:
        return {quad.object.value for quad in reader.quads(skill, SKOS.broader)}

    def stated(narrower: str, broader: str) -> tuple[Source, ...]:
        links = ((narrower, SKOS.broadMatch, broader), *((broader, each, narrower) for each in _DOWNWARD))
        return tuple(source for link in links for quad in reader.quads(*link) for source in reader.link_sources(quad))

    # An exact match within a merge comes of the merge, and goes with it.
    matches = _matches(reader, SKOS.exactMatch, "skill", "credential", "field")
    same = [(one, other) for one, other in matches if reader.merged_into(one) != reader.merged_into(other)]
    stand_ins = _same_skills(reader.merges, same) if merges else _stand_ins(same)
    return SkillHierarchy(stand_ins, above, across, stated, {*chain.from_iterable(same)})


_DOWNWARD: Final = (SKOS.narrowMatch, CK.coveredBy)
"""Mappings to a skill that covers the subject."""


def _same_skills(merged: dict[str, str], same: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Skill -> its canonical skill: what curation merged it into, or the first that it matches exactly."""
    pairs = [(merged.get(one, one), merged.get(other, other)) for one, other in same]
    first = _stand_ins(pairs, set(merged.values()))
    return first | {skill: first.get(other, other) for skill, other in merged.items()}


def _matches(reader: GraphReader, predicate: str, *kinds: str) -> list[tuple[str, str]]:
    """The pairs of entities of one of these kinds, or groups of it, that a mapping links, as far as both are there."""
    found = []
    for subject, value in reader.pairs(predicate):
        kind = (reader.entities.kind(subject) or "").removesuffix("-group")
        if kind in kinds and kind == (reader.entities.kind(value.value) or "").removesuffix("-group"):
            found.append((subject, value.value))
    return found


_BUNDLED_BASES = tuple(f"{BASE}{kind}/" for kind in KINDS)
"""How the IRIs of the bundled graph's entities begin; those of other sources name the source first."""


def _stand_ins(pairs: Iterable[tuple[str, str]], preferred: Collection[str] = ()) -> dict[str, str]:
    """IRI -> the first IRI of all that pairs link it to, directly or through others.

    Those ``preferred`` come first, then what lives directly under the project's own base.
    """
    linked: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        linked[one].add(other)
        linked[other].add(one)
    first: dict[str, str] = {}
    for candidate in sorted(linked, key=lambda iri: (iri not in preferred, not iri.startswith(_BUNDLED_BASES), iri)):
        queue = [candidate] if candidate not in first else []
        while queue:
            iri = queue.pop()
            if iri not in first:
                first[iri] = candidate
                queue += linked[iri]
    return first


# --- all roles as columns ---------------------------------------------------------------------------------------------


def read_columns(reader: GraphReader, careers: Careers) -> RoleColumns:
    """The columns of all roles, equal to those of their profiles.

    Most roles of a taxonomy are read by what its graph writes out as ``requiresSkill`` and ``optionalSkill``. Those
    that another graph states a requirement of are read as profiles: there a requirement may have no short form.
    """
    links = reader.link_index()
    careers.tree.preload_broader(links[SKOS.broader])
    weights, levels = careers.credential_weights, careers.credential_levels
    profiles = ProfileReader(reader, careers.tree, weights, levels, careers.canonical_roles)
    roles = reader.entities.iris_of_exact_kind("role")
    alone = _stated_in_full(reader) & roles
    own = RoleColumns.of({iri: careers.roles[iri] for iri in sorted(alone)})
    rest = roles - alone
    required, optional = (_canonical(reader, careers, links[p], rest) for p in (CK.requiresSkill, CK.optionalSkill))
    asking = {iri for iri, _ in reader.pairs(CK.educationOption)}
    paid = {iri for iri, _ in reader.pairs(CK.salary)}
    found = {iri: profiles.ask(careers.entities[iri]) for iri in sorted(asking & rest)}
    asks = {**own.credentials, **{iri: ask for iri, ask in found.items() if ask}}
    mapped = _mapped_roles(reader)
    carried = {iri: profiles.carried(careers.entities[iri]) for iri in sorted(mapped.keys() & rest - asks.keys())}
    pay = {iri: careers.roles[iri].pay for iri in sorted(paid & rest)}
    return RoleColumns(
        roles,
        {**own.required, **required},
        {**own.optional, **{iri: skills - required.get(iri, set()) for iri, skills in optional.items()}},
        {**own.preparation, **profiles.preparations(sorted(rest))},
        {*own.regulated, *(_regulated(reader, careers) & rest)},
        {**asks, **{iri: ask for iri, ask in carried.items() if ask}},
        {**own.pay, **{iri: amount for iri, amount in pay.items() if amount}},
        own.tools,
        _facts_of_roles(
            reader, roles, links[SKOS.broader], {iri: ask for iri, ask in asks.items() if ask.of_role is None}, mapped
        ),
    )


def _regulated(reader: GraphReader, careers: Careers) -> set[str]:
    """The roles that are regulated, are exactly such a role, or are close to or narrower than such roles alone."""
    stated = {iri for iri, value in reader.pairs(CK.regulated) if value.value == "true"}
    places = {careers.canonical_roles[iri] for iri in stated if iri in careers.canonical_roles}
    regulated = stated | {iri for iri, place in careers.canonical_roles.items() if place in places}
    wider: dict[str, set[str]] = defaultdict(set)
    for predicate in _WIDER:
        for one, other in _matches(reader, predicate, "role"):
            wider[one].add(other)
    return regulated | {iri for iri, others in wider.items() if others <= regulated}


def _mapped_roles(reader: GraphReader) -> dict[str, set[str]]:
    """The roles that each is exactly, close to, or narrower than."""
    mapped: dict[str, set[str]] = defaultdict(set)
    for predicate in (SKOS.exactMatch, *_WIDER):
        for one, other in _matches(reader, predicate, "role"):
            mapped[one].add(other)
            if predicate == SKOS.exactMatch:
                mapped[other].add(one)
    return mapped


def _facts_of_roles(
    reader: GraphReader,
    roles: Collection[str],
    broader: Mapping[str, Collection[str]],
    asks: Mapping[str, RequiredCredential],
    mapped: Mapping[str, Collection[str]],
) -> dict[str, RoleFacts]:
    """The figures of roles: what they state, else what those say that they are mapped to, or others of their group.

    People who are counted under one code are shared out among its roles.
    """
    experience, people, pay = (
        {iri: int(text) for iri, text in reader.texts(predicate).items() if text.isdecimal()} for predicate in _FIGURES
    )
    codes = reader.texts(CK.employmentGroup)
    sharing = Counter(codes.values())
    known = reader.entities.iris_of_exact_kind("role-group")
    groups = {iri: [group for group in _upward(iri, broader) if group in known] for iri in roles}
    managing = {iri for iri, value in reader.pairs(CK.managerial) if value.value == "true"}
    stated = {
        iri: RoleFacts(
            asks[iri].level if iri in asks else None,
            experience.get(iri),
            people[iri] // max(sharing[codes.get(iri, "")], 1) if iri in people else None,
            pay.get(iri),
            iri in managing or not managing.isdisjoint(groups[iri]),
        )
        for iri in roles
    }
    return carry_facts(stated, mapped, groups)


def _upward(role: str, above: Mapping[str, Collection[str]]) -> list[str]:
    """All that is broader than a role, the nearest first."""
    found: list[str] = []
    queue = [role]
    for each in queue:
        more = sorted(group for group in above.get(each, ()) if group not in queue)
        found += more
        queue += more
    return found


def roles_with_tools(reader: GraphReader) -> set[str]:
    """What names tools in a requirement: few roles of a taxonomy do."""
    nodes = {node for node, _ in reader.pairs(CK.namesMember)}
    return {quad.subject.value for node in nodes for quad in reader.quads(None, CK.hasRequirement, node)}


def _stated_in_full(reader: GraphReader) -> set[str]:
    """The subjects of which a graph states requirements without saying that it writes all of them out."""
    written = {iri for iri, value in reader.pairs(CK.requirementsComplete) if value.value == "true"}
    others = (graph for graph in reader.graphs() if not (isinstance(graph, NamedNode) and graph.value in written))
    return {quad.subject.value for graph in others for quad in reader.quads_in_graph(graph, CK.hasRequirement)}


def _canonical(
    reader: GraphReader, careers: Careers, links: dict[str, set[str]], roles: set[str]
) -> dict[str, set[str]]:
    """The canonical skills that some roles are linked to."""
    skills = reader.entities.iris("skill")  # groups of skills are among them
    linked = {iri: others for iri, others in links.items() if iri in roles}
    canonical = {
        skill: careers.tree.canonical(skill)
        for skill in set[str]().union(*linked.values())
        if skill in skills or skill in careers.entities
    }
    return {iri: {canonical[skill] for skill in others if skill in canonical} for iri, others in linked.items()}


# --- details of a role ------------------------------------------------------------------------------------------------


def read_role_details(reader: GraphReader, role: Entity) -> RoleDetails:
    """What the graph states of a role in addition to its profile."""
    wording = reader.text(role.iri, SCHEMA.educationRequirements)
    return RoleDetails(
        tuple(_education(reader, role)),
        wording,
        tuple(_role_titles(reader, role)),
        reader.sources(role.iri),
        _link_sources(reader, role.iri, SCHEMA.educationRequirements),
        _link_sources(reader, role.iri, CK.preparationLevel),
        tuple(sorted(_plain_facts(reader, role), key=lambda fact: (by_line(fact.source), str(fact.value)))),
    )


def _plain_facts(reader: GraphReader, role: Entity) -> Iterator[Fact]:
    """The values of plain properties, each with every passage that states it."""
    for property_ in plain_properties("role").values():
        for quad in reader.quads(role.iri, property_.iri):
            value = reader.entities.get(quad.object.value) or plain_value(quad.object)
            yield from (Fact(property_.name, value, source) for source in reader.link_sources(quad))


def _education(reader: GraphReader, role: Entity) -> Iterator[Education]:
    """The options of education, then the credentials among the required skills."""
    for predicate in (CK.educationOption, CK.hasRequirement):
        for node in sorted({quad.object.value for quad in reader.quads(role.iri, predicate)}):
            credential = _entity(reader, node, CK.credential)
            among_skills = predicate == CK.hasRequirement
            if among_skills and credential is None:
                continue
            fields = {quad.object.value for quad in reader.quads(node, CK.field)}
            yield Education(
                credential,
                reader.text(node, CK.background),
                tuple(entity for entity in reader.entities.of_kind("field") if entity.iri in fields),
                reader.text(node, CK.relatedFieldAccepted) in ("true", "1"),
                reader.text(node, CK.strength) or "required",
                reader.text(node, CK.condition),
                among_skills,
                reader.sources(node),
                _share(reader.text(node, CK.share)),
            )


def _role_titles(reader: GraphReader, role: Entity) -> Iterator[RoleTitle]:
    """The job titles of a role by label, each with the passages of its level and what says that it is of this role."""
    found = {}
    for quad in reader.quads(None, CK.titleOf, role.iri):
        title = reader.entities.get(quad.subject.value)
        if title is not None:
            at_level = _link_sources(reader, title.iri, CK.atLevel)
            found[title] = RoleTitle(
                title, _entity(reader, title.iri, CK.atLevel), (*at_level, *reader.link_sources(quad))
            )
    yield from sorted(found.values(), key=lambda held: (held.title.label, held.title.iri))


def _entity(reader: GraphReader, node: str, predicate: str) -> Entity | None:
    found = (reader.entities.get(value.value) for value in reader.values(node, predicate))
    return next((entity for entity in found if entity), None)


def _link_sources(reader: GraphReader, subject: str, predicate: str) -> tuple[Source, ...]:
    found = {source for quad in reader.quads(subject, predicate) for source in reader.link_sources(quad)}
    return tuple(sorted(found, key=lambda source: (source.graph, source.document or "", source.line or 0)))


# --- texts of roles ---------------------------------------------------------------------------------------------------


_TEXTS = f"""
SELECT DISTINCT ?role ?text {{
  ?role a <{CK.Role}> ; <{SKOS.prefLabel}>|<{DCTERMS.description}>|<{CK.hasResponsibility}>/<{SKOS.prefLabel}> ?text
}}
"""


def read_texts(reader: GraphReader) -> dict[str, list[str]]:
    """Role -> its English texts: label, description and responsibilities, each once and in a fixed order."""
    found: dict[str, set[str]] = defaultdict(set)
    for role, text in cast("QuerySolutions", reader.store.query(_TEXTS, use_default_graph_as_union=True)):
        if isinstance(text, Literal) and (text.language or "en") == "en":
            found[role.value].add(text.value)
    return {role: sorted(texts) for role, texts in found.items()}
