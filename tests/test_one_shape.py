"""One shape of data: what holds in one kind of source holds in each, curated data, guide, table, ESCO and O*NET."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from command_line import kg as run
from expected import EXPECTED, Triples
from pyoxigraph import NamedNode
from taxonomies import esco_files, folder_of, onet_files, onet_profiles, onet_ratings

import kg
from kg.analysis.questions import questions
from kg.errors import KGError, UsageError
from kg.graph import CareerGraph, open_graph
from kg.model import Entity
from kg.schema import CK, NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kg.model import Fact

GUIDE = """# Careers on our wards

## Roles

### Staff nurse
A staff nurse cares for patients.

**Key Responsibilities:**
- Dressing wounds

**Required Skills:**
- Wound care
- Drug rounds

**Salary Range:** £28,407 - £34,581

**Education:** Nursing degree

### Porter
**Required Skills:**
- Patient lifting
"""
TABLE = """Role,Skills,Optional,Pay,Education,Industry,Level,About
Staff nurse,Wound care;Drug rounds,Phlebotomy,28407-34581,Nursing degree,Hospitals,3,Cares for patients
Ward sister,Wound care;Rostering,,35392,Nursing degree;Midwifery degree,Hospitals,4,
Porter,Patient lifting,,,,Hospices,,
"""
MAPPING = """title: Roles on our wards
rows: roles
columns:
  label: Role
  skills: {column: Skills, split: ";"}
  optional skills: {column: Optional, split: ";"}
  pay: Pay
  currency: {value: GBP}
  education: {column: Education, split: ";"}
  industry: Industry
  preparation: Level
  description: About
