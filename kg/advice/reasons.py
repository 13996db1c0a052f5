"""Why there is no route: the one wish or limit that closes the way, found by lifting each in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.advice.figures import MAX_STEPS
from kg.advice.table import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.advice.choice import Choice
    from kg.advice.journey import Journey

__all__ = ["no_route"]


class _Lift(NamedTuple):
    """A wish or limit that is in force: its name, the journey and choice without it, and what to say if that opens."""

    name: str
    journey: Journey
    choice: Choice
    reason: str

    @property
    def opens(self) -> bool:
        """Whether there is a route without it."""
        return bool(self.journey.best(self.choice))


def no_route(journey: Journey, choice: Choice) -> str:
    """Why a choice has no route: what alone would open one if it were lifted, else what is missing whatever is lifted.

    Roles to pass are lifted first, then what is to be avoided, then the limits of a step, and the number of steps last.
    """
    goal, most = journey.destination.entity.label, journey.transitions.conditions.max_steps
    careers, origin = journey.transitions.careers, journey.origin.entity
    for role in (journey.destination, *(careers.roles[iri] for iri in choice.via)):
        if not role.required:
            return f"the source states no skills for {role.entity.label}, so nothing can lead there"
    if not (journey.transitions.holdings(journey.origin).skills or journey.network.kinship.prices.start_afresh):
        if origin.kind == "profile":
            return "no skill is among what you have, so nothing leads on"
        return f"the source states no skills for {origin.label}, so nothing is known to be held"
    one = choice._replace(k=1, prefer="effort", alternatives="best")
    lifts = list(_lifts(journey, one))
    for lift in lifts:
        if lift.opens:
            return lift.reason
    steps = f"at most {most} step{'s' if most > 1 else ''}"
    for count in range(most + 1, MAX_STEPS + 1):
        if journey.under(max_steps=count).best(one):
            return f"no chain of {steps} leads to {goal}; {count} steps would"
    names = [lift.name for lift in lifts] + ([steps] if most < MAX_STEPS else [])
    if len(names) > 1 and journey.straight().under(**_LOOSE).best(one._replace(via=())):
        return f"no one wish or limit closes the way, but together they do: {'; '.join(names)}"
    return _missing(journey)


_LOOSE = {"avoid": frozenset[str](), "max_new": None, "min_shared": None, "allow_leaps": True, "max_steps": MAX_STEPS}
"""Conditions that close no step but one that builds on nothing."""


def _lifts(journey: Journey, choice: Choice) -> Iterator[_Lift]:
    """Each wish and limit in force, but for the number of steps."""
    careers, limits = journey.transitions.careers, journey.transitions.conditions
    if choice.via:
        names = ", then ".join(careers.label(iri) for iri in choice.via)
        reason = f"routes exist, but none by way of {names} in at most {limits.max_steps} steps"
        yield _Lift(f"by way of {names}", journey.straight(), choice._replace(via=()), reason)
    yield from _avoided(journey, choice)
    if limits.max_new is not None:
        reason = f"every route has a step with more than {limits.max_new} skills to learn"
        yield _Lift(f"at most {limits.max_new} to learn a step", journey.under(max_new=None), choice, reason)
    if (limits.min_shared or 0) > (0 if journey.network.kinship.prices.start_afresh else 1):
        few = "no required skill" if limits.min_shared == 1 else f"fewer than {limits.min_shared} required skills"
        reason = f"every route has a step that shares {few}"
        yield _Lift(f"at least {limits.min_shared} shared a step", journey.under(min_shared=None), choice, reason)
    if not limits.allow_leaps and np.any(journey.network.preparation != UNKNOWN):
        reason = "on every route the level of preparation rises by more than 1 in one step"
        yield _Lift("no leap in preparation", journey.under(allow_leaps=True), choice, reason)


def _avoided(journey: Journey, choice: Choice) -> Iterator[_Lift]:
    """What is to be avoided, each alone and then all of a kind together."""
    careers, avoid = journey.transitions.careers, journey.transitions.conditions.avoid
    for kind, verb in ((careers.roles, "passes"), (careers.skills, "would mean learning"), (careers.grades, "asks")):
        things = sorted(avoid & kind.keys(), key=careers.label)
        for some in ([[thing] for thing in things] if len(things) > 1 else []) + ([things] if things else []):
            names = " or ".join(careers.label(thing) for thing in some)
            reason = f"every route {verb} {names}, which is to be avoided"
            yield _Lift(f"without {names}", journey.under(avoid=avoid - {*some}), choice, reason)


def _missing(journey: Journey) -> str:
    """What is missing whatever is lifted: something that both sides of a step share."""
    search, goal, origin = journey.search, journey.destination.entity.label, journey.origin.entity.label
    many = journey.network.kinship.prices.start_afresh
    if not search.leads_to_goal():
        shares = f"is akin to {goal} and shares a required skill with it" if many else None
        return f"no role that can be passed on the way {shares or f'shares a required skill with {goal}'}"
    if not many and not search.shares_with_start():
        return f"no role can be entered from {origin}: no required skill is shared"
    akin = "are akin and " if many else ""
    return f"no chain of roles that {akin}share a required skill leads from {origin} to {goal}"
