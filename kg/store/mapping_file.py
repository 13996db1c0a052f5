"""Mappings as a source of a store: those that ship with the program, and the user's own SSSOM files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.rdf.lines import write_lines
from kg.rdf.mappings import write_mappings
from kg.resources import resource
from kg.schema import ALIGNMENTS, slug
from kg.sources.sssom import read_sssom

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kg.model.mapping import MappingSet
    from kg.store.changes import Change
    from kg.store.folder import StoreFolder

__all__ = ["add_mapping_file", "add_mappings"]

_TITLE = "Links of the bundled roles and skills to ESCO and O*NET"


def add_mappings(folder: StoreFolder) -> Change:
    """Add the mappings that ship with the program, as the source ``alignments``; raises as StoreFolder.put does."""
    files = sorted(resource("data/mappings").glob("*.sssom.tsv"))
    return _put(folder, ALIGNMENTS, _TITLE, [read_sssom(file, f"data/mappings/{file.name}") for file in files])


def add_mapping_file(folder: StoreFolder, path: Path, name: str | None = None) -> tuple[Change, MappingSet]:
    """Add an SSSOM file as a source, or replace the one of that name (by default the file's own).

    Raises SourceError for a file that cannot be read, DataError listing what is wrong in it, and as
    :meth:`StoreFolder.put` does.
    """
    found = read_sssom(path)
    source = slug(path.name.removesuffix(".tsv").removesuffix(".sssom")) if name is None else name
    return _put(folder, source, found.title or path.name, [found]), found


def _put(folder: StoreFolder, name: str, title: str, sets: Sequence[MappingSet]) -> Change:
    def write(file: Path) -> int:
        return write_lines(write_mappings(sets, name, title), file)

    return folder.put(name, write)
