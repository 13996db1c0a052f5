"""A query in a child process: the one way to end it for certain, since the engine does not stop a cross product."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, QueryResultsFormat, RdfFormat, Store

from kg.errors import KGError, LimitError, QueryRefusedError, QuerySyntaxError, SourceError
from kg.limits import QUERY_TIME
from kg.store.local import Graphs, LocalStore
from kg.store.sparql import AskResult, GraphResult, QueryResult, SelectResult, collected

if TYPE_CHECKING:
    from collections.abc import Mapping


_START = "import sys; sys.path[:] = sys.argv[1:]; from kg.store.worker import serve; serve()"
"""The child finds modules where this process does: never in the folder it happens to start in."""


def query_in_child(
    store: LocalStore,
    text: str,
    prefixes: Mapping[str, str],
    timeout: float,
    *,
    allow_service: bool = False,
    graphs: Graphs | None = None,
) -> QueryResult:
    """Answer a query in a process that is killed after ``timeout`` seconds.

    Raises LimitError then, and otherwise whatever the query itself raises.
    """
    import json
    import subprocess

    head = {"query": text, "prefixes": dict(prefixes), "allow_service": allow_service, "name": store.name}
    head["graphs"] = None if graphs is None else [getattr(graph, "value", None) for graph in graphs]
    message = json.dumps(head).encode() + b"\n" + store.dump()
    command = [sys.executable, "-c", _START, *sys.path]
    try:
        done = subprocess.run(command, input=message, capture_output=True, timeout=timeout, check=False)  # noqa: S603  # our own code, no shell
    except subprocess.TimeoutExpired:
        raise QUERY_TIME.error(value=timeout) from None
    first, _, body = done.stdout.partition(b"\n")
    try:
        answer = json.loads(first)
    except ValueError:
        raise SourceError(
            f"the query's process failed with status {done.returncode}", "try it without a limit"
        ) from None
    if "error" in answer:
        raise _revived(answer["error"], text)
    advise = store.adviser(text, prefixes, graphs)
    if answer["form"] == "graph":
        return collected((quad.triple for quad in pyoxigraph.parse(body, format=RdfFormat.N_TRIPLES)), advise)
    return collected(pyoxigraph.parse_query_results(body, format=QueryResultsFormat.JSON), advise)


def _revived(error: Mapping[str, Any], text: str) -> KGError:
    if error["type"] == "QuerySyntaxError":
        return QuerySyntaxError(text, error["reason"], error["line"], error["column"])
    if error["type"] == "LimitError":
        return LimitError(error["name"], error["value"], error["message"], error["hint"])
    kind = QueryRefusedError if error["type"] == "QueryRefusedError" else SourceError
    return kind(error["message"], error["hint"])


def _buried(error: KGError) -> dict[str, Any]:
    table: dict[str, Any] = {"type": type(error).__name__, "message": error.message, "hint": error.hint}
    if isinstance(error, QuerySyntaxError):
        table |= {"reason": error.reason, "line": error.line, "column": error.column}
    if isinstance(error, LimitError):
        table |= {"name": error.name, "value": error.value}
    return table


def serve() -> None:
    """Read one query and the quads from standard input, write one answer to standard output."""
    import json

    head = json.loads(sys.stdin.buffer.readline())
    engine = Store()
    engine.load(sys.stdin.buffer.read(), format=RdfFormat.N_QUADS)
    try:
        names = head["graphs"]
        graphs = None if names is None else [NamedNode(name) if name else DefaultGraph() for name in names]
        result = LocalStore(engine, head["name"]).query(
            head["query"], head["prefixes"], allow_service=head["allow_service"], graphs=graphs
        )
    except KGError as error:
        print(json.dumps({"error": _buried(error)}))  # noqa: T201  # the answer to the parent process
        return
    body = b""
    if isinstance(result, (SelectResult, AskResult)):
        body = result.to_json().encode()
    elif isinstance(result, GraphResult):
        body = pyoxigraph.serialize(result.triples, format=RdfFormat.N_TRIPLES) or b""
    form = "graph" if isinstance(result, GraphResult) else "rows"
    sys.stdout.buffer.write(json.dumps({"form": form}).encode() + b"\n" + body)
