"""Wages and employment by area: what each cell says, which roles it is about, and how answers compare it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from command_line import kg
from taxonomies import ESCO, OEWS_COLUMNS, esco_files, folder_of, oews_books, onet_files, wages, workbook, zip_of

from kg.errors import SourceError, UnknownNameError
from kg.graph import open_graph
from kg.model.answers import PayChange
from kg.model.careers import AreaPay, Pay
from kg.model.records import NodeRow, PropertyRow, Text
from kg.rdf.writer import write_stream
from kg.schema import BASE, CK, PREFIXES, SCHEMA
from kg.sources.files import Files
from kg.sources.oews import Oews
from kg.sources.registry import source_kinds

if TYPE_CHECKING:
    from pathlib import Path

    from kg.model.records import ImportReport

BOOKS = oews_books()
ROLE = f"{BASE}onet/role/"
NATION = "national_M2025_dl.xlsx"
PEOPLE = CK.peopleEmployed


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """O*NET and ESCO as made up for tests, their wages, and a mapping from ESCO."""
    folder = tmp_path_factory.mktemp("oews")
    assert kg("init", folder / "store").status == 0
    for kind, files in (("onet", onet_files()), ("esco", esco_files())):
        assert kg("import", kind, folder_of(files, folder / kind), "--into", folder / "store").status == 0
    table = folder / "links.sssom.tsv"
    table.write_text(
        f"#curie_map:\n#  esco: {ESCO}\n#  onet: {ROLE}\n#  skos: http://www.w3.org/2004/02/skos/core#\n"
        "#  semapv: https://w3id.org/semapv/vocab/\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\n"
        "esco:occupation/o1\tskos:exactMatch\tonet:51-3011.00\tsemapv:ManualMappingCuration\n",
        encoding="utf-8",
    )
    assert kg("import", "sssom", table, "--into", folder / "store").status == 0
    answer = kg("import", "oews", zip_of(BOOKS, folder / "oesm25.zip", under="oesm25/"), "--into", folder / "store")
    assert answer.status == 0, answer.err
    return folder / "store"


def ask(store: Path, query: str) -> list[tuple[object, ...]]:
    """The rows of a query over the store."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    return sorted(tuple(row.values()) for row in open_graph(store).sparql(f"{prefixes}{query}").to_dicts())


def pay(store: Path, role: str, area: str) -> dict[str, dict[str, Any]]:
    """The pay of a role in an area by period, as JSON has it."""
    answer = kg("-g", store, "show", role, "--area", area, "-f", "json")
    assert answer.status == 0, answer.err
    return {each["period"]: each for each in answer.json["pay_in_area"]}


def amounts(stated: dict[str, Any]) -> list[float | str | None]:
    names = ("percentile_10", "percentile_25", "median", "percentile_75", "percentile_90", "mean")
    found = (stated[name] for name in names)
    return [None if each is None else f"{each['amount']}+" if each["open_top"] else each["amount"] for each in found]


# --- what the cells say -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_percentiles_by_area_and_period_with_year_and_row(store: Path) -> None:
    found = pay(store, "Bakers", "Avalon")
    assert amounts(found["YEAR"]) == [18000, 23000, 28000, 33000, 38000, 29000]
    assert amounts(found["HOUR"]) == [9, 11.5, 14, 16.5, 19, 14.1]
    year = found["YEAR"]
    assert (year["year"], year["currency"], year["people"], year["area"]["label"]) == (2025, "USD", 10, "Avalon")
    (source,) = year["sources"]
    assert (source["document"], source["line"]) == ("OEWS May 2025, state_M2025_dl.xlsx", 2)
    shown = kg("-g", store, "show", "Bakers", "--area", "Avalon", "--sources").out
    assert "pay in Avalon, 2025" in shown
    assert "median 28,000" in shown
    assert "state_M2025_dl.xlsx line 2" in shown


