"""Counts of a graph: triples, entities of each kind, triples of each named graph with its title and licence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from kg.vocab import DCTERMS, KINDS, SCHEMA

if TYPE_CHECKING:
    from kg.rdf.reader import GraphReader

__all__ = ["GraphStatistics", "Statistics", "count"]


class GraphStatistics(NamedTuple):
    """One named graph: its triples, and what it says of itself."""

    name: str
    triples: int
    title: str | None
    version: str | None
    licence: str | None
    attribution: str | None


class Statistics(NamedTuple):
    """``triples`` counts the distinct triples of the union of all graphs; ``kinds`` the entities of each kind."""

    triples: int
    graphs: tuple[GraphStatistics, ...]
    kinds: dict[str, int]


def count(reader: GraphReader) -> Statistics:
    """Count everything once."""
    sizes: Counter[str] = Counter()
    nodes: dict[str, str] = {}
    triples = set()
    for quad in reader.store:
        name = reader.graph_name(quad)
        sizes[name] += 1
        nodes[name] = getattr(quad.graph_name, "value", "")
        triples.add(quad.triple)
    graphs = tuple(
        GraphStatistics(
            name,
            sizes[name],
            _about(reader, nodes[name], DCTERMS.title),
            _about(reader, nodes[name], SCHEMA.version),
            _about(reader, nodes[name], DCTERMS.license),
            _about(reader, nodes[name], SCHEMA.creditText),
        )
        for name in sorted(sizes)
    )
    kinds = {kind: number for kind in KINDS if (number := reader.entities.count(kind))}
    return Statistics(len(triples), graphs, dict(sorted(kinds.items())))


def _about(reader: GraphReader, graph: str, predicate: str) -> str | None:
    values = reader.values(graph, predicate) if graph else []
    return values[0].value if values else None
