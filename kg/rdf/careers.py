"""Triples -> what advice is computed from: profiles of roles and entry paths, the tree of skills, the credentials."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.model.careers import Careers, SkillTree
from kg.rdf.entities import OfKind
from kg.rdf.profiles import ProfileReader, Profiles
from kg.vocab import BASE, CK, SKOS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kg.rdf.reader import GraphReader

__all__ = ["read_careers"]


def read_careers(reader: GraphReader, *, merges: bool = True) -> Careers:
    """All that routes and gaps need, read as it is asked for; without ``merges`` every label stands for itself."""
    tree = SkillTree(_same_skills(reader, merges=merges), lambda skill: _broader(reader, skill))
    stated = reader.pairs(CK.skillEquivalents)
    weights = {subject: int(value.value) for subject, value in stated if value.value.isdecimal()}
    places = _stand_ins(_exact_matches(reader, "role"))
    credentials = OfKind(reader.entities, "credential")
    grades = {iri: tree.covers(frozenset({iri})) - {iri} for iri in credentials}
    profiles = ProfileReader(reader, tree, weights, places)
    return Careers(
        reader.entities,
        Profiles(OfKind(reader.entities, "role"), profiles.role),
        Profiles(OfKind(reader.entities, "entry-path"), profiles.entry_path),
        OfKind(reader.entities, "skill"),
        credentials,
        tree,
        weights,
        grades,
        places,
    )


def _broader(reader: GraphReader, skill: str) -> set[str]:
    """What a skill is directly narrower than, in its own source or by a match with another one."""
    found = {quad.object.value for predicate in _UPWARD for quad in reader.quads(skill, predicate)}
    return found | {quad.subject.value for quad in reader.quads(None, SKOS.narrowMatch, skill)}


_UPWARD = (SKOS.broader, SKOS.broadMatch)
"""A broadMatch is a skos:broader between two schemes, and a narrowMatch the same read from its object."""


def _same_skills(reader: GraphReader, *, merges: bool) -> dict[str, str]:
    """Skill -> the one that stands for it: what curation merged it into, or the first that it matches exactly."""
    merged = {subject: value.value for subject, value in reader.pairs(CK.mergedInto)}

    def into(skill: str) -> str:
        return merged.get(skill, skill)

    # An exact match within a merge comes of the merge, and goes with it.
    pairs = [(one, other) for one, other in _exact_matches(reader, "skill") if into(one) != into(other)]
    if not merges:
        return _stand_ins(pairs)
    canonical = set(merged.values())
    first = _stand_ins([(into(one), into(other)) for one, other in pairs], canonical)
    return first | {skill: first.get(other, other) for skill, other in merged.items()}


def _exact_matches(reader: GraphReader, kind: str) -> list[tuple[str, str]]:
    entities = reader.entities
    return [
        (subject, value.value)
        for subject, value in reader.pairs(SKOS.exactMatch)
        if subject in entities
        and value.value in entities
        and {entities[subject].kind, entities[value.value].kind} == {kind}
    ]


def _stand_ins(pairs: Iterable[tuple[str, str]], preferred: Collection[str] = ()) -> dict[str, str]:
    """IRI -> the first IRI of all that pairs link it to, directly or through others.

    Those ``preferred`` come first, then what lives under the project's own base.
    """
    linked: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        linked[one].add(other)
        linked[other].add(one)
    first: dict[str, str] = {}
    for candidate in sorted(linked, key=lambda iri: (iri not in preferred, not iri.startswith(BASE), iri)):
        queue = [candidate] if candidate not in first else []
        while queue:
            iri = queue.pop()
            if iri not in first:
                first[iri] = candidate
                queue += linked[iri]
    return first
