"""A graph on a server that speaks SPARQL, asked as one on this machine is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, cast

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QueryBoolean, QuerySolutions, Store

from kg.errors import QueryRefusedError, SourceError, quoted
from kg.limits import REMOTE_TRIPLES
from kg.rdf.entities import Entities
from kg.rdf.language import Labels
from kg.rdf.quads import Term
from kg.rdf.reader import GraphReader
from kg.schema import CK, KIND_OF_CLASS, RDF, SKOS, VOID
from kg.store.local import Graphs, LocalStore
from kg.store.names import NameIndex
from kg.store.protocol import ROWS, TRIPLES, QueryDataset, SparqlClient
from kg.store.remote_names import RemoteNames
from kg.store.sparql import QueryResult, check_size, collected, names_dataset

_PAGE: Final = 20_000
"""So many rows are asked for at once. A server may give fewer, but at least _LEAST where it has more."""

_LEAST: Final = 1_000

_TOGETHER: Final = 500
"""The names of so many entities are asked for at once."""

_SMALL: Final = 50_000
"""A graph of so many triples is read whole at the first question: a few requests in place of hundreds."""


class RemoteStore(LocalStore):
    """A graph on a server. Queries are sent there; other questions read from there what they need, each part once."""

    def __init__(self, address: str) -> None:
        """Raises as :class:`SparqlClient` does; the server is first asked with the first question."""
        self.client = SparqlClient(address)
        self.remote = RemoteEngine(self.client)
        super().__init__(cast("Store", self.remote), self.client.host)

    @cached_property
    def names(self) -> NameIndex:
        """The index of names; of a large graph it has those that were asked for."""
        if self._kept_names is not None:
            return self._kept_names
        return super().names if self.remote.is_small else RemoteNames(self.remote, self.reader)

    @cached_property
    def reader(self) -> GraphReader:
        """What reads entities and their sources."""
        return _RemoteReader(self.remote, self.name, self.labels)

    @property
    def on_read(self) -> Callable[[str], object]:
        """Called with a message when triples take long to read; copies of the store share it."""
        return self.remote.on_read

    @on_read.setter
    def on_read(self, call: Callable[[str], object]) -> None:
        self.remote.on_read = call

    def query(
        self,
        text: str,
        prefixes: Mapping[str, str],
        *,
        timeout: float | None = None,
        allow_service: bool = False,
        graphs: Graphs | None = None,
        named: Graphs | None = None,
    ) -> QueryResult:
        """The server's answer to a query over the union of its graphs, or over those that are named.

        Raises QuerySyntaxError before anything is sent, QueryRefusedError for SERVICE and for what the server does not
        take and cannot be answered from what was read, SourceError and LimitError as :class:`SparqlClient` does.
        """
        check_size(text)
        form: type[object] = LocalStore(Store(), self.name).answered(text, prefixes, type, allow_service=allow_service)
        client = self.client
        accept = ROWS if form in (QuerySolutions, QueryBoolean) else TRIPLES
        read = {QuerySolutions: client.read_rows, QueryBoolean: client.read_truth}.get(form, client.read_triples)
        declared = " ".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in prefixes.items() if f"{prefix}:" in text)
        try:
            found = client.answer(f"{declared} {text}", accept, self._dataset(text, graphs, named), timeout)
            return collected(read(found), lambda _: found.hints)
        except QueryRefusedError:  # a server that knows less of SPARQL: Virtuoso, of some named questions
            if (held := self.remote.whole()) is None:
                raise
            return LocalStore(held, self.name).query(text, prefixes, timeout=timeout, graphs=graphs, named=named)
        except (SyntaxError, ValueError) as error:
            message = f"the answer of {quoted(self.client.address)} is not complete: {quoted(str(error))}"
            raise SourceError(message, "ask for less, or try again") from error

    def _dataset(self, text: str, graphs: Graphs | None, named: Graphs | None) -> QueryDataset:
        """What a query is about: not every server takes the union of all graphs for granted."""
        if names_dataset(text):
            return QueryDataset()
        if graphs is None:
            all_graphs = () if self.remote.has_unnamed else self.remote.graphs
            return QueryDataset(all_graphs, all_graphs)
        default = tuple(graph.value for graph in graphs if isinstance(graph, NamedNode))
        reached = default if named is None else tuple(graph.value for graph in named if isinstance(graph, NamedNode))
        return QueryDataset(default, reached)


class _RemoteReader(GraphReader):
    """Asks a server for what another reader finds among links of the whole graph."""

    def __init__(self, remote: RemoteEngine, name: str, labels: Labels) -> None:
        super().__init__(cast("Store", remote), name, labels=labels)
        self._remote = remote

    @cached_property
    def entities(self) -> Entities:
        """Every entity of a known kind, by IRI."""
        return _RemoteEntities(self.store, self.bases, self.labels, undescribed=self._undescribed)

    def _undescribed(self) -> set[str]:
        return {iri for (iri,) in self._remote.rows(_UNDESCRIBED, "?s")}


class _RemoteEntities(Entities):
    """Asks once which skills have no description, not of each node whether it is one."""

    def _is_required(self, iri: str) -> bool:
        return iri in self.undescribed


class RemoteEngine:
    """What readers ask of an engine (pyoxigraph.Store), of a server: triples by pattern, and queries.

    Triples that are read are held in memory. A small graph is read whole; of a large one all triples of a subject, of a
    predicate or of a predicate and object are read together. ``on_read`` gets a message about what takes long.
    """

    def __init__(self, client: SparqlClient) -> None:
        self.client = client
        self.on_read: Callable[[str], object] = lambda _: None
        self._held = Store()
        self._read: set[object] = set()

    # --- what there is ------------------------------------------------------------------------------------------------

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """The named graphs with something about careers, by IRI; a server may have others."""
        found: set[str] = set()
        for query in _GRAPHS:
            found = found or {row[0].value for row in self.client.rows(query) if isinstance(row[0], NamedNode)}
        return tuple(graph for graph in sorted(found) if self.client.ask(_is_ours(graph)))

    @cached_property
    def has_unnamed(self) -> bool:
        """Whether something about careers is in the default graph alone."""
        return self.client.ask(_UNNAMED)

    def _numbers(self, predicate: NamedNode | None = None) -> dict[str, int]:
        """How many triples each graph has, or those of a predicate; the default graph has an empty name."""
        pattern = f"?subject {predicate or '?predicate'} ?object"
        found: dict[str, int] = {}
        if self.graphs:
            query = f"SELECT ?graph (COUNT(*) AS ?number) {{ {self._named(pattern)} }} GROUP BY ?graph"
            found |= {row["graph"].value: int(row["number"].value) for row in self.client.rows(query) if row["graph"]}
        if self.has_unnamed:
            found[""] = self._number(self._unnamed(pattern))
        return found

    def _number(self, pattern: str) -> int:
        """How many solutions a pattern has. Raises SourceError for a server that does not say."""
        for row in self.client.rows(f"SELECT (COUNT(*) AS ?number) {{ {pattern} }}"):
            return int(row["number"].value)
        raise SourceError(f"{quoted(self.client.address)} does not count", "check that it knows SPARQL 1.1")

    def _named(self, pattern: str) -> str:
        """A pattern in each of the graphs: of the graphs of a request, some servers (Virtuoso) take no notice."""
        return f"VALUES ?graph {{ {' '.join(map('<{}>'.format, self.graphs))} }} GRAPH ?graph {{ {pattern} }}"

    def _unnamed(self, pattern: str) -> str:
        """A pattern in the default graph alone, which may be the union of all graphs."""
        return f"{pattern} FILTER NOT EXISTS {{ GRAPH ?other {{ {pattern} }} }}" if self.graphs else pattern

    @cached_property
    def is_small(self) -> bool:
        """Whether the graph is read whole. Raises SourceError for a server that has no graph of careers."""
        if not self.client.ask(_OURS):
            message = f"{quoted(self.client.address)} has no graph of careers: no role, skill or other entity is in it"
            hint = "`kg sparql` asks it as it is; `kg import` reads tables, SKOS and RDF of others into a store"
            raise SourceError(message, f"{hint}, and `kg serve` or another server gives that to others")
        where = self._named("?s ?p ?o") if self.graphs else "?s ?p ?o"
        return self._number(f"{{ SELECT ?s ?p ?o {{ {where} }} LIMIT {_SMALL + 1} }}") <= _SMALL

    def __len__(self) -> int:
        return sum(self._numbers().values())

    def named_graphs(self) -> Iterator[NamedNode]:
        """The named graphs."""
        return map(NamedNode, self.graphs)

    def contains_named_graph(self, graph: NamedNode) -> bool:
        """Whether there is a named graph of this name."""
        return graph.value in self.graphs

    # --- what is asked ------------------------------------------------------------------------------------------------

    def query(self, text: str, **_: object) -> Any:
        """The answer to a query of this program's own over the union of all graphs."""
        if self._is_whole():
            return self._held.query(text, use_default_graph_as_union=True)
        return self.client.rows(text, QueryDataset(() if self.has_unnamed else self.graphs))

    def rows(self, pattern: str, *names: str) -> Iterator[tuple[str, ...]]:
        """The distinct values that some variables have in a pattern of this program's own, page after page."""
        query = f"SELECT DISTINCT {' '.join(names)} {{ {pattern} }}"
        if self._is_whole():
            found = self._held.query(query, use_default_graph_as_union=True)
            yield from (tuple(term.value for term in row) for row in cast("Any", found))
            return
        offset, size = 0, _LEAST
        while size >= _LEAST:
            rows = [*self.client.rows(f"{query} LIMIT {_PAGE} OFFSET {offset}", self._all)]
            yield from (tuple(term.value for term in row) for row in rows)
            size = len(rows)
            offset += size

    def has(self, pattern: str) -> bool:
        """Whether a pattern of this program's own has a solution."""
        return next(self.rows(f"{{ SELECT * {{ {pattern} }} LIMIT 1 }} BIND(1 AS ?found)", "?found"), None) is not None

    @property
    def _all(self) -> QueryDataset:
        """All graphs about careers: their union, and each by its name."""
        graphs = () if self.has_unnamed else self.graphs
        return QueryDataset(graphs, graphs)

    def about(self, subjects: Sequence[str], predicates: Sequence[str]) -> Iterator[Quad]:
        """The quads of some subjects with some predicates; they are not held. Raises LimitError for too many."""
        if len(subjects) > _PAGE // 10:
            self.on_read(f"reading the names of {len(subjects):,} entities from {self.client.host}")
        number = 0
        for start in range(0, len(subjects), _TOGETHER):
            among = f"VALUES ?subject {{ {' '.join(map('<{}>'.format, subjects[start : start + _TOGETHER]))} }}"
            for predicate in predicates:
                for page in self._matching(None, NamedNode(predicate), None, among):
                    number += len(page)
                    REMOTE_TRIPLES.check(len(self._held) + number, quoted(self.client.address))
                    yield from (quad for quad in page if self._is_ours(quad.graph_name))

    def _is_ours(self, graph: object) -> bool:
        return not isinstance(graph, NamedNode) or graph.value in self.graphs

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None,
        value: Term | BlankNode | None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """The quads that match a pattern, as the engine has it."""
        if predicate == _SPACE or not self._is_whole():  # queries need to know where IRIs begin, and no more
            self._need(subject, predicate, value)
        return self._held.quads_for_pattern(subject, predicate, value, graph)

    def whole(self) -> Store | None:
        """The whole graph, if it has been read."""
        return self._held if None in self._read else None

    def __iter__(self) -> Iterator[Quad]:
        self._read_whole()
        return iter(self._held)

    def _is_whole(self) -> bool:
        """Whether all is held; a small graph is read now."""
        if None not in self._read and self.is_small:
            self._read_whole()
        return None in self._read

    def _need(
        self, subject: NamedNode | BlankNode | None, predicate: NamedNode | None, value: Term | BlankNode | None
    ) -> None:
        """Read what a pattern needs, unless it is held."""
        if isinstance(subject, BlankNode) or isinstance(value, BlankNode):
            return  # no query can name it; what is held came with what leads to it
        if subject is not None:
            self._read_matching(subject, None, None)
        elif value is not None:
            self._read_matching(None, predicate, value)
        elif predicate is not None:
            self._read_predicate(predicate)
        else:
            self._read_whole()

    # --- reading ------------------------------------------------------------------------------------------------------

    def _read_whole(self) -> None:
        if None in self._read:
            return
        numbers = self._numbers()
        self._announce(sum(numbers.values()), "the graph")
        for graph, number in sorted(numbers.items()):
            self._read_counted(graph, None, number)
        self._read.add(None)

    def _read_predicate(self, predicate: NamedNode) -> None:
        if predicate in self._read:
            return
        numbers = self._numbers(predicate)
        self._announce(sum(numbers.values()), predicate.value)
        for graph, number in sorted(numbers.items()):
            self._read_counted(graph, predicate, number)
        self._read.add(predicate)

    def _announce(self, number: int, what: str) -> None:
        REMOTE_TRIPLES.check(len(self._held) + number, quoted(self.client.address))
        if number > _PAGE:
            self.on_read(f"reading {number:,} triples of {what} from {self.client.host}")

    def _read_counted(self, graph: str, predicate: NamedNode | None, number: int) -> None:
        """Read the triples of a graph, of a predicate or of all. Raises SourceError where these are not ``number``."""
        found: set[Quad] = set()
        offset = 0
        while offset < number and (page := self._page(None, predicate, None, graph, offset)):
            found.update(page)
            offset += len(page)
        if len(found) != number:
            message = f"{quoted(self.client.address)} has {number:,} triples of a kind, and gave {len(found):,}"
            raise SourceError(message, "it is being changed, or cuts answers: try again")
        self._held.extend(found)

    def _read_matching(self, subject: NamedNode | None, predicate: NamedNode | None, value: Term | None) -> None:
        """Read what matches a pattern in every graph, page after page until one is short."""
        if predicate in self._read or (subject, predicate, value) in self._read:
            return
        for page in self._matching(subject, predicate, value):
            REMOTE_TRIPLES.check(len(self._held) + len(page), quoted(self.client.address))
            self._held.extend(page)
        self._read.add((subject, predicate, value))

    def _matching(
        self, subject: NamedNode | None, predicate: NamedNode | None, value: Term | None, among: str = ""
    ) -> Iterator[list[Quad]]:
        """What matches a pattern in every graph, page after page; ``among`` are values that a variable may have."""
        for graph in (*([None] if self.graphs else []), *([""] if self.has_unnamed else [])):
            offset, size = 0, _LEAST
            while size >= _LEAST:
                page = self._page(subject, predicate, value, graph, offset, among)
                yield page
                size = len(page)
                offset += size

    def _page(
        self,
        subject: NamedNode | None,
        predicate: NamedNode | None,
        value: Term | None,
        graph: str | None,
        offset: int,
        among: str = "",
    ) -> list[Quad]:
        """Some of the quads that match in a graph: in the default graph alone where it has no name, in all for None."""
        terms = {"subject": subject, "predicate": predicate, "object": value}
        names = [f"?{name}" for name, term in terms.items() if term is None]
        pattern = " ".join(f"?{name}" if term is None else str(term) for name, term in terms.items())
        if graph:
            where = f"GRAPH <{graph}> {{ {pattern} }}"
        elif graph is None:
            where = f"GRAPH ?graph {{ {pattern} }}" if among else self._named(pattern)  # two VALUES are multiplied
            names.append("?graph")
        else:
            where = self._unnamed(pattern)
        rows = self.client.rows(f"SELECT {' '.join(names)} {{ {among} {where} }} LIMIT {_PAGE} OFFSET {offset}")
        found = []
        for row in rows:
            parts: Any = [row[name] if term is None else term for name, term in terms.items()]
            place = row["graph"] if graph is None else NamedNode(graph) if graph else DefaultGraph()
            found.append(Quad(parts[0], parts[1], parts[2], place))
        return found


