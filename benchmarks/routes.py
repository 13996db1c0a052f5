"""The speed of routes on a made-up graph in the shape of ESCO: against networkx, as it grows, and with conditions.

    python benchmarks/routes.py [--scales 1 2 4]

Everything is measured in one run, and every cost that networkx finds is compared with ours. The exit status is 1 when a
figure misses its limit. Each size of the graph is measured in a process of its own, so that its peak is what it takes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

import networkx
import numpy as np
from town import SHAPE, elsewhere, hermit, shape, town

from kg.late import Int64s
from kg.routes.answer import find_routes
from kg.routes.conditions import Conditions, RouteOptions
from kg.routes.graphs import route_graph
from kg.routes.query import RouteQuery
from kg.routes.requirement_index import RequirementIndex
from kg.routes.rule import COST_UNIT, StepRule
from kg.similarity.role_table import RoleTable
from kg.similarity.roles import Similarity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.model.answers import Routes
    from kg.model.careers import Profile
    from kg.routes.requirement_index import RoleIndices
    from kg.routes.rule import StepValues

PAIRS = 60
"""How many pairs of roles are asked for."""

SLACK = 1.5
"""The time of a route may grow by so much more than the steps that it looks at."""

_DRAW = random.Random(5)  # noqa: S311 - the same questions on every run

_BEST = RouteOptions()


class Row(NamedTuple):
    """One figure, with the most (or least) that it may be where there is a limit."""

    name: str
    figure: float
    unit: str
    limit: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether the figure keeps to its limit."""
        if self.limit is None:
            return True
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"   {'>=' if self.at_least else '<='} {self.limit:g}"
        return f"{self.name:74}{self.figure:12,.2f} {self.unit:3}{limit}{'' if self.holds else '  MISSED'}"


class Pair(NamedTuple):
    """The two ends of a question."""

    start: Profile
    goal: Profile


class World:
    """A town that is open for questions, and how long its opening took."""

    def __init__(self, scale: int) -> None:
        self.careers = town(scale)
        self.table = RoleTable.of(self.careers)
        self.roles = [self.careers.roles[iri] for iri in self.table.roles]
        self.similarity = Similarity(self.careers, self.table)
        self.index = RequirementIndex(self.careers, self.table)
        one, every = np.arange(1), np.arange(len(self.table))
        self.similarity_seconds = seconds(lambda: self.similarity.rows(one))
        self.counts_seconds = seconds(lambda: (self.index.pairs.of(one, every), self.index.pairs.of(every, one)))

    def rule(self, **conditions: Any) -> StepRule:
        """The rule of a step under these conditions."""
        return StepRule(self.index, self.similarity, Conditions(**conditions))

    def query(self, pair: Pair, **conditions: Any) -> RouteQuery:
        """The question for the best route."""
        return RouteQuery(self.rule(**conditions), *pair)

    def ask(self, pair: Pair, choice: RouteOptions = _BEST, **conditions: Any) -> Routes:
        """A whole question: the search, the explanation, and the direct step beside it."""
        return find_routes(self.rule(**conditions), *pair, choice)

    def far_pairs(self, count: int, **conditions: Any) -> list[Pair]:
        """Random pairs of roles with a route under these conditions, but no direct step that builds on something."""
        draw, found = random.Random(3), list[Pair]()  # noqa: S311 - the same pairs on every run
        while len(found) < count:
            pair = Pair(*draw.sample(self.roles, 2))
            query = self.query(pair, **conditions)
            direct = query.rule.step(*pair)
            builds = direct.allowed[0, 0] and not direct.fresh[0, 0]
            if not builds and query.best():
                found.append(pair)
        return found


