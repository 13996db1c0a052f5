"""The records of one curated guide, as a person edits them: what the guide states, each with its line.

``kg.sources`` fills these from files, ``kg.rdf`` turns them into triples. An id is the last part of the entity's id
(``python`` for ``skill/python``); a reference to another record is annotated with the kind that it points to.
``kg.model.curation`` holds what maintainers add, ``kg.model.dataset`` the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

__all__ = [
    "AnyId",
    "CredentialId",
    "DocumentRecord",
    "EducationOptionRecord",
    "EducationRecord",
    "EmployerId",
    "EntryPathId",
    "EntryPathRecord",
    "FieldId",
    "GroupItem",
    "IndustryRecord",
    "JobTitleId",
    "JobTitleRecord",
    "LevelId",
    "LevelRecord",
    "LinkRecord",
    "LocationRecord",
    "NameRecord",
    "Named",
    "NoteRecord",
    "Record",
    "Reference",
    "RequirementRecord",
    "RoleId",
    "RoleRecord",
    "SalaryRecord",
    "SchemeId",
    "SkillId",
    "SkillRecord",
    "Strength",
    "Text",
    "TopicGroupRecord",
    "TopicId",
    "TopicRecord",
]


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks a field whose text is the id of a record of this kind ("*" for an id with its kind, ``skill/python``)."""

    kind: str


Strength = Literal["required", "preferred", "sometimes"]
SkillId = Annotated[str, Reference("skill")]
CredentialId = Annotated[str, Reference("credential")]
FieldId = Annotated[str, Reference("field")]
EmployerId = Annotated[str, Reference("employer")]
RoleId = Annotated[str, Reference("role")]
LevelId = Annotated[str, Reference("level")]
TopicId = Annotated[str, Reference("topic")]
JobTitleId = Annotated[str, Reference("job-title")]
EntryPathId = Annotated[str, Reference("entry-path")]
SchemeId = Annotated[str, Reference("scheme")]
AnyId = Annotated[str, Reference("*")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of curated data; a key that it does not have is refused."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Record):
    """A text in our own words about what the guide says on ``line``."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Record):
    """A label that the guide gives on ``line``; its id is made from the label."""

    label: str
    line: int


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

    The last section goes as far as line ``end``; what follows stands in none.
    """

    id: str
    graph: str
    title: str
    line: int
    licence: str
    attribution: str
    date: str | None = None
    content: tuple[str, ...]
    descriptions: tuple[Text, ...]
    sections: tuple[Named, ...]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SalaryRecord(Record):
    """A pay range as stated: ``open_ended`` when the top is open ("200,000+"); amounts in whole ``currency`` units.

    ``unit`` is the period as schema.org names it (YEAR, HOUR), where the source states it.
    """

    line: int
    label: str
    minimum: int | None = None
    maximum: int | None = None
    open_ended: bool = False
    currency: str
    unit: str | None = None


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
class RoleRecord(Record):
    """An occupation that one can hold; an emerging role is only named."""

    id: str
    label: str
    line: int
    maturity: Literal["established", "emerging"]
    position: int | None = None
    overview: Text | None = None
    responsibilities: tuple[Named, ...] = ()
    requirements: tuple[RequirementRecord, ...] = ()
    salary: SalaryRecord | None = None
    education: EducationRecord | None = None
    preparation_level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillRecord(Record):
    """A skill by its label; its lines are those of the statements that name it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRecord(Record):
    """An id with its label (credential, field of study, employer)."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRecord(Record):
    """A topic and the scheme that tells its sort; ``parts`` are topics that its own label joins."""

    id: str
    label: str
    scheme: SchemeId
    line: int
    alternative: tuple[str, ...] = ()
    part_of: TopicId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRecord(Record):
    """A remark of the guide: ``label`` is what it is about, ``wording`` the whole remark where that differs."""

    line: int
    kind: str
    label: str
    wording: str | None = None
    employers: tuple[EmployerId, ...] = ()
    topics: tuple[TopicId, ...] = ()
    skills: tuple[SkillId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryRecord(Record):
    """An industry with its remarks: employers, kinds of employer, application areas, what it asks for."""

    id: str
    label: str
    line: int
    alternative: tuple[str, ...] = ()
    notes: tuple[NoteRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPathRecord(Record):
    """A way in: the backgrounds it starts from (``field/...`` or ``skill/...``) and the guide's remarks on it."""

    id: str
    label: str
    line: int
    backgrounds: tuple[AnyId, ...]
    notes: tuple[NoteRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRecord(Record):
    """A level of seniority; years that are absent are not stated, ``open_ended`` is "5+"."""

    id: str
    label: str
    line: int
    rank: int
    min_years: int | None = None
    max_years: int | None = None
    open_ended: bool = False
    responsibilities: tuple[Named, ...]
    notes: tuple[NoteRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTitleRecord(Record):
    """A title that people hold at a level."""

    id: str
    label: str
    line: int
    level: LevelId


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRecord(Record):
    """A place, as the guide names it: ``locality`` before the comma, ``region`` (state or country) after it."""

    id: str
    label: str
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
class TopicGroupRecord(Record):
    """A heading of the guide with the list below it."""

    id: str
    label: str
    line: int
    items: tuple[GroupItem, ...]
