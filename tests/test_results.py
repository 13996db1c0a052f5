"""The answers to SPARQL queries in the formats of the W3C, read back by rdflib; triple terms, which kg refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
import rdflib
from command_line import kg
from rdflib.compare import isomorphic
from rdflib.query import Result

from kg.errors import SourceError, UsageError
from kg.graph import CareerGraph, open_graph
from kg.schema import PREFIXES

if TYPE_CHECKING:
    from rdflib.term import Identifier

LIMIT = 60.0
ROWS = """SELECT ?text ?tagged ?number ?truth ?date ?iri ?none {
 VALUES (?text ?tagged ?number ?truth ?date ?iri ?none) {
  ("a" "b"@en 3 true "2026-01-01"^^xsd:date <http://x/a,b> UNDEF)
  ("=1+1" "-x"@de 2.5 false "" ck:Role 1)
  ("say \\"hi\\",\\n\\tnext; \\\\ <&>" "\U0001f600 é"@fr -7 true "x"^^<http://x/own> <urn:x> "y")
  ("" " "@en 1e3 true "a\\rb" <http://x/é> UNDEF)
} }"""
"""Terms of every kind, and texts with what CSV, TSV and XML use as signs."""


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return open_graph()


def rows_of(result: Result) -> list[dict[str, Identifier]]:
    """The rows that rdflib has read, by the names of their variables."""
    return [{str(name): term for name, term in row.items()} for row in result.bindings]


@pytest.mark.parametrize("timeout", [None, LIMIT], ids=["here", "child"])
@pytest.mark.parametrize("fmt", ["xml", "json", "tsv"])
@pytest.mark.slow
def test_t7_rdflib_reads_every_term_back(graph: CareerGraph, fmt: str, timeout: float | None) -> None:
    """rdflib answers the same query; numbers are compared by value, since engines may write 1e3 as 1000."""
    text = graph.sparql(ROWS, timeout=timeout).serialize(fmt)
    found = rows_of(Result.parse(io.BytesIO(text.encode()), format=fmt))
    expected = rows_of(rdflib.Graph().query(ROWS, initNs=PREFIXES))
    assert len(found) == len(expected) == 4
    for row, own in zip(found, expected, strict=True):
        assert {name: _value(term) for name, term in row.items()} == {name: _value(term) for name, term in own.items()}


def _value(term: Any) -> Any:
    if isinstance(term, rdflib.Literal) and isinstance(term.value, int | float):
        return float(term.value), term.datatype
    return term


def test_t7_csv_has_the_texts_as_they_are(graph: CareerGraph) -> None:
    names, *rows = csv.reader(io.StringIO(graph.sparql(ROWS).serialize("csv"), newline=""))
    assert names == ["text", "tagged", "number", "truth", "date", "iri", "none"]
    assert [row[0] for row in rows] == ["a", "=1+1", 'say "hi",\n\tnext; \\ <&>', ""]
    assert [row[3] for row in rows] == ["true", "false", "true", "true"]
    assert [float(row[2]) for row in rows] == [3, 2.5, -7, 1000]
    assert [row[4:] for row in rows] == [
        ["2026-01-01", "http://x/a,b", ""],
        ["", f"{PREFIXES['ck']}Role", "1"],
        ["x", "urn:x", "y"],
        ["a\rb", "http://x/é", ""],
    ]


def test_t7_blank_nodes_are_numbered_in_each_answer(graph: CareerGraph) -> None:
    query = "SELECT ?a ?b { BIND(BNODE() AS ?a) BIND(BNODE() AS ?b) }"
    assert graph.sparql(query).serialize("csv").splitlines() == ["a,b", "_:b0,_:b1"]
    assert graph.sparql(query).serialize("tsv").splitlines() == ["?a\t?b", "_:b0\t_:b1"]


@pytest.mark.parametrize(("query", "value"), [("ASK {}", True), ("ASK { FILTER(false) }", False)])
def test_t7_ask(query: str, value: bool) -> None:
    word = "true" if value else "false"
    assert [kg("sparql", query, "-f", fmt).lines for fmt in ("csv", "tsv")] == [[word], [word]]
    for fmt in ("xml", "json"):
        assert Result.parse(io.BytesIO(kg("sparql", query, "-f", fmt).out.encode()), format=fmt).askAnswer is value


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("fmt", ["xml", "json", "tsv"])
def test_t7_the_command_writes_what_python_does(fmt: str, encoding: str, graph: CareerGraph) -> None:
    """A terminal is given escapes for what would command it, or what it has no letters for."""
    query = ROWS.replace("<http://x/é>", "ck:Role")  # no word of a hint on it
    answer = kg("sparql", query, "-f", fmt, encoding=encoding)
    assert answer.status == 0
    if fmt != "tsv":  # whose escapes rdflib does not read
        found = rows_of(Result.parse(io.BytesIO(answer.out.encode()), format=fmt))
        assert found == rows_of(Result.parse(io.BytesIO(graph.sparql(query).serialize(fmt).encode()), format=fmt))


def test_t7_xml_refuses_what_it_cannot_hold() -> None:
    answer = kg("sparql", 'SELECT ("a\\u0001b" AS ?x) {}'.replace("\\u0001", "\x01"), "-f", "xml")
    assert (answer.status, answer.out) == (2, "")
    assert "U+0001" in answer.err
    spaces = 'SELECT ("a\\r\\n\\tb " AS ?x) {}'
    cell = ElementTree.fromstring(kg("sparql", spaces, "-f", "xml").out).find(".//{*}literal")
    assert cell is not None
    assert cell.text == "a\r\n\tb "


CONSTRUCTED = """CONSTRUCT {
  ?role a ck:Role ; skos:prefLabel ?label ; ck:rank 1.5 ; rdf:type "no class" ; rdfs:comment "\\"x\\"\\n"@de
} WHERE { ?role a ck:Role ; skos:prefLabel ?label }"""


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of its own readers
@pytest.mark.parametrize("fmt", ["ttl", "nt", "jsonld", "trig", "json", "table"])
@pytest.mark.slow
def test_t7_a_graph_is_read_back(fmt: str, root: Path) -> None:
    expected = rdflib.Graph().parse(root / "exports/career.ttl").query(CONSTRUCTED, initNs=PREFIXES).graph
    names = {"jsonld": "json-ld", "json": "json-ld", "ttl": "turtle", "table": "turtle"}
    found = rdflib.Dataset(default_union=True)
    found.parse(data=kg("sparql", CONSTRUCTED, "-f", fmt).out, format=names.get(fmt, fmt))
    graph = rdflib.Graph()
    for triple in found.triples((None, None, None)):
        graph.add(triple)
    assert expected is not None
    assert len(expected) == 60
    assert isomorphic(expected, graph)


def test_t7_json_ld_has_the_context_of_the_exports(graph: CareerGraph) -> None:
    """The prefixes, and the terms of the properties that it has."""
    context = kg("sparql", "DESCRIBE role:mlops-engineer", "-f", "jsonld").json["@context"]
    exported = json.loads(graph.to_bytes("jsonld"))["@context"]
    assert PREFIXES.items() <= context.items()
    assert {*context} > {*PREFIXES}
    assert {term: exported.get(term) for term in context} == context


@pytest.mark.parametrize(
    ("query", "formats"),
    [("SELECT * {}", "ttl nt jsonld trig"), ("ASK {}", "ttl nt trig"), ("DESCRIBE level:mid-level", "xml tsv")],
)
def test_t7_a_format_of_another_form_is_refused(query: str, formats: str, graph: CareerGraph) -> None:
    for fmt in formats.split():
        answer = kg("sparql", query, "-f", fmt)
        assert (answer.status, answer.out) == (2, "")
        assert f"cannot be written as {fmt}" in answer.err
        with pytest.raises(UsageError):
            graph.sparql(query).serialize(fmt)


# --- triple terms -----------------------------------------------------------------------------------------------------

TRIPLE_TERMS = {
    "reifying.ttl": ("@prefix x: <http://x/> .\nx:a x:b x:c .\n\n<< x:a x:b x:c >>\n  x:said 'yes' .\n", 4),
    "term.ttl": ("<http://x/a> <http://x/b> <<( <http://x/a> <http://x/b> 'c' )>> .", 1),
    "annotated.ttl": ("<http://x/a> <http://x/b> 1 .\n<http://x/a> <http://x/b> 'c' {| <http://x/s> 1 |} .\n", 2),
    "term.nt": ("<http://x/a> <http://x/b> 'c' .\n<http://x/a> <http://x/b> <<( <http://x/a> <http://x/b> 'c' )>> .\n"
                .replace("'", '"'), 2),
    "term.nq": ('<http://x/a> <http://x/b> <<( <http://x/a> <http://x/b> "c" )>> <http://x/g> .\n', 1),
    "term.trig": ("<http://x/g> {\n <http://x/a> <http://x/b> <<( <http://x/a> <http://x/b> 'c' )>> .\n}\n", 2),
}  # fmt: skip
"""Files with a triple term, and the line where it, or the statement with it, ends."""


@pytest.mark.parametrize("name", TRIPLE_TERMS)
@pytest.mark.slow
def test_d13_a_file_with_triple_terms_is_refused_by_line(name: str, tmp_path: Path, new_store: Path) -> None:
    text, line = TRIPLE_TERMS[name]
    file, store = tmp_path / name, new_store
    file.write_text(text, encoding="utf-8")
    before = kg("-g", store, "stats").out
    for answer in (kg("-g", file, "stats"), kg("import", "rdf", file, "--into", store)):
        assert (answer.status, answer.out) == (3, "")
        assert f"{name}' has a triple term (line {line})" in answer.err
    assert kg("-g", store, "stats").out == before


@pytest.mark.parametrize("timeout", [None, LIMIT], ids=["here", "child"])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT (<<( <urn:a> <urn:b> <urn:c> )>> AS ?t) {}",
        "SELECT ?x ?t { VALUES ?x { 1 2 } BIND(TRIPLE(<urn:a>, <urn:b>, ?x) AS ?t) }",
        "CONSTRUCT { <urn:a> <urn:b> <<( <urn:a> <urn:b> 1 )>> } {}",
    ],
)
@pytest.mark.slow
def test_d13_an_answer_with_a_triple_term_is_refused(graph: CareerGraph, timeout: float | None, query: str) -> None:
    with pytest.raises(SourceError, match="the answer holds a triple term"):
        graph.sparql(query, timeout=timeout)
    answer = kg("sparql", query)
    assert (answer.status, answer.out) == (3, "")


def test_d13_what_a_query_only_computes_with_is_no_answer() -> None:
    query = "SELECT ?s { BIND(<<( <urn:a> <urn:b> <urn:c> )>> AS ?t) BIND(SUBJECT(?t) AS ?s) }"
    assert kg("sparql", query, "-f", "csv").lines == ["s", "urn:a"]


# --- counts -----------------------------------------------------------------------------------------------------------


def test_d12_the_links_of_roles_to_skills_count_as_the_ranking_does() -> None:
    """For every skill, each role once, by its label; and for every role each requirement once."""
    query = """SELECT ?skill (COUNT(?role) AS ?n) {
      ?role ck:requiresSkill ?s . ?s skos:prefLabel ?skill } GROUP BY ?skill"""
    counted = {row["skill"]: row["n"] for row in open_graph().sparql(query).to_dicts()}
    assert counted == {
        row["label"]: row["score"] for row in kg("rank", "skills", "-n", "100", "-f", "json").json["rows"]
    }
    assert (counted["Programming"], counted["Cloud platforms"], counted["ML frameworks"]) == (5, 2, 2)
    links = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?role ck:requiresSkill ?s } }"
    asked = 'SELECT (COUNT(*) AS ?n) { ?role ck:hasRequirement ?r . ?r ck:skill ?s ; ck:strength "required" }'
    assert open_graph().sparql(links).to_dicts() == open_graph().sparql(asked).to_dicts()


@pytest.mark.parametrize(
    ("role", "line", "skill", "canonical"),
    [
        ("research-scientist-ai-ml", 75, "Programming expertise", "Programming"),
        ("mlops-engineer", 168, "Cloud platforms and services", "Cloud platforms"),
        ("ai-product-manager", 99, "Communication skills", "Communication"),
    ],
)
def test_d12_the_requirement_keeps_the_words_of_the_guide(role: str, line: int, skill: str, canonical: str) -> None:
    query = f"""SELECT ?graph ?skill ?line {{ GRAPH ?graph {{ %s }} ?passage ck:line ?line . ?s skos:prefLabel ?skill
      FILTER(?line = {line}) }}"""
    stated = f"role:{role} ck:hasRequirement ?r . ?r ck:skill ?s ; prov:wasDerivedFrom ?passage"
    linked = f"role:{role} ck:requiresSkill ?s . ?link rdf:subject role:{role} ; rdf:object ?s"
    linked += " ; prov:wasDerivedFrom ?passage"
    for pattern, graph, label in ((stated, "ai-ml", skill), (linked, "inferred", canonical)):
        rows = open_graph().sparql(query.replace("%s", pattern)).to_dicts()
        assert rows == [{"graph": f"https://w3id.org/career-kg/graph/{graph}", "skill": label, "line": line}]
    shown = kg("show", f"role/{role}", "-f", "json").json["facts"]
    named = [fact["value"]["label"] for fact in shown if fact["source"]["line"] == line]
    assert named == [skill]


def test_d12_without_merges_the_inferred_links_do_not_count() -> None:
    rows = kg("rank", "skills", "--no-merges", "-n", "100", "-f", "json").json["rows"]
    found = {row["label"]: row["score"] for row in rows}
    assert (found["Programming"], found["Programming expertise"]) == (4, 1)
