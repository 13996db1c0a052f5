"""The ontology and the exports as tools of the Semantic Web judge them: OWL 2 DL, SKOS, JSON-LD, DCAT and VoID."""

from __future__ import annotations

import json
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
import pytest
from command_line import kg as run
from rdflib import DCAT, DCTERMS, OWL, RDF, SKOS, VANN, VOID, Graph, Literal, Namespace, URIRef

from kg import schema
from kg.graph import open_graph

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY = "https://w3id.org/career-kg/ontology"
CK = Namespace(schema.CK.iri)
SPDX = Namespace("http://spdx.org/rdf/terms#")

DEPRECATED = pytest.mark.filterwarnings(r"ignore:.* is deprecated:DeprecationWarning:rdflib")
"""rdflib's readers still use what rdflib deprecates."""

PROFILE = """
import java.io.File;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.*;
import org.semanticweb.owlapi.profiles.*;
import org.semanticweb.owlapi.util.SimpleIRIMapper;

public class Profile {
    public static void main(String[] files) throws Exception {
        OWLOntologyManager manager = OWLManager.createOWLOntologyManager();
        manager.addIRIMapper(new SimpleIRIMapper(IRI.create("ONTOLOGY"), IRI.create(new File(files[1]))));
        OWLOntology ontology = manager.loadOntologyFromOntologyDocument(new File(files[0]));
        for (Object violation : new OWL2DLProfile().checkOntology(ontology).getViolations())
            System.out.println(violation);
        System.out.println(ontology.getAxiomCount() + " axioms");
    }
}
"""
"""The OWL API's own check of the profile, as a program of one file."""


def test_i19_t3_only_what_a_reasoner_should_use_is_an_axiom() -> None:
    graph = Graph().parse(ROOT / "ontology/career.ttl")
    domains = {str(term) for term in graph.objects(None, URIRef("http://www.w3.org/2000/01/rdf-schema#domain"))}
    assert not {iri for iri in domains if iri.startswith((str(RDF), "http://www.w3.org/2000/01/rdf-schema#"))}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["career", "alignments"])
