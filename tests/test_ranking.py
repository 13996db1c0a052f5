"""Skills and roles by a measure: golden answers read off the guide by hand, every measure against brute force."""

from __future__ import annotations

import doctest
from fractions import Fraction
from itertools import permutations
from random import Random
from typing import TYPE_CHECKING, Any

import networkx
import numpy as np
import pytest
from careers import examples, name, rule_of, worlds
from command_line import kg as run
from hypothesis import given
from hypothesis import strategies as st
from readme import ROOT
from rule import Rule, Traveller, World

import kg
from kg.analysis.betweenness import role_betweenness, skill_betweenness
from kg.analysis.ranking import MEASURES, allowed_steps, rank
from kg.errors import UsageError
from kg.schema import PREFIXES
from kg.similarity.ragged import RaggedArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.model.analysis import Ranked, Ranking
    from kg.routes.rule import StepRule

PROGRAMMERS = [
    "Computer Vision Engineer",
    "Data Scientist",
    "Machine Learning Engineer",
    "NLP Engineer",
    "Research Scientist (AI/ML)",
]
"""The roles that require programming: lines 123, 49, 24, 147 and 75."""


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return kg.open()


def score(rows: Iterable[Ranked]) -> dict[str, int | float]:
    return {row.entity.label: row.score for row in rows}


def role_names(row: Ranked) -> list[str]:
    return [role.label for role in row.roles]


# --- the guide --------------------------------------------------------------------------------------------------------


def test_skills_by_demand(graph: CareerGraph) -> None:
    """Lines 24-29, 48-53, 73-77, 96-101, 120-125, 144-149 and 168-173: 41 items, 35 skills after the merges."""
    answer = graph.rank("skills", "demand")
    first, *others = answer.rows
    assert (first.entity.label, first.score, role_names(first)) == ("Programming", 5, PROGRAMMERS)
    assert sorted(source.line or 0 for source in first.sources) == [24, 49, 75, 123, 147]
    assert [(row.entity.label, row.score, role_names(row)) for row in others[:2]] == [
        ("Cloud platforms", 2, ["MLOps Engineer", "Machine Learning Engineer"]),
        ("ML frameworks", 2, ["MLOps Engineer", "Machine Learning Engineer"]),
    ]
    assert len(answer.rows) == 35
    assert [row.score for row in others[2:]] == [1] * 32


def test_tools_are_counted_apart(graph: CareerGraph) -> None:
    """Python is named on lines 24, 49, 123 and 147, every other tool on one line; it is no required skill itself."""
    answer = graph.rank("skills", "demand")
    first, *others = answer.tools
    assert (first.entity.label, first.score, role_names(first)) == ("Python", 4, PROGRAMMERS[:4])
    assert sorted(source.line or 0 for source in first.sources) == [24, 49, 123, 147]
    assert {row.score for row in others} == {1}
    assert {row.entity.label for row in others} == {
        *("Java", "Scala", "TensorFlow", "PyTorch", "Scikit-learn", "AWS", "GCP", "Azure"),  # lines 24, 25, 27
        *("R", "SQL", "Pandas", "Tableau", "PowerBI"),  # lines 49 to 51
        *("C++", "NLTK", "spaCy", "transformers", "JavaScript", "Docker", "Kubernetes"),  # lines 123, 144, 147, 169
    }
    assert "Python" not in score(answer.rows)


def test_without_merges_programming_is_asked_for_by_four() -> None:
    """Line 75 says "Programming expertise"; lines 27 and 168 differ, 25 and 171 do not."""
    found = score(kg.open(merges=False).rank("skills").rows)
    assert (found["Programming"], found["Programming expertise"]) == (4, 1)
    assert (found["ML frameworks"], found["Cloud platforms"], found["Cloud platforms and services"]) == (2, 1, 1)


def test_skills_by_betweenness_by_hand(graph: CareerGraph) -> None:
    """The guide's graph has 35 skills and 7 roles. The product manager's six skills are of no other role. Without
    Programming, the rest falls into five parts: the research scientist with four skills, the data scientist, the
    vision and the language engineer with five each, and the two engineers who share clouds and frameworks, with
    nine. Two nodes of different parts are connected through Programming alone.
    """
    answer = score(graph.rank("skills", "betweenness").rows)
    parts = [5, 6, 6, 6, 11]
    assert 1 + sum(parts) + 7 == 35 + 7
    pairs = sum(parts) ** 2 - sum(part**2 for part in parts)
    assert answer["Programming"] == round(pairs / (41 * 40), 6)
    assert answer["Cloud platforms"] == answer["ML frameworks"] > 0
    assert sum(value > 0 for value in answer.values()) == 3  # what one role alone requires ties nothing together


