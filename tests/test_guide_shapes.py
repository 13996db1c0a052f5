"""People's own guides: Markdown read as Markdown, in the shapes that people write; what is not understood is listed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import pytest
from career_guides import SHAPES, Pay
from command_line import kg
from drawn import examples
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KGError
from kg.model.careers import Pay as CareerPay
from kg.sources.guide import Guide, parse_guide
from kg.sources.guide.education import education
from kg.sources.guide.phrases import pay

if TYPE_CHECKING:
    from pathlib import Path

    from kg.model.curated import RoleRecord

HEAD = "# Guide to Felting\n\n## Roles\n\n### Felter\n"
PAY = "\n**Pay:** £20,000 - £25,000\n"


def roles_of(guide: Guide) -> dict[str, RoleRecord]:
    return {role.label: role for role in guide.dataset.roles}


def skills_of(guide: Guide, role: str) -> set[str]:
    """The labels of the skills and members that a role names."""
    labels = {skill.id: skill.label for skill in guide.dataset.skills}
    asked = roles_of(guide)[role].requirements
    return {labels[name] for each in asked for name in (each.skill, *each.members) if name}


def pay_of(guide: Guide) -> set[Pay]:
    return {
        Pay(role.label, each.minimum or 0, each.maximum, each.currency, each.level or "")
        for role in guide.dataset.roles
        for each in (*([role.salary] if role.salary else []), *role.level_pay)
    }


def listed(guide: Guide) -> set[int]:
    """The lines that were not understood."""
    return {finding.line or 0 for finding in guide.findings if finding.severity == "warning"}


# --- marks are no part of a name --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("skills", "found", "lines"),
    [
        ("- Carding {: .big}\n- Dyeing\n", {"Carding", "Dyeing"}, set()),
        ("- Carding {#a .b}\n- [Dyeing]{.x}\n", {"Carding", "Dyeing"}, set()),
        ("Carding<br>Dyeing<br/>Felting\n", {"Carding", "Dyeing", "Felting"}, set()),
        ("● Carding\n● Dyeing\n", {"Carding", "Dyeing"}, set()),
        ("– Carding\n– Dyeing\n", {"Carding", "Dyeing"}, set()),
        ("🔹 Carding\n🔹 Dyeing\n", {"Carding", "Dyeing"}, set()),
        ("- Carding\n- <!-- Dyeing -->\n- Felting\n", {"Carding", "Felting"}, set()),
        ("- Carding <!-- and\n  more -->\n- Felting\n", {"Carding", "Felting"}, set()),
        ("- **Carding** - Clean, even, fast\n- Dyeing\n", {"Carding", "Dyeing"}, set()),
        ("- **Carding**: You will like it. It is fun.\n- Dyeing\n", {"Carding", "Dyeing"}, set()),
        ("- Carding - Clean, even, fast\n- Dyeing\n", {"Dyeing"}, {7}),
        ("- <b>Carding</b>\n- <a href=\"x\">Dyeing</a>\n", {"Carding", "Dyeing"}, set()),
        ("- <blink>Carding</blink>\n- Dyeing\n", {"Dyeing"}, {7}),
        ("- N/A\n- TBD\n- Dyeing\n", {"Dyeing"}, {7, 8}),
        ("Carding\nDyeing\nFelting\n", {"Carding", "Dyeing", "Felting"}, set()),
        ("Carding, dyeing and\nfelting wool\n", {"Carding", "dyeing", "felting wool"}, set()),
        ("- [Carding][c]\n- [Dyeing]\n\n[c]: https://example.org\n", {"Carding"}, {8}),
        ("- [Carding](c.md)\n- [[Dyeing]]\n- [[wool|Felting]]\n", {"Carding", "Dyeing", "Felting"}, set()),
        ("- https://example.org\n- <https://example.org>\n- Dyeing\n", {"Dyeing"}, {7, 8}),
        ("- Carding[^1]\n\n[^1]: By hand.\n", {"Carding"}, {9}),
        ("- ~~Carding~~\n- <s>Felting</s>\n- Dyeing\n", {"Dyeing"}, set()),
        ("- [x] Carding\n- [ ] Dyeing\n", {"Carding", "Dyeing"}, set()),
        ("- **Tools:** Loom, Carder\n- **Soft skills**\n  - Calm\n  - Tact\n- *Other:*\n  - Driving\n",
         {"Loom", "Carder", "Calm", "Tact", "Driving"}, set()),
        ("- Carding (2+ years)\n- English (B2)\n- Dyeing (5 years preferred)\n",
         {"Carding", "English", "Dyeing"}, set()),
        ("- `Carding`\n- _Dyeing_\n- ***Felting***\n", {"Carding", "Dyeing", "Felting"}, set()),
        ("- C&amp;C\n- C\\*\n", {"C&C", "C*"}, set()),
        ("> - Carding\n\n- Dyeing\n", {"Dyeing"}, {7}),
        ("```\nCarding\n```\n- Dyeing\n", {"Dyeing"}, {7, 8, 9}),
        ("| Carding |\n|---|\n| Dyeing |\n", set(), {7, 8, 9}),
    ],
)  # fmt: skip
def test_i4_a_name_holds_no_marks(skills: str, found: set[str], lines: set[int]) -> None:
    guide = parse_guide(f"{HEAD}**Skills:**\n{skills}{PAY}", "felting")
    assert skills_of(guide, "Felter") == found
    assert listed(guide) == lines
    assert pay_of(guide) == {Pay("Felter", 20000, 25000, "GBP")}


def test_i4_what_a_name_is_taken_without_is_said() -> None:
    text = f"{HEAD}**Skills:**\n- **Carding** - Clean, even\n- English (B2)\n"
    told = {each.line: each.message for each in parse_guide(text, "felting").findings}
    assert told == {7: "taken without 'Clean, even'", 8: "taken without 'B2'"}


def test_i4_a_wide_colon_is_a_colon() -> None:
    guide = parse_guide(f"{HEAD}**Skills:**\n- Carding\n\n**Pay\uff1a** £1 - £2\n", "felting")
    assert (skills_of(guide, "Felter"), pay_of(guide)) == ({"Carding"}, {Pay("Felter", 1, 2, "GBP")})


@pytest.mark.parametrize("marks", ["<<<<<<< HEAD\n- Dyeing\n=======\n- Spinning\n>>>>>>> b\n"])
def test_i4_a_conflict_of_git_is_no_data(marks: str) -> None:
    with pytest.raises(KGError, match=r"guide\.md:8: error: a conflict of git"):
        parse_guide(f"{HEAD}**Skills:**\n- Carding\n{marks}", "felting")
    parse_guide(f"{HEAD}**Skills:**\n- Carding\n```\n{marks}```\n", "felting")


@pytest.mark.parametrize(
    "heading", ["### Felter {#felter .x}", "### Felter ###", "### [Felter](f.md)", "### **Felter**", "### 🧶 Felter",
                "### ~~Hatter~~ Felter", "### <span>Felter</span>", "### \u200bFelter", "### 2) Felter"]
)  # fmt: skip
def test_i4_the_name_of_a_role(heading: str) -> None:
    text = f"# Careers {{#top}}\n\n## Roles {{#roles}}\n\n{heading}\n\u200b**Skills:**\n- Carding\n{PAY}"
    guide = parse_guide(text, "felting")
    assert set(roles_of(guide)) == {"Felter"}
    assert skills_of(guide, "Felter") == {"Carding"}
    assert listed(guide) == set()


def test_r9_i4_a_sharp_is_no_mark() -> None:
    text = "# G\n\n## Roles\n\n### 1. F# Developer\n**Skills:**\n- C#\n\n### 2. C#\n**Skills:**\n- Python\n"
    assert set(roles_of(parse_guide(text, "g"))) == {"F# Developer", "C#"}


# --- headings ---------------------------------------------------------------------------------------------------------


def test_i1_a_title_is_a_title_whatever_follows() -> None:
    text = (
        HEAD.replace("Guide to", "Careers in")
        + "**Skills:** Carding\n\n### Dyer\n**Pay:** £21,000\n\n# Sources\n\nX.\n"
    )
    guide = parse_guide(text, "felting")
    assert set(roles_of(guide)) == {"Felter", "Dyer"}
    assert guide.dataset.document.title == "Careers in Felting"
    assert [section.label for section in guide.dataset.document.sections] == ["Roles", "Sources"]


def test_i1_roles_may_all_be_headings_of_level_one() -> None:
    text = "# Felter\n**Skills:** Carding\n\n**Pay:** £1\n\n# Dyer\n**Skills:** Dyeing\n\n**Pay:** £2\n"
    assert set(roles_of(parse_guide(text, "felting"))) == {"Felter", "Dyer"}


def test_i4_a_rule_below_a_field_makes_no_heading() -> None:
    guide = parse_guide(f"{HEAD}**Skills:** Carding\n{PAY}---\n\n### Dyer\n**Skills:** Dyeing\n", "felting")
    assert set(roles_of(guide)) == {"Felter", "Dyer"}
    assert pay_of(guide) == {Pay("Felter", 20000, 25000, "GBP")}


def test_i4_a_duty_is_never_a_level() -> None:
    text = (
        "# Clock Work\n\n## Career Progression\n\n**Entry (0-2 years):** Bench Trainee, Parts Clerk\n"
        "- Cleaning movements\n\n**Mid (3-5 years):** Clock Repairer\n- Owning repairs\n"
    )
    guide = parse_guide(text, "clocks")
    assert [(each.label, each.min_years, each.max_years) for each in guide.dataset.levels] == [
        ("Entry", 0, 2), ("Mid", 3, 5),
    ]  # fmt: skip
    assert {title.label for title in guide.dataset.job_titles} == {"Bench Trainee", "Parts Clerk", "Clock Repairer"}
    assert listed(guide) == {6, 9}
    text = "# Clock Work\n\n## Career Progression\n\n- Learn the tools\n- Lead a team\n"
    assert parse_guide(text, "clocks").dataset.levels == ()


# --- shapes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHAPES)
def test_i5_the_shapes_that_people_write(name: str) -> None:
    """Every role and pay range that was written in, and nothing else; a text without roles has none."""
    guide = parse_guide(SHAPES[name].text, "work")
    assert set(roles_of(guide)) == SHAPES[name].roles
    assert pay_of(guide) == SHAPES[name].pay
    assert bool(guide.careers) is bool(SHAPES[name].roles)


def test_i5_most_shapes_have_roles_and_pay() -> None:
    assert sum(bool(shape.roles and shape.pay) for shape in SHAPES.values()) >= 0.8 * len(SHAPES)


def test_i5_a_guide_without_a_role_says_so(tmp_path: Path) -> None:
    kg("init", tmp_path / "store", "--empty")
    for name in [name for name, shape in SHAPES.items() if not shape.roles]:
        file = tmp_path / "text.md"
        file.write_text(SHAPES[name].text, encoding="utf-8")
        answer = kg("import", "guide", file, "--into", tmp_path / "store")
        assert answer.status == 1
        heading = re.findall("^# (.*)$", SHAPES[name].text, re.MULTILINE)[0]
        assert f"no role was found in 'text.md'; these headings were seen: '{heading}'" in answer.err


# --- pay and education ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$14.50 - $19 per hour", (14.5, 19, False, "USD", "HOUR")),
        ("£11.44 per hour", (11.44, 11.44, False, "GBP", "HOUR")),
        ("£25-30,000", (25000, 30000, False, "GBP", None)),
        ("£25 to £30,000", (25000, 30000, False, "GBP", None)),
        ("$5-8,000", (5000, 8000, False, "USD", None)),
        ("£500-1,000", (500, 1000, False, "GBP", None)),
        ("€45k–55k p.a.", (45000, 55000, False, "EUR", "YEAR")),
        ("50k", (50000, 50000, False, "", None)),
        ("₹3-5 LPA", (300_000, 500_000, False, "INR", "YEAR")),
        ("₹8,00,000 \u2212 ₹12,00,000", (800_000, 1_200_000, False, "INR", None)),
        ("€55K\u2212€60K", (55000, 60000, False, "EUR", None)),
        ("20,000 £", (20000, 20000, False, "GBP", None)),
        ("45.000,50 € monthly", (45000.5, 45000.5, False, "EUR", "MONTH")),
        ("£1,200 pcm", (1200, 1200, False, "GBP", "MONTH")),
        ("$62.5k", (62500, 62500, False, "USD", None)),
        ("US$100k+", (100_000, None, True, "USD", None)),
        ("$20/hr", (20, 20, False, "USD", "HOUR")),
        ("$14.50", None),
        ("$80,00", None),
        ("25k-30", None),
        ("circa £30,000", None),
        ("$3-8/hour extra for call shifts", None),
        ("£20,000 in London, £18,000 elsewhere", None),
    ],
)
def test_i6_pay_as_people_write_it(text: str, expected: tuple[object, ...] | None) -> None:
    assert pay(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bachelor of Science in Nursing (BSN) or Associate Degree in Nursing",
         [("Bachelor of Science", ("Nursing",)), ("Associate's", ("Nursing",))]),
        ("BSc Nursing", [("BSc", ("Nursing",))]),
        ("B.Sc. (Hons) in Physics", [("BSc", ("Physics",))]),
        ("NVQ 3", [("NVQ Level 3", ())]),
        ("NVQ Level 3", [("NVQ Level 3", ())]),
        ("no formal education", [(None, ())]),
        ("High school diploma or equivalent", [("High school diploma", ()), (None, ())]),
        ("Bachelor's degree or higher", [("Bachelor's", ())]),
        ("At least a Bachelor's degree in Biology", [("Bachelor's", ("Biology",))]),
        ("Apprenticeship as a baker (3 years) or equivalent experience", [("Apprenticeship", ("baker",)), (None, ())]),
        ("Diploma (two years) in Nursing", [("Diploma", ("Nursing",))]),
        ("Typically a bachelor's degree", None),
        ("Level 2 or 3 NVQ", None),
        ("A degree helps, but talent counts", None),
    ],
)  # fmt: skip
def test_i6_education_as_people_write_it(text: str, expected: list[tuple[str | None, tuple[str, ...]]] | None) -> None:
    found = education(text)
    assert (found and [(option.credential, option.fields) for option in found]) == expected


@pytest.mark.parametrize(
    ("text", "required", "preferred", "lines"),
    [
        ("**Certifications:** ETCP required, first aid often required\n", {"ETCP"}, {"first aid"}, set()),
        ("**Certifications**\n- CKA (optional)\n- **CPR** - renew yearly\n", set(), {"CKA", "CPR"}, set()),
        ("**Licence:** Class B\n", {"Class B"}, set(), set()),
        ("**Required certifications:** CDL, Forklift ticket\n", {"CDL", "Forklift ticket"}, set(), set()),
        ("#### Licenses and Certifications\n- Nursing license\n- Google Data Analytics\n",
         {"Nursing license"}, {"Google Data Analytics"}, set()),
        ("**Certificates:** [CompTIA A+](https://example.org)\n", set(), {"CompTIA A+"}, set()),
        ("**Credentials:** PE license\n", {"PE license"}, set(), set()),
        ("**Certification:** ask the guild\n", set(), set(), {7}),
        ("**Certifications:** CPA or CMA\n", set(), set(), {7}),
        ("**Certifications:** None required\n", set(), set(), {7}),
        ("**Certifications:** N/A\n", set(), set(), {7}),
    ],
)  # fmt: skip
def test_i4_certificates_and_licences_are_read_or_listed(
    text: str, required: set[str], preferred: set[str], lines: set[int]
) -> None:
    guide = parse_guide(f"{HEAD}\n{text}{PAY}", "felting")
    labels = {each.id: each.label for each in guide.dataset.credentials}
    asked = {
        (labels[each.credential], each.strength) for each in roles_of(guide)["Felter"].requirements if each.credential
    }
    assert asked == {(label, "required") for label in required} | {(label, "preferred") for label in preferred}
    assert listed(guide) == lines
    assert {each.line for each in guide.unread} == lines


def test_i6_a_certificate_may_be_in_a_column() -> None:
    rows = ["| Nurse | $60k | RN license, BLS |", "| Aide | $30k | a smile |"]
    text = "\n".join(["# Ward Jobs", "", "| Role | Salary | Certifications |", "|---|---|---|", *rows])
    guide = parse_guide(text, "ward")
    assert {label: len(role.requirements) for label, role in roles_of(guide).items()} == {"Nurse": 2, "Aide": 0}
    assert listed(guide) == {6}


# --- a text that was not understood is not silence --------------------------------------------------------------------

UNREAD = """# Care Jobs

