"""The links between entities, as statements to be read: which pairs are linked, and what each link says.

Properties for provenance, types and schemes link nothing: otherwise everything would be two steps from everything.
Documents are not linked for the same reason. A topic group of a
source does link its members, because what it lists is stated there.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, cached_property
from typing import TYPE_CHECKING, cast

from pyoxigraph import NamedNode

from kg.model import Entity, Source
from kg.model.connections import Link
from kg.rdf.quads import PlainQuad
from kg.rdf.reader import GraphReader
from kg.schema import (
    ALTERNATIVE,
    CK,
    CURATION,
    DCTERMS,
    ESCO,
    INFERRED,
    NODES,
    OWL,
    PARTS,
    PROV,
    RDF,
    RDFS,
    REPEATED,
    SKOS,
    SYMMETRIC,
    VERBS,
    VOID,
    local_name,
    verb_phrase,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyoxigraph import QuerySolutions


_ABOUT_DATA = (RDF.iri, RDFS.iri, PROV.iri, VOID.iri, DCTERMS.iri, OWL.iri)
_SCHEMES = tuple(SKOS.iri + name for name in ("inScheme", "topConceptOf", "hasTopConcept"))
_UNREAD = (CK.hasUnreadText, CK.unreadProperty, ESCO.memberOfISCOGroup)


@cache
def links_entities(predicate: str) -> bool:
    """Whether a property links two entities, rather than saying what something is, or where that is stated.

    >>> links_entities(SKOS.broader), links_entities(SKOS.inScheme), links_entities(PROV.wasDerivedFrom)
    (True, False, False)
    """
    if predicate in VERBS:
        return True
    return not predicate.startswith(_ABOUT_DATA) and predicate not in (*_SCHEMES, *_UNREAD)


class EntityLinks:
    """The links between the entities of a graph; between those alone whose IRI is included."""

    def __init__(self, reader: GraphReader, includes: Callable[[str], bool] = lambda _: True) -> None:
        self.reader = reader
        self._includes = includes
        self._has: dict[str, bool] = {}

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """Every entity that can be linked, by IRI: all but documents, and what has no IRI to be asked by."""
        entities = self.reader.entities.items()
        return {
            iri: entity for iri, entity in entities if entity.kind != "document" and ":" in iri and self._includes(iri)
        }

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The IRIs of the two ends of every link, property by property; a pair may come several times.

        Most of what a taxonomy states are labels, marks and places: these the engine leaves where they are. What holds
        a node is read once, and not joined with the node's parts by the engine, part by part.
        """
        entities = self.entities
        owners: dict[str, list[str]] = defaultdict(list)
        for property_ in NODES:
            for one, node in self._stated(property_):
                if one in entities and node not in entities:
                    owners[node].append(one)
        for (predicate,) in self._rows("SELECT DISTINCT ?p { ?s ?p ?o }"):
            if links_entities(predicate) and predicate not in NODES:
                for one, other in self._stated(predicate):
                    if other in entities:
                        if one in entities:
                            yield one, other
                        elif predicate in PARTS:
                            yield from ((subject, other) for subject in owners.get(one, ()))

    def neighbours(self, iri: str) -> set[str]:
        """What one entity is linked to: the pairs that it is in, read for it alone."""
        found: set[str] = set()
        for quad in self.reader.quads(iri):
            predicate, value = quad.predicate.value, quad.object
            if isinstance(value, NamedNode):
                if predicate in NODES:
                    found.update(() if self.has(value.value) else self._parts(value.value))
                elif links_entities(predicate):
                    found.add(value.value)
        for quad in self.reader.quads(None, None, iri):
            predicate, subject = quad.predicate.value, quad.subject.value
            if predicate not in NODES and links_entities(predicate):
                if self.has(subject):
                    found.add(subject)
                elif predicate in PARTS:
                    owners = (quad for quad in self.reader.quads(None, None, subject) if quad.predicate.value in NODES)
                    found.update(quad.subject.value for quad in owners)
        return {each for each in found if each != iri and self.has(each)}

    def has(self, iri: str) -> bool:
        """Whether an IRI is that of an entity that can be linked; no label is read."""
        if iri not in self._has:
            kind = self.reader.entities.kind(iri)
            self._has[iri] = kind not in (None, "document") and ":" in iri and self._includes(iri)
        return self._has[iri]

    def _parts(self, node: str) -> Iterator[str]:
        for quad in self.reader.quads(node):
            if quad.predicate.value in PARTS and isinstance(quad.object, NamedNode):
                yield quad.object.value

    def _stated(self, predicate: str) -> Iterator[tuple[str, ...]]:
        """The subjects and objects of a property that links nodes."""
        return self._rows(f"SELECT ?x ?y {{ ?x <{predicate}> ?y FILTER isIRI(?y) }}")

    def _rows(self, query: str) -> Iterator[tuple[str, ...]]:
        """The values of a query over all graphs, as text."""
        found = cast("QuerySolutions", self.reader.store.query(query, use_default_graph_as_union=True))
        return (tuple(term.value for term in cast("Iterable[NamedNode]", row)) for row in found)

    def between(self, one: Entity, other: Entity) -> tuple[Link, ...]:
        """What links two entities, in either direction: what a source states first, then what is curated or inferred.

        What says the same is said once: a match that goes both ways, a merge that is written out as an exact match, and
        a note whose lines are cited for something more exact.
        """
        found = [*self._from(one, other), *self._from(other, one)]
        said: dict[tuple[str, ...], Link] = {}
        for predicate, link in sorted(found, key=lambda pair: _order(pair[1])):
            both = predicate in SYMMETRIC
            key = (verb_phrase(predicate),) if both else (link.subject.iri, link.sentence)
            before = said.get(key)
            if before is None:
                said[key] = link
            elif not both:
                said[key] = before._replace(sources=tuple(dict.fromkeys(before.sources + link.sources)))
        links = list(said.values())
        cited = {source for link in links if link.property != "about" for source in link.sources}
        return tuple(link for link in links if link.property != "about" or not cited.issuperset(link.sources))

    def _from(self, subject: Entity, value: Entity) -> Iterator[tuple[str, Link]]:
        """The links of a subject to an object, each with its property's IRI."""
        reified = False
        for property_ in NODES:
            for node in self._nodes(subject, property_):
                for quad in self.reader.quads(node, None, value.iri):
                    if quad.predicate.value in PARTS:
                        reified = reified or quad.predicate.value == CK.skill
                        yield self._through(subject, property_, quad, value)
        for quad in self.reader.quads(subject.iri, None, value.iri):
            predicate = quad.predicate.value
            if links_entities(predicate) and not (reified and predicate in REPEATED):
                yield predicate, self._link(subject, predicate, value, self.reader.link_sources(quad))

    def _nodes(self, subject: Entity, property_: str) -> list[str]:
        return [node.value for node in self.reader.values(subject.iri, property_) if isinstance(node, NamedNode)]

    def _through(self, subject: Entity, property_: str, quad: PlainQuad, value: Entity) -> tuple[str, Link]:
        """The link that a requirement, an education option or a note makes."""
        node, part = quad.subject.value, quad.predicate.value
        statement = self.reader.statement(quad)
        strength = (statement and self.reader.text(statement, CK.strength)) or self.reader.text(node, CK.strength)
        qualifier, rest = strength, ""
        if part == CK.skill:
            part = CK.requiresSkill if strength in (None, "required") else CK.optionalSkill
        elif part == CK.namesMember:
            rest = self._member_of(node) + (f", {strength}" if strength not in (None, "required") else "")
        elif part == CK.about:
            qualifier = self.reader.text(node, CK.noteKind)
        elif part == CK.credential and property_ == CK.educationOption:
            condition = self.reader.text(node, CK.condition)
            rest = f" with {condition}" if condition else ""
            if strength in (None, "required") and self._alternatives(subject) > 1:
                qualifier = ALTERNATIVE
        return part, self._link(subject, part, value, self.reader.link_sources(quad), (qualifier, rest))

    def _member_of(self, node: str) -> str:
        """What a requirement names its members for."""
        skills = [
            self.entities[term.value] for term in self.reader.values(node, CK.skill) if term.value in self.entities
        ]
        return f" for {skills[0].label}" if skills else ""

    def _alternatives(self, subject: Entity) -> int:
        """How many ways there are to meet what a role requires of education."""
        strengths = [self.reader.text(node, CK.strength) for node in self._nodes(subject, CK.educationOption)]
        return sum(strength in (None, "required") for strength in strengths)

    @staticmethod
    def _link(
        subject: Entity,
        predicate: str,
        value: Entity,
        sources: tuple[Source, ...],
        words: tuple[str | None, str] = (None, ""),
    ) -> Link:
        qualifier, rest = words
        sentence = f"{subject.label} {verb_phrase(predicate, qualifier, value.kind)} {value.label}{rest}"
        return Link(subject, local_name(predicate), value, sentence, sources)


def _order(link: Link) -> tuple[int, int, str, str]:
    """What a source states first, by its line; then what is curated, then what is inferred."""
    ranks = [{CURATION: 1, INFERRED: 2}.get(source.graph, 0) for source in link.sources]
    lines = [source.line for source in link.sources if source.line is not None]
    return min(ranks, default=0), min(lines, default=0), link.sentence, link.property
