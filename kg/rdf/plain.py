"""A plain graph for viewers and SKOS tools: without what only cites sources, and with schemes and both directions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad

from kg.schema import BASE, CK, CLASSES, DCTERMS, KIND_OF_CLASS, PROV, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.rdf.reader import GraphReader


_CITING: Final = frozenset({PROV.wasDerivedFrom, CK.line, CK.section, CK.mergedInto, CK.hasLink})
_CITED: Final = frozenset({RDF.Statement, CK.Passage, CK.Section, CK.Link, CK.UnreadText})
"""Classes of nodes that say where a statement is from, or what was not read."""


def plain_graph(reader: GraphReader, base: str = BASE) -> Iterator[Quad]:
    """The triples of a graph without passages and statements about triples.

    Each concept is in a scheme: what is in none, in that of its kind. Each scheme names its top concepts, and
    ``skos:narrower`` is written beside ``skos:broader``. An exact match of a concept that was merged into another of
    the same scheme is left out: SKOS has mappings between schemes alone.
    """
    cited = {quad.subject for iri in _CITED for quad in reader.quads(None, RDF.type, iri)}
    merged = {(subject, value.value) for subject, value in reader.pairs(CK.mergedInto)}
    for quad in reader.store:
        predicate = quad.predicate.value
        if predicate in _CITING or quad.subject in cited or quad.object in cited:
            continue
        if predicate == SKOS.exactMatch and _is_merge(merged, quad):
            continue
        yield Quad(quad.subject, quad.predicate, quad.object)
    yield from _schemes(reader, base)
    for subject, value in reader.pairs(SKOS.broader):
        yield _link(value.value, SKOS.narrower, subject)


def _is_merge(merged: set[tuple[str, str]], quad: Quad) -> bool:
    ends = getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")
    return ends in merged or ends[::-1] in merged


def _schemes(reader: GraphReader, base: str) -> Iterator[Quad]:
    """The schemes of concepts that state none, and the top concepts of all."""
    schemes: dict[str, set[str]] = defaultdict(set)
    for subject, value in reader.pairs(SKOS.inScheme):
        schemes[subject].add(value.value)
    for subject, kind in sorted(_kinds(reader).items()):
        if subject not in schemes:
            scheme = f"{base}scheme/{kind}s"
            schemes[subject].add(scheme)
            yield _link(subject, SKOS.inScheme, scheme)
            yield _link(scheme, RDF.type, SKOS.ConceptScheme)
            for name in (SKOS.prefLabel, DCTERMS.title):
                yield Quad(NamedNode(scheme), NamedNode(name), Literal(_PLURALS[kind], language="en"))
    above: dict[str, set[str]] = defaultdict(set)
    for subject, value in reader.pairs(SKOS.broader):
        above[subject].add(value.value)
    for subject, own in sorted(schemes.items()):
        for scheme in sorted(own):
            if not any(scheme in schemes.get(other, ()) for other in above[subject]):
                yield _link(scheme, SKOS.hasTopConcept, subject)
                yield _link(subject, SKOS.topConceptOf, scheme)


_PLURALS: Final = {row.kind: row.plural for row in CLASSES if row.plural}


def _kinds(reader: GraphReader) -> dict[str, str]:
    """The kind of each concept, of two that of the later class."""
    concepts = {subject for subject, value in reader.pairs(RDF.type) if value.value == SKOS.Concept}
    pairs = [(subject, KIND_OF_CLASS.get(value.value, "")) for subject, value in reader.pairs(RDF.type)]
    order = {kind: place for place, kind in enumerate(_PLURALS)}
    found: dict[str, str] = {}
    for subject, kind in pairs:
        if kind in order and subject in concepts and order[kind] >= order.get(found.get(subject, ""), -1):
            found[subject] = kind
    return found


def _link(subject: str, predicate: str, value: str) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), NamedNode(value))
