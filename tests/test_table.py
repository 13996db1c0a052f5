"""Tables of one's own in a store: what each shape of table states, by hand, and what is told of what it cannot."""

from __future__ import annotations

import csv
import io
import random
import re
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import Answer, kg
from openpyxl import Workbook

from kg.errors import DataError, SourceError, UsageError
from kg.graph import open_graph
from kg.schema import BASE, PREFIXES
from kg.sources.column_mapping import Amounts, read_amounts, read_table_mapping
from kg.store.folder import StoreFolder
from kg.store.imports import TableStatement, import_source, preview_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.model import Finding
    from kg.store.imports import Preview

WARD = """\
Role,About,Needs,Nice,Also called,From,To,School,Band,Sector,Link
Staff nurse,Looks after a ward.,Wound care; Drug rounds,Phlebotomy,RN|Ward nurse,28407,34581,Nursing degree,3,Hospitals,
Ward sister,,"Wound care
Drug rounds
Rostering",,,35392,"42,618+",Nursing degree / Midwifery degree,4,Hospitals; Hospices,http://data.europa.eu/esco/occupation/1
Porter,,Patient lifting,,,,,,,Hospitals,
"""
WARD_MAPPING = """\
title: Ward roles
version: 2024
licence: https://creativecommons.org/licenses/by/4.0/
attribution: The ward office
rows: roles
columns:
  label: Role
  description: About
  skills: Needs
  optional skills: Nice
  alternative labels: Also called
  pay minimum: From
  pay maximum: {column: To, thousands: ","}
  currency: {value: GBP}
  period: {value: year}
  education: {column: School, split: /}
  preparation: Band
  industry: Sector
  exact match: Link
"""

TRADES = "Code\tTrade\nj1\tJoiner\nc1\tCarpenter\n"
ASKS = (
    "trade,skill,how\nj1,Jointing,must\nCarpenter,Jointing,nice\nCarpenter,Roof framing,must\nCarpenter,Glazing,maybe\n"
)
SKILLS = "skill;above;other names;sort\nDovetailing;Jointing;tails and pins;craft\nJointing;Woodwork;;craft\n"
SHOP_MAPPING = """\
title: The joinery
tables:
  - file: trades.tsv
    rows: roles
    columns: {label: Trade, id: Code}
  - file: asks*.csv
    rows: requirements
    columns:
      role: trade
      skill: skill
      strength: {column: how, values: {must: required, nice: optional}}
  - file: skills.csv
    rows: skills
    delimiter: ;
    columns: {label: skill, broader: above, alternative labels: other names, scheme: sort}
"""


def put(folder: Path, **files: str | bytes) -> list[Path]:
    """Write files; a name has _ for its dot."""
    paths = []
    for name, content in files.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(path)
    return paths


def preview(folder: Path, mapping: str, **files: str | bytes) -> Preview:
    (rules,) = put(folder, map_yaml=mapping)
    return preview_source("table", put(folder, **files), name="x", options={"mapping": rules})


def said(found: Preview) -> set[tuple[str, str, str, str]]:
    return {tuple(statement) for statement in found.statements}  # type: ignore[misc] # four texts


def told(found: Preview, *severities: str) -> list[tuple[int | None, str]]:
    return [
        (finding.line, finding.message)
        for finding in found.report.findings
        if finding.severity in (severities or ("error", "warning"))
    ]


def wrong(folder: Path, mapping: str, **files: str | bytes) -> list[Finding]:
    with pytest.raises(DataError) as caught:
        preview(folder, mapping, **files)
    return list(caught.value.findings)


