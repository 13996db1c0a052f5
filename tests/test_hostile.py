"""Hostile labels and arguments: whatever a graph or a person writes, each format stays harmless and whole."""

from __future__ import annotations

import csv
import json
import math
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from command_line import kg
from pyoxigraph import Literal

if TYPE_CHECKING:
    from pathlib import Path

LABELS = {
    "escape": "\x1b[31mred\x1b]0;title\x07 bell",
    "c1": "\x9b31m csi",
    "newlines": "two\nlines\r\nthree\x0bfour\x85five\u2028six\u2029seven",
    "tab": "a\tb",
    "pipe": "a|b | c \\| d",
    "backticks": "`code` ``` fence",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "formula": "=cmd|'/c calc'!A1",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(1)",
    "hidden formula": " \t=1+1",
    "mermaid": '"]; click n0 "javascript:alert(1)"; x["',
    "directive": "%%{init: {'theme':'dark'}}%%",
    "link": "[x](javascript:alert(1)) ![y](http://127.0.0.1/z)",
    "heading": "# one *two* __three__ ~~four~~",
    "entities": "&lt;b&gt; &#60;i&#62; &amp;",
    "right to left": "\u202eabc\u202c \u2067def\u2069 \u200f\u061cghi",
    "long": "x" * 5000,
    "emoji": "😀 👩\u200d💻 e\u0301",
    "quotes": 'O\'Hara "the" \\ back',
    "sparql": '" } ; DROP GRAPH <http://x/> #',
}
COMMANDS_FOLLOWED = "\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
DANGEROUS = re.compile(f"[{COMMANDS_FOLLOWED}]")
"""What commands a terminal, breaks a line or turns the direction of writing; a line feed is judged by the lines."""


LONG = ("c1", "backticks", "plus", "minus", "at", "directive", "heading", "entities", "emoji", "quotes")
"""The labels that `make long` tries: each is of a kind with one of the others."""


@pytest.fixture(
    params=[pytest.param(text, marks=[pytest.mark.long] * (name in LONG), id=name) for name, text in LABELS.items()]
)
def label(request: pytest.FixtureRequest) -> str:
    text: str = request.param
    return text


@pytest.fixture
def graph(label: str, tmp_path: Path) -> Path:
    """A start, a destination with the label, a skill that both require and one with the label to learn."""
    text = str(Literal(label))
    path = tmp_path / "hostile.ttl"
    path.write_text(
        f"""@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix role: <https://w3id.org/career-kg/role/> .
@prefix skill: <https://w3id.org/career-kg/skill/> .
@prefix req: <https://w3id.org/career-kg/requirement/> .
role:start a ck:Role ; skos:prefLabel "Start" ; ck:hasRequirement req:one ; ck:requiresSkill skill:shared .
role:goal a ck:Role ; skos:prefLabel {text} ; skos:hiddenLabel "alias" ; ck:hasRequirement req:two, req:three ;
  ck:requiresSkill skill:shared, skill:new .
skill:shared a ck:Skill ; skos:prefLabel "Shared" .
skill:new a ck:Skill ; skos:prefLabel {text} .
req:one a ck:SkillRequirement ; ck:skill skill:shared ; ck:strength "required" .
req:two a ck:SkillRequirement ; ck:skill skill:shared ; ck:strength "required" .
req:three a ck:SkillRequirement ; ck:skill skill:new ; ck:strength "required" .
""",
        encoding="utf-8",
    )
    return path


QUESTIONS = (
    ("show", "role/goal"),
    ("show", "skill/new"),
    ("list", "role"),
    ("find", "alias"),
    ("why", "role/goal"),
    ("gap", "role/start", "role/goal"),
    ("next", "role/start"),
    ("route", "role/start", "role/goal"),
    ("connect", "role/start", "role/goal"),
    ("compare", "role/start", "role/goal"),
    ("match", "--have", "skill/new"),
    ("match", "--have", "skill/shared", "--curriculum"),
    ("rank", "skills"),
    ("rank", "roles", "--by", "reach"),
    ("sparql", "SELECT ?label { ?s skos:prefLabel ?label }"),
)


