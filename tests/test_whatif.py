"""What learning now would change: golden answers of the guide by hand, and every answer against brute force."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import pytest
from careers import conditions_of, examples, graph_of, iri, name, rule_of, travellers, worlds
from command_line import kg as kg_command
from hypothesis import event, given
from hypothesis import strategies as st
from rule import Person, Rule, Traveller, World

import kg
from kg.errors import UnknownNameError, UsageError
from kg.routes.conditions import Conditions
from kg.routes.unlocks import Unlocks
from kg.routes.whatif import what_if

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.graph import CareerGraph
    from kg.model import Entity
    from kg.model.answers import StepChange, Unlock, WhatIf
    from kg.model.careers import Profile
    from kg.routes.rule import StepRule


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return kg.open()


# --- the guide, by hand -----------------------------------------------------------------------------------------------


class Told(NamedTuple):
    """A change by labels."""

    role: str
    opened: bool
    before: float
    after: float
    shared: list[str]


def told(answer: WhatIf) -> list[Told]:
    return [
        Told(
            change.role.label,
            change.becomes_allowed,
            change.before,
            change.after,
            [item.label for item in change.shared],
        )
        for change in answer.changes
    ]


MATHEMATICS = "Statistics and mathematics"
FOUNDATION = "Strong mathematical foundation"


def test_a_statistician_who_learns_sql(graph: CareerGraph) -> None:
    """SQL is a language (line 257); Data manipulation names it (line 50). It covers the Programming of the role that
    names no language (line 75); lines 24, 49, 123 and 147 name others, to which it is near. A doctorate counts six.
    """
    answer = graph.next_learn("statistician", ["SQL"])
    assert told(answer) == [
        Told("Data Scientist", False, 5, 3.5, [MATHEMATICS, "Data manipulation"]),
        Told("Research Scientist (AI/ML)", False, 4 + 6, 3 + 6, [FOUNDATION, "Programming"]),
    ]
    assert [skill.label for skill in answer.learned] == ["SQL"]
    assert answer.known == ()
    assert answer.origin.label == "From Mathematics/Statistics"
    scientist = next(change for change in answer.changes if change.role.label == "Data Scientist")
    missing = ["Programming", "Visualization tools", "ML algorithms", "Domain expertise"]
    assert [item.label for item in scientist.missing] == missing
    lines = {item.label: sorted(source.line for source in item.sources if source.line) for item in scientist.shared}
    assert lines == {MATHEMATICS: [48, 214], "Data manipulation": [50]}


def test_a_data_scientist_who_learns_a_cloud(graph: CareerGraph) -> None:
    """AWS is one of the clouds of line 27; lines 27 and 168 ask for clouds."""
    assert told(graph.next_learn("Data Scientist", ["AWS"])) == [
        Told("MLOps Engineer", True, 6, 5, ["Cloud platforms"]),
        Told("Machine Learning Engineer", False, 5, 4, ["Programming", "Cloud platforms"]),
    ]


def test_learning_what_is_near_saves_one_half(graph: CareerGraph) -> None:
    """A data scientist's mathematics and domain expertise are near lines 73 and 77: 4 - 1 + 6, then 3 - 1/2 + 6."""
    assert told(graph.next_learn("Data Scientist", [FOUNDATION])) == [
        Told("Research Scientist (AI/ML)", False, 9, 8.5, [FOUNDATION, "Programming"])
    ]


def test_learning_a_neighbour_of_what_is_asked_saves_one_half_too(graph: CareerGraph) -> None:
    """Deep learning for text (line 145) is in one field with the frameworks of line 120, and opens nothing."""
    assert told(graph.next_learn("Data Scientist", ["Deep learning architectures"])) == [
        Told("Computer Vision Engineer", False, 5, 4.5, ["Programming"]),
        Told("NLP Engineer", False, 5, 4.5, ["Programming"]),
    ]


def test_several_skills_count_together_and_what_is_known_is_said(graph: CareerGraph) -> None:
    answer = graph.next_learn("Data Scientist", ["Docker", "Kubernetes", "Programming expertise", "AWS"])
    assert [skill.label for skill in answer.learned] == ["Docker", "Kubernetes", "Programming", "AWS"]
    assert [skill.label for skill in answer.known] == ["Programming"]
    assert told(answer)[0] == Told("MLOps Engineer", True, 6, 4, ["Cloud platforms", "Containerization"])


def test_a_title_and_one_who_has_something_may_ask_too(graph: CareerGraph) -> None:
    assert told(graph.next_learn("Senior Data Scientist", ["AWS"])) == told(graph.next_learn("Data Scientist", ["AWS"]))
    mine = graph.next_learn(None, ["Docker"], graph.conditions(have=["AWS"]))
    assert mine.origin.label == "What you have"
    # line 177: no degree is known, and it counts one
    assert told(mine) == [Told("MLOps Engineer", False, 5 + 1, 4 + 1, ["Cloud platforms", "Containerization"])]
    assert graph.next_learn("me", ["Docker"], graph.conditions(have=["AWS"])) == mine
    with pytest.raises(UsageError, match="nothing says what you have"):
        graph.next_learn(None, ["Docker"])


