"""Mappings -> their triples, each with a statement that says why, and names the line it stands on."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from kg.rdf.writer import text
from kg.schema import BASE, CK, DCTERMS, PROV, RDF, SCHEMA, SSSOM, VOID, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.model.mapping import Mapping, MappingSet

__all__ = ["write_mappings"]

_Said = tuple[str, NamedNode | Literal]


def write_mappings(sets: Iterable[MappingSet], name: str, title: str) -> Iterator[Quad]:
    """The quads of mapping sets, in the graph of this name, each quad once.

    A row is cited as the line of its file, in the words of RFC 5147: ``...#line=41,42`` is the 42nd.
    """
    graph = NamedNode(f"{BASE}graph/{name}")
    quads: dict[Quad, None] = {}
    for found in sets:
        for predicate, value in _about(found, title):
            quads[Quad(graph, NamedNode(predicate), value, graph)] = None
        document = f"{BASE}document/{name}/{quote(found.file)}"
        for mapping in found.mappings:
            subject, value = NamedNode(mapping.subject), NamedNode(mapping.object)
            quads[Quad(subject, NamedNode(mapping.predicate), value, graph)] = None
            statement = _statement(mapping, name)
            for predicate, said in _said(mapping, document):
                quads[Quad(statement, NamedNode(predicate), said, graph)] = None
    yield from quads


def _about(found: MappingSet, title: str) -> Iterator[_Said]:
    """What a graph says of itself, as far as its file does."""
    yield RDF.type, NamedNode(VOID.Dataset)
    yield DCTERMS.title, text(title)
    yield DCTERMS.conformsTo, NamedNode(CK.iri.removesuffix("#"))
    yield VOID.uriSpace, Literal(BASE)
    if found.version:
        yield SCHEMA.version, Literal(found.version)
    if found.licence:
        yield DCTERMS.license, NamedNode(found.licence)
    if found.credit:
        yield SCHEMA.creditText, text(found.credit)


def _statement(mapping: Mapping, name: str) -> NamedNode:
    """The node that says more about a mapping: named by a digest, since any IRI may stand in one."""
    parts = "\n".join((mapping.subject, mapping.predicate, mapping.object))
    return NamedNode(f"{BASE}statement/{name}.{blake2b(parts.encode(), digest_size=12).hexdigest()}")


def _said(mapping: Mapping, document: str) -> Iterator[_Said]:
    yield RDF.type, NamedNode(RDF.Statement)
    yield RDF.subject, NamedNode(mapping.subject)
    yield RDF.predicate, NamedNode(mapping.predicate)
    yield RDF.object, NamedNode(mapping.object)
    yield SSSOM.mapping_justification, NamedNode(mapping.justification)
    if mapping.confidence:
        yield SSSOM.confidence, Literal(mapping.confidence, datatype=NamedNode(XSD.decimal))
    if mapping.comment:
        yield CK.reason, text(mapping.comment)
    yield PROV.wasDerivedFrom, NamedNode(f"{document}#line={mapping.line - 1},{mapping.line}")
