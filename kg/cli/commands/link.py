"""The command ``kg link``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import PATH, print_notes, source_option
from kg.cli.session import Session
from kg.model.records import MappingSet
from kg.resources import write_atomically

_TITLE = "Proposed links between sources, to be reviewed"
_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


@click.command()
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=0.9,
    show_default=True,
    help="The least confidence of a proposal, 0 to 1.",
)
@source_option
@click.option("-o", "--output", metavar="FILE", type=PATH, help="Write the proposals to a file.")
@click.pass_obj
def command(session: Session, threshold: float, output: Path | None) -> None:
    """Printed as an SSSOM table, each with its confidence and the reason. An import links equal preferred labels by
    itself; proposed are names that differ in plural, spelling or order of words, and alternative labels. Delete the
    rows that are wrong, or write Not in a column predicate_modifier so that they are not proposed again; then import
    the file.

    \b
    Example:
      kg -g my-store link -o proposals.sssom.tsv
      kg import sssom proposals.sssom.tsv --into my-store
    """
    from kg.sources.sssom import sssom_text  # loads the engine, which help does without

    session.announce_slow_task("comparing the names")
    found = session.graph.link(threshold)
    text = sssom_text(MappingSet("", tuple(found), _TITLE, licence=_LICENCE))
    if output is None:
        click.echo(text, nl=False)
    else:
        write_atomically(output, text.encode())
        click.echo(output)
    if session.sources:
        print_notes([f"only pairs of which one comes from the source {' or '.join(session.graph.within.names)}"])
    print_notes([f"{len(found)} {'link is' if len(found) == 1 else 'links are'} proposed"])
