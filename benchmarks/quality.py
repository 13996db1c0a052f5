"""How good rankings and routes are: against lists that experts reviewed, beside simpler methods, all in one run.

    python benchmarks/quality.py [--check] [--store DIR]

The lists and the two taxonomies are not part of the project: they are looked for in ../shared, and where that is absent
the exit status is 2. It is 1 when a figure misses its bar. ``--check`` compares every figure with what the scripts
beside the lists print, and the order of roles with that of ``kg next``. ``--store`` judges the routes between ESCO's
occupations as a store answers them, with what its other sources state (education, licences, people, pay), in place of
all else.

docs/ranking.md and docs/routes.md say what the figures mean. They are of the development halves; nothing was fitted to
what workers did and to what the French agency's experts list, beyond choosing between methods.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from figures import esco_facts, onet_facts
from nested import nested
from official import ESCO_RELATIONS, SHARED, esco, isco_groups, onet

import kg
from kg.model.careers import RoleColumns, RoleFacts
from kg.routes.next_roles import next_roles, ranking_scores
from kg.routes.query import RouteQuery
from kg.routes.requirement_index import RequirementIndex
from kg.routes.rule import StepRule
from kg.similarity.role_table import RoleTable
from kg.similarity.roles import MeanSimilarity, Similarity
from kg.similarity.text import RoleTerms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt
    from official import Taxonomy

    from kg.model.careers import Profile

    Floats: TypeAlias = npt.NDArray[np.float64]
    Table: TypeAlias = npt.NDArray[np.float32]
    Route: TypeAlias = list[str]
    """The IRIs of the roles of a route, its ends included."""

BARS = {"ESCO": 0.482, "O*NET": 0.452}
"""The least that similarity is to reach, as the share of the reviewed roles among the first 20."""

BARS_BY_WORDS = {"ESCO": 0.505, "O*NET": 0.546}
"""The same of similarity by words too."""

BARS_OF_ROUTES = {"ROME": 0.38, "first": 0.22, "last": 0.55, "experts": 0.46}
"""The least share of the steps of 1,200 routes that experts list: those of France, and those of the US."""

OVERHEAD = 1.35
"""The most that routes may ask to learn, beside direct steps."""

BARS_OF_MOVES = {"movers@20": 0.238, "near": 0.536, "upward": 0.416}
"""The least that `kg next` is to reach of what workers did (by skills), and of what French experts list (by words)."""

BARS_OF_LIKELY = {"movers@20": 0.37, "over-represented capR@20": 0.48}
"""The least that `kg next --likely` is to reach of what workers did."""

FIRST, RESAMPLES = 20, 2000

_ENOUGH = 1000
"""How many roles a ranking names for the scripts to score, which skip those that the reviewed lists do not know."""


# --- what is compared -------------------------------------------------------------------------------------------------


class World:
    """A taxonomy that is open for questions, as the program answers them and as simpler methods do."""

    def __init__(self, taxonomy: Taxonomy, facts: Mapping[str, RoleFacts]) -> None:
        self.careers, self._core, texts = taxonomy
        self.table = RoleTable.of(self.careers, RoleColumns.of(self.careers.roles)._replace(facts=facts))
        self._described = Similarity(self.careers, self.table, terms=RoleTerms.of(texts, self.table.roles))
        self.by_skills = Similarity(self.careers, self.table)
        similarity = MeanSimilarity(self.by_skills, self._described)
        self.rule = StepRule(RequirementIndex(self.careers, self.table), similarity)
        self.everyone = np.arange(len(self.table))

    def ranked(self, scores: Floats, origin: str, most: int | None = _ENOUGH) -> list[str]:
        """The other roles, best first; ties as in `kg next`: more shared skills, fewer missing ones, then labels."""
        start = self.table.role_index[origin]
        shared = self._shared[start]
        order = np.lexsort((self._labels, self.table.size - shared, -shared, -scores))
        return [self.table.roles[number] for number in order[order != start][:most].tolist()]

    @cached_property
    def _labels(self) -> npt.NDArray[np.int64]:
        """For each role how many others come before it by label."""
        names = [(self.careers.label(iri), iri) for iri in self.table.roles]
        return np.argsort(sorted(self.everyone, key=names.__getitem__))

    @cached_property
    def _shared(self) -> npt.NDArray[np.int32]:
        return self.rule.index.pairs.of(self.everyone, self.everyone).covered

    # --- scores of every two roles ---

    def similarity(self) -> Floats:
        """What the program ranks by."""
        return self.by_skills.rows(self.everyone).astype(np.float64)

    def similarity_by_words(self) -> Floats:
        """What it ranks by where words are compared too."""
        return self._scores("words")

    def likely(self) -> Floats:
        """What it ranks by where the people in a role count."""
        return self._scores("likely")

    def _scores(self, by: str) -> Floats:
        roles = map(self.rule.index.role, self.everyone.tolist())
        return np.stack([ranking_scores(self.rule, self._described, role, by) for role in roles])

    def people(self) -> Floats:
        """The number of people in a role, whatever the origin."""
        known = self.table.people_or_few
        return np.broadcast_to(known if known is not None else 0, (len(self.everyone),) * 2).astype(np.float64)

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
        found = RouteQuery(self.rule, self.careers.roles[start], self.careers.roles[goal]).best()
        return [start, *(self.table.roles[role] for role in found[0].roles), goal] if found else []


class StoreWorld(World):
    """ESCO's occupations in a store, with what its other sources state of them, as `kg route --source esco` answers."""

    def __init__(self, store: str) -> None:
        graph = kg.open(store)
        self.careers, self.table = graph.careers, graph.table
        self.rule = graph._rule(None, {"source": "esco"})  # noqa: SLF001  # what routes ask; an answer explains too


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

