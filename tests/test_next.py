"""`kg next`: how roles are ranked, in either direction, and what is set apart."""

from __future__ import annotations

import re
from csv import DictReader
from math import log
from typing import TYPE_CHECKING

import numpy as np
import pytest
from careers import graph_of, iri, name
from command_line import kg as run
from command_line import labels
from rule import Person, World

from kg.errors import UsageError
from kg.graph import open_graph

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.model.answers import Transition


def person(label: str, skills: str, *, level: int | None = None, people: int | None = None) -> Person:
    return Person(label, frozenset(skills.split()), preparation=level, people=people)


TOWN = World(
    {
        "r0": person("clerk", "s0 s1 s2", level=2, people=90_000),
        "r1": person("senior clerk", "s0 s1 s3", level=3, people=4_000),
        "r2": person("head clerk", "s0 s1 s2 s4", level=4, people=500),
        "r3": person("cashier", "s0 s5", level=2, people=800_000),
        "r4": person("archivist", "s2 s6", level=4),
        "r5": person("diver", "s7", level=2, people=5_000),
    },
    usual=3,
)
PEOPLE = {"r0": 90_000, "r1": 4_000, "r2": 500, "r3": 800_000, "r4": 4_000, "r5": 5_000}
"""As stated; of the archivist, who states none, the lower quartile of 500, 4,000, 5,000, 90,000 and 800,000."""
LEVELS = {"r0": 2, "r1": 3, "r2": 4, "r3": 2, "r4": 4, "r5": 2}


@pytest.fixture(scope="module")
def town() -> CareerGraph:
    return graph_of(TOWN)


def by_role(found: list[Transition]) -> dict[str, Transition]:
    return {name(each.role.iri): each for each in found}


# --- what is set apart ------------------------------------------------------------------------------------------------


def test_a3_next_sets_apart_what_asks_a_higher_degree() -> None:
    """A research scientist needs a PhD (line 72), which no data scientist is asked for (line 57)."""
    document = run("next", "Data Scientist", "-f", "json").json
    gates = {each["role"]["label"]: [gate["met"] for gate in each["gates"]] for each in document}
    assert gates == {
        "Research Scientist (AI/ML)": [False],
        "Machine Learning Engineer": [True],
        "Computer Vision Engineer": [True],
        "NLP Engineer": [True],
        "MLOps Engineer": [True],
    }
    assert [each["role"]["label"] for each in document if each["asks_more"]] == ["Research Scientist (AI/ML)"]
    open_, apart = run("next", "Data Scientist").out.split("Need a higher degree or a licence")
    assert "Research Scientist" not in open_
    assert "PhD" in apart
    assert "Machine Learning Engineer" not in apart
    having = run("next", "Data Scientist", "--have", "PhD", "-f", "json").json
    assert not any(each["asks_more"] for each in having)
    assert "Need a higher degree" not in run("next", "Data Scientist", "--have", "PhD").out


@pytest.mark.slow
def test_a3_next_sets_apart_what_is_licensed(taxonomies: str) -> None:
    """Every regulated profession stands apart, and nothing else that asks no credential."""
    document = run("-g", taxonomies, "next", "heart doctor", "--source", "esco", "-n", "50", "-f", "json").json
    document += run("-g", taxonomies, "next", "skin doctor", "--source", "esco", "-n", "50", "-f", "json").json
    assert {each["regulated"] for each in document} == {True, False}
    assert all(each["asks_more"] for each in document if each["regulated"])
    assert not any(each["asks_more"] for each in document if not each["regulated"] and not each["gates"])


# --- words ------------------------------------------------------------------------------------------------------------


def test_a_path_that_is_called_from_somewhere_is_not_said_to_be_from_from_there() -> None:
    path = "From Mathematics/Statistics"
    for asked in (["next", path], ["rank", "skills", "--unlocks", path]):
        title = run(*asked).out.splitlines()[0]
        assert "from Mathematics/Statistics" in title
        assert "From From" not in title.title()


def test_one_role_is_one_other() -> None:
    """A cloud opens MLOps (line 168) to a data scientist, and leaves less to learn for machine learning (line 27)."""
    told = run("next", "Data Scientist", "--learn", "AWS").out
    assert "Makes 1 role reachable and reduces the gap to 1 other." in told


# --- the other direction ----------------------------------------------------------------------------------------------


def test_reverse_says_where_people_come_from(graph: CareerGraph) -> None:
    """Similarity is mutual; what is shared and missing is that of the step into the role that is named."""
    for goal in graph.list("role"):
        found = graph.next(goal, 50, reverse=True)
        assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
        for each in found:
            forward = {one.role: one for one in graph.next(each.role, 50)}
            assert forward[goal].score == each.score
            gap = graph.gap(each.role, goal)
            assert {item.iri for item in each.missing} == {item.iri for item in gap.missing}
            assert {item.iri for item in gap.held} <= {item.iri for item in each.shared}
            assert each.gates == gap.gates


def test_reverse_counts_what_one_has(graph: CareerGraph) -> None:
    plain = {each.role: len(each.missing) for each in graph.next("MLOps", 50, reverse=True)}
    having = graph.next("MLOps", 50, graph.conditions(have=["Docker"]), reverse=True)
    assert {each.role: len(each.missing) + 1 for each in having if each.role in plain} == plain


def test_reverse_is_of_roles_alone() -> None:
    for end in (["me", "--have", "Python"], ["statistician"]):
        answer = run("next", *end, "--reverse")
        assert (answer.status, answer.out) == (2, "")
        assert "name a role" in answer.err


# --- by words, and by what is likely ----------------------------------------------------------------------------------


