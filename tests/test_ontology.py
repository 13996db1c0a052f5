"""The ontology: its terms are those of ``kg.schema``, each defined once; the graph and queries use no others."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from kg import schema

ROOT = Path(__file__).resolve().parent.parent
FILES = ("career", "shapes", "constraints", "alignments")
QUERIES = sorted((ROOT / "ontology/queries").glob("*.rq"))
SORTS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
MAPPINGS = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch)
REUSED = (schema.SKOS, schema.SCHEMA, schema.ESCO, schema.ORG, schema.PROV, schema.DCTERMS, schema.VOID)
SCHEMA = Namespace(schema.SCHEMA.iri)
SHAPES_IRI = Namespace("https://w3id.org/career-kg/shapes#")
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


OWN_PROPERTIES = [row for row in schema.PROPERTY_ROWS if row.iri in schema.CK]
RELATIONS = {
    "broader": (RDFS.subClassOf, RDFS.subPropertyOf),
    "close": (SKOS.closeMatch,),
    "related": (SKOS.relatedMatch,),
}
DATATYPES = {"text": RDFS.Literal} | {name: XSD[name] for name in ("string", "integer", "decimal", "boolean")}


def iris(names: str) -> set[URIRef]:
    """The classes or the datatype that a row of the schema names."""
    return {DATATYPES.get(name) or URIRef(schema.expand(name)) for name in names.split()}


def values(graph: Graph, term: URIRef, *properties: URIRef) -> set[object]:
    return {value for said in properties for value in graph.objects(term, said)}


@pytest.mark.parametrize("row", OWN_PROPERTIES, ids=lambda row: row.name)
def test_the_ontology_says_of_a_property_what_the_schema_does(ontology: Graph, row: schema.Property) -> None:
    term = URIRef(row.iri)
    sorts = values(ontology, term, RDF.type)
    assert (OWL.DatatypeProperty in sorts) is (row.values in DATATYPES)
    assert (OWL.FunctionalProperty in sorts) is row.functional
    assert values(ontology, term, RDFS.domain, SCHEMA.domainIncludes) == iris(row.subjects)
    assert values(ontology, term, RDFS.range, SCHEMA.rangeIncludes) == iris(row.values)
    assert values(ontology, term, RDFS.subPropertyOf) == iris(row.above)
    assert str(ontology.value(term, RDFS.label)) == (row.title or schema.split_name(row.name))


@pytest.mark.parametrize("row", [row for row in schema.CLASSES if ":" not in row.term], ids=lambda row: row.name)
def test_the_ontology_says_of_a_class_what_the_schema_does(ontology: Graph, row: schema.Class) -> None:
    term = URIRef(schema.expand(row.term))
    assert values(ontology, term, RDFS.subClassOf) == iris(row.above)
    assert str(ontology.value(term, RDFS.label)) == row.words


@pytest.mark.parametrize(
    "row", [row for row in (*schema.CLASSES, *OWN_PROPERTIES) if ":" not in row.term], ids=lambda row: row.name
)
def test_the_alignments_are_those_of_the_schema(alignments: Graph, row: schema.Class | schema.Property) -> None:
    words = row.aligned.split()
    stated: dict[str, set[str]] = {name: set() for name in RELATIONS}
    for relation, other in zip(words[::2], words[1::2], strict=True):
        stated[relation].add(str(alignments.namespace_manager.expand_curie(other)))
    for relation, mappings in RELATIONS.items():
        assert {str(other) for other in values(alignments, URIRef(schema.expand(row.term)), *mappings)} == stated[
            relation
        ]


def test_the_shapes_are_those_of_the_schema(ontology: Graph) -> None:
    """Of each property with the class of its subject: the class or datatype of its values, and how many it has."""
    shapes = Graph().parse(ROOT / "ontology/shapes.ttl")
    single = set()
    for shape, path in shapes.subject_objects(SH.path):
        if not isinstance(path, URIRef) or str(path) not in schema.PROPERTIES:
            continue  # an inverse path
        row = schema.PROPERTIES[str(path)]
        for node in shapes.subjects(SH.property, shape):
            for subject in shapes.objects(node, SH.targetClass):
                above = set(ontology.transitive_objects(subject, RDFS.subClassOf))
                assert not row.subjects or above & iris(row.subjects) or subject == RDF.Statement, shape
        for wanted in shapes.objects(shape, SH["class"]):
            above = set(ontology.transitive_objects(wanted, RDFS.subClassOf))
            wider = all(wanted in ontology.transitive_objects(each, RDFS.subClassOf) for each in iris(row.values))
            assert above & iris(row.values) or wider, shape
        for wanted in shapes.objects(shape, SH.datatype):
            assert {wanted} == iris(row.values) or (wanted == RDF.langString and row.values == "text"), shape
        if shapes.value(shape, SH.maxCount) == Literal(1):
            single.add(row.iri)
    assert {row.iri for row in OWN_PROPERTIES if row.functional and row.subjects} <= single
    [kinds] = shapes.objects(SHAPES_IRI["EntryNote-kind"], SH["in"])
    assert {str(kind) for kind in Collection(shapes, kinds)} == {
        note.term for note in schema.NOTE_KINDS if note.of == "entry-path"
    }


def test_plain_properties_have_one_type_of_value() -> None:
    for row in schema.PROPERTY_ROWS:
        if row.plain:
            assert row.subjects, row.term
            assert row.kind in schema.KINDS or row.values in {*DATATYPES, "IRI"}, row.term


def test_names_of_fields_and_columns_mean_one_property() -> None:
    fields = [name for row in schema.PROPERTY_ROWS for name in row.field_names]
    fields += [name for note in schema.NOTE_KINDS for name in note.fields.split(", ")]
    assert len(fields) == len(set(fields))
    columns = [key for row in schema.PROPERTY_ROWS for key in row.column_keys]
    assert len(columns) == len(set(columns))


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
