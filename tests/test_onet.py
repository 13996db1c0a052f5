"""O*NET's files in a store: what each row says, where it says so, and what a missing or damaged table leaves."""

from __future__ import annotations

import io
import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from command_line import kg
from taxonomies import folder_of, onet_files, zip_of

from kg.errors import SourceError
from kg.graph import open_graph
from kg.model import Source
from kg.model.records import RequirementRow
from kg.rdf.writer import write_stream
from kg.schema import BASE, PREFIXES
from kg.sources.files import Files
from kg.sources.onet import Onet

if TYPE_CHECKING:
    from pathlib import Path

    from kg.model.records import ImportReport

FILES = onet_files()
ONET = f"{BASE}onet/"
BAKER, PROGRAMMER = f"{ONET}role/51-3011.00", f"{ONET}role/15-1299.00"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with O*NET, and with the bundled graph."""
    place = tmp_path_factory.mktemp("onet")
    assert kg("init", place / "store").status == 0
    answer = kg("import", "onet", zip_of(FILES, place / "a.zip"), "--into", place / "store")
    assert answer.status == 0, answer.err
    return place / "store"


def ask(store: Path, query: str) -> list[tuple[object, ...]]:
    """The rows of a query over the store."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    return sorted(tuple(row.values()) for row in open_graph(store).sparql(f"{prefixes}{query}").to_dicts())


def quads(*paths: Path) -> tuple[str, ImportReport]:
    """The quads of these files, and the report."""
    onet, output = Onet(Files(paths)), io.StringIO()
    assert write_stream("onet", onet.about, onet.records(), output) == output.getvalue().count("\n")
    return output.getvalue(), onet.report()


def row(table: str, line: int) -> str:
    """The passage of a row."""
    return f"{BASE}document/onet/{table.replace(' ', '%20').replace(',', '%2C')}.txt#line={line - 1},{line}"


@pytest.mark.slow
def test_things(store: Path) -> None:
    found = [entity for entity in open_graph(store).entities() if entity.iri.startswith(ONET)]
    assert Counter(entity.kind for entity in found) == {
        "role": 5,
        "skill": 5,
        "skill-group": 5,
        "responsibility": 3,
        "credential": 2,
    }
    assert ask(store, f"SELECT ?label {{ <{BAKER}> skos:altLabel ?label }}") == [
        ("Bread Maker",),
        ('Head of "Dough"',),
    ]
    (maker,) = ask(
        store,
        'SELECT ?row { ?s rdf:object "Bread Maker"@en ; rdf:predicate skos:altLabel ; prov:wasDerivedFrom ?row }',
    )
    assert maker == (row("Alternate Titles", 2),)
    stats = kg("-g", store, "stats", "-f", "json").json["graphs"]["onet"]
    assert stats["version"] == "29.9"
    assert "USDOL/ETA" in stats["attribution"]
    assert stats["licence"] == "https://creativecommons.org/licenses/by/4.0/"


def test_a_role_requires_its_activities_once_and_the_technologies_in_demand(store: Path) -> None:
    found = ask(
        store,
        f"SELECT ?role ?skill ?strength {{ ?role ck:hasRequirement [ ck:skill ?skill ; ck:strength ?strength ]"
        f' FILTER STRSTARTS(STR(?role), "{ONET}") }}',
    )
    assert [tuple(str(cell).removeprefix(ONET) for cell in each) for each in found] == [
        ("role/15-1299.00", "skill/c", "optional"),
        ("role/15-1299.00", "skill/c-plus-plus", "required"),
        ("role/15-1299.01", "skill/ovenware", "optional"),
        ("role/29-1211.00", "skill/4.A.1.I01.D02", "required"),
        ("role/51-3011.00", "skill/4.A.1.I01.D01", "required"),
    ]
    both = ask(store, f"SELECT ?row {{ <{BAKER}> ck:hasRequirement [ prov:wasDerivedFrom ?row ] }}")
    assert both == [(row("Tasks to DWAs", 2),), (row("Tasks to DWAs", 3),)]
    marks = ask(store, "SELECT ?skill ?mark { ?r ck:skill ?skill ; ck:mark ?mark }")
    assert [(str(skill).removeprefix(f"{ONET}skill/"), mark) for skill, mark in marks] == [
        ("c-plus-plus", "hot technology"),
        ("c-plus-plus", "in demand"),
        ("ovenware", "hot technology"),
    ]