SIMILARITY, BY_WORDS, LIKELY = "similarity, as `kg next`", "`kg next --by words`", "`kg next --likely`"
RULE, DIRECT = "the rule, as `kg route`", "direct step"

METHODS: Final = {
    SIMILARITY: World.similarity,
    BY_WORDS: World.similarity_by_words,
    "half skills, half broader concepts: cosines by rarity": World.skills_and_groups,
    "all skills: cosine by rarity": World.tf_idf,
    "all skills: Jaccard": World.jaccard,
    "essential skills (O*NET: activities): Jaccard": World.jaccard_of_core,
    "at random": World.at_random,
}

OF_MOVES: Final = {**METHODS, LIKELY: World.likely, "the number of people in the role alone": World.people}
"""What is compared with moves: there the size of a role counts."""

WAYS: Final[dict[str, Callable[[World, str, str], Route]]] = {
    RULE: lambda world, start, goal: world.by_rule(start, goal),
    DIRECT: World.direct,
}


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
            compare(figures, lines, reviewed.path)
    if check:
        compare_with_next(world, origins)
    least, further = BARS[name], BARS_BY_WORDS[name]
    holds = told(f"{name}: capR@20 of similarity", float(ours.mean()), least)
    return told(f"{name}: the same by words too", float(by_words.mean()), further) and holds


