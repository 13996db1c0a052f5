"""The best routes from one profile to another: networkx on the graph of allowed steps, unrolled to max-steps layers.

Exact under the rule of :mod:`kg.transitions`: every route of at most ``max_steps`` steps that repeats no role is a
simple path of the unrolled graph, and networkx yields those by rising cost. Ties are broken by fewer steps, fewer
skills to learn in all, then labels (and IRIs, where two graphs use one label).

Complexity: with R roles there are at most R^2 steps in each of L layers; one of the k routes takes at most L runs of
Dijkstra's algorithm over these. Routes that cost the same as the last one are all compared.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, count, pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.gaps import gates, kept_items, skill_items, sources_of
from kg.kinship import SCALE
from kg.model.answers import Bridge, DirectMove, Route, Routes, Step
from kg.transitions import COST_UNIT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import networkx

    from kg.coverage import Holdings
    from kg.model import Entity
    from kg.model.careers import Profile
    from kg.transitions import Transitions

__all__ = ["find_routes"]

_START = (0, "")
_Graph: TypeAlias = "networkx.DiGraph[Any]"


def find_routes(transitions: Transitions, origin: Profile, destination: Profile, k: int = 1) -> Routes:
    """The ``k`` best routes, best first, beside the direct move; or the reason why there is none, and a bridge.

    From a role to itself there is one route without a step. Fewer than ``k`` routes are returned when no more exist.
    Roles that match exactly are one place, and a route never steps between them.
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
    return Routes(ends, (), direct, search.reason(), _Bridges(search).smallest())


class _Search:
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
        routes = [(cost, self._route(profiles)) for cost, profiles in found]
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

    def _route(self, profiles: Sequence[Profile]) -> Route:
        """A route with its explanation: what is kept, near and learned counts all that is held since the start."""
        passed = [self.origin, *profiles]
        travelled = self.transitions.holdings(self.origin)
        steps: list[Step] = []
        for number, profile in enumerate(profiles, 1):
            steps.append(self._step(passed[:number], travelled, profile))
            travelled = self.transitions.joined(travelled, profile)
        units = sum(self.transitions.cost(one, other) for one, other in pairwise(passed))
        return Route(tuple(steps), units / COST_UNIT, tuple(item for step in steps for item in step.learn))

    def _step(self, passed: Sequence[Profile], travelled: Holdings, role: Profile) -> Step:
        """The step into a role from the last of the profiles passed, by one who holds what was travelled for."""
        transitions, previous = self.transitions, passed[-1]
        needs = transitions.needs(travelled, role)
        kept = kept_items(transitions, needs, travelled, passed)
        learn = skill_items(needs.learn, travelled)
        step_gates = gates(transitions, travelled, role)
        return Step(
            previous.entity,
            role.entity,
            kept,
            skill_items(needs.near, travelled),
            learn,
            step_gates,
            role.pay,
            transitions.needs(transitions.holdings(previous), role).half_gap / 2,
            transitions.cost(previous, role) / COST_UNIT,
            transitions.kinship.between(previous, role) / SCALE,
            sources_of((*kept, *learn), step_gates),
        )

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


