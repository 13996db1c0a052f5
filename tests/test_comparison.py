"""Roles side by side: golden answers read off the guide with their lines, the arithmetic of ranges, brute force."""

from __future__ import annotations

import csv
import re
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from careers import examples, iri, name, rule_of, worlds
from command_line import kg as run
from command_line import kg_process, labels, lines_of
from hypothesis import given
from hypothesis import strategies as st
from rule import Rule, Traveller, World

import kg
from kg.analysis.comparison import compare
from kg.errors import UnknownNameError, UsageError
from kg.model import Entity
from kg.model.careers import Careers, Pay, Profile, RoleDetails, SkillHierarchy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.model import Source
    from kg.model.analysis import ComparedSkill, Comparison


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return kg.open()


@pytest.fixture(scope="module")
def engineers(graph: CareerGraph) -> Comparison:
    return graph.compare(["Machine Learning Engineer", "MLOps Engineer"])


def names(items: Iterable[ComparedSkill]) -> list[str]:
    return [item.skill.label for item in items]


def cited(sources: Iterable[Source]) -> list[int | None]:
    return [source.line for source in sources]


# --- the guide --------------------------------------------------------------------------------------------------------


def test_what_two_engineers_share_and_what_each_has_alone(engineers: Comparison) -> None:
    """Lines 24-29 and 168-173."""
    first, second = engineers.roles
    assert names(engineers.shared) == ["Cloud platforms", "ML frameworks"]
    assert engineers.required_by_some == ()
    assert names(engineers.required_by_one(first)) == [
        "Programming",
        "Software engineering principles",
        "Database knowledge",
        "MLOps practices",
    ]
    assert names(engineers.required_by_one(second)) == [
        "Containerization",
        "Infrastructure as Code",
        "Monitoring tools",
        "Version control systems",
    ]


def test_each_role_cites_its_own_line_and_names_its_own_tools(engineers: Comparison) -> None:
    """Line 25 names three frameworks, line 171 none; line 27 three clouds, line 168 none."""
    clouds, frameworks = engineers.shared
    assert [cited(asked.sources) for asked in clouds.required] == [[27], [168]]
    assert [cited(asked.sources) for asked in frameworks.required] == [[25], [171]]
    assert [[tool.label for tool in asked.tools] for asked in frameworks.required] == [
        ["PyTorch", "Scikit-learn", "TensorFlow"],
        [],
    ]
    assert clouds.tools_shared == frameworks.tools_shared == ()


def test_a_tool_that_both_name_is_shared(graph: CareerGraph) -> None:
    """Line 24 names Python, Java and Scala, line 49 Python and R."""
    (programming,) = graph.compare(["Machine Learning Engineer", "Data Scientist"]).shared
    assert [tool.label for tool in programming.tools_shared] == ["Python"]


def test_pay_in_common_is_what_both_ranges_contain(engineers: Comparison) -> None:
    """Line 31: 80,000 - 200,000+; line 175: 90,000 - 210,000+."""
    assert engineers.pay is not None
    assert (engineers.pay.minimum, engineers.pay.maximum, engineers.pay.currency) == (90000, 200000, "USD")
    assert (engineers.pay.open_ended, engineers.pay.at_most) == (True, None)
    assert cited(engineers.pay.sources) == [31, 175]
    assert engineers.pay_reason is None


def test_education_in_common(engineers: Comparison) -> None:
    """Line 33: Bachelor's in Computer Science, Engineering, or related field (Master's preferred); line 177:
    Bachelor's in Computer Science or related field.
    """
    common = engineers.education
    assert [(item.entity.label, cited(item.sources)) for item in common.credentials] == [("Bachelor's", [33, 177])]
    assert [(item.entity.label, cited(item.sources)) for item in common.fields] == [("Computer Science", [33, 177])]
    assert (common.related_field, cited(common.related_sources)) == (True, [33, 177])


def test_a_related_field_is_not_common_where_one_role_does_not_name_it(graph: CareerGraph) -> None:
    """Lines 129 and 153 lack "or related field", which line 57 has."""
    two = graph.compare(["Computer Vision Engineer", "NLP Engineer"]).education
    assert [item.entity.label for item in two.credentials] == ["Bachelor's", "Master's"]
    assert [item.entity.label for item in two.fields] == ["Computer Science"]
    assert (two.related_field, two.related_sources) == (False, ())
    other = graph.compare(["Data Scientist", "NLP Engineer"]).education
    assert ([item.entity.label for item in other.fields], other.related_field) == ([], False)