def book(sheets: Mapping[str, Iterable[Iterable[object]]]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


# --- the three shapes -------------------------------------------------------------------------------------------------


def test_a_row_for_each_role(tmp_path: Path) -> None:
    found = preview(tmp_path, WARD_MAPPING, ward_csv=WARD)
    two, three, six = "ward.csv:2", "ward.csv:3", "ward.csv:6"
    assert said(found) == {
        ("Staff nurse", "prefLabel", "Staff nurse", two),
        ("Staff nurse", "description", "Looks after a ward.", two),
        ("Staff nurse", "altLabel", "RN", two),
        ("Staff nurse", "altLabel", "Ward nurse", two),
        ("Staff nurse", "hasRequirement", "Wound care (strength required)", two),
        ("Staff nurse", "hasRequirement", "Drug rounds (strength required)", two),
        ("Staff nurse", "hasRequirement", "Phlebotomy (strength optional)", two),
        (
            "Staff nurse",
            "salary",
            "28407 - 34581 (currency GBP, maxValue 34581, minValue 28407, unitText YEAR, openEnded no)",
            two,
        ),
        ("Staff nurse", "educationRequirements", "Nursing degree", two),
        ("Staff nurse", "educationOption", "Nursing degree (strength required)", two),
        ("Staff nurse", "preparationLevel", "3", two),
        ("Staff nurse", "industry", "Hospitals", two),
        ("Ward sister", "prefLabel", "Ward sister", three),
        ("Ward sister", "hasRequirement", "Wound care (strength required)", three),
        ("Ward sister", "hasRequirement", "Drug rounds (strength required)", three),
        ("Ward sister", "hasRequirement", "Rostering (strength required)", three),
        (
            "Ward sister",
            "salary",
            "35392 - 42,618+ (currency GBP, maxValue 42618, minValue 35392, unitText YEAR, openEnded yes)",
            three,
        ),
        ("Ward sister", "educationRequirements", "Nursing degree / Midwifery degree", three),
        ("Ward sister", "educationOption", "Nursing degree (strength required)", three),
        ("Ward sister", "educationOption", "Midwifery degree (strength required)", three),
        ("Ward sister", "preparationLevel", "4", three),
        ("Ward sister", "industry", "Hospitals", three),
        ("Ward sister", "industry", "Hospices", three),
        ("Ward sister", "exactMatch", "http://data.europa.eu/esco/occupation/1", three),
        ("Porter", "prefLabel", "Porter", six),
        ("Porter", "hasRequirement", "Patient lifting (strength required)", six),
        ("Porter", "industry", "Hospitals", six),
        *(("Wound care", "prefLabel", "Wound care", line) for line in (two, three)),
        *(("Drug rounds", "prefLabel", "Drug rounds", line) for line in (two, three)),
        ("Phlebotomy", "prefLabel", "Phlebotomy", two),
        ("Rostering", "prefLabel", "Rostering", three),
        ("Patient lifting", "prefLabel", "Patient lifting", six),
        *(("Nursing degree", "prefLabel", "Nursing degree", line) for line in (two, three)),
        ("Midwifery degree", "prefLabel", "Midwifery degree", three),
        *(("Hospitals", "prefLabel", "Hospitals", line) for line in (two, three, six)),
        ("Hospices", "prefLabel", "Hospices", three),
    }
    assert told(found) == []
    assert [tuple(file) for file in found.report.files] == [("ward.csv", 3, 3, 0, 0)]


def test_tables_of_roles_skills_and_who_asks_for_what_are_one_source(tmp_path: Path) -> None:
    """A requirement names its role by id or label; a strength that the mapping does not know is told."""
    found = preview(tmp_path, SHOP_MAPPING, trades_tsv=TRADES, asks_csv=ASKS, skills_csv=SKILLS)
    links = {statement for statement in said(found) if statement[1] != "prefLabel"}
    assert links == {
        ("Joiner", "notation", "j1", "trades.tsv:2"),
        ("Carpenter", "notation", "c1", "trades.tsv:3"),
        ("Joiner", "hasRequirement", "Jointing (strength required)", "asks.csv:2"),
        ("Carpenter", "hasRequirement", "Jointing (strength optional)", "asks.csv:3"),
        ("Carpenter", "hasRequirement", "Roof framing (strength required)", "asks.csv:4"),
        ("Dovetailing", "broader", "Jointing", "skills.csv:2"),
        ("Dovetailing", "altLabel", "tails and pins", "skills.csv:2"),
        ("Dovetailing", "inScheme", "craft", "skills.csv:2"),
        ("Jointing", "broader", "Woodwork", "skills.csv:3"),
        ("Jointing", "inScheme", "craft", "skills.csv:3"),
    }
    assert told(found) == [(5, "the strength 'maybe' is none of: must, nice, required, preferred, sometimes, optional")]
    assert [tuple(file) for file in found.report.files] == [
        ("trades.tsv", 2, 2, 0, 0),
        ("asks.csv", 4, 3, 1, 0),
        ("skills.csv", 2, 2, 0, 0),
    ]


def test_things_live_below_the_name_of_the_source(tmp_path: Path) -> None:
    rules, *files = put(tmp_path, map_yaml=SHOP_MAPPING, trades_tsv=TRADES, asks_csv=ASKS, skills_csv=SKILLS)
    folder = StoreFolder.create(tmp_path / "store")
    import_source(folder, "table", files, name="shop", options={"mapping": rules})
    graph = open_graph(tmp_path / "store")
    iris = {entity.label: entity.iri for entity in graph.list() if entity.kind in ("role", "skill")}
    assert iris == {
        "Joiner": f"{BASE}shop/role/j1",
        "Carpenter": f"{BASE}shop/role/c1",
        "Jointing": f"{BASE}shop/skill/jointing",
        "Roof framing": f"{BASE}shop/skill/roof-framing",
        "Dovetailing": f"{BASE}shop/skill/dovetailing",
        "Woodwork": f"{BASE}shop/skill/woodwork",
    }
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    rows = graph.sparql(
        f"{prefixes}SELECT ?where {{ ?need ck:skill <{BASE}shop/skill/roof-framing> ; prov:wasDerivedFrom ?where }}"
    ).to_dicts()
    assert rows == [{"where": f"{BASE}document/shop/asks.csv#line=3,4"}]


# --- Excel ------------------------------------------------------------------------------------------------------------


def test_a_sheet_states_what_the_same_csv_does(tmp_path: Path) -> None:
    plain = "Role,Needs,From\nJoiner,Jointing; Glazing,21000\nCarpenter,Roof framing,\n"
    rules = "rows: roles\ncolumns:\n  label: Role\n  skills: Needs\n  pay minimum: From\n  currency: {value: EUR}\n"
    rows: list[list[object]] = [
        ["Role", "Needs", "From"],
        ["Joiner", "Jointing; Glazing", 21000.0],
        ["Carpenter", "Roof framing", None],
    ]
    text = preview(tmp_path, rules, shop_csv=plain)
    sheet = preview(tmp_path, rules, shop_xlsx=book({"Trades": rows}))
    assert {(*row[:3], row[3].replace("sheet Trades of shop.xlsx", "shop.csv")) for row in said(sheet)} == said(text)
    assert [tuple(file)[1:] for file in sheet.report.files] == [tuple(file)[1:] for file in text.report.files]


def test_sheets_are_named_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    content = book(
        {
            "Notes": [["nothing here"]],
            "Trades": [["Role", "Flag"], ["Joiner", True], [], ["Carpenter", False], ["Glazier", None, "beyond"]],
        }
    )
    rules = "rows: roles\nsheet: Trades\ncolumns: {label: Role, description: Flag}\n"
    found = preview(tmp_path, rules, shop_xlsx=content)
    assert ("Carpenter", "description", "FALSE", "sheet Trades of shop.xlsx:4") in said(found)
    assert told(found) == [(5, "has cells beyond the 2 columns that have a name")]
    assert wrong(tmp_path, "rows: roles\ncolumns: {label: Role}\n", shop_xlsx=content)[0].message == (
        "'shop.xlsx' has several sheets: name one by 'sheet', of 'Notes', 'Trades'"
    )
    assert wrong(tmp_path, "rows: roles\nsheet: Pay\ncolumns: {label: Role}\n", shop_xlsx=content)[0].message == (
        "'shop.xlsx' has no sheet 'Pay'; it has: 'Notes', 'Trades'"
    )


SHEET = "xl/worksheets/sheet1.xml"
ONE = {"S": [["Role"], ["Joiner"]]}
RULES = "rows: roles\ncolumns: {label: Role}\n"


def changed(part: str, content: bytes) -> bytes:
    """A workbook with one part in place of another."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(ONE))) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, content if entry.filename == part else old.read(entry))
    return output.getvalue()


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (changed(SHEET, LAUGHS), "declares entities"),
        (changed(SHEET, OUTSIDE), "declares entities"),
        (
            changed(SHEET, ('<?xml version="1.0" encoding="utf-16"?>' + LAUGHS.decode()).encode("utf-16")),
            "declares entities",
        ),
        (changed("xl/workbook.xml", b"<!-- -->" * 2000 + LAUGHS), "declares entities"),
        (changed(SHEET, b" " * 60_000_000), "is too large when unpacked"),
        (changed(SHEET, b"<worksheet><sheetData><row r='1'>"), "not a readable .xlsx workbook"),
        (changed("xl/workbook.xml", b"no xml"), "not a readable .xlsx workbook"),
        (changed("[Content_Types].xml", b"<Types/>"), "not a readable .xlsx workbook"),
        (book(ONE)[:-30], "not a readable .xlsx workbook"),
        (b"not a zip", "not a readable .xlsx workbook"),
        (b"", "not a readable .xlsx workbook"),
    ],
)
def test_a_workbook_that_is_a_trap_or_damaged_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=re.escape(message)):
        preview(tmp_path, RULES, shop_xlsx=content)


@pytest.mark.slow
@pytest.mark.long
def test_a_row_of_an_absurd_number_ends_the_reading(tmp_path: Path) -> None:
    row = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>Role</t></is></c></row>'
    xmlns = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    content = xmlns + row % (1, 1) + row % (10**12, 10**12) + b"</sheetData></worksheet>"
    with pytest.raises(SourceError, match="more than 1,048,576 rows"):
        preview(tmp_path, RULES, shop_xlsx=changed(SHEET, content))


def test_a_failed_formula_is_no_value(tmp_path: Path) -> None:
    found = preview(tmp_path, RULES, shop_xlsx=book({"S": [["Role"], ["#REF!"], ["Joiner"]]}))
    assert told(found) == [(2, "has an error in column 1 in place of a value")]


def test_without_openpyxl_the_command_that_installs_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = book(ONE)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(SourceError) as caught:
        preview(tmp_path, RULES, shop_xlsx=content)
    assert caught.value.hint == "pip install 'career-kg[excel]'"


# --- damaged and odd rows ---------------------------------------------------------------------------------------------


def test_a_damaged_row_costs_itself_alone(tmp_path: Path) -> None:
    table = b"Role,Needs\nJoiner,Jointing\nCarpenter\n,Glazing\nGlaz\xffier,x\nRoof\x01er,x\nTiler,Grouting\n"
    found = preview(tmp_path, "rows: roles\ncolumns: {label: Role, skills: Needs}\n", shop_csv=table)
    assert sorted(row[0] for row in said(found) if row[1] == "hasRequirement") == ["Joiner", "Tiler"]
    assert told(found, "error") == [
        (3, "has 1 cells in place of 2"),
        (4, "has no label (column 'Role')"),
        (5, "is not UTF-8 from byte 5 of the row on"),
        (6, "holds the control character 1"),
    ]
    assert [tuple(file) for file in found.report.files] == [("shop.csv", 6, 2, 4, 0)]


@pytest.mark.slow
def test_random_damage_is_counted_and_never_raises_anything_else(tmp_path: Path) -> None:
    """Whatever becomes of the bytes: each row read is kept or skipped, or the header or the encoding is refused."""
    dice = random.Random(7)
    for _ in range(60):
        content = bytearray(WARD.encode())
        for _ in range(dice.randrange(1, 6)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        found: Preview | None = None
        refused: list[str] = []
        try:
            found = preview(tmp_path, WARD_MAPPING, ward_csv=bytes(content))
        except DataError as error:
            refused = [finding.message for finding in error.findings]
        except SourceError as error:
            refused = [str(error)]
        reason = "lacks the column|has none of the columns|encoding .* is not certain"
        assert all(re.search(reason, message) for message in refused)
        assert found is None or all(
            file.read == file.kept + file.skipped + file.not_understood for file in found.report.files
        )


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("80k-100k,", "pay '80k-100k' does not match the mapping's format ('thousands', 'unit', 'range'); ignored"),
        ("80000-100000,EUR", None),
        ('"80,000",EUR', "pay '80,000' does not match the mapping's format ('thousands', 'unit', 'range'); ignored"),
        (
            "100000-80000,EUR",
            "pay '100000-80000' does not match the mapping's format ('thousands', 'unit', 'range'); ignored",
        ),
        ("14.50,EUR", "pay '14.50' does not match the mapping's format ('thousands', 'unit', 'range'); ignored"),
        ("80000,", "the pay has no currency but '', and is left out; a code such as EUR is needed"),
        ("80000,euros", "the pay has no currency but 'EUROS', and is left out; a code such as EUR is needed"),
        (",", None),
    ],
)
def test_pay_is_stated_only_in_the_form_that_the_mapping_gives(tmp_path: Path, cells: str, message: str | None) -> None:
    rules = "rows: roles\ncolumns: {label: Role, pay: {column: Pay, range: '-'}, currency: In}\n"
    found = preview(tmp_path, rules, shop_csv=f"Role,Pay,In\nJoiner,{cells}\n")
    assert told(found) == ([(2, message)] if message else [])
    paid = {row[2] for row in said(found) if row[1] == "salary"}
    assert paid == (
        {"80000-100000 (currency EUR, maxValue 100000, minValue 80000, openEnded no)"}
        if cells == "80000-100000,EUR"
        else set()
    )


def test_amounts() -> None:
    from kg.sources.column_mapping import Column

    column = Column(line=1, thousands=".", unit=("€", "EUR"), bounds=("–", "bis"))
    assert read_amounts("200.000+ €", column) == Amounts(200000, None, True)
    assert read_amounts("€ 200.000+", column) == Amounts(200000, None, True)
    assert read_amounts("1.200 bis 2.400 EUR", column) == Amounts(1200, 2400, False)
    assert read_amounts("1200–2400+", column) == Amounts(1200, 2400, True)
    for text in ("1200+–2400", "1–2–3", "1.20", "-5", "", "12e3", "¹²", "1" * 30):
        assert read_amounts(text, column) is None, text
    assert read_amounts("45000", Column(line=1)) == Amounts(45000, 45000, False)


def test_labels_that_would_share_an_iri_are_told_and_not_merged(tmp_path: Path) -> None:
    table = "Role,Needs\nSite joiner,Glazing\nSite Joiner,Tiling\nSite joiner,Tiling; glazing\n"
    found = preview(tmp_path, "rows: roles\ncolumns: {label: Role, skills: Needs}\n", shop_csv=table)
    assert told(found) == [
        (3, "'Site Joiner' and 'Site joiner' would be one role; spell them alike, or give each an id"),
        (4, "'glazing' and 'Glazing' would be one skill; spell them alike, or give each an id; it is left out"),
    ]
    needs = {row[2:] for row in said(found) if row[1] == "hasRequirement"}
    assert needs == {("Glazing (strength required)", "shop.csv:2"), ("Tiling (strength required)", "shop.csv:4")}


def test_two_things_of_one_label_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    rules = """\
tables:
  - {file: a.csv, rows: roles, columns: {label: Role, id: Id}}
  - {file: b.csv, rows: requirements, columns: {role: Role, skill: Skill}}
"""
    roles = "Role,Id\nFitter,gas\nFitter,kitchen\nPlumber,gas\n"
    asks = "Role,Skill\ngas,Brazing\nFitter,Levelling\nkitchen,Levelling\n"
    found = preview(tmp_path, rules, a_csv=roles, b_csv=asks)
    assert told(found) == [
        (4, "'Plumber', id 'gas', would be one role with 'Fitter', id 'gas'"),
        (3, "'Fitter' is the label of 2 entities of the kind role; name one by its id"),
    ]


def test_rows_that_contradict_one_another_are_told_and_the_first_counts(tmp_path: Path) -> None:
    table = """\
Role,Needs,Nice,Band,About
Joiner,Glazing,,2,Joins.
Joiner,,Glazing,3,Joins wood.
Joiner,Glazing,,2,Joins.
"""
    rules = """\
rows: roles
columns: {label: Role, skills: Needs, optional skills: Nice, preparation: Band, description: About}
"""
    found = preview(tmp_path, rules, shop_csv=table)
    assert [(line, message.partition(" (")[2]) for line, message in told(found)] == [
        (3, "description of the same role or skill); the first value is used"),
        (3, "how firmly it asks for 'Glazing' of the same role or skill); the first value is used"),
        (3, "preparation of the same role or skill); the first value is used"),
    ]
    assert ("Joiner", "hasRequirement", "Glazing (strength required)", "shop.csv:4") in said(found)
    assert not any("optional" in row[2] for row in said(found))


def test_groups_of_roles_and_skills_are_none_themselves(tmp_path: Path) -> None:
    rules = "tables:\n- {file: r.csv, rows: roles, columns: {label: r, group: g, skills: s}}\n"
    rules += "- {file: s.csv, rows: skills, columns: {label: s, group: g}}\n"
    contents = {
        "r.csv": "r,g,s\nPorter,Kitchen; Yard,Lifting\nCook,Kitchen,Chopping\n",
        "s.csv": "s,g\nLifting,Strength\n",
        "rules.yaml": rules,
    }
    files = [tmp_path / name for name in contents]
    for file, text in zip(files, contents.values(), strict=True):
        file.write_text(text, encoding="utf-8")
    store = tmp_path / "store"
    assert kg("init", store, "--empty").status == 0
    done = kg("import", "table", *files[:2], "--mapping", files[2], "--into", store)
    assert done.status == 0, done.err

    def listed(*what: str) -> list[str]:
        return [entity["label"] for entity in kg("-g", store, "list", *what, "-f", "json").json]

    assert (listed("roles"), listed("role-groups")) == (["Cook", "Porter"], ["Kitchen", "Yard"])
    assert (listed("roles", "--in", "Kitchen"), listed("roles", "--in", "Yard")) == (["Cook", "Porter"], ["Porter"])
    assert listed("skills", "--in", "Strength") == ["Lifting"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read"), (b"rows: [roles", ""), (b"rows: roles\xff", "is not UTF-8"), (b"a: 1\x01", "U+0001")],
)
def test_u10_a_mapping_that_cannot_be_read_is_one_error(tmp_path: Path, content: bytes | None, said: str) -> None:
    (tmp_path / "t.csv").write_text("r\nCook\n", encoding="utf-8")
    if content is not None:
        (tmp_path / "m.yaml").write_bytes(content)
    with pytest.raises(DataError) as raised:
        read_table_mapping(tmp_path / "m.yaml")
    (finding,) = raised.value.findings
    assert said in finding.message


def test_a_loop_of_broader_skills_is_told(tmp_path: Path) -> None:
    rules = "rows: skills\ncolumns: {label: s, broader: b}\n"
    found = preview(tmp_path, rules, s_csv="s,b\nA1,B1\nB1,C1\nC1,A1\nD1,D1\n")
    assert told(found) == [
        (4, "'A1' cannot be broader than 'C1': cycle; ignored"),
        (5, "'D1' cannot be broader than 'D1': cycle; ignored"),
    ]


def test_other_encodings_scripts_and_values_that_mean_nothing(tmp_path: Path) -> None:
    rules = """\
rows: roles
language: de
encoding: utf-16
delimiter: tab
columns: {label: Beruf, skills: {column: K, split: ",", values: {"-": null, WP: Wundpflege}}}
"""
    table = "Beruf\tK\r\nPfleger für Säuglinge\tWP,Füttern\r\n看護師\t-\r\n護師\t-\r\n".encode("utf-16")
    found = preview(tmp_path, rules, b_csv=table)
    assert {row[2] for row in said(found) if row[1] == "hasRequirement"} == {
        "Wundpflege (strength required)",
        "Füttern (strength required)",
    }
    assert {row[0] for row in said(found)} == {"Pfleger für Säuglinge", "看護師", "護師", "Wundpflege", "Füttern"}
    assert told(found) == []
    damaged = preview(tmp_path, "encoding: windows-1252\n" + RULES, s_csv=b"Role\nJoiner\x81\nTiler\n")
    assert told(damaged) == [(2, "holds bytes that are not windows-1252")]
    assert {row[0] for row in said(damaged)} == {"Tiler"}


# --- mappings ---------------------------------------------------------------------------------------------------------


def test_every_error_of_a_mapping_is_told_with_its_line(tmp_path: Path) -> None:
    rules = """\
titel: Ward roles
licence: free for all
language: English
rows: roles
delimiter: ;;
columns:
  label: {value: Nurse}
  skils: Needs
  pay: From
  pay maximum: To
  period: {column: A, value: B}
  education: [School]
  skills: {column: Needs, splitt: ","}
  industry:
"""
    (path,) = put(tmp_path, map_yaml=rules)
    with pytest.raises(DataError) as caught:
        read_table_mapping(path)
    assert {found.file for found in caught.value.findings} == {str(path)}
    assert [(found.line, found.message) for found in caught.value.findings] == [
        (1, "unknown key 'titel'; did you mean 'title'?"),
        (2, "the licence 'free for all' is not a valid IRI, such as https://..."),
        (3, "'English' is not a language tag, such as en or pt-BR"),
        (5, "the delimiter ';;' must be one sign, or: tab"),
        (7, "'label' needs a column: it differs from row to row"),
        (8, "unknown key 'skils'; did you mean 'skills'?"),
        (9, "pay needs a currency: name its column, or write {value: EUR}"),
        (10, "'pay maximum' and 'pay' state the same: keep the one or the other"),
        (11, "'period' needs either 'column' or 'value'"),
        (12, "'education' must be the name of a column, or: column, value, values, split, optional"),
        (13, "unknown key 'splitt'; did you mean 'split'?"),
        (14, "'industry' must be the name of a column, or: column, value, values, split, optional"),
    ]


@pytest.mark.parametrize(
    ("rules", "line", "message"),
    [
        ("", 1, "is empty"),
        ("- a\n", 1, "this must be a list of keys and values"),
        ("title: x\n", 1, "the key 'rows' is missing; it is one of: roles, skills, requirements"),
        ("rows: people\ncolumns: {label: a}\n", 1, "'rows' must be one of roles, skills, requirements, not 'people'"),
        ("rows: requirements\ncolumns: {role: a}\n", 2, "a row of requirements needs the column of 'skill'"),
        ("tables: []\n", 1, "'tables' must be a list with an entry for each kind of table"),
        ("rows: roles\ncolumns: {label: a}\nrows: skills\n", 3, "the key 'rows' is repeated"),
        ("rows: &x roles\ncolumns: {label: a}\n", 1, "'&x' is not allowed here; write plain values"),
        ("rows: roles\ncolumns: {label: a\n", 3, "broken YAML: expected ',' or '}', but got '<stream end>'"),
    ],
)
def test_a_mapping_that_says_too_little_or_nonsense(tmp_path: Path, rules: str, line: int, message: str) -> None:
    assert (line, message) in [(found.line, found.message) for found in wrong(tmp_path, rules, a_csv="a\n1\n")]


def test_a_column_or_file_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    rules = """\
tables:
  - file: a.csv
    rows: roles
    columns:
      label: role
      skills: Needs
  - {file: b*.csv, rows: skills, columns: {label: x}}
"""
    found = wrong(tmp_path, rules, a_csv="Role,Needs,Needs\nJoiner,x,y\n")
    assert [(finding.line, finding.message) for finding in found] == [
        (5, "'a.csv' lacks the column 'role'; it has: 'Role', 'Needs', 'Needs'"),
        (6, "'a.csv' has the column 'Needs' twice"),
        (7, "no file is named 'b*.csv'; the files are: 'a.csv'"),
    ]


def test_what_is_not_read_is_told(tmp_path: Path) -> None:
    rules = "file: a.csv\n" + RULES
    found = preview(tmp_path, rules, a_csv="Role,Phone\nJoiner,1\n", b_csv="x\n")
    assert [finding.message for finding in found.report.findings] == [
        "is not read: the mapping names no table for it",
        "the columns 'Phone' are not read",
    ]


def test_of_a_folder_the_tables_are_read_and_no_other_form(tmp_path: Path) -> None:
    (rules,) = put(tmp_path, map_yaml=RULES)
    put(tmp_path, a_csv="Role\nJoiner\n")
    assert [row[0] for row in said(preview_source("table", [tmp_path], name="x", options={"mapping": rules}))] == [
        "Joiner"
    ]
    with pytest.raises(SourceError, match="is of a format that kg does not read"):
        preview(tmp_path, RULES, a_ods=book(ONE))


@pytest.mark.parametrize("name", ["skill", "Big Shop", ""])
def test_a_name_that_no_source_can_have_is_refused(tmp_path: Path, name: str) -> None:
    paths = put(tmp_path, a_csv="Role\nJoiner\n", map_yaml=RULES)
    with pytest.raises(UsageError):
        preview_source("table", paths[:1], name=name, options={"mapping": paths[1]})


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    put(tmp_path, map_yaml=WARD_MAPPING, ward_csv=WARD)
    assert kg("init", tmp_path / "store", "--empty").status == 0
    return tmp_path


def imported(ward: Path, *more: str | Path) -> Answer:
    return kg("import", "table", ward / "ward.csv", "--mapping", ward / "map.yaml", *more)


def test_a_dry_run_shows_what_the_import_states_and_writes_nothing(ward: Path) -> None:
    before = {path: path.read_bytes() for path in ward.rglob("*") if path.is_file()}
    answer = imported(ward, "--dry-run", "-f", "json")
    assert answer.status == 0
    assert {path: path.read_bytes() for path in ward.rglob("*") if path.is_file()} == before
    shown = {tuple(statement.values()) for statement in answer.json["statements"]}
    assert answer.json["count"] == len(answer.json["statements"]) == len(shown)

    assert imported(ward, "--into", ward / "store").status == 0
    graph = open_graph(ward / "store")
    stored = {
        (entity.label, fact.property, fact.source.line)
        for entity in graph.list()
        if entity.kind != "document"
        for fact in graph.show(entity).facts
    }
    assert {(subject, name, int(place.rpartition(":")[2])) for subject, name, _, place in shown} <= stored
    assert {fact for fact in stored if not fact[1].startswith("^")} == {
        (subject, name, int(place.rpartition(":")[2])) for subject, name, _, place in shown
    }


def test_a_dry_run_shows_the_first_and_counts_all(ward: Path) -> None:
    answer = imported(ward, "--dry-run")
    assert "statements, of which 25 are shown; -f json, csv, md or html has all" in answer.out
    assert (
        len(imported(ward, "--dry-run", "-f", "csv").lines) - 1
        == imported(ward, "--dry-run", "-f", "json").json["count"]
    )


def test_nothing_to_state_is_the_answer_no_and_takes_nothing(ward: Path) -> None:
    put(ward, ward_csv=WARD.partition("\n")[0] + "\n")
    assert imported(ward, "--dry-run").status == 1
    answer = imported(ward, "--into", ward / "store")
    assert answer.status == 1
    assert "no row states anything" in answer.err
    assert StoreFolder.open_at(ward / "store").sources == ()


def test_the_same_tables_give_the_same_bytes_and_no_change(ward: Path) -> None:
    assert imported(ward, "--into", ward / "store").status == 0
    (source,) = StoreFolder.open_at(ward / "store").sources
    first = StoreFolder.open_at(ward / "store").file(source).read_bytes()
    answer = imported(ward, "--into", ward / "store", "-f", "json")
    (source,) = StoreFolder.open_at(ward / "store").sources
    assert StoreFolder.open_at(ward / "store").file(source).read_bytes() == first
    assert (answer.json["source"]["new"], answer.json["source"]["gone"]) == (0, 0)


def test_the_store_answers_on_tables(ward: Path) -> None:
    assert imported(ward, "--into", ward / "store").status == 0
    ask = ("-g", ward / "store")
    shown = kg(*ask, "show", "RN", "-f", "json").json
    assert shown["entity"]["id"] == "ward/role/staff-nurse"
    assert shown["not_stated"] == ["hasResponsibility"]
    gap = kg(*ask, "gap", "staff nurse", "ward sister", "-f", "json").json
    assert [item["label"] for item in gap["missing"]] == ["Rostering"]
    assert {source["line"] for source in gap["missing"][0]["sources"]} == {3}
    route = kg(*ask, "route", "staff nurse", "ward sister", "-f", "json")
    assert (route.status, [item["label"] for item in route.json["routes"][0]["learn"]]) == (0, ["Rostering"])
    assert kg(*ask, "route", "porter", "ward sister").status == 1
    (graph,) = [found for found in open_graph(ward / "store").stats().graphs if found.name == "ward"]
    assert (graph.title, graph.version, graph.attribution) == ("Ward roles", "2024", "The ward office")


def test_a_store_of_tables_conforms_to_the_shapes(ward: Path) -> None:
    assert imported(ward, "--into", ward / "store").status == 0
    found = kg("-g", ward / "store", "validate", "-f", "json").json["findings"]
    assert [finding["message"] for finding in found if "requirementsComplete" not in finding["message"]] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("table", "a.csv", "--mapping", "m", "--write-mapping", "n"),
            "--write-mapping writes a mapping that is proposed",
        ),
        (
            ("table", "a.csv", "--mapping", "m", "--delimiter", "semi"),
            "the delimiter 'semi' must be one sign, or: comma,",
        ),
        (("table", "a.csv", "--encoding", "utf-9"), "'utf-9' is not an encoding that kg knows"),
        (("table", "a.csv", "--mapping", "m", "--release", "1"), "--release is for esco and skos and onet and oews"),
        (("rdf", "a.ttl", "--dry-run"), "--dry-run is for table"),
        (("esco", "a.zip", "--mapping", "m"), "--mapping is for table"),
    ],
)
def test_options_that_do_not_fit(ward: Path, arguments: tuple[str, ...], message: str) -> None:
    answer = kg("import", *arguments, "--into", ward / "store")
    assert (answer.status, answer.out) == (2, "")
    assert message in answer.err


# --- the documentation ------------------------------------------------------------------------------------------------


def test_the_example_of_the_documentation_runs(root: Path, tmp_path: Path) -> None:
    """Its files make what it shows, by the commands that it names."""
    page = (root / "docs" / "tables.md").read_text(encoding="utf-8")
    for name, content in re.findall(r"^`([\w.]+)`:\n\n```\w+\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        (tmp_path / name).write_text(content, encoding="utf-8")
    commands = re.findall(r"^```console\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert len(commands) >= 2
    for command in commands:
        first, _, output = command.partition("\n")
        words = [str(tmp_path / word) if "." in word or word == "my-store" else word for word in first.split()[2:]]
        answer = kg(*words)
        assert answer.out.replace(f"{tmp_path}/", "").rstrip() == output.rstrip(), first


def test_a_statement_is_plain(tmp_path: Path) -> None:
    found = preview(tmp_path, RULES, s_csv="Role\nJoiner\n")
    assert found.statements == (TableStatement("Joiner", "prefLabel", "Joiner", "s.csv:2"),)


@pytest.mark.slow
def test_a_mapping_of_a_hundred_thousand_wrong_keys_is_refused_in_a_few_lines(tmp_path: Path) -> None:
    """What was meant is looked for of the first ones alone, and the message ends."""
    keys = "".join(f"key{number}: x\n" for number in range(20_000))
    put(tmp_path, **{"t.csv": "label\nBaker\n", "m.yaml": f"rows: roles\ncolumns: {{label: label}}\n{keys}"})
    answer = kg("import", "table", tmp_path / "t.csv", "--mapping", tmp_path / "m.yaml", "--dry-run")
    assert answer.status == 1
    assert "unknown key 'key0'" in answer.err
    assert len(answer.err.splitlines()) < 60


def test_a_message_lists_no_more_errors_than_anyone_reads(tmp_path: Path) -> None:
    rows = "".join("\N{NO-BREAK SPACE},x\n" for _ in range(1000))
    put(tmp_path, **{"t.csv": f"label,skills\n{rows}", "m.yaml": "rows: roles\ncolumns: {label: label}\n"})
    assert kg("init", "--empty", tmp_path / "store").status == 0
    answer = kg("import", "table", tmp_path / "t.csv", "--mapping", tmp_path / "m.yaml", "--into", tmp_path / "store")
    assert answer.status == 1
    assert "1000 errors" in answer.err
    assert "t.csv: ... and 997 more: has no label (column 'label')" in answer.err


# --- files as people save them ----------------------------------------------------------------------------------------

SHOP = "rows: roles\ncolumns: {label: Role, skills: Needs}\n"


def needs(found: Preview) -> set[tuple[str, str]]:
    """Which role requires which skill."""
    return {(row[0], row[2].partition(" (")[0]) for row in said(found) if row[1] == "hasRequirement"}


def notes(found: Preview) -> str:
    return "\n".join(message for _, message in told(found, "info"))


def test_i8_inch_marks_are_letters_and_every_row_is_read(tmp_path: Path) -> None:
    table = 'Role,Needs\nTailor 6" shears,Sewing\nHatter,Felting\nCutter 8" shears,Cutting\nCapper,Capping\n'
    found = preview(tmp_path, SHOP, s_csv=table)
    assert needs(found) == {
        ('Tailor 6" shears', "Sewing"),
        ("Hatter", "Felting"),
        ('Cutter 8" shears', "Cutting"),
        ("Capper", "Capping"),
    }
    assert [tuple(file) for file in found.report.files] == [("s.csv", 4, 4, 0, 0)]


def test_i8_a_space_before_a_quote_is_no_part_of_the_cell(tmp_path: Path) -> None:
    found = preview(tmp_path, SHOP, s_csv='Role, Needs\nTailor, "Sewing; Cutting"\n')
    assert needs(found) == {("Tailor", "Sewing"), ("Tailor", "Cutting")}


@pytest.mark.parametrize("place", [0, 2, 4])
def test_r6_i8_a_quote_that_is_never_closed_costs_its_row(tmp_path: Path, place: int) -> None:
    rows = ["Tailor,Sewing", "Hatter,Felting", 'Weaver,"Weaving (plain, twill)"', "Capper,Capping", "Cutter,Cutting"]
    whole = needs(preview(tmp_path, SHOP, s_csv="\n".join(["Role,Needs", *rows, ""])))
    damaged = rows[place].replace(",", ',"', 1)
    found = preview(tmp_path, SHOP, s_csv="\n".join(["Role,Needs", *rows[:place], damaged, *rows[place + 1 :], ""]))
    lost = rows[place].partition(",")[0]
    assert needs(found) == {pair for pair in whole if pair[0] != lost}
    assert [line for line, _ in told(found, "error")] == [place + 2]
    assert tuple(found.report.files[0])[1:] == (5, 4, 1, 0)


def test_i8_a_row_that_a_lost_quote_may_have_swallowed_is_told(tmp_path: Path) -> None:
    table = 'Role,Needs,Pay\nTailor,"Sewing,1\nHatter,Felting,2\nCapper,Capping,3\nCutter,Cutting",4\n'
    found = preview(tmp_path, SHOP, s_csv=table)
    assert told(found) == [
        (2, "is one row down to line 5, by its quotes; add the quote that is missing, if any"),
        (2, "column 'Pay' of row 2 was not read: the mapping leaves it out"),
    ]


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", ">>>>>>> other", "||||||| base"])
def test_i9_a_merge_conflict_of_git_is_refused_with_its_line(tmp_path: Path, mark: str) -> None:
    (found,) = wrong(tmp_path, RULES, s_csv=f"Role\nWeaver\n{mark}\nTailor\n=======\nHatter\n")
    assert (found.line, found.message) == (3, "is a mark of a merge conflict in git: resolve the conflict")


@pytest.mark.parametrize("nothing", ["N/A", "-", "=======", "null", "…"])
def test_what_stands_for_no_value_is_no_name(tmp_path: Path, nothing: str) -> None:
    found = preview(
        tmp_path, SHOP, s_csv=f"Role,Needs\nTailor,{nothing}\n{nothing},Sewing\nHatter,Felting; {nothing}\n"
    )
    assert needs(found) == {("Hatter", "Felting")}
    assert {row[0] for row in said(found)} == {"Tailor", "Hatter", "Felting"}
    assert told(found) == [(3, "has no label (column 'Role')")]
    assert f"'{nothing}' in the column 'Needs' is read as no value, first in row 2" in notes(found)


LOCAL = """\
tables:
  - {file: o.csv, rows: roles, columns: {label: NAME, id: ID}}
  - {file: s.csv, rows: skills, columns: {label: NAME, id: ID}}
  - {file: r.csv, rows: requirements, columns: {role: OCCUPATION, skill: SKILL}}
  - {file: h.csv, rows: skills, optional: true, columns: {id: CHILD, broader: PARENT}}
"""


@pytest.mark.parametrize("stranger", ["key_9", "unheard-of"])
def test_i9_an_id_that_no_table_names_is_told_and_makes_no_role(tmp_path: Path, stranger: str) -> None:
    """By the form of the ids, or since all else in the column are ids."""
    ids = ("key_1", "key_2") if "_" in stranger else ("keeper", "hawker")
    found = preview(
        tmp_path,
        LOCAL,
        o_csv=f"ID,NAME\n{ids[0]},stall keeper\n{ids[1]},Hawker\n",
        s_csv="ID,NAME\nkey_1,count money\n",
        r_csv=f"OCCUPATION,SKILL\n{ids[0]},key_1\n{stranger},key_1\n{ids[1]},key_7\n",
    )
    assert {row[0] for row in said(found)} == {"stall keeper", "Hawker", "count money"}
    assert told(found) == [
        (3, f"no table gives the name of '{stranger}'"),
        (4, "no table gives the name of 'key_7'"),
    ]
    assert [tuple(file)[1:] for file in found.report.files][2] == (3, 1, 2, 0)


def test_a_table_of_ids_alone_adds_to_the_entities_of_another(tmp_path: Path) -> None:
    found = preview(
        tmp_path,
        LOCAL,
        o_csv="ID,NAME\nkey_1,stall keeper\n",
        s_csv="ID,NAME\nkey_1,count money\nkey_2,trade\n",
        r_csv="OCCUPATION,SKILL\nkey_1,key_1\n",
        h_csv="PARENT,CHILD\nkey_2,key_1\nkey_2,key_5\n",
    )
    assert ("count money", "broader", "trade", "h.csv:2") in said(found)
    assert told(found) == [(3, "no table gives the name of 'key_5'")]


ABROAD = "Beruf;Können\nBäcker;Teig kneten und Öfen führen\nSchweißer;Schweißen\n"
ABROAD_RULES = "rows: roles\ncolumns: {label: Beruf, skills: Können}\n"


@pytest.mark.parametrize(
    ("encoding", "said_of_it"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("cp1252", "windows-1252, which is a guess (confidence "),
        ("cp850", "cp850, which is a guess (confidence "),
        ("mac-roman", "mac-roman, which is a guess (confidence "),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_i10_encoding_delimiter_and_line_ends_are_seen_and_told(
    tmp_path: Path, encoding: str, said_of_it: str | None, line_end: str
) -> None:
    content = ABROAD.replace("\n", line_end).encode(encoding)
    found = preview(tmp_path, ABROAD_RULES, s_csv=content)
    assert needs(found) == {("Bäcker", "Teig kneten und Öfen führen"), ("Schweißer", "Schweißen")}
    assert "is read with the delimiter semicolon, as its rows suggest" in notes(found)
    assert ("is read as" in notes(found)) == (said_of_it is not None)
    assert said_of_it is None or f"is read as {said_of_it}" in notes(found)


@pytest.mark.parametrize(
    ("encoding", "rows"),
    [
        ("cp1252", ["Diseñador,Dibujo técnico", "Músico,Composición"]),
        ("cp1252", ["Sähköasentaja,Sähkötyöt", "Kääntäjä,Kääntäminen"]),
        ("cp1250", ["Řezník,Příprava masa", "Učitel,Výuka žáků"]),
        ("cp1250", ["Bucătar,Gătit", "Învăţător,Predare şi evaluare"]),
        ("cp1251", ["Учитель,Обучение", "Пекарь,Выпечка хлеба"]),
        ("koi8-r", ["Учитель,Обучение", "Пекарь,Выпечка хлеба"]),
        ("cp949", ["간호사,간호", "교사,수업"]),
    ],
)
def test_i10_the_letters_of_languages_tell_encodings(tmp_path: Path, encoding: str, rows: list[str]) -> None:
    found = preview(tmp_path, SHOP, s_csv="\n".join(["Role,Needs", *rows]).encode(encoding))
    assert needs(found) == {tuple(row.split(",")) for row in rows}
    assert "which is a guess (confidence " in notes(found)


@pytest.mark.parametrize(
    ("language", "encoding", "row"),
    [
        ("pl", "cp1250", "Łucznik,Strzelanie z łuku"),
        ("tr", "cp1254", "Öğretmen,Şiir"),
        ("ru", "cp1251", "Учитель,Обучение"),
        ("el", "cp1253", "Δάσκαλος,Διδασκαλία"),
        ("ja", "cp932", "看護師,看護の基礎"),
    ],
)
def test_i10_the_language_of_the_mapping_helps_the_guess(
    tmp_path: Path, language: str, encoding: str, row: str
) -> None:
    found = preview(tmp_path, f"language: {language}\n{SHOP}", s_csv=f"Role,Needs\n{row}\n".encode(encoding))
    assert needs(found) == {tuple(row.split(","))}


def test_i10_a_guess_that_is_not_sure_enough_is_refused_with_the_cure(tmp_path: Path) -> None:
    """The letters of Hebrew have the bytes of Greek and Cyrillic ones, and no language is stated."""
    with pytest.raises(SourceError) as caught:
        preview(
            tmp_path,
            SHOP,
            s_csv=b"Role,Needs\n\xee\xe5\xf8\xe4,\xe4\xe5\xf8\xe0\xe4\n\xe8\xe1\xe7,\xe1\xe9\xf9\xe5\xec\n",
        )
    assert "the encoding of 's.csv' is not certain: windows-125" in caught.value.message
    assert "name its encoding: --encoding windows-1252" in str(caught.value.hint)


def test_i10_the_encoding_may_be_stated_under_any_of_its_names(tmp_path: Path) -> None:
    found = preview(tmp_path, "encoding: latin-1\n" + SHOP, s_csv="Role,Needs\nPâtissier,Pétrir\n".encode("cp1252"))
    assert needs(found) == {("Pâtissier", "Pétrir")}
    assert "is read as" not in notes(found)
    (fault,) = wrong(tmp_path, "encoding: utf-9\n" + RULES, s_csv="Role\nJoiner\n")
    assert fault.message.startswith("'utf-9' is not an encoding that kg knows; those are: utf-8, windows-1252")


def test_the_header_may_stand_below_a_title(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Roles of our shop, 2024", None],
        [None, None],
        ["Role", "Needs"],
        ["Tailor", "Sewing"],
    ]
    text = preview(tmp_path, SHOP, s_csv='"Roles of our shop, 2024",\n,\nRole,Needs\nTailor,Sewing\n')
    sheet = preview(tmp_path, SHOP, s_xlsx=book({"S": rows}))
    for found in (text, sheet):
        assert needs(found) == {("Tailor", "Sewing")}
        assert "has the names of its columns in row 3" in notes(found)
        assert "'Roles of our shop, 2024'" in notes(found)
        assert found.report.files[0].read == 1


def test_excels_own_word_for_the_delimiter_is_heeded(tmp_path: Path) -> None:
    found = preview(tmp_path, SHOP, s_csv='sep=;\r\nRole;Needs\r\nTailor;"Sewing; fine"\r\n')
    assert needs(found) == {("Tailor", "Sewing"), ("Tailor", "fine")}


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiters_at_the_end_of_every_row_cost_nothing(tmp_path: Path, sign: str) -> None:
    table = "Role,Needs\nTailor,Sewing,,\n,,\nHatter,Felting,,\n".replace(",", sign)
    found = preview(tmp_path, SHOP, s_csv=table)
    assert needs(found) == {("Tailor", "Sewing"), ("Hatter", "Felting")}
    assert tuple(found.report.files[0])[1:] == (2, 2, 0, 0)
    named = preview(tmp_path, SHOP, s_csv=table.replace("Needs", f"Needs{sign}{sign}", 1))
    assert needs(named) == needs(found)


PAID = "rows: roles\ncolumns: {label: Role, skills: Needs, education: School, pay: Pay, currency: {value: EUR}}\n"


@pytest.mark.parametrize("end", ["", ","])
@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Baker,kneading, hygiene,,200", "5 cells in place of 4"),
        ("Baker,kneading, hygiene,200,", "5 cells in place of 4, the last of them empty: is a ',' too many?"),
        ("Baker,kneading, hygiene", "3 cells in place of 4"),
        ("Baker,kneading", "2 cells in place of 4"),
    ],
)
def test_a_row_with_another_number_of_cells_is_not_read(tmp_path: Path, row: str, why: str, end: str) -> None:
    """Its cells may be those of other columns, also where the one too many is empty; the others are read.

    The same with a delimiter at the end of every row, where the header has it too.
    """
    rows = ["Role,Needs,School,Pay", "Joiner,sawing,,100", row, "Tailor,sewing,,300", "Miller,milling,,400"]
    found = preview(tmp_path, PAID, s_csv="".join(f"{each}{end}\n" for each in rows))
    assert {each[0] for each in needs(found)} == {"Joiner", "Tailor", "Miller"}
    ((line, message),) = told(found, "error")
    assert line == 3
    if not end:
        assert message == f"has {why}"
    assert tuple(found.report.files[0])[1:] == (4, 3, 1, 0)


def test_a_column_that_nobody_named_is_told_and_costs_no_row(tmp_path: Path) -> None:
    found = preview(tmp_path, SHOP, s_csv="Role,Needs,\nTailor,Sewing,ask Jo\nHatter,Felting,done\nMiller,Milling,\n")
    assert {each[0] for each in needs(found)} == {"Tailor", "Hatter", "Miller"}
    assert (2, "this row and 1 more have a value in a column without a name, which is not read") in told(found)


def workbook_of(merged: str = "", **cells: str) -> bytes:
    """A workbook of one sheet with these cells, saved without calculating."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for place, value in cells.items():
        sheet[place] = value
    if merged:
        sheet.merge_cells(merged)
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def test_i9_a_formula_without_a_saved_value_is_told(tmp_path: Path) -> None:
    content = workbook_of(A1="Role", B1="Needs", C1="Other", A2="Tailor", B2='="Sew" & "ing"', C2="=1+1", A3="=A2")
    found = preview(tmp_path, SHOP, s_xlsx=content)
    cure = "has no saved value; open and save the workbook in a spreadsheet program"
    assert sorted(told(found)) == [
        (2, f"the formula in column 'Needs' {cure}"),
        (3, "has no label (column 'Role')"),
        (3, f"the formula in column 'Role' {cure}"),
    ]


def test_each_row_of_merged_cells_has_their_value(tmp_path: Path) -> None:
    content = workbook_of("A2:A3", A1="Role", B1="Needs", A2="Tailor", B2="Sewing", B3="Cutting", A4="Hatter")
    found = preview(tmp_path, SHOP, s_xlsx=content)
    assert needs(found) == {("Tailor", "Sewing"), ("Tailor", "Cutting")}
    assert "1 cells are merged over rows, such as column 1 in rows 2 to 3: each row has the value" in notes(found)


@pytest.mark.parametrize("name", ["s_csv", "s_xls", "s_zip", "s_data"])
def test_a_workbook_is_one_whatever_its_name(tmp_path: Path, name: str) -> None:
    found = preview(tmp_path, RULES, **{name: book(ONE)})
    assert {row[0] for row in said(found)} == {"Joiner"}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "an old Excel workbook (.xls), or one with a password"),
        (b"\n<html><table><tr><td>Role", "a web page"),
        (b"%PDF-1.7", "a PDF file"),
        (b"\x1f\x8b\x08", "a gzip file"),
        (b'{"roles": [{"name": "Baker"}]}', "JSON"),
        (b'[\n  {"Role": "Baker"}\n]', "JSON"),
        (b"@prefix ck: <http://x/> .\n:a a ck:Role ; ck:b :c .\n", "RDF, which `kg import rdf` reads"),
    ],
)
@pytest.mark.parametrize("name", ["s_xls", "s_csv", "s_xlsx"])
def test_what_is_no_table_is_told_by_its_content(tmp_path: Path, content: bytes, what: str, name: str) -> None:
    with pytest.raises(SourceError, match=re.escape(f"is not a table that kg reads: it is {what}")):
        preview(tmp_path, RULES, **{name: content})


