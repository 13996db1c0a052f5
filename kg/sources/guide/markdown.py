"""A Markdown text -> its headings with the blocks below each: paragraphs, items of lists and tables, with their lines.

The text is read by markdown-it as CommonMark, with front matter, tables, footnotes, attributes and struck text. A block
has plain text, without emphasis, links, code marks, HTML that only formats, and struck text. What cannot be read as the
text of a guide (code, quotations, footnotes, other HTML) is a block with the reason, its fault. Every line of the text
belongs to a block, is layout, or is set aside with a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.errors import DataError
from kg.limits import LINE_LENGTH
from kg.model import Finding
from kg.schema import split_name
from kg.sources.guide.html_table import HtmlTable, read_html_table, with_whole_tables
from kg.sources.guide.inline import HTML_TAG, Hyperlink, InlineReader, Piece, without_pictures
from kg.sources.guide.names import field_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_GLUED_FIELD = re.compile(r"(\*\*|__)([^*_\n]{1,60}:)\1(?=[^\s*_])")
_DOUBLE_COLON = re.compile(r"\A(\s*(?:[-*+]\s+)?(?:\*\*|__)?\w[\w &/-]{0,40}(?:\*\*|__)?)::(?=\s)")
"""A field as Obsidian's Dataview writes it."""
_LEADER = re.compile(r"(?<=[A-Za-z])\s?\.{4,}\s*(?=\S)")
"""The dots that lead from a name to its value."""
_QUESTION = re.compile(r"\A(\s*(?:#{1,6}\s+|[-*+]\s+)?(?:\*\*|__)?)(?:Q|A|Question|Answer)\s?\d{0,2}[:.]\s+(?=\S)")
"""What marks a question or an answer."""
_WIDE_COLON = re.compile("\uff1a(?:(?=([*_ ]))|)")
_SIGN = re.compile(r"([•●◦○▪▫■□‣\u2043∙·➤➢►▶✓✔☑✅–—\u2212])(?:\s+|\Z)")
_MARK = re.compile(r"[-*+]|\d{1,9}[.)]")
_TASK = re.compile(r"\[[ xX]\]\s+")
_ATTRIBUTES = re.compile(r"\s*\{:?\s*(?:[.#][\w-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"'}]+))(?:\s[^{}]*)?\}\s*\Z")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]+\|)?([^\[\]|]+)\]\]")
_ENUMERATED = re.compile(r"(?:[-*+]|\d{1,2}[.)])\s+(?=\S)")
_SUMMARY = re.compile(r"(?:<details\b[^<>]*>\s*)?<summary\b[^<>]*>.*</summary>", re.IGNORECASE)
_STRUCK = re.compile(r"~~|<(?:s|del|strike)\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SHOWN: Final = 500
"""How much of a line that is too long to be read is kept to show what it is about."""

_OTHER_WIDTH: Final = "a row with more or fewer cells than its table has columns"
_NO_TABLE: Final = "a table is not read"
_OUTER_PIPES: Final = re.compile(r"\A\||(?<!\\)\|\Z")
_FOOTNOTE_FAULT: Final = "a footnote is not read"
_CALLOUT = re.compile(r"\[!\w+\][+-]?(?:\s+|\Z)")
"""What makes a quotation a note of the writer's own."""
_CONFLICT = re.compile(r"(<{7}|>{7})(?:\s|\Z)")


class MarkdownBlock(NamedTuple):
    """A paragraph or an item of a list; ``depth`` is 0 for a paragraph, 1 and more for an item, by its nesting."""

    line: int
    text: str
    depth: int = 0
    continuation_lines: tuple[int, ...] = ()
    """The lines that the text goes on to."""
    lead: str = ""
    """The words in bold or italics that the text begins with."""
    links: tuple[Hyperlink, ...] = ()
    fault: str = ""
    """Why it cannot be read as text."""
    rows: tuple[tuple[MarkdownBlock, ...], ...] = ()
    """The cells of a table by rows, its header first."""


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
    links: tuple[Hyperlink, ...] = ()
    item: bool = False
    """Whether the heading is an item of a list."""
    lead: str = ""
    """The words in bold or italics that the heading begins with."""

    @property
    def head(self) -> MarkdownBlock:
        """The heading as a block."""
        depth = int(self.item)
        return MarkdownBlock(self.line, self.text, depth, self.continuation_lines, self.lead, self.links)

    @classmethod
    def below(cls, block: MarkdownBlock, level: int, text: str | None = None) -> Section:
        """A block as the heading of what is below it."""
        words = block.text if text is None else text
        return cls(
            block.line, level, words, continuation_lines=block.continuation_lines, links=block.links, lead=block.lead
        )

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
            if block.depth == 1 and not block.fault:
                parts.append(replace(Section.below(block, self.level + 1), item=True))
            elif block.depth and parts:
                parts[-1].blocks.append(block._replace(depth=block.depth - 1))
            else:
                loose.append(block)
        return loose, parts


class Outline(NamedTuple):
    """The parts of a text, outermost first; ``aside`` has the lines that say nothing to a reader, with the reason."""

    preface: list[MarkdownBlock]
    sections: list[Section]
    aside: dict[int, str]
    formatting_lines: set[int]
    """Lines that only separate other lines: rules, the lines under headings, addresses of links."""
    last: int
    """The last line of the last section: what follows a rule at the end is in no section."""
    footer: list[MarkdownBlock]
    title: MarkdownBlock | None
    """The title that the head of the page gives."""
    head: Sequence[MarkdownBlock]
    """The fields that the head of the page gives."""
    footnotes: Sequence[MarkdownBlock]


def text_lines(text: str) -> list[str]:
    r"""The lines of a text, however they end.

    >>> text_lines("\ufeffa\r\nb\rc\n")
    ['a', 'b', 'c', '']
    """
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def read_outline(text: str, file: str = "guide.md") -> Outline:
    r"""The outline of a Markdown text. Raises DataError for one with the marks of a conflict between two versions.

    >>> outline = read_outline("# Baking\n\n## Roles\n- *Baker*\n- [Miller](m.md)\n")
    >>> [(part.text, part.line, [block.text for block in part.blocks]) for part in outline.sections[0].walk()]
    [('Baking', 1, []), ('Roles', 3, ['Baker', 'Miller'])]
    """
    scan = _Scan(text_lines(text))
    _check_conflicts(scan, file)
    return scan.outline()


def _check_conflicts(scan: _Scan, file: str) -> None:
    marked = [number for number, line in enumerate(scan.lines, 1) if _CONFLICT.match(line)]
    marked = [number for number in marked if number not in scan.code]
    if {scan.lines[number - 1][0] for number in marked} == {"<", ">"}:
        message = "a conflict of git between two versions, left in the text: keep one of them"
        raise DataError([Finding("error", message, file, number) for number in marked])


@cache
def _parser() -> MarkdownIt:
    """CommonMark with the extensions that guides use; loaded when the first guide is read."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return (
        parser.use(front_matter_plugin)
        .use(deflist_plugin)
        .use(footnote_plugin, inline=False, move_to_end=False)
        .use(attrs_plugin, spans=True)
        .use(attrs_block_plugin)
    )


# --- blocks -----------------------------------------------------------------------------------------------------------


class _Scan:
    """Walks the tokens of a text once, and sorts its lines."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.headings: list[Section] = []
        self.preface: list[MarkdownBlock] = []
        self.aside: dict[int, str] = {}
        self.formatting_lines: set[int] = set()
        self.code: set[int] = set()
        self.title: MarkdownBlock | None = None
        self._known: set[int] = set()
        self._depth = 0
        self._fault: list[str] = []
        self.long: set[int] = set()
        """The lines that are too long to be read."""
        self.head: Sequence[MarkdownBlock] = ()
        self.footnotes: list[MarkdownBlock] = []
        self._in_callout = False
        self._in_field = False
        """Whether the last block of a callout was a field, or an item that goes on with one."""
        self._items: list[bool] = []
        """For each item that is open whether its text has come."""
        self._rule: tuple[int, int] | None = None  # the last rule, and how many blocks were before it
        shown = [self._cleaned(number, line) for number, line in enumerate(lines, 1)]
        found: dict[str, Any] = {}
        self._walk(_parser().parse("\n".join(with_whole_tables(with_yaml_head(shown))), found))
        for definition in (*found.get("references", {}).values(), *found.get("duplicate_refs", ())):
            self._layout(range(definition["map"][0] + 1, definition["map"][1] + 1))
        self._rest(shown)

    def _cleaned(self, number: int, line: str) -> str:
        """A line without signs that nobody sees; of one that is too long only the beginning, which is not read."""
        if len(line) > LINE_LENGTH.most:
            self.long.add(number)
            line = re.sub(r"[<`\[]", " ", line[:_SHOWN])
        shown = _WIDE_COLON.sub(lambda match: ":" if match[1] else ": ", _INVISIBLE.sub("", line))
        shown = _DOUBLE_COLON.sub(r"\1:", _GLUED_FIELD.sub(r"\1\2\1 ", shown))
        shown = _QUESTION.sub(r"\1", _LEADER.sub(": ", shown))
        return shown if shown.strip() else ""

    def _rest(self, shown: Sequence[str]) -> None:
        """The lines that no token has: what only marks other text, or a definition that nothing refers to."""
        for number, line in enumerate(shown, 1):
            if number in self._known or number in self.aside or not self.lines[number - 1].strip():
                continue
            text = line.strip()
            if re.search(r"\w", text) and not (_MARK.fullmatch(text) or _ATTRIBUTES.fullmatch(text)):
                self.preface.append(MarkdownBlock(number, text, fault="it belongs to no text"))
            else:
                self.formatting_lines.add(number)

    @property
    def _blocks(self) -> list[MarkdownBlock]:
        return self.headings[-1].blocks if self.headings else self.preface

    def _layout(self, lines: Iterable[int]) -> None:
        """Take lines for layout, unless they hold text."""
        self.formatting_lines.update(set(lines) - self._known)
        self._known.update(lines)

    def _add(self, block: MarkdownBlock) -> None:
        """Keep a block; an empty one, of an image or of struck text, is layout."""
        lines = {block.line, *block.continuation_lines}
        if block.text or block.fault or block.rows:
            self._known |= lines
            (self.footnotes if block.fault == _FOOTNOTE_FAULT else self._blocks).append(block)
        else:
            self._layout(lines)

    def _walk(self, tokens: Sequence[Token]) -> None:
        quotes = {"blockquote": "a quotation is not read", "footnote_reference": _FOOTNOTE_FAULT}
        table: list[list[MarkdownBlock]] | None = None
        for place, token in enumerate(tokens):
            name, _, end = token.type.rpartition("_")
            if name in quotes and end in ("open", "close"):
                self._fault = [*self._fault, quotes[name]] if end == "open" else self._fault[:-1]
                self._in_callout = end == "open" and _begins_callout(tokens[place + 1 : place + 3])
                self._in_field = False
            elif name in ("bullet_list", "ordered_list"):
                self._depth += 1 if end == "open" else -1
            elif name in ("list_item", "dd"):
                self._depth += (1 if end == "open" else -1) * (name == "dd")
                self._items = [*self._items, False] if end == "open" else self._items[:-1]
            elif token.type == "table_open":
                table = []
            elif token.type == "table_close" and table is not None:
                self._table(table, tokens, place)
                table = None
            elif token.type == "tr_open" and table is not None:
                table.append([])
            elif token.type == "inline" and table is not None:
                table[-1].append(self._cell(token))
            elif token.type == "inline":
                self._text(token, tokens[place - 1])
            elif token.map:
                self._other(token)

    def _other(self, token: Token) -> None:
        """What is neither text nor a table."""
        lines = _lines(token)
        match token.type:
            case "front_matter":
                self._front_matter(token.content, lines)
            case "hr":
                self._layout(lines)
                self._rule = (lines[0], len(self._blocks))
            case "fence" | "code_block":
                self.code.update(lines)
                for number in lines:
                    if self.lines[number - 1].strip():
                        self._add(MarkdownBlock(number, self.lines[number - 1].strip(), 0, fault="code is not read"))
            case "html_block":
                self._html(token.content, lines)

    def _front_matter(self, content: str, lines: Sequence[int]) -> None:
        """The head of a page: its title and fields; what is about the page alone is set aside."""
        self._known.update(lines)
        self.formatting_lines.update((lines[0], lines[-1]))
        found = read_front_matter(content, lines[0] + 1)
        self.title, self.head = found.title, found.fields
        self.aside.update((number, "it is about the page") for number in found.aside if self.lines[number - 1].strip())

    def _html(self, content: str, lines: Sequence[int]) -> None:
        """HTML line by line: tables are read; comments and tags alone are set aside, other text is not read."""
        hidden = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), content).split("\n")
        shown = content.split("\n")
        for number, text, whole in zip(lines, self._without_tables(hidden, lines[0]), shown, strict=False):
            if text is None:
                continue
            words = " ".join(HTML_TAG.sub(" ", text).split())
            if words and _SUMMARY.fullmatch(text.strip()):
                self._add(MarkdownBlock(number, words, self._depth, lead=words))
            elif words:
                self._add(MarkdownBlock(number, words, self._depth, fault="HTML is not read"))
            elif whole.strip():
                self.aside[number] = "HTML is not read" if text.strip() else "a comment is not read"
        self._known.update(lines)

    def _without_tables(self, hidden: list[str], first: int) -> list[str | None]:
        """The lines of HTML, None for those of its tables, which are kept; one that is not understood stays."""
        rest: list[str | None] = [*hidden]
        opened: int | None = None
        for place, line in enumerate(hidden):
            lower = line.lower()
            if opened is None and "<table" in lower:
                opened = place
            if opened is None or "</table" not in lower:
                continue
            table = read_html_table("\n".join(hidden[opened : place + 1]), first + opened)
            lines = range(first + opened, first + place + 1)
            if table and not self._fault and self.long.isdisjoint(lines):
                self._html_table(table, lines)
                rest[opened : place + 1] = [None] * (place + 1 - opened)
            opened = None
        return rest

    def _html_table(self, table: HtmlTable, lines: Sequence[int]) -> None:
        cells = [tuple(MarkdownBlock(cell.line, cell.text) for cell in row) for row in table.rows]
        for place, row in enumerate(cells):
            if len(row) != len(cells[0]):
                full = (*row, *[MarkdownBlock(row[0].line, "")] * (len(cells[0]) - len(row)))
                cells[place] = tuple(cell._replace(fault=_OTHER_WIDTH) for cell in full)
        outside = [MarkdownBlock(cell.line, cell.text, self._depth, fault="HTML is not read") for cell in table.outside]
        said = [number for number in lines if self.lines[number - 1].strip()]
        for block in outside:
            self._add(block)
        self._add(MarkdownBlock(said[0], "", self._depth, tuple(said[1:]), fault=_NO_TABLE, rows=tuple(cells)))

    def _table(self, rows: list[list[MarkdownBlock]], tokens: Sequence[Token], place: int) -> None:
        opened = next(token for token in reversed(tokens[:place]) if token.type == "table_open")
        lines = [number for number in _lines(opened) if self.lines[number - 1].strip()]
        cells = [tuple(row) for row in rows if row]
        if not cells:
            return self._layout(lines)
        for row in cells:
            inner = _OUTER_PIPES.sub("", self.lines[row[0].line - 1].strip())
            if len(re.findall(r"(?<!\\)\|", inner)) + 1 != len(cells[0]):
                cells[cells.index(row)] = tuple(cell._replace(fault=_OTHER_WIDTH) for cell in row)
            if row[0].line in self.long:
                cells[cells.index(row)] = tuple(cell._replace(fault=str(LINE_LENGTH.error().message)) for cell in row)
        fault = self._fault[-1] if self._fault else _NO_TABLE
        self._add(MarkdownBlock(lines[0], "", self._depth, tuple(lines[1:]), fault=fault, rows=tuple(cells)))
        return None

    def _cell(self, token: Token) -> MarkdownBlock:
        """A cell of a table; its lines are apart as where the writer broke them, without signs of a list."""
        pieces = [piece for piece in self._pieces(token) if piece.text or piece.fault]
        if len(pieces) > 1:
            pieces = [piece._replace(text=_ENUMERATED.sub("", piece.text, count=1)) for piece in pieces]
        return _whole(pieces or self._pieces(token)[:1])._replace(depth=0)

    def _text(self, token: Token, opened: Token) -> None:
        """A heading, a paragraph, or an item of a list."""
        pieces, lines = self._pieces(token), _lines(token)
        heading = opened.type == "heading_open"
        if heading and opened.markup in ("-", "=") and not _is_title(pieces, opened.markup):
            self._layout(range(lines[-1], _lines(opened)[-1] + 1))
            heading = False
        if heading and not self._depth and not self._fault:
            self._heading(_lines(opened), int(opened.tag[1:]), pieces)
            return
        depth, first = self._depth, not self._items or not self._items[-1]
        if self._items:
            self._items[-1] = True
        if opened.type == "dt_open":  # a term that is explained is a name in bold
            pieces = [piece._replace(lead=piece.text) for piece in pieces]
        fault = self._fault[-1] if self._fault else "" if first else "a second paragraph of an item"
        blocks = list(_joined([piece for piece in pieces if piece.text or piece.fault]))
        named = depth > 0 and _is_named(blocks)
        for block in blocks:
            lazy = block.line > lines[0] and self.lines[block.line - 1][:1].strip() != ""
            outer = 0 if lazy and not self._fault else depth  # a field at the margin is not of the item above it
            found = field_of(block) if named and not lazy else None
            if found and found.known:
                block = block._replace(depth=block.depth + 1)  # noqa: PLW2901  # the same, nested in the item
            own = fault if outer == depth and not self._goes_on_with_field(block, depth) else ""
            self._add(block._replace(depth=outer + block.depth, fault=block.fault or own))
        self._layout(lines)

    def _goes_on_with_field(self, block: MarkdownBlock, depth: int) -> bool:
        """Whether a block of a callout is a field, or an item below one: other text in it is not read."""
        found = field_of(block) if self._in_callout else None
        self._in_field = bool(found and found.known) or (self._in_field and depth + block.depth > 0)
        return self._in_callout and self._in_field

    def _heading(self, lines: Sequence[int], level: int, pieces: Sequence[Piece]) -> None:
        text = " ".join(piece.text for piece in pieces)
        if not text and not _STRUCK.search(self.lines[lines[0] - 1]):
            self._layout(lines)
            return
        text = text or "~~"  # what is below a struck name is not of the heading above
        self._known.add(lines[0])
        self._layout(lines[1:])
        self._rule = None
        links = tuple(link for piece in pieces for link in piece.links)
        self.headings.append(Section(lines[0], level, text, links=links))

    # --- the text of a paragraph ------------------------------------------------------------------------------------

    def _pieces(self, token: Token) -> list[Piece]:
        """The lines of a text as blocks, those that begin with a sign of a list as items."""
        pieces = []
        for piece in InlineReader(_first(token)).pieces(token.children or ()):
            text = _TASK.sub("", piece.text) if _TASK.match(piece.text) else piece.text
            if sign := _SIGN.match(text):
                text = text[sign.end() :]
            if self._in_callout:
                text = _CALLOUT.sub("", text, count=1)
            text = without_pictures(_ATTRIBUTES.sub("", _WIKI_LINK.sub(r"\1", text)))
            if piece.line in self.long:
                piece = piece._replace(fault=str(LINE_LENGTH.error().message))  # noqa: PLW2901  # the same, not read
            pieces.append(piece._replace(text=text, lead=without_pictures(piece.lead), depth=int(bool(sign))))
        return pieces

    def outline(self) -> Outline:
        last = len(self.lines) - (not self.lines[-1])
        footer: list[MarkdownBlock] = []
        if self._rule and self.headings:
            number, before = self._rule
            if not any(block.depth or block.fault for block in self._blocks[before:]):
                footer, last = self._blocks[before:], number - 1
                del self._blocks[before:]
        roots = _nested(self.headings)
        page = self.title, self.head, self.footnotes
        return Outline(self.preface, roots, self.aside, self.formatting_lines, last, footer, *page)