def test_options_of_education_as_stated(graph: CareerGraph) -> None:
    """Line 81: PhD required (sometimes Master's with exceptional experience); line 72 lists the PhD among the skills,
    with fields; line 105: MBA or technical background with business experience.
    """
    research, product = graph.compare(["Research Scientist", "AI Product Manager"]).sides
    options = [
        (
            option.credential.label if option.credential else option.background,
            [field.label for field in option.fields],
            option.related_field,
            option.strength,
            option.condition,
            option.among_skills,
            cited(option.sources),
        )
        for side in (research, product)
        for option in side.details.education
    ]
    assert options == [
        ("PhD", [], False, "required", None, False, [81]),
        ("Master's", [], False, "sometimes", "exceptional experience", False, [81]),
        ("PhD", ["AI/ML", "Computer Science"], True, "required", None, True, [72]),
        ("MBA", [], False, "required", None, False, [105]),
        ("technical background", [], False, "required", "business experience", False, [105]),
    ]
    assert research.details.education_text == "PhD required (sometimes Master's with exceptional experience)"
    assert cited(research.details.education_sources) == [81]


def test_a_condition_is_nothing_in_common(graph: CareerGraph) -> None:
    """A master's is an option of both, but of research only sometimes (line 81)."""
    assert graph.compare(["Data Scientist", "Research Scientist"]).education.credentials == ()


def test_some_of_three_roles(graph: CareerGraph) -> None:
    answer = graph.compare(["MLOps Engineer", "Machine Learning Engineer", "Data Scientist"])
    assert answer.shared == ()
    assert {item.skill.label: [asked.role.label for asked in item.required] for item in answer.required_by_some} == {
        "Cloud platforms": ["MLOps Engineer", "Machine Learning Engineer"],
        "ML frameworks": ["MLOps Engineer", "Machine Learning Engineer"],
        "Programming": ["Machine Learning Engineer", "Data Scientist"],
    }
    assert [len(answer.required_by_one(role)) for role in answer.roles] == [4, 3, 5]


def test_near_skills_say_through_which_they_are(graph: CareerGraph) -> None:
    """Lines 48 and 73 rest on mathematics, lines 53 and 77 on a field; the closeness is curated."""
    answer = graph.compare(["Data Scientist", "Research Scientist"])
    assert [(item.skill.label, item.kind, item.other.label) for item in answer.relations] == [
        ("Statistics and mathematics", "near", "Strong mathematical foundation"),
        ("Domain expertise", "near", "Domain specialization"),
    ]
    assert [through.label for item in answer.relations for through in item.via] == [
        "Mathematics and statistics",
        "Domain knowledge",
    ]


def test_job_titles_and_their_levels(graph: CareerGraph) -> None:
    """Lines 230, 236 and 242: a Senior Data Scientist is Mid Level."""
    side, other = graph.compare(["Data Scientist", "MLOps Engineer"]).sides
    assert {
        held.title.label: (
            held.level.label if held.level else None,
            [place.line for place in held.sources if place.line],
        )
        for held in side.details.titles
    } == {
        "Junior Data Scientist": ("Junior Level", [230]),
        "Senior Data Scientist": ("Mid Level", [236]),
        "Staff Data Scientist": ("Senior Level", [242]),
    }
    assert other.details.titles == ()
    assert other.not_stated == ("preparation level", "job titles")


def test_an_emerging_role_has_nothing_stated(graph: CareerGraph) -> None:
    answer = graph.compare(["Machine Learning Engineer", "Prompt Engineer"])
    assert answer.sides[1].not_stated == ("skills", "pay", "education", "preparation level", "job titles")
    assert (answer.shared, answer.pay, answer.education.credentials, answer.education.related_field) == (
        (),
        None,
        (),
        False,
    )
    assert answer.pay_reason == "pay of Prompt Engineer is not stated in the source"


