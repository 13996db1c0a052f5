"""Who requires and covers what, as arrays: the counts of covered and near skills for thousands of roles at once.

Rows are the roles that a step starts from, columns those that it leads to, both in the order of the role table. Counts
are those of :mod:`kg.routes.requirements`, for all pairs together; they depend on no conditions.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from kg.late import numpy as np
from kg.model.careers import Careers, Profile
from kg.similarity.ragged import RaggedArray, RowsByName
from kg.similarity.role_table import RoleTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

__all__ = ["CoverCounts", "ExtraSkillDeltas", "MatchedSkills", "RequirementIndex", "RoleIndices", "SkillMask", "chunks"]

RoleIndices: TypeAlias = "npt.NDArray[np.int64]"
"""Numbers of roles in the order of the role table."""

SkillMask: TypeAlias = "npt.NDArray[np.bool_]"
"""For each concept whether some role requires it and somebody covers it."""

_Row: TypeAlias = "tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]"
"""CoverCounts of one role with every role: covered, and near."""

_CACHE_BYTES: Final = 256 * 1024**2
"""Memory that cached counts may take."""


class CoverCounts(NamedTuple):
    """How many required skills of the roles (columns) are covered, and how many near, for some persons (rows)."""

    covered: npt.NDArray[np.int32]
    near: npt.NDArray[np.int32]


class MatchedSkills(NamedTuple):
    """The required skills, by IRI, that somebody's skills cover, and those that are near to them."""

    covered: frozenset[str]
    near: frozenset[str]


class ExtraSkillDeltas(NamedTuple):
    """Changes in covered and near counts caused by extra held skills, added up for the pairs that are read.

    ``skill`` and ``role`` are the links between the required skills that change and the roles that require them, by
    role; ``covered`` and ``near`` have for each origin role (rows) and each of these skills by how much the count of
    every role that requires it changes.
    """

    skill: RoleIndices
    role: RoleIndices
    covered: npt.NDArray[np.int8]
    near: npt.NDArray[np.int8]

    def add_to(self, counts: CoverCounts, rows: RoleIndices, columns: RoleIndices) -> None:
        """Add the changes to counts of these rows and columns, in place."""
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


class _CountCache:
    """Counts of single roles with every role, computed when they are first read, as many as memory is set aside for."""

    def __init__(self, width: int, compute: Callable[[int], _Row]) -> None:
        self._limit = _CACHE_BYTES // (4 * max(1, width))
        self._compute = compute
        self._rows: dict[int, _Row] = {}

    def get(self, number: int) -> _Row:
        """The counts of a role."""
        found = self._rows.get(number)
        if found is None:
            if len(self._rows) > self._limit:
                self._rows.clear()
            found = self._rows[number] = self._compute(number)
        return found


