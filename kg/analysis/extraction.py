"""Skills, roles and credentials that a text names, found by the names of a graph; docs/texts.md has the rules.

A name is found where its words are, inflected or in another order; of names that overlap the longest counts. Nothing is
guessed from what is not named.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from kg.analysis.clauses import ITEM, Clauses
from kg.model import Entity
from kg.model.analysis import Extraction, Mention
from kg.model.degrees import read_degree
from kg.model.entities import LABEL, STATED_TIERS, TIERS
from kg.schema import BUNDLED_GRAPH
from kg.sources.text import Document
from kg.store.lookup import without_maker
from kg.store.names import NameFilter, NameIndex, fold, words

KINDS: Final = ("skill", "role", "job-title", "credential")
"""What is looked for."""

_LONGEST: Final = 12
"""How many words a name may have to be looked for."""

_MOST_REORDERED: Final = 6
"""How many words a name may have that is found in another order."""


# --- words ------------------------------------------------------------------------------------------------------------


_TOKEN: Final = re.compile(r"(?:(?<![\w.)])\.(?=[A-Za-z]))?[^\W_]+(?:'[^\W_]+)?(?:[+#]+(?![\w+#]))?|&")
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?[+#]*|&")

_FORMS: Final = (
    *(("isations", "iz"), ("isation", "iz"), ("izations", "iz"), ("ization", "iz"), ("ising", "iz"), ("izing", "iz")),
    *(("ised", "iz"), ("ized", "iz"), ("ise", "iz"), ("ize", "iz"), ("ysis", "ys"), ("ysing", "ys"), ("yzing", "ys")),
    *(("ysed", "ys"), ("yzed", "ys"), ("yse", "ys"), ("yze", "ys"), ("ations", "at"), ("ation", "at")),
    *(("ments", ""), ("ment", ""), ("ings", ""), ("ing", ""), ("ied", "y"), ("ed", "")),
)
"""Endings of English words and what replaces them: forms of a verb, and the noun of what it does.