## Roles

### Carer

**Skills:** Lifting

**Education:** A good heart and a long afternoon

**Pay:** competitive

### Porter

**Skills:** Strength, or a trolley

**Pay:** £12 an hour
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a guide of which four lines are not understood."""
    folder = tmp_path_factory.mktemp("unread")
    (folder / "care.md").write_text(UNREAD, encoding="utf-8")
    kg("init", folder / "store", "--empty")
    assert kg("import", "guide", folder / "care.md", "--into", folder / "store").status == 0
    return folder / "store"


class Unread(NamedTuple):
    property: str
    line: int


def unread_of(document: dict[str, object]) -> set[Unread]:
    found = document.get("not_understood", [])
    assert isinstance(found, list)
    return {Unread(each["property"], each["source"]["line"]) for each in found}


@pytest.mark.parametrize(
    ("command", "expected", "text"),
    [
        (("show", "Carer"), {Unread("educationOption", 9), Unread("salary", 11)},
         "line 9 states it, and it was not understood"),
        (("gap", "--have", "Lifting", "Carer"), {Unread("educationOption", 9), Unread("salary", 11)},
         "line 9 states its education, and it was not understood"),
        (("gap", "--have", "Lifting", "Porter"), {Unread("hasRequirement", 15)},
         "What Porter requires is not known: line 15 states it"),
        (("compare", "Carer", "Porter"), {Unread("education", 9), Unread("pay", 11), Unread("skills", 15)},
         "Of Carer, line 9 states its education, and it was not understood."),
        (("rank", "skills"), {Unread("hasRequirement", 15)}, "Porter: line 15"),
        (("match", "--have", "Lifting"), {Unread("hasRequirement", 15)}, "Porter: line 15"),
        (("ask", "role-pay", "--role", "Carer"), {Unread("salary", 11)}, "line 11 states it, and it was"),
        (("ask", "role-education", "--role", "Carer"), {Unread("educationOption", 9)},
         "line 9 states it, and it was not understood"),
        (("ask", "pay-by-role"), {Unread("salary", 11)}, "line 11 states it, and it was not understood"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_i6_what_was_not_understood_is_never_not_stated(
    store: Path, command: tuple[str, ...], expected: set[Unread], text: str
) -> None:
    assert text in kg("-g", store, *command).out
    assert unread_of(kg("-g", store, *command, "-f", "json").json) == expected


def test_i6_next_and_match_name_the_line_of_an_education_that_was_not_understood(tmp_path: Path) -> None:
    text = UNREAD.replace("Strength, or a trolley", "Lifting, Maps")
    (tmp_path / "care.md").write_text(text, encoding="utf-8")
    kg("init", tmp_path / "store", "--empty")
    kg("import", "guide", tmp_path / "care.md", "--into", tmp_path / "store")
    told = "line 9 states its education, and it was not understood"
    for command in (("match", "--have", "Lifting"), ("next", "Porter")):
        for form in ("table", "csv", "md"):
            assert told in kg("-g", tmp_path / "store", *command, "-f", form).out
    for rows in (
        kg("-g", tmp_path / "store", "next", "Porter", "-f", "json").json,
        kg("-g", tmp_path / "store", "match", "--have", "Lifting", "-f", "json").json["roles"],
    ):
        found = {row["role"]["label"]: unread_of(row) for row in rows}
        assert found["Carer"] == {Unread("educationOption", 9), Unread("salary", 11)}
    assert "not understood" not in kg("-g", tmp_path / "store", "next", "Carer").out


def test_i6_routes_and_plans_name_the_line_that_was_not_understood(store: Path) -> None:
    answer = kg("-g", store, "route", "Carer", "Porter")
    assert answer.status == 1
    known = "what Porter requires is not known: line 15 states it, and it was not understood"
    assert f"No route: {known}, so no route can be computed." in answer.out
    assert f"not allowed because {known}" in answer.out
    assert "Direct step: required skills not known: line 15 states it, and it was not understood; " in answer.out
    origin = kg("-g", store, "route", "Porter", "Carer").out
    assert f"No route: {known}, so it is not known what you would bring." in origin
    unread = kg("-g", store, "route", "Carer", "Porter", "-f", "json").json["direct"]["not_understood"]
    assert [each["source"]["line"] for each in unread] == [15]
    for text in (answer.out, origin):
        assert "lists no skills" not in text
        assert "states no skills" not in text


def test_i6_a_step_names_the_requirements_that_were_not_understood(tmp_path: Path) -> None:
    """More may be to learn than is counted, so the counts say "at least" wherever they stand."""
    skills = "**Skills:**\n* Lifting\n* {}\n\n"
    text = f"# Care\n\n## Roles\n\n### Carer\n{skills.format('Tact')}### Porter\n{skills.format('Maps')}"
    (tmp_path / "care.md").write_text(f"{text[:-1]}* Spanish or French\n", encoding="utf-8")
    kg("init", tmp_path / "store", "--empty")
    kg("import", "guide", tmp_path / "care.md", "--into", tmp_path / "store")
    for command in ("route", "plan"):
        for form in ("table", "md", "html"):
            out = " ".join(kg("-g", tmp_path / "store", command, "Carer", "Porter", "-f", form).out.split())
            assert "at least 1 skill to learn" in out
            assert re.search(r"not understood.{0,40}requirements.*line 14 states its requirements", out)
            assert "Spanish or French" in out
    found = kg("-g", tmp_path / "store", "route", "Carer", "Porter", "-f", "json").json["routes"][0]["steps"][0]
    assert unread_of(found) == {Unread("hasRequirement", 14)}
    assert "at least" not in kg("-g", tmp_path / "store", "route", "Porter", "Carer").out
    kg("-g", tmp_path / "store", "view", "--route", "Carer", "Porter", "-o", tmp_path / "route.html")
    page = (tmp_path / "route.html").read_text(encoding="utf-8")
    assert "one step and at least one skill to learn." in page
    assert "More may be required: line 14 states what is required" in page


def test_i6_a_plan_names_the_lines_of_gates_and_pay_that_were_not_understood(tmp_path: Path) -> None:
    roles = "".join(
        f"### {role}\n**Skills:** Lifting, {skill}\n\n**Education:** a good heart\n\n**Pay:** competitive\n\n"
        for role, skill in (("Carer", "Tact"), ("Porter", "Maps"))
    )
    (tmp_path / "care.md").write_text(f"# Care\n\n## Roles\n\n{roles}", encoding="utf-8")
    kg("init", tmp_path / "store", "--empty")
    kg("import", "guide", tmp_path / "care.md", "--into", tmp_path / "store")
    found = kg("-g", tmp_path / "store", "plan", "Carer", "Porter", "-f", "csv").lines
    rows = {line.split(",")[3]: line for line in found if line.startswith(("Step", "Pay"))}
    assert "line 15 states it, and it was not understood" in rows["gate"]
    assert "line 17 states it, and it was not understood" in rows["pay"]
    assert "line 10 states it, and it was not understood" in rows["now"]
    assert "line 17 states it, and it was not understood" in rows["then"]


def test_i6_not_stated_is_what_no_line_states(store: Path) -> None:
    assert kg("-g", store, "show", "Carer", "-f", "json").json["not_stated"] == ["description", "hasResponsibility"]
    sides = kg("-g", store, "compare", "Carer", "Porter", "-f", "json").json["not_stated"]
    assert [side["properties"] for side in sides] == [
        ["preparation level", "job titles"], ["education", "preparation level", "job titles"],
    ]  # fmt: skip
    assert kg("-g", store, "validate").status == 0


def test_i6_a_text_outside_any_field_may_state_something() -> None:
    text = f"{HEAD}**Skills:** Carding\n\n**Perks:** a salary of $20 or so\n\n> You need a degree for this\n"
    guide = parse_guide(text, "felting")
    assert {(each.property.rpartition("#")[2], each.line) for each in guide.unread} == {
        ("salary", 8), ("educationOption", 10),
    }  # fmt: skip


def test_i6_pay_by_level_in_answers(tmp_path: Path) -> None:
    (tmp_path / "rigger.md").write_text(SHAPES["one role below a numbered heading"].text, encoding="utf-8")
    kg("init", tmp_path / "store", "--empty")
    assert kg("import", "guide", tmp_path / "rigger.md", "--into", tmp_path / "store").status == 0
    facts = kg("-g", tmp_path / "store", "show", "Loom Technician", "-f", "json").json["facts"]
    parts = [fact["parts"] for fact in facts if fact["property"] == "salary"]
    assert {(*part["payLevel"], *part["minValue"]) for part in parts} == {
        ("Fresher", 300_000), ("Experienced", 800_000),
    }  # fmt: skip
    rows = kg("-g", tmp_path / "store", "ask", "role-pay", "--role", "Loom Technician", "-f", "json").json["rows"]
    assert [row["minimum"] for row in rows] == [300_000, 800_000]
    assert kg("-g", tmp_path / "store", "validate").status == 0


# --- no import empties or thins a source ------------------------------------------------------------------------------


def guide_of(*roles: str) -> str:
    return "# Work\n\n## Roles\n" + "".join(f"\n### {role}\n**Skills:** {role} craft\n" for role in roles)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


TURTLE = "<https://e.org/{0}> a <https://w3id.org/career-kg/ontology#Role> ."
ESCO = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,code\n"
ESCO_ROW = (
    "Occupation,http://data.europa.eu/esco/occupation/11111111-1111-4111-8111-11111111111{0},0310,runner {0},,0310.1\n"
)


@pytest.mark.parametrize(
    ("kind", "name", "good", "empty"),
    [
        ("guide", "work.md", guide_of("Felter"), "# T\n\nText only.\n"),
        ("rdf", "work.ttl", TURTLE.format("a"), ""),
        ("esco", "occupations_en.csv", ESCO + ESCO_ROW.format(1), "," + ESCO + "0," + ESCO_ROW.format(1)),
        ("onet", "Occupation Data.txt", "O*NET-SOC Code\tTitle\tDescription\n15-2051.00\tData Scientists\tx\n",
         'O*NET-SOC Code\tTitle\tDescription\n"15-2051.00"\t"Data Scientists"\t"x"\n'),
    ],
)  # fmt: skip
def test_i2_an_import_that_understands_nothing_replaces_nothing(
    kind: str, name: str, good: str, empty: str, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    kg("init", store, "--empty")
    paths = [write(tmp_path / folder, name, text) for folder, text in (("good", good), ("empty", empty))]
    given = paths if kind in ("guide", "rdf") else [path.parent for path in paths]
    assert kg("import", kind, given[0], "--into", store, "--name", "mine").status == 0
    before = (store / "store.json").read_bytes()
    refused = kg("import", kind, given[1], "--into", store, "--name", "mine")
    assert refused.status == 1
    assert "nothing was imported, and the store is as it was" in refused.err
    assert "--allow-empty" in refused.err
    assert (store / "store.json").read_bytes() == before
    assert kg("import", kind, given[1], "--into", store, "--name", "mine", "--allow-empty", "--yes").status == 0
    assert (store / "store.json").read_bytes() != before


def test_i2_an_import_that_drops_most_roles_asks(tmp_path: Path) -> None:
    store = tmp_path / "store"
    kg("init", store, "--empty")
    file = write(tmp_path, "work.md", guide_of("Felter", "Dyer", "Hatter"))
    assert kg("import", "guide", file, "--into", store).status == 0
    write(tmp_path, "work.md", guide_of("Felter"))
    before = (store / "store.json").read_bytes()
    refused = kg("import", "guide", file, "--into", store)
    assert refused.status == 1
    assert "the source 'work' would lose 2 of its 3 roles and 2 of its 3 skills" in refused.err
    assert (store / "store.json").read_bytes() == before
    write(tmp_path, "work.md", guide_of("Felter", "Dyer"))
    assert kg("import", "guide", file, "--into", store).status == 0  # a third is no more than half
    write(tmp_path, "work.md", guide_of("Hatter"))
    assert kg("import", "guide", file, "--into", store, "--yes").status == 0


@pytest.mark.parametrize(("kind", "name"), [("guide", "README.md"), ("rdf", "data.ttl")])
def test_i3_files_of_one_name_are_all_imported(kind: str, name: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    kg("init", store, "--empty")
    texts = (guide_of("Felter"), guide_of("Baker")) if kind == "guide" else map(TURTLE.format, "ab")
    files = [write(tmp_path / folder, name, text) for folder, text in zip(("a", "b"), texts, strict=True)]
    stem = name.partition(".")[0].lower()
    added = kg("import", kind, *files, "--into", store, "-f", "json")
    assert [change["source"] for change in added.json] == [f"a-{stem}", f"b-{stem}"]
    assert len(kg("-g", store, "list", "roles", "-f", "json").json) == 2
    twice = kg("import", kind, files[0], files[0], "--into", store)
    assert twice.status == 2
    assert "is given twice" in twice.err


def test_i5_a_folder_is_all_the_guides_in_it(tmp_path: Path) -> None:
    store, folder = tmp_path / "store", tmp_path / "jobs"
    kg("init", store, "--empty")
    write(folder, "felter.md", "# Felter\n\n## Skills\n- Carding\n\n## Pay\n£20,000\n")
    write(folder, "more/baker.md", guide_of("Baker"))
    write(folder, ".hidden/x.md", guide_of("Ghost"))
    write(folder, "README.md", "# Read me\n\nNothing here.\n")
    answer = kg("import", "guide", folder, "--into", store)
    assert answer.status == 0
    assert "no role was found in 'README.md'" in answer.err
    found = kg("-g", store, "list", "roles", "-f", "json").json
    assert {role["label"] for role in found} == {"Felter", "Baker"}
    empty = tmp_path / "empty"
    empty.mkdir()
    assert kg("import", "guide", empty, "--into", store).status == 2


@pytest.mark.parametrize("name", SHAPES)
def test_i3_every_line_is_in_one_count(name: str) -> None:
    text = SHAPES[name].text
    file, read, kept, skipped, missed = parse_guide(text, "work", "work.md").lines
    assert (file, read) == ("work.md", sum(bool(line.strip()) for line in text.split("\n")))
    assert kept + skipped + missed == read
    assert missed == len(listed(parse_guide(text, "work")))


# --- dialects ---------------------------------------------------------------------------------------------------------

WORDS = ("Carding", "Dyeing", "Kiln work", "C++", "R&D", "Hand tools", "3D drawing", "Knots", "Bee keeping", "Tact")
ROLES = ("Felter", "Bee Keeper", "Tool Maker", "C# Developer", "Level Crossing Keeper", "Night Porter")
DUTIES = ("Card the wool", "Keep the books", "Feed the kiln", "Answer letters")
PAYS = {"£20,000 - £25,000": (20000, 25000), "€45k–55k p.a.": (45000, 55000), "$14.50 per hour": (14.5, 14.5)}
DEGREES = {"Bachelor's in Law": "Bachelor's", "NVQ 3": "NVQ Level 3", "BSc Nursing": "BSc"}


class Fact(NamedTuple):
    """Something that a line of a generated guide states."""

    role: str
    field: str
    value: object


class Written(NamedTuple):
    """A line of a generated guide, with what it states."""

    text: str
    facts: tuple[Fact, ...] = ()


class Dialect:
    """One of the many ways to write the same guide, drawn at random."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.sign = draw.choice(["-", "*", "+", "1.", "1)", "•", "–", "- [ ]"])
        self.marks = draw.choice(["**{}:** {}", "**{}**: {}", "__{}:__ {}", "*{}:* {}", "{}: {}", "<b>{}:</b> {}"])
        self.heading = draw.choice(["### {}", "### {} ###", "### **{}**", "### {} {{#x}}", "### 1. {}", "#### 🧶 {}"])
        self.fields_are_headings = draw.random() < 0.2
        self.quoted = draw.random() < 0.1
        self.ends = draw.choice(["\n", "\r\n", "\r"])

    def name(self, text: str, field: str) -> str:
        """A name in marks that are no part of it, or that make it unreadable; a skill may have a condition."""
        escaped = re.sub(r"([*_`\[\]<>#])", r"\\\1", text)
        form = self.draw.choice(
            ["{}"] * 6 + ["**{}**", "*{}*", "`{}`", "[{}](x.md)", "<b>{}</b>", "{} {{: .c}}", "{}[^1]", "{}\u200b",
             "{} <!-- c -->", "~~{}~~", "[{}][r]", "<q>{}</q>", "[[{}]]", "<tt>{}</tt>", "{} (2+ years)", "<x>{}</x>"]
        )  # fmt: skip
        if field != "skills":
            form = form.replace(" (2+ years)", "")
        return form.format(text if "`" in form or "[[" in form else escaped)

    def items(self, role: str, field: str, values: list[str]) -> list[Written]:
        return [Written(f"{self.sign} {self.name(value, field)}", (Fact(role, field, value),)) for value in values]

    def list_of(self, role: str, field: str, name: str, values: list[str]) -> list[Written]:
        if self.fields_are_headings:
            return [Written(""), Written(f"##### {name}"), Written(""), *self.items(role, field, values)]
        if field == "skills" and self.draw.random() < 0.3:
            return [Written(self.marks.format(name, ", ".join(values)), tuple(Fact(role, field, v) for v in values))]
        head = [Written(""), Written(self.marks.format(name, "").rstrip())]
        return [*head, *([Written("")] * self.draw.randrange(2)), *self.items(role, field, values), Written("")]

    def value(self, role: str, field: str, name: str, text: str, meant: object) -> list[Written]:
        if self.fields_are_headings:
            return [Written(""), Written(f"##### {name}"), Written(text, (Fact(role, field, meant),))]
        return [Written(""), Written(self.marks.format(name, text), (Fact(role, field, meant),))]

    def role(self, label: str) -> list[Written]:
        draw = self.draw
        money, degree = draw.choice(list(PAYS)), draw.choice(list(DEGREES))
        parts = [
            self.list_of(
                label, "skills", draw.choice(["Skills", "Key skills", "Skills needed"]), draw.sample(WORDS, 3)
            ),
            self.list_of(label, "duties", draw.choice(["Duties", "Responsibilities"]), draw.sample(DUTIES, 2)),
            self.value(label, "pay", draw.choice(["Pay", "Salary range"]), money, PAYS[money]),
            self.value(label, "education", "Education", degree, DEGREES[degree]),
        ]
        draw.shuffle(parts)
        noise = [Written(""), Written(draw.choice(["<!-- to do -->", "---", "<br>", "", "![x](y.png)", "{.wide}"]))]
        lines = [line for part in parts for line in (*part, *(noise if draw.random() < 0.3 else []), Written(""))]
        if self.quoted:
            lines = [Written(f"> {line.text}", line.facts) for line in lines]
        return [Written(""), Written(self.heading.format(label)), *lines]

    def guide(self) -> list[Written]:
        labels = self.draw.sample(ROLES, 3)
        title = self.draw.choice(
            [["# Careers in Felt"], ["Careers in Felt", "==="], ["---", "title: x", "---", "# Careers"]]
        )
        ends = [Written("[r]: https://example.org"), Written(""), Written("[^1]: A remark.")]
        lines = [*map(Written, title), Written(""), Written("## Roles")]
        return [*lines, *(line for label in labels for line in self.role(label)), Written(""), *ends]


