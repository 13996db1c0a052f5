"""What tests of pictures share: pages read as text, hostile labels, a page open in a browser."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.graph import CareerGraph
from kg.schema import BASE, CK, KINDS, RDF, SKOS
from kg.store import LocalStore

if TYPE_CHECKING:
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
        where = next(
            (tag for tag in reversed(self._open) if tag in ("script", "style", "title", "main", "header")), "page"
        )
        self.texts.setdefault(where, []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        """The text of the page itself."""
        return self.text_of("main")

    def text_of(self, tag: str) -> str:
        """The text in the elements of one name."""
        return " ".join(" ".join(self.texts[tag]).split())


def small_graph(*statements: tuple[str, str, str | Literal]) -> CareerGraph:
    """A graph of statements; every entity in it is named by its kind and a word, as in ``role/a``."""
    store = Store()
    for subject, predicate, value in statements:
        term = value if isinstance(value, Literal) else NamedNode(value if ":" in value else f"{BASE}{value}")
        store.add(Quad(NamedNode(f"{BASE}{subject}"), NamedNode(predicate), term))
    return CareerGraph(LocalStore(store, "small"))


def thing(name: str, label: str) -> list[tuple[str, str, str | Literal]]:
    """The statements that give an entity its kind and a label."""
    return [
        (name, RDF.type, KINDS[name.partition("/")[0]]),
        (name, SKOS.prefLabel, Literal(label, language="en")),
    ]


def hostile_graph() -> CareerGraph:
    """Two roles, skills that they share, an entry path and an industry, all with labels that attack."""
    kinds = ["role", "role", "skill", "skill", "skill", "entry-path", "industry", "level", "job-title", "topic"]
    names = [f"{kind}/{place}" for place, kind in enumerate(kinds)]
    statements = [statement for name, label in zip(names, HOSTILE, strict=True) for statement in thing(name, label)]
    statements += [(name, SKOS.altLabel, Literal(f"also {label}")) for name, label in zip(names, HOSTILE, strict=True)]
    statements += [(role, CK.requiresSkill, skill) for role in names[:2] for skill in names[2:5]]
    statements += [(names[5], CK.brings, names[2]), (names[6], CK.namesTopic, names[9])]
    statements += [(names[8], CK.atLevel, names[7]), (names[8], CK.titleOf, names[0])]
    return small_graph(*statements)


def hub(roles: int, skills: int) -> CareerGraph:
    """A skill that many roles require, each of which requires skills of its own."""
    statements = thing("skill/hub", "Hub")
    for role in range(roles):
        statements += [*thing(f"role/{role}", f"Role {role}"), (f"role/{role}", CK.requiresSkill, "skill/hub")]
        for skill in range(skills):
            name = f"skill/{role}-{skill}"
            statements += [*thing(name, f"Skill {role}-{skill}"), (f"role/{role}", CK.requiresSkill, name)]
    return small_graph(*statements)


def data_of(picture: Picture) -> Any:
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', picture.html, re.DOTALL)
    assert match
    return json.loads(match[1])


def node_of(picture: Picture, key: str) -> Any:
    """The node of an entity by its id."""
    return next(node for node in data_of(picture)["nodes"] if node["key"] == key)


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

    @property
    def details(self) -> str:
        """The text of the panel."""
        return str(self.page.inner_text("#details"))

    @property
    def heading(self) -> str:
        """The first heading of the panel: what is selected."""
        return str(self.page.inner_text("#details h3 >> nth=0")).strip()

    def shows(self, heading: str) -> None:
        """Wait until a node is selected: the browser goes back and forward in its own time."""
        self.page.locator(f"#details h3:text-is('{heading}')").first.wait_for()
        assert self.heading == heading

    def shows_nothing(self) -> None:
        """Wait until nothing is selected."""
        self.page.locator("#details :text('Select a box')").first.wait_for()

    @property
    def status(self) -> str:
        """What the live region says."""
        return str(self.page.inner_text("#status"))

    @property
    def focused(self) -> str:
        """The id of the element that has the keyboard."""
        return str(self.page.evaluate("document.activeElement.id"))

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def find(self, text: str) -> None:
        """Search for a text and select the first match."""
        self.page.fill("#search", text)
        self.page.press("#search", "Enter")

    def boxes(self) -> list[dict[str, float]]:
        """The boxes with their labels as they are drawn, in the picture's own measure.

        vis-network adds the radius of the corners on every side.
        """
        script = """() => canvas.network.body.nodeIndices.map((id) => {
          const { left, right, top, bottom } = canvas.network.getBoundingBox(id);
          return { left: left + 10, right: right - 10, top: top + 10, bottom: bottom - 10 };
        })"""
        found: list[dict[str, float]] = self.page.evaluate(script)
        return found

    def tool(self, selector: str) -> None:
        """Click on one of the controls that are folded away."""
        self.page.evaluate("document.getElementById('tools').open = true")
        self.page.click(selector)

    def place(self, key: str) -> list[float]:
        """Where the middle of the box of an entity stands in the window."""
        script = """(key) => {
          const { id } = JSON.parse(document.getElementById("data").textContent).nodes.find((node) => node.key === key);
          const { left, right, top, bottom } = canvas.network.getBoundingBox(id);
          const { x, y } = canvas.network.canvasToDOM({ x: (left + right) / 2, y: (top + bottom) / 2 });
          const frame = canvas.getBoundingClientRect();
          return [x + frame.x, y + frame.y];
        }"""
        found: list[float] = self.page.evaluate(script, key)
        return found

    def click(self, key: str) -> None:
        """Click on the box of an entity, which must be in view."""
        script = """(key) => {
          const { nodes } = JSON.parse(document.getElementById("data").textContent);
          const { id } = nodes.find((node) => node.key === key);
          const { left, right, top, bottom } = canvas.network.getBoundingBox(id);
          return canvas.network.canvasToDOM({ x: (left + right) / 2, y: (top + bottom) / 2 });
        }"""
        self.page.wait_for_timeout(350)  # the picture may still be moving there
        self.page.click("#canvas", position=self.page.evaluate(script, key))
