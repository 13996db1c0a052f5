"""The steps of routes as networkx graphs: the lightest path is what the rule says, and networkx finds it."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networkx
import pytest
from careers import examples, graph_of, iri, name, query_of, rule_of, travellers, worlds
from command_line import kg as run
from hypothesis import event, given
from hypothesis import strategies as st
from rule import Rule, Traveller, World

import kg
from kg import late
from kg.errors import UsageError
from kg.routes.conditions import RouteOptions
from kg.routes.graphs import route_graph, steps_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.model.answers import Routes
    from kg.routes.conditions import Conditions

Node = tuple[int, str]


def lightest(graph: networkx.DiGraph[Node]) -> list[Node] | None:
    """The lightest path of a graph of routes, by networkx alone."""
    start, goal = graph.graph["start"], graph.graph["goal"]
    try:
        return list(networkx.dijkstra_path(graph, start, goal, weight="weight"))
    except networkx.NetworkXNoPath:
        return None


def check(graph: networkx.DiGraph[Node], answer: Routes) -> None:
    """The lightest path is the best route, and its edges say what the steps say."""
    path = lightest(graph)
    if not len(answer):
        assert path is None
        assert sorted(graph) == sorted([graph.graph["start"], graph.graph["goal"]])
        return
    assert path is not None
    best = answer[0]
    assert [node for _, node in path] == [best.steps[0].origin.id, *(step.destination.id for step in best.steps)]
    edges = [graph.edges[edge] for edge in pairwise(path)]
    assert sum(round(edge["cost"] * 2000) for edge in edges) == round((best.cost or 0) * 2000)
    assert sum(edge["cost"] for edge in edges) == pytest.approx(best.cost, abs=1e-9)
    for edge, step in zip(edges, best.steps, strict=True):
        assert set(edge) == {"cost", "weight", "gap", "similarity", "learn"}
        assert (edge["cost"], edge["gap"], edge["similarity"]) == (step.cost, step.gap, step.similarity)
        assert isinstance(edge["weight"], int)
    for before, after in graph.edges:
        assert before[0] < after[0]  # a graph of stages has no circle


# --- the bundled graph ------------------------------------------------------------------------------------------------


def plain(graph: CareerGraph) -> Conditions:
    return graph.conditions()


def with_skills(graph: CareerGraph) -> Conditions:
    return graph.conditions(have=["Docker", "SQL", "Bachelor's"])


def with_limits(graph: CareerGraph) -> Conditions:
    return graph.conditions(avoid=["Machine Learning Engineer"], max_new=5, max_steps=4)


def lacking(graph: CareerGraph, held: frozenset[str], role: str) -> int:
    """How many required skills are neither held nor broader than one held; of tools that a role names it takes one."""
    reached = graph.careers.tree.covers(held)
    return sum(
        not (asked.skill.iri in held or (asked.skill.iri in reached and (not tools or tools & reached)))
        for asked in graph.careers.roles[role].required
        for tools in [{tool.iri for tool in asked.tools}]
    )


@pytest.mark.parametrize(
    "conditions", [plain, *(pytest.param(each, marks=pytest.mark.long) for each in (with_skills, with_limits))]
)
@pytest.mark.slow
def test_the_lightest_path_is_the_best_route_between_any_two_roles(graph: CareerGraph, conditions: Any) -> None:
    limits = conditions(graph)
    ends = [*graph.list("role"), *graph.list("entry-path")]
    found = 0
    for start in ends:
        held = graph.careers.profile(start.iri).skills | limits.have
        for goal in graph.list("role"):
            if start == goal:
                continue
            answer = graph.route(start, goal, 1, limits)
            steps = graph.route_graph(start, goal, limits)
            check(steps, answer)
            found += len(answer)
            for step in answer[0].steps[:1] if len(answer) else ():
                edge = steps.edges[
                    steps.graph["start"], (1 if len(answer[0].steps) > 1 else limits.max_steps, step.destination.id)
                ]
                assert edge["learn"] == len(step.learn) == lacking(graph, held, step.destination.iri)
    assert found > 10


def test_what_is_to_learn_counts_from_the_origin_of_a_step(graph: CareerGraph) -> None:
    """The best route is that of `kg route`; what a role on the way requires is not learned twice there, but here.

    Each edge has what the gap between its two roles has; the route itself counts all that is held since the start.
    """
    steps = graph.route_graph("statistician", "MLOps")
    path = lightest(steps)
    assert path is not None
    for before, after in pairwise(path):
        assert steps.edges[before, after]["learn"] == len(graph.gap(before[1], after[1]).missing)
    best = graph.route("statistician", "MLOps")[0]
    assert [steps.edges[edge]["learn"] for edge in pairwise(path)] >= [len(step.learn) for step in best.steps]


def test_the_k_best_routes_are_the_k_lightest_paths(graph: CareerGraph) -> None:
    steps = graph.route_graph("statistician", "NLP Engineer", k=5)
    found = networkx.shortest_simple_paths(steps, steps.graph["start"], steps.graph["goal"], weight="weight")
    costs = sorted(networkx.path_weight(steps, path, "cost") for path, _ in zip(found, range(5), strict=False))
    assert costs == pytest.approx([route.cost for route in graph.route("statistician", "NLP Engineer", 5)])


def test_from_what_one_has_and_bad_questions(graph: CareerGraph) -> None:
    limits = graph.conditions(have=["Python", "SQL"])
    check(graph.route_graph("me", "MLOps", limits), graph.route("me", "MLOps", 1, limits))
    with pytest.raises(UsageError, match="nothing says what you have"):
        graph.route_graph(None, "MLOps")
    with pytest.raises(UsageError, match="k must be at least 1"):
        graph.route_graph("statistician", "MLOps", k=0)


# --- small worlds -----------------------------------------------------------------------------------------------------


@examples(150)
@given(st.data(), worlds(), travellers())
@pytest.mark.slow
def test_the_lightest_path_is_the_best_of_brute_force(data: st.DataObject, world: World, traveller: Traveller) -> None:
    """Of at most three steps, so that no path passes two roles that are exactly the same."""
    rule = Rule(world, replace(traveller, max_steps=min(traveller.max_steps, 3)))
    start = data.draw(st.sampled_from([*world.roles, *world.paths]))
    goal = data.draw(st.sampled_from([role for role in world.roles if role != start]))
    if rule.place(start) == rule.place(goal):
        return
    graph = route_graph(query_of(rule_of(rule), start, goal, RouteOptions(k=data.draw(st.sampled_from([1, 3, 10])))))
    path = lightest(graph)
    chains = rule.routes(start, goal)
    event(f"{len(chains)} routes")
    if not chains:
        assert path is None
        return
    assert path is not None
    assert tuple(name(node) for _, node in path) == chains[0]
    for number, (before, after) in enumerate(pairwise(path)):
        one, other = name(before[1]), name(after[1])
        edge = graph.edges[before, after]
        cost = Fraction(round(edge["cost"] * 2000), 2000)
        passing = rule.passing(other, start, goal) if other != goal else 0
        assert (cost, Fraction(edge["gap"])) == (rule.cost(one, other) + passing, rule.gap(one, other))
        assert Fraction(round(edge["similarity"] * 1000), 1000) == rule.similarity(one, other)
        assert edge["learn"] == len(rule.learn(rule.held(one), other)), number


@examples(100)
@given(worlds(), travellers())
def test_the_graph_of_all_steps_is_that_of_brute_force(world: World, traveller: Traveller) -> None:
    """Every step that may be a later one of a route: neither a fresh start, nor a leap of the preparation level."""
    rule = Rule(world, traveller)
    graph = steps_graph(rule_of(rule))
    assert {name(node) for node in graph} == {*world.roles, *world.paths}
    expected = {
        (one, other): rule.cost(one, other)
        for one in (*world.roles, *world.paths)
        for other in world.roles
        if rule.place(one) != rule.place(other) and rule.allowed(one, other, one) and not rule.fresh(one, other)
    }
    assert {
        (name(one), name(other)): Fraction(round(edge["cost"] * 2000), 2000)
        for one, other, edge in graph.edges(data=True)
    } == expected


def test_the_lightest_path_through_all_steps(graph: CareerGraph) -> None:
    steps = graph.to_networkx("steps")
    ends = graph.get("statistician").id, graph.get("MLOps").id
    path = networkx.dijkstra_path(steps, *ends, weight="weight")
    best = run("route", "statistician", "MLOps", "-f", "json").json["routes"][0]
    assert path[1:] == [step["to"]["id"] for step in best["steps"]]
    assert networkx.path_weight(steps, path, "cost") == pytest.approx(best["cost"])
    assert set(steps) == {entity.id for kind in ("role", "entry-path") for entity in graph.list(kind)}
    few = graph.to_networkx("steps", graph.conditions(min_shared=2))
    assert 0 < few.size() < steps.size()


def test_another_graph_is_refused(graph: CareerGraph) -> None:
    with pytest.raises(UsageError, match="there is no graph of 'roles'"):
        graph.to_networkx("roles")  # type: ignore[call-overload] # what someone may write


def test_worlds_as_graphs_have_these_steps_too() -> None:
    from rule import Person

    people = {f"r{number}": Person(f"role {number}", frozenset({"s0", f"s{number}"})) for number in range(1, 4)}
    steps = graph_of(World(people)).to_networkx("steps")
    assert {iri(node.rpartition("/")[2]) for node in steps} == set(map(iri, people))
    assert steps.size() == 6


# --- ESCO -------------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_lightest_path_is_the_best_route_of_a_hundred_pairs_of_esco(esco: Path) -> None:
    graph = kg.open(esco)
    draw, roles = random.Random(7), sorted(graph.careers.roles)
    for _ in range(100):
        start, goal = draw.sample(roles, 2)
        check(graph.route_graph(start, goal, k=1), graph.route(start, goal))


# --- networkx finds the routes ----------------------------------------------------------------------------------------

QUESTIONS: dict[str, dict[str, Any]] = {
    "effort": {},
    "steps": {"prefer": "steps"},
    "skills": {"prefer": "skills"},
    "pay": {"prefer": "pay"},
    "three": {"k": 3},
    "diverse": {"k": 3, "variety": "diverse"},
    "by way of another": {"via": ["Machine Learning Engineer"]},
}


def replace_search(monkeypatch: pytest.MonkeyPatch, search: Callable[..., object]) -> None:
    """Let networkx find paths in another way; kg.late has names of the library too."""
    for library in (late.networkx, networkx):
        monkeypatch.setattr(library, "shortest_simple_paths", search)


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every search of paths that networkx is asked for."""
    asked: list[Any] = []
    search = networkx.shortest_simple_paths

    def counting(graph: Any, *ends: Any, **options: Any) -> Iterator[list[Any]]:
        asked.append((ends, options))
        return search(graph, *ends, **options)

    replace_search(monkeypatch, counting)
    return asked


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_route_is_found_by_networkx(graph: CareerGraph, searches: list[Any], question: str) -> None:
    assert len(graph.route("statistician", "MLOps", **QUESTIONS[question]))
    assert searches
    assert all(options == {"weight": "weight"} for _, options in searches)


