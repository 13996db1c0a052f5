"""Answers in every format: the same content in each, pages that stand alone, one registry, JSON by the model."""

from __future__ import annotations

import csv
import html
import importlib
import inspect
import json
import pkgutil
import re
import shutil
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
from command_line import Answer, kg

from kg import model
from kg.answers import json_output
from kg.answers.blocks import Answer as Blocks
from kg.answers.blocks import AnswerRow, Block, Heading, Items, Paragraph, Table
from kg.answers.renderers import FORMATS, Format, format_names, render
from kg.answers.routes import LEGEND
from kg.cli import COMMANDS, cli
from kg.model import Entity
from kg.store.backup import backup
from kg.store.folder import StoreFolder
from kg.store.imports import import_source

ROOT = Path(__file__).resolve().parent.parent
NURSING = ROOT / "tests" / "data" / "guides" / "nursing.md"

QUESTIONS: dict[str, list[str]] = {
    "route": ["route", "statistician", "MLOps"],
    "plan": ["plan", "statistician", "MLOps", "--start", "2027-01-04"],
    "gap": ["gap", "Data Scientist", "Machine Learning Engineer"],
    "next": ["next", "MLOps", "-n", "3"],
    "match": ["match", "--have", "Docker,AWS", "-n", "3"],
    "extract": ["extract", "{}/cv.txt"],
    "compare": ["compare", "MLOps", "Machine Learning Engineer", "Research Scientist"],
    "connect": ["connect", "PhD", "MLOps"],
    "rank": ["rank", "roles", "--by", "reach"],
    "all-pairs": ["all-pairs", "-n", "2"],
    "show": ["show", "MLOps"],
    "find": ["find", "learning"],
    "list": ["list", "industry"],
    "why": ["why", "MLOps", "education"],
    "ask": ["ask", "role-skills", "--role", "Data Scientist"],
    "sparql": ["sparql", "SELECT ?label { ?role a ck:Role ; skos:prefLabel ?label }"],
    "stats": ["stats"],
    "init": ["init", "{}/new"],
    "import": ["import", "guide", str(NURSING), "--into", "{}/store"],
    "remove": ["-g", "{}/store", "remove", "nursing"],
    "restore": ["restore", "{}/store.zip", "--into", "{}/restored"],
    "repair": ["-g", "{}/store", "repair"],
    "build": ["build", "--check"],
    "validate": ["-g", "{}/tiny.ttl", "validate"],
    "doctor": ["doctor"],
    "explain": ["explain", "gap"],
    "diff": ["diff", "{}/tiny.ttl", "{}/store.zip"],
    "history": ["-g", "{}/store", "history", "tiny"],
}
"""A question for every command that answers in formats; {} is a folder with a store, its backup and a small graph."""

CSV_ALONE = {("connect", "connection"), ("connect", "step"), ("connect", "property")}
"""Columns of CSV that people read as a heading, or in the sentence of the row."""

OTHERS = {"link", "view", "export", "backup", "serve", "site", "mcp", "docs", "completion"}
"""The commands that print only the files they write, their paths, or pages, and those that serve answers."""


def _formats(command: str) -> list[str]:
    loaded = cli.get_command(click.Context(cli), command)
    assert loaded is not None
    found = [option for option in loaded.params if option.name == "fmt"]
    return list(found[0].type.choices) if found else []  # type: ignore[attr-defined]  # a click.Choice


