"""`kg diff` of ESCO against itself with 2,000 changed rows, in two stores that were imported from CSV.

    python benchmarks/changes.py

The official files are looked for in ../shared/esco; without them a made-up ESCO is taken. The exit status is 1 where
the comparison takes more than the limit of processor time, or where one of the changed rows is not told.
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from esco_files import write_esco

from kg.graph import open_graph
from kg.store.folder import StoreFolder
from kg.store.imports import import_source

OFFICIAL = Path(__file__).resolve().parents[2] / "shared" / "esco"
ROWS = 2000
LIMIT = 20.0
"""Seconds of processor time."""


def _files(folder: Path) -> Path:
    """The files of ESCO in a folder: the official ones, or made-up ones of the same size."""
    zips = sorted(OFFICIAL.glob("*.zip")) if OFFICIAL.is_dir() else []
    if not zips:
        return write_esco(folder)
    folder.mkdir()
    for each in zips:
        with zipfile.ZipFile(each) as archive:
            for name in archive.namelist():
                if name.endswith(".csv"):
                    (folder / Path(name).name).write_bytes(archive.read(name))
    return folder


def _change(folder: Path) -> int:
    """Drop relations, and turn essential ones into optional ones and back; returns how many rows are others."""
    draw = random.Random(1)  # noqa: S311  # no secret
    path = next(folder.glob("occupationSkillRelations*.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    kind, role = head.index("relationType"), head.index("occupationUri")
    known = _occupations(folder)
    choice = [number for number, row in enumerate(rows) if row[role] in known]
    for number in sorted(draw.sample(choice, ROWS), reverse=True):
        if number % 2:
            del rows[number]
        else:
            rows[number][kind] = "optional" if rows[number][kind] == "essential" else "essential"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([head, *rows])
    return ROWS


def _occupations(folder: Path) -> set[str]:
    """The occupations that have a row of their own: ESCO's relations name one more."""
    with next(folder.glob("occupations_en*.csv")).open(encoding="utf-8", newline="") as file:
        return {row["conceptUri"] for row in csv.DictReader(file)}


def main() -> int:
    """Make the stores, compare them, and print the time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = _files(folder / "files")
        import_source(StoreFolder.create(folder / "old"), "esco", [files])
        changed = _change(files)
        import_source(StoreFolder.create(folder / "new"), "esco", [files])
        start = time.process_time()
        found = open_graph(folder / "old").diff(open_graph(folder / "new"))
        taken = time.process_time() - start
    print(f"{changed:,} rows changed, {len(found.changes):,} changes told, {taken:.1f} s (limit {LIMIT:.0f} s)")
    for count in found.counts:
        print(f"  {count.group}: {count.number:,} ({count.kind})")
    return int(taken > LIMIT or len(found.changes) != changed)


if __name__ == "__main__":
    sys.exit(main())
