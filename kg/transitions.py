"""The rule of one step: what is covered, near and to learn, which steps exist, and what each costs.

The rule is printed in docs/routes.md. Costs and gaps are kept as whole numbers (a gap in halves of a skill, a cost in
thousandths of a half skill-equivalent), so that sums are exact and routes can be compared without rounding.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.kinship import SCALE

if TYPE_CHECKING:
    from kg.kinship import Kinship
    from kg.model.careers import Careers, Profile, Requirement

__all__ = ["COST_UNIT", "JOB_CHANGE", "Conditions", "Holdings", "Needs", "Transitions"]

JOB_CHANGE = 3
"""The price of any change of job, in skill-equivalents, beside what must be learned for it."""

COST_UNIT = 2 * SCALE
"""Costs are counted in 1/COST_UNIT of a skill-equivalent."""

MAX_LEAP = 1
"""By how much the level of preparation may rise in one step."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a traveller asks of a route: what is held besides, what to avoid, and the limits of a step.

    ``have`` holds the IRIs of canonical skills and credentials, ``avoid`` those of roles, skills and credentials;
    ``max_new`` None means no cap on what one step may ask to learn.
    """

    have: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()
    max_steps: int = 3
    min_shared: int = 1
    max_new: int | None = None


@dataclass(frozen=True, slots=True)
class Holdings:
    """What someone holds: skills and credentials, by IRI; ``tools`` are the members that their roles named."""

    skills: frozenset[str] = frozenset()
    credentials: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()

    def with_role(self, profile: Profile) -> Holdings:
        """These holdings and those of someone in a role."""
        tools = {member.iri for requirement in profile.required for member in requirement.members}
        credentials = {profile.ask.credential.iri} if profile.ask else set()
        return Holdings(self.skills | profile.skills, self.credentials | credentials, self.tools | tools)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a role asks, against what is held: covered, near and other skills, and the credential that is unmet."""

    covered: tuple[Requirement, ...]
    near: tuple[Requirement, ...]
    learn: tuple[Requirement, ...]
    unmet: int

    @property
    def half_gap(self) -> int:
        """The gap in halves of a skill: two for a skill to learn, one where it is near, and the unmet credential."""
        return 2 * (len(self.learn) + self.unmet) - len(self.near)


@dataclass(slots=True)
class Transitions:
    """Steps between profiles under the rule, for one traveller's conditions."""

    careers: Careers
    kinship: Kinship
    conditions: Conditions = field(default_factory=Conditions)

    def holdings(self, profile: Profile | None) -> Holdings:
        """What one in this role or on this entry path holds, with what the traveller has besides."""
        known = self.careers.weights.keys() | self.careers.grades.keys()
        have = self.conditions.have
        own = Holdings(have - known, have & known, have - known)
        return own.with_role(profile) if profile else own

    def needs(self, held: Holdings, role: Profile) -> Needs:
        """What the role asks of someone who holds this."""
        tree = self.careers.tree
        covered_skills, groups = tree.covers(held.skills), tree.groups_of(held.skills)
        covered = tuple(item for item in role.required if item.skill.iri in covered_skills)
        learn = tuple(item for item in role.required if item.skill.iri not in covered_skills)
        near = tuple(item for item in learn if tree.groups(item.skill.iri) & groups)
        unmet = role.ask.weight if role.ask and not self.meets(held, role) else 0
        return Needs(covered, near, learn, unmet)

    def meets(self, held: Holdings, role: Profile) -> bool:
        """Whether the credential that the role asks is held; one that is not stated is no gate."""
        return role.ask is None or self.careers.satisfies(held.credentials, role.ask.credential.iri)

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
        if origin.preparation and role.preparation and role.preparation - origin.preparation > MAX_LEAP:
            return f"the level of preparation rises from {origin.preparation} to {role.preparation}"
        avoided = sorted(item.skill.label for item in needs.learn if item.skill.iri in limits.avoid)
        if avoided:
            return f"it would mean learning {', '.join(avoided)}, which is to be avoided"
        if role.ask and role.ask.credential.iri in limits.avoid and not self.meets(held, role):
            return f"it asks {role.ask.label}, which is to be avoided"
        return None

    def is_stone(self, role: Profile, origin: Profile, destination: Profile) -> bool:
        """Whether a role may be a stepping stone between two profiles: none that asks more than both ends do."""
        if role.regulated or role.entity.iri in self.conditions.avoid:
            return False
        ceiling = max(self._highest(self.holdings(origin)), destination.ask.weight if destination.ask else 0)
        if role.ask and role.ask.weight > ceiling:
            return False
        known = [level for level in (origin.preparation, destination.preparation) if level is not None]
        return role.preparation is None or len(known) < 2 or role.preparation <= max(known)

    def _highest(self, held: Holdings) -> int:
        return max((self.careers.weights.get(credential, 0) for credential in held.credentials), default=0)

    def cost(self, origin: Profile, role: Profile) -> int:
        """The cost of a step, in COST_UNITs: (gap + 3) x (1 - kinship)."""
        half_gap = self.needs(self.holdings(origin), role).half_gap
        return (half_gap + 2 * JOB_CHANGE) * (SCALE - self.kinship.between(origin, role))
