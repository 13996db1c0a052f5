"""Writing one named graph: IRIs for every node, and the rule by which each statement finds its source.

A node that the source states has ``prov:wasDerivedFrom`` its passages. The source of a link is that of the node it
points to (of the node it starts from, for a literal or where that is no entity: a requirement, an option, a note); only
where that would not be exact does the link carry its own source, as an IRI-named ``rdf:Statement``.
:mod:`kg.rdf.reader` reads by the same rule.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import DataError
from kg.model import Finding
from kg.schema import BASE, CK, DCTERMS, NOT_STATED, PROV, RDF, RDFS, SCHEMA, SKOS, VOID, XSD, Property, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_TYPE = NamedNode(RDF.type)


def text(value: str) -> Literal:
    """A text in English, the language of the bundled guide."""
    return Literal(value, language="en")


def integer(value: int) -> Literal:
    """A whole number."""
    return Literal(str(value), datatype=NamedNode(XSD.integer))


def boolean(value: bool) -> Literal:
    """A truth value."""
    return Literal("true" if value else "false", datatype=NamedNode(XSD.boolean))


def value_term(property_: Property, value: str, language: str = "en") -> NamedNode | Literal:
    """The term of a value of a property: ``value`` is an IRI, or a literal as :meth:`kg.schema.Property.read` gives it.

    >>> from kg.schema import PROPERTIES
    >>> str(value_term(PROPERTIES[CK.rank], "3"))
    '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    datatype = property_.values
    if datatype == "text":
        return Literal(value, language=language)
    return Literal(value, datatype=NamedNode(XSD.iri + datatype)) if datatype in XSD.terms else NamedNode(value)


class GraphWriter:
    """Collects the triples of one named graph; ``quads()`` completes them with their sources.

    IRIs of its nodes begin with ``base``. The graph's own IRI does too, unless it is one of many graphs, each with its
    own base for entities: then ``graphs`` is the base that the graphs have in common. The lines that it cites are those
    of the graph ``cited``, if not its own.
    """

    def __init__(self, name: str, base: str = BASE, graphs: str | None = None, cited: str | None = None) -> None:
        self.base = base
        self.name = name
        self._cited = cited or name
        self.iri = NamedNode(f"{graphs or base}graph/{name}")
        self._triples: set[tuple[NamedNode, NamedNode, NamedNode | Literal]] = set()
        self._lines: dict[NamedNode, set[int]] = defaultdict(set)
        self._links: dict[tuple[NamedNode, NamedNode, NamedNode | Literal], set[int]] = defaultdict(set)
        self._qualifiers: dict[tuple[NamedNode, NamedNode, NamedNode | Literal], dict[str, str]] = {}

    def node(self, node_id: str) -> NamedNode:
        """The node with this id, such as ``role/mlops-engineer``."""
        return NamedNode(self.base + node_id)

    def add(self, subject: NamedNode, predicate: str, value: NamedNode | Literal) -> None:
        """State a triple that has the source of its subject."""
        self._triples.add((subject, NamedNode(predicate), value))

    def add_types(self, node: NamedNode, *classes: str) -> None:
        """State the classes of a node, superclasses included, so that no reasoner is needed."""
        for iri in classes:
            self._triples.add((node, _TYPE, NamedNode(iri)))

    def cite(self, node: NamedNode, *lines: int) -> None:
        """Say that a node is stated on these lines."""
        self._lines[node].update(lines)

    def link(
        self, subject: NamedNode, predicate: str, value: NamedNode | Literal, *lines: int, **qualifiers: str
    ) -> None:
        """State a triple with its own lines; ``qualifiers`` (strength, reason) are about the link itself."""
        triple = (subject, NamedNode(predicate), value)
        self._triples.add(triple)
        self._links[triple].update(lines)
        if qualifiers:
            self._qualifiers[triple] = qualifiers

    def describe_graph(self, title: str, version: str, licence: str, rights: str) -> None:
        """State the title, version, licence and attribution of this graph, in itself.

        A licence is an IRI; that none is stated is no licence, and so says nothing of one.
        """
        self.add_types(self.iri, VOID.Dataset)
        self.add(self.iri, DCTERMS.title, text(title))
        self.add(self.iri, SCHEMA.version, Literal(version))
        self.add(self.iri, DCTERMS.conformsTo, NamedNode(CK.iri.removesuffix("#")))
        if licence != NOT_STATED:
            self.add(self.iri, DCTERMS.license, NamedNode(licence))
        self.add(self.iri, SCHEMA.creditText, text(rights))
        self.add(self.iri, VOID.uriSpace, Literal(self.base))

    def quads(self) -> Iterator[Quad]:
        """Every triple of the graph, in no particular order. Raises DataError when two statements share an IRI."""
        for node, lines in self._lines.items():
            self._derive(node, lines)
        statements: dict[NamedNode, tuple[NamedNode, NamedNode, NamedNode | Literal]] = {}
        for triple, lines in self._links.items():
            subject, _, value = triple
            bearer = value if isinstance(value, NamedNode) else subject
            if triple not in self._qualifiers and lines == self._lines.get(bearer, set()):
                continue
            node = self._statement(triple)
            if statements.setdefault(node, triple) != triple:
                message = f"two statements share the IRI {node.value}: {statements[node]} and {triple}"
                raise DataError([Finding("error", message)])
            self._derive(node, lines)
        yield from (Quad(*triple, self.iri) for triple in self._triples)

    def passage(self, line: int) -> NamedNode:
        """The node of a line that states something."""
        return self.node(f"passage/{self._cited}.{line}")

    def _derive(self, node: NamedNode, lines: Iterable[int]) -> None:
        for line in lines:
            self.add(node, PROV.wasDerivedFrom, self.passage(line))

    def statement_id(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> str:
        """The id of the node that says more about a triple."""
        ending = value.value.removeprefix(self.base) if isinstance(value, NamedNode) else slug(value.value)[:80]
        name = predicate.value.rpartition("#")[2].rpartition("/")[2]
        path = f"{self.name}.{subject.value.removeprefix(self.base)}.{name}.{ending}"
        return f"statement/{path.replace('/', '.')}"  # dots need no escape in Turtle, and no slug has one

    def _statement(self, triple: tuple[NamedNode, NamedNode, NamedNode | Literal]) -> NamedNode:
        subject, predicate, value = triple
        node = self.node(self.statement_id(*triple))
        self.add_types(node, RDF.Statement)
        self.add(node, RDF.subject, subject)
        self.add(node, RDF.predicate, predicate)
        self.add(node, RDF.object, value)
        for key, qualifier in self._qualifiers.get(triple, {}).items():
            self.add(node, CK.iri + key, text(qualifier) if key == "reason" else Literal(qualifier))
        return node


def add_concept(writer: GraphWriter, node_id: str, label: str, *classes: str) -> NamedNode:
    """A SKOS concept with a preferred label: what every entity of the graph is."""
    node = writer.node(node_id)
    writer.add_types(node, SKOS.Concept, *classes)
    writer.add(node, SKOS.prefLabel, text(label))
    return node


def add_labelled_node(writer: GraphWriter, node_id: str, label: str, *classes: str) -> NamedNode:
    """A node that is no concept, with a label for people."""
    node = writer.node(node_id)
    writer.add_types(node, *classes)
    writer.add(node, RDFS.label, text(label))
    return node
