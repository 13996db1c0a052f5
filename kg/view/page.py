"""The page of a picture: one HTML file that loads nothing, runs only its own scripts and is readable without them."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from html import escape
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Any

from kg.errors import SourceError
from kg.late import pyvis
from kg.model import Description, Entity
from kg.schema import LETTERS
from kg.view.drawing import STYLES, DrawableGraph, Drawing, Edge, Node
from kg.view.labels import NO_LABEL, box_label, strip_controls
from kg.view.layout import BOX, BOX_HEIGHT, Layout, with_unfold_space
from kg.view.summary import dependence, dependents, extent, legend_counts, meaning, summary
from kg.view.text_version import kind_icon, text_version

_WEB = Path(__file__).parent / "web"

FONTS = _WEB / "fonts"

_LARGE = 300
"""With more nodes a browser lays out only the visible part of the text: laying out all of it takes seconds."""

_KEYS = (
    "In the picture ← and → follow a line, ↑ and ↓ go to the next box of the column, Enter opens a box, Escape returns,"
    " Home goes to the first box. Ctrl and wheel, or two fingers, zoom."
)

_PARTS = ("state", "lines", "canvas", "selection", "near_names", "search", "keyboard", "export", "main")
"""The parts of the page's script, in order: a part may use constants of those before it, and functions of all."""

_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
"""The file of vis-network in the folder of pyvis."""

_CREDITS = """
SELECT DISTINCT ?title ?licence ?attribution {
  ?graph dcterms:title ?title
  OPTIONAL { ?graph dcterms:license ?licence }
  OPTIONAL { ?graph schema:creditText ?attribution }
  FILTER (BOUND(?licence) || BOUND(?attribution))
} ORDER BY ?title ?licence ?attribution
"""
"""The parts of a graph that state a licence or an attribution, by title."""


def page_html(graph: DrawableGraph, drawing: Drawing, above: str = "") -> str:
    """The whole file: text escaped, data as JSON that no tag can end, scripts and styles allowed by their hash.

    ``above`` is HTML between the first sentence and the network.
    """
    style, script, vis = styles("tokens", "page", "chart"), _script(), _vis_network()
    roles = dependents(graph, drawing)
    weight = {iri: len(some) for iri, some in roles.items()}
    said = summary(drawing, weight)
    return Template(web_file("template.html")).substitute(
        head=page_head(drawing.title, style, [vis, script]),
        title=escape(drawing.title),
        headline=escape(said.headline),
        lead=escape(" ".join(said.lead)),
        above=above,
        heading_look="" if above else ' class="unseen"',
        heading="Everything as a network" if above else "Picture",
        extent=escape(extent(drawing)),
        meaning=meaning(drawing),
        size=' class="large"' if len(drawing.nodes) > _LARGE else "",
        legend=_legend(drawing),
        keys=_KEYS,
        text=text_version(drawing, dependence(graph, drawing, roles)),
        credits=credit_list(graph),
        data=json_for_html(network_data(drawing, weight, said.first)),
        vis=vis,
        script=script,
    )


