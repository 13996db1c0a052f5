"""Pictures of answers: a route from left to right with what is learned, and roles side by side."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from command_line import kg
from pictures import Page, data_of, node_of, small_graph, thing
from test_view import assert_apart

from kg.errors import UsageError
from kg.schema import CK
from kg.view.layout import ROW
from kg.view.route import route_drawing

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.view import Picture

LEARNED = {
    "role/data-scientist": [
        "skill/programming",
        "skill/data-manipulation",
        "skill/visualization-tools",
        "skill/ml-algorithms",
        "skill/domain-expertise",
    ],
    "role/machine-learning-engineer": [
        "skill/ml-frameworks",
        "skill/software-engineering-principles",
        "skill/cloud-platforms",
        "skill/database-knowledge",
        "skill/mlops-practices",
    ],
    "role/mlops-engineer": [
        "skill/containerization",
        "skill/infrastructure-as-code",
        "skill/monitoring-tools",
        "skill/version-control-systems",
    ],
}
"""What the guide asks of each role on the way from statistics to MLOps, lines 24-29, 48-53 and 168-173, when new."""

CHAIN = ["entry-path/from-mathematics-statistics", *LEARNED]


def keys(picture: Picture) -> dict[int, str]:
    return {node["id"]: node["key"] for node in data_of(picture)["nodes"]}


def arrows(picture: Picture, mark: str) -> list[tuple[str, str, Any]]:
    """The lines with a mark: their ends and their labels."""
    named = keys(picture)
    edges = [edge for edge in data_of(picture)["edges"] if edge.get(mark)]
    return [(named[edge["from"]], named[edge["to"]], edge.get("label")) for edge in edges]


# --- a route --------------------------------------------------------------------------------------------------------


def test_a_route_goes_from_left_to_right_with_what_is_learned_under_each_arrow(to_mlops: Picture) -> None:
    assert arrows(to_mlops, "isRouteStep") == [
        (CHAIN[0], CHAIN[1], "learn 5"),
        (CHAIN[1], CHAIN[2], "learn 5"),
        (CHAIN[2], CHAIN[3], "learn 4"),
    ]
    stops = [node_of(to_mlops, key) for key in CHAIN]
    assert [stop["y"] for stop in stops] == [0] * 4
    assert all(before["x"] < after["x"] for before, after in pairwise(stops))
    for (role, skills), before in zip(LEARNED.items(), stops, strict=False):
        learned = [node_of(to_mlops, skill) for skill in skills]
        assert {node["x"] for node in learned} == {(before["x"] + node_of(to_mlops, role)["x"]) // 2}
        assert all(node["y"] > 0 for node in learned)
    drawn = {node["key"] for node in data_of(to_mlops)["nodes"] if "foldedInto" not in node}
    assert drawn == {*CHAIN, *(skill for skills in LEARNED.values() for skill in skills)}


def test_what_a_route_keeps_and_its_tools_are_folded(to_mlops: Picture) -> None:
    """Docker and Kubernetes are the guide's containers (line 169); statistics comes along from the start."""
    named = keys(to_mlops)
    nodes = data_of(to_mlops)["nodes"]
    folded_into = {node["key"]: named[node["foldedInto"]] for node in nodes if "foldedInto" in node}
    assert folded_into["skill/docker"] == folded_into["skill/kubernetes"] == "skill/containerization"
    assert folded_into["skill/statistics-and-mathematics"] == "role/data-scientist"
    assert_apart(to_mlops)


def test_other_routes_are_dimmed_above(graph: CareerGraph) -> None:
    """The other routes from Data Scientist to MLOps pass Computer Vision or NLP before Machine Learning."""
    picture = graph.view_route("Data Scientist", "MLOps", 5)
    dim = [node for node in data_of(picture)["nodes"] if node.get("dim")]
    assert [node["key"] for node in dim] == ["role/computer-vision-engineer", "role/nlp-engineer"]
    assert all(node["y"] < 0 for node in dim)
    assert {(start, end) for start, end, _ in arrows(picture, "dim")} == {
        ("role/data-scientist", "role/computer-vision-engineer"),
        ("role/computer-vision-engineer", "role/machine-learning-engineer"),
        ("role/data-scientist", "role/nlp-engineer"),
        ("role/nlp-engineer", "role/machine-learning-engineer"),
    }
    headings = [text for text, _, _ in data_of(picture)["captions"]]
    assert [text for text in headings if text.startswith("Another")] == [
        "Another route (2): 3 steps, 14 to learn",
        "Another route (3): 3 steps, 14 to learn",
    ]
    alone = graph.view_route("Data Scientist", "MLOps", 1)
    assert arrows(alone, "dim") == []
    assert_apart(picture)


