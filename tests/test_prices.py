"""The price of a change of job: half of what the middle role requires, twice that into another field."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

import kg
import kg.advice.prices
from kg.advice.figures import FIELD, MANY_ROLES
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
    assert Prices.of(sizes) == (job, job)


@pytest.mark.parametrize(("count", "field"), [(MANY_ROLES - 1, 7), (MANY_ROLES, 14)])
def test_fields_are_told_apart_among_many_roles(count: int, field: int) -> None:
    assert Prices.of([7] * count + [0]) == (7, field)


def test_what_is_another_field() -> None:
    prices = Prices(20, 40)
    assert [prices.crosses(kinship) for kinship in (0, FIELD - 1, FIELD)] == [True, True, False]
    assert not Prices(20, 20).crosses(0)
    assert [prices.cost(6, kinship) for kinship in (0, 49, 50, 990)] == [46_000, 46 * 951, 26 * 950, 260]


def test_arrays_say_the_same() -> None:
    prices = Prices(19, 38)
    gaps, kinship = np.meshgrid(np.arange(0, 100, 7, dtype=np.int32), np.arange(0, 991, 3, dtype=np.int32))
    whole = prices.costs(gaps, kinship)
    one_by_one = [
        prices.cost(gap, near) for gap, near in zip(gaps.ravel().tolist(), kinship.ravel().tolist(), strict=True)
    ]
    assert whole.ravel().tolist() == one_by_one


def test_no_step_is_cheaper_than_one_of_the_highest_kinship_with_nothing_to_learn() -> None:
    """What a search leaves out by: kinship makes a step cheaper, also where it passes from one price to the other."""
    costs = Prices(19, 38).costs(np.zeros(991, np.int32), np.arange(991, dtype=np.int32))
    assert (np.diff(costs) < 0).all()


def test_the_bundled_graph() -> None:
    """Six skills in the middle role: a change of job costs three, and seven roles are too few to have fields."""
    assert kg.open().kinship.prices == (6, 6)


def test_examples_in_docstrings() -> None:
    assert doctest.testmod(kg.advice.prices).failed == 0
