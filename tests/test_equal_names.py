"""Equal names of different sources: which are linked at import, which are not, and what answers make of the links."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING

import pytest
from command_line import kg
from taxonomies import ESCO, esco_files, folder_of, onet_files, skill
from taxonomies import lines as esco_lines

import kg as package
from kg.errors import AmbiguousNameError
from kg.schema import BASE, CK, NAME_LINKS, PROV, RDF, SKOS, SSSOM
from kg.store.folder import StoreFolder
from kg.store.imports import import_source

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import CareerGraph

GRAPH = f"{BASE}graph/{NAME_LINKS}"
Names = list[tuple[str, str]]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """An empty store."""
    assert kg("init", tmp_path / "store", "--empty").status == 0
    return tmp_path / "store"


def rdf(folder: Path, name: str, *labels: str, kind: str = "Skill") -> Path:
    """A file of RDF named after a source, with entities that have these labels, each with its language tag or none."""
    text = f"@prefix ck: <{CK.iri}> . @prefix skos: <{SKOS.iri}> .\n"
    for number, label in enumerate(labels, 1):
        plain, _, tag = label.partition("@")
        value = json.dumps(plain) + (f"@{tag}" if tag else "")
        text += f"<http://{name}.example/{number}> a ck:{kind} ; skos:prefLabel {value} .\n"
    path = folder / f"{name}.ttl"
    path.write_text(text, encoding="utf-8")
    return path


def put(store: Path, *files: Path, link: bool = True) -> None:
    folder = StoreFolder.open_at(store)
    for file in files:
        import_source(folder, "rdf", [file], link=link)


def links(store: Path) -> set[tuple[str, str]]:
    """The linked pairs, each once, by the last parts of their IRIs' hosts and paths: ``("a.example/1", ...)``."""
    graph = package.open(store)
    query = f"SELECT ?x ?y {{ GRAPH <{GRAPH}> {{ ?x <{SKOS.exactMatch}> ?y }} }}"
    found = {(str(row["x"]), str(row["y"])) for row in graph.sparql(query).to_dicts()}
    assert {(y, x) for x, y in found} == found
    return {(x.removeprefix("http://"), y.removeprefix("http://")) for x, y in found if x < y}


def pairs(*numbers: int, one: str = "a", other: str = "b") -> set[tuple[str, str]]:
    return {(f"{one}.example/{number}", f"{other}.example/{number}") for number in numbers}


# --- which names are equal ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_labels_are_equal_without_case_accents_and_spaces(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "Wound Care", "Pâtisserie", "Data  entry", "Welding", "Rope work"))
    put(store, rdf(tmp_path, "b", "wound care", "patisserie", "data entry", "weldings", "ropework"))
    assert links(store) == pairs(1, 2, 3)


@pytest.mark.parametrize("kind", ["Skill", "Role", "Credential", "Field"])
@pytest.mark.slow
def test_each_kind_is_linked_to_itself_alone(store: Path, tmp_path: Path, kind: str) -> None:
    put(store, rdf(tmp_path, "a", "Nursing", kind=kind), rdf(tmp_path, "b", "nursing", kind=kind))
    others = [each for each in ("Skill", "Role", "Credential", "Field") if each != kind]
    put(store, *(rdf(tmp_path, f"c-{each.lower()}", "Nursing", kind=each) for each in others))
    assert links(store) == pairs(1)


@pytest.mark.parametrize("kind", ["Employer", "Location", "Topic", "Responsibility", "Level", "JobTitle", "SkillGroup"])
@pytest.mark.slow
def test_what_routes_do_not_count_is_not_linked(store: Path, tmp_path: Path, kind: str) -> None:
    put(store, rdf(tmp_path, "a", "Springfield", kind=kind), rdf(tmp_path, "b", "Springfield", kind=kind))
    assert links(store) == set()


@pytest.mark.slow
def test_a_homonym_within_a_source_is_not_linked(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "Drawing", "Painting"), rdf(tmp_path, "b", "drawing", "painting", "DRAWING"))
    assert links(store) == pairs(2)


@pytest.mark.slow
def test_a_short_name_is_linked_only_in_the_same_spelling(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "R", "Go", "C++", "SAS", "IV", "Loom", "R&D"))
    put(store, rdf(tmp_path, "b", "R", "GO", "c++", "SAS", "iv", "LOOM", "r&d"))
    assert links(store) == pairs(1, 4, 6)


