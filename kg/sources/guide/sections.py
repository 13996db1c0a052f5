"""Industries, entry paths and levels -> their records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.model.records import EntryPathRecord, IndustryRecord, JobTitleRecord, LevelRecord, Named, NoteRecord
from kg.schema import slug
from kg.sources.guide.collector import Collector, NotUnderstood
from kg.sources.guide.fields import LEVEL_FIELDS, NOTE_FIELDS, PATH_FIELDS, Group, Phrase, fields_of
from kg.sources.guide.notes import IndustryNote, entry_note, industry_note
from kg.sources.guide.outline import Block, Part
from kg.sources.guide.phrases import Years, bracketed, heading_number, is_name, listed, plain, years
from kg.sources.guide.roles import duties, skills_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

__all__ = ["read_industry", "read_levels", "read_path", "title_of"]

_SCHEMES = {
    "employers": "employer-kind",
    "application areas": "application-area",
    "roles": "role-offer",
    "focus": "industry-focus",
    "requirement": "industry-requirement",
}
"""The sort of the topics that a remark on an industry names, by its kind."""

_SMALL = frozenset(("of", "and", "the", "for", "in", "to", "at", "on"))


def _headed(part: Part) -> tuple[str, list[Block]]:
    """The heading of a part, and its blocks; what stands behind a colon in the heading is the first of them."""
    _, text = heading_number(plain(part.text))
    head, colon, rest = text.partition(": ")
    if not colon:
        return text.rstrip(":"), part.blocks
    return head.strip(), [Block(part.line, rest.strip(), 1), *part.blocks]


def title_of(part: Part) -> str:
    """The label of a heading, without its number.

    >>> title_of(Part(1, 2, "2. **Nursing**"))
    'Nursing'
    """
    return heading_number(plain(part.text))[1]


# --- industries -----------------------------------------------------------------------------------------------------


def read_industry(part: Part, collector: Collector, otherwise: str | None) -> None:
    """Take down an industry with its remarks; ``otherwise`` is the kind of those that do not tell theirs."""
    text, blocks = _headed(part)
    label, inside = bracketed(text)
    notes: list[NoteRecord] = []
    name = ""
    with collector.reading(part.head) as reading:
        if not is_name(label, 80):
            raise NotUnderstood("no name of an industry")
        name = collector.name("industry", label, once=True)
        if inside:
            notes.append(_industry_note(inside, part.line, collector, "employers", None))
    if not reading.understood:
        collector.miss_part(part, "", under="its industry was not understood")
        return
    for group, phrase in _phrases(part.with_blocks(blocks), NOTE_FIELDS, collector):
        with collector.reading(phrase.block):
            _flat(phrase, group)
            text = plain(phrase.text)
            kind = group.meaning or ("application areas" if phrase.block.line == part.line else None)
            notes.append(_industry_note(text, phrase.block.line, collector, kind, otherwise))
    record = IndustryRecord(id=name, label=label, line=part.line, alternative=_alternatives(label), notes=tuple(notes))
    collector.records["industries"].append(record)


def _alternatives(label: str) -> tuple[str, ...]:
    """The names in "Retail/E-commerce": two words, neither of them a short form as in "AI/ML"."""
    parts = label.split("/")
    return tuple(parts) if len(parts) == 2 and all(len(part) > 3 and " " not in part for part in parts) else ()


def _phrases(part: Part, known: Collection[str], collector: Collector) -> Iterator[tuple[Group, Phrase]]:
    """The phrases of a part with the fields that they stand in; a field that is not known is listed."""
    for group in fields_of(part, known, collector):
        if group.meaning == "?":
            group.miss(collector)
        else:
            yield from ((group, phrase) for phrase in group.phrases(collector))


def _flat(phrase: Phrase, group: Group) -> None:
    """Refuse what is nested deeper than a list, for what it belongs to is not clear."""
    top = min((block.depth for block in group.blocks if block.depth), default=1)
    if phrase.depth > top or (not phrase.depth and not group.head):
        raise NotUnderstood("what it belongs to is not clear" if phrase.depth else "prose")


def _industry_note(text: str, line: int, collector: Collector, kind: str | None, otherwise: str | None) -> NoteRecord:
    found: IndustryNote | None = industry_note(text, kind, otherwise)
    if found is None:
        raise NotUnderstood("no kind of remark is certain")
    employers = collector.names("employer", found.employers)
    topics = topics_of(found.topics, _SCHEMES[found.kind], line, collector)
    return NoteRecord(line=line, kind=found.kind, label=text, employers=employers, topics=topics)


def topics_of(labels: Sequence[str], scheme: str, line: int, collector: Collector) -> tuple[str, ...]:
    """The ids of topics, which are taken down where they are new."""
    from kg.model.records import TopicRecord

    new = [label for label in dict.fromkeys(labels) if not collector.knows("topic", label)]
    found = collector.names("topic", labels)
    records = {slug(label): TopicRecord(id=slug(label), label=label, scheme=scheme, line=line) for label in new}
    collector.records["topics"] += records.values()
    return found


# --- entry paths ----------------------------------------------------------------------------------------------------

_FROM = re.compile(r"(?:coming |moving |switching |changing )?from (?:an? |the )?(.+)", re.IGNORECASE)


def read_path(part: Part, collector: Collector) -> None:
    """Take down an entry path: what it starts from, and the remarks on it."""
    label, blocks = _headed(part)
    name = ""
    backgrounds: tuple[str, ...] = ()
    with collector.reading(part.head) as reading:
        start = _FROM.fullmatch(label)
        if not start or not is_name(label, 80):
            raise NotUnderstood("no way in is called so: begin with From")
        name = collector.name("entry-path", label, once=True)
        backgrounds = tuple(_background(piece, collector) for piece in re.split(r"\s*/\s*|\s+or\s+", start[1]))
    if not reading.understood:
        collector.miss_part(part, "", under="its entry path was not understood")
        return
    notes: list[NoteRecord] = []
    for group, phrase in _phrases(part.with_blocks(blocks), PATH_FIELDS, collector):
        with collector.reading(phrase.block):
            _flat(phrase, group)
            notes.append(_entry_note(phrase, group.meaning))
    record = EntryPathRecord(id=name, label=label, line=part.line, backgrounds=backgrounds, notes=tuple(notes))
    collector.records["entry_paths"].append(record)


def _background(label: str, collector: Collector) -> str:
    """A skill where the guide names one so, otherwise a field."""
    if collector.knows("skill", label) and not collector.knows("field", label):
        return f"skill/{slug(label)}"
    return f"field/{collector.name('field', label)}"


def _entry_note(phrase: Phrase, kind: str | None) -> NoteRecord:
    text = plain(phrase.text)
    found = entry_note(text, kind)
    if found is None:
        raise NotUnderstood("no kind of remark is certain")
    wording = text if text != found.label else None
    return NoteRecord(line=phrase.block.line, kind=found.kind, label=found.label, wording=wording)


# --- levels ---------------------------------------------------------------------------------------------------------


def read_levels(parts: Sequence[Part], collector: Collector) -> None:
    """Take down the levels of a ladder, in the order of the guide: upwards, or downwards where the years fall."""
    heads = [_level_head(part) for part in parts]
    least = [span.least for _, span, _ in heads if span and span.least is not None]
    if least != sorted(least) and least != sorted(least, reverse=True):
        for part in parts:
            collector.miss_part(part, "which level is above which is not clear")
        return
    falling = len(set(least)) > 1 and least == sorted(least, reverse=True)
    before = len(collector.records["levels"])
    ranks = range(before + len(parts), before, -1) if falling else range(before + 1, before + len(parts) + 1)
    for part, (label, span, blocks), rank in zip(parts, heads, ranks, strict=True):
        _read_level(part.with_blocks(blocks), label, span, rank, collector)


def _level_head(part: Part) -> tuple[str, Years | None, list[Block]]:
    text, blocks = _headed(part)
    label, inside = bracketed(text)
    if inside and (span := years(inside)):
        return label, span, blocks
    if parts := re.fullmatch(r"(.+?)\s*[,–—-]\s+(.+)", text):
        span = years(parts[2])
        if span:
            return parts[1], span, blocks
    if blocks[:1] and blocks[0].line == part.line and (span := years(blocks[0].text)):
        return text, span, blocks[1:]
    return text, None, blocks


def _read_level(part: Part, label: str, span: Years | None, rank: int, collector: Collector) -> None:
    name = ""
    with collector.reading(part.head) as reading:
        if not is_name(label, 80):
            raise NotUnderstood("no name of a level")
        name = collector.name("level", label, once=True)
    if not reading.understood:
        collector.miss_part(part, "", under="its level was not understood")
        return
    responsibilities: list[Named] = []
    notes: list[NoteRecord] = []
    for group, phrase in _phrases(part, LEVEL_FIELDS, collector):
        with collector.reading(phrase.block):
            _flat(phrase, group)
            if group.meaning == "responsibilities":
                responsibilities += duties(phrase, collector)
            elif group.meaning == "skills":
                notes.append(_level_skills(phrase, collector))
            else:
                collector.records["job_titles"] += _titles(phrase, name, collector, told=bool(group.meaning))
    record = LevelRecord(
        id=name,
        label=label,
        line=part.line,
        rank=rank,
        min_years=span.least if span else None,
        max_years=span.most if span else None,
        open_ended=bool(span and span.open_ended),
        responsibilities=tuple(responsibilities),
        notes=tuple(notes),
    )
    collector.records["levels"].append(record)


def _level_skills(phrase: Phrase, collector: Collector) -> NoteRecord:
    text = plain(phrase.text)
    found = skills_of(text)
    if any(skill.members or skill.sometimes or skill.strength for skill in found):
        raise NotUnderstood("more than the names of skills")
    skills = collector.names("skill", [skill.label for skill in found])
    return NoteRecord(line=phrase.block.line, kind="skills", label=text, skills=skills)


def _titles(phrase: Phrase, level: str, collector: Collector, *, told: bool) -> Iterator[JobTitleRecord]:
    labels = listed(plain(phrase.text))
    if not all(is_name(label, 80) and (told or _is_title(label, collector)) for label in labels):
        raise NotUnderstood("no title for certain: put it under Job titles")
    names = [collector.name("job-title", label, once=True) for label in labels]
    return (
        JobTitleRecord(id=name, label=label, line=phrase.block.line, level=level)
        for name, label in zip(names, labels, strict=True)
    )


def _is_title(label: str, collector: Collector) -> bool:
    """Whether an item is a job title: written as titles are, or ending as a role of the guide does."""
    words = label.split()
    if len(words) > 1 and all(word[0].isupper() or word in _SMALL for word in words):
        return True
    return bool(words) and words[-1].casefold() in collector.role_endings
