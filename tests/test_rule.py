"""Which steps exist, and which roles may be stepping stones: the rule, clause by clause, and against brute force."""

from __future__ import annotations

import doctest
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from careers import cost_of, examples, intermediate_of, iri, name, query_of, rule_of, travellers, worlds
from hypothesis import given
from hypothesis import strategies as st
from rule import Option, Person, Rule, Traveller, World

import kg
import kg.routes.rule
from kg.routes.conditions import RouteOptions
from kg.routes.rule import COST_UNIT, FRESH_START_BELOW, MIN_ROLES_FOR_FRESH_STARTS, ChangeCost

if TYPE_CHECKING:
    from kg.routes.rule import StepRule


def steps(world: World, traveller: Traveller | None = None) -> StepRule:
    return rule_of(Rule(world, traveller or Traveller()))


def obstacle(world: World, traveller: Traveller | None = None) -> str | None:
    """Why there is no step from r0 to r1."""
    transitions = steps(world, traveller)
    return transitions.why_not_allowed(transitions.careers.roles[iri("r0")], transitions.careers.roles[iri("r1")])


def cost(world: World, traveller: Traveller | None = None) -> float:
    """What the step from r0 to r1 costs."""
    transitions = steps(world, traveller)
    found = transitions.careers.roles
    return cost_of(transitions, found[iri("r0")], found[iri("r1")]) / COST_UNIT


def stones(world: World, traveller: Traveller | None = None) -> list[str]:
    """The roles that may lie between r0 and r1, by label."""
    return [role.entity.label for role in intermediate_of(query_of(steps(world, traveller), "r0", "r1"))]


def person(skills: str, credential: str | None = None, **more: object) -> Person:
    options = (Option(credential),) if credential else ()
    return replace(Person("role", frozenset(skills.split()), options=options), **more)  # type: ignore[arg-type] # fields of Person


@pytest.mark.parametrize(
    ("traveller", "expected"),
    [
        (Traveller(), None),
        (Traveller(min_shared=2), "only 1 of at least 2 required skills shared"),
        (Traveller(max_new=1), "2 skills to learn, more than 1"),
        (Traveller(max_new=2), None),
        (Traveller(avoid=frozenset({"s3"})), "it would mean learning s3, which you asked to avoid"),
        (Traveller(avoid=frozenset({"s1"})), None),
        (Traveller(avoid=frozenset({"s3"}), have=frozenset({"s3"})), None),
        (Traveller(avoid=frozenset({"master"})), "it requires master, which you asked to avoid"),
        (Traveller(avoid=frozenset({"master"}), have=frozenset({"phd"})), None),
        (Traveller(avoid=frozenset({"mba"})), None),
    ],
)
def test_limits_of_a_step(traveller: Traveller, expected: str | None) -> None:
    """r0 holds s0 s1 and a bachelor's; r1 asks s1 s2 s3 and a master's."""
    world = World({"r0": person("s0 s1", "bachelor"), "r1": person("s1 s2 s3", "master")})
    assert obstacle(world, traveller) == expected


def test_nothing_shared_and_nothing_stated() -> None:
    assert obstacle(World({"r0": person("s0"), "r1": person("s1")})) == "no required skill is shared"
    silent = World({"r0": person("s0"), "r1": person("")})
    assert obstacle(silent) == "the source states no skills for role"


def test_a_broader_skill_is_covered_and_a_narrower_one_is_near() -> None:
    """Python covers Programming; who programs in general, or in Java, still has Python to learn: Java is near it."""
    tree = {"s1": frozenset({"s0"}), "s2": frozenset({"s0"})}  # s1 Python and s2 Java below s0 Programming
    up = World({"r0": person("s1"), "r1": person("s0 s3"), "r2": person("s7")}, broader=tree)
    assert (obstacle(up), cost(up)) == (None, (1 + 3) * (1 - _kinship(up)))
    down = World({"r0": person("s0 s3"), "r1": person("s1 s3"), "r2": person("s7")}, broader=tree)
    assert cost(down) == (1 + 3) * (1 - _kinship(down))
    across = World({"r0": person("s1 s3"), "r1": person("s2 s3"), "r2": person("s7")}, broader=tree)
    assert cost(across) == (0.5 + 3) * (1 - _kinship(across))


def _kinship(world: World) -> float:
    transitions = steps(world)
    found = transitions.careers.roles
    return transitions.similarity.pair(found[iri("r0")], found[iri("r1")]) / 1000