def test_labels_of_two_languages_are_not_equal(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "chef@en", "marketing@en-GB", "baking", "Gift@de"))
    put(store, rdf(tmp_path, "b", "Chef@de", "Marketing@en", "Baking@en", "gift@en"))
    assert links(store) == pairs(2, 3)


def test_labels_that_lead_to_two_entities_link_none(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "b", "software@en", "logiciel@fr"))
    text = rdf(tmp_path, "a", "software@en").read_text(encoding="utf-8").replace("@en .", '@en , "logiciel"@fr .')
    (tmp_path / "a.ttl").write_text(text, encoding="utf-8")
    put(store, tmp_path / "a.ttl")
    assert links(store) == set()


def test_alternative_labels_do_not_count(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "Ropes"))
    text = rdf(tmp_path, "b", "Cords").read_text(encoding="utf-8").replace(" .\n", ' ; skos:altLabel "Ropes" .\n')
    (tmp_path / "b.ttl").write_text(text.replace("> . @prefix", "> .\n@prefix"), encoding="utf-8")
    put(store, rdf(tmp_path, "c", "Cords"))
    assert links(store) == set()


@pytest.mark.slow
def test_three_sources_with_one_name_are_all_linked_in_any_order(store: Path, tmp_path: Path) -> None:
    files = [rdf(tmp_path, name, "Welding") for name in "abc"]
    put(store, *files)
    found = links(store)
    assert found == pairs(1) | pairs(1, other="c") | pairs(1, one="b", other="c")
    [first] = [source for source in StoreFolder.open_at(store).sources if source.name == NAME_LINKS]
    assert kg("init", tmp_path / "turned", "--empty").status == 0
    put(tmp_path / "turned", *reversed(files))
    [second] = [source for source in StoreFolder.open_at(tmp_path / "turned").sources if source.name == NAME_LINKS]
    assert first.digest == second.digest


# --- imports, removal, --no-link ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_import_says_how_many_links_it_made(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "Welding", "Baking"), rdf(tmp_path, "c", "Welding"))
    answer = kg("import", "rdf", rdf(tmp_path, "b", "welding", "baking", "other"), "--into", store)
    assert "b: 3 links by equal names (2 to a, 1 to c)" in answer.out
    again = kg("import", "rdf", tmp_path / "b.ttl", "--into", store, "-f", "json").json
    assert again[0]["links"] == [{"source": "a", "links": 2}, {"source": "c", "links": 1}]


@pytest.mark.slow
def test_a_source_with_named_graphs_counts_the_links_of_them_all(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "Welding", "Baking"))
    text = "".join(
        f"<http://b.example/{label}> <{RDF.type}> <{CK.Skill}> <http://g.example/{label}> .\n"
        f'<http://b.example/{label}> <{SKOS.prefLabel}> "{label}" <http://g.example/{label}> .\n'
        for label in ("welding", "baking")
    )
    (tmp_path / "b.nq").write_text(text, encoding="utf-8")
    assert "(2 to a)" in kg("import", "rdf", tmp_path / "b.nq", "--into", store).out
    assert "links by" not in kg("import", "rdf", tmp_path / "b.nq", "--into", store, "--no-link").out
    assert links(store) == set()


@pytest.mark.slow
def test_links_go_with_their_source(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "Welding"), rdf(tmp_path, "b", "Welding"), rdf(tmp_path, "c", "Welding"))
    assert kg("-g", store, "remove", "b").status == 0
    assert links(store) == pairs(1, other="c")
    assert kg("-g", store, "remove", "c").status == 0
    assert links(store) == set()
    assert {source.name for source in StoreFolder.open_at(store).sources} == {"a"}


@pytest.mark.slow
def test_a_replaced_source_is_linked_as_it_is_now(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "Welding", "Baking"), rdf(tmp_path, "b", "Welding"))
    put(store, rdf(tmp_path, "b", "Sewing", "Baking"))
    assert links(store) == pairs(2)


@pytest.mark.slow
def test_no_link_is_remembered_at_later_imports(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "Welding"))
    answer = kg("import", "rdf", rdf(tmp_path, "b", "Welding"), "--into", store, "--no-link", "-f", "json")
    assert answer.json[0]["links"] == []
    assert links(store) == set()
    put(store, rdf(tmp_path, "c", "Welding"))
    assert links(store) == pairs(1, other="c")
    put(store, tmp_path / "b.ttl")
    assert len(links(store)) == 3


