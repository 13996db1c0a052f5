"""The JSON API: the operations of the command line, with the keys of ``-f json``, and their description in OpenAPI."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import kg
from kg.answers.renderers import render
from kg.errors import KGError, UsageError
from kg.server.exchange import (
    JSON,
    PROBLEM,
    Call,
    Noted,
    Operation,
    OperationParameter,
    Reply,
    notes_headers,
    problem,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.graph import CareerGraph


def api_reply(graph: CareerGraph, operations: Mapping[str, Operation], call: Call) -> Reply:
    """The answer of the operation that a call names, or the description of all."""
    name = call.path.removeprefix("/api").strip("/")
    if name == "openapi.json":
        return Reply.text(_json(openapi(operations, call.root)), JSON)
    if not name:
        listed = {each.name: {"summary": each.summary, "address": f"/api/{each.name}"} for each in operations.values()}
        return Reply.text(_json({"operations": listed, "description": "/api/openapi.json"}), JSON)
    if name not in operations:
        return problem(KGError(f"the API has no operation '{name}'", f"there are: {', '.join(operations)}"))
    try:
        return reply_of(operations[name].answer(graph, values_of(call)))
    except KGError as error:
        return problem(error)


def reply_of(found: Noted) -> Reply:
    """An answer as JSON; notes on names are a header, so that the keys are those of ``-f json``."""
    return Reply.text(render(found.answer, "json"), JSON, headers=notes_headers(found.notes))


def values_of(call: Call) -> dict[str, list[str]]:
    """The values of a call by name: from its address and form, or from a JSON object. Raises UsageError."""
    found: dict[str, list[str]] = {}
    for name, value in call.query:
        found.setdefault(name, []).append(value)
    if call.content_type == JSON and call.body:
        for name, texts in plain_values(_object(call.body)).items():
            found.setdefault(name, []).extend(texts)
    return found


def plain_values(table: Mapping[str, Any]) -> dict[str, list[str]]:
    """The values of a JSON object by name, as texts. Raises UsageError for one that is neither plain nor a list.

    >>> plain_values({"have": ["Python", "SQL"], "limit": 3, "reverse": True})
    {'have': ['Python', 'SQL'], 'limit': ['3'], 'reverse': ['true']}
    """
    lists = {name: value if isinstance(value, list) else [value] for name, value in table.items()}
    return {name: [_text(each) for each in values] for name, values in lists.items()}


def _object(body: bytes) -> dict[str, Any]:
    try:
        table = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the body is no JSON: {error}", "send an object of parameters") from error
    if not isinstance(table, dict):
        raise UsageError("the body is no JSON object", "send an object of parameters")
    return table


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise UsageError("a parameter is neither a text, a number nor a list of them", "send plain values")


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


# --- the description --------------------------------------------------------------------------------------------------


def openapi(operations: Mapping[str, Operation], root: str) -> dict[str, Any]:
    """The API in OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Career graph",
            "version": kg.__version__,
            "summary": "Routes between roles, skills, pay and education, each answer with its sources.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": root or "/"}],
        "paths": {f"/api/{name}": _path(each) for name, each in operations.items()},
        "components": {"schemas": {"Problem": _PROBLEM}},
    }


def _path(operation: Operation) -> dict[str, Any]:
    common = {"summary": operation.summary, "description": operation.description, "responses": _responses(operation)}
    schema = object_schema(operation.parameters)
    body = {"content": {JSON: {"schema": schema}, "application/x-www-form-urlencoded": {"schema": schema}}}
    return {
        "get": {**common, "operationId": operation.name, "parameters": [_in_query(p) for p in operation.parameters]},
        "post": {**common, "operationId": f"{operation.name}-posted", "requestBody": body},
    }


def object_schema(parameters: Sequence[OperationParameter]) -> dict[str, Any]:
    """Parameters as an object in JSON Schema, each with what it means."""
    properties = {each.name: {**each.schema(), "description": each.summary} for each in parameters}
    return {"type": "object", "properties": properties, "required": [each.name for each in parameters if each.required]}


def _in_query(parameter: OperationParameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.summary,
        "required": parameter.required,
        "schema": parameter.schema(),
    }


def _responses(operation: Operation) -> dict[str, Any]:
    answered = {"description": "The answer, with the keys of `-f json`; `no` is an answer too."}
    answered |= {"content": {JSON: {"schema": {"type": operation.shape} if operation.shape else {}}}}  # type: ignore[dict-item]
    failed = {
        "400": "A parameter is missing, unknown or out of range.",
        "401": "The server wants its token.",
        "403": "The request comes from another site.",
        "404": "A name is that of nothing, or of several entities, which `candidates` lists.",
        "408": "The request was not sent in time.",
        "413": "The request is too large.",
        "503": "A limit was met, a source failed, or too many ask at once.",
        "504": "It took too long.",
    }
    schema = {"content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    return {"200": answered, **{status: {"description": words, **schema} for status, words in failed.items()}}


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened."},
        "hint": {"type": "string", "description": "What to try."},
        "limit": {"type": "string", "description": "The limit that was met, as `kg doctor` lists it."},
        "candidates": {"type": "array", "description": "The entities that may have been meant."},
    },
}
"""An error, as RFC 9457 has it."""
