"""Tools for assistants, asked by the client of the official SDK: what they say is what the command line says."""

from __future__ import annotations

import re
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from command_line import kg as run
from serving import Here, finished

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.graph import CareerGraph


@pytest.fixture(autouse=True, scope="module")
def _installed() -> None:
    """Not at the top: each process collects all tests, few need this library, and it takes long to load."""
    pytest.importorskip("mcp", reason="career-kg[mcp] is not installed")


def _server(graph: CareerGraph) -> Any:
    """The server, whose worker is in this process."""
    from kg.cli.operations import operations
    from kg.server.tools import Tools, make_server

    return make_server(Here(Tools(graph, operations())), graph.base, operations())


def _call(graph: CareerGraph, tool: str, /, **arguments: Any) -> Any:
    """The result of one tool, over the protocol in this process."""
    import mcp

    async def call() -> Any:
        async with mcp.Client(_server(graph)) as client:
            return await client.call_tool(tool, arguments)

    return finished(call())


@pytest.mark.parametrize(
    ("name", "arguments", "line"),
    [
        ("route", {"from": "statistician", "to": "MLOps"}, ["route", "statistician", "MLOps"]),
        ("gap", {"to": "MLOps", "have": ["Docker", "SQL"]}, ["gap", "MLOps", "--have", "Docker,SQL"]),
        ("next", {"role": "MLOps", "limit": 2, "reverse": True}, ["next", "MLOps", "-n", "2", "--reverse"]),
        ("match", {"have": ["Python"]}, ["match", "--have", "Python"]),
        ("compare", {"role": ["MLOps", "NLP"]}, ["compare", "MLOps", "NLP"]),
        ("plan", {"from": "statistician", "to": "MLOps"}, ["plan", "statistician", "MLOps"]),
        ("find", {"q": "learning"}, ["find", "learning"]),
        ("show", {"name": "MLOps"}, ["show", "MLOps"]),
        ("why", {"name": "MLOps", "property": "pay"}, ["why", "MLOps", "pay"]),
        ("ask", {"name": "role-skills", "role": "MLOps"}, ["ask", "role-skills", "--role", "MLOps"]),
    ],
)
@pytest.mark.slow
def test_a_tool_answers_as_the_command_line(graph: CareerGraph, name: str, arguments: Any, line: list[str]) -> None:
    found = _call(graph, name, **arguments)
    printed = run(*line, "-f", "json").json
    assert not found.is_error
    assert found.structured_content == (printed if isinstance(printed, dict) else {"result": printed})
    assert run(*line, "-f", "md").out in found.content[0].text


def test_facts_have_the_lines_of_their_sources(graph: CareerGraph) -> None:
    text = _call(graph, "show", name="MLOps").content[0].text
    assert "line 175" in text
    assert "$90,000" in text


def test_a_query_is_answered_within_limits(graph: CareerGraph) -> None:
    found = _call(graph, "sparql", query="SELECT (COUNT(*) AS ?n) { ?role a ck:Role }")
    assert found.structured_content["results"]["bindings"][0]["n"]["value"] == "12"
    for query in ("DELETE WHERE { ?s ?p ?o }", "SELECT * { SERVICE <http://example.org/> {} }", "SELECT"):
        assert _call(graph, "sparql", query=query).is_error


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("route", {"from": "Scientist", "to": "MLOps"}, "Data Scientist"),
        ("route", {"from": "statistician"}, "needs the parameter 'to'"),
        ("gap", {"to": "MLOps", "have": ["@/etc/passwd"]}, "would be a file"),
        ("show", {"name": {"a": 1}}, "neither a text"),
        ("dance", {}, "there is no tool 'dance'"),
    ],
)
def test_what_is_refused_says_what_to_try(graph: CareerGraph, name: str, arguments: Any, said: str) -> None:
    found = _call(graph, name, **arguments)
    assert found.is_error
    assert said in found.content[0].text


