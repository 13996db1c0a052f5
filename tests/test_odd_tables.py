"""Tables as people have them: what a cell states is stated, or listed with its row, and later answers say so."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from command_line import kg
from drawn import examples
from hypothesis import example, given
from hypothesis import strategies as st
from test_table import book, needs, preview, put, said, told

from kg.errors import SourceError, UsageError
from kg.sources.table_proposal import Proposal
from kg.store.folder import StoreFolder
from kg.store.imports import import_source, preview_source

if TYPE_CHECKING:
    from pathlib import Path

    from kg.store.imports import Preview

CELLS = """\
rows: roles
columns:
  label: Role
  skills: {column: Needs, split: ";"}
  education: {column: School}
  pay: {column: Pay, format: any}
  currency: {value: GBP}
  period: {value: year}
  preparation: Band
"""


def shown(folder: Path, mapping: str, table: str, role: str) -> dict[str, Any]:
    """What `kg show` says of a role of a table, as JSON."""
    rules, file = put(folder, m_yaml=mapping, t_csv=table)
    import_source(StoreFolder.create(folder / "store"), "table", [file], name="t", options={"mapping": rules})
    answer: dict[str, Any] = kg("-g", folder / "store", "show", role, "-f", "json").json
    return answer


def unread(answer: dict[str, Any]) -> set[tuple[str, int, str]]:
    return {(each["property"], each["source"]["line"], each["text"]) for each in answer.get("not_understood", [])}


def proposed(folder: Path, table: str | bytes, name: str = "t_csv") -> Preview:
    """What a table states by the mapping that is proposed for it."""
    return preview_source("table", put(folder, **{name: table}), name="x")


def columns(found: Preview) -> dict[str, str]:
    """What each column is read as."""
    assert isinstance(found.proposal, Proposal)
    return {guess.column: guess.key for table in found.proposal.tables for guess in table.columns}


def reasons(found: Preview) -> dict[str, str]:
    assert isinstance(found.proposal, Proposal)
    return {guess.column: guess.reason for table in found.proposal.tables for guess in table.columns}


def pay(found: Preview) -> dict[str, str]:
    """The parts of the pay of each role."""
    return {row[0]: row[2][row[2].rindex("(") + 1 : -1] for row in said(found) if row[1] == "salary"}


# --- what is not understood is not silence ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ("Tailor,,,competitive,", ("salary", "competitive")),
        ("Tailor,,,DOE,", ("salary", "DOE")),
        ("Tailor,,,$20 or so,", ("salary", "$20 or so")),
        ("Tailor,,see notes,,", ("educationOption", "see notes")),
        ("Tailor,,Varies by site,,", ("educationOption", "Varies by site")),
        ("Tailor,,5 years in a shop,,", ("educationOption", "5 years in a shop")),
        ("Tailor,Sewing;5 years of cutting,,,", ("hasRequirement", "5 years of cutting")),
        ("Tailor,see the job description,,,", ("hasRequirement", "see the job description")),
        ("Tailor,Sewing;various,,,", ("hasRequirement", "various")),
        ("Tailor,,,,senior", ("preparationLevel", "senior")),
    ],
)
@pytest.mark.slow
def test_a_cell_that_is_not_understood_is_kept_with_its_row(tmp_path: Path, row: str, kept: tuple[str, str]) -> None:
    answer = shown(tmp_path, CELLS, f"Role,Needs,School,Pay,Band\nHatter,Felting,,,\n{row}\n", "Tailor")
    assert unread(answer) == {(kept[0], 3, kept[1])}
    assert kept[0] not in answer["not_stated"]
    assert not any(fact["property"] == "educationOption" for fact in answer["facts"])


def test_later_answers_name_the_row(tmp_path: Path) -> None:
    shown(
        tmp_path,
        CELLS,
        "Role,Needs,School,Pay,Band\nHatter,Felting,,20000,\nTailor,Sewing,see HR,TBC soon,\n",
        "Tailor",
    )
    text = kg("-g", tmp_path / "store", "gap", "Hatter", "Tailor").out
    assert "t.csv line 3 states its pay, and it was not understood" in text
    assert "t.csv line 3 states its education, and it was not understood" in text
    assert kg("-g", tmp_path / "store", "validate").status == 0


@pytest.mark.parametrize("nothing", ["n/a", "TBD", "-", "to be confirmed", "k.A.", "N/A", "--", "unknown"])
def test_what_stands_for_no_value_is_no_gate(tmp_path: Path, nothing: str) -> None:
    found = preview(tmp_path, CELLS, t_csv=f"Role,Needs,School,Pay,Band\nTailor,{nothing},{nothing},{nothing},\n")
    assert {row[:3] for row in said(found)} == {("Tailor", "prefLabel", "Tailor")}
    assert told(found) == []
    assert any(nothing in message for _, message in told(found, "info"))


@pytest.mark.parametrize("school", ["none", "None", "no formal education", "None required", "keine", "Not required"])
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.slow
def test_that_no_education_is_asked_is_stated(tmp_path: Path, school: str, language: str) -> None:
    rules = f"language: {language}\n{CELLS}"
    answer = shown(tmp_path, rules, f"Role,Needs,School,Pay,Band\nTailor,,{school},,\n", "Tailor")
    assert "educationOption" not in answer["not_stated"]
    assert unread(answer) == set()
    assert school in {fact["value"] for fact in answer["facts"] if fact["property"] == "educationRequirements"}
    assert kg("-g", tmp_path / "store", "list", "credentials", "-f", "json").json == []


@pytest.mark.parametrize("label", ["Total", "Grand total", "Average", "Median", "Summe", "Totale"])
def test_a_row_of_sums_is_no_role(tmp_path: Path, label: str) -> None:
    found = preview(tmp_path, CELLS, t_csv=f"Role,Needs,School,Pay,Band\nTailor,Sewing,,,\n{label},,,30000,\n")
    assert {row[0] for row in said(found)} == {"Tailor", "Sewing"}
    assert told(found) == [(3, f"'{label}' names no role")]


@pytest.mark.parametrize(
    ("school", "options"),
    [
        ("High school diploma or equivalent", {"High school diploma", "equivalent of High school diploma"}),
        ("Bachelor's degree or equivalent experience", {"Bachelor's", "equivalent experience"}),
        ("NVQ 3 / equivalent", {"NVQ Level 3", "equivalent of NVQ Level 3"}),
        ("HGV licence", {"HGV licence"}),
        ("Bachelor's degree (or equivalent)", {"Bachelor's", "equivalent of Bachelor's"}),
        ("Bachelor's or foreign equivalent", {"Bachelor's", "equivalent of Bachelor's"}),
        ("GED or 3+ years of experience", {"GED", "3+ years of experience"}),
        ("BLS (within 6 months)", {"BLS"}),
    ],
)
def test_an_equivalent_is_no_credential(tmp_path: Path, school: str, options: set[str]) -> None:
    rules = CELLS.replace("{column: School}", "{column: School, split: ' / '}")
    found = preview(tmp_path, rules, t_csv=f"Role,Needs,School,Pay,Band\nTailor,,{school},,\n")
    stated = {row[2].partition(" (")[0] for row in said(found) if row[1] == "educationOption"}
    assert (
        stated == options
        or {text.replace("equivalent experience", "equivalent of Bachelor's") for text in options} == stated
    )
    assert not any(row[0].startswith("equivalent") and row[1] == "prefLabel" for row in said(found))


def test_one_credential_in_two_spellings_is_one(tmp_path: Path) -> None:
    table = "Role,Needs,School,Pay,Band\nTailor,,High School Diploma,,\nHatter,,High school diploma,,\n"
    found = preview(tmp_path, CELLS, t_csv=table)
    gates = {(row[0], row[2].partition(" (")[0]) for row in said(found) if row[1] == "educationOption"}
    assert gates == {("Tailor", "High School Diploma"), ("Hatter", "High School Diploma")}
    assert told(found) == []


def test_a_row_that_asks_in_words_that_are_not_known_is_no_silence(tmp_path: Path) -> None:
    rules = "rows: requirements\ncolumns: {role: r, skill: s, strength: {column: how, values: {must: required}}}\n"
    answer = shown(
        tmp_path, rules, "r,s,how\nTailor,Sewing,maybe\nTailor,Cutting,not required\nTailor,Ironing,-\n", "Tailor"
    )
    assert unread(answer) == {("hasRequirement", 2, "Sewing maybe")}
    assert not any(fact["property"] == "hasRequirement" for fact in answer["facts"])


# --- mappings that are proposed ---------------------------------------------------------------------------------------


def bounds(low: float | None, high: float | None, currency: str = "EUR", unit: str = "", *, more: bool = False) -> str:
    """The parts of pay as a preview has them."""
    parts = [f"currency {currency}", *([f"maxValue {high}"] if high else []), *([f"minValue {low}"] if low else [])]
    parts += [f"unitText {unit}"] if unit else []
    return ", ".join([*parts, f"openEnded {'yes' if more else 'no'}"])


@pytest.mark.parametrize(
    ("head", "cell", "expected"),
    [
        ("Gehalt", "28 000 €", bounds(28000, 28000)),
        ("Gehalt", "28\u202f000 €", bounds(28000, 28000)),
        ("Gehalt", "28.000 bis 35.000 €", bounds(28000, 35000)),
        ("Salaire", "de 28 000 à 35 000 €", bounds(28000, 35000)),
        ("Pay (EUR)", "28000-35000", bounds(28000, 35000)),
        ("Salary k£", "25-30", bounds(25000, 30000, "GBP")),
        ("Salary (thousands USD)", "25", bounds(25000, 25000, "USD")),
        ("Salary", "£25k - £30k", bounds(25000, 30000, "GBP")),
        ("Salary", "from £25,000", bounds(25000, None, "GBP", more=True)),
        ("Stundenlohn (EUR)", "14,50", bounds(14.5, 14.5, unit="HOUR")),
        ("Annual salary in pounds", "25,000 to 30,000", bounds(25000, 30000, "GBP", "YEAR")),
    ],
)
def test_pay_is_read_as_people_write_it(tmp_path: Path, head: str, cell: str, expected: str) -> None:
    found = proposed(tmp_path, f"Job;{head}\nTailor;{cell}\nHatter;{cell}\n")
    assert pay(found) == dict.fromkeys(("Tailor", "Hatter"), expected)


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("Gehalt von", "Gehalt bis"),
        ("Mindestgehalt", "Höchstgehalt"),
        ("Salaire min", "Salaire max"),
        ("Sueldo desde", "Sueldo hasta"),
        ("Lowest salary", "Highest salary"),
        ("Pay floor", "Pay ceiling"),
        ("salaryMin", "salaryMax"),
        ("Loon van", "Loon tot"),
        ("Salary lower bound", "Salary upper bound"),
        ("Wynagrodzenie od", "Wynagrodzenie do"),
        ("Gehalt (von)", "Gehalt (bis)"),
        ("Einstiegsgehalt", "Vergütung bis zu"),
        ("salary_low", "salary_high"),
    ],
)
def test_the_ends_of_a_range_are_two_columns(tmp_path: Path, low: str, high: str) -> None:
    found = proposed(tmp_path, f"Role;{low};{high};Currency\nTailor;28000;35000;EUR\nHatter;25000;30000;EUR\n")
    assert pay(found) == {"Tailor": bounds(28000, 35000), "Hatter": bounds(25000, 30000)}


@pytest.mark.parametrize(
    "heads", ["Pay A (EUR);Pay B (EUR)", "Base salary (EUR);Total salary (EUR)", "Median salary (EUR);x"]
)
def test_no_end_of_a_range_is_made_up(tmp_path: Path, heads: str) -> None:
    found = proposed(tmp_path, f"Role;{heads}\nTailor;28000;35000\nHatter;25000;30000\n")
    assert pay(found) == {}
    assert all(reasons(found)[head] for head in heads.split(";"))


def test_a_starting_salary_has_no_upper_end(tmp_path: Path) -> None:
    (stated,) = pay(proposed(tmp_path, "Role,Starting salary (GBP)\nTailor,25000\n")).values()
    assert "minValue 25000" in stated
    assert "maxValue" not in stated


def test_a_column_that_is_not_read_is_said_to_be_so_for_its_own_reason(tmp_path: Path) -> None:
    found = proposed(tmp_path, "Role,Colour,Shape,Education,Degree\nTailor,blue,round,BSc,MSc\n")
    assert reasons(found)["Colour"] == reasons(found)["Shape"] == "not known"
    assert reasons(found)["Degree"] == "'Education' is read as education"


@pytest.mark.parametrize(
    "above",
    [
        [["Bands", "2024", "v3"]],
        [["Our roles by pay", None, "confidential"], [], ["HR", "May 2024", "draft"]],
        [["Salary table"], ["a", "b", "c"]],
    ],
)
def test_the_header_of_a_sheet_below_a_title_is_found(tmp_path: Path, above: list[list[str | None]]) -> None:
    rows = [["Role", "Pay", "Skills"], ["Tailor", "£20k", "Sewing"], ["Hatter", "£25k", "Felting"]]
    found = proposed(tmp_path, book({"S": [*above, *rows]}), "t_xlsx")
    assert columns(found) == {"Role": "label", "Pay": "pay", "Skills": "skills"}
    assert needs(found) == {("Tailor", "Sewing"), ("Hatter", "Felting")}


@pytest.mark.parametrize(
    "table",
    [
        "Tailor,Sewing; Cutting,20000\nHatter,Felting; Blocking,25000\n",
        "Tailor,20000\nHatter,25000\n",
        "Tailor,Sewing\nTailor,Cutting\nHatter,Felting\n",
        "Tailor;£20k;BSc\nHatter;£25k;MSc\n",
    ],
)
def test_a_file_without_a_header_loses_no_row(tmp_path: Path, table: str) -> None:
    with pytest.raises(SourceError, match=r"no row of 't.csv' names its columns: the first one is data"):
        proposed(tmp_path, table)


@pytest.mark.parametrize(
    ("head", "cells", "required", "others"),
    [
        ("Required", ["yes", "not required", "0", "-", "no"], {"A"}, {}),
        ("Importance", ["essential", "N/A", "not needed", "desirable", "none"], {"A"}, {"D": "optional"}),
        ("Mandatory", ["1", "0", "1", "0", "0"], {"A", "C"}, dict.fromkeys("BDE", "optional")),
        ("Requirement type", ["must have", "nice to have", "No", "✗", "x"], {"A", "E"}, {"B": "optional"}),
        ("Proficiency", ["3", "0", "expert", "-", "Basic"], {"A", "C", "E"}, {}),
        ("Optional", ["no", "yes", "no", "yes", "yes"], {"A", "C"}, dict.fromkeys("BDE", "optional")),
    ],
)
def test_not_required_is_not_required(
    tmp_path: Path, head: str, cells: list[str], required: set[str], others: dict[str, str]
) -> None:
    rows = "".join(f"Tailor,{skill},{cell}\n" for skill, cell in zip("ABCDE", cells, strict=True))
    found = proposed(tmp_path, f"Role,Skill,{head}\n{rows}")
    expected = {(skill, "required") for skill in required} | set(others.items())
    asked = {
        (row[2].partition(" (")[0], row[2][:-1].rpartition(" ")[2]) for row in said(found) if row[1] == "hasRequirement"
    }
    assert asked == expected


def test_a_number_that_nobody_explains_is_no_requirement(tmp_path: Path) -> None:
    found = proposed(tmp_path, "Role,Skill,Importance\nTailor,Sewing,4\nTailor,Cutting,0\nTailor,Dyeing,essential\n")
    assert needs(found) == {("Tailor", "Dyeing")}
    assert told(found, "error") == [
        (2, "the strength '4' is none of: 0, essential, required, preferred, sometimes, optional")
    ]


# --- shapes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "expected", "listed"),
    [
        ("Role,Sewing,Cutting\nTailor,x,X\nHatter,,x\nDyer,-,maybe\nFuller,x,\n",
         {("Tailor", "Sewing"), ("Tailor", "Cutting"), ("Hatter", "Cutting"), ("Fuller", "Sewing")},
         [(4, "the mark 'maybe' in the column 'Cutting' is not understood")]),
        ("Role,Sewing,Cutting\nTailor,5,1\nHatter,0,3\n",
         {("Tailor", "Sewing"), ("Tailor", "Cutting"), ("Hatter", "Cutting")}, []),
        ("Skill,Tailor,Hatter\nSewing,x,\nFelting,,x\n", {("Tailor", "Sewing"), ("Hatter", "Felting")}, []),
        ("Role,Skill 1,Skill 2,Skill 3\nTailor,Sewing,Cutting,\nHatter,Felting,,Blocking\n",
         {("Tailor", "Sewing"), ("Tailor", "Cutting"), ("Hatter", "Felting"), ("Hatter", "Blocking")}, []),
        ('Job title;Key skills\nTailor;"Sewing\nCutting"\nHatter;"Felting"\n',
         {("Tailor", "Sewing"), ("Tailor", "Cutting"), ("Hatter", "Felting")}, []),
    ],
)  # fmt: skip
def test_skills_in_any_shape(
    tmp_path: Path, table: str, expected: set[tuple[str, str]], listed: list[tuple[int, str]]
) -> None:
    found = proposed(tmp_path, table)
    assert needs(found) == expected
    assert told(found) == listed


def test_a_matrix_says_what_its_marks_mean(tmp_path: Path) -> None:
    rules = (
        "rows: roles\ncolumns: {label: r}\nmatrix: {columns: [A, B], values: {E: required, D: optional, '0': null}}\n"
    )
    found = preview(tmp_path, rules, t_csv="r,A,B\nTailor,E,D\nHatter,0,e\n")
    asked = {row[:3:2] for row in said(found) if row[1] == "hasRequirement"}
    assert asked == {
        ("Tailor", "A (strength required)"),
        ("Tailor", "B (strength optional)"),
        ("Hatter", "B (strength required)"),
    }


def test_a_proposal_reads_a_header_in_two_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Role", "Salary (GBP)", None, "Notes"],
        [None, "Min", "Max", None],
        ["Tailor", 20000, 30000, "x"],
    ]
    found = proposed(tmp_path, book({"S": rows}), "t_xlsx")
    assert {"minValue 20000", "maxValue 30000", "currency GBP"} <= {*pay(found)["Tailor"].split(", ")}


@pytest.mark.parametrize(
    ("cell", "kept", "left"),
    [
        ("Python or R; Data labelling", {"Data labelling"}, "Python or R"),
        ("SQL; Moodle and/or Canvas", {"SQL"}, "Moodle and/or Canvas"),
        ("SQL, Excel (advanced), Tableau", set(), "SQL, Excel (advanced), Tableau"),
        ("Writing (essays, notes, plans)", {"Writing (essays, notes, plans)"}, ""),
        ("Install, maintain and repair", {"Install, maintain and repair"}, ""),
        ("SQL, Python", set(), "SQL, Python"),
        ("Machine learning, SQL", set(), "Machine learning, SQL"),
        ("SQL; Python, applied", {"SQL", "Python, applied"}, ""),
        ("one of Java, C#, Go; Git", {"Git"}, "one of Java, C#, Go"),
        ("Git; at least one of: Azure | AWS", {"Git"}, "at least one of: Azure | AWS"),
        ("Java or C# or Go; Git", {"Git"}, "Java or C# or Go"),
        ("Excel (or Sheets); Git", {"Git"}, "Excel (or Sheets)"),
        ("Python, R, or Julia; Git", {"Git"}, "Python, R, or Julia"),
        ("Sewing; Cut, press, fold", {"Sewing", "Cut, press, fold"}, ""),
    ],
)
def test_a_choice_and_a_list_at_other_signs_are_no_skill(tmp_path: Path, cell: str, kept: set[str], left: str) -> None:
    answer = shown(
        tmp_path, CELLS, f'Role,Needs,School,Pay,Band\nHatter,Felting;Dyeing,,,\nTailor,"{cell}",,,\n', "Tailor"
    )
    asked = {fact["value"]["label"] for fact in answer["facts"] if fact["property"] == "hasRequirement"}
    assert asked == kept
    assert unread(answer) == ({("hasRequirement", 3, left)} if left else set())
    assert "hasRequirement" not in answer["not_stated"]


@pytest.mark.parametrize(
    ("cell", "kept", "left"),
    [
        ("SQL, Python", {"SQL", "Python"}, ""),
        ("one of Java, C#, Go", set(), "one of Java, C#, Go"),
        ("Git, any one of: Java, C#", {"Git"}, "any one of: Java, C#"),
        ("Git, Python or R, SQL", {"Git", "SQL"}, "Python or R"),
        ("Git, Python, R, or Julia", set(), "Git, Python, R, or Julia"),
    ],
)
def test_a_choice_in_a_column_that_is_divided_at_commas_stays_together(
    tmp_path: Path, cell: str, kept: set[str], left: str
) -> None:
    rules = "rows: roles\ncolumns: {label: Role, skills: {column: Needs, split: [',', ';']}}\n"
    answer = shown(tmp_path, rules, f'Role,Needs\nHatter,Felting\nTailor,"{cell}"\n', "Tailor")
    assert {fact["value"]["label"] for fact in answer["facts"] if fact["property"] == "hasRequirement"} == kept
    assert unread(answer) == ({("hasRequirement", 3, left)} if left else set())


@pytest.mark.parametrize("choice", ["Python or R", "either Moodle or Canvas", "one of Java, C#, Go"])
def test_a_choice_in_a_table_of_requirements_is_kept_and_told(tmp_path: Path, choice: str) -> None:
    rules = "rows: requirements\ncolumns: {role: Role, skill: Needs}\n"
    answer = shown(tmp_path, rules, f'Role,Needs\nTailor,Sewing\nTailor,"{choice}"\n', "Tailor")
    asked = {fact["value"]["label"] for fact in answer["facts"] if fact["property"] == "hasRequirement"}
    assert asked == {"Sewing"}
    assert unread(answer) == {("hasRequirement", 3, choice)}


def test_what_a_table_of_skills_lists_is_one_skill_whatever_its_name(tmp_path: Path) -> None:
    rules = """\
