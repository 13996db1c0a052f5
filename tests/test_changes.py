"""What changed between two versions of a graph: each change is told once, in career words, and nothing else is."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from command_line import kg as run
from taxonomies import esco_files, folder_of

from kg.errors import SourceError
from kg.graph import open_graph
from kg.model.changes import CHANGE_GROUPS
from kg.schema import CK, SKOS

if TYPE_CHECKING:
    from pathlib import Path

# --- a graph as plain tables, and the Turtle that states it -----------------------------------------------------------

HEAD = """
@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> . @prefix dcterms: <http://purl.org/dc/terms/> . @prefix x: <http://x.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix prov: <http://www.w3.org/ns/prov#> .
"""
ROLES, SKILLS, GROUPS = 14, 12, 4

Table = dict[str, Any]


def base(draw: random.Random) -> dict[str, Table]:
    """Roles with requirements, pay, a licence, a level, a group and a mapping, skills in groups."""
    skills = [f"s{number}" for number in range(SKILLS)]
    return {
        "role": {
            f"r{number}": {
                "label": f"Role {number}",
                "group": f"g{draw.randrange(GROUPS)}",
                "skills": {skill: draw.choice(("required", "preferred")) for skill in draw.sample(skills, 5)},
                "pay": (20_000 + number, 40_000),
                "regulated": "true",
                "level": draw.randint(1, 4),
                "also": f"Also {number}",
                "said": f"What role {number} is.",
            }
            for number in range(ROLES)
        },
        "skill": {skill: {"label": f"Skill {skill}"} for skill in skills},
        "role-group": {f"g{number}": {"label": f"Group {number}"} for number in range(GROUPS)},
        "mapping": {},
        "replaced": {},
    }


def turtle(graph: dict[str, Table], line: int = 1) -> str:
    """The graph as Turtle; each statement cites ``line``, which says nothing of careers."""
    text = [HEAD]
    for iri, group in graph["role-group"].items():
        text.append(f'x:{iri} a ck:RoleGroup, skos:Concept ; skos:prefLabel "{group["label"]}"@en .')
    for iri, skill in graph["skill"].items():
        text.append(f'x:{iri} a ck:Skill, skos:Concept ; skos:prefLabel "{skill["label"]}"@en .')
    for iri, role in graph["role"].items():
        low, high = role["pay"]
        text.append(
            f'x:{iri} a ck:Role, skos:Concept ; skos:prefLabel "{role["label"]}"@en ; skos:altLabel "{role["also"]}"@en'
            f" ; skos:broader x:{role['group']} ; ck:regulated {role['regulated']}"
            f" ; ck:preparationLevel {role['level']}"
            f' ; dcterms:description "{role["said"]}"@en ; ck:salary x:pay-{iri} ; prov:wasDerivedFrom x:line-{line} .'
            f" x:pay-{iri} a ck:SalaryRange ; schema:minValue {low} ; schema:maxValue {high} ."
        )
        for skill, strength in role["skills"].items():
            node = f"x:req-{iri}-{skill}"
            short = "requiresSkill" if strength == "required" else "optionalSkill"
            text.append(
                f"x:{iri} ck:hasRequirement {node} ; ck:{short} x:{skill} . {node} a ck:SkillRequirement ; ck:skill"
                f' x:{skill} ; ck:strength "{strength}" ; prov:wasDerivedFrom x:line-{line + 1} .'
            )
    text += [f"x:{iri} skos:exactMatch x:{other} ." for iri, other in graph["mapping"].items()]
    text += [
        f"x:{iri} dcterms:isReplacedBy x:{other} ; owl:deprecated true ." for iri, other in graph["replaced"].items()
    ]
    return "\n".join(text)


# --- mutations: each changes a role that no other has touched, and says what is to be told ----------------------------

Told = tuple[str, str, str]
"""The group of a change, its entity and its item."""

Mutation = Callable[[dict[str, Table], str, random.Random], Told]


def drop_requirement(graph: dict[str, Table], role: str, draw: random.Random) -> Told:
    skill = draw.choice([*graph["role"][role]["skills"]])
    del graph["role"][role]["skills"][skill]
    return "requirement-dropped", role, skill


def add_requirement(graph: dict[str, Table], role: str, draw: random.Random) -> Told:
    skill = draw.choice([skill for skill in graph["skill"] if skill not in graph["role"][role]["skills"]])
    graph["role"][role]["skills"][skill] = "required"
    return "requirement-added", role, skill


def turn_requirement(graph: dict[str, Table], role: str, draw: random.Random) -> Told:
    skills = graph["role"][role]["skills"]
    skill = draw.choice([*skills])
    skills[skill] = "preferred" if skills[skill] == "required" else "required"
    return ("made-required" if skills[skill] == "required" else "made-optional"), role, skill


def weaken_requirement(graph: dict[str, Table], role: str, draw: random.Random) -> Told:
    skills = graph["role"][role]["skills"]
    skill = draw.choice([*skills])
    was_required = skills[skill] == "required"
    skills[skill] = "sometimes"
    return ("made-optional" if was_required else "requirement-changed"), role, skill


def change_part(key: str, value: object, group: str) -> Mutation:
    def change(graph: dict[str, Table], role: str, draw: random.Random) -> Told:
        del draw
        graph["role"][role][key] = value
        return group, role, ""

    return change


def move(graph: dict[str, Table], role: str, draw: random.Random) -> Told:
    graph["role"][role]["group"] = draw.choice(
        [group for group in graph["role-group"] if group != graph["role"][role]["group"]]
    )
    return "moved", role, ""


def retire(graph: dict[str, Table], role: str, draw: random.Random) -> Told:
    del draw, graph["role"][role]
    return "retired", role, ""


def replace(graph: dict[str, Table], role: str, draw: random.Random) -> Told:
    """The role stays, marked as retired, with the one that replaces it."""
    other = draw.choice([each for each in graph["role"] if each != role])
    graph["replaced"][role] = other
    return "replaced", role, other


def add_role(graph: dict[str, Table], role: str, draw: random.Random) -> Told:
    new = f"{role}-new"
    graph["role"][new] = deepcopy(graph["role"][role]) | {"label": f"New {draw.randrange(100)}"}
    return "new", new, ""


def add_skill(graph: dict[str, Table], role: str, draw: random.Random) -> Told:
    del draw
    graph["skill"][f"skill-for-{role}"] = {"label": "Something new"}
    return "new", f"skill-for-{role}", ""


def map_to(graph: dict[str, Table], role: str, draw: random.Random) -> Told:
    del draw
    graph["mapping"][role] = f"elsewhere-{role}"
    return "mapping", role, f"elsewhere-{role}"


MUTATIONS: tuple[Mutation, ...] = (
    *(drop_requirement, add_requirement, turn_requirement, weaken_requirement),
    *(move, retire, replace, add_role, add_skill, map_to),
    change_part("label", "Renamed", "renamed"),
    change_part("pay", (25_000, 40_000), "pay"),
    change_part("regulated", "false", "gate"),
    change_part("level", 5, "level"),
    change_part("said", "Something else.", "other"),
)


def told(old: Path, new: Path) -> list[Told]:
    names = open_graph(old).diff(open_graph(new)).changes
    return sorted(
        (
            each.group,
            each.entity.iri.removeprefix("http://x.org/"),
            each.item.iri.removeprefix("http://x.org/") if each.item else "",
        )
        for each in names
    )


def test_i19_t8_each_of_random_mutations_is_told_once_and_nothing_else(
    tmp_path: Path, tries: Callable[[int], int]
) -> None:
    """Each try makes up to three changes of different roles; the lines that are cited shift each time."""
    left = tries(400)
    while left > 0:
        draw = random.Random(left)
        graph = base(draw)
        (tmp_path / "old.ttl").write_text(turtle(graph))
        roles = draw.sample([*graph["role"]], 3)
        expected = [draw.choice(MUTATIONS)(graph, role, draw) for role in roles]
        (tmp_path / "new.ttl").write_text(turtle(graph, line=draw.randint(2, 99)))
        assert told(tmp_path / "old.ttl", tmp_path / "new.ttl") == sorted(expected), left
        left -= len(expected)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: getattr(each, "__qualname__", ""))
def test_i19_t8_each_kind_of_change_is_undone_by_its_opposite(tmp_path: Path, mutation: Mutation) -> None:
    opposite = {"new": "retired", "retired": "new", "replaced": "new", "requirement-added": "requirement-dropped"}
    opposite |= {"requirement-dropped": "requirement-added", "made-required": "made-optional"}
    draw = random.Random(7)
    graph = base(draw)
    (tmp_path / "old.ttl").write_text(turtle(graph))
    group, entity, _ = mutation(graph, "r3", draw)
    (tmp_path / "new.ttl").write_text(turtle(graph))
    [(back, same, _)] = told(tmp_path / "new.ttl", tmp_path / "old.ttl")
    assert same == entity
    turned = {value: key for key, value in opposite.items()} | opposite
    assert back == turned.get(group, group)


# --- what is left behind ----------------------------------------------------------------------------------------------


def _written(path: Path, graph: dict[str, Table], more: str = "") -> Path:
    path.write_text(f"{turtle(graph)}\n{more}")
    return path


def test_i19_t8_links_to_what_is_gone_are_told(tmp_path: Path) -> None:
    """A mapping and a requirement of roles that stay, to a role and a skill that are no more."""
    graph = base(random.Random(3))
    graph["mapping"]["r1"] = "r2"
    old = _written(tmp_path / "old.ttl", graph)
    del graph["role"]["r2"], graph["skill"]["s1"]
    asking = [role for role, stated in graph["role"].items() if "s1" in stated["skills"]]
    new = _written(tmp_path / "new.ttl", graph)
    expected = [("retired", "r2", ""), ("retired", "s1", ""), ("points-nowhere", "r1", "r2")]
    assert told(old, new) == sorted([*expected, *(("points-nowhere", role, "s1") for role in asking)])


def test_i19_t8_a_requirement_of_what_replaces_a_skill_is_one_change(tmp_path: Path) -> None:
    graph = base(random.Random(3))
    graph["skill"]["s-new"] = {"label": "Newer skill"}
    skills = graph["role"]["r4"]["skills"]
    skill, strength = next(iter(skills.items()))
    for name, role in graph["role"].items():
        if name != "r4":
            role["skills"].pop(skill, None)
    old = _written(tmp_path / "old.ttl", graph)
    del skills[skill]
    skills["s-new"] = strength
    graph["replaced"][skill] = "s-new"
    found = told(old, _written(tmp_path / "new.ttl", graph))
    assert found == [("replaced", skill, "s-new"), ("requirement-replaced", "r4", "s-new")]


# --- the command ------------------------------------------------------------------------------------------------------

GUIDE = """# Nursing careers