"""
KINDS = ("bundled", "guide", "table", "esco", "onet")


def import_table(store: Path, folder: Path, text: str, name: str = "ward") -> None:
    """Put a table into a store."""
    table, mapping = folder / f"{name}.csv", folder / f"{name}.yaml"
    table.write_text(text, encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    answer = run("import", "table", table, "--mapping", mapping, "--into", store)
    assert answer.status == 0, answer.err


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CareerGraph]:
    """A graph of each kind of source."""
    folder = tmp_path_factory.mktemp("kinds")
    (folder / "wards.md").write_text(GUIDE, encoding="utf-8")
    for kind in KINDS[1:]:
        assert run("init", "--empty", folder / kind).status == 0
    assert run("import", "guide", folder / "wards.md", "--into", folder / "guide").status == 0
    import_table(folder / "table", folder, TABLE)
    for kind, files in (("esco", esco_files()), ("onet", onet_files() | onet_ratings() | onet_profiles())):
        assert run("import", kind, folder_of(files, folder / f"{kind}-files"), "--into", folder / kind).status == 0
    return {"bundled": kg.open()} | {kind: open_graph(str(folder / kind)) for kind in KINDS[1:]}


@pytest.fixture(scope="module")
def triples() -> Callable[[CareerGraph], Triples]:
    """What gives the triples of a graph, read once."""
    return cache(Triples)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, stores: dict[str, CareerGraph]) -> CareerGraph:
    """Each of them in turn."""
    return stores[request.param]


def rows(graph: CareerGraph, question: str, /, **parameters: str) -> list[dict[str, Any]]:
    """The answer to a named question."""
    answer: list[dict[str, Any]] = graph.ask(question, parameters).to_dicts()
    return answer


def facts(graph: CareerGraph, entity: Entity, name: str) -> list[Fact]:
    """What Python says of an entity."""
    return [fact for fact in graph.show(entity).facts if fact.property == name]


def text(value: object) -> str:
    return value.label if isinstance(value, Entity) else str(value)


def first_lines(found: list[Fact]) -> set[tuple[str, object]]:
    """Each value with the first line that states it."""
    lines: dict[str, list[int]] = {}
    for fact in found:
        lines.setdefault(text(fact.value), []).append(fact.source.line or 0)
    return {(value, min(numbers)) for value, numbers in lines.items()}


# --- citations --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_d1_every_passage_has_document_and_line_in_every_source(store: CareerGraph) -> None:
    cited = "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?x prov:wasDerivedFrom ?p "
    described = (
        "?p a ck:Passage ; ck:line ?line ; dcterms:isPartOf ?d . ?d a ck:Document FILTER(DATATYPE(?line) = xsd:integer)"
    )
    counts = [store.sparql(f"{cited} {more} }}").to_dicts()[0]["n"] for more in ("", f". {described}")]
    assert counts[0] == counts[1] > 0


def test_sources_are_what_the_triples_of_passages_say(store: CareerGraph) -> None:
    query = """
        SELECT ?node ?title ?line {
          ?node prov:wasDerivedFrom ?passage . ?passage ck:line ?line ; dcterms:isPartOf/dcterms:title ?title
        }"""
    stated: dict[str, set[tuple[str, int]]] = {}
    for row in store.sparql(query).to_dicts():
        stated.setdefault(row["node"], set()).add((row["title"], row["line"]))
    reader = store._reader
    assert {node: {(each.document, each.line) for each in reader.sources(node)} for node in stated} == stated
    assert stated


def test_d1_a_beginner_finds_the_line_of_a_requirement(store: CareerGraph) -> None:
    for role in store.list("role"):
        query = f"SELECT ?line {{ <{role.iri}> ck:hasRequirement/prov:wasDerivedFrom/ck:line ?line }}"
        found = {row["line"] for row in store.sparql(query).to_dicts()}
        stated = facts(store, role, "hasRequirement")
        assert found == {fact.source.line for fact in stated}


# --- named questions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [asked.name for asked in questions().values() if asked.sources == "guide"])
def test_d1_a_question_of_guides_says_so_where_there_is_none(name: str, stores: dict[str, CareerGraph]) -> None:
    for kind in ("table", "esco", "onet"):
        with pytest.raises(UsageError, match="a question of guides only"):
            stores[kind].ask(name, {})


def test_d1_the_command_ends_with_status_2_for_a_question_of_guides(tmp_path: Path) -> None:
    run("init", "--empty", tmp_path / "store")
    import_table(tmp_path / "store", tmp_path, TABLE)
    answer = run("-g", tmp_path / "store", "ask", "level-titles", "--level", "Senior Level")
    assert (answer.status, answer.out) == (2, "")
    assert "a question of guides only" in answer.err


@pytest.mark.parametrize("name", list(questions()))
@pytest.mark.slow
def test_d1_every_question_is_answered_or_refused(name: str, store: CareerGraph) -> None:
    """Each with parameters of its kinds that are in the graph; a kind that is not there is said not to be."""
    values = {}
    for parameter in questions()[name].parameters:
        there = store.list(parameter.kind) if parameter.kind not in ("text", "number") else ()
        values[parameter.name] = {"text": "a", "number": "2"}.get(parameter.kind) or next(
            (entity.iri for entity in there), "nobody"
        )
    try:
        answer = rows(store, name, **values)
    except KGError as error:
        refused = str(error)
    else:
        refused = "guides only"
        assert all(value is not None for row in answer for value in row.values())
        assert len({tuple(row.values()) for row in answer}) == len(answer)
    assert "guides only" in refused or "nobody" in refused


WORDS = {
    "collection-members": ("green", "research", "transversal", "hot technology", "no such collection"),
    "curated": ("titleOf", "mergedInto", "broader", "maturity", "exactMatch"),
    "line-contents": ("2", "3", "12", "171"),
    "mentions": ("a", "C", "nurse", "no such word"),
    "sources": ("Amazon", "staff nurse", "Bakers", "baker", "Bread Maker"),
}
"""Values of the parameters that are texts and numbers."""


def askings(graph: CareerGraph, name: str) -> Iterator[dict[str, list[str]]]:
    """Some values of each parameter of a question: words, or entities of its kind, several ways for two."""
    parameters = questions()[name].parameters
    if not parameters:
        yield {}
    elif parameters[0].kind in ("text", "number"):
        yield from ({parameters[0].name: [word]} for word in WORDS[name])
    else:
        there = [entity.iri for entity in graph.list(parameters[0].kind)]
        drawn = there[:4] + there[4::9]
        for place in range(len(drawn)):
            if parameters[0].many:
                yield from ({parameters[0].name: drawn[place : place + count]} for count in (1, 2))
            else:
                yield {each.name: [drawn[place - turn]] for turn, each in enumerate(parameters)}


@pytest.mark.parametrize("name", [asked.name for asked in questions().values() if not asked.sources])
@pytest.mark.slow
def test_d1_every_question_answers_what_python_computes(
    name: str, store: CareerGraph, triples: Callable[[CareerGraph], Triples]
) -> None:
    asked = 0
    for values in askings(store, name):
        terms = [
            {"text": str, "number": int}.get(parameter.kind, NamedNode)(value)
            for parameter in questions()[name].parameters
            for value in values[parameter.name]
        ]
        found = rows(store, name, **{each: ",".join(some) for each, some in values.items()})
        expected = set(EXPECTED[name](triples(store), *terms))
        assert {tuple(row.values()) for row in found} == expected, values
        asked += 1
    assert asked or not store.list(questions()[name].parameters[0].kind)


def test_d1_roles_are_those_of_python(store: CareerGraph) -> None:
    found = [row["role"] for row in rows(store, "roles")]
    assert sorted(found) == sorted(role.label for role in store.list("role"))
    assert sorted(row["role"] for row in rows(store, "pay-by-role")) == sorted(found)


@pytest.mark.parametrize(
    ("name", "column", "fact"),
    [
        ("role-skills", "skill", "hasRequirement"),
        ("role-requirements", "item", "hasRequirement"),
        ("role-responsibilities", "responsibility", "hasResponsibility"),
        ("role-overview", "overview", "description"),
    ],
)
@pytest.mark.slow
def test_d1_questions_of_a_role_answer_what_python_does(store: CareerGraph, name: str, column: str, fact: str) -> None:
    for role in store.list("role"):
        stated = facts(store, role, fact)
        if name == "role-skills":
            stated = [each for each in stated if isinstance(each.value, Entity) and each.value.kind == "skill"]
        expected = first_lines(stated) or {(NOT_STATED, NOT_STATED)}
        assert {(row[column], row["line"]) for row in rows(store, name, role=role.iri)} == expected


def test_d1_pay_is_that_of_python(store: CareerGraph) -> None:
    for role in store.list("role"):
        [row] = rows(store, "role-pay", role=role.iri)
        pay = next(iter(facts(store, role, "salary")), None)
        parts = dict(pay.parts) if pay else {}
        names = ("minValue", "maxValue", "currency")
        assert [row[name] for name in ("minimum", "maximum", "currency")] == [
            parts.get(name, NOT_STATED) for name in names
        ]
        assert row["line"] == (pay.source.line if pay else NOT_STATED)


def test_d1_education_is_that_of_python(store: CareerGraph) -> None:
    for role in store.list("role"):
        found = {(row["credential"], row["line"]) for row in rows(store, "role-education", role=role.iri)}
        stated = facts(store, role, "educationOption")
        labels: set[tuple[str, object]] = {
            (text(fact.value) if isinstance(fact.value, Entity) else NOT_STATED, fact.source.line) for fact in stated
        }
        assert found == (labels or {(NOT_STATED, NOT_STATED)})


def test_d1_roles_of_a_skill_are_those_of_python(store: CareerGraph) -> None:
    careers = store.careers
    for skill in store.list("skill"):
        found = {row["role"] for row in rows(store, "skill-roles", skill=skill.iri)}
        same = {careers.tree.canonical(skill.iri)}
        expected = {
            profile.entity.label
            for profile in careers.roles.values()
            if same & {item.skill.iri for item in (*profile.required, *profile.optional)}
        }
        assert found == expected, skill


def test_d1_gap_is_that_of_python(store: CareerGraph) -> None:
    roles, tree = store.list("role"), store.careers.tree
    canonical = {skill.label: tree.canonical(skill.iri) for skill in store.list("skill")}
    for origin in roles:
        for destination in roles:
            gap = store.gap(origin.iri, destination.iri)
            found = [
                row
                for row in rows(store, "role-gap", **{"from": origin.iri, "to": destination.iri})
                if row["kind"] == "skill"
            ]
            for status, items in (("held", gap.held), ("missing", gap.missing)):
                asked = {canonical[item.label] for item in items}
                told = {canonical[row["item"]] for row in found if row["status"] == status}
                assert told == asked, (origin, destination)


def test_d1_most_required_skills_are_those_of_python(store: CareerGraph) -> None:
    careers = store.careers
    counts: dict[str, int] = {}
    for profile in careers.roles.values():
        for item in profile.required:
            counts[item.skill.label] = counts.get(item.skill.label, 0) + 1
    assert {row["skill"]: row["roles"] for row in rows(store, "most-required-skills")} == counts


@pytest.mark.slow
def test_d6_what_two_graphs_state_counts_once(tmp_path: Path, stores: dict[str, CareerGraph]) -> None:
    """The triples of a source again, in a second graph of someone's own RDF: every answer stays as it is."""
    again = tmp_path / "again.nt"
    lines = {str(quad.triple) for quad in stores["table"].store.engine if str(quad.subject).find("/graph/") < 0}
    again.write_text("".join(f"{line} .\n" for line in sorted(lines)), encoding="utf-8")
    run("init", "--empty", tmp_path / "store")
    import_table(tmp_path / "store", tmp_path, TABLE)
    answer = run("import", "rdf", again, "--into", tmp_path / "store", "--no-link")
    assert answer.status == 0, answer.err
    twice = open_graph(str(tmp_path / "store"))
    for name in (asked.name for asked in questions().values() if not asked.sources):
        for values in askings(stores["table"], name):
            words = {each: ",".join(some) for each, some in values.items()}
            assert rows(twice, name, **words) == rows(stores["table"], name, **words), (name, words)


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        (("28000-34000", "30000-40000+", "year", "year", "GBP"), (30000, 34000, False)),
        (("11-14", "28000-34000", "hour", "year", "GBP"), ("not comparable",) * 3),
        (("28000-34000", "28000-34000", "year", "year", "USD"), ("not comparable",) * 3),
        (("20000-24000", "28000-34000", "year", "year", "GBP"), ("none in common",) * 3),
        (("28000+", "30000-34000+", "year", "year", "GBP"), (30000, 34000, True)),
    ],
)
def test_a10_pay_is_compared_within_one_period_and_currency(
    pay: tuple[str, ...], expected: tuple[object, ...], tmp_path: Path
) -> None:
    first, second, one, other, money = pay
    text = f"Role,Pay,Per,Money\nPorter,{first},{one},GBP\nCook,{second},{other},{money}\n"
    mapping = "rows: roles\ncolumns: {label: Role, pay: {column: Pay, range: '-'}, period: Per, currency: Money}\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    (tmp_path / "t.yaml").write_text(mapping, encoding="utf-8")
    run("init", "--empty", tmp_path / "store")
    run("import", "table", tmp_path / "t.csv", "--mapping", tmp_path / "t.yaml", "--into", tmp_path / "store")
    graph = open_graph(str(tmp_path / "store"))
    [row] = rows(graph, "shared-pay", first="Porter", second="Cook")
    assert tuple(row.values()) == expected
    for row in rows(graph, "lowest-and-highest-pay"):
        assert row["currency"] == (money if row["role"] == "Cook" else "GBP")
        assert row["period"] == (other if row["role"] == "Cook" else one).upper()