tables:
- {file: roles.csv, rows: roles, columns: {label: Role, skills: Needs}}
- {file: skills.csv, rows: skills, columns: {label: Skill}}
"""
    files = {"roles_csv": 'Role,Needs\nTailor,"Cut, press, fold"\nHatter,Felt or fur\n'}
    found = preview(tmp_path, rules, **files, skills_csv='Skill\n"Cut, press, fold"\nFelt or fur\n')
    assert {(row[0], row[2]) for row in said(found) if row[1] == "hasRequirement"} == {
        ("Tailor", "Cut, press, fold (strength required)"),
        ("Hatter", "Felt or fur (strength required)"),
    }
    assert told(found) == []


@pytest.mark.parametrize("way", ["mapping", "option"])
def test_pay_that_states_its_own_currency_is_kept_in_it(tmp_path: Path, way: str) -> None:
    rules = "rows: roles\ncolumns:\n  label: Role\n  pay: {column: Pay, format: any}\n"
    rules += "  currency: {value: GBP}\n" if way == "mapping" else ""
    table = 'Role,Pay\nBaker,"£28,000 - 30,000"\nCook,"€42,000 - €60,000"\nCarer,"31,000"\nFryer,"£20k - €30k"\n'
    mapping, file = put(tmp_path, m_yaml=rules, t_csv=table)
    found = preview_source("table", [file], name="t", options={"mapping": mapping, "currency": "GBP"})
    stated = {role: each.partition(",")[0] for role, each in pay(found).items()}
    assert stated == {"Baker": "currency GBP", "Cook": "currency EUR", "Carer": "currency GBP"}
    assert [line for line, _ in told(found)] == [5]


def test_pay_in_another_currency_than_its_row_states_is_not_understood(tmp_path: Path) -> None:
    rules = "rows: roles\ncolumns:\n  label: Role\n  pay: {column: Pay, format: any}\n  currency: Money\n"
    found = preview(tmp_path, rules, t_csv="Role,Pay,Money\nBaker,€20k,GBP\nCook,20k,GBP\n")
    assert [*pay(found)] == ["Cook"]
    assert told(found) == [
        (2, "pay '€20k' is not understood: its currency or period is another than that of its column or row")
    ]


def test_rows_of_one_reason_are_told_with_their_texts(tmp_path: Path) -> None:
    rules = "rows: roles\ncolumns: {label: Role, pay: {column: Pay, format: any}}\n"
    mapping, file = put(tmp_path, m_yaml=rules, t_csv="Role,Pay\nBaker,competitive\nCook,good\nFryer,£20-10k\n")
    answer = kg("import", "table", file, "--mapping", mapping, "--dry-run").out
    assert "pay 'competitive', 'good' is not understood: it has no amount" in answer
    assert "pay '£20-10k' is not understood: its form is not known, or it can be read in two ways" in answer


# --- kept + listed = truth --------------------------------------------------------------------------------------------


class Cell(NamedTuple):
    """What stands in a cell, and what it states; None where it is not understood."""

    text: str
    states: frozenset[str] | None


def stating(text: str, *values: str) -> Cell:
    return Cell(text, frozenset(values))


PAY = [
    stating(""),
    stating("20000", "20000-20000"),
    stating("£20k - £30k", "20000-30000"),
    stating("from 20,000", "20000-None"),
    stating("20 000 to 30 000", "20000-30000"),
    stating("$20k", "20000-20000"),
    *(Cell(text, None) for text in ("competitive", "20-30-40", "30k - 20k", "£20k - $30k", "about 20", "£20 per hour")),
]
SCHOOL = [
    stating(""),
    stating("BSc", "BSc"),
    stating("Bachelor's or Master's", "Bachelor's", "Master's"),
    stating("Guild diploma", "Guild diploma"),
    *(Cell(text, None) for text in ("see notes", "varies", "some college", "ask HR", "degree, ideally", "open")),
]
SKILLS = [
    stating(""),
    stating("Sewing", "Sewing"),
    stating("Sewing; Cutting", "Sewing", "Cutting"),
    *(Cell(text, None) for text in ("see job description", "various", "depends on the shop")),
]


@examples(200)
@example([(PAY[5], SCHOOL[4], SKILLS[3])])
@given(st.lists(st.tuples(*map(st.sampled_from, (PAY, SCHOOL, SKILLS))), min_size=1, max_size=6))
def test_what_is_kept_and_what_is_listed_is_all(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Cell, Cell, Cell]]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    output = io.StringIO(newline="")
    csv.writer(output).writerows(
        [
            ["Role", "Needs", "School", "Pay", "Band"],
            *(
                [f"Role {number}", skills.text, school.text, paid.text, ""]
                for number, (paid, school, skills) in enumerate(rows)
            ),
        ]
    )
    found = preview(folder, CELLS, t_csv=output.getvalue())
    stated: dict[tuple[str, str], set[str]] = {}
    for subject, property_, value, _ in said(found):
        name = value.partition(" (")[0]
        if property_ == "salary":
            parts = dict(part.split(" ") for part in value[value.rindex("(") + 1 : -1].split(", "))
            name = f"{parts.get('minValue')}-{parts.get('maxValue')}"
        stated.setdefault((subject, property_), set()).add(name)
    listed = {line for line, _ in told(found)}
    for number, cells in enumerate(rows):
        for property_, cell in zip(("salary", "educationOption", "hasRequirement"), cells, strict=True):
            assert stated.get((f"Role {number}", property_), set()) == (cell.states or set())
        assert (number + 2 in listed) == (None in [cell.states for cell in cells])
    (report,) = found.report.files
    missed = sum(None in [cell.states for cell in cells] for cells in rows)
    assert report[1:] == (len(rows), len(rows) - missed, 0, missed)


# --- one count --------------------------------------------------------------------------------------------------------

MAY_CLASH = "Role,Needs,School,Pay,Band\nStaff nurse,Wounds,,20000,\nStaff Nurse,Drips,BSc,19000,\n"


def test_a_row_whose_role_is_like_another_is_kept_for_answers_on_that_role(tmp_path: Path) -> None:
    answer = shown(tmp_path, CELLS.replace("  preparation: Band\n", ""), MAY_CLASH, "Staff nurse")
    kept = {("hasRequirement", 3, "Drips"), ("educationOption", 3, "BSc"), ("salary", 3, "19000")}
    assert unread(answer) == kept
    assert "educationOption" not in answer["not_stated"]
    assert [fact["value"]["label"] for fact in answer["facts"] if fact["property"] == "hasRequirement"] == ["Wounds"]
    gap = kg("-g", tmp_path / "store", "gap", "Staff nurse", "Staff nurse").out
    assert "t.csv line 3 states its education, and it was not understood" in gap


def test_a_requirement_of_a_role_that_two_rows_may_be_is_kept_for_both(tmp_path: Path) -> None:
    roles = "id,Role\n1,Tailor\n2,Tailor\n3,Hatter\n"
    rules = """\
