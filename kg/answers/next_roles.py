"""Next roles as blocks, and what learning something changes about the next step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.answers.blocks import (
    RANKED,
    Answer,
    Block,
    Cell,
    Heading,
    Paragraph,
    Table,
    and_more,
    cite,
    count_of,
    label_cell,
    list_cell,
    shown_of,
    truncate_list,
)
from kg.answers.routes import FIGURES_LINE, area_label, area_pay_rows, at_least, unread_education, unread_lines
from kg.model.answers import AreaPayChange, NextRoles, Transition, WhatIf, most_important
from kg.model.entities import starting_at
from kg.routes.unlocks import Unlocks
from kg.schema import NOT_STATED


def transition_answer(role: Transition) -> Answer:
    """One next role by itself."""
    return next_answer(NextRoles([role]), "").replaced(data=role, title=role.role.label)


def next_answer(found: NextRoles, origin: str) -> Answer:
    """The next roles of an origin, best first, and apart from them those that need a higher degree or a licence."""
    title = f"Roles that people in {origin} come from" if found.is_reverse else f"Next roles {starting_at(origin)}"
    lacking = "Need a higher degree or a licence" + (f" for {origin}" if found.is_reverse else "")
    open_, apart = ([each for each in found if each.asks_more == more] for more in (False, True))

    def tables(*, short: bool) -> list[Block]:
        first = [_next_table(open_, found, short=short)] if open_ or not (apart or found.reason) else []
        return [*silent, *first, *([_next_table(apart, found, lacking, short=short)] if apart else [])]

    silent = [Paragraph(_next_silence(found))] if found.reason else []
    why = f"{found.reason}; --have names skills to go by" if found.reason else f"no role shares a skill with {origin}"
    notes = [] if found else [why]
    if regulated := [each.role.label for each in found if each.regulation_sources and not found.is_reverse]:
        notes.append(f"regulated professions, skills alone are not enough: {', '.join(regulated)}")
    columns = _next_columns(found.by, ("needs",), "shared", (_UNREAD,))
    sheet = Table(*_next_rows(found, columns))
    legend = [Paragraph(FIGURES_LINE)] if found else []
    brief: list[Block] = [Heading(title), *tables(short=True), *legend]
    status = 0 if found else 1
    return Answer(list(found), tables(short=False), brief=brief, title=title, notes=notes, sheet=sheet, status=status)


_UNREAD: Final = "not understood"
"""The column of the lines on what a role requires that were not understood."""


def _next_silence(found: NextRoles) -> str:
    """Why next roles are not known, or are compared by words alone."""
    return f"{'Compared by words alone' if found else 'No next role is known'}: {found.reason}."


def _next_table(some: Sequence[Transition], found: NextRoles, caption: str = "", *, short: bool) -> Table:
    """Some of the next roles in rows, with the columns that have something to say of them."""
    topics = {each.topic for role in some for each in role.not_understood}
    needs = ("needs",) if caption or "education" in topics else ()
    unread = (_UNREAD,) if "requirements" in topics else ()
    heads, rows = _next_rows(some, _next_columns(found.by, needs, "held" if short else "shared", unread), short=short)
    return Table(heads, rows, caption, on_request=("source",) if short else ())


def _next_columns(by: str, needs: tuple[str, ...], held: str, unread: tuple[str, ...]) -> tuple[str, ...]:
    score = ("score", "people") if by == "likely" else ("similarity",)
    words = ("words",) if by == "words" else ()
    return ("role", *score, *needs, held, *words, "to learn", "missing", *unread, "pay", "change", "source")


def _next_rows(
    found: Sequence[Transition], columns: Sequence[str], *, short: bool = False
) -> tuple[list[str], list[list[Cell]]]:
    """The heads and the rows of next roles; pay has columns where an area was asked for."""
    area = next((each.area_pay for each in found), None)
    shown = [column for column in columns if area or column not in ("pay", "change")]
    cells = [_next_cells(each) | (_short_next_cells(each) if short else {}) for each in found]
    heads = [area_label(area) if area and column == "pay" else column for column in shown]
    return heads, [[row[column] for column in shown] for row in cells]


def _next_cells(each: Transition) -> dict[str, Cell]:
    """What is said of a next role, by column."""
    return {
        "role": each.role,
        "similarity": f"{each.score:.3f}",
        "score": f"{each.score:.3f}",
        "people": NOT_STATED if each.people is None else f"{each.people:,}",
        "needs": _needs_text(each),
        "shared": list_cell(item.label for item in each.shared),
        "words": list_cell(each.words),
        "to learn": len(each.missing),
        "missing": list_cell(item.label for item in each.missing),
        _UNREAD: unread_lines(each.not_understood),
        **dict(zip(("pay", "change"), _area_pay_cells(each.area_pay), strict=False)),
        "source": cite(source for item in (*each.shared, *each.missing) for source in item.sources),
    }


def _short_next_cells(each: Transition) -> dict[str, Cell]:
    """The columns of a next role that are shorter in text output, or say more than a number."""
    first, least = most_important(each.missing, 2), at_least(each.not_understood)
    return {
        "held": f"{each.held} of {least}{each.required}",
        "to learn": f"{least}{len(each.missing)}" if least else len(each.missing),
        "words": truncate_list(each.words, 2),
        "missing": truncate_list([item.label for item in first] + [item.label for item in each.missing[2:]], 2),
    }


def _needs_text(each: Transition) -> str:
    """What a next role needs in addition to skills."""
    lacking = [gate.label for gate in each.gates if not gate.met]
    which = "" if each.gates else "; degree not stated"
    licence = [f"a licence (regulated profession{which})"] if each.regulation_sources else []
    found = [*lacking, *licence, *unread_education(each.not_understood)]
    return "; ".join(found) or ("a higher degree" if each.asks_more else "")


def _area_pay_cells(change: AreaPayChange | None) -> list[Cell]:
    """The median pay of a next role, and how it differs; nothing where no area was asked for."""
    return [text for row in area_pay_rows(change) for text in (row.label, row.details)]


def what_if_answer(answer: WhatIf, origin: str, limit: int) -> Answer:
    """What learning some skills changes about the next step, for the first ``limit`` roles."""
    shown = answer.changes[:limit]
    rows: list[list[Cell]] = [
        [
            change.role,
            "becomes reachable" if change.becomes_allowed else "smaller gap",
            f"{change.before:g} → {change.after:g}",
            ", ".join(item.label for item in change.shared),
            len(change.missing),
            cite(source for item in change.shared for source in item.sources),
        ]
        for change in shown
    ]
    opened = sum(change.becomes_allowed for change in answer.changes)
    closer = len(answer.changes) - opened
    summary = f"Makes {count_of(opened, 'role')} reachable and reduces the gap to {count_of(closer, 'other')}."
    learned = ", ".join(skill.label for skill in answer.learned)
    columns = ("role", "effect", "gap (before → after)", "shared after learning", "still missing", "source")
    table = Table(columns, rows)
    blocks: list[Block] = [
        Heading(f"{origin}, having learned {learned}"),
        Paragraph(summary),
        *([table] if rows else []),
    ]
    notes = [f"{skill.label} is covered already" for skill in answer.known]
    notes += answer.reasons
    notes += shown_of(len(shown), len(answer.changes), "roles")
    return Answer(list(shown), blocks, sheet=table, notes=notes, status=0 if rows else 1)


def unlocks_answer(found: Unlocks, origin: str, limit: int | None = None) -> Answer:
    """Skills by how many next roles each opens or brings closer, the first ``limit``; short text has the first."""
    shown = found[:limit]
    rows: list[list[Cell]] = [
        [each.skill, len(each.opened), label_cell(each.opened), label_cell(each.closer), f"{each.gap_reduction:g}"]
        for each in shown
    ]
    table = Table(("skill", "roles opened", "which", "roles with a smaller gap", "gap reduction"), rows)
    notes = shown_of(len(shown), len(found), "skills")
    if found.reason:
        notes.append(f"{found.reason}: each skill counts alone")
    if not found:
        notes.append(f"no single skill opens a role or reduces a gap {starting_at(origin)}")
    title = Heading(f"Next roles that one more skill opens or brings closer, {starting_at(origin)}")
    first = table._replace(rows=rows[: limit or RANKED])
    more = [Paragraph(and_more(len(rows) - len(first.rows)))] if len(rows) > len(first.rows) else []
    brief: list[Block] = [title, first, *more]
    return Answer(list(shown), [title, table], brief=brief, notes=notes, status=0 if found else 1)
