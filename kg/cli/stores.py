"""The commands about stores on disk: init, remove, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.report import Line, Report, Table, report
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.cli.session import Session
    from kg.store.counts import SourceDiff
    from kg.store.folder import StoreFolder

__all__ = [
    "PATH",
    "backup_store",
    "change_data",
    "change_table",
    "changes_report",
    "init",
    "remove",
    "restore_store",
    "store_at",
]

BUNDLED = "bundled"
"""What the bundled graph is called as a source of a store."""

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=PATH)
@click.option("--empty", is_flag=True, help="Leave the bundled graph and its links out.")
@report()
def init(session: Session, folder: Path, empty: bool) -> Report:
    """A new folder. It holds the bundled graph and its links to ESCO and O*NET, and takes other sources with kg import;
    ask it with kg -g DIR.

    \b
    Example:
      kg init new-store
      kg -g new-store route statistician MLOps
    """
    del session
    from kg.graph import BUNDLED as FILE
    from kg.resources import resource
    from kg.store.folder import StoreFolder
    from kg.store.imports import import_mappings, import_source

    with StoreFolder.create_or_discard(folder) as store:
        if not empty:
            import_source(store, "rdf", [resource(FILE)], name=BUNDLED)
            import_mappings(store)
    return _sources(store)


@click.command()
@click.argument("name", metavar="SOURCE")
@click.option("--from", "folder", metavar="DIR", type=PATH, help="The store; otherwise that of -g.")
@report()
def remove(session: Session, name: str, folder: Path | None) -> Report:
    """The others stay as they are.

    \b
    Example:
      kg -g my-store remove my-guide
    """
    return changes_report([store_at(session, folder).remove(name)])


@click.command("backup")
@click.argument("file", metavar="FILE", type=PATH)
@click.pass_obj
def backup_store(session: Session, file: Path) -> None:
    """The store of -g, every source of it; the path of the file is printed.

    \b
    Example:
      kg -g my-store backup my-store.zip
    """
    from kg.store.backup import backup

    backup(store_at(session, None), file)
    click.echo(file)


@click.command("restore")
@click.argument("file", metavar="FILE", type=PATH)
@click.option("--into", metavar="DIR", type=PATH, help="The folder; otherwise that of -g.")
@report()
def restore_store(session: Session, file: Path, into: Path | None) -> Report:
    """Into a new folder, or in place of all that a store holds.

    \b
    Example:
      kg restore my-store.zip --into another-store
    """
    from kg.store.backup import restore

    return _sources(restore(file, _folder(session, into)))


def _folder(session: Session, folder: Path | None) -> Path:
    if folder is None and session.source is None:
        raise UsageError("no store is named", "give --into DIR, or -g DIR before the command")
    return folder or Path(session.source or "")


def store_at(session: Session, folder: Path | None) -> StoreFolder:
    """The store in a folder, or that of -g."""
    from kg.store.folder import StoreFolder

    return StoreFolder.open_at(_folder(session, folder))


def _sources(store: StoreFolder) -> Report:
    rows = [[source.name, source.quads] for source in store.sources]
    data = {"store": str(store.path), "sources": [{"name": name, "quads": quads} for name, quads in rows]}
    table = Table(("source", "quads"), rows)
    if not rows:
        return Report(data, table, [Line(f"The store in {store.path} is empty.")])
    return Report(data, table, [Line(f"The store in {store.path}"), table])


def changes_report(changes: list[SourceDiff], notes: Sequence[str] = ()) -> Report:
    """What changes did to their sources."""
    data = [change_data(change) for change in changes]
    return Report(data, change_table(changes), notes=notes)


def change_table(changes: Iterable[SourceDiff]) -> Table:
    """A row for all quads of each source, then one for each sort of statement."""
    rows: list[list[object]] = []
    for change in changes:
        rows.append([change.source, "all quads", change.new, change.gone, change.kept])
        rows += [["", *part] for part in change.parts]
    return Table(("source", "of", "new", "gone", "as before"), rows)


def change_data(change: SourceDiff) -> dict[str, object]:
    """A change for JSON."""
    return change._asdict() | {"parts": [part._asdict() for part in change.parts]}
