"""The steps that the best routes between two ends may take, as a small graph in which networkx finds the routes.

A route passes through layers: which roles may be entered after so many steps. Steps are priced as arrays. A step is
left out only where a lower bound of every route that takes it is above the limit, so that no route within the limit is
lost; the limit rises while more routes are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from kg.late import Int64s, Mask
from kg.late import networkx as nx
from kg.late import numpy as np
from kg.model.careers import Profile
from kg.routes.conditions import MAX_STEPS
from kg.routes.paths import paths_by_weight
from kg.routes.requirement_index import RoleIndices, chunks
from kg.routes.rule import CHANGE, COST_UNIT, FRESH_START, LEAP, NEW_JOB_HALVES, StepRule, StepValues
from kg.similarity.roles import MAX_SIMILARITY

if TYPE_CHECKING:
    import numpy.typing as npt

    DiGraph: TypeAlias = nx.DiGraph[Any]


NO_STEP: Final = 2**60
"""The weight of a step that does not exist: more than any route has."""

START: Final = -1
GOAL: Final = -2
"""The ends of a route, as nodes and in place of a layer."""

_BEAM: Final = 32
"""Partial routes that are continued in the search for a first limit: fewer give a worse limit, more take longer."""

_ROWS: Final = 512
"""Roles whose steps are priced together."""


# --- what makes a route better ----------------------------------------------------------------------------------------


def _by_effort(steps: StepValues) -> Int64s:
    """Cost, then the number of steps, packed into one number."""
    return steps.costs * (MAX_STEPS + 1) + 1


def _by_steps(steps: StepValues) -> Int64s:
    """The number of steps, then cost."""
    return steps.costs + 2**40


def _by_skills(steps: StepValues) -> Int64s:
    """Skills to learn, each counted from the step's origin, then cost, then the number of steps."""
    return steps.learn.astype(np.int64) * 2**40 + _by_effort(steps)


WEIGHTS: Final[dict[str, Callable[[StepValues], Int64s]]] = {
    "effort": _by_effort,
    "steps": _by_steps,
    "skills": _by_skills,
    "pay": _by_effort,
}
"""The weight of a step by each preference: whole numbers whose sums order routes. For pay, within one minimum."""


# --- what a route may look like ---------------------------------------------------------------------------------------


class Layer(NamedTuple):
    """Roles that may be entered by step number ``steps``, from each earlier layer (or START) that leads here.

    ``may_end`` is whether the destination may follow.
    """

    steps: int
    arrivals: tuple[tuple[int, Mask], ...]
    may_end: bool


class Pattern(NamedTuple):
    """What a route may look like: layers, each after those that lead to it, and whether it may have one step alone."""

    layers: Sequence[Layer]
    direct: bool


class CandidateRoute(NamedTuple):
    """Intermediate roles, by number, and the cost of the whole route in 1/COST_UNIT of a skill."""

    cost: int
    roles: tuple[int, ...]


class _Edges(NamedTuple):
    """Steps from roles of one layer to roles of another: their numbers, weights and values."""

    before: int
    after: int
    origin: RoleIndices
    role: RoleIndices
    weight: Int64s
    values: StepValues

    def take(self, index: RoleIndices) -> _Edges:
        """Some of the steps."""
        columns = self.origin[index], self.role[index], self.weight[index], self.values.take(index)
        return _Edges(self.before, self.after, *columns)


