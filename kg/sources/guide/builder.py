"""What has been read of a guide: names, records, cited lines, lines not understood; and its labelled fields."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from kg.errors import quoted
from kg.model import Finding
from kg.model.curated import CitedValue, LinkRecord
from kg.schema import NOTE_KINDS, slug
from kg.sources.guide.outline import MarkdownBlock, Section
from kg.sources.guide.phrases import Hyperlink, field_name, field_of, links_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence


UNKNOWN_CONTEXT: Final = "cannot tell what this line describes"


class UnparsedLine(Exception):  # noqa: N818 -- no failure: the line is listed, and the reading goes on
    """A line does not fit the grammar; caught within this package."""


class GuideBuilder:
    """Collects what is read; ``records`` has the records made, by the file of curated data that each belongs to.

    >>> from kg.sources.guide.outline import MarkdownBlock
    >>> builder = GuideBuilder(["- Sawing"], "joiner.md")
    >>> with builder.reading(MarkdownBlock(1, "Sawing")):
    ...     builder.name("skill", "Sawing")
    'sawing'
    >>> builder.cited
    {1}
    """

    def __init__(self, lines: Sequence[str], file: str) -> None:
        self.lines = lines
        self.file = file
        self.records: dict[str, list[Any]] = defaultdict(list)
        self.cited: set[int] = set()
        self.formatting_lines: set[int] = set()
        self._missed: dict[int, str] = {}
        self._names: dict[tuple[str, str], tuple[str, str]] = {}
        self._fresh: list[tuple[str, str]] = []
        self._targets: dict[str, str] = {}
        self._linked: set[str] = set()
        self.section_lines: set[int] = set()
        self.later: list[Callable[[], None]] = []
        """What is read at the end, when all that a guide describes is known by name."""
        self.values: dict[tuple[str, str], dict[str, tuple[CitedValue, ...]]] = defaultdict(dict)
        """The values of plain properties, by the kind and id of the entity."""
        self.role_endings: set[str] = set()
        """The last words of the roles, by which a title is known for one."""

    # --- lines ------------------------------------------------------------------------------------------------------

    def reading(self, block: MarkdownBlock) -> BlockAttempt:
        """A context in which a block is read: it is cited when it was understood to its end, otherwise listed."""
        return BlockAttempt(self, block)

    def checkpoint(self) -> dict[str, int]:
        """How many records there are before a block is read; no name is fresh."""
        self._fresh = []
        return {file: len(records) for file, records in self.records.items()}

    def rollback(self, before: Mapping[str, int]) -> None:
        """Take back what a block brought that was not understood to its end."""
        for key in self._fresh:
            del self._names[key]
        for file, records in self.records.items():
            del records[before.get(file, 0) :]

    def cite(self, block: MarkdownBlock) -> None:
        """Take a block as understood."""
        self.cited.add(block.line)
        self.formatting_lines.update(block.continuation_lines)
        for link in links_of(block.text):
            self.link(link, block.line, "related")

    def reject(self, block: MarkdownBlock, reason: str = UNKNOWN_CONTEXT) -> None:
        """List the lines of a block as not understood."""
        for line in (block.line, *block.continuation_lines):
            self.reject_line(line, reason)

    def reject_line(self, line: int, reason: str) -> None:
        """List a line as not understood."""
        self._missed.setdefault(line, reason)

    def reject_section(self, section: Section, reason: str, *, under: str = UNKNOWN_CONTEXT) -> None:
        """List a heading and all that is under it as not understood."""
        for number, inner in enumerate(section.walk()):
            self.reject(inner.head, under if number else reason)
            for block in inner.blocks:
                self.reject(block, under)

    def is_section(self, line: int) -> bool:
        """Whether a line is the heading of a section."""
        return line in self.section_lines

    def findings(self) -> list[Finding]:
        """The lines not understood, with their text and the reason, by line."""
        return [
            Finding("warning", f"not understood, {reason}: {quoted(self.lines[line - 1][:500])}", self.file, line)
            for line, reason in sorted(self._missed.items())
            if self.lines[line - 1].strip()
        ]

    # --- names ------------------------------------------------------------------------------------------------------

    def name(self, kind: str, label: str, *, once: bool = False) -> str:
        """The id of a name. Raises NotUnderstood where it has none, or where another label has the same."""
        name = slug(label)
        space = "topic" if kind == "group" else kind
        if not name:
            raise UnparsedLine(f"{quoted(label)} has no letter from a to z to make an id of")
        known = self._names.get((space, name))
        if known is None:
            self._names[space, name] = (kind, label)
            self._fresh.append((space, name))
        elif known[1].casefold() != label.casefold():
            raise UnparsedLine(f"{quoted(label)} would have the same id as {quoted(known[1])}, '{name}'")
        elif once or known[0] != kind:
            raise UnparsedLine(f"{quoted(known[1])} exists already")
        return name

    def names(self, kind: str, labels: Iterable[str]) -> tuple[str, ...]:
        """The ids of several names, each once."""
        return tuple(dict.fromkeys(self.name(kind, label) for label in labels))

    def has(self, kind: str, label: str) -> bool:
        """Whether something of this kind has the name already."""
        return (kind, slug(label)) in self._names

    def labels(self, kind: str) -> list[tuple[str, str]]:
        """The names of a kind with their ids, sorted by id."""
        return sorted((name, label) for (space, name), (_, label) in self._names.items() if space == kind)

    # --- links ------------------------------------------------------------------------------------------------------

    def link(self, link: Hyperlink, line: int, relation: str) -> None:
        """Keep a link; one with the words of another that leads elsewhere is listed."""
        name = slug(link.label)
        known = self._targets.setdefault(name, link.target)
        if not name or known != link.target:
            self.reject_line(line, "another link has these words" if name else "a link without words")
        elif name not in self._linked:
            self._linked.add(name)
            self.cited.add(line)
            record = LinkRecord(id=name, label=link.label, line=line, target=link.target, relation=relation)
            self.records["links"].append(record)
        elif line not in self.cited:  # a repeated link at the end of the guide adds nothing
            self.formatting_lines.add(line)


class BlockAttempt:
    """The reading of one block; afterwards ``understood`` says how it ended. Readings do not nest."""

    def __init__(self, builder: GuideBuilder, block: MarkdownBlock) -> None:
        self._collector = builder
        self._block = block
        self._before: dict[str, int] = {}
        self.understood = False

    def __enter__(self) -> Self:
        self._before = self._collector.checkpoint()
        return self

    def __exit__(self, kind: object, reason: BaseException | None, trace: object) -> bool:
        if reason is None:
            self.understood = True
            self._collector.cite(self._block)
        elif isinstance(reason, UnparsedLine):
            self._collector.rollback(self._before)
            self._collector.reject(self._block, str(reason))
        return isinstance(reason, UnparsedLine)


def by_id(records: Iterable[Any]) -> tuple[Any, ...]:
    """Records as a file of curated data has them, sorted by id."""
    return tuple(sorted(records, key=lambda record: str(record.id)))


# --- labelled fields --------------------------------------------------------------------------------------------------


ROLE_FIELDS: Final = frozenset({"overview", "responsibilities", "skills", "preferred skills", "salary", "education"})
LEVEL_FIELDS: Final = frozenset({"responsibilities", "skills", "titles"})
NOTE_FIELDS: Final = frozenset(note.term for note in NOTE_KINDS if note.of == "industry")
PATH_FIELDS: Final = frozenset(note.term for note in NOTE_KINDS if note.of == "entry-path")


class FieldBlocks:
    """A field: what its name means (None outside any, "?" if not known), the block it begins with, and its blocks."""

    def __init__(self, meaning: str | None = None, head: MarkdownBlock | None = None, value: str = "") -> None:
        self.meaning = meaning
        self.head = head
        self.value = value
        self.blocks: list[MarkdownBlock] = []

    def phrases(self, builder: GuideBuilder) -> list[Phrase]:
        """What the field says, its value first; its name alone is only a mark, and without content it is listed."""
        found = [Phrase(block, block.text, block.depth) for block in self.blocks]
        if self.head and self.value:
            found.insert(0, Phrase(self.head, self.value, 0))
        elif self.head and found:
            builder.formatting_lines.update((self.head.line, *self.head.continuation_lines))
        elif self.head:
            builder.reject(self.head, "a field without content")
        return found

    def reject(self, builder: GuideBuilder) -> None:
        """List the field and all of it."""
        for block in ([self.head] if self.head else []) + self.blocks:
            builder.reject(block, "a field that is not known" if block is self.head else "under a field not known")

    def holds(self, block: MarkdownBlock) -> bool:
        """Whether a block goes on with the field's list, whatever it begins with."""
        if self.head is None:
            return False
        if self.head.depth:
            return block.depth > self.head.depth
        return self.meaning != "?" and block.depth > 0 and not self.value


