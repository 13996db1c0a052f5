"""The page of a route and its line map: the answer first, nothing that meets anything else, the same in a file."""

from __future__ import annotations

import base64
import itertools
import random
import re
import sys
from html import unescape
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from command_line import kg
from pictures import HOSTILE, Page, Visit, hostile_graph, small_graph, thing

from kg.errors import EngineError, UsageError
from kg.schema import CK
from kg.view.labels import strip_controls
from kg.view.line_map import MEDIUM, NARROW, WIDE, Branch, Leg, LineMap, Station, fitted, text_width
from kg.view.page import FONTS
from kg.view.route import line_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.view import Picture

    Opener = Callable[..., Visit]

LEARNED = {
    "Data Scientist": ["Programming", "Data manipulation", "Visualization tools", "ML algorithms", "Domain expertise"],
    "Machine Learning Engineer": [
        "ML frameworks",
        "Software engineering principles",
        "Cloud platforms",
        "Database knowledge",
        "MLOps practices",
    ],
    "MLOps Engineer": ["Containerization", "Infrastructure as Code", "Monitoring tools", "Version control systems"],
}
"""What the guide asks of each role on the way from statistics to MLOps, lines 24-29, 48-53 and 168-173, when new."""

SVG = "{http://www.w3.org/2000/svg}"


def heading(picture: Picture) -> str:
    match = re.search(r"<h1>(.*?)</h1>", picture.html)
    assert match
    return match[1]


