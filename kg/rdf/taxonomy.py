"""The records of a public taxonomy -> N-Quads, one line after the other, as fast as they come.

The passage of a row is an IRI with a fragment by RFC 5147, ``document/esco/occupations_en.csv#line=41,42`` for line 42:
nothing is said of it, its IRI tells all. The rest is as :mod:`kg.rdf.writer` writes it. Records are trusted to hold
sound IRIs (``kg.sources`` refuses others); literals are escaped here.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import quote

from kg.model.taxonomy import (
    About,
    Broader,
    Document,
    Duty,
    EducationShare,
    Name,
    Place,
    Preparation,
    Regulated,
    RelatedRole,
    SkillLink,
    SkillNeed,
    Thing,
)
from kg.schema import BASE, CK, CURATION, DCTERMS, ESCO, INFERRED, PROV, RDF, SCHEMA, SKOS, VOID, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kg.model.taxonomy import Record

__all__ = ["CLASSES", "write_taxonomy"]

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


def write_taxonomy(name: str, about: About, records: Iterable[Record], output: IO[str]) -> int:
    """Write the quads of the source ``name`` into a text stream; returns how many there are."""
    writer = _Writer(name, output)
    writer.describe(about)
    for record in records:
        writer.tell[type(record)](record)
    return writer.count


def _text(value: str, language: str = "") -> str:
    """A literal; a text without a language is a plain string."""
    escaped = _SPECIAL.sub(lambda match: _ESCAPES[match[0]], value)
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


class _Writer:
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
            SkillNeed: self._need,
            Broader: self._broader,
            Thing: self._thing,
            Name: self._name,
            SkillLink: self._skill_link,
            RelatedRole: self._related,
            Duty: self._duty,
            EducationShare: self._education,
            Preparation: self._preparation,
            Regulated: self._regulated,
            Document: self._document,
        }

    def describe(self, about: About) -> None:
        """State title, version, licence and attribution of the graph, in itself."""
        graph = f"{BASE}graph/{self.name}"
        self._say(graph, RDF.type, f"<{VOID.Dataset}>")
        self._say(graph, DCTERMS.title, _text(about.title, "en"))
        self._say(graph, SCHEMA.version, _text(about.version))
        self._say(graph, DCTERMS.conformsTo, f"<{CK.iri.removesuffix('#')}>")
        self._say(graph, DCTERMS.license, f"<{about.licence}>")
        self._say(graph, SCHEMA.creditText, _text(about.attribution, "en"))
        self._say(graph, VOID.uriSpace, _text(about.space))
        self._say(graph, CK.writtenOut, f'"true"^^<{XSD.boolean}>')

    # --- words ------------------------------------------------------------------------------------------------------

    def _say(self, subject: str, predicate: str, value: str, graph: str | None = None) -> None:
        self._write(f"<{subject}> <{predicate}> {value} {self._other[graph]}")
        self.count += 1

    def _passage(self, place: Place) -> str:
        return f"<{self._documents[place.file]}#line={place.line - 1},{place.line}>"

    def _node(self, kind: str, place: Place) -> str:
        """The IRI of a node that a row stands for."""
        return f"{BASE}{kind}/{self.name}.{self._stems[place.file]}.{place.line}"

    def _stated(self, place: Place, subject: str, predicate: str, value: str) -> str:
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

    def _document(self, document: Document) -> None:
        node = f"{BASE}document/{self.name}/{quote(document.file, safe='')}"
        self._documents[document.file] = node
        self._stems[document.file] = quote(document.file.rpartition(".")[0], safe="")
        for iri in (CK.Document, PROV.Entity, SCHEMA.CreativeWork):
            self._say(node, RDF.type, f"<{iri}>")
        for iri in (SKOS.prefLabel, DCTERMS.title):
            self._say(node, iri, _text(document.title, "en"))
        self._say(node, PROV.wasDerivedFrom, self._passage(Place(document.file, 1)))
        self._say(f"{BASE}graph/{self.name}", DCTERMS.source, f"<{node}>")

    def _thing(self, thing: Thing) -> None:
        subject, end, language = f"<{thing.iri}>", self._graph, thing.language
        lines = [f"{subject} <{SKOS.prefLabel}> {_text(thing.label, language)} {end}"]
        lines += [f"{subject} <{SKOS.altLabel}> {_text(label, language)} {end}" for label in thing.alternative]
        lines += [f"{subject} <{SKOS.hiddenLabel}> {_text(label, language)} {end}" for label in thing.hidden]
        if thing.description:
            lines.append(f"{subject} <{DCTERMS.description}> {_text(thing.description, language)} {end}")
        if thing.iri not in self._typed:  # these are the same in every language
            self._typed.add(thing.iri)
            lines += [f"{subject} {_TYPE} <{iri}> {end}" for iri in CLASSES[thing.kind]]
            plain = (SKOS.notation, thing.code), (CK.skillType, thing.skill_type), (CK.reuseLevel, thing.reuse_level)
            lines += [f"{subject} <{predicate}> {_text(value)} {end}" for predicate, value in plain if value]
        lines.append(f"{subject} {_FROM} {self._passage(thing.place)} {end}")
        self._write("".join(lines))
        self.count += len(lines)

    def _name(self, name: Name) -> None:
        self._stated(name.place, name.iri, SKOS.altLabel, _text(name.label, name.language))

    def _need(self, need: SkillNeed) -> None:
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
        lines += [f"{node} <{CK.mark}> {_text(mark)} {end}" for mark in need.marks]
        self._write("".join(lines))
        self.count += 4 + len(lines)

    def _broader(self, link: Broader) -> None:
        self._stated(link.place, link.narrower, SKOS.broader, f"<{link.broader}>")

    def _skill_link(self, link: SkillLink) -> None:
        predicate = ESCO.relatedEssentialSkill if link.essential else ESCO.relatedOptionalSkill
        self._stated(link.place, link.skill, predicate, f"<{link.other}>")

    def _related(self, link: RelatedRole) -> None:
        node = self._stated(link.place, link.role, SKOS.related, f"<{link.other}>")
        self._say(node, CK.tier, _text(link.tier))
        self._say(node, CK.rankOfRelation, f'"{link.rank}"^^<{XSD.integer}>')

    def _duty(self, duty: Duty) -> None:
        self._say(duty.role, CK.hasResponsibility, f"<{duty.responsibility}>")

    def _education(self, option: EducationShare) -> None:
        node = self._node("education", option.place)
        self._say(option.role, CK.educationOption, f"<{node}>")
        self._say(node, RDF.type, f"<{CK.EducationOption}>")
        self._say(node, CK.credential, f"<{option.credential}>")
        self._say(node, CK.strength, _text("sometimes"))
        self._say(node, CK.condition, _text(option.share, "en"))
        self._say(node, PROV.wasDerivedFrom, self._passage(option.place))

    def _preparation(self, preparation: Preparation) -> None:
        value = f'"{preparation.level}"^^<{XSD.integer}>'
        if preparation.place is None:
            self._say(preparation.iri, CK.preparationLevel, value, INFERRED)
        else:
            self._stated(preparation.place, preparation.iri, CK.preparationLevel, value)

    def _regulated(self, regulated: Regulated) -> None:
        value = f'"true"^^<{XSD.boolean}>'
        self._say(regulated.iri, CK.regulated, value, regulated.graph)
        if regulated.reason:
            path = re.sub(r"[^A-Za-z0-9]+", ".", regulated.iri.partition("://")[2])
            node = f"{BASE}statement/{regulated.graph}.{path}.regulated"
            self._say(node, RDF.type, f"<{RDF.Statement}>", regulated.graph)
            self._say(node, RDF.subject, f"<{regulated.iri}>", regulated.graph)
            self._say(node, RDF.predicate, f"<{CK.regulated}>", regulated.graph)
            self._say(node, RDF.object, value, regulated.graph)
            self._say(node, CK.reason, _text(regulated.reason, "en"), regulated.graph)
