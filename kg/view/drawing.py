"""What a picture shows: nodes with all that is known of them, links with their sources, and where each node stands."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.model import Entity
from kg.schema import CURATION, INFERRED, INVERSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.model import Description, Fact, Source
    from kg.view.answer import Block
    from kg.view.layout import Layout

__all__ = [
    "LIMIT",
    "READABLE",
    "Credit",
    "Drawing",
    "Lines",
    "Link",
    "Node",
    "Statement",
    "links_between",
    "mentioned",
    "names",
    "parents_first",
]

LIMIT = 2_500
"""How many nodes a picture holds; what is left out is counted."""

READABLE = 150
"""How many nodes are drawn at first; the others are folded into one that they are linked to, until it is opened."""

_OWN_PARTS = ("hasRequirement", "educationOption", "hasNote")
"""Facts whose parts are things that the value is linked to: the tools of a requirement, the fields of a degree."""

_APART = ("hasPart", "isPartOf")
"""Links to the document that says something, not between the things it speaks of."""

_INVERSE = frozenset(INVERSES.values())


@dataclass(frozen=True, slots=True)
class Node:
    """One thing that is drawn. ``within`` is the IRI of the thing that it is folded into, until that is opened.

    ``dim`` sets apart what stands beside the answer; ``tag`` is a short remark on the box.
    """

    entity: Entity
    style: str
    description: Description
    within: str | None = None
    dim: bool = False
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One reason for a link: that ``start`` has ``property`` with the value ``end``, and who says so."""

    start: Entity
    property: str
    end: Entity
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Everything that is stated between two nodes, drawn as one line in the direction of the first statement.

    ``label`` stands on the line; ``dim`` sets it apart as beside the answer, ``strong`` as the answer itself.
    """

    statements: tuple[Statement, ...]
    label: str = ""
    dim: bool = False
    strong: bool = False

    @property
    def ends(self) -> tuple[str, str]:
        """The IRIs that the line starts and ends at."""
        return self.statements[0].start.iri, self.statements[0].end.iri

    @property
    def stated(self) -> bool:
        """Whether a source says so; otherwise it is curated or inferred."""
        graphs = {source.graph for statement in self.statements for source in statement.sources}
        return not graphs <= {CURATION, INFERRED}


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom a part of the data comes from, and on what terms."""

    title: str
    licence: str | None
    attribution: str | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole picture. ``view`` is overview, neighbourhood, route or comparison.

    ``answer`` says in words what it answers; ``same`` leads from a merged skill to the one drawn for it; ``left_out``
    counts the undrawn.
    """

    view: str
    title: str
    focus: Entity | None
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    layout: Layout
    credits: tuple[Credit, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    left_out: int = 0
    answer: tuple[Block, ...] = ()


def parents_first(within: Mapping[str, str]) -> dict[str, list[str]]:
    """What is folded, by the thing that it is folded into: a thing comes before those within it that hold others.

    >>> parents_first({"c": "b", "b": "a", "d": "a"})
    {'a': ['b', 'd'], 'b': ['c']}
    """
    children: dict[str, list[str]] = {}
    for key, parent in within.items():
        children.setdefault(parent, []).append(key)
    ordered: dict[str, list[str]] = {}
    queue = deque(parent for parent in children if parent not in within)
    while queue:
        parent = queue.popleft()
        ordered[parent] = children[parent]
        queue += [key for key in children[parent] if key in children]
    return ordered


def names(description: Description) -> list[str]:
    """Every name of a thing: label, alternative labels, synonyms, the labels that are merged into it."""
    properties = ("altLabel", "hiddenLabel", "mergedFrom")
    values = [fact.value for fact in description.facts if fact.property in properties]
    found = [value.label if isinstance(value, Entity) else str(value) for value in values]
    return list(dict.fromkeys([description.entity.label, *found]))


def mentioned(fact: Fact) -> Iterator[tuple[Entity | None, str, Entity]]:
    """The things that a fact speaks of: what leads to each (None: the described thing itself), by what property."""
    if fact.property in _APART:
        return
    value = fact.value if isinstance(fact.value, Entity) and fact.value.kind != "document" else None
    if value is not None:
        yield None, fact.property, value
    if fact.property in _OWN_PARTS:
        for name, part in fact.parts:
            if isinstance(part, Entity) and part != value:
                yield value, name, part


class Lines:
    """The links of a picture as they are found: two things have one, whatever is stated between them."""

    def __init__(self) -> None:
        self._reasons: dict[tuple[str, str], dict[tuple[str, str, str], dict[Source, None]]] = {}
        self._entities: dict[str, Entity] = {}

    def add(self, start: Entity, name: str, end: Entity, sources: Iterable[Source]) -> None:
        """Note that ``start`` has the property ``name`` with the value ``end``."""
        self._entities |= {start.iri: start, end.iri: end}
        reasons = self._reasons.setdefault(_pair(start, end), {})
        reasons.setdefault((start.iri, name, end.iri), {}).update(dict.fromkeys(sources))

    def __contains__(self, pair: tuple[Entity, Entity]) -> bool:
        return _pair(*pair) in self._reasons

    @property
    def links(self) -> tuple[Link, ...]:
        """A link for every two things, in the order in which they were first noted."""
        return tuple(
            Link(
                tuple(
                    Statement(self._entities[start], name, self._entities[end], tuple(sources))
                    for (start, name, end), sources in reasons.items()
                )
            )
            for reasons in self._reasons.values()
        )


def _pair(one: Entity, other: Entity) -> tuple[str, str]:
    return min(one.iri, other.iri), max(one.iri, other.iri)


def links_between(descriptions: Iterable[Description]) -> tuple[Link, ...]:
    """Every link between the described things; what one says of another is not said again in reverse."""
    listed = list(descriptions)
    drawn = {description.entity.iri for description in listed}
    lines, reverse = Lines(), Lines()
    through: set[tuple[str, str]] = set()
    for inverse, found in ((False, lines), (True, reverse)):
        known = set(through)
        for description in listed:
            for fact in description.facts:
                if (fact.property in _INVERSE) is not inverse:
                    continue
                for via, name, end in mentioned(fact):
                    start = via or description.entity
                    if via:
                        through.add(_pair(description.entity, end))
                    if start.iri == end.iri or not {start.iri, end.iri} <= drawn:
                        continue
                    if not inverse or (_pair(start, end) not in known and (start, end) not in lines):
                        found.add(start, name, end, (fact.source,))
    return (*lines.links, *reverse.links)
