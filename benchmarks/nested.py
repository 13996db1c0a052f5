"""Whether more skills ever make an answer worse: routes between drawn roles of a store, with sets of skills that grow.

    python benchmarks/nested.py STORE [--pairs 500] [--seed 3]

Each pair is asked four times: with nothing, and with three sets, each part of the next, of skills that the destination
requires, of any others, and of credentials. The exit status is 1 where the best cost rises or a route is lost.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.graph import open_graph
from kg.routes.conditions import Conditions
from kg.routes.query import RouteQuery

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.routes.rule import StepRule

__all__ = ["Nested", "nested"]


class Nested(NamedTuple):
    """How often the best cost fell and rose, and a route was lost, when skills were added; of so many additions."""

    asked: int
    fell: int
    rose: int
    lost: int

    @property
    def holds(self) -> bool:
        """Whether no answer became worse."""
        return not (self.rose or self.lost)


def nested(rule: StepRule, pairs: Iterable[tuple[str, str]], seed: int = 3) -> Nested:
    """Ask for the best route of each pair of roles, by IRI, with growing sets of skills."""
    draw, careers = np.random.default_rng(seed), rule.careers
    every, credentials = sorted(rule.index.roles_requiring), sorted(careers.credential_weights)
    asked = fell = rose = lost = 0
    for number, (start, goal) in enumerate(pairs):
        ends = careers.roles[start], careers.roles[goal]
        own, have, before = sorted(ends[1].skills), frozenset[str](), None
        if number % 50 == 49:
            print(f"{number + 1} pairs: fell {fell}, rose {rose}, lost {lost}", file=sys.stderr, flush=True)
        for _ in range(4):
            best = next(iter(RouteQuery(rule.with_conditions(Conditions(have=have)), *ends).best()), None)
            if have:
                asked += 1
                lost += before is not None and best is None
                rose += bool(before is not None and best and best.cost > before.cost)
                fell += bool(before is not None and best and best.cost < before.cost)
            before = best
            have |= {*draw.choice(own, min(3, len(own)), replace=False).tolist(), *draw.choice(every, 4).tolist()}
            if credentials and draw.random() < 0.25:
                have |= {str(draw.choice(credentials))}
    return Nested(asked, fell, rose, lost)


def main() -> int:
    """Draw the pairs and print what was counted."""
    parser = argparse.ArgumentParser(description="Whether more skills ever make an answer worse.")
    parser.add_argument("store")
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=3)
    options = parser.parse_args()
    graph = open_graph(options.store)
    stated = [graph.table.roles[number] for number in np.flatnonzero(graph.table.size > 0).tolist()]
    draw = np.random.default_rng(options.seed)
    pairs = [(stated[one], stated[other]) for one, other in draw.integers(len(stated), size=(options.pairs, 2))]
    rule = graph._rule(None, {})  # noqa: SLF001  # what routes ask; an answer would look for bridges too
    found = nested(rule, [pair for pair in pairs if pair[0] != pair[1]], options.seed)
    print(f"{found.asked} additions: the best cost fell {found.fell} times, rose {found.rose}, lost {found.lost}")
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
