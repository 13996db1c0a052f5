"""Whether a graph conforms: SHACL shapes, and the rules of curated data, each finding with its file and line."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import SequenceMatcher
from itertools import combinations
from typing import TYPE_CHECKING

from kg.errors import DataError, UsageError
from kg.model import Finding
from kg.resources import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import rdflib

    from kg.graph import CareerGraph
    from kg.model import Entity

__all__ = ["LARGEST", "validate_data", "validate_graph"]

LARGEST = 100_000
"""How many triples are validated at most: some minutes' work."""

_NEAR = 0.92
"""Labels at least this similar are reported as possible duplicates (difflib's ratio)."""

_NUMERAL = re.compile(r"\b([ivx]+|\d+)\b")

_Place = tuple[str, int | None]


def validate_data(folder: Path, shown_as: str) -> list[Finding]:
    """Every finding about a folder of curated data: its own rules first, then SHACL on the graph it makes.

    Raises SourceError when there is no such folder. Findings of the files themselves (broken YAML, unknown keys, bad
    numbers, duplicate ids, dangling names, lines that nothing cites) leave no graph to check further.
    """
    from kg.maintenance.build import build_graph
    from kg.sources.curated import CuratedSource

    try:
        source = CuratedSource(folder, shown_as)
        graph = build_graph(folder, shown_as=shown_as)
    except DataError as error:
        return list(error.findings)

    def place(node: str) -> _Place:
        return source.locate_node(node.removeprefix(graph.base))

    return [*_near_duplicates(graph, place), *_shacl(graph, place)]


def validate_graph(graph: CareerGraph, file: str) -> list[Finding]:
    """Every finding about an open graph, from the file of this name.

    Raises UsageError for one that is too large: every two labels are compared, and all of it is read by pyshacl.
    """
    size = len(graph.store)
    if size > LARGEST:
        raise UsageError(
            f"{file} holds {size:,} triples, more than the {LARGEST:,} that can be validated in reasonable time",
            "validate the file of one source before it is imported; an import checks what it reads by itself",
        )
    return [*_near_duplicates(graph, lambda _: (file, None)), *_shacl(graph, lambda _: (file, None))]


def _near_duplicates(graph: CareerGraph, place: Callable[[str], _Place]) -> Iterator[Finding]:
    """Labels of one kind that are nearly the same and that no merge or match links."""
    by_kind: dict[str, list[Entity]] = defaultdict(list)
    for entity in graph.entities():
        by_kind[entity.kind].append(entity)
    linked = {frozenset(row.values()) for row in graph.sparql(_LINKED).to_dicts()}
    for entities in by_kind.values():
        for first, second in combinations(entities, 2):
            if _alike(first.label, second.label) and frozenset((first.iri, second.iri)) not in linked:
                message = f"'{first.label}' and '{second.label}' are nearly the same {first.kind}: merge or rename one"
                yield Finding("warning", message, *place(second.iri))


_LINKED = "SELECT ?a ?b { ?a skos:exactMatch|skos:closeMatch|skos:broader ?b }"


def _alike(first: str, second: str) -> bool:
    a, b = first.casefold(), second.casefold()
    if _NUMERAL.sub("", a) == _NUMERAL.sub("", b):
        return a == b  # "ML Engineer I" and "ML Engineer II" differ on purpose
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR


def _shacl(graph: CareerGraph, place: Callable[[str], _Place]) -> list[Finding]:
    import pyshacl
    import rdflib
    from pyoxigraph import RdfFormat, serialize

    content = serialize((quad.triple for quad in graph.store.engine), format=RdfFormat.N_TRIPLES)
    data = rdflib.Graph().parse(data=content, format="nt")
    ontology = rdflib.Graph().parse(resource("ontology/career.ttl"))
    shapes = rdflib.Graph().parse(resource("ontology/shapes.ttl"))
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=ontology, inference="none")
    assert isinstance(results, rdflib.Graph)
    return sorted(
        _findings(results, graph.base, place), key=lambda found: (found.file or "", found.line or 0, found.message)
    )


def _findings(results: rdflib.Graph, base: str, place: Callable[[str], _Place]) -> Iterator[Finding]:
    from rdflib import SH

    words = {SH.Violation: "error", SH.Warning: "warning", SH.Info: "info"}
    for result in set(results.subjects(SH.resultSeverity, None)):
        node = str(results.value(result, SH.focusNode))
        value = results.value(result, SH.value)
        message = "; ".join(sorted(str(text) for text in results.objects(result, SH.resultMessage)))
        shown = f" (here: {value})" if value is not None and str(value) != node else ""
        severity = words.get(results.value(result, SH.resultSeverity), "error")  # type: ignore[call-overload]  # a node
        yield Finding(severity, f"{node.removeprefix(base)}: {message}{shown}", *place(node))
