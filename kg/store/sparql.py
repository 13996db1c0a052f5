"""SPARQL: the terms of a query text, and the answers, each with the formats that fit its form."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urljoin

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryResultsFormat, Triple

from kg.errors import KGError, SourceError, UsageError
from kg.limits import QUERY_DEPTH, QUERY_LENGTH, QUERY_ROWS
from kg.model.shown import Shown
from kg.rdf.formats import FORMATS, NO_TRIPLE_TERMS, check_xml, serialize
from kg.schema import BASE, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import QuerySolutions


RESULT_FORMATS: Final = {
    "xml": QueryResultsFormat.XML,
    "json": QueryResultsFormat.JSON,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
"""The W3C formats of the answers to SELECT and ASK, by name."""

GRAPH_FORMATS: Final = ("ttl", "nt", "jsonld", "trig", "rdf")
"""The formats of the answers to CONSTRUCT and DESCRIBE, by name."""

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


class QueryResult(Shown):
    """The answer to a query; ``advise`` finds its hints when they are asked for."""

    def __init__(self, advise: Advise | None = None) -> None:
        self._advise = advise

    @cached_property
    def hints(self) -> tuple[str, ...]:
        """What may be wrong with the query: terms that the graph does not use; where nothing was found, why.

        They are found when first read, by a limited number of look-ups in the indexes. A failure gives no hints.

        >>> import kg
        >>> kg.open().sparql('SELECT ?role { ?role skos:prefLabel "MLOps Engineer" }').hints
        ('skos:prefLabel "MLOps Engineer" matches nothing; the graph has "MLOps Engineer"@en',)
        """
        try:
            return self._advise(self) if self._advise else ()
        except (KGError, OSError, RuntimeError, ValueError):  # a damaged store: the answer itself stands
            return ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        raise TypeError(type(self).__name__)  # each form of answer has its own

    def to_dicts(self) -> list[dict[str, Any]]:
        """The answer as rows of plain values."""
        raise TypeError(type(self).__name__)

    def to_json(self) -> str:
        """The answer as JSON."""
        raise TypeError(type(self).__name__)

    def serialize(self, fmt: str) -> str:
        r"""The answer in a format of the W3C, one of RESULT_FORMATS. Raises UsageError for any other.

        >>> import kg
        >>> kg.open().sparql("SELECT (true AS ?yes) (2.50 AS ?number) {}").serialize("csv")
        'yes,number\r\ntrue,2.5\r\n'
        """
        if fmt not in RESULT_FORMATS:
            known = ", ".join(RESULT_FORMATS)
            raise UsageError(f"rows cannot be written as {fmt}", f"use one of {known}, or a CONSTRUCT query")
        text = self.to_json()
        if fmt == "json":
            return text
        results = pyoxigraph.parse_query_results(text, format=QueryResultsFormat.JSON)
        content = results.serialize(format=RESULT_FORMATS[fmt])
        assert content is not None
        written = content.decode()
        return _checked_xml(written) if fmt == "xml" else written


Advise: TypeAlias = "Callable[[QueryResult], tuple[str, ...]]"
"""What finds the hints of an answer."""


def _checked_xml(text: str) -> str:
    """XML in which carriage returns stay what they are. Raises UsageError for a character that XML does not allow."""
    check_xml(text, "the answer", "use -f json, csv or tsv")
    return text.replace("\r", "&#13;")


class SelectResult(QueryResult):
    """The rows of a SELECT: a term, or None where unbound, for each of ``variables``."""

    def __init__(
        self, variables: tuple[str, ...], rows: Sequence[Iterable[Term | None]], advise: Advise | None = None
    ) -> None:
        super().__init__(advise)
        self.variables = variables
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.to_dicts())

    @property
    def is_empty(self) -> bool:
        """Whether there is no row; a single row that counts nothing is none."""
        return not self.rows or (len(self.rows) == 1 and bool(self.variables) and not any(map(plain, self.rows[0])))

    def to_dicts(self) -> list[dict[str, Any]]:
        """Each row as a dict of plain values: IRIs and texts as str, numbers and truth values as such, None unbound."""
        names = self.variables
        return [dict(zip(names, map(plain, row), strict=False)) for row in self.rows]

    def to_json(self) -> str:
        """SPARQL 1.1 Query Results JSON; blank nodes are numbered in the order in which they come."""
        import json

        numbers: dict[str, str] = {}
        bindings = [
            {name: _json(term, numbers) for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]
        document = {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}
        return json.dumps(document, ensure_ascii=False, indent=2)

    def serialize(self, fmt: str) -> str:
        """The rows in a format of the W3C, one of RESULT_FORMATS. Raises UsageError for any other."""
        return self._csv() if fmt == "csv" else super().serialize(fmt)

    def _csv(self) -> str:
        """The texts of the terms; the engine's own CSV does not quote an IRI with a comma."""
        import csv
        import io

        numbers: dict[str, str] = {}
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(self.variables)
        for row in self.rows:
            terms = (_json(term, numbers) if term is not None else {"type": "literal", "value": ""} for term in row)
            writer.writerow(["_:" * (term["type"] == "bnode") + term["value"] for term in terms])
        return buffer.getvalue()


