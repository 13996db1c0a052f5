"""The exports, as other tools read them: the same triples everywhere, sound IRIs, credit and licence in each file."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import networkx
import pyoxigraph
import pytest
import rdflib
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple
from rdflib.compare import isomorphic

from kg.errors import OutputError, UsageError
from kg.graph import CareerGraph, open_graph
from kg.rdf.export import ENDINGS
from kg.rdf.formats import FORMATS, serialize
from kg.rdf.quads import plain_quads
from kg.schema import BASE, CK, CURATION, DCTERMS, INFERRED, PREFIXES, PROV, RDF, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

EXPORTS = Path(__file__).resolve().parent.parent / "exports"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CREDIT = 'Facts from the guide "Career Paths in AI/ML", as curated by the career-kg maintainers'

DEPRECATED = pytest.mark.filterwarnings(r"ignore:.* is deprecated:DeprecationWarning:rdflib")
"""rdflib's Dataset and its readers still use what rdflib deprecates."""


def lines(triples: Iterable[Triple | Quad]) -> set[str]:
    """Triples as lines of N-Triples."""
    plain = [item.triple if isinstance(item, Quad) else item for item in triples]
    content = pyoxigraph.serialize(plain, format=RdfFormat.N_TRIPLES)
    assert content is not None
    return set(content.decode().splitlines())


def read(ending: str) -> list[Quad]:
    return list(pyoxigraph.parse(path=EXPORTS / f"career.{ending}"))


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    return read("trig")


@pytest.fixture(scope="module")
def triples(quads: list[Quad]) -> set[str]:
    return lines(quads)


# --- the same triples -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld", "rdf"])
def test_a_file_is_the_union_of_the_graphs(ending: str, triples: set[str]) -> None:
    found = read(ending)
    assert {quad.graph_name for quad in found} == {DefaultGraph()}
    assert lines(found) == triples
    assert len(found) == len(triples) > 4000


def test_trig_keeps_the_graphs(quads: list[Quad]) -> None:
    sizes = Counter(str(quad.graph_name) for quad in quads)
    assert set(sizes) == {f"<{BASE}graph/{name}>" for name in ("ai-ml", CURATION, INFERRED)}
    assert len(quads) == len(set(quads))


@pytest.mark.parametrize(
    ("command", "ending"),
    [
        ("rapper -q -i turtle -o ntriples", "ttl"),
        ("rapper -q -i ntriples -o ntriples", "nt"),
        ("rapper -q -i rdfxml -o ntriples", "rdf"),
        ("serdi -e -i turtle -o ntriples", "ttl"),
        ("serdi -e -i ntriples -o ntriples", "nt"),
    ],
)
def test_an_independent_parser_reads_the_same(
    command: str, ending: str, triples: set[str], needs: Callable[[str], str]
) -> None:
    name, *options = command.split()
    done = subprocess.run([needs(name), *options, str(EXPORTS / f"career.{ending}")], capture_output=True, check=True)
    assert done.stderr == b""
    assert lines(pyoxigraph.parse(done.stdout, format=RdfFormat.N_TRIPLES)) == triples


@DEPRECATED
@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld", "rdf"])
@pytest.mark.slow
def test_rdflib_reads_the_same(ending: str, triples: set[str]) -> None:
    graph = rdflib.Graph().parse(EXPORTS / f"career.{ending}", format="json-ld" if ending == "jsonld" else None)
    content = graph.serialize(format="nt", encoding="utf-8")
    assert lines(pyoxigraph.parse(content, format=RdfFormat.N_TRIPLES)) == triples


@DEPRECATED
@pytest.mark.slow
def test_rdflib_reads_the_same_quads(quads: list[Quad]) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(EXPORTS / "career.trig", format="trig")
    content = dataset.serialize(format="nquads", encoding="utf-8")
    assert set(pyoxigraph.parse(content, format=RdfFormat.N_QUADS)) == set(quads)


@pytest.mark.parametrize("name", list(FORMATS))
def test_an_export_of_a_file_is_that_file(name: str) -> None:
    """Round trip: what was read from a file is written as that file again."""
    file = EXPORTS / f"career.{ENDINGS[name]}"
    assert open_graph(file).to_bytes(name) == file.read_bytes()


# --- what is in them --------------------------------------------------------------------------------------------------


def test_no_blank_node(quads: list[Quad]) -> None:
    assert [quad for quad in quads if BlankNode in (type(quad.subject), type(quad.object))] == []


