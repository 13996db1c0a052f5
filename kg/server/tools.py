"""The operations as tools for assistants, by the Model Context Protocol: the same answers, with their source lines."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import kg
from kg.answers.blocks import Answer, Table
from kg.answers.json_output import plain
from kg.answers.renderers import render
from kg.errors import EngineError, KGError
from kg.limits import ANSWER_SIZE, QUERY_TIME
from kg.server.api import object_schema, plain_values
from kg.server.exchange import Noted, Operation, OperationParameter, candidates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcp import types
    from mcp.server import Server

    from kg.graph import CareerGraph

_ABOUT = (
    "A graph of careers: roles, the skills, pay and education that sources state of them, and routes between roles."
    " Every fact has the line of its source; say so when you use one. What is not stated is said to be not stated: do"
    " not fill it in. Names are matched loosely; `find` looks for one."
)
"""What an assistant reads about the server."""

_MOST = 20_000
"""So many characters of an answer an assistant reads as text; the structured content has all of it."""


def check_installed() -> None:
    """Raise EngineError where the SDK is not installed."""
    if find_spec("mcp") is None:
        raise EngineError("mcp is not installed", "pip install 'career-kg[mcp]'")


def make_server(graph: CareerGraph, operations: Mapping[str, Operation]) -> Server[Any]:
    """A server of the protocol with one tool for each operation, and one for queries; they only read."""
    from mcp import types
    from mcp.server import Server

    async def list_tools(context: object, request: object) -> types.ListToolsResult:
        del context, request
        return types.ListToolsResult(tools=[*map(_tool, operations.values()), _tool(_QUERY)])

    async def call_tool(context: object, request: types.CallToolRequestParams) -> types.CallToolResult:
        del context
        try:
            return _called(graph, operations, request.name, request.arguments or {})
        except KGError as error:
            return _failed(error)

    return Server(
        "career-kg", version=kg.__version__, instructions=_ABOUT, on_list_tools=list_tools, on_call_tool=call_tool
    )


def _tool(operation: Operation) -> types.Tool:
    from mcp import types

    return types.Tool(
        name=operation.name,
        description=f"{operation.summary}\n\n{operation.description}",
        input_schema=object_schema(operation.parameters),
        output_schema={"type": "object"},
        annotations=types.ToolAnnotations(
            read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _asked(graph: CareerGraph, values: Mapping[str, Sequence[str]]) -> Noted:
    """The answer to a query, as data and as their text."""
    result = graph.sparql("\n".join(values.get("query", ())), timeout=QUERY_TIME.value)
    text = result.to_json()
    return Noted(Answer(json.loads(text), [], sheet=Table((), []), other={"md": lambda: text}), result.hints)


_QUERY = Operation(
    "sparql",
    "Answer a SPARQL query, read-only, over the union of all graphs; GRAPH reaches each of them.",
    "The usual prefixes need no declaration: ck, skos, schema, prov, role, skill and others. Use LIMIT.",
    (OperationParameter("query", "A SELECT, ASK, CONSTRUCT or DESCRIBE query.", required=True),),
    _asked,
)


def _called(
    graph: CareerGraph, operations: Mapping[str, Operation], name: str, arguments: Mapping[str, Any]
) -> types.CallToolResult:
    """The answer of a tool. Raises KGError."""
    tools = {**operations, _QUERY.name: _QUERY}
    if name not in tools:
        raise KGError(f"there is no tool '{name}'", f"there are: {', '.join(tools)}")
    found = tools[name].answer(graph, plain_values(arguments))
    return _result(plain(found.answer.data), render(found.answer, "md"), found.notes)


def _result(data: Any, text: str, notes: Sequence[str]) -> types.CallToolResult:
    """An answer as data and as text; data that are a list are an object of one."""
    from mcp import types

    ANSWER_SIZE.check(len(text), "the answer")
    shown = text if len(text) <= _MOST else f"{text[:_MOST]}\n\nThis text is cut; the structured content has all of it."
    said = "\n".join([*(f"Note: {note}" for note in notes), shown])
    content = data if isinstance(data, dict) else {"result": data}
    return types.CallToolResult(content=[types.TextContent(type="text", text=said)], structured_content=content)


def _failed(error: KGError) -> types.CallToolResult:
    """An error that an assistant can act on: what happened, what to try, and which entities may have been meant."""
    from mcp import types

    table = {"error": error.message, "hint": error.hint, "candidates": plain(candidates(error))}
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=str(error))], structured_content=table, is_error=True
    )


async def serve_stdio(server: Server[Any]) -> None:
    """Talk to an assistant on standard input and output until it ends."""
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
