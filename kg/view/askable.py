"""What a picture asks of a graph: the drawing room knows no more of it than this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kg.model import Description, Entity
    from kg.model.careers import Careers
    from kg.store import QueryResult

__all__ = ["Askable"]


class Askable(Protocol):
    """A graph that describes its things; :class:`kg.CareerGraph` is one."""

    @property
    def careers(self) -> Careers:
        """The profiles of roles and entry paths."""

    def describe(self, name: Entity) -> Description:
        """Everything stated about one thing."""

    def entities(self, kind: str | None = None) -> list[Entity]:
        """All things, or those of one kind, by label."""

    def sparql(self, query: str) -> QueryResult:
        """The answer to a query."""
