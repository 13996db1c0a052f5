"""A new kind of source is one module and one row of the registry, or an entry point of another package."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import START, kg

from kg.errors import SourceError, UsageError
from kg.sources import registry
from kg.sources.registry import GROUP, SOURCE_KINDS, SourceKind, source_kinds
from kg.store.folder import StoreFolder
from kg.store.imports import import_source

if TYPE_CHECKING:
    from types import ModuleType

MADE_UP = Path(__file__).parent / "data" / "made_up"

KIND = "made_up_jobs:KIND"

_CODE = """
import made_up_jobs
from kg.sources import registry
registry.SOURCE_KINDS += (made_up_jobs.KIND,)
from kg.cli import main
main()
"""

ROW = (sys.executable, "-c", _CODE)
"""What starts ``kg`` with one more row in its registry."""


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module of the made-up taxonomy."""
    monkeypatch.syspath_prepend(MADE_UP)
    return __import__("made_up_jobs")


def plugin(folder: Path, name: str, value: str) -> Path:
    """A folder with the metadata of an installed package that has one entry point."""
    info = folder / "made_up-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: made-up\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{name} = {value}\n", encoding="utf-8")
    return folder


def run(start: tuple[str, ...], path: str, *arguments: str | Path) -> str:
    """What ``kg``, started in this way with more folders of modules, prints; it must answer."""
    done = subprocess.run(
        [*start, *map(str, arguments)],
        env={"PYTHONPATH": path, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=Path(registry.__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("way", ["row", "entry point"])
@pytest.mark.slow
def test_a_made_up_taxonomy_is_imported_and_asked(way: str, tmp_path: Path) -> None:
    start, path = ROW, str(MADE_UP)
    if way == "entry point":
        start, path = START, f"{MADE_UP}:{plugin(tmp_path / 'x', 'made-up', KIND)}"
    assert "made-up  jobs that nobody has" in run(start, path, "import", "--help")
    store = tmp_path / "store"
    run(start, path, "init", store, "--empty")
    report = json.loads(run(start, path, "import", "made-up", MADE_UP / "jobs.csv", "--into", store, "-f", "json"))
    assert report["title"] == "Made-up jobs"
    assert report["files"] == [{"file": "jobs.csv", "read": 3, "kept": 2, "skipped": 1, "not_understood": 0}]
    assert [(finding["message"], finding["line"]) for finding in report["findings"]] == [("has no job", 4)]

    shown = kg("-g", store, "show", "dragon tamer", "-f", "json").json
    required = {fact["value"]["label"] for fact in shown["facts"] if fact["property"] == "hasRequirement"}
    assert required == {"dragon lore", "patience"}
    pay = next(fact for fact in shown["facts"] if fact["property"] == "salary")
    assert pay["value"] == "30000"
    assert (pay["source"]["graph"], pay["source"]["line"]) == ("made-up", 3)
    level = next(fact for fact in shown["facts"] if fact["property"] == "preparationLevel")
    assert (level["value"], level["source"]["line"]) == (3, 3)

    (route,) = kg("-g", store, "route", "dragon feeder", "dragon tamer", "-f", "json").json["routes"]
    assert [step["to"]["label"] for step in route["steps"]] == ["dragon tamer"]
    assert [skill["label"] for skill in route["learn"]] == ["patience"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [("no_such_module:KIND", "ModuleNotFoundError"), ("made_up_jobs:BASE", "made_up_jobs:BASE is not a SourceKind")],
)
def test_a_plugin_that_cannot_be_loaded_stops_no_other(
    made_up: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str, reason: str
) -> None:
    del made_up
    monkeypatch.syspath_prepend(plugin(tmp_path / "x", "broken", value))
    kinds = source_kinds()
    assert [*kinds] == [*(kind.name for kind in SOURCE_KINDS), "broken"]
    assert reason in kinds["broken"].summary
    with pytest.raises(SourceError, match="cannot be loaded"):
        import_source(StoreFolder.create(tmp_path / "store"), "broken", [MADE_UP / "jobs.csv"])


def test_a_plugin_does_not_replace_a_kind_of_this_package(
    made_up: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del made_up
    monkeypatch.syspath_prepend(plugin(tmp_path / "x", "esco", KIND))
    assert source_kinds()["esco"] is next(kind for kind in SOURCE_KINDS if kind.name == "esco")


def test_each_kind_is_told_apart_and_described() -> None:
    assert len({kind.name for kind in SOURCE_KINDS}) == len(SOURCE_KINDS)
    for kind in SOURCE_KINDS:
        assert kind.summary
        assert kind.examples
        assert all(option.help for option in kind.options)


def test_a_kind_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no kind of source 'lisco'"):
        import_source(StoreFolder.create(tmp_path / "store"), "lisco", [])


def test_a_source_is_named_after_its_file_or_its_kind(made_up: ModuleType) -> None:
    kind: SourceKind = made_up.KIND
    assert kind.source_name([Path("My Jobs.csv")]) == "made-up"
    assert kind._replace(named_by_file=True).source_name([Path("My Jobs.csv")]) == "my-jobs"
    assert next(kind for kind in SOURCE_KINDS if kind.name == "sssom").source_name([Path("x.sssom.tsv")]) == "x"
