"""ESCO in the terms of its own model: read from its RDF, asked as its endpoint is, written back and read again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from command_line import kg
from esco_model import COLLECTIONS, as_rdf, relations, release, scheme, table
from pyoxigraph import RdfFormat, parse
from taxonomies import ESCO, folder_of, zip_of

from kg.graph import open_graph
from kg.rdf.quads import open_quads
from kg.schema import BASE
from kg.store.folder import StoreFolder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES = release()
PREFIXES = f"""
PREFIX esco: <{ESCO}model#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX iso-thes: <http://purl.org/iso25964/skos-thes#>
"""


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same release imported from its tables, from Turtle and from RDF/XML, each into a store of its own."""
    place = tmp_path_factory.mktemp("esco-model")
    graph = as_rdf(FILES)
    inputs = {"csv": folder_of(FILES, place / "csv")}
    for name, form in {"ttl": "turtle", "rdf": "xml"}.items():
        inputs[name] = place / f"esco.{name}"
        graph.serialize(inputs[name], format=form, encoding="utf-8")
    found = {}
    for name, path in inputs.items():
        found[name] = place / f"store-{name}"
        assert kg("init", found[name], "--empty").status == 0
        answer = kg("import", "esco", path, "--into", found[name], "--release", "9.9")
        assert answer.status == 0, answer.err
    return found


def facts(store: Path) -> set[str]:
    """The quads of a store but for citations: documents, passages, and what says of a statement where it is stated."""
    quads: list[Any] = []
    for source in StoreFolder.open_at(store).sources:
        with open_quads(StoreFolder.open_at(store).file(source)) as content:
            quads += parse(content, RdfFormat.N_QUADS)
    about = (f"{BASE}statement/", f"{BASE}document/")
    named = ("wasDerivedFrom", "dc/terms/source")
    kept = (
        quad for quad in quads if not quad.subject.value.startswith(about) and not quad.predicate.value.endswith(named)
    )
    return {str(quad) for quad in kept}


@pytest.mark.parametrize("form", ["ttl", "rdf"])
def test_t1_tables_and_rdf_of_a_release_give_the_same_graph(stores: dict[str, Path], form: str) -> None:
    assert facts(stores[form]) == facts(stores["csv"])
    assert len(facts(stores[form])) > 300


def ask(store: Path, query: str) -> Any:
    return [tuple(row.values()) for row in open_graph(store).sparql(PREFIXES + query).to_dicts()]


def rows(name: str) -> list[dict[str, str]]:
    return table(FILES, name)


def related(relation: str) -> Counter[tuple[str, str]]:
    return Counter((one, other) for one, kind, other in relations(FILES) if kind == relation)


OCCUPATION = f"{ESCO}occupation/o"
QUERIES: list[tuple[str, Callable[[], Any]]] = [
    (
        "SELECT ?o ?l { ?o a esco:Occupation ; skos:prefLabel ?l FILTER(lang(?l) = 'en') }",
        lambda: [(row["conceptUri"], row["preferredLabel"]) for row in rows("occupations_en.csv")],
    ),
    (
        "SELECT ?o ?s { ?o a esco:Occupation ; esco:relatedEssentialSkill ?s . ?s a esco:Skill }",
        lambda: [
            pair for pair in related("Essential") if pair[0] in {r["conceptUri"] for r in rows("occupations_en.csv")}
        ],
    ),
    (
        "SELECT ?o (COUNT(?s) AS ?n) { ?o a esco:Occupation ; esco:relatedOptionalSkill ?s } GROUP BY ?o",
        lambda: Counter(one for one, _ in related("Optional") if one.startswith(OCCUPATION)).items(),
    ),
    (
        "SELECT ?a ?b { ?a a esco:Skill ; esco:relatedOptionalSkill ?b }",
        lambda: [pair for pair in related("Optional") if not pair[0].startswith(OCCUPATION)],
    ),
    (
        "SELECT ?s { ?s a esco:Skill ; esco:skillType <http://data.europa.eu/esco/skill-type/knowledge> }",
        lambda: [(row["conceptUri"],) for row in rows("skills_en.csv") if row["skillType"] == "knowledge"],
    ),
    (
        "SELECT ?s ?level { ?s esco:skillReuseLevel ?level ; iso-thes:status 'released' }",
        lambda: [
            (row["conceptUri"], f"{ESCO}skill-reuse-level/{row['reuseLevel']}")
            for row in rows("skills_en.csv")
            if row["reuseLevel"]
        ],
    ),
    (
        "SELECT ?g ?code { ?g skos:inScheme <http://data.europa.eu/esco/concept-scheme/isco> ; skos:notation ?code }",
        lambda: [(row["conceptUri"], row["code"]) for row in rows("ISCOGroups_en.csv")],
    ),
    (
        "SELECT ?o ?g { ?o esco:memberOfISCOGroup ?g }",
        lambda: [(row["conceptUri"], f"{ESCO}isco/C{row['iscoGroup']}") for row in rows("occupations_en.csv")],
    ),
    (
        "SELECT ?o { ?o esco:regulatedProfessionNote <http://data.europa.eu/esco/regulated-professions/regulated> }",
        lambda: [
            (row["conceptUri"],)
            for row in rows("occupations_en.csv")
            if row["regulatedProfessionNote"].endswith("/regulated")
        ],
    ),
    (
        f"SELECT ?s ?l {{ ?s skos:inScheme <{scheme('green')}> ; skos:prefLabel ?l FILTER(lang(?l) = 'en') }}",
        lambda: [(row["conceptUri"], row["preferredLabel"]) for row in rows("greenSkillsCollection_en.csv")],
    ),
    (
        "SELECT ?top ?name { ?scheme skos:hasTopConcept ?top ; skos:prefLabel ?name FILTER(lang(?name) = 'fr') }",
        lambda: [(f"{ESCO}skill/s2", "Vert")],
    ),
    (
        "SELECT ?o ?text { ?o a esco:Occupation ; dct:description ?text FILTER(lang(?text) = 'en') }",
        lambda: [(row["conceptUri"], row["description"]) for row in rows("occupations_en.csv") if row["description"]],
    ),
]


