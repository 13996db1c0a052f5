"""Proposals of links between sources, for people to review: entities of one kind with nearly equal names.

An import links equal preferred labels by itself (:mod:`kg.store.linking`). Proposed are pairs whose names differ in
form (plural, order of words, spelling, a remark in brackets), or are alternative labels. docs/stores.md prints the
measure.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations, product
from typing import Final, NamedTuple

from kg.arguments import share
from kg.late import numpy as np
from kg.model.careers import Careers
from kg.model.entities import ALTERNATIVE_LABEL, LABEL
from kg.model.records import Mapping
from kg.rdf.reader import GraphReader
from kg.schema import BUNDLED_GRAPH, LINKED_KINDS, SEMAPV, SKOS
from kg.store.linking import Reviews, home_of, is_short
from kg.store.names import NameIndex, fold, words

DEFAULT_THRESHOLD: Final = 0.9
"""The least confidence of a proposal."""

_TIERS: Final = (LABEL, ALTERNATIVE_LABEL)
"""The names that are compared."""

_ALTERNATIVE: Final = 0.97
"""What the only alternative label of an entity counts, as a share of a preferred one."""

_FURTHER: Final = 0.01
"""By how much less an alternative label counts for each other one: of fifty names many are of parts of an entity."""

_LEAST: Final = 0.85
"""What an alternative label counts at least."""

_WITHOUT_REMARK: Final = 0.95
"""What a label counts without the remark in brackets at its end."""

_MOST: Final = 0.99
"""The highest confidence of a proposal: only a reviewer is certain."""

_NEAR_WORD: Final = 85
"""Similarity in percent at which two words count as one word in two spellings."""

_RAREST: Final = 2
"""By so many of its rarest words a name meets others that it is compared with."""

_FEWEST: Final = 60
"""Similarity of names in percent below which shared neighbours cannot make a proposal."""

_PER_ENTITY: Final = 3
"""How many entities of one source are proposed for an entity at most: the best, and those equal to it."""


_SHOWN: Final = 3
"""How many shared neighbours a comment names."""

_ROWS: Final = 1000
"""How many names are compared with all of a block at once."""


class _Name(NamedTuple):
    """A name of an entity: ``text`` has its words in a fixed order, ``weight`` what it counts, at most 1."""

    iri: str
    source: str
    text: str
    label: str
    weight: float


class _Pair(NamedTuple):
    """Two entities, how alike their names are (0 to 1), and the two names."""

    score: float
    one: _Name
    other: _Name


def propose_links(
    reader: GraphReader,
    names: NameIndex,
    careers: Careers,
    threshold: float = DEFAULT_THRESHOLD,
    sources: Collection[str] = (),
) -> list[Mapping]:
    """Pairs of entities that may be the same, the most confident first; ``sources`` limits them to links of these.

    Left out is what is the same already, by links or mappings, and what a review holds apart. Raises UsageError for a
    threshold that is not from 0 to 1.
    """
    threshold = share("threshold", threshold, "0.9 is the usual one")
    reviews, neighbours = Reviews(reader), _Neighbours(reader, careers)
    best: dict[tuple[str, str], list[tuple[float, _Pair]]] = defaultdict(list)
    for kind in LINKED_KINDS:
        for pair in _pairs(_names(names, kind), threshold, sources):
            confidence = min(
                _MOST, pair.score + (1 - pair.score) / 2 * neighbours.overlap(pair.one.iri, pair.other.iri)
            )
            if confidence >= threshold and not _decided(pair, reviews, careers):
                best[pair.one.iri, pair.other.source].append((confidence, pair))
    kept = [each for found in best.values() for each in _best(found)]
    rows = (_mapping(reader, confidence, pair, neighbours) for confidence, pair in kept)
    return sorted(rows, key=lambda row: (-float(row.confidence or 0), row.subject_label or "", row.subject, row.object))


def _best(found: list[tuple[float, _Pair]]) -> list[tuple[float, _Pair]]:
    most = max(confidence for confidence, _ in found)
    return sorted(each for each in found if each[0] == most)[:_PER_ENTITY]


def _decided(pair: _Pair, reviews: Reviews, careers: Careers) -> bool:
    """Whether two entities are the same already, or a review of either says that they are not."""
    one, other = pair.one, pair.other
    if _canonical(careers, one.iri) == _canonical(careers, other.iri):
        return True
    return reviews.hold_apart(one.iri, other.iri, other.source) or reviews.hold_apart(other.iri, one.iri, one.source)


def _mapping(reader: GraphReader, confidence: float, pair: _Pair, neighbours: _Neighbours) -> Mapping:
    one, other = (reader.entities[name.iri] for name in (pair.one, pair.other))
    shared = [neighbours.careers.label(iri) for iri in sorted(neighbours.shared(one.iri, other.iri))]
    comment = f"{_shown(pair.one, one.label)} and {_shown(pair.other, other.label)}"
    if shared:
        more = f" and {len(shared) - _SHOWN} more" if len(shared) > _SHOWN else ""
        comment += f"; both are linked to {', '.join(shared[:_SHOWN])}{more}"
    return Mapping(
        one.iri,
        SKOS.exactMatch,
        other.iri,
        SEMAPV.CompositeMatching if shared else SEMAPV.LexicalMatching,
        0,
        one.label,
        other.label,
        f"{int(confidence * 100) / 100:.2f}",
        comment,
    )


def _shown(name: _Name, label: str) -> str:
    return f"'{name.label}'" if name.label == label else f"'{name.label}' (of '{label}')"


# --- names that are alike ---------------------------------------------------------------------------------------------


def _names(index: NameIndex, kind: str) -> list[_Name]:
    """The preferred and alternative labels of a kind; a remark in brackets at the end may be left out."""
    rows = [row for row in index.labels([kind], _TIERS) if ":" in row[2]]  # a blank node has no IRI to be linked by
    others = Counter(iri for _, _, iri, _, tier in rows if tier == ALTERNATIVE_LABEL)
    found: dict[tuple[str, str], _Name] = {}
    for _, source, iri, label, tier in rows:
        whole = max(_LEAST, _ALTERNATIVE - _FURTHER * (others[iri] - 1)) if tier == ALTERNATIVE_LABEL else 1.0
        short = is_short(fold(label))  # and stays as it is: "SAS" is no plural, nor "IV" a word
        for text, weight in ((label, whole), (_REMARK.sub("", label), whole * _WITHOUT_REMARK)):
            name = _Name(iri, home_of(source), text if short else words(fold(text)), label, weight)
            if name.text and ((iri, name.text) not in found or found[iri, name.text].weight < weight):
                found[iri, name.text] = name
    return sorted(found.values(), key=lambda name: (name.text, name.source, name.iri))


_REMARK: Final = re.compile(r"\s*\([^()]*\)\s*$")


def _pairs(names: list[_Name], threshold: float, sources: Collection[str]) -> Iterator[_Pair]:
    """The best pair of names of every two entities of different sources whose names are alike enough."""
    best: dict[tuple[str, str], _Pair] = {}
    for *ends, score in _alike(names, threshold):
        one, other = sorted(
            ends, key=lambda name: (name.source not in sources, name.source != BUNDLED_GRAPH, name.source, name.iri)
        )
        if one.source != other.source and (not sources or one.source in sources):
            pair = _Pair(score * one.weight * other.weight, one, other)
            key = one.iri, other.iri
            if key not in best or pair.score > best[key].score:
                best[key] = pair
    yield from best.values()


def _alike(names: list[_Name], threshold: float) -> Iterator[tuple[_Name, _Name, float]]:
    """The names of different sources that are equal but for form, or alike letter by letter; and how alike, 0 to 1."""
    by_text: dict[str, list[_Name]] = defaultdict(list)
    for name in names:
        by_text[name.text].append(name)
    for equal in by_text.values():
        yield from ((one, other, 1.0) for one, other in combinations(equal, 2))
    least = max(_FEWEST, 100 * (2 * threshold - 1))  # shared neighbours can halve what is missing to 1
    for one, other, score in _near(by_text, least):
        yield from ((first, second, score) for first, second in product(by_text[one], by_text[other]))


def _near(by_text: dict[str, list[_Name]], least: float) -> Iterator[tuple[str, str, float]]:
    """The unequal texts of different sources that are alike by ``least`` percent, word by word; each pair once.

    Only texts that share one of their rarest words are compared, and those of one word with each other.
    """
    from rapidfuzz import fuzz, process

    sources = {text: {name.source for name in names} for text, names in by_text.items()}
    seen: set[tuple[str, str]] = set()
    for block in _blocks(by_text):
        for start in range(0, len(block), _ROWS):
            rows = block[start : start + _ROWS]
            scores = process.cdist(rows, block, scorer=fuzz.ratio, score_cutoff=least, dtype=np.uint8)
            for row, column in np.argwhere(scores).tolist():
                one, other = sorted((rows[row], block[column]))
                if one != other and (one, other) not in seen and len(sources[one] | sources[other]) > 1:
                    seen.add((one, other))
                    if _same_words(one, other):
                        yield one, other, fuzz.ratio(one, other) / 100


def _blocks(texts: Iterable[str]) -> list[list[str]]:
    """The texts that share one of the rarest words of each, and those of one word."""
    split = {text: text.split() for text in texts}
    count: dict[str, int] = defaultdict(int)
    for parts in split.values():
        for part in parts:
            count[part] += 1
    blocks: dict[str, list[str]] = defaultdict(list)
    for text, parts in split.items():
        rarest = sorted(set(parts), key=lambda part: (count[part], part))[:_RAREST]
        for key in rarest if len(rarest) > 1 else [""]:
            blocks[key].append(text)
    return [blocks[key] for key in sorted(blocks) if len(blocks[key]) > 1]


def _same_words(one: str, other: str) -> bool:
    """Whether each word of either text is one of the other in some spelling; one with a digit must be the same."""
    first, second = one.split(), other.split()
    return all(_has(second, word) for word in first) and all(_has(first, word) for word in second)


def _has(known: list[str], word: str) -> bool:
    from rapidfuzz import fuzz

    if any(sign.isdigit() for sign in word):
        return word in known
    return any(fuzz.ratio(word, each) >= _NEAR_WORD for each in known)


# --- neighbours -------------------------------------------------------------------------------------------------------


def _canonical(careers: Careers, iri: str) -> str:
    return careers.canonical_role(careers.tree.canonical(iri))


class _Neighbours:
    """What entities are linked to by requirements and broader skills, exact matches as one."""

    def __init__(self, reader: GraphReader, careers: Careers) -> None:
        self.careers = careers
        self._of: dict[str, set[str]] = defaultdict(set)
        for links in reader.link_index().values():
            for subject, objects in links.items():
                for value in objects:
                    self._of[subject].add(_canonical(careers, value))
                    self._of[value].add(_canonical(careers, subject))

    def shared(self, one: str, other: str) -> set[str]:
        """What both are linked to."""
        return self._of.get(one, set()) & self._of.get(other, set())

    def overlap(self, one: str, other: str) -> float:
        """The share of their neighbours that both have, 0 to 1."""
        total = len(self._of.get(one, ())) + len(self._of.get(other, ()))
        return 2 * len(self.shared(one, other)) / total if total else 0.0
