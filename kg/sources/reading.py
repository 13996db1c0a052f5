"""What the importers of public taxonomies share: the tables that they read, and the report of what became of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from kg.model import Finding
from kg.model.taxonomy import Document, ImportReport
from kg.sources.rows import Layout, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model.taxonomy import About, Record
    from kg.sources.files import Files

__all__ = ["Reading", "RecordSource", "checked_iri", "labels"]

_IRI = re.compile(r"https?://[A-Za-z0-9.-]+(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)+")
"""The IRIs that taxonomies use: what every format of RDF and every engine takes as it is."""


class RecordSource(Protocol):
    """A source of records: what it says of itself, the records, one after the other, and then the report on them."""

    about: About

    def records(self) -> Iterator[Record]:
        """Every fact, in the order of files and rows."""

    def report(self) -> ImportReport:
        """What became of the rows; complete when all records are read."""


class Reading:
    """The tables of one import, each opened with its document, and every finding on them."""

    def __init__(self, files: Files, about: About) -> None:
        self.files = files
        self.about = about
        self.findings: list[Finding] = [
            Finding("warning", "is given twice, and only the first is read", name) for name in files.repeated
        ]
        self._tables: list[Table] = []

    def table(self, name: str, layout: Layout) -> Table:
        """A table to be read now."""
        return self.keep(Table(self.files, name, layout))

    def keep(self, table: Table) -> Table:
        """A table that is to be in the report."""
        self._tables.append(table)
        return table

    def document(self, name: str) -> Document:
        """The document that a file is."""
        version = "" if self.about.version == NO_VERSION else f" {self.about.version}"
        return Document(name, f"{self.about.title.partition(' (')[0]}{version}, {name}")

    def note(self, message: str, file: str | None = None) -> None:
        """Tell what is worth knowing and no fault."""
        self.findings.append(Finding("info", message, file))

    def report(self) -> ImportReport:
        """What became of the rows of each table."""
        found = [finding for table in self._tables for finding in table.findings]
        return ImportReport(self.about, tuple(table.report for table in self._tables), (*found, *self.findings))


NO_VERSION = "not stated"
"""The version of a release that does not say which it is."""


def checked_iri(iri: str, space: str) -> str | None:
    """What is wrong with an IRI that stands in a file, None where nothing is."""
    if not iri.startswith(space):
        return f"'{iri[:100]}' is no IRI below {space}"
    return None if _IRI.fullmatch(iri) else f"'{iri[:100]}' is no IRI"


def labels(cell: str, *known: str) -> tuple[str, ...]:
    r"""The labels of a cell, one on a line, without those known and those that come twice.

    >>> labels("coder\nbuilder\n coder", "builder")
    ('coder',)
    """
    found = dict.fromkeys(filter(None, map(str.strip, re.split(r"\n| \| ", cell))))
    return tuple(label for label in found if label not in known)
