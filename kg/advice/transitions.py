"""Which steps exist between profiles, and what each costs.

The rule is printed in docs/routes.md. A cost is kept as a whole number of thousandths of a half skill-equivalent, so
that routes are compared without rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.advice.coverage import Coverage, Holdings
from kg.advice.figures import MAX_LEAP, SCALE

if TYPE_CHECKING:
    from kg.advice.coverage import Conditions
    from kg.advice.kinship import Kinship
    from kg.model.careers import Careers, Profile

__all__ = ["Transitions"]


class Transitions(Coverage):
    """Steps between profiles under the rule, for one traveller's conditions.

    What is to be avoided is judged by what was held at the ``start`` too, where one is given: a skill or a degree that
    one started with is neither learned nor gained on the way. A fresh start is made there, or in a role of ``via``, by
    IRI: one that is passed because the traveller wants to.
    """

    def __init__(
        self,
        careers: Careers,
        kinship: Kinship,
        conditions: Conditions,
        start: Profile | None = None,
        via: tuple[str, ...] = (),
    ) -> None:
        super().__init__(careers, conditions)
        self.kinship = kinship
        self.start = start
        self.via = via

    def under(self, conditions: Conditions) -> Transitions:
        """The same steps under other conditions."""
        return Transitions(self.careers, self.kinship, conditions, self.start, self.via)

    def since(self, start: Profile, via: tuple[str, ...] = ()) -> Transitions:
        """The same steps for one who started from a profile and wants to pass some roles."""
        return Transitions(self.careers, self.kinship, self.conditions, start, via)

    def begins(self, origin: Profile, role: Profile) -> bool:
        """Whether a step may be a fresh start: from any profile where it is not known what one started with, so that
        the profile is taken for the start.

        Not between sources: what is not shared there may just not be linked.
        """
        if self.start is not None and origin.entity.iri not in (self.start.entity.iri, *self.via):
            return False
        base = self.careers.home(origin.entity)
        return self.kinship.prices.start_afresh and (not base or base == self.careers.base(role.entity.iri))

    def least_shared(self, origin: Profile, role: Profile) -> int:
        """The fewest required skills that a step must cover."""
        if self.conditions.min_shared is not None:
            return self.conditions.min_shared
        return 0 if self.begins(origin, role) else 1

    def obstacle(self, origin: Profile, role: Profile) -> str | None:
        """Why there is no step from ``origin`` to ``role``; None when it is allowed."""
        limits = self.conditions
        needs = self.needs(self.holdings(origin), role)
        if not role.required:
            return f"the source states no skills for {role.entity.label}"
        least = self.least_shared(origin, role)
        if not needs.covered and least:
            return "no required skill is shared"
        if len(needs.covered) < least:
            return f"only {len(needs.covered)} of at least {least} required skills shared"
        if self.is_fresh(origin, role) and not self.begins(origin, role):
            return f"{role.entity.label} is hardly akin, and no fresh start leads there from {origin.entity.label}"
        if limits.max_new is not None and len(needs.learn) > limits.max_new:
            return f"{len(needs.learn)} skills to learn, more than {limits.max_new}"
        if self.leaps(origin, role):
            return f"the level of preparation rises from {origin.preparation} to {role.preparation}"
        if avoided := self.unwanted(origin, role):
            return f"it would mean learning {', '.join(avoided)}, which is to be avoided"
        if role.ask and self.is_barred(origin, role):
            return f"it asks {role.ask.label}, which is to be avoided"
        return None

    def leaps(self, origin: Profile, role: Profile) -> bool:
        """Whether the level of preparation rises by more than one step may; a level that is not stated never does."""
        return not self.conditions.allow_leaps and _rise(origin, role) > MAX_LEAP

    def unwanted(self, origin: Profile, role: Profile) -> list[str]:
        """The skills to be avoided that the role asks someone to learn, by label."""
        if not self.conditions.avoid:
            return []
        learn = self.needs(self._known(origin), role).learn
        return sorted(item.skill.label for item in learn if item.skill.iri in self.conditions.avoid)

    def is_barred(self, origin: Profile, role: Profile) -> bool:
        """Whether the role asks for a credential, or a kind of one, that is to be avoided and is not held."""
        if role.ask is None or not self.conditions.avoid or self.meets(self._known(origin), role):
            return False
        return not self.conditions.avoid.isdisjoint(self.careers.reached(frozenset({role.ask.credential.iri})))

    def _known(self, origin: Profile) -> Holdings:
        """What someone in a role holds, with what was held at the start."""
        held = self.holdings(origin)
        return held if self.start is None else self.joined(self.holdings(self.start), origin)

    def ceiling(self, origin: Profile, destination: Profile) -> int:
        """The most that a credential of a stepping stone may weigh: what the start holds, or the destination asks."""
        reached = self.careers.reached(self.holdings(origin).credentials)
        weights = [self.careers.weights.get(credential, 0) for credential in reached]
        return max([*weights, destination.ask.weight if destination.ask else 0])

    def cost(self, origin: Profile, role: Profile) -> int:
        """The cost of a step, in COST_UNITs: (gap + price) x (1 - kinship)."""
        half_gap = self.needs(self.holdings(origin), role).half_gap
        return (half_gap + self._price(origin, role)) * (SCALE - self.kinship.between(origin, role))

    def is_fresh(self, origin: Profile, role: Profile) -> bool:
        """Whether a step hardly builds on what came before: its roles are hardly akin, or share no skill."""
        return self._price(origin, role) > self.kinship.prices.job

    def _price(self, origin: Profile, role: Profile) -> int:
        covered = self.needs(self.holdings(origin), role).covered
        rises = _rise(origin, role) > 0
        return self.kinship.prices.of_step(len(covered), self.kinship.between(origin, role), rises=rises)


def _rise(origin: Profile, role: Profile) -> int:
    """By how much the level of preparation rises; 0 where one is not stated."""
    if origin.preparation is None or role.preparation is None:
        return 0
    return role.preparation - origin.preparation