@pytest.mark.slow
def test_it_speaks_on_standard_input_and_output() -> None:
    import mcp

    start = mcp.StdioServerParameters(
        command=sys.executable, args=["-c", "from kg.cli import main; main()", "mcp"], cwd="."
    )

    async def talk() -> Any:
        async with mcp.Client(start) as client:
            return await client.list_tools(), await client.call_tool("find", {"q": "MLOps"})

    tools, found = finished(talk())
    names = {tool.name for tool in tools.tools}
    assert names >= {"route", "gap", "next", "match", "show", "why", "find", "ask", "sparql", "extract"}
    assert all(tool.annotations.read_only_hint for tool in tools.tools)
    described = {tool.name: tool.input_schema for tool in tools.tools}
    assert described["route"]["required"] == ["from", "to"]
    assert found.structured_content["result"][0]["id"] == "role/mlops-engineer"


def _never(graph: CareerGraph, values: Any) -> Any:
    while True:
        time.sleep(60)


def test_a_call_that_takes_too_long_ends_with_an_error_and_the_next_is_answered(graph: CareerGraph) -> None:
    import mcp

    from kg.cli.operations import operations
    from kg.limits import chosen
    from kg.server.tools import Tools, make_server
    from kg.server.workers import Workers

    known = operations()
    tools = {**known, "find": known["find"]._replace(answer=_never)}
    with chosen(["answer-time=0.1"]):
        workers = Workers(Tools(graph, tools))

        async def talk() -> Any:
            async with mcp.Client(make_server(workers, graph.base, tools)) as client:
                found = (
                    await client.call_tool("find", {"q": "MLOps"}),
                    await client.call_tool("show", {"name": "MLOps"}),
                )
            workers.end()
            return found

        late, next_ = finished(talk())
    assert late.is_error
    assert "0.1 s" in late.content[0].text
    assert not next_.is_error


# --- resources and prompts --------------------------------------------------------------------------------------------


def _asked(graph: CareerGraph, *requests: tuple[Any, ...]) -> Any:
    """What a client of the server is told: each request is a method of it and its arguments; an error is raised."""
    import mcp

    async def work() -> list[Any]:
        found = []
        async with mcp.Client(_server(graph)) as client:
            for name, *arguments in requests:
                try:
                    found.append(await getattr(client, name)(*arguments))
                except mcp.MCPError as error:
                    found.append(error)
        return found

    return finished(work())


def test_entities_are_resources(graph: CareerGraph) -> None:
    skill = graph.get("Docker", "skill")
    listed, templates, role, tool = _asked(
        graph,
        ("list_resources",),
        ("list_resource_templates",),
        ("read_resource", graph.get("MLOps").iri),
        ("read_resource", skill.iri),
    )
    assert {each.uri for each in listed.resources} == {each.iri for each in graph.list("role")}
    assert role.contents[0].text.strip() == run("show", "MLOps Engineer", "-f", "md").out.strip()
    assert tool.contents[0].text.strip() == run("show", skill.iri, "-f", "md").out.strip()
    [template] = templates.resource_templates
    assert template.uri_template.replace("{+id}", skill.id) == skill.iri


@pytest.mark.parametrize("iri", ["urn:none", "file:///etc/passwd", "https://w3id.org/career-kg/role/none"])
def test_a_resource_that_is_none_is_an_error(graph: CareerGraph, iri: str) -> None:
    from mcp import MCPError

    [error] = _asked(graph, ("read_resource", iri))
    assert isinstance(error, MCPError)
    assert "no entity" in str(error)


