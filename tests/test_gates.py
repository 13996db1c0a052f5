"""Gates as answers tell them: conditional ways to do without, and what is carried from linked roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import Answer, kg
from taxonomies import ESCO, answer, esco_files, folder_of, onet_files

from kg.graph import open_graph
from kg.schema import BASE

if TYPE_CHECKING:
    from pathlib import Path

ONET = f"{BASE}onet/role/"
RESEARCH = "Research Scientist (AI/ML)"


# --- conditional ways -------------------------------------------------------------------------------------------------


def test_a12_a_gap_tells_the_conditional_way_where_the_gate_is_not_held() -> None:
    """Line 81 of the guide: PhD preferred (sometimes Master's with exceptional experience)."""
    told = kg("gap", "Data Scientist", RESEARCH).out
    assert "not held; or sometimes Master's with exceptional experience" in told
    assert "lines 72, 81" in told
    (gate,) = kg("gap", "Data Scientist", RESEARCH, "-f", "json").json["gates"]
    (way,) = gate["instead"]
    assert (way["credential"]["id"], way["condition"]) == ("credential/masters", "exceptional experience")
    assert way["sources"][0]["line"] == 81
    (held,) = kg("gap", "--have", "PhD", RESEARCH, "-f", "json").json["gates"]
    assert held["instead"] == []


def test_a12_no_route_for_an_avoided_gate_tells_the_conditional_way() -> None:
    answer = kg("route", "Data Scientist", RESEARCH, "--avoid-gate", "PhD")
    assert answer.status == 1
    first = "First a degree: PhD in AI/ML, Computer Science or a related field"
    assert f"{first}, or sometimes Master's with exceptional experience (line 81)." in answer.out
    found = kg("route", "Data Scientist", RESEARCH, "--avoid-gate", "PhD", "-f", "json").json["conditional"]
    assert [(way["credential"]["label"], way["condition"]) for way in found] == [("Master's", "exceptional experience")]
    assert "conditional" not in kg("route", "Data Scientist", RESEARCH, "-f", "json").json


# --- carried over links -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ESCO and O*NET as made up for tests, with mappings; O*NET has the only roles that state a level of education."""
    folder = tmp_path_factory.mktemp("gates")
    files = onet_files()
    survey = "Education, Training, and Experience.txt"
    more = answer("51-3011.01|2.D.1|Required Level of Education|RL|6", "100.00").replace("|", "\t")
    files[survey] += f"{more}\r\n".encode()
    mappings = (
        ("o1", "exactMatch", "51-3011.00"),
        ("o6", "exactMatch", "29-1211.00"),
        ("o2", "broadMatch", "51-3011.01"),
        ("o2", "closeMatch", "29-1211.00"),
        ("o5", "closeMatch", "29-1211.00"),
    )
    table = folder / "links.sssom.tsv"
    head = f"#curie_map:\n#  esco: {ESCO}\n#  onet: {ONET}\n#  skos: http://www.w3.org/2004/02/skos/core#\n"
    head += "#  semapv: https://w3id.org/semapv/vocab/\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\n"
    rows = (f"esco:occupation/{one}\tskos:{how}\tonet:{other}\t{MANUAL}\n" for one, how, other in mappings)
    table.write_text(head + "".join(rows), encoding="utf-8")
    assert kg("init", folder / "store", "--empty").status == 0
    for kind, tables in (("esco", esco_files()), ("onet", files)):
        source = folder_of(tables, folder / kind)
        assert kg("import", kind, source, "--into", folder / "store", "--no-link").status == 0
    assert kg("import", "sssom", table, "--into", folder / "store").status == 0
    return folder / "store"


MANUAL = "semapv:ManualMappingCuration"


@pytest.mark.parametrize(
    ("role", "credential", "of_role", "gap"),
    [("baker", "6", "51-3011.00", 1), ("private", "11", "29-1211.00", 6), ("pastry cook", "6", "51-3011.01", 0)],
)
def test_a_gate_is_carried_over_links_and_marked_so(
    store: Path, role: str, credential: str, of_role: str, gap: int
) -> None:
    """The lowest of those linked; what is only close or broader counts nothing in a gap."""
    graph = open_graph(store)
    (gate,) = graph.gap(None, role, graph.conditions(have=["whittle"])).gates
    assert gate.credential.iri == f"{BASE}onet/credential/education-{credential}"
    assert gate.of_role is not None
    assert gate.of_role.iri == f"{ONET}{of_role}"
    assert {source.graph for source in gate.sources} == {"inferred", "sssom-links"}
    found = kg("-g", store, "gap", "--have", "whittle", role, "-f", "json").json["gates"]
    assert found[0]["of_role"]["iri"] == f"{ONET}{of_role}"
    told = kg("-g", store, "gap", "--have", "whittle", role).out
    assert f"({gate.of_role.id}) requires" in told
    assert "inferred from" in told
    profile = graph.careers.roles[graph.get(role, "role", source="esco").iri]
    assert profile.credential is not None
    assert profile.credential.weight == gap


def test_a_carried_gate_is_not_told_where_its_source_is_left_out(store: Path) -> None:
    assert kg("-g", store, "gap", "--have", "whittle", "baker", "--source", "esco", "-f", "json").json["gates"] == []


def test_a_role_that_is_the_same_as_a_licensed_one_or_close_to_such_alone_is_licensed(store: Path) -> None:
    """A pastry cook is close to one that is licensed and narrower than one that is not."""
    graph = open_graph(store)
    for role, regulated in (("private", True), ("inn keeper", True), ("pastry cook", False)):
        iri = graph.get(role, "role", source="esco").iri
        assert graph.careers.roles[iri].regulated is regulated
        assert bool(graph.table.regulated[graph.table.role_index[iri]]) is regulated


def test_a_licence_of_a_close_role_sets_a_next_role_apart_with_its_source(store: Path) -> None:
    """ESCO does not say that inn keepers are regulated; the heart doctors of O*NET (29-1211) are licensed."""
    asked = ("-g", store, "next", "me", "--have", "listen", "--source", "esco", "-f", "json")
    (inn,) = [each for each in kg(*asked).json if each["role"]["label"] == "inn keeper"]
    assert (inn["regulated"], inn["asks_more"]) == (True, True)
    told = [each["document"] for each in inn["regulation_sources"]]
    assert len(told) == 2
    assert [name for name in ("Occupation Data.txt", "links.sssom.tsv") if any(name in each for each in told)] == [
        "Occupation Data.txt",
        "links.sssom.tsv",
    ]


# --- degrees by their names, and alternatives -------------------------------------------------------------------------


TABLE = """label,skills,education
Kite Maker,Sewing,BSc in Physics
Kite Tester,Sewing,"Bachelor's in Physics"
Kite Historian,Sewing,BSc in History
Kite Manager,Sewing,MBA
Kite Judge,Sewing,Bachelor of Laws
Kite Scholar,Sewing,MSc
Kite Rigger,Sewing,BEng
Kite Designer,Sewing,MEng
Kite Pilot,Sewing,Pilot licence
Kite Seller,Sewing,"Degree, or 3 years of experience"
Kite Trainee,Sewing,
Kite Clerk,Sewing,BSc
"""
MAPPING = """title: Kites
rows: roles
columns: {label: label, skills: skills, education: education}
"""


@pytest.fixture(scope="module", params=["alone", "beside the bundled graph"])
def kites(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table that names degrees as people do."""
    folder = tmp_path_factory.mktemp("kites")
    (folder / "kites.csv").write_text(TABLE, encoding="utf-8")
    (folder / "kites.yaml").write_text(MAPPING, encoding="utf-8")
    assert kg("init", folder / "store", *["--empty"][: request.param == "alone"]).status == 0
    table = ("import", "table", folder / "kites.csv", "--mapping", folder / "kites.yaml")
    assert kg(*table, "--into", folder / "store").status == 0
    return folder / "store"


@pytest.mark.parametrize(
    ("have", "role", "state"),
    [
        ("Bachelor's", "Kite Maker", "held, as a bachelor's degree"),
        ("BEng", "Kite Tester", "held, as a bachelor's degree"),
        ("BSc", "Kite Maker", "held"),
        ("MEng", "Kite Tester", "held, as a master's degree"),
        ("MBA", "Kite Scholar", "held, as a master's degree"),
        ("MSc", "Kite Manager", "not held"),
        ("BSc", "Kite Scholar", "not held"),
        ("BSc", "Kite Judge", "not held"),
        ("Bachelor of Laws", "Kite Tester", "held, as a bachelor's degree"),
        ("BSc", "Kite Pilot", "not held"),
        ("Pilot licence", "Kite Maker", "not held"),
        ("BSc", "Kite Seller", "not held"),
    ],
)
def test_degrees_of_one_step_are_one_and_the_gate_says_so(kites: Path, have: str, role: str, state: str) -> None:
    """No source states it: the label stays as it is stated, and what is held is told as what it counts as."""
    (gate,) = kg("-g", kites, "gap", "--have", have, role, "-f", "json").json["gates"]
    assert (gate["state"], gate["met"]) == (state, state != "not held")


def test_a_degree_of_the_same_step_in_another_field_stays_so(kites: Path) -> None:
    graph = open_graph(kites)
    states = [graph.gap("Kite Tester", to).gates[0].state for to in ("Kite Maker", "Kite Historian")]
    assert states == ["held, as a bachelor's degree", "held, as a bachelor's degree, in another field"]


def test_a_degree_whose_field_nobody_states_is_not_said_to_be_the_one_asked(kites: Path) -> None:
    """Clerks need a BSc, in what is not stated; testers need one in physics, as makers do."""
    graph = open_graph(kites)
    told = [graph.gap(one, "Kite Maker").gates[0].reason_held for one in ("Kite Clerk", "Kite Tester")]
    assert told == ["Kite Clerk requires it, in a field that is not stated", "Kite Tester requires it"]
    assert graph.gap("Kite Maker", "Kite Clerk").gates[0].reason_held == "Kite Maker requires it"


def test_a_degree_of_a_step_costs_what_the_step_costs(kites: Path) -> None:
    """Beside the bundled graph, where a bachelor's degree weighs one skill; alone nothing states a weight."""
    roles = open_graph(kites).careers.roles
    asks = {profile.entity.label: profile.credential for profile in roles.values()}
    assert asks["Kite Maker"] is not None
    assert asks["Kite Tester"] is not None
    assert asks["Kite Maker"].label == "BSc in Physics"
    assert asks["Kite Maker"][2] == asks["Kite Tester"][2]
    assert asks["Kite Maker"].level == asks["Kite Tester"].level


def test_next_sets_no_role_apart_for_another_name_of_the_degree_held(kites: Path) -> None:
    told = kg("-g", kites, "next", "me", "--have", "BEng,Sewing", "--limit", "20").out
    open_, _, apart = told.partition("Need a higher degree")
    assert "Kite Tester" in open_
    assert "Kite Scholar" in apart


def test_what_is_accepted_instead_of_a_degree_is_named_with_it(kites: Path) -> None:
    label = "Degree, or 3 years of experience"
    for command in (
        ("gap", "--have", "Sewing", "Kite Seller"),
        ("next", "me", "--have", "Sewing", "--limit", "20"),
        ("route", "Kite Trainee", "Kite Seller"),
        ("match", "--have", "Sewing", "--limit", "20"),
    ):
        assert label in kg("-g", kites, *command).out, command


# --- licences besides a degree ----------------------------------------------------------------------------------------

CLINIC = """# Jobs of a clinic

## Roles

### Physio Assistant
**Skills:** manual handling, record keeping

### Physiotherapist
**Skills:** manual handling, manual therapy
**Education:** BSc Physiotherapy; HCPC registration

### Clinical Lead
**Skills:** manual therapy, rota planning
**Education:** BSc Physiotherapy; HCPC registration

## Entry paths

### From care work
* It depends: much, or little.
"""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clinic")
    (folder / "clinic.md").write_text(CLINIC, encoding="utf-8")
    assert kg("init", folder / "store", "--empty").status == 0
    assert kg("import", "guide", folder / "clinic.md", "--into", folder / "store").status == 0
    return folder / "store"


def gates(answer: Answer) -> dict[str, bool]:
    return {gate["label"]: gate["met"] for gate in answer.json["gates"]}


def test_a_licence_is_a_gate_beside_the_degree(clinic: Path) -> None:
    """Lines 10 and 14 ask for both; who was a physiotherapist has both."""
    asked = ("-g", clinic, "gap")
    both = {"BSc in Physiotherapy": False, "HCPC registration": False}
    assert gates(kg(*asked, "Physio Assistant", "Physiotherapist", "-f", "json")) == both
    degree = kg(*asked, "me", "Physiotherapist", "--have", "BSc Physiotherapy", "-f", "json")
    assert gates(degree) == {"BSc in Physiotherapy": True, "HCPC registration": False}
    assert all(gates(kg(*asked, "Physiotherapist", "Clinical Lead", "-f", "json")).values())
    [line] = [line for line in kg(*asked, "me", "Physiotherapist").out.splitlines() if "HCPC" in line]
    assert "not held" in line
    assert line.endswith("clinic:10")
    nearest = kg("-g", clinic, "next", "me", "--have", "manual handling, BSc Physiotherapy", "-f", "json").json
    assert "HCPC registration" in str(nearest)


def test_an_entry_path_whose_skills_are_not_known_is_not_called_silent(clinic: Path) -> None:
    answer = kg("-g", clinic, "route", "From care work", "Physiotherapist")
    assert "it is not known which skills From care work brings" in answer.out
    assert "lists no skills" not in answer.out


@pytest.mark.parametrize(("level", "state", "apart"), [(4, "not stated whether held", False), (2, "not held", True)])
def test_what_nobody_states_of_a_degree_is_not_called_lacking(
    tmp_path: Path, level: int, state: str, apart: bool
) -> None:
    """Of a role of a degree's preparation level, whose education nobody states, it is not known."""
    text = f"""@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix e: <http://example.org/> .
e:code a ck:Skill ; skos:prefLabel "Code" . e:test a ck:Skill ; skos:prefLabel "Test" .
e:bsc a ck:Credential ; skos:prefLabel "Bachelor's" ; ck:skillEquivalents 1 .
e:developer a ck:Role ; skos:prefLabel "Developer" ; ck:preparationLevel {level} ; ck:requiresSkill e:code .
e:tester a ck:Role ; skos:prefLabel "Tester" ; ck:preparationLevel {level} ; ck:requiresSkill e:code , e:test ;
  ck:educationOption e:option .
e:option a ck:EducationOption ; ck:credential e:bsc ; ck:strength "required" .
"""
    graph = tmp_path / "office.ttl"
    graph.write_text(text, encoding="utf-8")
    opened = open_graph(graph)
    (gate,) = opened.gap("Developer", "Tester").gates
    assert (gate.met, gate.state) == (False, state)
    (held,) = opened.gap("Developer", "Tester", opened.conditions(have=["Bachelor's"])).gates
    assert held.state == "held"
    assert state in kg("-g", graph, "route", "Developer", "Tester").out
    [following] = opened.next("Developer")
    assert (following.role.label, following.asks_more) == ("Tester", apart)
    assert ("Need a higher degree" in kg("-g", graph, "next", "Developer").out) == apart