class Phrase(NamedTuple):
    """A text of a field, with its block; ``depth`` is 0 for a value or a paragraph."""

    block: MarkdownBlock
    text: str
    depth: int


def fields_of(section: Section, known: Collection[str], builder: GuideBuilder | None = None) -> list[FieldBlocks]:
    r"""The fields of a section; blocks outside any field come first. Headings under it count as fields by their names.

    >>> from kg.sources.guide.outline import read_outline
    >>> section = read_outline("# Joiner\n**Pay:** $20\n\n**Skills**\n- Sawing\n").sections[0]
    >>> [(group.meaning, group.value, len(group.blocks)) for group in fields_of(section, ROLE_FIELDS)]
    [(None, '', 0), ('salary', '$20', 0), ('skills', '', 1)]
    """
    groups = [FieldBlocks()]
    for block in section.blocks:
        found, inside = field_of(block.text), groups[-1]
        meaning = found.known if found and found.known in known else None
        if found and meaning and not inside.holds(block):
            groups.append(FieldBlocks(meaning, block, found.value))
        elif found and found.bold and not inside.holds(block) and (inside.head or not block.depth):
            groups.append(FieldBlocks("?", block, found.value))
        elif inside.head and inside.head.depth and not inside.holds(block):
            groups.append(FieldBlocks())
            groups[-1].blocks.append(block)
        else:
            inside.blocks.append(block)
    for child in section.sections:
        meaning = field_name(child.text.rstrip(":"))
        group = FieldBlocks(meaning if meaning in known else "?", child.head)
        group.blocks = list(child.blocks)
        groups.append(group)
        if builder:
            for deeper in child.sections:
                builder.reject_section(deeper, "a heading inside a field")
    return groups
