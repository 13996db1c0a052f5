"""The command ``kg doctor``."""

from __future__ import annotations

import click

from kg.answers.blocks import Answer, Table
from kg.cli.options import answers
from kg.cli.session import Session
from kg.maintenance.doctor import checks


@click.command()
@answers()
def command(session: Session) -> Answer:
    """Exit status 1: something that kg needs is missing.

    \b
    Example:
      kg doctor
    """
    found = checks(session.source)
    rows = [[check.name, check.state, check.found, check.use, check.remedy] for check in found]
    table = Table(("component", "state", "found", "used for", "what to do"), rows)
    status = int(any(check.state == "missing" for check in found))
    return Answer(found, [table], title="What is installed", status=status)
