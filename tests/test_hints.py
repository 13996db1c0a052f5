"""Hints on SPARQL queries: what they name, what they never say, and how little they read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from command_line import kg
from pyoxigraph import Store

from kg.graph import CareerGraph, open_graph
from kg.schema import PREFIXES
from kg.store.hints import IN_MEMORY, LOOKUPS, hints

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return open_graph()


@pytest.fixture(scope="module")
def stored(taxonomies: Path) -> CareerGraph:
    """The bundled graph among others, on disk."""
    return open_graph(taxonomies)


MATCHES = "{} matches nothing; the graph has {}"
LITERALS = [
    # a tag, a type, a case: the cases that were seen, and more of each kind
    ('?r skos:prefLabel "MLOps Engineer"', 'skos:prefLabel "MLOps Engineer"', '"MLOps Engineer"@en'),
    ('?r skos:prefLabel "MLOps Engineer"@de', 'skos:prefLabel "MLOps Engineer"@de', '"MLOps Engineer"@en'),
    ('?r skos:prefLabel "mlops engineer"@en', 'skos:prefLabel "mlops engineer"@en', '"MLOps Engineer"@en'),
    ('?r skos:prefLabel "PYTHON"', 'skos:prefLabel "PYTHON"', '"Python"@en'),
    ('?r skos:prefLabel "MLOps  Engineer"@en', 'skos:prefLabel "MLOps Engineer"@en', '"MLOps Engineer"@en'),
    ('?r ck:maturity "Emerging"', 'ck:maturity "Emerging"', '"emerging"'),
    ('?r ck:maturity "emerging"@en', 'ck:maturity "emerging"@en', '"emerging"'),
    ('?s schema:minValue "90000"', 'schema:minValue "90000"', "90000"),
    ('?s schema:minValue "90000"^^xsd:decimal', "schema:minValue 90000", "90000"),
    ('?s schema:currency "usd"', 'schema:currency "usd"', '"USD"'),
    ('?s ck:openEnded "true"', 'ck:openEnded "true"', "true"),
    ('?p ck:line "75"', 'ck:line "75"', "75"),
    ('?r a "ck:Role"', 'rdf:type "ck:Role"', "ck:Role"),
    # wherever a query says it
    ('?r a ck:Role ; skos:prefLabel "MLOps Engineer" ; ck:salary ?s', 'skos:prefLabel "MLOps Engineer"', None),
    ('?r skos:prefLabel ?l FILTER(?l = "MLOps Engineer")', 'skos:prefLabel "MLOps Engineer"', None),
    ('?r skos:prefLabel ?l FILTER("MLOps Engineer" = ?l && true)', 'skos:prefLabel "MLOps Engineer"', None),
    ('?r skos:prefLabel ?l FILTER(?l IN ("MLOps Engineer"))', 'skos:prefLabel "MLOps Engineer"', None),
    ('?r skos:prefLabel ?l FILTER(sameTerm(?l, "MLOps Engineer"))', 'skos:prefLabel "MLOps Engineer"', None),
    ('VALUES ?l { "MLOps Engineer" } ?r skos:prefLabel ?l', 'skos:prefLabel "MLOps Engineer"', None),
    ('VALUES (?l ?x) { ("MLOps Engineer" 1) } ?r skos:prefLabel ?l', 'skos:prefLabel "MLOps Engineer"', None),
    ('BIND("MLOps Engineer" AS ?l) ?r skos:prefLabel ?l', 'skos:prefLabel "MLOps Engineer"', None),
    ('?x (ck:about|ck:titleOf)/skos:prefLabel "MLOps Engineer"', 'skos:prefLabel "MLOps Engineer"', None),
    ('?x ^ck:titleOf/skos:prefLabel ?y . ?x ck:titleOf+/skos:prefLabel "MLOps Engineer"',
     'skos:prefLabel "MLOps Engineer"', None),
    ('GRAPH ?g { ?r skos:prefLabel "MLOps Engineer" }', 'skos:prefLabel "MLOps Engineer"', None),
    ('?r a ck:Role FILTER EXISTS { ?r skos:prefLabel "MLOps Engineer" }', 'skos:prefLabel "MLOps Engineer"', None),
    ('{ SELECT ?r { ?r skos:prefLabel "MLOps Engineer" } } ?r a ck:Role', 'skos:prefLabel "MLOps Engineer"', None),
    ('?r a ck:Role OPTIONAL { ?r skos:altLabel "x" } ?r skos:prefLabel "MLOps Engineer"',
     'skos:prefLabel "MLOps Engineer"', None),
    ('[] ck:titleOf [ skos:prefLabel "MLOps Engineer" ]', 'skos:prefLabel "MLOps Engineer"', None),
]  # fmt: skip


@pytest.mark.parametrize("source", ["graph", "stored"])
@pytest.mark.parametrize(("pattern", "missing", "there"), LITERALS, ids=[pattern for pattern, *_ in LITERALS])
def test_d11_the_literal_that_exists_is_named(
    source: str, pattern: str, missing: str, there: str | None, request: pytest.FixtureRequest
) -> None:
    asked: CareerGraph = request.getfixturevalue(source)
    result = asked.sparql(f"SELECT * {{ {pattern} }}")
    assert result.to_dicts() == []
    assert result.hints == (MATCHES.format(missing, there or '"MLOps Engineer"@en'),)


def test_d11_both_branches_of_a_union_are_explained(graph: CareerGraph) -> None:
    query = 'ASK { { ?r skos:prefLabel "Python" } UNION { ?r ck:maturity "Emerging" } }'
    assert graph.sparql(query).hints == (
        MATCHES.format('skos:prefLabel "Python"', '"Python"@en'),
        MATCHES.format('ck:maturity "Emerging"', '"emerging"'),
    )


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("?n a ck:EntryNote ; skos:prefLabel ?l", (r"nothing matches both '\?n a ck:EntryNote' and '\?n skos:prefLabel"
         r" \?l'; note:\S+ has rdfs:label")),
        ("?p ck:hasNote ?n . ?n skos:prefLabel ?l", r"nothing matches both .*; note:\S+ has rdfs:label"),
        ("role:mlops-engineer rdfs:label ?l", r".*; role:mlops-engineer has skos:prefLabel"),
        ("?d a ck:Section ; skos:prefLabel ?l", r"nothing matches both .*; section:\S+ has rdfs:label"),
        ("?e a ck:EntryPath ; ck:salary ?x", r"nothing matches both '\?e a ck:EntryPath' and '\?e ck:salary \?x'; .*"),
        ("?r a ck:Role . ?r skos:prefLabel 'Python'@en", r"nothing matches both .*, which skill:python matches"),
        ("?s ck:requiresSkill ?r . ?r a ck:Role . ?s a ck:Skill",
         r"nothing matches both '\?s ck:requiresSkill \?r' and '\?r a ck:Role'; skill:\S+ is a ck:Skill, .*"),
        ("skill:programming ck:requiresSkill ?r", (r".*; the other way round it does: '\?r ck:requiresSkill"
         r" skill:programming'")),
        ('?r ck:requiresSkill "Programming"', (r'.* matches nothing; its values are IRIs: skill:programming is called'
         r' "Programming"@en')),
        ("?x skos:narrower ?y", r"no triple of this graph has skos:narrower; did you mean \^skos:broader\?"),
        ("?r a ck:RoleGroup", r"'\?r a ck:RoleGroup' matches nothing"),
        ("?r a ck:Role ; ck:preparationLevel ?x", r"no triple of this graph has ck:preparationLevel"),
        ('?s schema:minValue ?v FILTER(?v > "80000")',
         r'\?v is compared with "80000", but its values are numbers, such as \d+'),
        ('?r ck:maturity ?v FILTER(?v > 3)', r'\?v is compared with 3, but its values are no numbers, such as "e\w+"'),
        ('?r ck:maturity "new"', (r"'\?r ck:maturity \"new\"' matches nothing; values of ck:maturity are such as"
         r' "emerging", "established"')),
    ],
)  # fmt: skip
def test_d11_the_first_pattern_that_matches_nothing_is_named(graph: CareerGraph, pattern: str, hint: str) -> None:
    result = graph.sparql(f"SELECT * {{ {pattern} }}")
    assert result.to_dicts() == []
    assert len(result.hints) == 1
    assert re.fullmatch(hint, result.hints[0]), result.hints


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("ck:listedIn", "^skos:member"),
        ("skos:listedIn", "^skos:member"),
        ("ck:requiredBy", "^ck:requiresSkill or ^ck:skill"),
        ("ck:mergedFrom", "^ck:mergedInto"),
        ("ck:namedByIndustry", "^ck:namesEmployer or ^ck:namesTopic"),
    ],
)
def test_d11_a_name_that_people_say_is_answered_with_the_path(graph: CareerGraph, name: str, path: str) -> None:
    expected = f"{name} is used nowhere in this graph; did you mean {path}?"
    assert graph.sparql(f"SELECT * {{ ?s {name} ?o }}").hints == (expected,)


@pytest.mark.slow
def test_d11_show_names_properties_that_sparql_knows(graph: CareerGraph) -> None:
    """What leads from one entity to another by a path that show names, the path finds."""
    names = {iri.rpartition("#")[2].rpartition("/")[2]: iri for iri in _properties(graph)}
    checked = set()
    for entity in graph.list():
        for fact in kg("show", entity.iri, "-f", "json").json["facts"] if entity.kind in ("skill", "employer") else ():
            path = re.sub(r"\w+", lambda match: f"<{names[match[0]]}>", fact["property"])
            if isinstance(fact["value"], dict):
                found = graph.sparql(f"ASK {{ <{entity.iri}> {path} <{fact['value']['iri']}> }}")
                assert found.to_dicts() == [{"answer": True}], fact
            checked.add(fact["property"])
    assert {"^member", "^requiresSkill", "^namesMember/^hasRequirement", "^namesEmployer"} <= checked


def _properties(graph: CareerGraph) -> Iterator[str]:
    for row in graph.sparql("SELECT DISTINCT ?p { ?s ?p ?o }").to_dicts():
        yield row["p"]


SILENT = [
    "SELECT * { ?r a ck:Role FILTER(false) }",
    'SELECT * { ?r a ck:Role OPTIONAL { ?r ck:maturity "Emerging" BIND(1 AS ?nothing) } FILTER(BOUND(?nothing)) }',
    'SELECT * { ?r a ck:Role MINUS { ?r ck:maturity ?m } MINUS { ?r ck:maturity "Emerging" } }',
    'SELECT * { ?r a ck:Role FILTER NOT EXISTS { ?r ck:maturity ?m } }',
    'SELECT * { ?r a ck:Role LIMIT 0 }'.replace(" LIMIT 0 }", " } LIMIT 0"),
    "SELECT * { ?r a ck:Role } OFFSET 1000",
    'SELECT * { ?r a ck:Role ; ck:maturity ?m FILTER(?m = "Emerging" || false) }',
    'SELECT * { { ?r ck:maturity "Emerging" } UNION { ?r a ck:Role } FILTER(false) }',
    'SELECT * { ?x skos:broader*/skos:prefLabel ?l FILTER(false) }',
    'SELECT * { ?x !(skos:broader|^skos:broader) ?y FILTER(false) }',
    'SELECT * { ?x ck:mergedInto?/skos:prefLabel "Programming"@en ; a ck:Role }',
    'SELECT * { { SELECT (COUNT(?r) AS ?n) { ?r ck:maturity "Emerging" } } FILTER(?n > 0) }',
    'SELECT ?m (COUNT(*) AS ?n) { ?r ck:maturity ?m } GROUP BY ?m HAVING(?n > 1000)',
    'SELECT * FROM <https://w3id.org/career-kg/graph/curation> { ?r a ck:Role ; ck:maturity "emerging" }',
    "DESCRIBE role:mlops-engineer",
    'CONSTRUCT { ?r ck:maturity "Emerging" } { ?r a ck:Role FILTER(false) }',
    'SELECT * { ?s ?p ("x" "y") }',
    'SELECT ("MLOps Engineer" AS ?x) {}',
    'SELECT * { ?s schema:minValue ?v FILTER(?v = 90000.0 && ?v > 90000) }',
    'SELECT * { VALUES ?r { UNDEF } ?r a ck:Role FILTER(?r = "x" && ?r != ?r || 1 > 2) }',
]  # fmt: skip
"""Queries whose patterns do match, but for parts that they can do without; what is empty, is for another reason."""


@pytest.mark.parametrize("query", SILENT)
def test_nothing_false_is_hinted(graph: CareerGraph, query: str) -> None:
    assert graph.sparql(query).hints == ()


def test_what_is_found_has_no_hints(graph: CareerGraph) -> None:
    query = 'SELECT * { ?r a ck:Role OPTIONAL { ?r ck:maturity "Emerging" } }'
    assert graph.sparql(query).hints == ()


@pytest.mark.parametrize("text", ["", "x" * 50_000, "{" * 3000, "ASK { " + "{ " * 400 + "} " * 400 + "}"])
def test_a_text_that_is_not_read_has_no_hints(text: str) -> None:
    assert hints(Store(), None, text, PREFIXES, empty=True) == ()


def test_a_count_of_nothing_is_explained(graph: CareerGraph) -> None:
    assert graph.sparql('SELECT (COUNT(?r) AS ?n) { ?r ck:maturity "Emerging" }').hints == (
        MATCHES.format('ck:maturity "Emerging"', '"emerging"'),
    )


@pytest.mark.parametrize("timeout", [None, 60.0])
def test_a_child_answers_with_the_same_hints(graph: CareerGraph, timeout: float | None) -> None:
    found = graph.sparql('SELECT ?r { ?r ck:maturity "Emerging" }', timeout=timeout)
    assert found.hints == (MATCHES.format('ck:maturity "Emerging"', '"emerging"'),)


# --- how little they read ---------------------------------------------------------------------------------------------


class Watched:
    """An engine that counts what is read of it, and is never read as a whole."""

    def __init__(self, engine: Store) -> None:
        self.engine = engine
        self.read = 0

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError("the whole graph was read")

    def __len__(self) -> int:
        raise AssertionError("the whole graph was counted")

    def query(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("a query has no limit")

    def contains_named_graph(self, name: Any) -> bool:
        self.read += 1
        return self.engine.contains_named_graph(name)

    def quads_for_pattern(self, *pattern: Any) -> Iterator[Any]:
        self.read += 1
        for quad in self.engine.quads_for_pattern(*pattern):
            self.read += 1
            yield quad


HARD = [
    "ASK { ?x a esco:Occupation }",
    "ASK { ?x <http://none/> ?y . ?y skos:nothing role:nobody }",
    "SELECT * { " + " . ".join(f"<http://none/{number}> ?p{number} ?o" for number in range(300)) + " }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?c ck:rank ?f . ?a ck:titleOf ?d . ?d ck:titleOf ?a }",
    "SELECT * { ?a skos:prefLabel ?l . ?b skos:prefLabel ?m . ?a ck:titleOf ?b . ?b ck:titleOf ?a }",
    'SELECT * { ?a skos:prefLabel "no such label", "nor this" , "nor that" }',
    'SELECT * { VALUES ?l { ' + " ".join(f'"label {number}"' for number in range(40)) + " } ?a skos:prefLabel ?l }",
]  # fmt: skip


@pytest.mark.parametrize("query", HARD)
@pytest.mark.parametrize("on_disk", [True, False])
@pytest.mark.slow
def test_d10_hints_read_no_more_than_their_limit(query: str, on_disk: bool, stored: CareerGraph) -> None:
    engine = Watched(stored.store.engine)
    names = stored.store.names if on_disk else None
    hints(engine, names, query, PREFIXES, empty=True)  # type: ignore[arg-type]  # as far as hints may use an engine
    assert 0 < engine.read <= LOOKUPS * (1 if on_disk else IN_MEMORY) + 1


def test_d10_hints_come_after_the_answer_and_change_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """They are found when the answer has been printed; a failure of theirs is none of the answer's."""
    printed: list[str] = []

    def fail(*_: Any, **__: Any) -> tuple[str, ...]:
        printed.append(capfd.readouterr().out)
        raise OSError("the disk is gone")

    monkeypatch.setattr("kg.store.local.hints", fail)
    monkeypatch.setattr("sys.argv", ["kg", "sparql", "ASK { ?x a esco:Occupation }"])
    from kg.cli import main

    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert printed == ["no\n"]