@pytest.mark.slow
def test_no_link_survives_a_backup(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "Welding"), rdf(tmp_path, "c", "Welding"))
    put(store, rdf(tmp_path, "b", "Welding"), link=False)
    assert kg("-g", store, "backup", tmp_path / "b.zip").status == 0
    assert kg("restore", tmp_path / "b.zip", "--into", tmp_path / "new").status == 0
    assert links(tmp_path / "new") == links(store) == pairs(1, other="c")


@pytest.mark.slow
def test_the_links_of_an_exported_store_are_not_imported(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "Welding"), rdf(tmp_path, "b", "Welding"))
    assert kg("-g", store, "export", tmp_path / "all.trig").status == 0
    assert kg("init", tmp_path / "new", "--empty").status == 0
    put(tmp_path / "new", tmp_path / "all.trig", link=False)
    assert links(tmp_path / "new") == set()


@pytest.mark.parametrize(
    "command", [("import", "rdf", "FILE", "--name", "links", "--into"), ("remove", "links", "--from")]
)
def test_the_links_are_no_source_of_a_user(store: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    file = rdf(tmp_path, "a", "Welding")
    answer = kg(*(file if part == "FILE" else part for part in command), store)
    assert answer.status == 2
    assert "links" in answer.err


@pytest.mark.slow
def test_a_file_called_links_is_a_source_of_another_name(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "links", "Welding"), rdf(tmp_path, "b", "Welding"))
    assert {source.name for source in StoreFolder.open_at(store).sources} == {"b", "rdf-links", NAME_LINKS}
    assert links(store) == {("b.example/1", "links.example/1")}


@pytest.mark.slow
def test_a_store_with_links_conforms(new_store: Path, tmp_path: Path) -> None:
    put(new_store, rdf(tmp_path, "a", "Python@en"))
    about = [
        line for line in kg("-g", new_store, "validate").out.splitlines() if "statement/links" in line or GRAPH in line
    ]
    assert about == []


# --- what was reviewed ----------------------------------------------------------------------------------------------

HEAD = "#curie_map:\n#  a: http://a.example/\n#  b: http://b.example/\n#  c: http://c.example/\n"
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tpredicate_modifier\tobject_source\n"


def review(store: Path, folder: Path, *rows: str) -> None:
    """Import mappings; a row is its subject, predicate and object, then its modifier and the source of the object."""
    path = folder / "mine.sssom.tsv"
    cells = [(row + "   ").split(" ")[:5] for row in rows]
    body = "".join(f"{s}\tskos:{p}\t{o}\tsemapv:ManualMappingCuration\t{m}\t{v}\n" for s, p, o, m, v in cells)
    path.write_text(HEAD + COLUMNS + body, encoding="utf-8")
    assert kg("import", "sssom", path, "--into", store).status == 0


@pytest.mark.parametrize("predicate", ["closeMatch", "broadMatch", "narrowMatch", "relatedMatch", "exactMatch"])
@pytest.mark.slow
def test_a_reviewed_mapping_to_a_source_leaves_no_link_to_it(store: Path, tmp_path: Path, predicate: str) -> None:
    put(store, *(rdf(tmp_path, name, "Welding", "Metal work") for name in "abc"))
    review(store, tmp_path, f"a:1 {predicate} b:2")
    assert pairs(1).isdisjoint(links(store))
    assert pairs(2) | pairs(1, 2, other="c") <= links(store)


@pytest.mark.slow
def test_a_reviewed_exact_match_between_equal_names_stays(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "Welding"), rdf(tmp_path, "b", "Welding"))
    review(store, tmp_path, "a:1 exactMatch b:1")
    assert links(store) == set()
    assert package.open(store).careers.tree.canonical("http://b.example/1") == "http://a.example/1"


@pytest.mark.slow
def test_a_third_source_does_not_join_what_a_review_holds_apart(store: Path, tmp_path: Path) -> None:
    put(store, *(rdf(tmp_path, name, "Welding") for name in "abc"))
    review(store, tmp_path, "a:1 closeMatch b:1")
    assert links(store) == pairs(1, other="c")


