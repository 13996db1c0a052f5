"""Where a malformed SPARQL text goes wrong: the engine names the furthest place that it looked at, often beyond it."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from pyoxigraph import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["explain", "find_fault"]

_TOKEN = re.compile(
    r"""\#[^\n]* | \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
      | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | <[^<>"{}|^`\\\x00-\x20]*> | [\w:.?$@%\\-]+ | \s+ | .""",
    re.VERBOSE | re.DOTALL,
)

_SPACE = " " * 64
"""Longer than any keyword: the engine looks this far at most beyond the place where it is stuck."""


def explain(text: str, prefixes: Mapping[str, str], message: str) -> tuple[str, int, int]:
    """Why and where (line and column, from 1) a text is malformed; ``message`` is what the engine said of it."""
    place = find_fault(text, prefixes)
    word = None if place is None else _TOKEN.match(text, place)
    if place is None:
        place = len(text.rstrip("\r\n"))
    said = re.search(r"(?:expected (?:one of )?|, )([A-Z][a-z]+ [^,]+)", message)
    prefix, colon, _ = word[0].partition(":") if word else ("", "", "")
    if colon and prefix not in prefixes and not re.search(rf"prefix\s+{re.escape(prefix)}\s*:", text, re.IGNORECASE):
        reason = "a prefix that is not declared"
    elif said:
        reason = said[1]
    else:
        reason = f"'{' '.join(word[0].split())[:40]}' cannot stand here" if word else "it ends too early"
    return reason, text.count("\n", 0, place) + 1, place - (text.rfind("\n", 0, place) + 1) + 1


def find_fault(text: str, prefixes: Mapping[str, str]) -> int | None:
    """The position of the first word or sign that no query could go on with; None where only more is missing.

    The words before it are the beginning of some query, which the engine shows by reading on to the end of the blanks
    behind them: found by halving, in a few runs on an empty store.
    """
    tokens = _TOKEN.findall(text)
    ends = list(accumulate(map(len, tokens)))
    sound, broken = 0, len(tokens)
    if _goes_on(text, prefixes):
        return None
    while broken - sound > 1:
        middle = (sound + broken) // 2
        if _goes_on(text[: ends[middle - 1]], prefixes):
            sound = middle
        else:
            broken = middle
    return ends[broken - 1] - len(tokens[broken - 1])


def _goes_on(beginning: str, prefixes: Mapping[str, str]) -> bool:
    """Whether a text is a query or the beginning of one."""
    padded = f"{beginning}\n{_SPACE}"
    try:
        Store().query(padded, prefixes=dict(prefixes), use_default_graph_as_union=True)
    except SyntaxError as error:
        match = re.match(r"error at (\d+):(\d+):", str(error))
        return match is not None and (int(match[1]), int(match[2])) == (padded.count("\n") + 1, len(_SPACE) + 1)
    except (OSError, RuntimeError, ValueError):
        pass  # it parses
    return True
