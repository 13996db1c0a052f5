"""The words in which people write guides, tables and profiles of their own: read as they are meant, or else listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from command_line import kg

from kg.sources.guide import Guide, parse_guide

if TYPE_CHECKING:
    from pathlib import Path


def guide_of(*lines: str) -> Guide:
    """A guide of one role, Worker, in the sixth line of which these begin."""
    return parse_guide("\n".join(("# Work", "", "## Roles", "", "### Worker", *lines)), "work")


def warned(guide: Guide) -> set[int]:
    return {finding.line or 0 for finding in guide.findings if finding.severity == "warning"}


def asked(guide: Guide) -> tuple[set[str], set[str]]:
    """The labels of the credentials in the options of education, and of those among the requirements."""
    labels = {each.id: each.label for each in guide.dataset.credentials}
    (worker,) = guide.dataset.roles
    options = worker.education.options if worker.education else ()
    return (
        {labels[each.credential] for each in options if each.credential},
        {labels[each.credential] for each in worker.requirements if each.credential},
    )


# --- a degree and a licence -----------------------------------------------------------------------------------------

NMC = ({"BSc"}, {"NMC registration"})


@pytest.mark.parametrize("emphasis", ["", "*"])
@pytest.mark.parametrize(
    "licence", ["NMC registration", "registration with the NMC", "registered with the NMC", "NMC-registered"]
)
@pytest.mark.parametrize(
    "joint", [" and ", " plus ", " with ", " & ", " + ", ", ", "; ", " as well as ", " together with ", " and also "]
)
def test_a_degree_and_a_licence_are_both_asked_in_either_order(joint: str, licence: str, emphasis: str) -> None:
    word = joint.strip()
    joint = joint.replace(word, f"{emphasis}{word}{emphasis}") if word.isalpha() else joint
    for text in (f"BSc in Nursing{joint}{licence}", f"{licence}{joint}BSc in Nursing"):
        found = guide_of(f"**Education:** {text}", "**Skills:** care, dressing")
        assert asked(found) == NMC, text
        assert warned(found) == set()


@pytest.mark.parametrize(
    ("text", "options", "beside"),
    [
        ("BSc in Nursing (with NMC registration)", {"BSc"}, {"NMC registration"}),
        ("both a BSc in Nursing and NMC registration", {"BSc"}, {"NMC registration"}),
        ("BSc in Nursing, must be registered with the NMC", {"BSc"}, {"NMC registration"}),
        ("Diploma in Nursing and registration as a nurse with the NMC", {"Diploma"}, {"NMC registration"}),
        ("BSc in Social Work and registration with Social Work England", {"BSc"}, {"Social Work England registration"}),
        ("RN license required; BSN preferred", {"BSN"}, {"RN license"}),
        ("Registered nurse with BSc in Nursing", {"BSc"}, {"Registered nurse"}),
        ("High school diploma and CDL", {"High school diploma"}, {"CDL"}),
        ("LLB and admission to the bar", {"LLB"}, {"admission to the bar"}),
        ("NVQ Level 3 and enhanced DBS check", {"NVQ Level 3"}, {"enhanced DBS check"}),
        ("BSc in Nursing or NMC registration", {"BSc", "NMC registration"}, set()),
        ("BSc Nursing; Master's is nice to have", {"BSc", "Master's"}, set()),
        ("none (AMSPAR Level 3 diploma is a plus)", {"AMSPAR Level 3 diploma"}, set()),
        ("Degree in business or healthcare management preferred", {"Degree"}, set()),
        ("Degree in any numerate subject, or 3 years of experience with health data", {"Degree"}, set()),
        ("BSc in Physics and Mathematics", {"BSc"}, set()),
    ],
)
def test_what_a_text_about_education_asks_for(text: str, options: set[str], beside: set[str]) -> None:
    found = guide_of(f"**Education:** {text}", "**Skills:** care, dressing")
    assert asked(found) == (options, beside)
    assert warned(found) == set()


@pytest.mark.parametrize("text", ["Bachelor's in Accounting and CPA", "BSc in Law or LLB and bar licence"])
def test_what_may_be_a_licence_or_a_field_of_study_is_listed(text: str) -> None:
    found = guide_of(f"**Education:** {text}", "**Skills:** care, dressing")
    assert asked(found) == (set(), set())
    assert warned(found) == {6}


def test_a_licence_that_is_only_wished_for_is_not_required() -> None:
    found = guide_of("**Education:** BSc in Nursing and, ideally, NMC registration", "**Skills:** care, dressing")
    (worker,) = found.dataset.roles
    assert [each.strength for each in worker.requirements if each.credential] == ["preferred"]


@pytest.mark.parametrize(
    "cell",
    [
        "BSc in Nursing and NMC registration",
        "Registered with the NMC, plus BSc in Nursing",
        "BSc in Nursing; NMC registration",
    ],
)
@pytest.mark.parametrize("split", ["", ", split: ';'"])
def test_a_table_asks_for_a_licence_beside_a_degree_as_a_guide_does(tmp_path: Path, cell: str, split: str) -> None:
    (tmp_path / "t.csv").write_text(f'Role,School,Needs\nNurse,"{cell}",dressing\nPorter,none,dressing\n', "utf-8")
    mapping = f"rows: roles\ncolumns: {{label: Role, skills: Needs, education: {{column: School{split}}}}}\n"
    (tmp_path / "t.yaml").write_text(mapping, encoding="utf-8")
    store = tmp_path / "store"
    kg("init", store, "--empty")
    assert kg("import", "table", tmp_path / "t.csv", "--mapping", tmp_path / "t.yaml", "--into", store).status == 0
    answer = kg("-g", store, "route", "Porter", "Nurse", "-f", "json").json
    gates = {gate["label"]: gate["met"] for gate in answer["routes"][0]["steps"][0]["gates"]}
    assert gates == {"BSc in Nursing": False, "NMC registration": False}


# --- headings of levels and of entry paths ----------------------------------------------------------------------------

ROLES = """# Work at the clinic

