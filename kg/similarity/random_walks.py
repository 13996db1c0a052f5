"""PPMI rows: how much more often than chance random walks of one and two steps from a role reach each other role.

A graph is three plain arrays here, one entry for each link between a concept and a role: the number of the concept, the
number of the role, and the weight. docs/ranking.md has the definition. Rows are computed in blocks, so that no matrix
of all pairs is held, and each keeps its strongest entries alone.

The result does not depend on the machine. Every sum is taken in the order of its links, never by a matrix library; and
entries are whole thousandths, so that sums of their products are exact in any order.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from kg.late import Floats, Int32s, Int64s, UInt16s
from kg.late import numpy as np

SCALE: Final = 1000
"""Similarity and the entries of rows are counted in thousandths."""

_TOGETHER = 256
"""How many walks go together: fewer make more calls, with more what is read at once does not fit the caches."""

_AT_ONCE = max(1, min(4, os.cpu_count() or 1))
"""How many blocks are computed at once; numpy lets other threads run while it works."""

_TILE = 1024
"""How many sums grow together, for the same reason: 2 MB."""


class SparseRows(NamedTuple):
    """Rows without their zeros: row n has the entries from ``end[n - 1]`` (or 0) up to ``end[n]``.

    ``column`` is the role of an entry, in rising order within its row, and ``ppmi`` the natural logarithm of the ratio
    to chance, in thousandths. (It fits: a ratio that does not would take a role with 10^-28 of all weight.)
    """

    end: Int64s
    column: Int32s
    ppmi: UInt16s


class RandomWalks:
    """All walks on a graph of ``roles`` roles and ``concepts`` concepts; no link may be given twice.

    ``share`` is the part that these roles are of all there are: what is left is reached by chance, never by a walk.

    For R roles, C concepts and L links, all rows take some 2 R L multiplications and additions, and room for 72 L bytes
    and 128 (C + 4 R) numbers, beside the rows themselves.

    >>> walks = RandomWalks(np.array([0, 0, 1]), np.array([0, 1, 2]), np.array([1.0, 1.0, 1.0]), concepts=2, roles=3)
    >>> rows = walks.from_roles(np.array([0, 2]), most=2)
    >>> rows.end.tolist(), rows.column.tolist(), rows.ppmi.tolist()  # 405 = 1000 ln 1.5, and 1099 = 1000 ln 3
    ([2, 3], [0, 1, 2], [405, 405, 1099])
    """

    def __init__(
        self, concept: Int64s, role: Int64s, weight: Floats, *, concepts: int, roles: int, share: float = 1.0
    ) -> None:
        order = np.lexsort((role, concept))
        self._concept, self._role, weight = concept[order], role[order], weight[order]
        self._asked = np.bincount(concept, minlength=concepts)
        self._first = np.cumsum(self._asked) - self._asked
        mass = _sums(self._role, weight, roles)
        self._there = weight / mass[self._role]
        self._back = weight / _sums(self._concept, weight, concepts)[self._concept]
        # a role without links is met with chance 0 and never reached: any divisor does
        self._chance = np.where(mass > 0, share * mass / _sum(weight), 1.0)

    def from_roles(self, roles: Int64s, most: int) -> SparseRows:
        """The rows of some roles, each with the ``most`` strongest entries; of equal ones, those of the first roles."""
        from concurrent.futures import ThreadPoolExecutor

        blocks = [roles[at : at + _TOGETHER].tolist() for at in range(0, len(roles), _TOGETHER)]
        _ = self._to_concepts, self._to_roles, self._by_role  # made once, before several blocks ask for them
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return _joined(list(pool.map(lambda block: self._rows(block, most), blocks)))

    def from_concepts(self, concept: Int64s, weight: Floats, most: int) -> SparseRows:
        """The one row of a start that is no role, from the weights of what it brings."""
        once = self._reached(concept, weight / _sum(weight))
        between = _sums(self._concept, once[self._role] * self._there, len(self._asked))
        twice = _sums(self._role, between[self._concept] * self._back, len(once))
        return _top_entries(((once + twice) / (2 * self._chance))[np.newaxis], most)

    def _rows(self, roles: list[int], most: int) -> SparseRows:
        both = np.stack([self._from_role(role) for role in roles], axis=1)
        both += _weighted_sums(self._to_roles, _weighted_sums(self._to_concepts, both))
        both /= 2 * self._chance[:, np.newaxis]
        return _top_entries(both.T, most)

    # --- the first step, of one walk --------------------------------------------------------------------------------

    def _from_role(self, role: int) -> Floats:
        order, ends = self._by_role
        links = order[ends[role] : ends[role + 1]]
        return self._reached(self._concept[links], self._there[links])

    def _reached(self, concept: Int64s, chance: Floats) -> Floats:
        """The chance to be at each role, for a walk that goes to each of these concepts with a chance first."""
        many = self._asked[concept]
        runs = np.cumsum(many)
        links = np.arange(_last(runs)) + np.repeat(self._first[concept] - runs + many, many)
        return _sums(self._role[links], np.repeat(chance, many) * self._back[links], len(self._chance))

    @cached_property
    def _by_role(self) -> tuple[Int64s, Int64s]:
        """The links in the order of their roles, and where those of each role begin and end."""
        ends = np.cumsum(np.bincount(self._role, minlength=len(self._chance)))
        return np.argsort(self._role, kind="stable"), np.concatenate([[0], ends])

    # --- half a step, of many walks ---------------------------------------------------------------------------------

    @cached_property
    def _to_concepts(self) -> list[_Tile]:
        return list(_tiles(self._concept, self._role, self._there, len(self._asked)))

    @cached_property
    def _to_roles(self) -> list[_Tile]:
        order, _ = self._by_role
        return list(_tiles(self._role[order], self._concept[order], self._back[order], len(self._chance)))


class _Tile(NamedTuple):
    """Targets, those with most links first; then sources and factors of the first link of each, of the second, ..."""

    targets: Int64s
    layers: list[tuple[Int64s, Floats]]


def _tiles(target: Int64s, source: Int64s, factor: Floats, count: int) -> Iterator[_Tile]:
    """Links, sorted by their targets, laid out so that sums of many targets grow by one link each at a time.

    That takes few calls, each on arrays that fit the caches, and keeps the order of every sum.
    """
    links = np.bincount(target, minlength=count)
    first = np.cumsum(links) - links
    order = np.argsort(-links, kind="stable")
    for at in range(0, count, _TILE):
        targets = order[at : at + _TILE]
        many = links[targets]
        layers = [first[targets[many > number]] + number for number in range(many[0])]
        yield _Tile(targets, [(source[layer], factor[layer, np.newaxis]) for layer in layers])


def _weighted_sums(tiles: list[_Tile], amounts: Floats) -> Floats:
    """For each target the sum of the amounts (rows) of its sources, times the factors of the links."""
    count, walks = sum(len(tile.targets) for tile in tiles), amounts.shape[1]
    found = np.empty((count, walks))
    sums, more = np.empty((2, max((len(tile.targets) for tile in tiles), default=0), walks))
    for targets, layers in tiles:
        sums[:] = 0
        for source, factor in layers:
            some = more[: len(source)]
            np.take(amounts, source, axis=0, out=some, mode="clip")  # "raise" would copy once more
            some *= factor
            sums[: len(source)] += some
        found[targets] = sums[: len(targets)]
    return found


# --- ragged rows -----------------------------------------------------------------------------------------------------


def _top_entries(ratios: Floats, most: int) -> SparseRows:
    """The strongest entries of each row of ratios to chance."""
    row, role = np.nonzero(ratios > 1)
    excess = np.rint(SCALE * np.log(ratios[row, role])).astype(np.int64)
    keep = excess > 0
    row, role, excess = row[keep], role[keep], excess[keep]
    many = np.bincount(row, minlength=len(ratios))
    if many.max(initial=0) > most:
        order = np.lexsort((role, -excess, row))
        rank = np.arange(len(order)) - (np.cumsum(many) - many)[row]  # sorted, the entries stay within their row
        keep = np.zeros(len(order), bool)
        keep[order[rank < most]] = True
        role, excess = role[keep], excess[keep]
    return SparseRows(np.cumsum(np.minimum(many, most)), role.astype(np.int32), excess.astype(np.uint16))


def _joined(blocks: list[SparseRows]) -> SparseRows:
    """Blocks of rows as one."""
    many = [np.diff(block.end, prepend=0) for block in blocks]
    return SparseRows(
        np.cumsum(np.concatenate([np.zeros(0, np.int64), *many])),
        np.concatenate([np.zeros(0, np.int32), *(block.column for block in blocks)]),
        np.concatenate([np.zeros(0, np.uint16), *(block.ppmi for block in blocks)]),
    )


def _last(rising: Int64s) -> int:
    """The last number; 0 when there is none."""
    return int(rising[-1]) if len(rising) else 0


def _sums(places: Int64s, amounts: Floats, count: int) -> Floats:
    """The sum of the amounts at each of so many places, in the order in which they are given."""
    return np.bincount(places, amounts, count).astype(np.float64, copy=False)  # nothing is counted in integers


def _sum(amounts: Floats) -> float:
    """The sum of all, in the order in which they are given; 1 where there is nothing to divide by it."""
    return float(np.cumsum(amounts)[-1]) if len(amounts) else 1.0  # ndarray.sum takes another order
