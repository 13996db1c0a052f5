"""What is held, near and missing for a role."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from kg.model.answers import Gap, Gate, SkillItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kg.advice.coverage import Coverage, Holdings, Needs
    from kg.model import Entity, Source
    from kg.model.careers import Profile, Requirement

__all__ = ["find_gap", "gates", "kept_items", "skill_items", "sources_of"]


class Basis(NamedTuple):
    """What is held in place of a skill under other names or by links between sources, and what states all that."""

    held: tuple[Entity, ...] = ()
    sources: tuple[Source, ...] = ()


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
        kept_items(coverage, needs, held, [origin] if origin else []),
        skill_items(needs.near, held),
        skill_items(needs.learn, held),
        gates(coverage, held, destination),
        (len(needs.covered) + len(needs.near) / 2) / required if required else None,
        destination.law,
        _notes(coverage, origin, destination) if origin else (),
    )


def _notes(coverage: Coverage, origin: Profile, destination: Profile) -> tuple[str, ...]:
    """What is to be said of roles that different sources speak of."""
    careers = coverage.careers
    first, second = origin.entity, destination.entity
    if first != second and careers.place(first.iri) == careers.place(second.iri):
        return (f"{first.id} and {second.id} are one role by an exact match: what differs is what their sources ask",)
    if origin.graphs & destination.graphs or not (origin.graphs and destination.graphs):
        return ()
    linked = sum(careers.tree.is_linked(item.skill.iri) for item in destination.required)
    if 2 * linked >= len(destination.required):
        return ()
    count = len(destination.required)
    known = f"{linked} of the {count} required skills of {second.label} are linked with skills of others"
    return (f"two sources: {known}, and the rest counts as missing whatever is held",)


def gates(coverage: Coverage, held: Holdings, destination: Profile) -> tuple[Gate, ...]:
    """The credential that a role asks, and whether it is held; empty when none is stated."""
    ask = destination.ask
    if ask is None:
        return ()
    met, field_met = coverage.meets(held, destination), coverage.field_met(held, destination)
    return (Gate(ask.credential, ask.label, met, ask.sources, field_met),)


def kept_items(coverage: Coverage, needs: Needs, held: Holdings, passed: Iterable[Profile]) -> tuple[SkillItem, ...]:
    """The covered requirements, each with the sources of what covers it in the profiles passed so far too."""
    careers = coverage.careers
    behind: dict[str, list[Requirement]] = defaultdict(list)
    for profile in passed:
        for requirement in profile.required:
            for skill in careers.tree.covers(frozenset({requirement.skill.iri})):
                behind[skill].append(requirement)

    def basis(asked: Requirement) -> Basis:
        skill = asked.skill.iri
        names = dict.fromkeys(each.named for each in behind[skill] if each.skill.iri == skill)
        if asked.named in names:
            return Basis((), tuple(source for each in behind[skill] for source in each.own_sources))
        sources = (*asked.links, *(source for each in behind[skill] for source in each.sources))
        way = None if skill in held.skills else careers.tree.covering_skill(held.skills, skill)
        if way is None or way[0] not in careers.named:
            return Basis(tuple(names), sources)
        return Basis((careers.named[way[0]],), (*sources, *way[1]))

    return skill_items(needs.covered, held, basis)


def skill_items(
    requirements: Iterable[Requirement],
    held: Holdings,
    basis: Callable[[Requirement], Basis] = lambda _: Basis(),
) -> tuple[SkillItem, ...]:
    """Requirements as answers print them: as their own source names them, with their sources and the named tools.

    ``basis`` tells what is held in place of each.
    """
    known = held.tools | held.skills
    items = []
    for requirement in requirements:
        through, behind = basis(requirement)
        sources = dict.fromkeys((*requirement.own_sources, *behind))
        tools_held = tuple(member for member in requirement.members if member.iri in known)
        items.append(SkillItem(*requirement.named, tuple(sources), requirement.members, tools_held, through=through))
    return tuple(items)


def sources_of(items: Iterable[SkillItem], extra: Iterable[Gate]) -> tuple[Source, ...]:
    """Every passage that a step rests on, each once, by line."""
    found = {source for item in items for source in item.sources}
    found |= {source for gate in extra for source in gate.sources}
    return tuple(sorted(found, key=lambda source: (source.graph, source.document or "", source.line or 0)))