def test_an_open_top_is_a_bound_and_never_an_amount(store: Path) -> None:
    assert amounts(pay(store, "Oven Programmers", "US")["YEAR"]) == [50000, 60000, 70000, *["239200+"] * 3]
    assert amounts(pay(store, "Oven Programmers", "US")["HOUR"]) == [25, 30, 35, *["115+"] * 3]
    assert amounts(pay(store, "Heart Doctors", "Avalon")["YEAR"]) == [239000, *["239200+"] * 4, 250000]
    assert "90th 239,200+" in kg("-g", store, "show", "Oven Programmers", "--area", "US").out
    exact = ask(store, "SELECT ?x { ?x schema:percentile90|schema:median|ck:mean ?n FILTER(?n IN (239200, 115)) }")
    assert exact == []


def test_what_is_not_released_is_said_so_and_never_zero(store: Path) -> None:
    found = pay(store, "Oven Programmers", "Avalon")
    assert list(found) == ["YEAR"]
    assert amounts(found["YEAR"]) == [None] * 6
    assert "not released" in kg("-g", store, "show", "Oven Programmers", "--area", "Avalon").out
    assert pay(store, "Heart Doctors", "Avalon")["YEAR"]["people"] is None
    assert list(pay(store, "Heart Doctors", "Avalon")) == ["YEAR"]
    assert amounts(pay(store, "Bakers", "Camelot-Astolat, AV")["YEAR"]) == [None] * 6
    assert amounts(pay(store, "Bakers", "Camelot-Astolat, AV")["HOUR"])[2] == 14.04
    assert pay(store, "Pastry Cooks", "Camelot-Astolat, AV").keys() == {"YEAR", "HOUR"}
    assert ask(store, "SELECT ?x { ?x schema:median|ck:peopleEmployed|ck:medianAnnualPay 0 }") == []


def test_national_figures_are_stated_of_each_role_of_a_code(store: Path) -> None:
    """Both bakers are of 51-3011; 15-1290 stands for both of 15-1299; people of doctors are not released."""
    found = ask(
        store,
        "SELECT ?role ?people ?group ?median { ?role ck:medianAnnualPay ?median"
        " OPTIONAL { ?role ck:peopleEmployed ?people ; ck:employmentGroup ?group } }",
    )
    assert [(str(role).removeprefix(ROLE), *rest) for role, *rest in found] == [
        ("15-1299.00", 300, "15-1290", 70000),
        ("15-1299.01", 300, "15-1290", 70000),
        ("29-1211.00", None, None, 239200),
        ("51-3011.00", 1000, "51-3011", 30000),
        ("51-3011.01", 1000, "51-3011", 30000),
    ]
    table = open_graph(store).table
    rows = [table.role_index[f"{ROLE}51-3011.0{end}"] for end in (0, 1)]
    assert [int(table.people[row]) for row in rows] == [500, 500]  # shared out by whoever compares roles
    opened = ask(store, "SELECT ?role { ?s rdf:predicate ck:medianAnnualPay ; rdf:subject ?role ; ck:openEnded true }")
    assert opened == [(f"{ROLE}29-1211.00",)]


def test_pay_is_found_by_sparql_with_standard_terms(store: Path) -> None:
    found = ask(
        store,
        f"SELECT ?area ?median {{ <{ROLE}51-3011.00> schema:estimatedSalary ?pay . ?pay a"
        ' schema:MonetaryAmountDistribution ; schema:duration "P1Y" ; schema:median ?median ; ck:inArea ?in .'
        " ?in skos:prefLabel ?area }",
    )
    assert found == [("Avalon", 28000.0), ("U.S.", 30000.0)]


def test_the_store_conforms(store: Path) -> None:
    findings = kg("-g", store, "validate", "-f", "json").json["findings"]
    assert [each for each in findings if each["severity"] == "error" and "oews" in each["message"].lower()] == []
    assert [each for each in findings if "pay" in each["message"]] == []


# --- areas ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Avalon", "avalon", "AV", "03"])
def test_an_area_is_named_by_title_state_or_code(store: Path, name: str) -> None:
    assert pay(store, "Bakers", name)["YEAR"]["area"]["label"] == "Avalon"


