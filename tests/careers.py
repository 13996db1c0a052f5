"""Small worlds of careers for tests: drawn at random, and turned into what the program reads."""

from __future__ import annotations

from functools import cache
from itertools import combinations, product
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from drawn import examples
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store
from rule import CREDENTIALS, KIND_OF, LEVELS, Option, Person, Rule, Traveller, World

from kg.graph import CareerGraph
from kg.model import Entity
from kg.model.careers import (
    Careers,
    Pay,
    Profile,
    RequiredCredential,
    Requirement,
    RoleColumns,
    RoleFacts,
    SkillHierarchy,
    carry_facts,
)
from kg.routes.conditions import Conditions, RouteOptions
from kg.routes.query import RouteQuery
from kg.routes.requirement_index import RequirementIndex
from kg.routes.rule import StepRule
from kg.schema import BASE, CK, PROV, RDF, SKOS, XSD
from kg.similarity.role_table import RoleTable
from kg.similarity.roles import Similarity
from kg.store import LocalStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from random import Random

    import numpy.typing as npt
    from hypothesis.strategies import DrawFn

__all__ = [
    "Dissimilar",
    "conditions_of",
    "cost_of",
    "examples",
    "graph_of",
    "intermediate_of",
    "iri",
    "name",
    "query_of",
    "rule_of",
    "shuffles",
    "travellers",
    "worlds",
]

T = TypeVar("T")

# --- drawn at random --------------------------------------------------------------------------------------------------

SKILLS = [f"s{number}" for number in range(8)]
GROUPS = [*SKILLS, "g0", "g1"]
ROLES = [f"r{number}" for number in range(7)]

# Hypothesis takes longer to draw a world than the tests to judge one, the longer the more it draws. So what belongs
# together is one draw from a table of all there can be, which has more rows of what should come more often.


@cache
def _some(values: tuple[str, ...], most: int, least: int = 0) -> st.SearchStrategy[frozenset[str]]:
    """Some of these values: each number of them is about as likely as another."""
    sizes = [list(map(frozenset, combinations(values, size))) for size in range(least, most + 1)]
    longest = max(map(len, sizes))
    return st.sampled_from([some for sets in sizes for some in sets * round(longest / len(sets))])


SOME_REQUIRED = [_some(tuple(SKILLS), 4, least) for least in (0, 2, 2, 3)]
SOME_OPTIONAL = _some(tuple(SKILLS), 2)
OPTIONS = [
    Option(*option)
    for option in product(
        sorted(CREDENTIALS),
        ["required", "required", "required", "preferred", "sometimes"],
        [None, None, None, "with experience"],
    )
]
ONE_OPTION = st.sampled_from(OPTIONS)
UP_TO_TWO = st.one_of(st.just(()), ONE_OPTION.map(lambda one: (one,)), st.tuples(ONE_OPTION, ONE_OPTION))
PREPARATIONS = [st.sampled_from(levels) for levels in ([None], [None, 1, 2, 3], [1, 2, 4], [3, 4, None])]
TRAITS = st.sampled_from(
    list(
        product(
            "ABCDEFGH",
            [(), (), (), (), ("phd",), ("licence",)],
            [False] * 6 + [True],
            [None, 50000, 60000, 70000],
            [True, False],
        )
    )
)
"""A role's label, what is demanded besides, whether it is regulated, the floor of its pay, and whether it has optional
skills.
"""
NO_FACTS = (None, None, None, False)
FACTS = st.sampled_from(
    [NO_FACTS] * 60
    + list(product([None, 0, 12, 48], [None, 1000, 20_000, 300_000], [None, 30_000, 90_000], [False] * 3 + [True]))
)
"""A role's experience in months, the people in it, its median pay, and whether it is to manage."""
TOOLS = st.sampled_from([frozenset({tool}) for tool in GROUPS] + [frozenset({"s5", "s6"}), frozenset({"s2", "s7"})])
"""The tools that a role names for one of its skills."""
FIVE_LETTERS = st.sampled_from(list(map("".join, product("abcdef", repeat=5))))
BELOW = _some(tuple(SKILLS), 5)
ABOVE = {skill: _some(tuple(sorted({*GROUPS} - {skill})), 2, 1) for skill in SKILLS}
BROUGHT = _some(tuple(SKILLS), 3, 1)


