"""How good rankings and routes are: against lists that experts reviewed, beside simpler methods, all in one run.

    python benchmarks/quality.py [--check]

The lists and the two taxonomies are not part of the project: they are looked for in ../shared, and where that is absent
the exit status is 2. It is 1 when a figure misses its bar. ``--check`` compares every figure with what the scripts
beside the lists print, and the order of roles with that of ``kg next``.

docs/ranking.md says what the figures mean. They are of the halves on which the method was chosen.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np
from official import ESCO_RELATIONS, SHARED, esco, onet

from kg.routes.answer import find_routes
from kg.routes.candidates import NO_STEP
from kg.routes.conditions import Conditions, RouteOptions
from kg.routes.next_roles import next_roles
from kg.routes.query import RouteQuery
from kg.routes.requirement_index import RequirementIndex
from kg.routes.rule import StepRule
from kg.similarity.role_table import RoleTable
from kg.similarity.roles import Similarity
from kg.similarity.text import RoleTerms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import numpy.typing as npt
    from official import Taxonomy

    from kg.model.careers import Careers, Profile

    Floats: TypeAlias = npt.NDArray[np.float64]
    Table: TypeAlias = npt.NDArray[np.float32]
    Route: TypeAlias = list[str]
    """The IRIs of the roles of a route, its ends included."""

BARS = {"ESCO": 0.475, "O*NET": 0.45}
"""The least that similarity is to reach, as the share of the reviewed roles among the first 20."""

BARS_BY_WORDS = {"ESCO": 0.50, "O*NET": 0.52}
"""The same of similarity by words too."""

LISTED, OVERHEAD = 0.35, 2.05
"""The least share of the steps of routes that experts list, and the most that routes may cost beside direct steps."""

FIRST, RESAMPLES = 20, 2000

_ENOUGH = 1000
"""How many roles a ranking names for the scripts to score, which skip those that the reviewed lists do not know."""


# --- what is compared -------------------------------------------------------------------------------------------------


class World:
    """A taxonomy that is open for questions, as the program answers them and as simpler methods do."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.careers, self._core, texts = taxonomy
        self.table = RoleTable.of(self.careers)
        self._described = Similarity(self.careers, self.table, terms=RoleTerms.of(texts, self.table.roles))
        self.rule = StepRule(RequirementIndex(self.careers, self.table), Similarity(self.careers, self.table))
        self.everyone = np.arange(len(self.table))

    def ranked(self, scores: Floats, origin: str) -> list[str]:
        """The other roles, best first; ties as in `kg next`: more shared skills, fewer missing ones, then labels."""
        start = self.table.role_index[origin]
        shared = self._shared[start]
        order = np.lexsort((self._labels, self.table.size - shared, -shared, -scores))
        return [self.table.roles[number] for number in order[order != start][:_ENOUGH].tolist()]

    @cached_property
    def _labels(self) -> npt.NDArray[np.int64]:
        """For each role how many others come before it by label."""
        names = [(self.careers.label(iri), iri) for iri in self.table.roles]
        return np.argsort(sorted(self.everyone, key=names.__getitem__))

    @cached_property
    def _shared(self) -> npt.NDArray[np.int32]:
        return self.rule.index.counts(self.everyone, self.everyone).covered

    # --- scores of every two roles ---

    def similarity(self) -> Floats:
        """What the program ranks by."""
        return self.rule.similarity.rows(self.everyone).astype(np.float64)

    def similarity_by_words(self) -> Floats:
        """What it ranks by where words are compared too."""
        return self._described.rows(self.everyone).astype(np.float64)

    def at_random(self) -> Floats:
        """Numbers drawn once, the same on every run."""
        return np.random.default_rng(7).random((len(self.everyone),) * 2)

    def jaccard_of_core(self) -> Floats:
        """Shared by all of the core skills of two roles."""
        return _jaccard(self._columns(self._core))

    def jaccard(self) -> Floats:
        """Shared by all of the skills of two roles."""
        return _jaccard((self._amounts > 0).astype(np.float32))

    def tf_idf(self) -> Floats:
        """The cosine of the skills of two roles, optional ones at half weight, by rarity."""
        return _cosines(_rare(self._amounts))

    def skills_and_groups(self) -> Floats:
        """The mean of that and of the same cosine of the direct broader concepts."""
        skills = sorted(self._number, key=self._number.__getitem__)
        groups = sorted(self.careers.tree.groups_of(frozenset(skills)))
        number = {group: place for place, group in enumerate(groups)}
        upward = np.zeros((len(skills), len(groups)), np.float32)
        for place, skill in enumerate(skills):
            above = [number[group] for group in self.careers.tree.groups(skill)]
            upward[place, above] = 1 / max(len(above), 1)
        return (self.tf_idf() + _cosines(_rare(self._amounts @ upward))) / 2

    @cached_property
    def _number(self) -> dict[str, int]:
        return {skill: number for number, skill in enumerate(sorted(self.careers.skills))}

    def _columns(self, skills: Callable[[Profile], Iterable[str]]) -> Table:
        """For each role and skill whether it is one of these."""
        table = np.zeros((len(self.everyone), len(self._number)), np.float32)
        for place in self.everyone.tolist():
            table[place, [self._number[skill] for skill in skills(self.rule.index.role(place))]] = 1
        return table

    @cached_property
    def _amounts(self) -> Table:
        optional = self._columns(lambda role: (item.skill.iri for item in role.optional))
        return self._columns(lambda role: role.skills) + np.float32(0.5) * optional

    # --- routes ---

    def direct(self, start: str, goal: str) -> Route:
        """The direct step, allowed or not."""
        return [start, goal]

    def by_rule(self, start: str, goal: str) -> Route:
        """What `kg route` answers."""
        ends = self.careers.roles[start], self.careers.roles[goal]
        found = find_routes(self.rule, *ends, RouteOptions())
        return [start, *(step.destination.iri for step in found[0].steps)] if len(found) else []

    def by_squared_gap(self, start: str, goal: str) -> Route:
        """The squares of the gaps, by trying all: intermediate roles of the rule, any step that shares a skill."""
        position, costs = self.table.role_index, self._squared_gaps
        query = RouteQuery(self.rule, self.careers.roles[start], self.careers.roles[goal])
        first, last = costs[position[start]], costs[:, position[goal]]
        between = np.flatnonzero(query.intermediate)
        options = [(first[position[goal]], []), *_cheapest((first + last)[between], between)]
        limit = min(cost for cost, _ in options)
        before, after = between[first[between] < limit], between[last[between] < limit]
        chains = first[before, np.newaxis] + costs[np.ix_(before, after)] + last[after]
        pairs = np.stack(np.broadcast_arrays(before[:, np.newaxis], after), axis=-1).reshape(-1, 2)
        options += _cheapest(chains.ravel(), pairs)
        cost, passed = min(options, key=lambda option: option[0])
        return [start, *(self.table.roles[role] for role in passed), goal] if cost < NO_STEP else []

    @cached_property
    def _squared_gaps(self) -> npt.NDArray[np.int64]:
        via = tuple(self.table.roles)
        sharing = StepRule(self.rule.index, self.rule.similarity, Conditions(min_shared=1), via=via)
        steps = sharing.between(self.everyone, self.everyone)
        return np.where(steps.allowed, steps.gap.astype(np.int64) ** 2, NO_STEP)


