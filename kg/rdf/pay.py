"""Triples -> pay by area: the distributions of the pay of a role, and of roles that it is linked to."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from kg.model import Entity
from kg.model.careers import AreaPay, PayFigure
from kg.schema import CK, SCHEMA, SKOS, local_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.rdf.reader import GraphReader


_FIGURES: Final = {
    "percentile_10": SCHEMA.percentile10,
    "percentile_25": SCHEMA.percentile25,
    "median": SCHEMA.median,
    "percentile_75": SCHEMA.percentile75,
    "percentile_90": SCHEMA.percentile90,
    "mean": CK.mean,
}
"""The figures of a distribution, by their names in AreaPay."""

_PERIODS: Final = {"P1Y": "YEAR", "PT1H": "HOUR"}
"""The periods of pay, in the order of answers; by ISO 8601, and as schema.org names them."""

_LINKS: Final = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch)
"""How a role leads to others whose pay it takes, the best first."""


class AreaPayReader:
    """Pay by area in a graph; each is read when it is asked for."""

    def __init__(self, reader: GraphReader) -> None:
        self._reader = reader

    def sources(self) -> tuple[str, ...]:
        """The names of the graphs that state pay by area."""
        named = [graph for graph in self._reader.graphs() if isinstance(graph, NamedNode)]
        paying = (next(self._reader.quads_in_graph(graph, CK.inArea), None) for graph in named)
        return tuple(self._reader.graph_name(quad) for quad in paying if quad)

    def of(self, role: Entity, area: Entity) -> tuple[AreaPay, ...]:
        """The pay of a role in an area, by year and by hour; where none is stated, that of a role linked to it.

        Of several linked roles those that are exactly it come first, then those with the most people. Of several years
        the last counts.
        """
        if own := self._stated(role, area):
            return own
        for other in self._linked(role):
            found = [pay for each in other if (pay := self._stated(each, area, linked=True))]
            if found:
                return max(found, key=lambda pay: pay[0].people or 0)
        return ()

    def _linked(self, role: Entity) -> Iterator[list[Entity]]:
        for predicate in _LINKS:
            iris = {quad.object.value for quad in self._reader.quads(role.iri, predicate)}
            if predicate == SKOS.exactMatch:
                iris |= {quad.subject.value for quad in self._reader.quads(None, predicate, role.iri)}
            found = (self._reader.entities.get(iri) for iri in sorted(iris))
            yield [entity for entity in found if entity and entity.kind == "role"]

    def _stated(self, role: Entity, area: Entity, *, linked: bool = False) -> tuple[AreaPay, ...]:
        found: dict[str, AreaPay] = {}
        for quad in self._reader.quads(role.iri, SCHEMA.estimatedSalary):
            node = quad.object.value
            if any(True for _ in self._reader.quads(node, CK.inArea, area.iri)):
                pay = self._read(node, area, role if linked else None)
                if pay and (pay.period not in found or found[pay.period].year < pay.year):
                    found[pay.period] = pay
        return tuple(found[period] for period in _PERIODS.values() if period in found)

    def _read(self, node: str, area: Entity, of_role: Entity | None) -> AreaPay | None:
        """A distribution; None where its year or period is not stated."""
        text = self._reader.text
        period, year, people = _PERIODS.get(text(node, SCHEMA.duration) or ""), text(node, CK.year), text(node, _PEOPLE)
        if period is None or not (year and year.isdecimal()):
            return None
        bound = _amount(text(node, CK.highestPublished))
        top = {quad.object.value for quad in self._reader.quads(node, CK.openFigure)}
        figures = {}
        for name, predicate in _FIGURES.items():
            is_open = local_name(predicate) in top
            amount = bound if is_open else _amount(text(node, predicate))
            figures[name] = None if amount is None else PayFigure(amount, is_open)
        counted = int(people) if people and people.isdecimal() else None
        currency, sources = text(node, SCHEMA.currency) or "", self._reader.sources(node)
        return AreaPay(area, int(year), period, currency, people=counted, sources=sources, of_role=of_role, **figures)


_PEOPLE: Final = CK.peopleEmployed


def _amount(text: str | None) -> int | float | None:
    """A number as Python has it: whole where it is."""
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return int(number) if number == number.to_integral_value() else float(number)
