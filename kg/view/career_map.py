"""What the map of careers shows: where each role stands, its group and size, and the regions that have names."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias
from zlib import crc32

from kg.late import numpy as np
from kg.model.entities import LABEL
from kg.schema import CK, SKOS
from kg.similarity.positions import NEIGHBOURS, VERSION, Ties, group_ties, nearest, positions
from kg.similarity.role_table import VERSION as TABLE_VERSION
from kg.similarity.roles import VERSION as SIMILARITY_VERSION
from kg.view.drawing import DrawableGraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from kg.store.cache import Arrays

    _Numbers: TypeAlias = npt.NDArray[np.int64]

__all__ = ["FAMILIES", "MANY_ROLES", "NEAREST", "NO_FAMILY", "CareerMap", "Group", "Region"]

MANY_ROLES: Final = 300
"""A graph of so many roles is drawn as a map."""

NEAREST: Final = 8
"""How many of the nearest roles of each the map tells."""

FAMILIES: Final = 10
"""So many groups have a colour of their own; those of other groups, and roles in none, share one each."""

OTHER_FAMILY: Final = FAMILIES
NO_FAMILY: Final = FAMILIES + 1

_LEVELS: Final = 3
"""Groups are told apart down to this level below the top: three digits of ISCO-08."""

_RING_SHARE: Final = 0.05
"""The share of attraction of the ties within the groups of the second level, and of the third."""

_MAPPED_SHARE: Final = 0.08
"""That of the ties between roles that are mapped to each other."""

_REACH: Final = 1250
"""How far a region reaches from its middle: its name stands where most of its roles are within that."""

_LEAST: Final = 8
"""A region has so many roles, and this share of its group; a second one, this share of what the first has."""
_LEAST_SHARE: Final = 0.22
_SECOND: Final = 0.6

_LONGEST: Final = 28
"""A name of a region that the list of short names does not have is cut to so many characters."""

_GROUPS_OF_ROLES: Final = f"""
    SELECT DISTINCT ?role ?above {{ ?role a <{CK.Role}> ; <{SKOS.broader}> ?above }} ORDER BY ?role ?above"""
_GROUPS: Final = f"""
    SELECT DISTINCT ?group ?above {{
      ?group a <{CK.RoleGroup}> OPTIONAL {{ ?group <{SKOS.broader}> ?above . ?above a <{CK.RoleGroup}> }}
    }} ORDER BY ?group ?above"""
_MAPPED: Final = f"""
    SELECT DISTINCT ?one ?other {{
      VALUES ?match {{ <{SKOS.exactMatch}> <{SKOS.closeMatch}> <{SKOS.broadMatch}> <{SKOS.narrowMatch}> }}
      ?one ?match ?other . ?one a <{CK.Role}> . ?other a <{CK.Role}>
    }} ORDER BY ?one ?other"""
_STATED: Final = "SELECT DISTINCT ?role {{ ?role a <{role}> ; <{figure}> ?value }}"

_SOC: Final = re.compile(r"(\d\d)-\d{4}")
"""A code of the Standard Occupational Classification: of roles that have one and are in no group, its first digits."""


class Group(NamedTuple):
    """A group of roles: its name in its source, a short one for the map, and the number of its colour."""

    name: str
    short: str
    family: int
    code: str = ""


class Region(NamedTuple):
    """A place of the map that has a name: ``level`` 1 is a large group, 2 one of those in it."""

    x: int
    y: int
    roles: int
    level: int
    family: int
    name: str


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
        self.stated_people, self.stated_pay = (
            stored[name].astype(bool)[self.shown] for name in ("stated people", "stated pay")
        )
        self._chains = stored["groups"].astype(np.int64)[self.shown]
        self._group_iris = _names(stored["group names"])
        self.near, self.alike = self._nearest(stored["near"].astype(np.int64), stored["alike"].astype(np.int64))

    def __len__(self) -> int:
        return len(self.roles)

    def _nearest(self, near: _Numbers, alike: _Numbers) -> tuple[list[list[int]], list[list[int]]]:
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
    def names(self) -> dict[str, list[str]]:
        """The names of each role and skill: its label first, then all others, in order."""
        return {**_all_names(self.graph, "role"), **self._skill_names}

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

    # --- groups -----------------------------------------------------------------------------------------------------

    @cached_property
    def groups(self) -> list[Group]:
        """All groups, those without a colour of their own too."""
        codes = self.graph.codes()
        tops = _counted(self._chains[:, 0])
        family = {top: min(place, OTHER_FAMILY) for place, top in enumerate(tops)}
        isco = all(re.fullmatch(r"\d", codes.get(self._group_iris[top], "")) for top in tops if not self._is_soc(top))
        found = []
        above = {int(each): int(chain[0]) for chain in self._chains for each in chain if each >= 0}
        for number, iri in enumerate(self._group_iris):
            kind, code = ("soc", iri[4:]) if self._is_soc(number) else ("isco" if isco else "", codes.get(iri, ""))
            short = _short_names().get((kind, code))
            entity = self.graph.store.names.entity(iri)
            name = entity.label if entity else short.short if short else code
            colour = short.family if short else family.get(above.get(number, -1), OTHER_FAMILY)
            found.append(Group(name, short.short if short else _cut(name), colour, code))
        return found

    def _is_soc(self, number: int) -> bool:
        return self._group_iris[number].startswith("soc:")

    @cached_property
    def chains(self) -> list[list[int]]:
        """The numbers of the groups of each role, the top one first; empty where it is in none."""
        return [[number for number in chain if number >= 0] for chain in self._chains.tolist()]

    @cached_property
    def families(self) -> list[int]:
        """The number of the colour of each role."""
        return [self.groups[chain[0]].family if chain else NO_FAMILY for chain in self.chains]

    @cached_property
    def family_names(self) -> list[str]:
        """The names of all colours, the last two those of the groups without their own and of roles in no group."""
        found = [""] * FAMILIES + ["Other groups", "In no group"]
        for group in (self.groups[number] for number in _counted(self._chains[:, 0])):
            if group.family < FAMILIES and not found[group.family]:
                found[group.family] = group.short
        for (kind, code), short in _short_names().items():
            if kind == "isco" and len(code) == 1 and any(map(self._is_soc, _counted(self._chains[:, 0]))):
                found[short.family] = short.short
        return found

    # --- sizes ------------------------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> _Numbers:
        """The people in each role, -1 where that is not known."""
        return self.table.people[self.shown]

    @cached_property
    def sizes(self) -> list[int]:
        """How large each role is drawn, 0 to 99: its rank by people, or by names where no role states any."""
        if (self.people > 0).any():
            ranks = np.zeros(len(self), np.int64)
            known = np.flatnonzero(self.people > 0)
            ranks[known] = _ranks(self.people[known])
            return [int(rank) for rank in ranks]
        return _ranks(np.array([len(self.names[iri]) for iri in self.roles])).tolist()

    @property
    def size_words(self) -> str:
        """What the size of a dot says."""
        known = int((self.people > 0).sum())
        if not known:
            return "A larger dot has more names, a sign of a common role: no source here states employment."
        rest = "" if known == len(self) else f" ({known:,} of {len(self):,} roles; where it is not known, the dot is small)"
        return f"A larger dot employs more people{rest}."

    @cached_property
    def importance(self) -> list[int]:
        """Whose name comes first, 0 to 99: large ones, those with short names, and those that many are near to."""
        near = np.bincount([other for some in self.near for other in some], minlength=len(self))
        short = _ranks(np.array([-len(self.label(role)) for role in range(len(self))]))
        parts = 45 * np.array(self.sizes) + 35 * short + 20 * _ranks(near)
        return _ranks(parts).tolist()

    # --- regions ----------------------------------------------------------------------------------------------------

    @cached_property
    def regions(self) -> list[Region]:
        """The places that have names, the largest first: where most of the roles of a group stand together."""
        found = [region for level in (1, 2) for region in self._regions(level)]
        return sorted(found, key=lambda region: (region.level, -region.roles, region.name, region.x))

    def _regions(self, level: int) -> Iterable[Region]:
        members: dict[int, list[int]] = defaultdict(list)
        for role, chain in enumerate(self.chains):
            if chain and (level == 1 or len(chain) > level):
                members[chain[min(level, len(chain) - 1)]].append(role)
        for group, roles in sorted(members.items()):
            here = np.array(roles)
            first = self._densest(here)
            if len(first) < max(_LEAST if level == 1 else 5, _LEAST_SHARE * len(here)):
                continue
            yield self._region(first, len(here), level, group)
            second = self._densest(np.setdiff1d(here, first))
            if level == 1 and len(second) >= max(_LEAST, _SECOND * len(first)):
                yield self._region(second, len(here), level, group)

    def _densest(self, roles: _Numbers) -> _Numbers:
        """Those of some roles that are within reach of the one that has most of them around it."""
        if not len(roles):
            return roles
        apart = self.places[roles, np.newaxis] - self.places[roles]
        near = (apart**2).sum(axis=2) <= _REACH**2
        found: _Numbers = roles[near[int(np.argmax(near.sum(axis=1)))]]
        return found

    def _region(self, roles: _Numbers, whole: int, level: int, group: int) -> Region:
        """The region of roles that stand together; where they are a part of their group, it has the name of the part."""
        x, y = (int(round(float(value))) for value in self.places[roles].mean(axis=0))
        parts = _counted(np.array([(self.chains[role] + [-1] * _LEVELS)[2] for role in roles.tolist()]))
        inner = [self.chains[role][2:3] for role in roles.tolist()]
        named = group
        if level == 1 and parts and len(roles) < 0.6 * whole:
            named = parts[0] if 2 * sum(each == [parts[0]] for each in inner) > len(roles) else group
        return Region(x, y, len(roles), level, self.groups[group].family, self.groups[named].short)


# --- what takes long, and is kept -------------------------------------------------------------------------------------


def _stored(graph: DrawableGraph) -> Arrays:
    """Positions, nearest roles and groups of all roles, from the cache of the store where it has one."""
    table = graph.table
    links = crc32(table.required.items.tobytes(), crc32(table.optional.items.tobytes()))
    key = f"{VERSION} {SIMILARITY_VERSION} {TABLE_VERSION} {links}"
    return graph.store.cache.arrays("map", key, lambda: _computed(graph))


def _computed(graph: DrawableGraph) -> Arrays:
    table = graph.table
    near, alike = nearest(graph.similarity, len(table), NEIGHBOURS)
    names, chains = _chains(graph)
    ties = [group_ties(chains[:, level].tolist(), _RING_SHARE) for level in (1, 2)]
    places = positions(near, alike, [*ties, _mapped_ties(graph)])
    stated = {
        name: table.mask({str(row["role"]) for row in _rows(graph, query)}.__contains__)
        for name, query in (
            ("stated people", _STATED.format(role=CK.Role, figure=CK.peopleEmployed)),
            ("stated pay", _STATED.format(role=CK.Role, figure=CK.medianAnnualPay)),
        )
    }
    listed = np.frombuffer("\n".join(names).encode(), np.uint8)
    kept = {"near": near.astype(np.int32), "alike": alike.astype(np.int16), "groups": chains.astype(np.int32)}
    return {"places": places, "group names": listed, **kept, **stated}


def _rows(graph: DrawableGraph, query: str) -> list[dict[str, Any]]:
    return graph.store.query(query, {}).to_dicts()


def _chains(graph: DrawableGraph) -> tuple[list[str], _Numbers]:
    """The groups by IRI, and for each role the numbers of those of three levels, the top one first, -1 for none.

    A group that has no further below it fills all levels that are left but the last.
    """
    above: dict[str, str] = {}
    groups: dict[str, str | None] = {}
    for row in _rows(graph, _GROUPS):
        groups.setdefault(str(row["group"]), str(row["above"]) if row["above"] else None)
    direct: dict[str, list[str]] = defaultdict(list)
    for row in _rows(graph, _GROUPS_OF_ROLES):
        direct[str(row["role"])].append(str(row["above"]))
    for role, parents in direct.items():
        above[role] = next((each for each in parents if each in groups), parents[0])
    codes = graph.codes()
    found = [_chain(role, above, groups) or _soc_group(codes.get(role, "")) for role in graph.table.roles]
    names = sorted({each for chain in found for each in chain[:_LEVELS]})
    number = {name: place for place, name in enumerate(names)}
    chains = np.full((len(found), _LEVELS), -1, np.int64)
    for role, chain in enumerate(found):
        for level, name in enumerate(chain[:_LEVELS]):
            chains[role, level] = number[name]
        if len(chain) == 1:
            chains[role, 1] = number[chain[0]]
    return names, chains


def _chain(role: str, above: dict[str, str], groups: dict[str, str | None]) -> list[str]:
    """The groups that a role is in, by way of the roles that are broader, the top one first."""
    found: list[str] = []
    passed = {role}
    each: str | None = above.get(role)
    while each and each not in passed:
        passed.add(each)
        if each in groups:
            found.append(each)
        each = groups[each] if each in groups else above.get(each)
    return found[::-1]


def _soc_group(code: str) -> list[str]:
    match = _SOC.match(code)
    return [f"soc:{match[1]}"] if match else []


def _mapped_ties(graph: DrawableGraph) -> Ties:
    """Ties between mapped roles; one that is mapped to many is not drawn to each as much."""
    index = graph.table.role_index
    rows = [(index[str(row["one"])], index[str(row["other"])]) for row in _rows(graph, _MAPPED)]
    pairs = np.array(sorted({(min(pair), max(pair)) for pair in rows if pair[0] != pair[1]}), np.int64).reshape(-1, 2)
    many = np.bincount(pairs.ravel(), minlength=len(index))
    return Ties(pairs[:, 0], pairs[:, 1], 1 / np.sqrt((many[pairs[:, 0]] * many[pairs[:, 1]])), _MAPPED_SHARE)


# --- names ------------------------------------------------------------------------------------------------------------


@cache
def _short_names() -> dict[tuple[str, str], Group]:
    """Short names of the groups of ISCO-08 and SOC, by classification and code."""
    with (Path(__file__).parent / "groups.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {
            (row["classification"], row["code"]): Group(row["name"], row["name"], int(row["family"]), row["code"])
            for row in rows
        }


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


def _names(stored: npt.NDArray[np.generic]) -> list[str]:
    text = stored.tobytes().decode()
    return text.split("\n") if text else []


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip(' ,')}…"


def _counted(numbers: _Numbers) -> list[int]:
    """The numbers from 0 on that occur, those that do most often first."""
    found, count = np.unique(numbers[numbers >= 0], return_counts=True)
    return [int(number) for number in found[np.lexsort((found, -count))]]


def _ranks(values: Sequence[int] | _Numbers) -> _Numbers:
    """The place of each value among all, 0 to 99; equal ones have equal places."""
    ordered = np.sort(np.asarray(values))
    return 99 * np.searchsorted(ordered, values) // max(len(ordered) - 1, 1)


