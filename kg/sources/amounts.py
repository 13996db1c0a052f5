"""Amounts of money in the cells of a table: plain whole numbers, and what else a mapping declares. None is guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kg.model.table import Column

__all__ = ["Amounts", "read_amounts"]

_DIGITS = re.compile(r"[0-9]{1,18}")


class Amounts(NamedTuple):
    """A range; a bound that is None is not stated. ``open_ended`` is None where no upper end is."""

    minimum: int | None
    maximum: int | None
    open_ended: bool | None


def read_amounts(cell: str, column: Column) -> Amounts | None:
    """The range in a cell, or the one number that it has, which is both its ends; None for anything else.

    >>> from kg.model.table import Column
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
