"""Finding an entity by what people call it: id, code, label, alternative label, synonym, at last a near spelling."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from kg.errors import AmbiguousNameError, UnknownNameError
from kg.model.degrees import Degree, read_degree, read_degree_name
from kg.model.entities import ALTERNATIVE_LABEL, LABEL, STATED_TIERS, SYNONYM, TIERS, Entity, Name
from kg.rdf.reader import GraphReader
from kg.schema import ADDING_GRAPHS, BUNDLED_GRAPH, CURATION, RDF, SKOS
from kg.store.names import NameFilter, NameIndex, fold, words

_NEAR = 0.86
"""Similarity at which a misspelt name is accepted as a label: some two wrong letters in a dozen."""

_NEAR_WORDS = 0.9
"""How alike its words must be in another order: sorted words have more letters in common by chance."""

_NEAR_WORD = 0.75
"""Similarity at which a single word counts as one of a label, to suggest that label."""

_SUGGESTED = 0.72
"""How alike a label must be to be suggested for an unknown name, unless it has half of the name's words."""

_LONGEST = 400
"""How many letters a name may have to be compared with others letter by letter."""

_HALF = 0.5
"""The share of a name's words that a label must contain to be suggested."""

_FURTHER_NAMES = 5
"""How many more names an entity counts as having when the share of them with a word is compared."""

_LOOKED_AT = 100
"""Among how many names that are alike the best are chosen."""

MAKERS: Final = ("microsoft ", "adobe ", "autodesk ", "oracle ", "ibm ", "apple ", "google ", "amazon ")
"""Makers of software whose names O*NET writes before those of their products, as people seldom do."""

_ORDINARY_FROM: Final = 45
"""A word that more names have is an ordinary one, and not read as a product: 28 names have "word", 572 "project"."""

_BUNDLED_ALONE = "this graph has careers in AI and machine learning alone; `kg docs stores` says how to add others"
"""The hint to one who asks the bundled graph for what it does not have."""


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
        own = self.tier in (TIERS[0], LABEL)
        if own and not self.other_sources:
            return None
        through = "" if self.label == self.entity.label else f" for '{self.label}'"
        how = {LABEL: "", TIERS[-1]: f" ({self.tier}{through})"}.get(self.tier, f" ({self.tier})")
        kind = self.entity.kind.replace("-", " ")
        read = f"interpreted '{self.name}' as the {kind} '{self.entity.label}'{how}"
        if not self.other_sources:
            return read
        read = f"'{self.name}' is the {kind}" if own else read
        others, choices = ", ".join(self.other_sources), " or ".join(f"--source {each}" for each in self.other_sources)
        return f"{read} of {self.source}; there is one in {others} too ({choices})"


