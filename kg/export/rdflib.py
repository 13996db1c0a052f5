"""The graph as rdflib's own type, for the ecosystem that lives on it: the place where the two kinds of term meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph
import rdflib

from kg.schema import XSD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rdflib.term import Node

    from kg.store import LocalStore

__all__ = ["to_rdflib"]


def to_rdflib(store: LocalStore, prefixes: Mapping[str, str]) -> rdflib.Dataset:
    """An rdflib Dataset with the named graphs of the store and its prefixes; its default graph is their union."""
    dataset = rdflib.Dataset(default_union=True)
    for prefix, namespace in prefixes.items():
        dataset.bind(prefix, namespace, replace=True)
    graphs: dict[object, rdflib.Graph] = {pyoxigraph.DefaultGraph(): dataset.default_graph}
    for quad in store.engine:
        graph = graphs.get(quad.graph_name)
        if graph is None:
            graph = graphs[quad.graph_name] = dataset.graph(quad.graph_name.value)
        graph.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
    return dataset


def _node(term: object) -> Node:
    """A term of the engine as rdflib's. Raises TypeError for a quoted triple, which rdflib does not know."""
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
    raise TypeError(f"{term} has no counterpart in rdflib")
