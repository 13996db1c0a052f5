"""Zip files from elsewhere, read with care: what they may hold, how far they may swell, what a damaged one raises."""

from __future__ import annotations

import zipfile
import zlib
from typing import Final

from kg.errors import SourceError, quoted

__all__ = ["DAMAGES", "check_entry"]

DAMAGES: Final = (
    zipfile.BadZipFile,  # no zip, or a checksum that does not hold
    zlib.error,  # bytes that do not unpack
    EOFError,  # cut off
    RuntimeError,  # locked with a password, or packed in a way that Python does not know
)
"""What reading a damaged or foreign zip raises."""

_SWELL: Final = 500
"""How many times larger than in the zip a file may be: text shrinks to a thirtieth or so, and a bomb to far less."""

_ROOM: Final = 10_000_000
"""What every file may take, however small it is in the zip."""


def check_entry(entry: zipfile.ZipInfo, file: str, whole: str) -> None:
    """Refuse a file in the zip ``file`` that swells beyond measure, or whose name leads out of where it is unpacked.

    Raises SourceError; ``whole`` is what it tries in place.
    """
    name = entry.filename
    if name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/"):
        raise SourceError(f"{quoted(name)} in {quoted(file)} is a way out of the zip", whole)
    if entry.file_size > _ROOM + _SWELL * entry.compress_size:
        raise SourceError(f"{quoted(name)} in {quoted(file)} swells too much", whole)
