"""Roles compared by the words in which they are described: docs/ranking.md#by-words, written twice."""

from __future__ import annotations

import re
from collections import Counter
from math import log
from typing import TYPE_CHECKING

import numpy as np
import pytest
from command_line import kg as run
from hypothesis import given, settings
from hypothesis import strategies as st
from test_similarity import crowd

import kg
from kg.errors import UsageError
from kg.rdf.careers import read_texts
from kg.similarity.role_table import RoleTable
from kg.similarity.roles import Similarity
from kg.similarity.text import RoleTerms, tokenize

if TYPE_CHECKING:
    from pathlib import Path

_VOCABULARY = ["patients", "ward", "sql", "policies", "glass", "data", "classes", "uses", "the", "roof"]

texts = st.dictionaries(
    st.sampled_from([f"r:{number:04}" for number in range(12)]),
    st.lists(st.lists(st.sampled_from(_VOCABULARY), max_size=5).map(" ".join), max_size=3),
)


def similarity_of(described: dict[str, list[str]], count: int = 12) -> Similarity:
    careers = crowd(count)
    table = RoleTable.of(careers)
    return Similarity(careers, table, terms=RoleTerms.of(described, table.roles))


def by_definition(described: dict[str, list[str]], similarity: Similarity) -> np.ndarray:
    """The similarity of every two roles, from dense matrices of single words and skills."""
    careers, table = similarity._careers, similarity._table
    singular = {"patients": "patient", "policies": "policy", "classes": "classe"}
    stop = {"uses", "the"}
    counted = [
        Counter(
            singular.get(word, word) for text in described.get(role, ()) for word in text.split() if word not in stop
        )
        for role in table.roles
    ]
    described_roles, spread = sum(map(bool, counted)), Counter(word for row in counted for word in row)
    skills: list[Counter[str]] = []
    for role in table.roles:
        found: Counter[str] = Counter()
        for items, strength in ((careers.roles[role].required, 2), (careers.roles[role].optional, 1)):
            for item in items:
                above = careers.tree.groups(item.skill.iri)
                found[item.skill.iri] += strength
                found.update({group: strength / len(above) for group in above})
        skills.append(found)
    asking, asked = sum(map(bool, skills)), Counter(concept for row in skills for concept in row)
    rows = []
    for words, concepts in zip(counted, skills, strict=True):
        one = {concept: much / 2 * log(1 + asking / asked[concept]) for concept, much in concepts.items()}
        other = {
            f"word {word}": times * log(1 + described_roles / spread[word])
            for word, times in words.items()
            if 1 < spread[word] <= max(described_roles / 2, 2)
        }
        share = sum(one.values()) / sum(other.values()) if one and other else 1
        rows.append(one | {word: weight * share for word, weight in other.items()})
    columns = sorted({concept for row in rows for concept in row})
    weights = np.array([[row.get(concept, 0.0) for concept in columns] for row in rows])
    mass, whole = weights.sum(axis=1, keepdims=True), weights.sum(axis=0)
    step = np.divide(weights, mass, out=np.zeros_like(weights), where=mass > 0) @ (weights / whole).T
    hundredths = np.count_nonzero(mass) / 100  # few roles count as part of a hundred
    chance = (hundredths * mass / mass.sum()).T
    ratio = np.divide((step + step @ step) / 2, chance, out=np.zeros_like(step), where=chance > 0)
    row = np.maximum(np.rint(1000 * np.log(np.maximum(ratio, 1e-9))), 0)
    part = (1 - hundredths) / 2  # and the cosine of what they ask for counts too
    scores: np.ndarray = np.minimum(np.rint(1000 * ((1 - part) * cosines(row) + part * cosines(weights))), 990)
    return scores


def cosines(rows: np.ndarray) -> np.ndarray:
    """The cosine of every two rows, 0 where one has nothing."""
    lengths = np.linalg.norm(rows, axis=1)
    found: np.ndarray = np.divide(
        rows @ rows.T, np.outer(lengths, lengths), out=np.zeros((len(rows), len(rows))), where=rows @ rows.T > 0
    )
    return found


