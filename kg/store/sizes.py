"""How large a store is: the triples of each graph, and the distinct ones of all together."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from kg.rdf.terms import plain_quads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kg.store.cache import Arrays
    from kg.store.local import LocalStore

__all__ = ["Sizes", "sizes_of"]


class Sizes(NamedTuple):
    """``triples`` counts the distinct triples of the union of all graphs, ``graphs`` those of each, by IRI."""

    triples: int
    graphs: dict[str, int]


def sizes_of(store: LocalStore) -> Sizes:
    """Count everything once; a store on disk is counted by the files of its quads, and keeps the figures."""
    if store.files:
        with suppress(OSError, ValueError):  # a writer has replaced the files, or they are damaged
            found = store.cache.arrays("sizes", "1", lambda: _counted(store.files))
            names = found["graphs"].tobytes().decode().split("\n")
            return Sizes(int(found["triples"][0]), dict(zip(names, found["counts"].tolist(), strict=True)))
    graphs = Counter(getattr(quad.graph_name, "value", "") for quad in plain_quads(store.engine))
    return Sizes(len({quad.triple for quad in store.engine}), dict(graphs))


def _counted(files: Iterable[Path]) -> Arrays:
    import numpy as np

    graphs: Counter[bytes] = Counter()
    digests = np.fromiter(_digests(files, graphs), np.uint64)
    names = sorted(graphs)
    return {
        "triples": np.array([len(np.unique(digests))]),
        "graphs": np.frombuffer(b"\n".join(name.strip(b"<>") for name in names), np.uint8),
        "counts": np.array([graphs[name] for name in names]),
    }


def _digests(files: Iterable[Path], graphs: Counter[bytes]) -> Iterator[int]:
    """A digest of every triple; its graph, the last term of a line, is counted."""
    for file in files:
        with file.open("rb") as lines:
            for line in lines:
                triple, graph, _ = line.rsplit(b" ", 2)
                graphs[graph] += 1
                yield int.from_bytes(blake2b(triple, digest_size=8).digest())
