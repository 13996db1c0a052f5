"""Records: values of different classes are never equal, and no class name has two meanings."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections import defaultdict
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import kg
import kg.model
from kg.model.records import RowRef, Text

MODULES = [importlib.import_module(f"kg.model.{module.name}") for module in pkgutil.iter_modules(kg.model.__path__)]
CLASSES = [
    found
    for module in MODULES
    for _, found in inspect.getmembers(module, inspect.isclass)
    if found.__module__ == module.__name__ and not found.__name__.startswith("_")
]
RECORDS = [kind for kind in CLASSES if hasattr(kind, "_fields") or (is_dataclass(kind) and fields(kind))]
"""Every record of the model."""


def record_of(kind: type, values: list[Any]) -> Any:
    """A record of a class, with these values in its first fields, then None."""
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else list(getattr(kind, "_fields", ()))
    return kind(**dict(zip(names, [*values, *[None] * len(names)], strict=False)))


@given(st.sampled_from(RECORDS), st.sampled_from(RECORDS), st.lists(st.sampled_from(["a", "b", 1, None]), max_size=5))
def test_records_of_different_classes_are_unequal(one: type, other: type, values: list[Any]) -> None:
    assume(one is not other)
    first, second = record_of(one, values), record_of(other, values)
    assert first != second
    assert not first == second  # noqa: SIM201  # both operators
    assert len({first, second}) == 2
    assert (first, 1) != (second, 1)


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_records_of_one_class_and_value_are_equal(kind: type) -> None:
    assert record_of(kind, ["a"]) == record_of(kind, ["a"])
    assert record_of(kind, ["a"]) != record_of(kind, ["b"])
    assert hash(record_of(kind, ["a"])) == hash(record_of(kind, ["a"]))


def test_a_record_is_no_mere_tuple() -> None:
    assert RowRef("a.csv", 1) != ("a.csv", 1)
    assert RowRef("a.csv", 1) != ("a.csv", 1)
    text: object = Text("a", "b", "c")
    assert text != ("a", "b", "c")


NAMED_TWICE = {"Asked", "Heading", "Link", "Rows"}
"""Classes of rooms that are being renamed."""


@pytest.mark.slow
def test_no_public_class_name_has_two_meanings() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    folder = Path(kg.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(path.relative_to(folder)))
    assert {name: found for name, found in places.items() if len(found) > 1 and name not in NAMED_TWICE} == {}
