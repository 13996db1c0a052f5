"""Triples -> the career ladder: levels with a rank, and job titles."""

from __future__ import annotations

from kg.model import Entity, Source
from kg.model.careers import CareerLadder, JobTitle, Level, Requirement
from kg.rdf.reader import GraphReader
from kg.schema import CK


def read_ladder(reader: GraphReader) -> CareerLadder:
    """The levels that state a rank, and every job title."""
    levels = {
        entity.iri: _level(reader, entity, int(rank))
        for entity in reader.entities.of_kind("level")
        if (rank := reader.text(entity.iri, CK.rank) or "").isdecimal()
    }
    titles = {}
    for entity in reader.entities.of_kind("job-title"):
        level = next((levels[iri] for iri in _objects(reader, entity.iri, CK.atLevel) if iri in levels), None)
        role = next(iter(_objects(reader, entity.iri, CK.titleOf)), None)
        titles[entity.iri] = JobTitle(entity, level, role, reader.sources(entity.iri))
    ordered = sorted(levels.values(), key=lambda level: (level.rank, level.entity.label))
    return CareerLadder(tuple(ordered), titles)


def _level(reader: GraphReader, entity: Entity, rank: int) -> Level:
    notes = _noted(reader, entity.iri)
    skills = []
    for quad in reader.quads(entity.iri, CK.expectsSkill):
        skill = reader.entities.get(quad.object.value)
        if skill is not None:
            skills.append(Requirement(skill, (), notes.get(skill.iri) or reader.link_sources(quad)))
    least, most = (reader.text(entity.iri, bound) for bound in (CK.minYears, CK.maxYears))
    return Level(
        entity,
        rank,
        int(least) if least and least.isdecimal() else None,
        int(most) if most and most.isdecimal() else None,
        reader.text(entity.iri, CK.openEnded) == "true",
        tuple(sorted(skills, key=lambda item: (item.skill.label.casefold(), item.skill.iri))),
        reader.sources(entity.iri),
    )


def _noted(reader: GraphReader, level: str) -> dict[str, tuple[Source, ...]]:
    """Skill -> the sources of the notes on the level that name it."""
    found: dict[str, tuple[Source, ...]] = {}
    for note in _objects(reader, level, CK.hasNote):
        for skill in _objects(reader, note, CK.about):
            found[skill] = found.get(skill, ()) + reader.sources(note)
    return found


def _objects(reader: GraphReader, subject: str, predicate: str) -> list[str]:
    return sorted({quad.object.value for quad in reader.quads(subject, predicate)})
