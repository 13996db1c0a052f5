"""The processes that answer: each call has its reply; what is too slow, too large or dies is an error of its own."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING

import pytest
from serving import finished

from kg.errors import LimitError, SourceError, TimeLimitError
from kg.limits import chosen
from kg.server.exchange import Call, Reply
from kg.server.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def _work(call: Call) -> Reply:
    """Do what the path says."""
    if call.path == "/sleep":
        time.sleep(60)
    if call.path == "/die":
        os._exit(9)
    if call.path == "/memory":
        bytearray(100_000_000_000)
    return Reply.text("x" * len(call.path) if call.path != "/large" else "x" * 5_000, "text/plain")


pytestmark = pytest.mark.slow
"""Each test starts processes of its own."""


@pytest.fixture
def workers() -> Iterator[Workers]:
    with chosen(["answer-time=1", "answer-size=1kB", "server-workers=2", "server-queue=2"]):
        yield Workers(_work)  # ended by those who ask


def _ask(workers: Workers, *paths: str) -> list[Reply | BaseException]:
    async def ask() -> list[Reply | BaseException]:
        asked = (workers.answer(Call("GET", path)) for path in paths)
        replies = await asyncio.gather(*asked, return_exceptions=True)
        workers.end()
        await asyncio.sleep(0)  # the connections are closed
        return replies

    return finished(ask())


def test_each_call_has_its_own_reply(workers: Workers) -> None:
    replies = _ask(workers, "/a", "/bcd", "/ef")
    assert [len(reply.body) for reply in replies if isinstance(reply, Reply)] == [2, 4, 3]


def test_what_takes_too_long_is_ended_and_others_are_not(workers: Workers) -> None:
    slow, quick, next_ = _ask(workers, "/sleep", "/a", "/b")
    assert isinstance(slow, TimeLimitError)
    assert slow.name == "answer-time"
    assert isinstance(quick, Reply)
    assert isinstance(next_, Reply)


def test_a_process_that_dies_is_replaced(workers: Workers) -> None:
    found = _ask(workers, "/die", "/die", "/a")
    assert [type(each) for each in found] == [SourceError, SourceError, Reply]


def test_who_comes_when_too_many_wait_is_refused(workers: Workers) -> None:
    found = _ask(workers, "/sleep", "/sleep", "/a", "/b", "/too-many")
    assert isinstance(found[4], LimitError)
    assert found[4].name == "server-queue"
    assert [type(each) for each in found[:4]] == [TimeLimitError, TimeLimitError, Reply, Reply]


@pytest.mark.parametrize(("path", "said"), [("/large", b"answer-size"), ("/memory", b"not enough memory")])
def test_a_reply_that_is_too_large_is_none(workers: Workers, path: str, said: bytes) -> None:
    [reply] = _ask(workers, path)
    assert isinstance(reply, Reply)
    assert reply.status == 503
    assert said in reply.body


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from command_line import kg

    from kg.server import app

    monkeypatch.setattr(app, "find_spec", lambda name: None if name == "uvicorn" else object())
    answer = kg("serve")
    assert answer.status == 3
    assert "uvicorn is not installed" in answer.err
    assert "pip install 'career-kg[server]'" in answer.err


def test_what_is_replaced_is_answered_from_after_a_while(tmp_path: Path) -> None:
    file = tmp_path / "store.json"
    file.write_text("one")

    def made() -> Callable[[Call], Reply]:
        text = file.read_text()
        if text == "broken":
            raise SourceError("broken")
        return lambda _: Reply.text(text, "text/plain")

    async def ask() -> list[str]:
        workers = Workers(made(), file, made)
        found = []
        for text in ("one", "broken", "two"):
            new = tmp_path / "new"
            new.write_text(text)
            new.replace(file)
            for _ in range(200):
                found.append((await workers.answer(Call("GET", "/"))).body.decode())
                if found[-1] == text or text == "broken":
                    break
                await asyncio.sleep(0.05)
        workers.end()
        await asyncio.sleep(0)
        return found

    with chosen(["server-workers=2"]):
        found = finished(ask())
    assert (found[0], found[-1]) == ("one", "two")
    assert set(found) == {"one", "two"}
