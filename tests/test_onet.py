"""O*NET's files in a store: what each row says, where it says so, and what a missing or damaged table leaves."""

from __future__ import annotations

import csv
import io
import random
import statistics
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from command_line import kg
from taxonomies import answer, folder_of, onet_files, onet_ratings, rating, zip_of

from kg.errors import SourceError
from kg.graph import open_graph
from kg.model import Source
from kg.model.records import EducationRow, RequirementRow
from kg.rdf.writer import write_stream
from kg.schema import BASE, PREFIXES
from kg.sources import regulated
from kg.sources.files import Files
from kg.sources.onet import Onet
from kg.sources.regulated import check_lists, licensed_occupation, licensed_occupations

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
    found = [entity for entity in open_graph(store).list() if entity.iri.startswith(ONET)]
    assert Counter(entity.kind for entity in found) == {
        "role": 5,
        "skill": 5,
        "skill-group": 5,
        "responsibility": 3,
        "credential": 5,
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


@pytest.mark.slow
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


EDUCATION = "Education, Training, and Experience"


def test_a2_the_median_level_of_education_is_the_gate_and_suppressed_figures_are_not_used(store: Path) -> None:
    """42.11 % of bakers say a diploma, 17.89 % a bachelor's: the median, however many of the others say a master's."""
    options = ask(
        store,
        "SELECT ?role ?credential ?strength ?share ?row { ?role ck:educationOption ?o . ?o ck:credential ?credential ;"
        " ck:strength ?strength ; prov:wasDerivedFrom ?row . OPTIONAL { ?o ck:share ?share } }",
    )
    level = f"{ONET}credential/education-"
    assert [row for row in options if row[0] == BAKER] == [
        (BAKER, f"{level}2", "sometimes", 42.11, row(EDUCATION, 3)),
        (BAKER, f"{level}6", "required", None, row(EDUCATION, 4)),
        (BAKER, f"{level}6", "required", None, row(EDUCATION, 5)),
    ]
    strengths = [(option[1:4]) for option in options if option[0] == f"{ONET}role/29-1211.00"]
    assert strengths == [
        (f"{level}11", "required", 57.25),
        (f"{level}6", "sometimes", 12.5),
        (f"{level}8", "sometimes", 30.25),
    ]


def test_a2_a_median_that_suppressed_figures_could_move_is_not_told(store: Path) -> None:
    """Of those asked of oven programmers seven in ten say a bachelor's or a master's, in figures not to be used."""
    graph = open_graph(store)
    assert graph.gap("Bakers", "Oven Programmers").gates == ()
    (option,) = [fact for fact in graph.show("Oven Programmers").facts if fact.property == "educationOption"]
    assert dict(option.parts) == {"strength": "sometimes", "share": 30.0}


def test_a2_gates_are_told_with_their_share_and_the_ways_to_do_without(store: Path) -> None:
    answer = kg("-g", store, "gap", "Bakers", "Heart Doctors", "-f", "json").json
    (gate,) = answer["gates"]
    assert (gate["credential"], gate["met"], gate["share"]) == ("credential/phd", False, 57.25)
    assert {source["line"] for source in gate["sources"]} == {14}
    assert [(way["credential"]["label"], way["share"]) for way in gate["instead"]] == [
        ("Master's Degree", 30.25),
        ("Bachelor's Degree", 12.5),
    ]
    told = kg("-g", store, "gap", "Bakers", "Heart Doctors", "--sources").out
    assert "57.25 % of respondents" in told
    assert "sometimes Master's Degree (30.25 % of respondents)" in told
    assert f"{EDUCATION}.txt lines 12, 13, 14" in told
    shown = kg("-g", store, "show", "Heart Doctors").out
    assert "asked, or more, by 57.25 % of respondents" in shown
    assert "asked by 30.25 % of respondents" in shown
    assert "asked, or more, by 57.25 %" in kg("-g", store, "compare", "Bakers", "Heart Doctors").out
    (held,) = kg("-g", store, "gap", "--have", "PhD", "Heart Doctors", "-f", "json").json["gates"]
    assert (held["met"], held["instead"]) == (True, [])


def test_months_of_experience_and_training_are_those_of_the_median(store: Path) -> None:
    facts = {fact.property: (fact.value, fact.source.line) for fact in open_graph(store).show("Bakers").facts}
    assert facts["monthsOfExperience"] == (12, 8)
    assert facts["monthsOfOnSiteTraining"] == (0, 9)
    assert facts["monthsOfOnTheJobTraining"] == (3, 11)
    shown = kg("-g", store, "show", "Bakers").out
    assert "months of on-the-job training" in shown
    compared = kg("-g", store, "compare", "Bakers", "Pastry Cooks", "-f", "json").json
    stated = {fact["property"]: fact["value"] for fact in compared["properties"][0]["facts"]}
    assert stated == {"monthsOfExperience": 12, "monthsOfOnSiteTraining": 0, "monthsOfOnTheJobTraining": 3}


def test_degrees_have_levels_and_are_those_of_the_bundled_graph(store: Path) -> None:
    careers = open_graph(store).careers
    levels = {iri.removeprefix(BASE): level for iri, level in careers.credential_levels.items()}
    assert levels["onet/credential/education-2"] == 2
    assert levels["credential/bachelors"] == 6
    assert careers.tree.canonical(f"{ONET}credential/education-11") == f"{BASE}credential/phd"
    weights = [
        careers.credential_weights[f"{BASE}{name}"] for name in ("onet/credential/education-2", "credential/phd")
    ]
    assert weights == [0, 6]


def test_a3_a_licensed_occupation_and_a_manager_are_known_by_their_code(tmp_path: Path) -> None:
    files = FILES | {
        "Occupation Data.txt": b"O*NET-SOC Code\tTitle\tDescription\r\n"
        + b"".join(
            f"{code}\t{title}\tWork.\r\n".encode()
            for code, title in (
                ("11-9081.00", "Lodging Managers"),
                ("23-1011.00", "Lawyers"),
                ("29-1141.03", "Critical Care Nurses"),
                ("47-1011.00", "First-Line Supervisors of Construction Trades and Extraction Workers"),
                ("47-2061.00", "Construction Laborers"),
            )
        )
    }
    found, _ = quads(folder_of({name: files[name] for name in ("Occupation Data.txt", "Read Me.txt")}, tmp_path))
    lines = [line.split() for line in found.splitlines()]
    law = {line[0] for line in lines if line[1] == f"<{BASE}ontology#regulated>"}
    assert law == {f"<{ONET}role/23-1011.00>", f"<{ONET}role/29-1141.03>"}
    assert {line[-2] for line in lines if line[0] in law and "regulated" in line[1]} == {f"<{BASE}graph/inferred>"}
    assert "It belongs to SOC 29-1141, Registered Nurses. The nurse practice act of every state" in found
    managers = {line[0] for line in lines if line[1] == f"<{BASE}ontology#managerial>"}
    assert managers == {f"<{ONET}role/11-9081.00>", f"<{ONET}role/47-1011.00>"}


def test_the_answers_of_a_scale_are_checked(tmp_path: Path) -> None:
    rows = [
        answer("51-3011.00|2.D.1|Required Level of Education|RL|13", "50.00"),
        answer("51-3011.00|3.A.3|On-the-Job Training|OJ|10", "50.00"),
        answer("51-3011.00|3.A.1|Related Work Experience|RW|0", "50.00"),
        answer("51-3011.00|3.A.1|Related Work Experience|RW|1", "50.00", "perhaps"),
        answer("51-3011.00|3.A.1|Related Work Experience|RW|2", "n/a"),
    ]
    content = FILES[f"{EDUCATION}.txt"] + "".join(f"{each.replace('|', chr(9))}\r\n" for each in rows).encode()
    _, report = quads(folder_of(FILES | {f"{EDUCATION}.txt": content}, tmp_path))
    told = [(found.line, found.message) for found in report.findings if found.file == f"{EDUCATION}.txt"]
    assert [message for _, message in sorted(told, key=lambda each: each[0] or 0)] == [
        "3 figures are not used: O*NET recommends to suppress them",
        "'13' is not a category of the scale RL",
        "'10' is not a category of the scale OJ",
        "'0' is not a category of the scale RW",
        "'perhaps' is neither Y nor N nor n/a",
    ]


def test_importance_of_tasks_skills_and_knowledge_where_the_tables_are_there(tmp_path: Path) -> None:
    """An activity is as important as its most important task; what is suppressed, or of another scale, is not used."""
    files = folder_of(FILES | onet_ratings(), tmp_path / "files")
    assert kg("init", tmp_path / "store", "--empty").status == 0
    answer = kg("import", "onet", files, "--into", tmp_path / "store")
    assert answer.status == 0, answer.err
    found = ask(tmp_path / "store", "SELECT ?of ?importance { ?of ck:importance ?importance }")
    assert [(str(of).removeprefix(ONET).removeprefix(BASE), importance) for of, importance in found] == [
        ("rating/51-3011.00.2.A.1.b", 3.25),
        ("rating/51-3011.00.2.C.3.c", 4.5),
        ("responsibility/11", 3.5),
        ("responsibility/12", 4.62),
        (str(found[-1][0]).removeprefix(BASE), 4.62),
    ]
    (need,) = ask(tmp_path / "store", "SELECT ?skill { ?r ck:skill ?skill ; ck:importance ?i }")
    assert need == (f"{ONET}skill/4.A.1.I01.D01",)
    shown = kg("-g", tmp_path / "store", "show", "Bakers").out
    assert "Baking Science" in shown
    assert "Knowledge.txt line 2" in shown
    assert kg("-g", tmp_path / "store", "show", "Active Listening").status == 0
    assert not ask(tmp_path / "store", f"SELECT ?x {{ ?x ck:requiresSkill <{ONET}skill/2.C.3.c> }}")
    assert kg("-g", tmp_path / "store", "validate").status == 0


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("51-3011.00|2.A.1.b|Active Listening|IM|7.00", "'7.00' is not a rating from 1 to 5"),
        ("51-3011.00|2.A.1.b|Active Listening|IM|high", "'high' is not a rating from 1 to 5"),
        ("51-3011.00|?|Active Listening|IM|2.00", "'?' is not an element, or has no name"),
    ],
)
def test_a_rating_that_makes_no_sense_is_skipped(tmp_path: Path, row: str, fault: str) -> None:
    content = onet_ratings()["Skills.txt"] + (rating(*row.rsplit("|", 1)).replace("|", "\t") + "\r\n").encode()
    _, report = quads(folder_of(FILES | {"Skills.txt": content}, tmp_path))
    assert [(each.line, each.message) for each in report.findings if each.severity == "error"] == [(4, fault)]


