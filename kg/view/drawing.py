"""What a picture shows: nodes with all that is known of them, links with their sources, and where each node stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.model import Entity
from kg.rdf.describe import INVERSES
from kg.vocab import CURATION, INFERRED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.model import Description, Fact, Source
    from kg.view.layout import Layout

__all__ = ["LIMIT", "Credit", "Drawing", "Link", "Node", "Statement", "links_between", "mentioned", "names"]

LIMIT = 250
"""How many nodes a picture holds; what is left out is counted."""

_OWN_PARTS = ("hasRequirement", "educationOption", "hasNote")
"""Facts whose parts are things that the value is linked to: the tools of a requirement, the fields of a degree."""

_APART = ("hasPart", "isPartOf")
"""Links to the document that says something, not between the things it speaks of."""

_INVERSE = frozenset(INVERSES.values())


@dataclass(frozen=True, slots=True)
class Node:
    """One thing that is drawn; ``folded`` are the things that only it has, which are not drawn themselves."""

    entity: Entity
    style: str
    description: Description
    folded: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One reason for a link: that ``start`` has ``property`` with the value ``end``, and who says so."""

    start: Entity
    property: str
    end: Entity
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Everything that is stated between two nodes, drawn as one line in the direction of the first statement."""

    statements: tuple[Statement, ...]

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
    """A whole picture. ``same`` leads from a merged skill to the one drawn for it, ``left_out`` counts the undrawn."""

    title: str
    focus: Entity | None
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    layout: Layout
    credits: tuple[Credit, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    left_out: int = 0


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


def links_between(descriptions: Iterable[Description]) -> tuple[Link, ...]:
    """Every link between the described things; two things have one link, whatever is stated between them."""
    listed = list(descriptions)
    drawn = {description.entity.iri for description in listed}
    forward: dict[tuple[str, str], dict[tuple[str, str, str], list[Fact]]] = {}
    through: set[tuple[str, str]] = set()
    entities: dict[str, Entity] = {}
    for inverse in (False, True):
        known = set(forward) | through
        for description in listed:
            for fact in description.facts:
                if (fact.property in _INVERSE) is not inverse:
                    continue
                for via, name, end in mentioned(fact):
                    start = via or description.entity
                    pair = _pair(start, end)
                    if via:
                        through.add(_pair(description.entity, end))
                    if start.iri == end.iri or pair in known or not {start.iri, end.iri} <= drawn:
                        continue
                    entities |= {start.iri: start, end.iri: end}
                    reasons = forward.setdefault(pair, {})
                    reasons.setdefault((start.iri, name, end.iri), []).append(fact)
    return tuple(_link(reasons, entities) for reasons in forward.values())


def _pair(one: Entity, other: Entity) -> tuple[str, str]:
    return min(one.iri, other.iri), max(one.iri, other.iri)


def _link(reasons: Mapping[tuple[str, str, str], list[Fact]], entities: Mapping[str, Entity]) -> Link:
    return Link(
        tuple(
            Statement(entities[start], name, entities[end], tuple(dict.fromkeys(fact.source for fact in facts)))
            for (start, name, end), facts in reasons.items()
        )
    )