@pytest.mark.parametrize("row", ["a:1 exactMatch b:1 Not", "b:1 exactMatch a:1 Not"])
@pytest.mark.slow
def test_a_denied_pair_is_not_linked(store: Path, tmp_path: Path, row: str) -> None:
    put(store, *(rdf(tmp_path, name, "Welding") for name in "ab"))
    review(store, tmp_path, row)
    assert links(store) == set()
    assert kg("-g", store, "remove", "mine").status == 0
    assert links(store) == pairs(1)


@pytest.mark.slow
def test_no_term_found_leaves_no_link_to_that_source(store: Path, tmp_path: Path) -> None:
    put(store, *(rdf(tmp_path, name, "Welding") for name in "abc"))
    review(store, tmp_path, f"a:1 exactMatch sssom:NoTermFound  {BASE}graph/b")
    assert pairs(1).isdisjoint(links(store))
    assert links(store) == pairs(1, other="c")
    review(store, tmp_path, "a:1 exactMatch sssom:NoTermFound")
    assert links(store) == pairs(1, one="b", other="c")


def test_the_mappings_that_ship_come_first(new_store: Path, tmp_path: Path) -> None:
    """Python is mapped to another entity of ESCO; of hardware optimisation the mappings say nothing."""
    files = esco_files()
    files["skills_en.csv"] += esco_lines(
        skill(8, "knowledge", "", "Python"), skill(9, "knowledge", "", "Hardware optimization")
    )
    assert kg("import", "esco", folder_of(files, tmp_path / "esco"), "--into", new_store).status == 0
    found = {one.removeprefix("data.europa.eu/esco/skill/") for pair in links(new_store) for one in pair}
    assert found == {"s9", f"{BASE}skill/hardware-optimization"}


# --- every kind of source -------------------------------------------------------------------------------------------

GUIDE = """# Care careers

## Roles

### Carer

**Required skills:**
- Lifting
- Communication

**Education:** Bachelor's degree in Statistics
"""

WARDS = "Role,Needs\nWard Analyst,Programming; Cloud platforms; Statistical analysis\n"
MAPPING = "title: Wards\nrows: roles\ncolumns:\n  label: Role\n  skills: Needs\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def own(bundled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the bundled graph, an own guide and an own table."""
    folder = tmp_path_factory.mktemp("own")
    store = shutil.copytree(bundled_store, folder / "store")
    assert kg("import", "guide", written(folder, "care.md", GUIDE), "--into", store).status == 0
    table = "--mapping", written(folder, "wards.yaml", MAPPING)
    assert kg("import", "table", written(folder, "wards.csv", WARDS), *table, "--into", store).status == 0
    return store


@pytest.fixture(scope="module")
def own_graph(own: Path) -> CareerGraph:
    return package.open(own)


@pytest.mark.slow
def test_esco_onet_and_a_guide_meet_in_one_name(store: Path, tmp_path: Path) -> None:
    for kind, files in (("esco", esco_files()), ("onet", onet_files())):
        if kind == "esco":
            files["skills_en.csv"] += esco_lines(skill(9, "skill/competence", "", "Ovenware"))
        assert kg("import", kind, folder_of(files, tmp_path / kind), "--into", store).status == 0
    text = GUIDE.replace("Lifting", "ovenware")
    answer = kg("import", "guide", written(tmp_path, "care.md", text), "--into", store)
    assert "care: 2 links by equal names (1 to esco, 1 to onet)" in answer.out
    ours, theirs = f"{BASE}care/skill/ovenware", f"{BASE}onet/skill/ovenware"
    canonical = package.open(store).careers.tree.canonical
    assert canonical(ours) == canonical(theirs) == canonical(f"{ESCO}skill/s9")


@pytest.mark.slow
def test_why_shows_a_link_with_its_reason_and_both_lines(own: Path) -> None:
    answer = kg("-g", own, "why", "Communication", "--source", "care", "-f", "json").json
    [*facts] = [fact for fact in answer["facts"] if fact["property"] == "exactMatch"]
    assert {fact["value"]["id"] for fact in facts} == {"skill/communication"}
    assert {fact["source"]["graph"] for fact in facts} == {NAME_LINKS}
    assert {fact["source"]["document"] for fact in facts} == {"Care careers", "Career Paths in AI/ML"}
    assert 9 in {fact["source"]["line"] for fact in facts}
    assert [fact["parts"]["reason"] for fact in facts] == [["equal preferred label"]] * len(facts)
    turned = kg("-g", own, "why", "Communication", "--source", "ai-ml", "-f", "json").json
    assert any(fact["source"]["graph"] == NAME_LINKS for fact in turned["facts"])


