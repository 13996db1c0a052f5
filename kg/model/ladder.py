"""Levels of seniority and the job titles at each: what one climbs within a career."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kg.model.careers import Requirement
    from kg.model.entities import Entity, Source

__all__ = ["Ladder", "Level", "LevelChange", "Title"]


class Level(NamedTuple):
    """A level as stated: years are None where the source is silent, the upper bound open when ``open_ended``.

    ``skills`` are those that the source names for the level.
    """

    entity: Entity
    rank: int
    min_years: int | None = None
    max_years: int | None = None
    open_ended: bool = False
    skills: tuple[Requirement, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def years(self) -> str:
        """The years of the level in words; "not stated in the source" where they are."""
        if self.min_years is None and self.max_years is None:
            return "years not stated in the source"
        if self.min_years is None:
            return f"up to {self.max_years} years"
        if self.max_years is None:
            return f"{self.min_years}+ years" if self.open_ended else f"from {self.min_years} years"
        return f"{self.min_years}-{self.max_years} years"


class LevelChange(NamedTuple):
    """The level before and after a step; None where it is not known."""

    before: Level | None
    after: Level | None


class Title(NamedTuple):
    """A job title: the level that it is listed under, and the role that it is a title of, where these are known."""

    entity: Entity
    level: Level | None
    role: str | None
    sources: tuple[Source, ...] = ()


class Ladder(NamedTuple):
    """All levels by rank, and all job titles by IRI."""

    levels: tuple[Level, ...]
    titles: dict[str, Title]

    def title_at(self, level: Level, role: str | None) -> Title | None:
        """The first title by label that a role has at a level."""
        found = [title for title in self.titles.values() if title.level == level and role and title.role == role]
        return min(found, key=lambda title: (title.entity.label, title.entity.iri), default=None)
