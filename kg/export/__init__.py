"""Files for other tools: one table of formats, each written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.rdf.formats import FORMATS, serialize
from kg.resources import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import CareerGraph

__all__ = ["ENDINGS", "export", "export_bytes"]

ENDINGS = {name: entry.ending for name, entry in FORMATS.items()} | {"graphml": "graphml", "html": "html"}
"""Every format that a graph is written in, with its file ending."""


def export(graph: CareerGraph, path: Path, fmt: str | None = None) -> Path:
    """Write a graph to ``path`` in ``fmt``, or in the format of the path's ending; returns the path.

    Raises UsageError for a format that does not exist, OutputError when the file cannot be written.
    """
    name = fmt or next((key for key, ending in ENDINGS.items() if path.suffix == f".{ending}"), None)
    if name is None or name not in ENDINGS:
        raise UsageError(f"no format is known for '{fmt or path.name}'", f"the formats are: {', '.join(ENDINGS)}")
    write_atomically(path, export_bytes(graph, name))
    return path


def export_bytes(graph: CareerGraph, fmt: str) -> bytes:
    """A graph in one of the formats of ENDINGS: the same bytes on every run."""
    if fmt == "html":
        return str(graph.view().html).encode()
    if fmt == "graphml":
        from kg.export.networkx import graphml

        return graphml(graph.to_networkx())
    return serialize(graph.store.engine, FORMATS[fmt], graph.base)
