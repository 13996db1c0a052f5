"""Versions of a graph to compare: RDF files, store folders, backups, guides, and some sources of a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import BinaryIO, Final, cast

from pyoxigraph import NamedNode, RdfFormat

from kg.arguments import path_of
from kg.errors import SourceError, UsageError, quoted
from kg.model.changes import Differences
from kg.rdf.changes import Version, compare_versions
from kg.rdf.quads import open_quads
from kg.schema import KINDS
from kg.store.backup import restore
from kg.store.folder import StoreFolder, open_path
from kg.store.imports import import_source
from kg.store.local import LocalStore
from kg.store.names import SourceName, source_names


def version_of(store: LocalStore, title: str, sources: Iterable[str] = ()) -> Version:
    """A version of what a store holds; ``sources`` are the names of the graphs that count, without any all.

    Raises UsageError where the store has none of these, SourceError for a file without anything of careers: all that
    another version has would be called new or retired.
    """
    if store.source and not any(map(store.reader.entities.iris_of_exact_kind, _OF_CAREERS)):
        raise SourceError(
            f"{quoted(title)} has no roles and no skills, so nothing can be compared", "name another file"
        )
    names = frozenset(sources)
    named = graph_names(store) if names else {}
    graphs = [iri for iri, name in named.items() if name in names]
    if names and not graphs:
        missing, known = " or ".join(map(quoted, sorted(names))), ", ".join(sorted(filter(None, named.values())))
        raise UsageError(f"{quoted(title)} has no source {missing}", f"its sources are: {known or 'not named'}")
    return Version(title, store.reader, lambda: _lines(store), graphs)


_OF_CAREERS: Final = tuple(kind for kind in KINDS if kind != "document")
"""The kinds that a graph of careers has any of: an ontology is a document too."""


def graph_names(store: LocalStore) -> dict[str, str]:
    """The short name of each named graph of a store, by IRI."""
    iris = (graph.value for graph in store.reader.graphs() if isinstance(graph, NamedNode))
    return {iri: store.reader.bases.graph_name(iri) for iri in iris}


def _lines(store: LocalStore) -> Iterator[bytes]:
    """All quads of a store as lines of N-Quads."""
    for path in store.files:
        with open_quads(path) as lines:
            yield from lines
    if not store.files:
        with TemporaryFile() as file:
            store.engine.dump(cast("BinaryIO", file), RdfFormat.N_QUADS)
            file.seek(0)
            yield from file


@contextmanager
def opened(source: str | Path) -> Iterator[LocalStore]:
    """What a path holds, as long as it is needed: a backup and a guide are unpacked into a folder that goes again.

    Raises as :func:`kg.store.folder.open_path`, :func:`kg.store.backup.restore` and
    :func:`kg.store.imports.import_source` do.
    """
    path = path_of("later", source)
    ending = path.suffix.casefold()
    if path.is_dir() or ending not in (".zip", ".md", ".markdown"):
        yield open_path(source)
        return
    with TemporaryDirectory() as folder:
        target = Path(folder) / "version"
        if ending == ".zip":
            store = restore(path, target)
        else:
            store = StoreFolder.create(target)
            import_source(store, "guide", [path], name="guide")
        yield store.open()


def differences(old: LocalStore, new: LocalStore | str | Path, source: SourceName = ()) -> Differences:
    """What changed from one store to another, or to what a path holds; ``source`` as :func:`version_of` has it."""
    names = source_names(source)
    with nullcontext(new) if isinstance(new, LocalStore) else opened(new) as later:
        return compare_versions(*(version_of(each, each.name, names) for each in (old, later)))
