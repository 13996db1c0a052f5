"""The command ``kg remove``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.answers.blocks import Answer
from kg.answers.stores import changes_answer
from kg.cli.options import PATH, answers, open_store
from kg.cli.session import Session


@click.command()
@click.argument("name", metavar="SOURCE")
@click.option("--from", "folder", metavar="DIR", type=PATH, help="The store; otherwise that of -g.")
@answers()
def command(session: Session, name: str, folder: Path | None) -> Answer:
    """The other sources stay as they are.

    \b
    Example:
      kg -g my-store remove my-guide
    """
    return changes_answer([open_store(session, folder).remove(name)])
