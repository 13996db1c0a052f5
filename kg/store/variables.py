"""The variables of a SPARQL query: those that no pattern gives a value, and what is selected beside a grouping.

One pass over the words of a query that the engine has read, or refused for its grouping; of nothing else is it asked.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final, NamedTuple

from kg.store.patterns import AGGREGATES, MOST_READ, Token, tokens

_EXPRESSION, _LIST, _GROUP, _EXCLUDED, _TEMPLATE, _DATA, _QUERY = range(7)
"""What brackets hold: an expression, a list of nodes, a group, a group of EXISTS or MINUS, the template of CONSTRUCT,
the rows of VALUES; or a whole query, which has no brackets.
"""

_PARTS: Final = frozenset({"DESCRIBE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"})
"""Words that begin a part of a query in which variables are only used."""


class Selection(NamedTuple):
    """What one SELECT has: the variables and where each stands, those of GROUP BY, whether anything is aggregated.

    ``grouped`` is None without GROUP BY.
    """

    selected: dict[str, int]
    aggregates: list[str]
    grouped: list[str]
    groups: list[str]

    @property
    def not_grouped(self) -> list[str]:
        """The variables that are selected beside an aggregate, or a grouping, and are not grouped by."""
        if not (self.aggregates or self.groups):
            return []
        return [name for name in self.selected if name not in self.grouped]


class Unbound(NamedTuple):
    """A variable that has no value; ``near`` is one with a name like it, ``inside`` is for one of EXISTS or MINUS."""

    name: str
    near: str
    inside: bool

    def __str__(self) -> str:
        if self.inside:
            return f"?{self.name} has values only inside EXISTS or MINUS, which give none to the rest of the query"
        near = f"; did you mean ?{self.near}?" if self.near else ""
        return f"?{self.name} has no value: no pattern of the query binds it{near}"


def unbound(text: str) -> list[Unbound]:
    """The variables that a query uses and nothing in it binds.

    >>> [str(each) for each in unbound("SELECT ?lable { ?role skos:prefLabel ?label }")]
    ['?lable has no value: no pattern of the query binds it; did you mean ?label?']
    """
    if len(text) > MOST_READ:
        return []
    scan = _Scan(text)
    outside, inside = (scan.bound[excluded] for excluded in (False, True))
    found = [name for name in scan.used[False] if name not in outside]
    found += [name for name in scan.used[True] if name not in {*outside, *inside, *found}]
    near = {name: get_close_matches(name, outside, 1) for name in found}
    return [Unbound(name, "".join(near[name]), name in inside) for name in dict.fromkeys(found)]


def selections(text: str) -> list[Selection]:
    """What each SELECT of a query has.

    >>> [each.not_grouped for each in selections("SELECT ?r (COUNT(?s) AS ?n) { ?r ck:requiresSkill ?s }")]
    [['r']]
    """
    return [] if len(text) > MOST_READ else _Scan(text).selections


class _Frame:
    """A pair of brackets that is open, or a query; ``clause`` is the part of it that is being read."""

    def __init__(self, kind: int, selection: Selection | None = None, clause: str = "") -> None:
        self.kind = kind
        self.selection = selection
        self.clause = clause


class _Scan:
    """One pass; what is ``bound`` and ``used`` is kept apart for groups of EXISTS and MINUS (True) and the rest."""

    def __init__(self, text: str) -> None:
        self.bound: dict[bool, dict[str, int]] = {False: {}, True: {}}
        self.used: dict[bool, dict[str, int]] = {False: {}, True: {}}
        self.selections: list[Selection] = []
        self._frames = [_Frame(_QUERY)]
        last = Token("", "")
        for token in tokens(text):
            if token.kind == "var":
                self._variable(token, last)
            elif token.kind == "word":
                self._word(token.text)
            elif token.kind == "sign":
                self._sign(token.text, last.text)
            last = token

    @property
    def _top(self) -> _Frame:
        return self._frames[-1]

    # --- brackets ---------------------------------------------------------------------------------------------------

    def _sign(self, sign: str, last: str) -> None:
        top = self._top
        if sign == "(":
            expression = (top.kind in (_EXPRESSION, _QUERY) or top.clause == "FILTER") and top.clause != "VALUES"
            inside = "AGGREGATE" if last in AGGREGATES or top.clause == "AGGREGATE" else ""
            self._frames.append(_Frame(_EXPRESSION if expression else _LIST, clause=inside))
        elif sign == "{":
            self._frames.append(_Frame(self._kind_of_group(top)))
            top.clause = "BODY"
        elif sign in (")", "}"):
            self._close(sign)

    @staticmethod
    def _kind_of_group(above: _Frame) -> int:
        kinds = {"EXCLUDED": _EXCLUDED, "VALUES": _DATA, "CONSTRUCT": _TEMPLATE}
        return kinds.get(above.clause, _GROUP)

    def _close(self, sign: str) -> None:
        if sign == "}" and self._top.kind == _QUERY and len(self._frames) > 1:  # of a query in a query
            self._frames.pop()
        if len(self._frames) > 1:
            self._frames.pop()
        if sign == ")" and self._top.clause == "FILTER":
            self._top.clause = ""

    # --- words ------------------------------------------------------------------------------------------------------

    def _word(self, word: str) -> None:
        top = self._top
        if word == "SELECT":
            self._select()
        elif word in ("EXISTS", "MINUS"):
            top.clause = "EXCLUDED"
        elif word in ("FILTER", "BIND"):
            top.clause = "FILTER"
        elif word in ("VALUES", "CONSTRUCT"):
            top.clause = word
        elif word == "WHERE":
            top.clause = ""
        elif top.kind == _QUERY and word in _PARTS:
            top.clause = word
        self._note(word)

    def _select(self) -> None:
        selection = Selection({}, [], [], [])
        self.selections.append(selection)
        if self._top.kind == _QUERY and self._top.selection is None:
            self._top.selection, self._top.clause = selection, "SELECT"
        else:
            self._frames.append(_Frame(_QUERY, selection, "SELECT"))

    def _note(self, word: str) -> None:
        """Keep what groups the rows of the query that is being read."""
        query = self._query
        if query.kind == _QUERY and query.selection is not None:
            if word in AGGREGATES:
                query.selection.aggregates.append(word)
            if word in ("GROUP", "HAVING"):
                query.selection.groups.append(word)

    # --- variables --------------------------------------------------------------------------------------------------

    def _variable(self, token: Token, last: Token) -> None:
        top, kinds = self._top, {frame.kind for frame in self._frames}
        in_pattern = top.kind in (_LIST, _GROUP, _EXCLUDED) and _TEMPLATE not in kinds
        gives = in_pattern or last.text == "AS" or (top.kind == _QUERY and top.clause == "VALUES")
        place = self.bound if gives else self.used
        place[_EXCLUDED in kinds].setdefault(token.text, token.start)
        if last.text != "AS":
            self._select_variable(token)

    @property
    def _query(self) -> _Frame:
        """What is being read outside of expressions: a query where that is its head or its end."""
        return next((frame for frame in reversed(self._frames) if frame.kind != _EXPRESSION), self._top)

    def _select_variable(self, token: Token) -> None:
        """Keep a variable that is selected or grouped by."""
        query = self._query
        if query.kind != _QUERY or query.selection is None:
            return
        if query.clause == "GROUP":
            query.selection.grouped.append(token.text)
        elif query.clause == "SELECT" and self._top.clause != "AGGREGATE":
            query.selection.selected.setdefault(token.text, token.start)
