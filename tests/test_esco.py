"""ESCO's files in a store: what each row says, where it says so, and what is told of rows that are odd or damaged."""

from __future__ import annotations

import csv
import io
import random
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from command_line import kg
from taxonomies import ESCO, esco_files, folder_of, occupation, row_starts, zip_of

from kg.errors import SourceError
from kg.graph import open_graph
from kg.model import Source
from kg.model.records import PropertyRow
from kg.rdf.careers import read_careers
from kg.rdf.reader import GraphReader
from kg.rdf.writer import write_stream
from kg.schema import BASE, CK, PREFIXES, local_name
from kg.sources.esco import Esco, skill_level
from kg.sources.files import Files
from kg.sources.regulated import regulated_group, regulated_groups
from kg.store.folder import StoreFolder
from kg.store.imports import import_source

if TYPE_CHECKING:
    from pathlib import Path

    from kg.model.records import ImportReport

FILES = esco_files()
ROLE, SKILL = f"{ESCO}occupation/o", f"{ESCO}skill/s"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with ESCO, and with the bundled graph."""
    place = tmp_path_factory.mktemp("esco")
    assert kg("init", place / "store").status == 0
    answer = kg("import", "esco", folder_of(FILES, place / "files"), "--into", place / "store", "--release", "9.9")
    assert answer.status == 0, answer.err
    return place / "store"


def ask(store: Path, query: str) -> list[dict[str, Any]]:
    """The rows of a query over the store, as text."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    return open_graph(store).sparql(f"{prefixes}{query}").to_dicts()


def quads(*paths: Path) -> tuple[str, ImportReport]:
    """The quads of these files, and the report."""
    esco, output = Esco(Files(paths)), io.StringIO()
    assert write_stream("esco", esco.about, esco.records(), output) == output.getvalue().count("\n")
    return output.getvalue(), esco.report()


def line_of(file: str, row: str) -> int:
    return row_starts(FILES[file], [row.encode()])[0]


# --- facts ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_things_are_typed_and_named_in_every_language(store: Path) -> None:
    graph = open_graph(store)
    kinds = Counter(entity.kind for entity in graph.list() if entity.iri.startswith(ESCO))
    assert kinds == {"role": 6, "skill": 5, "skill-group": 1, "role-group": 4}
    found = ask(store, f"SELECT ?p ?v {{ <{ROLE}1> ?p ?v FILTER isLiteral(?v) }}")
    assert sorted((row["p"].rpartition("#")[2].rpartition("/")[2], row["v"]) for row in found) == [
        ("altLabel", "boulangère"),
        ("altLabel", "bread maker"),
        ("altLabel", 'cook of "dough"'),
        ("description", "Bakes.\nEvery day."),
        ("notation", "7512.1"),
        ("prefLabel", "baker"),
        ("prefLabel", "boulanger"),
        ("preparationLevel", 2),
        ("status", "released"),
    ]
    assert (
        len(ask(store, 'SELECT ?s { ?s skos:prefLabel "pétrir"@fr , "knead"@en . ?s skos:altLabel "work dough"@en }'))
        == 1
    )
    assert graph.get("boulanger").iri == f"{ROLE}1"
    assert graph.get("baker").label == "baker"
    assert len(ask(store, "SELECT ?s { ?s a ck:SkillGroup , ck:Skill }")) == 1
    assert len(ask(store, 'SELECT ?s { ?s ck:skillType "knowledge" ; ck:reuseLevel "cross-sector" }')) == 1


@pytest.mark.parametrize(
    ("role", "skill", "strength", "short"),
    [(1, 1, "required", "requiresSkill"), (1, 2, "optional", "optionalSkill"), (6, 5, "optional", "optionalSkill")],
)
def test_a_requirement_is_six_triples_with_its_row(
    store: Path, role: int, skill: int, strength: str, short: str
) -> None:
    relation = {"required": "essential", "optional": "optional"}[strength]
    line = next(
        number
        for number, row in enumerate(FILES["occupationSkillRelations.csv"].decode().split("\r\n"), 1)
        if row.startswith(f"{ROLE}{role},{relation}") and row.endswith(f"{SKILL}{skill}")
    )
    node = f"{BASE}requirement/esco.o{role}.s{skill}"
    found = ask(store, f"SELECT ?p ?v {{ <{node}> ?p ?v }}")
    assert {(row["p"].rpartition("#")[2], row["v"]) for row in found} == {
        ("type", CK.SkillRequirement),
        ("skill", f"{SKILL}{skill}"),
        ("strength", strength),
        ("wasDerivedFrom", f"{BASE}document/esco/occupationSkillRelations.csv#line={line - 1},{line}"),
    }
    links = ask(store, f"SELECT ?p {{ <{ROLE}{role}> ?p ?v FILTER(?v IN (<{node}>, <{SKILL}{skill}>)) }}")
    model = f"related{relation.capitalize()}Skill"
    assert {row["p"].rpartition("#")[2] for row in links} == {"hasRequirement", short, model}


