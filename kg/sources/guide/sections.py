"""The sections of a guide that are about no role -> records: industries, entry paths, levels and topic groups."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from kg.model.curated import (
    CitedLabel,
    EntryPathRecord,
    GroupItem,
    IndustryRecord,
    JobTitleRecord,
    LevelRecord,
    LocationRecord,
    NoteRecord,
    RoleRecord,
    TopicGroupRecord,
    TopicRecord,
)
from kg.schema import slug
from kg.sources.guide.builder import (
    LEVEL_FIELDS,
    NOTE_FIELDS,
    PATH_FIELDS,
    UNKNOWN_CONTEXT,
    FieldBlocks,
    GuideBuilder,
    Phrase,
    UnparsedLine,
)
from kg.sources.guide.markdown import MarkdownBlock, Section
from kg.sources.guide.names import (
    abbreviates,
    field_of,
    heading_number,
    is_level_name,
    is_name,
    plain,
    section_kind,
    split_list,
    split_parenthesis,
)
from kg.sources.guide.phrases import (
    IndustryNote,
    NamedSkill,
    Years,
    entry_note,
    industry_note,
    named_skill,
    years,
)
from kg.sources.guide.roles import (
    fields,
    pieces_of,
    read_responsibilities,
    readable,
    reject_nested,
    remark_left_out,
    skills_of,
)

# --- industries, entry paths and levels -------------------------------------------------------------------------------


_SCHEMES = {
    "employers": "employer-kind",
    "application areas": "application-area",
    "roles": "role-offer",
    "focus": "industry-focus",
    "requirement": "industry-requirement",
}
"""The scheme of the topics that a note on an industry names, by the kind of note."""

_SMALL = frozenset(("of", "and", "the", "for", "in", "to", "at", "on"))


def _heading_and_blocks(section: Section) -> tuple[str, list[MarkdownBlock]]:
    """The heading of a part, and its blocks; text behind a colon in the heading is the first of them."""
    _, text = heading_number(plain(section.text))
    head, colon, rest = text.partition(": ")
    if not colon:
        return text.rstrip(":"), section.blocks
    return head.strip(), [MarkdownBlock(section.line, rest.strip(), 1), *section.blocks]


def title_of(section: Section) -> str:
    """The label of a heading, without its number.

    >>> title_of(Section(1, 2, "2. Nursing"))
    'Nursing'
    """
    return heading_number(plain(section.text))[1]


# --- industries -----------------------------------------------------------------------------------------------------


def read_industry(section: Section, builder: GuideBuilder, otherwise: str | None) -> None:
    """Read an industry with its notes; ``otherwise`` is the kind of notes whose wording does not show it."""
    text, blocks = _heading_and_blocks(section)
    label, inside = split_parenthesis(text)
    notes: list[NoteRecord] = []
    name = ""
    with builder.reading(section.head) as reading:
        if not is_name(label, 80):
            raise UnparsedLine("no name of an industry")
        name = builder.name("industry", label, once=True)
        if inside:
            notes.append(_industry_note(inside, section.line, builder, "employers", None))
    if not reading.understood:
        builder.reject_section(section, "", under="its industry was not understood")
        return
    for group, phrase in _phrases(section.with_blocks(blocks), NOTE_FIELDS, builder, ("industry", name)):
        with builder.reading(phrase.block):
            reject_nested(phrase, group)
            text = plain(phrase.text)
            kind = group.meaning or ("application areas" if phrase.block.line == section.line else None)
            notes.append(_industry_note(text, phrase.block.line, builder, kind, otherwise))
    record = IndustryRecord(
        id=name, label=label, line=section.line, alternative=_alternatives(label), notes=tuple(notes)
    )
    builder.records["industries"].append(record)


def _alternatives(label: str) -> tuple[str, ...]:
    """The names in "Retail/E-commerce": two words, neither of them a short form as in "AI/ML"."""
    parts = label.split("/")
    return tuple(parts) if len(parts) == 2 and all(len(part) > 3 and " " not in part for part in parts) else ()


def _phrases(
    section: Section, known: Collection[str], builder: GuideBuilder, entity: tuple[str, str]
) -> Iterator[tuple[FieldBlocks, Phrase]]:
    """The phrases of a part with the fields that they are in."""
    for group in fields(section, known, builder, entity):
        yield from ((group, phrase) for phrase in readable(group.phrases(builder), builder))


def _industry_note(text: str, line: int, builder: GuideBuilder, kind: str | None, otherwise: str | None) -> NoteRecord:
    found: IndustryNote | None = industry_note(text, kind, otherwise)
    if found is None:
        raise UnparsedLine("the kind of note is unclear")
    employers = builder.names("employer", found.employers)
    topics = topics_of(found.topics, _SCHEMES[found.kind], line, builder)
    return NoteRecord(line=line, kind=found.kind, label=text, employers=employers, topics=topics)


def topics_of(labels: Sequence[str], scheme: str, line: int, builder: GuideBuilder) -> tuple[str, ...]:
    """The ids of topics, which are taken down where they are new."""
    new = [label for label in dict.fromkeys(labels) if not builder.has("topic", label)]
    found = builder.names("topic", labels)
    records = {slug(label): TopicRecord(id=slug(label), label=label, scheme=scheme, line=line) for label in new}
    builder.records["topics"] += records.values()
    return found


# --- entry paths ----------------------------------------------------------------------------------------------------

_FROM = re.compile(r"(?:(?:coming|moving|switching|changing|joining(?: us)?) )?from (?:an? |the )?(.+)", re.IGNORECASE)


def kind_of_parts(section: Section) -> str | None:
    r"""The kind of a section whose parts show it where its heading does not: entry paths, or levels with their years.

    >>> from kg.sources.guide.markdown import read_outline
    >>> text = "# Nursing\n## Up\n### Junior (0-2 years)\n### Senior (3+ years)\n"
    >>> kind_of_parts(read_outline(text).sections[0].sections[0])
    'levels'
    """
    parts = section.sections or section.split()[1]
    heads = [_heading_and_blocks(part)[0] for part in parts]
    if heads and all(_FROM.fullmatch(head) for head in heads) and (section.sections or len(parts) > 1):
        return "paths" if section.sections or all(": " in part.text for part in parts) else None
    levels = [_level_head(part) for part in section.sections]
    dated = len(levels) > 1 and all(span for _, span, _ in levels) and any(is_level_name(name) for name, *_ in levels)
    return "levels" if dated else None


def read_entry_path(section: Section, builder: GuideBuilder) -> None:
    """Read an entry path: what it starts from, and the notes on it."""
    label, blocks = _heading_and_blocks(section)
    name = ""
    backgrounds: tuple[str, ...] = ()
    with builder.reading(section.head) as reading:
        start = _FROM.fullmatch(label)
        if not start or not is_name(label, 80):
            raise UnparsedLine("an entry path starts with From")
        name = builder.name("entry-path", label, once=True)
        backgrounds = tuple(_background(piece, builder) for piece in re.split(r"\s*/\s*|\s+or\s+", start[1]))
    if not reading.understood:
        builder.reject_section(section, "", under="its entry path was not understood")
        return
    notes: list[NoteRecord] = []
    for group, phrase in _phrases(section.with_blocks(blocks), PATH_FIELDS, builder, ("entry-path", name)):
        with builder.reading(phrase.block):
            reject_nested(phrase, group)
            notes.append(_entry_note(phrase, group.meaning, builder, listed=phrase.block.line == section.line))
    record = EntryPathRecord(id=name, label=label, line=section.line, backgrounds=backgrounds, notes=tuple(notes))
    builder.records["entry_paths"].append(record)


def _background(label: str, builder: GuideBuilder) -> str:
    """A skill where the guide names one so, otherwise a field."""
    if builder.has("skill", label) and not builder.has("field", label):
        return f"skill/{slug(label)}"
    return f"field/{builder.name('field', label)}"


def _entry_note(phrase: Phrase, kind: str | None, builder: GuideBuilder, *, listed: bool) -> NoteRecord:
    """A note; ``listed`` is whether it stands behind the heading, as a list of skills does."""
    text = plain(phrase.text)
    found = entry_note(text, kind)
    if kind in (None, "asset") and (skills := _skills_brought(text, builder, listed=listed)):
        return NoteRecord(line=phrase.block.line, kind="asset", label=text, brings=builder.names("skill", skills))
    if found is None:
        raise UnparsedLine("the kind of note is unclear")
    wording = text if text != found.label else None
    return NoteRecord(line=phrase.block.line, kind=found.kind, label=found.label, wording=wording)


def _skills_brought(text: str, builder: GuideBuilder, *, listed: bool) -> list[str]:
    """The skills that a note on an entry path lists: ones that the guide names elsewhere, or several."""
    pieces = pieces_of(text)
    known = all(builder.has("skill", piece) for piece in pieces)
    notes = [note for piece in pieces if (note := entry_note(piece)) and note.kind != "asset"]
    if not known and (notes or not listed or len(pieces) < 2):
        return []
    found = [named_skill(piece) for piece in pieces]
    return [skill.label for skill in found if skill and not skill.members] if all(found) else []


# --- levels ---------------------------------------------------------------------------------------------------------


def read_levels(parts: Sequence[Section], builder: GuideBuilder) -> None:
    """Take down the levels of a ladder, in the order of the guide: upwards, or downwards where the years fall."""
    heads = [_level_head(part) for part in parts]
    least = [span.minimum for _, span, _ in heads if span and span.minimum is not None]
    if least != sorted(least) and least != sorted(least, reverse=True):
        for part in parts:
            builder.reject_section(part, "which level is above which is not clear")
        return
    falling = len(set(least)) > 1 and least == sorted(least, reverse=True)
    before = len(builder.records["levels"])
    ranks = range(before + len(parts), before, -1) if falling else range(before + 1, before + len(parts) + 1)
    for part, (label, span, blocks), rank in zip(parts, heads, ranks, strict=True):
        _read_level(part.with_blocks(blocks), label, span, rank, builder)


def _level_head(section: Section) -> tuple[str, Years | None, list[MarkdownBlock]]:
    text, blocks = _heading_and_blocks(section)
    label, inside = split_parenthesis(text)
    if inside and (span := years(inside)):
        return label, span, blocks
    if parts := re.fullmatch(r"(.+?)\s*[,–—-]\s+(.+)", text):
        span = years(parts[2])
        if span:
            return parts[1], span, blocks
    if blocks[:1] and blocks[0].line == section.line and (span := years(blocks[0].text)):
        return text, span, blocks[1:]
    return text, None, blocks


def _read_level(section: Section, label: str, span: Years | None, rank: int, builder: GuideBuilder) -> None:
    name = ""
    with builder.reading(section.head) as reading:
        if not is_name(label, 80):
            raise UnparsedLine("no name of a level")
        if section.item and not (span or _names_level(label)):
            raise UnparsedLine("no level for certain (add its years)")
        name = builder.name("level", label, once=True)
    if not reading.understood:
        builder.reject_section(section, "", under="its level was not understood")
        return
    responsibilities: list[CitedLabel] = []
    notes: list[NoteRecord] = []
    for group, phrase in _phrases(section, LEVEL_FIELDS, builder, ("level", name)):
        with builder.reading(phrase.block):
            reject_nested(phrase, group)
            if group.meaning == "responsibilities":
                responsibilities += read_responsibilities(phrase, builder)
            elif group.meaning == "skills":
                notes.append(_level_skills(phrase, builder))
            else:
                builder.records["job_titles"] += _titles(phrase, name, builder, stated=bool(group.meaning))
    record = LevelRecord(
        id=name,
        label=label,
        line=section.line,
        rank=rank,
        min_years=span.minimum if span else None,
        max_years=span.maximum if span else None,
        open_ended=bool(span and span.open_ended),
        responsibilities=tuple(responsibilities),
        notes=tuple(notes),
    )
    builder.records["levels"].append(record)


def _names_level(label: str) -> bool:
    """Whether an item without years names a level, and no duty: "Senior Nurse", "Entry level", not "Lead a team"."""
    *words, last = label.split()
    names = all(not word[:1].islower() for word in (*words, last)) or last in ("level", "stage", "grade", "band")
    return names and is_level_name(label)


def _level_skills(phrase: Phrase, builder: GuideBuilder) -> NoteRecord:
    text = plain(phrase.text)
    found = skills_of(text)
    if any(skill.members or skill.sometimes or skill.strength for skill in found):
        raise UnparsedLine("more than the names of skills")
    remark_left_out(found, phrase.block.line, builder)
    skills = builder.names("skill", [skill.label for skill in found])
    return NoteRecord(line=phrase.block.line, kind="skills", label=text, skills=skills)


def _titles(phrase: Phrase, level: str, builder: GuideBuilder, *, stated: bool) -> Iterator[JobTitleRecord]:
    labels = split_list(plain(phrase.text))
    if not all(is_name(label, 80) and (stated or _is_title(label, builder)) for label in labels):
        raise UnparsedLine("no job title for certain (put it under Job titles)")
    names = [builder.name("job-title", label, once=True) for label in labels]
    return (
        JobTitleRecord(id=name, label=label, line=phrase.block.line, level=level)
        for name, label in zip(names, labels, strict=True)
    )


def _is_title(label: str, builder: GuideBuilder) -> bool:
    """Whether an item is a job title: written as titles are, or ending as a role of the guide does."""
    words = label.split()
    if len(words) > 1 and all(word[0].isupper() or word in _SMALL for word in words):
        return True
    return bool(words) and words[-1].casefold() in builder.role_endings


# --- topic groups -----------------------------------------------------------------------------------------------------


_EMERGING = re.compile(r"\b(?:emerging|new|upcoming)\b", re.IGNORECASE)


def read_group(section: Section, builder: GuideBuilder, inherited: str | None = None) -> None:
    """Take down a heading and the list below it; ``inherited`` is the kind of what its section lists."""
    label = title_of(section)
    group = ""
    items: list[GroupItem] = []
    with builder.reading(section.head) as reading:
        if not is_name(label, 80):
            raise UnparsedLine("no name for a list")
        group = builder.name("group", label, once=True)
    if not reading.understood:
        builder.reject_section(section, "", under="its heading was not understood")
        return
    reader = _GroupReader(label, section_kind(label) or inherited, builder)
    for block in builder.readable(section.blocks):
        with builder.reading(block):
            items += reader.items(block)
    for deeper in section.sections:
        builder.reject_section(deeper, "a heading too deep to be placed")
    if items:
        record = TopicGroupRecord(id=group, label=label, line=section.line, items=tuple(items))
        builder.records["topic_groups"].append(record)
    elif not builder.is_section(section.line):
        builder.cited.discard(section.line)
        builder.reject_line(section.line, "nothing below this heading was understood")


class _GroupReader:
    """Reads the items of one list."""

    def __init__(self, heading: str, kind: str | None, builder: GuideBuilder) -> None:
        self.heading = heading
        self.kind = kind
        self.builder = builder
        self._above: str | None = None

    def items(self, block: MarkdownBlock) -> list[GroupItem]:
        """What one line adds to the list."""
        if not block.depth:
            raise UnparsedLine("prose")
        above, self._above = self._above, None if block.depth == 1 else self._above
        text = plain(block.text)
        if block.depth > 1:
            return self._nested(block, text, above)
        if self.kind == "skills":
            found = [self._skill(skill, block.line) for skill in skills_of(text)]
            self._above = found[0].item if len(found) == 1 else None
            return found
        if self.kind == "roles":
            return [self._role(text, block.line)]
        if self.kind == "locations":
            return [self._place(text, block.line)]
        if known := self.builder.role_named(text):
            return [GroupItem(item=f"role/{known}", line=block.line)]
        return [self._topic(block, text)]

    def _nested(self, block: MarkdownBlock, text: str, above: str | None) -> list[GroupItem]:
        if self.kind != "skills" or above is None or block.depth > 2:
            raise UnparsedLine("what it belongs to is not clear")
        found = skills_of(text)
        if any(skill.members or skill.sometimes for skill in found):
            raise UnparsedLine("what it belongs to is not clear")
        members = self.builder.names("skill", [skill.label for skill in found])
        return [GroupItem(item=above, line=block.line, members=members)]

    def _skill(self, skill: NamedSkill, line: int) -> GroupItem:
        if skill.sometimes or skill.strength:
            raise UnparsedLine("more than the name of a skill")
        remark_left_out([skill], line, self.builder)
        name = self.builder.name("skill", skill.label)
        return GroupItem(item=f"skill/{name}", line=line, members=self.builder.names("skill", skill.members))

    def _role(self, label: str, line: int) -> GroupItem:
        if not self.builder.has("role", label):
            if not _EMERGING.search(self.heading) or not is_name(label, 80) or len(split_list(label)) > 1:
                raise UnparsedLine("a role without details")
            name = self.builder.name("role", label)
            self.builder.records["roles"].append(RoleRecord(id=name, label=label, line=line, maturity="emerging"))
        return GroupItem(item=f"role/{self.builder.name('role', label)}", line=line)

    def _place(self, label: str, line: int) -> GroupItem:
        parts = [part.strip() for part in label.split(",")]
        if len(parts) != 2 or not all(map(is_name, parts)) or "(" in label:
            raise UnparsedLine("no place with its region or country")
        new = not self.builder.has("location", label)
        name = self.builder.name("location", label)
        if new:
            record = LocationRecord(id=name, label=label, line=line, locality=parts[0], region=parts[1])
            self.builder.records["locations"].append(record)
        return GroupItem(item=f"location/{name}", line=line)

    def _topic(self, block: MarkdownBlock, text: str) -> GroupItem:
        found = field_of(block)
        if not is_name(text, 120) or (found and (found.value or text.endswith(":"))):
            raise UnparsedLine("more than a name" if is_name(text, 120) else UNKNOWN_CONTEXT)
        label, inside = split_parenthesis(text)
        short = inside if inside and abbreviates(inside, label) else None
        label = label if short else text
        scheme = slug(self.heading)
        if short and not self.builder.has("topic", label):
            name = self.builder.name("topic", label)
            record = TopicRecord(id=name, label=label, scheme=scheme, line=block.line, alternative=(short,))
            self.builder.records["topics"].append(record)
        name = topics_of([label], scheme, block.line, self.builder)[0]
        if self.kind == "areas":
            self._parts(label, name, scheme, block.line)
        return GroupItem(item=f"topic/{name}", line=block.line)

    def _parts(self, label: str, whole: str, scheme: str, line: int) -> None:
        """The areas that one name joins, such as "Edge AI and IoT"."""
        parts = label.split(" and ")
        for part in parts if len(parts) == 2 else ():
            if not self.builder.has("topic", part):
                name = self.builder.name("topic", part)
                record = TopicRecord(id=name, label=part, scheme=scheme, line=line, part_of=whole)
                self.builder.records["topics"].append(record)
