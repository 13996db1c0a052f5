"""What a person asks of a route: conditions that it has to meet, and which of the routes that do are wanted."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, TypeAlias, TypedDict, get_args

from kg.arguments import any_or_whole_number, instance, switch, whole_number
from kg.errors import ArgumentError, UsageError
from kg.store.names import ANY_SOURCE, SourceFilter

MAX_STEPS: Final = 6
"""The longest route that can be asked for, in steps: nobody plans further, and routes grow in number with each."""

MAX_SKILL_LIMIT: Final = 10_000
"""The highest limit on how many skills a step shares or asks to learn: more than any role requires."""


class Limits(TypedDict, total=False):
    """The limits of a route: ``max_steps`` (1 to 6, 3 by default); and of each of its steps."""

    max_steps: int
    min_shared: int | None
    max_new: int | None
    allow_leaps: bool
    allow_detours: bool


def known_limits(limits: Limits) -> Limits:
    """The limits themselves. Raises UsageError for one that there is not."""
    known = Limits.__annotations__
    for name, value in limits.items():
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"the limits are: {', '.join(known)}"
            raise ArgumentError(name, value, f"conditions have no limit {name!r}", hint)
    return limits


class Conditions(NamedTuple):
    """The conditions of a route: what the person also has, what to avoid, and the limits of a step.

    ``have`` holds the IRIs of canonical skills and credentials, ``avoid`` those of roles, skills and credentials;
    ``min_shared`` None means that every step but a fresh start covers one required skill, ``max_new`` None no cap on
    what one step may ask to learn, ``allow_leaps`` that the preparation level may rise by any amount, ``allow_detours``
    that roles may be passed where the direct step is the answer. ``level`` is the IRI of the career level reached; it
    decides where promotions begin. Roles and skills that an answer lists come from the sources ``within``. ``fields``
    are pairs of a credential that is held and a field of study that it is in.
    """

    have: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()
    max_steps: int = 3
    min_shared: int | None = None
    max_new: int | None = None
    allow_leaps: bool = False
    allow_detours: bool = False
    level: str | None = None
    within: SourceFilter = ANY_SOURCE
    fields: frozenset[tuple[str, str]] = frozenset()

    def validated(self) -> Conditions:
        """The conditions themselves. Raises UsageError for a limit out of range."""
        whole_number("max_steps", self.max_steps, 1, MAX_STEPS)
        any_or_whole_number("min_shared", self.min_shared, 1, MAX_SKILL_LIMIT)
        any_or_whole_number("max_new", self.max_new, 0, MAX_SKILL_LIMIT)
        switch("allow_leaps", self.allow_leaps)
        switch("allow_detours", self.allow_detours)
        return self

    @classmethod
    def of(cls, conditions: Conditions | None) -> Conditions:
        """Conditions as they are given to a question; none are those that ask nothing. Raises UsageError for others."""
        return (
            cls() if conditions is None else instance("conditions", conditions, cls, "conditions=graph.conditions(...)")
        )


Preference: TypeAlias = Literal["effort", "steps", "skills", "pay"]
Variety: TypeAlias = Literal["best", "diverse", "tradeoffs"]

PREFERENCES: Final[tuple[Preference, ...]] = get_args(Preference)
"""What makes one route better than another: least cost, fewest steps, fewest skills to learn in its steps, or the
highest minimum pay that all its roles reach. kg.routes.candidates.WEIGHTS has the weight of a step for each.
"""

VARIETIES: Final[tuple[Variety, ...]] = get_args(Variety)
"""Which routes accompany the best one: the next best, those that differ from it, or all Pareto-optimal ones."""


class RouteOptions(NamedTuple):
    """The ``k`` best routes through the roles ``via`` (IRIs, in this order), by a preference, and of which variety.

    ``variety``: "best" takes the k first; "diverse" skips a route that shares more than half of the intermediate roles
    of either with a better one that is kept; "tradeoffs" takes all Pareto-optimal routes, whatever ``k`` is.
    """

    k: int = 1
    via: tuple[str, ...] = ()
    prefer: str = "effort"
    variety: str = "best"

    def validated(self) -> RouteOptions:
        """The options themselves. Raises UsageError where a value does not exist, or two contradict each other."""
        whole_number("k", self.k)
        for value, known in ((self.prefer, PREFERENCES), (self.variety, VARIETIES)):
            if value not in known:
                raise UsageError(f"there is no '{value}'", f"choose one of: {', '.join(known)}")
        if self.variety == "tradeoffs" and (self.k != 1 or self.prefer != "effort"):
            raise UsageError("trade-offs are all Pareto-optimal routes", "ask for them without k and prefer")
        return self
