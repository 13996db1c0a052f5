"""Any SKOS taxonomy -> records: the concepts of one scheme are roles, those of another are skills.

A scheme has the concepts that name it (``skos:inScheme``, ``skos:topConceptOf``), its top concepts, and what is
narrower than one of them and in no scheme; a class or a ``skos:Collection`` may stand for a scheme. One property says
which skills a role requires, in whichever direction. :func:`survey` counts what there is, and proposes the command.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from shlex import quote
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode

from kg.errors import NothingUnderstoodError, UsageError, quoted, truncated
from kg.model.records import (
    ConceptRow,
    ImportRecord,
    ImportReport,
    ImportRequest,
    PropertyRow,
    RequirementRow,
    SourceMetadata,
    Text,
)
from kg.rdf.quads import Term
from kg.schema import DCTERMS, OWL, PREFIXES, RDF, SKOS, SKOS_XL, local_name, slug
from kg.sources.concepts import DESCRIPTIONS, Concepts, is_rdf, languages_of
from kg.sources.delimited import NO_VERSION, ImportRun
from kg.sources.files import Files


class SchemeFound(NamedTuple):
    """A scheme of a taxonomy, its label, and how many concepts it has; ``what`` is scheme, collection or class."""

    iri: str
    label: str
    concepts: int
    what: str = "scheme"


class PropertyFound(NamedTuple):
    """A property of the concepts of a scheme, and how many times it leads to those of one, a text or a node."""

    iri: str
    scheme: str
    leads_to: str
    times: int


class SkosSurvey(NamedTuple):
    """What a taxonomy has, and the command that would read it."""

    schemes: tuple[SchemeFound, ...]
    properties: tuple[PropertyFound, ...]
    command: str


_MATCHES: Final = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
_STRUCTURE: Final = frozenset(
    {RDF.type, SKOS.inScheme, SKOS.topConceptOf, SKOS.hasTopConcept, SKOS.broader, SKOS.narrower, SKOS.member}
    | {SKOS_XL.prefLabel, SKOS_XL.altLabel, SKOS_XL.hiddenLabel, SKOS_XL.literalForm, *_MATCHES}
)
"""Properties that require nothing."""

_ROLE_WORDS = re.compile(r"occupation|job|role|profession|m[eé]tier|beruf|ocupaci|profesi|yrke|mansione", re.IGNORECASE)
_SKILL_WORDS = re.compile(
    r"skill|compet|knowledge|abilit|savoir|f[aä]higkeit|kompeten|kenntnis|habilidad", re.IGNORECASE
)


def read_skos(request: ImportRequest) -> Skos:
    """A taxonomy, by the schemes that the options name. Raises UsageError, with the command, where they name none."""
    if not {"roles", "skills"} & request.options.keys():
        raise UsageError("neither the scheme of roles nor that of skills is named", survey(request).command)
    return Skos(request)


def _files(request: ImportRequest) -> Files:
    files = Files(request.paths, request.progress)
    if not any(map(is_rdf, files.names)):
        shown = truncated(map(quoted, files.names)) or "nothing"
        raise UsageError(f"there is no RDF among the files: {shown}", "give Turtle, RDF/XML, JSON-LD or N-Triples")
    return files


# --- what belongs to which scheme -------------------------------------------------------------------------------------


class Schemes:
    """The schemes of a taxonomy with the concepts of each, collections and classes among them."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self.members: dict[str, set[str]] = defaultdict(set)
        for iri in concepts.subjects(SKOS.ConceptScheme):
            self.members[iri] = set()
        for predicate in (SKOS.inScheme, SKOS.topConceptOf):
            for concept, scheme in concepts.pairs(predicate):
                self.members[scheme].add(concept)
        for scheme, concept in concepts.pairs(SKOS.hasTopConcept):
            self.members[scheme].add(concept)
        self._add_below()
        self.schemes = frozenset(self.members)
        self.collections: dict[str, set[str]] = defaultdict(set)
        for collection, concept in concepts.pairs(SKOS.member):
            self.collections[collection].add(concept)
        self.classes: dict[str, set[str]] = defaultdict(set)
        named = {*concepts.subjects(SKOS.Concept), *(each for found in self.members.values() for each in found)}
        for concept, iri in concepts.pairs(RDF.type):
            if concept in named:
                self.classes[iri].add(concept)

    def _add_below(self) -> None:
        """Add what is narrower than a concept of a scheme, and in none itself."""
        below: dict[str, set[str]] = defaultdict(set)
        for narrower, broader in self._concepts.pairs(SKOS.broader):
            below[broader].add(narrower)
        for broader, narrower in self._concepts.pairs(SKOS.narrower):
            below[broader].add(narrower)
        placed = {concept for found in self.members.values() for concept in found}
        for members in self.members.values():
            queue = sorted(members)
            for each in queue:
                more = below.get(each, set()) - placed - members
                members.update(more)
                queue += sorted(more)

    def found(self) -> list[SchemeFound]:
        """Every scheme, the largest first; without any, collections and classes."""
        kinds = {"scheme": {iri: self.members[iri] for iri in self.schemes}}
        if not any(kinds["scheme"].values()):
            kinds |= {"collection": self.collections, "class": self.classes}
        all_ = [
            SchemeFound(iri, self.label(iri), len(members), what)
            for what, by in kinds.items()
            for iri, members in by.items()
        ]
        return sorted(all_, key=lambda scheme: (-scheme.concepts, scheme.iri))

    def label(self, iri: str) -> str:
        """The label of a scheme, English first; or else the last part of its IRI."""
        labels = self._concepts.labels(self._concepts.about(iri), SKOS.prefLabel)
        about = self._concepts.about(iri)
        titles = [term.value for key in (DCTERMS.title, _LABEL) for term in about.get(key, ())]
        first = min(labels.items(), key=lambda pair: (pair[0] != "en", pair[0]), default=("", titles))[1]
        return first[0] if first else local_name(iri.rstrip("/#"))

    def of(self, name: str) -> set[str]:
        """The concepts of the scheme, collection or class of a name: its IRI, its label, or the last part of its IRI.

        Raises UsageError where there is none, or more than one.
        """
        every = {**self.classes, **self.collections, **self.members}
        if name in every:
            return every[name]
        wanted = slug(name)
        tiers = (
            [iri for iri in sorted(self.schemes) if wanted in (slug(self.label(iri)), slug(local_name(iri)))],
            [iri for iri in sorted(every) if wanted == slug(local_name(iri))],
        )
        found = next(filter(None, tiers), [])
        if len(found) == 1:
            return every[found[0]]
        known = truncated(f"{each.label} <{each.iri}>" for each in self.found())
        what = "is the name of several schemes" if found else "is no scheme here"
        raise UsageError(f"{quoted(name)} {what}", f"the schemes are: {known or 'none'}")


