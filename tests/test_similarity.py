"""Kinship is what docs/ranking.md defines: worked examples, the definition written twice, and what it keeps to."""

from __future__ import annotations

import random
from dataclasses import replace
from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from careers import examples, iri, shuffles, rule_of, worlds
from hypothesis import given
from rule import Person, Rule, Traveller, World

import kg
from kg.model import Entity
from kg.model.careers import Careers, Profile, Requirement, SkillTree
from kg.routes.query import RouteOptions, RouteQuery
from kg.routes.requirement_index import RequirementIndex
from kg.routes.requirements import Conditions
from kg.routes.rule import StepRule
from kg.similarity.role_table import RoleTable
from kg.similarity.roles import Similarity

if TYPE_CHECKING:
    from random import Random

    from kg.routes.candidates import Chain


def kinship(world: World, origin: str, role: str, order: Random | None = None) -> int:
    """The program's kinship in a world."""
    transitions = rule_of(Rule(world, Traveller()), order)
    careers = transitions.careers
    start = careers.roles.get(iri(origin)) or careers.entry_paths[iri(origin)]
    return transitions.kinship.between(start, careers.roles[iri(role)])


def everything(world: World, order: Random | None = None) -> dict[tuple[str, str], int]:
    """The program's kinship of every two roles."""
    transitions = rule_of(Rule(world, Traveller()), order)
    found = transitions.careers.roles
    return {
        (one, other): transitions.kinship.between(found[iri(one)], found[iri(other)])
        for one in world.roles
        for other in world.roles
    }


def roles(**skills: str) -> dict[str, Person]:
    return {name: Person(name, frozenset(text.split())) for name, text in skills.items()}


def test_three_roles_by_hand() -> None:
    """r0 asks s0 s1, r1 asks s1 s2, r2 asks s3 alone.

    Rarity: s1, asked by two of three, has a = log(1 + 3/2); the others b = log(1 + 3). r0 and r1 weigh a + b each, r2
    weighs b. From r0 a walk goes to s1 with chance p = a / (a + b), and from there to either role alike; else it comes
    back. So one step from r0 ends at r1 with chance p / 2 = x and at r0 with 1 - x, and two steps at r1 with
    2x(1 - x). r2 is never reached. By chance either is met with c = (a + b) / (2a + 3b).
    """
    a, b = log(1 + 3 / 2), log(1 + 3)
    x, c = a / (a + b) / 2, (a + b) / (2 * a + 3 * b)
    there = (x + 2 * x * (1 - x)) / 2
    near, far = log((1 - there) / c), log(there / c)
    assert far < 0 < near  # r1 is met more seldom from r0 than by chance: nothing is left in common
    world = World(roles(r0="s0 s1", r1="s1 s2", r2="s3"))
    assert [kinship(world, "r0", role) for role in world.roles] == [990, 0, 0]


def test_more_in_common_by_hand() -> None:
    """r0 and r1 share two of three skills, and there are three roles more: now r1 is met more often than by chance."""
    world = World(roles(r0="s0 s1 s2", r1="s1 s2 s3", r2="s4", r3="s5", r4="s6"))
    a, b = log(1 + 5 / 2), log(1 + 5)
    mass = 2 * a + b
    x = a / mass  # to a shared skill with chance 2a / mass, and from there half the walks cross over
    c = mass / (2 * mass + 3 * b)
    there = (x + 2 * x * (1 - x)) / 2
    stay, cross = log((1 - there) / c), log(there / c)
    assert cross > 0
    cosine = 2 * stay * cross / (sqrt(stay**2 + cross**2) ** 2)
    assert kinship(world, "r0", "r1") == round(1000 * cosine)
    assert 300 < kinship(world, "r0", "r1") < 990


def test_two_roles_alone_have_no_kinship_to_speak_of() -> None:
    """Where every role is met as often as by chance, nothing is above chance: the weak spot of tiny graphs."""
    assert kinship(World(roles(r0="s0", r1="s0")), "r0", "r1") == 0


def test_a_start_that_is_no_role_has_the_kinship_of_a_role_that_requires_what_it_brings() -> None:
    people = roles(r0="s0 s1 s2", r1="s1 s2 s3", r2="s4", r3="s5")
    world = World(people, {"p0": Person("path", people["r0"].required)})
    assert [kinship(world, "p0", role) for role in people] == [kinship(world, "r0", role) for role in people]


def test_what_no_role_asks_leads_nowhere() -> None:
    """The entry path's s7 is asked by no role: it neither helps nor weakens what s1 and s2 say."""
    people = roles(r0="s0 s1 s2", r1="s1 s2 s3", r2="s4", r3="s5")
    with_it, without = (World(people, {"p0": Person("path", frozenset(held.split()))}) for held in ("s1 s7", "s1"))
    assert kinship(with_it, "p0", "r1") == kinship(without, "p0", "r1") > 0
    nothing = World(people, {"p0": Person("path", frozenset({"s7"}))})
    assert kinship(nothing, "p0", "r1") == 0


