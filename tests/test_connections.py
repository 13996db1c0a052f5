"""Connections of two things: golden answers read off the guide by hand, and brute force on small random graphs."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from itertools import combinations, pairwise, permutations
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph
import pytest
import rdflib
from careers import examples
from command_line import kg, kg_process, lines_of
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

import kg as package
from kg.errors import UsageError
from kg.graph import CareerGraph
from kg.rdf.links import EntityLinks, links_entities
from kg.resources import resource
from kg.schema import (
    BASE,
    CK,
    DCTERMS,
    KINDS,
    NODES,
    PARTS,
    PROV,
    QUALIFIED_VERBS,
    RDF,
    RDFS,
    SKOS,
    VERBS,
    local_name,
    verb_phrase,
)
from kg.store import LocalStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from hypothesis.strategies import DrawFn

    from kg.model.connections import Connections, Link

ENTITY = {"iri", "id", "label", "kind"}
SOURCE = {"graph", "document", "section", "line"}


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return package.open()


@pytest.fixture(scope="module")
def links(graph: CareerGraph) -> EntityLinks:
    return EntityLinks(graph._reader)


@pytest.fixture(scope="module")
def linked(links: EntityLinks) -> dict[tuple[str, str], tuple[Link, ...]]:
    """The links of every linked pair of the bundled graph."""
    pairs = {(min(pair), max(pair)) for pair in links.pairs()}
    return {pair: links.between(*map(links.entities.__getitem__, pair)) for pair in sorted(pairs)}


def _told(connections: Connections) -> list[list[tuple[str, str]]]:
    """Each connection as its sentences, with their sources as numbers of lines or names of graphs."""
    return [
        [(link.sentence, " ".join(str(source.line or source.graph) for source in link.sources)) for link in way.links]
        for way in connections
    ]


def test_what_one_entity_is_linked_to_is_the_pairs_that_it_is_in(links: EntityLinks) -> None:
    near: dict[str, set[str]] = {iri: set() for iri in links.entities}
    for one, other in links.pairs():
        if one != other:
            near[one].add(other)
            near[other].add(one)
    assert {iri: links.neighbours(iri) for iri in links.entities} == near


@pytest.mark.parametrize("ends", [("Amazon", "Google"), ("Docker", "PhD"), ("Healthcare", "MLOps")])
def test_reading_from_both_ends_finds_what_reading_all_links_finds(
    ends: tuple[str, str], graph: CareerGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = [graph.connect(*ends, k=k) for k in (1, 2, 30)]
    monkeypatch.setattr("kg.analysis.connections.MOST", 0)
    assert [graph.connect(*ends, k=k).connections for k in (1, 2, 30)] == [each.connections for each in near]


# --- golden: read off the guide ---------------------------------------------------------------------------------------

GOLDEN = {
    ("Healthcare", "Medical imaging"): [[("Healthcare names Medical imaging", "193")]],
    ("Data Scientist", "Machine Learning Engineer"): [
        [("Data Scientist requires Programming", "49"), ("Machine Learning Engineer requires Programming", "24")],
        [
            ("Data Scientist names Python for Programming", "49"),
            ("Machine Learning Engineer names Python for Programming", "24"),
        ],
        [("Data Scientist accepts Bachelor's", "57"), ("Machine Learning Engineer requires Bachelor's", "33")],
        [("Data Scientist accepts Master's", "57"), ("Machine Learning Engineer prefers Master's", "33")],
    ],
    ("Data Scientist", "MLOps Engineer"): [
        [("Data Scientist accepts Bachelor's", "57"), ("MLOps Engineer requires Bachelor's", "177")],
        [
            ("Data Scientist requires Programming", "49"),
            ("Machine Learning Engineer requires Programming", "24"),
            ("Machine Learning Engineer requires Cloud platforms", "27"),
            ("MLOps Engineer requires Cloud platforms", "168"),  # inferred: it is called Cloud platforms and services
        ],
        [
            ("Data Scientist requires Programming", "49"),
            ("Machine Learning Engineer requires Programming", "24"),
            ("Machine Learning Engineer requires ML frameworks", "25"),
            ("MLOps Engineer requires ML frameworks", "171"),
        ],
        [
            ("Data Scientist names Python for Programming", "49"),
            ("Machine Learning Engineer names Python for Programming", "24"),
            ("Machine Learning Engineer requires Cloud platforms", "27"),
            ("MLOps Engineer requires Cloud platforms", "168"),
        ],
    ],
    ("Healthcare", "Computer Vision Engineer"): [
        [
            ("Healthcare names Medical imaging", "193"),
            ("Medical imaging is related to Image processing techniques", "curation"),
            ("Computer Vision Engineer requires Image processing techniques", "122"),
        ]
    ],
    ("Amazon", "ML algorithms"): [
        [
            ("Retail/E-commerce names Amazon", "202"),
            ("Retail/E-commerce names Recommendation systems", "203"),
            ("Recommendation systems is related to ML algorithms", "curation"),
        ]
    ],
    ("AI Ethicist", "AutoML"): [
        [
            ("Responsible AI and ethics is related to AI Ethicist", "curation"),
            ("Growing Areas lists Responsible AI and ethics", "319"),
            ("Growing Areas lists Automated ML", "320"),
        ]
    ],
    ("Facebook", "Walmart"): [
        [
            ("Technology Companies names Facebook", "182"),
            ("Technology Companies names Amazon", "182"),
            ("Retail/E-commerce names Amazon", "202"),
            ("Retail/E-commerce names Walmart", "202"),
        ]
    ],
    ("PhD", "MLOps Engineer"): [
        [
            ("Research Scientist (AI/ML) requires PhD", "72 81"),
            ("Research Scientist (AI/ML) accepts the field of study Computer Science", "72"),
            ("MLOps Engineer accepts the field of study Computer Science", "177"),
        ]
    ],
    ("London, UK", "Austin, Texas"): [
        [
            ("High-Demand Locations lists London, UK", "285"),
            ("High-Demand Locations lists Austin, Texas", "283"),
        ]
    ],
    ("Junior Level", "Mid Level"): [
        [
            ("Junior Data Scientist is at Junior Level", "230"),
            ("Junior Data Scientist is a title of Data Scientist", "curation"),
            ("Senior Data Scientist is a title of Data Scientist", "curation"),
            ("Senior Data Scientist is at Mid Level", "236"),
        ],
        [
            ("ML Engineer I is at Junior Level", "229"),
            ("ML Engineer I is a title of Machine Learning Engineer", "curation"),
            ("ML Engineer II is a title of Machine Learning Engineer", "curation"),
            ("ML Engineer II is at Mid Level", "235"),
        ],
    ],
    ("From Computer Science", "Programming"): [
        [
            ("From Computer Science already has Programming", "209"),
            ("From Computer Science brings Programming", "curation"),
        ]
    ],
    ("From Computer Science", "Computer Science"): [
        [("From Computer Science is a background from Computer Science", "208")]
    ],
    ("NLP Engineer", "JavaScript"): [[("NLP Engineer names JavaScript for Programming, sometimes", "147")]],
    ("Research Scientist", "Master's"): [
        [("Research Scientist (AI/ML) sometimes accepts Master's with exceptional experience", "81")]
    ],
    ("AI Product Manager", "MBA"): [[("AI Product Manager accepts MBA", "105")]],
    ("MLOps Engineer", "Bachelor's"): [[("MLOps Engineer requires Bachelor's", "177")]],
    ("Python", "Programming"): [[("Python falls under Programming", "24 49 123 147")]],
    ("Programming", "Programming languages"): [
        [("Programming languages is the same skill as Programming", "curation")]
    ],
    ("Domain expertise", "Domain specialization"): [
        [("Domain expertise is close to Domain specialization", "curation")]
    ],
    ("Leadership Level", "Business acumen"): [[("Leadership Level expects Business acumen", "250")]],
    ("Senior Level", "Technical leadership"): [[("Senior Level has the responsibility Technical leadership", "243")]],
    ("Edge AI", "IoT"): [[("Edge AI is part of Edge AI and IoT", "318"), ("IoT is part of Edge AI and IoT", "318")]],
    ("Prompt Engineer", "AI Ethicist"): [
        [("Emerging Roles lists Prompt Engineer", "326"), ("Emerging Roles lists AI Ethicist", "325")]
    ],
}


@pytest.mark.parametrize(("ends", "expected"), GOLDEN.items(), ids=map(" - ".join, GOLDEN))
def test_the_shortest_connections_are_those_of_the_guide(
    graph: CareerGraph, ends: tuple[str, str], expected: list[list[tuple[str, str]]]
) -> None:
    answer = graph.connect(*ends, k=len(expected))
    assert _told(answer) == expected
    assert answer.reason is None
    assert (answer.origin, answer.destination) == (graph.get(ends[0]), graph.get(ends[1]))


NONE = {
    (
        "LinkedIn connections",
        "Computer Vision Engineer",
    ): "LinkedIn connections is linked to 5 other entities of the kind"
    " topic, directly or through others; Computer Vision Engineer is not among them",
    ("Python", "London, UK"): "London, UK is linked to 6 other entities of the kinds location, topic, directly or"
    " through others; Python is not among them",
    ("VP of AI", "Career Paths in AI/ML"): "Career Paths in AI/ML is a document: connections run through facts, not"
    " through the documents that state them",
}


@pytest.mark.parametrize(("ends", "reason"), NONE.items(), ids=map(" - ".join, NONE))
def test_what_the_guide_does_not_connect_stays_apart(graph: CareerGraph, ends: tuple[str, str], reason: str) -> None:
    for x, y in (ends, ends[::-1]):
        answer = graph.connect(x, y)
        assert (len(answer), answer.reason) == (0, reason)


def test_a_connection_that_is_too_long_is_told_with_its_length(graph: CareerGraph) -> None:
    answer = graph.connect("Junior Level", "Mid Level", max_length=3)
    assert answer.reason == "the shortest connection has 4 steps, more than max-length 3 allows"
    assert not answer
    assert [way.length for way in graph.connect("Junior Level", "Mid Level", max_length=4)] == [4, 4]


def test_a_thing_is_not_connected_to_itself(graph: CareerGraph) -> None:
    answer = graph.connect("Python", "skill/python")
    assert (len(answer), answer.reason) == (0, "both names stand for Python (skill/python)")


@pytest.mark.parametrize("wish", [{"k": 0}, {"k": -1}, {"max_length": 0}])
def test_numbers_below_one_are_refused(graph: CareerGraph, wish: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="must be at least 1"):
        graph.connect("Python", "Docker", **wish)


# --- what links and what does not -------------------------------------------------------------------------------------

NEVER = {
    *map(local_name, (RDF.type, RDF.subject, RDF.predicate, RDF.object, SKOS.inScheme, PROV.wasDerivedFrom)),
    *map(local_name, (SKOS.prefLabel, SKOS.altLabel, RDFS.label, CK.hasLink, CK.salary, DCTERMS.source)),
    *map(local_name, NODES),
}


@pytest.mark.slow
def test_no_connection_runs_through_types_schemes_or_provenance(graph: CareerGraph) -> None:
    things = graph.list()
    sample = things[:: max(1, len(things) // 24)]
    assert {thing.kind for thing in sample} >= {"role", "skill", "topic", "responsibility"}
    for x, y in combinations(sample, 2):
        for way in graph.connect(x, y, k=2):
            assert len(set(way.entities)) == way.length + 1
            assert not {link.property for link in way.links} & NEVER
            assert not {thing.kind for thing in way.entities} & {"document", "section", "scheme"}
            for place, step in enumerate(way.steps):
                assert step
                assert all({link.subject, link.object} == {*way.entities[place : place + 2]} for link in step)


def test_every_link_of_the_bundled_graph_has_a_phrase_and_a_source(
    linked: dict[tuple[str, str], tuple[Link, ...]],
) -> None:
    known = {local_name(iri) for iri in VERBS}
    assert len(linked) > 250
    for pair, found in linked.items():
        assert found, pair
        for link in found:
            assert link.property in known
            assert link.sources
            between = link.sentence.removeprefix(link.subject.label)
            assert not re.search(r"[a-z][A-Z]", between.replace(link.object.label, "").partition(" for ")[0])


def test_no_two_sentences_of_a_pair_say_the_same(linked: dict[tuple[str, str], tuple[Link, ...]]) -> None:
    matches = {"exactMatch", "mergedInto", "closeMatch", "related"}
    for found in linked.values():
        assert len({link.sentence for link in found}) == len(found)
        assert sum(link.property in matches for link in found) <= 1
    remarks = [link.sentence for found in linked.values() for link in found if link.property == "about"]
    assert remarks == ["From Computer Science already has Programming"]  # the others repeat a more exact statement


def test_each_line_cited_holds_what_the_sentence_says(
    linked: dict[tuple[str, str], tuple[Link, ...]], shared: Path
) -> None:
    [guide] = [path for path in (shared / "seed").glob("*.txt") if "# Career Paths" in path.read_text(encoding="utf-8")]
    lines = guide.read_text(encoding="utf-8").casefold().splitlines()
    for found in linked.values():
        for link in found:
            for source in link.sources:
                if source.line is not None:
                    line = lines[source.line - 1]
                    ends = [end.label.casefold().split() for end in (link.subject, link.object)]
                    assert any(all(word in line for word in words) for words in ends), link


LITERALS = (CK.salary, CK.hasInterests, CK.hasWorkValues)
"""Properties that lead to a node with numbers and texts alone, from which no property leads on to an entity."""


def test_every_property_of_the_ontology_is_told_or_leads_nowhere() -> None:
    ontology = rdflib.Graph().parse(resource("ontology/career.ttl"))
    properties = {str(term) for term in ontology.subjects(rdflib.RDF.type, rdflib.OWL.ObjectProperty)}
    properties -= {CK.skill}  # told as requiresSkill or optionalSkill
    to_entities = {iri for iri in properties if links_entities(iri)} - {*NODES, *LITERALS, CK.hasLink}
    assert to_entities <= VERBS.keys() | {iri for iri in properties if not iri.startswith((CK.iri, SKOS.iri))}
    assert {*PARTS} - {CK.skill} <= VERBS.keys()
    assert {property_ for property_, _ in QUALIFIED_VERBS} <= VERBS.keys()
    assert all(
        re.fullmatch(r"[a-z]+( ([a-z]+|\{kind\}))*", words) for words in (*VERBS.values(), *QUALIFIED_VERBS.values())
    )


@pytest.mark.parametrize(
    ("iri", "words"),
    [
        ("http://example.org/worksWith", "works with"),
        ("http://example.org/terms#ISCOGroup", "iscogroup"),
        ("http://example.org/works_with-other", "works with other"),
        ("http://example.org/", "is linked to"),
    ],
)
def test_an_unknown_property_is_told_by_its_name(iri: str, words: str) -> None:
    assert verb_phrase(iri) == words


# --- other graphs -----------------------------------------------------------------------------------------------------

PREFIXES = "".join(
    f"@prefix {prefix}: <{iri}> .\n"
    for prefix, iri in (
        *(("ck", CK.iri), ("skos", SKOS.iri), ("rdf", RDF.iri), ("prov", PROV.iri), ("dcterms", DCTERMS.iri)),
        *((kind, f"{BASE}{kind}/") for kind in ("role", "skill", "req", "scheme", "document", "topic", "credential")),
        *(("ex", "http://example.org/"), ("owl", "http://www.w3.org/2002/07/owl#")),
    )
)


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def made(text: str) -> Path:
        path = tmp_path / "other.ttl"
        path.write_text(PREFIXES + text, encoding="utf-8")
        return path

    return made


def _entities(names: Iterable[str]) -> str:
    classes = {"role": "Role", "skill": "Skill", "credential": "Credential", "document": "Document", "topic": "Topic"}
    return "".join(
        f'{name} a ck:{classes[name.partition(":")[0]]} ; skos:prefLabel "{name.partition(":")[2].upper()}" .\n'
        for name in names
    )


STATED = {
    "role:a ck:requiresSkill skill:b": ["A requires B"],
    "role:a ck:optionalSkill skill:b": ["A benefits from B"],
    "role:a ck:hasRequirement req:1 . req:1 ck:skill skill:b": ["A requires B"],
    'role:a ck:hasRequirement req:1 ; ck:optionalSkill skill:b . req:1 ck:skill skill:b ; ck:strength "preferred"': [
        "A prefers B"
    ],
    "role:a ck:requiresSkill skill:b ; <http://data.europa.eu/esco/model#relatedEssentialSkill> skill:b": [
        "A requires B"
    ],
    "role:a ck:hasRequirement req:1 . req:1 ck:namesMember skill:b": ["A names B"],
    "role:a ex:worksWith skill:b ; ck:requiresSkill skill:b": ["A requires B", "A works with B"],
    "role:a skos:related skill:b . skill:b skos:related role:a": ["A is related to B"],
    "skill:b skos:exactMatch role:a": ["B is the same role as A"],
    "skill:b skos:narrower role:a": ["B includes A"],
    "role:a owl:sameAs skill:b": ["A is the same skill as B"],
    "role:a ck:hasNote req:1 . req:1 ck:about skill:b": ["A has a remark on B"],
    "role:a ck:hasNote req:1 . req:1 ck:about skill:b ; ck:noteKind 'helpful'": ["A is helped by B"],
}
NOT_STATED = [
    "role:a skos:inScheme scheme:s . skill:b skos:inScheme scheme:s",
    "role:a skos:inScheme skill:b",
    "role:a prov:wasDerivedFrom skill:b",
    "role:a dcterms:isPartOf document:d . document:d dcterms:hasPart skill:b",
    "role:a dcterms:source skill:b",
    "role:a owl:differentFrom skill:b",
    'role:a skos:broader "https://w3id.org/career-kg/skill/b"',
    "role:a ck:requiresSkill role:a , [ a ck:Skill ]",
    "role:a ck:hasRequirement [ ck:skill skill:b ]",
    "req:1 ck:skill skill:b ; ck:namesMember skill:c",
    "role:a ck:salary req:1 . req:1 ex:currency skill:b",
    "req:1 a rdf:Statement ; rdf:subject role:a ; rdf:predicate ck:requiresSkill ; rdf:object skill:b",
]


@pytest.mark.parametrize(("text", "sentences"), STATED.items())
def test_a_statement_is_told_in_its_own_direction(write: Any, text: str, sentences: list[str]) -> None:
    path = write(_entities(["role:a", "skill:b"]) + text + " .")
    for x, y in permutations(("role/a", "skill/b")):
        [way] = package.open(path).connect(x, y)
        assert [link.sentence for link in way.links] == sentences
        assert way.length == 1
        assert all([str(source) for source in link.sources] == ["other"] for link in way.links)


@pytest.mark.parametrize("text", NOT_STATED)
def test_what_is_no_statement_about_two_things_connects_nothing(write: Any, text: str) -> None:
    path = write(_entities(["role:a", "skill:b", "skill:c", "document:d"]) + text + " .")
    answer = package.open(path).connect("role/a", "skill/b")
    assert not answer
    assert "linked to" in str(answer.reason)


# --- brute force ------------------------------------------------------------------------------------------------------

ALLOWED = (SKOS.broader, SKOS.related, CK.requiresSkill, "http://example.org/worksWith")
FORBIDDEN = (SKOS.inScheme, PROV.wasDerivedFrom, RDF.type)


class Small(NamedTuple):
    """A small graph: a label and a kind for each thing, and statements (subject, property or "requirement", object)."""

    labels: Sequence[str]
    stated: Sequence[tuple[int, str, int]]
    kinds: Sequence[str] = ("skill",) * 7


@st.composite
def small_graphs(draw: DrawFn) -> Small:
    """Up to seven things, few of them linked or most; labels are in no order, and several things may have the same."""
    size = draw(st.sampled_from([7, 6, 5, 4, 3, 2]))
    letters = draw(st.sampled_from(["A", "AB", "ABC"]))
    labels = draw(st.lists(st.sampled_from(letters), min_size=size, max_size=size))
    pairs = [draw(st.permutations(pair)) for pair in combinations(range(size), 2)]
    ways = [*ALLOWED, *FORBIDDEN, "requirement", *[""] * draw(st.sampled_from([0, 6, 12]))]
    chosen = draw(st.lists(st.sampled_from(ways), min_size=len(pairs), max_size=len(pairs)))
    stated = [(one, way, other) for (one, other), way in zip(pairs, chosen, strict=True) if way]
    kinds = draw(st.lists(st.sampled_from(["skill", "skill", "role", *COMMON]), min_size=size, max_size=size))
    return Small(labels, [*stated, *stated[:1]], kinds)


COMMON = ("credential", "field")


def _iri(thing: int) -> str:
    return f"{BASE}skill/{6 - thing}"


def _graph(small: Small) -> CareerGraph:
    store = Store()

    def add(subject: str, predicate: str, value: pyoxigraph.NamedNode | pyoxigraph.Literal) -> None:
        store.add(Quad(NamedNode(subject), NamedNode(predicate), value))

    for thing, label in enumerate(small.labels):
        add(_iri(thing), RDF.type, NamedNode(KINDS[small.kinds[thing]]))
        add(_iri(thing), SKOS.prefLabel, Literal(label))
    for number, (subject, property_, value) in enumerate(small.stated):
        if property_ == "requirement":
            node = f"{BASE}requirement/{number}"
            add(_iri(subject), CK.hasRequirement, NamedNode(node))
            add(node, CK.skill, NamedNode(_iri(value)))
        else:
            add(_iri(subject), property_, NamedNode(_iri(value)))
    return CareerGraph(LocalStore(store, "small"))


def _brute_force(small: Small, k: int, longest: int) -> list[list[str]]:
    """Every path from the first thing to the second that passes no thing twice, in order; the first k of them."""
    joined = {frozenset((one, other)) for one, property_, other in small.stated if property_ not in FORBIDDEN}
    rest = range(2, len(small.labels))
    paths = [
        (0, *between, 1) for number in range(min(len(rest), longest - 1) + 1) for between in permutations(rest, number)
    ]
    real = [path for path in paths if all(frozenset(step) in joined for step in pairwise(path))]
    real.sort(key=lambda path: _place_in_order(small, path))
    return [[_iri(thing) for thing in path] for path in real[:k]]


def _place_in_order(small: Small, path: Sequence[int]) -> tuple[int, int, list[str], list[str]]:
    common = sum(small.kinds[thing] in COMMON for thing in path[1:-1])
    return len(path), common, [small.labels[thing] for thing in path], [_iri(thing) for thing in path]


def _two_as(*more: tuple[int, int], last: str, kinds: Sequence[str]) -> Small:
    """From the start to things 2 and 3, both called A and the second a field; from 4 (B) and 5 to the goal."""
    joined = [(0, 2), (0, 3), (4, 1), (5, 1), *more]
    stated = [(one, SKOS.related, other) for one, other in joined]
    return Small(["start", "goal", "A", "A", "B", last], stated, ["role", "role", "skill", "field", *kinds])


@examples(500)
@example(_two_as((2, 5), (3, 4), (3, 5), last="B", kinds=["skill", "field"]), 9, 3)
@example(_two_as((2, 4), (3, 4), (3, 5), last="C", kinds=["field", "skill"]), 9, 3)
@given(small_graphs(), st.sampled_from([50, 50, 1, 2, 5]), st.sampled_from([9, 6, 6, 1, 2, 3, 4]))
@pytest.mark.slow
def test_the_answer_is_that_of_brute_force(small: Small, k: int, longest: int) -> None:
    answer = _graph(small).connect(_iri(0), _iri(1), k, max_length=longest)
    assert [[thing.iri for thing in way.entities] for way in answer] == _brute_force(small, k, longest)
    assert (answer.reason is None) == bool(answer)
    assert all(step for way in answer for step in way.steps)


def test_no_way_comes_back_to_what_it_has_left() -> None:
    """Start, a and b are a triangle: start - a - b must not go on over the start, though x leads from there on."""
    start, goal, a, b, x = range(5)
    joined = [(start, a), (a, goal), (a, b), (b, start), (start, x), (x, goal)]
    small = Small("sgabx", [(one, SKOS.related, other) for one, other in joined])
    answer = _graph(small).connect(_iri(start), _iri(goal), 9)
    assert [[thing.label for thing in way.entities[1:-1]] for way in answer] == [["a"], ["x"], ["b", "a"]]


def test_fewer_degrees_and_fields_come_before_labels() -> None:
    """Three ways of three steps: over a degree A and a field B, over a skill C and the field B, over two skills D.

    The first step does not tell which is best: C and the first D are both skills. That the ends are a degree and a
    field counts for nothing.
    """
    labels = ["start", "goal", "A", "B", "C", "D", "D"]
    kinds = ["credential", "field", "credential", "field", "skill", "skill", "skill"]
    joined = [(0, 2), (2, 3), (3, 1), (0, 4), (4, 3), (0, 5), (5, 6), (6, 1)]
    small = Small(labels, [(one, SKOS.related, other) for one, other in joined], kinds)
    answer = _graph(small).connect(_iri(0), _iri(1))
    assert [[thing.label for thing in way.entities[1:-1]] for way in answer] == [["D", "D"], ["C", "B"], ["A", "B"]]


def test_of_equal_labels_the_first_iri_that_leads_on_is_taken() -> None:
    """Both ways start with an A, but only the second A goes on to the B that comes before the C."""
    labels = ["start", "goal", "A", "A", "B", "C"]
    stated = [(0, SKOS.related, 2), (0, SKOS.related, 3), (3, SKOS.related, 5), (2, SKOS.related, 4)]
    small = Small(labels, [*stated, (4, SKOS.related, 1), (5, SKOS.related, 1)])
    assert _iri(3) < _iri(2)
    answer = _graph(small).connect(_iri(0), _iri(1), 2)
    assert [[thing.label for thing in way.entities[1:-1]] for way in answer] == [["A", "B"], ["A", "C"]]


def test_of_thousands_of_equal_length_the_first_come_first() -> None:
    """Eight layers of ten things, each linked to all of the next: a hundred million shortest paths."""
    layers = [["start"], *([f"{layer}{number}" for number in range(10)] for layer in range(8)), ["goal"]]
    store = Store()
    for name in (name for layer in layers for name in layer):
        store.add(Quad(NamedNode(BASE + name), NamedNode(RDF.type), NamedNode(CK.Skill)))
        store.add(Quad(NamedNode(BASE + name), NamedNode(SKOS.prefLabel), Literal(name[::-1])))
    for one, other in pairwise(layers):
        for subject in one:
            for value in other:
                store.add(Quad(NamedNode(BASE + subject), NamedNode(SKOS.related), NamedNode(BASE + value)))
    answer = CareerGraph(LocalStore(store, "layers")).connect(BASE + "start", BASE + "goal", 3, max_length=12)
    assert [way.length for way in answer] == [9, 9, 9]
    zeros = [f"{layer}0" for layer in range(7)]
    assert [[thing.id for thing in way.entities[1:-1]] for way in answer] == [[*zeros, f"7{last}"] for last in range(3)]


# --- command line -----------------------------------------------------------------------------------------------------


def test_text_is_sentences_with_their_lines() -> None:
    answer = kg("connect", "Data Scientist", "MLE", "-k", "3")
    assert answer.status == 0
    assert "note: interpreted 'MLE' as the role 'Machine Learning Engineer'" in answer.err
    assert answer.lines == [
        "Data Scientist ↔ Machine Learning Engineer",
        "",
        "Connection 1: 2 steps through Programming",
        "  Data Scientist requires Programming (line 49)",
        "  Machine Learning Engineer requires Programming (line 24)",
        "",
        "Connection 2: 2 steps through Python",
        "  Data Scientist names Python for Programming (line 49)",
        "  Machine Learning Engineer names Python for Programming (line 24)",
        "",
        "Connection 3: 2 steps through Bachelor's",
        "  Data Scientist accepts Bachelor's (line 57)",
        "  Machine Learning Engineer requires Bachelor's (line 33)",
    ]


def test_json_has_the_keys_that_scripts_rely_on() -> None:
    document = kg("connect", "Amazon", "Google", "-k", "1", "-f", "json").json
    assert set(document) == {"from", "to", "connections", "reason"}
    assert (document["from"]["id"], document["to"]["id"], document["reason"]) == (
        "employer/amazon",
        "employer/google",
        None,
    )
    [way] = document["connections"]
    assert way["length"] == 2
    assert way["text"] == "Technology Companies names Amazon (line 182); Technology Companies names Google (line 182)."
    for link, employer in zip(way["links"], ("amazon", "google"), strict=True):
        assert set(link) == {"subject", "property", "object", "sentence", "sources", "step"}
        assert set(link["subject"]) == set(link["object"]) == ENTITY
        assert (link["subject"]["id"], link["property"]) == ("industry/technology-companies", "namesEmployer")
        assert link["object"]["id"] == f"employer/{employer}"
        assert lines_of(link) == {182}
        assert all(set(source) == SOURCE for source in link["sources"])
    assert [link["step"] for link in way["links"]] == [1, 2]


def test_several_links_of_one_step_are_listed_together() -> None:
    [way] = kg("connect", "From Computer Science", "Programming", "-k", "1", "-f", "json").json["connections"]
    assert (way["length"], [link["step"] for link in way["links"]]) == (1, [1, 1])
    assert [link["property"] for link in way["links"]] == ["about", "brings"]


def test_csv_has_a_row_for_each_link() -> None:
    out = kg("connect", "London, UK", "Austin, Texas", "-f", "csv").out
    rows = list(csv.reader(io.StringIO(out)))
    assert rows[0] == ["connection", "step", "subject", "property", "object", "sentence", "source"]
    group = "High-Demand Locations"
    assert rows[1:] == [
        ["1", "1", group, "member", "London, UK", f"{group} lists London, UK", "line 285"],
        ["1", "2", group, "member", "Austin, Texas", f"{group} lists Austin, Texas", "line 283"],
    ]


def test_markdown_has_a_heading_for_each_connection() -> None:
    out = kg("connect", "Healthcare", "Medical imaging", "-f", "md").out
    assert [line for line in out.splitlines() if line] == [
        "## Healthcare ↔ Medical imaging",
        "### Connection 1: 1 step",
        "Healthcare names Medical imaging (line 193)",
    ]


@pytest.mark.parametrize("fmt", ["table", "json", "csv", "md"])
def test_no_connection_is_an_answer_with_its_reason(fmt: str) -> None:
    answer = kg("connect", "LinkedIn connections", "Computer Vision Engineer", "-f", fmt)
    assert (answer.status, answer.err) == (1, "")
    reason = NONE["LinkedIn connections", "Computer Vision Engineer"]
    if fmt == "json":
        assert (answer.json["connections"], answer.json["reason"]) == ([], reason)
    elif fmt == "csv":
        assert len(answer.lines) == 1
    else:
        assert f"No connection: {reason}." in answer.out.replace("\\", "")


def test_a_thing_and_itself_are_answered_with_a_note() -> None:
    answer = kg("connect", "Python", "skill/python", "-f", "json")
    assert (answer.status, answer.json["connections"]) == (0, [])
    assert "note: both names stand for Python (skill/python)" in answer.err
    assert kg("connect", "Python", "Python").out == "Python ↔ Python\n"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], 2),
        (["Python"], 2),
        (["Python", "Docker", "Java"], 2),
        (["Python", "Docker", "-k", "0"], 2),
        (["Python", "Docker", "-k", "101"], 2),
        (["Python", "Docker", "-k", "two"], 2),
        (["Python", "Docker", "--max-length", "0"], 2),
        (["Python", "Docker", "--max-length", "-1"], 2),
        (["Python", "Docker", "-f", "xml"], 2),
        (["nurse", "Python"], 1),
        (["Python", "nurse"], 1),
        (["", "Python"], 1),
    ],
)
def test_bad_input_is_refused_with_a_message(arguments: list[str], status: int) -> None:
    answer = kg("connect", *arguments)
    assert answer.status == status
    assert answer.err
    assert not answer.out
    assert "Traceback" not in answer.err


def test_an_ambiguous_name_lists_its_candidates(write: Any) -> None:
    path = write(
        _entities(["role:a", "skill:b"]) + 'role:x a ck:Role ; skos:prefLabel "Java" .\n'
        'skill:x a ck:Skill ; skos:prefLabel "Java" .\n'
    )
    answer = kg("-g", path, "connect", "Java", "A")
    assert answer.status == 1
    assert "role/x" in answer.err
    assert "skill/x" in answer.err


@pytest.mark.slow
@pytest.mark.long
def test_the_answer_is_the_same_for_every_hash_seed() -> None:
    questions = (("PhD", "MLOps"), ("Junior Level", "Docker"), ("Python", "Communication"))
    for question in questions:
        first, second = (
            kg_process("connect", *question, "-k", "9", "-f", "json", env={"PYTHONHASHSEED": seed}) for seed in "17"
        )
        assert first.status == 0
        assert first == second
        assert len(first.json["connections"]) > 3


LOADED = """
import sys
from kg import schema
from kg.rdf import links
from kg.analysis import connections
import kg.model.connections, kg.cli.commands.connect
print(sorted({'networkx', 'rdflib', 'yaml', 'pydantic'} & set(sys.modules)))
"""


def test_importing_the_rooms_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"
