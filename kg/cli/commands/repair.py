"""The command ``kg repair``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.answers.blocks import Answer
from kg.answers.stores import repair_answer
from kg.cli.options import PATH, answers, open_store
from kg.cli.session import Session


@click.command()
@click.option("--into", "folder", metavar="DIR", type=PATH, help="The store; otherwise that of -g.")
@click.option("--drop", is_flag=True, help="Take out the sources that cannot be rebuilt, to be imported again.")
@answers()
def command(session: Session, folder: Path | None, drop: bool) -> Answer:
    """Every file is compared with its checksum; what differs is made of the rest.

    Exit status 3, and the store as it was, where the quads of a source are lost.

    \b
    Example:
      kg -g my-store repair
    """
    return repair_answer(open_store(session, folder).repair(drop=drop))
