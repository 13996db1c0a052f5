"""Where roles stand on a map: near those that they are most alike, by gradient descent on a plane (t-SNE).

Every role attracts its nearest ones, by how alike they are, and all roles push one another away. Weak ties among the
members of a group, and between roles that are mapped to each other, keep these together. docs/picture.md says what the
method was measured against. Nothing is random: the descent starts from the two smoothest vectors of the graph of
neighbours, spread evenly, so that rounding on another machine moves a role by little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kg.late import Floats, Int64s
from kg.late import numpy as np
from kg.similarity.random_walks import SCALE
from kg.similarity.roles import RoleSimilarity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy.typing as npt

SIZE: Final = 16384
"""Positions are whole numbers from 0 to below this."""

VERSION: Final = "1"
"""To be raised whenever the same graph gives other positions."""

NEIGHBOURS: Final = 60
"""How many of the nearest roles attract one."""

_EFFECTIVE: Final = 30.0
"""As many neighbours count on average (the perplexity): beyond them, attraction is small."""

_STEPS: Final = 200
_EARLY: Final = 80
"""In the first steps attraction counts more: four times at the start, once at the end of them."""

_MOST_TIES: Final = 8
"""How many members of its group each is tied to: all pairs of a group of hundreds would be too many."""

_CELL: Final = 0.5
"""The width of a cell of the grid on which repulsion is summed, where the usual distance of neighbours is about 1."""

_MOST_CELLS: Final = 500
"""The grid has no more cells on a side: for more than ten thousand roles they are wider."""

_FEW: Final = 600
"""Up to so many roles all pairs are summed, which is faster."""

_LEAST_GAP: Final = 0.002
_PUSHES: Final = 40
"""Roles that are nearly in one place are pushed apart, to so much of the width of the map, in so many passes."""

_BLOCK: Final = 512


class Ties(NamedTuple):
    """Pairs of roles that attract each other, with weights; together they have this share of all attraction."""

    first: Int64s
    second: Int64s
    weight: Floats
    share: float


def nearest(similarity: RoleSimilarity, count: int, among: int = NEIGHBOURS) -> tuple[Int64s, Int64s]:
    """For each of ``count`` roles the ``among`` most alike, best first, of equal ones the first; and their similarity.

    Both have a row for each role.
    """
    found = np.zeros((2, count, min(among, max(count - 1, 0))), np.int64)
    for start in range(0, count, _BLOCK):
        some = np.arange(start, min(start + _BLOCK, count))
        alike = similarity.rows(some).astype(np.int64)
        alike[np.arange(len(some)), some] = -1
        order = np.argsort(-alike, axis=1, kind="stable")[:, : found.shape[2]]
        found[0, some], found[1, some] = order, np.take_along_axis(alike, order, axis=1)
    return found[0], found[1]


def group_similarity(similarity: RoleSimilarity, groups: Int64s, roles: Int64s, count: int) -> Int64s:
    """How alike ``count`` groups are, in thousandths: the mean, over the roles of one (rows), of the similarity of each
    to the role of the other (columns) that is most like it. Of a group to itself, and where nothing is known, 0.

    ``groups`` has the number of each role's group, -1 for none; only ``roles`` are compared.
    """
    roles = roles[groups[roles] >= 0]
    order = roles[np.argsort(groups[roles], kind="stable")]
    numbers, starts, sizes = np.unique(groups[order], return_index=True, return_counts=True)
    total = np.zeros((count, len(numbers)))
    for start in range(0, len(order), _BLOCK):
        some = order[start : start + _BLOCK]
        np.add.at(total, groups[some], np.maximum.reduceat(similarity.rows(some)[:, order], starts, axis=1))
    found = np.zeros((count, count), np.int64)
    found[np.ix_(numbers, numbers)] = np.rint(total[numbers] / sizes[:, np.newaxis]) if len(numbers) else 0
    np.fill_diagonal(found, 0)
    return found


def islands_of(places: Int64s, strait: int) -> Int64s:
    """The number of the island of each place, x and y in a row: squares of side ``strait`` that touch are one.

    >>> islands_of(np.array([[0, 0], [90, 90], [500, 0]]), 100).tolist()
    [0, 0, 1]
    """
    squares = [tuple(square) for square in (places // strait).tolist()]
    island = dict.fromkeys(squares, -1)
    count = 0
    for first in island:
        if island[first] < 0:
            island[first], border = count, [first]
            while border:
                x, y = border.pop()
                for near in ((x + right, y + down) for right in (-1, 0, 1) for down in (-1, 0, 1)):
                    if island.get(near, 0) < 0:
                        island[near] = count
                        border.append(near)
            count += 1
    return np.array([island[square] for square in squares], np.int64)


def group_ties(groups: Sequence[int], share: float) -> Ties:
    """Ties among the members of each group; ``groups`` has the number of each role's group, -1 for none.

    The members form a ring in their order, and each is tied to some that follow it, at even distances.
    """
    numbers = np.asarray(groups, np.int64)
    first, second, weight = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for group in np.unique(numbers[numbers >= 0]).tolist():
        members = np.flatnonzero(numbers == group)
        half = len(members) // 2
        many = min(_MOST_TIES, half)
        for distance in sorted({max(1, round((place + 1) * half / many)) for place in range(many)}):
            first.append(members)
            second.append(np.roll(members, -distance))
            weight.append(np.full(len(members), 1 / many))
    return Ties(np.concatenate(first), np.concatenate(second), np.concatenate(weight), share)


def positions(
    near: Int64s, alike: Int64s, ties: Sequence[Ties] = (), progress: Callable[[int, int], None] | None = None
) -> npt.NDArray[np.int16]:
    """A row x, y for each role, from its nearest ones and their similarity in thousandths, as :func:`nearest` has them.

    A role that is like no other stands beside the first that a tie, of the last ``ties`` first, links it to; one that
    nothing is known of stands with its like in the lower left corner. ``progress`` is called with the number of steps
    made, and of all.

    >>> near = np.array([[1, 2], [0, 2], [3, 1], [2, 1]])
    >>> x, y = positions(near, np.array([[900, 10], [900, 10], [900, 10], [900, 10]])).T.astype(int)
    >>> bool(abs(x[0] - x[1]) < abs(x[0] - x[2]))
    True
    """
    found = np.zeros((len(near), 2))
    if not len(near):
        return found.astype(np.int16)
    like = np.flatnonzero((alike > 0).any(axis=1))
    if len(like):
        graph = _among(like, near, alike, ties)
        found[like] = _apart(_fitted(_upright(_descended(graph, progress))), graph)
    _place_others(found, like, ties)
    return np.rint(_fitted(found) * (SIZE - 1)).astype(np.int16)


def _among(some: Int64s, near: Int64s, alike: Int64s, ties: Iterable[Ties]) -> _Graph:
    """The graph of attraction among some roles, numbered in their order."""
    graph = _graph(near, alike, ties)
    place = np.full(len(near), -1)
    place[some] = np.arange(len(some))
    first, second = place[graph.first], place[graph.second]
    kept = (first >= 0) & (second >= 0)
    return _Graph(first[kept], second[kept], graph.weight[kept], len(some))


def _apart(at: Floats, graph: _Graph) -> Floats:
    """Those that attract each other pushed apart where they are nearly in one place, so that each can be seen."""
    for _ in range(_PUSHES):
        gap = at[graph.first] - at[graph.second]
        length = np.sqrt((gap**2).sum(axis=1))
        close = np.flatnonzero(length < _LEAST_GAP)
        one, other = graph.first[close], graph.second[close]
        aside = np.stack([np.cos(one + 2.0 * other), np.sin(one + 2.0 * other)], axis=1)
        way = np.where(
            length[close, np.newaxis] > 1e-6, gap[close] / np.maximum(length[close, np.newaxis], 1e-6), aside
        )
        push = way * ((_LEAST_GAP - length[close]) / 4)[:, np.newaxis]
        for axis in (0, 1):
            at[:, axis] += np.bincount(one, push[:, axis], len(at)) - np.bincount(other, push[:, axis], len(at))
    return at


def _place_others(found: Floats, placed: Int64s, ties: Sequence[Ties]) -> None:
    """Give places to roles that are like no other: beside those that they are tied to, or else in the corner."""
    free = np.ones(len(found), bool)
    free[placed] = False
    for tie in reversed(ties):
        for one, other in ((tie.first, tie.second), (tie.second, tie.first)):
            wanted = np.flatnonzero(free[one] & ~free[other])
            roles, which = np.unique(one[wanted], return_index=True)
            beside = other[wanted[which]]
            found[roles] = found[beside] + _sunflower(len(roles), 0.004)[_number_among_equals(beside)]
            free[roles] = False
    rest = np.flatnonzero(free)
    bottom = found[~free, 1].max(initial=0.0)
    found[rest] = _sunflower(len(rest), 0.01) + np.array([0.05, bottom])


def _number_among_equals(values: Int64s) -> Int64s:
    """For each value how many equal ones come before it."""
    order = np.argsort(values, kind="stable")
    _, starts, counts = np.unique(values[order], return_index=True, return_counts=True)
    found = np.empty(len(values), np.int64)
    found[order] = np.arange(len(values)) - np.repeat(starts, counts)
    return found


def _sunflower(count: int, distance: float) -> Floats:
    """Places around a middle, one after the other outwards, so far from each other."""
    number = np.arange(count) + 0.5
    angle = number * 2.399963
    found: Floats = np.stack([np.cos(angle), np.sin(angle)], axis=1) * (distance * np.sqrt(number))[:, np.newaxis]
    return found


# --- attraction -------------------------------------------------------------------------------------------------------


class _Graph(NamedTuple):
    """Pairs of roles that attract each other, each once, and how much; all together 1."""

    first: Int64s
    second: Int64s
    weight: Floats
    roles: int


def _graph(near: Int64s, alike: Int64s, ties: Iterable[Ties]) -> _Graph:
    """The weights of t-SNE among neighbours, and the ties."""
    count, among = near.shape
    weight = _weights(alike)
    parts = [Ties(np.repeat(np.arange(count), among), near.ravel(), weight.ravel(), 1.0)]
    parts += [tie for tie in ties if tie.weight.any()]
    own = 1 - sum(tie.share for tie in parts[1:])
    total = [float(np.cumsum(tie.weight)[-1]) if len(tie.weight) else 0.0 for tie in parts]
    weights = [
        tie.weight / (amount or 1.0) * share
        for tie, amount, share in zip(parts, total, [own, *(tie.share for tie in parts[1:])], strict=True)
    ]
    first, second, all_weights = (
        np.concatenate(some) for some in ([tie.first for tie in parts], [tie.second for tie in parts], weights)
    )
    pairs, which = np.unique(np.minimum(first, second) * count + np.maximum(first, second), return_inverse=True)
    summed = np.round(np.bincount(which, all_weights, len(pairs)), 12)  # the last bits of exp differ among machines
    kept = (summed > 0) & (pairs // max(count, 1) != pairs % max(count, 1))
    return _Graph(pairs[kept] // count, pairs[kept] % count, summed[kept], count)


def _weights(alike: Int64s) -> Floats:
    """How much each neighbour of a role counts: as many on average in every row, the nearest ones most."""
    gaps = (1 - alike / SCALE) ** 2
    gaps = np.where(alike > 0, gaps - gaps[:, :1], np.inf)
    target = np.log(np.minimum(_EFFECTIVE, np.maximum((alike > 0).sum(axis=1), 1) / 2).clip(1))
    low, high, steepness = np.zeros(len(alike)), np.full(len(alike), np.inf), np.full(len(alike), 10.0)
    for _ in range(40):
        weight, entropy = _row_weights(gaps, steepness)
        flat = entropy > target
        low, high = np.where(flat, steepness, low), np.where(flat, high, steepness)
        steepness = np.minimum(np.where(np.isinf(high), 2 * steepness, (low + high) / 2), 1e5)
    weight, _ = _row_weights(gaps, steepness)
    return weight


def _row_weights(gaps: Floats, steepness: Floats) -> tuple[Floats, Floats]:
    """Weights that fall with the gap, 1 in each row that has any; and the entropy of each row."""
    finite = np.where(np.isinf(gaps), 0.0, gaps)
    weight = np.where(np.isinf(gaps), 0.0, np.exp(-finite * steepness[:, np.newaxis]))
    total = np.maximum(weight.sum(axis=1), 1e-300)
    entropy = np.log(total) + steepness * (finite * weight).sum(axis=1) / total
    return weight / total[:, np.newaxis], entropy


# --- the descent ------------------------------------------------------------------------------------------------------


def _descended(graph: _Graph, progress: Callable[[int, int], None] | None) -> Floats:
    """The positions after all steps: each goes down the gradient, with momentum and a rate for each coordinate."""
    at: Floats = _spread(_smoothest(graph)) * 20 * np.sqrt(graph.roles / 3000)
    pace, gains = np.zeros_like(at), np.ones_like(at)
    rate = max(graph.roles / 12, 1.0)
    repulsion = _exact_repulsion if graph.roles <= _FEW else _repulsion
    for step in range(_STEPS):
        attraction = 1 + 3 * max(0.0, 1 - step / _EARLY)
        push, total = repulsion(at)
        slope = 4 * (attraction * _pull(graph, at) - push / max(total, 1e-12))
        gains = np.maximum(np.where(np.sign(pace) == np.sign(slope), gains * 0.8, gains + 0.2), 0.01)
        pace = (0.5 if step < _EARLY else 0.8) * pace - rate * gains * slope
        at += np.clip(pace, -5, 5)
        at -= at.mean(axis=0)
        if progress is not None:
            progress(step + 1, _STEPS)
    return at


def _pull(graph: _Graph, at: Floats) -> Floats:
    apart = at[graph.first] - at[graph.second]
    force = (graph.weight / 2 / (1 + (apart**2).sum(axis=1)))[:, np.newaxis] * apart
    sums = [
        np.bincount(graph.first, force[:, axis], graph.roles) - np.bincount(graph.second, force[:, axis], graph.roles)
        for axis in (0, 1)
    ]
    pull: Floats = np.stack(sums, axis=1)
    return pull


def _smoothest(graph: _Graph) -> Floats:
    """The two vectors that change least along the graph, by power iteration."""
    first, second, weight, count = graph
    degree = np.bincount(first, weight, count) + np.bincount(second, weight, count) + 1e-12
    scaled = weight / np.sqrt(degree[first] * degree[second])
    flat = np.sqrt(degree / degree.sum())
    found = np.stack([np.cos(np.arange(count) * (1 + 1.7 * axis)) for axis in range(4)], axis=1)
    for _ in range(200):
        walked = found.copy()
        for axis in range(found.shape[1]):
            walked[:, axis] += np.bincount(first, scaled * found[second, axis], count)
            walked[:, axis] += np.bincount(second, scaled * found[first, axis], count)
            for other in [flat, *walked[:, :axis].T]:
                walked[:, axis] -= other * (other * walked[:, axis]).sum()
            walked[:, axis] /= np.sqrt((walked[:, axis] ** 2).sum()) or 1.0
        found = walked
    smooth: Floats = (found / np.sqrt(degree)[:, np.newaxis])[:, :2]
    return smooth


def _spread(vectors: Floats) -> Floats:
    """Each coordinate by its rank, from -1 to 1: an even square, with no crowd in the middle."""
    found = np.empty_like(vectors)
    for axis in (0, 1):
        order = np.argsort(np.round(vectors[:, axis], 9), kind="stable")
        found[order, axis] = np.linspace(-1, 1, len(vectors))
    return found


# --- repulsion --------------------------------------------------------------------------------------------------------


def _repulsion(at: Floats) -> tuple[Floats, float]:
    """How all others push each one, and the sum of 1 / (1 + distance^2) over all pairs: summed on a grid, by FFT.

    The mass of a role is spread over 16 nodes around it by cubic interpolation, and sums are read off the same nodes.
    """
    low = at.min(axis=0)
    reach = float((at.max(axis=0) - low).max())
    cell = max(_CELL, reach / _MOST_CELLS)
    cells = _even(int(np.ceil(reach / cell)) + 6)
    width = _even(2 * cells)
    steps = np.minimum(np.arange(width), width - np.arange(width)) * cell
    near = 1 / (1 + steps[:, np.newaxis] ** 2 + steps**2)
    kernels = np.fft.rfft2(np.stack([near, near**2]))
    inside = (at - low) / cell + 2
    corner = np.floor(inside).astype(np.int64)
    weight = _cubic(inside - corner)
    shares = (weight[:, :, np.newaxis, 0] * weight[:, np.newaxis, :, 1]).reshape(len(at), 16)
    around = (np.arange(-1, 3)[:, np.newaxis] * cells + np.arange(-1, 3)).ravel()
    nodes = (corner[:, 0] * cells + corner[:, 1])[:, np.newaxis] + around
    masses = np.stack(
        [
            np.bincount(nodes.ravel(), (shares * mass[:, np.newaxis]).ravel(), cells * cells).reshape(cells, cells)
            for mass in (np.ones(len(at)), at[:, 0], at[:, 1])
        ]
    )
    plain, *moments = np.fft.rfft2(masses, (width, width))
    fields = [plain * kernels[0], plain * kernels[1], *(moment * kernels[1] for moment in moments)]
    read = np.fft.irfft2(np.stack(fields), (width, width))[:, :cells, :cells].reshape(4, -1)
    sums = (read[:, nodes] * shares).sum(axis=2)
    return at * sums[1][:, np.newaxis] - sums[2:].T, float(sums[0].sum()) - len(at)


def _exact_repulsion(at: Floats) -> tuple[Floats, float]:
    """The same, of every pair."""
    apart = at[:, np.newaxis] - at
    near = 1 / (1 + (apart**2).sum(axis=2))
    return (apart * (near**2)[:, :, np.newaxis]).sum(axis=1), float(near.sum()) - len(at)


def _cubic(part: Floats) -> Floats:
    """The weights of the four nodes around a place between two of them."""
    weights = [
        -part * (part - 1) * (part - 2) / 6,
        (part + 1) * (part - 1) * (part - 2) / 2,
        -(part + 1) * part * (part - 2) / 2,
        (part + 1) * part * (part - 1) / 6,
    ]
    return np.stack(weights, axis=1)


def _even(size: int) -> int:
    """The next size that FFT is quick for: without a prime factor above 5."""
    while True:
        rest = size
        for factor in (2, 3, 5):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return size
        size += 1


# --- the frame --------------------------------------------------------------------------------------------------------


def _upright(at: Floats) -> Floats:
    """Turned so that the longer axis is level, and the sparser half is to the right and below."""
    x, y = at.T
    angle = 0.5 * np.arctan2(2 * (x * y).sum(), (x**2).sum() - (y**2).sum())
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned: Floats = np.stack([(at * turn[:, axis]).sum(axis=1) for axis in (0, 1)], axis=1)
    turned *= np.where((turned**3).sum(axis=0) > 0, 1, -1)
    return turned


def _fitted(at: Floats) -> Floats:
    """Moved and scaled into the square from 0 to 1, as it is."""
    found: Floats = at - at.min(axis=0)
    found /= found.max() or 1.0
    return found
