"""The careers of a graph as arrays: who requires and covers what, for searches over thousands of roles at once.

Nothing here depends on a traveller. Rows are the roles a step starts from, columns those it leads to, both in the order
of their IRIs. Counts are those of :mod:`kg.advice.coverage`, made for all pairs together.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from kg.advice.rows import ByName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    from kg.advice.kinship import Kinship
    from kg.advice.rows import Rows
    from kg.advice.table import CareerTable
    from kg.model.careers import Careers, Profile

__all__ = ["Besides", "Counts", "Covered", "Network", "Places", "Touched", "chunks"]

Places: TypeAlias = "npt.NDArray[np.int64]"
"""Positions of roles in the network's order."""

Covered: TypeAlias = "npt.NDArray[np.bool_]"
"""For each concept whether it is one that some role requires, and covered by what someone holds."""

_Line: TypeAlias = "tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]"
"""Counts of one role with every role: covered, and near."""


class Counts(NamedTuple):
    """How many required skills of the roles (columns) are covered, and how many are near, for each holder (rows)."""

    covered: npt.NDArray[np.int32]
    near: npt.NDArray[np.int32]


class Touched(NamedTuple):
    """The required skills that are covered by what someone holds, and those that are near to it."""

    covered: frozenset[str]
    near: frozenset[str]


class Besides(NamedTuple):
    """What some skills that are held besides change. Most pairs are never looked at, so it is summed up on reading.

    ``skill`` and ``role`` are the links between the required skills that they touch and the roles that require them, by
    role; ``covered`` and ``near`` have for each holder (rows) and each of these skills by how much the count of every
    role that requires it changes.
    """

    skill: Places
    role: Places
    covered: npt.NDArray[np.int8]
    near: npt.NDArray[np.int8]

    def add_to(self, counts: Counts, rows: Places, columns: Places) -> None:
        """Bring counts of these rows and columns up to date."""
        column = np.full(len(self.covered), -1)
        column[columns] = np.arange(len(columns))
        links = np.flatnonzero(column[self.role] >= 0)
        if not len(links):
            return
        skill, role = self.skill[links], self.role[links]
        first = np.flatnonzero(np.diff(role, prepend=-1))  # the first link of each role
        asking = column[role[first]]
        for counted, change in zip(counts, (self.covered, self.near), strict=True):
            counted[:, asking] += np.add.reduceat(change[np.ix_(rows, skill)], first, axis=1, dtype=np.int32)