def test_text_under_the_name_of_a_workbook_of_old_is_read(tmp_path: Path) -> None:
    assert needs(preview(tmp_path, SHOP, s_xls="Role\tNeeds\nTailor\tSewing\n")) == {("Tailor", "Sewing")}


@pytest.mark.slow
def test_i14_every_format_names_each_row_that_is_skipped(ward: Path) -> None:
    lost = [f"broken {number},x\n" for number in range(7)]
    put(ward, ward_csv=WARD + "".join(lost))
    lines = [7 + number for number in range(7)]
    why = "has 2 cells in place of 11"
    rows = list(csv.DictReader(io.StringIO(imported(ward, "--into", ward / "store", "-f", "csv").out)))
    assert [row["rows"] for row in rows[:4]] == ["10", "3", "7", "0"]
    assert [(row["file"], int(row["line"]), row["outcome"], row["why"]) for row in rows if row["line"]] == [
        ("ward.csv", line, "skipped row", why) for line in lines
    ]
    findings = imported(ward, "--into", ward / "store", "-f", "json").json["findings"]
    assert [(found["line"], found["message"]) for found in findings] == [(line, why) for line in lines]
    text = imported(ward, "--into", ward / "store", "-f", "md").out
    assert [line for line in lines if f"| ward.csv:{line} | {why} |" in text] == lines