A stemmer such as Snowball takes more away, so that a manager is management, and an organization is an organ: roles and
skills differ in just these endings.
"""


@lru_cache(1 << 17)
def stem(word: str) -> str:
    """A word without its inflection, the same for a verb and the noun of what it does, in either spelling of English.

    >>> stem("managing"), stem("management"), stem("manages"), stem("manager")
    ('manag', 'manag', 'manag', 'manager')
    >>> stem("visualise") == stem("visualization"), stem("analyses") == stem("analyse"), stem("C++".lower())
    (True, True, 'c++')
    """
    if word.endswith("'s"):
        word = word[:-2]
    if len(word) < 4 or not word.isalpha() or word.endswith("eering"):
        return word
    if word.endswith("ies") and len(word) > 4:
        word = f"{word[:-3]}y"
    elif word.endswith(("sses", "xes", "ches", "shes", "zes")):
        word = word[:-2]
    elif word[-1] == "s" and word[-2] not in "sui":
        word = word[:-1]
    for ending, instead in _FORMS:
        if word.endswith(ending) and len(word) - len(ending) >= (5 if ending.startswith("ment") else 3):
            word = word[: -len(ending)] + instead
            if not instead and word[-1] == word[-2] and word[-1] not in "aeos":
                word = word[:-1]
            break
    word = word.replace("our", "or") if len(word) > 5 else word
    return re.sub("y$", "i", word.removesuffix("e")) if len(word) > 3 else word


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LINKING: Final = _set("a an the of for in on to with by at from your our their its his her my into")
"""Words that may come between those of a name."""

_AND: Final = _set("and or &")

_GENERIC_END: Final = _set(
    "knowledge skill skills experience expertise technique techniques principle principles practice practices"
    " technology technologies software concept concepts rules"
)
"""What a name may end in that a text leaves out: "image processing" for "image processing techniques"."""

_GENERIC_START: Final = _set(
    "use apply perform conduct provide do undertake execute implement practise exercise have show prepare"
)
"""What a name may begin with that a text leaves out: "wound care" for "carry out wound care"."""

_LEFT_OUT: Final = _LINKING | _AND | _GENERIC_END | _GENERIC_START | {"carry", "out", "s"}
"""Words of names that a text may be without."""


class _Token(NamedTuple):
    """A word of a text: where it is, folded, and its stem."""

    start: int
    end: int
    folded: str
    stem: str


_MASKED: Final = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]{1,200}|(?<=\])\([^)\s]{0,500}\)")
"""Addresses of pages and people, which have no names in them."""

_DIVIDED: Final = re.compile(r"-\n[ \t]*")
"""The end of a line within a word."""


def _tokens(text: str) -> list[_Token]:
    """The words of a text; one that is divided at the end of a line is put together."""
    found: list[_Token] = []
    for match in _TOKEN.finditer(_MASKED.sub(lambda address: "\0" * len(address.group()), text)):
        start, word = match.start(), fold(match.group())
        if found and match.group()[0].islower() and _DIVIDED.fullmatch(text, found[-1].end, start):
            before = found.pop()
            start, word = before.start, before.folded + word
        found.append(_Token(start, match.end(), word, stem(word)))
    return found


_PLAIN_SIGNS: Final = str.maketrans("\u2019\u2010\u2011", "'--")
"""Signs that are typed in several ways."""


def _name_words(name: str) -> list[str]:
    return [match.group() for match in _TOKEN.finditer(fold(name.translate(_PLAIN_SIGNS)))]


# --- the names of a graph ---------------------------------------------------------------------------------------------


_SAME, _INFLECTED, _JOINED, _REORDERED, _SHORTENED, _WITHOUT_START = range(6)
"""How a text has a name, the nearest first; shortened at its end, or at its start."""


class _Label(NamedTuple):
    """A name of an entity as text; ``rank`` orders names that fit a text in the same way."""

    entity: Entity
    name: str
    rank: tuple[int, int]
    source: str = ""


class TextNames:
    """The names of the skills, roles and credentials of some sources, to be found in texts.

    Synonyms of roles are not among them: these are what people may type for a role, as "data science" is, and in a
    text they are its subject.
    """

    def __init__(self, index: NameIndex, sources: Sequence[str] = ()) -> None:
        self._index = index
        self._sources = (*sources, BUNDLED_GRAPH)
        spellings = index.spellings(NameFilter(KINDS, tuple(sources)))
        self._frequency = Counter(word for *_, own in spellings for word in own.split())
        self._by_word: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._whole: dict[str, list[int]] = defaultdict(list)
        for number, folded, own in spellings:
            content = [word for word in own.split() if word not in _LEFT_OUT]
            if content:
                self._by_word[stem(min(content, key=self._frequency.__getitem__))].append((number, own))
            if short := without_maker(folded):
                self._whole[short].append(number)
            if len(folded) < _LONGEST_WHOLE:
                self._whole[folded.translate(_TOGETHER)].append(number)

    def extract(self, document: Document) -> Extraction:
        """What a document names."""
        text = _Text(document.text)
        names = _NamesOfText(self._labels(text), self._is_common)
        kept = _supported(text, _not_overlapping(text, names.matches(text)))
        found = [(_mention(document, text, match), len(match.labels) == 1) for match in kept]
        return Extraction(
            document.name,
            tuple(mention for mention, clear in found if clear),
            tuple(mention for mention, clear in found if not clear),
        )

    def _labels(self, text: _Text) -> Iterator[_Label]:
        """The names of which a text has all words that cannot be left out."""
        known = _Known(text)
        numbers = {
            number
            for word in sorted(known.stems)
            for number, own in self._by_word.get(word, ())
            if all(map(known.__getitem__, own.split()))
        }
        numbers.update(number for token in text.tokens for number in self._whole.get(token.folded, ()))
        order = {source: place for place, source in enumerate(self._sources)}
        for name in self._index.numbered(sorted(numbers)):
            tier = TIERS.index(name.tier)
            if name.entity.kind in ("role", "job-title") and name.tier == STATED_TIERS[-1]:
                continue
            rank = tier, order.get(name.source, len(order))
            yield _Label(name.entity, name.name, rank, name.source)
            if name.tier == LABEL and (plain := _QUALIFIER.sub("", name.name)) != name.name:
                yield _Label(name.entity, plain, (tier + 1, rank[1]), name.source)
            if name.tier == LABEL and name.entity.kind == "skill" and (short := without_maker(name.name)):
                yield _Label(name.entity, short, (tier + 1, rank[1]), name.source)

    def _is_common(self, word: str) -> bool:
        """Whether so many names have a word that it says little by itself."""
        return self._frequency[words(word)] > _COMMON


_COMMON: Final = 50
"""In more names than this a word is common: as an alternative label of one entity it is not looked for."""

_TOGETHER: Final = str.maketrans("", "", " -/")
_LONGEST_WHOLE: Final = 30
"""How long a name may be that a text writes as one word."""


class _Known(dict[str, bool]):
    """Whether a text has a word of a name in some form, or the name may be without it."""

    def __init__(self, text: _Text) -> None:
        super().__init__(dict.fromkeys(_LEFT_OUT, True))
        pairs = (one.folded + other.folded for one, other in zip(text.tokens, text.tokens[1:], strict=False))
        spelt = " ".join([*(token.folded for token in text.tokens), *pairs])
        self.stems = {stem(word) for word in words(spelt).split()}

    def __missing__(self, word: str) -> bool:
        self[word] = known = stem(word) in self.stems
        return known


class _NamesOfText:
    """The names that a text may have, by their words."""

    def __init__(self, labels: Iterable[_Label], is_common: Callable[[str], bool]) -> None:
        self._is_common = is_common
        self._ordered: dict[str, list[_Label]] = defaultdict(list)
        self._sorted: dict[str, list[_Label]] = defaultdict(list)
        self._joined: dict[str, list[_Label]] = defaultdict(list)
        self._short: dict[int, dict[str, list[_Label]]] = {
            how: defaultdict(list) for how in (_SHORTENED, _WITHOUT_START)
        }
        self._longest: dict[str, int] = defaultdict(int)
        self._reorderable: set[str] = set()
        for label in labels:
            self._add(label)

    def _add(self, label: _Label) -> None:
        own = _name_words(label.name)
        stems = [stem(word) for word in own]
        if not 0 < len(stems) <= _LONGEST or (len(own) == 1 and label.rank[0] > _PREFERRED and self._is_common(own[0])):
            return
        self._ordered[" ".join(stems)].append(label)
        self._longest[stems[0]] = max(self._longest[stems[0]], len(stems))
        content = [part for part in stems if part not in _LINKING and part not in _AND]
        if 1 < len(content) <= _MOST_REORDERED:
            self._sorted[" ".join(sorted(content))].append(label)
            self._reorderable.update(content)
        if 1 < len(stems) < 4 and len(whole := "".join(own)) > 5:
            self._joined[stem(whole)].append(label)
        if label.rank[0] == _PREFERRED and label.entity.kind == "skill":
            for how, part in _shortened(own):
                if len(part) > 1 or not (part[0] in _ORDINARY or self._is_common(part[0])):
                    self._short[how][" ".join(map(stem, part))].append(label)
                    self._longest[stem(part[0])] = max(self._longest[stem(part[0])], len(part))

    def matches(self, text: _Text) -> Iterator[_Match]:
        """Everything that may be a name, also where it overlaps another one."""
        for first, token in enumerate(text.tokens):
            last = text.reach(first, max(self._longest.get(token.stem, 0), 2))
            stems = [each.stem for each in text.tokens[first : last + 1]]
            for size in range(min(len(stems), self._longest.get(token.stem, 0)), 0, -1):
                key = " ".join(stems[:size])
                yield from self._match(text, first, first + size - 1, self._ordered.get(key, ()), _INFLECTED)
                for how in (_SHORTENED, _WITHOUT_START):
                    yield from self._match(text, first, first + size - 1, self._short[how].get(key, ()), how)
            yield from self._match(text, first, first, self._joined.get(token.stem, ()), _JOINED)
            if len(stems) > 1 and len(whole := token.folded + text.tokens[first + 1].folded) > 6 and whole.isalpha():
                yield from self._match(text, first, first + 1, self._ordered.get(stem(whole), ()), _JOINED)
            yield from self._reordered(text, first)

    def _reordered(self, text: _Text, first: int) -> Iterator[_Match]:
        """Names whose words follow, in any order and with linking words between them."""
        if text.tokens[first].stem not in self._reorderable:
            return
        content: list[str] = []
        for place in range(first, text.reach(first, _MOST_REORDERED + 4) + 1):
            token = text.tokens[place]
            if not text.clauses.same_sentence(text.tokens[first].start, token.start):
                return
            if token.folded in _LINKING or token.folded in _AND:
                continue
            content.append(token.stem)
            if len(content) > _MOST_REORDERED or token.stem not in self._reorderable:
                return
            if len(content) > 1 and (found := self._sorted.get(" ".join(sorted(content)))):
                yield from self._match(text, first, place, found, _REORDERED)

    def _match(self, text: _Text, first: int, last: int, labels: Iterable[_Label], how: int) -> Iterator[_Match]:
        """The best of some names for a stretch of a text, if the text has it as it may be written."""
        written = [token.folded for token in text.tokens[first : last + 1]]
        signs = text.signs(first, last)
        ranked: dict[tuple[int, int, int], dict[str, _Label]] = defaultdict(dict)
        for label in labels:
            own = _name_words(label.name)
            if (signs and signs != _SIGNS.findall(label.name)) or (
                _AND.intersection(written) and not _AND.intersection(own)
            ):
                continue
            form = _SAME if own == written else how
            if form == _SAME or (text.inflects(first, last, label) and not self._is_weak(own, written)):
                ranked[form, *label.rank].setdefault(label.entity.iri, label)
        if ranked:
            best = min(ranked, key=lambda rank: (rank[1] > _PREFERRED, rank))
            if how == _REORDERED and len(ranked[best]) > 1:
                return
            found = [ranked[best][iri] for iri in sorted(ranked[best])]
            yield _Match(first, last, best[0], best[1], tuple(found[:1] if _are_one(found) else found))

    def _is_weak(self, own: list[str], written: list[str]) -> bool:
        """Whether one common word is in another form than the name, but the plural: planning, of the name plan."""
        if len(written) != 1 or len(own) != 1 or not self._is_common(own[0]):
            return False
        return words(own[0]) != words(written[0])


def _are_one(labels: Sequence[_Label]) -> bool:
    """Whether names are one name of one kind, which several sources have once each: no choice is to be made."""
    return (
        len({label.source for label in labels}) == len(labels)
        and len({(label.entity.kind, fold(label.name)) for label in labels}) == 1
    )


_PREFERRED: Final = TIERS.index(LABEL)

_QUALIFIER: Final = re.compile(r"\s+\([^()]*\)$")
"""The end of a label in brackets that says which of several it means: "Python (computer programming)"."""

_SIGNS: Final = re.compile(r"[(),]")


def _shortened(own: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The words of a name without what a text leaves out at its beginning and end."""
    start = 2 if own[:2] == ["carry", "out"] else 1 if own[0] in _GENERIC_START else 0
    end = len(own) - (own[-1] in _GENERIC_END)
    for first, last in sorted({(start, len(own)), (0, end), (start, end)} - {(0, len(own))}):
        part = own[first:last]
        content = [word for word in part if word not in _LEFT_OUT]
        if len(content) > 1 or (len(part) == len(content) == 1 and len(part[0]) > 4):
            yield _WITHOUT_START if first else _SHORTENED, part