def test_the_text_of_a_route_has_every_step_with_its_sources(to_mlops: Picture) -> None:
    text = Page(to_mlops.html).text
    assert (
        "3 steps, 14 skills to learn, cost 14.636: Data Scientist → Machine Learning Engineer → MLOps Engineer" in text
    )
    for words in (
        "learn Programming : Python, R; used again as Machine Learning Engineer line 49",
        "keep Statistics and mathematics lines 48, 214; curation",
        "learn Containerization : Docker, Kubernetes line 169",
        "pay $90,000 - $210,000+ USD : minimum +10,000, no upper limit stated line 175",
        "Direct step: 6 skills to learn, 0 in common; not allowed because",
    ):
        assert re.sub(r"\s", "", words) in re.sub(r"\s", "", text), words


def test_where_there_is_no_route_the_picture_says_why_and_what_would_open_one(graph: CareerGraph) -> None:
    picture = graph.view_route("Data Scientist", "AI Product Manager")
    assert picture.title == "No route: Data Scientist → AI Product Manager"
    assert node_of(picture, "skill/business-acumen")["badge"] == "bridge"  # line 98
    text = Page(picture.html).text
    assert "The fewest skills that would open a route: Business acumen." in text
    assert arrows(picture, "isRouteStep") == [("role/data-scientist", "role/ai-product-manager", "learn 5, needs MBA")]
    assert_apart(picture)


def test_where_nothing_would_open_a_route_both_ends_are_drawn(graph: CareerGraph) -> None:
    picture = graph.view_route("Data Scientist", "AI Ethicist")
    assert list(keys(picture).values()) == ["role/data-scientist", "role/ai-ethicist"]
    assert arrows(picture, "dashes") == [("role/data-scientist", "role/ai-ethicist", "no route")]
    assert "the source states no skills for AI Ethicist" in Page(picture.html).text


def test_a_route_from_what_one_has_and_promotions_by_titles_are_drawn(graph: CareerGraph) -> None:
    mine = graph.view_route("me", "MLOps", 1, graph.conditions(have=["Docker", "Python"]))
    assert node_of(mine, "me")["group"] == "person"
    promotions = graph.view_route("ML Engineer I", "VP of AI")
    titles = ["ml-engineer-i", "ml-engineer-ii", "principal-ml-engineer", "vp-of-ai"]
    assert [node["key"] for node in data_of(promotions)["nodes"] if node["group"] == "job-title"] == [
        f"job-title/{title}" for title in titles
    ]
    still = graph.view_route("MLOps", "MLOps")
    assert list(keys(still).values()) == ["role/mlops-engineer"]


def test_a_step_with_much_to_learn_has_it_in_columns() -> None:
    statements = [*thing("role/a", "A"), *thing("role/b", "B"), *thing("skill/s", "S")]
    statements += [("role/a", CK.requiresSkill, "skill/s"), ("role/b", CK.requiresSkill, "skill/s")]
    for number in range(25):
        statements += [*thing(f"skill/{number}", f"Skill {number}"), ("role/b", CK.requiresSkill, f"skill/{number}")]
    picture = small_graph(*statements).view_route("A", "B")
    learned = [node for node in data_of(picture)["nodes"] if node["group"] == "skill" and "foldedInto" not in node]
    assert len({node["x"] for node in learned}) == 3
    assert_apart(picture)


@pytest.mark.slow
@pytest.mark.long
def test_routes_between_all_careers_are_drawn_without_overlap_and_every_line_once(
    graph: CareerGraph,
) -> None:
    starts = [*graph.entities("role"), *graph.entities("entry-path"), *graph.entities("job-title")]
    for start in starts:
        for goal in graph.entities("role"):
            drawing = route_drawing(graph, graph.routes(start, goal, 5))
            pairs = [edge.ends for edge in drawing.edges]
            assert len(pairs) == len(set(pairs)), (start.label, goal.label)
            shown = [drawing.layout.positions[node.entity.iri] for node in drawing.nodes if node.folded_into is None]
            for place, (x, y) in enumerate(shown):
                for other_x, other_y in shown[place + 1 :]:
                    assert abs(x - other_x) > 200 or abs(y - other_y) >= ROW - 4, (start.label, goal.label)


def test_two_names_of_one_role_are_joined(graph: CareerGraph) -> None:
    picture = graph.view_route("Senior Data Scientist", "Data Scientist")
    assert arrows(picture, "dim") == [("job-title/senior-data-scientist", "role/data-scientist", "same role")]


# --- a comparison ---------------------------------------------------------------------------------------------------


