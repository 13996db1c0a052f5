"""A plan: what the best route asks to learn, in tiers, with what sources state of the roles on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.errors import UsageError
from kg.model.answers import AreaPayChange, MedianPayChange, PayChange, Route, Routes, SkillItem, Step
from kg.model.careers import Education, Figure
from kg.model.entities import Entity, Unread, record
from kg.model.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

FIRST = "first five"
"""The tier of a plan that comes before those of a gap."""

MAX_HOURS = 10_000
"""The most hours that a skill may be said to take."""

HOURS_OF_WEEK = 7 * 24


@record
class Pace(NamedTuple):
    """How fast somebody learns, by their own word, and the day on which they start; no source states either."""

    hours_per_week: float | None = None
    hours_per_skill: float | None = None
    start: date | None = None

    def validated(self) -> Pace:
        """The pace itself. Raises UsageError where one of the two numbers is missing, or out of range.

        >>> Pace(5, 20).validated().weeks(14)
        56.0
        """
        if (self.hours_per_week is None) != (self.hours_per_skill is None):
            raise UsageError("hours per week and hours per skill say how long only together", "give both, or neither")
        for name, value, most in (
            ("hours per week", self.hours_per_week, HOURS_OF_WEEK),
            ("hours per skill", self.hours_per_skill, MAX_HOURS),
        ):
            if value is not None and not 0 < value <= most:
                raise UsageError(f"{name} must be above 0 and at most {most:,}, not {value:g}", "give another number")
        return self

    def weeks(self, skills: float) -> float | None:
        """How many weeks so many skills take; None where that is not said."""
        if self.hours_per_week is None or self.hours_per_skill is None:
            return None
        return skills * self.hours_per_skill / self.hours_per_week


@record
class Duration(NamedTuple):
    """How long a plan takes at somebody's own pace; 52 weeks are 12 months."""

    hours_per_week: float
    hours_per_skill: float
    hours: float
    weeks: float
    months: float


@record
class PlanItem(NamedTuple):
    """A skill to learn, for the step with this number, to ``role``.

    ``tier`` and ``reason`` of the skill are those of the plan. ``opens`` are roles, not on the route, to which a step
    leads once it is learned; ``begins`` and ``ends`` (the last day) are there where pace and start are.
    """

    skill: SkillItem
    step: int
    role: Entity
    near: bool = False
    opens: tuple[Entity, ...] = ()
    begins: date | None = None
    ends: date | None = None


@record
class PlanTier(NamedTuple):
    """The skills of one tier, in the order of the steps; at least one."""

    name: str
    items: tuple[PlanItem, ...]

    @property
    def title(self) -> str:
        """The name as a heading; of fewer than five skills it is "First"."""
        return "First" if self.name == FIRST and len(self.items) < 5 else self.name.capitalize()


def in_order(tiers: Iterable[PlanTier]) -> list[PlanItem]:
    """The items of tiers as they can be learned: all that a step asks before what the next one asks."""
    return sorted((item for tier in tiers for item in tier.items), key=lambda item: item.step)


@record
class Stage(NamedTuple):
    """One step of the route, with what sources state of the role that it leads to; None where they state nothing.

    ``people`` is how many work there, ``experience`` the least months of related experience, the others those of
    training.
    """

    step: Step
    people: Figure | None = None
    experience: Figure | None = None
    on_site_training: Figure | None = None
    on_the_job_training: Figure | None = None


@record
class PlanPay(NamedTuple):
    """Pay at both ends, as stated: the ranges, and the median pay of a year now and then.

    ``not_understood`` are the texts about either end that an import did not understand.
    """

    change: PayChange
    median_now: Figure | None = None
    median_then: Figure | None = None
    not_understood: tuple[Unread, ...] = ()

    @property
    def median_difference(self) -> int | None:
        """How much the median changes; None where one is not stated."""
        return MedianPayChange(self.median_now, self.median_then).difference

    @property
    def reason(self) -> str | None:
        """Why what is stated of the two ends cannot be compared."""
        now, then = self.change.before or self.median_now, self.change.after or self.median_then
        like_with_like = (self.change.before and self.change.after) or (self.median_now and self.median_then)
        if now and then and not like_with_like:
            return "not comparable: one end states a range, the other a median"
        return self.change.reason


@record
class Progress(NamedTuple):
    """What is kept of a plan: its ends, the roles of its route, what was to learn, and what is done.

    ``asked`` are the conditions under which it was made, in words: "have Python", "max steps 2"; None if not known.
    """

    origin: Entity
    destination: Entity
    route: tuple[Entity, ...] = ()
    to_learn: tuple[Entity, ...] = ()
    done: tuple[Entity, ...] = ()
    asked: tuple[str, ...] | None = None


@record
class PlanChanges(NamedTuple):
    """What changed since a plan was kept: what was done, what else need not be learned, what is new, and the route.

    ``other_plan`` is whether the kept plan has other ends, and ``route_changed`` whether its route has other roles.
    ``no_longer_asked`` are the conditions of the kept plan that the new one does not have, ``newly_asked`` those that
    it alone has.
    """

    before: Progress
    done: tuple[Entity, ...]
    no_longer: tuple[Entity, ...]
    added: tuple[Entity, ...]
    other_plan: bool
    route_changed: bool
    no_longer_asked: tuple[str, ...] = ()
    newly_asked: tuple[str, ...] = ()


class _Plan(NamedTuple):
    routes: Routes
    tiers: tuple[PlanTier, ...] = ()
    stages: tuple[Stage, ...] = ()
    pay: PlanPay = PlanPay(PayChange(None, None))
    area_pay: AreaPayChange | None = None
    duration: Duration | None = None
    done: tuple[Entity, ...] = ()
    changes: PlanChanges | None = None
    asked: tuple[str, ...] = ()


@record
class Plan(Shown, _Plan):
    """The best route as a plan; without a route there are no tiers, and ``routes`` says why.

    ``done`` is what was done before, by its progress; ``changes`` what changed since that was kept; ``asked`` the
    conditions under which it was made, in words.
    """

    __slots__ = ()

    @property
    def route(self) -> Route | None:
        """The route that is planned."""
        return self.routes[0] if self.routes else None

    @property
    def conditional(self) -> tuple[Education, ...]:
        """The ways to the destination without a credential that it requires, if there is no route."""
        return self.routes.conditional

    @property
    def items(self) -> tuple[PlanItem, ...]:
        """All that is to learn, in order: step by step."""
        return tuple(in_order(self.tiers))

    @property
    def progress(self) -> Progress:
        """What to keep of it."""
        route = tuple(step.destination for step in self.route.steps) if self.route else ()
        to_learn = tuple(Entity(*item.skill[:4]) for item in self.items)
        return Progress(self.routes.origin, self.routes.destination, route, to_learn, self.done, self.asked)
