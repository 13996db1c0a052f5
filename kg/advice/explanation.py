"""Routes explained: what each step keeps, brings near, asks to learn and pays, with the source of every line."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from kg.advice.figures import COST_UNIT, SCALE
from kg.advice.gaps import gates, kept_items, skill_items, sources_of
from kg.model.answers import DirectStep, PayChange, Route, SkillItem, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.advice.coverage import Holdings
    from kg.advice.transitions import Transitions
    from kg.model.careers import Profile, SkillHierarchy

__all__ = ["explain_direct", "explain_route", "learned", "remarked", "route_of"]


def explain_route(transitions: Transitions, passed: Sequence[Profile]) -> Route:
    """The route through these profiles, start and destination included.

    What a step keeps, has near and learns counts all that is held since the start, so nothing is learned twice.
    """
    travelled = transitions.holdings(passed[0])
    steps: list[Step] = []
    for number, profile in enumerate(passed[1:], 1):
        steps.append(_step(transitions, passed[:number], travelled, profile))
        travelled = transitions.joined(travelled, profile)
    units = sum(transitions.cost(one, other) for one, other in pairwise(passed))
    return route_of(steps, units / COST_UNIT, transitions.careers.tree)


def route_of(steps: Sequence[Step], cost: float | None, tree: SkillHierarchy) -> Route:
    """The route of these steps, with a word beside each skill that is learned on which later roles keep it."""
    told = [
        step._replace(learn=tuple(_reused(item, steps[number + 1 :], tree) for item in step.learn))
        for number, step in enumerate(steps)
    ]
    return Route(tuple(told), cost, tuple(item for step in told for item in step.learn))


def _reused(item: SkillItem, later: Sequence[Step], tree: SkillHierarchy) -> SkillItem:
    skill = tree.canonical(item.iri)
    keeping = (step.destination for step in later if any(tree.canonical(kept.iri) == skill for kept in step.kept))
    return item._replace(reused=tuple(keeping))


def _step(transitions: Transitions, passed: Sequence[Profile], travelled: Holdings, role: Profile) -> Step:
    """The step into a role from the last of the profiles passed, by one who holds what was travelled for."""
    previous = passed[-1]
    needs = transitions.needs(travelled, role)
    kept = kept_items(transitions, needs, travelled, passed)
    learn = skill_items(needs.learn, travelled)
    step_gates = gates(transitions, travelled, role)
    return Step(
        previous.entity,
        role.entity,
        kept,
        skill_items(needs.near, travelled),
        learn,
        step_gates,
        role.pay,
        transitions.needs(transitions.holdings(previous), role).half_gap / 2,
        transitions.cost(previous, role) / COST_UNIT,
        transitions.kinship.between(previous, role) / SCALE,
        sources_of((*kept, *learn), step_gates),
        PayChange(previous.pay, role.pay),
        (previous.preparation, role.preparation),
        fresh_start=transitions.is_fresh(previous, role),
        law=role.law,
    )


def learned(transitions: Transitions, passed: Sequence[Profile]) -> int:
    """How many skills are learned on the way through these profiles."""
    travelled, count = transitions.holdings(passed[0]), 0
    for profile in passed[1:]:
        count += len(transitions.needs(travelled, profile).learn)
        travelled = transitions.joined(travelled, profile)
    return count


def explain_direct(transitions: Transitions, origin: Profile, destination: Profile) -> DirectStep:
    """The jump straight to the destination, and why it is not allowed where it is not."""
    held = transitions.holdings(origin)
    needs = transitions.needs(held, destination)
    reason = transitions.obstacle(origin, destination)
    return DirectStep(
        needs.half_gap / 2,
        len(needs.covered),
        skill_items(needs.learn, held),
        gates(transitions, held, destination),
        reason is None,
        reason,
        destination.law,
        reason is None and transitions.is_fresh(origin, destination),
    )


def remarked(routes: Sequence[Route]) -> list[Route]:
    """The routes, each with a sentence on what it is best at."""
    respects = (
        ([len(route.learn) for route in routes], "fewest skills to learn in all ({})"),
        ([route.largest_step for route in routes], "smallest largest step ({} to learn at once)"),
        ([len(route.steps) for route in routes], "fewest steps ({})"),
        ([-route.lowest_kinship for route in routes], "closest to what came before (kinship at least {:.3f})"),
    )
    found = []
    for number, route in enumerate(routes):
        best = [text.format(abs(values[number])) for values, text in respects if values[number] == min(values)]
        compromise = (
            f"a compromise: {len(route.learn)} to learn in all, {route.largest_step} at most at once,"
            f" steps: {len(route.steps)}, kinship at least {route.lowest_kinship:.3f}"
        )
        found.append(route._replace(best_at="; ".join(best) or compromise))
    return found
