"""Roles for a skill set and the check of a curriculum: golden answers of the guide, equality with gaps, brute force."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from careers import examples, iri, name, rule_of, travellers, worlds
from command_line import kg as run
from command_line import kg_process, labels, lines_of
from hypothesis import given
from hypothesis import strategies as st
from rule import Rule, Traveller, World

import kg
from kg.analysis.matching import check_curriculum, match
from kg.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.model.answers import Gap

ALL = [f"s{number}" for number in range(8)]
"""The skills of a world."""

EMERGING = [
    "AI Ethicist",
    "AI Governance Specialist",
    "AI Safety Researcher",
    "Prompt Engineer",
    "Synthetic Data Specialist",
]
"""Lines 325-329: roles that the guide only names."""


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return kg.open()


def scores(gaps: Iterable[Gap]) -> dict[str, Fraction]:
    """Role -> its coverage, from what the answer lists."""
    return {
        gap.destination.label: (len(gap.held) + Fraction(len(gap.near), 2)) / (len(gap.held) + len(gap.missing))
        for gap in gaps
    }


# --- roles for a skill set --------------------------------------------------------------------------------------------


def test_what_most_roles_require_puts_no_role_first(tmp_path: Path) -> None:
    """120 trades need Excel; of a clerk it is one skill of two, a welder shares one skill of ten besides."""
    rest = "; ".join(f"metal {number}" for number in range(8))
    rows = [f"Trade {number},Excel; craft {number}; trick {number}" for number in range(120)]
    table = ["label,skills", "Clerk,Excel; typing", f"Welder,Excel; welding; {rest}", *rows]
    (tmp_path / "trades.csv").write_text("\n".join(table), encoding="utf-8")
    mapping = "title: Trades\nrows: roles\ncolumns: {label: label, skills: skills}\n"
    (tmp_path / "trades.yaml").write_text(mapping, encoding="utf-8")
    assert run("init", tmp_path / "store", "--empty").status == 0
    imported = run(
        "import", "table", tmp_path / "trades.csv", "--mapping", tmp_path / "trades.yaml", "--into", tmp_path / "store"
    )
    assert imported.status == 0, imported.err
    answer = run("-g", tmp_path / "store", "match", "--have", "Excel, welding", "-n", "2", "-f", "json")
    assert [gap["role"]["label"] for gap in answer.json["roles"]] == ["Welder", "Clerk"]
    assert labels(answer.json["common"]) == ["Excel"]
    told = run("-g", tmp_path / "store", "match", "--have", "Excel", "-n", "1")
    assert "more than a third of the roles of a source require Excel" in told.err
    assert told.out.splitlines()[3].split() == ["Clerk", "50%", "1", "of", "2", "typing"]


def test_roles_for_python_sql_and_docker(graph: CareerGraph) -> None:
    """Python is named on lines 24, 49, 123 and 147, and covers the programming of line 75; SQL is of line 50, Docker of
    line 169. Research has five skills beside its doctorate, the others six.
    """
    answer = graph.match(["Python", "SQL", "Docker"])
    assert list(scores(answer.roles).items()) == [
        ("Data Scientist", Fraction(2, 6)),
        ("Research Scientist (AI/ML)", Fraction(1, 5)),
        ("Computer Vision Engineer", Fraction(1, 6)),
        ("MLOps Engineer", Fraction(1, 6)),
        ("Machine Learning Engineer", Fraction(1, 6)),
        ("NLP Engineer", Fraction(1, 6)),
        ("AI Product Manager", Fraction(0)),
    ]
    assert [entity.label for entity in answer.not_stated] == EMERGING
    best = answer.roles[0]
    assert {item.label: [source.line for source in item.sources] for item in best.held} == {
        "Programming": [49],
        "Data manipulation": [50],
    }
    assert [tool.label for tool in best.held[0].tools_held] == ["Python"]


def test_near_skills_count_one_half(graph: CareerGraph) -> None:
    """Statistical analysis is near what lines 48 and 73 ask; nothing else is."""
    found = scores(graph.match(["Statistical analysis"], limit=3).roles)
    assert list(found.items()) == [
        ("Research Scientist (AI/ML)", Fraction(1, 10)),
        ("Data Scientist", Fraction(1, 12)),
        ("AI Product Manager", Fraction(0)),
    ]


def test_a_credential_opens_its_gate_and_covers_no_skill(graph: CareerGraph) -> None:
    answer = graph.match(["PhD"])
    met = {gap.destination.label: gate.met for gap in answer.roles for gate in gap.gates}
    assert met == {gap.destination.label: gap.destination.label != "AI Product Manager" for gap in answer.roles}
    assert set(scores(answer.roles).values()) == {Fraction(0)}


@pytest.mark.parametrize("have", [["Python"], ["Statistical analysis", "Bachelor's"], ["Cloud computing platforms"]])
def test_each_role_is_as_gap_says(graph: CareerGraph, have: list[str]) -> None:
    conditions = graph.conditions(have=have)
    for gap in graph.match(have).roles:
        assert gap == unordered(graph.gap(None, gap.destination, conditions))


def unordered(gap: Gap) -> Gap:
    """A gap of the guide, which states nothing that orders it, without the tiers: many roles are listed without."""
    near, missing = (
        tuple(item._replace(tier=None, reason=None) for item in items) for items in (gap.near, gap.missing)
    )
    return gap._replace(near=near, missing=missing)


def test_what_is_had_is_named_once_and_canonically(graph: CareerGraph) -> None:
    answer = graph.match(["Programming languages", "Programming", "coding"])
    assert [entity.label for entity in answer.have] == ["Programming"]


def test_limits(graph: CareerGraph) -> None:
    everything = graph.match(["Python"]).roles
    assert graph.match(["Python"], limit=2).roles == everything[:2]
    assert graph.match(["Python"], min_coverage=0.2).roles == everything[:1]  # research: one of five
    assert graph.match(["Python"], min_coverage=1).roles == ()


def test_what_makes_no_sense_is_refused(graph: CareerGraph) -> None:
    for wrong in (
        lambda: graph.match([]),
        lambda: graph.match_curriculum([]),
        lambda: graph.match(["Python"], limit=0),
        lambda: graph.match_curriculum(["Python"], -1),
    ):
        with pytest.raises(UsageError):
            wrong()
    with pytest.raises(UsageError, match="from 0 to 1"):
        graph.match(["Python"], min_coverage=50)
    with pytest.raises(UnknownNameError):
        graph.match(["MLOps Engineer"])
    with pytest.raises(UnknownNameError, match="'PhD' exists, but it is a credential"):
        graph.match_curriculum(["PhD"])


@examples(150)
@given(worlds(), travellers(), st.integers(0, 3))
def test_the_order_is_that_of_brute_force(world: World, traveller: Traveller, seed: int) -> None:
    rule = Rule(world, Traveller(have=traveller.have))
    held = rule.held()
    expected = []
    for role, person in world.roles.items():
        if required := rule.required(role):
            covered, near, learn = rule.covered(held, role), rule.near(held, role), rule.learn(held, role)
            coverage = (len(covered) + Fraction(len(near), 2)) / len(required)
            expected.append((-coverage, len(learn), person.label, iri(role), covered, near, learn))
    expected.sort(key=lambda entry: entry[:4])
    steps = rule_of(rule, Random(seed))
    answer = match(steps.index, steps.requirements, [])
    assert [
        (gap.destination.iri, *({name(item.iri) for item in items} for items in (gap.held, gap.near, gap.missing)))
        for gap in answer.roles
    ] == [(entry[3], *entry[4:]) for entry in expected]
    assert [gap.coverage for gap in answer.roles] == [float(-entry[0]) for entry in expected]
    silent = sorted((person.label, iri(role)) for role, person in world.roles.items() if not rule.required(role))
    assert [(entity.label, entity.iri) for entity in answer.not_stated] == silent


# --- what courses teach -----------------------------------------------------------------------------------------------


def test_a_curriculum_for_operations(graph: CareerGraph) -> None:
    """Lines 168-173 in full; lines 25 and 27 ask for frameworks and clouds too; no role asks for teamwork."""
    courses = ["AWS", "Kubernetes", "IaC", "PyTorch", "Monitoring tools", "git", "Teamwork"]
    answer = graph.match_curriculum(courses)
    assert [gap.destination.label for gap in answer.fully] == ["MLOps Engineer"]
    assert scores(answer.partly) == {"Machine Learning Engineer": Fraction(2, 6)}
    assert len(answer.uncovered) == 5
    assert len(answer.not_taught) == 35 - 6
    first, second = answer.not_taught[:2]
    assert (first.skill.label, [asked.role.label for asked in first.required_by]) == (
        "Programming",
        [
            "Computer Vision Engineer",
            "Data Scientist",
            "Machine Learning Engineer",
            "NLP Engineer",
            "Research Scientist (AI/ML)",
        ],
    )
    assert [source.line for asked in first.required_by for source in asked.sources] == [123, 49, 24, 147, 75]
    assert (second.skill.label, len(second.required_by)) == ("3D graphics knowledge", 1)
    assert [(item.skill.label, item.related) for item in answer.not_required] == [("Teamwork", ())]
    assert [entity.label for entity in answer.not_stated] == EMERGING


def test_a_taught_skill_that_no_role_asks_for_may_be_near_one(graph: CareerGraph) -> None:
    """Line 259 lists statistical analysis, which no role requires; lines 48 and 73 are near it. Deep learning is the
    subject of lines 120 and 145, and wider than either.
    """
    answer = graph.match_curriculum(["Statistical analysis", "Deep learning"])
    assert {item.skill.label: [other.label for other in item.related] for item in answer.not_required} == {
        "Deep learning": ["Deep learning for text", "Deep learning frameworks"],
        "Statistical analysis": ["Statistics and mathematics", "Strong mathematical foundation"],
    }
    assert {item.skill.label: [near.label for near in item.near_to] for item in answer.not_taught if item.near} == {
        "Statistics and mathematics": ["Statistical analysis"],
        "Strong mathematical foundation": ["Statistical analysis"],
    }
    out = run("match", "--curriculum", "--have", "Statistical analysis,Deep learning").out
    assert out.count("near to Statistical analysis, which is taught") == 2
    assert len(answer.not_taught) == 35


@examples(100)
@given(worlds(), st.frozensets(st.sampled_from(ALL), min_size=1, max_size=5))
def test_a_curriculum_is_that_of_brute_force(world: World, taught: frozenset[str]) -> None:
    rule = Rule(world, Traveller(have=taught))
    held = rule.held()
    steps = rule_of(rule)
    skills = [steps.careers.skills[iri(skill)] for skill in sorted(held)]
    answer = check_curriculum(steps.index, steps.requirements, skills)
    asked = {
        skill: {role for role in world.roles if skill in rule.required(role)} for skill in map(rule.canonical, ALL)
    }
    reach = set().union(*(rule.covered(held, role) for role in world.roles))
    assert {name(item.skill.iri): {name(one.role.iri) for one in item.required_by} for item in answer.not_taught} == {
        skill: roles for skill, roles in asked.items() if roles and skill not in reach
    }
    assert [-len(item.required_by) for item in answer.not_taught] == sorted(
        -len(item.required_by) for item in answer.not_taught
    )
    wanted = {skill for skill, roles in asked.items() if roles}
    idle = {skill for skill in held if not rule.above(skill) & wanted}
    assert {name(item.skill.iri) for item in answer.not_required} == idle
    for item in answer.not_required:
        own = name(item.skill.iri)
        groups = rule.direct.get(own, set())
        assert {name(other.iri) for other in item.related} == {
            other for other in wanted if own in rule.above(other) or groups & rule.direct.get(other, set())
        }
        assert {name(role.iri) for role in item.optional_for} == {
            role for role, person in world.roles.items() if own in set(map(rule.canonical, person.optional))
        }
    stated = {role for role in world.roles if rule.required(role)}
    fully = {role for role in stated if rule.required(role) == rule.covered(held, role)}
    partly = {role for role in stated - fully if rule.covered(held, role)}
    assert [
        {name(gap.destination.iri) for gap in gaps} for gaps in (answer.fully, answer.partly, answer.uncovered)
    ] == [
        fully,
        partly,
        stated - fully - partly,
    ]
    assert tuple(answer.counts) == (len(fully), len(partly), len(stated - fully - partly))
    assert [item.total for item in answer.not_taught] == [len(item.required_by) for item in answer.not_taught]
    assert answer.not_taught_count == len(answer.not_taught)
    few = check_curriculum(steps.index, steps.requirements, skills, 2)
    assert few == answer._replace(roles=answer.roles[:2], not_taught=answer.not_taught[:2])


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    path = tmp_path / "courses.txt"
    path.write_text(
        "# first year\nPython\nTeamwork\n\n# second year\nDocker  # a lab\nBasket weaving\n", encoding="utf-8"
    )
    return path


def test_the_document_of_a_match() -> None:
    document = run("match", "--have", "Python,SQL", "--have", "Docker", "-f", "json").json
    assert set(document) == {"have", "roles", "not_stated", "not_covered_count"}
    assert labels(document["have"]) == ["Python", "SQL", "Docker"]
    best = document["roles"][0]
    assert set(best) == {
        "role",
        "held",
        "near",
        "missing",
        "gates",
        "regulated",
        "regulation_sources",
        "coverage",
        "notes",
    }
    assert best["role"]["label"] == "Data Scientist"
    assert best["coverage"] == pytest.approx(2 / 6)
    assert [lines_of(item) for item in best["held"]] == [{49}, {50}]
    assert [gate["met"] for gate in best["gates"]] == [False]
    assert labels(document["not_stated"]) == EMERGING
    # of the guide's 35 required skills, Programming, Data manipulation and Containerization are covered
    assert document["not_covered_count"] == 32


def test_people_read_which_roles_fit() -> None:
    answer = run("match", "--have", "Python,SQL,Docker", "-n", "2", "--all")
    assert answer.status == 0
    assert answer.err == "note: 2 of 7 roles are shown; -n 7 shows all\n"
    title, _, _, first, second, silent, rest = answer.lines
    assert rest == "32 required skills not covered; --curriculum lists them."
    assert title == "Roles for Python, SQL, Docker"
    assert silent.startswith("Skills not stated in the source, so not ranked: AI Ethicist, ")
    held = (
        "Programming (you have Python; missing: R; line 49), Data manipulation (you have SQL; missing: Pandas; line 50)"
    )
    assert first.startswith(f"Data Scientist              33%       {held}")
    assert first.endswith("Bachelor's in Data Science, Statistics or a related field (line 57)")
    assert second.startswith("Research Scientist (AI/ML)  20%       Programming (line 75)")


def test_a_tool_that_is_not_held_is_said_to_be_so() -> None:
    """Line 123 names Python and C++ for the vision engineer's programming."""
    assert (
        "Programming (missing: C++, Python; line 123)" in run("match", "--have", "Programming", "-n", "2", "--all").out
    )