def stated_by(guide: Guide) -> set[Fact]:
    """What a guide was understood to state."""
    labels = {each.id: each.label for each in (*guide.dataset.skills, *guide.dataset.credentials)}
    found = set()
    for role in guide.dataset.roles:
        asked = {labels[name] for each in role.requirements for name in (each.skill, *each.members) if name}
        found |= {Fact(role.label, "skills", name) for name in asked}
        found |= {Fact(role.label, "duties", duty.label) for duty in role.responsibilities}
        if role.salary:
            found.add(Fact(role.label, "pay", (role.salary.minimum, role.salary.maximum)))
        for option in role.education.options if role.education else ():
            found.add(Fact(role.label, "education", labels[option.credential or ""]))
    return found


def check_dialect(seed: int) -> tuple[int, int]:
    """Check one guide; returns how many facts it states, and how many were understood."""
    dialect = Dialect(random.Random(seed))
    lines = dialect.guide()
    guide = parse_guide(dialect.ends.join(line.text for line in lines), "felt")
    found = stated_by(guide)
    truth = {fact for line in lines for fact in line.facts}
    struck = {fact for line in lines if "~~" in line.text for fact in line.facts}
    missed = {number for number, _ in enumerate(lines, 1)} & listed(guide)
    told = {fact for number, line in enumerate(lines, 1) if number in missed for fact in line.facts}
    assert found <= truth, f"made up: {found - truth}"
    assert truth - struck <= found | told, f"lost: {truth - struck - found - told}"
    assert not found & struck
    return len(truth), len(found)


