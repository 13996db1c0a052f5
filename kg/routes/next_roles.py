"""The natural next roles: all others ranked by similarity, or by what workers do, in either direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias, get_args

from kg.arguments import switch, whole_number
from kg.errors import UsageError
from kg.late import Floats, Int32s, Mask
from kg.late import numpy as np
from kg.model.answers import GroupRoutes, Route, Routes, SkillItem, Transition
from kg.model.careers import Profile
from kg.model.entities import Entity
from kg.routes.gap import credential_gates, kept_items, learn_items, near_items
from kg.routes.requirement_index import RoleIndices
from kg.routes.rule import StepRule
from kg.similarity.random_walks import SCALE
from kg.similarity.role_table import NO_FIGURE, NO_LEVEL
from kg.similarity.roles import Similarity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from kg.store.lookup import EntityGroup

RankedBy: TypeAlias = Literal["skills", "words", "likely"]

RANKINGS: Final[tuple[RankedBy, ...]] = get_args(RankedBy)
"""What next roles are ranked by: similarity by skills, or by words too, or this and how many people work there."""

_LEVEL_APART: Final = 30
"""What each level of preparation between two roles takes off their similarity by words, in thousandths."""

_LEVEL_APART_LIKELY: Final = 300
"""The same of what workers are likely to do, in thousandths."""

_SAMPLE: Final = 256
"""How many roles the spread of similarities is measured from."""


class _Ranking(NamedTuple):
    """The roles in order, by number, and the score of every role in thousandths."""

    order: list[int]
    score: Floats


def next_roles(
    rule: StepRule,
    similarity: Similarity,
    profile: Profile,
    limit: int,
    *,
    by: str = RANKINGS[0],
    reverse: bool = False,
    only: Collection[str] | None = None,
) -> list[Transition]:
    """The ``limit`` roles that come next after a profile, best first; with ``reverse`` those that come before it.

    ``only`` are the IRIs of the roles that may be named, any if None.

    ``by`` is one of RANKINGS; docs/ranking.md has the scores. Ties go to more shared, fewer missing skills, then label.
    A role of similarity 0 is named only where a required skill is held. From what one has alone the similarity is the
    coverage of what a role requires, as in :func:`kg.analysis.matching.match`. Raises UsageError where what is asked
    is not known: by "likely" where no source states how many people work in a role.
    """
    limit = whole_number("limit", limit)
    if switch("reverse", reverse) and profile.entity.kind != "role":
        raise UsageError(f"nobody comes from elsewhere to {profile.entity.label}", "name a role")
    allowed = rule.within if only is None else rule.within & rule.table.roles_among(only)
    ranking = _ranked(rule, similarity, profile, limit, allowed, by=by, reverse=reverse)
    found = []
    for number in ranking.order:
        other = rule.index.role(number)
        answer = _transition(rule, similarity, *((other, profile) if reverse else (profile, other)))
        if by == "likely":
            people = int(rule.table.people[number])
            answer = answer._replace(people=None if people == NO_FIGURE else people)
        if by != "skills" and profile.entity.kind != "person":
            answer = answer._replace(score=round(float(ranking.score[number])) / SCALE)
        found.append(answer._replace(role=other.entity))
    return found


def silence(rule: StepRule, profile: Profile, *, reverse: bool = False, only: Collection[str] | None = None) -> str:
    """Why no next role can be known: nothing is stated of what roles are compared by; empty where it is."""
    own = profile.silence if reverse else rule.requirements.silence_of(profile)
    if own or only is None:
        return own
    named = rule.within & rule.table.roles_among(only)
    return "" if np.any(rule.table.size[named] > 0) else "the source states no skills for the roles of this group"


def _transition(rule: StepRule, similarity: Similarity, origin: Profile, role: Profile) -> Transition:
    """What one in a role, or with a profile, shares with a role and lacks for it, and what else it asks."""
    careers, requirements = rule.careers, rule.requirements
    includes = rule.conditions.within.includes
    held = requirements.held_by(origin)
    match = requirements.match(held, role)
    kept = kept_items(requirements, match, held, [origin])
    stated = {asked.skill.iri: item for asked, item in zip(match.covered, kept, strict=True)}
    concepts = ((iri, careers.named(iri, includes)) for iri in similarity.top_shared(origin, role))
    shared = [stated.get(iri) or SkillItem(*concept) for iri, concept in concepts if concept]
    rest = [item for item in stated.values() if item not in shared]
    missing = learn_items(match, near_items(requirements, match, held), held)
    words = tuple(similarity.top_shared_terms(origin, role))
    gates = credential_gates(requirements, held, role, [origin])
    asks_more = rule.from_profile(origin).asks_more(role)
    score = match.coverage if origin.entity.kind == "person" else similarity.pair(origin, role) / SCALE
    return Transition(
        role.entity,
        score,
        (*shared, *rest),
        missing,
        role.regulation_sources,
        words,
        gates,
        asks_more,
        score,
        not_understood=role.not_understood,
        required=len(match.covered) + len(missing),
    )


# --- the order --------------------------------------------------------------------------------------------------------


def ranking_scores(rule: StepRule, similarity: Similarity, profile: Profile, by: str) -> Floats:
    """What every role is ranked by after a profile, in thousandths."""
    return _scored(rule, similarity, profile, _counts(rule, similarity, profile, reverse=False)[2], by)


def _ranked(
    rule: StepRule,
    similarity: Similarity,
    profile: Profile,
    limit: int,
    allowed: Mask,
    *,
    by: str,
    reverse: bool,
) -> _Ranking:
    """The first of the roles that are allowed; labels are read only where all else is equal."""
    table, own = rule.table, rule.table.role_index.get(profile.entity.iri)
    elsewhere = np.ones(len(table), bool) if own is None else table.canonical != table.canonical[own]
    covered, missing, alike = _counts(rule, similarity, profile, reverse=reverse)
    score = _scored(rule, similarity, profile, alike, by)
    shared = missing if profile.entity.kind == "person" else -covered  # there the score says what is shared
    wanted = np.flatnonzero(elsewhere & allowed & (table.size > 0) & ((alike > 0) | (covered > 0)))
    keys = np.stack([-score, shared.astype(np.float64), missing.astype(np.float64)])[:, wanted]
    return _Ranking(first_roles(rule.table.roles, wanted, keys, limit, rule.careers.label), score)


def first_roles(
    iris: Sequence[str], numbers: RoleIndices, keys: Floats, limit: int, label: Callable[[str], str]
) -> list[int]:
    """The first of some roles by rising keys, one column a role, then by label; labels are read only of equal ones."""
    order = np.lexsort(keys[::-1])
    if len(order) > limit:
        last = keys[:, order[limit - 1]]
        equal = limit + int((keys[:, order[limit:]] == last[:, np.newaxis]).all(axis=0).sum())
        order = order[:equal]

    def rank(place: int) -> tuple[list[float], str, str]:
        iri = iris[numbers[place]]
        return keys[:, place].tolist(), label(iri), iri

    return [int(numbers[place]) for place in sorted(order.tolist(), key=rank)[:limit]]


def _counts(
    rule: StepRule, similarity: Similarity, profile: Profile, *, reverse: bool
) -> tuple[Int32s, Int32s, Floats]:
    """For each role how many required skills are covered and missing on the step, and the similarity in thousandths."""
    index, table = rule.index, rule.table
    if reverse:
        goal = np.array([table.role_index[profile.entity.iri]])
        own = index.reach(rule.requirements.held_by(None).skills)
        covered = index.column(int(goal[0]), own)[0].astype(np.int32)
        return covered, table.size[goal] - covered, similarity.from_profile(profile).astype(np.float64)
    counts = index.counts_of(index.reach(rule.requirements.held_by(profile).skills))
    covered, missing = counts.covered[0], table.size - counts.covered[0]
    if profile.entity.kind == "person":
        return covered, missing, SCALE * (2 * covered + counts.near[0]) / (2 * np.maximum(table.size, 1))
    return covered, missing, similarity.from_profile(profile).astype(np.float64)


def _scored(rule: StepRule, similarity: Similarity, profile: Profile, alike: Floats, by: str) -> Floats:
    """The score of every role, in thousandths."""
    table, level = rule.table, profile.preparation
    if by == "skills" or (by == "words" and profile.entity.kind == "person"):
        return alike
    known = (table.preparation != NO_LEVEL) & (level is not None)
    apart = np.where(known, np.abs(table.preparation - (level or 0)), 0)
    if by == "words":
        return np.asarray(np.maximum(alike - _LEVEL_APART * apart, 0), np.float64)
    people = table.people_or_few
    if people is None:
        raise UsageError(
            "no source in this graph states how many people work in a role, which 'likely' is computed from",
            "import the employment figures: kg import oews FILE --into STORE",
        )
    alike = SCALE * alike / _spread(rule, similarity, profile, alike)
    likely = alike + SCALE * np.log(np.maximum(people, 1)) - _LEVEL_APART_LIKELY * apart
    return np.asarray(np.rint(likely), np.float64)


def _spread(rule: StepRule, similarity: Similarity, profile: Profile, alike: Floats) -> float:
    """The standard deviation of the similarities above 0 of a sample of roles of the profile's source, and others."""
    table, own = rule.table, rule.table.role_index.get(profile.entity.iri)
    found = alike[alike > 0]
    if own is not None:
        roles = np.flatnonzero((table.source == table.source[own]) & (table.size > 0))
        some: RoleIndices = roles[:: -(-len(roles) // _SAMPLE)]
        rows = similarity.block(some, roles).astype(np.float64)
        found = rows[(rows > 0) & (some[:, np.newaxis] != roles)]
    return float(found.std()) if len(found) > 1 and found.std() > 0 else 1.0


# --- the roles of a group ---------------------------------------------------------------------------------------------

TRIED: Final = 10
"""To how many roles of a group a route is looked for: one may take a second in a store of all taxonomies."""


def routes_to_group(
    rule: StepRule,
    origin: Profile,
    group: EntityGroup,
    limit: int,
    route_to: Callable[[Entity], Routes],
    similarity: Similarity,
) -> GroupRoutes:
    """The ``limit`` roles of a group with the best routes: first those without a gate, then by cost, steps and label.

    ``route_to`` gives the best route to a role; a role without one is left out.
    """
    tried = _tried(rule, similarity, origin, group, limit)
    answers = [route_to(role) for role in tried if role != origin.entity]

    def effort(answer: Routes) -> tuple[bool, float, int, str]:
        best = answer[0]
        return _has_gate(best), best.cost or 0, len(best.steps), answer.destination.label

    found = sorted((answer for answer in answers if answer.routes and answer[0].steps), key=effort)
    return GroupRoutes(origin.entity, group.label, len(group.members), len(answers), found[:limit])


def _tried(rule: StepRule, similarity: Similarity, origin: Profile, group: EntityGroup, limit: int) -> list[Entity]:
    """The roles of a group that a route is looked for to: all of a small one, else the most similar, the nearest first.

    Those one level above the origin come before those two above; a manager's come last, unless the origin is one. What
    is farther is tried where there are fewer than ``limit`` before it.
    """
    careers, table, most = rule.careers, rule.table, max(TRIED, limit)
    members = [iri for iri in sorted(group.members) if iri in careers.roles]
    if len(members) <= most:
        return [careers.roles[iri].entity for iri in members]
    own = table.role_index.get(origin.entity.iri)
    manages = own is not None and table.managerial[own]
    highest = origin.preparation + 1 if origin.preparation else table.preparation.max(initial=0)
    bands: dict[tuple[bool, int], set[str]] = {}
    for iri in members:
        row = table.role_index[iri]
        band = bool(table.managerial[row] and not manages), max(0, int(table.preparation[row]) - highest)
        bands.setdefault(band, set()).add(iri)
    found: list[Entity] = []
    for band in sorted(bands):
        if len(found) < limit:
            near = next_roles(rule, similarity, origin, most - len(found), only=frozenset(bands[band]))
            found += [each.role for each in near]
    return found


def _has_gate(route: Route) -> bool:
    """Whether a route asks a degree or licence that one lacks."""
    return any(step.regulation_sources or not all(gate.met for gate in step.gates) for step in route.steps)
