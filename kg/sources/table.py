"""Who is who in someone's own tables: the IRI of every label and id, and the labels that would share one."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from contextlib import contextmanager
from fnmatch import fnmatchcase
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import DataError, SourceError, UsageError, quoted
from kg.model import Finding
from kg.model.records import (
    ConceptRow,
    DocumentRow,
    EducationAlternative,
    EducationRow,
    ImportRecord,
    ImportReport,
    ImportRequest,
    PayRow,
    PropertyRow,
    RequirementRow,
    SourceMetadata,
    Text,
    typed_value,
)
from kg.schema import BASE, CK, SKOS, Property, plain_properties, slug
from kg.sources.column_mapping import (
    STRENGTHS,
    Amounts,
    Column,
    ColumnMapping,
    TableLayout,
    read_amounts,
    read_table_mapping,
)
from kg.sources.delimited import ColumnLayout, ImportRun, SourceTable, checked_iri
from kg.sources.excel import Sheet, sheet_names
from kg.sources.files import Files
from kg.sources.guide.phrases import EducationOption, education
from kg.sources.yaml_lines import CONTROL

if TYPE_CHECKING:
    from collections.abc import Iterator


# --- IRIs of labels ---------------------------------------------------------------------------------------------------


class ResolvedIri(NamedTuple):
    """A concept by IRI and label; or, where it cannot be seen, the fault."""

    iri: str
    label: str
    fault: str = ""


class IriRegistry:
    """The entities of one source below ``base_iri``.

    >>> registry = IriRegistry("https://example.org/ward/")
    >>> registry.iri_of_row("role", "Staff nurse").iri
    'https://example.org/ward/role/staff-nurse'
    >>> registry.iri_of_reference("role", "Staff Nurse").fault
    "'Staff Nurse' and 'Staff nurse' would be one role; spell them alike, or give each an id"
    """

    def __init__(self, base_iri: str) -> None:
        self._base_iri = base_iri
        self._of_iri: dict[str, tuple[str, str]] = {}
        self._of_id: dict[tuple[str, str], str] = {}
        self._of_label: dict[tuple[str, str], list[str]] = {}

    def iri_of_row(self, kind: str, label: str, code: str = "") -> ResolvedIri:
        """The concept that a row is about, by its id, or else by its label."""
        if not code:
            return self._labelled(kind, label)
        iri = f"{self._base_iri}{kind}/{_iri_part(code)}"
        known = self._of_iri.setdefault(iri, (label, code))
        if known == (label, code):
            self._of_id[kind, code] = iri
            if iri not in self._of_label.setdefault((kind, label), []):
                self._of_label[kind, label].append(iri)
            return ResolvedIri(iri, label)
        there = f"{quoted(known[0])}, id {quoted(known[1])}" if known[1] else quoted(known[0])
        return ResolvedIri("", "", f"{quoted(label)}, id {quoted(code)}, would be one {kind} with {there}")

    def iri_of_reference(self, kind: str, text: str) -> ResolvedIri:
        """The concept that a row names by its id or label."""
        iri = self._of_id.get((kind, text))
        return ResolvedIri(iri, self._of_iri[iri][0]) if iri else self._labelled(kind, text)

    def _labelled(self, kind: str, label: str) -> ResolvedIri:
        """The concept of this label; a new one where there is none."""
        there = self._of_label.get((kind, label), [])
        if len(there) > 1:
            return ResolvedIri(
                "", "", f"{quoted(label)} is the label of {len(there)} entities of the kind {kind}; name one by its id"
            )
        iri = there[0] if there else f"{self._base_iri}{kind}/{_iri_part(label)}"
        known, _ = self._of_iri.setdefault(iri, (label, ""))
        if known != label:
            fault = f"{quoted(label)} and {quoted(known)} would be one {kind}; spell them alike, or give each an id"
            return ResolvedIri("", "", fault)
        self._of_label[kind, label] = [iri]
        return ResolvedIri(iri, label)


def _iri_part(label: str) -> str:
    """The last part of an IRI, from a label: its slug; with a digest where that would lose letters of a script.

    >>> _iri_part("Wound care"), _iri_part("Pfleger/in"), _iri_part("看護師")
    ('wound-care', 'pfleger-in', 'ea688531')
    """
    letters = (sign for sign in label if sign.isalpha() and not sign.isascii())
    latin = all(unicodedata.name(sign, "").startswith("LATIN") for sign in letters)
    part = slug(label)
    if part and latin:
        return part
    return f"{part}-{blake2b(label.encode(), digest_size=4).hexdigest()}".strip("-")


# --- files and sheets -------------------------------------------------------------------------------------------------


_TABBED = (".tsv", ".tab")
_TEXTS = (".csv", ".txt", *_TABBED)
_BOOKS = (".xlsx", ".xlsm")
_FOREIGN = (".xls", ".xlsb", ".ods", ".numbers")


def open_tables(files: Files, mapping: ColumnMapping, run: ImportRun) -> list[tuple[SourceTable, TableLayout]]:
    """Each table with its layout, in the order of the mapping; what no layout means is noted.

    Raises DataError with everything that does not fit: layouts without a file, columns that a table lacks.
    """
    found: list[tuple[SourceTable, TableLayout, list[str]]] = []
    faults: list[Finding] = []
    read: set[str] = set()
    for layout in mapping.tables:
        names = _matching_files(files.names, layout.file)
        if not names:
            listed = ", ".join(map(quoted, files.names[:20])) or "none"
            wanted = f"no file is named {quoted(layout.file or '')}" if layout.file else "there is no file"
            faults.append(Finding("error", f"{wanted}; the files are: {listed}", mapping.file, layout.line))
        for name in names:
            read.add(name)
            try:
                table = _table(files, name, layout)
                there = table.heading()
                faults += _column_errors(table.name, there, layout, mapping.file)
                found.append((run.keep(table), layout, there))
            except _NoSheetError as error:
                faults.append(Finding("error", error.message, mapping.file, layout.line))
    if faults:
        raise DataError(faults)
    for name in files.names:
        if name not in read:
            run.note("is not read: the mapping names no table for it", name)
    for table, layout, there in found:
        used = {column.name for column in layout.columns.values()}
        unread = [quoted(name) for name in there if name and name not in used]
        if unread:
            run.note(f"the columns {', '.join(unread)} are not read", table.name)
    files.announce(name for name in files.names if name in read and not _is_book(name))
    return [(table, layout) for table, layout, _ in found]


def _matching_files(names: list[str], pattern: str | None) -> list[str]:
    """The files that a pattern means; without one all that are tables by their names, or else all."""
    if pattern is not None:
        return [name for name in names if fnmatchcase(name, pattern)]
    return [name for name in names if name.lower().endswith((*_TEXTS, *_BOOKS))] or names


class _NoSheetError(SourceError):
    """A workbook does not have the sheet that is meant."""


def _is_book(name: str) -> bool:
    return name.lower().endswith(_BOOKS)


def _table(files: Files, name: str, layout: TableLayout) -> SourceTable:
    columns = [column.name for column in layout.columns.values() if column.name is not None]
    if name.lower().endswith(_FOREIGN):
        raise SourceError(f"{quoted(name)} is of a format that kg does not read", "save it as .xlsx or CSV")
    if _is_book(name):
        return Sheet(files, name, _sheet(files, name, layout), ColumnLayout(columns))
    delimiter = layout.delimiter or ("\t" if name.lower().endswith(_TABBED) else ",")
    opener = files if layout.encoding == "utf-8" else _Recoded(files, layout.encoding)
    return SourceTable(opener, name, ColumnLayout(columns, delimiter=delimiter, quotes=layout.quotes))


def _sheet(files: Files, name: str, layout: TableLayout) -> str:
    there = sheet_names(files, name)
    if layout.sheet is None and len(there) == 1:
        return there[0]
    if layout.sheet in there:
        return str(layout.sheet)
    listed = ", ".join(map(quoted, there)) or "none"
    if layout.sheet is None:
        raise _NoSheetError(f"{quoted(name)} has several sheets: name one by 'sheet', of {listed}")
    raise _NoSheetError(f"{quoted(name)} has no sheet {quoted(layout.sheet)}; it has: {listed}")


def _column_errors(table: str, there: list[str], layout: TableLayout, mapping: str) -> Iterator[Finding]:
    """The columns that the mapping names and the table lacks, or has twice."""
    listed = ", ".join(quoted(name) for name in there if name) or "none that can be read"
    for column in layout.columns.values():
        if column.name is None:
            continue
        if there.count(column.name) > 1:
            message = f"{quoted(table)} has the column {quoted(column.name)} twice"
            yield Finding("error", message, mapping, column.line)
        elif column.name not in there:
            message = f"{quoted(table)} lacks the column {quoted(column.name)}; it has: {listed}"
            yield Finding("error", message, mapping, column.line)


class _Recoded:
    """Files in another encoding, opened as UTF-8."""

    def __init__(self, files: Files, encoding: str) -> None:
        self._files = files
        self._encoding = encoding

    @contextmanager
    def opened(self, name: str) -> Iterator[Iterator[bytes]]:
        """The lines of a file; one with a byte that the encoding does not have is refused as a whole."""
        with self._files.opened(name) as lines:
            decoded = codecs.iterdecode(_joined(lines), self._encoding)
            try:
                text = "".join(decoded)
            except UnicodeDecodeError as error:
                message = f"{quoted(name)} is not {self._encoding} from byte {error.start + 1} on"
                raise SourceError(message, "name another 'encoding' in the mapping") from error
        yield (line.encode() for line in io.StringIO(text, newline="\n"))


def _joined(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes of all lines as one piece, so that a fault has its place in the file."""
    yield b"".join(lines)


