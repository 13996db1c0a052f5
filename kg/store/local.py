"""A graph on this machine, in memory or on disk, on Oxigraph: asked in SPARQL over the union of its named graphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from pyoxigraph import DefaultGraph, NamedNode, Store

from kg.errors import KGError, QueryRefusedError, QuerySyntaxError, SourceError
from kg.model import Finding
from kg.rdf.datatypes import invalid_literals
from kg.rdf.entities import undescribed_skills
from kg.rdf.formats import invalid_values, rdf_input, read_error, read_format, triple_term_error
from kg.rdf.language import Labels, Language
from kg.rdf.quads import QuadFile
from kg.rdf.reader import GraphReader
from kg.schema import BASE
from kg.store.cache import Cache
from kg.store.faults import explain
from kg.store.hints import hints
from kg.store.names import NameIndex
from kg.store.sparql import Advise, QueryResult, check_size, collected, names_dataset

if TYPE_CHECKING:
    from kg.store.worker import QueryProcess


class RdfSource(NamedTuple):
    """The RDF file that a graph in memory was read from, and the IRI that completes relative ones."""

    path: str
    base_iri: str | None


T = TypeVar("T")

Graphs: TypeAlias = "list[NamedNode | DefaultGraph]"
"""Some graphs of a store."""


class LocalStore:
    """The quads of a file or of a store folder, held by Oxigraph; ``name`` is its, and names its default graph.

    A store folder has kept the ``names``, has a ``cache``, the ``files`` of its quads as N-Quads, and the ``links``
    among these in files of their own. ``source`` is the RDF file of a graph in memory. ``doubt`` gives the
    error for a store folder where a file of the engine is not what was written. ``process`` answers queries that have a
    limit of time, where the engine never changes; else each query has a separate process.
    """

    def __init__(
        self,
        engine: Store,
        name: str,
        names: NameIndex | None = None,
        cache: Cache | None = None,
        files: Sequence[Path] = (),
        links: Sequence[QuadFile] = (),
        source: RdfSource | None = None,
    ) -> None:
        self.engine = engine
        self.name = name
        self.cache = cache or Cache()
        self.files = files
        self.links = links
        self.source = source
        self.doubt: Callable[[], KGError | None] = lambda: None
        self.on_read: Callable[[str], object] = lambda _: None
        self.process: QueryProcess | None = None
        self._kept_names = names
        self.labels = Labels(engine, Language())

    def in_language(self, language: Language) -> LocalStore:
        """The same store, whose entities have the labels of a language where they have any in it."""
        found = copy(self)
        for read in ("names", "reader"):
            found.__dict__.pop(read, None)
        found.labels = Labels(self.engine, language)
        if not language.is_english:
            found._kept_names = self.names.showing(found.labels.shown)  # noqa: SLF001  # its own copy
        return found

    @classmethod
    def load(cls, path: str, name: str, base_iri: str | None = None) -> LocalStore:
        """Read an RDF file of any format that Oxigraph reads; ``base_iri`` completes relative IRIs in it.

        Raises SourceError when the file is missing, of no known format, malformed or with triple terms (with the line).
        """
        engine = Store()
        rdf = read_format(path)
        try:
            with rdf_input(path) as content:
                engine.load(**content, format=rdf, base_iri=base_iri)
        except SourceError:
            raise
        except (SyntaxError, OSError, ValueError) as error:
            raise read_error(path, error, "correct it") from error
        if engine.query(_HAS_TRIPLE_TERM, use_default_graph_as_union=True):
            raise triple_term_error(path, rdf)
        return cls(engine, name, source=RdfSource(path, base_iri))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """A warning for each value in the file of this graph that is not one of its datatype, with the line.

        One more is of the skills that it requires without describing them.
        """
        if self.source is None:
            return ()
        found = invalid_values(*self.source) if invalid_literals(self.engine) else ()
        undescribed = self.reader.entities.undescribed
        return (*found, undescribed_skills(undescribed, self.source.path)) if undescribed else found

    @cached_property
    def names(self) -> NameIndex:
        """The index of all names; built from the graph unless the store keeps one."""
        if self._kept_names is not None:
            return self._kept_names

        return NameIndex.build(GraphReader(self.engine, self.name).names())

    @cached_property
    def reader(self) -> GraphReader:
        """What reads entities and their sources."""
        return GraphReader(self.engine, self.name, self.links, self._kept_names, self.labels)

    def __len__(self) -> int:
        return len(self.engine)

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
        """Answer a SPARQL query over the union of all graphs, or over those that it names with FROM.

        A relative IRI is one below BASE, unless the query states a BASE.
        ``prefixes`` need no declaration in the text; ``graphs`` are those that are asked in place of all, ``named``
        those that GRAPH reaches. With ``timeout`` (seconds) a child process does it, as :mod:`kg.store.worker` has it.

        Raises LimitError, QuerySyntaxError with line and column, QueryRefusedError for SERVICE unless it is allowed.
        Files and the network are never read: Oxigraph knows no LOAD in a query and takes FROM as the name of a graph
        it holds.
        """
        advise = self.adviser(text, prefixes, graphs)
        if timeout is not None:
            from kg.store.worker import QueryProcess  # has this module

            process = self.process or QueryProcess(self)
            try:
                return process.query(
                    text, prefixes, timeout, advise, allow_service=allow_service, graphs=graphs, named=named
                )
            finally:
                if process is not self.process:
                    process.end()
        return self.answered(
            text,
            prefixes,
            lambda answer: collected(answer, advise),
            allow_service=allow_service,
            graphs=graphs,
            named=named,
        )

    def answered(
        self,
        text: str,
        prefixes: Mapping[str, str],
        use: Callable[[Any], T],
        *,
        allow_service: bool = False,
        graphs: Graphs | None = None,
        named: Graphs | None = None,
    ) -> T:
        """As :meth:`query`, but what ``use`` makes of the engine's answer, which is found while it is read.

        ``named`` are the graphs that GRAPH reaches, where these are not the same ``graphs``.
        """
        check_size(text)
        allowed = allow_service or not _SERVICE.search(text)
        asked, known, mask = (text, prefixes, None) if allowed else _masked(text, prefixes)
        try:
            if mask:
                _parse(asked, known)
            return use(self._evaluated(text, prefixes, graphs, named))
        except SyntaxError as error:
            fault = explain(asked, known, str(error))
            if mask and fault.reason.startswith(f"'{mask}"):
                raise QueryRefusedError(
                    "SERVICE is switched off: it sends data to another machine", "--allow-service"
                ) from error
            reason, hint = (part.replace(mask, "service") if mask else part for part in (fault.reason, fault.hint))
            raise QuerySyntaxError(text, reason, fault.line, fault.column, hint) from error
        except KGError:
            raise
        except (OSError, RuntimeError, ValueError) as error:
            raise SourceError(f"the query failed: {error}", "simplify it; with SERVICE, check the address") from error

    def _evaluated(
        self, text: str, prefixes: Mapping[str, str], graphs: Graphs | None, named: Graphs | None = None
    ) -> Any:
        reached = [graph for graph in (graphs or () if named is None else named) if isinstance(graph, NamedNode)]
        return self.engine.query(
            text,
            base_iri=BASE,
            prefixes=dict(prefixes),
            use_default_graph_as_union=graphs is None and not names_dataset(text),
            default_graph=None if graphs is None else [*graphs],
            named_graphs=None if graphs is None else [*reached],
        )

    def adviser(self, text: str, prefixes: Mapping[str, str], graphs: Graphs | None = None) -> Advise:
        """What finds the hints for an answer to a query, when they are asked for."""
        return lambda result: hints(self.engine, self._kept_names, text, prefixes, empty=result.is_empty, graphs=graphs)


_HAS_TRIPLE_TERM = "ASK { ?subject ?predicate ?object FILTER(isTRIPLE(?object)) }"

_SERVICE = re.compile("service", re.IGNORECASE)


def _masked(text: str, prefixes: Mapping[str, str]) -> tuple[str, dict[str, str], str]:
    """A query and prefixes with a word that means nothing for each ``service`` in them; and that word.

    So the engine's own grammar decides whether one is the keyword: a query that only names it, in a text, variable or
    prefix, still parses. No tokeniser of ours decides what may reach the network.
    """
    words = map("".join, product("abcdefghijklmnopqrstuvwxyz", repeat=len("service")))
    word = next(word for word in words if word not in text.lower())
    return _SERVICE.sub(word, text), {_SERVICE.sub(word, prefix): iri for prefix, iri in prefixes.items()}, word


def _parse(text: str, prefixes: Mapping[str, str]) -> None:
    """Raise SyntaxError when a text is no query: it is run on an empty store, which costs nothing."""
    try:
        Store().query(text, base_iri=BASE, prefixes=dict(prefixes), use_default_graph_as_union=True)
    except (OSError, RuntimeError, ValueError):
        pass  # it parses: whatever else is wrong, the query itself will show
