"""Pictures of answers: roles side by side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from command_line import kg
from pictures import Page, data_of, node_of, small_graph, thing
from test_view import assert_apart

from kg.errors import UsageError
from kg.schema import CK

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


def keys(picture: Picture) -> dict[int, str]:
    return {node["id"]: node["key"] for node in data_of(picture)["nodes"]}


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