def test_the_hierarchy_is_that_of_both_pillars(store: Path) -> None:
    found = ask(store, f'SELECT ?s ?o {{ ?s skos:broader ?o FILTER STRSTARTS(STR(?s), "{ESCO}") }}')
    assert {(row["s"].removeprefix(ESCO), row["o"].removeprefix(ESCO)) for row in found} == {
        ("isco/C2212", "isco/C221"),
        ("isco/C221", "isco/C2"),
        ("occupation/o3", "isco/C2212"),
        ("occupation/o2", "occupation/o1"),
        ("skill/s1", "skill/S1"),
        ("skill/s5", "skill/S1"),
    }
    links = ask(store, "SELECT ?s ?o { ?s a ck:Skill ; esco:relatedOptionalSkill ?o }")
    assert [(row["s"], row["o"]) for row in links] == [(f"{SKILL}2", f"{SKILL}1")]


def test_every_fact_cites_file_and_line(store: Path) -> None:
    graph = open_graph(store)
    facts = {(fact.property, getattr(fact.value, "label", fact.value)): fact for fact in graph.show("baker").facts}
    row = line_of("occupations_en.csv", "Occupation,http://data.europa.eu/esco/occupation/o1")
    assert row == 2
    second = line_of("occupations_en.csv", f"Occupation,{ROLE}2")
    assert second == 7  # breaks before it: two in three other names, one in two schemes, one in what is said, its end
    source = graph.show("pastry cook").facts[0].source
    assert source == Source("esco", "ESCO 9.9, occupations_en.csv", None, second)
    assert str(source) == "occupations_en.csv line 7"
    assert facts["hasRequirement", "knead"].source == Source("esco", "ESCO 9.9, occupationSkillRelations.csv", None, 2)
    assert facts["hasRequirement", "grains"].source.line == 3
    assert facts["^broader", "pastry cook"].source == Source("esco", "ESCO 9.9, broaderRelationsOccPillar.csv", None, 5)
    assert facts["preparationLevel", 2].source == Source("inferred", "ESCO 9.9, occupations_en.csv", None, row)
    assert "occupationSkillRelations.csv line 2" in kg("-g", store, "why", "baker", "skills").out


def test_levels_and_law_come_from_the_group_and_from_esco_itself(store: Path) -> None:
    reader = GraphReader(StoreFolder.open_at(store).open().engine, "none")
    roles = read_careers(reader).roles
    levels = {iri.removeprefix(ROLE): profile.preparation for iri, profile in roles.items() if iri.startswith(ROLE)}
    assert levels == {"1": 2, "2": 2, "3": 4, "4": 4, "5": 3, "6": 1}
    assert {iri.removeprefix(ROLE) for iri, profile in roles.items() if profile.regulated} == {"3", "4"}
    told = {
        (fact.source.graph, fact.source.line, str(dict(fact.parts).get("reason", ""))[:30])
        for fact in open_graph(store).show("heart doctor").facts
        if fact.property == "regulated"
    }
    line = line_of("occupations_en.csv", f"Occupation,{ROLE}3")
    assert told == {("esco", line, "")}
    (group,) = [fact for fact in open_graph(store).show("Healers").facts if fact.property == "regulated"]
    assert group.source.graph == "curation"
    assert "2005/36/EC" in str(dict(group.parts)["reason"])


