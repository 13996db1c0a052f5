"""A store on disk: a folder that holds the graphs of several sources, each of which can be replaced by itself.

``sources/`` has the quads of each source as compressed N-Quads, and of the links between equal names of several
sources, as the source ``links``; ``parts/`` those of them that name and link entities; ``generations/`` has Oxigraph's
own files and the index of names, made of all of them, and ``store.json`` names what counts. A change writes new files
next to the old ones and then replaces ``store.json``, in one step: killed at any moment it leaves the store as it was,
or complete. ``cache/`` has what was computed since.

What a change costs depends on what changes: the engine's files of the last generation are linked into the new one, not
copied, and the quads that came and went are written there. Only where much goes is a generation made of all quads.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from pyoxigraph import NamedNode, RdfFormat, Store

from kg.errors import KGError, OutputError, SourceError, StoreBusyError, UsageError, quoted, truncated
from kg.model import Finding
from kg.model.changes import ChangeCount
from kg.rdf.changes import Version, compare_versions
from kg.rdf.entities import BaseIris, names_of, parse_lines, quads_about
from kg.rdf.quads import QuadFile, digest_of, file_of, open_quads, write_lines
from kg.rdf.reader import GraphReader
from kg.resources import STORE_MANIFEST, write_together
from kg.schema import CURATION, INFERRED, NAME_LINKS, NOT_STATED, SCHEMA, slug
from kg.store.cache import FolderCache
from kg.store.counts import LinkCount, SourceDiff, SourceLines, diff_of
from kg.store.history import HistoryEntry, read_history, with_entry
from kg.store.integrity import changed_files, compared, is_sound, keep_checksums, touched_files
from kg.store.linking import count_links, equal_names, link_quads
from kg.store.local import LocalStore
from kg.store.names import NameIndex

_FORMAT: Final = 5
_GRAPH: Final = "graph"
_NAMES: Final = "names.sqlite"
_LOCK: Final = "lock"
_TEMPORARY: Final = ".kg-*.tmp"

_ATTEMPTS: Final = 10
"""How often a reader starts again, when writers replace what it is about to open."""

_LONGEST_NAME: Final = 100
"""How many bytes the name of a source may take: it is part of the name of a file."""


_SHARE: Final = 4
"""A source is taken out quad by quad where the others have so many times its bytes; otherwise all are loaded again."""

_AT_ONCE: Final = 1_000_000
"""So many quads the engine sorts in memory at once: a gigabyte."""

_BLOCK: Final = 1 << 16
"""So many bytes of quads are read at once."""

_MOST_NAMES: Final = 1 << 22
"""Up to so many bytes of quads that name entities the index of names is changed; of more, it is made of all."""


class StoredSource(NamedTuple):
    """One source of a store: its name, the file of its quads, how many there are, and their digest.

    ``graphs`` are those that the quads are in, ``links`` and ``names`` the digests of its parts. ``unlinked`` are the
    IRIs of its graphs where their entities are not linked to those of other sources.
    """

    name: str
    file: str
    quads: int
    digest: str = ""
    graphs: tuple[str, ...] = ()
    links: str = ""
    names: str = ""
    unlinked: tuple[str, ...] = ()

    @classmethod
    def of(cls, listed: dict[str, Any]) -> StoredSource:
        """A source as a manifest lists it."""
        iris = {key: tuple(listed.get(key, ())) for key in ("graphs", "unlinked")}
        return cls(**{**listed, **iris})


class Repair(NamedTuple):
    """What was damaged in a store, the sources whose quads were written again, and those whose quads were lost."""

    damage: tuple[Finding, ...] = ()
    again: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


class _Change(NamedTuple):
    """What a change does: the sources from now on, the one that goes and the one that comes, and how many quads go.

    ``entry`` is what the history says of it, but for the version; ``history`` takes the place of the whole history.
    """

    sources: tuple[StoredSource, ...]
    before: StoredSource | None = None
    after: StoredSource | None = None
    gone: int = 0
    entry: HistoryEntry | None = None
    history: tuple[HistoryEntry, ...] | None = None


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
            if (path / STORE_MANIFEST).exists() and folder.sources:  # made since it was looked for
                raise StoreBusyError(str(path))
            folder._commit(_Change(()))
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
        return tuple(StoredSource.of(source) for source in self._manifest()["sources"])

    def history(self, name: str = "") -> tuple[HistoryEntry, ...]:
        """What was imported and removed, the last first: of one source, or of all.

        Raises UsageError for a source that never was there.
        """
        entries = read_history(self._manifest())
        found = tuple(entry for entry in reversed(entries) if name in ("", entry.source))
        if name and not found and self._source(name) is None:
            known = ", ".join(sorted({source.name for source in self.sources} | {entry.source for entry in entries}))
            raise UsageError(f"there is no source {quoted(name)} in this store", f"its sources are: {known or 'none'}")
        return found

    def file(self, source: StoredSource) -> Path:
        """The file of a source's quads."""
        return self.path / "sources" / source.file

    def _part(self, source: StoredSource, part: str) -> Path:
        """The file of those quads of a source that are ``links`` or ``names``."""
        return self.path / "parts" / f"{source.file.removesuffix('.nq.gz')}.{part}.nq"

    def verified(self, source: StoredSource) -> StoredSource:
        """A source with the digest of its quads. Raises SourceError where these are not what was once written."""
        shown = quoted(str(self.file(source)))
        hint = _remedy(source)
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
                if touched := next(touched_files(generation, self.path, _NAMES), None):  # it has no checksums inside
                    raise OSError(f"{touched.file}: {touched.message.partition(':')[0]}")
                engine = Store.read_only(str(generation / _GRAPH))
                names = NameIndex.open(generation / _NAMES)
                sources = [StoredSource.of(source) for source in manifest["sources"]]
                files = [self.file(source) for source in sources]
                links = [QuadFile(self._part(source, "links"), source.links) for source in sources]
                store = LocalStore(engine, self.path.name, names, FolderCache(self._cache, content), files, links)
                store.doubt = self.doubt
                return store
            except (OSError, RuntimeError) as error:  # the latter for checksums that do not hold
                if attempt == _ATTEMPTS - 1 or self._manifest() == manifest:  # else a writer has just replaced it
                    raise SourceError(
                        f"the store in {quoted(str(self.path))} is damaged: {error}",
                        "kg repair, or restore it from a backup",
                    ) from error
        raise AssertionError

    def damage(self) -> list[Finding]:
        """What is not what was last written: an error for each such file. Reads every file of the store.

        Nothing where a writer has taken it away since.
        """
        manifest = self._manifest()
        generation = self._generation(manifest["generation"])
        found = list(changed_files(generation, self.path))
        for source in map(StoredSource.of, manifest["sources"]):
            digests = {self._part(source, part): getattr(source, part) for part in ("links", "names")}
            for file, digest in {self.file(source): source.digest, **digests}.items():
                found += compared(file, digest, self.path, _remedy(source))
        return found if generation.exists() and self._manifest() == manifest else []

    def doubt(self) -> KGError | None:
        """The error for a store where a file of the engine is not what was last written; others are not looked at.

        The engine may read on for long in such a file. A file whose size and time are as they were is not read.
        """
        try:
            generation = self._generation(self._manifest()["generation"])
            found = next(touched_files(generation, self.path), None)
        except KGError as error:
            return error
        if found is None or not generation.exists():  # a writer has just taken it away
            return None
        what = f"the store is damaged, in {found.file}: {found.message}"
        return SourceError(what, "`kg validate --integrity` lists all that is damaged")

    # --- changes ----------------------------------------------------------------------------------------------------

    def put(
        self,
        name: str,
        write: Callable[[Path], int],
        *,
        link: bool = True,
        check: Callable[[SourceDiff], None] = lambda _: None,
        files: Iterable[Path] = (),
    ) -> SourceDiff:
        """Add a source, or replace the one of that name; ``write`` puts its quads into a file and says how many.

        Its entities are linked to those of other sources with equal names unless ``link`` is False, which is kept until
        the source is put again. ``check`` is given what would change. The history keeps checksums of ``files``.

        Whatever ``write`` or ``check`` raises leaves the store as it was. Raises UsageError for a name that is none,
        OutputError when the disk is full or another process is changing the store.
        """
        check_name(name)
        with self._writing():
            before = self._source(name)
            file = f"{name}.{self._manifest()['generation'] + 1}.nq.gz"
            after, later = self._read(StoredSource(name, file, write(self.path / "sources" / file)))
            found = diff_of(name, self._lines(before), later)
            after = after._replace(quads=found.new + found.kept, unlinked=() if link else after.graphs)
            check(found)
            action = "replaced" if before else "imported"
            entry = HistoryEntry.now(action, after, found, files)
            number = self._manifest()["generation"]
            links = self._commit(_Change((*self._others(name), after), before, after, found.gone, entry))
            changes = self._compared(before, number, after) if before and (found.new or found.gone) else ()
        return found._replace(links=links, changes=changes)

    def _compared(self, before: StoredSource, number: int, after: StoredSource) -> tuple[ChangeCount, ...]:
        """What changed of a source since a generation, in career words; nothing where that is damaged."""
        with suppress(OSError, RuntimeError, ValueError):
            return compare_versions(self._version(before, number), self._version(after, number + 1)).counts
        return ()

    def _version(self, source: StoredSource, number: int) -> Version:
        """A source as it is in a generation."""
        reader = GraphReader(Store.read_only(str(self._generation(number) / _GRAPH)), source.name)
        return Version(source.name, reader, partial(_read_lines, self.file(source)), source.graphs)

    def remove(self, name: str) -> SourceDiff:
        """Take a source away. Raises UsageError for one that is not there."""
        with self._writing():
            before = self._source(name)
            if before is None:
                known = ", ".join(source.name for source in self.sources) or "none"
                raise UsageError(f"there is no source {quoted(name)} in this store", f"its sources are: {known}")
            found = diff_of(name, self._lines(before), SourceLines())
            entry = HistoryEntry.now("removed", before._replace(quads=0, digest=""), found)
            self._commit(_Change(self._others(name), before, None, found.gone, entry))
        return found

    def replace_all(self, files: Callable[[Path], Iterable[StoredSource]], history: Iterable[HistoryEntry]) -> None:
        """Take other sources, and their history, in place of all.

        ``files`` puts the quads of these into a folder, under names of their own.
        """
        with self._writing():
            read = (self._read(source)[0] for source in files(self.path / "sources"))
            sources = tuple(source for source in read if source.name != NAME_LINKS)
            self._commit(_Change(sources, history=tuple(history)), rebuild=True)

    def repair(self, *, drop: bool = False) -> Repair:
        """Rebuild what is not what was last written from what is; the store is as it was if that fails.

        The engine's files and the parts of sources are made of the quads of these; quads that are damaged are taken
        from the engine's files, where those are whole and no other source has the same graphs. Raises SourceError where
        the quads of a source are lost, unless ``drop`` is true: the source is then taken out.
        """
        with self._writing():
            damage = self.damage()
            if not damage:
                return Repair()
            sources = [source for source in self.sources if source.name != NAME_LINKS]
            again = {source.name: self._again(source, damage) for source in sources if not self._is_whole(source)}
            lost = tuple(name for name, found in again.items() if found is None)
            if lost and not drop:
                what = f"the quads of {truncated(map(quoted, lost))} are lost, and the store is as it was"
                raise SourceError(what, "restore a backup; or kg repair --drop takes them out: import them again then")
            found = [again.get(source.name, source) for source in sources]
            self._commit(_Change(tuple(self._read(source)[0] for source in found if source)), rebuild=True)
        return Repair(tuple(damage), tuple(name for name in again if name not in lost), lost)

    def _is_whole(self, source: StoredSource) -> bool:
        """Whether the quads of a source are what was once written."""
        return not any(compared(self.file(source), source.digest, self.path, ""))

    def _again(self, source: StoredSource, damage: Iterable[Finding]) -> StoredSource | None:
        """A source whose quads are written again as the engine has them; None where it has them not, or not alone."""
        number = self._manifest()["generation"]
        generation = self._generation(number)
        inside = (generation / _GRAPH).relative_to(self.path).as_posix()
        shared = {graph for other in self.sources if other.name != source.name for graph in other.graphs}
        if not shared.isdisjoint(source.graphs) or any((each.file or "").startswith(inside) for each in damage):
            return None
        engine = Store.read_only(str(generation / _GRAPH))
        quads = (quad for iri in source.graphs for quad in engine.quads_for_pattern(None, None, None, NamedNode(iri)))
        file = f"{source.name}.{number + 1}.nq.gz"
        return source._replace(file=file, quads=write_lines(quads, self.path / "sources" / file))

    def _others(self, name: str) -> tuple[StoredSource, ...]:
        """The sources but for one, and for the links, which are made of all others."""
        return tuple(source for source in self.sources if source.name not in (name, NAME_LINKS))

    def _source(self, name: str) -> StoredSource | None:
        return next((source for source in self.sources if source.name == name), None)

    def _lines(self, source: StoredSource | None) -> SourceLines:
        """The quads of a source; none where there is no source, or where its file is lost or damaged."""
        if source is not None:
            with suppress(OSError):
                return SourceLines.of(self.file(source))
        return SourceLines()

    def _read(self, source: StoredSource) -> tuple[StoredSource, SourceLines]:
        """A source whose quads were just written, with all that is known of them; its parts are written."""
        parts = [self._part(source, part) for part in ("links", "names")]
        with parts[0].open("wb") as links, parts[1].open("wb") as names:
            lines = SourceLines.of(self.file(source), links, names)
        digests = [digest_of(file) for file in (self.file(source), *parts)]
        known = source._replace(
            digest=digests[0], graphs=tuple(sorted(lines.graphs)), links=digests[1], names=digests[2]
        )
        return known, lines

    # --- files ------------------------------------------------------------------------------------------------------

    def _manifest(self) -> dict[str, Any]:
        import json

        path = self.path / STORE_MANIFEST
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            version = int(found["format"])
            if version == _FORMAT:
                _check(found)
                read_history(found)
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

    def _commit(self, change: _Change, *, rebuild: bool = False) -> tuple[LinkCount, ...]:
        """Build the graphs of the sources of a change and the links between them, and let them count from now on.

        Terms are not checked once more: all that is written here was, when it was read. Returns the number of links
        between the source that comes and each other source.
        """
        import json
        import shutil

        manifest = self._manifest() if (self.path / STORE_MANIFEST).exists() else {}
        last = self._generation(manifest["generation"]) if manifest.get("sources") and not rebuild else None
        last = last if last and is_sound(last) else None
        number = manifest.get("generation", 0) + 1
        listed = sorted(change.sources)
        stamps = self._stamps(listed, manifest.get("stamps", {}))
        generation = self._generation(number)
        shutil.rmtree(generation, ignore_errors=True)  # of a change that was killed
        generation.mkdir(parents=True)
        gone = self._gone(change) if last else None
        changed = last is not None and gone is not None and self._change_engine(change, gone, last, generation)
        if not changed:
            _load(generation / _GRAPH, map(self.file, listed))
        if not (changed and last and self._change_names(change, last, generation)):
            self._build_names(listed, generation / _NAMES)
        earlier = self._source(NAME_LINKS) if changed else None
        links, counts = self._link(change, number, earlier)
        new = [source for source in (change.after, links) if source and source != earlier]
        files = [self.file(source) for source in new]
        files += [self._part(source, part) for source in new for part in ("links", "names")]
        for file in (*files, generation / _NAMES):
            _flush(file)
        keep_checksums(generation, last if changed else None)
        content = {
            "format": _FORMAT,
            "generation": number,
            "sources": [source._asdict() for source in sorted([*listed, links] if links else listed)],
            "stamps": stamps,
            "history": [entry._asdict() for entry in self._with_entry(manifest, change, generation)],
        }
        write_together({self.path / STORE_MANIFEST: json.dumps(content, indent=1).encode() + b"\n"})
        return counts

    def _with_entry(self, manifest: dict[str, Any], change: _Change, generation: Path) -> list[HistoryEntry]:
        """The history with a change, and the version that the source states."""
        if change.history is not None:
            return [*change.history]
        if change.entry is None:
            return read_history(manifest)
        versions = set[str]()
        if change.after:
            reader = GraphReader(Store.read_only(str(generation / _GRAPH)), change.after.name)
            stated = (reader.quads_in_graph(NamedNode(graph), SCHEMA.version) for graph in change.after.graphs)
            versions = {quad.object.value for quads in stated for quad in quads}
        return with_entry(
            read_history(manifest), change.entry._replace(version=", ".join(sorted(versions - {NOT_STATED})))
        )

    def _link(
        self, change: _Change, number: int, earlier: StoredSource | None
    ) -> tuple[StoredSource | None, tuple[LinkCount, ...]]:
        """Put the links between equal names into the engine in place of the earlier ones that it has.

        Returns their source, None where there are none, and how many there are from the source that comes.
        """
        generation = self._generation(number)
        engine, names = Store(str(generation / _GRAPH)), NameIndex.open(generation / _NAMES)
        reader = GraphReader(engine, self.path.name)
        links = equal_names(reader, names, [iri for source in change.sources for iri in source.unlinked])
        names.close()
        counts = count_links(links, [*map(reader.bases.graph_name, change.after.graphs)] if change.after else ())
        name = f"{NAME_LINKS}.{number}.nq.gz"
        source = StoredSource(NAME_LINKS, name, write_lines(link_quads(links), self.path / "sources" / name))
        now, before = (_lines_of(self.file(each)) if each else set() for each in (source, earlier))
        if earlier and now == before:
            return earlier, counts
        for quad in parse_lines(sorted(before - now)):
            engine.remove(quad)  # type: ignore[arg-type]  # a quad of the engine
        engine.extend(parse_lines(sorted(now - before)))  # type: ignore[arg-type]
        engine.flush()
        return (self._read(source)[0] if links else None), counts

    def _stamps(self, sources: Iterable[StoredSource], known: dict[str, list[int]]) -> dict[str, list[int]]:
        """Size and time of each source's file. Raises SourceError where one is not what was once written.

        A file whose size and time are as they were is not read again.
        """
        found = {}
        for source in sources:
            with suppress(OSError):
                status = self.file(source).stat()
                found[source.file] = [status.st_size, status.st_mtime_ns]
            if source.file not in found or found[source.file] != known.get(source.file):
                self.verified(source)
        return found

    def _gone(self, change: _Change) -> set[bytes] | None:
        """The lines of the source that goes which no other source has; None where all quads are better loaded again.

        That is where much goes, where the file is damaged, and with blank nodes, which have other names in the engine.
        """
        before = change.before
        if before is None:
            return set()
        file = self.file(before)
        if not file.exists() or digest_of(file) != before.digest:
            return None
        if not change.gone:
            return set()
        others = [source for source in change.sources if source != change.after]
        stays = sum(self.file(source).stat().st_size for source in others)
        if file.stat().st_size * _SHARE > stays:
            return None
        gone = _lines_of(file)
        for source in change.sources:
            if source == change.after or not {*source.graphs}.isdisjoint(before.graphs):
                with open_quads(self.file(source)) as lines:
                    gone.difference_update(lines)
        return None if any(line.startswith(b"_:") or b" _:" in line for line in gone) else gone

    def _change_engine(self, change: _Change, gone: set[bytes], last: Path, generation: Path) -> bool:
        """Take the last generation's files, linked where the disk can, and change them; False if they are damaged."""
        import shutil

        folder = generation / _GRAPH
        try:
            Store.read_only(str(last / _GRAPH)).backup(str(folder))
            engine = Store(str(folder))
            for quad in parse_lines(sorted(gone)):
                engine.remove(quad)  # type: ignore[arg-type]  # a quad of the engine
            if change.after:
                _put(engine, self.file(change.after))
            engine.flush()
        except (OSError, RuntimeError):
            shutil.rmtree(folder, ignore_errors=True)
            return False
        return True

    def _change_names(self, change: _Change, last: Path, generation: Path) -> bool:
        """Change the index of names by what names entities in the source that goes or comes.

        False where that is much or damaged, and where another entity or graph is going to have another id.
        """
        import shutil

        sources = [source for source in (change.before, change.after) if source]
        files = [self._part(source, "names") for source in sources]
        if sum(file.stat().st_size for file in files if file.exists()) > _MOST_NAMES:
            return False
        if not all(map(self._has_names, sources)):
            return False
        changed = {quad.subject.value for file in files for quad in parse_lines(file.read_bytes().splitlines(True))}
        engine, earlier = (Store.read_only(str(each / _GRAPH)) for each in (generation, last))
        bases, before = BaseIris.of(engine), BaseIris.of(earlier)
        names = NameIndex.open(last / _NAMES)
        others = {*names.iris(), *(graph.value for graph in earlier.named_graphs())} - changed
        names.close()
        moved = tuple({*bases.all} ^ {*before.all})
        if any(iri.startswith(moved) and bases.id(iri) != before.id(iri) for iri in others):
            return False
        if not all(":" in iri for iri in changed):  # blank nodes, which have other names in the engine
            return False
        shutil.copyfile(last / _NAMES, generation / _NAMES)
        found = names_of(quads_about(engine, sorted(changed)), self.path.name)
        NameIndex.update(generation / _NAMES, changed, found)
        return True

    def _has_names(self, source: StoredSource) -> bool:
        """Whether the part of a source with names is as it was written."""
        part = self._part(source, "names")
        return part.exists() and digest_of(part) == source.names

    def _build_names(self, sources: Iterable[StoredSource], file: Path) -> None:
        """Make the index of names of all sources."""

        def lines() -> Iterator[bytes]:
            for source in sources:
                if not self._has_names(source):
                    self._read(source)  # writes it again
                with self._part(source, "names").open("rb") as part:
                    yield from part

        NameIndex.build(names_of(parse_lines(lines()), self.path.name), file).close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The one right to change the store; what does not count is swept up afterwards.

        What was computed from a store stays where it did not change.
        """
        from shutil import rmtree

        try:
            for folder in ("sources", "parts"):
                (self.path / folder).mkdir(parents=True, exist_ok=True)
            with (self.path / _LOCK).open("a") as lock:
                _acquire(lock.fileno(), self.path)
                before = self._current()
                try:
                    yield
                finally:
                    self._sweep()
                    if self._current() != before:
                        rmtree(self._cache, ignore_errors=True)
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

        current = self._current()
        sources = self.sources if current else ()
        files = {self._part(source, part) for source in sources for part in ("links", "names")}
        files |= {self.file(source) for source in sources}
        left = [path for name in ("sources", "parts") for path in (self.path / name).iterdir() if path not in files]
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

    def _current(self) -> int:
        """The number of the last generation, 0 where there is none."""
        return int(self._manifest()["generation"]) if (self.path / STORE_MANIFEST).exists() else 0


def _read_lines(file: Path) -> Iterator[bytes]:
    with open_quads(file) as quads:
        yield from quads


def _check_free(path: Path) -> None:
    """Raise UsageError for a folder that is not empty, but for a store without sources, or what is left of one.

    That is how a store looks whose making was killed.
    """
    there = {each.name for each in path.iterdir() if not each.match(_TEMPORARY)} if path.is_dir() else set()
    left = _LOCK in there and there <= {_LOCK, "sources", "parts", "generations"}
    empty = STORE_MANIFEST in there and not StoreFolder(path).sources
    if path.exists() and not (path.is_dir() and (left or empty or not there)):
        raise UsageError(f"{quoted(str(path))} exists already, and is not an empty folder", "name a new folder")


def check_name(name: str) -> None:
    """Raise UsageError for a text that cannot be the name of a source."""
    if slug(name) != name or not name:
        message = f"{quoted(name)} is not a valid name of a source"
        raise UsageError(message, "use lower-case letters, digits and hyphens: --name")
    if len(name.encode()) > _LONGEST_NAME:
        raise UsageError(f"the name {quoted(name)} is too long", f"use at most {_LONGEST_NAME} letters: --name")
    if name in (CURATION, INFERRED, NAME_LINKS):
        raise UsageError(f"the name {quoted(name)} is reserved for a graph that adds to others", "give another: --name")


def _check(manifest: dict[str, Any]) -> None:
    """Raise what damage leads to where a list of sources is not as it is written."""
    generation, sources = manifest["generation"], [StoredSource.of(each) for each in manifest["sources"]]
    if type(generation) is not int or not 0 < generation < 2**53:
        raise ValueError(f"the generation {quoted(str(generation))}")
    for source in sources:
        texts = source.digest, source.links, source.names, *source.graphs, *source.unlinked
        sound = (
            slug(source.name) == source.name and type(source.quads) is int and all(type(each) is str for each in texts)
        )
        if not sound or not re.fullmatch(re.escape(source.name) + r"\.[a-z0-9]+\.nq\.gz", source.file):
            raise ValueError(f"the source {quoted(source.name)}")
    if len({source.name for source in sources}) < len(sources):
        raise ValueError("a source is named twice")


def _remedy(source: StoredSource) -> str:
    """What to do about damaged quads of a source."""
    return f"kg repair; or import {source.name} again, or restore a backup"


def _load(folder: Path, files: Iterable[Path]) -> None:
    """Make the engine's files of all quads."""
    engine = Store(str(folder))
    for file in files:
        _put(engine, file)
    engine.flush()


