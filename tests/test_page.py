"""The page of a picture in a real browser: every control, by mouse and by keyboard."""

from __future__ import annotations

import re
import struct
from itertools import combinations
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from pictures import Visit, data_of, hostile_graph, hub, small_graph, thing
from test_lines import COURSES, assert_passes_by, points

from kg.schema import CK
from kg.view.layout import BOX, BOX_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.view import Picture

    Opener = Callable[..., Visit]

VIEWS = ["overview", "mlops"]


def colours(visit: Visit) -> int:
    """How many different pixels the picture has."""
    visit.page.wait_for_timeout(100)
    script = """() => {
      const canvas = document.querySelector('#canvas canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }"""
    return int(visit.page.evaluate(script))


def apart(boxes: list[dict[str, float]]) -> bool:
    """Whether no box covers part of another."""
    return all(
        one["left"] >= other["right"]
        or other["left"] >= one["right"]
        or one["top"] >= other["bottom"]
        or other["top"] >= one["bottom"]
        for one, other in combinations(boxes, 2)
    )


# --- opening --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "dark")])
@pytest.mark.parametrize("name", VIEWS)
def test_the_page_opens_from_a_file_and_draws(
    visit: Opener, request: pytest.FixtureRequest, name: str, width: int, scheme: str
) -> None:
    seen = visit(request.getfixturevalue(name), width=width, color_scheme=scheme)
    assert colours(seen) > 20
    assert seen.complaints == []
    assert len(seen.requests) == 1
    assert seen.requests[0].startswith("file://")
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert apart(seen.boxes())


def test_an_address_selects_a_node_and_unfolds_it(visit: Opener, overview: Picture) -> None:
    assert visit(overview, "#role%2Fdata-scientist").heading == "Data Scientist"
    seen = visit(overview, "#skill/docker")
    assert seen.heading == "Docker"
    assert "Selected: Docker, skill" in seen.status
    assert visit(overview, "#no-such-thing").complaints == []
    assert visit(overview, "#%E0%A4%A").complaints == []


def test_the_overview_alone_shows_how_a_statistician_gets_to_mlops(visit: Opener, overview: Picture) -> None:
    """The route that the design states, with what is learned on it; from the search, and from the text."""
    seen = visit(overview)
    way = (
        "to MLOps Engineer: Data Scientist, learning Programming, Data manipulation, Visualization tools, ML"
        " algorithms, Domain expertise; then Machine Learning Engineer, learning ML frameworks, Software engineering"
        " principles, Cloud platforms, Database knowledge, MLOps practices; then MLOps Engineer, learning"
        " Containerization, Infrastructure as Code, Monitoring tools, Version control systems"
    )
    assert way in " ".join(seen.page.inner_text("#answer").split())
    seen.find("statistician")
    assert "Best routes from here" in seen.details
    assert way in " ".join(seen.details.split())


# --- selection ------------------------------------------------------------------------------------------------------


def test_the_search_finds_synonyms_and_shows_sources(visit: Opener, overview: Picture) -> None:
    seen = visit(overview)
    seen.page.fill("#search", "ml ops")
    assert "MLOps Engineer" in seen.page.inner_text("#found li:first-child")
    seen.page.press("#search", "Enter")
    assert "line 169" in seen.details
    assert "Major Career Roles > MLOps Engineer" in seen.details
    assert seen.status == "Selected: MLOps Engineer, role, 2 lines, 11 items collapsed."
    seen.page.click("#details a:has-text('ML frameworks')")
    assert seen.heading == "ML frameworks"
    seen.page.fill("#search", "kubernetes")
    assert "in MLOps Engineer" in seen.page.inner_text("#found")
    seen.page.fill("#search", "no such thing")
    assert "No match in this picture" in seen.status
    assert seen.complaints == []


def _in_the_window(page: Any, area: dict[str, float], head: float) -> bool:
    """Whether an area has a size, and is in the window, below what stays at the top of it."""
    width, height = page.evaluate("[innerWidth, innerHeight]")
    right, bottom = area["x"] + area["width"], area["y"] + area["height"]
    large = area["width"] > 20 and area["height"] > 10
    return large and area["x"] >= 0 and area["y"] >= head and right <= width and bottom <= height


