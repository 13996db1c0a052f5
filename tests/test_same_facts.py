"""The same facts, written as a guide, as a table and as Turtle, give the same answers."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from command_line import kg as run
from drawn import examples
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.questions import questions
from kg.errors import UsageError
from kg.graph import CareerGraph, open_graph
from kg.model import Entity
from kg.schema import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

ROLES = ("Staff nurse", "Porter", "Joiner", "Data analyst")
SKILLS = ("Wound care", "C++", "C", "Timber finishing", "CI/CD", "SQL", "Patient lifting", "Zoë's method")
SIGNS = {"GBP": "£", "USD": "$", "EUR": "€"}
DEGREES = ("Bachelor's", "Master's", "PhD", "Nursing degree")
FIELDS = ("", "Nursing", "Computer Science")
DUTIES = ("Dressing wounds", "Writing reports", "Cutting joints")


class Pay(NamedTuple):
    minimum: int
    maximum: int
    above: bool
    currency: str
    period: str


class Job(NamedTuple):
    """What is stated of one role; None or empty where it is not."""

    label: str
    about: str
    required: tuple[str, ...]
    preferred: tuple[str, ...]
    pay: Pay | None
    education: tuple[str, str] | None
    duties: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    """The tools that the first required skill names."""


@st.composite
def pays(draw: st.DrawFn) -> Pay:
    unit = draw(st.sampled_from((("year", 1000), ("hour", 1))))
    low, more = draw(st.integers(11, 90)), draw(st.integers(1, 50))
    currency = draw(st.sampled_from(sorted(SIGNS)))
    return Pay(low * unit[1], (low + more) * unit[1], draw(st.booleans()), currency, unit[0])


@st.composite
def jobs(draw: st.DrawFn, *, whole: bool) -> tuple[Job, ...]:
    """Some roles, each with a skill at least; ``whole`` are facts that tables have no column for, too."""
    found = []
    for label in draw(st.lists(st.sampled_from(ROLES), min_size=2, max_size=3, unique=True)):
        skills = draw(st.lists(st.sampled_from(SKILLS), min_size=1, max_size=5, unique=True))
        firm = draw(st.integers(1, len(skills)))
        education = draw(st.none() | st.tuples(st.sampled_from(DEGREES), st.sampled_from(FIELDS)))
        if education and education[0] not in DEGREES[:3]:
            education = education[0], ""
        tools, duties = (
            st.lists(st.sampled_from(some), max_size=2, unique=True) for some in (("Excel", "Perl"), DUTIES)
        )
        found.append(
            Job(
                label,
                draw(st.sampled_from(("", "Works with care.", "Makes, and mends."))),
                tuple(skills[:firm]),
                tuple(skills[firm:]),
                draw(st.none() | pays()),
                education,
                tuple(draw(duties)) if whole else (),
                tuple(draw(tools)) if whole else (),
            )
        )
    return tuple(found)


def education_of(job: Job) -> str:
    return " in ".join(filter(None, job.education or ()))


# --- three ways to write them -----------------------------------------------------------------------------------------


def guide(facts: tuple[Job, ...]) -> str:
    return "# Work\n\n## Roles\n" + "".join("\n".join(_of_guide(job)) + "\n" for job in facts)


def _of_guide(job: Job) -> Iterator[str]:
    yield f"\n### {job.label}"
    if job.about:
        yield f"\n**Overview:** {job.about}"
    if job.duties:
        yield "\n**Responsibilities:**\n" + "\n".join(f"- {duty}" for duty in job.duties)
    tools = f" ({', '.join(job.tools)})" if job.tools else ""
    first, *others = job.required
    yield "\n**Required skills:**\n" + "\n".join(f"- {skill}" for skill in (first + tools, *others))
    if job.preferred:
        yield "\n**Preferred skills:**\n" + "\n".join(f"- {skill}" for skill in job.preferred)
    if job.pay:
        sign, more = SIGNS[job.pay.currency], "+" * job.pay.above
        yield f"\n**Pay:** {sign}{job.pay.minimum:,} - {sign}{job.pay.maximum:,}{more} per {job.pay.period}"
    if job.education:
        yield f"\n**Education:** {education_of(job)}"


MAPPING = """title: Work
rows: roles
columns:
  label: Role
  description: About
  skills: Needs
  preferred skills: Likes
  pay minimum: From
  pay maximum: To
  currency: Currency
  period: Period
  education: Education
