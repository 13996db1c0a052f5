"""Sheets of Excel workbooks (.xlsx), read as :mod:`kg.sources.delimited` reads text; hostile files are refused.

A workbook is a zip of XML. Every part is checked before openpyxl opens it: one that is too large when unpacked, or that
declares a document type (and with it entities that multiply or read other files), is refused.
"""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
from contextlib import contextmanager
from functools import partial
from itertools import repeat
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple
from xml.parsers import expat  # only its events up to the root are listened to; a document type ends it

from kg.errors import KGError, SourceError, quoted
from kg.model import Finding
from kg.resources import document_type_line
from kg.sources.delimited import ColumnLayout, SourceTable, completed_header
from kg.sources.dialect import HEADER_WITHIN, HeaderNames, header_note, header_place
from kg.sources.files import Files, checked_entries, damage_explained

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl import Workbook


_SAVE_AGAIN: Final = "save it again as .xlsx, or as CSV"
_INSTALL: Final = "pip install 'career-kg[excel]'"
_MOST_ROWS: Final = 1_048_576
"""How many rows Excel itself can hold; a damaged file may claim any number."""

_MOST_COLUMNS: Final = 1000

_MOST_MERGED: Final = 100_000
"""Of how many merged cells the rows have the value."""

_FAILED, _UNSAVED = "failed", "unsaved"
"""What is wrong with a cell: an error in place of a value, a formula that was never calculated."""

_SAVE: Final = "open and save the workbook in a spreadsheet program"

_FORMULA_OR_MERGED: Final = re.compile(
    rb"<(?:\w+:)?f[\s/>]|<(?:\w+:)?mergeCell\s[^>]{0,80}?ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"
)


def sheet_names(files: Files, workbook: str) -> list[str]:
    """The names of the sheets with cells in a workbook. Raises SourceError for a file that is none, or a trap."""
    with _opened(files, workbook) as book:
        return [sheet.title for sheet in book.worksheets]


class Sheet(SourceTable):
    """One sheet, as a table: its lines are the numbers of its rows, and an empty row is none.

    Of cells that are merged over several rows, each row has the value. A formula has the value that was saved with it;
    one without a saved value is a warning.

    It is called ``name``, or by the names of sheet and workbook.
    """

    def __init__(self, files: Files, workbook: str, sheet: str, layout: ColumnLayout, name: str = "") -> None:
        super().__init__(files, name or f"sheet {sheet} of {workbook}", layout)
        self._open = partial(_opened, files, workbook)
        self._whole = partial(files.whole, workbook)
        self._seen: _SheetFacts | None = None
        self._sheet = sheet

    def find_header(self, wanted: HeaderNames) -> None:
        """Take the row that names the wanted columns as the header, and say so where it is not the first."""
        with self._open() as book:
            rows = [row for row in self._rows(book, _MOST_COLUMNS, HEADER_WITHIN) if any(row.texts)]
        place = header_place([_trimmed(row.texts) for row in rows], wanted)
        if place:
            above = " ".join(text for row in rows[:place] for text in row.texts if text)
            self.findings.append(Finding("info", header_note(rows[place].line, above), self.name))
        self._layout = self._layout._replace(header=rows[place].line if rows else 1)

    def heading(self) -> list[str]:
        """The names in the header row."""
        with self._open() as book:
            return self._heading(book)[0]

    def _heading(self, book: Workbook) -> tuple[list[str], int]:
        """The names of the columns, and the last row that has them."""
        header = self._layout.header
        rows = [_trimmed(row.texts) for row in self._rows(book, _MOST_COLUMNS, header + 1, header)]
        names = [self._layout.column(name) for name in rows[0]] if rows else []
        both = completed_header(names, rows[1]) if len(rows) > 1 else None
        return both or names, header + (both is not None)

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        with self._open() as book:
            names, last = self._heading(book)
            if last > self._layout.header:
                self.tell_header(self._layout.header, last)
            width, pick = self._header(names)
            read = [
                place for place, name in enumerate(names) if name in (*self._layout.columns, *self._layout.optional)
            ]
            for row in self._filled(book, width + 1, last + 1):
                self._read += 1
                failed = [place for place in read if row.faults.get(place) == _FAILED]
                if any(row.texts[width:]):
                    self.skip(row.line, f"has cells beyond the {width} columns that have a name")
                elif failed:
                    self.skip(row.line, f"has an error in column {failed[0] + 1} in place of a value")
                else:
                    for place in (place for place in read if row.faults.get(place) == _UNSAVED):
                        self.miss(row.line, f"the formula in column {quoted(names[place])} has no saved value; {_SAVE}")
                    self.check_unnamed(row.line, names, row.texts)
                    yield row.line, pick([*row.texts[:width], ""])
        self.tell_unnamed()

    def _filled(self, book: Workbook, width: int, first_row: int) -> Iterator[_SheetRow]:
        """Every row below the header that is not empty; in the rows of merged cells, with the value of the first."""
        merged = sorted(cells for cells in self._facts(book).merged if cells[1] >= first_row)
        if merged:
            first = f"{merged[0][2] + 1} in rows {merged[0][0]} to {merged[0][1]}"
            message = f"{len(merged)} cells are merged over rows, such as column {first}: each row has the value"
            self.findings.append(Finding("info", message, self.name))
        merged.reverse()
        open_cells: dict[int, tuple[int, str]] = {}
        for row in self._rows(book, width, None, first_row):
            while merged and merged[-1][0] <= row.line:
                start, end, column = merged.pop()
                if start == row.line and column < width:
                    open_cells[column] = (end, row.texts[column])
            if not (any(row.texts) or row.faults):
                continue
            for column, (end, text) in open_cells.items():
                if row.line <= end and not row.texts[column]:
                    row.texts[column] = text
            yield row

    def _rows(self, book: Workbook, width: int, last: int | None = None, first: int = 1) -> Iterator[_SheetRow]:
        """The rows from one number to another, each of so many cells."""
        sheet = book[self._sheet]
        sheet.reset_dimensions()  # what the file claims of its size is not to be believed
        rows = sheet.iter_rows(min_row=first, max_row=last, max_col=width)
        formulas = self._formula_rows(first, last, width) if self._facts(book).formulas else repeat([])
        for line, (row, formula) in enumerate(zip(rows, formulas, strict=False), first):
            if line > _MOST_ROWS:
                raise SourceError(f"{self.name} has more than {_MOST_ROWS:,} rows", _SAVE_AGAIN)
            texts = [_text(cell) for cell in row]
            faults = {place: _FAILED for place, text in enumerate(texts) if text is None} if None in texts else {}
            faults |= {place: _UNSAVED for place in formula if place < len(row) and not texts[place]}
            yield _SheetRow(line, [text or "" for text in texts] + [""] * (width - len(texts)), faults)

    def _facts(self, book: Workbook) -> _SheetFacts:
        """What the values do not show; read once."""
        if self._seen is None:
            with self._whole() as stream:
                self._seen = _facts_of(stream, book[self._sheet])
        return self._seen

    def _formula_rows(self, first: int, last: int | None, width: int) -> Iterator[list[int]]:
        """Where each row has formulas."""
        with self._whole() as stream, _loaded(stream, data_only=False) as book:
            sheet = book[self._sheet]
            sheet.reset_dimensions()
            for row in sheet.iter_rows(min_row=first, max_row=last, max_col=width):
                yield [place for place, cell in enumerate(row) if getattr(cell, "data_type", "") == "f"]


