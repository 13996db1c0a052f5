"""The quality of a taxonomy: each check finds the faults that were put in, at their lines; a sound one has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import kg as run

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix x: <http://x.org/> .
<http://x.org/graph/x> a void:Dataset ; void:uriSpace "http://x.org/" .
x:scheme a skos:ConceptScheme ; skos:prefLabel "Scheme"@en .
"""


def entity(name: str, kind: str, links: str, english: str = "", said: str = 'dcterms:description "d"@en') -> str:
    """One line of Turtle: a concept with a label in two languages, a description, a scheme, and links."""
    label = english or name.capitalize()
    labels = f'skos:prefLabel "{label}"@en , "{label} (fr)"@fr'
    return f"x:{name} a ck:{kind} ; {labels} ; {said} ; skos:inScheme x:scheme ; {links} .\n"


SOUND = HEAD + "".join(
    (
        entity("baker", "Role", "ck:requiresSkill x:knead ; ck:optionalSkill x:handle"),
        entity("cook", "Role", "ck:requiresSkill x:boil , x:knead"),
        entity("knead", "Skill", "skos:broader x:handle"),
        entity("boil", "Skill", "skos:broader x:handle"),
        entity("handle", "Skill", 'skos:notation "1"'),
    )
)
LINE = SOUND.count("\n") + 1
"""The line that is added to the sound taxonomy."""

USED = "x:cook ck:requiresSkill x:odd ."
ODD = "x:odd a ck:Skill ; skos:inScheme x:scheme ; dcterms:description 'd'@en ;"

FAULTS = {
    "cycles": ("x:handle skos:broader x:knead .", "handle"),
    "broken-links": ("x:cook skos:exactMatch x:nobody .", "cook"),
    "no-label": (f"{ODD} skos:notation '2' . {USED}", "odd"),
    "two-labels": ('x:boil skos:prefLabel "Boiling"@en .', "boil"),
    "related-and-broader": ("x:knead skos:related x:handle . x:handle skos:related x:knead .", "knead"),
    "label-clashes": (f"{ODD} skos:prefLabel 'KNEAD'@en , 'Z'@fr . {USED}", "odd"),
    "alternative-clashes": ('x:boil skos:altLabel "Knead"@en .', "boil"),
    "matched-twice": ("", ""),
    "orphans": (f"{ODD} skos:prefLabel 'Lone'@en , 'Seul'@fr .", "odd"),
    "roles-without-requirements": (
        entity("idle", "Role", "skos:related x:cook") + "x:cook skos:related x:idle .",
        "idle",
    ),
    "unused-skills": (f"{ODD} skos:prefLabel 'Rare'@en , 'Rare'@fr ; skos:broader x:handle .", "odd"),
    "no-definition": (entity("odd", "Skill", "skos:broader x:handle", said="skos:notation '2'") + USED, "odd"),
    "no-translation": (f"{ODD} skos:prefLabel 'Only'@en . {USED}", "odd"),
    "one-way": ("x:baker skos:related x:cook .", "baker"),
    "redundant-broader": (entity("odd", "Skill", "skos:broader x:knead , x:handle") + USED, "odd"),
    "no-scheme": (entity("odd", "Skill", "skos:broader x:boil").replace("skos:inScheme x:scheme ; ", "") + USED, "odd"),
}
"""A line with a fault for each check, and the entity that is named."""


def report(path: Path, text: str) -> list[tuple[str, str, int]]:
    path.write_text(text)
    found = run("-g", path, "validate", "--quality", "-f", "json").json
    assert sum(each["findings"] for each in found["counts"]) == len(found["findings"])
    return [(each["check"], each["entity"]["iri"].rpartition("/")[2], each["line"]) for each in found["findings"]]


def test_i19_quality_a_sound_taxonomy_has_no_finding(tmp_path: Path) -> None:
    assert report(tmp_path / "x.ttl", SOUND) == []
    assert run("-g", tmp_path / "x.ttl", "validate", "--quality").status == 0


@pytest.mark.parametrize("check", sorted(FAULTS.keys() - {"matched-twice"}))
def test_i19_quality_each_check_finds_its_fault_at_its_line(tmp_path: Path, check: str) -> None:
    """What a fault has as its consequence is found too: a skill without any link is required by no role."""
    line, name = FAULTS[check]
    found = report(tmp_path / "x.ttl", f"{SOUND}{line}\n")
    lines = SOUND.split("\n")
    stated = next((number for number, each in enumerate(lines, 1) if each.startswith(f"x:{name} a ")), LINE)
    assert [(who, number) for which, who, number in found if which == check] == [(name, stated)]
    also = {"orphans": {"unused-skills"}, "no-label": {"no-translation"}}.get(check, set())
    assert {which for which, _, _ in found} - {check} <= also


def test_i19_quality_an_exact_match_of_two_of_a_source(tmp_path: Path) -> None:
    store = tmp_path / "store"
    run("init", store, "--empty")
    other = HEAD.replace("x.org", "y.org") + "x:chef a ck:Role ; skos:prefLabel 'Chef'@en ; ck:requiresSkill x:s .\n"
    matches = "@prefix z: <http://x.org/> .\nx:chef skos:exactMatch z:baker , z:cook .\n"
    for name, text in (("first", SOUND), ("second", other + matches)):
        (tmp_path / f"{name}.ttl").write_text(text)
        run("import", "rdf", tmp_path / f"{name}.ttl", "--into", store)
    found = run("-g", store, "validate", "--quality", "-f", "json").json["findings"]
    assert [each["entity"]["label"] for each in found if each["check"] == "matched-twice"] == ["Chef"]


def test_i19_quality_the_worst_comes_first(tmp_path: Path) -> None:
    faults = "\n".join(FAULTS[name][0] for name in ("label-clashes", "one-way", "cycles"))
    (tmp_path / "x.ttl").write_text(f"{SOUND}{faults}\n")
    answer = run("-g", tmp_path / "x.ttl", "validate", "--quality", "-f", "json")
    assert answer.status == 1
    assert [each["check"] for each in answer.json["counts"]] == ["cycles", "label-clashes", "one-way"]


def test_i19_quality_a_store_cites_the_rows_of_its_tables(taxonomies: Path) -> None:
    found = run("-g", taxonomies, "validate", "--quality", "--source", "esco", "-f", "json").json["findings"]
    without = [each for each in found if each["check"] == "roles-without-requirements"]
    assert all(each["file"] for each in found)
    assert all(each["line"] for each in without)


def test_i19_quality_every_check_is_documented(root: Path) -> None:
    text = (root / "docs/quality.md").read_text(encoding="utf-8")
    assert [check for check in FAULTS if f"| `{check}` |" not in text] == []
