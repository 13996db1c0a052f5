"""Pay by area in answers: that of the roles of a route, of next roles, and of roles side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import UnknownNameError, UsageError
from kg.model.answers import AreaPayChange, Routes
from kg.model.entities import STATED_TIERS, TIERS
from kg.rdf.pay import AreaPayReader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Entity
    from kg.model.analysis import Comparison
    from kg.model.answers import Bridge, Route, Transition
    from kg.model.careers import AreaPay
    from kg.rdf.reader import GraphReader
    from kg.store.lookup import Lookup

_AREAS = ("location",)
"""The kind of entity that an area is."""


class PayInArea:
    """The pay of roles in one area, each read once."""

    def __init__(self, reader: AreaPayReader, area: Entity) -> None:
        self._reader = reader
        self.area = area
        self._known: dict[str, tuple[AreaPay, ...]] = {}

    @classmethod
    def found(cls, reader: GraphReader, lookup: Lookup, area: str) -> PayInArea:
        """Of the area of a name, which is never guessed: pay of another area would mislead.

        Raises UnknownNameError with the nearest areas, UsageError where no source states pay by area.
        """
        pay = AreaPayReader(reader)
        if not (sources := pay.sources()):
            raise UsageError("no source states pay by area", "import one: kg import oews FILE")
        known = lookup.known(area, _AREAS, sources)
        if known is None or lookup.resolve(area, _AREAS, sources).tier not in (TIERS[0], *STATED_TIERS):
            within = [hit.entity for hit in lookup.find(area, _AREAS, sources)]
            near = dict.fromkeys((*within, *lookup.suggestions(area, _AREAS, sources)))
            raise UnknownNameError(area, ("area",), list(near)[:3])
        return cls(pay, known)

    def of(self, role: Entity) -> tuple[AreaPay, ...]:
        """The pay of a role by year and by hour, as far as it is stated; that of anything else is not."""
        if role.kind != "role":
            return ()
        if role.iri not in self._known:
            self._known[role.iri] = self._reader.of(role, self.area)
        return self._known[role.iri]

    def change(self, before: Entity | None, after: Entity) -> AreaPayChange:
        """The pay before and after a step: that of a year where both have one, else that of an hour."""
        ends = self.of(before) if before else (), self.of(after)
        by_period = [{pay.period: pay for pay in end if pay.median} for end in ends]
        shared = next((period for period in by_period[1] if period in by_period[0]), None)
        if shared:
            return AreaPayChange(self.area, by_period[0][shared], by_period[1][shared])
        earlier, later = (next((pay for pay in end if pay.median), next(iter(end), None)) for end in ends)
        return AreaPayChange(self.area, earlier, later)

    def in_routes(self, answer: Routes) -> Routes:
        """The same routes, each step with its pay."""
        bridge: Bridge | None = answer.bridge and answer.bridge._replace(route=self._in_route(answer.bridge.route))
        routes = [self._in_route(route) for route in answer.routes]
        ends = answer.origin, answer.destination
        return Routes(ends, routes, answer.direct, answer.reason, bridge, answer.notes)

    def _in_route(self, route: Route) -> Route:
        steps = (step._replace(area_pay=self.change(step.origin, step.destination)) for step in route.steps)
        return route._replace(steps=tuple(steps))

    def in_comparison(self, answer: Comparison) -> Comparison:
        """The same comparison, each role with its pay."""
        return answer._replace(sides=tuple(side._replace(area_pay=self.of(side.role)) for side in answer.sides))

    def in_transitions(self, found: Iterable[Transition], origin: Entity, *, reverse: bool = False) -> list[Transition]:
        """The same next roles, each with its pay beside that of the origin; in ``reverse`` one comes from them."""
        pairs = ((each, (each.role, origin) if reverse else (origin, each.role)) for each in found)
        return [each._replace(area_pay=self.change(*ends)) for each, ends in pairs]
