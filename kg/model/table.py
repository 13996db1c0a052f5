"""How the columns of someone's own tables are to be read: what ``kg.sources.table_mapping`` reads from a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Column", "TableMapping", "TableShape"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Where the value of a property is: in the column ``name``, or ``constant`` for every row.

    ``split`` are the signs between several values in one cell; ``values`` says what a value of the table means (None:
    nothing). Of amounts, ``thousands`` stands between the thousands, ``unit`` before or after a number, and ``bounds``
    between the two of a range. ``line`` is where the mapping says so.
    """

    line: int
    name: str | None = None
    constant: str | None = None
    split: tuple[str, ...] = ()
    values: Mapping[str, str | None] = field(default_factory=dict)
    thousands: str = ""
    unit: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()

    def meaning(self, value: str) -> str:
        """What a value of the table means; empty for nothing.

        >>> Column(line=1, values={"must": "required", "n/a": None}).meaning("must")
        'required'
        """
        return (self.values[value] or "") if value in self.values else value


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShape:
    """One sort of table: which files or sheets are laid out so, what a row of them is, and the column of each property.

    ``file`` is a pattern of names, None for every file; ``rows`` is roles, skills or requirements.
    """

    line: int
    rows: str
    columns: Mapping[str, Column]
    file: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    encoding: str = "utf-8"
    quotes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """A mapping file: what the source says of itself, as far as it is stated, and its sorts of tables."""

    file: str
    title: str | None
    version: str | None
    licence: str | None
    attribution: str | None
    language: str
    tables: tuple[TableShape, ...]