def test_by_words_each_level_apart_takes_off_three_hundredths(town: CareerGraph) -> None:
    for start in TOWN.roles:
        for other, each in by_role(town.next(iri(start), by="words")).items():
            apart = abs(LEVELS[start] - LEVELS[other])
            assert each.score == pytest.approx(max(0, each.similarity - 0.03 * apart))


def test_likely_is_similarity_and_people_less_levels_apart(town: CareerGraph) -> None:
    """Similarity by its standard deviation, the logarithm of the people, 0.3 for each level."""
    rows = {start: by_role(town.next(iri(start), by="words")) for start in TOWN.roles}
    positive = [each.similarity for found in rows.values() for each in found.values() if each.similarity > 0]
    deviation = float(np.std(positive))
    for start in TOWN.roles:
        found = town.next(iri(start), by="likely")
        assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
        assert by_role(found).keys() == rows[start].keys()
        for other, each in by_role(found).items():
            similar = rows[start][other].similarity / deviation
            expected = similar + log(PEOPLE[other]) - 0.3 * abs(LEVELS[start] - LEVELS[other])
            assert each.score == pytest.approx(expected, abs=0.002)
            assert each.people == TOWN.roles[other].people


def test_likely_counts_the_people_of_the_role_that_people_come_from(town: CareerGraph) -> None:
    forward, back = (by_role(town.next(iri("r1"), by="likely", reverse=way)) for way in (False, True))
    assert {role: each.score for role, each in forward.items()} == {role: each.score for role, each in back.items()}


def test_likely_without_figures_says_which_import_gives_them(graph: CareerGraph) -> None:
    for option in (["--likely"], ["--by", "likely"]):
        answer = run("next", "Data Scientist", *option)
        assert (answer.status, answer.out) == (2, "")
        assert "how many people work in a role" in answer.err
        assert "kg import oews" in answer.err
    with pytest.raises(UsageError, match="how many people"):
        graph.next("Data Scientist", by="likely")


def test_bad_combinations(graph: CareerGraph) -> None:
    for options in (["--likely", "--by", "words"], ["--learn", "SQL", "--reverse"], ["--learn", "SQL", "--likely"]):
        assert run("next", "Data Scientist", *options).status == 2
    with pytest.raises(UsageError, match="ranked by 'luck'"):
        graph.next("Data Scientist", by="luck")  # type: ignore[arg-type]  # on purpose


def test_the_columns_of_each_ranking() -> None:
    for option, column in (("skills", "similarity"), ("words", "words")):
        heads = run("next", "Data Scientist", "--by", option, "-f", "csv").lines[0].split(",")
        assert {column, "needs", "shared", "missing"} <= set(heads)
    assert labels(run("next", "MLOps", "-n", "1", "-f", "json").json[0]["shared"]) == [
        "Cloud platforms",
        "ML frameworks",
    ]


# --- what nobody states, and what was not understood ------------------------------------------------------------------

SILENT = "Prompt Engineer"
WHY = f"the source states no skills for {SILENT}"


@pytest.mark.parametrize(
    "arguments", [(SILENT,), (SILENT, "--reverse"), ("MLOps", "--in", "Emerging Roles")], ids=" ".join
)
def test_next_says_that_skills_are_not_stated(arguments: tuple[str, ...]) -> None:
    """That nobody states the skills of a role does not mean that no role shares one."""
    why = WHY if SILENT in arguments else "the source states no skills for the roles of this group"
    for form in ("table", "json", "csv", "md"):
        answer = run("next", *arguments, "-f", form)
        assert answer.status == 1
        assert why in answer.err
        assert "no role shares a skill" not in answer.err
        assert form in ("json", "csv") or why in answer.out


def test_next_in_python_says_that_skills_are_not_stated() -> None:
    graph = open_graph()
    assert (list(graph.next(SILENT)), graph.next(SILENT).reason) == ([], WHY)
    assert graph.next(SILENT, reverse=True).reason == WHY
    assert graph.next("MLOps").reason is None
    assert WHY in str(graph.next(SILENT)._repr_html_())
    assert graph.next(SILENT, conditions=graph.conditions(have=["Docker"])).reason is None
    assert graph.rank_unlocks(SILENT).reason == WHY
    assert graph.next_learn(SILENT, ["Docker"]).reasons == (f"{WHY}: what is learned counts alone",)


UNREAD = """# Care

## Roles

### Carer
**Skills:**
* Lifting
* Tact

### Porter
**Skills:**
* Lifting
* Spanish or French
"""


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a guide with a skill of a porter, in line 13, that is not understood."""
    folder = tmp_path_factory.mktemp("ward")
    (folder / "care.md").write_text(UNREAD, encoding="utf-8")
    run("init", folder / "store", "--empty")
    assert run("import", "guide", folder / "care.md", "--into", folder / "store").status == 0
    return folder / "store"


@pytest.mark.parametrize("command", [("next", "Carer"), ("match", "--have", "Lifting")], ids=lambda command: command[0])
def test_tables_name_the_requirements_that_were_not_understood(ward: Path, command: tuple[str, ...]) -> None:
    rows = {row["role"]: row for row in DictReader(run("-g", ward, *command, "-f", "csv").out.splitlines())}
    assert rows["Porter"]["not understood"] == "Care line 13"
    assert "Carer" not in rows or rows["Carer"]["not understood"] == ""
    for form in ("table", "md"):
        assert re.search("(line |care:)13", run("-g", ward, *command, "-f", form).out)
    assert "1 of at least 1" in run("-g", ward, *command).out


def test_the_head_of_a_gap_counts_only_what_was_understood(ward: Path) -> None:
    out = run("-g", ward, "gap", "Carer", "Porter").out
    assert "1 of at least 1 required skills held, 0 near: coverage 100% of what was understood" in out
    assert "more is required by Care line 13" in out
