"""The SPARQL endpoint: the protocol's forms of request and answer, and entities as linked data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat
from serving import ask

from kg.limits import chosen
from kg.store.sparql import GraphResult

if TYPE_CHECKING:
    from kg.graph import CareerGraph
    from kg.server.site import Site

ROLES = "SELECT ?role ?label { ?role a ck:Role ; skos:prefLabel ?label } ORDER BY ?label LIMIT 3"
YES = "ASK { role:mlops-engineer a ck:Role }"
TRIPLES = "CONSTRUCT { ?role a ck:Role } { ?role a ck:Role }"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"


@pytest.mark.parametrize(
    ("accept", "media_type", "fmt"),
    [
        ("*/*", "application/sparql-results+json", "json"),
        ("", "application/sparql-results+json", "json"),
        ("application/sparql-results+json", "application/sparql-results+json", "json"),
        ("application/sparql-results+xml", "application/sparql-results+xml", "xml"),
        ("text/csv", "text/csv", "csv"),
        ("text/tab-separated-values", "text/tab-separated-values", "tsv"),
        ("application/json", "application/json", "json"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml", "xml"),
        ("text/turtle, text/*;q=0.3", "text/csv", "csv"),
        ("application/sparql-results+json;q=0, text/csv;q=0.1", "text/csv", "csv"),
    ],
)
@pytest.mark.parametrize("query", [ROLES, YES], ids=["SELECT", "ASK"])
def test_rows_come_in_the_format_that_the_client_prefers(
    site: Site, graph: CareerGraph, query: str, accept: str, media_type: str, fmt: str
) -> None:
    found = ask(site, "/sparql", ("query", query), accept=accept)
    assert (found.status, found.type) == (200, media_type)
    assert found.text == graph.sparql(query).serialize(fmt)
    assert found.headers["Vary"] == "Accept"


@pytest.mark.parametrize(
    ("accept", "media_type", "fmt", "parsed"),
    [
        ("*/*", "text/turtle", "ttl", RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", "nt", RdfFormat.N_TRIPLES),
        ("application/ld+json", "application/ld+json", "jsonld", RdfFormat.JSON_LD),
        ("application/rdf+xml", "application/rdf+xml", "rdf", RdfFormat.RDF_XML),
        ("application/sparql-results+json, text/turtle;q=0.4", "text/turtle", "ttl", RdfFormat.TURTLE),
    ],
)
def test_triples_come_in_the_format_that_the_client_prefers(
    site: Site, graph: CareerGraph, accept: str, media_type: str, fmt: str, parsed: RdfFormat
) -> None:
    found = ask(site, "/sparql", ("query", TRIPLES), accept=accept)
    expected = graph.sparql(TRIPLES)
    assert isinstance(expected, GraphResult)
    assert (found.status, found.type, found.text) == (200, media_type, expected.serialize(fmt))
    assert {quad.triple for quad in pyoxigraph.parse(found.text, format=parsed)} == set(expected.triples)


@pytest.mark.parametrize("fmt", ["json", "csv", "tsv", "xml"])
def test_a_format_may_be_named(site: Site, graph: CareerGraph, fmt: str) -> None:
    found = ask(site, "/sparql", ("query", ROLES), ("format", fmt), accept="text/html")
    assert found.text == graph.sparql(ROLES).serialize(fmt)


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "text/csv;q=0"])
def test_rows_in_no_format_that_the_client_takes_are_not_given(site: Site, accept: str) -> None:
    assert ask(site, "/sparql", ("query", ROLES), accept=accept).status == 406


def test_a_query_may_be_posted(site: Site) -> None:
    asked = ask(site, "/sparql", ("query", ROLES)).text
    assert ask(site, "/sparql", method="POST", body=ROLES, sent=QUERY).text == asked
    assert ask(site, "/sparql", ("query", ROLES), method="POST", body="query=...", sent=FORM).text == asked


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv", "text/turtle"])
def test_hints_on_a_query_are_a_header(site: Site, graph: CareerGraph, accept: str) -> None:
    head = "CONSTRUCT WHERE" if accept == "text/turtle" else "SELECT *"
    wrong = f'{head} {{ ?role skos:prefLabel "MLOps Engineer" }}'
    found = ask(site, "/sparql", ("query", wrong), accept=accept)
    hint = 'skos:prefLabel "MLOps Engineer" matches nothing; the graph has "MLOps Engineer"@en'
    assert json.loads(found.headers["Kg-Notes"]) == [hint] == [*graph.sparql(wrong).hints]
    assert found.headers["Kg-Notes"].isascii()
    right = f'{head} {{ ?role skos:prefLabel "MLOps Engineer"@en }}'
    assert "Kg-Notes" not in ask(site, "/sparql", ("query", right), accept=accept).headers


GUIDE, CURATION = "https://w3id.org/career-kg/graph/ai-ml", "https://w3id.org/career-kg/graph/curation"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
BOTH = "SELECT (COUNT(*) AS ?n) { ?s a ck:Role . GRAPH ?g { ?s skos:hiddenLabel ?o } }"


FROM = f"SELECT (COUNT(*) AS ?n) FROM <{CURATION}> {{ ?s ?p ?o }}"


def _in(graph: CareerGraph, *names: str) -> int:
    engine = graph.store.engine
    return sum(1 for name in names for _ in engine.quads_for_pattern(None, None, None, NamedNode(name)))


@pytest.mark.parametrize(
    ("query", "values", "expected"),
    [
        (COUNT, [("default-graph-uri", GUIDE)], lambda graph: _in(graph, GUIDE)),
        (NAMED, [("default-graph-uri", GUIDE)], lambda _: 0),
        (COUNT, [("named-graph-uri", GUIDE)], lambda _: 0),
        (NAMED, [("named-graph-uri", GUIDE)], lambda graph: _in(graph, GUIDE)),
        (NAMED, [("named-graph-uri", GUIDE), ("named-graph-uri", CURATION)], lambda graph: _in(graph, GUIDE, CURATION)),
        (BOTH, [("default-graph-uri", GUIDE), ("named-graph-uri", GUIDE)], lambda _: 0),
        (FROM, [("default-graph-uri", GUIDE)], lambda graph: _in(graph, GUIDE)),
        (COUNT, [("default-graph-uri", "https://example.org/none")], lambda _: 0),
    ],
)  # fmt: skip
def test_the_dataset_is_the_one_that_the_request_names(
    site: Site, graph: CareerGraph, query: str, values: list[tuple[str, str]], expected: object
) -> None:
    assert callable(expected)
    found = ask(site, "/sparql", ("query", query), *values).json
    assert int(found["results"]["bindings"][0]["n"]["value"]) == expected(graph)


@pytest.mark.parametrize(
    ("values", "status", "said"),
    [
        ([("query", "SELECT * { ?s ")], 400, "malformed SPARQL at line 1"),
        ([("query", "")], 400, "the query is empty"),
        ([("query", ROLES), ("query", YES)], 400, "more than one query"),
        ([("update", "DELETE WHERE { ?s ?p ?o }")], 400, "read-only"),
        ([("query", "DELETE WHERE { ?s ?p ?o }")], 400, "malformed SPARQL"),
        ([("query", "INSERT DATA { <a:a> <a:b> <a:c> }")], 400, "malformed SPARQL"),
        ([("query", "LOAD <file:///etc/passwd>")], 400, "malformed SPARQL"),
        ([("query", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")], 400, "SERVICE is switched off"),
        ([("query", ROLES), ("default-graph-uri", "no iri")], 400, "default-graph-uri is no IRI"),
        ([("query", "ASK { FILTER(" + "!" * 400 + "true) }")], 503, "nested deeper"),
    ],
)
def test_a_query_that_is_not_answered_is_a_problem_that_says_why(
    site: Site, values: list[tuple[str, str]], status: int, said: str
) -> None:
    found = ask(site, "/sparql", *values)
    assert (found.status, found.type) == (status, "application/problem+json")
    assert said in found.json["detail"]


def test_no_file_is_read(site: Site) -> None:
    query = "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"
    assert ask(site, "/sparql", ("query", query)).json["results"]["bindings"] == []


@pytest.mark.parametrize(
    ("sent", "body", "status"),
    [
        ("application/sparql-update", "DELETE WHERE { ?s ?p ?o }", 400),
        ("text/plain", ROLES, 415),
        ("", ROLES, 415),
        (QUERY, "", 400),
        (QUERY, "SELECT", 400),
    ],
)
def test_what_is_posted_is_a_query(site: Site, sent: str, body: str, status: int) -> None:
    assert ask(site, "/sparql", method="POST", body=body, sent=sent).status == status


@pytest.mark.parametrize(
    ("limit", "query", "status"),
    [
        ("query-rows=5", "SELECT * { ?s ?p ?o }", 503),
        ("query-answer=1kB", "SELECT * { ?s ?p ?o }", 503),
        ("query-length=20", ROLES, 503),
        ("query-time=0.2", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", 504),
    ],
)
def test_an_answer_above_a_limit_is_none(site: Site, limit: str, query: str, status: int) -> None:
    with chosen([limit]):
        found = ask(site, "/sparql", ("query", query))
    assert found.status == status
    assert found.json["limit"] == limit.partition("=")[0]


def test_the_endpoint_describes_itself(site: Site, graph: CareerGraph) -> None:
    found = ask(site, "/sparql", accept="text/turtle")
    assert (found.status, found.type) == (200, "text/turtle")
    quads = [*pyoxigraph.parse(found.text, format=RdfFormat.TURTLE)]
    said = {(quad.predicate.value.rpartition("#")[2], str(quad.object.value)) for quad in quads}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert ("endpoint", "http://127.0.0.1:8000/sparql") in said
    assert ("supportedLanguage", f"{sd}SPARQL11Query") in said
    assert {value for name, value in said if name == "name"} == {
        each.value for each in graph.store.engine.named_graphs() if isinstance(each, NamedNode)
    }
    assert ask(site, "/sparql", accept="text/html").type == "text/html"


# --- linked data ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "media_type", "parsed"),
    [
        ("text/turtle", "text/turtle", RdfFormat.TURTLE),
        ("application/ld+json", "application/ld+json", RdfFormat.JSON_LD),
        ("application/n-triples, text/html;q=0.5", "application/n-triples", RdfFormat.N_TRIPLES),
    ],
)
@pytest.mark.parametrize("path", ["role/mlops-engineer", "skill/c-plus-plus", "industry/finance"])
def test_an_entity_is_given_in_rdf(
    site: Site, graph: CareerGraph, path: str, accept: str, media_type: str, parsed: RdfFormat
) -> None:
    found = ask(site, f"/{path}", accept=accept)
    expected = graph.sparql(f"DESCRIBE <{graph.base}{path}>")
    assert isinstance(expected, GraphResult)
    assert (found.status, found.type) == (200, media_type)
    assert {quad.triple for quad in pyoxigraph.parse(found.text, format=parsed)} == set(expected.triples)


@pytest.mark.parametrize("accept", ["text/html", "*/*", "", "text/html,application/xhtml+xml,*/*;q=0.8"])
def test_an_entity_is_a_page_to_browsers(site: Site, accept: str) -> None:
    assert ask(site, "/role/mlops-engineer", accept=accept).type == "text/html"


def test_an_entity_is_found_by_its_iri(site: Site, graph: CareerGraph) -> None:
    iri = f"{graph.base}role/mlops-engineer"
    by_iri = ask(site, "/entity", ("iri", iri), accept="text/turtle")
    assert by_iri.text == ask(site, "/role/mlops-engineer", accept="text/turtle").text


def test_no_entity_is_a_problem_to_programs(site: Site) -> None:
    found = ask(site, "/role/astronaut", accept="text/turtle, application/problem+json")
    assert (found.status, found.type) == (404, "application/problem+json")
    assert json.loads(found.text)["status"] == 404
