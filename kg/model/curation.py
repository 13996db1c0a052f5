"""The records of what maintainers add to a guide, each judgement with its reason; kept apart from what it states."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.records import AnyId, CredentialId, EntryPathId, JobTitleId, Record, RoleId, SchemeId, SkillId, TopicId

__all__ = [
    "Brings",
    "Broader",
    "CloseMatch",
    "CredentialWeight",
    "Curation",
    "Merge",
    "PayPeriod",
    "Related",
    "Scheme",
    "SkillType",
    "Synonyms",
    "TitleOf",
]


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
    """Skills that are alike but never taken for one another."""

    skills: tuple[SkillId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Related(Record):
    """The skills that a topic calls for and the roles that work on it: worth knowing, never a requirement."""

    topic: TopicId
    skills: tuple[SkillId, ...] = ()
    roles: tuple[RoleId, ...] = ()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broader(Record):
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
class Brings(Record):
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
    """A scheme that tells sorts of skills or topics apart."""

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
    related: tuple[Related, ...] = ()
    hierarchy: tuple[Broader, ...] = ()
    skill_types: tuple[SkillType, ...] = ()
    brings: tuple[Brings, ...] = ()
    titles: tuple[TitleOf, ...] = ()
    credential_weights: tuple[CredentialWeight, ...] = ()
