"""The command ``kg connect``."""

from __future__ import annotations

import click

from kg.answers.blocks import Answer
from kg.answers.entities import connections_answer
from kg.cli.names import names_of
from kg.cli.options import ANY, answers, kind_option, sources_option
from kg.cli.session import Session


@click.command()
@click.argument("ends", metavar="X Y", nargs=-1, required=True, type=ANY)
@sources_option
@kind_option
@click.option("-k", type=click.IntRange(1, 100), default=3, show_default=True, help="How many connections.")
@click.option(
    "--max-length",
    type=click.IntRange(min=1),
    default=6,
    show_default=True,
    help="Maximum number of steps of a connection.",
)
@answers()
def command(session: Session, ends: tuple[str, ...], k: int, max_length: int) -> Answer:
    """X and Y are entities of any kind. Each sentence says what is stated, and where.

    Where several statements join the same two entities, each is listed. Types, schemes and the document join nothing; a
    heading joins what the source lists under it. Shorter connections come first; of one length those through fewer
    credentials and fields of study, which join nearly every role; then labels decide. With --source all that a
    connection passes is of that source. Exit status 1: there is none, and the reason.

    \b
    Example:
      kg connect "Data Scientist" "Machine Learning Engineer"
      kg connect Healthcare "Computer Vision Engineer" -k 1
    """
    x, y = names_of(session, ends, ((), ()))
    found = session.origin(x, ()), session.destination(y, ())
    session.announce_slow_task("reading all links")
    return connections_answer(session.graph.connect(*found, k, max_length=max_length))
