"""What if I learn this now: which next steps it opens, and which it makes shorter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.advice.coverage import Coverage
from kg.advice.figures import SCALE
from kg.advice.gaps import kept_items, skill_items
from kg.advice.steps import Steps
from kg.model.answers import StepChange, Unlock, WhatIf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.advice.network import Network
    from kg.advice.transitions import Transitions
    from kg.model import Entity
    from kg.model.careers import Profile

__all__ = ["unlocks", "what_if"]


def what_if(network: Network, transitions: Transitions, origin: Profile, learned: Iterable[Entity]) -> WhatIf:
    """The roles that a step leads to only when these skills are learned, and those that it leads to sooner.

    A fresh start that shares no skill is open to anyone: it does not count. Opened roles come first, then those nearest
    by gap saved, then by kinship, then labels.
    """
    steps = _sharing(network, transitions, origin)
    skills = tuple(learned)
    new = frozenset(skill.iri for skill in skills)
    before, after = steps.first, steps.first_with(new)
    reach = network.careers.tree.covers(transitions.holdings(origin).skills)
    richer = Coverage(network.careers, transitions.conditions._replace(have=transitions.conditions.have | new))
    held = richer.holdings(origin)
    changes = []
    for number in np.flatnonzero(after.open[0] & (~before.open[0] | (after.gap[0] < before.gap[0]))).tolist():
        role = network.role(number)
        needs = richer.needs(held, role)
        changes.append(
            StepChange(
                role.entity,
                not before.open[0, number],
                float(before.gap[0, number]) / 2,
                float(after.gap[0, number]) / 2,
                float(after.kinship[0, number]) / SCALE,
                kept_items(richer, needs, held, [origin]),
                skill_items(needs.learn, held),
            )
        )
    changes.sort(key=_rank)
    return WhatIf(origin.entity, skills, tuple(skill for skill in skills if skill.iri in reach), tuple(changes))


def _sharing(network: Network, transitions: Transitions, origin: Profile) -> Steps:
    """The steps from a profile that share a skill."""
    conditions = transitions.conditions
    least = conditions.min_shared or 1
    return Steps(network, transitions.under(conditions._replace(min_shared=least)), origin)


def _rank(change: StepChange) -> tuple[bool, float, float, str, str]:
    saved = change.before - change.after
    return not change.opened, -saved, -change.score, change.role.label, change.role.iri


def unlocks(network: Network, transitions: Transitions, origin: Profile) -> list[Unlock]:
    """Every skill that, learned now, opens a step or makes one shorter: by roles opened, skills saved, then label.

    Skills to be avoided and those covered already are left out. One row of counts is updated for each skill, so it
    takes as long as there are links to the skills that each touches.
    """
    careers = network.careers
    steps = _sharing(network, transitions, origin)
    before = steps.first
    reach = careers.tree.covers(transitions.holdings(origin).skills)
    found = []
    for iri, skill in careers.skills.items():
        if careers.tree.canonical(iri) != iri or iri in reach or iri in transitions.conditions.avoid:
            continue
        after = steps.first_with(frozenset({iri}))
        opened = np.flatnonzero(after.open[0] & ~before.open[0])
        nearer = np.flatnonzero(before.open[0] & (after.gap[0] < before.gap[0]))
        if len(opened) or len(nearer):
            changed = np.concatenate([opened, nearer])
            saved = float((before.gap[0] - after.gap[0])[changed].sum()) / 2
            found.append(Unlock(skill, _entities(network, opened), _entities(network, nearer), saved))
    found.sort(key=lambda unlock: (-len(unlock.opened), -unlock.saved, unlock.skill.label, unlock.skill.iri))
    return found


def _entities(network: Network, places: Iterable[int]) -> tuple[Entity, ...]:
    roles = (network.role(place).entity for place in places)
    return tuple(sorted(roles, key=lambda role: (role.label, role.iri)))