def seconds(action: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def median_ms(actions: Iterable[Callable[[], object]]) -> float:
    """The median time of calls, in milliseconds."""
    return 1000 * statistics.median(map(seconds, actions))


def peak_mb() -> float:
    """The most memory that this process has had resident, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


# --- against networkx -------------------------------------------------------------------------------------------------


class Compared(NamedTuple):
    """One question three ways, in seconds: a graph of all steps built, and searched; the candidates priced, built and
    searched; and the whole answer, explained. With the number of edges of both graphs.
    """

    edges: int
    building: float
    searching: float
    candidates: int
    pruned: float
    ours: float


def unrolled(world: World, pair: Pair) -> tuple[int, int, list[list[int]]]:
    """The full graph of one question: the nodes of its ends, and tails, heads and costs of its edges.

    A node is a role after one step or after two; there is an edge for every allowed step from the start, between any
    two intermediate roles, and to the goal, which is one node. Int64s come from the arrays that the search reads too.
    """
    query = world.query(pair)
    rule, passed, count = query.rule, np.flatnonzero(query.intermediate), len(world.table)
    column = np.array([world.table.role_index[pair.goal.entity.iri]])
    one, two, start, goal = passed, count + passed, np.array([2 * count]), np.array([2 * count + 1])
    last = rule.between(passed, column)
    parts = [
        _edges(rule.first.take(slice(None), column), start, goal),
        _edges(rule.first.take(slice(None), passed), start, one),
        _edges(last, one, goal),
        _edges(rule.between(passed, passed), one, two),
        _edges(last, two, goal),
    ]
    return int(start[0]), int(goal[0]), [np.concatenate(part).tolist() for part in zip(*parts, strict=True)]


def _edges(steps: StepValues, tails: RoleIndices, heads: RoleIndices) -> tuple[RoleIndices, RoleIndices, Int64s]:
    rows, columns = np.nonzero(steps.allowed)
    return tails[rows], heads[columns], steps.costs[rows, columns]


def compare(world: World, pair: Pair) -> Compared:
    """One question by both, which must find the same cost."""
    start, goal, edges = unrolled(world, pair)
    graph: networkx.DiGraph[int] = networkx.DiGraph()
    building = seconds(lambda: graph.add_weighted_edges_from(zip(*edges, strict=True), weight="cost"))
    begun = time.perf_counter()
    cost, _ = networkx.single_source_dijkstra(graph, start, goal, weight="cost")
    searching = time.perf_counter() - begun
    best = world.ask(pair)[0].cost
    if best is None or cost != round(best * COST_UNIT):
        raise AssertionError(f"networkx and the search differ between {pair.start.entity.id} and {pair.goal.entity.id}")
    world.query(pair).best()  # similarities are read by then
    begun = time.perf_counter()
    candidates = route_graph(world.query(pair))
    ends = candidates.graph["start"], candidates.graph["goal"]
    networkx.dijkstra_path(candidates, *ends, weight="weight")
    pruned = time.perf_counter() - begun
    ours = seconds(partial(world.ask, pair))
    return Compared(len(edges[0]), building, searching, candidates.number_of_edges(), pruned, ours)


def against_networkx(world: World, pairs: list[Pair]) -> list[Row]:
    """One route by networkx: the graph that it needs, built for the question, and Dijkstra's algorithm on it."""
    found = [compare(world, pair) for pair in pairs]
    middle = Compared(*map(statistics.median, zip(*found, strict=True)))
    whole = statistics.median((one.building + one.searching) / one.ours for one in found)
    alone = statistics.median(one.searching / one.ours for one in found)
    return [
        Row(f"networkx: a graph of {middle.edges:,.0f} edges built", 1000 * middle.building, "ms"),
        Row("networkx: Dijkstra's algorithm on it", 1000 * middle.searching, "ms"),
        Row("networkx in all / one route with its explanation", whole, "x", 10, at_least=True),
        Row("Dijkstra's algorithm alone / one route with its explanation", alone, "x"),
        Row(
            f"the fair alternative: a graph of {middle.candidates:,.0f} candidates, priced, built, searched",
            1000 * middle.pruned,
            "ms",
        ),
    ]


# --- one graph --------------------------------------------------------------------------------------------------------


def routes(world: World, pairs: list[Pair]) -> list[Row]:
    """Routes, explained."""
    one = median_ms(partial(world.ask, pair) for pair in pairs)
    five = median_ms(partial(world.ask, pair, RouteOptions(5)) for pair in pairs)
    return [Row("one route, explained", one, "ms", 10), Row("five routes, explained", five, "ms", 60)]


def gaps(world: World) -> list[Row]:
    """The gaps from one start to all roles."""

    def first(start: Profile) -> StepValues:
        return world.rule().from_profile(start).first

    def singly(start: Profile) -> list[int]:
        requirements = world.rule().requirements
        held = requirements.held_by(start)
        return [requirements.match(held, role).gap_in_halves for role in world.roles]

    starts, others = _DRAW.sample(world.roles, 200), [elsewhere(world.careers, seed) for seed in range(20)]
    for start in (starts[0], others[0]):
        if first(start).gap[0].tolist() != singly(start):
            raise AssertionError(f"the gaps from {start.entity.id} differ")
    fresh, known = list[float](), list[float]()
    for start in others:
        fresh.append(seconds(partial(first, start)))
        known.append(seconds(partial(first, start)))
    return [
        Row("all gaps from a role", median_ms(partial(first, start) for start in starts), "ms", 1),
        Row("all gaps from a start that is no role, its similarity known", 1000 * statistics.median(known), "ms", 1),
        Row("the same, and its similarity", 1000 * statistics.median(fresh), "ms"),
        Row(
            "all gaps from a role, one at a time in Python", median_ms(partial(singly, one) for one in starts[:9]), "ms"
        ),
    ]


def with_conditions(world: World, pairs: list[Pair]) -> list[Row]:
    """Routes with conditions; every question has a route unless its row says otherwise."""
    skills, few = sorted(world.index.roles_requiring), pairs[:20]
    have = frozenset(_DRAW.sample(skills, 5))
    capped = world.far_pairs(len(few), max_new=15)
    avoiding: list[Callable[[], object]] = []
    passing: list[Callable[[], object]] = []
    for pair in pairs:
        best = world.ask(pair, RouteOptions(5))
        avoid = frozenset({_DRAW.choice(best[0].learn).iri})
        if world.query(pair, avoid=avoid).best():
            avoiding.append(partial(world.ask, pair, avoid=avoid))
        passed = [step.destination.iri for step in best[-1].steps[:-1]]
        passing += [partial(world.ask, pair, RouteOptions(via=(_DRAW.choice(passed),)))] if passed else []
    lonely = [Pair(hermit(), goal) for goal in _DRAW.sample(world.roles, 5)]
    questions: dict[str, list[Callable[[], object]]] = {
        "five more skills held": [partial(world.ask, pair, have=have) for pair in few],
        "without a skill that the best route learns": avoiding[: len(few)],
        "at most 15 skills to learn a step": [partial(world.ask, pair, max_new=15) for pair in capped],
        "by way of a role of the fifth best route": passing[: len(few)],
        "at most four steps": [partial(world.ask, pair, max_steps=4) for pair in few],
        "from a start that is no role": _from_elsewhere(world, few),
        "all trade-offs": [partial(world.ask, pair, _TRADEOFFS) for pair in few],
        "no route from a start that shares nothing: why, and the smallest bridge": [
            partial(world.ask, pair, min_shared=1) for pair in lonely
        ],
        "the same, at most 15 skills to learn a step (it may be given up)": [
            partial(world.ask, pair, min_shared=1, max_new=15) for pair in lonely[:3]
        ],
    }
    return [Row(f"{name} ({len(actions)})", median_ms(actions), "ms") for name, actions in questions.items()]


_TRADEOFFS = RouteOptions(variety="tradeoffs")


def _from_elsewhere(world: World, pairs: list[Pair]) -> list[Callable[[], object]]:
    return [partial(world.ask, Pair(elsewhere(world.careers, seed), pair.goal)) for seed, pair in enumerate(pairs)]


# --- as the graph grows -----------------------------------------------------------------------------------------------


class Size(NamedTuple):
    """What a graph of some size takes: to open, and for one route, which looks at so many steps.

    The first row of ``similarity`` takes the walks of all roles; ``route`` is without rows that had to be computed, and
    ``first`` with them, as a route takes in a graph that is new.
    """

    scale: int
    roles: int
    links: int
    similarity: float
    counts: float
    memory: float
    first: float
    route: float
    steps: float


@contextmanager
def looked_at() -> Iterator[list[int]]:
    """How many steps the arrays are asked for, call by call."""
    seen, between = list[int](), StepRule.between

    def counting(rule: StepRule, rows: RoleIndices, columns: RoleIndices) -> StepValues:
        seen.append(len(rows) * len(columns))
        return between(rule, rows, columns)

    with mock.patch.object(StepRule, "between", counting):
        yield seen


def grown(scale: int) -> Size:
    """Open a graph of a size, and ask it for routes."""
    world = World(scale)
    memory, pairs = peak_mb(), world.far_pairs(PAIRS)
    world.similarity = Similarity(world.careers, world.table)
    world.ask(pairs[0])
    first, route = (median_ms(partial(world.ask, pair) for pair in pairs) for _ in range(2))
    with looked_at() as seen:
        for pair in pairs:
            world.ask(pair)
    roles = len(world.roles)
    steps = roles + sum(seen) / len(pairs)  # and those from the start
    return Size(
        scale,
        roles,
        int(world.table.size.sum()),
        world.similarity_seconds,
        world.counts_seconds,
        memory,
        first,
        route,
        steps,
    )


def growth(scales: list[int]) -> list[Size]:
    """What each size takes, each in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context, max_tasks_per_child=1) as pool:
        return list(pool.map(grown, scales))


def growth_rows(sizes: list[Size]) -> list[Row]:
    """How the time of a route grows, beside the steps that it looks at."""
    first, rows = sizes[0], []
    for size in sizes[1:]:
        looked, took = size.steps / first.steps, size.route / first.route
        times = f"{size.scale / first.scale:g} x the roles"
        rows.append(Row(f"{times}: steps looked at", looked, "x"))
        rows.append(Row(f"{times}: time of a route (at most {SLACK:g} x the steps)", took, "x", SLACK * looked))
        rows.append(
            Row(f"{times}: the same, and similarity of the roles that it looks at", size.first / first.first, "x")
        )
    return rows


# --- all of it --------------------------------------------------------------------------------------------------------


def _print(title: str, rows: Iterable[Row]) -> bool:
    print(f"\n{title}")
    table = list(rows)
    print(*table, sep="\n", flush=True)
    return all(row.holds for row in table)


def _print_sizes(sizes: list[Size]) -> None:
    print("\nOpening and one route, by size; memory is the peak of the process once the graph is open")
    heads = (
        "scale",
        "roles",
        "links",
        "similarity s",
        "counts s",
        "MB",
        "first ms",
        "route ms",
        "steps looked at",
        "ns per step",
    )
    print("".join(f"{head:>16}" for head in heads))
    for size in sizes:
        each = 1e6 * size.route / size.steps
        cells = f"{size.scale}", f"{size.roles:,}", f"{size.links:,}", f"{size.similarity:.1f}", f"{size.counts:.1f}"
        more = f"{size.memory:,.0f}", f"{size.first:.2f}", f"{size.route:.2f}", f"{size.steps:,.0f}", f"{each:.0f}"
        print("".join(f"{cell:>16}" for cell in (*cells, *more)))


def main() -> int:
    """Measure and print every table."""
    parser = argparse.ArgumentParser(description="Speed of routes on a made-up graph in the shape of ESCO.")
    parser.add_argument("--scales", type=int, nargs="+", default=[1, 2, 4], help="sizes to grow by (default 1 2 4)")
    sizes = growth(parser.parse_args().scales)  # first: a process starts with the peak of the one that starts it
    world = World(1)
    print(f"{'The graph':32}{'made up':>12}{'ESCO':>12}")
    for name, figure in shape(world.careers).items():
        print(f"{name:32}{figure:12,.0f}{SHAPE[name]:12,.0f}")
    _print_sizes(sizes)
    pairs = world.far_pairs(PAIRS)
    world.ask(pairs[0])
    holds = [
        _print("Growth of a route", growth_rows(sizes)),
        _print(f"Routes between roles far apart: medians of {PAIRS} pairs", routes(world, pairs)),
        _print("The same by networkx: medians of 5 pairs", against_networkx(world, pairs[:5])),
        _print("Gaps", gaps(world)),
        _print("Routes with conditions: medians of so many questions", with_conditions(world, pairs)),
    ]
    return 0 if all(holds) else 1


if __name__ == "__main__":
    sys.exit(main())
