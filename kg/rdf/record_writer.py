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

from kg import schema
from kg.model.import_records import (
    AltLabelRow,
    BroaderRow,
    ConceptRow,
    DocumentRow,
    EducationRow,
    EducationShareRow,
    ExactMatchRow,
    ImportRecord,
    Mapping,
    MappingSet,
    NameLink,
    PayRow,
    PreparationRow,
    PropertyRow,
    RegulatedRow,
    RelatedRoleRow,
    RequirementRow,
    ResponsibilityRow,
    RowRef,
    SchemeRow,
    SkillLinkRow,
    SourceMetadata,
)
from kg.rdf.writer import GraphWriter, add_labelled_node, boolean, integer, text, value_term
from kg.schema import (
    BASE,
    CK,
    CURATION,
    DCTERMS,
    ESCO,
    INFERRED,
    NAME_LINKS,
    OWL,
    PROPERTIES,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SEMAPV,
    SKOS,
    SSSOM,
    VOID,
    XSD,
    superclasses,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


CLASSES: Final = {row.kind: superclasses(row.term) for row in schema.CLASSES if row.plural}
CLASSES["scheme"] = [SKOS.ConceptScheme]
"""The kinds of concept, with the classes of each, superclasses written out."""

_SPECIAL = re.compile(r'[\\"\n\r]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}

_FROM = f"<{PROV.wasDerivedFrom}>"
_TYPE = f"<{RDF.type}>"


def write_taxonomy(name: str, about: SourceMetadata, records: Iterable[ImportRecord], output: IO[str]) -> int:
    """Write the quads of the source ``name`` into a text stream; returns how many there are."""
    writer = _StreamWriter(name, output)
    writer.describe(about)
    for record in records:
        writer.write[type(record)](record)
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
        self._last: dict[str, tuple[str, int, int]] = {}
        self.write: dict[type, Callable[[Any], None]] = {
            RequirementRow: self._requirement,
            BroaderRow: self._broader,
            ConceptRow: self._concept,
            AltLabelRow: self._alt_label,
            SkillLinkRow: self._skill_link,
            RelatedRoleRow: self._related,
            ResponsibilityRow: self._responsibility,
            EducationShareRow: self._education_share,
            PreparationRow: self._preparation,
            RegulatedRow: self._regulated,
            DocumentRow: self._document,
            PayRow: self._pay,
            EducationRow: self._education,
            PropertyRow: self._property,
            SchemeRow: self._scheme,
            ExactMatchRow: self._exact_match,
        }

    def describe(self, about: SourceMetadata) -> None:
        """State title, version, licence and attribution of the graph, in itself."""
        graph = f"{BASE}graph/{self.name}"
        self._state(graph, RDF.type, f"<{VOID.Dataset}>")
        self._state(graph, DCTERMS.title, _literal(about.title, "en"))
        self._state(graph, SCHEMA.version, _literal(about.version))
        self._state(graph, DCTERMS.conformsTo, f"<{CK.iri.removesuffix('#')}>")
        self._state(graph, DCTERMS.license, f"<{about.licence}>")
        self._state(graph, SCHEMA.creditText, _literal(about.attribution, "en"))
        self._state(graph, VOID.uriSpace, _literal(about.base_iri))
        self._state(graph, CK.requirementsComplete, f'"true"^^<{XSD.boolean}>')

    # --- triples ------------------------------------------------------------------------------------------------------

    def _state(self, subject: str, predicate: str, value: str, graph: str | None = None) -> None:
        self._write(f"<{subject}> <{predicate}> {value} {self._other[graph]}")
        self.count += 1

    def _passage(self, row: RowRef) -> str:
        return f"<{self._documents[row.file]}#line={row.line - 1},{row.line}>"

    def _node(self, kind: str, row: RowRef) -> str:
        """The IRI of a node that a row stands for; further nodes of one kind and row are numbered from 2."""
        file, line = row
        last_file, last_line, count = self._last.get(kind, ("", 0, 0))
        count = count + 1 if line == last_line and file == last_file else 1
        self._last[kind] = file, line, count
        iri = f"{BASE}{kind}/{self.name}.{self._stems[file]}.{line}"
        return iri if count == 1 else f"{iri}.{count}"

    def _cited(self, row: RowRef, subject: str, predicate: str, value: str) -> str:
        """A triple with its own row; returns the IRI of its rdf:Statement."""
        node, end = self._node("statement", row), self._graph
        self._write(
            f"<{subject}> <{predicate}> {value} {end}"
            f"<{node}> {_TYPE} <{RDF.Statement}> {end}"
            f"<{node}> <{RDF.subject}> <{subject}> {end}"
            f"<{node}> <{RDF.predicate}> <{predicate}> {end}"
            f"<{node}> <{RDF.object}> {value} {end}"
            f"<{node}> {_FROM} {self._passage(row)} {end}"
        )
        self.count += 6
        return node

    # --- records ----------------------------------------------------------------------------------------------------

    def _document(self, document: DocumentRow) -> None:
        node = f"{BASE}document/{self.name}/{quote(document.file, safe='')}"
        self._documents[document.file] = node
        self._stems[document.file] = quote(document.file.rpartition(".")[0], safe="")
        for iri in (CK.Document, PROV.Entity, SCHEMA.CreativeWork):
            self._state(node, RDF.type, f"<{iri}>")
        for iri in (SKOS.prefLabel, DCTERMS.title):
            self._state(node, iri, _literal(document.title, "en"))
        self._state(node, PROV.wasDerivedFrom, self._passage(RowRef(document.file, 1)))
        self._state(f"{BASE}graph/{self.name}", DCTERMS.source, f"<{node}>")

    def _concept(self, concept: ConceptRow) -> None:
        subject, end, language = f"<{concept.iri}>", self._graph, concept.language
        lines = [f"{subject} <{SKOS.prefLabel}> {_literal(concept.label, language)} {end}"]
        lines += [f"{subject} <{SKOS.altLabel}> {_literal(label, language)} {end}" for label in concept.alternative]
        lines += [f"{subject} <{SKOS.hiddenLabel}> {_literal(label, language)} {end}" for label in concept.hidden]
        if concept.description:
            lines.append(f"{subject} <{DCTERMS.description}> {_literal(concept.description, language)} {end}")
        if concept.iri not in self._typed:  # these are the same in every language
            self._typed.add(concept.iri)
            lines += [f"{subject} {_TYPE} <{iri}> {end}" for iri in CLASSES[concept.kind]]
            plain = (
                (SKOS.notation, concept.code),
                (CK.skillType, concept.skill_type),
                (CK.reuseLevel, concept.reuse_level),
            )
            lines += [f"{subject} <{predicate}> {_literal(value)} {end}" for predicate, value in plain if value]
        lines.append(f"{subject} {_FROM} {self._passage(concept.row)} {end}")
        self._write("".join(lines))
        self.count += len(lines)

    def _alt_label(self, name: AltLabelRow) -> None:
        self._cited(name.row, name.iri, SKOS.altLabel, _literal(name.label, name.language))

    def _requirement(self, requirement: RequirementRow) -> None:
        first = requirement.rows[0]
        role, skill, end = f"<{requirement.role}>", f"<{requirement.skill}>", self._graph
        node = f"<{self._node('requirement', first)}>"
        short = CK.requiresSkill if requirement.strength == "required" else CK.optionalSkill
        lines = [
            (
                f"{role} <{CK.hasRequirement}> {node} {end}"
                f"{node} {_TYPE} <{CK.SkillRequirement}> {end}"
                f"{node} <{CK.skill}> {skill} {end}"
                f'{node} <{CK.strength}> "{requirement.strength}" {end}'
                f"{role} <{short}> {skill} {end}"
            )
        ]
        lines += [f"{node} {_FROM} {self._passage(row)} {end}" for row in requirement.rows]
        lines += [f"{node} <{CK.mark}> {_literal(flag)} {end}" for flag in requirement.flags]
        self._write("".join(lines))
        self.count += 4 + len(lines)

    def _broader(self, link: BroaderRow) -> None:
        self._cited(link.row, link.narrower, SKOS.broader, f"<{link.broader}>")

    def _skill_link(self, link: SkillLinkRow) -> None:
        predicate = ESCO.relatedEssentialSkill if link.essential else ESCO.relatedOptionalSkill
        self._cited(link.row, link.skill, predicate, f"<{link.other}>")

    def _related(self, link: RelatedRoleRow) -> None:
        node = self._cited(link.row, link.role, SKOS.related, f"<{link.other}>")
        self._state(node, CK.tier, _literal(link.tier))
        self._state(node, CK.rankOfRelation, f'"{link.rank}"^^<{XSD.integer}>')

    def _responsibility(self, found: ResponsibilityRow) -> None:
        self._state(found.role, CK.hasResponsibility, f"<{found.responsibility}>")

    def _education_share(self, option: EducationShareRow) -> None:
        node = self._node("education", option.row)
        self._state(option.role, CK.educationOption, f"<{node}>")
        self._state(node, RDF.type, f"<{CK.EducationOption}>")
        self._state(node, CK.credential, f"<{option.credential}>")
        self._state(node, CK.strength, _literal("sometimes"))
        self._state(node, CK.condition, _literal(option.share, "en"))
        self._state(node, PROV.wasDerivedFrom, self._passage(option.row))

    def _preparation(self, preparation: PreparationRow) -> None:
        value = f'"{preparation.level}"^^<{XSD.integer}>'
        if preparation.row is None:
            self._state(preparation.iri, CK.preparationLevel, value, INFERRED)
        else:
            self._cited(preparation.row, preparation.iri, CK.preparationLevel, value)

    def _regulated(self, regulated: RegulatedRow) -> None:
        value = f'"true"^^<{XSD.boolean}>'
        self._state(regulated.iri, CK.regulated, value, regulated.graph)
        if regulated.reason:
            path = re.sub(r"[^A-Za-z0-9]+", ".", regulated.iri.partition("://")[2])
            node = f"{BASE}statement/{regulated.graph}.{path}.regulated"
            self._state(node, RDF.type, f"<{RDF.Statement}>", regulated.graph)
            self._state(node, RDF.subject, f"<{regulated.iri}>", regulated.graph)
            self._state(node, RDF.predicate, f"<{CK.regulated}>", regulated.graph)
            self._state(node, RDF.object, value, regulated.graph)
            self._state(node, CK.reason, _literal(regulated.reason, "en"), regulated.graph)

    def _pay(self, pay: PayRow) -> None:
        node = self._node("salary", pay.row)
        values = [(RDF.type, f"<{CK.SalaryRange}>"), (RDF.type, f"<{SCHEMA.MonetaryAmount}>")]
        values += [(RDFS.label, _literal(pay.label, "en")), (SCHEMA.currency, _literal(pay.currency))]
        for bound, amount in ((SCHEMA.minValue, pay.minimum), (SCHEMA.maxValue, pay.maximum)):
            values += [(bound, f'"{amount}"^^<{XSD.integer}>')] if amount is not None else []
        if pay.open_ended is not None:
            values.append((CK.openEnded, f'"{str(pay.open_ended).lower()}"^^<{XSD.boolean}>'))
        values += [(SCHEMA.unitText, _literal(pay.period))] if pay.period else []
        self._state(pay.role, CK.salary, f"<{node}>")
        for predicate, value in (*values, (PROV.wasDerivedFrom, self._passage(pay.row))):
            self._state(node, predicate, value)

    def _education(self, education: EducationRow) -> None:
        self._cited(education.row, education.role, SCHEMA.educationRequirements, _literal(education.label, "en"))
        for credential in education.credentials:
            node = self._node("education", education.row)
            self._state(education.role, CK.educationOption, f"<{node}>")
            self._state(node, RDF.type, f"<{CK.EducationOption}>")
            self._state(node, CK.credential, f"<{credential}>")
            self._state(node, CK.strength, _literal("required"))
            self._state(node, PROV.wasDerivedFrom, self._passage(education.row))

    def _property(self, found: PropertyRow) -> None:
        self._cited(found.row, found.iri, found.property, str(value_term(PROPERTIES[found.property], found.value)))

    def _scheme(self, found: SchemeRow) -> None:
        self._cited(found.row, found.skill, SKOS.inScheme, f"<{found.scheme}>")

    def _exact_match(self, match: ExactMatchRow) -> None:
        self._cited(match.row, match.iri, SKOS.exactMatch, f"<{match.other}>")


# --- tables -----------------------------------------------------------------------------------------------------------


def write_table(name: str, about: SourceMetadata, records: Iterable[ImportRecord], language: str) -> Iterator[Quad]:
    """The quads of the source ``name``, in no particular order; its texts are in one language."""
    writer = _TableWriter(name, about, language)
    for record in records:
        writer.write[type(record)](record)
    return writer.quads()


class _TableWriter(GraphWriter):
    """Numbers the rows of all files: a line, as :class:`GraphWriter` cites it, is the number of a row."""

    def __init__(self, name: str, about: SourceMetadata, language: str) -> None:
        super().__init__(name)
        self._language = language
        self._title = about.title
        self._base_iri = about.base_iri
        self._passages: list[NamedNode] = []
        self._numbers: dict[RowRef, int] = {}
        self._describe(about)
        self.write: dict[type, Callable[[Any], None]] = {
            DocumentRow: self._document,
            ConceptRow: self._concept,
            RequirementRow: self._requirement,
            BroaderRow: self._broader,
            PreparationRow: self._preparation,
            PayRow: self._pay,
            EducationRow: self._education,
            PropertyRow: self._property,
            SchemeRow: self._scheme,
            ExactMatchRow: self._exact_match,
        }

    def _describe(self, about: SourceMetadata) -> None:
        """What the graph says of itself, as far as it is stated."""
        self.add_types(self.iri, VOID.Dataset)
        self.add(self.iri, DCTERMS.title, self._text(about.title))
        self.add(self.iri, DCTERMS.conformsTo, NamedNode(CK.iri.removesuffix("#")))
        self.add(self.iri, VOID.uriSpace, Literal(about.base_iri))
        self.add(self.iri, CK.requirementsComplete, boolean(True))
        if about.version:
            self.add(self.iri, SCHEMA.version, Literal(about.version))
        if about.licence:
            self.add(self.iri, DCTERMS.license, NamedNode(about.licence))
        if about.attribution:
            self.add(self.iri, SCHEMA.creditText, self._text(about.attribution))

    # --- rows -----------------------------------------------------------------------------------------------------

    def _line(self, row: RowRef) -> int:
        if row not in self._numbers:
            self._numbers[row] = len(self._passages)
            passage = f"{self._document_of(row.file)}#line={row.line - 1},{row.line}"
            self._passages.append(NamedNode(passage))
        return self._numbers[row]

    def passage(self, line: int) -> NamedNode:
        """The passage of a numbered row."""
        return self._passages[line]

    def statement_id(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> str:
        """A digest: a table may have any IRI and any text."""
        parts = "\n".join(map(str, (subject, predicate, value)))
        return f"statement/{self.name}.{blake2b(parts.encode(), digest_size=12).hexdigest()}"

    def _document_of(self, file: str) -> str:
        return f"{self.base}document/{self.name}/{quote(file, safe='')}"

    def _text(self, value: str) -> Literal:
        return Literal(value, language=self._language)

    def _part(self, kind: str, *iris: str) -> str:
        """The id of a node that belongs to entities of this source."""
        return ".".join([f"{kind}/{self.name}", *(iri.rpartition("/")[2] for iri in iris)])

    # --- records ----------------------------------------------------------------------------------------------------

    def _document(self, document: DocumentRow) -> None:
        node = NamedNode(self._document_of(document.file))
        self.add_types(node, CK.Document, PROV.Entity, SCHEMA.CreativeWork)
        self.add(node, SKOS.prefLabel, text(document.title))
        self.add(node, DCTERMS.title, text(document.title))
        self.add(self.iri, DCTERMS.source, node)
        self.cite(node, self._line(RowRef(document.file, 1)))

    def _concept(self, concept: ConceptRow) -> None:
        node, line = NamedNode(concept.iri), self._line(concept.row)
        self.add_types(node, *CLASSES[concept.kind])
        self.add(node, SKOS.prefLabel, self._text(concept.label))
        if concept.kind == "scheme":  # no row states the scheme itself
            self.add(node, SKOS.definition, text(f"What '{self._title}' lists as '{concept.label}'."))
            return
        self.cite(node, line)
        for label in concept.alternative:
            self.link(node, SKOS.altLabel, self._text(label), line)
        if concept.description:
            self.link(node, DCTERMS.description, self._text(concept.description), line)
        if concept.code:
            self.link(node, SKOS.notation, Literal(concept.code), line)

    def _requirement(self, requirement: RequirementRow) -> None:
        lines = [self._line(row) for row in requirement.rows]
        role, skill = NamedNode(requirement.role), NamedNode(requirement.skill)
        node = self.node(self._part("requirement", requirement.role, requirement.skill))
        self.add_types(node, CK.Requirement, CK.SkillRequirement)
        self.add(node, CK.skill, skill)
        self.add(node, CK.strength, Literal(requirement.strength))
        self.cite(node, *lines)
        self.link(role, CK.hasRequirement, node, *lines)
        self.link(role, CK.requiresSkill if requirement.strength == "required" else CK.optionalSkill, skill, *lines)

    def _broader(self, link: BroaderRow) -> None:
        self.link(NamedNode(link.narrower), SKOS.broader, NamedNode(link.broader), self._line(link.row))

    def _preparation(self, found: PreparationRow) -> None:
        if found.row is not None:
            self.link(NamedNode(found.iri), CK.preparationLevel, integer(found.level), self._line(found.row))

    def _pay(self, pay: PayRow) -> None:
        line = self._line(pay.row)
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
        line, role = self._line(education.row), NamedNode(education.role)
        self.link(role, SCHEMA.educationRequirements, self._text(education.label), line)
        for credential in education.credentials:
            node = self.node(self._part("education", education.role, credential))
            self.add_types(node, CK.EducationOption)
            self.add(node, CK.strength, Literal("required"))
            self.add(node, CK.credential, NamedNode(credential))
            self.cite(node, line)
            self.link(role, CK.educationOption, node, line)

    def _property(self, found: PropertyRow) -> None:
        value = value_term(PROPERTIES[found.property], found.value, self._language)
        self.link(NamedNode(found.iri), found.property, value, self._line(found.row))

    def _scheme(self, found: SchemeRow) -> None:
        self.link(NamedNode(found.skill), SKOS.inScheme, NamedNode(found.scheme), self._line(found.row))

    def _exact_match(self, match: ExactMatchRow) -> None:
        self.link(NamedNode(match.iri), SKOS.exactMatch, NamedNode(match.other), self._line(match.row))


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
            triple = _triple(mapping.subject, mapping.predicate, mapping.object)
            quads[Quad(*triple, graph)] = None
            quads |= dict.fromkeys(_about(triple, graph, _STATEMENT, _mapping_triples(mapping, document)))
        for refused in found.refusals:
            triple = _triple(refused.subject, refused.predicate, refused.object)
            quads |= dict.fromkeys(_about(triple, graph, _REFUSAL, _refusal_triples(refused, document)))
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


_STATEMENT: Final = (RDF.Statement, RDF.subject, RDF.predicate, RDF.object)
"""What a node is that says more about a triple of the graph, and how it names subject, predicate and object."""

_REFUSAL: Final = (OWL.Axiom, OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
"""The same of a triple that the graph does not have, since the source denies it; a statement would be about one."""


_Triple = tuple[NamedNode, NamedNode, NamedNode]


def _triple(subject: str, predicate: str, value: str) -> _Triple:
    return NamedNode(subject), NamedNode(predicate), NamedNode(value)


def _about(triple: _Triple, graph: NamedNode, words: tuple[str, ...], said: Iterable[_Stated]) -> Iterator[Quad]:
    """What is said of a mapping, on a node named by a digest, since a mapping may have any IRI."""
    stated = [(RDF.type, NamedNode(words[0])), *zip(words[1:], triple, strict=True), *said]
    denied = [value.value for predicate, value in stated if predicate in _DENIAL]
    parts = "\n".join([*(term.value for term in triple), *denied])
    name = graph.value.rpartition("/")[2]
    node = NamedNode(f"{BASE}statement/{name}.{blake2b(parts.encode(), digest_size=12).hexdigest()}")
    yield from (Quad(node, NamedNode(predicate), value, graph) for predicate, value in stated)


_DENIAL: Final = (SSSOM.predicate_modifier, SSSOM.object_source)
"""What a refusal says, so that its node is no other mapping's."""


def _refusal_triples(refused: Mapping, document: str) -> Iterator[_Stated]:
    yield from _mapping_triples(refused, document)
    yield SSSOM.predicate_modifier, Literal("Not")
    if refused.object_source:
        yield SSSOM.object_source, NamedNode(refused.object_source)


def _mapping_triples(mapping: Mapping, document: str) -> Iterator[_Stated]:
    yield SSSOM.mapping_justification, NamedNode(mapping.justification)
    if mapping.confidence:
        yield SSSOM.confidence, Literal(mapping.confidence, datatype=NamedNode(XSD.decimal))
    if mapping.comment:
        yield CK.reason, text(mapping.comment)
    yield PROV.wasDerivedFrom, NamedNode(f"{document}#line={mapping.line - 1},{mapping.line}")


# --- links by equal names ---------------------------------------------------------------------------------------------


EQUAL_NAMES: Final = "equal preferred label"
"""The reason of a link that an import makes."""

_LINKS_TITLE: Final = "Links between entities of different sources with equal names"
_FREE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"


def write_links(links: Iterable[NameLink]) -> Iterator[Quad]:
    """The quads of links, in their own graph and both directions; each cites the passages that state the two names."""
    graph = NamedNode(f"{BASE}graph/{NAME_LINKS}")
    described = (
        (RDF.type, NamedNode(VOID.Dataset)),
        (DCTERMS.title, text(_LINKS_TITLE)),
        (DCTERMS.conformsTo, NamedNode(CK.iri.removesuffix("#"))),
        (VOID.uriSpace, Literal(BASE)),
        (DCTERMS.license, NamedNode(_FREE)),
    )
    yield from (Quad(graph, NamedNode(predicate), value, graph) for predicate, value in described)
    for link in links:
        said: list[_Stated] = [
            (SSSOM.mapping_justification, NamedNode(SEMAPV.LexicalMatching)),
            (CK.reason, text(EQUAL_NAMES)),
            *((PROV.wasDerivedFrom, NamedNode(passage)) for passage in link.passages),
        ]
        for subject, value in ((link.subject, link.object), (link.object, link.subject)):
            triple = _triple(subject, SKOS.exactMatch, value)
            yield Quad(*triple, graph)
            yield from _about(triple, graph, _STATEMENT, said)
