"""The tests of the SPARQL 1.1 Protocol that the W3C lists, one case for each, and the table of them in the docs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

import pytest
from serving import Here, asked

if TYPE_CHECKING:
    from kg.server.site import Site

pytest.importorskip("httpx", reason="career-kg[remote] is not installed")
pytest.importorskip("starlette", reason="career-kg[server] is not installed")

DOCS = Path(__file__).resolve().parent.parent / "docs" / "endpoint.md"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
GUIDE, CURATION = "https://w3id.org/career-kg/graph/ai-ml", "https://w3id.org/career-kg/graph/curation"
ROWS = r"application/sparql-results\+(json|xml)"
TRIPLES = r"text/turtle|application/(rdf\+xml|n-triples|ld\+json)"
LABEL = "?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?o"
IN_DEFAULT = f"ASK {{ {LABEL} }}"
IN_NAMED = f"ASK {{ GRAPH ?g {{ {LABEL} }} }}"
BOTH = f"ASK {{ {LABEL} . GRAPH <{CURATION}> {{ ?a ?b ?c }} }}"
TWO = f"ASK {{ GRAPH <{GUIDE}> {{ {LABEL} }} GRAPH <{CURATION}> {{ ?a ?b ?c }} }}"
CHANGE = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"


class Case(NamedTuple):
    """A request, and what the protocol asks of its answer: a status, a media type, and yes or no.

    Of updates it asks 2xx; this endpoint takes none, and says so with 400 or 415.
    """

    method: str = "GET"
    values: tuple[tuple[str, str], ...] = ()
    body: str | bytes = ""
    sent: str = ""
    status: int = 200
    answer: str = ROWS
    yes: bool | None = None


def _get(query: str, *values: tuple[str, str], **expected: Any) -> Case:
    return Case(values=(("query", query), *values), **expected)


def _form(*values: tuple[str, str], **expected: Any) -> Case:
    return Case("POST", body=urlencode(values), sent=FORM, **expected)


def _direct(text: str | bytes, sent: str = QUERY, *values: tuple[str, str], **expected: Any) -> Case:
    return Case("POST", values, text, sent, **expected)


DEFAULT, NAMED = ("default-graph-uri", GUIDE), ("named-graph-uri", GUIDE)
DEFAULT_2, NAMED_2 = ("default-graph-uri", CURATION), ("named-graph-uri", CURATION)
NOT_UTF8 = b"ASK { ?s ?p '\xff' }"
NO: dict[str, Any] = {"status": 400, "answer": "application/problem"}

CASES = {
    "query-get": _get("ASK {}", yes=True),
    "query-post-form": _form(("query", "ASK {}"), ("default-graph-uri", "urn:none"), yes=True),
    "query-post-direct": _direct("ASK {}", yes=True),
    "query-dataset-default-graphs-get": _get(IN_DEFAULT, DEFAULT, DEFAULT_2, yes=True),
    "query-dataset-default-graphs-post": _direct(IN_DEFAULT, QUERY, DEFAULT, DEFAULT_2, yes=True),
    "query-dataset-named-graphs-get": _get(TWO, NAMED, NAMED_2, yes=True),
    "query-dataset-named-graphs-post": _direct(TWO, QUERY, NAMED, NAMED_2, yes=True),
    "query-dataset-full": _get(BOTH, DEFAULT, NAMED_2, yes=True),
    "query-multiple-dataset": _get(f"ASK FROM <{CURATION}> {{ <{GUIDE}> ?p ?o }}", DEFAULT, yes=True),
    "query-content-type-select": _get("SELECT * { ?s a ?o } LIMIT 1"),
    "query-content-type-ask": _get("ASK {}"),
    "query-content-type-describe": _get(f"DESCRIBE <{GUIDE}>", answer=TRIPLES),
    "query-content-type-construct": _direct("CONSTRUCT { <s> <p> 1 } {}", answer=TRIPLES),
    "bad-query-method": Case("PUT", (("query", "ASK {}"),), status=405, answer=""),
    "bad-multiple-queries": Case(values=(("query", "ASK {}"), ("query", "SELECT * {}")), **NO),
    "bad-query-wrong-media-type": _direct("ASK {}", "text/plain", status=415, answer="application/problem"),
    "bad-query-missing-form-type": _direct("query=ASK%20%7B%7D", "", status=415, answer="application/problem"),
    "bad-query-missing-direct-type": _direct("ASK {}", "", status=415, answer="application/problem"),
    "bad-query-non-utf8": _direct(NOT_UTF8, **NO),
    "bad-query-syntax": _get("ASK {", **NO),
    "update-post-form": _form(("update", CHANGE), **NO),
    "update-post-direct": _direct(CHANGE, UPDATE, **NO),
    "update-dataset-default-graph": _form(("update", CHANGE), ("using-graph-uri", GUIDE), **NO),
    "update-dataset-default-graphs": _direct(CHANGE, UPDATE, ("using-graph-uri", GUIDE), **NO),
    "update-dataset-named-graphs": _direct(CHANGE, UPDATE, ("using-named-graph-uri", GUIDE), **NO),
    "update-dataset-full": _direct(CHANGE, UPDATE, ("using-graph-uri", GUIDE), **NO),
    "update-base-uri": _form(("update", "CLEAR GRAPH <a>"), **NO),
    "bad-update-get": Case(values=(("update", CHANGE),), **NO),
    "bad-multiple-updates": _form(("update", CHANGE), ("update", CHANGE), **NO),
    "bad-update-wrong-media-type": _direct(CHANGE, "text/plain", status=415, answer="application/problem"),
    "bad-update-missing-form-type": _direct("update=CLEAR%20ALL", "", status=415, answer="application/problem"),
    "bad-update-non-utf8": _direct(NOT_UTF8, UPDATE, **NO),
    "bad-update-syntax": _direct("INSERT {", UPDATE, **NO),
    "bad-update-dataset-conflict": _form(("using-graph-uri", GUIDE), ("update", f"WITH <{GUIDE}> {CHANGE}"), **NO),
}


@pytest.mark.parametrize("name", CASES)
def test_a_case_of_the_protocol_is_answered_as_it_asks(site: Site, name: str) -> None:
    case = CASES[name]
    address = f"/sparql?{urlencode(case.values, quote_via=quote)}" if case.values else "/sparql"
    headers = {"Content-Type": case.sent} if case.sent else {}
    found = asked(Here(site), address, case.method, content=case.body or None, headers=headers)
    assert found.status_code == case.status
    assert re.match(case.answer, found.headers.get("content-type", ""))
    if case.yes is not None:
        assert found.json()["boolean"] is case.yes


@pytest.mark.parametrize(("declared", "whole"), [("", "https://w3id.org/career-kg/"), ("BASE <urn:x/> ", "urn:x/")])
def test_a_relative_iri_is_completed(site: Site, declared: str, whole: str) -> None:
    query = quote(f"{declared}CONSTRUCT {{ <s> <p> 1 }} {{}}")
    found = asked(Here(site), f"/sparql?query={query}", headers={"accept": "application/n-triples"})
    assert found.text.startswith(f"<{whole}s> <{whole}p> ")


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/sparql/?query=ASK{}", "*/*", 200),
        ("/sparql?query=ASK{}&format=exe", "*/*", 406),
        ("/sparql?query=ASK{}&format=ttl", "*/*", 406),
        ("/sparql?query=ASK{}", "application/sparql-results+json;q=0, text/csv;q=0.0", 406),
        ("/sparql?query=ASK{}", "*/*;q=0", 406),
        ("/sparql?query=ASK{}", "garbage,,;;q", 406),
        ("/sparql?query=%ZZ", "*/*", 400),
        ("/sparql?query=%C3%28", "*/*", 400),
        ("/sparql?query=SELECT * {} LIMIT 99999999999999999999999", "*/*", 400),
        ("/sparql?query=SELECT * {} OFFSET 18446744073709551615", "*/*", 200),
    ],
)
def test_an_odd_request_has_its_status(site: Site, path: str, accept: str, status: int) -> None:
    assert asked(Here(site), path, headers={"accept": accept}).status_code == status


def test_nothing_was_written(site: Site) -> None:
    assert site.graph.sparql("ASK { <urn:a> ?p ?o }").is_empty


def test_the_table_in_the_docs_is_that_of_these_cases() -> None:
    listed = dict(re.findall(r"^\| `((?:bad-|query-|update-)[\w-]+)` \| (\d+)", DOCS.read_text("utf-8"), re.MULTILINE))
    assert listed == {name: str(case.status) for name, case in CASES.items()}


# --- whole graphs, and what there is ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ("default", 200),
        (f"graph={quote(GUIDE)}", 200),
        ("", 400),
        (f"default&graph={quote(GUIDE)}", 400),
        (f"graph={quote(GUIDE)}&graph={quote(CURATION)}", 400),
        ("graph=no+iri", 400),
        ("graph=urn:none", 404),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "POST"])
def test_graphs_are_given_and_never_taken(site: Site, method: str, values: str, status: int) -> None:
    found = asked(Here(site), f"/graphs?{values}", method, headers={"accept": "application/n-triples"})
    if method not in ("GET", "HEAD"):
        assert found.status_code == 405
        return
    assert found.status_code == status
    if method == "GET" and status == 200:
        graph = f"GRAPH <{GUIDE}> " if "graph" in values else ""
        expected = site.graph.sparql(f"SELECT (COUNT(*) AS ?n) {{ {graph}{{ ?s ?p ?o }} }}").to_dicts()[0]["n"]
        assert len(found.text.splitlines()) == expected


def test_what_there_is_is_described_and_linked(site: Site) -> None:
    rdflib = pytest.importorskip("rdflib")
    found = asked(Here(site), "/.well-known/void", headers={"accept": "text/turtle"})
    service = asked(Here(site), "/sparql", headers={"accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=found.text, format="turtle").parse(data=service.text, format="turtle")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    [dataset] = graph.subjects(void.sparqlEndpoint)
    assert (dataset, void.triples, rdflib.Literal(4727)) in graph
    assert {str(each) for each in graph.objects(dataset, void.subset)} >= {GUIDE, CURATION}
    assert (None, rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#defaultGraph"), dataset) in graph
    [dump] = graph.objects(dataset, void.dataDump)
    assert asked(Here(site), str(dump), headers={"accept": "application/n-triples"}).text.count("\n") >= 4727
