"""The quality of a taxonomy beyond what shapes require: labels, hierarchy, links, coverage; with file and line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Final, NamedTuple

from pyoxigraph import Literal

from kg.graph import CareerGraph
from kg.maintenance.validate import locator
from kg.model import Entity
from kg.schema import CK, DCTERMS, ESCO, OWL, RDF, SKOS, VOID, local_name, property_label
from kg.store.linking import MAPPINGS


class QualityCheck(NamedTuple):
    """One check: its name, what it finds, how bad that is, and what finds it: an entity's IRI and words about it."""

    name: str
    title: str
    severity: str
    find: Callable[[_Taxonomy], Iterator[tuple[str, str]]]


class QualityFinding(NamedTuple):
    """What a check found: an entity, what is wrong with it, and the file and line that state it."""

    check: str
    severity: str
    entity: Entity
    message: str
    file: str | None = None
    line: int | None = None


_Links = dict[str, set[str]]

_REQUIRING: Final = (CK.requiresSkill, CK.optionalSkill, ESCO.relatedEssentialSkill, ESCO.relatedOptionalSkill)
_BOTH_WAYS: Final = (SKOS.related, SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch)
_CONCEPTS: Final = ("role", "skill", "role-group", "skill-group", "credential", "field", "industry")
"""The kinds of a taxonomy; job titles, topics and places are no concepts that roles are described by."""


class _Taxonomy:
    """The labels and links of a graph, each property read once."""

    def __init__(self, graph: CareerGraph) -> None:
        self.graph = graph
        self.reader = graph.store.reader
        self.entities = {
            entity.iri: entity
            for entity in graph.list()
            if entity.kind in _CONCEPTS and graph.within.includes(entity.iri)
        }
        self._links: dict[str, _Links] = {}

    def links(self, *predicates: str) -> _Links:
        """What each node is linked to by some properties."""
        found: _Links = defaultdict(set)
        for predicate in predicates:
            if predicate not in self._links:
                pairs = self._links[predicate] = defaultdict(set)
                for subject, value in self.reader.pairs(predicate):
                    if not isinstance(value, Literal):
                        pairs[subject].add(value.value)
            for subject, values in self._links[predicate].items():
                found[subject] |= values
        return found

    @cached_property
    def labels(self) -> dict[str, list[tuple[str, str]]]:
        """The preferred labels of each concept, with their languages."""
        return self._texts(SKOS.prefLabel)

    @cached_property
    def alternatives(self) -> dict[str, list[tuple[str, str]]]:
        """The alternative labels of each concept, with their languages."""
        return self._texts(SKOS.altLabel)

    def _texts(self, predicate: str) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for subject, value in self.reader.pairs(predicate):
            if isinstance(value, Literal) and subject in self.entities:
                found[subject].add((value.language or "", value.value))
        return {subject: sorted(texts) for subject, texts in found.items()}

    @cached_property
    def sources(self) -> dict[str, str]:
        """The source of each concept: two of them may use one name."""
        index, found = self.graph.store.names, dict[str, str]()
        for name in self.graph.sources():
            found |= {iri: name for iri in index.stated_by((name,)) if iri in self.entities and iri not in found}
        return found

    @cached_property
    def spaces(self) -> tuple[str, ...]:
        """The beginnings of the IRIs of the sources: what begins so and is not there is missing."""
        return tuple(sorted({value.value for _, value in self.reader.pairs(VOID.uriSpace) if value.value}))

    @cached_property
    def retired(self) -> set[str]:
        """What is marked as retired."""
        return {subject for subject, value in self.reader.pairs(OWL.deprecated) if value.value in ("true", "1")}

    def label(self, iri: str) -> str:
        """The label of an entity; an IRI of none stands for itself."""
        found = self.reader.entities.get(iri)
        return f"'{found.label}'" if found else f"<{iri}>"


# --- labels -----------------------------------------------------------------------------------------------------------


