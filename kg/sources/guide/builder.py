"""What has been read of a guide: names, records, cited lines, lines not understood; and its labelled fields."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from kg.errors import quoted
from kg.model import Finding
from kg.model.curated import CitedValue, LinkRecord
from kg.schema import CK, DCTERMS, NOTE_KINDS, slug
from kg.sources.guide.inline import Hyperlink
from kg.sources.guide.markdown import MarkdownBlock, Section
from kg.sources.guide.names import LabelledField, asks, cue, field_name, field_of, is_level_name, is_level_only

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from kg.sources.guide.roles import RoleReader

PROPERTY_OF: Final = {
    "overview": DCTERMS.description,
    "responsibilities": CK.hasResponsibility,
    "skills": CK.hasRequirement,
    "preferred skills": CK.hasRequirement,
    "salary": CK.salary,
    "education": CK.educationOption,
    "certifications": CK.educationOption,
}
"""The property that each field of a role states."""

UNKNOWN_CONTEXT: Final = "cannot tell what this line describes"


class UnparsedLine(Exception):  # noqa: N818 -- no failure: the line is listed, and the reading goes on
    """A line does not fit the grammar; caught within this package."""


class RepeatedFact(Exception):  # noqa: N818 -- no failure: the line adds nothing
    """A line states what another line states already; caught within this package."""


class UnreadText(NamedTuple):
    """A text about a role that was not understood: its line, and the property that it states, as an IRI.

    ``certain`` is whether the name of its field says so; otherwise a word in it does.
    """

    role: str
    property: str
    line: int
    text: str
    certain: bool


class GuideBuilder:
    """Collects what is read; ``records`` has the records made, by the file of curated data that each belongs to.

    >>> from kg.sources.guide.markdown import MarkdownBlock
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
        self.missed: dict[int, str] = {}
        self.unread: dict[tuple[str, int, str], UnreadText] = {}
        self._subject: tuple[str, str | None] | None = None
        self.roles: dict[str, RoleReader] = {}
        """The roles that are described, by id."""
        self._remarks: list[tuple[int, str]] = []
        self._pending: list[tuple[int, str]] = []
        self._names: dict[tuple[str, str], tuple[str, str]] = {}
        self._fresh: list[tuple[str, str]] = []
        self._targets: dict[str, str] = {}
        self._linked: set[str] = set()
        self.section_lines: set[int] = set()
        self.later: list[Callable[[], None]] = []
        """What is read at the end, when all that a guide describes is known by name."""
        self.values: dict[tuple[str, str], dict[str, tuple[CitedValue, ...]]] = defaultdict(dict)
        """The values of plain properties, by the kind and id of the entity."""
        self.short_names: dict[str, str] = {}
        """The ids of roles by that of a short form: "hca"."""
        self.role_endings: set[str] = set()
        """The last words of the roles, by which a title is known for one."""

    # --- lines ------------------------------------------------------------------------------------------------------

    def reading(self, block: MarkdownBlock) -> BlockAttempt:
        """A context in which a block is read: it is cited when it was understood to its end, otherwise listed."""
        return BlockAttempt(self, block)

    def checkpoint(self) -> dict[str, int]:
        """How many records there are before a block is read; no name is fresh."""
        self._fresh, self._pending = [], []
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
        self._remarks += self._pending
        self._pending = []
        for link in block.links:
            self.link(link, block.line, "related")

    def remark(self, line: int, left_out: str) -> None:
        """Say what is left out of a line that is understood otherwise."""
        self._pending.append((line, left_out))

    @contextmanager
    def about(self, entity: tuple[str, str], field: str | None) -> Iterator[None]:
        """What is rejected here states a field of an entity (kind and id), by its name or (None) as its words tell."""
        before, self._subject = self._subject, (entity[1], field) if entity[0] == "role" else None
        try:
            yield
        finally:
            self._subject = before

    def readable(self, blocks: Iterable[MarkdownBlock]) -> list[MarkdownBlock]:
        """The blocks without those that cannot be read as text, which are listed."""
        found = list(blocks)
        for block in found:
            if block.fault:
                self.reject(block)
        return [block for block in found if not block.fault]

    def reject(self, block: MarkdownBlock, reason: str = UNKNOWN_CONTEXT) -> None:
        """List the lines of a block as not understood."""
        for line in (block.line, *block.continuation_lines):
            self.reject_line(line, block.fault or reason)
        if self._subject:
            words = block.text or " ".join(cell.text for row in block.rows for cell in row)
            for field in self._fields_meant(block, words, reason):
                self.miss(self._subject[0], field, block.line, words, certain=field == self._subject[1])

    def reject_part(self, block: MarkdownBlock, text: str, reason: str) -> None:
        """List a line for a part of it that was not understood."""
        self.reject(MarkdownBlock(block.line, text, block.depth), f"{reason} ({quoted(text)})")

    def miss(self, role: str, field: str, line: int, words: str, *, certain: bool) -> None:
        """Keep a text that was not understood, and what it states of a role by the name of a field or an IRI."""
        iri, text = PROPERTY_OF.get(field, field), " ".join(words.split())[:500]
        self.unread.setdefault((role, line, iri), UnreadText(role, iri, line, text, certain))

    def _fields_meant(self, block: MarkdownBlock, words: str, reason: str) -> tuple[str, ...]:
        """What a text states of a role: what its field says, or a word in it; a list without a name may be of two."""
        field, shown = self._subject[1] if self._subject else None, cue(words)
        asked = "skills" if asks(words) else None
        apart = block.rows or not (block.depth or field_of(block))  # it may be of something else than what is above it
        found = (field, shown, asked) if apart or not field else (field,)
        if meant := tuple(dict.fromkeys(filter(None, found))):
            return meant
        if block.depth and reason == UNKNOWN_CONTEXT and not field_of(block):
            return "responsibilities", "skills"
        prose = not (block.depth or field_of(block)) and len(words.split()) > 5
        return ("overview",) if prose else ()

    def reject_line(self, line: int, reason: str) -> None:
        """List a line as not understood."""
        if self.lines[line - 1].strip():
            self.missed.setdefault(line, reason)

    def reject_section(self, section: Section, reason: str, *, under: str = UNKNOWN_CONTEXT) -> None:
        """List a heading and all that is under it as not understood."""
        for number, inner in enumerate(section.walk()):
            self.reject(inner.head, under if number else reason)
            for block in inner.blocks:
                self.reject(block, under)

    def is_section(self, line: int) -> bool:
        """Whether a line is the heading of a section."""
        return line in self.section_lines

    def findings(self, aside: Mapping[int, str]) -> list[Finding]:
        """The lines not understood, those set ``aside`` and what is left out of others, with the reasons, by line."""
        found = [
            Finding("warning", f"not understood, {reason}: {self._quoted(line)}", self.file, line)
            for line, reason in self.missed.items()
        ]
        found += [
            Finding("info", f"skipped, {reason}: {self._quoted(line)}", self.file, line)
            for line, reason in aside.items()
            if line not in self.missed and line not in self.cited
        ]
        found += [Finding("info", f"taken without {left_out}", self.file, line) for line, left_out in self._remarks]
        return sorted(found, key=lambda finding: (finding.line or 0, finding.message))

    def _quoted(self, line: int) -> str:
        """A line in quotation marks that are not in it."""
        shown = quoted(self.lines[line - 1][:500])
        return (
            shown
            if "'" not in shown[1:-1]
            else f'"{shown[1:-1]}"'
            if '"' not in shown
            else f"\u201c{shown[1:-1]}\u201d"
        )

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
            raise UnparsedLine(f"{quoted(label)} would have the same id as {quoted(known[1])} ({name})")
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

    def role_named(self, label: str) -> str:
        """The id of the role that is described under a name or its short form; empty where none is."""
        name = slug(label)
        if name in self.roles and self.roles[name].label.casefold() == label.casefold():
            return name
        return self.short_names.get(name, "") if label.isupper() else ""

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
        elif isinstance(reason, RepeatedFact):
            self._collector.rollback(self._before)
            self._collector.formatting_lines.update((self._block.line, *self._block.continuation_lines))
        return isinstance(reason, UnparsedLine | RepeatedFact)