def _put(engine: Store, file: Path) -> None:
    """Put the quads of a file into an engine."""
    with open_quads(file) as quads:
        for first in quads:
            engine.bulk_load(file_of(_part(first, quads)), RdfFormat.N_QUADS, lenient=True)


def _part(first: bytes, rest: BinaryIO) -> Iterator[bytes]:
    """So much as the engine is given at once: a blank node has one name in it, so it does not leave any."""
    block, count, named = first, 0, True
    while block:
        yield block
        count += block.count(b"\n")
        named = named and not (block.startswith(b"_:") or b"\n_:" in block or b" _:" in block)
        if named and count >= _AT_ONCE:
            return
        block = b"".join(rest.readlines(_BLOCK))


def _lines_of(file: Path) -> set[bytes]:
    with open_quads(file) as quads:
        return set(quads)


def _flush(path: Path) -> None:
    """Have a file on the disk, before a list that names it is."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _content(sources: Iterable[dict[str, Any]]) -> str:
    """A key for the quads of all sources together."""
    return " ".join(f"{source['name']}:{source['digest']}" for source in sources)


def _acquire(descriptor: int, path: Path) -> None:
    """Lock a file until it is closed, which the system does for a process that dies."""
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise StoreBusyError(str(path)) from error


def open_path(source: str | Path) -> LocalStore:
    """The store in a folder, an RDF file, or a graph on a server, to read.

    Raises SourceError when it is missing, of no known format or damaged, UsageError for an address that may not be
    asked.
    """
    text = str(source)
    if text.lower().startswith(("http://", "https://")):
        from kg.store.remote import RemoteStore

        return RemoteStore(text)
    path = Path(source)
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except (OSError, ValueError) as error:  # a name too long, or with a null character
        raise SourceError(f"{quoted(text)} is not the path of a file", "check the path") from error
    if is_folder:
        return StoreFolder.open_at(path).open()
    if not exists:
        raise SourceError(
            f"there is no file {quoted(str(path))}", "check the path; without -g the bundled graph is used"
        )
    return LocalStore.load(text, path.stem, path.resolve().as_uri())
