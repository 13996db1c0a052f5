"""A store on disk: several sources, each replaced by itself, whole or not at all, whatever happens in between."""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from command_line import kg, kg_process
from taxonomies import esco_files, folder_of

from kg.errors import KGError, OutputError, SourceError, StoreBusyError, TimeLimitError, UsageError
from kg.graph import open_graph
from kg.rdf.quads import digest_of
from kg.resources import write_together
from kg.schema import BASE, RDF
from kg.store import folder as folder_module
from kg.store.backup import backup, restore
from kg.store.counts import SourceLines
from kg.store.folder import StoreFolder
from kg.store.imports import import_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kg.graph import CareerGraph


TTL = f"""@prefix : <{BASE}> . @prefix ck: <{BASE}ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:role-baker a ck:Role ; skos:prefLabel "Baker"@en ; ck:requiresSkill :skill-dough .
:skill-dough a ck:Skill ; skos:prefLabel "Dough"@en .
"""


@pytest.fixture
def store(new_store: Path) -> StoreFolder:
    """A store with the bundled graph and its links."""
    return StoreFolder.open_at(new_store)


def guide(folder: Path, text: str = TTL, name: str = "bakery.ttl") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def bakery(tmp_path: Path) -> StoreFolder:
    """A small store of two sources with graphs of their own."""
    store = StoreFolder.create(tmp_path / "two")
    for name in ("bakery", "mill"):
        import_source(store, "rdf", [guide(tmp_path, TTL.replace("role-baker", f"role-{name}"), f"{name}.ttl")])
    return store


def state(store: StoreFolder) -> tuple[object, frozenset[str]]:
    """Everything that a reader sees: the sources, and every quad."""
    return store.sources, frozenset(map(str, store.open().engine))


def files(store: StoreFolder) -> set[str]:
    """The files of a store, without those of older generations, which go when the last of their readers has."""
    older = set((store.path / "generations").iterdir()) - {_generation(store)}
    found = (path for path in store.path.rglob("*") if path.is_file() and older.isdisjoint(path.parents))
    return {str(path.relative_to(store.path)) for path in found}


def _generation(store: StoreFolder) -> Path:
    """The folder of the last generation."""
    return max((store.path / "generations").iterdir(), key=lambda path: int(path.name))


def names(store: StoreFolder) -> set[object]:
    """Every row of the index of names, whatever numbers it has."""
    with sqlite3.connect(_generation(store) / "names.sqlite") as database:
        query = (
            "SELECT iri, id, label, kind, source, tier, name, folded, words FROM name JOIN entity ON entity.n = entity"
        )
        rows = database.execute(query).fetchall()
    database.close()
    assert len(rows) == len(set(rows))
    return {row if ":" in row[0] else row[2:] for row in rows}  # the names of blank nodes do not last


# --- asking ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        ("route", "statistician", "MLOps", "-f", "json"),
        ("show", "Docker", "-f", "json"),
        ("gap", "Data Scientist", "MLOps", "-f", "json"),
        ("find", "cloud", "-f", "json"),
        ("sparql", "SELECT (COUNT(?role) AS ?n) { ?role a ck:Role }", "-f", "json"),
        ("stats", "-f", "json"),
    ],
)
@pytest.mark.slow
def test_a_store_answers_as_the_bundled_graph_does(store: StoreFolder, question: tuple[str, ...]) -> None:
    store.remove("alignments")
    answer, bundled = kg("-g", store.path, *question), kg(*question)
    assert answer.status == bundled.status == 0
    assert answer.out == bundled.out


@pytest.mark.slow
def test_all_sources_are_asked_at_once(store: StoreFolder, tmp_path: Path) -> None:
    kg("import", "rdf", guide(tmp_path), "--into", store.path)
    graph = open_graph(store.path)
    assert [entity.label for entity in graph.list("role") if entity.label.startswith("Ba")] == ["Baker"]
    assert graph.get("MLOps").label == "MLOps Engineer"
    assert graph.gap("MLOps", "Baker").missing[0].sources[0].graph == "bakery"


def test_a_folder_that_is_no_store_is_told(tmp_path: Path) -> None:
    for arguments in (("-g", tmp_path, "stats"), ("-g", tmp_path, "remove", "a"), ("-g", tmp_path, "backup", "b.zip")):
        answer = kg(*arguments)
        assert answer.status == 3
        assert "is a folder without a store" in answer.err
        assert "kg init DIR" in answer.err


SOURCE = '{"name": "a", "file": "a.1.nq.gz", "quads": 1, "digest": ""}'