def by_id(records: Iterable[Any]) -> tuple[Any, ...]:
    """Records as a file of curated data has them, sorted by id."""
    return tuple(sorted(records, key=lambda record: str(record.id)))


# --- labelled fields --------------------------------------------------------------------------------------------------


_SKILLS: Final = ("skills", "preferred skills")
ROLE_FIELDS: Final = frozenset(
    {"overview", "responsibilities", "skills", "preferred skills", "salary", "education", "certifications"}
)
LEVEL_FIELDS: Final = frozenset({"responsibilities", "skills", "titles"})
NOTE_FIELDS: Final = frozenset(note.term for note in NOTE_KINDS if note.of == "industry")
PATH_FIELDS: Final = frozenset(note.term for note in NOTE_KINDS if note.of == "entry-path")


class FieldBlocks:
    """A field: what its name means (None outside any, "?" if not known), the block it begins with, and its blocks.

    ``heading`` is whether its name is a heading, ``context`` the heading inside it that the blocks are under.
    """

    def __init__(
        self, meaning: str | None = None, head: MarkdownBlock | None = None, value: str = "", *, heading: bool = False
    ) -> None:
        self.meaning = meaning
        self.head = head
        self.value = value
        self.heading = heading
        self.context = ""
        self.blocks: list[MarkdownBlock] = []
        self.divided = False
        """Whether there are other fields under its heading."""

    def phrases(self, builder: GuideBuilder) -> list[Phrase]:
        """What the field says, its value first; its name alone is only a mark, and without content it is listed."""
        found = [Phrase(block, block.text, block.depth) for block in self.blocks]
        if self.head and self.value:
            found.insert(0, Phrase(self.head, self.value, 0))
        elif self.head and (self.blocks or self.divided):
            builder.formatting_lines.update((self.head.line, *self.head.continuation_lines))
        elif self.head:
            builder.reject(self.head, "a field without content")
        return found

    def reject(self, builder: GuideBuilder) -> None:
        """List the field and all of it."""
        if self.head and self.divided and not self.blocks:
            builder.formatting_lines.update((self.head.line, *self.head.continuation_lines))
        elif self.head:
            builder.reject(self.head, "a field that is not known")
        for block in self.blocks:
            builder.reject(block, "under a field not known")

    def holds(self, block: MarkdownBlock) -> bool:
        """Whether a block goes on with the field's list, whatever it begins with."""
        if self.head is None:
            return False
        if self.head.depth:
            return block.depth > self.head.depth
        return self.meaning != "?" and block.depth > 0 and not self.value

    def labels(self, found: LabelledField) -> bool:
        """Whether a name in bold under the heading of a field belongs to this field, and begins no other."""
        return self.heading and found.known is None and (self.meaning == "salary" or self.meaning in _SKILLS)


