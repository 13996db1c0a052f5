"""A made-up release of ESCO in the layout of its official files, in ESCO's shape and so many times its size.

What occupations ask for, and how skills stand below each other, is that of :mod:`town`; labels, descriptions and links
are as many as ESCO has, so that importing them is as much work.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from town import town

from kg.sources.esco import SPACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kg.model import Entity
    from kg.model.careers import Careers

__all__ = ["write_esco"]

_SKILL, _GROUP, _ROLE, _ISCO = "KnowledgeSkillCompetence", "SkillGroup", "Occupation", "ISCOGroup"

_HEADS = {
    "occupations_en": "conceptType conceptUri iscoGroup preferredLabel altLabels hiddenLabels status modifiedDate"
    " regulatedProfessionNote scopeNote definition inScheme description code",
    "skills_en": "conceptType conceptUri skillType reuseLevel preferredLabel altLabels hiddenLabels status modifiedDate"
    " scopeNote definition inScheme description",
    "skillGroups_en": "conceptType conceptUri preferredLabel altLabels hiddenLabels status modifiedDate scopeNote"
    " inScheme description code",
    "ISCOGroups_en": "conceptType conceptUri code preferredLabel status altLabels inScheme description",
    "broaderRelationsSkillPillar": "conceptType conceptUri broaderType broaderUri",
    "broaderRelationsOccPillar": "conceptType conceptUri broaderType broaderUri",
    "skillSkillRelations": "originalSkillUri originalSkillType relationType relatedSkillType relatedSkillUri",
    "occupationSkillRelations": "occupationUri relationType skillType skillUri",
}
"""The files, and the columns of each."""

_CODES = ("", "9112", "7512", "3313", "2654")
"""A group of ISCO-08 of each skill level, none of them regulated."""

_TOGETHER, _RELATED = 22, 12
"""Skills in a group, and how many skills there are to each that is related to another: about as in ESCO."""


def write_esco(folder: Path, scale: int = 1) -> Path:
    """Write so many times ESCO into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    careers = town(scale)
    for name, rows in _tables(careers):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\r\n")
            table.writerow(_HEADS[name].split())
            table.writerows(rows)
    return folder


def _tables(careers: Careers) -> Iterator[tuple[str, Iterable[tuple[str, ...]]]]:
    skills = list(careers.skills.values())
    yield (
        "ISCOGroups_en",
        ((_ISCO, _isco(code), code, f"group {code}", *_empty(3), "All of them.") for code in _CODES[1:]),
    )
    groups = sorted({number // _TOGETHER for number in range(len(skills))})
    yield "skillGroups_en", ((_GROUP, _group(n), f"skills {n}", *_empty(6), "Some of them.", f"S{n}") for n in groups)
    yield "skills_en", map(_skill, skills)
    yield "occupations_en", (_occupation(careers, iri) for iri in careers.roles)
    yield "broaderRelationsSkillPillar", _broader(careers, skills)
    roles = careers.roles.values()
    yield (
        "broaderRelationsOccPillar",
        ((_ROLE, _iri(role.entity), _ISCO, _isco(_CODES[role.preparation or 2])) for role in roles),
    )
    yield (
        "skillSkillRelations",
        (
            (_iri(one), "knowledge", "optional", "knowledge", _iri(other))
            for one, other in zip(skills, skills[1::_RELATED], strict=False)
        ),
    )
    yield (
        "occupationSkillRelations",
        (
            (_iri(role.entity), relation, "knowledge", _iri(asked.skill))
            for role in roles
            for relation, requirements in (("essential", role.required), ("optional", role.optional))
            for asked in requirements
        ),
    )


def _broader(careers: Careers, skills: list[Entity]) -> Iterator[tuple[str, ...]]:
    """The town's own tree; a skill that has no place in it is in a group, and so is every third besides."""
    for number, skill in enumerate(skills):
        above = careers.tree.groups(skill.iri)
        for other in sorted(above):
            yield _SKILL, _iri(skill), _SKILL, _iri(careers.skills[other])
        if not above or number % 3 == 0:
            yield _SKILL, _iri(skill), _GROUP, _group(number // _TOGETHER)


def _skill(skill: Entity) -> tuple[str, ...]:
    others = "\n".join(f"{way} {skill.label}" for way in ("do", "have", "use", "apply", "practise", "master", "know"))
    said = f"What {skill.label} is about, {'said in so many words, ' * 5}to be read."
    return (_SKILL, _iri(skill), "knowledge", "cross-sector", skill.label, others, *_empty(5), SPACE, said)


def _occupation(careers: Careers, iri: str) -> tuple[str, ...]:
    role = careers.roles[iri]
    label, code = role.entity.label, _CODES[role.preparation or 2]
    others = "\n".join(f"{rank} {label}" for rank in ("senior", "junior", "chief", "head", "lead", "first", "second"))
    note = f"{SPACE}regulated-professions/{'' if role.regulated else 'un'}regulated"
    said = f"What a {label} does, {'said in so many words, ' * 11}to be read."
    cells = (_ROLE, _iri(role.entity), code, label, others, *_empty(3), note, *_empty(2), SPACE, said)
    return (*cells, f"{code}.{int(role.entity.id.rpartition('/')[2])}")


def _empty(count: int) -> tuple[str, ...]:
    return ("",) * count


def _iri(entity: Entity) -> str:
    """An IRI as ESCO's are, with a number in place of the UUID."""
    kind, _, number = entity.id.partition("/")
    folder = {"role": "occupation"}.get(kind, kind)
    return f"{SPACE}{folder}/{int(number) * 2654435761 % 2**32:08x}-0000-4000-8000-{int(number):012}"


def _group(number: int) -> str:
    return f"{SPACE}skill/S{number}"


def _isco(code: str) -> str:
    return f"{SPACE}isco/C{code}"
