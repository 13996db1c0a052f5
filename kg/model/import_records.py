"""The facts that imports read, one record each with the row that states it; and what an import has to report.

``kg.sources`` reads these from files, ``kg.rdf.record_writer`` turns them into quads. A record is passed on as soon as
it is read: no file is held as a whole. Ends are IRIs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model.entities import Finding, record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@record
class RowRef(NamedTuple):
    """A row of a file: its name, and the line that the row starts on, the first being 1."""

    file: str
    line: int


@record
class SourceMetadata(NamedTuple):
    """What a taxonomy says of itself; ``base_iri`` is the base of its entities' IRIs."""

    title: str
    version: str
    licence: str
    attribution: str
    base_iri: str


@record
class DocumentRow(NamedTuple):
    """A file of the taxonomy; it comes before the first record of the file."""

    file: str
    title: str


@record
class ConceptRow(NamedTuple):
    """A concept with its labels in one language; ``kind`` is one of ``kg.schema.KINDS``, or scheme.

    The same concept may come again in another language: its labels and description then add to it.
    """

    row: RowRef
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


@record
class AltLabelRow(NamedTuple):
    """An alternative label of a concept, stated by a row that holds nothing else."""

    row: RowRef
    iri: str
    label: str
    language: str


@record
class RequirementRow(NamedTuple):
    """A role asks for a skill; ``strength`` is required or optional, ``flags`` what else the source says of it."""

    rows: tuple[RowRef, ...]
    role: str
    skill: str
    strength: str
    flags: tuple[str, ...] = ()


@record
class BroaderRow(NamedTuple):
    """One concept is narrower than another."""

    row: RowRef
    narrower: str
    broader: str


@record
class SkillLinkRow(NamedTuple):
    """A skill is essential or optional for another skill, as ESCO has it; it says nothing of roles."""

    row: RowRef
    skill: str
    other: str
    essential: bool


@record
class RelatedRoleRow(NamedTuple):
    """A role is related to another, in the source's own opinion: its tier and its rank within the role."""

    row: RowRef
    role: str
    other: str
    tier: str
    rank: int


@record
class ResponsibilityRow(NamedTuple):
    """A role has a responsibility, itself a :class:`ConceptRow` of the same row."""

    role: str
    responsibility: str


@record
class EducationShareRow(NamedTuple):
    """How large a share of those asked named one level of education for a role, in the words of the source."""

    row: RowRef
    role: str
    credential: str
    share: str


@record
class PreparationRow(NamedTuple):
    """The level of preparation of a role or group; no row where a rule computes it."""

    row: RowRef | None
    iri: str
    level: int


@record
class RegulatedRow(NamedTuple):
    """A role or group whose profession the law regulates; ``graph`` is None where the source itself says so."""

    iri: str
    graph: str | None = None
    reason: str = ""


@record
class PayRow(NamedTuple):
    """The pay of a role in the words of its source; a bound that is None is not stated, and so is ``open_ended``."""

    row: RowRef
    role: str
    label: str
    minimum: int | None
    maximum: int | None
    open_ended: bool | None
    currency: str
    period: str = ""


@record
class EducationRow(NamedTuple):
    """What a role asks of education, in the words of its source, and the credentials that are each enough for it."""

    row: RowRef
    role: str
    label: str
    credentials: tuple[str, ...]


@record
class SchemeRow(NamedTuple):
    """A skill is in a scheme."""

    row: RowRef
    skill: str
    scheme: str


@record
class PropertyRow(NamedTuple):
    """An entity has a value of a property, ``property`` by IRI, that ``kg.schema`` declares as plain.

    ``value`` is the IRI of an entity, or a literal as :func:`kg.schema.Property.read` gives it; its datatype is that
    of the property. A new plain property needs no other record.
    """

    row: RowRef
    iri: str
    property: str
    value: str


@record
class ExactMatchRow(NamedTuple):
    """A concept is the same as one of another vocabulary."""

    row: RowRef
    iri: str
    other: str


ImportRecord = (
    DocumentRow
    | ConceptRow
    | AltLabelRow
    | RequirementRow
    | BroaderRow
    | SkillLinkRow
    | RelatedRoleRow
    | ResponsibilityRow
    | EducationShareRow
    | PreparationRow
    | RegulatedRow
    | PayRow
    | EducationRow
    | SchemeRow
    | PropertyRow
    | ExactMatchRow
)


@record
class ImportRequest(NamedTuple):
    """The files of one source to import, and its name; ``options`` are those of ``kg import`` that were given, by name.

    ``progress`` is called with the number of bytes read, and of all; ``link`` is whether its entities are linked to
    those of other sources with equal names.
    """

    paths: tuple[Path, ...]
    name: str
    options: dict[str, Any]
    progress: Callable[[int, int], None] | None = None
    link: bool = True


@record
class FileReport(NamedTuple):
    """What became of a file's rows: every one that was read is either kept or skipped."""

    file: str
    read: int
    kept: int
    skipped: int


@record
class ImportReport(NamedTuple):
    """What an import read, and what it found: why a row was skipped (error), what else is odd (warning, note).

    ``files`` is empty where a source is not read row by row.
    """

    about: SourceMetadata
    files: tuple[FileReport, ...]
    findings: tuple[Finding, ...]


# --- mappings ---------------------------------------------------------------------------------------------------------


@record
class Mapping(NamedTuple):
    """One mapping; ``subject``, ``predicate``, ``object`` and ``justification`` are IRIs.

    ``comment`` is the reason in words, ``confidence`` a number from 0 to 1 as it is written, ``line`` that of its row.
    ``object_source`` is the vocabulary of the object, where the file names it.
    """

    subject: str
    predicate: str
    object: str
    justification: str
    line: int
    subject_label: str | None = None
    object_label: str | None = None
    confidence: str | None = None
    comment: str | None = None
    object_source: str | None = None


@record
class MappingSet(NamedTuple):
    """The mappings of one file, called ``file``, and what it says of itself.

    ``findings`` are the warnings about what was left out, each with its line. ``refusals`` say that two entities do not
    match or, with the object ``sssom:NoTermFound``, that nothing in ``object_source`` matches the subject.
    """

    file: str
    mappings: tuple[Mapping, ...]
    title: str | None = None
    version: str | None = None
    licence: str | None = None
    credit: str | None = None
    findings: tuple[Finding, ...] = ()
    refusals: tuple[Mapping, ...] = ()


@record
class NameLink(NamedTuple):
    """Two entities of different sources with equal names, by IRI; ``sources`` are the graphs that they come from.

    ``passages`` are the IRIs of those that state the names.
    """

    subject: str
    object: str
    sources: tuple[str, str]
    passages: tuple[str, ...] = ()
