"""Betweenness and reach of thousands of nodes at once, as arrays: Brandes's algorithm over layers of shortest paths.

Of one start, the nodes at each distance form a layer. The numbers of shortest paths are added up from layer to layer
outwards, the shares of each node in them inwards [1]. Steps between roles are many, and are multiplied as a matrix for
hundreds of starts together; requirements are few, and are followed link by link.

Complexity: for S starts and L layers, at most S L / 256 products of a matrix of all steps, less what no start of a
product can reach; or S times the number of links.

[1] U. Brandes, A faster algorithm for betweenness centrality, Journal of Mathematical Sociology 25 (2001), 163-177.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Final

from kg.late import Floats, Int32s, Mask
from kg.late import numpy as np
from kg.routes.requirement_index import RoleIndices, chunks
from kg.similarity.ragged import RaggedArray

if TYPE_CHECKING:
    import numpy.typing as npt

VERSION: Final = "5"
"""To be raised whenever the same graph gives other scores."""

_TOGETHER: Final = 512
"""From so many starts paths are followed together."""

_STARTS: Final = 256
"""From so many starts shortest paths are counted together: fewer have less to multiply, and more to copy."""

_AT_ONCE: Final = 2
"""So many products are worked on at once, where there are as many cores."""

_MOST: Final = 0.6
"""Of a larger share of the matrix a copy takes longer than what it saves."""

_RARE: Final = 64
"""The starts are ordered by how far they are from so many nodes, those to which the fewest steps lead."""

_FAR: Final = 30
"""A longer way to those nodes counts as none."""

_EXACT_IN_SINGLE: Final = 2**24
"""Whole numbers below it are exact in single precision."""


def reachable(allowed: Mask, most: int, canonical: Int32s) -> Mask:
    """Origin x node: whether at most so many steps lead there; not to the origin itself nor its exact matches."""
    reached = allowed.copy()
    steps = allowed.astype(np.float32)
    for _ in range(most - 1):
        for rows in chunks(np.arange(len(allowed)), _TOGETHER):
            reached[rows] |= (reached[rows].astype(np.float32) @ steps > 0) & (canonical[rows, np.newaxis] != canonical)
    return reached


def role_betweenness(allowed: Mask) -> Floats:
    """Of all shortest sequences of steps between two other roles, the share that passes each."""
    from concurrent.futures import ThreadPoolExecutor

    count = len(allowed)
    inwards = np.ascontiguousarray(allowed.T, dtype=np.float64)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        shares = pool.map(partial(_role_shares, allowed, inwards), chunks(_alike(allowed), _STARTS))
        return _normalized(sum(shares, start=np.zeros(count)), count)


def _role_shares(allowed: Mask, inwards: Floats, starts: RoleIndices) -> Floats:
    """The share of each node in the shortest paths from some starts to all others, added up."""
    layers = _layers(allowed, starts)
    total, share = np.zeros(len(allowed)), np.zeros(layers[0].shape)
    for before, layer in zip(layers[-2:0:-1], layers[:1:-1], strict=True):
        each = np.divide(1 + share, layer, out=np.zeros_like(share), where=layer > 0)
        share = before * _moved(each, inwards, np.flatnonzero(before.any(axis=0)))
        total += share.sum(axis=0)
    return total


def _alike(allowed: Mask) -> RoleIndices:
    """All nodes in an order in which paths from those next to each other pass the same layers.

    That is the order of their distances to the nodes that few steps lead to.
    """
    leading = np.count_nonzero(allowed, axis=0)
    rare = [node for node in np.argsort(leading, kind="stable").tolist() if leading[node]][:_RARE]
    inwards = np.ascontiguousarray(allowed.T, dtype=np.float32)
    away = np.zeros((len(rare), len(allowed)), np.int16)
    border, seen = allowed.T[rare], np.zeros((len(rare), len(allowed)), bool)
    for distance in range(1, _FAR + 1):
        away[border] = distance
        seen |= border
        border = (border.astype(np.float32) @ inwards > 0) & ~seen
        if not border.any():
            break
    return np.lexsort((away.sum(axis=0), away.max(axis=0, initial=0)))


def _layers(allowed: Mask, starts: RoleIndices) -> list[npt.NDArray[np.floating]]:
    """The numbers of shortest paths from each start (rows) to each node, one array for each number of steps.

    Whole numbers are exact in single precision, at half the time, up to its bound; where one is larger, they are
    counted again in double precision.
    """
    layers = _layers_in(np.float32, allowed, starts)
    exact = max(layer.max(initial=0) for layer in layers) < _EXACT_IN_SINGLE
    return layers if exact else _layers_in(np.float64, allowed, starts)


def _layers_in(precision: type[np.floating], allowed: Mask, starts: RoleIndices) -> list[npt.NDArray[np.floating]]:
    steps = allowed.astype(precision)
    first = np.zeros((len(starts), len(steps)), precision)
    first[np.arange(len(starts)), starts] = 1
    layers, seen = [first], first > 0
    paths = steps[starts]
    while paths.any():
        layers.append(paths)
        seen |= paths > 0
        led_to = allowed[paths.any(axis=0)].any(axis=0)
        paths = _moved(paths, steps, np.flatnonzero(led_to & ~seen.all(axis=0)))
        paths[seen] = 0
    return layers


def _moved(
    values: npt.NDArray[np.floating], steps: npt.NDArray[np.floating], wanted: npt.NDArray[np.intp]
) -> npt.NDArray[np.floating]:
    """The values of each node added up at the nodes that it leads to; of these only the wanted ones, the others 0."""
    given = np.flatnonzero(values.any(axis=0))
    if len(given) * len(wanted) > _MOST * steps.size:
        moved = values @ steps
        moved[:, np.delete(np.arange(len(steps)), wanted)] = 0
        return moved
    moved = np.zeros_like(values)
    moved[:, wanted] = values[:, given] @ steps[np.ix_(given, wanted)]
    return moved


def skill_betweenness(roles_requiring: RaggedArray, skills: RoleIndices, roles: RoleIndices) -> Floats:
    """Of all shortest connections between two others by requirements, the share that passes each of the skills.

    ``roles_requiring`` are the roles that require each concept; these skills and roles are linked. Paths from skills
    that the same roles require pass the same others, and none of those skills themselves: one stands for all of them.
    """
    count = len(skills) + len(roles)
    number = np.full(int(roles.max(initial=0)) + 1, -1)
    number[roles] = np.arange(len(skills), count)
    linked = number[roles_requiring.take(skills)]
    skill = np.repeat(np.arange(len(skills)), roles_requiring.lengths[skills])
    links = RaggedArray.of(np.concatenate([np.column_stack([skill, linked]), np.column_stack([linked, skill])]), count)
    alike = Counter(links.row(start).tobytes() for start in range(count))
    total = np.zeros(count)
    for start in range(count):
        if times := alike.pop(links.row(start).tobytes(), 0):
            total += times * _shares(links, start)
    return _normalized(total, count)[: len(skills)]


def _shares(links: RaggedArray, start: int) -> Floats:
    """The share of each node in the shortest paths from a start to all others."""
    count = len(links.starts) - 1
    paths, seen = np.zeros(count), np.zeros(count, bool)
    paths[start], seen[start] = 1, True
    border, outward = np.array([start]), []
    while len(border):
        heads, items = np.repeat(border, links.lengths[border]), links.take(border)
        new = ~seen[items]
        heads, items = heads[new], items[new]
        outward.append((heads, items))
        found = np.bincount(items, paths[heads], count)
        paths += found
        border = np.flatnonzero(found)
        seen[border] = True
    share = np.zeros(count)
    for heads, items in reversed(outward[1:]):
        share += np.bincount(heads, ((1 + share) / np.maximum(paths, 1))[items] * paths[heads], count)
    return share


def _normalized(total: Floats, count: int) -> Floats:
    """A share of all pairs of two others."""
    return total / ((count - 1) * (count - 2)) if count > 2 else total
