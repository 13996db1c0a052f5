"""A Markdown guide as a source of a store: read by its structure, written as the curated guide is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.errors import UsageError, quoted
from kg.rdf.lines import write_lines
from kg.rdf.stated import write_sorts, write_stated
from kg.schema import BASE, CURATION, INFERRED, NOT_STATED, prefixes, slug
from kg.sources.guide import read_guide
from kg.sources.located import CONTROL

if TYPE_CHECKING:
    from pathlib import Path

    from kg.model import Finding
    from kg.store.changes import Change
    from kg.store.folder import StoreFolder

__all__ = ["add_guide"]


def add_guide(
    folder: StoreFolder,
    path: Path,
    name: str | None = None,
    *,
    licence: str | None = None,
    attribution: str | None = None,
) -> tuple[Change, tuple[Finding, ...]]:
    """Add what a guide states to a store, or replace the source ``name`` (by default the file's).

    Returns the change, and the lines that were not understood. The entities stand under a base of their own, so that no
    two guides are taken to mean the same by a word that they share. Raises SourceError for a file that is no guide,
    UsageError for a name that is taken or a licence that is no address, and as :meth:`StoreFolder.put` does.
    """
    source = slug(path.stem) if name is None else name
    _check_name(folder, source)
    if licence is not None and not _is_address(licence):
        raise UsageError(f"{quoted(licence)} is not the address of a licence", "give one such as https://...")
    if attribution is not None and CONTROL.search(attribution):
        raise UsageError(f"{quoted(attribution)} is no name of an author", "give a plain text: --attribution")
    guide = read_guide(path, source, licence or NOT_STATED, attribution or NOT_STATED)
    base = f"{BASE}{source}/"
    quads = {*write_stated(guide.dataset, base, BASE), *write_sorts(guide.dataset, base, BASE)}

    def write(file: Path) -> int:
        return write_lines(sorted(quads, key=str), file)

    return folder.put(source, write), guide.findings


def _check_name(folder: StoreFolder, name: str) -> None:
    """Refuse a name that is none, or by which the guide would mix with what others state."""
    if slug(name) != name or not name:
        raise UsageError(f"{quoted(name)} is no name of a source", "use lower-case letters, digits and hyphens")
    graph = NamedNode(f"{BASE}graph/{name}")
    others = all(source.name != name for source in folder.sources) and folder.open().engine.contains_named_graph(graph)
    if others or name in (CURATION, INFERRED, *prefixes()):
        raise UsageError(f"the name {quoted(name)} is taken", "give the guide another with --name")


def _is_address(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return text.startswith(("https://", "http://"))
