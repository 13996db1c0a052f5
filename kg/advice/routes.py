"""The best routes from one profile to another, beside the direct move; or the reason why there is none, and a bridge.

Exact under the rule of docs/routes.md: every route of at most ``max_steps`` steps that repeats no place is in the
running. Ties are broken by fewer steps, fewer skills to learn in all, then labels (and IRIs, where two graphs use one
label).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kg.advice.bridges import MOST_TRIED, Bridges, TooManyToTryError
from kg.advice.explanation import explain_direct, explain_route, learned
from kg.advice.plans import plans
from kg.advice.reasons import no_route
from kg.advice.search import Best, Chain, Search
from kg.advice.steps import Steps
from kg.advice.tradeoffs import tradeoffs
from kg.errors import UsageError, quoted
from kg.model.answers import Route, Routes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.advice.choice import Choice
    from kg.advice.network import Network
    from kg.advice.transitions import Transitions
    from kg.model import Entity
    from kg.model.careers import Profile

__all__ = ["Journey", "find_routes", "nowhere_to_go"]


def find_routes(
    network: Network, transitions: Transitions, origin: Profile, destination: Profile, choice: Choice
) -> Routes:
    """The routes of a choice, best first.

    From a role to itself there is one route without a step. Fewer than k routes are returned when no more exist.
    Raises UsageError where ``via`` names an end, a place twice, or one that is to be avoided.
    """
    ends = (origin.entity, destination.entity)
    place = transitions.careers.place
    _check_via(transitions, origin, destination, choice)
    if place(origin.entity.iri) == place(destination.entity.iri):
        return nowhere_to_go(ends)
    journey = Journey(network, transitions, origin, destination)
    routes = journey.routes(choice)
    direct = explain_direct(journey.transitions, origin, destination)
    if routes:
        return Routes(ends, routes, direct)
    reason = no_route(journey, choice)
    try:
        return Routes(ends, (), direct, reason, Bridges(journey, choice).smallest())
    except TooManyToTryError:
        return Routes(ends, (), direct, reason, notes=[f"no bridge was found among the first {MOST_TRIED:,} tried"])


def nowhere_to_go(ends: tuple[Entity, Entity]) -> Routes:
    """The answer where the start is the destination: a route without a step."""
    return Routes(ends, (Route((), 0.0, ()),), None, f"{ends[0].label} is both the start and the destination")


def _check_via(transitions: Transitions, origin: Profile, destination: Profile, choice: Choice) -> None:
    careers = transitions.careers
    passed = {careers.place(profile.entity.iri): profile.entity.label for profile in (origin, destination)}
    avoided = {careers.place(iri) for iri in transitions.conditions.avoid}
    for iri in choice.via:
        label, place = careers.roles[iri].entity.label, careers.place(iri)
        if place in passed:
            raise UsageError(
                f"the route cannot pass {quoted(label)}: {quoted(passed[place])} stands on it already",
                "name roles between the start and the destination, each once",
            )
        if place in avoided:
            raise UsageError(f"{quoted(label)} is both to be passed and to be avoided", "drop one of them")
        passed[place] = label
    count, most = len(choice.via), transitions.conditions.max_steps
    if count >= most:
        roles, steps = "roles" if count > 1 else "role", "steps" if most > 1 else "step"
        raise UsageError(
            f"a route by way of {count} {roles} has more than {most} {steps}",
            "allow more steps, or name fewer roles to pass",
        )


class Journey:
    """Two ends and a traveller's conditions: everything that is asked about the way between them."""

    def __init__(self, network: Network, transitions: Transitions, origin: Profile, destination: Profile) -> None:
        self.network = network
        self.transitions = transitions.since(origin)
        self.origin = origin
        self.destination = destination

    @cached_property
    def search(self) -> Search:
        """The search for its cheapest routes."""
        return Search(Steps(self.network, self.transitions, self.origin), self.destination)

    @cached_property
    def stones(self) -> list[Profile]:
        """The roles that may be passed."""
        return [role for role, stone in zip(self.network.roles, self.search.stones, strict=True) if stone]

    def under(self, **changes: object) -> Journey:
        """The same journey with some of the conditions changed."""
        conditions = self.transitions.conditions._replace(**changes)  # type: ignore[arg-type] # fields of Conditions
        return Journey(self.network, self.transitions.under(conditions), self.origin, self.destination)

    def passed(self, stones: Sequence[int]) -> list[Profile]:
        """The profiles of a chain, start and destination included."""
        return [self.origin, *(self.network.roles[stone] for stone in stones), self.destination]

    def routes(self, choice: Choice) -> list[Route]:
        """The routes of a choice, best first, explained."""
        if choice.alternatives == "tradeoffs":
            return tradeoffs(self, choice)
        chains = self._diverse(choice) if choice.alternatives == "diverse" else self.best(choice)
        return [explain_route(self.transitions, self.passed(chain.stones)) for chain in chains]

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

    def _diverse(self, choice: Choice) -> list[Chain]:
        """The best chains of which no two share more than half the stones of either."""
        asked = choice.k
        while True:
            chains = self.best(choice._replace(k=asked))
            kept: list[Chain] = []
            for chain in chains:
                if not any(_alike(chain, other) for other in kept):
                    kept.append(chain)
            if len(kept) >= choice.k or len(chains) < asked:
                return kept[: choice.k]
            asked *= 4


def _alike(one: Chain, other: Chain) -> bool:
    """Whether two chains share more than half the stones of either."""
    fewer = min(len(one.stones), len(other.stones))
    return 2 * len({*one.stones} & {*other.stones}) > fewer
