"""What an import of RDF or of mappings does not know is counted, and named with its line in the user's own file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import kg

if TYPE_CHECKING:
    from pathlib import Path

TURTLE = """@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix : <https://w3id.org/career-kg/role/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:baker a ck:Role ; skos:prefLabel "Baker"@en .
:miller a ck:Role ; skos:prefLabel "Miller"@en ;
  {0} .
"""
HEAD = """#curie_map:
#  ex: https://a.example/
#  role: https://w3id.org/career-kg/role/
subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment
"""
ROW = "role:ai-ethicist\tskos:exactMatch\trole:data-scientist\tsemapv:ManualMappingCuration\t\n"


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("a ck:Rol", "ck:Rol is no term of its vocabulary; did you mean ck:Role?"),
        ("ck:requireSkill :dough", "ck:requireSkill is no term of its vocabulary; did you mean ck:requiresSkill?"),
        ('skos:altLable "Grinder"@en', "skos:altLable is no term of its vocabulary; did you mean skos:altLabel?"),
    ],
)
def test_a_misspelt_term_of_rdf_is_counted_and_named_with_its_line(
    tmp_path: Path, statement: str, message: str
) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(TURTLE.format(statement), encoding="utf-8")
    kg("init", tmp_path / "store", "--empty")
    found = kg("import", "rdf", file, "--into", tmp_path / "store", "-f", "json").json[0]
    (counts,) = found["files"]
    assert (counts["read"], counts["kept"], counts["not_understood"]) == (5, 4, 1)
    told = [(each["line"], each["message"]) for each in found["findings"] if each["file"] == str(file)]
    assert (6, message) in told


@pytest.mark.parametrize("right", ["skos:closeMatch", "owl:sameAs", "rdfs:seeAlso", "ex:anything"])
@pytest.mark.parametrize(
    ("wrong", "near"), [("skos:closMatch", "skos:closeMatch"), ("owl:sameas", "owl:sameAs"), ("skos:Exactmatch", "")]
)
def test_a_misspelt_predicate_of_a_mapping_is_refused_with_its_line(
    tmp_path: Path, wrong: str, near: str, right: str
) -> None:
    file, store = tmp_path / "m.sssom.tsv", tmp_path / "store"
    kg("init", store)
    file.write_text(HEAD + ROW.replace("skos:exactMatch", right), encoding="utf-8")
    assert kg("import", "sssom", file, "--into", store).status == 0
    file.write_text(HEAD + ROW + ROW.replace("skos:exactMatch", wrong), encoding="utf-8")
    answer = kg("import", "sssom", file, "--into", store)
    assert answer.status != 0
    assert f"m.sssom.tsv:6: error: predicate_id: {wrong} is no term of its vocabulary" in answer.err
    assert near in answer.err


def test_ends_of_mappings_that_nothing_describes_are_named_with_their_line(tmp_path: Path) -> None:
    file, store = tmp_path / "m.sssom.tsv", tmp_path / "store"
    kg("init", store)
    rows = [ROW, ROW.replace("role:ai-ethicist", "ex:nope"), ROW.replace("role:data-scientist", "role:zzz")]
    file.write_text(HEAD + "".join(rows), encoding="utf-8")
    found = kg("import", "sssom", file, "--into", store, "-f", "json").json[0]["findings"]
    assert [(each["line"], each["message"]) for each in found] == [
        (6, "no source of this store describes https://a.example/nope"),
        (7, "no source of this store describes https://w3id.org/career-kg/role/zzz"),
    ]


def test_a_row_of_a_mapping_with_too_few_cells_is_told(tmp_path: Path) -> None:
    file, store = tmp_path / "m.sssom.tsv", tmp_path / "store"
    kg("init", store)
    file.write_text(HEAD + ROW.replace("\t\n", "\n"), encoding="utf-8")
    found = kg("import", "sssom", file, "--into", store, "-f", "json").json[0]["findings"]
    assert [(each["line"], each["message"]) for each in found] == [
        (5, "has 4 cells, and there are 5 columns: the last are taken as empty")
    ]