def test_activities_and_technologies_stand_under_what_is_broader(store: Path) -> None:
    found = ask(store, f'SELECT ?s ?o {{ ?s skos:broader ?o FILTER STRSTARTS(STR(?s), "{ONET}") }}')
    assert [tuple(str(end).removeprefix(f"{ONET}skill/") for end in pair) for pair in found] == [
        ("4.A.1", "4.A"),
        ("4.A.1.I01", "4.A.1"),
        ("4.A.1.I01.D01", "4.A.1.I01"),
        ("4.A.1.I01.D02", "4.A.1.I01"),
        ("c", "43232402"),
        ("c-plus-plus", "43232402"),
        ("ovenware", "43232403"),
    ]


def test_what_is_a_share_or_an_opinion_stays_one(store: Path) -> None:
    """Nobody named the first level of education, so it is no option; related occupations lead nowhere."""
    options = ask(
        store,
        "SELECT ?credential ?strength ?condition ?row { ?role ck:educationOption ?o . ?o ck:credential ?credential ;"
        f" ck:strength ?strength ; ck:condition ?condition ; prov:wasDerivedFrom ?row FILTER(?role = <{BAKER}>) }}",
    )
    assert options == [
        (
            f"{ONET}credential/education-2",
            "sometimes",
            "42.11% of respondents",
            row("Education, Training, and Experience", 3),
        )
    ]
    related = ask(store, "SELECT ?o ?tier ?rank { ?s rdf:object ?o ; ck:tier ?tier ; ck:rankOfRelation ?rank }")
    assert related == [(f"{ONET}role/51-3011.01", "Primary-Short", 1)]
    graph = open_graph(store)
    assert graph.gap("Bakers", "Pastry Cooks").missing == ()
    assert "Pastry Cooks" not in {step.role.label for step in graph.transitions("Bakers")}


def test_a_job_zone_is_stated_with_its_row(store: Path) -> None:
    (zone,) = [fact for fact in open_graph(store).describe("Bakers").facts if fact.property == "preparationLevel"]
    assert zone.value == 2
    assert zone.source == Source("onet", "O*NET Database 29.9, Job Zones.txt", None, 2)
    duties = {
        fact.value.label: fact.source.line  # type: ignore[union-attr]
        for fact in open_graph(store).describe("Bakers").facts
        if fact.property == "hasResponsibility"
    }
    assert duties == {"Watch the oven.": 2, "Watch the other oven.": 3}


def test_a_whole_run(store: Path) -> None:
    gap = kg("-g", store, "gap", "Bakers", "Heart Doctors", "-f", "json").json
    assert [skill["label"] for skill in gap["missing"]] == ["Watch hearts."]
    assert [skill["label"] for skill in gap["near"]] == ["Watch hearts."]  # both are ways to watch processes
    assert gap["missing"][0]["sources"][0]["line"] == 4
    assert "Tasks to DWAs.txt line 4" in kg("-g", store, "show", "Heart Doctors").out