def test_hints_of_a_file_without_names(tmp_path: Path) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(
        "@prefix o: <http://own/> . o:ann a o:Nurse ; o:worksAt o:ward ; <http://www.w3.org/2000/01/rdf-schema#label>"
        ' "Ann"@fr , "Zed" .',
        encoding="utf-8",
    )
    own = "PREFIX o: <http://own/> ASK { %s }"
    asked = open_graph(file)
    assert asked.sparql(own % "?x o:workAt ?y").hints == (
        "o:workAt is used nowhere in this graph; did you mean o:worksAt?",
    )
    assert asked.sparql(own % "?x rdfs:label 'ann'").hints == (MATCHES.format('rdfs:label "ann"', '"Ann"@fr'),)
    assert asked.sparql(own % "?x rdfs:label 'zed'@en").hints == (MATCHES.format('rdfs:label "zed"@en', '"Zed"'),)
    assert asked.sparql(own % "o:ward o:worksAt ?y").hints == (
        "'o:ward o:worksAt ?y' matches nothing; the other way round it does: '?y o:worksAt o:ward'",
    )


def test_hints_are_of_the_source_that_is_asked(stored: CareerGraph) -> None:
    """What another source has is no hint; what both lack, neither names."""
    query = 'SELECT ?s { ?s ck:maturity "Emerging" }'
    assert stored.sparql(query, source="ai-ml").hints == (MATCHES.format('ck:maturity "Emerging"', '"emerging"'),)
    assert not [hint for hint in stored.sparql(query, source="onet").hints if "the graph has" in hint]


