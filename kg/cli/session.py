"""What one run of the command line knows: the graph it asks, its notes, and what a person says to have."""

from __future__ import annotations

import os
import re
import sys
from bisect import bisect_left
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from kg.cli.names import chosen, is_known
from kg.cli.watch import at_terminal, doubt_when_slow
from kg.errors import AmbiguousNameError, KGError, NothingFoundError, UnknownNameError, UsageError, quoted
from kg.model import Entity, Finding
from kg.schema import HOLDABLE_KINDS, ORIGIN_KINDS, SELF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.graph import CareerGraph  # these load the engine, which help does without
    from kg.model.analysis import Extraction, Mention
    from kg.sources.profile import PersonProfile, ProfileEntry
    from kg.sources.text import Document
    from kg.store.lookup import EntityGroup, Resolution
    from kg.store.names import SourceNames


_MANY_ROLES = 500
"""Above this number of roles an answer about all of them takes more than a moment."""


def _damage_of(source: str) -> KGError | None:
    """What is damaged of the store in a folder; None where nothing is known to be, and of a file."""
    from kg.store.folder import StoreFolder

    return StoreFolder(Path(source)).doubt() if Path(source).is_dir() else None


def _language_of(asked: str | None) -> str:
    """The language asked for; ``auto`` is that of the system, which it names in the environment."""
    if asked != "auto":
        return asked or "en"
    return next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "en")


class PersonInput(NamedTuple):
    """What a person has: skills and credentials, and the career level, None where it is not given.

    ``degrees`` are those with a field of study, as they are written; their credentials are among what is ``held``.
    """

    held: list[Entity]
    level: Entity | None
    degrees: tuple[str, ...] = ()