## Roles

### Staff Nurse

**Required Skills:**
- Communication
- Wound care
- First aid

**Salary:** $60,000 - $80,000
"""


@pytest.fixture
def guides(tmp_path: Path) -> tuple[Path, Path]:
    """Two editions of a guide: another skill, more pay, and two lines more above."""
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(GUIDE)
    new.write_text(GUIDE.replace("First aid", "Triage").replace("60,000", "65,000").replace("## Roles", "\n\n## Roles"))
    return old, new


@pytest.mark.slow
def test_i19_t8_two_editions_of_a_guide_in_every_format(guides: tuple[Path, Path]) -> None:
    text = run("diff", *guides).out
    assert "New: 1 skill\nRetired: 1 skill\n" in text
    assert "Staff Nurse" in text
    assert "$60,000 - $80,000" in text
    found = run("diff", *guides, "-f", "json").json
    assert {(each["group"], each["kind"]): each["number"] for each in found["counts"]} == {
        ("new", "skill"): 1,
        ("retired", "skill"): 1,
        ("requirement-added", "role"): 1,
        ("requirement-dropped", "role"): 1,
        ("pay", "role"): 1,
    }
    assert [each["item"]["label"] for each in found["changes"] if each["group"] == "requirement-added"] == ["Triage"]
    rows = [*csv.DictReader(run("diff", *guides, "-f", "csv").lines)]
    assert [*rows[0]] == [
        "change", "kind", "of", "property", "item", "before", "after",
        "of iri", "property iri", "item iri", "before iri", "after iri",
    ]  # fmt: skip
    (added,) = [row for row in rows if row["change"] == "requirement-added"]
    assert added["of iri"].endswith("/role/staff-nurse")
    assert (added["property iri"], added["item iri"].rpartition("/")[2]) == (CK.hasRequirement, "triage")
    assert "### Pay" in run("diff", *guides, "-f", "md").out
    assert "<h2" in run("diff", *guides, "-f", "html").out


def test_each_mapping_that_goes_or_comes_is_a_row_of_its_own_with_iris(tmp_path: Path) -> None:
    """A program knows from the row alone what maps to what; so does one that applies the commands."""
    head = f"@prefix : <http://x/> . @prefix ck: <{CK.iri}> . @prefix skos: <{SKOS.iri}> .\n"
    role = ':a a ck:Role ; skos:prefLabel "A"@en ; skos:exactMatch <http://{}/1> ; skos:broader :{} .\n'
    groups = ':g a ck:RoleGroup ; skos:prefLabel "G"@en . :h a ck:RoleGroup ; skos:prefLabel "G"@en .\n'
    files = [tmp_path / "old.ttl", tmp_path / "new.ttl"]
    for file, there, group in zip(files, ("old", "new"), "gh", strict=True):
        file.write_text(head + role.format(there, group) + groups, encoding="utf-8")
    rows = [*csv.reader(run("diff", *files, "-f", "csv").lines)][1:]
    same = f"{SKOS.iri}exactMatch"
    assert sorted(rows) == [
        ["mapping", "role", "A", "same as", "1", "", "1", "http://x/a", same, "http://new/1", "", ""],
        ["mapping", "role", "A", "same as", "1", "1", "", "http://x/a", same, "http://old/1", "", ""],
        ["moved", "role", "A", "part of", "", "G", "G", "http://x/a", SKOS.broader, "", "http://x/g", "http://x/h"],
    ]
    assert {
        f"delete edge <http://x/a> <{same}> <http://old/1>",
        f"create edge <http://x/a> <{same}> <http://new/1>",
    } < {*run("diff", *files, "-f", "kgcl").lines}


def test_i19_t8_kgcl_has_a_command_for_each_change_that_it_knows(tmp_path: Path) -> None:
    graph = base(random.Random(3))
    old = _written(tmp_path / "old.ttl", graph)
    role = graph["role"]["r1"]
    role |= {"label": "Boss's role", "group": "g0" if role["group"] != "g0" else "g1"}
    group = role["group"]
    left = base(random.Random(3))["role"]["r1"]["group"]
    graph["replaced"]["r2"] = "r3"
    del graph["role"]["r5"]
    lines = run("diff", old, _written(tmp_path / "new.ttl", graph), "-f", "kgcl").lines
    assert sorted(lines) == [
        f"move <http://x.org/r1> from <http://x.org/{left}> to <http://x.org/{group}>",
        "obsolete <http://x.org/r2> with replacement <http://x.org/r3>",
        "obsolete <http://x.org/r5>",
        "rename <http://x.org/r1> from 'Role 1' to \"Boss's role\"",
    ]


def test_i19_t8_a_graph_and_itself_differ_in_nothing(tmp_path: Path, bundled_store: Path) -> None:
    same = run("diff", "exports/career.ttl", "exports/career.jsonld")
    assert (same.status, "Nothing that is said of careers has changed." in same.out) == (0, True)
    run("-g", bundled_store, "backup", tmp_path / "b.zip")
    assert run("diff", tmp_path / "b.zip", bundled_store, "-f", "json").json["changes"] == []
    missing = run("diff", tmp_path / "none.ttl", bundled_store)
    assert (missing.status, "there is no file" in missing.err) == (3, True)
    unknown = run("diff", bundled_store, bundled_store, "--source", "esco")
    assert (unknown.status, "has no source 'esco'" in unknown.err) == (2, True)


def test_i19_t8_changed_interests_are_a_change_of_their_role(tmp_path: Path) -> None:
    text = (
        "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<http://x/role/a> a ck:Role ; skos:prefLabel "Baker"@en ; ck:hasInterests <http://x/i> .\n'
        '<http://x/i> a ck:InterestProfile ; ck:hollandCode "RIA" ; ck:realistic 6.0 .\n'
    )
    (tmp_path / "old.ttl").write_text(text)
    (tmp_path / "new.ttl").write_text(text.replace("RIA", "IRA"))
    answer = run("diff", tmp_path / "old.ttl", tmp_path / "new.ttl")
    assert "All else: 1 change (roles)" in answer.out
    assert "Holland code RIA; realistic 6  Holland code IRA; realistic 6" in answer.out


def test_i19_t8_two_sources_of_a_store(tmp_path: Path) -> None:
    """Editions of one taxonomy under two names: their IRIs are the same."""
    store = tmp_path / "store"
    run("init", store, "--empty")
    graph = base(random.Random(3))
    for name, label in (("first", "Role 1"), ("second", "Renamed")):
        graph["role"]["r1"]["label"] = label
        run("import", "rdf", _written(tmp_path / f"{name}.ttl", graph), "--into", store)
    found = run("-g", store, "diff", "first", "second", "-f", "json").json
    assert [(each["group"], each["before"], each["after"]) for each in found["changes"]] == [
        ("renamed", "Role 1", "Renamed")
    ]


# --- imports ----------------------------------------------------------------------------------------------------------


def test_i19_t8_an_import_that_replaces_a_release_says_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release of ESCO in which a skill has another name, and another is no longer essential."""
    store = tmp_path / "store"
    run("init", store, "--empty")
    files = esco_files()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first = run("import", "esco", folder_of(files, tmp_path / "a"), "--into", store)
    assert "Renamed" not in first.out
    files["skills_en.csv"] = files["skills_en.csv"].replace(b"anatomy", b"anatomy of people")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700003600")
    again = run("import", "esco", folder_of(files, tmp_path / "b"), "--into", store)
    assert "esco: Renamed: 1 skill\n" in again.out
    entries = run("-g", store, "history", "esco", "-f", "json").json
    assert [(each["time"], each["action"]) for each in entries] == [
        ("2023-11-14T23:13:20Z", "replaced"),
        ("2023-11-14T22:13:20Z", "imported"),
    ]
    kept = {each["name"].rpartition("/")[2]: each["sha256"] for each in entries[0]["files"]}
    assert kept["skills_en.csv"] == sha256(files["skills_en.csv"]).hexdigest()
    run("-g", store, "remove", "esco")
    every = run("-g", store, "history", "-f", "json").json
    assert [each["action"] for each in every] == ["removed", "replaced", "imported"]
    run("-g", store, "backup", tmp_path / "backup.zip")
    run("init", tmp_path / "other")
    run("restore", tmp_path / "backup.zip", "--into", tmp_path / "other")
    assert run("-g", tmp_path / "other", "history", "-f", "json").json == every
    unknown = run("-g", store, "history", "onet")
    assert (unknown.status, "its sources are: esco" in unknown.err) == (2, True)