def _listing(*sources: str) -> str:
    return f'{{"format": 5, "generation": 1, "sources": [{", ".join(sources)}]}}'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is damaged"),
        ("{", "is damaged"),
        ("[]", "is damaged"),
        ("[" * 100_000, "is damaged"),
        ('{"format": 5}', "is damaged"),
        ('{"format": "x"}', "is damaged"),
        ('{"format": 4}', "import again with kg import KIND"),
        ('{"format": 6}', "update kg"),
        ('{"format": 5, "generation": "../1", "sources": []}', "the generation"),
        ('{"format": 5, "generation": -1, "sources": []}', "the generation"),
        ('{"format": 5, "generation": null, "sources": []}', "the generation"),
        (_listing(SOURCE, SOURCE), "named twice"),
        (_listing(SOURCE.replace("a.1.nq.gz", "../a.1.nq.gz")), "the source 'a'"),
        (_listing(SOURCE.replace('"a.1.nq.gz"', "5")), "is damaged"),
        (_listing(SOURCE.replace('"a"', "null")), "is damaged"),
        (_listing(SOURCE.replace("1,", '"1",')), "the source 'a'"),
    ],
)
@pytest.mark.slow
def test_a_damaged_list_of_sources_is_told(store: StoreFolder, tmp_path: Path, content: str, told: str) -> None:
    (store.path / "store.json").write_text(content, encoding="utf-8")
    importing = "import", "rdf", guide(tmp_path), "--into", store.path
    for arguments in (("-g", store.path, "stats"), ("-g", store.path, "backup", tmp_path / "b.zip"), importing):
        answer = kg(*arguments)
        assert answer.status == 3
        assert "store.json" in answer.err
        assert told in answer.err
        assert "internal error" not in answer.err


@pytest.mark.parametrize("damage", ["lost", "cut", "garbled"])
@pytest.mark.slow
def test_a_damaged_source_is_told_before_it_spreads_and_is_mended_by_its_import(
    store: StoreFolder, tmp_path: Path, damage: str
) -> None:
    import_source(store, "rdf", [guide(tmp_path)])
    complete = state(store)[1]
    file = next((store.path / "sources").glob("bakery.*"))
    content = file.read_bytes()
    if damage == "lost":
        file.unlink()
    else:
        half = len(content) // 2
        file.write_bytes(content[:half] if damage == "cut" else content[:half] + bytes(len(content) - half))
    assert kg("-g", store.path, "stats").status == 0  # the engine has them still
    for arguments in (("-g", store.path, "backup", tmp_path / "b.zip"), ("-g", store.path, "remove", "bundled")):
        answer = kg(*arguments)
        assert answer.status == 3
        assert file.name.removesuffix(".nq.gz") in answer.err
        assert "import bakery again" in answer.err
    assert not (tmp_path / "b.zip").exists()
    assert state(store)[1] == complete
    import_source(store, "rdf", [guide(tmp_path, TTL.replace('"Dough"', '"Sourdough"'))])
    assert state(store)[1] == {quad.replace('"Dough"', '"Sourdough"') for quad in complete}
    assert kg("-g", store.path, "backup", tmp_path / "b.zip").status == 0