@examples(400)
@given(st.integers(0, 10**9))
def test_i4_a_guide_in_any_dialect_comes_back_whole_or_is_listed(seed: int) -> None:
    check_dialect(seed)


def test_i4_most_of_a_guide_in_any_dialect_is_understood() -> None:
    counts = [check_dialect(seed) for seed in range(40)]
    assert sum(found for _, found in counts) >= 0.75 * sum(stated for stated, _ in counts)


NAMES_OF = {
    "role": ["Role", "Job title", "**Position**", "Career path"],
    "skills": ["Skills", "Key skills", "Required Skills"],
    "pay": ["Salary", "Pay range", "Typical salary", "Salary (2025)"],
    "education": ["Education", "Qualifications"],
    "notes": ["Notes", "Outlook"],
}
CELLS = ["{}"] * 5 + ["**{}**", "*{}*", "`{}`", "[{}](x.md)", "<b>{}</b>", " {} ", "{}[^1]", "<x>{}</x>", "~~{}~~"]


def table_of(draw: random.Random) -> list[Written]:
    """A guide whose roles are in a table, in one of the many ways to write one."""
    fields = draw.sample(["skills", "pay", "education"], draw.randrange(1, 4)) + ["notes"] * draw.randrange(2)
    draw.shuffle(fields)
    turned = draw.random() < 0.3 and len(set(fields) - {"notes"}) > 1
    places = ["role", *fields] if turned or draw.random() < 0.8 else [*fields, "role"]
    rows: list[list[tuple[str, tuple[Fact, ...]]]] = [[(draw.choice(NAMES_OF[place]), ()) for place in places]]
    rows += [[_cell(draw, label, place) for place in places] for label in draw.sample(ROLES, 3)]
    if turned:
        rows[0][0] = (draw.choice(["", "Aspect", "Role"]), ())
        rows = [list(column) for column in zip(*rows, strict=True)]
    align = draw.choice(["---", ":--", "--:", ":-:"])
    edge = draw.choice(["| {} |", "|{}|", "{}", "| {}"] if rows[0][0][0] else ["| {} |", "|{}|"])
    written = [
        Written(edge.format(" | ".join(text for text, _ in row)), tuple(fact for _, facts in row for fact in facts))
        for row in rows
    ]
    rule = Written(edge.format(" | ".join([align] * len(rows[0]))))
    head = [
        Written("# Jobs in Felt"),
        Written(""),
        *([Written("## Roles"), Written("")] if draw.random() < 0.5 else []),
    ]
    return [*head, written[0], rule, *written[1:], Written(""), Written("[^1]: A remark.")]


