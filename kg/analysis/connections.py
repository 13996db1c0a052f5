"""The shortest connections between two entities: simple paths of the graph of links, in one fixed order.

Shorter ones come first; of one length those that pass fewer degrees and fields of study, because nearly every role is
linked to these and a way through them says little; then labels decide, and IRIs where labels are equal.

networkx holds the links as a graph without directions, in which several links of the same two entities are one edge,
and measures the distances from both ends. Only what lies on a way of the wanted length is searched further, by Yen's
algorithm [1]: networkx has it too, but yields paths of equal length in no particular order, and between two entities
there are often thousands of these. Of all ways on from one entity, :func:`_first` finds the first in the order
directly.

Complexity: where k paths are of the shortest length, the links of what is reached from the two ends are read until they
meet; otherwise reading the links takes one pass over the graph. Each of the k paths at most one breadth-first search of
what is left for each of its entities.

[1] J. Y. Yen, Finding the K shortest loopless paths in a network, Management Science 17 (1971), 712-716.
"""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from kg.arguments import whole_number
from kg.model.connections import Connection, Connections

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx

    from kg.model import Entity
    from kg.rdf.links import EntityLinks

COMMON: Final = frozenset({"credential", "field"})
"""The kinds of entity that nearly every role is linked to."""

MOST: Final = 20_000
"""So many entities are reached from two ends before all links are read at once."""

_Graph: TypeAlias = "networkx.Graph[str]"
_Path = tuple[str, ...]


def find_connections(
    links: EntityLinks, origin: Entity, destination: Entity, k: int = 3, longest: int = 6
) -> Connections:
    """The ``k`` first connections of at most ``longest`` steps that pass no entity twice; or why there is none.

    Raises UsageError for k or a longest length below one.
    """
    k, longest = whole_number("k", k), whole_number("max_length", longest)
    ends = (origin, destination)
    if origin == destination:
        return Connections(ends, reason=f"both names stand for {origin.label} ({origin.id})")
    for end in ends:
        if end.kind == "document":
            reason = (
                f"{end.label} is a document: connections run through facts, not through the documents that state them"
            )
            return Connections(ends, reason=reason)
    paths = _shortest_alone(links, origin.iri, destination.iri, k, longest)
    if not paths:
        search = _Search(links.entities, links.pairs(), origin.iri, destination.iri)
        paths = search.shortest(k, longest)
        if not paths:
            return Connections(ends, reason=_reason(links, search, ends, longest))
    return Connections(ends, [_to_connection(links, path) for path in paths])


def _shortest_alone(links: EntityLinks, start: str, goal: str, k: int, longest: int) -> list[_Path]:
    """The first k paths where so many are of the shortest length: of these alone most links need not be read.

    Links are read from both ends, a step further from the end that has fewer to go on from, until the two meet. Empty
    where they do not meet within ``longest`` steps or MOST entities, or where fewer paths are of that length.
    """
    reached = {start: {start}, goal: {goal}}
    fronts = {start: {start}, goal: {goal}}
    pairs: list[tuple[str, str]] = []
    for steps in range(1, longest + 1):
        end = min(fronts, key=lambda iri: len(fronts[iri]))
        ahead: set[str] = set()
        for iri in fronts[end]:
            near = links.neighbours(iri)
            pairs += ((iri, other) for other in near)
            ahead |= near
        fronts[end] = ahead - reached[end]
        reached[end] |= ahead
        if reached[start] & reached[goal]:
            entities = {iri: links.reader.entities[iri] for pair in pairs for iri in pair}
            found = _Search(entities, pairs, start, goal).shortest(k, steps)
            return found if len(found) == k else []
        if not fronts[end] or sum(map(len, reached.values())) > MOST:
            return []
    return []


def _to_connection(links: EntityLinks, path: _Path) -> Connection:
    entities = tuple(links.reader.entities[iri] for iri in path)
    return Connection(entities, tuple(links.between(one, other) for one, other in pairwise(entities)))


def _reason(links: EntityLinks, search: _Search, ends: tuple[Entity, Entity], longest: int) -> str:
    """Why there is no connection, the most informative first."""
    origin, destination = ends
    for end in ends:
        if not search.graph[end.iri]:
            return f"nothing in the graph is linked to {end.label}"
    from_origin, from_destination = search.distances()
    steps = from_origin.get(destination.iri)
    if steps is not None:
        return f"the shortest connection has {steps} steps, more than max-length {longest} allows"
    end, other, near = origin, destination, from_origin
    if len(from_destination) < len(from_origin):
        end, other, near = destination, origin, from_destination
    number = "one other entity" if len(near) == 2 else f"{len(near) - 1} other entities"
    kinds = sorted({links.entities[iri].kind for iri in near if iri != end.iri})
    of_kinds = f"of the kind{'s' if len(kinds) > 1 else ''} {', '.join(kinds)}"
    return f"{end.label} is linked to {number} {of_kinds}, directly or through others; {other.label} is not among them"


