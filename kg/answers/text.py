"""Answers as text: short unless all is asked for, whole words in columns sized by content, colours on a terminal."""

from __future__ import annotations

import os
import re
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.answers.blocks import Answer, Block, Cell, Citation, Heading, Items, Paragraph, Table, cell_text
from kg.answers.escaping import terminal
from kg.model import Entity, Source
from kg.schema import BUNDLED_GRAPH, INFERRED, NAME_LINKS, NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console
    from rich.style import Style

_WIDE: Final = 200
"""Every column is folded to so many characters, a terminal's or not: a description would make all others run away."""

_GAP: Final = "  "
"""What stands between two columns."""

_COLOURS: Final = {
    "keep": "green",
    "held": "green",
    "done": "green",
    "learn": "cyan",
    "missing": "cyan",
    "near": "cyan",
    "gate": "yellow",
}
"""The colour of a statement's type: what one has, what one lacks, what must be met."""


class TextCell(NamedTuple):
    """A cell as text prints it: ``link`` is the page of what it names, ``style`` how a terminal shows it."""

    text: str
    link: str = ""
    style: str = ""


# --- which blocks, and what is in their cells -------------------------------------------------------------------------


def _shown(answer: Answer) -> list[Block]:
    """The blocks that text prints: the short ones unless all was asked for; below them, what short citations mean."""
    blocks = list(answer.brief if answer.brief and not answer.detail.all else answer.blocks)
    if not answer.detail.sources:
        blocks = [each.without(each.on_request) if isinstance(each, Table) else each for each in blocks]
    lines = [] if answer.detail.sources else _names(blocks).lines()
    return [*blocks, *map(Paragraph, lines)]


def _names(blocks: Sequence[Block]) -> ShortNames:
    tables = (_table(block) for block in blocks if isinstance(block, Items | Table))
    rows = chain.from_iterable(table.rows for table in tables)
    cells = chain(chain.from_iterable(rows), (block.text for block in blocks if isinstance(block, Paragraph)))
    return ShortNames(source for cell in cells if isinstance(cell, Citation) for source in cell.sources)


def _table(block: Items | Table) -> Table:
    return block.table() if isinstance(block, Items) else block


class _Cells:
    """Makes the cells of an answer ready for text."""

    def __init__(self, answer: Answer) -> None:
        self.detail = answer.detail
        self.names = _names(_shown(answer))

    def cited(self, text: str) -> str:
        """A text with its citations in short, unless sources are asked for in full."""
        if self.detail.sources or not isinstance(text, Citation):
            return text
        return "".join(part if isinstance(part, str) else self.names.cite(part) for part in text.parts)

    def rows(self, block: Items | Table) -> list[list[TextCell]]:
        """The rows of a table, or of statements, each under the page of what it is about."""
        table = _table(block)
        links = [_page(row.iri) for row in block.rows] if isinstance(block, Items) else [""] * len(table.rows)
        return [
            [self._cell(cell, position, link) for position, cell in enumerate(row)]
            for row, link in zip(table.rows, links, strict=True)
        ]

    def _cell(self, cell: Cell, position: int, link: str) -> TextCell:
        if isinstance(cell, Citation):
            alone = len(cell.parts) == 1 and not isinstance(cell.parts[0], str)
            return TextCell(terminal(self.cited(cell)), link, "dim" if alone else "")
        text = terminal(cell_text(cell, brief=not self.detail.all))
        if isinstance(cell, Entity):
            return TextCell(text, _page(cell.iri))
        if position == 0:
            return TextCell(text, "", _COLOURS.get(text.partition(" ")[0], ""))
        if text.startswith("not held"):
            return TextCell(text, "", "bold yellow")
        return TextCell(text, link if position == 1 else "", "dim" if text == NOT_STATED else "")


def _page(iri: str | None) -> str:
    """The address of the page that the publisher of a taxonomy has of an entity; empty where none is known."""
    return iri if iri and iri.startswith("http://data.europa.eu/esco/") else ""


# --- short citations --------------------------------------------------------------------------------------------------

_MOST: Final = 3
"""How many lines of a document a short citation has."""


