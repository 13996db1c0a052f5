"""Someone's own tables of roles, skills and who requires what -> records, as a mapping file says.

All tables of a source are one: first every row of a role or skill gets its IRI, then what the rows state is read, so
that a table may name what another one describes. Only what is damaged or contradicts an earlier row is left out, and
told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import UsageError, quoted
from kg.model.taxonomy import (
    About,
    Broader,
    Document,
    Education,
    ImportReport,
    InIndustry,
    InScheme,
    Pay,
    Preparation,
    SameAs,
    SkillNeed,
    Thing,
)
from kg.schema import BASE
from kg.sources.amounts import Amounts, read_amounts
from kg.sources.files import Files
from kg.sources.located import CONTROL
from kg.sources.reading import Reading, checked_iri
from kg.sources.register import Register
from kg.sources.table_files import open_tables
from kg.sources.table_mapping import STRENGTHS, read_table_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model.table import Column, TableMapping, TableShape
    from kg.model.taxonomy import ImportRequest, Record
    from kg.sources.rows import Table

__all__ = ["Tables", "read_tables"]

_PERIODS: Final = ("HOUR", "DAY", "WEEK", "MONTH", "YEAR")
_LEVELS: Final = ("1", "2", "3", "4", "5")
_NEEDS: Final = {"skills": "required", "preferred skills": "preferred", "optional skills": "optional"}
_KINDS: Final = {"roles": "role", "skills": "skill"}


class _Row(NamedTuple):
    """A row, and the thing that it is about: IRI and label, empty for a requirement."""

    table: Table
    shape: TableShape
    line: int
    cells: dict[str, str]
    iri: str = ""
    label: str = ""

    def warn(self, message: str) -> None:
        self.table.warn(self.line, message)

    def text(self, name: str) -> str:
        """What a property has for a value, on one line; empty where it has none."""
        column = self.shape.columns.get(name)
        if column is None:
            return ""
        raw = column.constant if column.constant is not None else self.cells[name]
        return column.meaning(_line(raw))

    def texts(self, name: str) -> list[str]:
        """The values of a property, each once."""
        column = self.shape.columns.get(name)
        if column is None:
            return []
        if column.constant is not None:
            return [column.constant]
        parts = (
            re.split("|".join(map(re.escape, column.split)), self.cells[name]) if column.split else [self.cells[name]]
        )
        return list(dict.fromkeys(filter(None, (column.meaning(_line(part)) for part in parts))))


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

    def __init__(self, files: Files, mapping: TableMapping, name: str) -> None:
        title = mapping.title or name
        space = f"{BASE}{name}/"
        self.about = About(title, mapping.version or "", mapping.licence or "", mapping.attribution or "", space)
        self.language = mapping.language
        self._reading = Reading(files, self.about)
        self._tables = open_tables(files, mapping, self._reading)
        self._register = Register(space)
        self._stated: dict[tuple[str, str], tuple[object, str]] = {}
        self._above: dict[str, set[str]] = {}

    def report(self) -> ImportReport:
        """What became of the rows; complete when all records are read."""
        return self._reading.report()

    def records(self) -> Iterator[Record]:
        """Every fact, in the order of tables and rows."""
        rows: list[_Row] = []
        told: set[str] = set()
        for table, shape in self._tables:
            if table.name not in told:
                told.add(table.name)
                yield Document(table.name, f"{self.about.title}, {table.name}")
            rows += self._rows(table, shape)
        for row in rows:
            if row.shape.rows == "requirements":
                yield from self._requirement(row)
            else:
                yield from self._thing(row)

    # --- rows -------------------------------------------------------------------------------------------------------

    def _rows(self, table: Table, shape: TableShape) -> Iterator[_Row]:
        """The rows of a table, those of a thing with its IRI; what cannot be told apart is skipped."""
        names = [name for name, column in shape.columns.items() if column.name is not None]
        for line, cells in table:
            row = _Row(table, shape, line, dict(zip(names, cells, strict=False)))
            if sign := next(filter(None, (CONTROL.search(cell.replace("\t", " ")) for cell in cells)), None):
                table.skip(line, f"the character U+{ord(sign[0]):04X} is not allowed")
            elif shape.rows not in _KINDS:
                yield row
            elif not (label := row.text("label")):
                table.skip(line, f"has no label (column {quoted(shape.columns['label'].name or '')})")
            else:
                found = self._register.own(_KINDS[shape.rows], label, row.text("id"))
                if found.fault:
                    table.skip(line, found.fault)
                else:
                    yield row._replace(iri=found.iri, label=label)

    def _thing(self, row: _Row) -> Iterator[Record]:
        place, kind = row.table.place(row.line), _KINDS[row.shape.rows]
        code, description = row.text("id"), ""
        others = tuple(label for label in row.texts("alternative labels") if label != row.label)
        if "description" in row.shape.columns:
            column = row.shape.columns["description"]
            description = column.meaning((column.constant or row.cells.get("description", "")).strip())
        if not self._once(row, "description", description):
            description = ""
        yield Thing(place, row.iri, kind, row.label, self.language, others, (), description, code)
        for iri in row.texts("exact match"):
            if fault := checked_iri(iri, "http"):
                row.warn(f"{fault}; it is left out")
            else:
                yield SameAs(place, row.iri, iri)
        yield from self._role(row) if kind == "role" else self._skill(row)

    def _role(self, row: _Row) -> Iterator[Record]:
        place = row.table.place(row.line)
        for name, strength in _NEEDS.items():
            for text in row.texts(name):
                yield from self._need(row, row.iri, text, strength)
        for text in row.texts("industry"):
            for industry in self._mentioned(row, "industry", text):
                yield industry
                yield InIndustry(place, row.iri, industry.iri)
        yield from self._education(row)
        yield from self._pay(row)
        level = row.text("preparation")
        if level and level not in _LEVELS:
            row.warn(f"the preparation {quoted(level)} is no whole number from 1 to 5; it is left out")
        elif level and self._once(row, "preparation", level):
            yield Preparation(place, row.iri, int(level))

    def _skill(self, row: _Row) -> Iterator[Record]:
        place = row.table.place(row.line)
        for text in row.texts("broader"):
            for broader in self._mentioned(row, "skill", text):
                if row.iri in self._all_above(broader.iri):
                    row.warn(f"{quoted(text)} above {quoted(row.label)} would close a loop; it is left out")
                else:
                    self._above.setdefault(row.iri, set()).add(broader.iri)
                    yield broader
                    yield Broader(place, row.iri, broader.iri)
        for text in row.texts("scheme"):
            for scheme in self._mentioned(row, "scheme", text):
                yield scheme
                yield InScheme(place, row.iri, scheme.iri)

    def _requirement(self, row: _Row) -> Iterator[Record]:
        names = {name: row.text(name) for name in ("role", "skill")}
        missing = next((name for name, value in names.items() if not value), None)
        strength = row.text("strength").lower() if "strength" in row.shape.columns else "required"
        if missing:
            row.table.skip(row.line, f"names no {missing}")
        elif strength not in STRENGTHS:
            known = [*row.shape.columns["strength"].values, *STRENGTHS]
            row.table.skip(row.line, f"the strength {quoted(strength)} is none of: {', '.join(known)}")
        else:
            role = self._register.refer("role", names["role"])
            skill = self._register.refer("skill", names["skill"])
            if role.fault or skill.fault:
                row.table.skip(row.line, role.fault or skill.fault)
            else:
                yield Thing(row.table.place(row.line), role.iri, "role", role.label, self.language)
                yield from self._need(row, role.iri, names["skill"], strength)

    # --- values -----------------------------------------------------------------------------------------------------

    def _mentioned(self, row: _Row, kind: str, text: str) -> Iterator[Thing]:
        """The thing that a row names; none where that cannot be told, which is said."""
        found = self._register.refer(kind, text)
        if found.fault:
            row.warn(f"{found.fault}; it is left out")
        else:
            yield Thing(row.table.place(row.line), found.iri, kind, found.label, self.language)

    def _need(self, row: _Row, role: str, text: str, strength: str) -> Iterator[Record]:
        for skill in self._mentioned(row, "skill", text):
            if self._once(row, f"strength of {skill.iri}", strength, role, f"how firmly it asks for {quoted(text)}"):
                yield skill
                yield SkillNeed((skill.place,), role, skill.iri, strength)

    def _education(self, row: _Row) -> Iterator[Record]:
        label = _line(row.cells.get("education", "")) or row.text("education")
        found = [thing for text in row.texts("education") for thing in self._mentioned(row, "credential", text)]
        if found and self._once(row, "education", label):
            yield from found
            yield Education(row.table.place(row.line), row.iri, label, tuple(thing.iri for thing in found))

    def _pay(self, row: _Row) -> Iterator[Record]:
        said = {name: text for name in ("pay", "pay minimum", "pay maximum") if (text := row.text(name))}
        if not said:
            return
        amounts = self._amounts(row, said)
        currency, period = row.text("currency").upper(), row.text("period").upper()
        if amounts is None:
            row.warn(
                f"{quoted(' to '.join(said.values()))} is no pay in the form that the mapping gives; it is left out"
            )
        elif not re.fullmatch(r"[A-Z]{3}", currency):
            row.warn(f"the pay has no currency but {quoted(currency)}, and is left out; a code such as EUR is needed")
        elif period and period not in _PERIODS:
            row.warn(f"the pay is per {quoted(period)}, none of {', '.join(_PERIODS)}; it is left out")
        else:
            pay = Pay(row.table.place(row.line), row.iri, _words(said), *amounts, currency, period)
            if self._once(row, "pay", pay[3:]):
                yield pay

    def _amounts(self, row: _Row, said: dict[str, str]) -> Amounts | None:
        """The range that one cell has, or two."""
        columns: dict[str, Column] = dict(row.shape.columns)
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

    def _once(self, row: _Row, name: str, value: object, iri: str = "", words: str = "") -> bool:
        """Whether a thing may state this: an earlier row has not stated something else."""
        if not value:
            return False
        where = f"{row.table.name}:{row.line}"
        before, first = self._stated.setdefault((iri or row.iri, name), (value, where))
        if before != value:
            row.warn(f"says otherwise than {first} of {words or name} of the same role or skill; the first counts")
        return before == value

    def _all_above(self, skill: str) -> set[str]:
        """A skill with all that is broader than it."""
        found, queue = {skill}, [skill]
        while queue:
            new = self._above.get(queue.pop(), set()) - found
            found |= new
            queue += new
        return found


def _words(said: dict[str, str]) -> str:
    """The pay in the words of its cells."""
    if len(said) == 2:
        return f"{said['pay minimum']} - {said['pay maximum']}"
    return {"pay": "", "pay minimum": "from ", "pay maximum": "up to "}[next(iter(said))] + next(iter(said.values()))


def _line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())
