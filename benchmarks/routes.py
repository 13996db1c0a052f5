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

from kg.routes.answer import find_routes
from kg.routes.query import RouteOptions, RouteQuery
from kg.routes.requirement_index import RequirementIndex
from kg.routes.requirements import Conditions
from kg.routes.rule import COST_UNIT, NO_STEP, StepRule, Steps
from kg.similarity.role_table import RoleTable
from kg.similarity.roles import Similarity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.model.answers import Routes
    from kg.model.careers import Profile
    from kg.routes.requirement_index import Places
    from kg.routes.rule import Costs, Moves

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
        kinship = Similarity(self.careers, self.table)
        self.network = RequirementIndex(self.careers, self.table, kinship)
        one = np.arange(1)
        self.kinship_seconds = seconds(lambda: kinship.rows(one, one))
        self.counts_seconds = seconds(lambda: (self.network.counts(one, one), self.network.nearness))

    def transitions(self, **conditions: Any) -> StepRule:
        """The steps of one traveller."""
        return StepRule(self.careers, self.network.kinship, Conditions(**conditions))

    def steps(self, start: Profile) -> Steps:
        """The steps from a start, for one who asks for nothing in particular."""
        return Steps(self.network, self.transitions(), start)

    def ask(self, pair: Pair, choice: RouteOptions = _BEST, **conditions: Any) -> Routes:
        """A whole question: the search, the explanation, and the direct move beside it."""
        return find_routes(self.network, self.transitions(**conditions), *pair, choice)

    def far_pairs(self, count: int, **conditions: Any) -> list[Pair]:
        """Random pairs of roles with a route under these conditions, but no direct move that builds on something."""
        draw, found = random.Random(3), list[Pair]()  # noqa: S311 - the same pairs on every run
        while len(found) < count:
            pair = Pair(*draw.sample(self.network.roles, 2))
            journey = RouteQuery(self.network, self.transitions(**conditions), *pair)
            builds = journey.search.direct < NO_STEP and not journey.transitions.is_fresh(*pair)
            if not builds and journey.best(_BEST):
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
    """One question by both: edges of the graph, and seconds to build it, to search it, and for our whole answer."""

    edges: int
    building: float
    searching: float
    ours: float


def unrolled(world: World, pair: Pair) -> tuple[int, int, list[list[int]]]:
    """The full graph of one question: the nodes of its ends, and tails, heads and costs of its edges.

    A node is a role after one step or after two; there is an edge for every allowed step from the start, between any
    two stepping stones, and to the goal, which is one node. Costs come from the arrays that the search reads too.
    """
    network, steps = world.network, world.steps(pair.start)
    stones, count = np.flatnonzero(steps.stones(pair.goal)), len(network.roles)
    column = np.array([network.position[pair.goal.entity.iri]])
    one, two, start, goal = stones, count + stones, np.array([2 * count]), np.array([2 * count + 1])
    last = steps.between(stones, column).costs
    parts = [
        _edges(steps.first.costs[:, column], start, goal),
        _edges(steps.first.costs[:, stones], start, one),
        _edges(last, one, goal),
        _edges(steps.between(stones, stones).costs, one, two),
        _edges(last, two, goal),
    ]
    return int(start[0]), int(goal[0]), [np.concatenate(part).tolist() for part in zip(*parts, strict=True)]


def _edges(costs: Costs, tails: Places, heads: Places) -> tuple[Places, Places, Costs]:
    rows, columns = np.nonzero(costs < NO_STEP)
    return tails[rows], heads[columns], costs[rows, columns]


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
    return Compared(len(edges[0]), building, searching, seconds(partial(world.ask, pair)))


def against_networkx(world: World, pairs: list[Pair]) -> list[Row]:
    """One route by networkx: the graph that it needs, built for the question, and Dijkstra's algorithm on it."""
    found = [compare(world, pair) for pair in pairs]
    middle = Compared(*map(statistics.median, zip(*found, strict=True)))
    whole = statistics.median((one.building + one.searching) / one.ours for one in found)
    alone = statistics.median(one.searching / one.ours for one in found)
    return [
        Row(f"networkx: a graph of {middle.edges:,.0f} edges built", 1000 * middle.building, "ms"),
        Row("networkx: Dijkstra's algorithm on it", 1000 * middle.searching, "ms"),
        Row("networkx in all / one route with its explanation", whole, "x", 50, at_least=True),
        Row("Dijkstra's algorithm alone / one route with its explanation", alone, "x"),
    ]


# --- one graph --------------------------------------------------------------------------------------------------------


def routes(world: World, pairs: list[Pair]) -> list[Row]:
    """Routes, explained."""
    one = median_ms(partial(world.ask, pair) for pair in pairs)
    five = median_ms(partial(world.ask, pair, RouteOptions(5)) for pair in pairs)
    return [Row("one route, explained", one, "ms", 10), Row("five routes, explained", five, "ms", 60)]


