"""The facts of every source, one record each with the rows that state it; and what an import has to report.

``kg.sources`` makes these of files, ``kg.rdf.writer`` turns them into triples. A record is passed on as soon as it is
read: no file is held as a whole. Ends and nodes are IRIs; "row" is a line of a text too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from kg.model.entities import Finding, record
from kg.schema import XSD, Property


@record
class RowRef(NamedTuple):
    """A row of a file: its name, and the line that the row starts on, the first being 1."""

    file: str
    line: int


@record
class Text(NamedTuple):
    """A text as a value, in a language or of a datatype (an IRI); plain without both."""

    value: str
    language: str = ""
    datatype: str = ""


Value = str | int | bool | Text
"""A value of a property; a str is an IRI."""

Values = tuple[tuple[str, Value], ...]
"""Properties, each with a value."""


def typed_value(property_: Property, value: str, language: str = "en") -> Value:
    """A value of a declared property: ``value`` is an IRI, or a literal as :meth:`kg.schema.Property.read` gives it.

    >>> from kg.schema import CK, PROPERTIES
    >>> typed_value(PROPERTIES[CK.rank], "3")
    Text(value='3', language='', datatype='http://www.w3.org/2001/XMLSchema#integer')
    """
    if property_.values == "text":
        return Text(value, language)
    return Text(value, datatype=XSD.iri + property_.values) if property_.values in XSD.terms else value


@record
class SourceMetadata(NamedTuple):
    """What a graph says of itself, empty where that is not stated; ``base_iri`` is the base of its entities' IRIs.

    ``complete`` says that every requirement of a role in it has the short form; ``language`` is that of its texts.
    """

    title: str
    version: str
    licence: str
    attribution: str
    base_iri: str
    complete: bool = True
    language: str = "en"


@record
class GraphRow(NamedTuple):
    """What a graph that the source adds to (curation, inferred) says of itself."""

    about: SourceMetadata
    graph: str


@record
class DocumentRow(NamedTuple):
    """A file of the source; it comes before the first record of the file.

    A text has an ``iri``, the ``line`` of its title, perhaps a date, and ``section_of`` from a line to its headings.
    """

    file: str
    title: str
    iri: str = ""
    line: int = 1
    date: str = ""
    section_of: Callable[[int], str | None] | None = None


@record
class ConceptRow(NamedTuple):
    """A concept with its labels in one language; ``kind`` is a key of ``kg.rdf.writer.CLASSES``.

    The same concept may come again: in another language, whose labels and description then add to it, or where another
    row names it. Without a row it is only named, and ``graph`` may be another than that of the source.
    """

    row: RowRef | None
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
    graph: str | None = None


@record
class PropertyRow(NamedTuple):
    """A property of a concept or node, and its value: anything that no other record is for.

    ``graph`` is where it is stated: None for that of the source, or one that adds to it, ``curation`` or ``inferred``.
    ``details`` are about the statement itself: a reason, a strength, a rank. What has neither rows nor details has the
    source of its subject.
    """

    rows: tuple[RowRef, ...]
    subject: str
    property: str
    value: Value
    details: Values = ()
    graph: str | None = None


@record
class DenialRow(NamedTuple):
    """A row says that a triple does not hold; ``denied`` says how, ``details`` are about the row."""

    row: RowRef
    subject: str
    property: str
    value: str
    denied: Values
    details: Values = ()


@record
class NodeRow(NamedTuple):
    """A node that belongs to a concept: a note, a section, a link, pay by area; ``values`` are all that it says.

    It has a label unless that is None.
    """

    row: RowRef
    owner: str
    property: str
    node: str
    classes: tuple[str, ...]
    label: Text | None
    values: Values = ()


@record
class RequirementRow(NamedTuple):
    """A role requires a skill, as firmly as ``strength`` says; ``flags`` are what else the source says of it.

    ``importance`` is a number from 1 to 5 as it is written, empty where nobody was asked.
    ``tools`` are what the role names for the skill, ``sometimes`` those that it names with that word. A skill that is
    ``merged`` into another has no short form: one to that other follows by rule.
    """

    rows: tuple[RowRef, ...]
    role: str
    skill: str
    strength: str
    flags: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    sometimes: tuple[str, ...] = ()
    merged: bool = False
    importance: str = ""


@record
class CredentialRow(NamedTuple):
    """A role lists a credential among its requirements, with the fields of study that it accepts."""

    row: RowRef
    role: str
    credential: str
    label: Text
    strength: str
    fields: tuple[str, ...] = ()
    related_field: bool = False


@record
class PayRow(NamedTuple):
    """The pay of a role in the words of its source; a bound that is None is not stated, and so is ``open_ended``.

    The currency is empty where it is not stated. ``level`` is whose pay it is, where it is not that of all in the role.
    """

    row: RowRef
    role: str
    label: str
    minimum: int | float | None
    maximum: int | float | None
    open_ended: bool | None
    currency: str
    period: str = ""
    level: str = ""


@record
class EducationAlternative(NamedTuple):
    """One way to meet what a role requires of education; ``name`` tells it from others, or else its credential does.

    ``share`` is per cent of respondents, as ``ck:share`` defines it, in digits; empty where nobody was asked.
    """

    credential: str | None
    strength: str = "required"
    condition: str = ""
    background: str = ""
    fields: tuple[str, ...] = ()
    related_field: bool = False
    name: str = ""
    share: str = ""


@record
class EducationRow(NamedTuple):
    """What a role requires of education, in the words of its source (None where it has none), and as options."""

    rows: tuple[RowRef, ...]
    role: str
    label: Text | None
    options: tuple[EducationAlternative, ...]


ImportRecord = (
    GraphRow
    | DocumentRow
    | ConceptRow
    | PropertyRow
    | DenialRow
    | NodeRow
    | RequirementRow
    | CredentialRow
    | PayRow
    | EducationRow
)


@record
class ImportRequest(NamedTuple):
    """The files of one source to import, and its name; ``options`` are those of ``kg import`` that were given, by name.

    ``progress`` is called with the number of bytes read, and of all; ``link`` is whether its entities are linked to
    those of other sources with equal names. ``codes`` gives the codes of the roles that the store has, by IRI.
    """

    paths: tuple[Path, ...]
    name: str
    options: dict[str, Any]
    progress: Callable[[int, int], None] | None = None
    link: bool = True
    codes: Callable[[], dict[str, str]] | None = None


@record
class FileReport(NamedTuple):
    """What became of a file: read = kept + skipped + not understood.

    It counts the rows of a table, the lines of a text that are not blank, or the statements of RDF. What is skipped
    states nothing: a damaged row, layout. What was understood in part counts as not understood.
    """

    file: str
    read: int
    kept: int
    skipped: int = 0
    not_understood: int = 0


@record
class ImportReport(NamedTuple):
    """What an import read, and what it found: why a row was skipped (error), what else is odd (warning, note)."""

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
    ``not_understood`` is the number of other rows.
    """

    file: str
    mappings: tuple[Mapping, ...]
    title: str | None = None
    version: str | None = None
    licence: str | None = None
    credit: str | None = None
    findings: tuple[Finding, ...] = ()
    refusals: tuple[Mapping, ...] = ()
    not_understood: int = 0

    @property
    def report(self) -> FileReport:
        """What became of the rows."""
        kept = len(self.mappings) + len(self.refusals)
        return FileReport(self.file, kept + self.not_understood, kept, 0, self.not_understood)


@record
class NameLink(NamedTuple):
    """Two entities of different sources with equal names, by IRI; ``sources`` are the graphs that they come from.

    ``passages`` are the IRIs of those that state the names.
    """

    subject: str
    object: str
    sources: tuple[str, str]
    passages: tuple[str, ...] = ()
