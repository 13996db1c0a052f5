"""The career graph: one object that answers every question; each method delegates to the room that knows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kg.errors import SourceError, UsageError
from kg.resources import resource, resource_path, write_atomically
from kg.vocab import KINDS, prefixes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    import networkx
    import rdflib

    from kg.coverage import Conditions
    from kg.kinship import Kinship
    from kg.lookup import Hit, Lookup, Match
    from kg.model import Description, Entity, Fact
    from kg.model.answers import Gap, Routes, Transition
    from kg.model.careers import Careers, Profile
    from kg.questions import Question
    from kg.rdf.reader import GraphReader
    from kg.sources.curated import CuratedSource
    from kg.statistics import Statistics
    from kg.store import MemoryStore, QueryResult
    from kg.transitions import Transitions
    from kg.view import Picture

__all__ = ["CareerGraph", "open_graph"]

BUNDLED = "exports/career.trig"
"""The built graph that ships with the package."""

ENDS = ("role", "entry-path")
"""The kinds that a route may start from."""

HELD = ("skill", "credential")
"""The kinds that a person may hold."""


def open_graph(source: str | Path | None = None, *, merges: bool = True) -> CareerGraph:
    """Open the bundled graph, or the RDF file ``source``; without ``merges`` every label stands for itself.

    Raises SourceError when the file is missing, of no known format or damaged.

    >>> open_graph().get("MLOps").label
    'MLOps Engineer'
    """
    from kg.store import MemoryStore

    if source is None:
        return CareerGraph(MemoryStore.load(resource_path(BUNDLED), "career"), merges=merges, bundled=True)
    text = str(source)
    if text.lower().startswith(("http://", "https://")):
        raise SourceError(f"'{text}' is an endpoint, and this version reads files", "export the graph to a file first")
    from pathlib import Path

    path = Path(source)
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except (OSError, ValueError) as error:  # a name too long, or with a null character
        raise SourceError(f"'{text[:80]}' is no path of a file", "check the path") from error
    if is_folder:
        raise SourceError(f"'{path}' is a folder, and this version reads files", "give an RDF file, such as career.ttl")
    if not exists:
        raise SourceError(f"there is no file '{path}'", "check the path; without -g the bundled graph is used")
    return CareerGraph(MemoryStore.load(text, path.stem, path.resolve().as_uri()), merges=merges)


class CareerGraph:
    """A graph of careers, open for questions. Roles and other entities may be given by label, synonym, id or IRI.

    >>> graph = open_graph()
    >>> [step.destination.label for step in graph.routes("statistician", "MLOps")[0].steps]
    ['Data Scientist', 'Machine Learning Engineer', 'MLOps Engineer']
    """

    def __init__(self, store: MemoryStore, *, merges: bool = True, bundled: bool = False) -> None:
        self.store = store
        self.bundled = bundled
        self._merges = merges

    # --- names ------------------------------------------------------------------------------------------------------

    @cached_property
    def _reader(self) -> GraphReader:
        from kg.rdf.reader import GraphReader

        return GraphReader(self.store.engine, self.store.name)

    @cached_property
    def _lookup(self) -> Lookup:
        from kg.lookup import Lookup

        return Lookup(self._reader.entities, self._reader.names())

    def resolve(self, name: str | Entity, kinds: Collection[str] = ()) -> Match:
        """What a name stands for and how it was understood; ``kinds`` limits the answer to these.

        Raises UnknownNameError (with suggestions) or AmbiguousNameError (with candidates).
        """
        return self._lookup.resolve(name if isinstance(name, str) else name.iri, kinds)

    def get(self, name: str | Entity, *kinds: str) -> Entity:
        """The entity that a name stands for. Raises as :meth:`resolve` does.

        >>> open_graph().get("CV", "role").id
        'role/computer-vision-engineer'
        """
        return self.resolve(name, kinds).entity

    def find(self, name: str, *kinds: str) -> Entity | None:
        """The entity that a name stands for, None when there is none or more than one."""
        return self._lookup.known(name, kinds)

    def suggestions(self, text: str) -> list[Entity]:
        """Up to three entities whose names are near to a text that nothing answers to."""
        return self._lookup.suggestions(text)

    def search(self, text: str, kinds: Collection[str] = ()) -> list[Hit]:
        """Every entity with a name that contains the words of ``text``, best first."""
        return self._lookup.find(text, kinds)

    def entities(self, kind: str | None = None, within: str | None = None) -> list[Entity]:
        """All entities, or those of one kind, by label; ``within`` names a topic group or scheme they belong to.

        Raises UsageError for a kind that does not exist, UnknownNameError for a group that does not.
        """
        if kind is not None and kind not in KINDS:
            raise UsageError(f"there is no kind '{kind}'", f"the kinds are: {', '.join(KINDS)}")
        found = [entity for entity in self._reader.entities.values() if kind in (None, entity.kind)]
        if within is not None:
            members = self._members(within)
            found = [entity for entity in found if entity.iri in members]
        return sorted(found, key=lambda entity: (entity.kind, entity.label.casefold(), entity.iri))

    def _members(self, group: str) -> set[str]:
        from kg.groups import members

        return members(self._reader, group, self._lookup)

    # --- one thing --------------------------------------------------------------------------------------------------

    def describe(self, name: str | Entity) -> Description:
        """Everything that the graph states about one thing, each fact with its source, and what it leaves out.

        >>> open_graph().describe("Prompt Engineer").not_stated
        ('description', 'hasResponsibility', 'hasRequirement', 'salary', 'educationOption')
        """
        from kg.rdf.describe import describe

        return describe(self._reader, self.get(name))

    def edit_place(self, entity: Entity, fact: Fact) -> str | None:
        """The file and line of curated data behind a fact, as ``file:line``; None for a graph that is not bundled."""
        if not self.bundled:
            return None
        reason = next((str(value) for name, value in fact.parts if name == "reason"), None)
        file, line = self._curated.locate(entity.id, fact.source.line, reason)
        return f"{file}:{line}"

    @cached_property
    def _curated(self) -> CuratedSource:
        from kg.sources.curated import CuratedSource

        return CuratedSource(resource("data/ai_ml"))

    # --- advice -----------------------------------------------------------------------------------------------------

    @cached_property
    def careers(self) -> Careers:
        """What advice is computed from: profiles of roles and entry paths, the tree of skills, the credentials."""
        from kg.rdf.careers import read_careers

        return read_careers(self._reader, merges=self._merges)

    @cached_property
    def kinship(self) -> Kinship:
        """How akin each two roles are."""
        from kg.kinship import Kinship

        return Kinship(self.careers)

    def conditions(
        self,
        have: Iterable[str | Entity] = (),
        avoid: Iterable[str | Entity] = (),
        max_steps: int = 3,
        min_shared: int = 1,
        max_new: int | None = None,
        *,
        allow_leaps: bool = False,
    ) -> Conditions:
        """A traveller's conditions by names: ``have`` skills and credentials, ``avoid`` roles, skills, credentials.

        Raises UsageError for a limit below one (``max_new``: below zero).

        >>> graph = open_graph()
        >>> graph.gap("Data Scientist", "MLOps", graph.conditions(have=["Docker"])).held[0].label
        'Containerization'
        """
        from kg.coverage import Conditions

        for name, value, least in (("max_steps", max_steps, 1), ("min_shared", min_shared, 1), ("max_new", max_new, 0)):
            if value is not None and value < least:
                raise UsageError(f"{name} must be at least {least}, not {value}", "give a larger number")
        canonical = self.careers.tree.canonical
        held = frozenset(canonical(self.get(name, *HELD).iri) for name in have)
        avoided = frozenset(canonical(self.get(name, "role", *HELD).iri) for name in avoid)
        return Conditions(held, avoided, max_steps, min_shared, max_new, allow_leaps)

    def _transitions(self, conditions: Conditions | None) -> Transitions:
        from kg.coverage import Conditions
        from kg.transitions import Transitions

        return Transitions(self.careers, self.kinship, conditions or Conditions())

    def _profile(self, name: str | Entity, kinds: tuple[str, ...]) -> Profile:
        iri = self.get(name, *kinds).iri
        return self.careers.roles.get(iri) or self.careers.entry_paths[iri]

    def routes(
        self, origin: str | Entity, destination: str | Entity, k: int = 1, conditions: Conditions | None = None
    ) -> Routes:
        """The ``k`` best routes from a role or entry path to a role, best first, with the direct move beside them.

        The answer is a sequence of Route; when it is empty its ``reason`` says why and its ``bridge`` what would help.
        Raises UsageError for k below one.

        >>> graph = open_graph()
        >>> [skill.label for skill in graph.routes("Data Scientist", "MLOps")[0].steps[1].kept]
        ['Cloud platforms', 'ML frameworks']
        """
        from kg.routes import find_routes

        if k < 1:
            raise UsageError(f"k must be at least 1, not {k}", "ask for one route or more")
        start, goal = self._profile(origin, ENDS), self._profile(destination, ("role",))
        return find_routes(self._transitions(conditions), start, goal, k)

    def gap(self, origin: str | Entity | None, destination: str | Entity, conditions: Conditions | None = None) -> Gap:
        """What is held, near and missing for a role, from a role or entry path, or None: from what one has alone.

        >>> [skill.label for skill in open_graph().gap("Data Scientist", "Machine Learning Engineer").held]
        ['Programming']
        """
        from kg.coverage import Conditions, Coverage
        from kg.gaps import find_gap
        from kg.rdf.careers import read_careers

        ends = [self.get(destination, "role"), *([] if origin is None else [self.get(origin, *ENDS)])]
        careers = read_careers(self._reader, merges=self._merges, only=[end.iri for end in ends])
        profiles = careers.roles | careers.entry_paths
        start = None if origin is None else profiles[ends[1].iri]
        return find_gap(Coverage(careers, conditions or Conditions()), start, profiles[ends[0].iri])

    def transitions(self, origin: str | Entity, limit: int = 20) -> list[Transition]:
        """The natural next roles, best first, each with its score and the skills and groups that earn it.

        >>> open_graph().transitions("MLOps Engineer", limit=1)[0].role.label
        'Machine Learning Engineer'
        """
        from kg.nexts import next_roles

        return next_roles(self._transitions(None), self._profile(origin, ENDS), limit)

    # --- SPARQL -----------------------------------------------------------------------------------------------------

    @property
    def base(self) -> str:
        """The base of the entities' IRIs."""
        return self._reader.base

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that a query may use without declaring them."""
        return prefixes(self._reader.base)

    def sparql(self, query: str, *, timeout: float | None = None, allow_service: bool = False) -> QueryResult:
        """Answer a SPARQL query over the union of all graphs; with ``timeout`` (seconds) in a child process.

        Raises QuerySyntaxError, QueryRefusedError (SERVICE), QueryTimeoutError.

        >>> open_graph().sparql("SELECT (COUNT(?r) AS ?n) { ?r a ck:Role }").to_dicts()
        [{'n': 12}]
        """
        if timeout is not None:
            from kg.store.worker import query_in_child

            return query_in_child(self.store, query, self.prefixes, timeout, allow_service=allow_service)
        return self.store.query(query, self.prefixes, allow_service=allow_service)

    def questions(self) -> dict[str, Question]:
        """The named questions, by name."""
        from kg.questions import questions

        return questions()

    def ask(self, name: str, parameters: Mapping[str, str] | None = None) -> QueryResult:
        """Answer a named question; ``parameters`` take names of entities as people write them.

        Raises UsageError for an unknown question or parameter, and as :meth:`resolve` does for names.
        """
        return self.sparql(self.question_text(name, parameters))

    def question_text(self, name: str, parameters: Mapping[str, str] | None = None) -> str:
        """The SPARQL of a named question with its parameters put in."""
        from kg.questions import question

        return question(name).bind(parameters or {}, lambda text, kinds: self.get(text, *kinds))

    def data_version(self) -> str | None:
        """The version that the graph states of itself."""
        from kg.vocab import SCHEMA

        versions = {value.value for _, value in self._reader.pairs(SCHEMA.version)}
        return ", ".join(sorted(versions)) or None

    # --- out --------------------------------------------------------------------------------------------------------

    def statistics(self) -> Statistics:
        """How many distinct triples, entities of each kind and triples of each graph there are."""
        from kg.statistics import count

        return count(self._reader)

    def to_rdflib(self) -> rdflib.Dataset:
        """The graph as an rdflib Dataset, named graphs kept; its default graph is their union."""
        from kg.export.rdflib import to_rdflib

        return to_rdflib(self.store, self.prefixes)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """The entities and the links between them as a networkx MultiDiGraph, keys and attributes plain values."""
        from kg.export.networkx import to_networkx

        return to_networkx(self._reader)

    def to_bytes(self, fmt: str) -> bytes:
        """The graph in one of the formats of kg.export.ENDINGS: the same bytes on every run.

        >>> open_graph().to_bytes("ttl")[:11]
        b'@prefix ck:'
        """
        from kg.rdf.formats import FORMATS, serialize

        if fmt == "html":
            return self.view().html.encode()
        if fmt == "graphml":
            from kg.export.networkx import graphml

            return graphml(self.to_networkx())
        return serialize(self.store.engine, FORMATS[fmt], self.base)

    def export(self, path: str | Path, fmt: str | None = None) -> Path:
        """Write the graph to a file, in the format of its ending or ``fmt``; the old file stays if that fails.

        Raises UsageError for an unknown format, OutputError when the file cannot be written.
        """
        from pathlib import Path

        from kg.export import format_of

        target = Path(path)
        write_atomically(target, self.to_bytes(format_of(target, fmt)))
        return target

    def view(self, name: str | Entity | None = None, depth: int = 1) -> Picture:
        """A picture of the whole graph, or of what surrounds one entity; it saves itself, and shows in a notebook."""
        from kg.view import picture

        return picture(self, None if name is None else self.get(name), depth)