class _Kept:
    """Lines of counts that were made when they were first looked at, as many as there is room for."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._lines: dict[int, _Line] = {}

    def get(self, number: int, make: Callable[[int], _Line]) -> _Line:
        """The line of a role."""
        found = self._lines.get(number)
        if found is None:
            if len(self._lines) * self._width * 4 > _ROOM:
                self._lines.clear()
            found = self._lines[number] = make(number)
        return found


class Network:
    """Careers with their kinship, as arrays. The counts of a role are made when it is first looked at, and kept: with R
    roles, 4 R bytes for each.
    """

    def __init__(self, careers: Careers, table: CareerTable, kinship: Kinship) -> None:
        self.careers = careers
        self.kinship = kinship
        self.order = table.roles
        self.position = table.position
        self.size, self.preparation, self.regulated = table.size, table.preparation, table.regulated
        self.weight, self.demands, self.demand, self.place = table.weight, table.demands, table.demand, table.place
        self.table = table
        self._rows_kept, self._columns_kept = _Kept(len(self)), _Kept(len(self))

    def __len__(self) -> int:
        return len(self.order)

    @property
    def roles(self) -> list[Profile]:
        """The profiles of all roles: on a store that is read for the first time, the slowest question there is."""
        return [self.role(number) for number in range(len(self))]

    def role(self, number: int) -> Profile:
        """The profile of a role."""
        return self.careers.roles[self.order[number]]

    # --- who requires, covers and is near what --------------------------------------------------------------------

    @cached_property
    def _is_required(self) -> npt.NDArray[np.bool_]:
        """For each concept whether some role requires it."""
        found = np.zeros(len(self.table.concepts), bool)
        found[self.table.required.items] = True
        return found

    @cached_property
    def _requirers(self) -> Rows:
        return self.table.required.turned(len(self.table.concepts))

    @cached_property
    def _covered(self) -> Rows:
        """For each role the concepts that its required skills cover, as far as some role requires them."""
        return self.table.required.then(self.table.closure.where(self._is_required))

    @cached_property
    def _groups(self) -> Rows:
        """For each role the concepts directly above its required skills."""
        return self.table.required.then(self.table.above)

    @cached_property
    def _below(self) -> Rows:
        """For each concept the required ones directly below it."""
        count = len(self.table.concepts)
        return self.table.above.turned(count).where(self._is_required)

    def _by_name(self, rows: Rows) -> ByName:
        return ByName(self.table.concepts, self.table.number, rows)

    @cached_property
    def requirers(self) -> ByName:
        """Required skill -> the roles that require it."""
        return self._by_name(self._requirers)

    @cached_property
    def _coverers(self) -> Rows:
        return self._covered.turned(len(self.table.concepts))

    @cached_property
    def coverers(self) -> ByName:
        """Required skill -> the roles whose required skills cover it."""
        return self._by_name(self._coverers)

    @cached_property
    def _member_roles(self) -> Rows:
        return self._groups.turned(len(self.table.concepts))

    @cached_property
    def _members(self) -> ByName:
        """Broader skill -> the roles that require a skill directly below it."""
        return self._by_name(self._member_roles)

    def covered_by(self, held: frozenset[str]) -> Covered:
        """What these skills cover."""
        found = np.zeros(len(self.table.concepts), bool)
        found[[self.table.number[skill] for skill in self.careers.tree.covers(held) & self.requirers.keys()]] = True
        return found

    def covered_too(self, covered: Covered, role: int) -> Covered:
        """What is covered, and what someone in a role covers."""
        found = covered.copy()
        found[self._covered.row(role)] = True
        return found

    def covered_in(self, covered: Covered) -> npt.NDArray[np.int64]:
        """How many required skills of every role are among what is covered."""
        return np.bincount(self._requirers.gather(np.flatnonzero(covered)), minlength=len(self))

    def required(self, roles: Places) -> set[str]:
        """The skills that any of these roles requires."""
        concepts = self.table.concepts
        return {concepts[number] for number in np.unique(self.table.required.gather(roles)).tolist()}

    def neighbours(self, skill: str) -> Places:
        """The roles to which a skill is near: not covered, and directly below a broader skill of one of theirs."""
        found = np.zeros(len(self), bool)
        for group in self.careers.tree.groups(skill):
            found[self._members.get(group, _NONE)] = True
        found[self.coverers[skill]] = False
        return np.flatnonzero(found)

    def _counted(self, role: int) -> _Line:
        """How many required skills of every role are covered, and near, for one who holds what a role requires."""
        covered = self._covered.row(role)
        near = self._marked(self._below.gather(self._groups.row(role)), but=covered)
        return self._sums(self._requirers, covered), self._sums(self._requirers, near)

    def _received(self, role: int) -> _Line:
        """How many skills that a role requires are covered, and near, for those who hold what each role requires."""
        wanted = self.table.required.row(role)
        covered = self._sums(self._coverers, wanted)
        near = np.zeros(len(self), np.uint16)
        for skill in wanted.tolist():
            members = self._member_roles.gather(self.table.above.row(skill))
            found = np.zeros(len(self), bool)
            found[members] = True
            found[self._coverers.row(skill)] = False
            near += found
        return covered, near

    def _marked(self, concepts: Places, but: Places) -> Places:
        """These concepts, each once, without some."""
        found = np.zeros(len(self.table.concepts), bool)
        found[concepts] = True
        found[but] = False
        return np.flatnonzero(found)

    def _sums(self, rows: Rows, concepts: Places) -> npt.NDArray[np.uint16]:
        """In how many of the rows of these concepts each role stands."""
        return np.bincount(rows.gather(concepts), minlength=len(self)).astype(np.uint16)

    def counts(self, rows: Places, columns: Places, besides: Besides | None = None) -> Counts:
        """The counts of some roles and some roles, for those who hold what a role requires, and something besides."""
        counts = Counts(*(np.empty((len(rows), len(columns)), np.int32) for _ in range(2)))
        if len(rows) <= len(columns):
            for number, row in enumerate(rows.tolist()):
                for counted, values in zip(counts, self._rows_kept.get(row, self._counted), strict=True):
                    counted[number] = values[columns]
        else:
            for number, column in enumerate(columns.tolist()):
                for counted, values in zip(counts, self._columns_kept.get(column, self._received), strict=True):
                    counted[:, number] = values[rows]
        if besides is not None:
            besides.add_to(counts, rows, columns)
        return counts

    def besides(self, held: frozenset[str]) -> Besides:
        """What holding these skills besides changes of the counts of every two roles."""
        touched = self.touched(held)
        skills = [*sorted(touched.covered), *sorted(touched.near)]
        covered, near = changes = np.zeros((2, len(skills), len(self)), np.int8)
        for number, skill in enumerate(skills):
            if skill in touched.covered:
                covered[number] = 1
                covered[number, self.coverers[skill]] = 0
                near[number, self.neighbours(skill)] = -1
            else:
                near[number] = 1
                near[number, self.coverers[skill]] = 0
                near[number, self.neighbours(skill)] = 0
        asking = [self.requirers[skill] for skill in skills]
        role = np.concatenate([_NONE, *asking])
        order = np.argsort(role, kind="stable")
        number_of = np.repeat(np.arange(len(skills)), np.array([len(roles) for roles in asking], np.int64))
        return Besides(number_of[order], role[order], *(np.ascontiguousarray(change.T) for change in changes))

    def counts_of(self, held: frozenset[str]) -> Counts:
        """The counts for one who holds just these skills: one row."""
        covered, near = (np.zeros(len(self), np.int32) for _ in range(2))
        for counted, skills in zip((covered, near), self.touched(held), strict=True):
            for skill in skills:
                counted[self.requirers[skill]] += 1
        return Counts(covered[np.newaxis], near[np.newaxis])

    def counts_and(self, counts: Counts, before: Touched, learned: frozenset[str]) -> Counts:
        """The counts of one who has learned skills besides: one row, from the one ``before``."""
        covered, near = (counted[0].copy() for counted in counts)
        tree = self.careers.tree
        newly = (tree.covers(learned) & self.requirers.keys()) - before.covered
        for skill in newly:
            covered[self.requirers[skill]] += 1
        for skill in newly & before.near:
            near[self.requirers[skill]] -= 1
        for skill in self.below(tree.groups_of(learned)) - before.covered - newly - before.near:
            near[self.requirers[skill]] += 1
        return Counts(covered[np.newaxis], near[np.newaxis])

    def touched(self, held: frozenset[str]) -> Touched:
        """The required skills that these cover, and those that are near to them."""
        tree = self.careers.tree
        covers = tree.covers(held)
        return Touched(frozenset(covers & self.requirers.keys()), frozenset(self.below(tree.groups_of(held)) - covers))

    def below(self, groups: frozenset[str]) -> set[str]:
        """The required skills directly below any of these broader skills."""
        known = [self.table.number[group] for group in groups if group in self.table.number]
        concepts = self.table.concepts
        return {concepts[number] for number in self._below.gather(np.array(known, np.int64)).tolist()}

    @cached_property
    def source(self) -> npt.NDArray[np.int32]:
        """For each role the place of its source in ``bases``, -1 where that is not known."""
        found = np.full(len(self), -1, np.int32)
        for number, base in sorted(enumerate(self.bases), key=lambda pair: len(pair[1])):
            first, last = (bisect_left(self.order, end) for end in (base, base + chr(sys.maxunicode)))
            found[first:last] = number
        return found

    @property
    def bases(self) -> tuple[str, ...]:
        """How the IRIs of each source begin."""
        return self.careers.bases

    def narrower(self, skill: str) -> set[str]:
        """The required skills that cover a skill: itself, and those that are narrower."""
        number, concepts = self.table.number.get(skill), self.table.concepts
        if number is None:
            return set()
        heads = self.table.closure.heads()[self.table.closure.items == number]
        return {concepts[each] for each in heads[self._is_required[heads]].tolist()}

    # --- what holds for every traveller -----------------------------------------------------------------------------

    @cached_property
    def nearness(self) -> npt.NDArray[np.int32]:
        """For each role the highest kinship with a role of another place: no step from or to it has a higher one."""
        return self.kinship.highest_elsewhere


_ROOM = 256 * 1024**2
"""How many bytes the counts that are kept may take."""

_NONE = np.zeros(0, np.int64)


def chunks(places: Places, size: int) -> Iterator[Places]:
    """The places in portions of ``size``, in order."""
    for start in range(0, len(places), size):
        yield places[start : start + size]