def gaps(world: World) -> list[Row]:
    """The gaps from one start to all roles."""

    def first(start: Profile) -> Moves:
        return world.steps(start).first

    def singly(start: Profile) -> list[int]:
        transitions = world.transitions()
        held = transitions.holdings(start)
        return [transitions.needs(held, role).half_gap for role in world.network.roles]

    starts, strangers = _DRAW.sample(world.network.roles, 200), [elsewhere(world.careers, seed) for seed in range(20)]
    for start in (starts[0], strangers[0]):
        if first(start).gap[0].tolist() != singly(start):
            raise AssertionError(f"the gaps from {start.entity.id} differ")
    fresh, known = list[float](), list[float]()
    for start in strangers:
        fresh.append(seconds(partial(first, start)))
        known.append(seconds(partial(first, start)))
    return [
        Row("all gaps from a role", median_ms(partial(first, start) for start in starts), "ms", 1),
        Row("all gaps from a start that is no role, its kinship known", 1000 * statistics.median(known), "ms", 1),
        Row("the same, and its kinship", 1000 * statistics.median(fresh), "ms"),
        Row(
            "all gaps from a role, one at a time in Python", median_ms(partial(singly, one) for one in starts[:9]), "ms"
        ),
    ]


def with_conditions(world: World, pairs: list[Pair]) -> list[Row]:
    """Routes with wishes and limits; every question has a route unless its row says otherwise."""
    skills, few = sorted(world.network.requirers), pairs[:20]
    have = frozenset(_DRAW.sample(skills, 5))
    capped = world.far_pairs(len(few), max_new=15)
    avoiding: list[Callable[[], object]] = []
    passing: list[Callable[[], object]] = []
    for pair in pairs:
        best = world.ask(pair, RouteOptions(5))
        avoid = frozenset({_DRAW.choice(best[0].learn).iri})
        if RouteQuery(world.network, world.transitions(avoid=avoid), *pair).best(_BEST):
            avoiding.append(partial(world.ask, pair, avoid=avoid))
        stones = [step.destination.iri for step in best[-1].steps[:-1]]
        passing += [partial(world.ask, pair, RouteOptions(via=(_DRAW.choice(stones),)))] if stones else []
    lonely = [Pair(hermit(), goal) for goal in _DRAW.sample(world.network.roles, 5)]
    questions: dict[str, list[Callable[[], object]]] = {
        "five skills held besides": [partial(world.ask, pair, have=have) for pair in few],
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


_TRADEOFFS = RouteOptions(alternatives="tradeoffs")


def _from_elsewhere(world: World, pairs: list[Pair]) -> list[Callable[[], object]]:
    return [partial(world.ask, Pair(elsewhere(world.careers, seed), pair.goal)) for seed, pair in enumerate(pairs)]


# --- as the graph grows -----------------------------------------------------------------------------------------------


class Size(NamedTuple):
    """What a graph of some size takes: to open, and for one route, which looks at so many steps.

    ``kept`` is whether the kinship of every two roles is; else it is computed for the roles that a route looks at.
    """

    scale: int
    roles: int
    links: int
    kinship: float
    counts: float
    memory: float
    route: float
    steps: float
    kept: bool


@contextmanager
def looked_at() -> Iterator[list[int]]:
    """How many steps the arrays are asked for, call by call."""
    seen, between = list[int](), Steps.between

    def counting(steps: Steps, rows: Places, columns: Places) -> Moves:
        seen.append(len(rows) * len(columns))
        return between(steps, rows, columns)

    with mock.patch.object(Steps, "between", counting):
        yield seen


def grown(scale: int) -> Size:
    """Open a graph of a size, and ask it for routes."""
    world = World(scale)
    memory, pairs = peak_mb(), world.far_pairs(PAIRS)
    world.ask(pairs[0])
    route = median_ms(partial(world.ask, pair) for pair in pairs)
    with looked_at() as seen:
        for pair in pairs:
            world.ask(pair)
    roles = len(world.network.roles)
    steps = roles + sum(seen) / len(pairs)  # and those from the start
    return Size(
        scale,
        roles,
        int(world.network.size.sum()),
        world.kinship_seconds,
        world.counts_seconds,
        memory,
        route,
        steps,
        world.network.kinship.is_small,
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
        if first.kept == size.kept:
            rows.append(Row(f"{times}: time of a route (at most {SLACK:g} x the steps)", took, "x", SLACK * looked))
        else:
            rows.append(Row(f"{times}: time of a route, and kinship of the roles that it looks at", took, "x"))
    return rows


# --- all of it --------------------------------------------------------------------------------------------------------


def _print(title: str, rows: Iterable[Row]) -> bool:
    print(f"\n{title}")
    table = list(rows)
    print(*table, sep="\n", flush=True)
    return all(row.holds for row in table)


def _print_sizes(sizes: list[Size]) -> None:
    print("\nOpening and one route, by size; memory is the peak of the process once the graph is open")
    heads = ("scale", "roles", "links", "kinship s", "counts s", "MB", "route ms", "steps looked at", "ns per step")
    print("".join(f"{head:>16}" for head in heads))
    for size in sizes:
        each = 1e6 * size.route / size.steps
        cells = f"{size.scale}", f"{size.roles:,}", f"{size.links:,}", f"{size.kinship:.1f}", f"{size.counts:.1f}"
        more = f"{size.memory:,.0f}", f"{size.route:.2f}", f"{size.steps:,.0f}", f"{each:.0f}"
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
