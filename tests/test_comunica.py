"""Clients and an engine that are not ours: Comunica answers the named questions as Oxigraph does; curl asks too."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from kg.analysis.questions import questions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from serving import Served

    from kg.graph import CareerGraph

    Ask = Callable[[str, list[str]], list[list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def ask(root: Path, needs: Callable[[str], str]) -> Ask:
    """A function from a source and queries to the rows of each, all in one process; the test skips without Comunica."""
    node = needs("node")
    if not (root / "node_modules" / "@comunica" / "query-sparql").is_dir():
        pytest.skip("Comunica is not installed; .ci/run installs it")

    def answers(source: str, queries: list[str]) -> list[list[dict[str, Any]]]:
        start = [node, str(root / "tests" / "comunica.mjs"), source]
        done = subprocess.run(
            start, check=False, input=json.dumps(queries), capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        found: list[list[dict[str, Any]]] = json.loads(done.stdout)
        return found

    return answers


def _rows(rows: list[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    """Rows to compare, sorted: by several keys Comunica 4.5 sorts by the first alone. 1.0 is 1."""
    return sorted([sorted((name, _value(term)) for name, term in row.items()) for row in rows])


def _value(term: dict[str, Any]) -> str:
    value = str(term["value"])
    return value.removesuffix(".0") if "decimal" in term.get("datatype", "") else value


def _on_oxigraph(graph: CareerGraph, query: str) -> list[list[tuple[str, str]]]:
    return _rows(json.loads(graph.sparql(query).to_json())["results"]["bindings"])


@pytest.mark.long
def test_comunica_answers_the_named_questions_as_oxigraph_does(root: Path, graph: CareerGraph, ask: Ask) -> None:
    asked = {name: each.sparql for name, each in questions().items()}
    found = ask(str(root / "exports" / "career.trig"), [*asked.values()])
    for (name, query), rows in zip(asked.items(), found, strict=True):
        assert _rows(rows) == _on_oxigraph(graph, query), name


@pytest.mark.long
def test_comunica_asks_the_endpoint(served: Served, graph: CareerGraph, ask: Ask) -> None:
    queries = [questions()[name].sparql for name in ("roles", "role-gap", "pay-by-role", "shared-pay")]
    for query, rows in zip(queries, ask(f"{served.address}sparql", queries), strict=True):
        assert _rows(rows) == _on_oxigraph(graph, query)


@pytest.mark.slow
def test_curl_asks_the_endpoint(served: Served, graph: CareerGraph, needs: Callable[[str], str]) -> None:
    query = questions()["roles"].sparql
    start = [needs("curl"), "--silent", "--show-error", "--fail", "-H", "Accept: text/csv", f"{served.address}sparql"]
    ways = [["--data-urlencode", f"query={query}"], ["-H", "Content-Type: application/sparql-query", "--data", query]]
    for way in (*ways, ["--get", *ways[0]]):
        done = subprocess.run([*start, *way], check=True, capture_output=True)
        assert done.stdout.decode() == graph.sparql(query).serialize("csv")
