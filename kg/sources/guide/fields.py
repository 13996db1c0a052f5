"""A part of a guide -> its fields: each with its value, and the blocks that belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kg.sources.guide.phrases import field_of
from kg.sources.guide.words import field_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from kg.sources.guide.collector import Collector
    from kg.sources.guide.outline import Block, Part

__all__ = ["LEVEL_FIELDS", "NOTE_FIELDS", "PATH_FIELDS", "ROLE_FIELDS", "Group", "fields_of"]

ROLE_FIELDS: Final = frozenset({"overview", "responsibilities", "skills", "preferred skills", "salary", "education"})
LEVEL_FIELDS: Final = frozenset({"responsibilities", "skills", "titles"})
NOTE_FIELDS: Final = frozenset({"employers", "application areas", "roles", "requirement", "focus"})
PATH_FIELDS: Final = frozenset({"asset", "gap", "helpful", "action", "option"})


class Group:
    """A field: what its name means (None outside any, "?" if not known), the block it begins with, and its blocks."""

    def __init__(self, meaning: str | None = None, head: Block | None = None, value: str = "") -> None:
        self.meaning = meaning
        self.head = head
        self.value = value
        self.blocks: list[Block] = []

    def phrases(self, collector: Collector) -> list[Phrase]:
        """What the field says, its value first; its name alone is only a mark, and without content it is listed."""
        found = [Phrase(block, block.text, block.depth) for block in self.blocks]
        if self.head and self.value:
            found.insert(0, Phrase(self.head, self.value, 0))
        elif self.head and found:
            collector.marks.update((self.head.line, *self.head.rest))
        elif self.head:
            collector.miss(self.head, "a field without content")
        return found

    def miss(self, collector: Collector) -> None:
        """List the field and all of it."""
        for block in ([self.head] if self.head else []) + self.blocks:
            collector.miss(block, "a field that is not known" if block is self.head else "under a field not known")

    def holds(self, block: Block) -> bool:
        """Whether a block goes on with the field's list, whatever it begins with."""
        if self.head is None:
            return False
        if self.head.depth:
            return block.depth > self.head.depth
        return self.meaning != "?" and block.depth > 0 and not self.value


class Phrase(NamedTuple):
    """A text of a field, with the block it stands in; ``depth`` is 0 for a value or a paragraph."""

    block: Block
    text: str
    depth: int


def fields_of(part: Part, known: Collection[str], collector: Collector | None = None) -> list[Group]:
    r"""The fields of a part; what stands in none comes first. Headings under it count as fields by their names.

    >>> from kg.sources.guide.outline import read_outline
    >>> part = read_outline("# Joiner\n**Pay:** $20\n\n**Skills**\n- Sawing\n").parts[0]
    >>> [(group.meaning, group.value, len(group.blocks)) for group in fields_of(part, ROLE_FIELDS)]
    [(None, '', 0), ('salary', '$20', 0), ('skills', '', 1)]
    """
    groups = [Group()]
    for block in part.blocks:
        found, inside = field_of(block.text), groups[-1]
        meaning = found.known if found and found.known in known else None
        if found and meaning and not inside.holds(block):
            groups.append(Group(meaning, block, found.value))
        elif found and found.bold and not inside.holds(block) and (inside.head or not block.depth):
            groups.append(Group("?", block, found.value))
        elif inside.head and inside.head.depth and not inside.holds(block):
            groups.append(Group())
            groups[-1].blocks.append(block)
        else:
            inside.blocks.append(block)
    for child in part.parts:
        meaning = field_name(child.text.rstrip(":"))
        group = Group(meaning if meaning in known else "?", child.head)
        group.blocks = list(child.blocks)
        groups.append(group)
        if collector:
            for deeper in child.parts:
                collector.miss_part(deeper, "a heading inside a field")
    return groups
