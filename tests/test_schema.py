"""Names: closed vocabularies, prefixes that never overlap, and slugs that tell names apart."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg import schema
from kg.schema import slug


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("CI/CD", "ci-cd"),
        ("R&D", "r-and-d"),
        ("3D graphics knowledge", "3d-graphics-knowledge"),
        ("Bachelor's", "bachelors"),
        ("Research Scientist (AI/ML)", "research-scientist-ai-ml"),
        ("Zoë\u2019s Guide", "zoes-guide"),
        ("  --  ", ""),
        ("日本", "日本"),
        ("…", ""),
    ],
)
def test_slug(label: str, expected: str) -> None:
    assert slug(label) == expected


@given(st.text())
def test_a_slug_is_stable_and_part_of_an_iri(label: str) -> None:
    found = slug(label)
    assert re.fullmatch(r"(?:[a-z0-9\u0080-\U0010ffff]+(?:-[a-z0-9\u0080-\U0010ffff]+)*)?", found)
    assert not found or any(map(str.isalnum, found))
    assert slug(found) == slug(label) == found
    assert NamedNode(schema.BASE + found).value == schema.BASE + found


@given(st.text(alphabet="abc +#&/-", max_size=12))
def test_signs_tell_names_apart(name: str) -> None:
    assert slug(f"a{name}b") != slug(f"a{name}+b")


def test_no_namespace_begins_another() -> None:
    for first, second in permutations(schema.PREFIXES.values(), 2):
        assert not first.startswith(second)


def test_prefixes_follow_the_base() -> None:
    moved = schema.prefixes("http://example.org/x#")
    assert set(moved) == set(schema.PREFIXES)
    assert moved["role"] == "http://example.org/x#role/"
    assert moved["ck"] == schema.PREFIXES["ck"] == schema.CK.iri


def test_a_misspelt_term_is_an_error() -> None:
    with pytest.raises(AttributeError, match="has no term 'Rol'"):
        _ = schema.CK.Rol


def test_every_kind_has_a_class_and_a_prefix() -> None:
    for kind, iri in schema.KINDS.items():
        assert iri in set(schema.CK)
        if kind not in schema.TAXONOMY_KINDS:
            assert schema.PREFIXES[kind] == f"{schema.BASE}{kind}/"
