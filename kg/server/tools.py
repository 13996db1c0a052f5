"""The operations as tools for assistants, by the Model Context Protocol: the same answers, with their source lines."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import kg
from kg.answers.blocks import Answer, Table
from kg.answers.json_output import plain
from kg.answers.renderers import render
from kg.errors import EngineError, KGError, quoted
from kg.limits import ANSWER_SIZE, QUERY_TIME, REQUEST_SIZE
from kg.server.api import object_schema, plain_values
from kg.server.app import Answerer, Guard, Settings
from kg.server.exchange import (
    JSON,
    PROBLEM,
    Call,
    Noted,
    Operation,
    OperationParameter,
    Reply,
    candidates,
    problem,
)
from kg.view.labels import strip_controls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcp import types
    from mcp.server import Server
    from pydantic import BaseModel
    from starlette.types import ASGIApp

    from kg.graph import CareerGraph
    from kg.model import Entity

_ABOUT = (
    "A graph of careers: roles, the skills, pay and education that sources state of them, and routes between roles."
    " Every fact has the line of its source; say so when you use one. What is not stated is said to be not stated: do"
    " not fill it in. Names are matched loosely; `find` looks for one."
)
"""What an assistant reads about the server."""

_LISTED = 200
"""So many roles are listed as resources; the others are found by name."""

_MOST = 20_000
"""So many characters of an answer an assistant reads as text; the structured content has all of it."""


def check_installed() -> None:
    """Raise EngineError where the SDK is not installed."""
    if find_spec("mcp") is None:
        raise EngineError("mcp is not installed", "pip install 'career-kg[mcp]'")


def make_server(workers: Answerer, base: str, operations: Mapping[str, Operation]) -> Server[Any]:
    """A server of the protocol: a tool for each operation and one for queries, entities as resources, two prompts.

    The ``workers`` answer as :class:`Tools` does, about a graph of this ``base``.
    """
    from mcp.server import Server

    answers = _Answers(workers, base, operations)
    return Server(
        "career-kg",
        version=kg.__version__,
        instructions=_ABOUT,
        on_list_tools=answers.list_tools,
        on_call_tool=answers.call_tool,
        on_list_resources=answers.list_resources,
        on_list_resource_templates=answers.list_templates,
        on_read_resource=answers.read_resource,
        on_list_prompts=answers.list_prompts,
        on_get_prompt=answers.get_prompt,
    )


class Tools:
    """What a worker answers: a call has the method of the protocol as its path, and its parameters as its body."""

    def __init__(self, graph: CareerGraph, operations: Mapping[str, Operation]) -> None:
        self.graph = graph
        self.operations = operations

    def __call__(self, call: Call) -> Reply:
        """The result of a method as JSON, or the problem that it met; an error of a tool is a result too."""
        try:
            result = self._result(call.path, json.loads(call.body))
        except KGError as error:
            return problem(error)
        return Reply.text(result.model_dump_json(), JSON)

    def _result(self, method: str, parameters: Mapping[str, Any]) -> BaseModel:
        from mcp import types

        if method == "resources/list":
            return types.ListResourcesResult(resources=[_resource(each) for each in self.graph.list("role")[:_LISTED]])
        if method == "resources/read":
            return _read(self.graph, self.operations["show"], parameters["uri"])
        try:
            return _called(self.graph, self.operations, parameters["name"], parameters.get("arguments") or {})
        except KGError as error:
            return _failed(error)


class _Answers:
    """What a server answers to each request of the protocol; what needs the graph, a worker does within its limits."""

    def __init__(self, workers: Answerer, base: str, operations: Mapping[str, Operation]) -> None:
        self.workers = workers
        self.base = base
        self.operations = operations

    async def _worked(self, method: str, parameters: Mapping[str, Any]) -> bytes:
        """The result of a worker as JSON. Raises KGError for a problem, and where a limit ends the worker."""
        reply = await self.workers.answer(Call("POST", method, body=json.dumps(parameters).encode()))
        if reply.content_type == PROBLEM:
            table = json.loads(reply.body)
            raise KGError(table["detail"], table.get("hint", ""))
        return reply.body

    async def list_tools(self, context: object, request: object) -> types.ListToolsResult:
        """The tools."""
        from mcp import types

        del context, request
        return types.ListToolsResult(tools=[*map(_tool, self.operations.values()), _tool(_QUERY)])

    async def call_tool(self, context: object, request: types.CallToolRequestParams) -> types.CallToolResult:
        """The answer of a tool; an error is one too."""
        from mcp import types

        del context
        try:
            found = await self._worked("tools/call", {"name": request.name, "arguments": request.arguments})
        except KGError as error:
            return _failed(error)
        return types.CallToolResult.model_validate_json(found)

    async def list_resources(self, context: object, request: object) -> types.ListResourcesResult:
        """The first roles."""
        from mcp import types

        del context, request
        return types.ListResourcesResult.model_validate_json(await self._worked("resources/list", {}))

    async def list_templates(self, context: object, request: object) -> types.ListResourceTemplatesResult:
        """Where every entity is."""
        from mcp import types

        del context, request
        template = types.ResourceTemplate(
            name="entity",
            uri_template=f"{self.base}{{+id}}",
            description="Everything known of a role, a skill or another entity, by its IRI; `find` has the ids.",
            mime_type="text/markdown",
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(
        self, context: object, request: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """What is known of an entity. Raises MCPError for an IRI that is none's."""
        from mcp import MCPError, types

        del context
        try:
            found = await self._worked("resources/read", {"uri": str(request.uri)})
        except KGError as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from error
        return types.ReadResourceResult.model_validate_json(found)

    async def list_prompts(self, context: object, request: object) -> types.ListPromptsResult:
        """The prompts."""
        from mcp import types

        del context, request
        return types.ListPromptsResult(prompts=_prompts())

    async def get_prompt(self, context: object, request: types.GetPromptRequestParams) -> types.GetPromptResult:
        """A prompt with what was filled in."""
        del context
        return _prompt(request.name, request.arguments or {})


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