# --- what follows by rule ---------------------------------------------------------------------------------------------


def test_d4_what_the_importer_of_guides_accepts_conforms(tmp_path: Path) -> None:
    guide = tmp_path / "care.md"
    guide.write_text("# Care\n\n## Roles\n\n### Carer\n**Skills:** Lifting, Communication\n", encoding="utf-8")
    run("init", "--empty", tmp_path / "store")
    run("import", "guide", guide, "--into", tmp_path / "store")
    answer = run("-g", tmp_path / "store", "validate", "-f", "json")
    assert answer.status == 0
    assert [found for found in answer.json["findings"] if found["severity"] == "error"] == []


@pytest.mark.parametrize(
    ("kind", "label", "name"),
    [
        ("bundled", "Data Scientist", "maturity"),
        ("guide", "Porter", "maturity"),
        ("esco", "pastry cook", "preparationLevel"),
        ("esco", "skin doctor", "regulated"),
    ],
)
def test_d4_what_is_inferred_is_in_its_graph_and_cites_what_it_follows_from(
    kind: str, label: str, name: str, stores: dict[str, CareerGraph]
) -> None:
    graph = stores[kind]
    role = graph.get(label, "role")
    [fact] = facts(graph, role, name)
    named = facts(graph, role, "prefLabel")[0].source
    assert fact.source == named._replace(graph="inferred")
    assert dict(fact.parts)["reason"]