def cards(picture: Picture) -> list[str]:
    """The text of each card."""
    found = re.findall(r'<section class="step".*?</section>', picture.html, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", card)).split()) for card in found]


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_answer_is_the_first_sentence(to_mlops: Picture) -> None:
    """Three steps; 5, 5 and 4 skills are new (lines 24-29, 48-53, 168-173)."""
    assert heading(to_mlops) == "From Mathematics/Statistics to MLOps Engineer: three steps and 14 skills to learn."
    page = Page(to_mlops.html)
    assert "By way of Data Scientist and Machine Learning Engineer." in page.text_of("header")
    assert "Not allowed in one step: no required skill is shared; 6 skills to learn" in page.text


def test_each_step_has_a_card_with_what_is_learned_kept_asked_and_paid(to_mlops: Picture) -> None:
    found = cards(to_mlops)
    for card, (role, skills) in zip(found, LEARNED.items(), strict=True):
        assert role in card
        assert all(f"to learn: {skill}" in card for skill in skills)
        assert card.count("to learn: ") == len(skills)
    for words in (
        "Containerization Docker, Kubernetes line 169",
        "kept: Cloud platforms lines 27, 168",
        (
            "required: Bachelor's in Computer Science or a related field held, in another field;"
            " the entry path From Mathematics/Statistics brings it line 177"
        ),
        "$90,000 - $210,000+ USD minimum +10,000, no upper limit stated line 175",
    ):
        assert words in found[2], words


def test_the_whole_answer_is_on_the_page_as_text(to_mlops: Picture) -> None:
    text = re.sub(r"\s", "", Page(to_mlops.html).text)
    for words in (
        "3 steps, 14 skills to learn, cost 14.636: Data Scientist → Machine Learning Engineer → MLOps Engineer",
        "learn Programming : Python, R; used again as Machine Learning Engineer line 49",
        "keep Statistics and mathematics lines 48, 214; curation",
        "pay $90,000 - $210,000+ USD : minimum +10,000, no upper limit stated line 175",
        "Direct step: 6 skills to learn, 0 in common; not allowed because",
    ):
        assert re.sub(r"\s", "", words) in text, words


def test_many_skills_are_folded_but_for_the_first_five() -> None:
    statements = [*thing("role/a", "A"), *thing("role/b", "B"), *thing("skill/s", "S")]
    statements += [("role/a", CK.requiresSkill, "skill/s"), ("role/b", CK.requiresSkill, "skill/s")]
    for number in range(25):
        statements += [*thing(f"skill/{number}", f"Skill {number}"), ("role/b", CK.requiresSkill, f"skill/{number}")]
    picture = small_graph(*statements).view_route("A", "B")
    (card,) = re.findall(r'<section class="step".*?</section>', picture.html, re.DOTALL)
    before, rest = card.split("<details>", 1)
    assert (before.count("<li>"), rest.partition("</details>")[0].count("<li>")) == (5, 20)
    assert "20 more" in rest
    assert "kept: <" not in before
    assert picture.svg is not None
    assert "1 kept" in picture.svg
    assert "25 new" in picture.svg


def test_other_routes_are_branches_with_their_figures(graph: CareerGraph) -> None:
    """The other routes from Data Scientist to MLOps pass Computer Vision or NLP before Machine Learning."""
    answer = graph.route("Data Scientist", "MLOps", 5)
    drawn = line_map(answer)
    assert [station.label for station in drawn.stations] == [
        "Data Scientist",
        "Machine Learning Engineer",
        "MLOps Engineer",
    ]
    assert [(branch.left, branch.right, *(stop.label for stop in branch.stops)) for branch in drawn.branches] == [
        (0, 1, "Computer Vision Engineer"),
        (0, 1, "NLP Engineer"),
    ]
    text = Page(graph.view_route("Data Scientist", "MLOps", 5).html).text
    assert "By way of NLP Engineer and Machine Learning Engineer Three steps, 14 skills to learn." in text
    assert line_map(graph.route("Data Scientist", "MLOps", 1)).branches == ()


def test_where_there_is_no_route_the_page_says_why_and_what_would_open_one(graph: CareerGraph) -> None:
    picture = graph.view_route("Data Scientist", "AI Product Manager")
    assert picture.title == "No route: Data Scientist → AI Product Manager"
    assert heading(picture) == "First a degree: MBA."
    assert "The fewest skills that would open a route: Business acumen." in Page(picture.html).text  # line 98
    assert "kept: Business acumen line 98" in cards(picture)[0]
    assert picture.svg is not None
    assert 'class="arch"' in picture.svg


def test_the_lead_names_a_credential_that_is_not_held(graph: CareerGraph) -> None:
    """Line 81 asks for a PhD, or sometimes a master's; nobody is said to go "by way of" nothing."""
    picture = graph.view_route("From Computer Science", "Research Scientist (AI/ML)", 1)
    said = Page(picture.html).text_of("header")
    assert "Not held: PhD in AI/ML, Computer Science or a related field." in said
    assert "By way of" not in said


def test_where_nothing_would_open_a_route_both_ends_stand_apart(graph: CareerGraph) -> None:
    picture = graph.view_route("Data Scientist", "AI Ethicist")
    assert heading(picture).endswith(": no route under these conditions.")
    assert cards(picture) == []
    assert picture.svg is not None
    assert 'class="rail"' not in picture.svg
    assert "the source states no skills for AI Ethicist" in Page(picture.html).text


def test_routes_from_what_one_has_promotions_and_one_role_under_two_names(graph: CareerGraph) -> None:
    mine = line_map(graph.route("me", "MLOps", 1, graph.conditions(have=["Docker", "Python"])))
    assert mine.stations[0].label == "What you have"
    promotions = line_map(graph.route("ML Engineer I", "VP of AI"))
    titles = ["ML Engineer I", "ML Engineer II", "Principal ML Engineer", "VP of AI"]
    assert [station.label for station in promotions.stations] == titles
    assert heading(graph.view_route("MLOps", "MLOps")) == "Both are one role."
    assert [station.label for station in line_map(graph.route("MLOps", "MLOps")).stations] == ["MLOps Engineer"]
    titled = line_map(graph.route("Senior Data Scientist", "Data Scientist"))
    assert (titled.legs, titled.direct) == ((), "")


# --- a file ---------------------------------------------------------------------------------------------------------


def test_an_ending_says_what_is_written(to_mlops: Picture, mlops: Picture, tmp_path: Path) -> None:
    drawing = to_mlops.save(tmp_path / "route.svg").read_text(encoding="utf-8")
    assert drawing == to_mlops.svg
    root = ElementTree.fromstring(drawing)
    assert root.tag == f"{SVG}svg"
    labels = [" ".join(part.text or "" for part in text) for text in root.iter(f"{SVG}text")]
    assert {"Data Scientist", "Machine Learning Engineer", "MLOps Engineer"} <= set(labels)
    with pytest.raises(UsageError, match=r"not written as '\.svg'"):
        mlops.save(tmp_path / "mlops.svg")
    for name in ("route.gif", "route.jpeg", "route"):
        with pytest.raises(UsageError, match="not written as"):
            to_mlops.save(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["route.svg"]


def test_the_command_takes_the_ending_too(tmp_path: Path) -> None:
    answer = kg("view", "--route", "Data Scientist", "MLOps", "-o", tmp_path / "route.svg")
    assert (answer.status, answer.out) == (0, f"{tmp_path / 'route.svg'}\n")
    refused = kg("view", "MLOps", "-o", tmp_path / "mlops.gif")
    assert refused.status == 2
    assert "end the name of the file in .html, .png, .pdf" in refused.err
    assert not (tmp_path / "mlops.gif").exists()


@pytest.mark.slow
def test_an_image_and_a_print_are_made_by_a_browser(needs: Callable[[str], str], tmp_path: Path) -> None:
    """A PNG is as wide as a window at two dots a pixel; its print on A4 has the words of the answer."""
    needs("chromium")
    pytest.importorskip("playwright", reason="playwright is not installed")
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    ends = ["Data Scientist", "MLOps"]
    assert kg("view", "--route", *ends, "-o", tmp_path / "route.png").status == 0
    content = (tmp_path / "route.png").read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(content[16:20], "big") == 2 * 1280
    assert kg("view", "--route", *ends, "-o", tmp_path / "route.pdf").status == 0
    pages = pypdf.PdfReader(tmp_path / "route.pdf").pages
    assert {round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]} == {210, 297}
    assert "Machine Learning Engineer" in pages[0].extract_text()


@pytest.mark.slow
def test_an_image_of_a_network_is_the_picture_and_a_print_says_what_its_numbers_are(
    needs: Callable[[str], str], tmp_path: Path
) -> None:
    needs("chromium")
    pytest.importorskip("playwright", reason="playwright is not installed")
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    for ending in ("png", "pdf"):
        assert kg("view", "MLOps Engineer", "-o", tmp_path / f"role.{ending}").status == 0
    header = (tmp_path / "role.png").read_bytes()[16:24]
    width, height = (int.from_bytes(header[at : at + 4], "big") for at in (0, 4))
    assert width == 2 * 1280
    assert height < width  # a sheet of paper, not the long text of the page
    [page] = pypdf.PdfReader(tmp_path / "role.pdf").pages
    assert "The number in a circle is" in " ".join(page.extract_text().split())


@pytest.mark.slow
def test_without_a_browser_there_is_no_image(
    to_mlops: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_BROWSER", "no-such-browser")
    with pytest.raises(EngineError, match="KG_BROWSER names 'no-such-browser', which is no program"):
        to_mlops.save(tmp_path / "route.png")
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(EngineError, match="needs playwright") as raised:
        to_mlops.save(tmp_path / "route.pdf")
    assert "career-kg[image]" in str(raised.value.hint)
    assert not list(tmp_path.iterdir())


def test_what_is_embedded_is_an_image_or_a_frame(to_mlops: Picture, mlops: Picture, tmp_path: Path) -> None:
    """It has no page around it, runs nothing in the page that takes it, and says the answer in words."""
    assert kg("view", "--route", "statistician", "MLOps", "-o", tmp_path / "part.html", "--embed").status == 0
    written = (tmp_path / "part.html").read_text(encoding="utf-8")
    assert written == to_mlops.fragment
    figure = ElementTree.fromstring(written.replace('100%">', '100%"/>'))
    image, caption = figure
    kind, drawing = image.attrib["src"].split(",", 1)
    assert (kind, base64.b64decode(drawing).decode()) == ("data:image/svg+xml;base64", to_mlops.svg)
    assert caption.text == "From Mathematics/Statistics to MLOps Engineer: three steps and 14 skills to learn."
    assert mlops.fragment.startswith("<iframe ")
    assert "allow-same-origin" not in mlops.fragment.split("srcdoc")[0]
    refused = kg("view", "MLOps", "-o", tmp_path / "mlops.svg", "--embed")
    assert (refused.status, (tmp_path / "mlops.svg").exists()) == (2, False)


def test_hostile_labels_are_text_in_the_page_and_in_the_file() -> None:
    picture = hostile_graph().view_route("role/0", "role/1")
    assert "<img" not in picture.html
    assert picture.svg is not None
    root = ElementTree.fromstring(picture.svg)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        *("svg", "style", "rect", "path", "circle", "g", "text", "tspan")
    }


# --- lettering ------------------------------------------------------------------------------------------------------


def test_lines_are_no_wider_than_their_room() -> None:
    draw = random.Random(1)
    for _ in range(200):
        words = [draw.choice("abcdefgMW職é") * draw.randint(1, 14) for _ in range(draw.randint(1, 12))]
        size, room = draw.choice([13, 16.5, 19]), draw.randint(60, 400)
        lines = fitted(" ".join(words), size, room)
        assert 1 <= len(lines) <= 4
        assert all(text_width(line, size) <= room for line in lines)
        if not any("…" in line for line in lines):
            assert " ".join(lines) == " ".join(words)


def test_the_licence_of_the_font_is_beside_it() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "figtree-OFL.txt").read_text(encoding="utf-8")