@st.composite
def _people(draw: DrawFn, names: list[str]) -> dict[str, Person]:
    level = draw(st.sampled_from(PREPARATIONS))
    stated = draw(st.sampled_from([False, False, True]))
    people = {}
    for name in names:
        label, demanded, regulated, floor, optional = draw(TRAITS)
        experience, working, pay, managerial = draw(FACTS) if stated else NO_FACTS
        required = draw(st.one_of(SOME_REQUIRED))
        named = draw(st.sampled_from([*sorted(required), None, None, None]))
        people[name] = Person(
            label=label,
            required=required,
            tools=((named, draw(TOOLS)),) if named else (),
            experience=experience,
            people=working,
            pay=pay,
            managerial=managerial,
            optional=draw(SOME_OPTIONAL) if optional else frozenset(),
            options=draw(UP_TO_TWO),
            demanded=demanded,
            preparation=draw(level),
            regulated=regulated,
            floor=floor,
        )
    return people


@st.composite
def worlds(draw: DrawFn) -> World:
    """Up to seven roles and eight skills, with an entry path, merges, a hierarchy, credentials, levels, and roles that
    match exactly. Labels are in no order, and two roles may have the same.
    """
    names = ROLES[: draw(st.sampled_from([5, 6, 7, 4, 3, 2]))]
    merges: dict[str, str] = draw(
        st.sampled_from([{}, {}, {"s1": "s0"}, {"s1": "s0", "s3": "s0"}, {"s1": "s0", "s3": "s2"}])
    )
    letters = draw(FIVE_LETTERS) + draw(FIVE_LETTERS)
    return World(
        roles=draw(_people(names)),
        paths={"p0": Person("From elsewhere", draw(BROUGHT), options=(Option("bachelor"),))},
        merged=merges,
        broader={skill: draw(ABOVE[skill]) for skill in sorted(draw(BELOW))},
        exact=draw(st.sampled_from([(), (), (), (), (("r0", "r1"),), (("r1", "r2"), ("r2", "r3")), (("r2", "r4"),)])),
        skill_labels={skill: letter + skill for skill, letter in zip(GROUPS, letters, strict=True)},
        usual=draw(st.sampled_from([0, 0, 1, 3, 6])),
        common=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"s0"}), frozenset({"s0", "s2"})])),
        elsewhere=draw(st.sampled_from([(), (), (), ("r1",), ("r2", "r3")])),
        linked=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"r1", "r2"})])),
    )


@st.composite
def travellers(draw: DrawFn, names: Iterable[str] = ROLES) -> Traveller:
    """Conditions of every sort; half the travellers ask for nothing in particular."""
    if draw(st.booleans()):
        return Traveller(max_steps=draw(st.sampled_from([2, 3, 3, 4])))
    things = (*SKILLS, *sorted(CREDENTIALS))
    nothing = st.just(frozenset[str]())
    max_steps, min_shared, max_new, leaps = draw(LIMITS)
    detours = draw(st.sampled_from([False, False, True]))
    return Traveller(
        have=draw(st.one_of(nothing, _some(things, 3))),
        avoid=draw(st.one_of(nothing, _some((*things, *names), 2))),
        max_steps=max_steps,
        min_shared=min_shared,
        max_new=max_new,
        allow_leaps=leaps,
        allow_detours=detours,
    )


LIMITS = st.sampled_from(
    list(product([3, 3, 3, 1, 2, 4], [None, None, 1, 2], [None, None, None, 1, 2, 3, 0], [False, False, True]))
)
"""Of the steps of a route, of the skills that a step shares, of those that are new in one, and whether it may leap."""


