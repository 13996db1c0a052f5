"""Facts of one role in many places of a guide: read, or listed with the line and kept for later answers."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

import pytest
from command_line import kg
from drawn import examples
from hypothesis import given
from hypothesis import strategies as st

from kg.limits import LINE_LENGTH
from kg.sources.guide import Guide, parse_guide
from kg.sources.guide.education import education

if TYPE_CHECKING:
    from pathlib import Path

    from kg.model.curated import RoleRecord


class Role(NamedTuple):
    """What a guide states of a role, in labels; pay by level, "" for all; unread is (property, line)."""

    skills: frozenset[str] = frozenset()
    pay: frozenset[tuple[str, float | None, float | None]] = frozenset()
    education: frozenset[str] = frozenset()
    credentials: frozenset[str] = frozenset()
    duties: frozenset[str] = frozenset()


def role(
    skills: str = "",
    *pay: tuple[str, float | None, float | None],
    education: str = "",
    credentials: str = "",
    duties: str = "",
) -> Role:
    parts = (frozenset(filter(None, text.split(", "))) for text in (skills, education, credentials, duties))
    first, second, third, fourth = parts
    return Role(first, frozenset(pay), second, third, fourth)


def stated(guide: Guide) -> dict[str, Role]:
    return {each.label: _role(guide, each) for each in guide.dataset.roles}


def _role(guide: Guide, record: RoleRecord) -> Role:
    data = guide.dataset
    labels = {each.id: each.label for each in (*data.skills, *data.credentials)}
    fields = {each.id: each.label for each in data.fields_of_study}
    options = record.education.options if record.education else ()
    asked = [name for each in record.requirements for name in (each.skill, *each.members) if name]
    return Role(
        frozenset(labels[name] for name in asked),
        frozenset(
            (each.level or "", each.minimum, each.maximum)
            for each in (*([record.salary] if record.salary else []), *record.level_pay)
        ),
        frozenset(
            " in ".join(
                filter(None, (labels.get(each.credential or "", each.background), *map(fields.get, each.fields)))
            )
            for each in options
        ),
        frozenset(labels[each.credential] for each in record.requirements if each.credential),
        frozenset(each.label for each in record.responsibilities),
    )


def listed(guide: Guide) -> set[int]:
    return {finding.line or 0 for finding in guide.findings if finding.severity == "warning"}


def unread(guide: Guide) -> set[tuple[str, str, int]]:
    """The texts kept for later answers: role, property, line."""
    return {(each.role, each.property.rpartition("#")[2], each.line) for each in guide.unread}


def check(text: str, roles: dict[str, Role], lines: set[int], kept: set[tuple[str, str, int]] | None = None) -> None:
    guide = parse_guide(text, "work")
    assert stated(guide) == roles
    assert listed(guide) == lines
    if kept is not None:
        assert unread(guide) == kept
    assert guide.lines.kept + guide.lines.skipped + guide.lines.not_understood == guide.lines.read
    assert guide.lines.not_understood == len(lines)


# --- items with pay ---------------------------------------------------------------------------------------------------

BOTH = ("hasRequirement", "hasResponsibility")


def behind(role_id: str, line: int) -> set[tuple[str, str, int]]:
    return {(role_id, name, line) for name in BOTH}


@pytest.mark.parametrize(
    ("item", "expected", "lines"),
    [
        ("* **Baker** ($30k–$40k): kneading, proofing", role("kneading, proofing", ("", 30000, 40000)), set()),
        ("- **Baker** — $30k — Skills: dough, ovens", role("dough, ovens", ("", 30000, 30000)), set()),
        ("- Baker (£12/hr) – carries flour and sweeps", role("", ("", 12, 12)), {3}),
        ("- [Baker](b.md) - Makes bread all night. £24k–£30k.", role("", ("", 24000, 30000)), {3}),
        ("1. **Baker**: $30k (dough; ovens)", role("", ("", 30000, 30000)), {3}),
        ("- **Baker** ($30k)\n  - Skills: dough, ovens", role("dough, ovens", ("", 30000, 30000)), set()),
    ],
)
def test_r5_what_is_behind_the_pay_of_an_item_is_read_or_listed(item: str, expected: Role, lines: set[int]) -> None:
    check(f"# Roles\n\n{item}\n", {"Baker": expected}, lines, behind("baker", 3) if lines else set())


def test_r5_items_with_nested_fields_are_roles_wherever_they_are() -> None:
    check(
        "# Top careers in theatre\n\n1. **Rigger**\n   - Salary: £18/hr\n   - Skills: ropes, heights\n"
        "2. **Usher** – £12 per hour\n",
        {"Rigger": role("ropes, heights", ("", 18, 18)), "Usher": role("", ("", 12, 12))},
        set(),
    )


# --- cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "skills", "lines"),
    [
        ("Kneading<br>Proofing", "Kneading, Proofing", set()),
        ("kneading<br/>proofing<BR />shaping", "kneading, proofing, shaping", set()),
        ("• Kneading<br>• Proofing", "Kneading, Proofing", set()),
        ("1. Kneading<br>2. Proofing", "Kneading, Proofing", set()),
        ("<ul><li>Kneading</li><li>Proofing</li></ul>", "Kneading, Proofing", set()),
        ("Kneading,<br>proofing and<br>shaping", "Kneading, proofing, shaping", set()),
        ("Hand<br>tools", "", {5}),
        ("Kneading, etc.", "Kneading", set()),
        ("Kneading, and others", "Kneading", set()),
        ("Kneading and others", "", {5}),
    ],
)
def test_r5_breaks_in_a_cell_divide_skills(cell: str, skills: str, lines: set[int]) -> None:
    text = f"# Jobs\n\n| Role | Skills |\n|---|---|\n| Baker | {cell} |\n"
    check(text, {"Baker": role(skills)}, lines, {("baker", "hasRequirement", 5)} if lines else set())


@pytest.mark.parametrize(
    ("cell", "pay", "lines"),
    [
        ("Junior: $30k<br>Senior: $50k", {("Junior", 30000, 30000), ("Senior", 50000, 50000)}, set()),
        ("$30k<br>$50k", set(), {5}),
    ],
)
def test_r5_breaks_in_a_cell_of_pay(cell: str, pay: set[tuple[str, float, float]], lines: set[int]) -> None:
    text = f"# Jobs\n\n| Role | Pay |\n|---|---|\n| Baker | {cell} |\n"
    check(text, {"Baker": role("", *pay)}, lines, {("baker", "salary", 5)} if lines else set())


# --- pay by level -----------------------------------------------------------------------------------------------------

THIRTY, TWENTY = ("", 30000, 30000), ("", 20000, 20000)
FIELDS = "**Skills:** dough\n\n**Duties:** bake"
JUNIOR, SENIOR = ("Junior", 30000, 30000), ("Senior", 50000, 60000)


@pytest.mark.parametrize(
    "table",
    [
        "| Role | Junior | Senior |\n|---|---|---|\n| Baker | $30k | $50k-$60k |",
        "| Role | Level | Salary |\n|---|---|---|\n| Baker | Junior | $30k |\n| Baker | Senior | $50k-$60k |",
        "| Role | Level | Salary |\n|---|---|---|\n| Baker | Junior | $30k |\n| | Senior | $50k-$60k |",
        "| Role | Grade | Min | Max |\n|--|--|--|--|\n| Baker | Junior | $30k | $30k |\n| | Senior | $50k | $60k |",
        "| Role | Junior ($) | Senior ($) | Notes |\n|---|---|---|---|\n| Baker | 30k | 50k-60k | |",
        f"## Baker\n\n| Junior | Senior |\n|---|---|\n| $30k | $50k-$60k |\n\n{FIELDS}",
        f"## Baker\n{FIELDS}\n\n| | Junior | Senior |\n|---|---|---|\n| Salary | $30k | $50k-$60k |",
        f"## Baker\n{FIELDS}\n\n### Pay\n\n| Level | Range |\n|--|--|\n| Junior | $30k |\n| Senior | $50k-$60k |",
        f"## Baker\n{FIELDS}\n\n### Pay\nJunior $30k\nSenior $50k-$60k",
        f"## Baker\n{FIELDS}\n\n**Pay:** $30k (Junior), $50k-$60k (Senior)",
        f"## Baker\n{FIELDS}\n\n### Junior\nPay: $30k\n\n### Senior\nPay: $50k-$60k",
        f"## Baker\n{FIELDS}\n\n### Pay\n#### Junior\n$30k\n#### Senior\n$50k-$60k",
        f"## Baker\n{FIELDS}\n\n## Pay\n\n| Level | Baker |\n|--|--|\n| Junior | $30k |\n| Senior | $50k-$60k |",
    ],
)
def test_r5_pay_by_level_in_tables(table: str) -> None:
    guide = parse_guide(f"# Jobs\n\n{table}\n", "work")
    of = {(level.replace(" ($)", ""), *ends) for level, *ends in stated(guide)["Baker"].pay}
    assert of == {JUNIOR, SENIOR}
    assert not [each for each in guide.unread if each.role == "baker"]


@pytest.mark.parametrize(
    ("table", "expected", "lines"),
    [
        ("| Skills | Pay |\n|---|---|\n| dough | $30k |", role("dough", THIRTY), set()),
        ("| Skills | dough |\n|---|---|\n| Pay | $30k |", role("dough", THIRTY), set()),
        ("| Skill | Level |\n|---|---|\n| dough | expert |", role(), {7, 8, 9}),
    ],
)
def test_r5_a_table_of_one_role(table: str, expected: Role, lines: set[int]) -> None:
    check(f"# J\n\n## Roles\n\n### Baker\n\n{table}\n", {"Baker": expected}, lines)


def test_r5_skills_of_one_level_are_not_of_the_role() -> None:
    text = "# J\n\n## Roles\n\n### Baker\nSkills: dough\n\n#### Junior\n- Pay: $30k\n- Skills: sweeping\n"
    check(text, {"Baker": role("dough", ("Junior", 30000, 30000))}, {10})


def test_r5_columns_of_pay_of_several_kinds_are_kept_apart() -> None:
    text = (
        "# Jobs\n\n| Role | Starting salary | Top salary | Bonus |\n|---|---|---|---|\n| Baker | $20k | $40k | $1k |\n"
    )
    check(text, {"Baker": role("", ("Starting salary", 20000, 20000), ("Top salary", 40000, 40000))}, {3})


# --- several places ---------------------------------------------------------------------------------------------------


def test_r5_places_of_one_role_add_up_and_conflicts_name_both_lines() -> None:
    text = """# Jobs

