"""The parts of an answer (headings, paragraphs, statements, tables), the answer itself, and texts of its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from kg.model import Entity, Source
from kg.model.entities import record
from kg.schema import BUNDLED_GRAPH, INFERRED

BRIEF = 12
"""How many labels text has of a long list, unless all is asked for; every other format has all."""

SHORT = 3
"""How many labels a cell of a short answer has."""

FIRST_FIVE = 5
"""How many rows of a kind text output has, unless all is asked for."""


class Abridged(NamedTuple):
    """A cell with a long text: ``brief`` is what text output shows in its place."""

    full: str
    brief: str


class Citation(str):
    """A text that cites sources in full; ``parts`` are its texts and, in place of each citation, the sources.

    >>> citation = Citation("optional, a.csv line 7", ("optional, ", (Source("esco", "a.csv", None, 7),)))
    >>> citation, [source.line for source in citation.sources]
    ('optional, a.csv line 7', [7])
    """

    parts: tuple[str | tuple[Source, ...], ...]

    def __new__(cls, text: str, parts: Iterable[str | tuple[Source, ...]]) -> Citation:
        """A text that cites sources."""
        made = super().__new__(cls, text)
        made.parts = tuple(parts)
        return made

    @classmethod
    def joined(cls, texts: Iterable[str], separator: str = "") -> Citation:
        """Texts one after the other; those that cite sources still do.

        >>> where = cite([Source("esco", "skills_en.csv", None, 7)])
        >>> Citation.joined(["baking", where], ", ").parts[1:]
        (', ', (Source(graph='esco', document='skills_en.csv', section=None, line=7),))
        """
        listed = [part for text in texts for part in (separator, text)][1:]
        parts = chain.from_iterable(each.parts if isinstance(each, Citation) else (each,) for each in listed)
        return cls("".join(listed), parts)

    @property
    def sources(self) -> tuple[Source, ...]:
        """All sources that it cites."""
        return tuple(source for part in self.parts if not isinstance(part, str) for source in part)


Cell = str | int | float | bool | Entity | Abridged | None
"""The content of a table's cell; an entity is printed as its label, and linked where the format can."""


class Detail(NamedTuple):
    """How much of an answer text output has: ``all`` rows and details, and ``sources`` in full."""

    all: bool = False
    sources: bool = False


SHORTENED = Detail()
"""What text output has unless more is asked for."""


class AnswerRow(NamedTuple):
    """One statement of an answer: its type (keep, learn, gate ...), the item, details and the source.

    ``iri`` is that of the item, where it is an entity.
    """

    row_type: str
    label: str
    details: str = ""
    source: str = ""
    iri: str | None = None

    @property
    def cells(self) -> list[Cell]:
        """The row as text.

        >>> AnswerRow("learn", "Docker", source="line 169").cells
        ['learn', 'Docker', '', 'line 169']
        """
        return [self.row_type, self.label, self.details, self.source]


ROW_COLUMNS = ("type", "item", "details", "source")
"""The column names of statements."""


@record
class Heading(NamedTuple):
    """A heading; level 1 is that of the whole answer. ``about``: the entity that it names, or both ends of a step."""

    text: str
    level: int = 1
    about: tuple[Entity, ...] = ()


@record
class Paragraph(NamedTuple):
    """A line of text. Where there is no route, ``about`` are the two ends that it is missing between."""

    text: str
    about: tuple[Entity, ...] = ()


@record
class Items(NamedTuple):
    """A list of statements, each with its source; where it has ``boxes``, to be ticked as far as the format can.

    Without ``heads`` text does not name the columns.
    """

    rows: tuple[AnswerRow, ...]
    boxes: bool = False
    heads: bool = True

    def table(self) -> Table:
        """The statements as a table, for formats of rows and columns."""
        return Table(ROW_COLUMNS, [row.cells for row in self.rows])


