"""What this installation has: libraries, the bundled graph, tools that only some commands and tests want, limits."""

from __future__ import annotations

import platform
import shutil
import sys
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import KGError
from kg.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Check", "checks", "limits"]

_LIBRARIES = {
    "click": "the command line",
    "pyoxigraph": "the store, SPARQL and RDF files",
    "numpy": "prices of steps, similarity of roles, rankings",
    "networkx": "the paths of routes and connections, GraphML, to_networkx",
    "rapidfuzz": "misspelt names, labels that are nearly the same",
    "rich": "colours and links at a terminal",
    "rdflib": "to_rdflib",
    "pyvis": "the pages of pictures",
    "PyYAML": "curated data, profiles, mappings of tables",
    "pydantic": "curated data, guides",
}
"""What each library is used for; all are installed with kg."""

_EXTRAS = {
    "pypdf": ("documents", "extract, from PDF files"),
    "python-docx": ("documents", "extract, from Word documents"),
    "openpyxl": ("excel", "import table, from workbooks"),
    "pandas": ("pandas", "to_pandas"),
    "pyarrow": ("parquet", "export -f parquet"),
    "duckdb": ("duckdb", "all-pairs"),
    "pyspark": ("spark", "all-pairs"),
    "playwright": ("image", "view, as .png and .pdf"),
    "mcp": ("mcp", "mcp"),
    "starlette": ("server", "serve"),
    "uvicorn": ("server", "serve"),
    "jinja2": ("server", "serve"),
}
"""Libraries that an extra brings: its name, and what the library is used for."""

_TOOLS = {
    "java": "kg all-pairs runs Spark with it (17 or newer)",
    "rapper": "tests read our files with it (Debian: raptor2-utils)",
    "serdi": "tests read our files with it (Debian: serdi)",
    "chromium": "tests look at pictures in it",
}


class Check(NamedTuple):
    """One check: ``state`` is ok, optional (absent, and not needed to use kg) or missing."""

    name: str
    state: str
    found: str
    remedy: str
    use: str = ""


def checks(source: str | None = None) -> list[Check]:
    """Every check, the needed ones first; ``source`` is the graph that would be asked.

    >>> checks()[0].name
    'Python'
    """
    needed = [_library(name, "missing", name, use) for name, use in _LIBRARIES.items()]
    extras = [_library(name, "optional", f"'career-kg[{extra}]'", use) for name, (extra, use) in _EXTRAS.items()]
    return [_python(), *needed, _graph(source), *extras, *_tools()]


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
