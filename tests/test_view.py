"""The picture: one offline page, hostile to no reader and safe from hostile labels, the same on every run."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from pictures import HOSTILE, Page, data_of, hostile_graph, hub, node_of, small_graph, thing

import kg
from kg.errors import OutputError, UsageError
from kg.model import Source
from kg.schema import BASE, CK, KINDS, NOT_STATED, SKOS, property_label
from kg.view.drawing import MAX_DRAWN, MAX_NODES, STYLES
from kg.view.labels import box_label, source_text, strip_controls
from kg.view.layout import ROW, centred_column, two_sided_tree

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.view import Picture


@pytest.fixture(scope="module")
def hostile() -> CareerGraph:
    return hostile_graph()


# --- the file -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["overview", "mlops", "to_mlops", "three"])
def test_the_page_is_whole_and_loads_nothing(name: str, request: pytest.FixtureRequest) -> None:
    picture: Picture = request.getfixturevalue(name)
    page = Page(picture.html)
    assert picture.html.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert page.unmatched == []
    assert "".join(page.texts["title"]) == picture.title
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.elements:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        for reference in ("src", "href", "srcset", "data", "action", "poster"):
            assert (attributes.get(reference) or "#").startswith("#"), (tag, attributes)
        assert tag not in ("link", "img", "iframe", "object", "embed", "base")
    style = "".join(page.texts["style"])
    assert "url(" not in style.replace('url("data:font/woff2', "")  # the font is in the page
    assert "@import" not in style
    links = {attributes["href"] for attributes in page.all("a")}
    keys = {node["key"] for node in data_of(picture)["nodes"]} if "vis.Network" in picture.html else set()
    assert {unquote(link[1:]) for link in links if link} <= set(ids) | keys
    assert ("vis.Network" in picture.html) == ("@license" in picture.html)  # vis-network's own notice
    assert "sourceMappingURL" not in picture.html


def test_the_policy_allows_what_is_there_and_nothing_else(overview: Picture) -> None:
    policy = next(
        attributes["content"] or ""
        for attributes in Page(overview.html).all("meta")
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data: blob:"
    assert "unsafe" not in policy
    assert "http" not in policy
    for rule, pattern in (("script-src", r"<script>(.*?)</script>"), ("style-src", r"<style>(.*?)</style>")):
        found = re.findall(pattern, overview.html, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in found]
        assert rules[rule].split() == [f"'sha256-{digest}'" for digest in digests]


def test_the_overview_is_small_enough_to_mail(overview: Picture) -> None:
    assert len(overview.html.encode()) < 1_500_000


@pytest.mark.slow
@pytest.mark.long
def test_the_same_bytes_on_every_run() -> None:
    code = (
        "import hashlib, kg; g = kg.open(); pages = g.view(), g.view('MLOps Engineer', 2), g.view('Python'),"
        " g.view_route('Data Scientist', 'MLOps'), g.view_compare(['MLOps', 'Data Scientist', 'ML Engineer']);"
        "print([hashlib.sha256(page.html.encode()).hexdigest() for page in pages])"
    )
    runs = []
    for seed in ("0", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        runs.append(subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False))
    assert [run.returncode for run in runs] == [0, 0], runs[0].stderr.decode()
    assert runs[0].stdout == runs[1].stdout


def test_save_writes_utf_8_whole_or_not_at_all(overview: Picture, tmp_path: Path) -> None:
    path = tmp_path / "new" / "picture.html"
    assert overview.save(path) == path
    assert path.read_bytes() == overview.html.encode()
    assert overview.save(str(path)) == path
    assert [file.name for file in path.parent.iterdir()] == ["picture.html"]
    with pytest.raises(OutputError):
        overview.save(path / "below-a-file.html")
    assert path.read_bytes() == overview.html.encode()


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(mlops: Picture) -> None:
    (frame,) = Page(mlops._repr_html_()).all("iframe")
    assert frame["srcdoc"] == mlops.html
    assert frame["sandbox"] == "allow-scripts allow-downloads allow-modals"
    assert frame["title"] == mlops.title


def test_depth_counts_from_one(graph: CareerGraph) -> None:
    with pytest.raises(UsageError, match="depth"):
        graph.view("MLOps Engineer", 0)


# --- what is drawn --------------------------------------------------------------------------------------------------


def test_the_overview_draws_what_is_shared_and_folds_the_rest(graph: CareerGraph, overview: Picture) -> None:
    data = data_of(overview)
    groups: dict[str, list[str]] = {}
    for node in data["nodes"]:
        if "foldedInto" in node:
            continue
        groups.setdefault(node["group"], []).append(node["key"])
    assert len(groups["role"]) == 7
    assert len(groups["emerging-role"]) == 5
    assert [len(groups[kind]) for kind in ("entry-path", "level", "industry", "job-title")] == [3, 4, 5, 8]
    assert groups["employer"] == ["employer/amazon"]
    shared = {"programming", "ml-frameworks", "cloud-platforms"}
    brought = {"statistics-and-mathematics", "strong-mathematical-foundation", "domain-expertise"}
    assert set(groups["skill"]) == {f"skill/{skill}" for skill in shared | brought | {"business-acumen"}}
    mlops = node_of(overview, "role/mlops-engineer")["id"]
    folded_into = {node["key"] for node in data["nodes"] if node.get("foldedInto") == mlops}
    folded_into = {key for key in folded_into if key.startswith("skill/")}
    own = ("containerization", "docker", "kubernetes", "infrastructure-as-code", "monitoring-tools")
    assert folded_into == {f"skill/{skill}" for skill in (*own, "version-control-systems")}  # lines 169-173
    assert len(graph.careers.roles) == 12


def test_a_skill_is_found_by_every_label_that_is_merged_into_it(overview: Picture) -> None:
    names = next(names for names in data_of(overview)["names"] if names[0] == "Programming")
    assert {"Programming expertise", "Programming languages", "coding", "skill/programming"} <= set(names)


def test_the_neighbourhood_goes_as_far_as_asked(graph: CareerGraph, mlops: Picture) -> None:
    near = {node["key"] for node in data_of(mlops)["nodes"]}
    far = {node["key"] for node in data_of(graph.view("MLOps Engineer", 2))["nodes"]}
    assert {"skill/docker", "credential/bachelors", "responsibility/build-ml-pipelines"} <= near
    assert "role/machine-learning-engineer" not in near
    assert near < far
    assert "role/machine-learning-engineer" in far
    assert not any(key.startswith("document/") for key in far)


def test_two_nodes_have_one_line_with_every_reason(graph: CareerGraph) -> None:
    picture = graph.view("Python")
    data = data_of(picture)
    pairs = [frozenset((edge["from"], edge["to"])) for edge in data["edges"]]
    assert len(pairs) == len(set(pairs))
    rows = [row for row in re.findall(r"<tr data-line=.*?</tr>", picture.html) if "part of" in row]
    row = next(row for row in rows if ">Python<" in row and ">Programming<" in row)
    assert row.count("line") == 5  # four in the source, one in data-line


@pytest.mark.parametrize(("name", "depth"), [(None, 1), ("MLOps Engineer", 1), ("MLOps Engineer", 3), ("Python", 2)])
@pytest.mark.slow
def test_boxes_stand_on_whole_numbers_a_row_apart(graph: CareerGraph, name: str | None, depth: int) -> None:
    assert_apart(graph.view(name, depth))


# --- what is folded -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_large_neighbourhood_folds_what_is_far_into_what_leads_to_it() -> None:
    """One skill, 60 roles that require it, 18 more skills each: two rings, of which the second is too much to read."""
    picture = hub(60, 18).view("Hub", 2)
    nodes = data_of(picture)["nodes"]
    assert len(nodes) == 1 + 60 + 60 * 18
    assert [node["key"] for node in nodes if "foldedInto" not in node] == ["skill/hub", *_by_label(60)]
    for node in nodes:
        if "foldedInto" in node:
            assert node["key"].startswith(f"skill/{nodes[node['foldedInto']]['key'].removeprefix('role/')}-")
    assert "61 items drawn, with 1,140 lines in all. 1,080 more are collapsed" in Page(picture.html).text
    assert_apart(picture)


def _by_label(roles: int) -> list[str]:
    return [f"role/{role}" for role in sorted(range(roles), key=lambda role: f"Role {role}")]


def test_a_ring_that_is_too_large_is_folded_into_its_middle() -> None:
    picture = hub(250, 0).view("Hub")
    nodes = data_of(picture)["nodes"]
    assert len(nodes) == 251
    assert sum("foldedInto" not in node for node in nodes) == MAX_DRAWN
    assert {node["foldedInto"] for node in nodes if "foldedInto" in node} == {node_of(picture, "skill/hub")["id"]}
    assert_apart(picture)


def test_what_no_file_could_hold_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.view.neighbourhood.MAX_NODES", 10)
    picture = hub(8, 2).view("Hub", 2)  # 1 + 8 + 16 nodes
    assert len(data_of(picture)["nodes"]) == 10
    assert "At least 15 more items are not drawn" in Page(picture.html).text


def test_an_overview_of_many_roles_folds_most_into_the_skill_that_they_share() -> None:
    """Of 70 roles 50 are drawn; the others, of which as much is known, follow by label."""
    picture = hub(70, 2).view()
    nodes = data_of(picture)["nodes"]
    roles = [node for node in nodes if node["group"] == "role"]
    assert len(roles) == 70
    folded = {node["key"] for node in roles if node.get("foldedInto") == node_of(picture, "skill/hub")["id"]}
    assert folded == set(_by_label(70)[50:])
    assert_apart(picture)


def assert_apart(picture: Picture) -> None:
    """At the start and with any single node unfolded, no box is within a row and a column of another."""
    nodes = data_of(picture)["nodes"]
    outer_nodes = {node["foldedInto"] for node in nodes if "foldedInto" in node}
    for chain in [[], *(_chain(nodes, outer) for outer in outer_nodes)]:
        shown = [node for node in nodes if node.get("foldedInto") is None or node["foldedInto"] in chain]
        places = sorted((_moved(nodes, node, chain), node["y"]) for node in shown)
        assert all(isinstance(number, int) for place in places for number in place)
        for place, (x, y) in enumerate(places):
            for other_x, other_y in places[place + 1 :]:
                if other_x - x > 200:
                    break
                assert abs(y - other_y) >= ROW - 4, (chain, (x, y), (other_x, other_y))


def _chain(nodes: list[dict[str, Any]], number: int) -> list[int]:
    """A node and the nodes that it is folded into, outermost first."""
    outer = nodes[number].get("foldedInto")
    return [*([] if outer is None else _chain(nodes, outer)), number]


def _moved(nodes: list[dict[str, Any]], node: dict[str, Any], chain: list[int]) -> int:
    """The x of a box once a chain is unfolded: all beyond each of its nodes moves, except what is folded into it."""
    x: int = node["x"]
    above = _chain(nodes, node["id"])[:-1]
    for outer in chain:
        space = nodes[outer]["unfoldSpace"]
        if (x - nodes[outer]["x"]) * space > 0 and outer not in above:
            x += space
    return x


def test_a_long_column_is_broken_into_several() -> None:
    keys = [str(number) for number in range(60)]
    layout = two_sided_tree("focus", {"focus": keys}, [keys, []])
    assert len({x for x, _ in layout.positions.values()}) > 3
    assert len(set(layout.positions.values())) == 61
    assert centred_column([]) == []


# --- the text -------------------------------------------------------------------------------------------------------


def test_the_text_says_all_that_the_picture_shows(graph: CareerGraph, overview: Picture) -> None:
    text = Page(overview.html).text
    for node in data_of(overview)["nodes"]:
        assert graph.get(node["key"]).label in text
    for profile in graph.careers.roles.values():
        assert profile.entity.label in text
        for fact in graph.show(profile.entity).facts:
            value = getattr(fact.value, "label", None) or str(fact.value)
            assert value in text, (profile.entity.label, fact)
            assert f"line {fact.source.line}" in text or fact.source.line is None
        if profile.pay:
            assert profile.pay.label in text
        for requirement in profile.required:
            assert all(tool.label in text for tool in requirement.tools)


def test_what_a_source_leaves_out_is_said(overview: Picture) -> None:
    text = Page(overview.html).text
    card = text[text.rindex("id role/prompt-engineer") :][:700]
    assert card.count(NOT_STATED) >= 5
    assert re.search(rf"Pay {NOT_STATED}", card, re.IGNORECASE)


def test_sources_name_lines_and_sections(mlops: Picture) -> None:
    text = Page(mlops.html).text
    assert "line 169" in text
    assert "Major Career Roles > MLOps Engineer" in text
    sources = [
        Source("g", "Guide", "A", 3),
        Source("g", "Guide", "B", 5),
        Source("g", "Other", "B", 5),
        Source("curation"),
    ]
    assert source_text(sources, ("Guide", "A")) == "line 3; B, line 5; Other, B, line 5; curation"


def test_every_kind_has_a_look_of_its_own() -> None:
    assert set(KINDS) <= set(STYLES)
    assert len({style.shape for style in STYLES.values()}) == len(STYLES)


# --- hostile labels -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_hostile_labels_stay_text(hostile: CareerGraph) -> None:
    for picture in (hostile.view(), hostile.view(f"{BASE}role/0", 3)):
        page = Page(picture.html)
        assert page.unmatched == []
        assert {tag for tag, _ in page.elements} <= {tag for tag, _ in Page(kg.open().view().html).elements}
        assert len(page.all("script")) == 3
        assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
        assert all((link["href"] or "").startswith("#") for link in page.all("a"))
        assert "\0" not in picture.html
        assert "\a" not in picture.html
        assert data_of(picture)["nodes"]
    text = Page(hostile.view().html).text
    for label in HOSTILE[:4] + HOSTILE[5:9]:
        assert " ".join(label.split()) in text


def test_labels_in_boxes_are_short_and_plain() -> None:
    for label in HOSTILE:
        lines = box_label(label).split("\n")
        assert len(lines) <= 2
        assert all(0 < len(line) <= 36 for line in lines)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", box_label(label))
    assert box_label("From Mathematics/Statistics") == "From Mathematics/\nStatistics"
    assert box_label("職業 " * 30).endswith("…")
    assert strip_controls("\u202eabc\u2069") == "abc"


def test_what_is_linked_only_to_a_role_that_is_not_drawn_has_no_line() -> None:
    """60 roles that share nothing, each with a job title: ten of the roles are left out, and no line leads there."""
    statements = []
    for role in range(60):
        statements += [*thing(f"role/{role}", f"Role {role}"), *thing(f"job-title/{role}", f"Title {role}")]
        statements.append((f"job-title/{role}", CK.titleOf, f"role/{role}"))
    picture = small_graph(*statements).view()
    assert len(data_of(picture)["nodes"]) == 100
    assert len(data_of(picture)["edges"]) <= 50
    assert "At least 20 more items are not drawn" in Page(picture.html).text


@pytest.mark.slow
def test_an_overview_holds_no_more_than_a_picture_may() -> None:
    picture = hub(50, 80).view()  # 4,051 nodes
    assert len(data_of(picture)["nodes"]) <= MAX_NODES
    assert re.search(r"At least [\d,]+ more items are not drawn: there are too many for one picture\.", picture.html)


def grouped(roles: int, alone: int, *, groups: int = 4) -> CareerGraph:
    """Two widest groups with groups below groups, the narrowest of which hold roles; and roles that none holds."""
    tree = [(f"role-group/g{number}", f"Group {number}") for number in range(groups)]
    statements = [statement for name, label in tree for statement in thing(name, label)]
    statements += [(tree[number][0], SKOS.broader, tree[number - 2][0]) for number in range(2, groups)]
    for role in range(roles + alone):
        statements += thing(f"role/{role}", f"Role {role}")
        if role < roles:
            statements.append((f"role/{role}", SKOS.broader, tree[groups - 1 - role % 2][0]))
    return small_graph(*statements)


def test_very_many_roles_are_shown_by_their_groups() -> None:
    """Groups 0 and 1 are bands with 2 and 3, into which 4 and 5 are folded; the cards of 4 and 5 list 155 roles."""
    picture = grouped(155, 3, groups=6).view()
    nodes = data_of(picture)["nodes"]
    names = {node["id"]: node["label"].replace("\n", " ") for node in nodes}
    assert sorted(names.values()) == [*(f"Group {number}" for number in range(6)), "Role 155", "Role 156", "Role 157"]
    folded_into = {names[node["id"]]: names[node["foldedInto"]] for node in nodes if "foldedInto" in node}
    assert folded_into == {"Group 4": "Group 2", "Group 5": "Group 3"}
    ends = {tuple(sorted((names[edge["from"]], names[edge["to"]]))) for edge in data_of(picture)["edges"]}
    assert ends == {("Group 2", "Group 4"), ("Group 3", "Group 5")}
    page = Page(picture.html)
    assert "At least 155 more items are not drawn" in page.text
    assert all(f"Role {role}" in page.text for role in range(155))


@pytest.mark.slow
def test_a_role_with_roles_below_it_is_folded_into_its_group_and_names_them() -> None:
    statements = [*thing("role-group/g", "Group")]
    for role in range(160):
        statements += thing(f"role/{role}", f"Role {role}")
        statements.append((f"role/{role}", SKOS.broader, f"role/{role - 1}" if role % 10 else "role-group/g"))
    picture = small_graph(*statements).view()
    labels = {node["label"] for node in data_of(picture)["nodes"]}
    assert labels == {"Group", *(f"Role {role}" for role in range(160) if role % 10 != 9)}
    text = Page(picture.html).text
    assert all(f"Role {role}" in text for role in range(160))


@pytest.mark.parametrize(("roles", "alone"), [(100, 3), (60, 100)])
def test_fewer_roles_or_mostly_roles_of_no_group_are_shown_themselves(roles: int, alone: int) -> None:
    labels = {node["label"] for node in data_of(grouped(roles, alone).view())["nodes"]}
    assert not any(label.startswith("Group") for label in labels)


def test_groups_that_are_below_each_other_have_no_top_to_begin_with() -> None:
    statements = [*thing("role-group/a", "A"), *thing("role-group/b", "B")]
    statements += [("role-group/a", SKOS.broader, "role-group/b"), ("role-group/b", SKOS.broader, "role-group/a")]
    for role in range(160):
        statements += [*thing(f"role/{role}", f"Role {role}"), (f"role/{role}", SKOS.broader, "role-group/a")]
    labels = {node["label"] for node in data_of(small_graph(*statements).view())["nodes"]}
    assert labels == {f"Role {role}" for role in sorted(range(160), key=str)[:50]}


def test_a_label_without_letters_has_words_in_its_place() -> None:
    page = Page(
        small_graph(*thing("role/a", " "), *thing("skill/s", "S"), ("role/a", CK.requiresSkill, "skill/s"))
        .view("role/a")
        .html
    )
    assert page.text.count("(no label)") >= 3


def test_a_graph_that_credits_no_one_says_so() -> None:
    page = Page(small_graph(*thing("role/a", "A")).view().html)
    assert "Data sources and licences: not stated." in page.text_of("page")


def test_r12_what_would_take_too_long_to_describe_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 60 roles with 18 skills each, the roles are drawn, and those skills whose facts are few enough."""
    monkeypatch.setattr("kg.view.neighbourhood.MAX_FACTS", 500)
    picture = hub(60, 18).view("Hub", 5)
    count = len(data_of(picture)["nodes"])
    assert 1 + 60 <= count < 1 + 60 + 60 * 18
    said = re.search(r"At least (\d+) more items are not drawn", Page(picture.html).text)
    assert said
    assert 0 < int(said[1]) <= 1 + 60 + 60 * 18 - count


