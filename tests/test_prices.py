"""The price of a change of job: half of what the middle role requires, and half as much again for a fresh start."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

import kg
import kg.advice.prices
from kg.advice.figures import AKIN, MANY_ROLES
from kg.advice.prices import Prices


@pytest.mark.parametrize(
    ("sizes", "job"),
    [
        ([], 0),
        ([0, 0], 0),
        ([4], 4),
        ([0, 0, 0, 4, 9], 4),  # roles that state none do not count; of two middles the lower
        ([9, 1, 5], 5),
    ],
)
def test_the_price_is_what_the_middle_role_requires(sizes: list[int], job: int) -> None:
    """In halves of a skill, so that it is half of it."""
    assert Prices.of(sizes) == (job, None)


@pytest.mark.parametrize(
    ("count", "middle", "anew"),
    [(MANY_ROLES - 1, 7, None), (MANY_ROLES, 7, 10), (MANY_ROLES, 8, 12), (MANY_ROLES, 1, 1)],
)
def test_there_are_fresh_starts_among_many_roles(count: int, middle: int, anew: int | None) -> None:
    """At half as much again, rounded down to halves of a skill."""
    assert Prices.of([middle] * count + [0]) == (middle, anew)


def test_what_is_a_fresh_start() -> None:
    prices = Prices(20, 30)
    assert [prices.is_fresh(1, kinship) for kinship in (0, AKIN - 1, AKIN)] == [True, True, False]
    assert [prices.is_fresh(covered, 990) for covered in (0, 1)] == [True, False]
    assert not Prices(20).is_fresh(0, 0)


def test_what_a_step_costs() -> None:
    prices = Prices(20, 30)
    assert [prices.cost(6, kinship, fresh=False) for kinship in (0, 49, 990)] == [26_000, 26 * 951, 260]
    assert [prices.cost(6, kinship, fresh=True) for kinship in (0, 49, 990)] == [36_000, 36 * 951, 360]
    assert Prices(20).cost(6, 0, fresh=True) == 26_000


@pytest.mark.parametrize("prices", [Prices(19, 28), Prices(19)])
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
    building, fresh = (Prices(19, 28).costs(none, kinship, np.full(991, anew)) for anew in (False, True))
    assert (np.diff(building) < 0).all()
    assert (fresh > building).all()


def test_the_bundled_graph() -> None:
    """Six skills in the middle role: a change of job costs three, and seven roles are too few for fresh starts."""
    assert kg.open().kinship.prices == (6, None)


def test_examples_in_docstrings() -> None:
    assert doctest.testmod(kg.advice.prices).failed == 0
