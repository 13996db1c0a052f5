"""ESCO and O*NET as careers, read from the files that they are published in: what quality.py measures on.

One function for each, so that a store made by ``kg import`` can take its place.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.model import Entity
from kg.model.careers import Careers, Profile, Requirement, SkillHierarchy
from kg.sources.esco import skill_level
from kg.sources.regulated import regulated_group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

__all__ = ["ESCO_RELATIONS", "SHARED", "Taxonomy", "esco", "isco_groups", "onet"]

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Where the files are looked for; they are not part of the project."""

ESCO_RELATIONS = "esco/esco-1.1.1-relations.zip"


class Taxonomy(NamedTuple):
    """The careers of a taxonomy; which skills a simple comparison would look at, the required ones or the work
    activities; and what is said of each role in words.
    """

    careers: Careers
    core: Callable[[Profile], Iterable[str]]
    texts: Mapping[str, list[str]]


def esco() -> Taxonomy:
    """ESCO as `kg import` reads it: essential and optional skills, broader concepts, levels, regulated professions."""
    occupations = list(_rows("esco/esco-1.1.1-classification-en.zip", "occupations_en.csv"))
    skills: dict[str, dict[str, set[str]]] = {"essential": defaultdict(set), "optional": defaultdict(set)}
    for row in _rows(ESCO_RELATIONS, "occupationSkillRelations.csv"):
        skills[row["relationType"]][row["occupationUri"]].add(row["skillUri"])
    roles = [
        Profile(
            _entity(row["conceptUri"], "role", row["preferredLabel"]),
            _requirements(skills["essential"][row["conceptUri"]]),
            _requirements(skills["optional"][row["conceptUri"]] - skills["essential"][row["conceptUri"]]),
            preparation=skill_level(row["iscoGroup"]),
            regulated=row["regulatedProfessionNote"].endswith("/regulated")
            or regulated_group(row["iscoGroup"]) is not None,
        )
        for row in occupations
    ]
    broader = defaultdict(set)
    for row in _rows(ESCO_RELATIONS, "broaderRelationsSkillPillar.csv"):
        broader[row["conceptUri"]].add(row["broaderUri"])
    texts = {row["conceptUri"]: [row["preferredLabel"], row["description"]] for row in occupations}
    return Taxonomy(_careers(roles, broader), lambda role: role.skills, texts)


def isco_groups() -> dict[str, str]:
    """The ISCO-08 unit group of each occupation of ESCO, by its code."""
    rows = _rows("esco/esco-1.1.1-classification-en.zip", "occupations_en.csv")
    return {row["conceptUri"]: row["iscoGroup"] for row in rows}


def onet() -> Taxonomy:
    """O*NET's detailed work activities, and its tools and technologies by name; intermediate activities and commodities
    are the broader concepts, job zones the levels. Nothing is optional.
    """
    source, code = "onet/onet-29.2-text-subset.zip", "O*NET-SOC Code"
    skills, broader = defaultdict(set), defaultdict(set)
    for row in _rows(source, "Tasks to DWAs.txt"):
        skills[row[code]].add(f"activity:{row['DWA ID']}")
    for row in _rows(source, "DWA Reference.txt"):
        broader[f"activity:{row['DWA ID']}"].add(f"activities:{row['IWA ID']}")
    for row in (row for name in ("Technology Skills.txt", "Tools Used.txt") for row in _rows(source, name)):
        skills[row[code]].add(f"tool:{row['Example']}")
        broader[f"tool:{row['Example']}"].add(f"commodity:{row['Commodity Code']}")
    roles, texts = list[Profile](), defaultdict[str, list[str]](list)
    zones = {row[code]: int(row["Job Zone"]) for row in _rows(source, "Job Zones.txt")}
    for row in _rows(source, "Occupation Data.txt"):
        role, required = _entity(row[code], "role", row["Title"]), _requirements(skills[row[code]])
        roles.append(Profile(role, required, preparation=zones.get(row[code])))
        texts[row[code]] += [row["Title"], row["Description"]]
    for row in _rows(source, "Task Statements.txt"):
        texts[row[code]].append(row["Task"])
    careers = _careers(roles, broader)
    return Taxonomy(careers, lambda role: (skill for skill in role.skills if skill.startswith("activity:")), texts)


def _rows(archive: str, name: str) -> Iterator[dict[str, str]]:
    """The rows of a table in an archive: comma-separated, or with tabs and no quotes where its name ends in .txt."""
    with zipfile.ZipFile(SHARED / archive) as files, files.open(name) as table:
        text = io.TextIOWrapper(table, encoding="utf-8", newline="")
        if name.endswith(".txt"):
            yield from csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
        else:
            yield from csv.DictReader(text)


def _entity(iri: str, kind: str, label: str) -> Entity:
    return Entity(iri, iri, label, kind)


def _requirements(skills: Iterable[str]) -> tuple[Requirement, ...]:
    return tuple(Requirement(_entity(skill, "skill", skill)) for skill in sorted(skills))


def _careers(roles: Sequence[Profile], broader: Mapping[str, set[str]]) -> Careers:
    entities = {role.entity.iri: role.entity for role in roles}
    profiles = {role.entity.iri: role for role in roles}
    skills = {item.skill.iri: item.skill for role in roles for item in (*role.required, *role.optional)}
    return Careers(entities, profiles, {}, skills, {}, SkillHierarchy({}, broader), {}, {}, {})