def test_the_route_that_a_bridge_opens_is_found_by_networkx(graph: CareerGraph, searches: list[Any]) -> None:
    answer = graph.route("Data Scientist", "AI Product Manager")
    assert not len(answer)
    assert answer.bridge is not None
    assert searches


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_the_search_of_networkx_there_is_no_answer(
    graph: CareerGraph, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    def none(*_: Any, **__: Any) -> None:
        raise NotImplementedError

    replace_search(monkeypatch, none)
    with pytest.raises(NotImplementedError):
        graph.route("statistician", "MLOps", **QUESTIONS[question])


# --- fewest skills to learn -------------------------------------------------------------------------------------------


SKILLS_BY_HAND = ["route", "statistician", "Machine Learning Engineer", "--have", "Docker", "-f", "json"]


@pytest.mark.slow
def test_fewest_skills_to_learn_by_hand() -> None:
    """With Docker, one of the six skills of MLOps is held (line 169): 5 to learn (lines 168 and 170 to 173).

    From there a machine learning engineer asks for 4 more (lines 24, 26, 28, 29), since ML frameworks and cloud
    platforms are shared (lines 25 and 171, 27 and 168): 9 in all. A data scientist requires six skills too, of which
    statistics comes from the background (line 214): 5 to learn, and then 5 more (lines 25 to 29), since Programming is
    shared (lines 24 and 49): 10 in all, but less cost, since statistics and data science are similar. Who is a data
    scientist before MLOps has Programming too, and learns 5, 5 and 3. Nothing leads there directly.
    """
    answers = {
        prefer: [
            ([step["to"]["label"] for step in route["steps"]], [len(step["learn"]) for step in route["steps"]])
            for route in run(*SKILLS_BY_HAND, "-k", "3", "--prefer", prefer).json["routes"]
        ]
        for prefer in ("skills", "effort", "steps")
    }
    fewest = (["MLOps Engineer", "Machine Learning Engineer"], [5, 4])
    similar = (["Data Scientist", "Machine Learning Engineer"], [5, 5])
    both = (["Data Scientist", "MLOps Engineer", "Machine Learning Engineer"], [5, 5, 3])
    assert answers == {
        "skills": [fewest, similar, both],
        "effort": [similar, fewest, both],
        "steps": [similar, fewest, both],
    }
    costs = [route["cost"] for route in run(*SKILLS_BY_HAND, "-k", "2", "--prefer", "skills").json["routes"]]
    assert costs == sorted(costs, reverse=True)


def test_fewest_skills_are_a_preference_on_the_command_line() -> None:
    [best] = run(*SKILLS_BY_HAND, "--prefer", "skills").json["routes"]
    assert [skill["label"] for skill in best["steps"][0]["learn"]] == [
        "Cloud platforms",
        "Infrastructure as Code",
        "ML frameworks",
        "Monitoring tools",
        "Version control systems",
    ]
    refused = run(*SKILLS_BY_HAND, "--tradeoffs", "--prefer", "skills")
    assert (refused.status, refused.out) == (2, "")
