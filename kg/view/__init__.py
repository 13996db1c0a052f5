"""The picture: one offline HTML file with a network to look at and, in the same file, everything it shows as text.

``overview``, ``neighbourhood``, ``route`` and ``comparison`` choose what is drawn, ``layout`` where, ``network`` hands
it to pyvis, ``answer`` and ``twin`` say it in words, and ``page`` puts the file together with what stands in ``web/``.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.resources import write_atomically

if TYPE_CHECKING:
    from kg.model import Entity
    from kg.model.analysis import Comparison
    from kg.model.answers import Routes
    from kg.view.askable import Askable
    from kg.view.drawing import Drawing

__all__ = ["Picture", "comparison_picture", "picture", "route_picture"]

_SANDBOX = "allow-scripts allow-downloads allow-modals"
"""What the page may do in a notebook's frame: run its own scripts, save its picture and print."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn graph as one HTML page that needs nothing else: no network, no file beside it.

    >>> import kg
    >>> page = kg.open().view("MLOps Engineer")
    >>> page
    Picture('MLOps Engineer and what surrounds it')
    >>> "Docker" in page.html
    True
    """

    title: str
    html: str

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, in UTF-8, whole or not at all; returns the path.

        Raises OutputError when the file cannot be written; what stood there before is then untouched.
        """
        target = Path(path)
        write_atomically(target, self.html.encode())
        return target

    def _repr_html_(self) -> str:
        """The page in a frame of its own, for notebooks."""
        return (
            f'<iframe title="{html.escape(self.title)}" sandbox="{_SANDBOX}" width="100%" height="720"'
            f' srcdoc="{html.escape(self.html)}"></iframe>'
        )

    def __repr__(self) -> str:
        return f"Picture({self.title!r})"


def picture(graph: Askable, entity: Entity | None = None, depth: int = 1) -> Picture:
    """Draw the whole graph as an overview, or what lies at most ``depth`` links around an entity.

    Of very many roles the overview shows the groups. Raises UsageError for a depth below one.
    """
    from kg.view.groups import are_grouped, groups_drawing
    from kg.view.neighbourhood import neighbourhood
    from kg.view.overview import overview

    if depth < 1:
        raise UsageError(f"depth must be at least 1, not {depth}", "1 draws what is linked to the thing itself")
    if entity is not None:
        return _drawn(neighbourhood(graph, entity, depth))
    return _drawn(groups_drawing(graph) if are_grouped(graph) else overview(graph))


def route_picture(graph: Askable, answer: Routes) -> Picture:
    """Draw the best route of an answer from left to right, the others dimmed; or what would open one."""
    from kg.view.route import route_drawing

    return _drawn(route_drawing(graph, answer))


def comparison_picture(graph: Askable, answer: Comparison) -> Picture:
    """Draw roles side by side: what each alone asks for, what some share and what all do."""
    from kg.view.comparison import comparison_drawing

    return _drawn(comparison_drawing(graph, answer))


def _drawn(drawing: Drawing) -> Picture:
    from kg.view.page import page

    return Picture(drawing.title, page(drawing))
