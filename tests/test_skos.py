"""SKOS taxonomies that are not ESCO: what is in them, roles and skills by scheme, and RDF that has neither."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
from command_line import kg
from rdflib import Graph

from kg.errors import UsageError
from kg.graph import open_graph
from kg.schema import SKOS
from kg.store.folder import StoreFolder
from kg.store.imports import import_source

if TYPE_CHECKING:
    from pathlib import Path

AT = "http://tax.example/"
TAXONOMY = f"""
@prefix : <{AT}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> . @prefix dct: <http://purl.org/dc/terms/> .

:metiers a skos:ConceptScheme ; skos:prefLabel "Metiers"@fr, "Occupations"@en ; skos:hasTopConcept :care ;
    dct:license <https://licence.example/> .
:savoirs a skos:ConceptScheme ; skos:prefLabel "Competences"@en .
:places a skos:ConceptScheme ; skos:prefLabel "Places"@en .

:care a skos:Concept ; skos:prefLabel "carer"@en ; skos:narrower :nurse .
:nurse a skos:Concept ; skos:inScheme :metiers ; skos:prefLabel "nurse"@en, "infirmier"@fr ;
    skos:altLabel "RN"@en ; skos:hiddenLabel "nurze"@en ; skos:notation "22.1" ; skos:definition "Nurses."@en ;
    :needs :listen, :wash ; :likes :sing ; skos:exactMatch <http://data.europa.eu/esco/occupation/n> .
:midwife a skos:Concept ; skos:topConceptOf :metiers ; xl:prefLabel [ xl:literalForm "midwife"@en ] ;
    xl:altLabel :label1 ; skos:related :nurse .
:label1 a xl:Label ; xl:literalForm "sage-femme"@fr .
:old a skos:Concept ; skos:inScheme :metiers ; skos:prefLabel "leech"@en ;
    owl:deprecated true ; dct:isReplacedBy :nurse .