def test_merges_decide_what_is_shared() -> None:
    """Lines 25 and 171 have the same words, lines 27 and 168 have not."""
    answer = kg.open(merges=False).compare(["Machine Learning Engineer", "MLOps Engineer"])
    assert names(answer.shared) == ["ML frameworks"]


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ([], "of 2 to 5 roles, not of 0 roles"),
        (["MLOps"], "of 2 to 5 roles, not of 1 role"),
        (["MLE", "MLOps", "DS", "NLP", "CV", "AI PM"], "of 2 to 5 roles, not of 6 roles"),
        (["MLOps", "Data Scientist", "MLOps Engineer"], "'MLOps Engineer' is named twice"),
    ],
)
def test_a_comparison_is_of_two_to_five_different_roles(graph: CareerGraph, roles: list[str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        graph.compare(roles)


def test_a_skill_is_no_role(graph: CareerGraph) -> None:
    with pytest.raises(UnknownNameError, match="'Python' exists, but it is a skill"):
        graph.compare(["MLOps", "Python"])


# --- the arithmetic of ranges -----------------------------------------------------------------------------------------


def pay(low: int | None, high: int | None, open_ended: bool = False, currency: str | None = "USD") -> Pay:  # noqa: FBT002 - as it reads
    return Pay("", low, high, open_ended, currency)


def common(*pays: Pay, periods: Iterable[str | None] = ()) -> tuple[Any, str | None]:
    """The bounds that these ranges have in common, and the reason where there are none."""
    careers = Careers({}, {}, {}, {}, {}, SkillHierarchy({}, {}), {}, {}, {})
    given = list(periods) or [None] * len(pays)
    sides = [
        (Profile(Entity(f"r{number}", f"r{number}", f"R{number}", "role"), pay=each), RoleDetails())
        for number, each in enumerate(each._replace(period=period) for each, period in zip(pays, given, strict=True))
    ]
    answer = compare(careers, sides)
    found = answer.pay
    return found and (found.minimum, found.maximum, found.open_ended, found.at_most), answer.pay_reason


@pytest.mark.parametrize(
    ("pays", "bounds"),
    [
        ([pay(80, 200, True), pay(90, 210, True)], (90, 200, True, None)),
        ([pay(80, 200), pay(90, 210)], (90, 200, False, None)),
        ([pay(80, 200, True), pay(90, 210)], (90, 200, True, 210)),  # open, but a firm top ends it
        ([pay(80, 200), pay(90, 210, True)], (90, 200, False, None)),
        ([pay(80, 200), pay(90, 200, True)], (90, 200, False, None)),  # of two equal tops the firm one decides
        ([pay(80, 100), pay(100, 120)], (100, 100, False, None)),
        ([pay(50, None, True), pay(60, 80)], (60, 80, False, None)),  # "50+" has no top to be lower than 80
        ([pay(50, None, True), pay(60, None, True)], (60, None, True, None)),
        ([pay(50, None), pay(60, 80)], (60, None, False, None)),  # a top that is not stated is not stated by all
        ([pay(None, 90), pay(60, 80)], (None, 80, False, None)),
        ([pay(10, 90), pay(20, 80), pay(30, 70, True)], (30, 70, True, 80)),
    ],
)
def test_ranges_in_common(pays: list[Pay], bounds: tuple[int | None, int | None, bool, int | None]) -> None:
    assert common(*pays) == (bounds, None)
    assert common(*reversed(pays)) == (bounds, None)


@pytest.mark.parametrize(
    ("pays", "reason"),
    [
        ([pay(10, 20), pay(30, 40)], "the stated ranges do not meet"),
        ([pay(10, 20, True), pay(30, 40)], "the stated ranges do not meet, and the lower one is open above"),
        ([pay(None, None), pay(30, 40)], None),
        ([pay(10, 20), pay(10, 20, currency="EUR")], "not comparable, the currency of each is: R0 USD, R1 EUR"),
        ([pay(10, 20), pay(10, 20, currency=None)], "not comparable, the currency of each is: R0 USD, R1 not stated"),
    ],
)
def test_ranges_with_nothing_in_common(pays: list[Pay], reason: str | None) -> None:
    assert common(*pays) == (None, reason or "no bound is stated by all")


def test_yearly_and_hourly_pay_are_not_comparable() -> None:
    both = pay(10, 20), pay(10, 20)
    assert common(*both, periods=["YEAR", "YEAR"])[0] == (10, 20, False, None)
    assert common(*both, periods=["YEAR", "HOUR"]) == (
        None,
        "not comparable, the period of each is: R0 YEAR, R1 HOUR",
    )


@examples(100)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans()), min_size=2, max_size=5))
def test_an_amount_is_in_common_when_every_range_contains_it(bounds: list[tuple[int, int, bool]]) -> None:
    """Every amount between the bounds lies in all ranges, as far as they are stated, and no other does."""
    pays = [pay(min(low, high), max(low, high), open_ended) for low, high, open_ended in bounds]
    found, _ = common(*pays)
    inside = {
        amount
        for amount in range(10)
        if all(
            each.minimum is not None and each.maximum is not None and each.minimum <= amount <= each.maximum
            for each in pays
        )
    }
    assert inside == (set(range(found[0], found[1] + 1)) if found else set())
    if found:
        beyond = [each for each in pays if each.maximum is not None and each.maximum == found[1]]
        assert found[2] == all(each.open_ended for each in beyond)