# --- the head of a page -----------------------------------------------------------------------------------------------


class FrontMatter(NamedTuple):
    """The head of a page: its title, its fields with their items, and the lines that are about the page alone."""

    title: MarkdownBlock | None
    fields: tuple[MarkdownBlock, ...]
    aside: tuple[int, ...]


_PAGE_KEYS: Final = (
    "alias aliases author authors categories category cover created date draft excerpt hidden icon id image keywords"
    " lang language lastmod layout menu modified nav order parent permalink published sidebar slug status tag tags"
    " thumbnail title toc type updated url version weight"
)
_ABOUT_PAGE: Final = frozenset(_PAGE_KEYS.split())
_TITLE_KEYS: Final = frozenset(("title", "role", "job", "job title", "occupation", "position", "profession", "career"))
_KEY: Final = re.compile(r"[\"']?(\w[\w -]*)[\"']?:(?:\s+(.*))?")


def read_front_matter(content: str, first: int) -> FrontMatter:
    r"""The head of a page, whose first line has the number ``first``; what is no field in it has a fault.

    >>> found = read_front_matter("title: Baker\nsalary: $30k\nskills:\n  - kneading\ndate: 2024-01-01", 2)
    >>> (found.title.text, [(block.line, block.text, block.depth) for block in found.fields], found.aside)
    ('Baker', [(3, 'salary: $30k', 0), (4, 'skills:', 0), (5, 'kneading', 1)], (2, 6))
    """
    titles: dict[bool, MarkdownBlock] = {}
    blocks: list[MarkdownBlock] = []
    aside: list[int] = []
    inside_page = False
    for number, line in enumerate(content.split("\n"), first):
        text, key = line.strip(), _KEY.fullmatch(line.rstrip())
        if key:
            name, value = split_words(key[1]), _scalar(key[2] or "")
            inside_page = name.lower() in _ABOUT_PAGE
            if name.lower() in _TITLE_KEYS and value:
                inside_page = True
                titles[name.lower() == "title"] = MarkdownBlock(number, value)
            elif not inside_page:
                blocks.append(MarkdownBlock(number, f"{name}: {value}".rstrip(), lead=f"{name}:"))
        elif text and not text.startswith("#") and not inside_page:
            item = _scalar(_ENUMERATED.sub("", text, count=1))
            fault = "" if blocks and line[:1] in " -\t" else "it is no field of the head of a page"
            blocks.append(MarkdownBlock(number, item, 1, fault=fault))
        if inside_page or not text or text.startswith("#"):
            aside.append(number)
    return FrontMatter(titles.get(False) or titles.get(True), tuple(_with_pay(blocks)), tuple(aside))


