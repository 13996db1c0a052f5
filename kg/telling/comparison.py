"""Roles side by side in words: a row for each skill, pay, education and level, and what they have in common."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kg.schema import NOT_STATED
from kg.telling.cells import cite, pay_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kg.model import Entity, Source
    from kg.model.analysis import CommonPay, ComparedSkill, Comparison, Education, Side, SkillRelation

__all__ = ["Compared", "common_rows", "compared_skills", "compared_terms", "comparison_words", "listed"]


class Compared(NamedTuple):
    """A row of a comparison: what is compared, of which thing, and a text for each role; ``iri`` is the thing's."""

    what: str
    item: str
    texts: tuple[str, ...]
    iri: str | None = None

    @property
    def cells(self) -> list[str]:
        """The row as text."""
        return [self.what, self.item, *self.texts]


def compared_skills(answer: Comparison) -> list[Compared]:
    """What the roles require, shared skills first, and what of one role serves another."""
    return [*_skill_rows(answer), *(_relation_row(answer, relation) for relation in answer.relations)]


def compared_terms(answer: Comparison) -> list[Compared]:
    """Pay, education, job titles and level of preparation."""
    return [*_pay_rows(answer), *_education_rows(answer), *_level_rows(answer)]


def comparison_words(answer: Comparison) -> list[str]:
    """What the roles have in common, in sentences."""
    alone = "; ".join(f"{len(answer.only(role))} by {role.label} alone" for role in answer.roles)
    some = f"{len(answer.some)} by some; " if len(answer.roles) > 2 else ""
    lines = [f"Skills: {len(answer.shared)} required by {_everyone(answer)}; {some}{alone}."]
    silent = [side.role.label for side in answer.sides if not side.profile.required]
    if silent:
        lines = [f"Skills of {listed(silent)}: {NOT_STATED}, so none can be said to be shared by all."]
    pay = f"{_common_pay(answer.pay)} ({cite(answer.pay.sources)})" if answer.pay else f"none; {answer.pay_reason}"
    education = ", ".join(item for _, item, _ in _common_education(answer)) or "nothing"
    unstated = [side.role.label for side in answer.sides if "education" in side.not_stated]
    if unstated:
        education = f"none; education of {listed(unstated)} is {NOT_STATED}"
    return [*lines, f"Pay in common: {pay}.", f"Education in common: {education}."]


def listed(labels: Sequence[str]) -> str:
    """Labels as a sentence has them: A, B and C."""
    return " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))


def _everyone(answer: Comparison) -> str:
    return "both" if len(answer.sides) == 2 else f"all {len(answer.sides)}"


def _row(answer: Comparison, what: str, item: str, cell: Callable[[Side], str]) -> Compared:
    return Compared(what, item, tuple(map(cell, answer.sides)))


def _cited(text: str, sources: Iterable[Source]) -> str:
    where = cite(sources)
    return f"{text} ({where})" if text and where else text or where


# --- skills -----------------------------------------------------------------------------------------------------------


def _skill_rows(answer: Comparison) -> list[Compared]:
    return [
        _row(answer, _who(answer, item), item.skill.label, partial(_skill_cell, item))._replace(iri=item.skill.iri)
        for item in answer.skills
    ]


def _who(answer: Comparison, item: ComparedSkill) -> str:
    count = len(item.required)
    if count == len(answer.sides):
        return f"required by {_everyone(answer)}"
    return f"required by {count} of {len(answer.sides)}" if count > 1 else "required by one"


def _skill_cell(item: ComparedSkill, side: Side) -> str:
    if not side.profile.required:
        return NOT_STATED
    for word, found in (("", item.required), ("optional, ", item.optional)):
        for asked in found:
            if asked.role == side.role:
                tools = ", ".join(tool.label for tool in asked.tools)
                return f"{word}{cite(asked.sources) or 'required'}" + (f": {tools}" if tools else "")
    return ""


def _relation_row(answer: Comparison, relation: SkillRelation) -> Compared:
    """Each of the two skills in the columns of the roles that require it."""
    verbs = (" covers", " is covered") if relation.kind == "covers" else ("", "")
    words = {relation.skill: verbs[0], relation.other: verbs[1]}

    def cell(side: Side) -> str:
        stated = {item.skill: item.sources for item in side.profile.required}
        return "; ".join(
            _cited(f"{skill.label}{verb}", stated[skill]) for skill, verb in words.items() if skill in stated
        )

    return _row(answer, relation.kind, ", ".join(group.label for group in relation.through), cell)