class _Bridges:
    """The fewest skills that would open a route: what is held and the bridge alone count for the limits of a step.

    Skills that roles on the way or the destination require are tried, and none that is held or to be avoided.
    """

    def __init__(self, search: _Search) -> None:
        self.search = search
        self.transitions = search.transitions
        tree, avoid = self.transitions.careers.tree, self.transitions.conditions.avoid
        held = tree.covers(self.transitions.holdings(search.origin).skills)
        self.skills: dict[str, Entity] = {
            item.skill.iri: item.skill
            for role in (*search.stones, search.destination)
            for item in role.required
            if item.skill.iri not in held and item.skill.iri not in avoid
        }
        self._fills: dict[str, set[str]] = defaultdict(set)  # skill -> those that cover it
        self._within: dict[str, set[str]] = defaultdict(set)  # group -> those directly in it
        for skill in self.skills:
            for covered in tree.covers(frozenset({skill})):
                self._fills[covered].add(skill)
            for group in tree.groups(skill):
                self._within[group].add(skill)
        self._matter: dict[str, frozenset[str]] = {}
        self._under: dict[frozenset[str], Transitions] = {}
        self._costs: dict[tuple[str, str, frozenset[str]], int] = {}
        self._gaps: dict[tuple[str, str, frozenset[str], int], list[frozenset[str]]] = {}

    def smallest(self) -> Bridge | None:
        """The smallest bridge, ties by the cost of the route it opens, then labels; None when no skills would do.

        Built backwards from the destination, so that only skills that open a step are tried: with R roles of S skills
        about R^2 x S chains of three steps where one skill is enough, as it is by default; exponential in what
        ``min_shared`` and ``max_new`` leave to be filled on one route.
        """
        if not self._best(self.skills):
            return None
        for size in count(1):
            found = self._cheapest(size)
            if found is not None:
                return found
        raise AssertionError("all skills together open a route, so some number of them does")

    def _cheapest(self, size: int) -> Bridge | None:
        """The best bridge of so many skills, when none of fewer opens a route.

        Then each chain that a bridge opens needs all of it, so that the chains found here have its cheapest route.
        They may pass one place twice, which a route must not: so the search has the last word on each cost.
        """
        least: dict[frozenset[str], int] = {}
        goal = self.search.destination
        for chain, chosen in self._chains((goal,), frozenset(), size):
            cost = sum(self._cost(one, other, chosen) for one, other in pairwise((self.search.origin, *chain)))
            least[chosen] = min(cost, least.get(chosen, cost))
        best: tuple[float, list[tuple[str, str]], Route] | None = None
        for bound, names, chosen in sorted((bound, self._names(chosen), chosen) for chosen, bound in least.items()):
            if best is not None and (bound / COST_UNIT, names) > best[:2]:
                break
            for route in self._best(chosen):
                best = (route.cost, names, route) if best is None else min(best, (route.cost, names, route))
        return best and Bridge(tuple(self.skills[iri] for _, iri in best[1]), best[2])

    def _names(self, chosen: Collection[str]) -> list[tuple[str, str]]:
        return sorted((self.skills[iri].label, iri) for iri in chosen)

    def _best(self, chosen: Collection[str]) -> list[Route]:
        """The best route with these skills besides, if any."""
        return _Search(self._with(frozenset(chosen)), self.search.origin, self.search.destination).best(1)

    def _with(self, chosen: frozenset[str]) -> Transitions:
        if chosen not in self._under:
            conditions = self.transitions.conditions
            self._under[chosen] = self.transitions.under(conditions._replace(have=conditions.have | chosen))
        return self._under[chosen]

    def _cost(self, origin: Profile, role: Profile, chosen: frozenset[str]) -> int:
        """The cost of a step to one who has these skills besides."""
        matter = chosen & self._mattering(role)
        key = origin.entity.iri, role.entity.iri, matter
        if key not in self._costs:
            self._costs[key] = self._with(matter).cost(origin, role)
        return self._costs[key]

    def _mattering(self, role: Profile) -> frozenset[str]:
        """The skills that change what the role asks of someone: those that cover or are near one that it requires."""
        key = role.entity.iri
        if key not in self._matter:
            groups = self.transitions.careers.tree.groups_of(role.skills)
            covering = (self._fills[skill] for skill in role.skills)
            self._matter[key] = frozenset().union(*covering, *(self._within[group] for group in groups))
        return self._matter[key]

    def _chains(
        self, chain: tuple[Profile, ...], chosen: frozenset[str], size: int
    ) -> Iterator[tuple[tuple[Profile, ...], frozenset[str]]]:
        """Every chain from the start that ends as this one, with the least skills that open it, up to ``size``."""
        search, room = self.search, size - len(chosen)
        for extra in self._additions(search.origin, chain[0], chosen, room):
            yield chain, chosen | extra
        left = self.transitions.conditions.max_steps - len(chain)
        for stone in search.stones if left else ():
            if stone not in chain and (left > 1 or self._additions(search.origin, stone, chosen, room)):
                for extra in self._additions(stone, chain[0], chosen, room):
                    yield from self._chains((stone, *chain), chosen | extra, size)

    def _additions(self, origin: Profile, role: Profile, chosen: frozenset[str], room: int) -> list[frozenset[str]]:
        """The least sets of skills, at most ``room``, that allow the step to one who has the chosen ones besides."""
        matter = chosen & self._mattering(role)
        key = origin.entity.iri, role.entity.iri, matter, room
        if key not in self._gaps:
            self._gaps[key] = list(self._fillings(origin, role, matter, room))
        return self._gaps[key]

    def _fillings(self, origin: Profile, role: Profile, chosen: frozenset[str], room: int) -> Iterator[frozenset[str]]:
        transitions, limits = self.transitions, self.transitions.conditions
        tree, held = transitions.careers.tree, transitions.holdings(origin)
        if not role.required or transitions.leaps(origin, role) or transitions.is_barred(held, role):
            return
        lacking = frozenset(item.skill.iri for item in self._with(chosen).lacking(origin, role))
        most = len(role.required) - limits.min_shared
        most = most if limits.max_new is None else min(most, limits.max_new)
        if len(lacking) <= most and lacking.isdisjoint(limits.avoid):
            yield frozenset()
            return
        found: list[frozenset[str]] = []
        useful = sorted(set().union(*(self._fills[need] for need in lacking))) if room else []
        for number in range(1, min(room, len(useful)) + 1):
            for extra in map(frozenset, combinations(useful, number)):
                left = lacking - tree.covers(extra)
                if len(left) <= most and left.isdisjoint(limits.avoid) and not any(less < extra for less in found):
                    found.append(extra)
                    yield extra


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


def _names(route: Route) -> list[tuple[str, str]]:
    return [(step.destination.label, step.destination.iri) for step in route.steps]
