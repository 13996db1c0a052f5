"""What is held, near and missing: golden answers of the guide with their lines, and the rule against brute force."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from careers import examples, iri, name, rule_of, travellers, worlds
from command_line import kg as kg_command
from hypothesis import given
from rule import Rule, Traveller, World

import kg
from kg.routes.gap import find_gap

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.model.answers import Gap, SkillItem


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return kg.open()


def cited(items: Iterable[SkillItem]) -> dict[str, list[int]]:
    """Label -> the lines of the guide that it cites."""
    return {item.label: sorted(source.line for source in item.sources if source.line) for item in items}


def test_data_scientist_to_machine_learning_engineer(graph: CareerGraph) -> None:
    answer = graph.gap("Data Scientist", "Machine Learning Engineer")
    assert cited(answer.held) == {"Programming": [24, 49]}
    assert cited(answer.missing) == {
        "ML frameworks": [25],
        "Software engineering principles": [26],
        "Cloud platforms": [27],
        "Database knowledge": [28],
        "MLOps practices": [29],
    }
    assert answer.near == ()
    assert answer.coverage == pytest.approx(1 / 6)
    (programming,) = answer.held
    assert [tool.label for tool in programming.tools_held] == ["Python"]
    assert [tool.label for tool in programming.tools_missing] == ["Java", "Scala"]
    frameworks = answer.missing[0]
    assert [tool.label for tool in frameworks.tools] == ["PyTorch", "Scikit-learn", "TensorFlow"]


def test_mlops_names_no_tool_for_frameworks(graph: CareerGraph) -> None:
    """Line 171 names none, though line 25 names three for another role; line 169 names Docker and Kubernetes."""
    answer = graph.gap("Data Scientist", "MLOps Engineer")
    tools = {item.label: [tool.label for tool in item.tools] for item in answer.missing}
    assert tools == {
        "Cloud platforms": [],
        "Containerization": ["Docker", "Kubernetes"],
        "Infrastructure as Code": [],
        "ML frameworks": [],
        "Monitoring tools": [],
        "Version control systems": [],
    }
    assert cited(answer.missing)["Cloud platforms"] == [168]


def test_a_statistician_brings_the_foundation_of_research(graph: CareerGraph) -> None:
    """Lines 72-77: a doctorate, which is a gate and no skill, and five skills. The foundation is brought (line 214);
    nothing that is brought is near domain specialization.
    """
    answer = graph.gap("statistician", "Research Scientist")
    assert cited(answer.held) == {"Strong mathematical foundation": [73, 214]}
    assert list(cited(answer.missing)) == [
        "Research methodology",
        "Programming",
        "Publication record",
        "Domain specialization",
    ]
    assert [(gate.credential.label, gate.met) for gate in answer.gates] == [("PhD", False)]
    assert {source.line for gate in answer.gates for source in gate.sources} <= {72, 81}
    assert answer.coverage == pytest.approx(1 / 5)


def test_me_is_what_one_has() -> None:
    assert (
        kg_command("gap", "me", "MLOps", "--have", "Docker").out == kg_command("gap", "--have", "Docker", "MLOps").out
    )
    assert "0 of 6 required skills held" in kg_command("gap", "Me", "MLOps").out
    assert kg.open().gap("me", "MLOps") == kg.open().gap(None, "MLOps")


def test_near_skills_count_one_half(graph: CareerGraph) -> None:
    """A data scientist's statistics and domain expertise are near the two that research asks (lines 73 and 77)."""
    answer = graph.gap("Data Scientist", "Research Scientist")
    assert cited(answer.held) == {"Programming": [49, 75]}
    assert [item.label for item in answer.near] == ["Strong mathematical foundation", "Domain specialization"]
    assert set(answer.near) <= set(answer.missing)
    assert answer.coverage == pytest.approx((1 + 2 / 2) / 5)


def test_a9_a_tool_that_the_role_does_not_name_is_near_and_says_to_what(graph: CareerGraph) -> None:
    """Computer Vision Engineer names Python and C++ for Programming (line 123): SQL is another member of it."""
    gap = graph.gap(None, "Computer Vision Engineer", graph.conditions(have=["SQL"]))
    assert gap.held == ()
    assert [(item.label, [each.label for each in item.near_to]) for item in gap.near] == [("Programming", ["SQL"])]
    shown = kg_command("gap", "--have", "SQL", "Computer Vision Engineer")
    assert "near to SQL" in shown.out
    near = kg_command("gap", "--have", "SQL", "Computer Vision Engineer", "-f", "json").json["near"]
    assert [each["label"] for each in near[0]["near_to"]] == ["SQL"]
    named = graph.gap(None, "Computer Vision Engineer", graph.conditions(have=["Python"]))
    assert [item.label for item in named.held] == ["Programming"]