| Role | Salary |
|---|---|
| Baker | $30k |
| Miller | $25k |

## More

| Role | Pay | Education |
|---|---|---|
| Baker | $30k | NVQ 3 |
| Miller | $26k | NVQ 2 |

## Baker

**Skills:** dough

**Duties:** bake
"""
    check(
        text,
        {
            "Baker": role("dough", ("", 30000, 30000), education="NVQ Level 3", duties="bake"),
            "Miller": role("", ("", 25000, 25000), education="NVQ Level 2"),
        },
        {13},
        {("miller", "salary", 13)},
    )
    (told,) = [each.message for each in parse_guide(text, "work").findings if each.line == 13]
    assert told == (
        "not understood, a second pay range of one role; line 6 states the first: '| Miller | $26k | NVQ 2 |'"
    )


def test_r5_a_second_heading_adds_to_a_role() -> None:
    check(
        "# Jobs\n\n## Roles\n\n### Baker\n**Skills:** dough\n\n## In depth\n\n### Baker\n**Pay:** $30k\n\n"
        "**Education:** NVQ 3\n",
        {"Baker": role("dough", ("", 30000, 30000), education="NVQ Level 3")},
        set(),
        set(),
    )


BY_ROLE = """# Trades

## Roles
### Welder
**Skills:** MIG
### Tiler
**Duties:** lay tiles

