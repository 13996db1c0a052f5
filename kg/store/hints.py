"""Hints on a query: variables that nothing binds, terms that the graph does not use, and where nothing was found, why.

A hint is shown by look-ups in the indexes of the engine, of which a limited number is made: what they do not settle is
left unsaid.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.errors import quoted
from kg.rdf.quads import split_iri
from kg.schema import ALL, DCTERMS, INVERSES, PROV, RDF, RDFS, SKOS, XSD
from kg.store.names import NO_FILTER, fold
from kg.store.patterns import Group, Node, TriplePattern, UnreadableError, Values, Var, read_patterns
from kg.store.sparql import named_terms
from kg.store.variables import unbound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pyoxigraph
    from pyoxigraph import DefaultGraph

    from kg.store.names import NameIndex


LOOKUPS: Final = 1_000
"""How many quads and look-ups the hints on one query may take from an engine on disk: about a tenth of a second."""

IN_MEMORY: Final = 20
"""How many times as many an engine in memory may take."""

_SHARE: Final = 4
"""One question of several patterns may take this part of the look-ups, so that some are left for the next."""

_MAX_TERMS: Final = 100
"""How many terms of a query are looked up."""

_MAX_HINTS: Final = 4
"""How many hints are given of one kind."""

_MAX_ROWS: Final = 50
"""A longer list of values in a query is read as any value."""

_SIMILAR: Final = 60
"""How alike (of 100) a term of the same namespace must be to be suggested."""

_VERY_SIMILAR: Final = 75
"""How alike a term of another namespace, or an entity, must be."""

_LABELS: Final = (SKOS.prefLabel, RDFS.label, DCTERMS.title)
"""The properties that give a name; which of them depends on the class."""

_UNTOLD: Final = (RDF.type, PROV.wasDerivedFrom)
"""Properties that are left out where those of a node are listed."""

_LANGUAGES: Final = "en en-us en-gb ar bg cs da de el es et fi fr ga hr hu is it ja lt lv mt nl no pl pt ro ru sk sl sv"
_DATATYPES: Final = "string integer decimal double float boolean date dateTime gYear anyURI int long"
"""The tags and types that a text is tried with."""

_Bound: TypeAlias = "dict[Var, Node]"


class _NoMoreLookupsError(Exception):
    """The number of look-ups is used up."""


def hints(  # what is asked, and of what
    engine: pyoxigraph.Store,
    names: NameIndex | None,
    text: str,
    prefixes: Mapping[str, str],
    *,
    empty: bool,
    graphs: Sequence[NamedNode | DefaultGraph] | None = None,
) -> tuple[str, ...]:
    """Hints on a query that the engine has answered, the most certain first; ``empty``: it found nothing.

    ``names`` are those of a store on disk; a graph in memory is read for them. ``graphs`` are those that were asked, if
    not all.
    """
    lookups = _Lookups(engine, LOOKUPS if names else LOOKUPS * IN_MEMORY, graphs)
    adviser = _Adviser(lookups, names, text, prefixes)
    found = list(map(str, unbound(text)))[:_MAX_HINTS]
    with suppress(_NoMoreLookupsError):
        found += adviser.unknown_terms()
    if empty:
        with suppress(_NoMoreLookupsError, UnreadableError):
            found += adviser.why_empty(read_patterns(text, prefixes))
    return tuple(dict.fromkeys(found))


class _Lookups:
    """An engine from which only so much is read: each look-up and each quad that it gives counts."""

    def __init__(
        self, engine: pyoxigraph.Store, limit: int, graphs: Sequence[NamedNode | DefaultGraph] | None = None
    ) -> None:
        self._engine = engine
        self._graphs: Sequence[NamedNode | DefaultGraph | None] = [None] if graphs is None else graphs
        self.limit = limit
        self._left = limit
        self._share = limit

    def share(self) -> None:
        """Begin a question, which may take a part of what is left."""
        self._share = self._left if self._left < self.limit // _SHARE else self.limit // _SHARE

    def quads(
        self, subject: Node | None, predicate: Node | None, value: Node | None, graph: NamedNode | None = None
    ) -> Iterator[pyoxigraph.Quad]:
        """The quads that match; variables match anything. Raises _NoMoreLookupsError."""
        asked = [None if isinstance(node, Var) else node for node in (subject, predicate, value)]
        if isinstance(asked[0], Literal) or not isinstance(asked[1], NamedNode | None):
            return
        for place in self._graphs if graph is None else [graph]:
            self._count()
            for quad in self._engine.quads_for_pattern(asked[0], asked[1], asked[2], place):
                self._count()
                yield quad

    def has(self, *nodes: Node | None) -> bool:
        """Whether any quad matches subject, predicate and value."""
        subject, predicate, value = nodes
        return next(self.quads(subject, predicate, value), None) is not None

    def is_graph(self, node: NamedNode) -> bool:
        """Whether a graph has this name."""
        self._count()
        return self._engine.contains_named_graph(node)

    def _count(self) -> None:
        self._left -= 1
        self._share -= 1
        if min(self._left, self._share) < 0:
            raise _NoMoreLookupsError

    # --- several patterns -------------------------------------------------------------------------------------------

    def match(self, patterns: Sequence[TriplePattern], values: Sequence[Values] = ()) -> _Match:
        """Whether some nodes match all of these patterns."""
        self.share()
        small = [table for table in values if len(table.rows) <= _MAX_ROWS]
        try:
            found = next(self._solutions(patterns, small, {}), None)
        except _NoMoreLookupsError:
            if self._left < 0:
                raise
            return _Match(True, False, {})
        return _Match(found is not None, True, found or {})

    def _solutions(
        self, patterns: Sequence[TriplePattern], values: Sequence[Values], bound: _Bound
    ) -> Iterator[_Bound]:
        if values:
            for row in values[0].rows:
                merged = _merged(bound, zip(values[0].variables, row, strict=True))
                if merged is not None:
                    yield from self._solutions(patterns, values[1:], merged)
            return
        if not patterns:
            yield bound
            return
        pattern = max(patterns, key=lambda each: _selective(each, bound))
        rest = [each for each in patterns if each is not pattern]
        asked = [bound.get(node, node) if isinstance(node, Var) else node for node in pattern.nodes]
        for quad in self.quads(asked[0], asked[1], asked[2], pattern.graph):
            merged = _merged(bound, zip(pattern.nodes, quad.triple, strict=True))
            if merged is not None:
                yield from self._solutions(rest, (), merged)


class _Match(NamedTuple):
    """Whether patterns match, whether that is certain, and nodes that do."""

    found: bool
    certain: bool
    nodes: _Bound

    @property
    def ruled_out(self) -> bool:
        """Whether it is certain that nothing matches."""
        return self.certain and not self.found

    @property
    def is_shown(self) -> bool:
        """Whether it is certain that something matches."""
        return self.certain and self.found


def _selective(pattern: TriplePattern, bound: _Bound) -> tuple[int, bool]:
    """How much a pattern narrows the search: by its known parts; a class narrows it least."""
    known = sum(_known(node, bound) for node in pattern.nodes)
    return known, pattern.predicate != _TYPE


def _known(node: Node, bound: _Bound) -> bool:
    return not isinstance(node, Var) or node in bound


def _merged(bound: _Bound, pairs: Iterable[tuple[Node, object]]) -> _Bound | None:
    """What is bound with more nodes; None where a variable would have two."""
    merged = dict(bound)
    for node, value in pairs:
        if not isinstance(value, NamedNode | Literal | BlankNode):
            continue  # any value
        if isinstance(node, Var) and merged.setdefault(node, value) != value:
            return None
    return merged


class _Adviser:
    """Makes the hints on one query."""

    def __init__(self, lookups: _Lookups, names: NameIndex | None, text: str, prefixes: Mapping[str, str]) -> None:
        self._lookups = lookups
        self._names = names
        self._terms = named_terms(text, prefixes)
        self._written = {iri: shown for shown, iri in self._terms.items()}
        self._prefixes = prefixes
        self._unknown: set[str] = set()
        self._entities: dict[str, list[str]] = {}

    # --- terms that are used nowhere --------------------------------------------------------------------------------

    def unknown_terms(self) -> Iterator[str]:
        """A hint for each IRI of the query that the graph does not use, with the nearest that it does."""
        for shown, iri in islice(self._terms.items(), _MAX_TERMS):
            if not self._is_known(iri) and len(self._unknown) < _MAX_HINTS:
                self._unknown.add(iri)
                near = self._property_backwards(iri) or self._nearest(shown, iri)
                yield f"{shown} is used nowhere in this graph" + (f"; did you mean {near}?" if near else "")

    def _is_known(self, iri: str) -> bool:
        if iri.startswith(XSD.iri) or any(iri in vocabulary for vocabulary in ALL):
            return True
        try:
            node = NamedNode(iri)
        except ValueError:
            return True  # a relative IRI: the engine judges it
        places: tuple[tuple[Node | None, Node | None, Node | None], ...]
        places = (None, node, None), (node, None, None), (None, None, node)
        return any(self._lookups.has(*place) for place in places) or self._lookups.is_graph(node)

    def _property_backwards(self, iri: str) -> str:
        """The properties whose inverse has this name, as paths: `show` says ^member, and people say listedIn."""
        space, local = split_iri(iri)
        if not any(space == vocabulary.iri for vocabulary in ALL):
            return ""
        found = [NamedNode(forward) for forward, name in INVERSES.items() if name == local]
        return " or ".join(f"^{self._shown(node)}" for node in found if self._lookups.has(None, node, None))

    def _nearest(self, shown: str, iri: str) -> str | None:
        from rapidfuzz import fuzz, process  # only for unknown terms

        space, local = split_iri(iri)
        if space not in self._entities:  # many unknown terms may be of one namespace
            self._entities[space] = self._names.iris_in(space) if self._names else sorted(self._labelled(space))
        groups = (
            ([term for term in self._vocabulary if split_iri(term)[0] == space], _SIMILAR),
            (self._entities[space], _VERY_SIMILAR),
            (self._vocabulary, _VERY_SIMILAR),
        )
        for group, least in groups:
            locals_ = [split_iri(term)[1] for term in group]
            best = process.extractOne(local, locals_, scorer=fuzz.ratio, score_cutoff=least)
            if best is not None:
                near = group[best[2]]
                if not shown.startswith("<") and near.startswith(space):  # with the prefix that the query has for it
                    return f"{shown.partition(':')[0]}:{near.removeprefix(space)}"
                return f"<{near}>" if shown.startswith("<") else self._short(near)
        return None

    @cached_property
    def _vocabulary(self) -> list[str]:
        """The terms of the known vocabularies, and of others as far as they are seen, in order."""
        return sorted({*(iri for vocabulary in ALL for iri in vocabulary), *self._terms_in_use()})

    def _terms_in_use(self) -> set[str]:
        """Properties and classes among the first quads of a graph in memory."""
        if self._names:
            return set()
        found = set()
        for quad in islice(self._lookups.quads(None, None, None), self._lookups.limit // _SHARE):
            found.add(quad.predicate.value)
            if quad.predicate.value == RDF.type and isinstance(quad.object, NamedNode):
                found.add(quad.object.value)
        return found

    def _labelled(self, space: str) -> set[str]:
        """Some entities of a namespace in a graph in memory."""
        quads = islice(self._lookups.quads(None, _LABEL, None), self._lookups.limit // _SHARE)
        subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
        return {iri for iri in subjects if iri.startswith(space)}

    # --- why nothing was found --------------------------------------------------------------------------------------

    def why_empty(self, group: Group) -> list[str]:
        """What of a query matches nothing; no more than can be shown."""
        return [hint for hint in self._faults(group, [], []) if hint][:_MAX_HINTS]

    def _faults(self, group: Group, above: list[TriplePattern], tables: list[Values]) -> list[str]:
        """Why nothing can match a group; an empty text for what another hint says already."""
        patterns, values = above + group.patterns, tables + group.values
        for pattern in group.patterns:
            used = [table for table in values if {*table.variables} & {*pattern.nodes}]
            if self._lookups.match([pattern], used).ruled_out:
                return self._no_match(pattern, used)
        whole = self._lookups.match(patterns, values)
        if whole.ruled_out:
            return [self._no_match_together(patterns, values)]
        if whole.is_shown and (wrong := self._types_differ(group, whole.nodes)):
            return wrong
        for branches in group.unions:
            faults = [self._faults(branch, patterns, values) for branch in branches]
            if all(faults):
                return [hint for found in faults for hint in found]
        return []

    def _types_differ(self, group: Group, nodes: _Bound) -> list[str]:
        """Comparisons of a text with numbers, or of a number with texts."""
        found = []
        for variable, literal in group.comparisons:
            value = nodes.get(variable)
            if isinstance(value, Literal) and _is_number(value) != _is_number(literal):
                what = "numbers" if _is_number(value) else "no numbers"
                found.append(
                    f"?{variable.name} is compared with {self._shown(literal)}, but its values are {what},"
                    f" such as {self._shown(value)}"
                )
        return found

    # --- one pattern that matches nothing ---------------------------------------------------------------------------

    def _no_match(self, pattern: TriplePattern, tables: Sequence[Values]) -> list[str]:
        if any(isinstance(node, NamedNode) and node.value in self._unknown for node in pattern.nodes):
            return [""]
        wanted = [pattern.value] if isinstance(pattern.value, Literal) else []
        for table in tables:
            if pattern.value in table.variables:
                place = table.variables.index(pattern.value)
                wanted += [node for row in table.rows if isinstance(node := row[place], Literal)]
        found = [hint for literal in wanted[:_MAX_HINTS] if (hint := self._other_literal(pattern, literal))]
        return found or [self._nothing_of(pattern, tables)]

    def _nothing_of(self, pattern: TriplePattern, tables: Sequence[Values]) -> str:
        """That a pattern matches nothing, and what is near to it."""
        subject, predicate, value = pattern.nodes
        shown = f"'{self._pattern(pattern)}' matches nothing"
        if isinstance(predicate, Var):
            return shown
        if not self._lookups.has(None, predicate, None):
            backwards = self._property_backwards(predicate.value) if isinstance(predicate, NamedNode) else ""
            near = f"; did you mean {backwards}?" if backwards else ""
            return f"no triple of this graph has {self._shown(predicate)}{near}"
        turned = TriplePattern(value, predicate, subject, pattern.graph)
        if not isinstance(value, Literal) and self._lookups.match([turned], tables).is_shown:
            return f"{shown}; the other way round it does: '{self._pattern(turned)}'"
        if isinstance(subject, NamedNode) and isinstance(value, Var):
            return f"{shown}{self._properties_of(subject, predicate)}"
        if predicate == _TYPE:
            return shown
        values = {self._shown(quad.object) for quad in islice(self._lookups.quads(None, predicate, None), 50)}
        return f"{shown}; values of {self._shown(predicate)} are such as {', '.join(sorted(values)[:3])}"

    def _properties_of(self, node: Node, wanted: Node) -> str:
        """What a node has in place of a property that it lacks: its label, or all properties; or else its classes."""
        if wanted == _TYPE:
            classes = sorted(self._shown(quad.object) for quad in self._lookups.quads(node, _TYPE, None))
            return f"; {self._shown(node)} is a {', '.join(classes)}" if classes else ""
        quads = islice(self._lookups.quads(node, None, None), 100)
        has = sorted({quad.predicate.value for quad in quads} - {*_UNTOLD})
        if isinstance(wanted, NamedNode) and wanted.value in _LABELS:
            has = [iri for iri in has if iri in _LABELS] or has
        if not has:
            return ""
        listed = ", ".join(self._shown(NamedNode(iri)) for iri in has[:_MAX_HINTS])
        return f"; {self._shown(node)} has {listed}{' and others' if len(has) > _MAX_HINTS else ''}"

    # --- literals ---------------------------------------------------------------------------------------------------

    def _other_literal(self, pattern: TriplePattern, literal: Literal) -> str:
        """The literal in place of one that matches nothing, with another tag, type or case; or the IRI it names."""
        subject, predicate, _ = pattern.nodes
        missing = f"{self._shown(predicate)} {self._shown(literal)} matches nothing"
        for value in self._alternatives(pattern, literal):
            if value != literal and self._lookups.has(subject, predicate, value):
                return f"{missing}; the graph has {self._shown(value)}"
        for iri, label in self._called(literal.value):
            if self._lookups.has(subject, predicate, iri):
                return f"{missing}; its values are IRIs: {self._shown(iri)} is called {self._shown(label)}"
        return ""

    def _alternatives(self, pattern: TriplePattern, literal: Literal) -> Iterator[Node]:
        """The same text with another tag or type, as an IRI, and in another case."""
        yield from _other_types(literal.value)
        with suppress(ValueError):
            yield NamedNode(self._terms.get(literal.value, literal.value))
        prefix, colon, local = literal.value.partition(":")
        if colon and prefix in self._prefixes:
            with suppress(ValueError):
                yield NamedNode(self._prefixes[prefix] + local)
        folded = fold(literal.value)
        quads = self._lookups.quads(pattern.subject, pattern.predicate, None)
        for quad in islice(quads, self._lookups.limit // (2 * _SHARE)):
            if isinstance(quad.object, Literal) and fold(quad.object.value) == folded:
                yield quad.object
        for _, label in self._called(literal.value):
            yield label
        for text in dict.fromkeys(change(literal.value) for change in _CASES):
            yield Literal(text)
            yield Literal(text, language=literal.language or "en")

    def _called(self, text: str) -> Iterator[tuple[NamedNode, Literal]]:
        """The entities with this name in any case, and the name as it is written."""
        folded = fold(text)
        if self._names:
            for name in self._names.exact(folded, NO_FILTER)[:_MAX_HINTS]:
                iri = NamedNode(name.entity.iri)
                written = (quad.object for quad in self._lookups.quads(iri, None, None))
                called = (value for value in written if isinstance(value, Literal) and value.value == name.name)
                yield from ((iri, label) for label in islice(called, 1))
            return
        for quad in islice(self._lookups.quads(None, _LABEL, None), self._lookups.limit // (2 * _SHARE)):
            subject, value = quad.subject, quad.object
            if isinstance(subject, NamedNode) and isinstance(value, Literal) and fold(value.value) == folded:
                yield subject, value

    # --- patterns that match nothing together -----------------------------------------------------------------------

    def _no_match_together(self, patterns: list[TriplePattern], values: list[Values]) -> str:
        """The first pattern that nothing matches as well as those before it."""
        before = _Match(True, True, {})
        for number, pattern in enumerate(patterns):
            match = self._lookups.match(patterns[: number + 1], values)
            if match.ruled_out:
                return self._clash(patterns[:number], pattern, values, before)
            before = match if match.is_shown else before
        return ""

    def _clash(self, others: list[TriplePattern], pattern: TriplePattern, values: list[Values], before: _Match) -> str:
        shown = f"'{self._pattern(pattern)}'"
        pair = next((each for each in others if self._lookups.match([each, pattern], values).ruled_out), None)
        with_what = f"'{self._pattern(pair)}'" if pair else "the patterns before it"
        text = f"nothing matches both {with_what} and {shown}" if pair else f"nothing matches {shown} and {with_what}"
        turned = TriplePattern(pattern.value, pattern.predicate, pattern.subject, pattern.graph)
        if not isinstance(pattern.value, Literal) and self._lookups.match([*others, turned], values).is_shown:
            return f"{text}; the other way round it does: '{self._pattern(turned)}'"
        if not isinstance(pattern.subject, Var) or pattern.subject not in before.nodes:
            return text
        node = before.nodes[pattern.subject]
        if pattern.predicate != _TYPE and self._lookups.has(node, pattern.predicate, None):
            other = self._lookups.match([pattern], values).nodes.get(pattern.subject)
            return f"{text}, which {self._shown(other)} matches" if other else text
        return text + self._properties_of(node, pattern.predicate)

    # --- terms as queries write them --------------------------------------------------------------------------------

    def _pattern(self, pattern: TriplePattern) -> str:
        subject, predicate, value = pattern.nodes
        verb = "a" if predicate == _TYPE else self._shown(predicate)
        return f"{self._shown(subject)} {verb} {self._shown(value)}"

    def _shown(self, node: object) -> str:
        match node:
            case Var(name):
                return "[]" if name.startswith("[") else f"?{name}"
            case NamedNode(value=iri):
                return self._written.get(iri) or self._short(iri)
            case Literal(value=text, language=None, datatype=datatype) if datatype.value != XSD.string:
                if datatype.value in (XSD.integer, XSD.boolean, XSD.decimal):
                    return text
                return f"{_in_quotes(text)}^^{self._short(datatype.value)}"
            case Literal(value=text, language=tag):
                return f"{_in_quotes(text)}@{tag}" if tag else _in_quotes(text)
        return str(node)

    def _short(self, iri: str) -> str:
        found = ((prefix, space) for prefix, space in self._prefixes.items() if iri.startswith(space))
        prefix, space = max(found, key=lambda pair: len(pair[1]), default=("", ""))
        return f"{prefix}:{iri[len(space) :]}" if space else f"<{iri}>"


_LABEL: Final = NamedNode(SKOS.prefLabel)
_TYPE: Final = NamedNode(RDF.type)
_CASES: Final[tuple[Callable[[str], str], ...]] = (str.lower, str.upper, str.capitalize, str.title)


def _other_types(text: str) -> Iterator[Literal]:
    for datatype in _DATATYPES.split():
        yield Literal(text, datatype=NamedNode(XSD.iri + datatype))
    for tag in _LANGUAGES.split():
        yield Literal(text, language=tag)


def _is_number(literal: Literal) -> bool:
    return literal.datatype.value in _NUMBERS


_NUMBERS: Final = {XSD.iri + name for name in ("integer", "decimal", "double", "float", "int", "long")}


def _in_quotes(text: str) -> str:
    return str(Literal(quoted(text)[1:-1]))
