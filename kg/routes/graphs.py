"""Steps between roles as networkx graphs, for whoever wants to search them in another way."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kg.late import networkx as nx
from kg.late import numpy as np
from kg.routes.candidates import GOAL, START, WEIGHTS
from kg.routes.query import RouteQuery
from kg.routes.requirement_index import chunks
from kg.routes.rule import COST_UNIT, StepRule, StepValues
from kg.similarity.random_walks import SCALE

if TYPE_CHECKING:
    import networkx


def route_graph(query: RouteQuery) -> networkx.DiGraph[tuple[int, str]]:
    """The steps that the best routes of a query may take; see :meth:`kg.graph.CareerGraph.route_graph`."""
    start, goal = (0, query.origin.entity.id), (query.rule.conditions.max_steps, query.destination.entity.id)
    found: networkx.DiGraph[tuple[int, str]] = nx.DiGraph(start=start, goal=goal)
    found.add_nodes_from((start, goal))
    (pattern,) = query.patterns()
    graph = query.candidates.graph(pattern, next(query.candidates.limits(pattern, query.options.k), 0))
    rank = _ranks(query)
    scale = query.rule.conditions.max_steps * (max(rank.values(), default=0) + 1)
    ends = {START: start, GOAL: goal}

    def node(name: Any) -> tuple[int, str]:
        return ends[name] if name in ends else (name[0] + 1, query.rule.index.role(name[1]).entity.id)

    for before, after, values in graph.edges(data=True):
        weight = values["weight"] * scale + rank.get((before, after), 0)
        found.add_edge(node(before), node(after), **_attributes(**{**values, "weight": weight}))
    return found


def _ranks(query: RouteQuery) -> dict[tuple[Any, Any], int]:
    """For each step of the lightest routes, which are equal but for the rule's ties, the rank of the first of them.

    The best one has rank 0 throughout; every other has some step of another rank, since a path has one role a layer.
    """
    (pattern,) = query.patterns()
    equal = sorted(next(query.candidates.routes(pattern, query.options.k), []), key=query.sort_key)
    found: dict[tuple[Any, Any], int] = {}
    for number, route in enumerate(equal):
        for step in pairwise([START, *enumerate(route.roles), GOAL]):
            found.setdefault(step, number)
    return found


def steps_graph(rule: StepRule) -> networkx.DiGraph[str]:
    """Every step that may be a later one of a route; see :meth:`kg.graph.CareerGraph.to_networkx`."""
    found: networkx.DiGraph[str] = nx.DiGraph()
    roles, includes = np.flatnonzero(rule.within), rule.conditions.within.includes
    ids = {number: rule.index.role(number).entity.id for number in roles.tolist()}
    found.add_nodes_from(ids.values())
    for rows in chunks(roles, 512):
        _add(found, [ids[row] for row in rows.tolist()], [*ids.values()], rule.between(rows, roles))
    for path in rule.careers.entry_paths.values():
        if includes(path.entity.iri):
            found.add_node(path.entity.id)
            steps = rule.from_profile(path).first.take(slice(None), roles)
            _add(found, [path.entity.id], [*ids.values()], steps)
    return found


def _add(graph: networkx.DiGraph[str], origins: list[str], ids: list[str], steps: StepValues) -> None:
    """Add the steps that are allowed and not fresh starts."""
    rows, columns = np.nonzero(steps.allowed & ~steps.fresh)
    found = steps.take(rows, columns)
    weights = WEIGHTS["effort"](found)
    listed = (rows, columns, found.costs, weights, found.gap, found.similarity, found.learn)
    for row, column, *values in zip(*(column.tolist() for column in listed), strict=True):
        graph.add_edge(origins[row], ids[column], **_attributes(*values))


def _attributes(cost: int, weight: int, gap: int, similarity: int, learn: int) -> dict[str, float]:
    """The attributes of a step in the units of answers: cost and gap in skills, similarity from 0 to 1."""
    return {
        "cost": cost / COST_UNIT,
        "weight": weight,
        "gap": gap / 2,
        "similarity": similarity / SCALE,
        "learn": learn,
    }
