"""The skills that, learned now, open a next step or reduce a gap: all of them at once, as arrays.

One skill changes what few roles count as covered or near. The changes of every skill are listed as links between a
skill and a role, and the step of each link is priced; nothing is computed for a skill and a role without a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, overload

from kg.late import Array, Int64s, Mask
from kg.late import numpy as np
from kg.model.answers import Unlock
from kg.model.careers import Profile
from kg.model.entities import Entity
from kg.model.shown import Shown
from kg.rdf.entities import iris_of
from kg.routes.requirement_index import CoverCounts
from kg.routes.rule import FRESH_START_BELOW, StepRule, StepValues
from kg.similarity.random_walks import SCALE


class _Counts(NamedTuple):
    """Pairs of a skill and a role, and how many requirements of the role the skill covers in addition.

    ``shared`` counts those that are not common, ``avoided`` those that are to be avoided, ``near`` by how much the
    number of near ones changes.
    """

    skill: Int64s
    role: Int64s
    covered: Int64s
    shared: Int64s
    avoided: Int64s
    near: Int64s


class Unlocks(Shown, Sequence[Unlock]):
    """What each skill does for the next step: by roles opened, then by skills saved, then by label.

    Skills to be avoided and those covered already are left out, and so are skills and roles of other sources than those
    that the conditions restrict the answer to. Skills and roles are read when they are asked for. ``reason`` says why
    it is not known which skills the origin brings, where no source states them; each skill counts alone then.
    """

    def __init__(self, rule: StepRule, origin: Profile) -> None:
        self.origin = origin.entity
        self.reason = rule.requirements.silence_of(origin) or None
        self._rule = rule.for_shared_skills(origin)
        self._within = rule.within
        held = rule.requirements.held_by(origin).skills
        self._own = rule.index.reach(held)
        self._skills = self._candidates(rule.careers.tree.covers(held))
        self._ranked: dict[int, list[tuple[Entity, int]]] = {}

    def _candidates(self, covered: frozenset[str]) -> list[str]:
        careers, conditions = self._rule.careers, self._rule.conditions
        tree, includes = careers.tree, conditions.within.includes
        known = (iri for iri in sorted(iris_of(careers.skills)) if tree.canonical(iri) == iri and iri not in covered)
        return [iri for iri in known if iri not in conditions.avoid and any(map(includes, tree.same(iri)))]

    # --- as a sequence ----------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, position: int) -> Unlock: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Unlock, ...]: ...
    def __getitem__(self, position: int | slice) -> Unlock | tuple[Unlock, ...]:
        if isinstance(position, slice):
            return tuple(map(self._at, range(*position.indices(len(self)))))
        return self._at(range(len(self))[position])

    def __iter__(self) -> Iterator[Unlock]:
        return map(self._at, range(len(self)))

    def _at(self, place: int) -> Unlock:
        """The unlock at a place: where several are equal, labels decide."""
        first = int(self._first_equal[place])
        if first not in self._ranked:
            equal = self._order[self._first_equal == first].tolist()
            self._ranked[first] = sorted(map(self._named, equal), key=_by_label)
        skill, number = self._ranked[first][place - first]
        opened, nearer = (self._roles(number, of_pairs) for of_pairs in (self._opened, self._nearer))
        return Unlock(skill, opened, nearer, float(self._saved[number]) / 2)

    def _named(self, number: int) -> tuple[Entity, int]:
        careers, includes = self._rule.careers, self._rule.conditions.within.includes
        iri = self._skills[number]
        return careers.named(iri, includes) or careers.skills[iri], number

    def _roles(self, number: int, chosen: Mask) -> tuple[Entity, ...]:
        roles = self._changes.role[chosen & (self._changes.skill == number)].tolist()
        entities = (self._rule.careers.entities[self._rule.table.roles[role]] for role in roles)
        return tuple(sorted(entities, key=lambda role: (role.label, role.iri)))

    # --- what is opened and reduced ---------------------------------------------------------------------------------

    @cached_property
    def _keys(self) -> Int64s:
        """For each skill what it is ranked by, negated: roles opened, halves of a skill saved."""
        opened = np.bincount(self._changes.skill[self._opened], minlength=len(self._skills))
        return -np.stack([opened, self._saved])

    @cached_property
    def _order(self) -> Int64s:
        """The skills that change anything, best first, those that are equal in any order."""
        useful = np.zeros(len(self._skills), bool)
        useful[self._changes.skill[self._opened | self._nearer]] = True
        order = np.lexsort(self._keys[::-1])
        return order[useful[order]]

    @cached_property
    def _first_equal(self) -> Int64s:
        """For each place in the order the first one that is equal to it but for labels."""
        keys = self._keys[:, self._order]
        differs = np.ones(len(self._order), bool)
        differs[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
        return np.maximum.accumulate(np.where(differs, np.arange(len(differs)), 0))

    @cached_property
    def _saved(self) -> Int64s:
        """For each skill by how many halves it reduces the gaps of all the roles that it changes."""
        changed = self._opened | self._nearer
        less = (self._before.gap[0, self._changes.role] - self._after.gap[0])[changed]
        return np.rint(np.bincount(self._changes.skill[changed], less, len(self._skills))).astype(np.int64)

    @property
    def _before(self) -> StepValues:
        return self._rule.first

    @cached_property
    def _is_open(self) -> Mask:
        """Whether each role is a next step already, one that is no fresh start."""
        return np.asarray(self._within & (self._before.allowed & ~self._before.fresh)[0], bool)

    @cached_property
    def _opened(self) -> Mask:
        """Which of the changes open a step."""
        return self._takes(self._after) & ~self._is_open[self._changes.role]

    @cached_property
    def _nearer(self) -> Mask:
        """Which of the changes reduce the gap of a step that is open already."""
        less = self._after.gap[0] < self._before.gap[0, self._changes.role]
        return np.asarray(self._takes(self._after) & self._is_open[self._changes.role] & less, bool)

    def _takes(self, after: StepValues) -> Mask:
        """Which steps the rule takes, fresh starts left out."""
        return np.asarray((after.allowed & ~after.fresh)[0], bool)

    @cached_property
    def _after(self) -> StepValues:
        return self._steps(self._changes)

    def _steps(self, changes: _Counts) -> StepValues:
        """The step of each change, for one who has learned its skill."""
        counts, role = self._counts, changes.role
        more = (changes.covered, changes.near, changes.shared)
        after = (
            (before[0, role] + each)[np.newaxis].astype(np.int32) for before, each in zip(counts, more, strict=True)
        )
        unwanted = self._rule.avoided_counts(self._own)[role] > changes.avoided
        return self._rule.first_with(CoverCounts(*after), role, unwanted)

    @cached_property
    def _counts(self) -> CoverCounts:
        return self._rule.index.counts_of(self._own)

    # --- what changes -----------------------------------------------------------------------------------------------

    @cached_property
    def _changes(self) -> _Counts:
        """The pairs of a skill and a role that may be opened or have a smaller gap."""
        index, rule = self._rule.index, self._rule
        covers = index.asks_covered_by_each(self._skills).filtered(~self._own.covered)
        skill, link = index.links_of(covers)
        role = index.required.row_of_item()[link]
        kept = self._within[role]
        skill, link, role = skill[kept], link[kept], role[kept]
        found = self._added(skill, link, (np.zeros(0, np.int64),) * 3)
        wanted = self._is_open.copy()
        wanted[found.role[self._takes(self._steps(found))]] = True
        by_groups = np.repeat(wanted[np.newaxis], int(self._group_counts.max(initial=0)) + 1, axis=0)
        if rule.counts_near_skills:
            by_groups |= self._within & self._may_open(found)
        return self._added(skill, link, self._near_changes(skill, link, by_groups))

    @cached_property
    def _group_counts(self) -> Int64s:
        """For each skill how many direct broader skills it has."""
        tree, table = self._rule.careers.tree, self._rule.table
        numbers, many = table.concept_index, table.above.lengths.tolist()
        known = (many[numbers[iri]] if iri in numbers else len(tree.groups(iri)) for iri in self._skills)
        return np.fromiter(known, np.int64, len(self._skills))

    def _may_open(self, found: _Counts) -> Mask:
        """The roles (columns) that a skill may open where near ones count too, by the number of its groups (rows).

        It is a bound: no role is left out.
        """
        index, size = self._rule.index, self._rule.table.size
        covered, most = self._counts.covered[0].astype(np.int64), np.zeros(len(size), np.int64)
        np.maximum.at(most, found.role, found.covered)
        open_ = np.zeros(index.ask_count, bool)
        open_[index.required.items] = True
        members = index.asks_of_groups(open_ & ~self._own.covered & ~self._own.near)
        group, link = index.links_of(members)
        gid, role_of_gid = index.groups_of_links
        pairs = np.unique(group * max(len(role_of_gid), 1) + gid[link])
        by_role = pairs // max(len(role_of_gid), 1) * len(size) + role_of_gid[pairs % max(len(role_of_gid), 1)]
        counted, times = np.unique(by_role, return_counts=True)
        near = np.zeros(len(size), np.int64)
        np.maximum.at(near, counted % len(size), times)
        halves = 2 * (covered + most) + self._counts.near[0] + index.tool_counts  # any tool's group may be near
        halves = halves + np.arange(self._group_counts.max(initial=0) + 1)[:, np.newaxis] * near
        return np.asarray(SCALE * halves >= 2 * size * FRESH_START_BELOW, bool)

    def _added(self, skill: Int64s, link: Int64s, near: tuple[Int64s, Int64s, Int64s]) -> _Counts:
        """The counts of all pairs: links that are covered in addition, and (skill, role, change) of near ones."""
        index, count = self._rule.index, len(self._rule.table)
        ask, role = index.required.items[link], index.required.row_of_item()[link]
        near_skill, near_role, near_change = near
        pairs, which = np.unique(
            np.concatenate([skill * count + role, near_skill * count + near_role]), return_inverse=True
        )
        own, other = which[: len(link)], which[len(link) :]

        def summed(places: Int64s, amounts: Array) -> Int64s:
            return np.rint(np.bincount(places, amounts.astype(np.float64), len(pairs))).astype(np.int64)

        return _Counts(
            pairs // max(count, 1),
            pairs % max(count, 1),
            summed(own, np.ones(len(link))),
            summed(own, ~index.common[ask]),
            summed(own, self._rule.avoided_asks[ask]),
            summed(other, near_change),
        )

    def _near_changes(self, skill: Int64s, link: Int64s, wanted: Mask) -> tuple[Int64s, Int64s, Int64s]:
        """By how much the near requirements of roles change: skill, role and change, one for each group.

        ``wanted`` are the roles (columns) that count for skills of so many groups (rows).
        """
        index = self._rule.index
        gid, role_of_gid = index.groups_of_links
        required, row = index.required.items, index.required.row_of_item()
        own_near = (self._own.near & ~self._own.covered)[required]
        before = np.bincount(gid[own_near], minlength=len(role_of_gid))
        asked = np.zeros(index.ask_count, bool)
        of_any = np.asarray(wanted.any(axis=0), bool)
        asked[required[of_any[row]]] = True
        near = index.asks_near_to_each(self._skills, asked & ~self._own.covered & ~self._own.near)
        near_skill, near_link = index.links_of(near)
        kept = wanted[self._group_counts[near_skill], row[near_link]]
        near_skill, near_link = near_skill[kept], near_link[kept]
        count = len(required)
        covered = np.isin(near_skill * count + near_link, skill * count + link)
        near_skill, near_link = near_skill[~covered], near_link[~covered]
        lost = own_near[link] & wanted[self._group_counts[skill], row[link]]
        groups = len(role_of_gid)
        keys = np.concatenate([near_skill * groups + gid[near_link], skill[lost] * groups + gid[link[lost]]])
        signs = np.concatenate([np.ones(len(near_link)), -np.ones(int(lost.sum()))])
        found, which = np.unique(keys, return_inverse=True)
        change = np.rint(np.bincount(which, signs, len(found))).astype(np.int64)
        group = found % max(groups, 1)
        after = (before[group] + change > 0).astype(np.int64) - (before[group] > 0)
        return found // max(groups, 1), role_of_gid[group], after


def _by_label(found: tuple[Entity, int]) -> tuple[str, str]:
    return found[0].label, found[0].iri