# --- brute force ------------------------------------------------------------------------------------------------------


@examples(150)
@given(worlds(), st.integers(2, 5))
def test_skills_and_relations_are_those_of_brute_force(world: World, count: int) -> None:
    rule = Rule(world, Traveller())
    careers = rule_of(rule).careers
    roles = sorted(world.roles)[:count]
    answer = compare(careers, [(careers.roles[iri(role)], RoleDetails()) for role in roles])
    counts = {
        skill: [role for role in roles if skill in rule.required(role)]
        for skill in set().union(*map(rule.required, roles))
    }
    assert {name(item.skill.iri): [name(asked.role.iri) for asked in item.required] for item in answer.skills} == counts
    assert {name(item.skill.iri) for item in answer.shared} == {
        one for one, by in counts.items() if len(by) == len(roles)
    }
    for role in roles:
        alone = {name(item.skill.iri) for item in answer.required_by_one(careers.roles[iri(role)].entity)}
        assert alone == {skill for skill, by in counts.items() if by == [role]}
    expected: set[tuple[str, ...]] = set()
    for one, other in permutations(roles, 2):
        held = rule.required(one)
        for needed in rule.covered(held, other) - held:
            expected |= {("covers", skill, needed) for skill in held if needed in rule.above(skill)}
        for needed in rule.near(held, other):
            near = {skill for skill in held if rule.direct.get(skill, set()) & rule.direct.get(needed, set())}
            expected |= {("near", *sorted((skill, needed))) for skill in near}
    found = [(item.kind, name(item.skill.iri), name(item.other.iri)) for item in answer.relations]
    sided = [one if one[0] == "covers" else (one[0], *sorted(one[1:])) for one in found]
    assert set(sided) == expected
    assert len(set(sided)) == len(sided)


# --- the command ------------------------------------------------------------------------------------------------------

EXTRA = """
@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <https://w3id.org/career-kg/role/> .
@prefix s: <https://w3id.org/career-kg/skill/> .
@prefix n: <https://w3id.org/career-kg/node/> .
x:a a ck:Role ; skos:prefLabel "A" ; ck:requiresSkill s:python ; ck:optionalSkill s:law ; ck:preparationLevel 2 ;
  ck:salary n:a ; schema:educationRequirements "A trade school" .
x:b a ck:Role ; skos:prefLabel "B" ; ck:requiresSkill s:programming, s:law ; ck:salary n:b .
s:python a ck:Skill ; skos:prefLabel "Python" ; skos:broader s:programming .
s:programming a ck:Skill ; skos:prefLabel "Programming" .
s:law a ck:Skill ; skos:prefLabel "Law" .
n:a a ck:SalaryRange ; schema:minValue 10 ; schema:maxValue 20 ; schema:currency "EUR" .
n:b a ck:SalaryRange ; schema:minValue 10 ; schema:maxValue 20 ; schema:currency "USD" .
"""


@pytest.fixture
def extra(tmp_path: Path) -> Path:
    path = tmp_path / "extra.ttl"
    path.write_text(EXTRA, encoding="utf-8")
    return path


def test_what_the_guide_has_not_is_compared_too(extra: Path) -> None:
    """A level of preparation, an optional skill, a member against its group, two currencies, education in words."""
    rows = {
        (what, item): cells
        for what, item, *cells in csv.reader(run("-g", extra, "compare", "A", "B", "-f", "csv").lines)
    }
    assert rows["preparation level", ""][0].startswith("2")
    assert rows["required by one", "Law"] == ["optional, extra", "extra"]
    assert rows["covers", ""] == ["Python covers (extra)", "Programming is covered (extra)"]
    assert rows["education", ""][0].startswith("A trade school")
    assert rows["education", ""][1] == "not stated in the source"
    document = run("-g", extra, "compare", "A", "B", "-f", "json").json
    assert document["pay"]["common"] is None
    assert document["pay"]["reason"] == "not comparable, the currency of each is: A EUR, B USD"


