"""Trade-offs: all Pareto-optimal routes, each as good as any other in some respect.

A route is weighed by four values, the smaller the better: skills to learn in all, the most to learn in one step, the
number of steps, and the lowest similarity of a step, negated. Arrays leave out the steps that lie on dominated routes
alone; networkx lists the routes of those that are left, and the best of them are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from kg.late import Int64s, Mask
from kg.late import networkx as nx
from kg.late import numpy as np
from kg.limits import SEARCH_ROUTES
from kg.model.answers import Route
from kg.routes.candidates import GOAL, START, CandidateRoute, Pattern
from kg.routes.explain import with_best_at
from kg.routes.query import RouteQuery
from kg.routes.requirement_index import RoleIndices, chunks
from kg.routes.rule import StepValues
from kg.similarity.random_walks import SCALE

if TYPE_CHECKING:
    import numpy.typing as npt

    DiGraph: TypeAlias = nx.DiGraph[Any]

_NOT_REACHED: Final = 2**40
"""A value that no route has."""

_ROWS: Final = 512
"""Roles whose steps are weighed together."""

Values: TypeAlias = "Int64s"
"""Rows of the four values of routes, or of lower bounds of them."""


def tradeoffs(query: RouteQuery) -> list[Route]:
    """The Pareto-optimal routes, cheapest first, each with what it is best at.

    Of routes that are alike in all respects the best one stands for all. Raises LimitError where more than
    SEARCH_ROUTES routes of a large graph may be optimal.
    """
    weighing = _Weighing(query)
    best: dict[tuple[int, ...], CandidateRoute] = {}
    for route in weighing.routes():
        values = weighing.values(route)
        best[values] = min(route, best.get(values, route), key=lambda one: _order(query, one))
    rows = np.array(list(best), np.int64).reshape(-1, 4)
    optimal = [route for route, beaten in zip(best.values(), _beaten(rows, rows).tolist(), strict=True) if not beaten]
    return with_best_at([query.explain(route) for route in sorted(optimal, key=lambda one: _order(query, one))])


def _order(query: RouteQuery, route: CandidateRoute) -> tuple[int, int, tuple[int, list[tuple[str, str]]]]:
    return route.cost, len(route.roles), query.sort_key(route)


class _Block(NamedTuple):
    """Steps from some roles to some roles, with lower bounds of the values of routes that take them.

    ``partial`` is up to the step itself, ``whole`` of a route whose next step leads to the destination, ``longer`` of
    one with another role before it. The first two are exact where the routes are ``known``.
    """

    rows: RoleIndices
    columns: RoleIndices
    steps: StepValues
    partial: Values
    whole: Values
    longer: Values
    known: bool


class _Weighing:
    """The values of routes, and lower bounds of them by the steps that they take."""

    def __init__(self, query: RouteQuery) -> None:
        self._query = query
        self._rule, self._index, self._table = query.rule, query.rule.index, query.table
        self._goal = self._table.role_index[query.destination.entity.iri]
        self._last = query.candidates.last
        self._start = self._index.reach(self._rule.requirements.held_by(query.origin).skills).covered
        self._front: Values = np.zeros((0, 4), np.int64)
        self._left = self._open(self._goal)
        self._at_once = self._most_covered()

    # --- whole routes -----------------------------------------------------------------------------------------------

    def routes(self) -> Iterator[CandidateRoute]:
        """The routes that may be optimal. Raises LimitError where there are too many."""
        graph = self._graph(self._query.pattern(np.ones(len(self._table), bool), None))
        for number, path in enumerate(nx.all_simple_paths(graph, START, GOAL)):
            SEARCH_ROUTES.check(number + 1)
            roles = [role for _, role in path[1:-1]]
            if len(np.unique(self._table.canonical[roles])) == len(roles):
                yield CandidateRoute(int(nx.path_weight(graph, path, "cost")), tuple(roles))

    def values(self, route: CandidateRoute) -> tuple[int, ...]:
        """The values of a route."""
        covered, learned, similar = self._start, [], []
        for before, role in pairwise((START, *route.roles, self._goal)):
            required = self._index.required.row(role)
            learned.append(len(required) - int(np.count_nonzero(covered[required])))
            covered = covered.copy()
            covered[self._index.covered.row(role)] = True
            one, other = np.array([before]), np.array([role])
            step = self._rule.first.take(slice(None), other) if before == START else self._rule.between(one, other)
            similar.append(int(step.similarity[0, 0]))
        return sum(learned), max(learned), len(learned), -min(similar)

    # --- steps that may lie on an optimal route ---------------------------------------------------------------------

    def _graph(self, pattern: Pattern) -> DiGraph:
        """The steps that no known route rules out; nodes are START, (layer, role) and GOAL, edges have a cost."""
        graph: DiGraph = nx.DiGraph()
        graph.add_nodes_from((START, GOAL))
        if pattern.direct:
            self._add_direct(graph)
        continued = {before for layer in pattern.layers for before, _ in layer.arrivals}
        reach: list[Values] = []
        for number, layer in enumerate(pattern.layers):
            more, here = number in continued, np.full((len(self._table), 4), _NOT_REACHED)
            for before, mask in layer.arrivals:
                columns = np.flatnonzero(mask if more else mask & self._last.allowed[:, 0])
                known = before == START or pattern.layers[before].steps == 1
                for rows in _portions(reach, before):
                    block = self._block(reach, before, rows, columns, known=known)
                    self._add(graph, block, (before, number), here, more=more, may_end=layer.may_end)
            reach.append(here)
        return graph

    def _add_direct(self, graph: DiGraph) -> None:
        first, goal = self._query.candidates.first, self._goal
        if first.allowed[0, goal]:
            graph.add_edge(START, GOAL, cost=int(first.costs[0, goal]))
            learn, similarity = int(first.learn[0, goal]), int(first.similarity[0, goal])
            self._front = np.array([[learn, learn, 1, -similarity]], np.int64)

    def _block(
        self, reach: list[Values], before: int, rows: RoleIndices, columns: RoleIndices, *, known: bool
    ) -> _Block:
        """Steps with their bounds; these are exact where it is ``known`` which role comes before the rows: none."""
        if before == START:
            steps = self._query.candidates.first.take(slice(None), columns)
            so_far = np.array([[0, 0, 0, -SCALE]])
            learn: Values = steps.learn.astype(np.int64)
        else:
            steps = self._query.candidates.between(rows, columns)
            so_far = reach[before][rows]
            learn = self._learn_after(rows, columns) if known else np.zeros_like(steps.learn, np.int64)
        left = np.zeros((1, 1), np.int64) if not known else self._left_after(before, rows, columns)
        partial = _onward(so_far[:, np.newaxis], learn, steps.similarity)
        whole = _onward(partial, left, self._last.similarity[columns, 0])
        longer = partial + np.stack(np.broadcast_arrays(-(-left // self._at_once), 0, 2, 0), axis=-1)
        return _Block(rows, columns, steps, partial, whole, longer, known)

    def _most_covered(self) -> int:
        """The most skills of the destination that learning one skill can cover, at least 1."""
        return self._index.most_covered(self._left)

    def _add(
        self, graph: DiGraph, block: _Block, layers: tuple[int, int], here: Values, *, more: bool, may_end: bool
    ) -> None:
        """Add the steps of a block that may lie on an optimal route, and what they tell about known routes."""
        ends = block.steps.allowed & self._last.allowed[block.columns, 0] & may_end
        if block.known:
            self._front = _optimal(np.concatenate([self._front, block.whole[ends]]))
        ends[ends] = ~_beaten(block.whole[ends], self._front)
        kept = block.steps.allowed & more
        kept[kept] = ~_beaten(block.longer[kept], self._front)
        before, number = layers
        costs = block.steps.costs
        for row, column in np.argwhere(kept | ends).tolist():
            origin, role = int(block.rows[row]), int(block.columns[column])
            node = START if before == START else (before, origin)
            graph.add_edge(node, (number, role), cost=int(costs[row, column]))
            here[role] = np.minimum(here[role], block.partial[row, column])
            if ends[row, column]:
                graph.add_edge((number, role), GOAL, cost=int(self._last.costs[role, 0]))

    def _learn_after(self, rows: RoleIndices, columns: RoleIndices) -> Values:
        """The skills to learn for some roles (columns), after the start and one role (rows)."""
        concepts = [self._open(column) for column in columns.tolist()]
        wanted = np.unique(np.concatenate([np.zeros(0, np.int64), *concepts]))
        covers = self._index.covers(wanted)[rows]
        found = np.empty((len(rows), len(columns)), np.int64)
        for number, open_ in enumerate(concepts):
            found[:, number] = len(open_) - covers[:, np.searchsorted(wanted, open_)].sum(axis=1)
        return found

    def _left_after(self, before: int, rows: RoleIndices, columns: RoleIndices) -> Values:
        """The skills to learn for the destination, after the start, one role (rows) where there is one, and columns."""
        covers = self._index.covers(self._left)
        last = covers[columns][np.newaxis]
        covered = last if before == START else covers[rows][:, np.newaxis] | last
        return np.asarray(len(self._left) - covered.sum(axis=2), np.int64)

    def _open(self, role: int) -> RoleIndices:
        """What a role requires that is not covered at the start."""
        asks = self._index.required.row(role)
        return asks[~self._start[asks]]


def _portions(reach: list[Values], before: int) -> Iterator[RoleIndices]:
    """The roles of a layer that are reached, in portions; for START one row."""
    rows = np.zeros(1, np.int64) if before == START else np.flatnonzero(reach[before][:, 2] < _NOT_REACHED)
    return chunks(rows, _ROWS)


def _onward(values: Values, learn: npt.NDArray[np.integer], similarity: npt.NDArray[np.integer]) -> Values:
    """The values of routes that one more step makes longer."""
    learned, most, steps, similar = np.moveaxis(values, -1, 0)
    return np.stack(
        np.broadcast_arrays(learned + learn, np.maximum(most, learn), steps + 1, np.maximum(similar, -similarity)),
        axis=-1,
    )


def _beaten(values: Values, known: Values) -> Mask:
    """For each row, whether a known one is as small in every value and smaller in one."""
    found = np.zeros(len(values), bool)
    for row in known:
        found |= (row <= values).all(axis=1) & (row < values).any(axis=1)
    return found


def _optimal(values: Values) -> Values:
    """The rows that are not dominated, each once."""
    left = np.unique(values, axis=0)  # sorted: what comes first is beaten by nothing after it
    found = []
    while len(left):
        found.append(left[0])
        left = left[(left < left[0]).any(axis=1)]
    return np.array(found, np.int64).reshape(-1, 4)
