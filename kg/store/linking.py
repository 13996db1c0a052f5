"""Links between the sources of a store: entities of one kind whose preferred labels are equal.

Two entities are linked where all of this holds; docs/stores.md prints these rules:

* both are of one of LINKED_KINDS, and of the same kind;
* their preferred labels in the same language are equal without case and accents (one without a language tag equals one
  in any); a label of fewer than four letters must be the same sign by sign;
* no other entity of either source has that label;
* nothing that was reviewed decides otherwise: a mapping of either entity to the other source, or a refusal.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from pyoxigraph import Literal

from kg.model.records import NameLink, PropertyRow, SourceMetadata, Text, Values
from kg.rdf.writer import written
from kg.schema import (
    BASE,
    BUNDLED_GRAPH,
    CK,
    CURATION,
    LINKED_KINDS,
    NAME_LINKS,
    OWL,
    PROV,
    SEMAPV,
    SKOS,
    SSSOM,
    VOID,
)
from kg.store.counts import LinkCount
from kg.store.names import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pyoxigraph import Quad

    from kg.rdf.reader import GraphReader
    from kg.store.names import NameIndex


MAPPINGS: Final = (
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
    CK.coveredBy,
)
"""The properties by which reviewed mappings link entities of two sources."""

_SHORT: Final = 4
"""Labels of fewer letters are linked only where they are the same sign by sign."""

_ANY: Final = "*"
"""Stands for every source, where a refusal does not name one that is in the store."""


class _Concept(NamedTuple):
    """An entity of a source, and its preferred labels that fold to one: language (empty if untagged) and text."""

    source: str
    iri: str
    labels: frozenset[tuple[str, str]]


class Reviewed(NamedTuple):
    """What reviewed mappings say of an entity: its exact matches, what it does not match, the sources decided on."""

    exact: frozenset[str]
    refused: frozenset[str]
    sources: frozenset[str]


def equal_names(reader: GraphReader, names: NameIndex, unlinked: Collection[str] = ()) -> list[NameLink]:
    """The links of a store in a fixed order; ``unlinked`` are the IRIs of graphs whose entities get none.

    The index of names finds the few labels that several sources have; the graph is asked about these alone.
    """
    apart = {reader.bases.graph_name(graph) for graph in unlinked}
    reviews = Reviews(reader)
    found: dict[tuple[str, str], NameLink] = {}
    for group in _groups(reader, names, apart):
        for members in _classes(group, reviews):
            for one, other in combinations(members, 2):
                if reviews.call_same(one.iri, other.iri):
                    continue
                passages = tuple(sorted({*_passage(reader, one.iri), *_passage(reader, other.iri)}))
                found[one.iri, other.iri] = NameLink(one.iri, other.iri, (one.source, other.source), passages)
    return _without_ambiguous(sorted(found.values()))


def _groups(reader: GraphReader, names: NameIndex, apart: Collection[str]) -> Iterator[list[_Concept]]:
    """The concepts of different sources that share a kind and a folded label; of each source the only one, or none."""
    groups: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for kind, source, iri, label, _ in names.labels(LINKED_KINDS):
        groups[kind, fold(label)][home_of(source)].add(iri)
    for (_, folded), sources in sorted((key, group) for key, group in groups.items() if len(group) > 1):
        alone = {source: min(iris) for source, iris in sources.items() if len(iris) == 1 and source not in apart}
        concepts = (_concept(reader, source, iri, folded) for source, iri in alone.items() if ":" in iri)
        yield sorted(concepts, key=lambda concept: (concept.source != BUNDLED_GRAPH, concept))


def home_of(graph: str) -> str:
    """The source of what a graph names: what maintainers add belongs to the bundled graph."""
    return BUNDLED_GRAPH if graph == CURATION else graph


def _concept(reader: GraphReader, source: str, iri: str, folded: str) -> _Concept:
    literals = (value for value in reader.values(iri, SKOS.prefLabel) if isinstance(value, Literal))
    labels = {((each.language or "").partition("-")[0], each.value) for each in literals if fold(each.value) == folded}
    return _Concept(source, iri, frozenset(labels))


def _classes(group: list[_Concept], reviews: Reviews) -> list[list[_Concept]]:
    """The members of a group in classes of which every two may be linked, the bundled graph's first.

    A third source with the same label must not make one of two that a review holds apart.
    """
    classes: list[list[_Concept]] = []
    for concept in group:
        own = next((each for each in classes if all(_match(concept, other, reviews) for other in each)), None)
        if own is None:
            classes.append([concept])
        else:
            own.append(concept)
    return classes


def _match(one: _Concept, other: _Concept, reviews: Reviews) -> bool:
    if not any(_equal(*first, *second) for first in one.labels for second in other.labels):
        return False
    return not (
        reviews.hold_apart(one.iri, other.iri, other.source) or reviews.hold_apart(other.iri, one.iri, one.source)
    )


def _equal(language: str, label: str, other_language: str, other: str) -> bool:
    """Whether two labels that fold to one are equal by the rules for languages and short names."""
    return (label == other or not is_short(label)) and (language == other_language or not (language and other_language))


def is_short(label: str) -> bool:
    """Whether a label has so few letters that its spelling decides.

    >>> [is_short(label) for label in ("R", "C++", "SAS", "SQL 2", "Java")]
    [True, True, True, True, False]
    """
    return sum(sign.isalpha() for sign in label) < _SHORT


def _passage(reader: GraphReader, iri: str) -> list[str]:
    """The first passage that states an entity, where any does."""
    found = (value.value for value in reader.values(iri, PROV.wasDerivedFrom))
    return sorted(found, key=lambda passage: (len(passage), passage))[:1]


def _without_ambiguous(links: list[NameLink]) -> list[NameLink]:
    """The links but those of an entity whose labels in several languages lead to several entities of one source."""
    count: Counter[tuple[str, str]] = Counter()
    for link in links:
        count.update([(link.subject, link.sources[1]), (link.object, link.sources[0])])
    return [link for link in links if count[link.subject, link.sources[1]] == count[link.object, link.sources[0]] == 1]


def count_links(links: Iterable[NameLink], changed: Collection[str]) -> tuple[LinkCount, ...]:
    """How many links go from some sources to each other source, by name."""
    ends = [link.sources if link.sources[0] in changed else link.sources[::-1] for link in links]
    counts = Counter(other for own, other in ends if own in changed)
    return tuple(LinkCount(source, counts[source]) for source in sorted(counts))


# --- what was reviewed ------------------------------------------------------------------------------------------------


class Reviews:
    """What mappings that people reviewed say of entities; each is read when it is asked for.

    Every graph counts but that of the links which imports make.
    """

    def __init__(self, reader: GraphReader) -> None:
        self._reader = reader
        self._known: dict[str, Reviewed] = {}
        self._spaces = [(value.value, graph) for graph, value in reader.pairs(VOID.uriSpace)]

    def of(self, iri: str) -> Reviewed:
        """What was reviewed of an entity."""
        found = self._known.get(iri)
        if found is None:
            found = self._known[iri] = self._read(iri)
        return found

    def hold_apart(self, iri: str, other: str, source: str) -> bool:
        """Whether the review of an entity says that another, of this source, is not the same."""
        found = self.of(iri)
        if other in found.exact:
            return False
        return other in found.refused or source in found.sources or _ANY in found.sources

    def call_same(self, one: str, other: str) -> bool:
        """Whether the review of either entity says that they match exactly."""
        return other in self.of(one).exact or one in self.of(other).exact

    def _read(self, iri: str) -> Reviewed:
        exact, refused, sources = set[str](), set[str](), set[str]()
        for each in self._merged(iri):
            for predicate in MAPPINGS:
                for quad in self._reader.quads(each, predicate):
                    if self._reader.graph_name(quad) != NAME_LINKS:
                        exact |= {quad.object.value} if predicate == SKOS.exactMatch else set()
                        sources |= self._source_of(quad.object.value)
            for axiom in self._reader.quads(None, OWL.annotatedSource, each):
                for value in self._reader.values(axiom.subject.value, OWL.annotatedTarget):
                    if value.value == SSSOM.NoTermFound:
                        sources |= self._named(axiom.subject.value)
                    else:
                        refused.add(value.value)
        return Reviewed(frozenset(exact), frozenset(refused), frozenset(sources))

    def _merged(self, iri: str) -> list[str]:
        """The entity, and what it is merged into: mappings are of the canonical label alone."""
        return [iri, *(quad.object.value for quad in self._reader.quads(iri, CK.mergedInto))]

    def _source_of(self, iri: str) -> set[str]:
        """The source of an entity: the graphs that label it or, where it is not in the store, those of its base IRI."""
        found = {home_of(self._reader.graph_name(quad)) for quad in self._reader.quads(iri, SKOS.prefLabel)}
        if not found:
            base = max((space for space, _ in self._spaces if iri.startswith(space)), key=len, default=None)
            found = {home_of(self._reader.bases.graph_name(graph)) for space, graph in self._spaces if space == base}
        return found

    def _named(self, axiom: str) -> set[str]:
        """The sources whose graph or base IRI is the vocabulary of a refusal; all of them where none is."""
        vocabularies = {value.value.rstrip("/#") for value in self._reader.values(axiom, SSSOM.object_source)}
        found = {graph for space, graph in self._spaces if space.rstrip("/#") in vocabularies}
        found |= vocabularies.intersection(graph.value for graph in self._reader.store.named_graphs())
        return {home_of(self._reader.bases.graph_name(graph)) for graph in found} or {_ANY}


# --- writing ----------------------------------------------------------------------------------------------------------


EQUAL_NAMES: Final = "equal preferred label"
"""The reason of a link that an import makes."""

_TITLE: Final = "Links between entities of different sources with equal names"
_FREE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"


def link_quads(links: Sequence[NameLink]) -> list[Quad]:
    """The quads of links, in their graph and both directions; each cites the passages that state the two names."""
    about = SourceMetadata(_TITLE, "", _FREE, "", BASE, complete=False)
    return written(NAME_LINKS, about, (row for link in links for row in _both_ways(link))) if links else []


def _both_ways(link: NameLink) -> Iterator[PropertyRow]:
    details: Values = (
        (SSSOM.mapping_justification, SEMAPV.LexicalMatching),
        (CK.reason, Text(EQUAL_NAMES, "en")),
        *((PROV.wasDerivedFrom, passage) for passage in link.passages),
    )
    yield PropertyRow((), link.subject, SKOS.exactMatch, link.object, details)
    yield PropertyRow((), link.object, SKOS.exactMatch, link.subject, details)