# --- in a browser ---------------------------------------------------------------------------------------------------


def random_map(draw: random.Random) -> LineMap:
    """A map of up to six steps with names and numbers of every size, and branches anywhere."""

    def name() -> str:
        return " ".join(draw.choice(["data", "scientist", "engineer", "of", "administrator", "M"]) for _ in range(3))

    count = draw.randint(1, 6)
    legs = [
        Leg(draw.randint(0, 40), draw.randint(0, 9), draw.randint(0, 60), draw.random() < 0.3) for _ in range(count)
    ]
    if draw.random() < 0.5:
        legs = [Leg(draw.randint(0, 3), draw.randint(0, 2), draw.randint(0, 5)) for _ in range(count)]
    branches = []
    for number in range(draw.randint(0, 3)):
        left = draw.randrange(count)
        right = draw.randint(left + 1, count)
        stops = tuple(Station(name()) for _ in range(draw.randint(1, 2)))
        branches.append(Branch(left, right, stops, "ABC"[number]))
    stations = tuple(Station(name(), draw.choice(["", "$70,000 - $180,000+ USD"])) for _ in range(count + 1))
    return LineMap(stations, tuple(legs), tuple(branches), draw.choice(["", "Direct step: 6 to learn; not allowed"]))


MEASURED = """() => [...document.querySelectorAll("svg")].map((drawing) => {
  const box = (each) => each.getBoundingClientRect();
  const apart = (one, other) =>
    one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
  const within = (one, other) =>
    one.left >= other.left && one.right <= other.right && one.top >= other.top && one.bottom <= other.bottom;
  const texts = [...drawing.querySelectorAll("text")];
  const rings = [...drawing.querySelectorAll(".station, .goal, .stop, .bead")];
  const faults = [];
  texts.forEach((text, place) => {
    const said = text.textContent;
    if (!within(box(text), box(drawing))) faults.push(`${said} outside`);
    for (const other of texts.slice(place + 1)) {
      if (!apart(box(text), box(other))) faults.push(`${said} on ${other.textContent}`);
    }
    for (const ring of rings) {
      if (said.length > 1 && !apart(box(text), box(ring))) faults.push(`${said} on a ring`);
    }
  });
  for (const way of drawing.querySelectorAll(".way")) {
    for (let at = 24; at < way.getTotalLength() - 24; at += 4) {
      const { x, y } = way.getPointAtLength(at);
      for (const ring of drawing.querySelectorAll(".station, .goal")) {
        const [left, top, radius] = ["cx", "cy", "r"].map((name) => Number(ring.getAttribute(name)));
        if (Math.hypot(x - left, y - top) < radius - 1) faults.push(`a line under the station at ${left}`);
      }
    }
  }
  return faults;
})"""
"""What is wrong with each drawing of a page; rings with a letter in them are those of loops."""


