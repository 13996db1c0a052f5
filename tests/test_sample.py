"""The sample town that `kg init --sample` makes: 300 made-up roles, whole, cited and always the same."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import pytest
from command_line import kg

import kg as package
from kg.errors import UsageError
from kg.resources import resource

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "town"
    made = kg("init", "--sample", folder)
    assert made.status == 0, made.err
    return folder


def rows() -> list[dict[str, str]]:
    with resource("data/sample/town.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_has_three_hundred_roles_in_ten_areas(town: Path) -> None:
    listed = {role["label"] for role in kg("-g", town, "list", "roles", "-f", "json").json}
    assert listed == {row["role"] for row in rows()}
    assert len(listed) == 300
    for area in {row["area"] for row in rows()}:
        members = {role["label"] for role in kg("-g", town, "list", "roles", "--in", area, "-f", "json").json}
        assert members == {row["role"] for row in rows() if row["area"] == area}


def test_it_says_that_it_is_made_up_and_under_which_licence(town: Path) -> None:
    source = kg("-g", town, "stats", "-f", "json").json["graphs"]["sample"]
    assert source["title"] == "Sample town (made up)"
    assert source["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "made up" in source["attribution"]


def test_a_person_changes_area_by_a_route_of_two_steps(town: Path) -> None:
    """Both ask for customer service; the two roles of computing have version control and more in common."""
    best = package.open(str(town)).route("Festival Bartender", "Web Developer")[0]
    assert [step.destination.label for step in best.steps] == ["Web Support Technician", "Web Developer"]


def test_every_fact_cites_the_line_that_states_it(town: Path) -> None:
    graph = package.open(str(town))
    lines = resource("data/sample/town.csv").read_text(encoding="utf-8").splitlines()
    for row in rows()[::37]:
        facts = [fact for fact in graph.show(row["role"]).facts if not fact.property.startswith("^")]
        assert len(facts) >= 9
        for fact in facts:
            assert fact.source.document == "Sample town (made up), town.csv"
            assert fact.source.line is not None
            assert row["role"] in lines[fact.source.line - 1]


def test_it_is_valid_without_a_remark(town: Path) -> None:
    answer = kg("-g", town, "validate", "-f", "json")
    assert (answer.status, answer.json["findings"]) == (0, [])


def test_it_is_drawn_as_a_map(town: Path, tmp_path: Path) -> None:
    page = tmp_path / "town.html"
    assert kg("-g", town, "view", "-o", page).status == 0
    text = page.read_text(encoding="utf-8")
    assert "Lead Heritage Joiner" in text
    assert "300 roles" in text


@pytest.mark.parametrize("page", ["README.md", "docs/stores.md"])
def test_the_commands_of_the_pages_answer(
    page: str, root: Path, town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^kg -g town (.+)$", (root / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) >= 4
    for command in commands:
        answer = kg("-g", town, *shlex.split(command, comments=True))
        assert answer.status == 0, answer.err


def test_it_is_the_same_each_time(town: Path, tmp_path: Path) -> None:
    assert kg("init", "--sample", tmp_path / "again").status == 0
    found = []
    for folder, name in ((town, "one.nt"), (tmp_path / "again", "two.nt")):
        assert kg("-g", folder, "export", tmp_path / name).status == 0
        found.append((tmp_path / name).read_bytes())
    assert found[0] == found[1]


def test_it_is_small() -> None:
    assert sum(file.stat().st_size for file in resource("data/sample").iterdir()) <= 60_000


def test_empty_and_sample_exclude_each_other(tmp_path: Path) -> None:
    answer = kg("init", "--sample", "--empty", tmp_path / "none")
    assert answer.status == UsageError.exit_status
    assert "keep one" in answer.err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "question",
    [
        ("compare", "Ward Nurse", "Community Nurse"),
        ("match", "--curriculum", "--have", "Web standards,Version control", "-n", "3"),
    ],
)
def test_u1_cells_of_several_statements_cite_in_short(question: tuple[str, ...], town: Path) -> None:
    short, whole = kg("-g", town, *question).out, kg("-g", town, *question, "--sources").out
    assert "town.csv line" in whole
    assert len(re.findall(r"sample:\d", short)) > 5
    told = ("sample:N is line N of ", "Pay in common: ")  # a sentence cites in full
    assert [line for line in short.splitlines() if "town.csv" in line and not line.startswith(told)] == []