class Session:
    """The graph that ``-g`` names, opened when first asked; ``notes`` collects how names were interpreted, ``unknown``
    those that stand for nothing and were ignored, ``degrees`` those that were read with their fields of study.

    ``shows_all`` is False where only the first rows of an answer are printed, so that no more need be computed.
    ``sources`` are what the user restricts the answer to, ``kinds`` those that names are looked up in. Without
    ``reads_files`` no name stands for a file: whoever asks is elsewhere.
    """

    reads_files = True

    def __init__(self, source: str | None) -> None:
        self.source = source
        self.merges = True
        self.shows_all = True
        self.notes: list[str] = []
        self.unknown: list[str] = []
        self.degrees: list[str] = []
        self.sources: SourceNames = {}
        self.kinds: tuple[str, ...] = ()
        self.language: str | None = None

    @cached_property
    def graph(self) -> CareerGraph:
        """The graph, opened once."""
        from kg.graph import open_graph  # loads the engine, which help does without

        if self.source is not None:
            doubt_when_slow(partial(_damage_of, self.source))
        language = _language_of(self.language)
        graph = open_graph(self.source, merges=self.merges, lang=language).restricted_to(**self.sources)
        if at_terminal(sys.stderr):
            graph.store.cache.on_compute = _announce_computation
        graph.store.on_read = partial(click.echo, err=True)
        if not graph.bundled:
            self.notes += shown_findings(graph.store.findings)
        return graph

    def announce_slow_task(self, doing: str) -> None:
        """Print a notice before a slow computation on very many roles (stderr, terminals only)."""
        number = self.graph.counts().get("role", 0)
        if number >= _MANY_ROLES and at_terminal(sys.stderr):
            click.echo(f"{doing} of {number:,} roles, which takes a while", err=True)

    @property
    def language_note(self) -> list[str]:
        """That labels are missing in the language asked for, where any is."""
        note = self.graph.store.labels.note if "graph" in self.__dict__ else None
        return [note] if note else []

    @property
    def restriction(self) -> str:
        """What the answer is restricted to, in words; empty where it is not."""
        words = ("only what comes from the source {}", "the start is from {}", "the end is from {}")
        within = self.graph.within
        names = (within.names, *((end if end != within.names else ()) for end in (within.origin, within.destination)))
        said = [word.format(" or ".join(some)) for word, some in zip(words, names, strict=True) if some]
        return "; ".join(said)

    def source_of(self, iri: str) -> str:
        """The source of an entity; the names of the graph are read when this is first asked."""
        return self.graph.store.names.source_of(iri)

    def graph_in(self, area: str | None) -> CareerGraph:
        """The graph, whose answers say what roles pay in an area where one is named."""
        return self.graph if area is None else self.graph.in_area(area)

    def entity(self, name: str, kinds: tuple[str, ...] = (), sources: tuple[str, ...] = ()) -> Entity:
        """The entity that a name stands for; notes how the name was interpreted, unless it is the entity's label."""
        try:
            match = self.graph.resolve(name, kinds or self.kinds, sources)
        except AmbiguousNameError as error:
            return self._choose(error)
        self._note(match)
        return match.entity

    def _choose(self, error: AmbiguousNameError) -> Entity:
        """The candidate that is meant: somebody at a terminal is asked. Raises the error where nobody is there."""
        return chosen(error)

    def knows(self, name: str, kinds: tuple[str, ...], *, group: bool = False) -> bool:
        """Whether a name is understood as it is spelt; with ``group`` also as a group of roles."""
        if name.strip().casefold() == SELF and set(ORIGIN_KINDS) <= set(kinds):
            return True
        return is_known(lambda: self.graph.resolve(name, kinds or self.kinds).tier) or (
            group and self.names_group(name, kinds)
        )

    def _everywhere(self, name: str, kinds: tuple[str, ...]) -> list[Entity]:
        """The entities that a name stands for in all sources that have it; notes how the name was interpreted."""
        try:
            match, found = self.graph.resolve_everywhere(name, kinds)
        except UnknownNameError:  # not in the sources that the question is restricted to
            if linked := self._linked(name, kinds):
                return linked
            raise
        self._note(match)
        return found

    def _linked(self, name: str, kinds: tuple[str, ...]) -> list[Entity]:
        """What a name of other sources stands for in those that the question is restricted to, by an exact match."""
        graph = self.graph
        try:
            match, others = graph.resolve_everywhere(name, kinds, graph.sources())
        except KGError:
            return []
        canonical, named = graph.careers.tree.canonical, graph.careers.named
        found = [here for each in others if (here := named(canonical(each.iri), graph.within.includes))]
        if found:
            as_here = " and ".join(dict.fromkeys(quoted(each.label) for each in found))
            self.notes.append(f"{quoted(match.entity.label)} of another source counts as {as_here}, an exact match")
        return list(dict.fromkeys(found))

    def _note(self, found: Resolution | EntityGroup) -> None:
        if found.note and found.note not in self.notes:
            self.notes.append(found.note)

    def group(self, name: str, kind: str | None) -> EntityGroup:
        """The group that a name stands for; notes how the name was interpreted."""
        found = self.graph.group(name, kind)
        self._note(found)
        return found

    def group_of(self, name: str, kind: str | None) -> EntityGroup:
        """The group that a name stands for; of roles also one that a usual word stands for, such as IT."""
        if kind == "role" and self.names_group(name, ("role",)):
            found = self.graph.role_group(name)
            self._note(found)
            return found
        return self.group(name, kind)

    def role_group(self, name: str) -> str:
        """The name of a group of roles; notes which group was read. Raises UnknownNameError for no group."""
        self._note(self.graph.role_group(name, self.graph.within.destination))
        return name

    def names_group(self, name: str, kinds: tuple[str, ...]) -> bool:
        """Whether a name is that of a group of roles: said in so many words, or no other entity is called so."""
        from kg.store.group_names import names_a_group  # loads the engine, which help does without

        within = self.graph.within.destination
        if names_a_group(name):
            return True
        if is_known(lambda: self.graph.resolve(name, kinds, within).tier):
            return False
        try:
            return self.graph.role_group(name, within).exact
        except KGError:
            return False

    def origin(self, name: str, kinds: tuple[str, ...] = ORIGIN_KINDS) -> Entity | str:
        """The first of two ends: an entity, or "me" for what a person has."""
        own = name.strip().casefold() == SELF and kinds == ORIGIN_KINDS
        return SELF if own else self.entity(name, kinds, self.graph.within.origin)

    def destination(self, name: str, kinds: tuple[str, ...]) -> Entity:
        """The second of two ends."""
        return self.entity(name, kinds, self.graph.within.destination)

    def read_person(self, values: Iterable[str]) -> PersonInput:
        """What values of --have name. Raises as :meth:`list` does, and for two career levels."""
        profiles = self._profiles(values)
        texts = [profile for profile in profiles if self._is_text(profile)]
        entries = [entry for profile in profiles if profile not in texts for entry in profile.entries]
        level = self._level([entry.text for entry in entries if entry.kind == "level"])
        found = self._in_texts(texts, HOLDABLE_KINDS) + self._beside_names(profiles, HOLDABLE_KINDS)
        named = [entry for entry in entries if entry.kind != "level"]
        found += self._resolved(named, known=bool(found))
        return PersonInput(found, level, tuple(self.degrees))

    def _profiles(self, values: Iterable[str]) -> list[PersonProfile]:
        """What values of --have are; notes what was not understood, and keys whose entries are not held."""
        profiles = []
        for profile in read_names(values, files=self.reads_files):
            not_held = {key for key in profile.keys if self._says_not_held(key.replace("_", " "))}
            for key in profile.keys:
                if key not in not_held:
                    what = "its entries were read as skills you have"
                    self.notes.append(f"unknown key {quoted(key)} in the profile: {what}")
                else:
                    names = ", ".join(quoted(entry.text) for entry in profile.entries if entry.place == key)
                    self.notes.append(f"not counted, by the key {quoted(key)}: {names}")
            self.notes += [f"not understood, and ignored: {what}" for what in profile.unread]
            kept = tuple(entry for entry in profile.entries if entry.place not in not_held)
            profiles.append(profile._replace(entries=kept))
        return profiles

    def _level(self, names: list[str]) -> Entity | None:
        """The one career level among what a person has."""
        anywhere = (*self.graph.within.names, *self.graph.sources()) if names else ()
        levels = [self.entity(name, ("level",), anywhere) for name in names]
        reached = {level.iri: level for level in levels}
        if len(reached) > 1:
            both = " and ".join(quoted(level.label) for level in reached.values())
            raise UsageError(f"two levels were given: {both}", "keep one")
        return next(iter(reached.values()), None)

    def entities(self, values: Iterable[str], kinds: tuple[str, ...], *, strict: bool = False) -> list[Entity]:
        """The entities that names stand for: each value is a name, names joined by commas, or a file of names.

        A file may have an @ before it. An unknown name is ignored with a note; when ``strict``, or when no name is
        left, it raises UnknownNameError. Raises UsageError for a file that cannot be read.
        """
        profiles = self._profiles(values)
        texts = [] if strict else [profile for profile in profiles if self._is_text(profile)]
        entries = [entry for profile in profiles if profile not in texts for entry in profile.entries]
        named = [entry for entry in entries if entry.kind not in _NOT_HELD]
        found = self._in_texts(texts, kinds) + self._beside_names(profiles, kinds)
        return found + self._resolved(named, kinds, strict=strict, known=bool(found))

    # --- texts in which names are found -------------------------------------------------------------------------------

    def _is_text(self, profile: PersonProfile) -> bool:
        """Whether what may be a text of sentences is one: less than half of its entries are names as they are."""
        if profile.document is None:
            return False
        from kg.analysis.clauses import Clauses
        from kg.sources.text import is_prose

        if not profile.entries or Clauses(profile.document.text).has_reservations:
            return True
        if not is_prose(profile.document.text):
            return False
        known = sum(self._is_name(entry.text) for entry in profile.entries)
        return 2 * known < len(profile.entries)

    def _in_texts(self, profiles: Iterable[PersonProfile], kinds: tuple[str, ...]) -> list[Entity]:
        """What texts state of these kinds; notes each with its place, and what is optional, ruled out or another kind.

        Raises NothingFoundError for a text that states nothing.
        """
        found: list[Entity] = []
        for document in (profile.document for profile in profiles):
            assert document is not None  # as _is_text has it
            answer = self.graph.extract(document)
            stated = self._stated(document, answer, kinds)
            self.notes += _silence(document, answer) if stated else ()
            if not stated:
                where = quoted(document.name) if document.name else "the text"
                hint = "name them, joined by commas; `kg extract` shows what is found in a text"
                raise NothingFoundError(f"{where} states no {' or '.join(kinds)} by a known name", hint)
            found += stated
        return found

    def _beside_names(self, profiles: Iterable[PersonProfile], kinds: tuple[str, ...]) -> list[Entity]:
        """What the texts state that files have beside names: summaries, descriptions of jobs."""
        found: list[Entity] = []
        for document in (document for profile in profiles for document in profile.texts):
            stated = self._stated(document, self.graph.extract(document), kinds)
            if not stated:
                self.notes.append(f"{document.name}: states no {' or '.join(kinds)} by a known name")
            found += stated
        return found

    def _stated(self, document: Document, answer: Extraction, kinds: tuple[str, ...]) -> list[Entity]:
        """What a text states of these kinds; notes each with its place, and what is not counted, and why."""
        read = {each.entity: each for each in reversed(answer.mentions) if _counts(each, kinds)}
        if read:
            self.notes += _extraction_notes(document.name, answer, [*reversed(read.values())], kinds)
        for each in answer.mentions:
            if each.entity.kind == "credential" and _counts(each, kinds):
                self._read_field(document, each)
        return self._in_all_sources(reversed(read))

    def _read_field(self, document: Document, mention: Mention) -> None:
        """Note the field of study that a text names after a degree."""
        line = document.text[mention.start : mention.start + _LONGEST_DEGREE].partition("\n")[0]
        degree = self.graph.degree(_DEGREE_END.split(line)[0]) or self.graph.degree(line)
        if degree and degree.field and mention.entity in degree.credentials:
            self.degrees.append(degree.name)
            where = f"{document.name}, {mention.place}" if document.name else mention.place
            self.notes.append(f"{where}: {degree.note}")

    def _in_all_sources(self, entities: Iterable[Entity]) -> list[Entity]:
        """The entities that texts name, and those of other sources with their names."""
        found: list[Entity] = []
        for entity in entities:
            everywhere = self.graph.resolve_everywhere(entity.label, (entity.kind,))[1]
            found += everywhere if entity in everywhere else [entity]
        return found

    def _named_within(self, entry: ProfileEntry, kinds: tuple[str, ...]) -> list[Entity]:
        """What an entry of several words that is no name says as a text: Python, of "Introduction to Python"."""
        if len(entry.text.split()) < 2 or entry.kind in _NOT_HELD:
            return []
        mentions = self.graph.extract(entry.text).mentions
        found = list(dict.fromkeys(each.entity for each in mentions if _counts(each, kinds)))
        if found:
            labels = " and ".join(f"the {each.kind} {quoted(each.label)}" for each in found)
            unclear = _DEGREE.search(entry.text) and all(each.kind != "credential" for each in found)
            advice = "; for the degree to count name it, such as BSc or MSc" if unclear else ""
            self.notes.append(f"{quoted(entry.text)}{_place(entry)} was read as {labels}{advice}")
        return self._in_all_sources(found)

    def resolved(self, names: Iterable[str], kinds: tuple[str, ...], *, strict: bool = False) -> list[Entity]:
        """The entities that single names stand for; raises as :meth:`list` does."""
        from kg.sources.profile import ProfileEntry  # as above

        return self._resolved([ProfileEntry(name) for name in names], kinds, strict=strict)

    def _resolved(
        self,
        entries: Iterable[ProfileEntry],
        kinds: tuple[str, ...] = (),
        *,
        strict: bool = False,
        known: bool = False,
    ) -> list[Entity]:
        """The entities that entries name: of these kinds, or by default of those that each entry may be.

        All may be unknown where something else is ``known``.
        """
        found = []
        unknown: UnknownNameError | None = None
        for entry in entries:
            try:
                found += self._entry(entry, kinds or _KINDS_OF.get(entry.kind, HOLDABLE_KINDS))
            except UnknownNameError as error:
                if strict:
                    raise
                parts = [part for part in _COMMA.split(entry.text) if part.strip()]
                if len(parts) > 1:  # names on one line; a name may have a comma too, which was looked up first
                    found += self._resolved_or_none([entry._replace(text=part.strip()) for part in parts], kinds)
                    continue
                if within := self._named_within(entry, kinds or _KINDS_OF.get(entry.kind, HOLDABLE_KINDS)):
                    found += within
                    continue
                unknown = error
                self.unknown.append(error.name)
                self.notes.append(f"{error.message}{_place(entry)}: ignored; {error.hint}")
            except AmbiguousNameError as error:
                if strict or not entry.place:
                    raise
                self.notes.append(f"which one was meant? It is ignored{_place(entry)}: {error.message}; {error.hint}")
        if unknown is not None and not found and not known:
            self.notes.clear()
            raise unknown
        return found

    def _resolved_or_none(self, entries: Iterable[ProfileEntry], kinds: tuple[str, ...]) -> list[Entity]:
        """As :meth:`_resolved`, where what is unknown is ignored even if nothing is known."""
        notes = [*self.notes]
        try:
            return self._resolved(entries, kinds)
        except UnknownNameError as error:
            self.notes = [*notes, f"{error.message}: ignored; {error.hint}"]
            self.unknown.append(error.name)
            return []

    def _entry(self, entry: ProfileEntry, kinds: tuple[str, ...]) -> list[Entity]:
        """The entities that one entry names; of a past title what its role requires. Raises UnknownNameError."""
        if entry.kind == "past title":
            return self._past_title(entry, kinds)
        bracket = _IN_BRACKET.fullmatch(entry.text)
        if bracket and self._says_not_held(bracket[2]):
            self.notes.append(f"{quoted(entry.text)}{_place(entry)}: not counted ({bracket[2]})")
            return []
        names = [*_without_bracket(bracket)] if bracket and not self._is_name(entry.text) else [entry.text]
        if "credential" in kinds and (degree := self.graph.degree(entry.text)):
            self.degrees.append(degree.name)
            self.notes.append(f"{degree.note}{_place(entry)}")
            return [*degree.credentials, *(skill for skill in degree.skills if "skill" in kinds)]
        if entry.kind == "credential":
            from kg.sources.profile import degree_of  # as above

            names += filter(None, [degree_of(entry.text)])
        unknown: UnknownNameError | None = None
        listed = self._in_bracket(bracket[2], entry, kinds) if bracket and names != [entry.text] else []
        for name in names:
            try:
                return self._everywhere(name, kinds) + listed
            except UnknownNameError as error:
                unknown = unknown or error
        assert unknown is not None  # there is one name at least
        if not listed:
            raise unknown
        self.notes.append(f"{unknown.message}{_place(entry)}: ignored; what its bracket names is counted")
        return listed

    def _in_bracket(self, text: str, entry: ProfileEntry, kinds: tuple[str, ...]) -> list[Entity]:
        """What a bracket lists behind a name: Word and Excel, of "Microsoft Office (Word, Excel)"."""
        parts = [part.strip() for part in _LIST_SIGNS.split(text) if part.strip()]
        found: list[Entity] = []
        for part in parts if self._is_listed(parts) else ():
            try:
                found += self._everywhere(part, kinds)
            except KGError as error:
                self.notes.append(f"{error.message}{_place(entry)}: ignored")
        return found

    def _is_listed(self, parts: Sequence[str]) -> bool:
        """Whether the parts of a bracket are names, and no remark or other name of what is before it."""
        return len(parts) > 1 and any(map(self._is_name, parts))

    def _is_name(self, text: str) -> bool:
        """Whether a text is a name as it is."""
        from kg.store.names import NO_FILTER, fold  # loads the engine, which help does without

        return bool(self.graph.store.names.exact(fold(text), NO_FILTER))

    @staticmethod
    def _says_not_held(text: str) -> bool:
        """Whether a remark on a name says that it is not held, or not yet."""
        from kg.analysis.clauses import heading_status

        return heading_status(text) != "stated"

    def _past_title(self, entry: ProfileEntry, kinds: tuple[str, ...]) -> list[Entity]:
        """What a role that was held requires: it counts as held, as of a role that a route starts from."""
        roles = self._everywhere(entry.text, kinds)
        careers, titles = self.graph.careers, self.graph.ladder.titles
        found: dict[str, Entity] = {}
        for role in roles:
            iri = titles[role.iri].role if role.kind == "job-title" else role.iri
            profile = careers.roles.get(iri or "")
            if profile is None:
                continue
            own = [profile.credential.credential] if profile.credential else []
            for required in profile.required:
                own += [required.skill, *required.tools]
            found |= {entity.iri: entity for entity in own}
            self.notes.append(
                f"past title {quoted(entry.text)}{_place(entry)} was read as the role"
                f" {quoted(profile.entity.label)}: what it requires ({len(own)}) counts as held"
            )
        return list(found.values())