def test_reach_of_a_skill_is_said_alike_in_heading_and_docs_and_explain() -> None:
    said = "required skill that this skill alone covers"
    assert f"how many roles have a {said}" in run("rank", "skills", "--by", "reach").out
    assert f"the number of roles that have a {said}" in (ROOT / "docs/analysis.md").read_text(encoding="utf-8")
    assert "required skill that it alone covers" in " ".join(run("explain", "reach").out.split())


def test_skills_by_reach(graph: CareerGraph) -> None:
    """Whoever knows a language can program in the roles that name it, and in the one that names none (line 75): Python
    is on lines 24, 49, 123 and 147, others on one of them; SQL is on line 50. Docker is asked for by one role, and big
    data technologies by none.
    """
    rows = {row.entity.label: row for row in graph.rank("skills", "reach").rows}
    research = "Research Scientist (AI/ML)"
    naming = {
        "Python": PROGRAMMERS,
        "Programming": PROGRAMMERS,
        "Java": ["Machine Learning Engineer", research],
        "Scala": ["Machine Learning Engineer", research],
        "R": ["Data Scientist", research],
        "SQL": ["Data Scientist", research],
        "C++": ["Computer Vision Engineer", research],
        "JavaScript": ["NLP Engineer", research],
    }
    for language, roles in naming.items():
        assert (rows[language].score, role_names(rows[language])) == (len(roles), roles)
    assert role_names(rows["Docker"]) == ["MLOps Engineer"]
    assert sorted(source.line or 0 for source in rows["AWS"].sources) == [27, 168]
    assert "Big data technologies" not in rows
    assert "Programming languages" not in rows  # it is merged into Programming


def test_roles_by_demand(graph: CareerGraph) -> None:
    """Programming meets four others' requirement; a machine learning engineer's clouds and frameworks meet two more."""
    answer = graph.rank("roles", "demand")
    assert score(answer.rows) == {
        "Machine Learning Engineer": 4 + 2,
        "Computer Vision Engineer": 4,
        "Data Scientist": 4,
        "NLP Engineer": 4,
        "Research Scientist (AI/ML)": 4,
        "MLOps Engineer": 2,
        "AI Product Manager": 0,
    }
    assert len(answer.not_stated) == 5
    assert sorted(source.line or 0 for source in answer.rows[0].sources) == [49, 75, 123, 147, 168, 171]


def test_roles_by_betweenness(graph: CareerGraph) -> None:
    """All that comes to MLOps or leaves it passes the machine learning engineer: four roles, both ways, of 6 x 5."""
    answer = score(graph.rank("roles", "betweenness").rows)
    assert answer.pop("Machine Learning Engineer") == round(8 / 30, 6)
    assert set(answer.values()) == {0}


def test_roles_by_reach(graph: CareerGraph) -> None:
    answer = graph.rank("roles", "reach")
    assert score(answer.rows) == dict.fromkeys([*PROGRAMMERS, "MLOps Engineer"], 5) | {"AI Product Manager": 0}
    assert role_names(next(row for row in answer.rows if row.entity.label == "MLOps Engineer")) == PROGRAMMERS


@pytest.mark.parametrize(("kind", "by"), [("tools", "demand"), ("skill", "demand"), ("skills", "fame"), ("", "")])
def test_a_measure_that_there_is_not_is_refused(graph: CareerGraph, kind: Any, by: Any) -> None:
    with pytest.raises(UsageError, match="there is no"):
        graph.rank(kind, by)


@pytest.mark.parametrize(("kind", "by"), MEASURES)
def test_a_graph_without_roles_has_no_rows(kind: Any, by: Any, tmp_path: Path) -> None:
    file = tmp_path / "empty.ttl"
    file.touch()
    assert kg.open(file).rank(kind, by).rows == ()


def test_a_circle_of_a_thousand_skills_is_covered_by_each_of_them(tmp_path: Path) -> None:
    file = tmp_path / "circle.ttl"
    skills = [f":s{n} a ck:Skill ; skos:prefLabel 'S{n}' ; skos:broader :s{(n + 1) % 1000} ." for n in range(1000)]
    roles = [
        f":{role} a ck:Role ; skos:prefLabel '{role}' ; ck:requiresSkill :s{n} ." for role, n in (("Q", 5), ("R", 0))
    ]
    prefixes = ["@prefix : <http://a/> .", *(f"@prefix {name}: <{PREFIXES[name]}> ." for name in ("ck", "skos"))]
    file.write_text("\n".join([*prefixes, *skills, *roles]), encoding="utf-8")
    rows = kg.open(file).rank("roles", "reach").rows
    assert [(row.entity.label, row.score) for row in rows] == [("Q", 1), ("R", 1)]


