"""Routes by plain networkx on the whole graph: every role, every step, unrolled to layers; slow, and nothing is pruned.

Only single steps are asked of the program: whether one is allowed, what it costs, and which roles may be passed.
"""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING, Any

import networkx
from careers import cost_of, intermediate_of
from rule import Option, Person, World

if TYPE_CHECKING:
    from kg.model.careers import Profile
    from kg.routes.query import RouteQuery

__all__ = ["cheapest", "town", "unrolled"]


def cheapest(journey: RouteQuery, graph: networkx.DiGraph[Any], k: int) -> list[tuple[int, tuple[str, ...]]]:
    """The k cheapest routes of an unrolled graph, and all that cost the same as the last: cost, and roles by IRI."""
    goal = journey.destination.entity.iri
    found: list[tuple[int, tuple[str, ...]]] = []
    if (0, "") not in graph or goal not in graph or not networkx.has_path(graph, (0, ""), goal):
        return found
    for path in networkx.shortest_simple_paths(graph, (0, ""), goal, weight="cost"):
        cost = networkx.path_weight(graph, path, "cost")
        if len(found) >= k and cost > found[k - 1][0]:
            break
        stones = tuple(iri for _, iri in path[1:-1])
        if len({journey.rule.careers.canonical_role(iri) for iri in stones}) == len(stones):
            found.append((cost, stones))
    return sorted(found)


def unrolled(journey: RouteQuery) -> networkx.DiGraph[Any]:
    """Nodes are (steps taken, role), the start at 0; the destination is one node, reached from any layer."""
    rule, goal = journey.rule, journey.destination
    graph: networkx.DiGraph[Any] = networkx.DiGraph()
    stones = intermediate_of(journey)

    @cache
    def cost(origin: Profile, role: Profile) -> int | None:
        return cost_of(rule, origin, role) if rule.why_not_allowed(origin, role) is None else None

    passing = dict(zip(rule.table.roles, rule.passing_prices(goal).tolist(), strict=True))

    def link(origin: Profile, tail: object, role: Profile, head: object) -> None:
        if (found := cost(origin, role)) is not None:
            graph.add_edge(tail, head, cost=found + passing[role.entity.iri])

    last = rule.conditions.max_steps - 1
    link(journey.origin, (0, ""), goal, goal.entity.iri)
    for stone in stones:
        if last and not is_direct_alone(journey, stone):
            link(journey.origin, (0, ""), stone, (1, stone.entity.iri))
        for layer in range(1, last + 1):
            link(stone, (layer, stone.entity.iri), goal, goal.entity.iri)
            for other in stones if layer < last else ():
                link(stone, (layer, stone.entity.iri), other, (layer + 1, other.entity.iri))
    return graph


def is_direct_alone(journey: RouteQuery, stone: Profile) -> bool:
    """Whether the first step into a role would do only as a direct one: a leap, or a fresh start before a degree."""
    rule, origin = journey.rule, journey.origin
    step, held = rule.step(origin, stone), rule.requirements.held_by(origin)
    before, after = origin.preparation, stone.preparation
    rises = before is not None and after is not None and after - before > 1
    leaps = rises and bool(step.learn[0, 0] or not rule.requirements.meets(held, stone))
    before_degree = rule.degree_first(journey.destination) and bool(step.fresh[0, 0])
    return (leaps and not rule.conditions.allow_leaps) or before_degree


def town(seed: int, roles: int = 40, skills: int = 60) -> World:
    """A world of some size: skills that are asked for unevenly, in groups, with degrees, levels, people and pay."""
    draw = random.Random(seed)
    names = [f"s{number}" for number in range(skills)]
    weights = [1 / (number + 1) ** 0.7 for number in range(skills)]
    people = {}
    for number in range(roles):
        asked = set(draw.choices(names, weights, k=draw.randint(2, 12)))
        optional = set(draw.choices(names, weights, k=draw.randint(1, 5))) - asked
        people[f"r{number:02d}"] = Person(
            f"role {draw.randint(0, roles)}",
            frozenset(asked),
            frozenset(optional),
            (Option(draw.choice(["bachelor", "master", "phd", "licence"])),) if draw.random() < 0.5 else (),
            preparation=draw.choice([None, 1, 2, 3, 4]),
            regulated=draw.random() < 0.1,
            people=draw.choice([None, 2000, 30_000, 400_000]),
            pay=draw.choice([None, 30_000, 50_000, 90_000]),
        )
    broader = {skill: frozenset({f"g{draw.randint(0, 9)}"}) for skill in names if draw.random() < 0.6}
    return World(people, broader=broader, exact=(("r01", "r02"), ("r03", "r04")))
