"""SHACL on Oxigraph: the parts that ``ontology/shapes.ttl`` and ``constraints.ttl`` use, for millions of triples.

pyshacl asks rdflib for each node and constraint, which takes thirty times as long: for the public taxonomies half an
hour and more. Here the values of a path are read by one query for all nodes, and each node is looked at in Python. The
rules are those of the file of shapes; one with a part of SHACL that is not known here is refused, never half applied.
The tests compare the results with those of pyshacl.
"""

from __future__ import annotations

import operator
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import Any, Final, NamedTuple, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Variable

from kg.errors import UsageError, quoted
from kg.rdf.datatypes import is_valid
from kg.rdf.quads import Term, plain_quads
from kg.schema import RDF, RDFS, SH

Node: TypeAlias = "Term | BlankNode"

Fault: TypeAlias = "tuple[Node | None, str | None]"
"""A value that does not conform (None: it is about all values together), and a message that is not the shape's."""

Check: TypeAlias = Callable[[Node, "set[Node]"], Iterable[Fault]]
"""Gives the faults of a focus node and its values."""

Table: TypeAlias = "dict[Node, set[Node]]"
"""The values of a path, by node."""


class Result(NamedTuple):
    """A fault of a focus node: the severity (the local name of a class of SHACL), the path and the value, if any."""

    focus: Node
    severity: str
    message: str
    path: str | None = None
    value: Node | None = None


class Shape(NamedTuple):
    """A shape: its path in SPARQL (None for a node shape), its own checks, and the property shapes that it lists."""

    message: str
    severity: str
    path: str | None
    checks: tuple[Check, ...]
    properties: tuple[Node, ...]