def test_the_same_bytes_from_zip_and_folder_on_every_run(tmp_path: Path) -> None:
    one, _ = quads(folder_of(FILES, tmp_path / "files"))
    for _ in range(2):
        packed = zip_of(FILES, tmp_path / "a.zip", under="db/")
        assert quads(packed)[0] == one
    assert one.count("\n") == len(set(one.splitlines()))
    assert "_:" not in one


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("Occupation Data.txt", "Read Me.txt")])
def test_a_missing_table_is_named_and_the_rest_is_kept(tmp_path: Path, name: str) -> None:
    rest = {other: content for other, content in FILES.items() if other != name}
    whole, _ = quads(folder_of(FILES, tmp_path / "a"))
    found, report = quads(folder_of(rest, tmp_path / "b"))
    assert any(each.file == name and "is missing" in each.message for each in report.findings)
    assert len(found) < len(whole)
    assert all(file.skipped == 0 for file in report.files)


def test_occupations_are_indispensable(tmp_path: Path) -> None:
    rest = {name: content for name, content in FILES.items() if name != "Occupation Data.txt"}
    with pytest.raises(SourceError, match=r"no 'Occupation Data\.txt' among the files"):
        Onet(Files([folder_of(rest, tmp_path)]))
    odd = FILES | {"Job Zones.txt": FILES["Job Zones.txt"].replace(b"Job Zone", b"Zone", 1)}
    with pytest.raises(SourceError, match=r"'Job Zones\.txt' lacks the columns 'Job Zone'; it has: 'O\*NET-SOC Code'"):
        list(Onet(Files([folder_of(odd, tmp_path / "odd")])).records())


@pytest.mark.parametrize("seed", range(8))
def test_random_damage_ends_in_a_report_and_costs_no_row_that_is_unharmed(tmp_path: Path, seed: int) -> None:
    """One byte in a hundred of every file is another, the headers excepted."""
    draw = random.Random(seed)
    files, statements = {}, []
    for name, content in FILES.items():
        damaged = bytearray(content)
        start = content.index(b"\n") + 1
        harmed = draw.sample(range(start, len(content)), max(1, len(content) // 100))
        for place in harmed:
            damaged[place] = draw.randrange(256)
        files[name] = bytes(damaged)
        if name == "Task Statements.txt":
            for line in content.split(b"\r\n")[1:-1]:
                at = content.index(line)
                if not any(at - 2 <= place < at + len(line) + 2 for place in harmed):
                    statements.append(line.split(b"\t")[2].decode())
    found, report = quads(folder_of(files, tmp_path / "files"))
    for file in report.files:
        assert file.read == file.kept + file.skipped
        errors = [each for each in report.findings if (each.file, each.severity) == (file.file, "error")]
        assert len(errors) == file.skipped
    assert statements
    assert all(statement in found for statement in statements)


@pytest.mark.slow
def test_the_official_release_is_kept_whole(shared: Path) -> None:
    """Counted in another way: over the lines of each file, split at tabs."""
    files = Files([shared / "onet"])
    onet = Onet(files)
    records = list(onet.records())
    report = onet.report()
    tables = {}
    for file in report.files:
        with files.opened(file.file) as lines:
            tables[file.file] = [line.decode().rstrip("\r\n").split("\t") for line in lines][1:]
        assert (file.read, file.skipped) == (len(tables[file.file]), 0)
    assert report.about.version == "29.2"
    needs = [record for record in records if isinstance(record, RequirementRow)]
    activities = {(f"{ONET}role/{each[0]}", f"{ONET}skill/{each[2]}") for each in tables["Tasks to DWAs.txt"]}
    technologies = tables["Technology Skills.txt"]
    required = {(need.role, need.skill) for need in needs if need.rows[0].file == "Tasks to DWAs.txt"}
    assert required == activities
    of_technology = [need for need in needs if need.rows[0].file == "Technology Skills.txt"]
    assert len(of_technology) == len({(each[0], each[1]) for each in technologies})
    assert Counter(need.strength for need in of_technology)["required"] == sum(each[5] == "Y" for each in technologies)
    assert sum("in demand" in need.flags for need in needs) == sum(each[5] == "Y" for each in technologies)
    assert sum(len(need.rows) for need in needs) == len(tables["Tasks to DWAs.txt"]) + len(of_technology)
    assert [finding for finding in report.findings if finding.severity != "info"] == []