class ShortNames:
    """A short name for each document that an answer cites: that of its graph, with a number where there are several.

    >>> names = ShortNames([Source("esco", "ESCO 1.1.1, skills_en.csv", None, 7)])
    >>> names.cite([Source("esco", "ESCO 1.1.1, skills_en.csv", None, line) for line in (7, 8, 9, 10)])
    'esco:7 and 3 more'
    >>> names.lines()
    ['esco:N is line N of ESCO 1.1.1, skills_en.csv']
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        graphs: dict[str, str] = {}
        for source in sorted(set(sources), key=lambda each: (each.graph in _CITING, each.graph, each.document or "")):
            if source.line is not None:
                document = source.document or ""
                graphs.setdefault(document, _first_word(source) if source.graph in _CITING else source.graph)
        self._bundled_alone = set(graphs.values()) == {BUNDLED_GRAPH}
        self._names: dict[str, str] = {}
        for document, graph in graphs.items():
            alike = [other for other, name in graphs.items() if name == graph]
            self._names[document] = graph if len(alike) == 1 else f"{graph}-{alike.index(document) + 1}"

    def cite(self, sources: Iterable[Source]) -> str:
        """The lines of each document in short, then the curated and inferred graphs by name."""
        lines: dict[tuple[bool, str], set[int]] = {}
        graphs: set[str] = set()
        for source in sources:
            if source.line is None:
                graphs.add(source.graph)
            else:
                lines.setdefault((source.graph == INFERRED, source.document or ""), set()).add(source.line)
        parts: list[str] = []
        for (inferred, document), numbers in sorted(lines.items()):
            listed = ", ".join(map(str, sorted(numbers)[:_MOST]))
            if len(numbers) > _MOST:
                listed = f"{min(numbers)} and {len(numbers) - 1} more"
            bare = f"line{'s' if len(numbers) > 1 else ''} {listed}"
            place = bare if self._bundled_alone else f"{self._names[document]}:{listed}"
            parts.append(f"inferred from {place}" if inferred else place)
        return "; ".join([*parts, *sorted(graphs)])

    def lines(self) -> list[str]:
        """What each name stands for, a line each; none where only the bundled guide is cited."""
        if self._bundled_alone:
            return []
        return [f"{name}:N is line N of {document or name}" for document, name in sorted(self._names.items())]


_CITING: Final = (INFERRED, NAME_LINKS)
"""The graphs of what follows from documents of others, which do not bear their names."""


def _first_word(source: Source) -> str:
    """A short name of a document of whose own graph nothing is cited: that of its file, or its first word."""
    name = source.file.rpartition(".")[0] or source.document or source.graph
    return name.split()[0].rstrip(",").casefold()


# --- plain text -------------------------------------------------------------------------------------------------------


def plain_text(answer: Answer, width: int | None) -> str:
    """An answer as text without colours, its lines at most so many columns wide."""
    cells = _Cells(answer)
    return "\n".join(chain.from_iterable(_plain_block(block, cells, width) for block in _shown(answer)))


def _plain_block(block: Block, cells: _Cells, width: int | None) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield from [""] * (level > 1)
            yield from wrapped(terminal(text), width)
        case Paragraph(text):
            yield from _paragraph(cells.cited(text), width)
        case Items() | Table():
            if caption := getattr(block, "caption", ""):
                yield ""
                yield from wrapped(terminal(caption), width)
            yield from _plain_table(block, cells.rows(block), width)


def _paragraph(text: str, width: int | None) -> list[str]:
    bare = text.lstrip(" ")
    return wrapped(terminal(bare), width, text[: len(text) - len(bare)])


def _plain_table(block: Items | Table, rows: Sequence[Sequence[TextCell]], width: int | None) -> Iterator[str]:
    names = _heads(block)
    texts = [[cell.text for cell in row] for row in rows]
    widths = _fitted([*([names] if names else []), *texts], width)
    if widths is None:
        yield from _stacked(_columns(block), texts, width)
        return
    if names:
        yield from _lines(names, widths)
        yield _GAP.join("-" * each for each in widths)
    for row in texts:
        yield from _lines(row, widths)


def _columns(block: Items | Table) -> list[str]:
    return [terminal(name) for name in _table(block).columns]


def _heads(block: Items | Table) -> list[str]:
    """The names of the columns, where the block has them."""
    return [] if isinstance(block, Items) and not block.heads else _columns(block)


def _lines(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """A row as several lines, each cell wrapped to its width."""
    cells = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, cells))):
        line = [cell[number] if number < len(cell) else "" for cell in cells]
        yield _GAP.join(text + " " * (width - _width(text)) for text, width in zip(line, widths, strict=True)).rstrip()


def _stacked(names: Sequence[str], rows: Iterable[Sequence[str]], width: int | None) -> Iterator[str]:
    """A table that does not fit with whole words: each row as a paragraph, its cells below one another."""
    for row in rows:
        yield from wrapped(row[0] or "-", width)
        for name, text in zip(names[1:], row[1:], strict=True):
            if text:
                yield from wrapped(f"{name}: {text}", width, _GAP)


def _fitted(rows: Sequence[Sequence[str]], room: int | None) -> list[int] | None:
    """Widths of the columns, by content: the widest give way first, none breaks a word. None where that cannot be."""
    columns = list(zip(*rows, strict=True))
    widths = [min(max(map(_width, column)), _WIDE) for column in columns]
    if room is None:
        return widths
    least = [max((_width(word) for text in column for word in text.split()), default=0) for column in columns]
    while (over := sum(widths) + len(_GAP) * (len(widths) - 1) - room) > 0:
        wider = [position for position, width in enumerate(widths) if width > least[position]]
        if not wider:
            return None
        widest = max(wider, key=lambda position: widths[position])
        others = [widths[position] for position in wider if widths[position] < widths[widest]]
        floor = max(least[widest], max(others, default=0) - 1)
        widths[widest] = max(floor, widths[widest] - over)
    return widths


def wrapped(text: str, width: int | None, indent: str = "") -> list[str]:
    """A text in lines of whole words, at most so many columns wide; only what is wider than a line is broken.

    >>> wrapped("to learn Docker", 8)
    ['to learn', 'Docker']
    """
    if width is None or _width(indent + text) <= width:
        return [indent + text]
    lines, line, used = [], "", 0
    room = max(width - len(indent), 2)
    for word in chain.from_iterable(_pieces(word, room) for word in text.split()):
        size = _width(word)
        if used and used + 1 + size > room:
            lines.append(indent + line)
            line, used = "", 0
        line, used = (f"{line} {word}", used + 1 + size) if used else (word, size)
    return [*lines, indent + line]


def _pieces(word: str, room: int) -> Iterator[str]:
    """A word, in parts where it is wider than a line."""
    start = used = 0
    for end, sign in enumerate(word):
        size = _width(sign)
        if used + size > room and end > start:
            yield word[start:end]
            start, used = end, 0
        used += size
    yield word[start:]


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


# --- a terminal -------------------------------------------------------------------------------------------------------

_LINKS: Final = ("FORCE_HYPERLINK", "WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "DOMTERM")
_LINKING: Final = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby"})
_LINK_ID = re.compile(r"\x1b\]8;id=[^;]*;")


def styled_text(answer: Answer, width: int) -> str:
    """An answer as text for a terminal: bold headings, colours by meaning, links where the terminal knows them.

    NO_COLOR leaves the colours out; a terminal that understands no codes (TERM=dumb) gets plain text.
    """
    if os.environ.get("TERM", "dumb") in ("", "dumb", "unknown"):
        return plain_text(answer, width)
    import io

    from rich.console import Console

    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=width, highlight=False, legacy_windows=False)
    cells = _Cells(answer)
    for block in _shown(answer):
        _print_block(console, block, cells, width)
    return _LINK_ID.sub("\x1b]8;;", "\n".join(line.rstrip() for line in out.getvalue().splitlines()))


def _print_block(console: Console, block: Block, cells: _Cells, width: int) -> None:
    from rich.text import Text

    match block:
        case Heading(_, level):
            lines, style = [*_plain_block(block, cells, width)], "bold underline" if level == 1 else "bold"
            console.print(Text("\n".join(lines), style if lines[0] else ""), style=style)
        case Paragraph(text):
            console.print(Text("\n".join(_paragraph(cells.cited(text), width))))
        case Items() | Table():
            if caption := getattr(block, "caption", ""):
                console.print(Text("\n".join(["", *wrapped(terminal(caption), width)]), "bold"))
            _print_table(console, block, cells.rows(block), width)


def _print_table(console: Console, block: Items | Table, rows: Sequence[Sequence[TextCell]], width: int) -> None:
    from rich.table import Table as Grid
    from rich.text import Text

    names = _heads(block)
    texts = [[cell.text for cell in row] for row in rows]
    widths = _fitted([*([names] if names else []), *texts], width)
    if widths is None:
        console.print(Text("\n".join(_stacked(_columns(block), texts, width))))
        return
    grid = Grid(box=None, show_header=bool(names), pad_edge=False, padding=(0, len(_GAP), 0, 0), header_style="bold")
    for name, size in zip(names or [""] * len(widths), widths, strict=True):
        grid.add_column(Text(name), width=size)
    for row in rows:
        grid.add_row(*(Text(cell.text, _style(cell)) for cell in row))
    console.print(grid)


def _style(cell: TextCell) -> Style:
    from rich.style import Style

    return Style.parse(cell.style) + Style(link=cell.link if cell.link and _knows_links() else None)


def _knows_links() -> bool:
    """Whether the terminal is one of those that show links."""
    known, program = os.environ, os.environ.get("TERM_PROGRAM")
    vte = known.get("VTE_VERSION", "")
    modern = vte.isdigit() and int(vte) >= 5000
    kind = known.get("TERM", "").startswith(("xterm-kitty", "xterm-ghostty", "alacritty", "foot"))
    return any(known.get(name) for name in _LINKS) or program in _LINKING or modern or kind
