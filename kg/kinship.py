"""How akin two roles are: the score of a transition, explained by what is shared.

A walk starts at a role, steps to one of the features it asks for (a skill, or a direct broader group of its skills) and
from there to a role that asks for it too; rare features draw more. Two roles are akin when walks of one, two and three
steps from them reach the same roles more often than chance would. Nothing is trained. docs/ranking.md gives the
definition, and what it was measured against.
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

_STEPS = 3
"""The longest walk."""

_CHANCE = 1e-9
"""A log ratio to chance below this is rounding, not signal."""

_Row = dict[str, float]


class Kinship:
    """Kinship between the roles of a graph, and from any profile to them.

    ``between`` is in thousandths, from 0 to 990; a profile that is no role of the graph, such as an entry path, has the
    kinship of a role requiring exactly what it holds.
    """

    def __init__(self, careers: Careers) -> None:
        self._careers = careers
        self._rows: dict[str, _Row] = {}

    def between(self, origin: Profile, role: Profile) -> int:
        """The kinship of two profiles, in thousandths: the cosine of their rows, rounded, at most 990."""
        first, second = self._row(origin), self._row(role)
        product = sum(value * second[key] for key, value in first.items() if key in second)
        if product <= 0:
            return 0
        return min(_MOST, round(SCALE * product / (_norm(first) * _norm(second))))

    def shared(self, origin: Profile, role: Profile) -> list[tuple[str, float]]:
        """The features that both ask for, by IRI, with what each weighs, heaviest first."""
        first, second = self._weights(origin), self._weights(role)
        common = [(key, min(weight, second[key])) for key, weight in first.items() if key in second]
        return sorted(common, key=lambda pair: (-pair[1], pair[0]))

    def _features(self, profile: Profile) -> Counter[str]:
        """What a profile asks for: each skill once, a group once for each skill in it; optional ones count half."""
        counts: Counter[str] = Counter()
        for requirements, strength in ((profile.required, 1.0), (profile.optional, _OPTIONAL)):
            for requirement in requirements:
                skill = requirement.skill.iri
                for feature in (skill, *sorted(self._careers.tree.groups(skill))):
                    counts[feature] += strength  # type: ignore[assignment]  # Counter holds any number
        return counts

    @cached_property
    def _rarity(self) -> _Row:
        """log(1 + roles / roles that ask for it), for each feature."""
        asked = Counter(feature for role in self._careers.roles.values() for feature in self._features(role))
        return {feature: log(1 + len(self._careers.roles) / count) for feature, count in asked.items()}

    def _weights(self, profile: Profile) -> _Row:
        rarity = self._rarity
        return {key: count * rarity[key] for key, count in self._features(profile).items() if key in rarity}

    @cached_property
    def _holders(self) -> dict[str, _Row]:
        """Feature -> the roles that ask for it, with the chance of stepping from it to each."""
        table: dict[str, _Row] = defaultdict(dict)
        for iri, role in self._careers.roles.items():
            for feature, weight in self._weights(role).items():
                table[feature][iri] = weight
        return {feature: _shares(row) for feature, row in table.items()}

    @cached_property
    def _chance(self) -> _Row:
        """The share of all weight that each role has: where an endless walk would be found."""
        return _shares({iri: sum(self._weights(role).values()) for iri, role in self._careers.roles.items()})

    @cached_property
    def _steps(self) -> dict[str, _Row]:
        return {iri: self._step(role) for iri, role in self._careers.roles.items()}

    def _step(self, profile: Profile) -> _Row:
        """The chance of reaching each role in one step."""
        row: _Row = defaultdict(float)
        for feature, share in _shares(self._weights(profile)).items():
            for iri, chance in self._holders[feature].items():
                row[iri] += share * chance
        return dict(row)

    def _row(self, profile: Profile) -> _Row:
        """How much more often than by chance walks from a profile end at each role, as a logarithm; never negative."""
        key = profile.entity.iri
        if key not in self._rows:
            walk = self._step(profile)
            total: _Row = dict(walk)
            for _ in range(_STEPS - 1):
                following: _Row = defaultdict(float)
                for iri, chance in walk.items():
                    for other, share in self._steps[iri].items():
                        following[other] += chance * share
                walk = dict(following)
                for iri, chance in walk.items():
                    total[iri] = total.get(iri, 0.0) + chance
            ratios = {iri: log(chance / _STEPS / self._chance[iri]) for iri, chance in sorted(total.items())}
            self._rows[key] = {iri: ratio for iri, ratio in ratios.items() if ratio > _CHANCE}
        return self._rows[key]


def _shares(row: _Row) -> _Row:
    total = sum(row.values())
    return {key: value / total for key, value in row.items()} if total else {}


def _norm(row: _Row) -> float:
    return sqrt(sum(value * value for value in row.values()))
