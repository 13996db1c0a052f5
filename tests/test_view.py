"""The picture: one offline page, hostile to no reader and safe from hostile labels, the same on every run."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

import kg
from kg.errors import OutputError, UsageError
from kg.graph import CareerGraph
from kg.model import Source
from kg.store import MemoryStore
from kg.view.layout import ROW, evenly, wings
from kg.view.styles import STYLES
from kg.view.words import box_label, legible, source_words
from kg.vocab import BASE, CK, KINDS, NOT_STATED, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kg.view import Picture

HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>alert(2)</script>",
    "\"'><svg onload=alert(3)>",
    "href javascript:alert(4) <a href=javascript:alert(4)>x</a>",
    "\u202eRTL \u2067mark\u0007 \u0000 end",
    "${title} $policy {{ title }} %s",
    "&lt;b&gt; &amp;amp; <b>*bold*</b>",
    "x" * 5000,
    "職業 " * 30,
    " ",
]


class Page(HTMLParser):
    """A page as elements and text; notes tags that do not match."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.unmatched: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "br"):
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.unmatched.append(tag)

    def handle_data(self, data: str) -> None:
        where = next((tag for tag in reversed(self._open) if tag in ("script", "style", "title", "main")), "page")
        self.texts.setdefault(where, []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts["main"]).split())


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return kg.open()


@pytest.fixture(scope="module")
def overview(graph: CareerGraph) -> Picture:
    return graph.view()


@pytest.fixture(scope="module")
def mlops(graph: CareerGraph) -> Picture:
    return graph.view("MLOps Engineer")


@pytest.fixture(scope="module")
def hostile() -> CareerGraph:
    """Two roles, skills that they share, an entry path and an industry, all with labels that attack."""
    store = Store()

    def add(subject: str, predicate: str, value: str | Literal) -> None:
        term = NamedNode(value) if isinstance(value, str) else value
        store.add(Quad(NamedNode(subject), NamedNode(predicate), term))

    kinds = ["role", "role", "skill", "skill", "skill", "entry-path", "industry", "level", "job-title", "topic"]
    iris = [f"{BASE}{kind}/{place}" for place, kind in enumerate(kinds)]
    for iri, kind, label in zip(iris, kinds, HOSTILE, strict=True):
        add(iri, RDF.type, KINDS[kind])
        add(iri, SKOS.prefLabel, Literal(label, language="en"))
        add(iri, SKOS.altLabel, Literal(f"also {label}"))
    for role in iris[:2]:
        for skill in iris[2:5]:
            add(role, CK.requiresSkill, skill)
    add(iris[5], CK.brings, iris[2])
    add(iris[6], CK.namesTopic, iris[9])
    add(iris[8], CK.atLevel, iris[7])
    add(iris[8], CK.titleOf, iris[0])
    return CareerGraph(MemoryStore(store, "hostile"))


def data_of(picture: Picture) -> Any:
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', picture.html, re.DOTALL)
    assert match
    return json.loads(match[1])


# --- the file -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["overview", "mlops"])
def test_the_page_is_whole_and_loads_nothing(name: str, request: pytest.FixtureRequest) -> None:
    picture: Picture = request.getfixturevalue(name)
    page = Page(picture.html)
    assert picture.html.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert page.unmatched == []
    assert "".join(page.texts["title"]) == picture.title
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.elements:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        for reference in ("src", "href", "srcset", "data", "action", "poster"):
            assert (attributes.get(reference) or "#").startswith("#"), (tag, attributes)
        assert tag not in ("link", "img", "iframe", "object", "embed", "base")
    style = "".join(page.texts["style"])
    assert "url(" not in style
    assert "@import" not in style
    links = {attributes["href"] for attributes in page.all("a")}
    assert {link[1:] for link in links if link} <= set(ids)
    assert "@license" in picture.html  # vis-network's own notice
    assert "sourceMappingURL" not in picture.html


