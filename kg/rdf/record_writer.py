"""Import records -> quads: streamed as N-Quads for taxonomies, collected for tables; and mappings.

The passage of a row is an IRI with a fragment by RFC 5147, ``document/esco/occupations_en.csv#line=41,42`` for line 42:
nothing is stated of it, its IRI says all. The rest is as :mod:`kg.rdf.writer` writes it.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from kg.model.import_records import (
    AltLabelRow,
    BroaderRow,
    ConceptRow,
    DocumentRow,
    EducationRow,
    EducationShareRow,
    ExactMatchRow,
    ImportRecord,
    IndustryRow,
    Mapping,
    MappingSet,
    PayRow,
    PreparationRow,
    RegulatedRow,
    RelatedRoleRow,
    RequirementRow,
    ResponsibilityRow,
    RowRef,
    SchemeRow,
    SkillLinkRow,
    SourceMetadata,
)
from kg.rdf.writer import GraphWriter, add_labelled_node, boolean, integer, text
from kg.schema import BASE, CK, CURATION, DCTERMS, ESCO, INFERRED, PROV, RDF, SCHEMA, SKOS, SSSOM, VOID, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


CLASSES: Final = {
    "role": (SKOS.Concept, CK.Role, SCHEMA.Occupation),
    "role-group": (SKOS.Concept, CK.RoleGroup),
    "skill": (SKOS.Concept, CK.Skill, SCHEMA.DefinedTerm),
    "skill-group": (SKOS.Concept, CK.Skill, CK.SkillGroup, SCHEMA.DefinedTerm),
    "responsibility": (SKOS.Concept, CK.Responsibility),
    "credential": (SKOS.Concept, CK.Credential),
}
"""The kinds of thing, with the classes of each, superclasses written out."""

_SPECIAL = re.compile(r'[\\"\n\r]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}

_FROM = f"<{PROV.wasDerivedFrom}>"
_TYPE = f"<{RDF.type}>"


def write_taxonomy(name: str, about: SourceMetadata, records: Iterable[ImportRecord], output: IO[str]) -> int:
    """Write the quads of the source ``name`` into a text stream; returns how many there are."""
    writer = _StreamWriter(name, output)
    writer.describe(about)
    for record in records:
        writer.tell[type(record)](record)
    return writer.count


def _literal(value: str, language: str = "") -> str:
    """A literal; a text without a language is a plain string."""
    escaped = _SPECIAL.sub(lambda match: _ESCAPES[match[0]], value)
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


class _StreamWriter:
    def __init__(self, name: str, output: IO[str]) -> None:
        self.name = name
        self.count = 0
        self._write = output.write
        self._graph = f"<{BASE}graph/{name}> .\n"
        self._other = {None: self._graph} | {graph: f"<{BASE}graph/{graph}> .\n" for graph in (CURATION, INFERRED)}
        self._documents: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        self._typed: set[str] = set()
        self.tell: dict[type, Callable[[Any], None]] = {
            RequirementRow: self._need,
            BroaderRow: self._broader,
            ConceptRow: self._thing,
            AltLabelRow: self._name,
            SkillLinkRow: self._skill_link,
            RelatedRoleRow: self._related,
            ResponsibilityRow: self._duty,
            EducationShareRow: self._education,
            PreparationRow: self._preparation,
            RegulatedRow: self._regulated,
            DocumentRow: self._document,
        }

    def describe(self, about: SourceMetadata) -> None:
        """State title, version, licence and attribution of the graph, in itself."""
        graph = f"{BASE}graph/{self.name}"
        self._say(graph, RDF.type, f"<{VOID.Dataset}>")
        self._say(graph, DCTERMS.title, _literal(about.title, "en"))
        self._say(graph, SCHEMA.version, _literal(about.version))
        self._say(graph, DCTERMS.conformsTo, f"<{CK.iri.removesuffix('#')}>")
        self._say(graph, DCTERMS.license, f"<{about.licence}>")
        self._say(graph, SCHEMA.creditText, _literal(about.attribution, "en"))
        self._say(graph, VOID.uriSpace, _literal(about.space))
        self._say(graph, CK.writtenOut, f'"true"^^<{XSD.boolean}>')

    # --- words ------------------------------------------------------------------------------------------------------

    def _say(self, subject: str, predicate: str, value: str, graph: str | None = None) -> None:
        self._write(f"<{subject}> <{predicate}> {value} {self._other[graph]}")
        self.count += 1

    def _passage(self, place: RowRef) -> str:
        return f"<{self._documents[place.file]}#line={place.line - 1},{place.line}>"

    def _node(self, kind: str, place: RowRef) -> str:
        """The IRI of a node that a row stands for."""
        return f"{BASE}{kind}/{self.name}.{self._stems[place.file]}.{place.line}"

    def _stated(self, place: RowRef, subject: str, predicate: str, value: str) -> str:
        """A triple with its own row; returns the statement that stands for it."""
        node, end = self._node("statement", place), self._graph
        self._write(
            f"<{subject}> <{predicate}> {value} {end}"
            f"<{node}> {_TYPE} <{RDF.Statement}> {end}"
            f"<{node}> <{RDF.subject}> <{subject}> {end}"
            f"<{node}> <{RDF.predicate}> <{predicate}> {end}"
            f"<{node}> <{RDF.object}> {value} {end}"
            f"<{node}> {_FROM} {self._passage(place)} {end}"
        )
        self.count += 6
        return node

    # --- records ----------------------------------------------------------------------------------------------------

    def _document(self, document: DocumentRow) -> None:
        node = f"{BASE}document/{self.name}/{quote(document.file, safe='')}"
        self._documents[document.file] = node
        self._stems[document.file] = quote(document.file.rpartition(".")[0], safe="")
        for iri in (CK.Document, PROV.Entity, SCHEMA.CreativeWork):
            self._say(node, RDF.type, f"<{iri}>")
        for iri in (SKOS.prefLabel, DCTERMS.title):
            self._say(node, iri, _literal(document.title, "en"))
        self._say(node, PROV.wasDerivedFrom, self._passage(RowRef(document.file, 1)))
        self._say(f"{BASE}graph/{self.name}", DCTERMS.source, f"<{node}>")

    def _thing(self, thing: ConceptRow) -> None:
        subject, end, language = f"<{thing.iri}>", self._graph, thing.language
        lines = [f"{subject} <{SKOS.prefLabel}> {_literal(thing.label, language)} {end}"]
        lines += [f"{subject} <{SKOS.altLabel}> {_literal(label, language)} {end}" for label in thing.alternative]
        lines += [f"{subject} <{SKOS.hiddenLabel}> {_literal(label, language)} {end}" for label in thing.hidden]
        if thing.description:
            lines.append(f"{subject} <{DCTERMS.description}> {_literal(thing.description, language)} {end}")
        if thing.iri not in self._typed:  # these are the same in every language
            self._typed.add(thing.iri)
            lines += [f"{subject} {_TYPE} <{iri}> {end}" for iri in CLASSES[thing.kind]]
            plain = (SKOS.notation, thing.code), (CK.skillType, thing.skill_type), (CK.reuseLevel, thing.reuse_level)
            lines += [f"{subject} <{predicate}> {_literal(value)} {end}" for predicate, value in plain if value]
        lines.append(f"{subject} {_FROM} {self._passage(thing.place)} {end}")
        self._write("".join(lines))
        self.count += len(lines)

    def _name(self, name: AltLabelRow) -> None:
        self._stated(name.place, name.iri, SKOS.altLabel, _literal(name.label, name.language))

    def _need(self, need: RequirementRow) -> None:
        first = need.places[0]
        role, skill, end = f"<{need.role}>", f"<{need.skill}>", self._graph
        node = f"<{self._node('requirement', first)}>"
        short = CK.requiresSkill if need.strength == "required" else CK.optionalSkill
        lines = [
            (
                f"{role} <{CK.hasRequirement}> {node} {end}"
                f"{node} {_TYPE} <{CK.SkillRequirement}> {end}"
                f"{node} <{CK.skill}> {skill} {end}"
                f'{node} <{CK.strength}> "{need.strength}" {end}'
                f"{role} <{short}> {skill} {end}"
            )
        ]
        lines += [f"{node} {_FROM} {self._passage(place)} {end}" for place in need.places]
        lines += [f"{node} <{CK.mark}> {_literal(mark)} {end}" for mark in need.marks]
        self._write("".join(lines))
        self.count += 4 + len(lines)

    def _broader(self, link: BroaderRow) -> None:
        self._stated(link.place, link.narrower, SKOS.broader, f"<{link.broader}>")

    def _skill_link(self, link: SkillLinkRow) -> None:
        predicate = ESCO.relatedEssentialSkill if link.essential else ESCO.relatedOptionalSkill
        self._stated(link.place, link.skill, predicate, f"<{link.other}>")

    def _related(self, link: RelatedRoleRow) -> None:
        node = self._stated(link.place, link.role, SKOS.related, f"<{link.other}>")
        self._say(node, CK.tier, _literal(link.tier))
        self._say(node, CK.rankOfRelation, f'"{link.rank}"^^<{XSD.integer}>')

    def _duty(self, duty: ResponsibilityRow) -> None:
        self._say(duty.role, CK.hasResponsibility, f"<{duty.responsibility}>")

    def _education(self, option: EducationShareRow) -> None:
        node = self._node("education", option.place)
        self._say(option.role, CK.educationOption, f"<{node}>")
        self._say(node, RDF.type, f"<{CK.EducationOption}>")
        self._say(node, CK.credential, f"<{option.credential}>")
        self._say(node, CK.strength, _literal("sometimes"))
        self._say(node, CK.condition, _literal(option.share, "en"))
        self._say(node, PROV.wasDerivedFrom, self._passage(option.place))

    def _preparation(self, preparation: PreparationRow) -> None:
        value = f'"{preparation.level}"^^<{XSD.integer}>'
        if preparation.place is None:
            self._say(preparation.iri, CK.preparationLevel, value, INFERRED)
        else:
            self._stated(preparation.place, preparation.iri, CK.preparationLevel, value)

    def _regulated(self, regulated: RegulatedRow) -> None:
        value = f'"true"^^<{XSD.boolean}>'
        self._say(regulated.iri, CK.regulated, value, regulated.graph)
        if regulated.reason:
            path = re.sub(r"[^A-Za-z0-9]+", ".", regulated.iri.partition("://")[2])
            node = f"{BASE}statement/{regulated.graph}.{path}.regulated"
            self._say(node, RDF.type, f"<{RDF.Statement}>", regulated.graph)
            self._say(node, RDF.subject, f"<{regulated.iri}>", regulated.graph)
            self._say(node, RDF.predicate, f"<{CK.regulated}>", regulated.graph)
            self._say(node, RDF.object, value, regulated.graph)
            self._say(node, CK.reason, _literal(regulated.reason, "en"), regulated.graph)


# --- tables -----------------------------------------------------------------------------------------------------------


_TABLE_CLASSES: Final = CLASSES | {"industry": (SKOS.Concept, CK.Industry), "scheme": (SKOS.ConceptScheme,)}


def write_table(name: str, about: SourceMetadata, records: Iterable[ImportRecord], language: str) -> Iterator[Quad]:
    """The quads of the source ``name``, in no particular order; its texts are in one language."""
    writer = _TableWriter(name, about, language)
    for record in records:
        writer.tell[type(record)](record)
    return writer.quads()


class _TableWriter(GraphWriter):
    """A line is the number of a place: rows of several files are told apart."""

    def __init__(self, name: str, about: SourceMetadata, language: str) -> None:
        super().__init__(name)
        self._language = language
        self._title = about.title
        self._space = about.space
        self._passages: list[NamedNode] = []
        self._numbers: dict[RowRef, int] = {}
        self._describe(about)
        self.tell: dict[type, Callable[[Any], None]] = {
            DocumentRow: self._document,
            ConceptRow: self._thing,
            RequirementRow: self._need,
            BroaderRow: self._broader,
            PreparationRow: self._preparation,
            PayRow: self._pay,
            EducationRow: self._education,
            IndustryRow: self._in_industry,
            SchemeRow: self._in_scheme,
            ExactMatchRow: self._same_as,
        }

    def _describe(self, about: SourceMetadata) -> None:
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

    def _line(self, place: RowRef) -> int:
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

    def _document(self, document: DocumentRow) -> None:
        node = NamedNode(self._document_of(document.file))
        self.typed(node, CK.Document, PROV.Entity, SCHEMA.CreativeWork)
        self.add(node, SKOS.prefLabel, text(document.title))
        self.add(node, DCTERMS.title, text(document.title))
        self.add(self.iri, DCTERMS.source, node)
        self.cite(node, self._line(RowRef(document.file, 1)))

    def _thing(self, thing: ConceptRow) -> None:
        node, line = NamedNode(thing.iri), self._line(thing.place)
        self.typed(node, *_TABLE_CLASSES[thing.kind])
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

    def _need(self, need: RequirementRow) -> None:
        lines = [self._line(place) for place in need.places]
        role, skill = NamedNode(need.role), NamedNode(need.skill)
        node = self.node(self._part("requirement", need.role, need.skill))
        self.typed(node, CK.Requirement, CK.SkillRequirement)
        self.add(node, CK.skill, skill)
        self.add(node, CK.strength, Literal(need.strength))
        self.cite(node, *lines)
        self.link(role, CK.hasRequirement, node, *lines)
        self.link(role, CK.requiresSkill if need.strength == "required" else CK.optionalSkill, skill, *lines)

    def _broader(self, link: BroaderRow) -> None:
        self.link(NamedNode(link.narrower), SKOS.broader, NamedNode(link.broader), self._line(link.place))

    def _preparation(self, found: PreparationRow) -> None:
        if found.place is not None:
            self.link(NamedNode(found.iri), CK.preparationLevel, integer(found.level), self._line(found.place))

    def _pay(self, pay: PayRow) -> None:
        line = self._line(pay.place)
        node = add_labelled_node(self, self._part("salary", pay.role), pay.label, CK.SalaryRange, SCHEMA.MonetaryAmount)
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

    def _education(self, education: EducationRow) -> None:
        line, role = self._line(education.place), NamedNode(education.role)
        self.link(role, SCHEMA.educationRequirements, self._text(education.label), line)
        for credential in education.credentials:
            node = self.node(self._part("education", education.role, credential))
            self.typed(node, CK.EducationOption)
            self.add(node, CK.strength, Literal("required"))
            self.add(node, CK.credential, NamedNode(credential))
            self.cite(node, line)
            self.link(role, CK.educationOption, node, line)

    def _in_industry(self, found: IndustryRow) -> None:
        self.link(NamedNode(found.role), SCHEMA.industry, NamedNode(found.industry), self._line(found.place))

    def _in_scheme(self, found: SchemeRow) -> None:
        self.link(NamedNode(found.skill), SKOS.inScheme, NamedNode(found.scheme), self._line(found.place))

    def _same_as(self, same: ExactMatchRow) -> None:
        self.link(NamedNode(same.iri), SKOS.exactMatch, NamedNode(same.other), self._line(same.place))


# --- mappings ---------------------------------------------------------------------------------------------------------


_Stated = tuple[str, NamedNode | Literal]


def write_mappings(sets: Iterable[MappingSet], name: str, title: str) -> Iterator[Quad]:
    """The quads of mapping sets, in the graph of this name, each quad once.

    A row is cited as the line of its file, in the words of RFC 5147: ``...#line=41,42`` is the 42nd.
    """
    graph = NamedNode(f"{BASE}graph/{name}")
    quads: dict[Quad, None] = {}
    for found in sets:
        for predicate, value in _graph_metadata(found, title):
            quads[Quad(graph, NamedNode(predicate), value, graph)] = None
        document = f"{BASE}document/{name}/{quote(found.file)}"
        for mapping in found.mappings:
            subject, value = NamedNode(mapping.subject), NamedNode(mapping.object)
            quads[Quad(subject, NamedNode(mapping.predicate), value, graph)] = None
            statement = _statement(mapping, name)
            for predicate, said in _mapping_triples(mapping, document):
                quads[Quad(statement, NamedNode(predicate), said, graph)] = None
    yield from quads


def _graph_metadata(found: MappingSet, title: str) -> Iterator[_Stated]:
    """What a graph says of itself, as far as its file does."""
    yield RDF.type, NamedNode(VOID.Dataset)
    yield DCTERMS.title, text(title)
    yield DCTERMS.conformsTo, NamedNode(CK.iri.removesuffix("#"))
    yield VOID.uriSpace, Literal(BASE)
    if found.version:
        yield SCHEMA.version, Literal(found.version)
    if found.licence:
        yield DCTERMS.license, NamedNode(found.licence)
    if found.credit:
        yield SCHEMA.creditText, text(found.credit)


def _statement(mapping: Mapping, name: str) -> NamedNode:
    """The node that says more about a mapping: named by a digest, since any IRI may stand in one."""
    parts = "\n".join((mapping.subject, mapping.predicate, mapping.object))
    return NamedNode(f"{BASE}statement/{name}.{blake2b(parts.encode(), digest_size=12).hexdigest()}")


def _mapping_triples(mapping: Mapping, document: str) -> Iterator[_Stated]:
    yield RDF.type, NamedNode(RDF.Statement)
    yield RDF.subject, NamedNode(mapping.subject)
    yield RDF.predicate, NamedNode(mapping.predicate)
    yield RDF.object, NamedNode(mapping.object)
    yield SSSOM.mapping_justification, NamedNode(mapping.justification)
    if mapping.confidence:
        yield SSSOM.confidence, Literal(mapping.confidence, datatype=NamedNode(XSD.decimal))
    if mapping.comment:
        yield CK.reason, text(mapping.comment)
    yield PROV.wasDerivedFrom, NamedNode(f"{document}#line={mapping.line - 1},{mapping.line}")