"""


def table(facts: tuple[Job, ...]) -> str:
    rows = ["Role\tAbout\tNeeds\tLikes\tFrom\tTo\tCurrency\tPeriod\tEducation"]
    for job in facts:
        pay = job.pay
        paid = [str(pay.minimum), f"{pay.maximum}{'+' * pay.above}", pay.currency, pay.period] if pay else [""] * 4
        cells = [job.label, job.about, ";".join(job.required), ";".join(job.preferred), *paid, education_of(job)]
        rows.append("\t".join(cells))
    return "\n".join(rows) + "\n"


HEAD = """@prefix : <https://example.org/> .
@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/document> a ck:Document ; dcterms:title "Work" .
"""


def turtle(facts: tuple[Job, ...]) -> str:
    """RDF by hand, in the terms of docs/model.md; each role is one line of a document."""
    lines = [HEAD]
    for number, job in enumerate(facts, 1):
        lines.append(f"<https://example.org/p{number}> a ck:Passage ; ck:line {number} ; dcterms:isPartOf :document .")
        lines += _of_turtle(job, f"<https://example.org/p{number}>")
    return "\n".join(dict.fromkeys(lines)) + "\n"


def _of_turtle(job: Job, passage: str) -> Iterator[str]:
    cited = f"prov:wasDerivedFrom {passage}"

    def entity(kind: str, label: str) -> str:
        return f"<https://example.org/{kind.lower()}/{slug(label)}>"

    def part(predicate: str, kind: str, name: str, said: str) -> str:
        node = f"<https://example.org/{kind.lower()}/{slug(job.label)}.{slug(name)}>"
        return f"{role} ck:{predicate} {node} . {node} a ck:{kind} ; {cited} ; {said} ."

    def concept(kind: str, label: str) -> str:
        return f'{entity(kind, label)} a ck:{kind}, skos:Concept ; skos:prefLabel "{label}"@en ; {cited} .'

    role = entity("Role", job.label)
    yield concept("Role", job.label)
    if job.about:
        yield f'{role} dcterms:description "{job.about}"@en .'
    for duty in job.duties:
        yield concept("Responsibility", duty) + f" {role} ck:hasResponsibility {entity('Responsibility', duty)} ."
    for strength, skills in (("required", job.required), ("preferred", job.preferred)):
        for skill in skills:
            tools = job.tools if skill == job.required[0] else ()
            yield concept("Skill", skill)
            shortcut = "requiresSkill" if strength == "required" else "optionalSkill"
            yield f"{role} ck:{shortcut} {entity('Skill', skill)} ."
            members = "".join(f" ; ck:namesMember {entity('Skill', tool)}" for tool in tools)
            said = f'ck:skill {entity("Skill", skill)} ; ck:strength "{strength}"{members}'
            yield part("hasRequirement", "SkillRequirement", skill, said)
            yield from (concept("Skill", tool) for tool in tools)
            yield from (f"{entity('Skill', tool)} skos:broader {entity('Skill', skill)} ." for tool in tools)
    if job.pay:
        pay = job.pay
        said = (
            f"schema:minValue {pay.minimum} ; schema:maxValue {pay.maximum} ; ck:openEnded {str(pay.above).lower()} ; "
        )
        said += f'schema:currency "{pay.currency}" ; schema:unitText "{pay.period.upper()}"'
        yield part("salary", "SalaryRange", "pay", said)
    if job.education:
        degree, field = job.education
        said = f'ck:credential {entity("Credential", degree)} ; ck:strength "required"'
        said += f" ; ck:field {entity('Field', field)} ; ck:relatedFieldAccepted false" if field else ""
        yield concept("Credential", degree)
        yield part("educationOption", "EducationOption", education_of(job), said)
        yield concept("Field", field) if field else ""


# --- what they answer -------------------------------------------------------------------------------------------------


def graph_of(kind: str, facts: tuple[Job, ...], folder: Path) -> CareerGraph:
    """A store of one source with these facts."""
    store = folder / kind
    assert run("init", "--empty", store).status == 0
    name, text = {
        "guide": ("work.md", guide(facts)),
        "table": ("work.tsv", table(facts)),
        "rdf": ("work.ttl", turtle(facts)),
        "rdf without lines": (
            "work.ttl",
            re.sub(r" ; prov:wasDerivedFrom <[^>]*>|<[^>]*> a ck:Passage.*", "", turtle(facts)),
        ),
    }[kind]
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "work.yaml").write_text(MAPPING, encoding="utf-8")
    mapping = ("--mapping", folder / "work.yaml") if kind == "table" else ()
    answer = run("import", kind.partition(" ")[0], folder / name, *mapping, "--into", store)
    assert answer.status == 0, answer.err
    return open_graph(str(store))


OF_SOURCES = frozenset({"counts", "curated", "document", "line-contents", "sources", "uncited"})
"""Questions about documents and lines themselves: two documents are not one."""

OF_PLACES = frozenset({"document", "line", "position", "maturity", "option"})
"""Columns that say where, or in which order, a source states something; a guide's roles are established by that."""


