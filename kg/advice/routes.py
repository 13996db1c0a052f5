"""The best routes from one profile to another, beside the direct move; or the reason why there is none, and a bridge.

Exact under the rule of docs/routes.md: every route of at most ``max_steps`` steps that repeats no place is in the
running. Ties are broken by fewer steps, fewer skills to learn in all, then labels (and IRIs, where two graphs use one
label).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.advice.bridges import MOST_TRIED, Bridges, TooManyToTryError
from kg.advice.explanation import explain_direct
from kg.advice.journey import Journey
from kg.advice.reasons import no_route
from kg.advice.tradeoffs import tradeoffs
from kg.errors import UsageError, quoted
from kg.model.answers import Route, Routes

if TYPE_CHECKING:
    from kg.advice.choice import Choice
    from kg.advice.network import Network
    from kg.advice.search import Chain
    from kg.advice.transitions import Transitions
    from kg.model import Entity
    from kg.model.answers import Step
    from kg.model.careers import Profile

__all__ = ["find_routes", "nowhere_to_go"]


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
        if choice.via:
            raise UsageError(f"a route from {quoted(origin.entity.label)} to itself passes no role", "drop the roles")
        return nowhere_to_go(ends)
    journey = Journey(network, transitions, origin, destination, choice.via)
    routes = _chosen(journey, choice)
    direct = explain_direct(journey.transitions, origin, destination)
    if routes:
        return Routes(ends, routes, direct, notes=_anew(routes[0]))
    reason = no_route(journey, choice)
    try:
        return Routes(ends, (), direct, reason, Bridges(journey, choice).smallest())
    except TooManyToTryError:
        return Routes(ends, (), direct, reason, notes=[f"no bridge was found among the first {MOST_TRIED:,} tried"])


def _anew(best: Route) -> list[str]:
    """What is to be said of the fresh starts of the best route; in all routes the steps themselves are marked."""
    return [
        f"{step.destination.label} is a fresh start from {_called(step.origin)}: {_held(step)}"
        for step in best.steps
        if step.fresh_start
    ]


def _called(origin: Entity) -> str:
    return "what you have" if origin.kind == "profile" else origin.label


def _held(step: Step) -> str:
    """How much is held by then: by the start, the roles on the way, and what one has besides."""
    count = len(step.kept)
    if not count:
        return "no required skill is held by then"
    return f"{count} of {count + len(step.learn)} required skills {'is' if count == 1 else 'are'} held by then"


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


def _chosen(journey: Journey, choice: Choice) -> list[Route]:
    """The routes of a choice, best first, explained."""
    if choice.alternatives == "tradeoffs":
        return tradeoffs(journey, choice)
    chains = _diverse(journey, choice) if choice.alternatives == "diverse" else journey.best(choice)
    return [journey.explain(chain) for chain in chains]


def _diverse(journey: Journey, choice: Choice) -> list[Chain]:
    """The best chains of which no two share more than half the stones of either."""
    asked = choice.k
    while True:
        chains = journey.best(choice._replace(k=asked))
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
