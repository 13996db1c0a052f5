"""Triples -> the profile of one role or entry path: what it requires, brings, asks of newcomers and pays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.model.careers import Ask, Pay, Profile, Requirement
from kg.rdf.reader import by_line
from kg.schema import CK, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.model import Entity, Source
    from kg.model.careers import SkillTree
    from kg.rdf.reader import GraphReader
    from kg.rdf.terms import Term

__all__ = ["ProfileReader", "Profiles"]

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
    """Reads profiles under merges: ``tree`` says which skill stands for which, ``places`` which roles are the same."""

    def __init__(
        self, reader: GraphReader, tree: SkillTree, weights: Mapping[str, int], places: Mapping[str, str]
    ) -> None:
        self.reader = reader
        self.tree = tree
        self.entities = reader.entities
        self.weights = weights
        self.places = places
        self._alike: dict[str, list[str]] = defaultdict(list)
        for role, place in places.items():
            self._alike[place].append(role)

    def role(self, role: Entity) -> Profile:
        """What a role requires, and what it asks of newcomers."""
        required: dict[str, Requirement] = {}
        optional: dict[str, Requirement] = {}
        asks: list[Ask] = []
        reified: set[str] = set()
        links = {quad.object.value: quad for quad in self.reader.quads(role.iri, CK.hasRequirement)}
        for node, table in self._tables(links):
            strength = _text(table, CK.strength) or "required"
            skill = self.entities.get(_text(table, CK.skill) or "")
            if skill is not None:
                reified.add(skill.iri)
                sources = self.reader.sources(node) or self.reader.link_sources(links[node])
                requirement = self._requirement(skill, table, sources)
                _add(required if strength == "required" else optional, requirement)
            elif strength == "required":
                asks += self._ask(node, table)
        for predicate, kept in ((CK.requiresSkill, required), (CK.optionalSkill, optional)):
            for quad in self.reader.quads(role.iri, predicate):
                skill = self.entities.get(quad.object.value)
                if skill is not None and skill.iri not in reified:
                    _add(kept, self._requirement(skill, {}, self.reader.link_sources(quad)))
        law = [quad for quad in self.reader.quads(role.iri, CK.regulated) if quad.object.value == "true"]
        return Profile(
            role,
            _in_order(required),
            _in_order(requirement for key, requirement in optional.items() if key not in required),
            self._cheapest(role, asks),
            self._pay(role),
            self.preparation(role.iri),
            bool(law),
            tuple(sorted({source for quad in law for source in self.reader.link_sources(quad)}, key=by_line)),
        )

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

    def ask(self, role: Entity) -> Ask | None:
        """The credential that the options of education of a role ask, the cheapest."""
        return self._cheapest(role, [])

    def _requirement(self, skill: Entity, table: _Table, sources: tuple[Source, ...]) -> Requirement:
        canonical = self.entities.get(self.tree.canonical(skill.iri), skill)
        named = (self.tree.canonical(member.value) for member in table.get(CK.namesMember, ()))
        found = {self.entities.get(member) for member in named}
        members = sorted((member for member in found if member), key=lambda member: member.label.casefold())
        if canonical == skill or next(self.reader.quads(skill.iri, CK.mergedInto), None) is not None:
            return Requirement(canonical, tuple(members), sources)
        matched = [*self.reader.quads(skill.iri, SKOS.exactMatch), *self.reader.quads(None, SKOS.exactMatch, skill.iri)]
        found_links = dict.fromkeys(source for quad in matched for source in self.reader.link_sources(quad))
        links = tuple(source for source in found_links if source not in sources)
        return Requirement(canonical, tuple(members), (*sources, *links), skill, links)

    def _cheapest(self, role: Entity, demanded: list[Ask]) -> Ask | None:
        """The cheapest option of education, or a credential among the required items where that weighs more."""
        options: list[Ask] = []
        nodes = [quad.object.value for quad in self.reader.quads(role.iri, CK.educationOption)]
        for node, table in self._tables(nodes):
            if CK.condition not in table and _text(table, CK.strength) in (None, "required"):
                options += self._ask(node, table)
        cheapest = min(options, key=_weight, default=None)
        return max([*demanded, *([cheapest] if cheapest else [])], key=_weight, default=None)

    def _pay(self, role: Entity) -> Pay | None:
        nodes = [quad.object.value for quad in self.reader.quads(role.iri, CK.salary)]
        for node, table in self._tables(nodes):
            low, high = _text(table, SCHEMA.minValue), _text(table, SCHEMA.maxValue)
            return Pay(
                self.reader.label(node) or f"{low or '?'} - {high or '?'}",
                int(low) if low and low.isdecimal() else None,
                int(high) if high and high.isdecimal() else None,
                _text(table, CK.openEnded) == "true",
                _text(table, SCHEMA.currency),
                self.reader.sources(node),
            )
        return None

    def _ask(self, node: str, table: _Table) -> list[Ask]:
        credential = self.entities.get(_text(table, CK.credential) or "")
        if credential is None:
            return []
        weight = self.weights.get(credential.iri, 0)
        fields = self._fields(table.get(CK.field, ()))
        related = _text(table, CK.relatedFieldAccepted) == "true"
        return [Ask(credential, _ask_label(credential, fields, related), weight, self.reader.sources(node), fields)]

    def _fields(self, terms: Iterable[Term]) -> tuple[Entity, ...]:
        found = (self.entities.get(term.value) for term in terms)
        return tuple(
            sorted((field for field in found if field and field.kind == "field"), key=lambda field: field.label)
        )

    def entry_path(self, path: Entity) -> Profile:
        """What an entry path brings."""
        brought: dict[str, Requirement] = {}
        ask = None
        fields = self._fields(quad.object for quad in self.reader.quads(path.iri, CK.fromBackground))
        assets = self._assets(path)
        for quad in self.reader.quads(path.iri, CK.brings):
            entity = self.entities.get(quad.object.value)
            if entity is None:
                continue
            stated = assets.get(entity.iri) or self.reader.sources(path.iri)
            sources = (*stated, *self.reader.link_sources(quad))
            if entity.kind == "credential":
                ask = Ask(entity, entity.label, self.weights.get(entity.iri, 0), sources, fields)
            else:
                _add(brought, self._requirement(entity, {}, sources))
        return Profile(path, _in_order(brought), (), ask)

    def _assets(self, path: Entity) -> dict[str, tuple[Source, ...]]:
        """Skill -> the remarks of the source that name it as an asset of this path."""
        found: dict[str, tuple[Source, ...]] = {}
        for note, table in self._tables(quad.object.value for quad in self.reader.quads(path.iri, CK.hasNote)):
            if _text(table, CK.noteKind) == "asset":
                for skill in table.get(CK.about, ()):
                    found[skill.value] = found.get(skill.value, ()) + self.reader.sources(note)
        return found

    def _tables(self, nodes: Iterable[str]) -> list[tuple[str, _Table]]:
        """Each node once, with its properties."""
        tables = []
        for node in sorted(set(nodes)):
            table: defaultdict[str, list[Term]] = defaultdict(list)
            for quad in self.reader.quads(node):
                if quad.object not in table[quad.predicate.value]:
                    table[quad.predicate.value].append(quad.object)
            tables.append((node, dict(table)))
        return tables


def _ask_label(credential: Entity, fields: Iterable[Entity], related: bool) -> str:
    """The credential with its fields: Bachelor's in Computer Science, Engineering or a related field."""
    names = [field.label for field in fields]
    if not names:
        return credential.label
    if related:
        names.append("a related field")
    start, last = ", ".join(names[:-1]), names[-1]
    return f"{credential.label} in {f'{start} or {last}' if start else last}"


def _text(table: _Table, predicate: str) -> str | None:
    values = table.get(predicate)
    return values[0].value if values else None


def _add(table: dict[str, Requirement], requirement: Requirement) -> None:
    """Add a requirement; two labels of one merged skill are one requirement with both sources."""
    key = requirement.skill.iri
    before = table.get(key)
    if before is not None:
        members = tuple(dict.fromkeys(before.members + requirement.members))
        stated = before.stated or requirement.stated
        sources, links = before.sources + requirement.sources, before.links + requirement.links
        requirement = Requirement(before.skill, members, sources, stated, links)
    table[key] = requirement


def _in_order(requirements: Iterable[Requirement] | dict[str, Requirement]) -> tuple[Requirement, ...]:
    """In the order of the source's lines, then of labels."""
    values = requirements.values() if isinstance(requirements, dict) else requirements

    def place(requirement: Requirement) -> tuple[int, str, str]:
        line = min((source.line for source in requirement.sources if source.line), default=10**9)
        return line, requirement.skill.label.casefold(), requirement.skill.iri

    return tuple(sorted(values, key=place))


def _weight(ask: Ask) -> tuple[int, str]:
    return ask.weight, ask.credential.label