# --- proposed and ready mappings --------------------------------------------------------------------------------------

OWN = """\
Job title;Required skills;Nice to have;Salary;Qualification;Colour
Tailor;Sewing, Cutting;Embroidery;£28,407 - £34,581;Diploma in tailoring;red
Hatter;Felting, Blocking, Sewing;;£21,000 - £24,500;;blue
"""


def test_a_table_without_a_mapping_has_one_proposed_and_is_not_imported(tmp_path: Path) -> None:
    (file,) = put(tmp_path, own_csv=OWN)
    assert kg("init", "--empty", tmp_path / "store").status == 0
    answer = kg("import", "table", file, "--into", tmp_path / "store", "-f", "json")
    assert answer.status == 1
    assert StoreFolder.open_at(tmp_path / "store").sources == ()
    assert {(guess["column"], guess["key"]) for guess in answer.json["tables"][0]["columns"]} == {
        ("Job title", "label"),
        ("Required skills", "skills"),
        ("Nice to have", "optional skills"),
        ("Salary", "pay"),
        ("Qualification", "education"),
        ("Colour", ""),
    }
    text = kg("import", "table", file)
    assert (text.status, answer.json["mapping"] in text.out) == (0, True)
    assert "Tailor" in text.out


def test_the_proposed_mapping_is_written_and_imports_what_it_showed(tmp_path: Path) -> None:
    (file,) = put(tmp_path, own_csv=OWN)
    assert kg("import", "table", file, "--write-mapping", tmp_path / "own.yaml").status == 0
    found = preview_source("table", [file], name="x", options={"mapping": tmp_path / "own.yaml"})
    assert needs(found) >= {("Tailor", "Sewing"), ("Tailor", "Cutting"), ("Hatter", "Felting"), ("Hatter", "Blocking")}
    assert {row[2] for row in said(found) if row[1] == "salary" and row[0] == "Tailor"} == {
        "£28,407 - £34,581 (currency GBP, maxValue 34581, minValue 28407, openEnded no)"
    }
    again = kg("import", "table", file, "--write-mapping", tmp_path / "own.yaml")
    assert (again.status, "exists, and is not replaced" in again.err) == (3, True)


