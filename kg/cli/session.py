"""What one run of the command line knows: the graph it asks, its notes, and what a person says to have."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from kg.errors import UnknownNameError, UsageError, quoted
from kg.late import yaml
from kg.model import Entity, Finding
from kg.schema import HOLDABLE_KINDS, ORIGIN_KINDS, SELF

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.graph import CareerGraph  # these load the engine, which help does without
    from kg.store.lookup import EntityGroup, Resolution
    from kg.store.names import SourceNames


_MANY_ROLES = 500
"""Above this number of roles an answer about all of them takes more than a moment."""


class PersonInput(NamedTuple):
    """What a person has: skills and credentials, and the career level, None where it is not given."""

    held: list[Entity]
    level: Entity | None


class Session:
    """The graph that ``-g`` names, opened when first asked; ``notes`` collects how names were interpreted.

    ``sources`` are what the user restricts the answer to, ``kinds`` those that names are looked up in.
    """

    def __init__(self, source: str | None) -> None:
        self.source = source
        self.merges = True
        self.notes: list[str] = []
        self.sources: SourceNames = {}
        self.kinds: tuple[str, ...] = ()

    @cached_property
    def graph(self) -> CareerGraph:
        """The graph, opened once."""
        from kg.graph import open_graph  # loads the engine, which help does without

        graph = open_graph(self.source, merges=self.merges).restricted_to(**self.sources)
        if sys.stderr.isatty():
            graph.store.cache.on_compute = _announce_computation
        if not graph.bundled:
            self.notes += shown_findings(graph.store.findings)
        return graph

    def announce_slow_task(self, doing: str) -> None:
        """Print a notice before a slow computation on very many roles (stderr, terminals only)."""
        number = self.graph.counts().get("role", 0)
        if number >= _MANY_ROLES and sys.stderr.isatty():
            click.echo(f"{doing} of {number:,} roles, which takes a while", err=True)

    @property
    def restriction(self) -> str | None:
        """What the answer is restricted to, in words; None where it is not."""
        words = ("from the source {}", "the start from {}", "the end from {}")
        within = self.graph.within
        names = (within.names, *((end if end != within.names else ()) for end in (within.origin, within.destination)))
        said = [word.format(" or ".join(some)) for word, some in zip(words, names, strict=True) if some]
        return "; ".join(said) or None

    def graph_in(self, area: str | None) -> CareerGraph:
        """The graph, whose answers say what roles pay in an area where one is named."""
        return self.graph if area is None else self.graph.in_area(area)

    def entity(self, name: str, kinds: tuple[str, ...] = (), sources: tuple[str, ...] = ()) -> Entity:
        """The entity that a name stands for; notes how the name was interpreted, unless it is the entity's label."""
        match = self.graph.resolve(name, kinds or self.kinds, sources)
        self._note(match)
        return match.entity

    def _everywhere(self, name: str, kinds: tuple[str, ...]) -> list[Entity]:
        """The entities that a name stands for in all sources that have it; notes how the name was interpreted."""
        match, found = self.graph.resolve_everywhere(name, kinds)
        self._note(match)
        return found

    def _note(self, found: Resolution | EntityGroup) -> None:
        if found.note and found.note not in self.notes:
            self.notes.append(found.note)

    def group(self, name: str, kind: str | None) -> EntityGroup:
        """The group that a name stands for; notes how the name was interpreted."""
        found = self.graph.group(name, kind)
        self._note(found)
        return found

    def origin(self, name: str, kinds: tuple[str, ...] = ORIGIN_KINDS) -> Entity | str:
        """The first of two ends: an entity, or "me" for what a person has."""
        own = name.strip().casefold() == SELF and kinds == ORIGIN_KINDS
        return SELF if own else self.entity(name, kinds, self.graph.within.origin)

    def destination(self, name: str, kinds: tuple[str, ...]) -> Entity:
        """The second of two ends."""
        return self.entity(name, kinds, self.graph.within.destination)

    def read_person(self, values: Iterable[str]) -> PersonInput:
        """What values of --have name. Raises as :meth:`entities` does, and for two career levels."""
        values = list(values)
        read = read_names(values)
        self.notes += [
            f"unknown key {quoted(key)} in the profile: its entries were read as skills you have" for key in read.keys
        ]
        anywhere = (*self.graph.within.names, *self.graph.sources()) if read.levels else ()
        levels = [self.entity(name, ("level",), anywhere) for name in read.levels]
        reached = {level.iri: level for level in levels}
        if len(reached) > 1:
            both = " and ".join(quoted(level.label) for level in reached.values())
            raise UsageError(f"two levels were given: {both}", "keep one")
        level = next(iter(reached.values()), None)
        return PersonInput(self.resolved(read.names, HOLDABLE_KINDS) if values else [], level)

    def entities(self, values: Iterable[str], kinds: tuple[str, ...], *, strict: bool = False) -> list[Entity]:
        """The entities that names stand for: each value is a name, names joined by commas, or a file of names.

        A file may have an @ before it. An unknown name is ignored with a note; when ``strict``, or when no name is
        left, it raises UnknownNameError. Raises UsageError for a file that cannot be read.
        """
        return self.resolved(read_names(values).names, kinds, strict=strict)

    def resolved(self, names: Iterable[str], kinds: tuple[str, ...], *, strict: bool = False) -> list[Entity]:
        """The entities that single names stand for; raises as :meth:`entities` does."""
        found = []
        unknown: UnknownNameError | None = None
        for name in names:
            try:
                found += self._everywhere(name, kinds)
            except UnknownNameError as error:
                if strict:
                    raise
                unknown = error
                self.notes.append(f"{error.message}: ignored; {error.hint}")
        if unknown is not None and not found:
            self.notes.clear()
            raise unknown
        return found