@pytest.mark.parametrize(
    ("limits", "opened", "nearer"),
    [
        ({}, ["MLOps Engineer"], ["Machine Learning Engineer"]),
        ({"max_new": 4}, ["Machine Learning Engineer"], []),  # five are left for MLOps, four for machine learning
        ({"max_new": 3}, [], []),
        ({"min_shared": 2}, ["Machine Learning Engineer"], []),  # Programming and clouds
        ({"avoid": ["Monitoring tools"]}, [], ["Machine Learning Engineer"]),
        ({"avoid": ["Bachelor's"]}, ["MLOps Engineer"], ["Machine Learning Engineer"]),  # one is held
        ({"have": ["Docker"]}, [], ["MLOps Engineer", "Machine Learning Engineer"]),
        ({"have": ["AWS"]}, [], []),
    ],
)
def test_conditions_hold_before_and_after(
    graph: CareerGraph, limits: dict[str, object], opened: list[str], nearer: list[str]
) -> None:
    conditions = graph.conditions(**limits)  # type: ignore[arg-type] # its own names
    changes = graph.next_learn("Data Scientist", ["Cloud platforms"], conditions).changes
    assert [change.role.label for change in changes if change.becomes_allowed] == opened
    assert sorted(change.role.label for change in changes if not change.becomes_allowed) == sorted(nearer)


def test_learning_what_is_to_be_avoided_lifts_the_bar(graph: CareerGraph) -> None:
    """Who has learned the frameworks learns them no more on the way."""
    conditions = graph.conditions(avoid=["ML frameworks"])
    (change,) = graph.next_learn("Computer Vision Engineer", ["PyTorch", "Docker"], conditions).changes[:1]
    assert (change.role.label, change.becomes_allowed, change.after) == ("MLOps Engineer", True, 4)


def test_only_skills_can_be_learned(graph: CareerGraph) -> None:
    for other in ("PhD", "MLOps Engineer", "Basketry"):
        with pytest.raises(UnknownNameError):
            graph.next_learn("Data Scientist", [other])


def test_what_opens_most_for_an_mlops_engineer(graph: CareerGraph) -> None:
    """Programming is asked for by five roles, of which only the machine learning engineer shares something already.
    Python covers it for all that name languages; others only for those that name them, or none.
    """
    found = graph.rank_unlocks("MLOps Engineer")
    for each, label in zip(found, ("Programming", "Python"), strict=False):
        assert each.skill.label == label
        assert [role.label for role in each.opened] == [
            "Computer Vision Engineer",
            "Data Scientist",
            "NLP Engineer",
            "Research Scientist (AI/ML)",
        ]
        assert [role.label for role in each.closer] == ["Machine Learning Engineer"]
        assert each.gap_reduction == 5
    languages = {each.skill.label: [role.label for role in each.opened] for each in found[2:]}
    assert languages["SQL"] == ["Data Scientist", "Research Scientist (AI/ML)"]  # it is named on line 50
    assert languages["C++"] == ["Computer Vision Engineer", "Research Scientist (AI/ML)"]  # line 123
    rest = {each.skill.label: (len(each.opened), len(each.closer), each.gap_reduction) for each in found[2:]}
    wanted = {"Market analysis": (1, 0, 1), "Database knowledge": (0, 1, 1)}  # lines 101 and 28
    assert {skill: rest[skill] for skill in wanted} == wanted
    assert "Docker" not in rest  # no role asks for it, and what it covers is held
    assert "Programming languages" not in rest  # merged into Programming
    assert all(each.skill.label not in ("Cloud platforms", "Monitoring tools") for each in found)


def test_what_is_avoided_is_not_proposed(graph: CareerGraph) -> None:
    found = graph.rank_unlocks("MLOps Engineer", graph.conditions(avoid=["SQL", "Programming"]))
    assert {"SQL", "Programming"}.isdisjoint(each.skill.label for each in found)
    assert found[0].skill.label == "Python"  # covers what is avoided, so it is not learned as such


def test_a15_a_skill_that_changes_nothing_says_why(graph: CareerGraph) -> None:
    """Docker covers Containerization already."""
    have = graph.conditions(have=["Python", "SQL", "Docker"])
    answer = graph.next_learn(None, ["Kubernetes"], have)
    assert answer.changes == ()
    assert answer.reasons == ("Kubernetes would cover Containerization, which Docker covers already",)
    shown = kg_command("next", "me", "--have", "Python,SQL,Docker", "--learn", "Kubernetes")
    assert answer.reasons[0] in shown.err


