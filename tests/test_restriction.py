"""``--source`` restricts what every command lists and counts, in Python too: checked against the source's graph."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
import pytest
from command_line import kg

import kg as package
from kg.cli.main import COMMANDS, cli
from kg.schema import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.graph import CareerGraph

SOURCES = ("ai-ml", "esco", "onet", "trades", "nursing")
"""A source of each kind: curated data, both taxonomies, a table, a guide."""

ENDS = {
    "ai-ml": ("Data Scientist", "Machine Learning Engineer", "Python"),
    "esco": ("heart doctor", "skin doctor", "knead"),
    "onet": ("Bakers", "Heart Doctors", "Watch ovens."),
    "trades": ("Joiner", "Fitter", "Sawing"),
    "nursing": ("Registered Nurse", "Nurse Educator", "Record systems"),
}
"""Two roles and a skill of each source."""

LINKS = """#mapping_set_id: http://x/links
#license: http://x/terms
#curie_map:
#  esco: http://data.europa.eu/esco/
#  onet: https://w3id.org/career-kg/onet/
#  skill: https://w3id.org/career-kg/skill/
#  trades: https://w3id.org/career-kg/trades/
subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment
esco:skill/s1\tskos:exactMatch\tskill:programming\tsemapv:ManualMappingCuration\tMade up.
esco:skill/s3\tskos:exactMatch\ttrades:skill/sawing\tsemapv:ManualMappingCuration\tMade up.
onet:skill/4.A.1.I01.D01\tskos:exactMatch\tskill:data-manipulation\tsemapv:ManualMappingCuration\tMade up.
esco:occupation/o1\tskos:exactMatch\tonet:role/51-3011.00\tsemapv:ManualMappingCuration\tBoth bake.
"""
"""Skills and roles of one source that match those of another, so that another's name stands for them."""


