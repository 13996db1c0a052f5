"""Files that ship with the package, found alike in a checkout and in an installed wheel; and how files are written."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from errno import EISDIR
from stat import S_IMODE, S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, Final

from kg.errors import KGError, OutputError, SourceError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import IO, BinaryIO, TextIO

    from kg.limits import Limit


BUNDLED_FILE: Final = "exports/career.trig"
"""The built graph that ships with the package."""


def resource(name: str) -> Path:
    """The path of a shipped file or folder such as ``exports/career.trig`` or ``data/ai_ml``.

    In a checkout these are next to the package, in a wheel inside it. Raises SourceError when it is in neither.

    >>> resource("ontology/career.ttl").name
    'career.ttl'
    """
    from pathlib import Path

    return Path(resource_path(name))


def resource_path(name: str) -> str:
    """As :func:`resource`, as text: loading pathlib would take a tenth of the time of a short command."""
    package = os.path.dirname(__file__)  # noqa: PTH120
    for root in (os.path.join(package, "_resources"), os.path.dirname(package)):  # noqa: PTH118, PTH120
        path = os.path.join(root, name)  # noqa: PTH118
        if os.path.exists(path):  # noqa: PTH110
            return path
    raise SourceError(f"'{name}' is missing from this installation", "reinstall career-kg")


def check_file(path: str | os.PathLike[str], limit: Limit) -> None:
    """Refuse to read what is no file, and a file that is larger than a limit; whoever opens a path says all else of it.

    Raises SourceError for a pipe or a device, which may never end, and LimitError.
    """
    try:
        found = os.stat(path)  # noqa: PTH116  # without pathlib, as above
    except (OSError, ValueError):
        return
    if not S_ISREG(found.st_mode) and not S_ISDIR(found.st_mode):
        raise SourceError(f"{quoted(str(path))} is a pipe or a device, not a file", "save what it gives to a file")
    if S_ISREG(found.st_mode):
        limit.check(found.st_size, quoted(str(path)))


def standard_input() -> TextIO:
    """What is piped or typed to this process. Raises SourceError where it was started without it."""
    if sys.stdin is None:
        raise SourceError("there is no standard input to read", "leave it open, or give a file")
    return sys.stdin


class _Seen(Exception):  # noqa: N818 - no error: it ends the parser at the first decisive event
    """The line of a document type; None where the root comes first."""


def document_type_line(stream: IO[bytes]) -> int | None:
    """The line where XML declares a document type, whose entities may grow without end; None where it does not.

    It can only come before the first element. Raises xml.parsers.expat.ExpatError for what is not XML up to there.
    """
    from xml.parsers import expat

    def document_type(*_: object) -> None:
        raise _Seen(parser.CurrentLineNumber)

    def root(*_: object) -> None:
        raise _Seen(None)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = document_type
    parser.StartElementHandler = root
    try:
        while content := stream.read(1 << 12):
            parser.Parse(content)
    except _Seen as seen:
        line: int | None = seen.args[0]
        return line
    return None


def write_atomically(path: Path, content: bytes) -> None:
    """Write a whole file or leave the old one as it was: to a temporary name next to it, flushed, then renamed.

    Permissions stay, and a symbolic link goes on pointing to the file; a device such as /dev/stdout is written to.
    Raises OutputError when the folder cannot be written to or is full, and for a file of a store.
    """
    _check_place(path)
    write_together({path: content})


def write_new(path: Path, content: bytes) -> None:
    """As :func:`write_atomically`, for a file that must not exist yet. Raises OutputError where it does."""
    if path.exists() and path.is_file():
        raise OutputError(f"{quoted(str(path))} exists, and is not replaced", "give a new name, or remove it first")
    write_atomically(path, content)


STORE_MANIFEST: Final = "store.json"
"""The file that every folder of a store has."""


def _check_place(path: Path) -> None:
    """Raises OutputError for a path inside the folder of a store, which holds what kg itself writes there."""
    try:
        folders = path.resolve().parents
        inside = next((folder for folder in folders if (folder / STORE_MANIFEST).is_file()), None)
    except (OSError, ValueError):  # whoever writes says what is wrong
        return
    if inside is not None:
        raise OutputError(
            f"cannot write {quoted(str(path))}: {quoted(str(inside))} is a store", "choose a place outside of it"
        )


def write_together(files: Mapping[Path, bytes]) -> None:
    """As :func:`write_atomically` for several files: none is replaced before all are written."""
    staged: list[tuple[Path, Path]] = []
    path = None
    try:
        for path, content in files.items():
            if path.exists() and not path.is_file() and not path.is_dir():
                path.write_bytes(content)
            else:
                target = path.resolve()
                staged.append((_stage(target, content), target))
        while staged:
            temporary, path = staged[0]
            temporary.replace(path)
            del staged[0]
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL character
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(
            f"cannot write {quoted(str(path))}: {reason}", "choose another place, or free some space"
        ) from error
    finally:
        for temporary, _ in staged:
            temporary.unlink()


def _stage(target: Path, content: bytes) -> Path:
    """Write a temporary file next to the target; returns its path."""
    temporary = _beside(target)
    try:
        with _filled(temporary, target) as file:
            file.write(content)
    except BaseException:
        temporary.unlink()
        raise
    return temporary


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """As :func:`write_atomically` for content that comes bit by bit: a file to write to, which takes the place of
    ``path`` when the block ends without an error. No device or pipe can be replaced: they raise OutputError too.
    """
    _check_place(path)
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OutputError(f"cannot write {quoted(str(path))}: it is a pipe or a device", "give the name of a file")
    try:
        target = path.resolve()
        temporary = _beside(target)
        try:
            with _filled(temporary, target) as file:
                yield file
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        if isinstance(error, KGError):  # whoever writes has failed for a reason of their own
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(
            f"cannot write {quoted(str(path))}: {reason}", "choose another place, or free some space"
        ) from error


def _beside(target: Path) -> Path:
    """A new, empty file next to the target, in a folder that is made when missing."""
    from secrets import token_hex  # only for writing; questions start without it

    if target.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".kg-{token_hex(8)}.tmp")
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    return temporary


@contextmanager
def _filled(temporary: Path, target: Path) -> Iterator[BinaryIO]:
    """A file to write to: flushed to the disk in the end, with the permissions that the target has, if any."""
    with os.fdopen(os.open(temporary, os.O_WRONLY), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    if target.exists():
        temporary.chmod(S_IMODE(target.stat().st_mode))
