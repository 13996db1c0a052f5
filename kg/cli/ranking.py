"""The command rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli import plain_analysis
from kg.cli.names import START, called, conditions_of, have_option, merges_option, source_option
from kg.cli.report import Block, Heading, Line, Report, Table, report
from kg.errors import UsageError
from kg.telling.cells import cite, few

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kg.cli.session import Session
    from kg.model import Entity
    from kg.model.analysis import Ranked, Ranking
    from kg.routes.requirements import Conditions

__all__ = ["rank"]

_SCORES = {
    ("skills", "demand"): ("required by", "roles"),
    ("skills", "bridge"): ("bridge", "required by"),
    ("skills", "reach"): ("reach", "roles that ask for it"),
    ("roles", "demand"): ("meets", "requirements of"),
    ("roles", "bridge"): ("bridge", "steps to"),
    ("roles", "reach"): ("reach", "roles reached"),
}
"""What the score of a measure, and the roles behind it, are called."""

_CITED = 12
"""So many lines of a document are cited for people; CSV and JSON have all."""


@click.command()
@click.argument("kind", type=click.Choice(["skills", "roles"]))
@click.option("--by", type=click.Choice(["demand", "bridge", "reach"]), help="The measure.  [default: demand]")
@click.option("--unlocks", metavar="ROLE", type=START, help="Skills by what each, learned now, opens or shortens.")
@click.option(
    "-n", "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many rows of each table."
)
@have_option
@source_option
@merges_option
@report()
def rank(session: Session, kind: str, by: str | None, unlocks: str | None, limit: int, **options: Any) -> Report:
    """Each score is a count, or a centrality computed from what is stated; the answer says of what.

    \b
    skills by demand   how many roles require it; tools that roles name are counted apart
              bridge   how much it ties roles together (betweenness)
              reach    how many roles ask for it, or for a skill that it is one of
    roles  by demand   how many requirements of other roles its skills cover
              bridge   how often it stands on the shortest way between two others (betweenness)
              reach    how many roles can be reached from it in three steps

    With --unlocks, skills are ranked by how many next steps from ROLE each opens, then by how much it shortens others.
    docs/analysis.md defines each.

    \b
    Example:
      kg rank skills
      kg rank roles --by bridge
      kg rank skills --unlocks statistician
      kg rank skills --unlocks me --have Python
    """
    from kg.analysis.ranking import MEASURES

    session.merges = bool(options.pop("merges"))
    if unlocks is not None:
        if kind == "roles" or by is not None:
            raise UsageError("--unlocks is a measure of skills of its own", "write: kg rank skills --unlocks ROLE")
        return _unlocks(session, session.start(unlocks), conditions_of(session, options), limit)
    if options["have"]:
        raise UsageError("--have is for --unlocks", "write: kg rank skills --unlocks ROLE --have NAMES")
    by = by or "demand"
    session.bear_with("reading the requirements")
    answer = session.graph.rank(kind, by, explain_top=limit)
    meaning = MEASURES[kind, by]
    blocks: list[Block] = [Heading(f"{kind.capitalize()} by {by}: {meaning}"), *_summary(answer)]
    if answer.not_stated:
        blocks.append(Line(f"Skills not stated in the source, so not counted: {_few(answer.not_stated)}."))
    blocks.append(_table(answer, answer.rows[:limit]))
    if answer.tools:
        blocks += [Heading("Tools by the number of roles that name them", 2), _tools(answer.tools[:limit])]
    shown = answer._replace(rows=answer.rows[:limit], tools=answer.tools[:limit])
    notes = [
        f"{limit} of {len(rows)} {what} are shown; -n {len(rows)} shows all"
        for what, rows in ((kind, answer.rows), ("tools", answer.tools))
        if len(rows) > limit
    ]
    return Report(plain_analysis.ranking(shown, meaning), _spreadsheet(shown), blocks, notes=notes)


def _unlocks(session: Session, start: Entity | str, conditions: Conditions, limit: int) -> Report:
    found = session.graph.unlocks(start, conditions)
    shown = found[:limit]

    def table(names: Callable[[Iterable[Entity]], str]) -> Table:
        rows = [
            [each.skill.label, len(each.opened), names(each.opened), names(each.nearer), f"{each.saved:g}"]
            for each in shown
        ]
        return Table(["skill", "opens", "roles opened", "roles nearer", "skills saved"], rows)

    notes = [f"{len(shown)} of {len(found)} skills are shown; -n {len(found)} shows all"] if found[limit:] else []
    if not found:
        notes.append(f"no one skill opens or shortens a step from {called(start)}")
    blocks: list[Block] = [Heading(f"What one skill, learned now, opens or shortens from {called(start)}"), table(_few)]
    data = [plain_analysis.unlock(each) for each in shown]
    return Report(data, table(_labels), blocks, notes=notes, status=0 if found else 1)


def _summary(answer: Ranking) -> list[Block]:
    if (answer.kind, answer.by) != ("skills", "demand"):
        return []
    required = [row for row in answer.rows if row.score]
    once = sum(row.score == 1 for row in required)
    return [Line(f"{len(required)} skills are required; {once} of them by exactly one role.")]


def _cells(row: Ranked, answer: Ranking, names: Callable[[Iterable[Entity]], str]) -> list[object]:
    score = f"{row.score:.6f}" if answer.by == "bridge" else row.score
    return [row.entity.label, score, names(row.roles)]


def _labels(entities: Iterable[Entity]) -> str:
    return ", ".join(entity.label for entity in entities)


def _few(entities: Iterable[Entity]) -> str:
    """The first of many, for people; CSV and JSON have all."""
    return few([entity.label for entity in entities])


def _table(answer: Ranking, rows: Sequence[Ranked]) -> Table:
    """A ranking as people read it: a column that would be empty is left out."""
    columns = [answer.kind.removesuffix("s"), *_SCORES[answer.kind, answer.by]]
    cells = [_cells(row, answer, _few) for row in rows]
    for column, texts in (
        ("optional for", [_few(row.optional_for) for row in rows]),
        ("named as a tool by", [_few(row.named_by) for row in rows]),
        ("source", [cite(row.sources, most=_CITED) for row in rows]),
    ):
        if any(texts):
            columns.append(column)
            for row, text in zip(cells, texts, strict=True):
                row.append(text)
    return Table(columns, cells)


def _tools(rows: Iterable[Ranked]) -> Table:
    return Table(
        ["tool", "named by", "roles", "source"],
        [[row.entity.label, row.score, _few(row.roles), cite(row.sources, most=_CITED)] for row in rows],
    )


def _spreadsheet(answer: Ranking) -> Table:
    """A ranking with every column, the tools below."""
    columns = ["what", "name", *_SCORES[answer.kind, answer.by], "optional for", "named as a tool by", "source"]
    kind = answer.kind.removesuffix("s")
    return Table(
        columns,
        [
            [what, *_cells(row, answer, _labels), _labels(row.optional_for), _labels(row.named_by), cite(row.sources)]
            for what, rows in ((kind, answer.rows), ("tool", answer.tools))
            for row in rows
        ],
    )
