"""Short cards: what a role or skill is, in a few facts with their sources, shown beside its name without a script.

A name is a button that opens its card as a popover of HTML, which a browser closes by Escape or a click elsewhere;
names in a drawing are links to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from kg.answers.blocks import cite
from kg.answers.entities import fact_label
from kg.answers.escaping import markup
from kg.model import Entity, Fact, Value
from kg.view.drawing import STYLES, Drawing, Node
from kg.view.labels import NO_LABEL, truncate
from kg.view.text_version import kind_icon

_PROPERTIES: Final = (
    *("description", "definition", "salary", "educationRequirements", "preparationLevel", "regulated"),
    *("^requiresSkill", "^namesMember/^hasRequirement", "hasRequirement", "requiresSkill", "brings", "fromBackground"),
    *("broader", "^broader", "^brings"),
)
"""The properties that a card has, in their order; all others are in the text of the page."""

_VALUES: Final = 6
"""How many values of a property a card names; of more it says how many there are."""

_LETTERS: Final = 280
"""How many letters of a description a card has."""

_MOST_SOURCES: Final = 60
"""A list of sources of more letters is cut."""


def card_id(number: int) -> str:
    """The id of the short card of a node, by its number among the nodes of a drawing."""
    return f"about-{number}"


def cards_for(drawing: Drawing, content: str) -> str:
    """The short cards that names in the content of a page, in HTML, lead to."""
    wanted = sorted({int(number) for number in re.findall(r'(?:popovertarget="|href="#)about-(\d+)"', content)})
    return "\n".join(_card(number, drawing.nodes[number]) for number in wanted)


def _card(number: int, node: Node) -> str:
    key, label = card_id(number), node.entity.label
    name = markup(label if label.strip() else NO_LABEL)
    facts = "".join(_rows(node.description.facts)) or '<p class="details">The sources state nothing more.</p>'
    close = f'<button type="button" class="close" popovertarget="{key}" popovertargetaction="hide">Close</button>'
    back = '<a class="close" href="#picture">Close</a>'  # where a link has led to the card
    return (
        f'<div id="{key}" class="about" popover tabindex="-1" role="group" aria-labelledby="{key}-name">\n'
        f'<p class="details">{kind_icon(node.style)} {escape(STYLES[node.style].one)}</p>'
        f'<p id="{key}-name" class="about-name">{name}</p>\n{facts}\n'
        f'<p class="about-foot"><a href="#card-{number}">All facts</a> {close}{back}</p></div>'
    )


def _rows(facts: Iterable[Fact]) -> Iterator[str]:
    """A line for each of the properties of a card, with its first values and their sources."""
    table: dict[str, dict[Value, list[Fact]]] = {}
    for fact in facts:
        if dict(fact.parts).get("strength", "required") == "required":
            table.setdefault(fact.property, {}).setdefault(fact.value, []).append(fact)
    for name in _PROPERTIES:
        if name not in table:
            continue
        values = list(table[name])
        first = [each for value in values[:_VALUES] for each in table[name][value]]
        listed = ", ".join(markup(_shown(value)) for value in values[:_VALUES])
        more = f" and {len(values) - _VALUES:,} more" if len(values) > _VALUES else ""
        count = f" ({len(values):,})" if len(values) > 1 else ""
        source = truncate(cite(list(dict.fromkeys(each.source for each in first))), _MOST_SOURCES)
        cited = f' <span class="source">{markup(source)}</span>' if source else ""
        yield f"<p><b>{escape(_capital(fact_label(first[0])))}{count}</b> {listed}{more}{cited}</p>"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shown(value: Value) -> str:
    if isinstance(value, Entity):
        return value.label if value.label.strip() else NO_LABEL
    if isinstance(value, bool):
        return "yes" if value else "no"
    return truncate(str(value), _LETTERS)
