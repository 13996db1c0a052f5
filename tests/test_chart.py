"""Roles at a glance, above the network of an overview: what is drawn is what sources state, and nothing meets."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from command_line import kg

import kg as package
from kg.model.careers import Pay
from kg.view.chart import (
    BROAD,
    Chart,
    ChartLevel,
    ChartRole,
    ChartSkill,
    ChartTitle,
    EntryPath,
    FirstStep,
    chart_section,
)
from kg.view.line_map import MEDIUM, NARROW, WIDE, text_width
from kg.view.overview import overview_drawing

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.view import Picture

SVG = "{http://www.w3.org/2000/svg}"

SHARED = {
    "Programming": {
        "Machine Learning Engineer",
        "Data Scientist",
        "Research Scientist (AI/ML)",
        "NLP Engineer",
        "Computer Vision Engineer",
    },
    "ML frameworks": {"Machine Learning Engineer", "MLOps Engineer"},
    "Cloud platforms": {"Machine Learning Engineer", "MLOps Engineer"},
}
"""The skills that two or more roles of the guide require; maths and domain skills of two of them are akin, not one."""


@pytest.fixture(scope="module")
def chart(graph: CareerGraph) -> Chart:
    found = overview_drawing(graph).chart
    assert found is not None
    return found


def test_it_has_the_roles_that_state_skills_with_those_that_they_share(chart: Chart) -> None:
    rows = {role.label: {chart.skills[number].label for number in role.skills} for role in chart.roles}
    found = {skill: {label for label, skills in rows.items() if skill in skills} for skill, _ in chart.skills}
    assert found == SHARED
    assert len(rows) == 7
    others = {
        label: len({other for roles in SHARED.values() if label in roles for other in roles} - {label})
        for label in rows
    }
    assert {role.label: role.shares for role in chart.roles} == others


def test_what_is_required_by_one_role_alone_is_counted(chart: Chart, graph: CareerGraph) -> None:
    """AI Product Manager requires six skills, none of which another role does."""
    required = {profile.entity.label: profile.required for profile in graph.careers.roles.values()}
    own = {role.label: role.own for role in chart.roles}
    assert own["AI Product Manager"] == 6
    for role in chart.roles:
        assert role.own + len(role.skills) == len(required[role.label])


def test_roles_that_share_a_skill_stand_together(chart: Chart) -> None:
    for number in range(len(chart.skills)):
        rows = [row for row, role in enumerate(chart.roles) if number in role.skills]
        assert rows == list(range(rows[0], rows[-1] + 1))


def test_pay_is_that_of_the_source(chart: Chart) -> None:
    pays = {role.label: (role.pay.minimum, role.pay.maximum, role.pay.open_ended) for role in chart.roles if role.pay}
    assert pays["MLOps Engineer"] == (90_000, 210_000, True)
    assert pays["Data Scientist"] == (70_000, 180_000, True)
    assert chart.unit == "USD YEAR"


def test_entry_paths_lead_to_the_nearest_roles(chart: Chart, graph: CareerGraph) -> None:
    """Research Scientist asks a PhD, which no entry path brings: first comes what skills alone lead to."""
    steps = {
        entry.label: [(chart.roles[step.row].label, step.learn, step.needs) for step in entry.steps]
        for entry in chart.entries
    }
    assert set(steps) == {path.label for path in graph.list("entry-path")}
    assert steps["From Mathematics/Statistics"] == [
        ("Data Scientist", 5, ""),
        ("Research Scientist (AI/ML)", 4, "PhD"),
    ]
    for path, near in steps.items():
        open_ones = {each.role.label for each in graph.next(path) if not each.asks_more}
        assert near[0][0] in open_ones, "as kg next has them, a gated role is never the first"
        for label, learn, _ in near:
            (step,) = graph.route(path, label)[0].steps
            assert len(step.learn) == learn


@pytest.mark.parametrize("width", [BROAD, WIDE, MEDIUM])
def test_lines_from_entry_paths_bend_right_of_all_their_names(chart: Chart, width: int) -> None:
    """So that none crosses the words of another."""
    svg = chart.svg(width)
    edge = max(right for _, left, right, _ in _texts(svg) if left == 30)
    bends = [float(x) for x in re.findall(r'class="(?:rail|way)" d="M[\d.]+ [\d.]+H([\d.]+)C', svg)]
    assert len(bends) == sum(len(entry.steps) for entry in chart.entries)
    assert min(bends) > edge


def test_an_entry_path_with_gates_alone_has_no_thick_line() -> None:
    roles = tuple(ChartRole(label, 0, frozenset(), 2, None) for label in ("Baker", "Miller", "Driver"))
    svg = Chart(roles, (), (EntryPath("From school", (FirstStep(1, 2, "a licence"),)),), None).svg(WIDE)
    assert 'class="rail"' not in svg
    assert 'class="arch"' in svg


def test_a_degree_that_no_entry_path_brings_is_a_sign_at_the_role(chart: Chart) -> None:
    """Only Research Scientist (AI/ML) asks more than the Bachelor's that all entry paths are taken to bring."""
    assert {role.label: role.needs for role in chart.roles if role.needs} == {"Research Scientist (AI/ML)": "PhD"}
    for width, signs in ((BROAD, 2), (WIDE, 2), (MEDIUM, 2), (NARROW, 1)):
        svg = chart.svg(width)
        assert svg.count('class="arch"') == signs
        assert "PhD" in [text for text, *_ in _texts(svg)]
        assert any("4 to learn, needs PhD:" in text for text, *_ in _texts(svg))


