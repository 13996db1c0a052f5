"""The names of a large graph on a server: those that may be meant are read, and compared here."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal

from kg.errors import QueryRefusedError
from kg.model.entities import LABEL, Name
from kg.rdf.entities import names_of
from kg.rdf.quads import plain_quads
from kg.schema import ADDING_GRAPHS, KIND_OF_CLASS, RDF, SKOS, VOID
from kg.store.names import NameFilter, NameIndex, fold, name_database, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from kg.model import Entity
    from kg.rdf.reader import GraphReader
    from kg.store.remote import RemoteEngine

_NAMING: Final = (SKOS.notation, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
_NAMED: Final = f"VALUES ?naming {{ {' '.join(map('<{}>'.format, _NAMING))} }} ?s ?naming ?name"
_CLASSES: Final = f"VALUES ?class {{ {' '.join(map('<{}>'.format, KIND_OF_CLASS))} }}"
_DOCUMENT: Final = " ".join(f"FILTER(?class != <{iri}>)" for iri, kind in KIND_OF_CLASS.items() if kind == "document")

_MOST: Final = 5_000
"""To ask for the names of more entities than this takes longer than to read all names."""


class RemoteNames(NameIndex):
    """An index of the names of those entities that have been asked for; it reads those of others when it has to.

    The server finds what may be spelt as a name is, and rather too much; which is meant, is decided here. What depends
    on all names, such as what is near to a misspelt one, has all of them read.
    """

    def __init__(self, remote: RemoteEngine, reader: GraphReader) -> None:
        super().__init__(name_database(()))
        self._remote = remote
        self._reader = reader
        self._known: set[str] = set()
        self._asked: set[tuple[str, ...] | None] = set()  # None: everything

    # --- what a name is compared with ---------------------------------------------------------------------------------

    def exact(self, folded: str, within: NameFilter) -> list[Name]:
        """The names that are spelt so, but for case and accents."""
        self._read(f"^{GAP}{pattern(folded)}" + (f"{GAP}$" if len(folded) <= _LONGEST else ""))
        return super().exact(folded, within)

    def exact_any(self, spellings: Collection[str], within: NameFilter) -> list[Name]:
        """The names that are spelt as one of some folded ones, which have words in common."""
        self._read(*map(pattern, sorted(set[str].intersection(*({*each.split()} for each in spellings)))))
        return super().exact_any(spellings, within)

    def same_words(self, folded: str, within: NameFilter) -> list[Name]:
        """The names of the same words in another form or order, but for codes."""
        self._read(*map(pattern, words(folded).split()))
        return super().same_words(folded, within)

    def containing(self, parts: Sequence[str], within: NameFilter) -> list[Name]:
        """The names that contain all of these parts."""
        self._read(*map(pattern, parts))
        return super().containing(parts, within)

    def starting(self, folded: str, within: NameFilter) -> list[Name]:
        """The names that begin so, the shortest first: labels, then other names."""
        self._read(f"^{GAP}{pattern(folded)}")
        return super().starting(folded, within)

    def beginning(self, folded: str, within: NameFilter) -> list[Name]:
        """The codes that begin so, the shortest first."""
        self._read(f"^{GAP}{pattern(folded)}")
        return super().beginning(folded, within)

    def spellings(self, within: NameFilter) -> list[tuple[int, str, str]]:
        """Every name but codes as its number, its folded spelling and its words."""
        self._read_all()
        return super().spellings(within)

    # --- what is known of entities ------------------------------------------------------------------------------------

    def entity(self, iri: str) -> Entity | None:
        """The entity of an IRI; None where there is none that has a name."""
        self._read_names({iri})
        return super().entity(iri)

    def entities(self, iris: Collection[str], kind: str | None = None) -> list[Entity]:
        """The entities with these IRIs that have a name, or those of a kind."""
        self._read_names(iris)
        return super().entities(iris, kind)

    def source_of(self, iri: str) -> str:
        """The graph that an entity comes from; empty where it is not known."""
        self._read_names({iri})
        return super().source_of(iri)

    def name_counts(self, iris: Collection[str]) -> dict[str, int]:
        """How many names each of these entities has."""
        self._read_names(iris)
        return super().name_counts(iris)

    def codes(self, iris: Iterable[str] | None = None) -> dict[str, str]:
        """The code of each of these entities that has one, or of all by default; of several the first in order."""
        wanted = None if iris is None else {*iris}
        if wanted is not None:
            self._read_names(wanted)
        elif None not in self._asked:
            rows = self._remote.rows(f"?s <{SKOS.notation}> ?code ; a ?class {_CLASSES}", "?s", "?code")
            codes: dict[str, str] = {}
            for iri, code in sorted(rows):
                codes.setdefault(iri, code)
            return codes
        return super().codes(wanted)

    # --- what there is in all -----------------------------------------------------------------------------------------

    def sources(self) -> list[str]:
        """The graphs that entities come from; those of mappings, which have documents alone, are none."""
        if None in self._asked or self._remote.has_unnamed:
            self._read_all()
            return super().sources()
        return [name for name, first in self._first_in.items() if self._remote.has(f"{first} {_DOCUMENT}")]

    def stated_by(self, sources: Collection[str]) -> set[str]:
        """The IRIs of the entities that come from these graphs."""
        if None in self._asked or self._remote.has_unnamed:
            self._read_all()
            return super().stated_by(sources)
        found = (self._remote.rows(self._first_in[name], "?s") for name in sources if name in self._first_in)
        return {iri for rows in found for (iri,) in rows}

    @cached_property
    def _first_in(self) -> dict[str, str]:
        """For each named graph, by name, the pattern of what comes from it: no graph before it states its label."""
        names = {self._reader.bases.graph_name(graph): graph for graph in self._remote.graphs}
        ordered = sorted(names, key=lambda name: (name in ADDING_GRAPHS, name))
        found = {}
        for place, name in enumerate(ordered):
            before = " ".join(f"<{names[other]}>" for other in ordered[:place])
            label = f"?s <{SKOS.prefLabel}>"
            none = f"MINUS {{ VALUES ?before {{ {before} }} GRAPH ?before {{ {label} ?other }} }}" if before else ""
            found[name] = f"GRAPH <{names[name]}> {{ {label} ?label }} ?s a ?class {_CLASSES} {none}"
        return dict(sorted(found.items()))

    def labels(self, kinds: Sequence[str], tiers: Sequence[str] = (LABEL,)) -> list[tuple[str, str, str, str, str]]:
        """The labels of entities of some kinds in some tiers: kind, source, IRI, label and tier of each."""
        self._read_all()
        return super().labels(kinds, tiers)

    def iris(self, kind: str | None = None) -> list[str]:
        """The IRIs of all entities, or of those of a kind."""
        self._read_all()
        return super().iris(kind)

    def iris_in(self, space: str) -> list[str]:
        """The IRIs of the entities that begin with a text, in order."""
        self._read_all()
        return super().iris_in(space)

    def count(self) -> int:
        """How many entities there are."""
        self._read_all()
        return super().count()

    # --- reading ------------------------------------------------------------------------------------------------------

    def _read(self, *patterns: str) -> None:
        """Have the names of all entities that have a name with all of these patterns in it, or with a wide letter."""
        if not patterns or not {None, patterns}.isdisjoint(self._asked):
            return
        if not self._compares_letters:
            self._read_all()
            return
        alike = (f'COALESCE(REGEX(STR(?name), {Literal(f"{each}|{WIDE}")}, "i"), true)' for each in patterns)
        found = self._remote.rows(f"{_NAMED} FILTER({' && '.join(alike)})", "?s")
        self._read_names({iri for (iri,) in found})
        self._asked.add(patterns)

    @cached_property
    def _compares_letters(self) -> bool:
        """Whether regular expressions of the server know letters that are not of ASCII; those of Virtuoso do not."""
        alike = f'REGEX(STR(?name), {Literal(f"^{GAP}{pattern(fold(_TRIED))}")}, "i")'
        wide = f'REGEX(STR(?name), {Literal(WIDE)}, "i")'
        try:
            return any(
                self._remote.rows(f"VALUES ?name {{ {Literal(f'{_TRIED} №')} }} FILTER({alike} && {wide})", "?name")
            )
        except QueryRefusedError:
            return False

    def _read_names(self, iris: Collection[str]) -> None:
        """Have the names of some entities."""
        new = [] if None in self._asked else sorted({*iris} - self._known)
        if len(new) > _MOST:
            self._read_all()
        elif new:
            if not self._known:
                self.add(self._reader.names_of_undescribed())
                self._known.update(self._reader.entities.undescribed)
            quads = plain_quads(self._remote.about(new, (*_NAMING, RDF.type)))
            self.add(names_of((*self._reader.quads(None, VOID.uriSpace), *quads), self._reader.default_name))
            self._known.update(new)

    def _read_all(self) -> None:
        """Have all names."""
        if None not in self._asked:
            self.add(name for name in self._reader.names() if name.entity.iri not in self._known)
            self._asked.add(None)


# --- spellings --------------------------------------------------------------------------------------------------------

_PLAIN: Final = "Έ-Ͽ\u0400-\u0482\u048a-\u052fא-תء-يぁ-ゖァ-ヺ一-鿿"
"""Letters of scripts that are folded to one of the same 256 code points, and to none of ASCII."""

_ANY: Final = f"[^ -~{_PLAIN}]"
"""A letter that may be folded to another, or to nothing."""

GAP: Final = "[^!-~]*"
"""What may stand before and after a name: spaces, signs without a width, accents."""

WIDE: Final = (
    "[¼-¾ÆÞßæþĲĳĿŀŉŒœǄ-ǌǢǣǱ-ǳǼǽ\u037a\u0587\u0675-\u0678\u09cb-\u1c7fᴭẚẞᾀ-ᾯᾲ-ᾴᾷᾼῂ-ῄῇῌῲ-ῴῷῼ‥…″-‷‼⁇-⁉⁗₨℀-℆℉№℠-™℻⅐-Ⅻⅱ-ⅻ↉"
    "∬-∰⑩-⒵⨌⩴-⩶ゟヿ\u3200-\u33ffꟹ가-힣\ufb00-\ufefc\U00010783-\U0001f2ff]"
)
"""A letter that may stand for several. A name with one is compared here."""

_TRIED: Final = "Zoë\u2019s ПЕКАРЬ"
"""A name with letters of several kinds."""

_LONGEST: Final = 40
"""So many letters of a spelling are looked for: engines refuse a regular expression that is much longer."""


def pattern(folded: str) -> str:
    r"""A regular expression that every name has in it which has a text in it when it is folded; of wide letters aside.

    >>> import re
    >>> bool(re.search(pattern("c++ for zoe"), "C++  for ZOË", re.IGNORECASE)), re.search(pattern("cat"), "cart")
    (True, None)
    """
    return "".join(map(_letter, folded[:_LONGEST]))


@cache
def _letter(letter: str) -> str:
    if letter == " ":
        return "[^!-~]+"
    if letter.isascii():
        spelt = f"\\{letter}" if letter in "\\|.-^?*+{}()[]$" else letter
    else:
        first = ord(letter) & ~0xFF
        like = (chr(code) for code in range(first, first + 0x100) if not 0xD800 <= code < 0xE000)
        spelt = f"[{letter}{''.join(each for each in like if each != letter and fold(each) == letter)}]"
    return f"({spelt}{_ANY}*|{_ANY}+)"