_PAY_KEYS: Final = {
    **dict.fromkeys(("min", "minimum", "from", "low", "lower"), "low"),
    **dict.fromkeys(("max", "maximum", "to", "high", "upper"), "high"),
    **dict.fromkeys(("period", "per", "unit", "interval", "frequency"), "period"),
    "currency": "currency",
}
_PERIODS: Final = {"annual": "year", "annually": "year", "yearly": "year", "monthly": "month", "hourly": "hour"}


def _with_pay(blocks: Sequence[MarkdownBlock]) -> Iterator[MarkdownBlock]:
    """The fields of the head of a page, with pay that is given in parts as one text."""
    waiting = list(blocks)
    while waiting:
        block = waiting.pop(0)
        parts = list(takewhile(lambda part: part.depth, waiting))
        found = field_of(block)
        if found and found.known == "salary":
            inside = re.fullmatch(r"\{(.*)\}", found.value)
            given = inside[1].split(",") if inside else [part.text for part in parts if not found.value]
            if text := _pay_of_parts(given):
                yield block._replace(text=f"{block.lead} {text}", continuation_lines=tuple(part.line for part in parts))
                del waiting[: len(parts)]
                continue
        yield block


def _pay_of_parts(parts: Sequence[str]) -> str:
    """The pay that fields such as "min: 30000" and "currency: EUR" give together; empty where one is another."""
    pairs = [re.fullmatch(r"\s*[\"']?(\w+)[\"']?\s*[:=]\s*(.+?)\s*", part) for part in parts]
    said = {_PAY_KEYS.get(pair[1].lower(), ""): _scalar(pair[2]) for pair in pairs if pair}
    if "" in said or len(said) < len(parts) or not said.keys() & {"low", "high"}:
        return ""
    amount = " - ".join(re.sub(r"(?<=\d)_(?=\d)", "", said[end]) for end in ("low", "high") if end in said)
    bound = "" if "low" in said and "high" in said else "from " if "low" in said else "up to "
    period = said.get("period", "").lower()
    every = f" per {_PERIODS.get(period, period)}" if period else ""
    return f"{bound}{said.get('currency', '')} {amount}{every}".strip()


