"""Counts over the N-Quads of a store: the triples of its graphs, and what a change did to a source."""

from __future__ import annotations

from array import array
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from kg.late import numpy as np
from kg.rdf.entities import NAMING_PREDICATES, NAMING_TYPES
from kg.rdf.quads import LINKS, open_quads, plain_quads
from kg.schema import CK, RDF, SKOS
from kg.store.cache import Arrays
from kg.store.local import LocalStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from kg.model.changes import ChangeCount


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
ENTITIES: Final = tuple(_TYPES.values())
"""The kinds of entity that a difference counts."""

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
_LINKS: Final = frozenset(f"<{iri}>".encode() for iri in LINKS)
_PARTS: Final = (*_TYPES.values(), *dict.fromkeys(_PREDICATES.values()), _OTHER)


class DiffCount(NamedTuple):
    """How many statements of one kind were added, removed and kept."""

    what: str
    new: int
    gone: int
    kept: int


class LinkCount(NamedTuple):
    """How many entities of a source are linked to entities of another source by equal names."""

    source: str
    links: int


class SourceDiff(NamedTuple):
    """What a change did to a source: how many quads were added, removed and kept, and of these each kind.

    ``links`` counts the links by equal names to each other source that the store has now, ``changes`` what changed in
    career words where an earlier version of the source was replaced.
    """

    source: str
    new: int
    gone: int
    kept: int
    parts: tuple[DiffCount, ...] = ()
    links: tuple[LinkCount, ...] = ()
    changes: tuple[ChangeCount, ...] = ()


class SourceLines:
    """What one pass over the quads of a source finds: a hash of each by its kind, and the graphs that they are in.

    A hash has eight bytes, however many quads there are, and is good for this process alone.
    """

    def __init__(self) -> None:
        self.hashes: dict[str, array[int]] = {what: array("q") for what in _PARTS}
        self.graphs: frozenset[str] = frozenset()

    @classmethod
    def of(cls, file: Path, links: BinaryIO | None = None, names: BinaryIO | None = None) -> SourceLines:
        """Read a file of N-Quads; its links and the quads that name entities are written to ``links`` and ``names``."""
        found, graphs, end = cls(), set[bytes](), b"\n\n"
        predicates, types = found._sinks(links.write if links else None, names.write if names else None)
        other = found.hashes[_OTHER].append, None
        with open_quads(file) as lines:
            for line in lines:
                try:
                    _, predicate, value = line.split(b" ", 2)
                except ValueError:  # of a file that is damaged, and replaced for that
                    predicate = value = b""
                if predicate == _TYPE:
                    append, write = types.get(value[: value.find(b" ")], other)
                else:
                    append, write = predicates.get(predicate, other)
                append(hash(line))
                if write is not None:
                    write(line)
                if not line.endswith(end):
                    end = line[line.rfind(b" <") :]
                    graphs.add(end[2:-4])
        found.graphs = frozenset(graph.decode(errors="replace") for graph in graphs)
        return found

    def _sinks(self, links: _Write | None, names: _Write | None) -> tuple[dict[bytes, _Sink], dict[bytes, _Sink]]:
        """Where the hash of a line and the line itself go, by its predicate, and for types by the class."""
        predicates = {
            predicate: (
                self.hashes[_PREDICATES.get(predicate, _OTHER)].append,
                names if predicate in NAMING_PREDICATES else links if predicate in _LINKS else None,
            )
            for predicate in (*_PREDICATES, *_LINKS, *NAMING_PREDICATES)
        }
        types = {iri: (self.hashes[_TYPES.get(iri, _OTHER)].append, names) for iri in NAMING_TYPES}
        return predicates, types

    def compared(self, later: SourceLines, what: str) -> DiffCount:
        """The difference in one kind of statement."""
        old, new = (np.sort(np.frombuffer(each.hashes[what], np.int64)) for each in (self, later))
        old, new = (each[np.append(True, each[1:] != each[:-1])[: len(each)]] for each in (old, new))
        kept = len(np.intersect1d(old, new, assume_unique=True)) if len(old) and len(new) else 0
        return DiffCount(what, len(new) - kept, len(old) - kept, kept)


_Write: TypeAlias = "Callable[[bytes], int]"
_Sink: TypeAlias = "tuple[Callable[[int], None], _Write | None]"


def diff_of(source: str, earlier: SourceLines, later: SourceLines) -> SourceDiff:
    """The change from some quads of a source to others."""
    compared = [earlier.compared(later, what) for what in _PARTS]
    parts = tuple(part for part in compared if part.new or part.gone or part.kept)
    return SourceDiff(
        source,
        sum(part.new for part in parts),
        sum(part.gone for part in parts),
        sum(part.kept for part in parts),
        parts,
    )