# --- rows -------------------------------------------------------------------------------------------------------------


_PERIODS: Final = ("HOUR", "DAY", "WEEK", "MONTH", "YEAR")
_LEVELS: Final = ("1", "2", "3", "4", "5")
_STRENGTH_COLUMNS: Final = {"skills": "required", "preferred skills": "preferred", "optional skills": "optional"}
_KINDS: Final = {"roles": "role", "skills": "skill"}


class _Row(NamedTuple):
    """A row, and the concept that it is about: IRI and label, empty for a requirement."""

    table: SourceTable
    layout: TableLayout
    line: int
    cells: dict[str, str]
    iri: str = ""
    label: str = ""

    def warn(self, message: str) -> None:
        self.table.warn(self.line, message)

    def text(self, name: str) -> str:
        """What a property has for a value, on one line; empty where it has none."""
        column = self.layout.columns.get(name)
        if column is None:
            return ""
        raw = column.constant if column.constant is not None else self.cells[name]
        return column.meaning(_one_line(raw))

    def texts(self, name: str) -> list[str]:
        """The values of a property, each once."""
        column = self.layout.columns.get(name)
        if column is None:
            return []
        if column.constant is not None:
            return [column.constant]
        parts = (
            re.split("|".join(map(re.escape, column.split)), self.cells[name]) if column.split else [self.cells[name]]
        )
        return list(dict.fromkeys(filter(None, (column.meaning(_one_line(part)) for part in parts))))