@pytest.mark.parametrize(
    ("table", "rows", "keys"),
    [
        ("occupation,skill,importance\nTailor,Sewing,must\nTailor,Cutting,nice\n", "requirements",
         {"occupation": "role", "skill": "skill", "importance": "strength"}),
        ("skill name,category,synonyms\nSewing,craft,stitching\n", "skills",
         {"skill name": "label", "category": "scheme", "synonyms": "alternative labels"}),
        ("Beruf;Kenntnisse;Gehalt\nNäher;Nähen, Schneiden;30.000 €\n", "roles",
         {"Beruf": "label", "Kenntnisse": "skills", "Gehalt": "pay"}),
        ("PREFERREDLABEL,DESCRIPTION,ORIGINURI\nkeeper,Keeps.,https://example.org/1\n", "roles",
         {"PREFERREDLABEL": "label", "DESCRIPTION": "description", "ORIGINURI": "exact match"}),
        ("xyz,abc\nTailor,7\nHatter,7\n", "roles", {"xyz": "label", "abc": ""}),
        ("Role,Min,Max\nTailor,20000,30000\n", "roles", {"Role": "label", "Min": "", "Max": ""}),
    ],
)  # fmt: skip
def test_columns_are_guessed_by_name_and_content(tmp_path: Path, table: str, rows: str, keys: dict[str, str]) -> None:
    (file,) = put(tmp_path, own_csv=table)
    (guess,) = kg("import", "table", file, "--dry-run", "-f", "json").json["tables"]
    assert (guess["rows"], {column["column"]: column["key"] for column in guess["columns"]}) == (rows, keys)


