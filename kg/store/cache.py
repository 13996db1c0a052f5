"""What is computed from a store and kept beside it, keyed by all that it follows from, so that nothing is stale."""

from __future__ import annotations

import os
import zipfile
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

__all__ = ["Arrays", "Cache", "FolderCache"]

Arrays: TypeAlias = "dict[str, npt.NDArray[np.generic]]"
"""Arrays by name."""

_KEY = "key"
"""The array that holds what all others follow from, letter by letter."""


class Cache:
    """No cache: every array is made anew. That of a graph in memory, which is small."""

    def arrays(self, name: str, parameters: str, make: Callable[[], Arrays]) -> Arrays:
        """The arrays of this name for these parameters; ``make`` computes them where they are not at hand."""
        del name, parameters
        return make()

    def within(self, reading: str) -> Cache:
        """The cache of one reading of the graph, such as that without merges."""
        del reading
        return self


class FolderCache(Cache):
    """Arrays in a folder, for a store whose quads have the digest ``content``.

    A file is read only where the key inside is that of the question: content, name and parameters. One that is damaged,
    or a folder that cannot be written to, costs the time to compute again, and nothing else.
    """

    def __init__(self, folder: Path, content: str) -> None:
        self._folder = folder
        self._content = content

    def within(self, reading: str) -> Cache:
        """The cache of one reading of the graph, such as that without merges."""
        return FolderCache(self._folder, f"{self._content} ({reading})")

    def arrays(self, name: str, parameters: str, make: Callable[[], Arrays]) -> Arrays:
        """The arrays of this name for these parameters; ``make`` computes them where they are not at hand."""
        key = f"{self._content} {name} {parameters}"
        file = self._folder / f"{name}-{blake2b(key.encode(), digest_size=12).hexdigest()}.npz"
        found = _read(file, key)
        if found is None:
            found = make()
            with suppress(OSError):
                _write(file, key, found)
        return found


def _read(file: Path, key: str) -> Arrays | None:
    import numpy as np

    try:
        with np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    return arrays if arrays.pop(_KEY, np.zeros(0, np.uint8)).tobytes().decode(errors="replace") == key else None


def _write(file: Path, key: str, arrays: Arrays) -> None:
    """Write a file whole, under a name of its own until it is."""
    import numpy as np

    file.parent.mkdir(exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as output:
            np.savez(output, **{_KEY: np.frombuffer(key.encode(), np.uint8)}, **arrays)  # type: ignore[arg-type]  # numpy's stub takes the names for its own options
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
