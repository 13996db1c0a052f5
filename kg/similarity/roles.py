"""Pairwise similarity of roles, explained by what both ask for.

A walk starts at a role, goes to one of the concepts that it asks for (a skill, or a direct broader concept of its
skills) and from there to a role that asks for it too; rare concepts have more weight (idf). Two roles are similar
when walks of one and two steps from them reach the same roles more often than chance: the similarity is the cosine of
their PPMI rows. Among few roles hardly any walk goes further than chance: there the roles count as part of a hundred,
and the cosine of what they ask for counts too. Nothing is trained. docs/ranking.md gives the definition in full, and
what it was measured against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final, Protocol

from kg.late import Array, Floats, Int32s, Int64s, UInt16s
from kg.late import numpy as np
from kg.model.careers import Careers, Profile
from kg.similarity.random_walks import SCALE, RandomWalks, SparseRows
from kg.similarity.role_table import RoleTable
from kg.similarity.text import VERSION as TERMS_VERSION
from kg.similarity.text import RoleTerms
from kg.store.cache import Cache, RowCache

MAX_SIMILARITY: Final = 990
"""Upper limit of similarity, in thousandths, so that every change of job has a cost above 0."""

VERSION: Final = "4"
"""To be raised whenever the same table gives other arrays, or they are written in another way."""

_MAX_NEIGHBOURS: Final = 1000
"""Entries kept of each PPMI row, the strongest ones, so that memory grows with the number of roles alone."""

FEW: Final = 100
"""Fewer roles that ask for something are few: chance is that of so many."""

_OPTIONAL: Final = 0.5
"""Weight of an optional skill beside a required one."""

_BLOCK: Final = 512
"""Roles whose rows are multiplied together: enough for a fast product, few enough to need little memory."""

_WORK: Final = 10**10
"""Multiplications worth doing whenever rows are missing, some tenths of a second: 1,100 rows of ESCO, 10 of 30,000."""


class RoleSimilarity(Protocol):
    """How similar roles are, in thousandths: what the rule of a step reads."""

    def from_profile(self, origin: Profile) -> UInt16s:
        """The similarity of a profile and every role, in the order of the table."""

    def rows(self, roles: Int64s) -> UInt16s:
        """The similarity of some roles (rows) and every role (columns)."""

    def block(self, roles: Int64s, columns: Int64s) -> UInt16s:
        """The similarity of some roles (rows) and some roles (columns)."""


class Similarity:
    """Similarity between the roles of a graph, and from any profile to them, in thousandths from 0 to 990.

    A profile that is not a role of the graph, such as an entry path, has the similarity of a role that requires exactly
    what it holds, and changes nothing in the graph. What takes long, the walks from all roles and the rows of
    similarities, is kept in the ``cache`` where the store has one; a row is computed when it is first asked for. With
    ``terms``, the texts of a role have as much weight as its skills.
    """

    def __init__(
        self, careers: Careers, table: RoleTable, cache: Cache | None = None, *, terms: RoleTerms | None = None
    ) -> None:
        self._careers = careers
        self._table = table
        self._cache = cache or Cache()
        self._terms = terms
        self._last_profile: tuple[Profile, UInt16s] | None = None

    def pair(self, origin: Profile, role: Profile) -> int:
        """The similarity of a profile and a role, in thousandths."""
        return int(self.from_profile(origin)[self._table.role_index[role.entity.iri]])

    def from_profile(self, origin: Profile) -> UInt16s:
        """The similarity of a profile and every role, in the order of the table."""
        role = self._table.role_index.get(origin.entity.iri)
        return self._from_outside(origin) if role is None else self.rows(np.array([role]))[0]

    def rows(self, roles: Int64s) -> UInt16s:
        """The similarity of some roles (rows) and every role (columns)."""
        return self._rows.read(roles)

    def block(self, roles: Int64s, columns: Int64s) -> UInt16s:
        """The similarity of some roles (rows) and some roles (columns). It is mutual: fewer rows are read that way."""
        if len(columns) < len(roles):
            return self._rows.read(columns)[:, roles].T
        return self._rows.read(roles)[:, columns]

    def top_shared(self, origin: Profile, role: Profile) -> list[str]:
        """The concepts that both ask for, by IRI, in the order of their part in a walk of one step."""
        first, second = self._weights(origin), self._weights(role)
        total, number = self._total, self._table.concept_index

        def part(key: str) -> tuple[float, str]:
            return -first[key] * second[key] / float(total[number[key]]), key

        return sorted(first.keys() & second.keys(), key=part)

    def top_shared_terms(self, origin: Profile, role: Profile) -> list[str]:
        """The terms of the texts of both, in the order of their part in a walk of one step."""
        ends = [self._table.role_index.get(profile.entity.iri) for profile in (origin, role)]
        if self._terms is None or None in ends:
            return []
        roles, concepts, weights = self._links
        first, second = (np.zeros(self._count) for _ in ends)
        for row, end in zip((first, second), ends, strict=True):
            row[concepts[roles == end]] = weights[roles == end]
        terms = slice(len(self._table.concepts), None)
        part = (first * second)[terms] / self._total[terms]
        order = np.lexsort((np.arange(len(part)), -part))
        return [self._terms.names[number] for number in order[: np.count_nonzero(part)].tolist()]

    # --- cosines ----------------------------------------------------------------------------------------------------

    @cached_property
    def _rows(self) -> RowCache:
        count = len(self._table)
        at_once = max(1, _WORK // max(1, count) ** 2)
        return self._cache.rows("similarity", f"{VERSION} {_MAX_NEIGHBOURS}", count, self._computed, at_once)

    def _computed(self, roles: Int64s) -> UInt16s:
        """The rows of some roles: products of whole numbers, exact in any order."""
        own = self._entries(roles)
        inner = np.unique(own[1])
        left, found = self._dense(roles, inner), np.empty((len(roles), len(self._table)), np.uint16)
        for start in range(0, len(self._table), _BLOCK):
            columns = np.arange(start, min(start + _BLOCK, len(self._table)))
            products = left @ self._dense(columns, inner).T
            cosines = _cosines(products, self._norms[roles, np.newaxis], self._norms[columns])
            found[:, columns] = _thousandths(self._with_shared(cosines, columns, self._asked_rows[roles]))
        return found

    @cached_property
    def _few(self) -> float:
        """The part of a hundred that is missing of the roles that ask for something; 0 where there are as many."""
        return max(0.0, 1 - len(np.unique(self._links[0])) / FEW)

    @cached_property
    def _asked_rows(self) -> Floats:
        """The weights of what each role asks for, as rows, where roles are few; else rows of nothing."""
        rows = np.zeros((len(self._table), self._count if self._few else 0))
        if self._few:
            role, concept, weight = self._links
            rows[role, concept] = weight
        return rows

    def _with_shared(self, cosines: Floats, columns: Int64s, weights: Floats) -> Floats:
        """Cosines from some starts to some roles; where roles are few, with those of the weights of what they ask."""
        if not self._few:
            return cosines
        other = self._asked_rows[columns]
        norms = _norms(weights)[:, np.newaxis] * _norms(other)
        shared = np.stack([_row_sums(other * row) for row in weights])
        of_weights = np.divide(SCALE * shared, norms, out=np.zeros_like(shared), where=norms > 0)
        part = self._few / 2
        return np.asarray((1 - part) * cosines + part * of_weights, np.float64)

    def _entries(self, roles: Int64s) -> tuple[Int64s, Int32s, UInt16s]:
        """The entries of the PPMI rows of some roles: the number of the row among these, the column and the value."""
        ends = self._ppmi.end[roles]
        lengths = ends - np.where(roles > 0, self._ppmi.end[roles - 1], 0)
        last = np.cumsum(lengths)
        entries = np.arange(int(lengths.sum())) + np.repeat(ends - last, lengths)
        return np.repeat(np.arange(len(roles)), lengths), self._ppmi.column[entries], self._ppmi.ppmi[entries]

    def _dense(self, roles: Int64s, inner: Int32s) -> Floats:
        """The PPMI rows of some roles with their zeros, at some columns."""
        place = np.full(len(self._table), -1)
        place[inner] = np.arange(len(inner))
        row, column, value = self._entries(roles)
        kept = place[column] >= 0
        found = np.zeros((len(roles), len(inner)))
        found[row[kept], place[column[kept]]] = value[kept]
        return found

    def _from_outside(self, profile: Profile) -> UInt16s:
        """The row of a profile that is not a role; the last one is kept, since one question asks it many times."""
        if self._last_profile is None or self._last_profile[0] != profile:
            weights = self._weights(profile)
            concepts = np.array(sorted(self._table.concept_index[concept] for concept in weights), np.int64)
            amounts = np.array([weights[self._table.concepts[number]] for number in concepts.tolist()])
            own = self._walks.from_concepts(concepts, amounts, _MAX_NEIGHBOURS)
            vector = np.zeros(len(self._table))
            vector[own.column] = own.ppmi
            products = vector[self._ppmi.column] * self._ppmi.ppmi
            sums = np.concatenate([[0.0], np.cumsum(products)])
            by_row = np.diff(sums[np.concatenate([[0], self._ppmi.end])])
            cosines = _cosines(by_row, np.sqrt(vector @ vector), self._norms)[np.newaxis]
            asked = np.zeros((1, self._asked_rows.shape[1]))
            if self._few:
                asked[0, concepts] = amounts
            mixed = self._with_shared(cosines, np.arange(len(self._table)), asked)
            self._last_profile = profile, _thousandths(mixed[0])
        return self._last_profile[1]

    # --- walks ------------------------------------------------------------------------------------------------------

    @cached_property
    def _stored_walks(self) -> dict[str, Array]:
        """The PPMI rows of all roles, and the norm of each."""

        def walked() -> dict[str, Array]:
            count = len(self._table)
            rows = self._walks.from_roles(np.arange(count), _MAX_NEIGHBOURS)
            row = np.repeat(np.arange(count), np.diff(rows.end, prepend=0))
            squares = np.bincount(row, rows.ppmi.astype(np.float64) ** 2, count)
            norms = np.sqrt(squares.astype(np.float64, copy=False))
            return {"end": rows.end, "column": rows.column, "ppmi": rows.ppmi, "norm": norms}

        return self._cache.arrays("walks", f"{VERSION} {_MAX_NEIGHBOURS}", walked)

    @cached_property
    def _ppmi(self) -> SparseRows:
        """For each role the roles that walks from it reach more often than chance."""
        found = self._stored_walks
        return SparseRows(
            found["end"].astype(np.int64, copy=False),
            found["column"].astype(np.int32, copy=False),
            found["ppmi"].astype(np.uint16, copy=False),
        )

    @cached_property
    def _norms(self) -> Floats:
        """The Euclidean norm of each PPMI row."""
        return self._stored_walks["norm"].astype(np.float64, copy=False)

    @cached_property
    def _walks(self) -> RandomWalks:
        role, concept, weight = self._links
        share = 1 - self._few
        return RandomWalks(concept, role, weight, concepts=self._count, roles=len(self._table), share=share)

    # --- what profiles ask for --------------------------------------------------------------------------------------

    @cached_property
    def _asked(self) -> tuple[Int64s, Int64s, Floats]:
        """Role, concept and strength of every link: a skill 1 or, optional, one half; the same is shared out among its
        direct broader concepts, summed over the skills.
        """
        table = self._table
        keys, strengths = [], []
        for links, strength in ((table.required, 1.0), (table.optional, _OPTIONAL)):
            many = table.above.lengths[links.items]
            keys += [
                links.row_of_item() * len(table.concepts) + links.items,
                np.repeat(links.row_of_item(), many) * len(table.concepts) + table.above.take(links.items),
            ]
            strengths += [np.full(len(links.items), strength), np.repeat(strength / np.maximum(many, 1), many)]
        found, which = np.unique(np.concatenate(keys), return_inverse=True)
        summed = np.bincount(which, np.concatenate(strengths), len(found)).astype(np.float64, copy=False)
        return found // max(len(table.concepts), 1), found % max(len(table.concepts), 1), summed

    @cached_property
    def _rarity(self) -> Floats:
        """log(1 + roles / roles that ask for it) for each concept, 0 where none does; only roles that ask count."""
        role, concept, _ = self._asked
        asking = np.bincount(concept, minlength=len(self._table.concepts))
        count = len(np.unique(role))
        return np.where(asking > 0, np.log(1 + count / np.maximum(asking, 1)), 0.0)

    @cached_property
    def _links(self) -> tuple[Int64s, Int64s, Floats]:
        """Role, concept and weight of every link; the numbers of terms follow those of the table's concepts."""
        role, concept, strength = self._asked
        weight = strength * self._rarity[concept]
        if self._terms is None:
            return role, concept, weight
        totals = np.bincount(role, weight, len(self._table)).astype(np.float64, copy=False)
        roles, terms, weights = self._terms.links(totals)
        concepts = np.concatenate([concept, terms + len(self._table.concepts)])
        return np.concatenate([role, roles]), concepts, np.concatenate([weight, weights])

    @property
    def _count(self) -> int:
        """The number of concepts, terms among them."""
        return len(self._table.concepts) + (len(self._terms.names) if self._terms else 0)

    @cached_property
    def _total(self) -> Floats:
        """The weight of all links to each concept."""
        _, concept, weight = self._links
        return np.bincount(concept, weight, self._count).astype(np.float64, copy=False)

    def _weights(self, profile: Profile) -> dict[str, float]:
        """The weight of each concept that a profile asks for; one that no role asks for is left out."""
        strengths: dict[str, float] = defaultdict(float)
        for concept, strength in self._strengths(profile):
            strengths[concept] += strength
        number, rarity = self._table.concept_index, self._rarity
        weights = {key: amount * float(rarity[number[key]]) for key, amount in strengths.items() if key in number}
        return {key: weight for key, weight in weights.items() if weight}

    def _strengths(self, profile: Profile) -> Iterator[tuple[str, float]]:
        for requirements, strength in ((profile.required, 1.0), (profile.optional, _OPTIONAL)):
            for requirement in requirements:
                skill = requirement.skill.iri
                yield skill, strength
                groups = self._careers.tree.groups(skill)
                yield from ((group, strength / len(groups)) for group in sorted(groups))