def test_a17_collections_are_marks_of_skills_and_occupations(store: Path) -> None:
    rows = ask(
        store,
        "SELECT ?of ?mark ?line { ?s rdf:predicate ck:mark ; rdf:subject ?of ; rdf:object ?mark ;"
        " prov:wasDerivedFrom/ck:line ?line . ?of ck:mark ?mark }",
    )
    found = {(str(row["of"]).removeprefix(ESCO), row["mark"], row["line"]) for row in rows}
    assert found == {
        ("skill/s2", "green", 2),
        ("skill/s3", "transversal", 2),
        ("skill/s2", "transversal", 3),
        ("occupation/o3", "research", 2),
    }
    shown = kg("-g", store, "show", "grains").out
    assert "green" in shown
    assert "greenSkillsCollection_en.csv line 2" in shown


def test_only_what_a_role_requires_is_called_required(store: Path) -> None:
    shown = kg("-g", store, "show", "baker", "-f", "json").json["facts"]
    strengths = {
        fact["value"]["label"]: fact["parts"]["strength"][0] for fact in shown if fact["property"] == "hasRequirement"
    }
    assert set(strengths.values()) == {"required", "optional"}
    for command in (("show", "baker", "--all"), ("why", "baker", "skills")):
        lines = kg("-g", store, *command).lines
        for skill, strength in strengths.items():
            assert any(re.match(rf"{strength} skill +{re.escape(skill)} ", line) for line in lines), (command, skill)


def test_a4_the_groups_of_managers_and_supervisors_are_managerial(tmp_path: Path) -> None:
    files = dict(FILES)
    for code, label in (("1", "Managers"), ("522", "Shop salespersons"), ("5222", "Shop supervisors")):
        files["ISCOGroups_en.csv"] += f"ISCOGroup,{ESCO}isco/C{code},{code},{label},released,,,\r\n".encode()
    found, _ = quads(folder_of(files, tmp_path))
    lines = [line for line in found.splitlines() if f'<{CK.managerial}> "true"' in line]
    assert {line.split()[0] for line in lines} == {f"<{ESCO}isco/C1>", f"<{ESCO}isco/C5222>"}


def test_answers_that_lead_to_a_regulated_profession_say_so(store: Path) -> None:
    line = line_of("occupations_en.csv", f"Occupation,{ROLE}3")
    told = kg("-g", store, "gap", "baker", "heart doctor", "--sources").out
    assert "regulated profession" in told
    assert f"occupations_en.csv line {line}" in told
    graph = open_graph(store)
    assert graph.gap("heart doctor", "baker").regulation_sources == ()
    best = graph.route("skin doctor", "heart doctor", conditions=graph.conditions(have=["knead"]))[0]
    assert {source.graph for source in best.steps[-1].regulation_sources} == {"esco"}
    following = kg("-g", store, "next", "skin doctor")
    assert "regulated professions, skills alone are not enough: heart doctor" in following.err
    assert "regulated profession" in kg("-g", store, "match", "--have", "listen", "-f", "csv").out
    answer = kg("-g", store, "route", "skin doctor", "heart doctor", "--have", "knead", "-f", "json").json
    assert {source["graph"] for source in answer["routes"][0]["steps"][-1]["regulation_sources"]} == {"esco"}


@pytest.mark.parametrize(
    ("code", "level"),
    [("0110", 4), ("0210", 2), ("0310", 1), ("0", None), ("1", None), ("1120", 4), ("141", 3), ("2", 4), ("3512", 3)]
    + [(f"{major}111", 2) for major in range(4, 9)]
    + [("9", 1), ("", None), ("21111", None), ("x", None)],
)
def test_skill_level(code: str, level: int | None) -> None:
    assert skill_level(code) == level


def test_the_list_of_regulated_groups_is_sound() -> None:
    groups = regulated_groups()
    assert list(groups) == sorted(groups)
    assert all(group.reason.endswith(".") and len(group.reason) > 40 for group in groups.values())
    assert not [code for code in groups if code[:3] in groups and len(code) > 3]
    for free in ("2512", "2631", "7512", "2269", "2635", "2310"):
        assert regulated_group(free) is None
    for bound in ("2211", "2221", "2161", "2611", "3153", "2341", "5412"):
        assert regulated_group(bound)


# --- the command line -------------------------------------------------------------------------------------------------