def test_a14_a_skill_opens_a_role_only_by_a_step_that_the_rule_takes() -> None:
    """Where there are many roles, one skill of five shared is a fresh start still; one of two is a step."""
    roles = {
        "r0": Person("start", frozenset({"s0"})),
        "r1": Person("long list", frozenset({"s1", "s2", "s3", "s4", "s5"})),
        "r2": Person("short list", frozenset({"s1", "s6"})),
    }
    for usual, opened in ((2, ["short list"]), (0, ["long list", "short list"])):
        steps = rule_of(Rule(World(roles, usual=usual), Traveller()))
        found = {each.skill.label: each for each in Unlocks(steps, origin_of(steps, "r0"))}
        assert [role.label for role in found["s1"].opened] == opened
        for role in found["s1"].opened:
            start = origin_of(steps, "r0")
            richer = steps.with_conditions(Conditions(have=frozenset({iri("s1")})))
            step = richer.step(start, richer.careers.roles[role.iri])
            assert bool(step.allowed[0, 0]) > bool(step.fresh[0, 0])


def test_unlocks_are_a_sequence(graph: CareerGraph) -> None:
    found = graph.rank_unlocks("MLOps Engineer")
    every = list(found)
    assert len(found) == len(every) > 20
    assert [found[0], found[-1], *found[3:5]] == [every[0], every[-1], *every[3:5]]
    assert found[10:5] == ()


# --- against brute force ----------------------------------------------------------------------------------------------


def origin_of(steps: StepRule, start: str) -> Profile:
    careers = steps.careers
    return careers.roles.get(iri(start)) or careers.entry_paths[iri(start)]


def expected_changes(rule: Rule, start: str, learned: Iterable[str]) -> list[tuple[object, ...]]:
    """All that brute force finds, in order: role, opened, gaps, kinship, what is shared and missing then.

    A fresh start is no news.
    """

    def leads(rule: Rule, role: str) -> bool:
        return rule.allowed(start, role, start) and not rule.fresh(start, role)

    rule = rule.under(replace(rule.traveller, min_shared=rule.traveller.min_shared or 1))
    after = rule.with_skills(learned)
    found = []
    for role in rule.world.roles:
        if role in rule.place(start) or not leads(after, role):
            continue
        opened = not leads(rule, role)
        gaps = rule.gap(start, role), after.gap(start, role)
        if opened or gaps[1] < gaps[0]:
            held = after.held(start)
            similarity = after.similarity(start, role)
            order = not opened, gaps[1] - gaps[0], -similarity, rule.people[role].label, role
            found.append((order, (role, opened, *gaps, similarity, after.covered(held, role), after.learn(held, role))))
    return [change for _, change in sorted(found, key=lambda entry: entry[0])]


def plain(change: StepChange) -> tuple[object, ...]:
    shared, missing = (frozenset(name(item.iri) for item in items) for items in (change.shared, change.missing))
    kinship = Fraction(round(change.score * 1000), 1000)
    gaps = Fraction(change.before), Fraction(change.after)
    return name(change.role.iri), change.becomes_allowed, *gaps, kinship, shared, missing


def expected_unlocks(rule: Rule, start: str, skills: Iterable[str]) -> list[tuple[object, ...]]:
    """What each skill does alone, by what it opens, saves, and labels."""
    covered = {up for skill in rule.held(start) for up in rule.above(skill)}
    found = []
    for skill in skills:
        if skill in covered | set(map(rule.canonical, rule.traveller.avoid)):
            continue
        changes = expected_changes(rule, start, [skill])
        opened = {change[0] for change in changes if change[1]}
        nearer = {change[0] for change in changes if not change[1]}
        saved = sum(change[2] - change[3] for change in changes)  # type: ignore[operator] # both gaps
        if changes:
            order = -len(opened), -saved, rule.world.skill_labels.get(skill, skill), skill
            found.append((order, (skill, opened, nearer, saved)))
    return [each for _, each in sorted(found, key=lambda entry: entry[0])]


def bare(each: Unlock) -> tuple[object, ...]:
    opened, nearer = ({name(role.iri) for role in roles} for roles in (each.opened, each.closer))
    return name(each.skill.iri), opened, nearer, Fraction(each.gap_reduction)


def in_order(roles: Iterable[Entity]) -> bool:
    keys = [(role.label, role.iri) for role in roles]
    return keys == sorted(keys)


