"""The neighbourhood of one entity: what is linked to it, nearest first, drawn to both sides of it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from functools import cache

from kg.model import Description, Entity
from kg.view.drawing import (
    MAX_DRAWN,
    MAX_FACTS,
    MAX_NODES,
    MAX_POINTING,
    STYLES,
    DrawableGraph,
    Drawing,
    describe,
    edges_between,
    entities_in,
    node_of,
)
from kg.view.labels import truncate
from kg.view.layout import two_sided_tree


def neighbourhood_drawing(graph: DrawableGraph, entity: Entity, depth: int) -> Drawing:
    """Everything at most ``depth`` links from ``entity``; a tool counts as near as the requirement that names it.

    Of many entities the nearest are drawn, and the others are folded into those that lead to them.
    """
    tree = _NeighbourTree(graph, entity, depth)
    shown = tree.shown()
    children: dict[str, list[str]] = {}
    for key, parent in tree.parents.items():
        if key in shown:
            children.setdefault(parent, []).append(key)
    descriptions = [tree.describe(near) for near in tree.found.values()]
    folded_into = {key: parent for key, parent in tree.parents.items() if key not in shown}
    return Drawing(
        view="neighbourhood",
        title=f"{truncate(entity.label, 80)} and what surrounds it",
        nodes=tuple(node_of(each, folded_into.get(each.entity.iri)) for each in descriptions),
        edges=edges_between(descriptions),
        layout=two_sided_tree(entity.iri, children, _sides(entity, tree.found, children)),
        focus=entity,
        left_out=len(tree.left_out),
    )


class _NeighbourTree:
    """The entities around one, nearest first, each with the neighbour that leads to it."""

    def __init__(self, graph: DrawableGraph, entity: Entity, depth: int) -> None:
        self._graph, self._focus = graph, entity
        self.describe = cache(self._describe)
        self.found = {entity.iri: entity}
        self.distances = {entity.iri: 0}
        self.parents: dict[str, str] = {}
        self.left_out: set[str] = set()
        queue = deque([entity])
        facts = 0
        while queue and facts <= MAX_FACTS:
            current = queue.popleft()
            if self.distances[current.iri] == depth:
                continue
            facts += len(self.describe(current).facts)
            for fact in self.describe(current).facts:
                for via, _, near in entities_in(fact):
                    if near.iri in self.found:
                        continue
                    if len(self.found) == MAX_NODES:
                        self.left_out.add(near.iri)
                        continue
                    self.found[near.iri] = near
                    self.distances[near.iri] = self.distances[current.iri] + 1
                    self.parents[near.iri] = (via or current).iri
                    queue.append(near)
        self._leave_out_the_farthest()

    def _describe(self, near: Entity) -> Description:
        return describe(self._graph, near, None if near == self._focus else MAX_POINTING)

    def _leave_out_the_farthest(self) -> None:
        """Keep the nearest entities that have MAX_FACTS together, and the neighbours that are drawn at first."""
        facts = 0
        for number, (key, near) in enumerate([*self.found.items()]):
            if facts > MAX_FACTS and (number >= MAX_DRAWN or self.distances[key] > 1):
                del self.found[key], self.distances[key], self.parents[key]
                self.left_out.add(key)
            else:
                facts += len(self.describe(near).facts)

    def shown(self) -> frozenset[str]:
        """The IRIs drawn at first: whole rings around the entity while that is readable, or part of the first ring."""
        sizes = Counter(self.distances.values())
        for distance in sorted(sizes, reverse=True):
            if distance and sum(count for ring, count in sizes.items() if ring <= distance) <= MAX_DRAWN:
                return frozenset(key for key, ring in self.distances.items() if ring <= distance)
        return frozenset(list(self.found)[:MAX_DRAWN])


def _sides(
    focus: Entity, found: Mapping[str, Entity], children: Mapping[str, list[str]]
) -> tuple[list[str], list[str]]:
    """The neighbours of the focus to the right and to the left: kind by kind, each kind to the emptier side."""

    def weight(key: str) -> int:
        return 1 + sum(weight(child) for child in children.get(key, ()))

    sides: tuple[list[str], list[str]] = ([], [])
    weights = [0, 0]
    first = children.get(focus.iri, [])
    for kind in STYLES:
        keys = [key for key in first if found[key].kind == kind]
        side = weights.index(min(weights))
        sides[side].extend(keys)
        weights[side] += sum(map(weight, keys))
    return sides
