"""Finding an entity by what people call it: id, label, alternative label, synonym, and at last a near spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.errors import AmbiguousNameError, UnknownNameError
from kg.model.entities import TIERS, Entity, Name
from kg.rdf.reader import GraphReader
from kg.schema import BUNDLED_GRAPH, RDF, SKOS
from kg.store.names import NameFilter, NameIndex, fold, words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

__all__ = ["Hit", "Lookup", "Resolution", "members"]

_NEAR = 0.86
"""Similarity at which a misspelt name is accepted as a label: some two wrong letters in a dozen."""

_NEAR_WORDS = 0.9
"""How alike its words must be in another order: sorted words have more letters in common by chance."""

_NEAR_WORD = 0.75
"""Similarity at which a single word counts as one of a label, to suggest that label."""

_SUGGESTED = 0.65
"""How alike a label must be to be suggested for an unknown name, unless it has half of the name's words."""

_LONGEST = 400
"""How many letters a name may have to be compared with others letter by letter."""

_HALF = 0.5
"""The share of a name's words that a label must contain to be suggested."""

_LOOKED_AT = 100
"""Among how many names that are alike the best are chosen."""


class Resolution(NamedTuple):
    """How a name was interpreted: the entity, the tier, the label that matched, and the source of that.

    ``other_sources`` are those that have an entity of this name too.
    """

    name: str
    entity: Entity
    tier: str
    label: str
    source: str = ""
    other_sources: tuple[str, ...] = ()

    @property
    def note(self) -> str | None:
        """A note for the user; None where the name is the entity's own label or id, and no other source has it."""
        if self.tier in TIERS[:2] and not self.other_sources:
            return None
        through = "" if self.label == self.entity.label else f" for '{self.label}'"
        how = {TIERS[1]: "", TIERS[4]: f" ({self.tier}{through})"}.get(self.tier, f" ({self.tier})")
        read = f"interpreted '{self.name}' as the {self.entity.kind.replace('-', ' ')} '{self.entity.label}'{how}"
        if not self.other_sources:
            return read
        choices = " or ".join(f"--source {source}" for source in self.other_sources)
        return f"{read}; it comes from {self.source}; use {choices} for the entry of the other source"


class Hit(NamedTuple):
    """One result of a search: the entity, the label that matched, its tier, and the source that it comes from."""

    entity: Entity
    label: str
    tier: str
    source: str = ""


