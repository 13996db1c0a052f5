"""What is known of entities as blocks: descriptions, their sources, what a text names, connections between two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from kg.answers.blocks import (
    Answer,
    Block,
    Cell,
    Heading,
    Paragraph,
    Table,
    cell_text,
    cite,
    cited,
    count_of,
    label_cell,
)
from kg.answers.json_output import plain
from kg.answers.routes import distribution_text
from kg.errors import quoted
from kg.model import Description, Entity, Fact, Unread
from kg.model.analysis import NEGATED, OPTIONAL, STATED, Extraction, Mention
from kg.model.careers import AreaPay
from kg.model.connections import Connection, Connections
from kg.schema import NOT_STATED, PAY_PARTS, property_label
from kg.store.names import fold, words

_VALUES = 10
"""How many values of one property are shown as text: a role of O*NET has a hundred in all."""

CORRECT = (
    "To correct it, edit the line shown under 'edit' and open a pull request, as CONTRIBUTING.md says;"
    " `kg build` writes the graph again."
)
"""How a reader of an answer has it corrected."""


# --- descriptions -----------------------------------------------------------------------------------------------------


def description_answer(
    description: Description, pay: Sequence[AreaPay] | None = None, *, properties: bool = False
) -> Answer:
    """All facts of an entity, and what is not stated; ``properties``: with the names of RDF properties.

    ``pay`` is what it pays in an area, None where no area was asked for.
    """
    name = _namer(properties)
    rows: list[list[Cell]] = [*_fact_rows(description, name), *_pay_rows(pay or ())]
    rows += [[each.topic, each.brief(), each.text, str(each.source)] for each in description.not_understood]
    rows += [[name(missing), NOT_STATED, "", ""] for missing in description.not_stated]
    title = Heading(
        f"{description.entity.label} ({description.entity.kind}, {description.entity.id})", about=(description.entity,)
    )
    table = Table(("property", "value", "details", "source"), rows)
    data = description if pay is None else {**plain(description), "pay_in_area": plain(pay)}
    return Answer(data, [title, table], brief=_first_values(title, table))


def _pay_rows(pay: Sequence[AreaPay]) -> list[list[Cell]]:
    """A row for the pay of each period in an area, and one for the people who work there."""
    rows: list[list[Cell]] = []
    for each in pay:
        property_ = f"pay in {each.area.label}, {each.year}"
        rows.append([property_, distribution_text(each), each.unit, cite(each.sources)])
    for each in pay[:1]:
        people = "not released" if each.people is None else f"{each.people:,}"
        rows.append([f"people in {each.area.label}, {each.year}", people, "", cite(each.sources)])
    return rows


_NOT_REQUIRED: Final = {
    "optional": "optional skill",
    "preferred": "preferred skill",
    "sometimes": "skill sometimes required",
}
"""What a requirement is called that is weaker than required."""

SKILL_LABELS: Final = (property_label("hasRequirement"), *_NOT_REQUIRED.values())
"""What the requirements of a role are called, the firmest first."""


def fact_label(fact: Fact) -> str:
    """The property of a fact in words; only what a role requires is called required."""
    if fact.property == "hasRequirement":
        return _NOT_REQUIRED.get(str(dict(fact.parts).get("strength")), SKILL_LABELS[0])
    return property_label(fact.property)


def _name_of(fact: Fact, name: Callable[[str], str]) -> str:
    return fact.property if name is str else fact_label(fact)


def _namer(properties: bool) -> Callable[[str], str]:
    """What gives the name of a property: the RDF name itself, or a label that people read."""
    return str if properties else property_label


def _first_values(title: Heading, table: Table) -> list[Block]:
    """A description with the first values of each property, and how many more there are."""
    counts = Counter(row[0] for row in table.rows)
    shown: Counter[object] = Counter()
    rows: list[Sequence[Cell]] = []
    for row in table.rows:
        name, number = row[0], counts[row[0]]
        shown[name] += 1
        if shown[name] <= _VALUES or number == _VALUES + 1:
            rows.append(row)
        elif shown[name] == number:
            rows.append([name, f"and {number - _VALUES} more", "", ""])
    if len(rows) == len(table.rows):
        return []
    return [title, Table(table.columns, rows), Paragraph("--all shows every value.")]


def _fact_rows(description: Description, name: Callable[[str], str]) -> list[list[Cell]]:
    """A row for each value of a property, with all its sources together."""
    rows: dict[tuple[str, str], tuple[Cell, list[str], list[str]]] = {}
    for fact in description.facts:
        value = _value(fact.value)
        key = _name_of(fact, name), cell_text(value)
        _, details, sources = rows.setdefault(key, (value, [], []))
        for collected, text in ((details, _parts(fact, name)), (sources, str(fact.source))):
            if text and text not in collected:
                collected.append(text)
    return [
        [property_, value, "; ".join(details), ", ".join(sources)]
        for (property_, _), (value, details, sources) in rows.items()
    ]


def _value(value: Cell) -> Cell:
    return value if isinstance(value, Entity) else cell_text(value)


def _part_order(part: tuple[str, object]) -> int:
    """The parts of pay in the order of reading; others follow as they come."""
    return PAY_PARTS.index(part[0]) if part[0] in PAY_PARTS else len(PAY_PARTS)


def _parts(fact: Fact, name: Callable[[str], str]) -> str:
    parts: dict[str, list[str]] = {}
    required = ("strength", "required") in fact.parts
    for part, value in sorted(fact.parts, key=_part_order):
        if part == "share" and name(part) != part:
            words = "asked, or more, by" if required else "asked by"
            parts.setdefault(words, []).append(f"{cell_text(value)} % of respondents")
            continue
        text = name(str(value)) if part == "curation" else cell_text(value)  # the name of a property that was added
        said = value == "required" or _name_of(fact, name) in _NOT_REQUIRED.values()
        if part != "strength" or not said:
            parts.setdefault(name(part), []).append(text)
    return "; ".join(f"{part} {', '.join(values)}" for part, values in parts.items())


def sources_answer(
    description: Description, facts: Sequence[Fact], lines: Sequence[str | None], *, properties: bool = False
) -> Answer:
    """The source of each of some facts, and the line of curated data that states it, where it is at hand."""
    name = _namer(properties)
    rows: list[list[Cell]] = [
        [_name_of(fact, name), _value(fact.value), str(fact.source), fact.source.section, line, _reason(fact)]
        for fact, line in zip(facts, lines, strict=True)
    ]
    rows += [
        [name(each.property), each.text, str(each.source), each.source.section, None, "not understood"]
        for each in description.not_understood
    ]
    data = {
        "entity": description.entity,
        "facts": [plain(fact) | {"edit": line} for fact, line in zip(facts, lines, strict=True)],
        "not_stated": description.not_stated,
        **({"not_understood": description.not_understood} if description.not_understood else {}),
        "report": CORRECT if any(lines) else None,
    }
    title = Heading(f"Why {description.entity.label} ({description.entity.id})", about=(description.entity,))
    documents = sorted({fact.source.document for fact in facts if fact.source.document})
    about = [Paragraph(f"Source document: {'; '.join(documents)}")] if documents else []
    table = Table(("property", "value", "source", "section", "edit", "reason"), rows)
    unread = [Paragraph(each) for each in unread_sentences(description.not_understood)]
    correct = [Paragraph(CORRECT)] if any(lines) else []
    return Answer(data, [title, *about, table, *unread, *correct])


def nothing_stated(description: Description, wanted: Sequence[str], *, properties: bool = False) -> Answer:
    """That an entity has none of some properties, and which it has."""
    name = _namer(properties)
    answer = sources_answer(description, (), (), properties=properties)
    known = ", ".join(sorted({_name_of(fact, name) for fact in description.facts}))
    names = " or ".join(dict.fromkeys(map(name, wanted)))
    unread = [str(each) for each in description.not_understood if each.property in wanted]
    silent = Paragraph(
        f"{names} of {description.entity.label}: {'; '.join(unread) or NOT_STATED}. Stated are: {known}."
    )
    return answer.replaced(blocks=[answer.blocks[0], silent], status=1)


def with_unread(table: Table, unread: Sequence[Unread]) -> Table:
    """A table of a question in which a role has nothing stated, but a text that was not understood: so it says."""
    lines_of: dict[str, list[str]] = {}
    for each in unread:
        lines_of.setdefault(each.role.label if each.role else "", []).append(each.brief())
    if not lines_of:
        return table
    alone = next(iter(lines_of.values())) if len(lines_of) == 1 else []
    rows: list[Sequence[Cell]] = []
    for row in table.rows:
        names = [lines for cell in row if (lines := lines_of.get(cell_text(cell)))]
        lines = names[0] if names else [] if any(_is_role(cell) for cell in row) else alone
        last = lines and row and row[-1] == NOT_STATED
        rows.append([("; ".join(lines) if cell == NOT_STATED else cell) for cell in row] if last else row)
    return Table(table.columns, rows, table.caption)


def _is_role(cell: Cell) -> bool:
    return isinstance(cell, Entity) and cell.kind == "role"


def unread_sentences(unread: Iterable[Unread]) -> list[str]:
    """What was not understood about roles, in sentences."""
    return [f"Of {each.role.label}, {each}." if each.role else f"{each}." for each in unread]


def _reason(fact: Fact) -> str:
    return next((str(value) for name, value in fact.parts if name == "reason"), "")


# --- found in a text --------------------------------------------------------------------------------------------------


def extraction_answer(answer: Extraction) -> Answer:
    """What a text names, each with its place; then the names in it that several entities have."""
    title = Heading(f"Named in {answer.document}" if answer.document else "Named in the text")
    columns = ("place", "text", "read as", "kind", "status", "because of", "in the text")
    found = Table(columns, [_mention_row(mention) for mention in answer.mentions])
    several = [
        [mention.place, mention.text, label_cell((mention.entity, *mention.others)), mention.context]
        for mention in answer.unclear
    ]
    unclear = [Table(("place", "text", "names of", "in the text"), several, "Which one was meant?")] if several else []
    if not answer.mentions:
        nothing = Paragraph("No name of a skill, role or credential was found.")
        return Answer(answer, [title, nothing, *unclear], sheet=found, status=1)
    counts = Counter(mention.status for mention in answer.mentions)
    number = len(answer.entities())
    parts = ", ".join(f"{counts[status]} {status}" for status in (STATED, OPTIONAL, NEGATED) if counts[status])
    summary = Paragraph(f"{count_of(len(answer.mentions), 'mention')} of {number} different: {parts}.")
    return Answer(answer, [title, found, *unclear, Paragraph(""), summary], sheet=found)


def _mention_row(mention: Mention) -> list[Cell]:
    entity = mention.entity
    other = words(fold(mention.name)) != words(fold(entity.label))
    reasons = [f"'{mention.cue}'" if mention.cue else "", f"also known as {quoted(mention.name)}" if other else ""]
    because = "; ".join(filter(None, reasons))
    return [mention.place, mention.text, entity, entity.kind, mention.status, because, mention.context]


# --- connections ------------------------------------------------------------------------------------------------------


def connections_answer(answer: Connections) -> Answer:
    """The shortest connections of two entities, each as sentences; or why there is none."""
    title = Heading(f"{answer.origin.label} ↔ {answer.destination.label}")
    columns = ("connection", "step", "subject", "property", "object", "sentence", "source")
    sheet = Table(columns, [row for number, each in enumerate(answer, 1) for row in _link_rows(number, each)])
    blocks = [block for number, each in enumerate(answer, 1) for block in _connection_blocks(number, each)]
    if not answer and answer.origin == answer.destination:
        return Answer(answer, [title], sheet=sheet, notes=[f"{answer.reason}"])
    if not answer:
        return Answer(answer, [title, Paragraph(f"No connection: {answer.reason}.")], sheet=sheet, status=1)
    return Answer(answer, [title, *blocks], sheet=sheet)


def _connection_blocks(number: int, connection: Connection) -> list[Block]:
    between = ", ".join(entity.label for entity in connection.entities[1:-1])
    length = f"{connection.length} steps through {between}" if between else "1 step"
    heading = Heading(f"Connection {number}: {length}", 2)
    return [heading, *(Paragraph(cited(f"  {link.sentence}", link.sources)) for link in connection.links)]


def _link_rows(number: int, connection: Connection) -> list[list[Cell]]:
    return [
        [number, position, link.subject, link.property, link.object, link.sentence, cite(link.sources)]
        for position, step in enumerate(connection.steps, 1)
        for link in step
    ]
