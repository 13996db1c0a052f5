"""The files and sheets that a mapping means, each opened as a table with the columns that the mapping names."""

from __future__ import annotations

import codecs
import io
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from kg.errors import DataError, SourceError, quoted
from kg.model import Finding
from kg.sources.rows import Layout, Table
from kg.sources.sheets import Sheet, sheet_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model.table import TableMapping, TableShape
    from kg.sources.files import Files
    from kg.sources.reading import Reading

__all__ = ["open_tables"]

_TABBED = (".tsv", ".tab")
_TEXTS = (".csv", ".txt", *_TABBED)
_BOOKS = (".xlsx", ".xlsm")
_FOREIGN = (".xls", ".xlsb", ".ods", ".numbers")


def open_tables(files: Files, mapping: TableMapping, reading: Reading) -> list[tuple[Table, TableShape]]:
    """Each table with its shape, in the order of the mapping; what no shape means is noted.

    Raises DataError with everything that does not fit: shapes without a file, columns that a table lacks.
    """
    found: list[tuple[Table, TableShape, list[str]]] = []
    faults: list[Finding] = []
    read: set[str] = set()
    for shape in mapping.tables:
        names = _meant(files.names, shape.file)
        if not names:
            listed = ", ".join(map(quoted, files.names[:20])) or "none"
            wanted = f"no file is called {quoted(shape.file or '')}" if shape.file else "there is no file"
            faults.append(Finding("error", f"{wanted}; the files are: {listed}", mapping.file, shape.line))
        for name in names:
            read.add(name)
            try:
                table = _table(files, name, shape)
                there = table.heading()
                faults += _misfits(table.name, there, shape, mapping.file)
                found.append((reading.keep(table), shape, there))
            except _NoSheetError as error:
                faults.append(Finding("error", error.message, mapping.file, shape.line))
    if faults:
        raise DataError(faults)
    for name in files.names:
        if name not in read:
            reading.note("is not read: the mapping names no table for it", name)
    for table, shape, there in found:
        used = {column.name for column in shape.columns.values()}
        unread = [quoted(name) for name in there if name and name not in used]
        if unread:
            reading.note(f"the columns {', '.join(unread)} are not read", table.name)
    files.expect(name for name in files.names if name in read and not _is_book(name))
    return [(table, shape) for table, shape, _ in found]


def _meant(names: list[str], pattern: str | None) -> list[str]:
    """The files that a pattern means; without one all that are tables by their names, or else all."""
    if pattern is not None:
        return [name for name in names if fnmatchcase(name, pattern)]
    return [name for name in names if name.lower().endswith((*_TEXTS, *_BOOKS))] or names


class _NoSheetError(SourceError):
    """A workbook does not have the sheet that is meant."""


def _is_book(name: str) -> bool:
    return name.lower().endswith(_BOOKS)


def _table(files: Files, name: str, shape: TableShape) -> Table:
    columns = [column.name for column in shape.columns.values() if column.name is not None]
    if name.lower().endswith(_FOREIGN):
        raise SourceError(f"{quoted(name)} is of a form that is not read", "save it as .xlsx or CSV")
    if _is_book(name):
        return Sheet(files, name, _sheet(files, name, shape), Layout(columns))
    delimiter = shape.delimiter or ("\t" if name.lower().endswith(_TABBED) else ",")
    opener = files if shape.encoding == "utf-8" else _Recoded(files, shape.encoding)
    return Table(opener, name, Layout(columns, delimiter=delimiter, quotes=shape.quotes))


def _sheet(files: Files, name: str, shape: TableShape) -> str:
    there = sheet_names(files.path(name))
    if shape.sheet is None and len(there) == 1:
        return there[0]
    if shape.sheet in there:
        return str(shape.sheet)
    listed = ", ".join(map(quoted, there)) or "none"
    if shape.sheet is None:
        raise _NoSheetError(f"{quoted(name)} has several sheets: name one by 'sheet', of {listed}")
    raise _NoSheetError(f"{quoted(name)} has no sheet {quoted(shape.sheet)}; it has: {listed}")


def _misfits(table: str, there: list[str], shape: TableShape, mapping: str) -> Iterator[Finding]:
    """The columns that the mapping names and the table lacks, or has twice."""
    listed = ", ".join(quoted(name) for name in there if name) or "none that can be read"
    for column in shape.columns.values():
        if column.name is None:
            continue
        if there.count(column.name) > 1:
            message = f"{quoted(table)} has the column {quoted(column.name)} twice"
            yield Finding("error", message, mapping, column.line)
        elif column.name not in there:
            message = f"{quoted(table)} lacks the column {quoted(column.name)}; it has: {listed}"
            yield Finding("error", message, mapping, column.line)


class _Recoded:
    """Files in another encoding, opened as UTF-8."""

    def __init__(self, files: Files, encoding: str) -> None:
        self._files = files
        self._encoding = encoding

    @contextmanager
    def opened(self, name: str) -> Iterator[Iterator[bytes]]:
        """The lines of a file; one with a byte that the encoding does not have is refused as a whole."""
        with self._files.opened(name) as lines:
            decoded = codecs.iterdecode(_whole(lines), self._encoding)
            try:
                text = "".join(decoded)
            except UnicodeDecodeError as error:
                message = f"{quoted(name)} is not {self._encoding} from byte {error.start + 1} on"
                raise SourceError(message, "name another 'encoding' in the mapping") from error
        yield (line.encode() for line in io.StringIO(text, newline="\n"))


def _whole(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes of all lines as one piece, so that a fault has its place in the file."""
    yield b"".join(lines)
