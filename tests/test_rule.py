"""Which steps exist, and which roles may be stepping stones: the rule, clause by clause, and against brute force."""

from __future__ import annotations

import doctest
from dataclasses import replace
from fractions import Fraction
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from careers import (
    SKILLS,
    cost_of,
    examples,
    graph_of,
    intermediate_of,
    iri,
    name,
    query_of,
    rule_of,
    travellers,
    worlds,
)
from hypothesis import given
from hypothesis import strategies as st
from rule import CREDENTIALS, LEVELS, Option, Person, Rule, Traveller, World

import kg
import kg.routes.rule
from kg.model import Entity
from kg.model.careers import Profile, Requirement
from kg.routes.conditions import Conditions, RouteOptions
from kg.routes.query import RouteQuery
from kg.routes.rule import COST_UNIT, Obstacle
from kg.schema import BASE

if TYPE_CHECKING:
    from random import Random

    from kg.model.answers import Gate, Routes
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


def price(gap: float, similarity: float, *, fresh: bool = False, rises: bool = False, leaps: bool = False) -> float:
    """The cost of a step as docs/routes.md prints it, where lists are as long as usual."""
    fixed = 1 + 3 * fresh + 3 * leaps
    return fixed + (gap + 3 + 3 * fresh + 3 * (fresh and rises)) * (1 - similarity)


def close(one: float, other: float) -> bool:
    """Equal but for the rounding of floating-point numbers."""
    return abs(one - other) < 1e-9


TREE = {"s1": frozenset({"s0"}), "s2": frozenset({"s0"}), "s4": frozenset({"s0"})}
"""s0 Programming, and below it s1 Python, s2 Java and s4 C."""


def test_a_broader_skill_is_covered_and_a_narrower_one_is_near() -> None:
    """Python covers Programming; who programs in general, or in Java, still has Python to learn: Java is near it."""
    up = World({"r0": person("s1"), "r1": person("s0 s3")}, broader=TREE, akin=False)
    assert obstacle(up) is None
    assert close(cost(up), price(1, 0.5))
    down = World({"r0": person("s0 s3"), "r1": person("s1 s3")}, broader=TREE, akin=False)
    assert close(cost(down), price(1, 0.5))
    across = World({"r0": person("s1 s3"), "r1": person("s2 s3")}, broader=TREE, akin=False)
    assert close(cost(across), price(0.5, 0.5))


def test_a13_of_a_group_one_skill_alone_is_near() -> None:
    """Who knows Python is near to Java or to C, not to both."""
    world = World({"r0": person("s1 s3"), "r1": person("s2 s3 s4")}, broader=TREE, akin=False)
    assert close(cost(world), price(1.5, 0.333))


@pytest.mark.parametrize(
    ("holds", "gap", "shared"),
    [
        ("s1 s3", 0, 2),  # Python, which the role names
        ("s2 s3", 0.5, 1),  # Java, which it does not name, is near
        ("s0 s3", 0, 2),  # Programming itself
        ("s5 s3", 0, 2),  # a kind of Python
        ("s3", 1, 1),
    ],
)
def test_a9_a_member_covers_a_group_only_where_the_role_names_it(holds: str, gap: float, shared: int) -> None:
    asking = person("s0 s3", tools=(("s0", frozenset({"s1", "s4"})),))
    world = World({"r0": person(holds), "r1": asking}, broader=TREE | {"s5": frozenset({"s1"})}, akin=False)
    assert close(cost(world), price(gap, 0.99 if gap == 0 else shared / 2))


def test_what_is_covered_counts_for_similarity_where_the_roles_have_less() -> None:
    world = World({"r0": person("s0 s1 s2"), "r1": person("s0 s1 s2 s3")}, akin=False)
    assert close(cost(world), price(1, 0.75))


def test_a_fresh_start_costs_more_and_more_at_a_higher_level() -> None:
    """One of four is covered: below 0.3."""
    for before, after, rises in [(1, 2, True), (2, 2, False), (3, 2, False), (None, 2, False), (2, None, False)]:
        people = {"r0": person("s0", preparation=before), "r1": person("s0 s1 s2 s3", preparation=after)}
        world = World(people, usual=1, akin=False)
        assert close(cost(world), price(3, 0.25, fresh=True, rises=rises))
        assert close(cost(replace(world, usual=0)), price(3, 0.25))


