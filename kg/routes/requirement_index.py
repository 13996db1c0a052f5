"""Who requires and covers what, as arrays: the counts of covered and near skills for thousands of roles at once.

Rows are the roles that a step starts from, columns those that it leads to, both in the order of the role table. Counts
are those of :mod:`kg.routes.requirements`, for all pairs together; they depend on no conditions.

What a role requires is an *ask*: a skill, or a skill with the tools that the role names for it, which fewer skills
cover. Asks are numbered: those without tools as their concepts in the role table, the others after these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

from kg.late import Int32s, Int64s, Mask, UInt16s
from kg.late import numpy as np
from kg.model.careers import Careers, Profile
from kg.similarity.ragged import RaggedArray, RowsByName
from kg.similarity.role_table import RoleTable

RoleIndices: TypeAlias = Int64s
"""Numbers of roles in the order of the role table."""


_CACHE_BYTES: Final = 256 * 1024**2
"""Memory that cached counts may take."""

COMMON_ABOVE: Final = 3
"""A skill that more than one in so many roles of a source requires is common: sharing it says nothing."""

MIN_ROLES: Final = 100
"""A source of fewer roles that state skills has no common skills, and no usual length of a list."""


class CoverCounts(NamedTuple):
    """How many required skills of the roles (columns) are covered, and how many near, for some persons (rows).

    ``shared`` counts the covered ones that are not common.
    """

    covered: Int32s
    near: Int32s
    shared: Int32s


class Reach(NamedTuple):
    """The asks that somebody's skills cover, and those that are near to them and not covered."""

    covered: Mask
    near: Mask

    def joined(self, other: Reach) -> Reach:
        """What the skills of both cover and are near to."""
        covered = self.covered | other.covered
        return Reach(covered, (self.near | other.near) & ~covered)


_Row: TypeAlias = tuple[UInt16s, UInt16s, UInt16s]
"""CoverCounts of one role with every role."""