def shuffles() -> st.SearchStrategy[Random]:
    """What puts things in an order: a seed is drawn, not the place of each thing."""
    return st.randoms(use_true_random=True)


# --- as the program sees it -------------------------------------------------------------------------------------------

KINDS = {"r": "role", "p": "entry-path", "s": "skill", "g": "skill"}


def iri(thing: str) -> str:
    """The IRI of a role, entry path, skill or credential of a world."""
    kind = "credential" if thing in CREDENTIALS else KINDS[thing[0]]
    return f"{BASE}{kind}/{thing}"


def name(thing: str) -> str:
    """What an IRI is called in its world."""
    return thing.rpartition("/")[2]


def conditions_of(rule: Rule) -> Conditions:
    """A traveller's conditions in the program's terms."""
    limits = rule.traveller
    have, avoid = (frozenset(iri(rule.canonical(thing)) for thing in things) for things in (limits.have, limits.avoid))
    return Conditions(
        have, avoid, limits.max_steps, limits.min_shared, limits.max_new, limits.allow_leaps, limits.allow_detours
    )


def rule_of(rule: Rule, order: Random | None = None) -> StepRule:
    """The program's rule for a world and a traveller, with everything in a shuffled order where ``order`` is given."""
    world = rule.world

    def shuffled(things: Iterable[T]) -> list[T]:
        return order.sample(listed, len(listed)) if (listed := list(things)) and order else listed

    def entity(thing: str, label: str) -> Entity:
        return Entity(iri(thing), iri(thing).removeprefix(BASE), label, iri(thing).removeprefix(BASE).split("/")[0])

    known = {*GROUPS}.union(
        *(role.required | role.optional for role in world.roles.values()),
        *(tools for role in world.roles.values() for _, tools in role.tools),
        *({one, *above} for one, above in world.broader.items()),
    )
    skills = {thing: entity(thing, world.skill_labels.get(thing, thing)) for thing in shuffled(sorted(known))}

    def requirements(things: Iterable[str], named: Mapping[str, frozenset[str]] = {}) -> tuple[Requirement, ...]:
        return tuple(
            Requirement(skills[thing], tuple(skills[tool] for tool in shuffled(sorted(named.get(thing, ())))))
            for thing in shuffled(sorted({rule.canonical(thing) for thing in things}))
        )

    def profile(thing: str, person: Person) -> Profile:
        asked = rule.asked(thing)
        required = requirements(person.required, rule.tools(thing))
        optional = requirements(set(map(rule.canonical, person.optional)) - rule.required(thing))
        level = LEVELS.get(asked or "")
        ask = RequiredCredential(entity(asked, asked), asked, CREDENTIALS[asked] or 0, level=level) if asked else None
        own_level = LEVELS.get(rule.asked_itself(thing) or "")
        facts = RoleFacts(own_level, person.experience, person.people, person.pay, person.managerial)
        who = entity(thing, person.label)
        pay = None if person.floor is None else Pay(f"{person.floor}+", person.floor, None, True, "USD")
        return Profile(who, required, optional, ask, pay, person.preparation, person.regulated, (), facts)

    roles = {iri(thing): profile(thing, person) for thing, person in shuffled(world.roles.items())}
    credentials = {iri(thing): entity(thing, thing) for thing in CREDENTIALS}
    by_iri = {skill.iri: skill for skill in skills.values()}
    careers = Careers(
        entities={iri: role.entity for iri, role in roles.items()} | by_iri | credentials,
        roles=roles,
        entry_paths={iri(thing): profile(thing, person) for thing, person in world.paths.items()},
        skills=by_iri,
        credentials=credentials,
        tree=SkillHierarchy(
            {iri(one): iri(other) for one, other in shuffled(world.merged.items())},
            {iri(one): set(map(iri, above)) for one, above in shuffled(world.broader.items())},
        ),
        credential_weights={iri(thing): weight for thing, weight in CREDENTIALS.items() if weight is not None},
        credential_ancestors={iri(thing): frozenset(map(iri, Rule.kinds(thing)[1:])) for thing in CREDENTIALS},
        canonical_roles={iri(thing): iri(min(rule.place(thing))) for thing in world.roles},
        bases=(BASE, *map(iri, world.elsewhere)),
        credential_levels={iri(thing): level for thing, level in LEVELS.items()},
    )
    table = RoleTable.of(careers, _columns(world, careers))
    similarity = (Similarity if world.akin else Dissimilar)(careers, table)
    return StepRule(_with_many_roles(world, RequirementIndex(careers, table)), similarity, conditions_of(rule))