@pytest.mark.parametrize("pattern", ["*.sst", "MANIFEST-*", "names.sqlite"])
@pytest.mark.slow
def test_damaged_files_of_the_engine_are_told(store: StoreFolder, pattern: str) -> None:
    """One byte in a hundred is another: the answer is that the store or its index is damaged, and what to do."""
    draw = random.Random(3)
    for path in (store.path / "generations").rglob(pattern):
        content = bytearray(path.read_bytes())
        for place in draw.sample(range(len(content)), len(content) // 100):
            content[place] ^= 1 + draw.randrange(255)
        path.write_bytes(content)
    for question in (("show", "Docker"), ("find", "docker")):
        answer = kg("-g", store.path, *question)
        assert answer.status == 3
        assert "is damaged" in answer.err
        assert "backup" in answer.err
        assert "internal error" not in answer.err


@pytest.mark.slow
def test_a_search_for_a_thousand_words_is_answered(store: StoreFolder) -> None:
    """The database takes no thousand conditions, and no name has so many words."""
    graph = open_graph(store.path)
    assert [hit.entity.label for hit in graph.find("docker " * 2000)] == ["Docker"]
    answer = kg("-g", store.path, "find", *[f"word{number}" for number in range(1500)])
    assert answer.status == 1
    assert len(answer.err) < 1000


# --- changing -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_source_is_added_replaced_and_removed_by_itself(store: StoreFolder, tmp_path: Path) -> None:
    """Two things with class and label, and a link: five quads; then one label is another."""
    before = state(store)
    path = guide(tmp_path)
    assert import_source(store, "rdf", [path]).change[:4] == ("bakery", 5, 0, 0)
    assert import_source(store, "rdf", [path]).change[:4] == ("bakery", 0, 0, 5)
    guide(tmp_path, TTL.replace('"Dough"', '"Sourdough"'))
    assert import_source(store, "rdf", [path]).change[:4] == ("bakery", 1, 1, 4)
    assert [source.name for source in store.sources] == ["alignments", "bakery", "bundled"]
    assert store.remove("bakery")[:4] == ("bakery", 0, 5, 0)
    assert state(store)[1] == before[1]
    with pytest.raises(UsageError, match="no source 'bakery'"):
        store.remove("bakery")


SHARED = f"""@prefix : <{BASE}> . @prefix ck: <{BASE}ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix void: <http://rdfs.org/ns/void#> . @prefix graph: <{BASE}graph/> .
"""


def _drawn_file(folder: Path, draw: random.Random) -> Path:
    """A few statements in graphs that other sources share, of nodes that they name too, some of them blank."""
    lines = []
    for _ in range(draw.randrange(1, 8)):
        node = draw.choice([":a", ":b", ":skill-dough", "<http://other.org/x/a>", "_:blank"])
        graph = draw.choice(["graph:bakery", "graph:curation", "graph:ai-ml", "graph:zoo"])
        fact = draw.choice(
            [
                f"a ck:{draw.choice(['Role', 'Skill'])}",
                f'skos:{draw.choice(["prefLabel", "altLabel"])} "{draw.choice("xyz")}"@en',
                f'skos:prefLabel "{draw.choice("xyz")}"@de',
                "ck:requiresSkill :skill-dough",
            ]
        )
        lines.append(f"{graph} {{ {node} {fact} }}")
    if draw.random() < 0.3:
        lines.append(
            f'graph:bakery {{ graph:bakery void:uriSpace "{draw.choice(["http://other.org/", f"{BASE}x/"])}" }}'
        )
    path = folder / "drawn.trig"
    path.write_text(SHARED + "\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.slow
def test_d15_changes_one_by_one_leave_what_an_import_of_all_at_once_does(
    store: StoreFolder, tmp_path: Path, tries: Callable[[int], int]
) -> None:
    """Sources come, change and go at random, beside the bundled graph; then a backup is restored, which reads all."""
    draw = random.Random(15)
    for number in range(tries(24)):
        name = draw.choice(["one", "two", "three"])
        if draw.random() < 0.3 and any(source.name == name for source in store.sources):
            store.remove(name)
        else:
            import_source(store, "rdf", [_drawn_file(tmp_path, draw)], name=name)
        if number % 4 == 3:
            file, made = tmp_path / f"{number}.zip", tmp_path / str(number) / "store"
            made.parent.mkdir()
            backup(store, file)
            whole = restore(file, made)
            assert _without_blanks(state(store)[1]) == _without_blanks(state(whole)[1])
            assert len(state(store)[1]) == len(state(whole)[1])
            assert names(store) == names(whole)


def _without_blanks(quads: frozenset[str]) -> set[str]:
    return {re.sub(r"_:\w+", "_:", quad) for quad in quads}


@pytest.mark.slow
def test_d15_a_small_source_reads_and_writes_what_is_its_own(store: StoreFolder, tmp_path: Path) -> None:
    """No quad of another source is read; of the engine's files only new ones are written, the others are linked."""
    before = {path.name: path.stat().st_ino for path in _generation(store).rglob("*.sst")}
    read: list[str] = []
    lines, digest, load = SourceLines.of, digest_of, folder_module._load

    def noted(file: Path, *parts: object) -> object:
        read.append(file.name)
        return lines(file, *parts)  # type: ignore[arg-type]  # as it is called

    def summed(file: Path) -> str:
        read.append(file.name)
        return digest(file)

    def loaded(folder: Path, files: Iterable[Path]) -> None:
        files = list(files)
        read.extend(file.name for file in files)
        load(folder, files)

    with (
        mock.patch.object(SourceLines, "of", noted),
        mock.patch.object(folder_module, "digest_of", summed),
        mock.patch.object(folder_module, "_load", loaded),
        mock.patch.object(StoreFolder, "_build_names", side_effect=AssertionError),
    ):
        import_source(store, "rdf", [guide(tmp_path)])
        after = {path.name: path.stat().st_ino for path in _generation(store).rglob("*.sst")}
        import_source(store, "rdf", [guide(tmp_path, TTL.replace('"Dough"', '"Sourdough"'))])
        assert open_graph(store.path).get("Sourdough").kind == "skill"
        store.remove("bakery")
    assert {name.partition(".")[0] for name in read} == {"bakery"}
    assert len(before.items() & after.items()) > len(before) / 2
    assert open_graph(store.path).get_or_none("Sourdough") is None


def test_named_graphs_of_a_file_stay_and_the_rest_bears_the_name_of_the_source(tmp_path: Path) -> None:
    store = StoreFolder.create(tmp_path / "store")
    text = "<http://x/a> <http://x/b> <http://x/c> . GRAPH <http://x/g> { <http://x/a> <http://x/b> <http://x/d> }"
    import_source(store, "rdf", [guide(tmp_path, text, "two.trig")], name="mine")
    assert {str(quad.graph_name) for quad in store.open().engine} == {f"<{BASE}graph/mine>", "<http://x/g>"}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.ttl", "<http://x/a> <http://x/b> .\n", "is damaged"),
        ("b.nt", TTL, "line 1"),
        ("c.ttl", TTL + TTL[:-3], "is damaged"),
        ("d.doc", TTL, "is not an RDF file"),
        ("e.ttl", "\ufeff\x00", "is damaged"),
        ("UPPER CASE.ttl", "x", "is damaged"),
    ],
)
@pytest.mark.slow
def test_a_damaged_file_leaves_the_store_as_it_was(
    store: StoreFolder, tmp_path: Path, name: str, text: str, told: str
) -> None:
    (store.path / "cache").mkdir(exist_ok=True)
    (store.path / "cache" / "computed.bin").touch()
    before, listed = state(store), files(store)
    answer = kg("import", "rdf", guide(tmp_path, text, name), "--into", store.path)
    assert answer.status == 3
    assert told in answer.err
    assert "Traceback" not in answer.err
    assert (state(store), files(store)) == (before, listed)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import", "rdf", "none.ttl"], "no store is named"),
        (["import", "rdf", "a.ttl", "b.ttl", "--name", "x", "--into", "STORE"], "--name is for one file"),
        (["import", "rdf", "BAKERY", "--name", "Not a name", "--into", "STORE"], "is not a valid name of a source"),
        (["import", "rdf", "none.ttl", "--into", "STORE"], "none.ttl"),
        (["init", "STORE"], "exists already"),
        (["remove", "none", "--from", "STORE"], "no source 'none'"),
        (["restore", "none.zip", "--into", "NEW"], "there is no file"),
        (["restore", "BAKERY", "--into", "NEW"], "is not a backup"),
    ],
)
@pytest.mark.slow
def test_what_makes_no_sense_is_told(store: StoreFolder, tmp_path: Path, arguments: list[str], told: str) -> None:
    places = {"STORE": store.path, "NEW": tmp_path / "new", "BAKERY": guide(tmp_path)}
    before = state(store)
    answer = kg(*(places.get(argument, argument) for argument in arguments))
    assert answer.status in (2, 3)
    assert told in answer.err
    assert not (tmp_path / "new").exists()
    assert state(store) == before


