"""Triples -> what a role asks of education in every option, its job titles, and what else stands beside its profile.

The profile of :mod:`kg.rdf.careers` keeps the one credential that a step needs; a comparison shows all that is stated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.analysis import Education, HeldTitle, Standing
from kg.schema import CK, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model import Entity, Source
    from kg.rdf.reader import GraphReader

__all__ = ["read_standing"]


def read_standing(reader: GraphReader, role: Entity) -> Standing:
    """What the graph states of a role beside its profile."""
    wording = reader.text(role.iri, SCHEMA.educationRequirements)
    salary = min((quad.object.value for quad in reader.quads(role.iri, CK.salary)), default=None)
    return Standing(
        tuple(_education(reader, role)),
        wording,
        tuple(_titles(reader, role)),
        reader.text(salary, SCHEMA.unitText) if salary else None,
        reader.sources(role.iri),
        _link_sources(reader, role.iri, SCHEMA.educationRequirements),
        _link_sources(reader, role.iri, CK.preparationLevel),
    )


def _education(reader: GraphReader, role: Entity) -> Iterator[Education]:
    """The options of education, then the credentials that stand among the required skills."""
    for predicate in (CK.educationOption, CK.hasRequirement):
        for node in sorted({quad.object.value for quad in reader.quads(role.iri, predicate)}):
            credential = _entity(reader, node, CK.credential)
            among_skills = predicate == CK.hasRequirement
            if among_skills and credential is None:
                continue
            fields = {quad.object.value for quad in reader.quads(node, CK.field)}
            yield Education(
                credential,
                reader.text(node, CK.background),
                tuple(entity for entity in reader.entities.of_kind("field") if entity.iri in fields),
                reader.text(node, CK.relatedFieldAccepted) in ("true", "1"),
                reader.text(node, CK.strength) or "required",
                reader.text(node, CK.condition),
                among_skills,
                reader.sources(node),
            )


def _titles(reader: GraphReader, role: Entity) -> Iterator[HeldTitle]:
    """The job titles of a role by label, each with the passages of its level and what says that it is of this role."""
    found = {}
    for quad in reader.quads(None, CK.titleOf, role.iri):
        title = reader.entities.get(quad.subject.value)
        if title is not None:
            at_level = _link_sources(reader, title.iri, CK.atLevel)
            found[title] = HeldTitle(
                title, _entity(reader, title.iri, CK.atLevel), (*at_level, *reader.link_sources(quad))
            )
    yield from sorted(found.values(), key=lambda held: (held.title.label, held.title.iri))


def _entity(reader: GraphReader, node: str, predicate: str) -> Entity | None:
    found = (reader.entities.get(value.value) for value in reader.values(node, predicate))
    return next((entity for entity in found if entity), None)


def _link_sources(reader: GraphReader, subject: str, predicate: str) -> tuple[Source, ...]:
    found = {source for quad in reader.quads(subject, predicate) for source in reader.link_sources(quad)}
    return tuple(sorted(found, key=lambda source: (source.graph, source.document or "", source.line or 0)))
