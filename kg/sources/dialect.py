"""How the text file of a table is written: encoding, line ends, delimiter and header row, guessed where not stated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from kg.errors import quoted
from kg.sources.delimited import BYTE_ORDER_MARK, ColumnLayout, Opener, RawRow, raw_rows
from kg.sources.encodings import UTF_8, Encoding, Recoded, checked, find_encoding
from kg.sources.files import Files

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
"""The signs between cells that are guessed, the more frequent first, and their names."""

TABBED: Final = (".tsv", ".tab")
"""The endings of files whose cells are divided by tabs."""

_SAMPLE: Final = 200
"""From how many lines the delimiter is guessed."""

HEADER_WITHIN: Final = 30
"""Among how many first rows the one that names the columns is looked for."""

_SEPARATOR: Final = re.compile(rb'"?sep=(.)"?\s*')
"""The first line by which files name their delimiter to Excel."""


class StatedDialect(NamedTuple):
    """What is stated of how a file is written: each part is None where it is to be guessed."""

    encoding: str | None = None
    delimiter: str | None = None
    header: int | None = None
    quotes: bool = True
    language: str = ""


class HeaderNames(NamedTuple):
    """By which names of columns a header is known, and how many of them it has at least."""

    known: Callable[[str], bool]
    least: int = 1


NO_NAMES: Final = HeaderNames(lambda _: False)
"""No name is known: a header is known by its width alone."""


class Dialect(NamedTuple):
    """How a file is written; ``header`` is the line that names the columns, ``above`` what stands above it."""

    encoding: Encoding
    delimiter: str
    header: int = 1
    above: str = ""
    line_end: str = "\n"
    quotes: bool = True

    def opener(self, files: Files) -> Opener:
        """The files, to be opened as lines of UTF-8."""
        plain = self.encoding.name == UTF_8 and self.line_end == "\n"
        return files if plain else Recoded(files, self.encoding.name, self.line_end)

    def layout(self, columns: ColumnLayout) -> ColumnLayout:
        """The layout of these columns in a table that is written so."""
        return columns._replace(
            delimiter=self.delimiter, quotes=self.quotes, header=self.header, encoding=self.encoding.name
        )

    def notes(self, stated: StatedDialect, usual: str) -> Iterator[str]:
        """What was assumed that is not stated, nor usual."""
        if stated.encoding is None and self.encoding.name != UTF_8:
            yield f"is read as {self.encoding}"
        if stated.delimiter is None and self.delimiter != usual:
            yield f"is read with the delimiter {DELIMITERS[self.delimiter]}, as its rows suggest"
        if stated.header is None and self.above:
            yield header_note(self.header, self.above)


def header_note(line: int, above: str) -> str:
    """What is said of a header that is not the first row."""
    return f"has the names of its columns in row {line}; what is above is not read: {quoted(above)}"


def find_dialect(files: Files, name: str, wanted: HeaderNames, stated: StatedDialect) -> Dialect:
    """How a file is written, as far as it is stated, and else as its bytes and the ``wanted`` columns suggest.

    Raises SourceError where the encoding cannot be guessed with some confidence.
    """
    if stated.encoding is None:
        with files.opened(name) as lines:
            guess = find_encoding(lines, stated.language)
        encoding = checked(guess, name) if guess else Encoding(UTF_8)
    else:
        encoding = Encoding(stated.encoding)
    dialect = Dialect(encoding, stated.delimiter or usual_delimiter(name), quotes=stated.quotes)
    sample = _sample(dialect, files, name)
    if len(sample) == 1 and b"\r" in sample[0].rstrip(b"\r\n"):
        dialect = dialect._replace(line_end="\r")
        sample = _sample(dialect, files, name)
    if separator := _SEPARATOR.fullmatch(sample[0].removeprefix(BYTE_ORDER_MARK)) if sample else None:
        first = separator[1].decode("latin-1")
        dialect, sample = dialect._replace(delimiter=stated.delimiter or first), [b"\n", *sample[1:]]
        stated = stated._replace(delimiter=dialect.delimiter)
    return _with_header(dialect, sample, name, wanted, stated)


def usual_delimiter(name: str) -> str:
    """The delimiter that the ending of a name suggests."""
    return "\t" if name.lower().endswith(TABBED) else ","


def _sample(dialect: Dialect, files: Files, name: str) -> list[bytes]:
    """The first lines of a file."""
    with dialect.opener(files).opened(name) as lines:
        return list(islice(lines, _SAMPLE))


def _with_header(
    dialect: Dialect, sample: list[bytes], name: str, wanted: HeaderNames, stated: StatedDialect
) -> Dialect:
    """The dialect with the delimiter and header that fit the wanted columns best, or else the rows."""
    usual = dialect.delimiter
    signs = [usual] if stated.delimiter else [usual, *(sign for sign in DELIMITERS if sign != usual)]
    best: tuple[tuple[float, ...], str, list[RawRow], int] | None = None
    for sign in signs:
        layout = ColumnLayout((), delimiter=sign, quotes=stated.quotes, header=stated.header or 1)
        rows = [row for row in raw_rows(iter(sample), layout, name) if any(row.cells)]
        place = 0 if stated.header else header_place([row.cells for row in rows], wanted)
        found = (_fit(rows, place, wanted), sign, rows, place)
        if best is None or found[0] > best[0]:
            best = found
    if best is None or not best[2]:
        return dialect._replace(header=stated.header or 1)
    _, sign, rows, place = best
    above = " ".join(" ".join(" ".join(row.cells) for row in rows[:place]).split())
    return dialect._replace(delimiter=sign, header=rows[place].line, above=above)


def _fit(rows: list[RawRow], place: int, wanted: HeaderNames) -> tuple[float, ...]:
    """How well rows fit the wanted columns, then one another: the more the better."""
    named = _named(rows[place].cells, wanted) if rows else 0
    width, share = _usual_width([row.cells for row in rows[place:]])
    return named, round(share, 2) if width > 1 else 0.0, width


def _named(cells: Sequence[str], wanted: HeaderNames) -> int:
    """How many cells of a row are names that are wanted, each once."""
    return sum(map(wanted.known, {cell.strip() for cell in cells}))


def _usual_width(rows: Sequence[Sequence[str]]) -> tuple[int, float]:
    """How many cells most rows have, and the share of rows that have so many."""
    widths = Counter(len(row) for row in rows)
    width = max(widths, key=lambda width: (widths[width], width), default=1)
    return width, widths[width] / max(len(rows), 1)


def header_place(rows: Sequence[Sequence[str]], wanted: HeaderNames = NO_NAMES) -> int:
    """Which row names the columns: the first with most of those wanted, or else the first that is as wide as most.

    >>> header_place([["Roles of 2024", "", ""], ["Role", "Needs", "Pay"], ["Tailor", "Sewing", ""]])
    1
    """
    first = rows[:HEADER_WITHIN]
    named = [_named(row, wanted) for row in first]
    if (most := max(named, default=0)) >= wanted.least:
        return named.index(most)
    width, _ = _usual_width(rows)
    filled = [sum(bool(cell.strip()) for cell in row) for row in first]
    needed = max(2, 0.6 * width) if width > 1 else 1
    return next((place for place, row in enumerate(first) if len(row) == width and filled[place] >= needed), 0)
