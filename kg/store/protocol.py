"""A client of the SPARQL 1.1 Protocol: one endpoint, asked with limits of time and size over connections that last."""

from __future__ import annotations

import ipaddress
import os
import time
import weakref
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

_ROWS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_TRIPLES: Final = "application/n-triples, text/turtle;q=0.7, application/rdf+xml;q=0.3"

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


class _Answered(NamedTuple):
    """What a server said; ``cut`` is the number of rows after which it ended an answer, if it says so."""

    status: int
    media_type: str
    content: bytes
    location: str
    retry: str
    cut: str


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
        content, media_type = self._content(query, _ROWS, dataset, seconds)
        fmt = QueryResultsFormat.from_media_type(media_type)
        if fmt is None:
            raise self._unreadable(media_type)
        try:
            return pyoxigraph.parse_query_results(content, format=fmt)
        except (SyntaxError, ValueError) as error:
            raise self._damaged(error) from error

    def ask(self, query: str, dataset: QueryDataset | None = None, seconds: float | None = None) -> bool:
        """The answer to an ASK, which some servers (Virtuoso) give as a row or none; raises as :meth:`rows` does."""
        answer = self.rows(query, dataset, seconds)
        return bool(answer) if isinstance(answer, QueryBoolean) else any(True for _ in answer)

    def triples(self, query: str, dataset: QueryDataset | None = None, seconds: float | None = None) -> Any:
        """The answer to a CONSTRUCT or DESCRIBE; raises as :meth:`rows` does."""
        content, media_type = self._content(query, _TRIPLES, dataset, seconds)
        fmt = RdfFormat.from_media_type(media_type)
        if fmt is None:
            raise self._unreadable(media_type)
        try:
            return [quad.triple for quad in pyoxigraph.parse(content, format=fmt)]
        except (SyntaxError, ValueError) as error:
            raise self._damaged(error) from error

    def _unreadable(self, media_type: str) -> SourceError:
        message = f"{quoted(self.address)} answers with {quoted(media_type or 'nothing')}, not with results of a query"
        return SourceError(message, "check the address: it is that of the endpoint, not of a page about it")

    def _damaged(self, error: Exception) -> SourceError:
        return SourceError(
            f"the answer of {quoted(self.address)} is not complete: {quoted(str(error))}", "ask for less, or try again"
        )

    # --- requests -----------------------------------------------------------------------------------------------------

    def _content(
        self, query: str, accept: str, dataset: QueryDataset | None, seconds: float | None
    ) -> tuple[bytes, str]:
        """What the server answers, and its media type."""
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
        return found.content, found.media_type

    def _sent(self, form: Iterable[tuple[str, str]], accept: str, seconds: float) -> _Answered:
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
                more = (response.headers.get(name, "") for name in ("location", "retry-after", "x-sparql-maxrows"))
                return _Answered(response.status_code, media_type, body, *more)
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

    def _failed(self, found: _Answered) -> SourceError | QueryRefusedError:
        """The error of an answer that is none."""
        said = found.content.decode(errors="replace").strip().partition("\n")[0]
        said = "".join(letter for letter in said if letter.isprintable())
        reason = f": {quoted(said)}" if said and "html" not in found.media_type else ""
        where = f"{quoted(self.address)} answers with status {found.status}{reason}"
        if found.status == 400:
            return QueryRefusedError(f"the query is refused: {where}", "the server may know less than SPARQL 1.1")
        hints = {401: f"give a token as {TOKEN}", 403: f"give a token as {TOKEN}", 404: "check the address"}
        hints[503] = "it is busy: try again later"
        return SourceError(where, hints.get(found.status, "try again, or ask for less"))


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