:listen a skos:Concept ; skos:inScheme :savoirs ; skos:prefLabel "listen"@en ; :neededBy :midwife .
:wash a skos:Concept ; skos:inScheme :savoirs ; skos:prefLabel "wash"@en ; skos:broader :listen .
:sing a skos:Concept ; skos:inScheme :savoirs ; skos:prefLabel "sing"@en .
:paris a skos:Concept ; skos:inScheme :places ; skos:prefLabel "Paris"@fr .
"""
OPTIONS = ("--roles", "metiers", "--skills", f"{AT}savoirs", "--requires", "needs,neededBy", "--optional", f"{AT}likes")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("skos") / "tax.ttl"
    path.write_text(TAXONOMY, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def store(file: Path) -> Path:
    path = file.parent / "store"
    assert kg("init", path, "--empty").status == 0
    answer = kg("import", "skos", file, *OPTIONS, "--into", path)
    assert answer.status == 0, answer.err
    return path


def test_t2_roles_and_skills_are_those_of_their_schemes(store: Path) -> None:
    graph = open_graph(store)
    assert [role.label for role in graph.list("role")] == ["carer", "leech", "midwife", "nurse"]
    assert [skill.label for skill in graph.list("skill")] == ["listen", "sing", "wash"]
    assert {graph.get(name).label for name in ("infirmier", "RN", "nurze", "22.1", "nurse")} == {"nurse"}
    assert graph.get("sage-femme").label == "midwife"
    nurse, midwife = (graph.careers.roles[graph.get(name).iri] for name in ("nurse", "midwife"))
    assert [need.skill.label for need in nurse.required] == ["listen", "wash"]
    assert [need.skill.label for need in nurse.optional] == ["sing"]
    assert [need.skill.label for need in midwife.required] == ["listen"]
    assert kg("-g", store, "validate").status == 0


def test_t2_what_is_said_of_a_concept_is_shown_with_its_line(store: Path) -> None:
    shown = kg("-g", store, "show", "nurse", "-f", "json").json["facts"]
    said = {fact["property"]: fact for fact in shown}
    assert said["description"]["value"] == "Nurses."
    line = next(number for number, text in enumerate(TAXONOMY.split("\n"), 1) if text.startswith(":nurse"))
    assert said["prefLabel"]["source"]["line"] == line
    assert said["broader"]["value"]["label"] == "carer"
    assert said["exactMatch"]["value"] == "http://data.europa.eu/esco/occupation/n"
    assert "nurse" in kg("-g", store, "show", "leech").out
    assert {quad.object.value for quad in open_graph(store).store.reader.quads(f"{AT}metiers", SKOS.prefLabel)} == {
        "Metiers",
        "Occupations",
    }
    stats = kg("-g", store, "stats", "-f", "json").json["graphs"]
    assert next(iter(stats)) == "tax"


@pytest.mark.parametrize(("ending", "form"), [("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld"), ("nt", "nt")])
def test_t2_without_options_the_command_is_proposed_and_it_works(tmp_path: Path, ending: str, form: str) -> None:
    file = tmp_path / f"my taxonomy.{ending}"
    Graph().parse(data=TAXONOMY, format="turtle").serialize(file, format=form, encoding="utf-8")
    answer = kg("import", "skos", file, "-f", "json")
    assert answer.status == 0, answer.err
    counted = {scheme["iri"].removeprefix(AT): scheme["concepts"] for scheme in answer.json["schemes"]}
    assert counted == {"metiers": 4, "savoirs": 3, "places": 1}
    found = {
        (row["iri"].removeprefix(AT), row["times"]) for row in answer.json["properties"] if row["iri"].startswith(AT)
    }
    assert found == {("needs", 2), ("likes", 1), ("neededBy", 1)}
    words = shlex.split(answer.json["command"])
    assert words[:4] == ["kg", "import", "skos", str(file)]
    assert words[4:10] == ["--roles", f"{AT}metiers", "--skills", f"{AT}savoirs", "--requires", f"{AT}needs"]
    kg("init", tmp_path / "store", "--empty")
    words[words.index("DIR")] = str(tmp_path / "store")
    done = kg(*words[1:])
    assert done.status == 0, done.err
    assert len(open_graph(tmp_path / "store").list("role")) == 4
    assert kg("import", "skos", file, "--into", tmp_path / "store").status == 1


def test_t2_schemes_are_told_apart_by_their_links_where_their_names_say_nothing(tmp_path: Path) -> None:
    text = TAXONOMY.replace("metiers", "a1").replace("savoirs", "b2").replace('"Occupations"', '"A"')
    (tmp_path / "tax.ttl").write_text(
        text.replace('"Competences"', '"B"').replace('"Metiers"', '"A"'), encoding="utf-8"
    )
    command = kg("import", "skos", tmp_path / "tax.ttl", "-f", "json").json["command"]
    assert f"--roles {AT}a1 --skills {AT}b2 --requires {AT}needs" in command


def test_t2_classes_and_collections_stand_for_schemes(tmp_path: Path) -> None:
    text = f"""@prefix : <{AT}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    :a a skos:Concept, :Job ; skos:prefLabel "a" ; skos:related :b . :b a skos:Concept ; skos:prefLabel "b" .
    :set a skos:Collection ; skos:prefLabel "Set" ; skos:member :b ."""
    (tmp_path / "tax.ttl").write_text(text, encoding="utf-8")
    kg("init", tmp_path / "store", "--empty")
    options = ("--roles", "Job", "--skills", "set", "--requires", "skos:related")
    answer = kg("import", "skos", tmp_path / "tax.ttl", *options, "--into", tmp_path / "store")
    assert answer.status == 0, answer.err
    graph = open_graph(tmp_path / "store")
    assert [need.skill.label for need in graph.careers.roles[graph.get("a").iri].required] == ["b"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"roles": "nowhere"}, "'nowhere' is no scheme here"),
        ({"roles": "metiers", "skills": "savoirs", "requires": "nothing"}, "'nothing' is no property here"),
        ({}, "neither the scheme of roles nor that of skills is named"),
    ],
)
def test_t2_a_scheme_or_property_that_is_not_there_is_an_error(
    file: Path, tmp_path: Path, options: dict[str, str], said: str
) -> None:
    folder = StoreFolder.create(tmp_path / "store")
    with pytest.raises(UsageError, match=said):
        import_source(folder, "skos", [file], options=options)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TAXONOMY, "kg import skos"),
        ("<http://a.example/1> a <http://data.europa.eu/esco/model#Occupation> .", "kg import esco"),
        ("<http://a.example/1> <http://a.example/2> 3 .", "adds no role and no skill"),
    ],
)
def test_t2_rdf_without_roles_says_so_and_what_to_try(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "some.ttl").write_text(text, encoding="utf-8")
    kg("init", tmp_path / "store", "--empty")
    answer = kg("import", "rdf", tmp_path / "some.ttl", "--into", tmp_path / "store")
    assert answer.status == 0
    assert "adds no role and no skill" in answer.err + answer.out
    assert said in answer.err + answer.out
    kg("-g", tmp_path / "store", "export", tmp_path / "all.trig")


def test_t2_rdf_with_roles_says_nothing_of_the_kind(tmp_path: Path, store: Path) -> None:
    kg("-g", store, "export", tmp_path / "tax.ttl")
    kg("init", tmp_path / "again", "--empty")
    answer = kg("import", "rdf", tmp_path / "tax.ttl", "--into", tmp_path / "again")
    assert "no role" not in answer.err + answer.out


def test_what_a_role_is_linked_to_and_no_scheme_has_is_listed_and_never_lost_in_silence(tmp_path: Path) -> None:
    """A text, a node that nothing describes, and a concept that is broader than itself."""
    file = tmp_path / "jobs.ttl"
    file.write_text(
        f"""@prefix : <https://example.org/> . @prefix skos: <{SKOS.iri}> .
:occ a skos:ConceptScheme . :sk a skos:ConceptScheme .
:baker a skos:Concept ; skos:inScheme :occ ; skos:prefLabel "Baker"@en ; :needs :dough , "kneading" , :ghost .
:dough a skos:Concept ; skos:inScheme :sk ; skos:prefLabel "Dough"@en ; skos:broader :dough .
""",
        encoding="utf-8",
    )
    schemes = ("--roles", "https://example.org/occ", "--skills", "https://example.org/sk", "--requires", "needs")
    assert kg("init", tmp_path / "store", "--empty").status == 0
    answer = kg("import", "skos", file, *schemes, "--into", tmp_path / "store", "-f", "json")
    told = {(each["line"], each["message"].partition(", which")[0]) for each in answer.json["findings"]}
    assert {
        (3, "'https://example.org/baker' is linked by needs to 'kneading'"),
        (3, "'https://example.org/baker' is linked by needs to 'https://example.org/ghost'"),
        (4, "'https://example.org/dough' is broader than itself; that is left out"),
    } <= told
