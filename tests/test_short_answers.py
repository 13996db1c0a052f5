"""Answers as text: short, within the width of a terminal, with whole words; and complete on request."""

from __future__ import annotations

import ast
import os
import pty
import re
import shlex
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest
from command_line import START, kg
from readme import ROOT

import kg as library
from kg.answers import display
from kg.answers.blocks import (
    Answer,
    AnswerRow,
    Cell,
    Citation,
    Detail,
    Heading,
    Items,
    Paragraph,
    Table,
    cell_text,
    list_cell,
)
from kg.answers.rankings import matches_answer
from kg.answers.routes import routes_answer
from kg.answers.terms import terms
from kg.answers.text import ShortNames, plain_text, styled_text, wrapped
from kg.model import Source

CODES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^;]*;[^\x1b]*\x1b\\")


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    """Twenty answers of the bundled graph."""
    graph = library.open()
    roles = ("MLOps", "Data Scientist", "NLP Engineer", "Research Scientist")
    found: list[Any] = [graph.route("statistician", role, 2) for role in roles]
    found += [graph.gap("Data Scientist", role) for role in roles if role != "Data Scientist"]
    found += [graph.next(role) for role in roles]
    found += [graph.match(["Python", "SQL"]), graph.match_curriculum(["Python", "Teamwork"]), graph.compare(roles[:2])]
    found += [graph.rank("skills"), graph.rank_communities(), graph.show("MLOps"), graph.plan("statistician", "MLOps")]
    found += [graph.route_to_group("statistician", "Major Career Roles"), graph.connect("Amazon", "Google")]
    return [display._answer(each) for each in found]


def test_there_are_twenty(answers: list[Answer]) -> None:
    assert len(answers) == 20


@pytest.mark.parametrize("width", [60, 80, 120])
def test_u1_no_line_is_wider_than_the_terminal_and_no_word_is_broken(
    width: int, answers: list[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    for answer in answers:
        whole = set(plain_text(answer, None).split())
        for text in (plain_text(answer, width), CODES.sub("", styled_text(answer, width))):
            assert [line for line in text.splitlines() if len(line) > width] == []
            broken = {word for word in text.split() if word.strip("-")} - whole
            assert {word for word in broken if not word.endswith(":")} == set()


def test_u9_every_column_has_a_name(answers: list[Answer]) -> None:
    tables = [block for answer in answers for block in (*answer.blocks, answer.sheet) if isinstance(block, Table)]
    assert len(tables) > 20
    assert [table.columns for table in tables if not all(table.columns)] == []


ASKED = (
    "route statistician MLOps",
    "match --have Python",
    "show MLOps",
    "route 'Data Scientist' MLOps -k 3",
    "route 'Data Scientist' 'AI Product Manager'",
    "route statistician 'Major Career Roles'",
    "route 'ML Engineer I' 'VP of AI' --all --sources",
    "plan statistician MLOps",
    "gap --have Python,Docker MLOps",
    "next 'Data Scientist'",
    "next statistician --learn Python",
    "match --curriculum --have Python,SQL,Excel",
    "compare 'ML Engineer' MLOps",
    "rank skills",
    "rank roles --by betweenness",
    "why 'Data Scientist' salary",
    "connect PhD MLOps",
    "find cloud",
    "ask",
    "stats",
)


def shown_at(width: int, question: str) -> str:
    """What a terminal of so many columns shows of a question."""
    import fcntl
    import termios

    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    env = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "KG_GRAPH", "NO_COLOR")}
    command = [*START, *shlex.split(question)]
    process = subprocess.Popen(command, stdout=its, stderr=its, stdin=its, env=env | {"TERM": "xterm"})
    os.close(its)
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:  # the other side is closed
        pass
    assert process.wait(60) in (0, 1)
    os.close(ours)
    return shown.decode()


def too_wide(width: int, shown: str) -> list[str]:
    lines = CODES.sub("", shown).replace("\r\n", "\n").split("\n")
    return [line for line in lines if len(line.rpartition("\r")[2]) > width]


@pytest.mark.slow
@pytest.mark.parametrize("width", [60, 120])
def test_u1_a_real_terminal_shows_no_line_wider_than_itself(width: int) -> None:
    for question in ASKED[:3]:
        shown = shown_at(width, question)
        assert too_wide(width, shown) == []
        assert "\x1b[1" in shown


