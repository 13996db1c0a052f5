"""Curated data -> the built graph and its exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Store

from kg.errors import DataError
from kg.export import ENDINGS
from kg.graph import CareerGraph
from kg.model import Finding
from kg.rdf.curated import write_curated, write_inferred
from kg.rdf.stated import write_stated
from kg.resources import write_atomically
from kg.sources.curated import CuratedSource
from kg.store import MemoryStore
from kg.vocab import BASE

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["build_exports", "build_graph", "stale_exports"]

STEM = "career"
"""The name of every exported file, before its ending."""


def build_graph(folder: Path, base: str = BASE, shown_as: str | None = None) -> CareerGraph:
    """The graph of a folder of curated data, in memory, with entities under ``base``.

    Raises DataError with every error of the data, and SourceError when there is no such folder.

    >>> from kg.resources import resource
    >>> build_graph(resource("data/ai_ml")).get("MLOps").id
    'role/mlops-engineer'
    """
    dataset = CuratedSource(folder, shown_as or str(folder)).dataset
    if not base.endswith(("/", "#")) or "://" not in base or any(sign in base for sign in ' <>"{}|\\^`'):
        raise DataError([Finding("error", f"'{base}' is no base for IRIs: it must be absolute and end in / or #")])
    engine = Store()
    engine.extend([*write_stated(dataset, base), *write_curated(dataset, base), *write_inferred(dataset, base)])
    return CareerGraph(MemoryStore(engine, STEM))


def build_exports(graph: CareerGraph, folder: Path) -> list[Path]:
    """Write the graph to ``folder`` in every format; each file is replaced whole, and none if one cannot be made."""
    files = _contents(graph, folder)
    for path, content in files.items():
        write_atomically(path, content)
    return list(files)


def stale_exports(graph: CareerGraph, folder: Path) -> list[Path]:
    """The files of ``folder`` that differ from what the graph would write, or are missing."""
    return [
        path for path, content in _contents(graph, folder).items() if not path.is_file() or path.read_bytes() != content
    ]


def _contents(graph: CareerGraph, folder: Path) -> dict[Path, bytes]:
    return {folder / f"{STEM}.{ending}": graph.to_bytes(name) for name, ending in ENDINGS.items()}