def test_near_skills_are_marked() -> None:
    out = run("match", "--have", "Statistical analysis", "-n", "1", "--all").out
    assert "Strong mathematical foundation (near; line 73), Research methodology (line 74)" in out


def test_the_least_coverage_may_be_given() -> None:
    assert len(run("match", "--have", "Python", "--min-coverage", "0.2", "-f", "json").json["roles"]) == 1
    none = run("match", "--have", "Python", "--min-coverage", "0.9")
    assert none.status == 1
    assert "No role is covered to 90%." in none.out


def test_what_no_role_asks_for_is_told() -> None:
    assert "No role requires any of these skills." in run("match", "--have", "Teamwork").out


def test_courses_stand_in_a_file(courses: Path) -> None:
    answer = run("match", "--have", f"@{courses}", "--curriculum", "-f", "json")
    assert answer.status == 0
    assert "no skill named 'Basket weaving' was found: ignored" in answer.err
    document = answer.json
    assert labels(document["taught"]) == ["Python", "Teamwork", "Docker"]
    assert document["fully"] == []
    assert len(document["partly"]) == 6
    assert [gap["role"]["label"] for gap in document["uncovered"]] == ["AI Product Manager"]
    assert labels(document["not_required"]) == ["Teamwork"]
    untaught = {item["label"]: [lines_of(asked) for asked in item["required_by"]] for item in document["not_taught"]}
    assert len(untaught) == 35 - 2
    assert untaught["ML frameworks"] == [{171}, {25}]


