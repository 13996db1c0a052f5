"""The table of all pairs on a made-up graph in the shape of ESCO: DuckDB, Spark on this machine, and plain Python.

    python benchmarks/all_pairs.py [--scale 1] [--no-spark]

All three run in one process, one after the other, and must give the same rows. The exit status is 1 when DuckDB takes
much longer than plain Python, which keeps all in dictionaries and so has no way to grow beyond memory.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter, defaultdict
from math import log
from typing import TYPE_CHECKING

from town import town

from kg.analysis.all_pairs import TransitionTable
from kg.analysis.engines import spark_session
from kg.similarity.role_table import RoleTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.model.careers import Careers

LIMIT, MOST = 20, 3
"""Rows of each role; and how many times as long as plain Python DuckDB may take, with its rows made objects."""


def plainly(careers: Careers) -> list[tuple[str, int, str, int, int, int, int]]:
    """The same table by loops over dictionaries, as one would write it without an engine."""
    asked = {iri: role.skills for iri, role in careers.roles.items() if role.required}
    requirers = defaultdict(list)
    for role, skills in asked.items():
        for skill in skills:
            requirers[skill].append(role)
    rarity = {skill: round(1000 * log(1 + len(asked) / len(roles))) for skill, roles in requirers.items()}
    whole = {role: sum(rarity[skill] for skill in skills) for role, skills in asked.items()}
    rows = []
    for origin in sorted(asked):
        shared, part = Counter[str](), Counter[str]()
        for skill in careers.tree.covers(asked[origin]) & requirers.keys():
            for role in requirers[skill]:
                shared[role] += 1
                part[role] += rarity[skill]
        found = [
            (-(1000 * part[role] // whole[role]), -count, len(asked[role]) - count, role)
            for role, count in shared.items()
            if careers.place(role) != careers.place(origin)
        ]
        for rank, (score, count, missing, role) in enumerate(sorted(found)[:LIMIT], 1):
            rows.append((origin, rank, role, -score, -count, missing - count, missing))
    return rows


def timed(name: str, action: Callable[[], object], times: int = 3) -> float:
    """Print and return the median time of a call, in seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    middle = statistics.median(taken)
    print(f"{name:64}{middle:8.2f} s", flush=True)
    return middle


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Speed of the table of all pairs.")
    parser.add_argument("--scale", type=int, default=1, help="how many times ESCO's size (default 1)")
    parser.add_argument("--spark", action=argparse.BooleanOptionalAction, default=True, help="whether to run Spark")
    options = parser.parse_args()
    careers = town(options.scale)
    table = TransitionTable(RoleTable.of(careers), careers, LIMIT)
    timed("the links as an Arrow table", lambda: table.links, 1)
    print(f"{table.links.num_rows:,} links, {table.links.nbytes / 2**20:.0f} MB")
    plain = timed("plain Python", lambda: plainly(careers))
    ours = timed("DuckDB, as objects", table.rows)
    moves = table.rows()
    found = [(move.origin.iri, move.rank, move.destination.iri, *move[3:]) for move in moves]
    if found != plainly(careers):
        raise AssertionError("DuckDB and plain Python differ")
    print(f"{len(moves):,} rows; DuckDB / plain Python {ours / plain:.1f} x (at most {MOST})")
    if options.spark:
        start = time.perf_counter()
        with spark_session("local[2]"):
            print(f"{'Spark local[2]: its start':64}{time.perf_counter() - start:8.2f} s")
            timed("Spark local[2], as objects, first time", lambda: table.rows("spark"), 1)
            spark = timed("Spark local[2], as objects", lambda: table.rows("spark"))
            if table.rows("spark") != moves:
                raise AssertionError("Spark and DuckDB differ")
        print(f"Spark / DuckDB {spark / ours:.1f} x")
    return 0 if ours / plain <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