def _without_bracket(name: re.Match[str]) -> Iterator[str]:
    """A name without the bracket that explains it, and the short form in that.

    >>> [*_without_bracket(_IN_BRACKET.fullmatch("Amazon Web Services (AWS)"))]
    ['Amazon Web Services', 'AWS']
    """
    yield name[1]
    if name[2].isupper() and len(name[2]) < 7:
        yield name[2]


def _counts(mention: Mention, kinds: tuple[str, ...]) -> bool:
    """Whether what is mentioned is held: of these kinds, and neither optional nor ruled out."""
    return mention.status == "stated" and mention.entity.kind in kinds


def _extraction_notes(name: str, answer: Extraction, read: Iterable[Mention], kinds: tuple[str, ...]) -> Iterator[str]:
    """What was read in a text, each with its place, then what was not counted, and why."""
    prefix = f"{name}, " if name else ""
    counted = [*read]
    for each in counted[:_NOTED]:
        entity = each.entity
        yield f"{prefix}{each.place}: {quoted(each.text)} was read as the {entity.kind} {quoted(entity.label)}"
    if len(counted) > _NOTED:
        yield f"{prefix}and {len(counted) - _NOTED} more were read; `kg extract` lists them"
    for each in answer.mentions:
        if not _counts(each, kinds):
            why = f"{each.status}: {quoted(each.cue)}" if each.cue else each.status
            why = why if each.entity.kind in kinds else f"a {each.entity.kind.replace('-', ' ')}"
            yield f"{prefix}{each.place}: {quoted(each.text)} was not counted ({why})"
    for each in answer.unclear:
        names = ", ".join(quoted(entity.label) for entity in (each.entity, *each.others))
        yield f"{prefix}{each.place}: {quoted(each.text)} was not counted (which one was meant: {names}?)"


