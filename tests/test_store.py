"""SPARQL: every form of answer, plain values, limits, warnings and faults, in this process and in a child of it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from drawn import examples
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store
from rdflib.query import ResultRow

from kg.errors import (
    KGError,
    LimitError,
    QueryRefusedError,
    QuerySyntaxError,
    SourceError,
)
from kg.graph import CareerGraph, open_graph
from kg.schema import BASE, CK, PREFIXES
from kg.store import AskResult, GraphResult, LocalStore, SelectResult
from kg.store.faults import find_fault
from kg.store.sparql import named_terms

XSD = "http://www.w3.org/2001/XMLSchema#"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LIMIT = 60.0
"""Seconds that no query of these tests comes near to."""


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return open_graph()


@pytest.fixture(params=[None, LIMIT], ids=["here", "child"])
def timeout(request: pytest.FixtureRequest) -> float | None:
    limit: float | None = request.param
    return limit


# --- forms of answer --------------------------------------------------------------------------------------------------


def test_select(graph: CareerGraph, timeout: float | None) -> None:
    text = """
      SELECT ?label ?none (COUNT(?skill) AS ?n) {
        ?role a ck:Role ; skos:prefLabel ?label
        OPTIONAL { ?role ck:requiresSkill ?skill }
      } GROUP BY ?label ?none HAVING (COUNT(?skill) > 0) ORDER BY ?label LIMIT 2
    """
    found = graph.sparql(text, timeout=timeout)
    assert isinstance(found, SelectResult)
    assert found.variables == ("label", "none", "n")
    expected = [{"label": "AI Product Manager", "none": None, "n": 6},
                {"label": "Computer Vision Engineer", "none": None, "n": 6}]  # fmt: skip
    assert found.to_dicts() == list(found) == expected
    assert len(found) == 2
    assert found.hints == ("?none has no value: no pattern of the query binds it",)
    assert json.loads(found.to_json()) == {
        "head": {"vars": ["label", "none", "n"]},
        "results": {
            "bindings": [
                {
                    "label": {"type": "literal", "value": row["label"], "xml:lang": "en"},
                    "n": {"type": "literal", "value": "6", "datatype": f"{XSD}integer"},
                }
                for row in expected
            ]
        },
    }


@pytest.mark.parametrize(
    ("text", "expected"), [("ASK { ?s a ck:Role }", True), ("ASK { ?s a ck:Skill, ck:Role }", False)]
)
def test_ask(graph: CareerGraph, timeout: float | None, text: str, expected: bool) -> None:
    found = graph.sparql(text, timeout=timeout)
    assert isinstance(found, AskResult)
    assert bool(found) is found.value is expected
    assert found.to_dicts() == [{"answer": expected}]
    assert json.loads(found.to_json()) == {"head": {}, "boolean": expected}


def test_construct_and_describe(graph: CareerGraph, timeout: float | None) -> None:
    text = (
        "CONSTRUCT { ?s ck:rank ?rank ; rdfs:label ?label } { ?s a ck:Level ; ck:rank ?rank ; skos:prefLabel ?label }"
    )
    found = graph.sparql(text, timeout=timeout)
    assert isinstance(found, GraphResult)
    assert len(found) == 8
    assert found.to_dicts()[0] == {
        "subject": f"{BASE}level/junior-level",
        "predicate": "http://www.w3.org/2000/01/rdf-schema#label",
        "object": "Junior Level",
    }
    turtle = found.serialize("ttl")
    assert [line.split()[1] for line in turtle.splitlines() if line.startswith("@prefix")] == ["ck:", "level:", "rdfs:"]
    store = Store()
    store.load(turtle.encode(), format=RdfFormat.TURTLE)
    assert {quad.triple for quad in store} == set(found.triples)
    described = graph.sparql("DESCRIBE level:mid-level", timeout=timeout)
    assert isinstance(described, GraphResult)
    assert {str(triple.subject) for triple in described.triples} == {f"<{BASE}level/mid-level>"}


def test_named_graphs_can_be_asked_apart(graph: CareerGraph, timeout: float | None) -> None:
    text = "SELECT ?g { GRAPH ?g { skill:programming-expertise skos:exactMatch skill:programming } }"
    assert graph.sparql(text, timeout=timeout).to_dicts() == [{"g": f"{BASE}graph/curation"}]
    union = "SELECT ?o { skill:programming-expertise skos:exactMatch ?o }"
    assert len(graph.sparql(union, timeout=timeout).to_dicts()) == 2


def test_an_answer_without_variables(graph: CareerGraph, timeout: float | None) -> None:
    assert graph.sparql("SELECT * {}", timeout=timeout).to_dicts() == [{}]


VALUES: list[tuple[str, Any]] = [
    ("1", 1),
    ("-7", -7),
    ("12345678901234567890123456789", 12345678901234567890123456789),
    ('"007"^^xsd:int', 7),
    ('"1"^^xsd:long', 1),
    ("1.50", 1.5),
    ("1.5e3", 1500.0),
    ('"2.5"^^xsd:float', 2.5),
    ('"INF"^^xsd:double', float("inf")),
    ('"-INF"^^xsd:double', float("-inf")),
    ("true", True),
    ('"0"^^xsd:boolean', False),
    ('"x"@en', "x"),
    ('"1"@en', "1"),
    ('"y"', "y"),
    ('"1"', "1"),
    ('""', ""),
    ("ck:Role", CK.Role),
    ("UNDEF", None),
    ('"2024-01-01"^^xsd:date', "2024-01-01"),
    ('"abc"^^xsd:integer', "abc"),
    ('"1_000"^^xsd:integer', "1_000"),
    ('"\u0661"^^xsd:integer', "\u0661"),
    ('"1_0.5"^^xsd:decimal', "1_0.5"),
    ('"maybe"^^xsd:boolean', "maybe"),
    ('"x"^^<http://ex/own>', "x"),
]


def test_plain_values(graph: CareerGraph, timeout: float | None) -> None:
    text = "SELECT ?x { VALUES ?x { " + " ".join(f"{written}" for written, _ in VALUES) + " } }"
    found = [row["x"] for row in graph.sparql(text, timeout=timeout).to_dicts()]
    assert [(value, type(value)) for value in found] == [(value, type(value)) for _, value in VALUES]


def test_values_that_are_no_number(graph: CareerGraph, timeout: float | None) -> None:
    huge = "9" * 5000
    text = f'SELECT ?x {{ VALUES ?x {{ "NaN"^^xsd:double "{huge}"^^xsd:integer }} }}'
    nan, long = (row["x"] for row in graph.sparql(text, timeout=timeout).to_dicts())
    assert math.isnan(nan)
    assert long == huge  # longer than Python reads: stays text
    assert graph.sparql("SELECT ?x { BIND(1/0 AS ?x) }", timeout=timeout).to_dicts() == [{"x": None}]


# --- limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["SELECT ?s { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"])
def test_more_rows_than_allowed(graph: CareerGraph, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("KG_QUERY_ROWS", "5")
    assert len(graph.sparql(f"{text} LIMIT 5").to_dicts()) == 5
    with pytest.raises(LimitError, match="more than 5 rows") as caught:
        graph.sparql(f"{text} LIMIT 6")
    assert (caught.value.value, caught.value.exit_status) == (5, 3)


# --- what must not be asked for ---------------------------------------------------------------------------------------

CALLS = [
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { <http://127.0.0.1:1/> } SeRvIcE?x{ ?s ?p ?o } }",
    "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "ASK { ?s ?p ?o { SELECT * { # a comment\nSERVICE <http://127.0.0.1:1/> {} } } }",
    "PREFIX service: <http://127.0.0.1:1/> ASK { ?service service:p 'service' SERVICE service:x {} }",
]
HIDDEN = [
    "ASK { ?s ?p ?a FILTER(?a<'>'&&EXISTS{SERVICE<http://127.0.0.1:1/>{?s ?p ?o}}&&'x'='x') }",
    'ASK { ?s ?p ?a FILTER(?a<?b#>"""\n) SERVICE <http://127.0.0.1:1/> {?s ?p ?o}\n#"""\n}',
]
"""What a tokeniser takes for a text, the engine takes for a call."""