def test_every_command_with_an_answer_has_every_format_and_a_question_here() -> None:
    assert set(QUESTIONS) | OTHERS == set(COMMANDS)
    for command in QUESTIONS:
        assert _formats(command)[:5] == ["table", "json", "csv", "md", "html"], command
    assert all(not _formats(command) for command in OTHERS)


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a source, its backup, and a small graph."""
    folder = tmp_path_factory.mktemp("surroundings")
    (folder / "tiny.ttl").write_text(
        "<https://w3id.org/career-kg/role/x> a <https://w3id.org/career-kg/ontology#Role> .\n"
    )
    (folder / "cv.txt").write_text("I know Python, not Java.\n\nNice to have: Docker\n")
    store = StoreFolder.create(folder / "store")
    import_source(store, "rdf", [folder / "tiny.ttl"])
    backup(store, folder / "store.zip")
    assert kg("import", "guide", NURSING, "--into", folder / "store").status == 0
    return folder


@pytest.fixture(scope="module", params=QUESTIONS)
def command(request: pytest.FixtureRequest) -> str:
    """Each command, for all tests of it before the next one, so that its answers are asked for once."""
    return str(request.param)


@pytest.fixture(scope="module")
def answers(command: str, surroundings: Path) -> dict[str, Answer]:
    """The answer to a command's question in each of its formats, each in fresh surroundings."""
    found = {}
    for fmt in _formats(command):
        folder = surroundings.parent / f"{surroundings.name}-{command}-{fmt}"
        shutil.copytree(surroundings, folder)
        question = [word.replace("{}", str(folder)) for word in QUESTIONS[command]]
        answer = kg(*question, "-f", fmt, "--all", "--sources")
        found[fmt] = answer._replace(out=answer.out.replace(str(folder), "FOLDER"))
    return found


def _facts(data: Any, *ignored: str) -> set[str]:
    """The words of the labels and the lines of sources anywhere in JSON, but for those below ignored keys."""
    if isinstance(data, list):
        return {word for part in data for word in _facts(part, *ignored)}
    if not isinstance(data, dict):
        return set()
    own = {word for key in ("label", "line") if isinstance(data.get(key), str | int) for word in _words(str(data[key]))}
    return own | {word for key, part in data.items() if key not in ignored for word in _facts(part, *ignored)}


def _words(text: str) -> set[str]:
    """The words and whole numbers of a text; how lines are counted (line, lines) and fractions do not matter."""
    return set(re.findall(r"\w+", re.sub(r"\d+\.\d+|\blines?\b", " ", text)))


def _read(fmt: str, text: str) -> str:
    """The text of an answer as a reader sees it."""
    if fmt == "html":
        page = Page()
        page.feed(text)
        return re.sub(r"\b\d+ more\b", "", page.text)  # what is folded says how much it is
    return re.sub(r"\\(.)", r"\1", text) if fmt in ("md", "checklist") else text


OF_OTHERS = {"xml", "tsv", "ttl", "nt", "jsonld", "trig", "ics", "kgcl"}
"""The formats that only queries, plans and comparisons of versions have; other tests are about these."""

ELSEWHERE = {
    "next": {"tools", "tools_held", "tools_missing", "gates"},
    "match": {"tools", "tools_held", "tools_missing"},
    "plan": {"route", "direct"},
}
"""Keys of JSON whose labels other commands print: kg gap, kg route."""


@pytest.mark.slow
def test_every_format_of_a_command_holds_the_same(command: str, answers: dict[str, Answer]) -> None:
    """Labels and lines of JSON, and every word of CSV, are in the text, in Markdown and on the page."""
    answers = {fmt: answer for fmt, answer in answers.items() if fmt not in OF_OTHERS}
    assert len({answer.status for answer in answers.values()}) == 1
    data = answers["json"].json
    elsewhere = ELSEWHERE.get(command, set())
    # at a terminal the lines that an import does not understand are notes
    notes = {fmt: answer.err if command == "import" else "" for fmt, answer in answers.items()}
    shown = {fmt: _words(_read(fmt, answer.out) + notes[fmt]) for fmt, answer in answers.items()}
    for fmt in set(answers) - {"json", "csv", "mermaid"}:
        assert _facts(data, *elsewhere) - shown[fmt] == set(), fmt
    assert _facts(data, *elsewhere, "from", "to", "have", "not_stated") - shown["csv"] == set()
    rows = list(csv.DictReader(answers["csv"].lines, strict=True))
    cells = " ".join(cell for row in rows for name, cell in row.items() if (command, name) not in CSV_ALONE)
    for fmt in ("table", "md", "html"):
        assert _words(cells) - shown[fmt] == set(), fmt
    title = _words(Page.title_of(answers["html"].out))
    # the columns of statements, which are a list on the page, have no heads there
    assert shown["md"] | title == shown["html"] | (shown["md"] & {"type", "item", "details", "source"})