def test_the_page_on_many_roles_is_true(root: Path) -> None:
    found = doctest.testfile(str(root / "docs" / "analysis.md"), module_relative=False, encoding="utf-8")
    assert found.attempted > 5
    assert found.failed == 0


# --- brute force ------------------------------------------------------------------------------------------------------


def betweenness(links: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """The share of the shortest paths between two others that pass a node, of all ordered pairs of others."""

    def paths(start: str) -> dict[str, tuple[int, int]]:
        """Node -> how far it is, and by how many shortest paths it is reached."""
        found, border, far = {start: (0, 1)}, {start: 1}, 0
        while border:
            far += 1
            reached: dict[str, int] = {}
            for node, count in border.items():
                for other in links[node]:
                    if other not in found:
                        reached[other] = reached.get(other, 0) + count
            found |= {node: (far, count) for node, count in reached.items()}
            border = reached
        return found

    ways = {node: paths(node) for node in links}
    scores = {}
    for node in links:
        total = Fraction(0)
        for start, end in permutations(links, 2):
            if node not in (start, end) and end in ways[start] and node in ways[start] and end in ways[node]:
                (far, count), (one, before), (two, after) = ways[start][end], ways[start][node], ways[node][end]
                total += Fraction(before * after, count) if one + two == far else 0
        size = len(links)
        scores[node] = round(float(total / ((size - 1) * (size - 2))), 6) if size > 2 else 0.0
    return scores


def ranked(rows: Iterable[Ranked]) -> dict[str, tuple[float, set[str]]]:
    return {name(row.entity.iri): (row.score, {name(role.iri) for role in row.roles}) for row in rows}


def brute_force(rule: Rule, kind: str, by: str) -> dict[str, tuple[float, set[str]]]:
    """Every measure from its definition in docs/analysis.md."""
    roles = [role for role in rule.world.roles if rule.required(role)]
    asked = {skill: {role for role in roles if skill in rule.required(role)} for skill in SKILLS}
    required = {skill for skill in SKILLS if asked[skill]}
    steps = {
        one: frozenset(
            other
            for other in roles
            if other not in rule.place(one) and rule.allowed(one, other, one) and not rule.fresh(one, other)
        )
        for one in roles
    }
    if kind == "skills":
        if by == "reach":
            reach = {
                skill: {role for role in roles if rule.covered(frozenset({skill}), role)}
                for skill in [*SKILLS, "g0", "g1"]
            }
            return {
                skill: (len(found), found) for skill, found in reach.items() if found and rule.canonical(skill) == skill
            }
        if by == "demand":
            optional = {rule.canonical(skill) for person in rule.world.roles.values() for skill in person.optional}
            # what is optional for a role that requires it under another label is required
            useful = {
                skill
                for skill in optional
                if any(
                    skill in set(map(rule.canonical, person.optional)) - rule.required(role)
                    for role, person in rule.world.roles.items()
                )
            }
            return {skill: (len(asked[skill]), asked[skill]) for skill in required | useful}
        graph = {role: rule.required(role) for role in roles} | {skill: frozenset(asked[skill]) for skill in required}
        scores = betweenness(graph)
        return {skill: (scores[skill], asked[skill]) for skill in required}
    if by == "demand":
        met = {
            one: {other: rule.covered(rule.required(one), other) for other in roles if other not in rule.place(one)}
            for one in roles
        }
        return {
            one: (sum(map(len, found.values())), {other for other in found if found[other]})
            for one, found in met.items()
        }
    if by == "betweenness":
        return {role: (each, set(steps[role])) for role, each in betweenness(steps).items()}
    reached: dict[str, set[str]] = {role: set() for role in roles}
    for one in roles:
        for length in (1, 2, 3):
            for chain in permutations([role for role in roles if role not in rule.place(one)], length):
                if all(end in steps[start] for start, end in zip((one, *chain), chain, strict=False)):
                    reached[one].add(chain[-1])
    return {role: (len(found), found) for role, found in reached.items()}


SKILLS = [f"s{number}" for number in range(8)]


def ranking(steps: StepRule, kind: str, by: str) -> Ranking:
    return rank(steps, kind, by)


@pytest.mark.parametrize(("kind", "by"), MEASURES, ids=[" by ".join(measure) for measure in MEASURES])
@pytest.mark.slow
@pytest.mark.drawn
def test_every_measure_is_that_of_brute_force(kind: str, by: str) -> None:
    @examples(100)
    @given(worlds(), st.integers(0, 3))
    def check(world: World, seed: int) -> None:
        rule = Rule(world, Traveller())
        answer = ranking(rule_of(rule, Random(seed)), kind, by)
        expected = brute_force(rule, kind, by)
        found = ranked(answer.rows)
        assert {thing: roles for thing, (_, roles) in found.items()} == {
            thing: roles for thing, (_, roles) in expected.items()
        }
        for thing, (value, _) in expected.items():
            assert found[thing][0] == pytest.approx(value, abs=1.5e-6)
        order = [(-row.score, row.entity.label, row.entity.iri) for row in answer.rows]
        assert order == sorted(order)
        assert answer == ranking(rule_of(rule), kind, by)  # in whatever order the graph was read
        assert {name(role.iri) for role in answer.not_stated} == {
            role for role in world.roles if not rule.required(role)
        }

    check()


@pytest.mark.parametrize(("kind", "by"), MEASURES, ids=[" by ".join(measure) for measure in MEASURES])
def test_what_is_told_of_the_first_rows_is_that_of_all(graph: CareerGraph, kind: Any, by: Any) -> None:
    whole, some = graph.rank(kind, by), graph.rank(kind, by, explain_top=2)
    assert some.rows[:2] == whole.rows[:2]
    assert [row[:2] for row in some.rows] == [row[:2] for row in whole.rows]
    assert not any(row.roles or row.sources for row in some.rows[2:])
    assert some.not_stated == whole.not_stated


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2, 3, 4))])
@pytest.mark.slow
def test_betweenness_of_many_is_that_of_a_library(seed: int) -> None:
    """More things than are followed together, some alike and some alone, in groups or not, against networkx."""
    draw = np.random.default_rng(seed)
    asked = draw.random((60, 40)) < 0.05
    asked[1] = asked[0]
    graph = networkx.Graph((f"s{skill}", role) for skill, role in np.argwhere(asked).tolist())
    graph.add_nodes_from(range(40))
    skills = np.flatnonzero(asked.any(axis=1))
    found = skill_betweenness(RaggedArray.of(np.argwhere(asked), 60), skills, np.arange(40))
    expected = networkx.betweenness_centrality(graph)
    assert found == pytest.approx([expected[f"s{skill}"] for skill in skills.tolist()])
    group = draw.integers(0, 7, 600)
    steps = draw.random((600, 600)) < np.where((group[:, None] == group) | (group == 3), 0.03, 0.002)
    np.fill_diagonal(steps, val=False)
    directed = networkx.from_numpy_array(steps, create_using=networkx.DiGraph)
    assert role_betweenness(steps) == pytest.approx(list(networkx.betweenness_centrality(directed).values()))