# --- a text -----------------------------------------------------------------------------------------------------------


_GAP: Final = re.compile(r"[ \t*_`]*(?:[-–/]|\n[ \t>]*|,[ \t]|[()])?[ \t*_`]*|/")
"""What may be between two words of a name."""

_LONGEST_GAP: Final = 80


class _Match(NamedTuple):
    """Words of a text, from the first to the last, and the names that they fit, by how the text has them."""

    first: int
    last: int
    how: int
    tier: int
    labels: tuple[_Label, ...]


class _Text:
    """A text as words, with what is between them."""

    def __init__(self, text: str) -> None:
        self.text = text.translate(_PLAIN_SIGNS)
        self.tokens = _tokens(self.text)
        self.clauses = Clauses(self.text)

    def reach(self, first: int, most: int) -> int:
        """The last word that a name of at most so many words may have that begins at a word."""
        last = first
        while last + 1 < len(self.tokens) and last - first + 1 < most and self._joins(last):
            last += 1
        return last

    def gap(self, first: int, second: int) -> str:
        """What is between two words."""
        return self.text[self.tokens[first].end : self.tokens[second].start]

    def _joins(self, place: int) -> bool:
        gap = self.gap(place, place + 1)
        if gap == " ":
            return True
        if len(gap) > _LONGEST_GAP or not _GAP.fullmatch(gap):
            return False
        return "\n" not in gap or ITEM.match(self.text, self.tokens[place + 1].start - 2) is None

    def signs(self, first: int, last: int) -> list[str]:
        """The brackets and commas within a stretch of words."""
        return _SIGNS.findall(self.text, self.tokens[first].start, self.tokens[last].end)

    def surface(self, place: int) -> str:
        """A word as written."""
        return self.text[self.tokens[place].start : self.tokens[place].end]

    def inflects(self, first: int, last: int, label: _Label) -> bool:
        """Whether one word is a form of a name in its meaning: "you program" is programming, a program is not.

        Nor is what is electronic electronics.
        """
        own, token = _name_words(label.name), self.tokens[first]
        if first == last and own == [f"{token.folded}s"] and own[0].endswith("ics"):
            return False
        if first != last or not any(word.endswith("ing") and stem(word) == token.stem for word in own):
            return True
        if token.folded.endswith("ing") or (token.folded.endswith("ed") and len(own) == 1):
            return True
        verbs = _BEFORE_VERBS if label.rank[0] > _PREFERRED else _BEFORE_VERBS | _AND
        return len(own) == 1 and first > 0 and self.tokens[first - 1].folded in verbs

    def content(self, match: _Match) -> int:
        """How many words of a match say something."""
        words_of = self.tokens[match.first : match.last + 1]
        return sum(token.folded not in _LINKING and token.folded not in _AND for token in words_of)

    def divides_lines(self, match: _Match) -> bool:
        """Whether words are several whole lines, as entries of a list are."""
        start, end = self.tokens[match.first].start, self.tokens[match.last].end
        if "\n" not in self.text[start:end]:
            return False
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        return not before.strip() and _LINE_END.match(self.text, end) is not None

    def is_dotted(self, match: _Match) -> bool:
        """Whether words are part of a longer one with dots in it, such as Node.js."""
        start, end = self.tokens[match.first].start, self.tokens[match.last].end
        return _DOTTED.search(self.text[max(0, start - 2) : start]) is not None or (
            _DOT_AFTER.match(self.text, end) is not None
        )


