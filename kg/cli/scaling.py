"""The command transitions: all pairs of roles at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli import plain_analysis
from kg.cli.names import merges_option
from kg.cli.report import Line, Report, Table, report

if TYPE_CHECKING:
    from kg.analysis.all_pairs import TransitionTable
    from kg.cli.session import Session

__all__ = ["transitions"]


@click.command()
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1, 2**31 - 1),
    default=20,
    show_default=True,
    help="How many rows of each role.",
)
@click.option(
    "--max-roles",
    type=click.IntRange(1, 2**31 - 1),
    help="Skills that more roles require link nobody.  [default: all do]",
)
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="Who computes."
)
@click.option("--master", metavar="URL", help="Which Spark: local[2], spark://HOST:7077, yarn ...")
@click.option("-o", "--output", metavar="FILE", help="Write a .parquet or .csv file; with Spark also to a URL.")
@merges_option
@report()
def transitions(session: Session, limit: int, max_roles: int | None, merges: bool, **options: Any) -> Report:
    """For graphs of any size: one expression, the same answer from either engine.

    The score is the share of the destination's required skills that the origin covers, rare ones counting more, in
    thousandths. It is not the kinship of kg next, and no limit of kg route applies; docs/scale.md tells both apart.

    The engines are extras: pip install 'career-kg[duckdb]', or 'career-kg[spark]' and Java.

    \b
    Example:
      kg transitions -n 3
      kg transitions --max-roles 500 -o moves.parquet
    """
    session.merges = merges
    table = session.graph.transition_table(limit, max_roles=max_roles)
    engine = {"engine": options["engine"], "master": options["master"]}
    notes = [f"{table.unlinked} skills link nobody: more than {max_roles} roles require them"] if table.unlinked else []
    if options["output"] is not None:
        return _saved(table, options["output"], engine, notes)
    moves = table.rows(**engine)
    rows = [[move.origin.label, move.rank, move.destination.label, *move[3:]] for move in moves]
    shown = Table(("from", "rank", "to", "score", "shared", "required", "missing"), rows)
    if not moves:
        notes.append("no two roles share a skill")
    return Report([plain_analysis.move(each) for each in moves], shown, notes=notes)


def _saved(table: TransitionTable, target: str, engine: dict[str, Any], notes: list[str]) -> Report:
    count = table.save(target, **engine)
    said = target if count is None else f"{target}: {count:,} rows"
    return Report(
        {"file": target, "rows": count}, Table(("file", "rows"), [[target, count]]), [Line(said)], notes=notes
    )
