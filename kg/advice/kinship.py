"""How akin two roles are: the score of a transition, explained by what is shared.

A walk starts at a role, steps to one of the concepts it asks for (a skill, or a direct broader concept of its skills)
and from there to a role that asks for it too; rare concepts draw more. Two roles are akin when walks of one and two
steps from them reach the same roles more often than chance would. Nothing is trained. docs/ranking.md gives the
definition in full, and what it was measured against.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from math import log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.model.careers import Careers, Profile

__all__ = ["SCALE", "Kinship"]

SCALE = 1000
"""Kinship is counted in thousandths."""

_MOST = 990
"""No two roles are nearer than this: a change of job is never free."""

_OPTIONAL = 0.5
"""What an optional skill counts beside a required one."""

_CHANCE = 1e-9
"""A log ratio to chance below this is rounding, not signal."""

_Row = dict[str, float]


class Kinship:
    """Kinship between the roles of a graph, and from any profile to them.

    ``between`` is in thousandths, from 0 to 990; a profile that is no role of the graph, such as an entry path, has the
    kinship of a role requiring exactly what it holds, and changes nothing in the graph.
    """

    def __init__(self, careers: Careers) -> None:
        self._careers = careers
        self._rows: dict[str, _Row] = {}

    def between(self, origin: Profile, role: Profile) -> int:
        """The kinship of two profiles, in thousandths: the cosine of their rows, at most 990."""
        first, second = self._row(origin), self._row(role)
        product = sum(value * second[key] for key, value in first.items() if key in second)
        if product <= 0:
            return 0
        cosine = round(product / (_norm(first) * _norm(second)), 9)  # so that no engine's last digit decides
        return min(_MOST, round(SCALE * cosine))

    def earned(self, origin: Profile, role: Profile) -> list[str]:
        """The concepts that both ask for, by IRI, those first that earn the most of a walk of one step."""
        first, second = self._weights(origin), self._weights(role)
        return sorted(first.keys() & second.keys(), key=lambda key: (-first[key] * second[key] / self._total[key], key))

    def _links(self, profile: Profile) -> _Row:
        """How strongly a profile asks for each concept: a skill 1 or, optional, one half; the same is shared out among
        its direct broader concepts, summed over the skills.
        """
        links: _Row = defaultdict(float)
        for requirements, strength in ((profile.required, 1.0), (profile.optional, _OPTIONAL)):
            for requirement in requirements:
                skill = requirement.skill.iri
                links[skill] += strength
                groups = self._careers.tree.groups(skill)
                for group in sorted(groups):
                    links[group] += strength / len(groups)
        return dict(links)

    @cached_property
    def _rarity(self) -> _Row:
        """log(1 + roles / roles that ask for it), for each concept; roles without skills do not count."""
        links = [self._links(role) for role in self._careers.roles.values()]
        asked = Counter(concept for row in links for concept in row)
        count = sum(1 for row in links if row)
        return {concept: log(1 + count / number) for concept, number in asked.items()}

    def _weights(self, profile: Profile) -> _Row:
        """What a profile asks for, by rarity; a concept that no role asks for leads nowhere and is left out."""
        rarity = self._rarity
        return {
            concept: strength * rarity[concept]
            for concept, strength in self._links(profile).items()
            if concept in rarity
        }

    @cached_property
    def _role_weights(self) -> dict[str, _Row]:
        return {iri: self._weights(role) for iri, role in self._careers.roles.items()}

    @cached_property
    def _total(self) -> _Row:
        """The weight of all links to each concept."""
        total: _Row = defaultdict(float)
        for row in self._role_weights.values():
            for concept, weight in row.items():
                total[concept] += weight
        return total

    @cached_property
    def _holders(self) -> dict[str, _Row]:
        """Concept -> the chance of stepping from it to each role that asks for it."""
        table: dict[str, _Row] = defaultdict(dict)
        for iri, row in self._role_weights.items():
            for concept, weight in row.items():
                table[concept][iri] = weight / self._total[concept]
        return table

    @cached_property
    def _chance(self) -> _Row:
        """The share of all weight that each role has: where an endless walk would be found."""
        masses = {iri: sum(row.values()) for iri, row in self._role_weights.items()}
        whole = sum(masses.values())
        return {iri: mass / whole for iri, mass in masses.items() if mass}

    @cached_property
    def _steps(self) -> dict[str, _Row]:
        return {iri: self._step(row) for iri, row in self._role_weights.items()}

    def _step(self, weights: _Row) -> _Row:
        """The chance of reaching each role in one step."""
        row: _Row = defaultdict(float)
        whole = sum(weights.values())
        for concept, weight in weights.items():
            for iri, chance in self._holders[concept].items():
                row[iri] += weight / whole * chance
        return dict(row)

    def _row(self, profile: Profile) -> _Row:
        """How much more often than by chance walks end at each role, as a natural logarithm; never negative."""
        key = profile.entity.iri
        if key not in self._rows:
            one = self._step(self._weights(profile))
            two: _Row = defaultdict(float)
            for iri, chance in one.items():
                for other, share in self._steps[iri].items():
                    two[other] += chance * share
            ratios = {iri: log((one.get(iri, 0.0) + two[iri]) / 2 / self._chance[iri]) for iri in sorted(two)}
            self._rows[key] = {iri: ratio for iri, ratio in ratios.items() if ratio > _CHANCE}
        return self._rows[key]


def _norm(row: _Row) -> float:
    return sqrt(sum(value * value for value in row.values()))
