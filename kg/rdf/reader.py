"""Reading entities, names and sources back from a store, by the rule that :mod:`kg.rdf.writer` writes by."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from kg.model import Entity, Source
from kg.rdf.terms import Term, plain_quads
from kg.vocab import BASE, CK, DCTERMS, KIND_OF_CLASS, PROV, RDF, RDFS, SKOS, VOID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

    from kg.rdf.terms import PlainQuad

__all__ = ["GraphReader"]

_TIERS = (("preferred label", SKOS.prefLabel), ("alternative label", SKOS.altLabel), ("synonym", SKOS.hiddenLabel))


class GraphReader:
    """Entities, names and sources of the graph in a store; ``default_name`` names its default graph in sources."""

    def __init__(self, store: Store, default_name: str) -> None:
        self.store = store
        self._default_name = default_name
        self._sources: dict[str, tuple[Source, ...]] = {}

    @cached_property
    def base(self) -> str:
        """The base of entity IRIs, as the graph states it."""
        return min((str(value.value) for _, value in self.pairs(VOID.uriSpace)), default=BASE)

    # --- triples ----------------------------------------------------------------------------------------------------

    def quads(self, subject: str | None, predicate: str | None = None, value: str | None = None) -> Iterator[PlainQuad]:
        """The quads that match, in every graph; None matches anything, ``subject`` and ``value`` name nodes."""
        return self._match(_node(subject), NamedNode(predicate) if predicate else None, _node(value))

    def _match(
        self,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None,
        value: Term | BlankNode | None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[PlainQuad]:
        return plain_quads(self.store.quads_for_pattern(subject, predicate, value, graph))

    def pairs(self, predicate: str) -> Iterator[tuple[str, Term]]:
        """Subject and object of every triple with this predicate; a triple in two graphs comes twice."""
        for quad in self._match(None, NamedNode(predicate), None):
            yield quad.subject.value, quad.object

    def values(self, subject: str, predicate: str) -> list[Term]:
        """The distinct objects of a subject, in a fixed order."""
        found = {quad.object for quad in self.quads(subject, predicate)}
        return sorted(found, key=str)

    def text(self, subject: str, predicate: str) -> str | None:
        """The one text or number of a subject, as text; English first, then the first in order."""
        literals = [value for value in self.values(subject, predicate) if isinstance(value, Literal)]
        literals.sort(key=lambda literal: literal.language != "en")
        return literals[0].value if literals else None

    # --- entities ---------------------------------------------------------------------------------------------------

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """Every entity of a known kind, by IRI, in the order of kind, then label."""
        labels: dict[str, tuple[bool, str]] = {}
        for subject, value in self.pairs(SKOS.prefLabel):
            rank = (isinstance(value, Literal) and value.language != "en", value.value)
            labels[subject] = min(labels.get(subject, rank), rank)
        found = []
        for iri, kind in KIND_OF_CLASS.items():
            for quad in self.quads(None, RDF.type, iri):
                subject = quad.subject.value
                label = labels[subject][1] if subject in labels else subject
                found.append(Entity(subject, self.id(subject), label, kind))
        found.sort(key=lambda entity: (entity.kind, entity.label, entity.iri))
        return {entity.iri: entity for entity in found}

    def id(self, iri: str) -> str:
        """The IRI without the graph's base."""
        return iri.removeprefix(self.base)

    def names(self) -> Iterator[tuple[str, Entity, str]]:
        """Every name of every entity: the tier it belongs to, the entity, the name."""
        for tier, predicate in _TIERS:
            for subject, value in self.pairs(predicate):
                entity = self.entities.get(subject)
                if entity is not None:
                    yield tier, entity, value.value

    # --- sources ----------------------------------------------------------------------------------------------------

    def graph_name(self, quad: PlainQuad) -> str:
        """The short name of the graph that a quad stands in."""
        graph = quad.graph_name
        return graph.value.removeprefix(f"{self.base}graph/") if isinstance(graph, NamedNode) else self._default_name

    def sources(self, node: str) -> tuple[Source, ...]:
        """The passages that a node is derived from, by line."""
        found = self._sources.get(node)
        if found is None:
            passages = {
                Source(self.graph_name(quad), *self._passage(quad.object.value))
                for quad in self.quads(node, PROV.wasDerivedFrom)
            }
            found = self._sources[node] = tuple(sorted(passages, key=_by_line))
        return found

    def _passage(self, iri: str) -> tuple[str | None, str | None, int | None]:
        line = self.text(iri, CK.line)
        documents = self.values(iri, DCTERMS.isPartOf)
        title = self.text(documents[0].value, DCTERMS.title) if documents else None
        return title, self.text(iri, CK.section), int(line) if line and line.isdecimal() else None

    def link_sources(self, quad: PlainQuad) -> tuple[Source, ...]:
        """The passages of one statement, or its graph alone where it was curated or inferred."""
        name = self.graph_name(quad)
        if statement := self.statement(quad):
            found = self.sources(statement)
        elif quad.predicate.value in _MAPPINGS:
            found = ()
        else:
            points = isinstance(quad.object, NamedNode) and quad.subject.value in self.entities
            bearer = quad.object if points else quad.subject
            found = tuple(source for source in self.sources(bearer.value) if source.graph == name)
        return found or (Source(name),)

    def statement(self, quad: PlainQuad) -> str | None:
        """The rdf:Statement that says more about a triple of this graph, where there is one."""
        for found in self._match(None, _OBJECT, quad.object, quad.graph_name):
            subjects = self._match(found.subject, _SUBJECT, quad.subject)
            predicates = self._match(found.subject, _PREDICATE, quad.predicate)
            if next(subjects, None) is not None and next(predicates, None) is not None:
                return found.subject.value
        return None

    def label(self, node: str) -> str | None:
        """The label of a node that is no entity."""
        return self.text(node, RDFS.label)


_MAPPINGS = {SKOS.exactMatch, SKOS.closeMatch, SKOS.related}
"""Links that no guide states: in a file without named graphs they must not take the lines of the node they point to."""

_SUBJECT = NamedNode(RDF.subject)
_PREDICATE = NamedNode(RDF.predicate)
_OBJECT = NamedNode(RDF.object)


def _node(name: str | None) -> NamedNode | BlankNode | None:
    """The node of a name: an IRI has a scheme, and what has none is a blank node of a user's file."""
    if not name:
        return None
    return NamedNode(name) if ":" in name else BlankNode(name)


def _by_line(source: Source) -> tuple[str, str, int]:
    return (source.graph, source.document or "", source.line or 0)
