"""The commands about stores on disk: init, import, remove, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.report import Line, Report, Table, report
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.cli.session import Session
    from kg.store.folder import Change, StoreFolder

__all__ = ["backup_store", "import_source", "init", "remove", "restore_store"]

BUNDLED = "bundled"
"""What the bundled graph is called as a source of a store."""

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--empty", is_flag=True, help="Leave the bundled graph out.")
@report()
def init(session: Session, folder: Path, empty: bool) -> Report:
    """A new folder. It holds the bundled graph, and takes others with kg import; ask it with kg -g DIR.

    \b
    Example:
      kg init new-store
      kg -g new-store route statistician MLOps
    """
    del session
    from kg.graph import BUNDLED as FILE
    from kg.resources import resource
    from kg.store.folder import StoreFolder
    from kg.store.rdf_file import add_file

    store = StoreFolder.create(folder)
    if not empty:
        add_file(store, resource(FILE), BUNDLED)
    return _sources(store)


@click.command("import")
@click.argument("kind", metavar="KIND", type=click.Choice(["rdf"]))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_PATH)
@click.option("--into", metavar="DIR", type=_PATH, help="The store; otherwise that of -g.")
@click.option("--name", help="What the source is called; otherwise as the file.")
@report()
def import_source(session: Session, kind: str, files: tuple[Path, ...], into: Path | None, name: str | None) -> Report:
    """KIND is rdf: files of any format of RDF that this kg reads.

    A source of the same name is replaced, and no other is touched. What is new and what is gone is told. Files are
    taken one after the other; one that is damaged is not taken, and ends the import.

    \b
    Example:
      kg import rdf my-guide.ttl --into my-store
      kg import rdf careers.trig --into my-store --name careers
    """
    del kind
    from kg.store.rdf_file import add_file

    if name is not None and len(files) > 1:
        raise UsageError("--name is for one file", "import the files one by one, each with its name")
    store = _store(session, into)
    return _changes([add_file(store, file, name) for file in files])


@click.command()
@click.argument("name", metavar="SOURCE")
@click.option("--from", "folder", metavar="DIR", type=_PATH, help="The store; otherwise that of -g.")
@report()
def remove(session: Session, name: str, folder: Path | None) -> Report:
    """The others stay as they are.

    \b
    Example:
      kg -g my-store remove my-guide
    """
    return _changes([_store(session, folder).remove(name)])


@click.command("backup")
@click.argument("file", metavar="FILE", type=_PATH)
@click.pass_obj
def backup_store(session: Session, file: Path) -> None:
    """The store of -g, every source of it; the path of the file is printed.

    \b
    Example:
      kg -g my-store backup my-store.zip
    """
    from kg.store.archive import backup

    backup(_store(session, None), file)
    click.echo(file)


@click.command("restore")
@click.argument("file", metavar="FILE", type=_PATH)
@click.option("--into", metavar="DIR", type=_PATH, help="The folder; otherwise that of -g.")
@report()
def restore_store(session: Session, file: Path, into: Path | None) -> Report:
    """Into a new folder, or in place of all that a store holds.

    \b
    Example:
      kg restore my-store.zip --into another-store
    """
    from kg.store.archive import restore

    return _sources(restore(file, _folder(session, into)))


def _folder(session: Session, folder: Path | None) -> Path:
    if folder is None and session.source is None:
        raise UsageError("no store is named", "give --into DIR, or -g DIR before the command")
    return folder or Path(session.source or "")


def _store(session: Session, folder: Path | None) -> StoreFolder:
    from kg.store.folder import StoreFolder

    return StoreFolder.at(_folder(session, folder))


def _sources(store: StoreFolder) -> Report:
    rows = [[source.name, source.quads] for source in store.sources]
    data = {"store": str(store.path), "sources": [{"name": name, "quads": quads} for name, quads in rows]}
    table = Table(("source", "quads"), rows)
    if not rows:
        return Report(data, table, [Line(f"The store in {store.path} is empty.")])
    return Report(data, table, [Line(f"The store in {store.path}"), table])


def _changes(changes: list[Change]) -> Report:
    rows = [list(change) for change in changes]
    return Report([change._asdict() for change in changes], Table(("source", "new", "gone", "as before"), rows))