def test_the_policy_allows_what_is_there_and_nothing_else(overview: Picture) -> None:
    policy = next(
        attributes["content"] or ""
        for attributes in Page(overview.html).all("meta")
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data: blob:"
    assert "unsafe" not in policy
    assert "http" not in policy
    for rule, pattern in (("script-src", r"<script>(.*?)</script>"), ("style-src", r"<style>(.*?)</style>")):
        found = re.findall(pattern, overview.html, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in found]
        assert rules[rule].split() == [f"'sha256-{digest}'" for digest in digests]


def test_the_overview_is_small_enough_to_mail(overview: Picture) -> None:
    assert len(overview.html.encode()) < 1_200_000


def test_the_same_bytes_on_every_run() -> None:
    code = (
        "import hashlib, kg; g = kg.open(); pages = g.view(), g.view('MLOps Engineer', 2), g.view('Python');"
        "print([hashlib.sha256(page.html.encode()).hexdigest() for page in pages])"
    )
    runs = []
    for seed in ("0", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        runs.append(subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False))
    assert [run.returncode for run in runs] == [0, 0], runs[0].stderr.decode()
    assert runs[0].stdout == runs[1].stdout


def test_save_writes_utf_8_whole_or_not_at_all(overview: Picture, tmp_path: Path) -> None:
    path = tmp_path / "new" / "picture.html"
    assert overview.save(path) == path
    assert path.read_bytes() == overview.html.encode()
    assert overview.save(str(path)) == path
    assert [file.name for file in path.parent.iterdir()] == ["picture.html"]
    with pytest.raises(OutputError):
        overview.save(path / "below-a-file.html")
    assert path.read_bytes() == overview.html.encode()


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(mlops: Picture) -> None:
    (frame,) = Page(mlops._repr_html_()).all("iframe")
    assert frame["srcdoc"] == mlops.html
    assert frame["sandbox"] == "allow-scripts"
    assert frame["title"] == mlops.title


def test_depth_counts_from_one(graph: CareerGraph) -> None:
    with pytest.raises(UsageError, match="depth"):
        graph.view("MLOps Engineer", 0)


# --- what is drawn --------------------------------------------------------------------------------------------------


def test_the_overview_draws_what_is_shared_and_folds_the_rest(graph: CareerGraph, overview: Picture) -> None:
    data = data_of(overview)
    groups: dict[str, list[str]] = {}
    for node in data["nodes"]:
        groups.setdefault(node["group"], []).append(node["key"])
    assert len(groups["role"]) == 7
    assert len(groups["emerging-role"]) == 5
    assert [len(groups[kind]) for kind in ("entry-path", "level", "industry", "job-title")] == [3, 4, 5, 8]
    assert groups["employer"] == ["employer/amazon"]
    shared = {"programming", "ml-frameworks", "cloud-platforms"}
    brought = {"statistics-and-mathematics", "strong-mathematical-foundation", "domain-expertise"}
    assert set(groups["skill"]) == {f"skill/{skill}" for skill in shared | brought | {"business-acumen"}}
    mlops = next(node for node in data["nodes"] if node["key"] == "role/mlops-engineer")
    within = [entry["label"] for entry in data["entries"] if entry["node"] == mlops["id"] and "within" in entry]
    assert mlops["folded"] == len(within)
    assert {"Containerization", "Docker", "Kubernetes", "Infrastructure as Code"} <= set(within)
    assert "skill/ml-frameworks" not in within
    assert len(graph.careers.roles) == 12


def test_a_skill_is_found_by_every_label_that_is_merged_into_it(overview: Picture) -> None:
    entries = data_of(overview)["entries"]
    names = next(entry["names"] for entry in entries if entry["label"] == "Programming")
    assert {"Programming expertise", "Programming languages", "coding", "skill/programming"} <= set(names)


def test_the_neighbourhood_goes_as_far_as_asked(graph: CareerGraph, mlops: Picture) -> None:
    near = {node["key"] for node in data_of(mlops)["nodes"]}
    far = {node["key"] for node in data_of(graph.view("MLOps Engineer", 2))["nodes"]}
    assert {"skill/docker", "credential/bachelors", "responsibility/build-ml-pipelines"} <= near
    assert "role/machine-learning-engineer" not in near
    assert near < far
    assert "role/machine-learning-engineer" in far
    assert not any(key.startswith("document/") for key in far)


def test_two_things_have_one_line_with_every_reason(graph: CareerGraph) -> None:
    data = data_of(graph.view("Python"))
    pairs = [frozenset((edge["from"], edge["to"])) for edge in data["edges"]]
    assert len(pairs) == len(set(pairs))
    programming = next(reasons for reasons in data["links"] if reasons[0][0] == "Python — part of — Programming")
    assert programming[0][1].count("line") == 4


@pytest.mark.parametrize(("name", "depth"), [(None, 1), ("MLOps Engineer", 1), ("MLOps Engineer", 3), ("Python", 2)])
def test_boxes_stand_on_whole_numbers_a_row_apart(graph: CareerGraph, name: str | None, depth: int) -> None:
    places = [(node["x"], node["y"]) for node in data_of(graph.view(name, depth))["nodes"]]
    assert all(isinstance(number, int) for place in places for number in place)
    for (x, y), (other_x, other_y) in combinations(places, 2):
        assert abs(x - other_x) > 200 or abs(y - other_y) >= ROW - 4


def test_a_picture_with_too_much_to_show_says_how_much_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.view.neighbourhood.LIMIT", 10)
    picture = kg.open().view("MLOps Engineer", 2)
    assert len(data_of(picture)["nodes"]) == 10
    assert re.search(r"\d+ more things? not drawn", picture.html)


def test_a_long_column_is_broken_into_several() -> None:
    keys = [str(number) for number in range(60)]
    layout = wings("focus", {"focus": keys}, [keys, []])
    assert len({x for x, _ in layout.places.values()}) > 3
    assert len(set(layout.places.values())) == 61
    assert evenly([]) == []


# --- the text -------------------------------------------------------------------------------------------------------


def test_the_text_says_all_that_the_picture_shows(graph: CareerGraph, overview: Picture) -> None:
    text = Page(overview.html).text
    for node in data_of(overview)["nodes"]:
        assert graph.get(node["key"]).label in text
    for profile in graph.careers.roles.values():
        assert profile.entity.label in text
        for fact in graph.describe(profile.entity).facts:
            value = getattr(fact.value, "label", None) or str(fact.value)
            assert value in text, (profile.entity.label, fact)
            assert f"line {fact.source.line}" in text or fact.source.line is None
        if profile.pay:
            assert profile.pay.label in text
        for requirement in profile.required:
            assert all(tool.label in text for tool in requirement.members)


def test_what_a_source_leaves_out_is_said(overview: Picture) -> None:
    text = Page(overview.html).text
    card = text[text.rindex("id role/prompt-engineer") :][:700]
    assert card.count(NOT_STATED) >= 5
    assert re.search(rf"Pay {NOT_STATED}", card, re.IGNORECASE)


def test_sources_name_lines_and_sections(mlops: Picture) -> None:
    text = Page(mlops.html).text
    assert "line 169" in text
    assert "Major Career Roles > MLOps Engineer" in text
    sources = [
        Source("g", "Guide", "A", 3),
        Source("g", "Guide", "B", 5),
        Source("g", "Other", "B", 5),
        Source("curation"),
    ]
    assert source_words(sources, ("Guide", "A")) == "line 3; B, line 5; Other, B, line 5; curation"


def test_every_kind_has_a_look_of_its_own() -> None:
    assert set(KINDS) <= set(STYLES)
    assert len({style.shape for style in STYLES.values()}) == len(STYLES)


# --- hostile labels -------------------------------------------------------------------------------------------------


def test_hostile_labels_stay_text(hostile: CareerGraph) -> None:
    for picture in (hostile.view(), hostile.view(f"{BASE}role/0", 3)):
        page = Page(picture.html)
        assert page.unmatched == []
        assert {tag for tag, _ in page.elements} <= {tag for tag, _ in Page(kg.open().view().html).elements}
        assert len(page.all("script")) == 3
        assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
        assert all((link["href"] or "").startswith("#") for link in page.all("a"))
        assert "\0" not in picture.html
        assert "\a" not in picture.html
        assert data_of(picture)["nodes"]
    text = Page(hostile.view().html).text
    for label in HOSTILE[:4] + HOSTILE[5:9]:
        assert " ".join(label.split()) in text


def test_labels_in_boxes_are_short_and_plain() -> None:
    for label in HOSTILE:
        lines = box_label(label).split("\n")
        assert len(lines) <= 2
        assert all(0 < len(line) <= 20 for line in lines)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", box_label(label))
    assert box_label("From Mathematics/Statistics") == "From Mathematics/\nStatistics"
    assert box_label("職業 " * 30).endswith("…")
    assert legible("\u202eabc\u2069") == "abc"


# --- in a browser ---------------------------------------------------------------------------------------------------

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)


