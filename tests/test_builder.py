"""Building: the same bytes whatever the order and hash seed, another base, and files that are whole or untouched."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Quad, Store

from kg.errors import OutputError, SourceError, UsageError
from kg.graph import CareerGraph, open_graph
from kg.maintenance.build import build_exports, build_graph, stale_exports
from kg.maintenance.catalog import CATALOG
from kg.rdf.export import ENDINGS
from kg.resources import write_atomically, write_together
from kg.schema import BASE, CK
from kg.store import LocalStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DATA = Path(__file__).resolve().parent.parent / "data/ai_ml"
PLAIN = [name for name in ENDINGS if name != "html"]
"""The formats without the picture, whose bytes depend on much more than the graph; its own test is slower."""


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return build_graph(DATA)


# --- the same bytes ---------------------------------------------------------------------------------------------------

_DIGESTS = """
import hashlib, sys
from pathlib import Path
from kg.maintenance.build import build_graph
from kg.rdf.export import ENDINGS
graph = build_graph(Path(sys.argv[1]))
print([(name, hashlib.sha256(graph.to_bytes(name)).hexdigest()) for name in ENDINGS])
"""


@pytest.mark.slow
@pytest.mark.long
def test_every_hash_seed_gives_the_same_bytes(tries: Callable[[int], int]) -> None:
    def digests(seed: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", _DIGESTS, str(DATA)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    seeds = ("0", "4294967295", "1", "42", "7", "1000", "65535", "2147483648")
    found = {digests(seed) for seed in seeds[: tries(20)]}
    assert len(found) == 1


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.slow
def test_the_order_of_quads_does_not_matter(graph: CareerGraph, name: str) -> None:
    quads = list(graph.store.engine)
    random.Random(7).shuffle(quads)
    engine = Store()
    for quad in quads:
        engine.add(quad)
    shuffled = CareerGraph(LocalStore(engine, "career"))
    assert shuffled.to_bytes(name) == graph.to_bytes(name)


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.slow
def test_committed_exports_are_what_the_data_makes(graph: CareerGraph, root: Path, name: str) -> None:
    committed = (root / f"exports/career.{ENDINGS[name]}").read_bytes()
    assert committed == graph.to_bytes(name), "run `kg build` and commit exports/"


# --- another base -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_base_changes_the_iris_of_entities_alone(graph: CareerGraph, tmp_path: Path) -> None:
    other = "http://example.org/careers#"
    moved = build_graph(DATA, other)

    def text(quad: Quad) -> str:
        return str(quad).replace(CK.iri, "ck:").replace(CK.iri.removesuffix("#"), "ck")

    expected = {text(quad).replace(BASE, other) for quad in graph.store.engine}
    assert {text(quad) for quad in moved.store.engine} == expected
    for name in ("trig", "ttl", "jsonld"):
        file = tmp_path / f"moved.{name}"
        file.write_bytes(moved.to_bytes(name))
        opened = open_graph(file)
        role = opened.get("role/mlops-engineer")
        assert (role.iri, role.label) == (f"{other}role/mlops-engineer", "MLOps Engineer")
        assert opened.sparql("ASK { role:mlops-engineer a ck:Role }").to_dicts() == [{"answer": True}]
        steps = [step.destination.id for step in opened.route("statistician", "MLOps")[0].steps]
        assert steps == ["role/data-scientist", "role/machine-learning-engineer", "role/mlops-engineer"]


@pytest.mark.parametrize(
    "base",
    [
        "",
        "x",
        "http://x",
        "/x/",
        "://",
        "http://x y/",
        "http://x\n/",
        "http://[x/",
        "http://x/<y>/",
        "http://x/%zz/",
        CK.iri,
    ],
)
def test_what_is_no_base_is_refused(base: str) -> None:
    with pytest.raises(UsageError, match="is no base for IRIs"):
        build_graph(DATA, base)


# --- files ------------------------------------------------------------------------------------------------------------


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


@pytest.mark.slow
def test_stale_files_are_named(graph: CareerGraph, tmp_path: Path) -> None:
    files = build_exports(graph, tmp_path / "new" / "folder")
    assert [file.name for file in files] == [*(f"career.{ending}" for ending in ENDINGS.values()), CATALOG]
    assert stale_exports(graph, tmp_path / "new" / "folder") == []
    files[0].write_bytes(b"old")
    files[1].unlink()
    assert stale_exports(graph, tmp_path / "new" / "folder") == files[:2]
    files[-1].unlink()
    assert stale_exports(graph, tmp_path / "new" / "folder") == [*files[:2], files[-1]]


@pytest.mark.slow
@pytest.mark.long
def test_no_export_changes_when_the_disk_fills_up_on_the_way(tmp_path: Path) -> None:
    """A limit on the size of a file stands for a full disk: the first files fit, a later one does not."""
    files = build_exports(build_graph(DATA), tmp_path)
    for file in files:
        file.write_bytes(b"old")
    script = """
