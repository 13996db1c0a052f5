"""The picture: one offline HTML file with a network of boxes and, in the same file, everything it shows as text.

``overview``, ``neighbourhood``, ``route``, ``plan`` and ``comparison`` choose what is drawn and make a ``Drawing``;
``layout`` computes positions, ``text_version`` writes the text, and ``page`` makes the file, with the scripts in
``web/``. ``career_map`` and ``map_page`` do the same for the map of very many roles, with the scripts in ``web/map/``;
``hub`` lists very many neighbours.
"""

from __future__ import annotations

import html
import math
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UsageError
from kg.late import networkx, pyvis
from kg.model import Entity
from kg.model.analysis import Comparison
from kg.model.answers import Routes
from kg.model.plan import Plan
from kg.resources import write_atomically
from kg.schema import property_label
from kg.view.answer_page import AnswerPage
from kg.view.career_map import MANY_ROLES
from kg.view.chart import chart_section, to_box
from kg.view.comparison import comparison_page
from kg.view.drawing import STYLES, DrawableGraph, Drawing, describe
from kg.view.hub import MANY_NEIGHBOURS, hub_page, neighbours
from kg.view.image import IMAGE_ENDINGS, image_of
from kg.view.labels import strip_controls, truncate
from kg.view.line_map import Address
from kg.view.map_page import map_page
from kg.view.neighbourhood import neighbourhood_drawing
from kg.view.overview import overview_drawing
from kg.view.page import page_html
from kg.view.plan import plan_page
from kg.view.route import route_page

_SANDBOX = "allow-scripts allow-downloads allow-modals"
"""What the page may do in a notebook's frame: run its own scripts, save its picture and print."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn graph as one self-contained HTML page: it needs no network and no other file.

    >>> import kg
    >>> page = kg.open().view("MLOps Engineer")
    >>> page
    Picture('MLOps Engineer and what surrounds it')
    >>> "Docker" in page.html
    True
    """

    title: str
    html: str
    svg: str | None = None
    """The drawing alone, where there is one that is not made in the browser: that of a route or plan."""
    summary: str = ""
    """The answer in a sentence, where the picture is one."""

    def save(self, path: str | Path) -> Path:
        """Write the picture whole or not at all, as what the path ends in; returns the path.

        ``.html`` is the page, ``.svg`` the drawing alone where there is one; ``.png`` and ``.pdf`` are made of the page
        by a browser (``career-kg[image]``). Raises UsageError for any other ending, and for the drawing of what is
        drawn by scripts alone; EngineError where there is no browser; OutputError when the file cannot be written. An
        older file there is then unchanged.
        """
        target = Path(path)
        write_atomically(target, self._content(target.suffix.lower()))
        return target

    def _content(self, ending: str) -> bytes:
        if ending in (".html", ".htm"):
            return self.html.encode()
        if ending == ".svg" and self.svg is not None:
            return self.svg.encode()
        if ending in IMAGE_ENDINGS:
            return image_of(self.html, ending)
        if ending == ".svg":
            raise UsageError(
                "this picture is not written as '.svg'",
                "write .png, or .html, open it, and save the picture from there",
            )
        raise UsageError(
            f"a picture is not written as '{ending}'",
            "end the name of the file in .html, .png, .pdf, or .svg for a route or plan",
        )

    @property
    def fragment(self) -> str:
        """HTML to put into a page of your own, which it leaves as it is: the drawing as an image, else a frame.

        >>> import kg
        >>> kg.open().view_route("statistician", "MLOps").fragment[:19]
        '<figure class="kg">'
        """
        if self.svg is None:
            return self._repr_html_()
        image = b64encode(self.svg.encode()).decode()
        title = html.escape(self.title)
        caption = html.escape(self.summary or self.title)
        return (
            f'<figure class="kg"><img src="data:image/svg+xml;base64,{image}" alt="{title}" style="max-width: 100%">'
            f"<figcaption>{caption}</figcaption></figure>\n"
        )

    def _repr_html_(self) -> str:
        """The page in a separate frame, for notebooks."""
        return (
            f'<iframe title="{html.escape(self.title)}" sandbox="{_SANDBOX}" width="100%" height="720"'
            f' srcdoc="{html.escape(self.html)}"></iframe>'
        )

    def __repr__(self) -> str:
        return f"Picture({self.title!r})"