# --- faults ---------------------------------------------------------------------------------------------------------


def large(folder: Path, lines: int) -> Path:
    text = "".join(f'<http://x/{line}> <http://x/label> "thing {line}" .\n' for line in range(lines))
    return guide(folder, text, "large.nt")


@pytest.mark.parametrize("kind", ["rdf", "esco"])
@pytest.mark.slow
@pytest.mark.long
def test_a_change_that_is_killed_leaves_the_store_as_it_was_or_complete(
    tmp_path: Path, kind: str, tries: Callable[[int], int]
) -> None:
    """Killed at 30 moments (in the short form 3), spread by a fixed seed over the time that a whole import takes."""
    store = StoreFolder.create(tmp_path / "store")
    import_source(store, "rdf", [guide(tmp_path)])
    path = large(tmp_path, 20_000) if kind == "rdf" else folder_of(esco_files(), tmp_path / "large")
    code = "import sys; from kg.cli import main; main()"
    command = [sys.executable, "-c", code, "import", kind, str(path), "--into", str(store.path), "--name", "large"]
    start = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole = time.monotonic() - start
    complete = state(store)
    store.remove("large")
    before = state(store)
    draw = random.Random(20)
    seen = set()
    for _ in range(tries(30)):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draw.uniform(0.2, 1.05) * whole)
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = state(store)
        assert [source._replace(file="") for source in found[0]] in (  # type: ignore[attr-defined]
            [source._replace(file="") for source in before[0]],  # type: ignore[attr-defined]
            [source._replace(file="") for source in complete[0]],  # type: ignore[attr-defined]
        )
        assert found[1] in (before[1], complete[1])
        seen.add(found[1] == complete[1])
        if found[1] == complete[1]:
            store.remove("large")
    subprocess.run(command, check=True, capture_output=True)  # and the next change goes through
    assert state(store)[1] == complete[1]
    listed = {f"sources/{source.file}" for source in store.sources}
    assert {name for name in files(store) if name.startswith("sources/")} == listed
    assert not [name for name in files(store) if name.endswith(".tmp")]


