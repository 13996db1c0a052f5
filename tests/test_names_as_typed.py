"""Names as people type them: groups as ends, without quotes, one of several of the same name, and `kg` alone."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path
from unittest import mock

import click
import pytest
from command_line import START, kg, labels

import kg as library
from kg.errors import AmbiguousNameError, UnknownNameError

DS, MLOPS = "Data Scientist", "MLOps Engineer"


# --- groups of roles --------------------------------------------------------------------------------------------------


def test_u2_a_group_as_an_end_gives_the_best_roles_in_it_each_with_its_route() -> None:
    answer = kg("route", "statistician", "Major Career Roles", "-f", "json")
    found = answer.json
    assert answer.status == 0
    assert "read 'Major Career Roles' as a group of 7 roles" in answer.err
    assert (found["group"], found["members"], len(found["routes"])) == ("Major Career Roles", 7, 5)
    graph = library.open()
    members = graph.role_group("Major Career Roles").members
    roles = [entity for entity in graph.list("role") if entity.iri in members]
    ways = [way[0] for role in roles if (way := graph.route("statistician", role))]
    best = sorted((any(not gate.met for step in way.steps for gate in step.gates), way.cost or 0) for way in ways)
    assert [each["routes"][0]["cost"] for each in found["routes"]] == [cost for _, cost in best[:5]]
    assert any(gated for gated, _ in best)
    text = kg("route", "statistician", "major career roles", "-k", "2").out
    assert "kg route" in text
    assert kg("route", "statistician", "Major Career Roles", "--via", DS).status == 2


def test_the_roles_of_a_group_that_are_near_in_preparation_come_before_managers_and_leaps(tmp_path: Path) -> None:
    """Five porters share one skill with the start; five experts of level 4 and five managers share two."""
    graph = tmp_path / "ward.ttl"
    lines = [
        "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix e: <http://example.org/> .",
        'e:ward a ck:RoleGroup ; skos:prefLabel "Ward" .',
        *(f'e:skill{number} a ck:Skill ; skos:prefLabel "Skill {number}" .' for number in range(20)),
        'e:cleaner a ck:Role ; skos:prefLabel "Cleaner" ; ck:preparationLevel 1 .',
        "e:cleaner ck:requiresSkill e:skill0 , e:skill1 .",
    ]
    for number in range(5):
        own = f"e:skill{number + 2}"
        for name, level, more in (("porter", 2, ""), ("expert", 4, ", e:skill1"), ("manager", 2, ", e:skill1")):
            leads = " ; ck:managerial true" if name == "manager" else ""
            lines.append(
                f'e:{name}{number} a ck:Role ; skos:prefLabel "{name.title()} {number}" ; skos:broader e:ward ;'
                f" ck:preparationLevel {level}{leads} ; ck:requiresSkill e:skill0{more} , {own} ."
            )
    graph.write_text("\n".join(lines), encoding="utf-8")
    opened = library.open(graph)
    found = opened.route_to_group("Cleaner", "Ward")
    assert (found.members, found.tried) == (15, 5)
    assert [each.destination.label for each in found] == [f"Porter {number}" for number in range(5)]
    all_of_it = opened.route_to_group("Cleaner", "Ward", 12)
    assert {each.destination.label[:6] for each in all_of_it} == {"Porter", "Expert", "Manage"}
    led = opened.route_to_group("Manager 0", "Ward")
    assert "Manager 1" in [each.destination.label for each in led]


def test_u2_a_plan_and_a_picture_go_to_the_role_of_a_group_that_has_the_best_route(tmp_path: Path) -> None:
    best = library.open().route_to_group("statistician", "Major Career Roles", 1)[0].destination
    plan = kg("plan", "statistician", "Major Career Roles", "-f", "json")
    assert plan.json["to"]["id"] == best.id
    assert f"of Major Career Roles, {best.label} has the best route" in plan.err
    drawn = kg("view", "--route", "statistician", "roles in Major Career Roles", "-o", tmp_path / "a.html")
    assert drawn.status == 0
    assert f"→ {best.label}</title>" in (tmp_path / "a.html").read_text(encoding="utf-8")
    none = kg("plan", "statistician", "Emerging Roles")
    assert (none.status, "no role of 'Emerging Roles' has a route" in none.err) == (1, True)


def test_u2_the_answer_says_how_many_roles_of_the_group_it_shows() -> None:
    assert "The best routes to 2 of its 7 roles.\n" in kg("route", "statistician", "Major Career Roles", "-k", "2").out
    assert "The best routes to 6 of its 7 roles.\n" in kg("route", "statistician", "Major Career Roles", "-k", "9").out


WARDS = """@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def test_an_unknown_group_names_the_groups_that_a_guide_has() -> None:
    answer = kg("next", MLOPS, "--in", "something in IT")
    assert answer.status == 1
    assert "sections of a guide are groups too: " in answer.err
    assert "'Emerging Roles'" in answer.err
    assert "AI and machine learning alone" in answer.err