class Lookup:
    """All names of a graph: ``named`` gives the entity with an IRI or id, ``index`` those with other names."""

    def __init__(self, named: Callable[[str], Entity | None], index: NameIndex) -> None:
        self._named = named
        self._index = index

    def resolve(self, name: str, kinds: Collection[str] = (), sources: Sequence[str] = ()) -> Resolution:
        """The one entity that a name stands for, of one of ``kinds`` and from one of ``sources`` (any, if empty).

        Where several sources have one in the same tier, the first of ``sources`` decides, or the bundled graph. Raises
        UnknownNameError with up to three suggestions, and AmbiguousNameError when several entities answer to the name
        in the first tier that has any.
        """
        wanted = name.strip()
        entity = self._named(wanted.strip("<>"))
        if entity is not None and (not kinds or entity.kind in kinds):
            return Resolution(name, entity, TIERS[0], entity.id)
        folded, within = fold(wanted), NameFilter(tuple(kinds), tuple(sources))
        everywhere = self._index.exact(folded, NameFilter(tuple(kinds))) if folded else []
        exact = [found for found in everywhere if not sources or found.source in sources]
        for tier in TIERS[1:4]:
            if found := self._one(name, [each for each in exact if each.tier == tier], sources):
                others = {each.source for each in everywhere} - {found.source}
                return found._replace(other_sources=tuple(sorted(others)))
        other = (
            next((each.entity for each in everywhere or self._index.exact(folded, NameFilter())), None)
            if folded
            else None
        )
        # A name that is spelt right, of another kind, is no misspelling of this one.
        if other is None and folded and (found := self._one(name, self._near(folded, within), sources)):
            return found._replace(tier=TIERS[4])
        source = everywhere[0].source if everywhere else None
        raise UnknownNameError(name, tuple(kinds), self._suggestions(folded, within), other, source)

    def known(self, name: str, kinds: Collection[str] = ()) -> Entity | None:
        """The one entity that a name stands for, None when there is none or more than one."""
        try:
            return self.resolve(name, kinds).entity
        except (AmbiguousNameError, UnknownNameError):
            return None

    @staticmethod
    def _one(name: str, found: Sequence[Name], sources: Sequence[str]) -> Resolution | None:
        """The match of names in one tier; one of the first source that has any."""
        for source in sources or (BUNDLED_GRAPH,):
            found = [each for each in found if each.source == source] or found
            if {each.source for each in found} == {source}:
                break
        by_iri = {each.entity.iri: each for each in found}
        if len(by_iri) > 1:
            candidates = sorted(by_iri.values(), key=lambda each: (each.entity.kind, each.entity.id))
            raise AmbiguousNameError(
                name, [each.entity for each in candidates], sorted({each.source for each in candidates})
            )
        return next(
            (Resolution(name, each.entity, each.tier, each.name, each.source) for each in by_iri.values()), None
        )

    def _near(self, folded: str, within: NameFilter) -> list[Name]:
        """The names of the same words in another form or order, else those closest in spelling; labels come first."""
        found = self._index.same_words(folded, within)
        if not found:
            alike = self._alike(folded, within, _NEAR)
            best = max((score for score, _ in alike), default=0.0)
            found = self._index.numbered([number for score, number in alike if score == best])
        first = min((TIERS.index(each.tier) for each in found), default=0)
        return [each for each in found if each.tier == TIERS[first]]

    def _alike(self, folded: str, within: NameFilter, least: float) -> list[tuple[float, int]]:
        """How alike names are letter by letter, in any order of their words, and their numbers; the likest first."""
        from rapidfuzz import fuzz, process  # only for names that nothing answers to

        if len(folded) > _LONGEST:
            return []
        names = self._index.spellings(within)
        spelt, sorted_words = [name for _, name, _ in names], [own for *_, own in names]
        found: dict[int, float] = {}
        for wanted, choices, limit in (
            (folded, spelt, least),
            (words(folded), sorted_words, max(least, _NEAR_WORDS)),
        ):
            alike = process.extract(wanted, choices, scorer=fuzz.ratio, limit=None, score_cutoff=100 * limit)
            alike.sort(key=lambda match: (-match[1], match[0], spelt[match[2]]))  # whatever order the names came in
            for _, score, place in alike[:_LOOKED_AT]:
                number = names[place][0]
                found[number] = max(found.get(number, 0.0), score / 100)
        return sorted(((score, number) for number, score in found.items()), key=lambda pair: (-pair[0], pair[1]))

    def suggestions(self, text: str) -> list[Entity]:
        """Up to three entities of any kind with a name that is like ``text``."""
        return self._suggestions(fold(text), NameFilter())

    def _suggestions(self, folded: str, within: NameFilter) -> list[Entity]:
        """By the larger of similarity and the share of the words that a name has; then by how alike all of it is.

        Of names as good, preferred labels come first.
        """
        from rapidfuzz import fuzz

        wanted = self._spelt(words(folded).split(), within)
        alike = {number for _, number in self._alike(folded, within, _SUGGESTED)}
        scores: dict[int, tuple[float, float]] = {}
        spelt: dict[int, str] = {}
        for number, name, own in self._index.spellings(within):
            shared = len(wanted & set(own.split())) / max(len(wanted), 1)
            if shared >= _HALF or number in alike:
                similar = fuzz.ratio(folded[:_LONGEST], name) / 100
                scores[number] = -max(shared, similar if similar >= _SUGGESTED else 0.0), -similar
                spelt[number] = name
        best = sorted(scores, key=lambda number: (scores[number], spelt[number], number))[:_LOOKED_AT]
        found = sorted(
            (scores[number], TIERS.index(name.tier), name.entity.label, name.entity.iri, name.entity)
            for number, name in zip(best, self._index.numbered(best), strict=True)
        )
        return list(dict.fromkeys(entity for *_, entity in found))[:3]

    def _spelt(self, wanted: list[str], within: NameFilter) -> set[str]:
        """Words as labels have them: one that none has is replaced by the most similar that some has."""
        from rapidfuzz import fuzz, process

        known = {word for *_, own in self._index.spellings(within) for word in own.split()}
        found = set()
        for word in wanted:
            best = None
            if word not in known and len(word) <= _LONGEST:
                best = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=100 * _NEAR_WORD)
            found.add(best[0] if best else word)
        return found

    def find(self, text: str, kinds: Collection[str] = (), sources: Collection[str] = ()) -> list[Hit]:
        """Every entity with a name that contains all words of ``text``: whole names first, then beginnings."""
        folded = fold(text)
        best: dict[str, tuple[tuple[int, int, str, str], Hit]] = {}
        for found in self._index.containing(folded.split(), NameFilter(tuple(kinds), tuple(sources))):
            entity, label = found.entity, fold(found.name)
            place = 0 if label == folded else 1 if label.startswith(folded) else 2 if folded in label else 3
            rank = (place, TIERS.index(found.tier), entity.label.casefold(), entity.iri)
            if entity.iri not in best or rank < best[entity.iri][0]:
                best[entity.iri] = (rank, Hit(entity, found.name, found.tier, found.source))
        return [hit for _, hit in sorted(best.values(), key=lambda pair: pair[0])]


def members(reader: GraphReader, group: str, lookup: Lookup) -> set[str]:
    """The IRIs that a topic group of the guide lists, or else that a scheme (by label or last part of its IRI) holds.

    Raises UnknownNameError when there is no such group or scheme.
    """
    entity = lookup.known(group, ("topic",))
    if entity is not None and (listed := {quad.object.value for quad in reader.quads(entity.iri, SKOS.member)}):
        return listed
    wanted = fold(group)
    for quad in reader.quads(None, RDF.type, SKOS.ConceptScheme):
        scheme = quad.subject.value
        if wanted in (fold(reader.text(scheme, SKOS.prefLabel) or ""), scheme.rpartition("/")[2]):
            return {found.subject.value for found in reader.quads(None, SKOS.inScheme, scheme)}
    raise UnknownNameError(group, ("topic",), lookup.suggestions(group))
