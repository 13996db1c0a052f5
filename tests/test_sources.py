"""Names in a store of several sources: which one they are taken from, how another is chosen, in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import kg

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("boulanger", "occupation/o1"),  # another language
        ("BOULANGÈRE", "occupation/o1"),
        ("bread makers", "occupation/o1"),  # the plural of another name, in the tier of which ESCO stands alone
        ("doctor, heart", "occupation/o3"),  # words in another order
        ("hart doctor", "occupation/o3"),  # a typing error
        ("petrir", "skill/s1"),  # without its accent
        ("Oven Programers", "onet/role/15-1299.00"),
        ("MLOps Engineer", "role/mlops-engineer"),
    ],
)
def test_names_of_every_source_language_and_spelling(taxonomies: Path, name: str, entity: str) -> None:
    sources = ("--source", "esco", "--source", "onet", "--source", "ai-ml")
    answer = kg("-g", taxonomies, "show", name, *sources, "-f", "json")
    assert answer.status == 0, answer.err
    assert answer.json["entity"]["id"] == entity


def test_one_source_has_the_name_and_another_too(taxonomies: Path) -> None:
    """ESCO has a baker called "bread maker", and O*NET bakers."""
    answer = kg("-g", taxonomies, "show", "Bread Maker", "-f", "json")
    assert answer.status == 1
    assert "'baker' (role, occupation/o1): esco" in answer.err
    assert "'Bakers' (role, onet/role/51-3011.00): onet" in answer.err
    assert "--source" in answer.err
    for source, entity in (("esco", "occupation/o1"), ("onet", "onet/role/51-3011.00")):
        chosen = kg("-g", taxonomies, "show", "Bread Maker", "--source", source, "-f", "json")
        assert chosen.json["entity"]["id"] == entity
        other = {"esco": "onet", "onet": "esco"}[source]
        assert f"of {source}; there is one in {other} too (--source {other})" in chosen.err
        first = kg("-g", taxonomies, "show", "Bread Maker", "--source", source, "--source", other, "-f", "json")
        assert first.json["entity"]["id"] == entity


def test_a_name_that_another_source_has_is_said_to_be_of_that_source(taxonomies: Path) -> None:
    answer = kg("-g", taxonomies, "show", "Docker", "--source", "onet", "--kind", "skill")
    assert answer.status == 1
    assert "no skill named 'Docker' was found: 'Docker' exists, but in the source ai-ml" in answer.err


@pytest.mark.slow
def test_the_bundled_graph_comes_first(taxonomies: Path, tmp_path: Path) -> None:
    guide = tmp_path / "mine.ttl"
    guide.write_text(
        "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<http://x/r> a ck:Role ; skos:prefLabel "Data Scientist"@en .\n'
    )
    store = tmp_path / "store"
    assert kg("init", store).status == kg("import", "rdf", guide, "--into", store).status == 0
    answer = kg("-g", store, "show", "data scientist", "-f", "json")
    assert answer.json["entity"]["id"] == "role/data-scientist"
    assert "there is one in mine too (--source mine)" in answer.err
    assert (
        kg("-g", store, "show", "data scientist", "--source", "mine", "-f", "json").json["entity"]["iri"]
        == "http://x/r"
    )


def test_a_kind_is_chosen(taxonomies: Path) -> None:
    assert kg("-g", taxonomies, "show", "making", "--kind", "skill").status == 1
    group = kg("-g", taxonomies, "show", "making", "--kind", "skill-group", "-f", "json")
    assert group.json["entity"]["kind"] == "skill-group"
    assert kg("show", "MLOps", "--kind", "colour").status == 2


def test_a_source_that_is_none(taxonomies: Path) -> None:
    answer = kg("-g", taxonomies, "route", "baker", "MLOps", "--source", "esko")
    assert answer.status == 2
    assert "there is no source 'esko'" in answer.err
    assert "ai-ml" in answer.err
    assert "onet" in answer.err


def test_find_tells_the_source_and_how_many_more_there_are(taxonomies: Path) -> None:
    found = kg("-g", taxonomies, "find", "oven", "-n", "2", "-f", "json")
    assert len(found.json) == 2
    assert {hit["source"] for hit in found.json} == {"onet"}
    assert "2 of" in found.err
    assert kg("-g", taxonomies, "find", "oven", "--source", "esco").status == 1
    table = kg("-g", taxonomies, "find", "baker")
    assert "source" in table.lines[0].split()


def test_a_list_of_one_source_or_several(taxonomies: Path) -> None:
    bundled = {entity["id"] for entity in kg("list", "roles", "-f", "json").json}
    ours, theirs, both = (
        {entity["id"] for entity in kg("-g", taxonomies, "list", "roles", *chosen, "-f", "json").json}
        for chosen in (("--source", "ai-ml"), ("--source", "esco"), ("--source", "esco", "--source", "ai-ml"))
    )
    assert ours == bundled
    assert theirs
    assert all(name.startswith("occupation/") for name in theirs)
    assert both == ours | theirs
    counts = kg("-g", taxonomies, "list", "--source", "esco", "-f", "json").json
    assert (counts["role"], counts["location"]) == (len(theirs), 0)
    assert len(kg("-g", taxonomies, "list", "role", "--source", "esco", "-n", "1", "-f", "json").json) == 1


def test_what_nobody_is_called_suggests_what_some_are(taxonomies: Path) -> None:
    answer = kg("-g", taxonomies, "show", "skn surgeons")
    assert answer.status == 1
    assert "skin doctor" in answer.err


def test_a_gap_across_sources_says_so(taxonomies: Path) -> None:
    """Each requirement cites the file of its own source."""
    answer = kg("-g", taxonomies, "gap", "heart doctor", "pastry cook", "--source", "esco", "-f", "json")
    assert [item["label"] for item in answer.json["missing"]] == ["knead"]
    (source,) = answer.json["missing"][0]["sources"]
    assert source["graph"] == "esco"
    assert source["document"].endswith("occupationSkillRelations.csv")
    assert source["line"] == 4
    shown = kg("-g", taxonomies, "gap", "heart doctor", "pastry cook", "--source", "esco", "--sources")
    assert "occupationSkillRelations.csv line 4" in shown.out


@pytest.mark.slow
def test_a_regulated_destination_is_told(taxonomies: Path) -> None:
    """ESCO marks one doctor, and the reviewed list of ISCO groups has the other's group."""
    ends = ("route", "skin doctor", "heart doctor", "--source", "esco")
    (step,) = kg("-g", taxonomies, *ends, "-f", "json").json["routes"][0]["steps"]
    assert [place["graph"] for place in step["regulation_sources"]] == ["esco"]
    assert "regulated profession" in kg("-g", taxonomies, *ends).out
    direct = kg("-g", taxonomies, *ends, "-f", "json").json["direct"]
    assert [place["graph"] for place in direct["regulation_sources"]] == ["esco"]
    jump = next(line for line in kg("-g", taxonomies, *ends, "--all").lines if line.startswith("Direct step: "))
    assert ", a regulated profession; " in jump
    law = kg("-g", taxonomies, "why", "skin doctor", "regulated", "--source", "esco", "-f", "json").json["facts"]
    assert [(fact["value"], fact["source"]["graph"]) for fact in law] == [(True, "inferred")]
    assert "group 221," in dict(law[0]["parts"])["reason"][0]
    (other,) = kg("-g", taxonomies, "route", "baker", "pastry cook", "--source", "esco", "-f", "json").json["routes"][
        0
    ]["steps"]
    assert (other["regulated"], other["regulation_sources"]) == (False, [])
    assert "a regulated profession" not in kg("-g", taxonomies, "route", "baker", "pastry cook", "--source", "esco").out


