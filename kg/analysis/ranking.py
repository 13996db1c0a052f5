"""Skills and roles ranked by a measure: demand, bridge, reach. docs/analysis.md defines every measure."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.advice.coverage import Conditions
from kg.advice.network import chunks
from kg.analysis.bridging import VERSION, bridges_of_skills, bridges_of_steps, reachable
from kg.analysis.demand import each_once, in_order, tools_of
from kg.errors import UsageError
from kg.model.analysis import Ranked, Ranking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy.typing as npt

    from kg.advice.network import Places
    from kg.advice.rows import Rows
    from kg.advice.steps import Steps
    from kg.model import Entity, Source
    from kg.model.analysis import Asked
    from kg.model.careers import Careers
    from kg.store.cache import Arrays, Cache

__all__ = ["DIGITS", "MEASURES", "allowed_steps", "check_measure", "rank"]

DIGITS = 6
"""Betweenness is rounded to so many digits, as part of its definition."""

MEASURES = {
    ("skills", "demand"): "how many roles require the skill",
    ("skills", "bridge"): (
        "the share of all shortest connections, role - required skill - role and so on, that pass through the skill"
    ),
    ("skills", "reach"): "how many roles someone with this skill alone could step into, as far as skills go",
    ("roles", "demand"): "how many requirements of other roles are covered by what the role requires",
    ("roles", "bridge"): (
        "the share of all shortest chains of allowed steps between two other roles that pass through the role"
    ),
    ("roles", "reach"): f"how many other roles at most {Conditions().max_steps} allowed steps lead to",
}
"""What each measure says, in one line."""


def check_measure(kind: str, by: str) -> None:
    """Raises UsageError for a measure that there is not."""
    for position, value in enumerate((kind, by)):
        known = list(dict.fromkeys(measure[position] for measure in MEASURES))
        if value not in known:
            what = "measure" if position else "ranking of"
            raise UsageError(f"there is no {what} '{value}'", f"choose one of: {', '.join(known)}")


def rank(
    careers: Careers,
    kind: str,
    by: str,
    steps: Callable[[], Steps],
    cache: Cache | None = None,
    told: int | None = None,
    naming: Callable[[], Iterable[str]] | None = None,
) -> Ranking:
    """Rank skills or roles by a measure; the roles and sources behind a score are read for the first ``told`` rows.

    They are read for all rows where ``told`` is None. ``cache`` keeps what takes long; ``naming`` gives the roles that
    name tools, where not every profile is to be read for them. Raises UsageError for a measure that there is not.
    """
    check_measure(kind, by)
    links = _Links(careers, steps(), cache)
    silent = in_order(links.role(number) for number in np.flatnonzero(links.table.size == 0).tolist())
    if (kind, by) == ("skills", "demand"):
        skills, tools = _skills_by_demand(links, careers.roles if naming is None else naming(), told)
        return Ranking(kind, by, skills, silent, tools)
    measure = _MEASURES[kind, by](links)
    scored = [Ranked(entity, score) for entity, score in measure.scores]
    return Ranking(kind, by, _sorted(scored, told, measure.tell), silent)


_Rows = tuple[Ranked, ...]


class _Measure(NamedTuple):
    """What a measure gives: the score of each thing, and what tells the roles and sources behind one."""

    scores: Iterable[tuple[Entity, float]]
    tell: Callable[[Ranked], Ranked]


def _sorted(rows: Iterable[Ranked], told: int | None, tell: Callable[[Ranked], Ranked]) -> tuple[Ranked, ...]:
    ranked = sorted(rows, key=lambda row: (-row.score, row.entity.label, row.entity.iri))
    return (*map(tell, ranked[:told]), *([] if told is None else ranked[told:]))


class _Links:
    """Who requires and covers what, as arrays, and what states it, which is read for the roles that are named."""

    def __init__(self, careers: Careers, steps: Steps, cache: Cache | None) -> None:
        self.careers, self.steps, self.table = careers, steps, steps.network.table
        self._cache = cache
        self._sources: dict[str, dict[str, tuple[Source, ...]]] = {}

    def kept(self, name: str, compute: Callable[[], npt.NDArray[np.float64]]) -> list[float]:
        """The scores of this name, from the cache where they are at hand."""

        def make() -> Arrays:
            return {"scores": compute()}

        found = make() if self._cache is None else self._cache.arrays(name, VERSION, make)
        return [float(score) for score in found["scores"].tolist()]

    @cached_property
    def requirers(self) -> Rows:
        """The roles that require each concept."""
        return self.table.required.turned(len(self.table.concepts))

    @cached_property
    def covered(self) -> Rows:
        """For each role the concepts that its required skills cover."""
        return self.table.required.then(self.table.closure)

    @cached_property
    def stated(self) -> Places:
        """The roles that state a required skill."""
        return np.flatnonzero(self.table.size > 0)

    def role(self, number: int) -> Entity:
        """A role by its number."""
        return self.careers.named[self.table.roles[number]]

    def behind(self, pairs: Iterable[tuple[int, int]]) -> tuple[tuple[Entity, ...], tuple[Source, ...]]:
        """The roles of pairs of a concept and a role that requires it, and what states that."""
        asked = list(pairs)
        sources = (source for concept, role in asked for source in self._stating(role)[self.table.concepts[concept]])
        return in_order(self.role(role) for role in {role for _, role in asked}), each_once(sources)

    def _stating(self, role: int) -> dict[str, tuple[Source, ...]]:
        iri = self.table.roles[role]
        if iri not in self._sources:
            self._sources[iri] = {item.skill.iri: item.sources for item in self.careers.roles[iri].required}
        return self._sources[iri]

    def asking(self, concepts: Iterable[int]) -> list[tuple[int, int]]:
        """These concepts with the roles that require them."""
        return [(concept, role) for concept in concepts for role in self.requirers.row(concept).tolist()]


# --- skills -----------------------------------------------------------------------------------------------------------


def _skills_by_demand(links: _Links, naming: Iterable[str], told: int | None) -> tuple[_Rows, _Rows]:
    """Every skill that a role requires or finds useful, by the number of roles that require it; and the tools."""
    table, careers = links.table, links.careers
    named = tools_of(careers.roles[iri] for iri in naming)
    optional = table.optional.turned(len(table.concepts))

    def tell(row: Ranked) -> Ranked:
        number = table.number[row.entity.iri]
        roles, sources = links.behind(links.asking([number]))
        useful = in_order(links.role(role) for role in optional.row(number).tolist())
        naming = tuple(each.role for each in named.get(row.entity, ()))
        return row._replace(roles=roles, sources=sources, optional_for=useful, named_by=naming)

    asking = links.requirers.lengths
    asked = np.flatnonzero(asking + optional.lengths).tolist()
    skills = [Ranked(careers.named[table.concepts[number]], int(asking[number])) for number in asked]
    tools = [Ranked(tool, len(roles)) for tool, roles in named.items()]
    return _sorted(skills, told, tell), _sorted(tools, told, lambda row: _asked(row, named[row.entity]))


def _asked(row: Ranked, asked: Iterable[Asked]) -> Ranked:
    return row._replace(
        roles=tuple(each.role for each in asked),
        sources=each_once(source for each in asked for source in each.sources),
    )


def _skills_by_bridge(links: _Links) -> _Measure:
    table, requirers = links.table, links.requirers
    skills = np.flatnonzero(requirers.lengths)
    scores = links.kept("skill-bridges", lambda: bridges_of_skills(requirers, skills, links.stated))
    numbers = {table.concepts[number]: number for number in skills.tolist()}
    named = (links.careers.named[iri] for iri in numbers)
    rounded = [(skill, round(score, DIGITS)) for skill, score in zip(named, scores, strict=True)]

    def tell(row: Ranked) -> Ranked:
        roles, sources = links.behind(links.asking([numbers[row.entity.iri]]))
        return row._replace(roles=roles, sources=sources)

    return _Measure(rounded, tell)


def _skills_by_reach(links: _Links) -> _Measure:
    """Every skill, tools too, that covers a requirement of some role."""
    table, tree = links.table, links.careers.tree

    def covered(skill: Entity) -> Places:
        if skill.iri in table.number:
            return table.closure.row(table.number[skill.iri])
        reached = tree.covers(frozenset({skill.iri}))  # a tool that no role asks for itself
        return np.array([table.number[iri] for iri in reached if iri in table.number], np.int64)

    scores = []
    for skill in links.careers.skills.values():
        if tree.canonical(skill.iri) == skill.iri:
            asking = links.requirers.gather(covered(skill))
            if len(asking):
                scores.append((skill, len(np.unique(asking))))

    def tell(row: Ranked) -> Ranked:
        roles, sources = links.behind(links.asking(covered(row.entity).tolist()))
        return row._replace(roles=roles, sources=sources)

    return _Measure(scores, tell)


# --- roles ------------------------------------------------------------------------------------------------------------


def _roles_by_demand(links: _Links) -> _Measure:
    """Every role by the requirements of other roles that its own cover; a role that is exactly it is no other."""
    place = links.table.place

    def others(number: int) -> int:
        return int(np.count_nonzero(place[links.requirers.gather(links.covered.row(number))] != place[number]))

    def tell(row: Ranked) -> Ranked:
        number = links.table.position[row.entity.iri]
        met = links.asking(links.covered.row(number).tolist())
        roles, sources = links.behind((concept, role) for concept, role in met if place[role] != place[number])
        return row._replace(roles=roles, sources=sources)

    return _Measure([(links.role(number), others(number)) for number in links.stated.tolist()], tell)


def allowed_steps(steps: Steps) -> npt.NDArray[np.bool_]:
    """Origin x role, in the network's order: whether one step may lead there; a step never stays at the same place."""
    return np.vstack([steps.between(rows, steps.all).open for rows in chunks(steps.all, 512)])


