"""The command route."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import plain
from kg.cli.names import ENDS, ROLE, conditions_of, conditions_options, merges_option
from kg.cli.report import Report, report
from kg.errors import UsageError, quoted

if TYPE_CHECKING:
    from kg.cli.session import Session

__all__ = ["route"]


@click.command()
@click.argument("origin", metavar="FROM", type=ENDS)
@click.argument("destination", metavar="TO", type=ROLE)
@click.option(
    "-k", "count", type=click.IntRange(min=1), default=1, show_default=True, help="How many routes, best first."
)
@conditions_options
@merges_option
@report("mermaid", "html")
def route(session: Session, origin: str, destination: str, count: int, **options: object) -> Report:
    """FROM is a role or a background (an entry path), TO a role.

    Each step says what is kept, what is near and what is to learn, which credential it needs, what it pays, and the
    source of each. The direct move stands beside it. Exit status 1: there is no route, and the reason.

    \b
    Example:
      kg route statistician MLOps
      kg route "Data Scientist" "MLOps Engineer" -k 3 --have Docker,SQL -f md
    """
    from kg.cli.drawing import checklist, route_blocks, route_html, route_mermaid, route_table

    session.merges = bool(options.pop("merges"))
    start = session.entity(origin, ENDS.kinds)
    goal = session.entity(destination, ROLE.kinds)
    conditions = conditions_of(session, options)
    for end in (start, goal):
        if end.iri in conditions.avoid:
            raise UsageError(f"{quoted(end.label)} is both an end of the route and to be avoided", "drop one of them")
    answer = session.graph.routes(start, goal, count, conditions)
    notes = []
    if 0 < len(answer) < count and answer.direct:
        notes.append(f"only {len(answer)} of {count} routes asked for exist")
    if answer.routes and answer.reason:
        notes.append(answer.reason)
    return Report(
        plain.routes(answer),
        route_table(answer),
        route_blocks(answer),
        notes=notes,
        status=0 if answer.routes else 1,
        other={
            "mermaid": lambda: route_mermaid(answer),
            "html": lambda: route_html(answer),
            "md": lambda: checklist(answer),
        },
    )