def asked(graph: CareerGraph) -> dict[tuple[str, ...], object]:
    """Each question of all sources, with each entity by its name."""
    found: dict[tuple[str, ...], object] = {}
    for question in questions().values():
        if question.sources or question.name in OF_SOURCES:
            continue
        for names in _names(graph, [parameter.kind for parameter in question.parameters]):
            values = {each.name: name for each, name in zip(question.parameters, names, strict=True)}
            rows = graph.ask(question.name, values).to_dicts()
            kept = [tuple(value for key, value in row.items() if key not in OF_PLACES) for row in rows]
            found[question.name, *names] = sorted(set(kept), key=str)
    return found


def _names(graph: CareerGraph, kinds: list[str]) -> Iterator[tuple[str, ...]]:
    if not kinds:
        yield ()
    elif kinds == ["text"]:
        yield ("care",)
    else:
        there = sorted(entity.label for entity in graph.list(kinds[0]))
        yield from ((there[turn], there[turn - 1])[: len(kinds)] for turn in range(len(there)))


def shown(graph: CareerGraph) -> dict[str, object]:
    """What is said of each role: properties, values and their parts, without the words and places of the source."""

    def value_of(value: object) -> str:
        return value.label if isinstance(value, Entity) else str(value)

    silent = {"prefLabel", "maturity", "educationRequirements"}
    found: dict[str, object] = {}
    for role in graph.list("role"):
        said = set()
        for fact in graph.show(role).facts:
            value = "" if fact.property == "salary" else value_of(fact.value)
            parts = tuple(sorted((name, value_of(part)) for name, part in fact.parts))
            said |= {(fact.property, value, parts)} if fact.property not in silent else set()
        found[role.label] = sorted(said)
    return found


def advised(graph: CareerGraph) -> dict[tuple[str, str], object]:
    """Gap and routes between each two roles."""
    found: dict[tuple[str, str], object] = {}
    labels = [role.label for role in graph.list("role")]
    for origin in labels:
        for destination in labels:
            if origin != destination:
                gap = graph.gap(origin, destination)
                lists = [sorted(item.label for item in items) for items in (gap.held, gap.near, gap.missing)]
                routes = [
                    [step.destination.label for step in route.steps] for route in graph.route(origin, destination)
                ]
                found[origin, destination] = (lists, routes)
    return found


def same_answers(facts: tuple[Job, ...], *kinds: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, *others = (graph_of(kind, facts, Path(folder)) for kind in kinds)
        for other in others:
            for answers in (shown, asked, advised):
                mine, theirs = answers(first), answers(other)
                assert mine == theirs


@pytest.mark.slow
@pytest.mark.long
@examples(16)
@given(jobs(whole=False))
def test_guide_table_and_rdf_with_the_same_facts_answer_alike(facts: tuple[Job, ...]) -> None:
    same_answers(facts, "guide", "table", "rdf", "rdf without lines")


@pytest.mark.slow
@pytest.mark.long
@examples(16)
@given(jobs(whole=True))
def test_guide_and_rdf_with_the_same_facts_answer_alike(facts: tuple[Job, ...]) -> None:
    """With responsibilities and tools, which tables have no column for."""
    same_answers(facts, "guide", "rdf", "rdf without lines")


def test_a_question_of_guides_is_refused_of_a_table_and_of_rdf() -> None:
    facts = (Job("Porter", "", ("SQL",), (), None, None),)
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("table", "rdf"):
            with pytest.raises(UsageError, match="a question of guides only"):
                graph_of(kind, facts, Path(folder)).ask("levels")
