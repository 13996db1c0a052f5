"""Someone's own tables, as a mapping describes their columns -> import records, and what was not understood."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b
from typing import Final, NamedTuple

from kg.errors import SourceError, UsageError, quoted
from kg.model.records import (
    ConceptRow,
    CredentialRow,
    DocumentRow,
    EducationAlternative,
    EducationRow,
    ImportRecord,
    ImportReport,
    ImportRequest,
    NodeRow,
    PayRow,
    PropertyRow,
    RequirementRow,
    SourceMetadata,
    Text,
    typed_value,
)
from kg.rdf.spool import Spool
from kg.resources import resource
from kg.schema import BASE, CK, DCTERMS, SKOS, Property, local_name, plain_properties, slug
from kg.sources.cells import (
    CURRENCY_SIGNS,
    PERIODS,
    divided,
    is_placeholder,
    is_remark,
    names_credential,
    pay_as_written,
    period_of,
    plain_cell,
    without_list_sign,
)
from kg.sources.column_mapping import (
    STRENGTHS,
    Amounts,
    Column,
    ColumnMapping,
    TableLayout,
    parse_table_mapping,
    read_amounts,
    read_table_mapping,
)
from kg.sources.delimited import ImportRun, SourceTable, checked_iri
from kg.sources.dialect import DELIMITERS, StatedDialect
from kg.sources.encodings import ENCODINGS, encoding_named
from kg.sources.files import Files
from kg.sources.guide.certificates import with_licences
from kg.sources.guide.conditions import without_condition, without_lead_in
from kg.sources.guide.education import EducationOption, accepted_instead, asks_nothing, education
from kg.sources.guide.names import is_name
from kg.sources.guide.phrases import is_choice
from kg.sources.iri_registry import IriRegistry, ResolvedIri
from kg.sources.left_out import LeftOutTexts, left_out_columns
from kg.sources.table_files import open_tables
from kg.sources.table_proposal import Proposal, propose_mapping
from kg.sources.yaml_lines import CONTROL

# --- rows -------------------------------------------------------------------------------------------------------------


_LISTED: Final = re.compile(r",\s.*,\s|^\S+(?: (?!and\b|&)\S+)?, \S+(?: (?!and\b|&)\S+)?$", re.DOTALL)
"""A list at commas: of several, or of two names of one or two words, as in "SQL, Python"."""

_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")

_LEVELS: Final = ("1", "2", "3", "4", "5")
_STRENGTH_COLUMNS: Final = {"skills": "required", "preferred skills": "preferred", "optional skills": "optional"}
_PAY: Final = ("pay", "pay minimum", "pay maximum")
_ROLE_TERMS: Final = {
    **dict.fromkeys(_STRENGTH_COLUMNS, CK.hasRequirement),
    **dict.fromkeys(_PAY, CK.salary),
    "description": DCTERMS.description,
    "education": CK.educationOption,
    "responsibilities": CK.hasResponsibility,
    "preparation": CK.preparationLevel,
}
"""What columns state of a role, beside plain properties."""

_KINDS: Final = {"roles": "role", "skills": "skill"}
_REFERENCES: Final = {"role": "role", "skill": "skill"}


class _Row(NamedTuple):
    """A row of the table with this number, and the concept that it is about: IRI and label, empty for a requirement.

    ``absent`` collects what stands for "no value" in each table and column, with the line where it first does.
    """

    number: int
    table: SourceTable
    layout: TableLayout
    line: int
    cells: dict[str, str]
    absent: dict[tuple[str, str, str], int]
    iri: str = ""
    label: str = ""

    def miss(self, reason: str) -> None:
        self.table.miss(self.line, reason)

    def text(self, name: str) -> str:
        """What a property has for a value, on one line; empty where it has none."""
        column = self.layout.columns.get(name)
        if column is None:
            return ""
        if column.constant is not None:
            return column.constant
        return self._value(name, column, _one_line(plain_cell(self.cells[name])))

    def texts(self, name: str) -> list[str]:
        """The values of a property, each once."""
        column = self.layout.columns.get(name)
        if column is None:
            return []
        if column.constant is not None:
            return [column.constant]
        parts = [self.cells[name], *(self.cells[f"{name} also {other}"] for other in column.also)]
        parts = list(map(plain_cell, parts))
        if column.split:
            parts = [without_list_sign(part) for cell in parts for part in divided(cell, column.split)]
        return list(dict.fromkeys(filter(None, (self._value(name, column, _one_line(part)) for part in parts))))

    def _value(self, name: str, column: Column, text: str) -> str:
        """What a text of a column means; empty for what people write where there is no value, which is collected."""
        is_answer = name == "education" and asks_nothing(text)
        if text and text not in column.values and is_placeholder(text) and not is_answer:
            self.absent.setdefault((self.table.name, column.name or "", text), self.line)
            return ""
        return column.meaning(text)


READY: Final = ("lightcast", "rome", "sfia", "tabiya")
"""The mappings that ship with the package, by name."""


def read_tables(request: ImportRequest) -> Tables:
    """The tables of a request, as the mapping among its options describes them: a file, or the name of a ready one.

    Raises UsageError without one, DataError for a mapping that is wrong, SourceError for files that cannot be read.
    """
    mapping = request.options.get("mapping")
    if mapping is None:
        raise UsageError(
            "--mapping FILE is required for tables: a YAML file that describes the columns",
            "leave out --into to see one proposed, and --write-mapping FILE to write it to a file",
        )
    if str(mapping) in READY and not mapping.exists():
        mapping = resource(f"data/tables/{mapping}.yaml")
    stated = stated_dialect(request)
    files = Files(request.paths, request.progress)
    return Tables(files, _with_defaults(read_table_mapping(mapping), stated), request.name, _currency(request))


def propose_tables(request: ImportRequest) -> tuple[Tables, Proposal]:
    """The tables of a request as a mapping describes them that is guessed, and that mapping.

    Raises SourceError for files that cannot be read, or in which no column can be seen that names roles or skills.
    """
    stated = stated_dialect(request)
    files = Files(request.paths, request.progress)
    currency = _currency(request)
    proposal = propose_mapping(files, request.name, stated, currency)
    mapping = parse_table_mapping(proposal.text, "the proposed mapping")
    return Tables(files, _with_defaults(mapping, stated), request.name, currency), proposal


def _currency(request: ImportRequest) -> str:
    """The currency that the options of a request state; empty for none. Raises UsageError for what is no code."""
    stated = request.options.get("currency") or ""
    currency = CURRENCY_SIGNS.get(stated, stated.upper())
    if currency and not re.fullmatch("[A-Z]{3}", currency):
        raise UsageError(f"{quoted(stated)} is not the code of a currency", "--currency EUR")
    return currency


def stated_dialect(request: ImportRequest) -> StatedDialect:
    """What the options of a request state of how its files are written. Raises UsageError for what is not valid."""
    encoding, delimiter = request.options.get("encoding"), request.options.get("delimiter")
    if encoding is not None and encoding_named(encoding) is None:
        raise UsageError(f"{quoted(encoding)} is not an encoding that kg knows", f"one of: {', '.join(ENCODINGS)}")
    signs = {name: sign for sign, name in DELIMITERS.items()}
    if delimiter is not None and len(delimiter) != 1 and delimiter not in signs:
        raise UsageError(
            f"the delimiter {quoted(delimiter)} must be one sign, or: {', '.join(signs)}", "--delimiter tab"
        )
    return StatedDialect(encoding and encoding_named(encoding), delimiter and signs.get(delimiter, delimiter))


def _with_defaults(mapping: ColumnMapping, stated: StatedDialect) -> ColumnMapping:
    """A mapping whose tables are written as the options state, where it does not say so itself."""
    tables = (
        replace(
            table,
            encoding=table.encoding or stated.encoding,
            delimiter=table.delimiter or stated.delimiter,
        )
        for table in mapping.tables
    )
    return replace(mapping, tables=tuple(tables))


class Tables:
    """The tables of one source; pay that states no currency is in ``currency``, where it is given.

    Raises SourceError or DataError where files and mapping do not fit one another.
    """

    def __init__(self, files: Files, mapping: ColumnMapping, name: str, currency: str = "") -> None:
        self._currency = currency
        title = mapping.title or name
        base_iri = f"{BASE}{name}/"
        self.about = SourceMetadata(
            title,
            mapping.version or "",
            mapping.licence or "",
            mapping.attribution or "",
            base_iri,
            language=mapping.language,
        )
        self.language = mapping.language
        self._run = ImportRun(files, self.about)
        opened = open_tables(files, mapping, self._run)
        self._tables = [(table, layout) for table, layout, _ in opened]
        self._left_out = [left_out_columns(heading, layout) for _, layout, heading in opened]
        for (table, _), columns in zip(self._tables, self._left_out, strict=True):
            table.read_also(tuple(columns))
        self._names = [
            (*_cell_names(layout), *(f"left out {column}" for column in columns))
            for (_, layout), columns in zip(self._tables, self._left_out, strict=True)
        ]
        self._unread_cells = LeftOutTexts()
        self._iris = IriRegistry(base_iri)
        self._stated: dict[bytes, tuple[object, str, int]] = {}
        self._above: dict[str, set[str]] = {}
        self._absent: dict[tuple[str, str, str], int] = {}
        self._by_id: set[tuple[int, str]] = set()
        self._unread: set[tuple[str, int]] = set()
        self._not_required = Counter[tuple[str, str]]()

    def report(self) -> ImportReport:
        """What became of the rows; complete when all records are read."""
        return self._run.report()

    def records(self) -> Iterator[ImportRecord]:
        """Every fact, in the order of tables and rows; then the cells that state what is not read."""
        yield from self._unread_cells.watched(self._records())
        said: set[tuple[int, int, str]] = set()
        for cell in self._unread_cells.silent():
            table, layout = self._tables[cell.table]
            if (place := (cell.table, cell.line, cell.column)) not in said:
                said.add(place)
                where = f"column {quoted(cell.column)} of row {cell.line}"
                table.miss(cell.line, f"{where} was not read: the mapping leaves it out")
            row = _Row(cell.table, table, layout, cell.line, {}, self._absent)
            yield from self._unread_text(row, cell.term, cell.text, cell.role)

    def _records(self) -> Iterator[ImportRecord]:
        rows = Spool[tuple[int, int, tuple[str, ...], str, str]]()
        seen: set[str] = set()
        for number, (table, _) in enumerate(self._tables):
            if table.name not in seen:
                seen.add(table.name)
                yield DocumentRow(table.name, f"{self.about.title}, {table.name}")
            for row in self._rows(number):
                rows.add((number, row.line, tuple(row.cells.values()), row.iri, row.label))
        self._by_id = self._id_columns(map(self._kept, rows)) if self._iris.has_ids else set()
        for row in map(self._kept, rows):
            if row.layout.rows == "requirements":
                yield from self._requirement(row)
            elif row.label and not row.iri:
                yield from self._ambiguous(row)
            elif named := self._named(row):
                yield from self._concept(named)
        for (file, column, text), line in self._absent.items():
            self._run.note(
                f"{quoted(text)} in the column {quoted(column)} is read as no value, first in row {line}", file
            )

        for (file, text), count in self._not_required.items():
            said = "1 row says" if count == 1 else f"{count:,} rows say"
            self._run.note(f"{said} by {quoted(text)} that the skill is not required; no requirement is stated", file)

    # --- rows -------------------------------------------------------------------------------------------------------

    def _kept(self, kept: tuple[int, int, tuple[str, ...], str, str]) -> _Row:
        """A row that was kept on the disk, in memory again."""
        number, line, cells, iri, label = kept
        table, layout = self._tables[number]
        given = dict(zip(self._names[number], cells, strict=True))
        return _Row(number, table, layout, line, given, self._absent, iri, label)

    def _rows(self, number: int) -> Iterator[_Row]:
        """The rows of a table, each with the IRI of its entity; one with an ambiguous name is skipped, and has none."""
        table, layout = self._tables[number]
        names, left_out = self._names[number], list[int]()
        for line, cells in table:
            given = dict(zip(names, cells, strict=False))
            if any(given[f"where {column}"].strip() not in known for column, known in layout.where.items()):
                left_out.append(line)
                continue
            row = _Row(number, table, layout, line, given, self._absent)
            if sign := next(filter(None, (CONTROL.search(cell.replace("\t", " ")) for cell in cells)), None):
                table.skip(line, f"the character U+{ord(sign[0]):04X} is not allowed")
            elif layout.rows not in _KINDS or "label" not in layout.columns:
                yield row
            elif not (label := row.text("label")):
                table.skip(line, f"has no label (column {quoted(layout.columns['label'].name or '')})")
            elif is_remark(label):
                table.skip(line, f"{quoted(label)} names no {_KINDS[layout.rows]}")
            else:
                found = self._iris.iri_of_row(_KINDS[layout.rows], label, row.text("id"))
                if found.fault:
                    table.skip(line, found.fault)
                yield row._replace(iri=found.iri, label=label)
        if left_out:
            table.leave_out(left_out, " and ".join(layout.where))

    def _ambiguous(self, row: _Row) -> Iterator[ImportRecord]:
        """What a row states that may be about several roles, as texts about each that are not understood."""
        if row.layout.rows != "roles":
            return
        terms = _ROLE_TERMS | {key: each.iri for each in plain_properties("role").values() for key in each.column_keys}
        said = [(term, text) for key, term in terms.items() for text in row.texts(key)]
        matrix = row.layout.matrix.columns if row.layout.matrix else ()
        marks = ((column, _one_line(row.cells[f"matrix {column}"])) for column in matrix)
        said += [(CK.hasRequirement, f"{column}: {mark}") for column, mark in marks if mark]
        for role in self._iris.iri_of_row("role", row.label, row.text("id")).maybe:
            for term, text in said:
                yield from self._unread_text(row, term, text, role)

    def _named(self, row: _Row) -> _Row | None:
        """A row with the name of its entity, which another table gives where it has none; None if no table does."""
        if row.iri:
            return row
        code = row.text("id")
        found = self._iris.iri_of_reference(_KINDS[row.layout.rows], code, by_id=True)
        if not code or found.fault:
            row.table.skip(row.line, found.fault if code else "has neither label nor id")
            return None
        return row._replace(iri=found.iri, label=found.label)

    def _id_columns(self, rows: Iterable[_Row]) -> set[tuple[int, str]]:
        """The columns, by the line of their layout and property, whose known names are all ids."""
        known: dict[tuple[int, str], Counter[str]] = {}
        for row in rows:
            kinds = _REFERENCES if row.layout.rows == "requirements" else {"broader": _KINDS[row.layout.rows]}
            for name, kind in kinds.items():
                count = known.setdefault((row.layout.line, name), Counter())
                for text in row.texts(name):
                    is_id, is_label = self._iris.names(kind, text)
                    count["id" if is_id else "label" if is_label else ""] += 1
        return {place for place, count in known.items() if count["id"] and not count["label"]}

    def _concept(self, row: _Row) -> Iterator[ImportRecord]:
        place, kind = row.table.row_ref(row.line), _KINDS[row.layout.rows]
        codes, description = list(dict.fromkeys((row.text("id"), *row.texts("code")))), ""
        others = tuple(label for label in row.texts("alternative labels") if label != row.label)
        if "description" in row.layout.columns:
            column = row.layout.columns["description"]
            description = column.constant or (
                row.text("description") and column.meaning(plain_cell(row.cells["description"]).strip())
            )
        if not self._is_first(row, "description", description):
            description = ""
        for code in filter(None, codes[1:]):
            yield ConceptRow(place, row.iri, kind, row.label, self.language, code=code)
        yield ConceptRow(place, row.iri, kind, row.label, self.language, others, (), description, codes[0])
        for iri in row.texts("exact match"):
            if fault := checked_iri(iri, "http"):
                row.miss(f"{fault}; it is left out")
            else:
                yield PropertyRow((place,), row.iri, SKOS.exactMatch, iri)
        yield from self._broader(row, kind)
        yield from self._role(row) if kind == "role" else self._skill(row)
        yield from self._matrix(row, kind)
        for property_ in plain_properties(kind).values():
            for key in property_.column_keys:
                for text in row.texts(key):
                    yield from self._property(row, property_, text)

    def _role(self, row: _Row) -> Iterator[ImportRecord]:
        place = row.table.row_ref(row.line)
        for name, strength in _STRENGTH_COLUMNS.items():
            texts = row.texts(name)
            for text in texts:
                if doubt := self._doubt(row.layout.columns[name], text, is_alone=len(texts) == 1):
                    yield from self._not_understood(row, CK.hasRequirement, text, doubt)
                else:
                    yield from self._required(row, row.iri, self._bare_skill(row, text), strength)
        for text in row.texts("responsibilities"):
            yield from self._responsibility(row, text)
        yield from self._education(row)
        yield from self._pay(row)
        self._leave_out(row, row.iri)
        level = row.text("preparation")
        if level and level not in _LEVELS:
            why = f"the preparation {quoted(level)} is not a whole number from 1 to 5; ignored"
            yield from self._not_understood(row, CK.preparationLevel, level, why)
        elif level and self._is_first(row, "preparation", level):
            yield PropertyRow((place,), row.iri, CK.preparationLevel, int(level))

    def _doubt(self, column: Column, text: str, *, is_alone: bool) -> str:
        """Why a text of a cell hardly names one skill; empty where it may, or where a table lists it as one."""
        if any(self._iris.names("skill", text)) or column.constant is not None:
            return ""
        if self.language.partition("-")[0] == "en" and is_choice(text):
            return f"{quoted(text)} is a choice, and an alternative is not a requirement; it is left out"
        if is_alone and column.split and "," not in column.split and _LISTED.search(_IN_BRACKETS.sub("", text)):
            return f"{quoted(text)} may be several skills or one: the mapping does not divide at commas; it is left out"
        return ""

    def _bare_skill(self, row: _Row, text: str) -> str:
        """The name of a skill in a cell without how well one must know it, unless a table lists it so."""
        if any(self._iris.names("skill", text)):
            return text
        name, condition = without_condition(text)
        name, how = without_lead_in(name) if self.language.partition("-")[0] == "en" else (name, "")
        if left_out := "; ".join(filter(None, (how, condition))):
            row.table.remark(row.line, f"{quoted(text)} is taken without {quoted(left_out)}")
        return name

    def _responsibility(self, row: _Row, text: str) -> Iterator[ImportRecord]:
        if not is_name(text, 200):
            why = f"{quoted(text)} is no responsibility in a few words"
            yield from self._not_understood(row, CK.hasResponsibility, text, why)
            return
        found = yield from self._named_entity(row, "responsibility", text, CK.hasResponsibility)
        if found:
            yield found
            yield PropertyRow((row.table.row_ref(row.line),), row.iri, CK.hasResponsibility, found.iri)

    def _broader(self, row: _Row, kind: str) -> Iterator[ImportRecord]:
        """What a row falls under: others of its kind, and groups, which are no roles or skills themselves."""
        place = row.table.row_ref(row.line)
        for name, above in (("broader", kind), ("group", f"{kind}-group")):
            for text in row.texts(name):
                for broader in self._referred(row, above, text, by_id=(row.layout.line, name) in self._by_id):
                    if row.iri in self._all_above(broader.iri):
                        row.miss(f"{quoted(text)} cannot be broader than {quoted(row.label)}: cycle; ignored")
                    else:
                        self._above.setdefault(row.iri, set()).add(broader.iri)
                        yield broader
                        yield PropertyRow((place,), row.iri, SKOS.broader, broader.iri)

    def _skill(self, row: _Row) -> Iterator[ImportRecord]:
        for text in row.texts("scheme"):
            for scheme in self._referred(row, "scheme", text):
                yield scheme._replace(row=None)  # no row states the scheme itself
                said = Text(f"What '{self.about.title}' lists as '{scheme.label}'.", "en")
                yield PropertyRow((), scheme.iri, SKOS.definition, said)
                yield PropertyRow((row.table.row_ref(row.line),), row.iri, SKOS.inScheme, scheme.iri)

    def _requirement(self, row: _Row) -> Iterator[ImportRecord]:
        names = {name: row.text(name) for name in ("role", "skill")}
        column = row.layout.columns.get("strength")
        written = _one_line(row.cells.get("strength", ""))
        strength = row.text("strength").lower() if column else "required"
        doubt = self._doubt(row.layout.columns["skill"], names["skill"], is_alone=True)
        role, skill = (
            ResolvedIri("", "")
            if kind == "skill" and doubt
            else self._iris.iri_of_reference(kind, names[kind], by_id=(row.layout.line, kind) in self._by_id)
            for kind in _REFERENCES
        )
        fault = next((f"names no {name}" for name, text in names.items() if not text or is_remark(text)), "")
        if not fault and strength not in STRENGTHS and not (column and written and column.says_no(written)):
            known = [*(column.values if column else ()), *STRENGTHS]
            fault = f"the strength {quoted(written)} is none of: {', '.join(known)}"
            fault = fault if written else "does not say how firmly it requires the skill"
        if fault := fault or role.fault or skill.fault:
            row.table.skip(row.line, fault)
            named = bool(names["role"]) and not is_remark(names["role"])
            if named and not role.fault:
                yield ConceptRow(None, role.iri, "role", role.label, self.language)
            for iri in filter(None, [role.iri, *role.maybe] if named else []):
                yield from self._unread_text(row, CK.hasRequirement, f"{names['skill']} {written}".strip(), iri)
            return
        yield ConceptRow(row.table.row_ref(row.line), role.iri, "role", role.label, self.language)
        self._leave_out(row, role.iri)
        if strength not in STRENGTHS:
            self._not_required[row.table.name, written] += 1
        elif doubt:
            yield from self._not_understood(row, CK.hasRequirement, names["skill"], doubt, role.iri)
        else:
            yield from self._required(row, role.iri, names["skill"], strength)

    def _leave_out(self, row: _Row, role: str) -> None:
        """Keep what the columns that the mapping leaves out state of a role."""
        if columns := self._left_out[row.number]:
            cells = {column: row.cells[f"left out {column}"] for column in columns}
            self._unread_cells.add(row.number, row.line, role, cells, columns)

    def _matrix(self, row: _Row, kind: str) -> Iterator[ImportRecord]:
        """The requirements that the marks of a row state: of each column that is a skill, or else a role."""
        matrix = row.layout.matrix
        for column in matrix.columns if matrix else ():
            mark = _one_line(row.cells[f"matrix {column}"])
            skill, role = (column, row.iri) if kind == "role" else (row.label, self._role_of_column(row, column))
            strength = matrix.strength(mark) if matrix and mark else ""
            if strength is None:
                why = f"the mark {quoted(mark)} in the column {quoted(column)} is not understood"
                yield from self._not_understood(row, CK.hasRequirement, f"{skill}: {mark}", why, role)
            elif strength:
                if kind == "skill":
                    yield ConceptRow(row.table.row_ref(row.line), role, "role", column, self.language)
                yield from self._required(row, role, skill, strength)

    def _role_of_column(self, row: _Row, column: str) -> str:
        """The role that a column is, by its IRI."""
        found = self._iris.iri_of_reference("role", column)
        if found.fault:
            raise SourceError(f"the column {quoted(column)} of {quoted(row.table.name)}: {found.fault}", "rename it")
        return found.iri

    def _property(self, row: _Row, property_: Property, text: str) -> Iterator[ImportRecord]:
        """A value of a plain property: the name of an entity, or a literal."""
        value = None
        if property_.kind:
            entity = yield from self._named_entity(row, property_.kind, text, property_.iri)
            if entity is None:
                return
            value = entity.iri
            yield entity
        elif (value := property_.read(text)) is None:
            why = f"the {property_.words} {quoted(text)} is not of the type {property_.values}; ignored"
            yield from self._not_understood(row, property_.iri, text, why)
        if value and (not property_.functional or self._is_first(row, property_.words, value)):
            found = typed_value(property_, value, self.language)
            yield PropertyRow((row.table.row_ref(row.line),), row.iri, property_.iri, found)

    # --- values -----------------------------------------------------------------------------------------------------

    def _referred(self, row: _Row, kind: str, text: str, *, by_id: bool = False) -> Iterator[ConceptRow]:
        """The concept that a row names; none where that cannot be seen, which is said."""
        found = self._iris.iri_of_reference(kind, text, by_id=by_id)
        if found.fault:
            row.miss(f"{found.fault}; it is left out")
        else:
            yield ConceptRow(row.table.row_ref(row.line), found.iri, kind, found.label, self.language)

    def _named_entity(
        self, row: _Row, kind: str, text: str, term: str, role: str = ""
    ) -> Generator[ImportRecord, None, ConceptRow | None]:
        """The concept that a row names for a role; what names none is a text about the role that is not understood."""
        found = self._iris.iri_of_reference(kind, text)
        why = f"{quoted(text)} names no {kind}" if is_remark(text) else found.fault
        if not why:
            return ConceptRow(row.table.row_ref(row.line), found.iri, kind, found.label, self.language)
        yield from self._not_understood(row, term, text, f"{why}; it is left out", role)
        return None

    def _not_understood(self, row: _Row, term: str, text: str, why: str, role: str = "") -> Iterator[ImportRecord]:
        """A text that is not understood, which is listed, and kept where it is about a role."""
        row.miss(why)
        if role or row.layout.rows == "roles":
            yield from self._unread_text(row, term, text, role or row.iri)

    def _unread_text(self, row: _Row, term: str, text: str, role: str) -> Iterator[ImportRecord]:
        """A text about a role that is not understood, so that no answer takes the table for silent."""
        place = row.table.row_ref(row.line)
        key = blake2b(f"{place.file}\n{text}".encode(), digest_size=4).hexdigest()
        name = f"{role.removeprefix(self.about.base_iri)}.{local_name(term)}.{key}"
        if (name, row.line) not in self._unread:
            self._unread.add((name, row.line))
            node = f"{self.about.base_iri}unread/{name}"
            about = ((CK.unreadProperty, term),)
            yield NodeRow(place, role, CK.hasUnreadText, node, (CK.UnreadText,), Text(text, self.language), about)

    def _required(self, row: _Row, role: str, text: str, strength: str) -> Iterator[ImportRecord]:
        skill = yield from self._named_entity(row, "skill", text, CK.hasRequirement, role)
        if skill and self._is_first(
            row, f"strength of {skill.iri}", strength, role, f"how firmly it asks for {quoted(text)}"
        ):
            yield skill
            yield RequirementRow((row.table.row_ref(row.line),), role, skill.iri, strength)

    def _education(self, row: _Row) -> Iterator[ImportRecord]:
        """What a role requires of education: read as in guides, or else each text names a credential."""
        label = _one_line(plain_cell(row.cells.get("education", ""))) or row.text("education")
        options = list[EducationAlternative]()
        concepts = list[ConceptRow]()
        before = ""
        texts = row.texts("education")
        for text in texts:
            rest, licences = self._without_licences(text, is_alone=len(texts) == 1)
            for licence in licences:
                yield from self._licence(row, licence)
            found = self._read_education(rest, before) if rest else ()
            if not (found or licences):
                why = f"the education {quoted(text)} is not understood"
                yield from self._not_understood(row, CK.educationOption, text, why)
            for option in found:
                before = option.credential or before
                named = list(self._referred(row, "credential", option.credential)) if option.credential else []
                fields = [field for name in option.fields for field in self._referred(row, "field", name)]
                if named or option.background:
                    concepts += [*named, *fields]
                    options.append(_alternative(option, named, fields))
                else:
                    yield from self._unread_text(row, CK.educationOption, text, row.iri)
        if options and self._is_first(row, "education", label):
            yield from concepts
            yield EducationRow((row.table.row_ref(row.line),), row.iri, Text(label, self.language), tuple(options))

    def _without_licences(self, text: str, *, is_alone: bool) -> tuple[str, tuple[EducationOption, ...]]:
        """An English text without the licences that it asks for beside a degree, and these, where all is understood.

        One that ``is_alone`` in its cell is the education that is asked for.
        """
        parts = with_licences(text) if self.language.partition("-")[0] == "en" else (text, ())
        if parts is None or not (self._read_education(parts[0], "") if parts[0] else len(parts[1]) > is_alone):
            return text, ()
        return parts

    def _licence(self, row: _Row, licence: EducationOption) -> Iterator[ImportRecord]:
        """A licence that a role asks for, whatever education it asks for."""
        if licence.condition:
            row.table.remark(
                row.line, f"{quoted(str(licence.credential))} is taken without {quoted(licence.condition)}"
            )
        for named in self._referred(row, "credential", str(licence.credential)):
            yield named
            label = Text(str(licence.credential), self.language)
            yield CredentialRow(row.table.row_ref(row.line), row.iri, named.iri, label, licence.strength)

    def _read_education(self, text: str, before: str) -> tuple[EducationOption, ...]:
        """The options of an English text; one in no form that is known may name a credential; none if neither.

        What is equivalent is so to the credential before it.
        """
        if instead := accepted_instead(text, before, stated=True):
            return (EducationOption(background=instead),)
        found = education(text) if self.language.partition("-")[0] == "en" or asks_nothing(text) else None
        name, condition = without_condition(text)
        if found is None and names_credential(name, self.language):
            return (EducationOption(credential=name, condition=condition or None),)
        return found or ()

    def _pay(self, row: _Row) -> Iterator[ImportRecord]:
        said = {name: text for name in _PAY if (text := row.text(name))}
        if not said:
            return
        amounts, stated, period = _stated_pay(row, said)
        currency = stated or self._currency
        if fault := _pay_fault(row, said, amounts, currency, period):
            yield from self._not_understood(row, CK.salary, _pay_text(said), fault)
        elif amounts is not None:
            pay = PayRow(row.table.row_ref(row.line), row.iri, _pay_text(said), *amounts, currency, period)
            if self._is_first(row, "pay", pay[3:]):
                yield pay

    def _is_first(self, row: _Row, name: str, value: object, iri: str = "", words: str = "") -> bool:
        """Whether a concept may state this: an earlier row has not stated something else."""
        if not value:
            return False
        key = blake2b(f"{iri or row.iri} {name}".encode(), digest_size=12).digest()  # shorter than what it is of
        before, file, line = self._stated.setdefault(key, (value, row.table.name, row.line))
        if before != value:
            row.miss(f"contradicts {file}:{line} ({words or name} of the same role or skill); the first value is used")
        return before == value

    def _all_above(self, skill: str) -> set[str]:
        """A skill with all that is broader than it."""
        found, queue = {skill}, [skill]
        while queue:
            new = self._above.get(queue.pop(), set()) - found
            found |= new
            queue += new
        return found


def _cell_names(layout: TableLayout) -> tuple[str, ...]:
    """What the cells of a row are called, in the order in which a table gives them."""
    others = (key for key, column in layout.columns.items() if column.name and column.optional)
    return (*(name for name, _ in layout.cells), *others)


def _alternative(option: EducationOption, named: list[ConceptRow], fields: list[ConceptRow]) -> EducationAlternative:
    """An option by the IRIs of what it names; it has a name where it says more than a credential."""
    said = [option.credential or "", *option.fields, option.condition or "", option.background or ""]
    words = slug(" ".join(filter(None, said)))
    return EducationAlternative(
        named[0].iri if named else None,
        option.strength,
        option.condition or "",
        option.background or "",
        tuple(field.iri for field in fields),
        option.related,
        words if words != slug(said[0]) else "",
    )


def _stated_pay(row: _Row, said: dict[str, str]) -> tuple[Amounts | None, str, str]:
    """The amounts that one cell has, or two, with currency and period; no amounts where they are not understood."""
    currency, period = row.text("currency"), period_of(row.text("period"))
    currency = CURRENCY_SIGNS.get(currency, currency.upper())
    found = dict[str, Amounts | None]()
    stated = row.layout.columns.get("currency")
    is_default = stated is not None and stated.constant is not None  # a cell may state its own
    for name, text in said.items():
        column: Column = row.layout.columns[name]
        if not column.any_form:
            found[name] = read_amounts(text, column)
            continue
        pay = pay_as_written(text, currency, period, column.times)
        if pay is None and is_default:
            own = pay_as_written(text, "", period, column.times)
            pay = own if own and own.currency else None
        is_default = False
        if pay is not None:
            currency, period = pay.currency, pay.unit or ""
        found[name] = pay and Amounts(pay.minimum, pay.maximum, pay.open_ended and name != "pay minimum")
    return ("pay" in found and found["pay"]) or _joined(found), currency, period


def _joined(found: dict[str, Amounts | None]) -> Amounts | None:
    """The range from one amount to another; None where these are none, or not in order."""
    if "pay" in found or None in found.values():
        return None
    low, high = found.get("pay minimum"), found.get("pay maximum")
    if low and (low.open_ended or low.minimum is None or low.maximum not in (None, low.minimum)):
        return None
    minimum = low.minimum if low else None
    if high is None:
        return Amounts(minimum, None, None)
    if high.minimum is not None and high.maximum not in (None, high.minimum):
        return None
    maximum = high.maximum if high.minimum is None else high.minimum
    if minimum is not None and maximum is not None and minimum > maximum:
        return None
    return Amounts(minimum, maximum, high.open_ended)


def _pay_fault(row: _Row, said: dict[str, str], amounts: Amounts | None, currency: str, period: str) -> str:
    """Why pay cannot be stated; empty where it can."""
    if amounts is None:
        pay = quoted(" to ".join(said.values()))
        if all(row.layout.columns[name].any_form for name in said):
            return f"pay {pay} is not understood: {_why_no_pay(row, said)}"
        return f"pay {pay} does not match the mapping's format ('thousands', 'unit', 'range'); ignored"
    if not re.fullmatch(r"[A-Z]{3}", currency):
        if currency or "currency" in row.layout.columns:
            return f"the pay has no currency but {quoted(currency)}, and is left out; a code such as EUR is needed"
        return (
            "the pay has no currency, and is left out: give --currency EUR, or add to columns: currency: {value: EUR}"
        )
    if period and period not in PERIODS:
        return f"the pay is per {quoted(period)}, none of {', '.join(PERIODS)}; it is left out"
    return ""


def _why_no_pay(row: _Row, said: dict[str, str]) -> str:
    """Why pay that may be in any form is not understood."""
    if not any(map(str.isdigit, "".join(said.values()))):
        return "it has no amount"
    times = {name: row.layout.columns[name].times for name in said}
    if all(pay_as_written(text, times=times[name]) for name, text in said.items()):
        if len(said) == 1:
            return "its currency or period is another than that of its column or row"
        return "its ends differ in currency or period, or are not in order"
    return "its form is not known, or it can be read in two ways"


def _pay_text(said: dict[str, str]) -> str:
    """The pay in the words of its cells."""
    if len(said) == 2:
        return f"{said['pay minimum']} - {said['pay maximum']}"
    return {"pay": "", "pay minimum": "from ", "pay maximum": "up to "}[next(iter(said))] + next(iter(said.values()))


def _one_line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())