def test_i17_of_what_thousands_point_to_the_first_are_read_and_the_others_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One of 60 roles that require a skill: the skill's card has it named by some of them."""
    monkeypatch.setattr("kg.view.neighbourhood.MAX_POINTING", 5)
    graph = hub(60, 1)
    page = Page(graph.view(sorted(graph.list("role"))[0]).html)
    assert "55 more not listed here" in page.text
    assert len(data_of(graph.view("Hub"))["nodes"]) >= 1 + 60  # the picture is about it


# --- a network of pyvis -----------------------------------------------------------------------------------------------


def test_p1_the_network_of_pyvis_has_every_entity_and_link(graph: CareerGraph) -> None:
    drawn = graph.to_pyvis()
    plain = graph.to_networkx()
    assert {node["id"]: node["title"].rpartition(" (")[0] for node in drawn.nodes} == {
        name: data["label"] for name, data in plain.nodes(data=True)
    }
    assert len(drawn.nodes) == sum(len(graph.list(kind)) for kind in KINDS)
    links = sorted((edge["from"], edge["to"], edge["title"]) for edge in drawn.edges)
    assert links == sorted((start, end, property_label(name)) for start, end, name in plain.edges(keys=True))
    sizes = {node["id"]: node["size"] for node in drawn.nodes}
    assert sizes["skill/programming"] > sizes["skill/containerization"]  # more roles require it


