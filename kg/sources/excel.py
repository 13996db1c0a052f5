"""Sheets of Excel workbooks (.xlsx), read as :mod:`kg.sources.delimited` reads text; hostile files are refused.

A workbook is a zip of XML. Every part is checked before openpyxl opens it: one that is too large when unpacked, or that
declares a document type (and with it entities that multiply or read other files), is refused.
"""

from __future__ import annotations

import datetime
import warnings
import zipfile
from contextlib import contextmanager
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Final
from xml.parsers import expat  # only its events up to the root are listened to; a document type ends it

from kg.errors import KGError, SourceError, quoted
from kg.sources.delimited import ColumnLayout, SourceTable
from kg.sources.files import ZIP_ERRORS, Files, check_zip_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl import Workbook


_SAVE_AGAIN: Final = "save it again as .xlsx, or as CSV"
_INSTALL: Final = "pip install 'career-kg[excel]'"
_MOST_ROWS: Final = 1_048_576
"""How many rows Excel itself can hold; a damaged file may claim any number."""

_MOST_COLUMNS: Final = 1000


def sheet_names(files: Files, workbook: str) -> list[str]:
    """The names of the sheets with cells in a workbook. Raises SourceError for a file that is none, or a trap."""
    with _opened(files, workbook) as book:
        return [sheet.title for sheet in book.worksheets]


class Sheet(SourceTable):
    """One sheet, as a table: its lines are the numbers of its rows, and an empty row is none.

    It is called ``name``, or by the names of sheet and workbook.
    """

    def __init__(self, files: Files, workbook: str, sheet: str, layout: ColumnLayout, name: str = "") -> None:
        super().__init__(files, name or f"sheet {sheet} of {workbook}", layout)
        self._open = partial(_opened, files, workbook)
        self._sheet = sheet

    def heading(self) -> list[str]:
        """The names in the first row."""
        with self._open() as book:
            return self._heading(book)

    def _heading(self, book: Workbook) -> list[str]:
        sheet = book[self._sheet]
        sheet.reset_dimensions()  # what the file claims of its size is not to be believed
        row = next(sheet.iter_rows(max_row=1, max_col=_MOST_COLUMNS), ())
        names = [(_text(cell) or "").strip() for cell in row]
        while names and not names[-1]:
            names.pop()
        return names

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        with self._open() as book:
            width, pick = self._header(self._heading(book))
            for line, row in self._rows(book, width):
                self._read += 1
                cells = [_text(cell) for cell in row]
                if any(cells[width:]):
                    self.skip(line, f"has cells beyond the {width} columns that have a name")
                elif None in cells:
                    self.skip(line, f"has an error in column {cells.index(None) + 1} in place of a value")
                else:
                    yield line, pick([*(cell or "" for cell in cells[:width]), ""])

    def _rows(self, book: Workbook, width: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Every row below the first that is not empty, with its number."""
        rows = book[self._sheet].iter_rows(min_row=2, max_col=width + 1)
        for line, row in enumerate(rows, 2):
            if line > _MOST_ROWS:
                raise SourceError(f"{self.name} has more than {_MOST_ROWS:,} rows", _SAVE_AGAIN)
            if any(cell.value is not None for cell in row):
                yield line, (*row, *[None] * (width - len(row)))


@contextmanager
def _opened(files: Files, workbook: str) -> Iterator[Workbook]:
    """A workbook, to be read once; whatever is wrong with it is a SourceError."""
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise SourceError(f"{quoted(workbook)} needs openpyxl, which is not installed", _INSTALL) from error
    with files.whole(workbook) as stream, warnings.catch_warnings():
        _check(stream, workbook)
        warnings.simplefilter("ignore")  # of styles and validation, which are not read
        try:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
        except KGError:
            raise
        except Exception as error:  # openpyxl raises anything at all on a damaged file
            message = f"cannot read {quoted(workbook)}: not a readable .xlsx workbook ({type(error).__name__})"
            raise SourceError(message, _SAVE_AGAIN) from error


def _check(stream: IO[bytes], workbook: str) -> None:
    """Refuse a workbook with a part that is a trap."""
    try:
        with zipfile.ZipFile(stream) as archive:
            for entry in archive.infolist():
                check_zip_entry(entry, workbook, _SAVE_AGAIN)
                if _declares_type(archive, entry):
                    raise SourceError(f"{quoted(entry.filename)} in {quoted(workbook)} declares entities", _SAVE_AGAIN)
    except SourceError:
        raise
    except (*ZIP_ERRORS, OSError) as error:
        reason = getattr(error, "strerror", None) or "not a readable .xlsx workbook"
        raise SourceError(f"cannot read {quoted(workbook)}: {reason}", _SAVE_AGAIN) from error


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