tables:
- {file: roles.csv, rows: roles, columns: {id: id, label: Role}}
- {file: needs.csv, rows: requirements, columns: {role: r, skill: s}}
"""
    mapping, *files = put(tmp_path, m_yaml=rules, roles_csv=roles, needs_csv="r,s\nTailor,Sewing\nHatter,Felting\n")
    import_source(StoreFolder.create(tmp_path / "store"), "table", files, name="t", options={"mapping": mapping})
    for number in "12":
        answer = kg("-g", tmp_path / "store", "show", f"t/role/{number}", "-f", "json").json
        assert unread(answer) == {("hasRequirement", 2, "Sewing")}


@pytest.mark.parametrize("form", ["json", "csv", "md", "table"])
@pytest.mark.slow
def test_every_kind_of_import_counts_what_it_read(tmp_path: Path, form: str) -> None:
    sssom = (
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\tpredicate_modifier\n"
        "https://a.example/1\tskos:exactMatch\thttps://a.example/2\tsemapv:ManualMappingCuration\t\n"
        "https://a.example/3\tskos:exactMatch\thttps://a.example/4\tsemapv:ManualMappingCuration\tMaybe\n"
    )
    triple = '<https://a.example/x> <http://www.w3.org/2004/02/skos/core#prefLabel> "X"@en .\n'
    guide = "# Bakers\n\n## Roles\n\n### Baker\n**Skills:** dough\n**Mood:** good\n"
    table = "Role,Needs,School,Pay,Band\nTailor,Sewing,,20000,\nHatter,Felting,,much,\nFuller,,,\n"
    files = {"a.sssom.tsv": sssom, "b.nt": triple * 2, "c.md": guide, "d.csv": table, "m.yaml": CELLS}
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    store = tmp_path / "store"
    kg("init", store, "--empty")
    expected = {
        ("sssom", "a.sssom.tsv"): (2, 1, 0, 1),
        ("rdf", "b.nt"): (2, 2, 0, 0),
        ("guide", "c.md"): (5, 4, 0, 1),
        ("table", "d.csv"): (3, 1, 1, 1),
    }
    for (kind, name), counts in expected.items():
        more = ("--mapping", tmp_path / "m.yaml") if kind == "table" else ()
        answer = kg("import", kind, tmp_path / name, "--into", store, "-f", form, *more)
        assert counted(answer, form) == counts, (kind, answer.out)


def counted(answer: Any, form: str) -> tuple[int, ...]:
    """The counts of the one file of an import: read, kept, skipped, not understood."""
    names = ("read", "kept", "skipped", "not understood")
    if form == "json":
        data = answer.json if isinstance(answer.json, dict) else answer.json[0]
        (file,) = data["files"]
        return tuple(file[name.replace(" ", "_")] for name in names)
    if form == "csv":
        rows = {row["outcome"]: row["rows"] for row in csv.DictReader(io.StringIO(answer.out)) if not row["line"]}
        return tuple(int(rows[name]) for name in names)
    lines = [line.replace("|", " ").split() for line in answer.out.splitlines()]
    head = next(place for place, words in enumerate(lines) if words[:4] == ["file", "read", "kept", "skipped"])
    return tuple(map(int, lines[head + 2][-4:]))


@examples(40)
@given(st.data())
def test_the_rows_of_a_table_add_up(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Rows of which it is known what becomes: each is in one count, whatever is around it."""
    kinds = {
        "kept": "Role {0},Sewing,,20000,",
        "not understood": "Role {0},Sewing,,much,",
        "skipped": "Role {0},Sewing",
        "unnamed": ",Sewing,,20000,",
        "clash": "ROLE {0},Sewing,,much,",
    }
    drawn = data.draw(st.lists(st.sampled_from(sorted(kinds)), min_size=1, max_size=12))
    rows, last = [], -1
    outcomes = []
    for number, kind in enumerate(drawn):
        clashes = kind == "clash" and last >= 0
        rows.append(kinds[kind].format(last if clashes else number))
        outcomes.append({"unnamed": "skipped", "clash": "skipped" if clashes else "not understood"}.get(kind, kind))
        if outcomes[-1] in ("kept", "not understood") and kind != "clash":
            last = number
    folder = tmp_path_factory.mktemp("rows")
    found = preview(folder, CELLS, t_csv="\n".join(["Role,Needs,School,Pay,Band", *rows]) + "\n")
    (report,) = found.report.files
    counts = [outcomes.count(name) for name in ("kept", "skipped", "not understood")]
    assert report[1:] == (len(rows), *counts)