_TOML_ROW: Final = re.compile(r"[\"']?([\w-]+)[\"']?\s*=\s*(.*)")
_TOML_OUTSIDE: Final = frozenset(("params", "extra"))
"""The tables in which programs that make pages of TOML expect what is not theirs."""


def with_yaml_head(lines: Sequence[str]) -> list[str]:
    """The lines of a text; those of a head in TOML as YAML has them.

    >>> with_yaml_head(["+++", "title = 'Baker'", "[pay]", "min = 1", "+++", "Text"])
    ['---', "title: 'Baker'", 'pay:', '  min: 1', '---', 'Text']
    """
    ends = [number for number, line in enumerate(lines) if line.strip() == "+++"]
    if ends[:1] != [0] or len(ends) < 2:
        return list(lines)
    found, indent, listed = ["---"], "", False
    for line in lines[1 : ends[1]]:
        text = line.strip()
        row = None if listed else _TOML_ROW.fullmatch(text)
        if table := re.fullmatch(r"\[(?:[\w-]+\.)*([\w-]+)\]", text):
            indent = "" if table[1] in _TOML_OUTSIDE else "  "
            found.append(f"{table[1]}:" if indent else f"# {text}")
        elif row:
            listed = row[2].startswith("[") and "]" not in row[2]
            found.append(f"{indent}{row[1]}: {row[2].lstrip('[') if listed else row[2]}".rstrip())
        else:
            found.append("#" if listed and text.startswith("]") else f"  - {text.rstrip(',')}" if listed else line)
            listed = listed and not text.endswith("]")
    return [*found, "---", *lines[ends[1] + 1 :]]


