"""The entities and their links as a networkx graph, and that as GraphML for Gephi, yEd and Cytoscape."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import networkx
from pyoxigraph import NamedNode

from kg.schema import CK, local_name

if TYPE_CHECKING:
    from kg.rdf.reader import GraphReader

__all__ = ["graphml", "to_networkx"]


def to_networkx(reader: GraphReader) -> networkx.MultiDiGraph[str]:
    """A node for each entity (its id), an edge for each link between two; attributes are texts and numbers.

    Nodes carry label, kind, iri; edges property (also their key), graph, and line where one is stated.
    """
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for entity in sorted(reader.entities.values(), key=lambda entity: entity.id):
        graph.add_node(entity.id, label=entity.label, kind=entity.kind, iri=entity.iri)
    edges = []
    for quad in reader.store:
        source = reader.entities.get(quad.subject.value)
        target = reader.entities.get(quad.object.value) if isinstance(quad.object, NamedNode) else None
        if source and target and quad.predicate.value != CK.mergedInto:
            lines = [found.line for found in reader.link_sources(quad) if found.line is not None]
            attributes: dict[str, str | int] = {
                "property": local_name(quad.predicate.value),
                "graph": reader.graph_name(quad),
            }
            if lines:
                attributes["line"] = lines[0]
            edges.append((source.id, target.id, attributes))
    for start, end, attributes in sorted(edges, key=lambda edge: (*edge[:2], *map(str, edge[2].values()))):
        graph.add_edge(start, end, key=attributes["property"], **attributes)
    return graph


def graphml(graph: networkx.MultiDiGraph[str]) -> bytes:
    """A graph as GraphML, the same bytes on every run."""
    buffer = BytesIO()
    networkx.write_graphml_xml(graph, buffer, infer_numeric_types=False)
    return buffer.getvalue() + b"\n"