def test_candidates_of_an_ambiguous_name_come_from_each_source(tmp_path: Path) -> None:
    """One source calls two roles so, the other has the word in one label, and its beginning in a second."""
    store = tmp_path / "store"
    assert kg("init", store, "--empty").status == 0
    roles = {
        "first": {"b": ("Theatre nurse", "nurse"), "a": ("Ward nurse", "nurse")},
        "second": {"c": ("Nursery teacher", "minder"), "d": ("Nurse for general care", "medic")},
    }
    for source, own in roles.items():
        text = "".join(
            f'<http://{source}.example/role/{name}> a ck:Role ; skos:prefLabel "{label}" ; skos:altLabel "{other}" .\n'
            for name, (label, other) in own.items()
        )
        (tmp_path / f"{source}.ttl").write_text(WARDS + text, encoding="utf-8")
        answer = kg("import", "rdf", tmp_path / f"{source}.ttl", "--name", source, "--into", store)
        assert answer.status == 0, answer.err
    answer = kg("-g", store, "next", "nurse")
    assert answer.status == 1
    numbered = [line.split("'")[1] for line in answer.err.splitlines() if line[:4].strip().isdigit()]
    assert numbered == ["Ward nurse", "Theatre nurse", "Nurse for general care"]
    assert "--source first or --source second" in answer.err


def test_u2_next_and_match_keep_to_a_group() -> None:
    graph = library.open()
    members = graph.role_group("Major Career Roles").members
    for answer in (
        kg("next", MLOPS, "--in", "Major Career Roles", "-f", "json").json,
        kg("match", "--have", "Python", "--in", "Major Career Roles", "-f", "json").json["roles"],
    ):
        assert answer
        assert {(each.get("role") or each["to"])["iri"] for each in answer} <= members
    assert graph.next(MLOPS, group="Emerging Roles") == []
    with pytest.raises(UnknownNameError):
        graph.match(["Python"], group="no such group")
    assert kg("next", MLOPS, "--in", "no such group").status == 1
    assert kg("match", "--have", "Python", "--curriculum", "--in", "Emerging Roles").status == 2


def test_u2_groups_of_taxonomies_by_label_code_and_usual_word(taxonomies: Path) -> None:
    graph = library.open(taxonomies)
    groups = {entity.label: entity for entity in graph.list("role-group")}
    codes = graph.codes()
    named = 0
    for label, group in groups.items():
        below = graph.group(group.id, "role").members
        roles = {role.iri for role in graph.list("role") if role.iri in below}
        if roles:
            named += 1
            assert graph.role_group(label).members >= roles
            assert graph.role_group(codes[group.iri]).members >= roles
    assert named
    onet = {role.iri for role in graph.list("role", source="onet") if codes.get(role.iri, "").startswith("15-")}
    if onet:
        assert onet <= graph.role_group("15-0000").members
        assert onet <= graph.role_group("something in IT").members
        assert onet <= graph.role_group("Computer and Mathematical").members
        for name in ("IT jobs", "a job in IT", "work with computers", "tech work", "careers in the IT sector"):
            assert graph.role_group(name).members == graph.role_group("IT").members, name
        listed = kg("-g", taxonomies, "list", "role", "--in", "IT jobs", "-f", "json").json
        assert {each["iri"] for each in listed} == graph.role_group("IT").members


OFFICE = """@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://data.europa.eu/esco/isco/C4> a ck:RoleGroup ; skos:prefLabel "Clerical support workers" .
<http://x.example/role/clerk> a ck:Role ; skos:prefLabel "Filing clerk" ;
  skos:broader <http://data.europa.eu/esco/isco/C4> .
<http://x.example/role/cook> a ck:Role ; skos:prefLabel "Cook" .
"""


@pytest.mark.parametrize("name", ["office work", "an office job", "admin", "work in an office", "clerical jobs"])
def test_usual_words_for_a_field_are_read_with_what_only_says_work(tmp_path: Path, name: str) -> None:
    """Major group 4 of ISCO-08 is that of clerical support workers."""
    path = tmp_path / "office.ttl"
    path.write_text(OFFICE, encoding="utf-8")
    assert labels(kg("-g", path, "list", "role", "--in", name, "-f", "json").json) == ["Filing clerk"]


