"""Answers in Python: one line, a page in a notebook, a dictionary, a table; tables and communities of the graph."""

from __future__ import annotations

import csv
import itertools
import pickle
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from command_line import kg

import kg as library
from kg.cli import COMMANDS
from kg.errors import SourceError, UnknownNameError, UsageError
from kg.model.shown import Shown
from kg.routes.conditions import PREFERENCES, VARIETIES
from kg.routes.next_roles import RANKINGS

ASKED: dict[str, tuple[list[str], Callable[[library.CareerGraph], Any]]] = {
    "routes": (["route", "statistician", "MLOps"], lambda graph: graph.route("statistician", "MLOps")),
    "group": (
        ["route", "statistician", "Major Career Roles"],
        lambda graph: graph.route_to_group("statistician", "Major Career Roles"),
    ),
    "gap": (["gap", "Data Scientist", "MLOps"], lambda graph: graph.gap("Data Scientist", "MLOps")),
    "next": (["next", "MLOps"], lambda graph: graph.next("MLOps")),
    "what if": (
        ["next", "statistician", "--learn", "Docker"],
        lambda graph: graph.next_learn("statistician", ["Docker"]),
    ),
    "match": (["match", "--have", "Python,Excel"], lambda graph: graph.match(["Python", "Excel"])),
    "curriculum": (
        ["match", "--have", "Python,Excel", "--curriculum"],
        lambda graph: graph.match_curriculum(["Python", "Excel"]),
    ),
    "compare": (["compare", "MLOps", "Data Scientist"], lambda graph: graph.compare(["MLOps", "Data Scientist"])),
    "rank": (["rank", "skills", "-n", "500"], lambda graph: graph.rank("skills")),
    "community": (["rank", "roles", "--by", "community"], lambda graph: graph.rank_communities()),
    "connect": (["connect", "Amazon", "Google"], lambda graph: graph.connect("Amazon", "Google")),
    "plan": (["plan", "statistician", "MLOps"], lambda graph: graph.plan("statistician", "MLOps")),
    "show": (["show", "MLOps"], lambda graph: graph.show("MLOps")),
    "unlocks": (["rank", "skills", "--unlocks", "statistician"], lambda graph: graph.rank_unlocks("statistician")),
    "all pairs": (["all-pairs"], lambda graph: graph.all_pairs()),
    "stats": (["stats"], lambda graph: graph.stats()),
    "sparql": (["sparql", "SELECT ?r { ?r a ck:Role }"], lambda graph: graph.sparql("SELECT ?r { ?r a ck:Role }")),
}
"""Each answer, as the command line gives it and as Python does."""


def test_every_answer_is_a_public_name_that_the_documentation_describes(root: Path) -> None:
    page = (root / "docs/python.md").read_text(encoding="utf-8")
    graph = library.open()
    answers = [*(ask(graph) for _, ask in ASKED.values()), graph.extract("Python"), graph.diff(graph)]
    public = {name: getattr(library, name) for name in library.__all__}
    for answer in answers:
        names = [name for name, kind in public.items() if isinstance(kind, type) and isinstance(answer, kind)]
        assert [name for name in names if f"\n### {name}\n" in page], type(answer)


def test_the_table_of_all_pairs_names_itself_without_computing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.analysis.all_pairs.TransitionTable.rows", None)
    assert repr(library.open().all_pairs(limit=2)) == "<TransitionTable: at most 2 next roles of every role>"


@pytest.fixture(scope="module")
def graph() -> library.CareerGraph:
    return library.open()


