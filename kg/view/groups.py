"""The overview of very many roles: the groups that sources put them into, the widest as bands, the others folded.

A role that stands in a group, and has no others below it, is not drawn: the details of what it stands in name it, and
it has a picture of its own.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from kg.model import Entity
from kg.schema import CK, SKOS
from kg.view.credits import credits_of
from kg.view.drawing import LIMIT, READABLE, Drawing, Lines, Node, parents_first
from kg.view.layout import columns_and_bands, with_room
from kg.view.overview import by_what_is_known
from kg.view.styles import style_of

if TYPE_CHECKING:
    from kg.model import Description
    from kg.view.askable import Askable

__all__ = ["are_grouped", "groups_drawing"]

_KIND: Final = "role-group"

_EACH: Final = 50
"""How many groups of a band, and how many roles of no group, are drawn at most."""

_WIDEST: Final = f"""
    SELECT ?thing {{ ?thing a <{CK.RoleGroup}> FILTER NOT EXISTS {{ ?thing <{SKOS.broader}> ?group }} }}"""
"""The groups that stand in no other."""

_ALONE: Final = f"""
    SELECT ?thing {{
      ?thing a <{CK.Role}> FILTER NOT EXISTS {{ ?thing <{SKOS.broader}>+ ?group . ?group a <{CK.RoleGroup}> }}
    }}"""
"""The roles that stand in no group, nor below a role that does."""

_ABOVE: Final = f"""
    SELECT DISTINCT ?thing {{ ?role a <{CK.Role}> ; <{SKOS.broader}> ?thing . ?thing a <{CK.Role}> }}"""
"""The roles that others stand below."""


def are_grouped(graph: Askable) -> bool:
    """Whether there are more roles than can be drawn, and most of them stand in groups."""
    count = len(graph.table.roles)
    return count > READABLE and bool(_found(graph, _WIDEST)) and 2 * len(_found(graph, _ALONE)) < count


def _found(graph: Askable, query: str) -> set[str]:
    return {str(row["thing"]) for row in graph.sparql(query).to_dicts()}


def groups_drawing(graph: Askable) -> Drawing:
    """The groups of roles, from the widest down, and the roles of no group."""
    tree = _Tree(graph)
    alone = _found(graph, _ALONE)
    roles = [role for role in by_what_is_known(graph) if role.iri in alone][:_EACH]
    bands = [
        (top.label, [[top.iri, *(child.iri for child in tree.drawn(top))]])
        for top in tree.widest
        if top.iri in tree.described
    ]
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
        left_out=len(graph.entities(_KIND)) + len(graph.table.roles) - len(described),
    )


class _Tree:
    """The groups of a graph and the roles that others stand below, the widest first; each below the first broader."""

    def __init__(self, graph: Askable) -> None:
        above, widest = _found(graph, _ABOVE), _found(graph, _WIDEST)
        groups = graph.entities(_KIND)
        listed = {each.iri: each for each in (*groups, *(role for role in graph.entities("role") if role.iri in above))}
        self.widest = [group for group in groups if group.iri in widest]
        self.described: dict[str, Description] = {}
        self.parents: dict[str, Entity] = {}
        lines = Lines()
        queue = deque(self.widest)
        while queue and len(self.described) < LIMIT - _EACH:
            group = queue.popleft()
            self.described[group.iri] = graph.describe(group)
            for fact in self.described[group.iri].facts:
                child = fact.value
                if fact.property != "narrower" or not isinstance(child, Entity) or child.iri not in listed:
                    continue
                if child.iri not in self.parents:
                    self.parents[child.iri] = group
                    queue.append(child)
                if group not in self.widest:  # what is drawn stands in a band
                    lines.add(group, "narrower", child, (fact.source,))
        self.parents = {key: parent for key, parent in self.parents.items() if key in self.described}
        self.links = tuple(link for link in lines.links if self.described.keys() >= set(link.ends))

    def drawn(self, top: Entity) -> list[Entity]:
        """The groups directly below one of the widest that are drawn beside it."""
        return [self.described[key].entity for key, parent in self.parents.items() if parent == top][:_EACH]
