"""The careers of a graph as arrays: who requires and covers what, for searches over thousands of roles at once.

Nothing here depends on a traveller. Rows are the roles a step starts from, columns those it leads to, both in the order
of their IRIs. Counts are those of :mod:`kg.advice.coverage`, made for all pairs together.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from kg.advice.figures import SCALE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    from kg.advice.kinship import Kinship
    from kg.model.careers import Careers

__all__ = ["UNKNOWN", "Besides", "Counts", "Network", "Places", "Touched", "chunks"]

Places: TypeAlias = "npt.NDArray[np.int64]"
"""Positions of roles in the network's order."""

UNKNOWN = -9
"""The level of preparation of a role that states none."""


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


class Network:
    """Careers with their kinship, as arrays. With R roles and L role-skill links, building counts all R^2 pairs by
    the links that they share; 4 R^2 bytes are kept beside those of the kinship.
    """

    def __init__(self, careers: Careers, kinship: Kinship) -> None:
        self.careers = careers
        self.kinship = kinship
        self.order = kinship.order
        self.position = kinship.position
        self.roles = [careers.roles[iri] for iri in self.order]
        self.size = np.array([len(role.required) for role in self.roles], np.int32)
        self.preparation = np.array(
            [UNKNOWN if role.preparation is None else role.preparation for role in self.roles], np.int32
        )
        self.regulated = np.array([role.regulated for role in self.roles], bool)
        self.weight = np.array([role.ask.weight if role.ask else 0 for role in self.roles], np.int32)
        self.demands = sorted({role.ask.credential.iri for role in self.roles if role.ask})
        demand = {iri: number for number, iri in enumerate(self.demands)}
        self.demand = np.array([demand[role.ask.credential.iri] if role.ask else -1 for role in self.roles], np.int32)
        places = {place: number for number, place in enumerate(sorted({careers.place(iri) for iri in self.order}))}
        self.place = np.array([places[careers.place(iri)] for iri in self.order], np.int32)

    # --- who requires, covers and is near what --------------------------------------------------------------------

    @cached_property
    def requirers(self) -> dict[str, Places]:
        """Required skill -> the roles that require it."""
        return _inverted(role.skills for role in self.roles)

    @cached_property
    def coverers(self) -> dict[str, Places]:
        """Skill -> the roles whose required skills cover it."""
        tree = self.careers.tree
        return _inverted(tree.covers(role.skills) for role in self.roles)

    @cached_property
    def _members(self) -> dict[str, Places]:
        """Broader skill -> the roles that require a skill directly below it."""
        tree = self.careers.tree
        return _inverted(tree.groups_of(role.skills) for role in self.roles)

    @cached_property
    def _by_group(self) -> dict[str, list[str]]:
        """Broader skill -> the required skills directly below it."""
        table: dict[str, list[str]] = defaultdict(list)
        for skill in self.requirers:
            for group in self.careers.tree.groups(skill):
                table[group].append(skill)
        return dict(table)

    def neighbours(self, skill: str) -> Places:
        """The roles to which a skill is near: not covered, and directly below a broader skill of one of theirs."""
        found = np.zeros(len(self.roles), bool)
        for group in self.careers.tree.groups(skill):
            found[self._members.get(group, _NONE)] = True
        found[self.coverers[skill]] = False
        return np.flatnonzero(found)

    @cached_property
    def _shared(self) -> npt.NDArray[np.uint16]:
        """The counts of every two roles, covered and then near, for one who holds what a role requires alone."""
        covered, near = shared = np.zeros((2, len(self.roles), len(self.roles)), np.uint16)
        for skill, asking in self.requirers.items():
            covered[np.ix_(self.coverers[skill], asking)] += 1
            if self.careers.tree.groups(skill):
                near[np.ix_(self.neighbours(skill), asking)] += 1
        return shared

    def counts(self, rows: Places, columns: Places, besides: Besides | None = None) -> Counts:
        """The counts of some roles and some roles, for those who hold what a role requires, and something besides."""
        counts = Counts(*(shared[np.ix_(rows, columns)].astype(np.int32) for shared in self._shared))
        if besides is not None:
            besides.add_to(counts, rows, columns)
        return counts

    def besides(self, held: frozenset[str]) -> Besides:
        """What holding these skills besides changes of the counts of every two roles."""
        touched = self.touched(held)
        skills = [*sorted(touched.covered), *sorted(touched.near)]
        covered, near = changes = np.zeros((2, len(skills), len(self.roles)), np.int8)
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
        covered, near = (np.zeros(len(self.roles), np.int32) for _ in range(2))
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
        return {skill for group in groups for skill in self._by_group.get(group, ())}

    # --- what holds for every traveller -----------------------------------------------------------------------------

    @cached_property
    def nearness(self) -> npt.NDArray[np.int32]:
        """For each role the highest kinship with a role of another place: no step from or to it has a higher one."""
        best = np.zeros(len(self.roles), np.int32)
        for start in range(0, len(self.roles), _BLOCK):
            rows = self.kinship.matrix[start : start + _BLOCK]
            elsewhere = self.place[start : start + _BLOCK, np.newaxis] != self.place
            best[start : start + _BLOCK] = np.max(rows, axis=1, where=elsewhere, initial=0)
        return best

    @property
    def least_factor(self) -> npt.NDArray[np.int32]:
        """For each role the least that a step from or to it can be multiplied with, in thousandths."""
        return SCALE - self.nearness


_BLOCK = 512
_NONE = np.zeros(0, np.int64)


def _inverted(rows: Iterable[frozenset[str]]) -> dict[str, Places]:
    """Each key with the numbers of the rows that have it, in order; keys sorted."""
    table: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for key in row:
            table[key].append(number)
    return {key: np.array(table[key], np.int64) for key in sorted(table)}


def chunks(places: Places, size: int) -> Iterator[Places]:
    """The places in portions of ``size``, in order."""
    for start in range(0, len(places), size):
        yield places[start : start + size]