def test_the_network_writes_a_page_that_loads_nothing_of_the_labels(tmp_path: Path) -> None:
    page = hostile_graph().to_pyvis().generate_html()
    assert "<img src=x" not in page
    assert "</script><img" not in page


@pytest.mark.parametrize(
    "label", ["Toronto, Canada", "Kaggle rankings and competitions", "Time zone considerations", "PhD"]
)
def test_p1_the_overview_has_everything(graph: CareerGraph, overview: Picture, label: str) -> None:
    data = data_of(overview)
    assert label in {names[0] for names in data["names"]}
    found = {name for names in data["names"] for name in names}
    assert {entity.label for entity in graph.list() if entity.kind != "document"} <= found


def test_p1_an_overview_says_what_it_does_not_have(graph: CareerGraph, overview: Picture) -> None:
    said = Page(overview.html).text
    drawn = {node["key"] for node in data_of(overview)["nodes"]}
    names = {name for names in data_of(overview)["names"] for name in names}  # those of merged skills too
    for kind in KINDS:
        others = [entity for entity in graph.list(kind) if entity.id not in drawn and entity.label not in names]
        words = f"{len(others)} {STYLES[kind].one if len(others) == 1 else STYLES[kind].many.lower()}"
        assert (words in said.partition("Not in this view:")[2]) == bool(others), kind


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("Docker", "MLOps Engineer names Docker."),
        ("Python", "Four roles name Python."),
        ("Amazon", "Amazon is linked to Technology Companies and Retail/E-commerce."),
        ("Bachelor's", "Bachelor's is linked to five roles and three entry paths."),
    ],
)
def test_the_first_sentence_names_a_few_and_counts_many_by_kind(graph: CareerGraph, name: str, headline: str) -> None:
    assert f"<h1>{escape(headline)}</h1>" in graph.view(name).html