class _Search:
    """One search between two entities: the graph of links, and the distances from its ends."""

    def __init__(self, entities: Mapping[str, Entity], pairs: Iterable[tuple[str, str]], start: str, goal: str) -> None:
        import networkx  # the heaviest import of this room, wanted by connections alone

        self.start, self.goal = start, goal
        self.labels = {iri: entity.label for iri, entity in entities.items()}
        self.common = {iri for iri, entity in entities.items() if entity.kind in COMMON}
        self.graph: _Graph = networkx.Graph()
        self.graph.add_nodes_from((start, goal))
        self.graph.add_edges_from(pair for pair in pairs if pair[0] != pair[1])

    def distances(self, longest: int | None = None) -> tuple[dict[str, int], dict[str, int]]:
        """The steps from the start, and from the goal, to everything that is no further than ``longest``."""
        return _distances(self.graph, self.start, longest), _distances(self.graph, self.goal, longest)

    def shortest(self, k: int, longest: int) -> list[_Path]:
        """The first k paths of at most ``longest`` steps.

        Whatever lies on a path of n steps is at most n steps from the two ends together, so most searches end in a
        small part of the graph.
        """
        from_start, from_goal = self.distances(longest)
        if self.goal not in from_start:
            return []
        through = {iri: steps + from_goal[iri] for iri, steps in from_start.items() if iri in from_goal}
        found: list[_Path] = []
        for most in sorted({*range(from_start[self.goal], min(longest, max(through.values()))), longest}):
            part = self.graph.subgraph(iri for iri, steps in through.items() if steps <= most).copy()
            found = self._paths(part, k, most)
            if len(found) == k:
                break
        return found

    def _paths(self, graph: _Graph, k: int, longest: int) -> list[_Path]:
        """Yen's algorithm: the next path leaves one that was found at some entity, by an edge that none has taken."""
        found: list[_Path] = []
        waiting: list[tuple[int, int, list[str], _Path]] = []
        seen: set[_Path] = set()

        def wait(path: _Path | None) -> None:
            if path is not None and path not in seen:
                seen.add(path)
                common = len(self.common.intersection(path))  # the two ends are those of every path
                heappush(waiting, (len(path), common, [self.labels[iri] for iri in path], path))

        wait(self._first(graph, self.start, longest))
        while waiting and len(found) < k:
            path = heappop(waiting)[-1]
            found.append(path)
            rest = graph.copy()
            for place, here in enumerate(path[:-1]):
                taken = {other[place + 1] for other in found if other[: place + 1] == path[: place + 1]}
                rest.remove_edges_from([(here, after) for after in taken])
                onward = self._first(rest, here, longest - place)
                wait(onward and path[:place] + onward)
                rest.remove_node(here)
        return found

    def _first(self, graph: _Graph, start: str, longest: int) -> _Path | None:
        """The first path to the goal in the order, of at most ``longest`` steps; None where there is none."""
        left = _distances(graph, self.goal, longest)
        if start not in left:
            return None
        layers = [{start}]
        for steps in range(left[start] - 1, -1, -1):
            layers.append({iri for before in layers[-1] for iri in graph[before] if left.get(iri) == steps})
        onward: dict[str, set[str]] = {}  # where a path goes on from each entity, to pass the fewest common ones
        fewest = {self.goal: 0}
        for layer, ahead in zip(layers[-2::-1], layers[:0:-1], strict=True):
            for iri in layer:
                following = ahead.intersection(graph[iri])
                least = min(fewest[after] for after in following)
                onward[iri] = {after for after in following if fewest[after] == least}
                fewest[iri] = least + (iri in self.common)
        chosen = [{start}]
        while self.goal not in chosen[-1]:
            ahead = {after for iri in chosen[-1] for after in onward[iri]}
            label = min(self.labels[iri] for iri in ahead)
            chosen.append({iri for iri in ahead if self.labels[iri] == label})
        for place in range(len(chosen) - 2, 0, -1):  # of equal labels, keep those that the next ones can follow
            chosen[place] = {iri for iri in chosen[place] if not chosen[place + 1].isdisjoint(onward[iri])}
        path = [start]
        for layer in chosen[1:]:
            path.append(min(layer.intersection(onward[path[-1]])))
        return tuple(path)


def _distances(graph: _Graph, start: str, longest: int | None) -> dict[str, int]:
    import networkx

    return networkx.single_source_shortest_path_length(graph, start, longest)