# --- variables that nothing binds -------------------------------------------------------------------------------------

NO_VALUE = "?{} has no value: no pattern of the query binds it"
INSIDE = "?{} has values only inside EXISTS or MINUS, which give none to the rest of the query"
UNBOUND = [
    ("SELECT ?role ?lable { ?role skos:prefLabel ?label }", f"{NO_VALUE.format('lable')}; did you mean ?label?"),
    ("SELECT ?r { ?r a ck:Role FILTER(?x > 3) }", NO_VALUE.format("x")),
    ("SELECT ?r { ?r a ck:Role } ORDER BY DESC(?q)", NO_VALUE.format("q")),
    ("SELECT ?r (STRLEN(?zz) AS ?size) { ?r a ck:Role }", NO_VALUE.format("zz")),
    ("SELECT ?r { ?r a ck:Role BIND(?zz AS ?y) }", NO_VALUE.format("zz")),
    ("SELECT (COUNT(?zz) AS ?n) { ?r a ck:Role }", NO_VALUE.format("zz")),
    ("CONSTRUCT { ?r a ?zz } WHERE { ?r a ck:Role }", NO_VALUE.format("zz")),
    ("DESCRIBE ?zz { ?r a ck:Role }", NO_VALUE.format("zz")),
    ("SELECT ?r { { SELECT ?r ?zz { ?r a ck:Role } } }", NO_VALUE.format("zz")),
    ("SELECT ?r ?l { ?r a ck:Role FILTER NOT EXISTS { ?r skos:broader ?l } }", INSIDE.format("l")),
    ("SELECT ?r ?l { ?r a ck:Role MINUS { ?r skos:broader ?l } }", INSIDE.format("l")),
]
BOUND = [
    "SELECT ?s { ?s ?p ?o }",
    "SELECT * { ?r skos:prefLabel ?l FILTER(STRLEN(?l) > 3) } ORDER BY ?l",
    "SELECT ?n { ?r a ck:Role BIND(1 AS ?n) }",
    "SELECT ?r ?x { VALUES ?x { 1 } ?r a ck:Role }",
    "SELECT ?x ?y { VALUES (?x ?y) { (1 2) } }",
    "SELECT ?r ?x { ?r a ck:Role } VALUES ?x { 1 }",
    "SELECT (COUNT(?r) AS ?n) { ?r a ck:Role } HAVING (?n > 1) ORDER BY ?n",
    "SELECT ?g { GRAPH ?g { ?s a ck:Role } }",
    "SELECT ?l { ?r (ck:requiresSkill|ck:optionalSkill)/skos:prefLabel ?l }",
    "SELECT ?l { ?r a ck:Role OPTIONAL { ?r skos:altLabel ?l } }",
    "SELECT ?k ?n { { SELECT ?k (COUNT(*) AS ?n) { ?k a ck:Role } GROUP BY ?k } }",
    "SELECT ?a ?b { ?r ck:list ( ?a ?b ) }",
    "SELECT ?r { ?r a ck:Role FILTER EXISTS { ?r skos:prefLabel ?l FILTER(STRLEN(?l) > 3) } }",
    "SELECT ?y { ?r a ck:Role } GROUP BY (STR(?r) AS ?y)",
    "CONSTRUCT WHERE { ?r a ?c }",
    "SELECT ?l { ?r skos:prefLabel ?l } # and ?zz",
    "SELECT ?l { ?r skos:prefLabel ?l FILTER(?l != '?zz') }",
]


@pytest.mark.parametrize(("query", "hint"), UNBOUND)
def test_a_variable_that_nothing_binds_is_named(graph: CareerGraph, query: str, hint: str) -> None:
    assert graph.sparql(query).hints[0] == hint


@pytest.mark.parametrize("query", BOUND)
def test_a_variable_with_values_is_not(graph: CareerGraph, query: str) -> None:
    assert not any("has no value" in hint or "has values only" in hint for hint in graph.sparql(query).hints)
