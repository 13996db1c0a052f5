"""YAML read strictly, with the line of every value: duplicate keys, anchors, dates and tags are refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from kg.model import Finding

if TYPE_CHECKING:
    from pathlib import Path as FilePath

__all__ = ["Located", "Path", "read_yaml"]

Path = tuple[str | int, ...]
_PLAIN_TAGS = {"str", "int", "float", "bool", "null", "map", "seq"}


@dataclass(slots=True)
class Located:
    """Plain data, the line of every value in it, and what was wrong with the file."""

    name: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of the value at ``path``, or of the nearest value around it; lines count from 1."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def error(self, path: Path, message: str) -> Finding:
        """An error about the value at ``path``."""
        return Finding("error", message, self.name, self.line(path))


class _Loader(yaml.SafeLoader):
    """Scalars as JSON knows them: YAML 1.1's dates, sexagesimals and yes/no stay text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in {"int", "float", "bool", "null"}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if first not in "yYnNoO"  # yes, no, on and off are words
}


def read_yaml(file: FilePath, name: str) -> Located:
    """Read one YAML file; ``name`` is what findings call it.

    Nothing is raised for bad content: ``findings`` lists it, and ``data`` is None where the file cannot be parsed.
    """
    located = Located(name)
    try:
        text = file.read_bytes().decode("utf-8")
        node = yaml.compose(text, Loader=_Loader)
    except OSError as error:
        located.findings.append(Finding("error", f"cannot be read: {error.strerror or error}", name))
    except UnicodeDecodeError as error:
        located.findings.append(Finding("error", f"is not UTF-8 (byte {error.start})", name))
    except RecursionError:
        located.findings.append(Finding("error", "is nested too deeply", name))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        located.findings.append(Finding("error", f"broken YAML: {what}", name, mark.line + 1 if mark else None))
    else:
        located.data = _plain(node, (), located, frozenset())
    return located


def _plain(node: Any, path: Path, located: Located, above: frozenset[int]) -> Any:
    """The value of a node, noting its line and every error in it."""
    if node is None:
        return None
    located.lines[path] = node.start_mark.line + 1
    tag = node.tag.rpartition(":")[2]
    if tag not in _PLAIN_TAGS or id(node) in above:
        located.findings.append(located.error(path, f"'{node.tag}' is not allowed here; write plain values"))
        return None
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, tag, path, located)
    above |= {id(node)}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, position), located, above) for position, item in enumerate(node.value)]
    table: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in table:
            line = key_node.start_mark.line + 1
            located.findings.append(Finding("error", f"the key '{key}' stands twice", located.name, line))
            continue
        table[key] = _plain(value_node, (*path, key), located, above)
        located.lines[(*path, key)] = key_node.start_mark.line + 1
    return table


def _scalar(node: yaml.ScalarNode, tag: str, path: Path, located: Located) -> Any:
    try:
        return yaml.SafeLoader("").construct_object(node) if tag != "str" else node.value
    except (ValueError, yaml.YAMLError):
        located.findings.append(located.error(path, f"'{node.value}' is not a {tag}"))
        return None
