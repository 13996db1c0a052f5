"""Rows of walks are what dense matrices say they are, whatever is computed together, and to the last thousandth."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import pytest
from careers import examples, shuffles
from hypothesis import given
from hypothesis import strategies as st

from kg.similarity import random_walks as module
from kg.similarity.random_walks import RandomWalks, SparseRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    import numpy.typing as npt

Floats: TypeAlias = "npt.NDArray[np.float64]"

ALL = 10**6


class Graph(NamedTuple):
    """Weights of links, by concept and role."""

    links: dict[tuple[int, int], float]
    concepts: int
    roles: int

    def walks(self, order: Random | None = None) -> RandomWalks:
        keys = list(self.links)
        if order:
            order.shuffle(keys)
        concept, role = np.array(keys, np.int64).reshape(-1, 2).T
        weight = np.array([self.links[key] for key in keys], np.float64)
        return RandomWalks(concept, role, weight, concepts=self.concepts, roles=self.roles)

    def expected(self, most: int) -> list[dict[int, int]]:
        """All rows by dense matrices and sorting: role -> thousandths."""
        table = np.zeros((self.roles, self.concepts))
        for (concept, role), weight in self.links.items():
            table[role, concept] = weight
        mass, total = table.sum(axis=1, keepdims=True), table.sum(axis=0)
        step = _over(table, mass) @ _over(table, total).T
        ratio = _over((step + step @ step) / 2, mass.T / (table.sum() or 1.0))
        excess = np.rint(1000 * np.log(np.maximum(ratio, 1))).astype(int).tolist()
        best = [sorted(range(self.roles), key=lambda role: (-row[role], role))[:most] for row in excess]
        return [{role: row[role] for role in sorted(some) if row[role]} for row, some in zip(excess, best, strict=True)]


def _over(amounts: Floats, whole: Floats | float) -> Floats:
    return np.divide(amounts, whole, out=np.zeros(amounts.shape), where=np.asarray(whole) > 0)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    concepts, roles = draw(st.integers(1, 8)), draw(st.integers(1, 9))
    places = st.tuples(st.integers(0, concepts - 1), st.integers(0, roles - 1))
    weights = st.sampled_from([0.25, 0.5, 1.0, 1.0, 1.7, 3.0])
    return Graph(draw(st.dictionaries(places, weights, max_size=30)), concepts, roles)


def large(seed: int = 3) -> Graph:
    """More roles and concepts than are computed together, a few of them asked by most roles."""
    draw = np.random.default_rng(seed)
    concepts, roles = 2 * module._TILE + 5, 2 * module._TOGETHER + 7
    popular = draw.permutation(concepts)
    links = {
        (int(popular[int(concepts * draw.random() ** 4)]), role): float(draw.choice([0.5, 1.0, 1.7]))
        for role in range(roles)
        for _ in range(int(draw.integers(0, 40)))
    }
    return Graph(links, concepts, roles)


def plain(rows: SparseRows) -> list[dict[int, int]]:
    bounds = [0, *rows.end.tolist()]
    role, excess = rows.column.tolist(), rows.ppmi.tolist()
    assert len(role) == len(excess) == bounds[-1]
    return [dict(zip(role[start:stop], excess[start:stop], strict=True)) for start, stop in pairwise(bounds)]


def rows_of(walks: RandomWalks, roles: Iterable[int], most: int) -> list[dict[int, int]]:
    return plain(walks.from_roles(np.array(list(roles), np.int64), most))


@examples(300)
@given(graphs(), st.sampled_from([ALL, ALL, 3, 2, 1]))
@pytest.mark.slow
def test_rows_are_those_of_dense_matrices(graph: Graph, most: int) -> None:
    found = rows_of(graph.walks(), range(graph.roles), most)
    assert found == graph.expected(most)
    assert all(list(row) == sorted(row) for row in found)


@pytest.mark.parametrize("most", [ALL, 20])
@pytest.mark.slow
def test_rows_are_those_of_dense_matrices_on_a_graph_of_many_blocks(most: int) -> None:
    graph = large()
    assert rows_of(graph.walks(), range(graph.roles), most) == graph.expected(most)


@examples(100)
@given(graphs(), shuffles(), st.data())
def test_neither_the_order_of_links_nor_what_is_asked_together_changes_a_row(
    graph: Graph, order: Random, data: st.DataObject
) -> None:
    asked: Sequence[int] = data.draw(st.lists(st.integers(0, graph.roles - 1)))
    every = rows_of(graph.walks(), range(graph.roles), 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_TOGETHER", 2)
        patch.setattr(module, "_TILE", 3)
        assert rows_of(graph.walks(order), asked, 3) == [every[role] for role in asked]


@examples(100)
@given(graphs())
def test_whole_rows_are_mutual(graph: Graph) -> None:
    rows = rows_of(graph.walks(), range(graph.roles), ALL)
    assert all(rows[other].get(one, 0) == value for one, row in enumerate(rows) for other, value in row.items())


@examples(100)
@given(graphs())
def test_a_start_with_the_concepts_of_a_role_has_its_row(graph: Graph) -> None:
    walks = graph.walks()
    for role, row in enumerate(rows_of(walks, range(graph.roles), 4)):
        brought = sorted((concept, weight) for (concept, asking), weight in graph.links.items() if asking == role)
        concept, weight = np.array(brought, np.float64).reshape(-1, 2).T
        # twice the weights are the same chances
        assert plain(walks.from_concepts(concept.astype(np.int64), 2 * weight, 4)) == [row]


def test_an_empty_graph_has_empty_rows() -> None:
    nothing = Graph({}, 0, 0).walks()
    assert rows_of(nothing, [], 5) == []
    assert plain(nothing.from_concepts(np.zeros(0, np.int64), np.zeros(0), 5)) == [{}]
    assert rows_of(Graph({}, 2, 3).walks(), [2, 0], 5) == [{}, {}]
