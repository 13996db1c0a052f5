"""What a command answers, and the one place that prints it in every format."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kg.cli.safe import csv_cell, markdown, spelt_out, terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kg.cli.session import Session

__all__ = ["Block", "Heading", "Line", "Report", "Table", "report"]

_NARROW = 12
"""No column of a table is folded to fewer characters than this."""

_WIDE = 200
"""Every column is folded to so many characters, a terminal's or not: a description would make all others run away."""

FORMATS = ("table", "json", "csv", "md")
"""The formats of every question."""


class Heading(NamedTuple):
    """A heading above what follows."""

    text: str
    level: int = 1


class Line(NamedTuple):
    """A line of text."""

    text: str


class Table(NamedTuple):
    """Rows under column names; a cell is a text, a number, a truth value or None."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


Block = Heading | Line | Table
"""A part of an answer as people read it."""


class Report:
    """One answer: ``data`` for JSON, ``table`` for CSV, ``blocks`` for people (the table, if not given).

    ``brief`` is what text shows in place of the blocks where these would be too long to read; ``notes`` go to standard
    error; ``status`` is the exit status; ``other`` makes further formats, or replaces one of the usual ones, by name.
    """

    def __init__(  # one answer has these parts, and most have few of them
        self,
        data: object,
        table: Table,
        blocks: Sequence[Block] = (),
        *,
        brief: Sequence[Block] = (),
        notes: Sequence[str] = (),
        status: int = 0,
        other: Mapping[str, Callable[[], str]] | None = None,
    ) -> None:
        self.data = data
        self.table = table
        self.blocks = list(blocks) or [table]
        self.brief = brief
        self.notes = notes
        self.status = status
        self.other = dict(other or {})

    def render(self, fmt: str) -> str:
        """The answer in one format, ending in a line feed unless it is empty."""
        if fmt in self.other:
            text = self.other[fmt]()
        elif fmt == "json":
            import json

            text = json.dumps(self.data, ensure_ascii=False, indent=2)
        elif fmt == "csv":
            text = _csv(self.table)
        elif fmt == "md":
            text = "\n".join(map(_draw_markdown, self.blocks))
        else:
            text = "\n".join(map(_draw_text, self.brief or self.blocks))
        if fmt in ("json", "html"):
            text = spelt_out(text, fmt, sys.stdout.encoding)
        return text if not text or text.endswith("\n") else f"{text}\n"


def report(*more: str) -> Callable[[Callable[..., Report]], Callable[..., None]]:
    """Make a function that returns a Report a command with ``-f``; ``more`` names its formats beyond the usual ones."""

    def decorate(function: Callable[..., Report]) -> Callable[..., None]:
        @click.option(
            "-f",
            "--format",
            "fmt",
            type=click.Choice([*FORMATS, *more]),
            default="table",
            show_default=True,
            help="How to print the answer.",
        )
        @click.pass_obj
        @functools.wraps(function)
        def run(session: Session, /, fmt: str, **arguments: Any) -> None:
            answer = function(session, **arguments)
            for note in (*session.notes, *answer.notes):
                click.echo(f"note: {terminal(note)}", err=True)
            click.echo(answer.render(fmt), nl=False)
            click.get_current_context().exit(answer.status)

        return run

    return decorate


def _csv(table: Table) -> str:
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([csv_cell(name) for name in table.columns])
    writer.writerows([csv_cell(_plain(cell)) for cell in row] for row in table.rows)
    return buffer.getvalue()


def _plain(cell: object) -> object:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell


def _draw_text(block: Block) -> str:
    if isinstance(block, Heading):
        return terminal(block.text) if block.level == 1 else f"\n{terminal(block.text)}"
    if isinstance(block, Line):
        indent = block.text[: len(block.text) - len(block.text.lstrip(" "))]
        return indent + terminal(block.text.lstrip(" "))
    names, *rows = [[terminal(str(_plain(cell))) for cell in row] for row in (block.columns, *block.rows)]
    widths = [max([_width(name), *(_width(row[position]) for row in rows)]) for position, name in enumerate(names)]
    lines = [names, ["-" * width for width in widths], *rows]
    fitted = [min(width, _WIDE) for width in widths]
    if sys.stdout.isatty():
        import shutil

        fitted = _fitted(fitted, shutil.get_terminal_size().columns)
    if fitted != widths:
        widths, lines = fitted, [folded for line in lines for folded in _folded(line, fitted)]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _fitted(widths: list[int], room: int) -> list[int]:
    """Column widths that fit a terminal: the widest give way first, none below a readable width."""
    fitted = list(widths)
    while sum(fitted) + 2 * (len(fitted) - 1) > room and max(fitted, default=0) > _NARROW:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _folded(line: list[str], widths: list[int]) -> list[list[str]]:
    """A row as several lines, each cell wrapped to its width."""
    from textwrap import wrap

    cells = [wrap(cell, width) if _width(cell) > width else [cell] for cell, width in zip(line, widths, strict=True)]
    if all(set(cell) <= {"-"} for cell in line):
        cells = [["-" * width] for width in widths]
    height = max(len(cell) for cell in cells)
    return [[cell[row] if row < len(cell) else "" for cell in cells] for row in range(height)]


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _draw_markdown(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * (block.level + 1)} {markdown(block.text)}\n"
    if isinstance(block, Line):
        return f"{markdown(block.text.strip())}\n" if block.text.strip() else ""
    names, *rows = [[markdown(str(_plain(cell))) for cell in row] for row in (block.columns, *block.rows)]
    lines = [names, ["---"] * len(names), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
