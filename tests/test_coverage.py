"""The graph states every fact of the guide and cites its line; nothing that it states is without a source."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from facts import Fact, facts, holds, matching_triples, missing_facts
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store

from kg.schema import CK, CURATION, INFERRED, PREFIXES, SKOS, XSD

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = "000_d3694ff5bb20bd49.txt"
PROSE = {"prose", "role-overview"}
HEADS = {"**Role Overview:**", "**Responsibilities:**", "**Required Skills:**", "---"}
"""Lines of the guide that state nothing themselves: they announce what follows."""

FACTS = facts()
KINDS = sorted({fact.kind for fact in FACTS})


@pytest.fixture(scope="module")
def store(root: Path) -> Store:
    store = Store()
    store.load(path=str(root / "exports" / "career.trig"), format=RdfFormat.TRIG)
    return store


def rows(store: Store, text: str) -> list[tuple[str, ...]]:
    answer = store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    return [tuple(getattr(term, "value", "") for term in row) for row in answer]


def test_no_fact_is_missing(store: Store) -> None:
    assert missing_facts(store) == []


def test_the_table_holds_236_items_and_165_values() -> None:
    assert len(FACTS) == len({fact.id for fact in FACTS}) == 401
    assert [fact.line for fact in FACTS] == sorted(fact.line for fact in FACTS)
    assert {fact.kind for fact in FACTS if not fact.value} == PROSE


def test_the_table_is_that_of_the_reference(shared: Path) -> None:
    with (shared / "seed" / "facts.tsv").open(encoding="utf-8", newline="") as file:
        reference = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    expected = [
        Fact(row["id"], int(row["line"]), row["kind"], row["subject"], "" if row["kind"] in PROSE else row["object"])
        for row in reference
    ]
    assert expected == FACTS
    assert Counter(row["level"] for row in reference) == {"A": 236, "B": 165}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.slow
def test_a_fact_that_loses_any_of_its_triples_is_missed(store: Store, kind: str) -> None:
    for fact in (fact for fact in FACTS if fact.kind == kind):
        for triple, quads in list(matching_triples(store, fact)):
            if triple.startswith("?link rdf:"):
                continue  # a statement without its subject is no source any more: tested by its wasDerivedFrom
            assert quads, f"{fact}: nothing matches '{triple}'"
            for quad in quads:
                store.remove(quad)
            assert not holds(store, fact), f"{fact}: not missed without '{triple}'"
            store.extend(quads)
            assert holds(store, fact)


def test_missing_facts_names_what_is_missing(store: Store) -> None:
    skill = NamedNode(f"{PREFIXES['skill']}monitoring-tools")
    label = next(store.quads_for_pattern(skill, NamedNode(SKOS.prefLabel), None))
    store.remove(label)
    try:
        assert missing_facts(store) == ["F193 (line 172) required-skill: MLOps Engineer: Monitoring tools"]
    finally:
        store.add(label)


def test_years_that_the_guide_does_not_state_are_missed_as_soon_as_the_graph_states_some(store: Store) -> None:
    fact = next(fact for fact in FACTS if fact.kind == "years-absent")
    level = NamedNode(f"{PREFIXES['level']}leadership-level")
    zero = Literal("0", datatype=NamedNode(XSD.integer))
    invented = Quad(level, NamedNode(CK.minYears), zero, NamedNode(f"{PREFIXES['graph']}ai-ml"))
    assert holds(store, fact)
    store.add(invented)
    try:
        assert not holds(store, fact)
    finally:
        store.remove(invented)


def test_one_prose_fact_does_not_stand_for_two(store: Store) -> None:
    both = [fact for fact in FACTS if fact.kind == "prose" and fact.line == 7]
    assert len(both) == 2
    assert holds(store, both[0], times=2)
    assert not holds(store, both[0], times=3)


def test_everything_stated_cites_a_passage(store: Store) -> None:
    uncited = rows(
        store,
        f"""
        SELECT DISTINCT ?node WHERE {{
          GRAPH ?graph {{ ?node a ?type }}
          FILTER(?graph NOT IN (graph:{CURATION}, graph:{INFERRED}))
          FILTER NOT EXISTS {{ ?node a ck:Passage }}
          FILTER NOT EXISTS {{ ?node a void:Dataset }}
          FILTER NOT EXISTS {{ ?node prov:wasDerivedFrom/ck:line ?line }}
        }}
        """,
    )
    assert uncited == []


def test_no_citation_leads_nowhere(store: Store) -> None:
    lost = rows(
        store,
        """
        SELECT ?node WHERE {
          ?node prov:wasDerivedFrom ?passage .
          FILTER NOT EXISTS { ?passage a ck:Passage ; ck:line ?line ; dcterms:isPartOf ?document }
        }
        """,
    )
    assert lost == []


def test_what_maintainers_add_cites_no_passage_and_names_its_reason(store: Store) -> None:
    unfounded = rows(
        store,
        f"""
        SELECT ?statement WHERE {{
          GRAPH graph:{CURATION} {{ ?statement a rdf:Statement }}
          FILTER(EXISTS {{ ?statement prov:wasDerivedFrom ?passage }} || NOT EXISTS {{ ?statement ck:reason ?reason }})
        }}
        """,
    )
    assert unfounded == []


def test_every_line_with_a_fact_is_cited_and_no_other(store: Store) -> None:
    cited = {int(line) for (line,) in rows(store, "SELECT DISTINCT ?line { ?node prov:wasDerivedFrom/ck:line ?line }")}
    assert cited == {fact.line for fact in FACTS}


def test_every_line_of_the_guide_with_content_has_a_fact(shared: Path) -> None:
    lines = (shared / "seed" / GUIDE).read_text(encoding="utf-8").splitlines()
    content = {number for number, line in enumerate(lines, 1) if line.strip() and line.strip() not in HEADS}
    assert content == {fact.line for fact in FACTS}