@pytest.mark.parametrize(("name", "near"), [("Avolon", "Avalon"), ("Camelot", "Camelot-Astolat, AV")])
def test_an_unknown_area_is_an_error_that_names_near_ones(store: Path, name: str, near: str) -> None:
    for command in (("show", "Bakers"), ("next", "Bakers"), ("route", "Bakers", "Heart Doctors")):
        answer = kg("-g", store, *command, "--area", name)
        assert (answer.status, answer.out) == (1, "")
        assert f"no area named '{name}'" in answer.err
        assert f"'{near}'" in answer.err
    with pytest.raises(UnknownNameError):
        open_graph(store).in_area(name)


def test_without_wages_an_area_is_refused() -> None:
    answer = kg("compare", "MLOps Engineer", "Data Scientist", "--area", "Toronto")
    assert answer.status == 2
    assert "kg import oews" in answer.err


# --- in answers -------------------------------------------------------------------------------------------------------


def test_a10_steps_compare_median_with_median_and_say_area_year_and_source(store: Path) -> None:
    answer = kg("-g", store, "route", "Bakers", "Oven Programmers", "--have", "C++", "--area", "US", "-f", "json").json
    (step,) = answer["routes"][0]["steps"]
    change = step["area_pay"]
    assert (change["area"]["label"], change["difference"], change["reason"]) == ("U.S.", 40000, None)
    assert (change["before"]["median"]["amount"], change["after"]["median"]["amount"]) == (30000, 70000)
    told = kg("-g", store, "route", "Bakers", "Oven Programmers", "--have", "C++", "--area", "US", "--sources").out
    assert "pay in U.S., 2025" in told
    assert "+40,000, before 30,000 USD a year" in told
    assert f"{NATION} lines 4, 6" in told
    for change in kg("-g", store, "route", "Bakers", "Oven Programmers", "--have", "C++", "-f", "json").json["routes"]:
        assert all("area_pay" not in step for step in change["steps"])


def test_a10_what_is_open_or_of_another_period_is_not_comparable(store: Path) -> None:
    graph = open_graph(store)
    nation, city = graph.in_area("US").area, graph.in_area("Camelot-Astolat, AV").area
    assert nation
    assert city
    baker, doctor, tester = (
        graph.get(name, "role", source="onet") for name in ("Bakers", "Heart Doctors", "Oven Testers")
    )
    change = nation.change(baker, doctor)
    assert change.difference is None
    assert str(change.reason).startswith("not comparable")
    assert city.change(baker, tester).after is None
    hourly = AreaPay(city.area, 2025, "HOUR", "USD", median=city.of(baker)[1].median)
    yearly = AreaPay(city.area, 2025, "YEAR", "USD", median=nation.of(baker)[0].median)
    other = type(change)(city.area, hourly, yearly)
    assert (other.difference, other.reason) == (None, "not comparable: USD an hour and USD a year")


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (("GBP", "HOUR"), ("GBP", "YEAR"), "not comparable: in GBP per hour before"),
        (("GBP", "YEAR"), ("EUR", "YEAR"), "not comparable: in GBP per year before"),
        (("GBP", None), ("GBP", "YEAR"), "not comparable: in GBP, for a period that is not stated, before"),
        (("GBP", "YEAR"), ("GBP", "YEAR"), None),
    ],
)
def test_a10_stated_ranges_compare_like_with_like(
    before: tuple[str, str | None], after: tuple[str, str | None], reason: str | None
) -> None:
    ends = (Pay("11 - 12", 11, 12, False, currency, (), period) for currency, period in (before, after))
    change = PayChange(*ends)
    assert change.reason == reason
    assert (change.minimum, change.maximum) == ((None, None) if reason else (0, 0))


@pytest.mark.parametrize(("other", "minimum"), [("£11.00 per hour", "not comparable"), ("£24,000 per year", 24000)])
def test_a10_the_named_question_compares_like_with_like(tmp_path: Path, other: str, minimum: object) -> None:
    guide = tmp_path / "trade.md"
    role = "## {}\n\n**Skills:**\n- Sawing\n\n**Salary:** {}\n\n"
    pay_range = other.replace("11.00", "11 - £12").replace("24,000", "24,000 - £30,000")
    body = role.format("Joiner", "£20,000 - £26,000 per year") + role.format("Carver", pay_range)
    guide.write_text(f"# Trades\n\n{body}", encoding="utf-8")
    assert kg("init", tmp_path / "store", "--empty").status == 0
    assert kg("import", "guide", guide, "--into", tmp_path / "store").status == 0
    parameters = ("--param", "first=Joiner", "--param", "second=Carver")
    answer = kg("-g", tmp_path / "store", "ask", "shared-pay", *parameters, "-f", "json")
    assert answer.status == 0, answer.err
    assert minimum in str(answer.out) if isinstance(minimum, str) else str(minimum) in answer.out