def test_a_whole_run(store: Path) -> None:
    shown = kg("-g", store, "show", "boulanger")
    assert shown.status == 0
    assert "knead" in shown.out
    gap = kg("-g", store, "gap", "baker", "heart doctor", "-f", "json").json
    assert [skill["label"] for skill in gap["missing"]] == ["anatomy", "listen"]
    assert gap["missing"][0]["sources"][0]["document"] == "ESCO 9.9, occupationSkillRelations.csv"
    stats = kg("-g", store, "stats", "-f", "json").json["graphs"]["esco"]
    assert stats["version"] == "9.9"
    assert stats["title"].startswith("ESCO")
    assert "European Commission" in stats["attribution"]
    assert stats["licence"].startswith("http://data.europa.eu/")
    assert kg("-g", store, "show", "MLOps").out.startswith("MLOps Engineer (role, role/mlops-engineer)")


def test_what_an_import_tells(tmp_path: Path) -> None:
    kg("init", tmp_path / "store", "--empty")
    folder = folder_of(FILES, tmp_path / "files")
    (folder / "occupationSkillRelations.csv").write_bytes(FILES["occupationSkillRelations.csv"] + b"x,essential,,y\r\n")
    answer = kg("import", "esco", folder, "--into", tmp_path / "store", "-f", "json")
    assert answer.status == 0
    assert answer.err == ""
    found = answer.json
    counts = {"read": 10, "kept": 9, "skipped": 1, "not_understood": 0}
    assert {"file": "occupationSkillRelations.csv", **counts} in found["files"]
    findings = {(each["severity"], each["file"], each["line"], each["message"][:40]) for each in found["findings"]}
    last = line_of("occupations_en.csv", f"Occupation,{ROLE}6")
    assert findings == {
        ("error", "occupationSkillRelations.csv", 11, "does not start like a data row"),
        ("warning", "occupationSkillRelations.csv", 10, f"{ROLE}9 stands in relations only"[:40]),
        ("warning", "occupations_en.csv", last, "the occupation 'private' has no essential"[:40]),
    }
    table = kg("import", "esco", folder, "--into", tmp_path / "store").out
    assert "occupationSkillRelations.csv:11" in table
    assert "version not stated" in table
    assert kg("import", "esco", folder, "--into", tmp_path / "store", "--name", "Not one").status == 2


# --- the same bytes ---------------------------------------------------------------------------------------------------


def test_zips_and_folders_give_the_same_bytes_on_every_run(tmp_path: Path) -> None:
    relations = {name for name in FILES if "elations" in name}
    zips = (
        zip_of({name: FILES[name] for name in FILES if name not in relations}, tmp_path / "esco-1.2.0-class.zip"),
        zip_of({name: FILES[name] for name in relations}, tmp_path / "esco-1.2.0-relations.zip", under="x/"),
    )
    folder = folder_of(FILES, tmp_path / "esco-v1.2.0")
    one, report = quads(folder)
    assert report.about.version == "1.2.0"
    assert quads(*zips)[0] == one
    assert quads(*reversed(zips))[0] == one
    assert one.count("\n") == len(set(one.splitlines()))
    assert "_:" not in one


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--release", "", "is not a valid version"),
        ("--release", "1\x1b[31m", "is not a valid version"),
        ("--release", "1\udcff", "is not a valid version"),
        ("--release", "1\n2", "is not a valid version"),
        ("--name", "", "is not a valid name of a source"),
        ("--name", "n" * 200_000, "is too long"),
        ("--name", "curation", "graph that adds to others"),
        ("--name", "inferred", "graph that adds to others"),
    ],
)
@pytest.mark.slow
def test_a_hostile_name_or_version_is_refused(tmp_path: Path, option: str, value: str, told: str) -> None:
    StoreFolder.create(tmp_path / "store")
    answer = kg("import", "esco", folder_of(FILES, tmp_path / "f"), "--into", tmp_path / "store", option, value)
    assert (answer.status, answer.out) == (2, "")
    assert told in answer.err
    assert len(answer.err) < 300
    assert StoreFolder.open_at(tmp_path / "store").sources == ()