# --- names without quotes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "quoted"),
    [
        (["route", "Data", "Scientist", "MLOps"], ["route", DS, "MLOps"]),
        (["route", "MLOps", "Data", "Scientist", "--max-steps", "2"], ["route", "MLOps", DS, "--max-steps", "2"]),
        (["gap", "Data", "Scientist", "NLP", "Engineer"], ["gap", DS, "NLP Engineer"]),
        (["gap", "--have", "Docker", "NLP", "Engineer"], ["gap", "--have", "Docker", "NLP Engineer"]),
        (["compare", "Data", "Scientist", "NLP", "Engineer"], ["compare", DS, "NLP Engineer"]),
        (["connect", "Data", "Scientist", "PhD"], ["connect", DS, "PhD"]),
        (["next", "Data", "Scientist"], ["next", DS]),
        (["show", "Data", "Scientist"], ["show", DS]),
        (["why", "Data", "Scientist"], ["why", DS]),
        (["plan", "Data", "Scientist", "MLOps"], ["plan", DS, "MLOps"]),
    ],
    ids=" ".join,
)
def test_u4_names_without_quotes_are_read_where_one_reading_exists(typed: list[str], quoted: list[str]) -> None:
    answer, expected = kg(*typed), kg(*quoted)
    assert (answer.status, answer.out) == (expected.status, expected.out)


def test_u4_what_has_no_single_reading_gets_a_hint_at_quotes() -> None:
    answer = kg("route", "Data", "Nobody", "MLOps")
    assert (answer.status, answer.out) == (2, "")
    assert 'in quotes: "Data Scientist" MLOps' in answer.err
    assert kg("route", "statistician").status == 2
    extra = kg("ask", "role-skills")
    assert extra.status == 0
    assert "in quotes" in kg("list", "roles", "of", "somebody").err


# --- several of the same name -----------------------------------------------------------------------------------------


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A graph in which a role and a skill have the same name."""
    file = tmp_path / "two.ttl"
    base, ontology = "https://w3id.org/career-kg", "https://w3id.org/career-kg/ontology#"
    file.write_text(
        f"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n"
        f'<{base}/role/java> a <{ontology}Role> ; skos:prefLabel "Java" ; dct:description "One who writes it." .\n'
        f'<{base}/skill/java> a <{ontology}Skill> ; skos:prefLabel "Java" ; dct:description "The language." .\n'
    )
    return file


def test_u2_candidates_are_numbered_one_a_line_with_what_tells_them_apart(two: Path) -> None:
    answer = kg("-g", two, "show", "java")
    lines = answer.err.splitlines()
    assert answer.status == 1
    assert "is ambiguous" in lines[0]
    assert lines[1].lstrip().startswith("1  'Java' (role, role/java): ")
    assert lines[1].endswith("One who writes it.")
    assert lines[2].lstrip().startswith("2  'Java' (skill, skill/java): ")
    with pytest.raises(AmbiguousNameError) as error:
        library.open(two).get("Java")
    assert [each.kind for each in error.value.candidates] == ["role", "skill"]


def test_u2_somebody_at_a_terminal_chooses_and_a_pipe_is_never_asked(two: Path) -> None:
    with mock.patch("kg.cli.names.at_terminal", return_value=True), mock.patch.object(click, "prompt", return_value=2):
        answer = kg("-g", two, "show", "java", "-f", "json")
    assert answer.json["entity"]["id"] == "skill/java"
    assert "2  'Java' (skill, skill/java)" in answer.err
    with mock.patch.object(click, "prompt", side_effect=AssertionError):
        assert kg("-g", two, "show", "java").status == 1


# --- kg alone ---------------------------------------------------------------------------------------------------------


def test_u4_kg_alone_in_a_pipe_prints_its_help() -> None:
    answer = kg()
    assert answer.status == 2
    assert "Usage: kg" in answer.out + answer.err


@pytest.mark.slow
def test_u4_kg_alone_at_a_terminal_greets_with_three_commands_that_work() -> None:
    ours, its = pty.openpty()
    env = {name: value for name, value in os.environ.items() if name != "KG_GRAPH"}
    process = subprocess.Popen(START, stdout=its, stderr=its, stdin=its, env=env)
    os.close(its)
    assert process.wait(60) == 0
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    found = [line.partition("   ")[0].strip() for line in shown.splitlines() if line.startswith("  kg ")]
    assert len(found) == 3
    for command in found:
        import shlex

        assert kg(*shlex.split(command)[1:]).status == 0


def test_u2_a_role_with_the_name_of_a_group_is_the_role() -> None:
    assert labels([kg("route", "statistician", "MLOps", "-f", "json").json["to"]]) == [MLOPS]


# --- what the bundled graph lacks -------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", [("find", "nurse"), ("route", "nurse", MLOPS), ("show", "plumbing")])
def test_who_asks_for_what_the_bundled_graph_lacks_is_shown_where_to_get_it(question: tuple[str, ...]) -> None:
    assert "careers in AI and machine learning alone; `kg docs stores`" in kg(*question).err


def test_a_graph_of_other_careers_does_not_say_that_it_has_ai_alone(taxonomies: Path) -> None:
    assert "AI and machine learning" not in kg("-g", taxonomies, "find", "no such career").err