class Visit:
    """A page that is open in a browser, with all that it asked for, complained of and popped up."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._popped_up)

    def _popped_up(self, dialog: Any) -> None:
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def details(self) -> str:
        return str(self.page.inner_text("#details"))

    def boxes(self) -> list[dict[str, float]]:
        """The boxes with their labels as they are drawn, in the picture's own measure."""
        script = "() => { const n = canvas.network; return n.body.nodeIndices.map((id) => n.getBoundingBox(id)); }"
        found: list[dict[str, float]] = self.page.evaluate(script)
        return found


@pytest.fixture(scope="module")
def browser(needs: Callable[[str], str]) -> Iterator[Any]:
    chromium = needs("chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as engine:
        running = engine.chromium.launch(executable_path=chromium, args=ARGUMENTS.split())
        yield running
        running.close()


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    contexts = []

    def opened(picture: Picture, fragment: str = "", **settings: Any) -> Visit:
        path = picture.save(tmp_path / "picture.html")
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **settings)
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.goto(f"{path.as_uri()}{fragment}")
        visit.page.wait_for_function("document.getElementById('canvas').network !== undefined")
        return visit

    yield opened
    for context in contexts:
        context.close()


def colours(visit: Visit) -> int:
    """How many different pixels the picture has."""
    visit.page.wait_for_timeout(100)
    script = """() => {
      const canvas = document.querySelector('#canvas canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }"""
    return int(visit.page.evaluate(script))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_opens_from_a_file_and_draws(visit: Callable[..., Visit], overview: Picture, scheme: str) -> None:
    seen = visit(overview, color_scheme=scheme)
    assert colours(seen) > 20
    assert seen.complaints == []
    assert len(seen.requests) == 1
    assert seen.requests[0].startswith("file://")
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("name", "depth"), [(None, 1), ("MLOps Engineer", 1), ("MLOps Engineer", 2)])
def test_no_label_covers_another(visit: Callable[..., Visit], graph: CareerGraph, name: str | None, depth: int) -> None:
    for one, other in combinations(visit(graph.view(name, depth)).boxes(), 2):
        beside = one["left"] >= other["right"] or other["left"] >= one["right"]
        assert beside or one["top"] >= other["bottom"] or other["top"] >= one["bottom"]


