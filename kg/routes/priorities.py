"""The order of missing skills: what is core to a role, then what a course teaches, then what is learned on the job.

The rule is printed in docs/routes.md. Each skill says why it has its place; one of which the source states no type
comes last. Within a tier what people in the role rate as more important comes first, then the order is the source's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from pyoxigraph import NamedNode

from kg.model.answers import CORE, COURSES, ON_THE_JOB, OTHERS, TIERS, Gap, Route, Routes, SkillItem, Step
from kg.model.careers import Careers
from kg.model.entities import Entity
from kg.rdf.reader import GraphReader
from kg.schema import CK, NOT_STATED, SKOS

VERY_IMPORTANT: Final = 4.0
"""From this rating on, of 5, people in a role rate something as very important, in O*NET's words."""

RARE: Final = 300
"""A skill that at most one in so many roles of its source requires is rare."""

_TIER_OF_TYPE: Final = {"knowledge": COURSES, **dict.fromkeys(("skill/competence", "skill", "competence"), ON_THE_JOB)}
"""Where skills of a stated type stand: ESCO tells knowledge from skills and competences."""


class Priorities:
    """The order of the skills of a graph; what it rests on is read when it is asked for."""

    def __init__(self, reader: GraphReader, careers: Careers) -> None:
        self._reader = reader
        self._careers = careers
        self._groups: dict[str, frozenset[str]] = {}
        self._ratings: dict[str, dict[str, float]] = {}
        self._placed: dict[tuple[str, str], tuple[str, str]] = {}

    # --- answers in order -------------------------------------------------------------------------------------------

    def in_gap(self, gap: Gap) -> Gap:
        """The same gap, what is missing in order."""
        near, missing = (self.ordered(gap.destination, items) for items in (gap.near, gap.missing))
        return gap._replace(near=near, missing=missing)

    def in_routes(self, answer: Routes) -> Routes:
        """The same routes, what each step asks to learn in order."""
        direct = answer.direct and answer.direct._replace(learn=self.ordered(answer.destination, answer.direct.learn))
        bridge = answer.bridge and answer.bridge._replace(route=self._in_route(answer.bridge.route))
        routes = [self._in_route(route) for route in answer.routes]
        return Routes((answer.origin, answer.destination), routes, direct, answer.reason, bridge, answer.notes)

    def _in_route(self, route: Route) -> Route:
        steps = tuple(map(self._in_step, route.steps))
        return route._replace(steps=steps, learn=tuple(item for step in steps for item in step.learn))

    def _in_step(self, step: Step) -> Step:
        """The same step in order, with the months that its role asks."""
        role = step.destination
        near, learn = self.ordered(role, step.near), self.ordered(role, step.learn)
        months = CK.monthsOfExperience, CK.monthsOfOnSiteTraining, CK.monthsOfOnTheJobTraining
        experience, on_site, on_the_job = (self._reader.figure(role, each) for each in months)
        return step._replace(
            near=near, learn=learn, experience=experience, on_site_training=on_site, on_the_job_training=on_the_job
        )

    def ordered(self, role: Entity, items: Iterable[SkillItem]) -> tuple[SkillItem, ...]:
        """Skills that a role requires and somebody lacks, tier by tier, each with its tier and the reason."""
        placed = []
        for item in items:
            tier, reason = self._place(role, item)
            key = TIERS.index(tier), -self._importance(role).get(item.iri, 0)
            placed.append((key, item._replace(tier=tier, reason=reason, marks=self._marks(item))))
        return tuple(item for _, item in sorted(placed, key=lambda pair: pair[0]))

    # --- one skill --------------------------------------------------------------------------------------------------

    def _place(self, role: Entity, item: SkillItem) -> tuple[str, str]:
        """The tier of a skill that a role requires, and why."""
        key = role.iri, item.iri
        if key not in self._placed:
            core = self._why_core(role, item)
            self._placed[key] = (CORE, core) if core else self.by_type(item)
        return self._placed[key]

    def _why_core(self, role: Entity, item: SkillItem) -> str | None:
        """Why a skill is core to a role; None where it is not."""
        source = self._careers.base(item.iri)
        total = self._roles_of_sources[source]
        importance = self._importance(role).get(item.iri, 0)
        reasons = [f"rated {importance:g} of 5 in importance"] if importance >= VERY_IMPORTANT else []
        requiring: set[str] = set()
        groups = self._groups_of(role.iri)
        for other in self._requiring(item.iri, source):
            requiring.add(other)
            groups &= self._groups_of(other)
            if not groups and len(requiring) * RARE > total:  # what the others are can change nothing
                break
        if requiring and len(requiring) * RARE <= total:
            reasons.append(f"required by {len(requiring):,} of {total:,} roles")
        elif groups:
            reasons.append(f"required by no role outside the group {min(map(self._careers.label, groups))}")
        return "; ".join(reasons) or None

    def by_type(self, item: SkillItem) -> tuple[str, str]:
        """Where a skill stands by its type."""
        stated = self._reader.text(item.iri, CK.skillType)
        if stated is None:
            return OTHERS, f"skill type {NOT_STATED}"
        return _TIER_OF_TYPE.get(stated.casefold(), OTHERS), f"the source calls it {stated}"

    # --- what a graph states ----------------------------------------------------------------------------------------

    @cached_property
    def _roles_of_sources(self) -> Counter[str]:
        """How many roles each source has, by how its IRIs begin."""
        return Counter(map(self._careers.base, self._reader.entities.iris("role")))

    @cached_property
    def _written_out(self) -> set[str]:
        """The graphs that write each requirement out in its short form."""
        return {iri for iri, value in self._reader.pairs(CK.requirementsComplete) if value.value == "true"}

    @cached_property
    def _is_rated(self) -> bool:
        """Whether any source rates importance."""
        return next(self._reader.pairs(CK.importance), None) is not None

    def _importance(self, role: Entity) -> dict[str, float]:
        """How important people in a role rate skills that it requires, from 1 to 5."""
        if role.iri not in self._ratings:
            found: dict[str, float] = {}
            for quad in self._reader.quads(role.iri, CK.hasRequirement) if self._is_rated else ():
                rating = self._reader.text(quad.object.value, CK.importance)
                for skill in self._reader.values(quad.object.value, CK.skill) if rating else ():
                    found[skill.value] = float(rating or 0)
            self._ratings[role.iri] = found
        return self._ratings[role.iri]

    def _marks(self, item: SkillItem) -> tuple[str, ...]:
        """What its source marks a skill as."""
        return tuple(sorted({value.value for value in self._reader.values(item.iri, CK.mark)}))

    def _requiring(self, skill: str, source: str) -> Iterator[str]:
        """The roles of a source that require a skill, under whatever name of it; one may come more than once."""
        tree, quads = self._careers.tree, self._reader.quads
        for name in tree.same(tree.canonical(skill)):
            owners = (quad.subject.value for quad in quads(None, CK.requiresSkill, name))
            yield from (role for role in owners if self._careers.base(role) == source)
            for quad in quads(None, CK.skill, name):
                if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value in self._written_out:
                    continue
                if (self._reader.text(quad.subject.value, CK.strength) or "required") == "required":
                    owners = (owner.subject.value for owner in quads(None, CK.hasRequirement, quad.subject.value))
                    yield from (role for role in owners if self._careers.base(role) == source)

    def _groups_of(self, role: str) -> frozenset[str]:
        """The groups that a role is in, the nearest."""
        if role not in self._groups:
            self._groups[role] = self._nearest_groups(role)
        return self._groups[role]

    def _nearest_groups(self, role: str) -> frozenset[str]:
        entities = self._reader.entities
        seen, level = {role}, {role}
        while level:
            above = {quad.object.value for each in level for quad in self._reader.quads(each, SKOS.broader)} - seen
            groups = frozenset(iri for iri in above if iri in entities and entities[iri].kind == "role-group")
            if groups:
                return groups
            seen |= above
            level = above
        return frozenset()
