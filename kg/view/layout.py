"""Positions of boxes: columns and rows of a fixed grid, in whole numbers, equal on every run."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isqrt
from types import MappingProxyType
from typing import NamedTuple

from kg.model.entities import record

BOX = 204
"""The width of a box."""

BOX_HEIGHT = 44
"""The height of a box, of one line or two."""

COLUMN = 244
"""The distance from one column to the next."""

ROW = 56
"""The distance from one row to the next: more than the height of a box with two lines."""

ROWS = 12
"""How many rows a column may have before it is broken into several."""

Position = tuple[int, int]
"""The centre of a box: x to the right, y down."""

Column = list[tuple[str, int]]
"""The keys of a column from top to bottom, each with its y."""


@record
class ColumnCaption(NamedTuple):
    """The caption above a column or row of boxes; ``x`` is its left end, ``y`` its baseline."""

    text: str
    x: int
    y: int


@record
class Layout(NamedTuple):
    """The position of every box by the key of its node, and the captions.

    A folded box has the position that it takes when the node that it is folded into is the only one opened:
    ``unfold_space`` is how far everything beyond that node then moves aside, to the left where it is negative.
    ``mirrored``: the picture grows to both sides of its middle. ``bands`` are the captions with the keys of their boxes
    in the order of reading, for a narrow page, which has them below each other.
    """

    positions: dict[str, Position]
    captions: tuple[ColumnCaption, ...] = ()
    unfold_space: Mapping[str, int] = MappingProxyType({})
    mirrored: bool = False
    bands: tuple[tuple[str, tuple[str, ...]], ...] = ()


def centred_column(keys: Sequence[str]) -> Column:
    """A column centred on y = 0.

    >>> centred_column(["a", "b"])
    [('a', -28), ('b', 28)]
    """
    return [(key, (2 * row - len(keys) + 1) * ROW // 2) for row, key in enumerate(keys)]


def aligned_column(keys: Iterable[str], links: Mapping[str, Iterable[str]], *columns: Column) -> Column:
    """A column with each key near the mean y of its links in ``columns``; keys without a link come last.

    >>> aligned_column(["a", "b"], {"a": ["y"], "b": ["x"]}, [("x", -28), ("y", 84)])
    [('b', -28), ('a', 84)]
    """
    known = {key: y for column in columns for key, y in column}
    foot = max(known.values(), default=0) + ROW
    wanted = {}
    for key in keys:
        linked = [known[other] for other in links.get(key, ()) if other in known]
        wanted[key] = sum(linked) // len(linked) if linked else foot
    return _spread(sorted(wanted.items(), key=lambda pair: pair[1]))


def columns_and_bands(
    columns: Sequence[tuple[str, Column]], bands: Sequence[tuple[str, Sequence[Sequence[str]]]]
) -> Layout:
    """Columns with captions from left to right, below them bands with captions, each of one or more rows.

    >>> columns_and_bands([("A", centred_column(["a", "b"])), ("B", [("c", 28)])], [("C", [["d"]])]).positions
    {'a': (0, -28), 'b': (0, 28), 'c': (244, 28), 'd': (0, 122)}
    """
    positions: dict[str, Position] = {}
    captions: list[ColumnCaption] = []
    right = 0
    filled = [(text, column) for text, column in columns if column]
    for _, column in filled:
        right = _add_column(positions, column, right, 1, ROWS)
    top = min((y for _, y in positions.values()), default=0)
    for text, column in filled:
        captions.append(ColumnCaption(text, positions[column[0][0]][0] - BOX // 2, top - 40))
    width = max(right // COLUMN, 5)
    bottom = max((y for _, y in positions.values()), default=0)
    for text, rows in bands:
        if any(rows):
            captions.append(ColumnCaption(text, -BOX // 2, bottom + 60))
            bottom += 94 - ROW
        for number, row in enumerate(filter(None, rows)):
            bottom += ROW // 2 if number else 0  # lines between two rows run clear of the boxes
            for start in range(0, len(row), width):
                bottom += ROW
                some = row[start : start + width]
                positions |= {key: (place * COLUMN, bottom) for place, key in enumerate(some)}
    reading = [(text, tuple(key for key, _ in column)) for text, column in filled]
    reading += [(text, tuple(key for row in rows for key in row)) for text, rows in bands if any(rows)]
    return Layout(positions, tuple(captions), bands=tuple(reading))


def two_sided_tree(root: str, children: Mapping[str, Sequence[str]], sides: Sequence[Sequence[str]]) -> Layout:
    """A tree to both sides of its root; ``sides`` are the children of the root to the right and to the left.

    >>> two_sided_tree("a", {"a": ["b", "c"], "c": ["d"]}, [["b"], ["c"]]).positions
    {'a': (0, 0), 'b': (244, 0), 'c': (-244, 0), 'd': (-488, 0)}
    """
    positions = {root: (0, 0)}
    for direction, first in zip((1, -1), sides, strict=True):
        layers = _layers(children, first)
        rows = max(ROWS, isqrt(2 * sum(map(len, layers))) + 4)
        right = COLUMN
        for depth, layer in enumerate(layers):
            wanted = [(child, positions[key][1]) for key in layers[depth - 1] for child in children.get(key, ())]
            column = _spread(wanted) if depth else centred_column(layer)
            right = _add_column(positions, column, right, direction, rows)
    return Layout(positions, mirrored=True, bands=tuple(_rings(root, _layers(children, [*sides[0], *sides[1]]))))


def _rings(root: str, layers: Iterable[Sequence[str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The root, then what is as many links away from it, with captions.

    >>> list(_rings("a", [["b"], ["c", "d"]]))
    [('', ('a',)), ('One link away', ('b',)), ('2 links away', ('c', 'd'))]
    """
    yield "", (root,)
    for distance, layer in enumerate(layers, 1):
        yield "One link away" if distance == 1 else f"{distance} links away", tuple(layer)


