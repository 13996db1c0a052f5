"""A route from left to right: the roles in a row, under each arrow what is learned for it, other routes above."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from kg.answers.blocks import Block, Heading, Paragraph
from kg.answers.routes import legend_table, route_blocks, route_steps
from kg.model import Description, Entity
from kg.model.answers import Route, Routes, SkillItem, Step
from kg.view.drawing import DrawableGraph, Drawing, Edge, Node, Statement, describe, merged_skills, node_of
from kg.view.labels import truncate
from kg.view.layout import BOX, COLUMN, ROW, ColumnCaption, Layout, Position

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

_ROWS = 10
"""How many learned skills are placed below each other."""

_ARROW_GAP = 96
"""How much farther apart two roles are than two columns: space for the words on the arrow."""

_SKILL_OFFSET = ROW + 24
"""From the arrow down to the first skill that is learned for it."""

_LANE_HEIGHT = 2 * ROW
"""From one of the other routes up to the next."""


def route_drawing(graph: DrawableGraph, answer: Routes) -> Drawing:
    """The best route, and dimmed above it the others; where there is none, the route that the smallest bridge opens."""
    drawing = _RouteDrawing(graph)
    origin, destination = answer.origin, answer.destination
    if answer.routes:
        drawing.draw(origin, destination, answer.routes)
        if not answer.routes[0].steps and origin != destination:
            drawing.join_ends(Statement(origin, "isSameRoleAs", destination), "same role")
    else:
        drawing.draw_bridge(answer)
    nodes = tuple(drawing.nodes.values())
    arrow = f"{truncate(origin.label, 80)} → {truncate(destination.label, 80)}"
    return Drawing(
        view="route",
        title=f"Route: {arrow}" if answer.routes else f"No route: {arrow}",
        nodes=nodes,
        edges=tuple(drawing.edges),
        layout=Layout(drawing.positions, tuple(drawing.captions)),
        focus=origin,
        merged=merged_skills(graph, nodes),
        answer=_answer_blocks(answer),
    )


def _answer_blocks(answer: Routes) -> tuple[Block, ...]:
    """The blocks of the command line, with the route of the bridge, the notes and a legend."""
    blocks = route_blocks(answer)
    if answer.bridge and not answer.routes:
        blocks += [Heading("The route that these skills would open", 2), *route_steps(answer.bridge.route, 3)]
    reason = answer.reason if answer.routes and answer.routes[0].steps else None
    blocks += [Paragraph(note) for note in (*answer.notes, reason) if note]
    return (*blocks, legend_table()) if any(route.steps for route in answer) else tuple(blocks)


class _RouteDrawing:
    """Collects the nodes, edges, positions and captions of a picture of routes."""

    def __init__(self, graph: DrawableGraph) -> None:
        self.graph = graph
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.positions: dict[str, Position] = {}
        self.captions: list[ColumnCaption] = []

    def draw(self, origin: Entity, destination: Entity, routes: Sequence[Route]) -> None:
        """The first route in full, the roles of the others in a lane each."""
        best, *others = routes
        stops = [0, *accumulate(map(_length, best.steps))] if best.steps else [0, COLUMN + _ARROW_GAP]
        self._add(origin, (0, 0))
        for number, step in enumerate(best.steps, 1):
            self._add(step.destination, (stops[number], 0))
            self._add_step(step, stops[number - 1], stops[number])
            if step.destination != destination:
                self._caption(f"Step {number}", stops[number])
        if origin == destination:
            return
        self._caption("Start", 0)
        self._add(destination, (stops[-1], 0))
        self._caption("Destination", stops[-1])
        top = -_LANE_HEIGHT - 16
        for number, route in enumerate(others, 2):
            top = self._add_other(route, top, number)

    def draw_bridge(self, answer: Routes) -> None:
        """The skills that would open a route above the start, and that route; without one the two ends alone."""
        bridge = answer.bridge
        if bridge is None or not bridge.route.steps:
            self.draw(answer.origin, answer.destination, [Route((), None, ())])
            self.join_ends(Statement(answer.origin, "noRouteTo", answer.destination), "no route")
            return
        for skill in bridge.skills:
            self._add(skill)  # known before the route, which would fold it as one that is kept
        self.draw(answer.origin, answer.destination, [bridge.route])
        first = bridge.route.steps[0].destination
        top = -_SKILL_OFFSET - 40 - ROW * len(bridge.skills)
        self._caption("Learn first", 0, top)
        for row, skill in enumerate(bridge.skills, 1):
            self._add(skill, (0, top + row * ROW - 16), badge="bridge")
            self.edges.append(Edge((Statement(skill, "opensRouteTo", first),)))

    def join_ends(self, statement: Statement, label: str) -> None:
        """A dimmed line between both ends that says how they are related."""
        self.edges.append(Edge((statement,), label, dim=True))

    def _caption(self, text: str, x: int, y: int = -64) -> None:
        self.captions.append(ColumnCaption(text, x - BOX // 2, y))

    def _add(
        self,
        entity: Entity,
        position: Position | None = None,
        folded_into: str | None = None,
        *,
        badge: str = "",
        dim: bool = False,
    ) -> None:
        """Draw an entity at a position, or else folded; a personal profile is described by the answer alone."""
        if position is not None:
            self.positions[entity.iri] = position
        if entity.iri in self.nodes:
            description = self.nodes[entity.iri].description
        else:
            description = Description(entity, (), ()) if entity.kind == "person" else describe(self.graph, entity)
        self.nodes[entity.iri] = node_of(description, folded_into, dim=dim, badge=badge)

    # --- the best route ---------------------------------------------------------------------------------------------

    def _add_step(self, step: Step, left: int, right: int) -> None:
        near = {item.iri for item in step.near}
        columns = _columns(step)
        rows = -(-len(step.learn) // columns)
        start = (left + right) // 2 - (columns - 1) * COLUMN // 2
        for number, item in enumerate(step.learn):
            column, row = divmod(number, rows)
            position = (start + column * COLUMN, _SKILL_OFFSET + row * ROW)
            self._add_skill(step, item, position, badge="near" if item.iri in near else "")
        for item in step.kept:
            if item.iri not in self.nodes:
                self._add_skill(step, item, folded_into=step.destination.iri)
        self.edges.append(Edge(_statements(step), _on_arrow(step), is_route_step=True))

    def _add_skill(
        self,
        step: Step,
        item: SkillItem,
        position: Position | None = None,
        folded_into: str | None = None,
        badge: str = "",
    ) -> None:
        """Draw a skill with its tools folded into it, and what requires it."""
        skill = _entity(item)
        self._add(skill, position, folded_into, badge=badge)
        for tool in item.tools:
            if tool.iri not in self.nodes:
                self._add(tool, folded_into=skill.iri)
            if tool.iri != skill.iri:
                self.edges.append(Edge((Statement(skill, "namesMember", tool, item.sources),)))
        self.edges.append(Edge((Statement(step.destination, "requiresSkill", skill, item.sources),)))

    # --- the other routes -------------------------------------------------------------------------------------------

    def _add_other(self, route: Route, y: int, number: int) -> int:
        """Draw the steps of another route that are not drawn yet, its roles above ``y``; returns the y of the next."""
        drawn = {edge.ends for edge in self.edges}
        top = y
        for left, *between, right in _runs(route, self.positions):
            lane = top
            start, end = self.positions[left.iri][0], self.positions[right.iri][0]
            for place, role in enumerate(between, 1):
                x = start + (end - start) * place // (len(between) + 1)
                self._add(role, (x, lane - (place - 1) * ROW), dim=True)
                top = lane - place * ROW
        for step in route.steps:
            if (step.origin.iri, step.destination.iri) not in drawn:
                self.edges.append(Edge(_statements(step), dim=True))
        if top == y:
            return y
        self._caption(f"Another route ({number}): {len(route.steps)} steps, {len(route.learn)} to learn", 0, top + 12)
        return top - _LANE_HEIGHT + ROW


def _runs(route: Route, drawn: Container[str]) -> Iterator[list[Entity]]:
    """Runs of roles on a route that are not drawn yet, each with the drawn role before and after it."""
    run = [route.steps[0].origin]
    for step in route.steps:
        run.append(step.destination)
        if step.destination.iri in drawn:
            if len(run) > 2:
                yield run
            run = [step.destination]


def _entity(item: SkillItem) -> Entity:
    return Entity(item.iri, item.id, item.label, item.kind)


def _statements(step: Step) -> tuple[Statement, ...]:
    """The step, and what the role at its end requires: skills held already, skills to learn, credentials not held."""
    role = step.destination
    stated = step.sources if step.cost is None else ()  # a promotion is stated; any other step follows from the rule
    return (
        Statement(step.origin, "leadsTo", role, stated),
        *(Statement(role, "keeps", _entity(item), item.sources) for item in step.kept),
        *(Statement(role, "asksToLearn", _entity(item), item.sources) for item in step.learn),
        *(Statement(role, "needs", gate.credential, gate.sources) for gate in step.gates if not gate.met),
    )


def _length(step: Step) -> int:
    """The distance between two roles: space for the skills below the arrow and for the words on it."""
    return max(_columns(step) * COLUMN + _ARROW_GAP, BOX + 12 + 9 * len(_on_arrow(step)))


def _columns(step: Step) -> int:
    return max(1, -(-len(step.learn) // _ROWS))


def _on_arrow(step: Step) -> str:
    """The words on an arrow: how many skills to learn, which credentials are missing, whether it is regulated."""
    unmet = [f"needs {truncate(gate.credential.label, 16)}" for gate in step.gates if not gate.met]
    return ", ".join([f"learn {len(step.learn)}", *unmet, *(["regulated"] if step.regulation_sources else [])])
