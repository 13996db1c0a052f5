"""The price of a change of job: three skills, and six for a fresh start."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

import kg
import kg.advice.prices
from kg.advice.figures import AKIN, MANY_ROLES
from kg.advice.prices import Prices


@pytest.mark.parametrize(("count", "fresh"), [(0, None), (MANY_ROLES - 1, None), (MANY_ROLES, 12)])
def test_there_are_fresh_starts_among_many_roles(count: int, fresh: int | None) -> None:
    """At twice the price; roles that state no skills do not count."""
    assert Prices.of([7] * count + [0]) == (6, fresh)


def test_what_is_a_fresh_start() -> None:
    prices = Prices(fresh=12)
    assert [prices.is_fresh(1, kinship) for kinship in (0, AKIN - 1, AKIN)] == [True, True, False]
    assert [prices.is_fresh(covered, 990) for covered in (0, 1)] == [True, False]
    assert not Prices().is_fresh(0, 0)


def test_what_a_step_costs() -> None:
    """Eight halves to learn: 4 + 3 skills, or 4 + 6, in thousandths of a half."""
    prices = Prices(fresh=12)
    assert [prices.cost(8, kinship, fresh=False) for kinship in (0, 49, 990)] == [14_000, 14 * 951, 140]
    assert [prices.cost(8, kinship, fresh=True) for kinship in (0, 49, 990)] == [20_000, 20 * 951, 200]
    assert Prices().cost(8, 0, fresh=True) == 14_000


@pytest.mark.parametrize("prices", [Prices(fresh=12), Prices()])
def test_arrays_say_the_same(prices: Prices) -> None:
    ranges = (range(0, 100, 7), range(0, 991, 3), range(3))
    grid = np.meshgrid(*(np.array(values, np.int32) for values in ranges))
    gaps, kinship, covered = (axis.ravel() for axis in grid)
    fresh = prices.are_fresh(covered, kinship)
    rows = list(zip(gaps.tolist(), kinship.tolist(), covered.tolist(), strict=True))
    assert fresh.tolist() == [prices.is_fresh(count, near) for _, near, count in rows]
    assert prices.costs(gaps, kinship, fresh).tolist() == [
        prices.cost(gap, near, fresh=prices.is_fresh(count, near)) for gap, near, count in rows
    ]


def test_no_step_is_cheaper_than_one_of_the_highest_kinship_with_nothing_to_learn() -> None:
    """What a search leaves out by: kinship makes a step cheaper, and a fresh start is never cheaper than another."""
    none, kinship = np.zeros(991, np.int32), np.arange(991, dtype=np.int32)
    building, fresh = (Prices(fresh=12).costs(none, kinship, np.full(991, anew)) for anew in (False, True))
    assert (np.diff(building) < 0).all()
    assert (fresh > building).all()


def test_the_bundled_graph() -> None:
    """Seven roles are too few for fresh starts."""
    assert kg.open().kinship.prices == (6, None)


def test_examples_in_docstrings() -> None:
    assert doctest.testmod(kg.advice.prices).failed == 0
