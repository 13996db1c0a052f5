"""The entities of a graph and their names; each entity is read when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol, cast

from pyoxigraph import NamedNode, RdfFormat, parse

from kg.errors import truncated
from kg.model import Entity, Finding
from kg.model.entities import STATED_TIERS, Name
from kg.rdf.language import Labels, Language
from kg.rdf.quads import PlainQuad, node, plain_quads
from kg.schema import ADDING_GRAPHS, BASE, CK, KIND_OF_CLASS, RDF, SKOS, VOID, local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from pyoxigraph import QuerySolutions, Store


_TYPE = NamedNode(RDF.type)


REQUIRING: Final = tuple(map(NamedNode, (CK.requiresSkill, CK.optionalSkill, CK.skill)))
"""How a role, or a requirement of one, leads to a skill."""

_MANY: Final = 500
"""More entities of a kind than this are read together."""


class BaseIris:
    """Where the IRIs of entities begin: what each graph states as its ``void:uriSpace``, and the project's own base
    where a graph lives there; ``main`` is that one, or else the first.

    An id is an IRI without the shortest base that it begins with, so that what lives below the project's base keeps the
    name of its source in its id.

    >>> bases = BaseIris([(f"{BASE}graph/esco", "http://data.europa.eu/esco/"), (f"{BASE}graph/x", f"{BASE}nursing/")])
    >>> bases.main == BASE, bases.id("http://data.europa.eu/esco/skill/1"), bases.id(f"{BASE}nursing/role/nurse")
    (True, 'skill/1', 'nursing/role/nurse')
    """

    def __init__(self, stated: Iterable[tuple[str, str]]) -> None:
        pairs = [(graph, space) for graph, space in stated if space]
        ours = not pairs or any(space == BASE or graph.startswith(BASE) for graph, space in pairs)
        self.main = BASE if ours else min(space for _, space in pairs)
        self.all = sorted({self.main, *(space for _, space in pairs)}, key=lambda space: (len(space), space))

    @classmethod
    def of(cls, store: Store) -> BaseIris:
        """The bases that the graphs of a store state."""
        quads = plain_quads(store.quads_for_pattern(None, NamedNode(VOID.uriSpace), None))
        return cls((quad.subject.value, str(quad.object.value)) for quad in quads)

    def id(self, iri: str) -> str:
        """The IRI without its base."""
        base = next((base for base in self.all if iri.startswith(base)), "")
        return iri[len(base) :]

    def iris(self, name: str) -> Iterator[str]:
        """The IRIs whose id a name may be."""
        return (base + name for base in self.all)

    def graph_name(self, iri: str) -> str:
        """The short name of a graph: its IRI without the base and what all graphs have in common."""
        return self.id(iri).removeprefix("graph/")


class EntityIndex(Protocol):
    """The entities that have a name, kept by a store on disk, which finds them there sooner than in its engine."""

    def entity(self, iri: str) -> Entity | None:
        """The entity of an IRI; None where there is none that has a name."""

    def iris(self, kind: str | None = None) -> list[str]:
        """The IRIs of all entities, or of those of a kind."""

    def count(self) -> int:
        """How many entities there are."""


class Entities(Mapping[str, Entity]):
    """Every entity of a known kind by IRI; asked for all, they come in the order of kind, then label.

    What a role requires as a skill is one too where the graph does not describe it: its label is the end of its IRI.
    ``undescribed`` gives the IRIs of these.
    """

    def __init__(
        self,
        store: Store,
        bases: BaseIris,
        labels: Labels,
        index: EntityIndex | None = None,
        undescribed: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._store = store
        self._undescribed = undescribed
        self._bases = bases
        self._labels = labels
        self._index = index
        self._named = index.entity if index else lambda _: None
        self._known: dict[str, Entity | None] = {}
        self._kinds: dict[str, tuple[Entity, ...]] = {}
        self._iris: dict[str, set[str]] = {}

    def __getitem__(self, iri: str) -> Entity:
        found = self._known[iri] if iri in self._known else self._read(iri)
        if found is None:
            raise KeyError(iri)
        return found

    def kind(self, iri: str) -> str | None:
        """The kind of an entity; None where there is none of that IRI. No label is read."""
        found = self._known.get(iri) or self._named(iri)
        return found.kind if found else self._stated_kind(iri)

    def _stated_kind(self, iri: str) -> str | None:
        stated = max(self._types(iri), default=None)
        return stated or ("skill" if self._is_required(iri) else None)

    def _types(self, iri: str) -> Iterator[str]:
        """The kinds that a node is stated to be of."""
        with suppress(ValueError):  # a name that no node can have
            if subject := node(iri):
                classes = (
                    quad.object.value for quad in plain_quads(self._store.quads_for_pattern(subject, _TYPE, None))
                )
                yield from (KIND_OF_CLASS[each] for each in classes if each in KIND_OF_CLASS)

    def _is_required(self, iri: str) -> bool:
        """Whether a role requires it as a skill: it is one, though nothing else may be said of it."""
        try:
            node = NamedNode(iri)
        except ValueError:  # a blank node, or a name that no node can have
            return False
        return any(next(self._store.quads_for_pattern(None, predicate, node), None) for predicate in REQUIRING)

    def is_undescribed(self, iri: str) -> bool:
        """Whether roles require as a skill what the graph says to be nothing."""
        return next(self._types(iri), None) is None and self._is_required(iri)

    def _default(self, iri: str) -> str:
        """The label of what states none."""
        return (local_name(iri) if next(self._types(iri), None) is None else "") or iri

    def _read(self, iri: str) -> Entity | None:
        found = self._named(iri)
        if found is None and (kind := self._stated_kind(iri)):
            found = Entity(iri, self._bases.id(iri), self._labels.label(iri) or self._default(iri), kind)
        self._known[iri] = found
        return found

    def _read_many(self, iris: set[str]) -> None:
        """Read entities by one pass over the types and one over the labels of all: less work than one by one."""
        kinds = {iri: kind for kind in sorted({*KIND_OF_CLASS.values()}) for iri in self.iris(kind) & iris}
        labels = self._labels.all_of(kinds)
        for iri, kind in kinds.items():
            self._known[iri] = Entity(iri, self._bases.id(iri), labels.get(iri) or self._default(iri), kind)

    @cached_property
    def undescribed(self) -> set[str]:
        """The IRIs of skills that roles require, and that the graph says to be nothing."""
        return {*self._undescribed()}

    @cached_property
    def _all(self) -> dict[str, Entity]:
        found = [entity for kind in sorted({*KIND_OF_CLASS.values()}) for entity in self.of_kind(kind)]
        return {entity.iri: entity for entity in found}

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def of_kind(self, kind: str) -> tuple[Entity, ...]:
        """The entities of one kind, by label, then IRI."""
        if kind not in self._kinds:
            iris = self.iris(kind)
            if len(iris) > _MANY:
                self._read_many(iris)
            found = [entity for iri in iris if (entity := self[iri]).kind == kind]
            self._kinds[kind] = tuple(sorted(found, key=lambda entity: (entity.label, entity.iri)))
        return self._kinds[kind]

    def iris(self, kind: str) -> set[str]:
        """The IRIs of all that is of a kind, of other kinds too or not; no label is read."""
        return self.typed(kind) | self.undescribed if kind == "skill" else self.typed(kind)

    def typed(self, kind: str) -> set[str]:
        """The IRIs of all that is stated to be of a kind."""
        if kind not in self._iris:
            classes = " ".join(f"<{iri}>" for iri, of in KIND_OF_CLASS.items() if of == kind)
            query = f"SELECT ?node {{ VALUES ?class {{ {classes} }} ?node a ?class }}"
            found = self._store.query(query, use_default_graph_as_union=True)
            self._iris[kind] = {solution[0].value for solution in cast("QuerySolutions", found)}
        return self._iris[kind]

    def iris_of_exact_kind(self, kind: str) -> set[str]:
        """The IRIs of the entities of one kind: what is of several is of the last."""
        if self._index and self._all_are_named:
            return {*self._index.iris(kind), *(self.undescribed if kind == "skill" else ())}
        later = (self.typed(other) for other in {*KIND_OF_CLASS.values()} if other > kind)
        return self.iris(kind).difference(*later)

    @cached_property
    def _all_are_named(self) -> bool:
        """Whether the index has every entity."""
        classes = " ".join(f"<{iri}>" for iri in KIND_OF_CLASS)
        query = f"SELECT (COUNT(DISTINCT ?node) AS ?n) {{ VALUES ?class {{ {classes} }} ?node a ?class }}"
        (found,) = cast("QuerySolutions", self._store.query(query, use_default_graph_as_union=True))
        return self._index is not None and int(found[0].value) == self._index.count()


def undescribed_skills(iris: Collection[str], file: str, line: int | None = None) -> Finding:
    """A warning that a file requires skills which it does not describe."""
    number = f"{len(iris):,} required skills have" if len(iris) > 1 else "1 required skill has"
    shown = truncated([f"<{iri}>" for iri in sorted(iris)])
    said = f"{number} no description, and the end of the IRI for a name: {shown}; state its rdf:type and skos:prefLabel"
    return Finding("warning", said, file, line)


class EntitiesOfKind(Mapping[str, Entity]):
    """The entities of one kind, by IRI."""

    def __init__(self, entities: Entities, kind: str) -> None:
        self._entities = entities
        self._kind = kind

    def __getitem__(self, iri: str) -> Entity:
        found = self._entities[iri]
        if found.kind != self._kind:
            raise KeyError(iri)
        return found

    def __iter__(self) -> Iterator[str]:
        return (entity.iri for entity in self._entities.of_kind(self._kind))

    def __len__(self) -> int:
        return len(self.iris)

    @cached_property
    def iris(self) -> set[str]:
        """Their IRIs; no label is read."""
        return self._entities.iris_of_exact_kind(self._kind)


def iris_of(entities: Mapping[str, Entity]) -> AbstractSet[str]:
    """The IRIs of entities, in any order: no label is read for them."""
    return entities.iris if isinstance(entities, EntitiesOfKind) else entities.keys()


# --- names ------------------------------------------------------------------------------------------------------------


_TIER_OF: Final = dict(zip((SKOS.notation, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel), STATED_TIERS, strict=True))

_ENGLISH: Final = Language()
"""The language of the labels that an index keeps; others are looked up."""

_LINES: Final = 10_000
"""How many lines are parsed at once."""


def naming_quads(store: Store) -> Iterator[PlainQuad]:
    """The quads of a store that say what is an entity, how it is called, and where its graph lives."""
    for predicate in (*_TIER_OF, VOID.uriSpace):
        yield from plain_quads(store.quads_for_pattern(None, NamedNode(predicate), None))
    for iri in KIND_OF_CLASS:
        yield from plain_quads(store.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(iri)))


NAMING_PREDICATES: Final = frozenset(f"<{iri}>".encode() for iri in (*_TIER_OF, VOID.uriSpace))
"""The predicates of :func:`naming_quads`, as N-Quads spell them."""

NAMING_TYPES: Final = frozenset(f"<{iri}>".encode() for iri in KIND_OF_CLASS)
"""The classes of :func:`naming_quads`, as N-Quads spell them."""


def quads_about(store: Store, iris: Iterable[str]) -> Iterator[PlainQuad]:
    """The quads of :func:`naming_quads` that are about some nodes, and those that say where graphs live."""
    yield from plain_quads(store.quads_for_pattern(None, NamedNode(VOID.uriSpace), None))
    for iri in iris:
        yield from plain_quads(
            quad
            for predicate in (*_TIER_OF, RDF.type)
            for quad in store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None)
        )


def parse_lines(lines: Iterable[bytes]) -> Iterator[PlainQuad]:
    """Quads of lines of N-Quads as a store writes them, a quad on a line: sooner than from an engine on disk."""
    rest = iter(lines)
    while some := b"".join(islice(rest, _LINES)):
        yield from plain_quads(parse(some, RdfFormat.N_QUADS, lenient=True))


def names_of(quads: Iterable[PlainQuad], default_name: str) -> Iterator[Name]:
    """Every name of every entity, tier by tier; ``default_name`` is that of the default graph."""
    kinds: dict[str, str] = {}
    spaces: list[tuple[str, str]] = []
    stated: dict[str, list[tuple[str, str, str | None]]] = {predicate: [] for predicate in _TIER_OF}
    ranks: dict[str, tuple[int, str]] = {}
    for quad in quads:
        predicate, subject, value = quad.predicate.value, quad.subject.value, quad.object
        if predicate == RDF.type:
            kind = KIND_OF_CLASS.get(value.value, "")
            kinds[subject] = max(kind, kinds.get(subject, ""))
        elif predicate == VOID.uriSpace:
            spaces.append((subject, value.value))
        else:
            graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else None
            stated[predicate].append((subject, value.value, graph))
            if predicate == SKOS.prefLabel:
                rank = _ENGLISH.rank_of(value)
                ranks[subject] = min(rank, ranks.get(subject, rank))
    bases = BaseIris(spaces)
    sources = _sources(stated[SKOS.prefLabel], bases, default_name)
    entities = {
        iri: Entity(iri, bases.id(iri), ranks.get(iri, (0, iri))[1], kind) for iri, kind in kinds.items() if kind
    }
    for predicate, names in stated.items():
        for iri, label, graph in names:
            if entity := entities.get(iri):
                source = sources.get(iri) or _graph_name(graph, bases, default_name)
                yield Name(_TIER_OF[predicate], entity, label, source)


def _graph_name(graph: str | None, bases: BaseIris, default_name: str) -> str:
    return default_name if graph is None else bases.graph_name(graph)


def _sources(labels: list[tuple[str, str, str | None]], bases: BaseIris, default_name: str) -> dict[str, str]:
    """The graph that each entity comes from: the first by name that states a preferred label."""
    short = {graph: _graph_name(graph, bases, default_name) for _, _, graph in labels}
    ranks = {graph: (name in ADDING_GRAPHS, name) for graph, name in short.items()}
    found: dict[str, tuple[bool, str]] = {}
    for subject, _, graph in labels:
        found[subject] = min(ranks[graph], found.get(subject, ranks[graph]))
    return {subject: name for subject, (_, name) in found.items()}
