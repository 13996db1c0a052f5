"""ESCO's official CSV files -> records: occupations, skills, their groups, schemes, hierarchies and relations.

Several languages may be given; relations and collections (digital, green, transversal skills ...), which are the same
in each, are read once. Not read: the table of the skills' hierarchy, whose links the broader relations have. The
ISCO-08 group of an occupation gives its skill level, and whether it is regulated.

What ESCO states is also written in ESCO's terms, so that queries for ESCO's endpoint find it here: types,
schemes, skill types, reuse levels, ISCO groups and the essential and optional skills of occupations.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final, Protocol

from kg.errors import SourceError
from kg.model.records import (
    ConceptRow,
    ImportRecord,
    ImportReport,
    PropertyRow,
    RequirementRow,
    RowRef,
    SourceMetadata,
    Text,
    Value,
)
from kg.schema import CK, CURATION, ESCO, INFERRED, ISO_THES, RDF, SKOS
from kg.sources.delimited import NO_VERSION, ColumnLayout, ImportRun, SourceTable, checked_iri, long_cells, split_labels
from kg.sources.files import Files
from kg.sources.regulated import regulated_group, regulated_groups

# --- ISCO-08 ----------------------------------------------------------------------------------------------------------


# The skill levels of the groups: International Labour Office, International Standard Classification of Occupations
# ISCO-08, volume I (Geneva 2012), table 1 and the notes on it. Managers are of level 4, but of 3 in sub-major group 14
# (hospitality, retail and other services); the armed forces are of 4 (officers), 2 (other ranks with a command) and 1.
_SKILL_LEVELS: Final = {
    "01": 4, "02": 2, "03": 1, "11": 4, "12": 4, "13": 4, "14": 3,
    "2": 4, "3": 3, "4": 2, "5": 2, "6": 2, "7": 2, "8": 2, "9": 1,
}  # fmt: skip


MANAGING: Final = {
    "1": "major group 1 are managers",
    "312": "minor group 312 are supervisors in mining, manufacturing and construction",
    "3341": "unit group 3341 are office supervisors",
    "5151": "unit group 5151 are cleaning and housekeeping supervisors",
    "5222": "unit group 5222 are shop supervisors",
}
"""The groups of ISCO-08 whose work is to manage or supervise others, by code."""


def skill_level(code: str) -> int | None:
    """The skill level of an ISCO-08 group, 1 to 4; None for a group of several levels, and for what is no code.

    >>> [skill_level(code) for code in ("2654", "14", "1", "0210", "C2654")]
    [4, 3, None, 2, None]
    """
    if not re.fullmatch("[0-9]{1,4}", code):
        return None
    return _SKILL_LEVELS.get(code[:2]) or _SKILL_LEVELS.get(code[:1])


# --- ESCO -------------------------------------------------------------------------------------------------------------


SPACE: Final = "http://data.europa.eu/esco/"
_TITLE = "ESCO (European Skills, Competences, Qualifications and Occupations)"
_LICENCE = "http://data.europa.eu/eli/dec/2011/833/oj"  # the Commission's decision on the reuse of its documents
_CREDIT = (
    "This service uses the ESCO classification of the European Commission. © European Union, reuse authorised with"
    " the source acknowledged; converted to RDF by kg, the facts unchanged."
)


def _row_starts(*types: str) -> bytes:
    return rf'"?(?:{"|".join(types)})"?,"?https?://'.encode()


_CONCEPT = ("conceptType", "conceptUri", "preferredLabel")
_PUBLISHED = ("inScheme", "status")
_MORE = ("altLabels", "description", *_PUBLISHED)
_SKILL, _GROUP, _ROLE, _ISCO = "KnowledgeSkillCompetence", "SkillGroup", "Occupation", "ISCOGroup"
_FIRST_IRI = rb'"?https?://'


def _concept_layout(of_type: str, *optional: str) -> ColumnLayout:
    return ColumnLayout(_CONCEPT, (*_MORE, *optional), _row_starts(of_type), untold=_PUBLISHED)


# File -> the kind of its concepts, the type in each row, and its layout.
_CONCEPTS: Final = {
    "ISCOGroups": ("role-group", _ISCO, _concept_layout(_ISCO, "code")),
    "skillGroups": ("skill-group", _GROUP, _concept_layout(_GROUP, "hiddenLabels", "code")),
    "skills": ("skill", _SKILL, _concept_layout(_SKILL, "hiddenLabels", "skillType", "reuseLevel")),
    "occupations": (
        "role",
        _ROLE,
        _concept_layout(_ROLE, "hiddenLabels", "code", "iscoGroup", "regulatedProfessionNote"),
    ),
}
_SCHEME = "ConceptScheme"
_SCHEMES: Final = "conceptSchemes"
_SCHEME_LAYOUT = ColumnLayout(
    ("conceptType", "conceptSchemeUri", "preferredLabel"), ("description", "hasTopConcept"), _row_starts(_SCHEME)
)
_BROADER = ColumnLayout(
    ("conceptType", "conceptUri", "broaderType", "broaderUri"), (), _row_starts(_SKILL, _GROUP, _ROLE, _ISCO)
)
_RELATIONS: Final = {
    "broaderRelationsSkillPillar": _BROADER,
    "broaderRelationsOccPillar": _BROADER,
    "skillSkillRelations": ColumnLayout(("originalSkillUri", "relationType", "relatedSkillUri"), (), _FIRST_IRI),
    "occupationSkillRelations": ColumnLayout(("occupationUri", "relationType", "skillUri"), (), _FIRST_IRI),
}
_COLLECTION = ColumnLayout(("conceptType", "conceptUri"), (), _row_starts(_SKILL, _GROUP, _ROLE))
_COLLECTIONS: Final = {
    "digitalSkillsCollection": "digital",
    "ictSkillsCollection": "digital",
    "digCompSkillsCollection": "DigComp",
    "greenSkillsCollection": "green",
    "languageSkillsCollection": "language",
    "researchSkillsCollection": "research",
    "researchOccupationsCollection": "research",
    "transversalSkillsCollection": "transversal",
}
"""The collections of skills and occupations, and how those in one are marked; that of ICT skills is of ESCO 1.0."""

_LAYOUTS: Final = (
    {stem: layout for stem, (_, _, layout) in _CONCEPTS.items()}
    | {_SCHEMES: _SCHEME_LAYOUT}
    | _RELATIONS
    | dict.fromkeys(_COLLECTIONS, _COLLECTION)
)
_INDISPENSABLE: Final = ("occupations", "skills", "occupationSkillRelations")
"""The tables whose needed columns must be there, where the table is."""

_STRENGTHS: Final = {"essential": "required", "optional": "optional"}
_SKILL_LINKS: Final = {"essential": ESCO.relatedEssentialSkill, "optional": ESCO.relatedOptionalSkill}
_FILE_NAME = re.compile(r"([A-Za-z]+?)(?:_([a-z]{2,3}(?:-[A-Za-z0-9]+)*))?\.csv")


def release_of(files: Files, release: str | None) -> SourceMetadata:
    """What a release of ESCO says of itself; its version is that of the names of its files, or the one given."""
    found = (re.search(r"(?<![0-9.])v?([0-9]+\.[0-9]+(?:\.[0-9]+)*)", name) for name in files.origins)
    version = release or next((match[1] for match in found if match), NO_VERSION)
    return SourceMetadata(_TITLE, version, _LICENCE, _CREDIT, SPACE)


class Esco:
    """A release of ESCO as tables, in some ``languages`` or all. Raises SourceError where there are no occupations."""

    def __init__(self, files: Files, release: str | None = None, languages: Collection[str] = ()) -> None:
        self.about = release_of(files, release)
        self._run = ImportRun(files, self.about)
        self._languages = {"", *languages} if languages else None
        self._chosen = self._choose(files.names)
        self._facts = EscoFacts()
        files.announce(name for name, _, _ in self._chosen)

    def records(self) -> Iterator[ImportRecord]:
        """Every fact, in the order of files and rows."""
        for name, stem, language in self._chosen:
            table = self._run.table(name, _LAYOUTS[stem])
            if not self._run.can_read(table, indispensable=stem in _INDISPENSABLE):
                continue
            yield self._run.document(name)
            if stem in _CONCEPTS:
                yield from self._concepts(table, stem, language)
            elif stem == _SCHEMES:
                with long_cells():
                    self._schemes(table, language)
            elif stem in _COLLECTIONS:
                yield from self._collection(table, _COLLECTIONS[stem])
            elif stem.startswith("broader"):
                yield from self._broader(table)
            else:
                yield from self._relations(table, stem)
        yield from self._facts.schemes()

    def report(self) -> ImportReport:
        """What became of the rows; with the occupations that no row gives an essential skill."""
        self._facts.report_unasked()
        return self._run.report()

    def _choose(self, names: list[str]) -> list[tuple[str, str, str]]:
        """The files to read, in a fixed order: name, what it is, language; those in English before other languages."""
        found = {name: match for name in names if (match := _FILE_NAME.fullmatch(name))}
        unread = sorted(set(names) - set(found))
        chosen = []
        for stem in _LAYOUTS:
            languages = {match[2] or "": name for name, match in found.items() if match[1] == stem}
            if self._languages is not None and stem in _CONCEPTS:
                languages = {each: name for each, name in languages.items() if each in self._languages}
            order = sorted(languages, key=lambda language: (language != "", language != "en", language))
            if stem not in (*_CONCEPTS, _SCHEMES):
                order, others = order[:1], order[1:]
                for language in others:
                    self._run.note("says the same in another language, and is not read", languages[language])
            else:
                order = [language for language in order if language]
            chosen += [(languages[language], stem, language) for language in order]
            if not order and stem == "occupations":
                there = ", ".join(names[:20]) or "none"
                raise SourceError(
                    f"no occupations_LANGUAGE.csv among the files, and no RDF: {there}",
                    "give ESCO's classification, as CSV, Turtle or RDF/XML",
                )
            if not order and stem in (*_CONCEPTS, *_RELATIONS):
                self._run.note(f"there is no table {stem}, and so none of its facts")
        unread += [name for name, match in found.items() if match[1] not in _LAYOUTS]
        for name in sorted(unread):
            self._run.note("is not read", name)
        return chosen

    # --- tables -----------------------------------------------------------------------------------------------------

    def _concepts(self, table: SourceTable, stem: str, language: str) -> Iterator[ImportRecord]:
        kind, of_type, layout = _CONCEPTS[stem]
        names = (*layout.columns, *layout.optional)
        seen: set[str] = set()
        for line, cells in table:
            row = dict(zip(names, cells, strict=False))
            iri, label = row["conceptUri"].strip(), row["preferredLabel"].strip()
            if row["conceptType"] != of_type:
                table.skip(line, f"is of the type '{row['conceptType'][:50]}' in place of {of_type}")
            elif fault := checked_iri(iri, SPACE):
                table.skip(line, fault)
            elif not label:
                table.skip(line, "has no preferredLabel")
            elif iri in seen:
                table.skip(line, f"'{iri}' is on an earlier line, too")
            else:
                seen.add(iri)
                yield from self._facts.concept(table, line, kind, language, row)

    def _schemes(self, table: SourceTable, language: str) -> None:
        for line, (_, iri, label, description, top, _) in table:
            if fault := checked_iri(iri.strip(), SPACE):
                table.skip(line, fault)
            elif not label.strip():
                table.skip(line, "has no preferredLabel")
            else:
                named = ConceptRow(table.row_ref(line), iri.strip(), "scheme", label.strip(), language)
                self._facts.scheme(named, description.strip(), _iris(top))

    def _broader(self, table: SourceTable) -> Iterator[ImportRecord]:
        seen: dict[tuple[str, str], int] = {}
        for line, (_, narrower, _, broader, _) in table:
            known = self._facts.ends_are_known(table, line, narrower, broader)
            if known and _is_first(table, line, narrower, broader, seen):
                yield PropertyRow((table.row_ref(line),), narrower, SKOS.broader, broader)

    def _relations(self, table: SourceTable, stem: str) -> Iterator[ImportRecord]:
        of_roles = stem == "occupationSkillRelations"
        seen: dict[tuple[str, str], int] = {}
        for line, (one, relation, other, _) in table:
            if relation not in _STRENGTHS:
                table.skip(line, f"is of the relation '{relation[:50]}', neither essential nor optional")
            elif self._facts.ends_are_known(table, line, one, other) and _is_first(table, line, one, other, seen):
                yield from self._facts.relation(table.row_ref(line), one, relation, other, of_roles=of_roles)
        self._facts.asked |= of_roles

    def _collection(self, table: SourceTable, mark: str) -> Iterator[ImportRecord]:
        """A mark of each skill or occupation of a collection."""
        seen: set[str] = set()
        unnamed: dict[str, int] = {}
        for line, (_, iri, _) in table:
            if fault := checked_iri(iri, SPACE):
                table.skip(line, fault)
            elif iri in seen:
                table.skip(line, f"'{iri}' is on an earlier line, too")
            else:
                seen.add(iri)
                if iri not in self._facts.known:
                    unnamed[iri] = line
                yield PropertyRow((table.row_ref(line),), iri, CK.mark, Text(mark))
        for iri, line in [*unnamed.items()][:1]:
            table.warn(
                line, f"no table names '{iri}'" + (f" and {len(unnamed) - 1} others" if len(unnamed) > 1 else "")
            )


# --- facts, whatever they are read from -------------------------------------------------------------------------------


class Origin(Protocol):
    """What facts are read from: it refers to a line, and takes what is odd about it.

    ``lacks`` names the columns that are not there: needed ones, of which none is, and optional ones.
    """

    @property
    def lacks(self) -> tuple[list[str], list[str]]:
        """The columns that are not there."""

    def row_ref(self, line: int) -> RowRef:
        """The reference to a line."""

    def skip(self, line: int, reason: str) -> None:
        """Say that what is on a line is left out."""

    def miss(self, line: int, reason: str) -> None:
        """Say that a part of what is on a line is left out."""

    def warn(self, line: int | None, message: str) -> None:
        """Tell something odd about a line."""


class EscoFacts:
    """The facts of one release. A concept comes as a row of ESCO's tables: a text by the name of each column."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        """The kind of each concept that has a name."""
        self.asked = False
        """Whether the skills of occupations are among what was read."""
        self._unknown: set[str] = set()
        self._unasked: dict[str, tuple[Origin, int, str]] = {}
        self._named_schemes: list[ConceptRow] = []
        self._definitions: dict[str, list[Text]] = {}
        self._top: dict[str, list[str]] = {}
        self._used_schemes: set[str] = set()

    def report_unasked(self) -> None:
        """Tell of the occupations that have no essential skill, once."""
        for place, line, label in self._unasked.values() if self.asked else ():
            place.warn(line, f"the occupation '{label}' has no essential skill")
        self._unasked.clear()

    def concept(
        self, place: Origin, line: int, kind: str, language: str, row: dict[str, str]
    ) -> Iterator[ImportRecord]:
        """A concept in a language; when it comes for the first time, with what is the same in all of them."""
        iri, label = row["conceptUri"].strip(), row["preferredLabel"].strip()
        alternative = split_labels(row["altLabels"], label)
        yield ConceptRow(
            place.row_ref(line),
            iri,
            kind,
            label,
            language,
            alternative,
            split_labels(row.get("hiddenLabels", ""), label, *alternative),
            row["description"].strip(),
            _code(kind, row),
            row.get("skillType", "").strip(),
            row.get("reuseLevel", "").strip(),
        )
        if iri not in self.known:
            self.known[iri] = kind
            yield from self._published(iri, kind, row)
            if kind == "role":
                yield from self._of_role(place, line, iri, row)
            elif kind == "role-group":
                yield from _of_group(place.row_ref(line), iri, _code(kind, row))

    def _published(self, iri: str, kind: str, row: dict[str, str]) -> Iterator[PropertyRow]:
        """What a row says in the terms of ESCO's own model."""
        schemes = _iris(row.get("inScheme", "")) or [f"{SPACE}concept-scheme/{name}" for name in _USUAL_SCHEMES[kind]]
        self._used_schemes.update(schemes)
        said: list[tuple[str, Value]] = [(RDF.type, each) for each in _MODEL_CLASSES.get(kind, ())]
        said += [(SKOS.inScheme, scheme) for scheme in schemes]
        said.append((ISO_THES.status, Text(row.get("status", "").strip() or _RELEASED)))
        named = {
            ESCO.skillType: f"skill-type/{skill}" if (skill := row.get("skillType", "").partition("/")[0]) else "",
            ESCO.skillReuseLevel: f"skill-reuse-level/{level}" if (level := row.get("reuseLevel", "").strip()) else "",
            ESCO.memberOfISCOGroup: f"isco/C{code}" if (code := row.get("iscoGroup", "").strip()).isdecimal() else "",
            ESCO.regulatedProfessionNote: row.get("regulatedProfessionNote", "").strip().removeprefix(SPACE),
        }
        said += [(key, value) for key, name in named.items() if name and not checked_iri(value := SPACE + name, SPACE)]
        yield from (PropertyRow((), iri, *pair) for pair in said)

    def _of_role(self, place: Origin, line: int, iri: str, row: dict[str, str]) -> Iterator[ImportRecord]:
        """What ESCO says of the law, and what follows from the ISCO-08 group of an occupation."""
        rows = (place.row_ref(line),)
        self._unasked[iri] = (place, line, row["preferredLabel"].strip())
        stated = row["regulatedProfessionNote"].strip().endswith("/regulated")
        if stated:
            yield PropertyRow(rows, iri, CK.regulated, True)
        code = row["iscoGroup"].strip()
        if level := skill_level(code):
            yield _preparation(rows, iri, code, level)
        elif "iscoGroup" not in place.lacks[1]:
            place.miss(line, f"'{code[:20]}' is not an ISCO-08 group, so the level of preparation is not known")
        if not stated and (group := regulated_group(code)):
            reason = Text(f"It belongs to ISCO-08 group {group.code}, {group.label}. {group.reason}", "en")
            yield PropertyRow(rows, iri, CK.regulated, True, ((CK.reason, reason),), INFERRED)

    def relation(
        self, row: RowRef, one: str, relation: str, other: str, *, of_roles: bool
    ) -> Iterator[RequirementRow | PropertyRow]:
        """What a skill is to an occupation, or to another skill: "essential" or "optional"."""
        if not of_roles:
            yield PropertyRow((row,), one, _SKILL_LINKS[relation], other)
            return
        if relation == "essential":
            self._unasked.pop(one, None)
        yield RequirementRow((row,), one, other, _STRENGTHS[relation])
        yield PropertyRow((), one, _SKILL_LINKS[relation], other)

    def ends_are_known(self, place: Origin, line: int, one: str, other: str) -> bool:
        """Whether both ends of a relation are valid; one that nothing names is reported once."""
        if one == other:
            place.skip(line, "relates an entity to itself")
            return False
        if one in self.known and other in self.known:
            return True
        for iri in (one, other):
            if iri not in self.known and (fault := checked_iri(iri, SPACE)):
                place.skip(line, fault)
                return False
        for iri in (one, other):
            if iri not in self.known and iri not in self._unknown:
                self._unknown.add(iri)
                place.warn(line, f"{iri} is in relations only: no table gives its name")
        return True

    # --- schemes ----------------------------------------------------------------------------------------------------

    def scheme(self, named: ConceptRow, definition: str, top: Iterable[str]) -> None:
        """Keep the name of a scheme in a language, and its top concepts, until it is known which schemes are used."""
        self._named_schemes.append(named)
        if definition:
            self._definitions.setdefault(named.iri, []).append(Text(definition, named.language))
        self._top.setdefault(named.iri, []).extend(top)

    def schemes(self) -> Iterator[ImportRecord]:
        """The schemes that concepts are in, with their top concepts as far as these have a name."""
        named = {(scheme.iri, scheme.language): scheme for scheme in self._named_schemes}
        labels = {scheme.iri: scheme.label for scheme in reversed(named.values())}
        for iri in sorted(self._used_schemes):
            label = labels.get(iri) or iri.rpartition("/")[2].replace("-", " ")
            yield from (scheme for scheme in named.values() if scheme.iri == iri)
            if iri not in labels:
                yield ConceptRow(None, iri, "scheme", label, "en")
            for text in self._definitions.get(iri) or [Text(f"The concepts of ESCO in the scheme '{label}'.", "en")]:
                yield PropertyRow((), iri, SKOS.definition, text)
            top = sorted({each for each in self._top.get(iri, ()) if each in self.known})
            yield from (PropertyRow((), iri, SKOS.hasTopConcept, each) for each in top)


