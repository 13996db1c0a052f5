"""Records -> triples: the one place where a fact becomes RDF, with two sinks.

:class:`SortedWriter` collects the triples of a source, for files that are the same on every run; :class:`StreamWriter`
writes N-Quads as records come, for taxonomies that may be larger than the memory, and :class:`TableWriter` does for
tables, of which several rows may state the same.

What is stated is ``prov:wasDerivedFrom`` its passages: a line or row, with its number (``ck:line``), its document, and
its section where there is one. The source of a link is that of the node it points to (of the node it starts from, for a
literal or where that is no entity: a requirement, an option, a note); only where that would not be exact does the link
carry its own source, as an IRI-named ``rdf:Statement``. :mod:`kg.rdf.reader` reads by the same rule.

The IRI of a node is made of what it means, never of where it is stated: ``requirement/ROLE.SKILL``, or of a digest of
both where that would be long or ambiguous. A passage alone is named after its place.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from itertools import groupby, islice
from operator import itemgetter
from typing import IO, Any, Final, NamedTuple, cast
from urllib.parse import quote

from pyoxigraph import Quad, RdfFormat, parse

from kg import schema
from kg.errors import DataError
from kg.model import Finding
from kg.model.records import (
    ConceptRow,
    CredentialRow,
    DenialRow,
    DocumentRow,
    EducationAlternative,
    EducationRow,
    GraphRow,
    ImportRecord,
    NodeRow,
    PayRow,
    PropertyRow,
    RequirementRow,
    RowRef,
    SourceMetadata,
    Text,
    Value,
    Values,
)
from kg.rdf.quads import file_of
from kg.rdf.spool import SortedSpool
from kg.schema import (
    BASE,
    CK,
    CURATION,
    DCTERMS,
    INFERRED,
    NOT_STATED,
    OWL,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    VOID,
    XSD,
    local_name,
    slug,
    superclasses,
)

CLASSES: Final[dict[str, list[str]]] = {
    **{row.kind: superclasses(row.term) for row in schema.CLASSES if row.plural},
    "scheme": [SKOS.ConceptScheme],
    "topic-group": superclasses("TopicGroup"),
}
"""The kinds of concept, with the classes of each, superclasses written out."""

_LONGEST: Final = 64
"""An IRI that would name longer parts than this has a digest of them."""

_SPECIAL: Final = re.compile(r'[\\"\n\r]')
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}


# --- terms, as N-Quads writes them ------------------------------------------------------------------------------------


def _iri(iri: str) -> str:
    return f"<{iri}>"


def _literal(value: str, language: str = "", datatype: str = "") -> str:
    escaped = _SPECIAL.sub(lambda match: _ESCAPES[match[0]], value)
    if language:
        return f'"{escaped}"@{language}'
    return f'"{escaped}"^^<{datatype}>' if datatype else f'"{escaped}"'


def _term(value: Value) -> str:
    """A value as a term: a str is an IRI."""
    if isinstance(value, bool):
        return f'"{str(value).lower()}"^^<{XSD.boolean}>'
    if isinstance(value, int):
        return f'"{value}"^^<{XSD.integer}>'
    return f"<{value}>" if isinstance(value, str) else _literal(*value)


def _digest_iri(name: str, parts: Iterable[str]) -> str:
    """The IRI of a node about a triple that may have any IRI and any text: a digest of what tells it from others."""
    digest = blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()
    return f"{BASE}statement/{name}.{digest}"


class _Document(NamedTuple):
    """A document whose rows are cited: how the IRIs of its passages are made, and those that are described already."""

    iri: str
    of_text: bool
    section_of: Callable[[int], str | None] | None
    described: set[int]


# --- the writer -------------------------------------------------------------------------------------------------------


class RecordWriter(ABC):
    """Turns records into triples; a sink says what becomes of these.

    ``base`` is that of its nodes, where the source has one; nodes of other sources name the source.
    ``graphs`` is what the IRIs of graphs begin with.
    """

    brief = False
    """Whether to leave out what follows: superclasses of requirements and passages, and the sources of short forms."""

    def __init__(self, name: str, about: SourceMetadata, base: str = "", graphs: str = BASE) -> None:
        self.name = name
        self.count = 0
        self._about = about
        self._base = base or BASE
        self._own = bool(base)
        self._graph_base = f"{graphs}graph/"
        self._documents: dict[str, _Document] = {}
        self._write: dict[type, Callable[[Any], None]] = {
            RequirementRow: self._requirement,
            PropertyRow: self._property,
            DenialRow: self._denial,
            ConceptRow: self._concept,
            NodeRow: self._node_row,
            EducationRow: self._education,
            PayRow: self._pay,
            CredentialRow: self._credential,
            DocumentRow: self._document,
            GraphRow: self._graph,
        }
        self._graph(GraphRow(about, name))

    def write(self, records: Iterable[ImportRecord]) -> None:
        """Write every record. Raises DataError where two statements would share an IRI."""
        write = self._write
        for each in records:
            write[type(each)](each)

    # --- what a sink does -------------------------------------------------------------------------------------------

    @abstractmethod
    def state(self, subject: str, predicate: str, value: str, graph: str | None = None) -> None:
        """A triple that has the source of its subject."""

    @abstractmethod
    def cite(self, node: str, rows: tuple[RowRef, ...], graph: str | None = None) -> None:
        """Say that a node is stated by these rows."""

    @abstractmethod
    def link(
        self,
        subject: str,
        predicate: str,
        value: str,
        rows: tuple[RowRef, ...],
        details: Values = (),
        graph: str | None = None,
    ) -> None:
        """A triple with its rows, and with details about the statement."""

    def is_new(self, key: tuple[str, str]) -> bool:
        """Whether a concept comes for the first time in a language, for a sink that would state a triple twice."""
        del key
        return True

    def _derive(self, node: str, rows: Iterable[RowRef], graph: str | None) -> None:
        for row in rows:
            self.state(node, PROV.wasDerivedFrom, self._passage(row), graph)

    # --- nodes ------------------------------------------------------------------------------------------------------

    def node(self, kind: str, *parts: str) -> str:
        """The IRI of a node that belongs to entities of this source, by their IRIs or other parts of a name."""
        names = [*map(self._local_name, parts)]
        path = ".".join(names)
        if len(path) > _LONGEST or not all(names) or "/" in path or path.count(".") >= len(names):
            path = blake2b("\n".join(parts).encode(), digest_size=9).hexdigest()
        return f"{self._base}{kind}/{path}" if self._own else f"{self._base}{kind}/{self.name}.{path}"

    def _local_name(self, part: str) -> str:
        """The last part of the IRI of an entity of this source; empty for another IRI."""
        if "://" not in part:
            return part
        own = part.startswith(self._about.base_iri)
        return part[len(self._about.base_iri) :].partition("/")[2] if own else ""

    def _statement_iri(self, subject: str, predicate: str, value: str, graph: str | None) -> str:
        """The IRI of the node that says more about a triple."""
        name = graph or self.name
        if not self._own:
            return _digest_iri(name, (subject, predicate, value[1:-1] if value[0] == "<" else value))
        local = value[1:-1].removeprefix(self._base) if value[0] == "<" else slug(value[1 : value.rindex('"')])[:80]
        path = f"{name}.{subject.removeprefix(self._base)}.{local_name(predicate)}.{local}"
        return f"{self._base}statement/{path.replace('/', '.')}"  # dots need no escape in Turtle, and no slug has one

    def _state_about(self, node: str, triple: _Link, details: Values, graph: str | None) -> None:
        """What an rdf:Statement says of its triple."""
        subject, predicate, value = triple
        self.state(node, RDF.type, _iri(RDF.Statement), graph)
        self.state(node, RDF.subject, _iri(subject), graph)
        self.state(node, RDF.predicate, _iri(predicate), graph)
        self.state(node, RDF.object, value, graph)
        for key, detail in details:
            self.state(node, key, _term(detail), graph)

    def _passage(self, row: RowRef) -> str:
        """The passage of a row, described when it is first cited."""
        file, line = row
        document = self._documents[file]
        iri = (
            f"{self._base}passage/{self.name}.{line}" if document.of_text else f"{document.iri}#line={line - 1},{line}"
        )
        if line not in document.described:
            document.described.add(line)
            self._types(iri, (CK.Passage,) if self.brief else (CK.Passage, PROV.Entity))
            self.state(iri, CK.line, f'"{line}"^^<{XSD.integer}>')
            self.state(iri, DCTERMS.isPartOf, _iri(document.iri))
            if document.section_of and (section := document.section_of(line)):
                self.state(iri, CK.section, self._text(section))
        return _iri(iri)

    def _text(self, value: str) -> str:
        return _literal(value, "en")

    def _types(self, node: str, classes: Iterable[str], graph: str | None = None) -> None:
        for iri in classes:
            self.state(node, RDF.type, f"<{iri}>", graph)

    # --- records ----------------------------------------------------------------------------------------------------

    def _graph(self, row: GraphRow) -> None:
        """What a graph says of itself, as far as it is stated: the absence of a licence is no licence."""
        about, graph = row
        node = f"{self._graph_base}{graph}"
        place = None if graph == self.name else graph
        self.state(node, RDF.type, _iri(VOID.Dataset), place)
        self.state(node, DCTERMS.title, _literal(about.title, about.language), place)
        self.state(node, DCTERMS.conformsTo, _iri(CK.iri.removesuffix("#")), place)
        self.state(node, VOID.uriSpace, _literal(about.base_iri), place)
        if about.version:
            self.state(node, SCHEMA.version, _literal(about.version), place)
        if about.licence and about.licence != NOT_STATED:
            self.state(node, DCTERMS.license, _iri(about.licence), place)
        if about.attribution:
            self.state(node, SCHEMA.creditText, _literal(about.attribution, about.language), place)
        if about.complete:
            self.state(node, CK.requirementsComplete, _term(True), place)

    def _document(self, document: DocumentRow) -> None:
        node = document.iri or f"{BASE}document/{self.name}/{quote(document.file, safe='')}"
        self._documents[document.file] = _Document(node, bool(document.iri), document.section_of, set())
        self._types(node, (CK.Document, PROV.Entity, SCHEMA.CreativeWork))
        for predicate in (SKOS.prefLabel, DCTERMS.title):
            self.state(node, predicate, self._text(document.title))
        if document.date:
            self.state(node, DCTERMS.date, _literal(document.date))
        self.state(f"{self._graph_base}{self.name}", DCTERMS.source, _iri(node))
        self.cite(node, (RowRef(document.file, document.line),))

    def _concept(self, concept: ConceptRow) -> None:
        node, language, graph = concept.iri, concept.language, concept.graph
        rows = (concept.row,) if concept.row else ()
        if rows:
            self.cite(node, rows, graph)
        if self.is_new((node, language)):
            self.state(node, SKOS.prefLabel, _literal(concept.label, language), graph)
        for predicate, labels in ((SKOS.altLabel, concept.alternative), (SKOS.hiddenLabel, concept.hidden)):
            for label in labels:
                self.link(node, predicate, _literal(label, language), rows, (), graph)
        if concept.description:
            self.link(node, DCTERMS.description, _literal(concept.description, language), rows, (), graph)
        if self.is_new((node, "")):  # this and what follows are the same in every language
            self._types(node, CLASSES[concept.kind], graph)
        plain = (SKOS.notation, concept.code), (CK.skillType, concept.skill_type), (CK.reuseLevel, concept.reuse_level)
        for predicate, text in plain:
            if text and self.is_new((node, f"{predicate} {text}")):
                self.link(node, predicate, _literal(text), rows, (), graph)

    def _property(self, row: PropertyRow) -> None:
        if row.rows or row.details:
            self.link(row.subject, row.property, _term(row.value), row.rows, row.details, row.graph)
        else:
            self.state(row.subject, row.property, _term(row.value), row.graph)

    def _denial(self, row: DenialRow) -> None:
        """What is said of a triple that the graph does not have; an rdf:Statement would be about one that it has."""
        said = [value.value if isinstance(value, Text) else str(value) for _, value in row.denied]
        node = _digest_iri(self.name, (row.subject, row.property, row.value, *said))
        self.state(node, RDF.type, _iri(OWL.Axiom))
        self.state(node, OWL.annotatedSource, _iri(row.subject))
        self.state(node, OWL.annotatedProperty, _iri(row.property))
        self.state(node, OWL.annotatedTarget, _iri(row.value))
        for key, value in (*row.denied, *row.details):
            self.state(node, key, _term(value))
        self.cite(node, (row.row,))

    def _node_row(self, row: NodeRow) -> None:
        rows = (row.row,)
        self.cite(row.node, rows)
        self._types(row.node, row.classes)
        if row.label:
            self.state(row.node, RDFS.label, _literal(*row.label))
        for predicate, value in row.values:
            self.state(row.node, predicate, _term(value))
        self.link(row.owner, row.property, f"<{row.node}>", rows)

    def _part(
        self,
        rows: tuple[RowRef, ...],
        owner: tuple[str, str],
        node: str,
        classes: Iterable[str],
        terms: Iterable[tuple[str, str]],
    ) -> None:
        """A node with what it says. Its IRI is made of that of its owner, so that it bears the source of their link."""
        self._derive(node, rows, None)
        self._types(node, classes)
        for predicate, term in terms:
            self.state(node, predicate, term)
        self.state(*owner, f"<{node}>")

    def _requirement(self, found: RequirementRow) -> None:
        rows, role, skill = found.rows, found.role, f"<{found.skill}>"
        node = self.node("requirement", role, found.skill)
        said = [(CK.skill, skill), (CK.strength, f'"{found.strength}"')]
        said += [(CK.mark, _literal(flag)) for flag in found.flags]
        said += [(CK.importance, _literal(found.importance, datatype=XSD.decimal))] if found.importance else []
        self._part(rows, (role, CK.hasRequirement), node, self._requirement_classes(CK.SkillRequirement), said)
        short = CK.requiresSkill if found.strength == "required" else CK.optionalSkill
        if found.merged:
            pass
        elif self.brief:
            self.state(role, short, skill)
        else:
            self.link(role, short, skill, rows)
        for tool in found.tools:
            self.state(node, CK.namesMember, f"<{tool}>")
        for tool in found.sometimes:
            self.link(node, CK.namesMember, f"<{tool}>", rows, ((CK.strength, Text("sometimes")),))

    def _credential(self, found: CredentialRow) -> None:
        node = self.node("requirement", found.role, found.credential)
        said = [(RDFS.label, _literal(*found.label)), (CK.credential, f"<{found.credential}>")]
        said += [(CK.strength, f'"{found.strength}"'), *_fields(found)]
        classes = self._requirement_classes(CK.CredentialRequirement)
        self._part((found.row,), (found.role, CK.hasRequirement), node, classes, said)

    def _requirement_classes(self, iri: str) -> tuple[str, ...]:
        return (iri,) if self.brief else (CK.Requirement, iri)

    def _pay(self, pay: PayRow) -> None:
        values: list[tuple[str, Value | None]] = [
            (RDFS.label, Text(pay.label, "en")),
            (SCHEMA.minValue, _amount(pay.minimum)),
            (SCHEMA.maxValue, _amount(pay.maximum)),
            (CK.openEnded, pay.open_ended),
            (SCHEMA.currency, Text(pay.currency) if pay.currency else None),
            (SCHEMA.unitText, Text(pay.period) if pay.period else None),
            (CK.payLevel, Text(pay.level, "en") if pay.level else None),
        ]
        said = [(predicate, _term(value)) for predicate, value in values if value is not None]
        node = self.node("salary", pay.role, *([slug(pay.level)] if pay.level else []))
        self._part((pay.row,), (pay.role, CK.salary), node, (CK.SalaryRange, SCHEMA.MonetaryAmount), said)

    def _education(self, education: EducationRow) -> None:
        role, rows = education.role, education.rows
        if education.label:
            self.link(role, SCHEMA.educationRequirements, _term(education.label), rows)
        for option in education.options:
            said = [(CK.strength, f'"{option.strength}"')]
            said += [(CK.credential, f"<{option.credential}>")] if option.credential else []
            texts = (CK.background, option.background), (CK.condition, option.condition)
            said += [(predicate, _literal(text, "en")) for predicate, text in texts if text]
            said += [(CK.share, _literal(option.share, datatype=XSD.decimal))] if option.share else []
            node = self.node("education", role, option.name or option.credential or slug(option.background))
            self._part(rows, (role, CK.educationOption), node, (CK.EducationOption,), [*said, *_fields(option)])


def _amount(amount: int | float | None) -> Value | None:
    """An amount as a value; one in parts of a unit is a decimal."""
    return Text(f"{amount:.2f}", datatype=XSD.decimal) if isinstance(amount, float) else amount


def _fields(found: CredentialRow | EducationAlternative) -> Iterator[tuple[str, str]]:
    """The fields of study that are accepted, and whether related ones are."""
    yield from ((CK.field, f"<{field}>") for field in found.fields)
    if found.fields:
        yield CK.relatedFieldAccepted, _term(found.related_field)


# --- sinks ------------------------------------------------------------------------------------------------------------


_AT_ONCE: Final = 1000
"""How many records are written at once."""


class StreamWriter(RecordWriter):
    """Writes N-Quads into a text stream as records come; ``count`` says how many.

    A link has its own statement unless the node before it is cited for the same rows. Records come once, but for
    concepts.
    """

    brief = True

    def __init__(self, name: str, about: SourceMetadata, output: IO[str]) -> None:
        self._output = output.write
        self._lines: list[str] = []
        self._ends = {graph: f"<{BASE}graph/{graph or name}> .\n" for graph in (None, CURATION, INFERRED)}
        self._cited: tuple[str, tuple[RowRef, ...]] = "", ()
        self._seen: set[tuple[str, str]] = set()
        super().__init__(name, about)

    def write(self, records: Iterable[ImportRecord]) -> None:
        """Write every record, many at once."""
        rest = iter(records)
        while some := list(islice(rest, _AT_ONCE)):
            super().write(some)
            self._flush()

    def _flush(self) -> None:
        self._output("".join(self._lines))
        self.count += len(self._lines)
        self._lines.clear()

    def is_new(self, key: tuple[str, str]) -> bool:
        """Whether a concept comes for the first time in a language."""
        new = key not in self._seen
        self._seen.add(key)
        return new

    def state(self, subject: str, predicate: str, value: str, graph: str | None = None) -> None:
        """Write a triple, with others."""
        self._lines.append(f"<{subject}> <{predicate}> {value} {self._ends[graph]}")

    def cite(self, node: str, rows: tuple[RowRef, ...], graph: str | None = None) -> None:
        """Write the passages of a node."""
        self._cited = node, rows
        self._derive(node, rows, graph)

    def link(
        self,
        subject: str,
        predicate: str,
        value: str,
        rows: tuple[RowRef, ...],
        details: Values = (),
        graph: str | None = None,
    ) -> None:
        """Write a triple, and a statement about it unless the node before it has the same source."""
        self.state(subject, predicate, value, graph)
        bearer = value[1:-1] if value[0] == "<" else subject
        if details or graph or self._cited != (bearer, rows):
            self._cite_link((subject, predicate, value), rows, details, graph)

    def _cite_link(self, link: _Link, rows: Iterable[RowRef], details: Values = (), graph: str | None = None) -> None:
        """Write a statement about a link."""
        node = self._statement_iri(*link, graph)
        self._state_about(node, link, details, graph)
        self._derive(node, rows, graph)


class TableWriter(StreamWriter):
    """Writes N-Quads of rows of which several may state the same, or each a part of what is stated of an entity.

    What states a link is known when all rows are: the statements about links come last.
    """

    def __init__(self, name: str, about: SourceMetadata, output: IO[str]) -> None:
        self._files: dict[str, int] = {}
        self._rows: dict[str, array[int]] = {}
        self._links = SortedSpool[tuple[str, _Link, int]]()
        super().__init__(name, about, output)

    def write(self, records: Iterable[ImportRecord]) -> None:
        """Write every record; then what states the links."""
        super().write(records)
        files = list(self._files)
        for (bearer, link), found in groupby(self._links, itemgetter(0, 1)):
            numbers = [number for *_, number in found if number]
            if numbers != sorted({*self._rows.get(bearer, ())}):
                self._cite_link(link, [RowRef(files[number & _MOST_FILES], number >> _FILE_BITS) for number in numbers])
            if len(self._lines) > _AT_ONCE:
                self._flush()
        self._flush()

    def cite(self, node: str, rows: tuple[RowRef, ...], graph: str | None = None) -> None:
        """Write the passages of a node, but for a row that has just named it."""
        known = self._rows.get(node)
        if known is None:
            known = self._rows[node] = array("q")
        for row in rows:
            number = self._number(row)
            if not known or known[-1] != number:
                known.append(number)
                self._derive(node, (row,), graph)

    def link(
        self,
        subject: str,
        predicate: str,
        value: str,
        rows: tuple[RowRef, ...],
        details: Values = (),
        graph: str | None = None,
    ) -> None:
        """Write a triple, and keep its rows."""
        self.state(subject, predicate, value, graph)
        link = subject, predicate, value
        if details:
            self._cite_link(link, rows, details, graph)
            return
        bearer = value[1:-1] if value[0] == "<" else subject
        for number in map(self._number, rows) if rows else (0,):
            self._links.add((bearer, link, number))

    def _number(self, row: RowRef) -> int:
        """A row as a number: its line, and which of the files it is in."""
        return row.line << _FILE_BITS | self._files.setdefault(row.file, len(self._files))


_FILE_BITS: Final = 16
_MOST_FILES: Final = (1 << _FILE_BITS) - 1

_NO_ROW: Final = "", 0
"""What a link is kept with that no row states."""

_Link = tuple[str, str, str]
_Cited = tuple[str, str, "_Link | tuple[()]", str, int]
"""A graph, a node, the link whose source may be that of the node (none for the node itself), and a file and line."""


class SortedWriter(RecordWriter):
    """Collects the triples of a source, on the disk where they are many; :meth:`quads` adds their sources.

    A link has its own statement unless its rows are those of the node that bears its source.
    """

    def __init__(self, name: str, about: SourceMetadata, base: str = "", graphs: str = BASE) -> None:
        self._lines = SortedSpool[str]()
        self._cited = SortedSpool[_Cited]()
        self._details: dict[tuple[str, _Link], Values] = {}
        super().__init__(name, about, base, graphs)

    def state(self, subject: str, predicate: str, value: str, graph: str | None = None) -> None:
        """Keep a triple."""
        self._lines.add(f"<{subject}> <{predicate}> {value} <{self._graph_base}{graph or self.name}> .\n")

    def cite(self, node: str, rows: tuple[RowRef, ...], graph: str | None = None) -> None:
        """Keep the rows of a node, with those before."""
        for file, line in rows:
            self._cited.add((graph or "", node, (), file, line))

    def link(
        self,
        subject: str,
        predicate: str,
        value: str,
        rows: tuple[RowRef, ...],
        details: Values = (),
        graph: str | None = None,
    ) -> None:
        """Keep a triple with its rows and details."""
        self.state(subject, predicate, value, graph)
        link = subject, predicate, value
        bearer = value[1:-1] if value[0] == "<" else subject
        for file, line in rows or (_NO_ROW,):
            self._cited.add((graph or "", bearer, link, file, line))
        if details:
            self._details[graph or "", link] = details

    def quads(self) -> Iterator[Quad]:
        """Every quad, sorted. Raises DataError when two statements share an IRI."""
        statements: dict[str, _Link] = {}
        for (graph, node), cited in groupby(self._cited, itemgetter(0, 1)):
            self._complete(graph or None, node, cited, statements)
        return parse(file_of(map(str.encode, self._lines)), RdfFormat.N_QUADS)

    def _complete(self, graph: str | None, node: str, cited: Iterable[_Cited], statements: dict[str, _Link]) -> None:
        """Say which rows state a node, and what states each link that has other rows or details."""
        of_node = set[RowRef]()
        for link, found in groupby(cited, itemgetter(2)):
            rows = {RowRef(file, line) for *_, file, line in found if file}
            if not link:
                of_node = rows
                self._derive(node, rows, graph)
                continue
            link = cast("_Link", link)
            details = self._details.get((graph or "", link), ())
            if details or rows != of_node:
                statement = self._statement_iri(*link, graph)
                if statements.setdefault(statement, link) != link:
                    message = f"two statements share the IRI {statement}: {statements[statement]} and {link}"
                    raise DataError([Finding("error", message)])
                self._state_about(statement, link, details, graph)
                self._derive(statement, rows, graph)


def written(
    name: str, about: SourceMetadata, records: Iterable[ImportRecord], base: str = "", graphs: str = BASE
) -> list[Quad]:
    """The quads of a source, sorted. Raises DataError when two statements would share an IRI."""
    writer = SortedWriter(name, about, base, graphs)
    writer.write(records)
    return list(writer.quads())


def write_stream(
    name: str,
    about: SourceMetadata,
    records: Iterable[ImportRecord],
    output: IO[str],
    writer: type[StreamWriter] = StreamWriter,
) -> int:
    """Write the quads of a source into a text stream as records come; returns how many there are."""
    stream = writer(name, about, output)
    stream.write(records)
    return stream.count
