"""The files of the project agree with one another: citation, examples of data, and no path of one machine."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import yaml
from hatchling.metadata.core import CoreMetadata, ProjectMetadata
from hatchling.plugin.manager import PluginManager
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pydantic import TypeAdapter
from test_links import links

from kg.model.curated import Dataset

ROOT = Path(__file__).resolve().parent.parent


def test_citation_says_the_same_as_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["title"] == project["name"]
    assert citation["abstract"] == project["description"] + "."
    assert citation["license"] == project["license"].split(" AND ")[0]
    assert citation["authors"] == project["authors"]
    assert {"message", "type"} <= citation.keys()


NAMESPACE = "https://w3id.org/career-kg/"


@pytest.fixture(scope="module")
def described() -> CoreMetadata:
    """What a package index is told of the project."""
    return ProjectMetadata(str(ROOT), PluginManager()).core


def test_u6_the_readme_of_the_package_has_absolute_links_to_files_that_are_there(described: CoreMetadata) -> None:
    """An index shows the text alone: a relative link leads nowhere there."""
    own = set(links((ROOT / "README.md").read_text(encoding="utf-8")))
    sources = r"""srcset=["']([^"']+)["']"""
    found = {*links(described.readme), *re.findall(sources, described.readme)}
    assert len(own) >= 26
    assert [target for target in found if not re.match("https?://|#", target)] == []
    files = {target.removeprefix(NAMESPACE).partition("#")[0] for target in found if target.startswith(NAMESPACE)}
    assert {target.partition("#")[0] for target in own if not re.match("https?://|#", target)} <= files
    assert [name for name in files if not (ROOT / name).exists()] == []


def test_u6_the_project_has_addresses_of_its_own(described: CoreMetadata) -> None:
    assert {"Homepage", "Documentation", "Changelog"} <= described.urls.keys()
    assert [url for url in described.urls.values() if not url.startswith(NAMESPACE)] == []
    assert described.readme_content_type == "text/markdown"


def test_no_file_names_a_path_of_one_machine(tracked: list[str]) -> None:
    machine_path = re.compile(rb"(?:^|[^A-Za-z0-9_.~-])/(?:work|root|home/[a-z]+)/")
    named = [name for name in tracked if machine_path.search((ROOT / name).read_bytes())]
    assert named == []


def data_examples() -> list[tuple[str, str]]:
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^### (\w+)\.yaml\n.*?^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_data_readme_shows_every_file() -> None:
    assert sorted(name for name, _ in data_examples()) == sorted(field.name for field in fields(Dataset))


@pytest.mark.parametrize(("name", "example"), data_examples())
def test_data_readme_shows_the_shape_that_is_read(name: str, example: str) -> None:
    hint: Any = get_type_hints(Dataset, include_extras=True)[name]
    assert TypeAdapter(hint).validate_json(json.dumps(yaml.safe_load(example)), strict=True)


# --- licences and versions --------------------------------------------------------------------------------------------


def _licence_of(name: str, annotations: list[dict[str, Any]]) -> str | None:
    """The licence of a file: the last entry that names it counts; ** crosses folders, * does not."""
    found = None
    for annotation in annotations:
        for pattern in annotation["path"]:
            expression = re.escape(pattern).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
            if re.fullmatch(expression, name):
                found = annotation["SPDX-License-Identifier"]
    return found


def test_r17_every_file_has_a_licence_and_each_is_one_of_the_package(tracked: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    annotations = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]
    licences = {name: _licence_of(name, annotations) for name in tracked}
    assert [name for name, licence in licences.items() if licence is None] == []
    named = {part for licence in licences.values() if licence for part in licence.split(" AND ")}
    assert named == set(project["license"].split(" AND "))
    data = {name for name in tracked if name.startswith(("data/", "ontology/", "exports/"))}
    assert {name for name in tracked if "CC-BY-4.0" in (licences[name] or "")} == data


def test_r17_what_stands_in_a_file_of_another_is_in_the_notice() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    page = (ROOT / "exports" / "career.html").read_text(encoding="utf-8")
    version = re.search(r"vis-network.*?@version ([0-9.]+)", page, re.DOTALL)
    assert version is not None
    assert f"vis-network {version[1]}" in notice
    assert "Copyright (c) 2011-2017 Almende B.V" in notice


def _locked(name: str) -> dict[str, tuple[str, int]]:
    """The version of each package of a lock, and how many hashes it has."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text  # whose index it comes from is the user's choice
    entries = re.findall(r"^([\w.-]+)==([\w.+!]+)(.*(?:\n +--hash=sha256:[0-9a-f]{64}.*)*)", text, re.MULTILINE)
    assert len(entries) == len(re.findall(r"^\w", text, re.MULTILINE))
    return {canonicalize_name(package): (version, rest.count("--hash")) for package, version, rest in entries}


def test_r17_the_lock_has_a_version_and_hashes_of_all_that_is_needed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {"requirements.lock": project["dependencies"]}
    extras = [project["optional-dependencies"][name] for name in ("dev", "documents", "duckdb", "excel")]
    wanted["requirements-dev.lock"] = [*project["dependencies"], *(each for extra in extras for each in extra)]
    for name, texts in wanted.items():
        locked = _locked(name)
        assert all(hashes for _, hashes in locked.values())
        for requirement in map(Requirement, texts):
            if requirement.name != project["name"]:
                assert locked[canonicalize_name(requirement.name)][0] in requirement.specifier
    assert _locked("requirements.lock").items() <= _locked("requirements-dev.lock").items()