@pytest.mark.slow
@pytest.mark.long
def test_a_store_whose_making_was_killed_can_be_made_again(tmp_path: Path, tries: Callable[[int], int]) -> None:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "init"]
    draw, left = random.Random(4), 0
    for number in range(tries(40)):
        path = tmp_path / f"store-{number}"
        process = subprocess.Popen([*command, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not (path / "lock").exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(draw.uniform(0, 0.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if not (path / "store.json").exists() or not StoreFolder.open_at(path).sources:
            left += 1
            subprocess.run([*command, str(path)], check=True, capture_output=True)
        assert [source.name for source in StoreFolder.open_at(path).sources] == ["alignments", "bundled"]
    assert left


def test_a_folder_of_someone_elses_is_no_store_to_be(tmp_path: Path) -> None:
    (tmp_path / "mine" / "sources").mkdir(parents=True)
    with pytest.raises(UsageError, match="exists already"):
        StoreFolder.create(tmp_path / "mine")


@pytest.mark.parametrize("size", [20_000, 50_000, 100_000])
@pytest.mark.slow
def test_a_new_store_on_a_full_disk_leaves_nothing(tmp_path: Path, size: int) -> None:
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}));"
    code = f"{limit} from kg.cli import main; main()"
    command = [sys.executable, "-c", code, "init", str(tmp_path / "store")]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 3
    assert "cannot change the store" in done.stderr
    assert not (tmp_path / "store").exists()


@pytest.mark.slow
def test_a_reader_whose_files_have_gone_is_told_so(store: StoreFolder) -> None:
    """An engine that fails in the middle of an answer names no file."""
    with mock.patch("kg.graph.CareerGraph.find", side_effect=OSError("IO error: no such file")):
        answer = kg("-g", store.path, "find", "docker")
    assert answer.status == 3
    assert "the store changed or became unreadable while being read: IO error" in answer.err
    assert "ask again" in answer.err


@pytest.mark.slow
def test_two_changes_at_once_do_not_meet(store: StoreFolder, tmp_path: Path) -> None:
    path = guide(tmp_path)

    def meanwhile(_: Path) -> int:
        answer = kg_process("import", "rdf", path, "--into", store.path)
        assert answer.status == 3
        assert "another process is changing the store" in answer.err
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.put("other", meanwhile)
    assert import_source(store, "rdf", [path]).change.new == 5


@pytest.mark.slow
def test_a_reader_keeps_what_it_opened_while_the_store_changes(store: StoreFolder, tmp_path: Path) -> None:
    graph = open_graph(store.path)
    import_source(store, "rdf", [guide(tmp_path)])
    assert graph.get_or_none("Baker") is None
    assert len(graph.show("MLOps Engineer").facts) > 20
    assert open_graph(store.path).get("Baker").label == "Baker"


def test_readers_before_during_and_after_an_import_see_one_state_each(bakery: StoreFolder, tmp_path: Path) -> None:
    """The last step of a change replaces the list of sources: until then a reader, or who copies the folder, has the
    old state, and goes on having it."""
    question = "SELECT ?label { ?role a ck:Role ; skos:prefLabel ?label } ORDER BY ?label"
    old, new = ["Baker", "Baker"], ["Baker", "Baker", "Cook"]

    def seen(graph: CareerGraph) -> list[list[str]]:
        rows = (graph.sparql(question, timeout=timeout) for timeout in (None, 20))
        found = [[str(row["label"]) for row in answer.to_dicts()] for answer in rows]
        return [*found, ["Baker", "Baker", *["Cook"] * (graph.get_or_none("Cook") is not None)]]

    def during(files: dict[Path, bytes]) -> None:
        readers["during"] = open_graph(bakery.path)
        assert seen(readers["during"]) == [old] * 3
        readers["copy"] = open_graph(shutil.copytree(bakery.path, tmp_path / "copy"))
        write_together(files)

    readers = {"before": open_graph(bakery.path)}
    text = TTL.replace("role-baker", "role-cook").replace('"Baker"', '"Cook"')
    with mock.patch("kg.store.folder.write_together", during):
        import_source(bakery, "rdf", [guide(tmp_path, text, "inn.ttl")])
    for reader in readers.values():
        assert seen(reader) == [old] * 3
    assert seen(open_graph(bakery.path)) == [new] * 3
    assert StoreFolder.open_at(tmp_path / "copy").damage() == []


@pytest.mark.slow
def test_a_reader_opens_a_store_that_changes_all_the_while(store: StoreFolder, tmp_path: Path) -> None:
    """The generation that it read of is gone by the time that it opens the files: it starts again."""
    manifests = [json.loads((store.path / "store.json").read_text(encoding="utf-8"))]
    for _ in range(2):  # the last generation but one is gone
        import_source(store, "rdf", [guide(tmp_path)])
    now = store._manifest

    def stale() -> dict[str, object]:
        return manifests.pop() if manifests else now()

    (store.path / "generations" / str(manifests[0]["generation"])).mkdir()  # about to be removed, file by file
    with mock.patch.object(store, "_manifest", stale):
        assert len(store.open()) == len(StoreFolder.open_at(store.path).open())


@pytest.mark.slow
@pytest.mark.long
def test_a_full_disk_leaves_the_store_as_it_was(store: StoreFolder, tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: what is written beyond it fails in the same way."""
    path = large(tmp_path, 50_000)
    before = state(store)
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({1_500_000}, {1_500_000}));"
    code = f"{limit} from kg.cli import main; main()"
    command = [sys.executable, "-c", code, "import", "rdf", str(path), "--into", str(store.path)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 3, done.stderr
    assert "the store is as it was" in done.stderr
    assert "Traceback" not in done.stderr
    assert state(store) == before


# --- backups --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_backup_is_the_same_on_every_run_and_brings_everything_back(store: StoreFolder, tmp_path: Path) -> None:
    import_source(store, "rdf", [guide(tmp_path)])
    before = state(store)
    for name in ("one.zip", "two.zip"):
        assert kg("-g", store.path, "backup", tmp_path / name).out == f"{tmp_path / name}\n"
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    answer = kg("restore", tmp_path / "one.zip", "--into", tmp_path / "new", "-f", "json")
    assert [source["name"] for source in answer.json["sources"]] == ["alignments", "bakery", "bundled"]
    assert state(StoreFolder.open_at(tmp_path / "new"))[1] == before[1]
    store.remove("bundled")
    restore(tmp_path / "two.zip", store.path)  # in place of what is there
    assert state(store)[1] == before[1]
    with pytest.raises(OutputError):
        backup(store, tmp_path / "one.zip" / "b.zip")  # a file is no folder


def _zip(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def _list(*names: str) -> bytes:
    return json.dumps([{"name": name, "quads": 1} for name in names]).encode()


QUAD = b"<http://x/a> <http://x/b> <http://x/c> <http://x/g> .\n"

HOSTILE: dict[str, Callable[[Path], Path]] = {
    "no zip": lambda folder: guide(folder, "text", "a.zip"),
    "empty": lambda folder: guide(folder, "", "a.zip"),
    "no list": lambda folder: _zip(folder / "a.zip", {"a.nq": QUAD}),
    "list of another kind": lambda folder: _zip(folder / "a.zip", {"sources.json": b'{"a": 1}'}),
    "list of nothing known": lambda folder: _zip(folder / "a.zip", {"sources.json": b"[1]"}),
    "a source too few": lambda folder: _zip(folder / "a.zip", {"sources.json": _list("a", "b"), "a.nq": QUAD}),
    "a file too many": lambda folder: _zip(folder / "a.zip", {"sources.json": _list("a"), "a.nq": QUAD, "b": b""}),
    "a way out": lambda folder: _zip(folder / "a.zip", {"sources.json": _list("../a"), "../a.nq": QUAD}),
    "damaged quads": lambda folder: _zip(folder / "a.zip", {"sources.json": _list("a"), "a.nq": QUAD[:-20]}),
    "a bomb": lambda folder: _zip(folder / "a.zip", {"sources.json": _list("a"), "a.nq": b"#" * 60_000_000}),
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.slow
def test_a_backup_that_is_none_changes_nothing(store: StoreFolder, tmp_path: Path, kind: str) -> None:
    path = HOSTILE[kind](tmp_path)
    before, listed = state(store), files(store)
    with pytest.raises(SourceError):
        restore(path, store.path)
    assert (state(store), files(store)) == (before, listed)
    answer = kg("restore", path, "--into", tmp_path / "new")
    assert answer.status == 3
    assert "Traceback" not in answer.err
    assert not (tmp_path / "new").exists()


def test_a_backup_whose_quads_another_program_wrote_is_read_whole(tmp_path: Path) -> None:
    """N-Quads may have tabs, comments, empty lines and no blanks at all; every fact of them counts as any other."""
    skos, ck = "http://www.w3.org/2004/02/skos/core#", "https://w3id.org/career-kg/ontology#"
    kind, label = f"<{RDF.type}>", f"<{skos}prefLabel>"
    text = (
        "# roles\n\n"
        f"<http://x/r>\t{kind}\t<{ck}Role>\t<http://x/g>\t.\n"
        f'<http://x/r>{label}"Ward clerk"@en<http://x/g>. # a comment\n'
        f"   <http://x/r> <{ck}requiresSkill> <http://x/s> <http://x/g> .\r\n"
        f"<http://x/s> {kind} <{ck}Skill> .\n"
        f'<http://x/s> {label} "Fil\\u0069ng"@en .'
    )
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("sources.json", json.dumps([{"name": "odd", "quads": 5}]))
        archive.writestr("odd.nq", text)
    store = restore(tmp_path / "b.zip", tmp_path / "store")
    assert [source.quads for source in store.sources] == [5]
    graph = open_graph(store.path)
    assert [item.label for item in graph.gap(None, "Ward clerk", graph.conditions(have=["Filing"])).held] == ["Filing"]
    assert graph.table.required.items.tolist() == [0]


@pytest.mark.slow
def test_two_that_make_one_store_at_once_lose_nothing(tmp_path: Path) -> None:
    """One of them makes it, and the other is told; nothing of the first is removed."""
    path = tmp_path / "store"
    command = [sys.executable, "-c", "from kg.cli import main; main()", "init", str(path)]
    for _ in range(3):
        both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)]
        said = [process.communicate()[1].decode() for process in both]
        assert sorted(process.returncode for process in both)[0] == 0
        assert not any("Traceback" in text for text in said)
        assert [source.name for source in StoreFolder.open_at(path).sources] == ["alignments", "bundled"]
        shutil.rmtree(path)


def test_a_store_that_another_begins_is_left_alone(tmp_path: Path) -> None:
    """The other one has the lock by the time that we ask for it; when we looked, nothing was there."""
    path = tmp_path / "store"

    def taken(_: int, folder: Path) -> None:
        (folder / "sources" / "theirs.nq").touch()
        raise StoreBusyError(str(folder))

    with (
        mock.patch("kg.store.folder._acquire", taken),
        pytest.raises(StoreBusyError),
        StoreFolder.create_or_discard(path),
    ):
        pytest.fail("it is not ours")
    assert (path / "sources" / "theirs.nq").exists()


def test_a_store_that_another_has_just_made_is_left_alone(tmp_path: Path) -> None:
    """The other one is done between our look and the lock."""
    path = tmp_path / "store"
    acquire = folder_module._acquire

    def waited(lock: int, folder: Path) -> None:
        with mock.patch("kg.store.folder._acquire", acquire):
            import_source(StoreFolder.create(folder), "rdf", [guide(tmp_path)])
        acquire(lock, folder)

    with (
        mock.patch("kg.store.folder._acquire", waited),
        pytest.raises(StoreBusyError),
        StoreFolder.create_or_discard(path),
    ):
        pytest.fail("it is theirs")
    assert [source.name for source in StoreFolder.open_at(path).sources] == ["bakery"]


@pytest.mark.slow
def test_a_backup_with_damaged_bytes_is_told_or_whole(store: StoreFolder, tmp_path: Path) -> None:
    """One byte in a hundred is another: a checksum of each file tells; what passes is what was saved."""
    backup(store, tmp_path / "a.zip")
    content = (tmp_path / "a.zip").read_bytes()
    draw = random.Random(1)
    for number in range(10):
        damaged = bytearray(content)
        for place in draw.sample(range(len(damaged)), len(damaged) // 100):
            damaged[place] = draw.randrange(256)
        (tmp_path / "b.zip").write_bytes(damaged)
        new = tmp_path / f"new-{number}"
        with pytest.raises(KGError):
            restore(tmp_path / "b.zip", new)
        assert not new.exists()


# --- integrity --------------------------------------------------------------------------------------------------------


def _flip(file: Path) -> None:
    """Change one byte in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()  # an earlier generation may have the same file
    file.write_bytes(content)


def _unread(store: StoreFolder) -> Path:
    """A file of the engine that it does not read where it only reads a graph."""
    return min((_generation(store) / "graph").glob("OPTIONS-*"))


def test_r11_no_byte_of_the_index_of_names_is_taken_as_it_is_where_it_was_changed(bakery: StoreFolder) -> None:
    """SQLite has no checksums: a letter or a number in the index, such as a kind, would be another answer."""
    names = _generation(bakery) / "names.sqlite"
    whole = names.read_bytes()
    kinds = [found.start() for found in re.finditer(rb"skill|role", whole)]
    assert kinds
    for place in (*kinds[:5], *range(0, len(whole), len(whole) // 10)):
        names.unlink()  # an earlier generation may have the same file
        names.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        answer = kg("-g", bakery.path, "stats")
        assert (answer.status, answer.out) == (3, "")
        assert "names.sqlite: it is not what was written" in answer.err
    names.write_bytes(whole)
    assert kg("-g", bakery.path, "stats").status == 0


def test_r11_a_query_that_meets_its_limit_reads_no_file_that_nobody_touched(
    store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Path) -> str:
        raise AssertionError

    graph = open_graph(store.path)
    monkeypatch.setattr("kg.store.integrity.digest_of", refused)
    with pytest.raises(TimeLimitError):
        graph.sparql("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i", timeout=0.2)


@pytest.mark.slow
def test_r11_a_sound_store_is_found_sound_after_it_was_read(store: StoreFolder) -> None:
    assert kg("-g", store.path, "show", "Docker").status == 0
    assert kg("-g", store.path, "sparql", "ASK { ?s ?p ?o }").status == 0
    answer = kg("-g", store.path, "validate", "--integrity", "-f", "json")
    assert (answer.status, answer.json) == (0, {"conforms": True, "findings": []})


@pytest.mark.parametrize(
    "pattern", ["generations/*/graph/*.sst", "generations/*/names.sqlite", "sources/*.nq.gz", "parts/*.nq"]
)
@pytest.mark.parametrize("harm", [_flip, Path.unlink], ids=["changed", "missing"])
def test_r11_every_file_that_is_not_what_was_written_is_listed(
    store: StoreFolder, pattern: str, harm: Callable[[Path], None]
) -> None:
    files = [path for path in store.path.glob(pattern) if path.stat().st_size]
    files = [path for path in files if "generations" not in path.parts or _generation(store) in path.parents]
    assert files
    for file in files:
        harm(file)
    answer = kg("-g", store.path, "validate", "--integrity", "-f", "json")
    assert answer.status == 1
    listed = {finding["file"] for finding in answer.json["findings"]}
    assert listed == {file.relative_to(store.path).as_posix() for file in files}


def test_r11_a_query_that_meets_its_limit_says_first_that_the_store_is_damaged(store: StoreFolder) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    assert kg("-g", store.path, "sparql", "--timeout", "0.2", query).err.startswith("kg: query stopped after 0.2 s")
    _flip(_unread(store))
    answer = kg("-g", store.path, "sparql", "--timeout", "0.2", query)
    assert (answer.status, answer.out) == (3, "")
    assert answer.err.startswith("kg: the store is damaged, in generations/")
    assert _unread(store).name in answer.err.splitlines()[0]
    assert "query stopped after 0.2 s" in answer.err


@pytest.mark.parametrize("pattern", ["graph/*.sst", "names.sqlite"])
def test_r11_an_import_makes_damaged_files_anew(store: StoreFolder, tmp_path: Path, pattern: str) -> None:
    for file in _generation(store).glob(pattern):
        _flip(file)
    import_source(store, "rdf", [guide(tmp_path, TTL)], name="again")
    assert store.damage() == []
    assert kg("-g", store.path, "show", "Docker").status == 0


def test_r11_only_a_store_has_checksums(tmp_path: Path) -> None:
    for arguments in (("validate", "--integrity"), ("-g", guide(tmp_path, TTL), "validate", "--integrity")):
        answer = kg(*arguments)
        assert answer.status == 2
        assert "--integrity checks a store" in answer.err


# --- repair -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("harm", [_flip, Path.unlink], ids=["changed", "missing"])
@pytest.mark.parametrize(
    "pattern", ["generations/3/graph/*.sst", "generations/3/names.sqlite", "sources/*.gz", "parts/*.nq"]
)
@pytest.mark.slow
def test_a_repair_rebuilds_what_is_damaged(bakery: StoreFolder, pattern: str, harm: Callable[[Path], None]) -> None:
    before = state(bakery)[1]
    answers = [kg("-g", bakery.path, "show", "Dough", "-f", fmt).out for fmt in ("json", "table")]
    for file in [path for path in bakery.path.glob(pattern) if path.is_file() and path.stat().st_size]:
        harm(file)
    assert bakery.damage()
    answer = kg("-g", bakery.path, "repair", "-f", "json")
    assert (answer.status, answer.json["lost"]) == (0, [])
    assert answer.json["damage"]
    assert bakery.damage() == []
    assert state(bakery)[1] == before
    assert [kg("-g", bakery.path, "show", "Dough", "-f", fmt).out for fmt in ("json", "table")] == answers
    assert kg("-g", bakery.path, "repair").out == "Every file is what was last written.\n"


def test_a_repair_takes_nothing_out_unless_it_is_told_to(bakery: StoreFolder) -> None:
    for pattern in ("generations/3/graph/*.sst", "sources/mill.*"):
        _flip(next(bakery.path.glob(pattern)))
    sources, there = bakery.sources, files(bakery)
    answer = kg("-g", bakery.path, "repair")
    assert answer.status == 3
    assert "the quads of 'mill' are lost, and the store is as it was" in answer.err
    assert (bakery.sources, files(bakery)) == (sources, there)
    answer = kg("-g", bakery.path, "repair", "--drop")
    assert answer.status == 1
    assert "Lost, and taken out: mill." in answer.out
    assert [source.name for source in bakery.sources] == ["bakery"]
    assert bakery.damage() == []
    assert kg("-g", bakery.path, "find", "Baker").status == 0


# --- damage that makes a command slow ---------------------------------------------------------------------------------


def test_r11_a_command_that_takes_long_says_that_the_store_is_damaged(
    bakery: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def search(*_: object, **__: object) -> None:
        time.sleep(0.6)
        raise KGError("the end")

    monkeypatch.setattr("kg.cli.watch._DOUBTFUL", 0.1)
    monkeypatch.setattr("kg.graph.CareerGraph.find", search)
    assert kg("-g", bakery.path, "find", "Baker").err == "kg: the end\n"
    _flip(_unread(bakery))
    answer = kg("-g", bakery.path, "find", "Baker")
    assert (answer.status, answer.out) == (3, "")
    assert answer.err.lstrip().startswith("kg: the store is damaged, in generations/3/graph/OPTIONS")
