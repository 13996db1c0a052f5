"""A drawing as the network that pyvis builds, and the JavaScript of vis-network that pyvis brings along to draw it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import SourceError
from kg.view.drawing import names
from kg.view.layout import BOX, COLUMN, ROW
from kg.view.styles import STYLES
from kg.view.words import NO_LABEL, box_label, legible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.view.drawing import Drawing, Node
    from kg.view.layout import Layout

__all__ = ["network_data", "vis_network"]

_ARC = {"enabled": True, "type": "curvedCW", "roundness": 0.5}
"""The line between two boxes of one column goes round those between them."""

_BOW = {"enabled": True, "type": "curvedCW", "roundness": 0.2}
"""A long line on one height goes round what stands between its ends, and a line back beside the line there."""

_FAR = 3 * COLUMN // 2

_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"


def network_data(drawing: Drawing) -> dict[str, Any]:
    """Everything that the page's script needs, as plain data; a node's id is its place among the nodes.

    A node that is folded has ``within``, the number of the one that holds it; that one has ``room``, how far all beyond
    it moves aside when it is opened.
    """
    numbers = {node.entity.iri: number for number, node in enumerate(drawing.nodes)}
    network = _network(drawing, numbers)
    return {
        "view": drawing.view,
        "nodes": network.nodes,
        "edges": network.edges,
        "names": [_names(node) for node in drawing.nodes],
        "headings": [[heading.text, heading.x, heading.y] for heading in drawing.layout.headings],
        "styles": {
            name: {"colour": style.colour, "shape": style.shape, "one": style.one, "many": style.many}
            for name, style in STYLES.items()
        },
        "half": BOX // 2,
        "focus": numbers[drawing.focus.iri] if drawing.focus else None,
    }


def _network(drawing: Drawing, numbers: dict[str, int]) -> Any:
    """The pyvis network. Its lists are filled in one go: ``add_node`` and ``add_edge`` search them on each call."""
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    network = Network(directed=True)
    layout = drawing.layout
    for number, node in enumerate(drawing.nodes):
        x, y = layout.places[node.entity.iri]
        options = {"group": node.style, "key": node.entity.id, "x": x, "y": y, **_marks(node, layout, numbers)}
        network.nodes.append(Node(number, "box", label=box_label(node.entity.label), **options).options)
    drawn: set[tuple[int, int]] = set()
    for number, link in enumerate(drawing.links):
        start, end = (numbers[iri] for iri in link.ends)
        marks = {
            "dim": link.dim,
            "strong": link.strong,
            "dashes": link.dim or not (link.stated or link.strong),
            "label": link.label,
        }
        options = {name: value for name, value in marks.items() if value}
        (x, y), (other_x, other_y) = (layout.places[iri] for iri in link.ends)
        if x == other_x:
            options["smooth"] = _ARC
        elif (end, start) in drawn or (abs(x - other_x) > _FAR and abs(y - other_y) < ROW and not link.strong):
            options["smooth"] = _BOW
        drawn.add((start, end))
        network.edges.append(Edge(start, end, directed=True, id=number, **options).options)
    return network


def _marks(node: Node, layout: Layout, numbers: Mapping[str, int]) -> dict[str, Any]:
    """What only some nodes have."""
    marks = {
        "within": None if node.within is None else numbers[node.within],
        "room": layout.rooms.get(node.entity.iri),
        "dim": node.dim or None,
        "tag": node.tag or None,
    }
    return {name: value for name, value in marks.items() if value is not None}


def _names(node: Node) -> list[str]:
    """What the search finds a node by: its label first, then every other name, and its id."""
    label, *others = map(legible, names(node.description))
    return [label or NO_LABEL, *others, node.entity.id]


def vis_network() -> str:
    """The script of vis-network 9.1.2 with its licence comment, without the line that names a file for debuggers.

    Raises SourceError when pyvis is not installed whole.
    """
    spec = find_spec("pyvis")
    path = Path(spec.origin).parent / _VIS if spec and spec.origin else None
    if path is None or not path.exists():
        raise SourceError("pyvis does not bring vis-network 9.1.2", "install pyvis 0.3.2 again")
    return path.read_text(encoding="utf-8").partition("//# sourceMappingURL=")[0]
