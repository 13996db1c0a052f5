"""Rows of different lengths in one array: what each of many things is linked to, and the same read backwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

__all__ = ["ByName", "Numbers", "Rows"]

Numbers: TypeAlias = "npt.NDArray[np.int64]"


class Rows(NamedTuple):
    """Row n is ``items[starts[n]:starts[n + 1]]``.

    >>> rows = Rows.of([(2, 0), (0, 1), (2, 1)], count=3)
    >>> [rows.row(n).tolist() for n in range(3)], [rows.turned(2).row(n).tolist() for n in range(2)]
    ([[1], [], [0, 1]], [[2], [0, 2]])
    """

    starts: Numbers
    items: Numbers

    @classmethod
    def of(cls, links: Iterable[tuple[int, int]] | npt.NDArray[np.integer], count: int) -> Rows:
        """The rows of pairs of a row and an item, each pair once, sorted."""
        pairs = np.asarray(links if isinstance(links, np.ndarray) else list(links), np.int64).reshape(-1, 2)
        width = int(pairs[:, 1].max(initial=0)) + 1
        keys = np.sort(pairs[:, 0] * width + pairs[:, 1])
        keys = keys[np.diff(keys, prepend=-1) > 0]
        starts = np.searchsorted(keys, np.arange(count + 1) * width)
        return cls(starts.astype(np.int64), keys % width)

    @property
    def lengths(self) -> Numbers:
        """How many items each row has."""
        return self.starts[1:] - self.starts[:-1]

    def row(self, number: int) -> Numbers:
        """The items of one row."""
        return self.items[self.starts[number] : self.starts[number + 1]]

    def heads(self) -> Numbers:
        """For each item the row that it stands in."""
        return np.repeat(np.arange(len(self.starts) - 1), self.lengths)

    def gather(self, numbers: Numbers) -> Numbers:
        """The items of several rows, one row after the other."""
        lengths = self.lengths[numbers]
        ends = np.cumsum(lengths)
        shift = np.repeat(self.starts[numbers] - (ends - lengths), lengths)
        found: Numbers = self.items[np.arange(len(shift)) + shift]
        return found

    def turned(self, count: int) -> Rows:
        """For each of ``count`` items the rows that have it, in order."""
        order = np.argsort(self.items, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(self.items, minlength=count))])
        return Rows(starts, self.heads()[order])

    def then(self, further: Rows) -> Rows:
        """For each row what its items lead on to, each once."""
        heads = np.repeat(self.heads(), further.lengths[self.items])
        return Rows.of(np.column_stack([heads, further.gather(self.items)]), len(self.starts) - 1)

    def where(self, wanted: npt.NDArray[np.bool_]) -> Rows:
        """The same rows with the wanted items alone."""
        kept = wanted[self.items]
        ends = np.concatenate([[0], np.cumsum(kept)])
        return Rows(ends[self.starts], self.items[kept])


class ByName(Mapping[str, Numbers]):
    """Rows that are asked for by name; a name whose row is empty is none."""

    def __init__(self, names: Sequence[str], number: Mapping[str, int], rows: Rows) -> None:
        self._names = names
        self._number = number
        self._rows = rows

    def __getitem__(self, name: str) -> Numbers:
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