def test_relations_in_two_languages_are_read_once(tmp_path: Path) -> None:
    files = {name.replace("Relations.csv", "Relations_en.csv"): content for name, content in FILES.items()}
    files["occupationSkillRelations_fr.csv"] = FILES["occupationSkillRelations.csv"]
    _, report = quads(folder_of(files, tmp_path / "files"))
    assert [file.file for file in report.files if file.file.startswith("occupationSkill")] == [
        "occupationSkillRelations_en.csv"
    ]
    assert any("another language" in finding.message for finding in report.findings)


@pytest.mark.slow
def test_a_second_import_replaces_the_first(tmp_path: Path) -> None:
    store = StoreFolder.create(tmp_path / "store")
    folder = folder_of(FILES, tmp_path / "files")
    first = import_source(store, "esco", [folder]).change
    assert (first.gone, first.kept) == (0, 0)
    assert import_source(store, "esco", [folder]).change[:4] == ("esco", 0, 0, first.new)
    path = folder / "skills_fr.csv"
    path.write_bytes(path.read_bytes().replace("pétrir".encode(), b"malaxer"))
    again = import_source(store, "esco", [folder]).change
    assert again[1:4] == (2, 2, first.new - 2)  # a label and a description
    assert {part.what: (part.new, part.gone) for part in again.parts if part.new} == {
        "names": (1, 1),
        "all else": (1, 1),
    }
    counted = {part.what: part.new for part in first.parts}
    assert (counted["roles"], counted["required skills of roles"], counted["optional skills of roles"]) == (6, 7, 2)
    assert [source.name for source in store.sources] == ["esco"]


# --- faults -----------------------------------------------------------------------------------------------------------


def test_what_is_not_esco_is_refused_and_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    store = StoreFolder.create(tmp_path / "store")
    with pytest.raises(SourceError, match="no occupations_LANGUAGE"):
        import_source(store, "esco", [folder_of({"a.csv": b"x"}, tmp_path / "other")])
    lacking = FILES | {"skills_en.csv": FILES["skills_en.csv"].replace(b"preferredLabel", b"label", 1)}
    with pytest.raises(SourceError, match="lacks the columns 'preferredLabel'"):
        import_source(store, "esco", [folder_of(lacking, tmp_path / "lacking")])
    assert store.sources == ()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (occupation(7, "7512", "x").replace("Occupation,", "Occupatiom,", 1), "does not start like a data row"),
        (occupation(7, "7512", ""), "has no preferredLabel"),
        (occupation(1, "7512", "x"), "is on an earlier line, too"),
        (
            occupation(7, "7512", "x").replace("europa.eu/esco/occupation", "europe.eu/esco/occupation", 1),
            "is not a valid IRI",
        ),
        (occupation(7, "7512", "x").replace("occupation/o7", "occupation/o>7", 1), "is not a valid IRI"),
    ],
)
def test_a_row_that_makes_no_sense_is_skipped_and_told(tmp_path: Path, row: str, why: str) -> None:
    files = FILES | {"occupations_en.csv": FILES["occupations_en.csv"] + row.encode() + b"\r\n"}
    sound, _ = quads(folder_of(FILES, tmp_path / "a"))
    found, report = quads(folder_of(files, tmp_path / "b"))
    assert found == sound
    (error,) = [finding for finding in report.findings if finding.severity == "error"]
    assert why in error.message
    assert error.line == FILES["occupations_en.csv"].count(b"\n") + 1


def test_a_group_that_is_none_is_told_and_the_occupation_kept(tmp_path: Path) -> None:
    row = occupation(7, "x512", "odd one").encode() + b"\r\n"
    files = FILES | {"occupations_en.csv": FILES["occupations_en.csv"] + row}
    found, report = quads(folder_of(files, tmp_path / "files"))
    assert '"odd one"@en' in found
    assert any("'x512' is not an ISCO-08 group" in finding.message for finding in report.findings)


