"""Queries in a child process, under limits of time and memory: whatever they meet ends the child alone.

The child is a fork, so it has the open graph as it is and costs a few milliseconds. Only the engine runs in it, which
reads; its answer comes back in a format of the W3C, in parts, and after the last of them what went wrong.
"""

from __future__ import annotations

import faulthandler
import io
import os
import pickle
import re
import resource
import select
import signal
import stat
import struct
import time
import warnings
import weakref
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat

from kg.errors import KGError, LimitError, QueryRefusedError, QuerySyntaxError, SourceError
from kg.limits import NONE, QUERY_ANSWER, QUERY_DEPTH, QUERY_MEMORY, QUERY_TIME
from kg.store.local import Graphs, LocalStore
from kg.store.sparql import Advise, QueryResult, check_size, collected

_FOREIGN = (QUERY_TIME.name, QUERY_MEMORY.name)
"""The limits that a damaged file may be the cause of."""

_FAILED, _READY, _LAST = 1, 2, 3
"""How an answer ends: the query failed, the child waits for another, it has grown too large for one."""

_NO_MEMORY, _DIED = 2, 3
"""The exit status of a child which found no memory, and which met something unexpected."""

_HEAD, _END = struct.Struct("!I"), struct.Struct("!BI")
"""What stands before a request and before each part of an answer, and what comes after the last part."""

_OUT_OF_MEMORY = "memory allocation of|bad_alloc"
"""What the engine and its library say before they end a process that gets no more memory."""

_BLOCK = 1 << 16
"""So many bytes are written and read at once; a pipe holds as many."""

_LONGEST_WAIT = 1 << 30
"""How many milliseconds one call can wait."""


class _Request(NamedTuple):
    """A query as the child gets it; ``seconds`` are those that it may take."""

    text: str
    prefixes: Mapping[str, str]
    seconds: float
    allow_service: bool
    graphs: Graphs | None
    named: Graphs | None


class QueryProcess:
    """A process that answers queries about a store, one after another, each within limits of time and memory.

    It is a fork of the process that asks first, and sees the store as it was then. One that a query has ended, or made
    large, is replaced when the next is asked.
    """

    def __init__(self, store: LocalStore) -> None:
        self._store = store
        self._children: dict[int, _Child] = {}
        weakref.finalize(self, _end, self._children)

    def query(
        self,
        text: str,
        prefixes: Mapping[str, str],
        timeout: float,
        advise: Advise,
        *,
        allow_service: bool = False,
        graphs: Graphs | None = None,
        named: Graphs | None = None,
    ) -> QueryResult:
        """Answer a query; the process is ended after ``timeout`` seconds, or when it takes more than QUERY_MEMORY.

        ``graphs`` are asked in place of all, and ``named`` are those that GRAPH reaches, where these are not the same.
        Raises LimitError then, and otherwise whatever the query itself raises.
        """
        check_size(text)
        request = _Request(text, prefixes, timeout, allow_service, graphs, named)
        kept = False
        try:
            result, kept = self._child().answer(request, advise)
        except QuerySyntaxError:
            kept = True  # the process has said so, and waits
            raise
        except (LimitError, SourceError) as error:
            if isinstance(error, LimitError) and error.name not in _FOREIGN:
                raise
            if doubt := self._store.doubt():
                raise SourceError(f"{doubt.message}\n  {error.message}", doubt.hint) from error
            raise
        finally:
            if not kept:
                self.end()
        return result

    def _child(self) -> _Child:
        """The child of this process, another one where it has none that waits for requests."""
        child = self._children.get(os.getpid())
        if child is None or not child.is_waiting():
            _end(self._children)
            child = self._children[os.getpid()] = _Child(self._store)
        return child

    def end(self) -> None:
        """End the process, if there is one."""
        _end(self._children)


def _end(children: dict[int, _Child]) -> None:
    """End the child of this process; of one that it was forked from only the pipes are closed."""
    while children:
        owner, child = children.popitem()
        child.close(end=owner == os.getpid())


def _rows(file: IO[bytes]) -> Any:
    return pyoxigraph.parse_query_results(file, format=QueryResultsFormat.JSON)


def _triples(file: IO[bytes]) -> Any:
    return (quad.triple for quad in pyoxigraph.parse(file, format=RdfFormat.N_TRIPLES))


def _write(answer: Any, file: IO[bytes]) -> None:
    """Write the form of an answer of the engine on a line, then the answer."""
    if isinstance(answer, QueryBoolean | QuerySolutions):
        file.write(b"rows\n")
        answer.serialize(file, format=QueryResultsFormat.JSON)
    else:
        file.write(b"triples\n")
        answer.serialize(file, format=RdfFormat.N_TRIPLES)