def test_a_fresh_start_has_twice_the_price() -> None:
    """r1 shares what everyone asks for; nothing else leads from r0 to it."""
    world = World({f"r{n}": person(f"s0 s{n + 1}", label=f"role {n}") for n in range(3)})
    assert _kinship(world) == 0
    assert cost(world) == 1 + 3
    assert cost(replace(world, many=True)) == 1 + 6


@pytest.mark.parametrize(("before", "after", "more"), [(1, 2, 3), (2, 2, 0), (3, 2, 0), (None, 2, 0), (2, None, 0)])
def test_a_fresh_start_at_a_higher_level_has_three_times_the_price(
    before: int | None, after: int | None, more: int
) -> None:
    people = {"r0": person("s0", preparation=before), "r1": person("s0 s1", label="other", preparation=after)}
    world = World(people, many=True)
    assert cost(world) == 1 + 6 + more
    assert cost(replace(world, many=False)) == 1 + 3


STRANGERS = World(
    {
        "r0": person("s0", label="baker"),
        "r1": person("s1 s2", label="diver"),
        "r2": person("s3 s4", label="pilot"),
    },
    many=True,
)
"""No two of them share a skill."""


def test_one_may_start_afresh_without_a_shared_skill_where_there_are_many_roles() -> None:
    assert obstacle(STRANGERS) is None
    assert cost(STRANGERS) == 2 + 6
    assert obstacle(replace(STRANGERS, many=False)) == "no required skill is shared"


def test_a_limit_of_shared_skills_holds_for_a_fresh_start_too() -> None:
    assert obstacle(STRANGERS, Traveller(min_shared=1)) == "no required skill is shared"


def test_a_fresh_start_is_made_at_the_start_or_in_a_role_that_one_wants_to_pass() -> None:
    """Nobody need be a diver in order to become a pilot, unless that is what one wants."""
    transitions = steps(STRANGERS)
    baker, diver, pilot = (transitions.careers.roles[iri(name)] for name in ("r0", "r1", "r2"))
    from_bakery = transitions.from_profile(baker)
    assert from_bakery.why_not_allowed(baker, pilot) is None
    assert from_bakery.why_not_allowed(diver, pilot) == "no required skill is shared"
    assert transitions.from_profile(baker, (iri("r1"),)).why_not_allowed(diver, pilot) is None
    shared = {"r1": person("s1 s5", label="diver"), "r2": person("s3 s4 s5", label="pilot")}
    transitions = steps(replace(STRANGERS, roles=STRANGERS.roles | shared))
    baker, diver, pilot = (transitions.careers.roles[iri(name)] for name in ("r0", "r1", "r2"))
    assert transitions.similarity.pair(diver, pilot) < 300
    reason = "pilot is too dissimilar (below 0.3), and a fresh start is not possible from diver"
    assert transitions.from_profile(baker).why_not_allowed(diver, pilot) == reason
    assert transitions.from_profile(diver).why_not_allowed(diver, pilot) is None


def test_no_fresh_start_leads_to_another_source() -> None:
    """What is not shared there may just not be linked."""
    transitions = steps(replace(STRANGERS, elsewhere=("r1",)))
    baker, diver, pilot = (transitions.careers.roles[iri(name)] for name in ("r0", "r1", "r2"))
    assert transitions.why_not_allowed(baker, pilot) is None
    assert (
        transitions.why_not_allowed(baker, diver)
        == transitions.why_not_allowed(diver, baker)
        == "no required skill is shared"
    )


def test_a_traveller_who_is_of_no_source_may_start_afresh_anywhere() -> None:
    transitions = steps(replace(STRANGERS, elsewhere=("r1",)))
    baker, diver = (transitions.careers.roles[iri(name)] for name in ("r0", "r1"))
    me = baker._replace(entity=baker.entity._replace(kind="person"))
    assert transitions.why_not_allowed(me, diver) is None


