"""Stores on disk: importing ESCO and O*NET, asking them with every command, small changes, validation, and growth.

    python benchmarks/stores.py [--scales 1 10] [--runs N] [--only official|made-up]

Every figure is of whole processes, by processor time, which tells more than a clock on a machine with other work; what
is compared is measured in turn. The official files are looked for in ../shared/esco and ../shared/onet; without them
the made-up part runs alone. The exit status is 1 when a figure misses its limit.
"""

from __future__ import annotations

import argparse
import compileall
import gzip
import multiprocessing
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from esco_files import write_esco

import kg
from kg.graph import open_graph

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

PYTHON = sys.executable
KG = (PYTHON, "-c", "from kg.cli import main; main()")
OFFICIAL = Path(__file__).resolve().parents[2] / "shared"

BULK_LOAD = """
import sys
from pyoxigraph import NamedNode, RdfFormat, Store
quads, triples, store, *graph = sys.argv[1:]
with open(quads, "rb") as lines, open(triples, "wb") as output:
    for line in lines:
        output.write(line[: line.rindex(b" <")] + b" .\\n")
engine = Store(store)
engine.bulk_load(path=triples, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(*graph) if graph else None)
engine.flush()
"""
"""The least that an import does: N-Triples are written, here from quads, and Oxigraph loads them.

Into the default graph, which has three indices, or into a named one, which has six: the sources of a store must be told
apart.
"""

IMPORTS = 3
"""How often a taxonomy, and a small guide, is imported."""

GUIDE = """# Ward guide

## Roles

### Ward Analyst

**Skills:**
- Lifting
- Communication
- Python

**Responsibilities:**
- Counting beds

**Salary:** $50,000 - $60,000
"""
"""A guide of 16 lines."""

FIRSTS = 5
"""How often the arrays are made."""

PAIRS = 12
"""How many pairs of roles without a direct move are asked for, each by a process of its own."""


class Row(NamedTuple):
    """One figure, with the most that it may be where there is a limit."""

    name: str
    figure: float
    unit: str
    limit: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the figure keeps to its limit."""
        return self.limit is None or self.figure <= self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"   <= {self.limit:g}"
        return f"{self.name:86}{self.figure:10,.2f} {self.unit:3}{limit}{'' if self.holds else '  MISSED'}"


class Spent(NamedTuple):
    """What a process took: seconds of processor time, the most memory, in MB, and seconds by the clock."""

    seconds: float
    memory: float
    elapsed: float


def spent(*command: str) -> Spent:
    """Run a command to its end. Raises RuntimeError, with what the command said, where it fails."""
    with tempfile.TemporaryFile() as said:
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            told = said.read().decode(errors="replace")
            raise RuntimeError(f"exit status {process.returncode} of: {' '.join(command)}\n{told}")
    memory = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return Spent(used.ru_utime + used.ru_stime, memory, time.monotonic() - started)


def ask(store: Path, *words: str) -> Spent:
    """A whole command on a store."""
    return spent(*KG, "-g", str(store), *words)


def loads(imports: str) -> Spent:
    """A process that imports some modules, and nothing else."""
    return spent(PYTHON, "-c", f"import {imports}")


def ratio(ours: Callable[[], Spent], theirs: Callable[[], Spent], runs: int) -> float:
    """The median ratio of processor times, pair by pair, after one of each to warm up."""
    ours(), theirs()
    return statistics.median(ours().seconds / theirs().seconds for _ in range(runs))


# --- importing --------------------------------------------------------------------------------------------------------


class Taxonomy(NamedTuple):
    """A public taxonomy: the kind of source, its title, its official files, and the release that they do not state."""

    kind: str
    title: str
    files: list[Path]
    release: str = ""


ESCO = Taxonomy("esco", "ESCO", sorted((OFFICIAL / "esco").glob("*.zip")), "1.1.1")
ONET = Taxonomy("onet", "O*NET", sorted((OFFICIAL / "onet").glob("*.zip")))


def add(store: Path, taxonomy: Taxonomy) -> Spent:
    """Import a taxonomy's files into a store."""
    release = ("--release", taxonomy.release) if taxonomy.release else ()
    return spent(*KG, "import", taxonomy.kind, *map(str, taxonomy.files), "--into", str(store), *release)