def _silence(document: Document, answer: Extraction) -> Iterator[str]:
    """In which parts of a text no name was found: a course among them would be lost unseen."""
    starts = sorted(each.start for each in (*answer.mentions, *answer.unclear))
    parts = document.parts()
    silent = [
        (start, " ".join(_LIST_SIGN.sub(" ", document.text[start:end]).split()))
        for start, end in parts
        if bisect_left(starts, start) == bisect_left(starts, end)
    ]
    silent = [(start, text) for start, text in silent if len(text.split()) > 1]
    if silent:
        shown = ", ".join(f"{document.place(start)} {quoted(text[:_SHOWN])}" for start, text in silent[:_NOTED])
        more = f" and {len(silent) - _NOTED} more" if len(silent) > _NOTED else ""
        yield f"{document.name}: nothing was found in {len(silent)} of {len(parts)} parts: {shown}{more}"


_LONGEST_DEGREE = 80
"""How many letters of a text are looked at for the field of study of a degree."""

_NOTED = 5
"""How many notes of one kind a text has."""

_SHOWN = 50
"""How many letters of a part are shown."""

_LIST_SIGN = re.compile(r"(?m)^[ \t]*[-*+#•]+[ \t]| \| ")


def _place(entry: ProfileEntry) -> str:
    """Where an entry stands, in brackets."""
    return f" ({entry.place})" if entry.place else ""


