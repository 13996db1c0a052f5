"""The command ``kg site``."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import PATH
from kg.cli.session import Session
from kg.errors import OutputError, UsageError, quoted

if TYPE_CHECKING:
    from kg.server.static_site import StaticSite


@click.command()
@click.argument("folder", metavar="DIR", type=PATH)
@click.pass_obj
def command(session: Session, folder: Path) -> None:
    """DIR is made, or replaced where it is a site made before; the number of files and their size are printed.

    A page for each entity, list and question, for the route between any two roles, and the map. All links are relative:
    any web server can give the files, at any address. It is for small graphs; `kg doctor` lists its limit of pages. It
    needs career-kg[server].

    \b
    Example:
      kg site public
    """
    from kg.cli.operations import operations
    from kg.server.app import check_installed
    from kg.server.static_site import INDEX, StaticSite

    check_installed()
    if folder.exists() and not (folder / INDEX).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{quoted(str(folder))} is not empty, and not a site made before", "name a new folder")
    if folder.resolve() == Path.cwd():  # it is replaced as a whole, and with it where one is
        raise UsageError("the site would replace the folder that you are in", "name a new folder")
    number, size = _written(StaticSite(session.graph, operations()), folder)
    click.echo(f"{folder}: {number:,} files, {size / 1e6:.1f} MB")


def _written(site: StaticSite, folder: Path) -> tuple[int, int]:
    """Write the files beside the folder, then put them in its place; their number and size."""
    target = folder.resolve()
    made, old = (target.with_name(f".{target.name}.{end}") for end in ("new", "old"))
    number = size = 0
    try:
        for each in (made, old):
            shutil.rmtree(each, ignore_errors=True)
        for name, content in site.files():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            number, size = number + 1, size + len(content)
        if target.exists():
            target.rename(old)
        made.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"cannot write {quoted(str(folder))}: {error.strerror or error}", "check the path") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return number, size