def test_the_document_has_the_answer_of_the_question_list() -> None:
    document = run("compare", "ML Engineer", "MLOps", "-f", "json").json
    assert labels(document["roles"]) == ["Machine Learning Engineer", "MLOps Engineer"]
    assert labels(document["shared"]) == ["Cloud platforms", "ML frameworks"]
    assert [lines_of(asked) for asked in document["shared"][0]["required"]] == [{27}, {168}]
    first, second = document["required_by_one"]
    assert labels(first["skills"]) == [
        "Programming",
        "Software engineering principles",
        "Database knowledge",
        "MLOps practices",
    ]
    assert len(second["skills"]) == 4
    pay_ = document["pay"]["common"]
    assert (pay_["minimum"], pay_["maximum"], pay_["open_ended"], lines_of(pay_)) == (90000, 200000, True, {31, 175})
    assert [lines_of(each["stated"]) for each in document["pay"]["roles"]] == [{31}, {175}]
    education = document["education"]["common"]
    assert (labels(education["credentials"]), labels(education["fields"]), education["related_field"]) == (
        ["Bachelor's"],
        ["Computer Science"],
        True,
    )


def test_people_read_the_same() -> None:
    out = run("compare", "ML Engineer", "MLOps").out
    assert "Skills: 2 required by both; 4 by Machine Learning Engineer alone; 4 by MLOps Engineer alone." in out
    assert "Pay in common: 90,000 - 200,000+ USD, no upper limit stated (lines 31, 175)." in out
    assert "Education in common: Bachelor's, Computer Science, a related field." in out
    assert "in Computer Science, Engineering or a related field (line 33)" in out
    assert "preferred (line 33)" in out


def test_an_emerging_role_is_said_to_have_nothing_stated() -> None:
    answer = run("compare", "Prompt Engineer", "AI Ethicist")
    assert answer.status == 0
    assert "Skills of Prompt Engineer and AI Ethicist: not stated in the source" in answer.out
    assert answer.out.count("not stated in the source") >= 2 * 4  # pay, education, level and titles of each
    document = run("compare", "Prompt Engineer", "AI Ethicist", "-f", "json").json
    assert [each["properties"] for each in document["not_stated"]] == [
        ["skills", "pay", "education", "preparation level", "job titles"]
    ] * 2


@pytest.mark.parametrize(
    ("roles", "status", "told"),
    [
        (["MLOps"], 2, "a comparison is of 2 to 5 roles, not of 1 role"),
        (["MLOps", "MLOps Engineer"], 2, "named twice"),
        (["MLE", "MLOps", "DS", "NLP", "CV", "nobody"], 2, "not of 6 roles"),
        ([], 2, "Missing argument"),
        (["MLOps", "Python"], 1, "'Python' exists, but it is a skill"),
        (["MLOps", "statistician"], 1, "no role named 'statistician' was found"),
        (["MLOps", ""], 1, "the name is empty"),
    ],
)
def test_what_cannot_be_compared_is_told(roles: list[str], status: int, told: str) -> None:
    answer = run("compare", *roles)
    assert (answer.status, answer.out) == (status, "")
    assert told in answer.err


@pytest.mark.parametrize("fmt", ["table", "json", "csv", "md"])
@pytest.mark.long
def test_the_same_bytes_for_every_hash_seed(fmt: str) -> None:
    command = ("compare", "DS", "NLP", "Research Scientist", "MLE", "AI PM", "-f", fmt)
    first, second = (kg_process(*command, env={"PYTHONHASHSEED": seed}).out for seed in ("0", "7"))
    assert first == second != ""


def test_a_requirement_cites_what_states_it_and_the_link_apart(tmp_path: Path) -> None:
    """Both guides name the skill; that the two are one is stated of both, and is no requirement of either role."""
    store = tmp_path / "store"
    assert run("init", store, "--empty").status == 0
    for guide, role in (("Care", "Carer"), ("Goods", "Porter")):
        text = f"# {guide}\n\n## Roles\n\n### {role}\n**Skills:** Lifting, {guide} work\n"
        (tmp_path / f"{guide.lower()}.md").write_text(text + "\n" * (guide == "Care"), encoding="utf-8")
        assert run("import", "guide", tmp_path / f"{guide.lower()}.md", "--into", store).status == 0
    answer = run("-g", store, "compare", "Carer", "Porter")
    [row] = [line for line in answer.lines if line.startswith("Lifting")]
    assert re.search(r"both +care:6 +goods:6; the same skill by care:6; goods:6$", row)
    assert "links" not in answer.out
    [shared] = run("-g", store, "compare", "Carer", "Porter", "-f", "json").json["shared"]
    for asked, graph in zip(shared["required"], ("care", "goods"), strict=True):
        assert {(each["graph"], each["line"]) for each in asked["sources"]} == {(graph, 6)}
        assert {each["graph"] for each in asked["links"]} <= {"links"}
