"""ESCO's official CSV files -> records: occupations, skills, their groups, hierarchies and relations.

Several languages may be given; relations and collections (digital, green, transversal skills ...), which are the same
in each, are read once. Not read: the concept schemes and the table of the skills' hierarchy, whose links the broader
relations have. The ISCO-08 group of an occupation gives its skill level, and whether it is regulated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.errors import SourceError
from kg.model.records import (
    ConceptRow,
    ImportRecord,
    ImportReport,
    PropertyRow,
    RequirementRow,
    SourceMetadata,
    Text,
)
from kg.schema import CK, CURATION, ESCO, INFERRED, SKOS
from kg.sources.delimited import NO_VERSION, ColumnLayout, ImportRun, SourceTable, checked_iri, split_labels
from kg.sources.files import Files
from kg.sources.regulated import regulated_group, regulated_groups

if TYPE_CHECKING:
    from collections.abc import Iterator


# --- ISCO-08 ----------------------------------------------------------------------------------------------------------


# The skill levels of the groups: International Labour Office, International Standard Classification of Occupations
# ISCO-08, volume I (Geneva 2012), table 1 and the notes on it. Managers are of level 4, but of 3 in sub-major group 14
# (hospitality, retail and other services); the armed forces are of 4 (officers), 2 (other ranks with a command) and 1.
_SKILL_LEVELS: Final = {
    "01": 4, "02": 2, "03": 1, "11": 4, "12": 4, "13": 4, "14": 3,
    "2": 4, "3": 3, "4": 2, "5": 2, "6": 2, "7": 2, "8": 2, "9": 1,
}  # fmt: skip


_MANAGERS: Final = "1"
"""The major group whose work is to manage."""


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
_MORE = ("altLabels", "description")
_SKILL, _GROUP, _ROLE, _ISCO = "KnowledgeSkillCompetence", "SkillGroup", "Occupation", "ISCOGroup"
_FIRST_IRI = rb'"?https?://'

# File -> the kind of its concepts, the type in each row, and its layout.
_CONCEPTS: Final = {
    "ISCOGroups": ("role-group", _ISCO, ColumnLayout(_CONCEPT, (*_MORE, "code"), _row_starts(_ISCO))),
    "skillGroups": (
        "skill-group",
        _GROUP,
        ColumnLayout(_CONCEPT, (*_MORE, "hiddenLabels", "code"), _row_starts(_GROUP)),
    ),
    "skills": (
        "skill",
        _SKILL,
        ColumnLayout(_CONCEPT, (*_MORE, "hiddenLabels", "skillType", "reuseLevel"), _row_starts(_SKILL)),
    ),
    "occupations": (
        "role",
        _ROLE,
        ColumnLayout(
            _CONCEPT, (*_MORE, "hiddenLabels", "code", "iscoGroup", "regulatedProfessionNote"), _row_starts(_ROLE)
        ),
    ),
}
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
    {stem: layout for stem, (_, _, layout) in _CONCEPTS.items()} | _RELATIONS | dict.fromkeys(_COLLECTIONS, _COLLECTION)
)
_INDISPENSABLE: Final = ("occupations", "skills", "occupationSkillRelations")
"""The tables whose needed columns must be there, where the table is."""

_STRENGTHS: Final = {"essential": "required", "optional": "optional"}
_SKILL_LINKS: Final = {"essential": ESCO.relatedEssentialSkill, "optional": ESCO.relatedOptionalSkill}
_FILE_NAME = re.compile(r"([A-Za-z]+?)(?:_([a-z]{2,3}(?:-[A-Za-z0-9]+)*))?\.csv")


class Esco:
    """A release of ESCO. Raises SourceError for files among which there are no occupations."""

    def __init__(self, files: Files, release: str | None = None) -> None:
        found = (re.search(r"(?<![0-9.])v?([0-9]+\.[0-9]+(?:\.[0-9]+)*)", name) for name in files.origins)
        version = release or next((match[1] for match in found if match), NO_VERSION)
        self.about = SourceMetadata(_TITLE, version, _LICENCE, _CREDIT, SPACE)
        self._run = ImportRun(files, self.about)
        self._chosen = self._choose(files.names)
        self._known: dict[str, str] = {}
        self._unknown: set[str] = set()
        self._unasked: dict[str, tuple[SourceTable, int, str]] = {}
        self._asked = False
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
            elif stem in _COLLECTIONS:
                yield from self._collection(table, _COLLECTIONS[stem])
            elif stem.startswith("broader"):
                yield from self._broader(table)
            else:
                yield from self._relations(table, stem)

    def report(self) -> ImportReport:
        """What became of the rows; with the occupations that no row gives an essential skill."""
        for table, line, label in self._unasked.values() if self._asked else ():
            table.warn(line, f"the occupation '{label}' has no essential skill")
        self._unasked.clear()
        return self._run.report()

    def _choose(self, names: list[str]) -> list[tuple[str, str, str]]:
        """The files to read, in a fixed order: name, what it is, language; those in English before other languages."""
        found = {name: match for name in names if (match := _FILE_NAME.fullmatch(name))}
        unread = sorted(set(names) - set(found))
        chosen = []
        for stem in (*_CONCEPTS, *_RELATIONS, *_COLLECTIONS):
            languages = {match[2] or "": name for name, match in found.items() if match[1] == stem}
            order = sorted(languages, key=lambda language: (language != "", language != "en", language))
            if stem not in _CONCEPTS:
                order, others = order[:1], order[1:]
                for language in others:
                    self._run.note("says the same in another language, and is not read", languages[language])
            else:
                order = [language for language in order if language]
            chosen += [(languages[language], stem, language) for language in order]
            if not order and stem == "occupations":
                there = ", ".join(names[:20]) or "none"
                raise SourceError(f"no occupations_LANGUAGE.csv among the files: {there}", "give ESCO's classification")
            if not order and stem not in _COLLECTIONS:
                self._run.note(f"there is no table {stem}, and so none of its facts")
        unread += [name for name, match in found.items() if match[1] not in {*_CONCEPTS, *_RELATIONS, *_COLLECTIONS}]
        for name in sorted(unread):
            self._run.note("is not read", name)
        return chosen

    # --- concepts ---------------------------------------------------------------------------------------------------

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
                yield self._concept(table, line, kind, language, row)
                if iri not in self._known:
                    self._known[iri] = kind
                    yield from self._inferred(table, line, kind, row)

    def _concept(self, table: SourceTable, line: int, kind: str, language: str, row: dict[str, str]) -> ConceptRow:
        label = row["preferredLabel"].strip()
        alternative = split_labels(row["altLabels"], label)
        return ConceptRow(
            table.row_ref(line),
            row["conceptUri"].strip(),
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

    def _inferred(self, table: SourceTable, line: int, kind: str, row: dict[str, str]) -> Iterator[ImportRecord]:
        """What follows from the ISCO-08 group of an occupation, or of a group itself; and what ESCO says of the law."""
        iri, rows = row["conceptUri"].strip(), (table.row_ref(line),)
        stated = kind == "role" and row["regulatedProfessionNote"].strip().endswith("/regulated")
        if kind == "role":
            self._unasked[iri] = (table, line, row["preferredLabel"].strip())
            if stated:
                yield PropertyRow(rows, iri, CK.regulated, True)
        code = row.get("iscoGroup", "").strip() if kind == "role" else _code(kind, row)
        level = skill_level(code)
        if level is not None:
            reason = Text(f"ISCO-08 group {code} is of skill level {level}.", "en")
            yield PropertyRow(rows, iri, CK.preparationLevel, level, ((CK.reason, reason),), INFERRED)
        elif kind == "role" and "iscoGroup" not in table.lacks[1]:
            table.miss(line, f"'{code[:20]}' is not an ISCO-08 group, so the level of preparation is not known")
        if kind == "role-group" and code == _MANAGERS:
            reason = Text(f"ISCO-08 major group {_MANAGERS} are managers.", "en")
            yield PropertyRow(rows, iri, CK.managerial, True, ((CK.reason, reason),), INFERRED)
        if kind == "role-group" and code in regulated_groups():
            reason = Text(regulated_groups()[code].reason, "en")
            yield PropertyRow((), iri, CK.regulated, True, ((CK.reason, reason),), CURATION)
        elif kind == "role" and not stated and (group := regulated_group(code)):
            reason = Text(f"It belongs to ISCO-08 group {group.code}, {group.label}. {group.reason}", "en")
            yield PropertyRow(rows, iri, CK.regulated, True, ((CK.reason, reason),), INFERRED)

    # --- relations --------------------------------------------------------------------------------------------------

    def _broader(self, table: SourceTable) -> Iterator[ImportRecord]:
        seen: dict[tuple[str, str], int] = {}
        for line, (_, narrower, _, broader, _) in table:
            if self._ends_are_known(table, line, narrower, broader) and _is_first(table, line, narrower, broader, seen):
                yield PropertyRow((table.row_ref(line),), narrower, SKOS.broader, broader)

    def _relations(self, table: SourceTable, stem: str) -> Iterator[ImportRecord]:
        of_roles = stem == "occupationSkillRelations"
        self._asked |= of_roles
        seen: dict[tuple[str, str], int] = {}
        for line, (one, relation, other, _) in table:
            strength = _STRENGTHS.get(relation)
            if strength is None:
                table.skip(line, f"is of the relation '{relation[:50]}', neither essential nor optional")
            elif self._ends_are_known(table, line, one, other) and _is_first(table, line, one, other, seen):
                rows = (table.row_ref(line),)
                if of_roles:
                    if strength == "required":
                        self._unasked.pop(one, None)
                    yield RequirementRow(rows, one, other, strength)
                else:
                    yield PropertyRow(rows, one, _SKILL_LINKS[relation], other)

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
                if iri not in self._known:
                    unnamed[iri] = line
                yield PropertyRow((table.row_ref(line),), iri, CK.mark, Text(mark))
        for iri, line in [*unnamed.items()][:1]:
            table.warn(
                line, f"no table names '{iri}'" + (f" and {len(unnamed) - 1} others" if len(unnamed) > 1 else "")
            )

    def _ends_are_known(self, table: SourceTable, line: int, one: str, other: str) -> bool:
        """Whether both ends of a relation are valid; one that no table names is reported once."""
        if one == other:
            table.skip(line, "relates an entity to itself")
            return False
        if one in self._known and other in self._known:
            return True
        for iri in (one, other):
            if iri not in self._known and (fault := checked_iri(iri, SPACE)):
                table.skip(line, fault)
                return False
        for iri in (one, other):
            if iri not in self._known and iri not in self._unknown:
                self._unknown.add(iri)
                table.warn(line, f"{iri} is in relations only: no table gives its name")
        return True


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
