"""The smallest bridge: the fewest skills that would open a route where there is none.

For each number of skills in turn, chains of steps that so many skills might open are looked for by rising lower bound
of their cost; for each chain the sets of skills that do open it are worked out exactly. The first number that opens a
chain is the smallest, and its best bridge is known once the next bound is above its cost.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from kg.advice.plans import plans
from kg.advice.search import Best, Search
from kg.advice.steps import Moves, Steps, Ways
from kg.model.answers import Bridge

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from kg.advice.choice import Choice
    from kg.advice.journey import Journey
    from kg.advice.network import Counts, Places
    from kg.advice.search import Chain
    from kg.advice.transitions import Transitions
    from kg.model.careers import Profile

__all__ = ["MOST_TRIED", "Bridges", "TooManyToTryError"]

MOST_TRIED = 200_000
"""How many sets of skills and chains are tried before a search for a bridge is given up: some seconds' work."""

_Found: TypeAlias = tuple[int, list[tuple[str, str]], frozenset[str]]
"""What decides between bridges: the cost of the route that is opened, then labels; and the skills."""


class TooManyToTryError(Exception):
    """The smallest bridge is not known after MOST_TRIED sets of skills and chains."""


class Bridges:
    """The fewest skills that would open a route: what is held and the bridge alone count for the limits of a step.

    Skills that roles on the way or the destination require are tried, and none that is held or to be avoided.
    """

    def __init__(self, journey: Journey, choice: Choice) -> None:
        self.journey = journey
        self.choice = choice._replace(k=1, prefer="effort", alternatives="best")
        self.transitions = journey.transitions
        careers, avoid = self.transitions.careers, self.transitions.conditions.avoid
        self.held = careers.tree.covers(self.transitions.holdings(journey.origin).skills)
        passed = [*np.flatnonzero(journey.search.stones), *(journey.network.position[iri] for iri in choice.via)]
        wanted = journey.network.required(np.array(passed, np.int64)) | journey.destination.skills
        self.skills = {iri: careers.skills[iri] for iri in sorted(wanted - self.held - avoid)}
        self._fills: dict[str, set[str]] = defaultdict(set)  # skill -> those that cover it
        self._within: dict[str, set[str]] = defaultdict(set)  # group -> those directly in it
        for skill in self.skills:
            for covered in careers.tree.covers(frozenset({skill})):
                self._fills[covered].add(skill)
            for group in careers.tree.groups(skill):
                self._within[group].add(skill)
        self._matter: dict[str, frozenset[str]] = {}
        self._under: dict[frozenset[str], Transitions] = {}
        self._tried = 0

    def smallest(self) -> Bridge | None:
        """The smallest bridge, ties by the cost of the route it opens, then labels; None when no skills would do.

        Raises TooManyToTryError where limits leave so much to be filled that its size cannot be settled.
        """
        if not self.skills or not self._openable(len(self.skills), 1):
            return None
        for size in range(1, len(self.skills) + 1):
            found = self._cheapest(size)
            if found is not None:
                opened = self._opened(found[2])
                (chain,) = opened.best(self.choice)
                return Bridge(tuple(self.skills[iri] for _, iri in found[1]), opened.explain(chain))
            if size == 1 and not self._opened(frozenset(self.skills)).best(self.choice):
                return None  # what the start holds and a role on the way asks again is no part of a bridge
        raise AssertionError("all skills together open a route, so some number of them does")

    def _opened(self, chosen: frozenset[str]) -> Journey:
        """The journey of one who has these skills besides."""
        return self.journey.under(have=self.transitions.conditions.have | chosen)

    def _cheapest(self, size: int) -> _Found | None:
        """The best bridge of so many skills, when none of fewer opens a route."""
        best: _Found | None = None
        seen, asked = 0, 64
        while True:
            chains = self._openable(size, asked)
            for chain in chains[seen:]:
                if best is not None and chain.cost > best[0]:
                    return best
                self._count()
                for found in self._bridges(self.journey.passed(chain.stones), size):
                    best = found if best is None else min(best, found)
            if len(chains) < asked:
                return best
            seen, asked = len(chains), 4 * asked

    def _openable(self, size: int, k: int) -> list[Chain]:
        """The k chains of least bounds that so many skills might open, and all of the last one's bound."""
        steps = _Openable(self, size)
        search = Search(steps, self.journey.destination)
        best = Best(k)
        for group in plans(search, self.choice):
            for slots in group:
                search.grow(slots, best)
        return best.chains()

    def _bridges(self, passed: list[Profile], size: int) -> Iterator[_Found]:
        """The bridges of a size that open a chain, each with its cost."""
        opening = {frozenset[str]()}
        for origin, role in pairwise(passed):
            opening = {
                chosen | extra
                for chosen in opening
                for extra in self._fillings(origin, role, chosen, size - len(chosen))
            }
        for chosen in opening:
            cost = sum(self._cost(origin, role, chosen) for origin, role in pairwise(passed))
            yield cost, sorted((self.skills[iri].label, iri) for iri in chosen), chosen

    # --- one step ---------------------------------------------------------------------------------------------------

    def _fillings(self, origin: Profile, role: Profile, chosen: frozenset[str], room: int) -> Iterator[frozenset[str]]:
        """The least sets of skills, at most ``room``, that allow the step to one who has the chosen ones besides."""
        transitions, limits = self.transitions, self.transitions.conditions
        with_them = self._with(chosen & self._mattering(role))
        lacking = frozenset(item.skill.iri for item in with_them.needs(with_them.holdings(origin), role).learn)
        unwanted = limits.avoid - self.held
        most = len(role.required) - transitions.least_shared(origin, role)
        most = most if limits.max_new is None else min(most, limits.max_new)

        def opens(extra: frozenset[str]) -> bool:
            left = lacking - transitions.careers.tree.covers(extra)
            return len(left) <= most and left.isdisjoint(unwanted)

        if opens(frozenset()):
            yield frozenset()
            return
        useful = sorted(set().union(*(self._fills.get(need, ()) for need in lacking))) if room else []
        least = room
        for number in range(1, min(room, len(useful)) + 1):
            for extra in map(frozenset, combinations(useful, number)):
                self._count()
                if opens(extra) and (number <= least or not any(opens(extra - {one}) for one in extra)):
                    least = min(least, number)
                    yield extra

    @property
    def fillable(self) -> frozenset[str]:
        """Every skill that some skill of a bridge covers."""
        return frozenset(self._fills)

    def _count(self) -> None:
        self._tried += 1
        if self._tried > MOST_TRIED:
            raise TooManyToTryError

    def _with(self, chosen: frozenset[str]) -> Transitions:
        if chosen not in self._under:
            conditions = self.transitions.conditions
            self._under[chosen] = self.transitions.under(conditions._replace(have=conditions.have | chosen))
        return self._under[chosen]

    def _cost(self, origin: Profile, role: Profile, chosen: frozenset[str]) -> int:
        """The cost of a step to one who has these skills besides."""
        return self._with(chosen & self._mattering(role)).cost(origin, role)

    def _mattering(self, role: Profile) -> frozenset[str]:
        """The skills that change what the role asks of someone: those that cover or are near one that it requires."""
        key = role.entity.iri
        if key not in self._matter:
            groups = self.transitions.careers.tree.groups_of(role.skills)
            covering = (self._fills[skill] for skill in role.skills if skill in self._fills)
            near = (self._within[group] for group in groups if group in self._within)
            self._matter[key] = frozenset().union(*covering, *near)
        return self._matter[key]

    @cached_property
    def reductions(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """For each role the most required skills that one skill covers, and the most halves it takes off a gap."""
        network = self.journey.network
        fill, halves = (np.zeros(len(network), np.int64) for _ in range(2))
        none = np.zeros(0, np.int64)
        tree = self.transitions.careers.tree
        for skill in self.skills:
            covered = tree.covers(frozenset({skill}))
            near = network.below(tree.groups(skill)) - covered
            roles = [network.requirers.get(other, none) for other in covered]
            filled = np.bincount(np.concatenate(roles), minlength=len(fill))
            beside = np.concatenate([none, *(network.requirers[other] for other in near)])
            fill = np.maximum(fill, filled)
            halves = np.maximum(halves, 2 * filled + np.bincount(beside, minlength=len(fill)))
        return fill, halves


class _Openable(Steps):
    """The steps that so many skills of a bridge might open, with lower bounds of their costs."""

    def __init__(self, bridges: Bridges, size: int) -> None:
        journey = bridges.journey
        conditions = journey.transitions.conditions
        lenient = journey.transitions.under(conditions._replace(avoid=conditions.avoid - bridges.fillable))
        super().__init__(journey.network, lenient, journey.origin)
        self._size = size
        self._fill, self._halves = bridges.reductions

    def _moves(self, counts: Counts, columns: Places, ways: Ways) -> Moves:
        """Each step as if every skill of the bridge did for it the most that one can do."""
        size = self.network.size[columns]
        learn = size - counts.covered
        most = np.minimum(counts.covered + self._size * self._fill[columns], size).astype(np.int32)
        gate = 2 * ways.unmet * self.network.weight[columns]
        gap = np.maximum(2 * learn - counts.near - self._size * self._halves[columns], 0) + gate
        return Moves(learn, gap.astype(np.int32), ways.kinship, *self._priced(most, columns, ways))
