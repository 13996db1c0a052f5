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
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from xml.parsers import expat  # only its events up to the root are listened to; a document type ends it

from kg.errors import KGError, SourceError, quoted
from kg.model import Finding
from kg.sources.delimited import ColumnLayout, SourceTable
from kg.sources.dialect import HEADER_WITHIN, header_note, header_place
from kg.sources.files import ZIP_ERRORS, Files, check_zip_entry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

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

_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]{0,80}?ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")


def sheet_names(path: Path) -> list[str]:
    """The names of the sheets with cells in a workbook. Raises SourceError for a file that is none, or a trap."""
    with _opened(path) as book:
        return [sheet.title for sheet in book.worksheets]


class Sheet(SourceTable):
    """One sheet, as a table: its lines are the numbers of its rows, and an empty row is none.

    Of cells that are merged over several rows, each row has the value. A formula has the value that was saved with it;
    one without a saved value is a warning.
    """

    def __init__(self, files: Files, workbook: str, sheet: str, layout: ColumnLayout) -> None:
        super().__init__(files, f"sheet {sheet} of {workbook}", layout)
        self._path = files.path(workbook)
        self._sheet = sheet

    def find_header(self, wanted: Collection[str]) -> None:
        """Take the row that names the wanted columns as the header, and say so where it is not the first."""
        with _opened(self._path) as book:
            rows = [row for row in self._rows(book, _MOST_COLUMNS, HEADER_WITHIN) if any(row.texts)]
        place = header_place([_trimmed(row.texts) for row in rows], wanted)
        if place:
            above = " ".join(text for row in rows[:place] for text in row.texts if text)
            self.findings.append(Finding("info", header_note(rows[place].line, above), self.name))
        self._layout = self._layout._replace(header=rows[place].line if rows else 1)

    def heading(self) -> list[str]:
        """The names in the header row."""
        with _opened(self._path) as book:
            return self._heading(book)

    def _heading(self, book: Workbook) -> list[str]:
        header = self._layout.header
        row = next(self._rows(book, _MOST_COLUMNS, header, header), None)
        return [name.strip() for name in _trimmed(row.texts)] if row else []

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        with _opened(self._path) as book:
            names = self._heading(book)
            width, pick = self._header(names)
            read = [
                place for place, name in enumerate(names) if name in (*self._layout.columns, *self._layout.optional)
            ]
            for row in self._filled(book, width + 1):
                self._read += 1
                failed = [place for place in read if row.faults.get(place) == _FAILED]
                if any(row.texts[width:]):
                    self.skip(row.line, f"has cells beyond the {width} columns that have a name")
                elif failed:
                    self.skip(row.line, f"has an error in column {failed[0] + 1} in place of a value")
                else:
                    for place in (place for place in read if row.faults.get(place) == _UNSAVED):
                        self.warn(row.line, f"the formula in column {quoted(names[place])} has no saved value; {_SAVE}")
                    yield row.line, pick([*row.texts[:width], ""])

    def _filled(self, book: Workbook, width: int) -> Iterator[_SheetRow]:
        """Every row below the header that is not empty; in the rows of merged cells, with the value of the first."""
        merged = sorted(_merged_cells(self._path, book[self._sheet]))
        if merged:
            first = f"{merged[0][2] + 1} in rows {merged[0][0]} to {merged[0][1]}"
            message = f"{len(merged)} cells are merged over rows, such as column {first}: each row has the value"
            self.findings.append(Finding("info", message, self.name))
        merged.reverse()
        open_cells: dict[int, tuple[int, str]] = {}
        for row in self._rows(book, width, None, self._layout.header + 1):
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
        formulas = _formula_rows(self._path, sheet, first, last, width)
        for line, (row, formula) in enumerate(zip(rows, formulas, strict=False), first):
            if line > _MOST_ROWS:
                raise SourceError(f"{self.name} has more than {_MOST_ROWS:,} rows", _SAVE_AGAIN)
            texts = [_text(cell) for cell in row]
            faults = dict.fromkeys((place for place, text in enumerate(texts) if text is None), _FAILED)
            faults |= dict.fromkeys((place for place in formula if place < len(row) and not texts[place]), _UNSAVED)
            yield _SheetRow(line, [text or "" for text in texts] + [""] * (width - len(texts)), faults)


class _SheetRow(NamedTuple):
    """A row of a sheet: its number, its cells as text, and what is wrong with those that have no value."""

    line: int
    texts: list[str]
    faults: dict[int, str]


