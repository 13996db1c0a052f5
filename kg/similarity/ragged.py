"""Rows of different lengths in two plain arrays (compressed sparse rows), and the same rows by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kg.late import Int64s, Mask
from kg.late import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


class RaggedArray(NamedTuple):
    """Row n is ``items[starts[n]:starts[n + 1]]``.

    >>> rows = RaggedArray.of([(2, 0), (0, 1), (2, 1)], count=3)
    >>> [rows.row(n).tolist() for n in range(3)], [rows.transposed(2).row(n).tolist() for n in range(2)]
    ([[1], [], [0, 1]], [[2], [0, 2]])
    """

    starts: Int64s
    items: Int64s

    @classmethod
    def of(cls, links: Iterable[tuple[int, int]] | npt.NDArray[np.integer], count: int) -> RaggedArray:
        """The ``count`` rows of pairs of a row and an item: each pair once, items in rising order."""
        pairs = np.asarray(links if isinstance(links, np.ndarray) else list(links), np.int64).reshape(-1, 2)
        width = int(pairs[:, 1].max(initial=0)) + 1
        keys = np.sort(pairs[:, 0] * width + pairs[:, 1])
        keys = keys[np.diff(keys, prepend=-1) > 0]
        starts = np.searchsorted(keys, np.arange(count + 1) * width)
        return cls(starts.astype(np.int64), keys % width)

    @property
    def lengths(self) -> Int64s:
        """The number of items of each row."""
        return self.starts[1:] - self.starts[:-1]

    def row(self, number: int) -> Int64s:
        """The items of one row."""
        return self.items[self.starts[number] : self.starts[number + 1]]

    def row_of_item(self) -> Int64s:
        """For each item the number of its row."""
        return np.repeat(np.arange(len(self.starts) - 1), self.lengths)

    def take(self, numbers: Int64s) -> Int64s:
        """The items of several rows, one row after the other."""
        lengths = self.lengths[numbers]
        ends = np.cumsum(lengths)
        shift = np.repeat(self.starts[numbers] - (ends - lengths), lengths)
        found: Int64s = self.items[np.arange(len(shift)) + shift]
        return found

    def selected(self, numbers: Int64s) -> RaggedArray:
        """Some of the rows, in the order of their numbers here."""
        ends = np.cumsum(self.lengths[numbers])
        return RaggedArray(np.concatenate([np.zeros(1, np.int64), ends]), self.take(numbers))

    def transposed(self, count: int) -> RaggedArray:
        """For each of ``count`` items the rows that have it, in rising order."""
        order = np.argsort(self.items, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(self.items, minlength=count))])
        return RaggedArray(starts, self.row_of_item()[order])

    def joined_with(self, further: RaggedArray) -> RaggedArray:
        """For each row the items of the ``further`` rows that its items number, each once."""
        heads = np.repeat(self.row_of_item(), further.lengths[self.items])
        return RaggedArray.of(np.column_stack([heads, further.take(self.items)]), len(self.starts) - 1)

    def merged(self, other: RaggedArray) -> RaggedArray:
        """For each row the items of either array."""
        links = [np.column_stack([rows.row_of_item(), rows.items]) for rows in (self, other)]
        return RaggedArray.of(np.concatenate(links), len(self.starts) - 1)

    def filtered(self, wanted: Mask) -> RaggedArray:
        """The same rows with the wanted items alone."""
        kept = wanted[self.items]
        ends = np.concatenate([[0], np.cumsum(kept)])
        return RaggedArray(ends[self.starts], self.items[kept])


class RowsByName(Mapping[str, Int64s]):
    """The rows of a ragged array by name; a name whose row is empty counts as absent."""

    def __init__(self, names: Sequence[str], number: Mapping[str, int], rows: RaggedArray) -> None:
        self._names = names
        self._number = number
        self._rows = rows

    def __getitem__(self, name: str) -> Int64s:
        row = self._rows.row(self._number[name])
        if not len(row):
            raise KeyError(name)
        return row

    def __contains__(self, name: object) -> bool:
        number = self._number.get(name) if isinstance(name, str) else None
        return number is not None and bool(self._rows.starts[number] < self._rows.starts[number + 1])

    def __iter__(self) -> Iterator[str]:
        return (self._names[number] for number in np.flatnonzero(self._rows.lengths).tolist())

    def __len__(self) -> int:
        return int(np.count_nonzero(self._rows.lengths))
