"""Two versions of a graph compared: the triples that came and went -> what changed, in career words.

The triples of both are read as lines, and only what they say of careers is compared: never the line of a source that
states it. Entities with a line that is not in both are then read from both, whole, and compared value by value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from pyoxigraph import Literal, RdfFormat, parse

from kg.model import Entity
from kg.model.changes import CHANGE_GROUPS, Change, Differences
from kg.rdf.quads import PlainQuad, Term, file_of, plain_quads
from kg.schema import (
    BASE,
    CK,
    DCTERMS,
    ESCO,
    NAME_LINKS,
    NODES,
    OWL,
    PROPERTIES,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SHORTCUTS,
    SKOS,
    SYMMETRIC,
    expand,
    local_name,
    property_label,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kg.rdf.reader import GraphReader


# --- a version of a graph ---------------------------------------------------------------------------------------------


class Version:
    """One version of a graph: its title, what reads it, and all its quads as lines of N-Quads.

    ``graphs`` are the IRIs of the graphs that count; without any, all but the links between equal names.
    """

    def __init__(
        self,
        title: str,
        reader: GraphReader,
        lines: Callable[[], Iterator[bytes]],
        graphs: Iterable[str] = (),
    ) -> None:
        self.title = title
        self.reader = reader
        self._lines = lines
        self._graphs = frozenset(graphs)

    def includes(self, graph: str) -> bool:
        """Whether a graph is one of those that count."""
        return graph in self._graphs if self._graphs else graph != _LINKS_GRAPH

    def quads(self, subject: str | None, predicate: str | None = None, value: str | None = None) -> Iterator[PlainQuad]:
        """The quads that match, in the graphs that count."""
        found = self.reader.quads(subject, predicate, value)
        return (quad for quad in found if self.includes(getattr(quad.graph_name, "value", "")))

    def kind(self, iri: str) -> str | None:
        """The kind of an entity that is here and not retired."""
        if any(quad.object.value == "true" for quad in self.quads(iri, OWL.deprecated)):
            return None
        return self.reader.entities.kind(iri) if any(self.quads(iri, RDF.type)) else None

    def triples(self) -> Iterator[bytes]:
        """The triples that say something of careers, as the beginnings of their lines."""
        graph, counts = b"?", False
        for line in self._lines():
            subject, predicate, rest = line.split(b" ", 2)
            if predicate in _UNCOMPARED or (predicate == _TYPE and rest.startswith(_UNCOMPARED_TYPES)):
                continue
            if _PASSAGE in subject:
                continue
            if len(graph) > 3 and line.endswith(graph):
                end = len(line) - len(graph)
            else:
                end = _end_of_triple(line, rest)
                graph = line[end:]
                counts = self.includes(graph[2:-4].decode())
            if counts:
                yield line[:end]


def _end_of_triple(line: bytes, rest: bytes) -> int:
    """Where the triple ends in a line of N-Quads, before the graph, if it has one; ``rest`` has value and graph."""
    graph = line.rfind(b" <") if line.endswith(b"> .\n") and rest.count(b" ") > 1 else -1
    return graph if graph > 0 and b'"' not in line[graph:] else len(line) - 3


_LINKS_GRAPH: Final = f"{BASE}graph/{NAME_LINKS}"

_PASSAGE: Final = b"#line="
"""What the IRI of a row of a table has in it."""

_TYPE: Final = f"<{RDF.type}>".encode()

_UNCOMPARED: Final = frozenset(
    f"<{iri}>".encode()
    for iri in (
        PROV.wasDerivedFrom,
        *(CK.line, CK.section, CK.reason, CK.hasLink, CK.target, CK.linkRelation),
        *(RDF.predicate, RDF.object, DCTERMS.hasPart, DCTERMS.title, DCTERMS.source),
        *(SKOS.narrower, SKOS.inScheme, SKOS.hasTopConcept, SKOS.topConceptOf, expand("iso-thes:status")),
        *({*ESCO} - {ESCO.relatedEssentialSkill, ESCO.relatedOptionalSkill}),
    )
)
"""The properties that say where a statement is from, or say another one backwards or in the terms of ESCO."""

_UNCOMPARED_TYPES: Final = tuple(f"<{iri}>".encode() for iri in (RDF.Statement, CK.Passage, PROV.Entity, CK.Section))


def _changed_lines(old: Version, new: Version) -> tuple[set[bytes], set[bytes]]:
    """The triples that only the old version has, and those that only the new one has."""
    before = set(map(hash, old.triples()))
    after, came = set[int](), set[bytes]()
    for triple in new.triples():
        key = hash(triple)
        after.add(key)
        if key not in before:
            came.add(triple)
    if before <= after:
        return set(), came
    before -= after
    return {triple for triple in old.triples() if hash(triple) in before}, came


# --- what an entity is, and what it states ----------------------------------------------------------------------------


_Key: TypeAlias = tuple[str, str]
"""A property, and what tells its values apart: a skill, a language, a node."""


class _Stated(NamedTuple):
    """What is stated under a key: a text for readers, the entity or node that it is about, and all of its parts."""

    text: str
    item: str = ""
    parts: str = ""

    @property
    def full(self) -> str:
        """The text with all parts, which a label leaves out."""
        return "; ".join(filter(None, (self.text, self.parts)))


class _Changed(NamedTuple):
    """What may have changed of an entity: its nodes, the skills that it is linked to, symmetric links, its groups."""

    nodes: tuple[str, ...]
    skills: tuple[str, ...]
    symmetric: tuple[tuple[str, str], ...]
    moved: bool


_REQUIRED: Final = (CK.requiresSkill, ESCO.relatedEssentialSkill)
_OPTIONAL: Final = (CK.optionalSkill, ESCO.relatedOptionalSkill)
_MAPPINGS: Final = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch, OWL.sameAs)
_LEAD_TO_NODES: Final = frozenset(
    {*NODES, CK.salary, SCHEMA.estimatedSalary, CK.hasRating, CK.hasInterests, CK.hasWorkValues}
)
"""Properties that lead from an entity to a node that belongs to it."""

_SKIPPED: Final = frozenset(
    {RDF.type, SKOS.broader, SKOS.narrower, CK.hasRequirement, DCTERMS.isReplacedBy, OWL.deprecated, RDFS.label}
    | {*SHORTCUTS, *_REQUIRED, *_OPTIONAL, PROV.wasDerivedFrom, CK.hasUnreadText, SKOS.inScheme}
    | {CK.hasLink, DCTERMS.title, DCTERMS.hasPart, DCTERMS.source, *SYMMETRIC, *_LEAD_TO_NODES}
)
"""What is compared elsewhere, or not at all."""

_GROUPS: Final = (
    dict.fromkeys((CK.salary, SCHEMA.estimatedSalary, CK.medianAnnualPay), "pay")
    | dict.fromkeys((CK.educationOption, SCHEMA.educationRequirements, CK.regulated, CK.credential), "gate")
    | dict.fromkeys((CK.preparationLevel, CK.monthsOfExperience, CK.monthsOfOnSiteTraining), "level")
    | dict.fromkeys((CK.monthsOfOnTheJobTraining, CK.atLevel, CK.rank, CK.minYears, CK.maxYears), "level")
    | dict.fromkeys((CK.educationLevel, CK.managerial), "level")
    | dict.fromkeys((*_MAPPINGS, CK.coveredBy, CK.mergedInto), "mapping")
    | {SKOS.altLabel: "names", SKOS.hiddenLabel: "names", SKOS.prefLabel: "renamed", SKOS.broader: "moved"}
)
"""The group of a change by its property; all others are of the last group."""

_PARTS: Final = frozenset({"document", "responsibility"})
"""Kinds whose entities are listed with what has them, not alone."""


class _Side:
    """One of two versions, with the triples that only it has, by subject."""

    def __init__(self, version: Version, lines: Iterable[bytes]) -> None:
        self.version = version
        self.triples: dict[str, list[PlainQuad]] = defaultdict(list)
        quads = parse(file_of(line + b" .\n" for line in lines), RdfFormat.N_QUADS)
        for quad in plain_quads(quads):
            self.triples[quad.subject.value].append(quad)

    def linked(self, iri: str, predicates: Collection[str]) -> set[str]:
        """What an entity is linked to by triples that only this version has."""
        return {quad.object.value for quad in self.triples.get(iri, ()) if quad.predicate.value in predicates}

    def label(self, iri: str) -> str:
        """The label of an entity or node; else the last part of its IRI."""
        entity = self.version.reader.entities.get(iri)
        return entity.label if entity else self.version.reader.label(iri) or local_name(iri) or iri

    def stated(self, iri: str, changed: _Changed) -> dict[_Key, _Stated]:
        """What is stated of an entity, of what may have changed, by keys that keep apart what is to be compared."""
        found = self._requirements(iri, changed)
        for node in changed.nodes:
            for quad in self.version.quads(iri, None, node):
                predicate = quad.predicate.value
                if predicate in _LEAD_TO_NODES and predicate != CK.hasRequirement:
                    found[predicate, node] = self._node(node)
        for quad in self.triples.get(iri, ()):
            if quad.predicate.value not in _SKIPPED:
                key, stated = self._value(quad.predicate.value, quad.object)
                found[key] = stated
        for predicate, other in changed.symmetric:
            pairs = (iri, other), (other, iri)
            if any(True for start, end in pairs for _ in self.version.quads(start, predicate, end)):
                found[predicate, other] = _Stated(self.label(other), other)
        groups = {quad.object.value for quad in self.version.quads(iri, SKOS.broader)} if changed.moved else ()
        if groups:
            found[SKOS.broader, ""] = _Stated(", ".join(sorted(map(self.label, groups))), " ".join(sorted(groups)))
        return found

    def _value(self, predicate: str, value: Term) -> tuple[_Key, _Stated]:
        if not isinstance(value, Literal):
            return (predicate, value.value), _Stated(self.label(value.value), value.value)
        single = predicate in _SINGLE or (predicate in PROPERTIES and PROPERTIES[predicate].functional)
        language = value.language or ""
        return (predicate, language if single else f"{value.value}@{language}"), _Stated(value.value)

    def _node(self, node: str) -> _Stated:
        """What a node that belongs to an entity states; its text is its label, if it has one."""
        label = self.version.reader.label(node)
        parts = "; ".join(sorted({*map(self._part, self.version.quads(node))} - {""}))
        return _Stated(label, node, parts) if label else _Stated(parts, node)

    def _part(self, quad: PlainQuad) -> str:
        """What a triple of a node says, in words; nothing for one that only says what it is."""
        predicate, value = quad.predicate.value, quad.object
        if predicate in _NO_PARTS:
            return ""
        text = value.value if isinstance(value, Literal) else self.label(value.value)
        return f"{property_label(local_name(predicate))} {text}"

    def _requirements(self, iri: str, changed: _Changed) -> dict[_Key, _Stated]:
        """Each skill that a role requires or may use, with its strength and what else is said of that."""
        found: dict[_Key, _Stated] = {}
        for node in changed.nodes:
            if any(True for _ in self.version.quads(iri, CK.hasRequirement, node)):
                key, stated = self._requirement(node)
                found[key] = stated
        missing = {skill for skill in changed.skills if (CK.hasRequirement, skill) not in found}
        for strength, predicates in (("required", _REQUIRED), ("optional", _OPTIONAL)):
            for skill in missing:
                links = (link for predicate in predicates for link in self.version.quads(iri, predicate, skill))
                if any(True for _ in links) and skill not in self._reified(iri):
                    found.setdefault((CK.hasRequirement, skill), _Stated(strength, skill))
        return found

    def _requirement(self, node: str) -> tuple[_Key, _Stated]:
        quads = [*self.version.quads(node)]
        skill = next((quad.object.value for quad in quads if quad.predicate.value == CK.skill), None)
        if skill is None:
            return (CK.credential, node), self._node(node)
        strengths = (quad.object.value for quad in quads if quad.predicate.value == CK.strength)
        others = {self._part(quad) for quad in quads if quad.predicate.value not in (CK.skill, CK.strength)}
        text = "; ".join([min(strengths, default="required"), *sorted(others - {""})])
        return (CK.hasRequirement, skill), _Stated(text, skill)

    def _reified(self, iri: str) -> set[str]:
        """The skills of the requirements of a role, and those that they are merged into."""
        nodes = (quad.object.value for quad in self.version.quads(iri, CK.hasRequirement))
        skills = {quad.object.value for node in nodes for quad in self.version.quads(node, CK.skill)}
        return skills | set(map(self.version.reader.merged_into, skills))


_SINGLE: Final = frozenset({SKOS.prefLabel, DCTERMS.description, SKOS.definition, SCHEMA.educationRequirements})
"""Properties with one value in each language."""

_NO_PARTS: Final = frozenset({RDF.type, RDFS.label, PROV.wasDerivedFrom, CK.reason})


# --- the comparison ---------------------------------------------------------------------------------------------------


def compare_versions(old: Version, new: Version) -> Differences:
    """Every change from one version to another, each once: first the entities that came and went, then what changed."""
    sides = map(_Side, (old, new), _changed_lines(old, new))
    return Differences(old.title, new.title, tuple(sorted(set(_Comparison(*sides).changes()), key=_order)))


_PLACES: Final = {group: place for place, group in enumerate(CHANGE_GROUPS)}


def _order(change: Change) -> tuple[object, ...]:
    entity, item = change.entity, change.item
    place = _PLACES[change.group], entity.kind, entity.label.casefold(), entity.iri
    return *place, change.property, item.label.casefold() if item else "", item.iri if item else "", change.before or ""


class _Comparison:
    def __init__(self, old: _Side, new: _Side) -> None:
        self._sides = old, new
        self.old, self.new = old.version, new.version
        self._nodes: dict[str, set[str]] = defaultdict(set)
        self._links: dict[str, set[tuple[str, str]]] = defaultdict(set)

    def changes(self) -> Iterator[Change]:
        """Every change that triples of one version alone stand for."""
        for quad in (quad for side in self._sides for quads in side.triples.values() for quad in quads):
            if quad.predicate.value in SYMMETRIC:
                self._links[quad.subject.value].add((quad.predicate.value, quad.object.value))
                self._links[quad.object.value].add((quad.predicate.value, quad.subject.value))
        named = sorted(self._owners({*self._links, *self._sides[0].triples, *self._sides[1].triples}))
        self._kinds = {iri: (self.old.kind(iri), self.new.kind(iri)) for iri in named}
        for iri, (before, after) in self._kinds.items():
            if before and after:
                yield from self._changes_of(iri)
            elif (before or after) and (before or after) not in _PARTS:
                yield from self._came_or_went(iri)
        for iri, (before, after) in self._kinds.items():
            if before and not after:
                yield from self._left_behind(iri)

    def _owners(self, nodes: Iterable[str]) -> set[str]:
        """The entities among nodes, and those that the others belong to or say something about."""
        found: set[str] = set()
        open_nodes, seen = {*nodes}, set[str]()
        while open_nodes:
            node = open_nodes.pop()
            seen.add(node)
            if any(version.reader.entities.kind(node) for version in (self.old, self.new)):
                found.add(node)
                continue
            for version in (self.old, self.new):
                owners = [*version.quads(None, None, node)]
                leading = {quad.subject.value for quad in owners if quad.predicate.value in _LEAD_TO_NODES}
                for owner in leading:
                    self._nodes[owner].add(node)
                about = {quad.object.value for quad in version.quads(node, RDF.subject)}
                open_nodes |= (leading | about) - seen
        return found

    def entity(self, iri: str) -> Entity:
        """An entity as the new version has it, else the old one; an IRI of neither stands for itself."""
        for version in (self.new, self.old):
            if found := version.reader.entities.get(iri):
                return found
        return Entity(iri, iri, local_name(iri) or iri, "")

    def _came_or_went(self, iri: str) -> Iterator[Change]:
        if self._kinds[iri][1]:
            yield Change("new", self.entity(iri))
            return
        replaced = self._replacements.get(iri, ())
        for other in replaced:
            yield Change("replaced", self.entity(iri), "replaced by", self.entity(other), iri=DCTERMS.isReplacedBy)
        if not replaced:
            yield Change("retired", self.entity(iri))

    @cached_property
    def _replacements(self) -> dict[str, list[str]]:
        """What replaces an entity, as the new version says."""
        found: dict[str, list[str]] = defaultdict(list)
        for quad in self.new.quads(None, DCTERMS.isReplacedBy):
            found[quad.subject.value].append(quad.object.value)
        return {iri: sorted({*others}) for iri, others in found.items()}

    def _left_behind(self, iri: str) -> Iterator[Change]:
        """What still leads to an entity that was removed or retired."""
        for quad in self.new.quads(None, None, iri):
            predicate, subject = quad.predicate.value, quad.subject.value
            if predicate not in _LEADING:
                continue
            owners = [subject] if self.new.kind(subject) else sorted(self._owners([subject]))
            for owner in owners:
                if owner != iri and self.new.kind(owner):
                    group = "points-nowhere"
                    words = "requires" if predicate in _REQUIRING else property_label(local_name(predicate))
                    yield Change(group, self.entity(owner), words, self.entity(iri), iri=_leading(predicate))

    def _changes_of(self, iri: str) -> Iterator[Change]:
        """What changed of an entity that both versions have."""
        changed = self._changed_of(iri)
        before, after = (self._listed(iri, side.stated(iri, changed)) for side in self._sides)
        gone = {key: stated for key, stated in before.items() if key not in after}
        came = {key: stated for key, stated in after.items() if key not in before}
        for key in before.keys() & after.keys():
            if before[key] != after[key]:
                yield self._changed(iri, key, before[key], after[key])
        yield from self._paired(iri, gone, came)
        if self._kinds[iri][0] != self._kinds[iri][1]:
            yield Change("other", self.entity(iri), "kind", None, *self._kinds[iri], iri=RDF.type)

    def _changed_of(self, iri: str) -> _Changed:
        def linked(*predicates: str) -> list[str]:
            return sorted({other for side in self._sides for other in side.linked(iri, predicates)})

        nodes = sorted({*self._nodes.get(iri, ()), *linked(*_LEAD_TO_NODES)})
        skills, links = linked(*_REQUIRED, *_OPTIONAL), sorted(self._links.get(iri, ()))
        return _Changed(tuple(nodes), tuple(skills), tuple(links), bool(linked(SKOS.broader)))

    def _listed(self, iri: str, stated: dict[_Key, _Stated]) -> dict[_Key, _Stated]:
        return {key: value for key, value in stated.items() if self._is_listed(iri, key, value)}

    def _is_listed(self, iri: str, key: _Key, stated: _Stated) -> bool:
        """Whether a link of an entity is listed here: not at its other end, nor with what is new or removed."""
        predicate, other = key[0], stated.item
        if not other or predicate in (CK.hasRequirement, SKOS.broader, CK.hasResponsibility):
            return True
        if predicate in SYMMETRIC and other < iri and any(version.kind(other) for version in (self.old, self.new)):
            return False
        kinds = self._kinds.get(other)
        return kinds is None or all(kinds) or not any(kinds)

    def _paired(self, iri: str, gone: dict[_Key, _Stated], came: dict[_Key, _Stated]) -> Iterator[Change]:
        """What only one version states; where each has one value of a property that is no link, what it became."""
        for key in sorted(gone):
            replaced = [other for other in self._replacements.get(key[1], ()) if (key[0], other) in came]
            if key[0] == CK.hasRequirement and len(replaced) == 1:
                after = came.pop((key[0], replaced[0]))
                before = gone.pop(key)
                words = "requires"
                yield Change(
                    "requirement-replaced",
                    self.entity(iri),
                    words,
                    self.entity(after.item),
                    self._sides[0].label(before.item),
                    self._sides[1].label(after.item),
                    CK.hasRequirement,
                    (self.entity(before.item),),
                    (self.entity(after.item),),
                )
        by_property = [defaultdict(list), defaultdict(list)]  # type: list[dict[str, list[_Key]]]
        for table, keys in zip(by_property, (gone, came), strict=True):
            for key in sorted(keys):
                table[key[0]].append(key)
        for predicate in sorted({*by_property[0], *by_property[1]}):
            old, new = (table.get(predicate, []) for table in by_property)
            if predicate not in _APART and len(old) == len(new) == 1 and not self._leads_to_entities(predicate):
                yield self._changed(iri, new[0], gone[old[0]], came[new[0]])
                continue
            yield from (self._changed(iri, key, gone[key], None) for key in old)
            yield from (self._changed(iri, key, None, came[key]) for key in new)

    def _leads_to_entities(self, predicate: str) -> bool:
        return predicate in _MAPPINGS or (predicate in PROPERTIES and bool(PROPERTIES[predicate].kind))

    def _changed(self, iri: str, key: _Key, before: _Stated | None, after: _Stated | None) -> Change:
        predicate, item = key[0], None
        words = property_label(local_name(predicate))
        if predicate == CK.hasRequirement:
            words, item = "requires", self.entity(key[1])
        elif predicate == SKOS.prefLabel:
            words = f"label ({key[1]})" if key[1] not in ("", "en") else "label"
        elif (stated := after or before) and stated.item and predicate not in _WITHOUT_ITEM:
            item = self.entity(stated.item)
        group = _group(predicate, before, after)
        full = before is not None and after is not None and before.text == after.text
        old, new = ((each.full if full else each.text) if each else None for each in (before, after))
        moves = self._moves(iri) if predicate == SKOS.broader else ((), ())
        return Change(group, self.entity(iri), words, item, old, new, predicate, *moves)

    def _moves(self, iri: str) -> tuple[tuple[Entity, ...], tuple[Entity, ...]]:
        """The groups that an entity has left, and those that it has joined."""
        old, new = ({quad.object.value for quad in each.quads(iri, SKOS.broader)} for each in (self.old, self.new))
        return tuple(map(self.entity, sorted(old - new))), tuple(map(self.entity, sorted(new - old)))


_WITHOUT_ITEM: Final = _LEAD_TO_NODES | {CK.credential, SKOS.broader}
"""Properties of which the text says all."""

_APART: Final = frozenset({SKOS.altLabel, SKOS.hiddenLabel, CK.mark, CK.hasRequirement, CK.hasResponsibility})
"""Properties of which one value that goes and one that comes are two changes."""

_REQUIRING: Final = frozenset({*_REQUIRED, *_OPTIONAL, CK.skill})
_LEADING: Final = frozenset({*_MAPPINGS, CK.coveredBy, *_REQUIRING, SKOS.broader, CK.titleOf})
"""Properties that should not lead to what was removed."""


def _leading(predicate: str) -> str:
    return CK.hasRequirement if predicate in _REQUIRING else predicate


def _group(predicate: str, before: _Stated | None, after: _Stated | None) -> str:
    """The group of a change."""
    if predicate != CK.hasRequirement:
        return _GROUPS.get(predicate, "other")
    if before is None or after is None:
        return "requirement-added" if before is None else "requirement-dropped"
    required = [stated.text.partition(";")[0] == "required" for stated in (before, after)]
    if required[0] == required[1]:
        return "requirement-changed"
    return "made-required" if required[1] else "made-optional"