def _answers(graph: Path, fmt: str) -> list[str]:
    found = []
    for question in QUESTIONS:
        answer = kg("-g", graph, *question, "-f", fmt)
        assert answer.status == 0, answer.err
        assert not DANGEROUS.search(answer.err)
        found.append(answer.out)
    return found


@pytest.mark.slow
def test_text_commands_no_terminal_and_keeps_its_rows(graph: Path, label: str) -> None:
    for question, out in zip(QUESTIONS, _answers(graph, "table"), strict=True):
        assert not DANGEROUS.search(out), question
    rows = kg("-g", graph, "list", "role").lines
    folded = max(math.ceil(len(label) / 200), 1)  # a column is folded at 200 characters
    assert len(rows) == 3 + folded  # the head, its rule and two roles, whatever they are called
    assert sum(line.endswith("role/goal") for line in rows) == 1


@pytest.mark.slow
def test_csv_has_its_columns_and_no_formula(graph: Path, label: str) -> None:
    for question, out in zip(QUESTIONS, _answers(graph, "csv"), strict=True):
        if question[0] == "sparql":
            continue  # the CSV of the W3C is data: tests/test_results.py
        rows = list(csv.reader(out.splitlines(keepends=True), strict=True))
        assert len({len(row) for row in rows}) == 1, question
        cells = [cell for row in rows for cell in row]
        assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))], question
        assert not DANGEROUS.search(out.replace("\t", "")), question
    rows = list(csv.reader(kg("-g", graph, "list", "role", "-f", "csv").out.splitlines(keepends=True)))
    assert len(rows) == 3


@pytest.mark.slow
def test_json_gives_the_label_exactly_and_spelt_out(graph: Path, label: str) -> None:
    for question, out in zip(QUESTIONS, _answers(graph, "json"), strict=True):
        assert not DANGEROUS.search(out), question
        assert label in json.loads(out, object_hook=lambda table: table).__str__() or label in _texts(json.loads(out))


def _texts(value: object) -> set[str]:
    if isinstance(value, dict):
        return {text for part in value.values() for text in _texts(part)}
    if isinstance(value, list):
        return {text for part in value for text in _texts(part)}
    return {value} if isinstance(value, str) else set()


@pytest.mark.slow
def test_markdown_has_no_markup_of_the_label(graph: Path, label: str) -> None:
    for question, out in zip(QUESTIONS, _answers(graph, "md"), strict=True):
        assert not DANGEROUS.search(out), question
        bare = re.sub(r"\\.", "", out)  # what stays is what Markdown reads as markup
        assert not re.search(r"[<>`~\[\]_&]", bare.replace("[x]", "").replace("[ ]", "")), question
        columns = [line.count("|") for line in bare.splitlines() if line.startswith("|")]
        assert len(set(columns)) <= 1, question


def test_mermaid_keeps_its_grammar(graph: Path, label: str) -> None:
    first, *rest = kg("-g", graph, "route", "role/start", "role/goal", "-f", "mermaid").out.splitlines()
    assert first == "flowchart LR"
    assert len(rest) == 3
    text = r"(?:[^\"<>`%&\x00-\x1f]|&#?\w+;|<br>)*"
    assert "<br>" not in "".join(rest)  # nothing is not held, so the one arrow has one line
    for line in rest:
        assert re.fullmatch(rf'  n\d+(?:\["{text}"\]| -->\|"{text}"\| n\d+)', line), line
        assert not DANGEROUS.search(line)