def test_prompts_name_tools_that_there_are(graph: CareerGraph) -> None:
    from kg.cli.operations import operations

    prompts = _asked(graph, ("list_prompts",))[0].prompts
    assert {prompt.name for prompt in prompts} == {"move", "gap"}
    for prompt in prompts:
        values = {argument.name: f"{{to}} {argument.name}" for argument in prompt.arguments}
        found, empty = _asked(graph, ("get_prompt", prompt.name, values), ("get_prompt", prompt.name, {}))
        text = found.messages[0].content.text
        assert all(f'"{value}"' in text for value in values.values())
        assert set(re.findall(r"`(\w+)`", text)) <= operations().keys()
        assert "argument" in str(empty)
    assert "no prompt" in str(_asked(graph, ("get_prompt", "none", {}))[0])


# --- fifty questions --------------------------------------------------------------------------------------------------


def _questions(graph: CareerGraph) -> list[tuple[str, dict[str, Any]]]:
    roles = [role.label for role in graph.list("role")]
    asked: list[tuple[str, dict[str, Any]]] = [("show", {"name": role}) for role in roles]
    asked += [("why", {"name": role}) for role in roles]
    asked += [("next", {"role": role}) for role in roles[:6]]
    asked += [("route", {"from": start, "to": goal}) for start, goal in pairwise(roles)]
    asked += [("gap", {"to": role, "have": ["Python", "SQL"]}) for role in roles]
    return asked


def _texts(data: Any) -> Iterator[tuple[str, Any]]:
    """Every label and every line in an answer."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("label", "line") and not isinstance(value, dict | list):
                yield key, value
            yield from _texts(value)
    elif isinstance(data, list):
        for each in data:
            yield from _texts(each)


@pytest.mark.slow
def test_every_name_and_line_in_fifty_answers_is_in_the_graph(graph: CareerGraph) -> None:
    asked = _questions(graph)
    assert len(asked) >= 50
    replies = _asked(graph, *(("call_tool", tool, arguments) for tool, arguments in asked))
    literals = {quad.object.value for quad in graph.store.engine if hasattr(quad.object, "value")}
    for (tool, arguments), found in zip(asked, replies, strict=True):
        assert not found.is_error, (tool, arguments, found.content[0].text)
        stated = list(_texts(found.structured_content))
        assert stated or tool == "next", (tool, arguments)
        for key, value in stated:
            text = str(value)
            parts = [text] if text in literals else re.split(r" in | or |, ", text)  # a degree, and its fields
            known = [part in literals or part == "a related field" for part in parts if value is not None]
            assert all(known), (tool, arguments, key, value)


# --- over HTTP --------------------------------------------------------------------------------------------------------


def test_the_server_speaks_http_to_who_has_the_token(graph: CareerGraph) -> None:
    httpx = pytest.importorskip("httpx", reason="career-kg[remote] is not installed")
    from kg.server.app import Settings
    from kg.server.tools import make_http_app

    ping = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accept = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    asked = [
        ({"Authorization": "Bearer secret"}, "127.0.0.1", 200),
        ({}, "127.0.0.1", 401),
        ({"Authorization": "Bearer wrong"}, "127.0.0.1", 401),
        ({"Authorization": "Bearer secret"}, "evil.example", 421),
        ({"Authorization": "Bearer secret", "Origin": "https://evil.example"}, "127.0.0.1", 403),
    ]

    async def ask() -> list[Any]:
        server = _server(graph)
        app = make_http_app(server, Settings(token="secret"))
        transport = httpx.ASGITransport(app=app)
        async with (
            server.session_manager.run(),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
        ):
            return [
                await client.post("/mcp", json=ping, headers={**accept, **headers, "Host": host})
                for headers, host, _ in asked
            ]

    replies = finished(ask())
    assert [reply.status_code for reply in replies] == [status for _, _, status in asked]
    names = {tool["name"] for tool in replies[0].json()["result"]["tools"]}
    assert {"route", "gap", "sparql"} <= names


def test_to_be_open_to_others_it_wants_a_token() -> None:
    refused = run("mcp", "--http", "0", "--host", "0.0.0.0")
    assert refused.status == 2
    assert "--token" in refused.err