NAMED = [
    "ASK { ?service ?p ?SERVICE }",
    "ASK { ?s ?p 'SERVICE <http://x/> {}' , \"service\"@en, '''service''' } # service <http://x/> {}",
    "ASK { _:service ?p 'x'@service }",
    "PREFIX service: <http://service/> PREFIX xservice: <http://x/> ASK { service:service xservice:p 1 }",
    "SELECT ?service ?aaaaaaa { ?service a ?aaaaaaa } LIMIT 1",
]


@pytest.mark.parametrize("text", CALLS)
@pytest.mark.slow
def test_service_is_refused(graph: CareerGraph, timeout: float | None, text: str) -> None:
    with pytest.raises(QueryRefusedError, match="SERVICE is switched off") as caught:
        graph.sparql(text, timeout=timeout)
    assert caught.value.exit_status == 2


@pytest.mark.parametrize("text", [*CALLS, *HIDDEN])
def test_service_never_reaches_the_engine(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Watched(LocalStore):
        @property
        def engine(self) -> Store:
            raise AssertionError("the query was run")

        @engine.setter
        def engine(self, _: Store) -> None: ...

    with pytest.raises((QueryRefusedError, QuerySyntaxError)):
        Watched(Store(), "x").query(text, PREFIXES)


@pytest.mark.parametrize("text", CALLS[:4])
@pytest.mark.slow
def test_service_runs_when_it_is_allowed(graph: CareerGraph, timeout: float | None, text: str) -> None:
    """Nothing listens there: the call fails, or is silent about it."""
    if "silent" in text:
        graph.sparql(text, timeout=timeout, allow_service=True)
    else:
        with pytest.raises(SourceError, match="the query failed"):
            graph.sparql(text, timeout=timeout, allow_service=True)


@pytest.mark.parametrize("text", NAMED)
@pytest.mark.slow
def test_the_word_alone_is_no_call(graph: CareerGraph, timeout: float | None, text: str) -> None:
    graph.sparql(text, timeout=timeout)


@pytest.mark.parametrize(
    "text", ["LOAD <file:///etc/passwd>", "INSERT DATA { <a:b> <a:b> <a:b> }", "CLEAR ALL", "DROP ALL"]
)
def test_updates_are_no_queries(graph: CareerGraph, text: str) -> None:
    before = len(graph.store)
    with pytest.raises(QuerySyntaxError):
        graph.sparql(text)
    assert len(graph.store) == before


def test_from_reads_no_file(graph: CareerGraph, root: Path, timeout: float | None) -> None:
    file = (root / "ontology/career.ttl").as_uri()
    for clause in (f"FROM <{file}>", f"FROM NAMED <{file}>"):
        found = graph.sparql(
            f"SELECT * {clause} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}", timeout=timeout
        )
        assert found.to_dicts() == []


# --- warnings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("ASK { ?s ck:hasRequirment ?o }", ["ck:hasRequirment", "ck:hasRequirement"]),
        ("ASK { ?s a ck:Rol }", ["ck:Rol", "ck:Role"]),
        ("ASK { role:mlops-enginer ?p ?o }", ["role:mlops-enginer", "role:mlops-engineer"]),
        (f"ASK {{ <{BASE}skill/pyton> ?p ?o }}", [f"<{BASE}skill/pyton>", f"<{BASE}skill/python>"]),
        ("ASK { ?s schema:prefLabel ?o }", ["schema:prefLabel", "skos:prefLabel"]),
        ("ASK { ?s a org:Organisation }", ["org:Organisation", "org:Organization"]),
        ("ASK { ?s a schema:Organisation }", ["schema:Organisation", "schema:Organization"]),
        ("PREFIX my: <http://my/> ASK { ?s my:own ?o }", ["my:own", None]),
        ("PREFIX x: <https://w3id.org/career-kg/ontology#> ASK { ?s x:skil ?o }", ["x:skil", "x:skill"]),
        ("ASK { ?s ck:hasRequirment/ck:skil ?o }", ["ck:hasRequirment", "ck:hasRequirement", "ck:skil", "ck:skill"]),
    ],
)
@pytest.mark.slow
def test_a_misspelt_term_is_warned_of(
    graph: CareerGraph, timeout: float | None, text: str, warnings: list[str | None]
) -> None:
    expected = [
        f"{shown} is used nowhere in this graph" + (f"; did you mean {near}?" if near else "")
        for shown, near in zip(warnings[::2], warnings[1::2], strict=True)
    ]
    assert list(graph.sparql(text, timeout=timeout).hints) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s skos:prefLabel 'ck:Rol' } # ck:Rol <http://x/y>",
        'PREFIX none: <http://none/> BASE <http://base/> ASK { ?s skos:prefLabel """<http://x/y> ck:Rol""" }',
        "SELECT (xsd:integer('1') AS ?one) (STRDT('x', xsd:gYear) AS ?two) {}",
        "ASK { ?s a ck:Role ; rdf:type skos:Concept ; prov:wasDerivedFrom ?p }",
        "ASK { GRAPH graph:curation { ?s ?p ?o } }",
        "ASK FROM graph:ai-ml { ?s ?p ?o }",
        "ASK { ?s ?p '@en:x' FILTER(?s<?p && ?p > ?s) }",
    ],
)
def test_what_is_known_or_no_term_is_not_warned_of(graph: CareerGraph, text: str) -> None:
    assert not [hint for hint in graph.sparql(text).hints if "is used nowhere" in hint]


