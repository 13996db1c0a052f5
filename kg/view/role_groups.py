"""The groups that roles are in, by their sources: what they are called on a picture, and which colour each has."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.answers.blocks import count_of
from kg.late import Int64s
from kg.late import numpy as np
from kg.schema import CK, SKOS
from kg.view.drawing import DrawableGraph
from kg.view.labels import NO_LABEL, strip_controls

FAMILIES: Final = 10
"""So many groups have a colour of their own; those of other groups, and roles in none, share one each."""

OTHER_FAMILY: Final = FAMILIES
NO_FAMILY: Final = FAMILIES + 1

_HUES: Final = (2, 5, 8, 1, 3, 7, 6, 9, 4, 0, OTHER_FAMILY)
"""The colours, which are those of the ten groups of ISCO-08, in the order in which other groups get them."""

_LEVELS: Final = 3
"""How many levels of groups count, from the top: three digits of ISCO-08."""

_LONGEST: Final = 28
"""A name of a region that the list of short names does not have is cut to so many characters."""

_GROUPS_OF_ROLES: Final = f"""
    SELECT DISTINCT ?role ?above {{ ?role a <{CK.Role}> ; <{SKOS.broader}> ?above }} ORDER BY ?role ?above"""
_GROUPS: Final = f"""
    SELECT DISTINCT ?group ?above {{
      ?group a <{CK.RoleGroup}> OPTIONAL {{ ?group <{SKOS.broader}> ?above . ?above a <{CK.RoleGroup}> }}
    }} ORDER BY ?group ?above"""
_SOC: Final = re.compile(r"(\d\d)-\d{4}")
"""A code of the Standard Occupational Classification: of roles that have one and are in no group, its first digits."""


_ISCO: Final = "/isco/"
"""What the IRIs of the groups of ISCO-08 have."""


class MapGroup(NamedTuple):
    """A group of roles: its name in its source, a short one for the map, and the number of its colour."""

    name: str
    short: str
    family: int
    code: str = ""


class RoleGroups:
    """The groups of some roles: ``chains`` has a row for each, with the numbers in ``iris`` of the groups of three
    levels, the top one first, -1 for none. A group without others in it stands on two levels.
    """

    def __init__(self, graph: DrawableGraph, iris: list[str], chains: Int64s) -> None:
        self._graph = graph
        self.iris = iris
        self.array = chains

    @classmethod
    def read(cls, graph: DrawableGraph) -> RoleGroups:
        """The groups of all roles, in the order of the table."""
        return cls(graph, *_chains(graph))

    def of(self, roles: Int64s) -> RoleGroups:
        """Those of some of the roles, in this order."""
        return RoleGroups(self._graph, self.iris, self.array[roles])

    @cached_property
    def groups(self) -> list[MapGroup]:
        """All groups, those without a colour of their own too."""
        codes = self._graph.codes()
        tops = counted_numbers(self.array[:, 0])
        family = {top: _HUES[min(place, FAMILIES)] for place, top in enumerate(tops)}
        found = []
        above = {int(each): int(chain[0]) for chain in self.array for each in chain if each >= 0}
        for number, iri in enumerate(self.iris):
            code = iri[4:] if self._is_soc(number) else codes.get(iri, "")
            kind = "soc" if self._is_soc(number) else "isco" if _ISCO in iri else ""
            short = _short_names().get((kind, code))
            entity = self._graph.store.names.entity(iri)
            name = entity.label if entity else short.short if short else code
            colour = short.family if short else family.get(above.get(number, -1), OTHER_FAMILY)
            found.append(MapGroup(name, short.short if short else _cut(name), colour, code))
        return found

    def _is_soc(self, number: int) -> bool:
        return self.iris[number].startswith("soc:")

    @cached_property
    def chains(self) -> list[list[int]]:
        """The numbers of the groups of each role, the top one first; empty where it is in none."""
        return [[number for number in chain if number >= 0] for chain in self.array.tolist()]

    @cached_property
    def families(self) -> list[int]:
        """The number of the colour of each role."""
        return [self.groups[chain[0]].family if chain else NO_FAMILY for chain in self.chains]

    @cached_property
    def family_names(self) -> list[str]:
        """The names of all colours, the last two those of the groups without their own and of roles in no group."""
        found = [""] * FAMILIES + ["Other groups", "In no group"]
        for group in (self.groups[number] for number in counted_numbers(self.array[:, 0])):
            if group.family < FAMILIES and not found[group.family]:
                found[group.family] = group.short
        for (kind, code), short in _short_names().items():
            if kind == "isco" and len(code) == 1 and any(map(self._is_soc, counted_numbers(self.array[:, 0]))):
                found[short.family] = short.short
        return found


def _chains(graph: DrawableGraph) -> tuple[list[str], Int64s]:
    """The groups by IRI, and for each role the numbers of those of three levels, the top one first, -1 for none.

    A group that has no further below it fills all levels that are left but the last.
    """
    above: dict[str, str] = {}
    groups: dict[str, str | None] = {}
    for row in rows_of(graph, _GROUPS):
        groups.setdefault(str(row["group"]), str(row["above"]) if row["above"] else None)
    direct: dict[str, list[str]] = defaultdict(list)
    for row in rows_of(graph, _GROUPS_OF_ROLES):
        direct[str(row["role"])].append(str(row["above"]))
    for role, parents in direct.items():
        above[role] = next((each for each in parents if each in groups), parents[0])
    codes = graph.codes()
    found = [_chain(role, above, groups) or _soc_group(codes.get(role, "")) for role in graph.table.roles]
    names = sorted({each for chain in found for each in chain[:_LEVELS]})
    number = {name: place for place, name in enumerate(names)}
    chains = np.full((len(found), _LEVELS), -1, np.int64)
    for place, chain in enumerate(found):
        for level, name in enumerate(chain[:_LEVELS]):
            chains[place, level] = number[name]
        if len(chain) == 1:
            chains[place, 1] = number[chain[0]]
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


@cache
def _short_names() -> dict[tuple[str, str], MapGroup]:
    """Short names of the groups of ISCO-08 and SOC, by classification and code."""
    with (Path(__file__).parent / "groups.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {
            (row["classification"], row["code"]): MapGroup(row["name"], row["name"], int(row["family"]), row["code"])
            for row in rows
        }


def _cut(name: str) -> str:
    name = strip_controls(name) or NO_LABEL
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip(' ,')}…"


def rows_of(graph: DrawableGraph, query: str) -> list[dict[str, Any]]:
    """The answer to a query of this room, over all sources."""
    return graph.store.query(query, {}).to_dicts()


_PEOPLE: Final = (
    f"SELECT ?role ?people ?group {{ ?role <{CK.peopleEmployed}> ?people"
    f" OPTIONAL {{ ?role <{CK.employmentGroup}> ?group }} }}"
)


def people_stated(graph: DrawableGraph) -> dict[str, str]:
    """How many people a source says work in a role, by its IRI, and with how many others it counts them together.

    Roles of which no source says so have none, though they may have the size of a role that they are mapped to.
    """
    rows = rows_of(graph, _PEOPLE)
    sharing = Counter(row["group"] for row in rows if row.get("group"))
    texts = {}
    for row in rows:
        others = sharing[row.get("group")] - 1
        together = f", counted together with {count_of(others, 'other role')}" if others > 0 else ""
        texts[str(row["role"])] = f"{int(row['people']):,} people{together}"
    return texts


def counted_numbers(numbers: Int64s) -> list[int]:
    """The numbers from 0 on that occur, those that do most often first."""
    found, count = np.unique(numbers[numbers >= 0], return_counts=True)
    return [int(number) for number in found[np.lexsort((found, -count))]]