def test_a8_a_short_list_counts_as_one_of_the_usual_length() -> None:
    """One of two is to learn: half of ten, where ten are usual. A longer list counts as it is."""
    world = World({"r0": person("s0"), "r1": person("s0 s1")}, usual=10, akin=False)
    assert close(cost(world), price(5, 0.5))
    assert close(cost(replace(world, usual=2)), price(1, 0.5))
    assert close(cost(replace(world, usual=1)), price(1, 0.5))


def test_a7_what_most_roles_require_is_no_bridge() -> None:
    """s0 is common: sharing it alone is sharing nothing."""
    people = {"r0": person("s0", label="start"), "r1": person("s0 s1 s2"), "r2": person("s0 s3", label="other")}
    world = World(people, common=frozenset({"s0"}), akin=False)
    reason = "nothing is shared but skills that more than a third of all roles require: s0"
    assert obstacle(world) == reason
    assert obstacle(replace(world, common=frozenset())) is None
    assert obstacle(world, Traveller(have=frozenset({"s1"}))) is None


STRANGERS = World(
    {
        "r0": person("s0", label="baker"),
        "r1": person("s1 s2", label="diver"),
        "r2": person("s3 s4", label="pilot"),
    },
    usual=1,
    akin=False,
)
"""No two of them share a skill."""


def test_one_may_start_afresh_without_a_shared_skill_where_there_are_many_roles() -> None:
    assert obstacle(STRANGERS) is None
    assert cost(STRANGERS) == price(2, 0, fresh=True)
    assert obstacle(replace(STRANGERS, usual=0)) == "no required skill is shared"


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
    shared = {"r1": person("s1 s5", label="diver"), "r2": person("s3 s4 s5 s6", label="pilot")}
    transitions = steps(replace(STRANGERS, roles=STRANGERS.roles | shared))
    baker, diver, pilot = (transitions.careers.roles[iri(name)] for name in ("r0", "r1", "r2"))
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
    """r1 asks s0, which r0 has, and s1: a gap of one, and the credential."""
    world = World({"r0": person("s0", held), "r1": person("s0 s1", asked)}, akin=False)
    assert close(cost(world), price(1 + extra, 0.5))
    with_it = World({"r0": person("s0"), "r1": person("s0 s1", asked)}, akin=False)
    assert close(cost(with_it, Traveller(have=frozenset({held} if held else ()))), price(1 + extra, 0.5))


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
    ("before", "after", "leaps"), [(1, 2, False), (2, 4, True), (4, 1, False), (None, 4, False), (1, None, False)]
)
def test_preparation_rises_by_more_than_one_on_the_direct_step_alone(
    before: int | None, after: int | None, leaps: bool
) -> None:
    """There is a price for it; on a later step it takes --allow-leaps."""
    people = {
        "r0": person("s0", preparation=before),
        "r1": person("s0 s1", preparation=after),
        "r2": person("s0 s2", label="start"),
    }
    world = World(people, akin=False)
    assert obstacle(world) is None
    assert close(cost(world), price(1, 0.5, leaps=leaps))
    for limits in (Traveller(), Traveller(allow_leaps=True)):
        transitions = steps(world, limits)
        start, one, other = (transitions.careers.roles[iri(name)] for name in ("r2", "r0", "r1"))
        reason = transitions.from_profile(start).why_not_allowed(one, other)
        expected = f"the preparation level rises from {before} to {after}" if leaps and not limits.allow_leaps else None
        assert reason == expected


# --- roles that may be passed -----------------------------------------------------------------------------------------


def test_intermediate_roles_ask_no_more_than_both_ends() -> None:
    """r0 holds a bachelor's at level 2, r1 asks a master's at level 3."""
    middle = {
        "r2": person("s0", "bachelor", label="as little", preparation=2),
        "r3": person("s0", "mba", label="as much", preparation=3),
        "r4": person("s0", "phd", label="a doctorate", preparation=3),
        "r5": person("s0", None, label="higher", preparation=4),
        "r6": person("s0", "licence", label="not known"),
        "r7": person("s0", label="regulated", regulated=True),
        "r8": person("s0", label="lower", preparation=1),
    }
    world = World(
        {"r0": person("s0", "bachelor", preparation=2), "r1": person("s0", "master", preparation=3), **middle}
    )
    assert stones(world) == ["as little", "as much", "not known"]
    assert stones(world, Traveller(have=frozenset({"phd"}))) == ["as little", "as much", "a doctorate", "not known"]
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


