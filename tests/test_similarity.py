"""Similarity is what docs/ranking.md defines: worked examples, the definition written twice, and what it keeps to."""

from __future__ import annotations

import random
from dataclasses import replace
from math import log
from typing import TYPE_CHECKING

import numpy as np
import pytest
from careers import examples, iri, rule_of, shuffles, worlds
from hypothesis import given
from rule import Person, Rule, Traveller, World

import kg
from kg.model import Entity
from kg.model.careers import Careers, Profile, Requirement, SkillHierarchy
from kg.routes.candidates import NO_STEP, WEIGHTS, CandidateRoute, Candidates
from kg.routes.conditions import MAX_STEPS, Conditions, RouteOptions
from kg.routes.query import RouteQuery
from kg.routes.requirement_index import RequirementIndex
from kg.routes.rule import StepRule
from kg.similarity import roles as module
from kg.similarity.role_table import RoleTable
from kg.similarity.roles import MAX_SIMILARITY, Similarity
from kg.store.cache import FolderCache

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    import numpy.typing as npt

    from kg.store.cache import Cache


def similarity(world: World, origin: str, role: str, order: Random | None = None) -> int:
    """The program's similarity in a world."""
    steps = rule_of(Rule(world, Traveller()), order)
    careers = steps.careers
    start = careers.roles.get(iri(origin)) or careers.entry_paths[iri(origin)]
    return thousandths(steps, start, role)


def thousandths(steps: StepRule, start: Profile, role: str) -> int:
    """The program's similarity of a profile and a role of the world, in thousandths."""
    return int(steps.similarity.from_profile(start)[steps.table.role_index[iri(role)]])


def everything(world: World, order: Random | None = None) -> dict[tuple[str, str], int]:
    """The program's similarity of every two roles."""
    steps = rule_of(Rule(world, Traveller()), order)
    found = steps.careers.roles
    return {(one, other): thousandths(steps, found[iri(one)], other) for one in world.roles for other in world.roles}


def roles(**skills: str) -> dict[str, Person]:
    return {name: Person(name, frozenset(text.split())) for name, text in skills.items()}


def test_three_roles_by_hand() -> None:
    """r0 asks s0 s1, r1 asks s1 s2, r2 asks s3 alone.

    Rarity: s1, asked by two of three, has a = log(1 + 3/2); the others b = log(1 + 3). r0 and r1 weigh a + b each, r2
    weighs b. From r0 a walk goes to s1 with chance p = a / (a + b), and from there to either role alike; else it comes
    back. So one step from r0 ends at r1 with chance p / 2 = x and at r0 with 1 - x, and two steps at r1 with
    2x(1 - x). r2 is never reached. By chance either is met with c = (a + b) / (2a + 3b), were there no other roles; as
    three of a hundred, with 3/100 of that.
    """
    a, b = log(1 + 3 / 2), log(1 + 3)
    x, c = a / (a + b) / 2, (a + b) / (2 * a + 3 * b)
    there = (x + 2 * x * (1 - x)) / 2
    assert there < c  # among three roles alone r1 is met more seldom from r0 than by chance
    world = World(roles(r0="s0 s1", r1="s1 s2", r2="s3"))
    expected = of_few(3, log((1 - there) / c / 0.03), log(there / c / 0.03), a * a / (a * a + b * b))
    assert [similarity(world, "r0", role) for role in world.roles] == [990, expected, 0]


def of_few(count: int, stay: float, cross: float, shared: float) -> int:
    """The similarity of two roles among so few, in thousandths: that of the walks, and that of what they ask for."""
    part = (1 - count / 100) / 2
    walks = 2 * stay * cross / (stay**2 + cross**2)
    return round(1000 * ((1 - part) * walks + part * shared))