def test_a_search_from_the_first_screen_brings_box_and_facts_into_the_window(visit: Opener, overview: Picture) -> None:
    """Which industries name Amazon: a name and Enter, no scrolling, at a desk and on a phone."""
    seen = visit(overview)
    for width, height in ((1280, 800), (390, 844)):
        seen.page.set_viewport_size({"width": width, "height": height})
        seen.page.evaluate("scrollTo(0, 0)")
        assert _in_the_window(seen.page, seen.page.locator("#search").bounding_box(), 0)
        seen.find("Amazon")
        seen.page.wait_for_timeout(350)  # the picture may still be moving there
        head = seen.page.evaluate("document.querySelector('.find').getBoundingClientRect().bottom")
        middle, foot = seen.place("employer/amazon"), seen.page.locator(".details").bounding_box()
        box = {"x": middle[0] - 60, "y": middle[1] - 14, "width": 120, "height": 28}
        assert _in_the_window(seen.page, box, head)
        assert width > 900 or box["y"] + box["height"] <= foot["y"], "the facts are below the box"
        for text in ("Named by industry", "Technology Companies", "Retail/E-commerce"):
            fact = seen.page.locator(f"#details dl :text('{text}')").first
            assert _in_the_window(seen.page, fact.bounding_box(), head), text
    assert seen.complaints == []


def test_what_is_not_stated_is_said_in_the_panel(visit: Opener, overview: Picture) -> None:
    seen = visit(overview)
    seen.find("Prompt Engineer")
    assert re.search(r"Pay\s+not stated in the source", seen.details)


def test_a_click_unfolds_a_box_and_another_folds_it(visit: Opener, overview: Picture) -> None:
    seen = visit(overview)
    drawn = len(seen.boxes())
    seen.click("role/mlops-engineer")
    assert len(seen.boxes()) == drawn + 11  # six skills and tools, five responsibilities
    assert apart(seen.boxes())
    assert "11 items expanded" in seen.status
    seen.click("role/data-scientist")  # one node is unfolded at a time
    assert len(seen.boxes()) == drawn + 14
    assert apart(seen.boxes())
    seen.click("role/data-scientist")
    assert len(seen.boxes()) == drawn
    assert seen.complaints == []


def test_the_panel_unfolds_too(visit: Opener, overview: Picture) -> None:
    seen = visit(overview, "#industry/finance")
    drawn = len(seen.boxes())
    assert seen.page.get_attribute(".fold-button", "aria-expanded") == "false"
    seen.page.click(".fold-button")
    assert len(seen.boxes()) == drawn + 6
    assert seen.page.get_attribute(".fold-button", "aria-expanded") == "true"
    seen.page.click(".fold-button")
    assert len(seen.boxes()) == drawn


@pytest.mark.parametrize("by_enter", [False, True])
@pytest.mark.parametrize("key", ["role/data-scientist", "level/leadership-level", "skill/programming"])
def test_what_the_panel_or_enter_expands_is_whole_in_the_frame(
    visit: Opener, overview: Picture, key: str, by_enter: bool
) -> None:
    """At 1280 pixels: the box and all that is expanded from it, that of the last column too."""
    seen = visit(overview, f"#{key}", reduced_motion="reduce")
    script = """(key) => {
      const nodes = JSON.parse(document.getElementById("data").textContent).nodes;
      const opened = nodes.find((node) => node.key === key).id;
      const ids = nodes.filter(({ id, foldedInto }) => id === opened || foldedInto === opened).map(({ id }) => id);
      return ids.map((id) => {
        const { left, right, top, bottom } = canvas.network.getBoundingBox(id);
        const [one, other] = [{ x: left, y: top }, { x: right, y: bottom }].map((at) => canvas.network.canvasToDOM(at));
        return [one.x, one.y, canvas.clientWidth - other.x, canvas.clientHeight - other.y];
      });
    }"""
    if by_enter:
        seen.page.focus("#canvas")
        seen.press("Enter")
    else:
        seen.page.click(".fold-button")
    distances = seen.page.evaluate(script, key)
    assert len(distances) > 2
    assert min(min(each) for each in distances) >= 0, "a box leaves the frame"