def _columns(world: World, careers: Careers) -> RoleColumns:
    """What the roles say, and the figures of those that match one exactly."""
    columns = RoleColumns.of(careers.roles)
    mapped: dict[str, set[str]] = {}
    for one, other in world.exact:
        if {one, other} <= world.roles.keys():
            mapped.setdefault(iri(one), set()).add(iri(other))
            mapped.setdefault(iri(other), set()).add(iri(one))
    facts = {role: columns.facts.get(role, RoleFacts()) for role in careers.roles}
    return columns._replace(facts=carry_facts(facts, mapped, {}))


def _with_many_roles(world: World, index: RequirementIndex) -> RequirementIndex:
    """The index of a world that is part of a source of many roles where it says so, though it has few."""
    index.usual_size = np.full(len(index), world.usual, np.int32)
    index.mostly_linked = index.table.roles_among(map(iri, world.linked))
    common = {index.table.concept_index.get(iri(world.merged.get(skill, skill)), -1) for skill in world.common}
    index.common = np.isin(index.skill_of_ask, sorted(common))
    return index


class Dissimilar(Similarity):
    """No two roles are similar."""

    def from_profile(self, origin: Profile) -> npt.NDArray[np.uint16]:  # noqa: ARG002 - as its parent has it
        return np.zeros(len(self._table), np.uint16)

    def rows(self, roles: npt.NDArray[np.int64]) -> npt.NDArray[np.uint16]:
        return np.zeros((len(roles), len(self._table)), np.uint16)

    def block(self, roles: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> npt.NDArray[np.uint16]:
        return np.zeros((len(roles), len(columns)), np.uint16)


def intermediate_of(query: RouteQuery) -> list[Profile]:
    """The roles that may be passed."""
    return [query.rule.index.role(number) for number in np.flatnonzero(query.intermediate).tolist()]


def query_of(rule: StepRule, start: str, goal: str, options: RouteOptions | None = None) -> RouteQuery:
    """The question for routes from a role or entry path of a world to a role."""
    careers = rule.careers
    origin = careers.roles.get(iri(start)) or careers.entry_paths[iri(start)]
    return RouteQuery(rule, origin, careers.roles[iri(goal)], options)


def cost_of(rule: StepRule, origin: Profile, role: Profile) -> int:
    """The cost of one step, in 1/COST_UNIT of a skill."""
    return int(rule.step(origin, role).costs[0, 0])


def graph_of(world: World, *, merges: bool = True) -> CareerGraph:
    """A world as triples, opened as a graph; what a role asks of education has a line of its own as its source."""
    engine = Store()
    engine.extend([*_skills(world), *_credentials(), *_people_of(world)])
    graph = CareerGraph(LocalStore(engine, "world"), merges=merges)
    _with_many_roles(world, graph.index)
    graph._computed.route_similarity = graph.similarity
    return graph


def _link(subject: str, predicate: str, value: str) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), NamedNode(value))


def _text(subject: str, predicate: str, value: str | int) -> Quad:
    literal = Literal(value) if isinstance(value, str) else Literal(str(value), datatype=NamedNode(XSD.integer))
    return Quad(NamedNode(subject), NamedNode(predicate), literal)


def _mark(subject: str, predicate: str) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), Literal("true", datatype=NamedNode(XSD.boolean)))


def _thing(node: str, kind: str, label: str) -> list[Quad]:
    return [_link(node, RDF.type, kind), _text(node, SKOS.prefLabel, label)]