class _SheetRow(NamedTuple):
    """A row of a sheet: its number, its cells as text, and what is wrong with those that have no value."""

    line: int
    texts: list[str]
    faults: dict[int, str]


def _trimmed(texts: list[str]) -> list[str]:
    """The cells of a row without the empty ones at its end."""
    return texts[: max((place for place, text in enumerate(texts, 1) if text), default=0)]


class _SheetFacts(NamedTuple):
    """What the values of a sheet do not show: whether it has formulas, and the cells that are merged over rows.

    Of each of these: its first row, its last row, and its column, from 0.
    """

    formulas: bool
    merged: tuple[tuple[int, int, int], ...]


def _facts_of(stream: IO[bytes], sheet: Any) -> _SheetFacts:
    """The facts of a sheet, found in its part of the workbook."""
    from openpyxl.utils.cell import range_boundaries

    part = str(sheet._worksheet_path).lstrip("/")  # noqa: SLF001  # openpyxl names it nowhere else
    formulas, merged = False, list[tuple[int, int, int]]()
    with zipfile.ZipFile(stream) as archive, archive.open(part) as content:
        for found in _matches(content, _FORMULA_OR_MERGED):
            if found[1] is None:
                formulas = True
            elif len(merged) < _MOST_MERGED:
                left, top, _, bottom = range_boundaries(found[1].decode())
                if top and bottom and left and top < bottom:
                    merged.append((top, bottom, left - 1))
    return _SheetFacts(formulas, tuple(merged))


def _matches(content: IO[bytes], pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """Every place of a content where a short pattern is."""
    held = b""
    while chunk := content.read(1 << 20):
        held += chunk
        end = 0
        for found in pattern.finditer(held):
            end = found.end()
            yield found
        held = held[max(end, len(held) - 200) :]


# --- opening ----------------------------------------------------------------------------------------------------------


@contextmanager
def _loaded(stream: IO[bytes], *, data_only: bool) -> Iterator[Workbook]:
    """A workbook as openpyxl reads it, with the values of its formulas, or else with the formulas."""
    from openpyxl import load_workbook

    book = load_workbook(stream, read_only=True, data_only=data_only, keep_links=False)
    try:
        yield book
    finally:
        book.close()


@contextmanager
def _opened(files: Files, workbook: str) -> Iterator[Workbook]:
    """A workbook, to be read once; whatever is wrong with it is a SourceError."""
    try:
        import openpyxl  # noqa: F401
    except ImportError as error:
        raise SourceError(f"{quoted(workbook)} needs openpyxl, which is not installed", _INSTALL) from error
    with files.whole(workbook) as stream, warnings.catch_warnings():
        _check(stream, workbook)
        warnings.simplefilter("ignore")  # of styles and validation, which are not read
        try:
            with _loaded(stream, data_only=True) as book:
                yield book
        except KGError:
            raise
        except Exception as error:  # openpyxl raises anything at all on a damaged file
            message = f"cannot read {quoted(workbook)}: not a readable .xlsx workbook ({type(error).__name__})"
            raise SourceError(message, _SAVE_AGAIN) from error


def _check(stream: IO[bytes], workbook: str) -> None:
    """Refuse a workbook with a part that is a trap."""
    problem = f"{quoted(workbook)} is not a readable .xlsx workbook"
    with damage_explained(problem, _SAVE_AGAIN), zipfile.ZipFile(stream) as archive:
        for entry in checked_entries(archive, workbook, _SAVE_AGAIN):
            if _declares_type(archive, entry):
                raise SourceError(f"{quoted(entry.filename)} in {quoted(workbook)} declares entities", _SAVE_AGAIN)


def _declares_type(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a part is XML with a document type."""
    with archive.open(entry) as part:
        try:
            return document_type_line(part) is not None
        except expat.ExpatError:  # an image, or what openpyxl will not read either
            return False


def _text(cell: Any) -> str | None:
    """A cell as CSV would have it; None where a formula has failed."""
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if cell.data_type == "e":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)