def test_a_large_picture_unfolds_step_by_step(visit: Opener) -> None:
    seen = visit(hub(60, 18).view("Hub", 2))
    assert len(seen.boxes()) == 61
    seen.find("Skill 7-3")
    assert len(seen.boxes()) == 61 + 18
    assert seen.heading == "Skill 7-3"
    assert apart(seen.boxes())
    assert seen.page.inner_text("label:has([data-style='skill']) .count") == "19 of 1081"
    assert seen.complaints == []


def test_every_line_is_explained(visit: Opener, overview: Picture) -> None:
    seen = visit(overview, "#role/mlops-engineer")
    seen.page.click(".lines button:has-text('Cloud platforms')")
    assert seen.heading == "Line"
    assert "MLOps Engineer — required skill — Cloud platforms" in seen.details
    assert "line 168" in seen.details
    assert seen.status.startswith("Line: ")
    seen.page.click("#details a:has-text('Cloud platforms')")
    assert seen.heading == "Cloud platforms"


def test_back_and_forward_go_through_the_selections(visit: Opener, overview: Picture) -> None:
    seen = visit(overview)

    def ready(name: str) -> bool:
        return bool(seen.page.get_attribute(f"#{name}", "aria-disabled") == "false")

    assert not ready("back")
    for name in ("MLOps Engineer", "Docker", "NLP Engineer"):
        seen.find(name)
    assert seen.page.url.endswith("#role%2Fnlp-engineer")
    seen.page.go_back()
    seen.shows("Docker")
    seen.page.click("#back")
    seen.shows("MLOps Engineer")
    assert seen.page.url.endswith("#role%2Fmlops-engineer")
    seen.page.go_back()  # the page's button and the browser's go the same way
    seen.shows_nothing()
    assert "#" not in seen.page.url
    assert not ready("back")
    seen.page.click("#forward")
    seen.shows("MLOps Engineer")
    seen.page.go_forward()
    seen.shows("Docker")
    seen.page.focus("#forward")
    seen.press("Enter")
    seen.shows("NLP Engineer")
    assert seen.focused == "forward"  # where there is no more it keeps the keyboard
    assert not ready("forward")
    assert seen.complaints == []


def test_back_goes_on_after_a_reload(visit: Opener, overview: Picture) -> None:
    seen = visit(overview)
    for name in ("MLOps Engineer", "Docker", "NLP Engineer"):
        seen.find(name)
    length = seen.page.evaluate("history.length")
    seen.page.reload()
    seen.shows("NLP Engineer")
    assert seen.page.evaluate("history.length") == length
    for name in ("Docker", "MLOps Engineer"):
        seen.page.go_back()
        seen.shows(name)
    seen.page.go_back()
    seen.shows_nothing()
    seen.page.evaluate("location.hash = '#skill/python'")  # an address that the reader writes
    seen.shows("Python")
    seen.page.go_back()
    seen.shows_nothing()


def test_back_from_a_walk_goes_to_where_it_began(visit: Opener, overview: Picture) -> None:
    seen = visit(overview)
    for name in ("Data Scientist", "NLP Engineer"):
        seen.find(name)
    seen.page.focus("#canvas")
    seen.press("ArrowUp", "ArrowUp")
    assert seen.heading == "AI Product Manager"
    assert seen.page.url.endswith("#role%2Fai-product-manager")
    seen.page.click("#back")
    seen.shows("NLP Engineer")
    seen.page.click("#back")
    seen.shows("Data Scientist")


def test_the_focus_of_a_neighbourhood_is_selected_at_the_start_and_again(visit: Opener, mlops: Picture) -> None:
    seen = visit(mlops)
    assert seen.heading == "MLOps Engineer"
    seen.find("Docker")
    seen.page.click("#back")
    seen.shows("MLOps Engineer")


def test_a_link_in_the_panel_stays_there(visit: Opener, overview: Picture) -> None:
    seen = visit(overview, "#role/data-scientist")
    top = seen.page.evaluate("scrollY")
    seen.page.click("#details a:has-text('Data manipulation') >> nth=0")
    assert seen.heading == "Data manipulation"
    assert seen.focused == "details"
    assert seen.page.evaluate("scrollY") == top


def test_a_click_on_no_box_changes_nothing(visit: Opener, mlops: Picture) -> None:
    seen = visit(mlops)
    seen.page.click("#canvas", position={"x": 5, "y": 5})
    seen.page.wait_for_timeout(400)  # the engine waits for a second click
    assert seen.heading == "MLOps Engineer"
    assert seen.page.evaluate("canvas.network.getSelectedNodes().length") == 1


