"""Tables of delimited text, read as streams of rows, each with its line; and the report of an import.

A cell may hold line breaks inside quotes. A damaged row costs no other: a row ends where its quotes close or where the
next one plainly begins, whichever is first, so that a lost quote never swallows the rest of a file. Every row that is
read is either kept or skipped, with the reason, file and line.
"""

from __future__ import annotations

import csv
import re
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from kg.errors import SourceError, quoted
from kg.model import Finding
from kg.model.records import DocumentRow, FileReport, ImportRecord, ImportReport, RowRef, SourceMetadata
from kg.sources.files import Files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager


_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What no text holds, and no format of RDF carries as it is."""

_LONGEST = 1 << 20
"""How many bytes a row may take; the largest of the official files takes a tenth of it."""

_TOO_LONG = f"takes more than {_LONGEST:,} bytes"

_UNCLOSED = "a quote is not closed before the next row, or is misplaced"

_MOST_NAMED = 30
"""How many columns a message names."""

_AS_PUBLISHED = "give the files as they were published"
_UNREADABLE = "no column could be read; is the file UTF-8?"


class Opener(Protocol):
    """What opens files by name, as lines of UTF-8, each with its line feed."""

    def opened(self, name: str) -> AbstractContextManager[Iterator[bytes]]:
        """The lines of a file."""


class ColumnLayout(NamedTuple):
    """How a table is laid out: the columns needed, those that may be there, and how a row begins.

    ``starts`` is a pattern of the first bytes of every row; without one a row begins wherever the one before ended.
    ``quotes`` says whether cells may be quoted, and then hold line breaks.
    """

    columns: Sequence[str]
    optional: Sequence[str] = ()
    starts: bytes | None = None
    delimiter: str = ","
    quotes: bool = True


class SourceTable:
    """One file of a layout: iterate over its rows, and :meth:`skip` those that make no sense.

    A row is its line and the cells of the layout's columns, then of its optional ones (empty where the file has none).
    Raises SourceError, naming the columns, for a file whose header lacks one.
    """

    def __init__(self, files: Opener, name: str, layout: ColumnLayout) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self._files = files
        self._layout = layout
        self._starts = re.compile(layout.starts).match if layout.starts else None
        self._read = 0
        self._skipped = 0

    @property
    def report(self) -> FileReport:
        """How many rows were read, kept and skipped so far."""
        return FileReport(self.name, self._read, self._read - self._skipped, self._skipped)

    def row_ref(self, line: int) -> RowRef:
        """The reference to the row that starts on a line."""
        return RowRef(self.name, line)

    def skip(self, line: int, reason: str) -> None:
        """Count the row of this line as skipped, and say why."""
        self._skipped += 1
        self.findings.append(Finding("error", reason, self.name, line))

    def warn(self, line: int | None, message: str) -> None:
        """Tell something odd about a row that is kept."""
        self.findings.append(Finding("warning", message, self.name, line))

    def heading(self) -> list[str]:
        """The names of the columns that are there."""
        with self._files.opened(self.name) as lines:
            _, header, _ = next(self._blocks(lines), (1, b"", None))
            return self._names(header)

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        with self._files.opened(self.name) as lines:
            rows = self._blocks(lines)
            _, header, _ = next(rows, (1, b"", None))
            width, pick = self._header(self._names(header))
            for line, content, fault in rows:
                self._read += 1
                cells = [] if fault else self._cells(content)
                if fault or cells is None:
                    self.skip(line, fault or _row_fault(content))
                elif len(cells) != width:
                    self.skip(line, f"has {len(cells)} cells in place of {width}")
                else:
                    yield line, pick([*cells, ""])

    # --- rows -------------------------------------------------------------------------------------------------------

    def _blocks(self, lines: Iterator[bytes]) -> Iterator[tuple[int, bytes, str | None]]:
        """The bytes of each row with the line that it starts on, and what is wrong with where it starts or ends."""
        held: list[bytes] = []
        start, size, unclosed, stray = 0, 0, False, False
        for number, line in _numbered(lines):
            begins = number == 1 or self._starts is None or self._starts(line) is not None
            if held and ((begins and self._starts) or size > _LONGEST):
                yield start, b"".join(held), _TOO_LONG if size > _LONGEST else _UNCLOSED
                held, stray = [], not begins
            if not held:
                if not begins:  # after a damaged row it belongs to that; after a sound one it is a damaged row itself
                    if not stray and line.strip():
                        yield number, line, "does not start like a data row"
                    stray = True
                    continue
                start, size, unclosed = number, 0, False
            held.append(line)
            size += len(line)
            if self._layout.quotes and line.count(b'"') % 2:
                unclosed = not unclosed
            if not unclosed:
                content = b"".join(held)
                if content.strip(b"\r\n"):
                    yield start, content, _TOO_LONG if len(content) > _LONGEST else None
                held, stray = [], False
        if held:
            fault = _TOO_LONG if size > _LONGEST else "a quote is not closed before the end of the file"
            yield start, b"".join(held), fault

    def _cells(self, content: bytes) -> list[str] | None:
        """The cells of a row, None where it is damaged."""
        if _CONTROL.search(content):
            return None
        try:
            text = content.decode().rstrip("\r\n")
            if "\r" in text or (self._layout.quotes and '"' in text):
                return _quoted_cells(text, self._layout) if self._layout.quotes else None
        except (UnicodeDecodeError, csv.Error):
            return None
        return text.split(self._layout.delimiter)

    def _names(self, header: bytes) -> list[str]:
        return [name.strip() for name in self._cells(header.removeprefix(b"\xef\xbb\xbf")) or ()]

    def _header(self, names: list[str]) -> tuple[int, Callable[[list[str]], tuple[str, ...]]]:
        missing = [name for name in self._layout.columns if name not in names]
        if missing:
            there = ", ".join(map(quoted, filter(None, names[:_MOST_NAMED]))) or _UNREADABLE
            message = f"{quoted(self.name)} lacks the columns {', '.join(map(quoted, missing))}; it has: {there}"
            raise SourceError(message, _AS_PUBLISHED)
        wanted = (*self._layout.columns, *self._layout.optional)
        if twice := [name for name in wanted if names.count(name) > 1]:
            message = f"{quoted(self.name)} has the columns {', '.join(map(quoted, twice))} more than once"
            raise SourceError(message, _AS_PUBLISHED)
        places = [names.index(name) if name in names else len(names) for name in wanted]
        return len(names), itemgetter(places[0], *places[1:], len(names))  # the empty cell too: always a tuple


def _numbered(pieces: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers; of one that came cut, since it is too long, the beginning alone."""
    number, whole = 1, True
    for piece in pieces:
        if whole:
            yield number, piece
        whole = piece.endswith(b"\n")
        number += whole


