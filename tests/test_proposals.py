"""Proposals of links between sources: which names are near, how sure it is, and what becomes of a reviewed file."""

from __future__ import annotations

import csv
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from command_line import START, kg
from test_equal_names import links, put, rdf, review

import kg as package
from kg.errors import UsageError
from kg.rdf.writer import written
from kg.schema import CK, SKOS
from kg.sources.sssom import mapping_metadata, mapping_records, read_sssom

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """An empty store."""
    assert kg("init", tmp_path / "store", "--empty").status == 0
    return tmp_path / "store"


def labelled(folder: Path, name: str, *entities: str, kind: str = "Skill") -> Path:
    """A file of RDF with an entity for each text: its label, then alternative ones after bars."""
    path = rdf(folder, name, *(entity.partition("|")[0] for entity in entities), kind=kind)
    text = path.read_text(encoding="utf-8")
    for number, entity in enumerate(entities, 1):
        for other in entity.split("|")[1:]:
            text += f'<http://{name}.example/{number}> skos:altLabel "{other}" .\n'
    path.write_text(text, encoding="utf-8")
    return path


def proposed(store: Path, threshold: float = 0.9, *sources: str) -> list[tuple[str, str]]:
    """What is proposed, each pair by the last parts of its IRIs."""
    rows = package.open(store).link(threshold, sources)
    return [(row.subject.removeprefix("http://"), row.object.removeprefix("http://")) for row in rows]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Data Scientist", "data scientists"),
        ("distributed system", "Systems, distributed"),
        ("Programming", "Programing"),
        ("Analyse data", "analyze data"),
        ("Cut glass", "Cut glass."),
        ("Swift", "Swift (computer programming)"),
        ("Kubernetes|k8s cluster", "K8s cluster"),
    ],
)
@pytest.mark.slow
def test_names_that_differ_in_form_are_proposed(store: Path, tmp_path: Path, one: str, other: str) -> None:
    put(store, labelled(tmp_path, "a", one, "Welding"), labelled(tmp_path, "b", other, "Baking"))
    assert links(store) == set()
    assert proposed(store) == [("a.example/1", "b.example/1")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("chemical engineering", "biochemical engineering"),
        ("Java", "JavaScript"),
        ("Sass", "SAS"),
        ("Go", "GO"),
        ("Level 2 rigging", "Level 3 rigging"),
        ("nursing", "nursing research methods"),
    ],
)
@pytest.mark.slow
def test_names_that_mean_something_else_are_not(store: Path, tmp_path: Path, one: str, other: str) -> None:
    put(store, labelled(tmp_path, "a", one), labelled(tmp_path, "b", other))
    assert proposed(store) == []


@pytest.mark.slow
def test_an_alternative_label_counts_less_the_more_there_are(store: Path, tmp_path: Path) -> None:
    many = "Handlers|" + "|".join(f"name {sign}{sign}{sign}" for sign in "abcdefghijklmno") + "|Stacker"
    put(store, labelled(tmp_path, "a", "Stacker"), labelled(tmp_path, "b", many, "Shelver|stacker"))
    assert proposed(store) == [("a.example/1", "b.example/2")]
    assert proposed(store, 0.8) == [("a.example/1", "b.example/2")]
    put(store, labelled(tmp_path, "b", many))
    assert proposed(store, 0.8) == [("a.example/1", "b.example/1")]


@pytest.mark.slow
def test_shared_neighbours_raise_the_confidence(store: Path, tmp_path: Path) -> None:
    """Of 14 letters 12 are the same: 0.857; where all neighbours are shared, half of what is missing to 1 is added."""
    for name, label in (("a", "Analyse"), ("b", "Analyze")):
        put(store, labelled(tmp_path, name, label))
    assert proposed(store) == []
    [row] = package.open(store).link(0.8)
    assert (row.confidence, row.justification.rpartition("/")[2]) == ("0.85", "LexicalMatching")
    for name, label in (("a", "Analyse"), ("b", "Analyze")):
        path = labelled(tmp_path, name, label)
        asks = f'a ck:Role ; skos:prefLabel "Foreman" ; ck:requiresSkill <http://{name}.example/1>'
        path.write_text(f"{path.read_text(encoding='utf-8')}<http://{name}.example/2> {asks} .\n", encoding="utf-8")
        put(store, path)
    [row] = package.open(store).link()
    assert (row.confidence, row.justification.rpartition("/")[2]) == ("0.92", "CompositeMatching")
    assert "both are linked to Foreman" in (row.comment or "")


def test_only_entities_of_one_kind_and_of_two_sources_are_proposed(store: Path, tmp_path: Path) -> None:
    put(store, labelled(tmp_path, "a", "Weld pipe", "Weld pipes"), labelled(tmp_path, "b", "Weld pipes", kind="Role"))
    assert proposed(store) == []


