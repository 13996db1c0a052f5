"""A page that says an answer: a sentence, a picture without scripts, and everything in it as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape
from string import Template
from typing import NamedTuple

from kg.answers.blocks import cite
from kg.model import Source
from kg.model.careers import Pay
from kg.view.drawing import DrawableGraph, Drawing
from kg.view.labels import NO_LABEL, strip_controls
from kg.view.line_map import Address, nowhere
from kg.view.page import credit_list, page_head, styles, web_file
from kg.view.text_version import short_cards, text_version

_SHORT_SOURCE = 20
"""A source of so many letters stays on one line."""


class AnswerParts(NamedTuple):
    """What a page says: ``over`` and ``content`` are HTML, ``headline`` and ``lead`` are text.

    ``svg`` is the picture alone, where it is one.
    """

    over: str
    headline: str
    lead: Iterable[str]
    content: str
    svg: str | None = None


class Link(NamedTuple):
    """What makes names of entities, in HTML: each is a link where ``address`` has one for its IRI.

    >>> Link(lambda iri: f"#{iri}")("x", "Nurse")
    '<a href="#x"><bdi>Nurse</bdi></a>'
    """

    address: Address = nowhere

    def __call__(self, iri: str | None, label: str) -> str:
        """The name of an entity of an IRI; its label may be another than its own."""
        name = f"<bdi>{bare(label if label.strip() else NO_LABEL)}</bdi>"
        href = self.address(iri) if iri else ""
        return f'<a href="{escape(href)}">{name}</a>' if href else name


unlinked = Link()
"""Names where entities have no page."""


def to_short_cards(drawing: Drawing) -> Link:
    """Links to short cards, which a browser shows in a corner of the window without a script, and without scrolling."""
    numbers = {node.entity.iri: number for number, node in enumerate(drawing.nodes)}

    def address(iri: str) -> str:
        number = numbers.get(drawing.merged.get(iri, iri))
        return "" if number is None else f"#about-{number}"

    return Link(address)


class AnswerPage(NamedTuple):
    """A page as one file: its parts, and the entities, links and blocks of the text at its end, with its title."""

    drawing: Drawing
    parts: AnswerParts
    text_title: str = "The whole answer, and every role and skill in it with its facts and sources"

    def html(self, graph: DrawableGraph) -> str:
        """The whole file, which loads nothing and runs nothing."""
        style, parts = styles("tokens", "line", "answer"), self.parts
        return Template(web_file("answer.html")).substitute(
            head=page_head(self.drawing.title, style),
            over=parts.over,
            headline=bare(parts.headline),
            lead="\n".join(f"<p>{bare(sentence)}</p>" for sentence in parts.lead if sentence),
            content=parts.content,
            cards=short_cards(self.drawing, parts.over + parts.content),
            text_title=self.text_title,
            text=text_version(self.drawing),
            credits=credit_list(graph),
        )


# --- words and marks --------------------------------------------------------------------------------------------------


def bare(text: str) -> str:
    """A text for HTML, without what commands a terminal or turns the direction of writing."""
    return escape(strip_controls(text))


def main_file(sources: Iterable[Source]) -> str:
    """The file that states most; empty where that is a guide."""
    files = Counter(source.file for source in sources if source.line is not None)
    return max(files.items(), key=lambda each: each[1])[0] if files else ""


def file_note(file: str) -> str:
    """What to say, in HTML, where sources are cited without the name of a file."""
    return f"Lines without a file are those of {bare(file)}."


def cited(sources: Iterable[Source], file: str) -> str:
    """Sources without the name of the file that :func:`file_note` names; with that of a guide in its place.

    >>> cited([Source("esco", "ESCO 1.1.1, skills_en.csv", None, 7)], "skills_en.csv")
    'line 7'
    >>> cited([Source("ai-ml", "Career Paths", "Roles", 24)], "skills_en.csv")
    'Career Paths line 24'
    """
    listed = list(sources)
    text = cite(listed)
    if file and text.startswith("line"):
        return f"{next((source.document for source in listed if source.document), '')} {text}"
    return text.replace(f"{file} ", "") if file else text


def source_note(text: str) -> str:
    """Sources beside what they state; nothing where there are none."""
    if not text:
        return ""
    words = strip_controls(text)
    words = words.replace(" ", "\N{NO-BREAK SPACE}") if len(words) <= _SHORT_SOURCE else words
    return f' <span class="source">{escape(words)}</span>'


def pay_bar(pay: Pay, most: float) -> str:
    """A range of pay as a bar from 0 to ``most``: solid to the stated top, fading past it where that is open."""
    left = 300 * (pay.minimum or 0) / most
    right = 300 * (pay.maximum or pay.minimum or 0) / most
    fade = ""
    if pay.open_ended:
        steps = [(right + at * 6, 0.75 - at * 0.2) for at in range(4)]
        fade = "".join(f'<rect x="{x:.1f}" y="2" width="6" height="10" fill-opacity="{seen:g}"/>' for x, seen in steps)
    return (
        '<svg class="pay-bar" viewBox="0 0 300 14" preserveAspectRatio="none" aria-hidden="true"><path d="M0 7H300"/>'
        f'<rect x="{left:.1f}" y="2" width="{max(right - left, 3):.1f}" height="10"/>{fade}</svg>'
    )


_ICONS = {
    "role": '<circle cx="10" cy="10" r="7"/>',
    "learn": '<rect x="2.5" y="2.5" width="15" height="15" rx="3"/><path d="M10 6.2v7.6M6.2 10h7.6"/>',
    "near": '<rect x="2.5" y="2.5" width="15" height="15" rx="3"/><path class="filled" d="M3 17V4l13.500 13z"/>',
    "kept": '<circle class="filled" cx="10" cy="10" r="8.5"/><path class="cut" d="M6 10.3l2.8 2.8 5.2-5.8"/>',
    "gate": '<path d="M3 18V9.500a7 7 0 0 1 14 0V18M10 9v9"/>',
    "pay": '<path d="M2 10h16"/><path class="thick" d="M6 10h8"/>',
}


def icon(kind: str) -> str:
    """The shape of one of the accents, hidden from screen readers: a word always stands beside it."""
    return f'<svg class="icon {kind}" viewBox="0 0 20 20" aria-hidden="true">{_ICONS[kind]}</svg>'
