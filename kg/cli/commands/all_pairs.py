"""The command ``kg all-pairs``."""

from __future__ import annotations

from typing import Any

import click

from kg.answers.blocks import Answer, Paragraph, Table
from kg.answers.rankings import all_pairs_answer
from kg.cli.options import answers, merges_option, sources_option
from kg.cli.session import Session


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
    metavar="N",
    help="Ignore skills that more than N roles require (like max_df).  [default: none is ignored]",
)
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Engine that runs the computation.",
)
@click.option("--master", metavar="URL", help="Which Spark: local[2], spark://HOST:7077, yarn ...")
@click.option("-o", "--output", metavar="FILE", help="Write a .parquet or .csv file; with Spark also to a URL.")
@sources_option
@merges_option
@answers()
def command(session: Session, limit: int, max_roles: int | None, merges: bool, **options: Any) -> Answer:
    """For graphs of any size: one expression, the same answer from either engine.

    The score is the share of the destination's required skills that the origin covers, rare ones counting more, in
    thousandths. It is not the similarity of kg next, no condition of kg route applies: see `kg docs scale`.
    With --source the roles on both sides are of that source, with --from-source and --to-source those on each side.

    The engines are extras: pip install 'career-kg[duckdb]', or 'career-kg[spark]' and Java.

    \b
    Example:
      kg all-pairs -n 3
      kg all-pairs --max-roles 500 -o pairs.parquet
    """
    session.merges = merges
    table = session.graph.all_pairs(limit, max_roles=max_roles)
    engine = {"engine": options["engine"], "master": options["master"]}
    ignored = f"{table.unlinked} skills are ignored: more than {max_roles} roles require them"
    notes = [ignored] if table.unlinked else []
    target = options["output"]
    if target is None:
        return all_pairs_answer(table.rows(**engine), notes)
    count = table.save(target, **engine)
    written = Table(("file", "rows"), [[target, count]])
    summary = target if count is None else f"{target}: {count:,} rows"
    return Answer(
        {"file": target, "rows": count}, [Paragraph(summary)], sheet=written, title="Pairs of roles", notes=notes
    )