@record
class Table(NamedTuple):
    """Rows under column names, with a caption where an answer has several tables.

    ``on_request`` are the columns that text output has only where sources are asked for in full.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""
    on_request: tuple[str, ...] = ()

    def without(self, columns: Sequence[str]) -> Table:
        """The same table without some of its columns."""
        kept = [position for position, name in enumerate(self.columns) if name not in columns]
        rows = [[row[position] for position in kept] for row in self.rows]
        return Table([self.columns[position] for position in kept], rows, self.caption)


Block = Heading | Paragraph | Items | Table
"""A part of an answer as people read it."""


class Answer:
    """One answer in all that its formats need.

    ``data`` is the model object or plain data that JSON is made from, ``blocks`` what people read, ``sheet`` the one
    table of CSV (if not given, the only table of the blocks). ``title`` names the page where no heading does. ``brief``
    is what text shows in place of blocks that are too long to read, unless its ``detail`` is all. ``notes`` say what
    was assumed, and ``hints`` finds more of them once the answer is printed; ``status`` is the exit status; ``other``
    gives whole texts by format, in place of those that would be made from the blocks.
    """

    def __init__(  # noqa: PLR0913  # one answer has these parts, and most have few of them
        self,
        data: object,
        blocks: Sequence[Block],
        *,
        sheet: Table | None = None,
        title: str = "",
        brief: Sequence[Block] = (),
        notes: Iterable[str] = (),
        hints: Callable[[], Iterable[str]] = tuple,
        status: int = 0,
        other: Mapping[str, Callable[[], str]] | None = None,
        detail: Detail = SHORTENED,
    ) -> None:
        self.data = data
        self.blocks = list(blocks)
        self.sheet = sheet or _only_table(self.blocks)
        self.title = title or next((block.text for block in self.blocks if isinstance(block, Heading)), "")
        self.brief = list(brief)
        self.notes = list(notes)
        self.hints = hints
        self.status = status
        self.other = dict(other or {})
        self.detail = detail

    def distinguished(self, source_of: Callable[[str], str]) -> Answer:
        """The answer with the source of each row, in tables where two rows are of entities of one name."""
        parts = {
            name: [_distinguished(block, source_of) for block in getattr(self, name)] for name in ("blocks", "brief")
        }
        return self.replaced(**parts, sheet=_distinguished(self.sheet, source_of))

    def replaced(self, **parts: Any) -> Answer:
        """A copy with other parts."""
        return Answer(**vars(self) | parts)


def _distinguished(block: Any, source_of: Callable[[str], str]) -> Any:
    """A table with a column for the source of its first entities, where that or an id does not tell them apart yet.

    >>> rows = [[Entity(f"http://x/{n}", "", "Porter", "role"), n] for n in (1, 2)]
    >>> _distinguished(Table(("role", "count"), rows), {"http://x/1": "ward", "http://x/2": "town"}.get).rows[1][1:]
    [2, 'town']
    """
    if not isinstance(block, Table) or "id" in block.columns:
        return block
    width = range(len(block.columns))
    columns = (position for position in width if any(isinstance(row[position], Entity) for row in block.rows))
    if (first := next(columns, None)) is None:
        return block
    named = {entity.iri: entity.label for row in block.rows if isinstance(entity := row[first], Entity)}
    if len({*named.values()}) == len(named):
        return block
    sources = {iri: source_of(iri) for iri in named}
    rows = [[*row, sources[each.iri] if isinstance(each := row[first], Entity) else None] for row in block.rows]
    return block._replace(columns=(*block.columns, "in source"), rows=rows)


def _only_table(blocks: Sequence[Block]) -> Table:
    [table] = [block for block in blocks if isinstance(block, Items | Table)]
    return table.table() if isinstance(table, Items) else table


def cell_text(cell: Cell, *, brief: bool = False) -> str:
    """A cell as text: yes and no for truth values, nothing for None, a label for an entity.

    >>> cell_text(True), cell_text(None), cell_text(Abridged("a, b, c", "a and 2 more"), brief=True)
    ('yes', '', 'a and 2 more')
    """
    if isinstance(cell, Entity):
        return cell.label
    if isinstance(cell, Abridged):
        return cell.brief if brief else cell.full
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else str(cell)


def cite(sources: Iterable[Source], most: int | None = None) -> Citation:
    """Sources in short: the lines of each document (the first ``most``), and curated or inferred graphs by name.

    A table's rows are cited with the name of its file, the lines of a guide with its title; where it is the bundled one
    and no other is cited, without.

    >>> from kg.model import Source
    >>> cite([Source("ai-ml", "Guide", "Roles", 24), Source("ai-ml", "Guide", "Roles", 27), Source("curation")])
    'lines 24, 27; curation'
    >>> cite([Source("ai-ml", "Guide", "Roles", 24), Source("ai-ml", "Guide", "Roles", 27)], most=1)
    'lines 24 and 1 more'
    >>> cite([Source("esco", "ESCO 1.1.1, skills_en.csv", None, 7), Source("ai-ml", "Guide", "Roles", 24)])
    'skills_en.csv line 7; Guide line 24'
    >>> cite([Source("nursing", "Nursing", "Roles", 24)])
    'Nursing line 24'
    >>> cite([Source("inferred", "Nursing", "Roles", 24)])
    'inferred from Nursing line 24'
    """
    cited = tuple(sources)
    lines: dict[tuple[bool, str, str, bool], set[int]] = {}
    graphs: set[str] = set()
    for source in cited:
        if source.line is None:
            graphs.add(source.graph)
        else:
            key = source.graph == INFERRED, source.document or "", source.file, source.graph == BUNDLED_GRAPH
            lines.setdefault(key, set()).add(source.line)
    parts = []
    for (inferred, title, file, bundled), numbers in sorted(lines.items()):
        name = file or ("" if bundled and len(lines) == 1 else title)
        listed = truncate_list([str(number) for number in sorted(numbers)], most or len(numbers))
        place = f"{name} line{'s' if len(numbers) > 1 else ''} {listed}".lstrip()
        parts.append(f"inferred from {place}" if inferred else place)
    return Citation("; ".join([*parts, *sorted(graphs)]), [cited])


def cited(text: str, sources: Iterable[Source]) -> str:
    """A text with its sources in brackets; the sources alone where there is no text."""
    where = cite(sources)
    return Citation.joined([text, " (", where, ")"]) if text and where else text or where


def truncate_list(labels: Sequence[str], most: int = BRIEF) -> str:
    """The first of many labels, and how many more there are.

    >>> truncate_list(["a", "b", "c", "d"], most=2)
    'a, b and 2 more'
    """
    return ", ".join(labels[:most]) + (f" and {len(labels) - most} more" if len(labels) > most else "")


def list_cell(labels: Iterable[str]) -> Cell:
    """Labels as a cell; of more than a dozen, text shows the first three and how many more there are."""
    listed = list(labels)
    return abridged(", ".join(listed), truncate_list(listed, BRIEF if len(listed) <= BRIEF else SHORT))


def label_cell(entities: Iterable[Entity]) -> Cell:
    """The labels of entities as a cell of which text shows the first ones."""
    return list_cell(entity.label for entity in entities)


def abridged(full: str, brief: str) -> Cell:
    """A cell with a short form, where that differs."""
    return full if full == brief else Abridged(full, brief)


def join_labels(labels: Sequence[str]) -> str:
    """Labels as a sentence has them: A, B and C.

    >>> join_labels(["A", "B", "C"]), join_labels([])
    ('A, B and C', '')
    """
    return " and ".join(filter(None, (", ".join(labels[:-1]), *labels[-1:])))


def count_of(number: int, noun: str) -> str:
    """A number with its noun: "1 role", "3 roles"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


RANKED = 20
"""How many rows of a ranking a short text has, where nobody says how many."""


def shown_first(count: int) -> int:
    """How many of so many rows a short text has: the first five, and a sixth, whose line would only count it.

    >>> shown_first(4), shown_first(6), shown_first(7)
    (4, 6, 5)
    """
    return count if count <= FIRST_FIVE + 1 else FIRST_FIVE


def and_more(number: int) -> str:
    """What text output says of rows that it leaves out: "and 11 more (--all)"."""
    return f"and {number} more (--all)"


def shown_of(shown: int, total: int, noun: str) -> list[str]:
    """The note that says how many of all rows are shown, if some are not."""
    return [f"{shown} of {total} {noun} are shown; -n {total} shows all"] if shown < total else []
