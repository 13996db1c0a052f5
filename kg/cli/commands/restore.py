"""The command ``kg restore``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.answers.blocks import Answer
from kg.answers.stores import store_answer
from kg.cli.options import PATH, answers, store_path
from kg.cli.session import Session


@click.command()
@click.argument("file", metavar="FILE", type=PATH)
@click.option("--into", metavar="DIR", type=PATH, help="The folder; otherwise that of -g.")
@answers()
def command(session: Session, file: Path, into: Path | None) -> Answer:
    """Into a new folder, or in place of all that a store holds.

    \b
    Example:
      kg restore my-store.zip --into another-store
    """
    from kg.store.backup import restore  # loads the engine, which help does without

    return store_answer(restore(file, store_path(session, into)))