def _cell(draw: random.Random, label: str, place: str) -> tuple[str, tuple[Fact, ...]]:
    """A cell, and what it states."""
    form = draw.choice(CELLS)
    if place == "role":
        return form.format(label), ()
    if place == "skills":
        skills = draw.sample([word for word in WORDS if "&" not in word], 2)
        return ", ".join(form.format(skill) for skill in skills), tuple(Fact(label, "skills", each) for each in skills)
    if place == "pay":
        money = draw.choice(list(PAYS))
        return form.format(money), (Fact(label, "pay", PAYS[money]),)
    if place == "education":
        degree = draw.choice(list(DEGREES))
        return form.format(degree), (Fact(label, "education", DEGREES[degree]),)
    return "it is fun", ()


@examples(400)
@given(st.integers(0, 10**9))
def test_i5_a_table_of_roles_in_any_dress_comes_back_whole_or_is_listed(seed: int) -> None:
    lines = table_of(random.Random(seed))
    guide = parse_guide("\n".join(line.text for line in lines), "felt")
    found = stated_by(guide)
    truth = {fact for line in lines for fact in line.facts}
    listed_lines = listed(guide)
    told = {fact for number, line in enumerate(lines, 1) if number in listed_lines for fact in line.facts}
    struck = {fact for line in lines if "~~" in line.text for fact in line.facts}
    assert found <= truth, f"made up: {found - truth}"
    assert truth - struck <= found | told, f"lost: {truth - struck - found - told}"