@given(texts)
@settings(deadline=None)
def test_similarity_by_words_is_that_of_the_definition(described: dict[str, list[str]]) -> None:
    similarity = similarity_of(described)
    everyone = np.arange(12)
    found = similarity.rows(everyone).astype(int)
    assert np.abs(found - by_definition(described, similarity)).max() <= 1  # halves may round either way


@given(texts)
@settings(deadline=None)
def test_the_words_told_are_those_that_both_are_described_in(described: dict[str, list[str]]) -> None:
    similarity = similarity_of(described)
    profiles = [similarity._careers.roles[role] for role in similarity._table.roles]
    for origin in profiles[:4]:
        for role in profiles[4:8]:
            told = similarity.top_shared_terms(origin, role)
            both = [
                {word for text in described.get(profile.entity.iri, ()) for word in tokenize(text)}
                for profile in (origin, role)
            ]
            assert set(told) == both[0] & both[1] & set(similarity._terms.names if similarity._terms else ())


def test_without_texts_words_change_nothing() -> None:
    plain = Similarity((careers := crowd(12)), (table := RoleTable.of(careers)))
    everyone = np.arange(12)
    worded = Similarity(careers, table, terms=RoleTerms.of({}, table.roles))
    assert np.array_equal(plain.rows(everyone), worded.rows(everyone))


def test_words_are_those_that_say_something() -> None:
    assert tokenize("SQL's classes & the GLASS, C3PO; ÉTUDE bus.") == ["sql", "classe", "glass", "po", "tude", "bus"]
    assert tokenize("") == tokenize("a 1 of the") == []


def test_the_texts_of_a_role_are_its_label_description_and_responsibilities() -> None:
    """Lines 15 to 21 of the guide."""
    graph = kg.open()
    texts = read_texts(graph._reader)[graph.get("Machine Learning Engineer", "role").iri]
    assert {"Machine Learning Engineer", "Build and maintain ML systems", "Optimize model performance"} < set(texts)
    assert len(texts) == 1 + 1 + 5  # label, description, responsibilities


def test_what_is_said_in_other_languages_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "two.ttl"
    file.write_text(
        "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        "<http://example.org/nurse> a ck:Role ; skos:prefLabel 'nurse'@en, 'Krankenpfleger'@de, 'RN' ."
    )
    assert read_texts(kg.open(file)._reader) == {"http://example.org/nurse": ["RN", "nurse"]}


def test_the_command_line_tells_the_words() -> None:
    plain, worded = (run("next", "MLOps Engineer", "-f", "json", *more).json for more in ((), ("--by", "words")))
    assert all(move["words"] == [] for move in plain)
    assert any(move["words"] for move in worded)
    assert [move["role"]["id"] for move in plain] == [move.role.id for move in kg.open().next("MLOps Engineer")]
    by_words = kg.open().next("MLOps Engineer", by="words")
    assert [(move["role"]["id"], move["score"]) for move in worded] == [(move.role.id, move.score) for move in by_words]
    assert re.search(r"similarity +held +words +to learn", run("next", "MLOps Engineer", "--by", "words").out)


def test_what_has_no_words_is_compared_by_skills() -> None:
    moves = kg.open().next("statistician", by="words")
    assert moves
    assert all(move.words == () for move in moves)


def test_another_likeness_is_refused() -> None:
    with pytest.raises(UsageError, match="skills, words"):
        kg.open().next("MLOps Engineer", by="titles")  # type: ignore[arg-type]  # on purpose
    refused = run("next", "MLOps Engineer", "--by", "words", "--learn", "SQL")
    assert refused.status == 2
    assert "takes no --by" in refused.err


def test_a_store_keeps_what_it_counted(taxonomies: Path) -> None:
    first = kg.open(taxonomies).next("MLOps Engineer", by="words")
    assert first == kg.open(taxonomies).next("MLOps Engineer", by="words")
    assert list((taxonomies / "cache").glob("words-*.arrays"))
