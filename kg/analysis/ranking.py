"""Skills and roles ranked by a measure: demand, bridge, reach. docs/analysis.md defines every measure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple

from kg.analysis.betweenness import VERSION, reachable, role_betweenness, skill_betweenness
from kg.analysis.matching import sorted_entities
from kg.arguments import any_or_whole_number
from kg.errors import UsageError
from kg.late import Floats, Mask
from kg.late import numpy as np
from kg.model import Entity, Source
from kg.model.analysis import Asked, Ranked, Ranking
from kg.model.careers import Profile, Requirement
from kg.routes.conditions import Conditions
from kg.routes.requirement_index import RoleIndices, chunks
from kg.routes.rule import StepRule
from kg.similarity.ragged import RaggedArray
from kg.store.cache import Arrays, Cache

DIGITS = 6
"""Betweenness is rounded to so many digits, as part of its definition."""

MEASURES = {
    ("skills", "demand"): "how many roles require the skill",
    ("skills", "betweenness"): (
        "the share of all shortest connections, role - required skill - role and so on, that pass through the skill"
    ),
    ("skills", "reach"): "how many roles have a required skill that this skill alone covers",
    ("roles", "demand"): "how many requirements of other roles are covered by what the role requires",
    ("roles", "betweenness"): (
        "the share of all shortest sequences of allowed steps between two other roles that pass through the role"
    ),
    ("roles", "reach"): f"how many other roles at most {Conditions().max_steps} allowed steps lead to",
}
"""What each measure says, in one line."""


def check_measure(kind: str, by: str) -> None:
    """Raise UsageError for a measure that does not exist."""
    for position, value in enumerate((kind, by)):
        known = list(dict.fromkeys(measure[position] for measure in MEASURES))
        if value not in known:
            what = "measure" if position else "ranking of"
            raise UsageError(f"there is no {what} '{value}'", f"choose one of: {', '.join(known)}")


def rank(
    rule: StepRule,
    kind: str,
    by: str,
    cache: Cache | None = None,
    explain_top: int | None = None,
    naming: Callable[[], Iterable[str]] | None = None,
) -> Ranking:
    """Rank skills or roles by a measure; the first ``explain_top`` rows (None: all) get their roles and sources.

    ``cache`` keeps what takes long; ``naming`` gives the roles that name tools, so that not every profile is read for
    them. Where the rule's conditions restrict the answer to sources, their roles alone are counted, and the steps
    between these. Raises UsageError for a measure that does not exist.
    """
    check_measure(kind, by)
    explain_top = any_or_whole_number("explain_top", explain_top, 0)
    links = RankingData(rule, cache)
    silent = sorted_entities(
        links.role(number) for number in np.flatnonzero(rule.within & (links.table.size == 0)).tolist()
    )
    if (kind, by) == ("skills", "demand"):
        skills, tools = _skills_by_demand(links, rule.careers.roles if naming is None else naming(), explain_top)
        return Ranking(kind, by, skills, silent, tools)
    measure = _MEASURES[kind, by](links)
    scored = [Ranked(entity, score) for entity, score in measure.scores]
    return Ranking(kind, by, _sorted(scored, explain_top, measure.explain), silent)


_Rows = tuple[Ranked, ...]


class _Measure(NamedTuple):
    """What a measure gives: the score of each entity, and a function that adds the roles and sources of a row."""

    scores: Iterable[tuple[Entity, float]]
    explain: Callable[[Ranked], Ranked]


def _sorted(rows: Iterable[Ranked], explain_top: int | None, explain: Callable[[Ranked], Ranked]) -> tuple[Ranked, ...]:
    ranked = sorted(rows, key=lambda row: (-row.score, row.entity.label, row.entity.iri))
    return (*map(explain, ranked[:explain_top]), *([] if explain_top is None else ranked[explain_top:]))


class RankingData:
    """Who requires and covers what, as arrays, and what states it, which is read for the roles that are named."""

    def __init__(self, rule: StepRule, cache: Cache | None) -> None:
        self.careers, self.rule, self.table = rule.careers, rule, rule.table
        within = rule.conditions.within
        self.includes = within.includes
        self._cache = cache.for_view(f"roles of {within}") if cache and within else cache
        self._sources: dict[str, dict[str, tuple[Source, ...]]] = {}

    def kept(self, name: str, compute: Callable[[], Floats]) -> list[float]:
        """The scores of this name, from the cache where they are at hand."""

        def make() -> Arrays:
            return {"scores": compute()}

        found = make() if self._cache is None else self._cache.arrays(name, VERSION, make)
        return [float(score) for score in found["scores"].tolist()]

    @cached_property
    def roles_requiring(self) -> RaggedArray:
        """The roles that require each concept."""
        return self._asking(self.table.required)

    @cached_property
    def optional_for(self) -> RaggedArray:
        """The roles that find each concept useful."""
        return self._asking(self.table.optional)

    def _asking(self, links: RaggedArray) -> RaggedArray:
        """For each concept the roles that are linked to it and counted."""
        return links.transposed(len(self.table.concepts)).filtered(self.rule.within)

    @cached_property
    def requiring(self) -> RaggedArray:
        """The roles that require each ask (see :mod:`kg.routes.requirement_index`)."""
        return self.rule.index.requiring.filtered(self.rule.within)

    @cached_property
    def stated(self) -> RoleIndices:
        """The roles that are counted and state a required skill."""
        return np.flatnonzero(self.rule.within & (self.table.size > 0))

    @cached_property
    def allowed(self) -> Mask:
        """Origin x role: whether one step may lead there, between the roles that are counted."""
        found = allowed_steps(self.rule)
        found[~self.rule.within] = found[:, ~self.rule.within] = False
        return found

    def role(self, number: int) -> Entity:
        """A role by its number."""
        return self.careers.entities[self.table.roles[number]]

    def skill(self, number: int) -> Entity | None:
        """A concept by its number, as one of the sources that the answer is restricted to names it, if one does."""
        return self.careers.named(self.table.concepts[number], self.includes)

    def concept(self, skill: Entity) -> int:
        """The number of a concept that is a skill, under whatever name."""
        return self.table.concept_index[self.careers.tree.canonical(skill.iri)]

    def supporting_roles(self, pairs: Iterable[tuple[int, int]]) -> tuple[tuple[Entity, ...], tuple[Source, ...]]:
        """The roles of pairs of a concept and a role that requires it, and what states that."""
        asked = list(pairs)
        sources = (source for concept, role in asked for source in self._stating(role)[self.table.concepts[concept]])
        return sorted_entities(self.role(role) for role in {role for _, role in asked}), unique_sources(sources)

    def _stating(self, role: int) -> dict[str, tuple[Source, ...]]:
        iri = self.table.roles[role]
        if iri not in self._sources:
            required = self.careers.roles[iri].required
            self._sources[iri] = {item.skill.iri: self.stated_by(item) for item in required}
        return self._sources[iri]

    def stated_by(self, item: Requirement) -> tuple[Source, ...]:
        """What states a requirement; where the answer is restricted to sources, without mappings between these."""
        return item.own_sources if self.rule.conditions.within else item.sources

    def asking(self, concepts: Iterable[int]) -> list[tuple[int, int]]:
        """These concepts with the roles that require them."""
        return [(concept, role) for concept in concepts for role in self.roles_requiring.row(concept).tolist()]

    def covering(self, asks: RoleIndices) -> list[tuple[int, int]]:
        """The concepts of these asks, each with the roles that require it so."""
        concepts = self.rule.index.skill_of_ask[asks].tolist()
        rows = map(self.requiring.row, asks.tolist())
        return [(concept, role) for concept, row in zip(concepts, rows, strict=True) for role in row.tolist()]


# --- skills -----------------------------------------------------------------------------------------------------------


def _skills_by_demand(links: RankingData, naming: Iterable[str], explain_top: int | None) -> tuple[_Rows, _Rows]:
    """Every skill that a role requires or finds useful, by the number of roles that require it; and the tools."""
    careers = links.careers
    named = tools_of((careers.roles[iri] for iri in naming if links.includes(iri)), links.stated_by)
    optional = links.optional_for

    def explain(row: Ranked) -> Ranked:
        number = links.concept(row.entity)
        roles, sources = links.supporting_roles(links.asking([number]))
        useful = sorted_entities(links.role(role) for role in optional.row(number).tolist())
        naming = tuple(each.role for each in named.get(row.entity, ()))
        return row._replace(roles=roles, sources=sources, optional_for=useful, named_by=naming)

    asking = links.roles_requiring.lengths
    asked = np.flatnonzero(asking + optional.lengths).tolist()
    skills = [Ranked(skill, int(asking[number])) for number in asked if (skill := links.skill(number))]
    tools = [Ranked(tool, len(roles)) for tool, roles in named.items() if links.includes(tool.iri)]
    return _sorted(skills, explain_top, explain), _sorted(
        tools, explain_top, lambda row: _asked(row, named[row.entity])
    )


def _asked(row: Ranked, asked: Iterable[Asked]) -> Ranked:
    return row._replace(
        roles=tuple(each.role for each in asked),
        sources=unique_sources(source for each in asked for source in each.sources),
    )


def _skills_by_betweenness(links: RankingData) -> _Measure:
    roles_requiring = links.roles_requiring
    skills = np.flatnonzero(roles_requiring.lengths)
    scores = links.kept("skill-betweenness", lambda: skill_betweenness(roles_requiring, skills, links.stated))
    named = map(links.skill, skills.tolist())
    rounded = [(skill, round(score, DIGITS)) for skill, score in zip(named, scores, strict=True) if skill]

    def explain(row: Ranked) -> Ranked:
        roles, sources = links.supporting_roles(links.asking([links.concept(row.entity)]))
        return row._replace(roles=roles, sources=sources)

    return _Measure(rounded, explain)


def _skills_by_reach(links: RankingData) -> _Measure:
    """Every skill, tools too, that covers a requirement of some role."""
    tree, index = links.careers.tree, links.rule.index
    scores = []
    for iri in links.careers.skills:
        if tree.canonical(iri) == iri:
            roles = links.requiring.take(index.asks_covered_by(iri))
            if len(roles) and (skill := links.careers.named(iri, links.includes)):
                scores.append((skill, len(np.unique(roles))))

    def explain(row: Ranked) -> Ranked:
        asks = index.asks_covered_by(tree.canonical(row.entity.iri))
        roles, sources = links.supporting_roles(links.covering(asks))
        return row._replace(roles=roles, sources=sources)

    return _Measure(scores, explain)


# --- roles ------------------------------------------------------------------------------------------------------------


def _roles_by_demand(links: RankingData) -> _Measure:
    """Every role by the requirements of other roles that its own cover; a role that is exactly it is no other."""
    place, covered = links.table.canonical, links.rule.index.covered

    def others(number: int) -> int:
        return int(np.count_nonzero(place[links.requiring.take(covered.row(number))] != place[number]))

    def explain(row: Ranked) -> Ranked:
        number = links.table.role_index[row.entity.iri]
        met = links.covering(covered.row(number))
        roles, sources = links.supporting_roles(
            (concept, role) for concept, role in met if place[role] != place[number]
        )
        return row._replace(roles=roles, sources=sources)

    return _Measure([(links.role(number), others(number)) for number in links.stated.tolist()], explain)


def allowed_steps(rule: StepRule) -> Mask:
    """Origin x role, in the network's order: whether one step may lead there; a step never stays at the same place."""
    none = np.zeros((0, len(rule.all_roles)), bool)
    return np.vstack([none, *(rule.between(rows, rule.all_roles).allowed for rows in chunks(rule.all_roles, 512))])