@pytest.mark.parametrize(
    ("held", "asked", "extra"),
    [
        (None, None, 0),
        (None, "bachelor", 1),
        (None, "master", 3),
        (None, "mba", 3),
        (None, "phd", 6),
        ("bachelor", "phd", 6),  # what is held of a ladder lowers no later rung
        ("phd", "bachelor", 0),
        ("phd", "master", 0),
        ("mba", "master", 0),  # it is one
        ("mba", "bachelor", 0),
        ("master", "mba", 3),
        ("phd", "mba", 3),  # no rung of the ladder
        ("executive-mba", "master", 0),  # a kind of a kind
        ("executive-mba", "bachelor", 0),
        ("phd", "licence", 0),  # its weight is not known: not met, and not costed
        ("bachelor", None, 0),
    ],
)
def test_credentials(held: str | None, asked: str | None, extra: int) -> None:
    """r1 asks s0, which r0 has, and s1: a gap of one, and the credential. Two roles alone have no kinship."""
    world = World({"r0": person("s0", held), "r1": person("s0 s1", asked)})
    assert cost(world) == 1 + extra + 3
    with_it = World({"r0": person("s0"), "r1": person("s0 s1", asked)})
    assert cost(with_it, Traveller(have=frozenset({held} if held else ()))) == 1 + extra + 3


def test_a_licence_is_met_by_itself_alone_and_can_be_avoided() -> None:
    world = World({"r0": person("s0", "phd"), "r1": person("s0", "licence")})
    avoid = frozenset({"licence"})
    assert obstacle(world, Traveller(avoid=avoid)) == "it requires licence, which you asked to avoid"
    assert obstacle(world, Traveller(avoid=avoid, have=avoid)) is None


def test_a_kind_of_what_is_to_be_avoided_is_avoided_too() -> None:
    world = World({"r0": person("s0"), "r1": person("s0", "mba")})
    assert obstacle(world, Traveller(avoid=frozenset({"master"}))) == "it requires mba, which you asked to avoid"


def test_what_is_not_stated_passes() -> None:
    world = World({"r0": person("s0"), "r1": person("s0")})
    assert obstacle(world, Traveller(avoid=frozenset({"phd", "bachelor"}))) is None


@pytest.mark.parametrize(
    ("before", "after", "allowed"), [(1, 2, True), (2, 4, False), (4, 1, True), (None, 4, True), (1, None, True)]
)
def test_preparation_rises_by_one(before: int | None, after: int | None, allowed: bool) -> None:
    world = World({"r0": person("s0", preparation=before), "r1": person("s0", preparation=after)})
    assert (obstacle(world) is None) == allowed
    assert obstacle(world, Traveller(allow_leaps=True)) is None
    if not allowed:
        assert obstacle(world) == f"the preparation level rises from {before} to {after}"


def test_stones_ask_no_more_than_both_ends() -> None:
    """r0 holds a bachelor's at level 2, r1 asks a master's at level 3."""
    middle = {
        "r2": person("s0", "bachelor", label="lower", preparation=1),
        "r3": person("s0", "mba", label="as much", preparation=3),
        "r4": person("s0", "phd", label="a doctorate", preparation=3),
        "r5": person("s0", None, label="higher", preparation=4),
        "r6": person("s0", "licence", label="not known"),
        "r7": person("s0", label="regulated", regulated=True),
    }
    world = World(
        {"r0": person("s0", "bachelor", preparation=2), "r1": person("s0", "master", preparation=3), **middle}
    )
    assert stones(world) == ["lower", "as much", "not known"]
    assert stones(world, Traveller(have=frozenset({"phd"}))) == ["lower", "as much", "a doctorate", "not known"]
    assert stones(world, Traveller(avoid=frozenset({"r2"}))) == ["as much", "not known"]
    same = replace(world, exact=(("r2", "r6"),))
    assert stones(same, Traveller(avoid=frozenset({"r6"}))) == ["as much"]  # one place with the role to be avoided


def test_an_end_that_states_no_level_sets_no_limit_and_one_without_a_credential_asks_none() -> None:
    world = World(
        {
            "r0": person("s0", preparation=1),
            "r1": person("s0"),
            "r2": person("s0", label="high", preparation=4),
            "r3": person("s0", "bachelor", label="degree"),
        }
    )
    assert stones(world) == ["high"]