def test_the_industries_name_their_employers_in_the_first_screen(chart: Chart) -> None:
    """Lines 180 to 203: two industries name Amazon; of two the guide states kinds of employers alone."""
    named = {industry.label: [label for label, _ in industry.employers] for industry in chart.industries}
    assert [label for label, employers in named.items() if "Amazon" in employers] == [
        "Technology Companies",
        "Retail/E-commerce",
    ]
    assert named["Finance"] == ["Banks, fintech companies, hedge funds"]
    section = chart_section(chart)
    assert section.index(">Industries<") < section.index('class="key"')
    assert section.count(">Amazon</a>") == 2
    assert "<br>Banks, fintech companies, hedge funds</li>" in section  # kinds of employers have no box to lead to


def test_a_unit_stands_in_the_head_of_the_column_alone(chart: Chart) -> None:
    for width in (WIDE, NARROW):
        texts = [text for text, *_ in _texts(chart.svg(width))]
        assert [text for text in texts if "USD" in text] == [
            "Pay in USD per year" if width == WIDE else "in USD per year"
        ]
        assert "$90,000 - $210,000+" in texts


@pytest.mark.parametrize("width", [BROAD, WIDE, MEDIUM, NARROW])
def test_every_form_has_the_entry_paths(chart: Chart, width: int) -> None:
    said = " ".join(text for text, *_ in _texts(chart.svg(width)))
    assert chart.svg(width).count('class="entry"') == 3
    assert "5 to learn: Data Scientist" in said


def _texts(svg: str) -> list[tuple[str, float, float, float]]:
    """Every line of text that is not turned: its words, left edge, right edge and base line."""
    root = ElementTree.fromstring(svg)
    turned = {text for group in root.iter(f"{SVG}g") if "rotate" in group.get("transform", "") for text in group}
    found = []
    for text in root.iter(f"{SVG}text"):
        if text in turned:
            continue
        size = float(text.attrib["font-size"])
        for line in text:
            width, x = text_width(line.text or "", size), float(line.attrib["x"])
            left = x - width / 2 if "middle" in text.attrib["class"] else x
            found.append((line.text or "", left, left + width, float(line.attrib["y"])))
    return found


@pytest.mark.parametrize("width", [BROAD, WIDE, MEDIUM, NARROW])
def test_no_text_meets_another_or_leaves_the_drawing(chart: Chart, width: int) -> None:
    texts = _texts(chart.svg(width))
    assert all(left >= 0 and right <= width for _, left, right, _ in texts)
    for one, other in itertools.combinations(texts, 2):
        apart = one[2] <= other[1] + 0.5 or other[2] <= one[1] + 0.5 or abs(one[3] - other[3]) >= 11
        assert apart, (one, other)


LEVELS = {
    "Junior Level": ("0-2 years", {"ML Engineer I", "Junior Data Scientist"}),
    "Mid Level": ("2-5 years", {"ML Engineer II", "Senior Data Scientist"}),
    "Senior Level": ("5+ years", {"Principal ML Engineer", "Staff Data Scientist"}),
    "Leadership Level": (None, {"ML Director", "VP of AI"}),
}
"""Lines 228 to 250 of the guide."""


def test_levels_rise_from_left_to_right_with_the_titles_of_the_guide(chart: Chart) -> None:
    found = {
        level.label: (level.years, {title.label for title in chart.titles if title.level == number})
        for number, level in enumerate(chart.levels)
    }
    assert found == LEVELS
    assert list(found) == list(LEVELS)
    rows = {title.label: title.row and chart.roles[title.row].label for title in chart.titles}
    assert rows["Staff Data Scientist"] == "Data Scientist"
    assert rows["ML Engineer II"] == "Machine Learning Engineer"
    assert rows["VP of AI"] is None
    assert not any(title.stated for title in chart.titles if title.row is not None)  # tied by the maintainers


@pytest.mark.parametrize("width", [BROAD, WIDE, MEDIUM])
def test_a_title_is_right_of_those_of_lower_levels_and_level_with_its_role(chart: Chart, width: int) -> None:
    circles = [
        (float(each.attrib["cx"]), float(each.attrib["cy"]))
        for each in ElementTree.fromstring(chart.svg(width)).iter(f"{SVG}circle")
        if "title" in each.attrib["class"]
    ]
    assert len(circles) == len(chart.titles)
    columns = sorted({x for x, _ in circles})
    assert len(columns) == len(chart.levels)
    for (x, y), (words, left, right, base) in itertools.product(circles, _texts(chart.svg(width))):
        under = base - 9 < y + 9 and base + 3 > y - 9 and left < x + 9 and right > x - 9
        assert not under, f"{words} meets a ring"
    rings = {y for _, y in circles[:3]}
    assert len(rings) == 1, "the titles of a role are on one line"


