"""Codes are names: those of ESCO, ISCO and O*NET-SOC, and the id and code of a row; groups and what is in them."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from command_line import kg

from kg.errors import UnknownNameError
from kg.model import Entity
from kg.model.entities import Name
from kg.store.lookup import Lookup
from kg.store.names import NameIndex, fold

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Answer

CODES = [
    ("7512.1", "role", None),  # two of ESCO's occupations have it
    ("51-3011.00", "role", "Bakers"),
    ("15-1299.01", "role", "Oven Testers"),
    ("2212", "role-group", "Healers of one sort"),
    ("7", "role-group", "Makers"),
    ("s1", "skill-group", "making"),
    ("4.A.1.I01", "skill-group", "Watch processes."),
    ("4.a.1.i01.d02", "skill", "Watch hearts."),
    ("43232402", "skill-group", "Programming software"),
    ("n-12", "role", "Joiner"),
    ("JOB 7", "role", "Joiner"),
    ("看-1", "role", "Fitter"),
    ("K1", "skill", "Sawing"),
]
"""A code of each kind of source, with its kind, and the label of what it stands for if that is one."""


@pytest.fixture(scope="module")
def store(taxonomies: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of everything, and a table with ids and codes."""
    folder = tmp_path_factory.mktemp("codes")
    path = folder / "store"
    shutil.copytree(taxonomies, path)
    (folder / "trades.csv").write_text(
        "Trade,No,Job,Asks\nJoiner,N-12,job 7,Sawing\nFitter,看-1,,Filing\n", encoding="utf-8"
    )
    (folder / "skills.csv").write_text("Skill,Code,Above\nSawing,K1,Woodwork\nWoodwork,K0,\nFine sawing,K11,Sawing\n")
    (folder / "mapping.yaml").write_text(
        "title: Trades\ntables:\n"
        "  - {file: trades.csv, rows: roles, columns: {label: Trade, id: No, code: Job, skills: Asks}}\n"
        "  - {file: skills.csv, rows: skills, columns: {label: Skill, code: Code, broader: Above}}\n"
    )
    files = (folder / "trades.csv", folder / "skills.csv")
    answer = kg("import", "table", *files, "--mapping", folder / "mapping.yaml", "--name", "trades", "--into", path)
    assert answer.status == 0, answer.err
    return path


def _one(answer: Answer) -> dict[str, str]:
    assert answer.status == 0, answer.err
    entity: dict[str, str] = answer.json["entity"]
    return entity


@pytest.mark.parametrize(("code", "kind", "label"), CODES)
@pytest.mark.slow
def test_d8_a_code_is_a_name(store: Path, code: str, kind: str, label: str | None) -> None:
    """Found, shown and told to be a code."""
    found = kg("-g", store, "find", code, "--kind", kind, "-f", "json")
    assert found.status == 0, found.err
    first = found.json[0]
    assert (first["tier"], fold(first["matched"])) == ("code", fold(code))
    shown = kg("-g", store, "show", code, "-f", "json")
    if label is None:
        assert shown.status == 1
        assert "is ambiguous:" in shown.err
        assert re.findall(r"^ +[12]  ('[^']+') \(role, occupation/o[12]\)", shown.err, re.M) == [
            "'baker'",
            "'pastry cook'",
        ]
        return
    assert (first["label"], first["kind"]) == (label, kind)
    entity = _one(shown)
    assert (entity["label"], entity["kind"]) == (label, kind)
    assert f"interpreted '{code}' as the {kind.replace('-', ' ')} '{label}' (code)" in shown.err
    assert any(fact["property"] == "notation" for fact in shown.json["facts"])
    assert _one(kg("-g", store, "why", code, "-f", "json")) == entity


