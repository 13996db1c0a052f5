"""The lines of a picture: none passes under a box that is not its end, whatever is drawn and whatever is opened."""

from __future__ import annotations

import random
import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from pictures import data_of, small_graph, thing

from kg.schema import CK
from kg.view.layout import BOX, BOX_HEIGHT
from kg.view.page import web_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.graph import CareerGraph
    from kg.view import Picture

STEPS = 8
"""At how many points each curve is looked at."""

COURSES = f"""([boxes, lines]) => {{
  {web_file("lines.js")}
  return [...coursesOf(boxes, lines, {{ width: {BOX / 2}, height: {BOX_HEIGHT / 2} }})];
}}"""
"""The page's own function for the courses of lines, from boxes and lines to paths."""

Box = dict[str, Any]


@pytest.fixture(scope="module")
def courses(window: Any) -> Iterator[Any]:
    """The page's own function for the courses of lines, from boxes and lines to paths."""
    tab = window.new_page()
    yield lambda boxes, lines: tab.evaluate(COURSES, [boxes, lines])
    tab.close()


def opened(data: Any) -> Iterator[list[Box]]:
    """The boxes at their places at first, and with each box that hides others opened."""
    nodes = data["nodes"]

    def outer(number: int) -> list[int]:
        hides = nodes[number].get("foldedInto")
        return [] if hides is None else [*outer(hides), hides]

    for last in [None, *sorted({node["foldedInto"] for node in nodes if "foldedInto" in node})]:
        chain = [] if last is None else [*outer(last), last]
        shown = [node for node in nodes if node.get("foldedInto") in (None, *chain)]
        yield [{**node, "x": moved(nodes, node, chain)} for node in shown]


def moved(nodes: list[Box], node: Box, chain: list[int]) -> int:
    """The x of a box: what is beyond an opened one makes room."""
    x, above, hides = int(node["x"]), [], node.get("foldedInto")
    while hides is not None:
        above.append(hides)
        hides = nodes[hides].get("foldedInto")
    for each in chain:
        space = nodes[each]["unfoldSpace"]
        if (x - nodes[each]["x"]) * space > 0 and each not in above:
            x += space
    return x


def points(path: str) -> Iterator[tuple[float, float]]:
    """Points along a path of cubic curves, by the formula of Bernstein."""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", path)]
    at, rest = numbers[:2], numbers[2:]
    for start in range(0, len(rest), 6):
        corners = [at, rest[start : start + 2], rest[start + 2 : start + 4], rest[start + 4 : start + 6]]
        for step in range(STEPS + 1):
            t = step / STEPS
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            x, y = (sum(w * corner[axis] for w, corner in zip(weights, corners, strict=True)) for axis in (0, 1))
            yield x, y
        at = corners[3]


def assert_clear(courses: Any, picture: Picture) -> None:
    data = data_of(picture)
    for boxes in opened(data):
        lines = {line["id"]: line for line in data["edges"]}
        drawn = courses(
            [{key: box[key] for key in ("id", "x", "y")} for box in boxes],
            [{key: line[key] for key in ("id", "from", "to")} for line in lines.values()],
        )
        for one, other in combinations(boxes, 2):
            assert abs(one["x"] - other["x"]) >= BOX or abs(one["y"] - other["y"]) >= BOX_HEIGHT, (one, other)
        ids = {box["id"] for box in boxes}
        assert {number for number, _ in drawn} == {
            number for number, line in lines.items() if {line["from"], line["to"]} <= ids
        }
        for number, course in drawn:
            ends = lines[number]["from"], lines[number]["to"]
            assert_passes_by(list(points(course["path"])), [box for box in boxes if box["id"] not in ends])


def assert_passes_by(way: list[tuple[float, float]], boxes: list[Box]) -> None:
    left, right = min(x for x, _ in way), max(x for x, _ in way)
    for box in boxes:
        if left - BOX / 2 < box["x"] < right + BOX / 2:
            under = [
                (x, y) for x, y in way if abs(x - box["x"]) < BOX / 2 - 0.01 and abs(y - box["y"]) < BOX_HEIGHT / 2
            ]
            assert not under, (box["label"], under)


def random_graph(seed: int) -> CareerGraph:
    """Roles, skills, entry paths, levels and industries, linked at random; some skills have tools of their own."""
    chance = random.Random(seed)
    sizes = {"role": 9, "skill": 14, "entry-path": 4, "level": 3, "industry": 4, "employer": 5, "job-title": 5}
    names = {kind: [f"{kind}/{n}" for n in range(chance.randint(1, most))] for kind, most in sizes.items()}
    statements = [part for some in names.values() for name in some for part in thing(name, name)]
    links = [
        ("role", CK.requiresSkill, "skill", 0.3),
        ("entry-path", CK.brings, "skill", 0.2),
        ("level", CK.expectsSkill, "skill", 0.1),
        ("industry", CK.namesEmployer, "employer", 0.4),
        ("job-title", CK.titleOf, "role", 0.3),
        ("job-title", CK.atLevel, "level", 0.5),
    ]
    for start, name, end, share in links:
        statements += [(one, name, other) for one in names[start] for other in names[end] if chance.random() < share]
    return small_graph(*statements)


def test_p2_no_line_of_the_overview_passes_under_a_box(courses: Any, overview: Picture) -> None:
    assert_clear(courses, overview)


THINGS = ("MLOps Engineer", "Programming", "Amazon", "From Mathematics/Statistics")


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [*THINGS, "Data Scientist", "Python", "Finance", "Docker", "Senior Level", "PhD", "Automotive", "Toronto, Canada"],
)
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_p2_no_line_of_a_neighbourhood_passes_under_a_box(
    courses: Any, graph: CareerGraph, name: str, depth: int
) -> None:
    assert_clear(courses, graph.view(name, depth))


@pytest.mark.slow
def test_p2_no_line_of_random_graphs_passes_under_a_box(courses: Any, tries: Callable[[int], int]) -> None:
    for seed in range(tries(200)):
        made = random_graph(seed)
        assert_clear(courses, made.view() if seed % 2 else made.view("role/0", 1 + seed % 3))
