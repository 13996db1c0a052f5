"""What learning something now would change about the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kg.model.answers import SkillItem
    from kg.model.entities import Entity

__all__ = ["Change", "Unlock", "WhatIf"]


class Change(NamedTuple):
    """A role that one who learns something comes nearer to: ``opened`` where the step is allowed only then.

    ``before`` and ``after`` are the gap, in skills; ``score`` is the kinship, which learning does not change;
    ``shared`` and ``missing`` are required skills, once it is learned.
    """

    role: Entity
    opened: bool
    before: float
    after: float
    score: float
    shared: tuple[SkillItem, ...]
    missing: tuple[SkillItem, ...]


class WhatIf(NamedTuple):
    """What learning ``learned`` changes for one who sets out from ``origin``: opened roles first, then the most saved.

    ``known`` are those of the skills that are covered already.
    """

    origin: Entity
    learned: tuple[Entity, ...]
    known: tuple[Entity, ...]
    changes: tuple[Change, ...]


class Unlock(NamedTuple):
    """What one skill, learned now, does for the next step: roles it opens, roles it brings nearer, and skills saved.

    ``saved`` adds up by how much the gaps of all these roles shrink, in skills.
    """

    skill: Entity
    opened: tuple[Entity, ...]
    nearer: tuple[Entity, ...]
    saved: float
