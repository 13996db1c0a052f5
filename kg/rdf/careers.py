"""Triples -> what advice is computed from: profiles of roles and entry paths, the tree of skills, the credentials."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.model.careers import Ask, Careers, Pay, Profile, Requirement, SkillTree
from kg.vocab import CK, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kg.model import Entity, Source
    from kg.rdf.reader import GraphReader
    from kg.rdf.terms import Term

__all__ = ["read_careers"]

_Table = dict[str, "list[Term]"]


def read_careers(reader: GraphReader, *, merges: bool = True, only: Collection[str] | None = None) -> Careers:
    """Everything that routes and gaps need; without ``merges`` every label stands for itself.

    ``only`` limits the profiles that are read to these IRIs: all that one gap asks for.
    """
    broader: dict[str, set[str]] = defaultdict(set)
    for subject, value in reader.pairs(SKOS.broader):
        broader[subject].add(value.value)
    return _CareersReader(reader, SkillTree(_same_skills(reader, merges=merges), broader)).read(only)


def _same_skills(reader: GraphReader, *, merges: bool) -> dict[str, str]:
    """Skill -> the one that stands for it: what curation merged it into, or the first that it matches exactly."""
    merged = {subject: value.value for subject, value in reader.pairs(CK.mergedInto)}

    def into(skill: str) -> str:
        return merged.get(skill, skill)

    # An exact match within a merge comes of the merge, and goes with it.
    pairs = [(one, other) for one, other in _exact_matches(reader, "skill") if into(one) != into(other)]
    if not merges:
        return _stand_ins(pairs)
    canonical = set(merged.values())
    first = _stand_ins([(into(one), into(other)) for one, other in pairs], canonical)
    return first | {skill: first.get(other, other) for skill, other in merged.items()}


def _exact_matches(reader: GraphReader, kind: str) -> list[tuple[str, str]]:
    entities = reader.entities
    return [
        (subject, value.value)
        for subject, value in reader.pairs(SKOS.exactMatch)
        if subject in entities
        and value.value in entities
        and {entities[subject].kind, entities[value.value].kind} == {kind}
    ]


def _stand_ins(pairs: Iterable[tuple[str, str]], preferred: Collection[str] = ()) -> dict[str, str]:
    """IRI -> the first IRI of all that pairs link it to, directly or through others; ``preferred`` come first."""
    linked: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        linked[one].add(other)
        linked[other].add(one)
    first: dict[str, str] = {}
    for candidate in sorted(linked, key=lambda iri: (iri not in preferred, iri)):
        queue = [candidate] if candidate not in first else []
        while queue:
            iri = queue.pop()
            if iri not in first:
                first[iri] = candidate
                queue += linked[iri]
    return first


class _CareersReader:
    def __init__(self, reader: GraphReader, tree: SkillTree) -> None:
        self.reader = reader
        self.tree = tree
        self.entities = reader.entities
        self.weights = {
            subject: int(value.value) for subject, value in reader.pairs(CK.skillEquivalents) if value.value.isdecimal()
        }
        self.grades = {
            iri: tree.covers(frozenset({iri})) - {iri}
            for iri, entity in self.entities.items()
            if entity.kind == "credential"
        }

    def read(self, only: Collection[str] | None) -> Careers:
        """The careers, with the profiles asked for."""
        roles, paths, skills, credentials = {}, {}, {}, {}
        for entity in self.entities.values():
            if entity.kind == "skill":
                skills[entity.iri] = entity
            elif entity.kind == "credential":
                credentials[entity.iri] = entity
            elif only is not None and entity.iri not in only:
                continue
            elif entity.kind == "role":
                roles[entity.iri] = self._role(entity)
            elif entity.kind == "entry-path":
                paths[entity.iri] = self._entry_path(entity)
        places = _stand_ins(_exact_matches(self.reader, "role"))
        return Careers(roles, paths, skills, credentials, self.tree, self.weights, self.grades, places)

    def _role(self, role: Entity) -> Profile:
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
        preparation = self.reader.text(role.iri, CK.preparationLevel)
        return Profile(
            role,
            _in_order(required),
            _in_order(requirement for key, requirement in optional.items() if key not in required),
            self._cheapest(role, asks),
            self._pay(role),
            int(preparation) if preparation and preparation.isdecimal() else None,
        )

    def _requirement(self, skill: Entity, table: _Table, sources: tuple[Source, ...]) -> Requirement:
        canonical = self.entities.get(self.tree.canonical(skill.iri), skill)
        named = (self.tree.canonical(member.value) for member in table.get(CK.namesMember, ()))
        found = {self.entities.get(member) for member in named}
        members = sorted((member for member in found if member), key=lambda member: member.label.casefold())
        return Requirement(canonical, tuple(members), sources)

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

    def _entry_path(self, path: Entity) -> Profile:
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
        requirement = Requirement(before.skill, members, before.sources + requirement.sources)
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
