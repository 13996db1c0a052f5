"""Faults that people and their files meet: each gets one message and the exit status that fits it."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from command_line import kg

from kg.graph import CareerGraph
from kg.model import Entity
from kg.model.records import ImportReport, ImportRequest
from kg.rdf.writer import TableWriter, write_stream, written
from kg.sources.table import read_tables
from kg.store.folder import StoreFolder
from kg.store.imports import import_source

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import Quad

PREFIXES = """@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def role(folder: Path, label: str) -> Path:
    """A graph of one role, whose label is given as Turtle spells it."""
    path = folder / "role.ttl"
    path.write_text(f'{PREFIXES}<https://w3id.org/career-kg/role/a> a ck:Role ; skos:prefLabel "{label}" .\n')
    return path


# --- R8: long labels --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["word " * 200_000, "x" * 1_000_000, "e" + "\N{COMBINING ACUTE ACCENT}" * 1_000_000])
def test_r8_a_picture_has_the_beginning_of_a_label_however_long(label: str) -> None:
    from kg.view.labels import box_label

    lines = box_label(label).split("\n")
    assert len(lines) <= 2
    assert lines[-1].endswith("…")
    assert len("".join(lines)) <= 200


# --- R10: characters that a format cannot hold ------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["\\u0001", "\\u000B", "\\u001F", "\\uFFFE"])
@pytest.mark.parametrize("fmt", ["rdf", "graphml"])
def test_r10_what_xml_cannot_hold_is_refused_with_its_node(tmp_path: Path, fmt: str, sign: str) -> None:
    answer = kg("-g", role(tmp_path, f"a{sign}b"), "export", "-f", fmt, tmp_path / "out")
    assert answer.status == 2
    assert "role/a" in answer.err
    assert f"U+{sign[2:]}, which XML cannot hold" in answer.err
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize("fmt", ["rdf", "graphml"])
def test_r10_what_xml_can_hold_is_well_formed(tmp_path: Path, fmt: str) -> None:
    answer = kg("-g", role(tmp_path, "a\\tb <&> \\u0085\\uFFFD"), "export", "-f", fmt, tmp_path / "out")
    assert answer.status == 0
    text = " ".join(ElementTree.parse(tmp_path / "out" / f"career.{fmt}").getroot().itertext())
    assert "<&> \x85\ufffd" in text


# --- R14: a message for each fault ------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [("sparql", "-"), ("extract", "-")])
def test_r14_a_process_without_standard_input_says_so(arguments: tuple[str, ...]) -> None:
    answer = kg(*arguments, stdin=None)
    assert answer.status in (2, 3)
    assert answer.err == "kg: there is no standard input to read\n  try: leave it open, or give a file\n"


@pytest.mark.parametrize("target", [".", "/", "", "a" * 5000, "b/" * 2000 + "c", "x\0y"])
@pytest.mark.parametrize(
    "command",
    [
        ("backup",),
        ("view", "-o"),
        ("export", "-f", "ttl"),
        ("show", "MLOps", "-o"),
        ("restore",),
        ("import", "rdf"),
        ("import", "table"),
        ("import", "guide"),
        ("extract",),
        ("sparql",),
        ("init", "--empty"),
    ],
    ids=" ".join,
)
@pytest.mark.slow
def test_r14_a_path_that_is_none_gets_a_message(
    command: tuple[str, ...], target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    answer = kg(*command, target if target != "/" else "/proc")
    assert answer.status in (0, 1, 2, 3)
    assert "internal error" not in answer.err
    assert "Traceback" not in answer.err
    assert answer.err.count("try: ") <= 1
    assert max(map(len, answer.err.splitlines()), default=0) < 1500


@pytest.mark.parametrize(
    ("error", "said"),
    [(MemoryError(), "there is not enough memory"), (RecursionError(), "nested too deeply")],
    ids=["memory", "depth"],
)
def test_r14_memory_and_depth_have_a_message(monkeypatch: pytest.MonkeyPatch, error: Exception, said: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("kg.graph.open_graph", fail)
    answer = kg("show", "MLOps")
    assert answer.status == 3
    assert said in answer.err
    assert "internal error" not in answer.err


# --- R15: --debug keeps the exit status -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("show", "nurse"), 1),
        (("show",), 2),
        (("show", "MLOps", "--surplus"), 2),
        (("route", "MLOps", "--max-steps", "x"), 2),
        (("-g", "nowhere.ttl", "show", "MLOps"), 3),
        (("--limit", "query-rows=1", "sparql", "SELECT * { ?s ?p ?o }"), 3),
        (("stats",), 0),
    ],
)
def test_r15_debug_keeps_the_exit_status(arguments: tuple[str, ...], status: int) -> None:
    plain, debug = kg(*arguments), kg("--debug", *arguments)
    assert (plain.status, debug.status) == (status, status)
    assert debug.err.endswith(plain.err)
    assert ("Traceback" in debug.err) == (status != 0)


