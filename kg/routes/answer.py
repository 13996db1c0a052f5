"""The answer to a route query: the best routes beside the direct step, or why there is none, and a bridge.

Exact under the rule of docs/routes.md: every route of at most ``max_steps`` steps that repeats no role is considered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kg.errors import LimitError, NothingHeldError, UsageError, quoted
from kg.model.answers import BestRoutes, Gap, Route, Routes, Step
from kg.model.careers import CareerLadder, Careers, JobTitle, Level, Profile, Requirement
from kg.model.entities import Entity
from kg.rdf.quads import PlainQuad
from kg.rdf.reader import GraphReader
from kg.routes.bridge import BridgeSearch
from kg.routes.conditions import Conditions, RouteOptions
from kg.routes.explain import explain_direct
from kg.routes.gap import find_gap
from kg.routes.ladder import RouteEnd, level_profile, promotion_steps, routes_with_promotions
from kg.routes.no_route import explain_no_route
from kg.routes.query import RouteQuery
from kg.routes.requirements import RequirementRule
from kg.routes.rule import StepRule
from kg.routes.tradeoffs import tradeoffs
from kg.schema import SELF, SKOS, local_name
from kg.store.names import fold, words


class RouteEnds:
    """The ends that routes may have in a graph."""

    def __init__(self, careers: Careers, ladder: CareerLadder, reader: GraphReader) -> None:
        self._careers = careers
        self._ladder = ladder
        self._reader = reader

    def person(self, conditions: Conditions) -> RouteEnd:
        """One who has what the conditions say, and nothing else. Raises UsageError where that is nothing."""
        if not conditions.have:
            raise NothingHeldError
        skills = sorted(skill for skill in conditions.have if skill in self._careers.skills)
        entity = Entity(f"{self._reader.bases.main}{SELF}", SELF, "What you have", "person")
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

    def gap(self, conditions: Conditions, origin: Entity | None, destination: Entity) -> Gap:
        """The gap of a role, from a role, its title or an entry path; None: from what the conditions say one has."""
        start = self.profile(origin) if origin else None
        return find_gap(RequirementRule(self._careers, conditions), start, self._careers.roles[destination.iri])

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
        if goal.title is not None:
            return find_promotions(rule, self._ladder, (start, goal), goal.title, options)
        origin, note = self.counted_as(start.profile, goal.profile, rule)
        found = find_routes(rule, origin, goal.profile, options).between(start.entity, goal.entity)
        if not (note or found.routes):
            note = self._hardly_linked(start.profile, goal.profile)
        found.notes = (*filter(None, [note]), *found.notes)
        return found

    def best(self, rule: StepRule, starts: Iterable[Entity], goals: Sequence[Entity]) -> BestRoutes:
        """The best route from each role or entry path to each role, all of one source."""
        found = []
        for start in starts:
            origin = self._careers.profile(start.iri)
            own = rule.from_profile(origin)  # what is computed from a start is computed once
            for goal in goals:
                query = RouteQuery(own, origin, self._careers.roles[goal.iri])
                found.append((start, goal, next(map(query.explain, query.best()), None)))
        return found

    # --- between two sources ----------------------------------------------------------------------------------------

    def counted_as(self, origin: Profile, destination: Profile, rule: StepRule) -> tuple[Profile, str]:
        """The role of the destination's source that a start counts as, and why; else the start itself.

        A role of another source counts as one that it is mapped to where fewer than half of the skills that the
        destination requires are mapped to any other source: otherwise all that it brings would count as missing.
        """
        base, goal = self._careers.base, destination.entity
        role, few = origin.entity, self._few_mapped(origin, destination)
        for predicate, links in self._mappings(role) if few else ():
            wanted = [iri for iri in links if base(iri) == base(goal.iri) and rule.conditions.within.includes(iri)]
            if found := [each for each in map(self._careers.roles.get, wanted) if each and each.required]:
                best = min(found, key=lambda each: (-_words_shared(each.entity, role), each.entity))
                cited = ", ".join(map(str, self._reader.link_sources(links[best.entity.iri])))
                how = f"to which it is mapped ({local_name(predicate)}, {cited})"
                return best, f"{role.label} counts as {best.entity.label} ({best.entity.id}), {how}: {few}"
        return origin, ""

    def _few_mapped(self, origin: Profile, destination: Profile) -> str:
        """That fewer than half of what a role of another source requires is mapped; "" where that is not so."""
        mapped = sum(self._careers.tree.is_linked(asked.skill.iri) for asked in destination.required)
        start, goal, count = origin.entity, destination.entity, len(destination.required)
        if start.kind != "role" or self._careers.base(start.iri) == self._careers.base(goal.iri) or 2 * mapped >= count:
            return ""
        some = f"{mapped} of the {count} skills" if mapped else f"none of the {count} skills"
        return f"{some} that {goal.label} requires {'are' if mapped > 1 else 'is'} linked to another source"

    def _hardly_linked(self, origin: Profile, destination: Profile) -> str:
        """What to try where there is no route because two sources are hardly linked; "" where they are."""
        start, goal = origin.entity.label, destination.entity.label
        few = self._few_mapped(origin, destination)
        try_this = f"start from a role of the source of {goal} that is like {start}"
        return f"{start} and {goal} come from two sources, and {few}: {try_this}" if few else ""

    def _mappings(self, role: Entity) -> Iterator[tuple[str, dict[str, PlainQuad]]]:
        """The entities that a role is mapped to, by how, each with the quad that states it; the nearest first."""
        for predicate, inverse in _MAPPINGS:
            found = {quad.subject.value: quad for quad in self._reader.quads(None, inverse, role.iri)}
            yield predicate, found | {quad.object.value: quad for quad in self._reader.quads(role.iri, predicate)}


_MAPPINGS: Final = (
    (SKOS.exactMatch, SKOS.exactMatch),
    (SKOS.closeMatch, SKOS.closeMatch),
    (SKOS.broadMatch, SKOS.narrowMatch),
    (SKOS.narrowMatch, SKOS.broadMatch),
)
"""How a role may be mapped to another, and how the other is mapped to it then; the nearest first."""


def _words_shared(one: Entity, other: Entity) -> float:
    """The share of the words of two labels that both have."""
    first, second = (set(words(fold(each.label)).split()) for each in (one, other))
    return len(first & second) / max(len(first | second), 1)


def find_routes(rule: StepRule, origin: Profile, destination: Profile, options: RouteOptions) -> Routes:
    """The routes that the options ask for, best first.

    From a role to itself there is one route without a step. Fewer than k routes are returned when no more exist.
    Raises UsageError where ``via`` names an end, a role twice, or one that is to be avoided.
    """
    ends = (origin.entity, destination.entity)
    canonical = rule.careers.canonical_role
    _check_via(rule, origin, destination, options)
    if canonical(origin.entity.iri) == canonical(destination.entity.iri):
        if options.via:
            raise UsageError("from a role to itself no role can be passed (via)", "drop the roles to pass")
        return same_role_answer(ends)
    query = RouteQuery(rule, origin, destination, options)
    found = tradeoffs(query) if options.variety == "tradeoffs" else [query.explain(route) for route in query.best()]
    direct = explain_direct(query.rule, origin, destination)
    if found:
        return Routes(ends, found, direct, notes=[*_direct_notes(query), *_fresh_start_notes(found[0])])
    reason = explain_no_route(query)
    try:
        return Routes(ends, (), direct, reason, BridgeSearch(query).smallest())
    except LimitError as error:
        return Routes(ends, (), direct, reason, notes=[error.message])


def find_promotions(
    rule: StepRule, ladder: CareerLadder, between: tuple[RouteEnd, RouteEnd], title: JobTitle, options: RouteOptions
) -> Routes:
    """The routes to the role of a title, where that is another one, and the promotions up to the title.

    Raises UsageError as :func:`find_routes` does, and for ``via`` between two titles of one role.
    """
    start, goal = between
    ends = start.entity, goal.entity
    if start.entity == goal.entity:
        return same_role_answer(ends)
    role, canonical = goal.profile.entity, rule.careers.canonical_role
    titled = goal if title.role else start
    promotion = promotion_steps(ladder, start.level, titled.profile.entity.iri, title)
    if role.iri not in rule.careers.roles or canonical(role.iri) == canonical(start.profile.entity.iri):
        if options.via:
            raise UsageError("no role can be passed (via) between titles of the same role", "drop the roles to pass")
        return routes_with_promotions(rule.requirements, ends, start.profile, None, promotion)
    to_role = find_routes(rule, start.profile, goal.profile, options)
    return routes_with_promotions(rule.requirements, ends, start.profile, to_role, promotion)


def _direct_notes(query: RouteQuery) -> list[str]:
    """Why no role is passed, or only roles that ask a degree."""
    rule, goal = query.rule, query.destination
    label = goal.entity.label
    if not query.options.via and (why := rule.direct_only(goal)):
        return [f"only the direct step leads to {label}: {why} (--allow-detours removes this limit)"]
    if rule.degree_first(goal):
        return [f"roles on the way to {label} ask a degree too (--allow-detours removes this limit)"]
    return []


def _fresh_start_notes(best: Route) -> list[str]:
    """Notes on the fresh starts of the best route; in all routes the steps themselves are marked."""
    return [
        f"{step.destination.label} is a fresh start: it builds on little of "
        f"{_origin_label(step.origin)} ({_held(step)})"
        for step in best.steps
        if step.fresh_start
    ]


def _origin_label(origin: Entity) -> str:
    return "what you have" if origin.kind == "person" else origin.label


def _held(step: Step) -> str:
    """How many of the required skills are held after the steps before."""
    count = len(step.kept)
    return f"{count} of {count + len(step.learn)} required skills held" if count else "none of its required skills held"


def same_role_answer(ends: tuple[Entity, Entity]) -> Routes:
    """The answer where the start is the destination: a route without a step."""
    return Routes(ends, (Route((), 0.0, ()),), None, f"{ends[0].label} is both the start and the destination")


def _check_via(rule: StepRule, origin: Profile, destination: Profile, options: RouteOptions) -> None:
    careers = rule.careers
    passed = {careers.canonical_role(profile.entity.iri) for profile in (origin, destination)}
    avoided = {careers.canonical_role(iri) for iri in rule.conditions.avoid}
    for iri in options.via:
        label, canonical = careers.roles[iri].entity.label, careers.canonical_role(iri)
        if canonical in passed:
            raise UsageError(
                f"{quoted(label)}, a role to pass (via), is the start, the destination or passed already",
                "name roles between the start and the destination, each once",
            )
        if canonical in avoided:
            raise UsageError(f"{quoted(label)} is both to be passed (via) and to be avoided", "drop one of them")
        passed.add(canonical)
    count, most = len(options.via), rule.conditions.max_steps
    if count >= most:
        roles, steps = "roles" if count > 1 else "role", "steps" if most > 1 else "step"
        raise UsageError(
            f"a route through {count} {roles} has more than {most} {steps}",
            "allow more steps, or name fewer roles to pass",
        )
