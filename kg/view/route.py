"""The page of a route: the answer in a sentence, its line map, a card for each step, and everything in it as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from kg.answers.blocks import Block, Heading, Paragraph, count_of, join_labels
from kg.answers.routes import (
    at_least,
    direct_step_sentence,
    gate_rows,
    legend_table,
    median_text,
    no_route_sentences,
    pay_rows,
    pay_text,
    place_text,
    route_blocks,
    route_steps,
    silence,
    skill_details,
    unread_of,
)
from kg.model import Description, Entity
from kg.model.answers import CORE, Route, Routes, SkillItem, Step
from kg.model.entities import not_understood
from kg.view.answer_page import (
    AnswerPage,
    AnswerParts,
    Link,
    bare,
    cited,
    file_note,
    icon,
    main_file,
    source_note,
    to_short_cards,
    unlinked,
)
from kg.view.drawing import DrawableGraph, Drawing, Edge, Node, Statement, describe, merged_skills, node_of
from kg.view.labels import truncate
from kg.view.layout import Layout
from kg.view.line_map import MEDIUM, NARROW, WIDE, Branch, Leg, LineMap, Station
from kg.view.page import styles
from kg.view.summary import capital, counted

_FIRST = 5
"""How many skills to learn a card shows before it is unfolded."""

_FIRST_KEPT = 3
_MOST_BRANCHES = 4
"""How many other ways are drawn; the page lists all of them."""


def route_page(graph: DrawableGraph, answer: Routes) -> AnswerPage:
    """The best route with the others beside it; where there is none, what would open one."""
    arrow = f"{truncate(answer.origin.label, 80)} → {truncate(answer.destination.label, 80)}"
    title = f"Route: {arrow}" if answer.routes else f"No route: {arrow}"
    drawing = route_drawing(graph, answer, title)
    return AnswerPage(drawing, route_parts(answer, to_short_cards(drawing)))


def route_parts(answer: Routes, link: Link = unlinked) -> AnswerParts:
    """What a page says of the best route and the others; ``link`` makes the names of roles and skills."""
    line = line_map(answer)
    content = _Content(answer, line, link)
    return AnswerParts(
        f"{link(answer.origin.iri, answer.origin.label)} <span>→</span>"
        f" {link(answer.destination.iri, answer.destination.label)}",
        content.headline(),
        content.lead(),
        content.picture(),
        map_alone(line),
    )


def line_section(answer: Routes, link: Link) -> str:
    """The line map of an answer as a part of another page, such as that of a plan."""
    return _Content(answer, line_map(answer), link).line_section()


def map_alone(line: LineMap) -> str:
    """The widest map as a file, with its styles and its font in it."""
    style = styles("tokens", "line")
    head, drawing = line.svg(WIDE).split(">", 1)
    ground = '<rect width="100%" height="100%" fill="var(--ground)"/>'
    return f"{head}>\n<style>\n{style}</style>\n{ground}{drawing}\n"


# --- the line map -----------------------------------------------------------------------------------------------------


def line_map(answer: Routes) -> LineMap:
    """The best route as a line map: that of the bridge where there is no other, else both ends alone."""
    best = _best(answer)
    if best is None or not best.steps:
        ends = [answer.origin, answer.destination][: 1 + (answer.origin != answer.destination)]
        return LineMap(
            tuple(Station(end.label, iri=end.iri) for end in ends), (), direct="" if answer.routes else "No route"
        )
    first = best.steps[0].origin
    stations = [Station(first.label, "start", first.iri)]
    stations += [Station(step.destination.label, _station_note(step), step.destination.iri) for step in best.steps]
    direct = ""
    if answer.direct and len(best.steps) > 1:
        direct = _short_direct(answer)
    return LineMap(tuple(stations), tuple(map(_leg, best.steps)), tuple(_branches(answer)[:_MOST_BRANCHES]), direct)


def _best(answer: Routes) -> Route | None:
    """The route that is drawn: the best one, or the one that a bridge would open."""
    if answer.routes:
        return answer.routes[0]
    return answer.bridge.route if answer.bridge else None


def _leg(step: Step) -> Leg:
    near = len(step.near)
    lacking = any(not gate.met for gate in step.gates) or bool(step.regulation_sources)
    return Leg(len(step.kept), near, len(step.learn) - near, lacking)


def _station_note(step: Step) -> str:
    """What stands below a role: its pay where it is stated, else its level of preparation."""
    if step.area_pay and step.area_pay.after and step.area_pay.after.median:
        return f"median {step.area_pay.after.median}"
    if step.pay:
        return pay_text(step.pay)
    if step.median_pay and step.median_pay.after:
        return median_text(step.median_pay.after)
    return f"preparation {step.preparation[1]}" if step.preparation[1] is not None else ""


def _short_direct(answer: Routes) -> str:
    direct = answer.direct
    assert direct is not None
    if not direct.allowed and direct.gap is not None:
        return f"Not allowed in one step: {direct.reason}; {count_of(len(direct.learn), 'skill')} to learn"
    opened = "allowed" if direct.allowed else f"not allowed: {direct.reason}"
    if direct.gap is None:
        return f"Direct step: required skills {silence(direct.not_understood, 'requirements')}; {opened}"
    least = at_least(direct.not_understood)
    shared = f", {direct.shared} in common" if direct.shared else ""  # of none the reason speaks
    return f"Direct step: {least}{count_of(len(direct.learn), 'skill')} to learn{shared}; {opened}"


def _branches(answer: Routes) -> list[Branch]:
    """Where the other routes leave the best one, and what they pass before they come back to it."""
    best = _best(answer)
    assert best is not None
    place = {best.steps[0].origin.iri: 0} | {step.destination.iri: at for at, step in enumerate(best.steps, 1)}
    found: dict[tuple[int, int, tuple[Station, ...]], Branch] = {}
    for number, route in enumerate(answer.routes[1:]):
        passed: list[Station] = []
        left = 0
        for step in route.steps:
            right = place.get(step.destination.iri)
            if right is None:
                passed.append(Station(step.destination.label, iri=step.destination.iri))
                continue
            if right > left and (passed or right - left > 1):
                key = left, right, tuple(passed)
                found.setdefault(key, Branch(*key, _letter(number)))
            left, passed = right, []
    return list(found.values())


def _letter(number: int) -> str:
    return chr(ord("A") + number % 26)


# --- words ------------------------------------------------------------------------------------------------------------


class _Content:
    """The parts of the page, in HTML."""

    def __init__(self, answer: Routes, line: LineMap, link: Link) -> None:
        self.answer = answer
        self.link = link
        self.best = _best(answer)
        self.line = line

    def headline(self) -> str:
        """The answer in one sentence."""
        if not self.answer.routes:
            first = self.answer.degree_first
            return (
                f"First a degree: {first.label}."
                if first
                else f"{from_to(self.answer)}: no route under these conditions."
            )
        best = self.answer.routes[0]
        if not best.steps:
            return "Both are one role."
        least = at_least(unread_of(best.steps))
        effort = f"{counted(len(best.steps), 'step')} and {least}{counted(len(best.learn), 'skill')} to learn."
        if self.answer.degree_first:
            effort = f"first a degree, {self.answer.degree_first.label}; then {effort}"
        return f"{from_to(self.answer)}: {effort}"

    def lead(self) -> Iterator[str]:
        """Sentences below the headline: by which roles, what is near, and why there is no route."""
        answer, best = self.answer, self.best
        if not answer.routes:
            yield from no_route_sentences(answer)
        elif best and best.steps:
            yield " ".join(_in_short(best))
        if answer.reason and answer.routes:
            yield f"{capital(answer.reason)}."
        yield from answer.notes

    def picture(self) -> str:
        """The line map, the cards of the steps, and the other ways."""
        cards = "\n".join(self.cards())
        return f'{self.line_section()}\n<div class="steps">\n{cards}\n</div>\n{self.other_ways()}'

    def line_section(self) -> str:
        """The line map in its three forms, of which a page shows the one that fits, with a legend."""
        maps = "\n".join(self.line.svg(width, self.link.address) for width in (WIDE, MEDIUM, NARROW))
        legend = f'<p class="legend">{self.legend()}</p>'
        return f'<section id="picture" aria-label="Line map">\n{maps}\n{legend}\n</section>'

    def cards(self) -> Iterator[str]:
        """A card for each step of the route that is drawn."""
        for number, step in enumerate(self.best.steps if self.best else (), 1):
            file = main_file(source for item in (*step.kept, *step.learn) for source in item.sources)
            yield (
                f'<section class="step" aria-labelledby="step-{number}">\n<header>'
                f'<h2 id="step-{number}">{number}. {self.link(step.destination.iri, step.destination.label)}</h2>'
                f"<p>learn {len(step.learn)}, keep {len(step.kept)}{_fresh(step)}</p></header>\n"
                f"{self._learn(step, file)}\n{self._kept(step, file)}\n{self._facts(step, file)}\n</section>"
            )

    def _learn(self, step: Step, file: str) -> str:
        if not step.learn:
            return '<div><p class="title">Nothing to learn</p></div>'
        near = {item.iri for item in step.near}
        items = [
            self._skill("near" if item.iri in near else "learn", item, skill_details(item, covered=False), file)
            for item in step.learn
        ]
        title = "To learn" if len(items) <= _FIRST else "The first five to learn"
        return f'<div><p class="title">{title}</p>{_folded(items, _FIRST, len(near))}</div>'

    def _kept(self, step: Step, file: str) -> str:
        if not step.kept:
            return '<div><p class="title">Nothing is kept</p></div>'
        items = [self._skill("kept", item, skill_details(item, covered=True), file) for item in step.kept]
        return f'<div><p class="title">Kept</p>{_folded(items, _FIRST_KEPT)}</div>'

    def _skill(self, kind: str, item: SkillItem, details: str, file: str) -> str:
        """A skill with its tools, what it is near to, its source, and why it comes first."""
        place = f' title="{escape(place_text(item))}"' if item.tier == CORE and item.reason else ""
        words = "; ".join(filter(None, (details, ", ".join(item.marks))))
        shown = f' <span class="details">{bare(words)}</span>' if words else ""
        return (
            f'<li>{icon(kind)}<span><span class="spoken">{_SPOKEN[kind]}: </span>'
            f"<b{place}>{self.link(item.iri, item.label)}</b>{shown}"
            f"{source_note(cited(item.sources, file))}</span></li>"
        )

    def _facts(self, step: Step, file: str) -> str:
        """Credentials, pay and level, or that the source does not state them."""
        rows = [_fact("gate", row.label, row.details, row.source) for row in gate_rows(step)]
        rows = rows or [_fact("gate", "Education", silence(step.not_understood, "education"))]
        if step.pay or step.median_pay:
            rows += [_fact("pay", row.label, row.details, row.source) for row in pay_rows(step)]
        else:
            rows.append(_fact("pay", "Pay", silence(step.not_understood, "pay")))
        lines = f'<p class="source">{file_note(file)}</p>' if file else ""
        return f'<div class="facts">{"".join(rows)}{lines}</div>'

    def other_ways(self) -> str:
        """The section on the other routes and the direct step, where there are any."""
        items = "\n".join(self._others())
        if not items:
            return ""
        direct = self.answer.direct
        only_refused = len(self.answer.routes) <= 1 and direct is not None and not direct.allowed
        title = "Why not in one step" if only_refused else "Other ways"
        head = f'<section class="others" aria-labelledby="others-heading">\n<h2 id="others-heading">{title}</h2>'
        return f"{head}\n<ol>\n{items}\n</ol>\n</section>"

    def _others(self) -> Iterator[str]:
        """The other routes and the direct step, each in a line or two."""
        best = self.answer.routes[0] if self.answer.routes else None
        for number, route in enumerate(self.answer.routes[1:]):
            passed = join_labels([step.destination.label for step in route.steps[:-1]])
            least = at_least(unread_of(route.steps))
            more = f"{counted(len(route.steps), 'step')}, {least}{counted(len(route.learn), 'skill')} to learn"
            assert best is not None
            yield _other(_letter(number), f"By way of {passed}" if passed else "In one step", f"{capital(more)}.")
        if self.answer.direct and not (best and len(best.steps) == 1):
            words = direct_step_sentence(self.answer.direct).removeprefix("Direct step: ")
            yield _other("", "The direct step", f"{capital(words)}.", "direct")

    def legend(self) -> str:
        """What the shapes on the line mean, as far as there are any."""
        steps = self.best.steps if self.best else ()
        shown = {
            "kept": any(step.kept for step in steps),
            "learn": any(len(step.learn) > len(step.near) for step in steps),
            "near": any(step.near for step in steps),
            "gate": any(leg.gates for leg in self.line.legs),
        }
        return "\n".join(f"<span>{icon(kind)} {_MEANINGS[kind]}</span>" for kind, occurs in shown.items() if occurs)


def from_to(answer: Routes) -> str:
    """Who becomes what: "From Mathematics/Statistics to MLOps Engineer", "From Data Scientist to MLOps Engineer"."""
    origin = truncate(answer.origin.label, 80).removeprefix("From ")
    return f"From {origin} to {truncate(answer.destination.label, 80)}"


def _in_short(route: Route) -> Iterator[str]:
    """The roles on the way, how many skills are near, and the credentials to get, as far as there are any."""
    passed = [step.destination.label for step in route.steps[:-1]]
    near = sum(len(step.near) for step in route.steps)
    unread = not_understood(
        (each for each in unread_of(route.steps) if each.topic == "requirements"), "what is required"
    )
    if unread:
        yield f"More may be required: {unread}."
    lacking = list(dict.fromkeys(gate.label for step in route.steps for gate in step.gates if not gate.met))
    if passed:
        yield f"By way of {join_labels(passed)}."
    if near:
        yield f"{near:,} of the {len(route.learn):,} {'is' if near == 1 else 'are'} near to what is known before."
    if lacking:
        yield f"Not held: {join_labels(lacking)}."


def _fresh(step: Step) -> str:
    return ", a fresh start" if step.fresh_start else ""


def _other(letter: str, title: str, text: str, look: str = "") -> str:
    mark = f'<span class="letter">{letter}</span> ' if letter else ""
    return f'<li class="{look or "way"}"><h3>{mark}{bare(title)}</h3><p>{bare(text)}</p></li>'


_MEANINGS = {
    "kept": "kept",
    "learn": "to learn",
    "near": "to learn, near to what is known",
    "gate": "a degree or licence to get",
}
"""The words of the legend."""

_SPOKEN = {"learn": "to learn", "near": "to learn, near", "kept": "kept", "gate": "required", "pay": "pay"}


def _folded(items: Sequence[str], first: int, near: int = 0) -> str:
    """A list of which all but the first items are folded away."""
    shown = f'<ul class="skills">{"".join(items[:first])}</ul>'
    rest = items[first:]
    if not rest:
        return shown
    close = f", {near:,} of all near to what is known" if near else ""
    return (
        f'{shown}<details><summary>{len(rest):,} more{close}</summary><ul class="skills">{"".join(rest)}</ul></details>'
    )


def _fact(kind: str, label: str, details: str, source: str = "") -> str:
    words = f"<br>{bare(details)}" if details else ""
    return (
        f'<p>{icon(kind)}<span><span class="spoken">{_SPOKEN[kind]}: </span><b>{bare(label)}</b>'
        f"{words}{source_note(source)}</span></p>"
    )


# --- everything as text -----------------------------------------------------------------------------------------------


def route_drawing(graph: DrawableGraph, answer: Routes, title: str) -> Drawing:
    """The roles and skills on the page, the links between them, and the answer, for the text of the page."""
    steps = [step for route in (*answer.routes, *filter(None, [_bridge_route(answer)])) for step in route.steps]
    entities = {entity.iri: entity for entity in (answer.origin, *_entities(steps), answer.destination)}
    nodes = tuple(_node(graph, entity) for entity in entities.values())
    edges = {statements[0].start.iri + statements[0].end.iri: Edge(statements) for statements in map(_links, steps)}
    return Drawing(
        view="route",
        title=title,
        nodes=nodes,
        edges=tuple(edges.values()),
        layout=Layout({}),
        merged=merged_skills(graph, nodes),
        answer=_answer_blocks(answer),
    )


def _bridge_route(answer: Routes) -> Route | None:
    return answer.bridge.route if answer.bridge and not answer.routes else None


def _entities(steps: Iterable[Step]) -> Iterator[Entity]:
    for step in steps:
        yield step.origin
        yield step.destination
        for item in (*step.kept, *step.learn):
            yield Entity(item.iri, item.id, item.label, item.kind)
            yield from item.tools


def _node(graph: DrawableGraph, entity: Entity) -> Node:
    """The node of an entity; a personal profile is described by the answer alone."""
    return node_of(Description(entity, (), ()) if entity.kind == "person" else describe(graph, entity))


def _links(step: Step) -> tuple[Statement, ...]:
    """The step, and what the role at its end requires: skills held already, skills to learn, credentials not held."""
    role = step.destination
    stated = step.sources if step.cost is None else ()  # a promotion is stated; any other step follows from the rule
    skills = (("keeps", step.kept), ("asksToLearn", step.learn))
    return (
        Statement(step.origin, "leadsTo", role, stated),
        *(
            Statement(role, name, Entity(item.iri, item.id, item.label, item.kind), item.sources)
            for name, items in skills
            for item in items
        ),
        *(Statement(role, "needs", gate.credential, gate.sources) for gate in step.gates if not gate.met),
    )


def _answer_blocks(answer: Routes) -> tuple[Block, ...]:
    """The blocks of the command line, with the route of the bridge, the notes and a legend."""
    blocks = route_blocks(answer)
    if bridge := _bridge_route(answer):
        blocks += [Heading("The route that these skills would open", 2), *route_steps(bridge, 3)]
    reason = answer.reason if answer.routes and answer.routes[0].steps else None
    blocks += [Paragraph(note) for note in (*answer.notes, reason) if note]
    return (*blocks, legend_table()) if any(route.steps for route in answer) else tuple(blocks)