@pytest.mark.parametrize("width", [WIDE, MEDIUM, NARROW])
def test_no_label_meets_another_or_a_ring_and_no_line_passes_under_a_station(browser: Any, width: int) -> None:
    """Measured by the browser in the font of the page, at the size at which it is drawn."""
    from base64 import b64encode

    font = b64encode((FONTS / "figtree.woff2").read_bytes()).decode()
    style = f'@font-face {{ font-family: "kg"; src: url("data:font/woff2;base64,{font}"); font-weight: 300 900 }}'
    style += "".join((FONTS.parent / f"{name}.css").read_text(encoding="utf-8") for name in ("tokens", "line"))
    maps = [random_map(random.Random(seed)) for seed in range(60)]
    page = browser.new_page()
    page.set_content(f"<style>{style}</style>" + "\n".join(f"<div>{each.svg(width)}</div>" for each in maps))
    page.evaluate("document.fonts.ready.then(() => true)")
    found = page.evaluate(MEASURED)
    page.add_style_tag(content="svg text { font-size: 30px }")
    assert any(page.evaluate(MEASURED))  # labels that are larger than computed would be found
    page.close()
    assert {seed: faults for seed, faults in enumerate(found) if faults} == {}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1000, "dark"), (390, "light")])
def test_the_page_fits_and_asks_for_nothing(visit: Opener, to_mlops: Picture, width: int, scheme: str) -> None:
    seen = visit(to_mlops, width=width, color_scheme=scheme)
    assert seen.complaints == []
    assert len(seen.requests) == 1
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.page.locator(".line-map:visible").count() == 1
    box = seen.page.locator(".line-map:visible").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 844  # start and destination in the first screen
    assert seen.page.evaluate("document.fonts.check('16px kg')")


