"""All roles of a graph as arrays: what each requires, asks and pays, for questions about thousands of roles at once.

The arrays are made of the profiles once, and a store keeps them: a question then reads no more of the graph than the
roles and skills that its answer names.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Final

from kg.late import Array, Int32s, Int64s, Mask
from kg.late import numpy as np
from kg.model.careers import Careers, Pay, RoleColumns, RoleFacts, SkillHierarchy
from kg.similarity.ragged import RaggedArray
from kg.store.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    import numpy.typing as npt

NO_LEVEL: Final = -9
"""The preparation level of a role that states none."""

NO_PAY: Final = -1
"""The minimum pay of a role that states none."""

NO_FIGURE: Final = -1
"""A figure of a role that is not stated: months of experience, people, median pay."""

VERSION: Final = "5"
"""To be raised whenever the same graph gives other arrays, or they are written in another way."""

_LINKS: Final = ("required", "optional", "above", "closure")


class RoleTable:
    """The roles of a graph in columns; roles, concepts and credentials are numbered in the order of their IRIs.

    A concept is a skill or anything broader. ``required`` and ``optional`` are the concepts of each role, ``above`` the
    direct broader concepts of each concept, ``closure`` the concept itself and all that are broader; ``size`` counts
    what a role requires. ``preparation`` is a role's level or NO_LEVEL, ``credential`` the number of the credential
    that it requires (-1: none) and ``weight`` what that counts in skills; ``canonical`` is a number that roles linked
    by exactMatch have in common; ``regulated`` whether its profession is. ``education`` is the level of the required
    credential or NO_LEVEL; ``experience`` (months), ``people`` and ``median_pay`` (of a year) are NO_FIGURE where not
    stated; ``managerial`` is whether the role is to manage. ``tools`` has a row for each tool that a role names for a
    skill: the numbers of the role, the skill and the tool.
    """

    def __init__(self, arrays: Mapping[str, Array], bases: Sequence[str] = ()) -> None:
        self.arrays = dict(arrays)
        self.bases = tuple(bases)
        self.roles, self.concepts, self.credentials = (
            _names(arrays[name]) for name in ("roles", "concepts", "credentials")
        )
        self.required, self.optional, self.above, self.closure = (
            RaggedArray(arrays[f"{name} starts"].astype(np.int64), arrays[f"{name} items"].astype(np.int64))
            for name in _LINKS
        )
        self.preparation, self.weight, self.credential, self.canonical = (
            arrays[name].astype(np.int32) for name in ("preparation", "weight", "credential", "canonical")
        )
        self.regulated, self.managerial = (arrays[name].astype(bool) for name in ("regulated", "managerial"))
        self.education, self.experience = (arrays[name].astype(np.int32) for name in ("education", "experience"))
        self.people, self.median_pay, self.tools = (
            arrays[name].astype(np.int64) for name in ("people", "median pay", "tools")
        )
        self.size = self.required.lengths.astype(np.int32)

    def __len__(self) -> int:
        return len(self.roles)

    @cached_property
    def role_index(self) -> dict[str, int]:
        """The number of each role, by IRI."""
        return {iri: number for number, iri in enumerate(self.roles)}

    def roles_among(self, iris: Iterable[str]) -> Mask:
        """For each role whether it is one of these."""
        found = np.zeros(len(self), bool)
        found[[self.role_index[iri] for iri in iris if iri in self.role_index]] = True
        return found

    @cached_property
    def concept_index(self) -> dict[str, int]:
        """The number of each concept, by IRI."""
        return {iri: number for number, iri in enumerate(self.concepts)}

    def groups(self, concept: str) -> frozenset[str] | None:
        """The direct broader concepts of one, as IRIs; None where it is not in the table."""
        number = self.concept_index.get(concept)
        if number is None:
            return None
        return frozenset(self.concepts[group] for group in self.above.row(number).tolist())

    @cached_property
    def people_or_few(self) -> Int64s | None:
        """The people in each role; where a role states none, the lower quartile. None where no role states any."""
        known = np.sort(self.people[self.people > 0])
        return np.where(self.people > 0, self.people, known[(len(known) - 1) // 4]) if len(known) else None

    @cached_property
    def source(self) -> Int32s:
        """For each role the index of its source in ``bases`` (how the IRIs of each begin), -1 where it is not known."""
        found = np.full(len(self), -1, np.int32)
        for number, base in sorted(enumerate(self.bases), key=lambda pair: len(pair[1])):
            first, last = (bisect_left(self.roles, end) for end in (base, base + chr(sys.maxunicode)))
            found[first:last] = number
        return found

    def mask(self, includes: Callable[[str], bool]) -> Mask:
        """For each role whether its IRI is included."""
        return np.fromiter(map(includes, self.roles), bool, len(self))

    def minimum_pay(self, unit: str) -> Int64s:
        """The minimum pay that each role states in this currency and for this period (Pay.unit), or NO_PAY."""
        return np.where(self._pay_units == unit, self.arrays["minimum pay"].astype(np.int64), NO_PAY)

    @cached_property
    def _pay_units(self) -> npt.NDArray[np.str_]:
        """For each role the currency and period of its minimum pay; empty where it states none."""
        names = np.array([*_names(self.arrays["pay units"]), ""])
        return names[self.arrays["pay unit"].astype(np.int32)]

    @property
    def usual_pay_unit(self) -> str:
        """The currency and period in which most roles state a minimum pay, the first by name of several; or empty."""
        names, count = np.unique(self._pay_units[self._pay_units != ""], return_counts=True)
        return str(names[np.argmax(count)]) if len(names) else ""

    @classmethod
    def kept(cls, cache: Cache, careers: Careers, read: Callable[[], RoleColumns]) -> RoleTable:
        """The table of careers, from the cache where it is at hand."""
        return cls(cache.arrays("careers", VERSION, lambda: cls.of(careers, read()).arrays), careers.bases)

    @classmethod
    def of(cls, careers: Careers, columns: RoleColumns | None = None) -> RoleTable:
        """The table of careers; ``columns`` are what their profiles say, read from them where it is not given."""
        stated = columns or RoleColumns.of(careers.roles)
        roles = sorted(stated.roles)
        asked = (skills for links in (stated.required, stated.optional) for skills in links.values())
        named = (tools for skills in stated.tools.values() for tools in skills.values())
        concepts, above = _upward(careers.tree, set[str]().union(*asked, *named))
        canonical = {iri: n for n, iri in enumerate(sorted({careers.canonical_role(iri) for iri in roles}))}
        credentials = sorted({ask.credential.iri for ask in stated.credentials.values()})
        index, number, credential = (
            {iri: n for n, iri in enumerate(names)} for names in (roles, concepts, credentials)
        )
        asks = [stated.credentials.get(iri) for iri in roles]

        def rows(skills: Mapping[str, Collection[str]]) -> RaggedArray:
            links = [(index[role], number[skill]) for role, each in skills.items() for skill in each]
            return RaggedArray.of(links, len(roles))

        links = {
            "required": rows(stated.required),
            "optional": rows(stated.optional),
            "above": above,
            "closure": _closure(above),
        }
        arrays: dict[str, Array] = {
            "roles": _bytes(roles),
            "concepts": _bytes(concepts),
            "credentials": _bytes(credentials),
            "preparation": np.array([stated.preparation.get(iri, NO_LEVEL) for iri in roles], np.int8),
            "regulated": np.array([iri in stated.regulated for iri in roles], bool),
            "weight": np.array([ask.weight if ask else 0 for ask in asks], np.int32),
            "credential": np.array([credential[ask.credential.iri] if ask else -1 for ask in asks], np.int32),
            "canonical": np.array([canonical[careers.canonical_role(iri)] for iri in roles], np.int32),
        }
        arrays |= _pay(roles, stated.pay) | _facts([stated.facts.get(iri, RoleFacts()) for iri in roles])
        arrays["tools"] = _tools(stated, index, number)
        for name, of in links.items():
            arrays |= {f"{name} starts": of.starts.astype(np.int32), f"{name} items": of.items.astype(np.int32)}
        return cls(arrays, careers.bases)


def _pay(roles: Sequence[str], pay: Mapping[str, Pay]) -> dict[str, Array]:
    """The minimum pay of roles, whole, and the number of its currency and period, -1 where none is stated."""
    stated = [pay[iri] if iri in pay and pay[iri].minimum is not None else None for iri in roles]
    units = sorted({each.unit for each in stated if each})
    return {
        "minimum pay": np.array([int(each.minimum or 0) if each else NO_PAY for each in stated], np.int64),
        "pay unit": np.array([units.index(each.unit) if each else -1 for each in stated], np.int32),
        "pay units": _bytes(units),
    }


def _tools(stated: RoleColumns, index: Mapping[str, int], number: Mapping[str, int]) -> Array:
    """A row for each tool that a role names for a skill: the numbers of the three."""
    rows = [
        (index[role], number[skill], number[tool])
        for role, skills in stated.tools.items()
        for skill, each in skills.items()
        for tool in each
    ]
    return np.array(sorted(rows), np.int32).reshape(-1, 3)


def _facts(facts: Sequence[RoleFacts]) -> dict[str, Array]:
    """The figures of roles."""

    def column(values: Iterable[int | None], missing: int) -> Int64s:
        return np.array([missing if value is None else value for value in values], np.int64)

    return {
        "education": column((each.education for each in facts), NO_LEVEL),
        "experience": column((each.experience for each in facts), NO_FIGURE),
        "people": column((each.people for each in facts), NO_FIGURE),
        "median pay": column((each.pay for each in facts), NO_FIGURE),
        "managerial": np.array([each.managerial for each in facts], bool),
    }


def _upward(tree: SkillHierarchy, skills: Iterable[str]) -> tuple[list[str], RaggedArray]:
    """These skills and all that is broader, sorted, and the direct broader ones of each."""
    above: dict[str, frozenset[str]] = {}
    queue = list(skills)
    while queue:
        skill = queue.pop()
        if skill not in above:
            above[skill] = tree.groups(skill)
            queue += above[skill]
    concepts = sorted(above)
    number = {iri: n for n, iri in enumerate(concepts)}
    links = [(number[one], number[other]) for one in concepts for other in above[one]]
    return concepts, RaggedArray.of(links, len(concepts))


def _closure(above: RaggedArray) -> RaggedArray:
    """Each concept with all that is broader than it, directly or through others."""
    direct = [above.row(concept).tolist() for concept in range(len(above.starts) - 1)]
    rows = [np.empty(0, np.int64)]
    for concept in range(len(direct)):
        found = {concept}
        queue = [concept]
        while queue:  # joining whole arrays would be cubic for a long chain
            new = [each for each in direct[queue.pop()] if each not in found]
            found.update(new)
            queue += new
        rows.append(np.sort(np.fromiter(found, np.int64, len(found))))
    starts = np.cumsum([len(row) for row in rows])
    return RaggedArray(starts, np.concatenate(rows))


def _bytes(names: Sequence[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), np.uint8)


def _names(stored: Array) -> list[str]:
    text = stored.tobytes().decode()
    return text.split("\n") if text else []