def test_a_median_that_is_stated_is_never_not_stated(store: Path) -> None:
    """The median pay of the nation, where no range is stated: 30,000 of bakers and 70,000 of oven programmers."""
    shown = kg("-g", store, "show", "Bakers", "-f", "json").json
    assert "salary" not in shown["not_stated"]
    ends = ("Bakers", "Oven Programmers")
    conditions = ("--have", "C++")
    [step] = kg("-g", store, "route", *ends, *conditions, "-f", "json").json["routes"][0]["steps"]
    assert (step["pay"], step["median_pay"]["after"]["value"], step["median_pay"]["difference"]) == (None, 70000, 40000)
    assert f"median 70,000 a year  +40,000, before 30,000  {NATION} line 6" in re.sub(
        " {2,}", "  ", kg("-g", store, "route", *ends, *conditions, "--sources").out
    )
    page = kg("-g", store, "route", *ends, *conditions, "-f", "html").out
    assert "median 70,000 a year" in page
    compared = kg("-g", store, "compare", *ends)
    assert "median 70,000 a year" in compared.out
    assert "not stated" not in next(line for line in compared.out.splitlines() if line.startswith("pay "))
    assert "Pay in common: none; of Bakers and Oven Programmers only a median is stated." in compared.out
    assert "median annual pay" not in compared.out  # the row of pay has it
    planned = kg("-g", store, "plan", *ends, *conditions)
    assert "median now   30,000 a year" in planned.out
    assert not re.search("^(now|then) +not stated", planned.out, re.MULTILINE)
    for word in ("pay", "salary", "wage", "median annual pay"):
        [fact] = kg("-g", store, "why", "Bakers", word, "-f", "json").json["facts"]
        assert fact["value"] == 30000
        assert fact["source"]["document"].endswith(NATION)
    [row] = kg("-g", store, "ask", "role-pay", "--role", "Bakers", "-f", "json").json["rows"]
    assert row["median_of_a_year"] == 30000
    rows = kg("-g", store, "ask", "pay-by-role", "-f", "json").json["rows"]
    assert {row["median_of_a_year"] for row in rows if row["role"] == "Oven Programmers"} == {70000}


@pytest.mark.parametrize(
    ("goal", "paid_alike"), [("£26,000 per year", "£24,000 per year"), ("£13 per hour", "£11 per hour"), (None, None)]
)
def test_a10_the_best_paid_route_compares_like_with_like(tmp_path: Path, goal: str | None, paid_alike: str) -> None:
    """Of two ways the one is passed that pays less than the destination; pay for another period counts as not stated.

    Where the destination states none, the unit that most roles state counts.
    """
    other = {"£24,000 per year": "£11 per hour", "£11 per hour": "£24,000 per year"}
    pays = {"Carver": paid_alike or "£9 per hour", "Turner": other.get(paid_alike, "£30,000 per year"), "Joiner": goal}
    pays |= {"Sawyer": None} if goal else {"Sawyer": "£10 per hour"}
    skills = {"Sawyer": "Sawing", "Carver": "Sawing\n- Carving", "Turner": "Sawing\n- Turning"}
    skills["Joiner"] = "Carving\n- Turning"
    fields = {role: f"\n**Salary:** {pay}\n" if pay else "" for role, pay in pays.items()}
    text = "## Roles\n\n" + "".join(f"### {role}\n\n**Skills:**\n- {skills[role]}\n{fields[role]}\n" for role in skills)
    (tmp_path / "trade.md").write_text(f"# Trades\n\n{text}", encoding="utf-8")
    assert kg("init", tmp_path / "store", "--empty").status == 0
    assert kg("import", "guide", tmp_path / "trade.md", "--into", tmp_path / "store").status == 0
    answer = kg("-g", tmp_path / "store", "route", "Sawyer", "Joiner", "--prefer", "pay", "-f", "json").json
    passed = "Turner" if goal else "Carver"
    assert [step["to"]["label"] for step in answer["routes"][0]["steps"]] == [passed, "Joiner"]