def script(name: str) -> Any:
    """One of the scripts beside the lists, as a module: figures are what it prints."""
    found = importlib.util.spec_from_file_location(name, SHARED / "quality" / f"{name}.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def printed(call: Callable[..., object], *arguments: object) -> str:
    """What a script prints."""
    with redirect_stdout(io.StringIO()) as said:
        call(*arguments)
    return said.getvalue().strip()


def figure(text: str, name: str) -> float:
    """The number behind a name in what a script prints; 0 where it says none."""
    found = re.search(rf"(?<!\\S){re.escape(name)} ([0-9.]+)", text)
    return float(found[1]) if found else 0.0


def report_moves(name: str, world: World, judge: str) -> bool:
    """Print how well the methods rank what workers moved to, or experts list; whether bars are reached."""
    gold = json.loads((SHARED / "quality" / judge).read_text(encoding="utf-8"))
    moves = script("evaluate_moves")
    groups = dict(enumerate(gold["groups"])) if isinstance(gold["groups"], list) else gold["groups"]
    asked = {str(key) for kind in ("flows", "near", "upward") for key in gold.get(kind, ())}
    origins = [role for key, roles in groups.items() if str(key) in asked for role in roles]
    origins = [role for role in origins if role in world.table.role_index]
    print(f"\n## {name}\n\n| method | |\n|---|---|")
    said = {}
    for method, score in OF_MOVES.items():
        scores = score(world)
        ranked = {origin: world.ranked(scores[world.table.role_index[origin]], origin, None) for origin in origins}
        said[method] = printed(moves.real_moves if "flows" in gold else moves.rome, gold, ranked)
        print(f"| {method} | {said[method]} |", flush=True)
    if "flows" in gold:
        bars = [("movers@20 by skills", said[SIMILARITY], "movers@20", BARS_OF_MOVES["movers@20"])]
        bars += [(f"{kind} by likely", said[LIKELY], kind, least) for kind, least in BARS_OF_LIKELY.items()]
        found = [told(bar, figure(text, kind), least) for bar, text, kind, least in bars]
        return all(found)
    text = said[BY_WORDS].replace("near capR@20", "near").replace("upward capR@20", "upward")
    holds = [told(f"ROME {kind} by words", figure(text, kind), BARS_OF_MOVES[kind]) for kind in ("near", "upward")]
    return all(holds)


def report_routes(name: str, world: World, pairs: Sequence[tuple[str, str]], *, bars: bool) -> bool:
    """Print how good routes between pairs are; whether those by the rule reach their bars."""
    print(f"\n## Routes between {len(pairs):,} pairs of ESCO occupations: {name}\n\n| | |\n|---|---|")
    quality, said, counts = SHARED / "quality", {}, dict[str, int]()
    for way, answer in WAYS.items():
        routes = [answer(world, start, goal) for start, goal in pairs]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "routes.jsonl"
            lines = ({"from": a, "to": b, "path": path} for (a, b), path in zip(pairs, routes, strict=True))
            file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
            experts = printed(script("evaluate_routes").main, quality / "esco-dev.json", SHARED / ESCO_RELATIONS, file)
            rome = printed(script("evaluate_route_steps").main, quality / "rome-dev.json", file)
        said[way] = experts, rome.replace("listed", "ROME")
        print(f"| {way}: experts' lists | {experts} |\n| {way}: ROME | {rome} |", flush=True)
        if way == RULE:
            counts = violations(world, routes)
            print(f"| {way}: against the laws | {_listed(counts)} |", flush=True)
    experts, rome = said[RULE]
    share, overhead = figure(experts, "expert-listed"), figure(experts, "overhead")
    lawful = told("routes: against the laws", -sum(counts.values()), 0)
    if not bars:
        return lawful
    found = [lawful]
    found += [told(f"routes: {kind}", figure(rome, kind), BARS_OF_ROUTES[kind]) for kind in ("ROME", "first", "last")]
    found.append(told("routes: experts' share", share, BARS_OF_ROUTES["experts"]))
    return told("routes: overhead", -overhead, -OVERHEAD) and all(found)


def report_all_routes(world: World, pairs: Sequence[tuple[str, str]]) -> bool:
    """Print the same of the development half, and of pairs that are far apart or drawn by employment."""
    more = json.loads((SHARED / "quality/route-pairs-extra.json").read_text(encoding="utf-8"))
    holds = [
        report_routes("the development half", world, pairs, bars=False),
        report_routes("far apart", world, more["far"], bars=True),
        report_routes("ends drawn by US employment", world, more["emp"], bars=False),
    ]
    return all(holds)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def violations(world: World, routes: Iterable[Route]) -> dict[str, int]:
    """What routes do that they should not: each count should be 0."""
    table, counts = world.table, dict.fromkeys(("managers", "licensed", "more asked", "before entry jobs"), 0)
    for route in routes:
        numbers = np.array([table.role_index[iri] for iri in route], np.int64)
        if len(numbers) < 3:
            continue
        passed, ends = numbers[1:-1], numbers[[0, -1]]
        counts["managers"] += bool(table.managerial[passed].any() and not table.managerial[ends].any())
        counts["licensed"] += bool(table.regulated[passed].any())
        known = [(column, column[ends]) for column in (table.education, table.experience) if (column[ends] >= 0).all()]
        counts["more asked"] += any((column[passed] > of_ends.max()).any() for column, of_ends in known)
        counts["before entry jobs"] += 0 < int(table.preparation[numbers[-1]]) <= 2
    return counts


def report_nested(world: World, pairs: Sequence[tuple[str, str]]) -> bool:
    """Print how often the best cost rises when skills are added."""
    found = nested(world.rule, pairs)
    print(f"\n## Skills added, {found.asked} times\n\nthe best cost fell {found.fell} times, rose {found.rose} times")
    return told("the best cost rises, or a route is lost", -found.rose - found.lost, 0)


def told(bar: str, value: float, least: float) -> bool:
    """Print whether a bar is reached, and return it."""
    holds = round(value, 3) >= least  # as it is printed
    print(f"\n{bar}: {abs(value):.3f}, bar {abs(least):g}: {'reached' if holds else 'MISSED'}")
    return holds


def compare(figures: str, lines: Iterable[Mapping[str, object]], path: Path) -> None:
    """End the program where the script beside the lists prints other figures."""
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.jsonl"
        answers.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        said = printed(script("evaluate").main, str(path), str(answers))
    if figures not in said:
        raise SystemExit(f"evaluate.py prints {said}, which is not {figures}")


def compare_with_next(world: World, origins: list[str]) -> None:
    """End the program where `kg next` ranks some of the roles otherwise."""
    scores = world.similarity()
    for origin in origins[:: len(origins) // 20]:
        answers = next_roles(world.rule, world.by_skills, world.careers.roles[origin], FIRST)
        ranked = world.ranked(scores[world.table.role_index[origin]], origin)
        if [answer.role.iri for answer in answers] != ranked[:FIRST]:
            raise SystemExit(f"kg next ranks otherwise from {origin}")


def main() -> int:
    """Measure and print all tables."""
    parser = argparse.ArgumentParser(description="Quality of rankings and routes against reviewed lists.")
    parser.add_argument("--check", action="store_true", help="compare every figure with the scripts beside the lists")
    parser.add_argument("--store", metavar="DIR", help="judge routes as this store answers them, and nothing else")
    asked = parser.parse_args()
    check = asked.check
    if not SHARED.is_dir():
        print(f"{SHARED} is absent: the reviewed lists and the taxonomies are not part of the project", file=sys.stderr)
        return 2
    pairs = json.loads((SHARED / "quality/route-pairs-dev.json").read_text(encoding="utf-8"))
    if asked.store:
        return 0 if report_all_routes(StoreWorld(asked.store), pairs) else 1
    world = World(esco(), esco_facts(isco_groups()))
    holds = [
        report_all_routes(world, pairs),
        report_nested(world, pairs),
        report_rankings("ESCO", world, Reviewed("esco-dev.json"), check=check),
        report_moves("French experts' lists (ROME)", world, "rome-dev.json"),
    ]
    taxonomy = onet()
    world = World(taxonomy, onet_facts(taxonomy.careers.roles))
    holds += [
        report_rankings("O*NET", world, Reviewed("onet-dev.json"), check=check),
        report_moves("What US workers did", world, "real-moves-dev.json"),
    ]
    return 0 if all(holds) else 1


if __name__ == "__main__":
    sys.exit(main())
