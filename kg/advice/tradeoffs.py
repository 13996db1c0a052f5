"""The routes that no other beats: fewer skills in all, a smaller largest step, fewer steps, or a higher lowest kinship.

Chains grow stone by stone; one is dropped when a route that is known already beats whatever it can become.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from kg.advice.explanation import remarked
from kg.advice.figures import MAX_GROWN, SCALE
from kg.advice.plans import slots_of
from kg.advice.search import Chain, Mask, Slots
from kg.advice.steps import NO_STEP
from kg.errors import SearchLimitError

if TYPE_CHECKING:
    import numpy.typing as npt

    from kg.advice.choice import Choice
    from kg.advice.journey import Journey
    from kg.advice.network import Covered, Places
    from kg.advice.steps import Costs
    from kg.model.answers import Route

__all__ = ["tradeoffs"]

_Values: TypeAlias = "npt.NDArray[np.int64]"


class _Grown(NamedTuple):
    """A chain from the start: its stones, its cost so far, all that is covered by then, and its values so far."""

    stones: tuple[int, ...]
    cost: int
    covered: Covered
    values: _Values


def tradeoffs(journey: Journey, choice: Choice) -> list[Route]:
    """The routes that no other beats in every respect, cheapest first, each with what it is best at.

    Of routes that are alike in all respects the best one stands for all. Raises SearchLimitError where so many chains
    of a large graph may lead somewhere that they cannot all be weighed.
    """
    front = _Front(journey)
    through = [journey.network.position[iri] for iri in choice.via]
    for slots in slots_of(journey.search, through):
        front.grow(slots)
    chains = sorted(front.chains, key=journey.rank)
    return remarked([journey.explain(chain) for chain in chains])


class _Front:
    """The chains that nothing beats so far. Values are: learned in all, largest step, steps, and less kinship."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        self.search = journey.search
        self.network = journey.network
        self.chains: list[Chain] = []
        self._grown = 0
        self._values: _Values = np.zeros((0, 4), np.int64)
        goal = [requirement.skill.iri for requirement in journey.destination.required]
        self._goal = np.zeros((len(self.network), len(goal)), bool)  # who covers which of the goal's skills
        for number, skill in enumerate(goal):
            self._goal[self.network.coverers.get(skill, []), number] = True
        self._wanted = [self.network.table.number[skill] for skill in goal]

    def grow(self, slots: Slots) -> None:
        """Add all chains that pass one role of each slot."""
        values = np.array([0, 0, len(slots) + 1, -SCALE])
        if slots:
            held = self.journey.transitions.holdings(self.journey.origin).skills
            self._grow(_Grown((), 0, self.network.covered_by(held), values), slots)
        elif self.search.direct < NO_STEP:
            goal = self.network.position[self.journey.destination.entity.iri]
            first = self.search.steps.first
            learn, kinship = first.learn[0, [goal]].astype(np.int64), first.kinship[0, [goal]]
            self._add(Chain(self.search.direct, ()), _longer(values, learn, kinship)[0])

    def _grow(self, grown: _Grown, slots: Slots) -> None:
        """Grow a chain by each role of the next slot, and on from there."""
        self._grown += 1
        if self._grown > MAX_GROWN:
            raise SearchLimitError(MAX_GROWN)
        onward, values, costs = self._next(grown, slots[0])
        if len(slots) == 1:
            self._finish(grown, onward, values, costs)
            return
        for number in np.lexsort((costs, values[:, 0])):
            if self._is_beaten(values[number : number + 1]).any():
                continue
            stone = int(onward[number])
            covered = self.network.covered_too(grown.covered, stone)
            cost = grown.cost + int(costs[number])
            self._grow(_Grown((*grown.stones, stone), cost, covered, values[number]), slots[1:])

    def _next(self, grown: _Grown, slot: Mask) -> tuple[Places, _Values, Costs]:
        """The roles of a slot that one more step leads to, with the values of the chain and the cost of that step."""
        moves = self.search.onward(grown.stones[-1] if grown.stones else None)
        passed = self.network.place[list(grown.stones)]
        onward = np.flatnonzero(slot & moves.open[0] & ~np.isin(self.network.place, passed))
        learn = (self.network.size - self.network.covered_in(grown.covered))[onward]
        values = _longer(grown.values, learn, moves.kinship[0][onward])
        return onward, values, moves.costs[0][onward]

    def _finish(self, grown: _Grown, last: Places, values: _Values, costs: Costs) -> None:
        """Take the chains that end by way of these last stones, the cheapest of those that are alike first."""
        exits = self.search.exits
        known = grown.covered[self._wanted]
        learn = len(self._wanted) - (self._goal[last] | known).sum(axis=1)
        whole = _longer(values, learn, exits.kinship[last, 0])
        total = grown.cost + costs + exits.costs[last, 0]
        wanted = np.flatnonzero(exits.open[last, 0] & ~self._is_beaten(whole))
        for number in wanted[np.lexsort((total[wanted], *whole[wanted].T[::-1]))]:
            self._add(Chain(int(total[number]), (*grown.stones, int(last[number]))), whole[number])

    def _is_beaten(self, values: _Values) -> npt.NDArray[np.bool_]:
        """For each row, whether a chain is known that is as good in all respects and better in one."""
        known = self._values[:, np.newaxis]
        beats = np.all(known <= values, axis=2) & np.any(known < values, axis=2)
        return np.asarray(beats.any(axis=0), bool)

    def _add(self, chain: Chain, values: _Values) -> None:
        if self._is_beaten(values[np.newaxis])[0]:
            return
        same = np.flatnonzero((self._values == values).all(axis=1))
        if len(same):
            twin = int(same[0])
            self.chains[twin] = min(chain, self.chains[twin], key=self.journey.rank)
            return
        beaten = np.asarray((values <= self._values).all(axis=1), bool)
        self.chains = [kept for kept, out in zip(self.chains, beaten, strict=True) if not out] + [chain]
        self._values = np.vstack([self._values[~beaten], values])


def _longer(values: _Values, learn: npt.NDArray[np.int64], kinship: npt.NDArray[np.int32]) -> _Values:
    """The values of chains that one more step makes longer."""
    whole = np.empty((len(learn), 4), np.int64)
    whole[:, 0] = values[..., 0] + learn
    whole[:, 1] = np.maximum(values[..., 1], learn)
    whole[:, 2] = values[..., 2]
    whole[:, 3] = np.maximum(values[..., 3], -kinship)
    return whole
