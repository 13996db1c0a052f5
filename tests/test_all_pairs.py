"""The table of all pairs: by DuckDB and by Spark, as by brute force from the definition in docs/scale.md."""

from __future__ import annotations

import csv
import doctest
import gc
import json
import os
import re
import resource
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from importlib.util import find_spec
from math import log
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow
import pytest
from careers import examples, graph_of, name, rule_of, worlds
from command_line import START, kg, kg_process
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from rule import Person, Rule, Traveller, World

from kg.analysis import engines
from kg.analysis.all_pairs import LINKS, TransitionTable, transitions
from kg.errors import EngineError, OutputError, UsageError
from kg.similarity.role_table import RoleTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.graph import CareerGraph
    from kg.model.analysis import RolePair

COLUMNS = ["origin", "rank", "destination", "score", "shared", "required", "missing"]

Row = tuple[str, int, str, int, int, int, int]


def brute(world: World, limit: int = 20, max_roles: int | None = None) -> list[Row]:
    """The definition of docs/scale.md over plain data, a pair of roles at a time."""
    rule = Rule(world, Traveller())
    asked = {role: rule.required(role) for role in sorted(world.roles) if rule.required(role)}
    demand = Counter(skill for skills in asked.values() for skill in skills)
    rarity = {skill: round(1000 * log(1 + len(asked) / count)) for skill, count in demand.items()}
    linking = {skill for skill, count in demand.items() if max_roles is None or count <= max_roles}
    rows: list[Row] = []
    for origin, skills in asked.items():
        covered = {up for skill in skills for up in rule.above(skill)}
        found = []
        for role, required in asked.items():
            shared = required & covered & linking
            if shared and rule.place(role) != rule.place(origin):
                score = 1000 * sum(rarity[skill] for skill in shared) // sum(rarity[skill] for skill in required)
                found.append((-score, -len(shared), len(required) - len(shared), role, len(required)))
        for rank, (score, count, missing, role, whole) in enumerate(sorted(found)[:limit], 1):
            rows.append((origin, rank, role, -score, -count, whole, missing))
    return rows


def plain(moves: list[RolePair]) -> list[Row]:
    return [(name(move.origin.iri), move.rank, name(move.destination.iri), *move[3:]) for move in moves]


