"""The command about two things: connect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli import plain
from kg.cli.names import ANY, kind_option, source_option
from kg.cli.report import Block, Heading, Line, Report, Table, report
from kg.telling.cells import cite

if TYPE_CHECKING:
    from kg.cli.session import Session
    from kg.model.analysis import Connection, Connections, Link

__all__ = ["connect"]

_COLUMNS = ("connection", "step", "subject", "property", "object", "sentence", "source")


@click.command()
@click.argument("x", metavar="X", type=ANY)
@click.argument("y", metavar="Y", type=ANY)
@source_option
@kind_option
@click.option("-k", type=click.IntRange(1, 100), default=3, show_default=True, help="How many connections.")
@click.option(
    "--max-length", type=click.IntRange(min=1), default=6, show_default=True, help="The most steps of a connection."
)
@report()
def connect(session: Session, x: str, y: str, k: int, max_length: int) -> Report:
    """X and Y are things of any kind. Each sentence says what is stated, and where.

    Where several statements join the same two things, each is told. Types, schemes and the document join nothing; a
    heading joins what the source lists under it. Shorter connections come first; of one length those through fewer
    credentials and fields of study, which join nearly every role; then labels decide. Exit status 1: there is none,
    and the reason.

    \b
    Example:
      kg connect "Data Scientist" "Machine Learning Engineer"
      kg connect Healthcare "Computer Vision Engineer" -k 1
    """
    ends = session.entity(x), session.entity(y)
    session.bear_with("reading all links")
    answer = session.graph.connections(*ends, k, max_length=max_length)
    title = f"{answer.origin.label} ↔ {answer.destination.label}"
    table = Table(_COLUMNS, [row for number, way in enumerate(answer, 1) for row in _rows(number, way)])
    if answer:
        blocks = [Heading(title), *(block for number, way in enumerate(answer, 1) for block in _told(number, way))]
        return Report(_plain(answer), table, blocks)
    if answer.origin == answer.destination:
        return Report(_plain(answer), table, [Heading(title)], notes=[f"{answer.reason}"])
    return Report(_plain(answer), table, [Heading(title), Line(f"No connection: {answer.reason}.")], status=1)


def _told(number: int, way: Connection) -> list[Block]:
    """A connection as people read it."""
    between = ", ".join(thing.label for thing in way.things[1:-1])
    steps = f"{way.length} steps through {between}" if between else "1 step"
    return [Heading(f"Connection {number}: {steps}", 2), *(Line(f"  {_sentence(link)}") for link in way.links)]


def _sentence(link: Link) -> str:
    return f"{link.sentence} ({cite(link.sources)})"


def _rows(number: int, way: Connection) -> list[list[object]]:
    return [
        [number, place, link.subject.label, link.property, link.object.label, link.sentence, cite(link.sources)]
        for place, step in enumerate(way.steps, 1)
        for link in step
    ]


def _plain(answer: Connections) -> dict[str, Any]:
    """Connections for JSON: the links of each in order, all links of one step together."""
    return {
        "from": plain.entity(answer.origin),
        "to": plain.entity(answer.destination),
        "connections": [
            {
                "length": way.length,
                "links": [
                    _plain_link(link) | {"step": place} for place, step in enumerate(way.steps, 1) for link in step
                ],
                "text": "; ".join(map(_sentence, way.links)) + ".",
            }
            for way in answer
        ],
        "reason": answer.reason,
    }


def _plain_link(link: Link) -> dict[str, Any]:
    return {
        "subject": plain.entity(link.subject),
        "property": link.property,
        "object": plain.entity(link.object),
        "sentence": link.sentence,
        "sources": [plain.source(place) for place in link.sources],
    }
