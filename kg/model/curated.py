"""The records of one curated guide, as people edit them: what the guide states, and what maintainers add.

``kg.sources.curated`` reads these from files, ``kg.sources.dataset`` turns them into records. An id is the last part
of the entity's id (``python`` for ``skill/python``); a field that refers to another record is annotated with its kind.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class IdOf:
    """Marks a field whose text is the id of a record of this kind ("*" for an id with its kind, ``skill/python``)."""

    kind: str


Strength = Literal["required", "preferred", "sometimes"]
SkillId = Annotated[str, IdOf("skill")]
CredentialId = Annotated[str, IdOf("credential")]
FieldId = Annotated[str, IdOf("field")]
EmployerId = Annotated[str, IdOf("employer")]
RoleId = Annotated[str, IdOf("role")]
LevelId = Annotated[str, IdOf("level")]
TopicId = Annotated[str, IdOf("topic")]
JobTitleId = Annotated[str, IdOf("job-title")]
EntryPathId = Annotated[str, IdOf("entry-path")]
SchemeId = Annotated[str, IdOf("scheme")]
AnyId = Annotated[str, IdOf("*")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of curated data; a key that it does not have is refused."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedText(Record):
    """A text in our own words about what the guide says on ``line``."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedLabel(Record):
    """A label that the guide gives on ``line``; its id is made from the label."""

    label: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedValue(Record):
    """A value of a plain property, as the guide gives it on ``line``: the id of a record where it leads to entities."""

    value: str | int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRecord(Record):
    """A record of an entity.

    ``properties`` has the values of the plain properties that :mod:`kg.schema` declares for its kind, by their keys. In
    a file each is a key of the record itself.
    """

    id: str
    label: str
    properties: dict[str, tuple[CitedValue, ...]] = field(default_factory=dict)


# --- the document ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord(Record):
    """A link out of the document; ``relation`` is its link type; ``target`` is as the document spells it."""

    id: str
    label: str
    line: int
    target: str
    relation: str
    remark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord(Record):
    """The document that everything stated is derived from; ``content`` lists its lines that state something.

    The last section goes as far as line ``end``; what follows is in no section.
    """

    id: str
    graph: str
    title: str
    line: int
    licence: str
    attribution: str
    date: str | None = None
    content: tuple[str, ...]
    descriptions: tuple[CitedText, ...]
    sections: tuple[CitedLabel, ...]
    end: int
    links: tuple[LinkRecord, ...]

    def content_lines(self) -> frozenset[int]:
        """The numbers of the lines that state something, from ranges such as ``17-21``.

        Raises ValueError for a range that is not one or two numbers.
        """
        lines: set[int] = set()
        for part in self.content:
            first, _, last = part.partition("-")
            lines.update(range(int(first), int(last or first) + 1))
        return frozenset(lines)


# --- what the guide states ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementRecord(Record):
    """One required item of a role: a skill with the members that the role names, or a credential with its fields.

    ``sometimes`` holds the members that the role names with that word ("sometimes JavaScript").
    """

    line: int
    skill: SkillId | None = None
    members: tuple[SkillId, ...] = ()
    sometimes: tuple[SkillId, ...] = ()
    credential: CredentialId | None = None
    fields: tuple[FieldId, ...] = ()
    related_field: bool = False
    label: str | None = None
    strength: Strength = "required"


if TYPE_CHECKING:
    Amount = int | float
else:
    Amount = int  # what is curated states whole amounts, which is checked as it is read; a guide may have cents