class StudiedDegree(NamedTuple):
    """A degree as a person names it: the credentials that it is in each source, and its field of study.

    ``fields`` are those of the graph that are called so, ``skills`` the skills; none where it has none of the name.
    ``counts_as`` is the step of the degree where the graph has no credential of its name.
    """

    name: str
    credentials: tuple[Entity, ...]
    field: str = ""
    fields: tuple[Entity, ...] = ()
    skills: tuple[Entity, ...] = ()
    counts_as: str = ""

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Credential and field of study, by IRI; a field that the graph does not have is by its name."""
        fields = [field.iri for field in self.fields] or ([fold(self.field)] if self.field else [])
        return frozenset((each.iri, field) for each in self.credentials for field in fields)

    @property
    def note(self) -> str:
        """How it was understood."""
        field = self.fields[0].label if self.fields else self.field
        skill = f", and the skill '{self.skills[0].label}'" if self.skills else ""
        unknown = " (a field that no role here names)" if field and not self.fields else ""
        study = f" in {field}{unknown}" if field else ""
        step = f" (as {self.counts_as})" if self.counts_as else ""
        return f"'{self.name}' was read as the credential '{self.credentials[0].label}'{step}{study}{skill}"


class Hit(NamedTuple):
    """One result of a search: the entity, the label that matched, its tier, its source, and its code if it has one."""

    entity: Entity
    label: str
    tier: str
    source: str = ""
    code: str = ""


_CODE: Final = re.compile(r"(?=.*[0-9])(?!.*[a-z]{3})[a-z0-9.-]{1,40}")
"""A folded name that may be the code of a classification: digits, with signs and a few letters between them."""


def without_maker(name: str) -> str:
    """The one word by which people call a product that has its maker before it; empty for any other name.

    >>> [without_maker(name) for name in ("Microsoft Excel", "Microsoft Power BI", "Excel")]
    ['Excel', '', '']
    """
    short = next((name[len(maker) :] for maker in MAKERS if name.casefold().startswith(maker)), "")
    return "" if " " in short else short


def _first(entities: Iterable[Entity]) -> list[Entity]:
    return list(dict.fromkeys(entities))[:3]


class Lookup:
    """All names of a graph: ``named`` gives the entity with an IRI or id, ``index`` those with other names.

    ``unindexed`` reads the entities that the index lacks: skills of which a store knows no more than that roles require
    them. They are looked at where nothing else is called so.
    """

    def __init__(
        self,
        named: Callable[[str], Entity | None],
        index: NameIndex,
        unindexed: Callable[[], Iterable[Entity]] = tuple,
    ) -> None:
        self._named = named
        self._index = index
        self._unindexed = unindexed

    def resolve(self, name: str, kinds: Collection[str] = (), sources: Sequence[str] = ()) -> Resolution:
        """The one entity that a name stands for, of one of ``kinds`` and from one of ``sources`` (any, if empty).

        Where several sources have one in the same tier, the first of ``sources`` decides, or the bundled graph. Raises
        UnknownNameError with up to three suggestions, and AmbiguousNameError when several entities answer to the name
        in the first tier that has any.
        """
        wanted = name.strip()
        entity = self._named(wanted.strip("<>"))
        if entity is not None and (not kinds or entity.kind in kinds):
            its_source = self._index.source_of(entity.iri) if sources else ""
            if its_source in sources or not sources:
                return Resolution(name, entity, TIERS[0], entity.id, its_source)
            raise UnknownNameError(name, tuple(kinds), (), entity, its_source)
        folded, within = fold(wanted), NameFilter(tuple(kinds), tuple(sources))
        everywhere = self._index.exact(folded, NameFilter(tuple(kinds))) if folded else []
        exact = [found for found in everywhere if not sources or found.source in sources]
        for tier in STATED_TIERS:
            if found := self._one(name, [each for each in exact if each.tier == tier], sources):
                others = {each.source for each in everywhere} - {found.source}
                return found._replace(other_sources=tuple(sorted(others)))
        other = (
            next((each.entity for each in everywhere or self._index.exact(folded, NameFilter())), None)
            if folded
            else None
        )
        if (
            other is None
            and folded
            and not sources
            and (found := self._one(name, self._without_index(name, kinds), ()))
        ):
            return found
        if folded and (found := self._one(name, self._of_maker(folded, within), sources)):
            return found._replace(tier=SYNONYM)
        # A name that is spelt right, of another kind, is no misspelling of this one.
        if other is None and folded and (found := self._one(name, self._near(folded, within), sources)):
            return found._replace(tier=TIERS[-1])
        source = everywhere[0].source if everywhere else None
        suggestions = self._suggestions(folded, within)
        elsewhere = self.elsewhere if "role" in kinds or not kinds else ""
        raise UnknownNameError(name, tuple(kinds), suggestions, other, source, elsewhere=elsewhere)

    def _of_maker(self, folded: str, within: NameFilter) -> list[Name]:
        """The skills that are called so with their maker before it, or "software" after it: Microsoft Excel, of Excel.

        None where there are several of one source, and for an ordinary word, such as project.
        """
        if folded.startswith("ms "):  # MS Excel
            return self._index.exact(f"microsoft {folded[3:]}", within) or self._index.exact(folded[3:], within)
        word = words(folded)
        if word and " " not in word:
            having = [name for name in self._index.containing([word], within) if name.tier != STATED_TIERS[0]]
            if sum(word in words(fold(name.name)).split() for name in having) > _ORDINARY_FROM:
                return []
        names = [f"{maker}{folded}{ending}" for maker in ("", *MAKERS) for ending in ("", " software")]
        found = self._index.exact_any(names[1:], within)
        labels = [each for each in found if each.tier == LABEL and each.entity.kind == "skill"]
        one_each = len({each.source for each in labels}) == len({each.entity.iri for each in labels})
        return labels if one_each else []

    def _without_index(self, name: str, kinds: Collection[str]) -> list[Name]:
        """The entities that the index lacks and whose labels have the words of a name, no more."""
        wanted = words(fold(name).replace("-", " "))
        found = (each for each in self._unindexed() if not kinds or each.kind in kinds)
        return [Name(LABEL, each, each.label) for each in found if words(fold(each.label).replace("-", " ")) == wanted]

    @property
    def elsewhere(self) -> str:
        """Where other careers are to be had, for one who asks the bundled graph of them."""
        return _BUNDLED_ALONE if {*self._index.sources()}.difference(ADDING_GRAPHS) == {BUNDLED_GRAPH} else ""

    def everywhere(
        self, name: str, kinds: Collection[str] = (), sources: Sequence[str] = ()
    ) -> tuple[Resolution, list[Entity]]:
        """How a name is understood, and what it stands for in every source; one that is there once is not ambiguous.

        Raises as :meth:`resolve` does.
        """
        try:
            found = self.resolve(name, kinds, sources)
        except AmbiguousNameError as error:
            if not error.once_in_each_source:
                raise
            found = self.resolve(name, kinds, error.sources[:1])
        others = self.namesakes(found, sources)
        return found._replace(other_sources=()) if others else found, [found.entity, *others]

    def namesakes(self, found: Resolution, sources: Collection[str] = ()) -> list[Entity]:
        """The entities of other sources that have the name which was looked up, and are of the same kind.

        The name is a preferred or an alternative label there, else of a skill or credential a synonym, and of one
        entity alone; an id or a code names one only.
        """
        labels = (LABEL, ALTERNATIVE_LABEL)
        tiers_read = (*labels, SYNONYM) if found.entity.kind in ("skill", "credential") else labels
        if found.tier in TIERS[: TIERS.index(LABEL)]:
            return []
        label = found.label if found.tier in labels else found.entity.label
        within = NameFilter((found.entity.kind,), tuple(sources))
        tiers: dict[str, dict[str, set[Entity]]] = {}
        for name in self._index.exact(fold(label), within):
            tiers.setdefault(name.source, {}).setdefault(name.tier, set()).add(name.entity)
        best = [next((by[tier] for tier in tiers_read if tier in by), set()) for _, by in sorted(tiers.items())]
        return [entity for entities in best if len(entities) == 1 for entity in entities - {found.entity}]

    def degree(self, text: str, sources: Collection[str] = ()) -> StudiedDegree | None:
        """The degree and the field of study that a text says; None where it says none, or the graph has no such one.

        A credential of the name counts, else those that are degrees of its step, else of the nearest lower one, which
        it meets too. A text that is a name is no other.
        """
        read = None if self._index.exact(fold(text), NameFilter()) else read_degree_name(text)
        if read is None:
            return None
        fields = self._exactly(read.field, "field", sources)
        credentials = self._exactly(read.credential, "credential", sources)
        counts_as = "" if credentials else str(read.degree)
        if not credentials and not read.degree.specific:
            credentials = [
                each for label in self._met_by(read.degree) for each in self._exactly(label, "credential", sources)
            ]
        if not credentials or (read.doubtful and not fields):
            return None
        skills = [] if self._is_loose(read.field) else self._exactly(read.field, "skill", sources)
        return StudiedDegree(text, tuple(credentials), read.field, tuple(fields), tuple(skills), counts_as)

    def _met_by(self, degree: Degree) -> list[str]:
        """The labels of the credentials of the highest step that a degree meets."""
        steps: dict[int, set[str]] = defaultdict(set)
        for *_, label, _ in self._index.labels(("credential",), (LABEL,)):
            step = read_degree(label)
            if step and not step.specific and degree.meets(step):
                steps[step.level].add(label)
        return sorted(steps[max(steps)]) if steps else []

    def _is_loose(self, field: str) -> bool:
        """Whether a field of study is no more than a further label of a skill, as "data" is of statistics in ESCO."""
        found = self._index.exact(fold(field), NameFilter(("skill",)))
        return all(name.tier == ALTERNATIVE_LABEL for name in found)

    def _exactly(self, name: str, kind: str, sources: Collection[str]) -> list[Entity]:
        """The entities of a kind that every source calls by just this name; none where one has several."""
        try:
            found, everywhere = self.everywhere(name, (kind,), tuple(sources)) if name else (None, [])
        except (AmbiguousNameError, UnknownNameError):
            return []
        return everywhere if found and found.tier != TIERS[-1] else []

    def known(self, name: str, kinds: Collection[str] = (), sources: Sequence[str] = ()) -> Entity | None:
        """The one entity that a name stands for, None when there is none or more than one."""
        try:
            return self.resolve(name, kinds, sources).entity
        except (AmbiguousNameError, UnknownNameError):
            return None

    @staticmethod
    def _one(name: str, found: Sequence[Name], sources: Sequence[str]) -> Resolution | None:
        """The match of names in one tier; one of the first source that has any."""
        for source in sources or (BUNDLED_GRAPH, CURATION):
            found = [each for each in found if each.source == source] or found
            if {each.source for each in found} == {source}:
                break
        by_iri = {each.entity.iri: each for each in found}
        named = {iri: each for iri, each in by_iri.items() if each.entity.kind != "document"}
        by_iri = named or by_iri  # a guide may bear the name of the role that it is about
        if any(each.entity.kind == "role" for each in by_iri.values()):  # and so may a title that it has at a level
            by_iri = {iri: each for iri, each in by_iri.items() if each.entity.kind != "job-title"}
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

    def suggestions(self, text: str, kinds: Collection[str] = (), sources: Collection[str] = ()) -> list[Entity]:
        """Up to three entities, of these kinds and sources, with a name that is like ``text``, but not the same."""
        return self._suggestions(fold(text), NameFilter(tuple(kinds), tuple(sources)))

    def _suggestions(self, folded: str, within: NameFilter) -> list[Entity]:
        """By the larger of similarity and the share of the words that a name has; then by how alike all of it is.

        Of names as good, preferred labels come first, and of names that have all of the words too. Where codes begin as
        the name does, these are suggested; what has no letter is like nothing else.
        """
        from rapidfuzz import fuzz

        codes = self._code_like(folded, within) if _CODE.fullmatch(folded) else []
        if codes or not any(sign.isalpha() for sign in folded):
            return codes
        wanted = self._spelt(words(folded).split(), within)
        alike = {number for _, number in self._alike(folded, within, _SUGGESTED)}
        has_one = re.compile("|".join(map(re.escape, wanted)))  # most names have no word of it
        scores: dict[int, tuple[float, float]] = {}
        spelt: dict[int, str] = {}
        for number, name, own in self._index.spellings(within):
            if number not in alike and not (wanted and has_one.search(own)):
                continue
            shared = len(wanted & set(own.split())) / max(len(wanted), 1)
            if shared >= _HALF or number in alike:
                similar = fuzz.ratio(folded[:_LONGEST], name) / 100
                scores[number] = -max(shared, similar if similar >= _SUGGESTED else 0.0), -similar
                spelt[number] = name
        best = sorted(scores, key=lambda number: (scores[number], spelt[number], number))[:_LOOKED_AT]
        found = []
        for number, named in zip(best, self._index.numbered(best), strict=True):
            (score, similar), tier = scores[number], TIERS.index(named.tier)
            rank = (score, tier if score == -1 else 0, similar, tier)
            found.append((*rank, named.entity.label, named.entity.iri, named.entity))
        found.sort()
        return _first(entity for *_, entity in found if fold(entity.label) != folded)

    def _code_like(self, folded: str, within: NameFilter) -> list[Entity]:
        """Up to three entities whose codes begin so, or else as all of it but its last part."""
        for beginning in (folded, re.sub(r"[^a-z0-9]*[a-z0-9]*$", "", folded)):
            if beginning and (found := self._index.beginning(beginning, within)):
                return _first(name.entity for name in found)
        return []

    def _spelt(self, wanted: list[str], within: NameFilter) -> set[str]:
        """Words as labels have them: one that none has is replaced by the most similar that some has.

        Of those as similar it is the one with the fewest slips, of which two letters that changed places are one.
        """
        from rapidfuzz import fuzz, process
        from rapidfuzz.distance import OSA

        known = set(" ".join(own for *_, own in self._index.spellings(within)).split())
        found = set()
        for word in wanted:
            best = None
            if word not in known and len(word) <= _LONGEST:
                like = process.extract(
                    word, sorted(known), scorer=fuzz.ratio, limit=None, score_cutoff=100 * _NEAR_WORD
                )
                best = min(like, key=lambda each: (-each[1], OSA.distance(word, each[0])), default=None)
            found.add(best[0] if best else word)
        return found

    def find(self, text: str, kinds: Collection[str] = (), sources: Collection[str] = ()) -> list[Hit]:
        """Every entity with a name that contains all words of ``text``: whole names first, then beginnings.

        Then come names that have the text, those in which each word begins one, those that have them anywhere, and at
        last the sentences of responsibilities. Of entities whose other names fit as well, those come first that are the
        nearest in meaning: the label has more of the words, or a greater share of the names has them, rare words first.
        """
        folded, within = fold(text), NameFilter(tuple(kinds), tuple(sources))
        best: dict[str, tuple[tuple[int, int, str, str], Hit]] = {}
        names = self._index.containing(folded.split(), within)
        if not names and not sources:
            names = [
                Name(LABEL, each, each.label)
                for each in self._unindexed()
                if (not kinds or each.kind in kinds) and all(word in fold(each.label) for word in folded.split())
            ]
        for found in names:
            entity, label = found.entity, fold(found.name)
            rank = (_place(folded, label, entity.kind), TIERS.index(found.tier), entity.label.casefold(), entity.iri)
            if entity.iri not in best or rank < best[entity.iri][0]:
                best[entity.iri] = (rank, Hit(entity, found.name, found.tier, found.source))
        codes = self._index.codes(best)
        other = [hit.entity for _, hit in best.values() if hit.tier != LABEL]
        having = {folded: names} if folded.split() == [folded] else {}
        near = self._nearness(folded, other, within, having) if len(other) > 1 else {}
        ranked = sorted(best.values(), key=lambda pair: (*pair[0][:2], near.get(pair[1].entity.iri, ()), *pair[0][2:]))
        return [hit._replace(code=codes.get(hit.entity.iri, "")) for _, hit in ranked]

    def also_called(self, name: str, kinds: Collection[str], source: str) -> list[Entity]:
        """The entities of a source whose labels have all words of a name; first those of general codes, as 2221.2."""
        found = [hit for hit in self.find(name, kinds, (source,)) if hit.tier == LABEL]
        found.sort(key=lambda hit: hit.code.count("."))
        return [hit.entity for hit in found if self.label_has(hit.entity, name)]

    @staticmethod
    def label_has(entity: Entity, name: str) -> bool:
        """Whether the label of an entity has all words of a name."""
        return set(words(fold(name)).split()) <= set(words(fold(entity.label)).split())

    def _nearness(
        self, folded: str, entities: Iterable[Entity], within: NameFilter, known: Mapping[str, list[Name]]
    ) -> dict[str, tuple[float, float]]:
        """How near entities are to a text, negated: words in the label, and the share of their names that have each.

        ``known`` are the names that contain a word, as far as they have been looked up.

        A rare word counts more. An entity counts as if a few more names did not have it: one of two is less than ten of
        twenty.
        """
        wanted = sorted(set(words(folded).split()))
        own = {entity.iri: set(words(fold(entity.label)).split()) for entity in entities}
        shares, total = dict.fromkeys(own, 0.0), self._index.name_counts(own)
        for word in wanted:
            names = known[word] if word in known else self._index.containing([word], within)
            having = [name for name in names if word in words(fold(name.name)).split()]
            for name in having:
                if name.entity.iri in own:
                    shares[name.entity.iri] += 1 / (total[name.entity.iri] + _FURTHER_NAMES) / len(having)
        return {iri: (-float(len(own[iri].intersection(wanted))), -shares[iri]) for iri in own}


def _place(folded: str, label: str, kind: str) -> int:
    """Where a label has a text: 0 it is all of it, 1 its beginning, 2 in it, 3 each word begins one, 4 anywhere.

    A responsibility is a sentence, which may have the text in passing: 5.
    """
    if label.startswith(folded):
        return int(label != folded)
    if kind == "responsibility":
        return 5
    if folded in label:
        return 2
    return 3 if all(re.search(rf"(?<!\w){re.escape(word)}", label) for word in folded.split()) else 4


class EntityGroup(NamedTuple):
    """What a list may be limited to: the label of a group, the IRIs of its members, and how its name was interpreted.

    Members are those at any depth: what is in a group that is in this one, too. ``exact`` is whether its name was spelt
    right.
    """

    label: str
    members: frozenset[str]
    note: str | None = None
    exact: bool = True


_GROUP_KINDS: Final = {kind: (f"{kind}-group",) for kind in ("role", "skill")}
"""The kinds of group that have members of a kind; roles and skills may also be broader than others."""


def find_group(
    reader: GraphReader, lookup: Lookup, name: str, kind: str | None = None, sources: Sequence[str] = ()
) -> EntityGroup:
    """What a name stands for that has members of a kind: a topic group, a scheme, or what has something below it.

    A topic group lists its members, and a scheme, named by its label or the last part of its IRI, holds them; all else
    is skos:broader of them, directly or through others, and may be named by its code too. Raises UnknownNameError and
    AmbiguousNameError as :meth:`Lookup.resolve` does.
    """
    topic = lookup.known(name, ("topic",), sources)
    if topic is not None and (listed := {quad.object.value for quad in reader.quads(topic.iri, SKOS.member)}):
        return EntityGroup(topic.label, frozenset(listed))
    if not sources and (scheme := _scheme(reader, fold(name))):
        held = frozenset(quad.subject.value for quad in reader.quads(None, SKOS.inScheme, scheme))
        return EntityGroup(reader.text(scheme, SKOS.prefLabel) or name, held)
    groups = _GROUP_KINDS.get(kind or "", ("role-group", "skill-group"))
    broader = tuple(each for each in _GROUP_KINDS if kind in (each, None))  # unless a group is called the same
    found = lookup.resolve(name, groups if lookup.known(name, groups, sources) else (*groups, *broader), sources)
    below = frozenset(_narrower(reader, found.entity.iri))
    if not below and found.entity.kind not in groups:  # a role or skill that is broader than none
        other = None if found.tier == TIERS[-1] else found.entity
        raise UnknownNameError(name, groups, lookup.suggestions(name, groups, sources), other)
    return EntityGroup(found.entity.label, below, found.note)


def _scheme(reader: GraphReader, folded: str) -> str | None:
    for quad in reader.quads(None, RDF.type, SKOS.ConceptScheme):
        scheme = quad.subject.value
        if folded in (fold(reader.text(scheme, SKOS.prefLabel) or ""), scheme.rpartition("/")[2]):
            return scheme
    return None


def _narrower(reader: GraphReader, group: str) -> set[str]:
    """What is below a group, at any depth."""
    found: set[str] = set()
    queue = [group]
    while queue:
        below = {quad.subject.value for quad in reader.quads(None, SKOS.broader, queue.pop())} - found
        found |= below
        queue += below
    return found - {group}
