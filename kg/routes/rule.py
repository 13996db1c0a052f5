"""The rule of a step: whether it exists, why not, and what it costs. docs/routes.md prints it; this is its one place.

A step is read from arrays, for thousands of pairs of roles at once or for one pair. Costs are whole numbers of
1/COST_UNIT of a skill, so that routes are compared without rounding.
"""

from __future__ import annotations

from enum import IntFlag
from functools import cached_property
from typing import Any, Final, NamedTuple

from kg.late import Int32s, Int64s, Mask, UInt16s
from kg.late import numpy as np
from kg.model.careers import Careers, Profile
from kg.model.entities import starting_at
from kg.routes.conditions import Conditions
from kg.routes.requirement_index import CoverCounts, PairCounts, Reach, RequirementIndex, RoleIndices
from kg.routes.requirements import Held, RequirementMatch, RequirementRule, licences_of, may_hold_a_degree
from kg.similarity.random_walks import SCALE
from kg.similarity.role_table import NO_FIGURE, NO_LEVEL
from kg.similarity.roles import MAX_SIMILARITY, RoleSimilarity

COST_UNIT: Final = 2 * SCALE
"""Costs are counted in 1/COST_UNIT of a skill-equivalent."""

CHANGE: Final = 1
"""Price of any change of job, in skills; no similarity lowers it."""

NEW_JOB_HALVES: Final = 6
"""Price of settling into another job, in halves of a skill, less where the roles are similar.

A fresh start adds as much, and one that raises the preparation level again.
"""

FRESH_START: Final = 3
"""Price of a fresh start, in skills, in addition."""

LEAP: Final = 3
"""Price of a rise of the preparation level by more than MAX_LEVEL_RISE, in skills."""

LOWER_PAY: Final = 3
"""Price of passing a role that pays less than LOWER_PAY_SHARE per cent of both ends, in skills."""

LOWER_PAY_SHARE: Final = 75

FRESH_START_BELOW: Final = 300
"""A step between roles of lower similarity, in thousandths, is a fresh start: it builds on little."""

OWN_FIELD_FROM: Final = 500
"""Roles of at least this similarity, in thousandths, are of one field."""

MAX_LEVEL_RISE: Final = 1
"""The most that the preparation level may rise in one step, but for the direct one."""

NO_SOURCE: Final = -1
"""The number of the source of what comes from none: what a person has."""

ENTRY_LEVEL: Final = 2
"""A role of at most this preparation level (ISCO-08 skill level, O*NET Job Zone) needs no long preparation."""

DEGREE: Final = 6
"""The level of education of a bachelor's degree."""


class Obstacle(IntFlag):
    """Reasons why a step is not allowed; of several, the lowest is the one to report."""

    NO_SKILLS_STATED = 1
    NOTHING_SHARED = 2
    TOO_FEW_SHARED = 4
    TOO_DISSIMILAR = 8
    TOO_MUCH_TO_LEARN = 16
    LEVEL_RISES = 32
    AVOIDED_SKILL = 64
    AVOIDED_CREDENTIAL = 128
    SAME_ROLE = 256
    NOTHING_GAINED = 512


class StepValues(NamedTuple):
    """The steps from some persons (rows) to some roles (columns): one array for each value.

    ``learn`` counts skills, near ones included; ``gap``, ``effort`` and ``price`` are in halves of a skill, ``fixed``
    in 1/COST_UNIT of a skill, ``similarity`` in thousandths. The ``effort`` is the gap as it would be in a list of the
    usual length. ``obstacles`` has the sum of the obstacles of each step, 0 where it is allowed.
    """

    learn: Int32s
    gap: Int32s
    effort: Int32s
    similarity: Int32s
    price: Int32s
    fixed: Int64s
    fresh: Mask
    obstacles: UInt16s

    def take(self, *index: Any) -> StepValues:
        """Some of the steps: each array at an index as numpy takes it."""
        return StepValues(*(values[index] for values in self))

    def passing(self, price: Int64s) -> StepValues:
        """The same steps, into roles that are passed at a price."""
        return self._replace(fixed=self.fixed + price)

    @property
    def allowed(self) -> Mask:
        """Whether each step is allowed."""
        return np.asarray(self.obstacles == 0, bool)

    @property
    def costs(self) -> Int64s:
        """Fixed price + (effort + price) x (1 - similarity), in 1/COST_UNIT of a skill."""
        found: Int64s = self.fixed + (self.effort + self.price).astype(np.int64) * (SCALE - self.similarity)
        return found