@pytest.mark.parametrize("form", ["csv", "ttl"])
@pytest.mark.parametrize(("query", "expected"), QUERIES, ids=lambda each: each[7:40] if isinstance(each, str) else "")
def test_t1_queries_for_the_endpoint_of_esco_answer(
    stores: dict[str, Path], form: str, query: str, expected: Callable[[], Any]
) -> None:
    wanted = sorted(expected())
    assert sorted(ask(stores[form], query)) == wanted
    assert wanted


@pytest.mark.parametrize("form", ["ttl", "jsonld", "rdf"])
@pytest.mark.slow
def test_t1_an_export_is_esco_again(stores: dict[str, Path], tmp_path: Path, form: str) -> None:
    """Read as ESCO it gives the same facts; read as RDF, in the format with graphs, the same quads."""
    for name in (form, "trig"):
        assert kg("-g", stores["csv"], "export", tmp_path / f"esco.{name}").status == 0
    kg("init", tmp_path / "again", "--empty")
    answer = kg("import", "esco", tmp_path / f"esco.{form}", "--into", tmp_path / "again", "--release", "9.9")
    assert answer.status == 0, answer.err
    assert facts(tmp_path / "again") == facts(stores["csv"])
    kg("init", tmp_path / "copy", "--empty")
    assert kg("import", "rdf", tmp_path / "esco.trig", "--into", tmp_path / "copy", "--name", "esco").status == 0
    assert facts(tmp_path / "copy") == facts(stores["csv"])


def test_t1_no_answer_says_a_requirement_twice(stores: dict[str, Path]) -> None:
    shown = kg("-g", stores["csv"], "show", "baker", "-f", "json").json["facts"]
    skills = [
        fact["value"]["label"] for fact in shown if isinstance(fact["value"], dict) and fact["value"]["kind"] == "skill"
    ]
    assert sorted(skills) == ["grains", "knead"]
    edges = open_graph(stores["csv"]).to_networkx().edges("occupation/o1", keys=True)
    assert sorted(key for _, other, key in edges if other.startswith("skill/")) == ["optionalSkill", "requiresSkill"]
    found = kg("-g", stores["csv"], "connect", "baker", "knead", "-k", "1", "-f", "json").json
    assert str(found).count("'baker requires knead'") == 1


def test_t1_what_is_retired_keeps_its_iri(tmp_path: Path) -> None:
    text = f"""
    @prefix esco: <{ESCO}model#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix dct: <http://purl.org/dc/terms/> . @prefix iso-thes: <http://purl.org/iso25964/skos-thes#> .
    <{OCCUPATION}1> a skos:Concept, esco:Occupation ; skos:prefLabel "hewer"@en ; iso-thes:status "obsolete" ;
        dct:isReplacedBy <{OCCUPATION}2> .
    <{OCCUPATION}2> a skos:Concept, esco:Occupation ; skos:prefLabel "miner"@en ; skos:broader <{ESCO}isco/C8111> .
    """
    (tmp_path / "esco.ttl").write_text(text, encoding="utf-8")
    kg("init", tmp_path / "store", "--empty")
    answer = kg("import", "esco", tmp_path / "esco.ttl", "--into", tmp_path / "store", "-f", "json")
    assert answer.status == 0, answer.err
    shown = kg("-g", tmp_path / "store", "show", "hewer")
    assert "replaced by" in shown.out
    assert "miner" in shown.out
    assert "retired" in shown.out
    assert "preparation level" in kg("-g", tmp_path / "store", "show", "miner").out


def test_t1_the_languages_of_a_release_may_be_chosen(tmp_path: Path) -> None:
    as_rdf(FILES).serialize(tmp_path / "esco.ttl", format="turtle", encoding="utf-8")
    for name, path in {"rdf": tmp_path / "esco.ttl", "csv": zip_of(FILES, tmp_path / "esco.zip")}.items():
        kg("init", tmp_path / name, "--empty")
        assert kg("import", "esco", path, "--into", tmp_path / name, "--languages", "en").status == 0
        assert (
            ask(tmp_path / name, "SELECT ?o { ?o a esco:Occupation ; skos:prefLabel ?l FILTER(lang(?l) = 'fr') }") == []
        )


def test_t1_damaged_rdf_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "esco.ttl").write_text("@prefix a: <http://a/> .\na:b a:c ", encoding="utf-8")
    kg("init", tmp_path / "store", "--empty")
    answer = kg("import", "esco", tmp_path / "esco.ttl", "--into", tmp_path / "store")
    assert answer.status == 3
    assert "esco.ttl' is damaged" in answer.err
    assert "line 2" in answer.err


def test_the_collections_are_those_of_the_small_release() -> None:
    assert set(COLLECTIONS) == {name.partition("_")[0] for name in FILES if "Collection" in name}