def _without_label(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    for iri in taxonomy.entities.keys() - taxonomy.labels.keys():
        yield iri, "has no preferred label"


def _two_labels(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    for iri, labels in taxonomy.labels.items():
        for language, number in Counter(language for language, _ in labels).items():
            if number > 1:
                texts = ", ".join(f"'{text}'" for own, text in labels if own == language)
                yield iri, f"has {number} preferred labels{f' in {language}' if language else ''}: {texts}"


def _label_clashes(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    same: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for iri, labels in taxonomy.labels.items():
        for language, text in labels:
            same[taxonomy.sources.get(iri, ""), taxonomy.entities[iri].kind, language, text.casefold()].append(iri)
    for (_, kind, _, _), iris in same.items():
        first, *others = sorted(iris)
        for other in others:
            yield other, f"has the preferred label of another {kind.replace('-', ' ')}, <{first}>"


def _alternative_clashes(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    preferred: dict[tuple[str, ...], str] = {}
    for iri, labels in sorted(taxonomy.labels.items()):
        for language, text in labels:
            preferred[taxonomy.sources.get(iri, ""), taxonomy.entities[iri].kind, language, text.casefold()] = iri
    for iri, labels in taxonomy.alternatives.items():
        for language, text in labels:
            key = taxonomy.sources.get(iri, ""), taxonomy.entities[iri].kind, language, text.casefold()
            other = preferred.get(key)
            if other:
                whose = "its own preferred label" if other == iri else f"the preferred label of <{other}>"
                yield iri, f"has the alternative label '{text}', which is {whose}"


def _without_definition(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    described = {
        subject for name in (DCTERMS.description, SKOS.definition) for subject, _ in taxonomy.reader.pairs(name)
    }
    for iri, entity in taxonomy.entities.items():
        if entity.kind in ("role", "skill") and iri not in described:
            yield iri, "has no description"


def _without_translation(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    """A language counts that more than half of the concepts of a source have."""
    languages: dict[str, Counter[str]] = defaultdict(Counter)
    sizes = Counter(taxonomy.sources.get(iri, "") for iri in taxonomy.entities)
    for iri, labels in taxonomy.labels.items():
        languages[taxonomy.sources.get(iri, "")].update({language for language, _ in labels if language})
    for iri, labels in taxonomy.labels.items():
        source = taxonomy.sources.get(iri, "")
        wanted = {name for name, number in languages[source].items() if 2 * number > sizes[source]}
        if missing := sorted(wanted - {language for language, _ in labels}):
            yield iri, f"has no preferred label in {', '.join(missing)}"


# --- hierarchy --------------------------------------------------------------------------------------------------------


def _cycles(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    """Each cycle once, at the entity whose IRI is the first."""
    from kg.late import networkx as nx

    graph = nx.DiGraph((start, end) for start, ends in taxonomy.links(SKOS.broader).items() for end in ends)
    for component in nx.strongly_connected_components(graph):
        first = min(component)
        if len(component) > 1 or graph.has_edge(first, first):
            yield first, f"is below itself, by {', '.join(map(taxonomy.label, sorted(component)))}"


def _ancestors(broader: _Links, iri: str) -> set[str]:
    found, open_nodes = set[str](), [*broader.get(iri, ())]
    while open_nodes:
        node = open_nodes.pop()
        if node not in found:
            found.add(node)
            open_nodes += broader.get(node, ())
    return found


def _redundant(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    broader = taxonomy.links(SKOS.broader)
    for iri, parents in broader.items():
        if len(parents) > 1:
            for parent in sorted(parents):
                others = (other for other in sorted(parents - {parent}) if other not in _ancestors(broader, parent))
                if found := next((other for other in others if parent in _ancestors(broader, other)), None):
                    both = taxonomy.label(parent), taxonomy.label(found)
                    yield iri, f"is below {both[0]} directly, and already by {both[1]}"


def _related_and_broader(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    """Each pair once, at the lower one."""
    broader, related = taxonomy.links(SKOS.broader), taxonomy.links(SKOS.related)
    for start, end in {(start, end) for start, ends in related.items() for end in ends}:
        for lower, upper in ((start, end), (end, start)):
            if upper in _ancestors(broader, lower):
                yield lower, f"is related to {taxonomy.label(upper)}, and below it"


def _orphans(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    linked: set[str] = set()
    own = (SKOS.broader, SKOS.narrower, SKOS.related, SKOS.member, CK.hasRequirement, CK.skill, CK.credential, CK.field)
    names = (*own, CK.mergedInto, CK.namesMember, CK.about, CK.brings, CK.fromBackground, CK.expectsSkill, CK.titleOf)
    for predicate in (*names, *_REQUIRING, *MAPPINGS):
        for start, ends in taxonomy.links(predicate).items():
            linked |= {start, *ends}
    for iri, entity in taxonomy.entities.items():
        if iri not in linked and entity.kind in ("role", "skill", "role-group", "skill-group"):
            yield iri, "has no link to or from any other"


# --- links ------------------------------------------------------------------------------------------------------------


def _one_way(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    for predicate in _BOTH_WAYS:
        links = taxonomy.links(predicate)
        for iri, others in links.items():
            for other in sorted(others):
                if other in taxonomy.entities and iri not in links.get(other, ()):
                    words = property_label(local_name(predicate))
                    yield iri, f"is stated as {words} {taxonomy.label(other)}, which does not state it of this one"


def _broken(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    """A link within a taxonomy must lead to what is there; a mapping may lead to a source that is not."""
    typed = {subject for subject, _ in taxonomy.reader.pairs(RDF.type)}
    for predicate, words, links in _checked(taxonomy):
        within = predicate not in (*MAPPINGS, DCTERMS.isReplacedBy)
        for iri, others in links.items():
            for other in sorted(others):
                if other in taxonomy.retired:
                    yield iri, f"leads by '{words}' to {taxonomy.label(other)}, which is retired"
                elif other not in typed and (within or other.startswith(taxonomy.spaces)):
                    yield iri, f"leads by '{words}' to <{other}>, which does not exist"


def _checked(taxonomy: _Taxonomy) -> Iterator[tuple[str, str, _Links]]:
    """Every property whose links are checked, with its label: of requirements, the skills that they name."""
    for predicate in (*MAPPINGS, *_REQUIRING, SKOS.broader, CK.titleOf, DCTERMS.isReplacedBy):
        yield predicate, property_label(local_name(predicate)), taxonomy.links(predicate)
    skills = taxonomy.links(CK.skill)
    requirements = taxonomy.links(CK.hasRequirement)
    named = {role: set[str]().union(*(skills.get(node, ()) for node in nodes)) for role, nodes in requirements.items()}
    yield CK.skill, property_label("hasRequirement"), named


def _matched_twice(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    """An exact match to two concepts of one source makes these the same."""
    for iri, others in taxonomy.links(SKOS.exactMatch).items():
        by_source: dict[str, list[str]] = defaultdict(list)
        for other in sorted(others):
            if other in taxonomy.sources:
                by_source[taxonomy.sources[other]].append(other)
        for source, same in by_source.items():
            if len(same) > 1 and source != taxonomy.sources.get(iri):
                yield iri, f"is an exact match of several of {source}: {', '.join(map(taxonomy.label, same))}"


# --- coverage ---------------------------------------------------------------------------------------------------------


def _unused(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    used = set[str]().union(*taxonomy.links(*_REQUIRING, CK.skill, CK.namesMember).values())
    used |= {skill for skill, others in taxonomy.links(CK.mergedInto).items() if others & used}
    for iri, entity in taxonomy.entities.items():
        if entity.kind == "skill" and iri not in used:
            yield iri, "is required by no role"


def _without_requirements(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    asking = taxonomy.links(*_REQUIRING, CK.hasRequirement).keys()
    for iri, entity in taxonomy.entities.items():
        if entity.kind == "role" and iri not in asking:
            yield iri, "has no requirement"


def _without_scheme(taxonomy: _Taxonomy) -> Iterator[tuple[str, str]]:
    schemes = taxonomy.links(SKOS.inScheme).keys() | {
        end for ends in taxonomy.links(SKOS.hasTopConcept).values() for end in ends
    }
    for iri in taxonomy.entities.keys() - schemes:
        yield iri, "is in no concept scheme"


CHECKS: Final = (
    QualityCheck("cycles", "Below itself", "error", _cycles),
    QualityCheck("broken-links", "Links to what does not exist or is retired", "error", _broken),
    QualityCheck("no-label", "No preferred label", "error", _without_label),
    QualityCheck("two-labels", "Several preferred labels in one language", "error", _two_labels),
    QualityCheck("related-and-broader", "Related, and one below the other", "error", _related_and_broader),
    QualityCheck("label-clashes", "The preferred label of another", "warning", _label_clashes),
    QualityCheck(
        "alternative-clashes", "An alternative label that is preferred elsewhere", "warning", _alternative_clashes
    ),
    QualityCheck("matched-twice", "An exact match of several of one source", "warning", _matched_twice),
    QualityCheck("orphans", "No link to any other", "warning", _orphans),
    QualityCheck("roles-without-requirements", "Roles without requirements", "warning", _without_requirements),
    QualityCheck("unused-skills", "Skills that no role requires", "info", _unused),
    QualityCheck("no-definition", "No description", "info", _without_definition),
    QualityCheck("no-translation", "No label in a language of the source", "info", _without_translation),
    QualityCheck("one-way", "Symmetric links that are stated one way", "info", _one_way),
    QualityCheck("redundant-broader", "A broader link that follows from others", "info", _redundant),
    QualityCheck("no-scheme", "In no concept scheme", "info", _without_scheme),
)
"""Every check: those that break a taxonomy first."""


def check_quality(graph: CareerGraph, file: str) -> list[QualityFinding]:
    """What the checks find in a graph of this name: the worst first, then the most frequent, then by place."""
    taxonomy = _Taxonomy(graph)
    found = [
        (check, taxonomy.entities[iri], message)
        for check in CHECKS
        for iri, message in sorted(set(check.find(taxonomy)))
        if iri in taxonomy.entities
    ]
    locate = locator(graph, file)({entity.iri for _, entity, _ in found})
    places = {entity.iri: locate(entity.iri, None, None) for _, entity, _ in found}
    numbers = Counter(check.name for check, _, _ in found)
    severities = [check.severity for check in CHECKS]

    def rank(finding: QualityFinding) -> tuple[object, ...]:
        place = finding.file or "", finding.line or 0
        number = numbers[finding.check]
        return severities.index(finding.severity), -number, finding.check, place, finding.entity.iri, finding.message

    findings = (
        QualityFinding(check.name, check.severity, entity, message, *places[entity.iri])
        for check, entity, message in found
    )
    return sorted(findings, key=rank)