def _roles_by_betweenness(links: RankingData) -> _Measure:
    allowed, stated = links.allowed, links.stated
    scores = links.kept("role-betweenness", lambda: role_betweenness(allowed[np.ix_(stated, stated)]))
    rounded = [
        (links.role(number), round(score, DIGITS)) for number, score in zip(stated.tolist(), scores, strict=True)
    ]
    return _Measure(rounded, _leading(links, allowed))


def _roles_by_reach(links: RankingData) -> _Measure:
    place = links.table.canonical
    reached = reachable(links.allowed, Conditions().max_steps, place)
    scores = [(links.role(number), int(reached[number].sum())) for number in links.stated.tolist()]
    return _Measure(scores, _leading(links, reached))


def _leading(links: RankingData, chosen: Mask) -> Callable[[Ranked], Ranked]:
    """What tells of a role to which others it leads."""

    def explain(row: Ranked) -> Ranked:
        others = np.flatnonzero(chosen[links.table.role_index[row.entity.iri]])
        return row._replace(roles=sorted_entities(links.role(number) for number in others.tolist()))

    return explain


_MEASURES: dict[tuple[str, str], Callable[[RankingData], _Measure]] = {
    ("skills", "betweenness"): _skills_by_betweenness,
    ("skills", "reach"): _skills_by_reach,
    ("roles", "demand"): _roles_by_demand,
    ("roles", "betweenness"): _roles_by_betweenness,
    ("roles", "reach"): _roles_by_reach,
}
"""What computes each measure; that of skills by demand tells of tools too."""


# --- who requires what ------------------------------------------------------------------------------------------------


def unique_sources(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Passages by line, each once."""
    return tuple(
        sorted(set(sources), key=lambda source: (source.graph, source.document or "", source.line or 0, str(source)))
    )


def tools_of(
    roles: Iterable[Profile], stated_by: Callable[[Requirement], Iterable[Source]] = lambda item: item.sources
) -> dict[Entity, list[Asked]]:
    """Tool -> which of these roles name it for a skill they require or find useful, by label."""
    found: dict[Entity, dict[Entity, list[Source]]] = defaultdict(lambda: defaultdict(list))
    for role in roles:
        for item in (*role.required, *role.optional):
            for tool in item.tools:
                found[tool][role.entity] += stated_by(item)
    return {
        tool: [Asked(role, (), unique_sources(named[role])) for role in sorted_entities(named)]
        for tool, named in found.items()
    }
