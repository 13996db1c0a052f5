"""Backups of a store: one zip file with the quads of every source, which any version of the engine can take back."""

from __future__ import annotations

import json
import shutil
import zipfile
from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING, Final

import pyoxigraph
from pyoxigraph import RdfFormat

from kg.errors import SourceError, quoted
from kg.limits import FILE_SIZE
from kg.rdf.quads import open_quads, write_lines
from kg.resources import check_file, replacing
from kg.schema import NAME_LINKS, slug
from kg.sources.files import checked_entries, damage_explained
from kg.store.folder import StoredSource, StoreFolder
from kg.store.history import HistoryEntry, read_history

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pyoxigraph import Quad


_LIST: Final = "sources.json"
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""The time stamp of every file in a backup, so that the same store gives the same bytes."""


def backup(folder: StoreFolder, file: Path) -> None:
    """Write every source of a store into one zip file.

    Raises OutputError when that cannot be written, SourceError where a source is damaged.
    """
    stated = (source for source in folder.sources if source.name != NAME_LINKS)  # a restore finds the links itself
    sources = [folder.verified(source) for source in stated]
    with replacing(file) as written, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = [
            {"name": source.name, "quads": source.quads} | ({"unlinked": source.unlinked} if source.unlinked else {})
            for source in sources
        ]
        history = [entry._asdict() for entry in reversed(folder.history())]
        archive.writestr(_entry(_LIST), json.dumps({"sources": listed, "history": history}, indent=1) + "\n")
        for source in sources:
            entry = _entry(f"{source.name}.nq")
            with open_quads(folder.file(source)) as quads, archive.open(entry, "w", force_zip64=True) as target:
                shutil.copyfileobj(quads, target, 1 << 20)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def restore(file: Path, path: Path) -> StoreFolder:
    """Make a store of a backup, in a new folder or in place of all that a store holds.

    Raises SourceError for a file that is no backup, damaged or a bomb; what the folder held is then untouched.
    """
    if not file.exists():
        raise SourceError(f"there is no file {quoted(str(file))}", "check the path")
    check_file(file, FILE_SIZE)
    with ExitStack() as stack:
        with _damage_explained(file):
            archive = stack.enter_context(zipfile.ZipFile(file))
            sources, history = _listed(archive, file)
        folder = stack.enter_context(_folder(path))
        folder.replace_all(lambda target: list(_unpacked(archive, file, sources, target)), history)
        return folder


def _damage_explained(file: Path) -> AbstractContextManager[None]:
    return damage_explained(f"{quoted(str(file))} is not a backup, or damaged", "give a whole backup")


def _folder(path: Path) -> AbstractContextManager[StoreFolder]:
    """The store in a folder, or a new one, which is removed when the restore fails."""
    new = not path.exists() or (path.is_dir() and not any(path.iterdir()))
    return StoreFolder.create_or_discard(path) if new else nullcontext(StoreFolder.open_at(path))


def _listed(archive: zipfile.ZipFile, file: Path) -> tuple[dict[str, list[str]], list[HistoryEntry]]:
    """The sources of a backup by name, each with its graphs that are not linked to others; and the history of all.

    All of them must be in it, and nothing else. Backups of before there was a history have a list of sources alone.
    """
    entries = {entry.filename: entry for entry in checked_entries(archive, str(file), "it is not a backup")}
    try:
        found = json.loads(archive.read(_LIST))
        table = {"sources": found} if isinstance(found, list) else found
        listed = {str(each["name"]): [str(iri) for iri in each.get("unlinked", ())] for each in table["sources"]}
        history = read_history(table)
    except (KeyError, ValueError, TypeError, AttributeError, OSError) as error:
        raise SourceError(f"{quoted(str(file))} is not a backup of a store: {error}", "give a whole backup") from error
    if {_LIST, *(f"{name}.nq" for name in listed)} != set(entries):
        raise SourceError(f"{quoted(str(file))} holds other files than it lists", "give a backup that kg wrote")
    for name in listed:
        if slug(name) != name or not name:
            raise SourceError(f"{quoted(str(file))} names a source {quoted(name)}", "give a backup that kg wrote")
    return listed, history


def _unpacked(
    archive: zipfile.ZipFile, file: Path, sources: dict[str, list[str]], target: Path
) -> Iterator[StoredSource]:
    """The sources of a backup, read and written again: another program may write N-Quads differently."""
    for name, unlinked in sources.items():
        written = f"{name}.restored.nq.gz"
        quads = write_lines(_quads(archive, file, f"{name}.nq"), target / written)
        yield StoredSource(name, written, quads, unlinked=tuple(unlinked))


def _quads(archive: zipfile.ZipFile, file: Path, entry: str) -> Iterator[Quad]:
    with _damage_explained(file), archive.open(entry) as packed:
        yield from pyoxigraph.parse(packed, RdfFormat.N_QUADS)
