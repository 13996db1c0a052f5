"""SPARQL and named questions on the command line: forms of answer, faults told where they stand, limits that hold."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest
from command_line import kg, kg_process
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

if TYPE_CHECKING:
    from pathlib import Path

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
"""Three patterns without a shared variable: thousands cubed."""


# --- forms of answer --------------------------------------------------------------------------------------------------


def test_select_as_json_is_what_sparql_1_1_says() -> None:
    row = '(<http://x/> "a" "b"@en 3)'
    query = f"SELECT ?iri ?text ?tagged ?number ?nothing {{ VALUES (?iri ?text ?tagged ?number) {{ {row} }} }}"
    document = kg("sparql", query, "-f", "json").json
    assert document == {
        "head": {"vars": ["iri", "text", "tagged", "number", "nothing"]},
        "results": {
            "bindings": [
                {
                    "iri": {"type": "uri", "value": "http://x/"},
                    "text": {"type": "literal", "value": "a"},
                    "tagged": {"type": "literal", "value": "b", "xml:lang": "en"},
                    "number": {
                        "type": "literal",
                        "value": "3",
                        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
                    },
                }
            ]
        },
    }


def test_another_reader_takes_our_json() -> None:
    answer = kg("sparql", "SELECT ?role ?label { ?role a ck:Role ; skos:prefLabel ?label }", "-f", "json")
    results = parse_query_results(answer.out, format=QueryResultsFormat.JSON)
    assert isinstance(results, QuerySolutions)
    assert len(list(results)) == 12


@pytest.mark.parametrize(("query", "value"), [("ASK { ?s a ck:Role }", True), ("ASK { FILTER(false) }", False)])
def test_ask_answers_with_status_0_either_way(query: str, value: bool) -> None:
    text = kg("sparql", query)
    assert (text.status, text.out) == (0, "yes\n" if value else "no\n")
    assert kg("sparql", query, "-f", "json").json == {"head": {}, "boolean": value}
    assert list(csv.reader(kg("sparql", query, "-f", "csv").lines)) == [["true" if value else "false"]]


def test_an_empty_select_is_an_answer() -> None:
    answer = kg("sparql", "SELECT ?x { ?x a ck:Role FILTER(false) }")
    assert (answer.status, answer.lines[0]) == (0, "x")
    assert "0 rows" in answer.err
    assert kg("sparql", "SELECT ?x { FILTER(false) }", "-f", "json").json["results"] == {"bindings": []}


@pytest.mark.parametrize("form", ["CONSTRUCT { ?s skos:prefLabel ?o } WHERE { ?s a ck:Role ; skos:prefLabel ?o }"])
@pytest.mark.parametrize("fmt", ["table", "ttl"])
def test_construct_gives_turtle(form: str, fmt: str) -> None:
    answer = kg("sparql", form, "-f", fmt)
    assert answer.status == 0
    found = {quad.object.value for quad in parse(answer.out, format=RdfFormat.TURTLE)}
    assert len(found) == 12
    assert "Research Scientist (AI/ML)" in found


def test_describe_gives_turtle_about_the_thing() -> None:
    answer = kg("sparql", "DESCRIBE role:mlops-engineer")
    triples = list(parse(answer.out, format=RdfFormat.TURTLE))
    assert {quad.subject.value for quad in triples} == {"https://w3id.org/career-kg/role/mlops-engineer"}
    assert "MLOps Engineer" in {quad.object.value for quad in triples}


def test_the_query_may_stand_in_a_file_or_on_standard_input(tmp_path: Path) -> None:
    query = "SELECT (COUNT(?role) AS ?n) { ?role a ck:Role }"
    (tmp_path / "count.rq").write_text(query)
    given = [kg("sparql", query), kg("sparql", tmp_path / "count.rq"), kg("sparql", "-", stdin=query)]
    assert [answer.lines[-1] for answer in given] == ["12", "12", "12"]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "count.rq").write_bytes(b"ASK { ?s ?p '\xff' }")
    answer = kg("sparql", tmp_path / "count.rq")
    assert (answer.status, answer.out) == (2, "")
    assert "not UTF-8" in answer.err


# --- faults -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "line", "column", "shown"),
    [
        ("SELECT ?role\nWHERE { ?role a , }", 2, 17, "WHERE { ?role a , }"),
        ("SELECT ?role\n\nWHERE {\n\t?role a , }", 4, 10, " ?role a , }"),
        ("SELECT ?role\nWHERE { ?role a ck:Role", 2, 24, "WHERE { ?role a ck:Role"),
        ("SELECT ?role\nWHERE { ?role a ck:Role\n", 2, 24, "WHERE { ?role a ck:Role"),
    ],
    ids=["second line", "tab", "unfinished", "unfinished, with a line feed"],
)
def test_a_malformed_query_is_told_by_line_column_and_caret(query: str, line: int, column: int, shown: str) -> None:
    answer = kg("sparql", query)
    assert (answer.status, answer.out) == (2, "")
    first, text, caret, _ = answer.err.splitlines()
    assert first.startswith(f"kg: malformed SPARQL at line {line}, column {column}: ")
    assert text.rstrip() == f"  {shown}".rstrip()
    assert caret == "  " + " " * (column - 1) + "^"


def test_an_undeclared_prefix_is_told() -> None:
    answer = kg("sparql", "SELECT * { ?s nosuch:thing ?o }")
    assert answer.status == 2
    assert "the prefix nosuch: is not declared" in answer.err
    assert "declare it before the query: PREFIX nosuch: <...>" in answer.err


def test_the_caret_stays_near_the_fault_of_a_long_line() -> None:
    answer = kg("sparql", "SELECT * { " + "?s ?p ?o . " * 500 + "?something a , }")
    assert answer.status == 2
    assert max(map(len, answer.err.splitlines())) < 300
    shown, caret = answer.err.splitlines()[1:3]
    assert shown[caret.index("^")] == ","


@pytest.mark.parametrize(
    ("query", "wrong", "near"),
    [
        ("SELECT ?r { ?r ck:requiresSkil ?s }", "ck:requiresSkil", "ck:requiresSkill"),
        ("SELECT ?r { ?r a ck:Rolle }", "ck:Rolle", "ck:Role"),
        ("SELECT ?r { ?r skos:preflabel ?l }", "skos:preflabel", "skos:prefLabel"),
        (
            "SELECT ?r { ?r <https://w3id.org/career-kg/ontology#salery> ?s }",
            "<https://w3id.org/career-kg/ontology#salery>",
            "<https://w3id.org/career-kg/ontology#salary>",
        ),
        ("SELECT ?l { role:mlops-enginer skos:prefLabel ?l }", "role:mlops-enginer", "role:mlops-engineer"),
    ],
)
def test_a_misspelt_term_is_answered_with_a_warning(query: str, wrong: str, near: str) -> None:
    answer = kg("sparql", query)
    assert answer.status == 0
    assert f"note: {wrong} is used nowhere in this graph; did you mean {near}?" in answer.err


def test_a_query_without_unknown_terms_has_no_warning() -> None:
    query = "SELECT ?l { ?r a ck:Role ; skos:prefLabel ?l FILTER(STR(?l) != 'ck:Rolle <http://no/where>') } # ck:Nope"
    assert kg("sparql", query).err == ""


UPDATES = [
    "INSERT DATA { <http://x/a> <http://x/b> <http://x/c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "LOAD <file:///etc/hostname>",
    "CLEAR ALL",
    "DROP ALL",
]
BROKEN = [
    "SELECT",
    "SELECT *",
    "{",
    "}",
    "SELECT * { ?s ?p 'open }",
    "SELECT * { ?s ?p <open }",
    "SELECT * { ?s ?p ?o FILTER( }",
    "SELECT * { ?s ?p \x00 }",
    "\x1b[31mSELECT",
    "(" * 200,
    "SELECT * { ?s <not an iri> ?o }",
    "PREFIX : SELECT * {}",
    "'; DROP TABLE roles; --",
    "${jndi:ldap://127.0.0.1/a}",
    "\ud83d",
    "<script>alert(1)</script>",
    "%s%s%n",
    "../../../../etc/passwd",
]


@pytest.mark.parametrize("query", [*UPDATES, *BROKEN])
@pytest.mark.slow
def test_what_is_no_query_is_refused(query: str) -> None:
    answer = kg("sparql", query)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("kg: ")
    assert "internal error" not in answer.err.splitlines()[0]
    assert "\x1b" not in answer.err


# --- what a query must not reach --------------------------------------------------------------------------------------

SERVICE = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"


@pytest.mark.parametrize("query", [SERVICE, SERVICE.lower(), SERVICE.replace("SERVICE", "SERVICE SILENT")])
def test_service_is_refused(query: str) -> None:
    answer = kg("sparql", query)
    assert (answer.status, answer.out) == (2, "")
    assert "--allow-service" in answer.err


def test_service_is_tried_when_allowed() -> None:
    answer = kg("sparql", "--allow-service", SERVICE)
    assert (answer.status, answer.out) == (3, "")  # nothing answers at that address
    assert "the query failed" in answer.err


def test_the_word_service_in_a_text_is_none() -> None:
    assert kg("sparql", "SELECT ?s { BIND('SERVICE <http://x/>' AS ?s) } # SERVICE").status == 0


@pytest.mark.parametrize("clause", ["FROM <{}>", "FROM NAMED <{}>"])
def test_from_reads_no_file(clause: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<http://x/a> <http://x/b> 'a secret' .")
    source = clause.format(secret.as_uri())
    answer = kg("sparql", f"SELECT ?o {source} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}", "-f", "json")
    assert "a secret" not in answer.out
    assert f"<{secret.as_uri()}> is used nowhere in this graph" in answer.err


# --- the limit of time ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("select", ["SELECT (COUNT(*) AS ?n)", "SELECT *"])
@pytest.mark.slow
def test_a_cross_product_ends_at_its_limit_with_nothing_printed(select: str) -> None:
    answer = kg_process("sparql", "--timeout", "1", f"{select} {{ {CROSS} }}")
    assert (answer.status, answer.out) == (3, "")
    assert answer.err.startswith("kg: query stopped after 1 s")


def test_the_limit_holds_for_named_questions_too() -> None:
    answer = kg_process("ask", "role-skills", "--role", "MLOps", "--timeout", "0.000001")
    assert (answer.status, answer.out) == (3, "")


def test_a_quick_query_is_not_ended_after_its_answer() -> None:
    assert kg_process("sparql", "--timeout", "20", "ASK {}").status == 0


# --- named questions --------------------------------------------------------------------------------------------------


def test_ask_alone_lists_the_questions() -> None:
    found = {entry["name"]: entry for entry in kg("ask", "-f", "json").json}
    assert set(found["role-skills"]) == {"name", "title", "question", "expect", "parameters"}
    assert [parameter["name"] for parameter in found["role-skills"]["parameters"]] == ["role"]
    text = kg("ask", "--all").out
    assert all(re.search(rf"^{name} ", text, re.MULTILINE) for name in found)
    short = kg("ask").out
    shown = [name for name in found if re.search(rf"^{name} ", short, re.MULTILINE)]
    left_out = sum(map(int, re.findall(r"^and (\d+) more \(--all\)$", short, re.MULTILINE)))
    assert len(shown) + left_out == len(found)
    assert left_out > len(shown)


def test_ask_shows_the_first_rows_of_many_as_text_and_all_on_request() -> None:
    rows = kg("ask", "most-required-skills", "-f", "json").json["rows"]
    assert len(rows) > 25
    short, whole = kg("ask", "most-required-skills").out, kg("ask", "most-required-skills", "--all").out
    assert f"and {len(rows) - 20} more (--all)" in short
    assert len(whole.splitlines()) - len(short.splitlines()) == len(rows) - 21


MLOPS_SKILLS = {
    ("Cloud platforms and services", 168),
    ("Containerization", 169),
    ("Infrastructure as Code", 170),
    ("ML frameworks", 171),
    ("Monitoring tools", 172),
    ("Version control systems", 173),
}


@pytest.mark.parametrize(
    "given",
    [
        ["--param", "role=MLOps"],
        ["-p", "role=role/mlops-engineer"],
        ["-p", "MLOps"],
        ["--role", "MLOps"],
        ["--role=mlops engineer"],
        ["MLOps"],
    ],
    ids=" ".join,
)
def test_a_parameter_may_be_given_in_every_documented_way(given: list[str]) -> None:
    answer = kg("ask", "role-skills", *given, "-f", "json")
    assert answer.status == 0
    assert set(answer.json) == {"name", "question", "parameters", "rows"}
    assert {(row["skill"], row["line"]) for row in answer.json["rows"]} == MLOPS_SKILLS
    tools = {row["tool"] for row in answer.json["rows"] if row["skill"] == "Containerization"}
    assert tools == {"Docker", "Kubernetes"}


def test_a_question_with_two_parameters() -> None:
    rows = kg("ask", "compare-roles", "--first", "MLE", "--second", "MLOps", "-f", "json").json["rows"]
    both = {row["value"] for row in rows if (row["aspect"], row["who"]) == ("skill", "both")}
    assert both == {"Cloud platforms", "ML frameworks"}


def test_a_mistyped_question_is_told_the_nearest() -> None:
    answer = kg("ask", "role-skils")
    assert (answer.status, answer.out) == (2, "")
    assert "kg ask role-skills" in answer.err


def test_a_mistyped_parameter_is_told_which_there_are() -> None:
    answer = kg("ask", "role-skills", "--rol", "MLOps")
    assert (answer.status, answer.out) == (2, "")
    assert "no parameter 'rol'" in answer.err
    assert "its parameters: role" in answer.err


@pytest.mark.parametrize(
    "value", ['" } ?s ?p ?o #', "} UNION { ?s ?p ?o } VALUES ?x {", "a\\", "'''", "\n", "x" * 5000]
)
def test_a_value_cannot_break_out_of_its_place(value: str) -> None:
    answer = kg("ask", "mentions", "--word", value, "-f", "json")
    assert answer.status == 0
    assert answer.json["rows"] == []


# --- what to write in place of the commonest faults -------------------------------------------------------------------

NOT_GROUPED = "selected beside an aggregate or a grouping, and not in GROUP BY"


@pytest.mark.parametrize(
    ("query", "column", "reason", "hint"),
    [
        ("SELECT ?r (COUNT(?s) AS ?n) { ?r ck:requiresSkill ?s }", 8, f"?r is {NOT_GROUPED}", "{ ... } GROUP BY ?r"),
        ("SELECT ?r ?l (COUNT(?s) AS ?n) { ?r ck:requiresSkill ?s ; rdfs:label ?l } GROUP BY ?r", 11,
         f"?l is {NOT_GROUPED}", "{ ... } GROUP BY ?r ?l"),
        ("SELECT (STR(?r) AS ?q) (MAX(?s) AS ?n) { ?r ck:requiresSkill ?s }", 13, f"?r is {NOT_GROUPED}",
         "{ ... } GROUP BY ?r"),
        ("SELECT * { { SELECT ?r (COUNT(?s) AS ?n) { ?r ck:requiresSkill ?s } } }", 21, f"?r is {NOT_GROUPED}",
         "{ ... } GROUP BY ?r"),
        ("SELECT ?r COUNT(?s) { ?r ck:requiresSkill ?s }", 11, "'COUNT' is not allowed here",
         "write (COUNT(...) AS ?name)"),
        ("SELECT ?r { ?r a ckk:Role }", 18, "the prefix ckk: is not declared", "did you mean ck:Role?"),
        ("SELECT ?r { ?r sko:prefLabel ?l }", 16, "the prefix sko: is not declared", "did you mean skos:prefLabel?"),
        ("SELECT ?r { ?r foaf:name ?l }", 16, "the prefix foaf: is not declared", "PREFIX foaf: <...>"),
        ("SELECT ?r { ?r a Role }", 18, "'Role' is not allowed here", "write it with its prefix: ck:Role"),
        ("SELECT ?r { ?r preflabel ?l }", 16, "'preflabel' is not allowed here", "skos:prefLabel"),
        ("SELECT ?r { ?r ck:requiresSkill python }", 33, "'python' is not allowed here", 'a text in quotes ("python")'),
    ],
)  # fmt: skip
def test_the_commonest_faults_say_what_to_write(query: str, column: int, reason: str, hint: str) -> None:
    answer = kg("sparql", query)
    assert (answer.status, answer.out) == (2, "")
    first, _, caret, advice = answer.err.splitlines()
    assert first == f"kg: malformed SPARQL at line 1, column {column}: {reason}"
    assert caret.index("^") == 2 + column - 1 - max(0, column - 60)
    assert advice.startswith("  try: ")
    assert hint in advice