# --- a header in two rows ---------------------------------------------------------------------------------------------

TWO_ROWS = """\
rows: roles
columns:
  label: Role
  pay minimum: {column: Salary Min, format: any}
  pay maximum: {column: Salary Max, format: any}
  currency: {value: EUR}
  period: {value: year}
"""


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize(
    ("above", "below", "row"),
    [
        (["Role", "Salary", None, "Notes"], [None, "Min", "Max", None], ["Baker", 20000, 30000, "x"]),
        (["Role", "Notes", "Salary", None], [None, None, "Min", "Max"], ["Baker", "x", 20000, 30000]),
    ],
)
def test_a_header_in_two_rows_is_read(
    tmp_path: Path, merged: bool, above: list[Any], below: list[Any], row: list[Any]
) -> None:
    from openpyxl import Workbook

    page = Workbook()
    for cells in (above, below, row):
        page.active.append(cells)  # type: ignore[union-attr]  # a new workbook has a sheet
    if merged:
        column = above.index("Salary") + 1
        page.active.merge_cells(start_row=1, end_row=1, start_column=column, end_column=column + 1)  # type: ignore[union-attr]
        page.active.merge_cells(start_row=1, end_row=2, start_column=1, end_column=1)  # type: ignore[union-attr]
    output = io.BytesIO()
    page.save(output)
    text = "\n".join(",".join("" if cell is None else str(cell) for cell in cells) for cells in (above, below, row))
    for name, content in (("t_xlsx", output.getvalue()), ("t_csv", f"{text}\n".encode())):
        found = preview(tmp_path, TWO_ROWS, **{name: content})
        parts = pay(found)["Baker"].split(", ")
        assert {"minValue 20000", "maxValue 30000", "currency EUR", "unitText YEAR"} <= {*parts}
        assert found.report.files[0][1:] == (1, 1, 0, 0)
        assert any("rows 1 and 2 have the names" in message for _, message in told(found, "info"))