class Phrase(NamedTuple):
    """A text of a field, with its block; ``depth`` is 0 for a value or a paragraph."""

    block: MarkdownBlock
    text: str
    depth: int


def fields_of(section: Section, known: Collection[str]) -> list[FieldBlocks]:
    r"""The fields of a section; blocks outside any field come first. Headings under it count as fields by their names.

    >>> from kg.sources.guide.markdown import read_outline
    >>> section = read_outline("# Joiner\n**Pay:** $20\n\n**Skills**\n- Sawing\n").sections[0]
    >>> [(group.meaning, group.value, len(group.blocks)) for group in fields_of(section, ROLE_FIELDS)]
    [(None, '', 0), ('salary', '$20', 0), ('skills', '', 1)]
    """
    groups = _divided(section.blocks, FieldBlocks(), known)
    for child in section.sections:
        groups += _under_heading(child, known, None)
    return groups


def _under_heading(section: Section, known: Collection[str], above: FieldBlocks | None) -> list[FieldBlocks]:
    """A heading as a field, with the fields under it; one inside the field of pay may say whose pay it is."""
    meaning = field_name(section.text.rstrip(":"))
    field = FieldBlocks(meaning if meaning in known else "?", section.head, heading=True)
    if meaning is None and above and above.meaning == "salary":
        field.meaning, field.context = "salary", section.text.rstrip(":")
    groups = _divided(section.blocks, field, known)
    if meaning is None and is_level_name(section.text):
        for group in groups:
            group.context = group.context or section.text.rstrip(":")
            if group.meaning not in (None, "salary") and is_level_only(section.text):
                group.meaning = "?"  # what those at a level do or know is not of all in the role
    for child in section.sections:
        groups += _under_heading(child, known, field)
    field.divided = len(groups) > 1
    return groups


def _divided(blocks: Iterable[MarkdownBlock], first: FieldBlocks, known: Collection[str]) -> list[FieldBlocks]:
    """The fields that some blocks begin; what comes before them belongs to the first."""
    groups = [first]
    for block in blocks:
        found, inside = field_of(block), groups[-1]
        if block.fault and not (found and found.known and found.value):
            found = None
        meaning = found.known if found and found.known in known else None
        if found and meaning and not inside.holds(block):
            groups.append(FieldBlocks(meaning, block, found.value))
        elif found and found.bold and not inside.holds(block) and (inside.head or not block.depth):
            if found.value and first.labels(found):
                first.blocks.append(block)
            else:
                meaning = first.meaning if first.labels(found) and first.meaning in _SKILLS else "?"
                groups.append(FieldBlocks(meaning, block, found.value))
        elif (
            inside.head
            and not inside.holds(block)
            and (inside.head.depth or (found and inside.value and not block.depth))
        ):
            groups.append(FieldBlocks())
            groups[-1].blocks.append(block)
        else:
            inside.blocks.append(block)
    return groups