class AskResult(QueryResult):
    """The answer to an ASK; true in a condition when it is."""

    def __init__(self, value: bool, advise: Advise | None = None) -> None:
        super().__init__(advise)
        self.value = value

    def __bool__(self) -> bool:
        return self.value

    @property
    def is_empty(self) -> bool:
        """Whether the answer is no."""
        return not self.value

    def to_dicts(self) -> list[dict[str, Any]]:
        """One row with the answer."""
        return [{"answer": self.value}]

    def to_json(self) -> str:
        """SPARQL 1.1 Query Results JSON."""
        import json

        return json.dumps({"head": {}, "boolean": self.value}, indent=2)


class GraphResult(QueryResult):
    """The triples of a CONSTRUCT or DESCRIBE, sorted."""

    def __init__(self, triples: tuple[Triple, ...], advise: Advise | None = None) -> None:
        super().__init__(advise)
        self.triples = triples

    def __len__(self) -> int:
        return len(self.triples)

    @property
    def is_empty(self) -> bool:
        """Whether there is no triple."""
        return not self.triples

    def to_dicts(self) -> list[dict[str, Any]]:
        """A row for each triple: subject, predicate, object."""
        return [
            {"subject": plain(subject), "predicate": plain(predicate), "object": plain(value)}
            for subject, predicate, value in self.triples
        ]

    def to_json(self) -> str:
        """The triples as JSON-LD."""
        return self.serialize("jsonld")

    def serialize(self, fmt: str, base: str = BASE) -> str:
        """The triples in an RDF format, one of GRAPH_FORMATS; ``base`` is that of the graph's entities.

        Raises UsageError for any other format.

        >>> import kg
        >>> kg.open().sparql("CONSTRUCT { level:mid-level a ck:Level } {}").serialize("nt").split()[0]
        '<https://w3id.org/career-kg/level/mid-level>'
        """
        if fmt not in GRAPH_FORMATS:
            raise UsageError(f"triples cannot be written as {fmt}", f"use one of {', '.join(GRAPH_FORMATS)}")
        quads = (Quad(*triple) for triple in self.triples)
        text = serialize(quads, FORMATS[fmt], base).decode()
        return _without_unused_prefixes(text) if fmt in ("ttl", "trig") else text


def _without_unused_prefixes(text: str) -> str:
    """Turtle or TriG with the prefixes that it uses."""
    lines = text.split("\n")
    head = [line for line in lines if line.startswith("@prefix ")]
    body = "\n".join(lines[len(head) :])
    return "\n".join([*(line for line in head if line.split()[1] in body), body.rstrip("\n")])


def plain(term: Term | None) -> Any:
    """A term as Python knows it; a number that its type does not allow stays text, a blank node begins with ``_:``."""
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
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return None if term is None else term.value


def _json(term: Term, numbers: dict[str, str]) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": numbers.setdefault(term.value, f"b{len(numbers)}")}
    table = {"type": "literal", "value": term.value}
    if term.language:
        table["xml:lang"] = term.language
    elif term.datatype.value != XSD.string:
        table["datatype"] = term.datatype.value
    return table


def collected(answer: Any, advise: Advise | None = None) -> QueryResult:
    """An engine's answer, read to its end.

    Raises LimitError where that is further than QUERY_ROWS, and SourceError for a triple term of RDF 1.2.
    """
    if isinstance(answer, bool) or not hasattr(answer, "__iter__"):
        return AskResult(bool(answer), advise)
    found: list[Any] = list(islice(answer, QUERY_ROWS.most + 1))
    QUERY_ROWS.check(len(found))
    if any(isinstance(term, Triple) for row in found for term in row):
        raise SourceError(f"the answer holds a triple term: {NO_TRIPLE_TERMS}", "leave it out of what is selected")
    if hasattr(answer, "variables"):
        solutions: QuerySolutions = answer
        return SelectResult(tuple(variable.value for variable in solutions.variables), found, advise)
    ordered = sorted(found, key=lambda triple: (str(triple.subject), triple.predicate.value, str(triple.object)))
    return GraphResult(tuple(ordered), advise)


# --- terms of a query -------------------------------------------------------------------------------------------------


_FLAGS: Final = re.VERBOSE | re.DOTALL

