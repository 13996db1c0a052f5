"""What a person holds against what a role requires: skills covered, near and to learn, and the credential.

The rule is printed in docs/routes.md. A gap is kept as a whole number of halves of a skill, so that sums are exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from kg.model.careers import Careers, Profile, Requirement
from kg.routes.conditions import Conditions

DEGREE_PREPARATION: Final = 4
"""The preparation level of a degree: ISCO-08 skill level 4, and Job Zone 4, most of which ask a bachelor's or more."""


class Held(NamedTuple):
    """What a person holds: skills and credentials, by IRI.

    ``tools`` are those that their roles named, ``fields`` pairs of a credential and a field of study that it may be in.
    """

    skills: frozenset[str] = frozenset()
    credentials: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()
    fields: frozenset[tuple[str, str]] = frozenset()


class RequirementMatch(NamedTuple):
    """A role's requirements against what a person holds; ``near`` is part of ``to_learn``.

    Of several near skills of one group only the first by label is ``near``: one of 38 languages is not near to 37.
    ``credential_weight`` is that of a credential that the role requires and the person lacks, in skills.
    """

    covered: tuple[Requirement, ...]
    near: tuple[Requirement, ...]
    to_learn: tuple[Requirement, ...]
    credential_weight: int

    @property
    def coverage(self) -> float:
        """(covered + near / 2) / required; 0 where nothing is required."""
        required = len(self.covered) + len(self.to_learn)
        return (2 * len(self.covered) + len(self.near)) / (2 * required) if required else 0.0

    @property
    def gap_in_halves(self) -> int:
        """The gap in halves of a skill: two for each to learn, one where it is near, and the lacking credential."""
        return 2 * (len(self.to_learn) + self.credential_weight) - len(self.near)


class RequirementRule:
    """What profiles hold and what roles require of them, under one person's conditions."""

    def __init__(self, careers: Careers, conditions: Conditions) -> None:
        self.careers = careers
        self.conditions = conditions
        self._held_by: dict[str, Held] = {}
        self._matches: dict[tuple[str, Held], RequirementMatch] = {}
        self._reach: dict[frozenset[str], tuple[frozenset[str], frozenset[str]]] = {}

    def held_by(self, profile: Profile | None) -> Held:
        """What a person in this role or on this entry path holds, with what the conditions say they have."""
        key = profile.entity.iri if profile else ""
        if key not in self._held_by:
            self._held_by[key] = self._held(profile)
        return self._held_by[key]

    def silence_of(self, origin: Profile | None) -> str:
        """Why it is not known which skills one has who sets out from a profile; empty where one is known."""
        return "" if origin is None or self.held_by(origin).skills else origin.silence

    def _held(self, profile: Profile | None) -> Held:
        credentials = frozenset(self.careers.credential_ancestors)
        have = self.conditions.have
        own = Held(have - credentials, have & credentials, have - credentials, self.conditions.fields)
        return self.joined(own, profile)._replace(fields=own.fields | _fields(profile)) if profile else own

    def joined(self, held: Held, role: Profile) -> Held:
        """What is held after being in a role too; a credential that was held already stays in its field of study."""
        tools = {member.iri for requirement in role.required for member in requirement.tools}
        return Held(
            held.skills | role.skills,
            held.credentials | ({role.credential.credential.iri} if role.credential else set()),
            held.tools | tools,
            held.fields if self.meets(held, role) else held.fields | _fields(role),
        )

    def match(self, held: Held, role: Profile) -> RequirementMatch:
        """The requirements of a role against what is held."""
        key = role.entity.iri, held
        if key not in self._matches:
            self._matches[key] = self._matched(held, role)
        return self._matches[key]

    def _matched(self, held: Held, role: Profile) -> RequirementMatch:
        covered = tuple(item for item in role.required if self.covers(held.skills, item))
        to_learn = tuple(item for item in role.required if item not in covered)
        near: dict[tuple[bool, str], Requirement] = {}
        for item in sorted(to_learn, key=lambda item: (item.skill.label, item.skill.iri)):
            if self.is_near(held.skills, item):
                near.setdefault(self.careers.tree.own_group(item.skill.iri), item)
        credential_weight = role.credential.weight if role.credential and not self.meets(held, role) else 0
        counted = tuple(item for item in to_learn if item in near.values())
        return RequirementMatch(covered, counted, to_learn, credential_weight)

    def covers(self, skills: frozenset[str], item: Requirement) -> bool:
        """Whether these skills cover a requirement: the skill itself, or a narrower one.

        Where the role names tools for the skill, a narrower one does only if it is one of these, or covers one.
        """
        reached, skill = self._reach_of(skills)[0], item.skill.iri
        if skill not in reached or not item.tools or skill in skills:
            return skill in reached
        tools = {tool.iri for tool in item.tools}
        above = (self.careers.tree.covers(frozenset({one})) for one in skills)
        return any(skill in broader and not tools.isdisjoint(broader) for broader in above)

    def is_near(self, skills: frozenset[str], item: Requirement) -> bool:
        """Whether a requirement that these skills do not cover is near to one of them.

        They have a direct broader skill in common, or one is narrower, but none of the tools that the role names.
        """
        reached, groups = self._reach_of(skills)
        return item.skill.iri in reached or not groups.isdisjoint(self.careers.tree.groups(item.skill.iri))

    def near_to(self, skills: frozenset[str], item: Requirement) -> tuple[str, ...]:
        """The skills among these, by IRI, that a requirement is near to."""
        tree, skill = self.careers.tree, item.skill.iri
        groups = tree.groups(skill)
        return tuple(
            sorted(
                one
                for one in skills
                if skill in tree.covers(frozenset({one})) or not groups.isdisjoint(tree.groups(one))
            )
        )

    def _reach_of(self, skills: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
        if skills not in self._reach:
            self._reach[skills] = self.careers.tree.covers(skills), self.careers.tree.groups_of(skills)
        return self._reach[skills]

    def meets(self, held: Held, role: Profile) -> bool:
        """Whether the credential that the role requires is held; True where none is stated."""
        return role.credential is None or self.careers.satisfies(held.credentials, role.credential.credential.iri)

    def field_met(self, held: Held, role: Profile) -> bool | None:
        """Whether a credential that meets the role's is in a field that it names; None where that is not known."""
        if role.credential is None or not role.credential.fields:
            return None
        asked = role.credential.credential.iri
        fit = {iri for iri in held.credentials if self.careers.satisfies(frozenset({iri}), asked)}
        wanted = {field.iri for field in role.credential.fields}
        if any(credential in fit and field in wanted for credential, field in held.fields):
            return True
        return False if fit and fit <= {credential for credential, _ in held.fields} else None


def licences_of(passed: Iterable[Profile]) -> frozenset[str]:
    """The licences that some roles ask in addition to their credentials: they meet gates that cost nothing."""
    return frozenset(ask.credential.iri for profile in passed for ask in profile.licences)


def may_hold_a_degree(profile: Profile) -> bool:
    """Whether those in a role may have a degree that nobody states: of its preparation level most have one."""
    known = profile.credential is not None or profile.entity.kind != "role"
    return not known and (profile.preparation or 0) >= DEGREE_PREPARATION


def _fields(profile: Profile) -> frozenset[tuple[str, str]]:
    """The fields of study that the credential of a profile may be in."""
    ask = profile.credential
    return frozenset((ask.credential.iri, field.iri) for field in ask.fields) if ask else frozenset()
