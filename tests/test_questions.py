"""Each named question gives its golden answer, on Oxigraph and on rdflib, and each golden answer has its question."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kg.analysis.questions import Question, question, questions
from kg.errors import UsageError
from kg.model import Entity
from kg.schema import CLASSES, KINDS, NOT_STATED, RDF, SKOS
from kg.store.sparql import SelectResult, collected

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "ontology" / "queries"
GOLDEN = ROOT / "tests" / "data" / "questions"

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # it uses what it deprecates

QUESTIONS = questions()

ANSWERED_BY = {
    "Which skills does an MLOps Engineer need, and which tools does the source name for them?": "role-skills",
    "I am a statistician. What is the route to MLOps Engineer, and what do I learn at each step?": "kg route",
    "I am a Data Scientist. What is missing for Machine Learning Engineer?": "role-gap",
    "Which roles name a Bachelor's degree as acceptable?": "credential-roles",
    "I know Python and SQL. Which roles name either, and which names both?": "roles-naming-any, roles-naming-all",
    "Coming from mathematics or statistics: what do I already bring, what must I add, what else helps?": (
        "entry-path-notes"
    ),
    "Which entry path mentions consultancy roles?": "entry-paths-mentioning",
    "Is 'Senior Data Scientist' a Senior Level title?": "title-level",
    "What does a Prompt Engineer earn?": "role-pay, emerging-roles",
    "Compare Machine Learning Engineer and MLOps Engineer.": "compare-roles, shared-pay",
    "Which role has the lowest floor and which has the highest stated top?": "lowest-and-highest-pay",
    "Which degree fields does the source name for each role, and where is 'or related field' missing?": "degree-fields",
    "Which industries name Amazon, and which ask for regulatory compliance knowledge?": (
        "employer-industries, industries-mentioning"
    ),
    "Which required skill, and which named tool, is asked for by most roles?": "most-required-skills, most-named-tools",
    "Which roles list no programming skill?": "roles-without-skill",
    "Is every fact of the source in the graph, and does every statement cite its line?": "uncited, counts",
    "Does the export survive a round trip, and is it the same file on every run?": "kg build",
}
"""The competency questions, each with the named questions, or else the command, that answer it."""


class Case(NamedTuple):
    """One golden answer: the question, the values of its parameters, and the rows to expect."""

    name: str
    parameters: dict[str, str]
    rows: list[dict[str, Any]]

    def __str__(self) -> str:
        return ".".join([self.name, *self.parameters.values()])


def cases() -> list[Case]:
    found = []
    for path in sorted(GOLDEN.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        found += [Case(path.stem, case["parameters"], case["rows"]) for case in content]
    return found


CASES = cases()
FIRST = {case.name: case for case in reversed(CASES)}


@pytest.fixture(scope="module")
def oxigraph() -> Store:
    store = Store()
    store.load(path=str(ROOT / "exports" / "career.trig"), format=RdfFormat.TRIG)
    return store


@pytest.fixture(scope="module")
def dataset() -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(ROOT / "exports" / "career.trig", format="trig")
    return dataset


@pytest.fixture(scope="module")
def resolve(oxigraph: Store) -> Callable[[str, tuple[str, ...]], Entity]:
    """Names are preferred labels here; other ways to name a thing are tested with the look-up."""
    table: dict[tuple[str, str], Entity] = {}
    for kind, iri in [*KINDS.items(), ("topic", f"{KINDS['topic']}Group")]:
        for quad in oxigraph.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(iri)):
            assert isinstance(quad.subject, NamedNode)
            for label in oxigraph.quads_for_pattern(quad.subject, NamedNode(SKOS.prefLabel), None):
                assert isinstance(label.object, Literal)
                table[kind, label.object.value] = Entity(quad.subject.value, "", label.object.value, kind)
    return lambda name, kinds: table[kinds[0], name]


def on_oxigraph(store: Store, text: str) -> list[dict[str, Any]]:
    result = collected(store.query(text, use_default_graph_as_union=True))
    assert isinstance(result, SelectResult)
    return result.to_dicts()


def on_rdflib(dataset: rdflib.Dataset, text: str) -> list[dict[str, Any]]:
    result = dataset.query(text)
    assert result.vars is not None
    names = [str(variable) for variable in result.vars]
    return [dict(zip(names, map(plain, row), strict=True)) for row in result]  # type: ignore[arg-type]


def plain(term: object) -> object:
    if isinstance(term, rdflib.Literal) and term.language is None:
        return term.toPython()
    return None if term is None else str(term)


def test_every_question_has_golden_answers_and_every_golden_answer_a_question() -> None:
    assert {path.stem for path in GOLDEN.glob("*")} == set(QUESTIONS) == {path.stem for path in QUERIES.iterdir()}
    assert {case.name for case in CASES} == set(QUESTIONS)


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.slow
def test_golden_answer_on_oxigraph(case: Case, oxigraph: Store, resolve: Callable[..., Entity]) -> None:
    assert on_oxigraph(oxigraph, QUESTIONS[case.name].bind(case.parameters, resolve)) == case.rows


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=[pytest.mark.long] * (case is not FIRST[case.name])) for case in CASES],
    ids=str,
)
@pytest.mark.slow
def test_golden_answer_on_rdflib(case: Case, dataset: rdflib.Dataset, resolve: Callable[..., Entity]) -> None:
    assert on_rdflib(dataset, QUESTIONS[case.name].bind(case.parameters, resolve)) == case.rows


@pytest.mark.parametrize("asked", QUESTIONS.values(), ids=list(QUESTIONS))
def test_a_file_as_it_stands_answers_for_its_examples(asked: Question, oxigraph: Store) -> None:
    examples = {parameter.name: parameter.example for parameter in asked.parameters}
    golden = next(case for case in CASES if case.name == asked.name and case.parameters == examples)
    assert on_oxigraph(oxigraph, asked.sparql) == golden.rows


@pytest.mark.parametrize("asked", QUESTIONS.values(), ids=list(QUESTIONS))
def test_a_file_is_complete_and_portable(asked: Question) -> None:
    text = asked.sparql
    head, _, body = text.partition("\n\n")
    kinds = [line.split(":")[0] for line in head.splitlines()]
    comments = [kind for kind in kinds if kind.startswith("#")]
    sources = ["# sources"] * bool(asked.sources)
    assert comments == ["# title", "# question", *["# param"] * len(asked.parameters), *sources, "# expect"]
    assert all(kind.startswith("PREFIX ") for kind in kinds[len(comments) :]), "the PREFIX lines follow the head"
    assert asked.title[0].isupper()
    assert asked.question.endswith("?")
    assert all(parameter.kind in {*KINDS, "text", "number"} for parameter in asked.parameters)
    for parameter in asked.parameters:
        assert len(set(re.findall(rf"VALUES \?{parameter.name} \{{[^}}]*\}}", body))) == 1
    assert "ORDER BY" in body or asked.name == "shared-pay", "the order of the rows is part of the answer"
    assert not re.search(r"\b(GRAPH|SERVICE|FROM|AVG|GROUP_CONCAT|SAMPLE)\b|_:|\[", re.sub(r'"[^"]*"', "", body))


@pytest.mark.parametrize("asked", QUESTIONS.values(), ids=list(QUESTIONS))
def test_the_prefixes_of_a_file_are_those_it_uses(asked: Question) -> None:
    declared = re.findall(r"^PREFIX ([\w-]+): ", asked.sparql, flags=re.MULTILINE)
    body = re.sub(r'"[^"]*"', "", asked.sparql.partition("\n\n")[2])
    used = set(re.findall(r"(?<![\w?:-])([a-z][\w-]*):", body))
    assert declared == sorted(used)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_golden_answer_leaves_nothing_open(case: Case) -> None:
    """A value that is missing says so: no row has an empty one, and an emerging role is not worth nothing."""
    values = [value for row in case.rows for value in row.values()]
    assert all(value not in (None, "") for value in values)
    if case.parameters.get("role") == "Prompt Engineer":
        assert set(values) == {NOT_STATED}


def test_golden_answers_quote_the_lines_they_cite(shared: Path) -> None:
    """Each line that a golden answer cites stands below the heading that it names, or has one of its words."""
    lines = (shared / "seed" / "000_d3694ff5bb20bd49.txt").read_text(encoding="utf-8").replace(",", "").splitlines()
    own_words = {"role-overview", "document", "sources", "section-contents"}
    for case in CASES:
        for row in case.rows if case.name not in own_words else []:
            if isinstance(row.get("line"), int):
                values = [*case.parameters.values(), *(str(value) for key, value in row.items() if key != "line")]
                words = {word.casefold().strip(",") for value in values for word in re.split(r"[ /]", value)}
                assert any(word in lines[row["line"] - 1].casefold() for word in words), (case.name, row)


@pytest.mark.parametrize("name", ["counts", "uncited"])
def test_every_class_of_the_schema_is_counted_and_looked_at(name: str) -> None:
    listed = re.search(r"VALUES \?class \{([^}]*)\}", QUESTIONS[name].sparql)
    assert listed
    own = {f"ck:{each.name}" for each in CLASSES if ":" not in each.term}
    assert set(listed[1].split()) - {"rdf:Statement"} == own - {"ck:Passage"}


def test_every_competency_question_is_answered() -> None:
    for answer in ANSWERED_BY.values():
        for name in answer.split(", "):
            assert name in QUESTIONS or name.startswith("kg ")


def test_the_competency_questions_are_those_of_the_list(shared: Path) -> None:
    text = (shared / "questions.md").read_text(encoding="utf-8")
    assert set(ANSWERED_BY) == set(re.findall(r"^## (.+)$", text, flags=re.MULTILINE))


def test_a_parameter_that_a_question_does_not_have_is_refused(resolve: Callable[..., Entity]) -> None:
    with pytest.raises(UsageError, match="no parameter 'rolle'"):
        QUESTIONS["role-pay"].bind({"rolle": "Data Scientist"}, resolve)


def test_a_text_is_put_in_as_text(oxigraph: Store, resolve: Callable[..., Entity]) -> None:
    hostile = 'x" } ?a ?b ?c } #'
    assert on_oxigraph(oxigraph, QUESTIONS["mentions"].bind({"word": hostile}, resolve)) == []


def test_a_misspelt_question_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        question("role-skill")
    assert "role-skills" in str(vars(caught.value)) + str(caught.value)