@examples(150)
@given(worlds(), shuffles())
def test_kinship_is_that_of_the_definition(world: World, order: Random) -> None:
    rule = Rule(world, Traveller())
    transitions = rule_of(rule, order)
    careers = transitions.careers
    for origin in (*world.roles, *world.paths):
        start = careers.roles.get(iri(origin)) or careers.entry_paths[iri(origin)]
        for role in world.roles:
            found = transitions.kinship.between(start, careers.roles[iri(role)])
            assert found == rule.ranking.kinship(origin, role) * 1000
            assert 0 <= found <= 990


@examples(50)
@given(worlds(), shuffles())
def test_kinship_is_mutual_and_no_order_of_the_data_changes_it(world: World, order: Random) -> None:
    table = everything(world)
    assert table == {(other, one): score for (one, other), score in table.items()}
    assert table == everything(world, order)


@examples(50)
@given(worlds())
def test_a_role_without_skills_changes_nothing(world: World) -> None:
    more = everything(replace(world, roles={**world.roles, "r9": Person("none", frozenset())}))
    assert {pair: score for pair, score in more.items() if "r9" not in pair} == everything(world)
    assert {score for pair, score in more.items() if "r9" in pair} == {0}


def test_what_one_has_never_changes_kinship() -> None:
    graph = kg.open()
    conditions = graph.conditions(have=["Kubernetes", "Python", "PhD"])
    plain, rich = (graph.routes("Data Scientist", "MLOps", 9, limits) for limits in (None, conditions))

    def found(answer: object) -> dict[tuple[str, str], float]:
        return {
            (step.origin.label, step.destination.label): step.kinship
            for route in answer  # type: ignore[attr-defined] # both are Routes
            for step in route.steps
        }

    common = found(plain).keys() & found(rich).keys()
    assert common
    assert all(found(plain)[pair] == found(rich)[pair] for pair in common)


def test_the_ranking_names_what_earned_the_score() -> None:
    """Lines 24-29 and 168-173: the two share Cloud platforms and ML frameworks, and nothing else."""
    best, *rest = kg.open().transitions("MLOps Engineer")
    assert best.role.label == "Machine Learning Engineer"
    assert {item.label for item in best.shared} == {"Cloud platforms", "ML frameworks"}
    assert [item.label for item in best.missing] == [
        "Programming",
        "Software engineering principles",
        "Database knowledge",
        "MLOps practices",
    ]
    assert best.score == pytest.approx(0.5)
    assert [move.score for move in rest] == sorted((move.score for move in rest), reverse=True)


# --- too many roles for all pairs -------------------------------------------------------------------------------------


def crowd(count: int) -> Careers:
    """So many roles at random, each asking for a few of a hundred skills; every tenth is above others."""
    draw = random.Random(count)
    skills = [Entity(f"s:{number:03}", f"s{number}", f"skill {number}", "skill") for number in range(100)]
    roles = {}
    for number in range(count):
        wanted = [Requirement(skill) for skill in draw.sample(skills, draw.randint(0, 9))]
        role = Entity(f"r:{number:04}", f"r{number}", f"role {number}", "role")
        roles[role.iri] = Profile(role, tuple(wanted[2:]), tuple(wanted[:2]))
    named = {skill.iri: skill for skill in skills}
    above = {skill.iri: {skills[number // 10 * 10].iri} for number, skill in enumerate(skills) if number % 10}
    return Careers(
        named | {iri: role.entity for iri, role in roles.items()},
        roles,
        {},
        named,
        {},
        SkillTree({}, above),
        {},
        {},
        {},
    )


@pytest.fixture(scope="module")
def both() -> tuple[Similarity, Similarity]:
    """The kinship of 300 roles, all of it kept; and computed as it is asked for."""
    careers = crowd(300)
    table = RoleTable.of(careers)
    return Similarity(careers, table), Similarity(careers, table, all_pairs_up_to=0)


@pytest.mark.parametrize(
    ("rows", "columns"),
    [(1, 300), (300, 1), (20, 30), (30, 20), (9, 37), (20, 38), (300, 300), (0, 5), (5, 0), (9, 9)],
)
def test_rows_on_demand_are_those_of_all_pairs(both: tuple[Similarity, Similarity], rows: int, columns: int) -> None:
    draw = np.random.default_rng(rows + columns)
    some, others = (np.sort(draw.permutation(300)[:count]) for count in (rows, columns))
    kept, asked = (kinship.rows(some, others) for kinship in both)
    assert kept.shape == asked.shape == (rows, columns)
    assert np.array_equal(kept, asked)


def test_the_bound_on_demand_is_one(both: tuple[Similarity, Similarity]) -> None:
    kept, asked = (kinship.highest_elsewhere for kinship in both)
    assert 0 < kept.max() <= 990
    assert (asked >= kept).all()


def test_routes_are_the_same_with_rows_on_demand(both: tuple[Similarity, Similarity]) -> None:
    networks = [RequirementIndex(kinship._careers, kinship._table, kinship) for kinship in both]
    draw = random.Random(1)
    found: list[list[Chain]] = []
    for _ in range(40):
        ends = draw.sample(networks[0].roles, 2)
        limits = Conditions(max_steps=draw.choice([2, 3, 3, 4]))
        kept, asked = (
            RouteQuery(network, StepRule(network.careers, network.kinship, limits), ends[0], ends[1]).best(
                RouteOptions(5)
            )
            for network in networks
        )
        assert kept == asked
        found.append(kept)
    assert sum(map(len, found)) > 40