def test_i5_most_of_a_table_of_roles_is_understood() -> None:
    counts = []
    for seed in range(60):
        lines = table_of(random.Random(seed))
        guide = parse_guide("\n".join(line.text for line in lines), "felt")
        counts.append((len({fact for line in lines for fact in line.facts}), len(stated_by(guide))))
    assert sum(found for _, found in counts) >= 0.6 * sum(stated for stated, _ in counts)


# --- damaged texts ----------------------------------------------------------------------------------------------------

PIECES = ("*", "**", "_", "`", "~~", "<", ">", "<b>", "</", "<!--", "-->", "[", "](", "]", "[^", "{", "{:", "}", "|",
          "\\", "\n", "\n\n", "\r", "\t", "    ", "- ", "1. ", "#", "---", "===", "```", "> ", "&", ";", ":", "\u200b",
          "\x0c", "\ufeff", "£", "é", "\ud7ff", "|---|", "(", ")")  # fmt: skip


def mutated(text: str, draw: random.Random) -> str:
    for _ in range(draw.randrange(1, 8)):
        place = draw.randrange(len(text) + 1)
        if draw.random() < 0.5:
            text = text[:place] + draw.choice(PIECES) + text[place:]
        else:
            text = text[:place] + text[place + draw.randrange(1, 30) :]
    return text


