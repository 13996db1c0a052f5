"""The cheapest chains of steps, exactly: networkx on the whole unrolled graph would find the same, and much later.

A chain is looked for slot by slot: a slot is the set of roles that may stand at one place of the chain. Chains grow
from the start, all of a slot together, and one is dropped only when a lower bound on the cost of its completion is
above the k-th best completion known. What leads on from the last stone is known exactly; a step costs at least what it
would with nothing to learn; and where several stones remain, the cheapest way to the end is computed backwards first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from kg.advice.figures import SCALE
from kg.advice.network import chunks
from kg.advice.steps import NO_STEP

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from kg.advice.network import Places
    from kg.advice.steps import Costs, Moves, Steps
    from kg.model.careers import Profile

__all__ = ["Best", "Chain", "Mask", "Search", "Slots"]

Mask: TypeAlias = "npt.NDArray[np.bool_]"
"""For each role of a network, whether it is meant."""

Slots: TypeAlias = "list[Mask]"
"""What may stand at each place of a chain of stones."""

_TOGETHER = 32
"""How many chains grow at first: fewer make more rounds, more see a worse bound."""

_NEAREST = 32
"""By way of how many roles near the goal the bound of a first stone is exact, where kinship is computed by rows."""


class Chain(NamedTuple):
    """Stones on the way, by their positions in the network, and the cost of the whole route in COST_UNITs."""

    cost: int
    stones: tuple[int, ...]


def _growing(order: Places) -> Iterator[Places]:
    """The first few, then ever more: by then the bound is good, and each round costs time of its own."""
    start, size = 0, _TOGETHER
    while start < len(order):
        yield order[start : start + size]
        start, size = start + size, min(4 * size, 16 * _TOGETHER)


class Best:
    """The k cheapest chains so far, and all that cost the same as the last of them."""

    def __init__(self, k: int) -> None:
        self.k = k
        self.limit = NO_STEP - 1
        self._costs: Costs = np.zeros(0, np.int64)
        self._found: list[tuple[Costs, Places]] = []

    def add(self, costs: Costs, stones: Places) -> None:
        """Take chains, a row of ``stones`` each, as far as they are wanted."""
        wanted = costs <= self.limit
        if not wanted.any():
            return
        costs, stones = costs[wanted], stones[wanted]
        self._found.append((costs, stones))
        self._costs = np.concatenate([self._costs, costs])
        if len(self._costs) >= self.k:
            self.limit = int(np.partition(self._costs, self.k - 1)[self.k - 1])
            self._costs = self._costs[self._costs <= self.limit]

    def chains(self) -> list[Chain]:
        """The chains, cheapest first."""
        return sorted(
            Chain(cost, tuple(row))
            for costs, stones in self._found
            for cost, row in zip(costs.tolist(), stones.tolist(), strict=True)
            if cost <= self.limit
        )


class Search:
    """One search: the steps that exist between two ends under a traveller's conditions."""

    def __init__(self, steps: Steps, goal: Profile) -> None:
        self.steps = steps
        self.goal = goal
        self.network = steps.network
        self.stones = steps.stones(goal)
        column = self.network.position[goal.entity.iri]
        self._entry = steps.first.costs[0]
        self.direct = int(self._entry[column])
        self.exits = steps.between(steps.all, np.array([column]))
        self._exit = self.exits.costs[:, 0]
        # no step out of a role costs less
        nearness = self.network.nearness
        self._least: Costs = self.network.kinship.prices.job * (SCALE - nearness).astype(np.int64)

    def onward(self, stone: int | None) -> Moves:
        """The moves from a stone, or from the start, to every role: one row."""
        return self.steps.first if stone is None else self.steps.between(np.array([stone]), self.steps.all)

    def shares_with_start(self) -> bool:
        """Whether any stone requires a skill that is covered at the start."""
        return bool((self.steps.first.learn[0] < self.network.size)[self.stones].any())

    def leads_to_goal(self) -> bool:
        """Whether any stone covers a required skill of the goal, and is akin to it where that is told."""
        builds = self.exits.price[:, 0] == self.network.kinship.prices.job
        return bool((builds & (self.exits.learn[:, 0] < len(self.goal.required)))[self.stones].any())

    def grow(self, slots: Slots, best: Best) -> None:
        """Add the cheapest chains that pass one role of each slot, in order, and no place twice."""
        if not slots:
            best.add(np.array([self.direct]), np.zeros((1, 0), np.int64))
            return
        first = np.flatnonzero(slots[0] & (self._entry < NO_STEP))
        if not len(first) or not (slots[-1] & (self._exit < NO_STEP)).any():
            return
        ahead = self._ahead(slots)
        stones, costs = first[:, np.newaxis], self._entry[first]
        for number in range(1, len(slots)):
            stones, costs = self._extend(stones, costs, ahead, number, best)
        if len(slots) == 1:
            best.add(costs + ahead[0][stones[:, 0]], stones)

    def _ahead(self, slots: Slots) -> list[Costs]:
        """For each slot, the least that a chain can cost from each role of it to the goal; exact in the last."""
        ahead = [np.where(slots[-1], self._exit, NO_STEP)]
        for number in range(len(slots) - 2, -1, -1):
            after = ahead[0]
            if number:
                costs = np.full(len(slots[0]), NO_STEP)
                onward = np.flatnonzero(after < NO_STEP)
                for rows in chunks(np.flatnonzero(slots[number]), 512):
                    whole = self.steps.between(rows, onward).costs + after[onward]
                    costs[rows] = whole.min(axis=1, initial=NO_STEP)
            else:  # of the first slot few roles are tried, in the order of this bound
                costs = np.where(slots[0], self._bound(np.flatnonzero(slots[0]), after), NO_STEP)
            ahead.insert(0, np.minimum(costs, NO_STEP))
        return ahead

    def _bound(self, stones: Places, after: Costs) -> Costs:
        """The least that a chain can cost from each of these stones, by what it costs after the next.

        Where kinship is computed row by row, every stone that is tried takes long. So the bound is exact there by way
        of the roles nearest to the goal, whose rows are computed first; by way of the others nothing is to be learned.
        """
        if self.network.kinship.is_small:
            everywhere: Costs = self._least + after.min(initial=NO_STEP)
            return everywhere
        onward = np.flatnonzero(after < NO_STEP)
        order = onward[np.argsort(after[onward], kind="stable")]
        nearest, others = order[:_NEAREST], order[_NEAREST:]
        found: Costs = self._least + after[others].min(initial=NO_STEP)
        exact = self.steps.between(stones, nearest).costs + after[nearest]
        found[stones] = np.minimum(found[stones], exact.min(axis=1, initial=NO_STEP))
        return found

    def _extend(
        self, stones: Places, costs: Costs, ahead: list[Costs], number: int, best: Best
    ) -> tuple[Places, Costs]:
        """The chains with one more stone; where that is the last one, they go to ``best``."""
        bounds = costs + ahead[number - 1][stones[:, -1]]
        order = np.argsort(bounds, kind="stable")
        last = number == len(ahead) - 1
        grown: list[tuple[Places, Costs]] = []
        for together in _growing(order):
            some = together[bounds[together] <= best.limit]
            if not len(some):
                break
            margin = best.limit - costs[some].min()
            onward = np.flatnonzero((ahead[number] < NO_STEP) & (ahead[number] + self._least <= margin))
            so_far = costs[some, np.newaxis] + self.steps.between(stones[some, -1], onward).costs
            self._close_visited(so_far, stones[some], onward)
            rows, columns = np.nonzero(so_far + ahead[number][onward] <= best.limit)
            more = np.column_stack([stones[some[rows]], onward[columns]])
            if last:
                best.add(so_far[rows, columns] + ahead[number][onward[columns]], more)
            else:
                grown.append((more, so_far[rows, columns]))
        if not grown:
            return np.zeros((0, number + 1), np.int64), np.zeros(0, np.int64)
        return np.concatenate([more for more, _ in grown]), np.concatenate([sums for _, sums in grown])

    def _close_visited(self, costs: Costs, stones: Places, onward: Places) -> None:
        """Close the steps into a place that a chain has passed; those within its last place do not exist anyway."""
        place = self.network.place
        for column in stones.T[:-1]:
            costs[place[column, np.newaxis] == place[onward]] = NO_STEP