def test_a_checklist_has_no_markup_of_the_label(graph: Path, label: str) -> None:
    out = kg("-g", graph, "route", "role/start", "role/goal", "-f", "checklist").out
    assert not DANGEROUS.search(out)
    bare = re.sub(r"\\.", "", out).replace("[x]", "").replace("[ ]", "")
    assert not re.search(r"[<>`~\[\]_&|]", bare)
    assert len(re.findall(r"^- ", bare, re.MULTILINE)) == 5


ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "scope", "class", "role", "tabindex"} | {
    *("aria-label", "aria-labelledby", "id")
}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.values: set[str | None] = set()
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= ATTRIBUTES
        self.values |= {value for _, value in attrs}
        if tag in ("td", "th", "b", "h1", "h2"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


PAGE = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "div", "ul", "li", "b", "span"} | {
    *("table", "thead", "tbody", "tr", "th", "td", "bdi")
}


@pytest.mark.slow
def test_html_has_the_label_as_text_alone(graph: Path, label: str) -> None:
    """No label makes an element or an attribute; it is whole in a cell, a statement or a heading of each page."""
    visible = re.sub(r"\s+", " ", DANGEROUS.sub("", re.sub(r"[\n\t]", " ", label))).strip()
    for question, out in zip(QUESTIONS, _answers(graph, "html"), strict=True):
        assert not DANGEROUS.search(out), question
        page = _Page()
        page.feed(out)
        assert page.tags <= PAGE, question
        assert not any(visible in (value or "") for value in page.values), question
        assert any(visible in re.sub(r"\s+", " ", cell) for cell in page.cells), question


def test_turtle_spells_out_what_commands_a_terminal(graph: Path, label: str) -> None:
    from pyoxigraph import RdfFormat, parse

    out = kg("-g", graph, "sparql", "CONSTRUCT { ?s skos:prefLabel ?l } { ?s skos:prefLabel ?l }").out
    assert not DANGEROUS.search(out.replace("\t", ""))
    assert label in {quad.object.value for quad in parse(out, format=RdfFormat.TURTLE)}


def test_messages_about_hostile_names_are_harmless(graph: Path, label: str) -> None:
    """Candidates and suggestions carry labels of the graph, too."""
    for arguments in (["show", "--", f"{label} ?"], ["find", "--", f"{label} no hit"], ["next", "--", label]):
        answer = kg("-g", graph, *arguments)
        assert answer.status in (0, 1)
        assert not DANGEROUS.search(answer.err)
        assert not any(len(line) > 2000 for line in answer.err.splitlines() if not line.startswith("note: "))


ARGUMENTS = [*LABELS.values(), "", " ", "\x00", "\udcff", "-", "--", "*", "?x", "%s%n", "../../etc/passwd", "@", "@/"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, marks=[pytest.mark.long] * (text in map(LABELS.get, LONG)), id=ascii(text)[:30])
        for text in ARGUMENTS
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        ["show"],
        ["why", "MLOps"],
        ["find"],
        ["list"],
        ["route", "MLOps"],
        ["gap", "--have"],
        ["match", "--have"],
        ["match", "--curriculum", "--have"],
        ["compare", "MLOps"],
        ["rank"],
        ["rank", "skills", "--by"],
        ["route", "statistician", "MLOps", "--avoid"],
        ["ask"],
        ["ask", "role-skills", "--role"],
        ["ask", "role-skills", "-p"],
        ["sparql"],
        ["show", "MLOps", "surplus"],
        ["-g"],
        [],
    ],
    ids=" ".join,
)
@pytest.mark.slow
def test_hostile_arguments_get_an_answer_or_one_message(command: list[str], text: str) -> None:
    ending = ["MLOps"] if command == ["gap", "--have"] else ["stats"] if command == ["-g"] else []
    if text.startswith("-") and "--have" not in command:
        command = [*command, "--"]
    answer = kg(*command, text, *ending)
    assert answer.status in (0, 1, 2, 3)
    assert "internal error" not in answer.err
    assert "Traceback" not in answer.err
    assert not DANGEROUS.search(answer.err)
