"""A Markdown text -> its headings with the blocks below each: paragraphs and items of lists, every one with its line.

What is no text of the guide (code, comments, tables, quotations) is set aside with the reason. Each line is looked at
once, and nothing recurses, so that hostile input costs no more than its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.sources.guide.phrases import field_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_LINE: Final = 10_000
"""No line that a person writes is longer; one that is, is not read."""

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*\Z")
_BREAK = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*\Z")
_ITEM = re.compile(r"([ \t]*)(?:[-*+•]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(\S.*)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TABLE_RULE = re.compile(r"[ \t|:-]*-[ \t|:-]*\Z")
_TAG_ALONE = re.compile(r"[ \t]*(?:</?[A-Za-z][^>]*>[ \t]*)+\Z")


class MarkdownBlock(NamedTuple):
    """A paragraph or an item of a list; ``depth`` is 0 for a paragraph, 1 and more for an item, by its nesting."""

    line: int
    text: str
    depth: int = 0
    continuation_lines: tuple[int, ...] = ()
    """The lines that the text goes on to."""


@dataclass
class Section:
    """A heading with what is below it: its own blocks, then the headings under it."""

    line: int
    level: int
    text: str
    blocks: list[MarkdownBlock] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    continuation_lines: tuple[int, ...] = ()
    """The lines that an item goes on to, where the heading is one."""

    @property
    def head(self) -> MarkdownBlock:
        """The heading as a block."""
        return MarkdownBlock(self.line, self.text, continuation_lines=self.continuation_lines)

    def with_blocks(self, blocks: list[MarkdownBlock]) -> Section:
        """The same section with other blocks."""
        return replace(self, blocks=blocks)

    def walk(self) -> Iterator[Section]:
        """This section and all under it, in the order of the text."""
        waiting = [self]
        while waiting:
            section = waiting.pop()
            yield section
            waiting.extend(reversed(section.sections))

    def split(self) -> tuple[list[MarkdownBlock], list[Section]]:
        """The blocks, and the items at the top as headings of what is nested in them."""
        loose: list[MarkdownBlock] = []
        parts: list[Section] = []
        for block in self.blocks:
            if block.depth == 1:
                parts.append(
                    Section(block.line, self.level + 1, block.text, continuation_lines=block.continuation_lines)
                )
            elif block.depth and parts:
                parts[-1].blocks.append(block._replace(depth=block.depth - 1))
            else:
                loose.append(block)
        return loose, parts


class Outline(NamedTuple):
    """The parts of a text, outermost first; ``aside`` has the lines that are no text of the guide, with the reason."""

    preface: list[MarkdownBlock]
    sections: list[Section]
    skipped: list[tuple[int, str, str]]
    formatting_lines: frozenset[int]
    """Lines that only separate other lines: rules and the lines under headings."""
    last: int
    """The last line of the last section: what follows a rule at the end is in no section."""
    footer: list[MarkdownBlock]


def read_outline(text: str) -> Outline:
    r"""The outline of a Markdown text.

    >>> outline = read_outline("# Baking\n\n## Roles\n- Baker\n- Miller\n")
    >>> [(part.text, part.line, [block.text for block in part.blocks]) for part in outline.sections[0].walk()]
    [('Baking', 1, []), ('Roles', 3, ['Baker', 'Miller'])]
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    scan = _Scan()
    for number, (line, reason) in enumerate(_visible(lines), 1):
        if reason:
            scan.set_aside(number, lines[number - 1], reason)
        else:
            scan.line(number, line)
    return scan.outline(len(lines) - (not lines[-1]))


