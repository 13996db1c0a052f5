"""What is loaded: a command that answers at once loads no library that it does not use."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = frozenset(
    {"rdflib", "networkx", "numpy", "pyvis", "yaml", "pydantic", "pyshacl", "click", "pyoxigraph"}
    | {"duckdb", "ibis", "pandas", "pyarrow", "pyspark"}
)
"""The libraries that take time to load."""

RUN = """
import gc, io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from kg.cli import cli, run
with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
    status = run(cli, sys.argv[1:])
"""
REPORT = "import json, sys; print(json.dumps([status, sorted({name.partition('.')[0] for name in sys.modules})]))"


def _loaded(code: str, *arguments: str) -> frozenset[str]:
    """The heavy libraries that a fresh interpreter has loaded after ``code``, which leaves status 0."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{REPORT}", *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    status, modules = json.loads(done.stdout)
    assert status == 0
    return HEAVY & set(modules)


@pytest.mark.slow
def test_import_loads_nothing_heavy() -> None:
    assert _loaded("import kg; status = 0") == set()


@pytest.mark.slow
def test_opening_a_graph_loads_the_store_alone() -> None:
    assert _loaded("import kg; kg.open().get('MLOps'); status = 0") == {"pyoxigraph"}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["route", "--help"], ["all-pairs", "--help"], ["sparql", "--help"], ["build", "--help"]]
)
@pytest.mark.slow
def test_help_loads_click_alone(arguments: list[str]) -> None:
    assert _loaded(RUN, *arguments) == {"click"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "MLOps"],
        ["find", "learning"],
        ["list", "role"],
        ["gap", "Data Scientist", "MLOps"],
        ["gap", "--have", "Docker", "MLOps", "-f", "json"],
        ["compare", "MLE", "MLOps"],
        ["compare", "MLE", "MLOps", "-f", "json"],
        ["sparql", "SELECT ?role { ?role a ck:Role }"],
        ["sparql", "CONSTRUCT { ?role a ck:Role } { ?role a ck:Role }"],
        ["ask", "role-skills", "--role", "MLOps"],
        ["stats"],
        ["--version"],
    ],
    ids=" ".join,
)
@pytest.mark.slow
def test_a_question_loads_click_and_the_store(arguments: list[str]) -> None:
    assert _loaded(RUN, *arguments) == {"click", "pyoxigraph"}


@pytest.mark.parametrize("fmt", ["table", "json", "html"])
@pytest.mark.slow
def test_a_route_adds_numpy_and_networkx(fmt: str) -> None:
    assert _loaded(RUN, "route", "statistician", "MLOps", "-f", fmt) == {"click", "pyoxigraph", "numpy", "networkx"}


@pytest.mark.slow
def test_a_connection_adds_networkx_alone() -> None:
    assert _loaded(RUN, "connect", "Python", "MLOps") == {"click", "pyoxigraph", "networkx"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["next", "MLOps"],
        ["next", "statistician", "--learn", "Docker"],
        ["match", "--have", "Docker"],
        ["match", "--have", "Docker", "--curriculum", "-f", "json"],
        ["rank", "skills", "--unlocks", "statistician"],
        ["rank", "skills"],
        ["rank", "roles"],
        ["rank", "skills", "--by", "betweenness"],
        ["rank", "roles", "--by", "reach"],
    ],
    ids=" ".join,
)
@pytest.mark.slow
def test_steps_between_all_roles_add_numpy_alone(arguments: list[str]) -> None:
    assert _loaded(RUN, *arguments) == {"click", "pyoxigraph", "numpy"}


@pytest.mark.slow
def test_why_adds_what_reads_the_curated_files() -> None:
    assert _loaded(RUN, "why", "MLOps", "salary") == {"click", "pyoxigraph", "yaml", "pydantic"}
