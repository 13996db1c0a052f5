"""A made-up town of careers in the shape of ESCO, at any size: the same roles, skills and links on every run.

Roles come in families and families in sectors, which share skills of their own; the rest is drawn from all skills, few
of which most roles ask for. As in ESCO nobody states a credential or pay, so that every gap is one of skills.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from kg.model import Entity
from kg.model.careers import Careers, Profile, Requirement, SkillHierarchy

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["SHAPE", "elsewhere", "hermit", "shape", "town"]

SHAPE = {
    "roles": 3_007,
    "skills": 13_896,
    "required links": 64_891,
    "optional links": 58_000,
    "median of a role": 19,
    "most of a role": 133,
    "ordered pairs that share one": 1_051_542,
}
"""What ESCO v1.1.1 has, for comparison: links are those between roles and skills."""

_FAMILIES, _FAMILY, _SKILLS = 120, 25, 14_000
"""Families at scale 1, roles in each, and skills at scale 1."""

_SECTOR = 10
"""Families in a sector."""

_GROUP = 20
"""Skills that follow each other have the last of so many as their direct broader skill; and so have those."""

_TYPICAL, _SPREAD, _MOST = 19, 0.55, 133
"""The number of required skills of a role: its median, the deviation of its logarithm, and the most."""

_OWN, _NEAR = 0.4, 0.25
"""The share of draws from a family's own skills and from those of its sector."""

_LOCAL, _GLOBAL, _HEAD = 0.55, 1.1, 21
"""Skills are drawn in proportion to (rank + head) ** -exponent, those of a family or sector and all of them; tuned
until as many pairs of roles share a skill as in ESCO.
"""


def town(scale: int = 1, seed: int = 11) -> Careers:
    """A town with so many times ESCO's roles, skills and links."""
    draw = np.random.default_rng(seed)
    skills = [_entity("skill", number) for number in range(_SKILLS * scale)]
    asked = [Requirement(skill) for skill in skills]
    popular = draw.permutation(len(skills))
    roles = {}
    for number in range(_FAMILIES * _FAMILY * scale):
        size = int(np.clip(np.exp(draw.normal(np.log(_TYPICAL), _SPREAD)), 3, _MOST))
        wanted = _wanted(draw, number // _FAMILY, popular)
        extra = int(np.clip(size * draw.uniform(0.4, 1.5), 2, _MOST))
        required, optional = wanted[:size], wanted[size : size + extra]
        role = Profile(
            _entity("role", number),
            tuple(asked[skill] for skill in required),
            tuple(asked[skill] for skill in optional),
            preparation=_level(draw, number // _FAMILY),
            regulated=bool(draw.random() < 0.01),
        )
        roles[role.entity.iri] = role
    everything = {skill.iri: skill for skill in skills}
    named = everything | {iri: role.entity for iri, role in roles.items()}
    return Careers(named, roles, {}, everything, {}, SkillHierarchy({}, _broader(draw, skills)), {}, {}, {})


def elsewhere(careers: Careers, seed: int) -> Profile:
    """A start that is no role, and holds five of the skills of some role."""
    draw = np.random.default_rng(seed)
    roles = list(careers.roles.values())
    some = roles[int(draw.integers(len(roles)))].required
    return Profile(Entity("town:path", "path", "From elsewhere", "entry-path"), some[:5])


def hermit() -> Profile:
    """A start that holds nothing that a role asks for."""
    skill = Entity("town:skill/none", "skill/none", "A skill that no role asks for", "skill")
    return Profile(Entity("town:path/hermit", "path/hermit", "A hermit", "entry-path"), (Requirement(skill),))


def shape(careers: Careers) -> dict[str, float]:
    """The figures of SHAPE for a town."""
    number = {iri: place for place, iri in enumerate(careers.roles)}
    sizes = [len(role.required) for role in careers.roles.values()]
    requirers: dict[str, list[int]] = {}
    for iri, role in careers.roles.items():
        for skill in role.skills:
            requirers.setdefault(skill, []).append(number[iri])
    shared = np.zeros((len(number), len(number)), bool)
    for asking in requirers.values():
        shared[np.ix_(asking, asking)] = True
    optional = sum(len(role.optional) for role in careers.roles.values())
    pairs = int(shared.sum()) - len(number)
    return dict(
        zip(
            SHAPE,
            (len(sizes), len(careers.skills), sum(sizes), optional, np.median(sizes), max(sizes), pairs),
            strict=True,
        )
    )


def _entity(kind: str, number: int) -> Entity:
    return Entity(f"town:{kind}/{number:06}", f"{kind}/{number:06}", f"{kind} {number}", kind)


def _level(draw: np.random.Generator, family: int) -> int:
    """The level of preparation of a role: most roles of a family have the same."""
    usual = (2, 4, 3, 2, 4, 2, 1, 2, 4, 3)[family % 10]
    return int(np.clip(usual + draw.choice([-1, 0, 0, 0, 0, 1]), 1, 4))


def _wanted(draw: np.random.Generator, family: int, popular: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Skills that a role of a family may ask for, each once, in the order in which they are drawn."""
    count, own = 4 * _MOST, _SKILLS // _FAMILIES
    width = _SECTOR * own
    local = family * own + _zipf(draw, own, _LOCAL, count)
    near = family // _SECTOR * width + _zipf(draw, width, _LOCAL, count)
    far = popular[_zipf(draw, len(popular), _GLOBAL, count)]
    which = draw.random(count)
    drawn = np.where(which < _OWN, local, np.where(which < _OWN + _NEAR, near, far))
    _, first = np.unique(drawn, return_index=True)
    return np.asarray(drawn[np.sort(first)], np.int64)


def _zipf(draw: np.random.Generator, ranks: int, exponent: float, count: int) -> npt.NDArray[np.int64]:
    """So many ranks from 0 up, each drawn in proportion to (rank + head) ** -exponent."""
    return np.searchsorted(_rising(ranks, exponent), draw.random(count)).astype(np.int64)


@cache
def _rising(ranks: int, exponent: float) -> npt.NDArray[np.float64]:
    whole = np.cumsum((np.arange(ranks) + _HEAD) ** -exponent)
    return np.asarray(whole / whole[-1], np.float64)


def _broader(draw: np.random.Generator, skills: list[Entity]) -> dict[str, set[str]]:
    """Two skills in three have a direct broader one, the last of their group, and those have another above them."""
    found: dict[str, set[str]] = {}
    for number, skill in enumerate(skills):
        group = number - number % _GROUP + _GROUP - 1
        if number == group:
            group = number - number % _GROUP**2 + _GROUP**2 - 1
        if group < len(skills) and group != number and draw.random() < 2 / 3:
            found[skill.iri] = {skills[group].iri}
    return found
