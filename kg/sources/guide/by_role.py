"""What a guide says of roles elsewhere: lists of one field by role, and lines not understood that name a role."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from kg.schema import slug
from kg.sources.guide.builder import ROLE_FIELDS, FieldBlocks, GuideBuilder
from kg.sources.guide.headings import items_of
from kg.sources.guide.markdown import MarkdownBlock, Outline, Section
from kg.sources.guide.names import cue, field_name, heading_number, plain, section_kind
from kg.sources.guide.sections import read_group, title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kg.sources.guide.roles import RoleReader

# --- lists and headings by role ---------------------------------------------------------------------------------------

_BEHIND_ROLE: Final = re.compile(r"\s*:\s+|\s+[-–—=→]\s+|\s*\(|,\s+|\s+(?=[£$€₹]?\d)")


def may_be_by_role(section: Section) -> bool:
    """Whether a section may state a field of one role in each item: something follows the name it begins with."""
    return any(block.depth > 1 or _BEHIND_ROLE.search(block.text) for block in section.blocks)


def read_list_by_role(section: Section, meaning: str, builder: GuideBuilder, inherited: str | None) -> None:
    """Take down a list that states a field of each role it names; any other list is a group."""
    rest: list[MarkdownBlock] = []
    found = False
    for item in items_of(section.blocks):
        named = _role_and_value(item[0], builder) if item[0].depth < 2 and not item[0].fault else None
        if named is None:
            rest += item
            continue
        found = True
        group = FieldBlocks(meaning, item[0], named[1])
        group.blocks += item[1:]
        named[0].field(group)
    if not found or (meaning in ("skills", "preferred skills") and rest):
        read_group(section.with_blocks(rest), builder, inherited)
        return
    builder.formatting_lines.add(section.line)
    for block in rest:
        builder.reject(block, "no role of this name is described" if block.depth == 1 else "cannot tell whose it is")


def read_field_of(section: Section, meaning: str, builder: GuideBuilder, otherwise: Callable[[], None]) -> None:
    """Take down a heading, under one that names a field, as the role whose field is below it; else do otherwise."""
    reader = _known_role(title_of(section), builder)
    if reader is None:
        otherwise()
        return
    group = FieldBlocks(meaning, section.head, heading=True)
    group.blocks += section.blocks
    reader.field(group)
    for deeper in section.sections:
        inner = FieldBlocks(meaning, deeper.head, heading=True)
        inner.context = deeper.text
        inner.blocks += [block for part in deeper.walk() for block in part.blocks]
        reader.field(inner)


def _role_and_value(block: MarkdownBlock, builder: GuideBuilder) -> tuple[RoleReader, str] | None:
    """The role that an item begins with, and what follows it."""
    text = plain(block.text)
    if reader := _known_role(text.rstrip(": "), builder):
        return reader, ""
    for match in list(_BEHIND_ROLE.finditer(text))[:6]:
        if reader := _known_role(text[: match.start()], builder):
            value = text[match.end() :]
            return reader, value.removesuffix(")") if "(" in match[0] and value.count("(") < value.count(")") else value
    return None


def _known_role(text: str, builder: GuideBuilder) -> RoleReader | None:
    """The role of a name, which may be in the plural."""
    name = heading_number(plain(text))[1]
    for label in (name, name.removesuffix("s")):
        reader = builder.roles.get(slug(label)) if label else None
        if reader and reader.label.casefold() == label.casefold():
            return reader
    return None


# --- lines that name a role -------------------------------------------------------------------------------------------

_MOST_WORDS: Final = 400
"""How many words of a line are searched for the names of roles."""

_MOST_SIGNS: Final = 5000
_REFERENCE: Final = re.compile(r"\[\^([^\]\s]{1,40})\](?!:)")
_FOOTNOTE: Final = re.compile(r"\s*\[\^([^\]\s]{1,40})\]:")


def note_mentions(builder: GuideBuilder, outline: Outline) -> None:
    """Keep each line that was not understood for what it states of the role that it names, or is under the name of."""
    if builder.roles:
        mentions = _Mentions(builder, outline)
        for line in sorted(builder.missed):
            mentions.note(line)


class _Mentions:
    """The lines that were not understood, each with the roles and the field that it is about."""

    def __init__(self, builder: GuideBuilder, outline: Outline) -> None:
        self.builder = builder
        self.roles = _RoleNames(builder)
        self._titles = _titles(outline.sections)
        self._starts = sorted(self._titles)
        self._kept = {(text.role, text.line) for text in builder.unread.values()}
        self._lines_kept = {line for _, line in self._kept}
        self._references: dict[str, list[int]] = {}
        for line, text in enumerate(builder.lines, 1):
            for match in _REFERENCE.finditer(text[:_MOST_SIGNS]):
                self._references.setdefault(match[1], []).append(line)
        self._above: tuple[int, tuple[str, ...]] = (0, ())
        """The last heading, and the roles whose name was alone on a line below it: a heading for the lines after."""

    def note(self, line: int) -> None:
        """Keep one line, unless its reader has kept it."""
        text = " ".join(re.sub(r"[*_`|#>\[\]<]", " ", self.builder.lines[line - 1][:_MOST_SIGNS]).split())
        start, titles = self._headings(line)
        named = self.roles.in_text(text) or self._referring(line) or self._in_first(titles)
        if self._above[0] != start:
            self._above = start, ()
        if named and self.roles.is_name(text):
            self._above = start, named
        named = named or self._above[1] or self._only(line, titles)
        own = field_name(text.partition(":")[0])
        stated = [meaning for title in titles if (meaning := field_name(title.rstrip(":"))) in ROLE_FIELDS]
        field = stated[0] if stated else own if own in ROLE_FIELDS else cue(text)
        for role in named if any(map(str.isalnum, text)) else ():
            if field and (role, line) not in self._kept:
                self.builder.miss(role, field, line, text, certain=bool(stated))

    def _headings(self, line: int) -> tuple[int, tuple[str, ...]]:
        """The line of the heading that a line is under, and its words with those above it."""
        place = bisect_right(self._starts, line) - 1
        return (self._starts[place], self._titles[self._starts[place]]) if place >= 0 else (0, ())

    def _in_first(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The roles in the first of some texts that names any."""
        return next(filter(None, map(self.roles.in_text, texts)), ())

    def _only(self, line: int, titles: tuple[str, ...]) -> tuple[str, ...]:
        """The role of a guide about one role, where a line may be about it."""
        of_all = not titles[1:] or field_name(titles[0]) or section_kind(titles[0])
        return (
            tuple(self.builder.roles)
            if len(self.builder.roles) == 1 and of_all and line not in self._lines_kept
            else ()
        )

    def _referring(self, line: int) -> tuple[str, ...]:
        """The roles where a footnote is referred to that is on a line."""
        match = _FOOTNOTE.match(self.builder.lines[line - 1])
        named: dict[str, None] = {}
        for place in self._references.get(match[1], ())[:20] if match else ():
            text = self.builder.lines[place - 1][:_MOST_SIGNS]
            named |= dict.fromkeys(self._in_first((text, *self._headings(place)[1])))
        return tuple(named)


