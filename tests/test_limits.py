"""Limits: what would end the process, fill the memory or run for ever is ended, and the limit that was met is told."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import stat
import subprocess
import sys
import threading
import time
import zipfile
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING

import pytest
from command_line import START, kg, kg_process

from kg.errors import LimitError, QueryRefusedError, QuerySyntaxError, SourceError, TimeLimitError, UsageError
from kg.limits import COMMAND_TIME, LIMITS, QUERY_DEPTH, QUERY_MEMORY, QUERY_ROWS, QUERY_TIME, Limit, chosen
from kg.rdf.formats import _json_depth
from kg.sources.files import Files, checked_entries
from kg.store.local import LocalStore
from kg.store.sparql import check_size
from kg.store.worker import QueryProcess

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kg.graph import CareerGraph

MANY = 20_000
"""So deep every one of these queries ends a process whose stack has 8 MB."""

LONG = 60.0
"""A limit of time that is not met."""

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
"""A hundred thousand million solutions on the bundled graph."""


def sized(kind: str, folder: Path) -> tuple[str | Path, ...]:
    """A command that reads a file of a kind, with a row, line or text of some 90 letters."""
    long = "Carding wool and dyeing it in all colours that the guild has ever known, and then some more"
    role = f"# Felting\n\n## Roles\n\n### Felter\n**Skills:** Carding\n\n{long}\n"
    files = {
        "names.txt": f"Python\n{long}\n",
        "Skills.csv": f"Name\nPython\n{long}\n",
        "felting.md": role,
        "roles.csv": f"role,needs\nFelter,Carding\nDyer,{long}\n",
        "m.yaml": "rows: roles\ncolumns: {label: role, skills: needs}\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    if kind in ("names.txt", "Skills.csv"):
        return "gap", "--have", f"@{folder / kind}", "MLOps Engineer"
    if kind == "felting.md":
        return "import", "guide", folder / kind, "--into", folder / "store"
    return "import", "table", folder / kind, "--mapping", folder / "m.yaml", "--into", folder / "store"


@pytest.mark.parametrize(
    ("kind", "limit", "said", "status"),
    [
        ("names.txt", "profile-size=50", r"names.txt' has more than 50 bytes \(limit profile-size\)", 3),
        ("Skills.csv", "profile-size=50", r"Skills.csv' has more than 50 bytes \(limit profile-size\)", 3),
        ("felting.md", "line-length=50", r"a line of more than 50 characters \(limit line-length\)", 0),
        ("roles.csv", "row-size=50", r"takes more than 50 bytes \(limit row-size\)", 0),
    ],
)
def test_what_people_bring_is_read_up_to_a_limit_that_is_told(
    kind: str, limit: str, said: str, status: int, tmp_path: Path
) -> None:
    assert kg("init", tmp_path / "store", "--empty").status == 0
    command = sized(kind, tmp_path)
    with chosen([limit]):
        answer = kg(*command)
    assert answer.status == status
    assert re.search(said, answer.out + answer.err)
    again = kg(*command)
    assert "limit" not in again.out + again.err


# --- depth ------------------------------------------------------------------------------------------------------------


DEEP: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: f"ASK {{ FILTER{'(' * n}1{')' * n} }}",
    "parentheses after SELECT": lambda n: f"SELECT ({'(' * n}1{')' * n} AS ?x) {{}}",
    "braces": lambda n: f"SELECT * {'{' * n}{'}' * n}",
    "brackets": lambda n: f"ASK {{ ?s ?p {'[ ?p ' * n}1{']' * n} }}",
    "collections": lambda n: f"ASK {{ ?s ?p {'(' * n}1{')' * n} }}",
    "not": lambda n: f"ASK {{ FILTER({'!' * n}true) }}",
    "or": lambda n: f"ASK {{ FILTER(1=1{'||1=1' * n}) }}",
    "and": lambda n: f"ASK {{ FILTER(1=1{' && 1=1' * n}) }}",
    "sums": lambda n: f"SELECT (1{' + 1' * n} AS ?x) {{}}",
    "differences": lambda n: f"SELECT (1{'-1' * n} AS ?x) {{}}",
    "differences of words": lambda n: f"SELECT (true{'-1' * n} AS ?x) {{}}",
    "products": lambda n: f"SELECT (1{'*1' * n} AS ?x) {{}}",
    "quotients": lambda n: f"SELECT (1.e0{'/1.e0' * n} AS ?x) {{}}",
    "functions": lambda n: f"SELECT ({'STR(' * n}1{')' * n} AS ?x) {{}}",
    "casts": lambda n: f"SELECT ({'xsd:string(' * n}1{')' * n} AS ?x) {{}}",
    "conditions": lambda n: f"SELECT ({'IF(true, 1, ' * n}1{')' * n} AS ?x) {{}}",
    "UNION": lambda n: f"ASK {{ {{}}{' UNION {}' * n} }}",
    "OPTIONAL": lambda n: f"ASK {{ {'OPTIONAL {}' * n} }}",
    "OPTIONAL in OPTIONAL": lambda n: f"ASK {{ {'OPTIONAL {' * n}{'}' * n} }}",
    "MINUS": lambda n: f"ASK {{ ?s ?p ?o {'MINUS { ?s ?p 1 }' * n} }}",
    "MINUS after a dot": lambda n: f"ASK {{ ?s ?p true{'.MINUS{?s ?p 1}' * n} }}",
    "FILTER": lambda n: f"ASK {{ {'FILTER(1=1)' * n} }}",
    "NOT EXISTS": lambda n: f"ASK {{ {'FILTER NOT EXISTS {' * n}{'}' * n} }}",
    "BIND": lambda n: f"ASK {{ {' '.join(f'BIND(1 AS ?x{i})' for i in range(n))} }}",
    "GRAPH": lambda n: f"ASK {{ {'GRAPH ?g {' * n}{'}' * n} }}",
    "VALUES": lambda n: f"ASK {{ {'VALUES ?x { 1 }' * n} }}",
    "subqueries": lambda n: f"ASK {'{ SELECT * ' * n}{{}}{'}' * n}",
    "columns": lambda n: f"SELECT {' '.join(f'(1 AS ?x{i})' for i in range(n))} {{}}",
    "aggregates": lambda n: f"SELECT {' '.join(f'(COUNT(?s) AS ?x{i})' for i in range(n))} {{}}",
    "groups": lambda n: f"SELECT (1 AS ?y) {{}} GROUP BY {' '.join(f'(1 AS ?x{i})' for i in range(n))}",
    "HAVING": lambda n: f"SELECT ?s {{ ?s ?p 1 }} GROUP BY ?s HAVING {'(1=1)' * n}",
    "DESCRIBE": lambda n: f"DESCRIBE {' '.join(f'role:x{i}' for i in range(n))}",
    "sequences": lambda n: f"ASK {{ ?s a{'/a' * n} ?o }}",
    "alternatives": lambda n: f"ASK {{ ?s a{'|a' * n} ?o }}",
    "inverses": lambda n: f"ASK {{ ?s {'^(' * n}a{')' * n} ?o }}",
    "stars": lambda n: f"ASK {{ ?s {'(' * n}a{')*' * n} ?o }}",
    "triple terms": lambda n: f"ASK {{ ?s ?p {'<<( ?s ?p ' * n}1{' )>>' * n} }}",
}
"""Queries that the engine takes apart by calling itself once for each of so many parts."""


@pytest.mark.parametrize("form", DEEP)
def test_r3_a_query_that_would_end_the_process_is_refused(graph: CareerGraph, form: str) -> None:
    for depth in (300, MANY):
        with pytest.raises(LimitError, match=r"nested deeper than 250 levels \(limit query-depth\)") as caught:
            graph.sparql(DEEP[form](depth))
        assert (caught.value.name, caught.value.value, caught.value.exit_status) == ("query-depth", 250, 3)


@pytest.mark.parametrize("form", DEEP)
def test_a_query_of_moderate_depth_is_not_refused(form: str) -> None:
    check_size(DEEP[form](45))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (f"SELECT ?x {{ VALUES ?x {{ {'1 ' * 5000} }} }}", 5000),
        (f"SELECT ?x {{ VALUES (?x ?y) {{ {'(1 -1) ' * 5000} }} }}", 5000),
        (f"SELECT (CONCAT({', '.join(['STR(1 + 1)'] * 2000)}) AS ?x) {{}}", 1),
        (f"SELECT (1 AS ?x) {{ FILTER(5 IN ({', '.join(map(str, range(2000)))})) }}", 1),
        (f"SELECT ('{'(' * 400}' AS ?x) {{}} # {'{' * 400}", 1),
        (f"SELECT ('''{'!' * 400}''' AS ?x) {{ FILTER('a\\'{'(' * 400}' != \"{'[' * 400}\") }}", 1),
        (f"SELECT (<urn:{'(/-' * 300}> AS ?x) {{}}", 1),
        (" ".join(f"PREFIX p{i}: <http://example.org/a/b/{i}#>" for i in range(300)) + "SELECT (1 AS ?x) {}", 1),
        (f"CONSTRUCT {{ {' '.join(f'<urn:s> <urn:p> {i} .' for i in range(1000))} }} {{}}", 1000),
    ],
    ids=["VALUES", "rows", "arguments", "IN", "text and comment", "texts", "IRI", "prefixes", "CONSTRUCT"],
)
def test_what_is_long_and_flat_is_answered(graph: CareerGraph, text: str, rows: int) -> None:
    assert len(graph.sparql(text).to_dicts()) == rows


def test_the_named_questions_are_far_from_the_limit(graph: CareerGraph) -> None:
    with chosen(["query-depth=60"]):
        for question in graph.questions().values():
            check_size(question.sparql)


def test_a_query_that_is_too_long_is_refused(graph: CareerGraph) -> None:
    with pytest.raises(LimitError, match=r"more than 1,000,000 characters \(limit query-length\)"):
        graph.sparql("ASK {}" + " " * 1_000_000)


# --- memory, time, answers --------------------------------------------------------------------------------------------


HUNGRY = {
    "ORDER BY": f"SELECT * {{ {CROSS} }} ORDER BY ?i",
    "texts that double": "SELECT (STRLEN(?x50) AS ?n) { BIND('ab' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(50))
    + " }",
}


@pytest.mark.parametrize("form", HUNGRY)
def test_r1_the_memory_of_a_query(graph: CareerGraph, form: str) -> None:
    before = children()
    with chosen(["query-memory=60MB"]), pytest.raises(LimitError, match=r"more than 60 MB of memory") as caught:
        graph.sparql(HUNGRY[form], timeout=LONG)
    assert (caught.value.name, caught.value.exit_status) == ("query-memory", 3)
    assert children() == before
    assert graph.sparql("ASK { ?s a ck:Role }", timeout=LONG).to_dicts() == [{"answer": True}]


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
        f"ASK {{ {CROSS} FILTER(STRLEN(CONCAT(STR(?a), STR(?d), STR(?g))) < 0) }}",
        "SELECT (COUNT(*) AS ?n) { ?s (!<urn:x>|!^<urn:x>)* ?o . ?o (!<urn:x>|!^<urn:x>)* ?q }",
        f"CONSTRUCT {{ ?a ?b ?i }} {{ {CROSS} FILTER(STRLEN(CONCAT(STR(?a), STR(?d), STR(?g))) < 0) }}",
    ],
    ids=["product", "filter", "path", "CONSTRUCT"],
)
def test_time(graph: CareerGraph, text: str) -> None:
    before = children()
    with pytest.raises(TimeLimitError, match=r"stopped after 0.2 s; .* \(limit query-time\)") as caught:
        graph.sparql(text, timeout=0.2)
    assert (caught.value.name, caught.value.value, caught.value.exit_status) == ("query-time", 0.2, 3)
    assert children() == before


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"])
@pytest.mark.parametrize(("setting", "value"), [("query-answer=10kB", "10 kB"), ("query-rows=7", "7 rows")])
def test_a_long_answer(graph: CareerGraph, text: str, setting: str, value: str) -> None:
    with chosen([setting]), pytest.raises(LimitError, match=rf"has more than {value}") as caught:
        graph.sparql(text, timeout=LONG)
    assert caught.value.name == setting.partition("=")[0]


def children() -> list[str]:
    """The processes that this one has started and that still run, or wait to be collected."""
    done = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "pid=,comm="], capture_output=True, text=True, check=False
    )
    return sorted(line for line in done.stdout.splitlines() if not line.endswith(" ps"))


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGSEGV), "SIGSEGV"),
        (lambda: os.kill(os.getpid(), signal.SIGABRT), "SIGABRT"),
        (lambda: os._exit(7), "status 7"),
        (lambda: 1 // 0, "ZeroDivisionError"),
    ],
    ids=["segmentation fault", "abort", "exit", "error"],
)
def test_whatever_ends_a_child_is_told(
    graph: CareerGraph, monkeypatch: pytest.MonkeyPatch, end: Callable[[], object], said: str
) -> None:
    monkeypatch.setattr(LocalStore, "answered", lambda *_, **__: end())
    with pytest.raises(SourceError, match=f"the query's process failed with .*{said}") as caught:
        graph.sparql("ASK {}", timeout=LONG)
    assert caught.value.exit_status == 3


def test_memory_that_python_lacks_is_told_as_such(graph: CareerGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(LocalStore, "answered", fill)
    with pytest.raises(LimitError, match="query-memory"):
        graph.sparql("ASK {}", timeout=LONG)


def test_a_process_answers_one_query_after_another_until_one_ends_it(graph: CareerGraph) -> None:
    before, process = children(), QueryProcess(graph.store)

    def ask(text: str, seconds: float = LONG) -> object:
        return process.query(text, graph.prefixes, seconds, lambda _: ()).to_dicts()

    def number() -> list[str]:
        assert ask("SELECT (COUNT(?r) AS ?n) { ?r a ck:Role }") == [{"n": 12}]
        return sorted({*children()}.difference(before))

    first = number()
    assert len(first) == 1
    assert ask("ASK { ?s a ck:Role }") == [{"answer": True}]
    assert len(ask("CONSTRUCT WHERE { ?s ?p ?o }")) == len(graph.store)  # type: ignore[arg-type]
    with pytest.raises(QuerySyntaxError):
        ask("SELECT * {")
    assert number() == first
    with pytest.raises(QueryRefusedError):
        ask("SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }")
    with pytest.raises(TimeLimitError):
        ask(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", 0.2)
    assert children() == before
    second = number()
    assert second != first
    number_killed = int(second[0].split()[0])
    os.kill(number_killed, signal.SIGKILL)
    os.waitid(os.P_PID, number_killed, os.WEXITED | os.WNOWAIT)
    third = number()
    assert third != second
    with chosen(["query-rows=3"]), pytest.raises(LimitError, match="query-rows"):
        ask("SELECT * { ?s ?p ?o }")
    assert children() == before
    number()
    process.end()
    assert children() == before


def test_a_process_that_waits_for_queries_holds_no_pipe_of_others(graph: CareerGraph) -> None:
    """Whoever reads from a pipe of ours sees its end when we close it, though the fork lives on."""
    reading, writing = os.pipe()
    process = QueryProcess(graph.store)
    process.query("ASK {}", {}, LONG, lambda _: ())
    os.close(writing)
    closed, _, _ = select.select([reading], [], [], LONG)
    assert closed
    assert os.read(reading, 1) == b""
    os.close(reading)
    process.end()


@pytest.mark.slow
def test_several_threads_ask_at_once(graph: CareerGraph) -> None:
    found: list[object] = []

    def ask() -> None:
        found.extend(graph.sparql("SELECT (COUNT(?r) AS ?n) { ?r a ck:Role }", timeout=LONG).to_dicts())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [{"n": 12}] * 8


# --- the command line -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--limit", "query-memory=60MB", "sparql", HUNGRY["ORDER BY"]],
            "more than 60 MB of memory (limit query-memory)",
        ),
        (["sparql", DEEP["braces"](3000)], "nested deeper than 250 levels (limit query-depth)"),
        (["--limit", "query-depth=9", "sparql", DEEP["not"](10)], "nested deeper than 9 levels (limit query-depth)"),
        (["--limit", "query-rows=3", "sparql", "SELECT * { ?s ?p ?o }"], "more than 3 rows (limit query-rows)"),
        (["--limit", "query-answer=1kB", "sparql", "SELECT * { ?s ?p ?o }"], "more than 1 kB (limit query-answer)"),
        (["--limit", "query-length=9", "sparql", "ASK { ?s ?p ?o }"], "more than 9 characters (limit query-length)"),
        (["sparql", "--timeout", "0.2", HUNGRY["ORDER BY"]], "stopped after 0.2 s; no partial result"),
        (["--limit", "query-time=0.2", "sparql", HUNGRY["ORDER BY"]], "stopped after 0.2 s; no partial result"),
        (["ask", "role-skills", "--timeout", "0.000001"], "stopped after 1e-06 s"),
    ],
)
def test_a_limit_ends_with_status_3_and_its_name(arguments: list[str], said: str) -> None:
    answer = kg(*arguments)
    assert (answer.status, answer.out) == (3, "")
    assert said in answer.err
    assert "try: " in answer.err
    assert "raise the limit: -" in answer.err


@pytest.mark.parametrize(
    "arguments", [("rank", "roles", "--timeout", "0.000001"), ("--limit", "command-time=0.000001", "next", "MLOps")]
)
def test_r12_the_time_of_a_command_ends_its_process(arguments: tuple[str, ...]) -> None:
    """As Ctrl-C does, wherever it is: so it is asked in a process that has no other tests."""
    answer = kg_process(*arguments)
    assert (answer.status, answer.out) == (3, "")
    assert "stopped after 1e-06 s; nothing is half-written (limit command-time)" in answer.err
    assert "raise the limit: -" in answer.err


def test_an_option_wins_over_the_environment_and_holds_for_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_QUERY_ROWS", "5")
    query = "SELECT * { ?s ?p ?o } LIMIT 6"
    assert "more than 5 rows" in kg("sparql", query, env={"KG_QUERY_ROWS": "5"}).err
    assert kg("--limit", "query-rows=6", "sparql", query, env={"KG_QUERY_ROWS": "5"}).status == 0
    assert QUERY_ROWS.value == 5
    with chosen(["query-rows=7"]):
        assert QUERY_ROWS.value == 7


@pytest.mark.parametrize(
    ("arguments", "variable", "said"),
    [
        (["--limit", "query-mem=1GB", "sparql", "ASK {}"], "", "there is no limit 'query-mem'"),
        (["--limit", "query-memory", "sparql", "ASK {}"], "", "'query-memory' has no value"),
        (["--limit", "query-memory=much", "sparql", "ASK {}"], "", "query-memory is 'much', which is not a size"),
        (["--limit", "query-rows=3MB", "sparql", "ASK {}"], "", "query-rows is '3MB', which is not a number of rows"),
        (["--limit", "query-rows=-1", "sparql", "ASK {}"], "", "query-rows is '-1'"),
        (["--limit", "query-rows=0", "sparql", "ASK {}"], "", "query-rows is 0"),
        (["sparql", "ASK {}"], "soon", "KG_QUERY_TIME is 'soon', which is not a number of seconds"),
        (["doctor"], "soon", "KG_QUERY_TIME is 'soon'"),
    ],
)
def test_a_limit_that_is_none_is_wrong_usage(arguments: list[str], variable: str, said: str) -> None:
    answer = kg(*arguments, env={"KG_QUERY_TIME": variable})
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err


@pytest.mark.parametrize(
    ("limit", "text", "value"),
    [
        (QUERY_MEMORY, "2 GB", 2_000_000_000),
        (QUERY_MEMORY, "1.5gb", 1_500_000_000),
        (QUERY_MEMORY, "300kB", 300_000),
        (QUERY_MEMORY, "123", 123),
        (QUERY_ROWS, "1,000", 1000),
        (QUERY_ROWS, "1_000", 1000),
        (QUERY_TIME, "0.5", 0.5),
        (QUERY_TIME, "none", sys.maxsize),
        (QUERY_ROWS, "9" * 40, sys.maxsize),
    ],
)
def test_values_are_written_as_people_write_them(limit: Limit, text: str, value: float) -> None:
    assert limit.parsed(text) == value


def test_no_limit_at_all(graph: CareerGraph) -> None:
    settings = [f"{name}=none" for name in LIMITS if name.startswith("query-")]
    with chosen(settings):
        assert QUERY_TIME.shown() == QUERY_DEPTH.shown() == COMMAND_TIME.shown() == "none"
        assert graph.sparql("ASK { ?s a ck:Role }", timeout=QUERY_TIME.value).to_dicts() == [{"answer": True}]


def test_doctor_and_the_documents_list_every_limit(root: Path) -> None:
    found = {check["name"]: check for check in kg("doctor", "-f", "json").json}
    page = (root / "docs/reliability.md").read_text(encoding="utf-8")
    for name, limit in LIMITS.items():
        assert found[f"limit {name}"]["found"] == limit.shown(limit.default)
        assert f"| `{name}` | {limit.shown(limit.default)} |" in page
        assert limit.env in page


def test_r12_the_option_is_on_every_command() -> None:
    from kg.cli import COMMANDS

    for command in COMMANDS:
        assert "--timeout SECONDS" in kg(command, "--help").out


def test_a_value_without_a_limit_is_refused_in_python() -> None:
    with pytest.raises(UsageError, match="there is no limit"), chosen(["memory=1GB"]):
        pass


# --- Ctrl-C -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", [f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", f"SELECT * {{ {CROSS} }}"])
@pytest.mark.slow
def test_ctrl_c_ends_a_query_and_its_child(query: str) -> None:
    command = [*START, "sparql", query]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - in the background it is ignored
    ) as process:
        _wait_for(lambda: _session(process.pid) == 2)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LONG)
    assert (process.returncode, out, err.strip()) == (130, "", "kg: stopped")
    assert _session(process.pid) == 0


def _session(leader: int) -> int:
    """How many processes a session has."""
    done = subprocess.run(["ps", "-s", str(leader), "-o", "pid="], capture_output=True, text=True, check=False)
    return len(done.stdout.split())


def _wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)


# --- files that people give -------------------------------------------------------------------------------------------

BOMB = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [
 <!ENTITY a "aaaaaaaaaa">
 <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
 <skos:Concept rdf:about="urn:a"><skos:prefLabel>&b;</skos:prefLabel></skos:Concept>
</rdf:RDF>
"""


