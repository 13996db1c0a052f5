"""The rule of a step: whether it exists, why not, and what it costs. docs/routes.md prints it; this is its one place.

A step is read from arrays, for thousands of pairs of roles at once or for one pair. Costs are whole numbers of
1/COST_UNIT of a skill, so that routes are compared without rounding.
"""

from __future__ import annotations

from enum import IntFlag
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from kg.late import numpy as np
from kg.model.careers import Careers, Profile
from kg.routes.conditions import Conditions
from kg.routes.requirement_index import CoverCounts, ExtraSkillDeltas, MatchedSkills, RequirementIndex, RoleIndices
from kg.routes.requirements import Held, RequirementRule
from kg.similarity.random_walks import SCALE
from kg.similarity.role_table import NO_LEVEL
from kg.similarity.roles import Similarity

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["COST_UNIT", "ChangeCost", "FixedValues", "Obstacle", "StepRule", "StepValues"]

JOB_CHANGE_HALVES: Final = 6
"""Price of any change of job, in halves of a skill. A fresh start adds as much, one at a higher level again."""

FRESH_START_BELOW: Final = 300
"""A step between roles of lower similarity, in thousandths, is a fresh start: it builds on little."""

MIN_ROLES_FOR_FRESH_STARTS: Final = 100
"""A graph of fewer roles that state skills has no fresh starts: hardly any two roles are similar there."""

MAX_LEVEL_RISE: Final = 1
"""The most that the preparation level may rise in one step."""

COST_UNIT: Final = 2 * SCALE
"""Costs are counted in 1/COST_UNIT of a skill-equivalent."""

Integers: TypeAlias = "npt.NDArray[np.int32]"
Mask: TypeAlias = "npt.NDArray[np.bool_]"
Costs: TypeAlias = "npt.NDArray[np.int64]"


class ChangeCost(NamedTuple):
    """Price of changing job, in halves of a skill, and what is added for a fresh start.

    ``fresh_start_extra`` is added for a fresh start, and again where that raises the preparation level. It is 0 in a
    graph without fresh starts.

    >>> ChangeCost.of_graph([6, 6, 5, 0])
    ChangeCost(any_step=6, fresh_start_extra=0)
    >>> int(ChangeCost.of_graph([19] * 100).of_steps(covered=0, similarity=0, level_rise=1))
    18
    """

    any_step: int = JOB_CHANGE_HALVES
    fresh_start_extra: int = 0

    @classmethod
    def of_graph(cls, sizes: npt.ArrayLike) -> ChangeCost:
        """The prices in a graph whose roles require so many skills each; those that state none do not count."""
        many = np.count_nonzero(sizes) >= MIN_ROLES_FOR_FRESH_STARTS
        return cls(fresh_start_extra=JOB_CHANGE_HALVES if many else 0)

    @property
    def has_fresh_starts(self) -> bool:
        """Whether there are fresh starts in this graph."""
        return self.fresh_start_extra > 0

    def of_steps(self, covered: npt.ArrayLike, similarity: npt.ArrayLike, level_rise: npt.ArrayLike) -> Integers:
        """The prices of steps, by their covered skills, their similarity in thousandths and the rise in level."""
        fresh = (np.asarray(covered) == 0) | (np.asarray(similarity) < FRESH_START_BELOW)
        higher = np.asarray(level_rise) > 0
        extra = np.int32(self.fresh_start_extra)
        return np.asarray(self.any_step + fresh * (extra + higher * extra), np.int32)


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


class StepValues(NamedTuple):
    """The steps from some persons (rows) to some roles (columns): one array for each value.

    ``learn`` counts skills, near ones included; ``gap`` and ``price`` are in halves of a skill, ``similarity`` in
    thousandths; ``obstacles`` has the sum of the obstacles of each step, 0 where it is allowed.
    """

    learn: Integers
    gap: Integers
    similarity: Integers
    price: Integers
    obstacles: npt.NDArray[np.uint16]

    def take(self, *index: Any) -> StepValues:
        """Some of the steps: each array at an index as numpy takes it."""
        return StepValues(
            self.learn[index], self.gap[index], self.similarity[index], self.price[index], self.obstacles[index]
        )

    @property
    def allowed(self) -> Mask:
        """Whether each step is allowed."""
        return np.asarray(self.obstacles == 0, bool)

    @property
    def costs(self) -> Costs:
        """(gap + price) x (1 - similarity), in 1/COST_UNIT of a skill."""
        found: Costs = (self.gap + self.price).astype(np.int64) * (SCALE - self.similarity)
        return found


