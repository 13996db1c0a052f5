"""What `kg doctor` says of an installation and of a store."""

from __future__ import annotations

import os
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from command_line import kg
from packaging.requirements import Requirement

if TYPE_CHECKING:
    import pytest

MADE = "2024-03-05"


def names(requirements: list[str]) -> set[str]:
    return {Requirement(text).name for text in requirements}


def test_every_library_and_every_extra_of_the_package_is_listed(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = kg("doctor", "-f", "json").json
    listed = {check["name"] for check in found if not check["extra"]}
    assert names(project["dependencies"]) <= listed
    extras = {
        name: libraries for name, libraries in project["optional-dependencies"].items() if name not in ("dev", "site")
    }
    assert {check["extra"] for check in found} - {""} == set(extras)
    for name, libraries in extras.items():
        assert all(check["use"] for check in found if check["extra"] == name)
        shown = {check["name"] for check in found}
        assert names(libraries) <= shown, name


def test_an_extra_that_is_absent_says_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    def version(package: str) -> str:
        raise metadata.PackageNotFoundError(package)

    monkeypatch.setattr(metadata, "version", version)
    for check in kg("doctor", "-f", "json").json:
        if check["extra"]:
            assert (check["state"], check["remedy"]) == ("optional", f"pip install 'career-kg[{check['extra']}]'")


def test_the_sources_of_a_store_are_told_with_release_and_day(new_store: Path) -> None:
    day = datetime.fromisoformat(f"{MADE}T12:00:00").replace(tzinfo=UTC).timestamp()
    for file in (new_store / "sources").iterdir():
        os.utime(file, (day, day))
    found = {check["name"]: check for check in kg("-g", new_store, "doctor", "-f", "json").json}
    assert found["source alignments"]["found"] == f"2026.11; put in {MADE}"
    assert found["source bundled"]["use"].startswith("Career Paths in AI/ML")
    text = kg("-g", new_store, "doctor").out
    row = next(line for line in text.splitlines() if line.startswith("alignments"))
    assert "2026.11" in row
    assert MADE in row
    assert row.rstrip().endswith("days ago")


def test_without_a_store_no_source_is_told(tmp_path: Path) -> None:
    file = tmp_path / "one.ttl"
    file.write_text("<https://w3id.org/career-kg/role/x> a <https://w3id.org/career-kg/ontology#Role> .\n")
    for arguments in ((), ("-g", file)):
        assert "Sources of the store" not in kg(*arguments, "doctor").out


def test_a_damaged_store_is_told_once(new_store: Path) -> None:
    (new_store / "store.json").write_text("{}", encoding="utf-8")
    answer = kg("-g", new_store, "doctor", "-f", "json")
    assert answer.status == 1
    assert [check["name"] for check in answer.json if check["state"] == "missing"] == [f"graph {new_store}"]
