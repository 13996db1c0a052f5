"""The command ``kg doctor``."""

from __future__ import annotations

import click

from kg.answers.blocks import Answer, Block, Heading, Table
from kg.cli.options import answers
from kg.cli.session import Session
from kg.maintenance.doctor import checks, limits


@click.command()
@answers()
def command(session: Session) -> Answer:
    """Exit status 1: something that kg needs is missing.

    \b
    Example:
      kg doctor
    """
    found, bounds = checks(session.source), limits()
    columns = ("component", "state", "found", "used for", "what to do")
    table = Table(columns, [[check.name, check.state, check.found, check.use, check.remedy] for check in found])
    rows = [[check.name.removeprefix("limit "), check.found, check.use, check.remedy] for check in bounds]
    bounded = Table(("limit", "value", "bounds", "set by"), rows)
    status = int(any(check.state == "missing" for check in found))
    blocks: list[Block] = [
        Heading("What is installed"),
        table,
        Heading("Limits, each of which ends a run with status 3", 2),
        bounded,
    ]
    sheet = Table(columns, [*table.rows, *([c.name, c.state, c.found, c.use, c.remedy] for c in bounds)])
    return Answer([*found, *bounds], blocks, sheet=sheet, title="What is installed", status=status)