@pytest.mark.parametrize("before", ["", "<!-- a comment -->\n", "\n\n", "<?made by='hand'?>\n"])
@pytest.mark.parametrize("ending", ["rdf", "xml", "owl"])
def test_r2_a_document_type_is_refused_before_anything_is_expanded(tmp_path: Path, before: str, ending: str) -> None:
    head, rest = BOMB.split("\n", 1)
    file = tmp_path / f"bomb.{ending}"
    file.write_text(f"{head}\n{before}{rest}", encoding="utf-8")
    assert kg("init", tmp_path / "store", "--empty").status == 0
    line = 2 + before.count("\n")
    for arguments in (("-g", file, "stats"), ("import", "rdf", file, "--into", tmp_path / "store")):
        answer = kg(*arguments)
        assert answer.status == 3
        assert f"line {line}: has a document type" in answer.err
    plain = file.with_name(f"plain.{ending}")
    plain.write_text(BOMB[: BOMB.index("<!DOCTYPE")] + BOMB[BOMB.index("<rdf:RDF") :].replace("&b;", "b"), "utf-8")
    assert kg("-g", plain, "stats").status == 0


def test_json_ld_that_would_fill_the_memory_is_refused_by_its_depth(tmp_path: Path) -> None:
    """The engine takes memory by the square of the depth: 4 GB for 5,000 levels."""
    file = tmp_path / "deep.jsonld"
    begin = '{"@context": {"@vocab": "http://a/"}, "[[{": "\\\\", "a": "\\"{[", "b": ['
    file.write_text(begin + '{"a":' * 5000 + "1" + "}" * 5000 + "]}", encoding="utf-8")
    answer = kg("-g", file, "stats")
    assert answer.status == 3
    assert "is nested deeper than 250 levels (limit file-depth)" in answer.err
    file.write_text(begin + '{"a":' * 7 + "1" + "}" * 7 + "]}", encoding="utf-8")  # two more levels are around them
    assert kg("--limit", "file-depth=9", "-g", file, "stats").status == 0
    assert kg("--limit", "file-depth=8", "-g", file, "stats").status == 3