def split_words(name: str) -> str:
    """The name of a field of data in words.

    >>> split_words("salary_range"), split_words("payRange")
    ('salary range', 'pay range')
    """
    return split_name(name) if re.search("[a-z][A-Z]|[_-]", name) else name


def _scalar(text: str) -> str:
    """A value of the head of a page without quotation marks and a remark behind it; of a list its items."""
    text = text.strip()
    quoted_text = re.fullmatch(r"([\"'])(.*)\1", text)
    if quoted_text:
        return quoted_text[2]
    text = re.sub(r"\s+#.*", "", text)
    if items := re.fullmatch(r"\[(.*)\]", text):
        return ", ".join(item.strip().strip("\"'") for item in items[1].split(","))
    return "" if re.fullmatch(r"[|>][+-]?|~|null", text) else text


def _begins_callout(tokens: Sequence[Token]) -> bool:
    return len(tokens) == 2 and tokens[1].type == "inline" and _CALLOUT.match(tokens[1].content) is not None


def _lines(token: Token) -> Sequence[int]:
    first, last = token.map or (0, 0)
    return range(first + 1, max(last, first + 1) + 1)


def _first(token: Token) -> int:
    return (token.map or (0, 0))[0] + 1


def _is_title(pieces: Sequence[Piece], sign: str) -> bool:
    """Whether a line of signs below a text makes it a heading: below a field or a sentence a rule was meant."""
    if len(pieces) != 1:
        return False
    text, found = pieces[0].text, field_of(pieces[0])
    is_field = found and (found.value or found.known or text.endswith(":"))
    return not is_field and not (sign == "-" and text.endswith((".", ";")))


