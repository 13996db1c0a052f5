"""The command ``kg doctor``."""

from __future__ import annotations

from datetime import date

import click

from kg.answers.blocks import Answer, Block, Cell, Heading, Table, count_of
from kg.cli.options import answers
from kg.cli.session import Session
from kg.maintenance.doctor import Check, SourceAge, checks, limits, sources
from kg.schema import NOT_STATED

_COLUMNS = ("component", "state", "found", "used for", "what to do", "extra")


@click.command()
@answers()
def command(session: Session) -> Answer:
    """The libraries, what each extra brings, the limits, and of a store the sources: their release, and when they were
    put in. Exit status 1: something that kg needs is missing.

    \b
    Example:
      kg doctor
      kg -g my-store doctor
      pip install 'career-kg[server]'
    """
    found, ages = checks(session.source), sources(session.source)
    held = [_check(source) for source in ages]
    bounds = limits()
    blocks: list[Block] = [
        Heading("What is installed"),
        Table(_COLUMNS[:5], [_row(check)[:5] for check in found if not check.extra]),
        Heading("Extras: pip install 'career-kg[EXTRA]'", 2),
        Table(("extra", *_COLUMNS[:5]), [[check.extra, *_row(check)[:5]] for check in found if check.extra]),
    ]
    if ages:
        columns = ("source", "title", "release", "put in", "age")
        rows: list[list[Cell]] = [
            [each.source, each.title, each.release or NOT_STATED, str(each.imported), _age(each)] for each in ages
        ]
        blocks += [Heading("Sources of the store", 2), Table(columns, rows)]
    rows = [[check.name.removeprefix("limit "), check.found, check.use, check.remedy] for check in bounds]
    blocks += [
        Heading("Limits, each of which ends a run with status 3", 2),
        Table(("limit", "value", "bounds", "set by"), rows),
    ]
    every = [*found, *held, *bounds]
    status = int(any(check.state == "missing" for check in found))
    return Answer(
        every, blocks, sheet=Table(_COLUMNS, list(map(_row, every))), title="What is installed", status=status
    )


def _check(source: SourceAge) -> Check:
    """A source as a check, for formats that have one list."""
    found = f"{source.release or NOT_STATED}; put in {source.imported}"
    return Check(f"source {source.source}", "ok", found, "", source.title)


def _age(source: SourceAge) -> str:
    days = (date.today() - source.imported).days
    return f"{count_of(days, 'day')} ago" if days > 0 else "today"


def _row(check: Check) -> list[Cell]:
    return [check.name, check.state, check.found, check.use, check.remedy, check.extra]
