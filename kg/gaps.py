"""What is held, near and missing for a role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.answers import Gap, Gate, SkillItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.coverage import Coverage, Holdings, Needs
    from kg.model import Source
    from kg.model.careers import Profile, Requirement

__all__ = ["find_gap", "gates", "skill_items"]


def find_gap(coverage: Coverage, origin: Profile | None, destination: Profile) -> Gap:
    """The gap from a role, an entry path or (None) what the conditions alone say is held.

    Coverage is (held + near / 2) / required; it is None for a role without stated skills.
    """
    held = coverage.holdings(origin)
    needs = coverage.needs(held, destination)
    required = len(destination.required)
    return Gap(
        origin.entity if origin else None,
        destination.entity,
        skill_items(needs.covered, held, origin),
        skill_items(needs.near, held, origin),
        skill_items(needs.learn, held, origin),
        gates(coverage, held, destination),
        (len(needs.covered) + len(needs.near) / 2) / required if required else None,
    )


def gates(coverage: Coverage, held: Holdings, destination: Profile) -> tuple[Gate, ...]:
    """The credential that a role asks, and whether it is held; empty when none is stated."""
    ask = destination.ask
    if ask is None:
        return ()
    return (Gate(ask.credential, ask.label, coverage.meets(held, destination), ask.sources),)


def skill_items(
    requirements: Iterable[Requirement], held: Holdings, origin: Profile | None = None
) -> tuple[SkillItem, ...]:
    """Requirements as answers print them: each with the lines of both ends that state it, and its named tools."""
    origin_sources = {item.skill.iri: item.sources for item in origin.required} if origin else {}
    items = []
    for requirement in requirements:
        skill = requirement.skill
        sources = dict.fromkeys((*requirement.sources, *origin_sources.get(skill.iri, ())))
        known = held.tools | held.skills
        tools_held = tuple(member for member in requirement.members if member.iri in known)
        items.append(
            SkillItem(skill.iri, skill.id, skill.label, skill.kind, tuple(sources), requirement.members, tools_held)
        )
    return tuple(items)


def sources_of(needs: Needs, extra: Iterable[Gate]) -> tuple[Source, ...]:
    """Every passage that a step rests on, each once, by line."""
    found = {source for item in (*needs.covered, *needs.learn) for source in item.sources}
    found |= {source for gate in extra for source in gate.sources}
    return tuple(sorted(found, key=lambda source: (source.graph, source.document or "", source.line or 0)))
