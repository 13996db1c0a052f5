"""Asking the server in tests: what a worker does, the application in this process, and a server as a process."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from kg.server.exchange import Call, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from kg.server.app import Answerer
    from kg.server.site import Site

Answered = TypeVar("Answered")

ROOT = "http://127.0.0.1:8000"


class Page(NamedTuple):
    """A reply as a test reads it."""

    status: int
    type: str
    text: str
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.text)


def ask(
    site: Site,
    path: str,
    *values: tuple[str, str],
    accept: str = "*/*",
    method: str = "GET",
    body: str = "",
    sent: str = "",
) -> Page:
    """The reply of a worker to a call."""
    reply = site(Call(method, path, values, accept, body.encode(), sent, ROOT))
    return Page(reply.status, reply.content_type.partition(";")[0], reply.body.decode(), dict(reply.headers))


def finished(work: Coroutine[Any, Any, Answered]) -> Answered:
    """What a coroutine gives, run in a thread: where a browser is open, this one has a loop that runs already."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def page(site: Site, path: str, *values: tuple[str, str]) -> Page:
    """A page, as a browser asks for it."""
    return ask(site, path, *values, accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")


class Here:
    """A worker in this process, for tests of the application alone."""

    def __init__(self, site: Callable[[Call], Reply]) -> None:
        self.site = site

    async def answer(self, call: Call) -> Reply:
        return self.site(call)


def asked(
    worker: Answerer, path: str = "/", method: str = "GET", settings: dict[str, Any] | None = None, **options: Any
) -> Any:
    """The response to one request, in this process."""
    import httpx

    from kg.server.app import Settings, make_app

    async def send() -> httpx.Response:
        app = make_app(worker, Settings(**(settings or {})))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            return await client.request(method, path, **options)

    return finished(send())


class Served(NamedTuple):
    """A running server: its address, its port, and its process."""

    address: str
    port: int
    process: subprocess.Popen[str]

    def raw(self, request: bytes, *, end: bool = False) -> bytes:
        """All that the server says to the bytes of a request; with ``end`` nothing more follows them."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as channel:
            with contextlib.suppress(ConnectionError):
                channel.sendall(request)
                if end:
                    channel.shutdown(socket.SHUT_WR)
            parts = []
            with contextlib.suppress(ConnectionError):
                while part := channel.recv(65536):
                    parts.append(part)
            return b"".join(parts)

    def workers(self) -> list[int]:
        """The ids of the processes that answer."""
        return [worker for forker in _children(self.process.pid) for worker in _children(forker)]


def _children(process: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


@contextlib.contextmanager
def started(*arguments: str) -> Iterator[Served]:
    """A server as a process, until the block ends."""
    start = [sys.executable, "-c", "from kg.cli import main; main()", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(start, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), process.communicate(timeout=10)[1]
        yield Served(address, int(address.rstrip("/").rpartition(":")[2]), process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