def test_each_sheet_is_proposed(tmp_path: Path) -> None:
    sheets = {"Jobs": [["Job", "Skills"], ["Tailor", "Sewing"]], "Skills": [["Skill", "Group"], ["Sewing", "Craft"]]}
    (file,) = put(tmp_path, own_xlsx=book(sheets))
    answer = kg("import", "table", file, "--dry-run", "-f", "json").json
    assert [(table["sheet"], table["rows"]) for table in answer["tables"]] == [("Jobs", "roles"), ("Skills", "skills")]
    assert ["Sewing", "broader", "Craft"] in [list(row.values())[:3] for row in answer["preview"]["statements"]]


@pytest.mark.parametrize("hostile", ["yes", "a: b", "#x", "{x}", "- y", "'", '"', "null", "1", "\\", "é:"])
def test_a_proposed_mapping_names_any_column(tmp_path: Path, hostile: str) -> None:
    output = io.StringIO()
    csv.writer(output).writerows([["Role", hostile], ["Tailor", "https://example.org/1"]])
    (file,) = put(tmp_path, own_csv=output.getvalue())
    statements = kg("import", "table", file, "--dry-run", "-f", "json").json["preview"]["statements"]
    assert ["Tailor", "exactMatch", "https://example.org/1"] in [list(row.values())[:3] for row in statements]


