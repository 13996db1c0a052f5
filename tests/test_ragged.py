"""Ragged arrays are sets of links: rows, transposed, joined and filtered, as plain sets have it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.similarity.ragged import RaggedArray, RowsByName


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7))), st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3)))
)
def test_rows_are_sets_of_links(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    first, second = RaggedArray.of(one, 6), RaggedArray.of(other, 8)
    links = {number: sorted({item for row, item in one if row == number}) for number in range(6)}
    assert {number: first.row(number).tolist() for number in range(6)} == links
    transposed = first.transposed(8)
    assert {n: transposed.row(n).tolist() for n in range(8)} == {
        n: sorted({row for row, item in one if item == n}) for n in range(8)
    }
    further = first.joined_with(second)
    for number in range(6):
        assert further.row(number).tolist() == sorted({end for item, end in other if item in links[number]})
    wanted = np.arange(8) % 2 == 0
    for number, row in links.items():
        assert first.filtered(wanted).row(number).tolist() == [item for item in row if item % 2 == 0]
    some = np.array([3, 0, 3])
    assert first.take(some).tolist() == links[3] + links[0] + links[3]
    assert first.row_of_item().tolist() == [number for number in range(6) for _ in links[number]]


def test_rows_by_name_have_no_empty_ones() -> None:
    named = RowsByName(["a", "b", "c"], {"a": 0, "b": 1, "c": 2}, RaggedArray.of([(0, 4), (2, 1), (2, 0)], 3))
    assert {name: row.tolist() for name, row in named.items()} == {"a": [4], "c": [0, 1]}
    assert "b" not in named
    assert named.get("b") is None
    assert len(named) == 2
