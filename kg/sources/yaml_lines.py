"""YAML read strictly, with the line of every value: repeated keys, anchors, tags and deep nesting are refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from kg.limits import TEXT_SIZE
from kg.model import Finding
from kg.resources import check_file

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


_PLAIN: tuple[tuple[re.Pattern[str], Callable[[str], int | bool | None]], ...] = (
    (re.compile(r"-?(?:0|[1-9][0-9]{0,17})"), int),
    (re.compile(r"true|false"), lambda text: text == "true"),
    (re.compile(r"~|null|"), lambda _: None),
)
"""What a word without quotes stands for; dates, fractions, 0x10, 80_000 and yes/no stay text."""


def read_yaml(file: FilePath, name: str) -> LocatedYaml:
    """Read one YAML file; ``name`` is what findings call it.

    Nothing is raised for bad content: ``findings`` lists it, and ``data`` is None where the file cannot be parsed.
    """
    content = b""
    check_file(file, TEXT_SIZE)
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
    try:
        return _parsed(text, name, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, UnicodeEncodeError):
        pass  # the parser in C is ten times as fast, but says less well what is wrong
    try:
        return _parsed(text, name, yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        fault, line = f"the character U+{error.character:04X} is not allowed", text.count("\n", 0, error.position)
    except yaml.MarkedYAMLError as error:
        fault, line = error.problem or str(error), getattr(error.problem_mark, "line", 0)
    located = LocatedYaml(name)
    located.refuse(line + 1, f"broken YAML: {fault}")
    return located


def _parsed(text: str, name: str, loader: Any) -> LocatedYaml:
    """The content of a text as one parser reads it; raises YAMLError where it is broken."""
    located = LocatedYaml(name)
    events: Iterator[Any] = yaml.parse(text, Loader=loader)
    reader = _EventReader(events, located)
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if located.lines:
                raise _broken(event, "but found another document")
            located.data = reader.value(next(events), ())
    return located


def _broken(event: Any, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)


class _EventReader:
    """The values that the events of a parser stand for; the line of each is noted, and every fault in it."""

    def __init__(self, events: Iterator[Any], located: LocatedYaml) -> None:
        self._events, self._located = events, located

    def value(self, event: Any, path: Path) -> Any:
        """The value that begins with an event."""
        if len(path) == _DEEPEST:
            raise _broken(event, "nested too deeply")
        self._located.lines[path] = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):  # not followed, so that none multiplies
            self._refuse(event, f"'*{event.anchor}' is not allowed here; write plain values")
            return None
        self._refuse_signs(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return [self.value(item, (*path, number)) for number, item in enumerate(self._until(yaml.SequenceEndEvent))]
        return self._table(path)

    def _table(self, path: Path) -> dict[str, Any]:
        table: dict[str, Any] = {}
        for key in self._until(yaml.MappingEndEvent):
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarEvent):
                self._refuse(key, "a key must be a word")
                self._skip(key, path)
                self._skip(next(self._events), path)
                continue
            self._refuse_signs(key)
            if key.value in table:
                self._refuse(key, f"the key '{key.value}' is repeated")
                self._skip(next(self._events), path)
                continue
            table[key.value] = self.value(next(self._events), (*path, key.value))
            self._located.lines[(*path, key.value)] = line
        return table

    def _skip(self, event: Any, path: Path) -> None:
        """Pass over a value."""
        _EventReader(self._events, LocatedYaml(self._located.name)).value(event, (*path, ""))

    def _until(self, end: type[yaml.Event]) -> Iterator[Any]:
        """The first event of each part of a sequence or table; the caller reads the rest of the part."""
        while not isinstance(event := next(self._events), end):
            yield event

    def _refuse_signs(self, event: Any) -> None:
        """Refuse anchors and tags."""
        if event.anchor is not None:
            self._refuse(event, f"'&{event.anchor}' is not allowed here; write plain values")
        if event.tag is not None:
            self._refuse(event, f"'{event.tag.replace(_TAG, '!!')}' is not allowed here; write plain values")

    def _scalar(self, event: Any, path: Path) -> Any:
        text: str = event.value
        if event.implicit[0]:
            for pattern, meaning in _PLAIN:
                if pattern.fullmatch(text):
                    return meaning(text)
        if not text.strip():
            self._located.findings.append(self._located.error(path, "an empty text; what is not stated is left out"))
            return None
        if sign := CONTROL.search(text):
            fault = f"the character U+{ord(sign[0]):04X} is not allowed in a text"
            self._located.findings.append(self._located.error(path, fault))
            return None
        return text

    def _refuse(self, event: Any, message: str) -> None:
        self._located.refuse(event.start_mark.line + 1, message)
