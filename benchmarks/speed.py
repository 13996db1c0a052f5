"""Speed as ratios between two things measured in one run, printed as a table.

    python benchmarks/speed.py [--runs N]

Whole commands are timed in pairs, A B A B, after one warm-up; the ratio of a row is the median of its pairs' ratios, so
that it holds on a machine whose speed drifts. The exit status is 1 when a ratio misses its limit.
"""

from __future__ import annotations

import argparse
import compileall
import statistics
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
import rdflib

import kg
from kg.resources import resource
from kg.schema import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable

KG = str(Path(sysconfig.get_path("scripts")) / "kg")

QUERY = """
SELECT ?a ?b (COUNT(?skill) AS ?n) WHERE {
  ?a ck:requiresSkill ?s1 . ?b ck:requiresSkill ?s2 .
  ?s1 (ck:mergedInto)? ?skill . ?s2 (ck:mergedInto)? ?skill .
  ?skill skos:prefLabel ?label . FILTER(?a != ?b)
} GROUP BY ?a ?b ORDER BY ?a ?b
"""
"""Which roles share how many skills: a join that a person would ask for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: what is measured, what it is held against, and the most (or least) that the ratio may be."""

    name: str
    against: str
    ours: float
    theirs: float
    ratio: float
    limit: float
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether the ratio keeps to its limit."""
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def compare(ours: Callable[[], object], theirs: Callable[[], object], runs: int) -> tuple[float, float, float]:
    """The median times of both, and the median of the ratios pair by pair."""
    ours(), theirs()
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(runs)]
    first, second = zip(*pairs, strict=True)
    return statistics.median(first), statistics.median(second), statistics.median(a / b for a, b in pairs)


def process(*command: str) -> Callable[[], object]:
    """A whole command, to be timed."""
    return lambda: subprocess.run(command, check=True, capture_output=True)


def commands(runs: int) -> list[Row]:
    """Whole commands on the bundled graph against the imports that they cannot do without."""
    store = "import click, pyoxigraph"
    cases = [
        (("--help",), "import click", 1.6),
        (("show", "MLOps Engineer"), store, 2.0),
        (("find", "cloud"), store, 2.0),
        (("sparql", "SELECT ?label { ?role a ck:Role ; skos:prefLabel ?label }"), store, 2.0),
        (("gap", "Data Scientist", "MLOps Engineer"), store, 2.0),
        (("route", "statistician", "MLOps"), "import click, pyoxigraph, numpy, networkx", 1.4),
    ]
    rows = []
    for arguments, imports, limit in cases:
        times = compare(process(KG, *arguments), process(sys.executable, "-c", imports), runs)
        rows.append(Row(f"kg {' '.join(arguments)}"[:44], f'python -c "{imports}"', *times, limit))
    return rows


def queries(runs: int) -> list[Row]:
    """A SELECT through graph.sparql against Oxigraph alone and against rdflib's own engine."""
    graph = kg.open()
    engine = pyoxigraph.Store()
    engine.load(path=str(resource("exports/career.trig")), format=pyoxigraph.RdfFormat.TRIG)
    data = rdflib.Dataset(default_union=True)
    data.parse(resource("exports/career.trig"), format="trig")

    def ours() -> object:
        return graph.sparql(QUERY).to_dicts()

    def alone() -> object:
        solutions = engine.query(QUERY, prefixes=PREFIXES, use_default_graph_as_union=True)
        assert isinstance(solutions, pyoxigraph.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        return [dict(zip(names, map(str, solution), strict=True)) for solution in solutions]

    def other() -> object:
        return list(data.query(QUERY, initNs=PREFIXES).bindings)

    return [
        Row("graph.sparql(SELECT)", "pyoxigraph alone", *compare(ours, alone, 10 * runs), 1.5),
        Row("rdflib's own engine", "graph.sparql(SELECT)", *compare(other, ours, max(3, runs // 4)), 20, at_least=True),
    ]


def main() -> int:
    """Measure and print every row."""
    parser = argparse.ArgumentParser(description="Speed of kg as ratios, measured in one run.")
    parser.add_argument("--runs", type=int, default=21, help="pairs of runs for each row (default 21)")
    runs = parser.parse_args().runs
    compileall.compile_dir(Path(kg.__file__).parent, quiet=1)  # as pip does when it installs a wheel
    rows = [*commands(runs), *queries(runs)]
    print(f"{'measured':46}{'against':46}{'ms':>8}{'ms':>8}{'ratio':>8}  limit")
    for row in rows:
        sign = ">=" if row.at_least else "<="
        verdict = "" if row.holds else "  MISSED"
        times = f"{row.ours * 1000:8.1f}{row.theirs * 1000:8.1f}{row.ratio:8.2f}"
        print(f"{row.name:46}{row.against:46}{times}  {sign} {row.limit:g}{verdict}")
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