def _quoted_cells(text: str, layout: ColumnLayout) -> list[str]:
    cells = list(csv.reader([text], delimiter=layout.delimiter, strict=True))
    if len(cells) != 1:
        raise csv.Error
    return cells[0]


def _row_fault(content: bytes) -> str:
    """Why a row is damaged."""
    if found := _CONTROL.search(content):
        return f"holds the control character {found[0][0]}"
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return f"is not UTF-8 from byte {error.start + 1} of the row on"
    if any(len(cell) > csv.field_size_limit() for cell in content.split(b'"')):
        return f"has a quoted cell of more than {csv.field_size_limit():,} letters"
    return "a quote or line break is misplaced"


# --- the import as a whole --------------------------------------------------------------------------------------------


_IRI = re.compile(r"https?://[A-Za-z0-9.-]+(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)+")
"""The IRIs that taxonomies use: what every format of RDF and every engine takes as it is."""


class RecordSource(Protocol):
    """A source of records: what it says of itself, the records, one after the other, and then the report on them."""

    about: SourceMetadata

    def records(self) -> Iterator[ImportRecord]:
        """Every fact, in the order of files and rows."""

    def report(self) -> ImportReport:
        """What became of the rows; complete when all records are read."""


class ImportRun:
    """The tables of one import, each opened with its document, and every finding on them."""

    def __init__(self, files: Files, about: SourceMetadata) -> None:
        self.files = files
        self.about = about
        self.findings: list[Finding] = [
            Finding("warning", "is given twice, and only the first is read", name) for name in files.repeated
        ]
        self._tables: list[SourceTable] = []

    def table(self, name: str, layout: ColumnLayout) -> SourceTable:
        """A table to be read now."""
        return self.keep(SourceTable(self.files, name, layout))

    def keep(self, table: SourceTable) -> SourceTable:
        """A table that is to be in the report."""
        self._tables.append(table)
        return table

    def document(self, name: str) -> DocumentRow:
        """The document that a file is."""
        version = "" if self.about.version == NO_VERSION else f" {self.about.version}"
        return DocumentRow(name, f"{self.about.title.partition(' (')[0]}{version}, {name}")

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
    """The fault of an IRI that must begin with ``space``; None for a valid one."""
    if not iri.startswith(space):
        return f"'{iri[:100]}' is not a valid IRI below {space}"
    return None if _IRI.fullmatch(iri) else f"'{iri[:100]}' is not a valid IRI"


def split_labels(cell: str, *known: str) -> tuple[str, ...]:
    r"""The labels of a cell, one on a line, without those known and those that come twice.

    >>> split_labels("coder\nbuilder\n coder", "builder")
    ('coder',)
    """
    found = dict.fromkeys(filter(None, map(str.strip, re.split(r"\n| \| ", cell))))
    return tuple(label for label in found if label not in known)
