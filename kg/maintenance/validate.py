"""Whether a graph conforms: SHACL shapes, and the rules of curated data, each finding with its file and line."""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import suppress
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kg.errors import DataError
from kg.late import numpy as np
from kg.maintenance.build import build_graph
from kg.maintenance.shacl import Validator
from kg.model import Finding
from kg.rdf.datatypes import invalid_literals, is_valid
from kg.rdf.formats import invalid_value, quads_by_line
from kg.rdf.quads import PlainQuad, open_quads, plain_quads
from kg.rdf.reader import GraphReader
from kg.rdf.vocabularies import unknown_term
from kg.resources import resource
from kg.schema import CK, RDF, TAXONOMY_KINDS, local_name, property_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.maintenance.shacl import Result
    from kg.model import Entity
    from kg.store import LocalStore

_NEAR: Final = 0.92
"""Labels at least this similar are reported as possible duplicates (difflib's ratio)."""

_NUMERAL: Final = re.compile(r"\b([ivx]+|\d+)\b")

_ROWS: Final = 256
"""So many labels are compared with others at once."""

_Place: TypeAlias = "tuple[str | None, int | None]"
"""A file and a line."""

_Locate: TypeAlias = "Callable[[str, str | None, object], _Place]"
"""The place of a statement: of a node, with a path and a value where a finding has them."""

_Progress: TypeAlias = "Callable[[int, int], None] | None"


def validate_data(folder: Path, shown_as: str) -> list[Finding]:
    """Every finding about a folder of curated data: its own rules first, then SHACL on the graph it makes.

    Raises SourceError when there is no such folder. Findings of the files themselves (broken YAML, unknown keys, bad
    numbers, duplicate ids, dangling names, lines that nothing cites) leave no graph to check further.
    """
    from kg.sources.curated import CuratedSource

    try:
        source = CuratedSource(folder, shown_as)
        graph = build_graph(folder, shown_as=shown_as)
    except DataError as error:
        return list(error.findings)

    def locate(node: str, *_: object) -> _Place:
        return source.locate_node(node.removeprefix(graph.base))

    data = Store()
    data.bulk_extend(graph.store.engine)
    return _findings(graph, data, lambda _: locate)


def validate_graph(graph: CareerGraph, file: str, progress: _Progress = None) -> list[Finding]:
    """Every finding about an open graph, of this name.

    Those of a store have the line of the passage that the statement cites, those of a file its own; ``progress`` is
    called with how much is done, and how much there is.
    """
    data = Store()
    if graph.store.source is not None:
        lines = _FileLines(file)
        data.bulk_extend(lines.quads(*graph.store.source))
        return _findings(graph, data, lambda _: lines.locate, progress)
    _fill(data, graph.store)
    return _findings(graph, data, lambda nodes: _PassageLines(graph, file, nodes).locate, progress)


def locator(graph: CareerGraph, file: str) -> Callable[[set[str]], _Locate]:
    """What finds the places of some nodes of an open graph of this name: lines of a file, or passages of a store."""
    if graph.store.source is None:
        return lambda nodes: _PassageLines(graph, file, nodes).locate
    lines = _FileLines(file)
    for _ in lines.quads(*graph.store.source):
        pass
    return lambda _: lines.locate


def _fill(data: Store, store: LocalStore) -> None:
    """Copy a graph into memory, where all of it is asked in a tenth of the time."""
    with suppress(OSError, SyntaxError):  # of files that a writer has replaced, or that are damaged
        for file in store.files:
            with open_quads(file) as quads:
                data.bulk_load(quads, RdfFormat.N_QUADS, lenient=True)
        if store.files:
            return
    data.bulk_extend(store.engine)


# --- places -----------------------------------------------------------------------------------------------------------


