"""Mapping files (YAML): how the columns of your own tables are read. Errors name file and line, all at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any, Final, NamedTuple

from kg.errors import DataError, quoted
from kg.schema import PROPERTY_ROWS
from kg.sources.cells import mark_meaning
from kg.sources.delimited import checked_iri
from kg.sources.encodings import ENCODINGS, encoding_named
from kg.sources.yaml_lines import LocatedYaml, Path, parse_yaml, read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Where the value of a property is: in the column ``name``, or ``constant`` for every row.

    ``split`` are the signs between several values in one cell; ``values`` says what a value of the table means (None:
    nothing). Of amounts, ``thousands`` is the sign between thousands, ``unit`` one before or after a number,
    and ``bounds`` one between the two of a range; in ``any_form`` they are written as people do, and mean so many
    ``times`` the number. ``also`` are more columns with values of the property. A column that is ``optional`` may be
    missing. ``line`` is where the mapping says so.
    """

    line: int
    name: str | None = None
    constant: str | None = None
    split: tuple[str, ...] = ()
    values: Mapping[str, str | None] = field(default_factory=dict)
    thousands: str = ""
    unit: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()
    any_form: bool = False
    times: int = 1
    also: tuple[str, ...] = ()
    optional: bool = False

    def meaning(self, value: str) -> str:
        """What a value of the table means; empty for nothing.

        >>> Column(line=1, values={"must": "required", "n/a": None}).meaning("must")
        'required'
        """
        return (self.values[value] or "") if value in self.values else value

    def says_no(self, value: str) -> bool:
        """Whether a value of the table means nothing by the mapping, or by its words: "not required"."""
        return self.values[value] is None if value in self.values else mark_meaning(value) == ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Columns that are skills where rows are roles, or roles where these are skills; ``values`` says what marks mean.

    A mark that means None says that the role does not require the skill.
    """

    columns: tuple[str, ...]
    values: Mapping[str, str | None]

    def strength(self, mark: str) -> str | None:
        """How firmly a mark says that the skill is required; empty for not at all, None where it is unknown.

        >>> [Matrix(columns=(), values={"x": "required", "0": None}).strength(mark) for mark in ("x", "0", "?")]
        ['required', '', None]
        """
        for form in (mark, mark.lower(), mark.upper()):
            if form in self.values:
                return self.values[form] or ""
        found = mark_meaning(mark)
        return found if found == "" or mark.lower() in STRENGTHS else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLayout:
    """One kind of table: which files or sheets have it, what a row of them is, and the column of each property.

    ``file`` is a pattern of names, None for every file; ``rows`` is roles, skills or requirements. ``delimiter``,
    ``encoding`` and ``header`` (the line that names the columns) are guessed where they are None. No file need have an
    ``optional`` table. Only rows count that have one of the values of each column in ``where``.
    """

    line: int
    rows: str
    columns: Mapping[str, Column]
    file: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    header: int | None = None
    quotes: bool = True
    optional: bool = False
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    matrix: Matrix | None = None

    @property
    def cells(self) -> list[tuple[str, str]]:
        """What each cell is called that a row must have, and its column: those of properties, then all others."""
        named = [(key, column) for key, column in self.columns.items() if column.name and not column.optional]
        return [
            *((key, column.name or "") for key, column in named),
            *((f"where {column}", column) for column in self.where),
            *((f"{key} also {name}", name) for key, column in self.columns.items() for name in column.also),
            *((f"matrix {name}", name) for name in (self.matrix.columns if self.matrix else ())),
        ]

    @property
    def needed_columns(self) -> list[str]:
        """The columns that a table must have."""
        return [column for _, column in self.cells]

    @property
    def optional_columns(self) -> list[str]:
        """The columns that may be missing."""
        return [column.name for column in self.columns.values() if column.name and column.optional]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """A mapping file: what the source says of itself, as far as it is stated, and its kinds of tables."""

    file: str
    title: str | None
    version: str | None
    licence: str | None
    attribution: str | None
    language: str
    tables: tuple[TableLayout, ...]


# --- amounts ----------------------------------------------------------------------------------------------------------


_DIGITS = re.compile(r"[0-9]{1,18}")


class Amounts(NamedTuple):
    """A range; a bound that is None is not stated. ``open_ended`` is None where no upper end is."""

    minimum: int | float | None
    maximum: int | float | None
    open_ended: bool | None


def read_amounts(cell: str, column: Column) -> Amounts | None:
    """The range in a cell, or the one number that it has, which is both its ends; None for anything else.

    >>> from kg.sources.column_mapping import Column
    >>> column = Column(line=1, bounds=("-",), thousands=",", unit=("£",))
    >>> read_amounts("£28,407 - £34,581", column)
    Amounts(minimum=28407, maximum=34581, open_ended=False)
    >>> read_amounts("200,000+", column)
    Amounts(minimum=200000, maximum=None, open_ended=True)
    >>> read_amounts("80k-100k", column)
    """
    parts = re.split("|".join(map(re.escape, column.bounds)), cell) if column.bounds else [cell]
    bounds = [_bound(part, column) for part in parts]
    if len(bounds) > 2 or None in bounds:
        return None
    (low, low_open), (high, is_open) = (bound or (0, False) for bound in (bounds[0], bounds[-1]))
    if len(bounds) == 1:
        return Amounts(low, None if low_open else low, low_open)
    return None if low_open or low > high else Amounts(low, high, is_open)


def _bound(text: str, column: Column) -> tuple[int, bool] | None:
    """A number, and whether more is possible ("200,000+")."""
    text = text.strip()
    for unit in column.unit:
        text = text.removeprefix(unit).removesuffix(unit).strip()
    number = text.removesuffix("+").strip()
    if column.thousands and re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(column.thousands)}[0-9]{{3}}){{1,5}}", number):
        number = number.replace(column.thousands, "")
    return (int(number), number != text and text.endswith("+")) if _DIGITS.fullmatch(number) else None


# --- reading ----------------------------------------------------------------------------------------------------------


def _columns(*classes: str) -> tuple[str, ...]:
    """The keys of all that the schema lets some classes state."""
    stated = (row for row in PROPERTY_ROWS if not set(classes).isdisjoint(row.subjects.split()))
    return tuple(key for row in stated for key in row.column_keys)


COLUMNS: Final = {
    "roles": _columns("skos:Concept", "Role", "SalaryRange"),
    "skills": _columns("skos:Concept", "Skill"),
    "requirements": ("role", *_columns("Requirement", "SkillRequirement")),
}
"""The keys of a mapping for each kind of row."""

_NEEDED: Final = {"roles": ("label",), "skills": ("label",), "requirements": ("role", "skill")}

_PAY: Final = ("pay", "pay minimum", "pay maximum")
_LISTS: Final = {
    **dict.fromkeys(
        ("skills", "preferred skills", "optional skills", "broader", "group", "scheme", "responsibilities"),
        (";", "|", "\n"),
    ),
    **{key: (";", "|", "\n") for row in PROPERTY_ROWS if row.plain and not row.functional for key in row.column_keys},
    "alternative labels": (";", "|", "\n"),
    "exact match": ("|", "\n", " "),  # an IRI may hold a semicolon
    "education": (),  # whether the parts are ways of their own, only the mapping can say
}
"""The properties that can have several values in one cell, with the signs between them where the mapping says none."""

SEVERAL_COLUMNS: Final = ("skills", "preferred skills", "optional skills", "alternative labels")
"""The properties that may have several columns."""

STRENGTHS: Final = ("required", "preferred", "sometimes", "optional")

_ABOUT: Final = ("title", "version", "licence", "attribution", "language")
_TABLE: Final = (
    "file",
    "sheet",
    "delimiter",
    "encoding",
    "header",
    "quotes",
    "optional",
    "where",
    "rows",
    "columns",
    "matrix",
)
_SIGNS: Final = {"tab": "\t", "line break": "\n"}
"""What YAML would not show, by its name."""

_ENCODINGS: Final = f"those are: {', '.join(ENCODINGS)}"

_MOST_UNKNOWN: Final = 50
"""How many unknown keys of one table are reported at most."""

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def read_table_mapping(file: FilePath) -> ColumnMapping:
    """The mapping in a file. Raises DataError listing every error in it."""
    return _MappingReader(read_yaml(file, str(file))).read()


def parse_table_mapping(text: str, name: str) -> ColumnMapping:
    """As :func:`read_table_mapping`, for the text of a file."""
    return _MappingReader(parse_yaml(text, name)).read()


def _in_any_form(said: Any) -> bool:
    """Whether a column has amounts that may state their currency themselves."""
    return isinstance(said, dict) and said.get("format") == "any"


class _MappingReader:
    """One file, while it is read; a value that is wrong counts as absent."""

    def __init__(self, located: LocatedYaml) -> None:
        self.located = located

    def read(self) -> ColumnMapping:
        if self.located.data is None and self.located.findings:  # what cannot be read lacks no key
            raise DataError(self.located.findings)
        data = self._table(self.located.data, (), (*_ABOUT, *_TABLE, "tables"))
        if not data and not self.located.findings:
            self._wrong((), "states nothing; name at least rows and columns")
        said = {key: self._text(data, (key,)) for key in _ABOUT}
        if said["licence"] and checked_iri(said["licence"], "http"):
            self._wrong(("licence",), f"the licence {quoted(said['licence'])} is not a valid IRI, such as https://...")
        language = said["language"] or "en"
        if not _LANGUAGE.fullmatch(language):
            self._wrong(("language",), f"{quoted(language)} is not a language tag, such as en or pt-BR")
        tables = tuple(self._tables(data))
        if self.located.findings:
            raise DataError(sorted(dict.fromkeys(self.located.findings), key=lambda found: found.line or 0))
        return ColumnMapping(
            file=self.located.name,
            title=said["title"],
            version=said["version"],
            licence=said["licence"],
            attribution=said["attribution"],
            language=language,
            tables=tables,
        )

    # --- tables -----------------------------------------------------------------------------------------------------

    def _tables(self, data: dict[str, Any]) -> list[TableLayout]:
        """Each entry of ``tables``; values above them apply to each. Without it the whole file is one."""
        if "tables" not in data:
            return [self._layout({key: (data[key], (key,)) for key in _TABLE if key in data}, ())]
        entries = data["tables"]
        if not isinstance(entries, list) or not entries:
            self._wrong(("tables",), "'tables' must be a list with an entry for each kind of table")
            return []
        above = {key: (data[key], (key,)) for key in _TABLE if key in data}
        layouts = []
        for number, entry in enumerate(entries):
            path: Path = ("tables", number)
            own = {key: (value, (*path, key)) for key, value in self._table(entry, path, _TABLE).items()}
            layouts.append(self._layout(above | own, path))
        return layouts

    def _layout(self, said: dict[str, tuple[Any, Path]], path: Path) -> TableLayout:
        """One kind of table, from its values with the path of each."""
        rows = self._choice(said, "rows", tuple(COLUMNS), path)
        texts = {key: self._string(*said[key]) for key in ("file", "sheet", "delimiter", "encoding") if key in said}
        delimiter = _SIGNS.get(texts.get("delimiter") or "", texts.get("delimiter"))
        if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\n'):
            self._wrong(said["delimiter"][1], f"the delimiter {quoted(delimiter)} must be one sign, or: tab")
        encoding = texts.get("encoding")
        if encoding is not None and encoding_named(encoding) is None:
            self._wrong(said["encoding"][1], f"{quoted(encoding)} is not an encoding that kg knows; {_ENCODINGS}")
        header, place = said.get("header", (None, path))
        if header is not None and (type(header) is not int or header < 1):
            self._wrong(place, "'header' must be the number of the row that names the columns")
        columns: dict[str, Column] = {}
        if "columns" not in said:
            self._wrong(path, "the key 'columns' is missing")
        elif rows is not None:
            columns = self._columns(rows, *said["columns"])
        return TableLayout(
            line=self.located.line(path),
            rows=rows or "",
            columns=columns,
            file=texts.get("file"),
            sheet=texts.get("sheet"),
            delimiter=delimiter,
            encoding=encoding and encoding_named(encoding),
            header=header if type(header) is int else None,
            quotes=self._flag(said, "quotes", path, default=True),
            optional=self._flag(said, "optional", path, default=False),
            where=self._where(*said["where"]) if "where" in said else {},
            matrix=self._matrix(rows, *said["matrix"]) if "matrix" in said else None,
        )

    def _matrix(self, rows: str | None, data: Any, path: Path) -> Matrix:
        """The columns of a matrix, and what its marks mean."""
        said = self._table(data, path, ("columns", "values"))
        if rows == "requirements":
            self._wrong(path, "'matrix' is for rows of roles or skills")
        columns = self._signs(said, (*path, "columns"))
        if not columns:
            self._wrong(path, "'matrix' needs 'columns': the names of those that are skills, or roles")
        values = self._values(said, (*path, "values"))
        for mark, meaning in values.items():
            if meaning is not None and meaning not in STRENGTHS:
                self._wrong((*path, "values", mark), f"{quoted(meaning)} is none of: {', '.join(STRENGTHS)}, null")
        return Matrix(columns=columns, values=values)

    def _where(self, data: Any, path: Path) -> dict[str, tuple[str, ...]]:
        """The values that a row must have, by column."""
        if not isinstance(data, dict) or not data:
            self._wrong(path, "'where' must say for each column which value its rows must have")
            return {}
        return {column: self._signs(data, (*path, column)) for column in data}

    def _flag(self, said: dict[str, tuple[Any, Path]], key: str, path: Path, *, default: bool) -> bool:
        value, where = said.get(key, (default, path))
        if not isinstance(value, bool):
            self._wrong(where, f"'{key}' must be true or false")
            return default
        return value

    # --- columns ----------------------------------------------------------------------------------------------------

    def _columns(self, rows: str, data: Any, path: Path) -> dict[str, Column]:
        said = self._table(data, path, COLUMNS[rows])
        found = {name: self._column(name, value, (*path, name)) for name, value in said.items()}
        columns = {name: column for name, column in found.items() if column is not None}
        known_by_id = rows != "requirements" and "id" in said  # its label is in another table
        for name in _NEEDED[rows]:
            if name not in said and not known_by_id:
                self._wrong(path, f"a row of {rows} needs the column of '{name}'")
            elif name in columns and columns[name].name is None:
                self._wrong((*path, name), f"'{name}' needs a column: it differs from row to row")
        self._check_pay(said, path)
        return columns

    def _check_pay(self, said: dict[str, Any], path: Path) -> None:
        paid = [name for name in _PAY if name in said]
        if paid and "currency" not in said and not any(_in_any_form(said[name]) for name in paid):
            self._wrong((*path, paid[0]), "pay needs a currency: name its column, or write {value: EUR}")
        if "pay" in paid and len(paid) > 1:
            self._wrong((*path, paid[1]), f"'{paid[1]}' and 'pay' state the same: keep the one or the other")
        for name in ("currency", "period"):
            if name in said and not paid:
                self._wrong((*path, name), f"'{name}' is of no use without pay")

    def _column(self, name: str, value: Any, path: Path) -> Column | None:
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            return Column(line=self.located.line(path), name=str(value), split=_LISTS.get(name, ()))
        known = ["column", "value", "values"]
        known += ["split"] if name in _LISTS else []
        known += ["also"] if name in SEVERAL_COLUMNS else []
        known += ["thousands", "unit", "format", "times"] if name in _PAY else []
        known += ["range"] if name == "pay" else []
        known += ["optional"]
        if not isinstance(value, dict):
            self._wrong(path, f"'{name}' must be the name of a column, or: {', '.join(known)}")
            return None
        said = self._table(value, path, known)
        if ("column" in said) == ("value" in said):
            self._wrong(path, f"'{name}' needs either 'column' or 'value'")
            return None
        return Column(
            line=self.located.line(path),
            name=self._text(said, (*path, "column")),
            constant=self._text(said, (*path, "value")),
            split=self._signs(said, (*path, "split")) if "split" in said else _LISTS.get(name, ()),
            values=self._values(said, (*path, "values")),
            thousands=self._text(said, (*path, "thousands")) or "",
            unit=self._signs(said, (*path, "unit")),
            bounds=self._signs(said, (*path, "range")),
            any_form=self._any_form(said, path),
            times=self._times(said, path),
            also=self._signs(said, (*path, "also")),
            optional=self._flag(
                {key: (value, (*path, key)) for key, value in said.items()}, "optional", path, default=False
            ),
        )

    def _any_form(self, said: dict[str, Any], path: Path) -> bool:
        """Whether amounts may be written in any form; nothing else can be said of their form then."""
        if "format" not in said:
            if "times" in said:
                self._wrong((*path, "times"), "'times' needs 'format: any'")
            return False
        if said["format"] != "any":
            self._wrong((*path, "format"), "'format' must be: any")
        if other := next((name for name in ("thousands", "unit", "range") if name in said), None):
            self._wrong((*path, other), f"'{other}' and 'format: any' contradict each other: keep the one or the other")
        return True

    def _times(self, said: dict[str, Any], path: Path) -> int:
        times = said.get("times", 1)
        if type(times) is not int or not 1 <= times <= 1_000_000:
            self._wrong((*path, "times"), "'times' must be a whole number, such as 1000")
            return 1
        return times

    def _signs(self, data: dict[str, Any], path: Path) -> tuple[str, ...]:
        """A sign or a list of signs; those that YAML would not show by their names."""
        value = data.get(str(path[-1]), [])
        texts = value if isinstance(value, list) else [value]
        found = [self._string(text, path) for text in texts]
        return tuple(_SIGNS.get(text, text) for text in found if text)

    def _values(self, data: dict[str, Any], path: Path) -> dict[str, str | None]:
        if "values" not in data:
            return {}
        table = data["values"]
        if not isinstance(table, dict) or not table:
            self._wrong(path, "'values' must say for each value of the table what it means")
            return {}
        return {key: None if value is None else self._string(value, (*path, key)) for key, value in table.items()}

    # --- values -----------------------------------------------------------------------------------------------------

    def _wrong(self, path: Path, message: str) -> None:
        self.located.findings.append(self.located.error(path, message))

    def _table(self, data: Any, path: Path, known: Collection[str]) -> dict[str, Any]:
        """A table of these keys; another one is an error."""
        if not isinstance(data, dict):
            if not (path == () and self.located.findings):  # else it could not be parsed
                what = f"'{path[-1]}'" if path and isinstance(path[-1], str) else "this"
                self._wrong(path, f"{what} must be a list of keys and values" if data is not None else "is empty")
            return {}
        for key in [key for key in data if key not in known][:_MOST_UNKNOWN]:  # finding what was meant takes its time
            near = get_close_matches(key, known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"the keys are: {', '.join(known)}"
            self._wrong((*path, key), f"unknown key {quoted(key)}; {hint}")
        return {key: value for key, value in data.items() if key in known}

    def _choice(self, said: dict[str, tuple[Any, Path]], key: str, known: Collection[str], path: Path) -> str | None:
        if key not in said:
            self._wrong(path, f"the key '{key}' is missing; it is one of: {', '.join(known)}")
            return None
        value, where = said[key]
        if value not in known:
            self._wrong(where, f"'{key}' must be one of {', '.join(known)}, not {quoted(str(value))}")
            return None
        return str(value)

    def _text(self, data: dict[str, Any], path: Path) -> str | None:
        """The text under the last key of a path; None where there is none."""
        key = str(path[-1])
        return self._string(data[key], path) if key in data else None

    def _string(self, value: Any, path: Path) -> str | None:
        """A text; a whole number is one, too."""
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            if value is None:
                self._wrong(path, f"'{path[-1]}' has no value; leave out what is not stated")
            else:
                self._wrong(path, f"'{path[-1]}' must be a text")
            return None
        return str(value)