def test_a_line_goes_with_the_kind_at_its_end(visit: Opener, overview: Picture) -> None:
    seen = visit(overview, "#role/mlops-engineer")
    seen.page.click(".lines button:has-text('Cloud platforms')")
    seen.page.uncheck("[data-style='skill']")
    assert seen.heading == "MLOps Engineer"
    assert seen.status == "Skills: hidden."
    assert seen.complaints == []


def test_a_line_stays_selected_in_other_colours(visit: Opener, overview: Picture) -> None:
    seen = visit(overview, "#role/mlops-engineer")
    seen.page.click(".lines button:has-text('Cloud platforms')")
    seen.page.emulate_media(color_scheme="dark")
    assert seen.heading == "Line"
    assert seen.page.evaluate("canvas.network.getSelectedNodes().length") == 0


# --- what is seen ---------------------------------------------------------------------------------------------------


def test_the_legend_hides_and_shows_kinds(visit: Opener, overview: Picture) -> None:
    seen = visit(overview)
    drawn = len(seen.boxes())
    assert seen.page.inner_text("label:has([data-style='role']) .count") == "7"
    assert seen.page.inner_text("label:has([data-style='skill']) .count") == "7 of 76"
    seen.page.uncheck("[data-style='role']")
    assert len(seen.boxes()) == drawn - 7
    assert seen.status == "Roles: hidden."
    seen.find("MLOps Engineer")  # what is looked for comes back
    assert len(seen.boxes()) == drawn
    assert seen.page.is_checked("[data-style='role']")


def test_a_kind_that_is_hidden_hides_what_is_folded_into_it(visit: Opener, overview: Picture) -> None:
    seen = visit(overview)
    drawn = len(seen.boxes())
    seen.click("role/data-scientist")
    assert len(seen.boxes()) == drawn + 14
    seen.page.uncheck("[data-style='role']")
    assert len(seen.boxes()) == drawn - 7
    seen.shows_nothing()  # what is hidden is not selected
    assert "#" not in seen.page.url
    seen.page.check("[data-style='role']")
    assert len(seen.boxes()) == drawn + 14


def test_what_is_unfolded_is_shown_whatever_the_legend_hid(visit: Opener, overview: Picture) -> None:
    seen = visit(overview)
    seen.page.uncheck("[data-style='skill']")
    seen.click("role/data-scientist")
    assert "14 items expanded" in seen.status
    assert seen.page.is_checked("[data-style='skill']")
    assert seen.page.inner_text("label:has([data-style='skill']) .count") == "14 of 76"
    seen.find("software engineering")
    seen.page.uncheck("[data-style='role']")
    seen.find("software engineering")
    assert seen.page.is_checked("[data-style='role']")
    assert seen.page.inner_text("label:has([data-style='role']) .count") == "7"


def test_where_nothing_is_shown_nothing_is_saved(visit: Opener, mlops: Picture) -> None:
    seen = visit(mlops)
    for box in seen.page.locator("[data-style]").all():
        box.uncheck()
    assert seen.boxes() == []
    for name in ("png", "svg"):
        seen.tool(f"#{name}")
        assert seen.status == "No box is shown, so there is nothing to save."
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen.page.focus("#canvas")
    seen.press("ArrowRight")
    assert seen.status == "No box is shown."
    assert seen.complaints == []


def test_labels_of_every_width_stay_in_their_row(visit: Opener) -> None:
    labels = [
        "W" * 30,
        "m" * 60,
        "i " * 60,
        "understanding of statistics of the world",
        "long name that goes on and on 1",
    ]
    labels += ["職業" * 20, "Ж" * 30, "A/B/C/D/E/F/G/H/I/J/K/L/M/N/O/P", "e\u0301" * 40, "👩‍🔬 science " * 5]
    statements = thing("role/a", "A")
    for place, label in enumerate(labels):
        statements += [*thing(f"skill/{place}", label), ("role/a", CK.requiresSkill, f"skill/{place}")]
    seen = visit(small_graph(*statements).view("A"))
    assert apart(seen.boxes())
    assert max(box["right"] - box["left"] for box in seen.boxes()) < 230