_LINE_END: Final = re.compile(r"[ \t]*(?:\n|$)")
_DOTTED: Final = re.compile(r"[^\W_]\.$")
_DOT_AFTER: Final = re.compile(r"\.[a-z0-9]")


_BEFORE_VERBS: Final = _set("to you i we they who can could will would not must should don't cannot")


def _not_overlapping(text: _Text, matches: Iterable[_Match]) -> list[_Match]:
    """The matches with the most words of those that overlap, then preferred labels, the nearest forms, the first."""
    taken: set[int] = set()
    kept = []

    def preference(match: _Match) -> tuple[int, bool, int, int, int]:
        return -text.content(match), match.tier > _PREFERRED, match.how, match.first - match.last, match.first

    for match in sorted(set(matches), key=preference):
        place = range(match.first, match.last + 1)
        if not taken.intersection(place):
            taken.update(place)
            kept.append(match)
    return sorted(kept)


def _mention(document: Document, text: _Text, match: _Match) -> Mention:
    start, end = text.tokens[match.first].start, text.tokens[match.last].end
    status = text.clauses.status(start)
    place = document.place(start)
    named = [label.entity for label in match.labels]
    return Mention(
        named[0],
        " ".join(document.text[start:end].split()),
        match.labels[0].name,
        status.status,
        status.cue,
        place.page,
        place.line,
        place.column,
        _context(document.text, start, end),
        start,
        end,
        tuple(named[1:]),
    )


