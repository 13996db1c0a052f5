"""The career graph: one object that answers every question; each method delegates to the room that knows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kg.analyst import Analyst
from kg.errors import SourceError
from kg.resources import resource, resource_path, write_atomically
from kg.schema import prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import networkx
    import rdflib

    from kg.advice.coverage import Conditions
    from kg.model import Description, Entity, Fact
    from kg.model.analysis import Connections
    from kg.questions import Question
    from kg.sources.curated import CuratedSource
    from kg.statistics import Statistics
    from kg.store import QueryResult
    from kg.view import Picture

__all__ = ["CareerGraph", "open_graph"]

BUNDLED = "exports/career.trig"
"""The built graph that ships with the package."""


def open_graph(source: str | Path | None = None, *, merges: bool = True) -> CareerGraph:
    """Open the bundled graph, or the RDF file or store folder ``source``.

    Without ``merges`` every label stands for itself.
    Raises SourceError when it is missing, of no known format or damaged.

    >>> open_graph().get("MLOps").label
    'MLOps Engineer'
    """
    from kg.store import LocalStore

    if source is None:
        return CareerGraph(LocalStore.load(resource_path(BUNDLED), "career"), merges=merges, bundled=True)
    text = str(source)
    if text.lower().startswith(("http://", "https://")):
        raise SourceError(
            f"'{text}' is an endpoint, and this version reads files and folders", "export the graph to a file first"
        )
    from pathlib import Path

    path = Path(source)
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except (OSError, ValueError) as error:  # a name too long, or with a null character
        raise SourceError(f"'{text[:80]}' is no path of a file", "check the path") from error
    if is_folder:
        from kg.store.folder import StoreFolder

        return CareerGraph(StoreFolder.open_at(path).open(), merges=merges)
    if not exists:
        raise SourceError(f"there is no file '{path}'", "check the path; without -g the bundled graph is used")
    return CareerGraph(LocalStore.load(text, path.stem, path.resolve().as_uri()), merges=merges)


class CareerGraph(Analyst):
    """A graph of careers, open for questions. Roles and other entities may be given by label, synonym, id or IRI.

    >>> graph = open_graph()
    >>> [step.destination.label for step in graph.routes("statistician", "MLOps")[0].steps]
    ['Data Scientist', 'Machine Learning Engineer', 'MLOps Engineer']
    """

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

    # --- two things -------------------------------------------------------------------------------------------------

    def connections(self, x: str | Entity, y: str | Entity, k: int = 3, *, max_length: int = 6) -> Connections:
        """The ``k`` shortest connections between any two things, of at most ``max_length`` steps each.

        The answer is a sequence of Connection, ordered by length, then by how few credentials and fields of study are
        on the way, then by the labels on it; when it is empty its ``reason`` says why. Raises UsageError for ``k`` or
        ``max_length`` below one, and as :meth:`resolve` does.

        >>> [link.sentence for link in open_graph().connections("Amazon", "Google", k=1)[0].links]
        ['Technology Companies names Amazon', 'Technology Companies names Google']
        """
        from kg.analysis.connections import find_connections
        from kg.rdf.links import EntityLinks

        return find_connections(EntityLinks(self._reader), self.get(x), self.get(y), k, max_length)

    # --- SPARQL -----------------------------------------------------------------------------------------------------

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that a query may use without declaring them."""
        return prefixes(self.base)

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
        from kg.schema import SCHEMA

        versions = {value.value for _, value in self._reader.pairs(SCHEMA.version)}
        return ", ".join(sorted(versions)) or None

    # --- out --------------------------------------------------------------------------------------------------------

    def statistics(self) -> Statistics:
        """How many distinct triples, entities of each kind and triples of each graph there are."""
        from kg.statistics import count
        from kg.store.counts import count_triples

        return count(self._reader, count_triples(self.store), self.counts())

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

    def view_route(
        self,
        origin: str | Entity | None,
        destination: str | Entity,
        k: int = 3,
        conditions: Conditions | None = None,
    ) -> Picture:
        """A picture of the best route, with ``k`` - 1 others dimmed; names and conditions as for :meth:`routes`.

        >>> open_graph().view_route("statistician", "MLOps").title
        'Route: From Mathematics/Statistics → MLOps Engineer'
        """
        from kg.view import route_picture

        return route_picture(self, self.routes(origin, destination, k, conditions))

    def view_comparison(self, roles: Iterable[str | Entity]) -> Picture:
        """A picture of two to five roles side by side; names as for :meth:`compare`.

        >>> open_graph().view_comparison(["MLOps", "Data Scientist"]).title
        'MLOps Engineer and Data Scientist side by side'
        """
        from kg.view import comparison_picture

        return comparison_picture(self, self.compare(roles))