def test_more_in_common_by_hand() -> None:
    """r0 and r1 share two of three skills, and there are three roles more: now r1 is met more often than by chance."""
    world = World(roles(r0="s0 s1 s2", r1="s1 s2 s3", r2="s4", r3="s5", r4="s6"))
    a, b = log(1 + 5 / 2), log(1 + 5)
    mass = 2 * a + b
    x = a / mass  # to a shared skill with chance 2a / mass, and from there half the walks cross over
    c = mass / (2 * mass + 3 * b)
    there = (x + 2 * x * (1 - x)) / 2
    stay, cross = log((1 - there) / c / 0.05), log(there / c / 0.05)
    shared = 2 * a * a / (2 * a * a + b * b)
    assert similarity(world, "r0", "r1") == of_few(5, stay, cross, shared)
    assert 300 < similarity(world, "r0", "r1") < 990


def test_a11_two_roles_alone_that_ask_the_same_are_alike() -> None:
    """And two that ask nothing in common are not, however few they are."""
    assert similarity(World(roles(r0="s0", r1="s0")), "r0", "r1") == 990
    assert similarity(World(roles(r0="s0", r1="s1")), "r0", "r1") == 0


def test_a11_two_roles_of_the_guide_that_share_programming_are_a_little_alike() -> None:
    """Data Scientist and Machine Learning Engineer share it alone; the latter and MLOps Engineer share two skills."""
    graph = kg.open()
    pairs = [("Data Scientist", "ML Engineer"), ("ML Engineer", "MLOps Engineer"), ("Data Scientist", "MLOps Engineer")]
    profiles = [[graph.careers.roles[graph.get(each, "role").iri] for each in pair] for pair in pairs]
    one, two, none = (graph.similarity.pair(*each) for each in profiles)
    assert 0 < none < one < two
    assert one > 100


def test_a_start_that_is_no_role_has_the_similarity_of_a_role_that_requires_what_it_brings() -> None:
    people = roles(r0="s0 s1 s2", r1="s1 s2 s3", r2="s4", r3="s5")
    world = World(people, {"p0": Person("path", people["r0"].required)})
    assert [similarity(world, "p0", role) for role in people] == [similarity(world, "r0", role) for role in people]


def test_what_no_role_asks_leads_nowhere() -> None:
    """The entry path's s7 is asked by no role: it neither helps nor weakens what s1 and s2 say."""
    people = roles(r0="s0 s1 s2", r1="s1 s2 s3", r2="s4", r3="s5")
    with_it, without = (World(people, {"p0": Person("path", frozenset(held.split()))}) for held in ("s1 s7", "s1"))
    assert similarity(with_it, "p0", "r1") == similarity(without, "p0", "r1") > 0
    nothing = World(people, {"p0": Person("path", frozenset({"s7"}))})
    assert similarity(nothing, "p0", "r1") == 0


@examples(150)
@given(worlds(), shuffles())
@pytest.mark.slow
def test_similarity_is_that_of_the_definition(world: World, order: Random) -> None:
    rule = Rule(world, Traveller())
    steps = rule_of(rule, order)
    careers = steps.careers
    for origin in (*world.roles, *world.paths):
        start = careers.roles.get(iri(origin)) or careers.entry_paths[iri(origin)]
        for role in world.roles:
            found = thousandths(steps, start, role)
            assert found == rule.ranking.kinship(origin, role) * 1000
            assert 0 <= found <= 990


@examples(50)
@given(worlds(), shuffles())
@pytest.mark.slow
def test_similarity_is_mutual_and_no_order_of_the_data_changes_it(world: World, order: Random) -> None:
    table = everything(world)
    assert table == {(other, one): score for (one, other), score in table.items()}
    assert table == everything(world, order)


@examples(50)
@given(worlds())
def test_a_role_without_skills_changes_nothing(world: World) -> None:
    more = everything(replace(world, roles={**world.roles, "r9": Person("none", frozenset())}))
    assert {pair: score for pair, score in more.items() if "r9" not in pair} == everything(world)
    assert {score for pair, score in more.items() if "r9" in pair} == {0}


def test_what_one_has_never_changes_similarity() -> None:
    graph = kg.open()
    conditions = graph.conditions(have=["Kubernetes", "Python", "PhD"])
    plain, rich = (graph.route("Data Scientist", "MLOps", 9, limits) for limits in (None, conditions))

    def found(answer: object) -> dict[tuple[str, str], float]:
        return {
            (step.origin.label, step.destination.label): step.similarity
            for route in answer  # type: ignore[attr-defined] # both are Routes
            for step in route.steps
        }

    common = found(plain).keys() & found(rich).keys()
    assert common
    assert all(found(plain)[pair] == found(rich)[pair] for pair in common)


