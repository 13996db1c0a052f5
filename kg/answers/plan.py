"""A plan as blocks with boxes to tick, and as a calendar (RFC 5545)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.answers.blocks import (
    Answer,
    AnswerRow,
    Block,
    Cell,
    Heading,
    Items,
    Paragraph,
    Table,
    and_more,
    cite,
    count_of,
    join_labels,
    shown_first,
    truncate_list,
)
from kg.answers.escaping import terminal
from kg.answers.routes import (
    area_pay_rows,
    at_least,
    gate_rows,
    month_rows,
    no_route_sentences,
    pay_change_text,
    pay_row,
    pay_rows,
    silence,
    skill_details,
    unread_of,
    unread_rows,
)
from kg.errors import KGError, UsageError
from kg.model.answers import COURSES, ON_THE_JOB, OTHERS
from kg.model.careers import Figure
from kg.model.entities import starting_at
from kg.model.plan import FIRST, Plan, PlanChanges, PlanItem, PlanPay, Stage
from kg.schema import NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from kg.model import Entity

_ABOUT_TIERS = {
    FIRST: "What comes first, step by step: of a step what later ones use again, then what is core to its role.",
    COURSES: "What the sources call knowledge: a course teaches it. Step by step.",
    ON_THE_JOB: "What the sources call skills or competences: they are learned by doing. Step by step.",
    OTHERS: "The sources do not say whether a course or the job teaches them. Step by step.",
}


def plan_answer(plan: Plan, start: date | None = None) -> Answer:
    """A plan in all formats; the calendar begins on ``start``."""
    found = plan.routes
    notes = [*found.notes, *([found.reason] if found and found.reason else [])]
    return Answer(
        plan,
        list(_blocks(plan)),
        brief=list(_blocks(plan, short=True)),
        sheet=_sheet(plan),
        notes=notes,
        status=0 if found else 1,
        other={"ics": lambda: calendar(plan, start)},
    )


# --- blocks -----------------------------------------------------------------------------------------------------------


def _blocks(plan: Plan, *, short: bool = False) -> Iterator[Block]:
    """A plan part by part; ``short`` as text output has it."""
    found = plan.routes
    ends = found.origin, found.destination
    yield Heading(f"Plan: {found.origin.label} → {found.destination.label}", about=ends)
    if plan.route is None:
        yield from (Paragraph(sentence, ends) for sentence in no_route_sentences(found))
    else:
        yield Paragraph(_summary(plan))
        yield Paragraph(_duration_text(plan))
    if plan.changes:
        yield Paragraph(_changes_text(plan.changes))
    for tier in plan.tiers:
        shown = tier.items[: shown_first(len(tier.items))] if short else tier.items
        yield Heading(tier.title, 2)
        yield Paragraph(_ABOUT_TIERS[tier.name])
        yield Items(tuple(map(_item_row, shown)), boxes=True)
        if len(shown) < len(tier.items):
            yield Paragraph(and_more(len(tier.items) - len(shown)))
    if plan.done:
        yield Heading("Done", 2)
        yield Items(tuple(map(_done_row, plan.done)), boxes=True)
    for number, stage in enumerate(plan.stages, 1):
        step = stage.step
        title = f"Step {number}: {step.origin.label} → {step.destination.label}"
        yield Heading(title, 2, (step.origin, step.destination))
        yield Items(tuple(_stage_rows(stage)))
    if plan.stages:
        yield Heading("Pay, now and then", 2)
        yield Items(tuple(_pay_rows(plan)))


def _summary(plan: Plan) -> str:
    """How much there is to learn on which way."""
    roles = " → ".join(stage.step.destination.label for stage in plan.stages)
    if not plan.stages:
        return "No step is needed."
    near = sum(item.near for item in plan.items)
    least = at_least(unread_of(stage.step for stage in plan.stages))
    learn = f"{least}{count_of(len(plan.items), 'skill')} to learn" + (f" ({near} of them near)" if near else "")
    return f"{learn} in {count_of(len(plan.stages), 'step')}: {roles}"


def _duration_text(plan: Plan) -> str:
    """How long it takes, by the reader's own pace alone."""
    if not plan.items:
        return "Nothing is to learn."
    if plan.duration is None:
        return f"How long that takes is {NOT_STATED}; your pace (hours per week, hours per skill) would say it."
    time = plan.duration
    hours, weeks, months, per_week, per_skill = (
        f"{value:,.1f}".removesuffix(".0")
        for value in (time.hours, time.weeks, time.months, time.hours_per_week, time.hours_per_skill)
    )
    return (
        f"{hours} hours: {weeks} weeks, or {months} months, at {per_week} hours a week and {per_skill} hours a skill."
        " The pace is yours; the sources state none."
    )


