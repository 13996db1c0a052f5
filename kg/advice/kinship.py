"""How akin two roles are: the score of a transition, explained by what is shared.

A walk starts at a role, steps to one of the concepts it asks for (a skill, or a direct broader concept of its skills)
and from there to a role that asks for it too; rare concepts draw more. Two roles are akin when walks of one and two
steps from them reach the same roles more often than chance would. Nothing is trained. docs/ranking.md gives the
definition in full, and what it was measured against.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from kg.advice.transitions import SCALE

if TYPE_CHECKING:
    import numpy.typing as npt

    from kg.model.careers import Careers, Profile

__all__ = ["MOST", "Kinship"]

MOST = 990
"""No two roles are nearer than this: a change of job is never free."""

_OPTIONAL = 0.5
"""What an optional skill counts beside a required one."""

_CHANCE = 1e-9
"""A log ratio to chance below this is rounding, not signal."""

_DIGITS = 10**9
"""A cosine is rounded to nine digits first, so that no engine's last digit decides."""

_BLOCK = 512
"""How many rows of the matrix are computed at once: enough to be fast, few enough to need little room."""

_Weights: TypeAlias = dict[str, float]
_Floats: TypeAlias = "npt.NDArray[np.float64]"


class Kinship:
    """Kinship between the roles of a graph, and from any profile to them, in thousandths from 0 to 990.

    ``order`` lists the roles' IRIs as rows and columns have them. A profile that is no role of the graph, such as an
    entry path, has the kinship of a role requiring exactly what it holds, and changes nothing in the graph.

    The first question computes all pairs: for R roles about R^3 multiplications of a matrix library, and 8 R^2 bytes
    that are kept (3,000 roles: some 3 s and 72 MB).
    """

    def __init__(self, careers: Careers) -> None:
        self._careers = careers
        self.order = sorted(careers.roles)
        self.position = {iri: place for place, iri in enumerate(self.order)}

    def between(self, origin: Profile, role: Profile) -> int:
        """The kinship of two profiles, in thousandths: the cosine of their rows, at most 990."""
        return int(self.row(origin)[self.position[role.entity.iri]])

    def row(self, origin: Profile) -> npt.NDArray[np.uint16]:
        """The kinship from a profile to every role, in their order."""
        place = self.position.get(origin.entity.iri)
        return self._from_outside(origin) if place is None else self.matrix[place]

    @cached_property
    def matrix(self) -> npt.NDArray[np.uint16]:
        """The kinship of every two roles; it is mutual, so half of it is computed, by blocks."""
        rows, count = self._rows, len(self.order)
        found = np.zeros((count, count), np.uint16)
        for start in range(0, count, _BLOCK):
            stop = min(start + _BLOCK, count)
            block = _thousandths(rows[start:stop] @ rows[:stop].T)
            found[start:stop, :stop] = block
            found[:stop, start:stop] = block.T
        return found

    def _from_outside(self, profile: Profile) -> npt.NDArray[np.uint16]:
        once = self._step(self._weights(profile))
        return _thousandths(self._rows @ self._unit_rows(once[np.newaxis])[0])

    def earned(self, origin: Profile, role: Profile) -> list[str]:
        """The concepts that both ask for, by IRI, those first that earn the most of a walk of one step."""
        first, second = self._weights(origin), self._weights(role)
        return sorted(first.keys() & second.keys(), key=lambda key: (-first[key] * second[key] / self._total[key], key))

    # --- what profiles ask for --------------------------------------------------------------------------------------

    def _links(self, profile: Profile) -> _Weights:
        """How strongly a profile asks for each concept: a skill 1 or, optional, one half; the same is shared out among
        its direct broader concepts, summed over the skills.
        """
        links: _Weights = defaultdict(float)
        for requirements, strength in ((profile.required, 1.0), (profile.optional, _OPTIONAL)):
            for requirement in requirements:
                skill = requirement.skill.iri
                links[skill] += strength
                groups = self._careers.tree.groups(skill)
                for group in sorted(groups):
                    links[group] += strength / len(groups)
        return dict(links)

    @cached_property
    def _rarity(self) -> _Weights:
        """log(1 + roles / roles that ask for it), for each concept; roles without skills do not count."""
        links = [self._links(role) for role in self._careers.roles.values()]
        asked = Counter(concept for row in links for concept in row)
        count = sum(1 for row in links if row)
        return {concept: log(1 + count / number) for concept, number in asked.items()}

    def _weights(self, profile: Profile) -> _Weights:
        """What a profile asks for, by rarity; a concept that no role asks for leads nowhere and is left out."""
        rarity = self._rarity
        return {
            concept: strength * rarity[concept]
            for concept, strength in self._links(profile).items()
            if concept in rarity
        }

    @cached_property
    def _role_weights(self) -> list[_Weights]:
        return [self._weights(self._careers.roles[iri]) for iri in self.order]

    @cached_property
    def _total(self) -> _Weights:
        """The weight of all links to each concept."""
        total: _Weights = defaultdict(float)
        for row in self._role_weights:
            for concept, weight in row.items():
                total[concept] += weight
        return total

    # --- walks ------------------------------------------------------------------------------------------------------

    @cached_property
    def _holders(self) -> dict[str, tuple[npt.NDArray[np.int64], _Floats]]:
        """Concept -> the roles that ask for it, and the chance of stepping from it to each."""
        table: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, row in enumerate(self._role_weights):
            for concept, weight in row.items():
                table[concept].append((place, weight / self._total[concept]))
        return {
            concept: (np.array([place for place, _ in links]), np.array([chance for _, chance in links]))
            for concept, links in table.items()
        }

    def _step(self, weights: _Weights) -> _Floats:
        """The chance of reaching each role in one step."""
        row = np.zeros(len(self.order))
        whole = sum(weights.values())
        for concept in sorted(weights):
            places, chances = self._holders[concept]
            row[places] += weights[concept] / whole * chances
        return row

    @cached_property
    def _steps(self) -> _Floats:
        return np.array([self._step(weights) for weights in self._role_weights]).reshape(-1, len(self.order))

    @cached_property
    def _chance(self) -> _Floats:
        """The share of all weight that each role has: where an endless walk would be found."""
        masses = np.array([sum(row[concept] for concept in sorted(row)) for row in self._role_weights])
        return masses / (masses.sum() or 1.0)

    @cached_property
    def _rows(self) -> _Floats:
        return self._unit_rows(self._steps)

    def _unit_rows(self, once: _Floats) -> _Floats:
        """How much more often than by chance walks end at each role, as a natural logarithm, never negative; each row
        divided by its length. ``once`` has the chances after one step.
        """
        rows = once @ self._steps
        rows += once
        rows /= 2
        np.divide(rows, self._chance, out=rows, where=self._chance > 0)
        np.log(rows, out=rows, where=rows > 0)  # what was 0 stays 0
        rows[rows <= _CHANCE] = 0
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
        lengths[lengths == 0] = 1
        rows /= lengths[:, np.newaxis]
        return rows


def _thousandths(cosines: _Floats) -> npt.NDArray[np.uint16]:
    """Cosines in thousandths, half to even after nine digits, at most 990."""
    cosines *= _DIGITS
    whole = np.rint(cosines, out=cosines).astype(np.int64)
    unit = _DIGITS // SCALE
    found, rest = np.divmod(whole, unit)
    found += (2 * rest > unit) | ((2 * rest == unit) & (found % 2 == 1))
    return np.minimum(found, MOST).astype(np.uint16)