def test_a18_each_near_skill_says_to_what_and_both_numbers_are_told(graph: CareerGraph) -> None:
    """Between any two roles: something that is held, a member of one group with it or below it."""
    held_by = {role.iri: graph.careers.roles[role.iri].skills for role in graph.list("role")}
    tree, seen = graph.careers.tree, 0
    for start, held in held_by.items():
        for goal in held_by:
            for item in graph.gap(start, goal).near if start != goal else ():
                seen += 1
                assert item.near_to
                for other in item.near_to:
                    assert other.iri in held
                    above = tree.covers(frozenset({other.iri}))
                    assert tree.groups(item.iri) & tree.groups(other.iri) or item.iri in above
    assert seen > 5
    step = graph.route("Data Scientist", "Research Scientist")[0].steps[0]
    assert (len(step.learn), len(step.near), step.gap) == (4, 2, 4 - 2 / 2 + 6)
    assert all(item.near_to for item in step.near)
    assert "4 skills to learn (2 of them near)" in kg_command("route", "Data Scientist", "Research Scientist").out


def test_from_what_one_has_alone(graph: CareerGraph) -> None:
    """Python covers Programming, and nothing else of the six is held."""
    answer = graph.gap(None, "Machine Learning Engineer", graph.conditions(have=["Python"]))
    assert answer.origin is None
    assert [item.label for item in answer.held] == ["Programming"]
    assert [tool.label for item in answer.held for tool in item.tools_held] == ["Python"]
    assert [gate.state for gate in answer.gates] == ["not held"]
    degree = graph.gap(None, "Machine Learning Engineer", graph.conditions(have=["Master's"]))
    assert [gate.state for gate in degree.gates] == ["held"]  # in which field is not known


def test_conditional_options_are_no_gate(graph: CareerGraph) -> None:
    """Line 105: an MBA, or a technical background with business experience; line 81: a master's only sometimes."""
    product = graph.gap("Data Scientist", "AI Product Manager")
    assert [(gate.credential.label, gate.met) for gate in product.gates] == [("MBA", False)]
    research = graph.gap(None, "Research Scientist", graph.conditions(have=["Master's"]))
    assert [(gate.credential.label, gate.met) for gate in research.gates] == [("PhD", False)]


def test_an_emerging_role_has_no_coverage(graph: CareerGraph) -> None:
    answer = graph.gap("Data Scientist", "Prompt Engineer")
    assert (answer.held, answer.missing, answer.gates, answer.coverage) == ((), (), (), None)


def test_merges_decide_what_is_shared(graph: CareerGraph) -> None:
    """With them, two of MLOps' six are a machine learning engineer's; without, only 'ML frameworks' is the same words.
    And 'Programming expertise' (line 75) is then no 'Programming' (line 49).
    """
    plain = kg.open(merges=False)
    ends = "Machine Learning Engineer", "MLOps Engineer"
    assert [item.label for item in graph.gap(*ends).held] == ["Cloud platforms", "ML frameworks"]
    assert cited(plain.gap(*ends).held) == {"ML frameworks": [25, 171]}
    assert plain.gap("Data Scientist", "Research Scientist").held == ()


@examples(100)
@given(worlds(), travellers())
def test_gaps_are_those_of_brute_force(world: World, traveller: Traveller) -> None:
    rule = Rule(world, traveller)
    steps = rule_of(rule)
    for start in (*rule.people, None):
        for goal in world.roles:
            answer = find_gap(
                steps.requirements,
                steps.careers.profile(iri(start)) if start else None,
                steps.careers.profile(iri(goal)),
            )
            check(answer, rule, [start] if start else [], goal)


def check(answer: Gap, rule: Rule, start: list[str], goal: str) -> None:
    held, required = rule.held(*start), rule.required(goal)
    expected = rule.covered(held, goal), rule.near(held, goal), rule.learn(held, goal)
    found = tuple(frozenset(name(item.iri) for item in items) for items in (answer.held, answer.near, answer.missing))
    assert found == expected
    assert [(name(gate.credential.iri), gate.met) for gate in answer.gates] == [
        (asked, rule.meets(rule.credentials(*start), goal)) for asked in (rule.asked(goal),) if asked
    ]
    if required and (held or not start):
        assert answer.coverage == float((len(expected[0]) + Fraction(len(expected[1]), 2)) / len(required))
    else:
        assert answer.coverage is None
        assert answer.reason