def test_terms_are_told_as_written() -> None:
    text = "PREFIX a: <http://a/> SELECT * { <http://b> a:c\\-d ?x ; a :none, a:e.f . } # <http://no>"
    assert named_terms(text, {"": "http://d/"}) == {
        "<http://b>": "http://b",
        "a:c\\-d": "http://a/c-d",
        ":none": "http://d/none",
        "a:e.f": "http://a/e.f",
    }


@given(st.text(alphabet=st.sampled_from(list("abPREFIX:<>#\"'\\\n{}?.@ é-")), max_size=60))
@example('"""')
@example("'\\")
@example("PREFIX : PREFIX <")
def test_naming_terms_never_fails(text: str) -> None:
    named_terms(text, PREFIXES)


QUOTES = st.sampled_from(["'", '"', "'''", '"""'])
INNER = st.text(alphabet="ck:Rol <>#?{}é", max_size=20)


@given(QUOTES, INNER, INNER)
def test_texts_and_comments_hide_terms(quote: str, inside: str, comment: str) -> None:
    text = f"ASK {{ ?s skos:prefLabel {quote}{inside}{quote} }} #{comment}"
    assert set(named_terms(text, PREFIXES)) == {"skos:prefLabel"}


# --- faults -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("SELEC * { ?s ?p ?o }", 1, 1, "'SELEC' is not allowed here"),
        ("SELECT * { ?s ?p }", 1, 18, "'}' is not allowed here"),
        ("SELECT * {\n  ?s ?p ?o .\n  % \n}", 3, 3, "'%' is not allowed here"),
        ("SELECT * {\r\n  ?s ?p ?o . .\r\n}", 2, 14, "'.' is not allowed here"),
        ('SELECT * { ?s ?p "日本é" @ }', 1, 24, "'@' is not allowed here"),
        ("SELECT * { ?é ?p 'ü' ; ; ?q }", 1, 29, "'}' is not allowed here"),
        ("SELECT * {\n\t?s skos:prefLabel 'é' ;\n\t\tnope:x ?o }", 3, 3, "the prefix nope: is not declared"),
        ("SELECT * { ?s ?p ?o } LIMIT x", 1, 29, "'x' is not allowed here"),
        ("SELECT * { ?s ?p 'open }", 1, 18, "''' is not allowed here"),
        ("SELECT * { ?s ?p ?o", 1, 20, "it ends too early"),
        ("SELECT * { ?s ?p ?o\n\n", 1, 20, "it ends too early"),
        ("", 1, 1, "it ends too early"),
        ("SELECT (COUNT(?s) AS ?n) ?s { ?s ?p ?o }", 1, 26, "?s is selected beside an aggregate"),
    ],
)
@pytest.mark.slow
def test_a_malformed_query_is_told_where(
    graph: CareerGraph, timeout: float | None, text: str, line: int, column: int, reason: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        graph.sparql(text, timeout=timeout)
    error = caught.value
    assert (error.line, error.column) == (line, column)
    assert reason.removeprefix("'''") in error.reason
    assert (error.query, error.exit_status) == (text, 2)
    shown, caret = error.message.split("\n")[-2:]
    assert (
        shown[2:].rstrip() == text.splitlines()[line - 1].replace("\t", " ").rstrip() if text else shown.strip() == ""
    )
    assert caret == "  " + " " * (column - 1) + "^"


@examples(60)
@given(st.integers(0, 30), st.sampled_from(["%", "&&", ";;", "SELECT", "]", "'"]))
def test_a_stray_word_is_found_where_it_stands(place: int, stray: str) -> None:
    words = """SELECT ?s (COUNT(?o) AS ?n) WHERE { ?s a ck:Role . OPTIONAL { ?s ck:salary ?pay . FILTER(?pay > 3) }
      ?s ck:requiresSkill/skos:broader* ?o } GROUP BY ?s ORDER BY DESC(?n) LIMIT 3""".split()  # noqa: SIM905  # as written
    place = min(place, len(words))
    text = " ".join([*words[:place], stray, *words[place:]])
    found = find_fault(text, PREFIXES)
    start = len(" ".join([*words[:place], ""]))
    assert found is None or found >= start  # nothing before the stray word is wrong
    if stray in ("%", "]"):
        assert found == start


def test_any_fault_is_an_error_of_ours(graph: CareerGraph) -> None:
    for text in (
        "\0",
        "SELECT",
        "{",
        "SELECT * { ?s ?p \ud800 }".encode("utf-8", "replace").decode(),
        "#",
        "\ufeffASK {}",
    ):
        try:
            graph.sparql(text)
        except KGError:
            continue


# --- one graph, two engines -------------------------------------------------------------------------------------------

BOTH = [
    "SELECT ?label { ?role a ck:Role ; skos:prefLabel ?label } ORDER BY ?label",
    "SELECT ?role (COUNT(DISTINCT ?skill) AS ?n) { ?role ck:requiresSkill ?skill } GROUP BY ?role ORDER BY ?role",
    "SELECT ?low ?high { salary:data-scientist schema:minValue ?low ; schema:maxValue ?high }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT ?s { ?s skos:broader* skill:programming } ORDER BY ?s",
    "SELECT ?level ?min { ?level a ck:Level OPTIONAL { ?level ck:minYears ?min } } ORDER BY ?level",
]


@pytest.mark.filterwarnings(r"ignore:.* is deprecated:DeprecationWarning:rdflib")
@pytest.mark.slow
def test_rdflib_answers_the_same(graph: CareerGraph) -> None:
    dataset = graph.to_rdflib()
    for text in BOTH:
        answer = dataset.query(text)
        names = [str(variable) for variable in answer.vars or ()]
        rows = [row.asdict() for row in answer if isinstance(row, ResultRow)]
        values = [{name: getattr(row.get(name), "toPython", lambda: None)() for name in names} for row in rows]
        plain = [
            {name: str(value) if isinstance(value, str) else value for name, value in row.items()} for row in values
        ]
        assert plain == graph.sparql(text).to_dicts(), text
