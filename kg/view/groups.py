"""The overview of very many roles: the groups that sources put them into, the widest as bands, the others folded.

Roles that stand in a group are not drawn: the details of the group name them, and each has a picture of its own.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from kg.model import Entity
from kg.view.credits import credits_of
from kg.view.drawing import LIMIT, READABLE, Drawing, Lines, Node, parents_first
from kg.view.layout import columns_and_bands, with_room
from kg.view.overview import by_what_is_known
from kg.view.styles import style_of
from kg.vocab import KINDS, SKOS

if TYPE_CHECKING:
    from kg.model import Description
    from kg.view.askable import Askable

__all__ = ["are_grouped", "groups_drawing"]

_KIND: Final = "role-group"

_EACH: Final = 50
"""How many groups of a band, and how many roles of no group, are drawn at most."""

_TOP: Final = f"SELECT ?top {{{{ ?top a <{{}}> FILTER NOT EXISTS {{{{ ?top <{SKOS.broader}> ?group }}}} }}}}"
"""What of a class stands in no group."""


def are_grouped(graph: Askable) -> bool:
    """Whether there are more roles than can be drawn, and most of them stand in groups."""
    count = len(graph.table.roles)
    return count > READABLE and bool(_top(graph, _KIND)) and 2 * len(_top(graph, "role")) < count


def _top(graph: Askable, kind: str) -> set[str]:
    """What of a kind stands in no group."""
    return {str(row["top"]) for row in graph.sparql(_TOP.format(KINDS[kind])).to_dicts()}


def groups_drawing(graph: Askable) -> Drawing:
    """The groups of roles, from the widest down, and the roles of no group."""
    tree = _Tree(graph)
    alone = _top(graph, "role")
    roles = [role for role in by_what_is_known(graph) if role.iri in alone][:_EACH]
    bands = [(top.label, [[top.iri, *(child.iri for child in tree.drawn(top))]]) for top in tree.widest]
    bands.append(("Roles in no group", [[role.iri for role in roles]]))
    drawn = {key for _, rows in bands for row in rows for key in row}
    within = {key: parent.iri for key, parent in tree.parents.items() if key not in drawn}
    described = [*tree.described.values(), *map(graph.describe, roles)]
    return Drawing(
        view="overview",
        title="Careers at a glance",
        focus=None,
        nodes=tuple(Node(each.entity, style_of(each), each, within.get(each.entity.iri)) for each in described),
        links=tree.links,
        layout=with_room(columns_and_bands([], bands), parents_first(within)),
        credits=credits_of(graph),
        left_out=tree.left_out + len(graph.table.roles) - len(roles),
    )


class _Tree:
    """The groups of a graph, the widest first; each below the first that is broader."""

    def __init__(self, graph: Askable) -> None:
        every = {group.iri: graph.describe(group) for group in graph.entities(_KIND)}
        widest = _top(graph, _KIND)
        self.widest = [each.entity for each in every.values() if each.entity.iri in widest]
        self.described: dict[str, Description] = {}
        self.parents: dict[str, Entity] = {}
        lines = Lines()
        queue = deque(self.widest)
        while queue and len(self.described) < LIMIT - _EACH:
            group = queue.popleft()
            self.described[group.iri] = every[group.iri]
            for fact in every[group.iri].facts:
                child = fact.value
                if fact.property != "narrower" or not isinstance(child, Entity) or child.iri not in every:
                    continue
                if child.iri not in self.parents:
                    self.parents[child.iri] = group
                    queue.append(child)
                if group not in self.widest:  # what is drawn stands in a band
                    lines.add(group, "narrower", child, (fact.source,))
        self.parents = {key: parent for key, parent in self.parents.items() if key in self.described}
        self.links = tuple(link for link in lines.links if self.described.keys() >= set(link.ends))
        self.left_out = len(every) - len(self.described)

    def drawn(self, top: Entity) -> list[Entity]:
        """The groups directly below one of the widest that are drawn beside it."""
        return [self.described[key].entity for key, parent in self.parents.items() if parent == top][:_EACH]
