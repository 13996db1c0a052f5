"""Reading entities, names and sources back from a store, by the rule that :mod:`kg.rdf.writer` writes by."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from kg.model import Entity, Source
from kg.model.careers import Figure
from kg.model.entities import STATED_TIERS, Name
from kg.rdf.entities import BaseIris, Entities, EntityIndex, names_of, naming_quads
from kg.rdf.language import Labels, Language
from kg.rdf.quads import LINKS, LinkIndex, PlainQuad, QuadFile, Term, links_in, node, plain_quads
from kg.schema import CK, DCTERMS, PROV, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pyoxigraph import Store


_Statements: TypeAlias = "dict[tuple[Term, Term], str]"
"""For predicate and object of a triple the rdf:Statement that says more about it."""


class GraphReader:
    """Entities, names and sources of the graph in a store; ``default_name`` names its default graph in sources.

    A store on disk keeps ``links``, files of its links, and an ``index`` of the entities that have a name. Labels and
    other texts are those of a ``language``, where they have one in it.
    """

    def __init__(
        self,
        store: Store,
        default_name: str,
        links: Sequence[QuadFile] = (),
        index: EntityIndex | None = None,
        labels: Labels | None = None,
    ) -> None:
        self.store = store
        self.labels = labels or Labels(store, Language())
        self._links = links
        self._index = index
        self.default_name = default_name
        self._sources: dict[str, tuple[Source, ...]] = {}
        self._titles: dict[str, str | None] = {}
        self._statements: dict[tuple[NamedNode, NamedNode | DefaultGraph], _Statements] = {}
        self._parts: dict[str, tuple[PlainQuad, ...]] = {}

    @cached_property
    def bases(self) -> BaseIris:
        """Where the IRIs of entities begin, as the graphs state it."""
        return BaseIris.of(self.store)

    # --- triples ----------------------------------------------------------------------------------------------------

    def quads(self, subject: str | None, predicate: str | None = None, value: str | None = None) -> Iterator[PlainQuad]:
        """The quads that match, in every graph; None matches anything, ``subject`` and ``value`` name nodes."""
        return self._match(node(subject), NamedNode(predicate) if predicate else None, node(value))

    def _match(
        self,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None,
        value: Term | BlankNode | None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[PlainQuad]:
        return plain_quads(self.store.quads_for_pattern(subject, predicate, value, graph))

    def graphs(self, without: Collection[str] = ()) -> list[NamedNode | DefaultGraph]:
        """The graphs of the store, the default graph included, but for those of some names."""
        found: list[NamedNode | DefaultGraph] = [DefaultGraph()]
        found += [graph for graph in self.store.named_graphs() if isinstance(graph, NamedNode)]
        return [graph for graph in found if self._graph_name(graph) not in without]

    def quads_in_graph(self, graph: NamedNode | DefaultGraph, predicate: str) -> Iterator[PlainQuad]:
        """The quads with this predicate in one graph."""
        return self._match(None, NamedNode(predicate), None, graph)

    def has_instance(self, iri: str) -> bool:
        """Whether anything is of a class."""
        return next(self.quads(None, RDF.type, iri), None) is not None

    def pairs(self, predicate: str) -> Iterator[tuple[str, Term]]:
        """Subject and object of every triple with this predicate; a triple in two graphs comes twice."""
        for quad in self._match(None, NamedNode(predicate), None):
            yield quad.subject.value, quad.object

    def link_index(self) -> LinkIndex:
        """All links by some predicates, read together: from the files that a store keeps of them.

        Where there is none, or it is damaged or has blank nodes, they are read from the engine.
        """
        if self._links:
            with suppress(OSError, ValueError):
                return links_in(self._links)
        found: LinkIndex = {predicate: defaultdict(set) for predicate in LINKS}
        for predicate, links in found.items():
            for quad in self._match(None, NamedNode(predicate), None):
                if not isinstance(quad.object, Literal):
                    links[quad.subject.value].add(quad.object.value)
        return found

    def values(self, subject: str, predicate: str) -> list[Term]:
        """The distinct objects of a subject, in a fixed order."""
        found = {quad.object for quad in self.quads(subject, predicate)}
        return sorted(found, key=str)

    def merged_into(self, skill: str) -> str:
        """The canonical skill of a merged one, which the short forms of its requirements lead to; else the skill."""
        return self.merges.get(skill, skill)

    @cached_property
    def merges(self) -> dict[str, str]:
        """The canonical skill of each merged one."""
        return {subject: value.value for subject, value in self.pairs(CK.mergedInto)}

    def text(self, subject: str, predicate: str) -> str | None:
        """The one text or number of a subject, as text; in the language first, then the first in order."""
        return self.first_text(self.values(subject, predicate))

    def first_text(self, values: Iterable[Term]) -> str | None:
        """The first text or number of some values in order, one in the language before others."""
        return _first_text(values, self.labels.language)

    def texts(self, predicate: str) -> dict[str, str]:
        """The same of every subject that has one."""
        stated: dict[str, set[Term]] = defaultdict(set)
        for subject, value in self.pairs(predicate):
            stated[subject].add(value)
        language = self.labels.language
        texts = ((subject, _first_text(sorted(values, key=str), language)) for subject, values in stated.items())
        return {subject: text for subject, text in texts if text is not None}

    # --- entities ---------------------------------------------------------------------------------------------------

    @cached_property
    def entities(self) -> Entities:
        """Every entity of a known kind, by IRI; each is read when it is asked for."""
        return Entities(self.store, self.bases, self.labels, self._index, self._undescribed)

    def _undescribed(self) -> set[str]:
        """The IRIs that roles require as skills, and that the graph says to be nothing.

        A store has read the short form of every requirement.
        """
        links = self.link_index()
        found = set[str]().union(*links[CK.requiresSkill].values(), *links[CK.optionalSkill].values())
        found = found if self._links else found | {value.value for _, value in self.pairs(CK.skill)}
        return set(filter(self.entities.is_undescribed, found - self.entities.typed("skill")))

    def entity(self, name: str) -> Entity | None:
        """The entity with this IRI or id."""
        found = (self.entities.get(iri) for iri in (name, *self.bases.iris(name)))
        return next((entity for entity in found if entity), None)

    def names(self) -> Iterator[Name]:
        """Every name of every entity, tier by tier, then the ends of the IRIs of skills that have no description."""
        yield from names_of(naming_quads(self.store), self.default_name)
        yield from self.names_of_undescribed()

    def names_of_undescribed(self) -> Iterator[Name]:
        """The ends of the IRIs of skills that have no description."""
        for iri in sorted(self.entities.undescribed):
            entity = self.entities[iri]
            yield Name(STATED_TIERS[1], entity, entity.label, self.default_name)

    # --- sources ----------------------------------------------------------------------------------------------------

    def graph_name(self, quad: PlainQuad) -> str:
        """The short name of the graph that a quad is in."""
        return self._graph_name(quad.graph_name)

    def _graph_name(self, graph: NamedNode | DefaultGraph) -> str:
        return self.bases.graph_name(graph.value) if isinstance(graph, NamedNode) else self.default_name

    def sources(self, node: str) -> tuple[Source, ...]:
        """The passages that a node is derived from, by line."""
        found = self._sources.get(node)
        if found is None:
            found = self._sources[node] = self._cited(self.quads(node, PROV.wasDerivedFrom))
        return found

    def _cited(self, quads: Iterable[PlainQuad]) -> tuple[Source, ...]:
        passages = {
            Source(self.graph_name(quad), *self._passage(quad.object.value))
            for quad in quads
            if isinstance(quad.object, NamedNode | BlankNode)  # a literal is no passage; validation names it
        }
        return tuple(sorted(passages, key=by_line))

    def table(self, node: str) -> dict[str, list[Term]]:
        """The properties of a node with their values, each once; its sources are read with them."""
        found: defaultdict[str, list[Term]] = defaultdict(list)
        for quad in self.quads_of(node):
            if quad.object not in found[quad.predicate.value]:
                found[quad.predicate.value].append(quad.object)
        return dict(found)

    def quads_of(self, node: str) -> list[PlainQuad]:
        """What a node says, in every graph; its sources are read with it."""
        found = list(self.quads(node))
        if node not in self._sources:
            self._sources[node] = self._cited(quad for quad in found if quad.predicate.value == PROV.wasDerivedFrom)
        return found

    def parts_of(self, node: str) -> tuple[PlainQuad, ...]:
        """What a node says, each statement once and in order, but for the concepts that a scheme has.

        A scheme has thousands, and so many are in it: what it says is kept.
        """
        found = self._parts.get(node)
        if found is None:
            if len(self._parts) == _KEPT:
                self._parts.clear()
            stated = {quad for quad in self.quads_of(node) if quad.predicate.value != SKOS.hasTopConcept}
            found = tuple(sorted(stated, key=lambda quad: (quad.predicate.value, str(quad.object))))
            self._parts[node] = found
        return found

    def _passage(self, iri: str) -> tuple[str | None, str | None, int | None]:
        """Document, section and line of a passage; that of a row of a table says in its IRI which one it is."""
        document, fragment, lines = iri.partition("#line=")
        row = lines.rpartition(",")[2]
        if fragment and row.isdecimal() and (title := self._title(document)):
            return title, None, int(row)
        about: dict[str, str] = {}
        for quad in self.quads(iri):
            about.setdefault(quad.predicate.value, quad.object.value)
        line = about.get(CK.line)
        title = self._title(about.get(DCTERMS.isPartOf, ""))
        return title, about.get(CK.section), int(line) if line and line.isdecimal() else None

    def _title(self, document: str) -> str | None:
        """The title of a document, which thousands of passages cite."""
        if document not in self._titles:
            self._titles[document] = self.text(document, DCTERMS.title) if document else None
        return self._titles[document]

    def figure(self, role: Entity, predicate: str) -> Figure | None:
        """A whole number that is stated of a role itself; of several the least."""
        stated = [quad for quad in self.quads(role.iri, predicate) if quad.object.value.isdecimal()]
        if role.kind != "role" or not stated:
            return None
        sources = {source for quad in stated for source in self.link_sources(quad)}
        return Figure(min(int(quad.object.value) for quad in stated), tuple(sorted(sources, key=by_line)))

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
        about = quad.subject, quad.graph_name
        found = self._statements.get(about)
        if found is None:
            if len(self._statements) == _KEPT:
                self._statements.clear()
            found = self._statements[about] = self._statements_about(*about)
        return found.get((quad.predicate, quad.object))

    def _statements_about(self, subject: NamedNode, graph: NamedNode | DefaultGraph) -> _Statements:
        """What says more about the triples of a subject in a graph, by predicate and object, read together.

        Few statements are about one subject, but many may be about one object: a group that half of all belong to.
        """
        found: _Statements = {}
        for about in self._match(None, _SUBJECT, subject, graph):
            predicates = [quad.object for quad in self._match(about.subject, _PREDICATE, None)]
            for quad in self._match(about.subject, _OBJECT, None):
                for predicate in predicates:
                    found.setdefault((predicate, quad.object), about.subject.value)
        return found

    def label(self, node: str) -> str | None:
        """The label of a node that is no entity."""
        return self.text(node, RDFS.label)


def _first_text(values: Iterable[Term], language: Language) -> str | None:
    """The first text or number of some values, one in a language before others."""
    literals = [value for value in values if isinstance(value, Literal)]
    return min(literals, key=lambda literal: language.rank(literal.language)).value if literals else None


_MAPPINGS = {SKOS.exactMatch, SKOS.closeMatch, SKOS.related}
"""Links that no guide states: in a file without named graphs they must not take the lines of the node they point to."""

_KEPT: Final = 1000
"""Of so many subjects at most the statements about their triples are kept: the links of one are asked for in turn."""

_SUBJECT = NamedNode(RDF.subject)
_PREDICATE = NamedNode(RDF.predicate)
_OBJECT = NamedNode(RDF.object)


def by_line(source: Source) -> tuple[str, str, int]:
    """The order of sources: by graph, document and line."""
    return (source.graph, source.document or "", source.line or 0)
