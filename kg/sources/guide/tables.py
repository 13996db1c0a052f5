"""Tables in a guide: what their columns and rows state of roles, and pay by level, in tables and in texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.sources.guide.builder import ROLE_FIELDS, UnparsedLine
from kg.sources.guide.markdown import MarkdownBlock
from kg.sources.guide.names import field_name, folded, is_level_name, is_name, plain, states_something
from kg.sources.guide.phrases import PayRange, pay, pay_in_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    Cells = Sequence[MarkdownBlock]

# --- pay by level -----------------------------------------------------------------------------------------------------

_OF_ALL = re.compile(
    r"(?:average|typical|median|mean|base|basic|fixed|guaranteed|annual|usual|expected|overall|total|yearly|hourly"
    r"|monthly|gross| )*"
    r"(?:salary|pay|range|band|bracket|scale|rate|wages?|earnings|compensation|income| )*",
    re.IGNORECASE,
)
_NOT_PAY = (
    "bonus(?:es)?|premium|overtime|commissions?|tips?|equity|stocks?|rsus?|sign|allowances?|benefits?|extra|pension"
    "|total|plus|cost|costs|fees?|price|tuition|growth|jobs|openings|budget|revenue|tools?|ote|on[- ]target|variable"
)
_NO_PAY = re.compile(rf"\b(?:{_NOT_PAY})\b", re.IGNORECASE)
_PLACE = re.compile(rf"(?i:in )?(?!.*\b(?i:{_NOT_PAY}))[A-Z][\w.]*(?: [A-Z][\w.]*){{0,2}}")
"""The name of a place: words with capital letters, none of which says what is paid beside the salary."""

_PAY_OF = re.compile(r"(.{2,60}?)\s*(?::|\s[-–—])\s+(.+)")
_PAY_THEN = re.compile(r"(\S*\d.*?)\s+(?:[-–—]\s+|for (?:an? )?)?([A-Za-z][\w -]+)")
_THEN_PAY = re.compile(r"([A-Za-z][\w -]{1,40}?)\s+((?:from |up to )?\S*\d.*)")
_PAY_FOR = re.compile(r"(.+?)\s*\(([^()]+)\)")


class LeveledPay(NamedTuple):
    """Pay, and whose it is: of a level, or (empty) of all in the role; ``left_out`` is what is paid beside it."""

    pay: PayRange
    level: str = ""
    left_out: str = ""


def leveled_pay(text: str) -> LeveledPay | None:
    """The pay that a text states, of a level or of all in the role.

    >>> [leveled_pay(text)[1] for text in ("$20", "Entry level (0-2 years): $20", "$20 (trainee)", "Average: $20")]
    ['', 'Entry level (0-2 years)', 'trainee', '']
    >>> leveled_pay("Bonus: $20") is None, leveled_pay("$80k base / $120k OTE")[2]
    (True, '$120k OTE')
    """
    if found := pay(text):
        return LeveledPay(found)
    for pattern, level, amount in ((_PAY_OF, 1, 2), (_PAY_FOR, 2, 1), (_PAY_THEN, 2, 1), (_THEN_PAY, 1, 2)):
        match = pattern.fullmatch(text)
        found = pay(match[amount]) if match else None
        name = match[level] if match else ""
        if (
            match
            and found
            and not _NO_PAY.search(name)
            and (is_level_name(name) or _OF_ALL.fullmatch(name) or _PLACE.fullmatch(name))
        ):
            return LeveledPay(found, "" if _OF_ALL.fullmatch(match[level]) else match[level])
    base, beside = _with_extra(text)
    base_pay = leveled_pay(base) if beside else None
    return base_pay and base_pay._replace(left_out=beside)


_BESIDE: Final = re.compile(
    r"\s+/\s+|\s*[;|()]\s*|,\s+|\s+\+\s+|\s+[-–—]\s+(?=[A-Za-z])|\s+(?:plus|with|and)\s+", re.IGNORECASE
)


def _with_extra(text: str) -> tuple[str, str]:
    """The base pay in a text, and what is paid beside it, such as on-target earnings; empty where it states no such.

    >>> _with_extra("£30k (OTE £45k)"), _with_extra("OTE £45k, base £30k"), _with_extra("£30k, £45k")
    (('£30k', 'OTE £45k'), ('base £30k', 'OTE £45k'), ('', ''))
    """
    parts = list(filter(None, _BESIDE.split(text))) if len(text) <= 200 else []
    extra = [part for part in parts if _NO_PAY.search(part)]
    base = [part for part in parts if part not in extra]
    return (base[0], ", ".join(extra)) if len(base) == 1 and extra else ("", "")


def level_text(context: str, level: str) -> str:
    """A level with the heading that its pay is under, where that is about more than pay by experience."""
    words = plain(context)
    if not words or re.search(r"\b(?:experience|levels?|seniority|stages?)\b", words, re.IGNORECASE):
        return level
    return f"{words}: {level}" if level else words


_FROM_LEVEL_TO = re.compile(r"(\S.*?\d\S*\s+[A-Za-z][\w -]*?)\s+(?:to|[-–—])\s+(\S*\d.*)")


def between_levels(text: str) -> list[str]:
    """The parts of a text that states the pay of several levels; any other stays whole.

    >>> between_levels("£19,000 Starter to £45,000 Experienced"), between_levels("£19,000 to £45,000")
    (['£19,000 Starter', '£45,000 Experienced'], ['£19,000 to £45,000'])
    """
    match = _FROM_LEVEL_TO.fullmatch(text)
    parts = [match[1], match[2]] if match else re.split(r"\s*[;|]\s*|,\s+|\s+/\s+", text)
    if len(parts) < 2 or len(parts) > 20:
        return [text]
    return parts if parts and all((found := leveled_pay(part)) and found.level for part in parts) else [text]


def pay_level(name: str) -> str:
    """The level in the name of a field of pay, where it is about those with experience; empty in others.

    >>> pay_level("Experienced salary"), pay_level("Starting salary"), pay_level("Salary")
    ('Experienced', '', '')
    """
    match = re.match(r"(?:experienced|senior|mid(?:dle)?|junior|graduate)\b", name.strip(), re.IGNORECASE)
    return match[0] if match else ""


_LEVEL_COLUMN = re.compile(
    r"(?:career |job |pay |salary )?(?:levels?|seniority|grades?|stages?|bands?|steps?|tiers?|ranks?)"
    r"|(?:years? of |work )?experience(?: level)?|years?"
)
_PLACE_COLUMN = re.compile(r"where|(?:work )?locations?|cit(?:y|ies)|regions?|countr(?:y|ies)|places?")


def is_level_column(head: MarkdownBlock, *, places: bool) -> bool:
    """Whether the head of a column says that it names levels that pay is stated for, or (``places``) places."""
    name = folded(head.text)
    return bool(_LEVEL_COLUMN.fullmatch(name) or (places and _PLACE_COLUMN.fullmatch(name)))


def is_pay_column(head: MarkdownBlock, cells: Cells, *, pays: bool = False) -> bool:
    """Whether a column states pay: by its name, or as it holds nothing else, in a field of pay or below a level."""
    name = plain(head.text)
    if field_name(name) == "salary":
        return True
    stated = [cell for cell in cells if states_something(cell.text)]
    named = pays or (
        (is_level_name(name) or _PLACE.fullmatch(name) or _OF_ALL.fullmatch(name)) and not _NO_PAY.search(name)
    )
    return bool(stated and named and all(pay_in_column(plain(cell.text), name) for cell in stated))


def level_of(head: MarkdownBlock) -> str:
    """The level that a column of pay is about; empty where it is about all."""
    name = plain(head.text)
    return "" if field_name(name) == "salary" or _OF_ALL.fullmatch(name) else name


_LEAST = re.compile(r"\b(?:min|minimum|from|low|lower|lowest)\b")
_MOST = re.compile(r"\b(?:max|maximum|to|high|higher|highest|upper)\b")


def _is_salary(name: str) -> bool:
    return not name.strip() or field_name(name) == "salary"


def pay_bounds(header: Cells) -> tuple[int, ...]:
    """The places of the two columns that state the least and the most pay; empty where there are none."""
    names = [folded(head.text) for head in header]
    ends = [
        [place for place, name in enumerate(names) if end.search(name) and _is_salary(end.sub("", name))]
        for end in (_LEAST, _MOST)
    ]
    return tuple(place for found in ends for place in found) if [len(found) for found in ends] == [1, 1] else ()


# --- cells ------------------------------------------------------------------------------------------------------------


class Stated(NamedTuple):
    """What a cell states: a field of a role with its text, and of pay the level that has it."""

    field: str
    cell: MarkdownBlock
    text: str
    level: str = ""


def cell_text(cell: MarkdownBlock, head: str, kind: str | None) -> str:
    r"""The text of a cell; of pay with the currency that the head of its column gives, where it has none.

    >>> cell_text(MarkdownBlock(3, "20 - 30k"), "Salary (GBP)", "salary")
    'GBP 20 - 30k'
    >>> cell_text(MarkdownBlock(3, "sawing\nplaning"), "Skills", "skills")
    'sawing; planing'
    """
    if kind != "salary":
        return lines_joined(cell.text)
    text = plain(cell.text)
    found = pay_in_column(text, head)
    return f"{found.currency} {text}" if found and pay(text) != found else cell.text.strip()


_GOES_ON: Final = re.compile(r"(?:[,;&(/-]|\b(?:and|or|of|in|with|for|to|at|by|on|from|as))\Z")
_JOINS: Final = re.compile(r"(?:[&)/]|(?:and|or|of|in|with|for|to)\b)")


def lines_joined(text: str) -> str:
    r"""The lines of a cell as one list; they stay apart where they may be one name, broken for want of room.

    >>> lines_joined("Sawing,\nplaning"), lines_joined("Sawing\nPlaning"), lines_joined("Hand\ntools")
    ('Sawing, planing', 'Sawing; Planing', 'Hand\ntools')
    """
    lines = [""]
    for line in filter(None, map(str.strip, text.split("\n"))):
        if lines[-1] and (_GOES_ON.search(lines[-1]) or _JOINS.match(line)):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    small = {line[:1].islower() for line in lines[1:]}
    return ("; " if len(small) < 2 else "\n").join(line.rstrip(";") for line in lines[1:])


def row_block(cells: Cells) -> MarkdownBlock:
    """A row of a table as one block."""
    text = " | ".join(cell.text for cell in cells)
    fault = next((cell.fault for cell in cells if cell.fault), "")
    return MarkdownBlock(cells[0].line, text, links=tuple(link for cell in cells for link in cell.links), fault=fault)


def layout_of(table: MarkdownBlock) -> set[int]:
    """The lines of a table that are no rows: its header, and the line of signs below."""
    return {table.line, *table.continuation_lines} - {row[0].line for row in table.rows[1:]}


# --- the table of one role --------------------------------------------------------------------------------------------


def stated_in_rows(table: MarkdownBlock, *, pays: bool) -> list[tuple[Cells, list[Stated]]] | None:
    """What the rows of a table inside one role state; ``pays`` is whether it is in a field of pay; None for any other.

    It has a field and its value in each row, or a field or level in each column, or a level in each row.
    """
    header, *rows = table.rows
    if len(header) == 2 and any(field_name(cells[0].text) in ROLE_FIELDS for cells in rows):
        first = [header] if field_name(header[0].text) in ROLE_FIELDS and states_something(header[1].text) else []
        return [(cells, _named_value(cells)) for cells in (*first, *rows)]
    kinds = [field_name(head.text) for head in header]
    if rows and len(header) > 1 and all(kind in ROLE_FIELDS for kind in kinds):
        return [(cells, _values(kinds, cells, header)) for cells in rows]
    paid = [
        place
        for place, head in enumerate(header)
        if rows and is_pay_column(head, [row[place] for row in rows if place < len(row)], pays=pays and place > 0)
    ]
    return [(cells, _row_pay(header, cells, paid)) for cells in rows] if paid else None


def _values(kinds: Sequence[str | None], cells: Cells, header: Cells) -> list[Stated]:
    """What the cells of a row state whose columns are fields."""
    columns = zip(kinds, cells, header, strict=False)
    return [_value(kind, cell, head) for kind, cell, head in columns if kind and states_something(cell.text)]


def _value(kind: str, cell: MarkdownBlock, head: MarkdownBlock) -> Stated:
    return Stated(kind, cell, cell_text(cell, plain(head.text), kind))


def _named_value(cells: Cells) -> list[Stated]:
    """The value of a row that begins with the name of a field; empty where it begins with another word."""
    kind = field_name(cells[0].text)
    text = cell_text(cells[1], plain(cells[0].text), kind)
    return [Stated(kind, row_block(cells), text)] if kind and states_something(text) else []


def _row_pay(header: Cells, cells: Cells, paid: Sequence[int]) -> list[Stated]:
    """The pay in a row, each with its level: that of the row, of the column, or of both."""
    label = "" if 0 in paid else plain(cells[0].text)
    general = not label or field_name(label) == "salary" or bool(_OF_ALL.fullmatch(label))
    if cells[0].fault or not (general or (is_name(label, 60) and not pay(label))):
        return []
    found = []
    for place in paid:
        column = level_of(header[place]) if len(paid) > 1 or general else ""
        level = column if general else f"{plain(header[place].text)}: {label}" if len(paid) > 1 else label
        if states_something(cells[place].text):
            found.append(
                Stated("salary", cells[place], cell_text(cells[place], plain(header[place].text), "salary"), level)
            )
    return found


def amount_of(stated: Stated) -> LeveledPay:
    """The pay that a cell states, of all levels. Raises UnparsedLine where it states none."""
    found = leveled_pay(plain(stated.text))
    if found is None or found.level or "\n" in stated.cell.text:
        raise UnparsedLine("no pay range")
    return found