@pytest.fixture(scope="module")
def long_steps() -> Picture:
    """Three steps, each to learn 36 skills with long names: what routes in ESCO are like."""
    labels = ("Soil surveying technician", "Environmental programme coordinator", "Waste inspector", "Reactor operator")
    statements = [part for number, label in enumerate(labels) for part in thing(f"role/{number}", label)]
    for step, number in itertools.product(range(4), range(36)):
        skill = f"skill/{step}-{number}"
        statements += thing(skill, f"monitor and report on regulated activity {step}-{number}")
        statements.append((f"role/{step}", CK.requiresSkill, skill))
        if step < 3 and number < 18:
            statements.append((f"role/{step + 1}", CK.requiresSkill, skill))
    return small_graph(*statements).view_route(labels[0], labels[-1])


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_p5_start_and_destination_of_long_steps_are_in_the_first_screen(
    visit: Opener, long_steps: Picture, width: int, height: int
) -> None:
    page = visit(long_steps, width=width).page
    page.set_viewport_size({"width": width, "height": height})
    for label in ("Soil surveying", "Reactor"):
        box = page.locator(f".line-map:visible text:has-text('{label}')").first.bounding_box()
        assert box["width"] > 20
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_name_leads_to_a_short_card_where_the_reader_is(
    browser: Any, to_mlops: Picture, tmp_path: Path, width: int, scripts: bool
) -> None:
    """By the keyboard, with and without scripts: what it is and asks, with lines; the page does not move."""
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(to_mlops.save(tmp_path / "route.html").as_uri())
    name = page.locator(".step a:has-text('Programming')").first
    name.scroll_into_view_if_needed()
    before = name.bounding_box()
    name.focus()
    page.keyboard.press("Enter")
    card = page.locator(".about:target")
    assert card.locator("h3").inner_text() == "Programming"
    for words in ("skill", "Required by", "Data Scientist", "line 49"):
        assert words in card.inner_text()
    assert name.bounding_box() == before
    place = card.bounding_box()
    assert place["y"] >= 0
    assert place["y"] + place["height"] <= 800
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= width
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".about:visible").count() == 0
    assert name.bounding_box() == before
    page.click(".line-map:visible a >> nth=1")
    assert "$70,000 - $180,000+" in page.locator(".about:target").inner_text()
    page.click(".about:target a:has-text('All facts')")
    assert page.locator("#text .card:target h4").inner_text().strip() == "Data Scientist"
    context.close()


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_no_role_of_a_comparison_is_cut_off(visit: Opener, graph: CareerGraph, count: int) -> None:
    """All cells are inside the window and the table, on a phone as on a desk, and nothing has to be swiped."""
    roles = ["ML Engineer", "MLOps", "Data Scientist", "NLP Engineer", "Research Scientist"][:count]
    picture = graph.view_compare(roles)
    for width in (390, 640, 900, 1280):
        page = visit(picture, width=width).page
        cut = """[...document.querySelectorAll(".matrix :is(th, td), .matrix .asked")].filter((each) => {
          const { left, right, width } = each.getBoundingClientRect();
          return width && (left < 0 || right > innerWidth);
        }).map((each) => each.outerHTML.slice(0, 90))"""
        assert page.evaluate(cut) == []
        assert page.evaluate("(box => box.scrollWidth - box.clientWidth)(document.querySelector('.matrix'))") <= 0
        cell = page.locator("tr:has(th:text-is('Pay')) td").nth(count - 1)
        assert cell.is_visible(), width


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_on_the_page_of_an_answer(
    visit: Opener, graph: CareerGraph, three: Picture, axe: str, width: int, scheme: str
) -> None:
    for picture in (graph.view_route("Data Scientist", "MLOps", 3), three):
        assert faults(visit(picture, width=width, color_scheme=scheme), axe) == []


def faults(seen: Visit, axe: str) -> list[str]:
    """What axe-core has against a page with all that is folded opened."""
    seen.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    seen.page.evaluate(axe)
    found = seen.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    assert found["passes"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]


def test_a_hostile_answer_runs_nothing(visit: Opener) -> None:
    graph = hostile_graph()
    for picture in (graph.view_route("role/0", "role/1"), graph.view_compare(["role/0", "role/1"])):
        assert strip_controls(HOSTILE[0])[:20] in picture.title
        seen = visit(picture, width=390)
        assert seen.complaints == []
        assert len(seen.requests) == 1
        assert seen.page.locator("img").count() == 0
        assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert HOSTILE[0][:9] in seen.page.inner_text("main")


@pytest.mark.parametrize("name", ["to_mlops", "long_steps"])
def test_a_print_of_a_route_has_one_or_two_pages(visit: Opener, request: pytest.FixtureRequest, name: str) -> None:
    printed = visit(request.getfixturevalue(name)).page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) in (1, 2)
