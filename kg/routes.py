"""The best routes from one profile to another: networkx on the graph of allowed steps, unrolled to max-steps layers.

Exact under the rule of :mod:`kg.transitions`: every route of at most ``max_steps`` steps that repeats no role is a
simple path of the unrolled graph, and networkx yields those by rising cost. Ties are broken by fewer steps, fewer
skills to learn in all, then labels.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.gaps import gates, skill_items, sources_of
from kg.kinship import SCALE
from kg.model.answers import Bridge, DirectMove, Route, Routes, Step
from kg.transitions import COST_UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import networkx

    from kg.model import Entity
    from kg.model.careers import Profile
    from kg.transitions import Transitions

__all__ = ["find_routes"]

_START = (0, "")
_Graph: TypeAlias = "networkx.DiGraph[Any]"


def find_routes(transitions: Transitions, origin: Profile, destination: Profile, k: int = 1) -> Routes:
    """The ``k`` best routes, best first, beside the direct move; or the reason why there is none, and a bridge.

    From a role to itself there is one route without a step. Fewer than ``k`` routes are returned when no more exist.
    """
    ends = (origin.entity, destination.entity)
    place = transitions.careers.place
    if place(origin.entity.iri) == place(destination.entity.iri):
        note = f"{origin.entity.label} is both the start and the destination"
        return Routes(ends, (Route((), 0.0, ()),), None, note)
    search = _Search(transitions, origin, destination)
    routes = search.best(k)
    direct = _direct(transitions, origin, destination)
    if routes:
        return Routes(ends, routes, direct)
    return Routes(ends, (), direct, search.reason(), _bridge(search))


class _Search:
    """One search: the steps that exist between these two ends under the traveller's conditions."""

    def __init__(self, transitions: Transitions, origin: Profile, destination: Profile) -> None:
        self.transitions = transitions
        self.origin = origin
        self.destination = destination
        careers = transitions.careers
        ends = {careers.place(origin.entity.iri), careers.place(destination.entity.iri)}
        self.stones = [
            role
            for role in careers.roles.values()
            if careers.place(role.entity.iri) not in ends and transitions.is_stone(role, origin, destination)
        ]
        self._by_skill: dict[str, list[Profile]] = defaultdict(list)
        for role in self.stones:
            for skill in role.skills:
                self._by_skill[skill].append(role)

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
        routes = [(cost, self._route(profiles)) for cost, profiles in found]
        routes.sort(key=lambda pair: (pair[0], len(pair[1].steps), len(pair[1].learn), _labels(pair[1])))
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
                places = {self.transitions.careers.place(role.entity.iri) for role in roles}
                if len(places) == len(roles):
                    yield networkx.path_weight(graph, path, "cost"), [*roles, self.destination]
        except networkx.NetworkXNoPath:
            return

    def _unrolled(self, graph: _Graph) -> _Graph:
        """Nodes are (steps taken, role) with the start at layer 0; the destination is one node, reached from any."""
        layer = {_START[1]: self.origin}
        for taken in range(self.transitions.conditions.max_steps):
            reached: dict[str, Profile] = {}
            for iri, profile in layer.items():
                node = (taken, iri)
                if self.transitions.obstacle(profile, self.destination) is None:
                    cost = self.transitions.cost(profile, self.destination)
                    graph.add_edge(node, self.destination.entity.iri, cost=cost)
                if taken + 1 < self.transitions.conditions.max_steps:
                    for role in self._next(profile):
                        reached[role.entity.iri] = role
                        graph.add_edge(node, (taken + 1, role.entity.iri), cost=self.transitions.cost(profile, role))
            layer = reached
        return graph

    def _next(self, profile: Profile) -> list[Profile]:
        """The stones that a step from here reaches."""
        covered = self.transitions.careers.tree.covers(self.transitions.holdings(profile).skills)
        near = {role.entity.iri: role for skill in sorted(covered) for role in self._by_skill.get(skill, ())}
        return [
            role
            for iri, role in sorted(near.items())
            if iri != profile.entity.iri and self.transitions.obstacle(profile, role) is None
        ]

    def _route(self, profiles: Sequence[Profile]) -> Route:
        """A route with its explanation: what is kept, near and learned counts all that is held since the start."""
        travelled = self.transitions.holdings(self.origin)
        steps: list[Step] = []
        previous = self.origin
        for profile in profiles:
            needs = self.transitions.needs(travelled, profile)
            step_gates = gates(self.transitions, travelled, profile)
            own = self.transitions.needs(self.transitions.holdings(previous), profile)
            steps.append(
                Step(
                    previous.entity,
                    profile.entity,
                    skill_items(needs.covered, travelled, previous),
                    skill_items(needs.near, travelled),
                    skill_items(needs.learn, travelled),
                    step_gates,
                    profile.pay,
                    own.half_gap / 2,
                    self.transitions.cost(previous, profile) / COST_UNIT,
                    self.transitions.kinship.between(previous, profile) / SCALE,
                    sources_of(needs, step_gates),
                )
            )
            travelled = travelled.with_role(profile)
            previous = profile
        units = (self.transitions.cost(a, b) for a, b in zip([self.origin, *profiles], profiles, strict=False))
        return Route(tuple(steps), sum(units) / COST_UNIT, tuple(item for step in steps for item in step.learn))

    def reason(self) -> str:
        """Why there is no route, most telling first."""
        goal = self.destination.entity.label
        if not self.destination.required:
            return f"the source states no skills for {goal}, so nothing can lead there"
        into = [role for role in self.stones if self.transitions.obstacle(role, self.destination) is None]
        if not into:
            return f"no role that can be passed on the way shares a required skill with {goal}"
        out = self._next(self.origin)
        if not out:
            return f"no role can be entered from {self.origin.entity.label}: no required skill is shared"
        limit = self.transitions.conditions.max_steps
        return f"no chain of at most {limit} step{'s' if limit != 1 else ''} leads to {goal}"


def _direct(transitions: Transitions, origin: Profile, destination: Profile) -> DirectMove:
    held = transitions.holdings(origin)
    needs = transitions.needs(held, destination)
    reason = transitions.obstacle(origin, destination)
    return DirectMove(
        needs.half_gap / 2,
        len(needs.covered),
        skill_items(needs.learn, held),
        gates(transitions, held, destination),
        reason is None,
        reason,
    )


def _bridge(search: _Search) -> Bridge | None:
    """The fewest skills that would open a route, then the cheapest route, then labels; None when none would."""
    transitions, destination = search.transitions, search.destination
    if not destination.required:
        return None
    held = transitions.careers.tree.covers(transitions.holdings(search.origin).skills)
    wanted: dict[str, Entity] = {
        item.skill.iri: item.skill
        for role in (*search.stones, destination)
        for item in role.required
        if item.skill.iri not in held and item.skill.iri not in transitions.conditions.avoid
    }
    skills = sorted(wanted.values(), key=lambda skill: (skill.label, skill.iri))
    for size in range(1, transitions.conditions.min_shared + 1):
        options = []
        for chosen in combinations(skills, size):
            have = transitions.conditions.have | {skill.iri for skill in chosen}
            opened = transitions.under(transitions.conditions._replace(have=have))
            routes = _Search(opened, search.origin, destination).best(1)
            options += [(routes[0].cost, [skill.label for skill in chosen], chosen, routes[0])] if routes else []
        if options:
            _, _, chosen, route = min(options, key=lambda option: option[:2])
            return Bridge(chosen, route)
    return None


def _labels(route: Route) -> list[str]:
    return [step.destination.label for step in route.steps]
