"""A store on disk: a folder that holds the graphs of several sources, each of which can be replaced by itself.

``sources/`` has the quads of each source as compressed N-Quads, ``generations/`` Oxigraph's files, the index of names
and the links between roles and skills, made of all of them, and ``store.json`` names what counts. A change writes new
files next to the old ones and then replaces ``store.json``, in one step: killed at any moment it leaves the store as it
was, or complete. ``cache/`` has what was computed since.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pyoxigraph import RdfFormat, Store

from kg.errors import KGError, OutputError, SourceError, StoreBusyError, UsageError, quoted
from kg.rdf.entities import names_of, naming_quads_in
from kg.rdf.quads import QuadFile, digest_of, open_quads
from kg.resources import write_atomically
from kg.schema import CURATION, INFERRED, slug
from kg.store.cache import FolderCache
from kg.store.counts import SourceDiff, diff_of
from kg.store.local import LocalStore
from kg.store.names import NameIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


_MANIFEST: Final = "store.json"
_FORMAT: Final = 4
_GRAPH: Final = "graph"
_NAMES: Final = "names.sqlite"
_LINKS: Final = "links.nq"
_LOCK: Final = "lock"
_TEMPORARY: Final = ".kg-*.tmp"

_ATTEMPTS: Final = 10
"""How often a reader starts again, when writers replace what it is about to open."""

_LONGEST_NAME: Final = 100
"""How many bytes the name of a source may take: it is part of the name of a file."""


class StoredSource(NamedTuple):
    """One source of a store: its name, the file of its quads, how many there are, and their digest."""

    name: str
    file: str
    quads: int
    digest: str = ""


class StoreFolder:
    """A folder of graphs on disk; any number of readers, one writer at a time.

    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = StoreFolder.create(Path(tempfile.mkdtemp()) / "store")
    >>> folder.sources, len(folder.open())
    ((), 0)
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def create(cls, path: Path) -> StoreFolder:
        """A new store without sources.

        Raises UsageError where the folder is not empty, StoreBusyError where another process is making one, and
        OutputError on a bad disk.
        """
        _check_free(path)
        folder = cls(path)
        with folder._writing():
            if (path / _MANIFEST).exists() and folder.sources:  # made since it was looked for
                raise StoreBusyError(str(path))
            folder._commit(())
        return folder

    @classmethod
    @contextmanager
    def create_or_discard(cls, path: Path) -> Iterator[StoreFolder]:
        """A new store, removed again when it cannot be made or what fills it fails; raises as :meth:`create` does.

        What was there before stays, and so does what another process is making.
        """
        import shutil

        _check_free(path)
        new = not path.exists() or not any(path.iterdir())
        try:
            yield cls.create(path)
        except StoreBusyError:
            raise
        except BaseException:
            if new:
                shutil.rmtree(path, ignore_errors=True)
            raise

    @classmethod
    def open_at(cls, path: Path) -> StoreFolder:
        """The store in a folder. Raises SourceError where there is none."""
        folder = cls(path)
        folder._manifest()
        return folder

    @property
    def sources(self) -> tuple[StoredSource, ...]:
        """The sources, by name."""
        return tuple(StoredSource(**source) for source in self._manifest()["sources"])

    def file(self, source: StoredSource) -> Path:
        """The file of a source's quads."""
        return self.path / "sources" / source.file

    def verified(self, source: StoredSource) -> StoredSource:
        """A source with the digest of its quads. Raises SourceError where these are not what was once written."""
        shown = quoted(str(self.file(source)))
        hint = f"import {source.name} again, or restore a backup"
        try:
            digest = digest_of(self.file(source))
        except FileNotFoundError as error:
            raise SourceError(f"{shown} is missing: the quads of the source {quoted(source.name)}", hint) from error
        if source.digest not in ("", digest):
            raise SourceError(f"{shown} is damaged: the quads of the source {quoted(source.name)}", hint)
        return source._replace(digest=digest)

    def open(self) -> LocalStore:
        """The graphs of all sources, to read. Raises SourceError where the store is damaged."""
        for attempt in range(_ATTEMPTS):
            manifest = self._manifest()
            generation, content = self._generation(manifest["generation"]), _content(manifest["sources"])
            try:
                engine = Store.read_only(str(generation / _GRAPH))
                names = NameIndex.open(generation / _NAMES)
                files = [self.path / "sources" / source["file"] for source in manifest["sources"]]
                links = QuadFile(generation / _LINKS, str(manifest.get("links", "")))
                return LocalStore(engine, self.path.name, names, FolderCache(self._cache, content), files, links)
            except (OSError, RuntimeError) as error:  # the latter for checksums that do not hold
                if attempt == _ATTEMPTS - 1 or self._manifest() == manifest:  # else a writer has just replaced it
                    raise SourceError(
                        f"the store in {quoted(str(self.path))} is damaged: {error}", "restore it from a backup"
                    ) from error
        raise AssertionError

    # --- changes ----------------------------------------------------------------------------------------------------

    def put(self, name: str, write: Callable[[Path], int]) -> SourceDiff:
        """Add a source, or replace the one of that name; ``write`` puts its quads into a file and says how many.

        Whatever ``write`` raises leaves the store as it was. Raises UsageError for a name that is none, OutputError
        when the disk is full or another process is changing the store.
        """
        check_name(name)
        with self._writing():
            kept = [source for source in self.sources if source.name != name]
            before = next((source for source in self.sources if source.name == name), None)
            file = f"{name}.{self._manifest()['generation'] + 1}.nq.gz"
            after = StoredSource(name, file, write(self.path / "sources" / file))
            change = diff_of(name, self.file(before) if before else None, self.file(after))
            self._commit((*kept, after))
        return change

    def remove(self, name: str) -> SourceDiff:
        """Take a source away. Raises UsageError for one that is not there."""
        with self._writing():
            found = next((source for source in self.sources if source.name == name), None)
            if found is None:
                known = ", ".join(source.name for source in self.sources) or "none"
                raise UsageError(f"there is no source {quoted(name)} in this store", f"its sources are: {known}")
            change = diff_of(name, self.file(found), None)
            self._commit(source for source in self.sources if source.name != name)
        return change

    def replace_all(self, files: Callable[[Path], Iterable[StoredSource]]) -> None:
        """Take other sources in place of all: ``files`` puts their quads into a folder, under names of their own."""
        with self._writing():
            self._commit(files(self.path / "sources"))

    # --- files ------------------------------------------------------------------------------------------------------

    def _manifest(self) -> dict[str, Any]:
        import json

        path = self.path / _MANIFEST
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            version = int(found["format"])
            if version == _FORMAT:
                _check(found)
        except FileNotFoundError as error:
            hint = "make one with: kg init DIR"
            shown = quoted(str(self.path))
            what = f"{shown} is a folder without a store" if self.path.is_dir() else f"there is no store {shown}"
            raise SourceError(what, hint) from error
        except OSError as error:
            raise SourceError(f"cannot read {quoted(str(path))}: {error.strerror}", "check the path") from error
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise SourceError(f"{quoted(str(path))} is damaged: {error}", "restore the store from a backup") from error
        if version != _FORMAT:
            shown = f"{quoted(str(path))}: store format {quoted(str(version))}"
            message = f"{shown} is not supported (this version reads {_FORMAT})"
            again = "make a new store with kg init DIR, and import again with kg import KIND FILE... --into DIR"
            raise SourceError(message, "update kg" if version > _FORMAT else again)
        return found

    @property
    def _cache(self) -> Path:
        return self.path / "cache"

    def _generation(self, number: int) -> Path:
        return self.path / "generations" / str(number)

    def _commit(self, sources: Iterable[StoredSource]) -> None:
        """Build the graphs of these sources, and let them count from now on.

        Their terms are not checked once more: all that is written here was, when it was read.
        """
        listed = [self.verified(source) for source in sorted(sources)]
        import json
        import shutil

        number = self._manifest()["generation"] + 1 if (self.path / _MANIFEST).exists() else 1
        generation = self._generation(number)
        shutil.rmtree(generation, ignore_errors=True)  # of a change that was killed
        generation.mkdir(parents=True)
        engine = Store(str(generation / _GRAPH))
        for source in listed:
            with open_quads(self.file(source)) as quads:
                engine.bulk_load(quads, RdfFormat.N_QUADS, lenient=True)
        engine.flush()
        with (generation / _LINKS).open("wb") as links:
            naming = naming_quads_in((self.file(source) for source in listed), links)
            NameIndex.build(names_of(naming, self.path.name), generation / _NAMES).close()
        del engine
        for file in (*map(self.file, listed), generation / _NAMES, generation / _LINKS):
            _flush(file)
        content = {
            "format": _FORMAT,
            "generation": number,
            "links": digest_of(generation / _LINKS),
            "sources": [source._asdict() for source in listed],
        }
        write_atomically(self.path / _MANIFEST, json.dumps(content, indent=1).encode() + b"\n")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The one right to change the store; what does not count is swept up afterwards."""
        try:
            (self.path / "sources").mkdir(parents=True, exist_ok=True)
            with (self.path / _LOCK).open("a") as lock:
                _acquire(lock.fileno(), self.path)
                try:
                    yield
                finally:
                    self._sweep()
        except KGError:
            raise
        except OSError as error:
            reason = error.strerror or error
            message = f"cannot change the store in {quoted(str(self.path))}: {reason}"
            raise OutputError(message, "check the folder and the space on its disk; the store is as it was") from error

    def _sweep(self) -> None:
        """Remove the files of earlier generations but the last, and of changes that failed.

        Those who opened the last one go on reading it, and the engine opens its files only when it needs them.
        """
        import shutil

        known = (self.path / _MANIFEST).exists()
        current = int(self._manifest()["generation"]) if known else 0
        files = {source.file for source in self.sources} if known else set()
        left = [path for path in (self.path / "sources").iterdir() if path.name not in files]
        for path in (*left, *self.path.glob(_TEMPORARY)):
            with suppress(OSError):  # what cannot be removed does not count, and does no harm
                path.unlink()
        folder = self.path / "generations"
        there = [path for path in folder.iterdir() if path.name.isdecimal()] if folder.exists() else []
        generations = {int(path.name): path for path in there}
        before = max((number for number in generations if number < current), default=None)
        for number, path in generations.items():
            if number not in (current, before):
                shutil.rmtree(path, ignore_errors=True)
        if self._cache.exists():
            shutil.rmtree(self._cache, ignore_errors=True)


def _check_free(path: Path) -> None:
    """Raise UsageError for a folder that is not empty, but for a store without sources, or what is left of one.

    That is how a store looks whose making was killed.
    """
    there = {each.name for each in path.iterdir() if not each.match(_TEMPORARY)} if path.is_dir() else set()
    left = _LOCK in there and there <= {_LOCK, "sources", "generations"}
    empty = _MANIFEST in there and not StoreFolder(path).sources
    if path.exists() and not (path.is_dir() and (left or empty or not there)):
        raise UsageError(f"{quoted(str(path))} exists already, and is not an empty folder", "name a new folder")


def check_name(name: str) -> None:
    """Raise UsageError for a text that cannot be the name of a source."""
    if slug(name) != name or not name:
        message = f"{quoted(name)} is not a valid name of a source"
        raise UsageError(message, "use lower-case letters, digits and hyphens: --name")
    if len(name.encode()) > _LONGEST_NAME:
        raise UsageError(f"the name {quoted(name)} is too long", f"use at most {_LONGEST_NAME} letters: --name")
    if name in (CURATION, INFERRED):
        raise UsageError(f"the name {quoted(name)} is reserved for a graph that adds to others", "give another: --name")


def _check(manifest: dict[str, Any]) -> None:
    """Raise what damage leads to where a list of sources is not as it is written."""
    generation, sources = manifest["generation"], [StoredSource(**each) for each in manifest["sources"]]
    if type(generation) is not int or not 0 < generation < 2**53:
        raise ValueError(f"the generation {quoted(str(generation))}")
    for source in sources:
        sound = slug(source.name) == source.name and type(source.quads) is int and isinstance(source.digest, str)
        if not sound or not re.fullmatch(re.escape(source.name) + r"\.[a-z0-9]+\.nq\.gz", source.file):
            raise ValueError(f"the source {quoted(source.name)}")
    if len({source.name for source in sources}) < len(sources):
        raise ValueError("a source is named twice")


def _flush(path: Path) -> None:
    """Have a file on the disk, before a list that names it is."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _content(sources: Iterable[dict[str, Any]]) -> str:
    """A key for the quads of all sources together."""
    return " ".join(f"{source['name']}:{source['digest']}" for source in sources)


def _acquire(descriptor: int, path: Path) -> None:
    """Lock a file until it is closed, which the system does for a process that dies."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise StoreBusyError(str(path)) from error


def open_path(source: str | Path) -> LocalStore:
    """The store in a folder, or an RDF file, to read.

    Raises SourceError when it is missing, of no known format or damaged.
    """
    text = str(source)
    if text.lower().startswith(("http://", "https://")):
        raise SourceError(
            f"'{text}' is a SPARQL endpoint; this version opens only files and store folders",
            "export the graph to a file first",
        )
    path = Path(source)
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except (OSError, ValueError) as error:  # a name too long, or with a null character
        raise SourceError(f"'{text[:80]}' is not the path of a file", "check the path") from error
    if is_folder:
        return StoreFolder.open_at(path).open()
    if not exists:
        raise SourceError(f"there is no file '{path}'", "check the path; without -g the bundled graph is used")
    return LocalStore.load(text, path.stem, path.resolve().as_uri())
