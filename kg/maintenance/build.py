"""Curated data -> the built graph and its exports."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, Store

from kg.errors import SourceError, UsageError
from kg.graph import CareerGraph
from kg.maintenance.catalog import CATALOG, catalog
from kg.rdf.export import ENDINGS
from kg.rdf.writer import written
from kg.resources import write_together
from kg.schema import BASE, CK
from kg.sources.curated import CuratedSource
from kg.sources.dataset import added, metadata, stated
from kg.store import LocalStore

STEM = "career"
"""The name of every exported file, before its ending."""


def build_graph(folder: Path, base: str = BASE, shown_as: str | None = None) -> CareerGraph:
    """The graph of a folder of curated data, in memory, with entities under ``base``.

    Raises DataError with every error of the data, SourceError when there is no such folder, UsageError for a bad base.

    >>> from kg.resources import resource
    >>> build_graph(resource("data/ai_ml")).get("MLOps").id
    'role/mlops-engineer'
    """
    _check_base(base)
    dataset = CuratedSource(folder, shown_as or str(folder)).dataset
    engine = Store()
    records = (*stated(dataset, base), *added(dataset, base))
    engine.extend(written(dataset.document.graph, metadata(dataset, base), records, base, base))
    return CareerGraph(LocalStore(engine, STEM))


def _check_base(base: str) -> None:
    sound = base.endswith(("/", "#")) and "://" in base
    try:
        NamedNode(base)
    except ValueError:
        sound = False
    if not sound or base == CK.iri:
        raise UsageError(f"'{base}' is no base for IRIs", "give an absolute one that ends in / or #")


def build_exports(graph: CareerGraph, folder: Path) -> list[Path]:
    """Write the graph to ``folder`` in every format: all files are replaced whole, or none of them.

    Raises OutputError when the folder cannot be written to or is full.
    """
    files = _contents(graph, folder)
    write_together(files)
    return list(files)


def stale_exports(graph: CareerGraph, folder: Path) -> list[Path]:
    """The files of ``folder`` that differ from what the graph would write, or are missing.

    Raises SourceError when one cannot be read.
    """
    contents = _contents(graph, folder)
    try:
        return [path for path, content in contents.items() if not path.is_file() or path.read_bytes() != content]
    except OSError as error:
        raise SourceError(f"cannot read '{error.filename}': {error.strerror}", "check its permissions") from error


def _contents(graph: CareerGraph, folder: Path) -> dict[Path, bytes]:
    files = {f"{STEM}.{ending}": graph.to_bytes(name) for name, ending in ENDINGS.items()}
    return {folder / name: content for name, content in {**files, CATALOG: catalog(graph, files)}.items()}
