"""The facts of a public taxonomy, one record each with the row that states it; and what an import has to report.

``kg.sources`` reads these from files, ``kg.rdf.taxonomy`` turns them into quads. A record goes by as soon as it is
read: nothing here holds a whole file. Ends are IRIs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from kg.model.entities import Finding

__all__ = [
    "About",
    "Broader",
    "Document",
    "Education",
    "EducationShare",
    "FileReport",
    "ImportReport",
    "ImportRequest",
    "InIndustry",
    "InScheme",
    "Name",
    "Pay",
    "Place",
    "Preparation",
    "Record",
    "Regulated",
    "RelatedRole",
    "SameAs",
    "SkillLink",
    "SkillNeed",
    "Thing",
]


class Place(NamedTuple):
    """A row of a file: its name, and the line that the row starts on, the first being 1."""

    file: str
    line: int


class About(NamedTuple):
    """What a taxonomy says of itself; ``space`` is the base of its entities' IRIs."""

    title: str
    version: str
    licence: str
    attribution: str
    space: str


class Document(NamedTuple):
    """A file of the taxonomy, told before the first record of it."""

    file: str
    title: str


class Thing(NamedTuple):
    """A named thing in one language; ``kind`` is a key of ``kg.rdf.taxonomy.CLASSES``.

    The same thing may come again in another language: its labels and description then add to it.
    """

    place: Place
    iri: str
    kind: str
    label: str
    language: str
    alternative: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    description: str = ""
    code: str = ""
    skill_type: str = ""
    reuse_level: str = ""


class Name(NamedTuple):
    """A further name of a thing, which a row of its own states."""

    place: Place
    iri: str
    label: str
    language: str


class SkillNeed(NamedTuple):
    """A role asks for a skill; ``strength`` is required or optional, ``marks`` what else the source says of it."""

    places: tuple[Place, ...]
    role: str
    skill: str
    strength: str
    marks: tuple[str, ...] = ()


class Broader(NamedTuple):
    """One thing is narrower than another."""

    place: Place
    narrower: str
    broader: str


class SkillLink(NamedTuple):
    """A skill is essential or optional for another skill, as ESCO has it; it says nothing of roles."""

    place: Place
    skill: str
    other: str
    essential: bool


class RelatedRole(NamedTuple):
    """A role is related to another, in the source's own opinion: its tier and its rank within the role."""

    place: Place
    role: str
    other: str
    tier: str
    rank: int


class Duty(NamedTuple):
    """A role has a responsibility, itself a :class:`Thing` of the same row."""

    role: str
    responsibility: str


class EducationShare(NamedTuple):
    """How large a share of those asked named one level of education for a role, in the words of the source."""

    place: Place
    role: str
    credential: str
    share: str


class Preparation(NamedTuple):
    """The level of preparation of a role or group; no place where a rule computes it."""

    place: Place | None
    iri: str
    level: int


class Regulated(NamedTuple):
    """A role or group whose profession the law regulates; ``graph`` is None where the source itself says so."""

    iri: str
    graph: str | None = None
    reason: str = ""


class Pay(NamedTuple):
    """The pay of a role in the words of its source; a bound that is None is not stated, and so is ``open_ended``."""

    place: Place
    role: str
    label: str
    minimum: int | None
    maximum: int | None
    open_ended: bool | None
    currency: str
    period: str = ""


class Education(NamedTuple):
    """What a role asks of education, in the words of its source, and the credentials that are each enough for it."""

    place: Place
    role: str
    label: str
    credentials: tuple[str, ...]


class InIndustry(NamedTuple):
    """A role belongs to an industry."""

    place: Place
    role: str
    industry: str


class InScheme(NamedTuple):
    """A skill is of the sort that a scheme holds."""

    place: Place
    skill: str
    scheme: str


class SameAs(NamedTuple):
    """A thing is the same as one of another vocabulary."""

    place: Place
    iri: str
    other: str


Record = (
    Document
    | Thing
    | Name
    | SkillNeed
    | Broader
    | SkillLink
    | RelatedRole
    | Duty
    | EducationShare
    | Preparation
    | Regulated
    | Pay
    | Education
    | InIndustry
    | InScheme
    | SameAs
)


class ImportRequest(NamedTuple):
    """The files of one source to import, and its name; ``options`` are those of ``kg import`` that were given, by name.

    ``progress`` is called with the number of bytes read, and of all.
    """

    paths: tuple[Path, ...]
    name: str
    options: Mapping[str, Any]
    progress: Callable[[int, int], None] | None = None


class FileReport(NamedTuple):
    """What became of a file's rows: every one that was read is either kept or skipped."""

    file: str
    read: int
    kept: int
    skipped: int


class ImportReport(NamedTuple):
    """What an import read, and what it found: why a row was skipped (error), what else is odd (warning, note).

    ``files`` is empty where a source is not read row by row.
    """

    about: About
    files: tuple[FileReport, ...]
    findings: tuple[Finding, ...]