class _Balanced(HTMLParser):
    """Checks that every tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        del attrs
        if tag not in ("br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.slow
def test_u5_an_answer_is_a_line_a_page_a_dictionary_and_a_table(name: str, graph: library.CareerGraph) -> None:
    words, ask = ASKED[name]
    answer = ask(graph)
    assert isinstance(answer, Shown)
    assert repr(answer).startswith(f"<{type(answer).__name__}: ")
    assert len(repr(answer)) < 200
    assert "\n" not in repr(answer)
    page = _Balanced()
    page.feed(answer._repr_html_())
    assert page.open == []
    assert answer.to_dict() == kg(*words, "-f", "json").json
    rows = list(csv.reader(kg(*words, "-f", "csv").out.splitlines()))
    frame = answer.to_pandas()
    if name != "sparql":
        assert list(frame.columns) == rows[0]
        assert len(frame) == len(rows) - 1


def test_u5_parts_of_a_route_are_shown_too(graph: library.CareerGraph) -> None:
    route = graph.route("statistician", "MLOps")[0]
    for part in (route, route.steps[0], graph.next("MLOps")[0]):
        assert len(repr(part)) < 200
        assert part._repr_html_()
        assert len(part.to_pandas())
    assert route.to_dict()["cost"] == route.cost
    assert route.steps[0] == route.steps[0]._replace()
    assert route.steps[0] != tuple(route.steps[0])


def test_u5_a_label_is_harmless_in_a_notebook(tmp_path: Path) -> None:
    base, ontology = "https://w3id.org/career-kg", "https://w3id.org/career-kg/ontology#"
    label = "<script>alert(1)</script>"
    (tmp_path / "x.ttl").write_text(
        f'<{base}/role/x> a <{ontology}Role> ; <http://www.w3.org/2004/02/skos/core#prefLabel> "{label}" .\n'
    )
    assert "<script>" not in library.open(tmp_path / "x.ttl").show("role/x")._repr_html_()


def test_u5_without_pandas_the_error_names_the_extra(
    graph: library.CareerGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(SourceError) as error:
        graph.rank("skills").to_pandas()
    assert "career-kg[pandas]" in str(error.value)


def test_u5_options_are_literals_and_the_program_knows_no_others() -> None:
    from kg import graph as module
    from kg.routes import conditions, next_roles

    assert set(get_args(conditions.Preference)) == set(PREFERENCES)
    assert set(get_args(conditions.Variety)) == set(VARIETIES)
    assert set(get_args(next_roles.RankedBy)) == set(RANKINGS)
    stated = module.CareerGraph.rank.__annotations__
    assert "Literal" in stated["kind"]
    assert "Literal" in stated["by"]
    assert get_type_hints(Shown.to_dict)["return"] is Any


def test_u5_a_question_has_one_name_on_the_command_line_and_in_python() -> None:
    """What is left are commands about files, stores and servers."""
    methods = {name.replace("_", "-") for name in dir(library.CareerGraph)}
    assert set(COMMANDS) - methods == {
        *("backup", "build", "completion", "docs", "doctor", "explain", "history", "import", "init", "mcp"),
        *("remove", "repair", "restore", "serve", "site", "validate"),
    }


# --- unknown names ----------------------------------------------------------------------------------------------------


def test_u5_u8_an_unknown_name_is_left_out_and_reported_alike(graph: library.CareerGraph) -> None:
    assert graph.match(["Python", "Excel"]).unknown == ("Excel",)
    assert graph.match(["Python"]).unknown == ()
    for more in ([], ["--curriculum"]):
        answer = kg("match", "--have", "Python,Excel,Foo bar", *more)
        assert answer.status == 0
        assert "Not known, and left out: 'Excel', 'Foo bar'." in answer.out
        assert kg("match", "--have", "Python,Excel", *more, "-f", "json").json["unknown"] == ["Excel"]
        assert "unknown" not in kg("match", "--have", "Python", *more, "-f", "json").json
    assert "unknown,Excel" in kg("match", "--have", "Python,Excel", "--curriculum", "-f", "csv").out
    for ask in (graph.match, graph.match_curriculum):
        with pytest.raises(UnknownNameError):
            ask(["Excel"])
    assert kg("match", "--have", "Excel").status == 1


# --- communities ------------------------------------------------------------------------------------------------------


def test_u5_communities_are_those_of_networkx_each_named_by_what_most_roles_require(graph: library.CareerGraph) -> None:
    found = graph.rank_communities()
    stated = [role for role in graph.list("role") if graph.careers.roles[role.iri].required]
    assert sorted(role.iri for each in found for role in each.roles) == sorted(role.iri for role in stated)
    for each in found:
        counts = Counter(item.skill.label for role in each.roles for item in graph.careers.roles[role.iri].required)
        assert len(each.skills) == 3
        assert each.counts == tuple(sorted(each.counts, reverse=True))
        assert max(counts.values()) == each.counts[0]
    assert [each.name for each in found] == [each.name for each in library.open().rank_communities()]
    assert kg("rank", "skills", "--by", "community").status == 2


# --- files of nodes and edges -----------------------------------------------------------------------------------------


def test_u5_csv_and_parquet_have_the_nodes_and_edges_of_the_graph(graph: library.CareerGraph, tmp_path: Path) -> None:
    import pandas

    network = graph.to_networkx()
    answer = kg("export", tmp_path, "-f", "csv", "-f", "parquet")
    names = ["career-nodes.csv", "career-edges.csv", "career-nodes.parquet", "career-edges.parquet"]
    assert [Path(line).name for line in answer.lines] == [*names, "catalog.ttl"]
    nodes, edges = (pandas.read_csv(tmp_path / name) for name in names[:2])
    assert set(nodes["id"]) == set(network.nodes)
    pairs = Counter((start, end, data["property"]) for start, end, data in network.edges(data=True))
    assert Counter(zip(edges["source"], edges["target"], edges["property"], strict=True)) == pairs
    assert pandas.read_parquet(tmp_path / names[2])["label"].tolist() == nodes["label"].tolist()
    assert len(pandas.read_parquet(tmp_path / names[3])) == len(edges)
    before = (tmp_path / names[1]).read_bytes()
    graph.export_tables(tmp_path / "career.csv")
    assert (tmp_path / names[1]).read_bytes() == before
    with pytest.raises(UsageError):
        graph.export_tables(tmp_path / "career", "xlsx")


def test_u5_gexf_is_the_graph_and_the_same_on_every_run(graph: library.CareerGraph, tmp_path: Path) -> None:
    first = graph.export(tmp_path / "a.gexf", "gexf").read_bytes()
    assert first == graph.to_bytes("gexf")
    assert b"lastmodified" not in first
    root = ET.fromstring(first)
    space = "{http://www.gexf.net/1.2draft}"
    network = graph.to_networkx()
    assert {node.get("label") for node in root.iter(f"{space}node")} == {
        data["label"] for _, data in network.nodes(data=True)
    }
    assert len(list(root.iter(f"{space}edge"))) == network.number_of_edges()


def test_u5_these_are_written_only_where_they_are_named(tmp_path: Path) -> None:
    assert kg("export", tmp_path / "graph.gexf").status == 2
    assert kg("export", tmp_path / "one.csv").status == 2
    assert [Path(line).name for line in kg("export", tmp_path / "g.gexf", "-f", "gexf").lines] == ["g.gexf"]


@pytest.mark.slow
def test_u5_every_route_and_step_is_a_line_and_a_page(graph: library.CareerGraph) -> None:
    """Also where both ends are one role, where there is no route, and where nothing is known of a role."""
    ends = [role.id for role in graph.list("role")]
    for start, goal in itertools.product(["role/mlops-engineer", "role/prompt-engineer", "statistician"], ends):
        routes = graph.route(start, goal)
        gap = graph.gap(start, goal)
        for answer in (routes, gap, *routes, *(step for route in routes for step in route.steps)):
            assert "\n" not in repr(answer)
            assert answer._repr_html_().startswith("<div>")
            assert answer.to_dict() is not None


def test_errors_come_from_other_processes() -> None:
    """What pickle keeps has the data of the original."""
    graph = library.open()
    for call in (
        lambda: graph.get("no such role"),
        lambda: graph.next("MLOps", limit=-1),
        lambda: graph.sparql("SELECT"),
        lambda: graph.route(None, "MLOps"),
        lambda: library.open("no such file"),
    ):
        with pytest.raises(library.KGError) as caught:
            call()
        again = pickle.loads(pickle.dumps(caught.value))  # what was pickled a moment ago
        assert (type(again), str(again), vars(again)) == (type(caught.value), str(caught.value), vars(caught.value))