_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"


# --- what there is ----------------------------------------------------------------------------------------------------


def survey(request: ImportRequest) -> SkosSurvey:
    """The schemes and properties of a taxonomy with their counts, and the command that would read it."""
    concepts = Concepts(_files(request))
    with concepts.loaded():
        schemes = Schemes(concepts)
        found = schemes.found()
        if not any(scheme.concepts for scheme in found):
            raise NothingUnderstoodError(
                f"{quoted(request.paths[0].name)} has no skos:Concept", "kg import rdf reads RDF in the terms of kg"
            )
        properties = _properties(concepts, schemes, found)
    return SkosSurvey(tuple(found), tuple(properties), _command(request, found, properties))


def _properties(concepts: Concepts, schemes: Schemes, found: Iterable[SchemeFound]) -> list[PropertyFound]:
    places: dict[str, str] = {}
    every = {**schemes.classes, **schemes.collections, **schemes.members}
    for scheme in sorted(found, key=lambda scheme: scheme.concepts):  # the smallest that has a concept says most
        for concept in every[scheme.iri]:
            places.setdefault(concept, scheme.iri)
    counts: Counter[tuple[str, str, str]] = Counter()
    for quad in concepts.quads():
        if isinstance(quad.subject, NamedNode) and (place := places.get(quad.subject.value)):
            value = quad.object
            leads = "a text" if isinstance(value, Literal) else places.get(getattr(value, "value", ""), "another node")
            counts[quad.predicate.value, place, leads] += 1
    rows = [PropertyFound(*key, count) for key, count in counts.items()]
    return sorted(rows, key=lambda row: (-row.times, row.iri, row.scheme, row.leads_to))


