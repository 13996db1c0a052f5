"""The order of what is missing: core, courses, on the job, others; each with its reason."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from command_line import kg
from taxonomies import folder_of, onet_files, onet_ratings

import kg as package
from kg.model.answers import TIERS
from kg.routes.priorities import RARE

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import CareerGraph

PREFIXES = """@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix role: <https://w3id.org/career-kg/role/> .
@prefix group: <https://w3id.org/career-kg/role-group/> .
@prefix skill: <https://w3id.org/career-kg/skill/> .
@prefix req: <https://w3id.org/career-kg/requirement/> .
"""
SKILLS = {
    "untyped": None,
    "craft": "skill/competence",
    "theory": "knowledge",
    "attitude": "attitude",
    "rare": "skill/competence",
    "in-full": "knowledge",
    "grouped": "skill/competence",
    "below": "knowledge",
}
"""Skills in the order in which answers of a graph without lines have them, and the type that is stated of each."""


def world() -> str:
    """A source of 300 roles: r0 to r9 in the group G (r1 below r0), the others in H.

    Every skill but ``rare`` is required by two roles at least. Of ``in-full`` r7 has no short form; ``grouped`` and
    ``below`` are required in G alone.
    """
    asking = {
        0: ("untyped", "craft", "theory", "attitude", "rare", "grouped", "below"),
        1: ("below",),
        5: ("grouped",),
        200: ("untyped", "craft", "theory", "attitude"),
    }
    groups = {"g": "Makers", "h": "Others"}
    parts = [PREFIXES, *(f'group:{id_} a ck:RoleGroup ; skos:prefLabel "{label}" .' for id_, label in groups.items())]
    for name, kind in SKILLS.items():
        parts.append(f'skill:{name} a ck:Skill ; skos:prefLabel "{name}" .')
        parts += [f'skill:{name} ck:skillType "{kind}" .'] if kind else []
    for number in range(300):
        above = "role:r0" if number == 1 else "group:g" if number < 10 else "group:h"
        skills = [f"skill:{name}" for name in asking.get(number, ())] + ["skill:common"]
        parts.append(
            f'role:r{number} a ck:Role ; skos:prefLabel "R{number}" ; skos:broader {above} ;'
            f" ck:requiresSkill {', '.join(skills)} ."
        )
    parts.append('skill:common a ck:Skill ; skos:prefLabel "common" .')
    for number in (0, 200):
        parts.append(f"role:r{number} ck:hasRequirement req:n{number} . req:n{number} a ck:SkillRequirement ;")
        parts.append('ck:skill skill:in-full ; ck:strength "required" .')
    parts.append('skill:theory ck:mark "green", "digital" .')
    return "\n".join(parts)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("priorities") / "world.ttl"
    path.write_text(world(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def graph(made_up: Path) -> CareerGraph:
    return package.open(made_up)


EXPECTED = {
    "rare": ("core", "required by 1 of 300 roles"),
    "below": ("core", "required by no role outside the group Makers"),
    "grouped": ("core", "required by no role outside the group Makers"),
    "in-full": ("courses", "the source calls it knowledge"),
    "theory": ("courses", "the source calls it knowledge"),
    "craft": ("on the job", "the source calls it skill/competence"),
    "attitude": ("others", "the source calls it attitude"),
    "untyped": ("others", "skill type not stated in the source"),
}
"""Skill -> its tier and the reason, by hand from the world."""


def test_a17_a_gap_is_ordered_and_says_why(graph: CareerGraph) -> None:
    answer = graph.gap("R250", "R0")
    assert {item.label: (item.tier, item.reason) for item in answer.missing} == EXPECTED
    places = [TIERS.index(item.tier or "") for item in answer.missing]
    assert places == sorted(places)
    assert all(item.tier is None for item in answer.held)


def test_a17_so_is_each_step_of_a_route_and_the_direct_step(graph: CareerGraph) -> None:
    answer = graph.route("R200", "R0", conditions=graph.conditions(min_shared=1))
    for learn in (answer[0].steps[-1].learn, answer[0].learn, answer.direct.learn if answer.direct else ()):
        assert {item.label for item in learn} == {"rare", "grouped", "below"}
        assert {item.label: (item.tier, item.reason) for item in learn}.items() <= EXPECTED.items()


def test_a17_text_csv_and_json_say_why(made_up: Path) -> None:
    question = ("-g", made_up, "gap", "R250", "R0")
    rows = list(csv.DictReader(io.StringIO(kg(*question, "-f", "csv").out)))
    missing = {row["item"]: row["details"] for row in rows if row["type"] == "missing"}
    assert missing.pop("theory") == "courses: the source calls it knowledge; digital, green"
    assert missing == {label: f"{tier}: {reason}" for label, (tier, reason) in EXPECTED.items() if label != "theory"}
    stated = {item["label"]: (item["tier"], item["reason"]) for item in kg(*question, "-f", "json").json["missing"]}
    assert stated == EXPECTED
    marks = {item["label"]: item.get("marks") for item in kg(*question, "-f", "json").json["missing"]}
    assert marks == dict.fromkeys(EXPECTED) | {"theory": ["digital", "green"]}
    assert "tier" not in kg(*question, "-f", "json").json["held"][0]
    route = kg("-g", made_up, "route", "R200", "R0", "--min-shared", "1", "--all").out
    assert "core: required by 1 of 300 roles" in route


def test_where_no_type_is_stated_the_order_is_that_of_the_source() -> None:
    answer = kg("gap", "Data Scientist", "MLOps", "-f", "json").json["missing"]
    assert {(item["tier"], item["reason"]) for item in answer} == {("others", "skill type not stated in the source")}
    lines = [min(source["line"] for source in item["sources"]) for item in answer]
    assert lines == sorted(lines)
    assert "others" not in kg("gap", "Data Scientist", "MLOps").out


@pytest.fixture(scope="module")
def rated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """O*NET as made up for tests, with ratings of importance."""
    folder = tmp_path_factory.mktemp("rated")
    assert kg("init", folder / "store", "--empty").status == 0
    files = folder_of(onet_files() | onet_ratings(), folder / "files")
    assert kg("import", "onet", files, "--into", folder / "store").status == 0
    return folder / "store"


def test_a17_what_people_rate_as_very_important_is_core(rated: Path) -> None:
    [item] = kg("-g", rated, "gap", "Oven Testers", "Bakers", "-f", "json").json["missing"]
    assert (item["tier"], item["reason"]) == ("core", "rated 4.62 of 5 in importance")


@pytest.mark.slow
@pytest.mark.long
def test_a17_tiers_of_esco_are_those_of_its_files(esco: Path, shared: Path) -> None:
    """Counted from the official tables: types, and how many occupations require a skill."""
    tables = {}
    for path in sorted((shared / "esco").glob("*.zip")):
        with zipfile.ZipFile(path) as files:
            for name in ("skills_en.csv", "occupations_en.csv", "occupationSkillRelations.csv"):
                if found := [each for each in files.namelist() if each.endswith(name)]:
                    tables[name] = list(csv.DictReader(io.StringIO(files.read(found[0]).decode("utf-8-sig"))))
    types = {row["conceptUri"]: row["skillType"] for row in tables["skills_en.csv"]}
    total = len({row["conceptUri"] for row in tables["occupations_en.csv"]})
    asked = Counter(
        row["skillUri"] for row in tables["occupationSkillRelations.csv"] if row["relationType"] == "essential"
    )
    answer = package.open(esco).gap("data entry clerk", "civil engineer")
    tiers = {"knowledge": "courses", "skill/competence": "on the job"}
    assert len(answer.missing) > 10
    for item in answer.missing:
        if asked[item.iri] * RARE <= total:
            assert (item.tier, item.reason) == ("core", f"required by {asked[item.iri]} of {total:,} roles")
        elif item.tier != "core":
            assert item.tier == tiers[types[item.iri]]
        else:
            assert item.reason is not None
            assert item.reason.startswith("required by no role outside the group ")


def test_a_plan_puts_core_skills_first_and_the_others_by_type(graph: CareerGraph) -> None:
    """Eight are to learn in one step: the three core ones and the next two by tier come first."""
    plan = graph.plan("R250", "R0", graph.conditions(max_steps=1))
    assert {tier.name: [item.skill.label for item in tier.items] for tier in plan.tiers} == {
        "first five": ["below", "grouped", "rare", "in-full", "theory"],
        "on the job": ["craft"],
        "others": ["attitude", "untyped"],
    }
    why = [item.skill.reason for item in plan.tiers[0].items]
    assert why[2:4] == ["core: required by 1 of 300 roles", "among the first that step 1 asks"]
    assert plan.tiers[1].items[0].skill.reason == "the source calls it skill/competence"
