"""A whole curated guide: every record of it by file, and the references between them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, get_args, get_origin, get_type_hints

from kg.model.curation import Curation
from kg.model.records import (
    DocumentRecord,
    EntryPathRecord,
    IndustryRecord,
    JobTitleRecord,
    LevelRecord,
    LocationRecord,
    NameRecord,
    Record,
    Reference,
    RoleRecord,
    SkillRecord,
    TopicGroupRecord,
    TopicRecord,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["RECORD_FILES", "Dataset", "references"]

RECORD_FILES: Final[dict[str, str]] = {
    "roles": "role",
    "skills": "skill",
    "credentials": "credential",
    "fields_of_study": "field",
    "industries": "industry",
    "employers": "employer",
    "levels": "level",
    "job_titles": "job-title",
    "entry_paths": "entry-path",
    "locations": "location",
    "topics": "topic",
    "topic_groups": "topic",
}
"""The files that hold a list of records, each with the kind that its ids belong to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(Record):
    """One curated guide: a field for each of its files, which bears the field's name."""

    document: DocumentRecord
    roles: tuple[RoleRecord, ...]
    skills: tuple[SkillRecord, ...]
    credentials: tuple[NameRecord, ...]
    fields_of_study: tuple[NameRecord, ...]
    industries: tuple[IndustryRecord, ...]
    employers: tuple[NameRecord, ...]
    levels: tuple[LevelRecord, ...]
    job_titles: tuple[JobTitleRecord, ...]
    entry_paths: tuple[EntryPathRecord, ...]
    locations: tuple[LocationRecord, ...]
    topics: tuple[TopicRecord, ...]
    topic_groups: tuple[TopicGroupRecord, ...]
    curation: Curation

    def section_of(self) -> Callable[[int], str | None]:
        """A function from a line to the headings it stands under, joined by " > "; None before the first section."""
        established = (role for role in self.roles if role.maturity == "established")
        parts: tuple[Any, ...] = (
            *established,
            *self.industries,
            *self.entry_paths,
            *self.levels,
            *self.topic_groups,
        )
        sections = {heading.line for heading in self.document.sections}  # a section may be a role or list itself
        headings = sorted(
            [(heading.line, 1, heading.label) for heading in self.document.sections]
            + [(part.line, 2, part.label) for part in parts if part.line not in sections]
        )
        starts = [line for line, _, _ in headings]
        paths: list[str] = []
        outer = ""
        for _, depth, label in headings:
            outer = label if depth == 1 else outer
            paths.append(label if depth == 1 else f"{outer} > {label}")

        def section(line: int) -> str | None:
            position = bisect_right(starts, line)
            return paths[position - 1] if position and line <= self.document.end else None

        return section


def references(record: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Every reference in a record and in those inside it: its path of keys and positions, its kind, the id named.

    >>> from kg.model.records import RequirementRecord
    >>> list(references(RequirementRecord(line=1, skill="python")))
    [(('skill',), 'skill', 'python')]
    """
    if isinstance(record, tuple):
        for position, item in enumerate(record):
            yield from references(item, (*path, position))
    if not is_dataclass(record):
        return
    hints = get_type_hints(type(record), include_extras=True)
    for entry in fields(record):
        value = getattr(record, entry.name)
        kind = _reference_kind(hints[entry.name])
        if kind is None:
            yield from references(value, (*path, entry.name))
        elif isinstance(value, tuple):
            yield from (((*path, entry.name, position), kind, item) for position, item in enumerate(value))
        elif value is not None:
            yield (*path, entry.name), kind, value


def _reference_kind(hint: Any) -> str | None:
    """The kind that an annotation refers to, also inside ``X | None`` and ``tuple[X, ...]``."""
    if get_origin(hint) is Annotated:
        return next((mark.kind for mark in hint.__metadata__ if isinstance(mark, Reference)), None)
    return next((kind for part in get_args(hint) if (kind := _reference_kind(part))), None)
