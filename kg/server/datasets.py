"""What the server says of its data and of its endpoint: a VoID description, and a SPARQL service description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from kg.schema import CK, DCTERMS, RDF, SKOS, VOID, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.graph import CareerGraph

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"

_FORMAT_NAMES = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)


def service_description(graph: CareerGraph, root: str) -> Iterator[Triple]:
    """What the endpoint understands, in which formats answers come, and which named graphs there are."""
    service, dataset = f"{root}/sparql", f"{root}/sparql#dataset"
    yield _link(service, RDF.type, f"{_SD}Service")
    yield _link(service, f"{_SD}endpoint", service)
    yield _link(service, f"{_SD}supportedLanguage", f"{_SD}SPARQL11Query")
    yield _link(service, f"{_SD}feature", f"{_SD}UnionDefaultGraph")
    for name in _FORMAT_NAMES:
        yield _link(service, f"{_SD}resultFormat", f"{_FORMATS}{name}")
    yield _link(service, f"{_SD}defaultDataset", dataset)
    yield _link(dataset, RDF.type, f"{_SD}Dataset")
    yield _link(dataset, f"{_SD}defaultGraph", void_address(root))
    for named in _named_graphs(graph):
        node = f"{root}/sparql#{named}"
        yield _link(dataset, f"{_SD}namedGraph", node)
        yield _link(node, RDF.type, f"{_SD}NamedGraph")
        yield _link(node, f"{_SD}name", named)


def void_address(root: str) -> str:
    """The IRI of all the data of a server."""
    return f"{root}/.well-known/void#dataset"


def void_description(graph: CareerGraph, root: str) -> Iterator[Triple]:
    """How large the data are, how they are asked and read, and what each named graph says of itself."""
    dataset, found = void_address(root), graph.stats()
    yield _link(dataset, RDF.type, f"{VOID.iri}Dataset")
    yield _link(dataset, f"{VOID.iri}sparqlEndpoint", f"{root}/sparql")
    yield _link(dataset, f"{VOID.iri}dataDump", f"{root}/graphs?default")
    yield _literal(dataset, VOID.uriSpace, graph.base)
    yield _number(dataset, f"{VOID.iri}triples", found.triples)
    for vocabulary in (CK.iri, SKOS.iri):
        yield _link(dataset, f"{VOID.iri}vocabulary", vocabulary)
    sizes = {each.name: each for each in found.graphs}
    for named in _named_graphs(graph):
        about = sizes.get(graph.store.reader.bases.graph_name(named))
        yield _link(dataset, f"{VOID.iri}subset", named)
        yield _link(named, RDF.type, f"{VOID.iri}Dataset")
        if about is not None:
            yield _number(named, f"{VOID.iri}triples", about.triples)
            if about.title:
                yield _literal(named, DCTERMS.title, about.title)
            if about.licence:
                yield _link(named, DCTERMS.license, about.licence)


def _named_graphs(graph: CareerGraph) -> list[str]:
    return sorted(each.value for each in graph.store.engine.named_graphs() if isinstance(each, NamedNode))


def _link(subject: str, predicate: str, value: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value))


def _literal(subject: str, predicate: str, value: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), Literal(value))


def _number(subject: str, predicate: str, value: int) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), Literal(str(value), datatype=NamedNode(XSD.integer)))
