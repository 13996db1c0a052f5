"""What all roles of a graph require, in columns: everything that a search asks of thousands of roles, as arrays.

It is made of the profiles once, and a store keeps the arrays: a question then reads no more of the graph than the roles
and skills that its answer names.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.advice.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import numpy.typing as npt

    from kg.model.careers import Careers, Pay, RoleColumns, SkillHierarchy

__all__ = ["UNKNOWN", "UNSTATED", "VERSION", "CareerTable"]

UNKNOWN: Final = -9
"""The level of preparation of a role that states none."""

UNSTATED: Final = -1
"""The lowest pay of a role that states none."""

_NO_CURRENCY: Final = "?"
"""How pay without a currency is noted."""

VERSION: Final = "1"
"""To be raised whenever the same graph gives other arrays, or they are written in another way."""

_LINKS: Final = ("required", "optional", "above", "closure")


class CareerTable:
    """The careers of a graph in columns. Roles, concepts (skills and all that is broader) and demands have numbers, in
    the order of their IRIs.

    ``required`` and ``optional`` are the concepts of each role, ``above`` the direct broader concepts of each concept,
    ``closure`` the concept itself and all that are broader; ``size`` counts what a role requires. ``preparation`` is a
    role's level or UNKNOWN, ``weight`` that of the credential it asks, ``demand`` which one that is (-1: none), and
    ``place`` a number that roles which are exactly the same have in common.
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[np.generic]]) -> None:
        self.arrays = dict(arrays)
        self.roles, self.concepts, self.demands = (_names(arrays[name]) for name in ("roles", "concepts", "demands"))
        self.required, self.optional, self.above, self.closure = (
            Rows(arrays[f"{name} starts"].astype(np.int64), arrays[f"{name} items"].astype(np.int64)) for name in _LINKS
        )
        self.preparation, self.weight, self.demand, self.place = (
            arrays[name].astype(np.int32) for name in ("preparation", "weight", "demand", "place")
        )
        self.regulated = arrays["regulated"].astype(bool)
        self._floor, self._currency = arrays["floor"].astype(np.int64), arrays["currency"].astype(np.int32)
        self.size = self.required.lengths.astype(np.int32)

    @cached_property
    def position(self) -> dict[str, int]:
        """The number of each role."""
        return {iri: number for number, iri in enumerate(self.roles)}

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each concept."""
        return {iri: number for number, iri in enumerate(self.concepts)}

    def floors(self, currency: str | None) -> npt.NDArray[np.int64]:
        """The lowest pay that each role states in a currency, or UNSTATED."""
        wanted = currency or _NO_CURRENCY
        stated = self.currencies.index(wanted) if wanted in self.currencies else -1
        return np.where(self._currency == stated, self._floor, UNSTATED)

    @cached_property
    def currencies(self) -> list[str]:
        """The currencies in which floors of pay are stated."""
        return _names(self.arrays["currencies"])

    @property
    def first_currency(self) -> str | None:
        """The first by name of the currencies in which floors of pay are stated."""
        named = [currency for currency in self.currencies if currency != _NO_CURRENCY]
        return named[0] if named else None

    @classmethod
    def of(cls, careers: Careers, columns: RoleColumns | None = None) -> CareerTable:
        """The table of careers; ``columns`` are what their profiles say, read from them where it is not given."""
        from kg.model.careers import RoleColumns

        stated = columns or RoleColumns.of(careers.roles)
        roles = sorted(stated.roles)
        asked = (skills for links in (stated.required, stated.optional) for skills in links.values())
        concepts, above = _upward(careers.tree, set[str]().union(*asked))
        place_of = {place: n for n, place in enumerate(sorted({careers.place(iri) for iri in roles}))}
        demands = sorted({ask.credential.iri for ask in stated.asks.values()})
        position, number, demand = ({iri: n for n, iri in enumerate(names)} for names in (roles, concepts, demands))
        asks = [stated.asks.get(iri) for iri in roles]

        def rows(skills: Mapping[str, Collection[str]]) -> Rows:
            links = [(position[role], number[skill]) for role, each in skills.items() for skill in each]
            return Rows.of(links, len(roles))

        links = {
            "required": rows(stated.required),
            "optional": rows(stated.optional),
            "above": above,
            "closure": _closure(above),
        }
        arrays: dict[str, npt.NDArray[np.generic]] = {
            "roles": _bytes(roles),
            "concepts": _bytes(concepts),
            "demands": _bytes(demands),
            "preparation": np.array([stated.preparation.get(iri, UNKNOWN) for iri in roles], np.int8),
            "regulated": np.array([iri in stated.regulated for iri in roles], bool),
            "weight": np.array([ask.weight if ask else 0 for ask in asks], np.int32),
            "demand": np.array([demand[ask.credential.iri] if ask else -1 for ask in asks], np.int32),
            "place": np.array([place_of[careers.place(iri)] for iri in roles], np.int32),
        }
        arrays |= _pay(roles, stated.pay)
        for name, of in links.items():
            arrays |= {f"{name} starts": of.starts.astype(np.int32), f"{name} items": of.items.astype(np.int32)}
        return cls(arrays)


def _pay(roles: Sequence[str], pay: Mapping[str, Pay]) -> dict[str, npt.NDArray[np.generic]]:
    """The floors of pay that roles state, and the numbers of their currencies, -2 where none is stated."""
    stated = [pay[iri] if iri in pay and pay[iri].minimum is not None else None for iri in roles]
    names = [(each.currency or _NO_CURRENCY) if each else None for each in stated]
    currencies = sorted({name for name in names if name})
    return {
        "floor": np.array([each.minimum if each else UNSTATED for each in stated], np.int64),
        "currency": np.array([currencies.index(name) if name else -2 for name in names], np.int32),
        "currencies": _bytes(currencies),
    }


def _upward(tree: SkillHierarchy, skills: Iterable[str]) -> tuple[list[str], Rows]:
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
    return concepts, Rows.of([(number[one], number[other]) for one in concepts for other in above[one]], len(concepts))


def _closure(above: Rows) -> Rows:
    """Each concept with all that is broader than it, directly or through others."""
    count = len(above.starts) - 1
    own = np.arange(count)
    found = Rows.of(np.column_stack([own, own]), count)
    while True:
        more = found.then(above)
        heads, items = (np.concatenate(pair) for pair in ((found.heads(), more.heads()), (found.items, more.items)))
        grown = Rows.of(np.column_stack([heads, items]), count)
        if len(grown.items) == len(found.items):
            return found
        found = grown


def _bytes(names: Sequence[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), np.uint8)


def _names(stored: npt.NDArray[np.generic]) -> list[str]:
    text = stored.tobytes().decode()
    return text.split("\n") if text else []