def test_betweenness_counts_more_paths_than_single_precision_holds() -> None:
    """Eight layers of 31 roles, each of which leads to all of the next: 31 to the power of 6 shortest paths."""
    wide, layers = 31, 8
    layer = np.repeat(np.arange(layers), wide)
    steps = layer[:, None] + 1 == layer
    # A pair of roles in layers i < j has as many paths through each of the 31 roles of a layer between.
    through = [wide * wide * layer * (layers - 1 - layer) / wide for layer in range(layers)]
    pairs = (wide * layers - 1) * (wide * layers - 2)
    assert role_betweenness(steps) == pytest.approx(np.repeat(through, wide) / pairs, rel=1e-13)


def test_steps_never_stay_at_a_place() -> None:
    """Two roles that are exactly the same share everything, and no step leads from one to the other."""
    from rule import Person

    world = World({f"r{number}": Person("A", frozenset({"s0"})) for number in range(3)}, exact=(("r0", "r1"),))
    steps = rule_of(Rule(world, Traveller()))
    roles = [name(iri) for iri in steps.table.roles]
    found = {
        one: [other for other, open_ in zip(roles, row, strict=True) if open_]
        for one, row in zip(roles, allowed_steps(steps).tolist(), strict=True)
    }
    assert found == {"r0": ["r2"], "r1": ["r2"], "r2": ["r0", "r1"]}
    rows = ranking(steps, "roles", "reach").rows
    assert {name(row.entity.iri): row.score for row in rows} == {"r2": 2, "r0": 1, "r1": 1}


def test_whole_formats_have_every_row_and_short_text_the_first_twenty(graph: CareerGraph) -> None:
    every = len(graph.rank("skills").rows)
    assert len(run("rank", "skills", "-f", "json").json["rows"]) == every > 20
    assert len(run("rank", "skills", "-f", "json", "-n", "3").json["rows"]) == 3
    assert f"and {every - 20} more (--all)" in run("rank", "skills").out
    assert "more (--all)" not in run("rank", "skills", "--all").out