@pytest.mark.slow
def test_what_is_linked_or_reviewed_is_not_proposed(store: Path, tmp_path: Path) -> None:
    put(store, labelled(tmp_path, "a", "Weld pipe", "Bake bread", "Cut glass", "Sew seam"))
    put(store, labelled(tmp_path, "b", "Weld pipes", "bake bread", "Cut glass.", "Sew seams"))
    assert len(proposed(store)) == 3
    review(store, tmp_path, "a:1 exactMatch b:1", "a:3 closeMatch b:3", "b:4 exactMatch a:4 Not")
    assert proposed(store) == []


def test_a_homonym_is_proposed_with_each_that_has_the_name(store: Path, tmp_path: Path) -> None:
    put(store, labelled(tmp_path, "a", "Drawing"), labelled(tmp_path, "b", "Drawing", "drawing"))
    assert proposed(store) == [("a.example/1", "b.example/1"), ("a.example/1", "b.example/2")]


@pytest.mark.slow
def test_source_limits_the_proposals_and_comes_first(store: Path, tmp_path: Path) -> None:
    for name, label in (("a", "Weld pipe"), ("b", "Weld pipes"), ("c", "Weld pipe.")):
        put(store, labelled(tmp_path, name, label))
    assert len(proposed(store)) == 3
    assert proposed(store, 0.9, "c") == [("c.example/1", "a.example/1"), ("c.example/1", "b.example/1")]
    lines = kg("-g", store, "link", "--source", "c").out.splitlines()
    assert [line.partition("\t")[0] for line in lines[-2:]] == ["ns1:1", "ns1:1"]
    assert kg("-g", store, "link", "--source", "d").status == 2
    with pytest.raises(UsageError, match="no source 'd'"):
        proposed(store, 0.9, "d")
    with pytest.raises(UsageError, match="from 0 to 1"):
        proposed(store, 1.5)


@pytest.mark.slow
def test_the_file_is_sssom_that_an_import_accepts(store: Path, tmp_path: Path) -> None:
    put(
        store,
        labelled(tmp_path, "a", "Weld pipe", 'Cut\t"glass"'),
        labelled(tmp_path, "b", "Weld pipes", 'cut "glass".'),
    )
    file = tmp_path / "proposals.sssom.tsv"
    answer = kg("-g", store, "link", "-o", file)
    assert (answer.status, answer.out.strip()) == (0, str(file))
    assert "2 links are proposed" in answer.err
    assert kg("-g", store, "link").out == file.read_text(encoding="utf-8")
    found = read_sssom(file)
    assert not found.findings
    assert found.licence
    assert [row.confidence for row in found.mappings] == ["0.99", "0.99"]
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t"))
    assert all(row["comment"] and row["mapping_justification"] == "semapv:LexicalMatching" for row in rows)
    assert kg("import", "sssom", file, "--into", store).status == 0
    canonical = package.open(store).careers.tree.canonical
    assert canonical("http://a.example/1") == canonical("http://b.example/1")
    again = kg("-g", store, "link")
    assert again.status == 0
    assert "0 links are proposed" in again.err


@pytest.mark.slow
def test_a_row_marked_not_is_not_proposed_again(store: Path, tmp_path: Path) -> None:
    put(store, labelled(tmp_path, "a", "Weld pipe"), labelled(tmp_path, "b", "Weld pipes"))
    lines = kg("-g", store, "link").out.splitlines()
    lines[-2:] = [f"{lines[-2]}\tpredicate_modifier", f"{lines[-1]}\tNot"]
    file = tmp_path / "no.sssom.tsv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    [refused] = read_sssom(file).refusals
    sets = [read_sssom(file)]
    quads = written("no", mapping_metadata(sets[0], "No"), mapping_records(sets, "no", "No"))
    assert not [quad for quad in quads if quad.predicate.value == SKOS.exactMatch]
    assert refused.subject == "http://a.example/1"
    assert kg("import", "sssom", file, "--into", store).status == 0
    assert proposed(store) == []
    errors = [line for line in kg("-g", store, "validate").out.splitlines() if "statement/" in line]
    assert errors == []


@pytest.mark.slow
@pytest.mark.long
def test_the_order_does_not_depend_on_the_hash_seed(store: Path, tmp_path: Path) -> None:
    words = [f"weld {first}{second} pipe" for first in "abcde" for second in "xyzuv"]
    put(store, labelled(tmp_path, "a", *words), labelled(tmp_path, "b", *(f"{word}s" for word in words)))
    outputs = {
        subprocess.run(
            [*START, "-g", str(store), "link"],
            capture_output=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1
    assert CK.iri.encode() not in outputs.pop()
