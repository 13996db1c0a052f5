"""What this installation has: libraries, the bundled graph, and the tools that only some commands and tests want."""

from __future__ import annotations

import platform
import shutil
import sys
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import KGError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Check", "checks"]

_LIBRARIES = {
    "click": "the command line",
    "pyoxigraph": "the store and SPARQL",
    "networkx": "routes",
    "rdflib": "to_rdflib and validate",
    "pyshacl": "validate",
    "pyvis": "pictures",
    "PyYAML": "build",
    "pydantic": "build",
}

_ENGINES = {"duckdb": "duckdb", "pyspark": "spark"}
"""Libraries that only kg all-pairs wants, and the extra that brings each."""

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


def checks(source: str | None = None) -> list[Check]:
    """Every check, the needed ones first; ``source`` is the graph that would be asked.

    >>> checks()[0].name
    'Python'
    """
    return [_python(), *_libraries(), _graph(source), *_engines(), *_tools()]


def _python() -> Check:
    enough = sys.version_info >= (3, 11)
    return Check("Python", "ok" if enough else "missing", platform.python_version(), "" if enough else "install 3.11")


def _libraries() -> Iterator[Check]:
    for name, use in _LIBRARIES.items():
        try:
            yield Check(name, "ok", metadata.version(name), "")
        except metadata.PackageNotFoundError:
            yield Check(name, "missing", f"wanted for {use}", f"pip install {name}")


def _graph(source: str | None) -> Check:
    from kg.graph import open_graph

    name = f"graph {source}" if source else "bundled graph"
    try:
        return Check(name, "ok", f"{len(open_graph(source).store)} triples", "")
    except KGError as error:
        return Check(name, "missing", error.message, error.hint or "")


def _engines() -> Iterator[Check]:
    for name, extra in _ENGINES.items():
        try:
            yield Check(name, "ok", metadata.version(name), "")
        except metadata.PackageNotFoundError:
            yield Check(name, "optional", "wanted for all-pairs", f"pip install 'career-kg[{extra}]'")


def _tools() -> Iterator[Check]:
    for name, use in _TOOLS.items():
        path = shutil.which(name)
        yield Check(name, "ok" if path else "optional", path or "not installed", "" if path else use)
