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
    ``skos:narrower`` is written beside ``skos:broader``. An exact match inside one scheme, as of a label that was
    merged into another, is left out: SKOS has mappings between schemes alone.
    """
    cited = {quad.subject for iri in _CITED for quad in reader.quads(None, RDF.type, iri)}
    stated = _linked(reader, SKOS.inScheme)
    added = {iri: f"{base}scheme/{kind}s" for iri, kind in _kinds(reader).items() if iri not in stated}
    schemes = {**stated, **{iri: {scheme} for iri, scheme in added.items()}}
    for quad in reader.store:
        predicate = quad.predicate.value
        if predicate in _CITING or quad.subject in cited or quad.object in cited:
            continue
        if predicate != SKOS.exactMatch or not _in_one(schemes, quad):
            yield Quad(quad.subject, quad.predicate, quad.object)
    yield from _schemes(reader, added, schemes)
    for subject, value in reader.pairs(SKOS.broader):
        yield _link(value.value, SKOS.narrower, subject)


def _linked(reader: GraphReader, predicate: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for subject, value in reader.pairs(predicate):
        found[subject].add(value.value)
    return dict(found)


def _in_one(schemes: dict[str, set[str]], quad: Quad) -> bool:
    """Whether both ends of a link are in one scheme."""
    own, other = (schemes.get(getattr(end, "value", ""), set()) for end in (quad.subject, quad.object))
    return not own.isdisjoint(other)


def about_entity(reader: GraphReader, iri: str) -> Iterator[Quad]:
    """The triples of an entity, of the nodes that belong to it, and the classes and labels of what these lead to."""
    entities, seen, open_nodes = reader.entities, {iri}, [iri]
    while open_nodes:
        node = open_nodes.pop()
        own = node == iri or node not in entities
        for quad in reader.quads(node):
            predicate, value = quad.predicate, quad.object
            if predicate.value in _CITING or not (own or predicate.value in (RDF.type, SKOS.prefLabel)):
                continue
            yield Quad(quad.subject, predicate, value)
            if own and isinstance(value, NamedNode) and predicate.value != RDF.type and value.value not in seen:
                seen.add(value.value)
                open_nodes.append(value.value)


def _schemes(reader: GraphReader, added: dict[str, str], schemes: dict[str, set[str]]) -> Iterator[Quad]:
    """The schemes of concepts that state none, and the top concepts of all schemes."""
    for subject, scheme in sorted(added.items()):
        kind = scheme.rpartition("/")[2][:-1]
        yield _link(subject, SKOS.inScheme, scheme)
        yield _link(scheme, RDF.type, SKOS.ConceptScheme)
        for name in (SKOS.prefLabel, DCTERMS.title):
            yield Quad(NamedNode(scheme), NamedNode(name), Literal(_PLURALS[kind], language="en"))
    above = _linked(reader, SKOS.broader)
    for subject, own in sorted(schemes.items()):
        for scheme in sorted(own):
            if not any(scheme in schemes.get(other, ()) for other in above.get(subject, ())):
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
