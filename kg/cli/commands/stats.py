"""The command ``kg stats``."""

from __future__ import annotations

import click

from kg.answers.blocks import Answer
from kg.answers.stores import statistics_answer
from kg.cli.options import answers, source_option
from kg.cli.session import Session


@click.command()
@source_option
@answers()
def command(session: Session) -> Answer:
    """Distinct triples of all graphs together, each named graph with title, version and licence, entities of each kind.

    With --source the graphs of these sources, and the entities that come from them.

    \b
    Example:
      kg stats -f json
    """
    return statistics_answer(session.graph.stats())
