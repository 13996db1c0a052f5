"""What is held and what is needed: the part of the rule that every answer about skills rests on.

The rule is printed in docs/routes.md. A gap is kept as a whole number of halves of a skill, so that sums are exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kg.model.careers import Careers, Profile, Requirement

__all__ = ["Conditions", "Coverage", "Holdings", "Needs"]


class Conditions(NamedTuple):
    """What a traveller asks of a route: what is held besides, what to avoid, and the limits of a step.

    ``have`` holds the IRIs of canonical skills and credentials, ``avoid`` those of roles, skills and credentials;
    ``max_new`` None means no cap on what one step may ask to learn.
    """

    have: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()
    max_steps: int = 3
    min_shared: int = 1
    max_new: int | None = None


class Holdings(NamedTuple):
    """What someone holds: skills and credentials, by IRI; ``tools`` are the members that their roles named."""

    skills: frozenset[str] = frozenset()
    credentials: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()

    def with_role(self, profile: Profile) -> Holdings:
        """These holdings and those of someone in a role."""
        tools = {member.iri for requirement in profile.required for member in requirement.members}
        credentials = {profile.ask.credential.iri} if profile.ask else set()
        return Holdings(self.skills | profile.skills, self.credentials | credentials, self.tools | tools)


class Needs(NamedTuple):
    """What a role asks, against what is held: covered, near and other skills, and the credential that is unmet."""

    covered: tuple[Requirement, ...]
    near: tuple[Requirement, ...]
    learn: tuple[Requirement, ...]
    unmet: int

    @property
    def half_gap(self) -> int:
        """The gap in halves of a skill: two for a skill to learn, one where it is near, and the unmet credential."""
        return 2 * (len(self.learn) + self.unmet) - len(self.near)


class Coverage:
    """What profiles hold and what roles need, for one traveller's conditions."""

    def __init__(self, careers: Careers, conditions: Conditions) -> None:
        self.careers = careers
        self.conditions = conditions

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
