"""The server: it takes requests, refuses what is not safe, hands the rest to a worker, and says so in a log.

It is open to this machine alone, unless a token is asked for. A request has to name this server as its host, so that no
page of another site reaches it by a name that leads here (DNS rebinding), and has to come from a page of this server.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import ipaddress
import json
import logging
import signal
import socket
import time
from contextlib import contextmanager, suppress
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import parse_qsl, urlsplit

from kg.errors import EngineError, KGError, LimitError, OutputError, UsageError, quoted
from kg.limits import REQUEST_SIZE, REQUEST_TIME, SERVER_CLIENTS
from kg.server.exchange import HTML, PROBLEM, Call, Reply, preferred, problem
from kg.server.static import address_of, static_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("kg.server")

_PART = 1 << 18
"""So many bytes of an answer are sent at once; a client has REQUEST_TIME to read them."""

_MOST_VALUES = 1_000
"""How many values a request may have."""

_IDLE = 30
"""So many seconds a connection is kept without a request: one that comes just when it is closed would get no answer."""

_END = 5
"""How many seconds requests have to end when the server does."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What pages may load and run: files of this server, and no script or style inside a page."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Answerer(Protocol):
    """What answers calls: :class:`Workers`."""

    async def answer(self, call: Call) -> Reply:
        """The reply to a call. Raises KGError where there is none."""


class Settings(NamedTuple):
    """Where the server is open, and to whom: ``names`` are more names of it, ``origins`` other sites that may ask."""

    host: str = "127.0.0.1"
    port: int = 8000
    token: str = ""
    names: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    log_queries: bool = False

    def checked(self) -> Settings:
        """The settings themselves. Raises UsageError where others could ask without a token."""
        if not self.token and not _is_loopback(self.host):
            raise UsageError(
                f"{quoted(self.host)} is open to other machines, and no token is asked for",
                "add --token TOKEN (or KG_TOKEN in the environment), or leave --host out",
            )
        return self


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return host.casefold() == "localhost" or (address is not None and address.is_loopback)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


# --- requests ---------------------------------------------------------------------------------------------------------


