"""Why there is no route: the one condition that rules it out, found by removing each in turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.late import numpy as np
from kg.model.entities import starting_at
from kg.routes.conditions import MAX_STEPS
from kg.routes.query import RouteQuery
from kg.routes.rule import Obstacle
from kg.similarity.role_table import NO_LEVEL
from kg.store.names import ANY_SOURCE

_LOOSE = {
    "avoid": frozenset[str](),
    "max_new": None,
    "min_shared": None,
    "allow_leaps": True,
    "allow_detours": True,
    "max_steps": MAX_STEPS,
    "within": ANY_SOURCE,
}
"""Conditions that rule out no step but one that builds on nothing."""


class _Relaxation(NamedTuple):
    """A condition in force: its name, the query without it, and the reason to report if that has a route."""

    name: str
    query: RouteQuery
    reason: str


def explain_no_route(query: RouteQuery) -> str:
    """The condition that alone rules out every route, else what is missing whatever is removed.

    Roles to pass are removed first, then what is to be avoided, then the limits of a step; the number of steps last.
    """
    if silent := _nothing_stated(query):
        return silent
    query = query.with_options(k=1, prefer="effort", variety="best")
    loose = query.with_options(via=()).with_conditions(**_LOOSE)
    if not query.options.via and not loose.has_route():  # none of the conditions decides
        return _missing_link(query)
    goal, most = query.destination.entity.label, query.rule.conditions.max_steps
    relaxations = list(_relaxations(query))
    for relaxation in relaxations:
        if relaxation.query.has_route():
            return relaxation.reason
    limit = f"at most {most} step{'s' if most > 1 else ''}"
    longer = query.with_conditions(max_steps=MAX_STEPS).with_options(prefer="steps").best()
    if longer:
        return f"no route of {limit} leads to {goal}; {len(longer[0].roles) + 1} steps would"
    names = [relaxation.name for relaxation in relaxations] + ([limit] if most < MAX_STEPS else [])
    if len(names) > 1 and loose.has_route():
        return f"no single condition rules out a route, but together they do: {'; '.join(names)}"
    return _missing_link(query)


def _nothing_stated(query: RouteQuery) -> str | None:
    """The reason where a source states no skills of an end or of a role to pass."""
    roles = query.rule.careers.roles
    for role in (query.destination, *(roles[iri] for iri in query.options.via)):
        if role.silence:
            return f"{role.silence}, so no route can be computed"
    silent = query.rule.requirements.silence_of(query.origin)
    if not silent or query.rule.has_fresh_starts:
        return None
    if query.origin.entity.kind == "role":
        return f"{silent}, so it is not known what you would bring"
    advice = "; name yours with --have" if query.origin.entity.kind == "entry-path" else ""
    return f"{silent}, so no step is possible{advice}"


def _relaxations(query: RouteQuery) -> Iterator[_Relaxation]:
    """Each condition in force, but for the number of steps."""
    careers, limits, via = query.rule.careers, query.rule.conditions, query.options.via
    if via:
        names = ", then ".join(careers.label(iri) for iri in via)
        reason = f"routes exist, but none through {names} in at most {limits.max_steps} steps"
        yield _Relaxation(f"through {names}", query.with_options(via=()), reason)
    if limits.within:
        reason = f"every route passes roles of other sources than {limits.within}"
        yield _Relaxation(f"only roles of {limits.within}", query.with_conditions(within=ANY_SOURCE), reason)
    yield from _avoided(query)
    if limits.max_new is not None:
        reason = f"every route has a step with more than {limits.max_new} skills to learn"
        yield _Relaxation(
            f"at most {limits.max_new} to learn in each step", query.with_conditions(max_new=None), reason
        )
    if (limits.min_shared or 0) > (0 if query.rule.has_fresh_starts else 1):
        few = "no required skill" if limits.min_shared == 1 else f"fewer than {limits.min_shared} required skills"
        reason = f"every route has a step that shares {few}"
        name = f"at least {limits.min_shared} shared skills in each step"
        yield _Relaxation(name, query.with_conditions(min_shared=None), reason)
    if not limits.allow_leaps and np.any(query.table.preparation != NO_LEVEL):
        reason = "on every route the preparation level rises by more than 1 in one step"
        yield _Relaxation("preparation level rises by at most 1", query.with_conditions(allow_leaps=True), reason)
    if not limits.allow_detours and (
        query.rule.direct_only(query.destination) or query.rule.degree_first(query.destination)
    ):
        reason = f"every route to {query.destination.entity.label} passes roles that do not lead there; --allow-detours"
        yield _Relaxation("no detours", query.with_conditions(allow_detours=True), reason)


def _avoided(query: RouteQuery) -> Iterator[_Relaxation]:
    """What is to be avoided, each alone and then all of a kind together."""
    careers, avoid = query.rule.careers, query.rule.conditions.avoid
    for kind, verb in (
        (careers.roles, "passes"),
        (careers.skills, "would mean learning"),
        (careers.credential_ancestors, "requires"),
    ):
        of_kind = sorted(avoid & kind.keys(), key=careers.label)
        for some in ([[each] for each in of_kind] if len(of_kind) > 1 else []) + ([of_kind] if of_kind else []):
            names = " or ".join(careers.label(each) for each in some)
            reason = f"every route {verb} {names}, which you asked to avoid"
            yield _Relaxation(f"without {names}", query.with_conditions(avoid=avoid - {*some}), reason)


def _missing_link(query: RouteQuery) -> str:
    """What is missing whatever is removed: something that both sides of a step share."""
    goal, origin = query.destination.entity.label, query.origin.entity.label
    last, first, many = query.candidates.last, query.rule.first, query.rule.has_fresh_starts
    into_goal = ~last.fresh[:, 0] & (last.learn[:, 0] < len(query.destination.required))
    if not into_goal[query.intermediate].any():
        similar = f"is similar to {goal} and shares a required skill with it" if many else None
        return f"no possible intermediate role {similar or f'shares a required skill with {goal}'}"
    shared = (first.obstacles[0] & Obstacle.NOTHING_SHARED) == 0
    if not many and not shared[query.intermediate].any():
        return f"no step leads out of {origin}: no other role requires any of its skills"
    return f"no sequence of steps leads {starting_at(origin)} to {goal}: at some point no required skill is shared"
