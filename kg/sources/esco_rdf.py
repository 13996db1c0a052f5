"""ESCO's official RDF (Turtle, RDF/XML and others) -> the records that its tables give.

The terms are those of ESCO's model as its files use them: ``esco:Occupation`` and ``esco:Skill`` with labels of SKOS
and SKOS-XL, descriptions as nodes, ``esco:relatedEssentialSkill`` or its inverse ``esco:isEssentialSkillFor``, skill
types, reuse levels and schemes. Collections (digital, green ...) are schemes there. Labels in ``en-us``, which repeat
the English ones, are left out. What is retired keeps its IRI, with what it is replaced by.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from kg.errors import SourceError
from kg.model.records import ConceptRow, ImportRecord, ImportReport, ImportRequest, PropertyRow, Text
from kg.rdf.quads import Term
from kg.schema import CK, DCTERMS, ESCO, ISO_THES, OWL, RDF, SKOS
from kg.sources.concepts import DESCRIPTIONS, REPEATED_ENGLISH, ConceptFile, Concepts, is_rdf, languages_of
from kg.sources.delimited import ImportRun, checked_iri
from kg.sources.esco import SPACE, Esco, EscoFacts, release_of
from kg.sources.files import Files

_READ: Final = (
    *DESCRIPTIONS,
    *(SKOS.notation, SKOS.broader, SKOS.narrower, SKOS.inScheme, SKOS.hasTopConcept, SKOS.topConceptOf),
    *(ESCO.relatedEssentialSkill, ESCO.relatedOptionalSkill, ESCO.isEssentialSkillFor, ESCO.isOptionalSkillFor),
    *(ESCO.skillType, ESCO.skillReuseLevel, ESCO.memberOfISCOGroup, ESCO.regulatedProfessionNote),
    *(ISO_THES.status, OWL.deprecated, DCTERMS.isReplacedBy),
)
_RELATIONS: Final = {
    "essential": (ESCO.relatedEssentialSkill, ESCO.isEssentialSkillFor),
    "optional": (ESCO.relatedOptionalSkill, ESCO.isOptionalSkillFor),
}
"""Each relation, with the property and its inverse."""

_COLLECTIONS: Final = {
    "6c930acd-c104-4ece-acf7-f44fd7333036": "digital",
    "digcomp": "DigComp",
    "green": "green",
    "skill-language-groups": "language",
    "research": "research",
    "8ae4b9f3-507e-4057-a145-2f96f0132613": "research",
    "skill-transversal-groups": "transversal",
}
"""The schemes that the tables have as collections, and how what is in one is marked: as of ESCO 1.1.1."""

_UNNAMED: Final = {"occupation": "role", "skill": "skill"}
"""The kind of what has no type, by the part of its IRI below that of ESCO."""

_GROUPS: Final = "skills-hierarchy"
"""The scheme of all groups of skills, and of no skill."""


def read_esco(request: ImportRequest) -> Esco | EscoRdf:
    """A release of ESCO as tables, or else as RDF."""
    files = Files(request.paths, request.progress)
    release = request.options.get("release")
    languages = languages_of(request.options)
    if any(map(is_rdf, files.names)) and not any(name.startswith("occupations") for name in files.names):
        return EscoRdf(files, release, languages)
    return Esco(files, release, languages)


class EscoRdf:
    """A release of ESCO as RDF. :meth:`records` raises SourceError for files without an occupation, or damaged."""

    def __init__(self, files: Files, release: str | None = None, languages: Collection[str] = ()) -> None:
        self.about = release_of(files, release)
        self._run = ImportRun(files, self.about)
        self._concepts = Concepts(files, _READ, languages)
        self._facts = EscoFacts()
        for name in files.names:
            if not is_rdf(name):
                self._run.note("is not read", name)

    def records(self) -> Iterator[ImportRecord]:
        """Every fact: schemes and concepts, then the links between them."""
        with self._concepts.loaded():
            for file in self._concepts.files:
                yield self._run.document(file.name)
            for iri in self._concepts.subjects(SKOS.ConceptScheme):
                self._scheme(iri)
            kinds = dict(self._kinds())
            if "role" not in kinds.values():
                there = ", ".join(file.name for file in self._concepts.files)
                raise SourceError(f"no esco:Occupation in {there}", "is it ESCO? kg import skos reads any taxonomy")
            for iri, kind in kinds.items():
                yield from self._concept(iri, kind)
            for iri, kind in (*kinds.items(), *self._unnamed(kinds)):
                yield from self._links(iri, kind)
            yield from self._facts.schemes()

    def report(self) -> ImportReport:
        """What became of the statements; with the occupations that have no essential skill."""
        self._facts.report_unasked()
        found = self._run.report()
        findings = [finding for file in self._concepts.files for finding in file.findings]
        files = tuple(file.report for file in self._concepts.files)
        return found._replace(files=files, findings=(*findings, *found.findings))

    # --- concepts ---------------------------------------------------------------------------------------------------

    def _kinds(self) -> Iterator[tuple[str, str]]:
        """The kind of each concept."""
        for iri in self._concepts.subjects(SKOS.Concept, ESCO.Occupation, ESCO.Skill):
            about = self._concepts.about(iri)
            classes, schemes = ({term.value for term in about.get(each, ())} for each in (RDF.type, SKOS.inScheme))
            if ESCO.Occupation in classes:
                yield iri, "role"
            elif iri.startswith(f"{SPACE}isco/"):
                yield iri, "role-group"
            elif iri.startswith(f"{SPACE}isced-f/") or f"{SPACE}concept-scheme/{_GROUPS}" in schemes:
                yield iri, "skill-group"
            elif ESCO.Skill in classes:
                yield iri, "skill"

    def _scheme(self, iri: str) -> None:
        about = self._concepts.about(iri)
        top = {term.value for term in about.get(SKOS.hasTopConcept, ())} | self._concepts.linking(
            SKOS.topConceptOf, iri
        )
        said = self._concepts.texts(_first(about, DESCRIPTIONS))
        for language, labels in _ordered(self._concepts.labels(about, SKOS.prefLabel)):
            named = ConceptRow(self._concepts.row(iri), iri, "scheme", labels[0], language)
            self._facts.scheme(named, said.get(language, ""), top)
            top = set()

    def _concept(self, iri: str, kind: str) -> Iterator[ImportRecord]:
        """A concept in each language, as a row of the tables has it."""
        (file, line), about = self._concepts.place(iri), self._concepts.about(iri)
        labels = self._concepts.labels(about, SKOS.prefLabel)
        if checked_iri(iri, SPACE) or not labels:
            file.miss(line, f"'{iri[:100]}' has no skos:prefLabel, or is not a valid IRI below {SPACE}")
            return
        others, hidden = (self._concepts.labels(about, each) for each in (SKOS.altLabel, SKOS.hiddenLabel))
        said = self._concepts.texts(_first(about, DESCRIPTIONS))
        row = self._row(iri, kind, about)
        for language, names in _ordered(labels):
            texts = {
                "preferredLabel": names[0],
                "altLabels": "\n".join([*names[1:], *others.get(language, ())]),
                "hiddenLabels": "\n".join(hidden.get(language, ())),
                "description": said.get(language, ""),
            }
            yield from self._facts.concept(file, line, kind, language, row | texts)
        yield from self._retired(iri, about)

    def _row(self, iri: str, kind: str, about: Mapping[str, list[Term]]) -> dict[str, str]:
        """What is the same of a concept in every language."""
        codes = [term.value for term in about.get(SKOS.notation, ())]
        kinds = _last_part(about, ESCO.skillType)
        return {
            "conceptUri": iri,
            "code": codes[0].removeprefix("C") if codes and kind == "role-group" else "".join(codes[:1]),
            "skillType": "skill/competence" if kinds == "skill" else kinds,
            "reuseLevel": _last_part(about, ESCO.skillReuseLevel),
            "iscoGroup": self._group(iri, about) if kind == "role" else "",
            "regulatedProfessionNote": "".join(term.value for term in about.get(ESCO.regulatedProfessionNote, ())[:1]),
            "inScheme": "\n".join(term.value for term in about.get(SKOS.inScheme, ())),
            "status": "".join(term.value for term in about.get(ISO_THES.status, ())[:1]),
        }

    def _group(self, iri: str, about: Mapping[str, list[Term]]) -> str:
        """The code of the ISCO-08 group of an occupation: stated, or that which it is in by its broader ones."""
        queue = [term.value for term in chain(about.get(ESCO.memberOfISCOGroup, ()), about.get(SKOS.broader, ()))]
        seen = {iri}
        for each in queue:
            if each.startswith(f"{SPACE}isco/C"):
                return each.rpartition("/C")[2]
            if each not in seen:
                seen.add(each)
                queue += [term.value for term in self._concepts.about(each).get(SKOS.broader, ())]
        return ""

    def _retired(self, iri: str, about: Mapping[str, list[Term]]) -> Iterator[PropertyRow]:
        """That a concept is no longer used, and by what it is replaced."""
        status = {term.value for term in about.get(ISO_THES.status, ())}
        later = [term.value for term in about.get(DCTERMS.isReplacedBy, ()) if not checked_iri(term.value, SPACE)]
        rows = (self._concepts.row(iri),)
        if later or "obsolete" in status or "true" in {term.value for term in about.get(OWL.deprecated, ())}:
            yield PropertyRow(rows, iri, OWL.deprecated, True)
        yield from (PropertyRow(rows, iri, DCTERMS.isReplacedBy, each) for each in later)

    # --- links ------------------------------------------------------------------------------------------------------

    def _unnamed(self, kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """What is in relations only, with the kind that its IRI tells."""
        both = (SKOS.broader, *(properties[0] for properties in _RELATIONS.values()))
        found = {one for predicate in both for one, _ in self._concepts.pairs(predicate) if one not in kinds}
        for iri in sorted(found):
            kind = _UNNAMED.get(iri.removeprefix(SPACE).partition("/")[0])
            if kind and iri.startswith(SPACE):
                yield iri, kind

    def _links(self, iri: str, kind: str) -> Iterator[ImportRecord]:
        """The broader concepts of a concept, the skills that it relates to, and the collections that it is in."""
        file, line = self._concepts.place(iri)
        about = self._concepts.about(iri)
        row = file.row_ref(line)
        for broader in self._ends(iri, about, (SKOS.broader, SKOS.narrower), file, line):
            yield PropertyRow((row,), iri, SKOS.broader, broader)
        for relation, properties in _RELATIONS.items():
            for skill in self._ends(iri, about, properties, file, line):
                self._facts.asked |= kind == "role"
                yield from self._facts.relation(row, iri, relation, skill, of_roles=kind == "role")
        if kind == "skill-group":  # those of a collection are not among the members that its table lists
            return
        schemes = (term.value.rpartition("/concept-scheme/")[2] for term in about.get(SKOS.inScheme, ()))
        for mark in sorted({_COLLECTIONS[name] for name in schemes if name in _COLLECTIONS}):
            yield PropertyRow((row,), iri, CK.mark, Text(mark))

    def _ends(
        self, iri: str, about: Mapping[str, list[Term]], both: tuple[str, str], file: ConceptFile, line: int
    ) -> list[str]:
        """What a property links a concept to, or its inverse links to the concept, where the ends are valid."""
        there = {term.value for term in about.get(both[0], ())} | self._concepts.linking(both[1], iri)
        return [each for each in sorted(there) if self._facts.ends_are_known(file, line, iri, each)]


def _first(about: Mapping[str, list[Term]], properties: Iterable[str]) -> list[Term]:
    """The values of the first of some properties that has any."""
    return next((about[each] for each in properties if about.get(each)), [])


def _last_part(about: Mapping[str, list[Term]], predicate: str) -> str:
    return "".join(term.value.rpartition("/")[2] for term in about.get(predicate, ())[:1])


def _ordered(labels: Mapping[str, list[str]]) -> list[tuple[str, list[str]]]:
    """The labels of each language, English first; what repeats the English ones is left out."""
    order = sorted(labels.items(), key=lambda pair: (pair[0] != "en", pair[0]))
    return [pair for pair in order if pair[0] != REPEATED_ENGLISH]
