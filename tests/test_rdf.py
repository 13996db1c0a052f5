"""Triples and back: every fact cites the guide's own line, and what is stated, curated and inferred stays apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import DataError
from kg.graph import CareerGraph, open_graph
from kg.model import Entity, Fact, Value
from kg.model.records import DocumentRow, PropertyRow, RowRef, SourceMetadata, Text
from kg.rdf.quads import plain_quads
from kg.rdf.reader import GraphReader
from kg.rdf.writer import SortedWriter
from kg.schema import BASE, CK, CURATION, INFERRED, KINDS, PROV, RDF, SKOS, TAXONOMY_KINDS

GUIDE = "ai-ml"
TITLE = "Career Paths in AI/ML"
EXPORTS = Path(__file__).resolve().parent.parent / "exports"


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return open_graph()


@pytest.fixture(scope="module")
def reader(graph: CareerGraph) -> GraphReader:
    return GraphReader(graph.store.engine, graph.store.name)


def shown(value: object) -> object:
    return value.id if isinstance(value, Entity) else value


def said(graph: CareerGraph, name: str, prop: str) -> list[tuple[object, str, int | None]]:
    """Value, graph and line of the facts of one property."""
    facts = [fact for fact in graph.show(name).facts if fact.property == prop]
    return [(shown(fact.value), fact.source.graph, fact.source.line) for fact in facts]


# --- where a link is stated -------------------------------------------------------------------------------------------

LINKS = [
    ("industry/technology-companies", CK.namesEmployer, "employer/amazon", [182]),
    ("industry/retail-e-commerce", CK.namesEmployer, "employer/amazon", [202]),
    ("industry/technology-companies", CK.namesEmployer, "employer/google", [182]),
    ("role/ai-product-manager", CK.requiresSkill, "skill/business-acumen", [98]),
    ("level/leadership-level", CK.expectsSkill, "skill/business-acumen", [250]),
    ("topic/soft-skills", SKOS.member, "skill/business-acumen", [267]),
    ("role/data-scientist", CK.requiresSkill, "skill/domain-expertise", [53]),
    ("entry-path/from-domain-expertise", CK.fromBackground, "skill/domain-expertise", [220]),
    ("role/ai-product-manager", CK.requiresSkill, "skill/project-management", [100]),
    ("topic/soft-skills", SKOS.member, "skill/project-management", [266]),
    ("role/nlp-engineer", CK.requiresSkill, "skill/programming", [147]),
    ("skill/python", SKOS.broader, "skill/programming", [24, 49, 123, 147]),
    ("skill/python", SKOS.broader, "skill/programming-languages", [255]),
    ("skill/sql", SKOS.broader, "skill/data-manipulation", [50]),
    ("skill/sql", SKOS.broader, "skill/programming-languages", [255]),
    ("requirement/data-scientist.programming", CK.namesMember, "skill/python", [49]),
    ("note/retail-e-commerce.202", CK.about, "employer/amazon", [202]),
    ("education/mlops-engineer.1", CK.field, "field/computer-science", [177]),
    ("education/research-scientist-ai-ml.1", CK.credential, "credential/phd", [81]),
    ("requirement/research-scientist-ai-ml.phd", CK.credential, "credential/phd", [72]),
    ("role/mlops-engineer", CK.requiresSkill, "skill/ml-frameworks", [171]),
    ("role/machine-learning-engineer", CK.requiresSkill, "skill/ml-frameworks", [25]),
    ("entry-path/from-computer-science", CK.fromBackground, "field/computer-science", [208]),
    ("topic/emerging-roles", SKOS.member, "role/prompt-engineer", [326]),
]


@pytest.mark.parametrize(("subject", "predicate", "value", "expected"), LINKS)
@pytest.mark.parametrize("file", ["career.trig", "career.ttl"])
@pytest.mark.slow
def test_a_link_cites_its_own_line(subject: str, predicate: str, value: str, expected: list[int], file: str) -> None:
    store = open_graph(EXPORTS / file).store
    links = GraphReader(store.engine, store.name)
    found = list(links.quads(BASE + subject, predicate, BASE + value))
    assert len(found) == 1
    sources = links.link_sources(found[0])
    assert [source.line for source in sources] == expected
    assert {(source.document, source.graph) for source in sources} == {
        (TITLE, GUIDE if file == "career.trig" else "career")
    }


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        ("entry-path/from-computer-science", CK.brings, "skill/programming"),
        ("skill/programming-expertise", CK.mergedInto, "skill/programming"),
        ("skill/programming-expertise", SKOS.exactMatch, "skill/programming"),
        ("skill/programming", SKOS.exactMatch, "skill/programming-expertise"),
        ("skill/domain-specialization", SKOS.closeMatch, "skill/domain-expertise"),
        ("topic/medical-imaging", SKOS.related, "skill/image-processing-techniques"),
        ("skill/image-processing-techniques", SKOS.related, "topic/medical-imaging"),
        ("role/ai-ethicist", SKOS.related, "topic/responsible-ai-and-ethics"),
        ("job-title/ml-engineer-i", CK.titleOf, "role/machine-learning-engineer"),
        ("credential/mba", SKOS.broader, "credential/masters"),
        ("skill/domain-expertise", SKOS.broader, "skill/domain-knowledge"),
    ],
)
@pytest.mark.parametrize("file", ["career.trig", "career.ttl"])
def test_what_the_guide_does_not_say_cites_no_line(subject: str, predicate: str, value: str, file: str) -> None:
    """Not even in a file without named graphs, where the node pointed to has lines of the guide."""
    store = open_graph(EXPORTS / file).store
    links = GraphReader(store.engine, store.name)
    for quad in links.quads(BASE + subject, predicate, BASE + value):
        (source,) = links.link_sources(quad)
        assert (source.line, source.section, source.document) == (None, None, None)
        assert source.graph in ({CURATION, TAXONOMY_KINDS, INFERRED} if file == "career.trig" else {"career"})


def test_every_curated_link_has_its_reason(reader: GraphReader) -> None:
    links = {SKOS.altLabel, SKOS.hiddenLabel, SKOS.broader, SKOS.exactMatch, SKOS.closeMatch, SKOS.related}
    links |= {CK.mergedInto, CK.brings, CK.titleOf, CK.skillEquivalents}
    curated = [quad for quad in plain_quads(reader.store) if reader.graph_name(quad) == CURATION]
    count = 0
    for quad in curated:
        if quad.predicate.value in links:
            statement = reader.statement(quad)
            assert statement is not None, quad
            assert reader.text(statement, CK.reason), quad
            count += 1
    assert count > 100


def test_sections_follow_from_the_headings(reader: GraphReader) -> None:
    sections = {source.line: source.section for iri in reader.entities for source in reader.sources(iri)}
    assert sections[1] is None
    assert sections[24] == "Major Career Roles > Machine Learning Engineer"
    assert sections[173] == "Major Career Roles > MLOps Engineer"
    assert sections[202] == "Industry Applications > Retail/E-commerce"
    assert sections[250] == "Career Progression > Leadership Level"
    assert sections[329] == "Future Outlook > Emerging Roles"


# --- descriptions -----------------------------------------------------------------------------------------------------


def test_every_stated_fact_cites_a_line(graph: CareerGraph) -> None:
    for entity in graph.list():
        for fact in graph.show(entity).facts:
            follows = fact.source.graph == INFERRED and fact.property in ("maturity", "^requiresSkill")
            stated = fact.source.graph == GUIDE or follows
            assert (fact.source.line is not None) == stated, (entity.id, fact)
            assert (fact.source.document == TITLE) == stated, (entity.id, fact)
            assert fact.source.graph in (GUIDE, CURATION, TAXONOMY_KINDS, INFERRED)


@pytest.mark.parametrize(
    ("name", "prop", "expected"),
    [
        ("role/mlops-engineer", "hasRequirement", [
            ("skill/cloud-platforms-and-services", GUIDE, 168), ("skill/containerization", GUIDE, 169),
            ("skill/infrastructure-as-code", GUIDE, 170), ("skill/ml-frameworks", GUIDE, 171),
            ("skill/monitoring-tools", GUIDE, 172), ("skill/version-control-systems", GUIDE, 173)]),
        ("skill/python", "^namesMember/^hasRequirement", [
            ("role/machine-learning-engineer", GUIDE, 24), ("role/data-scientist", GUIDE, 49),
            ("role/computer-vision-engineer", GUIDE, 123), ("role/nlp-engineer", GUIDE, 147)]),
        ("credential/mba", "skillEquivalents", [(3, CURATION, None)]),
        ("field/computational-linguistics", "^field/^educationOption", [  # with a Bachelor's and with a Master's
            ("role/nlp-engineer", GUIDE, 153), ("role/nlp-engineer", GUIDE, 153)]),
        ("industry/retail-e-commerce", "altLabel", [("E-commerce", GUIDE, 201), ("Retail", GUIDE, 201)]),
        ("employer/amazon", "^namesEmployer", [
            ("industry/technology-companies", GUIDE, 182), ("industry/retail-e-commerce", GUIDE, 202)]),
        ("level/senior-level", "minYears", [(5, GUIDE, 240)]),
        ("level/senior-level", "openEnded", [(True, GUIDE, 240)]),
        ("job-title/senior-data-scientist", "atLevel", [("level/mid-level", GUIDE, 236)]),
        ("job-title/ml-engineer-i", "titleOf", [("role/machine-learning-engineer", CURATION, None)]),
        ("entry-path/from-mathematics-statistics", "fromBackground", [
            ("field/mathematics", GUIDE, 214), ("field/statistics", GUIDE, 214)]),
        ("location/london-uk", "region", [("UK", GUIDE, 285)]),
        ("topic/automated-ml", "altLabel", [("AutoML", GUIDE, 320)]),
        ("responsibility/monitor-model-performance", "^hasResponsibility", [("role/mlops-engineer", GUIDE, 163)]),
        ("document/ai-ml-careers", "prefLabel", [(TITLE, GUIDE, 1)]),
    ],
)  # fmt: skip
def test_one_thing_of_every_kind(
    graph: CareerGraph, name: str, prop: str, expected: list[tuple[object, str, int | None]]
) -> None:
    assert sorted(said(graph, name, prop), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("one", "prop", "other"),
    [
        ("topic/medical-imaging", "related", "skill/image-processing-techniques"),
        ("topic/responsible-ai-and-ethics", "related", "role/ai-ethicist"),
        ("skill/domain-expertise", "closeMatch", "skill/domain-specialization"),
        ("skill/communication-skills", "exactMatch", "skill/communication"),
    ],
)
@pytest.mark.parametrize("file", ["career.trig", "career.ttl"])
def test_a_link_that_holds_both_ways_is_told_with_its_reason_at_both_ends(
    one: str, prop: str, other: str, file: str
) -> None:
    """It is curated in one direction and inferred in the other, which a file without named graphs does not tell."""
    graph = open_graph(EXPORTS / file)
    found: list[dict[str, Value]] = []
    for start, end in ((one, other), (other, one)):
        facts = [fact for fact in graph.show(start).facts if (fact.property, shown(fact.value)) == (prop, end)]
        assert len(facts) == 1
        assert facts[0].source.graph == ("career" if file == "career.ttl" else (INFERRED if found else CURATION))
        found.append(dict(facts[0].parts))
    assert found[0] == found[1]
    assert found[0].keys() == {"reason"}


def test_every_kind_was_described(graph: CareerGraph) -> None:
    kinds = set(KINDS) - TAXONOMY_KINDS
    assert {entity.kind for entity in graph.list()} == kinds
    for kind in kinds:
        facts: tuple[Fact, ...] = graph.show(graph.list(kind)[0]).facts
        assert facts[0].property == "prefLabel"


NOTHING = ("description", "hasResponsibility", "hasRequirement", "salary", "educationOption")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("role/ai-ethicist", NOTHING),
        ("role/mlops-engineer", ()),
        ("role/ai-product-manager", ()),
        ("level/leadership-level", ("minYears", "maxYears")),
        ("level/senior-level", ()),
        ("level/mid-level", ()),
        ("job-title/vp-of-ai", ("titleOf",)),
        ("job-title/ml-engineer-ii", ()),
        ("skill/python", ()),
    ],
)
def test_what_is_not_stated_is_listed(graph: CareerGraph, name: str, expected: tuple[str, ...]) -> None:
    assert graph.show(name).not_stated == expected


def test_pay_says_that_the_guide_is_undated(graph: CareerGraph) -> None:
    (pay,) = [fact for fact in graph.show("MLOps Engineer").facts if fact.property == "salary"]
    parts = {name: str(value) for name, value in pay.parts}
    assert (pay.value, pay.source.line) == ("$90,000 - $210,000+", 175)
    assert parts["date"] == "not stated in the source"
    assert (parts["minValue"], parts["maxValue"], parts["openEnded"]) == ("90000", "210000", "True")


# --- writing ----------------------------------------------------------------------------------------------------------


ABOUT = SourceMetadata("A guide", "", "", "", BASE, complete=False)


def writer() -> SortedWriter:
    found = SortedWriter("g", ABOUT, BASE)
    found.write([DocumentRow("g.md", "A guide", f"{BASE}document/g")])
    return found


def rows(*lines: int) -> tuple[RowRef, ...]:
    return tuple(RowRef("g.md", line) for line in lines)


def test_a_link_gets_a_statement_only_where_its_lines_differ() -> None:
    collected = writer()
    start, end = f"{BASE}role/a", f"{BASE}skill/b"
    collected.cite(end, rows(1, 2))
    collected.write([PropertyRow(rows(1), start, CK.requiresSkill, end)])
    collected.write([PropertyRow(rows(1, 2), start, CK.optionalSkill, end)])
    store = Store()
    store.extend(collected.quads())
    reader = GraphReader(store, "x")
    (quad,) = reader.quads(start, CK.requiresSkill)
    statement = reader.statement(quad)
    assert statement == f"{BASE}statement/g.role.a.requiresSkill.skill.b"
    assert reader.values(statement, PROV.wasDerivedFrom) == [NamedNode(f"{BASE}passage/g.1")]
    (whole,) = reader.quads(start, CK.optionalSkill)
    assert reader.statement(whole) is None


def test_two_statements_never_share_an_iri() -> None:
    collected = writer()
    for label, reason in (("Power BI", "One."), ("Power-BI", "Two.")):
        why = ((CK.reason, Text(reason, "en")),)
        collected.write([PropertyRow((), f"{BASE}skill/a", SKOS.altLabel, Text(label, "en"), why)])
    with pytest.raises(DataError, match=r"share the IRI .*statement/g\.skill\.a\.altLabel\.power-bi"):
        collected.quads()


def test_reading_a_graph_of_others() -> None:
    """No base, no sources, labels in several languages, a number that is none."""
    store = Store()
    iri, name = NamedNode("http://ex/r"), NamedNode(SKOS.prefLabel)
    store.extend([
        Quad(iri, NamedNode(RDF.type), NamedNode(CK.Role)),
        Quad(iri, name, Literal("Ärztin", language="de")),
        Quad(iri, name, Literal("Doctor", language="en")),
        Quad(iri, name, Literal("Zahl", language="en")),
        Quad(NamedNode("http://ex/p"), NamedNode(CK.line), Literal("first")),
        Quad(iri, NamedNode(PROV.wasDerivedFrom), NamedNode("http://ex/p")),
        Quad(NamedNode("http://ex/nameless"), NamedNode(RDF.type), NamedNode(CK.Skill)),
        Quad(iri, NamedNode(SKOS.broader), iri, NamedNode("http://ex/graph")),
    ])  # fmt: skip
    reader = GraphReader(store, "mine")
    assert reader.bases.main == BASE
    assert reader.entities["http://ex/r"] == Entity("http://ex/r", "http://ex/r", "Doctor", "role")
    assert reader.entities["http://ex/nameless"].label == "http://ex/nameless"
    assert [(source.graph, source.line) for source in reader.sources("http://ex/r")] == [("mine", None)]
    (link,) = reader.quads("http://ex/r", SKOS.broader)
    assert reader.link_sources(link)[0].graph == "http://ex/graph"
