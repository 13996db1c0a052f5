"""What a store computes once: it is kept, found again, made anew where it is damaged, and never taken for another's."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import pytest

from kg.store.cache import Cache, FolderCache

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kg.store.cache import Arrays

LARGE = 2**21 + 1
"""So many numbers of eight bytes are more than is compared with a sum."""


def made() -> Arrays:
    """Arrays of every sort that a store keeps."""
    return {
        "small": np.arange(5, dtype=np.int32),
        "none": np.zeros(0, np.uint8),
        "truths": np.array([True, False]),
        "table": np.arange(12, dtype=np.uint16).reshape(3, 4).T,
    }


def refused() -> Arrays:
    raise AssertionError("computed though it is there")


def same(one: Arrays, other: Arrays) -> bool:
    return one.keys() == other.keys() and all(
        np.array_equal(one[name], other[name]) and one[name].dtype == other[name].dtype for name in one
    )


def only(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


@pytest.fixture
def cache(tmp_path: Path) -> FolderCache:
    """A cache with one entry."""
    cache = FolderCache(tmp_path / "cache", "content")
    cache.arrays("name", "1", made)
    return cache


def test_what_is_kept_is_found_again_and_cannot_be_written_to(cache: FolderCache) -> None:
    found = cache.arrays("name", "1", refused)
    assert same(found, made())
    with pytest.raises(ValueError, match="read-only"):
        found["small"][0] = 1


def test_no_cache_makes_everything_anew() -> None:
    assert same(Cache().for_view("anything").arrays("name", "1", made), made())


@pytest.mark.parametrize(
    ("content", "reading", "name", "parameters"),
    [
        ("content", None, "other", "1"),
        ("content", None, "name", "2"),
        ("other content", None, "name", "1"),
        ("content", "no merges", "name", "1"),
    ],
)
def test_another_name_content_or_parameters_are_never_answered_with_these(
    cache: FolderCache, tmp_path: Path, content: str, reading: str | None, name: str, parameters: str
) -> None:
    assert same(cache.arrays("name", "1", refused), made())
    other: Cache = FolderCache(tmp_path / "cache", content)
    other = other.for_view(reading) if reading else other
    assert other.arrays(name, parameters, dict) == {}


def test_the_key_inside_counts_and_not_the_name_of_the_file(cache: FolderCache, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    before = only(folder)
    cache.arrays("name", "2", dict)
    (after,) = set(folder.iterdir()) - {before}
    before.replace(after)
    assert cache.arrays("name", "2", dict) == {}


def _other(content: bytes) -> Callable[[bytes], bytes]:
    return lambda _: content


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flipped(content: bytes) -> bytes:
    """The first number of the array that comes first is another."""
    at = content.index(np.arange(5, dtype=np.int32).tobytes())
    return content[:at] + b"\x07" + content[at + 1 :]


def _headed(**changes: object) -> Callable[[bytes], bytes]:
    """The head says something else of the first array; what follows it stays where it is."""

    def changed(content: bytes) -> bytes:
        line, end, rest = content.partition(b"\n")
        head = json.loads(line[9:])
        head["arrays"]["small"].update(changes)
        text = json.dumps(head).encode().ljust(len(line) - 9)[: len(line) - 9]
        return f"{crc32(text):08x} ".encode() + text + end + rest

    return changed


@pytest.mark.parametrize(
    "damage",
    [
        _other(b""),
        _other(b"\n"),
        _other(b"[]\n"),
        _other(b"\xff" * 200),
        lambda content: content[:-1],
        lambda content: content + b"\0",
        _cut,
        _flipped,
        _headed(at=10**12),
        _headed(at=-64),
        _headed(dtype="O"),
        _headed(dtype="x"),
        _headed(shape=[-1]),
        _headed(more=1),
    ],
)
def test_a_damaged_file_is_made_anew(cache: FolderCache, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    file = only(tmp_path / "cache")
    file.write_bytes(damage(file.read_bytes()))
    assert same(cache.arrays("name", "1", made), made())
    assert same(cache.arrays("name", "1", refused), made())
    assert only(tmp_path / "cache") == file


def test_a_byte_of_the_head_that_is_changed_makes_the_file_anew(cache: FolderCache, tmp_path: Path) -> None:
    """The name of an array has no other checksum."""
    file = only(tmp_path / "cache")
    whole = file.read_bytes()
    assert b'"small"' in whole.partition(b"\n")[0]
    for place in range(whole.index(b"\n") + 1):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert same(cache.arrays("name", "1", made), made())
        assert file.read_bytes() == whole


def test_a_large_array_is_told_from_one_that_is_cut_short(tmp_path: Path) -> None:
    cache, folder = FolderCache(tmp_path / "cache", "content"), tmp_path / "cache"
    cache.arrays("large", "1", lambda: {"large": np.arange(LARGE)})
    assert cache.arrays("large", "1", refused)["large"][-1] == LARGE - 1
    only(folder).write_bytes(only(folder).read_bytes()[:-8])
    assert cache.arrays("large", "1", lambda: {"large": np.zeros(1)})["large"].tolist() == [0]


def test_a_folder_that_cannot_be_written_to_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    cache = FolderCache(tmp_path / "file", "content")
    for _ in range(2):
        assert same(cache.arrays("name", "1", made), made())
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"


def test_what_raises_leaves_nothing_behind(tmp_path: Path) -> None:
    cache = FolderCache(tmp_path / "cache", "content")
    with pytest.raises(AssertionError):
        cache.arrays("name", "1", refused)
    assert not (tmp_path / "cache").exists()


def test_who_waits_is_told_once_and_never_of_what_is_there(cache: FolderCache, tmp_path: Path) -> None:
    told: list[tuple[str, Path]] = []
    cache.on_compute = lambda name, folder: told.append((name, folder))
    cache.arrays("name", "1", refused)
    cache.for_view("a reading").arrays("other", "1", made)
    assert told == [("other", tmp_path / "cache")]


KILLED = """
import os, sys
from pathlib import Path
import numpy as np
from kg.store import cache
def killed(*arguments): os._exit(9)
setattr(*{"write": (cache, "_aligned"), "replace": (Path, "replace")}[sys.argv[2]], killed)
cache.FolderCache(Path(sys.argv[1]), "content").arrays("name", "1", lambda: {"small": np.arange(5)})
"""


@pytest.mark.parametrize("moment", ["write", "replace"])
def test_a_process_that_is_killed_while_it_writes_leaves_no_entry(tmp_path: Path, moment: str) -> None:
    folder = tmp_path / "cache"
    done = subprocess.run([sys.executable, "-c", KILLED, folder, moment], check=False, timeout=60)
    assert done.returncode == 9
    assert not list(folder.glob("*.arrays"))
    assert same(FolderCache(folder, "content").arrays("name", "1", made), made())