def picture(graph: DrawableGraph, entity: Entity | None = None, depth: int = 1, address: Address = to_box) -> Picture:
    """Draw an overview of the whole graph, or what is at most ``depth`` links from an entity.

    ``address`` is what names in the chart of an overview lead to, by id: by default to their boxes below it.

    A graph of 300 roles or more is drawn as a map, and an entity with more than 300 neighbours as a list of them, of
    whatever depth. Raises UsageError for a depth below one, LimitError for more roles
    than a map holds.
    """
    if depth < 1:
        raise UsageError(f"depth must be at least 1, not {depth}", "1 draws what is linked to the entity itself")
    if entity is None and graph.table.mask(graph.within.includes).sum() >= MANY_ROLES:
        return map_picture(graph)
    if entity is None:
        drawing = overview_drawing(graph)
        return _picture(graph, drawing, chart_section(drawing.chart, address))
    description = describe(graph, entity)
    if neighbours(description) > MANY_NEIGHBOURS:
        return _answered(graph, hub_page(graph, description))
    return _picture(graph, neighbourhood_drawing(graph, entity, depth))


def map_picture(graph: DrawableGraph, answer: Routes | None = None) -> Picture:
    """Draw all roles as a map, each near those that it is most like, and the best route of an answer across it."""
    return Picture(*map_page(graph, answer))


def route_picture(graph: DrawableGraph, answer: Routes) -> Picture:
    """Draw the best route of an answer as a line map, the others as branches; or what would open one."""
    return _answered(graph, route_page(graph, answer))


def plan_picture(graph: DrawableGraph, plan: Plan) -> Picture:
    """Draw a plan: the line map of its route, and what to learn in tiers, with boxes to tick."""
    return _answered(graph, plan_page(graph, plan))


def comparison_picture(graph: DrawableGraph, answer: Comparison) -> Picture:
    """Draw roles side by side: what each alone requires, what some share and what all do."""
    return _answered(graph, comparison_page(graph, answer))


def network(graph: networkx.MultiDiGraph[str]) -> pyvis.network.Network:
    """A graph of entities as a network of pyvis: the more links it has, the larger a node is.

    Labels are shown as text, never as markup. Nodes are coloured by kind, which is also their group.
    """
    drawn = pyvis.network.Network(height="95vh", width="100%", directed=True, cdn_resources="in_line")
    for name, data in graph.nodes(data=True):
        look, label = STYLES[data["kind"]], strip_controls(data["label"])
        options = {"label": truncate(label, 40), "title": f"{label} ({look.one})", "group": data["kind"]}
        size = 8 + 3 * math.sqrt(graph.degree(name))
        node = pyvis.network.Node(name, "dot", size=round(size, 1), color=look.colour, **options).options
        drawn.nodes.append(node)  # add_node and add_edge would search all nodes on each call
        drawn.node_ids.append(name)
        drawn.node_map[name] = node
    for start, end, data in graph.edges(data=True):
        words = property_label(data["property"])
        drawn.edges.append(pyvis.network.Edge(start, end, directed=True, title=words).options)
    return drawn


def _answered(graph: DrawableGraph, page: AnswerPage) -> Picture:
    return Picture(page.drawing.title, page.html(graph), page.parts.svg, page.parts.headline)


def _picture(graph: DrawableGraph, drawing: Drawing, above: str = "") -> Picture:
    return Picture(drawing.title, page_html(graph, drawing, above))
