"""Tools for assistants, asked by the client of the official SDK: what they say is what the command line says."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from command_line import kg as run
from serving import finished

if TYPE_CHECKING:
    from kg.graph import CareerGraph

mcp = pytest.importorskip("mcp", reason="career-kg[mcp] is not installed")


def _call(graph: CareerGraph, tool: str, /, **arguments: Any) -> Any:
    """The result of one tool, over the protocol in this process."""
    from kg.cli.operations import operations
    from kg.server.tools import make_server

    async def call() -> Any:
        async with mcp.Client(make_server(graph, operations())) as client:
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
