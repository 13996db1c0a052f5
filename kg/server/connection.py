"""A connection that is closed when its client is too slow, to send a request or to read an answer."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from kg.limits import REQUEST_TIME


class LimitedConnection(H11Protocol):
    """One connection of uvicorn, strict about HTTP (h11), with two timers."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._late: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None
        self._asked = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the base class
        """Wait for the head of a request, but not for ever."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Go on waiting while the head of a request is not complete."""
        super().data_received(data)
        self._asked = self._asked or bool(self.headers)
        if self._has_request() or self.transport.is_closing():
            self._cancel(self._late)
            self._late = None
        elif self._late is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._cancel(self._late)
        self._cancel(self._stuck)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Give the client some time to read."""
        super().pause_writing()
        self._stuck = self._stuck or self.loop.call_later(min(REQUEST_TIME.value, 1 << 30), self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the client has read."""
        super().resume_writing()
        self._cancel(self._stuck)
        self._stuck = None

    def _wait(self) -> None:
        self._late = self.loop.call_later(min(REQUEST_TIME.value, 1 << 30), self._hang_up)

    def _has_request(self) -> bool:
        """Whether a request is at work, or nothing of the next one has come."""
        if self._is_free():
            return self._asked and self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]
        return True

    def _is_free(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def _hang_up(self) -> None:
        self._late = None
        if self._is_free():
            self.transport.abort()

    @staticmethod
    def _cancel(timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()