@pytest.mark.slow
def test_every_column_has_a_name(answers: dict[str, Answer]) -> None:
    assert "" not in next(csv.reader(answers["csv"].lines))
    lines = answers["md"].lines
    for head, rule in pairwise(lines):
        if rule.startswith("| ---"):
            assert "" not in [name.strip() for name in re.split(r"(?<!\\)\|", head)[1:-1]]
    page = Page()
    page.feed(answers["html"].out)
    assert "" not in page.columns


# --- pages ------------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What an HTML page says: its tags, attributes, text, headings and column names."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.columns: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.text = ""
        self._open: list[str] = []

    @staticmethod
    def title_of(text: str) -> str:
        page = Page()
        page.feed(text)
        return " ".join(page.texts["title"])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in ("meta", "br", "input"):
            self._open.append(tag)
        if tag in ("h1", "title"):
            self.texts.setdefault(tag, []).append("")
        if tag == "th" and ("scope", "col") in attrs:
            self.columns.append("")
        self.text += "" if tag in ("bdi", "b") else " "

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            return
        for tag in ("h1", "title"):
            if tag in self._open:
                self.texts[tag][-1] += data
        if "th" in self._open and "thead" in self._open:
            self.columns[-1] += data
        if "main" in self._open:
            self.text += data


@pytest.mark.slow
def test_a_page_stands_alone_and_has_what_a_reader_needs(answers: dict[str, Answer]) -> None:
    page = Page()
    page.feed(answers["html"].out)
    assert page._open == []
    assert ("html", "lang", "en") in page.attributes
    assert (page.tags.count("h1"), page.tags.count("title"), page.tags.count("main")) == (1, 1, 1)
    assert page.texts["title"] == page.texts["h1"] != [""]
    assert not set(page.tags) & {"script", "link", "img", "iframe", "object", "form", "a"}
    assert not {name for _, name, _ in page.attributes} & {"src", "href", "onclick", "onload", "style"}
    assert all(("th", "scope", value) in page.attributes for value in ("col", "row")) or "table" not in page.tags
    assert page.tags.count("th") == sum((tag, name) == ("th", "scope") for tag, name, _ in page.attributes)
    assert any("default-src 'none'" in (value or "") for _, name, value in page.attributes if name == "content")
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


# --- formats of routes and gaps ---------------------------------------------------------------------------------------


def test_a_gap_is_a_checklist_too() -> None:
    lines = kg("gap", "computer science", "Machine Learning Engineer", "-f", "checklist").lines
    assert "- [x] held **Programming**: missing: Java, Python, Scala (lines 24, 209; curation)" in lines
    assert "- [ ] missing **Database knowledge** (line 28)" in lines


def test_markdown_of_a_route_is_tables() -> None:
    text = kg("route", "statistician", "MLOps", "-f", "md").out
    assert text.count("| type | item | details | source |") == 3
    assert "- [ ]" not in text


def test_the_legend_is_one_table_everywhere(root: Path) -> None:
    """On the command line, in the documentation of routes, and below the picture of a route."""
    lines = kg("route", "--legend").out
    words = " ".join(lines.split())
    page = (root / "docs" / "routes.md").read_text(encoding="utf-8")
    picture = html.unescape(kg_picture())
    for word, meaning in LEGEND.items():
        assert re.search(rf"^{re.escape(word)} ", lines, re.MULTILINE)
        assert meaning in words
        assert f"| {word} | {meaning.replace('*', chr(92) + '*')} |" in page
        assert meaning in picture


def kg_picture() -> str:
    import kg as library

    return library.open().view_route("Data Scientist", "MLOps").html


# --- properties in words ----------------------------------------------------------------------------------------------