_MAX_FINDINGS = 20
"""How many findings about a file are noted."""


def shown_findings(findings: Sequence[Finding]) -> list[str]:
    """Findings as notes: the first ones, and how many more there are."""
    more = [f"... and {len(findings) - _MAX_FINDINGS:,} more"] if len(findings) > _MAX_FINDINGS else []
    return [str(finding) for finding in findings[:_MAX_FINDINGS]] + more


def _announce_computation(name: str, folder: Path) -> None:
    click.echo(f"first use: computing {name} (saved in {folder} for next time)", err=True)


# --- names in an option, in a file, or in a profile -------------------------------------------------------------------

_LEVEL = "level"
"""The key of a profile with the career level; the others have names of skills and credentials."""

_SKILL_KEYS = ("", "skills", "credentials")
"""The keys of a profile for what a person has; entries under other keys are read as that too, with a note."""


class ProfileNames(NamedTuple):
    """The names of what a person has: skills and credentials, career levels, and unknown keys of profiles."""

    names: list[str]
    levels: list[str]
    keys: list[str]


MAX_CHARACTERS = 1_000_000
"""How many characters a file of names may have: tens of thousands of names; a device without an end is refused."""


def read_names(values: Iterable[str]) -> ProfileNames:
    """The names that values give, and the career levels of profiles among them.

    Each value is a name, names joined by commas, or a file; a file may have an @ before it. Raises UsageError for an
    empty value, and for a file that cannot be read or holds something else.

    >>> read_names(["Python, SQL", "PhD"]).names
    ['Python', 'SQL', 'PhD']
    """
    read = ProfileNames([], [], [])
    for value in values:
        if not value.strip(" ,@"):
            raise UsageError("a name is empty", "write a name, names joined by commas, or @ and a file of names")
        if value.startswith("@") or ("." in value and os.path.isfile(value)):  # noqa: PTH113  # no error for a name that is too long
            for listed, found in zip(read, _read_file(value.removeprefix("@")), strict=True):
                listed.extend(found)
        else:
            read.names.extend(value.split(","))
    return ProfileNames(*([text.strip() for text in listed if text.strip()] for listed in read))


def _read_file(path: str) -> ProfileNames:
    """One name a line; text after # is a comment. In YAML: a list of names, or a profile of several under keys."""
    try:
        with Path(path).open(encoding="utf-8-sig") as file:
            text = file.read(MAX_CHARACTERS + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        hint = "give a text file, one name a line"
        raise UsageError(f"cannot read the names in {quoted(path)}: {reason}", hint) from error
    if len(text) > MAX_CHARACTERS:
        raise UsageError(
            f"{quoted(path)} is too large: over {MAX_CHARACTERS:,} characters", "give a file of names, one a line"
        )
    if path.endswith((".yaml", ".yml")):
        found = _read_yaml(path, text)
    else:
        lines = [line.partition(" #")[0] for line in text.splitlines() if not line.lstrip().startswith("#")]
        found = ProfileNames(lines, [], [])
    if not any(name.strip() for name in (*found.names, *found.levels)):
        raise UsageError(f"no names found in {quoted(path)}", "write one name a line, or a list of names in YAML")
    return found


def _read_yaml(path: str, text: str) -> ProfileNames:
    try:
        repeated = repeated_key(yaml.compose(text, yaml.SafeLoader))
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise UsageError(f"{quoted(path)}{where} is not valid YAML", "give a list of names") from error
    if repeated:
        key, line = repeated
        raise UsageError(f"{quoted(path)}, line {line} repeats the key {quoted(key)}", "put its names in one list")
    read = ProfileNames([], [], [])
    for key, part in (content if isinstance(content, dict) else {"": content}).items():
        listed = part if isinstance(part, list) else [] if part is None else [part]
        if not all(isinstance(name, str) for name in listed):
            hint = "give a list of names, or lists of them under skills and credentials, each as text"
            raise UsageError(f"{quoted(path)} has an entry that is not a name", hint)
        name = str(key).strip().casefold()
        (read.levels if name == _LEVEL else read.names).extend(listed)
        if listed and name not in (*_SKILL_KEYS, _LEVEL):
            read.keys.append(str(key))
    return read


def repeated_key(node: yaml.Node | None) -> tuple[str, int] | None:
    """The first repeated top-level key of a YAML text, with its second line: a reader would use the last one alone."""
    seen: set[str] = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if str(key.value) in seen:
            return str(key.value), key.start_mark.line + 1
        seen.add(str(key.value))
    return None