@pytest.mark.long
@pytest.mark.parametrize("width", [60, 80, 120])
def test_u1_sixty_answers_fit_their_terminal(width: int) -> None:
    assert len(ASKED) == 20
    wide = {question: lines for question in ASKED if (lines := too_wide(width, shown_at(width, question)))}
    assert wide == {}


def test_u1_colours_are_left_out_where_they_are_not_wanted(
    answers: list[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[36m" in styled_text(answers[0], 80)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", styled_text(answers[0], 80))
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in styled_text(answers[0], 80)


def test_u1_a_link_to_a_taxonomy_is_there_only_where_the_terminal_knows_links(monkeypatch: pytest.MonkeyPatch) -> None:
    iri = "http://data.europa.eu/esco/skill/1"
    answer = Answer(None, [Items((AnswerRow("learn", "baking", iri=iri),), heads=False)])
    for name in ("FORCE_HYPERLINK", "VTE_VERSION", "TERM_PROGRAM", "WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "]8;" not in styled_text(answer, 80)
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    assert f"\x1b]8;;{iri}\x1b\\" in styled_text(answer, 80)
    assert styled_text(answer, 80) == styled_text(answer, 80)


def test_u1_a_label_cannot_command_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    hostile = "red \x1b[31m[bold]x[/bold] \x1b]8;;http://bad\x1b\\ \u202eabc"
    table = Table(("name", "n"), [[hostile, 1]], caption=hostile)
    shown = styled_text(Answer(None, [Heading(hostile), Paragraph(hostile), table], sheet=table), 80)
    assert "\x1b[31m" not in shown
    assert "]8;;http://bad\x1b" not in shown
    assert "\u202e" not in shown
    assert shown.count("[bold]x[/bold]") == 4


def test_columns_are_as_wide_as_their_content_and_a_table_that_cannot_fit_is_stacked() -> None:
    rows: list[list[Cell]] = [["a role with a name of many words that goes on and on", 7, "not stated in the source"]]
    table = Table(("role", "number", "needs"), rows)
    lines = plain_text(Answer(None, [table]), 50).splitlines()
    assert lines[0].split() == ["role", "number", "needs"]
    assert "7" in lines[2]
    assert plain_text(Answer(None, [table]), 20).splitlines() == [
        "a role with a name",
        "of many words that",
        "goes on and on",
        "  number: 7",
        "  needs: not stated",
        "  in the source",
    ]


def test_wide_signs_count_as_two_columns() -> None:
    assert wrapped("数据 科学家 工程师", 7) == ["数据", "科学家", "工程师"]
    assert wrapped("数据科学家", 4) == ["数据", "科学", "家"]


# --- short and complete -----------------------------------------------------------------------------------------------


def test_u1_a_route_has_five_skills_a_step_and_all_on_request(tmp_path: Path) -> None:
    skills = [f"Skill {number}" for number in range(9)]
    (tmp_path / "roles.csv").write_text(f"role,requires\nHolder,Skill 0\nBaker,{'; '.join(skills)}\n")
    assert kg("init", tmp_path / "store", "--empty").status == 0
    table, mapping = tmp_path / "roles.csv", tmp_path / "roles.yaml"
    kg("import", "table", table, "--write-mapping", mapping)
    assert kg("import", "table", table, "--mapping", mapping, "--into", tmp_path / "store").status == 0
    short = kg("-g", tmp_path / "store", "route", "Holder", "Baker")
    assert "keep 1 skill, learn 8" in short.out
    assert len(re.findall(r"^learn ", short.out, re.MULTILINE)) == 5
    assert "and 3 more (--all)" in short.out
    assert "not stated in the source: gate, pay, level." in short.out
    assert len(re.findall(r"^learn ", kg("-g", tmp_path / "store", "route", "Holder", "Baker", "--all").out, re.M)) == 8
    assert "roles:3" in short.out
    assert "roles:N is line N of" in short.out
    full = kg("-g", tmp_path / "store", "route", "Holder", "Baker", "--sources").out
    assert "roles.csv line 3" in full
    assert "is line N of" not in full
    for fmt in ("md", "html", "csv", "json"):
        assert "Skill 8" in kg("-g", tmp_path / "store", "route", "Holder", "Baker", "-f", fmt).out


def test_u1_gates_and_conditions_are_never_left_out() -> None:
    out = kg("gap", "Data Scientist", "Research Scientist").out
    assert re.search(r"^gate +PhD in AI/ML.*not held; or sometimes Master's with exceptional", out, re.MULTILINE)
    assert "No route" in kg("route", "Data Scientist", "Research Scientist", "--avoid-gate", "PhD").out
    assert re.search(r"^Research Scientist.*PhD in AI/ML", kg("next", "Data Scientist").out, re.MULTILINE)


def test_what_is_held_and_what_is_to_learn_of_a_next_role_add_up_to_what_it_requires() -> None:
    """`kg match` counts the same; broader skills that only make roles similar are no part of it."""
    have = "Python,SQL,PyTorch,Docker,AWS"
    matches = library.open().match(have.split(","), limit=99).roles
    required = {gap.destination.label: len(gap.held) for gap in matches}
    rows = re.findall(r"^(.+?)  +0\.\d+ .*  (\d+) of (\d+) +(\d+)", kg("next", "me", "--have", have).out, re.MULTILINE)
    assert len(rows) > 3
    for label, held, of, to_learn in rows:
        assert (int(held), int(held) + int(to_learn)) == (required[label], int(of))


def test_u1_a_document_has_a_short_name_once_and_several_of_a_graph_are_numbered() -> None:
    guide, other = Source("ai-ml", "Guide", "Roles", 24), Source("nursing", "Nursing", "Roles", 7)
    assert ShortNames([guide]).cite([guide, Source("curation")]) == "line 24; curation"
    assert ShortNames([guide]).lines() == []
    both = ShortNames([guide, other])
    assert both.cite([guide, other]) == "ai-ml:24; nursing:7"
    assert both.lines() == ["ai-ml:N is line N of Guide", "nursing:N is line N of Nursing"]
    first, second = Source("esco", "ESCO 1, a.csv", None, 1), Source("esco", "ESCO 1, b.csv", None, 2)
    assert ShortNames([first, second]).cite([second, first]) == "esco-1:1; esco-2:2"
    inferred = Source("inferred", "ESCO 1, a.csv", None, 9)
    assert ShortNames([first, inferred]).cite([inferred]) == "inferred from esco:9"
    stated, link = Source("roles", "roles, roles.csv", None, 3), Source("links", "roles, roles.csv", None, 4)
    assert ShortNames([link, stated]).cite([link, stated]) == "roles:3, 4"
    assert ShortNames([link]).cite([link]) == "roles:4"  # nothing of the table is cited but what a link rests on


def test_a_citation_within_a_text_is_short_too() -> None:
    cell = Citation("optional, a.csv line 3", ["optional, ", (Source("esco", "ESCO 1, a.csv", None, 3),)])
    table = Table(("skill", "Baker"), [["baking", cell]])
    assert plain_text(Answer(None, [table]), None).splitlines()[2:] == [
        "baking  optional, esco:3",
        "esco:N is line N of ESCO 1, a.csv",
    ]


@pytest.mark.long
def test_u1_an_esco_route_of_three_steps_fits_forty_lines(esco: Path) -> None:
    graph = library.open(esco)
    pairs = [("accountant", "data scientist"), ("primary school teacher", "data scientist")]
    pairs += [("data analyst", "ICT security manager"), ("statistician", "software developer")]
    for pair in pairs:
        route = graph.route(*pair)
        assert len(plain_text(routes_answer(route, 1), 80).splitlines()) <= 40, pair


# --- words ------------------------------------------------------------------------------------------------------------


def test_u3_every_word_of_a_short_answer_has_a_line() -> None:
    known = terms()
    for word in ("gap", "similarity", "cost", "near", "gate", "required skill", "also known as", "field of study"):
        assert known[word]
        assert "\n" not in known[word]
        answer = kg("explain", *word.split())
        assert answer.status == 0
        assert known[word] in answer.out
    assert {row["term"] for row in _rows(kg("explain", "-f", "csv").out)} == set(known)
    unknown = kg("explain", "similarty")
    assert (unknown.status, "did you mean similarity?" in unknown.err) == (1, True)


def _rows(text: str) -> list[dict[str, str]]:
    import csv

    return list(csv.DictReader(text.splitlines()))


def test_u3_an_open_bound_of_pay_is_explained_once() -> None:
    out = kg("route", "statistician", "MLOps").out
    assert out.count("upper limit") == 1
    assert "$70,000 - $180,000+ USD" in out


def test_u3_the_legend_stands_where_its_figures_do() -> None:
    for question in (["route", "statistician", "MLOps"], ["next", "MLOps"]):
        assert kg(*question).out.count("kg explain gap") == 1
    assert "kg explain" not in kg("gap", "Data Scientist", "MLOps").out


@pytest.mark.parametrize(("letter", "width"), [("é", 1), ("e\u0301", 1), ("語", 2)])
def test_a_word_of_thousands_of_letters_is_broken_into_lines(letter: str, width: int) -> None:
    """In one pass: trying each end of each line would take minutes."""
    lines = wrapped(letter * 4_000, 40)
    assert lines == [letter * (40 // width)] * (4_000 * width // 40)


def test_u1_many_roles_without_skills_are_counted_below_the_answer_and_named_on_request() -> None:
    graph = library.open()
    roles = tuple(graph.list("role"))
    assert len(roles) > 6
    answer = matches_answer(graph.match(["Python"])._replace(not_stated=roles), 0)
    lines = plain_text(answer, None).splitlines()
    counted = f"Skills of {len(roles)} roles: not stated in the source, so not ranked; --all names them."
    assert lines.index(counted) > max(number for number, line in enumerate(lines) if line.startswith("Data Scientist"))
    everything = plain_text(answer.replaced(detail=Detail(all=True)), None)
    named = next(line for line in everything.splitlines() if line.startswith("Skills not stated"))
    assert all(role.label in named for role in roles)


def test_u1_of_more_than_a_dozen_labels_text_has_three() -> None:
    cell = list_cell([f"role {number}" for number in range(13)])
    assert cell_text(cell, brief=True) == "role 0, role 1, role 2 and 10 more"
    assert len(cell_text(cell).split(", ")) == 13
    dozen = [f"role {number}" for number in range(12)]
    assert cell_text(list_cell(dozen), brief=True) == ", ".join(dozen)


def test_u1_sentences_cite_in_short_too(tmp_path: Path) -> None:
    town = tmp_path / "town"
    assert kg("init", "--sample", town).status == 0
    ends = [role["label"] for role in kg("-g", town, "list", "roles", "-f", "json").json][:2]
    answer = kg("-g", town, "connect", *ends, "-k", "1")
    cited = re.findall(r"\(([^()]*)\)$", answer.out, re.MULTILINE)
    assert cited
    assert all(re.match(r"sample:\d+", each) for each in cited)
    assert "sample:N is line N of Sample town (made up), town.csv" in answer.out
    assert "town.csv line" in kg("-g", town, "connect", *ends, "-k", "1", "--sources").out


EVERYDAY = {
    *re.findall(
        r"\w+",
        "action added after attribution before bytes change column connection count counted covered_by details edit"
        " file graph item kind licence meaning name of outcome part place read removed role roles rows section"
        " sentence severity step steps table term text time times tool topic type unchanged value what where which"
        " why word",
    ),
    *("leads to", "in plain words", "in the text", "names of", "was damaged", "related skills that roles require"),
}
"""Heads of columns that are read by anyone as what they say."""


def test_every_head_of_a_column_is_an_everyday_word_or_has_a_line() -> None:
    """Read off the source, as no question brings out all tables: names given to Table, and those of columns."""
    known, heads = set(terms()), _heads_of_tables()
    assert {"held", "to learn", "shared", "roles opened", "gap reduction", "covered", "coverage"} <= heads & known
    assert heads - known - EVERYDAY == set()
    assert heads | {"roles"} >= EVERYDAY  # none is listed that heads no column


def _heads_of_tables() -> set[str]:
    sources: list[ast.expr | None] = []
    for file in sorted((ROOT / "kg/answers").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign | ast.AnnAssign):
                name = ast.unparse(node.target if isinstance(node, ast.AnnAssign) else node.targets[0])
                sources += [node.value] * bool(re.search("columns|_COLUMNS|_SCORES", name))
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "Table":
                sources += node.args[:1]
    heads: set[str] = set()
    for source in sources:
        if isinstance(source, ast.Tuple | ast.Dict):
            parts = source.values if isinstance(source, ast.Dict) else source.elts
            found = (each.value for part in parts for each in ast.walk(part) if isinstance(each, ast.Constant))
            heads |= {value for value in found if isinstance(value, str)}
    return heads - {""}