class _FileLines:
    """The lines of an RDF file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._subjects: dict[str, int | None] = {}
        self._statements: dict[tuple[str, str, str], int | None] = {}

    def quads(self, path: str, base_iri: str | None) -> Iterator[Quad]:
        """The quads of a file, whose lines are kept."""
        for quad, line in quads_by_line(path, base_iri):
            subject = getattr(quad.subject, "value", "")
            self._subjects.setdefault(subject, line)
            self._statements.setdefault((subject, f"<{quad.predicate.value}>", str(quad.object)), line)
            yield quad

    def locate(self, node: str, path: str | None = None, value: object = None) -> _Place:
        """The line of a statement, or else of the first about its subject."""
        line = self._statements.get((node, path or "", str(value)))
        return self._file, line or self._subjects.get(node)


class _PassageLines:
    """The lines that nodes and links of a store cite; of those that cite none, of the store's own files of quads."""

    def __init__(self, graph: CareerGraph, name: str, nodes: Iterable[str]) -> None:
        self._name = name
        self._places: dict[str, _Place] = {}
        self._statements: dict[tuple[str, str], _Place] = {}
        self._reader = reader = GraphReader(graph.store.engine, graph.store.name)
        for node in sorted(set(nodes)):
            with suppress(ValueError):  # a name that no node can have
                if cited := next((source for source in reader.sources(node) if source.line), None):
                    self._places[node] = cited.document or cited.graph, cited.line
        self._read(graph.store.files, {f"<{node}>".encode(): node for node in nodes if node not in self._places})

    def _read(self, files: Sequence[Path], wanted: dict[bytes, str]) -> None:
        for file in files if wanted else ():
            with suppress(OSError), open_quads(file) as lines:
                for number, line in enumerate(lines, 1):
                    subject, _, rest = line.partition(b" ")
                    if node := wanted.get(subject):
                        self._places.setdefault(node, (str(file), number))
                        statement = rest.rpartition(b" <")[0].decode()
                        self._statements.setdefault((node, statement), (str(file), number))

    def locate(self, node: str, path: str | None = None, value: object = None) -> _Place:
        """The line that a statement cites, or its node, or else where it is stated, or the first about its node."""
        if path and (cited := self._cited(node, path.strip("<>"), str(value))):
            return cited
        return self._statements.get((node, f"{path} {value}")) or self._places.get(node, (self._name, None))

    def _cited(self, node: str, predicate: str, value: str) -> _Place | None:
        """The line that says more than that a link is there, such as the row of a mapping."""
        with suppress(ValueError):  # a name that no node can have
            for quad in self._reader.quads(node, predicate):
                if str(quad.object) == value and (statement := self._reader.statement(quad)):
                    cited = next((source for source in self._reader.sources(statement) if source.line), None)
                    return (cited.document or cited.graph, cited.line) if cited else None
        return None


# --- findings ---------------------------------------------------------------------------------------------------------


def _findings(
    graph: CareerGraph, data: Store, locator: Callable[[set[str]], _Locate], progress: _Progress = None
) -> list[Finding]:
    """All findings in the order of file and line; ``locator`` is made for the nodes whose places are wanted."""
    invalid = [
        quad
        for literal in invalid_literals(data)
        for quad in sorted(plain_quads(data.quads_for_pattern(None, None, literal)), key=str)
    ]
    misspelt = _misspelt_terms(data)
    data.load(path=str(resource("ontology/career.ttl")), format=RdfFormat.TURTLE)
    shapes = Store()
    for name in ("shapes", "constraints"):
        shapes.load(path=str(resource(f"ontology/{name}.ttl")), format=RdfFormat.TURTLE)
    results = [result for result in Validator(data, shapes).results(progress) if result.focus.value != _ONTOLOGY]
    near = list(_near_duplicates(graph))
    nodes = {result.focus.value for result in results}
    nodes |= {quad.subject.value for quad in (*invalid, *(quad for each in misspelt for quad in each.quads))}
    locate = locator(nodes | {entity.iri for pair in near for entity in pair})
    found = [_shacl_finding(result, graph.base, locate) for result in results]
    found += [finding for each in misspelt for finding in each.findings(locate)]
    reported = {(result.focus.value, str(result.value)) for result in results}
    for quad in invalid:
        if (quad.subject.value, str(quad.object)) not in reported:
            place = locate(quad.subject.value, f"<{quad.predicate.value}>", quad.object)
            message = f"{quad.subject.value.removeprefix(graph.base)}: {_property(quad)} {invalid_value(quad.object)}"  # type: ignore[arg-type]  # a literal
            found.append(Finding("error", message, *place))
    found += [_near_finding(first, second, locate) for first, second in near]
    return sorted(dict.fromkeys(found), key=lambda each: (each.file or "", each.line or 0, each.message))


def _property(quad: object) -> str:
    return property_label(local_name(quad.predicate.value))  # type: ignore[attr-defined]  # a quad


_SEVERITIES: Final = {"Violation": "error", "Warning": "warning", "Info": "info"}


def _shacl_finding(result: Result, base: str, locate: _Locate) -> Finding:
    node, value = result.focus.value, result.value
    named = value is None or value.value == node or (isinstance(value, NamedNode) and value.value in result.message)
    shown = "" if value is None or named else f" (here: {value.value})"
    if isinstance(value, Literal) and not is_valid(value):
        shown = f" (here: {invalid_value(value)})"
    place = locate(node, result.path, value)
    return Finding(
        _SEVERITIES.get(result.severity, "error"), f"{node.removeprefix(base)}: {result.message}{shown}", *place
    )


# --- terms that no vocabulary has -------------------------------------------------------------------------------------


