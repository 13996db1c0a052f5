"""Finding an entity by what people call it: id, label, alternative label, synonym, and at last a near spelling."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import AmbiguousNameError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from kg.model import Entity

__all__ = ["Hit", "Lookup", "Match"]

TIERS = ("id", "preferred label", "alternative label", "synonym", "near spelling")
"""How a name was understood; the first tier with an answer decides."""

_NEAR = 0.86
"""How alike a misspelt name must be to be taken for a label (difflib's ratio: some two wrong letters in a dozen)."""

_SUGGESTED = 0.65
"""How alike a label must be to be suggested for an unknown name, unless it has half of the name's words."""


_LONGEST = 400
"""How long two names may be together to be compared letter by letter, which takes the time of their product."""


class Match(NamedTuple):
    """What a name was taken for: the entity, the tier, and the label that it answers to there."""

    name: str
    entity: Entity
    tier: str
    label: str

    @property
    def remark(self) -> str | None:
        """What to tell the user, None where the name is the entity's own label or id."""
        if self.tier in TIERS[:2]:
            return None
        through = "" if self.label == self.entity.label else f" for '{self.label}'"
        how = f" ({self.tier}{through})" if self.tier == TIERS[4] else f" ({self.tier})"
        return f"'{self.name}' is taken for '{self.entity.label}', {self.entity.kind}{how}"


class Hit(NamedTuple):
    """One result of a search: the entity and the label that matched."""

    entity: Entity
    label: str
    tier: str


class Lookup:
    """All names of a graph. ``names`` gives the tier, the entity and the name; ``entities`` is by IRI."""

    def __init__(self, entities: Mapping[str, Entity], names: Iterable[tuple[str, Entity, str]]) -> None:
        self._by_iri = entities
        self._by_id = {entity.id: entity for entity in entities.values()}
        self._names = [(tier, entity, name, fold(name)) for tier, entity, name in names]

    def resolve(self, name: str, kinds: Collection[str] = ()) -> Match:
        """The one entity, of one of ``kinds`` (any, if empty), that a name stands for.

        Raises UnknownNameError with up to three suggestions, and AmbiguousNameError when several entities answer to
        the name in the first tier that has any.
        """
        wanted = name.strip()
        entity = self._by_iri.get(wanted.strip("<>")) or self._by_id.get(wanted)
        if entity is not None and (not kinds or entity.kind in kinds):
            return Match(name, entity, TIERS[0], entity.id)
        folded = fold(wanted)
        names = [entry for entry in self._names if not kinds or entry[1].kind in kinds]
        for tier in TIERS[1:4]:
            if found := self._one(name, tier, [entry for entry in names if entry[0] == tier and entry[3] == folded]):
                return found
        other = next((entry[1] for entry in self._names if kinds and folded and entry[3] == folded), None)
        # A name that is spelt right, of another kind, is no misspelling of this one.
        if other is None and folded and (found := self._one(name, TIERS[4], self._near(folded, names))):
            return found
        raise UnknownNameError(name, tuple(kinds), self._suggestions(folded, names), other)

    def known(self, name: str, kinds: Collection[str] = ()) -> Entity | None:
        """The one entity that a name stands for, None when there is none or more than one."""
        try:
            return self.resolve(name, kinds).entity
        except (AmbiguousNameError, UnknownNameError):
            return None

    def _one(self, name: str, tier: str, entries: Sequence[_Entry]) -> Match | None:
        entities = {entry[1].iri: entry for entry in entries}
        if len(entities) > 1:
            candidates = sorted((entry[1] for entry in entities.values()), key=lambda entity: (entity.kind, entity.id))
            raise AmbiguousNameError(name, candidates)
        return next((Match(name, entry[1], tier, entry[2]) for entry in entities.values()), None)

    def _near(self, folded: str, names: Sequence[_Entry]) -> list[_Entry]:
        """The names of the same words in another form or order, else those closest in spelling."""
        words = _words(folded)
        same = [entry for entry in names if _words(entry[3]) == words]
        if same:
            return same
        scored = [(score, entry) for entry in names if (score := _likeness(folded, entry[3], _NEAR))]
        best = max((score for score, _ in scored), default=0.0)
        return [entry for score, entry in scored if score == best]

    def suggestions(self, text: str) -> list[Entity]:
        """Up to three entities of any kind with a name that is like ``text``."""
        return self._suggestions(fold(text), self._names)

    def _suggestions(self, folded: str, names: Sequence[_Entry]) -> list[Entity]:
        """By the larger of likeness and the share of the words that a name has; then by how alike all of it is."""
        best: dict[str, tuple[tuple[float, float], Entity]] = {}
        words = set(_words(folded))
        for _, entity, _, label in names:
            shared = len(words & set(_words(label))) / max(len(words), 1)
            likeness = _likeness(folded, label, 0.0 if shared else _SUGGESTED)
            score = (max(likeness, shared), likeness)
            if score[0] >= 0.5 and score > best.get(entity.iri, ((0.0, 0.0), entity))[0]:
                best[entity.iri] = (score, entity)
        ranked = sorted(best.values(), key=lambda pair: (-pair[0][0], -pair[0][1], pair[1].label, pair[1].iri))
        return [entity for _, entity in ranked[:3]]

    def find(self, text: str, kinds: Collection[str] = ()) -> list[Hit]:
        """Every entity with a name that contains all words of ``text``: whole names first, then beginnings."""
        folded = fold(text)
        parts = folded.split()
        best: dict[str, tuple[tuple[int, int, str, str], Hit]] = {}
        for tier, entity, name, label in self._names:
            if (kinds and entity.kind not in kinds) or not parts or not all(part in label for part in parts):
                continue
            place = 0 if label == folded else 1 if label.startswith(folded) else 2 if folded in label else 3
            rank = (place, TIERS.index(tier), entity.label.casefold(), entity.iri)
            if entity.iri not in best or rank < best[entity.iri][0]:
                best[entity.iri] = (rank, Hit(entity, name, tier))
        return [hit for _, hit in sorted(best.values(), key=lambda pair: pair[0])]


_Entry = tuple[str, "Entity", str, str]


def fold(name: str) -> str:
    """A name without case, accents and doubled spaces.

    >>> fold("  Zoë's  GUIDE ")
    "zoe's guide"
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def _words(folded: str) -> tuple[str, ...]:
    """The words of a folded name in a fixed order, plurals and punctuation aside; signs such as + and # count."""
    found = re.findall(r"[\w+#]+", folded)
    return tuple(sorted(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in found))


def _likeness(first: str, second: str, at_least: float) -> float:
    """How alike two names are, from 0 to 1; 0 when below ``at_least``."""
    from difflib import SequenceMatcher  # only for names that nothing answers to

    if len(first) + len(second) > _LONGEST:
        return 0.0
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.real_quick_ratio() < at_least or matcher.quick_ratio() < at_least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= at_least else 0.0
