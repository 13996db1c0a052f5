"""The two ends of a route: the profile, the career level and the job title behind what was named."""

from __future__ import annotations

from typing import NamedTuple

from kg.errors import UsageError, quoted
from kg.model.answers import Routes
from kg.model.careers import CareerLadder, Careers, JobTitle, Level, Profile, Requirement
from kg.model.entities import Entity
from kg.routes.answer import find_routes, same_role_answer
from kg.routes.conditions import Conditions, RouteOptions
from kg.routes.ladder import level_profile, promotion_steps, routes_with_promotions
from kg.routes.rule import StepRule
from kg.schema import SELF

__all__ = ["RouteEnd", "RouteEnds"]


class RouteEnd(NamedTuple):
    """One end of a route: what was named, and the profile, the level and the title behind it."""

    entity: Entity
    profile: Profile
    level: Level | None = None
    title: JobTitle | None = None


class RouteEnds:
    """The ends that routes may have in a graph; ``base`` is how its IRIs begin."""

    def __init__(self, careers: Careers, ladder: CareerLadder, base: str) -> None:
        self._careers = careers
        self._ladder = ladder
        self._base = base

    def person(self, conditions: Conditions) -> RouteEnd:
        """One who has what the conditions say, and nothing else. Raises UsageError where that is nothing."""
        if not conditions.have:
            raise UsageError(f"'{SELF}' needs --have", "name the skills you have: --have Python,SQL")
        skills = sorted(skill for skill in conditions.have if skill in self._careers.skills)
        entity = Entity(f"{self._base}{SELF}", SELF, "What you have", "person")
        profile = Profile(entity, tuple(Requirement(self._careers.skills[skill]) for skill in skills))
        return RouteEnd(entity, profile, self._reached(conditions))

    def origin(self, entity: Entity, conditions: Conditions) -> RouteEnd:
        """The start of a route: a role, an entry path or a job title; its level, or the one that is reached."""
        if entity.kind != "job-title":
            return RouteEnd(entity, self._careers.profile(entity.iri), self._reached(conditions))
        title = self._ladder.titles[entity.iri]
        return RouteEnd(entity, self._role_of_title(title), title.level or self._reached(conditions), title)

    def destination(self, entity: Entity) -> RouteEnd:
        """The end of a route: a role or a job title."""
        if entity.kind != "job-title":
            return RouteEnd(entity, self._careers.roles[entity.iri])
        title = self._ladder.titles[entity.iri]
        return RouteEnd(entity, self._role_of_title(title), title.level, title)

    def profile(self, entity: Entity) -> Profile:
        """The profile of a role or an entry path, or of the role of a title. Raises UsageError for a title of none."""
        if entity.kind != "job-title":
            return self._careers.profile(entity.iri)
        role = self._careers.roles.get(self._ladder.titles[entity.iri].role or "")
        if role is None:
            raise UsageError(f"no role of {quoted(entity.label)} is known", "name a role")
        return role

    def _reached(self, conditions: Conditions) -> Level | None:
        return next((level for level in self._ladder.levels if level.entity.iri == conditions.level), None)

    def _role_of_title(self, title: JobTitle) -> Profile:
        """The role of a title; where that is not known, a profile that holds what the title's level requires."""
        role = self._careers.roles.get(title.role or "")
        return role or (
            level_profile(self._careers, title.entity, title.level) if title.level else Profile(title.entity)
        )

    def routes(self, rule: StepRule, start: RouteEnd, goal: RouteEnd, options: RouteOptions) -> Routes:
        """The routes between two ends; to a title they lead to its role, then up the career levels."""
        if goal.title is None:
            return find_routes(rule, start.profile, goal.profile, options).between(start.entity, goal.entity)
        ends = start.entity, goal.entity
        if start.entity == goal.entity:
            return same_role_answer(ends)
        role, canonical = goal.profile.entity, self._careers.canonical_role
        titled = goal if goal.title.role else start
        promotion = promotion_steps(self._ladder, start.level, titled.profile.entity.iri, goal.title)
        if role.iri not in self._careers.roles or canonical(role.iri) == canonical(start.profile.entity.iri):
            if options.via:
                raise UsageError(
                    "--via cannot be used between two job titles of the same role", "drop the roles to pass"
                )
            return routes_with_promotions(rule.requirements, ends, start.profile, None, promotion)
        to_role = find_routes(rule, start.profile, goal.profile, options)
        return routes_with_promotions(rule.requirements, ends, start.profile, to_role, promotion)
