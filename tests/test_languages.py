"""Answers in another language: labels and descriptions in it, else in English, and names understood in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import kg
from drawn import examples
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store
from taxonomies import ESCO, esco_files, lines, occupation, skill, zip_of

import kg as package
from kg.answers.json_output import plain
from kg.cli.operations import operations
from kg.errors import UsageError
from kg.graph import CareerGraph
from kg.schema import CK, DCTERMS, RDF, SKOS
from kg.store import LocalStore

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = [
    ("show", "baker"),
    ("find", "bread"),
    ("list", "role"),
    ("gap", "baker", "pastry cook"),
    ("next", "pastry cook"),
    ("match", "--have", "knead"),
    ("compare", "baker", "pastry cook"),
    ("connect", "baker", "knead"),
    ("rank", "skills"),
    ("why", "baker"),
    ("ask", "role-skills", "--role", "baker"),
    ("ask", "most-required-skills"),
    ("route", "pastry cook", "baker"),
    ("plan", "pastry cook", "baker"),
]
"""Questions whose answers name the baker or the skill to knead."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ESCO with French and German files in one zip: the baker has labels in both, the pastry cook in German alone."""
    place = tmp_path_factory.mktemp("languages")
    heads = {name: esco_files()[f"{name}_en.csv"].decode().split("\r\n")[0] for name in ("occupations", "skills")}
    files = esco_files() | {
        "occupations_fr.csv": lines(
            heads["occupations"], occupation(1, "7512", "boulanger", "boulangère", said="Cuit du pain.")
        ),
        "occupations_de.csv": lines(
            heads["occupations"], occupation(1, "7512", "Bäcker"), occupation(2, "7512", "Konditor", said="Backt auch.")
        ),
        "skills_de.csv": lines(heads["skills"], skill(1, "skill/competence", "sector-specific", "kneten")),
    }
    assert kg("init", place / "store", "--empty").status == 0
    assert kg("import", "esco", zip_of(files, place / "esco.zip"), "--into", place / "store").status == 0
    return place / "store"


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
@pytest.mark.slow
def test_t9_every_question_answers_in_the_language(store: Path, question: tuple[str, ...]) -> None:
    answer = kg("-g", store, *question, "--lang", "fr")
    english = kg("-g", store, *question)
    assert answer.status == english.status == 0, answer.err
    assert "boulanger" in answer.out or "pétrir" in answer.out
    assert "boulanger" not in english.out.replace("'boulangère'", "")
    assert "knead" not in answer.out
    told = answer.err.count("what has no label in the language 'fr' is shown in English")
    assert told == 1 or not any(name in answer.out for name in ("pastry cook", "grains", "listen", "Bakes"))
    assert "language" not in english.err


def test_t9_descriptions_and_other_names_are_in_the_language_or_else_in_english(store: Path) -> None:
    for tag, said, others in (
        ("fr", "Cuit du pain.", {"boulangère"}),
        ("en", "Bakes. Every day.", {"bread maker", 'cook of "dough"'}),
        ("de", "Bakes. Every day.", {"bread maker", 'cook of "dough"'}),
    ):
        facts = kg("-g", store, "--lang", tag, "show", "baker", "-f", "json").json["facts"]
        assert [" ".join(f["value"].split()) for f in facts if f["property"] == "description"][:1] == [said]
        assert {fact["value"] for fact in facts if fact["property"] == "altLabel"} == others
    assert "Backt auch." in kg("-g", store, "--lang", "de", "show", "pastry cook").out