_SHOWN: Final = 40
"""How many characters before and after a name are shown with it."""


def _context(text: str, start: int, end: int) -> str:
    """The text around a name, from word to word within its paragraph."""
    before = text[max(0, start - _SHOWN) : start].rpartition("\n\n")[2]
    after = text[end : end + _SHOWN].partition("\n\n")[0]
    if start > _SHOWN and len(before) == _SHOWN:
        before = "…" + before.partition(" ")[2]
    if end + _SHOWN < len(text) and len(after) == _SHOWN:
        after = after.rpartition(" ")[0] + "…"
    return " ".join(f"{before}{text[start:end]}{after}".split())


# --- names that are ordinary words too --------------------------------------------------------------------------------


_ORDINARY: Final = _set(
    "access action ada ant apex arc assembly atlas basic blender bootstrap camel chef cocoa crystal dart dash domain"
    " director eclipse elixir ember excel express falcon flash flask flow forth go groovy hive ink julia less light"
    " logo lotus magic maple master mercury mocha model models nest numbers oracle outlook pages pig play point"
    " processing publisher puppet react rest ruby rust sage salt sap scheme scratch seed shell sketch slack snap"
    " snowflake spark spring storm swift teams titan transformer transformers visual word"
)
"""Words of everyday English that products and languages are named after."""

