"""The columns of all roles say what their profiles say, however a graph states it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from careers import examples, graph_of, worlds
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.model.careers import RoleColumns
from kg.rdf.careers import read_columns
from kg.rdf.entities import BaseIris
from kg.schema import BASE
from kg.similarity.role_table import NO_PAY, RoleTable

if TYPE_CHECKING:
    from pathlib import Path

    from rule import World

    from kg.graph import CareerGraph


def same(graph: CareerGraph) -> bool:
    """Whether columns read in a few passes are those of the profiles, read one by one.

    Figures are carried from role to role, which no profile does; tests of the rule compare them.
    """
    careers = graph.careers
    columns = read_columns(graph._reader, careers)
    profiles = RoleColumns.of({iri: careers.roles[iri] for iri in careers.roles})._replace(facts=columns.facts)
    from_profiles, from_passes = RoleTable.of(careers, profiles), RoleTable.of(careers, columns)
    assert from_profiles.arrays.keys() == from_passes.arrays.keys()
    return all(np.array_equal(array, from_passes.arrays[name]) for name, array in from_profiles.arrays.items())


def test_of_the_bundled_graph() -> None:
    assert same(kg.open())
    assert same(kg.open(merges=False))


def test_of_a_store_with_taxonomies(taxonomies: Path) -> None:
    graph = kg.open(taxonomies)
    assert len(graph.careers.roles) > 20
    assert same(graph)
    assert graph.table.arrays.keys() == kg.open(taxonomies).table.arrays.keys()  # the second comes from the cache
    kept = kg.open(taxonomies).table
    assert all(np.array_equal(kept.arrays[name], array) for name, array in graph.table.arrays.items())


@pytest.mark.parametrize("damage", [b"", b"<x> <y> <z> .\n", None])
def test_of_a_store_whose_links_are_damaged(taxonomies: Path, tmp_path: Path, damage: bytes | None) -> None:
    store = tmp_path / "store"
    shutil.copytree(taxonomies, store)
    shutil.rmtree(store / "cache", ignore_errors=True)
    file = next((store / "parts").glob("esco.*.links.nq"))
    assert b"requiresSkill" in file.read_bytes()
    file.unlink() if damage is None else file.write_bytes(damage)
    assert same(kg.open(store))


@examples(60)
@given(worlds(), st.booleans())
def test_of_random_worlds(world: World, merges: bool) -> None:
    assert same(graph_of(world, merges=merges))


def test_minimum_pay_is_read_by_currency_and_period() -> None:
    table = kg.open().table
    pay = dict(zip(table.roles, table.minimum_pay("USD YEAR").tolist(), strict=True))
    assert pay[f"{BASE}role/data-scientist"] == 70000
    assert pay[f"{BASE}role/prompt-engineer"] == NO_PAY
    assert {pay for unit in ("EUR YEAR", "USD ?", "") for pay in table.minimum_pay(unit).tolist()} == {NO_PAY}
    assert table.usual_pay_unit == "USD YEAR"


# --- ids --------------------------------------------------------------------------------------------------------------


def test_an_id_is_the_iri_without_the_shortest_base() -> None:
    bases = BaseIris([(f"{BASE}graph/ai-ml", BASE), (f"{BASE}graph/esco", "http://data.europa.eu/esco/")])
    assert bases.main == BASE
    assert bases.id(f"{BASE}onet/role/11-1011.00") == "onet/role/11-1011.00"
    assert bases.id("http://data.europa.eu/esco/occupation/1") == "occupation/1"
    assert bases.id("urn:else") == "urn:else"
    assert f"{BASE}role/x" in bases.iris("role/x")
    assert bases.graph_name(f"{BASE}graph/esco") == "esco"


def test_a_graph_of_another_base_has_its_own_ids() -> None:
    bases = BaseIris([("http://x/graph/mine", "http://x/")])
    assert (bases.main, bases.id("http://x/role/a"), bases.graph_name("http://x/graph/mine")) == (
        "http://x/",
        "role/a",
        "mine",
    )