def test_a_table_without_names_is_refused(tmp_path: Path) -> None:
    (file,) = put(tmp_path, own_csv="x,y\n1,2\n3,4\n")
    answer = kg("import", "table", file, "--dry-run")
    assert answer.status == 3
    assert "no column could be seen that names roles or skills; the columns are: 'x', 'y'" in answer.err


def test_i14_one_error_for_a_table_that_is_another(tmp_path: Path) -> None:
    (found,) = wrong(tmp_path, SHOP, s_csv="Beruf+Kenntnisse\nTailor+Sewing\n")
    assert found.message == (
        "'s.csv' has none of the columns that the mapping names; it has: 'Beruf+Kenntnisse';"
        " check 'delimiter', 'encoding' and 'header', or which file is meant"
    )


def test_options_say_how_a_file_is_written(tmp_path: Path) -> None:
    rules, file = put(tmp_path, map_yaml=SHOP, s_csv="Role+Needs\nPâtissier+Pétrir\n".encode("mac-roman"))
    found = kg("import", "table", file, "--mapping", rules, "--dry-run", "--encoding", "macroman", "--delimiter", "+",
               "-f", "json").json  # fmt: skip
    assert {row["subject"] for row in found["statements"]} == {"Pâtissier", "Pétrir"}


TABIYA = {
    "occupations.csv": (
        "ORIGINURI,ID,UUIDHISTORY,OCCUPATIONGROUPCODE,CODE,PREFERREDLABEL,ALTLABELS,DESCRIPTION,DEFINITION,SCOPENOTE,"
        "REGULATEDPROFESSIONNOTE,OCCUPATIONTYPE,ISLOCALIZED,CREATEDAT,UPDATEDAT\n"
        'https://example.org/o1,key_1,"u1\nu2",5221,5221.1,stall keeper,"market trader\nhawker","Keeps.\n\nAll day.",'
        ",,,escooccupation,false,2024,2024\n,key_2,u3,5221,5221_1,street vendor,,Local.,,,,localoccupation,false,,\n"
    ),
    "skills.csv": (
        "ORIGINURI,ID,UUIDHISTORY,SKILLTYPE,REUSELEVEL,PREFERREDLABEL,ALTLABELS,DESCRIPTION,DEFINITION,SCOPENOTE,"
        "ISLOCALIZED,CREATEDAT,UPDATEDAT\nhttps://example.org/s1,key_1,,skill/competence,,count money,,,,,false,,\n"
        ",key_2,,knowledge,,handle money,,,,,false,,\n"
    ),
    "skill_groups.csv": "ORIGINURI,ID,UUIDHISTORY,CODE,PREFERREDLABEL\n,key_1,,S1,groups\n",
    "skill_hierarchy.csv": (
        "PARENTOBJECTTYPE,PARENTID,CHILDID,CHILDOBJECTTYPE,CREATEDAT,UPDATEDAT\n"
        "skill,key_2,key_1,skill,,\nskillgroup,key_1,key_2,skill,,\n"
    ),
    "occupation_hierarchy.csv": (
        "PARENTOBJECTTYPE,PARENTID,CHILDID,CHILDOBJECTTYPE,CREATEDAT,UPDATEDAT\n"
        "occupationgroup,key_9,key_1,escooccupation,,\nescooccupation,key_1,key_2,localoccupation,,\n"
    ),
    "occupation_to_skill_relations.csv": (
        "OCCUPATIONTYPE,OCCUPATIONID,RELATIONTYPE,SIGNALLINGVALUELABEL,SIGNALLINGVALUE,SKILLID,CREATEDAT,UPDATEDAT\n"
        "escooccupation,key_1,essential,,,key_1,,\nlocaloccupation,key_2,,high,0.8,key_2,,\n"
        "localoccupation,key_9,essential,,,key_2,,\n"
    ),
}  # fmt: skip
ROME = {
    "unix_referentiel_code_rome_v460_utf8.csv": (
        "code_rome,code_fiche_em,code_ogr,libelle_rome,statut\nZ1101,1,5,Tailleur,1\n"
    ),
    "unix_referentiel_appellation_v460_utf8.csv": (
        "code_ogr,libelle_appellation_long,libelle_appellation_court,code_rome\n"
        "7,Tailleur / Tailleuse,Tailleur / Tailleuse,Z1101\n"
    ),
    "unix_referentiel_competence_v460_utf8.csv": "code_ogr,libelle_competence,code_type_competence\n100,Couture,1\n",
    "unix_coherence_item_v460_utf8.csv": "code_rome,code_ogr,coeur_metier\nZ1101,100,1\nZ1101,900,\n",
}  # fmt: skip
SFIA = {"skills.csv": "code,name,description,link,category,subcategory,level_1\nSEWN,Sewing,Sews.,,Craft,Cloth,\n"}
LIGHTCAST = {"skills.csv": "id,name,type,category,subcategory,infoUrl\nKS1,Sewing,Specialized Skill,Craft,Cloth,\n"}


