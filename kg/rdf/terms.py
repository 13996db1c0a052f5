"""Terms and quads as this toolkit's graphs use them: no quoted triples, and every term has a ``value``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from pyoxigraph import BlankNode, Literal, NamedNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph

__all__ = ["PlainQuad", "Term", "node", "plain_quads"]

Term = NamedNode | Literal
"""What a statement can say of a node; a blank node in a user's file reads as a node with its own name."""


class PlainQuad(Protocol):
    """A quad whose parts are plain terms, as the engine hands it out."""

    @property
    def subject(self) -> NamedNode:
        """What the statement is about."""

    @property
    def predicate(self) -> NamedNode:
        """The property."""

    @property
    def object(self) -> Term:
        """The value."""

    @property
    def graph_name(self) -> NamedNode | pyoxigraph.DefaultGraph:
        """The graph that it stands in."""


def plain_quads(quads: Iterable[pyoxigraph.Quad]) -> Iterator[PlainQuad]:
    """The engine's quads, typed as what they are here."""
    return cast("Iterator[PlainQuad]", iter(quads))


def node(name: str | None) -> NamedNode | BlankNode | None:
    """The node of a name: an IRI has a scheme, and what has none is a blank node of a user's file."""
    if not name:
        return None
    return NamedNode(name) if ":" in name else BlankNode(name)
