"""Tables of roles: a role in each row, and its fields in columns, or the other way round."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kg.schema import slug
from kg.sources.guide.builder import ROLE_FIELDS, FieldBlocks, GuideBuilder
from kg.sources.guide.names import (
    cue,
    field_name,
    folded,
    heading_number,
    is_level_name,
    is_name,
    plain,
    states_something,
)
from kg.sources.guide.roles import RoleReader, opened_as
from kg.sources.guide.tables import (
    Stated,
    cell_text,
    is_level_column,
    is_pay_column,
    layout_of,
    level_of,
    pay_bounds,
    row_block,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.sources.guide.markdown import MarkdownBlock

    Cells = Sequence[MarkdownBlock]

_ROLE_COLUMN = re.compile(
    r"(?:the )?(?:job |career |occupation |typical )?(?:roles?|jobs?|titles?|positions?|occupations?|professions?"
    r"|careers?|paths?|trades?|posts?)(?: (?:names?|titles?))?"
    r"|(?:beruf(?:e|sbezeichnung)?|stellen?|rolle|metiers?|postes?|fonctions?|profesion(?:es)?|puestos?|ocupacion(?:es)?)"
)


class _Grid(NamedTuple):
    """A table of roles: its heads, the roles, the place of their names, and whether the roles are its rows."""

    heads: Cells
    roles: Sequence[Cells]
    first: int
    upright: bool


def read_role_table(table: MarkdownBlock, builder: GuideBuilder, *, known: bool = False) -> bool:
    """Take down a table of roles; whether it is one. ``known``: only by roles that are described elsewhere.

    What is no field is left out, and its head says so.
    """
    grid = None
    if table.fault == "a table is not read" and len(table.rows) > 1:
        grid = _grid_of_known(table, builder) if known else _grid(table)
    if grid is None:
        return False
    _TableReader(table, grid, builder).read()
    return True


def is_role_table(table: MarkdownBlock) -> bool:
    """Whether a block is a table of roles, by its heads."""
    return table.fault == "a table is not read" and len(table.rows) > 1 and _grid(table) is not None


def _grid(table: MarkdownBlock) -> _Grid | None:
    header, *rows = table.rows
    first = next((place for place, head in enumerate(header) if _ROLE_COLUMN.fullmatch(folded(head.text))), None)
    if first is not None and _states_fields(header, rows, first):
        return _Grid(header, rows, first, upright=True)
    heads, columns = _turned(table)
    labels = [plain(column[0].text) for column in columns]
    named = len(labels) > 1 and all(is_name(label) and not field_name(label) for label in labels)
    if not named or all(map(is_level_name, labels)):
        return None
    fields = [head for head in heads[1:] if field_name(head.text) in ROLE_FIELDS]
    return _Grid(heads, columns, 0, upright=False) if len(fields) > 1 else None


def _grid_of_known(table: MarkdownBlock, builder: GuideBuilder) -> _Grid | None:
    """A table that names roles described elsewhere, in its first column or in its header."""
    header, *rows = table.rows
    if _mostly_known(rows, builder) and _states_fields(header, rows, 0):
        return _Grid(header, rows, 0, upright=True)
    heads, columns = _turned(table)
    known = _mostly_known(columns, builder) and _states_fields(heads, columns, 0)
    return _Grid(heads, columns, 0, upright=False) if known else None


def _turned(table: MarkdownBlock) -> tuple[Cells, list[Cells]]:
    heads, *columns = list(zip(*table.rows, strict=False))
    return heads, list(columns)


def _mostly_known(rows: Sequence[Cells], builder: GuideBuilder) -> bool:
    known = [cells for cells in rows if slug(plain(cells[0].text)) in builder.roles]
    return bool(known) and len(known) * 2 >= len(rows)


def _states_fields(heads: Cells, roles: Sequence[Cells], first: int) -> bool:
    """Whether there is a field of roles beside their names."""
    if pay_bounds(heads):
        return True
    others = [place for place in range(len(heads)) if place != first]
    return any(
        field_name(heads[place].text) in ROLE_FIELDS or is_pay_column(heads[place], [cells[place] for cells in roles])
        for place in others
    )


class _TableReader:
    """Reads the roles of one table."""

    def __init__(self, table: MarkdownBlock, grid: _Grid, builder: GuideBuilder) -> None:
        self.table, self.grid, self.builder = table, grid, builder
        heads, first = grid.heads, grid.first
        self.bounds = pay_bounds(heads)
        places = [place for place in range(len(heads)) if place != first and place not in self.bounds]
        self.fields = {place: kind for place in places if (kind := field_name(heads[place].text)) in ROLE_FIELDS}
        pay = [place for place, kind in self.fields.items() if kind == "salary"]
        several = {place: plain(heads[place].text) for place in pay} if len(pay) > 1 else {}
        columns = {place: [cells[place] for cells in grid.roles] for place in places if place not in self.fields}
        self.paid = {place: level_of(heads[place]) for place in columns if is_pay_column(heads[place], columns[place])}
        self.paid |= several
        self.fields = {place: kind for place, kind in self.fields.items() if place not in several}
        pays = bool(pay or self.bounds)
        names = [plain(cells[first].text).casefold() for cells in grid.roles]
        repeated = len(set(names)) < len(names) or "" in names
        columns_left = [place for place in columns if place not in self.paid]
        levels = [place for place in columns_left if is_level_column(heads[place], places=repeated)]
        self.level = levels[0] if levels and pays else None
        self.unread = [place for place in columns if place not in self.paid and place != self.level]
        self._above: RoleReader | None = None

    def read(self) -> None:
        grid = self.grid
        for cells in grid.roles:
            if [plain(cell.text) for cell in cells] == [plain(head.text) for head in grid.heads]:
                self.builder.formatting_lines.add(cells[0].line)  # the heads again
                continue
            reader = self._role(cells)
            if reader is None:
                for cell in () if grid.upright else cells[1:]:
                    self.builder.reject(cell, "its role was not understood")
            else:
                self._fields(reader, cells)
            self._above = reader
        self.builder.formatting_lines.update(layout_of(self.table) - (set() if grid.upright else {self.table.line}))
        heads = [grid.heads[place] for place in self.unread]
        for line in dict.fromkeys(head.line for head in heads):
            names = [plain(head.text) or "without a name" for head in heads if head.line == line]
            where = ("column" if grid.upright else "row") + ("s" if len(names) > 1 else "")
            self.builder.reject_line(line, f"what is in the {where} {', '.join(names)} is not read")

    def _role(self, cells: Cells) -> RoleReader | None:
        """The reader of the role of a row; a row without a name goes on with the one above where it names a level."""
        cell = cells[self.grid.first]
        if not plain(cell.text) and self.level is not None and states_something(cells[self.level].text):
            return self._above
        lines = cell.text.split("\n")
        apart = len(lines) > 1 and not all(line.startswith("(") for line in lines[1:])
        fault = cell.fault or ("whether its lines name one role or several is not clear" if apart else "")
        head = row_block(cells)._replace(fault=fault) if self.grid.upright else cell._replace(fault=fault)
        return opened_as(head, heading_number(plain(cell.text))[1], self.builder)

    def _fields(self, reader: RoleReader, cells: Cells) -> None:
        heads = self.grid.heads
        level = plain(cells[self.level].text) if self.level is not None else ""
        if level and not states_something(level):
            level = ""
        for place, kind in self.fields.items():
            cell, name = cells[place], plain(heads[place].text)
            if not (states_something(cell.text) or cell.fault):
                continue
            if kind == "salary" and level:
                reader.paid(Stated("salary", cell, cell_text(cell, name, kind), level))
            else:
                reader.field(FieldBlocks(kind, cell, cell_text(cell, name, kind)))
        for place, column in self.paid.items():
            if states_something(cells[place].text):
                text = cell_text(cells[place], plain(heads[place].text), "salary")
                of = ": ".join(filter(None, (column, level)))
                reader.paid(Stated("salary", cells[place], text, of))
        if self.bounds and any(states_something(cells[each].text) for each in self.bounds):
            self._range(reader, cells, level)
        for place in self.unread:
            if (
                field := cue(f"{heads[place].text} {cells[place].text}")
                if states_something(cells[place].text)
                else None
            ):
                self.builder.miss(reader.role, field, cells[place].line, cells[place].text, certain=False)

    def _range(self, reader: RoleReader, cells: Cells, level: str) -> None:
        """The pay whose ends are in two columns."""
        texts = [cell_text(cells[each], plain(self.grid.heads[each].text), "salary") for each in self.bounds]
        reader.paid(Stated("salary", cells[self.bounds[0]], " - ".join(filter(states_something, texts)), level))
