"""How akin two roles are: the score of a transition, explained by what is shared.

A walk starts at a role, steps to one of the concepts it asks for (a skill, or a direct broader concept of its skills)
and from there to a role that asks for it too; rare concepts draw more. Two roles are akin when walks of one and two
steps from them reach the same roles more often than chance would. Nothing is trained. docs/ranking.md gives the
definition in full, and what it was measured against.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from kg.advice.figures import SCALE
from kg.advice.prices import Prices
from kg.advice.walks import Rows, Walks
from kg.store.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from kg.advice.table import CareerTable
    from kg.advice.words import Words
    from kg.model.careers import Careers, Profile

__all__ = ["MOST", "Kinship"]

MOST = 990
"""No two roles are nearer than this: a change of job is never free."""

VERSION: Final = "2"
"""To be raised whenever the same table gives other arrays, or they are written in another way."""

_STRONGEST: Final = 1000
"""By how many roles one is compared at most, those that walks from it reach most beyond chance: more than in ESCO."""

_OPTIONAL: Final = 0.5
"""What an optional skill counts beside a required one."""

_BLOCK: Final = 512
"""How many rows are computed at once: enough to be fast, few enough to need little room."""

_ALL_PAIRS: Final = 6000
"""Up to so many roles the kinship of every two is kept; beyond, that of a role is computed when it is asked for."""

_FEW: Final = 8
"""So many rows, or columns of one role in so many, are computed row by row: less work than multiplying blocks out."""

_ROOM: Final = 256 * 1024**2
"""How many bytes the rows that were computed when asked for may take."""

_Weights: TypeAlias = dict[str, float]
_Floats: TypeAlias = "npt.NDArray[np.float64]"
_Thousandths: TypeAlias = "npt.NDArray[np.uint16]"


class Kinship:
    """Kinship between the roles of a graph, and from any profile to them, in thousandths from 0 to 990.

    A profile that is no role of the graph, such as an entry path, has the kinship of a role requiring exactly what it
    holds, and changes nothing in the graph. What takes long, the walks from all roles and the kinship of every two, is
    taken from the ``cache``, where the store has one: for ESCO's 3,007 roles 27 MB.
    Of more than ``all_pairs_up_to`` roles that of every two is not kept, but computed for those that are asked for.
    With ``words``, what the source says of a role in words weighs as much as its skills.
    """

    def __init__(
        self,
        careers: Careers,
        table: CareerTable,
        cache: Cache | None = None,
        *,
        all_pairs_up_to: int = _ALL_PAIRS,
        words: Words | None = None,
    ) -> None:
        self._all_pairs_up_to = all_pairs_up_to
        self._careers = careers
        self._table = table
        self._cache = cache or Cache()
        self._words = words
        self.order = table.roles
        self.position = table.position
        self._outside: tuple[Profile, _Thousandths] | None = None
        self._kept: dict[int, _Thousandths] = {}

    @cached_property
    def prices(self) -> Prices:
        """What a change of job costs in this graph."""
        return Prices.of(self._table.size)

    def between(self, origin: Profile, role: Profile) -> int:
        """The kinship of two profiles, in thousandths: the cosine of their rows, at most 990."""
        return int(self.row(origin)[self.position[role.entity.iri]])

    def row(self, origin: Profile) -> _Thousandths:
        """The kinship from a profile to every role, in their order."""
        place = self.position.get(origin.entity.iri)
        return self._from_outside(origin) if place is None else self._row(place)

    def rows(self, roles: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> _Thousandths:
        """The kinship between some roles (rows) and some roles (columns)."""
        if self.is_small:
            found: _Thousandths = self._matrix[np.ix_(roles, columns)]
            return found
        if len(columns) < len(roles):  # it is mutual
            return self.rows(columns, roles).T
        if len(roles) <= _FEW or len(columns) > len(self.order) // _FEW:
            return np.array([self._row(role)[columns] for role in roles.tolist()], np.uint16).reshape(-1, len(columns))
        parts = [columns[at : at + _BLOCK] for at in range(0, len(columns), _BLOCK)]
        return np.concatenate([self._block(roles, part) for part in parts], axis=1)

    def _block(self, roles: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> _Thousandths:
        """The kinship between some roles and some roles, multiplied out: products of whole numbers are exact."""
        products = self._dense(roles) @ self._dense(columns).T
        return _thousandths(products, self._lengths[roles, np.newaxis], self._lengths[columns])

    def _dense(self, roles: npt.NDArray[np.int64]) -> _Floats:
        """The rows of some roles with their zeros."""
        found = np.zeros((len(roles), len(self.order)))
        for row, role in zip(found, roles.tolist(), strict=True):
            own = self._own(role)
            row[self._rows.role[own]] = self._rows.excess[own]
        return found

    def _own(self, role: int) -> slice:
        """Where the entries of a role's row stand."""
        return slice(int(self._rows.ends[role - 1]) if role else 0, int(self._rows.ends[role]))

    @cached_property
    def highest_elsewhere(self) -> npt.NDArray[np.int32]:
        """For each role at least the highest kinship with one of another place; just that where every two are kept."""
        if not self.is_small:  # a bound as good as any: routes look at hardly more steps
            return np.full(len(self.order), MOST, np.int32)
        place = self._table.place

        def highest() -> dict[str, npt.NDArray[np.generic]]:
            found = np.zeros(len(self.order), np.int32)
            for role in range(len(found)):
                found[role] = self._row(role).max(where=place != place[role], initial=0)
            return {"highest": found}

        return self._cache.arrays("nearest", VERSION, highest)["highest"].astype(np.int32)

    def earned(self, origin: Profile, role: Profile) -> list[str]:
        """The concepts that both ask for, by IRI, those first that earn the most of a walk of one step."""
        first, second = self._weights(origin), self._weights(role)
        total, number = self._total, self._table.number

        def place(key: str) -> tuple[float, str]:
            return -first[key] * second[key] / float(total[number[key]]), key

        return sorted(first.keys() & second.keys(), key=place)

    def shared_words(self, origin: Profile, role: Profile) -> list[str]:
        """The words in which both are described, those first that earn the most of a walk of one step."""
        places = self.position.get(origin.entity.iri), self.position.get(role.entity.iri)
        if self._words is None or None in places:
            return []
        heads, concepts, weights = self._links
        first, second = (np.zeros(self._count) for _ in places)
        for row, place in zip((first, second), places, strict=True):
            row[concepts[heads == place]] = weights[heads == place]
        words = slice(len(self._table.concepts), None)
        earned = (first * second)[words] / self._total[words]
        order = np.lexsort((np.arange(len(earned)), -earned))
        return [self._words.names[number] for number in order[: np.count_nonzero(earned)].tolist()]

    # --- cosines ----------------------------------------------------------------------------------------------------

    @property
    def is_small(self) -> bool:
        """Whether there are so few roles that the kinship of every two is kept."""
        return len(self.order) <= self._all_pairs_up_to

    @cached_property
    def _matrix(self) -> _Thousandths:
        """The kinship of every two roles."""
        return self._cache.arrays("kinship", VERSION, self._all_pairs)["kinship"].astype(np.uint16, copy=False)

    def _all_pairs(self) -> dict[str, npt.NDArray[np.generic]]:
        """It is mutual, so half of it is computed, by blocks; products of whole numbers are exact in any order."""
        count = len(self.order)
        dense = np.zeros((count, count))
        dense[self._heads, self._rows.role] = self._rows.excess
        found = np.zeros((count, count), np.uint16)
        for start in range(0, count, _BLOCK):
            stop = min(start + _BLOCK, count)
            products = dense[start:stop] @ dense[:stop].T
            block = _thousandths(products, self._lengths[start:stop, np.newaxis], self._lengths[:stop])
            found[start:stop, :stop] = block
            found[:stop, start:stop] = block.T
        return {"kinship": found}

    def _row(self, role: int) -> _Thousandths:
        if self.is_small:
            of_matrix: _Thousandths = self._matrix[role]
            return of_matrix
        found = self._kept.get(role)
        if found is None:
            own = self._own(role)
            found = self._cosines(self._rows.role[own], self._rows.excess[own])
            if len(self._kept) * len(self.order) * 2 > _ROOM:
                self._kept.clear()
            self._kept[role] = found
        return found

    def _from_outside(self, profile: Profile) -> _Thousandths:
        """The row of a profile that is no role; that of the last one is kept, since one question asks it many times."""
        if self._outside is None or self._outside[0] != profile:
            weights = self._weights(profile)
            concepts = np.array(sorted(self._table.number[concept] for concept in weights), np.int64)
            amounts = np.array([weights[self._table.concepts[number]] for number in concepts.tolist()])
            own = self._walks.from_concepts(concepts, amounts, _STRONGEST)
            self._outside = profile, self._cosines(own.role, own.excess)
        return self._outside[1]

    def _cosines(self, role: npt.NDArray[np.int32], excess: npt.NDArray[np.uint16]) -> _Thousandths:
        """The kinship of a row, given by its entries, with that of every role."""
        starts, heads, values = self._columns
        amounts = excess.astype(np.float64)
        lengths = starts[role + 1] - starts[role]
        ends = np.cumsum(lengths)
        entries = np.arange(int(lengths.sum())) + np.repeat(starts[role] - (ends - lengths), lengths)
        products = np.bincount(heads[entries], values[entries] * np.repeat(amounts, lengths), len(self.order))
        return _thousandths(products.astype(np.float64, copy=False), np.sqrt(amounts @ amounts), self._lengths)

    @cached_property
    def _columns(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.uint16]]:
        """The rows read downwards: where the entries of each column start, the rows they stand in, and their values."""

        def turned() -> dict[str, npt.NDArray[np.generic]]:
            order = np.argsort(self._rows.role, kind="stable")
            starts = np.searchsorted(self._rows.role[order], np.arange(len(self.order) + 1))
            return {"starts": starts, "heads": self._heads[order].astype(np.int32), "values": self._rows.excess[order]}

        found = turned() if self.is_small else self._cache.arrays("columns", VERSION, turned)
        return (
            found["starts"].astype(np.int64, copy=False),
            found["heads"].astype(np.int32, copy=False),
            found["values"].astype(np.uint16, copy=False),
        )

    # --- walks ------------------------------------------------------------------------------------------------------

    @cached_property
    def _stored(self) -> dict[str, npt.NDArray[np.generic]]:
        """The rows of all roles, and the length of each as a vector."""

        def walked() -> dict[str, npt.NDArray[np.generic]]:
            rows = self._walks.from_roles(np.arange(len(self.order)), _STRONGEST)
            heads = np.repeat(np.arange(len(self.order)), np.diff(rows.ends, prepend=0))
            squares = np.bincount(heads, rows.excess.astype(np.float64) ** 2, len(self.order))
            lengths = np.sqrt(squares.astype(np.float64, copy=False))
            return {"ends": rows.ends, "role": rows.role, "excess": rows.excess, "lengths": lengths}

        return self._cache.arrays("walks", f"{VERSION} {_STRONGEST}", walked)

    @cached_property
    def _rows(self) -> Rows:
        """For each role the roles that walks from it reach beyond chance."""
        found = self._stored
        return Rows(
            found["ends"].astype(np.int64, copy=False),
            found["role"].astype(np.int32, copy=False),
            found["excess"].astype(np.uint16, copy=False),
        )

    @property
    def _heads(self) -> npt.NDArray[np.int64]:
        """For each entry of the rows the role whose row it is."""
        return np.repeat(np.arange(len(self.order)), np.diff(self._rows.ends, prepend=0))

    @cached_property
    def _lengths(self) -> _Floats:
        """The length of each row as a vector."""
        return self._stored["lengths"].astype(np.float64, copy=False)

    @cached_property
    def _walks(self) -> Walks:
        role, concept, weight = self._links
        return Walks(concept, role, weight, concepts=self._count, roles=len(self.order))

    # --- what profiles ask for --------------------------------------------------------------------------------------

    @cached_property
    def _asked(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], _Floats]:
        """Role, concept and strength of every link: a skill 1 or, optional, one half; the same is shared out among its
        direct broader concepts, summed over the skills.
        """
        table = self._table
        keys, strengths = [], []
        for links, strength in ((table.required, 1.0), (table.optional, _OPTIONAL)):
            many = table.above.lengths[links.items]
            keys += [
                links.heads() * len(table.concepts) + links.items,
                np.repeat(links.heads(), many) * len(table.concepts) + table.above.gather(links.items),
            ]
            strengths += [np.full(len(links.items), strength), np.repeat(strength / np.maximum(many, 1), many)]
        found, which = np.unique(np.concatenate(keys), return_inverse=True)
        summed = np.bincount(which, np.concatenate(strengths), len(found)).astype(np.float64, copy=False)
        return found // max(len(table.concepts), 1), found % max(len(table.concepts), 1), summed

    @cached_property
    def _rarity(self) -> _Floats:
        """log(1 + roles / roles that ask for it) for each concept, 0 where none does; only roles that ask count."""
        role, concept, _ = self._asked
        asking = np.bincount(concept, minlength=len(self._table.concepts))
        count = len(np.unique(role))
        return np.where(asking > 0, np.log(1 + count / np.maximum(asking, 1)), 0.0)

    @cached_property
    def _links(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], _Floats]:
        """Role, concept and weight of every link; the numbers of words follow those of the table's concepts."""
        role, concept, strength = self._asked
        weight = strength * self._rarity[concept]
        if self._words is None:
            return role, concept, weight
        heads, words, weights = self._words.links(
            np.bincount(role, weight, len(self.order)).astype(np.float64, copy=False)
        )
        concepts = np.concatenate([concept, words + len(self._table.concepts)])
        return np.concatenate([role, heads]), concepts, np.concatenate([weight, weights])

    @property
    def _count(self) -> int:
        """How many concepts there are, words among them."""
        return len(self._table.concepts) + (len(self._words.names) if self._words else 0)

    @cached_property
    def _total(self) -> _Floats:
        """The weight of all links to each concept."""
        _, concept, weight = self._links
        return np.bincount(concept, weight, self._count).astype(np.float64, copy=False)

    def _weights(self, profile: Profile) -> _Weights:
        """What a profile asks for, by rarity; a concept that no role asks for leads nowhere and is left out."""
        strengths: _Weights = defaultdict(float)
        for concept, strength in self._strengths(profile):
            strengths[concept] += strength
        number, rarity = self._table.number, self._rarity
        weights = {key: amount * float(rarity[number[key]]) for key, amount in strengths.items() if key in number}
        return {key: weight for key, weight in weights.items() if weight}

    def _strengths(self, profile: Profile) -> Iterator[tuple[str, float]]:
        for requirements, strength in ((profile.required, 1.0), (profile.optional, _OPTIONAL)):
            for requirement in requirements:
                skill = requirement.skill.iri
                yield skill, strength
                groups = self._careers.tree.groups(skill)
                yield from ((group, strength / len(groups)) for group in sorted(groups))


def _thousandths(products: _Floats, first: _Floats | np.floating, second: _Floats) -> _Thousandths:
    """Cosines in thousandths, at most 990, from products of rows and the rows' lengths."""
    lengths = first * second
    cosines = np.divide(SCALE * products, lengths, out=np.zeros_like(products), where=lengths > 0)
    return np.minimum(np.rint(cosines), MOST).astype(np.uint16)