@pytest.mark.parametrize("quote", ["'", '"'])
def test_an_element_of_very_many_attributes_is_refused(tmp_path: Path, quote: str) -> None:
    """The engine takes time by the square of their number: 20 s for 100,000, which are 3 MB."""
    head = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    spaces = [f" xmlns:a{number}={quote}http://a/{number}{quote}" for number in range(100_000)]
    file = tmp_path / "wide.rdf"
    for number, status in ((9_000, 0), (100_000, 3)):
        file.write_text(f"{head}{''.join(spaces[:number])}/>", encoding="utf-8")
        assert kg("-g", file, "stats").status == status
    assert "an element of more than 10,000 attributes (limit file-attributes)" in kg("-g", file, "stats").err


def test_a_long_text_is_no_element_of_many_attributes(tmp_path: Path) -> None:
    file = tmp_path / "long.rdf"
    head = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://a/">'
    text = f"<rdf:Description rdf:about='http://a/b'><a:c>{'a=b, ' * 100_000}</a:c></rdf:Description>"
    file.write_text(f"{head}{text}</rdf:RDF>", encoding="utf-8")
    assert kg("-g", file, "stats").status == 0


@pytest.mark.parametrize("block", [1, 2, 3, 10])
def test_the_depth_of_json_is_that_of_a_parser(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.rdf.formats._BLOCK", block)
    draw = Random(block)

    def value(most: int) -> object:
        text = "".join(draw.choices('\\"[]{}nü\n', k=draw.randint(0, 8)))
        items = [value(most - 1) for _ in range(draw.randint(0, 3))] if most else []
        return draw.choice([text, items, {f"{text}{n}": item for n, item in enumerate(items)}])

    def depth(of: object) -> int:
        inner = list(of.values()) if isinstance(of, dict) else of
        return 1 + max(map(depth, inner), default=0) if isinstance(inner, list) else 0

    for _ in range(200):
        given = value(4)
        assert _json_depth(BytesIO(json.dumps(given, ensure_ascii=False).encode())) == depth(given)


@pytest.mark.parametrize(
    "bad", ["<?xml version='1.0'?><!-- never closed", "<a", "<?xml version='1.0'?>\0<!DOCTYPE a []>"]
)
def test_r2_what_is_no_xml_is_told_with_its_line(tmp_path: Path, bad: str) -> None:
    file = tmp_path / "bad.rdf"
    file.write_text(bad, encoding="utf-8")
    answer = kg("-g", file, "stats")
    assert answer.status == 3
    assert "is damaged" in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.slow
def test_r4_a_backup_replaces_neither_devices_nor_links_nor_files_of_a_store(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert kg("init", store).status == 0
    pipe, link, target = tmp_path / "pipe", tmp_path / "link.zip", tmp_path / "target.zip"
    os.mkfifo(pipe)
    target.write_bytes(b"old")
    link.symlink_to(target)
    before = (store / "store.json").read_bytes()
    for path in (pipe, store / "store.json", store / "new.zip"):
        answer = kg("-g", store, "backup", path)
        assert answer.status == 3
        assert "cannot write" in answer.err
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert (store / "store.json").read_bytes() == before
    assert not (store / "new.zip").exists()
    assert kg("-g", store, "backup", link).status == 0
    assert link.is_symlink()
    assert zipfile.is_zipfile(target)


@pytest.mark.parametrize("command", [["stats", "-o"], ["export", "-o"], ["view", "-o"]])
@pytest.mark.slow
def test_r4_no_answer_is_written_over_a_file_of_a_store(tmp_path: Path, command: list[str]) -> None:
    store = tmp_path / "store"
    assert kg("init", store).status == 0
    before = (store / "store.json").read_bytes()
    answer = kg("-g", store, *command, store / "store.json")
    assert answer.status != 0
    assert (store / "store.json").read_bytes() == before


KINDS = ("rdf", "guide", "table", "esco", "onet", "sssom")


@pytest.mark.parametrize(
    "arguments",
    [
        ["-g", "PIPE.ttl", "stats"],
        ["match", "--have", "@PIPE"],
        ["extract", "PIPE"],
        ["sparql", "PIPE.rq"],
        ["-g", "new", "restore", "PIPE"],
        *(
            ["import", kind, "PIPE.ttl", "--into", "STORE"]
            for kind in ("rdf", "guide", "table", "esco", "onet", "sssom")
        ),
        ["import", "table", "TABLE", "--mapping", "PIPE", "--into", "STORE"],
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_r13_a_pipe_is_refused_and_never_waited_for(tmp_path: Path, arguments: list[str]) -> None:
    places = {"STORE": tmp_path / "store", "TABLE": tmp_path / "t.csv", "new": tmp_path / "new"}
    for ending in ("", ".ttl", ".rq"):
        places[f"PIPE{ending}"] = tmp_path / f"pipe{ending}"
        os.mkfifo(places[f"PIPE{ending}"])
    places["TABLE"].write_text("Role,Skills\nJoiner,sawing\n", encoding="utf-8")
    if "STORE" in arguments:
        assert kg("init", places["STORE"], "--empty").status == 0
    given = [places.get(each, f"@{places['PIPE']}" if each == "@PIPE" else each) for each in arguments]
    answer = kg(*given)
    assert answer.status in (2, 3)
    assert "is a pipe or a device, not a file" in answer.err


def test_r7_a_backup_is_refused_by_the_sizes_that_it_declares(tmp_path: Path) -> None:
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sources.json", " " * 50_000_000)
    answer = kg("-g", tmp_path / "store", "restore", file)
    assert answer.status == 3
    assert "too large when unpacked" in answer.err
    for limit in ("archive-size=1 MB", "archive-files=1"):
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("sources.json", "[]")
            archive.writestr("a.nq", " " * 2_000_000)
        answer = kg("--limit", limit, "-g", tmp_path / "store", "restore", file)
        assert answer.status == 3
        assert f"(limit {limit.split('=')[0]})" in answer.err


def test_a_file_is_no_larger_than_its_limit(tmp_path: Path) -> None:
    file, guide = tmp_path / "a.ttl", tmp_path / "a.md"
    file.write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    guide.write_text("# Trades\n\n## Joiner\n\n**Skills:** sawing\n", encoding="utf-8")
    assert kg("init", tmp_path / "store", "--empty").status == 0
    for limit, arguments in (
        ("file-size", ("-g", file, "stats")),
        ("text-size", ("import", "guide", guide, "--into", tmp_path / "store")),
    ):
        answer = kg("--limit", f"{limit}=10", *arguments)
        assert answer.status == 3
        assert f"(limit {limit})" in answer.err


def test_a_document_is_no_larger_than_its_limits(tmp_path: Path) -> None:
    file = tmp_path / "cv.txt"
    file.write_text("I know Python and SQL.\n" * 10, encoding="utf-8")
    for limit in ("document-size", "document-text"):
        answer = kg("--limit", f"{limit}=100", "extract", file)
        assert answer.status == 3
        assert f"(limit {limit})" in answer.err
        assert kg("--limit", f"{limit}=none", "extract", file).status == 0


def test_a_file_that_is_held_unpacked_is_no_larger_than_its_limit(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("roles.xlsx", b"x" * 1000)
    files = Files((tmp_path / "a.zip",))
    with chosen(["packed-size=999"]), pytest.raises(LimitError, match="limit packed-size"), files.whole("roles.xlsx"):
        pass
    with chosen(["packed-size=1000"]), files.whole("roles.xlsx") as found:
        assert len(found.read()) == 1000


def test_a_file_is_no_more_times_larger_than_in_its_archive_than_the_limit(tmp_path: Path) -> None:
    """Of what is 15 MB unpacked; that which is small does no harm at any ratio."""
    for name, size in (("large", 15_000_000), ("small", 100_000)):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", b"0" * size)
    with zipfile.ZipFile(tmp_path / "large") as large, zipfile.ZipFile(tmp_path / "small") as small:
        assert len(checked_entries(large, "large", "")) == 1
        with chosen(["packed-ratio=100"]):
            assert len(checked_entries(small, "small", "")) == 1
            with pytest.raises(SourceError, match="possible zip bomb"):
                checked_entries(large, "large", "")


def test_no_more_bridges_are_tried_than_the_limit(graph: CareerGraph) -> None:
    ends = "Data Scientist", "AI Product Manager"  # one skill opens a way, but not the first that is tried
    assert graph.route(*ends).bridge is not None
    with chosen(["bridge-tries=1"]):
        answer = graph.route(*ends)
    assert answer.bridge is None
    assert any("(limit bridge-tries)" in note for note in answer.notes)


def test_every_limit_has_a_test_that_meets_it(root: Path) -> None:
    texts = "".join(file.read_text(encoding="utf-8") for file in (root / "tests").glob("*.py"))
    untested = [name for name in LIMITS if name not in texts and name.upper().replace("-", "_") not in texts]
    assert untested == []