@pytest.mark.slow
def test_a_link_is_reified_with_justification_and_passages(own_graph: CareerGraph) -> None:
    query = f"""SELECT ?why ?how ?from {{ GRAPH <{GRAPH}> {{ ?s a <{RDF.Statement}> ;
        <{RDF.subject}> <{BASE}skill/communication> ; <{RDF.predicate}> <{SKOS.exactMatch}> ;
        <{RDF.object}> <{BASE}care/skill/communication> ; <{CK.reason}> ?why ;
        <{SSSOM.mapping_justification}> ?how ; <{PROV.wasDerivedFrom}> ?from }} }}"""
    rows = own_graph.sparql(query).to_dicts()
    assert {(row["why"], row["how"]) for row in rows} == {
        ("equal preferred label", "https://w3id.org/semapv/vocab/LexicalMatching")
    }
    assert {str(row["from"]).removeprefix(BASE).partition("/")[0] for row in rows} == {"passage", "care"}


# --- answers --------------------------------------------------------------------------------------------------------


def labels(items: object) -> list[str]:
    return sorted(item["label"] for item in items)  # type: ignore[attr-defined]


def test_d2_a_route_from_an_own_table_to_a_bundled_role(own: Path) -> None:
    """Programming and Cloud platforms are two of the six skills on lines 24 to 33 of the guide."""
    gap = kg("-g", own, "gap", "Ward Analyst", "Machine Learning Engineer", "-f", "json").json
    assert labels(gap["held"]) == ["Cloud platforms", "Programming"]
    answer = kg("-g", own, "route", "Ward Analyst", "Machine Learning Engineer", "--all")
    assert answer.status == 0
    assert "as Programming (wards/" in answer.out
    [step, *_] = kg("-g", own, "route", "Ward Analyst", "Machine Learning Engineer", "-f", "json").json["routes"][0][
        "steps"
    ]
    kept = next(item for item in step["kept"] if item["label"] == "Programming")
    assert {source["graph"] for source in kept["sources"]} >= {"ai-ml", "wards", NAME_LINKS}


@pytest.mark.slow
def test_d2_without_links_the_table_is_an_island(new_store: Path, tmp_path: Path) -> None:
    mapping = written(tmp_path, "wards.yaml", MAPPING)
    wards = written(tmp_path, "wards.csv", WARDS)
    assert kg("import", "table", wards, "--mapping", mapping, "--into", new_store, "--no-link").status == 0
    assert kg("-g", new_store, "gap", "Ward Analyst", "Machine Learning Engineer", "-f", "json").json["held"] == []
    assert kg("-g", new_store, "route", "Ward Analyst", "Machine Learning Engineer").status == 1


@pytest.mark.slow
def test_d2_the_bundled_guide_imported_again_is_no_island(new_store: Path, shared: Path, tmp_path: Path) -> None:
    [text] = shared.glob("seed/*.txt")
    guide = shutil.copy(text, tmp_path / "again.md")
    assert kg("import", "guide", guide, "--into", new_store).status == 0
    graph = package.open(new_store)
    again = graph.resolve("Data Scientist", ("role",), ("again",)).entity
    assert graph.careers.canonical_role(again.iri) == f"{BASE}role/data-scientist"
    ours = graph.gap("role/data-scientist", "role/machine-learning-engineer")
    theirs = graph.gap(again, "role/machine-learning-engineer")
    assert [item.label for item in theirs.held] == [item.label for item in ours.held]
    assert theirs.coverage == ours.coverage


@pytest.mark.parametrize("have", ["Communication,Lifting", "communication, LIFTING"])
def test_d3_what_is_held_is_held_in_every_source(own: Path, have: str) -> None:
    gap = kg("-g", own, "gap", "--have", have, "Carer", "-f", "json").json
    assert labels(gap["held"]) == ["Communication", "Lifting"]
    assert gap["missing"] == []
    bundled = kg("-g", own, "gap", "--have", have, "AI Product Manager", "-f", "json").json
    assert labels(bundled["held"]) == ["Communication"]