def test_a4_an_intermediate_role_asks_no_more_experience_and_manages_nobody() -> None:
    middle = {
        "r2": person("s0", label="as much", experience=24),
        "r3": person("s0", label="more", experience=48),
        "r4": person("s0", label="chief", managerial=True),
        "r5": person("s0", label="not known"),
    }
    world = World({"r0": person("s0", experience=0), "r1": person("s0", experience=24), **middle})
    assert stones(world) == ["as much", "not known"]
    silent = replace(world, roles=world.roles | {"r1": person("s0")})
    assert stones(silent) == ["as much", "more", "not known"]
    leading = replace(world, roles=world.roles | {"r1": person("s0", experience=24, managerial=True)})
    assert stones(leading) == ["as much", "chief", "not known"]


def test_a4_an_intermediate_role_asks_no_more_education() -> None:
    """A certificate and an associate's degree count nothing in a gap, and differ all the same."""
    middle = {"r2": person("s0", "school", label="school"), "r3": person("s0", "bachelor", label="bachelor")}
    world = World({"r0": person("s0", "school"), "r1": person("s0", "school"), **middle})
    assert stones(world) == ["school"]
    assert sorted(stones(world, Traveller(have=frozenset({"master"})))) == ["bachelor", "school"]


ENTRY = {"r2": person("s0 s1", label="middle", preparation=2)}


@pytest.mark.parametrize(
    ("goal", "usual", "traveller", "expected"),
    [
        ({"preparation": 2}, 1, Traveller(), []),
        ({"preparation": 3}, 1, Traveller(), ["middle"]),
        ({"preparation": None}, 1, Traveller(), ["middle"]),
        ({"preparation": 3, "regulated": True}, 1, Traveller(), []),
        ({"preparation": 2}, 0, Traveller(), ["middle"]),  # where there may be no direct step
        ({"preparation": 2}, 1, Traveller(allow_detours=True), ["middle"]),
        ({"preparation": 2}, 1, Traveller(max_new=1), ["middle"]),  # small steps are asked for
        ({"preparation": 2}, 1, Traveller(min_shared=1), ["middle"]),
    ],
)
def test_a5_no_role_stands_before_an_entry_job_or_a_licence(
    goal: dict[str, Any], usual: int, traveller: Traveller, expected: list[str]
) -> None:
    people = ENTRY | {"r1": person("s0 s1 s3", None, **goal), "r0": person("s0", preparation=2)}
    assert stones(World(people, usual=usual), traveller) == expected


def test_an_idle_role_is_not_passed_where_there_is_a_direct_step() -> None:
    """From it as much is to learn for the destination as from the start."""
    middle = {"r2": person("s0 s4", label="idle"), "r3": person("s0 s1", label="useful")}
    world = World({"r0": person("s0"), "r1": person("s0 s1 s2", preparation=3), **middle}, usual=1)
    assert stones(world) == ["useful"]
    assert stones(world, Traveller(have=frozenset({"s1"}))) == ["useful"]  # what one has takes no role away
    assert stones(replace(world, usual=0)) == ["idle", "useful"]


def test_a_degree_that_the_start_lacks_comes_first() -> None:
    """Roles on the way ask it too, and are of the field of the destination; a fresh start leads straight there."""
    middle = {
        "r2": person("s1 s2 s3", "school", label="trade"),
        "r3": person("s1 s2 s3", "bachelor", label="junior"),
        "r4": person("s3 s5 s6 s7", "bachelor", label="other field"),
    }
    goal = person("s1 s2 s3 s4", "bachelor", preparation=3)
    world = World({"r0": person("s0", "school"), "r1": goal, **middle}, usual=1)
    assert _kinship(world, "r3") >= 0.5 > _kinship(world, "r4")
    assert stones(world) == ["junior"]
    everything = ["trade", "junior", "other field"]
    assert sorted(stones(world, Traveller(have=frozenset({"bachelor"})))) == sorted(everything)
    assert sorted(stones(world, Traveller(allow_detours=True))) == sorted(everything)
    unknown = replace(world, roles=world.roles | {"r0": person("s0")})
    assert sorted(stones(unknown)) == sorted(everything)
    query = query_of(steps(world), "r0", "r1")
    junior = query.rule.table.role_index[iri("r3")]
    assert not query.candidates.first.allowed[0, junior]
    assert query.rule.first.allowed[0, junior]


