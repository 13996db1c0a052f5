"""Opening graphs: every format, and what is missing, damaged or no graph at all; names, groups, places to edit."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kg.errors import AmbiguousNameError, KGError, SourceError, UnknownNameError, UsageError
from kg.graph import CareerGraph, open_graph
from kg.model import Entity
from kg.rdf.export import ENDINGS
from kg.rdf.formats import FORMATS
from kg.schema import BASE

EXPORTS = Path(__file__).resolve().parent.parent / "exports"


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return open_graph()


# --- opening ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_opens_and_answers(graph: CareerGraph, name: str) -> None:
    opened = open_graph(EXPORTS / f"career.{ENDINGS[name]}")
    assert (opened.bundled, graph.bundled) == (False, True)
    assert opened.base == BASE
    assert opened.list() == graph.list()
    assert opened.stats().triples == graph.stats().triples
    assert opened.get("statistician").id == "entry-path/from-mathematics-statistics"


@pytest.mark.parametrize(
    ("ending", "like"),
    [("json", "jsonld"), ("xml", "rdf"), ("owl", "rdf"), ("TTL", "ttl"), ("n3", "ttl"), ("nq", "nt")],
)
def test_other_endings_are_known(tmp_path: Path, ending: str, like: str) -> None:
    file = tmp_path / f"a.b.{ending}"
    file.write_bytes((EXPORTS / f"career.{like}").read_bytes())
    assert open_graph(str(file)).get("MLOps").label == "MLOps Engineer"


BAD = {
    "second-line.ttl": (b"<http://a> <http://b> <http://c> .\n<http://a> oops .\n", r"damaged: .*line 2"),
    "second-line.nt": (b"<http://a> <http://b> <http://c> .\n<http://a> oops .\n", r"damaged: .*line 2"),
    "second-line.nq": (b"<http://a> <http://b> <http://c> .\noops\n", r"damaged: .*line 2"),
    "unfinished.trig": (b"<http://g> {\n<http://a> <http://b> }", r"damaged: .*line 2"),
    "second-line.jsonld": (b'{\n"@id": oops}', r"damaged: .*line 2"),
    "remote-context.jsonld": (b'{"@context": "http://127.0.0.1:1/x", "@id": "http://a"}', "damaged"),
    "no-namespace.rdf": (b'<rdf:RDF xmlns:rdf="x">\n<oops></rdf:RDF>', "damaged"),
    "external-entity.rdf": (b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>', "damaged"),
    "empty.jsonld": (b"", "damaged"),
    "latin-1.ttl": (b'<http://a> <http://b> "\xe9" .', r"damaged: .*line 1"),
    "cut-off.ttl": ((EXPORTS / "career.ttl").read_bytes()[:50_000], "damaged"),
    "zipped.ttl": (gzip.compress(b"<http://a> <http://b> <http://c> ."), "damaged"),
    "bad-iri.ttl": (b"<http://a b> <http://b> <http://c> .", r"damaged: .*line 1"),
    "table.csv": (b"a,b\n", "is not an RDF file that kg reads"),
    "no-ending": (b"", "is not an RDF file that kg reads"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_damaged_file_is_said(tmp_path: Path, name: str) -> None:
    content, message = BAD[name]
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(SourceError, match=message) as caught:
        open_graph(file)
    assert str(file) in caught.value.message
    assert caught.value.exit_status == 3


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nowhere.ttl", "there is no file 'nowhere.ttl'"),
        ("", "is a folder"),
        (".", "is a folder"),
        ("nul\0.ttl", "there is no file"),
    ],
)
def test_no_file_is_said(source: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError, match=message):
        open_graph(source)


@pytest.mark.parametrize("content", ["", "# nothing\n", "<http://a> <http://b> <http://c> ."])
def test_a_graph_without_careers_answers_too(tmp_path: Path, content: str) -> None:
    file = tmp_path / "empty.ttl"
    file.write_text(content, encoding="utf-8")
    graph = open_graph(file)
    assert graph.list() == []
    assert graph.data_version() is None
    assert graph.stats().kinds == {}
    assert graph.to_networkx().size() == 0
    assert len(list(graph.to_rdflib())) == len(graph.store)
    assert graph.sparql("ASK { ?s a ck:Role }").to_dicts() == [{"answer": False}]
    with pytest.raises(UnknownNameError):
        graph.route("statistician", "MLOps")


def test_relative_iris_are_completed(tmp_path: Path) -> None:
    file = tmp_path / "relative.ttl"
    file.write_text("<a> <b> <#c> .", encoding="utf-8")
    (row,) = open_graph(file).sparql("SELECT * { ?s ?p ?o }").to_dicts()
    assert row == {"s": (tmp_path / "a").as_uri(), "p": (tmp_path / "b").as_uri(), "o": f"{file.as_uri()}#c"}


# --- names and groups -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["MLOps Engineer", "mlops engineer", "MLOPS  ENGINEER", "role/mlops-engineer", f"{BASE}role/mlops-engineer",
     f"<{BASE}role/mlops-engineer>", "MLOps", "ML Ops Engineer", "MLOps Enginer"],
)  # fmt: skip
def test_one_thing_by_all_its_names(graph: CareerGraph, name: str) -> None:
    entity = graph.get(name)
    assert entity == Entity(f"{BASE}role/mlops-engineer", "role/mlops-engineer", "MLOps Engineer", "role")
    assert graph.get(entity) == graph.get_or_none(name) == entity


def test_get_raises_and_find_does_not(graph: CareerGraph) -> None:
    with pytest.raises(UnknownNameError) as unknown:
        graph.get("plumber of pipelines")
    assert len(unknown.value.suggestions) <= 3
    assert graph.get_or_none("plumber of pipelines") is None
    with pytest.raises(AmbiguousNameError) as ambiguous:
        graph.get("statistics", "field", "skill", "entry-path", "role", "topic") if graph.get_or_none(
            "maths"
        ) else graph.get("maths")
    assert len(ambiguous.value.candidates) > 1


def test_entities_are_listed_by_kind_and_group(graph: CareerGraph) -> None:
    assert [entity.label for entity in graph.list("level")] == [
        "Junior Level", "Leadership Level", "Mid Level", "Senior Level"]  # fmt: skip
    assert [entity.id for entity in graph.list(within="Emerging Roles")] == [
        f"role/{name}" for name in ("ai-ethicist", "ai-governance-specialist", "ai-safety-researcher",
                                    "prompt-engineer", "synthetic-data-specialist")]  # fmt: skip
    assert {entity.label for entity in graph.list("skill", "languages")} == {
        "C++", "Java", "JavaScript", "Python", "R", "SQL", "Scala"}  # fmt: skip
    with pytest.raises(UsageError, match="there is no kind 'rolle'"):
        graph.list("rolle")


def test_without_merges_every_label_stands_for_itself() -> None:
    merged, apart = open_graph(), open_graph(merges=False)
    assert {skill.label for skill in merged.gap("Data Scientist", "Machine Learning Engineer").held} == {"Programming"}
    wanted = ("Research Scientist (AI/ML)", "Machine Learning Engineer")
    assert [skill.label for skill in merged.gap(*wanted).held] == ["Programming"]
    assert apart.gap(*wanted).held == ()


# --- places to edit ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "file", "text"),
    [
        (("MLOps Engineer", "salary", "$90,000 - $210,000+"), "roles", "salary: {line: 175"),
        (
            ("MLOps Engineer", "hasRequirement", "skill/monitoring-tools"),
            "roles",
            "- {line: 172, skill: monitoring-tools}",
        ),
        (
            ("MLOps Engineer", "hasResponsibility", "responsibility/ensure-scalability"),
            "roles",
            "- {label: Ensure scal",
        ),
        (("employer/amazon", "^namesEmployer", "industry/retail-e-commerce"), "industries", "- {line: 202"),
        (("skill/business-acumen", "^expectsSkill", "level/leadership-level"), "levels", "- {line: 250"),
        (("job-title/vp-of-ai", "atLevel", "level/leadership-level"), "job_titles", "- {id: vp-of-ai"),
        (("topic/automated-ml", "altLabel", "AutoML"), "topics", "- {id: automated-ml"),
        (("credential/phd", "skillEquivalents", 6), "curation", "- {credential: phd"),
        (("topic/automated-ml", "related", "skill/ml-algorithms"), "curation", "- topic: automated-ml"),
        (("skill/ml-algorithms", "related", "topic/recommendation-systems"), "curation", "- topic: recommendation-sys"),
    ],
)
def test_a_fact_is_edited_where_it_is_written(
    graph: CareerGraph, root: Path, fact: tuple[str, str, object], file: str, text: str
) -> None:
    name, prop, value = fact
    entity = graph.get(name)
    named = [found for found in graph.show(entity).facts if found.property == prop]
    facts = [found for found in named if value in (found.value, getattr(found.value, "id", None))]
    assert len(facts) == 1
    place = graph.edit_location(entity, facts[0])
    assert place is not None
    path, _, line = place.rpartition(":")
    assert path == f"data/ai_ml/{file}.yaml"
    assert (root / path).read_text(encoding="utf-8").split("\n")[int(line) - 1].strip().startswith(text)


def test_only_the_bundled_graph_has_places_to_edit(graph: CareerGraph) -> None:
    other = open_graph(EXPORTS / "career.ttl")
    fact = graph.show("MLOps").facts[0]
    assert other.edit_location(other.get("MLOps"), fact) is None


def test_every_fault_is_an_error_of_ours(graph: CareerGraph) -> None:
    for error in (SourceError, UsageError, UnknownNameError, AmbiguousNameError):
        assert issubclass(error, KGError)
    with pytest.raises(UsageError):
        graph.route("statistician", "MLOps", k=0)
