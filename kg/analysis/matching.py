"""Roles for a skill set, and what courses teach against what roles require. docs/analysis.md defines every part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.advice.gaps import find_gap
from kg.analysis.demand import in_order, optional_for, required_by
from kg.model.analysis import Curriculum, Demand, Matches, Unasked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.advice.coverage import Coverage
    from kg.advice.network import Network
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


def _untaught(coverage: Coverage, taught: Iterable[Entity]) -> tuple[Demand, ...]:
    """The required skills that these do not cover, those that most roles ask for first."""
    tree = coverage.careers.tree
    skills = frozenset(skill.iri for skill in taught if skill.kind == "skill")
    reached, groups = tree.covers(skills), tree.groups_of(skills)
    found = [
        Demand(skill, tuple(asked), bool(tree.groups(skill.iri) & groups))
        for skill, asked in required_by(coverage.careers).items()
        if skill.iri not in reached
    ]
    return tuple(sorted(found, key=lambda item: (-len(item.asked), item.skill.label, item.skill.iri)))


def check_curriculum(network: Network, coverage: Coverage, taught: Sequence[Entity]) -> Curriculum:
    """Which roles are covered, which required skills are not taught, and which taught skills no role asks for."""
    careers, tree = coverage.careers, coverage.careers.tree
    demand = required_by(careers)
    wanted = {skill.iri for skill in demand}
    idle = [skill for skill in in_order(taught) if skill.kind == "skill"]
    idle = [skill for skill in idle if not tree.covers(frozenset({skill.iri})) & wanted]
    optional = optional_for(careers)
    answer = match(network, coverage, taught)
    return Curriculum(
        answer.have,
        answer.roles,
        answer.not_stated,
        _untaught(coverage, taught),
        tuple(Unasked(skill, optional.get(skill, ()), _related(coverage, skill, demand)) for skill in idle),
    )


def _related(coverage: Coverage, skill: Entity, demand: Iterable[Entity]) -> tuple[Entity, ...]:
    """The required skills that are narrower than a skill, or near it."""
    tree = coverage.careers.tree
    groups = tree.groups(skill.iri)
    return in_order(
        other for other in demand if skill.iri in tree.covers(frozenset({other.iri})) or groups & tree.groups(other.iri)
    )
