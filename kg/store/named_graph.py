"""The names of a graph: which entity, and which group, a name stands for, in all sources or in some."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from kg.arguments import entity_name, entity_names, instance, kind_of, kinds_of, plain_text
from kg.errors import AmbiguousNameError, ArgumentError, UnknownNameError
from kg.model.entities import Entity, EntityName, EntityNames
from kg.rdf.describe import distinguishing
from kg.rdf.reader import GraphReader
from kg.schema import ADDING_GRAPHS, HOLDABLE_KINDS, KINDS
from kg.store.group_names import GroupNames
from kg.store.local import LocalStore
from kg.store.lookup import EntityGroup, Hit, Lookup, Resolution, StudiedDegree, find_group
from kg.store.names import ANY_SOURCE, SourceFilter, SourceName

_OF_EACH_SOURCE = 4
"""How many candidates of an ambiguous name each source has before the others follow."""


class NamedGraph:
    """A graph whose entities are found by name; ``within`` are the sources that names are looked up in.

    >>> from kg.graph import open_graph
    >>> open_graph().get("MLOps").label
    'MLOps Engineer'
    """

    def __init__(self, store: LocalStore) -> None:
        self.store = store
        self.within = ANY_SOURCE

    def sources(self) -> list[str]:
        """The graphs that entities come from, by name."""
        return self.store.names.sources()

    def _within(
        self, source: SourceName = (), from_source: SourceName = (), to_source: SourceName = (), **other: object
    ) -> SourceFilter:
        """The filter of the sources that a question names. Raises UsageError for an option that no question has."""
        for name, value in other.items():
            hint = (
                "questions take source, from_source and to_source; what one has, avoids or limits goes into"
                f" conditions=graph.conditions({name}=...)"
            )
            raise ArgumentError(name, value, f"there is no option {name!r}", hint)
        if not (source or from_source or to_source):
            return self.within
        return SourceFilter(source or self.within.names, self.store.names, from_source, to_source)

    def _left_out(self, within: SourceFilter) -> set[str]:
        return {*self.sources()}.difference(within.names, ADDING_GRAPHS) if within else set()

    @property
    def _reader(self) -> GraphReader:
        return self.store.reader

    @property
    def base(self) -> str:
        """The base of the entities' IRIs; where several sources have their own, the bundled graph's."""
        return self._reader.bases.main

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self._reader.entity, self.store.names, self._unindexed)

    def _unindexed(self) -> list[Entity]:
        """The skills that roles require and that a store says nothing of: its index of names does not have them."""
        if not self.store.files:  # the index of a file has them, and to ask a server for all requirements takes long
            return []
        entities = self._reader.entities
        return [entities[iri] for iri in sorted(entities.undescribed) if self.store.names.entity(iri) is None]

    def resolve(self, name: EntityName, kinds: Collection[str] = (), source: SourceName = ()) -> Resolution:
        """The entity that a name stands for and how it was understood; ``kinds`` and ``source`` limit the answer.

        The first of the sources that has one comes first; without any it is the bundled graph. Raises
        UnknownNameError (with suggestions) or AmbiguousNameError (with candidates).
        """
        name, kinds = entity_name(name), kinds_of(kinds)
        if isinstance(name, Entity):
            return self._lookup.resolve(name.iri, kinds)
        try:
            return self._lookup.resolve(name, kinds, self._within(source).names)
        except AmbiguousNameError as error:
            raise self._with_details(error, kinds, self._within(source).names) from None

    def _with_details(
        self, error: AmbiguousNameError, kinds: Collection[str], sources: Collection[str]
    ) -> AmbiguousNameError:
        """The same error with what tells each candidate from the others, and candidates of each other source.

        These have the name in their labels.
        """
        names, candidates = self.store.names, self._best_of_sources(error, kinds, sources)
        details = {each.iri: distinguishing(self._reader, each, names.source_of(each.iri)) for each in candidates}
        known = sorted({names.source_of(each.iri) for each in candidates} | {*error.sources})
        return AmbiguousNameError(error.name, candidates, known, details)

    def _best_of_sources(
        self, error: AmbiguousNameError, kinds: Collection[str], sources: Collection[str]
    ) -> list[Entity]:
        """The candidates of an ambiguous name: the best few of each source, then the others.

        Of a source come first those called so that have the name in their labels, then what has it in its label alone.
        """
        names, label_has = self.store.names, self._lookup.label_has
        codes = names.codes({each.iri: None for each in error.candidates})
        exact = sorted(error.candidates, key=lambda each: (each.kind, codes.get(each.iri, ""), each.id))
        best: list[Entity] = []
        sources = {*(sources or self.sources())}.difference(ADDING_GRAPHS)
        for source in sorted(sources, key=lambda source: (source not in error.sources, source)):
            own = [each for each in exact if names.source_of(each.iri) == source]
            first = [each for each in own if label_has(each, error.name)]
            also = self._lookup.also_called(error.name, kinds, source) if len(first) < _OF_EACH_SOURCE else []
            best += list(dict.fromkeys((*first, *also, *own)))[:_OF_EACH_SOURCE]
        return list(dict.fromkeys((*best, *exact)))

    def resolve_everywhere(
        self, name: EntityName, kinds: Collection[str] = (), source: SourceName = ()
    ) -> tuple[Resolution, list[Entity]]:
        """How a name is understood, as :meth:`resolve` has it, and the entities of all sources that have the name.

        An Entity stands for itself alone. A name is ambiguous only where one source has it twice.
        """
        if isinstance(entity_name(name), Entity):
            found = self.resolve(name, kinds, source)
            return found, [found.entity]
        return self._lookup.everywhere(plain_text("name", name), kinds_of(kinds), self._within(source).names)

    def degree(self, text: str) -> StudiedDegree | None:
        """The degree and field of study that a text says: "BSc Computer Science"; None where it says no degree."""
        return self._lookup.degree(plain_text("text", text), self._within(()).names)

    def _holdings(self, names: EntityNames) -> tuple[list[Entity], list[tuple[str, str]]]:
        """What names of skills and credentials stand for, and the credentials that have a field of study, with it."""
        given = entity_names(names, "have")
        degrees = {name: found for name in given if isinstance(name, str) and (found := self.degree(name))}
        held = self._everywhere([name for name in given if name not in degrees], *HOLDABLE_KINDS)
        held += [entity for degree in degrees.values() for entity in (*degree.credentials, *degree.skills)]
        return held, [pair for degree in degrees.values() for pair in degree.pairs]

    def _everywhere(self, names: EntityNames, *kinds: str, source: SourceName = ()) -> list[Entity]:
        """What names stand for, in every source that has them."""
        return [entity for name in entity_names(names) for entity in self.resolve_everywhere(name, kinds, source)[1]]

    def get(self, name: EntityName, *kinds: str, source: SourceName = ()) -> Entity:
        """The entity that a name stands for. Raises as :meth:`resolve` does.

        >>> from kg.graph import open_graph
        >>> open_graph().get("CV", "role").id
        'role/computer-vision-engineer'
        """
        return self.resolve(name, kinds, source).entity

    def get_or_none(self, name: str, *kinds: str, source: SourceName = ()) -> Entity | None:
        """The entity that a name stands for, None when there is none or more than one."""
        return self._lookup.known(plain_text("name", name), kinds_of(kinds), self._within(source).names)

    def suggestions(self, text: str, kinds: Collection[str] = (), source: SourceName = ()) -> list[Entity]:
        """Up to three entities whose names are near to a text that is no name."""
        return self._lookup.suggestions(plain_text("text", text), kinds_of(kinds), self._within(source).names)

    @property
    def elsewhere(self) -> str:
        """Where names are to be had that this graph lacks; empty unless it is the bundled graph alone."""
        return self._lookup.elsewhere

    def find(self, text: str, kinds: Collection[str] = (), source: SourceName = ()) -> list[Hit]:
        """Every entity with a name that contains the words of ``text``, best first.

        ``kinds`` are kinds of entity in singular or plural, one or several; all without any. Raises UsageError for what
        is no kind.

        >>> from kg.graph import open_graph
        >>> [hit.entity.label for hit in open_graph().find("python", "skills")]
        ['Python']
        """
        return self._lookup.find(plain_text("text", text), kinds_of(kinds), self._within(source).names)

    def codes(self) -> dict[str, str]:
        """The code of each entity that has one, by IRI."""
        return self.store.names.codes()

    def group(self, name: str, kind: str | None = None, source: SourceName = ()) -> EntityGroup:
        """A topic group, a scheme, or what has roles or skills below it, by name or code: its members at any depth.

        ``kind`` is that of the members wanted. Raises as :meth:`resolve` does.

        >>> from kg.graph import open_graph
        >>> len(open_graph().group("Programming").members)
        6
        """
        wanted = None if kind is None else kind_of(kind)
        return find_group(self._reader, self._lookup, plain_text("name", name), wanted, self._within(source).names)

    def role_group(self, name: str, source: SourceName = ()) -> EntityGroup:
        """The roles of a group of ISCO or SOC, of a section of a guide, or of a field such as "IT".

        Raises UnknownNameError for one that has no role.

        >>> from kg.graph import open_graph
        >>> len(open_graph().role_group("Emerging Roles").members)
        5
        """
        return GroupNames(self._reader, self._lookup, self.store.names).find(
            plain_text("name", name), self._within(source).names
        )

    def counts(self, source: SourceName = ()) -> dict[str, int]:
        """The number of entities of each kind that has any."""
        within, known = self._within(source), self._reader.entities
        found = {kind: known.iris_of_exact_kind(kind) for kind in KINDS}
        return {kind: number for kind, iris in found.items() if (number := sum(map(within.includes, iris)))}

    def _known(
        self, names: EntityNames, kinds: tuple[str, ...], source: SourceName
    ) -> tuple[list[EntityName], tuple[str, ...]]:
        """The names that stand for something, and the others. Raises UnknownNameError where all are others."""
        known: list[EntityName] = []
        unknown: list[str] = []
        error: UnknownNameError | None = None
        for name in entity_names(names):
            try:
                self.resolve_everywhere(name, kinds, source)
                known.append(name)
            except UnknownNameError as failure:
                error = error or failure
                unknown.append(failure.name)
        if error and not known:
            raise error
        return known, tuple(unknown)

    def list(
        self, kind: str | None = None, within: str | EntityGroup | None = None, source: SourceName = ()
    ) -> list[Entity]:
        """All entities, or those of one kind, by label; ``within`` is a group they belong to, as :meth:`group` has it.

        A kind is given in singular or plural. Raises UsageError for one that does not exist, UnknownNameError for a
        group that does not.

        >>> from kg.graph import open_graph
        >>> open_graph().list("industries")[0].label
        'Automotive'
        """
        kind = None if kind is None else kind_of(kind)
        only = self._within(source)
        known = self._reader.entities
        if within is None:
            found = list(known.values() if kind is None else known.of_kind(kind))
        else:
            group = (
                self.group(within, kind, source)
                if isinstance(within, str)
                else instance("within", within, EntityGroup, "give the name of a group")
            )
            found = self.store.names.entities(group.members, kind)
        found = [entity for entity in found if only.includes(entity.iri)]
        return sorted(found, key=lambda entity: (entity.kind, entity.label.casefold(), entity.iri))
