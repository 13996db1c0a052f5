"""The natural next roles: all others ranked by kinship."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.advice.figures import SCALE
from kg.advice.gaps import kept_items, skill_items
from kg.model.answers import SkillItem, Transition

if TYPE_CHECKING:
    from kg.advice.transitions import Transitions
    from kg.model.careers import Profile

__all__ = ["next_roles"]


def next_roles(transitions: Transitions, origin: Profile, limit: int) -> list[Transition]:
    """The ``limit`` roles most akin to a profile, best first; ties by more shared, fewer missing skills, then label.

    A role without kinship is named only when a required skill of it is held.
    """
    careers, kinship = transitions.careers, transitions.kinship
    place = careers.place(origin.entity.iri)
    held = transitions.holdings(origin)
    ranked = []
    for iri, role in careers.roles.items():
        if careers.place(iri) == place or not role.required:
            continue
        score, needs = kinship.between(origin, role), transitions.needs(held, role)
        if score or needs.covered:
            rank = (-score, -len(needs.covered), len(needs.learn), role.entity.label, iri)
            ranked.append((rank, role, needs))
    ranked.sort(key=lambda entry: entry[0])
    found = []
    for rank, role, needs in ranked[:limit]:
        concepts = [careers.skills[iri] for iri in kinship.earned(origin, role) if iri in careers.skills]
        stated = {item.iri: item for item in kept_items(transitions, needs, held, [origin])}
        shared = [stated.get(concept.iri) or SkillItem(*concept) for concept in concepts]
        rest = [item for item in stated.values() if item not in shared]
        missing = skill_items(needs.learn, held)
        found.append(Transition(role.entity, -rank[0] / SCALE, (*shared, *rest), missing))
    return found