def test_the_search_finds_synonyms_and_shows_sources(visit: Callable[..., Visit], overview: Picture) -> None:
    seen = visit(overview)
    seen.page.fill("#search", "ml ops")
    assert "MLOps Engineer" in seen.page.inner_text("#found li:first-child")
    seen.page.press("#search", "Enter")
    assert "line 169" in seen.details()
    assert "Major Career Roles > MLOps Engineer" in seen.details()
    assert "Chosen: MLOps Engineer, role, 2 links." in seen.page.inner_text("#status")
    seen.page.click("#details a:has-text('ML frameworks')")
    assert seen.page.inner_text("#details h3").strip() == "ML frameworks"
    seen.page.fill("#search", "kubernetes")
    assert "in MLOps Engineer" in seen.page.inner_text("#found")
    seen.page.fill("#search", "no such thing")
    assert "Nothing by that name" in seen.page.inner_text("#status")
    assert seen.complaints == []


def test_the_list_is_walked_with_the_keyboard(visit: Callable[..., Visit], mlops: Picture) -> None:
    seen = visit(mlops)
    assert seen.page.inner_text("#details h3").strip() == "MLOps Engineer"
    seen.page.focus("#search")
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        seen.page.keyboard.press(key)
    assert seen.page.inner_text("#details h3").strip() == "Cloud platforms and services"
    assert seen.page.evaluate("document.querySelectorAll('#found [tabindex=\"0\"]').length") == 1
    seen.page.keyboard.press("Home")
    seen.page.keyboard.press("ArrowUp")
    assert seen.page.evaluate("document.activeElement.id") == "search"


def test_the_legend_hides_and_shows_kinds(visit: Callable[..., Visit], overview: Picture) -> None:
    seen = visit(overview)
    drawn = len(seen.boxes())
    seen.page.uncheck("[data-style='role']")
    assert len(seen.boxes()) == drawn - 7
    assert seen.page.inner_text("#status") == "role: hidden."
    seen.page.fill("#search", "MLOps Engineer")
    seen.page.press("#search", "Enter")  # what is looked for comes back
    assert len(seen.boxes()) == drawn
    assert seen.page.is_checked("[data-style='role']")


def test_an_address_leads_to_a_thing(visit: Callable[..., Visit], overview: Picture) -> None:
    seen = visit(overview, fragment="#role%2Fdata-scientist")
    assert seen.page.inner_text("#details h3").strip() == "Data Scientist"


def test_the_picture_follows_the_colour_scheme(visit: Callable[..., Visit], mlops: Picture) -> None:
    seen = visit(mlops)
    ink = "canvas.network.body.nodes[0].labelModule.fontOptions.color"
    light = seen.page.evaluate(ink)
    seen.page.emulate_media(color_scheme="dark")
    assert colours(seen) > 20
    assert seen.page.evaluate(ink) != light
    assert seen.page.evaluate("canvas.network.getSelectedNodes().length") == 1
    assert seen.complaints == []


def test_hostile_labels_do_not_run(visit: Callable[..., Visit], hostile: CareerGraph) -> None:
    seen = visit(hostile.view())
    count = seen.page.locator("#found button").count()
    assert count == 9  # the topic is folded into its industry
    for place in range(count):
        seen.page.locator("#found button").nth(place).click()
    seen.page.fill("#search", "<")
    seen.page.wait_for_timeout(100)
    assert seen.complaints == []
    assert len(seen.requests) == 1
    assert seen.page.locator("img").count() == 0
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_frame_in_a_notebook_works(browser: Any, mlops: Picture) -> None:
    page = browser.new_page()
    visit = Visit(page)
    page.set_content(mlops._repr_html_())
    frame = page.frames[1]
    frame.wait_for_function("document.getElementById('canvas').network !== undefined")
    frame.click("header a")
    assert frame.evaluate("document.activeElement.id") == "text"
    assert visit.complaints == []
    page.close()