def _titles(sections: Sequence[Section]) -> dict[int, tuple[str, ...]]:
    """For the line of each heading its words, and those of the headings that it is under, the nearest first."""
    found: dict[int, tuple[str, ...]] = {}
    waiting: list[tuple[Section, tuple[str, ...]]] = [(section, ()) for section in sections]
    while waiting:
        section, above = waiting.pop()
        found[section.line] = (title_of(section), *above)
        waiting += [(part, found[section.line][:6]) for part in section.sections]
    return found


class _RoleNames:
    """The names of the roles of a guide, to be found in texts."""

    def __init__(self, builder: GuideBuilder) -> None:
        self._names = {_words(reader.label): role for role, reader in builder.roles.items()}
        self._lengths = sorted({len(name) for name in self._names if name}, reverse=True)

    def is_name(self, text: str) -> bool:
        """Whether a text is nothing but the name of a role."""
        return _words(text) in self._names

    def in_text(self, text: str) -> tuple[str, ...]:
        """The roles that a text names, each once."""
        words = _words(text)
        found: dict[str, None] = {}
        for place in range(len(words)):
            for length in self._lengths:
                piece = words[place : place + length]
                role = self._names.get(piece) or self._names.get((*piece[:-1], piece[-1].removesuffix("s")))
                if role:
                    found[role] = None
                    break
        return tuple(found)


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[\w+#]+", text.casefold())[:_MOST_WORDS])