def with_unfold_space(layout: Layout, folded_into: Mapping[str, str]) -> Layout:
    """The layout with positions for folded boxes: columns beside the box they are folded into, away from the middle.

    >>> tree = two_sided_tree("a", {"a": ["b", "c"]}, [["b"], ["c"]])
    >>> opened = with_unfold_space(tree, {"d": "c", "e": "c"})
    >>> opened.positions["d"], opened.positions["e"], opened.unfold_space
    ((-488, -28), (-488, 28), {'c': -244})
    """
    positions, unfold_space = dict(layout.positions), {}
    heights = [y for _, y in layout.positions.values()]
    taken = sorted({x for x, _ in layout.positions.values()})
    for parent, keys in _parents_first(folded_into).items():
        x, y = positions[parent]
        direction = -1 if x < 0 and layout.mirrored else 1
        columns, rows = _grid(len(keys))
        for column in range(columns):
            some = _within(centred_column(keys[column * rows : (column + 1) * rows]), y, min(heights), max(heights))
            positions |= {key: (x + direction * (column + 1) * COLUMN, down) for key, down in some}
        beyond = min((abs(other - x) for other in taken if (other - x) * direction > 0), default=COLUMN)
        unfold_space[parent] = direction * (columns * COLUMN + max(COLUMN - beyond, 0))
    return layout._replace(positions=positions, unfold_space=unfold_space)


def _within(column: Column, y: int, top: int, bottom: int) -> Column:
    """A column around ``y``, moved up or down where it would leave a picture that it fits into.

    >>> _within([("a", -28), ("b", 28)], 0, 0, 112)
    [('a', 0), ('b', 56)]
    """
    first, last = column[0][1] + y, column[-1][1] + y
    fits = last - first <= bottom - top
    moved = max(top - first, 0) - max(last - bottom, 0) if fits else 0
    return [(key, y + down + moved) for key, down in column]


def _parents_first(folded_into: Mapping[str, str]) -> dict[str, list[str]]:
    """The folded keys by the key that they are folded into, outer ones before those folded into them.

    >>> _parents_first({"c": "b", "b": "a", "d": "a"})
    {'a': ['b', 'd'], 'b': ['c']}
    """
    children: dict[str, list[str]] = {}
    for key, parent in folded_into.items():
        children.setdefault(parent, []).append(key)
    ordered: dict[str, list[str]] = {}
    queue = deque(parent for parent in children if parent not in folded_into)
    while queue:
        parent = queue.popleft()
        ordered[parent] = children[parent]
        queue += [key for key in children[parent] if key in children]
    return ordered


def _grid(count: int) -> tuple[int, int]:
    """Columns and rows for a number of boxes: one column for a few, else about as wide as high."""
    rows = max(min(count, ROWS), isqrt(count * COLUMN // ROW))
    columns = -(-count // rows)
    return columns, -(-count // columns)


def _layers(children: Mapping[str, Sequence[str]], first: Sequence[str]) -> list[list[str]]:
    layers = []
    layer = list(first)
    while layer:
        layers.append(layer)
        layer = [child for key in layer for child in children.get(key, ())]
    return layers


def _add_column(positions: dict[str, Position], column: Column, x: int, direction: int, rows: int) -> int:
    """Add the positions of a column, broken into several where it is too long; returns the x of the next column."""
    count = -(-len(column) // rows)
    size = -(-len(column) // max(count, 1))
    for part in range(count):
        some = column if count == 1 else centred_column([key for key, _ in column[part * size : (part + 1) * size]])
        positions |= {key: (direction * x, y) for key, y in some}
        x += COLUMN
    return x


def _spread(wanted: Column) -> Column:
    """The column with each y about as wanted, in the given order, at least a row apart."""
    ys: list[int] = []
    for _, y in wanted:
        ys.append(max(y, ys[-1] + ROW) if ys else y)
    shift = (sum(y for _, y in wanted) - sum(ys)) // max(len(ys), 1)
    return [(key, y + shift) for (key, _), y in zip(wanted, ys, strict=True)]