_CUES: Final = _set(
    "programming language languages code coding script scripts scripting developer development framework library"
    " libraries software package packages program tool tools skills"
)
_USING: Final = frozenset(map(stem, ("use", "used", "using")))
"""Before a name they say that it is a tool."""

_DEGREE_CUES: Final = _set("degree in of hons honours programme")

_AROUND: Final = 15
"""Among how many words before and after a name another one is looked for."""

_NEAR: Final = 60
"""Within how many characters another skill supports a name that is an ordinary word too."""


def _supported(text: _Text, matches: list[_Match]) -> list[_Match]:
    """The matches without those of short names and ordinary words that nothing near them supports."""
    taken = {place for match in matches for place in range(match.first, match.last + 1)}
    sure: dict[int, _Match] = {}
    doubtful = []
    for match in matches:
        if (
            _is_word_of_maker(text, match)
            or text.divides_lines(match)
            or text.is_dotted(match)
            or _is_of_longer_name(text, match, taken)
        ):
            continue
        if _is_doubtful(text, match):
            doubtful.append(match)
        else:
            sure |= dict.fromkeys(range(match.first, match.last + 1), match)
    for some in (doubtful, doubtful[::-1], doubtful):  # a list of such names is supported from either end
        for match in some:
            near = {sure[place] for place in range(match.first - _AROUND, match.last + _AROUND) if place in sure}
            if match.first not in sure and _has_support(text, match, near):
                sure[match.first] = match
    return sorted(set(sure.values()))