## The jobs

### Healthcare Assistant (HCA)
**Skills:** washing, lifting

### Staff Nurse
**Skills:** washing, wound care
"""
LEVELS = "### Beginner (0-1 years)\n- Healthcare Assistant\n\n### Lead (3+ years)\n- Staff Nurse\n"
PATHS = "### From retail\n- Good with people\n- Needs a care certificate\n\n### From the army\n- Strong first aid\n"


def imported(folder: Path, text: str) -> Path:
    """A store with the guide of this text."""
    (folder / "g.md").write_text(text, encoding="utf-8")
    kg("init", folder / "store", "--empty")
    assert kg("import", "guide", folder / "g.md", "--into", folder / "store").status == 0
    return folder / "store"


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(
    "heading", ["How people move up", "Climbing up", "Promotion", "How you progress", "What comes when", "Our people"]
)
def test_levels_are_read_under_any_heading(heading: str, first: bool) -> None:
    body = f"\n## {heading}\n\n{LEVELS}"
    title, _, roles = ROLES.partition("\n")
    guide = parse_guide(f"{title}\n{body}{roles}" if first else ROLES + body, "clinic")
    levels = {(each.label, each.rank, each.min_years, each.max_years) for each in guide.dataset.levels}
    assert levels == {("Beginner", 1, 0, 1), ("Lead", 2, 3, None)}
    assert {(each.label, each.level, each.role) for each in guide.dataset.job_titles} == {
        ("Healthcare Assistant", "beginner", "healthcare-assistant"),
        ("Staff Nurse", "lead", "staff-nurse"),
    }
    assert warned(guide) == set()
    assert guide.dataset.topics == ()


@pytest.mark.parametrize("heading", ["Coming from elsewhere", "Career changers", "Switching from another job", "Who?"])
def test_entry_paths_are_read_under_any_heading(heading: str) -> None:
    guide = parse_guide(f"{ROLES}\n## {heading}\n\n{PATHS}", "clinic")
    notes = {path.label: [(note.kind, note.label) for note in path.notes] for path in guide.dataset.entry_paths}
    assert notes == {
        "From retail": [("asset", "Good with people"), ("gap", "Needs a care certificate")],
        "From the army": [("asset", "Strong first aid")],
    }
    assert warned(guide) == set()
    assert guide.dataset.topics == ()


@pytest.mark.parametrize("heading", ["Coming from elsewhere", "Where to start"])
def test_the_skills_behind_an_entry_path_are_brought(tmp_path: Path, heading: str) -> None:
    paths = "* From retail: customer service, phone manner\n* From care work: washing, first aid\n"
    store = imported(tmp_path, f"{ROLES}\n## {heading}\n{paths}")
    found = kg("-g", store, "gap", "From care work", "Staff Nurse", "-f", "json").json
    assert [each["label"] for each in found["held"]] == ["washing"]
    brought = kg("-g", store, "show", "From retail", "-f", "json").json["facts"]
    stated = {(fact["value"]["label"], fact["source"]["line"]) for fact in brought if fact["property"] == "brings"}
    assert stated == {("customer service", 12), ("phone manner", 12)}


def test_what_is_no_list_of_skills_behind_an_entry_path_is_listed() -> None:
    paths = "* From retail: you already know how shifts work.\n* From the army: night duty\n"
    guide = parse_guide(f"{ROLES}\n## Coming from elsewhere\n{paths}", "clinic")
    assert warned(guide) == {12, 13}
    assert {each.label for each in guide.dataset.skills} == {"washing", "lifting", "wound care"}


def test_the_name_of_a_role_at_a_level_or_in_a_list_is_that_role(tmp_path: Path) -> None:
    lists = "\n## Most wanted\n- Staff Nurse\n- HCA\n"
    store = imported(tmp_path, f"{ROLES}\n## How people move up\n\n{LEVELS}{lists}")
    for name in ("Staff Nurse", "Healthcare Assistant", "HCA"):
        found = kg("-g", store, "show", name, "-f", "json")
        assert found.status == 0, found.err
        assert found.json["entity"]["kind"] == "role"
    assert [each["label"] for each in kg("-g", store, "list", "topic", "-f", "json").json] == ["Most wanted"]


@pytest.mark.parametrize("name", ["Healthcare Assistant", "HCA", "Healthcare Assistant (HCA)"])
def test_a_role_with_its_short_form_is_one_role(name: str) -> None:
    table = f"\n## Pay\n\n| Job | Pay |\n|---|---|\n| {name} | £22,000 |\n| Staff Nurse | £30,000 |\n"
    guide = parse_guide(ROLES + table, "clinic")
    found = {each.label: (each.alternative, each.salary and each.salary.minimum) for each in guide.dataset.roles}
    assert found == {"Healthcare Assistant": (("HCA",), 22000), "Staff Nurse": ((), 30000)}


# --- names of fields, sentences and lines below a field


@pytest.mark.parametrize(
    "name",
    [
        "What you need to be good at",
        "What you should know",
        "What they must be able to do",
        "You will need to be able to",
        "What you need to know",
    ],
)
@pytest.mark.parametrize("mark", ["", "**"])
def test_skills_are_read_below_these_names(name: str, mark: str) -> None:
    guide = guide_of(f"{mark}{name}:{mark}", "", "* washing", "* wound care")
    assert {each.label for each in guide.dataset.skills} == {"washing", "wound care"}
    assert warned(guide) == set()


@pytest.mark.parametrize(
    "text",
    [
        "You earn £22,000 to £24,500 a year.",
        "You will earn between £22,000 and £24,500 a year.",
        "The job pays £22,000 to £24,500 a year.",
        "The salary is £22,000 - £24,500 per year.",
    ],
)
def test_a_sentence_that_states_pay_alone_is_pay(text: str) -> None:
    guide = guide_of("Washes patients.", "", "**Skills:** washing, wound care", "", text)
    (worker,) = guide.dataset.roles
    assert worker.salary
    assert (worker.salary.minimum, worker.salary.maximum, worker.salary.unit) == (22000, 24500, "YEAR")
    assert warned(guide) == set()


def test_pay_that_is_only_about_so_much_says_so() -> None:
    guide = guide_of("**Skills:** washing, wound care", "", "You earn about £22,000 to £24,500 a year.")
    assert [(finding.line, finding.message) for finding in guide.findings] == [(8, "taken without 'about'")]


@pytest.mark.parametrize("below", ["No formal education needed.", "Tips are shared at the end of the day."])
@pytest.mark.parametrize("mark", ["", "**"])
def test_a_sentence_below_a_field_is_no_part_of_its_value(below: str, mark: str) -> None:
    guide = guide_of(f"{mark}Skills:{mark} washing, wound care", below, "", f"{mark}Pay:{mark} £11.80 per hour", below)
    (worker,) = guide.dataset.roles
    assert {each.label for each in guide.dataset.skills} == {"washing", "wound care"}
    assert worker.salary
    assert (worker.salary.minimum, worker.salary.unit) == (11.8, "HOUR")
    stated = (worker.overview.text if worker.overview else "", bool(worker.education))
    assert stated == (("", True) if below.startswith("No") else (below, False))
    assert warned(guide) == (set() if below.startswith("No") else {10})


# --- columns of tables without a mapping ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "key", "cells"),
    [
        ("Must", "skills", ("kneading", "milling")),
        ("What you must know", "skills", ("kneading", "milling")),
        ("What you need to be good at", "skills", ("kneading", "milling")),
        ("Essential", "skills", ("kneading", "milling")),
        ("Essential criteria", "skills", ("kneading", "milling")),
        ("Nice", "optional skills", ("kneading", "milling")),
        ("Nice to have", "optional skills", ("kneading", "milling")),
        ("Desirable", "optional skills", ("kneading", "milling")),
        ("Desirable criteria", "optional skills", ("kneading", "milling")),
        ("Pay band", "pay", ("£20,000 - £25,000", "£22,000 - £27,000")),
        ("Salary scale", "pay", ("£20,000 - £25,000", "£22,000 - £27,000")),
        ("What you earn", "pay", ("£20,000 - £25,000", "£22,000 - £27,000")),
        ("Pay band", "", ("Band 5", "Band 6")),
        ("Nice", "", ("yes", "no")),
    ],
)
@pytest.mark.parametrize("role", ["Job title", "Job"])
def test_the_names_that_people_give_to_columns_are_known(
    tmp_path: Path, column: str, key: str, cells: tuple[str, str], role: str
) -> None:
    (tmp_path / "t.csv").write_text(f'{role},{column}\nBaker,"{cells[0]}"\nMiller,"{cells[1]}"\n', encoding="utf-8")
    written = tmp_path / "t.yaml"
    assert kg("import", "table", tmp_path / "t.csv", "--write-mapping", written).status == 0
    columns = yaml.safe_load(written.read_text(encoding="utf-8"))["columns"]
    found = {
        entry["column"] if isinstance(entry, dict) and "column" in entry else entry: name
        for name, entry in columns.items()
        if "value" not in entry
    }
    assert found == {role: "label"} | ({column: key} if key else {})


# --- what people say that they have -----------------------------------------------------------------------------------

OFFICE = """# Work

