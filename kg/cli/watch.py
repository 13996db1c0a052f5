"""What watches over a command from a thread: its limit of time, Ctrl-C, and the seconds it takes, shown at a terminal.

A library may be deep in its own code, where no handler of Python runs. So the thread asks first, as Ctrl-C does, which
leaves files and processes in order; where that is not heard at once it ends the process. What a process writes is whole
or not there whenever it ends.
"""

from __future__ import annotations

import math
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TextIO

import click

from kg.errors import KGError
from kg.limits import COMMAND_TIME

STOPPED: Final = 130
"""The exit status of a command that Ctrl-C has ended."""

_GRACE: Final = 0.15
"""How many seconds a command has to end by itself when it is asked to."""

_SILENT: Final = 2
"""After so many seconds the time that a command takes is shown."""

_DOUBTFUL = 3
"""After so many seconds it is asked whether the command is slow because its files are damaged."""

_END, _CHANGED = b"\0", b"\xff"
"""What the watched thread writes to the other; a signal writes its number."""


def at_terminal(stream: TextIO | None) -> bool:
    """Whether somebody reads or types there; a process may be started without any of its streams."""
    return stream is not None and not stream.closed and stream.isatty()


def columns_of(stream: TextIO | None) -> int | None:
    """The width of the terminal that a stream goes to; None where it goes elsewhere."""
    import shutil

    return shutil.get_terminal_size().columns if at_terminal(stream) else None


class Watch:
    """The thread that watches over the main one; ``late`` is the error for which it has ended a command.

    That is a limit of time, or what ``doubt`` finds when the command takes long.
    """

    def __init__(self) -> None:
        self.late: KGError | None = None
        self._doubt: Callable[[], KGError | None] | None = None
        self.shows_time = at_terminal(sys.stderr)
        self._start = time.monotonic()
        self._seconds = float("inf")
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._before = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        self._thread.start()

    def end(self) -> None:
        """Watch no more."""
        signal.set_wakeup_fd(self._before)
        os.write(self._writer, _END)
        self._thread.join()
        os.close(self._reader)
        os.close(self._writer)

    def limit(self, seconds: float) -> None:
        """End the command when it has taken so long."""
        self._seconds = seconds
        os.write(self._writer, _CHANGED)

    def doubt(self, check: Callable[[], KGError | None]) -> None:
        """End the command with the error that is found, if any, when it takes long."""
        self._doubt = check
        os.write(self._writer, _CHANGED)

    def _watch(self) -> None:
        while True:
            said = self._said(self._wait())
            if _END in said:
                return
            if signal.SIGINT in said:
                self._grant()
                return
            taken = time.monotonic() - self._start
            if taken >= self._seconds:
                self.late = COMMAND_TIME.error(value=self._seconds)
            elif self._doubt and taken >= _DOUBTFUL:
                check, self._doubt = self._doubt, None
                self.late = check()
            if self.late:
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
                self._grant()
                return
            if self.shows_time and taken >= _SILENT:
                os.write(2, b"%d s\r" % taken)

    def _wait(self) -> float:
        """How many seconds there is nothing to do."""
        taken = time.monotonic() - self._start
        tick = max(_SILENT - taken, 1) if self.shows_time else self._seconds
        doubtful = _DOUBTFUL - taken if self._doubt else tick
        return max(0, min(tick, doubtful, self._seconds - taken))

    def _said(self, seconds: float) -> bytes:
        """What is written to this thread within some seconds."""
        poll = select.poll()
        poll.register(self._reader, select.POLLIN)
        waiting = min(seconds * 1000, 1 << 30)
        return os.read(self._reader, 1024) if poll.poll(waiting) else b""

    def _grant(self) -> None:
        """Give the command a moment to end by itself, and end it."""
        end = time.monotonic() + _GRACE
        while (left := end - time.monotonic()) > 0:
            if _END in self._said(left):
                return
        os.write(2, f"kg: {self.late or 'stopped'}\n".encode())
        os._exit(self.late.exit_status if self.late else STOPPED)


class Seconds(click.FloatRange):
    """A time limit: a number above 0, up to what a timer can wait."""

    name = "seconds"

    def __init__(self) -> None:
        super().__init__(min=0, max=threading.TIMEOUT_MAX, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; NaN is in every range, and is refused."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a valid number of seconds.", param, ctx)
        return number


_watch: Watch | None = None


@contextmanager
def watched() -> Iterator[Watch | None]:
    """Watch over what the main thread does in the block; other threads are not watched over."""
    global _watch  # noqa: PLW0603  # signals are of the whole process, and so is this
    if threading.current_thread() is not threading.main_thread():
        yield None
        return
    outer, _watch = _watch, Watch()
    try:
        yield _watch
    finally:
        _watch.end()
        _watch = outer


@contextmanager
def unwatched() -> Iterator[None]:
    """Let the command itself hear the signals of its process, and take as long as it wants, in the block."""
    before = signal.set_wakeup_fd(-1) if _watch is not None else -1
    try:
        yield
    finally:
        if before != -1:
            signal.set_wakeup_fd(before, warn_on_full_buffer=False)


def limit_time(seconds: float) -> None:
    """End the command that runs when it has taken so long."""
    if _watch is not None:
        _watch.limit(seconds)


def doubt_when_slow(check: Callable[[], KGError | None]) -> None:
    """End the command that runs with the error that is found, if any, when it takes long."""
    if _watch is not None:
        _watch.doubt(check)


def show_no_time() -> None:
    """Leave the terminal to a progress bar."""
    if _watch is not None:
        _watch.shows_time = False