_MODEL_CLASSES: Final = {
    "role": (ESCO.Occupation, ESCO.MemberConcept),
    "skill": (ESCO.Skill, ESCO.MemberConcept),
}
"""The classes of ESCO's model that a concept is of."""

_RELEASED: Final = "released"
"""The status of what a release lists without one."""

_USUAL_SCHEMES: Final = {
    "role": ("occupations", "member-occupations"),
    "skill": ("skills", "member-skills"),
    "role-group": ("occupations", "isco"),
    "skill-group": ("skills", "skills-hierarchy"),
}
"""The schemes of a concept where a release does not state them."""


def _iris(cell: str) -> list[str]:
    """The valid IRIs of a cell, by commas and line breaks."""
    return [iri for iri in dict.fromkeys(re.split(r"[,\s]+", cell)) if iri and not checked_iri(iri, SPACE)]


def _preparation(rows: tuple[RowRef, ...], iri: str, code: str, level: int) -> PropertyRow:
    reason = Text(f"ISCO-08 group {code} is of skill level {level}.", "en")
    return PropertyRow(rows, iri, CK.preparationLevel, level, ((CK.reason, reason),), INFERRED)


def _of_group(row: RowRef, iri: str, code: str) -> Iterator[PropertyRow]:
    """What follows from the code of an ISCO-08 group, for all that are in it."""
    if level := skill_level(code):
        yield _preparation((row,), iri, code, level)
    if code in MANAGING:
        reason = Text(f"ISCO-08 {MANAGING[code]}.", "en")
        yield PropertyRow((row,), iri, CK.managerial, True, ((CK.reason, reason),), INFERRED)
    if code in regulated_groups():
        reason = Text(regulated_groups()[code].reason, "en")
        yield PropertyRow((), iri, CK.regulated, True, ((CK.reason, reason),), CURATION)


def _code(kind: str, row: dict[str, str]) -> str:
    """The code of a concept; that of an ISCO-08 group is also in its IRI."""
    code = row.get("code", "").strip()
    return code or (row["conceptUri"].strip().rpartition("/isco/C")[2] if kind == "role-group" else "")


def _is_first(table: SourceTable, line: int, one: str, other: str, seen: dict[tuple[str, str], int]) -> bool:
    """Whether two entities are related for the first time in a table; a row that does so again is skipped."""
    first = seen.setdefault((one, other), line)
    if first != line:
        table.skip(line, f"relates what line {first} relates")
    return first == line