@dataclass(frozen=True, slots=True, kw_only=True)
class SalaryRecord(Record):
    """A pay range as stated: ``open_ended`` when the top is open ("200,000+"); amounts in ``currency`` units.

    ``unit`` is the period as schema.org names it (YEAR, HOUR), where the source states it; ``level`` whose pay it is.
    """

    line: int
    label: str
    minimum: Amount | None = None
    maximum: Amount | None = None
    open_ended: bool = False
    currency: str
    unit: str | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EducationOptionRecord(Record):
    """One way to meet a role's education; the options of a role are alternatives, the parts of one belong together."""

    credential: CredentialId | None = None
    background: str | None = None
    fields: tuple[FieldId, ...] = ()
    related_field: bool = False
    strength: Strength = "required"
    condition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EducationRecord(Record):
    """What a role asks of education, in the source's words (``label``) and as options."""

    line: int
    label: str
    options: tuple[EducationOptionRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRecord(EntityRecord):
    """An occupation that one can hold; an emerging role is only named."""

    line: int
    maturity: Literal["established", "emerging"]
    alternative: tuple[str, ...] = ()
    position: int | None = None
    overview: CitedText | None = None
    responsibilities: tuple[CitedLabel, ...] = ()
    requirements: tuple[RequirementRecord, ...] = ()
    salary: SalaryRecord | None = None
    level_pay: tuple[SalaryRecord, ...] = ()
    education: EducationRecord | None = None
    preparation_level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillRecord(EntityRecord):
    """A skill by its label; its lines are those of the statements that name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRecord(EntityRecord):
    """An id with its label (credential, field of study, employer)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRecord(EntityRecord):
    """A topic and the scheme that gives its kind; ``parts`` are topics that its own label joins."""

    scheme: SchemeId
    line: int
    alternative: tuple[str, ...] = ()
    part_of: TopicId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRecord(Record):
    """A note of the guide: ``label`` is its topic, ``wording`` the whole note where that differs.

    ``brings`` are the skills that, as it says, one has who comes by this entry path.
    """

    line: int
    kind: str
    label: str
    wording: str | None = None
    employers: tuple[EmployerId, ...] = ()
    topics: tuple[TopicId, ...] = ()
    skills: tuple[SkillId, ...] = ()
    brings: tuple[SkillId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryRecord(EntityRecord):
    """An industry with its notes: employers, kinds of employer, application areas, requirements."""

    line: int
    alternative: tuple[str, ...] = ()
    notes: tuple[NoteRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPathRecord(EntityRecord):
    """An entry path: the backgrounds it starts from (``field/...`` or ``skill/...``) and the guide's notes on it."""

    line: int
    backgrounds: tuple[AnyId, ...]
    notes: tuple[NoteRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRecord(EntityRecord):
    """A level of seniority; years that are absent are not stated, ``open_ended`` is "5+"."""

    line: int
    rank: int
    min_years: int | None = None
    max_years: int | None = None
    open_ended: bool = False
    responsibilities: tuple[CitedLabel, ...]
    notes: tuple[NoteRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTitleRecord(EntityRecord):
    """A title that people hold at a level; ``role`` is the one that the guide describes under the same name."""

    line: int
    level: LevelId
    role: RoleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRecord(EntityRecord):
    """A place, as the guide names it: ``locality`` before the comma, ``region`` (state or country) after it."""

    line: int
    locality: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupItem(Record):
    """An entry of a topic group: any entity by its id with kind; a skill may name members here too."""

    item: AnyId
    line: int
    members: tuple[SkillId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicGroupRecord(EntityRecord):
    """A heading of the guide with the list below it."""

    line: int
    items: tuple[GroupItem, ...]


# --- what maintainers add ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms(Record):
    """Other names of an entity: ``alternative`` names mean the same, ``search`` words only lead to it."""

    of: AnyId
    alternative: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Record):
    """Skills that are one skill under several labels; the first is the canonical one."""

    same: tuple[SkillId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseMatch(Record):
    """Skills that are alike but never merged."""

    skills: tuple[SkillId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedTopic(Record):
    """The skills that a topic calls for and the roles that work on it: worth knowing, never a requirement."""

    topic: TopicId
    skills: tuple[SkillId, ...] = ()
    roles: tuple[RoleId, ...] = ()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BroaderSkill(Record):
    """A broader skill over ``skills``; with ``label`` it is a concept of ours that no source names."""

    broader: SkillId
    label: str | None = None
    skills: tuple[SkillId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillType(Record):
    """The skills of one type (a scheme)."""

    scheme: SchemeId
    skills: tuple[SkillId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedSkills(Record):
    """What a person on an entry path already holds."""

    entry_path: EntryPathId
    skills: tuple[SkillId, ...] = ()
    credential: CredentialId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleOf(Record):
    """The role that job titles belong to."""

    role: RoleId
    titles: tuple[JobTitleId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialWeight(Record):
    """What an unmet credential counts in a gap, in skills."""

    credential: CredentialId
    skill_equivalents: int
    broader: CredentialId | None = None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme(Record):
    """A scheme: one kind of skills or topics."""

    id: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPeriod(Record):
    """The period that stated pay is for, where the source leaves it open (a schema.org unit such as YEAR)."""

    unit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curation(Record):
    """Everything that maintainers add to a guide, each with its reason."""

    title: str
    version: str
    licence: str
    attribution: str
    pay_period: PayPeriod | None = None
    schemes: tuple[Scheme, ...] = ()
    synonyms: tuple[Synonyms, ...] = ()
    merges: tuple[Merge, ...] = ()
    close_matches: tuple[CloseMatch, ...] = ()
    related: tuple[RelatedTopic, ...] = ()
    hierarchy: tuple[BroaderSkill, ...] = ()
    skill_types: tuple[SkillType, ...] = ()
    brings: tuple[AssumedSkills, ...] = ()
    titles: tuple[TitleOf, ...] = ()
    credential_weights: tuple[CredentialWeight, ...] = ()


# --- the whole guide --------------------------------------------------------------------------------------------------


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
    """One curated guide: a field for each of its files, with the name of the file."""

    document: DocumentRecord
    roles: tuple[RoleRecord, ...]
    skills: tuple[SkillRecord, ...]
    credentials: tuple[LabelRecord, ...]
    fields_of_study: tuple[LabelRecord, ...]
    industries: tuple[IndustryRecord, ...]
    employers: tuple[LabelRecord, ...]
    levels: tuple[LevelRecord, ...]
    job_titles: tuple[JobTitleRecord, ...]
    entry_paths: tuple[EntryPathRecord, ...]
    locations: tuple[LocationRecord, ...]
    topics: tuple[TopicRecord, ...]
    topic_groups: tuple[TopicGroupRecord, ...]
    curation: Curation

    def section_of(self) -> Callable[[int], str | None]:
        """A function from a line to its headings, joined by " > "; None before the first section."""
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

    >>> from kg.model.curated import RequirementRecord
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
        return next((mark.kind for mark in hint.__metadata__ if isinstance(mark, IdOf)), None)
    return next((kind for part in get_args(hint) if (kind := _reference_kind(part))), None)