def test_related_occupations_lead_nowhere(store: Path) -> None:
    related = ask(store, "SELECT ?o ?tier ?rank { ?s rdf:object ?o ; ck:tier ?tier ; ck:rankOfRelation ?rank }")
    assert related == [(f"{ONET}role/51-3011.01", "Primary-Short", 1)]
    graph = open_graph(store)
    assert graph.gap("Bakers", "Pastry Cooks").missing == ()
    assert "Pastry Cooks" not in {step.role.label for step in graph.next("Bakers")}


def test_a_job_zone_is_stated_with_its_row(store: Path) -> None:
    (zone,) = [fact for fact in open_graph(store).show("Bakers").facts if fact.property == "preparationLevel"]
    assert zone.value == 2
    assert zone.source == Source("onet", "O*NET Database 29.9, Job Zones.txt", None, 2)
    duties = {
        fact.value.label: fact.source.line  # type: ignore[union-attr]
        for fact in open_graph(store).show("Bakers").facts
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
    odd = FILES | {"Occupation Data.txt": FILES["Occupation Data.txt"].replace(b"Title", b"Name", 1)}
    with pytest.raises(
        SourceError, match=r"'Occupation Data\.txt' lacks the columns 'Title'; it has: 'O\*NET-SOC Code'"
    ):
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
        assert file.read == file.kept + file.skipped + file.not_understood
        errors = [each for each in report.findings if (each.file, each.severity) == (file.file, "error")]
        assert len(errors) == file.skipped
    assert statements
    assert all(statement in found for statement in statements)


@pytest.mark.slow
@pytest.mark.long
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


def levels_asked(files: Files) -> dict[str, tuple[dict[int, float], list[int]]]:
    """Role -> the shares of levels of education, and the levels whose share is suppressed, read in another way."""
    found: dict[str, tuple[dict[int, float], list[int]]] = {}
    with files.opened(f"{EDUCATION}.txt") as lines:
        for cells in csv.DictReader((line.decode() for line in lines), delimiter="\t", quoting=csv.QUOTE_NONE):
            if cells["Scale ID"] == "RL":
                kept, suppressed = found.setdefault(cells["O*NET-SOC Code"], ({}, []))
                if cells["Recommend Suppress"] == "Y":
                    suppressed.append(int(cells["Category"]))
                elif float(cells["Data Value"]) > 0:
                    kept[int(cells["Category"])] = float(cells["Data Value"])
    return found


def medians(kept: dict[int, float], suppressed: list[int]) -> set[int]:
    """The medians that there may be: what the shares lack is at one of the suppressed levels, or at any of them all."""
    spread = [level for level, share in kept.items() for _ in range(round(share * 100))]
    rest = max(10_000 - len(spread), 0)
    return {statistics.median_low(sorted(spread + [level] * rest)) for level in suppressed or (0, 99)}


@pytest.mark.slow
@pytest.mark.long
def test_a2_nine_in_ten_rated_roles_of_the_official_release_have_the_gate_of_the_median(shared: Path) -> None:
    files = Files([shared / "onet"])
    stated = {
        (record.role.rpartition("/")[2], int(option.credential.rpartition("-")[2]), option.share)
        for record in Onet(files).records()
        if isinstance(record, EducationRow)
        for option in record.options
        if option.strength == "required" and option.credential
    }
    answers = levels_asked(files)
    expected = set()
    for code, (kept, suppressed) in answers.items():
        median, *others = medians(kept, suppressed)
        if not others:
            share = round(min(sum(share for level, share in kept.items() if level >= median), 100), 2)
            expected.add((code, median, "" if max(suppressed, default=0) >= median else share))
    assert {(code, level, float(share) if share else "") for code, level, share in stated} == expected
    assert len(stated) >= 0.9 * len(answers) == 0.9 * 858
    assert ("29-1229.01", 12, "52.95") in stated  # allergists
    assert ("11-1011.00", 8, "58.10") in stated
    assert ("29-1141.00", 6, "") in stated  # registered nurses: 42.65 % ask less, 1.43 % more, the rest is suppressed


@pytest.mark.slow
def test_every_licensed_occupation_is_one_of_the_soc(shared: Path) -> None:
    """O*NET-SOC has every code of the SOC of 2018, with .00 and the title in the SOC."""
    with Files([shared / "onet"]).opened("Occupation Data.txt") as lines:
        titles = {cells[0]: cells[1] for cells in (line.decode().split("\t") for line in lines)}
    assert {f"{code}.00": group.label for code, group in licensed_occupations().items()}.items() <= titles.items()


def test_the_list_of_licensed_occupations_is_sound() -> None:
    listed = licensed_occupations()
    assert 60 <= len(listed) <= 150
    assert all(group.reason.endswith(".") and len(group.reason) > 25 for group in listed.values())
    for code in ("29-1141.00", "29-1215.00", "23-1011.00", "25-2021.00", "29-1051.00", "29-1131.00", "29-1021.00"):
        assert licensed_occupation(code)
    for code in ("15-2051.00", "31-9011.00", "25-1021.00", "47-2111.00", "13-2011.00"):
        assert licensed_occupation(code) is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("- {code: '29-1141', label: Nurses}", "a group has a code, a label and a reason, each a text"),
        (
            "- {code: '29-1141', label: Nurses, reason: [A law]}",
            "a group has a code, a label and a reason, each a text",
        ),
        ("- {code: '2911', label: Nurses, reason: The law.}", "'2911' is no code of a group, or listed before"),
        (
            "- {code: '29-1141', label: Nurses, reason: A law.}\n- {code: '23-1011', label: Lawyers, reason: A law.}",
            "'23-1011' is out of order: groups are sorted by code",
        ),
        ("- Nurses", "a group has a code, a label and a reason, each a text"),
        ("", "lists no group"),
    ],
)
def test_a_list_of_licensed_occupations_that_is_wrong_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, message: str
) -> None:
    for name in ("isco/regulated.yaml", "soc/licensed.yaml"):
        (tmp_path / "data" / name).parent.mkdir(parents=True)
        sound = "- {code: '221', label: doctors, reason: The law.}"
        (tmp_path / "data" / name).write_text(sound if name.startswith("isco") else content, encoding="utf-8")
    monkeypatch.setattr(regulated, "resource", lambda name: tmp_path / name)
    (fault,) = check_lists()
    assert (fault.message, fault.file, fault.line) == (message, "data/soc/licensed.yaml", content.count("\n") + 1)


@pytest.mark.slow
def test_validate_tells_of_a_wrong_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regulated, "resource", lambda name: tmp_path / name)
    for name in ("isco/regulated.yaml", "soc/licensed.yaml"):
        (tmp_path / "data" / name).parent.mkdir(parents=True)
        (tmp_path / "data" / name).write_text("")
    faults = kg("validate", "-f", "json").json["findings"]
    assert [(fault["file"], fault["message"]) for fault in faults] == [
        ("data/isco/regulated.yaml", "lists no group"),
        ("data/soc/licensed.yaml", "lists no group"),
    ]