# --- the process ------------------------------------------------------------------------------------------------------


class _Child:
    """A fork that answers requests, and the pipes to it."""

    def __init__(self, store: LocalStore) -> None:
        (requests, self._requests), (self._answers, answers), (self._said, said) = os.pipe(), os.pipe(), os.pipe()
        ours, theirs = (self._requests, self._answers, self._said), (requests, answers, said)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of other threads, which the child does not wait for
            self._process = os.fork()
        if not self._process:
            _run(store, *theirs, ours)
        for descriptor in theirs:
            os.close(descriptor)

    def is_waiting(self) -> bool:
        """Whether it has not been ended by others since its last answer."""
        if os.waitpid(self._process, os.WNOHANG) == (0, 0):
            return True
        self._process = 0
        return False

    def answer(self, request: _Request, advise: Advise) -> tuple[QueryResult, bool]:
        """The answer to a request, and whether the child waits for another. Raises what ended the query."""
        packed = pickle.dumps(request)
        parts = _Parts(self._answers, request.seconds)
        file = io.BufferedReader(parts, _BLOCK)
        try:
            with suppress(BrokenPipeError):  # what ended it is asked below
                _write_all(self._requests, _HEAD.pack(len(packed)) + packed)
            parse = _triples if file.readline() == b"triples\n" else _rows
            result: QueryResult | SyntaxError
            try:
                result = collected(parse(file), advise)
            except SyntaxError as error:  # it ends too early
                result = error
            while file.read(_BLOCK):
                pass
            self._check(parts, request.text)
            if isinstance(result, SyntaxError):
                raise result
            return result, parts.ending == _READY
        finally:
            file.detach()

    def _check(self, parts: _Parts, text: str) -> None:
        """Raise what ended the query ``text`` where it failed."""
        if parts.ending is None:
            status = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
            self._process = 0
            raise _death(status, os.read(self._said, _BLOCK).decode(errors="replace"))
        if parts.ending == _FAILED:
            raise _unpacked(parts.error, text)

    def close(self, *, end: bool) -> None:
        """Close the pipes, and end the process first where it is a child of this one."""
        if self._process and end:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
        for descriptor in (self._requests, self._answers, self._said):
            os.close(descriptor)


def _write_all(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


class _Parts(io.RawIOBase):
    """What a child writes of one answer: for so many ``seconds``, and no more than QUERY_ANSWER.

    At its end ``ending`` says how it went, with the ``error`` of a query that failed; None where the child has died.
    """

    def __init__(self, descriptor: int, seconds: float) -> None:
        super().__init__()
        self.ending: int | None = None
        self.error = ""
        self._descriptor = descriptor
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._left = QUERY_ANSWER.most
        self._part = 0
        self._is_over = False
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)

    def readable(self) -> bool:
        """Whether it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Wait for bytes and read them. Raises LimitError."""
        if not self._part and not self._is_over:
            self._begin()
        if self._is_over:
            return 0
        size = self._read(memoryview(buffer)[: self._part])
        self._part -= size
        self._left -= size
        self._is_over = not size
        if self._left < 0:
            raise QUERY_ANSWER.error()
        return size

    def _begin(self) -> None:
        """Read the head of the next part, or of what follows the last one."""
        head = self._exactly(_HEAD.size)
        [self._part] = _HEAD.unpack(head) if head else [0]
        self._is_over = not self._part
        if head and self._is_over and (ending := self._exactly(_END.size)):
            ending, size = _END.unpack(ending)
            self.error = self._exactly(size).decode()
            self.ending = ending

    def _exactly(self, size: int) -> bytes:
        """So many bytes; none where the child has died."""
        found = bytearray(size)
        at = 0
        while at < size:
            got = self._read(memoryview(found)[at:])
            if not got:
                return b""
            at += got
        return bytes(found)

    def _read(self, buffer: memoryview) -> int:
        while not self._poll.poll(min(_LONGEST_WAIT, max(0, self._end - time.monotonic()) * 1000)):
            if time.monotonic() >= self._end:
                raise QUERY_TIME.error(value=self._seconds)
        return os.readv(self._descriptor, [buffer])


def _death(status: int, said: str) -> KGError:
    """What ended a child, by its exit status and what the engine said."""
    if "overflowed its stack" in said:
        return QUERY_DEPTH.error()
    if -status in (signal.SIGXCPU, signal.SIGKILL) or status == _NO_MEMORY or re.search(_OUT_OF_MEMORY, said):
        return QUERY_MEMORY.error()
    name = signal.Signals(-status).name if status < 0 else f"status {status}"
    return SourceError(f"the query's process failed with {name}: {said[-200:].strip()}", "simplify the query")


