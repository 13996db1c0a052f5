"""The natural next roles: all others ranked by kinship."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.gaps import skill_items
from kg.model.answers import Transition
from kg.transitions import SCALE

if TYPE_CHECKING:
    from kg.model.careers import Profile
    from kg.transitions import Transitions

__all__ = ["next_roles"]


def next_roles(transitions: Transitions, origin: Profile, limit: int) -> list[Transition]:
    """The ``limit`` roles most akin to a profile, best first, ties by label; roles without any kinship are left out."""
    careers, kinship = transitions.careers, transitions.kinship
    place = careers.place(origin.entity.iri)
    scored = [
        (kinship.between(origin, role), role)
        for iri, role in careers.roles.items()
        if careers.place(iri) != place and role.required
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1].entity.label, pair[1].entity.iri))
    held = transitions.holdings(origin)
    found = []
    for score, role in scored[:limit]:
        if score:
            needs = transitions.needs(held, role)
            shared = skill_items(needs.covered, held, origin)
            found.append(Transition(role.entity, score / SCALE, shared, skill_items(needs.learn, held, origin)))
    return found


