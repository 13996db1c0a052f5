"""Whom the data of a graph comes from, for the foot of the page: its licences ask that they be named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.view.drawing import Credit

if TYPE_CHECKING:
    from kg.view.askable import Askable

__all__ = ["credits_of"]

_QUERY = """
SELECT DISTINCT ?title ?licence ?rights {
  ?graph dcterms:title ?title
  OPTIONAL { ?graph dcterms:license ?licence }
  OPTIONAL { ?graph schema:creditText ?rights }
  FILTER (BOUND(?licence) || BOUND(?rights))
} ORDER BY ?title ?licence ?rights
"""


def credits_of(graph: Askable) -> tuple[Credit, ...]:
    """The parts of a graph that state a licence or an attribution, by title."""
    rows = graph.sparql(_QUERY).to_dicts()
    return tuple(Credit(str(row["title"]), row["licence"], row["rights"]) for row in rows)
