"""What this installation has: libraries, tools that only some commands want, a graph with its sources, limits."""

from __future__ import annotations

import platform
import shutil
import sys
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode

from kg.errors import KGError
from kg.limits import LIMITS
from kg.resources import STORE_MANIFEST
from kg.schema import BASE, DCTERMS, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

    from kg.store.folder import StoredSource, StoreFolder

_LIBRARIES = {
    "click": "the command line",
    "pyoxigraph": "the store, SPARQL and RDF files",
    "numpy": "prices of steps, similarity of roles, rankings",
    "networkx": "the paths of routes and connections, GraphML, to_networkx",
    "rapidfuzz": "misspelt names, labels that are nearly the same",
    "rich": "colours and links at a terminal",
    "rdflib": "to_rdflib",
    "charset-normalizer": "encodings of tables and profiles",
    "markdown-it-py": "guides",
    "mdit-py-plugins": "guides",
    "pyvis": "the pages of pictures",
    "PyYAML": "curated data, profiles, mappings of tables",
    "pydantic": "curated data, guides",
}
"""What each library is used for; all are installed with kg."""

_EXTRAS = {
    "pypdf": ("documents", "kg extract, from PDF files"),
    "python-docx": ("documents", "kg extract, from Word documents"),
    "openpyxl": ("excel", "kg import table, from workbooks"),
    "pandas": ("pandas", "to_pandas"),
    "pyarrow": ("parquet", "kg export -f parquet"),
    "duckdb": ("duckdb", "kg all-pairs"),
    "ibis-framework": ("duckdb", "kg all-pairs"),
    "pyspark": ("spark", "kg all-pairs"),
    "playwright": ("image", "kg view, as .png and .pdf"),
    "httpx": ("remote", "kg -g https://..."),
    "mcp": ("mcp", "kg mcp"),
    "starlette": ("server", "kg serve"),
    "uvicorn": ("server", "kg serve"),
    "jinja2": ("server", "kg serve"),
}
"""Libraries that an extra brings: its name, and what the library is used for."""

_TOOLS = {
    "java": "kg all-pairs runs Spark with it (17 or newer)",
    "chromium": "kg view draws .png and .pdf in it, with career-kg[image]",
}


class Check(NamedTuple):
    """One check: ``state`` is ok, optional (absent, and not needed to use kg) or missing; ``extra`` brings it."""

    name: str
    state: str
    found: str
    remedy: str
    use: str = ""
    extra: str = ""


def checks(source: str | None = None) -> list[Check]:
    """Every check, the needed ones first; ``source`` is the graph that would be asked.

    >>> checks()[0].name
    'Python'
    """
    needed = [_library(name, "missing", name, use) for name, use in _LIBRARIES.items()]
    extras = [
        _library(name, "optional", f"'career-kg[{extra}]'", use)._replace(extra=extra)
        for name, (extra, use) in _EXTRAS.items()
    ]
    return [_python(), *needed, _graph(source), *_tools(), *extras]


class SourceAge(NamedTuple):
    """A source of a store: what it calls itself, its release where it states one, and the day it was put in."""

    source: str
    title: str
    release: str
    imported: date


def sources(source: str | None) -> list[SourceAge]:
    """The sources of the store that would be asked; none where it is no store, or is damaged, as checks then say."""
    path = Path(source or "")
    if not source or not (path / STORE_MANIFEST).is_file():
        return []
    from kg.store.folder import StoreFolder

    try:
        folder = StoreFolder.open_at(path)
        engine = folder.open().engine
        return [_age(folder, each, engine) for each in folder.sources]
    except (KGError, OSError):
        return []


def _age(folder: StoreFolder, source: StoredSource, engine: Store) -> SourceAge:
    """What the graphs of a source say: the one of its name, where it has one, as others may share the rest."""
    own = f"{BASE}graph/{source.name}"
    graphs = (own,) if own in source.graphs else source.graphs

    def said(term: str) -> str:
        named = NamedNode(term)
        found = (engine.quads_for_pattern(NamedNode(iri), named, None, NamedNode(iri)) for iri in graphs)
        values = (quad.object for quads in found for quad in quads)
        return ", ".join(dict.fromkeys(value.value for value in values if isinstance(value, Literal)))

    day = date.fromtimestamp(folder.file(source).stat().st_mtime)
    return SourceAge(source.name, said(DCTERMS.title), said(SCHEMA.version), day)


def limits() -> list[Check]:
    """The limits in force, each with what sets it. Raises UsageError for a value in the environment that is none.

    >>> limits()[1].found
    '30 s'
    """
    return [
        Check(f"limit {name}", "ok", limit.shown(), ", ".join(limit.ways), limit.bounds)
        for name, limit in LIMITS.items()
    ]


def _python() -> Check:
    enough = sys.version_info >= (3, 11)
    return Check("Python", "ok" if enough else "missing", platform.python_version(), "" if enough else "install 3.11")


def _library(name: str, absent: str, install: str, use: str) -> Check:
    try:
        return Check(name, "ok", metadata.version(name), "", use)
    except metadata.PackageNotFoundError:
        return Check(name, absent, "not installed", f"pip install {install}", use)


def _graph(source: str | None) -> Check:
    from kg.graph import open_graph

    name = f"graph {source}" if source else "bundled graph"
    try:
        return Check(name, "ok", f"{len(open_graph(source).store)} triples", "")
    except KGError as error:
        return Check(name, "missing", error.message, error.hint or "")


def _tools() -> Iterator[Check]:
    for name, use in _TOOLS.items():
        path = shutil.which(name)
        yield Check(name, "ok" if path else "optional", path or "not installed", "", use)