@pytest.mark.parametrize(
    "question",
    [
        ("route", "29-1211.00", "51-3011.00"),
        ("gap", "29-1211.00", "51-3011.00"),
        ("connect", "29-1211.00", "51-3011.00"),
        ("compare", "29-1211.00", "51-3011.00"),
        ("next", "51-3011.00"),
        ("match", "--have", "4.A.1.I01.D01"),
        ("rank", "skills", "--unlocks", "51-3011.00"),
        ("view", "51-3011.00", "-o", "picture.html"),
        ("ask", "role-skills", "--role", "51-3011.00"),
    ],
    ids=lambda question: question[0],
)
@pytest.mark.slow
def test_d8_a_code_stands_where_a_name_may(
    store: Path, question: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = {"51-3011.00": "Bakers", "29-1211.00": "Heart Doctors", "4.A.1.I01.D01": "Watch ovens."}
    coded, named = (
        kg("-g", store, *(names.get(word, word) if by_name else word for word in question)) for by_name in (False, True)
    )
    assert (coded.status, coded.out.replace("51-3011.00", "Bakers")) == (
        named.status,
        named.out.replace("51-3011.00", "Bakers"),
    )
    if question[0] != "ask":
        assert "(code)" in coded.err


def test_d8_answers_have_the_code(store: Path) -> None:
    roles = kg("-g", store, "list", "roles", "--source", "trades", "-f", "json").json
    assert [(role["label"], role["code"]) for role in roles] == [("Fitter", "看-1"), ("Joiner", "N-12")]
    assert kg("-g", store, "list", "roles", "--source", "trades", "-f", "csv").lines[0] == "label,kind,code,id"
    assert "code" not in kg("list", "roles", "-f", "csv").lines[0].split(",")  # the guide states none
    hits = kg("-g", store, "find", "joiner", "-f", "csv").lines
    assert hits[0] == "label,kind,source,code,id,found by"
    assert hits[1].split(",")[3] == "N-12"
    assert "code,N-12" in kg("-g", store, "show", "Joiner", "-f", "csv").out


def test_d8_the_tiers_of_id_code_and_label() -> None:
    """An id comes before a code, a code before a label, whatever the case of its letters."""
    one, other, third = (
        Entity(f"https://example.org/{name}", name, label, "role")
        for name, label in (("r/7", "Seven"), ("r/8", "r/7"), ("r/9", "X9"))
    )
    names = [
        Name("code", other, "r/7"),
        Name("code", other, "X9"),
        *(Name("preferred label", entity, entity.label) for entity in (one, other, third)),
    ]
    lookup = Lookup({entity.id: entity for entity in (one, other, third)}.get, NameIndex.build(names))
    assert [lookup.resolve(name).entity for name in ("r/7", "x9", "seven")] == [one, other, one]
    assert [lookup.resolve(name).tier for name in ("r/7", "x9", "seven")] == ["id", "code", "preferred label"]


@pytest.mark.parametrize("code", ["51-3011.02", "15-1299.0", "29-1211.0O", "2213", "4.A.1.I01.D09", "N-13"])
def test_d8_a_code_that_is_none_is_not_taken_for_one_that_looks_like_it(store: Path, code: str) -> None:
    answer = kg("-g", store, "show", code)
    assert (answer.status, answer.out) == (1, "")
    assert "near spelling" not in answer.err


def test_d8_the_beginning_of_a_code_suggests_what_begins_so(store: Path) -> None:
    answer = kg("-g", store, "show", "15-1299")
    assert "did you mean 'Oven Programmers' (role), 'Oven Testers' (role)?" in answer.err
    found = kg("-g", store, "find", "15-1299", "-f", "json").json
    assert [hit["code"] for hit in found] == ["15-1299.00", "15-1299.01"]
    nothing = kg("-g", store, "find", "99-9999.99")
    assert (nothing.status, nothing.err) == (1, "note: no match for '99-9999.99'\n")


# --- groups -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["2", "Thinkers", "isco/C2", "221", "healers", "2212", "Healers of one sort"])
@pytest.mark.slow
def test_d8_roles_in_a_group_at_any_depth(store: Path, group: str) -> None:
    """Heart doctors stand two groups below the thinkers."""
    answer = kg("-g", store, "list", "roles", "--in", group, "-f", "json")
    assert [(role["label"], role["code"]) for role in answer.json] == [("heart doctor", "2212.1")]
    assert kg("-g", store, "list", "roles", "--in", group, "--source", "esco", "-f", "json").json == answer.json
    assert kg("-g", store, "list", "roles", "--in", group, "--source", "onet").status == 1


@pytest.mark.parametrize(
    ("kind", "group", "labels"),
    [
        ("role-groups", "2", ["Healers", "Healers of one sort"]),
        ("roles", "baker", ["pastry cook"]),  # a role that is broader than another
        ("skills", "S1", ["knead", "whittle"]),
        ("skills", "making", ["knead", "whittle"]),
        ("skills", "4.A", ["Watch hearts.", "Watch ovens."]),
        ("skills", "43232402", ["C", "C++"]),
        ("skills", "K0", ["Fine sawing", "Sawing"]),
        ("skills", "Sawing", ["Fine sawing"]),
        ("skill-groups", "4.A", ["Information Input", "Watch processes."]),
    ],
)
def test_d8_what_is_in_a_group(store: Path, kind: str, group: str, labels: list[str]) -> None:
    answer = kg("-g", store, "list", kind, "--in", group, "-f", "json")
    assert answer.status == 0, answer.err
    assert [entity["label"] for entity in answer.json] == labels


def test_d8_a_group_that_is_in_itself_has_an_end(tmp_path: Path) -> None:
    file = tmp_path / "circle.ttl"
    file.write_text(
        "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix x: <http://x/> .\n"
        "x:a a ck:RoleGroup ; skos:prefLabel 'A'@en ; skos:notation 'a1' ; skos:broader x:b .\n"
        "x:b a ck:RoleGroup ; skos:prefLabel 'B'@en ; skos:broader x:a .\n"
        "x:r a ck:Role ; skos:prefLabel 'R'@en ; skos:broader x:b ; skos:notation 7 , '=1+1', <http://x/code> .\n"
    )
    assert [each["label"] for each in kg("-g", file, "list", "roles", "--in", "a1", "-f", "json").json] == ["R"]
    assert _one(kg("-g", file, "show", "=1+1", "-f", "json"))["label"] == "R"
    assert _one(kg("-g", file, "show", "7", "-f", "json"))["label"] == "R"


def test_d8_groups_are_listed_and_shown(store: Path) -> None:
    groups = kg("-g", store, "list", "role-groups", "-f", "json").json
    assert {(group["label"], group["code"]) for group in groups} == {
        ("Thinkers", "2"), ("Healers", "221"), ("Healers of one sort", "2212"), ("Makers", "7"),
    }  # fmt: skip
    shown = kg("-g", store, "show", "Healers", "-f", "json")
    assert "Healers of one sort" in [
        fact["value"]["label"] for fact in shown.json["facts"] if fact["property"] == "^broader"
    ]


@pytest.mark.parametrize(
    "question",
    [
        ("list", "roles", "--in", "Makers of things"),
        ("list", "roles", "--in", "heart doctor"),
        ("list", "skills", "--in", "Docker"),
        ("list", "--in", "Healer"),
        ("show", "Docker", "--source", "esco"),
        ("show", "Docker", "--kind", "role"),
        ("find", "Docker", "--source", "esco"),
        ("find", "making", "--kind", "role"),
        ("route", "Makers", "MLOps"),
        ("gap", "Thinkers", "MLOps"),
    ],
    ids=" ".join,
)
def test_d8_an_error_never_suggests_the_name_that_was_given(store: Path, question: tuple[str, ...]) -> None:
    answer = kg("-g", store, *question)
    given = next(word for word in question[1:] if word not in ("roles", "skills", "--in"))
    suggested = answer.err.partition("did you mean")[2]
    assert fold(f"'{given}'") not in fold(suggested)


def test_d8_neither_does_the_error_itself() -> None:
    role = Entity("https://example.org/r", "role/r", "Nurse", "role")
    assert "did you mean" not in str(UnknownNameError(" NURSE ", ("topic",), (role,)))