def _fuzz(number: int) -> None:
    draw = random.Random(16)
    texts = [shape.text for shape in SHAPES.values()]
    for _ in range(number):
        text = mutated(draw.choice(texts), draw)
        try:
            guide = parse_guide(text, "work")
        except KGError:
            continue
        _, read, kept, skipped, missed = guide.lines
        assert kept + skipped + missed == read, text
        assert min(kept, skipped, missed) >= 0, text


def test_i4_a_damaged_text_is_read_or_refused(tries: Callable[[int], int]) -> None:
    _fuzz(tries(500))


@pytest.mark.slow
@pytest.mark.long
def test_i4_ten_thousand_damaged_texts_are_read_or_refused() -> None:
    _fuzz(10_000)


def test_i5_pay_by_level_spans_the_pay_of_the_role() -> None:
    low = CareerPay("a", 20, 25, False, "GBP", period="HOUR")
    high = CareerPay("b", 30, None, True, "GBP", period="HOUR")
    span = CareerPay.of_levels([high, low])
    assert span is not None
    assert span[:5] == ("a; b", 20, None, True, "GBP")
    assert span.period == "HOUR"
    assert CareerPay.of_levels([low, high._replace(period=None)]) is None
    assert CareerPay.of_levels([low, high._replace(currency="EUR")]) is None
    assert CareerPay.of_levels([]) is None