## {heading}
{lines}
"""


@pytest.mark.parametrize(
    ("heading", "lines", "welder", "tiler"),
    [
        ("Salary", "- Welder: $30k\n- **Tiler**: $20k", role("MIG", THIRTY), role("", TWENTY)),
        ("Pay", "* Welder – $30k\n* Tiler ($20k)", role("MIG", THIRTY), role("", TWENTY)),
        ("Wages", "Welder: $30k\n\nTiler: $20k", role("MIG", THIRTY), role("", TWENTY)),
        ("Earnings", "### Welder\n$30k\n\n### Tiler\n$20k", role("MIG", THIRTY), role("", TWENTY)),
        ("Education", "- Welders: NVQ 3\n- Tiler, NVQ 2",
         role("MIG", education="NVQ Level 3"), role(education="NVQ Level 2")),
        ("Key skills", "- Welder: TIG, grinding\n- Tiler\n  - Tiling", role("MIG, TIG, grinding"), role("Tiling")),
        ("Certifications", "- Tiler: CSCS card", role("MIG"), role(credentials="CSCS card")),
    ],
)  # fmt: skip
def test_r5_a_section_of_one_field_may_be_by_role(heading: str, lines: str, welder: Role, tiler: Role) -> None:
    text = BY_ROLE.format(heading=heading, lines=lines)
    check(text, {"Welder": welder, "Tiler": tiler._replace(duties=frozenset(["lay tiles"]))}, set(), set())


@pytest.mark.parametrize(
    ("heading", "lines", "kept"),
    [
        ("Salary", "- Welder: good\n- Fitter: $20k", {("welder", "salary", 10)}),
        ("Notes", "A welder earns $30k.", {("welder", "salary", 10)}),
        ("Notes", "> Tilers need a diploma", {("tiler", "educationOption", 10)}),
        ("Pay", "The best welders are paid well.", {("welder", "salary", 10)}),
    ],
)
def test_r5_a_line_that_names_a_role_and_was_not_understood_is_kept(
    heading: str, lines: str, kept: set[tuple[str, str, int]]
) -> None:
    guide = parse_guide(BY_ROLE.format(heading=heading, lines=lines), "work")
    assert set(stated(guide)) == {"Welder", "Tiler"}
    assert unread(guide) == kept


def test_r5_a_line_that_is_too_long_was_not_understood() -> None:
    long = "x, " * LINE_LENGTH.most
    check(
        f"# Jobs\n\n## Roles\n\n### Baker\n**Pay:** $30k\n\n**Skills:** {long}\n\n### Miller\n**Skills:** grinding\n",
        {"Baker": role("", ("", 30000, 30000)), "Miller": role("grinding")},
        {8},
        {("baker", "hasRequirement", 8)},
    )
    table = f"# Jobs\n\n| Role | Pay |\n|---|---|\n| Baker | $30k |\n| Miller | {long} |\n"
    check(table, {"Baker": role("", ("", 30000, 30000))}, {6})


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "name", "pay", "rest"),
    [
        ("Baker – €38k, Hamburg", "Baker", (38000, 38000), True),
        ("Plumber (Contract / £15 ph)", "Plumber", (15, 15), True),
        ("Senior Tiler (Remote, 25 USD/hour)", "Senior Tiler", (25, 25), True),
        ("Smith £30k", "Smith", (30000, 30000), False),
        ("Cook | $40k–$50k | Part-time", "Cook", (40000, 50000), True),
        ("Turner: from £12 an hour, York", "Turner", (12, None), True),
        ("Porter (full-time)", "Porter", None, True),
        ("Cooper [permanent]", "Cooper", None, True),
        ("Fitter – £30k + bonus", "Fitter", None, True),
        ("Gaffer (Hot Shop)", "Gaffer (Hot Shop)", None, False),
        ("IC1 - Junior Engineer", "IC1 - Junior Engineer", None, False),
    ],
)
@pytest.mark.parametrize(
    "shape", ["# J\n\n## Roles\n\n### {}\n**Skills:** tact\n", "# J\n\n| Role | Skills |\n|--|--|\n| {} | tact |\n"]
)
def test_r5_a_name_holds_no_pay_place_or_contract(
    heading: str, name: str, pay: tuple[float, float] | None, rest: bool, shape: str
) -> None:
    expected = role("tact", *([("", *pay)] if pay else []))
    check(
        shape.format(heading.replace("|", "\\|") if "| {}" in shape else heading),
        {name: expected},
        {5} if rest else set(),
    )


@pytest.mark.parametrize(
    "name", ["See Baker", "others", "etc.", "* seasonal work", "(2+ years)", "Total", "**Average**", "3+ years", "N/A",
             "† Leeds only", "And many more", "Other roles", "Notes"]
)  # fmt: skip
def test_r5_what_is_no_role_is_none(name: str) -> None:
    check(f"# J\n\n| Job | Pay |\n|--|--|\n| Baker | $9 |\n| {name} | $30k |\n", {"Baker": role("", ("", 9, 9))}, {6})
    text = f"# J\n\n## Roles\n\n### Baker\n**Skills:** dough, {name}\n"
    guide = parse_guide(text, "work")
    assert stated(guide)["Baker"].skills <= {"dough", "Total", "Average", "Notes"}


@pytest.mark.parametrize(
    "name", ["Baker:", "Baker<sup>1</sup>", "Baker*", "Baker†", "Baker²", "Baker [2]", "**Baker**:"]
)
def test_r5_a_mark_is_no_part_of_a_name(name: str) -> None:
    check(f"# J\n\n| Job | Pay |\n|--|--|\n| {name} | $9 |\n", {"Baker": role("", ("", 9, 9))}, set())


@pytest.mark.parametrize(
    ("name", "skills"),
    [
        ("Пекарь", "замес, выпечка"),
        ("Αρτοποιός", "Ζύμωμα, Ψήσιμο"),
        ("パン職人", "製パン、接客"),
        ("خباز", "عجن، خبز"),
        ("बेकर", "आटा गूंधना, सेंकना"),
        ("אופה", "לישה, אפייה"),
    ],
)
@pytest.mark.slow
def test_r5_names_in_any_script(name: str, skills: str, tmp_path: Path) -> None:
    parts = skills.replace("、", ", ").replace("،", ",")
    text = f"# Jobs\n\n## Roles\n\n### {name}\n**Skills:** {skills}\n\n**Pay:** $9\n\n### Baker\n**Skills:** dough\n"
    check(text, {name: role(parts, ("", 9, 9)), "Baker": role("dough")}, set(), set())
    (tmp_path / "jobs.md").write_text(text, encoding="utf-8")
    kg("init", tmp_path / "store", "--empty")
    assert kg("import", "guide", tmp_path / "jobs.md", "--into", tmp_path / "store").status == 0
    shown = kg("-g", tmp_path / "store", "show", name, "-f", "json").json
    assert shown["entity"]["label"] == name
    assert kg("-g", tmp_path / "store", "gap", "--have", "dough", name).status in (0, 1)
    assert kg("-g", tmp_path / "store", "validate").status == 0


# --- one role in a file -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('title: Baker\nsalary: "$30k"\nskills: [dough, ovens]\neducation: NVQ 3', "## Duties\n- Bake"),
        ("job_title: Baker\npayRange: $30k\nkey_skills:\n  - dough\n  - ovens\nqualifications: NVQ 3",
         "# Baker\n\n## Duties\n- Bake"),
        ("title: How to become a Baker\ndate: 2024-01-01\nskills: dough, ovens # both\npay: $30k\neducation: NVQ 3",
         "**Duties:** Bake"),
    ],
)  # fmt: skip
def test_r5_the_head_of_a_page_is_read(head: str, body: str) -> None:
    guide = parse_guide(f"---\n{head}\n---\n\n{body}\n", "work")
    assert stated(guide) == {"Baker": role("dough, ovens", ("", 30000, 30000), education="NVQ Level 3", duties="Bake")}
    assert listed(guide) == set()


def test_r5_the_head_of_a_page_about_several_roles_is_listed() -> None:
    text = "---\ntitle: Jobs\nsalary: $30k\ntags: [a]\n---\n# Jobs\n## Roles\n### Baker\n**Skills:** dough\n"
    check(text, {"Baker": role("dough")}, {3}, {("baker", "salary", 3)})
    check(text + "### Miller\n**Skills:** sacks\n", {"Baker": role("dough"), "Miller": role("sacks")}, {3}, set())


@pytest.mark.parametrize(
    "text",
    [
        "# Baker\n\n- Pay: $30k\n- Skills: dough, ovens\n",
        "# Jobs\n\n## Baker\n* Salary: $30k\n* Key skills: dough, ovens\n",
        "# Jobs\n\n## Roles\n\n### Baker\nPay: $30k\nSkills: dough, ovens\n",
        "# Jobs\n\nBaker\n- Pay: $30k\n- Skills: dough, ovens\n",
        "# Jobs at work\n\nBaker\n: Pay: $30k\n: Skills: dough, ovens\n",
        "# Jobs\n\n<details><summary>Baker</summary>\n\n- Pay: $30k\n- Skills: dough, ovens\n\n</details>\n",
        "# Roadmap to becoming a Baker\n\n## Skills\n- [ ] dough\n- [x] ovens\n\n## Pay\n$30k\n",
    ],
)
def test_r5_plain_lists_of_fields(text: str) -> None:
    check(text, {"Baker": role("dough, ovens", ("", 30000, 30000))}, set(), set())


def test_r5_a_footnote_is_about_the_role_that_refers_to_it() -> None:
    text = "# J\n\n## Roles\n\n### Baker[^1]\n**Skills:** dough\n\n### Miller\n**Skills:** sacks\n\n[^1]: Earns $30k\n"
    check(text, {"Baker": role("dough"), "Miller": role("sacks")}, {11}, {("baker", "salary", 11)})


def test_r5_what_is_below_a_struck_name_is_of_no_other_role() -> None:
    text = "# J\n\n## Roles\n\n### Baker\n**Skills:** dough\n\n### ~~Miller~~\n**Skills:** sacks\n"
    check(text, {"Baker": role("dough")}, {8, 9})


def test_r5_a_role_below_another_has_its_own_fields() -> None:
    fields = "Pay: $40k\nSkills: leading\n"
    text = f"# J\n\n## Roles\n\n### Nurse\nPay: $30k\nSkills: care\n\n#### Head Nurse\n{fields}"
    check(text, {"Nurse": role("care", THIRTY), "Head Nurse": role("leading", ("", 40000, 40000))}, set(), set())


# --- education --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "degrees", "licences", "is_read"),
    [
        ("Bachelor's in Nursing and RN license", "Bachelor's in Nursing", "RN license", True),
        ("Bachelor's in Nursing, RN license", "Bachelor's in Nursing", "RN license", True),
        ("Degree in Law with licence to practise", "Degree in Law", "licence to practise", True),
        ("BSN (RN license required)", "BSN", "RN license", True),
        ("BSN or ADN, plus state licence", "BSN, ADN", "State licence", True),
        ("Degree or licence", "Degree, Licence", "", True),
        ("BSN or ADN and RN licence", "", "", False),
        ("Bachelor's in Nursing/RN licence", "", "", False),
        ("Law / PhD in Law", "", "", False),
        ("Bachelor's in Law / PhD in Law", "", "", False),
        ("BSc Physics 2:1", "", "", False),
        ("Master's in Physics, 3.5 GPA", "", "", False),
        ("None", "no formal education required", "", True),
        ("none.", "no formal education required", "", True),
        ("None / on-the-job training", "", "", False),
    ],
)
def test_r5_a_licence_beside_a_degree_is_asked_for_too(text: str, degrees: str, licences: str, is_read: bool) -> None:
    guide = f"# J\n\n## Roles\n\n### Baker\n**Education:** {text}\n"
    expected = role(education=degrees, credentials=licences)
    check(
        guide, {"Baker": expected}, set() if is_read else {6}, set() if is_read else {("baker", "educationOption", 6)}
    )


def test_r5_a_licence_beside_a_degree_is_a_gate(tmp_path: Path) -> None:
    (tmp_path / "j.md").write_text(
        "# J\n\n## Roles\n\n### Nurse\n**Skills:** Care\n\n**Education:** Bachelor's in Nursing and RN license\n",
        encoding="utf-8",
    )
    kg("init", tmp_path / "store", "--empty")
    kg("import", "guide", tmp_path / "j.md", "--into", tmp_path / "store")
    told = kg("-g", tmp_path / "store", "gap", "--have", "Care,Bachelor's", "Nurse").out
    assert "RN license" in told


def test_r5_a_field_of_study_has_no_figures() -> None:
    assert education("BSc in Physics 2:1") is None
    assert [each.fields for each in education("BSc in Law/History") or ()] == [("Law", "History")]


# --- later answers ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kinds")
    fields = "**Skills:** Tact\n\n**Pay:** $20\n\n**Education:** A good heart"
    text = f"# J\n\n## Roles\n\n### Carer\n{fields}\n\n## Pay\n- Carer: more\n"
    (folder / "j.md").write_text(text, encoding="utf-8")
    kg("init", folder / "store", "--empty")
    assert kg("import", "guide", folder / "j.md", "--into", folder / "store").status == 0
    return folder / "store"


@pytest.mark.parametrize(
    ("given", "told", "lines"),
    [
        (("why", "Carer"), "Of Carer, line 10 states its education, and it was not understood.", [10, 13]),
        (("why", "Carer", "pay"), "Of Carer, line 13 states its pay, and it was not understood.", [13]),
        (("why", "Carer", "education"), "line 10 states its education, and it was not understood", None),
        (("show", "Carer"), "line 13 states it, and it was not understood", [10, 13]),
        (("gap", "--have", "Tact", "Carer"), "line 10 states its education, and it was not understood", [10, 13]),
    ],
)  # fmt: skip
def test_r5_why_and_show_name_the_lines_that_were_not_understood(
    store: Path, given: tuple[str, ...], told: str, lines: list[int] | None
) -> None:
    assert told in kg("-g", store, *given).out
    found = kg("-g", store, *given, "-f", "json").json["not_understood"]
    assert lines is None or sorted(each["source"]["line"] for each in found) == lines


# --- kept + listed = truth --------------------------------------------------------------------------------------------

LABELS = ("Baker", "Night Porter", "C# Developer", "Пекарь", "Bee Keeper", "パン職人")
MONEY = {"£20,000 - £25,000": (20000, 25000), "$14.50 per hour": (14.5, 14.5), "€45k–55k p.a.": (45000, 55000)}
DEGREES = {"Bachelor's in Law": "Bachelor's in Law", "NVQ 3": "NVQ Level 3", "None": "no formal education required"}
SKILLS = ("Carding", "Hand tools", "Kiln work", "dyeing", "3D drawing", "Tact", "Выпечка")
PROPERTY = {"skills": "hasRequirement", "pay": "salary", "education": "educationOption"}


class Fact(NamedTuple):
    """What a line of a generated guide states of a role."""

    role: str
    field: str
    value: object


Lines = list[tuple[str, tuple[Fact, ...]]]


def value_of(draw: random.Random, label: str, field: str, break_: str = ", ") -> tuple[str, tuple[Fact, ...]]:
    if field == "skills":
        skills = draw.sample(SKILLS, 2)
        return break_.join(skills), tuple(Fact(label, field, skill) for skill in skills)
    values = MONEY if field == "pay" else DEGREES
    text = draw.choice(list(values))
    meant = ("", *MONEY[text]) if field == "pay" else DEGREES[text]
    return text, (Fact(label, field, meant),)


def headings(draw: random.Random, labels: list[str], field: str) -> Lines:
    """Headings of roles, some with a place, a contract or pay behind the name."""
    form = draw.choice(["### {}", "### {} (Contract)", "### {} | Remote", "### {} – Hamburg", "### **{}**:"])
    lines: Lines = [("", ()), ("## Roles in work", ())]
    for label in labels:
        text, facts = value_of(draw, label, field)
        name = {"skills": "Skills", "pay": "Pay", "education": "Education"}[field]
        sign = draw.choice(["**{}:** {}", "- {}: {}", "{}: {}"])
        lines += [("", ()), (form.format(label), ()), (sign.format(name, text), facts)]
    return lines


def by_role(draw: random.Random, labels: list[str], field: str) -> Lines:
    """A section of one field, by role."""
    name = {"skills": "Skills", "pay": "Salary", "education": "Qualifications"}[field]
    form = draw.choice(["- {}: {}", "* **{}**: {}", "1. {} – {}", "- {} ({})", "- **{}:** {}", "- {}\n  - {}"])
    lines: Lines = [("", ()), (f"## {name}", ()), ("", ())]
    for label in labels:
        text, facts = value_of(draw, label, field)
        first, _, second = form.format(label, text).partition("\n")
        lines += [(first, () if second else facts), *([(second, facts)] if second else [])]
    return lines


def table(draw: random.Random, labels: list[str], field: str) -> Lines:
    """A table of one field by role; of pay, it may be by level in columns."""
    rule = draw.choice(["---", ":--:"])
    if field == "pay" and draw.random() < 0.5:
        levels = draw.sample(["Junior", "Senior", "5+ years"], 2)
        lines: Lines = [("", ()), ("| Role | {} | {} |".format(*levels), ()), (f"|{rule}|{rule}|{rule}|", ())]
        for label in labels:
            texts = draw.sample(list(MONEY), 2)
            facts = tuple(Fact(label, "pay", (level, *MONEY[text])) for level, text in zip(levels, texts, strict=True))
            lines.append(("| {} | {} | {} |".format(label, *texts), facts))
        return lines
    lines = [("", ()), (f"| Role | {field} |", ()), (f"|{rule}|{rule}|", ())]
    for label in labels:
        text, facts = value_of(draw, label, field, draw.choice([", ", "<br>", "<br/>", "; "]))
        lines.append((f"| {label} | {text} |", facts))
    return lines + ([("| Total | 3 |", ()), ("| See Baker | |", ())] if draw.random() < 0.3 else [])


def scattered(draw: random.Random) -> Lines:
    """A guide that states the fields of its roles in several places, some twice."""
    labels = draw.sample(LABELS, 3)
    fields = draw.sample(list(PROPERTY), 3)
    lines: Lines = [("# Jobs in Felt", ()), *headings(draw, labels, fields[0])]
    for field in (*fields[1:], draw.choice(fields)):
        title: Lines = [("", ()), (f"## Part {len(lines)}", ())]
        lines += by_role(draw, labels, field) if draw.random() < 0.5 else [*title, *table(draw, labels, field)]
    return lines


@examples(400)
@given(st.integers(0, 10**9))
def test_r5_what_is_scattered_comes_back_or_is_listed_and_kept(seed: int) -> None:
    lines = scattered(random.Random(seed))
    guide = parse_guide("\n".join(text for text, _ in lines), "felt")
    found = {
        Fact(label, field, value)
        for label, each in stated(guide).items()
        for field, values in (("skills", each.skills), ("pay", each.pay), ("education", each.education))
        for value in values
    }
    truth = {fact for _, facts in lines for fact in facts}
    assert found <= truth, f"made up: {found - truth}"
    ids = {each.label: each.id for each in guide.dataset.roles}
    for number, (_, facts) in enumerate(lines, 1):
        for fact in (fact for fact in facts if fact not in found):
            assert number in listed(guide), f"lost: {fact}"
            assert (ids[fact.role], PROPERTY[fact.field], number) in unread(guide), f"later not stated: {fact}"
    assert len(truth & found) >= 0.5 * len(truth)


# --- the head of a page, and what may be a place ----------------------------------------------------------------------

PAID = role("kneading, proofing", ("", 30000, 40000))


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: Baker\nsalary:\n  min: 30000\n  max: 40000\n  currency: USD\nskills: [kneading, proofing]\n---",
        "---\ntitle: Baker\nsalary: {from: 30000, to: 40000, currency: USD}\nskills: kneading, proofing\n---",
        '+++\ntitle = "Baker"\nsalary = "$30k - $40k"\nskills = ["kneading", "proofing"]\n+++',
        "+++\ntitle = 'Baker'\nskills = [\n'kneading',\n'proofing',\n]\n[pay]\nmin = '$30_000'\nmax = '$40_000'\n+++",
        "+++\ntitle = 'Baker'\n[extra]\npay = '$30k-$40k'\nskills = ['kneading', 'proofing'] # two\n+++",
    ],
)
def test_r6_the_head_of_a_page_may_be_toml_and_give_pay_in_parts(head: str) -> None:
    check(f"{head}\n\n", {"Baker": PAID}, set(), set())


@pytest.mark.parametrize(
    ("parts", "lines"),
    [("min: 30000\n  median: 35000", {5, 6}), ("note: good", {5}), ("currency: USD", {5})],
)
def test_r6_pay_in_parts_that_are_not_known_is_listed_and_kept(parts: str, lines: set[int]) -> None:
    text = f"---\ntitle: Baker\nskills: dough\nsalary:\n  {parts}\n---\n"
    check(text, {"Baker": role("dough")}, lines)
    assert {each[1] for each in unread(parse_guide(text, "work"))} == {"salary"}


@pytest.mark.parametrize(
    ("heading", "label", "lines"),
    [
        ("Baker, Ulm – £30k", "Baker, Ulm", {3}),
        ("Baker, Sankt Pölten (£30k)", "Baker, Sankt Pölten", {3}),
        ("Baker, Berlin – £30k", "Baker", {3}),  # a place that is known is taken off, and listed
        ("Miller, Senior, £30k", "Miller, Senior", set()),
        ("Nurse, ICU – £30k", "Nurse, ICU", set()),
        ("Baker – £30k", "Baker", set()),
    ],
)
def test_r6_what_may_be_a_place_before_the_pay_is_listed(heading: str, label: str, lines: set[int]) -> None:
    check(f"## Roles\n\n### {heading}\n", {label: role("", ("", 30000, 30000))}, lines)


# --- kinds of pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "skills"),
    [
        ("kneading (50%), proofing (~30 %)", "kneading, proofing"),
        ("C++ (5/5), French (4 out of 5)", "C++, French"),
        ("Excel (★★★), Word ★★★★☆, SQL 80%", "Excel, Word, SQL"),
        ("Go: 5/5", "Go"),
        ("8D reports, 3D modelling, ISO 9001", "8D reports, 3D modelling, ISO 9001"),
    ],
)
def test_r6_how_well_a_skill_is_known_is_no_skill(asked: str, skills: str) -> None:
    check(f"# Jobs\n\n## Roles\n\n### Baker\nSkills: {asked}\n", {"Baker": role(skills)}, set(), set())


@pytest.mark.parametrize(
    "lines",
    [
        "Pay:: $30k\n\nSkills:: dough",
        "**Pay**:: $30k\n\n- Skills:: dough",
        "Pay ....... $30k\n\nSkills.......... dough",
        "#### Key facts\n- Pay: $30k\n- Skills: dough",
        "#### At a glance\n| Pay | $30k |\n|---|---|\n| Skills | dough |",
        "**Q: What does a baker earn?**\nA: $30k\n\n**Q: What skills does a baker need?**\nA: dough",
        "#### Q1: How much does a baker earn?\n\nA1: $30k\n\n#### Q2. What skills does a baker need?\n\nA2. dough",
    ],
)
def test_r6_fields_as_programs_and_sheets_of_facts_have_them(lines: str) -> None:
    check(f"# Jobs\n\n## Roles\n\n### Baker\n\n{lines}\n", {"Baker": role("dough", THIRTY)}, set(), set())


@pytest.mark.parametrize("title", ["Baker FAQ", "FAQ: Baker", "Baker"])
@pytest.mark.parametrize("heading", ["Quick facts", "Key facts", "Snapshot", "Fact file"])
def test_r6_a_sheet_of_facts_is_about_the_role_of_the_page(title: str, heading: str) -> None:
    check(
        f"# {title}\n\n## {heading}\n- Salary: $30k\n- Skills: dough\n",
        {"Baker": role("dough", THIRTY)},
        set(),
        set(),
    )


@pytest.mark.parametrize(
    ("prose", "stated_there"),
    [
        ("Earns about $20k a year. Mills grain.", {"salary"}),
        ("Makes bread for £11 per hour.", {"salary"}),
        ("A miller usually needs an NVQ 2.", {"educationOption"}),
        ("Mills grain at a college, and is paid well.", set()),
    ],
)
def test_r6_what_a_description_states_beside_is_no_silence(prose: str, stated_there: set[str]) -> None:
    text = f"# Jobs\n\n## Roles\n\n### Miller\n{prose}\n"
    check(text, {"Miller": role()}, set(), {("miller", name, 6) for name in stated_there})
    check(
        f"{text}\n**Pay:** $30k\n\n**Education:** NVQ 3\n",
        {"Miller": role("", THIRTY, education="NVQ Level 3")},
        set(),
        set(),
    )


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ("#### Requirements\n- knives\n- steady hands", {9, 10}),
        ("**What you bring:**\n- knives", {9}),
        ("Requirements: knives; steady hands", {8}),
        ("You will need strong arms.", {8}),
    ],
)
def test_r6_what_a_field_without_a_known_name_asks_for_is_no_silence(lines: str, kept: set[int]) -> None:
    guide = parse_guide(f"# Jobs\n\n## Roles\n\n### Cook\nPay: $30k\n\n{lines}\n", "work")
    assert stated(guide) == {"Cook": role("", THIRTY)}
    assert kept <= {line for _, name, line in unread(guide) if name == "hasRequirement"}
    assert kept <= listed(guide)


@pytest.mark.parametrize("name", ["Requires", "Needs", "What it takes", "Good at", "Essential"])
def test_r6_what_a_role_asks_for_has_many_names(name: str) -> None:
    check(
        f"# Jobs\n\n## Miller\n- {name}: milling, tact\n- Pays: $30k\n",
        {"Miller": role("milling, tact", THIRTY)},
        set(),
    )


@pytest.mark.parametrize("asked", ["Preferred: a bachelor's in business", "Required: GCSEs", "Wanted: a good ear"])
def test_r6_a_word_for_asking_is_no_silence(asked: str) -> None:
    guide = parse_guide(f"# Jobs\n\n## Miller\n- {asked}\n- Pays: $30k\n", "work")
    assert "hasRequirement" in {name for _, name, line in unread(guide) if line == 4}
    assert listed(guide) == {4}


def test_r6_quotation_marks_are_no_part_of_a_name() -> None:
    asked = "\"milling\", 'sifting', \u201ccleaning\u201d, \u201etidying\u201c"
    text = f"# Jobs\n\n## Roles\n\n### Miller\nSkills: {asked}\n"
    check(text, {"Miller": role("milling, sifting, cleaning, tidying")}, set(), set())


# --- words around a name ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "skill"),
    [
        ("Familiar with CAD", "CAD"), ("familiarity with Git", "Git"), ("Knowledge of food safety", "food safety"),
        ("Strong working knowledge of Excel", "Excel"), ("Experience with Docker", "Docker"),
        ("Hands-on experience using forklifts", "forklifts"), ("3+ years of experience with SQL", "SQL"),
        ("Proficient in Excel", "Excel"), ("Fluent in French", "French"), ("Understanding of HACCP", "HACCP"),
        ("Comfortable with customers", "customers"), ("CAD (familiarity)", "CAD"), ("BLS (within 6 months)", "BLS"),
        ("Welding (training provided)", "Welding"), ("Driving (before start date)", "Driving"),
    ],
)  # fmt: skip
def test_r7_what_says_how_well_or_since_when_is_no_part_of_a_name(asked: str, skill: str) -> None:
    text = f"# Roles\n\n## Baker\n- Pay: $20\n- Skills:\n  - {asked}\n  - Dough\n"
    check(text, {"Baker": role(f"Dough, {skill}", ("", 20, 20))}, set(), set())
    guide = parse_guide(text, "work")
    assert [(each.line, each.message.startswith("taken without")) for each in guide.findings] == [(6, True)]


@pytest.mark.parametrize(
    "asked", ["Experience in a busy kitchen", "Knowledge of how people learn", "Technical insight"]
)
def test_r7_a_phrase_that_names_nothing_else_stays_whole(asked: str) -> None:
    check(
        f"# Roles\n\n## Baker\n- Pay: $20\n- Skills:\n  - {asked}\n",
        {"Baker": role(asked, ("", 20, 20))},
        set(),
    )


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("BLS (within 6 months)", "BLS"), ("BLS within 6 months of hire", "BLS"), ("First Aid (current)", "First Aid"),
        ("CPR (required), PMP (in progress)", "CPR, PMP"), ("RN licence (renewed every 2 years)", "RN licence"),
        ("Basic Life Support (BLS)", "Basic Life Support (BLS)"),
    ],
)  # fmt: skip
def test_r7_a_certificate_is_named_without_its_condition(given: str, names: str) -> None:
    text = f"# Roles\n\n## Carer\n- Skills: tact\n- Certifications: {given}\n"
    check(text, {"Carer": role("tact", credentials=names)}, set())


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("High school diploma or equivalent", {"High school diploma", "equivalent of High school diploma"}),
        ("Bachelor's degree (or equivalent)", {"Bachelor's", "equivalent of Bachelor's"}),
        ("BSc in Law or foreign equivalent", {"BSc", "equivalent of BSc"}),
        ("High school diploma, GED, or equivalent", {"High school diploma", "GED", "equivalent of GED"}),
        ("Bachelor's or equivalent experience", {"Bachelor's", "equivalent experience"}),
        ("Bachelor\u2019s degree or 5+ years of experience", {"Bachelor's", "5+ years of experience"}),
        ("BSc; equivalent experience accepted", {"BSc", "equivalent experience accepted"}),
        ("Bachelor's, 3 years of experience", None),  # instead, or too?
        ("equivalent", None),
    ],
)
def test_r7_an_equivalent_is_no_credential(text: str, options: set[str] | None) -> None:
    found = education(text)
    assert (found and {each.credential or each.background for each in found}) == options
    assert all("equivalent" not in (each.credential or "") for each in found or ())


def test_r7_an_equivalent_is_no_credential_of_the_graph(tmp_path: Path) -> None:
    fields = "**Skills:** Tact\n\n**Education:** GED or equivalent\n\n**Certifications:** CPR, or equivalent"
    (tmp_path / "j.md").write_text(f"# J\n\n## Roles\n\n### Carer\n{fields}\n", encoding="utf-8")
    kg("init", tmp_path / "s", "--empty")
    assert kg("import", "guide", tmp_path / "j.md", "--into", tmp_path / "s").status == 0
    assert [each["label"] for each in kg("-g", tmp_path / "s", "list", "credentials", "-f", "json").json] == ["GED"]
    found = kg("-g", tmp_path / "s", "show", "Carer", "-f", "json").json
    assert {each["source"]["line"] for each in found["not_understood"]} == {10}


# --- pay in its parts and in other languages --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("$80k base / $120k OTE", (80000, 80000)), ("£30k (OTE £45k)", (30000, 30000)),
        ("OTE $140k, base $80k–$90k", (80000, 90000)), ("€60k + bonus", (60000, 60000)),
        ("$70,000 base, $110,000 on-target earnings", (70000, 70000)), ("$50k-$60k plus equity", (50000, 60000)),
        ("OTE: $120k", None), ("$120k OTE", None), ("Senior OTE: $200k", None), ("£30,000 / €35,000", None),
        ("$20 and £30", None),
        ("von 25.000 bis 30.000 € brutto", (25000, 30000)), ("2.800 € brutto im Monat", (2800, 2800)),
        ("de 25 000 à 30 000 € par an", (25000, 30000)), ("ab 2.500 €", (2500, None)),
        ("30 000 € annuel", (30000, 30000)),
    ],
)  # fmt: skip
def test_r7_base_pay_is_read_and_what_is_paid_beside_it_is_told(text: str, pay: tuple[int, int | None] | None) -> None:
    lines = {4} if pay is None else set()
    check(
        f"# Roles\n\n## Seller\n- Pay: {text}\n- Skills: tact\n",
        {"Seller": role("tact", *([("", *pay)] if pay else []))},
        lines,
        {("seller", "salary", 4)} if lines else set(),
    )


def test_r7_on_target_earnings_in_a_column_are_no_pay_of_a_place() -> None:
    table = "| Role | Base | OTE |\n|---|---|---|\n| Seller | $80k | $120k |\n"
    check(f"# Roles\n\n{table}", {"Seller": role("", ("", 80000, 80000))}, {3}, set())


# --- other languages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("Gehalt", "Fähigkeiten", "Aufgaben", "Ausbildung"), "de"),
        (("Vergütung", "Erforderliche Kenntnisse", "Ihre Aufgaben", "Abschluss"), "de"),
        (("Gehaltsspanne (brutto)", "Kompetenzen", "Tätigkeiten", "Studium"), "de"),
        (("Salaire", "Compétences", "Missions", "Formation"), "fr"),
        (("Rémunération", "Compétences requises", "Tâches", "Études"), "fr"),
        (("Salaire annuel brut", "Savoir-faire", "Vos missions", "Niveau d'études"), "fr"),
        (("Salario", "Habilidades", "Funciones", "Formación"), "es"),
    ],
)
@pytest.mark.parametrize("form", ["**{0}:** {1}\n\n", "**{0}** : {1}\n\n", "- {0}: {1}\n", "### {0}\n\n{1}\n\n"])
def test_r7_the_names_of_fields_in_other_languages(fields: tuple[str, ...], expected: str, form: str) -> None:
    values = ("30.000 €", "Sägen, Hobeln", "bauen", {"de": "keine", "fr": "aucune", "es": "ninguna"}[expected])
    body = "".join(form.format(name, value) for name, value in zip(fields, values, strict=True))
    guide = parse_guide(f"# Roles\n\n## Tischler\n\n{body}", "work")
    found = stated(guide)["Tischler"]
    assert found == role("Sägen, Hobeln", ("", 30000, 30000), duties="bauen", education="no formal education required")
    assert listed(guide) == set()


@pytest.mark.parametrize(
    "head", ["Beruf | Gehalt | Fähigkeiten", "Métier | Salaire | Compétences", "Puesto | Salario | Habilidades"]
)
def test_r7_tables_of_roles_in_other_languages(head: str) -> None:
    table = f"| {head} |\n|---|---|---|\n| Koch | 2.100 € – 2.600 € | Kochen, Planen |\n"
    check(f"# Liste\n\n{table}", {"Koch": role("Kochen, Planen", ("", 2100, 2600))}, set())


# --- tables in HTML, callouts -----------------------------------------------------------------------------------------

HTML = """\
# Roles

