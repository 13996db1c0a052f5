"""Arrays computed from a store and kept in its folder, keyed by all that they depend on, so that none is stale.

An entry is one file: a line of JSON says what it depends on and where in the file each array is. The arrays are
mapped into memory, not read: of those that are large a question pays for the pages alone that it looks at.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from kg.late import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy.typing as npt


Arrays: TypeAlias = "dict[str, npt.NDArray[np.generic]]"
"""Arrays by name; those that a store keeps are not to be written to."""

_CHECKED: Final = 2**25
"""Up to so many bytes an array is compared with its sum whenever it is read; of larger ones, the place and size are."""

_ALIGNED: Final = 64
"""Each array starts at a multiple of so many bytes."""


class Cache:
    """A cache that stores nothing, for graphs in memory; the base of :class:`FolderCache`.

    ``on_compute`` is called with the name of an entry, and the folder that is going to have it, before it is computed.
    """

    on_compute: Callable[[str, Path], None] | None = None

    def arrays(self, name: str, parameters: str, make: Callable[[], Arrays]) -> Arrays:
        """The arrays of this name for these parameters; ``make`` computes them where they are not at hand."""
        del name, parameters
        return make()

    def for_view(self, view: str) -> Cache:
        """The cache of one view of the graph, such as that without merges."""
        del view
        return self


class FolderCache(Cache):
    """Arrays in a folder, for a store whose quads have the digest ``content``.

    A file is read only where the key inside is that of the question: content, name and parameters. One that is damaged,
    or a folder that cannot be written to, costs the time to compute again, and nothing else.
    """

    def __init__(self, folder: Path, content: str) -> None:
        self._folder = folder
        self._content = content

    def for_view(self, view: str) -> Cache:
        """The cache of one view of the graph, such as that without merges."""
        found = FolderCache(self._folder, f"{self._content} ({view})")
        found.on_compute = self.on_compute
        return found

    def arrays(self, name: str, parameters: str, make: Callable[[], Arrays]) -> Arrays:
        """The arrays of this name for these parameters; ``make`` computes them where they are not at hand."""
        from hashlib import blake2b

        key = f"{self._content} {name} {parameters}"
        file = self._folder / f"{name}-{blake2b(key.encode(), digest_size=12).hexdigest()}.arrays"
        found = _read(file, key)
        if found is None:
            if self.on_compute is not None:
                self.on_compute(name, self._folder)
            found = make()
            with suppress(OSError):
                _write(file, key, found)
        return found


def _read(file: Path, key: str) -> Arrays | None:
    """The arrays of a file; None where there is none, or another, or one that is damaged."""
    import json
    from mmap import ACCESS_READ, mmap

    try:
        with file.open("rb") as stored:
            content = mmap(stored.fileno(), 0, access=ACCESS_READ)
        start = content.find(b"\n") + 1
        head = json.loads(content[:start])
        if head["key"] != key or head["size"] != len(content):
            return None
        return {name: _array(content, start, **place) for name, place in head["arrays"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):  # whatever a damaged head may lead to
        return None


def _array(content: Any, start: int, dtype: str, shape: list[int], at: int, total: int) -> npt.NDArray[np.generic]:
    """An array in a file, after its head. Raises ValueError where it is not as it was written."""
    found: npt.NDArray[np.generic] = np.ndarray(tuple(shape), np.dtype(dtype), content, _aligned(start) + at)
    if found.nbytes <= _CHECKED and _sum(found) != total:
        raise ValueError
    return found


def _write(file: Path, key: str, arrays: Arrays) -> None:
    """Write a whole file, under a temporary name until it is complete."""
    file.parent.mkdir(exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    places: dict[str, dict[str, Any]] = {}
    end = 0
    for name, array in whole.items():
        places[name] = {"dtype": array.dtype.str, "shape": array.shape, "at": end, "total": _sum(array)}
        end = _aligned(end + array.nbytes)
    head = _head({"key": key, "arrays": places}, end)
    try:
        with temporary.open("wb") as output:
            output.write(head)
            for name, array in whole.items():
                output.seek(_aligned(len(head)) + places[name]["at"])
                output.write(array.data)
            output.truncate(_aligned(len(head)) + end)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _head(said: dict[str, Any], end: int) -> bytes:
    """The first line of a file, which names the size of the whole: of so many bytes that it does not change itself."""
    import json

    line = json.dumps({"size": 10**15, **said}).encode()
    size = _aligned(len(line) + 1) + end
    return json.dumps({"size": size, **said}).encode().ljust(len(line)) + b"\n"


def _aligned(place: int) -> int:
    return -(-place // _ALIGNED) * _ALIGNED


def _sum(array: npt.NDArray[np.generic]) -> int:
    """The sum by which an array is checked; 0 for one that is too large to be."""
    from zlib import crc32

    return crc32(array.data) if array.nbytes <= _CHECKED and array.size else 0
