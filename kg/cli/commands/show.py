"""The command ``kg show``."""

from __future__ import annotations

import click

from kg.answers.blocks import Answer
from kg.answers.entities import description_answer
from kg.cli.names import names_of
from kg.cli.options import ANY, answers, area_option, kind_option, properties_option, source_option
from kg.cli.session import Session


@click.command()
@click.argument("name", metavar="X", nargs=-1, required=True, type=ANY)
@area_option
@source_option
@kind_option
@properties_option
@answers()
def command(session: Session, name: tuple[str, ...], area: str | None, properties: bool) -> Answer:
    """Each fact has its source; expected facts that are missing are shown as "not stated in the source".

    As text, a property of very many values shows the first 30 of them; every other format has all. JSON has the RDF
    names of properties.

    \b
    Example:
      kg show "MLOps Engineer"
      kg show Python
    """
    entity = session.entity(names_of(session, name, ((),))[0])
    priced = session.graph_in(area).area
    pay = priced.of(entity) if priced else None
    return description_answer(session.graph.describe(entity), pay, properties=properties)
