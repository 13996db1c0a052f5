"""The smallest bridge: the fewest skills that would open a route where there is none.

For each number of skills in turn, routes that so many skills might open are read by rising lower bound of their cost;
for each of them the sets of skills that do open it are worked out exactly. The first number that opens a route is the
smallest, and its best bridge is known once the next lower bound is above its cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import combinations, pairwise
from typing import TypeAlias

from kg.late import Int64s
from kg.late import numpy as np
from kg.limits import BRIDGE_TRIES
from kg.model.answers import Bridge
from kg.model.careers import Profile, Requirement
from kg.model.entities import Entity
from kg.routes.candidates import CandidateRoute, Candidates
from kg.routes.query import RouteQuery
from kg.routes.requirement_index import CoverCounts, RoleIndices
from kg.routes.requirements import RequirementMatch, RequirementRule
from kg.routes.rule import FixedValues, Obstacle, StepRule, StepValues
from kg.similarity.ragged import RaggedArray

_Found: TypeAlias = tuple[int, list[tuple[str, str]], frozenset[str]]
"""What decides between bridges: the cost of the route that is opened, then labels; and the skills."""


class BridgeSearch:
    """The fewest skills that would open a route: what is held and the bridge alone count for the limits of a step.

    Skills that intermediate roles or the destination require are tried, and none that is held or to be avoided.
    """

    def __init__(self, query: RouteQuery) -> None:
        self.query = query.with_options(k=1, prefer="effort", variety="best")
        self.rule = self.query.rule
        self.careers, avoid = self.rule.careers, self.rule.conditions.avoid
        self.held = self.rule.requirements.held_by(query.origin).skills
        passed = [*np.flatnonzero(query.intermediate), *(self.rule.table.role_index[iri] for iri in query.options.via)]
        wanted = self.rule.index.skills_required(np.array(passed, np.int64)) | query.destination.skills
        self.skills = sorted(wanted - self.held - avoid)
        self._relevant: dict[str, frozenset[str]] = {}
        self._requirements: dict[frozenset[str], RequirementRule] = {}
        self._fixed: dict[tuple[str, str], FixedValues] = {}
        self._passing = self.rule.passing_prices(query.destination)
        self._degree_first = self.rule.degree_first(query.destination)
        self._tried = 0
        self._most_tries = BRIDGE_TRIES.most

    @cached_property
    def _covering(self) -> dict[str, set[str]]:
        """Skill -> the skills of a bridge that cover it."""
        return self._skills_by(self.rule.table.closure)

    @cached_property
    def _members(self) -> dict[str, set[str]]:
        """Group -> the skills of a bridge directly below it."""
        return self._skills_by(self.rule.table.above)

    def _skills_by(self, concepts: RaggedArray) -> dict[str, set[str]]:
        """Concept -> the skills of a bridge that have it in their row."""
        table, found = self.rule.table, defaultdict[str, set[str]](set)
        rows = concepts.selected(np.array([table.concept_index[skill] for skill in self.skills], np.int64))
        for skill, concept in zip(rows.row_of_item().tolist(), rows.items.tolist(), strict=True):
            found[table.concepts[concept]].add(self.skills[skill])
        return found

    def smallest(self) -> Bridge | None:
        """The smallest bridge, ties by the cost of the route it opens, then labels; None when no skills would do.

        Raises LimitError where so many sets of skills are possible that the size cannot be settled.
        """
        if not self.skills or next(self._openable(len(self.skills)), None) is None:
            return None
        for size in range(1, len(self.skills) + 1):
            found = self._cheapest(size)
            if found is not None:
                opened = self._with_skills(found[2])
                return Bridge(tuple(self._named(iri) for _, iri in found[1]), opened.explain(opened.best()[0]))
            if size == 1 and not self._with_skills(frozenset(self.skills)).has_route():
                return None  # what the start holds and an intermediate role requires again is no part of a bridge
        raise AssertionError("all skills together open a route, so some number of them does")

    def _with_skills(self, chosen: frozenset[str]) -> RouteQuery:
        """The query of one who has these skills too."""
        return self.query.with_conditions(have=self.rule.conditions.have | chosen)

    def _cheapest(self, size: int) -> _Found | None:
        """The best bridge of so many skills, when none of fewer opens a route."""
        best: _Found | None = None
        for route in self._openable(size):
            if best is not None and route.cost > best[0]:
                break
            self._count()
            for found in self._bridges(self.query.profiles(route.roles), size):
                best = found if best is None else min(best, found)
        return best

    def _openable(self, size: int) -> Iterator[CandidateRoute]:
        """The routes that so many skills might open, by rising lower bound of their cost."""
        candidates = Candidates(_OpenableSteps(self, size), self.query.destination)
        for pattern in self.query.patterns():
            for group in candidates.routes(pattern):
                yield from group

    def _bridges(self, passed: list[Profile], size: int) -> Iterator[_Found]:
        """The bridges of a size that open a route, each with its cost."""
        opening = {frozenset[str]()}
        for origin, role in pairwise(passed):
            opening = {
                chosen | extra
                for chosen in opening
                for extra in self._minimal_sets(origin, role, chosen, size - len(chosen))
            }
        for chosen in opening:
            cost = sum(int(self._step(origin, role, chosen).costs[0, 0]) for origin, role in pairwise(passed))
            yield cost, sorted((self._named(iri).label, iri) for iri in chosen), chosen

    def _named(self, iri: str) -> Entity:
        """A skill of a bridge, under its name in the sources that are asked."""
        return self.careers.named(iri, self.rule.conditions.within.includes) or self.careers.skills[iri]

    # --- one step ---------------------------------------------------------------------------------------------------

    def _minimal_sets(
        self, origin: Profile, role: Profile, chosen: frozenset[str], room: int
    ) -> Iterator[frozenset[str]]:
        """The least sets of skills, at most ``room``, that allow the step to one who has the chosen ones too."""

        def opens(extra: frozenset[str]) -> bool:
            left = self._match(origin, role, chosen | extra).to_learn
            return not any(map(self._is_unwanted, left)) and bool(
                self._step(origin, role, chosen | extra).allowed[0, 0]
            )

        if opens(frozenset()):
            yield frozenset()
            return
        lacking = self._match(origin, role, chosen).to_learn if room else ()
        useful = sorted(set().union(*(self._covering.get(item.skill.iri, ()) for item in lacking)))
        if origin.entity.kind == "person" and lacking:  # from what one has alone, near skills count too
            useful = sorted(self._relevant_skills(role))
        fewest = room
        for number in range(1, min(room, len(useful)) + 1):
            for extra in map(frozenset, combinations(useful, number)):
                self._count()
                if opens(extra) and (number <= fewest or not any(opens(extra - {one}) for one in extra)):
                    fewest = min(fewest, number)
                    yield extra

    def _is_unwanted(self, item: Requirement) -> bool:
        """Whether a requirement is to be avoided, and is not covered from the start."""
        avoid = self.rule.conditions.avoid
        return item.skill.iri in avoid and not self.rule.requirements.covers(self.held, item)

    def _count(self) -> None:
        self._tried += 1
        if self._tried > self._most_tries:
            raise BRIDGE_TRIES.error()

    def _match(self, origin: Profile, role: Profile, chosen: frozenset[str]) -> RequirementMatch:
        """What a role requires of one who has these skills too."""
        useful = chosen & self._relevant_skills(role)
        if useful not in self._requirements:
            conditions = self.rule.conditions
            self._requirements[useful] = RequirementRule(
                self.careers, conditions._replace(have=conditions.have | useful)
            )
        requirements = self._requirements[useful]
        return requirements.match(requirements.held_by(origin), role)

    def _step(self, origin: Profile, role: Profile, chosen: frozenset[str]) -> StepValues:
        """A step of a route to one who has these skills too, with the price of passing the role."""
        self._count()
        key = origin.entity.iri, role.entity.iri
        if key not in self._fixed:
            self._fixed[key] = self.rule.fixed_values(origin, role)
        found = self.rule.step_of_match(self._match(origin, role, chosen), role, self._fixed[key])
        return self._on_the_way(origin, role, found)

    def _on_the_way(self, origin: Profile, role: Profile, step: StepValues) -> StepValues:
        """A step as one of a route to the destination: see StepRule.first_towards."""
        goal, obstacles = self.query.destination, step.obstacles
        if origin == self.query.origin and role == goal:
            return step._replace(obstacles=obstacles & ~np.uint16(Obstacle.LEVEL_RISES))
        if origin == self.query.origin and self._degree_first and role.entity.iri not in self.query.options.via:
            obstacles = obstacles | step.fresh * np.uint16(Obstacle.TOO_DISSIMILAR)
        row = self.rule.table.role_index[role.entity.iri]
        passing = self._passing[row : row + 1]
        return step._replace(obstacles=obstacles).passing(passing)

    def _relevant_skills(self, role: Profile) -> frozenset[str]:
        """The skills that change what a role requires of someone: those that cover or are near one of its skills."""
        key = role.entity.iri
        if key not in self._relevant:
            groups = self.careers.tree.groups_of(role.skills)
            covering = (self._covering[skill] for skill in role.skills if skill in self._covering)
            near = (self._members[group] for group in groups if group in self._members)
            self._relevant[key] = frozenset().union(*covering, *near)
        return self._relevant[key]

    @property
    def candidate_skills(self) -> frozenset[str]:
        """Every skill that some skill of a bridge covers."""
        return frozenset(self._covering)

    @cached_property
    def max_reductions(self) -> tuple[Int64s, Int64s]:
        """For each role the most required skills that one skill covers, and the most halves it takes off a gap."""
        index = self.rule.index
        covered = index.asks_covered_by_each(self.skills)
        reached = covered.merged(index.asks_near_to_each(self.skills, np.ones(index.ask_count, bool)))
        return index.max_counts(covered), index.max_counts(covered, reached)


class _OpenableSteps(StepRule):
    """The steps that so many skills of a bridge might open, with lower bounds of their costs."""

    def __init__(self, search: BridgeSearch, size: int) -> None:
        rule = search.rule
        avoid = rule.conditions.avoid and rule.conditions.avoid - search.candidate_skills
        conditions = rule.conditions._replace(avoid=avoid)
        super().__init__(rule.index, rule.similarity, conditions, rule.origin, rule.via)
        self._size = size
        every_skill = rule.table.size, 2 * rule.table.size  # all skills together may cover all that a role requires
        reductions = every_skill if size == len(search.skills) else search.max_reductions
        self._most_covered, self._halves = (values.astype(np.int64) for values in reductions)

    def _values(self, counts: CoverCounts, columns: RoleIndices, fixed: FixedValues) -> StepValues:
        """Each step as if every skill of the bridge did for it the most that one can do."""
        size = self.table.size[columns]
        more = self._size * self._most_covered[columns]
        covered, shared = (
            np.minimum(counted + more, size).astype(np.int32) for counted in (counts.covered, counts.shared)
        )
        halves = np.maximum(2 * (size - counts.covered) - counts.near - self._size * self._halves[columns], 0)
        near = np.minimum(counts.near + self._size * self._halves[columns], size).astype(np.int32)
        best = CoverCounts(covered, near, shared)
        return self._priced(best, halves.astype(np.int32), columns, fixed)
