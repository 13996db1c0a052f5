"""Communities of roles: those that are more similar to one another than to the others, as networkx finds them."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Final

from kg.analysis.matching import sorted_entities
from kg.late import networkx as nx
from kg.late import numpy as np
from kg.model.analysis import Communities, Community
from kg.model.entities import Entity
from kg.routes.requirement_index import chunks
from kg.routes.rule import StepRule
from kg.similarity.roles import Similarity

_NEAREST: Final = 10
"""To how many of the most similar roles a role is joined: all pairs of thousands would be too many."""

_SEED: Final = 0
"""What the method of Louvain draws from: the communities are the same on every run."""

_NAMED: Final = 3
"""How many skills name a community."""


def find_communities(rule: StepRule, similarity: Similarity) -> Communities:
    """The communities of the roles whose skills are stated, the largest first, each with its commonest skills.

    Roles are joined to the ten others that are most similar, with their similarity as the weight; the communities are
    those of the method of Louvain (Blondel and others, 2008) on this graph.
    """
    graph = _similar_roles(rule, similarity)
    found = nx.community.louvain_communities(graph, weight="weight", seed=_SEED)
    communities = [_community(rule, members) for members in found]
    ordered = sorted(communities, key=lambda each: (-len(each.roles), each.name, each.roles[0].label))
    return Communities(ordered)


def _similar_roles(rule: StepRule, similarity: Similarity) -> nx.Graph[int]:
    """The roles, by number, each joined to those most similar."""
    table = rule.table
    roles = np.flatnonzero(rule.within & (table.size > 0))
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(roles.tolist())
    for rows in chunks(roles, 512):
        alike = np.array(similarity.block(rows, roles), np.int64)
        alike[rows[:, np.newaxis] == roles] = 0
        nearest = np.argsort(-alike, axis=1, kind="stable")[:, :_NEAREST]
        for number, places, values in zip(rows.tolist(), nearest, alike, strict=True):
            for place in places.tolist():
                if values[place] > 0:
                    graph.add_edge(number, int(roles[place]), weight=int(values[place]))
    return graph


def _community(rule: StepRule, members: set[int]) -> Community:
    """A community of roles by number, named by the skills that most of them require."""
    table, careers = rule.table, rule.careers
    counts = Counter(skill for number in members for skill in set(table.required.row(number).tolist()))
    named: list[tuple[Entity, int]] = []
    for count, skills in groupby(sorted(counts, key=lambda skill: -counts[skill]), key=lambda skill: counts[skill]):
        if len(named) >= _NAMED:  # of thousands of skills only the commonest are looked up
            break
        found = (careers.named(table.concepts[skill], rule.conditions.within.includes) for skill in skills)
        named += [(skill, count) for skill in sorted_entities(filter(None, found))]
    first = named[:_NAMED]
    roles = sorted_entities(careers.entities[table.roles[number]] for number in members)
    return Community(tuple(skill for skill, _ in first), tuple(count for _, count in first), roles)