class Validator:
    """The shapes of one graph, applied to the union of all graphs of another."""

    def __init__(self, data: Store, shapes: Store) -> None:
        self._data = data
        self._shapes = shapes
        self._terms: dict[Node, Node] = {}
        self._tables: dict[str, Table] = {}
        self._known: dict[Node, Shape] = {}
        self._compared: dict[str, bool] = {}

    def results(self, progress: Callable[[int, int], None] | None = None) -> Iterator[Result]:
        """Every result, each once; ``progress`` is called with the number of focus nodes done, and of all.

        Raises UsageError for shapes that use a part of SHACL which is not known here.
        """
        targets = [(node, self._targets(node)) for node in self._targeted()]
        total, done = sum(len(nodes) for _, nodes in targets), 0
        for shape, _ in targets:
            self.shape(shape)  # what is refused is refused at once
        seen: set[Result] = set()
        for shape, nodes in targets:
            for focus in nodes:
                for result in self.faults(shape, focus):
                    if result not in seen:
                        seen.add(result)
                        yield result
                done += 1
                if progress and (done % _PROGRESS == 0 or done == total):
                    progress(done, total)

    def faults(self, shape: Node, focus: Node) -> Iterator[Result]:
        """What a shape finds in a focus node."""
        found = self.shape(shape)
        values = self.values(found.path).get(focus, _NONE) if found.path else {focus}
        for check in found.checks:
            for value, message in check(focus, values):
                yield Result(focus, found.severity, message or found.message, found.path, value)
        for nested in found.properties:
            for value in values:
                yield from self.faults(nested, value)

    def conforms(self, shape: Node, node: Node) -> bool:
        """Whether a shape finds nothing in a node."""
        return next(self.faults(shape, node), None) is None

    # --- the data ---------------------------------------------------------------------------------------------------

    def values(self, path: str) -> Table:
        """The values of a path of all nodes that have any, read by one query."""
        if path not in self._tables:
            table: Table = defaultdict(set)
            for node, value in self._select(f"SELECT ?node ?value {{ ?node {path} ?value }}"):
                table[self._terms.setdefault(node, node)].add(self._terms.setdefault(value, value))
            self._tables[path] = dict(table)
        return self._tables[path]

    def _select(self, query: str, **bound: Node) -> Any:
        substitutions: dict[Variable, Any] = {Variable(name): node for name, node in bound.items()}
        return self._data.query(query, use_default_graph_as_union=True, substitutions=substitutions)

    def classes(self, iri: Node) -> set[Node]:
        """A class and its subclasses."""
        narrower = self.values(f"^<{RDFS.subClassOf}>+") if self._has_subclasses else {}
        return {iri, *narrower.get(iri, ())}

    @cached_property
    def _has_subclasses(self) -> bool:
        return bool(self.values(f"<{RDFS.subClassOf}>"))

    def in_order(self, first: Node, sign: str, second: Node) -> bool:
        """Whether two values compare so by SPARQL; False for values that do not compare."""
        if not (isinstance(first, Literal) and isinstance(second, Literal)):
            return False
        query = f"ASK {{ FILTER({first} {sign} {second}) }}"
        if query not in self._compared:
            self._compared[query] = bool(self._data.query(query))
        return self._compared[query]

    def solutions(self, constraint: Node, focus: Node) -> Iterator[Fault]:
        """What a SPARQL constraint finds for a focus node: ``$this`` is bound to it, as SHACL has it."""
        message = self._text(constraint)
        found = self._select(self._query(constraint), this=focus)
        names = [variable.value for variable in found.variables]
        for solution in found:
            bound = {name: solution[name] for name in names if solution[name] is not None} | {"this": focus}
            yield bound.get("value", focus), _filled(message, bound)

    # --- the shapes -------------------------------------------------------------------------------------------------

    def all(self, node: Node, predicate: str) -> list[Node]:
        """The objects of a node of the shapes, in order."""
        found = self._shapes.quads_for_pattern(node, NamedNode(predicate), None)  # type: ignore[arg-type]  # no literal
        return sorted((quad.object for quad in plain_quads(found)), key=str)

    def one(self, node: Node, predicate: str) -> Node | None:
        """The only object of a node of the shapes."""
        return next(iter(self.all(node, predicate)), None)

    def listed(self, node: Node) -> list[Node]:
        """The members of a list."""
        found = []
        while node != _NIL:
            found.append(self._required(node, RDF.first))
            node = self._required(node, RDF.rest)
        return found

    def _required(self, node: Node, predicate: str) -> Node:
        found = self.one(node, predicate)
        if found is None:
            raise UsageError(f"the shapes say nothing of <{predicate}> of {node}", "correct the file of shapes")
        return found

    def _text(self, node: Node) -> str:
        return "; ".join(str(message.value) for message in self.all(node, SH.message)) or _short(node)

    def _query(self, constraint: Node) -> str:
        """The query of a constraint with the prefixes that its ontology declares."""
        declared = [
            (self._required(each, SH.prefix), self._required(each, SH.namespace))
            for ontology in self.all(constraint, SH.prefixes)
            for each in self.all(ontology, SH.declare)
        ]
        head = "".join(f"PREFIX {prefix.value}: <{namespace.value}>\n" for prefix, namespace in declared)
        return head + self._required(constraint, SH.select).value

    def _targeted(self) -> list[Node]:
        quads = (quad for name in _TARGETS for quad in self._shapes.quads_for_pattern(None, NamedNode(name), None))
        return sorted({quad.subject for quad in plain_quads(quads)}, key=str)

    def _targets(self, shape: Node) -> set[Node]:
        """The focus nodes of a shape."""
        found = set(self.all(shape, SH.targetNode))
        for iri in self.all(shape, SH.targetSubjectsOf):
            found.update(self.values(str(iri)))
        for iri in self.all(shape, SH.targetObjectsOf):
            found.update(self.values(f"^{iri}"))
        for iri in self.all(shape, SH.targetClass):
            for each in self.classes(iri):
                typed = self._data.quads_for_pattern(None, NamedNode(RDF.type), each)
                found.update(self._terms.setdefault(quad.subject, quad.subject) for quad in plain_quads(typed))
        return found

    def shape(self, node: Node) -> Shape:
        """The shape of a name. Raises UsageError where it uses a part of SHACL that is not known here."""
        if node not in self._known:
            stated = list(plain_quads(self._shapes.quads_for_pattern(node, None, None)))  # type: ignore[arg-type]  # as above
            parts = sorted({quad.predicate.value for quad in stated})
            if RDFS.Class in {quad.object.value for quad in stated if quad.predicate.value == RDF.type}:
                parts.append(f"{SH.iri}targetClass of a class by itself")
            unknown = [
                part for part in parts if part.startswith(SH.iri) and part not in _SAID and part not in _COMPONENTS
            ]
            if unknown:
                names = ", ".join(f"sh:{part.removeprefix(SH.iri)}" for part in unknown)
                raise UsageError(
                    f"the shape {_short(node)} uses {names}, which kg does not check", "use pyshacl for it"
                )
            path = self.one(node, SH.path)
            severity = self.one(node, SH.severity)
            checks = tuple(
                _COMPONENTS[part](self, node, value)
                for part in parts
                if part in _COMPONENTS
                for value in self.all(node, part)
            )
            self._known[node] = Shape(
                self._text(node),
                severity.value.removeprefix(SH.iri) if severity else "Violation",
                None if path is None else self._path(path),
                checks,
                tuple(self.all(node, SH.property)),
            )
        return self._known[node]

    def _path(self, path: Node) -> str:
        """A path in SPARQL."""
        if isinstance(path, NamedNode) and path != _NIL:
            return str(path)
        for predicate, form in _PATHS.items():
            if (inner := self.one(path, predicate)) is not None:
                return form.format(self._path(inner))
        alternatives = self.one(path, SH.alternativePath)
        steps = self.listed(path if alternatives is None else alternatives)
        return f"({('/' if alternatives is None else '|').join(map(self._path, steps))})"


