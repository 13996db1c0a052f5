"""Roles for a skill set, and what courses teach against what roles require. docs/analysis.md defines every part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Final

from kg.arguments import any_or_whole_number, share
from kg.late import Mask
from kg.late import numpy as np
from kg.model import Entity
from kg.model.analysis import Asked, CoverageCounts, Curriculum, Matches, UnrequiredSkill, UntaughtSkill
from kg.routes.gap import find_gap
from kg.routes.next_roles import first_roles
from kg.routes.requirement_index import RequirementIndex, RoleIndices
from kg.routes.requirements import RequirementRule
from kg.similarity.ragged import RowsByName


def sorted_entities(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Entities by label, then IRI, each once."""
    return tuple(sorted(set(entities), key=lambda entity: (entity.label, entity.iri)))


class _Counted:
    """The roles that are counted, those of the sources that the answer is restricted to, and what they require."""

    def __init__(self, index: RequirementIndex, requirements: RequirementRule) -> None:
        self.index, self.table, self.careers = index, index.table, requirements.careers
        self._includes = requirements.conditions.within.includes
        self.roles = self.table.mask(self._includes)
        self.stated = self.roles & (self.table.size > 0)
        self.silent = self.entities(np.flatnonzero(self.roles & ~self.stated))

    @cached_property
    def requiring(self) -> RowsByName:
        """Required skill -> the roles that require it."""
        rows = self.table.required.transposed(len(self.table.concepts)).filtered(self.roles)
        return RowsByName(self.table.concepts, self.table.concept_index, rows)

    def entities(self, roles: RoleIndices) -> tuple[Entity, ...]:
        """Roles by number."""
        return sorted_entities(self.careers.entities[self.table.roles[number]] for number in roles.tolist())

    def named(self, skill: str) -> Entity | None:
        """A canonical skill as one of the sources names it, if one does."""
        return self.careers.named(skill, self._includes)

    def optional_for(self, skill: Entity) -> tuple[Entity, ...]:
        """The roles that find a skill useful."""
        number = self.table.concept_index.get(self.careers.tree.canonical(skill.iri))
        if number is None:
            return ()
        heads = self.table.optional.row_of_item()[self.table.optional.items == number]
        return self.entities(heads[self.roles[heads]])

    def related(self, skill: Entity) -> tuple[Entity, ...]:
        """The required skills that are narrower than a skill, or near it."""
        canonical = self.careers.tree.canonical(skill.iri)
        near = self.index.narrower_required(self.careers.tree.groups(canonical)) | self.index.narrower(canonical)
        return sorted_entities(filter(None, map(self.named, near & self.requiring.keys())))


def match(
    index: RequirementIndex,
    requirements: RequirementRule,
    have: Sequence[Entity],
    limit: int | None = None,
    least: float = 0,
    only: Collection[str] | None = None,
) -> Matches:
    """The roles by their coverage, best first; ties by fewer missing skills, then label, then IRI.

    Those come last that share nothing, near or not, but what more than a third of the roles of a source require.

    ``only`` are the IRIs of the roles that may be named, any if None.

    ``requirements`` are for what ``have`` names, and for the sources that roles and required skills are of; roles of a
    coverage below ``least`` are left out. Raises UsageError for a limit below 1 or a coverage out of range.
    """
    limit, least = any_or_whole_number("limit", limit), share("min_coverage", least, "0.5 is one half")
    careers, counted = requirements.careers, _Counted(index, requirements)
    held = requirements.held_by(None)
    reach = index.reach(held.skills)
    counts = index.counts_of(reach)
    covered, near = counts.covered[0], counts.near[0]
    says_little = (counts.shared[0] == 0) & (near == 0)
    halves, size = (2 * covered + near).astype(np.float64), index.table.size
    silent = tuple(role for role in counted.silent if only is None or role.iri in only)
    stated = np.flatnonzero(counted.stated if only is None else counted.stated & index.table.roles_among(only))
    wanted = stated[halves[stated] >= 2 * least * size[stated]]
    keys = np.stack([says_little[wanted], -halves[wanted] / (2 * size[wanted]), (size - covered)[wanted]])
    most = len(wanted) if limit is None else limit
    first = first_roles(index.table.roles, wanted, keys.astype(np.float64), most, careers.label) if most else []
    found = tuple(find_gap(requirements, None, index.role(number)) for number in first)
    uncovered = len(index.skills_required(stated) - index.skills_covered(reach.covered))
    common = sorted_entities(filter(None, map(counted.named, index.skills_covered(reach.covered & index.common))))
    return Matches(tuple(have), found, silent, len(wanted), uncovered, common=common)


def check_curriculum(
    index: RequirementIndex, requirements: RequirementRule, taught: Sequence[Entity], limit: int | None = None
) -> Curriculum:
    """Which roles are covered, which required skills are not taught, and which taught skills no role asks for.

    With a ``limit`` only so many roles, the best covered, are listed, and so many of the skills that are not taught,
    those that most roles ask for; of each of these the first roles that do.
    """
    tree, counted = requirements.careers.tree, _Counted(index, requirements)
    reached = index.reach(requirements.held_by(None).skills).covered
    answer = match(index, requirements, taught, limit)
    count = index.covered_counts(reached)[counted.stated]
    fully = int((count == index.table.size[counted.stated]).sum())
    partly = int((count > 0).sum()) - fully
    idle = [
        skill
        for skill in sorted_entities(taught)
        if skill.kind == "skill" and not tree.covers(frozenset({tree.canonical(skill.iri)})) & counted.requiring.keys()
    ]
    return Curriculum(
        answer.have,
        answer.roles,
        answer.not_stated,
        _untaught(counted, requirements, reached, limit),
        tuple(UnrequiredSkill(skill, counted.optional_for(skill), counted.related(skill)) for skill in idle),
        CoverageCounts(fully, partly, answer.total - fully - partly),
        answer.not_covered_count,
    )


_ASKING: Final = 12
"""How many of the roles that ask for a skill are listed where there is a limit."""


def _untaught(
    counted: _Counted, requirements: RequirementRule, reached: Mask, limit: int | None
) -> tuple[UntaughtSkill, ...]:
    """The required skills that nothing reaches, those that most roles ask for first."""
    careers, taught = requirements.careers, counted.index.skills_covered(reached)
    groups = {iri: careers.tree.groups_of(frozenset({iri})) for iri in requirements.held_by(None).skills}
    asking = [
        (skill, iri, roles)
        for iri, roles in counted.requiring.items()
        if iri not in taught and (skill := counted.named(iri))
    ]
    asking.sort(key=lambda each: (-len(each[2]), each[0].label, each[1]))
    found = []
    for skill, iri, asked_by in asking[:limit]:
        roles = counted.entities(asked_by)
        asked = tuple(_asked(requirements, iri, role) for role in (roles if limit is None else roles[:_ASKING]))
        own = careers.tree.groups(iri)
        near = (counted.named(held) or careers.entities.get(held) for held, others in groups.items() if own & others)
        found.append(UntaughtSkill(skill, asked, len(roles), sorted_entities(filter(None, near))))
    return tuple(found)


def _asked(requirements: RequirementRule, skill: str, role: Entity) -> Asked:
    """That a role asks for a skill, with the tools that it names and what states it."""
    profile = requirements.careers.roles[role.iri]
    (item,) = (requirement for requirement in profile.required if requirement.skill.iri == skill)
    return Asked(profile.entity, item.tools, item.sources)
