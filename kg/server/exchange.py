"""What the parts of the server say to one another: a call, its reply, and an operation that can be called."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.answers.blocks import Answer
from kg.errors import (
    AmbiguousNameError,
    EngineError,
    KGError,
    LimitError,
    SourceError,
    TimeLimitError,
    UnknownNameError,
    UsageError,
)
from kg.model import Entity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kg.graph import CareerGraph

HTML, JSON, PROBLEM = "text/html", "application/json", "application/problem+json"
"""The media types of pages, of answers of the API, and of errors (RFC 9457)."""


class Call(NamedTuple):
    """A request, as far as its answer depends on it: ``query`` are the values of its address and of its form.

    ``root`` is the address of the server, such as ``http://127.0.0.1:8000``.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    accept: str = "*/*"
    body: bytes = b""
    content_type: str = ""
    root: str = ""

    def get(self, name: str) -> str:
        """The first value of a name, without blanks around it; empty where there is none."""
        return next((value.strip() for key, value in self.query if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every value of a name that is not empty."""
        return [value for key, value in self.query if key == name and value.strip()]


class Reply(NamedTuple):
    """An answer in HTTP."""

    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def text(cls, text: str, content_type: str, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Reply:
        """A reply of text, in UTF-8."""
        return cls(status, f"{content_type}; charset=utf-8", text.encode("utf-8", "replace"), tuple(headers))


_MOST_NOTES = 4_000
"""How many characters of notes go into a header."""


def notes_headers(notes: Sequence[str]) -> list[tuple[str, str]]:
    """The header of notes on an answer, none for no notes: a JSON list in ASCII, cut where it would be too long.

    >>> notes_headers(["ck:Rolle is not in the graph"])
    [('Kg-Notes', '["ck:Rolle is not in the graph"]')]
    """
    listed = [*notes]
    while len(json.dumps(listed)) > _MOST_NOTES:
        listed = [*listed[: (len(listed) - 1) // 2], "..."]
    return [("Kg-Notes", json.dumps(listed))] if listed else []


# --- what can be called -----------------------------------------------------------------------------------------------


class OperationParameter(NamedTuple):
    """A parameter of an operation: ``type`` is that of JSON Schema, and that of each value where it may have several.

    ``choices`` are its only values, if it is limited to some; ``least`` and ``most`` are bounds of a number.
    """

    name: str
    summary: str = ""
    type: str = "string"
    required: bool = False
    several: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    default: str | int | float | bool | None = None

    def schema(self) -> dict[str, Any]:
        """The parameter as JSON Schema.

        >>> OperationParameter("limit", type="integer", least=1).schema()
        {'type': 'integer', 'minimum': 1}
        """
        one: dict[str, Any] = {"type": self.type}
        one |= {"enum": list(self.choices)} if self.choices else {}
        one |= {"minimum": self.least} if self.least is not None else {}
        one |= {"maximum": self.most} if self.most is not None else {}
        one |= {"minLength": 1} if self.type == "string" and not self.choices else {}
        schema = {"type": "array", "items": one} if self.several else one
        return schema | ({"default": self.default} if self.default is not None else {})


class Noted(NamedTuple):
    """An answer, and how names in the question were interpreted."""

    answer: Answer
    notes: tuple[str, ...] = ()


class Operation(NamedTuple):
    """A question of the command line that the server answers too.

    ``answer`` takes the graph and values by name of parameter. ``shape`` is the type of its JSON: object, array, or
    empty where it may be both.
    """

    name: str
    summary: str
    description: str
    parameters: tuple[OperationParameter, ...]
    answer: Callable[[CareerGraph, Mapping[str, Sequence[str]]], Noted]
    shape: str = "object"


# --- errors -----------------------------------------------------------------------------------------------------------


def status_of(error: KGError) -> HTTPStatus:
    """The status of HTTP that an error has, as its exit status implies.

    >>> status_of(UsageError("no role is named")).value
    400
    """
    for kind, status in _STATUSES.items():
        if isinstance(error, kind):
            return status
    return HTTPStatus.NOT_FOUND


_STATUSES: dict[type[KGError], HTTPStatus] = {
    UsageError: HTTPStatus.BAD_REQUEST,
    TimeLimitError: HTTPStatus.GATEWAY_TIMEOUT,
    LimitError: HTTPStatus.SERVICE_UNAVAILABLE,
    SourceError: HTTPStatus.SERVICE_UNAVAILABLE,
    EngineError: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The status of each kind of error; any other is an answer "no": what was named was not found."""


def candidates(error: KGError) -> tuple[Entity, ...]:
    """The entities that may have been meant by a name that none, or several, have."""
    if isinstance(error, AmbiguousNameError):
        return error.candidates
    return error.suggestions if isinstance(error, UnknownNameError) else ()


def problem(error: KGError, status: int | None = None, headers: Iterable[tuple[str, str]] = ()) -> Reply:
    """An error as RFC 9457 has it: what happened, what to try, and which entities may have been meant.

    >>> problem(UsageError("no role is named", "add one")).body.decode().splitlines()[4]
    '  "detail": "no role is named",'
    >>> problem(UsageError("the client has gone"), 499).status
    499
    """
    from kg.answers.json_output import plain

    code = status or status_of(error).value
    title = next((each.phrase for each in HTTPStatus if each.value == code), "Client Closed Request")  # 499
    table: dict[str, Any] = {"type": "about:blank", "title": title, "status": code, "detail": error.message}
    table |= {"hint": error.hint} if error.hint else {}
    table |= {"limit": error.name} if isinstance(error, LimitError) else {}
    table |= {"candidates": plain(found)} if (found := candidates(error)) else {}
    return Reply(code, PROBLEM, json.dumps(table, ensure_ascii=False, indent=2).encode(), tuple(headers))


# --- which form of an answer is wanted --------------------------------------------------------------------------------


def preferred(accept: str, offered: Sequence[str]) -> str | None:
    """The one of some media types that a client prefers, the first of several that it likes as much; None for none.

    >>> preferred("text/turtle;q=0.8, application/ld+json", ["text/html", "text/turtle", "application/ld+json"])
    'application/ld+json'
    >>> preferred("*/*", ["text/html", "text/turtle"]), preferred("image/png", ["text/html"])
    ('text/html', None)
    """
    ranges = _ranges(accept or "*/*")
    best = max(offered, key=lambda each: _quality(each, ranges))
    return best if _quality(best, ranges) else None


def _ranges(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in accept.lower().split(",")[:100]:
        name, *parameters = (each.strip() for each in part.split(";"))
        quality = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        try:
            found[name] = min(1.0, max(0.0, float(quality)))
        except ValueError:
            found[name] = 0.0
    return found


def _quality(offered: str, ranges: Mapping[str, float]) -> float:
    """How much a type is wanted: as its own range says, else that of its group, else that of all."""
    group = f"{offered.partition('/')[0]}/*"
    return next((ranges[name] for name in (offered, group, "*/*") if name in ranges), 0.0)
