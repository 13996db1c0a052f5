"""The files and sheets that a mapping means, each opened as a table by its content, with the row that names columns."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from kg.errors import DataError, SourceError, quoted
from kg.model import Finding
from kg.sources.delimited import ColumnLayout, ImportRun, SourceTable
from kg.sources.dialect import TABBED, HeaderNames, StatedDialect, find_dialect, usual_delimiter
from kg.sources.excel import Sheet, sheet_names
from kg.sources.files import Files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.sources.column_mapping import ColumnMapping, TableLayout

_TEXTS: Final = (".csv", ".txt", *TABBED)
_BOOKS: Final = (".xlsx", ".xlsm")
_FOREIGN: Final = (".xlsb", ".ods", ".numbers")
_READ_OTHERWISE: Final = "check 'delimiter', 'encoding' and 'header', or which file is meant"
_SAVE_AS: Final = "save it as .xlsx or CSV"


def open_tables(
    files: Files, mapping: ColumnMapping, run: ImportRun
) -> list[tuple[SourceTable, TableLayout, list[str]]]:
    """Each table with its layout and the names of its columns, in the order of the mapping.

    What no layout means is noted.

    Raises DataError with everything that does not fit: layouts without a file, columns that a table lacks.
    """
    found: list[tuple[SourceTable, TableLayout, list[str]]] = []
    faults: list[Finding] = []
    read: set[str] = set()
    for layout in mapping.tables:
        names = matching_files(files.names, layout.file)
        if not names and not layout.optional:
            listed = ", ".join(map(quoted, files.names[:20])) or "none"
            wanted = f"no file is named {quoted(layout.file or '')}" if layout.file else "there is no file"
            faults.append(Finding("error", f"{wanted}; the files are: {listed}", mapping.file, layout.line))
        for name in names:
            read.add(name)
            try:
                table = _open_table(files, name, layout, mapping.language)
                there = table.heading()
                faults += _column_errors(table.name, there, layout, mapping.file)
                found.append((run.keep(table), layout, there))
            except NoSheetError as error:
                faults.append(Finding("error", error.message, mapping.file, layout.line))
    if faults:
        raise DataError(faults)
    for name in files.names:
        if name not in read:
            run.note("is not read: the mapping names no table for it", name)
    for table, layout, there in found:
        used = {*layout.needed_columns, *layout.optional_columns}
        unread = [quoted(name) for name in there if name and name not in used]
        if unread:
            run.note(f"the columns {', '.join(unread)} are not read", table.name)
    files.announce(name for name in files.names if name in read and not name.lower().endswith(_BOOKS))
    return found


def matching_files(names: list[str], pattern: str | None) -> list[str]:
    """The files that a pattern means; without one all that are tables by their names, or else all."""
    if pattern is not None:
        return [name for name in names if fnmatchcase(name, pattern)]
    return [name for name in names if name.lower().endswith((*_TEXTS, *_BOOKS))] or names


class NoSheetError(SourceError):
    """A workbook does not have the sheet that is meant."""


def is_workbook(files: Files, name: str) -> bool:
    """Whether a file is a workbook, by its content. Raises SourceError for one of a format that kg does not read."""
    lower = name.lower()
    if lower.endswith(_FOREIGN):
        raise SourceError(f"{quoted(name)} is of a format that kg does not read", _SAVE_AS)
    found = files.format_of(name)
    if found == "workbook" or (lower.endswith(_BOOKS) and (found is None or found.startswith("a zip"))):
        return True
    if found is not None:
        raise SourceError(f"{quoted(name)} is not a table that kg reads: it is {found}", _SAVE_AS)
    return False


def _open_table(files: Files, name: str, layout: TableLayout, language: str) -> SourceTable:
    stated = StatedDialect(
        layout.encoding, layout.delimiter, layout.header, layout.quotes, "" if language == "en" else language
    )
    columns = ColumnLayout(layout.needed_columns, layout.optional_columns)
    return open_table(files, name, columns, stated, layout.sheet)


def open_table(
    files: Files,
    name: str,
    columns: ColumnLayout,
    stated: StatedDialect,
    sheet: str | None = None,
    header: HeaderNames | None = None,
) -> SourceTable:
    """The table of a file, or of one sheet of a workbook; how it is written is guessed where that is not stated.

    Its header is known by the names of its columns, unless ``header`` says by which.
    """
    wanted = header or HeaderNames({*columns.columns, *columns.optional}.__contains__)
    if is_workbook(files, name):
        layout = columns._replace(header=stated.header or 1)
        book = Sheet(files, name, _sheet(files, name, sheet), layout)
        if stated.header is None:
            book.find_header(wanted)
        return book
    dialect = find_dialect(files, name, wanted, stated)
    table = SourceTable(dialect.opener(files), name, dialect.layout(columns))
    for note in dialect.notes(stated, usual_delimiter(name)):
        table.findings.append(Finding("info", note, name))
    return table


def _sheet(files: Files, name: str, sheet: str | None) -> str:
    there = sheet_names(files, name)
    if sheet is None and len(there) == 1:
        return there[0]
    if sheet in there:
        return str(sheet)
    listed = ", ".join(map(quoted, there)) or "none"
    if sheet is None:
        raise NoSheetError(f"{quoted(name)} has several sheets: name one by 'sheet', of {listed}")
    raise NoSheetError(f"{quoted(name)} has no sheet {quoted(sheet)}; it has: {listed}")


def _column_errors(table: str, there: list[str], layout: TableLayout, mapping: str) -> Iterator[Finding]:
    """The columns that the mapping names and the table lacks, or has twice."""
    listed = ", ".join(quoted(name) for name in there if name) or "none that can be read"
    if len(layout.needed_columns) > 1 and not set(layout.needed_columns) & set(there):
        message = f"{quoted(table)} has none of the columns that the mapping names; it has: {listed}"
        yield Finding("error", f"{message}; {_READ_OTHERWISE}", mapping, layout.line)
        return
    for column in layout.columns.values():
        if column.name is None:
            continue
        if there.count(column.name) > 1:
            message = f"{quoted(table)} has the column {quoted(column.name)} twice"
            yield Finding("error", message, mapping, column.line)
        elif column.name not in there and not column.optional:
            message = f"{quoted(table)} lacks the column {quoted(column.name)}; it has: {listed}"
            yield Finding("error", message, mapping, column.line)
    for name in layout.where:
        if name not in there:
            message = f"{quoted(table)} lacks the column {quoted(name)} of 'where'; it has: {listed}"
            yield Finding("error", message, mapping, layout.line)