def read_tables(request: ImportRequest) -> Tables:
    """The tables of a request, as the mapping file among its options describes them.

    Raises UsageError without one, DataError for a mapping that is wrong, SourceError for files that cannot be read.
    """
    mapping = request.options.get("mapping")
    if mapping is None:
        raise UsageError(
            "--mapping FILE is required for tables: a YAML file that describes the columns",
            "write one that names the rows and columns, such as: {rows: roles, columns: {label: Job, skills: Skills}}",
        )
    return Tables(Files(request.paths, request.progress), read_table_mapping(mapping), request.name)


class Tables:
    """The tables of one source. Raises SourceError or DataError where files and mapping do not fit one another."""

    def __init__(self, files: Files, mapping: ColumnMapping, name: str) -> None:
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
        self._tables = open_tables(files, mapping, self._run)
        self._iris = IriRegistry(base_iri)
        self._stated: dict[tuple[str, str], tuple[object, str]] = {}
        self._above: dict[str, set[str]] = {}

    def report(self) -> ImportReport:
        """What became of the rows; complete when all records are read."""
        return self._run.report()

    def records(self) -> Iterator[ImportRecord]:
        """Every fact, in the order of tables and rows."""
        rows: list[_Row] = []
        seen: set[str] = set()
        for table, layout in self._tables:
            if table.name not in seen:
                seen.add(table.name)
                yield DocumentRow(table.name, f"{self.about.title}, {table.name}")
            rows += self._rows(table, layout)
        for row in rows:
            if row.layout.rows == "requirements":
                yield from self._requirement(row)
            else:
                yield from self._concept(row)

    # --- rows -------------------------------------------------------------------------------------------------------

    def _rows(self, table: SourceTable, layout: TableLayout) -> Iterator[_Row]:
        """The rows of a table, each with the IRI of its entity; rows with an ambiguous name are skipped."""
        names = [name for name, column in layout.columns.items() if column.name is not None]
        for line, cells in table:
            row = _Row(table, layout, line, dict(zip(names, cells, strict=False)))
            if sign := next(filter(None, (CONTROL.search(cell.replace("\t", " ")) for cell in cells)), None):
                table.skip(line, f"the character U+{ord(sign[0]):04X} is not allowed")
            elif layout.rows not in _KINDS:
                yield row
            elif not (label := row.text("label")):
                table.skip(line, f"has no label (column {quoted(layout.columns['label'].name or '')})")
            else:
                found = self._iris.iri_of_row(_KINDS[layout.rows], label, row.text("id"))
                if found.fault:
                    table.skip(line, found.fault)
                else:
                    yield row._replace(iri=found.iri, label=label)

    def _concept(self, row: _Row) -> Iterator[ImportRecord]:
        place, kind = row.table.row_ref(row.line), _KINDS[row.layout.rows]
        codes, description = list(dict.fromkeys((row.text("id"), *row.texts("code")))), ""
        others = tuple(label for label in row.texts("alternative labels") if label != row.label)
        if "description" in row.layout.columns:
            column = row.layout.columns["description"]
            description = column.meaning((column.constant or row.cells.get("description", "")).strip())
        if not self._is_first(row, "description", description):
            description = ""
        for code in filter(None, codes[1:]):
            yield ConceptRow(place, row.iri, kind, row.label, self.language, code=code)
        yield ConceptRow(place, row.iri, kind, row.label, self.language, others, (), description, codes[0])
        for iri in row.texts("exact match"):
            if fault := checked_iri(iri, "http"):
                row.warn(f"{fault}; it is left out")
            else:
                yield PropertyRow((place,), row.iri, SKOS.exactMatch, iri)
        yield from self._broader(row, kind)
        yield from self._role(row) if kind == "role" else self._skill(row)
        for property_ in plain_properties(kind).values():
            for key in property_.column_keys:
                for text in row.texts(key):
                    yield from self._property(row, property_, text)

    def _role(self, row: _Row) -> Iterator[ImportRecord]:
        place = row.table.row_ref(row.line)
        for name, strength in _STRENGTH_COLUMNS.items():
            for text in row.texts(name):
                yield from self._required(row, row.iri, text, strength)
        yield from self._education(row)
        yield from self._pay(row)
        level = row.text("preparation")
        if level and level not in _LEVELS:
            row.warn(f"the preparation {quoted(level)} is not a whole number from 1 to 5; ignored")
        elif level and self._is_first(row, "preparation", level):
            yield PropertyRow((place,), row.iri, CK.preparationLevel, int(level))

    def _broader(self, row: _Row, kind: str) -> Iterator[ImportRecord]:
        place = row.table.row_ref(row.line)
        for text in row.texts("broader"):
            for broader in self._referred(row, kind, text):
                if row.iri in self._all_above(broader.iri):
                    row.warn(f"{quoted(text)} cannot be broader than {quoted(row.label)}: cycle; ignored")
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
        missing = next((name for name, value in names.items() if not value), None)
        strength = row.text("strength").lower() if "strength" in row.layout.columns else "required"
        if missing:
            row.table.skip(row.line, f"names no {missing}")
        elif strength not in STRENGTHS:
            known = [*row.layout.columns["strength"].values, *STRENGTHS]
            row.table.skip(row.line, f"the strength {quoted(strength)} is none of: {', '.join(known)}")
        else:
            role = self._iris.iri_of_reference("role", names["role"])
            skill = self._iris.iri_of_reference("skill", names["skill"])
            if role.fault or skill.fault:
                row.table.skip(row.line, role.fault or skill.fault)
            else:
                yield ConceptRow(row.table.row_ref(row.line), role.iri, "role", role.label, self.language)
                yield from self._required(row, role.iri, names["skill"], strength)

    def _property(self, row: _Row, property_: Property, text: str) -> Iterator[ImportRecord]:
        """A value of a plain property: the name of an entity, or a literal."""
        value = None
        if property_.kind:
            for entity in self._referred(row, property_.kind, text):
                value = entity.iri
                yield entity
        elif (value := property_.read(text)) is None:
            row.warn(f"the {property_.words} {quoted(text)} is not of the type {property_.values}; ignored")
        if value and (not property_.functional or self._is_first(row, property_.words, value)):
            found = typed_value(property_, value, self.language)
            yield PropertyRow((row.table.row_ref(row.line),), row.iri, property_.iri, found)

    # --- values -----------------------------------------------------------------------------------------------------

    def _referred(self, row: _Row, kind: str, text: str) -> Iterator[ConceptRow]:
        """The concept that a row names; none where that cannot be seen, which is said."""
        found = self._iris.iri_of_reference(kind, text)
        if found.fault:
            row.warn(f"{found.fault}; it is left out")
        else:
            yield ConceptRow(row.table.row_ref(row.line), found.iri, kind, found.label, self.language)

    def _required(self, row: _Row, role: str, text: str, strength: str) -> Iterator[ImportRecord]:
        for skill in self._referred(row, "skill", text):
            if self._is_first(
                row, f"strength of {skill.iri}", strength, role, f"how firmly it asks for {quoted(text)}"
            ):
                yield skill
                yield RequirementRow((row.table.row_ref(row.line),), role, skill.iri, strength)

    def _education(self, row: _Row) -> Iterator[ImportRecord]:
        """What a role requires of education: read as in guides, or else each text names a credential."""
        label = _one_line(row.cells.get("education", "")) or row.text("education")
        options = list[EducationAlternative]()
        concepts = list[ConceptRow]()
        for text in row.texts("education"):
            for option in self._read_education(text):
                named = list(self._referred(row, "credential", option.credential)) if option.credential else []
                fields = [field for name in option.fields for field in self._referred(row, "field", name)]
                if named or option.background:
                    concepts += [*named, *fields]
                    options.append(_alternative(option, named, fields))
        if options and self._is_first(row, "education", label):
            yield from concepts
            yield EducationRow((row.table.row_ref(row.line),), row.iri, Text(label, self.language), tuple(options))

    def _read_education(self, text: str) -> tuple[EducationOption, ...]:
        """The options of an English text; one in no form that is known, or in another language, names a credential."""
        found = education(text) if self.language.partition("-")[0] == "en" else None
        return found or (EducationOption(credential=text),)

    def _pay(self, row: _Row) -> Iterator[ImportRecord]:
        said = {name: text for name in ("pay", "pay minimum", "pay maximum") if (text := row.text(name))}
        if not said:
            return
        amounts = self._amounts(row, said)
        currency, period = row.text("currency").upper(), row.text("period").upper()
        if amounts is None:
            row.warn(
                f"pay {quoted(' to '.join(said.values()))} does not match the mapping's format"
                " ('thousands', 'unit', 'range'); ignored"
            )
        elif not re.fullmatch(r"[A-Z]{3}", currency):
            row.warn(f"the pay has no currency but {quoted(currency)}, and is left out; a code such as EUR is needed")
        elif period and period not in _PERIODS:
            row.warn(f"the pay is per {quoted(period)}, none of {', '.join(_PERIODS)}; it is left out")
        else:
            pay = PayRow(row.table.row_ref(row.line), row.iri, _pay_text(said), *amounts, currency, period)
            if self._is_first(row, "pay", pay[3:]):
                yield pay

    def _amounts(self, row: _Row, said: dict[str, str]) -> Amounts | None:
        """The range that one cell has, or two."""
        columns: dict[str, Column] = dict(row.layout.columns)
        found = {name: read_amounts(text, columns[name]) for name, text in said.items()}
        if "pay" in found or None in found.values():
            return found.get("pay")
        low, high = found.get("pay minimum"), found.get("pay maximum")
        if low and low.open_ended:
            return None
        minimum = low.minimum if low else None
        if high is None:
            return Amounts(minimum, None, None)
        if minimum is not None and high.minimum is not None and minimum > high.minimum:
            return None
        return Amounts(minimum, high.minimum, high.open_ended)

    def _is_first(self, row: _Row, name: str, value: object, iri: str = "", words: str = "") -> bool:
        """Whether a concept may state this: an earlier row has not stated something else."""
        if not value:
            return False
        where = f"{row.table.name}:{row.line}"
        before, first = self._stated.setdefault((iri or row.iri, name), (value, where))
        if before != value:
            row.warn(f"contradicts {first} ({words or name} of the same role or skill); the first value is used")
        return before == value

    def _all_above(self, skill: str) -> set[str]:
        """A skill with all that is broader than it."""
        found, queue = {skill}, [skill]
        while queue:
            new = self._above.get(queue.pop(), set()) - found
            found |= new
            queue += new
        return found


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


def _pay_text(said: dict[str, str]) -> str:
    """The pay in the words of its cells."""
    if len(said) == 2:
        return f"{said['pay minimum']} - {said['pay maximum']}"
    return {"pay": "", "pay minimum": "from ", "pay maximum": "up to "}[next(iter(said))] + next(iter(said.values()))


def _one_line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())