def test_d3_holds_without_links_too(new_store: Path, tmp_path: Path) -> None:
    guide = written(tmp_path, "care.md", GUIDE)
    assert kg("import", "guide", guide, "--into", new_store, "--no-link").status == 0
    for role, held in (("Carer", ["Communication", "Lifting"]), ("AI Product Manager", ["Communication"])):
        answer = kg("-g", new_store, "gap", "--have", "Communication,Lifting", role, "-f", "json")
        assert labels(answer.json["held"]) == held
        assert "--source" not in answer.err
    graph = package.open(new_store)
    assert not graph.gap(None, "Carer", graph.conditions(have=["Communication", "Lifting"])).missing
    one = graph.resolve("Communication", ("skill",), ("care",)).entity
    assert [item.label for item in graph.gap(None, "AI Product Manager", graph.conditions(have=[one])).held] == []


def test_d3_a_homonym_is_held_where_it_is_one_entity(store: Path, tmp_path: Path) -> None:
    put(store, rdf(tmp_path, "a", "Drawing"), rdf(tmp_path, "b", "Drawing", "drawing"))
    graph = package.open(store)
    assert graph.conditions(have=[graph.resolve("Drawing", (), ("a",)).entity]).have == {"http://a.example/1"}


def test_d3_a_name_of_two_sources_is_held_in_both(store: Path, tmp_path: Path) -> None:
    """Neither source comes first; what one source has twice is ambiguous all the same."""
    put(store, rdf(tmp_path, "a", "Drawing", "Sewing"), rdf(tmp_path, "b", "drawing", "Sewing", "sewing"), link=False)
    graph = package.open(store)
    assert graph.conditions(have=["Drawing"]).have == {"http://a.example/1", "http://b.example/1"}
    with pytest.raises(AmbiguousNameError):
        graph.conditions(have=["Sewing"])
    with pytest.raises(AmbiguousNameError):
        graph.get("Drawing")


def test_d3_what_is_avoided_is_avoided_in_every_source(new_store: Path, tmp_path: Path) -> None:
    guide = written(tmp_path, "care.md", GUIDE)
    assert kg("import", "guide", guide, "--into", new_store, "--no-link").status == 0
    graph = package.open(new_store)
    assert graph.conditions(avoid=["Communication"]).avoid == {
        f"{BASE}skill/communication",
        f"{BASE}care/skill/communication",
    }


def test_d3_match_and_curriculum_hold_what_is_named_everywhere(own_graph: CareerGraph) -> None:
    matches = own_graph.match(["Communication", "Lifting"])
    best = {gap.destination.label: len(gap.held) for gap in matches.roles}
    assert (best["Carer"], best["AI Product Manager"]) == (2, 1)
    assert [skill.label for skill in matches.have] == ["Communication", "Lifting"]
    taught = own_graph.match_curriculum(["Communication", "Lifting"])
    assert "Carer" in {gap.destination.label for gap in taught.fully}


SAID_OTHERWISE = """# Boat yards

## Roles

### 1. Boat Builder

**Required Skills:**
- Git
- Statistics

**Education:** BSc
"""
"""A source whose labels are synonyms of the bundled graph."""


@pytest.fixture
def yards(new_store: Path, tmp_path: Path) -> Path:
    """The bundled graph with two guides that have the same names."""
    for name in ("yards", "wharves"):
        guide = written(tmp_path, f"{name}.md", SAID_OTHERWISE.replace("Boat yards", f"Boat {name}"))
        assert kg("import", "guide", guide, "--into", new_store).status == 0
    return new_store


def test_a_synonym_is_held_where_another_source_has_it_as_a_label(yards: Path) -> None:
    """An import takes no reading of the bundled graph away."""
    for have in ("Git", "BSc"):
        alone, beside = (kg(*at, "gap", "--have", have, "MLOps Engineer", "-f", "json") for at in ((), ("-g", yards)))
        for found in (json.loads(alone.out), json.loads(beside.out)):
            held = [item["label"] for item in found["held"]]
            assert (held, found["gates"][0]["met"]) == (["Version control systems"] * (have == "Git"), have == "BSc")


def test_a_synonym_of_two_of_a_source_is_held_in_neither(store: Path, tmp_path: Path) -> None:
    file = rdf(tmp_path, "a", "Drawing", "Sewing")
    synonyms = "".join(f'<http://a.example/{each}> skos:hiddenLabel "Craft" .\n' for each in (1, 2))
    file.write_text(file.read_text(encoding="utf-8") + synonyms, encoding="utf-8")
    put(store, file, rdf(tmp_path, "b", "Craft"))
    assert package.open(store).conditions(have=["Craft"]).have == {"http://b.example/1"}