def json_for_html(data: Any) -> str:
    r"""Data as JSON inside an HTML script element: no text in it can end the element or begin a comment.

    >>> json_for_html({"label": "</script>"})
    '{"label":"\\u003c/script>"}'
    """
    return json.dumps(data, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")


def web_file(name: str) -> str:
    """The text of one of the files that pages are made of."""
    return (_WEB / name).read_text(encoding="utf-8")


def styles(*names: str) -> str:
    """The font, and style sheets by name."""
    font = b64encode((FONTS / "figtree.woff2").read_bytes()).decode()
    source = f'url("data:font/woff2;base64,{font}") format("woff2")'
    face = f'@font-face {{ font-family: "kg"; src: {source}; font-weight: 300 900 }}'
    return "\n".join((face, *(web_file(f"{name}.css") for name in names)))


def _script() -> str:
    """The page's own script: the parts in order, inside one function, so that none of their names is global."""
    parts = "\n".join(web_file(f"{name}.js") for name in _PARTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def page_head(title: str, style: str, scripts: Iterable[str] = ()) -> str:
    """The head of a page that loads nothing: its policy, title and style."""
    return Template(web_file("head.html")).substitute(policy=_policy(style, scripts), title=escape(title), style=style)


def _policy(style: str, scripts: Iterable[str]) -> str:
    """A Content-Security-Policy that allows these scripts and this style, with the fonts in it, and no request."""
    allowed = " ".join(map(_hash, scripts)) or "'none'"
    rules = (
        "default-src 'none'",
        f"script-src {allowed}",
        f"style-src {_hash(style)}",
        "img-src data: blob:",
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def _hash(text: str) -> str:
    from hashlib import sha256

    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _legend(drawing: Drawing) -> str:
    return "\n".join(
        f'<label><input type="checkbox" checked data-style="{style}">{kind_icon(style)} {STYLES[style].many}'
        f' <span class="count">{count}</span></label>'
        for style, count in legend_counts(drawing).items()
    )


def credit_list(graph: DrawableGraph) -> str:
    """The sources of the data with their licences, which require that they are named, as a list."""
    items = []
    for row in graph.sparql(_CREDITS).to_dicts():
        terms = ", ".join(escape(strip_controls(part)) for part in (row["attribution"], row["licence"]) if part)
        items.append(f"<li><bdi>{escape(strip_controls(str(row['title'])))}</bdi>: {terms}</li>")
    listed = "\n".join(items)
    return f"<ul>\n{listed}\n</ul>" if items else "<p>Data sources and licences: not stated.</p>"


# --- the data of the page's script ------------------------------------------------------------------------------------


def network_data(drawing: Drawing, weight: Mapping[str, int], first: str | None) -> dict[str, Any]:
    """Everything that the page's script needs, as plain data; a node's id is its number among the nodes.

    A folded node has ``foldedInto``, the number of the node that hides it; that one has ``unfoldSpace``: how far
    everything beyond it moves aside when it is opened. ``weight`` is how much depends on a role or skill, and
    ``first`` the node whose details are shown before one is selected.
    """
    numbers = {node.entity.iri: number for number, node in enumerate(drawing.nodes)}
    folded_into = {node.entity.iri: node.folded_into for node in drawing.nodes if node.folded_into}
    layout = with_unfold_space(drawing.layout, folded_into)
    network = pyvis.network.Network(directed=True)  # its add_node and add_edge would search its lists on each call
    network.nodes += [_node(number, node, layout, numbers, weight) for number, node in enumerate(drawing.nodes)]
    network.edges += [_line(number, edge, numbers) for number, edge in enumerate(drawing.edges)]
    return {
        "view": drawing.view,
        "nodes": network.nodes,
        "edges": network.edges,
        "names": [_names(node.description) for node in drawing.nodes],
        "letters": {chr(letter): typed for letter, typed in LETTERS.items()},
        "captions": [[caption.text, caption.x, caption.y] for caption in layout.captions],
        "bands": [[text, [numbers[key] for key in keys]] for text, keys in layout.bands],
        "styles": {
            name: {"accent": style.accent, "shape": style.shape, "one": style.one, "many": style.many}
            for name, style in STYLES.items()
        },
        "half": {"width": BOX // 2, "height": BOX_HEIGHT // 2},
        "first": numbers[first] if first else None,
        "focus": numbers[drawing.focus.iri] if drawing.focus else None,
    }


def _node(
    number: int, node: Node, layout: Layout, numbers: Mapping[str, int], weight: Mapping[str, int]
) -> dict[str, Any]:
    """A box as vis-network takes it."""
    x, y = layout.positions[node.entity.iri]
    marks = {
        "foldedInto": None if node.folded_into is None else numbers[node.folded_into],
        "unfoldSpace": layout.unfold_space.get(node.entity.iri),
        "weight": weight.get(node.entity.iri),
    }
    options = {"group": node.style, "key": node.entity.id, "x": x, "y": y}
    options |= {name: value for name, value in marks.items() if value is not None}
    box: dict[str, Any] = pyvis.network.Node(number, "box", label=box_label(node.entity.label), **options).options
    return box


def _line(number: int, edge: Edge, numbers: Mapping[str, int]) -> dict[str, Any]:
    """A line as vis-network takes it; the page draws it between the boxes."""
    start, end = (numbers[iri] for iri in edge.ends)
    options = {"id": number} if edge.is_stated else {"id": number, "dashes": True}
    made: dict[str, Any] = pyvis.network.Edge(start, end, directed=True, **options).options
    return made


def _names(description: Description) -> list[str]:
    """What the search finds a node by: its label first, then every other name, and its id."""
    properties = ("altLabel", "hiddenLabel", "^mergedInto")
    values = [fact.value for fact in description.facts if fact.property in properties]
    others = [value.label if isinstance(value, Entity) else str(value) for value in values]
    label, *others = map(strip_controls, dict.fromkeys([description.entity.label, *others]))
    return [label or NO_LABEL, *others, description.entity.id]


def _vis_network() -> str:
    """The script of vis-network 9.1.2 with its licence comment, without the line that names a file for debuggers.

    Raises SourceError when pyvis is not installed whole.
    """
    spec = find_spec("pyvis")
    path = Path(spec.origin).parent / _VIS if spec and spec.origin else None
    if path is None or not path.exists():
        raise SourceError("pyvis does not contain vis-network 9.1.2", "pip install --force-reinstall pyvis==0.3.2")
    return path.read_text(encoding="utf-8").partition("//# sourceMappingURL=")[0]