def test_the_ranking_names_what_earned_the_score() -> None:
    """Lines 24-29 and 168-173: the two share Cloud platforms and ML frameworks, and nothing else."""
    best, *rest = kg.open().next("MLOps Engineer")
    assert best.role.label == "Machine Learning Engineer"
    assert {item.label for item in best.shared} == {"Cloud platforms", "ML frameworks"}
    assert [item.label for item in best.missing] == [
        "Programming",
        "Software engineering principles",
        "Database knowledge",
        "MLOps practices",
    ]
    assert best.score == pytest.approx(0.588)
    assert [move.score for move in rest] == sorted((move.score for move in rest), reverse=True)


# --- rows, computed when they are first read --------------------------------------------------------------------------


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
        SkillHierarchy({}, above),
        {},
        {},
        {},
    )


def similarity_of(careers: Careers, cache: Cache | None = None) -> Similarity:
    return Similarity(careers, RoleTable.of(careers), cache)


def never(self: Similarity, roles: npt.NDArray[np.int64]) -> npt.NDArray[np.uint16]:
    """In place of what computes rows."""
    raise AssertionError("computed though it is there")


@pytest.fixture(scope="module")
def many() -> Careers:
    return crowd(300)


@pytest.fixture(scope="module")
def whole(many: Careers) -> npt.NDArray[np.uint16]:
    """The similarity of every two of 300 roles, read together."""
    return similarity_of(many).rows(np.arange(300))


@pytest.fixture(params=["computed together", "one row at a time"])
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both as rows are computed in small graphs, all of them, and as in the largest, those alone that are asked."""
    if request.param == "one row at a time":
        monkeypatch.setattr(module, "_WORK", 0)
    return str(request.param)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    ("rows", "columns"),
    [(1, 300), (300, 1), (20, 30), (30, 20), (9, 37), (20, 38), (300, 300), (0, 5), (5, 0), (9, 9)],
)
@pytest.mark.slow
def test_a_block_is_that_of_all_pairs(many: Careers, whole: npt.NDArray[np.uint16], rows: int, columns: int) -> None:
    draw = np.random.default_rng(rows + columns)
    some, others = (np.sort(draw.permutation(300)[:count]) for count in (rows, columns))
    found = similarity_of(many).block(some, others)
    assert found.shape == (rows, columns)
    assert np.array_equal(found, whole[np.ix_(some, others)])
    assert np.array_equal(similarity_of(many).rows(some), whole[some])


@pytest.mark.parametrize("count", [12, 300, 700])
@pytest.mark.slow
def test_rows_are_the_same_whether_asked_one_by_one_or_together(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a graph of 12 roles, of some hundred, and of more than are computed together."""
    careers = crowd(count)
    together = similarity_of(careers).rows(np.arange(count))
    assert np.array_equal(together, together.T)
    assert 0 < together.max() <= MAX_SIMILARITY
    monkeypatch.setattr(module, "_WORK", 0)
    one_by_one = similarity_of(careers)
    for number in random.Random(count).sample(range(count), min(count, 60)):
        assert np.array_equal(one_by_one.rows(np.array([number]))[0], together[number])
        assert np.array_equal(one_by_one.from_profile(careers.roles[f"r:{number:04}"]), together[number])