def _kinship(world: World, name: str) -> float:
    """The similarity of a role and r1."""
    transitions = steps(world)
    found = transitions.similarity.from_profile(transitions.careers.roles[iri(name)])
    return int(found[transitions.table.role_index[iri("r1")]]) / 1000


def test_a6_passing_a_rare_role_costs_more_and_so_does_one_that_pays_less() -> None:
    """Ten roles, nine of them with 1,000 people and more: passing that with 10 costs ln(1000 / 10) skills."""
    many = {f"r{n}": person("s0", label=f"role {n}", people=1000) for n in range(2, 10)}
    rare = {"r10": person("s0", label="rare", people=10), "r11": person("s0", label="silent")}
    poor = {
        "r12": person("s0", label="poor", people=1000, pay=29_000),
        "r13": person("s0", label="rich", people=1000, pay=30_000),
    }
    ends = {"r0": person("s0", pay=40_000, people=1000), "r1": person("s0 s1", pay=90_000)}
    query = query_of(steps(World(ends | many | rare | poor, akin=False)), "r0", "r1")
    prices = query.rule.passing_prices(query.destination) / COST_UNIT
    found = {query.rule.index.role(n).entity.label: float(prices[n]) for n in range(len(prices))}
    assert close(round(found["rare"], 3), round(log(100), 3))
    assert (found["role 2"], found["silent"], found["poor"], found["rich"]) == (0, 0, 3, 0)


def test_a1_whoever_holds_all_that_is_required_takes_one_step_however_far_it_is() -> None:
    """Roles of two sources, levels apart, with nothing in common: all five skills are held, and nothing is to learn."""
    goal = person("s1 s2 s3 s4 s5", label="engineer", preparation=4)
    world = World({"r0": person("s0", preparation=1), "r1": goal, "r2": person("s0 s1", preparation=2)}, usual=19)
    for source in ((), ("r1",)):
        traveller = Traveller(have=goal.required)
        assert obstacle(replace(world, elsewhere=source), traveller) is None
        assert close(cost(replace(world, elsewhere=source), traveller), 1.03)
        query = query_of(steps(replace(world, elsewhere=source), traveller), "r0", "r1")
        assert [route.roles for route in query.best()] == [()]


# --- the laws ---------------------------------------------------------------------------------------------------------


@examples(400, short=10)
@given(worlds(), travellers(), st.lists(st.sampled_from([*SKILLS, *sorted(CREDENTIALS)]), min_size=1, max_size=4))
@pytest.mark.slow
def test_law_1_more_is_never_worse(world: World, traveller: Traveller, more: list[str]) -> None:
    """What is held in addition removes no step and no route, and makes none dearer, nor the best one."""
    plain, richer = Rule(world, traveller), Rule(world, replace(traveller, have=traveller.have.union(more)))
    before, after = rule_of(plain), rule_of(richer)
    for start in (*world.roles, *world.paths):
        for goal in world.roles:
            queries = [query_of(rule, start, goal) for rule in (before, after)]
            first, last = (query.candidates.first for query in queries), (query.candidates.last for query in queries)
            for steps_before, steps_after in (tuple(first), tuple(last)):
                kept = steps_before.allowed
                assert steps_after.allowed[kept].all()
                assert (steps_after.costs[kept] <= steps_before.costs[kept]).all()
            assert not (queries[0].intermediate & ~queries[1].intermediate).any()
            best = [next(iter(query.best()), None) for query in queries]
            if best[0] is not None and plain.place(start) != plain.place(goal):
                assert best[1] is not None
                assert best[1].cost <= best[0].cost