def _changes_text(changes: PlanChanges) -> str:
    """What changed since the plan was kept, and first that it was another question."""
    before = changes.before
    then, now = (", ".join(asked) or "none of these" for asked in (changes.no_longer_asked, changes.newly_asked))
    another = changes.no_longer_asked or changes.newly_asked
    question = f"This is another question than the last plan. Then: {then}; now: {now}. " if another else ""
    said = [f"done: {_labels(changes.done)}" if changes.done else "nothing was done"]
    if changes.other_plan:
        said.append(f"it was a plan {starting_at(before.origin.label)} to {before.destination.label}")
    if changes.no_longer:
        said.append(f"no longer to learn: {_labels(changes.no_longer)}")
    if changes.added:
        said.append(f"new: {_labels(changes.added)}")
    if changes.route_changed:
        said.append(f"the route was {' → '.join(role.label for role in before.route) or 'none'}")
    return f"{question}Since the last plan: {'; '.join(said)}."


def _labels(entities: Iterable[Entity]) -> str:
    return join_labels(list(dict.fromkeys(entity.label for entity in entities)))


def _item_row(item: PlanItem) -> AnswerRow:
    skill = item.skill
    where = f"step {item.step}, {item.role.label}"
    stated = skill._replace(used_again_in=()) if skill.tier == FIRST else skill  # the reason of the first says it
    details = filter(None, (skill_details(stated, covered=False), where, *_why(item)))
    row_type = "learn (near)" if item.near else "learn"
    return AnswerRow(row_type, skill.label, "; ".join(details), cite(skill.sources), skill.iri)


def _why(item: PlanItem) -> Iterator[str]:
    """Why a skill has its place, what it is marked as and opens, and its days."""
    reason = item.skill.reason or ""
    yield "" if reason.endswith(NOT_STATED) else reason  # the words above the list say so of all
    yield ", ".join(item.skill.marks)
    if item.opens:
        roles = truncate_list([role.label for role in item.opens], 3)
        yield f"also opens {count_of(len(item.opens), 'role')}: {roles}"
    if item.begins and item.ends:
        yield f"{item.begins} to {item.ends}"


def _done_row(entity: Entity) -> AnswerRow:
    return AnswerRow("done", entity.label, iri=entity.iri)


def _stage_rows(stage: Stage) -> Iterator[AnswerRow]:
    """What sources state of a step and its role: gates, people, months of experience and training, pay."""
    step = stage.step
    yield from unread_rows(step.not_understood, "requirements")
    yield from gate_rows(step) or [AnswerRow("gate", silence(step.not_understood, "education"))]
    yield _people_row(stage.people)
    yield from [*month_rows(step), *pay_rows(step)]


def _people_row(people: Figure | None) -> AnswerRow:
    """How many people work in a role."""
    if people is None:
        return AnswerRow("people", NOT_STATED)
    counted = f"all that are counted under {people.group}" if people.group else ""
    return AnswerRow("people", f"{people.value:,}", counted, cite(people.sources))


def _pay_rows(plan: Plan) -> Iterator[AnswerRow]:
    """Pay at both ends, like with like: the ranges, the medians of a year, and those of an area."""
    pay, found = plan.pay, plan.routes
    ends = (
        ("now", found.origin, pay.change.before, pay.median_now),
        ("then", found.destination, pay.change.after, pay.median_then),
    )
    for name, end, stated, median in ends:
        change = (pay.reason or pay_change_text(pay.change)) if name == "then" else ""
        details = "; ".join(filter(None, (f"as {end.label}", change)))
        unread = [each for each in pay.not_understood if each.role == end]
        if stated or unread or change or not median:  # else the median below says what it pays
            yield pay_row(name, stated, unread, details)
    yield from _median_rows(pay)
    yield from area_pay_rows(plan.area_pay)