def test_zoom_pan_and_the_whole_picture(visit: Opener, overview: Picture) -> None:
    seen = visit(overview, reduced_motion="reduce")

    def view() -> Any:
        return seen.page.evaluate("({ scale: canvas.network.getScale(), ...canvas.network.getViewPosition() })")

    start = view()
    seen.page.click("#nearer")
    assert view()["scale"] > start["scale"]
    seen.page.click("#farther")
    assert view()["scale"] == pytest.approx(start["scale"])
    seen.tool("[data-pan='1 0']")
    assert view()["x"] > start["x"]
    seen.tool("[data-pan='0 -1']")
    assert view()["y"] < start["y"]
    seen.page.click("#whole")
    corners = [(box[x], box[y]) for box in seen.boxes() for x in ("left", "right") for y in ("top", "bottom")]
    inside = """(corners) => corners.every(([x, y]) => {
      const at = canvas.network.canvasToDOM({ x, y });
      return at.x >= 0 && at.y >= 0 && at.x <= canvas.clientWidth && at.y <= canvas.clientHeight;
    })"""
    assert seen.page.evaluate(inside, corners)


def test_the_wheel_scrolls_the_page_and_zooms_with_ctrl(visit: Opener, overview: Picture) -> None:
    seen = visit(overview)
    seen.page.mouse.move(400, 400)
    before, top = seen.page.evaluate("[canvas.network.getScale(), scrollY]")
    seen.page.mouse.wheel(0, 200)
    seen.page.wait_for_function("(top) => scrollY > top", arg=top)
    assert seen.page.evaluate("canvas.network.getScale()") == before
    seen.page.evaluate("(top) => scrollTo(0, top)", top)
    seen.page.keyboard.down("Control")
    seen.page.mouse.wheel(0, -200)
    seen.page.keyboard.up("Control")
    seen.page.wait_for_function("(before) => canvas.network.getScale() > before", arg=before)


def ink(seen: Visit) -> Any:
    """The colour of the page's text and that of the first box's label."""
    return seen.page.evaluate(
        "[getComputedStyle(document.body).color, canvas.network.body.nodes[0].labelModule.fontOptions.color]"
    )


def test_the_colours_follow_the_system(visit: Opener, mlops: Picture) -> None:
    seen = visit(mlops, color_scheme="light")
    light = ink(seen)
    seen.page.emulate_media(color_scheme="dark")
    assert colours(seen) > 20
    dark = ink(seen)
    assert all(one != other for one, other in zip(light, dark, strict=True))
    seen.page.emulate_media(color_scheme="light")
    labels = "canvas.network.body.nodes[0].labelModule.fontOptions.color"
    seen.page.wait_for_function(f"(light) => {labels} === light", arg=light[1])
    assert ink(seen) == light
    assert seen.page.evaluate("canvas.network.getSelectedNodes().length") == 1
    assert seen.complaints == []


def test_less_motion_moves_nothing_slowly(visit: Opener, overview: Picture) -> None:
    seen = visit(overview, reduced_motion="reduce")
    scales = seen.page.evaluate("""() => {
      const before = canvas.network.getScale();
      document.getElementById("nearer").click();
      return [before, canvas.network.getScale()];
    }""")
    assert scales[1] == pytest.approx(1.3 * scales[0])  # at once


# --- saving and printing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VIEWS)
def test_the_picture_is_saved_as_svg_and_png(
    visit: Opener, request: pytest.FixtureRequest, tmp_path: Path, name: str
) -> None:
    picture = request.getfixturevalue(name)
    seen = visit(picture)
    files = {}
    for kind in ("svg", "png"):
        with seen.page.expect_download() as download:
            seen.tool(f"#{kind}")
        files[kind] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[kind])
    root = ElementTree.fromstring(files["svg"].read_text(encoding="utf-8"))
    titles = {element.text for element in root.iter("{http://www.w3.org/2000/svg}title")}
    drawn = {node["id"] for node in data_of(picture)["nodes"] if "foldedInto" not in node}
    assert {data_of(picture)["names"][number][0] for number in drawn} <= titles
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        "svg", "title", "rect", "marker", "path", "text", "g",
    }  # fmt: skip
    width, height = struct.unpack(">II", files["png"].read_bytes()[16:24])
    assert width == round(2 * float(root.attrib["width"]))
    assert height == round(2 * float(root.attrib["height"]))
    assert files["png"].stat().st_size > 20_000  # something is drawn on it
    assert [url for url in seen.requests if not url.startswith(("file:", "data:image/svg", "blob:"))] == []
    assert seen.complaints == []