# --- IRIs -------------------------------------------------------------------------------------------------------------


def statements(graph: CareerGraph) -> set[tuple[str, ...]]:
    """Every triple but those about its source: of passages, and of statements about links."""
    query = f"""SELECT ?s ?p ?o {{ ?s ?p ?o
        FILTER(?p != prov:wasDerivedFrom) FILTER NOT EXISTS {{ ?s a <{CK.Passage}> }}
        FILTER NOT EXISTS {{ ?s a rdf:Statement }} }}"""
    return {tuple(map(str, row.values())) for row in graph.sparql(query).to_dicts()}


@pytest.mark.slow
def test_d5_the_order_of_the_rows_of_a_table_changes_no_iri(tmp_path: Path) -> None:
    head, *body = TABLE.splitlines(keepends=True)
    found = []
    for name, text_ in (("one", TABLE), ("two", head + "".join(reversed(body)))):
        run("init", "--empty", tmp_path / name)
        import_table(tmp_path / name, tmp_path, text_)
        found.append(statements(open_graph(str(tmp_path / name))))
    assert found[0] == found[1]


@pytest.mark.parametrize(("kind", "files"), [("esco", esco_files()), ("onet", onet_files())])
@pytest.mark.slow
def test_d5_the_order_of_the_rows_of_a_taxonomy_changes_no_iri(
    kind: str, files: dict[str, bytes], tmp_path: Path
) -> None:
    turned = {}
    for name, content in files.items():
        ending = b"\r\n" if b"\r\n" in content else b"\n"
        head, *body = content.split(ending)[:-1]
        turned[name] = content if name.startswith("Read") else ending.join([head, *reversed(body), b""])
    found = []
    for name, some in (("one", files), ("two", turned)):
        run("init", "--empty", tmp_path / name)
        folder = folder_of(some, tmp_path / f"files-{name}")
        assert run("import", kind, folder, "--into", tmp_path / name).status == 0
        found.append(statements(open_graph(str(tmp_path / name))))
    assert found[0] == found[1]


