"""A plan of the best route: what to learn first, then what a course teaches, then what is learned on the job.

The rule is printed in docs/routes.md. No time is estimated: it is stated by a source, or follows from somebody's pace.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from kg.arguments import instance
from kg.errors import UsageError
from kg.model.answers import CORE, COURSES, ON_THE_JOB, OTHERS, PayChange, Routes, Step
from kg.model.careers import Profile
from kg.model.entities import Entity, Unread
from kg.model.plan import (
    FIRST,
    Duration,
    Pace,
    Plan,
    PlanChanges,
    PlanItem,
    PlanPay,
    PlanTier,
    Progress,
    Stage,
    in_order,
)
from kg.rdf.reader import GraphReader
from kg.routes.conditions import Conditions
from kg.routes.priorities import Priorities
from kg.routes.rule import StepRule
from kg.routes.whatif import opened_by
from kg.schema import CK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

FIRST_FIVE: Final = 5
"""How many skills come first."""

_TIERS: Final = (FIRST, COURSES, ON_THE_JOB, OTHERS)

_WEEKS_PER_MONTH: Final = 52 / 12


class Planner:
    """Makes plans for one who starts from a profile, under the conditions of a rule."""

    def __init__(self, rule: StepRule, origin: Profile, reader: GraphReader, priorities: Priorities) -> None:
        self._rule = rule
        self._origin = origin
        self._reader = reader
        self._priorities = priorities

    def plan(
        self, found: Routes, progress: Progress | None = None, done: Sequence[Entity] = (), pace: Pace | None = None
    ) -> Plan:
        """The plan of the best of these routes.

        ``progress`` is what was kept of an earlier plan, and ``done`` what was done since; the conditions of the rule
        hold what both have as done. Raises UsageError for a pace out of range.
        """
        pace = Pace() if pace is None else instance("pace", pace, Pace, "give kg.Pace(5, 20)").validated()
        steps = found[0].steps if found else ()
        tiers = _scheduled(tuple(self._tiers(steps)), pace)
        all_done = tuple(dict.fromkeys((*(progress.done if progress else ()), *done)))
        plan = Plan(
            found,
            tiers,
            tuple(map(self._stage, steps)),
            self._pay(found, steps),
            duration=_duration(pace, sum(len(tier.items) for tier in tiers)),
            done=all_done,
            asked=self._asked(all_done),
        )
        return plan._replace(changes=_changes(progress, done, plan.progress)) if progress else plan

    def _asked(self, done: Sequence[Entity]) -> tuple[str, ...]:
        """The conditions of the rule in words, what is done left out: "have Python", "max steps 2"."""
        conditions, label, canonical = (
            self._rule.conditions,
            self._rule.careers.label,
            self._rule.careers.tree.canonical,
        )
        have = conditions.have.difference(canonical(entity.iri) for entity in done)
        named = (("have", have), ("avoid", conditions.avoid))
        found = [f"{name} {words}" for name, iris in named for words in sorted(map(label, iris))]
        for field in ("max_steps", "min_shared", "max_new", "allow_leaps", "allow_detours"):
            value = getattr(conditions, field)
            if value != Conditions._field_defaults[field]:
                found.append(field.replace("_", " ") + ("" if value is True else f" {value}"))
        return tuple(found + [f"source {name}" for name in conditions.within.names])

    # --- tiers ------------------------------------------------------------------------------------------------------

    def _tiers(self, steps: Sequence[Step]) -> Iterator[PlanTier]:
        """The tiers that have a skill; in each, the order is that of the steps."""
        ranked = _ranked(self._items(steps))
        placed = [self._placed(item, first=number < FIRST_FIVE) for number, item in enumerate(ranked)]
        for name in _TIERS:
            if items := tuple(item for item in placed if item.skill.tier == name):
                yield PlanTier(name, items)

    def _items(self, steps: Sequence[Step]) -> Iterator[PlanItem]:
        """All that is to learn, step by step."""
        canonical = self._rule.careers.tree.canonical
        on_route = {step.destination.iri for step in steps}
        learn = {canonical(item.iri) for step in steps for item in step.learn}
        opened = opened_by(self._rule, self._origin, sorted(learn)) if learn else {}
        for number, step in enumerate(steps, 1):
            near = {item.iri for item in step.near}
            for item in step.learn:
                opens = tuple(role for role in opened[canonical(item.iri)] if role.iri not in on_route)
                yield PlanItem(item, number, step.destination, item.iri in near, opens)

    def _placed(self, item: PlanItem, *, first: bool) -> PlanItem:
        """An item with its tier in the plan, and the reason for that."""
        if first:
            return item._replace(skill=item.skill._replace(tier=FIRST, reason=_why_first(item)))
        tier, reason = self._priorities.by_type(item.skill)
        core = f"core: {item.skill.reason}; " if item.skill.tier == CORE else ""
        return item._replace(skill=item.skill._replace(tier=tier, reason=core + reason))

    # --- what sources state -----------------------------------------------------------------------------------------

    def _stage(self, step: Step) -> Stage:
        role = step.destination
        people = self._reader.figure(role, CK.peopleEmployed)
        if people:
            people = people._replace(group=self._reader.text(role.iri, CK.employmentGroup))
        return Stage(step, people, step.experience, step.on_site_training, step.on_the_job_training)

    def _pay(self, found: Routes, steps: Sequence[Step]) -> PlanPay:
        """Pay now and then: of the role at the start, and of the destination."""
        if not steps:
            return PlanPay(PayChange(None, None))
        ends = (found.origin, found.destination)
        unread = tuple(each for end in ends for each in self._unread(end) if each.topic == "pay")
        now, then = (self._reader.figure(end, CK.medianAnnualPay) for end in ends)
        return PlanPay(PayChange(steps[0].pay_change.before, steps[-1].pay), now, then, unread)

    def _unread(self, end: Entity) -> tuple[Unread, ...]:
        """The texts about a role that an import did not understand; nothing of another end."""
        role = self._rule.careers.roles.get(end.iri)
        return tuple(each._replace(role=end) for each in role.not_understood) if role else ()


def _ranked(items: Iterable[PlanItem]) -> list[PlanItem]:
    """All that is to learn in an order that can be followed: what a step asks comes before what the next one asks.

    Of a step, what a later one needs again comes first, then what is core to its role.
    """
    return sorted(items, key=lambda item: (item.step, not item.skill.used_again_in, item.skill.tier != CORE))


def _why_first(item: PlanItem) -> str:
    core = f"core: {item.skill.reason}" if item.skill.tier == CORE else ""
    again = f"used again as {', '.join(role.label for role in item.skill.used_again_in)}"
    reasons = [again if item.skill.used_again_in else "", core]
    return "; ".join(filter(None, reasons)) or f"among the first that step {item.step} asks"


# --- time -------------------------------------------------------------------------------------------------------------


def _duration(pace: Pace, skills: int) -> Duration | None:
    """How long all takes at a pace, each skill the same; None where no pace is given."""
    weeks = pace.weeks(skills)
    if weeks is None or pace.hours_per_week is None or pace.hours_per_skill is None:
        return None
    hours = skills * pace.hours_per_skill
    months = round(weeks / _WEEKS_PER_MONTH, 1)
    return Duration(pace.hours_per_week, pace.hours_per_skill, round(hours, 2), round(weeks, 1), months)


def _scheduled(tiers: tuple[PlanTier, ...], pace: Pace) -> tuple[PlanTier, ...]:
    """The tiers, each item with its days where pace and start are given: one after the other, step by step."""
    numbers = {item.skill.iri: number for number, item in enumerate(in_order(tiers))}
    return tuple(
        tier._replace(items=tuple(_dated(item, numbers[item.skill.iri], pace) for item in tier.items)) for tier in tiers
    )


def _dated(item: PlanItem, number: int, pace: Pace) -> PlanItem:
    """An item before which so many others are learned, with its first and its last day."""
    if pace.start is None or pace.hours_per_week is None or pace.hours_per_skill is None:
        return item
    days = 7 * Fraction(str(pace.hours_per_skill)) / Fraction(str(pace.hours_per_week))
    first = floor(number * days)
    last = max(first, ceil((number + 1) * days) - 1)
    return item._replace(begins=_later(pace.start, first), ends=_later(pace.start, last))


def _later(start: date, days: int) -> date:
    try:
        return start + timedelta(days=days)
    except OverflowError as error:
        raise UsageError("the plan would end after the year 9999", "give more hours per week") from error


# --- what changed -----------------------------------------------------------------------------------------------------


def _changes(before: Progress, done: Iterable[Entity], now: Progress) -> PlanChanges:
    """What changed since a plan was kept: where its ends are others, only what was done.

    What it has as done and as to learn was ticked by hand since.
    """
    ticked = {entity.iri for entity in before.done}
    newly = dict.fromkeys((*(entity for entity in before.to_learn if entity.iri in ticked), *done))
    other_plan = (before.origin.iri, before.destination.iri) != (now.origin.iri, now.destination.iri)
    old, new = ((), ()) if other_plan else (before.to_learn, now.to_learn)
    known, still = {entity.iri for entity in old}, {entity.iri for entity in (*new, *newly)}
    return PlanChanges(
        before,
        tuple(newly),
        tuple(entity for entity in old if entity.iri not in still),
        tuple(entity for entity in new if entity.iri not in known),
        other_plan,
        not other_plan and [role.iri for role in before.route] != [role.iri for role in now.route],
        *_changed_conditions(before, now),
    )


def _changed_conditions(before: Progress, now: Progress) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The conditions of the first plan alone, but for what is done now, and of the second alone."""
    if before.asked is None or now.asked is None:
        return (), ()
    known = {*now.asked, *(f"have {entity.label}" for entity in now.done)}
    dropped = tuple(words for words in before.asked if words not in known)
    return dropped, tuple(words for words in now.asked if words not in before.asked)