def _command(request: ImportRequest, schemes: Iterable[SchemeFound], properties: Iterable[PropertyFound]) -> str:
    """The command that reads a taxonomy: schemes by their names, or else by which links to which."""
    there = [scheme for scheme in schemes if scheme.concepts]
    links = [each for each in properties if each.leads_to in {scheme.iri for scheme in there} - {each.scheme}]
    links = [each for each in links if each.iri not in _STRUCTURE]
    roles, skills = _named(there, _ROLE_WORDS), _named(there, _SKILL_WORDS)
    if links and not (roles and skills):
        first = next((each for each in links if roles in ("", each.scheme) and skills in ("", each.leads_to)), links[0])
        roles, skills = roles or first.scheme, skills or first.leads_to
    if not (roles or skills):
        roles = there[0].iri
    between = [each for each in links if {each.scheme, each.leads_to} == {roles, skills}]
    options = [("--roles", roles), ("--skills", skills), ("--requires", between[0].iri if between else "")]
    said = " ".join(f"{flag} {quote(value)}" for flag, value in options if value)
    return f"kg import skos {' '.join(quote(str(path)) for path in request.paths)} {said} --into DIR"


def _named(schemes: Iterable[SchemeFound], pattern: re.Pattern[str]) -> str:
    """The largest scheme whose name has one of some words; empty where none has."""
    return next((each.iri for each in schemes if pattern.search(f"{each.label} {local_name(each.iri)}")), "")


# --- records ----------------------------------------------------------------------------------------------------------


