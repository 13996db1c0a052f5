"""Rows that may be more than the memory holds: kept on the disk, and read back in order, or sorted and each once."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO, Any, Final, Generic, TypeVar

Row = TypeVar("Row", bound="str | tuple[Any, ...]")
"""A text, or a tuple of texts, numbers and such tuples."""

_BLOCK: Final = 1 << 10
"""So many rows are written and read at once."""

_HELD: Final = 1 << 17
"""So many rows are sorted in memory."""


class Spool(Generic[Row]):
    """Rows in the order in which they were added; they can be read any number of times.

    >>> spool = Spool[tuple[int, str]]()
    >>> spool.add((2, "b")); spool.add((1, "a"))
    >>> list(spool), list(spool)
    ([(2, 'b'), (1, 'a')], [(2, 'b'), (1, 'a')])
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._file: IO[bytes] | None = None
        self._last: list[Row] = []
        for row in rows:
            self.add(row)

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, row: Row) -> None:
        """Keep a row."""
        self._last.append(row)
        if len(self._last) == _BLOCK:
            self._file = self._file or TemporaryFile()  # noqa: SIM115  # closed in __del__
            marshal.dump(self._last, self._file)
            self._last = []

    def __iter__(self) -> Iterator[Row]:
        if self._file is not None:
            end, place = self._file.tell(), 0
            while place < end:
                self._file.seek(place)
                block = marshal.load(self._file)  # noqa: S302  # what this process wrote
                place = self._file.tell()
                self._file.seek(end)
                yield from block
        yield from self._last


class SortedSpool(Generic[Row]):
    """Rows in order, each once, however often and whenever it was added.

    >>> spool = SortedSpool[tuple[str]]()
    >>> for word in "banana": spool.add((word,))
    >>> list(spool)
    [('a',), ('b',), ('n',)]
    """

    def __init__(self) -> None:
        self._held: set[Row] = set()
        self._runs: list[Spool[Row]] = []

    def add(self, row: Row) -> None:
        """Keep a row."""
        self._held.add(row)
        if len(self._held) >= _HELD:
            self._runs.append(Spool(sorted(self._held)))
            self._held.clear()

    def __iter__(self) -> Iterator[Row]:
        if not self._runs:
            return iter(sorted(self._held))
        from heapq import merge

        return (row for row, _ in groupby(merge(*self._runs, sorted(self._held))))