_IN_BRACKET = re.compile(r"([^()\s](?:[^()]{0,100}\S)?)\s*\(([^()]{1,60})\)")
"""A name with what explains or abbreviates it: "Python (Programming Language)", "Amazon Web Services (AWS)"."""

_COMMA = re.compile(r",(?![^()]*\))")
"""A comma that divides names, outside brackets."""

_LIST_SIGNS = re.compile(r"[,;/&+]|\band\b")

_DEGREE_END = re.compile(r"(?<=\w{3})[.:]\s|\s?[;,(|]|\s[–—-]\s")
"""Where a degree and its field of study end in a sentence."""

_DEGREE = re.compile(r"\bdegree\b", re.IGNORECASE)
"""A degree whose step is not said: the one of "statistics degree"."""

_NOT_HELD = ("level", "past title")
"""The entries of a profile that are neither skills nor credentials."""

_KINDS_OF = {"language": ("skill",), "past title": ("role", "job-title"), "credential": HOLDABLE_KINDS}
"""The kinds of entity that an entry of a profile may be."""

_MAX_FINDINGS = 20
"""How many findings about a file are noted."""


def shown_findings(findings: Sequence[Finding]) -> list[str]:
    """Findings as notes: the first ones, and how many more there are."""
    more = [f"... and {len(findings) - _MAX_FINDINGS:,} more"] if len(findings) > _MAX_FINDINGS else []
    return [str(finding) for finding in findings[:_MAX_FINDINGS]] + more


