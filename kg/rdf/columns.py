"""Triples -> what all roles require, property by property: a few passes over a graph in place of one over each role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model.careers import Columns
from kg.rdf.profiles import ProfileReader
from kg.schema import CK, SKOS

if TYPE_CHECKING:
    from kg.model.careers import Careers
    from kg.rdf.reader import GraphReader

__all__ = ["naming_tools", "read_columns"]


def read_columns(reader: GraphReader, careers: Careers) -> Columns:
    """The columns of all roles, equal to those of their profiles.

    Most roles of a taxonomy are read by what its graph writes out as ``requiresSkill`` and ``optionalSkill``. Those
    that another graph states a requirement of are read as profiles: there a requirement may stand alone.
    """
    links = reader.linked()
    careers.tree.know(links[SKOS.broader])
    profiles = ProfileReader(reader, careers.tree, careers.weights, careers.places)
    roles = reader.entities.only("role")
    alone = _stated_in_full(reader) & roles
    own = Columns.of({iri: careers.roles[iri] for iri in sorted(alone)})
    rest = roles - alone
    required, optional = (_canonical(reader, careers, links[p], rest) for p in (CK.requiresSkill, CK.optionalSkill))
    asking = {iri for iri, _ in reader.pairs(CK.educationOption)}
    paid = {iri for iri, _ in reader.pairs(CK.salary)}
    asks = {iri: profiles.ask(careers.named[iri]) for iri in sorted(asking & rest)}
    pay = {iri: careers.roles[iri].pay for iri in sorted(paid & rest)}
    return Columns(
        roles,
        {**own.required, **required},
        {**own.optional, **{iri: skills - required.get(iri, set()) for iri, skills in optional.items()}},
        {**own.preparation, **profiles.preparations(sorted(rest))},
        {*own.regulated, *(iri for iri, value in reader.pairs(CK.regulated) if value.value == "true" and iri in rest)},
        {**own.asks, **{iri: ask for iri, ask in asks.items() if ask}},
        {**own.pay, **{iri: amount for iri, amount in pay.items() if amount}},
    )


def naming_tools(reader: GraphReader) -> set[str]:
    """What names tools in a requirement: few roles of a taxonomy do."""
    nodes = {node for node, _ in reader.pairs(CK.namesMember)}
    return {quad.subject.value for node in nodes for quad in reader.quads(None, CK.hasRequirement, node)}


def _stated_in_full(reader: GraphReader) -> set[str]:
    """The subjects of which a graph states requirements without saying that it writes all of them out."""
    written = {iri for iri, value in reader.pairs(CK.writtenOut) if value.value == "true"}
    others = (graph for graph in reader.graphs() if not (isinstance(graph, NamedNode) and graph.value in written))
    return {quad.subject.value for graph in others for quad in reader.within(graph, CK.hasRequirement)}


def _canonical(
    reader: GraphReader, careers: Careers, links: dict[str, set[str]], roles: set[str]
) -> dict[str, set[str]]:
    """The canonical skills that some roles are linked to."""
    skills = reader.entities.iris("skill")  # groups of skills are among them
    linked = {iri: others for iri, others in links.items() if iri in roles}
    canonical = {
        skill: careers.tree.canonical(skill)
        for skill in set[str]().union(*linked.values())
        if skill in skills or skill in careers.named
    }
    return {iri: {canonical[skill] for skill in others if skill in canonical} for iri, others in linked.items()}