@pytest.mark.parametrize(
    ("name", "files", "stated", "lost"),
    [
        (
            "tabiya",
            TABIYA,
            {
                ("stall keeper", "hasRequirement", "count money (strength required)"),
                ("street vendor", "hasRequirement", "handle money (strength optional)"),
                ("count money", "broader", "handle money"),
                ("street vendor", "broader", "stall keeper"),
                ("stall keeper", "altLabel", "hawker"),
            },
            ["no table gives the name of 'key_9'"],
        ),
        (
            "rome",
            ROME,
            {
                ("Tailleur", "hasRequirement", "Couture (strength required)"),
                ("Tailleur", "altLabel", "Tailleur / Tailleuse"),
            },
            ["no table gives the name of '900'"],
        ),
        ("sfia", SFIA, {("Sewing", "broader", "Cloth"), ("Sewing", "inScheme", "Craft")}, []),
        ("lightcast", LIGHTCAST, {("Sewing", "broader", "Cloth"), ("Sewing", "notation", "KS1")}, []),
    ],
)
def test_ready_mappings_read_files_of_their_layout(
    tmp_path: Path, name: str, files: dict[str, str], stated: set[tuple[str, str, str]], lost: list[str]
) -> None:
    paths = [tmp_path / file for file in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_text(content, encoding="utf-8")
    found = preview_source("table", paths, name="x", options={"mapping": Path(name)})
    assert stated <= {row[:3] for row in said(found)}
    assert {row[:3] for row in said(found) if row[1] == "broader"} <= stated
    assert [message for _, message in told(found)] == lost


def test_u10_semicolons_are_read_and_a_small_store_tells_of_no_files_that_it_keeps(tmp_path: Path) -> None:
    (tmp_path / "jobs.csv").write_text("role;skills\nMiller;milling\nBaker;milling\n")
    (tmp_path / "jobs.yaml").write_text("title: Jobs\nrows: roles\ncolumns: {label: role, skills: skills}\n")
    assert kg("init", tmp_path / "store", "--empty").status == 0
    done = kg(
        "import", "table", tmp_path / "jobs.csv", "--mapping", tmp_path / "jobs.yaml", "--into", tmp_path / "store"
    )
    assert "is read with the delimiter semicolon, as its rows suggest" in done.out
    answer = kg("-g", tmp_path / "store", "next", "Miller")
    assert (answer.status, answer.err) == (0, "")