def test_p7_the_print_has_the_picture_and_the_answer(visit: Opener, mlops: Picture) -> None:
    seen = visit(mlops, color_scheme="dark")
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen.page.emulate_media(media="print", color_scheme="dark")
    assert seen.page.locator("#sheet svg").is_visible()
    assert not seen.page.locator(".desk").is_visible()
    assert not seen.page.locator("#card-0").is_visible()
    paper = "getComputedStyle(document.querySelector('#sheet svg > rect')).fill"
    assert seen.page.evaluate(paper) == "rgb(255, 255, 255)"  # dark paper wastes ink
    seen.page.emulate_media(media="screen")
    seen.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert seen.page.locator("#sheet svg").count() == 0
    seen.page.evaluate("window.print = () => { window.printed = true; }")
    seen.tool("#print")
    assert seen.page.evaluate("window.printed")


def test_p7_roles_at_a_glance_are_printed_with_the_answer(visit: Opener, overview: Picture) -> None:
    """The form for a desk, whatever the width of the window, in place of the network."""
    seen = visit(overview, width=400)
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen.page.emulate_media(media="print")
    drawn = [chart for chart in seen.page.locator("svg.chart").all() if chart.is_visible()]
    assert [chart.get_attribute("class") for chart in drawn] == ["chart w1200"]
    assert drawn[0].bounding_box()["height"] > 100
    assert seen.page.locator("#answer").is_visible()
    assert seen.page.locator("#sheet svg").count() == 0
    assert not seen.page.locator("#search").is_visible()


@pytest.mark.parametrize("name", VIEWS)
def test_p7_the_print_has_one_or_two_pages(visit: Opener, request: pytest.FixtureRequest, name: str) -> None:
    seen = visit(request.getfixturevalue(name))
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    paper = seen.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) in (1, 2)


# --- on a phone, enlarged, in few colours -----------------------------------------------------------------------------


def test_p6_what_is_clicked_stays_under_the_pointer(visit: Opener, overview: Picture) -> None:
    seen = visit(overview, reduced_motion="reduce")
    for key in ("role/mlops-engineer", "industry/finance", "role/data-scientist", "role/data-scientist"):
        before = seen.place(key)
        seen.click(key)
        assert seen.place(key) == pytest.approx(before, abs=1)


@pytest.mark.parametrize("name", VIEWS)
def test_p8_a_phone_shows_the_picture_first_and_one_finger_scrolls(
    visit: Opener, request: pytest.FixtureRequest, name: str
) -> None:
    seen = visit(request.getfixturevalue(name), width=390)
    first = seen.page.locator("svg.chart.w358, .frame").first.bounding_box()
    assert first["y"] < 400
    assert first["height"] >= 240
    assert seen.page.evaluate("getComputedStyle(canvas.querySelector('canvas')).touchAction") == "pan-y"
    assert 16 * seen.page.evaluate("canvas.network.getScale()") >= 12  # the letters in a box
    small = """() => [...document.querySelectorAll("body *")].filter((each) =>
      each.checkVisibility() && [...each.childNodes].some((part) => part.nodeType === 3 && part.data.trim()) &&
      parseFloat(getComputedStyle(each).fontSize) < 12).map((each) => each.outerHTML.slice(0, 99))"""
    assert seen.page.evaluate(small) == []
    low = """() => [...document.querySelectorAll("button, input[type=search], .legend label")]
      .filter((each) => each.checkVisibility() && !each.closest(".lines"))
      .filter((each) => each.getBoundingClientRect().height < 44).map((each) => each.outerHTML.slice(0, 99))"""
    assert seen.page.evaluate(low) == []