@examples(100)
@given(worlds(), travellers())
@pytest.mark.slow
def test_steps_and_stones_are_those_of_brute_force(world: World, traveller: Traveller) -> None:
    rule = Rule(world, traveller)
    transitions = rule_of(rule)
    careers = transitions.careers
    people = {name: careers.roles.get(iri(name)) or careers.entry_paths[iri(name)] for name in rule.people}
    for start, origin in people.items():
        for goal in world.roles:
            ends = origin, people[goal]
            apart = rule.place(start) != rule.place(goal)
            assert (transitions.why_not_allowed(*ends) is None) == (apart and rule.allowed(start, goal))
            assert cost_of(transitions, *ends) == rule.cost(start, goal) * COST_UNIT
            assert transitions.is_fresh_start(transitions.step(*ends)) == rule.fresh(start, goal)
            found = query_of(transitions, start, goal)
            assert [name(role.entity.iri) for role in intermediate_of(found)] == sorted(rule.stones(start, goal))


@examples()
@given(worlds(), travellers(), st.sets(st.sampled_from(["r0", "r1", "r2"]), max_size=2))
@pytest.mark.slow
def test_steps_said_for_arrays_are_those_said_one_at_a_time(world: World, traveller: Traveller, via: set[str]) -> None:
    """What a search reads is what the explanation says: allowed or not, gap, what is to learn, kinship and cost."""
    transitions = rule_of(Rule(world, traveller))
    roles = transitions.careers.roles
    for start in (*world.roles, *world.paths):
        goal = next(role for role in world.roles)
        options = RouteOptions(via=tuple(map(iri, sorted(via & world.roles.keys() - {start}))))
        query = query_of(transitions, start, goal, options)
        found, table = query.rule, query.rule.table
        everyone = [found.index.role(number) for number in range(len(table))]
        rows = [(query.origin, found.first)] + [
            (role, found.between(np.array([number]), found.all_roles))
            for number, role in enumerate(everyone)
            if role != query.origin  # one never comes back to where one began
        ]
        for origin, moves in rows:
            for number, role in enumerate(everyone):
                assert moves.allowed[0, number] == (found.why_not_allowed(origin, role) is None)
                match = found.requirements.match(found.requirements.held_by(origin), role)
                assert (moves.learn[0, number], moves.gap[0, number]) == (len(match.to_learn), match.gap_in_halves)
                assert moves.similarity[0, number] == found.similarity.pair(origin, role)
                assert (moves.price[0, number] > 6) == found.is_fresh_start(found.step(origin, role))
                assert moves.costs[0, number] == cost_of(found, origin, role)
    assert roles


# --- the price of a change of job: three skills, and six for a fresh start --------------------------------------------


@pytest.mark.parametrize(
    ("count", "more"), [(0, 0), (MIN_ROLES_FOR_FRESH_STARTS - 1, 0), (MIN_ROLES_FOR_FRESH_STARTS, 6)]
)
def test_there_are_fresh_starts_among_many_roles(count: int, more: int) -> None:
    """Roles that state no skills do not count."""
    assert ChangeCost.of_graph([7] * count + [0]) == (6, more)
    assert ChangeCost.of_graph([7] * count + [0]).has_fresh_starts == (more > 0)


@pytest.mark.parametrize(
    ("covered", "similarity", "fresh"),
    [(1, FRESH_START_BELOW, False), (1, FRESH_START_BELOW - 1, True), (0, 990, True), (9, 0, True)],
)
def test_the_price_of_a_step(covered: int, similarity: int, fresh: bool) -> None:
    """In halves of a skill: three skills, three more for a fresh start, and three more for one at a higher level."""
    change = ChangeCost(fresh_start_extra=6)
    found = [int(change.of_steps(covered, similarity, level_rise)) for level_rise in (-1, 0, 1, 2)]
    assert found == ([12, 12, 18, 18] if fresh else [6] * 4)
    assert int(ChangeCost().of_steps(covered, similarity, 1)) == 6


@pytest.mark.parametrize("change", [ChangeCost(fresh_start_extra=6), ChangeCost()])
def test_prices_of_many_steps_are_those_of_each(change: ChangeCost) -> None:
    ranges = (range(3), range(0, 991, 3), range(-1, 3))
    axes = [axis.ravel() for axis in np.meshgrid(*(np.array(values, np.int32) for values in ranges))]
    assert change.of_steps(*axes).tolist() == [
        int(change.of_steps(*each)) for each in zip(*(axis.tolist() for axis in axes), strict=True)
    ]


def test_the_bundled_graph_has_too_few_roles_for_fresh_starts() -> None:
    """Seven of them state skills."""
    assert kg.open().change_cost == (6, 0)


def test_examples_in_docstrings() -> None:
    assert doctest.testmod(kg.routes.rule).failed == 0
