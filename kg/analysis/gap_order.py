"""What of a gap matters first: what is typical of the role, then what a course teaches, then what work teaches.

Three tiers, and a fourth for what no source tells the type of:

1. **core**: hardly any role requires it (at most three), people in the role rate it as very important (4 of 5), or the
   roles of the role's own group alone require it;
2. **knowledge**: what its source calls knowledge, which a course teaches;
3. **skill**: what its source calls a skill, which is learned on the job;
4. **other**: its type is not stated.

Rarity and groups say something only where a source has many roles. In a tier what is rated as more important comes
first, then what fewer roles require; otherwise the order stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kg.schema import CK, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Entity
    from kg.model.answers import Gap, SkillItem
    from kg.model.careers import Careers
    from kg.rdf.reader import GraphReader

__all__ = ["in_order"]

_MANY_ROLES: Final = 100
"""Of fewer roles in a source it says nothing that few, or those of one group, require a skill."""

_FEW: Final = 3
"""What so many roles require at most is rare."""

_VERY_IMPORTANT: Final = 4.0
"""From this rating on (of 5) something is core: "very important" in O*NET's words."""

_TIERS: Final = ("core", "knowledge", "skill", "other")

_TYPES: Final = {
    "knowledge": ("knowledge", "knowledge: a course teaches it"),
    "skill/competence": ("skill", "skill: learned on the job"),
    "skill": ("skill", "skill: learned on the job"),
    "": ("other", "its type is not stated in the source"),
}
"""The tier and the reason for each type of skill that a source states."""


def in_order(gap: Gap, reader: GraphReader, careers: Careers) -> Gap:
    """The same gap, what is missing in the order in which to learn it, each item with its tier, why, and its marks."""
    order = _GapOrder(reader, gap.destination, careers.base(gap.destination.iri))
    missing = order.ordered(gap.missing)
    near = {item.iri for item in gap.near}
    return gap._replace(missing=missing, near=tuple(item for item in missing if item.iri in near))


class _Weight(NamedTuple):
    """What decides on the place of a skill: its importance (0: not rated), and how many roles require it."""

    importance: float
    roles: int


class _GapOrder:
    """The order of what a role requires; ``base`` is how the IRIs of its source begin."""

    def __init__(self, reader: GraphReader, role: Entity, base: str) -> None:
        self._reader = reader
        self._role = role
        self._base = base
        roles = reader.entities.iris_of_exact_kind("role")
        self._roles = sum(iri.startswith(base) for iri in roles) if base else 0
        self._many = self._roles >= _MANY_ROLES
        self._importance = dict(self._ratings())
        self._group, self._members = self._own_group() if self._many else (None, set[str]())

    def ordered(self, items: Iterable[SkillItem]) -> tuple[SkillItem, ...]:
        """The items in their order, each with what is said of its place."""
        placed = []
        for item in items:
            requiring = self._requiring(item.iri) if self._many else set()
            weight = _Weight(self._importance.get(item.iri, 0.0), len(requiring))
            tier, why = self._place(item.iri, weight, requiring)
            marks = tuple(sorted({value.value for value in self._reader.values(item.iri, CK.mark)}))
            key = _TIERS.index(tier), -weight.importance, weight.roles if tier == "core" else 0
            placed.append((key, item._replace(tier=tier, why=why, marks=marks)))
        return tuple(item for _, item in sorted(placed, key=lambda pair: pair[0]))

    def _place(self, skill: str, weight: _Weight, requiring: set[str]) -> tuple[str, str]:
        """The tier of a skill, and why."""
        reasons = []
        if weight.importance >= _VERY_IMPORTANT:
            reasons.append(f"people in the role rate it {weight.importance:g} of 5")
        if 0 < weight.roles <= _FEW:
            reasons.append(f"{weight.roles} of {self._roles:,} roles require{'s' if weight.roles == 1 else ''} it")
        elif self._group and requiring and requiring <= self._members:
            reasons.append(f"only roles of {self._group.label} require it")
        if reasons:
            return "core", f"core: {'; '.join(reasons)}"
        return _TYPES.get(self._reader.text(skill, CK.skillType) or "", _TYPES[""])

    def _requiring(self, skill: str) -> set[str]:
        """The roles of the source that require a skill."""
        found = (quad.subject.value for quad in self._reader.quads(None, CK.requiresSkill, skill))
        return {iri for iri in found if iri.startswith(self._base)}

    def _ratings(self) -> Iterable[tuple[str, float]]:
        """The skills that the role requires and people rate, with their importance."""
        if next(self._reader.pairs(CK.importance), None) is None:
            return
        for quad in self._reader.quads(self._role.iri, CK.hasRequirement):
            rating = self._reader.text(quad.object.value, CK.importance)
            for skill in self._reader.values(quad.object.value, CK.skill) if rating else ():
                yield skill.value, float(rating or 0)

    def _own_group(self) -> tuple[Entity | None, set[str]]:
        """The nearest group of the role, and the roles in it."""
        above = [self._role.iri]
        for iri in above:
            entity = self._reader.entities.get(iri)
            if entity and entity.kind == "role-group":
                return entity, self._below(iri)
            above += sorted({q.object.value for q in self._reader.quads(iri, SKOS.broader)} - {*above})
        return None, set()

    def _below(self, group: str) -> set[str]:
        below = [group]
        for iri in below:
            below += sorted({q.subject.value for q in self._reader.quads(None, SKOS.broader, iri)} - {*below})
        return {*below}
