"""Files that ship with the package, found alike in a checkout and in an installed wheel; and how files are written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kg.errors import OutputError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["resource", "resource_path", "write_atomically"]


def resource(name: str) -> Path:
    """The path of a shipped file or folder such as ``exports/career.trig`` or ``data/ai_ml``.

    In a checkout these stand beside the package, in a wheel inside it. Raises SourceError when it is in neither.

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


def write_atomically(path: Path, content: bytes) -> None:
    """Write a whole file or leave the old one as it was: to a temporary name beside it, flushed, then renamed.

    Raises OutputError when the folder cannot be written to or is full.
    """
    _replace(path, lambda file: file.write_bytes(content))


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    import tempfile
    from pathlib import Path  # both only for writing; questions start without it

    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        write(temporary)
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise OutputError(
            f"cannot write '{path}': {reason}", "choose another folder with -o, or free some space"
        ) from error
