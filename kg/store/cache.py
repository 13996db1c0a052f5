"""Arrays computed from a store and kept in its folder, keyed by all that they depend on, so that none is stale.

An entry is one file: a line of JSON says what it depends on and where in the file each array is. The arrays are
mapped into memory, not read: of those that are large a question pays for the pages alone that it looks at.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zlib import crc32

from kg.late import Array, Int64s, UInt16s
from kg.late import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


ComputeRows: TypeAlias = "Callable[[Int64s], UInt16s]"
"""Computes the rows of these numbers."""

_ROWS: Final = 512
"""Rows that are computed and written together: a process that is ended loses no more."""

Arrays: TypeAlias = "dict[str, Array]"
"""Arrays by name; those that a store keeps are not to be written to."""

_CHECKED: Final = 2**25
"""Up to so many bytes an array is compared with its sum whenever it is read; of larger ones, the place and size are."""

_ALIGNED: Final = 64
"""Each array starts at a multiple of so many bytes."""


class Cache:
    """A cache that stores nothing, for graphs in memory; the base of :class:`FolderCache`.

    ``on_compute`` is called with the name of an entry, and the folder that is going to have it, before it is computed.
    """

    on_compute: Callable[[str, Path], None] | None = None

    def arrays(self, name: str, parameters: str, make: Callable[[], Arrays]) -> Arrays:
        """The arrays of this name for these parameters; ``make`` computes them where they are not at hand."""
        del name, parameters
        return make()

    def rows(self, name: str, parameters: str, count: int, compute: ComputeRows, at_once: int = 1) -> RowCache:
        """The rows of a square matrix of this name, computed by ``compute`` where they are not at hand."""
        del name, parameters
        empty = RowCache.empty(count)
        return RowCache(empty["matrix"], empty["sums"], compute, at_once)

    def for_view(self, view: str) -> Cache:
        """The cache of one view of the graph, such as that without merges."""
        del view
        return self


class RowCache:
    """A square matrix of ``uint16`` whose rows are computed when they are first read.

    ``sums`` has a checksum of each row that is there, 0 for the others: a row that was cut short by the end of a
    process or a machine is computed again. ``at_once`` rows or more are computed together.
    """

    def __init__(
        self,
        matrix: Array,
        sums: Array,
        compute: ComputeRows,
        at_once: int,
        on_compute: Callable[[], None] = lambda: None,
        save: Callable[[dict[str, dict[int, bytes]]], None] = lambda _: None,
    ) -> None:
        self._matrix: UInt16s = matrix.view(np.uint16)
        self._sums: npt.NDArray[np.uint64] = sums.view(np.uint64)
        self._compute, self._at_once, self._on_compute, self._save = compute, at_once, on_compute, save
        self._known = np.zeros(len(sums), bool)

    @staticmethod
    def empty(count: int) -> Arrays:
        """A matrix without a row that is there; it takes memory or disk only for rows that are written."""
        return {"sums": np.zeros(count, np.uint64), "matrix": np.zeros((count, count), np.uint16)}

    def read(self, rows: Int64s) -> UInt16s:
        """These rows, in this order."""
        if not self._known[rows].all():
            unseen = np.unique(rows[~self._known[rows]])
            present = np.array([self._sums[row] == self._sum(row) for row in unseen.tolist()], bool)
            self._known[unseen[present]] = True
            self._fill(unseen[~present])
        return self._matrix[rows]

    def _fill(self, missing: Int64s) -> None:
        if not len(missing):
            return
        self._on_compute()
        if len(missing) < self._at_once:
            others = np.flatnonzero(~self._known & (self._sums == 0))
            missing = np.concatenate([missing, np.setdiff1d(others, missing)[: self._at_once - len(missing)]])
        for start in range(0, len(missing), _ROWS):
            some = missing[start : start + _ROWS]
            self._matrix[some] = self._compute(some)
            self._sums[some] = [self._sum(row) for row in some.tolist()]
            self._known[some] = True
            rows = {row: self._matrix[row].tobytes() for row in some.tolist()}
            self._save({"matrix": rows, "sums": {row: self._sums[row].tobytes() for row in rows}})

    def _sum(self, row: int) -> int:
        return 1 + crc32(np.ascontiguousarray(self._matrix[row]).data)


class FolderCache(Cache):
    """Arrays in a folder, for a store whose quads have the digest ``content``.

    A file is read only where the key inside is that of the question: content, name and parameters. One that is damaged,
    or a folder that cannot be written to, costs the time to compute again, and nothing else.
    """

    def __init__(self, folder: Path, content: str) -> None:
        self._folder = folder
        self._content = content

    def for_view(self, view: str) -> Cache:
        """The cache of one view of the graph, such as that without merges."""
        found = FolderCache(self._folder, f"{self._content} ({view})")
        found.on_compute = self.on_compute
        return found

    def arrays(self, name: str, parameters: str, make: Callable[[], Arrays]) -> Arrays:
        """The arrays of this name for these parameters; ``make`` computes them where they are not at hand."""
        key, file = self._entry(name, parameters, "arrays")
        found = _read(file, key)
        if found is None:
            if self.on_compute is not None:
                self.on_compute(name, self._folder)
            found = make()
            with suppress(OSError):
                _write(file, key, found)
        return found

    def rows(self, name: str, parameters: str, count: int, compute: ComputeRows, at_once: int = 1) -> RowCache:
        """The rows of a square matrix, in a file that grows as they are read; in memory where it cannot be written."""
        key, file = self._entry(name, parameters, "rows")
        empty = RowCache.empty(count)
        found = _read(file, key, private=True)
        if found is None:
            with suppress(OSError):
                _write(file, key, empty, growing=True)
            found = _read(file, key, private=True) or empty
        announce = self.on_compute

        def on_compute() -> None:
            if announce is not None:
                announce(name, self._folder)

        def save(parts: dict[str, dict[int, bytes]]) -> None:
            with suppress(OSError, ValueError):  # what cannot be written to or was damaged: the rows stay in memory
                _update(file, key, parts)

        return RowCache(found["matrix"], found["sums"], compute, at_once, on_compute, save)

    def _entry(self, name: str, parameters: str, ending: str) -> tuple[str, Path]:
        """The key of an entry, and its file."""
        from hashlib import blake2b  # slow to load, and wanted where arrays are alone

        key = f"{self._content} {name} {parameters}"
        return key, self._folder / f"{name}-{blake2b(key.encode(), digest_size=12).hexdigest()}.{ending}"


def _read(file: Path, key: str, *, private: bool = False) -> Arrays | None:
    """The arrays of a file; None where there is none, or another, or one that is damaged.

    Arrays that are ``private`` may be written to: that changes them in memory alone.
    """
    from mmap import ACCESS_COPY, ACCESS_READ, mmap

    try:
        with file.open("rb") as stored:
            content = mmap(stored.fileno(), 0, access=ACCESS_COPY if private else ACCESS_READ)
        start = content.find(b"\n") + 1
        head = _said(content[:start])
        if head["key"] != key or head["size"] != len(content):
            return None
        return {name: _array(content, start, **place) for name, place in head["arrays"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):  # whatever a damaged head may lead to
        return None


def _array(content: Any, start: int, dtype: str, shape: list[int], at: int, total: int | None) -> Array:
    """An array of a file, after its head. Raises ValueError where it is not as it was written."""
    found: Array = np.ndarray(tuple(shape), np.dtype(dtype), content, _aligned(start) + at)
    if total is not None and _sum(found) != total:
        raise ValueError
    return found


def _update(file: Path, key: str, parts: dict[str, dict[int, bytes]]) -> None:
    """Write some rows of the arrays of a file, by name and number. Raises OSError or ValueError where it cannot."""
    with file.open("r+b") as stored:
        line = stored.readline()
        head = _said(line)
        for name, rows in parts.items() if head["key"] == key else ():
            start = _aligned(len(line)) + head["arrays"][name]["at"]
            for number, row in rows.items():
                stored.seek(start + number * len(row))
                stored.write(row)


def _write(file: Path, key: str, arrays: Arrays, *, growing: bool = False) -> None:
    """Write a file whole, under a temporary name until it is; ``growing`` arrays are zeros at first, not written."""
    file.parent.mkdir(exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    places: dict[str, dict[str, Any]] = {}
    end = 0
    for name, array in whole.items():
        total = None if growing or array.nbytes > _CHECKED else _sum(array)
        places[name] = {"dtype": array.dtype.str, "shape": array.shape, "at": end, "total": total}
        end = _aligned(end + array.nbytes)
    head = _head({"key": key, "arrays": places}, end)
    try:
        with temporary.open("wb") as output:
            output.write(head)
            for name, array in () if growing else whole.items():
                output.seek(_aligned(len(head)) + places[name]["at"])
                output.write(array.data)
            output.truncate(_aligned(len(head)) + end)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _head(said: dict[str, Any], end: int) -> bytes:
    """The first line of a file: its checksum, and the size of the whole: of so many bytes that it does not change that.

    >>> _said(_head({"key": "a"}, 100))
    {'size': 164, 'key': 'a'}
    """
    line = json.dumps({"size": 10**15, **said}).encode()
    size = _aligned(len(line) + _SUM + 1) + end
    text = json.dumps({"size": size, **said}).encode().ljust(len(line))
    return f"{crc32(text):08x} ".encode() + text + b"\n"


_SUM: Final = len("01234567 ")


def _said(line: bytes) -> dict[str, Any]:
    """What the first line of a file says. Raises ValueError where it is not as it was written."""
    text = line[_SUM:].removesuffix(b"\n")
    if int(line[:_SUM], 16) != crc32(text):
        raise ValueError
    said: dict[str, Any] = json.loads(text)
    return said


def _aligned(place: int) -> int:
    return -(-place // _ALIGNED) * _ALIGNED


def _sum(array: Array) -> int:
    """The checksum of an array."""
    return crc32(array.data) if array.size else 0