# --- R16: what is not seen --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\U000e0041"])
@pytest.mark.parametrize("fmt", ["table", "md", "csv"])
def test_r16_what_is_not_seen_is_not_in_text(tmp_path: Path, fmt: str, sign: str) -> None:
    answer = kg("-g", role(tmp_path, f"Py{sign}thon"), "list", "role", "-f", fmt)
    assert "Python" in answer.out
    assert sign not in answer.out


@pytest.mark.parametrize("word", ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\U0001f469\u200d\U0001f4bb"])
def test_r16_joiners_stay_where_a_script_needs_them(tmp_path: Path, word: str) -> None:
    assert word in kg("-g", role(tmp_path, word), "list", "role").out


@pytest.mark.parametrize("sign", "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b")
def test_r16_no_cell_begins_as_a_formula(tmp_path: Path, sign: str) -> None:
    answer = kg("-g", role(tmp_path, f"\u200b{sign}1+1"), "list", "role", "-f", "csv")
    assert f"'{sign}1+1" in answer.out


# --- R5: tables larger than the memory --------------------------------------------------------------------------------


def _table(folder: Path, rows: int) -> ImportRequest:
    """A request for a table of requirements: ten skills of each role, drawn by a rule from 97."""
    lines = [f"role {number // 10},skill {number * number % 97}" for number in range(rows)]
    (folder / "t.csv").write_text("\n".join(["role,skill", *lines, "role 1,", "role 0,skill 0"]))
    (folder / "t.yaml").write_text(
        "tables:\n- {file: t.csv, rows: requirements, columns: {role: role, skill: skill}}\n"
    )
    return ImportRequest((folder / "t.csv",), "t", {"mapping": folder / "t.yaml"})


def test_r5_what_is_kept_on_the_disk_is_what_would_be_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quads() -> tuple[list[Quad], ImportReport]:
        tables = read_tables(_table(tmp_path, 300))
        return written("t", tables.about, tables.records()), tables.report()

    whole = quads()
    for name, size in (("_HELD", 50), ("_BLOCK", 7)):
        monkeypatch.setattr(f"kg.rdf.spool.{name}", size)
    assert quads() == whole
    assert whole[1].files[0].kept == 301
    assert len(set(whole[0])) == len(whole[0])


def test_r5_each_fact_cites_the_rows_that_state_it_and_no_others(tmp_path: Path) -> None:
    """Two rows of one role: both name it and one skill, one its other name and its description, each a skill."""
    (tmp_path / "t.csv").write_text(
        "role,other,text,needs\nFuller,,,Scouring;Fulling\nDyer,,,Scouring\n"
        "Fuller,Walker,Cleans cloth,Fulling;Tenting\n"
    )
    (tmp_path / "t.yaml").write_text(
        "rows: roles\ncolumns:\n  {label: role, alternative labels: other, description: text, skills: needs}\n"
    )
    store = StoreFolder.create(tmp_path / "store")
    import_source(store, "table", [tmp_path / "t.csv"], options={"mapping": tmp_path / "t.yaml"})
    graph = CareerGraph(store.open())
    lines: dict[str, set[int | None]] = {}
    for fact in graph.show("Fuller").facts:
        value = fact.value.label if isinstance(fact.value, Entity) else str(fact.value)
        lines.setdefault(value, set()).add(fact.source.line)
    assert lines == {
        "Fuller": {2, 4},
        "Walker": {4},
        "Cleans cloth": {4},
        "Scouring": {2},
        "Fulling": {2, 4},
        "Tenting": {4},
    }
    assert store.sources[0].quads == len(graph.store.engine)


@pytest.mark.slow
def test_r5_a_row_takes_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("_HELD", 1000), ("_BLOCK", 10)):
        monkeypatch.setattr(f"kg.rdf.spool.{name}", size)
    peaks = []
    for rows in (500, 1500):
        tables = read_tables(_table(tmp_path, rows))
        tracemalloc.start()
        with (tmp_path / "t.nq").open("w") as output:
            count = write_stream("t", tables.about, tables.records(), output, TableWriter)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert count > 8 * rows
    assert (peaks[1] - peaks[0]) / 1000 < 1000


def test_r5_a_blank_node_stays_one_where_the_engine_is_given_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in (("_AT_ONCE", 2), ("_BLOCK", 1)):
        monkeypatch.setattr(f"kg.store.folder.{name}", size)
    lines = [f'<http://a/{number}> <http://a/p> "{number}" .' for number in range(5)]
    lines += [f"_:b <http://a/p> <http://a/{number}> ." for number in range(5)]
    (tmp_path / "a.nt").write_text("\n".join(lines))
    store = StoreFolder.create(tmp_path / "store")
    import_source(store, "rdf", [tmp_path / "a.nt"])
    found = list(store.open().engine)
    assert len(found) == 10
    assert len({quad.subject for quad in found}) == 6


# --- all of them ------------------------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.slow
def test_r_no_fault_of_the_short_form_ends_badly(root: Path) -> None:
    """A few cases of each kind: killed, flipped, full, another user, a clock set back, damaged input, bombs."""
    command: list[str | Path] = [sys.executable, root / "benchmarks" / "faults.py", "--scale", "0.01"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
