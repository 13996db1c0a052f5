"""The command ``kg backup``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import PATH, open_store
from kg.cli.session import Session


@click.command()
@click.argument("file", metavar="FILE", type=PATH)
@click.pass_obj
def command(session: Session, file: Path) -> None:
    """Every source of the store of -g; the path of the file is printed.

    \b
    Example:
      kg -g my-store backup my-store.zip
    """
    from kg.store.backup import backup  # loads the engine, which help does without

    backup(open_store(session, None), file)
    click.echo(file)