# --- pay --------------------------------------------------------------------------------------------------------------


def _pay_rows(answer: Comparison) -> list[Compared]:
    return [_row(answer, "pay", "", lambda side: _cited(pay_words(side.pay), side.pay.sources if side.pay else ()))]


def _common_pay(pay: CommonPay) -> str:
    """A range as text: "90,000 - 200,000 USD, open above"; a bound that not all state is said to be so."""
    if pay.maximum is not None:
        amounts = f"{pay.minimum:,} - {pay.maximum:,}" if pay.minimum is not None else f"up to {pay.maximum:,}"
    else:
        amounts = f"from {pay.minimum:,}" if pay.minimum is not None else "from no stated floor"
    text = f"{amounts} {pay.currency}"
    if pay.minimum is None:
        text += ", not all state a floor"
    if pay.open_ended:
        return f"{text}, open above" + (f" up to {pay.at_most:,}" if pay.at_most is not None else "")
    return text if pay.maximum is not None else f"{text}, not all state a top"


# --- education and level ----------------------------------------------------------------------------------------------


def _education_rows(answer: Comparison) -> list[Compared]:
    """A row for each credential or background that some role names; one for the wording where that is all there is."""
    names = dict.fromkeys(_education_name(option) for side in answer.sides for option in side.standing.education)
    worded = any(side.standing.wording and not side.standing.education for side in answer.sides)
    rows = [_row(answer, "education", name, partial(_education_cell, name)) for name in names if name]
    if worded or not rows:
        rows.append(_row(answer, "education", "", _wording_cell))
    return rows


def _education_name(option: Education) -> str:
    return option.credential.label if option.credential else option.background or ""


def _education_cell(name: str, side: Side) -> str:
    if "education" in side.not_stated:
        return NOT_STATED
    return "; ".join(
        _cited(_option(option), option.sources) for option in side.standing.education if _education_name(option) == name
    )


def _option(option: Education) -> str:
    """How an option is asked for, without its credential: "in Statistics or a related field, preferred"."""
    names = [field.label for field in option.fields] + ["a related field"] * option.related_field
    fields = f"in {', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else f"in {names[0]}" if names else ""
    strength = option.strength if option.strength != "required" else ""
    condition = f"with {option.condition}" if option.condition else ""
    listed = "among the required skills" if option.among_skills else ""
    return ", ".join(part for part in (fields, strength, condition, listed) if part) or "asked"


def _wording_cell(side: Side) -> str:
    if side.standing.wording and not side.standing.education:
        return _cited(side.standing.wording, side.standing.wording_sources)
    return "" if side.standing.education else NOT_STATED


def _level_rows(answer: Comparison) -> list[Compared]:
    def preparation(side: Side) -> str:
        level = side.profile.preparation
        return NOT_STATED if level is None else _cited(str(level), side.standing.preparation_sources)

    def titles(level: Entity | None, side: Side) -> str:
        if not side.standing.titles:
            return NOT_STATED
        return ", ".join(_cited(held.title.label, held.sources) for held in side.standing.titles if held.level == level)

    held = [held for side in answer.sides for held in side.standing.titles]
    held.sort(key=lambda each: min((place.line for place in each.sources if place.line), default=10**9))
    levels: list[Entity | None] = list(dict.fromkeys(each.level for each in held)) or [None]
    rows = [_row(answer, "job titles", level.label if level else "", partial(titles, level)) for level in levels]
    return [_row(answer, "preparation level", "", preparation), *rows]


# --- in common --------------------------------------------------------------------------------------------------------


def common_rows(answer: Comparison) -> list[Compared]:
    """What the summary says, as rows for a spreadsheet."""
    empty = ("",) * (len(answer.sides) - 1)
    rows = [Compared(what, item, (cite(sources), *empty)) for what, item, sources in _common_education(answer)]
    if answer.pay is None:
        return [Compared("pay in common", f"none; {answer.pay_reason}", ("", *empty)), *rows]
    return [Compared("pay in common", _common_pay(answer.pay), (cite(answer.pay.sources), *empty)), *rows]


def _common_education(answer: Comparison) -> list[tuple[str, str, tuple[Source, ...]]]:
    common = answer.education
    found = [("credential in common", item.entity.label, item.sources) for item in common.credentials]
    found += [("field in common", item.entity.label, item.sources) for item in common.fields]
    return found + ([("field in common", "a related field", common.related_sources)] if common.related_field else [])