_TRY: Final = "validate with pyshacl, or state it with the parts of SHACL in ontology/shapes.ttl"
"""What to do about a shape that is refused."""

_PROGRESS: Final = 5000
"""After so many focus nodes progress is reported."""

_NONE: Final[set[Any]] = set()
_NIL: Final = NamedNode(RDF.nil)

_TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)

_SAID: Final = {*_TARGETS, SH.path, SH.property, SH.message, SH.severity, SH.flags, SH.name, SH.description} | {
    SH.qualifiedMinCount,
    SH.qualifiedMaxCount,
}
"""What says something of a shape, and is no constraint by itself."""

_PATHS: Final = {
    SH.inversePath: "^({})",
    SH.zeroOrMorePath: "({})*",
    SH.oneOrMorePath: "({})+",
    SH.zeroOrOnePath: "({})?",
}


def _short(node: Node) -> str:
    return str(node.value).rpartition("#")[2]


def _filled(message: str, bound: dict[str, Node]) -> str:
    """A message with the values of the variables that it names."""

    def value(name: re.Match[str]) -> str:
        return str(bound[name[1]].value) if name[1] in bound else name[0]

    return re.sub(r"\{[?$](\w+)\}", value, message)


# --- the components of constraints ------------------------------------------------------------------------------------


def _each(test: Callable[[Node], bool]) -> Check:
    def check(_: Node, values: set[Node]) -> Iterator[Fault]:
        return ((value, None) for value in values if not test(value))

    return check


_FAULT: Final = ((None, None),)
"""A fault of all values together."""


def _count(holds: Callable[[int, int], bool], limit: int, _: Node, values: set[Node]) -> Iterable[Fault]:
    return () if holds(len(values), limit) else _FAULT


def _has_value(wanted: Node, _: Node, values: set[Node]) -> Iterable[Fault]:
    return () if wanted in values else _FAULT


def _unique_language(wanted: Node, _: Node, values: set[Node]) -> Iterable[Fault]:
    if wanted.value != "true":
        return ()
    languages = Counter(value.language for value in values if isinstance(value, Literal) and value.language)
    return [(None, None) for number in languages.values() if number > 1]


def _disjoint(on: Validator, other: Node, focus: Node, values: set[Node]) -> Iterable[Fault]:
    return ((value, None) for value in values & on.values(str(other)).get(focus, _NONE))


def _less(on: Validator, sign: str, other: Node, focus: Node, values: set[Node]) -> Iterable[Fault]:
    """A text that is not valid in its datatype compares with nothing: sh:datatype reports it."""
    others = [each for each in on.values(str(other)).get(focus, _NONE) if _is_value(each)]
    return (
        (value, None)
        for value in values
        if _is_value(value) and not all(on.in_order(value, sign, each) for each in others)
    )


def _is_value(node: Node) -> bool:
    return not isinstance(node, Literal) or is_valid(node)


def _qualified(on: Validator, owner: Node, shape: Node) -> Check:
    least, most = (on.one(owner, name) for name in (SH.qualifiedMinCount, SH.qualifiedMaxCount))

    def check(_: Node, values: set[Node]) -> Iterable[Fault]:
        number = sum(on.conforms(shape, value) for value in values)
        enough = least is None or number >= int(least.value)
        return () if enough and (most is None or number <= int(most.value)) else _FAULT

    return check