def imported(store: Path, taxonomy: Taxonomy) -> Spent:
    """Import a taxonomy's files into a new store."""
    spent(*KG, "init", str(store), "--empty")
    return add(store, taxonomy)


def importing(store: Path, taxonomy: Taxonomy) -> list[Row]:
    """An import against N-Triples of the same through Oxigraph's bulk_load."""
    quads, triples, plain, named = (store.with_name(name) for name in ("quads.nq", "triples.nt", "plain", "named"))
    runs = []
    for _ in range(IMPORTS):
        for folder in (store, plain, named):
            shutil.rmtree(folder, ignore_errors=True)
        ours = imported(store, taxonomy)
        with gzip.open(next((store / "sources").glob(f"{taxonomy.kind}.*"))) as kept, quads.open("wb") as unpacked:
            shutil.copyfileobj(kept, unpacked)
        load = (PYTHON, "-c", BULK_LOAD, str(quads), str(triples))
        runs.append((ours, spent(*load, str(plain)), spent(*load, str(named), "http://example.org/graph")))
    against = f"import of {taxonomy.title} / N-Triples of the same, written and bulk-loaded"
    middle = statistics.median
    return [
        Row(f"import of {taxonomy.title}", middle(ours.seconds for ours, _, _ in runs), "s"),
        Row(against, middle(ours.seconds / theirs.seconds for ours, theirs, _ in runs), "x"),
        Row("the same: peak memory", middle(ours.memory / theirs.memory for ours, theirs, _ in runs), "x", 1.5),
        Row(f"{against} into a named graph", middle(ours.seconds / other.seconds for ours, _, other in runs), "x", 1.9),
    ]


def changing(work: Path) -> list[Row]:
    """A small guide into a store of everything and into a new store, and the validation of everything."""
    guide, large, small = work / "ward.md", work / "everything", work / "new"
    guide.write_text(GUIDE, encoding="utf-8")
    for store in (large, small):
        spent(*KG, "init", str(store))
    for taxonomy in (ESCO, ONET):
        add(large, taxonomy)
    runs = [
        [spent(*KG, "import", "guide", str(guide), "--into", str(store)).seconds for store in (small, large)]
        for _ in range(IMPORTS)
    ]
    new, beside = (statistics.median(figures) for figures in zip(*runs, strict=True))
    removed = ask(large, "remove", "ward").seconds
    checked = spent(PYTHON, "-c", VALIDATE, str(large))
    return [
        Row("import of a guide of 16 lines into a new store", new, "s"),
        Row("the same into a store of the bundled graph, ESCO and O*NET", beside, "s", 3 * new + 1),
        Row("its removal from there", removed, "s"),
        Row("kg validate of that store", checked.seconds, "s", 180),
        Row("the same: peak memory", checked.memory / 1024, "GiB", 6),
        *apart(named_questions, large),
    ]


def named_questions(store: Path) -> list[Row]:
    """Each named question with its examples, against the count of all lines; the best of some, in a warm process."""
    graph = open_graph(store)
    count = partial(graph.sparql, "SELECT (COUNT(*) AS ?n) { ?passage ck:line ?line }")
    seconds = {}
    for question in graph.questions().values():
        examples = {parameter.name: parameter.example for parameter in question.parameters}
        seconds[question.name] = warm_seconds(partial(graph.sparql, graph.question_text(question.name, examples)))
    raw = warm_seconds(count)
    slowest = max(seconds, key=lambda name: seconds[name])
    return [
        *(Row(f"kg ask {name} / a count of all lines", each / raw, "x") for name, each in seconds.items()),
        Row(f"the slowest question: {slowest}", seconds[slowest], "s", 1),
    ]


