"""Where the boxes stand: columns and bands of a fixed grid, in whole numbers, the same on every run."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "BOX",
    "COLUMN",
    "ROW",
    "Column",
    "Heading",
    "Layout",
    "beside",
    "columns_and_bands",
    "evenly",
    "wings",
    "with_room",
]

BOX = 186
"""The width of a box."""

COLUMN = 236
"""From one column to the next."""

ROW = 56
"""From one row to the next: more than the height of a box with two lines."""

GAP = 24
"""What stands free between two layers of a neighbourhood, beside the room between columns."""

ROWS = 12
"""How many rows a column may have before it is broken into several."""

Column = list[tuple[str, int]]
"""The keys of a column from top to bottom, each with its height."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading over a column or band of boxes; ``x`` is its left end, ``y`` its baseline."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The centre of every box by the key of its node, and the headings.

    A folded box stands where it will once what it is folded into is opened, and nothing else is: ``rooms`` tells how
    far all beyond a thing then moves aside, to the left where it is negative. ``mirrored``: the picture grows to both
    sides of its middle.
    """

    places: dict[str, tuple[int, int]]
    headings: tuple[Heading, ...] = ()
    rooms: dict[str, int] = field(default_factory=dict)
    mirrored: bool = False


def evenly(keys: Sequence[str]) -> Column:
    """A column around the middle.

    >>> evenly(["a", "b"])
    [('a', -28), ('b', 28)]
    """
    return [(key, (2 * row - len(keys) + 1) * ROW // 2) for row, key in enumerate(keys)]


def beside(keys: Iterable[str], links: Mapping[str, Iterable[str]], *columns: Column) -> Column:
    """A column with each key near the mean height of what it is linked to in ``columns``; the unlinked at its foot.

    >>> beside(["a", "b"], {"a": ["y"], "b": ["x"]}, [("x", -28), ("y", 84)])
    [('b', -28), ('a', 84)]
    """
    known = {key: height for column in columns for key, height in column}
    foot = max(known.values(), default=0) + ROW
    wanted = {}
    for key in keys:
        heights = [known[other] for other in links.get(key, ()) if other in known]
        wanted[key] = sum(heights) // len(heights) if heights else foot
    return _apart(sorted(wanted.items(), key=lambda pair: pair[1]))


def columns_and_bands(
    columns: Sequence[tuple[str, Column]], bands: Sequence[tuple[str, Sequence[Sequence[str]]]]
) -> Layout:
    """Columns with headings from left to right, below them bands with headings, each of one or more rows.

    >>> columns_and_bands([("A", evenly(["a", "b"])), ("B", [("c", 28)])], [("C", [["d"]])]).places
    {'a': (0, -28), 'b': (0, 28), 'c': (236, 28), 'd': (0, 122)}
    """
    places: dict[str, tuple[int, int]] = {}
    headings: list[Heading] = []
    right = 0
    filled = [(text, column) for text, column in columns if column]
    for _, column in filled:
        right = _place(places, column, right, 1, ROWS)
    top = min((y for _, y in places.values()), default=0)
    for text, column in filled:
        headings.append(Heading(text, places[column[0][0]][0] - BOX // 2, top - 40))
    width = max(right // COLUMN, 5)
    bottom = max((y for _, y in places.values()), default=0)
    for text, rows in bands:
        lines = [row[start : start + width] for row in rows for start in range(0, len(row), width)]
        if lines:
            headings.append(Heading(text, -BOX // 2, bottom + 60))
            bottom += 94 - ROW
        for line in lines:
            bottom += ROW
            places |= {key: (place * COLUMN, bottom) for place, key in enumerate(line)}
    return Layout(places, tuple(headings))


def wings(focus: str, children: Mapping[str, Sequence[str]], sides: Sequence[Sequence[str]]) -> Layout:
    """A tree to both sides of its root: ``sides`` are the root's children to the right and to the left of it.

    >>> wings("a", {"a": ["b", "c"], "c": ["d"]}, [["b"], ["c"]]).places
    {'a': (0, 0), 'b': (260, 0), 'c': (-260, 0), 'd': (-520, 0)}
    """
    places = {focus: (0, 0)}
    for direction, first in zip((1, -1), sides, strict=True):
        layers = _layers(children, first)
        rows = max(ROWS, isqrt(2 * sum(map(len, layers))) + 4)
        right = COLUMN + GAP
        for depth, layer in enumerate(layers):
            heights = [(child, places[key][1]) for key in layers[depth - 1] for child in children.get(key, ())]
            column = _apart(heights) if depth else evenly(layer)
            right = _place(places, column, right, direction, rows) + GAP
    return Layout(places, mirrored=True)


def with_room(layout: Layout, folded: Mapping[str, Sequence[str]]) -> Layout:
    """The layout with places for what is folded: columns beside the thing that holds it, away from the middle.

    ``folded`` has a thing before those within it that hold others.

    >>> opened = with_room(wings("a", {"a": ["b", "c"]}, [["b"], ["c"]]), {"c": ["d", "e"]})
    >>> opened.places["d"], opened.places["e"], opened.rooms
    ((-496, -28), (-496, 28), {'c': -260})
    """
    places, rooms = dict(layout.places), {}
    taken = sorted({x for x, _ in layout.places.values()})
    for parent, keys in folded.items():
        x, y = places[parent]
        direction = -1 if x < 0 and layout.mirrored else 1
        columns, rows = _grid(len(keys))
        for column in range(columns):
            some = evenly(keys[column * rows : (column + 1) * rows])
            places |= {key: (x + direction * (column + 1) * COLUMN, y + height) for key, height in some}
        beyond = min((abs(other - x) for other in taken if (other - x) * direction > 0), default=COLUMN)
        rooms[parent] = direction * (columns * COLUMN + max(COLUMN - beyond, 0) + GAP)
    return Layout(places, layout.headings, rooms, mirrored=layout.mirrored)


def _grid(count: int) -> tuple[int, int]:
    """Columns and rows for so many boxes: about as wide as high, and few rows where there are few."""
    rows = max(min(count, 6), isqrt(count * COLUMN // ROW))
    columns = -(-count // rows)
    return columns, -(-count // columns)


def _layers(children: Mapping[str, Sequence[str]], first: Sequence[str]) -> list[list[str]]:
    layers = []
    layer = list(first)
    while layer:
        layers.append(layer)
        layer = [child for key in layer for child in children.get(key, ())]
    return layers


def _place(places: dict[str, tuple[int, int]], column: Column, x: int, direction: int, rows: int) -> int:
    """Place a column, broken into several where it is too long; returns where the next one stands."""
    count = -(-len(column) // rows)
    size = -(-len(column) // max(count, 1))
    for part in range(count):
        some = column if count == 1 else evenly([key for key, _ in column[part * size : (part + 1) * size]])
        places |= {key: (direction * x, y) for key, y in some}
        x += COLUMN
    return x


def _apart(wanted: Column) -> Column:
    """Heights about as wanted, in the same order, with a row between each two."""
    heights: list[int] = []
    for _, height in wanted:
        heights.append(max(height, heights[-1] + ROW) if heights else height)
    shift = (sum(height for _, height in wanted) - sum(heights)) // max(len(heights), 1)
    return [(key, height + shift) for (key, _), height in zip(wanted, heights, strict=True)]
