"""Which roles ask for which skills: what rankings and the check of a curriculum count."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.model.analysis import Asked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Entity, Source
    from kg.model.careers import Profile

__all__ = ["each_once", "in_order", "tools_of"]


def in_order(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Entities by label, then IRI, each once."""
    return tuple(sorted(set(entities), key=lambda entity: (entity.label, entity.iri)))


def each_once(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Passages by line, each once."""
    return tuple(
        sorted(set(sources), key=lambda source: (source.graph, source.document or "", source.line or 0, str(source)))
    )


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