class RequirementIndex:
    """Look-ups between roles and the concepts that they require, cover and are near to, for all roles of a graph.

    With R roles, the cached counts of a role take 4 R bytes.
    """

    def __init__(self, careers: Careers, table: RoleTable) -> None:
        self.careers = careers
        self.table = table
        self._outgoing = _CountCache(len(table), self._counts_from)
        self._incoming = _CountCache(len(table), self._counts_to)

    def __len__(self) -> int:
        return len(self.table)

    def role(self, number: int) -> Profile:
        """The profile of a role."""
        return self.careers.roles[self.table.roles[number]]

    # --- who requires, covers and is near what ----------------------------------------------------------------------

    @cached_property
    def _is_required(self) -> npt.NDArray[np.bool_]:
        """For each concept whether some role requires it."""
        found = np.zeros(len(self.table.concepts), bool)
        found[self.table.required.items] = True
        return found

    @cached_property
    def _requiring(self) -> RaggedArray:
        return self.table.required.transposed(len(self.table.concepts))

    @cached_property
    def _covered(self) -> RaggedArray:
        """For each role the concepts that its required skills cover, as far as some role requires them."""
        return self.table.required.joined_with(self.table.closure.filtered(self._is_required))

    @cached_property
    def _covering(self) -> RaggedArray:
        return self._covered.transposed(len(self.table.concepts))

    @cached_property
    def _groups(self) -> RaggedArray:
        """For each role the concepts directly above its required skills."""
        return self.table.required.joined_with(self.table.above)

    @cached_property
    def _with_member(self) -> RaggedArray:
        """For each concept the roles that require a skill directly below it."""
        return self._groups.transposed(len(self.table.concepts))

    @cached_property
    def _members(self) -> RaggedArray:
        """For each concept the required skills directly below it."""
        return self.table.above.transposed(len(self.table.concepts)).filtered(self._is_required)

    def _by_name(self, rows: RaggedArray) -> RowsByName:
        return RowsByName(self.table.concepts, self.table.concept_index, rows)

    @cached_property
    def roles_requiring(self) -> RowsByName:
        """Required skill -> the roles that require it."""
        return self._by_name(self._requiring)

    @cached_property
    def roles_covering(self) -> RowsByName:
        """Required skill -> the roles whose required skills cover it."""
        return self._by_name(self._covering)

    def required(self, roles: RoleIndices) -> set[str]:
        """The skills that any of these roles requires."""
        return self._iris(np.unique(self.table.required.take(roles)))

    def narrower(self, skill: str) -> set[str]:
        """The required skills that cover a skill: itself, and those that are narrower."""
        number = self.table.concept_index.get(skill)
        if number is None:
            return set()
        rows = self.table.closure.row_of_item()[self.table.closure.items == number]
        return self._iris(rows[self._is_required[rows]])

    def narrower_required(self, groups: frozenset[str]) -> set[str]:
        """The required skills directly below any of these broader skills."""
        known = [self.table.concept_index[group] for group in groups if group in self.table.concept_index]
        return self._iris(self._members.take(np.array(known, np.int64)))

    def matched_skills(self, held: frozenset[str]) -> MatchedSkills:
        """The required skills that these cover, and those that are near to them."""
        tree = self.careers.tree
        covers = tree.covers(held)
        near = self.narrower_required(tree.groups_of(held)) - covers
        return MatchedSkills(frozenset(covers & self.roles_requiring.keys()), frozenset(near))

    def _iris(self, concepts: RoleIndices) -> set[str]:
        return {self.table.concepts[number] for number in concepts.tolist()}

    def _roles_near(self, skill: str) -> RoleIndices:
        """The roles to which a skill is near: not covered, and directly below a broader skill of one of theirs."""
        groups = [
            self.table.concept_index[group]
            for group in self.careers.tree.groups(skill)
            if group in self.table.concept_index
        ]
        found = np.zeros(len(self), bool)
        found[self._with_member.take(np.array(groups, np.int64))] = True
        found[self.roles_covering[skill]] = False
        return np.flatnonzero(found)

    # --- what one person covers -------------------------------------------------------------------------------------

    def covered_by(self, held: frozenset[str]) -> SkillMask:
        """The required concepts that these skills cover."""
        covered = self.careers.tree.covers(held) & self.roles_requiring.keys()
        found = np.zeros(len(self.table.concepts), bool)
        found[[self.table.concept_index[skill] for skill in covered]] = True
        return found

    def covered_with_role(self, covered: SkillMask, role: int) -> SkillMask:
        """The required concepts that are covered already, or by someone in a role."""
        found = covered.copy()
        found[self._covered.row(role)] = True
        return found

    def covered_counts(self, covered: SkillMask) -> npt.NDArray[np.int64]:
        """The number of required skills of every role that are among these concepts."""
        return np.bincount(self._requiring.take(np.flatnonzero(covered)), minlength=len(self))

    def covers(self, concepts: RoleIndices) -> npt.NDArray[np.bool_]:
        """For each role (rows) whether its required skills cover each of some concepts (columns), by number."""
        found = np.zeros((len(concepts), len(self)), bool)
        for number, concept in enumerate(concepts.tolist()):
            found[number, self._covering.row(concept)] = True
        return found.T

    def counts_of(self, held: frozenset[str]) -> CoverCounts:
        """The counts for one who has just these skills: one row."""
        covered, near = (np.zeros(len(self), np.int32) for _ in range(2))
        for counted, skills in zip((covered, near), self.matched_skills(held), strict=True):
            for skill in skills:
                counted[self.roles_requiring[skill]] += 1
        return CoverCounts(covered[np.newaxis], near[np.newaxis])

    def counts_after_learning(self, counts: CoverCounts, before: MatchedSkills, learned: frozenset[str]) -> CoverCounts:
        """The counts of one who has learned these skills too: one row, from the one ``before``."""
        covered, near = (counted[0].copy() for counted in counts)
        tree = self.careers.tree
        newly = (tree.covers(learned) & self.roles_requiring.keys()) - before.covered
        for skill in newly:
            covered[self.roles_requiring[skill]] += 1
        for skill in newly & before.near:
            near[self.roles_requiring[skill]] -= 1
        for skill in self.narrower_required(tree.groups_of(learned)) - before.covered - newly - before.near:
            near[self.roles_requiring[skill]] += 1
        return CoverCounts(covered[np.newaxis], near[np.newaxis])

    # --- pairs of roles ---------------------------------------------------------------------------------------------

    def counts(self, rows: RoleIndices, columns: RoleIndices, extra: ExtraSkillDeltas | None = None) -> CoverCounts:
        """The counts of some roles (columns) for those who hold what some roles (rows) require, and extra skills."""
        counts = CoverCounts(*(np.empty((len(rows), len(columns)), np.int32) for _ in range(2)))
        if len(rows) <= len(columns):
            for number, row in enumerate(rows.tolist()):
                for counted, values in zip(counts, self._outgoing.get(row), strict=True):
                    counted[number] = values[columns]
        else:
            for number, column in enumerate(columns.tolist()):
                for counted, values in zip(counts, self._incoming.get(column), strict=True):
                    counted[:, number] = values[rows]
        if extra is not None:
            extra.add_to(counts, rows, columns)
        return counts

    def _counts_from(self, role: int) -> _Row:
        """The counts of every role for one who holds what a role requires."""
        covered = self._covered.row(role)
        near = np.zeros(len(self.table.concepts), bool)
        near[self._members.take(self._groups.row(role))] = True
        near[covered] = False
        return self._sums(self._requiring, covered), self._sums(self._requiring, np.flatnonzero(near))

    def _counts_to(self, role: int) -> _Row:
        """The counts of a role for those who hold what each role requires."""
        wanted = self.table.required.row(role)
        near = np.zeros(len(self), np.uint16)
        for skill in wanted.tolist():
            found = np.zeros(len(self), bool)
            found[self._with_member.take(self.table.above.row(skill))] = True
            found[self._covering.row(skill)] = False
            near += found
        return self._sums(self._covering, wanted), near

    def _sums(self, rows: RaggedArray, concepts: RoleIndices) -> npt.NDArray[np.uint16]:
        """For each role the number of these concepts whose rows have it."""
        return np.bincount(rows.take(concepts), minlength=len(self)).astype(np.uint16)

    def extra_skill_deltas(self, held: frozenset[str]) -> ExtraSkillDeltas:
        """The changes of the counts of every two roles that holding these skills too causes."""
        matched = self.matched_skills(held)
        skills = [*sorted(matched.covered), *sorted(matched.near)]
        covered, near = changes = np.zeros((2, len(skills), len(self)), np.int8)
        for number, skill in enumerate(skills):
            if skill in matched.covered:
                covered[number] = 1
                covered[number, self.roles_covering[skill]] = 0
                near[number, self._roles_near(skill)] = -1
            else:
                near[number] = 1
                near[number, self.roles_covering[skill]] = 0
                near[number, self._roles_near(skill)] = 0
        asking = [self.roles_requiring[skill] for skill in skills]
        role = np.concatenate([np.zeros(0, np.int64), *asking])
        order = np.argsort(role, kind="stable")
        number_of = np.repeat(np.arange(len(skills)), np.array([len(roles) for roles in asking], np.int64))
        return ExtraSkillDeltas(number_of[order], role[order], *(np.ascontiguousarray(change.T) for change in changes))


def chunks(indices: RoleIndices, size: int) -> Iterator[RoleIndices]:
    """The indices in portions of ``size``, in order."""
    for start in range(0, len(indices), size):
        yield indices[start : start + size]
