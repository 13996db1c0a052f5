"""What the map of careers shows: where each role stands, its group and size, and the regions that have names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Final, NamedTuple
from zlib import crc32

from kg.late import Int64s
from kg.late import numpy as np
from kg.limits import MAP_ROLES
from kg.model.entities import LABEL
from kg.schema import CK, SKOS
from kg.similarity.positions import (
    NEIGHBOURS,
    VERSION,
    Ties,
    group_similarity,
    group_ties,
    islands_of,
    nearest,
    positions,
)
from kg.similarity.role_table import VERSION as TABLE_VERSION
from kg.similarity.roles import VERSION as SIMILARITY_VERSION
from kg.store.cache import Arrays
from kg.view.drawing import DrawableGraph
from kg.view.role_groups import RoleGroups, counted_numbers, people_stated, rows_of

MANY_ROLES: Final = 300
"""A graph of so many roles is drawn as a map."""

NEAREST: Final = 8
"""How many of the nearest roles of each the map tells."""

_RING_SHARE: Final = 0.05
"""The share of attraction of the ties within the groups of the second level, and of the third."""

_MAPPED_SHARE: Final = 0.08
"""That of the ties between roles that are mapped to each other."""

_REACH: Final = 1250
"""How far a region reaches from its middle: its name stands where most of its roles are within that."""

_CLOSE: Final = 450
"""The name of a region stands at the role that has most others of the region so near."""

_STRAIT: Final = 256
"""Roles are on one island where squares of this side that have some touch each other."""

_NEAREST_GROUPS: Final = 5
"""How many of the nearest groups of each the map tells."""

_LEAST: Final = 8
"""A region has so many roles, of a small group fewer, and this share of its group; a second one of it, this share of
what the first has."""
_FEW: Final = 5
_LEAST_SHARE: Final = 0.22
_SECOND: Final = 0.6

_MAPPED: Final = f"""
    SELECT DISTINCT ?one ?other {{
      VALUES ?match {{ <{SKOS.exactMatch}> <{SKOS.closeMatch}> <{SKOS.broadMatch}> <{SKOS.narrowMatch}> }}
      ?one ?match ?other . ?one a <{CK.Role}> . ?other a <{CK.Role}>
    }} ORDER BY ?one ?other"""
_PAY_STATED: Final = f"SELECT DISTINCT ?role {{ ?role a <{CK.Role}> ; <{CK.medianAnnualPay}> ?value }}"


class Region(NamedTuple):
    """A place of the map that has a name: ``level`` 1 is a large group, 2 one of those in it, both by number.

    ``x`` and ``y`` are those of a role of the group, where most of the others stand around it.
    """

    x: int
    y: int
    roles: int
    level: int
    family: int
    name: str
    group: int


class CareerMap:
    """The roles of a graph on a map, by number; those of other sources are left out where the graph is restricted.

    ``places`` has a row x, y of each role, ``near`` and ``alike`` the nearest ones and their similarity in thousandths.
    """

    def __init__(self, graph: DrawableGraph) -> None:
        self.graph = graph
        self.table = graph.table
        stored = _stored(graph)
        self.shown = np.flatnonzero(self.table.mask(graph.within.includes))
        self.roles = [self.table.roles[number] for number in self.shown.tolist()]
        self.places = stored["places"].astype(np.int64)[self.shown]
        self.stated_people = people_stated(graph)
        self.stated_pay = stored["stated pay"].astype(bool)[self.shown]
        text = stored["group names"].tobytes().decode()
        groups = RoleGroups(graph, text.split("\n") if text else [], stored["groups"].astype(np.int64))
        self._stored_groups = _stored_groups(graph, groups)
        self.groups = groups.of(self.shown)
        self.near, self.alike = self._nearest(stored["near"].astype(np.int64), stored["alike"].astype(np.int64))

    def __len__(self) -> int:
        return len(self.roles)

    def _nearest(self, near: Int64s, alike: Int64s) -> tuple[list[list[int]], list[list[int]]]:
        """The nearest roles of each that are shown, by their numbers here, and their similarity."""
        place = np.full(len(self.table), -1)
        place[self.shown] = np.arange(len(self.shown))
        found: tuple[list[list[int]], list[list[int]]] = ([], [])
        for number in self.shown.tolist():
            wanted = np.flatnonzero((place[near[number]] >= 0) & (alike[number] > 0))[:NEAREST]
            found[0].append(place[near[number][wanted]].tolist())
            found[1].append(alike[number][wanted].tolist())
        return found

    @cached_property
    def mapped(self) -> list[list[int]]:
        """The roles that each is mapped to, by their numbers here."""
        place = {iri: number for number, iri in enumerate(self.roles)}
        found: list[set[int]] = [set() for _ in self.roles]
        for row in rows_of(self.graph, _MAPPED):
            one, other = (place.get(str(row[end])) for end in ("one", "other"))
            if one is not None and other is not None and one != other:
                found[one].add(other)
                found[other].add(one)
        return [sorted(others) for others in found]

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """The names of each role and skill: its label first, then all others, in order."""
        bare = {iri: [self.graph.careers.label(iri)] for iri in self.roles}  # of roles without a label
        return {**bare, **_all_names(self.graph, "role"), **self._skill_names}

    @cached_property
    def _skill_names(self) -> dict[str, list[str]]:
        return _all_names(self.graph, "skill")

    def label(self, role: int) -> str:
        """The label of a role by its number."""
        return self.names[self.roles[role]][0]

    @cached_property
    def skills(self) -> list[str]:
        """The skills that are drawn, by IRI: those that most roles shown ask for first, then by label."""
        asked = np.bincount(
            np.concatenate([self.table.required.take(self.shown), self.table.optional.take(self.shown)]),
            minlength=len(self.table.concepts),
        )
        number = self.table.concept_index
        counts = {iri: int(asked[number[iri]]) if iri in number else 0 for iri in self._skill_names}
        return sorted(counts, key=lambda iri: (-counts[iri], self._skill_names[iri][0], iri))

    # --- sizes ------------------------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> Int64s:
        """The people in each role, -1 where that is not known."""
        return self.table.people[self.shown]

    @cached_property
    def sizes(self) -> list[int]:
        """How large each role is drawn, 0 to 99: its rank by people, or by names where no role states any."""
        if (self.people > 0).any():
            known = _ranks(self.people[self.people > 0])
            ranks = np.zeros(len(self), np.int64)
            ranks[self.people > 0] = known
        else:
            ranks = _ranks(np.array([len(self.names[iri]) for iri in self.roles], np.int64))
        return [int(rank) for rank in ranks]

    @property
    def size_words(self) -> str:
        """What the size of a dot says."""
        known = int((self.people > 0).sum())
        if not known:
            return "A larger dot has more names, a sign of a common role: no source here states employment."
        if known == len(self):
            return "A larger dot employs more people."
        part = f"{known:,} of {len(self):,} roles"
        return f"A larger dot employs more people ({part}; where it is not known, the dot is small)."

    @property
    def skill_counts(self) -> Int64s:
        """How many skills each role requires or may have."""
        return (self.table.required.lengths + self.table.optional.lengths)[self.shown]

    @cached_property
    def importance(self) -> list[int]:
        """Whose name comes first, 0 to 99: large ones, those with short names, and those that many are near to."""
        near = np.bincount([other for some in self.near for other in some], minlength=len(self))
        short = _ranks(np.array([-len(self.label(role)) for role in range(len(self))]))
        parts = 45 * np.array(self.sizes) + 35 * short + 20 * _ranks(near)
        return [int(rank) for rank in _ranks(parts)]

    # --- regions ----------------------------------------------------------------------------------------------------

    @cached_property
    def regions(self) -> list[Region]:
        """The places that have names: where most of the roles of a group stand together.

        The first of each island come first, the largest of each before others, so that each island has a name.
        """
        islands = islands_of(self.places, _STRAIT)
        where = dict(zip(map(tuple, self.places.tolist()), islands.tolist(), strict=True))
        large, small = (
            sorted(self._regions(level), key=lambda region: (-region.roles, region.name, region.x)) for level in (1, 2)
        )
        first: dict[int, Region] = {}
        for region in (*large, *(each._replace(level=1) for each in small)):
            first.setdefault(where[region.x, region.y], region)
        for island in np.unique(islands).tolist():
            if island not in first and (largest := self._largest(np.flatnonzero(islands == island))):
                first[island] = largest
        named = sorted(first.values(), key=lambda region: (-region.roles, region.name, region.x))
        return [*named, *(region for region in (*large, *small) if region not in named)]

    def _largest(self, roles: Int64s) -> Region | None:
        """Of an island, the group that most of its roles are in; none where they are few, or in none."""
        groups = counted_numbers(self.groups.array[roles, 1])
        members = roles[self.groups.array[roles, 1] == groups[0]] if groups else roles[:0]
        return self._region(members, len(members), 1, groups[0]) if len(members) >= _FEW else None

    def _regions(self, level: int) -> Iterable[Region]:
        members: dict[int, list[int]] = defaultdict(list)
        for role, chain in enumerate(self.groups.chains):
            if chain and (level == 1 or len(chain) > level):
                members[chain[min(level, len(chain) - 1)]].append(role)
        for group, roles in sorted(members.items()):
            here = np.array(roles)
            first = self._densest(here)
            if len(first) < max(_LEAST if level == 1 else _FEW, _LEAST_SHARE * len(here)):
                continue
            yield self._region(first, len(here), level, group)
            second = self._densest(np.setdiff1d(here, first))
            if level == 1 and len(second) >= max(_LEAST, _SECOND * len(first)):
                yield self._region(second, len(here), level, group)

    def _densest(self, roles: Int64s) -> Int64s:
        """Those of some roles that are within reach of the one that has most of them around it."""
        if not len(roles):
            return roles
        apart = self.places[roles, np.newaxis] - self.places[roles]
        near = (apart**2).sum(axis=2) <= _REACH**2
        found: Int64s = roles[near[int(np.argmax(near.sum(axis=1)))]]
        return found

    def _region(self, roles: Int64s, whole: int, level: int, group: int) -> Region:
        """The region of roles that stand together, under the name of a part of their group where they are that part."""
        x, y = self.places[self._middle(roles)].tolist()
        parts = counted_numbers(self.groups.array[roles, 2])
        inner = [self.groups.chains[role][2:3] for role in roles.tolist()]
        named = group
        if level == 1 and parts and len(roles) < 0.6 * whole:
            named = parts[0] if 2 * sum(each == [parts[0]] for each in inner) > len(roles) else group
        family, name = self.groups.groups[group].family, self.groups.groups[named].short
        return Region(x, y, len(roles), level, family, name, named)

    def _middle(self, roles: Int64s) -> int:
        """The role that has most others of these close to it, of equal ones that nearest to all."""
        apart = np.hypot(*(self.places[roles, np.newaxis] - self.places[roles]).T)
        return int(roles[np.lexsort((apart.sum(axis=0), -(apart <= _CLOSE).sum(axis=0)))[0]])

    @cached_property
    def nearest_groups(self) -> list[list[list[int]]]:
        """The groups nearest to each, of those that have roles shown, as number and similarity in thousandths."""
        shown = set(self.groups.array.ravel().tolist())
        near, alike = self._stored_groups["near"].tolist(), self._stored_groups["alike"].tolist()
        return [
            [[other, value] for other, value in zip(*row, strict=True) if value > 0 and other in shown][
                :_NEAREST_GROUPS
            ]
            for row in zip(near, alike, strict=True)
        ]


# --- what takes long, and is kept -------------------------------------------------------------------------------------


def place_roles(graph: DrawableGraph, progress: Callable[[int, int], None] | None = None) -> None:
    """Compute where the roles of a store stand, unless it has kept that; pictures then read it.

    ``progress`` is called with the number of steps made, and of all. Raises LimitError for more roles than a map holds.
    """
    MAP_ROLES.check(len(graph.table), "the graph")
    _stored(graph, progress)
    _stored_groups(graph, RoleGroups.read(graph))


def _stored(graph: DrawableGraph, progress: Callable[[int, int], None] | None = None) -> Arrays:
    """Positions, nearest roles and groups of all roles, from the cache of the store where it has one."""
    return graph.store.cache.arrays("positions", _key(graph), lambda: _computed(graph, progress))


def _key(graph: DrawableGraph) -> str:
    table = graph.table
    links = crc32(table.required.items.tobytes(), crc32(table.optional.items.tobytes()))
    return f"{VERSION} {SIMILARITY_VERSION} {TABLE_VERSION} {links}"


def _stored_groups(graph: DrawableGraph, groups: RoleGroups) -> Arrays:
    """For each group the nearest others and their similarity, from the cache of the store where it has them."""
    return graph.store.cache.arrays("group-similarity", _key(graph), lambda: _near_groups(graph, groups))


def _near_groups(graph: DrawableGraph, groups: RoleGroups) -> Arrays:
    """A row for each group, of the groups of its level: first the lowest, whose other groups are the smallest."""
    table, chains = graph.table, groups.array
    stated = np.flatnonzero(table.required.lengths + table.optional.lengths)
    lowest = np.where(chains[:, 2] >= 0, chains[:, 2], chains[:, 1])
    count = len(groups.iris)
    near = np.full((count, min(count, 4 * _NEAREST_GROUPS)), -1, np.int32)
    alike = np.zeros(near.shape, np.int16)
    for members in (chains[:, 0], chains[:, 1], lowest):
        found = group_similarity(graph.similarity, members, stated, count)
        order = np.argsort(-found, axis=1, kind="stable")[:, : near.shape[1]]
        known = found.max(axis=1, initial=0) > 0
        near[known], alike[known] = order[known], np.take_along_axis(found, order, axis=1)[known]
    return {"near": near, "alike": alike}


def _computed(graph: DrawableGraph, progress: Callable[[int, int], None] | None) -> Arrays:
    table = graph.table
    near, alike = nearest(graph.similarity, len(table), NEIGHBOURS)
    groups = RoleGroups.read(graph)
    ties = [group_ties(groups.array[:, level].tolist(), _RING_SHARE) for level in (1, 2)]
    places = positions(near, alike, [*ties, _mapped_ties(graph)], progress)
    paid = {str(row["role"]) for row in rows_of(graph, _PAY_STATED)}
    listed = np.frombuffer("\n".join(groups.iris).encode(), np.uint8)
    kept: Arrays = {
        "near": near.astype(np.int32),
        "alike": alike.astype(np.int16),
        "groups": groups.array.astype(np.int32),
    }
    return {"places": places, "group names": listed, **kept, "stated pay": table.mask(paid.__contains__)}


def _mapped_ties(graph: DrawableGraph) -> Ties:
    """Ties between mapped roles; one that is mapped to many is not drawn to each as much."""
    index = graph.table.role_index
    rows = [(index[str(row["one"])], index[str(row["other"])]) for row in rows_of(graph, _MAPPED)]
    pairs = np.array(sorted({(min(pair), max(pair)) for pair in rows if pair[0] != pair[1]}), np.int64).reshape(-1, 2)
    many = np.bincount(pairs.ravel(), minlength=len(index))
    return Ties(pairs[:, 0], pairs[:, 1], 1 / np.sqrt(many[pairs[:, 0]] * many[pairs[:, 1]]), _MAPPED_SHARE)


# --- names ------------------------------------------------------------------------------------------------------------


def _all_names(graph: DrawableGraph, kind: str) -> dict[str, list[str]]:
    """The names of the roles or skills that the graph shows, each once, the label first; merged skills are one."""
    canonical, included = graph.careers.tree.canonical, graph.within.includes
    labels: dict[str, str] = {}
    others: dict[str, set[str]] = defaultdict(set)
    for _, _, iri, name, tier in graph.store.names.labels((kind,), (LABEL, "alternative label", "synonym")):
        if included(iri):
            key = canonical(iri) if kind == "skill" else iri
            others[key].add(name)
            if tier == LABEL and (key == iri or key not in labels):
                labels[key] = name
    return {iri: [label, *sorted(others[iri] - {label})] for iri, label in labels.items()}


def _ranks(values: Sequence[int] | Int64s) -> Int64s:
    """The place of each value among all, 0 to 99; equal ones have equal places."""
    ordered = np.sort(np.asarray(values))
    return 99 * np.searchsorted(ordered, values) // max(len(ordered) - 1, 1)
