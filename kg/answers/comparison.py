"""Roles side by side as blocks: a row for each skill, pay, education and level, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from kg.answers.blocks import (
    Answer,
    Block,
    Cell,
    Citation,
    Heading,
    Paragraph,
    Table,
    and_more,
    cell_text,
    cite,
    cited,
    join_labels,
    shown_first,
)
from kg.answers.routes import distribution_text, median_text, pay_text
from kg.model import Entity, Source
from kg.model.analysis import CommonPay, ComparedSkill, Comparison, Side, SkillRelation
from kg.model.careers import Education
from kg.model.entities import not_understood
from kg.schema import NOT_STATED, plain_properties


class ComparisonRow(NamedTuple):
    """A row of a comparison: its topic, the item that is compared, and a text for each role."""

    topic: str
    item: Entity | str
    texts: tuple[str, ...]

    @property
    def cells(self) -> list[Cell]:
        """The row as cells."""
        return [self.topic, self.item, *self.texts]


def comparison_answer(answer: Comparison) -> Answer:
    """Two to five roles side by side."""
    labels = [role.label for role in answer.roles]
    rows = [*skill_rows(answer), *term_rows(answer), *common_rows(answer)]
    sheet = Table(("topic", "item", *labels), [row.cells for row in rows])
    return Answer(answer, comparison_blocks(answer), brief=comparison_blocks(answer, short=True), sheet=sheet)


def comparison_blocks(answer: Comparison, *, short: bool = False) -> list[Block]:
    """What the roles have in common, then every skill and term role by role; ``short`` as text output has them."""
    labels = [role.label for role in answer.roles]
    skills = _short_skills(answer) if short else [[row.item, row.topic, *row.texts] for row in skill_rows(answer)]
    terms = [row.cells for row in term_rows(answer)]
    blocks: list[Block] = [Heading(join_labels(labels)), *map(Paragraph, summary_sentences(answer))]
    if skills:
        blocks.append(Table(("skill", "relation", *labels), skills, "Skills"))
    return [*blocks, Table(("topic", "item", *labels), terms, "Pay, education, level")]


def _short_skills(answer: Comparison) -> list[list[Cell]]:
    """The first five skills of each relation to the same roles, and how many more there are."""
    alike: dict[tuple[str, tuple[bool, ...]], list[ComparisonRow]] = {}
    for row in skill_rows(answer):
        alike.setdefault((row.topic, tuple(map(bool, row.texts))), []).append(row)
    cells: list[list[Cell]] = []
    for (topic, _), some in alike.items():
        shown = shown_first(len(some))
        cells += [[row.item, topic, *row.texts] for row in some[:shown]]
        if len(some) > shown:
            cells.append([and_more(len(some) - shown), topic, *[""] * len(answer.sides)])
    return cells


def skill_rows(answer: Comparison) -> list[ComparisonRow]:
    """The required skills, shared ones first, then skills of one role that cover those of another or are near them."""
    return [*_required_rows(answer), *relation_rows(answer)]


def term_rows(answer: Comparison) -> list[ComparisonRow]:
    """Pay, education, job titles, level of preparation, and what else the schema declares."""
    return [
        *_pay_rows(answer),
        *_area_pay_rows(answer),
        *_education_rows(answer),
        *_level_rows(answer),
        *_property_rows(answer),
    ]


def summary_sentences(answer: Comparison) -> list[str]:
    """What the roles have in common, in sentences."""
    alone = "; ".join(f"{len(answer.required_by_one(role))} by {role.label} alone" for role in answer.roles)
    some = f"{len(answer.required_by_some)} by some; " if len(answer.roles) > 2 else ""
    lines = [f"Skills: {len(answer.shared)} required by {_all_roles_phrase(answer)}; {some}{alone}."]
    silent = [side.role.label for side in answer.sides if not side.profile.required and "skills" in side.not_stated]
    if silent:
        lines = [f"Skills of {join_labels(silent)}: {NOT_STATED}, so none can be said to be shared by all."]
    for side in answer.sides:
        for topic, unread in groupby(sorted(side.not_understood, key=attrgetter("topic")), attrgetter("topic")):
            lines.append(f"Of {side.role.label}, {not_understood(unread, f'its {topic}')}.")
    pay = cited(_common_pay(answer.pay), answer.pay.sources) if answer.pay else f"none; {answer.pay_reason}"
    education = ", ".join(item for _, item, _ in _common_education(answer)) or "nothing"
    unstated = [side.role.label for side in answer.sides if "education" in side.not_stated]
    if unstated:
        education = f"none; education of {join_labels(unstated)} is {NOT_STATED}"
    return [*lines, Citation.joined(["Pay in common: ", pay, "."]), f"Education in common: {education}."]


def _all_roles_phrase(answer: Comparison) -> str:
    return "both" if len(answer.sides) == 2 else f"all {len(answer.sides)}"


def _row(answer: Comparison, topic: str, item: Entity | str, cell: Callable[[Side], str]) -> ComparisonRow:
    return ComparisonRow(topic, item, tuple(map(cell, answer.sides)))


# --- skills -----------------------------------------------------------------------------------------------------------


def _required_rows(answer: Comparison) -> list[ComparisonRow]:
    return [_row(answer, _required_by(answer, item), item.skill, partial(_skill_cell, item)) for item in answer.skills]


def _required_by(answer: Comparison, item: ComparedSkill) -> str:
    count = len(item.required)
    if count == len(answer.sides):
        return f"required by {_all_roles_phrase(answer)}"
    return f"required by {count} of {len(answer.sides)}" if count > 1 else "required by one"


def _skill_cell(item: ComparedSkill, side: Side) -> str:
    if not side.profile.required:
        return side.silence("skills")
    for word, found in (("", item.required), ("optional, ", item.optional)):
        for asked in found:
            if asked.role == side.role:
                tools = ", ".join(tool.label for tool in asked.tools)
                where, rest = cite(asked.sources), f": {tools}" if tools else ""
                linked = ["; the same skill by ", cite(asked.links)] if asked.links and len(item.required) > 1 else []
                return Citation.joined([word, where or "required", rest, *linked])
    return ""


def relation_rows(answer: Comparison) -> list[ComparisonRow]:
    """The skills of one role that cover those of another or are near them."""
    return [_relation_row(answer, relation) for relation in answer.relations]


def _relation_row(answer: Comparison, relation: SkillRelation) -> ComparisonRow:
    """Each of the two skills in the columns of the roles that require it."""
    verbs = (" covers", " is covered") if relation.kind == "covers" else ("", "")
    words = {relation.skill: verbs[0], relation.other: verbs[1]}

    def cell(side: Side) -> str:
        stated = {item.skill: item.own_sources for item in side.profile.required}
        texts = (cited(f"{skill.label}{verb}", stated[skill]) for skill, verb in words.items() if skill in stated)
        return Citation.joined(texts, "; ")

    return _row(answer, relation.kind, ", ".join(group.label for group in relation.via), cell)


# --- pay --------------------------------------------------------------------------------------------------------------


def _pay_rows(answer: Comparison) -> list[ComparisonRow]:
    def pay(side: Side) -> str:
        median = side.profile.median_pay
        if side.pay is None and median:
            return cited(median_text(median), median.sources)
        return cited(pay_text(side.pay), side.pay.sources) if side.pay else side.silence("pay")

    return [_row(answer, "pay", "", pay)]


def _area_pay_rows(answer: Comparison) -> list[ComparisonRow]:
    """Pay in an area, a row for each period, and how many people work there; none where no area was asked for."""
    stated = {pay.period: pay for side in answer.sides for pay in side.area_pay}
    rows = []
    for period in sorted(stated, reverse=True):
        topic = f"pay in {stated[period].area.label}, {stated[period].year}"
        rows.append(_row(answer, topic, stated[period].unit, partial(_area_pay_cell, period)))
    if stated:
        rows.append(_row(answer, f"people in {next(iter(stated.values())).area.label}", "", _people_cell))
    return rows


def _area_pay_cell(period: str, side: Side) -> str:
    pay = next((each for each in side.area_pay if each.period == period), None)
    return cited(distribution_text(pay), pay.sources) if pay else NOT_STATED


def _people_cell(side: Side) -> str:
    people = next((pay.people for pay in side.area_pay if pay.people is not None), None)
    return "not released" if people is None and side.area_pay else NOT_STATED if people is None else f"{people:,}"


def _common_pay(pay: CommonPay) -> str:
    """A range as text: "90,000 - 200,000+ USD, no upper limit stated"; a bound that a role does not state is named."""
    if pay.maximum is not None:
        top = f"{pay.maximum:,}{'+' if pay.open_ended else ''}"
        amounts = f"{pay.minimum:,} - {top}" if pay.minimum is not None else f"up to {top}"
    else:
        amounts = f"from {pay.minimum:,}" if pay.minimum is not None else "from no stated minimum"
    text = f"{amounts} {pay.currency}"
    if pay.minimum is None:
        text += ", a minimum is not stated for every role"
    if pay.open_ended:
        return f"{text}, no upper limit stated" + (f" below {pay.at_most:,}" if pay.at_most is not None else "")
    return text if pay.maximum is not None else f"{text}, a maximum is not stated for every role"


# --- education and level ----------------------------------------------------------------------------------------------


def _education_rows(answer: Comparison) -> list[ComparisonRow]:
    """A row for each credential or background of some role; one for the text where nothing else is stated."""
    names = dict.fromkeys(option.name for side in answer.sides for option in side.details.education)
    worded = any(side.details.education_text and not side.details.education for side in answer.sides)
    rows = [_row(answer, "education", name, partial(_education_cell, name)) for name in names if name]
    if worded or not rows:
        rows.append(_row(answer, "education", "", _wording_cell))
    return rows


def _education_cell(name: str, side: Side) -> str:
    if not (side.details.education or side.details.education_text):
        return side.silence("education")
    texts = (cited(_option(option), option.sources) for option in side.details.education if option.name == name)
    return Citation.joined(texts, "; ")


def _option(option: Education) -> str:
    """An option without its credential: "in Statistics or a related field, preferred"."""
    names = [field.label for field in option.fields] + ["a related field"] * option.related_field
    fields = f"in {', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else f"in {names[0]}" if names else ""
    strength = option.strength if option.strength != "required" else ""
    condition = f"with {option.condition}" if option.condition else ""
    listed = "among the required skills" if option.among_skills else ""
    stated = "stated" if option.name.endswith("required") else "required"  # "no formal education required"
    words = ", ".join(part for part in (fields, strength, condition, listed) if part) or stated
    asked = "asked, or more, by" if option.strength == "required" else "asked by"
    return words if option.share is None else f"{words}, {asked} {option.share:g} % of respondents"


def _wording_cell(side: Side) -> str:
    if side.details.education_text and not side.details.education:
        return cited(side.details.education_text, side.details.education_sources)
    return "" if side.details.education else side.silence("education")


def _level_rows(answer: Comparison) -> list[ComparisonRow]:
    def preparation(side: Side) -> str:
        level = side.profile.preparation
        return NOT_STATED if level is None else cited(str(level), side.details.preparation_sources)

    def titles(level: Entity | None, side: Side) -> str:
        if not side.details.titles:
            return NOT_STATED
        held = (cited(each.title.label, each.sources) for each in side.details.titles if each.level == level)
        return Citation.joined(held, ", ")

    held = [held for side in answer.sides for held in side.details.titles]
    held.sort(key=lambda each: min((place.line for place in each.sources if place.line), default=10**9))
    levels: list[Entity | None] = list(dict.fromkeys(each.level for each in held)) or [None]
    rows = [_row(answer, "job titles", level.label if level else "", partial(titles, level)) for level in levels]
    return [_row(answer, "preparation level", "", preparation), *rows]


def _property_rows(answer: Comparison) -> list[ComparisonRow]:
    """A row for each plain property that some role states, or should state."""

    def values(name: str, side: Side) -> str:
        sources: dict[str, list[Source]] = {}
        for fact in side.details.properties:
            if fact.property == name:
                sources.setdefault(_amount(fact.value), []).append(fact.source)
        return Citation.joined((cited(text, where) for text, where in sources.items()), "; ") or NOT_STATED

    stated = {fact.property for side in answer.sides for fact in side.details.properties}
    if not any(side.pay for side in answer.sides):
        stated.discard("medianAnnualPay")  # the row of pay has it
    rows = [row for row in plain_properties("role").values() if row.name in stated or "role" in row.expected.split()]
    return [_row(answer, row.words, "", partial(values, row.name)) for row in rows]


def _amount(value: Cell) -> str:
    """A value as text, a large number with separators; years have none."""
    return f"{value:,}" if isinstance(value, int) and value >= 10_000 else cell_text(value)


# --- in common --------------------------------------------------------------------------------------------------------


def common_rows(answer: Comparison) -> list[ComparisonRow]:
    """What the summary says, as rows for a spreadsheet."""
    empty = ("",) * (len(answer.sides) - 1)
    rows = [ComparisonRow(what, item, (cite(sources), *empty)) for what, item, sources in _common_education(answer)]
    if answer.pay is None:
        return [ComparisonRow("pay in common", f"none; {answer.pay_reason}", ("", *empty)), *rows]
    return [ComparisonRow("pay in common", _common_pay(answer.pay), (cite(answer.pay.sources), *empty)), *rows]


def _common_education(answer: Comparison) -> list[tuple[str, str, tuple[Source, ...]]]:
    common = answer.education
    found = [("credential in common", item.entity.label, item.sources) for item in common.credentials]
    found += [("field in common", item.entity.label, item.sources) for item in common.fields]
    return found + ([("field in common", "a related field", common.related_sources)] if common.related_field else [])
