"""Which roles ask for which skills: what rankings and the check of a curriculum count."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.model.analysis import Asked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Entity, Source
    from kg.model.careers import Careers, Profile

__all__ = ["each_once", "in_order", "optional_for", "required_by", "roles_in_order", "silent_roles", "tools_of"]


def in_order(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Entities by label, then IRI, each once."""
    return tuple(sorted(set(entities), key=lambda entity: (entity.label, entity.iri)))


def each_once(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Passages by line, each once."""
    return tuple(
        sorted(set(sources), key=lambda source: (source.graph, source.document or "", source.line or 0, str(source)))
    )


def roles_in_order(careers: Careers) -> list[Profile]:
    """The roles that state a required skill, by label, then IRI."""
    stated = [role for role in careers.roles.values() if role.required]
    return sorted(stated, key=lambda role: (role.entity.label, role.entity.iri))


def silent_roles(careers: Careers) -> tuple[Entity, ...]:
    """The roles that state no required skill, by label."""
    return in_order(role.entity for role in careers.roles.values() if not role.required)


def required_by(careers: Careers) -> dict[Entity, list[Asked]]:
    """Skill -> the roles that require it, by label."""
    found: dict[Entity, list[Asked]] = defaultdict(list)
    for role in roles_in_order(careers):
        for item in role.required:
            found[item.skill].append(Asked(role.entity, item.members, item.sources))
    return dict(found)


def optional_for(careers: Careers) -> dict[Entity, tuple[Entity, ...]]:
    """Skill -> the roles that find it useful and do not require it, by label."""
    found: dict[Entity, list[Entity]] = defaultdict(list)
    for role in careers.roles.values():
        for item in role.optional:
            found[item.skill].append(role.entity)
    return {skill: in_order(roles) for skill, roles in found.items()}


def tools_of(roles: Iterable[Profile]) -> dict[Entity, list[Asked]]:
    """Tool -> which of these roles name it for a skill they require or find useful, by label."""
    found: dict[Entity, dict[Entity, list[Source]]] = defaultdict(lambda: defaultdict(list))
    for role in roles:
        for item in (*role.required, *role.optional):
            for tool in item.members:
                found[tool][role.entity] += item.sources
    return {
        tool: [Asked(role, (), each_once(named[role])) for role in in_order(named)] for tool, named in found.items()
    }