def _is_doubtful(text: _Text, match: _Match) -> bool:
    """Whether a match needs support: a name of one or two letters, an acronym or a word in another case."""
    if match.first != match.last:
        return False
    name, written = match.labels[0].name, text.surface(match.first)
    if len(name) < 3:
        return True
    if without_maker(match.labels[0].entity.label) == name:
        return not _capital_says_it(text, match.first)
    if text.tokens[match.first].folded in _ORDINARY:
        return not (name[0].isupper() and written == name and _capital_says_it(text, match.first))
    return name.isupper() and len(name) < 5 and written != name


_MICROSOFT: Final = "MS"
"""What people write before the names of its products."""


def _is_word_of_maker(text: _Text, match: _Match) -> bool:
    """Whether a word is not written as the product that has the maker's name before it: excel, of Microsoft Excel."""
    short = without_maker(match.labels[0].entity.label)
    return bool(short) and match.labels[0].name == short and text.surface(match.first) != short


def _is_of_longer_name(text: _Text, match: _Match, taken: set[int]) -> bool:
    """Whether one word is a part of a name that is not known, as Google is of Google Analytics; BSc is of none."""
    written = text.surface(match.first)
    if match.first != match.last or match.tier <= _PREFERRED or not written[0].isupper() or read_degree(written):
        return False
    beside = [place for place in (match.first - 1, match.first + 1) if 0 <= place < len(text.tokens)]
    return any(
        text.surface(place)[0].isupper()
        and text.surface(place) != _MICROSOFT
        and place not in taken
        and text.gap(*sorted((place, match.first))) == " "
        and not text.clauses.begins_sentence(text.tokens[place].start)
        for place in beside
    )


def _capital_says_it(text: _Text, place: int) -> bool:
    """Whether a word has a capital because it is a name: not at the beginning of a sentence, nor in a title."""
    if text.clauses.begins_sentence(text.tokens[place].start):
        return False
    around = [text.surface(each) for each in (place - 1, place + 1) if 0 <= each < len(text.tokens)]
    return not any(word[0].isupper() and word != _MICROSOFT for word in around)


def _has_support(text: _Text, match: _Match, near: Iterable[_Match]) -> bool:
    """Whether a name that is an ordinary word too is written like a name, beside another one or a word for its kind."""
    label, token = match.labels[0], text.tokens[match.first]
    written = text.surface(match.first)
    if len(label.name) < 3 and (written != label.name or _is_part(text.text, token)):
        return False
    if label.entity.kind == "credential":
        after = text.tokens[match.last + 1 : match.last + 2]
        return bool(after) and after[0].folded in _DEGREE_CUES
    if written == label.name and _is_used(text, match):
        return True
    around = text.tokens[max(0, match.first - 2) : match.last + 3]
    if written != written.lower() and any(each.folded in _CUES for each in around):
        return True
    listed = match.tier > _PREFERRED or (label.name != label.name.lower() and written == written.lower())
    return any(_is_beside(text, match, other, listed) for other in near if other.labels[0].entity.kind == "skill")


def _is_used(text: _Text, match: _Match) -> bool:
    """Whether a skill is what somebody uses: "we use R"."""
    if match.first == 0 or match.labels[0].entity.kind != "skill" or text.gap(match.first - 1, match.first) != " ":
        return False
    return text.tokens[match.first - 1].stem in _USING


def _is_part(text: str, token: _Token) -> bool:
    """Whether a short name is part of a longer word, such as R&D or C-level."""
    before, after = text[max(0, token.start - 1) : token.start], text[token.end : token.end + 2]
    return before in tuple("&-'._@") or (after[:1] in tuple("&-'_@") and after[1:].isalnum())


def _is_beside(text: _Text, one: _Match, other: _Match, listed: bool) -> bool:
    """Whether two matches are near each other in one sentence, or next to each other in a list."""
    first, second = sorted((one, other))
    start, end = text.tokens[first.last].end, text.tokens[second.first].start
    if listed:
        return _LISTED.fullmatch(text.text, start, end) is not None
    return end - start <= _NEAR and text.clauses.same_sentence(start, end)


_LISTED: Final = re.compile(r"\s*[,/&(;]\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+")
"""What is between two names in a list."""