def _trimmed(texts: list[str]) -> list[str]:
    """The cells of a row without the empty ones at its end."""
    return texts[: max((place for place, text in enumerate(texts, 1) if text), default=0)]


# --- what the values of a sheet do not show ---------------------------------------------------------------------------


def _part(sheet: Any) -> str:
    """The name of the part of a workbook that has a sheet, which openpyxl knows and does not tell."""
    return str(sheet._worksheet_path).lstrip("/")  # noqa: SLF001


def _search(path: Path, part: str, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """Every place of a part where a short pattern is."""
    with zipfile.ZipFile(path) as archive, archive.open(part) as content:
        held = b""
        while chunk := content.read(1 << 20):
            held += chunk
            end = 0
            for found in pattern.finditer(held):
                end = found.end()
                yield found
            held = held[max(end, len(held) - 200) :]


def _merged_cells(path: Path, sheet: Any) -> Iterator[tuple[int, int, int]]:
    """The cells of a sheet that are merged over several rows: first row, last row, and column, from 0."""
    from openpyxl.utils.cell import range_boundaries

    found = islice(_search(path, _part(sheet), _MERGED), _MOST_MERGED)
    for left, top, _, bottom in (range_boundaries(match[1].decode()) for match in found):
        if top and bottom and left and top < bottom:
            yield top, bottom, left - 1


def _formula_rows(path: Path, sheet: Any, first: int, last: int | None, width: int) -> Iterator[list[int]]:
    """Where each row has formulas; a sheet without any is not read a second time."""
    if next(_search(path, _part(sheet), _FORMULA), None) is None:
        yield from repeat([])
        return
    with _loaded(path, data_only=False) as book:
        same = book[sheet.title]
        same.reset_dimensions()
        for row in same.iter_rows(min_row=first, max_row=last, max_col=width):
            yield [place for place, cell in enumerate(row) if getattr(cell, "data_type", "") == "f"]


# --- opening ----------------------------------------------------------------------------------------------------------


@contextmanager
def _loaded(path: Path, *, data_only: bool) -> Iterator[Workbook]:
    """A workbook as openpyxl reads it, with the values of its formulas, or else with the formulas."""
    from openpyxl import load_workbook

    with path.open("rb") as content:  # by its content: openpyxl refuses other names
        book = load_workbook(content, read_only=True, data_only=data_only, keep_links=False)
        try:
            yield book
        finally:
            book.close()


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    """A workbook, to be read once; whatever is wrong with it is a SourceError."""
    try:
        import openpyxl  # noqa: F401
    except ImportError as error:
        raise SourceError(f"{quoted(str(path))} needs openpyxl, which is not installed", _INSTALL) from error
    _check(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and validation, which are not read
        try:
            with _loaded(path, data_only=True) as book:
                yield book
        except KGError:
            raise
        except Exception as error:  # openpyxl raises anything at all on a damaged file
            message = f"cannot read {quoted(str(path))}: not a readable .xlsx workbook ({type(error).__name__})"
            raise SourceError(message, _SAVE_AGAIN) from error


def _check(path: Path) -> None:
    """Refuse a workbook with a part that is a trap."""
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                check_zip_entry(entry, str(path), _SAVE_AGAIN)
                if _declares_type(archive, entry):
                    raise SourceError(f"{quoted(entry.filename)} in {quoted(str(path))} declares entities", _SAVE_AGAIN)
    except SourceError:
        raise
    except (*ZIP_ERRORS, OSError) as error:
        reason = getattr(error, "strerror", None) or "not a readable .xlsx workbook"
        raise SourceError(f"cannot read {quoted(str(path))}: {reason}", _SAVE_AGAIN) from error


class _Seen(Exception):  # noqa: N818 - no error: it ends the parser at the first decisive event
    """A document type, or the root before any."""


def _declares_type(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a part is XML with a document type, which can only come before the first element."""

    def document_type(*_: object) -> None:
        raise _Seen(True)

    def root(*_: object) -> None:
        raise _Seen(False)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = document_type
    parser.StartElementHandler = root
    with archive.open(entry) as part:
        try:
            while content := part.read(1 << 12):
                parser.Parse(content)
        except _Seen as seen:
            return bool(seen.args[0])
        except expat.ExpatError:  # an image, or what openpyxl will not read either
            pass
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