@pytest.mark.parametrize("below", ["Baker,20000,30000", ",20000,30000", "Baker,Min,Max", ",Min,"])
def test_a_row_that_does_not_divide_the_header_is_a_row(tmp_path: Path, below: str) -> None:
    rules = "rows: roles\ncolumns: {label: Role, pay: {column: Salary, format: any}, currency: {value: EUR}}\n"
    found = preview(tmp_path, rules, t_csv=f"Role,Salary,\n{below}\nMiller,1000,\n")
    assert found.report.files[0].read == 2


# --- columns that a mapping leaves out --------------------------------------------------------------------------------

LEFT = "rows: roles\ncolumns: {label: Role, skills: {column: Needs, split: ';'}}\n"


@pytest.mark.parametrize(
    ("column", "cell", "kept"),
    [
        ("Education", "BSc", "educationOption"),
        ("Qualifications", "none", "educationOption"),
        ("Salary", "30000", "salary"),
        ("Gehalt (EUR)", "30.000", "salary"),
        ("Median salary", "£20k", "salary"),
        ("Description", "Sews all day.", "description"),
        ("Duties", "hem trousers", "hasResponsibility"),
    ],
)
def test_a_column_that_the_mapping_leaves_out_is_no_silence(tmp_path: Path, column: str, cell: str, kept: str) -> None:
    answer = shown(tmp_path, LEFT, f"Role,Needs,{column}\nHatter,Felting,\nTailor,Sewing,{cell}\n", "Tailor")
    assert unread(answer) == {(kept, 3, cell)}
    assert kept not in answer["not_stated"]
    assert kept in kg("-g", tmp_path / "store", "show", "Hatter", "-f", "json").json["not_stated"]
    found = preview(tmp_path, LEFT, t_csv=f"Role,Needs,{column}\nHatter,Felting,\nTailor,Sewing,{cell}\n")
    assert told(found) == [(3, f"column '{column}' of row 3 was not read: the mapping leaves it out")]
    assert [each.not_understood for each in found.report.files] == [1]


