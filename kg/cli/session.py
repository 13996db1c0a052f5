"""What one run of the command line knows: the graph it asks, and what it has to tell beside the answer."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from kg.errors import UnknownNameError, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.graph import CareerGraph
    from kg.model import Entity

__all__ = ["Session"]


class Session:
    """The graph that ``-g`` names, opened when first asked; ``notes`` collects what names were taken for."""

    def __init__(self, source: str | None) -> None:
        self.source = source
        self.merges = True
        self.notes: list[str] = []

    @cached_property
    def graph(self) -> CareerGraph:
        """The graph, opened once."""
        from kg.graph import open_graph

        return open_graph(self.source, merges=self.merges)

    def entity(self, name: str, kinds: tuple[str, ...] = ()) -> Entity:
        """The entity that a name stands for; says so where the name is not its own."""
        match = self.graph.resolve(name, kinds)
        if match.remark and match.remark not in self.notes:
            self.notes.append(match.remark)
        return match.entity

    def entities(self, values: Iterable[str], kinds: tuple[str, ...], *, strict: bool = False) -> list[Entity]:
        """The entities that names stand for: each value is a name, names joined by commas, or a file of names.

        A file may have an @ before it. A name that nothing answers to is told in a note and left out; when ``strict``,
        or when no name is left, it raises UnknownNameError. Raises UsageError for a file that cannot be read.
        """
        found = []
        unknown: UnknownNameError | None = None
        for name in _names(values):
            try:
                found.append(self.entity(name, kinds))
            except UnknownNameError as error:
                if strict:
                    raise
                unknown = error
                self.notes.append(f"{error.message}, so it is left out; {error.hint}")
        if unknown is not None and not found:
            self.notes.clear()
            raise unknown
        return found


def _names(values: Iterable[str]) -> list[str]:
    names: list[str] = []
    for value in values:
        if not value.strip(" ,@"):
            raise UsageError("an empty name is given", "write a name, names joined by commas, or @ and a file of names")
        if value.startswith("@"):
            names += _names_in_file(value[1:])
        elif "." in value and os.path.isfile(value):  # noqa: PTH113  # pathlib only where there is a file
            names += _names_in_file(value)
        else:
            names += value.split(",")
    return [name.strip() for name in names if name.strip()]


def _names_in_file(path: str) -> list[str]:
    """One name a line; what follows # is a comment. In YAML: a list of names, or several under keys."""
    from pathlib import Path

    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        hint = "give a text file, one name a line"
        raise UsageError(f"cannot read the names in {quoted(path)}: {reason}", hint) from error
    if path.endswith((".yaml", ".yml")):
        return _names_in_yaml(path, text)
    lines = text.splitlines()
    return [line.partition(" #")[0] for line in lines if not line.lstrip().startswith("#")]


def _names_in_yaml(path: str, text: str) -> list[str]:
    import yaml

    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise UsageError(f"{quoted(path)}{where} is not YAML", "give a list of names") from error
    parts = list(content.values()) if isinstance(content, dict) else [content]
    names = [name for part in parts for name in (part if isinstance(part, list) else [part])]
    if not all(isinstance(name, str) for name in names):
        raise UsageError(f"{quoted(path)} holds something that is no name", "give a list of names, each as text")
    return names
