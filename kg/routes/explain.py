"""Routes explained step by step: what is kept, near and to learn, the credential and the pay, each with its source."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model.answers import DegreeNeeded, DirectStep, MedianPayChange, PayChange, Route, SkillItem, Step
from kg.model.careers import Profile, SkillHierarchy
from kg.routes.gap import credential_gates, kept_items, learn_items, near_items, sources_of
from kg.routes.requirements import Held, RequirementRule
from kg.routes.rule import COST_UNIT, StepRule, StepValues
from kg.similarity.random_walks import SCALE


def explain_route(rule: StepRule, passed: Sequence[Profile]) -> Route:
    """The route through these profiles, both ends included.

    What a step keeps, has near and learns counts all that is held since the start, so nothing is learned twice.
    """
    requirements, prices = rule.requirements, rule.passing_prices(passed[-1])
    held = requirements.held_by(passed[0])
    steps: list[Step] = []
    units = 0
    for number, profile in enumerate(passed[1:], 1):
        row = rule.table.role_index[profile.entity.iri]
        passing = prices[row : row + 1]
        values = rule.step(passed[number - 1], profile).passing(passing)
        units += int(values.costs[0, 0])
        step = _step(rule, passed[:number], held, profile, values)
        steps.append(step._replace(passing=int(passing[0]) / COST_UNIT))
        held = requirements.joined(held, profile)
    return route_of(steps, units / COST_UNIT, rule.careers.tree)


def route_of(steps: Sequence[Step], cost: float | None, tree: SkillHierarchy) -> Route:
    """The route of these steps; each skill to learn has the later roles that use it again."""
    found = [
        step._replace(learn=tuple(_used_again(item, steps[number + 1 :], tree) for item in step.learn))
        for number, step in enumerate(steps)
    ]
    return Route(tuple(found), cost, tuple(item for step in found for item in step.learn))


def _used_again(item: SkillItem, later: Sequence[Step], tree: SkillHierarchy) -> SkillItem:
    skill = tree.canonical(item.iri)
    keeping = (step.destination for step in later if any(tree.canonical(kept.iri) == skill for kept in step.kept))
    return item._replace(used_again_in=tuple(keeping))


def _step(rule: StepRule, passed: Sequence[Profile], held: Held, role: Profile, values: StepValues) -> Step:
    """The step into a role from the last of the profiles passed, by one who holds this since the start."""
    previous, requirements = passed[-1], rule.requirements
    match = requirements.match(held, role)
    kept = kept_items(requirements, match, held, passed)
    near = near_items(requirements, match, held)
    learn = learn_items(match, near, held)
    gates = credential_gates(requirements, held, role, passed)
    return Step(
        previous.entity,
        role.entity,
        kept,
        near,
        learn,
        gates,
        role.pay,
        float(values.gap[0, 0]) / 2,
        int(values.costs[0, 0]) / COST_UNIT,
        int(values.similarity[0, 0]) / SCALE,
        sources_of((*kept, *learn), gates),
        PayChange(previous.pay, role.pay),
        (previous.preparation, role.preparation),
        fresh_start=bool(values.fresh[0, 0]),
        regulation_sources=role.regulation_sources,
        not_understood=role.not_understood,
        median_pay=MedianPayChange(previous.median_pay, role.median_pay) if role.median_pay else None,
    )


def count_learned(requirements: RequirementRule, passed: Sequence[Profile]) -> int:
    """The number of skills learned on the way through these profiles."""
    held, count = requirements.held_by(passed[0]), 0
    for profile in passed[1:]:
        count += len(requirements.match(held, profile).to_learn)
        held = requirements.joined(held, profile)
    return count


def explain_direct(rule: StepRule, origin: Profile, destination: Profile) -> DirectStep:
    """The step straight to the destination, and why it is not allowed where it is not."""
    requirements = rule.requirements
    held = requirements.held_by(origin)
    match = requirements.match(held, destination)
    reason = rule.why_not_allowed(origin, destination)
    known = not (destination.silence or requirements.silence_of(origin))
    return DirectStep(
        match.gap_in_halves / 2 if known else None,
        len(match.covered) if known else None,
        learn_items(match, near_items(requirements, match, held), held),
        credential_gates(requirements, held, destination, [origin]),
        reason is None,
        reason,
        destination.regulation_sources,
        reason is None and bool(rule.step(origin, destination).fresh[0, 0]),
        _degree_needed(rule.from_profile(origin), destination),
        destination.not_understood,
    )


def _degree_needed(rule: StepRule, destination: Profile) -> DegreeNeeded | None:
    """The degree that a destination asks and the origin of the rule is known to lack."""
    levels = rule.lacking_degree(destination)
    if levels is None:
        return None
    held, asked = levels
    stated = destination.credential if destination.credential and destination.credential.level == asked else None
    named = rule.careers.credential_of_level(asked)
    label = stated.label if stated else named.label if named else "a degree"
    return DegreeNeeded(label, asked, held)


def with_best_at(routes: Sequence[Route]) -> list[Route]:
    """The routes, each with a sentence on what it is best at."""
    respects = (
        ([len(route.learn) for route in routes], "fewest skills to learn in all ({})"),
        ([route.most_to_learn for route in routes], "smallest largest step ({} to learn at once)"),
        ([len(route.steps) for route in routes], "fewest steps ({})"),
        ([-route.lowest_similarity for route in routes], "most similar steps (lowest similarity {:.3f})"),
    )
    found = []
    for number, route in enumerate(routes):
        best = [text.format(abs(values[number])) for values, text in respects if values[number] == min(values)]
        compromise = (
            f"a compromise: {len(route.learn)} to learn in all, {route.most_to_learn} at most at once,"
            f" steps: {len(route.steps)}, lowest similarity {route.lowest_similarity:.3f}"
        )
        found.append(route._replace(best_at="; ".join(best) or compromise))
    return found
