"""The command ``kg build``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.answers.blocks import Answer, Cell, Paragraph, Table
from kg.cli.options import PATH, answers, data_option
from kg.cli.session import Session
from kg.resources import resource
from kg.schema import BASE


def data_folder(data: Path | None) -> tuple[Path, str]:
    """The folder of curated data to read, and the name that findings give it."""
    return (resource("data/ai_ml"), "data/ai_ml") if data is None else (data, str(data))


@click.command()
@data_option
@click.option(
    "-o",
    "--output",
    type=PATH,
    default=Path("exports"),
    show_default=True,
    metavar="DIR",
    help="The folder to write to.",
)
@click.option("--base", metavar="IRI", help="The base of all entities' IRIs, ending in / or #.")
@click.option("--check", is_flag=True, help="Write nothing; exit status 1 when a file is not what would be written.")
@answers()
def command(session: Session, data: Path | None, output: Path, base: str | None, check: bool) -> Answer:
    """Invalid data is listed, every error with file and line, and nothing is written.

    \b
    Example:
      kg build
      kg build --data data/ai_ml -o exports --check
    """
    del session
    from kg.maintenance.build import (  # loads pydantic, which help does without
        build_exports,
        build_graph,
        stale_exports,
    )

    folder, shown_as = data_folder(data)
    graph = build_graph(folder, base or BASE, shown_as)
    if check:
        stale = stale_exports(graph, output)
        table = Table(("file", "state"), [[str(path), "differs from the data"] for path in stale])
        title = "Files that are not fresh"
        verdict = {"fresh": not stale, "stale": [str(path) for path in stale]}
        if not stale:
            return Answer(verdict, [Paragraph(f"The files in {output} are fresh.")], sheet=table, title=title)
        advice = Paragraph("Run `kg build` and commit what it writes.")
        return Answer(verdict, [table, advice], title=title, status=1)
    rows: list[list[Cell]] = [[str(path), path.stat().st_size] for path in build_exports(graph, output)]
    written = [{"file": name, "bytes": size} for name, size in rows]
    return Answer(written, [Table(("file", "bytes"), rows)], title="Files written")
