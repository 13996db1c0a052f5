"""The neighbourhood of one thing: what is linked to it, nearest first, drawn to both sides of it."""

from __future__ import annotations

from collections import Counter, deque
from functools import cache
from typing import TYPE_CHECKING

from kg.view.credits import credits_of
from kg.view.drawing import LIMIT, READABLE, Drawing, Node, links_between, mentioned, parents_first
from kg.view.layout import wings, with_room
from kg.view.styles import STYLES, style_of
from kg.view.words import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.model import Entity
    from kg.view.askable import Askable

__all__ = ["neighbourhood"]


def neighbourhood(graph: Askable, entity: Entity, depth: int) -> Drawing:
    """Everything at most ``depth`` links from ``entity``; a tool counts as near as the requirement that names it.

    Of many things the nearest are drawn, and the others folded into what leads to them.
    """
    tree = _Tree(graph, entity, depth)
    shown = tree.shown()
    within = {key: parent for key, parent in tree.parents.items() if key not in shown}
    descriptions = [tree.describe(near) for near in tree.found.values()]
    children: dict[str, list[str]] = {}
    for key, parent in tree.parents.items():
        if key in shown:
            children.setdefault(parent, []).append(key)
    layout = wings(entity.iri, children, _sides(entity, tree.found, children))
    return Drawing(
        view="neighbourhood",
        title=f"{shortened(entity.label, 80)} and what surrounds it",
        focus=entity,
        nodes=tuple(Node(each.entity, style_of(each), each, within.get(each.entity.iri)) for each in descriptions),
        links=links_between(descriptions),
        layout=with_room(layout, parents_first(within)),
        credits=credits_of(graph),
        left_out=len(tree.left_out),
    )


class _Tree:
    """What lies around a thing, nearest first, each with the neighbour that leads to it."""

    def __init__(self, graph: Askable, entity: Entity, depth: int) -> None:
        self.describe = cache(graph.describe)
        self.found = {entity.iri: entity}
        self.distances = {entity.iri: 0}
        self.parents: dict[str, str] = {}
        self.left_out: set[str] = set()
        queue = deque([entity])
        while queue:
            current = queue.popleft()
            if self.distances[current.iri] == depth:
                continue
            for fact in self.describe(current).facts:
                for via, _, near in mentioned(fact):
                    if near.iri in self.found:
                        continue
                    if len(self.found) == LIMIT:
                        self.left_out.add(near.iri)
                        continue
                    self.found[near.iri] = near
                    self.distances[near.iri] = self.distances[current.iri] + 1
                    self.parents[near.iri] = (via or current).iri
                    queue.append(near)

    def shown(self) -> frozenset[str]:
        """What is drawn at first: whole rings around the thing while that is readable, or part of the first one."""
        sizes = Counter(self.distances.values())
        for distance in sorted(sizes, reverse=True):
            if distance and sum(count for ring, count in sizes.items() if ring <= distance) <= READABLE:
                return frozenset(key for key, ring in self.distances.items() if ring <= distance)
        return frozenset(list(self.found)[:READABLE])


def _sides(
    focus: Entity, found: Mapping[str, Entity], children: Mapping[str, list[str]]
) -> tuple[list[str], list[str]]:
    """What is next to the focus, kind by kind, each kind to the side that has less."""

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
