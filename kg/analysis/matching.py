"""Roles for a skill set, and what courses teach against what roles require. docs/analysis.md defines every part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kg.late import numpy as np
from kg.model import Entity
from kg.model.analysis import Asked, CoverageCounts, Curriculum, Matches, UnrequiredSkill, UntaughtSkill
from kg.routes.gap import find_gap
from kg.routes.requirement_index import AskMask, RequirementIndex
from kg.routes.requirements import RequirementRule

__all__ = ["check_curriculum", "match", "sorted_entities"]


def sorted_entities(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Entities by label, then IRI, each once."""
    return tuple(sorted(set(entities), key=lambda entity: (entity.label, entity.iri)))


def match(
    index: RequirementIndex,
    requirements: RequirementRule,
    have: Sequence[Entity],
    limit: int | None = None,
    least: float = 0,
) -> Matches:
    """The roles by their coverage, best first; ties by fewer missing skills, then label, then IRI.

    ``requirements`` are for what ``have`` names; roles of a coverage below ``least`` are left out.
    """
    careers = requirements.careers
    held = requirements.held_by(None)
    reach = index.reach(held.skills)
    counts = index.counts_of(reach)
    covered, near = counts.covered[0], counts.near[0]
    halves, size = 2 * covered + near, index.table.size

    def rank(number: int) -> tuple[float, int, str, str]:
        score = int(halves[number]) / (2 * int(size[number]))
        iri = index.table.roles[number]
        return -score, int(size[number] - covered[number]), careers.label(iri), iri

    stated = np.flatnonzero(size > 0)
    ranked = sorted(rank(number) for number in stated[halves[stated] >= 2 * least * size[stated]].tolist())
    found = tuple(find_gap(requirements, None, careers.roles[iri]) for *_, iri in ranked[:limit])
    silent = sorted_entities(
        careers.entities[index.table.roles[number]] for number in np.flatnonzero(size == 0).tolist()
    )
    uncovered = len(index.roles_requiring) - len(index.skills_covered(reach.covered))
    return Matches(tuple(have), found, silent, len(ranked), uncovered)


def check_curriculum(
    index: RequirementIndex, requirements: RequirementRule, taught: Sequence[Entity], limit: int | None = None
) -> Curriculum:
    """Which roles are covered, which required skills are not taught, and which taught skills no role asks for.

    With a ``limit`` only so many roles, the best covered, are listed, and so many of the skills that are not taught,
    those that most roles ask for; of each of these the first roles that do.
    """
    careers = requirements.careers
    reached = index.reach(requirements.held_by(None).skills).covered
    answer = match(index, requirements, taught, limit)
    count = index.covered_counts(reached)[index.table.size > 0]
    fully = int((count == index.table.size[index.table.size > 0]).sum())
    partly = int((count > 0).sum()) - fully
    idle = [
        skill
        for skill in sorted_entities(taught)
        if skill.kind == "skill" and not careers.tree.covers(frozenset({skill.iri})) & index.roles_requiring.keys()
    ]
    return Curriculum(
        answer.have,
        answer.roles,
        answer.not_stated,
        _untaught(index, requirements, reached, limit),
        tuple(UnrequiredSkill(skill, _optional_for(index, skill), _related(index, skill)) for skill in idle),
        CoverageCounts(fully, partly, answer.total - fully - partly),
        answer.not_covered_count,
    )


_ASKING: Final = 12
"""How many of the roles that ask for a skill are listed where there is a limit."""


def _untaught(
    index: RequirementIndex, requirements: RequirementRule, reached: AskMask, limit: int | None
) -> tuple[UntaughtSkill, ...]:
    """The required skills that nothing reaches, those that most roles ask for first."""
    careers, taught = requirements.careers, index.skills_covered(reached)
    groups = careers.tree.groups_of(requirements.held_by(None).skills)
    asking = [(skill, index.roles_requiring[skill]) for skill in index.roles_requiring if skill not in taught]
    ranked = sorted((-len(roles), careers.label(skill), skill) for skill, roles in asking)
    found = []
    for count, _, iri in ranked[:limit]:
        roles = sorted_entities(
            careers.entities[index.table.roles[number]] for number in index.roles_requiring[iri].tolist()
        )
        asked = tuple(_asked(requirements, iri, role) for role in (roles if limit is None else roles[:_ASKING]))
        near = bool(careers.tree.groups(iri) & groups)
        found.append(UntaughtSkill(careers.skills.get(iri, careers.entities[iri]), asked, -count, near))
    return tuple(found)


def _asked(requirements: RequirementRule, skill: str, role: Entity) -> Asked:
    """That a role asks for a skill, with the tools that it names and what states it."""
    profile = requirements.careers.roles[role.iri]
    (item,) = (requirement for requirement in profile.required if requirement.skill.iri == skill)
    return Asked(profile.entity, item.tools, item.sources)


def _optional_for(index: RequirementIndex, skill: Entity) -> tuple[Entity, ...]:
    """The roles that find a skill useful."""
    number = index.table.concept_index.get(skill.iri)
    if number is None:
        return ()
    roles = np.flatnonzero(np.isin(index.table.optional.items, number))
    heads = index.table.optional.row_of_item()[roles]
    return sorted_entities(index.careers.entities[index.table.roles[role]] for role in heads.tolist())


def _related(index: RequirementIndex, skill: Entity) -> tuple[Entity, ...]:
    """The required skills that are narrower than a skill, or near it."""
    careers = index.careers
    near = index.narrower_required(careers.tree.groups(skill.iri))
    narrower = index.narrower(skill.iri)
    return sorted_entities(careers.skills.get(iri, careers.entities[iri]) for iri in near | narrower)
