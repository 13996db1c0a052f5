"""The triple patterns that a SPARQL query cannot do without: where one of them matches nothing, the answer is empty.

The engine has accepted the query before, so this reader is brief: what it does not know (RDF 1.2, collections, FROM,
relative IRIs) it refuses to read, and what an answer may lack (OPTIONAL, MINUS, NOT EXISTS, SERVICE, paths of length
zero) it leaves out. What is left is never stricter than the query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Final, NamedTuple, TypeAlias

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from kg.schema import RDF, XSD

MOST_READ: Final = 20_000
"""A longer query is not read, in characters."""

_SYNTAX: Final = r"""(?P<space>\s+|\#[^\n]*)
  | (?P<text>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
      | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
  | <(?P<iri>[^<>"{}|^`\\\x00-\x20]*)>
  | [?$](?P<var>\w+)
  | @(?P<tag>[A-Za-z][A-Za-z0-9-]*)
  | (?P<number>[+-]?(?:\d+\.\d*[eE][+-]?\d+|(?:\d*\.)?\d+(?:[eE][+-]?\d+)?))
  | (?P<blank>_:\w+)
  | (?P<name>(?:[^\W\d_][\w.-]*)?:(?:[\w:%-]|\\.|\.(?=[\w:%-]))*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<sign><<|\^\^|&&|\|\||!=|<=|>=|\{\||.)
"""
"""Compiled when a query is read: that takes longer than loading this module."""

AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
"""The functions that make one value of many."""


class Var(NamedTuple):
    """A variable of a query, or a blank node, whose name is in brackets."""

    name: str


Node: TypeAlias = Var | NamedNode | Literal | BlankNode
"""A part of a pattern; blank nodes come from the graph alone."""


class TriplePattern(NamedTuple):
    """A triple pattern; ``graph`` is the one that it is asked in, None where that is any."""

    subject: Node
    predicate: Node
    value: Node
    graph: NamedNode | None = None

    @property
    def nodes(self) -> tuple[Node, Node, Node]:
        """The three parts."""
        return self.subject, self.predicate, self.value


class Values(NamedTuple):
    """The values that some variables have, by VALUES or by a filter; None in a row is any."""

    variables: tuple[Var, ...]
    rows: tuple[tuple[Node | None, ...], ...]


class Group(NamedTuple):
    """What all must match; of each of ``unions`` one branch. ``comparisons`` are of a variable with a literal."""

    patterns: list[TriplePattern]
    values: list[Values]
    comparisons: list[tuple[Var, Literal]]
    unions: list[list[Group]]


class UnreadableError(Exception):
    """A query that this reader does not know."""


def read_patterns(text: str, prefixes: Mapping[str, str]) -> Group:
    """The group that a query matches. Raises UnreadableError.

    >>> group = read_patterns("ASK { ?r a ck:Role OPTIONAL { ?r ck:salary ?pay } }", {"ck": "http://x/"})
    >>> [(pattern.subject.name, pattern.value.value) for pattern in group.patterns]
    [('r', 'http://x/Role')]
    """
    if len(text) > MOST_READ:
        raise UnreadableError
    try:
        return _Reader(text, prefixes).query()
    except RecursionError:  # hundreds of groups in each other
        raise UnreadableError from None


class Token(NamedTuple):
    """A word, sign or term of a query; keywords are in capitals, variables without their sign."""

    kind: str
    text: str
    start: int = 0


def tokens(text: str) -> Iterator[Token]:
    """The words, signs and terms of a query, without blanks and comments; "end" is the last."""
    for match in re.compile(_SYNTAX, re.VERBOSE | re.DOTALL).finditer(text):
        kind = match.lastgroup or ""
        if kind != "space":
            found = match[kind]
            word = found.upper() if kind == "word" and found not in ("a", "true", "false") else found
            yield Token(kind, word, match.start())
    yield Token("end", "")


class _Reader:
    """A recursive reader; ``_at`` is the place of the next token."""

    def __init__(self, text: str, prefixes: Mapping[str, str]) -> None:
        self._all = list(tokens(text))
        self._at = 0
        self._prefixes = dict(prefixes)
        self._graph: NamedNode | None = None
        self._numbers = count(1)

    # --- tokens -----------------------------------------------------------------------------------------------------

    @property
    def _next(self) -> Token:
        return self._all[min(self._at, len(self._all) - 1)]

    def _take(self) -> Token:
        token = self._next
        if token.kind == "end":
            raise UnreadableError
        self._at += 1
        return token

    def _is(self, *texts: str) -> bool:
        return self._next.kind in ("word", "sign") and self._next.text in texts

    def _skip(self, *texts: str) -> bool:
        found = self._is(*texts)
        self._at += found
        return found

    def _expect(self, text: str) -> None:
        if not self._skip(text):
            raise UnreadableError

    def _balanced(self, opening: str, closing: str) -> list[Token]:
        """The tokens between a pair of brackets, of which the first comes next."""
        self._expect(opening)
        depth = 1
        found: list[Token] = []
        while depth:
            token = self._take()
            if token.kind == "sign":
                depth += (token.text == opening) - (token.text == closing)
            if token.kind == "iri" and found and (found[-1].kind in ("var", "number", "text") or found[-1].text == ")"):
                raise UnreadableError  # it may be two comparisons
            found.append(token)
        return found[:-1]

    def _fresh(self) -> Var:
        return Var(f"[{next(self._numbers)}]")

    # --- queries ----------------------------------------------------------------------------------------------------

    def query(self) -> Group:
        """The group of a whole query."""
        while self._skip("PREFIX"):
            name = self._take().text
            self._prefixes[name.removesuffix(":")] = self._take().text
        form = self._take().text
        if form == "CONSTRUCT" and self._is("{"):
            self._balanced("{", "}")
        group = self._select()
        if group is None:
            raise UnreadableError
        return group

    def _select(self) -> Group | None:
        """The group behind what is selected, with the values after it; None where an empty one still gives a row."""
        words = set()
        while not self._is("{"):
            if self._is("(", ")"):
                words |= {token.text for token in self._balanced("(", ")")}
            elif self._take().text in ("FROM", "BASE", "VERSION"):
                raise UnreadableError
        group = self._group()
        grouped = False
        while not (self._is("}") or self._next.kind == "end"):
            grouped = grouped or self._is("GROUP")
            if self._skip("VALUES"):
                found = self._values()
                if not (grouped or words & AGGREGATES):
                    group.values.append(found)
            elif self._is("("):
                words |= {token.text for token in self._balanced("(", ")")}
            else:
                self._take()
        return group if grouped or self._next.kind == "end" or not words & AGGREGATES else None

    def _group(self) -> Group:
        self._expect("{")
        group = Group([], [], [], [])
        if self._skip("SELECT"):
            inner = self._select()
            self._expect("}")
            return _apart(inner, self._fresh) if inner else group
        while not self._skip("}"):
            if not self._clause(group):
                self._triples(group)
        return group

    def _clause(self, group: Group) -> bool:
        """Read a part of a group that is no triple; whether there was one."""
        if self._is("{"):
            branches = [self._group()]
            while self._skip("UNION"):
                branches.append(self._group())
            group.unions.append(branches)
        elif self._skip("OPTIONAL", "MINUS"):
            self._group()
        elif self._skip("SERVICE"):
            self._skip("SILENT")
            self._take()
            self._group()
        elif self._skip("GRAPH"):
            self._in_graph(group)
        elif self._skip("FILTER"):
            self._filter(group)
        elif self._skip("BIND"):
            self._bind(group, self._balanced("(", ")"))
        elif self._skip("VALUES"):
            group.values.append(self._values())
        else:
            return self._skip(".")
        return True

    def _in_graph(self, group: Group) -> None:
        before, name = self._graph, self._term()
        self._graph = name if isinstance(name, NamedNode) else None
        group.unions.append([self._group()])
        self._graph = before

    def _values(self) -> Values:
        if self._next.kind == "var":
            names, single = [Var(self._take().text)], True
        else:
            names, single = [Var(token.text) for token in self._balanced("(", ")")], False
        self._expect("{")
        rows: list[tuple[Node | None, ...]] = []
        while not self._skip("}"):
            if single:
                rows.append((self._value(),))
                continue
            self._expect("(")
            row = []
            while not self._skip(")"):
                row.append(self._value())
            rows.append(tuple(row))
        return Values(tuple(names), tuple(rows))

    def _value(self) -> Node | None:
        return None if self._skip("UNDEF") else self._term()

    # --- filters ----------------------------------------------------------------------------------------------------

    def _filter(self, group: Group) -> None:
        if self._skip("NOT"):
            self._expect("EXISTS")
            self._group()
        elif self._skip("EXISTS"):
            group.unions.append([self._group()])
        elif self._is("("):
            for condition in _conditions(self._balanced("(", ")")):
                self._condition(group, condition)
        else:
            function = self._take()
            tokens = self._balanced("(", ")")
            if function.text == "SAMETERM":
                self._equal(group, tokens, ",")

    def _condition(self, group: Group, tokens: list[Token]) -> None:
        """Note a condition that gives a variable its values, or compares it with a literal."""
        signs = [token.text for token in tokens]
        if len(tokens) > 3 and tokens[0].kind == "var" and signs[1:3] == ["IN", "("] and signs[-1] == ")":
            found = [self._constant(part) for part in _split(tokens[3:-1], ",")]
            self._restrict(group, Var(signs[0]), found)
        elif signs[:2] == ["SAMETERM", "("]:
            self._equal(group, tokens[2:-1], ",")
        else:
            for sign in ("=", "<", ">", "<=", ">="):
                self._equal(group, tokens, sign)

    def _equal(self, group: Group, tokens: list[Token], sign: str) -> None:
        sides = _split(tokens, sign)
        if len(sides) == 2 and len(sides[1]) == 1 and sides[1][0].kind == "var":
            sides.reverse()
        if len(sides) != 2 or len(sides[0]) != 1 or sides[0][0].kind != "var":
            return
        variable, value = Var(sides[0][0].text), self._constant(sides[1])
        if isinstance(value, Literal):
            group.comparisons.append((variable, value))
        if sign in ("=", ","):
            self._restrict(group, variable, [value])

    @staticmethod
    def _restrict(group: Group, variable: Var, found: list[Node | None]) -> None:
        """Numbers are equal whatever their type, so they are no terms to look for."""
        plain = [node for node in found if isinstance(node, NamedNode) or _is_text(node)]
        if found and len(plain) == len(found):
            group.values.append(Values((variable,), tuple((node,) for node in plain)))

    def _bind(self, group: Group, tokens: list[Token]) -> None:
        """A variable that is bound to a constant has one value."""
        if len(tokens) > 2 and tokens[-2].text == "AS" and (value := self._constant(tokens[:-2])):
            group.values.append(Values((Var(tokens[-1].text),), ((value,),)))

    def _constant(self, tokens: list[Token]) -> Node | None:
        """The term that tokens write, None where they are anything else."""
        part = _Reader("", self._prefixes)
        part._all = [*tokens, Token("end", "")]
        try:
            found = part._term()
        except UnreadableError:
            return None
        return None if part._next.kind != "end" or isinstance(found, Var) else found

    # --- triples ----------------------------------------------------------------------------------------------------

    def _triples(self, group: Group) -> None:
        bracket = self._is("[")
        subject = self._node(group)
        if not (bracket and self._is(".", "}")):
            self._properties(group, subject)

    def _properties(self, group: Group, subject: Node) -> None:
        while True:
            path = self._path()
            while True:
                path(group, subject, self._node(group))
                if not self._skip(","):
                    break
            while self._skip(";"):
                pass
            if self._is(".", "}", "]", "{") or self._clause_follows():
                return

    def _clause_follows(self) -> bool:
        return self._is("OPTIONAL", "MINUS", "SERVICE", "GRAPH", "FILTER", "BIND", "VALUES")

    def _node(self, group: Group) -> Node:
        if not self._skip("["):
            return self._term()
        node = self._fresh()
        if not self._skip("]"):
            self._properties(group, node)
            self._expect("]")
        return node

    def _term(self) -> Node:
        token = self._take()
        match token.kind:
            case "var":
                return Var(token.text)
            case "blank":
                return Var(f"[{token.text}]")
            case "iri" | "name":
                return self._iri(token)
            case "text":
                return self._literal(token.text)
            case "number":
                return _parsed(token.text)
            case "word" if token.text in ("true", "false", "TRUE", "FALSE"):
                return _parsed(token.text.lower())
        raise UnreadableError

    def _literal(self, text: str) -> Literal:
        if self._next.kind == "tag":
            return _parsed(f"{text}@{self._take().text}")
        if self._skip("^^"):
            return _parsed(f"{text}^^<{self._iri(self._take()).value}>")
        return _parsed(text)

    def _iri(self, token: Token) -> NamedNode:
        if token.kind == "iri":
            iri = token.text
        else:
            prefix, colon, local = token.text.partition(":")
            if token.kind != "name" or not colon or prefix not in self._prefixes:
                raise UnreadableError
            iri = self._prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
        try:
            return NamedNode(iri)
        except ValueError:
            raise UnreadableError from None

    # --- paths ------------------------------------------------------------------------------------------------------

    def _path(self) -> _Path:
        """A function that adds what a path between two nodes needs."""
        if self._next.kind == "var":
            return self._step(self._term())
        paths = [self._sequence()]
        while self._skip("|"):
            paths.append(self._sequence())
        return paths[0] if len(paths) == 1 else _any_of(paths)

    def _sequence(self) -> _Path:
        steps = [self._repeated()]
        while self._skip("/"):
            steps.append(self._repeated())
        if len(steps) == 1:
            return steps[0]

        def chain(group: Group, start: Node, end: Node) -> None:
            nodes = [start, *(self._fresh() for _ in steps[1:]), end]
            for step, one, other in zip(steps, nodes, nodes[1:], strict=False):
                step(group, one, other)

        return chain

    def _repeated(self) -> _Path:
        backwards = self._skip("^")
        path = self._primary()
        if self._skip("*", "?"):
            return _anything
        if self._skip("+"):
            path = _first_and_last(path, self._fresh)
        return (lambda group, start, end: path(group, end, start)) if backwards else path

    def _primary(self) -> _Path:
        if self._skip("!"):
            if self._is("("):
                self._balanced("(", ")")
            else:
                self._skip("^")
                self._take()
            return _anything
        if self._skip("("):
            path = self._path()
            self._expect(")")
            return path
        token = self._take()
        is_type = token.kind == "word" and token.text == "a"
        return self._step(NamedNode(RDF.type) if is_type else self._iri(token))

    def _step(self, predicate: Node) -> _Path:
        graph = self._graph
        return lambda group, start, end: group.patterns.append(TriplePattern(start, predicate, end, graph))


_Path: TypeAlias = "Callable[[Group, Node, Node], None]"


def _anything(group: Group, start: Node, end: Node) -> None:
    """A path that may match without any triple that could be named."""


def _first_and_last(step: _Path, fresh: Callable[[], Var]) -> _Path:
    def ends(group: Group, start: Node, end: Node) -> None:
        step(group, start, fresh())
        step(group, fresh(), end)

    return ends


def _any_of(paths: list[_Path]) -> _Path:
    def one_of(group: Group, start: Node, end: Node) -> None:
        branches = []
        for path in paths:
            branch = Group([], [], [], [])
            path(branch, start, end)
            branches.append(branch)
        group.unions.append(branches)

    return one_of


def _apart(group: Group, fresh: Callable[[], Var]) -> Group:
    """The group of a subquery with new variables: one that it does not select is another than that of the query."""
    names: dict[Var, Var] = {}

    def variable(name: Var) -> Var:
        return names.setdefault(name, fresh())

    def new(node: Node) -> Node:
        return variable(node) if isinstance(node, Var) else node

    def renamed(group: Group) -> Group:
        return Group(
            [TriplePattern(new(s), new(p), new(o), graph) for s, p, o, graph in group.patterns],
            [Values(tuple(map(variable, table.variables)), table.rows) for table in group.values],
            [],
            [list(map(renamed, branches)) for branches in group.unions],
        )

    return renamed(group)


def _conditions(tokens: list[Token]) -> list[list[Token]]:
    """The conditions that all must hold, without brackets around them; none where one of several is enough."""
    while len(tokens) > 2 and tokens[0].text == "(" and _closing(tokens) == len(tokens) - 1:
        tokens = tokens[1:-1]
    if len(_split(tokens, "||")) > 1:
        return []
    parts = _split(tokens, "&&")
    return [tokens] if len(parts) == 1 else [found for part in parts for found in _conditions(part)]


def _closing(tokens: list[Token]) -> int:
    """The place of the bracket that closes the first one."""
    depth = 0
    for place, token in enumerate(tokens):
        if token.kind == "sign":
            depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            return place
    return -1


def _split(tokens: list[Token], sign: str) -> list[list[Token]]:
    """The parts between signs that are in no brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token.kind == "sign":
            depth += (token.text in ("(", "{")) - (token.text in (")", "}"))
        if token.kind == "sign" and token.text == sign and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _is_text(node: Node | None) -> bool:
    return isinstance(node, Literal) and (node.language is not None or node.datatype.value == XSD.string)


def _parsed(text: str) -> Literal:
    """The literal that Turtle, which writes literals as SPARQL does, reads. Raises UnreadableError."""
    try:
        [quad] = pyoxigraph.parse(f"<a:a> <a:a> {text} .", format=RdfFormat.TURTLE)
    except (SyntaxError, ValueError):
        raise UnreadableError from None
    if not isinstance(quad.object, Literal):
        raise UnreadableError
    return quad.object
