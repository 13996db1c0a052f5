"""The records of someone's own tables -> one named graph, written as the bundled graph writes what its guide states.

The passage of a row is the IRI of its document with a fragment by RFC 5147, as for :mod:`kg.rdf.taxonomy`.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from kg.model.taxonomy import (
    Broader,
    Document,
    Education,
    InIndustry,
    InScheme,
    Pay,
    Place,
    Preparation,
    SameAs,
    SkillNeed,
    Thing,
)
from kg.rdf.taxonomy import CLASSES
from kg.rdf.writer import GraphWriter, boolean, integer, labelled, text
from kg.schema import CK, DCTERMS, PROV, SCHEMA, SKOS, VOID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.model.taxonomy import About, Record

__all__ = ["write_table"]

_CLASSES: Final = CLASSES | {"industry": (SKOS.Concept, CK.Industry), "scheme": (SKOS.ConceptScheme,)}


def write_table(name: str, about: About, records: Iterable[Record], language: str) -> Iterator[Quad]:
    """The quads of the source ``name``, in no particular order; its texts are in one language."""
    writer = _Writer(name, about, language)
    for record in records:
        writer.tell[type(record)](record)
    return writer.quads()


class _Writer(GraphWriter):
    """A line is the number of a place: rows of several files are told apart."""

    def __init__(self, name: str, about: About, language: str) -> None:
        super().__init__(name)
        self._language = language
        self._title = about.title
        self._space = about.space
        self._passages: list[NamedNode] = []
        self._numbers: dict[Place, int] = {}
        self._describe(about)
        self.tell: dict[type, Callable[[Any], None]] = {
            Document: self._document,
            Thing: self._thing,
            SkillNeed: self._need,
            Broader: self._broader,
            Preparation: self._preparation,
            Pay: self._pay,
            Education: self._education,
            InIndustry: self._in_industry,
            InScheme: self._in_scheme,
            SameAs: self._same_as,
        }

    def _describe(self, about: About) -> None:
        """What the graph says of itself, as far as it is stated."""
        self.typed(self.iri, VOID.Dataset)
        self.add(self.iri, DCTERMS.title, self._text(about.title))
        self.add(self.iri, DCTERMS.conformsTo, NamedNode(CK.iri.removesuffix("#")))
        self.add(self.iri, VOID.uriSpace, Literal(about.space))
        self.add(self.iri, CK.writtenOut, boolean(True))
        if about.version:
            self.add(self.iri, SCHEMA.version, Literal(about.version))
        if about.licence:
            self.add(self.iri, DCTERMS.license, NamedNode(about.licence))
        if about.attribution:
            self.add(self.iri, SCHEMA.creditText, self._text(about.attribution))

    # --- places -----------------------------------------------------------------------------------------------------

    def _line(self, place: Place) -> int:
        if place not in self._numbers:
            self._numbers[place] = len(self._passages)
            passage = f"{self._document_of(place.file)}#line={place.line - 1},{place.line}"
            self._passages.append(NamedNode(passage))
        return self._numbers[place]

    def passage(self, line: int) -> NamedNode:
        """The row of a place."""
        return self._passages[line]

    def statement_id(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> str:
        """A digest: any IRI and any text may stand in a table."""
        parts = "\n".join(map(str, (subject, predicate, value)))
        return f"statement/{self.name}.{blake2b(parts.encode(), digest_size=12).hexdigest()}"

    def _document_of(self, file: str) -> str:
        return f"{self.base}document/{self.name}/{quote(file, safe='')}"

    def _text(self, value: str) -> Literal:
        return Literal(value, language=self._language)

    def _part(self, kind: str, *things: str) -> str:
        """The id of a node that belongs to things of this source."""
        return ".".join([f"{kind}/{self.name}", *(thing.rpartition("/")[2] for thing in things)])

    # --- records ----------------------------------------------------------------------------------------------------

    def _document(self, document: Document) -> None:
        node = NamedNode(self._document_of(document.file))
        self.typed(node, CK.Document, PROV.Entity, SCHEMA.CreativeWork)
        self.add(node, SKOS.prefLabel, text(document.title))
        self.add(node, DCTERMS.title, text(document.title))
        self.add(self.iri, DCTERMS.source, node)
        self.cite(node, self._line(Place(document.file, 1)))

    def _thing(self, thing: Thing) -> None:
        node, line = NamedNode(thing.iri), self._line(thing.place)
        self.typed(node, *_CLASSES[thing.kind])
        self.add(node, SKOS.prefLabel, self._text(thing.label))
        if thing.kind == "scheme":  # the sort itself is nothing that is stated
            self.add(node, SKOS.definition, text(f"What '{self._title}' lists as '{thing.label}'."))
            return
        self.cite(node, line)
        for label in thing.alternative:
            self.link(node, SKOS.altLabel, self._text(label), line)
        if thing.description:
            self.link(node, DCTERMS.description, self._text(thing.description), line)
        if thing.code:
            self.link(node, SKOS.notation, Literal(thing.code), line)

    def _need(self, need: SkillNeed) -> None:
        lines = [self._line(place) for place in need.places]
        role, skill = NamedNode(need.role), NamedNode(need.skill)
        node = self.node(self._part("requirement", need.role, need.skill))
        self.typed(node, CK.Requirement, CK.SkillRequirement)
        self.add(node, CK.skill, skill)
        self.add(node, CK.strength, Literal(need.strength))
        self.cite(node, *lines)
        self.link(role, CK.hasRequirement, node, *lines)
        self.link(role, CK.requiresSkill if need.strength == "required" else CK.optionalSkill, skill, *lines)

    def _broader(self, link: Broader) -> None:
        self.link(NamedNode(link.narrower), SKOS.broader, NamedNode(link.broader), self._line(link.place))

    def _preparation(self, found: Preparation) -> None:
        if found.place is not None:
            self.link(NamedNode(found.iri), CK.preparationLevel, integer(found.level), self._line(found.place))

    def _pay(self, pay: Pay) -> None:
        line = self._line(pay.place)
        node = labelled(self, self._part("salary", pay.role), pay.label, CK.SalaryRange, SCHEMA.MonetaryAmount)
        if pay.minimum is not None:
            self.add(node, SCHEMA.minValue, integer(pay.minimum))
        if pay.maximum is not None:
            self.add(node, SCHEMA.maxValue, integer(pay.maximum))
        if pay.open_ended is not None:
            self.add(node, CK.openEnded, boolean(pay.open_ended))
        self.add(node, SCHEMA.currency, Literal(pay.currency))
        if pay.period:
            self.add(node, SCHEMA.unitText, Literal(pay.period))
        self.cite(node, line)
        self.link(NamedNode(pay.role), CK.salary, node, line)

    def _education(self, education: Education) -> None:
        line, role = self._line(education.place), NamedNode(education.role)
        self.link(role, SCHEMA.educationRequirements, self._text(education.label), line)
        for credential in education.credentials:
            node = self.node(self._part("education", education.role, credential))
            self.typed(node, CK.EducationOption)
            self.add(node, CK.strength, Literal("required"))
            self.add(node, CK.credential, NamedNode(credential))
            self.cite(node, line)
            self.link(role, CK.educationOption, node, line)

    def _in_industry(self, found: InIndustry) -> None:
        self.link(NamedNode(found.role), SCHEMA.industry, NamedNode(found.industry), self._line(found.place))

    def _in_scheme(self, found: InScheme) -> None:
        self.link(NamedNode(found.skill), SKOS.inScheme, NamedNode(found.scheme), self._line(found.place))

    def _same_as(self, same: SameAs) -> None:
        self.link(NamedNode(same.iri), SKOS.exactMatch, NamedNode(same.other), self._line(same.place))
