"""The connections between two entities as data: paths of statements, with their sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, overload

from kg.model.entities import Entity, Source, record
from kg.model.shown import Shown


@record
class Link(NamedTuple):
    """One statement that joins two entities, in the direction in which it is stated.

    ``property`` is the local name of the RDF property; where a requirement, an education option or a remark stands
    between the two, it is the property by which that leads to the object (for a skill, requiresSkill or optionalSkill,
    the short form of the same). ``sentence`` says it in words.
    """

    subject: Entity
    property: str
    object: Entity
    sentence: str
    sources: tuple[Source, ...] = ()


@record
class Connection(NamedTuple):
    """A path from one entity to another: the entities on it, and for each step from one to the next all their links.

    >>> import kg
    >>> way = kg.open().connect("Docker", "MLOps", k=2)[1]
    >>> [entity.label for entity in way.entities]
    ['Docker', 'Containerization', 'MLOps Engineer']
    >>> [link.sentence for link in way.links]
    ['Docker falls under Containerization', 'MLOps Engineer requires Containerization']
    """

    entities: tuple[Entity, ...]
    steps: tuple[tuple[Link, ...], ...]

    @property
    def length(self) -> int:
        """The number of steps; several links of the same two entities are one step."""
        return len(self.steps)

    @property
    def links(self) -> tuple[Link, ...]:
        """The links of all steps, one after the other."""
        return tuple(link for step in self.steps for link in step)


class Connections(Shown, Sequence[Connection]):
    """The connections between two entities, shortest first; ``reason`` says why there is none."""

    def __init__(
        self, ends: tuple[Entity, Entity], connections: Sequence[Connection] = (), reason: str | None = None
    ) -> None:
        self.origin, self.destination = ends
        self.connections = tuple(connections)
        self.reason = reason

    @overload
    def __getitem__(self, position: int) -> Connection: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Connection, ...]: ...
    def __getitem__(self, position: int | slice) -> Connection | tuple[Connection, ...]:
        return self.connections[position]

    def __len__(self) -> int:
        return len(self.connections)