_TERM_PATTERN = r"""(?P<skip>\#[^\n]* | \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
          | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | [?$]\w+ | @[A-Za-z][\w-]* | \^\^ | !=)
      | <(?P<iri>[^<>"{}|^`\\\x00-\x20]*)>
      | (?P<name>[^\W\d_][\w.-]*+)?:(?P<local>(?:[\w:%-]|\\.|\.(?=[\w:%-]))*)
      | (?P<word>[^\W\d_][\w.-]*+)
      | (?P<sign>\|\| | && | [][(){}!^|+*/;,-] | \.(?!\d))
    """
"""Compiled when a query is read: that takes longer than loading this module."""


_HAS_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def names_dataset(text: str) -> bool:
    """Whether a query says itself which graphs it is about, with FROM.

    >>> names_dataset("ASK FROM <urn:g> {}"), names_dataset("ASK { ?from ?p 'from' } # from")
    (True, False)
    """
    return any((match["word"] or "").upper() == "FROM" for match in re.finditer(_TERM_PATTERN, text, _FLAGS))


def named_terms(text: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    """The IRIs that a query names, as it writes them (``<...>`` or ``prefix:name``) and in full, in order.

    Its own prefixes come first; the namespaces that it declares are left out.

    >>> named_terms("SELECT * { ?s skos:prefLabel 'a:b' }", {"skos": "http://www.w3.org/2004/02/skos/core#"})
    {'skos:prefLabel': 'http://www.w3.org/2004/02/skos/core#prefLabel'}
    >>> named_terms("BASE <https://example.org/> SELECT * { <a> ?p <urn:b> }", {})
    {'<a>': 'https://example.org/a', '<urn:b>': 'urn:b'}
    """
    known, base = dict(prefixes), BASE
    terms: dict[str, str] = {}
    declaring: str | None = None
    for match in re.finditer(_TERM_PATTERN, text, _FLAGS):
        word, iri = match["word"], match["iri"]
        if match["skip"]:
            continue
        if word:
            declaring = "" if word.upper() in ("PREFIX", "BASE") else None
        elif iri is not None:
            whole = iri if _HAS_SCHEME.match(iri) else urljoin(base, iri)
            if declaring is None:
                terms[f"<{iri}>"] = whole
            elif declaring:
                known[declaring[:-1]] = whole
            else:
                base = whole
            declaring = None
        elif declaring == "":
            declaring = f"{match['name'] or ''}:"
        elif match["name"] is not None or match["local"]:
            namespace = known.get(match["name"] or "")
            local = re.sub(r"\\(.)", r"\1", match["local"])
            if namespace is not None and local:
                terms[f"{match['name'] or ''}:{match['local']}"] = namespace + local
    return terms


# --- size of a query --------------------------------------------------------------------------------------------------


_NESTING = "([{!^|&+*/-:"
"""Without one of these signs, nothing in a query is deeper than before it."""


def check_size(text: str) -> None:
    """Raise LimitError for a query that is too long, or nested so deep that the engine's parser might not survive it.

    >>> check_size("ASK { FILTER(" + "!" * 300 + "true) }")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    kg.errors.LimitError: the query is nested deeper than 250 levels (limit query-depth)
      try: write it flatter: ...
    """
    QUERY_LENGTH.check(len(text))
    most = QUERY_DEPTH.most
    if sum(map(text.count, _NESTING)) > most and any(depth > most for depth in _depths(text)):
        raise QUERY_DEPTH.error()


class _Level:
    """An open bracket: how many groups stand side by side in it, which are joined one by one, and operators likewise.

    ``flat`` are the rows of VALUES, which are not joined.
    """

    def __init__(self, sign: str, *, flat: bool = False) -> None:
        self.sign = sign
        self.holds_groups = sign in ("", "{") and not flat
        self.joined = 0
        self.operators = 0


def _depths(text: str) -> Iterator[int]:
    """How deep a query is nested at each word and sign of it."""
    levels = [_Level("")]
    depth = 0
    keyword = ""
    for match in re.finditer(_TERM_PATTERN, text, _FLAGS):
        last, sign = levels[-1], match["sign"]
        before = last.joined + last.operators
        if match["word"]:
            keyword = match["word"].upper()
            last.operators += keyword.count("-")
        elif sign is None:
            last.joined += keyword == "DESCRIBE" and last.sign == ""
        elif sign in (",", ";") or (sign == "." and last.sign != "("):
            last.operators = 0
        elif sign in ("(", "[", "{"):
            last.joined += last.holds_groups and sign != "["
            levels.append(_Level(sign, flat=sign == "{" and keyword == "VALUES"))
            depth += 1
            keyword = "" if sign == "{" else keyword
        elif sign not in (")", "]", "}", "."):
            last.operators += 1
        elif sign != "." and len(levels) > 1:
            levels.pop()
            depth -= 1 + before
            continue
        depth += last.joined + last.operators - before
        yield depth
