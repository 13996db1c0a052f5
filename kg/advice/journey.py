"""The way between two ends for one traveller: what a search, a reason, a bridge and a trade-off all start from."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kg.advice.explanation import explain_route, learned
from kg.advice.plans import plans
from kg.advice.search import Best, Chain, Search
from kg.advice.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.advice.choice import Choice
    from kg.advice.network import Network
    from kg.advice.transitions import Transitions
    from kg.model.answers import Route
    from kg.model.careers import Profile

__all__ = ["Journey"]


class Journey:
    """Two ends, the roles to pass and a traveller's conditions: all that is asked about the way between them."""

    def __init__(
        self,
        network: Network,
        transitions: Transitions,
        origin: Profile,
        destination: Profile,
        via: tuple[str, ...] = (),
    ) -> None:
        self.network = network
        self.transitions = transitions.since(origin, via)
        self.origin = origin
        self.destination = destination

    @cached_property
    def search(self) -> Search:
        """The search for its cheapest routes."""
        return Search(Steps(self.network, self.transitions, self.origin), self.destination)

    def under(self, **changes: object) -> Journey:
        """The same journey with some of the conditions changed."""
        conditions = self.transitions.conditions._replace(**changes)  # type: ignore[arg-type] # fields of Conditions
        steps = self.transitions.under(conditions)
        return Journey(self.network, steps, self.origin, self.destination, steps.via)

    def straight(self) -> Journey:
        """The same journey of one who does not want to pass any role."""
        return Journey(self.network, self.transitions, self.origin, self.destination)

    def passed(self, stones: Sequence[int]) -> list[Profile]:
        """The profiles of a chain, start and destination included."""
        return [self.origin, *(self.network.role(stone) for stone in stones), self.destination]

    def best(self, choice: Choice) -> list[Chain]:
        """The k best chains in order; ties within one preference by cost, steps, skills to learn, then labels."""
        found: list[Chain] = []
        for group in plans(self.search, choice):
            best = Best(choice.k - len(found))
            for slots in group:
                self.search.grow(slots, best)
            found += sorted(best.chains(), key=self.rank)[: best.k]
            if len(found) >= choice.k:
                break
        return found

    def rank(self, chain: Chain) -> tuple[int, int, int, list[tuple[str, str]]]:
        """What decides between chains: the smaller is the better."""
        passed = self.passed(chain.stones)
        names = [(profile.entity.label, profile.entity.iri) for profile in passed[1:]]
        return chain.cost, len(passed), learned(self.transitions, passed), names

    def explain(self, chain: Chain) -> Route:
        """The route of a chain, step by step."""
        return explain_route(self.transitions, self.passed(chain.stones))
