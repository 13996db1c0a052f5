"""One question for routes: two ends, the conditions and options, and the routes between them in order."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice

from kg.late import Int64s, Mask
from kg.late import numpy as np
from kg.model.answers import Route
from kg.model.careers import Profile
from kg.routes.candidates import START, WEIGHTS, CandidateRoute, Candidates, Layer, Pattern
from kg.routes.conditions import RouteOptions
from kg.routes.explain import count_learned, explain_route
from kg.routes.rule import StepRule
from kg.similarity.role_table import NO_PAY


class RouteQuery:
    """Two ends, a rule with the person's conditions, and what is wanted of the routes between them."""

    def __init__(
        self, rule: StepRule, origin: Profile, destination: Profile, options: RouteOptions | None = None
    ) -> None:
        self.options = options or RouteOptions()
        self.rule = rule.from_profile(origin, self.options.via)
        self.table = rule.table
        self.origin = origin
        self.destination = destination

    def with_conditions(self, **changes: object) -> RouteQuery:
        """The same question with some of the conditions changed."""
        conditions = self.rule.conditions._replace(**changes)  # type: ignore[arg-type] # fields of Conditions
        return RouteQuery(self.rule.with_conditions(conditions), self.origin, self.destination, self.options)

    def with_options(self, **changes: object) -> RouteQuery:
        """The same question with some of the options changed."""
        options = self.options._replace(**changes)  # type: ignore[arg-type] # fields of RouteOptions
        return RouteQuery(self.rule, self.origin, self.destination, options)

    # --- routes in order --------------------------------------------------------------------------------------------

    def routes(self) -> Iterator[CandidateRoute]:
        """All routes, best first, each found when it is read; ties by fewer skills to learn in all, then by labels."""
        for pattern in self.patterns():
            for group in self.candidates.routes(pattern, self.options.k):
                yield from sorted(group, key=self.sort_key)

    def best(self) -> list[CandidateRoute]:
        """The k best routes; with variety "diverse" those that overlap with a better one are skipped."""
        if self.options.variety != "diverse":
            return list(islice(self.routes(), min(self.options.k, sys.maxsize)))
        kept: list[CandidateRoute] = []
        for route in self.routes():
            if not any(_overlap(route, other) for other in kept):
                kept.append(route)
                if len(kept) == self.options.k:
                    break
        return kept

    def has_route(self) -> bool:
        """Whether there is any route."""
        return next(self.routes(), None) is not None

    def profiles(self, roles: Sequence[int]) -> list[Profile]:
        """The profiles on a route, both ends included."""
        return [self.origin, *(self.rule.index.role(role) for role in roles), self.destination]

    def sort_key(self, route: CandidateRoute) -> tuple[int, list[tuple[str, str]]]:
        """The order of routes of equal weight: skills to learn in all, then labels, then IRIs."""
        passed = self.profiles(route.roles)
        names = [(profile.entity.label, profile.entity.iri) for profile in passed[1:]]
        return count_learned(self.rule.requirements, passed), names

    def explain(self, route: CandidateRoute) -> Route:
        """A route step by step."""
        return explain_route(self.rule, self.profiles(route.roles))

    @cached_property
    def candidates(self) -> Candidates:
        """The priced steps between the ends."""
        return Candidates(self.rule, self.destination, WEIGHTS[self.options.prefer])

    @cached_property
    def intermediate(self) -> Mask:
        """The roles that may be passed on the way."""
        return self.rule.intermediate_roles(self.destination)

    # --- patterns ---------------------------------------------------------------------------------------------------

    def patterns(self) -> Iterator[Pattern]:
        """What routes may look like: every route of a pattern is preferred to those of later ones, and of one alone."""
        everything = np.ones(len(self.table), bool)
        if self.options.prefer != "pay":
            yield self.pattern(everything, None)
            return
        pay, own = self._minimum_pay()
        for level in sorted({*pay.tolist(), own} - {NO_PAY}, reverse=True):
            if own == NO_PAY or level <= own:
                reaching = (pay >= level) | (pay == NO_PAY)
                yield self.pattern(reaching, None if level == own else pay == level)
        if own == NO_PAY:
            yield self.pattern(pay == NO_PAY, None)

    def pattern(self, within: Mask, one_of: Mask | None) -> Pattern:
        """Routes through the roles of ``via``, in order, and others ``within`` a mask, with one of a mask at least."""
        via = [self.table.role_index[iri] for iri in self.options.via]
        numbers = np.arange(len(self.table))
        free = self.intermediate & ~np.isin(self.table.canonical, self.table.canonical[via]) & within
        fixed = [(numbers == role) & within for role in via]
        most = self.rule.conditions.max_steps - 1
        before: dict[tuple[int, bool], int] = {(0, one_of is None): START}
        layers: list[Layer] = []
        for steps in range(1, most + 1):
            here: dict[tuple[int, bool], list[tuple[int, Mask]]] = {}
            for (passed, met), layer in before.items():
                for now_passed, mask in [(passed, free), *((passed + 1, role) for role in fixed[passed : passed + 1])]:
                    halves = (
                        [(True, mask)] if met or one_of is None else [(True, mask & one_of), (False, mask & ~one_of)]
                    )
                    for now_met, some in halves:
                        ends = now_met and now_passed == len(via)
                        if some.any() and (ends or steps < most) and len(via) - now_passed <= most - steps:
                            here.setdefault((now_passed, now_met), []).append((layer, some))
            before = {state: len(layers) + number for number, state in enumerate(here)}
            layers += [
                Layer(steps, tuple(arrivals), may_end=state == (len(via), True)) for state, arrivals in here.items()
            ]
        return Pattern(layers, direct=not via and one_of is None)

    def _minimum_pay(self) -> tuple[Int64s, int]:
        """The minimum pay of each role and of the destination, in its currency and period, or else the usual ones."""
        pay = self.destination.pay
        own = NO_PAY if pay is None or pay.minimum is None else int(pay.minimum)
        return self.table.minimum_pay(pay.unit if pay else self.table.usual_pay_unit), own


def _overlap(one: CandidateRoute, other: CandidateRoute) -> bool:
    """Whether two routes share more than half of the intermediate roles of either."""
    fewer = min(len(one.roles), len(other.roles))
    return 2 * len({*one.roles} & {*other.roles}) > fewer