# --- in the child -----------------------------------------------------------------------------------------------------


def _run(store: LocalStore, requests: int, answers: int, said: int, unneeded: Iterable[int]) -> NoReturn:
    """Answer requests and end this process, without anything that the parent would do at its end."""
    status = _DIED
    try:
        faulthandler.disable()  # the parent tells what ended this process
        for descriptor in unneeded:
            os.close(descriptor)
        _close_others({requests, answers, said})
        os.dup2(said, 2)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        limit_memory()
        _limit(resource.RLIMIT_CORE, 0)
        begun = _address_space()
        with os.fdopen(requests, "rb") as file:
            while head := file.read(_HEAD.size):
                request: _Request = pickle.loads(file.read(_HEAD.unpack(head)[0]))  # noqa: S301  # from the parent
                _limit_time(request.seconds)
                ending, error = _answer(store, request, answers)
                ending = ending or (_READY if _address_space() < begun + QUERY_MEMORY.most // 4 else _LAST)
                _write_all(answers, _HEAD.pack(0) + _END.pack(ending, len(error)) + error)
        status = 0
    except MemoryError:
        status = _NO_MEMORY
    except BaseException as error:  # noqa: BLE001  # nothing may leave this function
        os.write(2, repr(error).encode()[:_BLOCK])
    finally:
        os._exit(status)


def _close_others(own: Collection[int]) -> None:
    """Close the pipes and sockets of the parent: while a copy of one is open, nobody at its other end sees it close."""
    for descriptor in [int(each.name) for each in Path("/dev/fd").iterdir()]:
        with suppress(OSError):  # the folder itself has been closed
            mode = os.fstat(descriptor).st_mode
            if descriptor > 2 and descriptor not in own and (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
                os.close(descriptor)


def _answer(store: LocalStore, request: _Request, answers: int) -> tuple[int, bytes]:
    """Write the answer to a request; _FAILED and the error where it has none."""
    file = io.BufferedWriter(_PartWriter(answers), _BLOCK)
    try:
        store.answered(
            request.text,
            request.prefixes,
            lambda answer: _write(answer, file),
            allow_service=request.allow_service,
            graphs=request.graphs,
            named=request.named,
        )
        file.flush()
    except KGError as error:
        file.flush()
        return _FAILED, _packed(error)
    return 0, b""


class _PartWriter(io.RawIOBase):
    """Writes each part of an answer with its size before it."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor

    def writable(self) -> bool:
        """Whether it can be written to."""
        return True

    def write(self, part: Any) -> int:
        """Write a part."""
        content = bytes(part)
        if content:
            _write_all(self._descriptor, _HEAD.pack(len(content)) + content)
        return len(content)


def _limit_time(seconds: float) -> None:
    """Let this process not outlive a parent that was killed by much."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, allowed = resource.getrlimit(resource.RLIMIT_CPU)
    most = used.ru_utime + used.ru_stime + seconds + 2
    if most < (NONE if allowed == resource.RLIM_INFINITY else allowed):
        resource.setrlimit(resource.RLIMIT_CPU, (int(most), allowed))


def limit_memory() -> None:
    """Let this process take QUERY_MEMORY more than it has."""
    _limit(resource.RLIMIT_AS, _address_space() + QUERY_MEMORY.most)


def _limit(kind: int, most: float) -> None:
    _, allowed = resource.getrlimit(kind)
    if most < (NONE if allowed == resource.RLIM_INFINITY else allowed):
        resource.setrlimit(kind, (int(most), int(most)))


def _address_space() -> int:
    """The bytes of this process's address space; where the system does not tell, what it has held of memory."""
    try:
        descriptor = os.open("/proc/self/statm", os.O_RDONLY)
        return int(os.read(descriptor, 100).split()[0]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _packed(error: KGError) -> bytes:
    """An error as the parent reads it."""
    import json

    table: dict[str, Any] = {"type": type(error).__name__, "message": error.message[:2000], "hint": error.hint}
    if isinstance(error, QuerySyntaxError):
        table |= {"reason": error.reason, "line": error.line, "column": error.column}
    return json.dumps(table).encode()


def _unpacked(packed: str, text: str) -> KGError:
    import json

    error = json.loads(packed)
    if error["type"] == "QuerySyntaxError":
        return QuerySyntaxError(text, error["reason"], error["line"], error["column"], error["hint"])
    kind = QueryRefusedError if error["type"] == "QueryRefusedError" else SourceError
    return kind(error["message"], error["hint"])
