"""Arguments as callers in Python give them: each check returns what may be used, or raises ArgumentError.

The command line checks its options by itself; in Python anything may come, and must not fail somewhere inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from operator import index
from pathlib import Path
from typing import TypeVar

from kg.errors import ArgumentError
from kg.model.entities import Entity, EntityName, EntityNames
from kg.schema import KINDS

_T = TypeVar("_T")


def whole_number(name: str, value: object, least: int = 1, most: int | None = None) -> int:
    """A whole number in a range; a truth value is none.

    >>> whole_number("limit", 3)
    3
    >>> whole_number("limit", 0)
    Traceback (most recent call last):
    ...
    kg.errors.ArgumentError: limit must be at least 1, not 0
      try: give a larger number
    """
    try:
        found = index(value)  # type: ignore[arg-type]  # what is no whole number is what the except is for
    except TypeError:
        found = None
    if found is None or isinstance(value, bool):
        raise ArgumentError(name, value, f"{name} must be a whole number, not {_described(value)}", _advice(value))
    if most is not None and most >= 2**31 - 1 and not least <= found <= most:
        raise ArgumentError(name, value, f"{name} must be from {least} to {most:,}, not {found}", "give another number")
    if found < least:
        raise ArgumentError(name, value, f"{name} must be at least {least}, not {found}", "give a larger number")
    if most is not None and found > most:
        raise ArgumentError(name, value, f"{name} must be at most {most:,}, not {found}", "give a smaller number")
    return int(found)


def any_or_whole_number(name: str, value: object, least: int = 1, most: int | None = None) -> int | None:
    """The same, or None for no limit."""
    return None if value is None else whole_number(name, value, least, most)


def number(name: str, value: object) -> float:
    """A finite number; a truth value is none.

    >>> number("timeout", 2.5)
    2.5
    """
    try:
        found = float(value) if not isinstance(value, str | bytes | bool) else None  # type: ignore[arg-type]  # as above
    except (TypeError, ValueError):
        found = None
    if found is None:
        raise ArgumentError(name, value, f"{name} must be a number, not {_described(value)}", _advice(value))
    return found


def share(name: str, value: object, example: str) -> float:
    """A number from 0 to 1."""
    found = number(name, value)
    if not 0 <= found <= 1:
        raise ArgumentError(name, value, f"{name} must be from 0 to 1, not {found:g}", example)
    return found


def seconds(name: str, value: object) -> float:
    """A time above 0, in seconds."""
    found = number(name, value)
    if not (isfinite(found) and found > 0):
        raise ArgumentError(name, value, f"{name} must be above 0 seconds, not {found:g}", "give a larger number")
    return found


def switch(name: str, value: object) -> bool:
    """True or False: the text "no" would count as true."""
    if not isinstance(value, bool):
        raise ArgumentError(name, value, f"{name} must be True or False, not {_described(value)}", _advice(value))
    return value


def plain_text(name: str, value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise ArgumentError(name, value, f"{name} must be a text, not {_described(value)}", _advice(value))
    return value


def path_of(name: str, value: object) -> Path:
    """A path, given as a text or a Path."""
    if not isinstance(value, str | Path):
        raise ArgumentError(name, value, f"{name} must be a path, not {_described(value)}", "give a text or a Path")
    return Path(value)


def instance(name: str, value: object, kind: type[_T], example: str) -> _T:
    """A value of a class; ``example`` says how to get one."""
    if not isinstance(value, kind):
        what = f"{name} must be of the class {kind.__name__}, not {_described(value)}"
        raise ArgumentError(name, value, what, example)
    return value


def entity_name(value: object, name: str = "name") -> EntityName:
    """The name of an entity, or an entity."""
    if not isinstance(value, str | Entity):
        what = f"{name} must be a text or an Entity, not {_described(value)}"
        raise ArgumentError(name, value, what, "give one label, id or IRI")
    return value


def entity_names(names: EntityNames, name: str = "names") -> list[EntityName]:
    """Names as a list; one name alone stands for itself, not for its letters.

    >>> entity_names("Docker"), entity_names(["Docker", "SQL"])
    (['Docker'], ['Docker', 'SQL'])
    """
    if isinstance(names, str | Entity):
        return [names]
    if isinstance(names, Mapping) or not isinstance(names, Iterable):
        what = f"{name} must be a list of texts or entities, not {_described(names)}"
        raise ArgumentError(name, names, what, "give a list such as ['Docker', 'SQL']")
    return [entity_name(each, f"each of {name}") for each in names]


def kinds_of(kinds: object) -> tuple[str, ...]:
    """Kinds of entity, each in singular or plural; one alone stands for itself. Raises UsageError for one unknown.

    >>> kinds_of("skills"), kinds_of(["Role", "job titles"]), kinds_of(())
    (('skill',), ('role', 'job-title'), ())
    """
    if not isinstance(kinds, Iterable) or isinstance(kinds, Mapping):
        raise ArgumentError(
            "kinds", kinds, f"kinds must be texts, not {_described(kinds)}", f"as in {', '.join(KINDS)}"
        )
    return tuple(kind_of(each) for each in ([kinds] if isinstance(kinds, str) else kinds))


def kind_named(word: str) -> str | None:
    """The kind that a word names, in singular or plural, with or without a hyphen; None for any other word.

    >>> kind_named("Skills"), kind_named("job titles"), kind_named("industries"), kind_named("tool")
    ('skill', 'job-title', 'industry', None)
    """
    wanted = "".join(sign for sign in word.casefold() if sign.isalpha())
    for kind in KINDS:
        letters = kind.replace("-", "")
        if wanted in (letters, f"{letters}s", f"{letters.removesuffix('y')}ies"):
            return kind
    return None


def kind_of(kind: object) -> str:
    """One kind of entity, in singular or plural. Raises UsageError for what is none."""
    found = kind_named(kind) if isinstance(kind, str) else None
    if found is None:
        raise ArgumentError("kind", kind, f"there is no kind {_described(kind)}", f"the kinds are: {', '.join(KINDS)}")
    return found


def _described(value: object) -> str:
    """A value as an error shows it: short ones in full, others by their class.

    >>> _described("3"), _described(2.5), _described(None), _described({"have": []})
    ("'3'", '2.5', 'None', 'a dict')
    """
    if value is None or isinstance(value, str | int | float):
        shown = repr(value)
        return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    name = type(value).__name__
    return f"{'an' if name[0].casefold() in 'aeiou' else 'a'} {name}"


_SHOWN = 60
"""How many characters of a value an error shows."""


def _advice(value: object) -> str:
    if type(value).__name__ == "Conditions":
        return "name the argument: conditions=..."
    return (
        "give a number" if isinstance(value, str) and value.strip().isdecimal() else "check the order of the arguments"
    )