def _sparql(on: Validator, owner: Node, constraint: Node) -> Check:
    if on.one(owner, SH.path) is not None:
        raise UsageError(f"the shape {_short(owner)} has a path and sh:sparql, which kg does not check", _TRY)
    return lambda focus, _: on.solutions(constraint, focus)


def _pattern(on: Validator, owner: Node, pattern: Node) -> Check:
    flags = "".join(str(text.value) for text in on.all(owner, SH.flags))
    if flags.strip("i"):
        raise UsageError(f"the shape {_short(owner)} has sh:flags {quoted(flags)}, which kg does not know", _TRY)
    compiled = re.compile(pattern.value, re.IGNORECASE if flags else 0)
    return _each(lambda value: isinstance(value, NamedNode | Literal) and compiled.search(value.value) is not None)


def _length(holds: Callable[[int, int], bool], limit: int) -> Check:
    return _each(lambda value: isinstance(value, NamedNode | Literal) and holds(len(value.value), limit))


def _bound(on: Validator, sign: str, limit: Node) -> Check:
    return _each(lambda value: on.in_order(value, sign, limit))


def _class(on: Validator, iri: Node) -> Check:
    classes = on.classes(iri)
    return _each(lambda value: not classes.isdisjoint(on.values(f"<{RDF.type}>").get(value, _NONE)))


def _datatype(iri: Node) -> Check:
    return _each(lambda value: isinstance(value, Literal) and value.datatype == iri and is_valid(value))


def _some(on: Validator, shapes: Node, holds: Callable[[int, int], bool]) -> Check:
    listed = on.listed(shapes)
    return _each(lambda value: holds(sum(on.conforms(shape, value) for shape in listed), len(listed)))


_KINDS: Final[dict[str, tuple[type, ...]]] = {
    SH.IRI: (NamedNode,),
    SH.Literal: (Literal,),
    SH.BlankNode: (BlankNode,),
    SH.IRIOrLiteral: (NamedNode, Literal),
    SH.BlankNodeOrIRI: (BlankNode, NamedNode),
    SH.BlankNodeOrLiteral: (BlankNode, Literal),
}

_COMPONENTS: Final[dict[str, Callable[[Validator, Node, Node], Check]]] = {
    SH.minCount: lambda _, __, limit: partial(_count, operator.ge, int(limit.value)),
    SH.maxCount: lambda _, __, limit: partial(_count, operator.le, int(limit.value)),
    f"{SH.iri}class": lambda on, _, iri: _class(on, iri),
    SH.datatype: lambda _, __, iri: _datatype(iri),
    SH.nodeKind: lambda _, __, iri: _each(lambda value: isinstance(value, _KINDS[iri.value])),
    f"{SH.iri}in": lambda on, _, values: _each(set(on.listed(values)).__contains__),
    SH.pattern: _pattern,
    SH.minLength: lambda _, __, length: _length(operator.ge, int(length.value)),
    SH.maxLength: lambda _, __, length: _length(operator.le, int(length.value)),
    SH.minInclusive: lambda on, _, limit: _bound(on, ">=", limit),
    SH.minExclusive: lambda on, _, limit: _bound(on, ">", limit),
    SH.maxInclusive: lambda on, _, limit: _bound(on, "<=", limit),
    SH.maxExclusive: lambda on, _, limit: _bound(on, "<", limit),
    SH.hasValue: lambda _, __, wanted: partial(_has_value, wanted),
    SH.uniqueLang: lambda _, __, wanted: partial(_unique_language, wanted),
    SH.disjoint: lambda on, _, other: partial(_disjoint, on, other),
    SH.lessThan: lambda on, _, other: partial(_less, on, "<", other),
    SH.lessThanOrEquals: lambda on, _, other: partial(_less, on, "<=", other),
    SH.node: lambda on, _, shape: _each(lambda value: on.conforms(shape, value)),
    f"{SH.iri}not": lambda on, _, shape: _each(lambda value: not on.conforms(shape, value)),
    f"{SH.iri}and": lambda on, _, shapes: _some(on, shapes, operator.eq),
    f"{SH.iri}or": lambda on, _, shapes: _some(on, shapes, lambda number, _: number > 0),
    SH.xone: lambda on, _, shapes: _some(on, shapes, lambda number, _: number == 1),
    SH.qualifiedValueShape: _qualified,
    SH.sparql: _sparql,
}
"""For each kind of constraint what makes its check, of the validator, the shape and the parameter."""
