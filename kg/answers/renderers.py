"""The formats that answers are printed in: a registry with one renderer each, working on the blocks of an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby, repeat
from typing import NamedTuple

from kg.answers.blocks import FIRST_FIVE, Answer, AnswerRow, Block, Cell, Heading, Items, Paragraph, Table, cell_text
from kg.answers.escaping import SPELT_OUT, csv_cell, markdown, markup, mermaid, spelt_out, terminal
from kg.answers.json_output import json_text
from kg.answers.text import plain_text
from kg.errors import UsageError
from kg.model import Entity


class Format(NamedTuple):
    """A format: what makes the text of an answer for a width in columns (None: unlimited), and what help says of it.

    ``usual`` formats are those of every answer; a command names the others that it offers.
    """

    render: Callable[[Answer, int | None], str]
    summary: str
    usual: bool = True


def render(answer: Answer, fmt: str, *, encoding: str | None = None, width: int | None = None) -> str:
    """An answer in one format, ending in a line feed unless it is empty.

    ``encoding`` is that of the output: what it lacks is written as an escape where the format has escapes. Raises
    UsageError where the answer has no such format.
    """
    text = answer.other[fmt]() if fmt in answer.other else FORMATS[fmt].render(answer, width)
    if fmt in SPELT_OUT:
        text = spelt_out(text, fmt, encoding)
    return text if not text or text.endswith("\n") else f"{text}\n"


# --- CSV, JSON --------------------------------------------------------------------------------------------------------


def _csv(answer: Answer, width: int | None) -> str:
    import csv
    import io

    del width
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(map(csv_cell, answer.sheet.columns))
    writer.writerows([csv_cell(_csv_value(cell)) for cell in row] for row in answer.sheet.rows)
    return buffer.getvalue()


def _csv_value(cell: Cell) -> object:
    return cell if isinstance(cell, int | float) and not isinstance(cell, bool) else cell_text(cell)


def _json(answer: Answer, width: int | None) -> str:
    del width
    return json_text(answer.data)


# --- Markdown ---------------------------------------------------------------------------------------------------------


def _markdown(answer: Answer, width: int | None) -> str:
    del width
    return "\n".join(_markdown_block(block) for block in answer.blocks)


def _markdown_block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * (level + 1)} {markdown(text)}\n"
        case Paragraph(text):
            return f"{markdown(text.strip())}\n" if text.strip() else ""
        case Items(boxes=True):
            return _box_lines(block)
        case Items():
            return _markdown_table(block.table())
        case Table(caption=caption):
            heading = f"### {markdown(caption)}\n\n" if caption else ""
            return heading + _markdown_table(block)


def _markdown_table(table: Table) -> str:
    names, *rows = [[markdown(cell_text(cell)) for cell in row] for row in (table.columns, *table.rows)]
    lines = [names, ["---"] * len(names), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _checklist(answer: Answer, width: int | None) -> str:
    """Markdown in which each statement is a line with, where something is to be done or held, a box to tick."""
    del width
    return "\n".join(
        _box_lines(block) if isinstance(block, Items) else _markdown_block(block) for block in answer.blocks
    )


def _box_lines(block: Items) -> str:
    return "".join(f"{_box(row)}\n" for row in block.rows)


_BOXES = {"keep": "[x] ", "held": "[x] ", "done": "[x] "} | dict.fromkeys(
    ("learn", "learn (near)", "missing", "near"), "[ ] "
)
"""The boxes of statements about skills, ticked where the skill is held."""


def _box(row: AnswerRow) -> str:
    box = _BOXES.get(row.row_type, "")
    if row.row_type == "gate" and row.details:
        box = "[x] " if row.details.startswith("held") else "[ ] "
    details, source = markdown(row.details), markdown(row.source)
    rest = "".join((f": {details}" if details else "", f" ({source})" if source else ""))
    return f"- {box}{row.row_type} **{markdown(row.label)}**{rest}"


# --- HTML -------------------------------------------------------------------------------------------------------------

_FOLDED = {"keep": "held", "held": "held"} | dict.fromkeys(("learn", "near", "missing"), "to learn")
"""The types of statements of which many fold away: those about skills that one has, and about those to learn."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_STYLE = """\
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
h1, h2, h3 { line-height: 1.2; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8888; vertical-align: top }
.wide { overflow-x: auto }
.items { padding-inline-start: 1.25rem }
.boxes { list-style: none; padding-inline-start: 0 }
.source { opacity: .8 }"""


class HtmlBlocks:
    """Blocks as HTML. ``top`` is the level of the first heading, ``key`` the beginning of every element's id.

    A subclass says by ``entity`` and ``about`` how entities are linked on its page.
    """

    def __init__(self, top: int = 1, key: str = "table") -> None:
        self.top = top
        self.key = key

    def entity(self, iri: str | None, label: str) -> str:
        """The name of an entity."""
        del iri
        return markup(label)

    def about(self, entities: Sequence[Entity]) -> str:
        """Attributes of a heading that names entities."""
        del entities
        return ""

    def cell_labels(self, columns: Sequence[str]) -> Sequence[str]:
        """The names that the cells of a table bear themselves, where a narrow page shows its rows as cards."""
        del columns
        return ()

    def blocks(self, blocks: Iterable[Block]) -> str:
        """All of the blocks in order; one that has nothing to read is left out."""
        level, parts = 1, []
        for number, block in enumerate(blocks):
            level = block.level if isinstance(block, Heading) else level
            parts.append(self._block(block, f"{self.key}-{number}", level))
        return "\n".join(filter(None, parts))

    def _block(self, block: Block, key: str, level: int) -> str:
        match block:
            case Heading(text, depth, about):
                tag = f"h{min(depth - 1 + self.top, 6)}"
                return f"<{tag}{self.about(about)}>{markup(text)}</{tag}>"
            case Paragraph(text):
                return f"<p>{markup(text.strip())}</p>" if text.strip() else ""
            case Items(rows, boxes):
                return self._items(rows, boxes=boxes) if rows else ""
            case Table(columns, rows, caption):
                cells = [[self.cell(cell) for cell in row] for row in rows]
                level, labels = min(level + self.top, 6), self.cell_labels(columns)
                return html_table(key, caption, columns, cells, level=level, labels=labels)

    def _items(self, rows: Sequence[AnswerRow], *, boxes: bool) -> str:
        """Statements as a list; of many that follow one another and are of a type, all but the first five fold away."""
        kind = "boxes" if boxes else "items"
        lines = [f'<ul class="{kind}">']
        for about_skills, run in groupby(rows, key=lambda row: _FOLDED.get(row.row_type.partition(" ")[0])):
            some = [self._item(row, boxes=boxes) for row in run]
            most = FIRST_FIVE if about_skills and len(some) > FIRST_FIVE + 2 else len(some)
            first, rest = some[:most], some[most:]
            lines += first
            if rest:
                folded = "\n".join(rest)
                lines.append(
                    f"<li><details><summary>and {len(rest)} more</summary>\n"
                    f'<ul class="{kind}">\n{folded}\n</ul></details></li>'
                )
        return "\n".join([*lines, "</ul>"])

    def _item(self, row: AnswerRow, *, boxes: bool = False) -> str:
        details = f": {markup(row.details)}" if row.details else ""
        source = f' <span class="source">{markup(row.source)}</span>' if row.source else ""
        named = f"{markup(row.row_type)} <b>{self.entity(row.iri, row.label)}</b>"
        if boxes:
            ticked = " checked" if _BOXES.get(row.row_type) == "[x] " else ""
            named = f'<label><input type="checkbox"{ticked}> {named}</label>'
        return f"<li>{named}{details}{source}</li>"

    def cell(self, cell: Cell) -> str:
        """A cell of a table."""
        return self.entity(cell.iri, cell.label) if isinstance(cell, Entity) else markup(cell_text(cell))


def html_table(
    key: str,
    caption: str,
    columns: Iterable[str],
    rows: Iterable[Sequence[str]],
    *,
    level: int = 2,
    marks: Iterable[str] = (),
    labels: Sequence[str] = (),
) -> str:
    """A table of cells in HTML, in a region that scrolls by itself; the first cell of a row is its header.

    ``marks`` are attributes of its rows, each with a blank before it; ``labels`` are names of its columns, which cells
    bear where a narrow page shows rows as cards.
    """
    from html import escape

    head = "".join(f'<th scope="col">{markup(name)}</th>' for name in columns)
    own_labels = [f' data-label="{escape(terminal(name))}"' for name in labels[1:]]
    table = '<table class="as-cards">' if labels else "<table>"
    lines = []
    for row, mark in zip(rows, chain(marks, repeat(""))):  # noqa: B905  # there are as many rows as there are
        cells = "".join(f"<td{own}>{cell}</td>" for own, cell in zip(chain(own_labels, repeat("")), row[1:]))  # noqa: B905  # as above
        lines.append(f'<tr{mark}><th scope="row">{row[0]}</th>{cells}</tr>')
    title = f'<h{level} id="{key}">{markup(caption)}</h{level}>\n' if caption else ""
    name = f'aria-labelledby="{key}"' if caption else 'aria-label="Table"'
    return (
        f'{title}<div class="wide" role="region" tabindex="0" {name}>'
        f"{table}<thead><tr>{head}</tr></thead>\n<tbody>\n" + "\n".join(lines) + "\n</tbody></table></div>"
    )


def _html(answer: Answer, width: int | None) -> str:
    """One page without scripts or anything to load."""
    from html import escape

    del width
    title = escape(terminal(answer.title))
    named = any(isinstance(block, Heading) and block.level == 1 for block in answer.blocks)
    blocks = answer.blocks if named else [Heading(answer.title), *answer.blocks]
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n"
        f"<body>\n<main>\n{HtmlBlocks().blocks(blocks)}\n</main>\n</body>\n</html>\n"
    )


# --- Mermaid ----------------------------------------------------------------------------------------------------------


def _mermaid(answer: Answer, width: int | None) -> str:
    """A flowchart of the steps: entities as boxes, on each arrow how much is learned and kept, and what lacks else.

    Where there is no route, a crossed line says why, and what would open one.
    """
    del width
    known: dict[str, Entity] = {}
    arrows: list[tuple[Entity, Entity, str, list[str]]] = []
    for start, end, arrow, texts in _arrows(answer.blocks):
        known |= {entity.iri: entity for entity in (start, end)}
        arrows += [(start, end, arrow, texts)] if arrow else []
    names = {iri: f"n{number}" for number, iri in enumerate(known)}
    nodes = [f'  {name}["{mermaid(known[iri].label)}"]' for iri, name in names.items()]
    edges: dict[str, None] = {}
    for start, end, arrow, texts in arrows:
        label = "<br>".join(map(mermaid, texts))
        edges[f'  {names[start.iri]} {arrow}|"{label}"| {names[end.iri]}'] = None
    return "\n".join(["flowchart LR", *nodes, *edges])


def _arrows(blocks: Sequence[Block]) -> Iterator[tuple[Entity, Entity, str, list[str]]]:
    """The ends of the answer, then each step with its statements, or one crossed line with all reasons."""
    missing: dict[tuple[Entity, Entity], list[str]] = {}
    ends: tuple[Entity, ...] = ()
    for block in blocks:
        match block:
            case Heading(_, level, (start, end)):
                ends = start, end
                if level == 1:
                    yield start, end, "", []
            case Items(rows) if len(ends) == 2:
                yield ends[0], ends[1], "-->", _step_label(rows)
            case Paragraph(text, (start, end)):
                missing.setdefault((start, end), []).append(text)
    for (start, end), texts in missing.items():
        yield start, end, "--x", texts


def _step_label(rows: Sequence[AnswerRow]) -> list[str]:
    """How many skills a step asks to learn and keeps, then each credential that is not held.

    >>> _step_label([AnswerRow("learn", "SQL"), AnswerRow("gate", "PhD", "not held"), AnswerRow("learn (near)", "R")])
    ['learn 2, keep 0', 'gate PhD: not held']
    """
    counts = Counter(row.row_type.partition(" ")[0] for row in rows)
    gates = [row for row in rows if row.row_type == "gate"]
    states = ("not held", "not stated whether held")
    lacking = [f"gate {row.label}: {state}" for row in gates for state in states if row.details.startswith(state)]
    return [f"learn {counts['learn']}, keep {counts['keep']}", *lacking]


# --- the registry -----------------------------------------------------------------------------------------------------


def _of_a_query(answer: Answer, width: int | None) -> str:
    """Formats that only the results of queries have, which write them themselves."""
    del answer, width
    raise UsageError("this answer is not the result of a query", "use -f table, json, csv, md or html")


def _of_a_plan(answer: Answer, width: int | None) -> str:
    """The format that only plans have, which write it themselves."""
    del answer, width
    raise UsageError("this answer is not a plan", "use -f table, json, csv, md or html")


FORMATS = {
    "table": Format(plain_text, "text and tables to read"),
    "json": Format(_json, "all data"),
    "csv": Format(_csv, "one table, for spreadsheets"),
    "md": Format(_markdown, "Markdown"),
    "html": Format(_html, "a page"),
    "mermaid": Format(_mermaid, "a flowchart", usual=False),
    "checklist": Format(_checklist, "Markdown with boxes to tick", usual=False),
    "ics": Format(_of_a_plan, "a calendar", usual=False),
    "kgcl": Format(_of_a_query, "commands of the Knowledge Graph Change Language", usual=False),
    "xml": Format(_of_a_query, "SPARQL Query Results XML", usual=False),
    "tsv": Format(_of_a_query, "SPARQL 1.1 TSV", usual=False),
    "ttl": Format(_of_a_query, "Turtle", usual=False),
    "nt": Format(_of_a_query, "N-Triples", usual=False),
    "jsonld": Format(_of_a_query, "JSON-LD", usual=False),
    "trig": Format(_of_a_query, "TriG", usual=False),
}
"""Every format by the name that ``-f`` takes, in the order in which help lists them."""


def format_names(*more: str) -> list[str]:
    """The formats of an answer: the usual ones, and those that a command offers beyond them.

    >>> format_names("checklist")
    ['table', 'json', 'csv', 'md', 'html', 'checklist']
    """
    return [name for name, entry in FORMATS.items() if entry.usual or name in more]
