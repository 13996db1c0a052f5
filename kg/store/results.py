"""Answers to SPARQL, each with the conversions that fit its form."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, serialize

from kg.errors import QueryLimitError
from kg.schema import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pyoxigraph import QuerySolutions, QueryTriples, Triple

__all__ = ["AskResult", "GraphResult", "QueryResult", "SelectResult", "Term"]

MAX_ROWS = 1_000_000
"""The longest answer: a cross product would otherwise fill the memory before its time is up."""

Term = NamedNode | BlankNode | Literal
_XSD = XSD.iri
_CONVERSIONS: dict[str, Callable[[str], Any]] = {
    f"{_XSD}integer": int,
    f"{_XSD}int": int,
    f"{_XSD}long": int,
    f"{_XSD}decimal": float,
    f"{_XSD}double": float,
    f"{_XSD}float": float,
    f"{_XSD}boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
}
_NUMBER_SIGNS = frozenset("0123456789+-.eEINFaN")
"""The signs of a number in RDF; Python would read 1_000 and other scripts' digits too."""


class QueryResult:
    """The answer to a query; ``warnings`` name terms of the query that the graph does not use."""

    def __init__(self, warnings: tuple[str, ...] = ()) -> None:
        self.warnings = warnings

    def to_dicts(self) -> list[dict[str, Any]]:
        """The answer as rows of plain values."""
        raise TypeError(type(self).__name__)  # each form of answer has its own


class SelectResult(QueryResult):
    """The rows of a SELECT: a term, or None where unbound, for each of ``variables``."""

    def __init__(
        self, warnings: tuple[str, ...], variables: tuple[str, ...], rows: Sequence[Iterable[Term | None]]
    ) -> None:
        super().__init__(warnings)
        self.variables = variables
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.to_dicts())

    def to_dicts(self) -> list[dict[str, Any]]:
        """Each row as a dict of plain values: IRIs and texts as str, numbers and truth values as such, None unbound."""
        names = self.variables
        return [dict(zip(names, map(plain, row), strict=False)) for row in self.rows]

    def to_json(self) -> str:
        """SPARQL 1.1 Query Results JSON."""
        import json

        bindings = [
            {name: _json(term) for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]
        document = {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}
        return json.dumps(document, ensure_ascii=False, indent=2)


class AskResult(QueryResult):
    """The answer to an ASK; true in a condition when it is."""

    def __init__(self, warnings: tuple[str, ...], value: bool) -> None:
        super().__init__(warnings)
        self.value = value

    def __bool__(self) -> bool:
        return self.value

    def to_dicts(self) -> list[dict[str, Any]]:
        """One row with the answer."""
        return [{"answer": self.value}]

    def to_json(self) -> str:
        """SPARQL 1.1 Query Results JSON."""
        import json

        return json.dumps({"head": {}, "boolean": self.value}, indent=2)


class GraphResult(QueryResult):
    """The triples of a CONSTRUCT or DESCRIBE, sorted."""

    def __init__(self, warnings: tuple[str, ...], triples: tuple[Triple, ...]) -> None:
        super().__init__(warnings)
        self.triples = triples

    def __len__(self) -> int:
        return len(self.triples)

    def to_dicts(self) -> list[dict[str, Any]]:
        """A row for each triple: subject, predicate, object."""
        return [
            {"subject": plain(subject), "predicate": plain(predicate), "object": plain(value)}
            for subject, predicate, value in self.triples
        ]

    def to_turtle(self, prefixes: dict[str, str]) -> str:
        """The triples as Turtle, with the prefixes that they use."""
        content = serialize(self.triples, format=RdfFormat.TURTLE, prefixes=prefixes)
        assert content is not None
        lines = content.decode().split("\n")
        used = {line for line in lines if not line.startswith("@prefix ")}
        body = "\n".join(line for line in lines if line in used)
        head = sorted(line for line in lines if line not in used and f"{line.split()[1]}" in body)
        return "\n".join([*head, body.rstrip("\n")])


def plain(term: Term | None) -> Any:
    """A term as Python knows it; a number that its type does not allow stays text."""
    if isinstance(term, Literal):
        if term.language is not None:
            return term.value
        convert = _CONVERSIONS.get(term.datatype.value)
        if convert is None:
            return term.value
        text = term.value.strip(" \t\r\n")
        if convert in (int, float) and not _NUMBER_SIGNS.issuperset(text):
            return term.value
        try:
            return convert(text)
        except (KeyError, ValueError):
            return term.value
    return None if term is None else term.value


def _json(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    table = {"type": "literal", "value": term.value}
    if term.language:
        table["xml:lang"] = term.language
    elif term.datatype.value != XSD.string:
        table["datatype"] = term.datatype.value
    return table


def collected(answer: Any, warnings: tuple[str, ...]) -> QueryResult:
    """An engine's answer, read to its end. Raises QueryLimitError where that is further than MAX_ROWS."""
    if hasattr(answer, "variables"):
        solutions: QuerySolutions = answer
        names = tuple(variable.value for variable in solutions.variables)
        rows = list(islice(solutions, MAX_ROWS + 1))
        if len(rows) > MAX_ROWS:
            raise QueryLimitError(MAX_ROWS)
        return SelectResult(warnings, names, rows)
    if isinstance(answer, bool) or not hasattr(answer, "__iter__"):
        return AskResult(warnings, bool(answer))
    triples: QueryTriples = answer
    found = list(islice(triples, MAX_ROWS + 1))
    if len(found) > MAX_ROWS:
        raise QueryLimitError(MAX_ROWS)
    ordered = sorted(found, key=lambda triple: (str(triple.subject), triple.predicate.value, str(triple.object)))
    return GraphResult(warnings, tuple(ordered))
