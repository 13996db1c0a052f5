"""Imports go one way: a room may use those above it in this list, and never those below."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOMS = (
    ("errors", "late", "schema", "resources", "model"),
    ("sources",),
    ("rdf",),
    ("store",),
    ("lookup", "groups", "questions", "statistics", "advice", "analysis"),
    ("answers",),
    ("export", "view"),
    ("naming", "adviser", "analyst", "graph"),
    ("builder", "validate", "doctor"),
    ("cli",),
)
FLOOR = {name: floor for floor, names in enumerate(ROOMS) for name in names}
KG = Path(__file__).parent.parent / "kg"
MODULES = sorted(path for path in KG.rglob("*.py") if path.parent != KG or path.stem != "__init__")


def _room(module: str) -> str:
    return module.split(".")[1]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(KG)))
def test_a_module_imports_only_rooms_above_its_own(path: Path) -> None:
    own = path.relative_to(KG).parts[0].removesuffix(".py")
    assert own in FLOOR, f"{own} has no floor: give it one in ROOMS"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kg."):
            used = _room(node.module)
            assert FLOOR[used] <= FLOOR[own], f"{own} may not import {used} (line {node.lineno})"


def test_only_the_command_line_knows_click() -> None:
    for path in MODULES:
        if "cli" not in path.relative_to(KG).parts:
            assert "import click" not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(KG)))
def test_a_module_reads_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 450
