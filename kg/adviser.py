"""The half of a career graph that advises: names in, answers out; each method delegates to the room that knows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.naming import NamedGraph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.advice.coverage import Conditions
    from kg.advice.kinship import Kinship
    from kg.advice.network import Network
    from kg.advice.transitions import Transitions
    from kg.model import Entity
    from kg.model.answers import Gap, Routes, Transition
    from kg.model.careers import Careers, Profile

__all__ = ["ENDS", "HELD", "Adviser"]

ENDS = ("role", "entry-path")
"""The kinds that a route may start from."""

HELD = ("skill", "credential")
"""The kinds that a person may hold."""


class Adviser(NamedGraph):
    """What a graph answers about moves between careers; :class:`kg.graph.CareerGraph` is one."""

    @cached_property
    def careers(self) -> Careers:
        """What advice is computed from: profiles of roles and entry paths, the tree of skills, the credentials."""
        from kg.rdf.careers import read_careers

        return read_careers(self._reader, merges=self._merges)

    @cached_property
    def network(self) -> Network:
        """The roles and the steps between them as arrays, for searches."""
        from kg.advice.network import Network

        return Network(self.careers, self.kinship)

    @cached_property
    def kinship(self) -> Kinship:
        """How akin each two roles are."""
        from kg.advice.kinship import Kinship

        return Kinship(self.careers)

    def conditions(
        self,
        have: Iterable[str | Entity] = (),
        avoid: Iterable[str | Entity] = (),
        max_steps: int = 3,
        min_shared: int = 1,
        max_new: int | None = None,
        *,
        allow_leaps: bool = False,
    ) -> Conditions:
        """A traveller's conditions by names: ``have`` skills and credentials, ``avoid`` roles, skills, credentials.

        Raises UsageError for a limit below one (``max_new``: below zero).

        >>> import kg
        >>> graph = kg.open()
        >>> graph.gap("Data Scientist", "MLOps", graph.conditions(have=["Docker"])).held[0].label
        'Containerization'
        """
        from kg.advice.coverage import Conditions

        for name, value, least in (("max_steps", max_steps, 1), ("min_shared", min_shared, 1), ("max_new", max_new, 0)):
            if value is not None and value < least:
                raise UsageError(f"{name} must be at least {least}, not {value}", "give a larger number")
        canonical = self.careers.tree.canonical
        held = frozenset(canonical(self.get(name, *HELD).iri) for name in have)
        avoided = frozenset(canonical(self.get(name, "role", *HELD).iri) for name in avoid)
        return Conditions(held, avoided, max_steps, min_shared, max_new, allow_leaps)

    def _transitions(self, conditions: Conditions | None) -> Transitions:
        from kg.advice.coverage import Conditions
        from kg.advice.transitions import Transitions

        return Transitions(self.careers, self.kinship, conditions or Conditions())

    def _profile(self, name: str | Entity, kinds: tuple[str, ...]) -> Profile:
        iri = self.get(name, *kinds).iri
        return self.careers.roles.get(iri) or self.careers.entry_paths[iri]

    def routes(
        self,
        origin: str | Entity,
        destination: str | Entity,
        k: int = 1,
        conditions: Conditions | None = None,
        *,
        via: Iterable[str | Entity] = (),
        prefer: str = "effort",
        alternatives: str = "best",
    ) -> Routes:
        """The ``k`` best routes from a role or entry path to a role, best first, with the direct move beside them.

        ``via`` names roles to pass, in this order; ``prefer`` is "effort" (least cost), "steps" (fewest) or "pay" (the
        highest floor that all roles of the route state); ``alternatives`` is "best", "diverse" (no two routes that
        share more than half their stones) or "tradeoffs" (every route that no other beats). The answer is a sequence
        of Route; when it is empty its ``reason`` says why and its ``bridge`` what would help. Raises UsageError for k
        below one and for wishes that contradict each other.

        >>> import kg
        >>> graph = kg.open()
        >>> [skill.label for skill in graph.routes("Data Scientist", "MLOps")[0].steps[1].kept]
        ['Cloud platforms', 'ML frameworks']
        """
        from kg.advice.choice import Choice
        from kg.advice.routes import find_routes

        stops = tuple(self.get(name, "role").iri for name in via)
        choice = Choice(k, stops, prefer, alternatives).checked()
        start, goal = self._profile(origin, ENDS), self._profile(destination, ("role",))
        return find_routes(self.network, self._transitions(conditions), start, goal, choice)

    def gap(self, origin: str | Entity | None, destination: str | Entity, conditions: Conditions | None = None) -> Gap:
        """What is held, near and missing for a role, from a role or entry path, or None: from what one has alone.

        >>> import kg
        >>> [skill.label for skill in kg.open().gap("Data Scientist", "Machine Learning Engineer").held]
        ['Programming']
        """
        from kg.advice.coverage import Conditions, Coverage
        from kg.advice.gaps import find_gap
        from kg.rdf.careers import read_careers

        ends = [self.get(destination, "role"), *([] if origin is None else [self.get(origin, *ENDS)])]
        careers = read_careers(self._reader, merges=self._merges, only=[end.iri for end in ends])
        profiles = careers.roles | careers.entry_paths
        start = None if origin is None else profiles[ends[1].iri]
        return find_gap(Coverage(careers, conditions or Conditions()), start, profiles[ends[0].iri])

    def transitions(self, origin: str | Entity, limit: int = 20) -> list[Transition]:
        """The natural next roles, best first, each with its score and the skills and groups that earn it.

        >>> import kg
        >>> kg.open().transitions("MLOps Engineer", limit=1)[0].role.label
        'Machine Learning Engineer'
        """
        from kg.advice.nexts import next_roles

        return next_roles(self._transitions(None), self._profile(origin, ENDS), limit)
