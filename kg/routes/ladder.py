"""Promotions: the job titles from a career level up to a higher one, after the steps to another role if there are any.

A promotion has no cost: sources state levels, their years and their skills, not how hard it is to rise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.model.answers import Route, Routes, Step
from kg.model.careers import CareerLadder, Careers, JobTitle, Level, LevelChange, Profile
from kg.model.entities import Entity
from kg.routes.explain import route_of, with_best_at
from kg.routes.gap import kept_items, skill_items, sources_of
from kg.routes.requirements import RequirementRule


class RouteEnd(NamedTuple):
    """One end of a route: what was named, and the profile, the level and the title behind it."""

    entity: Entity
    profile: Profile
    level: Level | None = None
    title: JobTitle | None = None


class PromotionStep(NamedTuple):
    """A title at a level, or the level itself where the source names no title of the role there."""

    entity: Entity
    level: Level


class Promotion(NamedTuple):
    """The steps from a level up to a title, its level ``after``, and notes on what is not stated.

    A level is None where it is not known.
    """

    before: Level | None
    after: Level | None
    steps: tuple[PromotionStep, ...]
    notes: tuple[str, ...] = ()


def promotion_steps(ladder: CareerLadder, before: Level | None, role: str | None, goal: JobTitle) -> Promotion:
    """The titles of a role that lead from a level up to a title; no step when the title is no higher.

    Without a level to begin with, every level up to the title's is a step.
    """
    if goal.level is None:
        return Promotion(before, None, (), (f"the source gives no level for {goal.entity.label}",))
    steps = []
    for level in ladder.levels:
        if level.rank > goal.level.rank or (before is not None and level.rank <= before.rank):
            continue
        title = goal if level == goal.level else ladder.title_at(level, role)
        steps.append(PromotionStep(title.entity if title else level.entity, level))
    if before is None:
        return Promotion(
            None, goal.level, tuple(steps), ("the level at the start is not stated, so every level is shown",)
        )
    if not steps:
        where = f"{goal.level.entity.label} ({goal.level.years})"
        note = f"{goal.entity.label} is at {where}, which is not above {before.entity.label}"
        return Promotion(before, goal.level, (), (note,))
    return Promotion(before, goal.level, tuple(steps))


def routes_with_promotions(
    requirements: RequirementRule,
    ends: tuple[Entity, Entity],
    start: Profile,
    base: Routes | None,
    promotion: Promotion,
) -> Routes:
    """The routes of ``base`` (None: no change of role) each with a promotion after it.

    ``start`` is the profile at the start. When there is no step at all there is no route, and the note is the reason;
    nor is there one when the promotion alone would mean learning what is to be avoided.
    """
    if base is not None and not base.routes:
        return base.between(*ends)
    if base is None and not promotion.steps:
        return Routes(ends, (), None, "; ".join(promotion.notes))
    routes_to_role = base.routes if base else (Route((), None, ()),)
    routes = [_with_promotion(requirements, start, route, promotion, ends[1]) for route in routes_to_role]
    if any(route.best_at for route in routes_to_role):
        routes = with_best_at(routes)  # compared with the promotion included
    notes = [*(base.notes if base else ()), *promotion.notes]
    canonical = requirements.careers.tree.canonical
    unwanted = {
        item.label for route in routes for item in route.learn if canonical(item.iri) in requirements.conditions.avoid
    }  # a step between roles never asks to learn any
    if unwanted:
        note = f"the promotion would mean learning {', '.join(sorted(unwanted))}, which you asked to avoid"
        if base is None:
            return Routes(ends, (), None, note)
        notes.append(note)
    return Routes(ends, routes, base.direct if base else None, notes=notes).between(*ends)


def _with_promotion(
    requirements: RequirementRule, start: Profile, route: Route, promotion: Promotion, end: Entity
) -> Route:
    """A route with the promotion after it. Where that has no step, the last step of the route leads to the title."""
    roles = requirements.careers.roles
    passed = [start, *(roles[step.destination.iri] for step in route.steps)]
    if promotion.before is not None:
        passed.append(level_profile(requirements.careers, promotion.before.entity, promotion.before))
    steps = list(route.steps)
    origin, before = passed[len(route.steps)].entity, promotion.before
    for step in promotion.steps:
        asked = level_profile(requirements.careers, step.entity, step.level)
        steps.append(_promotion_step(requirements, passed, asked, origin, LevelChange(before, step.level)))
        passed.append(asked)
        origin, before = step.entity, step.level
    if not promotion.steps:
        sources = dict.fromkeys((*steps[-1].sources, *(promotion.after.sources if promotion.after else ())))
        levels = LevelChange(promotion.before, promotion.after)
        steps[-1] = steps[-1]._replace(destination=end, level=levels, sources=tuple(sources))
    return route_of(steps, route.cost, requirements.careers.tree)


def level_profile(careers: Careers, entity: Entity, level: Level) -> Profile:
    """A profile of what a level expects: what it requires, and what a person at that level holds."""
    required = tuple(
        item._replace(skill=careers.skills.get(careers.tree.canonical(item.skill.iri), item.skill))
        for item in level.skills
    )
    return Profile(entity, required)


def _promotion_step(
    requirements: RequirementRule, passed: Sequence[Profile], asked: Profile, origin: Entity, levels: LevelChange
) -> Step:
    held = requirements.held_by(passed[0])
    for profile in passed[1:]:
        held = requirements.joined(held, profile)
    match = requirements.match(held, asked)
    kept = kept_items(requirements, match, held, passed)
    learn = skill_items(match.to_learn, held)
    sources = dict.fromkeys((*sources_of((*kept, *learn), ()), *(levels.after.sources if levels.after else ())))
    return Step(
        origin,
        asked.entity,
        kept,
        skill_items(match.near, held),
        learn,
        (),
        None,
        match.gap_in_halves / 2,
        None,
        None,
        tuple(sources),
        level=levels,
    )
