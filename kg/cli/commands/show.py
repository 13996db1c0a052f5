"""The command ``kg show``."""

from __future__ import annotations

import click

from kg.answers.blocks import Answer
from kg.answers.entities import description_answer
from kg.cli.names import names_of
from kg.cli.options import ANY, answers, area_option, kind_option, properties_option, source_option
from kg.cli.session import Session
from kg.model import Entity


@click.command()
@click.argument("name", metavar="X", nargs=-1, required=True, type=ANY)
@area_option
@source_option
@kind_option
@properties_option
@answers("jsonld")
def command(session: Session, name: tuple[str, ...], area: str | None, properties: bool) -> Answer:
    """Each fact has its source; expected facts that are missing are shown as "not stated in the source".

    As text, a property of many values shows the first ten of them; --all and every other format have all. JSON has the
    RDF names of properties; -f jsonld is RDF, with the requirements, pay and education of a role inside it.

    \b
    Example:
      kg show "MLOps Engineer"
      kg show Python -f jsonld
    """
    entity = session.entity(names_of(session, name, ((),))[0])
    priced = session.graph_in(area).area
    pay = priced.of(entity) if priced else None
    answer = description_answer(session.graph.show(entity), pay, properties=properties)
    return answer.replaced(other={"jsonld": lambda: _json_ld(session, entity)})


def _json_ld(session: Session, entity: Entity) -> str:
    """The entity as RDF, with what belongs to it inside it."""
    from kg.rdf.formats import entity_json_ld
    from kg.rdf.plain import about_entity

    return entity_json_ld(about_entity(session.graph.store.reader, entity.iri), entity.iri, session.graph.base)
