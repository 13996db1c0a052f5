"""The commands about next roles and gaps: gap, next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import plain
from kg.cli.cells import cite, skill_rows
from kg.cli.names import ENDS, ROLE, conditions_of, have_option, merges_option
from kg.cli.report import Block, Heading, Line, Report, Table, report

if TYPE_CHECKING:
    from kg.cli.session import Session

__all__ = ["gap", "next_roles"]


@click.command()
@click.argument("ends", metavar="[FROM] TO", nargs=-1, required=True, type=ENDS)
@have_option
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
