"""The answers of the advice room, as data: the same object prints as text, JSON, Markdown and Mermaid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from kg.model.entities import Entity, Source

if TYPE_CHECKING:
    from kg.model.careers import Pay

__all__ = ["Bridge", "DirectMove", "Gap", "Gate", "Route", "Routes", "SkillItem", "Step", "Transition"]


@dataclass(frozen=True, slots=True)
class SkillItem(Entity):
    """A skill in an answer, with its sources.

    ``tools`` are the members that the destination names for it, ``tools_held`` those of them that are held already.
    """

    sources: tuple[Source, ...] = ()
    tools: tuple[Entity, ...] = ()
    tools_held: tuple[Entity, ...] = ()

    @property
    def tools_missing(self) -> tuple[Entity, ...]:
        """The named tools that are not held."""
        return tuple(tool for tool in self.tools if tool not in self.tools_held)


@dataclass(frozen=True, slots=True)
class Gate:
    """A credential that a step needs, and whether it is held."""

    credential: Entity
    label: str
    met: bool
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """What is held, near and missing for a role; ``near`` is part of ``missing``.

    ``coverage`` = (held + near / 2) / required, None when the role states no required skill.
    """

    origin: Entity | None
    destination: Entity
    held: tuple[SkillItem, ...]
    near: tuple[SkillItem, ...]
    missing: tuple[SkillItem, ...]
    gates: tuple[Gate, ...]
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """One transition of a route. What is kept, near and learned counts everything held since the start.

    ``gap`` and ``cost`` are by the rule, from the origin alone; ``pay`` is the destination's, None when not stated.
    """

    origin: Entity
    destination: Entity
    kept: tuple[SkillItem, ...]
    near: tuple[SkillItem, ...]
    learn: tuple[SkillItem, ...]
    gates: tuple[Gate, ...]
    pay: Pay | None
    gap: float
    cost: float
    kinship: float
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A sequence of transitions, its cost in skill-equivalents, and all that is learned on it."""

    steps: tuple[Step, ...]
    cost: float
    learn: tuple[SkillItem, ...]


@dataclass(frozen=True, slots=True)
class DirectMove:
    """The jump straight to the destination: ``reason`` says why it is not allowed, None when it is."""

    gap: float
    shared: int
    learn: tuple[SkillItem, ...]
    gates: tuple[Gate, ...]
    allowed: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class Bridge:
    """The fewest skills that open a route, and the best route they open."""

    skills: tuple[Entity, ...]
    route: Route


@dataclass(frozen=True, slots=True, eq=False)
class Routes(Sequence[Route]):
    """The k best routes, best first, beside the direct move; ``reason`` says why there is none."""

    origin: Entity
    destination: Entity
    routes: tuple[Route, ...]
    direct: DirectMove | None
    reason: str | None = None
    bridge: Bridge | None = None

    @overload
    def __getitem__(self, position: int) -> Route: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Route, ...]: ...
    def __getitem__(self, position: int | slice) -> Route | tuple[Route, ...]:
        return self.routes[position]

    def __len__(self) -> int:
        return len(self.routes)


@dataclass(frozen=True, slots=True)
class Transition:
    """A natural next role: ``score`` is the kinship; ``shared`` are the skills and groups that earn it."""

    role: Entity
    score: float
    shared: tuple[SkillItem, ...]
    missing: tuple[SkillItem, ...]