@examples(400, short=10)
@given(worlds(), st.data())
@pytest.mark.slow
def test_law_1_holds_from_what_one_has_alone(world: World, data: st.DataObject) -> None:
    rule = Rule(world, Traveller())
    some = data.draw(st.lists(st.sampled_from(SKILLS), min_size=1, max_size=3))
    more = [*some, *data.draw(st.lists(st.sampled_from(SKILLS), min_size=1, max_size=3))]
    for goal in world.roles:
        costs = []
        for have in (some, more):
            found = rule_of(rule.under(Traveller(have=frozenset(have))))
            skills = found.careers.skills
            mine = tuple(Requirement(skills[one]) for one in sorted(found.conditions.have) if one in skills)
            me = Profile(Entity(f"{BASE}me", "me", "me", "person"), mine)
            best = RouteQuery(found, me, found.careers.roles[iri(goal)]).best()
            costs.append(best[0].cost if best else None)
        assert costs[0] is None or (costs[1] is not None and costs[1] <= costs[0])


@examples(400, short=10)
@given(worlds())
@pytest.mark.slow
def test_law_2_a_step_with_nothing_to_learn_is_allowed_at_the_bare_price_of_a_change(world: World) -> None:
    for name_, role in world.roles.items():
        have = role.required | ({asked} if (asked := Rule(world, Traveller()).asked(name_)) else set())
        rule = Rule(world, Traveller(have=have))
        transitions = rule_of(rule)
        for start in world.roles:
            if rule.place(start) == rule.place(name_) or not role.required:
                continue
            ends = transitions.careers.roles[iri(start)], transitions.careers.roles[iri(name_)]
            assert transitions.why_not_allowed(*ends) is None
            assert cost_of(transitions, *ends) == 2060  # 1 + 3 x (1 - 0.99), in 2000ths


@examples(400, short=10)
@given(worlds(), travellers())
def test_law_3_any_change_of_job_costs_something_of_its_own(world: World, traveller: Traveller) -> None:
    transitions = rule_of(Rule(world, traveller))
    every = np.arange(len(transitions.table))
    assert (transitions.between(every, every).costs >= 2060).all()


@examples(400, short=10)
@given(worlds(), travellers())
def test_law_4_who_passes_a_role_is_asked_no_more_than_at_the_ends(world: World, traveller: Traveller) -> None:
    """By brute force: education, experience, level, licence, management; no role before what needs no preparation."""
    rule = Rule(world, traveller)
    transitions = rule_of(rule)
    for start in world.roles:
        for goal in world.roles:
            passed = [name(role.entity.iri) for role in intermediate_of(query_of(transitions, start, goal))]
            ends = [world.roles[start], world.roles[goal]]
            for middle in passed:
                role = world.roles[middle]
                assert not role.regulated
                assert not role.managerial or any(end.managerial for end in ends)
                levels = [end.preparation for end in ends]
                known = [level for level in levels if level is not None]
                assert role.preparation is None or len(known) < 2 or role.preparation <= max(known)
                months = [month for end in (start, goal) if (month := rule.fact(end, "experience")) is not None]
                assert len(months) < 2 or (rule.fact(middle, "experience") or 0) <= max(months)
            if rule.direct_only(start, goal):
                assert not passed


@examples(400, short=10)
@given(worlds())
def test_law_5_what_most_roles_require_opens_nothing_and_short_lists_are_not_easier(world: World) -> None:
    transitions = rule_of(Rule(replace(world, roles=world.roles), Traveller()))
    every = np.arange(len(transitions.table))
    found = transitions.between(every, every)
    size = transitions.table.size
    learning = found.learn > 0
    if not world.usual:
        covered = transitions.index.pairs.of(every, every)
        assert not found.allowed[(covered.shared == 0) & learning].any()
    assert (found.effort >= found.gap).all()
    longer = (size < world.usual) & (found.gap > 0)
    assert (found.effort >= found.gap)[longer].all()


def licences(rule: Rule, goal: str) -> set[str]:
    """What weighs nothing and is asked in addition to the credential of a role; of two levels only one counts."""
    own, role = rule.asked_itself(goal), rule.people[goal]
    options = [each.credential for each in role.options if each.strength == "required" and not each.condition]
    cheapest = sorted(options, key=lambda each: (CREDENTIALS[each] or 0, each))[:1]
    asked = {each for each in (*role.demanded, *cheapest) if not CREDENTIALS[each]}
    return {each for each in asked - {own} if own and None in (LEVELS.get(each), LEVELS.get(own))}


