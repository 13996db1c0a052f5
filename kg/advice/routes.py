"""The best routes from one profile to another: networkx on the graph of allowed steps, unrolled to max-steps layers.

Exact under the rule of :mod:`kg.advice.transitions`: every route of at most ``max_steps`` steps that repeats no
role is a
simple path of the unrolled graph, and networkx yields those by rising cost. Ties are broken by fewer steps, fewer
skills to learn in all, then labels (and IRIs, where two graphs use one label).

Complexity: with R roles there are at most R^2 steps in each of L layers; one of the k routes takes at most L runs of
Dijkstra's algorithm over these. Routes that cost the same as the last one are all compared.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.advice.bridges import Bridges
from kg.advice.explanation import explain_direct, explain_route
from kg.model.answers import Route, Routes

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx

    from kg.advice.choice import Choice
    from kg.advice.transitions import Transitions
    from kg.model.careers import Profile

__all__ = ["find_routes"]

_START = (0, "")
_Graph: TypeAlias = "networkx.DiGraph[Any]"


def find_routes(transitions: Transitions, origin: Profile, destination: Profile, choice: Choice) -> Routes:
    """The routes of a choice, best first, beside the direct move; or the reason why there is none, and a bridge.

    From a role to itself there is one route without a step. Fewer than k routes are returned when no more exist.
    Roles that match exactly are one place, and a route never steps between them.
    """
    ends = (origin.entity, destination.entity)
    place = transitions.careers.place
    if place(origin.entity.iri) == place(destination.entity.iri):
        note = f"{origin.entity.label} is both the start and the destination"
        return Routes(ends, (Route((), 0.0, ()),), None, note)
    search = Search(transitions, origin, destination)
    routes = search.best(choice.k)
    direct = explain_direct(transitions, origin, destination)
    if routes:
        return Routes(ends, routes, direct)
    return Routes(ends, (), direct, search.reason(), Bridges(search).smallest())


class Search:
    """One search: the steps that exist between these two ends under the traveller's conditions."""

    def __init__(self, transitions: Transitions, origin: Profile, destination: Profile) -> None:
        self.transitions = transitions
        self.origin = origin
        self.destination = destination
        self.place = transitions.careers.place
        ends = {self.place(origin.entity.iri), self.place(destination.entity.iri)}
        self.stones = [
            role
            for iri, role in sorted(transitions.careers.roles.items())
            if self.place(iri) not in ends and transitions.is_stone(role, origin, destination)
        ]
        self._by_skill: dict[str, list[Profile]] = defaultdict(list)
        for role in self.stones:
            for skill in role.skills:
                self._by_skill[skill].append(role)
        self._moves: dict[str, list[tuple[Profile, int]]] = {}

    def best(self, k: int) -> list[Route]:
        """The k best routes in order."""
        found: list[tuple[int, list[Profile]]] = []
        limit: int | None = None
        for cost, profiles in self._paths():
            if limit is not None and cost > limit:
                break
            found.append((cost, profiles))
            if len(found) == k:
                limit = cost
        routes = [(cost, explain_route(self.transitions, [self.origin, *profiles])) for cost, profiles in found]
        routes.sort(key=lambda pair: (pair[0], len(pair[1].steps), len(pair[1].learn), _names(pair[1])))
        return [route for _, route in routes[:k]]

    def _paths(self) -> Iterator[tuple[int, list[Profile]]]:
        """Every route by rising cost: the profiles it passes after the start."""
        import networkx  # the heaviest import of this room, wanted by routes alone

        graph = self._unrolled(networkx.DiGraph())
        goal = self.destination.entity.iri
        if _START not in graph or goal not in graph:
            return
        try:
            for path in networkx.shortest_simple_paths(graph, _START, goal, weight="cost"):
                roles = [self.transitions.careers.roles[node[1]] for node in path[1:-1]]
                places = {self.place(role.entity.iri) for role in roles}
                if len(places) == len(roles):
                    yield networkx.path_weight(graph, path, "cost"), [*roles, self.destination]
        except networkx.NetworkXNoPath:
            return

    def _unrolled(self, graph: _Graph) -> _Graph:
        """Nodes are (steps taken, role) with the start at layer 0; the destination is one node, reached from any."""
        layer = {_START[1]: self.origin}
        last = self.transitions.conditions.max_steps - 1
        for taken in range(last + 1):
            reached: dict[str, Profile] = {}
            for iri, profile in layer.items():
                for role, cost in self._steps(profile):
                    if role is self.destination:
                        graph.add_edge((taken, iri), role.entity.iri, cost=cost)
                    elif taken < last:
                        reached[role.entity.iri] = role
                        graph.add_edge((taken, iri), (taken + 1, role.entity.iri), cost=cost)
            layer = reached
        return graph

    def _steps(self, profile: Profile) -> list[tuple[Profile, int]]:
        """The stones, and the destination, that one step from here reaches, each with its cost."""
        key = profile.entity.iri
        if key not in self._moves:
            covered = self.transitions.careers.tree.covers(self.transitions.holdings(profile).skills)
            akin = {role.entity.iri: role for skill in covered for role in self._by_skill.get(skill, ())}
            roles = [akin[iri] for iri in sorted(akin) if self.place(iri) != self.place(key)]
            self._moves[key] = [
                (role, self.transitions.cost(profile, role))
                for role in (*roles, self.destination)
                if self.transitions.obstacle(profile, role) is None
            ]
        return self._moves[key]

    def reason(self) -> str:
        """Why there is no route, most telling first."""
        transitions, goal = self.transitions, self.destination.entity.label
        if not self.destination.required:
            return f"the source states no skills for {goal}, so nothing can lead there"
        limit = transitions.conditions.max_steps
        if limit == 1:
            return f"the direct move is not allowed: {transitions.obstacle(self.origin, self.destination)}"
        if not any(role is self.destination for stone in self.stones for role, _ in self._steps(stone)):
            if any(transitions.shares(stone, self.destination) for stone in self.stones):
                return f"no role that can be passed on the way leads to {goal} under these conditions"
            return f"no role that can be passed on the way shares a required skill with {goal}"
        start = self.origin.entity.label
        if not self._steps(self.origin):
            if any(transitions.shares(self.origin, stone) for stone in self.stones):
                return f"no role can be entered from {start} under these conditions"
            return f"no role can be entered from {start}: no required skill is shared"
        return f"no chain of at most {limit} steps leads to {goal}"


def _names(route: Route) -> list[tuple[str, str]]:
    return [(step.destination.label, step.destination.iri) for step in route.steps]