@pytest.fixture(scope="module")
def store(taxonomies: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of everything with a table, a guide and links between the sources."""
    folder = tmp_path_factory.mktemp("restriction")
    path = folder / "store"
    shutil.copytree(taxonomies, path)
    (folder / "trades.csv").write_text("Trade,No,Asks\nJoiner,T1,Sawing;Gluing\nFitter,T2,Sawing;Filing\n")
    (folder / "trades.yaml").write_text("{title: Trades, rows: roles, columns: {label: Trade, id: No, skills: Asks}}")
    (folder / "links.sssom.tsv").write_text(LINKS)
    table = ("table", folder / "trades.csv", "--mapping", folder / "trades.yaml")
    for arguments in (table, ("guide", TEXT), ("sssom", folder / "links.sssom.tsv")):
        answer = kg("import", *arguments, "--into", path)
        assert answer.status == 0, answer.err
    return path


@pytest.fixture(scope="module")
def graph(store: Path) -> CareerGraph:
    return package.open(store)


@pytest.fixture(scope="module")
def labelled(graph: CareerGraph) -> dict[str, set[str]]:
    """The entities whose label each graph states, as SPARQL finds them."""
    query = "SELECT DISTINCT ?graph ?x { GRAPH ?graph { ?x skos:prefLabel ?label } }"
    found: dict[str, set[str]] = {}
    for row in graph.sparql(query).to_dicts():
        found.setdefault(str(row["graph"]).rpartition("/")[2], set()).add(str(row["x"]))
    return found


def entities_in(data: Any, *, without: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """The entities in JSON, but for those under some keys."""
    if isinstance(data, dict):
        if {"iri", "id", "label", "kind"} <= data.keys():
            yield data
        for key, value in data.items():
            if key not in without:
                yield from entities_in(value, without=without)
    elif isinstance(data, list):
        for value in data:
            yield from entities_in(value, without=without)


TEXT = Path(__file__).parent / "data/guides/nursing.md"


def questions(source: str) -> dict[str, list[str]]:
    """A question for each command that has --source."""
    one, other, skill = ENDS[source]
    return {
        "all-pairs": ["all-pairs"],
        "ask": ["ask", "roles"],
        "compare": ["compare", one, other],
        "connect": ["connect", one, other],
        "extract": ["extract", str(TEXT)],
        "find": ["find", "e", "-n", "5000"],
        "gap": ["gap", one, other],
        "link": ["link"],
        "list": ["list", "roles"],
        "match": ["match", "--have", skill, "-n", "100"],
        "next": ["next", one, "-n", "100"],
        "plan": ["plan", one, other],
        "rank": ["rank", "skills", "-n", "500"],
        "route": ["route", one, other, "-k", "5"],
        "show": ["show", one],
        "stats": ["stats"],
        "view": ["view"],
        "why": ["why", one],
    }


def test_d7_every_command_with_source_is_asked_below() -> None:
    context = click.Context(cli)
    commands = {name: cli.get_command(context, name) for name in COMMANDS}
    having = {
        name
        for name, command in commands.items()
        if command and any("--source" in parameter.opts for parameter in command.params)
    }
    elsewhere = {"link", "diff", "validate"}  # see test_proposals.py, test_changes.py and test_quality.py
    assert having == questions("esco").keys() | elsewhere


LISTED = [
    ["list", "roles"],
    ["list", "skills"],
    ["find", "e", "-n", "5000"],
    ["rank", "skills", "-n", "500"],
    ["rank", "skills", "--by", "betweenness", "-n", "500"],
    ["rank", "skills", "--by", "reach", "-n", "500"],
    ["rank", "roles", "-n", "500"],
    ["rank", "roles", "--by", "betweenness", "-n", "500"],
    ["rank", "roles", "--by", "reach", "-n", "500"],
    ["rank", "skills", "--unlocks", "ONE", "-n", "500"],
    ["match", "--have", "SKILL", "-n", "500"],
    ["match", "--have", "SKILL", "--curriculum"],
    ["next", "ONE", "-n", "500"],
    ["next", "ONE", "--learn", "SKILL"],
    ["route", "ONE", "OTHER", "-k", "5"],
    ["gap", "ONE", "OTHER"],
    ["compare", "ONE", "OTHER"],
    ["connect", "ONE", "OTHER", "-k", "20"],
    ["all-pairs", "-n", "500"],
]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("question", LISTED, ids=" ".join)
@pytest.mark.slow
def test_d7_an_answer_names_nothing_of_another_source(
    store: Path, labelled: dict[str, set[str]], question: list[str], source: str
) -> None:
    """What is held in place of a skill (via) may be of another; nothing else that is listed or counted."""
    if question[0] == "all-pairs":
        pytest.importorskip("ibis")
    words = dict(zip(("ONE", "OTHER", "SKILL"), ENDS[source], strict=True))
    answer = kg("-g", store, *(words.get(word, word) for word in question), "--source", source, "-f", "json")
    assert answer.status in (0, 1), answer.err
    found = list(entities_in(answer.json, without=("via",)))
    assert {entity["iri"] for entity in found} <= labelled[source]
    assert f"only what comes from the source {source}" in answer.err
    if question[0] in ("list", "find", "rank", "match", "compare"):
        assert found


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["skills", "roles"])
def test_d7_a_ranking_cites_the_source_alone(graph: CareerGraph, kind: Literal["skills", "roles"]) -> None:
    """Not the mapping by which a skill is the same as one of another source."""
    for source in SOURCES:
        ranking = graph.rank(kind, source=source)
        cited = {each.graph for row in (*ranking.rows, *ranking.tools) for each in row.sources}
        assert cited <= {source}
    everywhere = graph.rank("roles")
    assert "sssom-links" in {each.graph for row in everywhere.rows for each in row.sources}


@pytest.mark.slow
def test_d7_source_restricts_the_ranking(store: Path, graph: CareerGraph) -> None:
    """Skills by the roles of ESCO that require them, counted in the graph of ESCO alone."""
    query = """SELECT ?skill (COUNT(DISTINCT ?role) AS ?n) {
        GRAPH <https://w3id.org/career-kg/graph/esco> { ?role ck:requiresSkill ?skill ; skos:prefLabel ?label }
    } GROUP BY ?skill"""
    counted = {row["skill"]: row["n"] for row in graph.sparql(query).to_dicts()}
    answer = kg("-g", store, "rank", "skills", "--source", "esco", "-n", "500", "-f", "json").json
    assert {row["iri"]: row["score"] for row in answer["rows"] if row["score"]} == counted
    assert answer["restricted_to"] == {"source": ["esco"]}
    kneading = next(row for row in answer["rows"] if row["label"] == "knead")  # which stands for programming elsewhere
    assert {role["label"] for role in kneading["roles"]} == {"baker", "pastry cook"}
    assert [row.entity.iri for row in graph.rank("skills", source="esco").rows] == [
        row["iri"] for row in answer["rows"]
    ]


@pytest.mark.slow
def test_d7_betweenness_and_reach_are_those_of_the_source_alone(store: Path, tmp_path: Path) -> None:
    """The roles of the table, with skills that no other source has a name for, alone in a store."""
    alone = tmp_path / "alone"
    assert kg("init", alone, "--empty").status == 0
    folder = store.parent
    table = ("table", folder / "trades.csv", "--mapping", folder / "trades.yaml")
    assert kg("import", *table, "--into", alone).status == 0
    for kind, by in (("skills", "betweenness"), ("skills", "reach"), ("roles", "demand"), ("roles", "reach")):
        question = ("rank", kind, "--by", by, "-f", "json")
        whole, part = (
            kg("-g", alone, *question).json["rows"],
            kg("-g", store, *question, "--source", "trades").json["rows"],
        )
        assert [(row["iri"], row["score"]) for row in part] == [(row["iri"], row["score"]) for row in whole]


def test_d7_source_restricts_the_match(store: Path, graph: CareerGraph) -> None:
    """Programming is held through a link to it; the roles are ESCO's."""
    answer = graph.match([graph.get("Programming")], source="esco")
    assert [(gap.destination.label, gap.coverage) for gap in answer.roles[:2]] == [("baker", 1), ("pastry cook", 1)]
    assert [skill.label for skill in answer.roles[0].held] == ["knead"]
    assert all(gap.destination.iri.startswith("http://data.europa.eu/esco/") for gap in answer.roles)
    shown = kg("-g", store, "match", "--have", "knead", "--source", "esco", "-f", "json").json
    assert [gap["role"]["label"] for gap in shown["roles"][:2]] == ["baker", "pastry cook"]


@pytest.mark.slow
def test_what_one_has_counts_under_a_name_of_another_source_where_it_is_linked(store: Path) -> None:
    """Sawing of the table is an exact match of listening in ESCO; grains have no match there."""
    [linked] = {entity.label for entity in package.open(store).list("skill", source="esco") if entity.id == "skill/s3"}
    answer = kg("-g", store, "gap", "me", "Fitter", "--have", linked, "--source", "trades", "-f", "json")
    assert [held["label"] for held in answer.json["held"]] == ["Sawing"]
    assert f"'{linked}' of another source counts as 'Sawing', an exact match" in answer.err
    unlinked = kg("-g", store, "gap", "me", "Fitter", "--have", "grains", "--source", "trades")
    assert unlinked.status == 1
    assert "no skill or credential named" in unlinked.err


def test_d7_the_picture_of_one_source_shows_no_other(store: Path, tmp_path: Path) -> None:
    texts: dict[str, str] = {}
    for source in SOURCES:
        page = tmp_path / f"{source}.html"
        assert kg("-g", store, "view", "--source", source, "-o", page).status == 0
        texts[source] = page.read_text(encoding="utf-8")
    for source, text in texts.items():
        assert ENDS[source][0] in text
        for other in set(SOURCES) - {source}:
            assert f">{ENDS[other][0]}<" not in text
            assert f'"{ENDS[other][0]}"' not in text
    near = tmp_path / "near.html"
    assert kg("-g", store, "view", "knead", "--source", "esco", "-o", near).status == 0
    assert "Programming" not in near.read_text(encoding="utf-8")
    assert kg("-g", store, "view", "knead", "-o", near).status == 0
    assert "Programming" in near.read_text(encoding="utf-8")


@pytest.mark.parametrize("source", SOURCES)
def test_d7_counts_are_those_of_the_graph_of_the_source(
    store: Path, graph: CareerGraph, labelled: dict[str, set[str]], source: str
) -> None:
    found = kg("-g", store, "stats", "--source", source, "-f", "json").json
    assert list(found["graphs"]) == [source]
    assert found["triples"] == found["graphs"][source]["triples"]
    query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <https://w3id.org/career-kg/graph/{source}> {{ ?s ?p ?o }} }}"
    assert graph.sparql(query).to_dicts() == [{"n": found["triples"]}]
    kinds = Counter(entity.kind for entity in graph.list() if entity.iri in labelled[source])
    assert found["kinds"] == kinds
    assert kg("-g", store, "list", "--source", source, "-f", "json").json["role"] == kinds["role"]


def test_d7_a_named_question_is_asked_of_the_source_alone(store: Path) -> None:
    every, ours, theirs = (
        {row["role"] for row in kg("-g", store, "ask", "roles", *chosen, "-f", "json").json["rows"]}
        for chosen in ((), ("--source", "ai-ml"), ("--source", "nursing"))
    )
    assert ours
    assert ours | theirs <= every
    assert not ours & theirs
    answer = kg("-g", store, "ask", "role-skills", "--role", "Data Scientist", "--source", "esco")
    assert "'Data Scientist' exists, but in the source ai-ml" in answer.err


@pytest.mark.slow
def test_d7_what_another_source_states_is_left_out_of_a_description(store: Path, tmp_path: Path) -> None:
    """A file says more of ESCO's baker, and of its skill."""
    more = tmp_path / "more.ttl"
    more.write_text(
        "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix esco: <http://data.europa.eu/esco/> . @prefix dct: <http://purl.org/dc/terms/> .\n"
        '<http://x/r> a ck:Role ; skos:prefLabel "Miller"@en .\n'
        "<http://x/r> ck:requiresSkill <http://data.europa.eu/esco/skill/s1> .\n"
        '<http://data.europa.eu/esco/occupation/o1> dct:description "Rises early."@en .\n'
    )
    copy = tmp_path / "store"
    shutil.copytree(store, copy)
    assert kg("import", "rdf", more, "--into", copy).status == 0
    for question in (("show", "baker"), ("why", "baker"), ("show", "knead"), ("why", "knead")):
        whole, part = (kg("-g", copy, *question, *chosen) for chosen in ((), ("--source", "esco")))
        assert "Rises early." in whole.out or "Miller" in whole.out
        assert "Rises early." not in part.out
        assert "Miller" not in part.out
    same = kg("-g", copy, "show", "baker", "--source", "esco", "-f", "json").json["facts"]
    assert "Bakers" in [fact["value"]["label"] for fact in same if fact["property"] == "exactMatch"]  # links are told


@pytest.mark.parametrize(
    ("question", "from_", "to"),
    [
        (["route", "baker", "Joiner"], "esco", "trades"),
        (["gap", "baker", "Joiner"], "esco", "trades"),
        (["connect", "baker", "Bakers"], "esco", "onet"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else value,
)
@pytest.mark.slow
def test_d7_two_ends_may_come_from_two_sources(store: Path, question: list[str], from_: str, to: str) -> None:
    chosen = ("--from-source", from_, "--to-source", to)
    answer = kg("-g", store, *question, *chosen, "-f", "json")
    assert answer.status in (0, 1), answer.err
    assert (answer.json["from"]["label"], answer.json["to"]["label"]) == (question[1], question[2])
    assert f"the start is from {from_}; the end is from {to}" in answer.err
    turned = kg("-g", store, *question, "--from-source", to, "--to-source", from_)
    assert turned.status == 1
    assert f"in the source {from_}" in turned.err
    apart = kg("-g", store, *question, "--source", to, "--from-source", from_, "-f", "json")
    assert (apart.json["from"]["label"], apart.json["to"]["label"]) == (question[1], question[2])


def test_d7_next_roles_of_one_source_from_a_role_of_another(store: Path, labelled: dict[str, set[str]]) -> None:
    answer = kg("-g", store, "next", "inn keeper", "--from-source", "esco", "--source", "trades", "-f", "json").json
    assert {move["role"]["label"] for move in answer} == {"Joiner", "Fitter"}  # who saw, as an inn keeper listens
    assert {entity["iri"] for entity in entities_in(answer, without=("via",))} <= labelled["trades"]


@pytest.mark.slow
def test_d7_moves_between_two_sources(store: Path, graph: CareerGraph) -> None:
    pytest.importorskip("ibis")
    found = graph.all_pairs(from_source="esco", to_source="trades").rows()
    assert {(move.origin.label, move.destination.label) for move in found} == {
        (origin, role) for origin in ("heart doctor", "inn keeper") for role in ("Joiner", "Fitter")
    }
    shown = kg("-g", store, "all-pairs", "--from-source", "esco", "--to-source", "trades", "-f", "json").json
    assert len(shown) == len(found)


MAPPING = (
    "#curie_map:\n#  a: {base}a/role/\n#  b: {base}b/role/\n#  x: {base}a/skill/\n#  y: {base}b/skill/\n"
    "#  skos: http://www.w3.org/2004/02/skos/core#\n#  semapv: https://w3id.org/semapv/vocab/\n"
    "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
)


def two_guides(folder: Path, *mappings: str, wanted: str = "Stacking, Grinding") -> Path:
    """A store of two guides whose skills have no names in common, and mappings between them."""
    roles = {"a": {"Sawyer": "Sawing, Filing"}, "b": {"Mill Hand": "Milling, Stacking", "Miller": wanted}}
    assert kg("init", folder / "store", "--empty").status == 0
    for name, each in roles.items():
        text = "".join(f"### {role}\n**Skills:** {skills}\n\n" for role, skills in each.items())
        (folder / f"{name}.md").write_text(f"# {name}\n\n## Roles\n\n{text}", encoding="utf-8")
        assert kg("import", "guide", folder / f"{name}.md", "--into", folder / "store").status == 0
    rows = "".join(f"{row}\tsemapv:ManualMappingCuration\n" for row in mappings)
    (folder / "m.sssom.tsv").write_text(MAPPING.format(base=BASE) + rows, encoding="utf-8")
    if mappings:
        assert kg("import", "sssom", folder / "m.sssom.tsv", "--into", folder / "store").status == 0
    return folder / "store"


@pytest.mark.parametrize(
    "mapping", ["a:sawyer\tskos:broadMatch\tb:mill-hand", "b:mill-hand\tskos:closeMatch\ta:sawyer"]
)
@pytest.mark.slow
def test_a_start_counts_as_the_role_that_it_is_mapped_to(tmp_path: Path, mapping: str) -> None:
    store = two_guides(tmp_path, mapping)
    answer = kg("-g", store, "route", "Sawyer", "Miller", "-f", "json")
    [step] = answer.json["routes"][0]["steps"]
    assert (step["from"]["label"], step["to"]["label"]) == ("Sawyer", "Miller")
    assert [item["label"] for item in step["kept"]] == ["Stacking"]
    [note] = [note for note in answer.json["notes"] if "counts as" in note]
    assert "Sawyer counts as Mill Hand (b/role/mill-hand), to which it is mapped" in note
    assert "m.sssom.tsv line" in note
    assert "none of the 2 skills that Miller requires is linked to another source" in note
    found = package.open(store).route_graph("Sawyer", "Miller")
    assert found.number_of_edges() == 1
    more = kg("-g", store, "route", "Sawyer", "Miller", "--have", "Grinding", "-f", "json").json["routes"][0]
    assert more["cost"] < answer.json["routes"][0]["cost"]  # what is held adds to it
    same = kg("-g", store, "route", "Sawyer", "Mill Hand", "-f", "json").json
    assert same["routes"][0]["steps"] == []


def test_a_start_counts_as_itself_where_skills_are_mapped_or_it_is_not(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    skills = ("x:filing\tskos:exactMatch\ty:stacking", "a:sawyer\tskos:broadMatch\tb:mill-hand")
    answer = kg("-g", two_guides(tmp_path / "x", *skills), "route", "Sawyer", "Miller", "-f", "json").json
    assert not any("counts as" in note for note in answer["notes"])
    assert [item["label"] for item in answer["routes"][0]["steps"][0]["kept"]] == ["Stacking"]
    told = kg("-g", two_guides(tmp_path), "route", "Sawyer", "Miller")
    assert told.status == 1
    assert (
        "Sawyer and Miller come from two sources, and none of the 2 skills that Miller requires is linked" in told.err
    )
    assert "start from a role of the source of Miller that is like Sawyer" in told.err
    found = kg("-g", tmp_path / "store", "route", "Sawyer", "Miller", "--have", "Stacking")
    assert (found.status, "two sources" in found.err) == (0, False)  # a route needs no such advice
    assert "counts as" not in kg("-g", tmp_path / "store", "route", "Mill Hand", "Miller").err


@pytest.mark.parametrize(("wanted", "counts"), [("Stacking, Grinding", False), ("Stacking, Grinding, Sifting", True)])
def test_a_start_counts_as_another_role_where_fewer_than_half_are_mapped(
    tmp_path: Path, wanted: str, counts: bool
) -> None:
    """One skill of two is half, one of three is less."""
    mappings = ("x:filing\tskos:exactMatch\ty:stacking", "a:sawyer\tskos:broadMatch\tb:mill-hand")
    answer = kg("-g", two_guides(tmp_path, *mappings, wanted=wanted), "route", "Sawyer", "Miller", "-f", "json").json
    assert any("counts as" in note for note in answer["notes"]) == counts


@pytest.mark.slow
def test_d7_intermediate_roles_are_of_the_source(tmp_path: Path) -> None:
    """The way from A to C leads through B, which another file states; or, longer, through D of the same."""
    store = tmp_path / "store"
    assert kg("init", store, "--empty").status == 0
    head = (
        "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix x: <http://x/> .\n"
    )
    skills = "".join(f"x:s{n} a ck:Skill ; skos:prefLabel 'Skill {n}'@en .\n" for n in range(4))

    def role(name: str, *numbers: int) -> str:
        asked = " , ".join(f"x:s{n}" for n in numbers)
        return f"x:{name} a ck:Role ; skos:prefLabel 'Role {name}'@en ; ck:requiresSkill {asked} .\n"

    (tmp_path / "one.ttl").write_text(head + skills + role("a", 0) + role("c", 2))
    (tmp_path / "two.ttl").write_text(head + role("b", 0, 2))
    for name in ("one", "two"):
        assert kg("import", "rdf", tmp_path / f"{name}.ttl", "--into", store).status == 0
    ends = ("route", "Role a", "Role c", "-f", "json")
    (route,) = kg("-g", store, *ends).json["routes"]
    assert [step["to"]["label"] for step in route["steps"]] == ["Role b", "Role c"]
    answer = kg("-g", store, *ends, "--source", "one")
    assert answer.status == 1
    assert answer.json["reason"] == "every route passes roles of other sources than one"
    assert [skill["label"] for skill in answer.json["bridge"]["skills"]] == ["Skill 2"]
    both = kg("-g", store, *ends, "--source", "one", "--source", "two").json["routes"]
    assert len(both[0]["steps"]) == 2


@pytest.mark.parametrize("command", sorted(questions("esco")))
def test_d7_an_unknown_source_is_an_error_that_lists_those_there_are(store: Path, command: str) -> None:
    answer = kg("-g", store, *questions("esco")[command], "--source", "esko")
    assert (answer.status, answer.out) == (2, "")
    assert "there is no source 'esko'" in answer.err
    assert all(source in answer.err for source in SOURCES)


@pytest.mark.parametrize("option", ["--from-source", "--to-source"])
def test_d7_so_is_one_of_an_end(store: Path, option: str) -> None:
    for question in (["route", "baker", "Joiner"], ["gap", "baker", "Joiner"], ["connect", "baker", "Joiner"]):
        answer = kg("-g", store, *question, option, "esko")
        assert answer.status == 2
        assert "there is no source 'esko'" in answer.err


def test_d7_in_python_the_methods_take_a_source(graph: CareerGraph, labelled: dict[str, set[str]]) -> None:
    nurse, teacher, skill = ENDS["nursing"]
    own = graph.restricted_to(source="nursing")
    for each, chosen in ((graph, {"source": "nursing"}), (own, {})):
        given: Any = chosen
        listed = [
            *each.list("role", **given),
            *(hit.entity for hit in each.find("e", **given)),
            *(row.entity for row in each.rank("roles", **given).rows),
            *(gap.destination for gap in each.match([skill], **given).roles),
            *(move.role for move in each.next(nurse, **given)),
            *(step.destination for route in each.route(nurse, teacher, **given) for step in route.steps),
            each.gap(nurse, teacher, **given).destination,
            *each.compare([nurse, teacher], **given).roles,
            *(unlock.skill for unlock in each.rank_unlocks(nurse, **given)),
            each.get(nurse, **given),
        ]
        assert {entity.iri for entity in listed} <= labelled["nursing"]
        assert set(each.to_networkx("entities", **given).nodes) <= {
            graph.get(iri).id for iri in labelled["nursing"] if graph.get_or_none(iri)
        }
        assert set(each.to_networkx("steps", **given).nodes) == {
            entity.id for kind in ("role", "entry-path") for entity in each.list(kind, **given)
        }
    with pytest.raises(package.UsageError, match="there is no source 'nowhere'"):
        graph.rank("skills", source="nowhere")
    assert graph.get(graph.get("Data Scientist"), source="esco").label == "Data Scientist"  # it names itself
