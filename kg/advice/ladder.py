"""Climbing the levels: the job titles up to a higher one, after the move to another role where there is one.

No rule gives a rung a cost: sources state levels, their years and their skills, not how hard a climb is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.advice.explanation import remarked, route_of
from kg.advice.gaps import kept_items, skill_items, sources_of
from kg.model.answers import Route, Routes, Step
from kg.model.careers import LevelChange, Profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.advice.coverage import Coverage
    from kg.model import Entity
    from kg.model.careers import CareerLadder, Careers, JobTitle, Level

__all__ = ["Climb", "Rung", "climb", "climbing", "expected"]


class Rung(NamedTuple):
    """A title at a level, or the level itself where the source names no title of the role there."""

    entity: Entity
    level: Level


class Climb(NamedTuple):
    """The rungs from a level up to a title, its level ``after``, and remarks on what is not stated.

    A level is None where it is not known.
    """

    before: Level | None
    after: Level | None
    rungs: tuple[Rung, ...]
    remarks: tuple[str, ...] = ()


def climb(ladder: CareerLadder, before: Level | None, role: str | None, goal: JobTitle) -> Climb:
    """The titles of a role that lead from a level up to a title; no rung when the title is no higher.

    Without a level to begin with, every level up to the title's is a rung.
    """
    if goal.level is None:
        return Climb(before, None, (), (f"the source lists {goal.entity.label} under no level",))
    rungs = []
    for level in ladder.levels:
        if level.rank > goal.level.rank or (before is not None and level.rank <= before.rank):
            continue
        title = goal if level == goal.level else ladder.title_at(level, role)
        rungs.append(Rung(title.entity if title else level.entity, level))
    if before is None:
        return Climb(None, goal.level, tuple(rungs), ("the level at the start is not stated, so every level is shown",))
    if not rungs:
        where = f"{goal.level.entity.label} ({goal.level.years})"
        remark = f"{goal.entity.label} is at {where}, which is not above {before.entity.label}"
        return Climb(before, goal.level, (), (remark,))
    return Climb(before, goal.level, tuple(rungs))


def climbing(
    coverage: Coverage, ends: tuple[Entity, Entity], start: Profile, base: Routes | None, way: Climb
) -> Routes:
    """The routes of ``base`` (None: no change of role) with the rungs of a climb behind each.

    ``start`` is who sets out. When there is neither a move nor a rung, there is no route, and the remark is the reason;
    nor is there one when the rungs alone would mean learning what is to be avoided.
    """
    if base is not None and not base.routes:
        return base.between(*ends)
    if base is None and not way.rungs:
        return Routes(ends, (), None, "; ".join(way.remarks))
    moves = base.routes if base else (Route((), None, ()),)
    routes = [_climbed(coverage, start, route, way, ends[1]) for route in moves]
    if any(route.best_at for route in moves):
        routes = remarked(routes)  # weighed as they stand here, with the rungs
    notes = [*(base.notes if base else ()), *way.remarks]
    canonical = coverage.careers.tree.canonical
    unwanted = {
        item.label for route in routes for item in route.learn if canonical(item.iri) in coverage.conditions.avoid
    }  # a move between roles never asks to learn any
    if unwanted:
        remark = f"the climb would mean learning {', '.join(sorted(unwanted))}, which is to be avoided"
        if base is None:
            return Routes(ends, (), None, remark)
        notes.append(remark)
    return Routes(ends, routes, base.direct if base else None, notes=notes).between(*ends)


def _climbed(coverage: Coverage, start: Profile, route: Route, way: Climb, end: Entity) -> Route:
    """A route with the rungs behind it. Where there are none, its last move leads to the title itself."""
    roles = coverage.careers.roles
    passed = [start, *(roles[step.destination.iri] for step in route.steps)]
    if way.before is not None:
        passed.append(expected(coverage.careers, way.before.entity, way.before))
    steps = list(route.steps)
    origin, before = passed[len(route.steps)].entity, way.before
    for rung in way.rungs:
        asked = expected(coverage.careers, rung.entity, rung.level)
        steps.append(_rung(coverage, passed, asked, origin, LevelChange(before, rung.level)))
        passed.append(asked)
        origin, before = rung.entity, rung.level
    if not way.rungs:
        sources = dict.fromkeys((*steps[-1].sources, *(way.after.sources if way.after else ())))
        levels = LevelChange(way.before, way.after)
        steps[-1] = steps[-1]._replace(destination=end, level=levels, sources=tuple(sources))
    return route_of(steps, route.cost, coverage.careers.tree)


def expected(careers: Careers, entity: Entity, level: Level) -> Profile:
    """What a level expects, as a role would ask for it and one at that level holds it."""
    required = tuple(
        item._replace(skill=careers.skills.get(careers.tree.canonical(item.skill.iri), item.skill))
        for item in level.skills
    )
    return Profile(entity, required)


def _rung(coverage: Coverage, passed: Sequence[Profile], asked: Profile, origin: Entity, levels: LevelChange) -> Step:
    held = coverage.holdings(passed[0])
    for profile in passed[1:]:
        held = coverage.joined(held, profile)
    needs = coverage.needs(held, asked)
    kept = kept_items(coverage, needs, held, passed)
    learn = skill_items(needs.learn, held)
    sources = dict.fromkeys((*sources_of((*kept, *learn), ()), *(levels.after.sources if levels.after else ())))
    return Step(
        origin,
        asked.entity,
        kept,
        skill_items(needs.near, held),
        learn,
        (),
        None,
        needs.half_gap / 2,
        None,
        None,
        tuple(sources),
        level=levels,
    )
