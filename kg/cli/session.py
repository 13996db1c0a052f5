"""What one run of the command line knows: the graph it asks, and what it has to tell beside the answer."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import click

from kg.cli.having import read_names
from kg.errors import UnknownNameError, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.model import Entity
    from kg.store.lookup import Hit

__all__ = ["Having", "Session"]

_MANY = 500
"""Of so many roles an answer about all of them takes more than a moment."""


class Having(NamedTuple):
    """What one holds: skills and credentials, and the level of seniority reached, None where it is not said."""

    held: list[Entity]
    level: Entity | None


class Session:
    """The graph that ``-g`` names, opened when first asked; ``notes`` collects what names were taken for.

    ``sources`` and ``kinds`` are those that names are looked for in, where the user limits them.
    """

    def __init__(self, source: str | None) -> None:
        self.source = source
        self.merges = True
        self.notes: list[str] = []
        self.sources: tuple[str, ...] = ()
        self.kinds: tuple[str, ...] = ()

    @cached_property
    def graph(self) -> CareerGraph:
        """The graph, opened once."""
        from kg.graph import open_graph

        graph = open_graph(self.source, merges=self.merges)
        if sys.stderr.isatty():
            graph.store.cache.on_compute = _tell
        return graph

    def bear_with(self, doing: str) -> None:
        """Say at once, to whoever waits, what is going to take long on a graph of very many roles."""
        number = self.graph.counts().get("role", 0)
        if number >= _MANY and sys.stderr.isatty():
            click.echo(f"{doing} of {number:,} roles, which takes a while", err=True)

    def entity(self, name: str, kinds: tuple[str, ...] = ()) -> Entity:
        """The entity that a name stands for; says so where the name is not its own."""
        self._check_sources()
        match = self.graph.resolve(name, kinds or self.kinds, self.sources)
        if match.remark and match.remark not in self.notes:
            self.notes.append(match.remark)
        return match.entity

    def _check_sources(self) -> None:
        known = self.graph.sources() if self.sources else []
        for source in self.sources:
            if source not in known:
                raise UsageError(f"there is no source {quoted(source)}", f"the sources are: {', '.join(known)}")

    def listed(self, kind: str | None, within: str | None) -> list[Entity]:
        """The entities of a kind, or a group, in these sources."""
        self._check_sources()
        return self.graph.entities(kind, within, self.sources)

    def search(self, text: str) -> list[Hit]:
        """What a search finds in these sources and kinds."""
        self._check_sources()
        return self.graph.search(text, self.kinds, self.sources)

    def start(self, name: str) -> Entity | str:
        """What a route starts from: an entity, or the word that stands for what one has."""
        from kg.graph import ORIGIN_KINDS, SELF

        return SELF if name.strip().casefold() == SELF else self.entity(name, ORIGIN_KINDS)

    def having(self, values: Iterable[str]) -> Having:
        """What values of --have say that one holds. Raises as :meth:`entities` does, and for levels that differ."""
        from kg.graph import HOLDABLE_KINDS

        values = list(values)
        read = read_names(values)
        self.notes += [f"{quoted(key)} in a profile is taken for what you have" for key in read.keys]
        reached = {level.iri: level for level in (self.entity(name, ("level",)) for name in read.levels)}
        if len(reached) > 1:
            both = " and ".join(quoted(level.label) for level in reached.values())
            raise UsageError(f"{both} are both given as the level reached", "name the one that is")
        level = next(iter(reached.values()), None)
        return Having(self._found(read.names, HOLDABLE_KINDS) if values else [], level)

    def entities(self, values: Iterable[str], kinds: tuple[str, ...], *, strict: bool = False) -> list[Entity]:
        """The entities that names stand for: each value is a name, names joined by commas, or a file of names.

        A file may have an @ before it. A name that nothing answers to is told in a note and left out; when ``strict``,
        or when no name is left, it raises UnknownNameError. Raises UsageError for a file that cannot be read.
        """
        return self._found(read_names(values).names, kinds, strict=strict)

    def _found(self, names: Iterable[str], kinds: tuple[str, ...], *, strict: bool = False) -> list[Entity]:
        found = []
        unknown: UnknownNameError | None = None
        for name in names:
            try:
                found.append(self.entity(name, kinds))
            except UnknownNameError as error:
                if strict:
                    raise
                unknown = error
                self.notes.append(f"{error.message}, so it is left out; {error.hint}")
        if unknown is not None and not found:
            self.notes.clear()
            raise unknown
        return found


def _tell(name: str, folder: Path) -> None:
    """Say what takes so long, to whoever waits for it."""
    click.echo(f"computing {name}, once: kept in {folder}", err=True)
