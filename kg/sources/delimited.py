"""Tables of delimited text, read as streams of rows, each with its line; and the report of an import.

Quotes are read as Python's csv module reads them when it is strict: a quote opens a cell only where the cell begins,
and anywhere else it is a letter. A cell may hold line breaks inside quotes. A damaged row costs no other: after it,
reading starts again at the next line. Every row that is read is kept, skipped, or not understood in part, with the
reason, file and line.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from itertools import chain, zip_longest
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeAlias

from kg.errors import DataError, SourceError, quoted
from kg.limits import ROW_SIZE
from kg.model import Finding
from kg.model.records import DocumentRow, FileReport, ImportRecord, ImportReport, RowRef, SourceMetadata
from kg.sources.files import Files

_Starts: TypeAlias = "Callable[[bytes], re.Match[bytes] | None]"

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What no text holds, and no format of RDF carries as it is."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""What some programs write before UTF-8."""

_CONFLICT = (b"<<<<<<< ", b"||||||| ", b">>>>>>> ")
"""How the lines begin that git writes around two versions of a text."""

_UNCLOSED = "a quote is not closed before the next row"
_UNCLOSED_AT_END = "a quote is not closed before the end of the file"
_MISPLACED = "a quote or line break is misplaced"

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
    ``quotes`` says whether cells may be quoted, and then hold line breaks. ``header`` is the line that names the
    columns, ``encoding`` how the file was written before it was opened as UTF-8. ``renamed`` has the names that other
    releases give to columns, each with the name that it has here. ``untold`` are optional columns whose absence costs
    no fact, which is not worth a warning.
    """

    columns: Sequence[str]
    optional: Sequence[str] = ()
    starts: bytes | None = None
    delimiter: str = ","
    quotes: bool = True
    header: int = 1
    encoding: str = "utf-8"
    renamed: Mapping[str, str] = MappingProxyType({})
    untold: Sequence[str] = ()

    def column(self, name: str) -> str:
        """The name that a column of a header has here."""
        return self.renamed.get(name.strip(), name.strip())


class RawRow(NamedTuple):
    """A row as it is in the file: the line it starts on, its lines, its cells, and what is wrong with it."""

    line: int
    lines: list[bytes]
    cells: list[str]
    fault: str = ""


class SourceTable:
    """One file of a layout: iterate over its rows, and :meth:`skip` those that make no sense.

    A row is its line and the cells of the layout's columns, then of its optional ones (empty where the file has none).
    Raises SourceError, naming the columns, for a file whose header lacks one; DataError for a conflict of git.
    """

    def __init__(self, files: Opener, name: str, layout: ColumnLayout) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self._files = files
        self._layout = layout
        self._read = 0
        self._skipped = 0
        self._missed: set[int] = set()
        self._unnamed: list[int] = []
        self._also: Sequence[str] = ()

    def read_also(self, names: Sequence[str]) -> None:
        """Give the cells of other columns too, after those of the layout."""
        self._also = names

    @property
    def report(self) -> FileReport:
        """What became of the rows so far."""
        missed = len(self._missed)
        return FileReport(self.name, self._read, self._read - self._skipped - missed, self._skipped, missed)

    def row_ref(self, line: int) -> RowRef:
        """The reference to the row that starts on a line."""
        return RowRef(self.name, line)

    def skip(self, line: int, reason: str) -> None:
        """Count the row of this line as skipped, and say why."""
        self._skipped += 1
        self._missed.discard(line)
        self.findings.append(Finding("error", reason, self.name, line))

    def miss(self, line: int, reason: str) -> None:
        """Count the row of this line as not understood, since a part of it is left out, and say why."""
        self._missed.add(line)
        self.warn(line, reason)

    def warn(self, line: int | None, message: str) -> None:
        """Tell something odd about a row that is kept."""
        self.findings.append(Finding("warning", message, self.name, line))

    def remark(self, line: int, message: str) -> None:
        """Tell what a row is read without."""
        self.findings.append(Finding("info", message, self.name, line))

    def check_unnamed(self, line: int, names: Sequence[str], cells: Sequence[str]) -> None:
        """Keep in mind a row that has a value in a column without a name."""
        if "" in names and any(cell for name, cell in zip(names, cells, strict=False) if not name):
            self._unnamed.append(line)
            self._missed.add(line)

    @property
    def has_unnamed(self) -> bool:
        """Whether one of the rows that were read so far has a value in a column without a name."""
        return bool(self._unnamed)

    def tell_unnamed(self) -> None:
        """Say which rows have values that are not read, since their columns have no name."""
        if count := len(self._unnamed):
            rows = "row has" if count == 1 else f"row and {count - 1:,} more have"
            self.warn(self._unnamed[0], f"this {rows} a value in a column without a name, which is not read")

    def leave_out(self, lines: Sequence[int], columns: str) -> None:
        """Count the rows of these lines, which the mapping does not ask for, as not read."""
        self._read -= len(lines)
        self._missed.difference_update(lines)
        self.findings.append(
            Finding("info", f"{len(lines)} rows are not read, by their values of {columns}", self.name)
        )

    def heading(self) -> list[str]:
        """The names of the columns that are there."""
        with self._files.opened(self.name) as lines:
            return self._headed(raw_rows(lines, self._layout, self.name))[0]

    @cached_property
    def lacks(self) -> tuple[list[str], list[str]]:
        """The columns that the header does not name: those that are needed, and optional ones."""
        there = [*self.heading(), *self._layout.untold]
        needed, optional = self._layout.columns, self._layout.optional
        return [name for name in needed if name not in there], [name for name in optional if name not in there]

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        with self._files.opened(self.name) as lines:
            names, rows = self._headed(raw_rows(lines, self._layout, self.name), tell=True)
            width, pick = self._header(names)
            named = len(names) - next((place for place, name in enumerate(reversed(names)) if name), 0)
            for row in rows:
                cells = row.cells
                if not (row.fault or any(cells)):
                    continue
                self._read += 1
                if fault := row.fault or self._shifted(cells, width, named):
                    self.skip(row.line, fault)
                    continue
                cells = cells[:width]
                if len(row.lines) > 2 and not self._layout.starts:
                    self._check_lines(row, width)
                self.check_unnamed(row.line, names, cells)
                yield row.line, pick([*cells, ""])
        self.tell_unnamed()

    def _shifted(self, cells: list[str], width: int, named: int) -> str:
        """Why the cells of a row may not be those of the columns above them; empty where they are.

        ``named`` is the number of columns up to the last that has a name. More cells than that are no fault where most
        rows have them: a delimiter at the end of each row, or a column that nobody named. In a row alone they mean
        that a delimiter within a cell has no quotes around it, and that the cells behind it are shifted.
        """
        if len(cells) < width or any(cells[width:]):
            return _width_fault(cells, width)
        if len(cells) == width and not any(cells[named:]):
            return ""
        usual_width, usual_end = self._usual_row
        if len(cells) not in (width, usual_width):
            return (
                f"{_width_fault(cells, width)}, the last of them empty: is a {quoted(self._layout.delimiter)} too many?"
            )
        if any(cells[named:]) and usual_end <= named:
            return f"has a value beyond the {named} columns that have a name, as few rows do"
        return ""

    @cached_property
    def _usual_row(self) -> tuple[int, int]:
        """How many cells most rows below the header have, and up to which cell most have values."""
        widths, ends = Counter[int](), Counter[int]()
        with self._files.opened(self.name) as lines:
            _, rows = self._headed(raw_rows(lines, self._layout, self.name))
            for row in rows:
                if any(row.cells):
                    widths[len(row.cells)] += 1
                    ends[max(place for place, cell in enumerate(row.cells, 1) if cell)] += 1
        half = sum(ends.values()) / 2
        most = max(widths, key=lambda width: (widths[width], -width), default=0)
        return most, max((end for end in ends if sum(ends[other] for other in ends if other >= end) > half), default=0)

    def _check_lines(self, row: RawRow, width: int) -> None:
        """Warn of a row that a lost quote may have made of several."""
        sign, inner = self._layout.delimiter.encode(), row.lines[1:-1]
        if width > 1 and all(line.count(sign) == width - 1 for line in inner):
            last = row.line + len(row.lines) - 1
            self.warn(row.line, f"is one row down to line {last}, by its quotes; add the quote that is missing, if any")

    def _headed(self, rows: Iterator[RawRow], *, tell: bool = False) -> tuple[list[str], Iterator[RawRow]]:
        """The names of the columns, and the rows below them."""
        header = next(rows, RawRow(1, [], []))
        names = [] if header.fault else [self._layout.column(name) for name in header.cells]
        if "" not in names:
            return names, rows
        below = next(rows, RawRow(1, [], []))
        both = None if below.fault else completed_header(names, below.cells)
        if both and tell:
            self.tell_header(header.line, below.line)
        return both or names, rows if both else chain([below] if below.lines else [], rows)

    def tell_header(self, first: int, second: int) -> None:
        """Say that two rows have the names of the columns."""
        self.findings.append(Finding("info", f"rows {first} and {second} have the names of its columns", self.name))

    def _header(self, names: list[str]) -> tuple[int, Callable[[list[str]], tuple[str, ...]]]:
        missing = [name for name in self._layout.columns if name not in names]
        if missing:
            raise _lacks_columns(self.name, missing, names)
        wanted = (*self._layout.columns, *self._layout.optional, *self._also)
        if twice := [name for name in wanted if names.count(name) > 1]:
            message = f"{quoted(self.name)} has the columns {_all(twice)} more than once"
            raise SourceError(message, _AS_PUBLISHED)
        places = [names.index(name) if name in names else len(names) for name in wanted]
        return len(names), itemgetter(places[0], *places[1:], len(names))  # the empty cell too: always a tuple


def completed_header(names: Sequence[str], below: Sequence[str]) -> list[str] | None:
    """The names that two rows give, of which the second divides columns of the first; None where it does not.

    >>> completed_header(["Role", "Salary", ""], ["", "Min", "Max"])
    ['Role', 'Salary Min', 'Salary Max']
    >>> completed_header(["Role", "Salary", ""], ["Baker", "20", "30"]) is None
    True
    """
    found, over, pairs = list[str](), "", [*zip_longest(names, below, fillvalue="")]
    for place, (name, under) in enumerate(pairs):
        over = name or over
        divided = place + 1 < len(pairs) and not pairs[place + 1][0] if name else True
        is_name = under.strip()[:1].isalpha() and not any(map(str.isdigit, under))
        if bool(under.strip()) != divided or (divided and not (over and is_name)):
            return None
        found.append(f"{over} {under.strip()}" if divided else name)
    return found if len({*found}) == len(found) > len({*found} & {*names}) else None


def _lacks_columns(table: str, missing: Sequence[str], there: Sequence[str]) -> SourceError:
    return SourceError(f"{quoted(table)} lacks the columns {_all(missing)}; it has: {_listed(there)}", _AS_PUBLISHED)


def _all(names: Sequence[str]) -> str:
    return ", ".join(map(quoted, names))


def _listed(names: Sequence[str]) -> str:
    """The columns that a header names, as far as a message can hold them."""
    return _all(list(filter(None, names[:_MOST_NAMED]))) or _UNREADABLE


# --- rows -------------------------------------------------------------------------------------------------------------


def raw_rows(lines: Iterator[bytes], layout: ColumnLayout, name: str) -> Iterator[RawRow]:
    r"""The header, and every row below it, as lines of UTF-8 have them; one that is damaged has its fault.

    Raises DataError for the lines that git leaves where two versions of a text are in conflict.

    >>> lines = iter([b'role,needs\n', b'Tailor 6" shears, "Sewing;\n', b'Cutting"\n'])
    >>> found = raw_rows(lines, ColumnLayout(()), "a.csv")
    >>> [(row.line, row.cells) for row in found]
    [(1, ['role', 'needs']), (2, ['Tailor 6" shears', 'Sewing;\nCutting'])]
    """
    ahead = _Ahead(lines, layout.header)
    starts = re.compile(layout.starts).match if layout.starts else None
    stray, width = False, 0
    for found in ahead.lines:
        if found is None:
            return
        number, line = found
        if line.startswith(_CONFLICT):
            raise DataError(
                [Finding("error", "is a mark of a merge conflict in git: resolve the conflict", name, number)]
            )
        if starts and number != layout.header and not starts(line):
            if not stray and line.strip():  # after a damaged row it belongs to that; else it is one itself
                yield RawRow(number, [line], [], "does not start like a data row")
            stray = True
            continue
        if line.strip(b"\r\n"):
            row = _read_row(number, line, ahead, layout, starts)
            if width and len(row.lines) > 1 and not starts and not (row.fault or _fits(row.cells, width)):
                ahead.give_back(number + 1, row.lines[1:])
                row = RawRow(number, [line], [], _width_fault(row.cells, width))
            width = width or len(row.cells)
            yield row
            stray = bool(row.fault)


def _fits(cells: list[str], width: int) -> bool:
    """Whether a row has as many cells as the header, empty ones at the end aside."""
    return len(cells) == width or (len(cells) > width and not any(cells[width:]))


class _Ahead:
    """Lines with their numbers, from the first one that counts on; those that are given back come again.

    Of a line that came cut, since it is too long, there is the beginning alone. None stands for the end.
    """

    def __init__(self, lines: Iterator[bytes], first: int) -> None:
        self.most = ROW_SIZE.most
        """How many bytes a row may take; the largest of the official files takes a tenth of the default."""
        self._back: list[tuple[int, bytes]] = []
        self.lines = self._all(_numbered(lines), first)

    def _all(self, lines: Iterator[tuple[int, bytes]], first: int) -> Iterator[tuple[int, bytes] | None]:
        for found in lines:
            if found[0] >= first:
                yield found
            while self._back:
                yield self._back.pop()
        while True:  # lines may be given back once the last one was read
            yield None
            while self._back:
                yield self._back.pop()

    def give_back(self, start: int, lines: Sequence[bytes]) -> None:
        """Have these lines come again, of which the first has this number."""
        self._back += reversed(list(enumerate(lines, start)))

    def texts(self, line: bytes, taken: list[bytes], starts: _Starts | None) -> Iterator[str]:
        """A line as text, then those that follow it; each is added to ``taken``.

        Raises _DamagedRowError where the next row starts, and where these are too long for one row.
        """
        size = 0
        while True:
            taken.append(line)
            size += len(line)
            if size > self.most:
                raise _DamagedRowError(ROW_SIZE.error().message)
            yield line.decode("utf-8", "surrogateescape")
            found = next(self.lines)
            if found is None:
                return
            number, line = found
            if starts and starts(line):
                self.give_back(number, [line])
                raise _DamagedRowError(_UNCLOSED)


def _numbered(pieces: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    number, whole = 1, True
    for piece in pieces:
        if whole:
            yield number, piece.removeprefix(BYTE_ORDER_MARK) if number == 1 else piece
        whole = piece.endswith(b"\n")
        number += whole


class _DamagedRowError(Exception):
    """A row does not end where it should."""


def _read_row(number: int, line: bytes, ahead: _Ahead, layout: ColumnLayout, starts: _Starts | None) -> RawRow:
    """The row that begins with a line, which takes those that belong to it."""
    if not layout.quotes or (b'"' not in line and b"\r" not in line[:-2]):
        return _plain_row(number, line, layout, ahead.most)
    taken: list[bytes] = []
    texts = ahead.texts(line, taken, starts)
    try:
        cells = next(csv.reader(texts, delimiter=layout.delimiter, strict=True, skipinitialspace=True))
        fault = _text_fault(b"".join(taken), layout)
    except (csv.Error, _DamagedRowError) as error:
        cells, fault = [], _text_fault(line, layout) or _quote_fault(error)
        if not starts:
            ahead.give_back(number + 1, taken[1:])
    return RawRow(number, taken, [] if fault else cells, fault)


def _plain_row(number: int, line: bytes, layout: ColumnLayout, most: int) -> RawRow:
    """The row that is a line without quotes."""
    text = line.rstrip(b"\r\n")
    if len(line) <= most and b"\r" not in text and not _CONTROL.search(text):
        try:
            return RawRow(number, [line], text.decode().split(layout.delimiter))
        except UnicodeDecodeError:
            pass
    fault = ROW_SIZE.error().message if len(line) > most else _text_fault(text, layout)
    return RawRow(number, [line], [], fault or _MISPLACED)


def _width_fault(cells: list[str], width: int) -> str:
    return f"has {len(cells)} cells in place of {width}"


def _quote_fault(error: Exception) -> str:
    """Why the quotes of a row cannot be read."""
    if isinstance(error, _DamagedRowError):
        return str(error)
    if "unexpected end" in str(error):
        return _UNCLOSED_AT_END
    limit = csv.field_size_limit()
    return f"has a quoted cell of more than {limit:,} letters" if "larger" in str(error) else _MISPLACED


@contextmanager
def long_cells() -> Iterator[None]:
    """Let a cell be as long as a row may be: a scheme of ESCO lists its nine thousand top concepts in one."""
    before = csv.field_size_limit(ROW_SIZE.most)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _text_fault(content: bytes, layout: ColumnLayout) -> str:
    """Why a row is no text; empty for one that is."""
    if found := _CONTROL.search(content):
        return f"holds the control character {found[0][0]}"
    try:
        content.decode()
    except UnicodeDecodeError as error:
        if layout.encoding != "utf-8":
            return f"holds bytes that are not {layout.encoding}"
        return f"is not UTF-8 from byte {error.start + 1} of the row on"
    return ""


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

    def can_read(self, table: SourceTable, *, indispensable: bool = False) -> bool:
        """Whether a table has the columns that it needs; the report names what is missing.

        Raises SourceError for one that is ``indispensable`` and lacks them.
        """
        needed, optional = table.lacks
        if needed and indispensable:
            raise _lacks_columns(table.name, needed, table.heading())
        if needed:
            message = f"is not read: it lacks the columns {_all(needed)}; it has: {_listed(table.heading())}"
            table.findings.append(Finding("warning", message, table.name))
        elif optional:
            self.note(f"lacks the columns {_all(optional)}, and so their facts", table.name)
        return not needed

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
