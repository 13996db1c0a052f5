"""The natural next roles: all others ranked by similarity."""

from __future__ import annotations

from kg.late import numpy as np
from kg.model.answers import SkillItem, Transition
from kg.model.careers import Profile
from kg.routes.gap import kept_items, learn_items, near_items
from kg.routes.rule import StepRule
from kg.similarity.random_walks import SCALE
from kg.similarity.roles import Similarity

__all__ = ["next_roles"]


def next_roles(rule: StepRule, similarity: Similarity, origin: Profile, limit: int) -> list[Transition]:
    """The ``limit`` roles most similar to a profile, best first; ties by more shared, fewer missing skills, then label.

    A role of similarity 0 is named only when a required skill of it is held. From what one has alone the similarity is
    the coverage of what a role requires, as in :func:`kg.analysis.matching.match`.
    """
    careers, requirements = rule.careers, rule.requirements
    includes = rule.conditions.within.includes
    held = requirements.held_by(origin)
    found = []
    for number in _ranked(rule, origin, limit):
        role = rule.index.role(number)
        match = requirements.match(held, role)
        kept = kept_items(requirements, match, held, [origin])
        stated = {asked.skill.iri: item for asked, item in zip(match.covered, kept, strict=True)}
        concepts = ((iri, careers.named(iri, includes)) for iri in similarity.top_shared(origin, role))
        shared = [stated.get(iri) or SkillItem(*concept) for iri, concept in concepts if concept]
        rest = [item for item in stated.values() if item not in shared]
        missing = learn_items(match, near_items(requirements, match, held), held)
        words = tuple(similarity.top_shared_terms(origin, role))
        score = match.coverage if origin.entity.kind == "person" else similarity.pair(origin, role) / SCALE
        found.append(Transition(role.entity, score, (*shared, *rest), missing, role.regulation_sources, words))
    return found


def _ranked(rule: StepRule, origin: Profile, limit: int) -> list[int]:
    """The numbers of the first roles; labels are read only where all else is equal."""
    table, own = rule.table, rule.table.role_index.get(origin.entity.iri)
    elsewhere = np.ones(len(table), bool) if own is None else table.canonical != table.canonical[own]
    counts = rule.index.counts_of(rule.index.reach(rule.requirements.held_by(origin).skills))
    covered, missing = counts.covered[0], table.size - counts.covered[0]
    if origin.entity.kind == "person":
        score = (2 * covered + counts.near[0]) / (2 * np.maximum(table.size, 1))
        ranked = [-score, missing]
    else:
        score = rule.similarity.from_profile(origin).astype(np.float64)
        ranked = [-score, -covered, missing]
    wanted = np.flatnonzero(elsewhere & rule.within & (table.size > 0) & ((score > 0) | (covered > 0)))
    keys = np.stack(ranked)[:, wanted]
    order = np.lexsort(keys[::-1])
    if len(order) > limit:
        last = keys[:, order[limit - 1]]
        equal = limit + int((keys[:, order[limit:]] == last[:, np.newaxis]).all(axis=0).sum())
        order = order[:equal]

    def rank(place: int) -> tuple[list[float], str, str]:
        iri = table.roles[wanted[place]]
        return keys[:, place].tolist(), rule.careers.label(iri), iri

    return [int(wanted[place]) for place in sorted(order.tolist(), key=rank)[:limit]]