def _median_rows(pay: PlanPay) -> Iterator[AnswerRow]:
    difference = f"{pay.median_difference:+,}" if pay.median_difference is not None else ""
    for name, median in (("median now", pay.median_now), ("median then", pay.median_then)):
        if median:
            change = difference if name == "median then" else ""
            yield AnswerRow(name, f"{median.value:,} a year", change, cite(median.sources))


def _sheet(plan: Plan) -> Table:
    """A plan as rows for a spreadsheet: where each stands, and for which step."""
    rows: list[list[Cell]] = []
    for tier in plan.tiers:
        rows += [[tier.name.capitalize(), item.step, item.role, *_item_row(item).cells] for item in tier.items]
    rows += [["Done", "", "", *_done_row(entity).cells] for entity in plan.done]
    for number, stage in enumerate(plan.stages, 1):
        rows += [["Step", number, stage.step.destination, *row.cells] for row in _stage_rows(stage)]
    if plan.stages:
        rows += [["Pay", "", "", *row.cells] for row in _pay_rows(plan)]
    if plan.route is None:
        rows.append(["", "", plan.routes.destination, "no route", plan.routes.reason or "", "", ""])
    return Table(("part", "step", "role", "type", "item", "details", "source"), rows)


# --- calendar ---------------------------------------------------------------------------------------------------------


def calendar(plan: Plan, start: date | None) -> str:
    """What is to learn as iCalendar: events with their days where a pace is given, else tasks without an end.

    The same plan has the same bytes; a task has the same UID in the next plan between the same ends. Raises UsageError
    without ``start``, KGError where nothing is to learn.
    """
    if start is None:
        raise UsageError("a calendar needs a day to start on", "give --start, such as --start 2027-01-31")
    if not plan.items:
        raise KGError("nothing is to learn, so there is no calendar", "ask for another format")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//career-kg//kg plan//EN"]
    for item in plan.items:
        lines += _component(plan, item, start)
    return "".join(f"{folded}\r\n" for line in (*lines, "END:VCALENDAR") for folded in _folded(line))


def _component(plan: Plan, item: PlanItem, start: date) -> Iterator[str]:
    from datetime import timedelta
    from uuid import NAMESPACE_URL, uuid5

    kind = "VTODO" if item.ends is None else "VEVENT"
    row = _item_row(item)
    key = " ".join((plan.routes.origin.iri, plan.routes.destination.iri, item.skill.iri))
    yield f"BEGIN:{kind}"
    yield f"UID:{uuid5(NAMESPACE_URL, key)}"
    yield f"DTSTAMP:{start:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{item.begins or start:%Y%m%d}"
    if item.ends is not None:
        yield f"DTEND;VALUE=DATE:{item.ends + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{_escaped(f'Learn: {row.label}')}"
    yield f"DESCRIPTION:{_escaped('; '.join(filter(None, (row.details, row.source))))}"
    yield f"CATEGORIES:{_escaped(item.skill.tier or OTHERS)}"
    yield f"END:{kind}"


def _escaped(text: str) -> str:
    r"""A text as a value of iCalendar, on one line and without control characters.

    >>> _escaped("C, C++; and\\or")
    'C\\, C++\\; and\\\\or'
    """
    found = terminal(text)
    for sign in ("\\", ";", ","):
        found = found.replace(sign, f"\\{sign}")
    return found


def _folded(line: str) -> Iterator[str]:
    """A line as lines of at most 75 octets; all but the first begin with a space, and no character is cut in two."""
    rest, room = line.encode(), 75
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        yield f"{' ' if room == 74 else ''}{rest[:cut].decode()}"
        rest, room = rest[cut:], 74
    yield f"{' ' if room == 74 else ''}{rest.decode()}"
