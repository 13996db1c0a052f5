"""Files of RDF and queries as other programs save them: marks before the text, contexts on the net, relative IRIs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import kg

if TYPE_CHECKING:
    from pathlib import Path

TURTLE = """\
@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/a> a ck:Role ; skos:prefLabel "sømand"@da .
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_i10_a_byte_order_mark_may_stand_before_turtle(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "data.ttl"
    file.write_bytes(TURTLE.encode(encoding))
    assert kg("-g", file, "show", "sømand", "-f", "json").json["entity"]["iri"] == "https://example.org/a"
    assert kg("init", "--empty", tmp_path / "store").status == 0
    assert kg("import", "rdf", file, "--into", tmp_path / "store").status == 0
    assert kg("-g", tmp_path / "store", "show", "sømand", "-f", "json").json["entity"]["label"] == "sømand"


def test_i10_an_error_behind_a_mark_has_its_line(tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    file.write_bytes((TURTLE + "<https://example.org/b> a .\n").encode("utf-8-sig"))
    answer = kg("-g", file, "stats")
    assert (answer.status, "(line 4)" in answer.err) == (3, True)


def test_i10_a_byte_order_mark_may_stand_before_a_query(tmp_path: Path) -> None:
    file = tmp_path / "query.rq"
    file.write_bytes("SELECT (COUNT(*) AS ?n) { ?role a ck:Role }".encode("utf-8-sig"))
    assert (
        kg("sparql", file, "-f", "csv").lines == kg("sparql", file.read_text(encoding="utf-8-sig"), "-f", "csv").lines
    )


def test_i16_a_context_on_the_net_is_not_loaded_and_the_cure_is_named(tmp_path: Path) -> None:
    file = tmp_path / "data.jsonld"
    file.write_text('{"@context": "https://example.org/ctx.jsonld", "@id": "https://example.org/x", "@type": "Role"}')
    assert kg("init", "--empty", tmp_path / "store").status == 0
    for answer in (kg("-g", file, "stats"), kg("import", "rdf", file, "--into", tmp_path / "store")):
        assert answer.status == 3
        assert "its @context is on the net, and kg loads nothing from there" in answer.err
        assert "try: put the context itself in the file" in answer.err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("d.jsonld", '{"@id": "welder", "@type": "https://w3id.org/career-kg/ontology#Role"}'),
        ("d.ttl", "<welder> a <https://w3id.org/career-kg/ontology#Role> ."),
    ],
)
def test_i16_relative_iris_are_told(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert kg("init", "--empty", tmp_path / "store").status == 0
    answer = kg("import", "rdf", tmp_path / name, "--into", tmp_path / "store")
    assert answer.status == 0
    assert "has relative IRIs, which become IRIs of this machine" in answer.err
    assert "state a base IRI in the file" in answer.err


def test_r14_a_literal_where_a_source_is_meant_is_a_finding(tmp_path: Path) -> None:
    header = TURTLE.partition("<https://example")[0]
    text = f"{header}@prefix prov: <http://www.w3.org/ns/prov#> .\n<https://example.org/a> a ck:Role ;\n"
    (tmp_path / "s.ttl").write_text(f'{text}  skos:prefLabel "A" ; prov:wasDerivedFrom -5 .\n')
    for command in (("validate",), ("show", "A"), ("why", "A"), ("stats",)):
        answer = kg("-g", tmp_path / "s.ttl", *command)
        assert answer.status in (0, 1)
        assert "unexpected" not in answer.err
        assert "Traceback" not in answer.err
    assert kg("-g", tmp_path / "s.ttl", "validate").status == 1
