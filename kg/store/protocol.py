"""A client of the SPARQL 1.1 Protocol: one endpoint, asked with limits of time and size over connections that last."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import time
import weakref
from html import unescape
from http import HTTPStatus
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat

from kg.errors import EngineError, QueryRefusedError, SourceError, UsageError, quoted
from kg.limits import QUERY_ANSWER, QUERY_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx

TOKEN: Final = "KG_REMOTE_TOKEN"  # noqa: S105  # the name of a variable
"""The environment variable of the token that is sent to a remote graph, as that of a bearer."""

ROWS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
TRIPLES: Final = "application/n-triples, text/turtle;q=0.7, application/rdf+xml;q=0.3"
"""What is accepted as the answer to a query, by the form of it."""

_TRIES = 4
"""How often a query is sent to a server that is busy, or that redirects to another address of the same host."""

_LONGEST_WAIT = 20
"""So many seconds a busy server may ask to wait."""

_SAID = 2_000
"""So many bytes of what a server says of an error are read."""


class QueryDataset(NamedTuple):
    """The graphs that a query is about, by IRI; without any they are those of the endpoint."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Answered(NamedTuple):
    """What a server said; ``cut`` is the number of rows after which it ended an answer, if it says so.

    ``notes`` are hints on the query, which our own server gives as a list of JSON.
    """

    status: int
    media_type: str
    content: bytes
    location: str
    retry: str
    cut: str
    notes: str

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints on the query, if any."""
        try:
            listed = json.loads(self.notes or "[]")
        except (ValueError, RecursionError):
            return ()
        texts = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
        return tuple("".join(letter for letter in each if letter.isprintable()) for each in texts)


def checked_address(address: str) -> str:
    """An address that may be asked. Raises UsageError for one with a password, and for HTTP to another machine.

    >>> checked_address("http://127.0.0.1:8000/sparql")
    'http://127.0.0.1:8000/sparql'
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise UsageError("the address of the graph is malformed", "write https://host/sparql") from error
    if parts.username is not None or parts.password is not None:
        raise UsageError("the address of the graph holds a name or password", f"give a token as {TOKEN}")
    if not host or not address.isprintable() or " " in address:
        raise UsageError("the address of the graph is malformed", "write https://host/sparql")
    if parts.scheme.lower() == "http" and not _is_loopback(host):
        raise UsageError(f"{quoted(address)} is not encrypted", "use https; http is for this machine alone")
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