def _cheapest(costs: npt.NDArray[np.int64], chains: npt.NDArray[np.int64]) -> list[tuple[np.int64, list[int]]]:
    """The first of the cheapest of some sequences of roles, if there are any."""
    if not len(costs):
        return []
    best = int(np.argmin(costs))
    return [(costs[best], np.atleast_1d(chains[best]).tolist())]


def _jaccard(table: Table) -> Floats:
    shared, size = table @ table.T, table.sum(axis=1)
    every: Table = np.maximum(size[:, np.newaxis] + size - shared, np.float32(1))
    return _rounded(shared / every)


def _rare(amounts: Table) -> Table:
    """Amounts by rarity: ln(1 + amount) times the logarithm of all roles by those that have any."""
    roles, some = (amounts.sum(axis=1) > 0).sum(), (amounts > 0).sum(axis=0)
    rarity = np.log(roles / np.maximum(some, 1)).astype(np.float32)
    found: Table = np.log1p(amounts) * rarity
    return found


def _cosines(table: Table) -> Floats:
    lengths = np.sqrt((table**2).sum(axis=1, keepdims=True))
    unit = (table / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return _rounded(unit @ unit.T)


def _rounded(scores: Table) -> Floats:
    """Scores in 100,000ths, without the digits in which equal ones may differ."""
    return np.rint(scores.astype(np.float64) * 100_000)


# --- scores of a method -----------------------------------------------------------------------------------------------


class Reviewed:
    """Reviewed lists of related roles: for each origin those that are relevant, and those that do not count."""

    def __init__(self, name: str) -> None:
        self.path = SHARED / "quality" / name
        stated = json.loads(self.path.read_text(encoding="utf-8"))
        names = stated["candidates"]
        self.candidates = frozenset(names)
        self.relevant, self.excluded = dict[str, set[str]](), dict[str, set[str]]()
        for number, others in stated["relevant"].items():
            origin = names[int(number)]
            self.relevant[origin] = {names[other] for other in others}
            self.excluded[origin] = {origin, *(names[other] for other in stated["exclude"].get(number, ()))}

    def scores(self, origin: str, ranked: Iterable[str]) -> tuple[float, float]:
        """capR@20 and nDCG@20 of one ranking."""
        counted = [role for role in ranked if role in self.candidates and role not in self.excluded[origin]][:FIRST]
        relevant = self.relevant[origin] - self.excluded[origin]
        gains = 1 / np.log2(np.arange(FIRST) + 2)
        hits = np.array([role in relevant for role in counted], bool)
        best = min(FIRST, len(relevant))
        return float(hits.sum() / best), float(gains[: len(hits)][hits].sum() / gains[:best].sum())

    def lists(self, origin: str, role: str) -> bool | None:
        """Whether a step is one that experts list; None where they do not say."""
        if origin not in self.relevant or role not in self.candidates:
            return None
        return role in self.relevant[origin] or role in self.excluded[origin]


class Judged(NamedTuple):
    """One route: its steps, the skills learned beside those of the direct step, and the steps judged and listed."""

    steps: int
    overhead: float
    judged: int
    listed: int


def judged(careers: Careers, reviewed: Reviewed, route: Route) -> Judged:
    """The scores of one route, all 0 where there is none; what was learned on the way is held."""
    if not route:
        return Judged(0, 0, 0, 0)
    skills = [careers.roles[iri].skills for iri in route]
    held, learned = skills[0], 0
    for asked in skills[1:]:
        learned += len(asked - held)
        held |= asked
    known = [reviewed.lists(one, other) for one, other in pairwise(route)]
    verdicts = [verdict for verdict in known if verdict is not None]
    return Judged(len(route) - 1, learned / (len(skills[-1] - skills[0]) or 1), len(verdicts), sum(verdicts))


class Resampling:
    """Samples drawn from what was measured, with replacement, the same on every run and for every method."""

    def __init__(self, count: int) -> None:
        self._drawn = np.random.default_rng(11).integers(count, size=(RESAMPLES, count))

    def means(self, amounts: Floats) -> Floats:
        """The mean of each sample."""
        return self.ratios(amounts, np.ones(len(amounts)))

    def ratios(self, amounts: Floats, whole: Floats) -> Floats:
        """For each sample the sum of the amounts by the sum of the whole."""
        found: Floats = amounts[self._drawn].sum(axis=1) / whole[self._drawn].sum(axis=1)
        return found


def interval(figures: Floats) -> str:
    """What 95 of 100 figures lie in, with as many below as above."""
    low, high = np.quantile(figures, (0.025, 0.975))
    return f"{low:.3f} to {high:.3f}"


# --- tables -----------------------------------------------------------------------------------------------------------

SIMILARITY, BY_WORDS = "similarity", "similarity by words too"
RULE = "(gap + price) × (1 - similarity), as `kg route`"

METHODS: Final = {
    SIMILARITY: World.similarity,
    BY_WORDS: World.similarity_by_words,
    "half skills, half broader concepts: cosines by rarity": World.skills_and_groups,
    "all skills: cosine by rarity": World.tf_idf,
    "all skills: Jaccard": World.jaccard,
    "essential skills (O*NET: activities): Jaccard": World.jaccard_of_core,
    "at random": World.at_random,
}

COSTS: Final = {RULE: World.by_rule, "gap²": World.by_squared_gap, "direct step": World.direct}


def report_rankings(name: str, world: World, reviewed: Reviewed, *, check: bool) -> bool:
    """Print how well the methods rank the roles of a taxonomy; whether similarity reaches its bar."""
    origins = list(reviewed.relevant)
    resampling = Resampling(len(origins))
    print(f"\n## {name}: {len(world.everyone):,} occupations, {len(origins)} of them as origins\n")
    print("| method | capR@20 | 95 % | nDCG@20 | similarity has more | 95 % |\n|---|---|---|---|---|---|")
    ours, by_words = np.zeros((2, len(origins)))
    for method, score in METHODS.items():
        scores = score(world)
        ranked = {origin: world.ranked(scores[world.table.role_index[origin]], origin) for origin in origins}
        recall, gain = np.array([reviewed.scores(origin, roles) for origin, roles in ranked.items()]).T
        ours = recall if method == SIMILARITY else ours
        by_words = recall if method == BY_WORDS else by_words
        more = f"{(ours - recall).mean():+.3f} | {interval(resampling.means(ours - recall))}"
        row = f"{recall.mean():.3f} | {interval(resampling.means(recall))} | {gain.mean():.3f}"
        print(f"| {method} | {row} | {'|' if method == SIMILARITY else more} |")
        if check:
            lines = [{"origin": origin, "ranked": roles} for origin, roles in ranked.items()]
            figures = f"capR@20 {recall.mean():.4f}  nDCG@20 {gain.mean():.4f}"
            compare(figures, lines, "evaluate.py", reviewed.path)
    if check:
        compare_with_next(world, origins)
    least, further = BARS[name], BARS_BY_WORDS[name]
    holds = told(f"{name}: capR@20 of similarity, at least {least:g}", ours.mean() >= least)
    return told(f"{name}: the same by words too, at least {further:g}", by_words.mean() >= further) and holds


def report_routes(world: World, reviewed: Reviewed, *, check: bool) -> bool:
    """Print how good routes by several costs are; whether those by the rule reach their bars."""
    pairs = json.loads((SHARED / "quality/route-pairs-dev.json").read_text(encoding="utf-8"))
    resampling = Resampling(len(pairs))
    print(f"\n## Routes between {len(pairs)} pairs of ESCO occupations that have little in common\n")
    print("| cost of a step | steps that experts list | of | 95 % | the rule has more | 95 % | overhead | steps |")
    print("|---|---|---|---|---|---|---|---|")
    figures, ours = {}, np.zeros(RESAMPLES)
    for cost, way in COSTS.items():
        routes = [way(world, start, goal) for start, goal in pairs]
        steps, besides, known, listed = np.array([judged(world.careers, reviewed, route) for route in routes]).T
        found = np.count_nonzero(steps)
        share, overhead, length = listed.sum() / known.sum(), besides.sum() / found, steps.sum() / found
        figures[cost], shares = (share, overhead), resampling.ratios(listed, known)
        ours = shares if cost == RULE else ours
        more = f"{figures[RULE][0] - share:+.3f} | {interval(ours - shares)}"
        print(
            f"| {cost} | {share:.3f} | {known.sum():.0f} | {interval(shares)}"
            f" | {'|' if cost == RULE else more} | {overhead:.2f} | {length:.2f} |"
        )
        if check:
            ends = zip(pairs, routes, strict=True)
            lines = [{"from": start, "to": goal, "path": route} for (start, goal), route in ends]
            for printed in (
                f"found {found}  steps {length:.2f}  overhead {overhead:.2f}",
                f"expert-listed {share:.3f} of {known.sum():.0f}",
            ):
                compare(printed, lines, "evaluate_routes.py", reviewed.path, SHARED / ESCO_RELATIONS)
    share, overhead = figures[RULE]
    holds = told(f"routes: steps that experts list, at least {LISTED:g}", share >= LISTED)
    return told(f"routes: overhead, at most {OVERHEAD:g}", overhead <= OVERHEAD) and holds


def told(bar: str, holds: bool) -> bool:
    """Print whether a bar is reached, and return it."""
    print(f"\n{bar}: {'reached' if holds else 'MISSED'}")
    return holds


def compare(figures: str, lines: Iterable[Mapping[str, object]], script: str, *data: Path) -> None:
    """End the program where a script beside the lists prints other figures."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as answers:
        answers.writelines(json.dumps(line) + "\n" for line in lines)
        answers.flush()
        command = [sys.executable, str(SHARED / "quality" / script), *map(str, data), answers.name]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if figures not in printed:
        raise SystemExit(f"{script} prints {printed.strip()}, which is not {figures}")


def compare_with_next(world: World, origins: list[str]) -> None:
    """End the program where `kg next` ranks some of the roles otherwise."""
    scores = world.similarity()
    for origin in origins[:: len(origins) // 20]:
        answers = next_roles(world.rule, world.careers.roles[origin], FIRST)
        ranked = world.ranked(scores[world.table.role_index[origin]], origin)
        if [answer.role.iri for answer in answers] != ranked[:FIRST]:
            raise SystemExit(f"kg next ranks otherwise from {origin}")


def main() -> int:
    """Measure and print all tables."""
    parser = argparse.ArgumentParser(description="Quality of rankings and routes against reviewed lists.")
    parser.add_argument("--check", action="store_true", help="compare every figure with the scripts beside the lists")
    check = parser.parse_args().check
    if not SHARED.is_dir():
        print(f"{SHARED} is absent: the reviewed lists and the taxonomies are not part of the project", file=sys.stderr)
        return 2
    world, reviewed = World(esco()), Reviewed("esco-dev.json")
    holds = [
        report_rankings("ESCO", world, reviewed, check=check),
        report_routes(world, reviewed, check=check),
        report_rankings("O*NET", World(onet()), Reviewed("onet-dev.json"), check=check),
    ]
    return 0 if all(holds) else 1


if __name__ == "__main__":
    sys.exit(main())