def test_iris_are_sound_and_short(quads: list[Quad]) -> None:
    """Our own are made of plain words: nothing to escape in Turtle, a URL or a shell."""
    terms = {
        term for quad in plain_quads(quads) for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
    }
    iris = {term.value for term in terms if isinstance(term, NamedNode)}
    own = {iri for iri in iris if iri.startswith(BASE) and not iri.startswith(CK.iri)} - {CK.iri.removesuffix("#")}
    odd = [iri for iri in own if not re.fullmatch(r"[a-z-]+/[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*", iri.removeprefix(BASE))]
    assert odd == []
    assert {iri.removeprefix(BASE).partition("/")[0] for iri in own} <= set(PREFIXES)
    assert [iri for iri in iris - own if not re.fullmatch(r"https?://[\w./#-]+", iri, re.ASCII)] == []
    names = {"skill/c-plus-plus", "skill/r", "responsibility/implement-ci-cd-for-ml", "skill/3d-graphics-knowledge"}
    assert {BASE + name for name in names} <= own


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld", "trig", "rdf"])
def test_credit_and_licence_are_in_every_file(ending: str) -> None:
    store = Store()
    store.extend(Quad(*quad.triple) for quad in read(ending))
    for name in ("ai-ml", CURATION, INFERRED):
        node = NamedNode(f"{BASE}graph/{name}")
        assert Quad(node, NamedNode(DCTERMS.license), NamedNode(LICENCE)) in store
        assert next(store.quads_for_pattern(node, NamedNode(SCHEMA.creditText), None), None) is not None
        assert next(store.quads_for_pattern(node, NamedNode(DCTERMS.title), None), None) is not None
    guide = NamedNode(f"{BASE}graph/ai-ml")
    assert Quad(guide, NamedNode(SCHEMA.creditText), Literal(CREDIT, language="en")) in store


def test_stated_curated_and_inferred_are_kept_apart(quads: list[Quad]) -> None:
    graphs = {
        name: [quad for quad in plain_quads(quads) if quad.graph_name == NamedNode(f"{BASE}graph/{name}")]
        for name in ("ai-ml", CURATION, INFERRED)
    }
    ours = {CK.mergedInto, CK.brings, CK.titleOf, CK.skillEquivalents, CK.reason, SCHEMA.unitText}
    assert {quad.predicate.value for quad in graphs["ai-ml"]} & ours == set()
    assert PROV.wasDerivedFrom not in {quad.predicate.value for quad in graphs[CURATION]}
    own = [quad for quad in graphs[INFERRED] if quad.subject.value != f"{BASE}graph/inferred"]
    about = {quad.subject for quad in own if quad.predicate.value == RDF.subject}
    assert {quad.predicate.value.rpartition("#")[2] for quad in own if quad.subject not in about} == {
        "exactMatch", "closeMatch", "maturity", "related", "requiresSkill"}  # fmt: skip
    assert {quad.subject for quad in own if quad.predicate.value == PROV.wasDerivedFrom} == about


def test_json_ld_needs_nothing_from_the_network() -> None:
    document = json.loads((EXPORTS / "career.jsonld").read_bytes())
    context = document["@context"]
    assert {key: value for key, value in context.items() if isinstance(value, str)} == PREFIXES
    assert {key for value in context.values() if isinstance(value, dict) for key in value} == {
        "@id", "@type", "@container"}  # fmt: skip
    assert set(document) == {"@context", "@graph"}


def test_graphml_is_read_back(quads: list[Quad]) -> None:
    graph = open_graph().to_networkx()
    back = networkx.read_graphml(EXPORTS / "career.graphml", force_multigraph=True)
    assert isinstance(back, networkx.MultiDiGraph)
    assert list(back.nodes(data=True)) == list(graph.nodes(data=True))
    assert sorted(map(str, back.edges(keys=True, data=True))) == sorted(map(str, graph.edges(keys=True, data=True)))
    assert back.nodes["role/mlops-engineer"] == {
        "label": "MLOps Engineer",
        "kind": "role",
        "iri": f"{BASE}role/mlops-engineer",
    }
    assert back.edges["role/mlops-engineer", "skill/ml-frameworks", "requiresSkill"] == {
        "property": "requiresSkill",
        "graph": "ai-ml",
        "line": 171,
    }


# --- graphs of others -------------------------------------------------------------------------------------------------

ODD = """
@prefix ex: <http://ex/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
_:b ex:p [ ex:q "1"^^xsd:integer, "abc"^^xsd:integer, "007"^^xsd:integer, "-0"^^xsd:integer, 12345678901234567890123,
  "true"^^xsd:boolean, "1"^^xsd:boolean, "x"@en-GB, 1.50, "a\\nb\\"<>&", "" ] .
ex:s <http://ex/a1> <role:x>, <http://ex/a//b>, <urn:a:b>, <https://w3id.org/career-kg/role//x>, _:b ; a ex:C, _:b .
"""


