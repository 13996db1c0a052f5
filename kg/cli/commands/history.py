"""The command ``kg history``."""

from __future__ import annotations

import click

from kg.answers.blocks import Answer
from kg.answers.stores import history_answer
from kg.cli.options import answers, open_store
from kg.cli.session import Session


@click.command()
@click.argument("name", metavar="[SOURCE]", default="")
@answers()
def command(session: Session, name: str) -> Answer:
    """The last first: the time (UTC), the version that the source states, quads added and removed, and the checksums of
    the files (SHA-256). Of each source the last fifty changes are kept. With SOURCE those of one source.

    \b
    Example:
      kg -g my-store history
    """
    return history_answer(open_store(session, None).history(name), name)
