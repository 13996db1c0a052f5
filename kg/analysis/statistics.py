"""Counts of a graph: triples, entities of each kind, triples of each named graph with its title and licence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.model.shown import Shown
from kg.schema import DCTERMS, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kg.rdf.reader import GraphReader
    from kg.store.counts import TripleCounts


class GraphStatistics(NamedTuple):
    """One named graph: its triples, and what it says of itself."""

    name: str
    triples: int
    title: str | None
    version: str | None
    licence: str | None
    attribution: str | None


class _Statistics(NamedTuple):
    triples: int
    graphs: tuple[GraphStatistics, ...]
    kinds: dict[str, int]


class Statistics(Shown, _Statistics):
    """``triples`` counts the distinct triples of the union of all graphs; ``kinds`` the entities of each kind."""

    __slots__ = ()


def count(
    reader: GraphReader, sizes: TripleCounts, kinds: Mapping[str, int], names: Collection[str] = ()
) -> Statistics:
    """What the graphs say of themselves beside their sizes; ``kinds`` counts the entities of each.

    With ``names`` the graphs of these names alone, whose triples are then the sum of theirs.
    """
    by_name = {
        reader.bases.graph_name(iri) or reader.default_name: (iri, number) for iri, number in sizes.graphs.items()
    }
    graphs = tuple(
        GraphStatistics(
            name,
            number,
            _about(reader, iri, DCTERMS.title),
            _about(reader, iri, SCHEMA.version),
            _about(reader, iri, DCTERMS.license),
            _about(reader, iri, SCHEMA.creditText),
        )
        for name, (iri, number) in sorted(by_name.items())
        if name in names or not names
    )
    triples = sum(graph.triples for graph in graphs) if names else sizes.triples
    return Statistics(triples, graphs, dict(sorted(kinds.items())))


def _about(reader: GraphReader, graph: str, predicate: str) -> str | None:
    values = reader.values(graph, predicate) if graph else []
    return values[0].value if values else None
