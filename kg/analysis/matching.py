"""Roles for a skill set, and what courses teach against what roles require. docs/analysis.md defines every part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.advice.gaps import find_gap
from kg.analysis.demand import in_order
from kg.model.analysis import Asked, CoverageCounts, Curriculum, Matches, UnrequiredSkill, UntaughtSkill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.advice.coverage import Coverage
    from kg.advice.network import Covered, Network
    from kg.model import Entity

__all__ = ["check_curriculum", "match"]


def match(
    network: Network, coverage: Coverage, have: Sequence[Entity], limit: int | None = None, least: float = 0
) -> Matches:
    """The roles by their coverage, best first; ties by fewer missing skills, then label, then IRI.

    ``coverage`` holds what ``have`` names; roles of a coverage below ``least`` are left out.
    """
    careers = coverage.careers
    held = coverage.holdings(None)
    covered, near = (counted[0] for counted in network.counts_of(held.skills))
    halves, size = 2 * covered + near, network.size

    def rank(number: int) -> tuple[float, int, str, str]:
        score = int(halves[number]) / (2 * int(size[number]))
        iri = network.order[number]
        return -score, int(size[number] - covered[number]), careers.label(iri), iri

    stated = np.flatnonzero(size > 0)
    ranked = sorted(rank(number) for number in stated[halves[stated] >= 2 * least * size[stated]].tolist())
    found = tuple(find_gap(coverage, None, careers.roles[iri]) for *_, iri in ranked[:limit])
    silent = in_order(careers.named[network.order[number]] for number in np.flatnonzero(size == 0).tolist())
    uncovered = len(network.requirers) - len(network.touched(held.skills).covered)
    return Matches(tuple(have), found, silent, len(ranked), uncovered)


def check_curriculum(
    network: Network, coverage: Coverage, taught: Sequence[Entity], limit: int | None = None
) -> Curriculum:
    """Which roles are covered, which required skills are not taught, and which taught skills no role asks for.

    With a ``limit`` only so many roles, the best covered, are told of, and so many of the skills that are not taught,
    those that most roles ask for; of each of these the first roles that do.
    """
    careers = coverage.careers
    reached = network.covered_by(coverage.holdings(None).skills)
    answer = match(network, coverage, taught, limit)
    count = network.covered_in(reached)[network.size > 0]
    fully = int((count == network.size[network.size > 0]).sum())
    partly = int((count > 0).sum()) - fully
    idle = [
        skill
        for skill in in_order(taught)
        if skill.kind == "skill" and not careers.tree.covers(frozenset({skill.iri})) & network.requirers.keys()
    ]
    return Curriculum(
        answer.have,
        answer.roles,
        answer.not_stated,
        _untaught(network, coverage, reached, limit),
        tuple(UnrequiredSkill(skill, _optional_for(network, skill), _related(network, skill)) for skill in idle),
        CoverageCounts(fully, partly, answer.total - fully - partly),
        answer.not_covered,
    )


_ASKING: Final = 12
"""How many of the roles that ask for a skill are told of where there is a limit."""


def _untaught(network: Network, coverage: Coverage, reached: Covered, limit: int | None) -> tuple[UntaughtSkill, ...]:
    """The required skills that nothing reaches, those that most roles ask for first."""
    careers, table = coverage.careers, network.table
    groups = careers.tree.groups_of(coverage.holdings(None).skills)
    asking = [(skill, network.requirers[skill]) for skill in network.requirers if not reached[table.number[skill]]]
    ranked = sorted((-len(roles), careers.label(skill), skill) for skill, roles in asking)
    found = []
    for count, _, iri in ranked[:limit]:
        roles = in_order(careers.named[network.order[number]] for number in network.requirers[iri].tolist())
        asked = tuple(_asked(coverage, iri, role) for role in (roles if limit is None else roles[:_ASKING]))
        near = bool(careers.tree.groups(iri) & groups)
        found.append(UntaughtSkill(careers.skills.get(iri, careers.named[iri]), asked, -count, near))
    return tuple(found)


def _asked(coverage: Coverage, skill: str, role: Entity) -> Asked:
    """That a role asks for a skill, with the tools that it names and what states it."""
    profile = coverage.careers.roles[role.iri]
    (item,) = (requirement for requirement in profile.required if requirement.skill.iri == skill)
    return Asked(profile.entity, item.members, item.sources)


def _optional_for(network: Network, skill: Entity) -> tuple[Entity, ...]:
    """The roles that find a skill useful."""
    number = network.table.number.get(skill.iri)
    if number is None:
        return ()
    roles = np.flatnonzero(np.isin(network.table.optional.items, number))
    heads = network.table.optional.heads()[roles]
    return in_order(network.careers.named[network.order[role]] for role in heads.tolist())


def _related(network: Network, skill: Entity) -> tuple[Entity, ...]:
    """The required skills that are narrower than a skill, or near it."""
    careers = network.careers
    near = network.below(careers.tree.groups(skill.iri))
    narrower = network.narrower(skill.iri)
    return in_order(careers.skills.get(iri, careers.named[iri]) for iri in near | narrower)
