"""Membership: which entities a topic group of the guide lists, or a scheme holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import UnknownNameError
from kg.schema import RDF, SKOS
from kg.store.names import fold

if TYPE_CHECKING:
    from kg.lookup import Lookup
    from kg.rdf.reader import GraphReader

__all__ = ["members"]


def members(reader: GraphReader, group: str, lookup: Lookup) -> set[str]:
    """The IRIs that a topic group of the guide lists, or else that a scheme (by label or last part of its IRI) holds.

    Raises UnknownNameError when there is no such group or scheme.
    """
    entity = lookup.known(group, ("topic",))
    if entity is not None and (listed := {quad.object.value for quad in reader.quads(entity.iri, SKOS.member)}):
        return listed
    wanted = fold(group)
    for quad in reader.quads(None, RDF.type, SKOS.ConceptScheme):
        scheme = quad.subject.value
        if wanted in (fold(reader.text(scheme, SKOS.prefLabel) or ""), scheme.rpartition("/")[2]):
            return {found.subject.value for found in reader.quads(None, SKOS.inScheme, scheme)}
    raise UnknownNameError(group, ("topic",), lookup.suggestions(group))