@examples(400, short=10)
@given(worlds(), st.randoms(use_true_random=False))
@pytest.mark.slow
def test_law_6_whatever_a_source_states_as_a_gate_is_one(world: World, draw: Random) -> None:
    """A list of options, a share of respondents, an item among the skills, a licence: told with its share and source,
    counted in the gap, no step where it is to be avoided; and nobody passes a licensed role.
    """
    stated = {name_: replace(role, options=with_shares(role, draw)) for name_, role in world.roles.items()}
    pairs = tuple(pair for pair in world.exact if {*pair} <= stated.keys())
    world = replace(world, roles=stated, elsewhere=(), exact=pairs)
    rule, graph = Rule(world, Traveller()), graph_of(world)
    start = draw.choice(sorted(stated))
    for goal in stated.keys() - {start}:
        asked, found = rule.asked(goal), graph.gap(iri(start), iri(goal))
        licensed = any(world.roles[other].regulated for other in rule.place(goal))
        assert bool(found.regulation_sources) == licensed
        assert [gate.credential.iri for gate in found.gates[:1]] == ([iri(asked)] if asked else [])
        assert {gate.credential.iri for gate in found.gates[1:]} == set(map(iri, licences(rule, goal)))
        for gate in found.gates[:1]:
            free = set() if CREDENTIALS[str(asked)] else licences(rule, start)
            assert gate.met == rule.meets(rule.credentials(start) | free, goal)
            of_role = name(gate.of_role.iri) if gate.of_role else goal
            options = [*(Option(credential) for credential in stated[of_role].demanded), *stated[of_role].options]
            wanted = [
                each.credential == asked and each.strength == "required" and not each.condition for each in options
            ]
            lines = {number for number, right in enumerate(wanted, 1) if right}
            assert {source.line for source in gate.sources if source.line} <= lines
            assert gate.sources
            shares = [options[number - 1].share for number in lines]
            assert gate.share in [None if share is None else float(share) for share in shares]
        if rule.place(start) == rule.place(goal):
            continue
        answer = graph.route(iri(start), iri(goal))
        assert answer.direct is not None
        assert answer.direct.gap is None or Fraction(answer.direct.gap) == rule.gap(start, goal)
        passed = {name(step.destination.iri) for route in answer for step in route.steps[:-1]}
        assert not any(world.roles[other].regulated for role in passed for other in rule.place(role))
        if asked and not found.gates[0].met:
            barred = graph.route(iri(start), iri(goal), conditions=Conditions(avoid=frozenset({iri(asked)})))
            assert barred.direct is not None
            assert not barred.direct.allowed
            assert not any(gate.credential.iri == iri(asked) and not gate.met for gate in gates_of(barred))


def gates_of(answer: Routes) -> list[Gate]:
    return [gate for route in answer for step in route.steps for gate in step.gates]


def with_shares(role: Person, draw: Random) -> tuple[Option, ...]:
    """The options of a role, some with the per cent of respondents who ask them."""
    return tuple(option._replace(share=draw.choice([None, "12", "55.5", "100"])) for option in role.options)


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
            step = transitions.step(*ends)
            assert bool(step.fresh[0, 0]) == rule.fresh(start, goal)
            assert int(step.similarity[0, 0]) == rule.similarity(start, goal) * 1000
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
                leap = origin == query.origin and moves.obstacles[0, number] == Obstacle.LEVEL_RISES
                assert (moves.allowed[0, number] or leap) == (found.why_not_allowed(origin, role) is None)
                match = found.requirements.match(found.requirements.held_by(origin), role)
                assert (moves.learn[0, number], moves.gap[0, number]) == (len(match.to_learn), match.gap_in_halves)
                assert moves.similarity[0, number] >= found.similarity.from_profile(origin)[number]
                assert moves.fresh[0, number] == found.step(origin, role).fresh[0, 0]
                assert moves.costs[0, number] == cost_of(found, origin, role)
    assert roles


def test_examples_in_docstrings() -> None:
    assert doctest.testmod(kg.routes.rule).failed == 0