class _Misspelt(NamedTuple):
    """A property or class that its vocabulary does not have, what to say of it, and the statements that use it."""

    severity: str
    message: str
    quads: tuple[PlainQuad, ...]

    def findings(self, locate: _Locate) -> Iterator[Finding]:
        """A finding for each use, on its line."""
        for quad in self.quads:
            place = locate(quad.subject.value, f"<{quad.predicate.value}>", quad.object)
            yield Finding(self.severity, self.message, *place)


def _misspelt_terms(data: Store) -> list[_Misspelt]:
    """What a graph uses of the known vocabularies and they do not have: a fault of ours, else a warning."""
    used = data.query(_TERMS_IN_USE, use_default_graph_as_union=True)
    found = []
    for (term,) in used:  # type: ignore[union-attr]  # solutions
        wrong = unknown_term(term.value)
        if wrong is None:
            continue
        uses = (data.quads_for_pattern(*pattern) for pattern in ((None, term, None), (None, _TYPE, term)))
        quads = sorted((quad for use in uses for quad in plain_quads(use)), key=str)
        found.append(_Misspelt(wrong.severity, wrong.message, tuple(quads)))
    return found


_TYPE: Final = NamedNode(RDF.type)
_ONTOLOGY: Final = CK.iri.rstrip("#")
_TERMS_IN_USE: Final = f"""SELECT DISTINCT ?term {{
  {{ SELECT DISTINCT ?term {{ ?node ?term ?value }} }} UNION {{ SELECT DISTINCT ?term {{ ?node <{RDF.type}> ?term }} }}
  FILTER(ISIRI(?term))
}} ORDER BY ?term"""


# --- labels that are nearly the same ----------------------------------------------------------------------------------


def _near_duplicates(graph: CareerGraph) -> Iterator[tuple[Entity, Entity]]:
    """Entities of one kind and source whose labels are nearly the same, and that no merge or match links."""
    linked = {frozenset(row.values()) for row in graph.sparql(_LINKED).to_dicts()}
    for source in graph.sources():
        by_kind: dict[str, list[Entity]] = defaultdict(list)
        for entity in graph.list(source=(source,)):
            if entity.kind not in _NOT_NAMED:
                by_kind[entity.kind].append(entity)
        for entities in by_kind.values():
            for first, second in _similar(entities):
                if _alike(first.label, second.label) and frozenset((first.iri, second.iri)) not in linked:
                    yield first, second


_NOT_NAMED: Final = TAXONOMY_KINDS | {"responsibility", "document"}
"""Kinds whose labels are sentences and titles, or repeat from level to level of a taxonomy: alike on purpose."""

_LINKED: Final = "SELECT ?a ?b { ?a skos:exactMatch|skos:closeMatch|skos:broader|skos:related ?b }"


def _similar(entities: list[Entity]) -> Iterator[tuple[Entity, Entity]]:
    """The pairs whose labels may be alike: rapidfuzz's ratio is never below difflib's, and compares a million a second.

    Ordered by length, each label is compared with those alone that are not too long to be alike.
    """
    from rapidfuzz import fuzz, process

    ordered = sorted((entity.label.casefold(), number) for number, entity in enumerate(entities))
    ordered.sort(key=lambda pair: len(pair[0]))
    labels = [label for label, _ in ordered]
    lengths = np.array([len(label) for label in labels])
    for start in range(0, len(labels), _ROWS):
        block = labels[start : start + _ROWS]
        longest = len(block[-1]) * (2 - _NEAR) / _NEAR
        others = labels[start : int(np.searchsorted(lengths, longest, "right"))]
        scores = process.cdist(block, others, scorer=fuzz.ratio, score_cutoff=100 * _NEAR, dtype=np.uint8)
        for row, column in np.argwhere(scores).tolist():
            if row < column:
                first, second = sorted((ordered[start + row][1], ordered[start + column][1]))
                yield entities[first], entities[second]


def _alike(first: str, second: str) -> bool:
    a, b = first.casefold(), second.casefold()
    if _NUMERAL.sub("", a) == _NUMERAL.sub("", b):
        return a == b  # "ML Engineer I" and "ML Engineer II" differ on purpose
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR


def _near_finding(first: Entity, second: Entity, locate: _Locate) -> Finding:
    file, line = locate(first.iri, None, None)
    place = locate(second.iri, None, None)
    where = f", the first in {'' if file == place[0] else f'{file}, '}line {line}" if line else ""
    message = (
        f"'{first.label}' and '{second.label}' are nearly the same {first.kind}{where}:"
        " give both one name, or link them by skos:exactMatch or skos:closeMatch"
    )
    return Finding("warning", message, *place)
