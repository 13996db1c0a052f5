"""Triples -> what advice is computed from: profiles of roles and entry paths, the tree of skills, the credentials."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from kg.model.careers import Careers, SkillTree
from kg.rdf.entities import OfKind
from kg.rdf.profiles import ProfileReader, Profiles
from kg.schema import BASE, CK, KINDS, SKOS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kg.model import Source
    from kg.rdf.reader import GraphReader

__all__ = ["read_careers"]


def read_careers(reader: GraphReader, *, merges: bool = True) -> Careers:
    """All that routes and gaps need, read as it is asked for; without ``merges`` every label stands for itself."""
    tree = _skill_tree(reader, merges=merges)
    stated = reader.pairs(CK.skillEquivalents)
    weights = {subject: int(value.value) for subject, value in stated if value.value.isdecimal()}
    places = _stand_ins(_matches(reader, SKOS.exactMatch, "role"))
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
        tuple(reader.bases.all),
    )


def _skill_tree(reader: GraphReader, *, merges: bool) -> SkillTree:
    """Skills and credentials with the directly broader ones, also of another source where both are in the graph.

    A broadMatch is a skos:broader between two sources, and a narrowMatch the same read from its object. A mapping to
    what is not there says nothing: two skills of a store must not meet in a third that it lacks.
    """
    across: dict[str, set[str]] = defaultdict(set)
    for narrower, broader in _matches(reader, SKOS.broadMatch, "skill"):
        across[narrower].add(broader)
    for broader, narrower in _matches(reader, SKOS.narrowMatch, "skill"):
        across[narrower].add(broader)

    def above(skill: str) -> set[str]:
        return {quad.object.value for quad in reader.quads(skill, SKOS.broader)}

    def stated(narrower: str, broader: str) -> tuple[Source, ...]:
        quads = (*reader.quads(narrower, SKOS.broadMatch, broader), *reader.quads(broader, SKOS.narrowMatch, narrower))
        return tuple(source for quad in quads for source in reader.link_sources(quad))

    merged = {subject: value.value for subject, value in reader.pairs(CK.mergedInto)}

    def into(skill: str) -> str:
        return merged.get(skill, skill)

    # An exact match within a merge comes of the merge, and goes with it.
    matches = _matches(reader, SKOS.exactMatch, "skill")
    same = [(one, other) for one, other in matches if into(one) != into(other)]
    stand_ins = _same_skills(merged, same) if merges else _stand_ins(same)
    return SkillTree(stand_ins, above, across, stated, {*chain.from_iterable(same)})


def _same_skills(merged: dict[str, str], same: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Skill -> the one that stands for it: what curation merged it into, or the first that it matches exactly."""
    pairs = [(merged.get(one, one), merged.get(other, other)) for one, other in same]
    first = _stand_ins(pairs, set(merged.values()))
    return first | {skill: first.get(other, other) for skill, other in merged.items()}


def _matches(reader: GraphReader, predicate: str, kind: str) -> list[tuple[str, str]]:
    """The pairs of entities of a kind, or groups of it, that a mapping links; what is not in the graph is left out."""
    entities = reader.entities
    return [
        (subject, value.value)
        for subject, value in reader.pairs(predicate)
        if subject in entities
        and value.value in entities
        and {entities[subject].kind, entities[value.value].kind} <= {kind, f"{kind}-group"}
    ]


_OWN = tuple(f"{BASE}{kind}/" for kind in KINDS)
"""How the IRIs of the bundled graph's entities begin; those of other sources name the source first."""


def _stand_ins(pairs: Iterable[tuple[str, str]], preferred: Collection[str] = ()) -> dict[str, str]:
    """IRI -> the first IRI of all that pairs link it to, directly or through others.

    Those ``preferred`` come first, then what lives directly under the project's own base.
    """
    linked: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        linked[one].add(other)
        linked[other].add(one)
    first: dict[str, str] = {}
    for candidate in sorted(linked, key=lambda iri: (iri not in preferred, not iri.startswith(_OWN), iri)):
        queue = [candidate] if candidate not in first else []
        while queue:
            iri = queue.pop()
            if iri not in first:
                first[iri] = candidate
                queue += linked[iri]
    return first
