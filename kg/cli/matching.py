"""The command match."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from kg.cli import plain_analysis
from kg.cli.names import merges_option, source_option
from kg.cli.report import Block, Heading, Line, Report, Table, report
from kg.errors import UsageError
from kg.routes.gap import sources_of
from kg.schema import NOT_STATED
from kg.telling.cells import cite, few, tools

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.cli.session import Session
    from kg.model import Entity
    from kg.model.analysis import Curriculum, Matches, UntaughtSkill
    from kg.model.answers import Gap, SkillItem

__all__ = ["match"]

_LIMIT = 20
_MANY = 200
_Rows = list[list[object]]


@click.command()
@click.option(
    "--have",
    multiple=True,
    required=True,
    metavar="NAMES",
    help="Skills or credentials held, or skills taught: names, or @FILE of names.",
)
@click.option("--curriculum", is_flag=True, help="Take --have for what courses teach, and check it against all roles.")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1),
    help=f"How many rows of each table. [default: {_LIMIT}; with --curriculum all, of up to {_MANY} roles]",
)
@click.option(
    "--min-coverage", type=click.FloatRange(0, 1), default=0, help="Only roles of at least this coverage: 0.5 is half."
)
@source_option
@merges_option
@report()
def match(session: Session, have: tuple[str, ...], curriculum: bool, limit: int | None, **options: float) -> Report:
    """Roles by coverage, (held + near / 2) / required as `kg gap` has it, with what is held, near and missing.

    With --curriculum: which roles the courses cover, which required skills no course teaches, and which taught skills
    no role asks for. A file has one name a line. docs/analysis.md tells more.

    \b
    Example:
      kg match --have Python,SQL,Docker
      kg match --have @courses.txt --curriculum
    """
    session.merges = bool(options["merges"])
    if curriculum:
        if options["min_coverage"]:
            raise UsageError("--curriculum reports on all roles", "drop --min-coverage")
        return _curriculum(session, have, limit)
    from kg.graph import HOLDABLE_KINDS

    least = options["min_coverage"]
    answer = session.graph.match(session.entities(have, HOLDABLE_KINDS), limit or _LIMIT, least)
    return _matches(answer, least)


def _names(entities: Iterable[Entity], most: int = 12) -> str:
    return few([entity.label for entity in entities], most)


def _silent(roles: Sequence[Entity]) -> list[Block]:
    return [Line(f"Skills {NOT_STATED}, so not ranked: {_names(roles)}.")] if roles else []


# --- roles for a skill set --------------------------------------------------------------------------------------------


def _matches(answer: Matches, least: float) -> Report:
    blocks: list[Block] = [Heading(f"Roles for {_names(answer.have)}")]
    if not answer.roles:
        blocks.append(Line(f"No role is covered to {least:.0%}." if least else f"Skills of all roles: {NOT_STATED}."))
    elif not any(gap.coverage for gap in answer.roles):
        blocks.append(Line("No role asks for any of it."))
    blocks += _silent(answer.not_stated)
    if answer.roles:
        blocks.append(Table(["role", "coverage", "held", "missing", "gate not held"], _gap_rows(answer.roles)))
    if answer.not_covered:
        skills = f"{answer.not_covered} required skill{'s' if answer.not_covered > 1 else ''}"
        blocks.append(Line(f"{skills} not covered; --curriculum lists them."))
    status = 0 if answer.roles else 1
    shown = len(answer.roles)
    cut = [f"{shown} of {answer.total} roles are shown; -n {answer.total} shows all"] if shown < answer.total else []
    return Report(plain_analysis.matches(answer), _spreadsheet(answer.roles), blocks, notes=cut, status=status)


def _gap_rows(gaps: Iterable[Gap]) -> _Rows:
    """A row for each role, each skill with its tools and source; of the missing ones the near come first."""
    rows: _Rows = []
    for gap in gaps:
        near = {item.iri for item in gap.near}
        rest = [_skill(item) for item in gap.missing if item.iri not in near]
        unmet = [f"{gate.label} ({cite(gate.sources)})" for gate in gap.gates if not gate.met]
        unmet += [f"regulated profession ({cite(gap.law)})"] if gap.law else []
        rows.append(
            [
                gap.destination.label,
                f"{gap.coverage or 0:.0%}",
                ", ".join(map(_held, gap.held)),
                ", ".join([*(_skill(item, "near") for item in gap.near), *rest]),
                ", ".join(unmet),
            ]
        )
    return rows


def _skill(item: SkillItem, *details: str) -> str:
    """A skill with what there is to say of it in brackets, its source last."""
    said = "; ".join(filter(None, (*details, cite(item.sources))))
    return f"{item.label} ({said})" if said else item.label


def _held(item: SkillItem) -> str:
    return _skill(item, tools(item, covered=True))


def _spreadsheet(gaps: Iterable[Gap]) -> Table:
    rows: _Rows = []
    for gap in gaps:
        asked = [gate.label for gate in gap.gates if not gate.met]
        unmet = ", ".join([*asked, "regulated profession"] if gap.law else asked)
        skills = [", ".join(item.label for item in items) for items in (gap.held, gap.near, gap.missing)]
        sources = cite(sources_of((*gap.held, *gap.missing), gap.gates))
        rows.append([gap.destination.label, round(gap.coverage or 0, 6), *skills, unmet, sources])
    return Table(["role", "coverage", "held", "near", "missing", "gate not held", "source"], rows)


# --- what courses teach -----------------------------------------------------------------------------------------------


def _curriculum(session: Session, have: Sequence[str], limit: int | None) -> Report:
    session.bear_with("reading the requirements")
    if limit is None and len(session.graph.table.roles) > _MANY:
        limit = _LIMIT
    answer = session.graph.curriculum(session.entities(have, ("skill",)), limit)
    fully, partly, uncovered = answer.extent
    parts = _parts(answer)
    summary = (
        f"{_count(fully, 'role')} covered fully, {partly} partly, {uncovered} not at all."
        f" {_count(answer.not_covered, 'required skill')} not taught,"
        f" {_count(len(answer.unasked), 'taught skill')} not asked for."
    )
    blocks: list[Block] = [
        Heading(f"A curriculum of {_count(len(answer.taught), 'skill')}"),
        Line(summary),
        *_silent(answer.not_stated),
    ]
    cells: _Rows = []
    for part in parts:
        rows = part.rows[:limit]
        cut = f" ({limit} of {part.total})" if len(rows) < part.total else ""
        if rows:
            blocks += [Heading(f"{part.title}{cut}", 2), Table(list(part.columns), rows)]
        cells += [[part.what, row[0], *([""] if part.what == "not asked for" else []), *row[1:]] for row in rows]
    table = Table(["what", "name", "count", "with", "besides"], cells)
    notes = [
        f"{len(part.rows[:limit])} of {part.total} {part.things} are shown; -n {part.total} shows all"
        for part in parts
        if len(part.rows[:limit]) < part.total
    ]
    return Report(plain_analysis.curriculum(answer), table, blocks, notes=notes)


class _Part(NamedTuple):
    """A table of what is said of a curriculum, and how many rows there are, also those that are not at hand."""

    what: str
    things: str
    title: str
    total: int
    columns: tuple[str, ...]
    rows: _Rows


def _parts(answer: Curriculum) -> list[_Part]:
    untaught: _Rows = [
        [item.skill.label, item.total, _askers(item), "near one taught" if item.near else ""]
        for item in answer.untaught
    ]
    idle: _Rows = [
        [item.skill.label, ", ".join(role.label for role in item.optional_for), _names(item.related)]
        for item in answer.unasked
    ]
    return [
        _Part(
            "role",
            "roles",
            "Roles, and how far it covers them",
            sum(answer.extent),
            ("role", "covered", "skills taught", "not taught"),
            _role_rows(answer),
        ),
        _Part(
            "not taught",
            "skills that no course teaches",
            "Required skills that no course teaches",
            answer.not_covered,
            ("skill", "roles", "asked for by", ""),
            untaught,
        ),
        _Part(
            "not asked for",
            "taught skills that no role asks for",
            "Taught skills that no role asks for",
            len(idle),
            ("skill", "optional for", "near or narrower, and asked for"),
            idle,
        ),
    ]


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _role_rows(answer: Curriculum) -> _Rows:
    return [
        [
            gap.destination.label,
            "fully" if not gap.missing else f"{len(gap.held)} of {len(gap.held) + len(gap.missing)}",
            ", ".join(map(_held, gap.held)),
            ", ".join(item.label for item in gap.missing),
        ]
        for gap in answer.roles
    ]


def _askers(item: UntaughtSkill) -> str:
    told = [f"{each.role.label} ({cite(each.sources)})" for each in item.asked]
    more = item.total - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")
