"""The skill gap: what is held, near and missing for a role, each item with its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kg.model.answers import Gap, Gate, SkillItem
from kg.model.careers import Profile, Requirement
from kg.model.entities import Entity, Source
from kg.routes.requirements import Held, RequirementMatch, RequirementRule, licences_of, may_hold_a_degree


class HeldVia(NamedTuple):
    """What is held in place of a skill, under another name or by a mapping between sources, and what states that."""

    held: tuple[Entity, ...] = ()
    sources: tuple[Source, ...] = ()


def find_gap(requirements: RequirementRule, origin: Profile | None, destination: Profile) -> Gap:
    """The gap from a role, an entry path or (None) what the conditions alone say is held.

    Its coverage is (held + near / 2) / required; it is None where the skills of one of the two are not stated.
    """
    held = requirements.held_by(origin)
    match = requirements.match(held, destination)
    near = near_items(requirements, match, held)
    reason = destination.silence or requirements.silence_of(origin)
    return Gap(
        origin.entity if origin else None,
        destination.entity,
        kept_items(requirements, match, held, [origin] if origin else []),
        near,
        learn_items(match, near, held),
        credential_gates(requirements, held, destination, [origin] if origin else []),
        None if reason else match.coverage,
        destination.regulation_sources,
        _notes(requirements, origin, destination) if origin else (),
        destination.not_understood,
        reason or None,
    )


def _notes(requirements: RequirementRule, origin: Profile, destination: Profile) -> tuple[str, ...]:
    """Notes on what is not known of the origin, and on roles of different sources."""
    if origin.silence:
        return () if requirements.silence_of(origin) else (f"{origin.silence}: only what you have counts as held",)
    careers = requirements.careers
    first, second = origin.entity, destination.entity
    if first != second and careers.canonical_role(first.iri) == careers.canonical_role(second.iri):
        return (f"{first.id} and {second.id} are the same role by exactMatch: only what their sources require differs",)
    if origin.graphs & destination.graphs or not (origin.graphs and destination.graphs):
        return ()
    linked = sum(careers.tree.is_linked(item.skill.iri) for item in destination.required)
    if 2 * linked >= len(destination.required):
        return ()
    count = len(destination.required)
    mapped = f"only {linked}" if linked else "none"
    known = f"{mapped} of the {count} required skills of {second.label} are mapped between them"
    return (f"The roles come from two sources; {known}, so the others count as missing",)


def credential_gates(
    requirements: RequirementRule, held: Held, destination: Profile, passed: Sequence[Profile]
) -> tuple[Gate, ...]:
    """The credential and the licences that a role requires, and whether each is held, as far as sources included say.

    ``passed`` are the profiles that what is held comes from, in addition to what the conditions say is held.
    """
    ask, includes = destination.credential, requirements.conditions.within.includes
    if ask is None or (ask.of_role and not includes(ask.of_role.iri)):
        return ()
    had = held.credentials | licences_of(passed)
    satisfies = requirements.careers.satisfies
    licences = (
        Gate(each.credential, each.label, satisfies(had, each.credential.iri), each.sources)
        for each in destination.licences
    )
    met = requirements.meets(held, destination) or (not ask.weight and satisfies(had, ask.credential.iri))
    field_met = requirements.field_met(held, destination)
    instead = () if met else ask.instead
    degree = requirements.careers.degree_held(held.credentials, ask.credential.iri)
    gate = Gate(ask.credential, ask.label, met, ask.sources, field_met, ask.share, instead, ask.of_role, degree)
    gate = gate._replace(
        held_by=_held_by(requirements, destination, passed) if met else None,
        fields=ask.fields,
        unknown=not met and not held.credentials and any(map(may_hold_a_degree, passed)),
    )
    return (gate, *licences)


def _held_by(requirements: RequirementRule, destination: Profile, passed: Sequence[Profile]) -> Entity | None:
    """The first profile that brings the credential of a role; None where it is held without any of them."""
    if requirements.meets(requirements.held_by(None), destination):
        return None
    nothing = Held()
    bringing = (each for each in passed if requirements.meets(requirements.joined(nothing, each), destination))
    return next((each.entity for each in bringing), None)


def kept_items(
    requirements: RequirementRule, match: RequirementMatch, held: Held, passed: Iterable[Profile]
) -> tuple[SkillItem, ...]:
    """The covered requirements, each with the sources of what covers it in the profiles passed so far too."""
    careers = requirements.careers
    behind: dict[str, list[Requirement]] = defaultdict(list)
    for profile in passed:
        for requirement in profile.required:
            for skill in careers.tree.covers(frozenset({requirement.skill.iri})):
                behind[skill].append(requirement)

    def held_via(asked: Requirement) -> HeldVia:
        skill = asked.skill.iri
        names = dict.fromkeys(each.named for each in behind[skill] if each.skill.iri == skill)
        if asked.named in names:
            return HeldVia((), tuple(source for each in behind[skill] for source in each.own_sources))
        sources = (*asked.mapping_sources, *(source for each in behind[skill] for source in each.sources))
        way = None if skill in held.skills else careers.tree.covering_skill(held.skills, skill)
        if way is None or way[0] not in careers.entities:
            return HeldVia(tuple(names), sources)
        return HeldVia((careers.entities[way[0]],), (*sources, *way[1]))

    return skill_items(match.covered, held, held_via)


def near_items(requirements: RequirementRule, match: RequirementMatch, held: Held) -> tuple[SkillItem, ...]:
    """The near requirements, each with what it is near to of what is held."""
    careers, includes = requirements.careers, requirements.conditions.within.includes

    def near_to(asked: Requirement) -> tuple[Entity, ...]:
        near = (iri for iri in requirements.near_to(held.skills, asked) if iri in careers.entities)
        found = (careers.named(iri, includes) or careers.entities[iri] for iri in near)
        return tuple(sorted(found, key=lambda entity: (entity.label, entity.iri)))

    found = skill_items(match.near, held)
    return tuple(item._replace(near_to=near_to(asked)) for item, asked in zip(found, match.near, strict=True))


def learn_items(match: RequirementMatch, near: Iterable[SkillItem], held: Held) -> tuple[SkillItem, ...]:
    """The requirements to learn, near ones included as they are given."""
    known = dict(zip((asked.skill.iri for asked in match.near), near, strict=True))
    found = zip(match.to_learn, skill_items(match.to_learn, held), strict=True)
    return tuple(known.get(asked.skill.iri, item) for asked, item in found)


def skill_items(
    requirements: Iterable[Requirement],
    held: Held,
    held_via: Callable[[Requirement], HeldVia] = lambda _: HeldVia(),
) -> tuple[SkillItem, ...]:
    """Requirements as answers print them: as their own source names them, with their sources and the named tools.

    ``held_via`` gives what is held in place of each.
    """
    known = held.tools | held.skills
    items = []
    for requirement in requirements:
        through, behind = held_via(requirement)
        sources = dict.fromkeys((*requirement.own_sources, *behind))
        tools_held = tuple(member for member in requirement.tools if member.iri in known)
        items.append(SkillItem(*requirement.named, tuple(sources), requirement.tools, tools_held, via=through))
    return tuple(items)


def sources_of(items: Iterable[SkillItem], extra: Iterable[Gate]) -> tuple[Source, ...]:
    """Every passage that a step rests on, each once, by line."""
    found = {source for item in items for source in item.sources}
    found |= {source for gate in extra for source in gate.sources}
    return tuple(sorted(found, key=lambda source: (source.graph, source.document or "", source.line or 0)))
