"""Triples -> what all roles require, property by property: a few passes over a graph in place of one over each role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model.careers import Columns
from kg.rdf.profiles import ProfileReader
from kg.vocab import CK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model.careers import Careers
    from kg.rdf.reader import GraphReader

__all__ = ["read_columns"]


def read_columns(reader: GraphReader, careers: Careers) -> Columns:
    """The columns of all roles, equal to those of their profiles.

    Most roles of a taxonomy are read by what its graph writes out as ``requiresSkill`` and ``optionalSkill``. Those
    that another graph states a requirement of are read as profiles: there a requirement may stand alone.
    """
    careers.tree.read_all()
    profiles = ProfileReader(reader, careers.tree, careers.weights, careers.places)
    alone = set(_stated_in_full(reader)) & careers.roles.keys()
    own = Columns.of({iri: careers.roles[iri] for iri in sorted(alone)})
    rest = careers.roles.keys() - alone
    required = {*_links(reader, careers, CK.requiresSkill, rest)}
    optional = {*_links(reader, careers, CK.optionalSkill, rest)} - required
    levels = {iri for iri, _ in reader.pairs(CK.preparationLevel)} | careers.places.keys()
    asking = {iri for iri, _ in reader.pairs(CK.educationOption)}
    paid = {iri for iri, _ in reader.pairs(CK.salary)}
    prepared = {iri: profiles.preparation(iri) for iri in sorted(levels & rest)}
    asks = {iri: profiles.ask(careers.named[iri]) for iri in sorted(asking & rest)}
    pay = {iri: careers.roles[iri].pay for iri in sorted(paid & rest)}
    return Columns(
        sorted({*own.required, *required}),
        sorted({*own.optional, *optional}),
        {**own.preparation, **{iri: level for iri, level in prepared.items() if level is not None}},
        {*own.regulated, *(iri for iri, value in reader.pairs(CK.regulated) if value.value == "true" and iri in rest)},
        {**own.asks, **{iri: ask for iri, ask in asks.items() if ask}},
        {**own.pay, **{iri: amount for iri, amount in pay.items() if amount}},
    )


def _stated_in_full(reader: GraphReader) -> Iterator[str]:
    """The roles of which a graph states requirements without saying that it writes all of them out."""
    written = {iri for iri, value in reader.pairs(CK.writtenOut) if value.value == "true"}
    for graph in reader.graphs():
        if not (isinstance(graph, NamedNode) and graph.value in written):
            yield from (quad.subject.value for quad in reader.within(graph, CK.hasRequirement))


def _links(reader: GraphReader, careers: Careers, predicate: str, roles: set[str]) -> Iterator[tuple[str, str]]:
    """The pairs of a role and a canonical skill that a property links."""
    skills = reader.entities.iris("skill")  # groups of skills are among them
    for role, skill in reader.pairs(predicate):
        if role in roles and (skill.value in skills or skill.value in careers.named):
            yield role, careers.tree.canonical(skill.value)