def test_people_read_what_a_curriculum_leaves_open(courses: Path) -> None:
    out = run("match", "--have", str(courses), "--curriculum", "-n", "1").out
    assert (
        "0 roles covered fully, 6 partly, 1 not at all. 33 required skills not taught, 1 taught skill not required."
        in out
    )
    assert "Required skills that no course teaches (1 of 33)" in out
    assert "MLOps Engineer (line 168), Machine Learning Engineer (line 27)" in out


def test_of_many_roles_the_first_are_told_of(taxonomies: Path) -> None:
    """A store of more than 200 roles would have thousands of rows: 20 are enough, until one asks for more."""
    graph = kg.open(taxonomies)
    skill = graph.list("skill")[0].id
    with mock.patch("kg.cli.commands.match._MANY_ROLES", 1), mock.patch("kg.cli.commands.match._LIMIT", 1):
        answer = run("-g", str(taxonomies), "match", "--have", skill, "--curriculum")
    total = sum(graph.match_curriculum([skill]).counts)
    assert f"note: 1 of {total} roles are shown; -n {total} shows all" in answer.err
    assert f"Roles and their coverage (1 of {total})" in answer.out


def test_of_a_skill_that_many_roles_ask_for_the_first_are_told() -> None:
    with mock.patch("kg.analysis.matching._ASKING", 2):
        out = run("match", "--have", "Docker", "--curriculum", "-n", "1").out
    assert "Programming  5      Computer Vision Engineer (line 123), Data Scientist (line 49) and 3 more" in out


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ([], 2, "Missing option '--have'"),
        (["--have", ""], 2, "a name is empty"),
        (["--have", "@nowhere.txt"], 2, "cannot read the names"),
        (["--have", "Basket weaving"], 1, "no skill or credential named 'Basket weaving' was found"),
        (["--have", "PhD", "--curriculum"], 1, "no skill named 'PhD' was found"),
        (["--have", "Python", "-n", "0"], 2, "-n"),
        (["--have", "Python", "--min-coverage", "2"], 2, "--min-coverage"),
        (["--have", "Python", "--min-coverage", "0.5", "--curriculum"], 2, "drop --min-coverage"),
    ],
)
def test_what_cannot_be_matched_is_told(arguments: list[str], status: int, told: str) -> None:
    answer = run("match", *arguments)
    assert (answer.status, answer.out) == (status, "")
    assert told in answer.err


@pytest.mark.parametrize("more", [[], ["--curriculum"]], ids=["match", "curriculum"])
@pytest.mark.parametrize("fmt", ["json", "csv"])
@pytest.mark.slow
@pytest.mark.long
def test_the_same_bytes_for_every_hash_seed(fmt: str, more: list[str]) -> None:
    command = ("match", "--have", "Python,AWS,Deep learning,Teamwork,Statistical analysis", *more, "-f", fmt)
    first, second = (kg_process(*command, env={"PYTHONHASHSEED": seed}).out for seed in ("0", "7"))
    assert first == second != ""