<table>
<tr><th>Role</th><th>Salary</th><th>Skills</th></tr>

<tr>
  <td><p><b>Baker</b></p></td>
  <td>$30k &ndash; $40k</td>
  <td><ul><li>Dough</li><li>R &amp; D</li></ul></td>
</tr>
<tr><td>Miller<td>competitive<td>Grain<br>Sacks</tr>
</table>
"""


def test_r7_a_table_in_html_is_a_table() -> None:
    check(
        HTML,
        {"Baker": role("Dough, R & D", ("", 30000, 40000)), "Miller": role("Grain, Sacks")},
        {11},
        {("miller", "salary", 11)},
    )


def test_r7_cells_over_rows_and_one_line_tables_are_read() -> None:
    rows = '<tr><td rowspan="2">Baker</td><td>Junior</td><td>$20k</td></tr><tr><td>Senior</td><td>$30k</td></tr>'
    head = "<tr><th>Role</th><th>Level</th><th>Pay</th></tr>"
    expected = {"Baker": role("", ("Junior", 20000, 20000), ("Senior", 30000, 30000))}
    check(
        f"# Roles\n\n<table>\n{head}\n{rows.replace('</tr><tr>', '</tr>{0}<tr>')}\n</table>\n".format("\n"),
        expected,
        set(),
    )
    check(f"# Roles\n\n<table>{head}{rows}</table>\n", expected, set())


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><th colspan=2>Baker</th></tr>\n<tr><td>Pay</td><td>$20k</td></tr></table>",
        "<table><tr><td>Pay<table><tr><td>$20k</td></tr></table></td></tr></table>",
        "<table><tr><td>Pay of a baker</td><td>$20k</td></tr>",
    ],
)
def test_r7_a_table_in_html_that_is_not_clear_is_listed(table: str) -> None:
    guide = parse_guide(f"# Roles\n\n## Baker\n- Skills: dough\n\n{table}\n", "work")
    assert stated(guide) == {"Baker": role("dough")}
    assert listed(guide) == {6, 7} if "\n" in table else {6}
    assert {("baker", "salary", 6), ("baker", "salary", 7)} & unread(guide)


@pytest.mark.parametrize("mark", ["[!NOTE]", "[!tip]+", "[!INFO] Facts"])
def test_r7_fields_in_a_callout_are_read(mark: str) -> None:
    note = f"> {mark}\n> **Salary:** $20k\n> **Skills**\n> - dough\n> - ovens\n"
    guide = parse_guide(f"# Roles\n\n## Baker\n\n{note}\n> [!TIP]\n> Be early.\n", "work")
    assert stated(guide) == {"Baker": role("dough, ovens", ("", 20000, 20000))}
    assert listed(guide) - {5} == {12}


def test_r7_a_quotation_is_not_read() -> None:
    guide = parse_guide("# Roles\n\n## Baker\n- Skills: dough\n\n> **Salary:** $20k\n", "work")
    assert stated(guide) == {"Baker": role("dough")}
    assert unread(guide) == {("baker", "salary", 6)}


def test_r7_many_equal_headings_are_read_once() -> None:
    text = "# Jobs\n\n" + "## Baker\n- Pay: $20\n- Skills: dough\n\n" * 300
    guide = parse_guide(text, "work")
    assert stated(guide) == {"Baker": role("dough", ("", 20, 20))}
    assert listed(guide) == set()


# --- guides as people of many trades write them -----------------------------------------------------------------------


def test_r7_names_in_bold_divide_a_text_into_roles() -> None:
    check(
        "# Our Ward – Roles & Expectations\n\n"
        "**Nurse (RN)**\nSalary: $68,000\nEducation: BSN preferred\nMust have: IV starts, Epic\n\n"
        "**Assistant (CNA)**\nSalary: $17.50/hr\nEducation: GED or equivalent\nCerts: CNA, BLS (within 6 months)\n",
        {
            "Nurse (RN)": role("IV starts, Epic", ("", 68000, 68000), education="BSN"),
            "Assistant (CNA)": role("", ("", 17.5, 17.5), education="GED, equivalent of GED", credentials="CNA, BLS"),
        },
        set(),
    )


def test_r7_a_name_in_bold_with_pay_heads_the_fields_below_it() -> None:
    text = "# Careers\n\n**Chef** — £28,000\nSkills: sauces, butchery\n\n**Porter** — £11.44/hr\nSkills: cleaning\n"
    expected = {"Chef": role("sauces, butchery", ("", 28000, 28000)), "Porter": role("cleaning", ("", 11.44, 11.44))}
    check(text, expected, set())


def test_r7_fields_below_the_name_in_an_item_are_of_it() -> None:
    check(
        "# Careers in Water\n\n1. Plant Operator\n   Pay: $25 an hour\n   Skills: sampling, pumps\n"
        "2. Lab Tech\n   Pay: $48k-52k\n   Education: Associate degree in Chemistry\n",
        {
            "Plant Operator": role("sampling, pumps", ("", 25, 25)),
            "Lab Tech": role("", ("", 48000, 52000), education="Associate's in Chemistry"),
        },
        set(),
    )


@pytest.mark.parametrize("sign", ["•", "·", "|", "●"])
def test_r7_signs_with_room_around_them_divide_a_list(sign: str) -> None:
    text = f"# Jobs\n\n## Cook\n\n**Pay:** $18/hr\n\n**Skills:** knife work {sign} grilling {sign} plating\n"
    check(text, {"Cook": role("knife work, grilling, plating", ("", 18, 18))}, set())


def test_r7_fields_above_all_roles_describe_no_guide() -> None:
    guide = parse_guide("# Jobs\n\nSkills: tact\n\n## Cook\n- Pay: $18\n- Skills: heat\n", "work")
    assert guide.dataset.document.descriptions == ()
    assert listed(guide) == {3}


def test_r7_the_id_of_a_page_is_no_part_of_a_name() -> None:
    text = f"# Designer {'3f2a9c8b' * 4}\n\nSalary: €55.000\nSkills: Figma, research\n"
    check(text, {"Designer": role("Figma, research", ("", 55000, 55000))}, set())
