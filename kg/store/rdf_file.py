"""An RDF file as a source of a store: read as a stream, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from kg.errors import SourceError, quoted
from kg.rdf.formats import read_format
from kg.rdf.lines import write_lines
from kg.schema import BASE, slug
from kg.store.local import where

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.store.changes import Change
    from kg.store.folder import StoreFolder

__all__ = ["add_file"]


def add_file(folder: StoreFolder, path: Path, name: str | None = None) -> Change:
    """Add the quads of an RDF file to a store, or replace those of the source ``name`` (by default the file's own).

    What stands in no graph is put into one that bears the source's name; named graphs stay. Raises SourceError for a
    file that is missing, of no known format or damaged (with the line), and as :meth:`StoreFolder.put` does.
    """
    rdf = read_format(str(path))
    source = slug(path.stem) if name is None else name

    def write(file: Path) -> int:
        return write_lines(_quads(path, rdf, source), file)

    return folder.put(source, write)


def _quads(path: Path, rdf: RdfFormat, source: str) -> Iterator[Quad]:
    graph = NamedNode(f"{BASE}graph/{source}")
    shown = quoted(str(path))
    try:
        parsed = pyoxigraph.parse(path=str(path), format=rdf, base_iri=path.resolve().as_uri(), rename_blank_nodes=True)
        for quad in parsed:
            named = not isinstance(quad.graph_name, DefaultGraph)
            yield quad if named else Quad(quad.subject, quad.predicate, quad.object, graph)
    except SyntaxError as error:
        raise SourceError(f"{shown} is damaged: {where(error)}", "mend the file; nothing of it was taken") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"cannot read {shown}: {getattr(error, 'strerror', None) or error}", "check it") from error