def test_a_text_means_a_name_of_several_sources_once(yards: Path, tmp_path: Path) -> None:
    """Both guides have it: it is no question which one was meant, and it is held in each."""
    text = written(tmp_path, "me.txt", "I have used Statistics for years, and I plan my work by it every day.")
    for source in ("yards", "wharves"):
        answer = kg("-g", yards, "gap", "--have", f"@{text}", f"{source}/role/boat-builder")
        assert "1 of 2 required skills held" in answer.out, answer.out
        assert "not counted" not in answer.err


def test_connections_run_through_a_link_and_say_so(own: Path) -> None:
    answer = kg("-g", own, "connect", "Carer", "AI Product Manager")
    assert "Communication is the same skill as Communication" in answer.out


def test_a_credential_held_in_one_source_meets_that_of_another(own_graph: CareerGraph) -> None:
    """The guide's Data Scientist asks for a bachelor's or master's degree, the carer for a bachelor's."""
    graph = own_graph
    [gate] = graph.gap(None, "Carer", graph.conditions(have=["credential/bachelors"])).gates
    assert gate.met
    [gate] = graph.gap(None, "Carer", graph.conditions(have=["PhD"])).gates
    assert gate.met, "a higher degree of the same ladder"
    [gate] = graph.gap("Data Scientist", "Carer").gates
    assert gate.met


def test_a_linked_role_is_one_place_and_keeps_its_own_requirements(new_store: Path, tmp_path: Path) -> None:
    guide = GUIDE.replace("Carer", "Data Scientist")
    assert kg("import", "guide", written(tmp_path, "care.md", guide), "--into", new_store).status == 0
    graph = package.open(new_store)
    own = graph.resolve("Data Scientist", ("role",), ("care",)).entity
    ours = graph.get("role/data-scientist")
    assert graph.careers.canonical_role(own.iri) == ours.iri
    assert [item.named.label for item in graph.careers.roles[own.iri].required] == ["Lifting", "Communication"]
    assert "same role" in graph.gap(own, ours).notes[0]
    assert graph.route(own, ours)[0].steps == ()
    route = graph.route(own, "MLOps Engineer")
    assert not any(step.destination == ours for each in route for step in each.steps)


# --- rows of one name -------------------------------------------------------------------------------------------------

CLINIC = """# {title}

## Roles

### Porter

**Required skills:** {skill}

**Salary:** {pay}

### Cook

**Required skills:** Soups
"""


@pytest.fixture
def clinics(store: Path, tmp_path: Path) -> Path:
    """A store of two guides with a porter and a cook each; the porters are paid by the year and by the hour."""
    folder = StoreFolder.open_at(store)
    for name, *said in (
        ("town", "Lifting", "£25,000 - £30,000", "Town clinics"),
        ("ward", "First aid", "£15 - £20 per hour", "Ward book"),
    ):
        guide = tmp_path / f"{name}.md"
        guide.write_text(CLINIC.format(skill=said[0], pay=said[1], title=said[2]), encoding="utf-8")
        import_source(folder, "guide", [guide])
    return store


@pytest.mark.parametrize(
    ("command", "rows"),
    [
        (("match", "--have", "Lifting"), [("Porter", "town"), ("Cook", "town"), ("Cook", "ward"), ("Porter", "ward")]),
        (("rank", "roles"), [("Cook", "town"), ("Cook", "ward"), ("Porter", "town"), ("Porter", "ward")]),
        (("match", "--have", "Lifting", "--source", "town"), [("Porter", None), ("Cook", None)]),
    ],
)  # fmt: skip
def test_rows_of_one_name_have_their_source_and_others_do_not(
    clinics: Path, command: tuple[str, ...], rows: list[tuple[str, str | None]]
) -> None:
    listed = csv.DictReader(kg("-g", clinics, *command, "-f", "csv").lines)
    found = [(row.get("role") or row["name"], row.get("in source")) for row in listed]
    assert sorted(found, key=str) == sorted(rows, key=str)
    assert ("in source" in kg("-g", clinics, *command).out) is (rows[0][1] is not None)
