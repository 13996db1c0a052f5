"""The paths of a weighted graph, lightest first: networkx finds them. Nothing here knows what a node stands for."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from kg.late import networkx as nx

Node = TypeVar("Node", bound=Hashable)

if TYPE_CHECKING:
    from typing import TypeAlias

    DiGraph: TypeAlias = nx.DiGraph[Any]


def paths_by_weight(graph: DiGraph, start: Node, goal: Node) -> Iterator[tuple[int, list[list[Node]]]]:
    """The simple paths between two nodes by the sum of their edges' ``weight``, those of one sum together.

    A path is found when it is asked for (Yen's algorithm). No path gives an empty answer. Raises networkx.NodeNotFound
    when an end is not in the graph.

    >>> graph = nx.DiGraph()
    >>> graph.add_weighted_edges_from([("a", "b", 1), ("b", "d", 2), ("a", "c", 2), ("c", "d", 1), ("a", "d", 4)])
    >>> [(weight, sorted(paths)) for weight, paths in paths_by_weight(graph, "a", "d")]
    [(3, [['a', 'b', 'd'], ['a', 'c', 'd']]), (4, [['a', 'd']])]
    """
    found = nx.shortest_simple_paths(graph, start, goal, weight="weight")
    try:
        for weight, paths in groupby(found, key=lambda path: int(nx.path_weight(graph, path, "weight"))):
            yield weight, list(paths)
    except nx.NetworkXNoPath:
        return
