"""Pictures of answers: roles side by side."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from command_line import kg
from pictures import Page, small_graph, thing
from pyoxigraph import Literal

from kg.errors import UsageError
from kg.schema import CK, SCHEMA

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.view import Picture

LEARNED = {
    "Machine Learning Engineer": {"Software engineering principles", "Database knowledge", "MLOps practices"},
    "MLOps Engineer": {"Containerization", "Infrastructure as Code", "Monitoring tools", "Version control systems"},
    "Data Scientist": {
        *("Statistics and mathematics", "Data manipulation", "Visualization tools", "ML algorithms"),
        "Domain expertise",
    },
}
"""What one of the three roles alone requires, lines 24-29, 48-53 and 168-173."""


def table(picture: Picture) -> dict[str, list[str]]:
    """The cells of each row of the matrix, by the name of the row; those of a group by its heading."""
    found = re.search(r'<div class="wide matrix.*?</table>', picture.html, re.DOTALL)
    assert found
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr.*?</tr>", found[0], re.DOTALL)]
    plain = [[unescape(re.sub(r"<.*?>", "", cell)).replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in rows]
    return {name: cells for name, *cells in plain}


# --- a comparison ---------------------------------------------------------------------------------------------------


def test_p13_a_comparison_is_a_matrix_of_skills_by_roles(three: Picture) -> None:
    """Lines 24-29, 48-53 and 168-173: two of the three share each of three skills, none is asked for by all."""
    rows = table(three)
    assert "Three roles, 15 skills; none required by all three." in Page(three.html).text_of("header")
    assert rows["Programming"] == [
        "required: Java, Python, Scala line 24",
        "–not required",
        "required: Python, R line 49",
    ]
    assert rows["Containerization"] == ["–not required", "required: Docker, Kubernetes line 169", "–not required"]
    assert rows["Pay"] == [
        "$80,000 - $200,000+ USD (line 31)",
        "$90,000 - $210,000+ USD (line 175)",
        "$70,000 - $180,000+ USD (line 55)",
    ]
    names = list(rows)
    groups = {
        "Some require (3)": {"Cloud platforms", "ML frameworks", "Programming"},
        "Only Machine Learning Engineer requires (3)": LEARNED["Machine Learning Engineer"],
        "Only MLOps Engineer requires (4)": LEARNED["MLOps Engineer"],
        "Only Data Scientist requires (5)": LEARNED["Data Scientist"],
    }
    for group, skills in groups.items():
        start = names.index(group) + 1
        assert set(names[start : start + len(skills)]) == skills


def test_the_text_of_a_comparison_has_a_table_with_a_source_in_each_cell(three: Picture) -> None:
    text = Page(three.html).text
    assert "Skills: 0 required by all 3; 3 by some; 3 by Machine Learning Engineer alone;" in text
    assert "Pay in common: 90,000 - 180,000+ USD, no upper limit stated (lines 31, 55, 175)." in text
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
    picture = small_graph(*statements).view_compare(["A", "B"])
    rows = table(picture)
    assert rows["S"] == ["required:  small", "optional  small"]
    assert rows["T"] == ["required:  small", "not stated in the source"]  # B requires nothing


def test_pay_is_drawn_on_one_scale(three: Picture) -> None:
    """From 80,000 to 200,000, 90,000 to 210,000 and 70,000 to 180,000 dollars (lines 31, 175, 55): of 300,000."""
    bars = re.findall(r'<svg class="pay-bar".*?<rect x="([\d.]+)" y="2" width="([\d.]+)"', three.html)
    assert [(float(left), float(left) + float(width)) for left, width in bars] == [(80, 200), (90, 210), (70, 180)]
    assert '<span class="scale"><span>0</span><span>300k</span></span>' in three.html


def test_pay_of_two_units_is_not_drawn_on_one_scale() -> None:
    statements = [*thing("role/a", "A"), *thing("role/b", "B"), *thing("skill/s", "S")]
    for role, currency in (("a", "USD"), ("b", "EUR")):
        pay = f"pay/{role}"
        statements += [(f"role/{role}", CK.salary, pay), (f"role/{role}", CK.requiresSkill, "skill/s")]
        statements += [(pay, SCHEMA.minValue, Literal(50_000)), (pay, SCHEMA.currency, Literal(currency))]
    assert 'class="pay-bar"' not in small_graph(*statements).view_compare(["role/a", "role/b"]).html


def test_what_a_source_does_not_state_is_not_called_not_required() -> None:
    statements = [*thing("role/a", "A"), *thing("role/b", "B"), *thing("skill/s", "S")]
    picture = small_graph(*statements, ("role/a", CK.requiresSkill, "skill/s")).view_compare(["A", "B"])
    assert "those of B are not known." in Page(picture.html).text_of("header")
    assert table(picture)["S"] == ["required:  small", "not stated in the source"]


@pytest.mark.parametrize(("count", "word"), [(1, "one"), (6, "six"), (7, "seven"), (13, "13")])
def test_the_headline_of_a_comparison_counts_what_both_require(count: int, word: str) -> None:
    statements = [*thing("role/a", "A"), *thing("role/b", "B")]
    for number in range(count):
        statements += [*thing(f"skill/{number}", f"Skill {number}"), ("role/a", CK.requiresSkill, f"skill/{number}")]
        statements += [("role/b", CK.requiresSkill, f"skill/{number}")]
    said = Page(small_graph(*statements).view_compare(["A", "B"]).html).text_of("header")
    assert f"Two roles, {word} skill{'' if count == 1 else 's'}; {word} required by both." in said


def test_only_two_to_five_roles_are_compared(graph: CareerGraph) -> None:
    with pytest.raises(UsageError, match="2 to 5"):
        graph.view_compare(["MLOps"])


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


def test_a_plan_is_a_line_map_with_boxes_to_tick(graph: CareerGraph, tmp_path: Path) -> None:
    """The 14 skills of the route of the guide, the five that come first before the others; the map is a file too."""
    drawn = graph.view_plan("statistician", "MLOps")
    page = Page(drawn.html)
    assert page.unmatched == []
    assert not page.all("script")
    assert "From Mathematics/Statistics to MLOps Engineer: 14 skills in three steps." in page.text_of("header")
    assert "By way of Data Scientist and Machine Learning Engineer." in page.text_of("header")
    learned = [skill.label for skill in graph.route("statistician", "MLOps")[0].learn]
    tiers = drawn.html.partition('class="steps"')[2].partition('id="text"')[0]
    assert tiers.count('type="checkbox"') == len(learned) == 14
    assert sorted(learned) == sorted(re.findall(r"<span><b>(.*?)</b>", tiers))
    target = drawn.save(tmp_path / "plan.svg")
    assert target.read_text(encoding="utf-8") == graph.view_route("statistician", "MLOps", 1).svg


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--plan", "statistician", "MLOps", "--max-steps", "4"], 0),
        (["--plan", "Data Scientist", "Prompt Engineer"], 1),
        (["--plan", "statistician", "MLOps", "--route", "statistician", "MLOps"], 2),
        (["--plan", "statistician", "MLOps", "-k", "2"], 2),
    ],
)
def test_the_command_draws_a_plan(tmp_path: Path, arguments: list[str], status: int) -> None:
    target = tmp_path / "plan.html"
    assert kg("view", *arguments, "-o", target).status == status
    assert target.exists() == (status < 2)
