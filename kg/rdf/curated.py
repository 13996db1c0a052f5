"""What maintainers add, with their reasons -> the graph ``curation``; what follows by rule -> ``inferred``."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.rdf.writer import GraphWriter, integer, named, text
from kg.schema import CK, CURATION, INFERRED, RDFS, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import NamedNode, Quad

    from kg.model.curation import Curation, Related
    from kg.model.dataset import Dataset

__all__ = ["write_curated", "write_inferred"]


def write_curated(dataset: Dataset, base: str) -> Iterator[Quad]:
    """The quads of the curation; each judgement in it names its reason."""
    curation = dataset.curation
    writer = GraphWriter(CURATION, base)
    writer.describe_graph(curation.title, curation.version, curation.licence, curation.attribution)
    _schemes(writer, dataset)
    _skills(writer, curation)
    _topics(writer, curation)
    _names(writer, curation)
    _people(writer, curation)
    if curation.pay_period:
        for role in dataset.roles:
            if role.salary:
                salary = writer.node(f"salary/{role.id}")
                writer.link(
                    salary, SCHEMA.unitText, Literal(curation.pay_period.unit), reason=curation.pay_period.reason
                )
    for link in dataset.document.links:
        if link.remark:
            writer.add(writer.node(f"link/{link.id}"), RDFS.comment, text(link.remark))
    return writer.quads()


def _schemes(writer: GraphWriter, dataset: Dataset) -> None:
    for scheme in dataset.curation.schemes:
        node = writer.node(f"scheme/{scheme.id}")
        writer.typed(node, SKOS.ConceptScheme)
        writer.add(node, SKOS.prefLabel, text(scheme.label))
        writer.add(node, SKOS.definition, text(scheme.definition))
    for topic in dataset.topics:
        writer.add(writer.node(f"topic/{topic.id}"), SKOS.inScheme, writer.node(f"scheme/{topic.scheme}"))
    for entry in dataset.curation.skill_types:
        scheme_node = writer.node(f"scheme/{entry.scheme}")
        writer.add(scheme_node, CK.reason, text(entry.reason))
        for skill in entry.skills:
            writer.add(writer.node(f"skill/{skill}"), SKOS.inScheme, scheme_node)


def _skills(writer: GraphWriter, curation: Curation) -> None:
    for merge in curation.merges:
        canonical = writer.node(f"skill/{merge.same[0]}")
        for other in merge.same[1:]:
            writer.link(writer.node(f"skill/{other}"), CK.mergedInto, canonical, reason=merge.reason)
            writer.link(writer.node(f"skill/{other}"), SKOS.exactMatch, canonical, reason=merge.reason)
    for match in curation.close_matches:
        for first, second in combinations(match.skills, 2):
            writer.link(
                writer.node(f"skill/{first}"), SKOS.closeMatch, writer.node(f"skill/{second}"), reason=match.reason
            )
    for entry in curation.hierarchy:
        broader = writer.node(f"skill/{entry.broader}")
        if entry.label:
            named(writer, f"skill/{entry.broader}", entry.label, CK.Skill, SCHEMA.DefinedTerm)
        for skill in entry.skills:
            writer.link(writer.node(f"skill/{skill}"), SKOS.broader, broader, reason=entry.reason)


def _topics(writer: GraphWriter, curation: Curation) -> None:
    for entry in curation.related:
        for thing in _related_to(entry):
            writer.link(writer.node(f"topic/{entry.topic}"), SKOS.related, writer.node(thing), reason=entry.reason)


def _related_to(entry: Related) -> list[str]:
    """The ids of what a topic is related to."""
    return [*(f"skill/{skill}" for skill in entry.skills), *(f"role/{role}" for role in entry.roles)]


def _names(writer: GraphWriter, curation: Curation) -> None:
    for entry in curation.synonyms:
        node = writer.node(entry.of)
        for label in entry.alternative:
            writer.link(node, SKOS.altLabel, text(label), reason=entry.reason)
        for label in entry.search:
            writer.link(node, SKOS.hiddenLabel, text(label), reason=entry.reason)


def _people(writer: GraphWriter, curation: Curation) -> None:
    for entry in curation.brings:
        path = writer.node(f"entry-path/{entry.entry_path}")
        held = [writer.node(f"skill/{skill}") for skill in entry.skills]
        for thing in (*held, writer.node(f"credential/{entry.credential}")):
            writer.link(path, CK.brings, thing, reason=entry.reason)
    for titles in curation.titles:
        for title in titles.titles:
            writer.link(
                writer.node(f"job-title/{title}"), CK.titleOf, writer.node(f"role/{titles.role}"), reason=titles.reason
            )
    for weight in curation.credential_weights:
        node = writer.node(f"credential/{weight.credential}")
        writer.link(node, CK.skillEquivalents, integer(weight.skill_equivalents), reason=weight.reason)
        if weight.broader:
            writer.link(node, SKOS.broader, writer.node(f"credential/{weight.broader}"), reason=weight.reason)


def write_inferred(dataset: Dataset, base: str) -> Iterator[Quad]:
    """The quads that follow by rule: matches and related hold in both directions, exactMatch across a whole merge."""
    curation = dataset.curation
    writer = GraphWriter(INFERRED, base)
    title = "What follows by rule from the other graphs"
    writer.describe_graph(title, curation.version, curation.licence, curation.attribution)
    for merge in curation.merges:
        stated = {(other, merge.same[0]) for other in merge.same[1:]}
        for pair in permutations(merge.same, 2):
            if pair not in stated:
                writer.add(_skill(writer, pair[0]), SKOS.exactMatch, _skill(writer, pair[1]))
    for match in curation.close_matches:
        for first, second in combinations(match.skills, 2):
            writer.add(_skill(writer, second), SKOS.closeMatch, _skill(writer, first))
    for entry in curation.related:
        for thing in _related_to(entry):
            writer.add(writer.node(thing), SKOS.related, writer.node(f"topic/{entry.topic}"))
    return writer.quads()


def _skill(writer: GraphWriter, name: str) -> NamedNode:
    return writer.node(f"skill/{name}")
