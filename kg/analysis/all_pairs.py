"""Every move between two roles that share a skill, as one Ibis expression over one table of links.

The expression knows no engine: DuckDB runs it on this machine, Spark on many, with the same answer, since every figure
is a whole number and every tie is broken. docs/scale.md defines the figures.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.analysis.engines import engine_named, need, write_table
from kg.arguments import any_or_whole_number, whole_number
from kg.model.analysis import RolePair
from kg.model.shown import Shown
from kg.store.names import ANY_SOURCE, SourceFilter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.model.careers import Careers
    from kg.similarity.role_table import RoleTable

LIMIT = 20
"""How many destinations of each role are kept by default."""

SCALE = 1000
"""Rarity and score are whole numbers of thousandths, so that sums are exact in whatever order an engine adds."""

LINKS = {
    "role": "!string",
    "place": "!string",
    "skill": "!string",
    "required": "!boolean",
    "demand": "!int64",
    "rarity": "!int64",
    "starts": "!boolean",
    "ends": "!boolean",
}
"""The columns of the table of links and their types; none may be null.

A row is a skill that someone in the role holds: one that the role requires, or a broader one. ``place`` stands for all
roles that match exactly, ``demand`` is the number of roles that require the skill, ``rarity`` what it weighs;
``starts`` and ``ends`` are whether the answer lists moves from the role, and to it.
"""

Ends: TypeAlias = tuple[SourceFilter, SourceFilter]
"""The sources that the origins and the destinations of moves come from."""

_BATCH = 50_000
"""Links are handed over in batches of so many rows, so that no more than these are ever Python objects."""


def links(table: RoleTable, careers: Careers, ends: Ends) -> Any:
    """The table of links as an Arrow table; a skill that no role requires can link nothing, and is left out."""
    import pyarrow

    types = {"!string": pyarrow.string(), "!boolean": pyarrow.bool_(), "!int64": pyarrow.int64()}
    schema = pyarrow.schema([pyarrow.field(name, types[kind], nullable=False) for name, kind in LINKS.items()])
    rows, batches = list[tuple[Any, ...]](), []
    for row in _links(table, careers, ends):
        rows.append(row)
        if len(rows) == _BATCH:
            batches.append(pyarrow.record_batch([list(column) for column in zip(*rows, strict=True)], schema=schema))
            rows.clear()
    if rows:
        batches.append(pyarrow.record_batch([list(column) for column in zip(*rows, strict=True)], schema=schema))
    return pyarrow.Table.from_batches(batches, schema)


def _links(table: RoleTable, careers: Careers, ends: Ends) -> Iterator[tuple[Any, ...]]:
    """The rows of the table of links."""
    demand = Counter(table.required.items.tolist())
    stated = int((table.size > 0).sum())
    rarity = {skill: round(SCALE * log(1 + stated / number)) for skill, number in demand.items()}
    covered = table.required.joined_with(table.closure)
    for number, iri in enumerate(table.roles):
        place, required = careers.canonical_role(iri), set(table.required.row(number).tolist())
        listed = tuple(end.includes(iri) for end in ends)
        for skill in covered.row(number).tolist():
            if skill in demand:
                yield iri, place, table.concepts[skill], skill in required, demand[skill], rarity[skill], *listed


def transitions(limit: int = LIMIT, max_roles: int | None = None) -> Any:
    """The transition table as an Ibis expression over a table called ``links`` that it is not bound to.

    Any backend of Ibis that has such a table answers it. Skills that more than ``max_roles`` roles require link nobody.

    >>> transitions(3).columns
    ('origin', 'rank', 'destination', 'score', 'shared', 'required', 'missing')
    """
    import ibis

    table = ibis.table(LINKS, name="links")
    asked = table.filter(table.required)
    needs = asked.group_by(destination="role").agg(required=asked.count(), whole=asked.rarity.sum())
    linking = table if max_roles is None else table.filter(table.demand <= max_roles)
    held = linking.filter(linking.starts).select("skill", origin="role", here="place")
    wanted = linking.filter(linking.required & linking.ends).select(
        "skill", "rarity", destination="role", there="place"
    )
    met = held.join(wanted, "skill")
    pairs = met.filter(met.here != met.there).group_by("origin", "destination")
    shared = pairs.agg(shared=lambda pair: pair.count(), part=lambda pair: pair.rarity.sum())
    both = shared.join(needs, "destination")
    # Engines divide as floating-point numbers here and round down: exact as long as SCALE * part is below 2 ** 53.
    scored = both.mutate(missing=both.required - both.shared, score=SCALE * both.part // both.whole)
    best = [scored.score.desc(), scored.shared.desc(), scored.missing, scored.destination]
    ranked = scored.mutate(rank=ibis.row_number().over(group_by=scored.origin, order_by=best) + 1)
    columns = ("origin", "rank", "destination", "score", "shared", "required", "missing")
    return ranked.filter(ranked["rank"] <= limit).select(*columns).order_by("origin", "rank")


class TransitionTable(Shown):
    """The best moves from every role to others; nothing is computed before rows are asked for, or a file.

    ``ends`` are the sources that their origins and destinations come from; what skills weigh is that of all roles.

    ``engine`` is "duckdb" or "spark"; ``master`` says which Spark, such as local[2] or spark://HOST:7077. Raises
    UsageError for limits out of range, EngineError when an engine is not installed or fails.

    >>> import kg
    >>> for move in kg.open().all_pairs(limit=1).rows()[:2]:
    ...     print(move.origin.label, "→", move.destination.label, move.score)
    Computer Vision Engineer → Research Scientist (AI/ML) 95
    Data Scientist → Research Scientist (AI/ML) 95
    """

    def __init__(
        self,
        table: RoleTable,
        careers: Careers,
        limit: int = LIMIT,
        max_roles: int | None = None,
        ends: Ends = (ANY_SOURCE, ANY_SOURCE),
    ) -> None:
        limit = whole_number("limit", limit, 1, 2**31 - 1)
        max_roles = any_or_whole_number("max_roles", max_roles, 1, 2**31 - 1)
        self._table = table
        self._careers = careers
        self._ends = ends
        self.limit = limit
        self.max_roles = max_roles

    def __repr__(self) -> str:
        """What it would have; nothing is computed for that."""
        return f"<TransitionTable: at most {self.limit:,} next roles of every role>"

    @cached_property
    def links(self) -> Any:
        """What the expression asks, as an Arrow table."""
        need("ibis", "pyarrow")
        return links(self._table, self._careers, self._ends)

    @cached_property
    def expression(self) -> Any:
        """The table as an Ibis expression, for whatever backend has the links."""
        need("ibis")
        return transitions(self.limit, self.max_roles)

    @property
    def unlinked(self) -> int:
        """How many skills link nobody, because more than ``max_roles`` roles require them."""
        if self.max_roles is None:
            return 0
        demand = Counter(self._table.required.items.tolist())
        return sum(number > self.max_roles for number in demand.values())

    def rows(self, engine: str = "duckdb", master: str | None = None) -> list[RolePair]:
        """Every row, by the IRI of the origin, then by rank."""
        with engine_named(engine, master).answering(self) as batches:
            return [
                RolePair(self._careers.entities[origin], rank, self._careers.entities[destination], *figures)
                for batch in batches
                for origin, rank, destination, *figures in zip(*(column.to_pylist() for column in batch), strict=True)
            ]

    def save(self, target: str | Path, engine: str = "duckdb", master: str | None = None) -> int | None:
        """Write the rows, with IRIs for roles, to a .parquet or .csv file; returns how many there are.

        With Spark the target may be a URL such as hdfs://HOST/FOLDER: the executors write a folder of files there, and
        no row passes through this machine; their number is then None. Raises OutputError when it cannot be written.
        """
        return write_table(self, target, engine_named(engine, master))