def test_only_rows_that_are_asked_are_computed_in_the_largest_graphs(
    many: Careers, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[int] = []
    real = Similarity._computed

    def counting(self: Similarity, roles: npt.NDArray[np.int64]) -> npt.NDArray[np.uint16]:
        computed.extend(roles.tolist())
        return real(self, roles)

    monkeypatch.setattr(Similarity, "_computed", counting)
    monkeypatch.setattr(module, "_WORK", 0)
    similarity = similarity_of(many)
    for rows in ([7, 3], [3], [9, 7, 7]):
        similarity.rows(np.array(rows))
    assert sorted(computed) == [3, 7, 9]
    similarity.block(np.arange(200), np.array([5, 3]))  # mutual: two rows are less than two hundred
    assert sorted(computed) == [3, 5, 7, 9]
    monkeypatch.undo()
    monkeypatch.setattr(Similarity, "_computed", counting)
    computed.clear()
    similarity_of(many).rows(np.array([7]))
    assert sorted(computed) == list(range(300))  # so few roles are computed together


@pytest.mark.usefixtures("at_once")
def test_rows_from_the_file_of_a_store_are_those_from_memory(
    many: Careers, whole: npt.NDArray[np.uint16], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = np.array([200, 3, 77])
    assert np.array_equal(similarity_of(many, FolderCache(tmp_path, "content")).rows(some), whole[some])
    (file,) = tmp_path.glob("similarity-*.rows")
    monkeypatch.setattr(Similarity, "_computed", never)
    again = similarity_of(many, FolderCache(tmp_path, "content"))
    assert np.array_equal(again.rows(some[::-1]), whole[some[::-1]])
    monkeypatch.undo()
    everyone = np.arange(300)  # the file grows by the others
    assert np.array_equal(similarity_of(many, FolderCache(tmp_path, "content")).rows(everyone), whole)
    monkeypatch.setattr(Similarity, "_computed", never)
    assert np.array_equal(similarity_of(many, FolderCache(tmp_path, "content")).rows(everyone), whole)
    assert list(tmp_path.glob("similarity-*.rows")) == [file]


@pytest.mark.usefixtures("at_once")
def test_a_row_that_is_damaged_in_the_file_is_computed_again(
    many: Careers, whole: npt.NDArray[np.uint16], tmp_path: Path
) -> None:
    everyone = np.arange(300)
    similarity_of(many, FolderCache(tmp_path, "content")).rows(everyone)
    (file,) = tmp_path.glob("similarity-*.rows")
    content = bytearray(file.read_bytes())
    row = content.index(whole[123].tobytes())
    content[row + 2 * 123] ^= 1
    file.write_bytes(content)
    assert np.array_equal(similarity_of(many, FolderCache(tmp_path, "content")).rows(everyone), whole)
    assert whole[123].tobytes() in file.read_bytes()  # and it is whole in the file again


def test_a_folder_that_cannot_be_written_to_costs_time_alone(
    many: Careers, whole: npt.NDArray[np.uint16], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for _ in range(2):
        found = similarity_of(many, FolderCache(tmp_path / "file", "content")).rows(np.arange(300))
        assert np.array_equal(found, whole)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"


@pytest.mark.parametrize("prefer", WEIGHTS)
def test_the_bounds_of_a_step_are_bounds(many: Careers, prefer: str) -> None:
    """No step weighs less than the lightest, nor a route more than the heaviest: whatever is similar to what."""
    similarity = similarity_of(many)
    rule = StepRule(RequirementIndex(many, similarity._table), similarity)
    roles = [many.roles[iri] for iri in similarity._table.roles]
    candidates = Candidates(rule.from_profile(roles[0]), roles[1], WEIGHTS[prefer])
    steps = rule.from_profile(roles[0]).between(np.arange(300), np.arange(300))
    weights = candidates._weights(steps)
    some = weights[weights < NO_STEP]
    assert len(some) > 1000
    assert candidates._lightest <= int(some.min())
    assert int(some.max()) * MAX_STEPS <= candidates._heaviest_total


@pytest.mark.slow
def test_routes_are_the_same_with_rows_on_demand(many: Careers, monkeypatch: pytest.MonkeyPatch) -> None:
    known = similarity_of(many)
    known.rows(np.arange(300))
    monkeypatch.setattr(module, "_WORK", 0)
    indices = [(RequirementIndex(many, known._table), known) for known in (known, similarity_of(many))]
    draw = random.Random(1)
    found: list[list[CandidateRoute]] = []
    for _ in range(40):
        ends = draw.sample(list(many.roles.values()), 2)
        limits = Conditions(max_steps=draw.choice([2, 3, 3, 4]))
        kept, asked = (
            RouteQuery(StepRule(index, similarity, limits), ends[0], ends[1], RouteOptions(5)).best()
            for index, similarity in indices
        )
        assert kept == asked
        found.append(kept)
    assert sum(map(len, found)) > 40