def test_show_names_properties_in_words_and_on_request_as_in_rdf() -> None:
    words, names = kg("show", "MLOps").out, kg("show", "MLOps", "--properties").out
    assert re.search(r"^required skill +Infrastructure as Code +line 170$", words, re.MULTILINE)
    assert re.search(r"^hasRequirement +Infrastructure as Code +line 170$", names, re.MULTILINE)
    assert re.search(r"^pay .*from 90000; to 210000; open-ended yes; currency USD", words, re.MULTILINE)
    stated = {fact["property"] for fact in kg("show", "MLOps", "-f", "json").json["facts"]}
    assert {"hasRequirement", "prefLabel", "salary"} <= stated
    for fmt in ("table", "csv", "md", "html"):
        assert not re.search(r"prefLabel|hasRequirement|unitText|openEnded", kg("show", "MLOps", "-f", fmt).out), fmt


@pytest.mark.parametrize("word", ["requires", "hasRequirement", "ck:hasRequirement"])
@pytest.mark.slow
def test_why_takes_the_words_that_show_prints(word: str) -> None:
    facts = kg("why", "MLOps", word, "-f", "json").json["facts"]
    assert [fact["source"]["line"] for fact in facts] == [168, 169, 170, 171, 172, 173]


# --- blocks and renderers ---------------------------------------------------------------------------------------------

DOCKER = AnswerRow("learn", "Docker", source="line 169", iri="http://x/docker")


def test_blocks_of_different_types_differ() -> None:
    blocks: list[Block] = [Heading("x"), Paragraph("x"), Items((DOCKER,)), Table(("x",), (DOCKER,))]
    assert [blocks.index(block) for block in blocks] == [0, 1, 2, 3]
    assert Items((DOCKER,)) == Items((DOCKER,))


def test_a_new_format_is_one_row_of_the_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Format(lambda answer, _: f"{len(answer.blocks)} blocks", "the number of blocks")
    monkeypatch.setitem(FORMATS, "count", counted)
    assert "count" in format_names()
    assert render(Blocks(None, [Heading("x"), Items((DOCKER,))]), "count") == "2 blocks\n"


def test_help_says_what_each_format_is() -> None:
    shown = " ".join(kg("route", "--help").out.split())
    for name, entry in FORMATS.items():
        assert (f"{name}: {entry.summary}" in shown) == (name not in OF_OTHERS)


def test_every_key_of_json_is_an_attribute_of_the_model() -> None:
    """The table of keys names classes and attributes that exist, so that a renamed one is noticed."""
    modules = [importlib.import_module(f"kg.model.{each.name}") for each in pkgutil.iter_modules(model.__path__)]
    classes = {name: found for module in modules for name, found in inspect.getmembers(module, inspect.isclass)}
    for name, keys in json_output._KEYS.items():
        source = inspect.getsource(classes[name])
        for word in keys.split():
            key, _, attribute = word.partition("=")
            if f"{name}.{key}" not in json_output._SPECIAL:
                first = (attribute or key).lstrip("*").partition(".")[0]
                assert hasattr(classes[name], first) or f"self.{first}" in source, word
    for special in json_output._SPECIAL:
        name, key = special.split(".")
        assert key in [word.partition("=")[0] for word in json_output._KEYS[name].split()]
    assert set(json_output._WHOLE) <= set(classes)


def test_json_walks_whatever_the_model_has() -> None:
    role = Entity("http://x/a", "a", "A", "role")
    assert json.loads(json_output.json_text({"roles": (role,)})) == {"roles": [role._asdict()]}


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_export_without_a_format_writes_every_format(tmp_path: Path) -> None:
    answer = kg("export", tmp_path / "out")
    endings = {"ttl", "nt", "jsonld", "trig", "rdf", "graphml", "html"}
    expected = {"catalog.ttl", *(f"career.{ending}" for ending in endings)}
    assert {Path(line).name for line in answer.lines} == expected
    assert {path.name for path in (tmp_path / "out").iterdir()} == expected
    assert kg("export", tmp_path / "graph.owl").status == 2
    assert not (tmp_path / "graph.owl").exists()
