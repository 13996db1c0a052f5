"""How good links between sources are: the automatic ones and the proposals, against the mappings that ship.

    python benchmarks/links.py STORE [--draw 200] [--seed 14]

STORE holds the bundled graph, ESCO and O*NET. The 216 rows of data/mappings decide on every bundled role and skill;
they are left out of what is measured. A pair is right where a row calls it an exact match, related where it has another
row.
With ``--draw`` as many automatic links between any two sources are printed with what the sources say of both ends.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING

import kg
from kg.analysis.linking import DEFAULT_THRESHOLD, propose_links
from kg.rdf.careers import read_careers
from kg.rdf.reader import GraphReader
from kg.resources import resource
from kg.schema import ALIGNMENTS, DCTERMS, NAME_LINKS, SKOS
from kg.sources.sssom import read_sssom
from kg.store.linking import equal_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.graph import CareerGraph
    from kg.model.records import Mapping

Pair = frozenset[str]


class _Unreviewed(GraphReader):
    """Reads a store as it is without the mappings that ship, and without its links."""

    def quads(self, *pattern: str | None) -> Iterator:  # type: ignore[type-arg]
        return (quad for quad in super().quads(*pattern) if self.graph_name(quad) not in (ALIGNMENTS, NAME_LINKS))

    def pairs(self, predicate: str) -> Iterator:  # type: ignore[type-arg]
        return ((quad.subject.value, quad.object) for quad in self.quads(None, predicate))


def measured(name: str, found: set[Pair], exact: set[Pair], related: set[Pair]) -> str:
    """A row of the table."""
    right, near = len(found & exact), len(found & related)
    precision = f"{100 * right / len(found):.0f} %" if found else "-"
    return (
        f"| {name} | {len(found)} | {right} | {near} | {len(found) - right - near} | {precision} |"
        f" {100 * right / len(exact):.0f} % |"
    )


def table(graph: CareerGraph) -> Iterator[str]:
    """The table, target by target."""
    reader, names = _Unreviewed(graph.store.engine, graph.store.name, graph.store.links), graph.store.names
    automatic = {frozenset(link[:2]) for link in equal_names(reader, names)}
    proposals = propose_links(reader, names, read_careers(reader))
    proposed = {frozenset((row.subject, row.object)) for row in proposals} - automatic
    yield f"proposals at the threshold {DEFAULT_THRESHOLD}; precision counts exact matches alone\n"
    yield "| step | pairs | exact | related | neither | precision | recall |\n|---|---|---|---|---|---|---|"
    for target in ("esco", "onet"):
        rows = read_sssom(resource(f"data/mappings/ai-ml-{target}.sssom.tsv")).mappings
        exact, related = _pairs(rows, exact=True), _pairs(rows, exact=False)
        stated = names.stated_by([target])
        for name, found in (("automatic", automatic), ("proposed", proposed), ("both", automatic | proposed)):
            own = {pair for pair in found if len(pair & stated) == 1 and _is_bundled(graph, pair - stated)}
            yield measured(f"{name}, bundled and {target}", own, exact, related)


def _is_bundled(graph: CareerGraph, iris: Pair) -> bool:
    return bool(iris & graph.store.names.stated_by(["ai-ml", "curation"]))


def _pairs(rows: tuple[Mapping, ...], *, exact: bool) -> set[Pair]:
    return {frozenset((row.subject, row.object)) for row in rows if (row.predicate == SKOS.exactMatch) == exact}


def drawn(graph: CareerGraph, count: int, seed: int) -> Iterator[str]:
    """Automatic links drawn by a seed, each with the descriptions of both ends, to be read."""
    reader = _Unreviewed(graph.store.engine, graph.store.name, graph.store.links)
    links = equal_names(reader, graph.store.names)
    yield f"\n{len(links)} automatic links; drawn by the seed {seed}: {min(count, len(links))}"
    for link in random.Random(seed).sample(links, min(count, len(links))):  # noqa: S311  # no secret
        yield f"\n{' = '.join(link.sources)}"
        for iri in link[:2]:
            entity = graph.get(iri)
            said = reader.text(iri, DCTERMS.description) or "; ".join(
                fact.value.label if hasattr(fact.value, "label") else f"{fact.property} {fact.value}"
                for fact in graph.show(iri).facts[1:6]
            )
            yield f"  {entity.kind} {entity.label!r} <{iri}>: {said[:400]}"


def main() -> None:
    """Print the table, and what is drawn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--draw", type=int, default=0)
    parser.add_argument("--seed", type=int, default=14)
    options = parser.parse_args()
    graph = kg.open(options.store)
    for line in (*table(graph), *(drawn(graph, options.draw, options.seed) if options.draw else ())):
        print(line)


if __name__ == "__main__":
    main()
