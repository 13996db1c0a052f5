"""What O*NET says of interests, values, styles, abilities and activities: shown, asked, and used to rank roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from command_line import kg
from drawn import examples
from esco_model import release, table
from hypothesis import given
from hypothesis import strategies as st
from taxonomies import ESCO, folder_of, onet_files, onet_profiles, onet_ratings

from kg.analysis.interests import read_interests
from kg.errors import UsageError
from kg.graph import CareerGraph, open_graph
from kg.schema import RIASEC

if TYPE_CHECKING:
    from pathlib import Path

FILES = onet_files() | onet_ratings() | onet_profiles()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("interests")
    assert kg("init", place / "store", "--empty").status == 0
    answer = kg("import", "onet", folder_of(FILES, place / "onet"), "--into", place / "store")
    assert answer.status == 0, answer.err
    assert kg("import", "esco", folder_of(release(), place / "esco"), "--into", place / "store").status == 0
    return place / "store"


@pytest.fixture(scope="module")
def graph(store: Path) -> CareerGraph:
    return open_graph(store)


def scores() -> dict[str, list[float]]:
    """The six scores of each occupation, from the table itself."""
    found: dict[str, list[float]] = {}
    for line in FILES["Interests.txt"].decode().splitlines()[1:]:
        code, _, _, scale, value, *_ = line.split("\t")
        if scale == "OI":
            found.setdefault(code, []).append(float(value))
    return found


def test_a17_show_has_what_the_tables_say_with_their_lines(store: Path) -> None:
    shown = kg("-g", store, "show", "Bakers", "-f", "json").json["facts"]
    named = [(fact["value"]["label"] if isinstance(fact["value"], dict) else fact["value"], fact) for fact in shown]
    facts = {(fact["property"], name): fact for name, fact in named}
    interests = facts["hasInterests", "realistic, artistic, conventional"]
    assert interests["parts"]["realistic"] == [6.5]
    assert interests["parts"]["hollandCode"] == ["RAC"]
    assert interests["source"]["document"].endswith("Interests.txt")
    assert interests["source"]["line"] == 2
    assert facts["hasWorkValues", "relationships, support, working conditions"]["parts"]["relationships"] == [5.0]
    rated = {name: fact["parts"] for (key, name), fact in facts.items() if key == "hasRating"}
    assert rated["Dependability"] == {"importance": [4.69]}
    assert rated["Manual Dexterity"] == {"importance": [3.75], "ratedLevel": [2.62]}
    assert rated["Information Input"] == {"importance": [3.1]}, "the level is suppressed"
    assert rated["Active Listening"] == {"importance": [3.25], "ratedLevel": [2.88]}
    assert "Attention to Detail" not in rated, "O*NET recommends to suppress it"
    assert "realistic 6.5" in kg("-g", store, "show", "Bakers").out


def test_a17_no_role_requires_what_it_is_rated_for(graph: CareerGraph) -> None:
    baker = graph.careers.roles[graph.get("Bakers").iri]
    assert {need.skill.label for need in baker.required} == {"Watch ovens."}
    assert [topic.label for topic in graph.list("topic")] == ["Dependability", "Manual Dexterity"]


def test_a17_a_store_with_all_tables_conforms(store: Path) -> None:
    found = kg("-g", store, "validate", "-f", "json").json
    assert found["conforms"], found


@pytest.mark.parametrize("code", ["RAC", "is", "A", "CESAIR", "12,30,5,22,8,10", "0 0 1.5 0 0 9"])
def test_a17_roles_are_ranked_by_the_correlation_of_their_interests(store: Path, code: str) -> None:
    own = [read_interests(code)[name] for name in RIASEC]
    wanted = sorted(((-np.corrcoef(own, theirs)[0, 1], each) for each, theirs in scores().items()))
    answer = kg("-g", store, "match", "--interests", code, "-f", "json").json
    assert [role["role"]["id"].rpartition("/")[2] for role in answer["roles"]] == [each for _, each in wanted]
    for role, (negative, each) in zip(answer["roles"], wanted, strict=True):
        assert role["agreement"] == pytest.approx(-negative, abs=1e-4)
        assert [role["scores"][name] for name in RIASEC] == scores()[each]
        assert role["sources"][0]["document"].endswith("Interests.txt")
    assert answer["not_stated"] == 2 + 6
    assert "correlation" in answer["method"]


def test_a17_with_skills_those_roles_are_ranked_that_they_cover(store: Path) -> None:
    have = ("--have", "Watch ovens.", "-f", "json")
    answer = kg("-g", store, "match", "--interests", "IAS", *have).json
    assert {role["role"]["label"]: role["coverage"] for role in answer["roles"]} == {"Heart Doctors": 0.5, "Bakers": 1}
    answer = kg("-g", store, "match", "--interests", "IAS", "--min-coverage", "0.9", *have).json
    assert [role["role"]["label"] for role in answer["roles"]] == ["Bakers"]
    text = kg("-g", store, "match", "--interests", "IAS").out
    assert "Heart Doctors" in text
    assert "investigative 6.8, social 5" in text
    assert "correlation of the six scores" in text


@given(st.lists(st.sampled_from("RIASEC"), min_size=1, max_size=6, unique=True))
@examples(60)
def test_a17_letters_count_by_their_place(letters: list[str]) -> None:
    found = read_interests("".join(letters))
    named = [name[0].upper() for name in sorted(RIASEC, key=lambda name: -found[name]) if found[name]]
    assert named == letters
    assert sorted(filter(None, found.values())) == list(range(1, len(letters) + 1))


@pytest.mark.parametrize("text", ["", "XYZ", "RR", "1,2,3", "1,1,1,1,1,1", "1,2,3,4,5,x", "1,2,3,4,5,6,7"])
def test_a17_what_is_no_interests_is_an_error(text: str, store: Path) -> None:
    with pytest.raises(UsageError):
        read_interests(text)
    assert kg("-g", store, "match", "--interests", text).status == 2


def test_a17_what_is_no_sense_together_is_an_error() -> None:
    assert kg("match").status == 2
    assert kg("match", "--interests", "ASI", "--have", "Python", "--curriculum").status == 2
    answer = kg("match", "--interests", "ASI")
    assert answer.status == 1
    assert "not stated in the source" in answer.out


def test_a17_named_questions_ask_for_them(store: Path) -> None:
    asked = kg("-g", store, "ask", "role-interests", "--role", "Bakers", "-f", "json").json["rows"]
    assert [(row["name"], row["score"]) for row in asked if row["of"] == "interests"][:2] == [
        ("realistic", 6.5),
        ("artistic", 4),
    ]
    assert next(row["name"] for row in asked if row["of"] == "work values") == "relationships"
    rated = kg("-g", store, "ask", "role-ratings", "--role", "Bakers", "-f", "json").json["rows"]
    assert (rated[0]["rated"], rated[0]["importance"]) == ("Dependability", 4.69)
    assert len(rated) == 5


def test_a17_collections_of_esco_are_asked_for_and_list_their_members(store: Path) -> None:
    wanted = {row["preferredLabel"] for row in table(release(), "transversalSkillsCollection_en.csv")}
    rows = kg("-g", store, "ask", "collection-members", "--collection", "transversal", "-f", "json").json["rows"]
    assert {row["member"] for row in rows} == wanted
    required = {row["member"]: row["roles"] for row in rows}
    essential = [r for r in table(release(), "occupationSkillRelations.csv") if r["relationType"] == "essential"]
    assert required["listen"] == len({r["occupationUri"] for r in essential if r["skillUri"] == f"{ESCO}skill/s3"})
    assert "transversal" in kg("-g", store, "show", "listen", "--source", "esco").out
