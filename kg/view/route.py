"""A route from left to right: the roles in a row, under each arrow what is learned for it, other routes above."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from kg.model import Description, Entity
from kg.view.answer import route_answer
from kg.view.askable import merged
from kg.view.credits import credits_of
from kg.view.drawing import Drawing, Link, Node, Statement, parents_first
from kg.view.layout import BOX, COLUMN, ROW, Heading, Layout, with_room
from kg.view.styles import style_of
from kg.view.words import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kg.model.answers import Route, Routes, SkillItem, Step
    from kg.view.askable import Askable

__all__ = ["route_drawing"]

_ROWS = 10
"""How many learned skills stand below each other."""

_ARROW = 96
"""How much farther apart two roles stand than two columns: room for the words on the arrow."""

_BELOW = ROW + 24
"""From the arrow to the first skill that is learned for it."""

_LANE = 2 * ROW
"""From one of the other routes to the next."""


def route_drawing(graph: Askable, answer: Routes) -> Drawing:
    """The best route, and dimmed above it the others; where there is none, the route that the smallest bridge opens."""
    drawing = _RouteDrawing(graph)
    if answer.routes:
        drawing.draw(answer.origin, answer.destination, answer.routes)
        if not answer.routes[0].steps and answer.origin != answer.destination:
            drawing.join(Statement(answer.origin, "isOnePlaceWith", answer.destination, ()), "one place")
    else:
        drawing.draw_bridge(answer)
    nodes, links = tuple(drawing.nodes.values()), tuple(drawing.links)
    layout = Layout(drawing.places, tuple(drawing.headings))
    within = {node.entity.iri: node.within for node in nodes if node.within}
    arrow = f"{shortened(answer.origin.label, 80)} → {shortened(answer.destination.label, 80)}"
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
        stops = [0, *accumulate(map(_length, best.steps))] if best.steps else [0, COLUMN + _ARROW]
        self._add(origin, (0, 0))
        for position, step in enumerate(best.steps, 1):
            self._add(step.destination, (stops[position], 0))
            self._step(step, stops[position - 1], stops[position])
            if step.destination != destination:
                self.headings.append(Heading(f"Step {position}", stops[position] - BOX // 2, -64))
        if origin == destination:
            return
        self.headings.append(Heading("Start", -BOX // 2, -64))
        self._add(destination, (stops[-1], 0))
        self.headings.append(Heading("Destination", stops[-1] - BOX // 2, -64))
        top = -_LANE - 16
        for number, route in enumerate(others, 2):
            top = self._other(route, top, number)

    def draw_bridge(self, answer: Routes) -> None:
        """The skills that would open a route above the start, and that route; without one the two ends alone."""
        route = answer.bridge.route if answer.bridge else None
        if answer.bridge is None or route is None or not route.steps:
            self.draw(answer.origin, answer.destination, [_no_steps()])
            self.join(Statement(answer.origin, "noRouteTo", answer.destination, ()), "no route")
            return
        for skill in answer.bridge.skills:
            self._add(skill, None)  # known before the route, which would fold it as one that is kept
        self.draw(answer.origin, answer.destination, [route])
        first = route.steps[0].destination
        top = -_BELOW - 40 - ROW * len(answer.bridge.skills)
        self.headings.append(Heading("Learn first", -BOX // 2, top))
        for row, skill in enumerate(answer.bridge.skills, 1):
            self._add(skill, (0, top + row * ROW - 16), tag="bridge")
            self.links.append(Link((Statement(skill, "opensTheWayTo", first, ()),)))

    def join(self, words: Statement, label: str) -> None:
        """A dimmed line between both ends that says how they stand to each other."""
        self.links.append(Link((words,), label, dim=True))

    # --- the best route ---------------------------------------------------------------------------------------------

    def _step(self, step: Step, left: int, right: int) -> None:
        near = {item.iri for item in step.near}
        columns = _columns(step)
        rows = -(-len(step.learn) // columns)
        start = (left + right) // 2 - (columns - 1) * COLUMN // 2
        for place, item in enumerate(step.learn):
            column, row = divmod(place, rows)
            self._skill(item, (start + column * COLUMN, _BELOW + row * ROW), tag="near" if item.iri in near else "")
            self._requires(step, item)
        for item in step.kept:
            if item.iri not in self.nodes:
                self._skill(item, within=step.destination.iri)
                self._requires(step, item)
        self.links.append(Link(_statements(step), _on_arrow(step), strong=True))

    def _requires(self, step: Step, item: SkillItem) -> None:
        self.links.append(Link((Statement(step.destination, "requiresSkill", _entity(item), item.sources),)))

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

    def _other(self, route: Route, y: int, number: int) -> int:
        """The steps of another route that are not drawn yet, their roles above ``y``; returns where the next begin."""
        drawn = {link.ends for link in self.links}
        top = y
        for roles in _new(route, self.places):
            left, *between, right = roles
            lane = top
            start, end = self.places[left.iri][0], self.places[right.iri][0]
            for place, role in enumerate(between, 1):
                x = start + (end - start) * place // (len(between) + 1)
                self._add(role, (x, lane - (place - 1) * ROW), dim=True)
                top = lane - place * ROW
        for step in route.steps:
            if (step.origin.iri, step.destination.iri) not in drawn:
                self.links.append(Link(_statements(step), dim=True))
        if top < y:
            words = f"Another route ({number}): {len(route.steps)} steps, {len(route.learn)} to learn"
            self.headings.append(Heading(words, -BOX // 2, top + 12))
        return top - _LANE + ROW if top < y else y

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


def _new(route: Route, places: Mapping[str, object]) -> Iterator[list[Entity]]:
    """The roles of a route that have no place yet: runs of them, each between two that have one."""
    run = [route.steps[0].origin]
    for step in route.steps:
        run.append(step.destination)
        if step.destination.iri in places:
            if len(run) > 2:
                yield run
            run = [step.destination]


def _no_steps() -> Route:
    from kg.model.answers import Route

    return Route((), None, ())


def _entity(item: SkillItem) -> Entity:
    return Entity(item.iri, item.id, item.label, item.kind)


def _statements(step: Step) -> tuple[Statement, ...]:
    """What an arrow stands for: the step, and what the role at its end requires, held already or new, and needs."""
    stated = step.sources if step.cost is None else ()  # a rung of a ladder is; any other step follows from the rule
    told = [Statement(step.origin, "leadsTo", step.destination, stated)]
    told += [Statement(step.destination, "keeps", _entity(item), item.sources) for item in step.kept]
    told += [Statement(step.destination, "asksToLearn", _entity(item), item.sources) for item in step.learn]
    told += [Statement(step.destination, "needs", gate.credential, gate.sources) for gate in step.gates if not gate.met]
    return tuple(told)


def _length(step: Step) -> int:
    """From one role to the next: what is learned between them fits below, and what is said of it on the arrow."""
    return max(_columns(step) * COLUMN + _ARROW, BOX + 12 + 9 * len(_on_arrow(step)))


def _columns(step: Step) -> int:
    return max(1, -(-len(step.learn) // _ROWS))


def _on_arrow(step: Step) -> str:
    """What stands on an arrow: how much is learned, which credential is wanting, whether the law has a say."""
    unmet = [f"needs {shortened(gate.credential.label, 16)}" for gate in step.gates if not gate.met]
    return ", ".join([f"learn {len(step.learn)}", *unmet, *(["regulated"] if step.law else [])])