def _visible(lines: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Every line without comments; with a reason where nothing of it is to be read."""
    fence: str | None = None
    comment = False
    front = bool(lines) and lines[0].strip() == "---" and "---" in (line.rstrip() for line in lines[1:200])
    for number, line in enumerate(lines):
        if len(line) > LONGEST_LINE:
            yield "", "a line too long to be read"
        elif front:
            front = number == 0 or line.rstrip() != "---"
            yield "", "the head of a page is not read"
        elif fence is not None:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = None
            yield "", "code is not read"
        elif not comment and (opened := _FENCE.match(line)):
            fence = opened[1]
            yield "", "code is not read"
        else:
            shown, comment = _without_comments(line, comment)
            hidden = bool(line.strip()) and not shown.strip()
            yield shown, "a comment is not read" if hidden else None


def _without_comments(line: str, inside: bool) -> tuple[str, bool]:
    """A line without its comments, and whether one goes on."""
    shown = []
    while line:
        if inside:
            _, ended, line = line.partition("-->")
            inside = not ended
        else:
            text, opened, line = line.partition("<!--")
            shown.append(text)
            inside = bool(opened)
    return "".join(shown), inside


class _Scan:
    """What has been read so far; ``_open`` holds the lines of the block that may go on."""

    def __init__(self) -> None:
        self.headings: list[Section] = []
        self.preface: list[MarkdownBlock] = []
        self.skipped: list[tuple[int, str, str]] = []
        self.formatting_lines: set[int] = set()
        self._open: list[tuple[int, str]] = []
        self._depth = 0
        self._indents: list[int] = []
        self._rule: tuple[int, int] | None = None  # the last rule, and how many blocks were before it
        self._table = self._blank = False

    @property
    def _blocks(self) -> list[MarkdownBlock]:
        return self.headings[-1].blocks if self.headings else self.preface

    def set_aside(self, number: int, line: str, reason: str) -> None:
        self._close()
        if line.strip():
            self.skipped.append((number, line.strip()[:200], reason))

    def line(self, number: int, line: str) -> None:
        if not line.strip():
            self._close()
            self._blank, self._table = True, False
            return
        if not self._mark(number, line):
            self._content(number, line)
        self._blank = False

    def _mark(self, number: int, line: str) -> bool:
        """Whether a line is a heading, a rule, or of a kind that is not read; it is then dealt with."""
        if heading := _HEADING.match(line):
            self._head(number, len(heading[1]), heading[2].strip().rstrip("#"))
        elif self._open and not self._depth and (underline := _UNDERLINE.match(line)):
            text, first = " ".join(text for _, text in self._open), self._open[0][0]
            self.formatting_lines |= {number, *(other for other, _ in self._open[1:])}
            self._open = []
            self._head(first, 1 if underline[1][0] == "=" else 2, text)
        elif _BREAK.match(line):
            self._close()
            self.formatting_lines.add(number)
            self._indents = []
            self._rule = (number, len(self._blocks))
        elif self._table or line.lstrip().startswith("|"):
            self.set_aside(number, line, "a table is not read")
        elif self._open and "|" in line and _TABLE_RULE.match(line):
            head, self._open = self._open, []
            for other, text in head:
                self.skipped.append((other, text[:200], "a table is not read"))
            self._table = True
            self.set_aside(number, line, "a table is not read")
        elif line.lstrip().startswith(">"):
            self.set_aside(number, line, "a quotation is not read")
        elif _TAG_ALONE.match(line):
            self.set_aside(number, line, "HTML is not read")
        else:
            return False
        return True

    def _content(self, number: int, line: str) -> None:
        indent = _indent(line)
        if item := _ITEM.match(line):
            self._close()
            while self._indents and indent < self._indents[-1] + 2:
                self._indents.pop()
            self._indents.append(indent)
            self._depth = len(self._indents)
            self._open = [(number, item[2].strip())]
        elif self._blank and not indent:
            self._paragraph(number, line)
        elif self._blank and not self._indents and indent >= 4:
            self.set_aside(number, line, "code is not read")
        elif self._open and not _starts_block(self._open, line):
            self._open.append((number, line.strip()))
        else:
            self._paragraph(number, line)

    def _paragraph(self, number: int, line: str) -> None:
        self._close()
        self._indents, self._depth = [], 0
        self._open = [(number, line.strip() + ("  " if line.endswith("  ") else ""))]

    def _head(self, number: int, level: int, text: str) -> None:
        self._close()
        self._indents = []
        self._rule = None
        self.headings.append(Section(number, level, text.strip()))

    def _close(self) -> None:
        """The open block is whole."""
        if self._open:
            text = " ".join(text.rstrip("\\").strip() for _, text in self._open)
            rest = tuple(number for number, _ in self._open[1:])
            self._blocks.append(MarkdownBlock(self._open[0][0], text, self._depth, rest))
            self._open = []

    def outline(self, last: int) -> Outline:
        self._close()
        footer: list[MarkdownBlock] = []
        if self._rule and self.headings:
            number, before = self._rule
            if not any(block.depth for block in self._blocks[before:]):
                footer, last = self._blocks[before:], number - 1
                del self._blocks[before:]
        return Outline(
            self.preface, _nested(self.headings), self.skipped, frozenset(self.formatting_lines), last, footer
        )


def _indent(line: str) -> int:
    """How far a line is indented, a tab going to the next fourth column."""
    blanks = line[: len(line) - len(line.lstrip())]
    return len(blanks.expandtabs(4))


def _starts_block(opened: list[tuple[int, str]], line: str) -> bool:
    """Whether a line below others begins a new block: a field does, and what follows a field without a value."""
    before = field_of(opened[0][1])
    named_only = len(opened) == 1 and before is not None and not before.value
    broken = opened[-1][1].endswith(("  ", "\\"))
    found = field_of(line.strip())
    return named_only or broken or (found is not None and (found.bold or found.known is not None))


def _nested(headings: Sequence[Section]) -> list[Section]:
    """The headings as a tree; one that is deeper than the one before is under it."""
    roots: list[Section] = []
    stack: list[Section] = []
    for section in headings:
        while stack and stack[-1].level >= section.level:
            stack.pop()
        (stack[-1].sections if stack else roots).append(section)
        stack.append(section)
    return roots
