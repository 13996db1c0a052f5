"""Which steps exist between profiles, and what each costs.

The rule is printed in docs/routes.md. A cost is kept as a whole number of thousandths of a half skill-equivalent, so
that routes are compared without rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.advice.coverage import Conditions, Coverage, Holdings
from kg.advice.kinship import SCALE

if TYPE_CHECKING:
    from kg.advice.kinship import Kinship
    from kg.model.careers import Careers, Profile, Requirement

__all__ = ["COST_UNIT", "JOB_CHANGE", "Transitions"]

JOB_CHANGE = 3
"""The price of any change of job, in skill-equivalents, beside what must be learned for it."""

COST_UNIT = 2 * SCALE
"""Costs are counted in 1/COST_UNIT of a skill-equivalent."""

MAX_LEAP = 1
"""By how much the level of preparation may rise in one step."""


class Transitions(Coverage):
    """Steps between profiles under the rule, for one traveller's conditions."""

    def __init__(self, careers: Careers, kinship: Kinship, conditions: Conditions) -> None:
        super().__init__(careers, conditions)
        self.kinship = kinship

    def under(self, conditions: Conditions) -> Transitions:
        """The same steps under other conditions."""
        return Transitions(self.careers, self.kinship, conditions)

    def obstacle(self, origin: Profile, role: Profile) -> str | None:
        """Why there is no step from ``origin`` to ``role``; None when it is allowed."""
        limits = self.conditions
        held = self.holdings(origin)
        needs = self.needs(held, role)
        if not role.required:
            return f"the source states no skills for {role.entity.label}"
        if len(needs.covered) < limits.min_shared:
            return (
                "no required skill is shared"
                if not needs.covered
                else f"only {len(needs.covered)} of at least {limits.min_shared} required skills shared"
            )
        if limits.max_new is not None and len(needs.learn) > limits.max_new:
            return f"{len(needs.learn)} skills to learn, more than {limits.max_new}"
        if self.leaps(origin, role):
            return f"the level of preparation rises from {origin.preparation} to {role.preparation}"
        avoided = sorted(item.skill.label for item in needs.learn if item.skill.iri in limits.avoid)
        if avoided:
            return f"it would mean learning {', '.join(avoided)}, which is to be avoided"
        if role.ask and self.is_barred(held, role):
            return f"it asks {role.ask.label}, which is to be avoided"
        return None

    def lacking(self, origin: Profile, role: Profile) -> tuple[Requirement, ...]:
        """The required skills of a role that someone in another has to learn."""
        return self.needs(self.holdings(origin), role).learn

    def shares(self, origin: Profile, role: Profile) -> bool:
        """Whether any required skill of the role is covered."""
        return bool(self.needs(self.holdings(origin), role).covered)

    def leaps(self, origin: Profile, role: Profile) -> bool:
        """Whether the level of preparation rises by more than one step may; a level that is not stated never does."""
        if self.conditions.allow_leaps or origin.preparation is None or role.preparation is None:
            return False
        return role.preparation - origin.preparation > MAX_LEAP

    def is_barred(self, held: Holdings, role: Profile) -> bool:
        """Whether the role asks for a credential, or a kind of one, that is to be avoided and is not held."""
        if role.ask is None or self.meets(held, role):
            return False
        return not self.conditions.avoid.isdisjoint(self.careers.reached(frozenset({role.ask.credential.iri})))

    def is_stone(self, role: Profile, origin: Profile, destination: Profile) -> bool:
        """Whether a role may be a stepping stone between two profiles: none that asks more than both ends do.

        An end that states no level of preparation sets no limit to it; one that states no credential asks for none.
        """
        place = self.careers.place
        if role.regulated or place(role.entity.iri) in {place(iri) for iri in self.conditions.avoid}:
            return False
        ceiling = max(self._highest(self.holdings(origin)), destination.ask.weight if destination.ask else 0)
        if role.ask and role.ask.weight > ceiling:
            return False
        known = [level for level in (origin.preparation, destination.preparation) if level is not None]
        return role.preparation is None or len(known) < 2 or role.preparation <= max(known)

    def _highest(self, held: Holdings) -> int:
        reached = self.careers.reached(held.credentials)
        return max((self.careers.weights.get(credential, 0) for credential in reached), default=0)

    def cost(self, origin: Profile, role: Profile) -> int:
        """The cost of a step, in COST_UNITs: (gap + 3) x (1 - kinship)."""
        half_gap = self.needs(self.holdings(origin), role).half_gap
        return (half_gap + 2 * JOB_CHANGE) * (SCALE - self.kinship.between(origin, role))
