"""A skill that a role requires counts, though the file says nothing of the skill itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import kg

TEXT = """
@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <https://example.org/jobs/> .
ex:grinder a ck:Role ; skos:prefLabel "Grinder"@en ; ck:requiresSkill ex:ghost .
ex:baker a ck:Role ; skos:prefLabel "Baker"@en ; ck:requiresSkill ex:dough , ex:ghost .
ex:clerk a ck:Role ; skos:prefLabel "Clerk"@en ; ck:requiresSkill ex:dough .
ex:dough a ck:Skill ; skos:prefLabel "Dough making"@en .
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "jobs.ttl"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_skill_without_description_counts_in_every_answer(file: Path) -> None:
    gap = kg("-g", file, "gap", "Baker", "Grinder")
    assert "1 of 1 required skills held" in gap.out
    whole = kg("-g", file, "gap", "Clerk", "Baker", "-f", "json").json
    assert [each["label"] for each in whole["missing"]] == ["ghost"]
    rank = kg("-g", file, "rank", "skills", "-f", "json").json
    assert {row["label"]: row["score"] for row in rank["rows"]} == {"ghost": 2, "Dough making": 2}
    match = kg("-g", file, "match", "--have", "ghost", "-f", "csv")
    assert match.out.splitlines()[1].startswith("Grinder,1")
    assert "ghost" in kg("-g", file, "list", "skill").out
    step = kg("-g", file, "route", "Clerk", "Baker")
    assert "learn  ghost" in step.out


def test_a_file_and_an_import_warn_of_skills_without_description(file: Path, tmp_path: Path) -> None:
    said = "1 required skill has no description, and the end of the IRI for a name: <https://example.org/jobs/ghost>"
    assert said in kg("-g", file, "list").err
    assert kg("init", tmp_path / "store").status == 0
    imported = kg("-g", tmp_path / "store", "import", "rdf", file, "-f", "json")
    assert said in imported.out
    assert "1 of 1 required skills held" in kg("-g", tmp_path / "store", "gap", "Baker", "Grinder").out


def test_no_warning_where_another_source_of_the_store_describes_the_skill(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "skills.ttl"
    other.write_text(
        "@prefix ck: <https://w3id.org/career-kg/ontology#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://example.org/jobs/ghost> a ck:Skill ; skos:prefLabel "Haunting"@en .\n',
        encoding="utf-8",
    )
    store = tmp_path / "store"
    assert kg("init", store).status == 0
    assert kg("-g", store, "import", "rdf", other, "--name", "skills").status == 0
    imported = kg("-g", store, "import", "rdf", file, "--name", "jobs", "-f", "json")
    assert "no description" not in imported.out


def test_quality_finds_a_skill_without_description_without_a_stated_space(file: Path) -> None:
    found = kg("-g", file, "validate", "--quality", "-f", "json").json["findings"]
    broken = [(each["entity"]["label"], each["line"]) for each in found if each["check"] == "broken-links"]
    assert broken == [("Grinder", 5), ("Baker", 6)]


@pytest.mark.parametrize("name", ["ghost-writing", "ghost writing", "Ghost-Writing"])
def test_a_skill_without_description_is_found_by_the_end_of_its_iri_in_a_store_too(tmp_path: Path, name: str) -> None:
    path, store = tmp_path / "jobs.ttl", tmp_path / "store"
    path.write_text(TEXT.replace("ex:ghost", "ex:ghost-writing"), encoding="utf-8")
    assert kg("init", store, "--empty").status == 0
    assert kg("import", "rdf", path, "--into", store).status == 0
    for source in (path, store):
        assert kg("-g", source, "show", name, "-f", "json").json["entity"]["label"] == "ghost-writing"
        held = kg("-g", source, "gap", "--have", name, "Grinder", "-f", "json").json["held"]
        assert [each["label"] for each in held] == ["ghost-writing"]
        assert "ghost-writing" in kg("-g", source, "find", name.partition("-")[0]).out
    assert kg("-g", store, "show", "ghost").status == 1
