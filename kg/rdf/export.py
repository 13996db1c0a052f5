"""The graph for other tools: file formats, networkx and GraphML, and rdflib, where the two kinds of RDF term meet."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from kg.errors import SourceError, UsageError, quoted
from kg.late import networkx as nx
from kg.late import rdflib
from kg.rdf.formats import FORMATS, NO_TRIPLE_TERMS, check_xml
from kg.rdf.reader import GraphReader
from kg.schema import CK, XSD, local_name, says_again

if TYPE_CHECKING:
    from rdflib.term import Node

ENDINGS = {name: entry.ending for name, entry in FORMATS.items()} | {"graphml": "graphml", "html": "html"}
"""Every format that a graph is written in unless others are asked for, with its file ending."""

ON_REQUEST = ("gexf", "csv", "parquet")
"""The formats that are written only where they are named."""

TABLES = ("csv", "parquet")
"""The formats of two tables: nodes and edges."""


def format_of(path: Path, fmt: str | None = None) -> str:
    """The format to write a file in: ``fmt``, or the one of the file's ending.

    Raises UsageError for a format that does not exist.

    >>> from pathlib import Path
    >>> format_of(Path("out/career.ttl"))
    'ttl'
    """
    name = fmt or next((key for key, ending in ENDINGS.items() if path.suffix == f".{ending}"), path.name)
    return one_format(name)


def one_format(name: str) -> str:
    """A format of one file. Raises UsageError for another.

    >>> one_format("ttl")
    'ttl'
    """
    known = (*ENDINGS, "gexf")
    if name not in known:
        raise UsageError(f"no format is known for {quoted(str(name))}", f"the formats are: {', '.join(known)}")
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


_WRITTEN_ON = re.compile(rb' lastmodifieddate="[^"]*"')


def gexf(graph: nx.MultiDiGraph[str]) -> bytes:
    """A graph as GEXF, for Gephi, the same bytes on every run. Raises UsageError for a label that XML cannot hold."""
    for node, attributes in graph.nodes.items():
        check_xml(attributes["label"], f"the label of {node}")
    numbered: nx.MultiDiGraph[str] = nx.MultiDiGraph()  # GEXF gives each edge an id
    numbered.add_nodes_from(graph.nodes.items())
    for number, (start, end, attributes) in enumerate(graph.edges(data=True)):
        numbered.add_edge(start, end, key=number, id=number, **attributes)
    buffer = BytesIO()
    nx.write_gexf(numbered, buffer, version="1.2draft")
    return _WRITTEN_ON.sub(b"", buffer.getvalue()).rstrip(b"\n") + b"\n"


def tables(
    graph: nx.MultiDiGraph[str], fmt: str, csv_cell: Callable[[object], object] = lambda cell: cell
) -> tuple[bytes, bytes]:
    """The nodes (id, label, kind, iri) and the edges (source, target, property, graph, line) of a graph as tables.

    ``csv_cell`` makes a value harmless for spreadsheets. Raises UsageError for another format than CSV and Parquet,
    SourceError where pyarrow is not installed.
    """
    nodes = [{"id": node, **attributes} for node, attributes in graph.nodes.items()]
    edges = [
        {"source": start, "target": end, **{name: found.get(name) for name in ("property", "graph", "line")}}
        for start, end, found in graph.edges(data=True)
    ]
    if fmt not in TABLES:
        raise UsageError(f"'{fmt}' is no format of tables", f"choose one of: {', '.join(TABLES)}")
    if fmt == "csv":
        nodes, edges = ([{name: csv_cell(row[name]) for name in row} for row in rows] for rows in (nodes, edges))
    write = _csv if fmt == "csv" else _parquet
    return (
        write(nodes, ("id", "label", "kind", "iri")),
        write(edges, ("source", "target", "property", "graph", "line")),
    )


def _csv(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    text = StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _parquet(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise SourceError("pyarrow is not installed", "pip install 'career-kg[parquet]', or export -f csv") from error
    types = {name: pyarrow.int64() if name == "line" else pyarrow.string() for name in columns}
    table = pyarrow.table({name: pyarrow.array([row[name] for row in rows], types[name]) for name in columns})
    buffer = BytesIO()
    parquet.write_table(table, buffer)
    return buffer.getvalue()


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
