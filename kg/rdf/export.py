"""The graph for other tools: file formats, networkx and GraphML, and rdflib, where the two kinds of RDF term meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from kg.errors import SourceError, UsageError
from kg.late import networkx as nx
from kg.late import rdflib
from kg.rdf.formats import FORMATS, NO_TRIPLE_TERMS, check_xml
from kg.rdf.reader import GraphReader
from kg.schema import CK, XSD, local_name, says_again

if TYPE_CHECKING:
    from rdflib.term import Node

__all__ = ["ENDINGS", "entity_graph", "format_of", "graphml", "to_rdflib"]

ENDINGS = {name: entry.ending for name, entry in FORMATS.items()} | {"graphml": "graphml", "html": "html"}
"""Every format that a graph is written in, with its file ending."""


def format_of(path: Path, fmt: str | None = None) -> str:
    """The format to write a file in: ``fmt``, or the one of the file's ending.

    Raises UsageError for a format that does not exist.

    >>> from pathlib import Path
    >>> format_of(Path("out/career.ttl"))
    'ttl'
    """
    name = fmt or next((key for key, ending in ENDINGS.items() if path.suffix == f".{ending}"), None)
    if name is None or name not in ENDINGS:
        raise UsageError(f"no format is known for '{fmt or path.name}'", f"the formats are: {', '.join(ENDINGS)}")
    return name


def entity_graph(reader: GraphReader, includes: Callable[[str], bool] = lambda _: True) -> nx.MultiDiGraph[str]:
    """A node for each entity (its id), an edge for each link between two; attributes are texts and numbers.

    Nodes carry label, kind, iri; edges property (also their key), graph, and line where one is stated.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    entities = {iri: entity for iri, entity in reader.entities.items() if includes(iri)}
    for entity in sorted(entities.values(), key=lambda entity: entity.id):
        graph.add_node(entity.id, label=entity.label, kind=entity.kind, iri=entity.iri)
    edges = []
    for quad in reader.store:
        source = entities.get(quad.subject.value)
        target = entities.get(quad.object.value) if isinstance(quad.object, pyoxigraph.NamedNode) else None
        predicate = quad.predicate.value
        if source and target and predicate != CK.mergedInto and not says_again(predicate, source.kind):
            lines = [found.line for found in reader.link_sources(quad) if found.line is not None]
            attributes: dict[str, str | int] = {
                "property": local_name(predicate),
                "graph": reader.graph_name(quad),
            }
            if lines:
                attributes["line"] = lines[0]
            edges.append((source.id, target.id, attributes))
    for start, end, attributes in sorted(edges, key=lambda edge: (*edge[:2], *map(str, edge[2].values()))):
        graph.add_edge(start, end, key=attributes["property"], **attributes)
    return graph


def graphml(graph: nx.MultiDiGraph[str]) -> bytes:
    """A graph as GraphML, the same bytes on every run. Raises UsageError for a label that XML cannot hold."""
    for node, attributes in graph.nodes.items():
        check_xml(attributes["label"], f"the label of {node}")
    buffer = BytesIO()
    nx.write_graphml_xml(graph, buffer, infer_numeric_types=False)
    return buffer.getvalue() + b"\n"


def to_rdflib(store: pyoxigraph.Store, prefixes: Mapping[str, str]) -> rdflib.Dataset:
    """An rdflib Dataset with the named graphs of the store and its prefixes; its default graph is their union."""
    dataset = rdflib.Dataset(default_union=True)
    for prefix, namespace in prefixes.items():
        dataset.bind(prefix, namespace, replace=True)
    graphs: dict[object, rdflib.Graph] = {pyoxigraph.DefaultGraph(): dataset.default_graph}
    for quad in store:
        graph = graphs.get(quad.graph_name)
        if graph is None:
            graph = graphs[quad.graph_name] = dataset.graph(quad.graph_name.value)
        graph.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
    return dataset


def _node(term: object) -> Node:
    """A term of the engine as rdflib's. Raises SourceError for a triple term, which rdflib does not know."""
    match term:
        case pyoxigraph.NamedNode():
            return rdflib.URIRef(term.value)
        case pyoxigraph.BlankNode():
            return rdflib.BNode(term.value)
        case pyoxigraph.Literal(language=str()):
            return rdflib.Literal(term.value, lang=term.language)
        case pyoxigraph.Literal():
            datatype = term.datatype.value
            return rdflib.Literal(term.value, datatype=None if datatype == XSD.string else rdflib.URIRef(datatype))
    raise SourceError(f"the graph has a triple term: {NO_TRIPLE_TERMS}", "import the source again without it")