def _skills(world: World) -> Iterator[Quad]:
    for skill in GROUPS:
        yield from _thing(iri(skill), CK.Skill, world.skill_labels.get(skill, skill))
        for group in world.broader.get(skill, ()):
            yield _link(iri(skill), SKOS.broader, iri(group))
    for skill, canonical in world.merged.items():
        yield _link(iri(skill), CK.mergedInto, iri(canonical))
        same = [canonical, *(other for other, into in world.merged.items() if into == canonical)]
        yield from (_link(iri(skill), SKOS.exactMatch, iri(other)) for other in same if other != skill)


def _credentials() -> Iterator[Quad]:
    for credential, weight in CREDENTIALS.items():
        yield from _thing(iri(credential), CK.Credential, credential)
        if weight is not None:
            yield _text(iri(credential), CK.skillEquivalents, weight)
        if credential in LEVELS:
            yield _text(iri(credential), CK.educationLevel, LEVELS[credential])
        if credential in KIND_OF:
            yield _link(iri(credential), SKOS.broader, iri(KIND_OF[credential]))


def _people_of(world: World) -> Iterator[Quad]:
    for thing, path in world.paths.items():
        yield from _thing(iri(thing), CK.EntryPath, path.label)
        for brought in (*path.required, *(option.credential for option in path.options)):
            yield _link(iri(thing), CK.brings, iri(brought))
    for thing, role in world.roles.items():
        yield from _thing(iri(thing), CK.Role, role.label)
        yield from (_link(iri(thing), CK.requiresSkill, iri(skill)) for skill in role.required)
        yield from (_link(iri(thing), CK.optionalSkill, iri(skill)) for skill in role.optional)
        yield from _education(thing, role)
        figures = {
            CK.preparationLevel: role.preparation,
            CK.monthsOfExperience: role.experience,
            CK.peopleEmployed: role.people,
            CK.medianAnnualPay: role.pay,
        }
        yield from (_text(iri(thing), property_, value) for property_, value in figures.items() if value is not None)
        marks = {CK.managerial: role.managerial, CK.regulated: role.regulated}
        yield from (_mark(iri(thing), property_) for property_, marked in marks.items() if marked)
        yield from _requirements(thing, role) if role.tools else ()
    for one, other in world.exact:
        if {one, other} <= world.roles.keys():
            yield _link(iri(one), SKOS.exactMatch, iri(other))


def _requirements(thing: str, role: Person) -> Iterator[Quad]:
    """A node for each skill of a role, as kg writes them: where one has details, none goes without."""
    tools = dict(role.tools)
    for strength, skills in (("required", role.required), ("optional", role.optional - role.required)):
        for skill in sorted(skills):
            node = f"{BASE}requirement/{thing}-{skill}"
            yield _link(iri(thing), CK.hasRequirement, node)
            yield _link(node, CK.skill, iri(skill))
            yield _text(node, CK.strength, strength)
            yield from (_link(node, CK.namesMember, iri(tool)) for tool in sorted(tools.get(skill, ())))


def _education(thing: str, role: Person) -> Iterator[Quad]:
    demanded = [(CK.hasRequirement, Option(credential)) for credential in role.demanded]
    options = [(CK.educationOption, option) for option in role.options]
    for number, (predicate, option) in enumerate([*demanded, *options]):
        node = f"{BASE}education/{thing}-{number}"
        yield _link(iri(thing), predicate, node)
        yield _link(node, CK.credential, iri(option.credential))
        yield _text(node, CK.strength, option.strength)
        if option.condition:
            yield _text(node, CK.condition, option.condition)
        if option.share is not None:
            share = Literal(option.share, datatype=NamedNode(XSD.decimal))
            yield Quad(NamedNode(node), NamedNode(CK.share), share)
        passage = f"{BASE}passage/{thing}-{number}"
        yield _link(node, PROV.wasDerivedFrom, passage)
        yield _text(passage, CK.line, number + 1)