MANY_ROLES = 120
"""In a source of fewer than a hundred roles there are no fresh starts."""

FIELDS = """@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix s: <http://x.example/skill/> .
<http://x.example/role/nurse> a ck:Role ; skos:prefLabel "Nurse" ; ck:requiresSkill s:ward, s:law, s:wounds, s:beds .
<http://x.example/role/controller> a ck:Role ; skos:prefLabel "Controller" ;
  ck:requiresSkill s:air, s:rules, s:radar, s:weather .
<http://x.example/role/pilot> a ck:Role ; skos:prefLabel "Pilot" ; ck:requiresSkill s:radar, s:weather, s:flying .
s:ward a ck:Skill ; skos:prefLabel "Talk on the ward" ; skos:broader s:talk .
s:air a ck:Skill ; skos:prefLabel "Talk in air traffic" ; skos:broader s:talk .
s:law a ck:Skill ; skos:prefLabel "Health law" ; skos:broader s:order .
s:rules a ck:Skill ; skos:prefLabel "Air rules" ; skos:broader s:order .
"""


def test_a_fresh_start_that_rests_on_near_skills_says_so(tmp_path: Path) -> None:
    """Two of the four skills of a controller are in one group each with one of a nurse; none is held."""
    names = ("wounds", "beds", "radar", "weather", "flying", "talk", "order")
    described = "".join(f's:{name} a ck:Skill ; skos:prefLabel "{name}" .\n' for name in names)
    others = "".join(
        f'<http://x.example/role/{n}> a ck:Role ; skos:prefLabel "Other {n}" ; ck:requiresSkill s:{n} .\n'
        f's:{n} a ck:Skill ; skos:prefLabel "Skill {n}" .\n'
        for n in range(MANY_ROLES)
    )
    path = tmp_path / "fields.ttl"
    path.write_text(FIELDS + described + others, encoding="utf-8")
    for all_rows in ([], ["--all"]):
        text = kg_command("-g", path, "route", "Nurse", "Controller", "--max-steps", "1", *all_rows).out
        assert "a fresh start" in text
        assert "Rests on 2 near skills; judge whether they carry over: Air rules (near to Health law)" in text
    assert "Rests on" not in kg_command("-g", path, "route", "Pilot", "Controller").out
    assert "Rests on" not in kg_command("route", "Data Scientist", "Research Scientist").out


# --- what nobody states is no figure ----------------------------------------------------------------------------------

SILENT = "Prompt Engineer"
"""The guide names it among emerging roles (line 294 and after) and states nothing else of it."""
WHY = f"the source states no skills for {SILENT}"


def test_a_role_without_stated_skills_has_no_gap(graph: CareerGraph) -> None:
    """In Python, in JSON and in text: neither 0 % nor a skill that is called missing."""
    for answer in (graph.gap(SILENT, "MLOps Engineer"), graph.gap("MLOps Engineer", SILENT)):
        assert (answer.coverage, answer.reason) == (None, WHY)
    shown = kg_command("gap", SILENT, "MLOps Engineer")
    assert "%" not in shown.out
    assert f"{WHY[0].upper()}{WHY[1:]}" in shown.out
    assert "missing" not in shown.out
    document = kg_command("gap", SILENT, "MLOps Engineer", "-f", "json").json
    assert (document["coverage"], document["reason"]) == (None, WHY)
    assert "reason" not in kg_command("gap", "Data Scientist", "MLOps Engineer", "-f", "json").json


def test_what_one_has_is_a_gap_of_its_own(graph: CareerGraph) -> None:
    """Docker is a tool of one of the six skills (line 169)."""
    answer = graph.gap(SILENT, "MLOps Engineer", graph.conditions(have=["Docker"]))
    assert answer.coverage == pytest.approx(1 / 6)
    assert answer.reason is None
    assert answer.notes == (f"{WHY}: only what you have counts as held",)


def test_the_direct_step_from_a_role_without_stated_skills_has_no_figures(graph: CareerGraph) -> None:
    direct = graph.route(SILENT, "MLOps Engineer").direct
    assert direct is not None
    assert (direct.gap, direct.shared, direct.allowed, direct.reason) == (None, None, False, WHY)
    out = kg_command("route", SILENT, "MLOps Engineer").out
    assert "6 skills required, in common not known" in out
    assert "0 in common" not in out