def test_next_roles_and_comparisons_have_the_pay_of_the_area(store: Path) -> None:
    rows = kg("-g", store, "next", "Bakers", "--source", "onet", "--area", "Avalon", "-f", "json").json
    assert rows
    assert all(row["area_pay"]["area"]["label"] == "Avalon" for row in rows)
    assert "pay in Avalon" in kg("-g", store, "next", "Bakers", "--source", "onet", "--area", "Avalon").out
    compared = kg("-g", store, "compare", "Bakers", "Oven Programmers", "--area", "US", "-f", "json").json["area_pay"]
    assert [side["stated"][0]["median"]["amount"] for side in compared] == [30000, 70000]
    told = kg("-g", store, "compare", "Bakers", "Oven Programmers", "--area", "US").out
    assert "median 30,000" in told
    assert "(oews:6)" in told
    assert "oews:N is line N of OEWS May 2025, national_M2025_dl.xlsx" in told


def test_an_esco_role_takes_the_pay_of_the_role_that_it_is_mapped_to(store: Path) -> None:
    (year, hour) = kg("-g", store, "show", "baker", "--source", "esco", "--area", "Avalon", "-f", "json").json[
        "pay_in_area"
    ]
    assert year["of_role"]["label"] == hour["of_role"]["label"] == "Bakers"
    assert year["median"]["amount"] == 28000
    assert (
        "as Bakers (onet/role/51-3011.00)"
        in kg("-g", store, "show", "baker", "--source", "esco", "--area", "Avalon").out
    )
    assert kg("-g", store, "show", "pastry cook", "--area", "Avalon", "-f", "json").json["pay_in_area"] == []


# --- reading files ----------------------------------------------------------------------------------------------------


def quads(*paths: Path, release: str | None = None) -> tuple[str, ImportReport]:
    """The quads of workbooks without a store, and the report."""
    oews, output = Oews(Files(paths), {}, release), io.StringIO()
    assert write_stream("oews", oews.about, oews.records(), output) == output.getvalue().count("\n")
    return output.getvalue(), oews.report()


def test_the_same_bytes_from_zip_and_folder(tmp_path: Path) -> None:
    one, report = quads(folder_of(BOOKS, tmp_path / "files"))
    assert quads(zip_of(BOOKS, tmp_path / "a.zip"))[0] == one
    assert one.count("\n") == len(set(one.splitlines()))
    assert "_:" not in one
    assert [(file.file, file.read, file.skipped) for file in report.files] == [
        ("MSA_M2025_dl.xlsx", 1, 0),
        (NATION, 5, 0),
        ("state_M2025_dl.xlsx", 3, 0),
    ]
    assert report.about.version == "May 2025"


def test_without_onet_the_roles_of_onet_are_meant(tmp_path: Path) -> None:
    one, report = quads(folder_of({NATION: BOOKS[NATION]}, tmp_path / "files"))
    assert f"<{ROLE}51-3011.00> <{CK.peopleEmployed}>" in one
    assert "15-1290" not in one  # of a group of codes it is not known which there are
    assert any("import O*NET first" in finding.message for finding in report.findings)