def warm_seconds(action: Callable[[], object]) -> float:
    """The least processor time of some calls."""
    taken = []
    for _ in range(IMPORTS):
        started = time.process_time()
        action()
        taken.append(time.process_time() - started)
    return min(taken)


VALIDATE = """
import sys
import kg
from kg.maintenance.validate import validate_graph
validate_graph(kg.open(sys.argv[1]), sys.argv[1])
"""
"""``kg validate``, whose exit status is no failure here where something does not conform."""


# --- asking -----------------------------------------------------------------------------------------------------------


class End(NamedTuple):
    """A role: its IRI and its label."""

    iri: str
    label: str


def apart(action: Callable[..., T], *values: object) -> T:
    """Do something in a process of its own: one that is started later begins with the peak of who starts it."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(action, *values).result()


def far_pairs(store: Path, count: int) -> list[tuple[End, End]]:
    """Random pairs of roles that a route of several steps links."""
    graph, draw = open_graph(store), random.Random(3)  # noqa: S311 - the same pairs on every run
    roles, found = graph.table.roles, list[tuple[End, End]]()
    while len(found) < count:
        start, goal = (End(iri, graph.careers.entities[iri].label) for iri in draw.sample(roles, 2))
        answer = graph.route(start.iri, goal.iri)
        if len(answer) and len(answer[0].steps) > 1:
            found.append((start, goal))
    return found


def two_roles(store: Path) -> tuple[int, str, str]:
    """How many quads a store has, and the IRIs of two of its roles."""
    graph = open_graph(store)
    roles = sorted(graph.careers.roles)
    return len(graph.store), roles[0], roles[-1]


def arrays(store: Path) -> list[Row]:
    """What the first route on a store computes and keeps, beside a later one: medians of some stores without arrays."""
    _, *ends = apart(two_roles, store)
    pairs = []
    for _ in range(FIRSTS):
        shutil.rmtree(store / "cache", ignore_errors=True)
        pairs.append([ask(store, "route", *ends) for _ in range(2)])
    elapsed, seconds = (
        statistics.median(getattr(first, name) - getattr(second, name) for first, second in pairs)
        for name in ("elapsed", "seconds")
    )
    return [
        Row("computed once: the first route beyond a later one", elapsed, "s", 5),
        Row("the same: processor time, of all cores together", seconds, "s"),
        Row("peak memory of the first route", statistics.median(first.memory for first, _ in pairs), "MB"),
        Row("on disk", cached(store), "MB", 30),
    ]


def cached(store: Path) -> float:
    """The size of the arrays that a store keeps, in MB."""
    return sum(file.stat().st_size for file in (store / "cache").iterdir()) / 1e6


def warm(store: Path, pairs: list[tuple[End, End]], runs: int) -> list[Row]:
    """Whole commands on a store whose arrays are there."""
    (start, goal), (other, _) = pairs[:2]
    click, networkx = "click, pyoxigraph", "click, pyoxigraph, networkx"
    cases = [
        (("show", start.iri), click, 3),
        (("gap", start.iri, other.iri), click, 3),
        (("find", start.label), click, 3),
        (("route", start.iri, goal.iri), networkx, 2),
    ]
    return [
        Row(
            f'kg -g DIR {words[0]} / python -c "import {imports}"',
            ratio(partial(ask, store, *words), partial(loads, imports), runs),
            "x",
            limit,
        )
        for words, imports, limit in cases
    ]


# --- growing ----------------------------------------------------------------------------------------------------------


class Size(NamedTuple):
    """What a made-up ESCO of some size takes."""

    scale: int
    quads: int
    importing: Spent
    first: Spent
    route: float
    most: float
    disk: float


def grown(scale: int, work: Path) -> Size:
    """Import a made-up ESCO, and ask it for routes."""
    folder, store = work / f"files-{scale}", work / f"store-{scale}"
    taken = imported(store, ESCO._replace(files=[apart(write_esco, folder, scale)]))
    quads, *ends = apart(two_roles, store)
    first = ask(store, "route", *ends)
    routes = [ask(store, "route", *(end.iri for end in pair)) for pair in apart(far_pairs, store, PAIRS)]
    middle, most = statistics.median(route.seconds for route in routes), max(route.memory for route in routes)
    return Size(scale, quads, taken, first, middle, most, cached(store))


def print_sizes(sizes: list[Size]) -> None:
    """The table of all sizes."""
    heads = ("scale", "quads", "import s", "MB", "s per 1M quads", "arrays s", "MB", "on disk MB", "route s", "MB")
    print("\nA made-up ESCO by size: processor seconds, and the peak memory of each process")
    print("".join(f"{head:>15}" for head in heads))
    for size in sizes:
        each = 1e6 * size.importing.seconds / size.quads
        made = size.first.seconds - size.route
        figures = (size.importing.seconds, size.importing.memory, each, made, size.first.memory, size.disk)
        cells = [
            f"{size.scale}",
            f"{size.quads:,}",
            *(f"{figure:,.1f}" for figure in (*figures, size.route, size.most)),
        ]
        print("".join(f"{cell:>15}" for cell in cells))


def growth(sizes: list[Size]) -> list[Row]:
    """How import and routes grow."""
    first, rows = sizes[0], list[Row]()
    for size in sizes[1:]:
        times = f"{size.scale / first.scale:g} x the size"
        per_quad = size.importing.seconds / size.quads * first.quads / first.importing.seconds
        peak = max(size.importing.memory, size.first.memory, size.most) / 1024
        rows += [
            Row(f"{times}: import, time for each quad (linear growth, and a quarter for noise)", per_quad, "x", 1.25),
            Row(f"{times}: a warm route", size.route / first.route, "x", size.scale / first.scale),
            Row(f"{times}: peak memory of all", peak, "GiB", 4),
        ]
    return rows


# --- all of it --------------------------------------------------------------------------------------------------------


def _print(title: str, rows: list[Row]) -> bool:
    print(f"\n{title}")
    print(*rows, sep="\n", flush=True)
    return all(row.holds for row in rows)


def official(work: Path, runs: int) -> bool:
    """The figures of the official ESCO and O*NET."""
    if not (ESCO.files and ONET.files):
        print(f"{OFFICIAL} has not the official files, so that only a made-up ESCO is measured")
        return True
    store = work / "store-esco"
    held = [_print("Importing ESCO, by processor time", importing(store, ESCO))]
    held.append(_print("Importing O*NET, by processor time", importing(work / "store-onet", ONET)))
    held.append(_print("A store of everything, by processor time", changing(work)))
    held.append(_print("The arrays that a store of ESCO alone keeps", arrays(store)))
    pairs = apart(far_pairs, store, 2)
    held.append(_print(f"Whole commands on ESCO, by processor time: median of {runs} pairs", warm(store, pairs, runs)))
    return all(held)


def main() -> int:
    """Measure and print every table."""
    parser = argparse.ArgumentParser(description="Speed and memory of stores on disk.")
    parser.add_argument("--scales", type=int, nargs="+", default=[1, 10], help="sizes to grow by (default 1 10)")
    parser.add_argument("--runs", type=int, default=11, help="pairs of runs for each command (default 11)")
    parser.add_argument("--only", choices=["official", "made-up"], help="leave the other ESCO out")
    arguments = parser.parse_args()
    compileall.compile_dir(Path(kg.__file__).parent, quiet=1)  # as pip does when it installs a wheel
    with tempfile.TemporaryDirectory(prefix="kg-stores-") as folder:
        held = []
        if arguments.only != "made-up":
            held.append(official(Path(folder), arguments.runs))
        if arguments.only != "official":
            sizes = [grown(scale, Path(folder)) for scale in arguments.scales]
            print_sizes(sizes)
            held.append(_print("Growth", growth(sizes)))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
