"""The command route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli import plain
from kg.cli.names import GOAL, ROLE, START, conditions_of, conditions_options, merges_option, source_option
from kg.cli.report import Report, report
from kg.errors import UsageError, quoted
from kg.routes.query import PREFERENCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.cli.session import Session
    from kg.model import Entity
    from kg.model.answers import Routes

__all__ = ["route"]


@click.command()
@click.argument("origin", metavar="FROM", type=START)
@click.argument("destination", metavar="TO", type=GOAL)
@click.option(
    "-k", "count", type=click.IntRange(min=1), default=None, help="How many routes, best first.  [default: 1]"
)
@click.option(
    "--via", multiple=True, metavar="ROLE", type=ROLE, help="A role to pass; repeat it for more, in this order."
)
@click.option(
    "--prefer",
    type=click.Choice(PREFERENCES),
    default=None,
    help="Least effort, fewest steps, or the highest floor of pay.  [default: effort]",
)
@click.option("--diverse", is_flag=True, help="Skip a route that shares over half its stones with a better one.")
@click.option("--tradeoffs", is_flag=True, help="Every route that no other beats, and what each is best at.")
@conditions_options
@source_option
@merges_option
@report("mermaid", "html")
def route(session: Session, origin: str, destination: str, **options: Any) -> Report:
    """FROM is a role, a background (an entry path), a job title, or me: what --have says, and nothing else.

    TO is a role or a job title; a title is climbed to by the levels of the source, after the move to its role.

    Each step says what is kept, what is near and what is to learn, which credential it needs, what it pays, and the
    source of each. The direct move stands beside it. Exit status 1: there is no route; then the reason is given, and
    the fewest skills that would open one.

    \b
    Example:
      kg route statistician MLOps
      kg route "Data Scientist" "MLOps Engineer" -k 3 --have Docker,SQL -f md
      kg route "Data Scientist" MLOps --via "NLP Engineer" --avoid-gate PhD
      kg route me "NLP Engineer" --have @profile.yaml --tradeoffs
      kg route "ML Engineer I" "VP of AI"
    """
    session.merges = bool(options.pop("merges"))
    start = session.start(origin)
    goal = session.entity(destination, GOAL.kinds)
    via = [session.entity(name, ROLE.kinds) for name in options["via"]]
    conditions = conditions_of(session, options)
    for end in (start, goal):
        if not isinstance(end, str) and _is_avoided(session, end, conditions.avoid):
            raise UsageError(f"{quoted(end.label)} is both an end of the route and to be avoided", "drop one of them")
    count = options["count"] or 1
    answer = session.graph.routes(
        start,
        goal,
        count,
        conditions,
        via=via,
        prefer=options["prefer"] or "effort",
        variety=_alternatives(options),
    )
    return _report(answer, count)


def _is_avoided(session: Session, end: Entity, avoid: frozenset[str]) -> bool:
    """Whether an end, or the role that it is a title of, is among roles to be avoided, or exactly one of them."""
    place = session.graph.careers.place
    role = session.graph.ladder.titles[end.iri].role if end.kind == "job-title" else end.iri
    return role is not None and place(role) in {place(thing) for thing in avoid}


def _alternatives(options: Mapping[str, Any]) -> str:
    """Which routes stand beside the best. Raises UsageError where options contradict each other."""
    if not options["tradeoffs"]:
        return "diverse" if options["diverse"] else "best"
    for name in ("diverse", "count", "prefer"):
        if options[name]:
            flag = "-k" if name == "count" else f"--{name}"
            raise UsageError(f"--tradeoffs takes every route that nothing beats, and no {flag}", "drop one of them")
    return "tradeoffs"


def _report(answer: Routes, count: int) -> Report:
    from kg.cli.drawing import checklist, route_blocks, route_html, route_mermaid, route_table

    notes = list(answer.notes)
    if 0 < len(answer) < count and answer.routes[0].steps:
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
