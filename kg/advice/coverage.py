"""What is held and what is needed: the part of the rule that every answer about skills rests on.

The rule is printed in docs/routes.md. A gap is kept as a whole number of halves of a skill, so that sums are exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.advice.figures import MAX_SKILLS, MAX_STEPS
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.model.careers import Careers, Profile, Requirement

__all__ = ["Conditions", "Coverage", "Holdings", "Needs"]


class Conditions(NamedTuple):
    """What a traveller asks of a route: what is held besides, what to avoid, and the limits of a step.

    ``have`` holds the IRIs of canonical skills and credentials, ``avoid`` those of roles, skills and credentials;
    ``min_shared`` None means that every step but a fresh start covers one required skill, ``max_new`` None no cap on
    what one step may ask to learn, ``allow_leaps`` that the level of preparation may rise by any amount. ``level``
    is the IRI of the level of seniority reached; it decides where a ladder begins.
    """

    have: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()
    max_steps: int = 3
    min_shared: int | None = None
    max_new: int | None = None
    allow_leaps: bool = False
    level: str | None = None

    def checked(self) -> Conditions:
        """The conditions themselves. Raises UsageError for a limit out of range."""
        ranges = (("max_steps", 1, MAX_STEPS), ("min_shared", 1, MAX_SKILLS), ("max_new", 0, MAX_SKILLS))
        for name, least, most in ranges:
            value = getattr(self, name)
            if value is not None and value < least:
                raise UsageError(f"{name} must be at least {least}, not {value}", "give a larger number")
            if value is not None and value > most:
                raise UsageError(f"{name} must be at most {most}, not {value}", "give a smaller number")
        return self


class Holdings(NamedTuple):
    """What someone holds: skills and credentials, by IRI.

    ``tools`` are the members that their roles named, ``fields`` pairs of a credential and a field that it may be in.
    """

    skills: frozenset[str] = frozenset()
    credentials: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()
    fields: frozenset[tuple[str, str]] = frozenset()


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
        self._holdings: dict[str, Holdings] = {}
        self._needs: dict[tuple[str, Holdings], Needs] = {}
        self._reach: dict[frozenset[str], tuple[frozenset[str], frozenset[str]]] = {}

    def holdings(self, profile: Profile | None) -> Holdings:
        """What one in this role or on this entry path holds, with what the traveller has besides."""
        key = profile.entity.iri if profile else ""
        if key not in self._holdings:
            self._holdings[key] = self._held(profile)
        return self._holdings[key]

    def _held(self, profile: Profile | None) -> Holdings:
        credentials = frozenset(self.careers.grades)
        have = self.conditions.have
        own = Holdings(have - credentials, have & credentials, have - credentials)
        return self.joined(own, profile)._replace(fields=_fields(profile)) if profile else own

    def joined(self, held: Holdings, role: Profile) -> Holdings:
        """These holdings and those of someone in a role; a credential that is held already stays in its own field."""
        tools = {member.iri for requirement in role.required for member in requirement.members}
        return Holdings(
            held.skills | role.skills,
            held.credentials | ({role.ask.credential.iri} if role.ask else set()),
            held.tools | tools,
            held.fields if self.meets(held, role) else held.fields | _fields(role),
        )

    def needs(self, held: Holdings, role: Profile) -> Needs:
        """What the role asks of someone who holds this."""
        key = role.entity.iri, held
        if key not in self._needs:
            self._needs[key] = self._needed(held, role)
        return self._needs[key]

    def _needed(self, held: Holdings, role: Profile) -> Needs:
        tree = self.careers.tree
        if held.skills not in self._reach:
            self._reach[held.skills] = tree.covers(held.skills), tree.groups_of(held.skills)
        covered_skills, groups = self._reach[held.skills]
        covered = tuple(item for item in role.required if item.skill.iri in covered_skills)
        learn = tuple(item for item in role.required if item.skill.iri not in covered_skills)
        near = tuple(item for item in learn if tree.groups(item.skill.iri) & groups)
        unmet = role.ask.weight if role.ask and not self.meets(held, role) else 0
        return Needs(covered, near, learn, unmet)

    def meets(self, held: Holdings, role: Profile) -> bool:
        """Whether the credential that the role asks is held; one that is not stated is no gate."""
        return role.ask is None or self.careers.satisfies(held.credentials, role.ask.credential.iri)

    def field_met(self, held: Holdings, role: Profile) -> bool | None:
        """Whether a credential that meets the role's is in a field that it names; None where one is not known."""
        if role.ask is None or not role.ask.fields:
            return None
        asked = role.ask.credential.iri
        fit = {iri for iri in held.credentials if self.careers.satisfies(frozenset({iri}), asked)}
        wanted = {field.iri for field in role.ask.fields}
        if any(credential in fit and field in wanted for credential, field in held.fields):
            return True
        return False if fit and fit <= {credential for credential, _ in held.fields} else None


def _fields(profile: Profile) -> frozenset[tuple[str, str]]:
    """What the credential of a profile may be in."""
    ask = profile.ask
    return frozenset((ask.credential.iri, field.iri) for field in ask.fields) if ask else frozenset()
