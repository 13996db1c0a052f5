"""The price of a change of job: three skills, and six for a fresh start."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

import kg
import kg.routes.rule
from kg.routes.rule import FRESH_START_BELOW, MIN_ROLES_FOR_FRESH_STARTS, ChangeCost


@pytest.mark.parametrize(
    ("count", "more"), [(0, 0), (MIN_ROLES_FOR_FRESH_STARTS - 1, 0), (MIN_ROLES_FOR_FRESH_STARTS, 6)]
)
def test_there_are_fresh_starts_among_many_roles(count: int, more: int) -> None:
    """Roles that state no skills do not count."""
    assert ChangeCost.of([7] * count + [0]) == (6, more)
    assert ChangeCost.of([7] * count + [0]).start_afresh == (more > 0)


@pytest.mark.parametrize(
    ("covered", "kinship", "fresh"),
    [(1, FRESH_START_BELOW, False), (1, FRESH_START_BELOW - 1, True), (0, 990, True), (9, 0, True)],
)
def test_the_price_of_a_step(covered: int, kinship: int, fresh: bool) -> None:
    """In halves of a skill: three skills, three more for a fresh start, and three more for one at a higher level."""
    prices = ChangeCost(more=6)
    found = [prices.of_step(covered, kinship, rises=rises) for rises in (False, True)]
    assert found == ([12, 18] if fresh else [6, 6])
    assert ChangeCost().of_step(covered, kinship, rises=True) == 6


@pytest.mark.parametrize("prices", [ChangeCost(more=6), ChangeCost()])
def test_arrays_say_the_same(prices: ChangeCost) -> None:
    ranges = (range(3), range(0, 991, 3), (False, True))
    covered, kinship, rises = (axis.ravel() for axis in np.meshgrid(*(np.array(values, np.int32) for values in ranges)))
    assert prices.of_steps(covered, kinship, rises > 0).tolist() == [
        prices.of_step(count, near, rises=rise > 0)
        for count, near, rise in zip(covered.tolist(), kinship.tolist(), rises.tolist(), strict=True)
    ]


def test_the_bundled_graph() -> None:
    """Seven roles are too few for fresh starts."""
    assert kg.open().kinship.prices == (6, 0)


def test_examples_in_docstrings() -> None:
    assert doctest.testmod(kg.routes.rule).failed == 0