@pytest.mark.parametrize(
    ("column", "cell"),
    [("Site", "Bern"), ("Min", "3"), ("Pay grade", "B2"), ("Salary", "n/a"), ("Education", "-"), ("Required", "yes")],
)
def test_a_column_that_states_nothing_is_left_out_in_silence(tmp_path: Path, column: str, cell: str) -> None:
    found = preview(tmp_path, LEFT, t_csv=f"Role,Needs,{column}\nTailor,Sewing,{cell}\n")
    assert told(found) == []


def test_what_another_column_or_table_states_is_not_asked_of_the_one_left_out(tmp_path: Path) -> None:
    table = "Role,Needs,Skills\nTailor,Sewing,sews\nHatter,,felts\n"
    assert told(preview(tmp_path, LEFT, t_csv=table)) == [
        (3, "column 'Skills' of row 3 was not read: the mapping leaves it out")
    ]
    rules = (
        "tables:\n  - {file: roles.csv, rows: roles, columns: {label: Role}}\n"
        "  - {file: needs.csv, rows: requirements, columns: {role: Role, skill: Skill}}\n"
    )
    rules_file, roles, needed = put(
        tmp_path, m_yaml=rules, roles_csv="Role,Skills\nTailor,sews\nHatter,felts\n",
        needs_csv="Role,Skill,Salary\nTailor,Sewing,£20k\nTailor,Cutting,£20k\n",
    )  # fmt: skip
    found = preview_source("table", [roles, needed], name="t", options={"mapping": rules_file})
    assert set(told(found)) == {
        (3, "column 'Skills' of row 3 was not read: the mapping leaves it out"),
        (2, "column 'Salary' of row 2 was not read: the mapping leaves it out"),
    }


