"""YAML read strictly, with the line of every value: repeated keys, anchors, tags and deep nesting are refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from kg.model import Finding

if TYPE_CHECKING:
    from pathlib import Path as FilePath


Path = tuple[str | int, ...]

_TAG = "tag:yaml.org,2002:"

_DEEPEST = 20
"""How deep values may be nested: twice what the records need."""

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""What no text may hold, since no file format would carry it: control signs other than the end of a line."""


@dataclass(slots=True)
class LocatedYaml:
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

    def refuse(self, line: int | None, message: str) -> None:
        """Note an error about a line of the file."""
        self.findings.append(Finding("error", message, self.name, line))


class _Loader(yaml.SafeLoader):
    """Whole numbers, true, false and null are values; dates, fractions, 0x10, 80_000 and yes/no stay text."""

    located: LocatedYaml
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """One node without its anchor and tag, which are refused; an alias is not followed, so that none multiplies."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]  # so are the stubs
        mark: Any = event.start_mark
        line = mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]
            self.located.refuse(line, f"'*{event.anchor}' is not allowed here; write plain values")
            return yaml.ScalarNode(f"{_TAG}null", "", mark)
        if event.anchor is not None:
            self.located.refuse(line, f"'&{event.anchor}' is not allowed here; write plain values")
            event.anchor = None
        if event.tag is not None:
            self.located.refuse(line, f"'{event.tag.replace(_TAG, '!!')}' is not allowed here; write plain values")
            event.tag, event.implicit = None, (True, True)
        if self.depth == _DEEPEST:
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


_Loader.yaml_implicit_resolvers = {}
for _word, _pattern, _first in (
    ("int", r"-?(?:0|[1-9][0-9]{0,17})\Z", [*"-0123456789"]),
    ("bool", r"(?:true|false)\Z", ["t", "f"]),
    ("null", r"(?:~|null|)\Z", ["~", "n", ""]),
):
    _Loader.add_implicit_resolver(_TAG + _word, re.compile(_pattern), _first)


def read_yaml(file: FilePath, name: str) -> LocatedYaml:
    """Read one YAML file; ``name`` is what findings call it.

    Nothing is raised for bad content: ``findings`` lists it, and ``data`` is None where the file cannot be parsed.
    """
    content = b""
    try:
        content = file.read_bytes()
        return parse_yaml(content.decode("utf-8"), name)
    except OSError as error:
        fault, line = f"cannot be read: {error.strerror or error}", None
    except UnicodeDecodeError as error:
        fault, line = f"is not UTF-8 (byte {error.start})", content.count(b"\n", 0, error.start) + 1
    located = LocatedYaml(name)
    located.refuse(line, fault)
    return located


def parse_yaml(text: str, name: str) -> LocatedYaml:
    """As :func:`read_yaml`, for the text of a file.

    >>> parse_yaml("version: 1.10", "a.yaml").data
    {'version': '1.10'}
    """
    located = LocatedYaml(name)
    try:
        located.data = _plain(_composed(text, located), (), located)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        located.refuse(line, f"broken YAML: the character U+{error.character:04X} is not allowed")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        located.refuse(mark.line + 1 if mark else None, f"broken YAML: {what}")
    return located


def _composed(text: str, located: LocatedYaml) -> yaml.Node | None:
    loader = _Loader(text)
    loader.located = located
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _plain(node: Any, path: Path, located: LocatedYaml) -> Any:
    """The value of a node, noting its line and every error in it."""
    if node is None:
        return None
    located.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, located)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, position), located) for position, item in enumerate(node.value)]
    table: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            located.refuse(line, "a key must be a word")
            continue
        key = key_node.value
        if key in table:
            located.refuse(line, f"the key '{key}' is repeated")
            continue
        table[key] = _plain(value_node, (*path, key), located)
        located.lines[(*path, key)] = line
    return table


def _scalar(node: yaml.ScalarNode, path: Path, located: LocatedYaml) -> Any:
    text: str = node.value
    match node.tag.removeprefix(_TAG):
        case "int":
            return int(text)
        case "bool":
            return text == "true"
        case "null":
            return None
    if not text.strip():
        located.findings.append(located.error(path, "an empty text; what is not stated is left out"))
        return None
    if sign := CONTROL.search(text):
        located.findings.append(located.error(path, f"the character U+{ord(sign[0]):04X} is not allowed in a text"))
        return None
    return text
