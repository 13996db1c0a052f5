"""A query in a child process, under limits of time and memory: whatever it meets ends the child alone.

The child is a fork, so it has the open graph as it is and costs a few milliseconds. Only the engine runs in it, which
reads; its answer comes back in a format of the W3C, and what went wrong on the child's standard error.
"""

from __future__ import annotations

import faulthandler
import io
import os
import re
import resource
import select
import signal
import time
import warnings
from collections.abc import Callable, Mapping
from typing import IO, Any, NoReturn

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat

from kg.errors import KGError, LimitError, QueryRefusedError, QuerySyntaxError, SourceError
from kg.limits import NONE, QUERY_ANSWER, QUERY_DEPTH, QUERY_MEMORY, QUERY_TIME
from kg.store.local import Graphs, LocalStore
from kg.store.sparql import Advise, QueryResult, check_size, collected

_FOREIGN = (QUERY_TIME.name, QUERY_MEMORY.name)
"""The limits that a damaged file may be the cause of."""

_FAILED, _NO_MEMORY, _DIED = 1, 2, 3
"""The exit status of a child whose query failed, which found no memory, and which met something unexpected."""

_OUT_OF_MEMORY = "memory allocation of|bad_alloc"
"""What the engine and its library say before they end a process that gets no more memory."""

_BLOCK = 1 << 16
"""So many bytes are written and read at once; a pipe holds as many."""

_LONGEST_WAIT = 1 << 30
"""How many milliseconds one call can wait."""


def query_in_child(
    store: LocalStore,
    text: str,
    prefixes: Mapping[str, str],
    timeout: float,
    *,
    allow_service: bool = False,
    graphs: Graphs | None = None,
    named: Graphs | None = None,
) -> QueryResult:
    """Answer a query in a process that is ended after ``timeout`` seconds, or when it takes more than QUERY_MEMORY.

    ``graphs`` are asked in place of all, and ``named`` are those that GRAPH reaches, where these are not the same.
    Raises LimitError then, and otherwise whatever the query itself raises.
    """
    check_size(text)

    def write(file: IO[bytes]) -> None:
        def use(answer: Any) -> None:
            _write(answer, file)

        store.answered(text, prefixes, use, allow_service=allow_service, graphs=graphs, named=named)

    try:
        return _answer_of(write, timeout, text, store.adviser(text, prefixes, graphs))
    except (LimitError, SourceError) as error:
        if isinstance(error, LimitError) and error.name not in _FOREIGN:
            raise
        if doubt := store.doubt():
            raise SourceError(f"{doubt.message}\n  {error.message}", doubt.hint) from error
        raise


def _answer_of(write: Callable[[IO[bytes]], None], timeout: float, text: str, advise: Advise) -> QueryResult:
    """The answer that a child writes. Raises what ended it."""
    with _Child(write, timeout) as child:
        parse = _triples if child.answer.readline() == b"triples\n" else _rows
        try:
            result = collected(parse(child.answer), advise)
        except SyntaxError:  # it ends too early
            child.check(text)
            raise
        child.check(text)
        return result


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
    """A fork in which ``work`` writes to a file, and how it went; ended with the block."""

    def __init__(self, work: Callable[[IO[bytes]], None], seconds: float) -> None:
        reader, writer = os.pipe()
        self._said, said = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of other threads, which the child does not wait for
            self._process = os.fork()
        if not self._process:
            _run(work, writer, said, seconds)
        os.close(writer)
        os.close(said)
        self.answer = io.BufferedReader(_Pipe(reader, seconds), _BLOCK)
        self._ended = False

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._ended:
            os.kill(self._process, signal.SIGKILL)
            self._wait()
        self.answer.close()
        os.close(self._said)

    def _wait(self) -> int:
        status = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        self._ended = True
        return status

    def check(self, text: str) -> None:
        """Wait for the end, and raise what ended the query ``text`` where it failed."""
        status = self._wait()
        if not status:
            return
        said = os.read(self._said, _BLOCK).decode(errors="replace")
        if status == _FAILED:
            raise _unpacked(said, text)
        raise _death(status, said)


class _Pipe(io.RawIOBase):
    """The end of a pipe that is read: for so many ``seconds``, and no more than QUERY_ANSWER."""

    def __init__(self, descriptor: int, seconds: float) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._left = QUERY_ANSWER.most
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)

    def readable(self) -> bool:
        """Whether it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Wait for bytes and read them. Raises LimitError."""
        while not self._poll.poll(min(_LONGEST_WAIT, max(0, self._end - time.monotonic()) * 1000)):
            if time.monotonic() >= self._end:
                raise QUERY_TIME.error(value=self._seconds)
        size = os.readv(self._descriptor, [buffer])
        self._left -= size
        if self._left < 0:
            raise QUERY_ANSWER.error()
        return size

    def close(self) -> None:
        """Close the pipe."""
        if not self.closed:
            os.close(self._descriptor)
        super().close()


def _death(status: int, said: str) -> KGError:
    """What ended a child, by its exit status and what the engine said."""
    if "overflowed its stack" in said:
        return QUERY_DEPTH.error()
    if -status in (signal.SIGXCPU, signal.SIGKILL) or status == _NO_MEMORY or re.search(_OUT_OF_MEMORY, said):
        return QUERY_MEMORY.error()
    name = signal.Signals(-status).name if status < 0 else f"status {status}"
    return SourceError(f"the query's process failed with {name}: {said[-200:].strip()}", "simplify the query")


# --- in the child -----------------------------------------------------------------------------------------------------


def _run(work: Callable[[IO[bytes]], None], descriptor: int, said: int, seconds: float) -> NoReturn:
    """Do the work and end this process, without anything that the parent would do at its end."""
    status = _DIED
    try:
        faulthandler.disable()  # the parent tells what ended this process
        os.dup2(said, 2)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _limit_resources(seconds)
        with os.fdopen(descriptor, "wb", _BLOCK) as file:
            work(file)
        status = 0
    except KGError as error:
        os.write(2, _packed(error))
        status = _FAILED
    except MemoryError:
        status = _NO_MEMORY
    except BaseException as error:  # noqa: BLE001  # nothing may leave this function
        os.write(2, repr(error).encode()[:_BLOCK])
    finally:
        os._exit(status)


def _limit_resources(seconds: float) -> None:
    """Let this process take QUERY_MEMORY more than it has, and not outlive a parent that was killed by much."""
    limit_memory()
    _limit(resource.RLIMIT_CPU, seconds + 2)
    _limit(resource.RLIMIT_CORE, 0)


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
