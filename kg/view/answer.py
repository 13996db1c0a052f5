"""Routes and comparisons in words, as blocks that the page sets beside the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.telling.cells import Told
from kg.telling.comparison import compared_skills, compared_terms, comparison_words, listed
from kg.telling.routes import direct_words, measures, no_route, route_words, step_rows
from kg.view.labels import strip_controls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.model import Entity
    from kg.model.analysis import Comparison
    from kg.model.answers import Route, Routes, Step

__all__ = ["Block", "Grid", "Items", "Paragraph", "Title", "comparison_answer", "route_answer", "ways_in"]


_FIGURES = (
    "Gap: what the role before lacks, a near skill counted half, and a credential that is not held by its weight. "
    "Kinship: how akin two roles are, 0 to 1. Cost: what a step weighs by both."
)


class Title(NamedTuple):
    """A heading; the first level is 3, below that of the whole text. ``iri`` is that of the thing it is about."""

    text: str
    level: int = 3
    iri: str | None = None


class Paragraph(NamedTuple):
    """A line of text."""

    text: str


class Items(NamedTuple):
    """A list of statements, each with its source."""

    rows: tuple[Told, ...]


class Grid(NamedTuple):
    """A table: its caption, the names of its columns, and rows of text, each with the IRI of what it is about."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, tuple[str, ...]], ...]


Block = Title | Paragraph | Items | Grid


def route_answer(answer: Routes) -> tuple[Block, ...]:
    """The routes step by step, best first, and the direct move; or why there is none, and what would open one."""
    return tuple(_route_blocks(answer))


def _route_blocks(answer: Routes) -> Iterator[Block]:
    if not answer.routes:
        yield Title("There is no route")
        for sentence in no_route(answer):
            yield Paragraph(sentence)
        if answer.bridge:
            yield from _steps(answer.bridge.route)
    for number, route in enumerate(answer):
        yield Title("The best route" if number == 0 else f"Another route, number {number + 1}")
        yield Paragraph(route_words(route) if route.steps else f"{answer.reason}")
        if route.best_at:
            yield Paragraph(f"Best at: {route.best_at}")
        yield from _steps(route)
    for note in (*answer.notes, *filter(None, [answer.reason if answer.routes and answer.routes[0].steps else None])):
        yield Paragraph(note)
    if answer.direct:
        yield Title("Without a stepping stone")
        yield Paragraph(direct_words(answer.direct))
    if any(route.steps for route in answer):
        yield Title("The figures")
        yield Paragraph(_FIGURES)


def _steps(route: Route) -> Iterator[Block]:
    for position, step in enumerate(route.steps, 1):
        yield Title(
            f"Step {position}: {strip_controls(step.origin.label)} → {strip_controls(step.destination.label)}", 4
        )
        yield Paragraph(measures(step))
        yield Items(tuple(step_rows(step)))


def ways_in(answers: Iterable[Routes]) -> tuple[Block, ...]:
    """The best route of each answer in a line, under the start that they have in common."""
    blocks: list[Block] = []
    starts: dict[Entity, list[Told]] = {}
    for answer in answers:
        goal = answer.destination
        told = "; then ".join(map(_learning, answer[0].steps)) if answer.routes else f"no route: {answer.reason}"
        starts.setdefault(answer.origin, []).append(Told("to", goal.label, told, "computed", goal.iri))
    for start, rows in starts.items():
        blocks += [Title(strip_controls(start.label), 4, start.iri), Items(tuple(rows))]
    return (Title("Ways in"), *blocks) if blocks else ()


def _learning(step: Step) -> str:
    """A step in words: the role that it leads to, and what is learned for it."""
    learned = ", ".join(strip_controls(item.label) for item in step.learn) or "nothing new"
    return f"{strip_controls(step.destination.label)}, learning {learned}"


def comparison_answer(answer: Comparison) -> tuple[Block, ...]:
    """What the roles have in common, then every skill and term role by role."""
    labels = [strip_controls(role.label) for role in answer.roles]
    return (
        Title("In common"),
        *map(Paragraph, comparison_words(answer)),
        Grid(
            f"Skills of {listed(labels)}",
            ("Skill", "Who asks", *labels),
            tuple((row.iri, (row.item, row.what, *row.texts)) for row in compared_skills(answer)),
        ),
        Grid(
            f"Pay, education and level of {listed(labels)}",
            ("What", "Which", *labels),
            tuple((row.iri, (row.what, row.item, *row.texts)) for row in compared_terms(answer)),
        ),
    )
