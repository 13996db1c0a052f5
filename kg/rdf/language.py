"""The language of an answer: which of the labels, and of the other texts, of an entity is shown.

What is asked for in a language is shown in it where it has a text there, else in English, else in the first of the
others. Names are searched in every language.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode

from kg.arguments import plain_text
from kg.errors import UsageError, quoted
from kg.rdf.quads import PlainQuad, Term, node, plain_quads
from kg.schema import SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Store

    from kg.model import Entity


_PREF_LABEL = NamedNode(SKOS.prefLabel)


class Language(NamedTuple):
    """A language by its tag (BCP 47), in lower case.

    >>> french = Language.named("fr")
    >>> [french.rank(tag) for tag in ("fr", "fr-ca", "en", "de", None)]
    [0, 1, 2, 3, 3]
    """

    tag: str = "en"

    @classmethod
    def named(cls, text: str) -> Language:
        """The language of a tag, as it is written in RDF or in a locale. Raises UsageError for what is no tag.

        >>> Language.named("FR"), Language.named("pt_BR.UTF-8"), Language.named("C").tag
        (Language(tag='fr'), Language(tag='pt-br'), 'en')
        """
        tag = re.split(r"[.@]", plain_text("lang", text).strip())[0].replace("_", "-").lower()
        if tag in ("c", "posix"):
            return cls()
        if not re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*", tag):
            raise UsageError(f"{quoted(text)} is no language", "give a tag such as fr, de or pt-BR")
        return cls(tag)

    @property
    def is_english(self) -> bool:
        """Whether it is English, in which the program speaks, too."""
        return self.tag == "en"

    def rank(self, tag: str | None) -> int:
        """How far a text is from being asked for: 0 in the language, 1 in one like it, 2 in English, 3 otherwise."""
        if tag is None:
            return 3
        if tag == self.tag:
            return 0
        if tag.partition("-")[0] == self.tag.partition("-")[0]:
            return 1
        return 2 if tag == "en" else 3

    def rank_of(self, term: Term) -> tuple[int, str]:
        """The order of labels: by language, then by letters."""
        return self.rank(term.language if isinstance(term, Literal) else None), term.value

    def spoken(self, quads: Iterable[PlainQuad]) -> Iterator[PlainQuad]:
        """Quads of one subject without the texts in other languages, where a property has one that is nearer.

        A text without a language is always among them.
        """
        kept = list(quads)
        best: dict[str, int] = {}
        for quad in kept:
            if isinstance(quad.object, Literal) and quad.object.language:
                predicate, rank = quad.predicate.value, self.rank(quad.object.language)
                best[predicate] = min(rank, best.get(predicate, rank))
        for quad in kept:
            tagged = isinstance(quad.object, Literal) and quad.object.language
            if not tagged or self.rank(tagged) == best[quad.predicate.value]:
                yield quad

    def in_query(self, text: str) -> str:
        """A named question that shows English labels, or others where there is none, in this language.

        >>> english = 'NOT EXISTS { ?s skos:prefLabel ?english . FILTER(LANG(?english) = "en") }'
        >>> Language("fr").in_query(f'IF(LANG(?l) = "en", true, {english})')[:37]
        'IF(!BOUND(?l) || LANG(?l) = "fr", tru'
        """
        if self.is_english:
            return text
        tag = self.tag.partition("-")[0]

        def other(found: re.Match[str]) -> str:
            label, subject, predicate = found["label"], found["subject"], found["predicate"]
            there = f'EXISTS {{ {subject} {predicate} ?spoken . FILTER(LANG(?spoken) = "{tag}") }}'
            return f'IF(!BOUND({label}) || LANG({label}) = "{tag}", true, IF({there}, false, {found[0]}))'

        return _ENGLISH.sub(other, text)


_ENGLISH = re.compile(
    r'IF\((?:!BOUND\(\?\w+\) \|\| )?LANG\((?P<label>\?\w+)\) = "en", true, NOT EXISTS'
    r' \{ (?P<subject>\?\w+) (?P<predicate>[\w:]+) \?english \. FILTER\(LANG\(\?english\) = "en"\) \}\)'
)
"""How a named question prefers English labels to others."""


class Labels:
    """The labels of the entities of a store in one language; each is looked up when it is asked for.

    ``found`` and ``lacking`` say whether anything had a label in the language, and whether anything had none.
    """

    def __init__(self, store: Store, language: Language) -> None:
        self._store = store
        self.language = language
        self._known: dict[str, str | None] = {}
        self.found = False
        self.lacking = False

    def label(self, iri: str) -> str | None:
        """The label of an entity; None where it has none."""
        if iri not in self._known:
            quads = plain_quads(self._store.quads_for_pattern(node(iri), _PREF_LABEL, None))
            self.keep(iri, min((self.language.rank_of(quad.object) for quad in quads), default=None))
        return self._known[iri]

    def keep(self, iri: str, ranked: tuple[int, str] | None) -> None:
        """Take note of the best label of an entity, and of how near its language is."""
        self._known[iri] = ranked[1] if ranked else None
        if ranked and ranked[0] < _IN_IT:
            self.found = True
        else:
            self.lacking = True

    def heed(self, rows: Iterable[Iterable[object]]) -> None:
        """Take note of the languages of texts that a query has found."""
        for term in (term for row in rows for term in row) if not self.language.is_english else ():
            if isinstance(term, Literal) and term.language:
                nearer = self.language.rank(term.language) < _IN_IT
                self.found, self.lacking = self.found or nearer, self.lacking or not nearer

    def shown(self, entity: Entity) -> Entity:
        """An entity with its label in the language."""
        if self.language.is_english:
            return entity
        return entity._replace(label=self.label(entity.iri) or entity.label)

    def all_of(self, iris: Iterable[str]) -> Mapping[str, str]:
        """The labels of very many entities, by one pass over those of all: less work than one by one."""
        wanted = {*iris}
        ranks: dict[str, tuple[int, str]] = {}
        for quad in plain_quads(self._store.quads_for_pattern(None, _PREF_LABEL, None)):
            iri, rank = quad.subject.value, self.language.rank_of(quad.object)
            if iri in wanted and (iri not in ranks or rank < ranks[iri]):
                ranks[iri] = rank
        for iri, found in ranks.items():
            self.keep(iri, found)
        return {iri: label for iri, (_, label) in ranks.items()}

    def languages(self) -> list[str]:
        """The languages that entities have labels in, as far as the first thousands of labels show them."""
        quads = plain_quads(islice(self._store.quads_for_pattern(None, _PREF_LABEL, None), _LOOKED_AT))
        return sorted(
            {quad.object.language for quad in quads if isinstance(quad.object, Literal) and quad.object.language}
        )

    @property
    def note(self) -> str | None:
        """What to say of labels that were asked for and are not there; None where there is nothing to say."""
        if self.language.is_english or not self.lacking:
            return None
        if self.found:
            return f"what has no label in the language '{self.language.tag}' is shown in English"
        said = f"no label in the language '{self.language.tag}' was found, so all is in English"
        return f"{said}; there are labels in: {', '.join(self.languages()) or 'none'}"


_LOOKED_AT = 10_000
"""At how many labels it is looked to say which languages there are."""

_IN_IT = 2
"""Labels that rank before this are in the language, or in one like it."""
