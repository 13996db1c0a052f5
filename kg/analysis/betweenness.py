"""Betweenness and reach of thousands of nodes at once, as arrays: Brandes's algorithm over layers of shortest paths.

Of one start, the nodes at each distance form a layer. The numbers of shortest paths are added up from layer to layer
outwards, the shares of each node in them inwards [1]. Steps between roles are many, and are multiplied as matrices for
a hundred starts together, those from which paths pass the same layers; requirements are few, and are followed link by
link.

Complexity: for S starts, N nodes and L layers, S L products of a vector and those blocks of the matrix of all steps
that have a step, less what no start of a product can reach; or S times the number of links.

[1] U. Brandes, A faster algorithm for betweenness centrality, Journal of Mathematical Sociology 25 (2001), 163-177.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from kg.late import Floats, Int32s, Mask
from kg.late import numpy as np
from kg.routes.requirement_index import RoleIndices, chunks
from kg.similarity.ragged import RaggedArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

_Values: TypeAlias = "npt.NDArray[np.floating]"
"""A number for each node (rows) and start (columns), in single or double precision."""

VERSION: Final = "5"
"""To be raised whenever the same graph gives other scores."""

_TOGETHER: Final = 512
"""From so many starts paths are followed together."""

_ALIKE: Final = 128
"""So many like nodes are worked on together: fewer have less to multiply, and more to copy."""

_AT_ONCE: Final = 2
"""So many products are worked on at once, where there are as many cores."""

_LANDMARKS: Final = 64
"""Nodes are alike that are as far from about so many nodes, evenly chosen."""

_FAR: Final = 10
"""A longer way to those nodes counts as one of so many steps, and so does none."""

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
    starts, ends = list(_alike(allowed)), _alike(allowed.T)
    outwards, inwards = _Steps(allowed, ends, np.float32), _Steps(allowed.T, starts, np.float64)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        shares = pool.map(partial(_role_shares, allowed, outwards, inwards), starts)
        return _normalized(sum(shares, start=np.zeros(count)), count)


class _Steps:
    """A matrix of steps in blocks: some ends, alike, with the begins that have a step to one of them."""

    def __init__(self, allowed: Mask, parts: Iterable[RoleIndices], precision: type[np.floating]) -> None:
        self.blocks = []
        for ends in parts:
            begins = np.flatnonzero(allowed[:, ends].any(axis=1))
            self.blocks.append((begins, ends, allowed.T[np.ix_(ends, begins)].astype(precision)))

    def moved(self, values: _Values, wanted: Mask) -> _Values:
        """The values of each node (rows) added up at the nodes it leads to; of these only the wanted, others 0."""
        given, moved = np.asarray(values.any(axis=1)), np.zeros_like(values)
        for begins, ends, steps in self.blocks:
            some, those = given[begins], wanted[ends]
            if some.any() and those.any():
                moved[ends[those]] = steps[np.ix_(those, some)] @ values[begins[some]]
        return moved


def _role_shares(allowed: Mask, outwards: _Steps, inwards: _Steps, starts: RoleIndices) -> Floats:
    """The share of each node in the shortest paths from some starts to all others, added up."""
    layers = _layers(allowed, outwards, starts)
    total: Floats = np.zeros(len(allowed))
    share: _Values = np.zeros(layers[0].shape)
    for before, layer in zip(layers[-2:0:-1], layers[:1:-1], strict=True):
        each = np.divide(1 + share, layer, out=np.zeros_like(share), where=layer > 0)
        share = before * inwards.moved(each, np.asarray(before.any(axis=1)))
        total += share.sum(axis=1)
    return total


def _alike(allowed: Mask) -> Iterator[RoleIndices]:
    """All nodes in parts, such that paths from those of one part pass the same layers.

    They are halved, again and again, across the direction in which their distances to some nodes differ most.
    """
    away = _distances(allowed, np.arange(0, len(allowed), max(len(allowed) // _LANDMARKS, 1)))
    parts = [np.arange(len(allowed))]
    while parts:
        part = parts.pop()
        if len(part) <= _ALIKE:
            yield part
            continue
        spread = away[part] - away[part].mean(axis=0)
        across = spread @ np.linalg.eigh(spread.T @ spread)[1][:, -1]
        part = part[np.argsort(across, kind="stable")]
        half = -(-len(part) // 2 // _ALIKE) * _ALIKE
        parts += [part[half:], part[:half]]


def _distances(allowed: Mask, ends: RoleIndices) -> Floats:
    """From each node to each of some ends, how many steps the shortest way has."""
    steps = allowed.T.astype(np.float32)
    away = np.full((len(ends), len(allowed)), float(_FAR))
    border = np.zeros(away.shape, bool)
    border[np.arange(len(ends)), ends] = True
    for distance in range(_FAR):
        away[border] = distance
        border = (border.astype(np.float32) @ steps > 0) & (away == _FAR)
        if not border.any():
            break
    return away.T


def _layers(allowed: Mask, outwards: _Steps, starts: RoleIndices) -> list[_Values]:
    """The numbers of shortest paths to each node (rows) from each start, one array for each number of steps.

    Whole numbers are exact in single precision, at half the time, up to its bound; where one is larger, they are
    counted again in double precision.
    """
    layers = _layers_in(np.float32, allowed, outwards, starts)
    exact = max(layer.max(initial=0) for layer in layers) < _EXACT_IN_SINGLE
    return layers if exact else _layers_in(np.float64, allowed, outwards, starts)


def _layers_in(precision: type[np.floating], allowed: Mask, outwards: _Steps, starts: RoleIndices) -> list[_Values]:
    first = np.zeros((len(allowed), len(starts)), precision)
    first[starts, np.arange(len(starts))] = 1
    layers, seen = [first], first > 0
    paths = np.ascontiguousarray(allowed[starts].T, precision)
    while paths.any():
        layers.append(paths)
        seen |= paths > 0
        paths = outwards.moved(paths, ~np.asarray(seen.all(axis=1)))
        paths[seen] = 0
    return layers


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
