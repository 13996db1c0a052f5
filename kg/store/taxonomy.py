"""A public taxonomy as a source of a store: read as a stream, whole or not at all, with a report of every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.errors import UsageError, quoted
from kg.rdf.taxonomy import write_taxonomy
from kg.sources.files import Files
from kg.sources.located import CONTROL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from kg.model.taxonomy import ImportReport
    from kg.sources.reading import Taxonomy
    from kg.store.changes import Change
    from kg.store.folder import StoreFolder

__all__ = ["TAXONOMIES", "Added", "add_taxonomy"]


class Added(NamedTuple):
    """What an import changed in the store, and what it has to report."""

    change: Change
    report: ImportReport


def _esco(files: Files, release: str | None) -> Taxonomy:
    from kg.sources.esco import Esco

    return Esco(files, release)


def _onet(files: Files, release: str | None) -> Taxonomy:
    from kg.sources.onet import Onet

    return Onet(files, release)


TAXONOMIES: dict[str, Callable[[Files, str | None], Taxonomy]] = {"esco": _esco, "onet": _onet}
"""What reads each kind of taxonomy; the kind is also the name of its source, unless another is given."""


def add_taxonomy(
    folder: StoreFolder,
    kind: str,
    paths: Iterable[Path],
    *,
    name: str | None = None,
    release: str | None = None,
    advance: Callable[[int, int], None] | None = None,
) -> Added:
    """Add a public taxonomy to a store, or replace it, from folders and zips of its official files.

    ``release`` is its version where the names of the files do not tell it; ``advance`` is told how many bytes of how
    many are read. Raises SourceError for files that are none of that taxonomy, damaged zips and missing columns, and as
    :meth:`StoreFolder.put` does.
    """
    if kind not in TAXONOMIES:
        raise UsageError(f"there is no kind of taxonomy '{kind}'", f"the kinds are: {', '.join(TAXONOMIES)}")
    if release is not None and (
        not release.strip() or len(release) > 100 or CONTROL.search(release) or "\n" in release
    ):
        raise UsageError(f"{quoted(release)} is no version", "give one such as 1.2.0: --release")
    source = kind if name is None else name
    taxonomy = TAXONOMIES[kind](Files(paths, advance), release)

    def write(file: Path) -> int:
        with file.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as output:
            return write_taxonomy(source, taxonomy.about, taxonomy.records(), output)

    change = folder.put(source, write)
    return Added(change, taxonomy.report())