# --- queries ----------------------------------------------------------------------------------------------------------

_SPACE: Final = NamedNode(VOID.uriSpace)
_CLASSES: Final = " ".join(f"<{iri}>" for iri in KIND_OF_CLASS)
_MARKS: Final = " ".join(f"<{iri}>" for iri in (SKOS.prefLabel, SKOS.exactMatch, SKOS.closeMatch, VOID.uriSpace))
_LABELLED: Final = f"?s <{SKOS.prefLabel}> ?label"

_OURS: Final = f"ASK {{ VALUES ?class {{ {_CLASSES} }} {{ ?s a ?class }} UNION {{ GRAPH ?g {{ ?s a ?class }} }} }}"
_UNDESCRIBED: Final = (
    f"{{ SELECT DISTINCT ?s {{ VALUES ?requires {{ <{CK.requiresSkill}> <{CK.optionalSkill}> <{CK.skill}> }}"
    f" ?role ?requires ?s FILTER(isIRI(?s)) }} }} MINUS {{ ?s <{RDF.type}> ?class VALUES ?class {{ {_CLASSES} }} }}"
)
"""The skills that roles require and that the graph says to be nothing."""

_GRAPHS: Final = ("SELECT DISTINCT ?graph { GRAPH ?graph {} }", "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }")
"""The names of all graphs: from a list of them, or where a server (Virtuoso) knows none, from the triples."""

_UNNAMED: Final = (
    f"ASK {{ {{ SELECT ?s ?label {{ {_LABELLED} }} LIMIT {_LEAST} }}"
    f" FILTER NOT EXISTS {{ GRAPH ?graph {{ {_LABELLED} }} }} }}"
)
"""It looks at some labels only: a default graph that is the union of all others has all of theirs."""


def _is_ours(graph: str) -> str:
    """Whether a graph has a mark of those that are about careers."""
    return f"ASK {{ VALUES ?p {{ {_MARKS} }} GRAPH <{graph}> {{ ?s ?p ?o }} }}"
