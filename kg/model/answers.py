"""Answers about one role or route, as data: the same object prints as text, JSON, Markdown and Mermaid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias, overload

from kg.model.careers import AreaPay, Education, Figure, LevelChange, Pay
from kg.model.degrees import Degree
from kg.model.entities import Entity, Source, Unread, record
from kg.model.shown import Shown

CORE, COURSES, ON_THE_JOB, OTHERS = TIERS = ("core", "courses", "on the job", "others")
"""The tiers of what is missing, in order; :mod:`kg.routes.priorities` has the rule."""


@record
class SkillItem(NamedTuple):
    """A skill in an answer, as the source of the role that asks for it names it, with its sources.

    ``tools`` are the members that the destination names for it, ``tools_held`` those of them that are held already;
    ``used_again_in`` are the later roles of a route that keep what is learned here. ``via`` is what is held in its
    place: skills that match it exactly under other names, or one that covers it by a link between sources. ``near_to``
    are the held skills that a near one is near to. One that is missing has its ``tier``, the ``reason``
    for it, and ``marks``: what its source marks it as, such as digital or green.
    """

    iri: str
    id: str
    label: str
    kind: str
    sources: tuple[Source, ...] = ()
    tools: tuple[Entity, ...] = ()
    tools_held: tuple[Entity, ...] = ()
    used_again_in: tuple[Entity, ...] = ()
    via: tuple[Entity, ...] = ()
    near_to: tuple[Entity, ...] = ()
    tier: str | None = None
    reason: str | None = None
    marks: tuple[str, ...] = ()

    @property
    def tools_missing(self) -> tuple[Entity, ...]:
        """The named tools that are not held."""
        return tuple(tool for tool in self.tools if tool not in self.tools_held)


def most_important(items: Iterable[SkillItem], most: int) -> list[SkillItem]:
    """The first of the skills that a step asks: what a later step needs again, then what is core, then by their order.

    That is the rule of :mod:`kg.routes.plan` for the skills to learn first.
    """
    return sorted(items, key=lambda item: (not item.used_again_in, item.tier != CORE))[:most]


_REQUIRED_BY: Final = "required by "


def brief_reason(reason: str) -> str:
    """The first reason for a tier in few words.

    >>> brief_reason("required by 9 of 3,007 roles"), brief_reason("the source calls it knowledge")
    ('in 9 of 3,007 roles', 'knowledge')
    """
    first = reason.partition("; ")[0].removesuffix(" in importance").removeprefix("the source calls it ")
    if first.startswith("required by no role outside "):
        return f"only in {first.removeprefix('required by no role outside ')}"
    return f"in {first.removeprefix(_REQUIRED_BY)}" if first.startswith(_REQUIRED_BY) else first


@record
class Gate(NamedTuple):
    """A credential that a step needs, and whether it is held.

    ``share`` is per cent of respondents who ask it or a higher one, where people were asked; ``instead`` are the
    conditional ways to do without it, where it is not held. Where the role itself states none, ``of_role`` is the
    linked role that does.

    ``field_met`` says whether what is held is in a field that the step names; None where one of the two is not known.
    A field never decides: many sources accept a related one, and which those are they do not say. ``degree`` is what
    that which is held counts as, where only the names of both say that it meets the credential. ``held_by`` is the
    entry path or the role by which it is held: one that brings or requires it; None where it is not held, or said to
    be (--have). ``fields`` are the fields of study that the step names. ``unknown`` says that it may be held: one sets
    out from a role of a degree's preparation level whose education is not stated.
    """

    credential: Entity
    label: str
    met: bool
    sources: tuple[Source, ...] = ()
    field_met: bool | None = None
    share: float | None = None
    instead: tuple[Education, ...] = ()
    of_role: Entity | None = None
    degree: Degree | None = None
    held_by: Entity | None = None
    fields: tuple[Entity, ...] = ()
    unknown: bool = False

    @property
    def state(self) -> str:
        """The gate in words: held, as which degree, held in another field, not held, or not stated whether it is."""
        if not self.met:
            return "not stated whether held" if self.unknown else "not held"
        ways = [f"as {self.degree}"] if self.degree else []
        return ", ".join(["held", *ways, *(["in another field"] if self.field_met is False else [])])

    @property
    def reason_held(self) -> str:
        """By what it is held: "the entry path From Mathematics brings it", "Data Scientist requires it".

        Where the step names fields of study, and the field of what is held is not known, it says so.
        """
        if self.held_by is None or self.held_by.kind == "person":
            return ""
        label = self.held_by.label
        field = ", in a field that is not stated" if self.field_met is None and self.fields else ""
        held = f"the entry path {label} brings it" if self.held_by.kind == "entry-path" else f"{label} requires it"
        return held + field


class _Gap(NamedTuple):
    origin: Entity | None
    destination: Entity
    held: tuple[SkillItem, ...]
    near: tuple[SkillItem, ...]
    missing: tuple[SkillItem, ...]
    gates: tuple[Gate, ...]
    coverage: float | None
    regulation_sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    not_understood: tuple[Unread, ...] = ()
    reason: str | None = None


@record
class Gap(Shown, _Gap):
    """What is held, near and missing for a role; ``near`` is part of ``missing``.

    ``coverage`` = (held + near / 2) / required, of what was understood; None when the skills of one of the two ends are
    not stated: ``reason`` says of which, and ``missing`` then has what the role requires, held or not.
    ``regulation_sources`` is what states that the role is a regulated profession, for which skills alone do not do.
    ``notes`` are remarks: on two roles of different sources, that they are the same, or that hardly any of their skills
    are linked; and on an origin of which only what one said to have counts.
    ``not_understood`` are the texts about the role that an import did not understand.
    """

    __slots__ = ()


@record
class PayChange(NamedTuple):
    """The pay before and after a step, as stated; None where it is not.

    ``minimum`` and ``maximum`` are the differences of the bounds; None where one is not stated or open, or where the
    two are not ``comparable``: of other currencies or periods.
    """

    before: Pay | None
    after: Pay | None

    @property
    def comparable(self) -> bool:
        """Whether both are stated, in one currency and for one period."""
        return self.before is not None and self.after is not None and self.before.unit == self.after.unit

    @property
    def reason(self) -> str | None:
        """Why two amounts that are stated are not comparable: of which currency and period the earlier one is."""
        if self.comparable or self.before is None or self.after is None:
            return None
        period = f" per {self.before.period.lower()}" if self.before.period else ""
        if self.before.period is None and self.after.period is not None:
            period = ", for a period that is not stated,"
        return f"not comparable: in {self.before.currency or 'no stated currency'}{period} before"

    @property
    def minimum(self) -> int | float | None:
        """The difference of the lower bounds."""
        if not (self.before and self.after and self.comparable):
            return None
        return _difference(self.before.minimum, self.after.minimum)

    @property
    def maximum(self) -> int | float | None:
        """The difference of the upper bounds, None when one is open."""
        if not (self.before and self.after and self.comparable) or self.before.open_ended or self.after.open_ended:
            return None
        return _difference(self.before.maximum, self.after.maximum)


@record
class MedianPayChange(NamedTuple):
    """The median pay of a year before and after a step, as stated of the nation; None where it is not."""

    before: Figure | None
    after: Figure | None

    @property
    def difference(self) -> int | None:
        """How much it changes; None where one is not stated."""
        return self.after.value - self.before.value if self.before and self.after else None


@record
class AreaPayChange(NamedTuple):
    """The median pay in an area before and after a step, of one period where both have one; None where not stated."""

    area: Entity
    before: AreaPay | None
    after: AreaPay | None

    @property
    def difference(self) -> int | float | None:
        """The difference of the medians, None where they are not comparable."""
        if self.reason is not None or not (self.before and self.before.median and self.after and self.after.median):
            return None
        return round(self.after.median.amount - self.before.median.amount, 2)

    @property
    def reason(self) -> str | None:
        """Why the medians are not comparable; None where they are, and where one is not stated."""
        before, after = self.before, self.after
        if not (before and after and before.median and after.median):
            return None
        if (before.currency, before.period) != (after.currency, after.period):
            return f"not comparable: {before.unit} and {after.unit}"
        if before.year != after.year:
            return f"not comparable: {before.year} and {after.year}"
        if before.median.open_top or after.median.open_top:
            return "not comparable: the highest pay is not published"
        return None


def _difference(before: int | float | None, after: int | float | None) -> int | float | None:
    return None if before is None or after is None else round(after - before, 2)


class _Step(NamedTuple):
    origin: Entity
    destination: Entity
    kept: tuple[SkillItem, ...]
    near: tuple[SkillItem, ...]
    learn: tuple[SkillItem, ...]
    gates: tuple[Gate, ...]
    pay: Pay | None
    gap: float
    cost: float | None
    similarity: float | None
    sources: tuple[Source, ...]
    pay_change: PayChange = PayChange(None, None)
    preparation: tuple[int | None, int | None] = (None, None)
    level: LevelChange | None = None
    fresh_start: bool = False
    regulation_sources: tuple[Source, ...] = ()
    passing: float = 0.0
    area_pay: AreaPayChange | None = None
    not_understood: tuple[Unread, ...] = ()
    median_pay: MedianPayChange | None = None
    experience: Figure | None = None
    on_site_training: Figure | None = None
    on_the_job_training: Figure | None = None


@record
class Step(Shown, _Step):
    """One step of a route, or one promotion.

    What is kept, near and learned counts all that was held since the start.
    ``gap``, ``cost`` and ``similarity`` are by the rule, from the origin alone; a promotion between two job titles has
    a gap (what its level names and is not held), but no cost and no similarity: no rule states them. ``pay`` is the
    destination's, None when not stated. ``preparation`` is the level of preparation before and after; a ``fresh_start``
    builds on little: the roles are dissimilar, or share no skill; ``regulation_sources`` is what states that the
    destination is a regulated profession. ``passing`` is the part of the cost that stands for passing the role: few
    people work in it, or it pays less than both ends. ``area_pay`` is the pay in an area, where one was asked for;
    ``median_pay`` that of the nation, where the destination states one. ``experience``, ``on_site_training`` and
    ``on_the_job_training`` are the least months of these that the destination states.
    """

    __slots__ = ()

    @property
    def caution(self) -> str:
        """That a fresh start rests on near skills; empty for any other step.

        It does where more of what its role requires is near than held, and a quarter of all. A near skill is in one
        group with one that is held; between dissimilar roles only people can say whether it carries over.
        """
        first = next((item for item in self.near if item.near_to), None)
        few = 4 * len(self.near) < len(self.kept) + len(self.learn)
        if not self.fresh_start or first is None or few or len(self.near) <= len(self.kept):
            return ""
        number = f"{len(self.near)} near skills" if len(self.near) > 1 else "a near skill"
        return f"Rests on {number}; judge whether they carry over: {first.label} (near to {first.near_to[0].label})"


class _Route(NamedTuple):
    steps: tuple[Step, ...]
    cost: float | None
    learn: tuple[SkillItem, ...]
    best_at: str | None = None


@record
class Route(Shown, _Route):
    """A sequence of transitions, its cost in skill-equivalents, and all that is learned on it.

    The cost is that of the steps between roles; None where there are promotions alone. ``best_at`` says, of
    a trade-off, in which respect no other is better.
    """

    __slots__ = ()

    def starting_at(self, entity: Entity) -> Route:
        """The same route under another name of its start, such as a job title for its role."""
        if not self.steps or self.steps[0].origin == entity:
            return self
        return self._replace(steps=(self.steps[0]._replace(origin=entity), *self.steps[1:]))

    @property
    def most_to_learn(self) -> int:
        """The most skills that one step asks to learn."""
        return max((len(step.learn) for step in self.steps), default=0)

    @property
    def lowest_similarity(self) -> float:
        """The similarity of the most dissimilar step; 1 for a route without steps."""
        return min((step.similarity for step in self.steps if step.similarity is not None), default=1.0)


@record
class DegreeNeeded(NamedTuple):
    """A degree that the destination asks and the start is known to lack: levels of education, from 1 to 12."""

    label: str
    level: int
    held: int


@record
class DirectStep(NamedTuple):
    """The step straight to the destination: ``reason`` says why it is not allowed, None when it is.

    ``gap`` and ``shared`` are None where no source states the skills of one of the two ends.

    ``regulation_sources`` is what states that it is a regulated profession; ``fresh_start`` is whether it is allowed as
    one; ``degree`` is the one that comes first, where the start is known to lack it; ``not_understood`` are the texts
    about the destination that an import did not understand.
    """

    gap: float | None
    shared: int | None
    learn: tuple[SkillItem, ...]
    gates: tuple[Gate, ...]
    allowed: bool
    reason: str | None
    regulation_sources: tuple[Source, ...] = ()
    fresh_start: bool = False
    degree: DegreeNeeded | None = None
    not_understood: tuple[Unread, ...] = ()


@record
class Bridge(NamedTuple):
    """The fewest skills that open a route, and the best route they open."""

    skills: tuple[Entity, ...]
    route: Route


class Routes(Shown, Sequence[Route]):
    """The k best routes, best first, beside the direct move; ``reason`` says why there is none.

    ``notes`` are remarks on the answer, such as a search that was given up.
    """

    def __init__(
        self,
        ends: tuple[Entity, Entity],
        routes: Sequence[Route],
        direct: DirectStep | None,
        reason: str | None = None,
        bridge: Bridge | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        self.origin, self.destination = ends
        self.routes = tuple(routes)
        self.direct = direct
        self.reason = reason
        self.bridge = bridge
        self.notes = tuple(notes)

    def between(self, origin: Entity, destination: Entity) -> Routes:
        """The same answer for ends of other names, such as a job title for its role."""
        routes = [route.starting_at(origin) for route in self.routes]
        bridge = self.bridge and self.bridge._replace(route=self.bridge.route.starting_at(origin))
        return Routes((origin, destination), routes, self.direct, self.reason, bridge, self.notes)

    @overload
    def __getitem__(self, position: int) -> Route: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Route, ...]: ...
    def __getitem__(self, position: int | slice) -> Route | tuple[Route, ...]:
        return self.routes[position]

    @property
    def degree_first(self) -> DegreeNeeded | None:
        """The degree that comes before any route to the destination, if the start is known to lack it."""
        return self.direct.degree if self.direct else None

    @property
    def conditional(self) -> tuple[Education, ...]:
        """The ways to the destination without a credential that it requires and is not held, if there is no route."""
        gates = self.direct.gates if self.direct and not self.routes else ()
        return tuple(option for gate in gates for option in gate.instead)

    def __len__(self) -> int:
        return len(self.routes)


BestRoutes: TypeAlias = "Sequence[tuple[Entity, Entity, Route | None]]"
"""From and to, and the best route, None where there is none."""


class GroupRoutes(Shown, Sequence[Routes]):
    """The best routes to roles of a group: first those that need no degree or licence that one lacks, then by cost.

    ``members`` is how many roles the group has; a route was looked for to ``tried`` of them.
    """

    def __init__(self, origin: Entity, group: str, members: int, tried: int, routes: Sequence[Routes]) -> None:
        self.origin = origin
        self.group = group
        self.members = members
        self.tried = tried
        self.routes = tuple(routes)

    @overload
    def __getitem__(self, position: int) -> Routes: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Routes, ...]: ...
    def __getitem__(self, position: int | slice) -> Routes | tuple[Routes, ...]:
        return self.routes[position]

    def __len__(self) -> int:
        return len(self.routes)


class _Transition(NamedTuple):
    role: Entity
    score: float
    shared: tuple[SkillItem, ...]
    missing: tuple[SkillItem, ...]
    regulation_sources: tuple[Source, ...] = ()
    words: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    asks_more: bool = False
    similarity: float = 0.0
    people: int | None = None
    area_pay: AreaPayChange | None = None
    not_understood: tuple[Unread, ...] = ()
    required: int = 0


@record
class Transition(Shown, _Transition):
    """A natural next role: ``score`` is what it is ranked by, ``shared`` the skills and groups that earn it.

    ``gates`` are the credentials that it requires; ``asks_more`` is whether it requires one that is not held, a higher
    degree, or a licence. ``similarity`` is how alike the roles are, ``people`` how many work in it where that counts.
    ``regulation_sources`` is what states that it is a regulated profession. ``words`` are those in which both roles are
    described, where roles are compared by words too; ``area_pay`` is the pay in an area, where one was asked for;
    ``not_understood`` are the texts about the role that an import did not understand; ``required`` is how many skills
    it requires, held or ``missing``.
    """

    __slots__ = ()

    @property
    def held(self) -> int:
        """How many of the required skills are held."""
        return self.required - len(self.missing)


class NextRoles(Shown, list[Transition]):
    """The natural next roles of ``origin``, best first, ranked ``by`` a measure; in reverse those that lead to it.

    ``reason`` says why none is known where no source states the skills that roles are compared by; else it is None.
    """

    __slots__ = ("by", "is_reverse", "origin", "reason")

    def __init__(
        self,
        roles: Iterable[Transition] = (),
        origin: str = "",
        by: str = "skills",
        *,
        is_reverse: bool = False,
        reason: str | None = None,
    ) -> None:
        super().__init__(roles)
        self.origin, self.by, self.is_reverse, self.reason = origin, by, is_reverse, reason


# --- what learning changes --------------------------------------------------------------------------------------------


@record
class StepChange(NamedTuple):
    """A role that one who learns something comes nearer to: ``becomes_allowed`` where the step is allowed only then.

    ``before`` and ``after`` are the gap, in skills; ``score`` is the similarity, which learning does not change;
    ``shared`` and ``missing`` are required skills, once it is learned.
    """

    role: Entity
    becomes_allowed: bool
    before: float
    after: float
    score: float
    shared: tuple[SkillItem, ...]
    missing: tuple[SkillItem, ...]


class _WhatIf(NamedTuple):
    origin: Entity
    learned: tuple[Entity, ...]
    known: tuple[Entity, ...]
    changes: tuple[StepChange, ...]
    reasons: tuple[str, ...] = ()


@record
class WhatIf(Shown, _WhatIf):
    """What learning ``learned`` changes for one who sets out from ``origin``: opened roles first, then the most saved.

    ``known`` are those of the skills that are covered already; ``reasons`` say of others why they change nothing,
    and of the origin why its skills are not known.
    """

    __slots__ = ()


@record
class Unlock(NamedTuple):
    """What one skill, learned now, does for the next step: roles it opens, roles it brings nearer, and skills saved.

    ``gap_reduction`` adds up by how much the gaps of all these roles shrink, in skills.
    """

    skill: Entity
    opened: tuple[Entity, ...]
    closer: tuple[Entity, ...]
    gap_reduction: float
