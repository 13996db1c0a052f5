"""A store whose entities answer to names: what every other question starts from."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.schema import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from kg.lookup import Hit, Lookup, Match
    from kg.model import Entity
    from kg.rdf.reader import GraphReader
    from kg.store import LocalStore

__all__ = ["NamedGraph", "each"]


def each(names: Iterable[str | Entity] | str | Entity) -> list[str | Entity]:
    """Names as a list; one name alone stands for itself, not for its letters.

    >>> each("Docker"), each(["Docker", "SQL"])
    (['Docker'], ['Docker', 'SQL'])
    """
    from kg.model import Entity

    return [names] if isinstance(names, str | Entity) else list(names)


class NamedGraph:
    """The entities of a store by label, synonym, id or IRI; :class:`kg.graph.CareerGraph` is one."""

    def __init__(self, store: LocalStore, *, merges: bool = True, bundled: bool = False) -> None:
        self.store = store
        self.bundled = bundled
        self._merges = merges

    @cached_property
    def _reader(self) -> GraphReader:
        from kg.rdf.reader import GraphReader

        return GraphReader(self.store.engine, self.store.name, self.store.links)

    @property
    def base(self) -> str:
        """The base of the entities' IRIs; where several sources have their own, the bundled graph's."""
        return self._reader.bases.main

    @cached_property
    def _lookup(self) -> Lookup:
        from kg.lookup import Lookup

        return Lookup(self._reader.entity, self.store.names)

    def resolve(self, name: str | Entity, kinds: Collection[str] = (), sources: Sequence[str] = ()) -> Match:
        """What a name stands for and how it was understood; ``kinds`` and ``sources`` limit the answer to these.

        The first of the sources that has one comes first; without ``sources`` it is the bundled graph. Raises
        UnknownNameError (with suggestions) or AmbiguousNameError (with candidates).
        """
        return self._lookup.resolve(name if isinstance(name, str) else name.iri, kinds, sources)

    def get(self, name: str | Entity, *kinds: str) -> Entity:
        """The entity that a name stands for. Raises as :meth:`resolve` does.

        >>> import kg
        >>> kg.open().get("CV", "role").id
        'role/computer-vision-engineer'
        """
        return self.resolve(name, kinds).entity

    def find(self, name: str, *kinds: str) -> Entity | None:
        """The entity that a name stands for, None when there is none or more than one."""
        return self._lookup.known(name, kinds)

    def sources(self) -> list[str]:
        """The graphs that entities come from, by name."""
        return self.store.names.sources()

    def suggestions(self, text: str) -> list[Entity]:
        """Up to three entities whose names are near to a text that nothing answers to."""
        return self._lookup.suggestions(text)

    def search(self, text: str, kinds: Collection[str] = (), sources: Collection[str] = ()) -> list[Hit]:
        """Every entity with a name that contains the words of ``text``, best first."""
        return self._lookup.find(text, kinds, sources)

    def entities(
        self, kind: str | None = None, within: str | None = None, sources: Collection[str] = ()
    ) -> list[Entity]:
        """All entities, or those of one kind, by label; ``within`` names a topic group or scheme they belong to.

        ``sources`` limits the answer to what comes from these.

        Raises UsageError for a kind that does not exist, UnknownNameError for a group that does not.
        """
        if kind is not None and kind not in KINDS:
            raise UsageError(f"there is no kind '{kind}'", f"the kinds are: {', '.join(KINDS)}")
        known = self._reader.entities
        found = list(known.values() if kind is None else known.of_kind(kind))
        if within is not None:
            members = self._members(within)
            found = [entity for entity in found if entity.iri in members]
        if sources:
            stated = self.store.names.stated_by(sources)
            found = [entity for entity in found if entity.iri in stated]
        return sorted(found, key=lambda entity: (entity.kind, entity.label.casefold(), entity.iri))

    def counts(self) -> dict[str, int]:
        """How many entities there are of each kind that has any."""
        return {kind: number for kind in KINDS if (number := len(self._reader.entities.iris_of_exact_kind(kind)))}

    def _members(self, group: str) -> set[str]:
        from kg.groups import members

        return members(self._reader, group, self._lookup)