@pytest.mark.slow
def test_a_skill_held_in_another_source_says_so(tmp_path: Path) -> None:
    """A guide's skill matches one of the bundled graph, and another is narrower than one."""
    guide = tmp_path / "mine.ttl"
    guide.write_text(
        "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix x: <http://x/> .\nx:r a ck:Role ; skos:prefLabel 'Bean counter'@en .\n"
        "x:r ck:requiresSkill x:sums , x:boxes .\n"
        "x:sums a ck:Skill ; skos:prefLabel 'Sums'@en . x:boxes a ck:Skill ; skos:prefLabel 'Boxes'@en .\n"
        "x:p a ck:Role ; skos:prefLabel 'Packer'@en ; ck:requiresSkill x:boxes .\n"
    )
    links = tmp_path / "matches.sssom.tsv"
    columns = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment"
    head = "#mapping_set_id: http://x/links\n#license: http://x/terms\n#curie_map:\n#  mine: http://x/\n"
    head += "#  skill: https://w3id.org/career-kg/skill/\n"
    rows = (
        "skill:containerization\tskos:exactMatch\tmine:boxes\tsemapv:ManualMappingCuration\tBoth put things in boxes.",
        "skill:statistics-and-mathematics\tskos:narrowMatch\tmine:sums\tsemapv:ManualMappingCuration\tSums are part.",
    )
    links.write_text(head + "\n".join([columns, *rows]) + "\n")
    store = tmp_path / "store"
    assert kg("init", store).status == kg("import", "rdf", guide, "--into", store).status == 0
    unlinked = kg("-g", store, "gap", "Bean counter", "Data Scientist")
    assert (
        "note: The roles come from two sources; none of the 6 required skills of Data Scientist are mapped"
        in unlinked.err
    )  # lines 48 to 53
    assert kg("import", "sssom", links, "--into", store).status == 0
    held = kg("-g", store, "gap", "Bean counter", "Data Scientist", "-f", "json").json["held"]
    assert [(item["label"], [thing["label"] for thing in item["via"]]) for item in held] == [
        ("Statistics and mathematics", ["Sums"])
    ]
    assert {("matches", 8)} <= {(place["graph"], place["line"]) for place in held[0]["sources"]}
    held = kg("-g", store, "gap", "MLOps Engineer", "Bean counter", "-f", "json").json["held"]
    assert [(item["label"], [thing["label"] for thing in item["via"]]) for item in held] == [
        ("Boxes", ["Containerization"])
    ]
    assert ("matches", 7) in {(place["graph"], place["line"]) for place in held[0]["sources"]}
    for answer, wanted in (
        (kg("-g", store, "gap", "Packer", "Bean counter", "-f", "json").json["held"], "Boxes"),
        (kg("-g", store, "gap", "Data Scientist", "Packer", "-f", "json").json["missing"], "Boxes"),
    ):
        assert [(item["label"], item["via"]) for item in answer] == [(wanted, [])]
        assert {place["graph"] for place in answer[0]["sources"]} == {"mine"}  # no link has a part in it
    whole = kg("-g", store, "gap", "MLOps Engineer", "Bean counter", "--all")
    assert "as Containerization" in whole.out
    assert "note" not in whole.err  # both of its skills are linked


@pytest.mark.slow
def test_a_role_and_its_exact_match_are_said_to_be_one(tmp_path: Path) -> None:
    guide = tmp_path / "mine.ttl"
    guide.write_text(
        "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix x: <http://x/> .\nx:r a ck:Role ; skos:prefLabel 'Bean counter'@en ; ck:requiresSkill x:sums ;\n"
        "skos:exactMatch <https://w3id.org/career-kg/role/data-scientist> .\n"
        "x:sums a ck:Skill ; skos:prefLabel 'Sums'@en .\n"
    )
    store = tmp_path / "store"
    assert kg("init", store).status == kg("import", "rdf", guide, "--into", store).status == 0
    answer = kg("-g", store, "gap", "Bean counter", "Data Scientist")
    assert "are the same role by exactMatch" in answer.err
    assert kg("-g", store, "gap", "Bean counter", "MLOps Engineer", "-f", "json").json["notes"] != []
    assert kg("gap", "Data Scientist", "MLOps Engineer", "-f", "json").json["notes"] == []