class SparqlClient:
    """An endpoint by its address. Queries are posted as forms, which every server takes."""

    def __init__(self, address: str) -> None:
        """Raises UsageError for an address that may not be asked, EngineError where httpx is not installed."""
        self.address = checked_address(address)
        self.host = urlsplit(address).netloc
        self._clients: dict[int, httpx.Client] = {}
        weakref.finalize(self, _close, self._clients)
        if find_spec("httpx") is None:
            raise EngineError("httpx is not installed, which asks remote graphs", "pip install 'career-kg[remote]'")

    def rows(self, query: str, dataset: QueryDataset | None = None, seconds: float | None = None) -> Any:
        """The answer to a SELECT, as the local engine would give it.

        Raises SourceError when the server cannot be reached or fails, LimitError when it takes too long or too much,
        QueryRefusedError when it refuses the query.
        """
        return self.read_rows(self.answer(query, ROWS, dataset, seconds))

    def read_rows(self, found: Answered) -> Any:
        """The rows, or the yes or no, of an answer. Raises SourceError for one that is none."""
        fmt = QueryResultsFormat.from_media_type(found.media_type)
        if fmt is None:
            raise self._unreadable(found)
        try:
            return pyoxigraph.parse_query_results(found.content, format=fmt)
        except (SyntaxError, ValueError) as error:
            raise self._damaged(error) from error

    def ask(self, query: str, dataset: QueryDataset | None = None, seconds: float | None = None) -> bool:
        """The answer to an ASK, which some servers (Virtuoso) give as a row or none; raises as :meth:`rows` does."""
        return self.read_truth(self.answer(query, ROWS, dataset, seconds))

    def read_truth(self, found: Answered) -> bool:
        """The yes or no of an answer. Raises SourceError for one that is none."""
        answer = self.read_rows(found)
        return bool(answer) if isinstance(answer, QueryBoolean) else any(True for _ in answer)

    def read_triples(self, found: Answered) -> Any:
        """The triples of an answer to a CONSTRUCT or DESCRIBE. Raises SourceError for one that is none."""
        fmt = RdfFormat.from_media_type(found.media_type)
        if fmt is None:
            raise self._unreadable(found)
        try:
            return [quad.triple for quad in pyoxigraph.parse(found.content, format=fmt)]
        except (SyntaxError, ValueError) as error:
            raise self._damaged(error) from error

    def _unreadable(self, found: Answered) -> SourceError:
        what = quoted(found.media_type or "nothing")
        message = f"{quoted(self.address)} answers with {what}, not with results of a query{_said(found)}"
        return SourceError(message, "check the address: it is that of the endpoint, not of a page about it")

    def _damaged(self, error: Exception) -> SourceError:
        return SourceError(
            f"the answer of {quoted(self.address)} is not complete: {quoted(str(error))}", "ask for less, or try again"
        )

    # --- requests -----------------------------------------------------------------------------------------------------

    def answer(self, query: str, accept: str, dataset: QueryDataset | None, seconds: float | None) -> Answered:
        """What the server answers, in a form that ``accept`` names; raises as :meth:`rows` does."""
        seconds = QUERY_TIME.value if seconds is None else seconds
        dataset = dataset or QueryDataset()
        form = [
            ("query", query),
            *(("default-graph-uri", iri) for iri in dataset.default),
            *(("named-graph-uri", iri) for iri in dataset.named),
        ]
        found = self._sent(form, accept, seconds)
        for _ in range(_TRIES):
            if found.status in (301, 302, 303, 307, 308):
                self.address = self._redirected(found.location)
            elif found.status == 503 and (wait := _waiting_time(found.retry)) is not None:
                time.sleep(wait)
            else:
                break
            found = self._sent(form, accept, seconds)
        if found.status != 200:
            raise self._failed(found)
        if found.cut:
            message = f"{quoted(self.address)} cuts answers: this one has more than {quoted(found.cut)} rows"
            raise SourceError(message, "add LIMIT and OFFSET, and ask in parts")
        return found

    def _sent(self, form: Iterable[tuple[str, str]], accept: str, seconds: float) -> Answered:
        import httpx

        end = time.monotonic() + seconds
        content = httpx.QueryParams([*form]).__str__().encode()
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            with self._client.stream(
                "POST", self.address, content=content, headers=headers, timeout=min(seconds, 1 << 30)
            ) as response:
                most = QUERY_ANSWER.most if response.status_code == 200 else _SAID
                body = _read(response, most, end, seconds)
                media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
                more = (
                    response.headers.get(name, "")
                    for name in ("location", "retry-after", "x-sparql-maxrows", "kg-notes")
                )
                return Answered(response.status_code, media_type, body, *more)
        except httpx.TimeoutException as error:
            raise QUERY_TIME.error(value=seconds) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise SourceError(
                f"{quoted(self.address)} cannot be asked: {quoted(reason)}", "check the address, and that it is up"
            ) from error

    @property
    def _client(self) -> httpx.Client:
        """The connections of this process: a fork has its own."""
        import httpx

        if os.getpid() not in self._clients:
            token = os.environ.get(TOKEN, "").strip()
            self._clients[os.getpid()] = httpx.Client(
                headers={"Authorization": f"Bearer {token}"} if token else {},
                trust_env=not _is_loopback(urlsplit(self.address).hostname or ""),  # no proxy to this machine itself
                follow_redirects=False,
            )
        return self._clients[os.getpid()]

    def _redirected(self, location: str) -> str:
        """Where a redirect leads. Raises SourceError where that is another server."""
        from urllib.parse import urljoin

        target = urljoin(self.address, location)
        ours, theirs = urlsplit(self.address), urlsplit(target)
        if not location or (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
            raise SourceError(
                f"{quoted(self.address)} leads to another server, {quoted(target)}",
                "give that address, if you trust it",
            )
        return target

    def _failed(self, found: Answered) -> SourceError | QueryRefusedError:
        """The error of an answer that is none: its status, what the server says, and what to try."""
        phrases = {each.value: f" ({each.phrase})" for each in HTTPStatus}
        status = f"{found.status}{phrases.get(found.status, '')}"
        where = f"{quoted(self.address)} answers with status {status}{_said(found)}"
        if found.status == 400:
            return QueryRefusedError(f"the query is refused: {where}", "the server may know less than SPARQL 1.1")
        general = "check the address: it is that of the endpoint, and often ends in /sparql or /query"
        if found.status >= 500:
            general = "try again, or ask for less"
        return SourceError(where, _HINTS.get(found.status, general))


_TOKEN_HINT = f"give a token as {TOKEN}"
_HINTS: Final = {
    401: _TOKEN_HINT,
    403: _TOKEN_HINT,
    408: "try again, or ask for less",
    413: "ask for less: the query is too long for this server",
    429: "it is asked too often: try again later",
    503: "it is busy: try again later",
}
"""What to try where a status says it."""


def _said(found: Answered) -> str:
    """What a server says of an answer that is none, as the end of a sentence; empty where it says nothing to read."""
    text = found.content[:_SAID].decode(errors="replace")
    if "json" in found.media_type or text.lstrip().startswith("{"):
        said = _json_sentence(text)
    elif "html" in found.media_type or text.lstrip().startswith("<"):
        said = _page_sentence(text)
    else:
        said = text
    said = next(filter(None, map(str.strip, said.splitlines())), "")
    said = "".join(letter for letter in said if letter.isprintable())
    return f": {quoted(said)}" if said else ""


def _json_sentence(text: str) -> str:
    """What a problem of RFC 9457, or another object of JSON, says first."""
    try:
        table = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(table, dict):
        return ""
    words = (table.get(name) for name in ("detail", "message", "error_description", "error", "title"))
    return next((each for each in words if isinstance(each, str) and each.strip()), "")


def _page_sentence(text: str) -> str:
    """The first of heading, title and text that a page has."""
    text = re.sub(r"<(script|style)\b.*?(</\1\s*>|$)", " ", text, flags=re.IGNORECASE | re.DOTALL)
    parts = [*(re.search(rf"<{tag}\b[^>]*>(.*?)</{tag}", text, re.IGNORECASE | re.DOTALL) for tag in ("h1", "title"))]
    words = (re.sub(r"<[^>]*>?", " ", each) for each in (*(part[1] for part in parts if part), text))
    return next(filter(None, (" ".join(unescape(each).split()) for each in words)), "")


def _close(clients: dict[int, httpx.Client]) -> None:
    """Close the connections of this process; those of another are its own."""
    if client := clients.pop(os.getpid(), None):
        client.close()


def _read(response: httpx.Response, most: int, end: float, seconds: float) -> bytes:
    """The body of an answer. Raises LimitError where it takes too long or, of an answer, too much."""
    found = bytearray()
    for part in response.iter_bytes():
        found += part
        if time.monotonic() > end:
            raise QUERY_TIME.error(value=seconds)
        if len(found) > most:
            if response.status_code == 200:
                raise QUERY_ANSWER.error()
            break
    return bytes(found[:most])


def _waiting_time(retry: str) -> float | None:
    """How many seconds a busy server asks to wait; None where it is too long."""
    seconds = int(retry) if retry.isdecimal() and len(retry) < 9 else 1
    return seconds if seconds <= _LONGEST_WAIT else None