class Skos:
    """A taxonomy by its schemes. :meth:`records` raises UsageError for a scheme or property that is not there."""

    def __init__(self, request: ImportRequest) -> None:
        self._options = request.options
        files = _files(request)
        self._concepts = Concepts(files, None, languages_of(request.options))
        version = request.options.get("release", NO_VERSION)
        self.about = SourceMetadata(request.paths[0].name, version, "", "", "")
        self._run = ImportRun(files, self.about)
        with ExitStack() as stack:
            stack.enter_context(self._concepts.loaded())
            self._schemes = Schemes(self._concepts)
            self._roles = self._members("roles")
            self._skills = self._members("skills") - self._roles
            self._required = self._property("requires")
            self._optional = self._property("optional")
            self.about = self._described()
            self._held = stack.pop_all()  # until all records are read

    def _members(self, option: str) -> set[str]:
        return {concept for name in self._named(option) for concept in self._schemes.of(name)}

    def _named(self, option: str) -> list[str]:
        return [name.strip() for name in self._options.get(option, "").split(",") if name.strip()]

    def _described(self) -> SourceMetadata:
        """What the taxonomy says of itself: the labels of its schemes, a licence, and where its IRIs begin."""
        named = [*self._named("roles"), *self._named("skills")]
        schemes = [
            iri for iri in sorted(self._schemes.schemes) if self._schemes.members[iri] & (self._roles | self._skills)
        ]
        title = ", ".join(dict.fromkeys(map(self._schemes.label, schemes))) or ", ".join(named)
        licences = (self._concepts.about(iri).get(DCTERMS.license, []) for iri in schemes)
        licence = next((term.value for found in licences for term in found if isinstance(term, NamedNode)), "")
        space = _common_space(self._roles | self._skills)
        return self.about._replace(title=title[:200], licence=licence, base_iri=space)

    def _property(self, option: str) -> tuple[str, ...]:
        """The properties of an option, by IRI, with a known prefix, or by the last part that one here has."""
        there = {quad.predicate.value for quad in self._concepts.quads()} if self._named(option) else set()
        found = []
        for name in self._named(option):
            prefix, _, local = name.partition(":")
            full = PREFIXES[prefix] + local if prefix in PREFIXES else name
            fits = [iri for iri in sorted(there) if full == iri] or [
                iri for iri in sorted(there) if local_name(iri) == name
            ]
            if len(fits) != 1:
                known = truncated(sorted(iri for iri in there if iri not in _STRUCTURE))
                what = "is the name of several properties" if fits else "is no property here"
                raise UsageError(f"{quoted(name)} {what}", f"the properties are: {known}")
            found += fits
        return tuple(found)

    def records(self) -> Iterator[ImportRecord]:
        """Every fact: schemes, concepts in order, then the links between them."""
        with self._held:
            for file in self._concepts.files:
                yield self._run.document(file.name)
            yield from self._named_schemes()
            kinds = dict.fromkeys(sorted(self._roles), "role") | dict.fromkeys(sorted(self._skills), "skill")
            for iri, kind in kinds.items():
                yield from self._concept(iri, kind)
            for iri in kinds:
                yield from self._links(iri, kinds)
            yield from self._requirements()
            others = {each for found in self._schemes.members.values() for each in found} - kinds.keys()
            if others:
                self._run.note(f"{len(others):,} concepts of other schemes are not read")

    def report(self) -> ImportReport:
        """What became of the statements."""
        found = self._run.report()
        findings = [finding for file in self._concepts.files for finding in file.findings]
        files = tuple(file.report for file in self._concepts.files)
        return found._replace(about=self.about, files=files, findings=(*findings, *found.findings))

    def _named_schemes(self) -> Iterator[ImportRecord]:
        """The schemes of what is read, each with what its members are."""
        for iri in sorted(self._schemes.schemes):
            members = self._schemes.members[iri]
            if not members & (self._roles | self._skills):
                continue
            label = self._schemes.label(iri)
            labels = self._concepts.labels(self._concepts.about(iri), SKOS.prefLabel)
            for language, names in sorted((labels or {"en": [label]}).items()):
                yield ConceptRow(self._concepts.row(iri), iri, "scheme", names[0], language)
            said = self._concepts.texts(_first(self._concepts.about(iri)))
            for language, text in (said or {"en": f"The concepts in the scheme '{label}'."}).items():
                yield PropertyRow((), iri, SKOS.definition, Text(text, language))
            for concept in sorted(members & (self._roles | self._skills)):
                yield PropertyRow((), concept, SKOS.inScheme, iri)

    def _concept(self, iri: str, kind: str) -> Iterator[ImportRecord]:
        (file, line), about = self._concepts.place(iri), self._concepts.about(iri)
        labels = self._concepts.labels(about, SKOS.prefLabel)
        if not labels:
            file.miss(line, f"'{iri[:100]}' has no skos:prefLabel")
            labels = {"en": [local_name(iri.rstrip("/#")) or iri]}
        others, hidden = (self._concepts.labels(about, each) for each in (SKOS.altLabel, SKOS.hiddenLabel))
        said = self._concepts.texts(_first(about))
        codes = [term.value for term in about.get(SKOS.notation, ())]
        row = file.row_ref(line)
        for language in sorted(labels.keys() | others.keys() | said.keys(), key=lambda each: (each != "en", each)):
            names = labels.get(language, [])
            alternative = tuple(each for each in (*names[1:], *others.get(language, ())) if each not in names[:1])
            if names:
                yield ConceptRow(
                    *(row, iri, kind, names[0], language, alternative, tuple(hidden.get(language, ()))),
                    description=said.get(language, ""),
                    code="".join(codes[:1]),
                )
            else:  # a language without a label
                yield from (PropertyRow((row,), iri, SKOS.altLabel, Text(each, language)) for each in alternative)
                if language in said:
                    yield PropertyRow((row,), iri, DCTERMS.description, Text(said[language], language))
        yield from self._retired(iri, about)

    def _retired(self, iri: str, about: Mapping[str, list[Term]]) -> Iterator[PropertyRow]:
        rows = (self._concepts.row(iri),)
        later = [term.value for term in about.get(DCTERMS.isReplacedBy, ()) if isinstance(term, NamedNode)]
        if later or "true" in {term.value for term in about.get(OWL.deprecated, ())}:
            yield PropertyRow(rows, iri, OWL.deprecated, True)
        yield from (PropertyRow(rows, iri, DCTERMS.isReplacedBy, each) for each in later)

    def _links(self, iri: str, kinds: Mapping[str, str]) -> Iterator[ImportRecord]:
        """The broader concepts of a concept, those that it is related to, and mappings to other taxonomies."""
        about, rows = self._concepts.about(iri), (self._concepts.row(iri),)
        broader = _nodes(about, SKOS.broader) | self._concepts.linking(SKOS.narrower, iri)
        if iri in broader:
            file, line = self._concepts.place(iri)
            file.miss(line, f"{quoted(iri)} is broader than itself; that is left out")
        for each in sorted(broader - {iri}):
            if kinds.get(each) == kinds[iri]:
                yield PropertyRow(rows, iri, SKOS.broader, each)
        if SKOS.related not in (*self._required, *self._optional):
            related = sorted((_nodes(about, SKOS.related) & kinds.keys()) - {iri})
            yield from (PropertyRow(rows, iri, SKOS.related, each) for each in related)
        for predicate in _MATCHES:
            yield from (PropertyRow(rows, iri, predicate, each) for each in sorted(_nodes(about, predicate) - {iri}))

    def _requirements(self) -> Iterator[ImportRecord]:
        """What roles require, stated of the role or of the skill; what is required is not optional, too."""
        seen: set[tuple[str, str]] = set()
        for strength, properties in (("required", self._required), ("optional", self._optional)):
            found: dict[tuple[str, str], str] = {}
            for predicate in properties:
                for one, other in self._concepts.pairs(predicate):
                    if one in self._roles and other in self._skills:
                        found[one, other] = one
                    elif one in self._skills and other in self._roles:
                        found.setdefault((other, one), one)
                self._list_unread_links(predicate)
            for pair in sorted(found.keys() - seen):
                yield RequirementRow((self._concepts.row(found[pair]),), *pair, strength)
            seen |= found.keys()
        if (self._required or self._optional) and not seen:
            self._run.note("no role is linked to a skill by the properties of --requires")

    def _list_unread_links(self, predicate: str) -> None:
        """List what a role or skill is linked to by a property that is read, and that is neither."""
        ours = self._roles | self._skills
        for iri in sorted(ours):
            for value in self._concepts.about(iri).get(predicate, ()):
                if not isinstance(value, NamedNode) or value.value not in ours:
                    file, line = self._concepts.place(iri)
                    what = f"{quoted(iri)} is linked by {local_name(predicate)} to {quoted(value.value)}"
                    file.miss(line, f"{what}, which is no concept of these schemes; that is left out")


def _common_space(iris: Collection[str]) -> str:
    """What all IRIs begin with, up to a slash or hash; empty where that names no host.

    >>> _common_space({"http://a.org/x/role/1", "http://a.org/x/skill/2"}), _common_space({"http://a.org/1", "http://b.org/"})
    ('http://a.org/x/', '')
    """
    first, last = min(iris, default=""), max(iris, default="")
    same = next(
        (place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first)
    )
    space = first[: max(first.rfind("/", 0, same), first.rfind("#", 0, same)) + 1]
    return space if re.fullmatch(r"[a-z][a-z0-9+.-]*:(?://)?[^/]+.*", space) else ""


def _nodes(about: Mapping[str, list[Term]], predicate: str) -> set[str]:
    return {term.value for term in about.get(predicate, ()) if isinstance(term, NamedNode)}


def _first(about: Mapping[str, list[Term]]) -> list[Term]:
    """The descriptions of a node, or else its definitions."""
    return next((about[each] for each in DESCRIPTIONS if about.get(each)), [])
