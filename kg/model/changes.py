"""What differs between two versions of a graph, in career words."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from kg.model.entities import Entity, record
from kg.model.shown import Shown

CHANGE_GROUPS: Final = {
    "new": "New",
    "retired": "Retired",
    "replaced": "Replaced by another",
    "renamed": "Renamed",
    "moved": "Moved to another group",
    "requirement-added": "Requirements added",
    "requirement-dropped": "Requirements dropped",
    "requirement-replaced": "Requirements replaced",
    "made-required": "Requirements made essential",
    "made-optional": "Requirements made optional",
    "requirement-changed": "Requirements described otherwise",
    "pay": "Pay",
    "gate": "Education and licences",
    "level": "Levels of preparation and experience",
    "mapping": "Mappings",
    "points-nowhere": "Links to what was removed or retired",
    "names": "Other names",
    "other": "All else",
}
"""The groups of changes in the order in which they are listed, each with its title."""


@record
class Change(NamedTuple):
    """One change of an entity: its group, the property in words, what was stated before and what is stated now.

    ``item`` is what the change is about beside the entity: the skill of a requirement, what replaces a retired role,
    what a mapping leads to. ``before`` and ``after`` are None where nothing was or is stated. ``iri`` is that of the
    RDF property. What moved has ``left`` groups and ``joined`` others, a requirement that was replaced the two skills.
    """

    group: str
    entity: Entity
    property: str = ""
    item: Entity | None = None
    before: str | None = None
    after: str | None = None
    iri: str = ""
    left: tuple[Entity, ...] = ()
    joined: tuple[Entity, ...] = ()


@record
class ChangeCount(NamedTuple):
    """How many changes of a group there are to entities of a kind."""

    group: str
    kind: str
    number: int


class _Differences(NamedTuple):
    old: str
    new: str
    changes: tuple[Change, ...]


@record
class Differences(Shown, _Differences):
    """Every change from one version of a graph to another, in the order of the groups, then by label."""

    __slots__ = ()

    @property
    def counts(self) -> tuple[ChangeCount, ...]:
        """The number of changes of each group and kind that has any.

        >>> role = Entity("http://x/a", "a", "A", "role")
        >>> Differences("1", "2", (Change("new", role),)).counts[0].number
        1
        """
        found = Counter((change.group, change.entity.kind) for change in self.changes)
        return tuple(ChangeCount(*key, number) for key, number in found.items())