def table_of(world: World, limit: int = 20, max_roles: int | None = None) -> TransitionTable:
    careers = rule_of(Rule(world, Traveller())).careers
    return TransitionTable(RoleTable.of(careers), careers, limit, max_roles)


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row of JSON as files have it."""
    named = {**row, "origin": row["from"]["iri"], "destination": row["to"]["iri"]}
    return {column: named[column] for column in COLUMNS}


def large_world(seed: int = 7) -> World:
    """Forty roles that ask for few skills, so that many tie; with merges, a hierarchy and roles that match exactly."""
    draw = Random(seed)
    skills = [f"s{number:02}" for number in range(24)]
    roles = [f"r{number:02}" for number in range(40)]
    return World(
        {role: Person(role, frozenset(draw.sample(skills, draw.randint(0, 4)))) for role in roles},
        merged={"s03": "s0", "s05": "s0", "s09": "s1"},
        broader={skill: frozenset({draw.choice(skills[16:])}) for skill in draw.sample(skills[:16], 9)}
        | {"s16": frozenset({"s20"})},
        exact=(("r01", "r02"), ("r02", "r03"), ("r10", "r30")),
    )


# --- against brute force ----------------------------------------------------------------------------------------------


@pytest.mark.slow
@examples(40)
@given(worlds(), st.sampled_from([1, 2, 20]), st.sampled_from([None, None, 1, 2, 3]))
def test_duckdb_answers_as_the_definition(world: World, limit: int, max_roles: int | None) -> None:
    assert plain(table_of(world, limit, max_roles).rows()) == brute(world, limit, max_roles)


@pytest.mark.parametrize("merges", [True, False])
@pytest.mark.slow
def test_the_graph_is_read_with_its_merges_and_places(merges: bool) -> None:
    world = World(
        {
            "r0": Person("A", frozenset({"s0", "s2"})),
            "r1": Person("B", frozenset({"s1", "s3"})),
            "r2": Person("C", frozenset({"s0"})),
        },
        merged={"s1": "s0"},
        broader={"s2": frozenset({"s3"})},
        exact=(("r0", "r2"),),
    )
    told = world if merges else World(world.roles, broader=world.broader, exact=world.exact)
    found = plain(graph_of(world, merges=merges).all_pairs().rows())
    assert found == brute(told)
    assert ("r0", 1, "r1", 1000, 2, 2, 0) in found if merges else ("r0", "r1") in {(row[0], row[2]) for row in found}
    assert not [row for row in found if {row[0], row[2]} == {"r0", "r2"}]


def test_ties_go_to_more_shared_then_fewer_missing_then_the_name() -> None:
    """All destinations but the last are covered whole, and so have score 1000."""
    world = World(
        {
            "r9": Person("start", frozenset({"s0", "s1", "s2"})),
            "r3": Person("one", frozenset({"s0"})),
            "r2": Person("one too", frozenset({"s1"})),
            "r5": Person("two", frozenset({"s0", "s1"})),
            "r1": Person("half", frozenset({"s2", "s7"})),
        }
    )
    ranked = [row[2] for row in plain(table_of(world).rows()) if row[0] == "r9"]
    assert ranked == ["r5", "r2", "r3", "r1"]
    assert [row[2] for row in plain(table_of(world, 2).rows()) if row[0] == "r9"] == ranked[:2]


def test_a_popular_skill_links_nobody_but_is_still_required() -> None:
    world = World({f"r{number}": Person("x", frozenset({"s0", f"s{1 + number // 2}"})) for number in range(4)})
    free, capped = table_of(world), table_of(world, max_roles=3)
    assert (free.unlinked, capped.unlinked) == (0, 1)
    assert {(row[0], row[2]) for row in plain(capped.rows())} == {
        ("r0", "r1"),
        ("r1", "r0"),
        ("r2", "r3"),
        ("r3", "r2"),
    }
    assert {row[4:] for row in plain(capped.rows())} == {(1, 2, 1)}
    assert len(free.rows()) == 12


def test_a_graph_without_links_has_an_empty_table(tmp_path: Path) -> None:
    table = table_of(World({"r0": Person("a", frozenset())}))
    assert table.rows() == []
    for ending in (".csv", ".parquet"):
        assert table.save(tmp_path / f"none{ending}") == 0
    assert parquet.read_table(tmp_path / "none.parquet").column_names == COLUMNS
    assert (tmp_path / "none.csv").read_text().splitlines() == [",".join(f'"{column}"' for column in COLUMNS)]


# --- one expression ---------------------------------------------------------------------------------------------------


def test_the_expression_is_one_for_any_backend_of_ibis() -> None:
    table = table_of(large_world())
    assert table.expression.equals(transitions())
    assert list(table.links.column_names) == list(LINKS)
    backend = ibis.duckdb.connect()
    backend.con.register("links", table.links)
    rows = backend.con.sql(str(ibis.to_sql(table.expression, dialect="duckdb"))).fetchall()
    assert [(row[0], row[1], row[2]) for row in rows] == [
        (m.origin.iri, m.rank, m.destination.iri) for m in table.rows()
    ]


def test_links_come_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = table_of(large_world()).links
    monkeypatch.setattr("kg.analysis.all_pairs._BATCH", 7)
    parts = table_of(large_world()).links
    assert parts.column(0).num_chunks == -(-whole.num_rows // 7)
    assert parts.equals(whole)


# --- Spark ------------------------------------------------------------------------------------------------------------

QUICK = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC", "SPARK_LOCAL_IP": "127.0.0.1"}
"""Little is computed here, so that Java should not spend time on making it fast; and no port is open to others."""


@pytest.mark.long
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # Spark leaves one for each table handed over
def test_spark_answers_as_duckdb_from_the_same_expression(
    needs: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, graph: CareerGraph
) -> None:
    needs("java")
    for variable, value in QUICK.items():
        monkeypatch.setenv(variable, value)
    compiled: list[tuple[int, str]] = []
    original = ibis.to_sql

    def to_sql(expression: Any, dialect: str) -> Any:
        compiled.append((id(expression), dialect))
        return original(expression, dialect=dialect)

    monkeypatch.setattr(ibis, "to_sql", to_sql)
    world = large_world()
    with engines.spark_session("local[2]"):
        for limit, max_roles in ((20, None), (3, 5)):
            table = table_of(world, limit, max_roles)
            answers = [table.rows("spark", "local[2]"), table.rows("duckdb")]
            assert answers[0] == answers[1]
            assert plain(answers[0]) == brute(world, limit, max_roles)
            (first, spark), (second, duckdb) = compiled[-2:]
            assert (first, spark, duckdb) == (second, "pyspark", "duckdb")
        bundled = graph.all_pairs(3)
        for ending in (".csv", ".parquet"):
            count = bundled.save(tmp_path / f"spark{ending}", "spark")
            assert count == bundled.save(tmp_path / f"duckdb{ending}") == len(bundled.rows())
            assert (tmp_path / f"spark{ending}").read_bytes() == (tmp_path / f"duckdb{ending}").read_bytes()
        assert bundled.save((tmp_path / "folder.csv").as_uri(), "spark") is None
        parts = sorted((tmp_path / "folder.csv").glob("*.csv"))
        assert sum(len(part.read_text().splitlines()) - 1 for part in parts) == len(bundled.rows())
        with pytest.raises(OutputError, match="is there already"):
            bundled.save((tmp_path / "folder.csv").as_uri(), "spark")
        assert table_of(World({"r0": Person("a", frozenset())})).rows("spark") == []
        with pytest.raises(EngineError, match=r"a Spark session of local\[2\] is running here already"):
            bundled.rows("spark", "local[1]")
    with pytest.raises(EngineError, match=r"Spark failed: .*Could not parse Master URL"):
        bundled.rows("spark", "nonsense")
    gc.collect()  # what Spark leaves open ends here, not in another test


@contextmanager
def _daemon(needs: Callable[[str], str], folder: Path, kind: str, *arguments: str) -> Iterator[None]:
    """A master or a worker of Spark on the loopback, from start to end of a block."""
    pyspark = pytest.importorskip("pyspark", reason="Spark is not installed; `make long` installs it")
    home = Path(pyspark.__file__).parent
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", "--host", "127.0.0.1", *arguments]
    env = os.environ | QUICK | {"SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "256m"}
    with (
        (folder / f"{kind}.log").open("wb") as log,
        subprocess.Popen(command, env=env, stdout=log, stderr=log) as daemon,
    ):
        try:
            yield
        finally:
            daemon.terminate()
            daemon.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the master does not answer")


@pytest.mark.long
def test_a_cluster_answers_as_duckdb_and_writes_the_rows_itself(needs: Callable[[str], str], tmp_path: Path) -> None:
    needs("java")
    port = _free_port()
    master = f"spark://127.0.0.1:{port}"
    there = (tmp_path / "moves").as_uri()
    run = ("all-pairs", "-n", "3", "--engine", "spark", "--master", master)
    with _daemon(needs, tmp_path, "master.Master", "--port", str(port), "--webui-port", "0"):
        _wait_for(port)
        place = ("--work-dir", str(tmp_path / "work"), "--webui-port", "0", "--cores", "1", "--memory", "1g")
        with _daemon(needs, tmp_path, "worker.Worker", *place, master):
            answer = kg_process(*run, "-o", there, "-f", "json", env=QUICK, timeout=240)
    assert (answer.status, json.loads(answer.out or "0")) == (0, {"file": there, "rows": None}), answer.err
    assert (tmp_path / "moves" / "_SUCCESS").exists()
    assert list((tmp_path / "work").glob("app-*/0/stderr")), "no executor ran"
    written = parquet.read_table(tmp_path / "moves").to_pylist()
    expected = kg("all-pairs", "-n", "3", "-f", "json").json
    assert written == [flat(row) for row in expected]


# --- the command line -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_format_has_the_same_rows(tmp_path: Path) -> None:
    rows = kg("all-pairs", "-n", "3", "-f", "json").json
    assert len(rows) == 16  # five roles ask for Programming, so that each leads to the others; MLOps shares with one
    first = next(row for row in rows if row["from"]["label"] == "MLOps Engineer")
    assert (first["to"]["label"], first["rank"], first["shared"], first["required"]) == (
        "Machine Learning Engineer",
        1,
        2,
        6,
    )
    told = [[row["from"]["label"], row["rank"], row["to"]["label"], *list(row.values())[3:]] for row in rows]
    as_csv = list(csv.reader(kg("all-pairs", "-n", "3", "-f", "csv").lines))
    assert as_csv[1:] == [[str(cell) for cell in row] for row in told]
    assert [re.split(r"\s{2,}", line) for line in kg("all-pairs", "-n", "3").lines[2:]] == as_csv[1:]
    assert len(kg("all-pairs", "-n", "3", "-f", "md").lines) == 2 + len(rows)
    for file in ("moves.parquet", "new/moves.csv"):
        answer = kg("all-pairs", "-n", "3", "-o", tmp_path / file)
        assert (answer.status, answer.out) == (0, f"{tmp_path / file}: {len(rows)} rows\n")
    wanted = [flat(row) for row in rows]
    assert parquet.read_table(tmp_path / "moves.parquet").to_pylist() == wanted
    with (tmp_path / "new" / "moves.csv").open(encoding="utf-8", newline="") as file_:
        assert list(csv.DictReader(file_)) == [{key: str(value) for key, value in row.items()} for row in wanted]
    assert {path.name for path in tmp_path.iterdir()} == {"moves.parquet", "new"}


def test_what_a_cap_leaves_out_is_told() -> None:
    answer = kg("all-pairs", "--max-roles", "2")
    assert "note: 1 skills are ignored: more than 2 roles require them" in answer.err
    assert kg("all-pairs", "--max-roles", "1").err.endswith("note: no two roles share a skill\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-n", "0"], "-n"),
        (["--max-roles", "0"], "--max-roles"),
        (["--engine", "abacus"], "abacus"),
        (["--master", "local[2]"], "a master is for Spark"),
        (["-o", "moves.txt"], "no format is known for 'moves.txt'"),
        (["-o", "hdfs://127.0.0.1/moves"], "DuckDB does not write to 'hdfs://127.0.0.1/moves'"),
    ],
)
def test_a_wrong_option_is_told(arguments: list[str], said: str) -> None:
    answer = kg("all-pairs", *arguments)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err


def test_limits_out_of_range_are_refused(graph: CareerGraph) -> None:
    wishes: list[dict[str, Any]] = [{"limit": 0}, {"max_roles": 0}, {"limit": 2**31}]
    for limits in wishes:
        with pytest.raises(UsageError, match="must be from 1"):
            graph.all_pairs(**limits)
    with pytest.raises(UsageError, match="there is no engine 'abacus'"):
        graph.all_pairs().rows("abacus")


@pytest.mark.parametrize(("engine", "module"), [("duckdb", "duckdb"), ("duckdb", "ibis"), ("spark", "pyspark")])
def test_without_the_extra_the_command_to_install_it_is_told(
    engine: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    answer = kg("all-pairs", "--engine", engine)
    assert (answer.status, answer.out) == (3, "")
    assert answer.err == (
        f"kg: {module} is not installed, which the engine {engine} needs\n  try: pip install 'career-kg[{engine}]'\n"
    )


@pytest.mark.long
def test_without_java_spark_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    answer = kg("all-pairs", "--engine", "spark")
    assert (answer.status, answer.out) == (3, "")
    assert "Spark needs Java, and there is none" in answer.err


def test_doctor_lists_the_engines_as_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    found = {check["name"]: check["state"] for check in kg("doctor", "-f", "json").json}
    assert found["duckdb"] == "ok"
    assert found["pyspark"] == ("ok" if find_spec("pyspark") else "optional")

    def version(package: str) -> str:
        raise metadata.PackageNotFoundError(package)

    monkeypatch.setattr(metadata, "version", version)
    absent = {check["name"]: (check["state"], check["remedy"]) for check in kg("doctor", "-f", "json").json}
    assert absent["duckdb"] == ("optional", "pip install 'career-kg[duckdb]'")
    assert absent["pyspark"] == ("optional", "pip install 'career-kg[spark]'")


# --- files ------------------------------------------------------------------------------------------------------------


def test_an_engine_that_fails_leaves_the_old_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, graph: CareerGraph
) -> None:
    target = tmp_path / "moves.parquet"
    target.write_text("precious")

    def failing(batches: Iterator[Any]) -> Iterator[Any]:
        yield from batches
        raise EngineError("out of memory")

    original = engines._read
    monkeypatch.setattr(engines, "_read", lambda batches: failing(original(batches)))
    with pytest.raises(EngineError):
        graph.all_pairs().save(target)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"moves.parquet": "precious"}


def test_what_breaks_while_rows_are_read_is_a_fault_of_the_engine() -> None:
    def broken() -> Iterator[Any]:
        yield 1
        raise pyarrow.ArrowInvalid("Out of Memory Error: \n inside")

    with pytest.raises(EngineError, match="DuckDB failed: Out of Memory Error:"):
        list(engines._read(broken()))


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))


@pytest.mark.slow
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "moves.csv"
    target.write_text("precious")
    command = [*START, "all-pairs", "-o", str(target)]
    done = subprocess.run(command, capture_output=True, preexec_fn=_limited, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.decode().startswith(f"kg: cannot write '{target}': File too large")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"moves.csv": "precious"}


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path, graph: CareerGraph) -> None:
    (tmp_path / "moves.csv").mkdir()
    with pytest.raises(OutputError, match="Is a directory"):
        graph.all_pairs().save(tmp_path / "moves.csv")


def test_the_examples_of_the_page_about_scale_run(root: Path) -> None:
    found = doctest.testfile(str(root / "docs" / "scale.md"), module_relative=False, encoding="utf-8")
    assert found.attempted > 3
    assert found.failed == 0
