"""What a picture asks of a graph: the drawing room knows no more of it than this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kg.model import Entity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Description
    from kg.model.answers import Routes
    from kg.model.careers import Careers
    from kg.similarity.role_table import RoleTable
    from kg.store import QueryResult

__all__ = ["Askable", "merged"]


class Askable(Protocol):
    """A graph that describes its things; :class:`kg.CareerGraph` is one."""

    @property
    def careers(self) -> Careers:
        """The profiles of roles and entry paths."""

    @property
    def table(self) -> RoleTable:
        """What all roles require, in columns."""

    def describe(self, name: Entity) -> Description:
        """Everything stated about one thing."""

    def entities(self, kind: str | None = None) -> list[Entity]:
        """All things, or those of one kind, by label."""

    def routes(self, origin: Entity, destination: Entity) -> Routes:
        """The best route from one career to another."""

    def sparql(self, query: str) -> QueryResult:
        """The answer to a query."""


def merged(graph: Askable, descriptions: Iterable[Description]) -> dict[str, str]:
    """The merged skills that facts speak of, each with the one that stands for it."""
    found = {}
    for description in descriptions:
        for fact in description.facts:
            if isinstance(fact.value, Entity) and fact.value.kind == "skill":
                canonical = graph.careers.tree.canonical(fact.value.iri)
                if canonical != fact.value.iri:
                    found[fact.value.iri] = canonical
    return found
