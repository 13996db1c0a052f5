"""The SPARQL 1.1 endpoint, read-only, and what it has in common with linked data: entities in RDF.

The protocol in all that concerns queries: GET, POST of a form and of a query, the formats of the W3C by Accept, the
dataset by ``default-graph-uri`` and ``named-graph-uri``, and a service description where no query is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.errors import KGError, QueryRefusedError, UsageError, quoted
from kg.server.datasets import service_description, void_description
from kg.server.exchange import HTML, Call, Reply, notes_headers, preferred, problem
from kg.store.sparql import GraphResult, QueryResult

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kg.graph import CareerGraph
    from kg.model import Entity
    from kg.store.local import Graphs

ROWS: Final = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
}
"""The media types of the answers to SELECT and ASK, with their formats."""

GRAPHS: Final = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/json": "jsonld",
    "application/trig": "trig",
}
"""The media types of the answers to CONSTRUCT and DESCRIBE, and of entities, with their formats."""

_OTHER_NAMES = {"turtle": "ttl", "ntriples": "nt", "n-triples": "nt", "json-ld": "jsonld", "rdf+xml": "rdf"}
"""What some clients call a format beside naming it in Accept."""

QUERY, UPDATE, FORM = "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded"
"""The media types of requests."""


def wants_page(call: Call) -> bool:
    """Whether somebody reads the answer: their client prefers HTML, and no other format is named."""
    offered = [*ROWS, *GRAPHS, HTML]
    return not call.get("format") and call.method != "POST" and preferred(call.accept, offered) == HTML


def query_text(call: Call) -> str:
    """The query of a call. Raises UsageError for an update, for two queries, and for what is no text."""
    if any(name == "update" for name, _ in call.query) or call.content_type == UPDATE:
        raise UsageError("this endpoint is read-only: it takes no update", "send a query")
    texts = [value for name, value in call.query if name == "query"]
    if call.content_type == QUERY:
        try:
            texts.append(call.body.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise UsageError("the query is not UTF-8 text", "send it in UTF-8") from error
    if len(texts) > 1:
        raise UsageError("more than one query is given", "send one at a time")
    return texts[0] if texts else ""


def sparql_reply(graph: CareerGraph, call: Call, timeout: float) -> Reply:
    """The answer to a query, in the format that the client prefers; or what this endpoint is, where there is none.

    Hints on the query are a header, so that the answer is that of the protocol.
    """
    if call.method == "POST" and call.content_type not in (QUERY, UPDATE, FORM):
        message = f"a query is not sent as {quoted(call.content_type or 'nothing')}"
        return problem(UsageError(message, f"send {QUERY} or {FORM}"), 415)
    try:
        text = query_text(call)
        if not text.strip():
            if call.method == "POST" or any(name == "query" for name, _ in call.query):
                raise UsageError("the query is empty", "send one as the parameter query")
            return _graph_reply(GraphResult(tuple(service_description(graph, call.root))), call, graph.base)
        result = ask(graph, text, timeout, call)
        return _graph_reply(result, call, graph.base) if isinstance(result, GraphResult) else _rows_reply(result, call)
    except KGError as error:
        return problem(error)


def ask(graph: CareerGraph, text: str, timeout: float, call: Call) -> QueryResult:
    """The answer to a query over the dataset that the call names, by default the union of all graphs.

    Raises as :meth:`kg.CareerGraph.sparql` does.
    """
    default, named = (_nodes(call, name) for name in ("default-graph-uri", "named-graph-uri"))
    try:
        if not default and not named:
            return graph.sparql(text, timeout=timeout)
        return graph.store.query(text, graph.prefixes, timeout=timeout, graphs=default, named=named)
    except QueryRefusedError as error:  # its hint is an option of the command line
        raise QueryRefusedError(error.message, "ask the other endpoint itself") from error


def _nodes(call: Call, name: str) -> Graphs:
    from pyoxigraph import NamedNode

    try:
        return [NamedNode(iri) for iri in call.all(name)]
    except ValueError as error:
        raise UsageError(f"{name} is no IRI: {error}", "give a whole one") from error


def _rows_reply(result: QueryResult, call: Call) -> Reply:
    return _written(call, ROWS, result.serialize, result.hints)


def _graph_reply(result: GraphResult, call: Call, base: str) -> Reply:
    return _written(call, GRAPHS, lambda fmt: result.serialize(fmt, base), result.hints)


def _written(call: Call, types: Mapping[str, str], write: Callable[[str], str], hints: Sequence[str] = ()) -> Reply:
    """An answer in the format that is named, or else in the one that the client prefers."""
    named = _OTHER_NAMES.get(call.get("format"), call.get("format"))
    if named and named not in types.values():
        known = ", ".join(dict.fromkeys(types.values()))
        return problem(UsageError(f"this answer has no format {quoted(named)}", f"name one of {known}"), 406)
    media_type = next((each for each, fmt in types.items() if fmt == named), None)
    media_type = media_type or preferred(call.accept, [*types])
    if media_type is None:
        known = ", ".join(types)
        return problem(
            UsageError("no format of this answer is acceptable to the client", f"accept one of {known}"), 406
        )
    headers = [("Vary", "Accept"), *notes_headers(hints)]
    return Reply.text(write(types[media_type]), media_type, headers=headers)


# --- whole graphs -----------------------------------------------------------------------------------------------------


def graph_store_reply(graph: CareerGraph, call: Call, timeout: float) -> Reply:
    """A whole graph by the Graph Store Protocol: ``default``, the union of all, or the one that ``graph`` names.

    Raises UsageError where not one of them is asked for, KGError for a graph that is not there.
    """
    names = [value for name, value in call.query if name == "graph"]
    if len(names) + sum(name == "default" for name, _ in call.query) != 1:
        raise UsageError(
            "not one graph is asked for", "add ?default, or ?graph=IRI; the service description lists them"
        )
    graphs = _nodes(call, "graph") if names else None
    if graphs is not None and not any(graph.store.engine.contains_named_graph(each) for each in graphs):
        raise KGError(f"there is no graph {quoted(names[0])}", "the service description of /sparql lists them")
    result = graph.store.query("CONSTRUCT WHERE { ?s ?p ?o }", {}, timeout=timeout, graphs=graphs)
    assert isinstance(result, GraphResult)
    return _graph_reply(result, call, graph.base)


def void_reply(graph: CareerGraph, call: Call) -> Reply:
    """What there is to read, in VoID."""
    return _graph_reply(GraphResult(tuple(void_description(graph, call.root))), call, graph.base)


# --- linked data ------------------------------------------------------------------------------------------------------

ENTITY_TYPES: Final = (HTML, *(each for each in GRAPHS if each not in ("application/json", "application/trig")))
"""The forms in which an entity is given."""


def entity_reply(graph: CareerGraph, entity: Entity, call: Call) -> Reply:
    """What is stated of an entity, in RDF."""
    result = graph.sparql(f"DESCRIBE <{entity.iri}>")
    assert isinstance(result, GraphResult)
    return _graph_reply(result, call, graph.base)
