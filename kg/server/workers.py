"""Processes that answer calls: each has the open graph, answers one call at a time, and is ended when it is too slow.

A process that does nothing else forks them, before any request has come: it has the graph and no connection, so a
worker costs a few milliseconds and shares the memory of the graph, and what ends one ends that one alone.
"""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import os
import pickle
import signal
import socket
import struct
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from kg.errors import LimitError, SourceError
from kg.limits import ANSWER_SIZE, ANSWER_TIME, SERVER_QUEUE, SERVER_WORKERS
from kg.server.exchange import Call, Reply, problem
from kg.store.worker import limit_memory

_HEAD = struct.Struct("!Q")
"""What stands before a message: how many bytes it has."""

_MORE, _AGAIN = b"+", b"!"
"""What asks for another worker, and for those to come to answer from what is there now."""

_PATIENCE = 2.0
"""So many seconds after something could not be read again it is tried again."""

_GRACE = 2.0
"""So many seconds a worker has more than its answer, to say itself what took too long."""


class Workers:
    """The workers of a server, and those who wait for one.

    ``answer`` is what each of them does. Start it before threads and an event loop, which a fork does not copy whole.
    Where the file ``watched`` is replaced, ``renew`` makes another ``answer``; until then the old one stands.
    """

    def __init__(
        self,
        answer: Callable[[Call], Reply],
        watched: Path | None = None,
        renew: Callable[[], Callable[[Call], Reply]] | None = None,
    ) -> None:
        self._control, theirs = socket.socketpair()
        self._forker = _fork(lambda: _fork_workers(theirs, answer, renew), self._control)
        theirs.close()
        self._watched = watched
        self._seen = self._state()
        self._renewing: asyncio.Task[None] | None = None
        self._forking: asyncio.Lock | None = None
        self._age = 0
        self._idle: list[_Worker] = []
        self._waiting = 0
        self._turns: asyncio.Semaphore | None = None

    async def answer(self, call: Call) -> Reply:
        """The reply of a worker.

        Raises LimitError when too many wait already, when it takes longer than ANSWER_TIME, when it is larger than
        ANSWER_SIZE, and SourceError when the worker ends before it has answered.
        """
        if self._waiting >= SERVER_QUEUE.most + SERVER_WORKERS.most:
            raise SERVER_QUEUE.error()
        self._turns = self._turns or asyncio.Semaphore(SERVER_WORKERS.most)
        self._forking = self._forking or asyncio.Lock()
        if self._renewing is None and (state := self._state()) != self._seen:
            self._renewing = asyncio.create_task(self._renew(state))
        self._waiting += 1
        try:
            async with self._turns:
                return await self._answered(call)
        finally:
            self._waiting -= 1

    async def _answered(self, call: Call) -> Reply:
        worker = self._rested() or await self._new()
        try:
            seconds = ANSWER_TIME.value
            reply = await asyncio.wait_for(worker.answer(call), min(seconds + _GRACE, 1 << 30))
        except TimeoutError as error:
            worker.end()
            raise ANSWER_TIME.error() from error
        except (OSError, EOFError) as error:
            worker.end()
            raise SourceError("the process that worked on the answer has ended", "ask again") from error
        except BaseException:  # the client has gone, or the server ends: the worker is in the middle of an answer
            worker.end()
            raise
        if worker.age == self._age:
            self._idle.append(worker)
        else:
            worker.end()
        return reply

    # --- what is new --------------------------------------------------------------------------------------------------

    def _state(self) -> tuple[int, ...]:
        """What tells one file that is watched from the next in its place; empty for none."""
        try:
            found = self._watched.stat() if self._watched else None
        except OSError:
            return ()
        return (found.st_mtime_ns, found.st_ino, found.st_size) if found else ()

    async def _renew(self, state: tuple[int, ...]) -> None:
        """Have all answers come from what is there now; meanwhile others are given."""
        assert self._forking is not None  # as answer() has it
        async with self._forking:
            self._control.send(_AGAIN)
            done = await asyncio.to_thread(self._control.recv, 1) == _AGAIN
        if done:
            self._seen, self._age = state, self._age + 1
            while self._idle:
                self._idle.pop().end()
        else:
            await asyncio.sleep(_PATIENCE)
        self._renewing = None

    # --- processes ----------------------------------------------------------------------------------------------------

    def _rested(self) -> _Worker | None:
        """An idle worker, if any; one that was ended from outside meanwhile is none."""
        while self._idle:
            worker = self._idle.pop()
            if not worker.reader.at_eof():
                return worker
            worker.end()
        return None

    async def _new(self) -> _Worker:
        assert self._forking is not None  # as answer() has it
        async with self._forking:
            self._control.send(_MORE)
            packed, [descriptor], *_ = socket.recv_fds(self._control, _HEAD.size, 1)
            age = self._age
        channel = socket.socket(fileno=descriptor)
        channel.setblocking(False)
        return _Worker(_HEAD.unpack(packed)[0], age, *await asyncio.open_connection(sock=channel))

    def processes(self) -> list[int]:
        """The ids of the workers that are idle."""
        return [worker.process for worker in self._idle]

    def end(self) -> None:
        """End all of the processes."""
        for worker in self._idle:
            worker.end()
        self._control.close()
        with suppress(ChildProcessError):
            os.waitpid(self._forker, 0)