def test_pay_without_a_currency_is_told_how_to_be_read(tmp_path: Path) -> None:
    table = "Role,Needs,Salary\nTailor,Sewing,30000\n"
    found = proposed(tmp_path, table)
    assert columns(found)["Salary"] == ""
    for cure in ("--currency EUR", "pay: {column: Salary, format: any}", "currency: {value: EUR}"):
        assert cure in reasons(found)["Salary"]
    (file,) = put(tmp_path, t_csv=table)
    found = preview_source("table", [file], name="t", options={"currency": "gbp"})
    assert pay(found) == {"Tailor": bounds(30000, 30000, "GBP")}
    assert isinstance(found.proposal, Proposal)
    assert "currency: {value: GBP}" in found.proposal.text
    rules = "rows: roles\ncolumns: {label: Role, skills: Needs, pay: {column: Salary, format: any}}\n"
    (mapping,) = put(tmp_path, m_yaml=rules)
    found = preview_source("table", [file], name="t", options={"mapping": mapping})
    assert ["give --currency EUR" in message for _, message in told(found)] == [True]
    answer = shown(tmp_path, rules, table, "Tailor")
    assert unread(answer) == {("salary", 2, "30000")}
    told_later = kg("-g", tmp_path / "store", "why", "Tailor", "pay").out
    assert "t.csv line 2 states its pay, and it was not understood" in told_later
    with pytest.raises(UsageError, match="is not the code of a currency"):
        preview_source("table", [file], name="t", options={"currency": "euros"})