# --- resources --------------------------------------------------------------------------------------------------------


def _resource(entity: Entity) -> types.Resource:
    from mcp import types

    return types.Resource(name=entity.id, title=strip_controls(entity.label), uri=entity.iri, mime_type="text/markdown")


def _read(graph: CareerGraph, show: Operation, iri: str) -> types.ReadResourceResult:
    """What is known of an entity. Raises KGError for an IRI that is none's."""
    from mcp import types

    if graph.store.reader.entity(iri) is None:
        raise KGError(f"there is no entity {quoted(iri)}", "`find` looks for names")
    text = render(show.answer(graph, {"name": [iri]}).answer, "md")
    ANSWER_SIZE.check(len(text), "the answer")
    return types.ReadResourceResult(
        contents=[types.TextResourceContents(uri=iri, mime_type="text/markdown", text=text)]
    )


# --- prompts ----------------------------------------------------------------------------------------------------------


class _Prompt(NamedTuple):
    """A beginning of a conversation: what its arguments are, and its words, with the arguments in braces."""

    title: str
    arguments: Mapping[str, str]
    words: str


_PROMPTS: Final = {
    "move": _Prompt(
        "Move to another role",
        {"from": "Your role, title or background.", "to": "The role you want."},
        "I am or know: {from}. I want to become: {to}. Ask the tool `route`, and `plan` for what to learn first. Say"
        " each step with what I keep, what I learn, what it asks for and what it pays, and the line of each source; say"
        " what is not stated as not stated.",
    ),
    "gap": _Prompt(
        "What is missing for a role",
        {"to": "The role you want.", "have": "What you have: skills, credentials, a role."},
        "I have: {have}. I want to become: {to}. Ask the tool `gap`. Say what I have of it, what is near, and what is"
        " missing, each with the line of its source, and which degree or licence it asks for.",
    ),
}
"""The prompts, by name."""


def _prompts() -> list[types.Prompt]:
    from mcp import types

    return [
        types.Prompt(
            name=name,
            title=prompt.title,
            arguments=[
                types.PromptArgument(name=argument, description=words, required=True)
                for argument, words in prompt.arguments.items()
            ],
        )
        for name, prompt in _PROMPTS.items()
    ]


def _prompt(name: str, arguments: Mapping[str, str]) -> types.GetPromptResult:
    """A prompt with its arguments. Raises MCPError for one that there is not, or without one of its arguments."""
    from mcp import MCPError, types

    prompt = _PROMPTS.get(name)
    if prompt is None:
        raise MCPError(types.INVALID_PARAMS, f"there is no prompt {quoted(name)}; there are: {', '.join(_PROMPTS)}")
    for argument in prompt.arguments:
        if not arguments.get(argument, "").strip():
            raise MCPError(types.INVALID_PARAMS, f"the prompt wants its argument {argument!r}")
    values = {argument: f'"{" ".join(arguments[argument].split())}"' for argument in prompt.arguments}
    words = prompt.words.format_map(values)
    content = types.TextContent(type="text", text=words)
    return types.GetPromptResult(description=prompt.title, messages=[types.PromptMessage(role="user", content=content)])


# --- ways to speak ----------------------------------------------------------------------------------------------------


def make_http_app(server: Server[Any], settings: Settings) -> ASGIApp:
    """The server at ``/mcp``, over HTTP without sessions, for who may ask: see :class:`Guard`."""
    from mcp.server.transport_security import TransportSecuritySettings

    app = server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=REQUEST_SIZE.most,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # the guard has its own
    )
    return Guard(app, settings)


async def serve_stdio(server: Server[Any]) -> None:
    """Talk to an assistant on standard input and output until it ends."""
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
