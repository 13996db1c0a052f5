"""Running ``kg`` in tests: in this process, which is fast, or as a process of its own."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

from kg.cli import cli, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

START = (sys.executable, "-c", "from kg.cli import main; main()")
"""What starts ``kg`` as a process of its own."""


class Answer(NamedTuple):
    """What one run gave: its exit status, standard output and standard error."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def kg(
    *arguments: str | Path,
    stdin: str | None = "",
    encoding: str = "utf-8",
    env: Mapping[str, str] | None = None,
) -> Answer:
    """Run ``kg`` in this process; without standard input where ``stdin`` is None."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True) for _ in range(2))
    source = None if stdin is None else io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    with _collected(), _environment(env), mock.patch.object(sys, "stdin", source):
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = run(cli, [str(argument) for argument in arguments])
        return Answer(status, _text(out), _text(err))


@contextlib.contextmanager
def _collected() -> Iterator[None]:
    """Collect garbage again after a run, which switches that off for its process."""
    try:
        yield
    finally:
        gc.enable()


@contextlib.contextmanager
def _environment(changes: Mapping[str, str] | None) -> Iterator[None]:
    with mock.patch.dict(os.environ, changes or {}):
        if "KG_GRAPH" not in (changes or {}):
            os.environ.pop("KG_GRAPH", None)
        yield


def _text(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode(stream.encoding)


def kg_process(
    *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None, timeout: float = 60
) -> Answer:
    """Run ``kg`` as a process of its own, with ``env`` added to this one's environment."""
    inherited = {name: value for name, value in os.environ.items() if name != "KG_GRAPH"}
    done = subprocess.run(
        [*START, *map(str, arguments)],
        capture_output=True,
        env=inherited | dict(env or {}),
        cwd=cwd,
        check=False,
        timeout=timeout,
    )
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


def labels(entities: list[dict[str, Any]]) -> list[str]:
    """The labels of entities in JSON."""
    return [entity["label"] for entity in entities]


def lines_of(item: dict[str, Any]) -> set[int]:
    """The lines that an item in JSON cites."""
    return {source["line"] for source in item["sources"] if source["line"] is not None}