# --- cells of tables --------------------------------------------------------------------------------------------------

TABLE_OF_ROLES = """# Jobs

| Role | Skills | Strengths | Notes |
|---|---|---|---|
| Rigger | Ropes; Knots | Calm | Must hold a licence |
| Smith | Forging / Welding; Filing | Calm | N/A |
| Clerk | — | Calm | N/A |
"""


def test_i5_a_cell_that_states_something_is_read_or_listed(tmp_path: Path) -> None:
    """No cell is dropped without a word, and every column that is not read is named."""
    guide = tmp_path / "jobs.md"
    guide.write_text(TABLE_OF_ROLES, encoding="utf-8")
    store = tmp_path / "store"
    assert kg("init", store, "--empty").status == 0
    answer = kg("import", "guide", guide, "--into", store)
    assert "what is in the columns Strengths, Notes is not read" in answer.err
    held = {row["label"] for row in kg("-g", store, "list", "skill", "-f", "json").json}
    assert {"Ropes", "Knots"} <= held
    if not {"Filing"} <= held:
        assert "'| Smith" in answer.err or "Forging" in answer.err


def test_i5_a_guide_named_as_its_role_does_not_make_the_name_ambiguous(tmp_path: Path) -> None:
    guide = tmp_path / "baker.md"
    guide.write_text("# Baker\n\n## Salary\n\n£20,000\n\n## Skills\n\n- Kneading\n", encoding="utf-8")
    store = tmp_path / "store"
    assert kg("init", store, "--empty").status == 0
    assert kg("import", "guide", guide, "--into", store).status == 0
    assert kg("-g", store, "show", "Baker", "-f", "json").json["entity"]["kind"] == "role"


@pytest.mark.parametrize(
    "text", ["No formal educational credential", "no education required", "Not required", "None needed", "no schooling"]
)
def test_i7_that_no_education_is_asked_is_no_credential(text: str) -> None:
    (option,) = education(text) or ()
    assert option.credential is None
    assert option.background == text[:1].lower() + text[1:]


@pytest.mark.parametrize("sign", [", ", "; "])
@pytest.mark.parametrize("part", ["3+ years of teaching", "Moodle or Canvas"])
def test_a_part_of_a_list_that_names_no_skill_is_listed_and_the_others_are_kept(
    tmp_path: Path, sign: str, part: str
) -> None:
    guide = tmp_path / "jobs.md"
    skills = sign.join(("Programming", "Course design", part))
    guide.write_text(f"# Jobs\n\n## Roles\n\n### Lead\n\n**Required skills:** {skills}\n", encoding="utf-8")
    store = tmp_path / "store"
    assert kg("init", store, "--empty").status == 0
    assert f"7: warning: not understood, more than the name of a skill ('{part}')" in (
        kg("import", "guide", guide, "--into", store).err
    )
    answer = kg("-g", store, "show", "Lead", "-f", "json").json
    asked = {fact["value"]["label"] for fact in answer["facts"] if fact["property"] == "hasRequirement"}
    assert asked == {"Programming", "Course design"}
    assert [(each["property"], each["text"]) for each in answer["not_understood"]] == [("hasRequirement", part)]


def test_a_list_without_a_name_states_no_skill() -> None:
    guide = parse_guide(f"{HEAD}\n**Skills:** 3+ years of teaching, Moodle or Canvas\n{PAY}", "t.md")
    assert skills_of(guide, "Felter") == set()
    assert listed(guide) == {7}
