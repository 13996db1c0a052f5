"""ESCO's official CSV files -> records: occupations, skills, their groups, hierarchies and relations.

Several languages may be given; relations, which are the same in each, are read once. Not read: the collections
(digital, green, transversal skills ...), the concept schemes and the table of the skills' hierarchy, whose links the
broader relations have.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.errors import SourceError
from kg.model.taxonomy import About, Broader, Preparation, Regulated, SkillLink, SkillNeed, Thing
from kg.schema import CURATION, INFERRED
from kg.sources.isco import regulated_group, regulated_groups, skill_level
from kg.sources.reading import NO_VERSION, Reading, checked_iri, labels
from kg.sources.rows import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model.taxonomy import ImportReport, Record
    from kg.sources.files import Files
    from kg.sources.rows import Table

__all__ = ["Esco"]

SPACE: Final = "http://data.europa.eu/esco/"
_TITLE = "ESCO (European Skills, Competences, Qualifications and Occupations)"
_LICENCE = "http://data.europa.eu/eli/dec/2011/833/oj"  # the Commission's decision on the reuse of its documents
_CREDIT = (
    "This service uses the ESCO classification of the European Commission. © European Union, reuse authorised with"
    " the source acknowledged; converted to RDF by kg, the facts unchanged."
)


def _starts(*types: str) -> bytes:
    return rf'"?(?:{"|".join(types)})"?,"?https?://'.encode()


_CONCEPT = ("conceptType", "conceptUri", "preferredLabel")
_MORE = ("altLabels", "hiddenLabels", "description")
_SKILL, _GROUP, _ROLE, _ISCO = "KnowledgeSkillCompetence", "SkillGroup", "Occupation", "ISCOGroup"
_FIRST_IRI = rb'"?https?://'

# File -> the kind of its things, the type that each row bears, and its layout.
_THINGS: Final = {
    "ISCOGroups": ("role-group", _ISCO, Layout((*_CONCEPT, "code"), _MORE, _starts(_ISCO))),
    "skillGroups": ("skill-group", _GROUP, Layout(_CONCEPT, ("code", *_MORE), _starts(_GROUP))),
    "skills": ("skill", _SKILL, Layout(_CONCEPT, ("code", *_MORE, "skillType", "reuseLevel"), _starts(_SKILL))),
    "occupations": (
        "role",
        _ROLE,
        Layout((*_CONCEPT, "code"), (*_MORE, "iscoGroup", "regulatedProfessionNote"), _starts(_ROLE)),
    ),
}
_BROADER = Layout(("conceptType", "conceptUri", "broaderType", "broaderUri"), (), _starts(_SKILL, _GROUP, _ROLE, _ISCO))
_RELATIONS: Final = {
    "broaderRelationsSkillPillar": _BROADER,
    "broaderRelationsOccPillar": _BROADER,
    "skillSkillRelations": Layout(("originalSkillUri", "relationType", "relatedSkillUri"), (), _FIRST_IRI),
    "occupationSkillRelations": Layout(("occupationUri", "relationType", "skillUri"), (), _FIRST_IRI),
}
_STRENGTHS = {"essential": "required", "optional": "optional"}
_NAME = re.compile(r"([A-Za-z]+?)(?:_([a-z]{2,3}(?:-[A-Za-z0-9]+)*))?\.csv")


class Esco:
    """A release of ESCO. Raises SourceError for files among which there are no occupations."""

    def __init__(self, files: Files, release: str | None = None) -> None:
        found = (re.search(r"(?<![0-9.])v?([0-9]+\.[0-9]+(?:\.[0-9]+)*)", name) for name in files.origins)
        version = release or next((match[1] for match in found if match), NO_VERSION)
        self.about = About(_TITLE, version, _LICENCE, _CREDIT, SPACE)
        self._reading = Reading(files, self.about)
        self._chosen = self._choose(files.names)
        self._known: dict[str, str] = {}
        self._strangers: set[str] = set()
        self._unasked: dict[str, tuple[Table, int, str]] = {}
        files.expect(name for name, _, _ in self._chosen)

    def records(self) -> Iterator[Record]:
        """Every fact, in the order of files and rows."""
        for name, stem, language in self._chosen:
            yield self._reading.document(name)
            if stem in _THINGS:
                yield from self._things(name, stem, language)
            elif stem.startswith("broader"):
                yield from self._broader(self._reading.table(name, _RELATIONS[stem]))
            else:
                yield from self._relations(self._reading.table(name, _RELATIONS[stem]), stem)

    def report(self) -> ImportReport:
        """What became of the rows; with the occupations that no row gives an essential skill."""
        asked = any(stem == "occupationSkillRelations" for _, stem, _ in self._chosen)
        for table, line, label in self._unasked.values() if asked else ():
            table.warn(line, f"the occupation '{label}' has no essential skill")
        self._unasked.clear()
        return self._reading.report()

    def _choose(self, names: list[str]) -> list[tuple[str, str, str]]:
        """The files to read, in a fixed order: name, what it is, language; those in English before other languages."""
        found = {name: match for name in names if (match := _NAME.fullmatch(name))}
        unread = sorted(set(names) - set(found))
        chosen = []
        for stem in (*_THINGS, *_RELATIONS):
            languages = {match[2] or "": name for name, match in found.items() if match[1] == stem}
            order = sorted(languages, key=lambda language: (language != "", language != "en", language))
            if stem in _RELATIONS:
                order, others = order[:1], order[1:]
                for language in others:
                    self._reading.note("says the same in another language, and is not read", languages[language])
            else:
                order = [language for language in order if language]
            chosen += [(languages[language], stem, language) for language in order]
            if not order and stem == "occupations":
                there = ", ".join(names[:20]) or "none"
                raise SourceError(f"no occupations_LANGUAGE.csv among the files: {there}", "give ESCO's classification")
            if not order:
                self._reading.note(f"there is no table {stem}, and so none of its facts")
        unread += [name for name, match in found.items() if match[1] not in {*_THINGS, *_RELATIONS}]
        for name in sorted(unread):
            self._reading.note("is not read", name)
        return chosen

    # --- things -----------------------------------------------------------------------------------------------------

    def _things(self, name: str, stem: str, language: str) -> Iterator[Record]:
        kind, of_type, layout = _THINGS[stem]
        table = self._reading.table(name, layout)
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
                table.skip(line, f"'{iri}' stands on an earlier line, too")
            else:
                seen.add(iri)
                yield self._thing(table, line, kind, language, row)
                if iri not in self._known:
                    self._known[iri] = kind
                    yield from self._inferred(table, line, kind, row)

    def _thing(self, table: Table, line: int, kind: str, language: str, row: dict[str, str]) -> Thing:
        label = row["preferredLabel"].strip()
        alternative = labels(row["altLabels"], label)
        return Thing(
            table.place(line),
            row["conceptUri"].strip(),
            kind,
            label,
            language,
            alternative,
            labels(row["hiddenLabels"], label, *alternative),
            row["description"].strip(),
            row.get("code", "").strip(),
            row.get("skillType", "").strip(),
            row.get("reuseLevel", "").strip(),
        )

    def _inferred(self, table: Table, line: int, kind: str, row: dict[str, str]) -> Iterator[Record]:
        """What follows from the ISCO-08 group of an occupation, or of a group itself; and what ESCO says of the law."""
        iri = row["conceptUri"].strip()
        if kind == "role":
            self._unasked[iri] = (table, line, row["preferredLabel"].strip())
            if row["regulatedProfessionNote"].strip().endswith("/regulated"):
                yield Regulated(iri)
        code = {"role": row.get("iscoGroup", ""), "role-group": row.get("code", "")}.get(kind, "").strip()
        level = skill_level(code)
        if level is not None:
            yield Preparation(None, iri, level)
        elif kind == "role":
            table.warn(line, f"'{code[:20]}' is no ISCO-08 group, so the level of preparation is not known")
        if kind == "role-group" and code in regulated_groups():
            yield Regulated(iri, CURATION, regulated_groups()[code].reason)
        elif kind == "role" and (group := regulated_group(code)):
            yield Regulated(iri, INFERRED, f"It belongs to ISCO-08 group {group.code}, {group.label}. {group.reason}")

    # --- relations --------------------------------------------------------------------------------------------------

    def _broader(self, table: Table) -> Iterator[Record]:
        for line, (_, narrower, _, broader, _) in table:
            if self._sound(table, line, narrower, broader):
                yield Broader(table.place(line), narrower, broader)

    def _relations(self, table: Table, stem: str) -> Iterator[Record]:
        of_roles = stem == "occupationSkillRelations"
        for line, (one, relation, other, _) in table:
            strength = _STRENGTHS.get(relation)
            if strength is None:
                table.skip(line, f"is of the relation '{relation[:50]}', neither essential nor optional")
            elif self._sound(table, line, one, other):
                if of_roles:
                    if strength == "required":
                        self._unasked.pop(one, None)
                    yield SkillNeed((table.place(line),), one, other, strength)
                else:
                    yield SkillLink(table.place(line), one, other, relation == "essential")

    def _sound(self, table: Table, line: int, one: str, other: str) -> bool:
        """Whether the ends of a relation can be told; one that no table of things has is told of, once."""
        if one == other:
            table.skip(line, "relates a thing to itself")
            return False
        if one in self._known and other in self._known:
            return True
        for iri in (one, other):
            if iri not in self._known and (fault := checked_iri(iri, SPACE)):
                table.skip(line, fault)
                return False
        for iri in (one, other):
            if iri not in self._known and iri not in self._strangers:
                self._strangers.add(iri)
                table.warn(line, f"{iri} stands in relations only: no table gives its name")
        return True
