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
from pydantic import TypeAdapter

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
