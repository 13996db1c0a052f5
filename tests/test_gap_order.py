"""A gap stands in the order in which to learn: core, what a course teaches, what work teaches, and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from command_line import kg
from taxonomies import ESCO, esco_files, folder_of, lines, occupation, onet_files, onet_ratings, skill

if TYPE_CHECKING:
    from pathlib import Path

HEALERS = range(1, 11)
"""Ten occupations of one group; a hundred more are of no group."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ESCO with 110 occupations: what each skill is required by decides on its place."""
    folder = tmp_path_factory.mktemp("order")
    files = esco_files()
    skills = [
        skill(1, "skill/competence", "cross-sector", "talk"),  # of all
        skill(2, "knowledge", "cross-sector", "biology"),  # of all
        skill(3, "", "", "smile"),  # of all
        skill(4, "knowledge", "occupation-specific", "hearts"),  # of one
        skill(5, "skill/competence", "sector-specific", "heal"),  # of the healers alone
        skill(6, "skill/competence", "sector-specific", "bandage"),  # of healers, and of one other
        skill(7, "skill/competence", "sector-specific", "suture"),  # of three healers
    ]
    wanted = {1: range(1, 111), 2: range(1, 111), 3: range(1, 111), 4: [1], 5: HEALERS, 6: [*HEALERS, 50], 7: [1, 2, 3]}
    links = [
        f"{ESCO}occupation/o{role},essential,skill,{ESCO}skill/s{number}"
        for number in wanted
        for role in wanted[number]
    ]
    above = [f"Occupation,{ESCO}occupation/o{role},ISCOGroup,{ESCO}isco/C2212" for role in HEALERS]
    files["skills_en.csv"] = lines(files["skills_en.csv"].decode().split("\r\n")[0], *skills)
    files["occupations_en.csv"] = lines(
        files["occupations_en.csv"].decode().split("\r\n")[0],
        *(occupation(role, "2212" if role in HEALERS else "7512", f"worker {role}") for role in range(1, 111)),
    )
    files["occupationSkillRelations.csv"] = lines("occupationUri,relationType,skillType,skillUri", *links)
    files["broaderRelationsOccPillar.csv"] = lines("conceptType,conceptUri,broaderType,broaderUri", *above)
    kept = (
        "ISCOGroups_en.csv",
        "skillGroups_en.csv",
        "skills_en.csv",
        "occupations_en.csv",
        "greenSkillsCollection_en.csv",
    )
    rest = {name: content for name, content in files.items() if name in kept or "Relations" in name}
    rest.pop("skillSkillRelations.csv", None)
    rest.pop("broaderRelationsSkillPillar.csv", None)
    assert kg("init", folder / "store", "--empty").status == 0
    assert kg("import", "esco", folder_of(rest, folder / "files"), "--into", folder / "store").status == 0
    return folder / "store"


def items(store: Path, *question: str) -> list[dict[str, Any]]:
    answer = kg("-g", store, "gap", *question, "-f", "json")
    assert answer.status == 0, answer.err
    found: list[dict[str, Any]] = answer.json["missing"]
    return found


def test_what_is_rare_or_of_the_group_alone_comes_first_then_knowledge_then_skill(store: Path) -> None:
    found = items(store, "--have", "talk", "worker 1")
    assert [(item["label"], item["tier"]) for item in found] == [
        ("hearts", "core"),
        ("suture", "core"),
        ("heal", "core"),
        ("biology", "knowledge"),
        ("bandage", "skill"),
        ("smile", "other"),
    ]
    assert [item["why"] for item in found] == [
        "core: 1 of 110 roles requires it",
        "core: 3 of 110 roles require it",
        "core: only roles of Healers of one sort require it",
        "knowledge: a course teaches it",
        "skill: learned on the job",
        "its type is not stated in the source",
    ]


def test_each_item_says_why_as_text_and_what_it_is_marked_as(store: Path) -> None:
    told = kg("-g", store, "gap", "--have", "talk", "worker 1").out
    assert told.index("hearts") < told.index("heal ") < told.index("biology") < told.index("bandage")
    assert "core: only roles of Healers of one sort require it" in told
    assert "knowledge: a course teaches it; green" in told
    assert "type is not stated" not in told
    assert next(item for item in items(store, "--have", "talk", "worker 1") if item["label"] == "biology")["marks"] == [
        "green"
    ]


def test_near_items_stand_in_the_same_order(store: Path) -> None:
    answer = kg("-g", store, "gap", "worker 20", "worker 1", "-f", "json").json
    missing = [item["iri"] for item in answer["missing"]]
    near = [item["iri"] for item in answer["near"]]
    assert near == [iri for iri in missing if iri in near]


def test_in_a_small_source_rarity_says_nothing() -> None:
    found = kg("gap", "Data Scientist", "Machine Learning Engineer", "-f", "json").json["missing"]
    assert {item["tier"] for item in found} == {"other"}
    assert [item["sources"][0]["line"] for item in found] == sorted(item["sources"][0]["line"] for item in found)


def test_what_people_rate_as_very_important_is_core(tmp_path: Path) -> None:
    assert kg("init", tmp_path / "store", "--empty").status == 0
    files = folder_of(onet_files() | onet_ratings(), tmp_path / "files")
    assert kg("import", "onet", files, "--into", tmp_path / "store").status == 0
    (item,) = items(tmp_path / "store", "Oven Testers", "Bakers")
    assert (item["tier"], item["why"]) == ("core", "core: people in the role rate it 4.62 of 5")