def test_d5_roles_and_skills_whose_ids_hold_dots_keep_their_requirements_apart(tmp_path: Path) -> None:
    """Role a.b with skill c is not role a with skill b.c."""
    table, mapping = tmp_path / "t.csv", tmp_path / "t.yaml"
    table.write_text("Role,Skill\na.b,c\na,b.c\n", encoding="utf-8")
    mapping.write_text("rows: requirements\ncolumns: {role: Role, skill: Skill}\n", encoding="utf-8")
    run("init", "--empty", tmp_path / "store")
    assert run("import", "table", table, "--mapping", mapping, "--into", tmp_path / "store").status == 0
    graph = open_graph(str(tmp_path / "store"))
    assert len({row["r"] for row in graph.sparql("SELECT ?r { ?x ck:hasRequirement ?r }").to_dicts()}) == 2


# --- nothing is stated twice ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_d6_the_union_has_as_many_triples_as_stats_says(taxonomies: Path, stores: dict[str, CareerGraph]) -> None:
    for graph in (*stores.values(), open_graph(str(taxonomies))):
        [row] = graph.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").to_dicts()
        assert row["n"] == graph.stats().triples == sum(each.triples for each in graph.stats().graphs)


def test_d6_a_role_that_esco_calls_regulated_is_not_called_so_again(stores: dict[str, CareerGraph]) -> None:
    graph = stores["esco"]
    assert [fact.source.graph for fact in facts(graph, graph.get("heart doctor"), "regulated")] == ["esco"]
    assert [fact.source.graph for fact in facts(graph, graph.get("skin doctor"), "regulated")] == ["inferred"]