def test_a_stated_currency_is_not_overruled(tmp_path: Path) -> None:
    (file,) = put(tmp_path, t_csv="Role,Needs,Salary\nTailor,Sewing,£30000\nHatter,Felting,£20000\n")
    found = preview_source("table", [file], name="t", options={"currency": "EUR"})
    assert pay(found) == {"Tailor": bounds(30000, 30000, "GBP"), "Hatter": bounds(20000, 20000, "GBP")}


# --- what cells hold beside a name ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "skills"),
    [
        ("<ul><li>Sewing</li><li>R &amp; D</li></ul>", "Sewing, R & D"),
        ("<p>Sewing</p><p><b>Cutting</b></p>", "Sewing, Cutting"),
        ("Sewing<br/>Cutting", "Sewing, Cutting"),
        ("Sewing (https://notion.example/a-1);Cutting (https://notion.example/b-2)", "Sewing, Cutting"),
        ("[Sewing](https://a.example/s);**Cutting**", "Sewing, Cutting"),
        ("• Sewing\n• Cutting", "Sewing, Cutting"),
        ("1. Sewing\n2. Cutting", "Sewing, Cutting"),
        ("Sewing (2+ years);English (B2);Python 80%;Lathe (within 6 months)", "Sewing, English, Python, Lathe"),
        ("Familiar with CAD;Experience with Docker", "CAD, Docker"),
        ("C++;C#;.NET;a < b;2-way radio", "C++, C#, .NET, a < b, 2-way radio"),
    ],
)
def test_a_name_in_a_cell_holds_no_markup_and_no_condition(tmp_path: Path, cell: str, skills: str) -> None:
    rules = "rows: roles\ncolumns: {label: Role, skills: {column: Needs, split: [';', line break]}}\n"
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["Role", "Needs"], ["Tailor", cell]])
    found = preview(tmp_path, rules, t_csv=buffer.getvalue())
    assert {row[2].partition(" (strength")[0] for row in said(found) if row[1] == "hasRequirement"} == set(
        skills.split(", ")
    )
    assert told(found) == []


def test_a_skill_that_a_table_lists_keeps_its_name(tmp_path: Path) -> None:
    rules = (
        "tables:\n  - {file: a.csv, rows: skills, columns: {label: Skill}}\n"
        "  - {file: b.csv, rows: roles, columns: {label: Role, skills: Needs}}\n"
    )
    mapping, *files = put(
        tmp_path, m_yaml=rules, a_csv="Skill\nEnglish (B2)\n", b_csv="Role,Needs\nGuide,English (B2)\n"
    )
    found = preview_source("table", files, name="t", options={"mapping": mapping})
    assert [row[2] for row in said(found) if row[1] == "hasRequirement"] == ["English (B2) (strength required)"]


def test_a_level_in_per_cent_is_a_level(tmp_path: Path) -> None:
    found = proposed(tmp_path, "Role,Skill,Proficiency\nTailor,Sewing,80 %\nTailor,Ironing,0 %\n")
    assert needs(found) == {("Tailor", "Sewing")}
    assert told(found) == []


def test_responsibilities_are_read(tmp_path: Path) -> None:
    rules = "rows: roles\ncolumns: {label: Role, responsibilities: Duties}\n"
    long = "Cut. " * 60
    answer = shown(tmp_path, rules, f"Role,Duties\nTailor,hem trousers;fit suits\nHatter,{long}\n", "Tailor")
    duties = {fact["value"]["label"] for fact in answer["facts"] if fact["property"] == "hasResponsibility"}
    assert duties == {"hem trousers", "fit suits"}
    assert {each[0] for each in unread(kg("-g", tmp_path / "store", "show", "Hatter", "-f", "json").json)} == {
        "hasResponsibility"
    }


@pytest.mark.parametrize("how", ["80 %", "80%", "0.8", "4 of 5"])
def test_a_strength_in_per_cent_is_kept(tmp_path: Path, how: str) -> None:
    rules = "rows: requirements\ncolumns: {role: r, skill: s, strength: how}\n"
    answer = shown(tmp_path, rules, f"r,s,how\nTailor,Sewing,{how}\nTailor,Ironing,required\n", "Tailor")
    assert unread(answer) == {("hasRequirement", 2, f"Sewing {how}")}
    assert "hasRequirement" not in answer["not_stated"]


def test_columns_of_many_programs_are_read_or_kept(tmp_path: Path) -> None:
    table = (
        "Job Profile,Job Qualifications,Education Level,Certs Required,Base,OTE,Degree required\n"
        "Analyst,SQL and Tableau,BSc,PMP,$50k,$80k,yes\n"
    )
    found = proposed(tmp_path, table)
    assert columns(found) == {
        "Job Profile": "label", "Job Qualifications": "", "Education Level": "education", "Certs Required": "",
        "Base": "pay", "OTE": "", "Degree required": "",
    }  # fmt: skip
    assert pay(found) == {"Analyst": bounds(50000, 50000, "USD")}
    assert needs(found) == set()
    assert told(found) == [(2, "column 'Job Qualifications' of row 2 was not read: the mapping leaves it out")]


def test_columns_of_skills_may_be_divided_in_two_ways(tmp_path: Path) -> None:
    found = proposed(tmp_path, 'Role,Skills,Competencies\nNurse,"Triage, Tact",Titration; Charting\n')
    assert needs(found) == {("Nurse", each) for each in ("Triage", "Tact", "Titration", "Charting")}


@pytest.mark.parametrize("weight", ["80 %", "5%"])
def test_a_weight_is_no_strength(tmp_path: Path, weight: str) -> None:
    found = proposed(tmp_path, f"Role,Skill,Weight\nWelder,MIG,{weight}\nWelder,TIG,60%\n")
    assert needs(found) == set()
    assert [line for line, _ in told(found)] == [2, 3]