class Candidates:
    """The steps between two ends under a rule, weighed by a preference."""

    def __init__(
        self, rule: StepRule, destination: Profile, weigh: Callable[[StepValues], Int64s] = _by_effort
    ) -> None:
        self.rule = rule
        self.destination = destination
        self._weigh = weigh
        self._column = rule.table.role_index[destination.entity.iri]
        self._passing = rule.passing_prices(destination)
        self.first = rule.first_towards(destination).passing(self._passing)
        self.last = rule.between(rule.all_roles, np.array([self._column]))
        self._first = self._weights(self.first)[0]
        self._last = self._weights(self.last)[:, 0]
        self._canonical = rule.table.canonical
        self._allowed_into: dict[int, npt.NDArray[np.uint8]] = {}  # packed masks of the roles that lead to each

    def _weights(self, steps: StepValues) -> Int64s:
        return np.where(steps.allowed, self._weigh(steps), NO_STEP)

    @cached_property
    def _lightest(self) -> int:
        """A weight that no step is below: that of the most similar roles, with nothing to learn."""
        return int(self._weigh(self._bound(learn=0, effort=0, similarity=MAX_SIMILARITY, jobs=1, units=CHANGE))[0, 0])

    @staticmethod
    def _bound(*, learn: int, effort: int, similarity: int, jobs: int, units: int) -> StepValues:
        """One step of these values: an effort in halves of a skill, so many prices of a new job, and fixed skills."""
        one = np.ones((1, 1), np.int32)
        price, fixed = one * (jobs * NEW_JOB_HALVES), one * np.int64(units * COST_UNIT)
        values = one * learn, one * effort, one * effort, one * similarity, price, fixed
        return StepValues(*values, np.zeros((1, 1), bool), np.zeros((1, 1), np.uint16))

    # --- routes -----------------------------------------------------------------------------------------------------

    def routes(self, pattern: Pattern, at_least: int = 1) -> Iterator[list[CandidateRoute]]:
        """The routes of a pattern, lightest first, those of one weight together; ``at_least`` so many will be read.

        Routes are found as they are read: what is not read costs nothing.
        """
        passed = -1
        for limit in self.limits(pattern, at_least):
            graph = self.graph(pattern, limit)
            for weight, paths in paths_by_weight(graph, START, GOAL):
                if weight > limit:
                    break
                found = [self._route(graph, path) for path in paths if weight > passed and self._is_route(path)]
                if found:
                    yield found
            passed = limit

    def graph(self, pattern: Pattern, limit: int) -> DiGraph:
        """The steps that some route of at most this weight takes; nodes are START, (layer, role) and GOAL.

        Edges have the ``weight`` of the preference, and ``cost`` (1/COST_UNIT of a skill), ``gap`` (halves of a skill),
        ``similarity`` (thousandths) and ``learn`` (skills).
        """
        graph: DiGraph = nx.DiGraph()
        graph.add_nodes_from((START, GOAL))
        last = len(pattern.layers)
        for edges in self._within(pattern, limit):
            values = edges.values
            columns = (
                edges.origin,
                edges.role,
                edges.weight,
                values.costs,
                values.gap,
                values.similarity,
                values.learn,
            )
            for origin, role, weight, cost, gap, similarity, learn in zip(
                *(column.tolist() for column in columns), strict=True
            ):
                before = START if edges.before == START else (edges.before, origin)
                after = GOAL if edges.after == last else (edges.after, role)
                graph.add_edge(before, after, weight=weight, cost=cost, gap=gap, similarity=similarity, learn=learn)
        return graph

    @staticmethod
    def _route(graph: DiGraph, path: list[Any]) -> CandidateRoute:
        return CandidateRoute(int(nx.path_weight(graph, path, "cost")), tuple(role for _, role in path[1:-1]))

    def _is_route(self, path: list[Any]) -> bool:
        """Whether a path passes no role twice, nor two that are linked by exactMatch."""
        passed = self._canonical[[role for _, role in path[1:-1]]].tolist()
        return len(set(passed)) == len(passed)

    # --- limits -----------------------------------------------------------------------------------------------------

    def limits(self, pattern: Pattern, at_least: int) -> Iterator[int]:
        """Rising limits of weight: the first has so many routes, if they are found, and the last has all."""
        known = sorted(self._totals(pattern, at_least))
        if not known and self._may_reach(pattern):
            lightest = self._lightest_total(pattern)
            known = [lightest] if lightest < NO_STEP else []
        if not known:
            return
        count, limit = at_least, 0
        while count < len(known):
            limit = known[count - 1]
            yield limit
            count *= 4
        limit = known[-1]
        while True:
            yield limit
            if limit >= self._heaviest_total:
                return
            limit *= 2

    def _totals(self, pattern: Pattern, at_least: int) -> list[int]:
        """The weights of some routes of a pattern, in any order: those that a beam of partial routes leads to."""
        width = max(_BEAM, at_least)
        near_goal, near_start = (_lightest_indices(weights, width) for weights in (self._last, self._first))
        onward = np.union1d(near_goal, near_start)
        found = [int(self._first[self._column])] if pattern.direct else []
        beams: list[tuple[RoleIndices, Int64s]] = []
        for layer in pattern.layers:
            parts = [self._continued(beams, before, mask, onward) for before, mask in layer.arrivals]
            roles, weights = (np.concatenate(of_parts) for of_parts in zip(*parts, strict=True))
            if layer.may_end:
                totals = weights + self._last[roles[:, -1]]
                found += totals[_lightest_indices(totals, 4 * width)].tolist()
            lightest = _lightest_indices(weights, width)
            beams.append((roles[lightest], weights[lightest]))
        return [total for total in found if total < NO_STEP]

    def _continued(
        self, beams: list[tuple[RoleIndices, Int64s]], before: int, mask: Mask, onward: RoleIndices
    ) -> tuple[RoleIndices, Int64s]:
        """Partial routes with one more role of a mask, and their weights; after the first step, one of ``onward``."""
        if before == START:
            some = np.flatnonzero(mask & (self._first < NO_STEP))
            return some[:, np.newaxis], self._first[some]
        roles, weights = beams[before]
        columns = onward[mask[onward]] if np.count_nonzero(mask) > len(onward) else np.flatnonzero(mask)
        whole = weights[:, np.newaxis] + self._weights(self.between(roles[:, -1], columns))
        for passed in roles.T[:-1]:
            whole[self._canonical[passed, np.newaxis] == self._canonical[columns]] = NO_STEP
        row, column = np.nonzero(whole < NO_STEP)
        return np.column_stack([roles[row], columns[column]]), whole[row, column]

    def _lightest_total(self, pattern: Pattern) -> int:
        """The weight of the lightest path of a pattern, NO_STEP where there is none."""
        reach: list[Int64s] = []
        for _ in self._steps(pattern, NO_STEP - 1, reach):
            pass
        return int(reach[-1][self._column])

    def _may_reach(self, pattern: Pattern) -> bool:
        """Whether steps lead from the start to the destination, layer by layer: a quick way to see that none do."""
        layers = self._with_goal(pattern)
        onward = [np.zeros(len(self._first), bool) for _ in layers]
        onward[-1][self._column] = True
        for number in reversed(range(len(layers))):
            for before, mask in layers[number].arrivals:
                wanted = np.flatnonzero(onward[number] & mask)
                if before == START and (self._first[wanted] < NO_STEP).any():
                    return True
                if before != START:
                    onward[before] |= self._leading_to(wanted)
        return False

    def _leading_to(self, roles: RoleIndices) -> Mask:
        """The roles from which a step to any of these is allowed."""
        new = [role for role in roles.tolist() if role not in self._allowed_into]
        for some in chunks(np.array(new, np.int64), _ROWS):
            allowed = self._values(0, self.rule.all_roles, some).allowed
            self._allowed_into |= zip(some.tolist(), np.packbits(allowed.T, axis=1), strict=True)
        packed = [self._allowed_into[role] for role in roles.tolist()]
        if not packed:
            return np.zeros(len(self._first), bool)
        return np.unpackbits(np.bitwise_or.reduce(packed), count=len(self._first)).astype(bool)

    @cached_property
    def _heaviest_total(self) -> int:
        """A weight that no route is above."""
        table = self.rule.table
        learn = int(max(table.size.max(initial=0), self.rule.index.usual_size.max(initial=0)))
        effort = 2 * (learn + int(table.weight.max(initial=0)))
        passing = -(-int(self._passing.max(initial=0)) // COST_UNIT)
        units = CHANGE + FRESH_START + LEAP + passing
        return (
            int(self._weigh(self._bound(learn=learn, effort=effort, similarity=0, jobs=3, units=units))[0, 0])
            * MAX_STEPS
        )

    # --- steps within a limit ---------------------------------------------------------------------------------------

    def _within(self, pattern: Pattern, limit: int) -> list[_Edges]:
        """The steps that lie on a path of at most this weight."""
        reach: list[Int64s] = []
        found = list(self._steps(pattern, limit, reach))
        onward = [np.full(len(self._first), NO_STEP) for _ in reach]
        onward[-1][self._column] = 0
        kept = []
        for edges in reversed(found):
            so_far = 0 if edges.before == START else reach[edges.before][edges.origin]
            rest = edges.weight + onward[edges.after][edges.role]
            within = np.flatnonzero(so_far + rest <= limit)
            if len(within):
                kept.append(edges.take(within))
                if edges.before != START:
                    np.minimum.at(onward[edges.before], edges.origin[within], rest[within])
        return kept

    def _steps(self, pattern: Pattern, limit: int, reach: list[Int64s]) -> Iterator[_Edges]:
        """The steps that may lie on a path of at most this weight, layer after layer; the destination is the last one.

        ``reach`` is filled with the least weight from the start to each role, for each layer.
        """
        layers = self._with_goal(pattern)
        rest = self._rest(layers)
        for number, layer in enumerate(layers):
            here = np.full(len(self._first), NO_STEP)
            for before, mask in layer.arrivals:
                for rows in self._rows(reach, before, limit - self._lightest - rest[number][mask].min(initial=NO_STEP)):
                    so_far = np.zeros(1, np.int64) if before == START else reach[before][rows]
                    margin = limit - so_far.min() - self._lightest
                    columns = np.flatnonzero(mask & (rest[number] <= margin))
                    values = self._values(before, rows, columns)
                    weights = self._weights(values)
                    whole = so_far[:, np.newaxis] + weights
                    here[columns] = np.minimum(here[columns], whole.min(axis=0, initial=NO_STEP))
                    row, column = np.nonzero(whole + rest[number][columns] <= limit)
                    kept = values.take(row, column)
                    yield _Edges(before, number, rows[row], columns[column], weights[row, column], kept)
            reach.append(here)

    def _rows(self, reach: list[Int64s], before: int, margin: int) -> Iterator[RoleIndices]:
        """The roles of a layer from which a step may be within a limit, the lightest first, in growing portions."""
        if before == START:
            yield np.zeros(1, np.int64)
            return
        weights = reach[before]
        rows = np.flatnonzero(weights <= margin)
        rows = rows[np.argsort(weights[rows], kind="stable")]
        start, size = 0, _BEAM
        while start < len(rows):
            yield rows[start : start + size]
            start, size = start + size, min(4 * size, _ROWS)

    def _values(self, before: int, rows: RoleIndices, columns: RoleIndices) -> StepValues:
        """The steps from roles of a layer, or from the start, to some roles."""
        if before == START:
            return self.first.take(slice(None), columns)
        if np.array_equal(columns, [self._column]):
            return self.last.take(rows)
        return self.between(rows, columns)

    def between(self, rows: RoleIndices, columns: RoleIndices) -> StepValues:
        """The steps from some roles into some roles that are passed."""
        return self.rule.between(rows, columns).passing(self._passing[columns])

    def _with_goal(self, pattern: Pattern) -> list[Layer]:
        """The layers of a pattern, and the destination as the last one."""
        goal = np.arange(len(self._first)) == self._column
        ends = [number for number, layer in enumerate(pattern.layers) if layer.may_end]
        arrivals = [(before, goal) for before in ([START] if pattern.direct else []) + ends]
        return [*pattern.layers, Layer(len(pattern.layers), tuple(arrivals), may_end=False)]

    def _rest(self, layers: Sequence[Layer]) -> list[Int64s]:
        """For each layer the least that the rest of a route may weigh from each role, exact before the destination."""
        rest = [np.full(len(self._first), NO_STEP) for _ in layers]
        rest[-1][self._column] = 0
        for number in reversed(range(len(layers))):
            for before, mask in layers[number].arrivals:
                last = number == len(layers) - 1
                least = self._last if last else self._lightest + rest[number][mask].min(initial=NO_STEP)
                if before != START:
                    rest[before] = np.minimum(rest[before], least)
        return rest


def _lightest_indices(weights: Int64s, count: int) -> RoleIndices:
    """Where the least weights stand, those of steps that do not exist left out; the first of equal ones."""
    known = np.flatnonzero(weights < NO_STEP)
    return known[np.argsort(weights[known], kind="stable")[:count]]