@pytest.mark.parametrize(
    ("before", "after", "environment", "shown"),
    [
        (("--lang", "fr"), (), {}, "boulanger"),
        ((), ("--lang", "fr"), {"KG_LANG": "de"}, "boulanger"),
        (("--lang", "de"), ("--lang", "fr"), {}, "boulanger"),
        ((), (), {"KG_LANG": "de"}, "Bäcker"),
        ((), (), {"KG_LANG": "auto", "LANG": "de_AT.UTF-8", "LC_ALL": ""}, "Bäcker"),
        ((), (), {"KG_LANG": "auto", "LANG": "C", "LC_ALL": ""}, "baker"),
        ((), (), {"LANG": "fr_FR.UTF-8"}, "baker"),
        ((), ("--lang", "FR-be"), {}, "boulanger"),
    ],
)
def test_t9_the_language_is_that_of_the_option_or_of_the_environment(
    store: Path, monkeypatch: pytest.MonkeyPatch, before: tuple[str, ...], after: tuple[str, ...],
    environment: dict[str, str], shown: str,
) -> None:  # fmt: skip
    for name in ("KG_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = kg("-g", store, *before, "show", "occupation/o1", *after, "-f", "json")
    assert found.json["entity"]["label"] == shown


def test_t9_names_are_searched_in_every_language(store: Path) -> None:
    graph = package.open(store, lang="fr")
    assert {graph.get(name).label for name in ("baker", "Bäcker", "BOULANGER", "boulangere", "bread maker")} == {
        "boulanger"
    }
    assert [hit.entity.label for hit in graph.find("konditor")] == ["pastry cook"]
    assert [(hit.entity.label, hit.label) for hit in graph.find("backer")] == [("boulanger", "Bäcker")]
    assert graph.in_language("de").get("boulanger").label == "Bäcker"
    assert graph.in_language("en").in_language("fr").restricted_to(source="esco").get("baker").label == "boulanger"


def test_t9_the_api_takes_the_language_of_a_request(store: Path) -> None:
    graph = package.open(store)
    for name, asked in (("show", {"name": ["baker"]}), ("find", {"q": ["bread"]}), ("extract", {"text": ["a baker"]})):
        said = {
            language: str(plain(operations()[name].answer(graph, asked | values).answer.data))
            for language, values in (("en", {}), ("fr", {"lang": ["fr"]}), ("de", {"lang": ["de"]}))
        }
        assert "boulanger" in said["fr"]
        assert "'Bäcker'" in said["de"]
        assert "'label': 'baker'" in said["en"]
    assert package.open(store, lang="de").get_or_none("boulanger").label == "Bäcker"  # type: ignore[union-attr]


def test_t9_pictures_and_exports_are_in_the_language(store: Path, tmp_path: Path) -> None:
    assert kg("-g", store, "view", "baker", "--lang", "fr", "-o", tmp_path / "a.html").status == 0
    assert "boulanger" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert kg("-g", store, "--lang", "fr", "export", tmp_path / "a.graphml").status == 0
    assert "pétrir" in (tmp_path / "a.graphml").read_text(encoding="utf-8")


def test_t9_a_language_that_nothing_is_in_is_told_with_those_there_are(store: Path) -> None:
    answer = kg("-g", store, "show", "baker", "--lang", "el")
    assert answer.status == 0
    assert "all is in English; there are labels in: de, en, fr" in answer.err
    assert kg("-g", store, "show", "baker", "--lang", "no language").status == 2
    with pytest.raises(UsageError):
        package.open(store, lang="?")
    assert kg("show", "Data Scientist", "--lang", "fr").out == kg("show", "Data Scientist").out


LABELS = st.dictionaries(
    st.sampled_from(["en", "fr", "de"]), st.text("abcéß", min_size=1, max_size=6), min_size=1, max_size=3
)


@examples(200)
@given(st.lists(LABELS, min_size=1, max_size=8))
def test_t9_each_label_is_the_french_one_or_else_the_english_one(drawn: list[dict[str, str]]) -> None:
    engine, iris = Store(), [NamedNode(f"{ESCO}occupation/r{number}") for number in range(len(drawn))]
    for iri, labels in zip(iris, drawn, strict=True):
        engine.add(Quad(iri, NamedNode(RDF.type), NamedNode(CK.Role)))
        for tag, label in labels.items():
            engine.add(Quad(iri, NamedNode(SKOS.prefLabel), Literal(label, language=tag)))
            engine.add(Quad(iri, NamedNode(DCTERMS.description), Literal(f"{label}.", language=tag)))
    graph = CareerGraph(LocalStore(engine, "drawn")).in_language("fr")
    wanted = {
        iri.value: labels.get("fr") or labels.get("en") or labels["de"] for iri, labels in zip(iris, drawn, strict=True)
    }
    assert {entity.iri: entity.label for entity in graph.list("role")} == wanted
    for iri, labels in zip(iris, drawn, strict=True):
        assert graph.get(iri.value).label == wanted[iri.value]
        said = [fact.value for fact in graph.show(iri.value).facts if fact.property == "description"]
        assert said == [f"{wanted[iri.value]}."]
        for label in labels.values():
            assert (iri.value, wanted[iri.value]) in {(hit.entity.iri, hit.entity.label) for hit in graph.find(label)}
    assert (graph.store.labels.note is None) == all("fr" in labels for labels in drawn)