class _Worker(NamedTuple):
    """A worker as the server sees it; ``age`` is how often what it answers from was renewed before."""

    process: int
    age: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def answer(self, call: Call) -> Reply:
        packed = pickle.dumps(call)
        self.writer.write(_HEAD.pack(len(packed)) + packed)
        await self.writer.drain()
        [size] = _HEAD.unpack(await self.reader.readexactly(_HEAD.size))
        content = await self.reader.readexactly(size)
        reply: Reply = pickle.loads(content)  # noqa: S301  # from a process of ours, which no one else can write to
        return reply

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process, signal.SIGKILL)  # and with it the process of a query
        with suppress(RuntimeError):  # the loop has ended
            self.writer.close()


# --- in other processes -----------------------------------------------------------------------------------------------


def _fork(work: Callable[[], object], *unneeded: socket.socket) -> int:
    """Start a process that does some work and then ends, and give its id."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of other threads, which the child does not wait for
        process = os.fork()
    if process:
        return process
    try:
        faulthandler.disable()
        signal.set_wakeup_fd(-1)
        for channel in unneeded:
            channel.close()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all processes; the server ends these
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        work()
    finally:
        os._exit(0)


def _fork_workers(
    control: socket.socket, answer: Callable[[Call], Reply], renew: Callable[[], Callable[[Call], Reply]] | None
) -> None:
    """Fork a worker whenever one is asked for, until the server ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the ended
    _freeze()
    while asked := control.recv(1):
        if asked == _AGAIN:
            answer, said = _renewed(answer, renew)
            control.send(said)
            continue
        ours, theirs = socket.socketpair()
        process = _fork(lambda: _work(theirs, answer), control, ours)  # noqa: B023  # it is called at once
        theirs.close()
        socket.send_fds(control, [_HEAD.pack(process)], [ours.fileno()])
        ours.close()


def _freeze() -> None:
    """Let no search for garbage touch what is shared, which stays shared then."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _renewed(
    answer: Callable[[Call], Reply], renew: Callable[[], Callable[[Call], Reply]] | None
) -> tuple[Callable[[Call], Reply], bytes]:
    """What answers from what is there now, and whether it could be made: else it is what answered before."""
    try:
        answer = renew() if renew else answer
    except Exception:  # noqa: BLE001  # whatever is wrong with the new, the old still answers
        return answer, _MORE
    _freeze()
    return answer, _AGAIN


def _work(channel: socket.socket, answer: Callable[[Call], Reply]) -> NoReturn:
    """Answer calls until the server ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # a query's process is waited for
    os.setpgid(0, 0)
    os.register_at_fork(after_in_child=partial(os.close, channel.fileno()))  # or it would hide the end of this one
    limit_memory()
    with channel.makefile("rwb") as file:
        while head := file.read(_HEAD.size):
            content = file.read(_HEAD.unpack(head)[0])
            packed = pickle.dumps(_safely(answer, pickle.loads(content)))  # noqa: S301  # as above
            file.write(_HEAD.pack(len(packed)))
            file.write(packed)
            file.flush()
    raise SystemExit


def _safely(answer: Callable[[Call], Reply], call: Call) -> Reply:
    """A reply of allowed size, also where there is no memory for one."""
    try:
        reply: Any = answer(call)
        ANSWER_SIZE.check(len(reply.body), "the answer")
    except LimitError as error:
        reply = problem(error)
    except MemoryError:
        reply = problem(SourceError("there is not enough memory for this answer", "ask for less"))
    assert isinstance(reply, Reply)
    return reply
