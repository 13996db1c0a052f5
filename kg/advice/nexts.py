"""The natural next roles: all others ranked by kinship."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.advice.figures import SCALE
from kg.advice.gaps import kept_items, skill_items
from kg.model.answers import SkillItem, Transition

if TYPE_CHECKING:
    from kg.advice.network import Network
    from kg.advice.transitions import Transitions
    from kg.model.careers import Profile

__all__ = ["next_roles"]


def next_roles(network: Network, transitions: Transitions, origin: Profile, limit: int) -> list[Transition]:
    """The ``limit`` roles most akin to a profile, best first; ties by more shared, fewer missing skills, then label.

    A role without kinship is named only when a required skill of it is held.
    """
    careers, kinship = transitions.careers, transitions.kinship
    held = transitions.holdings(origin)
    found = []
    for number in _ranked(network, transitions, origin, limit):
        role = network.role(number)
        needs = transitions.needs(held, role)
        concepts = [careers.named[iri] for iri in kinship.earned(origin, role) if iri in careers.named]
        kept = kept_items(transitions, needs, held, [origin])
        stated = {asked.skill.iri: item for asked, item in zip(needs.covered, kept, strict=True)}
        shared = [stated.get(concept.iri) or SkillItem(*concept) for concept in concepts]
        rest = [item for item in stated.values() if item not in shared]
        missing = skill_items(needs.learn, held)
        score, words = kinship.between(origin, role) / SCALE, tuple(kinship.shared_words(origin, role))
        found.append(Transition(role.entity, score, (*shared, *rest), missing, role.law, words))
    return found


def _ranked(network: Network, transitions: Transitions, origin: Profile, limit: int) -> list[int]:
    """The numbers of the first roles; labels are read only where all else is equal."""
    careers = transitions.careers
    position = network.position.get(origin.entity.iri)
    elsewhere = np.ones(len(network), bool) if position is None else network.place != network.place[position]
    covered = network.counts_of(transitions.holdings(origin).skills).covered[0]
    score = transitions.kinship.row(origin).astype(np.int64)
    wanted = np.flatnonzero(elsewhere & (network.size > 0) & ((score > 0) | (covered > 0)))
    keys = np.stack([-score, -covered, network.size - covered])[:, wanted]
    order = np.lexsort(keys[::-1])
    if len(order) > limit:
        last = keys[:, order[limit - 1]]
        beyond = limit + int((keys[:, order[limit:]] == last[:, np.newaxis]).all(axis=0).sum())
        order = order[:beyond]

    def rank(place: int) -> tuple[list[int], str, str]:
        iri = network.order[wanted[place]]
        return keys[:, place].tolist(), careers.label(iri), iri

    return [int(wanted[place]) for place in sorted(order.tolist(), key=rank)[:limit]]
