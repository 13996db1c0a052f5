"""How akin two roles are: the score of a transition, explained by what is shared.

A walk starts at a role, steps to one of the concepts it asks for (a skill, or a direct broader concept of its skills)
and from there to a role that asks for it too; rare concepts draw more. Two roles are akin when walks of one and two
steps from them reach the same roles more often than chance would. Nothing is trained. docs/ranking.md gives the
definition in full, and what it was measured against.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from kg.advice.figures import SCALE

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
_Numbers: TypeAlias = "npt.NDArray[np.int64]"


class _Links(NamedTuple):
    """All links between concepts and roles, by their numbers, those of a concept together.

    ``there`` is the chance of a step from the role to the concept, ``back`` that from the concept to the role, and
    ``chance``, for each role, its share of all weight: where an endless walk would be found.
    """

    concept: _Numbers
    role: _Numbers
    there: _Floats
    back: _Floats
    chance: _Floats


class Kinship:
    """Kinship between the roles of a graph, and from any profile to them, in thousandths from 0 to 990.

    ``order`` lists the roles' IRIs as rows and columns have them. A profile that is no role of the graph, such as an
    entry path, has the kinship of a role requiring exactly what it holds, and changes nothing in the graph.

    The first question computes all pairs: for R roles about R^3 multiplications of a matrix library, and 10 R^2 bytes
    that are kept (3,000 roles: some 3 s and 90 MB).
    """

    def __init__(self, careers: Careers) -> None:
        self._careers = careers
        self.order = sorted(careers.roles)
        self.position = {iri: place for place, iri in enumerate(self.order)}
        self._outside: tuple[Profile, npt.NDArray[np.uint16]] | None = None

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
        """The row of a profile that is no role; that of the last one is kept, since one question asks it many times."""
        if self._outside is None or self._outside[0] != profile:
            self._outside = profile, self._reckon(profile)
        return self._outside[1]

    def _reckon(self, profile: Profile) -> npt.NDArray[np.uint16]:
        links, weights = self._links, self._weights(profile)
        at = np.zeros(len(self._number))
        for concept in sorted(weights):
            at[self._number[concept]] = weights[concept]
        once = self._arrive(at / (at.sum() or 1.0))
        twice = self._arrive(_sums(links.concept, once[links.role] * links.there, len(at)))
        return _thousandths(self._rows @ _unit(self._beyond_chance((once + twice)[np.newaxis]))[0])

    def earned(self, origin: Profile, role: Profile) -> list[str]:
        """The concepts that both ask for, by IRI, those first that earn the most of a walk of one step."""
        first, second = self._weights(origin), self._weights(role)
        return sorted(first.keys() & second.keys(), key=lambda key: (-first[key] * second[key] / self._total[key], key))

    # --- what profiles ask for --------------------------------------------------------------------------------------

    def _asked(self, profile: Profile) -> _Weights:
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
        links = [self._asked(role) for role in self._careers.roles.values()]
        asked = Counter(concept for row in links for concept in row)
        count = sum(1 for row in links if row)
        return {concept: log(1 + count / number) for concept, number in asked.items()}

    def _weights(self, profile: Profile) -> _Weights:
        """What a profile asks for, by rarity; a concept that no role asks for leads nowhere and is left out."""
        rarity = self._rarity
        return {
            concept: strength * rarity[concept]
            for concept, strength in self._asked(profile).items()
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
    def _number(self) -> dict[str, int]:
        """Where each concept stands in a row of concepts."""
        return {concept: number for number, concept in enumerate(sorted(self._rarity))}

    @cached_property
    def _links(self) -> _Links:
        table = sorted(
            (self._number[concept], place, weight)
            for place, row in enumerate(self._role_weights)
            for concept, weight in row.items()
        )
        columns = np.array(table, np.float64).reshape(-1, 3).T
        concept, role, weight = columns[0].astype(np.int64), columns[1].astype(np.int64), columns[2]
        mass, total = _sums(role, weight, len(self.order)), _sums(concept, weight, len(self._number))
        return _Links(concept, role, weight / mass[role], weight / total[concept], mass / (mass.sum() or 1.0))

    def _arrive(self, at: _Floats) -> _Floats:
        """The chance of reaching each role in half a step, from the chances to be ``at`` each concept."""
        links = self._links
        return _sums(links.role, at[links.concept] * links.back, len(self.order))

    def _steps(self) -> _Floats:
        """The chance of reaching each role from each in one step."""
        links = self._links
        steps = np.zeros((len(self.order), len(self.order)))
        ends = np.cumsum(np.bincount(links.concept)).tolist()
        for start, stop in pairwise([0, *ends]):
            role = links.role[start:stop]
            steps[np.ix_(role, role)] += np.outer(links.there[start:stop], links.back[start:stop])
        return steps

    @cached_property
    def _rows(self) -> _Floats:
        """For each role how it is akin to every other, as a row of length 1 (or 0)."""
        steps = self._steps()
        rows = np.empty_like(steps)
        for start in range(0, len(rows), _BLOCK):
            stop = min(start + _BLOCK, len(rows))
            both = steps[start:stop] @ steps[:, :stop]
            both += steps[start:stop, :stop]
            rows[start:stop, :stop] = self._beyond_chance(both)
            rows[:start, start:stop] = rows[start:stop, :start].T  # going there is as likely, by chance, as coming back
        return _unit(rows)

    def _beyond_chance(self, both: _Floats) -> _Floats:
        """How much more often than by chance walks end at the first roles, as a natural logarithm, never negative.

        ``both`` has, for each walker, the sum of the chances to be there after one and after two steps.
        """
        chance = self._links.chance[: both.shape[1]]
        both /= 2
        np.divide(both, chance, out=both, where=chance > 0)
        np.log(both, out=both, where=both > 0)  # what was 0 stays 0
        both[both <= _CHANCE] = 0
        return both


def _sums(places: _Numbers, amounts: _Floats, count: int) -> _Floats:
    """The sum of the amounts at each of so many places."""
    return np.bincount(places, amounts, count).astype(np.float64, copy=False)


def _unit(rows: _Floats) -> _Floats:
    """Each row divided by its length."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    lengths[lengths == 0] = 1
    rows /= lengths[:, np.newaxis]
    return rows


def _thousandths(cosines: _Floats) -> npt.NDArray[np.uint16]:
    """Cosines in thousandths, half to even after nine digits, at most 990."""
    cosines *= _DIGITS
    np.rint(cosines, out=cosines)
    cosines /= _DIGITS // SCALE  # of whole numbers: a half is exact, and nothing else becomes one
    np.rint(cosines, out=cosines)
    return np.minimum(cosines, MOST).astype(np.uint16)
