"""A route from left to right: the roles in a row, under each arrow what is learned for it, other routes below."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from kg.model import Description, Entity
from kg.view.answer import route_answer
from kg.view.askable import merged
from kg.view.credits import credits_of
from kg.view.drawing import Drawing, Link, Node, Statement, parents_first
from kg.view.layout import BOX, COLUMN, GAP, ROW, Heading, Layout, with_room
from kg.view.styles import style_of
from kg.view.words import legible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.model.answers import Route, Routes, SkillItem, Step
    from kg.view.askable import Askable

__all__ = ["route_drawing"]

_ROWS = 10
"""How many learned skills stand below each other."""

_BELOW = ROW + 24
"""From the arrow to the first skill that is learned for it."""

_LANE = 2 * ROW
"""From one of the other routes to the next."""


def route_drawing(graph: Askable, answer: Routes) -> Drawing:
    """The best route, and dimmed below it the others; where there is none, the route that the smallest bridge opens."""
    drawing = _RouteDrawing(graph)
    if answer.routes:
        drawing.draw(answer.origin, answer.destination, answer.routes)
    else:
        drawing.draw_bridge(answer)
    nodes, links = tuple(drawing.nodes.values()), tuple(drawing.links)
    layout = Layout(drawing.places, tuple(drawing.headings))
    within = {node.entity.iri: node.within for node in nodes if node.within}
    arrow = f"{legible(answer.origin.label)[:80]} → {legible(answer.destination.label)[:80]}"
    return Drawing(
        view="route",
        title=f"Route: {arrow}" if answer.routes else f"No route: {arrow}",
        focus=answer.origin,
        nodes=nodes,
        links=links,
        layout=with_room(layout, parents_first(within)),
        credits=credits_of(graph),
        same=merged(graph, (node.description for node in nodes)),
        answer=route_answer(answer),
    )


class _RouteDrawing:
    def __init__(self, graph: Askable) -> None:
        self.graph = graph
        self.nodes: dict[str, Node] = {}
        self.links: list[Link] = []
        self.places: dict[str, tuple[int, int]] = {}
        self.headings: list[Heading] = []

    def draw(self, origin: Entity, destination: Entity, routes: Sequence[Route]) -> None:
        """The first route in full, the roles of the others in a lane each."""
        best, *others = routes
        length = max(1, *(len(route.steps) for route in routes))
        stops = self._stops(best, length)
        self._add(origin, (0, 0))
        for position, step in enumerate(best.steps, 1):
            left, right = stops[position - 1], stops[length if position == len(best.steps) else position]
            self._add(step.destination, (right, 0))
            self._step(step, left, right)
            if step.destination != destination:
                self.headings.append(Heading(f"Step {position}", right - BOX // 2, -64))
        if origin == destination:
            return
        self.headings.append(Heading("Start", -BOX // 2, -64))
        self._add(destination, (stops[length], 0))
        self.headings.append(Heading("Destination", stops[length] - BOX // 2, -64))
        bottom = max(y for _, y in self.places.values())
        for lane, route in enumerate(others):
            self._other(route, stops, bottom + _LANE * (lane + 1), lane + 2)

    def draw_bridge(self, answer: Routes) -> None:
        """The skills that would open a route below the start, and that route; without one the two ends alone."""
        route = answer.bridge.route if answer.bridge else None
        if answer.bridge is None or route is None or not route.steps:
            self.draw(answer.origin, answer.destination, [_no_steps()])
            words = Statement(answer.origin, "noRouteTo", answer.destination, ())
            self.links.append(Link((words,), "no route", dim=True))
            return
        self.draw(answer.origin, answer.destination, [route])
        first = route.steps[0].destination
        self.headings.append(Heading("Learn first", -BOX // 2, _BELOW - 40))
        for row, skill in enumerate(answer.bridge.skills):
            held = self.nodes.get(skill.iri)
            if held is None or held.within:
                self._add(skill, (0, _BELOW + row * ROW), tag="bridge")
            self.links.append(Link((Statement(skill, "opensTheWayTo", first, ()),)))

    # --- the best route ---------------------------------------------------------------------------------------------

    def _stops(self, best: Route, length: int) -> list[int]:
        """Where the roles of each step stand: as far apart as what is learned between them is wide."""
        columns = [max(1, -(-len(step.learn) // _ROWS)) for step in best.steps] + [1] * length
        return [0, *accumulate((count + 1) * COLUMN + 2 * GAP for count in columns[:length])]

    def _step(self, step: Step, left: int, right: int) -> None:
        near = {item.iri for item in step.near}
        columns = max(1, -(-len(step.learn) // _ROWS))
        rows = -(-len(step.learn) // columns)
        start = (left + right) // 2 - (columns - 1) * COLUMN // 2
        for place, item in enumerate(step.learn):
            column, row = divmod(place, rows)
            self._skill(item, (start + column * COLUMN, _BELOW + row * ROW), tag="near" if item.iri in near else "")
            learned = Statement(_entity(item), "learnedFor", step.destination, item.sources)
            self.links.append(Link((learned,)))
        for item in step.kept:
            if item.iri not in self.nodes:
                self._skill(item, within=step.destination.iri)
                self.links.append(Link((Statement(_entity(item), "keptFor", step.destination, item.sources),)))
        self.links.append(Link(_statements(step), _on_arrow(step), strong=True))

    def _skill(
        self, item: SkillItem, place: tuple[int, int] | None = None, tag: str = "", within: str | None = None
    ) -> None:
        skill = _entity(item)
        self._add(skill, place, tag, within)
        for tool in item.tools:
            if tool.iri not in self.nodes:
                self._add(tool, None, within=skill.iri)
            if tool.iri != skill.iri:
                self.links.append(Link((Statement(skill, "namesMember", tool, item.sources),)))

    # --- the others -------------------------------------------------------------------------------------------------

    def _other(self, route: Route, stops: Sequence[int], y: int, number: int) -> None:
        drawn = {link.ends for link in self.links}
        new = False
        for position, step in enumerate(route.steps, 1):
            if step.destination.iri not in self.places:
                self._add(step.destination, (stops[position], y), dim=True)
                new = True
            if (step.origin.iri, step.destination.iri) not in drawn:
                self.links.append(Link(_statements(step), _on_arrow(step), dim=True))
        if new:
            self.headings.append(Heading(f"Another route ({number})", -BOX // 2, y + 5))

    def _add(
        self,
        entity: Entity,
        place: tuple[int, int] | None,
        tag: str = "",
        within: str | None = None,
        *,
        dim: bool = False,
    ) -> None:
        """Draw a thing at a place, or, without one, folded; a profile is described by the answer alone."""
        if place is not None:
            self.places[entity.iri] = place
        known = self.nodes.get(entity.iri)
        description = known.description if known else self._describe(entity)
        self.nodes[entity.iri] = Node(entity, style_of(description), description, within, dim, tag)

    def _describe(self, entity: Entity) -> Description:
        return Description(entity, (), ()) if entity.kind == "profile" else self.graph.describe(entity)


def _no_steps() -> Route:
    from kg.model.answers import Route

    return Route((), None, ())


def _entity(item: SkillItem) -> Entity:
    return Entity(item.iri, item.id, item.label, item.kind)


def _statements(step: Step) -> tuple[Statement, ...]:
    """What an arrow stands for: the step, and what it keeps, asks to learn and needs."""
    told = [Statement(step.origin, "leadsTo", step.destination, step.sources)]
    told += [Statement(step.destination, "keeps", _entity(item), item.sources) for item in step.kept]
    told += [Statement(step.destination, "asksToLearn", _entity(item), item.sources) for item in step.learn]
    told += [Statement(step.destination, "needs", gate.credential, gate.sources) for gate in step.gates if not gate.met]
    return tuple(told)


def _on_arrow(step: Step) -> str:
    """What stands on an arrow: how much is learned, and which credential is wanting."""
    unmet: Iterable[str] = (f"needs {legible(gate.label)[:24]}" for gate in step.gates if not gate.met)
    return "\n".join([f"learn {len(step.learn)}", *unmet])