@pytest.mark.parametrize("name", list(FORMATS))
@pytest.mark.parametrize("content", [ODD, ""], ids=["odd", "empty"])
def test_what_others_wrote_survives(tmp_path: Path, name: str, content: str) -> None:
    file = tmp_path / "odd.ttl"
    file.write_text(content, encoding="utf-8")
    quads = list(open_graph(file).store.engine)  # the engine itself writes numbers in their shortest form
    written = serialize(quads, FORMATS[name])

    def graph(quads: Iterable[Quad]) -> rdflib.Graph:
        return rdflib.Graph().parse(data="\n".join(lines(quads)), format="nt")

    back = pyoxigraph.parse(written, format=FORMATS[name].rdf)
    assert isomorphic(graph(back), graph(quads))


@DEPRECATED
def test_the_engine_and_rdflib_agree_on_json_ld(tmp_path: Path) -> None:
    file = tmp_path / "odd.ttl"
    file.write_text(ODD.replace('"abc"^^xsd:integer,', ""), encoding="utf-8")  # rdflib logs a traceback for it
    quads = list(open_graph(file).store.engine)
    written = serialize(quads, FORMATS["jsonld"])
    expected = rdflib.Graph().parse(data="\n".join(lines(quads)), format="nt")
    assert isomorphic(rdflib.Graph().parse(data=written, format="json-ld"), expected)


# --- asking for files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in ENDINGS if name != "html"])
@pytest.mark.slow
def test_export_writes_the_format_of_the_ending(tmp_path: Path, name: str) -> None:
    graph = open_graph()
    path = graph.export(tmp_path / f"mine.{ENDINGS[name]}")
    assert path.read_bytes() == graph.to_bytes(name) == graph.export(tmp_path / "other.x", name).read_bytes()


def test_unknown_formats_are_refused(tmp_path: Path) -> None:
    for path, fmt in ((tmp_path / "a.txt", None), (tmp_path / "a", None), (tmp_path / "a.ttl", "turtle")):
        with pytest.raises(UsageError, match="no format is known"):
            open_graph().export(path, fmt)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_export_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "career.ttl"
    file.write_bytes(b"old")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        open_graph().export(file)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("career.ttl", b"old")]


@pytest.fixture(scope="module")
def dataset() -> rdflib.Dataset:
    """Made outside the tests, which ignore warnings: none is given here."""
    return open_graph().to_rdflib()


@DEPRECATED
def test_rdflib_gets_the_same(quads: list[Quad], dataset: rdflib.Dataset) -> None:
    assert isinstance(dataset, rdflib.Dataset)
    assert len({(s, p, o) for s, p, o, _ in dataset.quads()}) == len(lines(quads))
    assert sum(1 for _ in dataset.quads()) == len(quads)
    names = {str(graph.identifier) for graph in dataset.graphs() if len(graph)}
    assert {f"{BASE}graph/{name}" for name in ("ai-ml", CURATION, INFERRED)} <= names
    assert dict(dataset.namespaces())["role"] == rdflib.URIRef(PREFIXES["role"])
    assert (rdflib.URIRef(f"{BASE}skill/python"), rdflib.RDF.type, rdflib.URIRef(CK.Skill)) in dataset


def test_networkx_gets_the_entities_and_links() -> None:
    graph = open_graph()
    found = graph.to_networkx()
    assert isinstance(found, networkx.MultiDiGraph)
    assert set(found) == {entity.id for entity in graph.list()}
    values = [value for _, _, data in found.edges(data=True) for value in data.values()]
    assert {type(value) for value in values} == {str, int}
    assert {data["graph"] for _, _, data in found.edges(data=True)} == {"ai-ml", CURATION, INFERRED}
    required = [start for start, _, key in found.in_edges("skill/programming", keys=True) if key == "requiresSkill"]
    assert sorted(required) == [f"role/{name}" for name in
        ("computer-vision-engineer", "data-scientist", "machine-learning-engineer", "nlp-engineer",
         "research-scientist-ai-ml")]  # fmt: skip
    assert networkx.read_graphml(BytesIO(graph.to_bytes("graphml")), force_multigraph=True).size() == found.size()


@pytest.mark.slow
def test_a_graph_is_the_same_after_every_format(tmp_path: Path) -> None:
    """What one asks does not depend on the file that it was opened from."""
    expected = open_graph()
    for name in FORMATS:
        opened: CareerGraph = open_graph(expected.export(tmp_path / f"a.{ENDINGS[name]}"))
        assert opened.list() == expected.list()
        assert opened.route("statistician", "MLOps")[0].cost == expected.route("statistician", "MLOps")[0].cost
