"""Someone's own tables as a source of a store, and what they would state, before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph
from pyoxigraph import RdfFormat, Store

from kg.errors import DataError, UsageError, quoted
from kg.model import Entity, Finding
from kg.rdf.describe import INVERSES, describe
from kg.rdf.reader import GraphReader
from kg.rdf.table import write_table
from kg.schema import PREFIXES, slug
from kg.sources.files import Files
from kg.sources.table import Tables
from kg.sources.table_mapping import read_table_mapping
from kg.store.taxonomy import Added

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pyoxigraph import Quad

    from kg.model import Fact
    from kg.model.taxonomy import ImportReport
    from kg.store.folder import StoreFolder

__all__ = ["Preview", "TableStatement", "add_table", "preview_table"]


_UNSAID = ("date", "definition")
"""Parts of a fact that no row states: what a table cannot date, and what a scheme made of a cell is for."""


class TableStatement(NamedTuple):
    """What a row states: of whom, which property, its value in words, and where it stands."""

    subject: str
    property: str
    value: str
    source: str


class Preview(NamedTuple):
    """What an import would state and report; nothing is written."""

    name: str
    statements: tuple[TableStatement, ...]
    report: ImportReport


def add_table(
    folder: StoreFolder,
    paths: Sequence[Path],
    mapping: Path,
    *,
    name: str | None = None,
    advance: Callable[[int, int], None] | None = None,
) -> Added:
    """Add tables to a store as one source, or replace it; it is called ``name``, or else as the first file.

    Raises DataError for a mapping that is wrong or does not fit the tables, and where they state nothing; SourceError
    for files that cannot be read; and as :meth:`StoreFolder.put` does.
    """
    source, quads, report = _read(paths, mapping, name, advance)
    if not _states(report):
        faults = [finding for finding in report.findings if finding.severity == "error"]
        raise DataError(faults or [Finding("error", "no row states anything", str(mapping))])

    def write(file: Path) -> int:
        content = pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b""
        file.write_bytes(b"".join(sorted(content.splitlines(keepends=True))))  # the same bytes on every run
        return len(quads)

    return Added(folder.put(source, write), report)


def preview_table(
    paths: Sequence[Path],
    mapping: Path,
    *,
    name: str | None = None,
    advance: Callable[[int, int], None] | None = None,
) -> Preview:
    """What :func:`add_table` would state, read back from the same quads; raises as it does, but for stating nothing."""
    source, quads, report = _read(paths, mapping, name, advance)
    store = Store()
    store.bulk_extend(quads)
    return Preview(source, tuple(_statements(GraphReader(store, source))), report)


def _read(
    paths: Sequence[Path], mapping: Path, name: str | None, advance: Callable[[int, int], None] | None
) -> tuple[str, list[Quad], ImportReport]:
    source = (slug(paths[0].stem) if paths else "") if name is None else name
    if slug(source) != source or not source:
        raise UsageError(
            f"{quoted(source)} is no name of a source", "use lower-case letters, digits and hyphens: --name"
        )
    if source in PREFIXES:  # its things would live among those of the bundled graph
        raise UsageError(f"{quoted(source)} is what IRIs of the bundled graph begin with", "give another name: --name")
    shape = read_table_mapping(mapping)
    tables = Tables(Files(paths, advance), shape, source)
    quads = list(write_table(source, tables.about, tables.records(), shape.language))
    return source, quads, tables.report()


def _states(report: ImportReport) -> bool:
    return any(file.kept for file in report.files)


def _statements(reader: GraphReader) -> Iterator[TableStatement]:
    """Every fact of every thing, by its first row; those that only read another one backwards are left out."""
    backwards = set(INVERSES.values())
    things = [entity for entity in reader.entities.values() if entity.kind != "document"]
    told = [
        (fact, entity) for entity in things for fact in describe(reader, entity).facts if fact.property not in backwards
    ]
    told.sort(key=lambda pair: (pair[0].source.document or "", pair[0].source.line or 0, pair[1].kind, pair[1].iri))
    for fact, entity in told:
        file = (fact.source.document or "").rpartition(", ")[2]
        yield TableStatement(entity.label, fact.property, _words(fact), f"{file}:{fact.source.line}")


def _words(fact: Fact) -> str:
    """The value of a fact with its parts."""
    parts = ", ".join(f"{name} {_said(value)}" for name, value in fact.parts if name not in _UNSAID)
    return f"{_said(fact.value)} ({parts})" if parts else _said(fact.value)


def _said(value: object) -> str:
    if isinstance(value, Entity):
        return value.label
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
