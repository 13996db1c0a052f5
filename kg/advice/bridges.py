"""The smallest bridge: the fewest skills that would open a route where there is none."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, count, pairwise
from typing import TYPE_CHECKING

from kg.model.answers import Bridge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kg.advice.choice import Choice
    from kg.advice.routes import Journey
    from kg.advice.search import Chain
    from kg.advice.transitions import Transitions
    from kg.model import Entity
    from kg.model.careers import Profile

__all__ = ["Bridges"]


class Bridges:
    """The fewest skills that would open a route: what is held and the bridge alone count for the limits of a step.

    Skills that roles on the way or the destination require are tried, and none that is held or to be avoided.
    """

    def __init__(self, journey: Journey, choice: Choice) -> None:
        self.journey = journey
        self.choice = choice._replace(k=1, prefer="effort", alternatives="best")
        self.transitions = journey.transitions
        careers, avoid = self.transitions.careers, self.transitions.conditions.avoid
        tree = careers.tree
        self._through = [careers.roles[iri] for iri in choice.via]
        self._stones = [*self._through, *(role for role in journey.stones if role not in self._through)]
        held = self.held = tree.covers(self.transitions.holdings(journey.origin).skills)
        self.skills: dict[str, Entity] = {
            item.skill.iri: item.skill
            for role in (*self._stones, journey.destination)
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
        if not self._best(frozenset(self.skills)):
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
        origin, goal = self.journey.origin, self.journey.destination
        for chain, chosen in self._chains((goal,), frozenset(), size):
            cost = sum(self._cost(one, other, chosen) for one, other in pairwise((origin, *chain)))
            least[chosen] = min(cost, least.get(chosen, cost))
        best: tuple[int, list[tuple[str, str]], frozenset[str]] | None = None
        for bound, names, chosen in sorted((bound, self._names(chosen), chosen) for chosen, bound in least.items()):
            if best is not None and (bound, names) > best[:2]:
                break
            for opened in self._best(chosen):
                found = (opened.cost, names, chosen)
                best = found if best is None else min(best, found)
        if best is None:
            return None
        (route,) = self._opened(best[2]).routes(self.choice)
        return Bridge(tuple(self.skills[iri] for _, iri in best[1]), route)

    def _names(self, chosen: Collection[str]) -> list[tuple[str, str]]:
        return sorted((self.skills[iri].label, iri) for iri in chosen)

    def _opened(self, chosen: frozenset[str]) -> Journey:
        """The journey of one who has these skills besides."""
        return self.journey.under(have=self.transitions.conditions.have | chosen)

    def _best(self, chosen: frozenset[str]) -> list[Chain]:
        """The best route with these skills besides, if any."""
        return self._opened(chosen).best(self.choice)

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
        origin, room = self.journey.origin, size - len(chosen)
        if self._passes(chain):
            for extra in self._additions(origin, chain[0], chosen, room):
                yield chain, chosen | extra
        left = self.transitions.conditions.max_steps - len(chain)
        for stone in self._stones if left else ():
            if stone not in chain and (left > 1 or self._additions(origin, stone, chosen, room)):
                for extra in self._additions(stone, chain[0], chosen, room):
                    yield from self._chains((stone, *chain), chosen | extra, size)

    def _passes(self, chain: tuple[Profile, ...]) -> bool:
        """Whether a chain passes the roles to pass, in order."""
        return [role for role in chain if role in self._through] == self._through

    def _additions(self, origin: Profile, role: Profile, chosen: frozenset[str], room: int) -> list[frozenset[str]]:
        """The least sets of skills, at most ``room``, that allow the step to one who has the chosen ones besides."""
        matter = chosen & self._mattering(role)
        key = origin.entity.iri, role.entity.iri, matter, room
        if key not in self._gaps:
            self._gaps[key] = list(self._fillings(origin, role, matter, room))
        return self._gaps[key]

    def _fillings(self, origin: Profile, role: Profile, chosen: frozenset[str], room: int) -> Iterator[frozenset[str]]:
        transitions, limits = self.transitions, self.transitions.conditions
        tree = transitions.careers.tree
        if not role.required or transitions.leaps(origin, role) or transitions.is_barred(origin, role):
            return
        with_them = self._with(chosen)
        lacking = frozenset(item.skill.iri for item in with_them.needs(with_them.holdings(origin), role).learn)
        unwanted = limits.avoid - self.held
        most = len(role.required) - limits.min_shared
        most = most if limits.max_new is None else min(most, limits.max_new)
        if len(lacking) <= most and lacking.isdisjoint(unwanted):
            yield frozenset()
            return
        found: list[frozenset[str]] = []
        useful = sorted(set().union(*(self._fills[need] for need in lacking))) if room else []
        for number in range(1, min(room, len(useful)) + 1):
            for extra in map(frozenset, combinations(useful, number)):
                left = lacking - tree.covers(extra)
                if len(left) <= most and left.isdisjoint(unwanted) and not any(less < extra for less in found):
                    found.append(extra)
                    yield extra
