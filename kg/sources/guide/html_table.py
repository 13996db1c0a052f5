"""A table in HTML inside a Markdown text -> the rows of its cells, each cell with its line."""

from __future__ import annotations

import html
import re
from typing import Final, NamedTuple

_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)\b([^<>]*)>")
_SPAN: Final = re.compile(r"\b(col|row)span\s*=\s*[\"']?\s*(\d{1,4})", re.IGNORECASE)
_DIVIDING: Final = frozenset(("br", "p", "div", "li", "ul", "ol"))
_STRUCK: Final = frozenset(("s", "del", "strike"))
_MOST_ROWS_SPANNED: Final = 200


class HtmlCell(NamedTuple):
    """A cell: the line on which it begins, and its text, whose lines are as the writer broke them."""

    line: int
    text: str


class HtmlTable(NamedTuple):
    """The rows of a table, each with the cells that it has, and the text outside of cells."""

    rows: list[list[HtmlCell]]
    outside: list[HtmlCell]


def read_html_table(content: str, first: int) -> HtmlTable | None:
    r"""The table in a piece of HTML that begins on the line ``first``; None for one that cells over columns divide.

    A cell over several rows is in each of them.

    >>> table = read_html_table("<table><tr><th>Role<th>Pay\n<tr><td>Baker<td>20<br>30</table>", 7)
    >>> [[(cell.line, cell.text) for cell in row] for row in table.rows]
    [[(7, 'Role'), (7, 'Pay')], [(8, 'Baker'), (8, '20\n30')]]
    """
    if len(re.findall(r"<table\b", content, re.IGNORECASE)) != 1:
        return None
    reader = _Reader(first)
    place = 0
    for tag in _TAG.finditer(content):
        reader.text(content[place : tag.start()])
        if not reader.tag(tag[2].lower(), tag[3], closes=bool(tag[1])):
            return None
        reader.line += tag[0].count("\n")
        place = tag.end()
    reader.text(content[place:])
    reader.end_cell()
    rows = [row for row in reader.rows if row]
    return HtmlTable(rows, reader.outside) if rows else None


class _Reader:
    """Takes the tags and texts of a table one by one."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.rows: list[list[HtmlCell]] = []
        self.outside: list[HtmlCell] = []
        self._cell: list[str] | None = None
        self._begun = line
        self._over = 1  # how many rows the cell is in
        self._above: dict[int, tuple[int, str]] = {}  # by column, the text that goes on in so many rows
        self._struck = 0

    def text(self, words: str) -> None:
        """Take a text between tags."""
        plain = " ".join(html.unescape(words).split())
        if self._cell is not None and not self._struck:
            self._cell.append(re.sub(r"\s+", " ", html.unescape(words)))
        elif plain and self._cell is None:
            self.outside.append(HtmlCell(self.line, plain))
        self.line += words.count("\n")

    def tag(self, name: str, attributes: str, *, closes: bool) -> bool:
        """Take a tag; whether the table can be read with it."""
        if name in ("td", "th", "tr", "table"):
            self.end_cell()
        if name in ("tr", "table") and self.rows:
            self._fill()
        if name == "tr" and not closes:
            self.rows.append([])
        elif name in ("td", "th") and not closes:
            spans = {match[1].lower(): int(match[2]) for match in _SPAN.finditer(attributes)}
            if spans.get("col", 1) > 1 or spans.get("row", 1) > _MOST_ROWS_SPANNED or not self.rows:
                return False
            self._fill()
            self._cell, self._begun, self._over = [], self.line, spans.get("row", 1)
        elif name in _STRUCK:
            self._struck = max(0, self._struck + (-1 if closes else 1))
        elif name in _DIVIDING and self._cell is not None:
            self._cell.append("\n")
        return True

    def _fill(self) -> None:
        """Add the cells from rows above that come next."""
        row = self.rows[-1]
        while len(row) in self._above:
            left, text = self._above.pop(len(row))
            if left > 1:
                self._above[len(row)] = left - 1, text
            row.append(HtmlCell(self.line, text))

    def end_cell(self) -> None:
        """Keep the cell that is open."""
        if self._cell is None:
            return
        lines = (line.strip() for line in "".join(self._cell).split("\n"))
        text = "\n".join(filter(None, lines))
        row = self.rows[-1]
        if self._over > 1:
            self._above[len(row)] = self._over - 1, text
        row.append(HtmlCell(self._begun, text))
        self._cell = None


def with_whole_tables(lines: list[str]) -> list[str]:
    """The lines of a text with a comment for each blank line inside a table in HTML, so that it stays one block.

    >>> with_whole_tables(["<table>", "", "</table>", ""])
    ['<table>', '<!-- -->', '</table>', '']
    """
    found = list(lines)
    opened: int | None = None
    for number, line in enumerate(lines):
        lower = line.lower()
        if opened is None and "<table" in lower:
            opened = number
        if opened is not None and "</table" in lower:
            found[opened : number + 1] = [each if each.strip() else "<!-- -->" for each in lines[opened : number + 1]]
            opened = None
    return found