class FixedValues(NamedTuple):
    """What no skill changes about the steps from some persons (rows) to some roles (columns).

    ``unmet`` is whether the required credential is lacking, ``level_rise`` by how much the preparation level rises,
    ``may_start_fresh`` whether a fresh start is possible there.
    """

    unmet: Mask
    similarity: Integers
    level_rise: Integers
    may_start_fresh: Mask
    obstacles: npt.NDArray[np.uint16]


class StepRule:
    """The steps from an origin to all roles, and between the roles, under one person's conditions.

    What is to be avoided is judged by what was held at the origin too: a skill or a degree that one started with is
    neither learned nor gained on the way. A fresh start is made from the origin, or from a role of ``via``, by IRI: one
    that the person asks to pass. Without an origin there is what the conditions say one has, and no fresh start.
    """

    def __init__(
        self,
        index: RequirementIndex,
        similarity: Similarity,
        conditions: Conditions | None = None,
        origin: Profile | None = None,
        via: tuple[str, ...] = (),
        change_cost: ChangeCost | None = None,
    ) -> None:
        self.index = index
        self.table = index.table
        self.careers: Careers = index.careers
        self.similarity = similarity
        self.conditions = conditions or Conditions()
        self.origin = origin
        self.via = via
        self.change_cost = change_cost or ChangeCost.of_graph(self.table.size)
        self.requirements = RequirementRule(self.careers, self.conditions)
        self._held: Held = self.requirements.held_by(origin)
        self._own_skills = self.conditions.have - frozenset(self.careers.credential_ancestors)
        self._avoided_skills = sorted(
            (self.conditions.avoid & index.roles_requiring.keys()) - self.careers.tree.covers(self._held.skills)
        )

    def from_profile(self, origin: Profile, via: tuple[str, ...] = ()) -> StepRule:
        """The same rule for one who starts from a profile and asks to pass some roles."""
        return StepRule(self.index, self.similarity, self.conditions, origin, via, self.change_cost)

    def with_conditions(self, conditions: Conditions) -> StepRule:
        """The same rule under other conditions."""
        return StepRule(self.index, self.similarity, conditions, self.origin, self.via, self.change_cost)

    # --- steps ------------------------------------------------------------------------------------------------------

    def between(self, rows: RoleIndices, columns: RoleIndices) -> StepValues:
        """The steps from some roles to some roles."""
        table = self.table
        counts = self.index.counts(rows, columns, self._extra)
        asked = np.ix_(table.credential[rows], table.credential[columns]) if table.credentials else ...
        unmet, barred = (of_pairs[asked] for of_pairs in self._credential_pairs)
        rise = self._level_rise(table.preparation[rows, np.newaxis], columns)
        same = table.canonical[rows, np.newaxis] == table.canonical[columns]
        obstacles = same * np.uint16(Obstacle.SAME_ROLE) | self._barred_credentials_and_levels(barred, rise)
        for skill in self._avoided_skills:
            asking = np.isin(columns, self.index.roles_requiring[skill])
            lacking = ~np.isin(rows, self.index.roles_covering[skill])[:, np.newaxis]
            obstacles |= (asking & lacking) * np.uint16(Obstacle.AVOIDED_SKILL)
        similarity = self.similarity.block(rows, columns).astype(np.int32)
        return self._values(
            counts, columns, FixedValues(unmet, similarity, rise, self._may_start(rows, columns), obstacles)
        )

    @cached_property
    def first(self) -> StepValues:
        """The steps from the origin to every role: one row."""
        return self._from_origin(self._first_counts)

    def first_after_learning(self, learned: frozenset[str]) -> StepValues:
        """The steps from the origin to every role for one who has learned these skills too: one row."""
        counts = self.index.counts_after_learning(self._first_counts, self._first_matched, learned)
        return self._from_origin(counts, learned)

    def step(self, origin: Profile, role: Profile) -> StepValues:
        """One step, to a role of the graph from the origin or a role: arrays of one row and one column."""
        column = np.array([self.table.role_index[role.entity.iri]])
        rows = self._row(origin)
        if len(rows):
            return self.between(rows, column)
        first = (self if self._is_origin(origin) else self.from_profile(origin)).first
        return first.take(slice(None), column)

    def _is_origin(self, profile: Profile) -> bool:
        return self.origin is not None and profile.entity.iri == self.origin.entity.iri

    def _row(self, origin: Profile) -> RoleIndices:
        """The number of the role from which a step is made after others; none where it is the first step."""
        row = self.table.role_index.get(origin.entity.iri)
        later = row is not None and self.origin is not None and not self._is_origin(origin)
        return np.array([row] if later else [], np.int64)

    def is_fresh_start(self, step: StepValues) -> bool:
        """Whether one step is a fresh start: its roles are dissimilar, or share no skill."""
        return bool(step.price[0, 0] > self.change_cost.any_step)

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
                return f"the source states no skills for {label}"
            case Obstacle.NOTHING_SHARED:
                return "no required skill is shared"
            case Obstacle.TOO_FEW_SHARED:
                return f"only {len(match.covered)} of at least {limits.min_shared} required skills shared"
            case Obstacle.TOO_DISSIMILAR:
                below = f"{FRESH_START_BELOW / SCALE:g}"
                start = f"a fresh start is not possible from {origin.entity.label}"
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

    # --- what a step is made of -------------------------------------------------------------------------------------

    def _values(self, counts: CoverCounts, columns: RoleIndices, fixed: FixedValues) -> StepValues:
        """The steps with these counts of covered and near skills."""
        learn = self.table.size[columns] - counts.covered
        gap = 2 * (learn + fixed.unmet * self.table.weight[columns]) - counts.near
        price, obstacles = self._price_and_obstacles(counts.covered, columns, fixed)
        return StepValues(learn, gap, fixed.similarity, price, obstacles)

    def _price_and_obstacles(
        self, covered: Integers, columns: RoleIndices, fixed: FixedValues
    ) -> tuple[Integers, npt.NDArray[np.uint16]]:
        """The prices of steps that cover so many required skills, and what keeps them from being allowed."""
        limits, size = self.conditions, self.table.size[columns]
        price = self.change_cost.of_steps(covered, fixed.similarity, fixed.level_rise)
        may_start = fixed.may_start_fresh & self.change_cost.has_fresh_starts
        too_few = covered < self._least_shared(may_start)
        obstacles = fixed.obstacles | (size == 0) * np.uint16(Obstacle.NO_SKILLS_STATED)
        obstacles |= (too_few & (covered == 0)) * np.uint16(Obstacle.NOTHING_SHARED)
        obstacles |= too_few * np.uint16(Obstacle.TOO_FEW_SHARED)
        obstacles |= ((price > self.change_cost.any_step) & ~may_start) * np.uint16(Obstacle.TOO_DISSIMILAR)
        if limits.max_new is not None:
            obstacles |= (size - covered > limits.max_new) * np.uint16(Obstacle.TOO_MUCH_TO_LEARN)
        return price, obstacles

    def _least_shared(self, may_start_fresh: Mask) -> Integers:
        """The fewest required skills that a step has to cover: none where it may be a fresh start."""
        least = self.conditions.min_shared
        return 1 - may_start_fresh.astype(np.int32) if least is None else np.full((1, 1), least, np.int32)

    def least_shared(self, origin: Profile, role: Profile) -> int:
        """The fewest required skills that one step has to cover."""
        rows, column = self._row(origin), np.array([self.table.role_index[role.entity.iri]])
        may_start = self._may_start(rows, column) if len(rows) else self._fixed_from_origin.may_start_fresh[:, column]
        return int(self._least_shared(may_start & self.change_cost.has_fresh_starts)[0, 0])

    def _barred_credentials_and_levels(self, barred: Mask, rise: Integers) -> npt.NDArray[np.uint16]:
        """The obstacles of credentials to avoid, and of rises in the preparation level."""
        found: npt.NDArray[np.uint16] = barred * np.uint16(Obstacle.AVOIDED_CREDENTIAL)
        if self.conditions.allow_leaps:
            return found
        return found | (rise > MAX_LEVEL_RISE) * np.uint16(Obstacle.LEVEL_RISES)

    def _level_rise(self, level: Integers, columns: RoleIndices) -> Integers:
        """By how much the preparation level rises; 0 where one is not stated."""
        wanted = self.table.preparation[columns]
        return np.where((level == NO_LEVEL) | (wanted == NO_LEVEL), 0, wanted - level)

    def _may_start(self, rows: RoleIndices, columns: RoleIndices) -> Mask:
        """Where a fresh start is possible: from roles that the person asks to pass, within a source.

        Not between sources: skills that two sources do not share may just not be mapped.
        """
        if not self.via:
            return np.zeros((1, 1), bool)
        own = self.table.source[rows, np.newaxis]
        within = (own < 0) | (own == self.table.source[columns])
        asked = np.isin(rows, [self.table.role_index[iri] for iri in self.via])
        found: Mask = within & asked[:, np.newaxis]
        return found

    @cached_property
    def _extra(self) -> ExtraSkillDeltas | None:
        return self.index.extra_skill_deltas(self._own_skills) if self._own_skills else None

    # --- from the origin --------------------------------------------------------------------------------------------

    def _from_origin(self, counts: CoverCounts, learned: frozenset[str] = frozenset()) -> StepValues:
        fixed, known = self._fixed_from_origin, self.careers.tree.covers(learned)
        obstacles = fixed.obstacles.copy()
        for skill in self._avoided_skills:
            if skill not in known:
                obstacles[0, self.index.roles_requiring[skill]] |= np.uint16(Obstacle.AVOIDED_SKILL)
        return self._values(counts, self.all_roles, fixed._replace(obstacles=obstacles))

    @cached_property
    def _fixed_from_origin(self) -> FixedValues:
        table, origin = self.table, self.origin
        base = self.careers.source_base(origin.entity) if origin else ""
        within = table.source == table.bases.index(base) if base in table.bases else np.ones(len(table), bool)
        pairs = [self._credential(self._held.credentials, asked) for asked in (*table.credentials, None)]
        unmet, barred = (np.array(column)[table.credential][np.newaxis] for column in zip(*pairs, strict=True))
        level = NO_LEVEL if origin is None or origin.preparation is None else origin.preparation
        rise = self._level_rise(np.array([[level]], np.int32), self.all_roles)
        obstacles = self._barred_credentials_and_levels(barred, rise)
        obstacles |= (table.canonical == self._canonical(origin)) * np.uint16(Obstacle.SAME_ROLE)
        similarity = np.zeros(len(table), np.uint16) if origin is None else self.similarity.from_profile(origin)
        return FixedValues(unmet, similarity.astype(np.int32)[np.newaxis], rise, within[np.newaxis], obstacles)

    @cached_property
    def _first_matched(self) -> MatchedSkills:
        return self.index.matched_skills(self._held.skills)

    @cached_property
    def _first_counts(self) -> CoverCounts:
        row = self.table.role_index.get(self.origin.entity.iri) if self.origin else None
        if row is None:
            return self.index.counts_of(self._held.skills)
        return self.index.counts(np.array([row]), self.all_roles, self._extra)

    @cached_property
    def all_roles(self) -> RoleIndices:
        """The numbers of all roles."""
        return np.arange(len(self.table))

    @cached_property
    def within(self) -> Mask:
        """For each role whether it comes from a source that the answer is restricted to."""
        return self.table.mask(self.conditions.within.includes)

    def _canonical(self, profile: Profile | None) -> int:
        row = None if profile is None else self.table.role_index.get(profile.entity.iri)
        return -1 if row is None else int(self.table.canonical[row])

    # --- credentials ------------------------------------------------------------------------------------------------

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

    # --- intermediate roles -----------------------------------------------------------------------------------------

    def intermediate_roles(self, destination: Profile) -> Mask:
        """Which roles may be passed on the way: none that asks for more than both ends do, or is of another source."""
        assert self.origin is not None, "intermediate roles lie between two ends"
        table, careers = self.table, self.careers
        ends = {self._canonical(self.origin), self._canonical(destination)}
        avoided = {self._canonical(careers.roles[iri]) for iri in self.conditions.avoid if iri in careers.roles}
        found: Mask = self.within & ~table.regulated & ~np.isin(table.canonical, sorted(ends | avoided))
        found &= table.weight <= self._max_credential_weight(destination)
        known = [level for level in (self.origin.preparation, destination.preparation) if level is not None]
        if len(known) == 2:
            found &= table.preparation <= max(known)
        return found

    def _max_credential_weight(self, destination: Profile) -> int:
        """The most that a credential of an intermediate role may weigh: what is held, or the destination requires."""
        reached = self.careers.with_broader_credentials(self._held.credentials)
        weights = [self.careers.credential_weights.get(credential, 0) for credential in reached]
        return max([*weights, destination.credential.weight if destination.credential else 0])
