"""The page around the picture: one HTML file that loads nothing, runs its own scripts alone and reads without them."""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from kg.schema import NOT_STATED
from kg.view.network import network_data, vis_network
from kg.view.styles import STYLES
from kg.view.twin import badge, text_twin
from kg.view.words import legible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.view.drawing import Credit, Drawing

__all__ = ["json_for_html", "page"]

_WEB = Path(__file__).parent / "web"

_LARGE = 300
"""From how many nodes on a browser lays out the text only where it is looked at: doing it all takes it seconds."""

_KEYS = (
    "In the picture ← and → follow a line, ↑ and ↓ go to the next box of the column, Enter opens a box, Escape returns,"
    " Home goes to the first box. Ctrl and wheel, or two fingers, zoom."
)

_ROUTE = "Thick arrows are steps, computed by the rule; dashed boxes lie on other routes."

_PARTS = ("state", "canvas", "choosing", "list", "walking", "saving", "start")
"""The parts of the page's script: each may use those before it, and functions of any."""


def page(drawing: Drawing) -> str:
    """The whole file: text escaped, data as JSON that no tag can end, scripts and styles allowed by their hash."""
    style, script, vis = _file("page.css"), _script(), vis_network()
    return Template(_file("template.html")).substitute(
        policy=_policy(style, [vis, script]),
        title=escape(drawing.title),
        summary=escape(_summary(drawing)),
        style=style,
        size=' class="large"' if len(drawing.nodes) > _LARGE else "",
        legend=_legend(drawing),
        route=_ROUTE if any(link.strong for link in drawing.links) else "",
        keys=_KEYS,
        text=text_twin(drawing),
        credits=_credits(drawing.credits),
        data=json_for_html(network_data(drawing)),
        vis=vis,
        script=script,
    )


def json_for_html(data: Any) -> str:
    r"""Data as JSON inside an HTML script element: no text in it can end the element or begin a comment.

    >>> json_for_html({"label": "</script>"})
    '{"label":"\\u003c/script>"}'
    """
    return json.dumps(data, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")


def _file(name: str) -> str:
    return (_WEB / name).read_text(encoding="utf-8")


def _script() -> str:
    """The page's own script: the parts in order, in a function of their own, so that no name of theirs is global."""
    parts = "\n".join(_file(f"{name}.js") for name in _PARTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _policy(style: str, scripts: Iterable[str]) -> str:
    """A Content-Security-Policy under which the page can reach nothing and run nothing but what it was written with."""
    allowed = " ".join(map(_hash, scripts))
    rules = (
        "default-src 'none'",
        f"script-src {allowed}",
        f"style-src {_hash(style)}",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _summary(drawing: Drawing) -> str:
    """One to three sentences on how much is drawn, folded and left out."""
    folded = sum(node.within is not None for node in drawing.nodes)
    things = _number(len(drawing.nodes) - folded, "thing")
    said = [f"{things} drawn, with {_number(len(drawing.links), 'link')} in all."]
    if folded:
        verb = "is" if folded == 1 else "are"
        said.append(f"{_number(folded, 'more')} {verb} folded: +3 on a box holds three; click it or press Enter on it.")
    if drawing.left_out:
        verb = "is" if drawing.left_out == 1 else "are"
        said.append(f"At least {_number(drawing.left_out, 'more thing')} {verb} left out: the file would be too full.")
    return " ".join(said)


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 or noun == 'more' else 's'}"


def _legend(drawing: Drawing) -> str:
    every = Counter(node.style for node in drawing.nodes)
    drawn = Counter(node.style for node in drawing.nodes if node.within is None)
    return "\n".join(
        f'<label><input type="checkbox" checked data-style="{name}">{badge(name)} {look.many}'
        f' <span class="count">{_of(drawn[name], every[name])}</span></label>'
        for name, look in STYLES.items()
        if every[name]
    )


def _of(drawn: int, every: int) -> str:
    return str(every) if drawn == every else f"{drawn} of {every}"


def _credits(credits_: Iterable[Credit]) -> str:
    """Whom the data comes from, as a list."""
    items = []
    for credit in credits_:
        said = ", ".join(escape(legible(part)) for part in (credit.attribution, credit.licence) if part)
        items.append(f"<li><bdi>{escape(legible(credit.title))}</bdi>: {said}</li>")
    listed = "\n".join(items)
    return f"<ul>\n{listed}\n</ul>" if items else f"<p>Whom the data comes from is {NOT_STATED}.</p>"
