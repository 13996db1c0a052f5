"""Which roles may stand where on a route: the slots that a search fills, in the order of what is preferred."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from kg.advice.table import UNSTATED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.advice.choice import Choice
    from kg.advice.search import Mask, Search, Slots
    from kg.model.careers import Profile

__all__ = ["plans", "slots_of"]


def plans(search: Search, choice: Choice) -> Iterator[list[Slots]]:
    """Groups of slots: every route of a group is preferred to every route of a later one, and no two groups share one.

    Within a group the cheaper route is better.
    """
    through = [search.network.position[iri] for iri in choice.via]
    chains = slots_of(search, through)
    if choice.prefer == "steps":
        for count in sorted({len(slots) for slots in chains}):
            yield [slots for slots in chains if len(slots) == count]
    elif choice.prefer == "pay":
        yield from _by_floor(search, chains)
    else:
        yield chains


def slots_of(search: Search, through: Sequence[int]) -> list[Slots]:
    """All chains that pass these roles in this order, by slots: no two share a chain."""
    network, count = search.network, len(search.network)
    free = search.stones & ~np.isin(network.place, network.place[list(through)])
    fixed = [np.arange(count) == role for role in through]
    found = []
    for length in range(len(through), search.steps.conditions.max_steps):
        for places in combinations(range(length), len(through)):
            slots = [free] * length
            for place, mask in zip(places, fixed, strict=True):
                slots[place] = mask
            found.append(slots)
    return found


def _by_floor(search: Search, chains: list[Slots]) -> Iterator[list[Slots]]:
    """By the lowest floor of pay that the stones and the destination state, highest first; none stated comes last."""
    currency = _currency(search)
    floors = search.network.table.floors(currency)
    goal = _floor(search.goal, currency)
    levels = sorted({*floors.tolist(), goal} - {UNSTATED}, reverse=True)
    for level in levels:
        if goal != UNSTATED and level > goal:
            continue
        within = (floors >= level) | (floors == UNSTATED)
        if level == goal:
            yield [[slot & within for slot in slots] for slots in chains]
        else:
            yield [one for slots in chains for one in _lowest(slots, within, floors == level)]
    if goal == UNSTATED:
        yield [[slot & (floors == UNSTATED) for slot in slots] for slots in chains]


def _lowest(slots: Slots, within: Mask, lowest: Mask) -> Iterator[Slots]:
    """The chains within a floor that have a role of just this floor: by the first slot that it stands in."""
    for number in range(len(slots)):
        before = [slot & within & ~lowest for slot in slots[:number]]
        after = [slot & within for slot in slots[number + 1 :]]
        yield [*before, slots[number] & lowest, *after]


def _currency(search: Search) -> str | None:
    """What floors are compared in: the destination's currency, else the first by name of those that roles state."""
    return search.goal.pay.currency if search.goal.pay else search.network.table.first_currency


def _floor(role: Profile, currency: str | None) -> int:
    """The lowest pay that a role states in a currency."""
    pay = role.pay
    if pay is None or pay.minimum is None or pay.currency != currency:
        return UNSTATED
    return pay.minimum