import resource, sys
from pathlib import Path
from kg.maintenance.build import build_exports, build_graph
graph = build_graph(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    build_exports(graph, Path(sys.argv[2]))
except Exception as error:
    print(type(error).__name__, error)
"""
    command = [sys.executable, "-c", script, str(DATA), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "OutputError cannot write" in done.stdout
    assert "File too large" in done.stdout
    assert {file.read_bytes() for file in files} == {b"old"}
    assert left_over(tmp_path) == []


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    link = tmp_path / "a.ttl"
    link.symlink_to("/dev/full")
    with pytest.raises(OutputError, match="No space left on device"):
        write_atomically(link, b"x" * 10_000)
    assert Path("/dev/full").is_char_device()


def test_a_device_is_written_to_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()))
    reader.start()
    write_atomically(pipe, b"content")
    reader.join(10)
    assert found == [b"content"]
    assert pipe.is_fifo()


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").mkdir()
    with pytest.raises(OutputError, match="Is a directory"):
        write_atomically(tmp_path / "a.ttl", b"x")
    assert (tmp_path / "a.ttl").is_dir()
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("name", ["file/below.ttl", "a\0b.ttl", "x" * 300 + ".ttl"])
def test_a_path_that_cannot_be(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot write"):
        write_atomically(tmp_path / name, b"x")
    assert left_over(tmp_path) == []


def test_a_link_goes_on_pointing(tmp_path: Path) -> None:
    target, link = tmp_path / "there" / "real.ttl", tmp_path / "link.ttl"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.fixture
def umask() -> Iterator[int]:
    before = os.umask(0o027)
    yield 0o027
    os.umask(before)


def test_permissions_stay_or_follow_the_umask(tmp_path: Path, umask: int) -> None:
    new, private = tmp_path / "new", tmp_path / "private"
    private.write_bytes(b"old")
    private.chmod(0o600)
    write_together({new: b"x", private: b"y"})
    assert stat.S_IMODE(new.stat().st_mode) == 0o666 & ~umask
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert os.umask(umask) == umask


def test_all_or_none(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"old")
    (tmp_path / "two").mkdir()
    with pytest.raises(OutputError):
        write_together({tmp_path / "one": b"new", tmp_path / "two": b"new"})
    assert (tmp_path / "one").read_bytes() == b"old"
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("failing", ["os.fsync", "os.fdopen", "pathlib.Path.replace"])
def test_an_interrupt_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    file = tmp_path / "a.ttl"
    file.write_bytes(b"old")
    monkeypatch.setattr(failing, interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(file, b"new")
    assert file.read_bytes() == b"old"
    assert left_over(tmp_path) == []


def test_a_kill_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_bytes(b"old")
    script = """
import os, signal, sys
from pathlib import Path
from kg.resources import write_atomically
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
write_atomically(Path(sys.argv[1]), b"new")
"""
    done = subprocess.run([sys.executable, "-c", script, str(file)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert file.read_bytes() == b"old"


def test_writers_in_parallel_leave_one_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    contents = [bytes([65 + number]) * 200_000 for number in range(8)]
    threads = [threading.Thread(target=write_atomically, args=(file, content)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert file.read_bytes() in contents
    assert left_over(tmp_path) == []


def test_an_unreadable_export_is_said(graph: CareerGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    (tmp_path / "career.ttl").write_bytes(b"")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr("kg.maintenance.build._contents", lambda _, folder: {folder / "career.ttl": b""})
    with pytest.raises(SourceError, match=r"cannot read .*career\.ttl': Permission denied"):
        stale_exports(graph, tmp_path)
