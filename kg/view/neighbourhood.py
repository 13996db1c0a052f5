"""The neighbourhood of one thing: what is linked to it, nearest first, drawn to both sides of it."""

from __future__ import annotations

from collections import deque
from functools import cache
from typing import TYPE_CHECKING

from kg.view.credits import credits_of
from kg.view.drawing import LIMIT, Drawing, Node, links_between, mentioned
from kg.view.layout import wings
from kg.view.styles import STYLES, style_of
from kg.view.words import legible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.model import Entity
    from kg.view.askable import Askable

__all__ = ["neighbourhood"]


def neighbourhood(graph: Askable, entity: Entity, depth: int) -> Drawing:
    """Everything at most ``depth`` links from ``entity``; a tool counts as near as the requirement that names it."""
    describe = cache(graph.describe)
    found = {entity.iri: entity}
    children: dict[str, list[str]] = {}
    left_out: set[str] = set()
    queue = deque([(entity, 0)])
    while queue:
        current, distance = queue.popleft()
        if distance == depth:
            continue
        for fact in describe(current).facts:
            for via, _, near in mentioned(fact):
                if near.iri in found:
                    continue
                if len(found) == LIMIT:
                    left_out.add(near.iri)
                    continue
                found[near.iri] = near
                children.setdefault((via or current).iri, []).append(near.iri)
                queue.append((near, distance + 1))
    descriptions = [describe(near) for near in found.values()]
    return Drawing(
        title=f"{legible(entity.label)[:80]} and what surrounds it",
        focus=entity,
        nodes=tuple(Node(each.entity, style_of(each), each) for each in descriptions),
        links=links_between(descriptions),
        layout=wings(entity.iri, children, _sides(entity, found, children)),
        credits=credits_of(graph),
        left_out=len(left_out),
    )


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
