"""What the columns that a mapping leaves out state of roles, where nothing that is read states it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from kg.model.records import (
    ConceptRow,
    EducationRow,
    ImportRecord,
    NodeRow,
    PayRow,
    PropertyRow,
    RequirementRow,
)
from kg.rdf.spool import Spool
from kg.schema import CK, DCTERMS
from kg.sources.cells import is_placeholder, mark_meaning
from kg.sources.column_mapping import TableLayout
from kg.sources.guide.builder import PROPERTY_OF
from kg.sources.guide.education import asks_nothing
from kg.sources.guide.names import field_name
from kg.sources.table_proposal import property_key

_TERMS: Final = {
    **dict.fromkeys(("skills", "preferred skills", "optional skills"), CK.hasRequirement),
    **dict.fromkeys(("pay", "pay minimum", "pay maximum"), CK.salary),
    "description": DCTERMS.description,
    "education": CK.educationOption,
    "responsibilities": CK.hasResponsibility,
}
"""The property of a role that each key of a mapping states."""


def left_out_columns(heading: Sequence[str], layout: TableLayout) -> dict[str, tuple[str, ...]]:
    """The columns that a mapping leaves out and that plainly state something of roles, each with the properties."""
    read = {*layout.needed_columns, *layout.optional_columns}
    names = (name for name in heading if name and name not in read and heading.count(name) == 1)
    found = {name: _properties_of(name) for name in names if layout.rows != "skills"}
    return {name: terms for name, terms in found.items() if terms}


def _properties_of(column: str) -> tuple[str, ...]:
    """The properties that a column may state by its name, as IRIs; none where that is not plain."""
    if _ASKS.search(column):
        return CK.hasRequirement, CK.educationOption
    term = _TERMS.get(property_key(column)) or PROPERTY_OF.get(field_name(column) or "")
    return (term,) if term else ()


_ASKS: Final = re.compile(r"\b(?:qualifications?|requirements?|prerequisites?)\b", re.IGNORECASE)
"""What may be about skills and about education."""


class LeftOutText(NamedTuple):
    """A cell that is not read: the number of its table, its line and column, and what it states of a role, by IRI."""

    table: int
    line: int
    column: str
    role: str
    term: str
    text: str


class LeftOutTexts:
    """The cells that are not read, and what is stated of roles otherwise."""

    def __init__(self) -> None:
        self._found = Spool[tuple[int, int, str, str, str, str]]()
        self._stated: set[tuple[str, str]] = set()

    def add(
        self, table: int, line: int, role: str, cells: Mapping[str, str], terms: Mapping[str, tuple[str, ...]]
    ) -> None:
        """Keep what the columns that are left out, each with its ``terms``, state of a role in a row."""
        for column, term in ((column, term) for column, found in terms.items() for term in found):
            text = " ".join(cells[column].split())
            is_mark = term == CK.hasRequirement and mark_meaning(text) is not None
            says = not (is_placeholder(text) or is_mark) or (term == CK.educationOption and asks_nothing(text))
            if says and (role, term) not in self._stated:
                self._found.add((table, line, column, role, term, text))

    def watched(self, records: Iterable[ImportRecord]) -> Iterator[ImportRecord]:
        """The same records, each noted for what it states of a role."""
        for record in records:
            self._stated.update(_stated_by(record))
            yield record

    def silent(self) -> Iterator[LeftOutText]:
        """The cells that state what no record does, each text of a role and property once."""
        seen: set[tuple[str, str, str]] = set()
        for found in map(LeftOutText._make, self._found):
            key = found.role, found.term, found.text
            if key[:2] not in self._stated and key not in seen:
                seen.add(key)
                yield found


def _stated_by(record: ImportRecord) -> Iterator[tuple[str, str]]:
    """The roles that a record is about, each with the property that it states."""
    match record:
        case RequirementRow():
            yield record.role, CK.hasRequirement
        case PayRow():
            yield record.role, CK.salary
        case EducationRow():
            yield record.role, CK.educationOption
        case ConceptRow() if record.description:
            yield record.iri, DCTERMS.description
        case PropertyRow():
            yield record.subject, record.property
        case NodeRow():
            yield from ((record.owner, str(value)) for name, value in record.values if name == CK.unreadProperty)
