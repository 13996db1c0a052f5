"""Quads -> every name of every entity: what an index of names is made of, in one pass over quads or over a file."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.model import Entity
from kg.model.entities import TIERS, Name
from kg.rdf.entities import Bases
from kg.rdf.lines import LINKS
from kg.rdf.terms import plain_quads
from kg.schema import CURATION, INFERRED, KIND_OF_CLASS, RDF, SKOS, VOID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from pyoxigraph import Store

    from kg.rdf.terms import PlainQuad

__all__ = ["names_of", "naming_quads", "naming_quads_in"]

_TIER_OF: Final = dict(zip((SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel), TIERS[1:4], strict=True))

_ADDED = (CURATION, INFERRED)
"""Graphs that add to what sources state: no source of an entity, where there is another."""

_LINES: Final = 10_000
"""How many lines are parsed at once."""


def naming_quads(store: Store) -> Iterator[PlainQuad]:
    """The quads of a store that say what is an entity, how it is called, and where its graph lives."""
    for predicate in (*_TIER_OF, VOID.uriSpace):
        yield from plain_quads(store.quads_for_pattern(None, NamedNode(predicate), None))
    for iri in KIND_OF_CLASS:
        yield from plain_quads(store.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(iri)))


def naming_quads_in(files: Iterable[Path], links: BinaryIO) -> Iterator[PlainQuad]:
    """The same of files of N-Quads as a store writes them, a quad on a line: sooner than from an engine on disk.

    What they pass of LINKS is written to a file of its own.
    """
    apart = {f"<{iri}>".encode() for iri in LINKS}
    predicates = {f"<{iri}>".encode() for iri in (*_TIER_OF, VOID.uriSpace)}
    types = {f"<{iri}>".encode() for iri in KIND_OF_CLASS}
    of_type = f"<{RDF.type}>".encode()

    def lines() -> Iterator[bytes]:
        for file in files:
            with file.open("rb") as quads:
                for line in quads:
                    _, predicate, value, _ = line.split(b" ", 3)
                    if predicate in predicates or (predicate == of_type and value in types):
                        yield line
                    elif predicate in apart:
                        links.write(line)

    wanted = lines()
    while some := b"".join(islice(wanted, _LINES)):
        yield from plain_quads(parse(some, RdfFormat.N_QUADS, lenient=True))


def names_of(quads: Iterable[PlainQuad], default_name: str) -> Iterator[Name]:
    """Every name of every entity, those of preferred labels first; ``default_name`` is that of the default graph."""
    kinds: dict[str, str] = {}
    spaces: list[tuple[str, str]] = []
    stated: dict[str, list[tuple[str, str, str | None]]] = {predicate: [] for predicate in _TIER_OF}
    ranks: dict[str, tuple[bool, str]] = {}
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
                rank = isinstance(value, Literal) and value.language != "en", value.value
                ranks[subject] = min(rank, ranks.get(subject, rank))
    bases = Bases(spaces)
    sources = _sources(stated[SKOS.prefLabel], bases, default_name)
    entities = {
        iri: Entity(iri, bases.id(iri), ranks.get(iri, (False, iri))[1], kind) for iri, kind in kinds.items() if kind
    }
    for predicate, names in stated.items():
        for iri, label, graph in names:
            if entity := entities.get(iri):
                source = sources.get(iri) or _graph_name(graph, bases, default_name)
                yield Name(_TIER_OF[predicate], entity, label, source)


def _graph_name(graph: str | None, bases: Bases, default_name: str) -> str:
    return default_name if graph is None else bases.graph_name(graph)


def _sources(labels: list[tuple[str, str, str | None]], bases: Bases, default_name: str) -> dict[str, str]:
    """The graph that each thing comes from: the first that states a preferred label."""
    short = {graph: _graph_name(graph, bases, default_name) for _, _, graph in labels}
    found: dict[str, str] = {}
    for subject, _, graph in labels:
        if subject not in found or found[subject] in _ADDED:
            found[subject] = short[graph]
    return found