@pytest.mark.parametrize(("name", "opened"), [("overview", "role/mlops-engineer"), ("mlops", None)])
def test_p8_a_phone_has_the_network_below_each_other(
    visit: Opener, request: pytest.FixtureRequest, name: str, opened: str | None
) -> None:
    """Two boxes to a row, whole within the width; no two meet, and no line passes under a box that is not its end."""
    picture = request.getfixturevalue(name)
    seen = visit(picture, width=390)
    shown = (
        "Object.entries(canvas.network.getPositions()).map(([id, { x, y }]) => ({ id: Number(id), x, y, label: id }))"
    )
    before = seen.page.evaluate(shown)
    if opened:
        seen.click(opened)
    boxes = seen.page.evaluate(shown)
    assert len(boxes) > len(before) or not opened
    for one, other in combinations(boxes, 2):
        assert abs(one["x"] - other["x"]) >= BOX or abs(one["y"] - other["y"]) >= BOX_HEIGHT, (one, other)
    width, scale = seen.page.evaluate("[canvas.clientWidth, canvas.network.getScale()]")
    middle = seen.page.evaluate("canvas.network.getViewPosition().x")
    assert all(abs(box["x"] - middle) + BOX / 2 <= width / 2 / scale for box in boxes)
    edges = [{key: edge[key] for key in ("id", "from", "to")} for edge in data_of(picture)["edges"]]
    drawn = dict(seen.page.evaluate(COURSES, [boxes, edges]))
    for edge in edges:
        if edge["id"] in drawn:
            foreign = [box for box in boxes if box["id"] not in (edge["from"], edge["to"])]
            assert_passes_by(list(points(drawn[edge["id"]]["path"])), foreign)
    assert len(drawn) > 10


def test_p11_the_picture_is_fitted_anew_in_another_width(visit: Opener, overview: Picture) -> None:
    seen = visit(overview, width=1280)
    seen.page.set_viewport_size({"width": 1700, "height": 900})
    inside = """() => canvas.network.body.nodeIndices.every((id) => {
      const { left, right, top } = canvas.network.getBoundingBox(id);
      const [from, to] = [{ x: left, y: top }, { x: right, y: top }].map((at) => canvas.network.canvasToDOM(at));
      return from.x >= 0 && to.x <= canvas.clientWidth && from.y >= 0;
    }) && canvas.network.getScale() > 0.9"""
    seen.page.wait_for_function(inside)
    seen.page.set_viewport_size({"width": 640, "height": 400})  # 200 % of 1,280 by 800
    seen.page.wait_for_function("() => canvas.network.getScale() < 0.8")
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_p11_forced_colours_are_those_of_the_system(visit: Opener, mlops: Picture) -> None:
    seen = visit(mlops)
    seen.page.emulate_media(forced_colors="active")
    assert colours(seen) > 5
    seen.page.wait_for_function("canvas.network.body.nodes[0].labelModule.fontOptions.color === 'CanvasText'")
    assert seen.complaints == []


# --- hostile labels -------------------------------------------------------------------------------------------------


def test_hostile_labels_do_not_run(visit: Opener) -> None:
    picture = hostile_graph().view()
    seen = visit(picture)
    count = seen.page.locator("#found button").count()
    assert count == 9  # the topic is folded into its industry
    for place in range(count):
        seen.page.focus("#search")
        seen.page.locator("#found button").nth(place).click()
        for line in seen.page.locator("#details .lines button").all()[:1]:
            line.click()
    seen.page.fill("#search", "<")
    seen.page.wait_for_timeout(100)
    with seen.page.expect_download() as download:
        seen.tool("#svg")
    assert download.value.suggested_filename == "careers-at-a-glance.svg"
    assert seen.complaints == []
    assert len([url for url in seen.requests if not url.startswith("blob:")]) == 1
    assert seen.page.locator("img").count() == 0
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert apart(seen.boxes())


# --- a notebook -----------------------------------------------------------------------------------------------------


def test_the_frame_in_a_notebook_works(browser: Any, graph: CareerGraph, mlops: Picture) -> None:
    page = browser.new_page()
    visit = Visit(page)
    page.set_content(mlops._repr_html_())
    frame = page.frames[1]
    frame.wait_for_function("performance.getEntriesByName('ready').length")
    frame.click("header a")
    assert frame.evaluate("document.activeElement.id") == "text"
    frame.fill("#search", "docker")
    frame.press("#search", "Enter")
    frame.click("#details a:has-text('Containerization')")
    frame.click("#back")  # without an address the page remembers by itself
    assert frame.inner_text("#details h3").strip() == "Docker"
    assert visit.complaints == []
    page.close()