def make_app(workers: Answerer, settings: Settings) -> Starlette:
    """The application: files of pages, and everything else answered by a worker."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Route

    async def answer(request: Request) -> Response:
        try:
            call = await _call(request)
            reply = await _while_connected(request, workers, call)
        except KGError as error:
            reply = _refused(error, request.headers.get("accept", ""))
        return _response(reply)

    async def static(request: Request) -> Response:
        found = static_files().get(request.path_params["name"])
        if found is None:
            return _response(problem(KGError("there is no such file")))
        return _response(Reply(200, *found, (("Cache-Control", "public, max-age=31536000, immutable"),)))

    routes = [Route("/static/{name}", static), Route("/{path:path}", answer, methods=["GET", "POST"])]
    return Starlette(routes=routes, middleware=[Middleware(Guard, settings=settings)])


def _response(reply: Reply) -> Response:
    from starlette.responses import Response

    return Response(reply.body, reply.status, headers=dict(reply.headers), media_type=reply.content_type)


async def _call(request: Request) -> Call:
    """What is asked. Raises UsageError for what cannot be read, LimitError for what is too large or too slow."""
    headers = request.headers
    if headers.get("content-encoding", "identity") != "identity":
        raise RefusedError(415, UsageError("the request is compressed", "send it as it is"))
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _body(request)
    values = _values(request.scope["query_string"])
    if content_type == "application/x-www-form-urlencoded":
        values += _values(body)
    root = f"{request.url.scheme}://{headers.get('host', '')}"
    return Call(request.method, request.url.path, tuple(values), headers.get("accept", ""), body, content_type, root)


async def _body(request: Request) -> bytes:
    REQUEST_SIZE.check(int(request.headers.get("content-length", "0") or 0), "the request")
    found = bytearray()
    try:
        async with asyncio.timeout(min(REQUEST_TIME.value, 1 << 30)):
            async for part in request.stream():
                found += part
                REQUEST_SIZE.check(len(found), "the request")
    except TimeoutError as error:
        raise REQUEST_TIME.error() from error
    return bytes(found)


def _values(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_VALUES, errors="strict")
    except ValueError as error:
        raise UsageError("the values of the request cannot be read", "send them in UTF-8, percent-encoded") from error


async def _while_connected(request: Request, workers: Answerer, call: Call) -> Reply:
    """The reply of a worker, which is ended when the client goes."""
    working = asyncio.ensure_future(workers.answer(call))
    gone = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise RefusedError(499, UsageError("the client has gone"))
        return working.result()
    finally:
        for task in (working, gone):
            task.cancel()
        await asyncio.gather(working, gone, return_exceptions=True)


# --- what is refused --------------------------------------------------------------------------------------------------


class RefusedError(UsageError):
    """A request that is refused, with the status that says so."""

    def __init__(self, status: int, error: KGError) -> None:
        super().__init__(error.message, error.hint)
        self.status = status


_STATUSES = {REQUEST_SIZE.name: 413, REQUEST_TIME.name: 408}
"""The status where a client meets a limit."""


def _refused(error: KGError, accept: str) -> Reply:
    """An error of the server itself, as a page to those who read pages; 503 says when to ask again."""
    status = error.status if isinstance(error, RefusedError) else None
    headers: list[tuple[str, str]] = []
    if isinstance(error, LimitError):
        status = _STATUSES.get(error.name)
    reply = problem(error, status)
    if reply.status == 503:
        headers.append(("Retry-After", "1"))
    if reply.status in (408, 413):
        headers.append(("Connection", "close"))
    reply = reply._replace(headers=tuple(headers))
    return _as_page(error, reply) if preferred(accept, [PROBLEM, HTML]) == HTML else reply


def _as_page(error: KGError, reply: Reply) -> Reply:
    page = (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(error.message)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="stylesheet" href="{address_of("site.css")}">\n</head>\n<body>\n<main>\n'
        f"<h1>{escape(error.message)}</h1>\n<p>{escape(error.hint or '')}</p>\n"
        '<p><a href="/">Begin again</a></p>\n</main>\n</body>\n</html>\n'
    )
    return Reply.text(page, HTML, reply.status, reply.headers)


class Guard:
    """Lets through what comes from where it may, adds the headers of safety, and writes the log."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        record = _Record(scope, self.settings.log_queries)
        own = {**_HEADERS, **self._cors(dict(headers).get("origin", ""))}

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _joined(message["headers"], own)}
                record.status = message["status"]
            await _in_parts(message, send, record)

        try:
            self._check(headers, scope)
        except RefusedError as error:
            await self._refuse(error, dict(headers), scope, receive, sent)
        else:
            if scope["method"] == "OPTIONS":
                await _response(Reply(204, "text/plain", b"", (("Allow", "GET, HEAD, POST, OPTIONS"),)))(
                    scope, receive, sent
                )
            else:
                await self.app(scope, receive, sent)
        finally:
            record.write()

    async def _refuse(
        self, error: RefusedError, headers: Mapping[str, str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        reply = _refused(error, headers.get("accept", ""))
        more: tuple[tuple[str, str], ...] = (("Connection", "close"),)
        if error.status == 401:
            more += (("WWW-Authenticate", 'Basic realm="kg", charset="UTF-8"'),)
        await _response(reply._replace(headers=(*reply.headers, *more)))(scope, receive, send)

    def _check(self, headers: list[tuple[str, str]], scope: Scope) -> None:
        """Raise RefusedError for a request that is not safe to answer."""
        names = [name for name, _ in headers]
        table = dict(headers)
        if names.count("host") != 1 or names.count("content-length") > 1 or names.count("origin") > 1:
            raise RefusedError(400, UsageError("a header is missing or repeated", "send each once, and Host"))
        if scope["http_version"] not in ("1.0", "1.1", "2"):
            raise RefusedError(505, UsageError("there is no such version of HTTP", "send HTTP/1.1"))
        if "transfer-encoding" in table and "content-length" in table:
            raise RefusedError(400, UsageError("the request says twice how long it is", "leave one header out"))
        if not self._is_ours(table["host"]):
            message = f"this server is not called {quoted(table['host'])}"
            raise RefusedError(421, UsageError(message, "use its address, or start it with --allow-host NAME"))
        origin = table.get("origin", "")
        if origin and urlsplit(origin).netloc != table["host"] and not self._cors(origin):
            message = f"a page of {quoted(origin)} may not ask this server"
            raise RefusedError(403, UsageError(message, "start it with --cors ORIGIN"))
        preflight = scope["method"] == "OPTIONS" and origin
        if self.settings.token and not preflight and not self._is_known(table.get("authorization", "")):
            raise RefusedError(401, UsageError("this server wants its token", "send it as password, or as Bearer"))

    def _is_ours(self, host: str) -> bool:
        """Whether a Host header names this server: an address, localhost, or one of the names that were given."""
        name = urlsplit(f"//{host}").hostname or ""
        if name in {"localhost", self.settings.host.casefold(), *map(str.casefold, self.settings.names)}:
            return True
        address = _address(name)
        return address is not None and (address.is_loopback or not _is_loopback(self.settings.host))

    def _cors(self, origin: str) -> dict[str, str]:
        """The headers by which another site may read answers, if it is one that may."""
        if not origin or not {origin, "*"} & set(self.settings.origins):
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept",
            "Access-Control-Expose-Headers": "Kg-Notes",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Vary": "Origin, Accept",
        }

    def _is_known(self, authorization: str) -> bool:
        """Whether the token is given: as that of a bearer, or as the password of anybody."""
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() == "basic":
            try:
                given = base64.b64decode(given, validate=True).decode("utf-8").partition(":")[2]
            except (binascii.Error, ValueError):
                return False
        elif scheme.lower() != "bearer":
            return False
        return hmac.compare_digest(given.strip().encode(), self.settings.token.encode())


def _joined(headers: list[tuple[bytes, bytes]], own: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer with those of safety, where it does not have its own."""
    known = {name.lower() for name, _ in headers}
    more = [(name.lower().encode(), value.encode()) for name, value in own.items()]
    return [*headers, *(pair for pair in more if pair[0] not in known)]


async def _in_parts(message: Message, send: Send, record: _Record) -> None:
    """Send a message, a long body in parts, so that a client that does not read is seen to."""
    body = message.get("body", b"")
    record.size += len(body)
    for start in range(0, len(body) - _PART, _PART):
        await send({**message, "body": body[start : start + _PART], "more_body": True})
    if len(body) > _PART:
        message = {**message, "body": body[(len(body) - 1) // _PART * _PART :]}
    await send(message)


class _Record:
    """A line of the log: JSON, without what was asked unless that is wanted."""

    def __init__(self, scope: Scope, queries: bool) -> None:
        self.line = {"method": scope["method"], "path": scope["path"][:200]}
        if queries:
            self.line["query"] = scope["query_string"].decode("latin-1")[:4_000]
        self.status = 0
        self.size = 0
        self._start = time.monotonic()

    def write(self) -> None:
        """Write the line."""
        milliseconds = round((time.monotonic() - self._start) * 1000)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        counted = {"status": self.status, "bytes": self.size, "milliseconds": milliseconds}
        LOG.info("%s", json.dumps({"time": stamp, **self.line, **counted}))


# --- running ----------------------------------------------------------------------------------------------------------


def check_installed() -> None:
    """Raise EngineError where what the server is made of is not installed."""
    missing = [name for name in ("starlette", "uvicorn", "jinja2") if find_spec(name) is None]
    if missing:
        raise EngineError(f"{missing[0]} is not installed", "pip install 'career-kg[server]'")


def listen(settings: Settings) -> socket.socket:
    """A socket that is open where the settings say. Raises OutputError where that cannot be."""
    channel = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
        )[0]
        channel = socket.socket(family, kind, protocol)  # asyncio sends at once where the protocol is named
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        channel.bind(address)
        channel.listen(1024)
    except OSError as error:
        if channel is not None:
            channel.close()
        where = f"{settings.host}:{settings.port}"
        raise OutputError(f"cannot open {quoted(where)}: {error.strerror or error}", "try another --port") from error
    return channel


def run(app: ASGIApp, channel: socket.socket) -> None:
    """Serve an application until SIGINT or SIGTERM; requests at work are finished first."""
    import uvicorn

    from kg.server.connection import LimitedConnection

    config = uvicorn.Config(
        app,
        loop="asyncio",
        http=LimitedConnection,
        ws="none",
        lifespan="auto",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=SERVER_CLIENTS.most,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_END,
    )
    with _signals(lambda *_: None):
        uvicorn.Server(config).run(sockets=[channel])


@contextmanager
def _signals(handler: Callable[..., Any]) -> Iterator[None]:
    """Have signals that end a process do nothing more: the server has heard them, and raises them again at its end."""
    before = {}
    with suppress(ValueError):  # another thread than the main one, which hears no signals
        before = {each: signal.signal(each, handler) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, old in before.items():
            signal.signal(each, old)