def _roles_by_bridge(links: _Links) -> _Measure:
    allowed, stated = allowed_steps(links.steps), links.stated
    scores = links.kept("role-bridges", lambda: bridges_of_steps(allowed[np.ix_(stated, stated)]))
    rounded = [
        (links.role(number), round(score, DIGITS)) for number, score in zip(stated.tolist(), scores, strict=True)
    ]
    return _Measure(rounded, _leading(links, allowed))


def _roles_by_reach(links: _Links) -> _Measure:
    allowed, place = allowed_steps(links.steps), links.table.place
    reached = reachable(allowed, Conditions().max_steps, place)
    scores = [(links.role(number), int(reached[number].sum())) for number in links.stated.tolist()]
    return _Measure(scores, _leading(links, reached))


def _leading(links: _Links, chosen: npt.NDArray[np.bool_]) -> Callable[[Ranked], Ranked]:
    """What tells of a role to which others it leads."""

    def tell(row: Ranked) -> Ranked:
        others = np.flatnonzero(chosen[links.table.position[row.entity.iri]])
        return row._replace(roles=in_order(links.role(number) for number in others.tolist()))

    return tell


_MEASURES: dict[tuple[str, str], Callable[[_Links], _Measure]] = {
    ("skills", "bridge"): _skills_by_bridge,
    ("skills", "reach"): _skills_by_reach,
    ("roles", "demand"): _roles_by_demand,
    ("roles", "bridge"): _roles_by_bridge,
    ("roles", "reach"): _roles_by_reach,
}
"""What computes each measure; that of skills by demand tells of tools too."""
