"""The explorer as files: every link leads to a file, at any address, and nothing leaves the folder."""

from __future__ import annotations

import json
import posixpath
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from command_line import kg as call

import kg
from kg.errors import LimitError
from kg.limits import chosen

if TYPE_CHECKING:
    from kg.graph import CareerGraph

pytest.importorskip("jinja2", reason="career-kg[server] is not installed")

from kg.cli.operations import operations
from kg.server.static_site import StaticSite

CAREERS = """
@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <https://example.org/> .
ex:role_a a ck:Role ; skos:prefLabel "Nurse" ; skos:altLabel "Sister" ;
  ck:requiresSkill ex:skill, <https://example.org/..> .
<https://example.org/role/../../../../x> a ck:Role ; skos:prefLabel "<b>Up & away</b>" ; ck:requiresSkill ex:skill .
<https://example.org/role/%2e%2e/é"x> a ck:Role ; skos:prefLabel "Ärztin \\u202E" ; ck:requiresSkill ex:skill .
<https://example.org/role/NURSE> a ck:Role ; skos:prefLabel "Capital" .
<https://example.org/role/nurse> a ck:Role ; skos:prefLabel "Small" .
<https://example.org/static/site.css> a ck:Role ; skos:prefLabel "Style" .
<urn:index.html> a ck:Role ; skos:prefLabel "Start" .
ex:skill a ck:Skill ; skos:prefLabel "Care\\"></a><script>alert(1)</script>" .
<https://example.org/..> a ck:Skill ; skos:prefLabel "Two dots" .
"""


def _files(graph: CareerGraph) -> dict[str, bytes]:
    return dict(StaticSite(graph, operations()).files())


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a small graph whose names and IRIs try everything."""
    path = tmp_path_factory.mktemp("hostile") / "careers.ttl"
    path.write_text(CAREERS.replace('é"x', "é%22x"), encoding="utf-8")
    return _files(kg.open(path))


@pytest.fixture(scope="module")
def bundled(graph: CareerGraph) -> dict[str, bytes]:
    return _files(graph)


def _links(files: dict[str, bytes]) -> set[tuple[str, str]]:
    found = set()
    for name, content in files.items():
        if name.endswith(".html"):
            for address in re.findall(rb'\b(?:href|src|action|data-index)="([^"]*)"', content):
                found.add((name, unescape(address.decode())))
    return found


def _check_links(files: dict[str, bytes]) -> None:
    led = 0
    for name, address in _links(files):
        parts = urlsplit(address)
        if parts.scheme in ("https", "http", "data", "urn") or not parts.path:
            continue
        assert not address.startswith("/"), (name, address)
        assert not parts.query, (name, address)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
        assert target in files, (name, address)
        led += 1
    assert led > 50


@pytest.mark.slow
def test_links_of_hostile_names_lead_to_files_of_the_folder(hostile: dict[str, bytes]) -> None:
    _check_links(hostile)
    assert len({name.lower() for name in hostile}) == len(hostile)
    for name in hostile:
        assert not name.startswith("/")
        assert ".." not in name.split("/")
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", name)
    page = b"".join(content for name, content in hostile.items() if name.endswith(".html") and name != "map.html")
    assert b"<script>alert" not in page
    assert b"<b>Up & away" not in page
    assert "\u202e".encode() not in page


def test_the_index_finds_every_entity_by_every_name(hostile: dict[str, bytes]) -> None:
    rows = json.loads(hostile["search.json"])
    assert {row[0] for row in rows} >= {"Nurse", "Two dots", "Capital", "Small"}
    [nurse] = [row for row in rows if row[0] == "Nurse"]
    assert "Sister" in nurse[3:]
    assert all(unquote(row[2]) in hostile for row in rows)


def test_pages_are_read_and_asked_without_a_script(hostile: dict[str, bytes]) -> None:
    for name, content in hostile.items():
        if name.endswith(".html") and name != "map.html":
            text = content.decode()
            assert all('role="search"' in form for form in re.findall(r"<form[^>]*>", text))
            assert "<h1>" in text
    routes = [name for name in hostile if name.startswith("route/")]
    assert len(routes) == 7 * 6
    assert all(name in {posixpath.normpath(link) for _, link in _links(hostile)} for name in routes)


def test_a_graph_that_is_too_large_is_refused_with_the_number(graph: CareerGraph) -> None:
    number = len(graph.list()) + 12 * 11 + 12 * graph.counts()["entry-path"]
    with chosen(["site-pages=100"]), pytest.raises(LimitError, match=rf"{number:,} pages, more than 100"):
        StaticSite(graph, operations())


@pytest.mark.slow
def test_a_folder_that_is_no_site_is_left_alone(tmp_path: Path) -> None:
    careers = tmp_path / "careers.ttl"
    careers.write_text(
        "@prefix ck: <https://w3id.org/career-kg/ontology#> .\n"
        '<https://example.org/nurse> a ck:Role ; <http://www.w3.org/2004/02/skos/core#prefLabel> "Nurse" .\n',
        encoding="utf-8",
    )
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")
    refused = call("-g", str(careers), "site", str(mine))
    assert (refused.status, [path.name for path in mine.iterdir()]) == (2, ["letter.txt"])
    for _ in range(2):  # the second replaces the first
        made = call("-g", str(careers), "site", str(tmp_path / "public"))
        assert made.status == 0
        assert "files" in made.out
    assert (tmp_path / "public" / "index.html").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"careers.ttl", "mine", "public"}


@pytest.mark.slow
def test_the_bundled_graph_has_a_page_for_everything(bundled: dict[str, bytes], graph: CareerGraph) -> None:
    _check_links(bundled)
    assert sum(map(len, bundled.values())) < 15_000_000
    rows = json.loads(bundled["search.json"])
    assert len(rows) == len(graph.list())
    page = bundled["route/role.data-scientist/role.mlops-engineer.html"].decode()
    route = graph.route("Data Scientist", "MLOps Engineer", 1)[0]
    for step in route.steps:
        assert all(skill.label in unescape(page) for skill in step.learn)
    roles = graph.list("role")
    starts = [*roles, *graph.list("entry-path")]
    assert sum(name.startswith("route/") for name in bundled) == len(starts) * len(roles) - len(roles)


@pytest.mark.slow
def test_the_same_graph_makes_the_same_bytes(bundled: dict[str, bytes]) -> None:
    again = StaticSite(kg.open(), operations())
    for number, (name, content) in enumerate(again.files()):
        if number > 120:
            break
        assert bundled[name] == content, name