@pytest.mark.parametrize("seed", range(8))
def test_random_damage_ends_in_a_report_and_costs_no_row_that_is_unharmed(tmp_path: Path, seed: int) -> None:
    """One byte in a hundred of every file is another, the headers excepted."""
    draw = random.Random(seed)
    files, whole = {}, set()
    for name, content in FILES.items():
        damaged = bytearray(content)
        start = content.index(b"\r\n") + 2
        harmed = draw.sample(range(start, len(content)), len(content) // 100)
        for place in harmed:
            damaged[place] = draw.randrange(256)
        files[name] = bytes(damaged)
        if name == "occupationSkillRelations.csv":
            for row in content.split(b"\r\n")[1:-1]:
                at = content.index(row)
                if not any(at - 2 <= place < at + len(row) + 2 for place in harmed):
                    whole.add(row.decode())
    found, report = quads(folder_of(files, tmp_path / "files"))
    for file in report.files:
        assert file.read == file.kept + file.skipped + file.not_understood
        errors = [each for each in report.findings if (each.file, each.severity) == (file.file, "error")]
        assert len(errors) == file.skipped
        assert all(each.line for each in errors)
    for relation in whole:
        role, strength, _, skill = relation.split(",")
        short = CK.requiresSkill if strength == "essential" else CK.optionalSkill
        assert f"<{role}> <{short}> <{skill}>" in found


def test_damaged_headers_end_in_an_error_with_a_hint(tmp_path: Path) -> None:
    for name in ("occupations_en.csv", "occupationSkillRelations.csv"):
        for byte in (b"\xff", b'"', b"\n"):
            files = FILES | {name: FILES[name][:3] + byte + FILES[name][4:]}
            with pytest.raises(SourceError, match="lacks the columns") as caught:
                list(Esco(Files([folder_of(files, tmp_path / "files")])).records())
            assert caught.value.hint


# --- the official release ---------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.long
def test_the_official_release_is_kept_whole(shared: Path) -> None:
    """Counted in another way: by the csv module, over the text of each file as a whole."""
    files = Files([shared / "esco"])
    tables: dict[str, list[dict[str, str]]] = {}
    for name in files.names:
        with files.opened(name) as lines:
            text = b"".join(lines).decode()
        before = csv.field_size_limit(10_000_000)
        tables[name] = list(csv.DictReader(io.StringIO(text, newline="")))
        csv.field_size_limit(before)
    esco = Esco(files)
    counts: Counter[str] = Counter()
    lines_of: dict[str, int] = {}
    pairs = set()
    for record in esco.records():
        counts[local_name(record.property) if isinstance(record, PropertyRow) else type(record).__name__] += 1
        if type(record).__name__ == "ConceptRow" and record.kind == "role":  # type: ignore[union-attr]
            lines_of[record.iri] = record.row.line  # type: ignore[union-attr]
        elif type(record).__name__ == "RequirementRow":
            pairs.add((record.role, record.strength, record.skill))  # type: ignore[union-attr]
    report = esco.report()
    assert report.about.version == "1.1.1"
    for file in report.files:
        assert file.read == len(tables[file.file])
    assert {(file.file, file.skipped) for file in report.files if file.skipped} == {("skillSkillRelations.csv", 1)}
    relations = tables["occupationSkillRelations.csv"]
    strengths = {"essential": "required", "optional": "optional"}
    assert pairs == {(row["occupationUri"], strengths[row["relationType"]], row["skillUri"]) for row in relations}
    assert counts["RequirementRow"] == len(relations) == 123_855
    broader = [row for name, rows in tables.items() if name.startswith("broader") for row in rows]
    assert counts["broader"] == len(broader)
    told = [finding.message for finding in report.findings if finding.severity == "warning"]
    assert sum("/occupation/" in message and "relations only" in message for message in told) == 1
    assert sum("has no essential skill" in message for message in told) == 1
    with files.opened("occupations_en.csv") as lines:
        numbered = {number: line.decode() for number, line in enumerate(lines, 1)}
    assert len(lines_of) == len(tables["occupations_en.csv"]) == 3007
    for iri, line in lines_of.items():
        assert numbered[line].startswith(f"Occupation,{iri},")


@pytest.mark.slow
def test_a_store_with_esco_conforms_and_its_own_flaw_is_a_warning(tmp_path: Path) -> None:
    """The occupation that stands in relations only has a requirement, and is no role: nothing else is found."""
    kg("init", tmp_path / "store", "--empty")
    kg("import", "esco", folder_of(FILES, tmp_path / "files"), "--into", tmp_path / "store")
    found = kg("-g", tmp_path / "store", "validate", "-f", "json").json["findings"]
    assert [(finding["severity"], finding["message"].partition(": ")[0]) for finding in found] == [
        ("warning", "requirement/esco.o9.s3")
    ]
