"""The command ``kg why``."""

from __future__ import annotations

import click

from kg.answers.blocks import Answer
from kg.answers.entities import nothing_stated, sources_answer
from kg.cli.options import ANY, answers, kind_option, properties_option, source_option
from kg.cli.session import Session
from kg.rdf.property_names import properties_named


@click.command()
@click.argument("name", metavar="X", type=ANY)
@click.argument("property_", metavar="[PROPERTY]", required=False)
@source_option
@kind_option
@properties_option
@answers()
def command(session: Session, name: str, property_: str | None, properties: bool) -> Answer:
    """PROPERTY limits the answer to one property, as `kg show` names it, or pay, skills, education and the like.

    Exit status 1: nothing is stated.

    \b
    Example:
      kg why "MLOps Engineer" salary
    """
    if property_ is not None and session.knows(f"{name} {property_}", ()):
        name, property_ = f"{name} {property_}", None
    entity = session.entity(name)
    found = session.graph.why(entity, property_)
    if not found.facts:
        whole = session.graph.show(entity)
        wanted = () if property_ is None else properties_named(property_, whole)
        return nothing_stated(whole, wanted, properties=properties)
    lines = [session.graph.edit_location(entity, fact) for fact in found.facts]
    return sources_answer(found, found.facts, lines, properties=properties)