class MeanSimilarity:
    """The mean of two similarities, stretched so that what few pairs of roles exceed stays as high as in the first.

    In a mean both have to be high. Of the pairs of roles of ESCO, one in a hundred has a similarity above 0.76 by
    skills, and above 0.68 in the mean with that by words; times 1.15 the two agree.
    """

    def __init__(self, first: RoleSimilarity, second: RoleSimilarity) -> None:
        self._first, self._second = first, second

    def from_profile(self, origin: Profile) -> UInt16s:
        """The similarity of a profile and every role, in the order of the table."""
        return _mean(self._first.from_profile(origin), self._second.from_profile(origin))

    def rows(self, roles: Int64s) -> UInt16s:
        """The similarity of some roles (rows) and every role (columns)."""
        return _mean(self._first.rows(roles), self._second.rows(roles))

    def block(self, roles: Int64s, columns: Int64s) -> UInt16s:
        """The similarity of some roles (rows) and some roles (columns)."""
        return _mean(self._first.block(roles, columns), self._second.block(roles, columns))


def similarity_by_words(
    careers: Careers, table: RoleTable, cache: Cache, read: Callable[[], Mapping[str, Iterable[str]]]
) -> Similarity:
    """The similarity from skills and from the texts that describe roles, which are read unless they were counted."""
    counted = cache.arrays("words", TERMS_VERSION, lambda: RoleTerms.of(read(), table.roles).arrays)
    return Similarity(careers, table, cache.for_view("by words"), terms=RoleTerms(counted))


def _mean(first: UInt16s, second: UInt16s) -> UInt16s:
    total = first.astype(np.int32) + second
    found: UInt16s = np.minimum(115 * total // 200, MAX_SIMILARITY).astype(np.uint16)
    return found


def _cosines(products: Floats, first: Floats | np.floating, second: Floats) -> Floats:
    """Cosines times SCALE, from products of rows and the norms of these."""
    norms = first * second
    return np.asarray(np.divide(SCALE * products, norms, out=np.zeros_like(products), where=norms > 0), np.float64)


def _row_sums(rows: Floats) -> Floats:
    """The sum of each row, in the order of its columns."""
    return np.cumsum(rows, axis=1)[:, -1] if rows.shape[1] else np.zeros(len(rows))


def _norms(rows: Floats) -> Floats:
    """The Euclidean norms of rows, summed in their order."""
    return np.asarray(np.sqrt(_row_sums(rows**2)), np.float64)


def _thousandths(cosines: Floats) -> UInt16s:
    """Cosines times SCALE as whole numbers, at most 990."""
    return np.minimum(np.rint(cosines), MAX_SIMILARITY).astype(np.uint16)