class RequirementIndex:
    """Look-ups between roles and what they require, cover and are near to, for all roles of a graph."""

    def __init__(self, careers: Careers, table: RoleTable) -> None:
        self.careers = careers
        self.table = table

    def __len__(self) -> int:
        return len(self.table)

    def role(self, number: int) -> Profile:
        """The profile of a role."""
        return self.careers.roles[self.table.roles[number]]

    # --- asks -------------------------------------------------------------------------------------------------------

    @cached_property
    def _named(self) -> dict[tuple[int, tuple[int, ...]], int]:
        """The asks with tools, by skill and tools, and their numbers."""
        wanted = sorted(set(self._tools_of_links.values()))
        return {key: len(self.table.concepts) + number for number, key in enumerate(wanted)}

    @cached_property
    def _tools_of_links(self) -> dict[tuple[int, int], tuple[int, tuple[int, ...]]]:
        """(role, skill) -> the skill and the tools that the role names for it."""
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        for role, skill, tool in self.table.tools.tolist():
            found[role, skill].append(tool)
        return {(role, skill): (skill, tuple(tools)) for (role, skill), tools in found.items()}

    @property
    def ask_count(self) -> int:
        """The number of asks: one for each concept, whether some role requires it or not, and those with tools."""
        return len(self.table.concepts) + len(self._named)

    @cached_property
    def required(self) -> RaggedArray:
        """What each role requires, as asks."""
        links = self.table.required
        items = links.items.copy()
        for (role, skill), key in self._tools_of_links.items():
            start, end = links.starts[role], links.starts[role + 1]
            items[start:end][links.items[start:end] == skill] = self._named[key]
        return RaggedArray(links.starts, items)

    @cached_property
    def skill_of_ask(self) -> Int64s:
        """The concept of each ask."""
        return np.array([*range(len(self.table.concepts)), *(skill for skill, _ in self._named)], np.int64)

    @cached_property
    def _is_asked(self) -> Mask:
        """For each ask whether some role requires it."""
        found = np.zeros(self.ask_count, bool)
        found[self.required.items] = True
        return found

    def asks_of(self, skill: str) -> RoleIndices:
        """The asks of a skill, with tools or without, that some role requires."""
        number = self.table.concept_index.get(skill)
        if number is None:
            return np.zeros(0, np.int64)
        asks = np.array([number, *(ask for (concept, _), ask in self._named.items() if concept == number)], np.int64)
        return asks[self._is_asked[asks]]

    @cached_property
    def _covers(self) -> RaggedArray:
        """For each concept the asks that one who holds it covers."""
        closure = self.table.closure
        links = [np.column_stack([closure.row_of_item(), closure.items])]
        narrower = closure.transposed(len(self.table.concepts))
        for (skill, tools), ask in self._named.items():
            below = np.intersect1d(narrower.take(np.array(tools, np.int64)), narrower.row(skill))
            links.append(np.array([(concept, ask) for concept in {skill, *below.tolist()}], np.int64).reshape(-1, 2))
        return RaggedArray.of(np.concatenate(links), len(self.table.concepts)).filtered(self._is_asked)

    def asks_covered_by(self, skill: str) -> RoleIndices:
        """The asks that one who holds a skill covers, by number."""
        number = self.table.concept_index.get(skill)
        if number is None:
            return self._covered_from_outside(skill)
        return self._covers.row(number)

    def asks_covered_by_each(self, skills: Sequence[str]) -> RaggedArray:
        """For each of some skills the asks that one who holds it covers."""
        return self._of_each(skills, self._covers, self._covered_from_outside)

    def asks_near_to_each(self, skills: Sequence[str], wanted: Mask) -> RaggedArray:
        """For each of some skills those of the wanted asks that are near to it, or that it covers."""
        near = self.table.above.joined_with(self._members.filtered(wanted))
        both = near.merged(self._broad.filtered(wanted))

        def from_outside(skill: str) -> RoleIndices:
            groups = self._numbers(self.careers.tree.groups(skill))
            asks = np.concatenate([self._members.take(groups), self._broad.take(self._above_outside(skill))])
            return np.asarray(asks[wanted[asks]], np.int64)

        return self._of_each(skills, both, from_outside)

    def asks_of_groups(self, wanted: Mask) -> RaggedArray:
        """For each concept those of the wanted asks whose skill is directly below it."""
        return self._members.filtered(wanted)

    @cached_property
    def tool_counts(self) -> Int64s:
        """For each role how many of its asks have tools."""
        named = self.required.items >= len(self.table.concepts)
        return np.bincount(self.required.row_of_item()[named], minlength=len(self))

    def _above_outside(self, skill: str) -> RoleIndices:
        """The concepts of the table that are broader than a skill that is none of them."""
        return self._numbers(self.careers.tree.covers(frozenset({skill})))

    def _covered_from_outside(self, skill: str) -> RoleIndices:
        """The asks that a skill covers that is no concept of the table: what is broader, with tools it falls under."""
        above = self._above_outside(skill)
        known = {*above.tolist()}
        named = [ask for (one, tools), ask in self._named.items() if one in known and not known.isdisjoint(tools)]
        asks = np.concatenate([above, np.array(named, np.int64)])
        return np.asarray(asks[self._is_asked[asks]], np.int64)

    def _of_each(
        self, skills: Sequence[str], by_concept: RaggedArray, from_outside: Callable[[str], RoleIndices]
    ) -> RaggedArray:
        """The row of each skill: that of its concept, or what one reaches that is no concept of the table."""
        known = self.table.concept_index
        number = np.array([known.get(skill, -1) for skill in skills], np.int64)
        inside = np.flatnonzero(number >= 0)
        rows = by_concept.selected(number[inside])
        links = [np.column_stack([inside[rows.row_of_item()], rows.items])]
        for place in np.flatnonzero(number < 0).tolist():
            asks = from_outside(skills[place])
            links.append(np.column_stack([np.full(len(asks), place), asks]))
        return RaggedArray.of(np.concatenate(links), len(skills))

    def links_of(self, asks: RaggedArray) -> tuple[RoleIndices, RoleIndices]:
        """Rows of asks as links of roles and asks: the row, and the number of each link among those of ``required``."""
        order = np.argsort(self.required.items, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(self.required.items, minlength=self.ask_count))])
        links = RaggedArray(starts.astype(np.int64), order.astype(np.int64))
        return np.repeat(asks.row_of_item(), links.lengths[asks.items]), links.take(asks.items)

    @cached_property
    def _members(self) -> RaggedArray:
        """For each concept the asks whose skill is directly below it."""
        above = self.table.above
        asks = np.arange(self.ask_count)
        lengths = above.lengths[self.skill_of_ask]
        links = np.column_stack([above.take(self.skill_of_ask), np.repeat(asks, lengths)])
        return RaggedArray.of(links, len(self.table.concepts)).filtered(self._is_asked)

    @cached_property
    def _broad(self) -> RaggedArray:
        """For each concept the asks with tools whose skill it is, or is narrower than: near where not covered."""
        narrower = self.table.closure.transposed(len(self.table.concepts))
        links = [(concept, ask) for (skill, _), ask in self._named.items() for concept in narrower.row(skill).tolist()]
        return RaggedArray.of(links, len(self.table.concepts))

    # --- who requires, covers and is near what ----------------------------------------------------------------------

    @cached_property
    def requiring(self) -> RaggedArray:
        """The roles that require each ask."""
        return self.required.transposed(self.ask_count)

    @cached_property
    def covered(self) -> RaggedArray:
        """For each role the asks that its required skills cover."""
        return self.table.required.joined_with(self._covers)

    @cached_property
    def covering(self) -> RaggedArray:
        """For each ask the roles whose required skills cover it."""
        return self.covered.transposed(self.ask_count)

    @cached_property
    def _near(self) -> tuple[RaggedArray, RaggedArray]:
        """For each role the concepts directly above its skills, and the asks with tools that its skills fall under."""
        return self.table.required.joined_with(self.table.above), self.table.required.joined_with(self._broad)

    @cached_property
    def _near_roles(self) -> tuple[RaggedArray, RaggedArray]:
        """The same the other way: for each concept and each ask the roles."""
        groups, broad = self._near
        return groups.transposed(len(self.table.concepts)), broad.transposed(self.ask_count)

    def near_row(self, role: int) -> Mask:
        """The asks that are near to what a role requires, covered ones included."""
        groups, broad = self._near
        found = np.zeros(self.ask_count, bool)
        found[self._members.take(groups.row(role))] = True
        found[broad.row(role)] = True
        return found

    def near_column(self, ask: int) -> Mask:
        """The roles to whose required skills an ask is near, or that cover it."""
        groups, broad = self._near_roles
        found = np.zeros(len(self), bool)
        found[groups.take(self.table.above.row(int(self.skill_of_ask[ask])))] = True
        found[broad.row(ask)] = True
        return found

    @cached_property
    def own_group(self) -> Int64s:
        """For each ask a number that asks have in common whose skills have the same first broader concept."""
        above, count = self.table.above, len(self.table.concepts)
        own = np.where(above.lengths > 0, 0, count + np.arange(count))
        grouped = np.flatnonzero(above.lengths > 0)
        own[grouped] = above.items[above.starts[grouped]]
        return np.asarray(own[self.skill_of_ask], np.int64)

    @cached_property
    def groups_of_links(self) -> tuple[Int64s, Int64s]:
        """For each link of a role and an ask the number of its (role, own group), and the role of each such number."""
        width = 2 * len(self.table.concepts) + 1
        keys = self.required.row_of_item() * width + self.own_group[self.required.items]
        known, which = np.unique(keys, return_inverse=True)
        return which.astype(np.int64), known // width

    @cached_property
    def common(self) -> Mask:
        """The asks of skills that more than a third of the roles of a source require."""
        found = np.zeros(len(self.table.concepts), bool)
        for roles in self._roles_of_sources:
            if len(roles) >= MIN_ROLES:
                asking = np.bincount(self.table.required.take(roles), minlength=len(found))
                found |= COMMON_ABOVE * asking > len(roles)
        return found[self.skill_of_ask]

    @cached_property
    def usual_size(self) -> Int32s:
        """For each role how many skills a role of its source usually requires (the median), 0 in a small source."""
        found = np.zeros(len(self), np.int32)
        for roles in self._roles_of_sources:
            if len(roles) >= MIN_ROLES:
                usual = int(np.sort(self.table.size[roles])[(len(roles) - 1) // 2])
                found[self.table.source == self.table.source[roles[0]]] = usual
        return found

    @cached_property
    def mostly_linked(self) -> Mask:
        """For each role whether at least half of the skills that it requires are linked to another source."""
        is_linked = self.careers.tree.is_linked
        linked = np.fromiter(map(is_linked, self.table.concepts), bool, len(self.table.concepts))
        found: Mask = (self.table.size > 0) & (2 * self.covered_counts(linked[self.skill_of_ask]) >= self.table.size)
        return found

    @cached_property
    def _roles_of_sources(self) -> list[RoleIndices]:
        """The roles that state skills, source by source."""
        stated = np.flatnonzero(self.table.size > 0)
        sources = self.table.source[stated]
        return [stated[sources == source] for source in np.unique(sources).tolist()]

    # --- by name ----------------------------------------------------------------------------------------------------

    @cached_property
    def roles_requiring(self) -> RowsByName:
        """Required skill -> the roles that require it."""
        table = self.table
        return RowsByName(table.concepts, table.concept_index, table.required.transposed(len(table.concepts)))

    def skills_required(self, roles: RoleIndices) -> set[str]:
        """The skills that any of these roles requires."""
        return self._iris(np.unique(self.table.required.take(roles)))

    def narrower(self, skill: str) -> set[str]:
        """The required skills that are a skill or narrower than it."""
        number = self.table.concept_index.get(skill)
        if number is None:
            return set()
        rows = self.table.closure.row_of_item()[self.table.closure.items == number]
        return self._iris(rows) & self.roles_requiring.keys()

    def narrower_required(self, groups: frozenset[str]) -> set[str]:
        """The required skills directly below any of these broader skills."""
        return self._iris(self.skill_of_ask[self._members.take(self._numbers(groups))])

    def _iris(self, concepts: RoleIndices) -> set[str]:
        return {self.table.concepts[number] for number in concepts.tolist()}

    def _numbers(self, skills: AbstractSet[str]) -> RoleIndices:
        known = self.table.concept_index
        return np.array(sorted(known[skill] for skill in skills if skill in known), np.int64)

    def skills_covered(self, covered: Mask) -> set[str]:
        """The required skills that are covered, as some role at least requires them."""
        return self._iris(np.unique(self.skill_of_ask[covered]))

    # --- what one person covers -------------------------------------------------------------------------------------

    def reach(self, held: frozenset[str]) -> Reach:
        """What these skills cover and are near to. A skill that is no concept of the table reaches what is broader."""
        tree = self.careers.tree
        reached, own = self._numbers(tree.covers(held)), self._numbers(held)
        covered, near = np.zeros((2, self.ask_count), bool)
        covered[reached] = True
        covered[self._covers.take(own)] = True
        for one in held - self.table.concept_index.keys():
            covered[self._covered_from_outside(one)] = True
        covered &= self._is_asked
        near[self._members.take(self._numbers(tree.groups_of(held)))] = True
        near[self._broad.take(reached)] = True
        return Reach(covered, near & ~covered)

    def counts_of(self, reach: Reach) -> CoverCounts:
        """The counts for one who has just these skills: one row."""
        return CoverCounts(*(np.asarray(counted, np.int32)[np.newaxis] for counted in self._row_of(reach)))

    def covered_counts(self, covered: Mask) -> Int64s:
        """The number of required skills of every role that are among these asks."""
        return np.bincount(self.requiring.take(np.flatnonzero(covered)), minlength=len(self))

    def max_counts(self, *asks: RaggedArray) -> Int64s:
        """For each role the most of its required skills among the asks of one row, counted in each of the arrays."""
        requiring = self.requiring
        rows = [np.repeat(each.row_of_item(), requiring.lengths[each.items]) for each in asks]
        roles = [requiring.take(each.items) for each in asks]
        pairs, counts = np.unique(np.concatenate(rows) * len(self) + np.concatenate(roles), return_counts=True)
        found = np.zeros(len(self), np.int64)
        np.maximum.at(found, pairs % len(self), counts)
        return found

    def most_covered(self, asks: RoleIndices) -> int:
        """The most of these asks that one skill covers, at least 1."""
        rows = self._covers.row_of_item()[np.isin(self._covers.items, asks)]
        return max(1, int(np.bincount(rows).max(initial=1)))

    def covers(self, asks: RoleIndices) -> Mask:
        """For each role (rows) whether its required skills cover each of some asks (columns), by number."""
        found = np.zeros((len(asks), len(self)), bool)
        for number, ask in enumerate(asks.tolist()):
            found[number, self.covering.row(ask)] = True
        return found.T

    def _row_of(self, reach: Reach) -> _Row:
        """The counts of every role for one who covers these asks."""
        which, roles = self.groups_of_links
        some = np.zeros(len(roles), bool)
        some[which[reach.near[self.required.items]]] = True
        near = np.bincount(roles[some], minlength=len(self))
        covered = self.covered_counts(reach.covered)
        common = reach.covered & self.common
        shared = covered - self.covered_counts(common) if common.any() else covered
        return covered.astype(np.uint16), near.astype(np.uint16), shared.astype(np.uint16)

    # --- pairs of roles ---------------------------------------------------------------------------------------------

    @cached_property
    def pairs(self) -> PairCounts:
        """The counts for those who hold what roles require, and nothing else."""
        return PairCounts(self)

    def row(self, role: int, extra: Reach | None) -> _Row:
        """The counts of every role for one who holds what a role requires, and has some reach already."""
        found = self._role_reach(role)
        return self._row_of(found if extra is None else found.joined(extra))

    def counts_from(self, role: int, extra: Reach) -> CoverCounts:
        """The same as one row."""
        return self.counts_of(self._role_reach(role).joined(extra))

    def _role_reach(self, role: int) -> Reach:
        """What the required skills of a role cover and are near to."""
        covered = np.zeros(self.ask_count, bool)
        covered[self.covered.row(role)] = True
        return Reach(covered, self.near_row(role) & ~covered)

    def column(self, role: int, extra: Reach | None) -> _Row:
        """The counts of a role for those who hold what each role requires, and have some reach already."""
        covered, shared = np.zeros((2, len(self)), np.uint16)
        near: dict[int, Mask] = {}
        for ask in self.required.row(role).tolist():
            covering = np.zeros(len(self), bool)
            covering[self.covering.row(ask)] = True
            close = self.near_column(ask)
            if extra is not None:
                covering |= extra.covered[ask]
                close |= extra.near[ask]
            covered += covering
            shared += covering & ~self.common[ask]
            group = int(self.own_group[ask])
            near[group] = near.get(group, False) | (close & ~covering)
        return covered, np.sum([*near.values(), np.zeros(len(self), bool)], axis=0, dtype=np.uint16), shared

    def pair(self, origin: int, role: int, extra: Reach | None) -> tuple[int, int, int]:
        """The counts of one role for one who holds what another requires, and has some reach already."""
        asks = self.required.row(role)
        covered, near = np.isin(asks, self.covered.row(origin)), self.near_row(origin)[asks]
        if extra is not None:
            covered |= extra.covered[asks]
            near |= extra.near[asks]
        groups = np.unique(self.own_group[asks[near & ~covered]])
        return int(covered.sum()), len(groups), int((covered & ~self.common[asks]).sum())


class PairCounts:
    """The counts of roles (columns) for those who hold what roles (rows) require, and have some reach already.

    A row or column is computed when it is first read, and kept, as many as memory is set aside for.
    """

    def __init__(self, index: RequirementIndex, extra: Reach | None = None) -> None:
        self._index, self._extra = index, extra
        self._limit = _CACHE_BYTES // (6 * max(1, len(index)))
        self._rows: dict[int, _Row] = {}
        self._columns: dict[int, _Row] = {}

    def of(self, rows: RoleIndices, columns: RoleIndices) -> CoverCounts:
        """The counts of some roles (columns) for some others (rows)."""
        counts = CoverCounts(*(np.empty((len(rows), len(columns)), np.int32) for _ in CoverCounts._fields))
        if len(rows) == len(columns) == 1:
            for counted, value in zip(counts, self._pair(int(rows[0]), int(columns[0])), strict=True):
                counted[0, 0] = value
        elif len(rows) <= len(columns):
            for number, row in enumerate(rows.tolist()):
                for counted, values in zip(counts, self._kept(self._rows, row, self._index.row), strict=True):
                    counted[number] = values[columns]
        else:
            for number, column in enumerate(columns.tolist()):
                for counted, values in zip(counts, self._kept(self._columns, column, self._index.column), strict=True):
                    counted[:, number] = values[rows]
        return counts

    def _pair(self, row: int, column: int) -> tuple[int, int, int]:
        if row in self._rows:
            covered, near, shared = (int(values[column]) for values in self._rows[row])
            return covered, near, shared
        return self._index.pair(row, column, self._extra)

    def _kept(self, kept: dict[int, _Row], number: int, compute: Callable[[int, Reach | None], _Row]) -> _Row:
        found = kept.get(number)
        if found is None:
            if len(kept) > self._limit:
                kept.clear()
            found = kept[number] = compute(number, self._extra)
        return found


def chunks(indices: RoleIndices, size: int) -> Iterator[RoleIndices]:
    """The indices in portions of ``size``, in order."""
    for start in range(0, len(indices), size):
        yield indices[start : start + size]