def _joined(pieces: Sequence[Piece]) -> Iterator[MarkdownBlock]:
    """The blocks of a paragraph: a line goes on with the text of the one before unless it begins something new."""
    opened: list[Piece] = []
    for piece in pieces:
        if opened and _starts_block(opened, piece):
            yield _whole(opened)
            opened = []
        opened.append(piece)
    if opened:
        yield _whole(opened)


def _is_named(blocks: Sequence[MarkdownBlock]) -> bool:
    """Whether an item begins with a name, so that fields below it are its own."""
    first = field_of(blocks[0]) if blocks else None
    return bool(blocks) and (first is None or first.known is None)


def _starts_block(opened: Sequence[Piece], piece: Piece) -> bool:
    """Whether a line below others begins a new block: a field does, and what follows a field without a value."""
    before, found = field_of(opened[0]), field_of(piece)
    listed = before is not None and found is not None and len(found.name.split()) < 4 and found.name[:1].isupper()
    named_only = len(opened) == 1 and before is not None and not before.value
    return (
        named_only
        or listed
        or bool(piece.depth)
        or piece.broken
        or (found is not None and (found.bold or bool(found.known)))
    )


def _whole(pieces: Sequence[Piece]) -> MarkdownBlock:
    """The lines of a text as one block; its text keeps them apart."""
    first = pieces[0]
    rest = tuple(dict.fromkeys(piece.line for piece in pieces if piece.line != first.line))
    links = tuple(link for piece in pieces for link in piece.links)
    fault = next((piece.fault for piece in pieces if piece.fault), "")
    text = "\n".join(piece.text for piece in pieces)
    return MarkdownBlock(first.line, text.strip(), first.depth, rest, first.lead, links, fault)


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