def test_i19_t3_the_owl_api_finds_no_violation_of_owl_2_dl(
    name: str, tmp_path: Path, needs: Callable[[str], str]
) -> None:
    owlready2 = pytest.importorskip("owlready2", reason="owlready2 is not installed; it brings the OWL API")
    jars = Path(owlready2.__file__).parent / "pellet" / "*"
    for each in ("career", "alignments"):
        quads = pyoxigraph.parse(path=ROOT / f"ontology/{each}.ttl")
        content = pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.RDF_XML)
        assert content is not None
        (tmp_path / f"{each}.rdf").write_bytes(content)
    (tmp_path / "Profile.java").write_text(PROFILE.replace("ONTOLOGY", ONTOLOGY))
    command = [needs("java"), "-cp", str(jars), "Profile.java", f"{name}.rdf", "career.rdf"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [axioms] = done.stdout.splitlines()
    assert int(axioms.split()[0]) > 100


@pytest.mark.parametrize("name", ["career", "alignments", "shapes", "constraints"])
def test_i19_t4_each_ontology_says_what_it_is(name: str) -> None:
    graph = Graph().parse(ROOT / f"ontology/{name}.ttl")
    [ontology] = graph.subjects(RDF.type, OWL.Ontology)
    version = str(graph.value(ontology, OWL.versionInfo))
    assert graph.value(ontology, OWL.versionIRI) == URIRef(f"{ontology}/{version}")
    wanted = [DCTERMS.title, DCTERMS.license, DCTERMS.creator]
    if name in ("career", "alignments"):
        wanted += [DCTERMS.publisher, DCTERMS.created, DCTERMS.modified]
    assert [each for each in wanted if graph.value(ontology, each) is None] == []
    if name == "career":
        assert graph.value(ontology, VANN.preferredNamespacePrefix) == Literal("ck")
        assert graph.value(ontology, VANN.preferredNamespaceUri) == Literal(schema.CK.iri)
    if name == "alignments":
        assert list(graph.objects(ontology, OWL.imports)) == [URIRef(ONTOLOGY)]


def test_i19_shapes_are_shacl_core_and_constraints_are_apart() -> None:
    shapes, constraints = (Graph().parse(ROOT / f"ontology/{name}.ttl") for name in ("shapes", "constraints"))
    sparql = {URIRef(f"http://www.w3.org/ns/shacl#{name}") for name in ("sparql", "select", "prefixes")}
    assert not sparql & set(shapes.predicates())
    assert len(list(constraints.subject_objects(URIRef("http://www.w3.org/ns/shacl#sparql")))) > 8


# --- the record of the exports ----------------------------------------------------------------------------------------


def test_i19_t4_the_catalog_has_counts_and_checksums_of_every_file(root: Path) -> None:
    catalog = Graph().parse(root / "exports/catalog.ttl")
    files = {path.name: path.read_bytes() for path in (root / "exports").glob("career.*")}
    found = {str(each).rpartition("#")[2]: each for each in catalog.subjects(RDF.type, DCAT.Distribution)}
    assert set(found) == set(files)
    for name, content in files.items():
        assert str(catalog.value(found[name], DCAT.byteSize)) == str(len(content))
        checksum = catalog.value(found[name], SPDX.checksum)
        assert str(catalog.value(checksum, SPDX.checksumValue)) == sha256(content).hexdigest()
    [dataset] = catalog.subjects(RDF.type, DCAT.Dataset)
    graph = Graph().parse(root / "exports/career.ttl")
    assert int(str(catalog.value(dataset, VOID.triples))) == len(graph)
    roles = next(
        part for part in catalog.objects(dataset, VOID.classPartition) if (part, VOID["class"], CK.Role) in catalog
    )
    assert int(str(catalog.value(roles, VOID.entities))) == len(set(graph.subjects(RDF.type, CK.Role)))
    assert catalog.value(dataset, DCTERMS.license) is not None


def test_i19_t4_an_export_into_a_folder_has_its_catalog(tmp_path: Path) -> None:
    printed = run("export", tmp_path / "out", "-f", "ttl", "-f", "nt").lines
    assert [Path(line).name for line in printed] == ["career.ttl", "career.nt", "catalog.ttl"]
    catalog = Graph().parse(tmp_path / "out/catalog.ttl")
    assert len(list(catalog.subjects(RDF.type, DCAT.Distribution))) == 2


# --- the plain export -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plain() -> Graph:
    return Graph().parse(data=open_graph().to_bytes("nt", plain=True), format="nt")


def test_i19_t10_a_plain_export_has_no_statements_and_passages(plain: Graph) -> None:
    assert not set(plain.objects(None, RDF.type)) & {RDF.Statement, CK.Passage}
    assert not set(plain.predicates()) & {RDF.subject, URIRef(schema.PROV.wasDerivedFrom), CK.line}
    whole = Graph().parse(ROOT / "exports/career.ttl")
    assert set(plain.subjects(RDF.type, CK.Role)) == set(whole.subjects(RDF.type, CK.Role))
    assert set(plain.subject_objects(CK.requiresSkill)) == set(whole.subject_objects(CK.requiresSkill))


def test_i19_t4_each_concept_of_a_plain_export_is_in_a_scheme_and_below_a_top_concept(plain: Graph) -> None:
    concepts = set(plain.subjects(RDF.type, SKOS.Concept))
    assert {each for each in concepts if (each, SKOS.inScheme, None) not in plain} == set()
    for scheme in set(plain.objects(None, SKOS.inScheme)):
        assert (scheme, RDF.type, SKOS.ConceptScheme) in plain
        assert (scheme, SKOS.hasTopConcept, None) in plain
    assert {(a, b) for a, b in plain.subject_objects(SKOS.broader)} == {
        (b, a) for a, b in plain.subject_objects(SKOS.narrower)
    }
    assert set(plain.subject_objects(SKOS.topConceptOf)) == {
        (b, a) for a, b in plain.subject_objects(SKOS.hasTopConcept)
    }


def test_i19_t5_no_exact_match_of_a_plain_export_is_inside_one_scheme(plain: Graph) -> None:
    inside = {
        (one, other)
        for one, other in plain.subject_objects(SKOS.exactMatch)
        if set(plain.objects(one, SKOS.inScheme)) & set(plain.objects(other, SKOS.inScheme))
    }
    assert inside == set()


@DEPRECATED
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # skosify leaves its file open
def test_i19_skosify_has_nothing_to_repair_in_a_plain_export(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    skosify = pytest.importorskip("skosify", reason="skosify is not installed")
    path = tmp_path / "plain.ttl"
    path.write_bytes(open_graph().to_bytes("ttl", plain=True))
    skosify.skosify(str(path))
    warnings = [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert [text for text in warnings if not text.startswith("Multiple concept schemes found")] == []


# --- JSON-LD ----------------------------------------------------------------------------------------------------------


def test_i19_t6_json_ld_has_terms_links_and_languages(root: Path) -> None:
    document = json.loads((root / "exports/career.jsonld").read_text(encoding="utf-8"))
    context = document["@context"]
    assert context["requiresSkill"] == {"@id": "ck:requiresSkill", "@type": "@id"}
    assert context["prefLabel"] == {"@id": "skos:prefLabel", "@container": "@language"}
    [role] = [node for node in document["@graph"] if node["@id"] == "role:mlops-engineer"]
    assert role["prefLabel"] == {"en": ["MLOps Engineer"]}
    assert "skill:containerization" in role["requiresSkill"]


@DEPRECATED
def test_i19_t6_a_role_as_json_ld_holds_its_requirements() -> None:
    document = run("show", "MLOps Engineer", "-f", "jsonld").json
    assert {"ck:SkillRequirement" in each["@type"] for each in document["hasRequirement"]} == {True}
    graph = Graph().parse(data=json.dumps(document), format="json-ld")
    role = URIRef(schema.BASE + "role/mlops-engineer")
    whole = Graph().parse(ROOT / "exports/career.ttl")
    assert set(graph.objects(role, CK.requiresSkill)) == set(whole.objects(role, CK.requiresSkill))
    for requirement in whole.objects(role, CK.hasRequirement):
        skill = whole.value(requirement, CK.skill)
        assert graph.value(requirement, CK.skill) == skill
        assert graph.value(skill, SKOS.prefLabel) == whole.value(skill, SKOS.prefLabel)
