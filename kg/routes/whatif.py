"""Effects of learning some skills now: which next steps they open, and which gaps they reduce."""

from __future__ import annotations

from collections.abc import Iterable

from kg.late import Mask
from kg.late import numpy as np
from kg.model.answers import StepChange, WhatIf
from kg.model.careers import Profile
from kg.model.entities import Entity
from kg.routes.gap import kept_items, learn_items, near_items
from kg.routes.requirements import RequirementRule
from kg.routes.rule import StepRule, StepValues
from kg.similarity.random_walks import SCALE


def what_if(rule: StepRule, origin: Profile, learned: Iterable[Entity]) -> WhatIf:
    """The roles that a step leads to only when these skills are learned, and those whose gap is smaller then.

    Roles are those that the conditions restrict the answer to. A fresh start is open to anyone: it does not count, and
    a role is opened where it is none any more. Opened roles come first, then those with the greatest reduction of the
    gap, then by similarity, then labels.
    """
    steps = rule.for_shared_skills(origin)
    skills = tuple(learned)
    canonical = rule.careers.tree.canonical
    new = frozenset(canonical(skill.iri) for skill in skills)
    before, after = steps.first, steps.first_after_learning(new)
    reach = rule.careers.tree.covers(rule.requirements.held_by(origin).skills)
    conditions = rule.conditions._replace(have=rule.conditions.have | new)
    richer = RequirementRule(rule.careers, conditions)
    held = richer.held_by(origin)
    changes = []
    opened, closer = _changed(rule, before, after)
    for number in np.flatnonzero(opened | closer).tolist():
        role = rule.index.role(number)
        match = richer.match(held, role)
        changes.append(
            StepChange(
                role.entity,
                bool(opened[number]),
                float(before.gap[0, number]) / 2,
                float(after.gap[0, number]) / 2,
                float(after.similarity[0, number]) / SCALE,
                kept_items(richer, match, held, [origin]),
                learn_items(match, near_items(richer, match, held), held),
            )
        )
    changes.sort(key=_rank)
    known = tuple(skill for skill in skills if canonical(skill.iri) in reach)
    reasons = () if changes else tuple(_why_nothing(rule, origin, skill) for skill in skills if skill not in known)
    silence = rule.requirements.silence_of(origin)
    alone = (f"{silence}: what is learned counts alone",) if silence else ()
    return WhatIf(origin.entity, skills, known, tuple(changes), (*alone, *reasons))


def _why_nothing(rule: StepRule, origin: Profile, skill: Entity) -> str:
    """Why a skill opens no step and reduces no gap."""
    careers, index = rule.careers, rule.index
    covered = index.skills_covered(index.reach(frozenset({careers.tree.canonical(skill.iri)})).covered)
    if not covered:
        return f"no role requires {skill.label}, nor anything that it is a part of"
    held = rule.requirements.held_by(origin).skills
    already = index.skills_covered(index.reach(held).covered)
    names = ", ".join(sorted(map(careers.label, covered)))
    if covered <= already:
        by = sorted(careers.label(one) for one in held if not covered.isdisjoint(careers.tree.covers(frozenset({one}))))
        return f"{skill.label} would cover {names}, which {', '.join(by)} covers already"
    return f"{skill.label} would cover {names}; no step to a role that requires it is open, even then"


def _changed(rule: StepRule, before: StepValues, after: StepValues) -> tuple[Mask, Mask]:
    """Which roles a step leads to only now, one that is no fresh start, and of which of the others the gap shrank."""
    was, now = (rule.within & (steps.allowed & ~steps.fresh)[0] for steps in (before, after))
    return now & ~was, now & was & (after.gap[0] < before.gap[0])


def _rank(change: StepChange) -> tuple[bool, float, float, str, str]:
    saved = change.before - change.after
    return not change.becomes_allowed, -saved, -change.score, change.role.label, change.role.iri


def opened_by(rule: StepRule, origin: Profile, skills: Iterable[str]) -> dict[str, tuple[Entity, ...]]:
    """Skill (a canonical IRI) -> the roles that a step leads to only when it is learned now, as above."""
    steps = rule.for_shared_skills(origin)
    before = steps.first
    after = {skill: steps.first_after_learning(frozenset({skill})) for skill in skills}
    return {skill: _entities(rule, np.flatnonzero(_changed(rule, before, then)[0])) for skill, then in after.items()}


def _entities(rule: StepRule, numbers: Iterable[int]) -> tuple[Entity, ...]:
    roles = (rule.index.role(number).entity for number in numbers)
    return tuple(sorted(roles, key=lambda role: (role.label, role.iri)))