LOADED = """([width, height]) => new Promise((resolve) => {
  const frame = document.querySelector("iframe");
  frame.style.width = `${width}px`;
  frame.style.height = `${height}px`;
  frame.onload = () => resolve();
  frame.srcdoc = frame.srcdoc;
})"""
"""Loads the page in the frame of a notebook again, at another size."""

DRAWN = """() => {
  const [frame, drawn] = [canvas.parentElement, canvas.querySelector("canvas")].map((each) =>
    each.getBoundingClientRect());
  const inside = canvas.network.body.nodeIndices.filter((id) => {
    const { left, right, top, bottom } = canvas.network.getBoundingBox(id);
    const from = canvas.network.canvasToDOM({ x: left, y: top });
    const to = canvas.network.canvasToDOM({ x: right, y: bottom });
    return from.x >= -10 && from.y >= -10 && to.x <= drawn.width + 10 && to.y <= drawn.height + 10;
  });
  const fits = Math.abs(frame.width - drawn.width) < 2 && Math.abs(frame.height - drawn.height) < 2;
  const { focus } = JSON.parse(document.getElementById("data").textContent);
  const whole = inside.length === canvas.network.body.nodeIndices.length;
  return {
    fits: fits && document.documentElement.scrollWidth <= innerWidth,
    whole: whole || (canvas.network.getScale() < 0.751 && inside.includes(focus)),
  };
}"""
"""Whether the drawing is as large as its frame, and all of it inside: or what it is about, at the least scale."""


def _wait_until(frame: Any, condition: str) -> None:
    """Ask again and again: the page's own rules forbid the browser to compile a text, as waiting inside it would."""
    for _ in range(400):
        if frame.evaluate(condition):
            return
        frame.page.wait_for_timeout(50)
    raise AssertionError(condition)


def test_p11_every_load_in_a_notebook_draws_inside_its_frame(
    browser: Any, mlops: Picture, tries: Callable[[int], int]
) -> None:
    """At sizes that change from load to load, and once more while the page is open."""
    page = browser.new_page(viewport={"width": 1500, "height": 1000})
    page.set_content(mlops._repr_html_())
    sizes = [(width, height) for width in range(420, 1320, 90) for height in (400, 720)]
    for number in range(tries(200)):
        width, height = sizes[number * 7 % len(sizes)]
        page.evaluate(LOADED, [width, height])
        frame = page.frames[-1]
        _wait_until(frame, "performance.getEntriesByName('ready').length")
        assert frame.evaluate(DRAWN) == {"fits": True, "whole": True}, (width, height)
    page.evaluate("document.querySelector('iframe').style.width = '1400px'")
    frame = page.frames[-1]
    _wait_until(frame, "canvas.querySelector('canvas').getBoundingClientRect().width > 900")
    assert frame.evaluate(DRAWN) == {"fits": True, "whole": True}
    page.close()


def test_a_card_says_what_the_number_of_its_box_counts_and_tells_skills_and_pay_first(graph: CareerGraph) -> None:
    html = graph.view("MLOps Engineer").html
    parts = re.findall(r'<article id="card-\d+".*?</article>', html, re.DOTALL)
    cards = [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in parts]
    role = next(text for text in cards if text.strip().startswith("MLOps Engineer"))
    order = ["required skill ", " pay ", " education ", " maturity ", "role/mlops-engineer"]
    assert sorted(order, key=role.index) == order
    assert "Shares required skills with one other role: Machine Learning Engineer." in role
    skill = next(text for text in cards if text.strip().startswith("Cloud platforms and services"))
    assert "Required by two roles, all its names counted: MLOps Engineer and Machine Learning Engineer." in skill
    assert "Its requirements name two tools: Docker and Kubernetes." in html


def test_a_name_typed_wrong_finds_what_is_near(visit: Opener, graph: CareerGraph) -> None:
    seen = visit(graph.view("MLOps Engineer"))
    seen.page.fill("#search", "Kuberntes")
    assert seen.status == "No such name; 1 near it."
    assert seen.page.locator("#found li").all_inner_texts() == ["Kubernetes skill"]
    seen.page.fill("#search", "containerization")
    assert seen.page.locator("#found li").all_inner_texts() == ["Containerization skill, required by 1 role"]
    seen.page.fill("#search", "qqqqqq")
    assert seen.status == "No match in this picture."
