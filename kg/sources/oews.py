"""Official workbooks of wages and employment in the US (OEWS) -> pay by area of the roles of each code of the SOC.

A row is about an occupation in the nation, a state or a metropolitan area: how many people work in it, and percentiles
and mean of their pay by year and by hour. Roles are those of the store whose code is that of the SOC, or begins with it
(``11-1011.03``); without any, O*NET's role of the code. Only rows of single occupations in all industries are read.

``*`` and ``**`` mean that a figure is not released: nothing is stated. ``#`` means that it is not below the highest
wage that is published: the figure is stated as open, with that wage as its bound.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from kg.errors import SourceError, quoted
from kg.model.records import (
    ConceptRow,
    DocumentRow,
    ImportRecord,
    ImportReport,
    ImportRequest,
    NodeRow,
    PropertyRow,
    RowRef,
    SourceMetadata,
    Text,
    Value,
)
from kg.schema import BASE, CK, SCHEMA, XSD, local_name
from kg.sources import onet
from kg.sources.delimited import ColumnLayout, ImportRun
from kg.sources.excel import Sheet, sheet_names
from kg.sources.files import Files

SPACE: Final = f"{BASE}oews/"
_TITLE = "Occupational Employment and Wage Statistics (U.S. Bureau of Labor Statistics)"
_LICENCE = "https://creativecommons.org/publicdomain/mark/1.0/"
_CREDIT = "U.S. Bureau of Labor Statistics, Occupational Employment and Wage Statistics; converted to RDF by kg."
_CURRENCY: Final = "USD"

_PUBLISHED = "give the workbooks as they were published (national_M2025_dl.xlsx ...), or a zip of them"
_BOOKS = (".xlsx", ".xlsm")
_YEAR = re.compile(r"(?<![A-Za-z0-9])M(20[0-9]{2})(?![0-9])")
_SOC = re.compile(r"[0-9]{2}-[0-9]{4}")
_ROLE_CODE = re.compile(r"([0-9]{2}-[0-9]{4})(?:\.[0-9]{2})?")
_AREA = re.compile(r"[0-9]{2,7}")
_FIGURE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,20})?")
_NOT_RELEASED: Final = ("*", "**", "")
_OPEN: Final = "#"

_NATION: Final = "1"
"""The type of area that the nation is."""

_COMBINED: Final = {
    "21-1018": ("21-1011", "21-1014"),
    "25-2052": ("25-2055", "25-2056"),
    "25-9045": ("25-9042", "25-9043", "25-9049"),
    "51-2028": ("51-2022", "51-2023"),
    "53-1047": ("53-1042", "53-1043", "53-1044", "53-1049"),
}
"""Codes of the survey that stand for several of the SOC; one that ends in 0 stands for all that begin like it."""


class _Period(NamedTuple):
    """A period of pay: its name in IRIs and by ISO 8601, how its columns begin, and the highest wage published."""

    name: str
    duration: str
    prefix: str
    highest: str


_PERIODS: Final = (_Period("year", "P1Y", "A", "239200"), _Period("hour", "PT1H", "H", "115"))
_FIGURES: Final = {
    "PCT10": SCHEMA.percentile10,
    "PCT25": SCHEMA.percentile25,
    "MEDIAN": SCHEMA.median,
    "PCT75": SCHEMA.percentile75,
    "PCT90": SCHEMA.percentile90,
    "MEAN": CK.mean,
}
"""How the columns of each period end, and what they state."""

_LAYOUT: Final = ColumnLayout(
    (
        *("AREA", "AREA_TITLE", "AREA_TYPE", "OCC_CODE", "O_GROUP", "TOT_EMP"),
        *(f"{period.prefix}_{name}" for period in _PERIODS for name in _FIGURES),
    ),
    ("PRIM_STATE", "I_GROUP"),
)


class _Amount(NamedTuple):
    """A figure of a row: in digits, and whether it is the bound of an open one; empty where it is not released."""

    digits: str
    open_top: bool = False


class _Row(NamedTuple):
    """A row that is read: where it stands, the year, the code, the roles, and the cells by column."""

    ref: RowRef
    year: int
    code: str
    roles: tuple[str, ...]
    cells: Mapping[str, str]


class Oews:
    """Workbooks of one year or several; ``codes`` gives the code of each role of the store.

    Raises SourceError where there is no workbook, or one whose year is neither in its name nor given as ``release``.
    """

    def __init__(self, files: Files, codes: Mapping[str, str], release: str | None = None) -> None:
        books = [name for name in files.names if name.lower().endswith(_BOOKS) and name[0] not in "~."]
        if not books:
            raise SourceError(f"no workbook among the files: {', '.join(files.names[:20]) or 'none'}", _PUBLISHED)
        self._years = {name: _year(name, release) for name in books}
        version = ", ".join(f"May {year}" for year in sorted(set(self._years.values())))
        self.about = SourceMetadata(_TITLE, version, _LICENCE, _CREDIT, SPACE, complete=False)
        self._files = files
        self._run = ImportRun(files, self.about)
        self._roles: dict[str, list[str]] = defaultdict(list)
        for iri, code in sorted(codes.items()):
            if match := _ROLE_CODE.fullmatch(code):
                self._roles[match[1]].append(iri)
        self._areas: set[str] = set()
        self._seen: set[tuple[int, str, str]] = set()
        self._without_role: set[str] = set()
        for name in sorted(set(files.names) - set(books)):
            self._run.note("is not read", name)
        files.announce(books)

    def records(self) -> Iterator[ImportRecord]:
        """Every fact, in the order of files and rows. Raises SourceError where no workbook has the columns."""
        read = 0
        for name, year in self._years.items():
            sheet = self._sheet(name)
            if sheet is None:
                self._run.note("has no sheet with the columns of wages by area, and is not read", name)
                continue
            read += 1
            yield DocumentRow(name, f"OEWS May {year}, {name}", date=f"{year}-05")
            yield from self._rows(sheet, year)
            self._files.finish(name)
        if not read:
            raise SourceError(f"no workbook has the columns {', '.join(_LAYOUT.columns[:6])} ...", _PUBLISHED)
        if self._without_role:
            count = len(self._without_role)
            self._run.note(f"{count} codes have no role in the store: O*NET's roles are meant; import O*NET first")

    def report(self) -> ImportReport:
        """What became of the rows."""
        return self._run.report()

    def _sheet(self, name: str) -> Sheet | None:
        """The first sheet of a workbook that has the columns."""
        for title in sheet_names(self._files, name):
            sheet = Sheet(self._files, name, title, _LAYOUT, name)
            if set(_LAYOUT.columns) <= set(sheet.heading()):
                self._run.keep(sheet)
                return sheet
        return None

    def _rows(self, sheet: Sheet, year: int) -> Iterator[ImportRecord]:
        names = (*_LAYOUT.columns, *_LAYOUT.optional)
        for line, values in sheet:
            cells = {key: value.strip() for key, value in zip(names, values, strict=False)}
            area, code = cells["AREA"], cells["OCC_CODE"]
            if not _AREA.fullmatch(area) or not cells["AREA_TITLE"]:
                sheet.skip(line, f"{quoted(area)} is not the code of an area, or the area has no title")
            elif not _SOC.fullmatch(code):
                sheet.skip(line, f"{quoted(code)} is not a code of the SOC")
            elif cells["O_GROUP"] != "detailed" or cells["I_GROUP"] not in ("cross-industry", ""):
                continue
            elif (year, area, code) in self._seen:
                sheet.skip(line, f"{code} in {quoted(cells['AREA_TITLE'])} is on an earlier line, too")
            elif fault := _fault(cells):
                sheet.skip(line, fault)
            else:
                self._seen.add((year, area, code))
                row = _Row(sheet.row_ref(line), year, code, self._roles_of(code), cells)
                yield from self._area(row)
                yield from _of_the_row(row)

    def _roles_of(self, code: str) -> tuple[str, ...]:
        """The roles that a code of the survey stands for."""
        meant = _COMBINED.get(code, (code,))
        if code.endswith("0"):
            meant = tuple(sorted(each for each in self._roles if each.startswith(code[:-1])))
        found = tuple(iri for each in meant for iri in self._roles.get(each, ()))
        if not found:
            self._without_role.add(code)
        return found or tuple(f"{onet.SPACE}role/{each}.00" for each in meant)

    def _area(self, row: _Row) -> Iterator[ConceptRow]:
        """The area of a row, when it comes first."""
        code, title = row.cells["AREA"], row.cells["AREA_TITLE"]
        if code not in self._areas:
            self._areas.add(code)
            others: tuple[str, ...] = ("United States", "USA", "US") if row.cells["AREA_TYPE"] == _NATION else ()
            if row.cells["AREA_TYPE"] in ("2", "3") and row.cells["PRIM_STATE"]:
                others = (row.cells["PRIM_STATE"],)
            yield ConceptRow(row.ref, _area_iri(code), "location", title, "en", others, code=code)


def read_oews(request: ImportRequest) -> Oews:
    """The workbooks of a request, for the roles of its store."""
    codes = request.codes() if request.codes else {}
    return Oews(Files(request.paths, request.progress), codes, request.options.get("release"))


def _year(name: str, release: str | None) -> int:
    """The year of a workbook, by its name or as it is given."""
    match = _YEAR.search(name.replace("_", " ")) or re.fullmatch("(20[0-9]{2})", release or "")
    if match is None:
        raise SourceError(f"the name of {quoted(name)} does not say of which year it is", "--release 2025")
    return int(match[1])


def _area_iri(code: str) -> str:
    return f"{SPACE}location/{code}"


def _amount(text: str, highest: str) -> _Amount | None:
    """A cell as an amount, None where it is none.

    >>> _amount("38.710000000000001", "115"), _amount("#", "115"), _amount("*", "115"), _amount("low", "115")
    (_Amount(digits='38.71', open_top=False), _Amount(digits='115', open_top=True), \
_Amount(digits='', open_top=False), None)
    """
    if text in _NOT_RELEASED:
        return _Amount("")
    if text == _OPEN:
        return _Amount(highest, open_top=True)
    plain = text.replace(",", "")
    if not _FIGURE.fullmatch(plain):
        return None
    return _Amount(format(Decimal(plain).quantize(Decimal("0.01")).normalize(), "f"))


def _fault(cells: Mapping[str, str]) -> str | None:
    """What is wrong with the figures of a row."""
    people = cells["TOT_EMP"].replace(",", "")
    if people not in _NOT_RELEASED and not re.fullmatch("[0-9]{1,12}", people):
        return f"{quoted(cells['TOT_EMP'])} in TOT_EMP is no number of people"
    for period in _PERIODS:
        for name in _FIGURES:
            column = f"{period.prefix}_{name}"
            if _amount(cells[column], period.highest) is None:
                return f"{quoted(cells[column])} in {column} is no amount"
    return None


def _people(row: _Row) -> int | None:
    text = row.cells["TOT_EMP"].replace(",", "")
    return None if text in _NOT_RELEASED else int(text)


def _of_the_row(row: _Row) -> Iterator[ImportRecord]:
    """The pay of each period and, of the nation, what roles are compared by."""
    if not row.roles:
        return
    for period in _PERIODS:
        amounts = {name: _amount(row.cells[f"{period.prefix}_{name}"], period.highest) for name in _FIGURES}
        known = {name: amount for name, amount in amounts.items() if amount and amount.digits}
        if known or period is _PERIODS[0]:  # of the year also what is not released
            yield from _pay(row, period, known)
    if row.cells["AREA_TYPE"] == _NATION:
        yield from _of_the_nation(row)


def _pay(row: _Row, period: _Period, amounts: Mapping[str, _Amount]) -> Iterator[ImportRecord]:
    """The distribution of the pay of a period, and the roles that it is of."""
    values: list[tuple[str, Value]] = [
        (CK.inArea, _area_iri(row.cells["AREA"])),
        (CK.year, row.year),
        (SCHEMA.currency, Text(_CURRENCY)),
        (SCHEMA.duration, Text(period.duration)),
    ]
    people = _people(row)
    if people is not None and period is _PERIODS[0]:
        values.append((CK.peopleEmployed, people))
    for name, amount in amounts.items():
        if amount.open_top:
            values.append((CK.openFigure, Text(local_name(_FIGURES[name]))))
        else:
            values.append((_FIGURES[name], _decimal(amount.digits)))
    if any(amount.open_top for amount in amounts.values()):
        values.append((CK.highestPublished, _decimal(period.highest)))
    node = f"{SPACE}pay/{row.code}.{row.cells['AREA']}.{row.year}.{period.name}"
    first, *others = row.roles
    classes = (SCHEMA.MonetaryAmountDistribution,)
    yield NodeRow(row.ref, first, SCHEMA.estimatedSalary, node, classes, None, tuple(values))
    for role in others:
        yield PropertyRow((row.ref,), role, SCHEMA.estimatedSalary, node)


def _of_the_nation(row: _Row) -> Iterator[PropertyRow]:
    """How many people work in the roles of a code together, and their median pay of a year."""
    people, median = _people(row), _amount(row.cells["A_MEDIAN"], _PERIODS[0].highest)
    for role in row.roles:
        if people is not None:
            yield PropertyRow((row.ref,), role, CK.peopleEmployed, people)
            yield PropertyRow((row.ref,), role, CK.employmentGroup, Text(row.code))
        if median and median.digits:
            details = ((CK.openEnded, True),) if median.open_top else ()
            yield PropertyRow((row.ref,), role, CK.medianAnnualPay, int(Decimal(median.digits)), details)


def _decimal(digits: str) -> Text:
    return Text(digits, datatype=XSD.decimal)
