"""Imports go one way: a room may use those above it in this list, and never those below."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOMS = (
    ("errors", "late", "limits", "schema", "resources", "model", "arguments"),
    ("rdf",),
    ("sources",),
    ("store",),
    ("similarity",),
    ("routes",),
    ("analysis",),
    ("answers",),
    ("view",),
    ("graph",),
    ("server",),
    ("maintenance",),
    ("cli",),
)
FLOOR = {name: floor for floor, names in enumerate(ROOMS) for name in names}
KG = Path(__file__).parent.parent / "kg"
SCREEN = 40
"""A function has at most so many lines of code."""

MODULES = sorted(path for path in KG.rglob("*.py") if path.parent != KG or path.stem != "__init__")


def _room(module: str) -> str:
    return module.split(".")[1]


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _name(path: Path) -> str:
    return str(path.relative_to(KG))


def test_every_module_has_a_room() -> None:
    assert [_name(path) for path in MODULES if path.relative_to(KG).parts[0].removesuffix(".py") not in FLOOR] == []


def test_a_module_imports_only_rooms_above_its_own() -> None:
    wrong = []
    for path in MODULES:
        own = path.relative_to(KG).parts[0].removesuffix(".py")
        for node in ast.walk(_parsed(path)):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kg."):
                used = _room(node.module)
                if FLOOR[used] > FLOOR[own]:
                    wrong.append(f"{_name(path)} may not import {used} (line {node.lineno})")
    assert wrong == []


def test_only_the_command_line_knows_click() -> None:
    for path in MODULES:
        if "cli" not in path.relative_to(KG).parts:
            assert "import click" not in path.read_text(encoding="utf-8"), path.name


def test_a_module_is_no_longer_than_one_noun_needs() -> None:
    most = {KG / "graph.py": 970}  # the façade has a method for each question
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {_name(path): number for path, number in lines.items() if number > most.get(path, 800)} == {}


def test_a_function_fits_a_screen() -> None:
    long = [
        f"{_name(path)}: {function.name} has {lines} lines"
        for path in MODULES
        for function, lines in _functions(path)
        if lines > SCREEN
    ]
    assert long == []


def _functions(path: Path) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Each function of a module with its number of lines, without its decorators and its docstring."""
    for node in ast.walk(_parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            lines = node.end_lineno - node.lineno + 1
            if ast.get_docstring(node, clean=False) is not None:
                assert node.body[0].end_lineno is not None
                lines -= node.body[0].end_lineno - node.body[0].lineno + 1
            yield node, lines


def test_a_docstring_does_not_count_as_lines_of_a_function(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        '@property\ndef one(self):\n    """Two\n\n    lines."""\n    return 1\n\n\ndef two():\n    pass\n'
    )
    assert [(function.name, lines) for function, lines in _functions(module)] == [("one", 2), ("two", 2)]