def test_i19_t8_the_groups_of_changes_are_documented(root: Path) -> None:
    text = (root / "docs/changes.md").read_text(encoding="utf-8")
    assert [group for group in CHANGE_GROUPS if f"| `{group}` |" not in text] == []


@pytest.mark.parametrize("name", ["ontology", "nothing", "people"])
def test_a_file_without_careers_is_not_compared(tmp_path: Path, root: Path, name: str) -> None:
    """What it lacks is not retired: it is no version of any careers."""
    other = tmp_path / f"{name}.ttl"
    text = {
        "ontology": (root / "ontology/career.ttl").read_text(encoding="utf-8"),
        "nothing": "",
        "people": '<http://x.example/a> a <http://xmlns.com/foaf/0.1/Person> ; <http://xmlns.com/foaf/0.1/name> "A" .',
    }[name]
    other.write_text(text, encoding="utf-8")
    careers = root / "exports/career.ttl"
    for pair in ((careers, other), (other, careers)):
        answer = run("diff", *pair)
        assert (answer.status, answer.out) == (3, "")
        assert f"{name}.ttl' has no roles and no skills" in answer.err
    with pytest.raises(SourceError, match="has no roles and no skills"):
        open_graph().diff(other)


def test_an_empty_store_is_a_version(tmp_path: Path) -> None:
    run("init", tmp_path / "empty", "--empty")
    run("init", tmp_path / "store")
    answer = run("diff", tmp_path / "store", tmp_path / "empty")
    assert answer.status == 0
    assert "Retired: " in answer.out
