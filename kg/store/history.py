"""What was imported into a store and when, with checksums: the last changes of each source, kept in its manifest."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kg.store.counts import SourceDiff
    from kg.store.folder import StoredSource


_MOST_FILES: Final = 100
"""Of so many files of an import the checksums are kept."""

_MOST_ENTRIES: Final = 50
"""So many changes of a source are kept, the last ones."""


class ImportedFile(NamedTuple):
    """A file that was imported: its name, its bytes, and their SHA-256."""

    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Iterator[ImportedFile]:
        """The file of a path, or the first ones in a folder, by name."""
        from hashlib import file_digest

        found = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        for each in found[:_MOST_FILES]:
            name = each.relative_to(path.parent).as_posix() if path.is_dir() else each.name
            with each.open("rb") as content:
                digest = file_digest(content, "sha256").hexdigest()
            yield cls(name, each.stat().st_size, digest)


class HistoryEntry(NamedTuple):
    """One change of a source: when (UTC), what was done, the version that the source states, and its quads.

    ``digest`` is that of the quads as they are kept; ``added`` and ``removed`` count quads.
    """

    source: str
    time: str
    action: str
    version: str
    quads: int
    added: int
    removed: int
    digest: str
    files: tuple[ImportedFile, ...] = ()

    @classmethod
    def now(cls, action: str, source: StoredSource, found: SourceDiff, files: Iterable[Path] = ()) -> HistoryEntry:
        """What is said of a change that is made now; its version is not known yet."""
        read = tuple(each for path in files for each in ImportedFile.of(path))
        return cls(source.name, _time(), action, "", source.quads, found.new, found.gone, source.digest, read)


def _time() -> str:
    """The time, in UTC: that of SOURCE_DATE_EPOCH where it is set, so that a build gives the same bytes again."""
    from datetime import UTC, datetime

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() and len(epoch) < 12 else datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def read_history(manifest: dict[str, Any]) -> list[HistoryEntry]:
    """The entries that a manifest lists, the first ones first. Raises ValueError or TypeError for what is none."""
    return [_read_entry(each) for each in manifest.get("history", [])]


def _read_entry(listed: dict[str, Any]) -> HistoryEntry:
    entry = HistoryEntry(**{**listed, "files": tuple(ImportedFile(*file) for file in listed["files"])})
    texts = [entry.source, entry.time, entry.action, entry.version, entry.digest]
    numbers = [entry.quads, entry.added, entry.removed, *(file.size for file in entry.files)]
    texts += [text for file in entry.files for text in (file.name, file.sha256)]
    if not all(isinstance(text, str) for text in texts) or not all(isinstance(number, int) for number in numbers):
        raise ValueError("its history has an entry that is malformed")
    return entry


def with_entry(earlier: Iterable[HistoryEntry], entry: HistoryEntry) -> list[HistoryEntry]:
    """The history with one entry more; of each source the last ones stay."""
    found = [*earlier, entry]
    left = Counter(each.source for each in found)
    kept = []
    for each in found:
        if left[each.source] <= _MOST_ENTRIES:
            kept.append(each)
        left[each.source] -= 1
    return kept
