"""The commands that advise: route, gap, next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import plain
from kg.cli.cells import cite, skill_rows
from kg.cli.names import ENDS, ROLE, conditions_of, conditions_options, merges_option
from kg.cli.report import Block, Heading, Line, Report, Table, report
from kg.errors import UsageError, quoted

if TYPE_CHECKING:
    from kg.cli.session import Session

__all__ = ["gap", "next_roles", "route"]


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


@click.command()
@click.argument("ends", metavar="[FROM] TO", nargs=-1, required=True, type=ENDS)
@click.option("--have", multiple=True, metavar="NAMES", help="Skills or credentials held: names, or @FILE of names.")
@merges_option
@report()
def gap(session: Session, ends: tuple[str, ...], have: tuple[str, ...], merges: bool) -> Report:
    """From a role or background, or from --have alone.

    \b
    Example:
      kg gap "Data Scientist" "Machine Learning Engineer"
      kg gap --have Python,Docker MLOps
    """
    session.merges = merges
    if len(ends) > 2 or (len(ends) == 1 and not have):
        raise click.UsageError("give FROM and TO, or --have and TO")
    start = session.entity(ends[0], ENDS.kinds) if len(ends) == 2 else None
    goal = session.entity(ends[-1], ROLE.kinds)
    answer = session.graph.gap(start, goal, conditions_of(session, {"have": have}))
    near = {item.iri for item in answer.near}
    rows = skill_rows("held", answer.held)
    rows += [row for item in answer.missing for row in skill_rows("near" if item.iri in near else "missing", (item,))]
    rows += [["gate", gate.label, gate.state, cite(gate.sources)] for gate in answer.gates]
    title = f"{start.label if start else 'What is held'} → {goal.label}"
    table = Table(["", "skill", "tools", "source"], rows)
    blocks: list[Block] = [Heading(title)]
    if answer.coverage is None:
        blocks.append(Line(f"The source states no skills for {goal.label}: the gap is not stated in the source."))
    else:
        blocks.append(
            Line(
                f"{len(answer.held)} of {len(answer.held) + len(answer.missing)} required skills held,"
                f" {len(answer.near)} near: coverage {answer.coverage:.0%}"
            )
        )
    return Report(plain.gap(answer), table, [*blocks, table] if rows else blocks)


@click.command("next")
@click.argument("role", metavar="ROLE", type=ENDS)
@click.option("-n", "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many roles.")
@merges_option
@report()
def next_roles(session: Session, role: str, limit: int, merges: bool) -> Report:
    """With what is shared and what is missing; docs/ranking.md explains kinship.

    \b
    Example:
      kg next "MLOps Engineer"
    """
    session.merges = merges
    start = session.entity(role, ENDS.kinds)
    found = session.graph.transitions(start, limit)
    rows = [
        [
            move.role.label,
            f"{move.score:.3f}",
            ", ".join(item.label for item in move.shared),
            len(move.missing),
            ", ".join(item.label for item in move.missing),
        ]
        for move in found
    ]
    table = Table(["role", "kinship", "shared", "to learn", "missing"], rows)
    notes = [] if found else [f"no role shares a skill with {start.label}"]
    return Report([plain.transition(move) for move in found], table, notes=notes, status=0 if found else 1)