def test_a_comparison_has_a_column_for_what_one_some_and_all_require(three: Picture) -> None:
    """Lines 24-29, 48-53 and 168-173: two of the three share each of three skills, none is asked for by all."""
    columns: dict[int, set[str]] = {}
    for node in data_of(three)["nodes"]:
        if "foldedInto" not in node:
            columns.setdefault(node["x"], set()).add(node["key"])
    alone, roles, some, everyone = (columns[x] for x in sorted(columns))
    assert roles == {"role/machine-learning-engineer", "role/mlops-engineer", "role/data-scientist"}
    assert some == {"skill/cloud-platforms", "skill/ml-frameworks", "skill/programming", "credential/masters"}
    assert everyone == {"credential/bachelors"}
    new = {skill for skills in LEARNED.values() for skill in skills} - some
    assert alone == new | {"skill/statistics-and-mathematics"}
    assert [text for text, _, _ in data_of(three)["captions"]] == [
        "In one role only",
        "Compared roles",
        "In some roles",
        "In all 3 roles",
    ]
    assert_apart(three)


def test_the_text_of_a_comparison_has_a_table_with_a_source_in_each_cell(three: Picture) -> None:
    text = Page(three.html).text
    assert "Skills: 0 required by all 3; 3 by some; 3 by Machine Learning Engineer alone;" in text
    assert "Pay in common: 90,000 - 180,000 USD, no upper limit stated (lines 31, 55, 175)." in text
    table = re.search(r'<h4 id="answer-\d+">Skills</h4>.*?</table>', three.html, re.DOTALL)
    assert table
    row = next(row for row in re.findall(r"<tr>.*?</tr>", table[0]) if ">Programming</a>" in row)
    assert re.findall(r"<td>(.*?)</td>", row) == [
        "required by 2 of 3",
        "line 24: Java, Python, Scala",
        "",
        "line 49: Python, R",
    ]


def test_a_skill_that_one_requires_and_another_has_as_optional_is_in_both() -> None:
    statements = [*thing("role/a", "A"), *thing("role/b", "B"), *thing("skill/s", "S"), *thing("skill/t", "T")]
    statements += [("role/a", CK.requiresSkill, "skill/s"), ("role/b", CK.optionalSkill, "skill/s")]
    statements += [("role/a", CK.requiresSkill, "skill/t")]
    picture = small_graph(*statements).view_comparison(["A", "B"])
    headings = {text: x for text, x, _ in data_of(picture)["captions"]}
    assert node_of(picture, "skill/s")["x"] - 93 == headings["In both roles"]
    assert node_of(picture, "skill/t")["x"] - 93 == headings["In one role only"]


def test_only_two_to_five_roles_are_compared(graph: CareerGraph) -> None:
    with pytest.raises(UsageError, match="2 to 5"):
        graph.view_comparison(["MLOps"])


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status", "title"),
    [
        ([], 0, "Careers at a glance"),
        (["Docker", "--depth", "2"], 0, "Docker and what surrounds it"),
        (["--route", "statistician", "MLOps"], 0, "Route: From Mathematics/Statistics → MLOps Engineer"),
        (["--route", "me", "MLOps", "--have", "Docker"], 0, "Route: What you have → MLOps Engineer"),
        (["--route", "Data Scientist", "MLOps", "-k", "1", "--avoid", "NLP Engineer"], 0, "Route: Data Scientist"),
        (["--route", "Data Scientist", "AI Product Manager"], 1, "No route: Data Scientist → AI Product Manager"),
        (["--compare", "MLOps", "Data Scientist"], 0, "MLOps Engineer and Data Scientist side by side"),
    ],
)
@pytest.mark.slow
def test_the_command_writes_each_picture(tmp_path: Path, arguments: list[str], status: int, title: str) -> None:
    path = tmp_path / "picture.html"
    result = kg("view", *arguments, "-o", str(path))
    assert (result.status, result.out) == (status, f"{path}\n")
    assert f"<title>{title}" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["MLOps", "--route", "Data Scientist", "MLOps"], "--route takes FROM and TO"),
        (["--compare", "--route", "Data Scientist", "MLOps"], "--route takes FROM and TO"),
        (["--compare", "MLOps"], "a comparison is of 2 to 5 roles"),
        (["--compare", "MLOps", "MLOps Engineer"], "twice"),
        (["MLOps", "Docker"], "give one X, or --compare"),
        (["MLOps", "--no-merges"], "leave --merges out"),
        (["MLOps", "--have", "Docker"], "--have is for a route"),
        (["-k", "2"], "-k is for a route"),
        (["--max-new", "2"], "--max-new is for a route"),
        (["--depth", "2"], "--depth says how far around one X"),
        (["--route", "me", "MLOps"], "needs --have"),
        (["--route", "MLOps", "Docker"], "Docker"),
    ],
)
def test_options_that_do_not_go_together_are_refused(tmp_path: Path, arguments: list[str], message: str) -> None:
    path = tmp_path / "picture.html"
    result = kg("view", *arguments, "-o", str(path))
    assert result.status in (1, 2)
    assert message in result.err
    assert not path.exists()
