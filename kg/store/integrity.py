"""The checksums of a store's files, kept when it was last written: what differs from them has changed since.

The engine checks a file as it reads it, and may read on for long in one that is damaged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

from kg.model import Finding
from kg.rdf.quads import digest_of
from kg.resources import write_together

_LIST: Final = "checksums.json"

_CHANGING: Final = ("LOG*", "LOCK", "IDENTITY")
"""The engine's files that readers change or nobody needs."""

_NO_LIST: Final = (ValueError, AttributeError, KeyError, TypeError)
"""What a list of checksums raises that is none."""

AGAIN: Final = "`kg repair` rebuilds it"
"""What restores a file that is made of the sources."""


def keep_checksums(generation: Path, last: Path | None) -> None:
    """Write the checksums of all files of a generation; those that are linked from the last one are not read again."""
    known: dict[str, dict[str, Any]] = {}
    if last:
        with suppress(OSError, *_NO_LIST):
            known = _kept(last)
    found = {}
    for file in _files(generation):
        name, stamp = file.relative_to(generation).as_posix(), _stamp(file)
        before = known.get(name, {})
        found[name] = before if before.get("stamp") == stamp else {"stamp": stamp, "digest": digest_of(file)}
    write_together({generation / _LIST: json.dumps(found, indent=1).encode() + b"\n"})


def changed_files(generation: Path, store: Path) -> Iterator[Finding]:
    """An error for each file of a generation that is not what was written; a warning where no checksums were kept."""
    try:
        kept = _kept(generation)
    except (OSError, *_NO_LIST):
        yield Finding("warning", f"no checksums were kept: {AGAIN}", (generation / _LIST).relative_to(store).as_posix())
        return
    for name, known in kept.items():
        yield from compared(generation / name, known["digest"], store, AGAIN)


def is_sound(generation: Path) -> bool:
    """Whether no file of a generation has changed, by :func:`touched_files`."""
    return next(touched_files(generation, generation), None) is None


def touched_files(generation: Path, store: Path, pattern: str = "*") -> Iterator[Finding]:
    """An error for each file of a generation that is not what was written, and has another size or time.

    The others are not read, so this takes no time where nothing was touched. Nothing is known against a generation
    without checksums.
    """
    with suppress(OSError, *_NO_LIST):
        for name, known in _kept(generation).items():
            file = generation / name
            if fnmatch(name, pattern) and (not file.exists() or _stamp(file) != known["stamp"]):
                yield from compared(file, known["digest"], store, AGAIN)


def compared(file: Path, digest: str, store: Path, remedy: str) -> Iterator[Finding]:
    """An error where a file of a store is not what was written."""
    try:
        fault = "is not what was written" if digest and digest_of(file) != digest else ""
    except FileNotFoundError:
        fault = "is missing"
    except OSError as error:
        fault = f"cannot be read ({error.strerror or error})"
    if fault:
        yield Finding("error", f"it {fault}: {remedy}", file.relative_to(store).as_posix())


def _kept(generation: Path) -> dict[str, dict[str, Any]]:
    """The checksums of a generation, by the names of files; none in one of an earlier version of the program."""
    found: dict[str, dict[str, Any]] = json.loads((generation / _LIST).read_text(encoding="utf-8"))
    for known in found.values():
        known["digest"].encode()
    return found


def _files(generation: Path) -> Iterable[Path]:
    files = (path for path in sorted(generation.rglob("*")) if path.is_file() and path.name != _LIST)
    return [file for file in files if not any(fnmatch(file.name, pattern) for pattern in _CHANGING)]


def _stamp(file: Path) -> list[int]:
    status = file.stat()
    return [status.st_size, status.st_mtime_ns]