@pytest.mark.parametrize("width", [BROAD, WIDE, MEDIUM])
def test_titles_of_no_role_stand_in_the_row_of_none(chart: Chart, width: int) -> None:
    heights = {text: y for text, _, _, y in _texts(chart.svg(width))}
    staff = next(text for text in heights if text.startswith("Staff Data"))
    assert heights["ML Director"] > heights["Of no stated role"] > heights[staff]
    assert heights["VP of AI"] > heights["Of no stated role"]


def test_many_titles_of_no_role_stand_below_each_other() -> None:
    levels = (ChartLevel("Junior", "0-2 years"), ChartLevel("Senior", None))
    titles = tuple(ChartTitle(f"Title {number}", 1, None) for number in range(5))
    roles = tuple(ChartRole(label, 0, frozenset(), 2, None) for label in ("Baker", "Miller", "Driver"))
    svg = Chart(roles, (), (), None, levels, titles).svg(WIDE)
    texts = _texts(svg)
    assert {f"Title {number}" for number in range(5)} <= {text for text, *_ in texts}
    assert max(y for *_, y in texts) < float(ElementTree.fromstring(svg).attrib["height"])


def test_what_is_not_stated_is_said_and_units_are_not_mixed() -> None:
    """Pay in another unit, or none, is in words; there is a bar for the unit that most roles have."""
    dollars = Pay("$50,000", 50_000, 60_000, False, "USD", period="YEAR")
    hourly = Pay("£20", 20, None, False, "GBP", period="HOUR")
    labels = ("Baker", "Miller", "Driver", "Clerk")
    pays = (dollars, dollars, hourly, None)
    roles = tuple(ChartRole(label, 0, frozenset(), 2, pay) for label, pay in zip(labels, pays, strict=True))
    drawn = Chart(roles, (), (EntryPath("From school", ()),), "USD YEAR")
    assert drawn.svg(WIDE).count('class="pay"') == 2
    assert "url(#fade" not in drawn.svg(WIDE)
    words = [text for text, *_ in _texts(drawn.svg(WIDE))]
    assert "pay not stated" in words
    assert any(word.startswith("£20") for word in words)
    assert "pay not stated" in [text for text, *_ in _texts(drawn.svg(NARROW))]


def test_open_ended_pay_is_solid_to_the_highest_amount_stated_and_fades_past_it() -> None:
    open_ended = Pay("$50,000 - $60,000+", 50_000, 60_000, True, "USD", period="YEAR")
    roles = tuple(ChartRole(label, 0, frozenset(), 2, open_ended) for label in ("Baker", "Miller", "Driver"))
    drawn = ElementTree.fromstring(Chart(roles, (), (), "USD YEAR").svg(WIDE))
    solid, fading = list(drawn.iter(f"{SVG}rect"))[:2]
    assert solid.attrib["class"] == "pay"
    assert float(fading.attrib["x"]) == float(solid.attrib["x"]) + float(solid.attrib["width"])
    assert fading.attrib["fill"].startswith("url(#fade")


def test_a_graph_of_few_roles_has_none(tmp_path: Path) -> None:
    path = tmp_path / "jobs.md"
    path.write_text("# Jobs\n\n## Baker\n\nSkills: dough\n\n## Miller\n\nSkills: grain\n", encoding="utf-8")
    assert kg("init", tmp_path / "store", "--empty").status == 0
    assert kg("import", "guide", path, "--into", tmp_path / "store").status == 0
    assert overview_drawing(package.open(tmp_path / "store")).chart is None
    assert chart_section(None) == ""


def test_hostile_labels_are_text_alone() -> None:
    label = '</svg><script>alert(1)</script>"\u202e'
    roles = tuple(ChartRole(label, 1, frozenset({0}), 0, None) for _ in range(3))
    levels = (ChartLevel(label, None), ChartLevel(label, label))
    titles = (ChartTitle(label, 0, 0), ChartTitle(label, 1, None))
    section = chart_section(
        Chart(
            roles,
            (ChartSkill(label, label),),
            (EntryPath(label, (FirstStep(0, 3, label),), label),),
            None,
            levels,
            titles,
        )
    )
    assert "<script" not in section
    assert "\u202e" not in section
    for svg in re.findall(r"<svg.*?</svg>", section, re.DOTALL):
        ElementTree.fromstring(svg)


def test_the_narrow_form_names_the_skills_and_explains_only_what_it_draws(chart: Chart) -> None:
    assert "Skills they share" in [text for text, *_ in _texts(chart.svg(NARROW))]
    always, wide = chart_section(chart).partition('class="key"')[2].split('<span class="wide-only">')
    assert "A tick" in always
    assert all(words in wide for words in ("Lines from entry paths", "Pay fades", "Dashed"))


def test_the_overview_opens_with_it(overview: Picture) -> None:
    """It comes before the network, which is one click away in the same file."""
    assert overview.html.index('class="glance"') < overview.html.index('id="canvas"')
    assert '<a href="#picture">Everything as a network</a>' in overview.html
