"""The ontology: its terms are those of ``kg.schema``, each defined once; the graph and queries use no others."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Namespace, URIRef

from kg import schema

ROOT = Path(__file__).resolve().parent.parent
FILES = ("career", "shapes", "alignments")
QUERIES = sorted((ROOT / "ontology/queries").glob("*.rq"))
SORTS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
MAPPINGS = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch)
REUSED = (schema.SKOS, schema.SCHEMA, schema.ESCO, schema.ORG, schema.PROV, schema.DCTERMS, schema.VOID)
BUILT_IN = {*schema.RDF, *schema.RDFS}
IRI = URIRef("https://w3id.org/career-kg/ontology")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology/career.ttl")


@pytest.fixture(scope="module")
def alignments() -> Graph:
    return Graph().parse(ROOT / "ontology/alignments.ttl")


@pytest.fixture(scope="module")
def bundled() -> Graph:
    """The union of the named graphs that ship."""
    triples = {quad.triple for quad in pyoxigraph.parse(path=ROOT / "exports/career.trig")}
    return Graph().parse(data=pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES), format="nt")


def terms(ontology: Graph) -> set[URIRef]:
    """The classes and properties of our own that the ontology defines."""
    found = {term for sort in SORTS for term in ontology.subjects(RDF.type, sort)}
    return {term for term in found if isinstance(term, URIRef) and term.startswith(schema.CK.iri)}


@pytest.mark.parametrize("name", FILES)
def test_two_engines_read_the_same(name: str) -> None:
    path = ROOT / f"ontology/{name}.ttl"
    triples = {quad.triple for quad in pyoxigraph.parse(path=path)}
    assert len(triples) == len(Graph().parse(path)) > 0


def test_terms_are_those_of_the_code(ontology: Graph) -> None:
    assert {str(term) for term in terms(ontology)} == set(schema.CK)


def test_terms_are_defined_once(ontology: Graph) -> None:
    for term in terms(ontology):
        assert len([sort for sort in SORTS if (term, RDF.type, sort) in ontology]) == 1, term
        assert list(ontology.objects(term, RDFS.isDefinedBy)) == [IRI], term
        for text in (RDFS.label, SKOS.definition):
            values = [value for value in ontology.objects(term, text) if isinstance(value, Literal)]
            assert [value.language for value in values] == ["en"], f"{term} {text}"


def test_labels_differ(ontology: Graph) -> None:
    labels = [str(value).casefold() for value in ontology.objects(None, RDFS.label)]
    assert sorted(labels) == sorted(set(labels))


def test_reused_terms_are_declared(ontology: Graph) -> None:
    """OWL tools would take an undeclared property for an annotation."""
    declared = {str(term) for term in ontology.subjects(RDF.type)}
    assert {term for vocabulary in REUSED for term in vocabulary} - declared == set()


def test_prefixes_are_those_of_the_code(ontology: Graph) -> None:
    declared = {
        str(ontology.value(node, SH.prefix)): str(ontology.value(node, SH.namespace))
        for node in ontology.objects(IRI, SH.declare)
    }
    assert declared == schema.PREFIXES


@pytest.mark.parametrize("name", ["career", "alignments"])
def test_no_blank_nodes(name: str) -> None:
    graph = Graph().parse(ROOT / f"ontology/{name}.ttl")
    assert [node for node in graph.all_nodes() if isinstance(node, BNode)] == []


def test_superclasses_are_written_out(ontology: Graph, bundled: Graph) -> None:
    """No reasoner is needed for a query by class."""
    missing = {
        (node, above)
        for node, kind in bundled.subject_objects(RDF.type)
        for above in ontology.transitive_objects(kind, RDFS.subClassOf)
        if (node, RDF.type, above) not in bundled
    }
    assert missing == set()


def test_everything_that_the_graph_uses_is_defined(ontology: Graph, bundled: Graph) -> None:
    defined = {str(term) for term in ontology.subjects(RDF.type)} | BUILT_IN
    used = {*bundled.predicates(), *bundled.objects(None, RDF.type)}
    assert {str(term) for term in used} - defined == set()


def test_queries_use_defined_terms() -> None:
    """Also holds while there are no queries; the prefix of our terms is ck in every one."""
    for path in QUERIES:
        used = set(re.findall(r"(?<![\w-])ck:(\w+)", path.read_text(encoding="utf-8")))
        assert used - schema.CK.terms == set(), path.name


def test_every_term_is_aligned(ontology: Graph, alignments: Graph) -> None:
    """Each term has a superterm, a mapping, or a note that nobody else has it."""
    both = ontology + alignments
    unaligned = {
        term
        for term in terms(ontology)
        if not any((term, mapping, None) in both for mapping in MAPPINGS)
        and not any(str(note).startswith("No counterpart") for note in alignments.objects(term, SKOS.note))
    }
    assert unaligned == set()


def test_every_alignment_is_explained_and_new(ontology: Graph, alignments: Graph) -> None:
    prefixes = {str(namespace): prefix for prefix, namespace in alignments.namespaces()}
    assert {term for term in map(str, alignments.subjects()) if term.startswith(schema.CK.iri)} <= set(schema.CK)
    for mapping in MAPPINGS:
        for term, other in alignments.subject_objects(mapping):
            name = re.sub(r"^(.*[#/])(?=[^#/]+$)", lambda match: prefixes[match[1]] + ":", str(other))
            comments = [str(text) for text in alignments.objects(term, RDFS.comment)]
            assert len([text for text in comments if text.startswith(f"{name}: ")]) == 1, f"{term} {name}"
            assert (term, mapping, other) not in ontology
            assert (other, RDF.type, None) in alignments, name


def test_ontology_is_described(ontology: Graph) -> None:
    terms_of = Namespace("http://purl.org/dc/terms/")
    for said in (terms_of.title, terms_of.description, terms_of.license, OWL.versionInfo):
        assert len(list(ontology.objects(IRI, said))) == 1, said
