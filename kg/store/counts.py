"""Counts over the N-Quads of a store: the triples of its graphs, and what a change did to a source."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.late import numpy as np
from kg.rdf.quads import open_quads, plain_quads
from kg.schema import CK, RDF, SKOS
from kg.store.cache import Arrays
from kg.store.local import LocalStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class TripleCounts(NamedTuple):
    """``triples`` counts the distinct triples of the union of all graphs, ``graphs`` those of each, by IRI."""

    triples: int
    graphs: dict[str, int]


def count_triples(store: LocalStore) -> TripleCounts:
    """Count everything once; a store on disk is counted by the files of its quads, and keeps the figures."""
    if store.files:
        with suppress(OSError, ValueError):  # a writer has replaced the files, or they are damaged
            found = store.cache.arrays("sizes", "1", lambda: _count(store.files))
            names = found["graphs"].tobytes().decode().split("\n")
            return TripleCounts(int(found["triples"][0]), dict(zip(names, found["counts"].tolist(), strict=True)))
    graphs = Counter(getattr(quad.graph_name, "value", "") for quad in plain_quads(store.engine))
    return TripleCounts(len({quad.triple for quad in store.engine}), dict(graphs))


def _count(files: Iterable[Path]) -> Arrays:
    graphs: Counter[bytes] = Counter()
    digests = np.fromiter(_triple_digests(files, graphs), np.uint64)
    names = sorted(graphs)
    return {
        "triples": np.array([len(np.unique(digests))]),
        "graphs": np.frombuffer(b"\n".join(name.strip(b"<>") for name in names), np.uint8),
        "counts": np.array([graphs[name] for name in names]),
    }


def _triple_digests(files: Iterable[Path], graphs: Counter[bytes]) -> Iterator[int]:
    """A digest of every triple; its graph, the last term of a line, is counted."""
    from hashlib import blake2b

    for file in files:
        with open_quads(file) as lines:
            for line in lines:
                triple, graph, _ = line.rsplit(b" ", 2)
                graphs[graph] += 1
                yield int.from_bytes(blake2b(triple, digest_size=8).digest())


# --- what a change did ------------------------------------------------------------------------------------------------


_OTHER: Final = "all else"
_TYPE: Final = f"<{RDF.type}>".encode()
_TYPES: Final = {f"<{CK.Role}>".encode(): "roles", f"<{CK.Skill}>".encode(): "skills"}
_PREDICATES: Final = {
    f"<{iri}>".encode(): what
    for iri, what in (
        (CK.requiresSkill, "required skills of roles"),
        (CK.optionalSkill, "optional skills of roles"),
        (SKOS.prefLabel, "names"),
        (SKOS.altLabel, "names"),
        (SKOS.hiddenLabel, "names"),
        (SKOS.broader, "broader links"),
    )
}
_PARTS: Final = (*_TYPES.values(), *dict.fromkeys(_PREDICATES.values()), _OTHER)


class DiffCount(NamedTuple):
    """How many statements of one kind were added, removed and kept."""

    what: str
    new: int
    gone: int
    kept: int


class SourceDiff(NamedTuple):
    """What a change did to a source: how many quads were added, removed and kept, and of these each kind."""

    source: str
    new: int
    gone: int
    kept: int
    parts: tuple[DiffCount, ...] = ()


def diff_of(source: str, before: Path | None, after: Path | None) -> SourceDiff:
    """The change from one file of quads to another; None is a source that is not there."""
    there = [
        file if file is not None and file.exists() else None for file in (before, after)
    ]  # or lost, and restored now
    earlier, later = (_Digests() if file is None else _Digests.of(file) for file in there)
    compared = [earlier.compared(later, what) for what in _PARTS]
    parts = tuple(part for part in compared if part.new or part.gone or part.kept)
    total = DiffCount(
        "", sum(part.new for part in parts), sum(part.gone for part in parts), sum(part.kept for part in parts)
    )
    return SourceDiff(source, total.new, total.gone, total.kept, parts)


class _Digests:
    """A hash of every quad, by its kind: eight bytes each, however many there are; good for this process alone."""

    def __init__(self) -> None:
        self.by_sort: dict[str, array[int]] = defaultdict(lambda: array("q"))

    @classmethod
    def of(cls, file: Path) -> _Digests:
        found = cls()
        with open_quads(file) as lines:
            for line in lines:
                try:
                    _, predicate, value, _ = line.split(b" ", 3)
                except ValueError:  # of a file that is damaged, and replaced for that
                    predicate = value = b""
                what = _TYPES.get(value, _OTHER) if predicate == _TYPE else _PREDICATES.get(predicate, _OTHER)
                found.by_sort[what].append(hash(line))
        return found

    def compared(self, later: _Digests, what: str) -> DiffCount:
        """The difference in one kind of statement."""
        old, new = (np.sort(np.frombuffer(each.by_sort[what], np.int64)) for each in (self, later))
        old, new = (each[np.append(True, each[1:] != each[:-1])[: len(each)]] for each in (old, new))
        kept = len(np.intersect1d(old, new, assume_unique=True))
        return DiffCount(what, len(new) - kept, len(old) - kept, kept)