class FixedValues(NamedTuple):
    """What no skill changes about the steps from some persons (rows) to some roles (columns).

    ``unmet`` is whether the required credential is lacking, ``similarity`` that of the roles, ``level_rise`` by how
    much the preparation level rises, ``many`` whether there are enough roles for a low similarity to mean something,
    ``may_start_fresh`` whether a fresh start is possible there, ``usual_size`` the usual length of a list of skills,
    ``near_counts`` whether a near skill counts one half in the share that is covered: from what one has alone.
    """

    unmet: Mask
    similarity: Int32s
    level_rise: Int32s
    many: Mask
    may_start_fresh: Mask
    usual_size: Int32s
    near_counts: Mask
    obstacles: UInt16s

    def take(self, columns: RoleIndices) -> FixedValues:
        """The values of some columns."""
        values: list[Any] = [array[:, columns] for array in self]
        return FixedValues(*values)


class StepRule:
    """The steps from an origin to all roles, and between the roles, under one person's conditions.

    What is to be avoided is judged by what was held at the origin too: a skill or a degree that one started with is
    neither learned nor gained on the way. A fresh start is made from the origin, or from a role of ``via``, by IRI: one
    that the person asks to pass. Without an origin there is what the conditions say one has, and no fresh start.
    """

    def __init__(
        self,
        index: RequirementIndex,
        similarity: RoleSimilarity,
        conditions: Conditions | None = None,
        origin: Profile | None = None,
        via: tuple[str, ...] = (),
    ) -> None:
        self.index = index
        self.table = index.table
        self.careers: Careers = index.careers
        self.similarity = similarity
        self.conditions = conditions or Conditions()
        self.origin = origin
        self.via = via
        self.requirements = RequirementRule(self.careers, self.conditions)
        self._held: Held = self.requirements.held_by(origin)
        self._own_skills = self.conditions.have - frozenset(self.careers.credential_ancestors)
        self._avoided_skills = sorted(self.conditions.avoid & index.roles_requiring.keys())

    def from_profile(self, origin: Profile, via: tuple[str, ...] = ()) -> StepRule:
        """The same rule for one who starts from a profile and asks to pass some roles."""
        if origin is self.origin and via == self.via:
            return self  # with what it has computed from this origin
        return StepRule(self.index, self.similarity, self.conditions, origin, via)

    def with_conditions(self, conditions: Conditions) -> StepRule:
        """The same rule under other conditions."""
        return StepRule(self.index, self.similarity, conditions, self.origin, self.via)

    @property
    def has_fresh_starts(self) -> bool:
        """Whether there are fresh starts in this graph: not where all its sources are small."""
        return bool(self.index.usual_size.any())

    # --- steps ------------------------------------------------------------------------------------------------------

    def between(self, rows: RoleIndices, columns: RoleIndices) -> StepValues:
        """The steps from some roles to some roles."""
        fixed = self._fixed_between(rows, columns)
        for ask in self._avoided_asks:
            asking = np.isin(columns, self.index.requiring.row(ask))
            lacking = ~np.isin(rows, self.index.covering.row(ask))[:, np.newaxis]
            fixed.obstacles[...] |= (asking & lacking) * np.uint16(Obstacle.AVOIDED_SKILL)
        return self._values(self._pairs.of(rows, columns), columns, fixed)

    def _fixed_between(self, rows: RoleIndices, columns: RoleIndices) -> FixedValues:
        table, usual = self.table, self.index.usual_size
        asked = np.ix_(table.credential[rows], table.credential[columns]) if table.credentials else ...
        unmet, barred = (of_pairs[asked] for of_pairs in self._credential_pairs)
        obstacles = (table.canonical[rows, np.newaxis] == table.canonical[columns]) * np.uint16(Obstacle.SAME_ROLE)
        obstacles |= barred * np.uint16(Obstacle.AVOIDED_CREDENTIAL)
        obstacles |= self._gains_nothing(rows, columns) * np.uint16(Obstacle.NOTHING_GAINED)
        own = usual[rows, np.newaxis]
        return FixedValues(
            unmet,
            self.similarity.block(rows, columns).astype(np.int32),
            self._level_rise(table.preparation[rows, np.newaxis], columns),
            (own > 0) | (usual[columns] > 0),
            self._may_start(rows, columns),
            np.maximum(own, usual[columns]),
            np.zeros((1, 1), bool),
            obstacles,
        )

    @cached_property
    def first(self) -> StepValues:
        """The steps from the origin to every role: one row."""
        return self._from_origin(self._first_counts(self._own_reach), self._own_reach)

    def first_after_learning(self, learned: frozenset[str]) -> StepValues:
        """The steps from the origin to every role for one who has learned these skills too: one row."""
        after = self.index.reach(self._own_skills | learned)
        return self._from_origin(self._first_counts(after), after)

    def first_with(self, counts: CoverCounts, columns: RoleIndices, unwanted: Mask) -> StepValues:
        """The steps from the origin to roles, any number of times, for who has so much covered and near: one row.

        ``unwanted`` is for each of these steps whether it would mean learning what is to be avoided.
        """
        fixed = self._fixed_from_origin.take(columns)
        obstacles = fixed.obstacles | unwanted * np.uint16(Obstacle.AVOIDED_SKILL)
        return self._values(counts, columns, fixed._replace(obstacles=obstacles))

    def for_shared_skills(self, origin: Profile) -> StepRule:
        """The same rule for one who starts from a profile, and takes no step without a shared skill."""
        least = self.conditions.min_shared or 1
        return self.with_conditions(self.conditions._replace(min_shared=least)).from_profile(origin)

    def first_towards(self, destination: Profile) -> StepValues:
        """The steps from the origin on the way to a destination: the direct one, and those into roles to be passed.

        The direct step may rise by more levels than others. Towards a degree that the start lacks there is no fresh
        start in another role, nor ever one in a role of another source.
        """
        column, found = self.table.role_index[destination.entity.iri], self.first
        obstacles = found.obstacles.copy()
        obstacles[0, column] &= ~np.uint16(Obstacle.LEVEL_RISES)
        elsewhere = found.fresh[0] & ~np.isin(self.all_roles, [column, *self._via_roles])
        if not self.degree_first(destination):
            elsewhere &= (self.table.source != self._source) & (self._source != NO_SOURCE)
        obstacles[0, elsewhere] |= np.uint16(Obstacle.TOO_DISSIMILAR)
        return found._replace(obstacles=obstacles)

    def step(self, origin: Profile, role: Profile) -> StepValues:
        """One step, to a role of the graph from the origin or a role: arrays of one row and one column.

        From the origin it is the direct step: the preparation level may rise by any amount.
        """
        column = np.array([self.table.role_index[role.entity.iri]])
        rows = self._row(origin)
        if len(rows):
            return self.between(rows, column)
        first = (self if self._is_origin(origin) else self.from_profile(origin)).first.take(slice(None), column)
        return first._replace(obstacles=first.obstacles & ~np.uint16(Obstacle.LEVEL_RISES))

    def fixed_values(self, origin: Profile, role: Profile) -> FixedValues:
        """What no skill changes about one step, what is to be avoided of skills left out."""
        rows, column = self._row(origin), np.array([self.table.role_index[role.entity.iri]])
        if len(rows):
            return self._fixed_between(rows, column)
        return self._fixed_from_origin.take(column)

    def step_of_match(self, match: RequirementMatch, role: Profile, fixed: FixedValues) -> StepValues:
        """One step for which so much is covered and near: arrays of one row and one column."""
        column, number = np.array([self.table.role_index[role.entity.iri]]), self.table.concept_index
        shared = sum(not self.index.common[number[item.skill.iri]] for item in match.covered)
        counts = (np.full((1, 1), count, np.int32) for count in (len(match.covered), len(match.near), shared))
        return self._values(CoverCounts(*counts), column, fixed)

    def _is_origin(self, profile: Profile) -> bool:
        return self.origin is not None and profile.entity.iri == self.origin.entity.iri

    def _row(self, origin: Profile) -> RoleIndices:
        """The number of the role from which a step is made after others; none where it is the first step."""
        row = self.table.role_index.get(origin.entity.iri)
        later = row is not None and self.origin is not None and not self._is_origin(origin)
        return np.array([row] if later else [], np.int64)

    def why_not_allowed(self, origin: Profile, role: Profile) -> str | None:
        """The reason why a step is not allowed; None when it is."""
        step = self.step(origin, role)
        if not step.obstacles[0, 0]:
            return None
        first = next(obstacle for obstacle in Obstacle if step.obstacles[0, 0] & obstacle)
        match = self.requirements.match(self.requirements.held_by(origin), role)
        limits, label = self.conditions, role.entity.label
        match first:
            case Obstacle.NO_SKILLS_STATED:
                return role.silence
            case Obstacle.NOTHING_SHARED:
                return self.requirements.silence_of(origin) or _nothing_shared(match)
            case Obstacle.TOO_FEW_SHARED:
                return f"only {len(match.covered)} of at least {limits.min_shared} required skills shared"
            case Obstacle.TOO_DISSIMILAR:
                below = f"{FRESH_START_BELOW / SCALE:g}"
                start = f"a fresh start is not possible {starting_at(origin.entity.label)}"
                return f"{label} is too dissimilar (below {below}), and {start}"
            case Obstacle.TOO_MUCH_TO_LEARN:
                return f"{len(match.to_learn)} skills to learn, more than {limits.max_new}"
            case Obstacle.LEVEL_RISES:
                return f"the preparation level rises from {origin.preparation} to {role.preparation}"
            case Obstacle.AVOIDED_SKILL:
                avoided = sorted(item.skill.label for item in match.to_learn if item.skill.iri in self._avoided_skills)
                return f"it would mean learning {', '.join(avoided)}, which you asked to avoid"
            case Obstacle.AVOIDED_CREDENTIAL:
                return f"it requires {role.credential.label if role.credential else ''}, which you asked to avoid"
            case Obstacle.SAME_ROLE:
                return f"{origin.entity.label} and {label} are the same role"
            case Obstacle.NOTHING_GAINED:
                start = (self.origin or origin).entity.label
                return f"{starting_at(origin.entity.label)} no less is to learn for {label} than {starting_at(start)}"

    # --- what a step is made of -------------------------------------------------------------------------------------

    def _values(self, counts: CoverCounts, columns: RoleIndices, fixed: FixedValues) -> StepValues:
        """The steps with these counts of covered and near skills."""
        size = self.table.size[columns]
        halves = 2 * (size - counts.covered) - counts.near
        return self._priced(counts, halves, columns, fixed)

    def _priced(self, counts: CoverCounts, halves: Int32s, columns: RoleIndices, fixed: FixedValues) -> StepValues:
        """The steps with these counts, on which so many halves of a skill are to be learned."""
        size, limits = self.table.size[columns], self.conditions
        learn = size - counts.covered
        credential = 2 * fixed.unmet * self.table.weight[columns]
        effort = halves * np.maximum(fixed.usual_size, size) // np.maximum(size, 1) + credential
        similarity = np.maximum(fixed.similarity, _share(counts, size, fixed.near_counts))
        fresh = fixed.many & (learn > 0) & ((similarity < FRESH_START_BELOW) | (counts.shared == 0))
        leap = (fixed.level_rise > MAX_LEVEL_RISE) & ((learn > 0) | fixed.unmet)
        price = NEW_JOB_HALVES * (1 + fresh + (fresh & (fixed.level_rise > 0)))
        units = COST_UNIT * (CHANGE + FRESH_START * fresh.astype(np.int64) + LEAP * leap)
        few = (counts.covered if limits.min_shared else counts.shared) < self._least_shared(fixed.may_start_fresh)
        too_few = few & ((learn > 0) | (size == 0))
        obstacles = fixed.obstacles | (size == 0) * np.uint16(Obstacle.NO_SKILLS_STATED)
        obstacles |= (too_few & (counts.shared == 0)) * np.uint16(Obstacle.NOTHING_SHARED)
        obstacles |= too_few * np.uint16(Obstacle.TOO_FEW_SHARED)
        obstacles |= (fresh & ~fixed.may_start_fresh) * np.uint16(Obstacle.TOO_DISSIMILAR)
        obstacles |= (leap & (not limits.allow_leaps)) * np.uint16(Obstacle.LEVEL_RISES)
        if limits.max_new is not None:
            obstacles |= (learn > limits.max_new) * np.uint16(Obstacle.TOO_MUCH_TO_LEARN)
        gap = (halves + credential).astype(np.int32)
        return StepValues(
            learn, gap, effort.astype(np.int32), similarity, price.astype(np.int32), units, fresh, obstacles
        )

    @property
    def counts_near_skills(self) -> bool:
        """Whether near skills count in the share that is covered by the first step."""
        return self._is_person

    @property
    def _is_person(self) -> bool:
        """Whether one starts from what one has alone."""
        return self.origin is not None and self.origin.entity.kind == "person"

    def _least_shared(self, may_start_fresh: Mask) -> Int32s:
        """The fewest required skills that a step has to cover: none where it may be a fresh start."""
        least = self.conditions.min_shared
        return 1 - may_start_fresh.astype(np.int32) if least is None else np.full((1, 1), least, np.int32)

    def _level_rise(self, level: Int32s, columns: RoleIndices) -> Int32s:
        """By how much the preparation level rises; 0 where one is not stated."""
        wanted = self.table.preparation[columns]
        return np.where((level == NO_LEVEL) | (wanted == NO_LEVEL), 0, wanted - level)

    def _may_start(self, rows: RoleIndices, columns: RoleIndices) -> Mask:
        """Where a fresh start is possible between roles: from those that the person asks to pass."""
        if not self.via:
            return np.zeros((1, 1), bool)
        own, large = self.table.source[rows, np.newaxis], self.index.usual_size[rows, np.newaxis] > 0
        found: Mask = self._may_lead(own, large, columns) & np.isin(rows, self._via_roles)[:, np.newaxis]
        return found

    def _may_lead(self, sources: Int32s, large: Mask, columns: RoleIndices) -> Mask:
        """Where a fresh start may lead from roles of some sources, which are large or not: within a large source, and
        from one to roles whose skills are mostly linked to others: elsewhere they may just not be mapped.
        """
        found: Mask = self.index.usual_size[columns] > 0
        same = (sources == NO_SOURCE) | (sources == self.table.source[columns])
        return (same & found) if same.all() else np.where(same, found, large & self.index.mostly_linked[columns])

    @cached_property
    def _via_roles(self) -> list[int]:
        return [self.table.role_index[iri] for iri in self.via]

    # --- skills and credentials that one has ------------------------------------------------------------------------

    @cached_property
    def _own_reach(self) -> Reach:
        """What the skills cover that the conditions name."""
        return self.index.reach(self._own_skills)

    @cached_property
    def _pairs(self) -> PairCounts:
        return PairCounts(self.index, self._own_reach) if self._own_skills else self.index.pairs

    @cached_property
    def _avoided_asks(self) -> list[int]:
        """What is to be avoided, and is not covered from the start."""
        asks = np.concatenate([np.zeros(0, np.int64), *map(self.index.asks_of, self._avoided_skills)])
        return asks[~self.index.reach(self._held.skills).covered[asks]].tolist() if len(asks) else []

    @cached_property
    def avoided_asks(self) -> Mask:
        """For each ask whether it is to be avoided, and not covered from the start."""
        found = np.zeros(self.index.ask_count, bool)
        found[self._avoided_asks] = True
        return found

    def avoided_counts(self, own: Reach) -> Int64s:
        """For each role how many of its asks are to be avoided, and not covered by this."""
        return self.index.covered_counts(self.avoided_asks & ~own.covered)

    @cached_property
    def within(self) -> Mask:
        """For each role whether it comes from a source that the answer is restricted to."""
        return self.table.mask(self.conditions.within.includes)

    def _credential(self, held: frozenset[str], asked: str | None) -> tuple[bool, bool]:
        """Whether a required credential is lacking, and whether it is to be avoided."""
        if asked is None or self.careers.satisfies(held, asked):
            return False, False
        met_before = self.careers.satisfies(held | self._held.credentials, asked)
        avoided = not self.conditions.avoid.isdisjoint(self.careers.with_broader_credentials(frozenset({asked})))
        return True, avoided and not met_before

    @cached_property
    def _credential_pairs(self) -> tuple[Mask, Mask]:
        """For those who hold what a role requires (rows), whether each credential (columns) is lacking, and barred.

        The last row and column are for roles that require none.
        """
        own = self.conditions.have & frozenset(self.careers.credential_ancestors)
        credentials = (*self.table.credentials, None)
        pairs = [
            [self._credential(own if held is None else own | {held}, asked) for asked in credentials]
            for held in credentials
        ]
        unmet, barred = np.moveaxis(np.array(pairs, bool), 2, 0)
        return unmet, barred

    # --- from the origin --------------------------------------------------------------------------------------------

    def _from_origin(self, counts: CoverCounts, own: Reach) -> StepValues:
        fixed = self._fixed_from_origin
        obstacles = fixed.obstacles.copy()
        for ask in self._avoided_asks:
            if not own.covered[ask]:
                obstacles[0, self.index.requiring.row(ask)] |= np.uint16(Obstacle.AVOIDED_SKILL)
        return self._values(counts, self.all_roles, fixed._replace(obstacles=obstacles))

    @cached_property
    def _fixed_from_origin(self) -> FixedValues:
        table, origin, usual = self.table, self.origin, self.index.usual_size
        source = self._source
        within = np.ones(len(table), bool) if source == NO_SOURCE else table.source == source
        longest = int(usual[within].max(initial=0))  # what one has alone is compared with the longest lists
        many = (usual > 0) | (source != NO_SOURCE and longest > 0)
        pairs = [self._credential(self._held.credentials, asked) for asked in (*table.credentials, None)]
        unmet, barred = (np.array(column)[table.credential][np.newaxis] for column in zip(*pairs, strict=True))
        level = NO_LEVEL if origin is None or origin.preparation is None else origin.preparation
        obstacles = (table.canonical == self._canonical(origin)) * np.uint16(Obstacle.SAME_ROLE)
        obstacles = obstacles[np.newaxis] | barred * np.uint16(Obstacle.AVOIDED_CREDENTIAL)
        return FixedValues(
            unmet,
            self._similarity_from_origin[np.newaxis],
            self._level_rise(np.array([[level]], np.int32), self.all_roles),
            many[np.newaxis],
            self._may_lead(np.full((1, 1), source, np.int32), np.full((1, 1), longest > 0), self.all_roles),
            np.maximum(usual, longest)[np.newaxis],
            np.full((1, len(table)), self._is_person),
            obstacles,
        )

    @cached_property
    def _source(self) -> int:
        """The number of the source of the origin; NO_SOURCE where it has none."""
        base = self.careers.source_base(self.origin.entity) if self.origin else ""
        return self.table.bases.index(base) if base in self.table.bases else NO_SOURCE

    @cached_property
    def _similarity_from_origin(self) -> Int32s:
        """The similarity of the origin and every role; 0 from what one has alone: any more of it would change it."""
        if self.origin is None or self._is_person:
            return np.zeros(len(self.table), np.int32)
        return self.similarity.from_profile(self.origin).astype(np.int32)

    def _first_counts(self, own: Reach) -> CoverCounts:
        """The counts of every role for one who is at the origin, and has some reach in addition."""
        row = self.table.role_index.get(self.origin.entity.iri) if self.origin else None
        if row is None:
            return self.index.counts_of(self._origin_reach.joined(own))
        return self.index.counts_from(row, own)

    @cached_property
    def _origin_reach(self) -> Reach:
        """What the skills of the origin itself cover."""
        return self.index.reach(self.origin.skills if self.origin else frozenset())

    @cached_property
    def all_roles(self) -> RoleIndices:
        """The numbers of all roles."""
        return np.arange(len(self.table))

    def _canonical(self, profile: Profile | None) -> int:
        row = None if profile is None else self.table.role_index.get(profile.entity.iri)
        return -1 if row is None else int(self.table.canonical[row])

    # --- intermediate roles -----------------------------------------------------------------------------------------

    def intermediate_roles(self, destination: Profile) -> Mask:
        """Which roles may be passed on the way, of the sources asked for. What one has more can only add some."""
        assert self.origin is not None, "intermediate roles lie between two ends"
        table, careers = self.table, self.careers
        if self.direct_only(destination):
            return np.zeros(len(table), bool)
        ends = {self._canonical(self.origin), self._canonical(destination)}
        avoided = {self._canonical(careers.roles[iri]) for iri in self.conditions.avoid if iri in careers.roles}
        found: Mask = self.within & ~table.regulated & ~np.isin(table.canonical, sorted(ends | avoided))
        found &= table.weight <= self._max_credential_weight(destination)
        found &= self._between_levels(destination) & self._within_ends(destination)
        if not any(table.managerial[row] for row in self._ends(destination)):
            found &= ~table.managerial
        if self._direct_exists(destination):
            found &= self._leaves_less(destination)
        if self.degree_first(destination):
            row = np.array([table.role_index[destination.entity.iri]])
            found &= (table.education >= DEGREE) & (self.similarity.rows(row)[0] >= OWN_FIELD_FROM)
        return found

    def _ends(self, destination: Profile) -> list[int]:
        """The numbers of the two ends, where they are roles."""
        numbers = (self.table.role_index.get(end.entity.iri) for end in (self.origin, destination) if end)
        return [number for number in numbers if number is not None]

    def _direct_exists(self, destination: Profile) -> bool:
        """Whether there is a direct step whatever one has, as far as roles and limits go."""
        limits, column = self.conditions, self.table.role_index[destination.entity.iri]
        return (
            limits.min_shared is None
            and limits.max_new is None
            and bool(self._fixed_from_origin.may_start_fresh[0, column])
        )

    def direct_only(self, destination: Profile) -> str | None:
        """Why no role is passed on the way to a destination: it needs no long preparation, or is licensed."""
        if self.conditions.allow_detours or not self._direct_exists(destination):
            return None
        if destination.regulated:
            return "its profession is regulated: what the law requires comes first"
        level = destination.preparation
        return f"it needs no long preparation (level {level})" if level is not None and level <= ENTRY_LEVEL else None

    def degree_first(self, destination: Profile) -> bool:
        """Whether the destination asks a degree that the start is known to lack: roles on the way then ask it too."""
        if self.conditions.allow_detours or not self._direct_exists(destination):
            return False
        levels = self.lacking_degree(destination)
        return levels is not None and levels[0] < DEGREE

    def lacking_degree(self, role: Profile) -> tuple[int, int] | None:
        """The levels of education held at the start and asked by a role, where it asks a degree known to be lacking."""
        asked, held = int(self.table.education[self.table.role_index[role.entity.iri]]), self._education_held
        return (held, asked) if held is not None and asked >= DEGREE and held < asked else None

    def asks_more(self, role: Profile) -> bool:
        """Whether a role asks a credential or a degree that the origin is not known to have, or is regulated."""
        held = self._held.credentials | licences_of([self.origin] if self.origin else [])
        licensed = all(self.careers.satisfies(held, ask.credential.iri) for ask in role.licences)
        lacking = self.lacking_degree(role) is not None
        if not self._may_hold(role):
            lacking |= not self.requirements.meets(self._held, role)
        return role.regulated or lacking or not licensed

    def _may_hold(self, role: Profile) -> bool:
        """Whether the start may have the degree that a role asks: nobody states its own, and its level is no lower."""
        start = self.origin
        if start is None or self._held.credentials or not may_hold_a_degree(start):
            return False
        return (role.preparation or 0) <= (start.preparation or 0)

    @cached_property
    def _education_held(self) -> int | None:
        """The level of education at the start; None where its source states none."""
        row = self.table.role_index.get(self.origin.entity.iri) if self.origin else None
        if row is not None:
            own = int(self.table.education[row])
        else:
            ask = self.origin.credential if self.origin and not self._is_person else None
            own = NO_LEVEL if ask is None or ask.level is None else ask.level
        if own == NO_LEVEL:
            return None
        return max([own, *(self.careers.credential_levels.get(each, NO_LEVEL) for each in self.conditions.have)])

    def _between_levels(self, destination: Profile) -> Mask:
        """The roles whose preparation level is between those of the ends, where both are known."""
        assert self.origin is not None
        levels = [end.preparation for end in (self.origin, destination) if end.preparation is not None]
        own = self.table.preparation
        if len(levels) < 2:
            return np.ones(len(own), bool)
        return np.asarray((own == NO_LEVEL) | ((own >= min(levels)) & (own <= max(levels))), bool)

    def _within_ends(self, destination: Profile) -> Mask:
        """The roles that ask no more education and experience than one of the ends, where both are known."""
        table, column = self.table, self.table.role_index[destination.entity.iri]
        found = np.ones(len(table), bool)
        held, asked = self._education_held, int(table.education[column])
        if held is not None and asked != NO_LEVEL:
            found &= table.education <= max(held, asked)
        ends = table.experience[self._ends(destination)]
        if len(ends) == 2 and (ends != NO_FIGURE).all():
            found &= table.experience <= ends.max()
        return found

    def _leaves_less(self, destination: Profile) -> Mask:
        """The roles from which less is to learn for the destination than from the origin, by roles alone."""
        column = np.array([self.table.role_index[destination.entity.iri]])
        found: Mask = _halves_held(self.index.pairs.of(self.all_roles, column))[:, 0] > self._origin_halves[column]
        return found

    def _gains_nothing(self, rows: RoleIndices, columns: RoleIndices) -> Mask:
        """Whether no less is to learn for some roles (columns) from roles (rows) than from the origin, by roles alone.

        It is asked of roles of a source of many roles, and not of those of ``via``.
        """
        asked = (self.index.usual_size[rows] > 0) & ~np.isin(rows, self._via_roles)
        if self.origin is None or not asked.any():
            return np.zeros((1, 1), bool)
        found: Mask = _halves_held(self.index.pairs.of(rows, columns)) <= self._origin_halves[columns]
        return found & asked[:, np.newaxis]

    @cached_property
    def _origin_halves(self) -> Int32s:
        """What the origin itself has of each role's skills, in halves of a skill; one who is in no role has nothing."""
        counts = self._first_counts(self.index.reach(frozenset()))
        return np.zeros_like(counts.near[0]) if self._is_person else _halves_held(counts)[0]

    def _max_credential_weight(self, destination: Profile) -> int:
        """The most that a credential of an intermediate role may weigh: what is held, or the destination requires."""
        reached = self.careers.with_broader_credentials(self._held.credentials)
        weights = [self.careers.credential_weights.get(credential, 0) for credential in reached]
        return max([*weights, destination.credential.weight if destination.credential else 0])

    def passing_prices(self, destination: Profile) -> Int64s:
        """What passing each role costs, in 1/COST_UNIT of a skill; the destination is not passed.

        A role in which few work costs more: one skill for each time that one in ten roles has e times as many people;
        where the number is not known it is taken to be the lower quartile. So does one that pays much less than both
        ends.
        """
        table = self.table
        price = self._rarity.copy()
        ends = table.median_pay[self._ends(destination)]
        lowest = min((pay for pay in ends.tolist() if pay != NO_FIGURE), default=0)
        less = (table.median_pay != NO_FIGURE) & (100 * table.median_pay < LOWER_PAY_SHARE * lowest)
        price[less] += LOWER_PAY * COST_UNIT
        price[table.role_index[destination.entity.iri]] = 0
        return price

    @cached_property
    def _rarity(self) -> Int64s:
        """What it costs to pass each role by the number of people in it, in 1/COST_UNIT of a skill."""
        people = self.table.people_or_few
        if people is None:
            return np.zeros(len(self.table), np.int64)
        known = np.sort(self.table.people[self.table.people > 0])
        many = known[9 * (len(known) - 1) // 10]
        price: Int64s = np.rint(COST_UNIT * np.log(np.maximum(many / people, 1.0))).astype(np.int64)
        return price


def _nothing_shared(match: RequirementMatch) -> str:
    if not match.covered:
        return "no required skill is shared"
    names = ", ".join(item.skill.label for item in match.covered)
    return f"nothing is shared but skills that more than a third of all roles require: {names}"


def _halves_held(counts: CoverCounts) -> Int32s:
    """What is covered and near, in halves of a skill."""
    found: Int32s = 2 * counts.covered + counts.near
    return found


def _share(counts: CoverCounts, size: Int32s, near_counts: Mask) -> Int32s:
    """The share of required skills that is covered, in thousandths."""
    halves = 2 * counts.covered + counts.near * near_counts
    found: Int32s = np.minimum(SCALE * halves // (2 * np.maximum(size, 1)), MAX_SIMILARITY)
    return found
