"""What people say they have: names in an option, a file of names, or a profile."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    import yaml

__all__ = ["Names", "read_names"]

_LEVEL = "level"
"""The key of a profile that holds no names of skills but the level of seniority."""

_HELD = ("", "skills", "credentials")
"""The keys of a profile that say what one has; what stands under another one is taken for that too, and told."""


class Names(NamedTuple):
    """What values say that one has: names, levels of seniority, and the keys of profiles that are no usual ones."""

    names: list[str]
    levels: list[str]
    keys: list[str]


_LONGEST = 1_000_000
"""How many characters a file of names may have: some tens of thousands of names, and no device without an end."""


def read_names(values: Iterable[str]) -> Names:
    """The names that values give, and the levels of seniority in profiles among them.

    Each value is a name, names joined by commas, or a file; a file may have an @ before it. Raises UsageError for an
    empty value, and for a file that cannot be read or holds something else.

    >>> read_names(["Python, SQL", "PhD"]).names
    ['Python', 'SQL', 'PhD']
    """
    read = Names([], [], [])
    for value in values:
        if not value.strip(" ,@"):
            raise UsageError("an empty name is given", "write a name, names joined by commas, or @ and a file of names")
        if value.startswith("@") or ("." in value and os.path.isfile(value)):  # noqa: PTH113  # pathlib only where there is a file
            for listed, found in zip(read, _read_file(value.removeprefix("@")), strict=True):
                listed.extend(found)
        else:
            read.names.extend(value.split(","))
    return Names(*([text.strip() for text in listed if text.strip()] for listed in read))


def _read_file(path: str) -> Names:
    """One name a line; what follows # is a comment. In YAML: a list of names, or a profile of several under keys."""
    from pathlib import Path

    try:
        with Path(path).open(encoding="utf-8-sig") as file:
            text = file.read(_LONGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        hint = "give a text file, one name a line"
        raise UsageError(f"cannot read the names in {quoted(path)}: {reason}", hint) from error
    if len(text) > _LONGEST:
        raise UsageError(f"{quoted(path)} has more than {_LONGEST:,} characters", "give a file of names, one a line")
    if path.endswith((".yaml", ".yml")):
        found = _read_yaml(path, text)
    else:
        lines = [line.partition(" #")[0] for line in text.splitlines() if not line.lstrip().startswith("#")]
        found = Names(lines, [], [])
    if not any(name.strip() for name in (*found.names, *found.levels)):
        raise UsageError(f"{quoted(path)} holds no name", "write one name a line, or a list of names in YAML")
    return found


def _read_yaml(path: str, text: str) -> Names:
    import yaml

    try:
        repeated = _repeated(yaml.compose(text, yaml.SafeLoader))
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise UsageError(f"{quoted(path)}{where} is not YAML", "give a list of names") from error
    if repeated:
        key, line = repeated
        raise UsageError(f"{quoted(path)}, line {line} has {quoted(key)} a second time", "put its names in one list")
    read = Names([], [], [])
    for key, part in (content if isinstance(content, dict) else {"": content}).items():
        listed = part if isinstance(part, list) else [] if part is None else [part]
        if not all(isinstance(name, str) for name in listed):
            hint = "give a list of names, or lists of them under skills and credentials, each as text"
            raise UsageError(f"{quoted(path)} holds something that is no name", hint)
        name = str(key).strip().casefold()
        (read.levels if name == _LEVEL else read.names).extend(listed)
        if listed and name not in (*_HELD, _LEVEL):
            read.keys.append(str(key))
    return read


def _repeated(node: yaml.Node | None) -> tuple[str, int] | None:
    """A key that stands twice at the top of a YAML text, with its second line: a reader would take the last alone."""
    import yaml

    seen: set[str] = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if str(key.value) in seen:
            return str(key.value), key.start_mark.line + 1
        seen.add(str(key.value))
    return None