## Roles

### Clerk
**Skills:** Word, Excel, Microsoft Office, filing
**Education:** BSc in Biology
"""


def held(folder: Path, have: str) -> tuple[set[str], str]:
    """The skills of a clerk that one has who says so, and the notes."""
    answer = kg("-g", imported(folder, OFFICE), "gap", "--have", have, "Clerk", "-f", "json")
    assert answer.status == 0, answer.err
    return {each["label"] for each in answer.json["held"]}, answer.err


@pytest.mark.parametrize(
    ("have", "expected"),
    [
        ("Microsoft Office (Word, Excel)", {"Microsoft Office", "Word", "Excel"}),
        ("MS Office (Word; Excel), filing", {"Microsoft Office", "Word", "Excel", "filing"}),
        ("Microsoft Office (Word/Excel)", {"Microsoft Office", "Word", "Excel"}),
        ("Good software (Word and Excel)", {"Word", "Excel"}),
        ("filing (advanced)", {"filing"}),
        ("Excel (not yet)", set()),
        ("Very good Word and Excel. Never did filing.", {"Word", "Excel"}),
    ],
)
def test_what_a_bracket_or_a_sentence_names_is_held(tmp_path: Path, have: str, expected: set[str]) -> None:
    found, _ = held(tmp_path, f"BSc, {have}" if not expected else have)
    assert found == expected


def test_a_degree_is_quoted_without_the_sentences_behind_it(tmp_path: Path) -> None:
    _, notes = held(tmp_path, "I know Excel. BSc Biology (2012). Medical terminology: fluent. Never did wound care.")
    assert "'BSc Biology' was read as the credential 'BSc' in Biology" in notes
    assert "wound care" not in notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am good with Word and Excel", {"Microsoft Word", "Microsoft Excel"}),
        ("I use MS Excel every day", {"Microsoft Excel"}),
        ("I excel at sales, my word counts, and I am filing", {"filing"}),
        ("I excel at sales and use the word", None),
    ],
)
def test_a_product_is_found_in_a_text_without_its_maker(tmp_path: Path, text: str, expected: set[str] | None) -> None:
    store = imported(tmp_path, OFFICE.replace("Word, Excel, Microsoft Office", "Microsoft Word, Microsoft Excel"))
    answer = kg("-g", store, "gap", "--have", text, "Clerk", "-f", "json")
    if expected is None:
        assert answer.status == 1
    else:
        assert {each["label"] for each in answer.json["held"]} == expected


def test_a_ragged_row_of_an_export_is_told_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "Skills.csv").write_text("Name\nExcel\nWord, filing\n", encoding="utf-8")
    found, notes = held(tmp_path, str(tmp_path / "Skills.csv"))
    assert found == {"Excel"}
    assert "Skills.csv:3: has 2 cells in place of 1" in notes


# --- what guides have besides ----------------------------------------------------------------------------------------


def test_a_table_of_roles_below_one_of_them_is_not_about_that_one() -> None:
    table = "| Role | Pay | Skills |\n|---|---|---|\n| HCA | £11 per hour | lifting |\n| Matron | £50,000 | rotas |\n"
    guide = parse_guide(f"{ROLES}\n**Pay:** £30,000\n\n{table}", "clinic")
    labels = {skill.id: skill.label for skill in guide.dataset.skills}
    found = {
        each.label: (
            each.overview,
            each.salary and each.salary.minimum,
            {labels[asked.skill] for asked in each.requirements if asked.skill},
        )
        for each in guide.dataset.roles
    }
    assert found == {
        "Healthcare Assistant": (None, 11, {"washing", "lifting"}),
        "Staff Nurse": (None, 30000, {"washing", "wound care"}),
        "Matron": (None, 50000, {"rotas"}),
    }
    assert warned(guide) == set()


@pytest.mark.parametrize("row", ["| Porter | £20,000 |", "| Porter | £20,000 | lifting | |", "| £20,000 | lifting |"])
def test_a_row_of_a_guide_with_another_number_of_cells_is_listed(row: str) -> None:
    table = f"| Role | Pay | Skills |\n|---|---|---|\n| Cook | £21,000 | frying |\n{row}\n"
    guide = parse_guide(f"# Jobs\n\n{table}", "jobs")
    assert [each.label for each in guide.dataset.roles] == ["Cook"]
    assert warned(guide) == {6}
    html = "<table>\n<tr><td>Role<td>Pay<td>Skills</tr>\n<tr><td>Cook<td>£21,000<td>frying</tr>\n"
    cells = "".join(f"<td>{cell.strip()}" for cell in row.strip("|").split("|"))
    guide = parse_guide(f"# Jobs\n\n{html}<tr>{cells}</tr>\n</table>\n", "jobs")
    assert [each.label for each in guide.dataset.roles] == ["Cook"]
    assert warned(guide) == {6}


def test_a_cell_over_rows_at_the_end_of_a_row_is_in_each() -> None:
    html = (
        '<table>\n<tr><td>Role<td>Skills</tr>\n<tr><td>Cook<td rowspan="2">frying</tr>\n<tr><td>Baker</tr>\n</table>\n'
    )
    guide = parse_guide(f"# Jobs\n\n{html}", "jobs")
    assert {each.label: len(each.requirements) for each in guide.dataset.roles} == {"Cook": 1, "Baker": 1}
    assert warned(guide) == set()


@pytest.mark.parametrize("mark", ["(m/f/d)", "(m/w/d)", "(f/m/x)", "(all genders)"])
def test_the_genders_behind_a_role_are_no_part_of_its_name(mark: str) -> None:
    guide = parse_guide(f"# Jobs\n\n## Roles\n\n### Baker {mark}\n**Skills:** kneading\n", "jobs")
    assert [each.label for each in guide.dataset.roles] == ["Baker"]


def test_years_may_be_named_by_their_numbers() -> None:
    guide = parse_guide(
        "# Jobs\n\n## Levels\n\n### Trainee (year 1-3)\n- Young Baker\n\n### Master (5+ years)\n", "jobs"
    )
    assert [(each.label, each.min_years, each.max_years) for each in guide.dataset.levels] == [
        ("Master", 5, None), ("Trainee", 1, 3)
    ]  # fmt: skip


def test_a_skill_that_would_be_nice_is_preferred_and_the_others_are_required(tmp_path: Path) -> None:
    """A semicolon parts what is said of one skill from a list; behind a comma it may be said of all."""
    lines = "**You need:** Excel, SQL; R would be nice\n**You do:** clean data; train staff\n"
    guide = tmp_path / "clinic.md"
    guide.write_text(f"# Clinic\n\n## Jobs\n\n### Data Coordinator\n\n{lines}", encoding="utf-8")
    store = tmp_path / "store"
    assert kg("init", store, "--empty").status == 0
    assert kg("import", "guide", guide, "--into", store).status == 0
    facts = kg("-g", store, "show", "Data Coordinator", "-f", "json").json["facts"]
    asked = {
        fact["value"]["label"]: fact["parts"]["strength"][0] for fact in facts if fact["property"] == "hasRequirement"
    }
    assert asked == {"Excel": "required", "SQL": "required", "R": "preferred"}
    does = {fact["value"]["label"] for fact in facts if fact["property"] == "hasResponsibility"}
    assert does == {"clean data", "train staff"}
    guide.write_text(guide.read_text(encoding="utf-8").replace(";", ","), encoding="utf-8")
    unclear = kg("import", "guide", guide, "--into", store, "--name", "other")
    assert "which of the skills it is said of is not clear" in unclear.out + unclear.err