def _announce_computation(name: str, folder: Path) -> None:
    click.echo(f"first use: computing {name} (saved in {folder} for next time)", err=True)


# --- names in an option, in a file, or in a profile -------------------------------------------------------------------


def read_names(values: Iterable[str], *, files: bool = True) -> list[PersonProfile]:
    """The names that values give: those of each file, and all others as one profile, which comes first.

    Each value is a name, names joined by commas, a sentence, or a file; a file may have an @ before it. A sentence is a
    profile by itself. Raises UsageError for an empty value, and for a file that cannot be read or holds something else,
    or where there are to be no ``files``.

    >>> [entry.text for entry in read_names(["Python, SQL", "PhD"])[0].entries]
    ['Python', 'SQL', 'PhD']
    """
    from kg.sources.profile import PersonProfile, read_profile  # reads zips, which questions do without
    from kg.sources.text import Document, is_prose

    plain: list[str] = []
    profiles = []
    for value in values:
        if not value.strip(" ,@"):
            raise UsageError("a name is empty", "write a name, names joined by commas, or @ and a file of names")
        if not files and value.startswith("@"):
            raise UsageError(f"{quoted(value)} would be a file", "give the names, or the text, themselves")
        if files and (value.startswith("@") or ("." in value and os.path.isfile(value))):  # noqa: PTH113  # no error for a name that is too long
            profiles.append(read_profile(value.removeprefix("@")))
        elif is_prose(value):
            profiles.append(PersonProfile(_entries(_COMMA.split(value)), document=Document.of(value)))
        else:
            plain += _COMMA.split(value)
    return [PersonProfile(_entries(plain)), *profiles]


def _entries(names: Iterable[str]) -> tuple[ProfileEntry, ...]:
    from kg.sources.profile import ProfileEntry  # as above

    return tuple(ProfileEntry(text.strip()) for text in names if text.strip())
