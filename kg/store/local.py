"""A graph on this machine, in memory or on disk, on Oxigraph: asked in SPARQL over the union of its named graphs."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from kg.errors import QueryRefusedError, QuerySyntaxError, SourceError
from kg.rdf.formats import error_location, read_format
from kg.rdf.quads import QuadFile, plain_quads
from kg.rdf.reader import GraphReader
from kg.schema import ALL, RDF, XSD
from kg.store.cache import Cache
from kg.store.names import NameIndex
from kg.store.sparql import QueryResult, collected, explain, named_terms, names_dataset

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


Graphs: TypeAlias = "list[NamedNode | DefaultGraph]"
"""Some graphs of a store."""


class LocalStore:
    """The quads of a file or of a store folder, held by Oxigraph; ``name`` is its, and names its default graph.

    A store folder has kept the ``names``, has a ``cache``, the ``files`` of its quads as N-Quads, and the ``links``
    among these in a file of their own.
    """

    def __init__(
        self,
        engine: Store,
        name: str,
        names: NameIndex | None = None,
        cache: Cache | None = None,
        files: Sequence[Path] = (),
        links: QuadFile | None = None,
    ) -> None:
        self.engine = engine
        self.name = name
        self.cache = cache or Cache()
        self.files = files
        self.links = links
        self._kept_names = names
        self._asked: dict[str, tuple[tuple[str, ...], bool]] = {}

    @classmethod
    def load(cls, path: str, name: str, base_iri: str | None = None) -> LocalStore:
        """Read an RDF file of any format that Oxigraph reads; ``base_iri`` completes relative IRIs in it.

        Raises SourceError when the file is missing, of no known format, or malformed (with the line).
        """
        engine = Store()
        rdf = read_format(path)
        try:
            engine.load(path=path, format=rdf, base_iri=base_iri)
        except SyntaxError as error:
            raise SourceError(
                f"'{path}' is damaged: {error_location(error)}", "check the file, or rebuild it"
            ) from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise SourceError(f"cannot read '{path}': {reason}", "check the path") from error
        return cls(engine, name)

    @cached_property
    def names(self) -> NameIndex:
        """The index of all names; built from the graph unless the store keeps one."""
        if self._kept_names is not None:
            return self._kept_names

        return NameIndex.build(GraphReader(self.engine, self.name).names())

    def __len__(self) -> int:
        return len(self.engine)

    @cached_property
    def _terms(self) -> list[str]:
        """Every property and class of the graph, and of the vocabularies it is written in."""
        found = {quad.predicate.value for quad in plain_quads(self.engine)}
        typed = plain_quads(self.engine.quads_for_pattern(None, NamedNode(RDF.type), None))
        found |= {quad.object.value for quad in typed}
        return sorted(found | {iri for vocabulary in ALL for iri in vocabulary})

    def query(
        self, text: str, prefixes: Mapping[str, str], *, allow_service: bool = False, graphs: Graphs | None = None
    ) -> QueryResult:
        """Answer a SPARQL query over the union of all graphs, or over those that it names with FROM.

        ``prefixes`` need no declaration in the text; ``graphs`` are those that are asked in place of all.

        Raises QuerySyntaxError with line and column, and QueryRefusedError for SERVICE unless it is allowed. Files and
        the network are never read: Oxigraph knows no LOAD in a query and takes FROM as the name of a graph it holds.
        """
        allowed = allow_service or not _SERVICE.search(text)
        asked, known, mask = (text, prefixes, None) if allowed else _masked(text, prefixes)
        try:
            if mask:
                _parse(asked, known)
            warnings, union = self._read(text, prefixes)
            named = [graph for graph in graphs or () if isinstance(graph, NamedNode)]
            answer = self.engine.query(
                text,
                prefixes=dict(prefixes),
                use_default_graph_as_union=union and graphs is None,
                default_graph=None if graphs is None else [*graphs],
                named_graphs=None if graphs is None else [*named],
            )
            result = collected(answer, warnings)
        except SyntaxError as error:
            reason, line, column = explain(asked, known, str(error))
            if mask and reason.startswith(f"'{mask}"):
                raise QueryRefusedError(
                    "SERVICE is switched off: it sends data to another machine", "--allow-service"
                ) from error
            reason = reason.replace(mask, "service") if mask else reason
            raise QuerySyntaxError(text, reason, line, column) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise SourceError(f"the query failed: {error}", "simplify it; with SERVICE, check the address") from error
        return result

    def _read(self, text: str, prefixes: Mapping[str, str]) -> tuple[tuple[str, ...], bool]:
        """The warnings of a query, and whether it is about the union of all graphs; kept, for programs ask again."""
        found = self._asked.get(text)
        if found is None:
            if len(self._asked) >= _KEPT:
                self._asked.clear()
            found = self._asked[text] = self._warnings(named_terms(text, prefixes)), not names_dataset(text)
        return found

    def _warnings(self, terms: Mapping[str, str]) -> tuple[str, ...]:
        """A warning for each IRI of a query that the graph does not use, with the nearest that it does."""
        return tuple(self._unknown(shown, iri) for shown, iri in terms.items() if not self._known(iri))

    def _known(self, iri: str) -> bool:
        if iri.startswith(XSD.iri) or any(iri in vocabulary for vocabulary in ALL):
            return True
        try:
            node = NamedNode(iri)
        except ValueError:
            return True  # a relative IRI: the engine judges it
        for pattern in ((None, node, None), (node, None, None), (None, None, node)):
            if next(self.engine.quads_for_pattern(*pattern), None) is not None:
                return True
        return self.engine.contains_named_graph(node)

    def _unknown(self, shown: str, iri: str) -> str:
        from difflib import get_close_matches  # only for unknown terms

        space, local = _split(iri)
        own = {_split(term)[1]: term for term in (*self._terms, *self._entities(space)) if _split(term)[0] == space}
        others = {_split(term)[1]: term for term in self._terms}
        near = get_close_matches(local, sorted(own), n=1) or get_close_matches(local, sorted(others), n=1, cutoff=0.75)
        hint = f"; did you mean {self._short((others | own)[near[0]], shown, space)}?" if near else ""
        return f"{shown} is used nowhere in this graph{hint}"

    def _entities(self, space: str) -> list[str]:
        """The subjects whose IRIs are in a namespace."""
        subjects = {quad.subject.value for quad in plain_quads(self.engine)}
        return sorted(subject for subject in subjects if subject.startswith(space))

    @staticmethod
    def _short(iri: str, shown: str, space: str) -> str:
        prefix, colon, _ = shown.partition(":")
        if not shown.startswith("<") and iri.startswith(space):
            return f"{prefix}{colon}{iri.removeprefix(space)}"
        return f"<{iri}>"

    def dump(self) -> bytes:
        """All quads as N-Quads."""
        content = pyoxigraph.serialize(self.engine, format=RdfFormat.N_QUADS)
        assert content is not None
        return content


_KEPT = 256
"""How many queries are remembered."""

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
        Store().query(text, prefixes=dict(prefixes), use_default_graph_as_union=True)
    except (OSError, RuntimeError, ValueError):
        pass  # it parses: whatever else is wrong, the query itself will show


def _split(iri: str) -> tuple[str, str]:
    """Namespace and local name."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]
