"""Everything that the graph says about one entity, as facts with their sources, and what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.model import Description, Entity, Fact, Source, Unread, Value
from kg.rdf.quads import PlainQuad, Term
from kg.rdf.reader import GraphReader, by_line
from kg.schema import (
    CK,
    CURATION,
    DCTERMS,
    INVERSES,
    NOT_STATED,
    PROPERTIES,
    PROPERTY_ROWS,
    PROV,
    RDF,
    RDFS,
    REPEATED,
    SHORTCUTS,
    SKOS,
    SYMMETRIC,
    XSD,
    local_name,
    topic_of,
)

_PLACES = {row.name: row.order for row in PROPERTY_ROWS}
_HIDDEN = {row.iri for row in PROPERTY_ROWS if row.hidden}


def describe(
    reader: GraphReader, entity: Entity, without: Collection[str] = (), most: int | None = None
) -> Description:
    """All facts of an entity, its own and those that point to it, and the expected ones that are not stated.

    What the graphs ``without`` state is left out; ``most`` says how many statements that point to it are read.
    """
    describer = _Describer(reader, entity, most)
    stated = (fact for fact in (*describer.own(), *describer.incoming()) if fact.source.graph not in without)
    facts = sorted({*stated}, key=_order)
    present = {fact.property for fact in facts}
    unread = tuple(each for each in unread_texts(reader, entity) if each.source.graph not in without)
    present |= {each.property for each in unread}
    open_ended = any(fact.property == "openEnded" and fact.value is True for fact in facts)
    missing = tuple(
        name
        for name in (row.name for row in PROPERTY_ROWS if entity.kind in row.expected.split())
        if name not in present
        and not (name == "maxYears" and open_ended)
        and not present.intersection(_INSTEAD.get(name, ()))
    )
    return Description(entity, tuple(facts), missing, unread, describer.unlisted)


_INSTEAD: Final = {"hasRequirement": {"requiresSkill"}, "salary": {"medianAnnualPay", "estimatedSalary"}}
"""What states as much in other words as a property that is expected."""


def unread_texts(reader: GraphReader, entity: Entity) -> tuple[Unread, ...]:
    """The texts about an entity that an import did not understand, by line."""
    found = []
    for node in sorted({quad.object.value for quad in reader.quads(entity.iri, CK.hasUnreadText)}):
        text = reader.label(node) or ""
        for property_ in reader.values(node, CK.unreadProperty):
            topic = topic_of(property_.value) if property_.value in PROPERTIES else local_name(property_.value)
            sources = reader.sources(node)
            found += [Unread(local_name(property_.value), source, topic, text, entity) for source in sources]
    return tuple(sorted(found, key=lambda each: (by_line(each.source), each.property)))


def unread_of_roles(reader: GraphReader, includes: Callable[[str], bool] = lambda _: True) -> tuple[Unread, ...]:
    """The same of all roles whose IRI is included."""
    named = sorted({iri for iri, _ in reader.pairs(CK.hasUnreadText) if includes(iri)})
    roles = (reader.entities.get(iri) for iri in named)
    return tuple(each for role in roles if role for each in unread_texts(reader, role))


class _Describer:
    def __init__(self, reader: GraphReader, entity: Entity, most: int | None) -> None:
        self.reader = reader
        self.entity = entity
        self.most = most
        self.unlisted = 0

    def own(self) -> Iterator[Fact]:
        """The facts that start from the entity."""
        for source in self.reader.sources(self.entity.iri):
            yield Fact("prefLabel", self.entity.label, source)
        for quad in self.reader.labels.language.spoken(self.reader.quads(self.entity.iri)):
            predicate = quad.predicate.value
            shortcut = predicate in REPEATED and quad.object.value in self._asked
            if predicate not in _HIDDEN and not shortcut:
                value, parts = self._value(quad.object)
                yield from self._facts(local_name(predicate), value, parts, quad)

    def incoming(self) -> Iterator[Fact]:
        """The facts that point to the entity, from other entities or from nodes that belong to one."""
        for quad in self._pointing():
            predicate = quad.predicate.value
            if predicate in REPEATED and quad.subject.value in self._asking:
                continue
            name = f"^{local_name(predicate)}"
            owner = self.reader.entities.get(quad.subject.value)
            if owner is not None:
                yield from self._facts(name, owner, (), quad)
                continue
            if predicate == DCTERMS.isPartOf:
                continue  # a passage: what cites it is no part of the document
            for up in self.reader.quads(None, None, quad.subject.value):
                owner = self.reader.entities.get(up.subject.value)
                if owner is not None:
                    main, parts = self._value(quad.subject, without=self.entity)
                    if isinstance(main, Entity) and main != self.entity:
                        parts = ((main.kind, main), *parts)
                    sources = self.reader.sources(quad.subject.value) or (Source(self.reader.graph_name(quad)),)
                    for source in sources:
                        yield Fact(self._path(quad, up), owner, source, parts)

    def _pointing(self) -> Iterable[PlainQuad]:
        """The statements that point to the entity; of too many the first in order, those without a shortcut first."""
        pointing = (quad for quad in self.reader.quads(None, None, self.entity.iri) if quad.predicate.value in INVERSES)
        if self.most is None:
            return pointing
        found = list(pointing)
        if len(found) > self.most:
            self.unlisted = len(found) - self.most
            found.sort(key=lambda quad: (quad.predicate.value in REPEATED, quad.predicate.value, quad.subject.value))
        return found[: self.most]

    def _path(self, part: PlainQuad, link: PlainQuad) -> str:
        """The path from the entity to what links to a node that it is a part of; a shortcut where there is one."""
        for shortcut in SHORTCUTS:
            if part.predicate.value == CK.skill and any(
                self.reader.quads(link.subject.value, shortcut, part.object.value)
            ):
                return f"^{local_name(shortcut)}"
        return f"^{local_name(part.predicate.value)}/^{local_name(link.predicate.value)}"

    @cached_property
    def _asked(self) -> set[str]:
        """The skills that the entity asks for in a requirement that is written out: a shortcut to one says no more."""
        nodes = [quad.object.value for quad in self.reader.quads(self.entity.iri, CK.hasRequirement)]
        asked = {quad.object.value for node in nodes for quad in self.reader.quads(node, CK.skill)}
        return asked | set(map(self.reader.merged_into, asked))

    @cached_property
    def _asking(self) -> set[str]:
        """Who asks for the entity in a requirement that is written out."""
        nodes = [quad.subject.value for quad in self.reader.quads(None, CK.skill, self.entity.iri)]
        return {quad.subject.value for node in nodes for quad in self.reader.quads(None, CK.hasRequirement, node)}

    def _facts(self, name: str, value: Value, parts: tuple[tuple[str, Value], ...], quad: PlainQuad) -> Iterator[Fact]:
        statement = self.reader.statement(quad)
        if statement is None and quad.predicate.value in SYMMETRIC and isinstance(quad.object, NamedNode):
            turned = self.reader.quads(quad.object.value, quad.predicate.value, quad.subject.value)
            statement = next(filter(None, map(self.reader.statement, turned)), None)
        if statement:
            for key in (CK.strength, CK.reason):
                if qualifier := self.reader.text(statement, key):
                    parts = (*parts, (local_name(key), qualifier))
        for source in self.reader.link_sources(quad):
            yield Fact(name, value, source, parts)

    def _value(self, term: Term, without: Entity | None = None) -> tuple[Value, tuple[tuple[str, Value], ...]]:
        """A term as a value; for a node with parts, its main value and the other parts."""
        if isinstance(term, Literal):
            return plain_value(term), ()
        entity = self.reader.entities.get(term.value)
        if entity is not None:
            return entity, ()
        table: list[tuple[str, Value]] = []
        stated = self.reader.parts_of(term.value)
        labels = (
            [quad.object for quad in stated if quad.predicate.value == each] for each in (RDFS.label, SKOS.prefLabel)
        )
        main: Value | None = next((text for text in map(self.reader.first_text, labels) if text is not None), None)
        for quad in stated:
            predicate = quad.predicate.value
            if predicate in _HIDDEN or predicate == DCTERMS.isPartOf:
                continue
            part = self.reader.entities.get(quad.object.value) or plain_value(quad.object)
            if main is None and predicate in _MAIN_PARTS:
                main = part
            elif part not in (without, main):
                name = local_name(predicate)
                table.append((name, part))
                strength = (statement := self.reader.statement(quad)) and self.reader.text(statement, CK.strength)
                if strength and isinstance(part, Entity):
                    table.append((strength, part))
                if self.reader.graph_name(quad) == CURATION:
                    table.append((CURATION, name))
        if any(quad.predicate.value == RDF.type and quad.object.value == CK.SalaryRange for quad in stated):
            table.append(("date", self._date(term.value)))
        return main if main is not None else term.value, tuple(dict.fromkeys(table))

    def _date(self, node: str) -> str:
        """The date of the documents that a node is derived from; a figure without one says so."""
        passages = [value.value for value in self.reader.values(node, PROV.wasDerivedFrom)]
        documents = {value.value for passage in passages for value in self.reader.values(passage, DCTERMS.isPartOf)}
        dates = sorted(date for document in documents if (date := self.reader.text(document, DCTERMS.date)))
        return ", ".join(dates) or NOT_STATED


def plain_value(term: Term) -> str | int | float | bool:
    """A literal as Python knows it; an IRI as its text."""
    if isinstance(term, Literal):
        if term.datatype.value == XSD.boolean:
            return term.value in ("true", "1")
        with suppress(ValueError):
            if term.datatype.value == XSD.integer:
                return int(term.value)
            if term.datatype.value == XSD.decimal and re.fullmatch(r"[+-]?\d{1,15}(?:\.\d{1,6})?", term.value):
                return float(term.value)
    return term.value


_MAIN_PARTS: Final = (CK.skill, CK.ratedSkill, CK.ratedTopic, CK.credential, CK.background)
"""What a node without a label is named after."""


def _order(fact: Fact) -> tuple[int, str, int, str, str, str, str]:
    place = _PLACES.get(fact.property, 50)
    value = fact.value.label if isinstance(fact.value, Entity) else str(fact.value)
    return (
        place,
        fact.property,
        fact.source.line or 10**9,
        value,
        fact.source.graph,
        fact.source.document or "",
        str(fact.parts),
    )


_START: Final = 60
"""How many characters of a description tell an entity from others of its name."""


def distinguishing(reader: GraphReader, entity: Entity, source: str) -> str:
    """What tells an entity from others of its name: its source, the group that it is in, and how it is described."""
    above = sorted(value.value for value in reader.values(entity.iri, SKOS.broader))
    group = next((label for iri in above if (label := reader.text(iri, SKOS.prefLabel))), "")
    text = reader.text(entity.iri, DCTERMS.description) or ""
    start = text if len(text) <= _START else f"{text[:_START].rpartition(' ')[0]} ..."
    return ", ".join(filter(None, (source, f"in {group}" if group else "", start)))
