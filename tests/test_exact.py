"""On the whole of ESCO a route is the cheapest there is: costs are compared with a search of every chain of steps.

What a step costs is worked out here a second time, from the official CSV files and the definitions in docs/routes.md
and docs/ranking.md, in arrays of all pairs of roles; nothing of kg's search, network or kinship is used.
"""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from kg.graph import open_graph
from kg.sources.esco import skill_level
from kg.sources.regulated import regulated_group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy.typing as npt

PAIRS = 200
NEVER = 2**40
MANAGE = ("1", "312", "3341", "5151", "5222")
"""How codes of groups of ISCO-08 begin whose titles say managers or supervisors."""
"""The cost of a step that is not allowed."""


class Esco:
    """ESCO's roles and skills as numbers, in the order of their IRIs."""

    def __init__(self, folder: Path) -> None:
        self._zips = sorted(folder.glob("*.zip"))
        occupations = sorted(self._rows("occupations_en.csv"), key=lambda row: row["conceptUri"])
        self.roles = [row["conceptUri"] for row in occupations]
        self.level = np.array([skill_level(row["iscoGroup"]) or -9 for row in occupations])
        self.regulated = np.array(
            [
                row["regulatedProfessionNote"].endswith("/regulated") or regulated_group(row["iscoGroup"]) is not None
                for row in occupations
            ]
        )
        self.managerial = np.array([row["iscoGroup"].startswith(MANAGE) for row in occupations])
        number = {iri: place for place, iri in enumerate(self.roles)}
        self.required: list[set[str]] = [set() for _ in self.roles]
        self.optional: list[set[str]] = [set() for _ in self.roles]
        for row in self._rows("occupationSkillRelations.csv"):
            if row["occupationUri"] in number:
                table = self.required if row["relationType"] == "essential" else self.optional
                table[number[row["occupationUri"]]].add(row["skillUri"])
        self.above: dict[str, set[str]] = defaultdict(set)
        for row in self._rows("broaderRelationsSkillPillar.csv"):
            self.above[row["conceptUri"]].add(row["broaderUri"])

    def _rows(self, name: str) -> Iterator[dict[str, Any]]:
        for path in self._zips:
            with zipfile.ZipFile(path) as packed:
                if name in packed.namelist():
                    with packed.open(name) as file:
                        yield from csv.DictReader(io.TextIOWrapper(file, "utf-8-sig", newline=""))

    def upward(self, skills: set[str]) -> set[str]:
        """Skills, and all that are broader."""
        found, queue = set(skills), list(skills)
        while queue:
            more = self.above.get(queue.pop(), set()) - found
            found |= more
            queue += more
        return found

    def _who(self, asked: list[set[str]]) -> dict[str, list[int]]:
        """Skill -> the roles among whose skills it is."""
        found: dict[str, list[int]] = defaultdict(list)
        for role, skills in enumerate(asked):
            for skill in skills:
                found[skill].append(role)
        return found

    @cached_property
    def counts(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """How many required skills of each role (columns) are covered from each role (rows), and how many near.

        Of the near skills of a role with the same first broader skill one counts.
        """
        count = len(self.roles)
        covered, near = np.zeros((2, count, count), np.int64)
        requirers, coverers = self._who(self.required), self._who([self.upward(skills) for skills in self.required])
        groups = [set[str]().union(*(self.above.get(skill, ()) for skill in skills)) for skills in self.required]
        members = self._who(groups)
        close: dict[str, npt.NDArray[np.bool_]] = {}
        for skill, asking in requirers.items():
            covered[np.ix_(coverers[skill], asking)] += 1
            around = {role for group in self.above.get(skill, ()) for role in members.get(group, ())}
            close[skill] = np.isin(np.arange(count), sorted(around - set(coverers[skill])))
        for role, skills in enumerate(self.required):
            of_group: dict[str, npt.NDArray[np.bool_]] = {}
            for skill in skills:
                own = min(self.above.get(skill, {f"{skill} alone"}))
                of_group[own] = of_group.get(own, np.zeros(count, bool)) | close[skill]
            near[:, role] = sum(of_group.values(), np.zeros(count, np.int64))
        return covered, near

    @cached_property
    def costs(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """What the step from each role (rows) to each role costs, in 1/2000 of a skill-equivalent: the direct one, the
        first of several, where it may be a fresh start, and later ones.
        """
        covered, near = self.counts
        size = np.array([len(skills) for skills in self.required])
        stated = np.sort(size[size > 0])
        usual = stated[(len(stated) - 1) // 2]
        assert max(len(roles) for roles in self._who(self.required).values()) * 3 <= len(stated)  # none is common
        share = np.minimum(1000 * covered // np.maximum(size, 1), 990)
        similarity, learn = np.maximum(self.kinship, share), size - covered
        fresh = (learn > 0) & ((similarity < 300) | (covered < 1))
        known = (self.level[:, np.newaxis] > 0) & (self.level > 0)
        rise = np.where(known, self.level - self.level[:, np.newaxis], 0)
        leap = (rise > 1) & (learn > 0)
        effort = (2 * learn - near) * np.maximum(size, usual) // np.maximum(size, 1)
        settling = 6 * (1 + fresh + (fresh & (rise > 0)))
        costs: npt.NDArray[np.int64] = 2000 * (1 + 3 * fresh + 3 * leap) + (effort + settling) * (1000 - similarity)
        costs[np.eye(len(size), dtype=bool) | (size == 0)] = NEVER
        first = np.where(leap, NEVER, costs)
        return costs, first, np.where(fresh, NEVER, first)

    @cached_property
    def kinship(self) -> npt.NDArray[np.int64]:
        """The kinship of every two roles, in thousandths."""
        count = len(self.roles)
        strength: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for role in range(count):
            for skills, amount in ((self.required[role], 1.0), (self.optional[role] - self.required[role], 0.5)):
                for skill in skills:
                    strength[skill][role] += amount
                    for group in self.above.get(skill, ()):
                        strength[group][role] += amount / len(self.above[skill])
        asking = len({role for roles in strength.values() for role in roles})
        links = []
        mass = np.zeros(count)
        for roles in strength.values():
            who = np.array(sorted(roles))
            weight = np.array([roles[role] for role in who.tolist()]) * np.log(1 + asking / len(who))
            mass[who] += weight
            links.append((who, weight))
        once = np.zeros((count, count))
        for who, weight in links:
            once[np.ix_(who, who)] += np.outer(weight / mass[who], weight / weight.sum())
        chance = np.where(mass > 0, mass / mass.sum(), 1.0)
        ratios = (once + once @ once) / 2 / chance
        excess = np.rint(1000 * np.log(np.maximum(ratios, 1)))
        for row in excess:  # the thousand strongest; of equal ones, those of the first roles
            row[np.argsort(-row, kind="stable")[1000:]] = 0
        lengths = np.sqrt((excess**2).sum(axis=1))
        cosines = excess @ excess.T / np.maximum(np.outer(lengths, lengths), 1e-9)
        found: npt.NDArray[np.int64] = np.minimum(np.rint(1000 * cosines), 990).astype(np.int64)
        return found

    def cheapest(self, start: int, goal: int, steps: int = 3) -> int:
        """Dijkstra's algorithm over the whole graph, one layer for each step.

        From a role that costs as much as the goal does already no cheaper way leads on: no step costs less than 0.
        """
        direct, first, later = self.costs
        best = direct[start, goal]
        if self.regulated[goal] or 0 < self.level[goal] <= 2:
            return int(best)
        levels = self.level[[start, goal]]
        between = (self.level < 0) | ((self.level <= levels.max()) & (self.level >= levels.min()))
        covered, near = (counted[:, goal] for counted in self.counts)
        credit = 2 * covered + near
        stones = ~self.regulated & (between | (levels.min() < 0)) & (credit > credit[start])
        if not self.managerial[[start, goal]].any():
            stones &= ~self.managerial
        stones[[start, goal]] = False
        here = first[start]
        for step in range(2, steps + 1):
            through = np.flatnonzero(stones & (here < best))
            if not len(through):
                break
            best = min(best, (here[through] + later[through, goal]).min())
            if step < steps:
                here = (here[through, np.newaxis] + later[through]).min(axis=0)
        return int(best)


@pytest.mark.long
def test_200_routes_cost_what_the_cheapest_chain_costs(esco: Path, shared: Path, tries: Callable[[int], int]) -> None:
    graph, whole = open_graph(esco), Esco(shared / "esco")
    graph._computed.route_similarity = graph.similarity  # words are compared by tests of text
    assert sorted(graph.careers.roles) == whole.roles
    draw = random.Random(2)
    found, expected = [], []
    pairs = tries(PAIRS)
    for _ in range(pairs):
        start, goal = draw.sample(range(len(whole.roles)), 2)
        routes = graph.route(whole.roles[start], whole.roles[goal])
        found.append(min((round(2000 * route.cost) for route in routes if route.cost is not None), default=NEVER))
        expected.append(min(whole.cheapest(start, goal), NEVER))
    assert found == expected
    assert sum(cost < NEVER for cost in expected) > pairs // 2