def test_rows_that_make_no_sense_are_skipped_and_told(tmp_path: Path) -> None:
    avalon = "03|Avalon|2|AV"
    book = workbook(
        wages(avalon, "51-3011", 10, "1 2 3 4 5 3", "1 2 3 4 5 3"),
        wages(avalon, "51-3011", 10, "1 2 3 4 5 3", "1 2 3 4 5 3"),
        wages(avalon, "513011", 10, "*", "*"),
        wages("x|Avalon|2|AV", "29-1211", 10, "*", "*"),
        wages(avalon, "29-1211", "many", "*", "*"),
        wages(avalon, "29-1211", 10, "1 2 low 4 5 3", "*"),
    )
    _, report = quads(folder_of({"state_M2025_dl.xlsx": book}, tmp_path))
    assert [(each.line, each.message) for each in report.findings if each.severity == "error"] == [
        (3, "51-3011 in 'Avalon' is on an earlier line, too"),
        (4, "'513011' is not a code of the SOC"),
        (5, "'x' is not the code of an area, or the area has no title"),
        (6, "'many' in TOT_EMP is no number of people"),
        (7, "'low' in A_MEDIAN is no amount"),
    ]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.csv": b"x"}, "no workbook among the files"),
        ({"national.xlsx": BOOKS[NATION]}, "does not say of which year it is"),
        ({"a_M2025_dl.xlsx": workbook(["x"], columns=["A"])}, "no workbook has the columns AREA"),
        ({"a_M2025_dl.xlsx": b"not a zip"}, "not a readable .xlsx workbook"),
    ],
)
def test_files_that_are_not_wages_are_refused(tmp_path: Path, files: dict[str, bytes], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        quads(folder_of(files, tmp_path))


def test_the_year_can_be_given(tmp_path: Path) -> None:
    _, report = quads(folder_of({"national.xlsx": BOOKS[NATION]}, tmp_path), release="2024")
    assert report.about.version == "May 2024"


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.slow
def test_a_workbook_that_is_a_bomb_is_refused_and_the_store_is_as_it_was(tmp_path: Path, packed: bool) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    files = {NATION: content.getvalue()}
    path = zip_of(files, tmp_path / "a.zip") if packed else folder_of(files, tmp_path / "files")
    assert kg("init", tmp_path / "store", "--empty").status == 0
    answer = kg("import", "oews", path, "--into", tmp_path / "store")
    assert answer.status == 3
    assert "too large when unpacked" in answer.err
    assert kg("-g", tmp_path / "store", "stats", "-f", "json").json["triples"] == 0


def test_the_kind_is_one_row_of_the_registry() -> None:
    kind = source_kinds()["oews"]
    assert [option.name for option in kind.options] == ["release"]
    assert len(OEWS_COLUMNS) == 32


@pytest.mark.slow
@pytest.mark.long
def test_the_official_national_workbook(shared: Path, tmp_path: Path) -> None:
    """Compared with the cells as openpyxl has them, and with O*NET's codes."""
    from openpyxl import load_workbook

    with Files([shared / "oews"]).whole(NATION) as stream:
        (tmp_path / NATION).write_bytes(stream.read())
    book = load_workbook(tmp_path / NATION, read_only=True)
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    cells = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    meant = {str(row["OCC_CODE"]): row for row in cells if row["O_GROUP"] == "detailed"}
    with Files([shared / "onet"]).opened("Occupation Data.txt") as lines:
        codes = {line.split(b"\t")[0].decode() for line in list(lines)[1:]}
    records = list(Oews(Files([tmp_path / NATION]), {f"{ROLE}{code}": code for code in codes}).records())
    yearly = [each for each in records if isinstance(each, NodeRow) and each.node.endswith(".year")]
    assert len(yearly) == len(meant)
    for record in yearly:
        median = next((value for key, value in record.values if key == SCHEMA.median), None)
        cell = meant[record.node.split("/")[-1].split(".")[0]]["A_MEDIAN"]
        assert (median.value if isinstance(median, Text) else "*") == str(cell)
    people = {each.subject: each.value for each in records if isinstance(each, PropertyRow) and each.property == PEOPLE}
    assert people[f"{ROLE}29-1141.03"] == people[f"{ROLE}29-1141.00"] == meant["29-1141"]["TOT_EMP"]
    assert people[f"{ROLE}53-1042.00"] == people[f"{ROLE}53-1049.00"] == meant["53-1047"]["TOT_EMP"]
    assert people[f"{ROLE}13-1023.00"] == meant["13-1020"]["TOT_EMP"]
    without = {code[:7] for code in codes if f"{ROLE}{code}" not in people and code[:2] != "55"}
    assert without == {
        "11-1031",
        "45-3031",
    }  # legislators; those who fish and hunt
