"""The commands about next roles and gaps: gap, next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli import plain
from kg.cli.names import ROLE, START, called, conditions_of, have_option, merges_option, source_option
from kg.cli.report import Block, Heading, Line, Report, Table, report
from kg.graph import SIMILARITY_BASES
from kg.telling.cells import cite, few, gate_rows, skill_rows

if TYPE_CHECKING:
    from kg.cli.session import Session
    from kg.model import Entity
    from kg.routes.requirements import Conditions

__all__ = ["gap", "next_roles"]


@click.command()
@click.argument("ends", metavar="[FROM] TO", nargs=-1, required=True, type=START)
@have_option
@source_option
@merges_option
@report()
def gap(session: Session, ends: tuple[str, ...], have: tuple[str, ...], merges: bool) -> Report:
    """From a role, a title of one or a background, or from --have alone.

    \b
    Example:
      kg gap "Data Scientist" "Machine Learning Engineer"
      kg gap --have Python,Docker MLOps
    """
    session.merges = merges
    if len(ends) > 2 or (len(ends) == 1 and not have):
        raise click.UsageError("give FROM and TO, or --have and TO")
    start = session.entity(ends[0], START.kinds) if len(ends) == 2 else None
    goal = session.entity(ends[-1], ROLE.kinds)
    answer = session.graph.gap(start, goal, conditions_of(session, {"have": have}))
    near = {item.iri for item in answer.near}
    told = skill_rows("held", answer.held)
    told += [row for item in answer.missing for row in skill_rows("near" if item.iri in near else "missing", (item,))]
    told += gate_rows(answer)
    rows = [row.cells for row in told]
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
    return Report(plain.gap(answer), table, [*blocks, table] if rows else blocks, notes=list(answer.notes))


@click.command("next")
@click.argument("role", metavar="ROLE", type=START)
@click.option("-n", "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many roles.")
@click.option(
    "--by",
    type=click.Choice(SIMILARITY_BASES),
    default=SIMILARITY_BASES[0],
    show_default=True,
    help="Compare what roles ask for, or also the words in which they are described.",
)
@click.option("--learn", multiple=True, metavar="SKILLS", help="What if: show what changes once these are learned.")
@have_option
@source_option
@merges_option
@report()
def next_roles(session: Session, role: str, limit: int, merges: bool, by: str, **options: Any) -> Report:
    """ROLE is also a background (an entry path), a job title, or me: what --have says, and nothing else.

    With what is shared and what is missing; docs/ranking.md explains kinship.

    With --learn: the roles that one step leads to only then, and those whose gap shrinks. Exit status 1: there is no
    such role.

    \b
    Example:
      kg next "MLOps Engineer"
      kg next statistician --learn "Cloud platforms"
      kg next me --have Python,Docker
      kg next "Data Scientist" --by words
    """
    session.merges = merges
    start = session.start(role)
    conditions = conditions_of(session, options)
    if options["learn"]:
        if by != SIMILARITY_BASES[0]:
            raise click.UsageError("--learn compares gaps, and takes no --by")
        learn = session.entities(options["learn"], ("skill",), strict=True)
        return _what_if(session, start, learn, conditions, limit)
    found = session.graph.transitions(start, limit, conditions, by=by)

    def table(most: int | None = None) -> Table:
        rows = []
        for move in found:
            shared, missing = [item.label for item in move.shared], [item.label for item in move.missing]
            words = [few(move.words, most or len(move.words))] if by == "words" else []
            told = few(shared, most or len(shared)), *words, len(missing), few(missing, most or len(missing))
            rows.append([move.role.label, f"{move.score:.3f}", *told])
        words = ["words"] if by == "words" else []
        return Table(["role", "kinship", "shared", *words, "to learn", "missing"], rows)

    notes = [] if found else [f"no role shares a skill with {called(start)}"]
    if reserved := [move.role.label for move in found if move.law]:
        notes.append(f"regulated, so that skills alone do not do: {', '.join(reserved)}")
    data = [plain.transition(move) for move in found]
    return Report(data, table(), [table(most=12)], notes=notes, status=0 if found else 1)


def _what_if(session: Session, start: Entity | str, learn: list[Entity], conditions: Conditions, limit: int) -> Report:
    answer = session.graph.what_if(start, learn, conditions)
    notes = [f"{skill.label} is covered already" for skill in answer.known]
    shown = answer.changes[:limit]
    if len(shown) < len(answer.changes):
        notes.append(f"{len(shown)} of {len(answer.changes)} roles are shown; -n {len(answer.changes)} shows all")
    rows = [
        [
            change.role.label,
            "opens" if change.opened else "shorter",
            f"{change.before:g} → {change.after:g}",
            ", ".join(item.label for item in change.shared),
            len(change.missing),
            cite(source for item in change.shared for source in item.sources),
        ]
        for change in shown
    ]
    learned = ", ".join(skill.label for skill in answer.learned)
    opened = sum(change.opened for change in answer.changes)
    summary = f"Opens {opened} of the next steps and shortens {len(answer.changes) - opened}."
    table = Table(["role", "step", "gap", "shared then", "still to learn", "source"], rows)
    blocks: list[Block] = [Heading(f"{called(start)}, having learned {learned}"), Line(summary)]
    data = [plain.change(change) for change in shown]
    return Report(data, table, [*blocks, table] if rows else blocks, notes=notes, status=0 if rows else 1)