@examples(200)
@given(st.data(), worlds(), travellers())
@pytest.mark.slow
def test_what_learning_changes_is_what_brute_force_finds(
    data: st.DataObject, world: World, traveller: Traveller
) -> None:
    rule = Rule(world, traveller)
    steps = rule_of(rule)
    skills = sorted(name(skill) for skill in steps.careers.skills if rule.canonical(name(skill)) == name(skill))
    start = data.draw(st.sampled_from([*world.roles, *world.paths]))
    learned = data.draw(st.lists(st.sampled_from(skills), min_size=1, max_size=3, unique=True))
    origin = origin_of(steps, start)
    answer = what_if(steps, origin, [steps.careers.skills[iri(skill)] for skill in learned])
    changes = expected_changes(rule, start, learned)
    event(f"{sum(bool(change[1]) for change in changes)} opened")
    assert [plain(change) for change in answer.changes] == changes
    covered = {up for skill in rule.held(start) for up in rule.above(skill)}
    assert [name(skill.iri) for skill in answer.known] == [skill for skill in learned if skill in covered]
    assert [name(skill.iri) for skill in answer.learned] == learned


@examples(150)
@given(st.data(), worlds(), travellers())
@pytest.mark.slow
def test_what_each_skill_unlocks_is_what_learning_it_alone_changes(
    data: st.DataObject, world: World, traveller: Traveller
) -> None:
    rule = Rule(world, traveller)
    steps = rule_of(rule)
    careers = steps.careers
    start = data.draw(st.sampled_from([*world.roles, *world.paths]))
    origin = origin_of(steps, start)
    found = Unlocks(steps, origin)
    skills = [name(skill) for skill in careers.skills if rule.canonical(name(skill)) == name(skill)]
    assert [bare(each) for each in found] == expected_unlocks(rule, start, skills)
    for each in found:
        assert in_order(each.opened)
        assert in_order(each.closer)
        alone = what_if(steps, origin, [each.skill]).changes
        assert {change.role for change in alone if change.becomes_allowed} == {*each.opened}
        assert {change.role for change in alone if not change.becomes_allowed} == {*each.closer}
        assert sum(change.before - change.after for change in alone) == each.gap_reduction
    event(f"{len(found)} skills")


@examples(60)
@given(st.data(), worlds(), travellers(), st.booleans())
@pytest.mark.slow
def test_one_who_has_something_is_as_a_role_that_requires_it(
    data: st.DataObject, world: World, traveller: Traveller, merges: bool
) -> None:
    """From triples, by names: routes and what ifs of "me" are those of a path that brings what one has."""
    roles = {role: replace(person, regulated=False, floor=None) for role, person in world.roles.items()}
    pairs = tuple(pair for pair in world.exact if set(pair) <= roles.keys())
    world = replace(world, roles=roles, exact=pairs, elsewhere=())  # none of these has a triple
    graph = graph_of(world, merges=merges)
    world = world if merges else replace(world, merged={})
    traveller = replace(traveller, have=traveller.have or frozenset({"s0"}))
    mine = Person("What you have", Rule(world, traveller).held())
    rule = Rule(replace(world, paths={"me": mine}), traveller)
    conditions = conditions_of(rule)
    goal = data.draw(st.sampled_from(sorted(roles)))
    chains = rule.routes("me", goal)
    answer = graph.route("me", iri(goal), 3, conditions)
    assert [[name(step.destination.iri) for step in route.steps] for route in answer] == [
        list(chain[1:]) for chain in chains[:3]
    ]
    for route, chain in zip(answer, chains, strict=False):
        assert route.cost == pytest.approx(float(rule.total(chain)))
    skill = data.draw(st.sampled_from(sorted(set().union(*(rule.required(role) for role in roles)) or {"s0"})))
    changes = graph.next_learn(None, [iri(skill)], conditions).changes
    assert [plain(change) for change in changes] == expected_changes(rule, "me", [skill])


def test_near_skills_count_in_the_first_step_from_what_one_has_and_in_no_later_one() -> None:
    """s3 and s6 are near to s0, which is all that one has; the second step begins in a role, as any other does."""
    near = {skill: frozenset({"g0"}) for skill in ("s0", "s3", "s6")}
    roles = {
        "r0": Person("A", frozenset({"s0", "s3", "s6"})),
        "r1": Person("B", frozenset({"s0", "s2", "s6", "s7"}), tools=(("s0", frozenset({"s0"})),)),
    }
    world, traveller = World(roles, broader=near), Traveller(have=frozenset({"s0"}))
    rule = Rule(replace(world, paths={"me": Person("What you have", frozenset({"s0"}))}), traveller)
    graph = graph_of(world)
    direct, through = graph.route("me", iri("r0"), 2, conditions_of(rule))
    assert [step.similarity for step in direct.steps] == [0.5]  # one of three is covered, and one near
    assert [name(step.destination.iri) for step in through.steps] == ["r1", "r0"]
    assert through.steps[0].similarity == 0.375
    assert through.steps[1].similarity == pytest.approx(float(rule.similarity("r1", "r0")))
    assert through.steps[1].similarity != pytest.approx(5 / 6, abs=0.001)  # two of three covered, and one near
