"""Why a text is no SPARQL query: where it goes wrong, and what to write in place of the commonest faults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from itertools import accumulate
from typing import Final, NamedTuple

from pyoxigraph import Store

from kg.schema import ALL, BASE
from kg.store.patterns import AGGREGATES
from kg.store.variables import selections

_FLAGS: Final = re.VERBOSE | re.DOTALL

_WORD_PATTERN = r"""\#[^\n]* | \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
      | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | <[^<>"{}|^`\\\x00-\x20]*> | [\w:.?$@%\\-]+ | \s+ | ."""

_SPACE = " " * 64
"""Longer than any keyword: the engine looks this far at most beyond the place where it is stuck."""


class Fault(NamedTuple):
    """Why and where (line and column, from 1) a text is malformed, and what to write; ``hint`` may be empty."""

    reason: str
    line: int
    column: int
    hint: str


def explain(text: str, prefixes: Mapping[str, str], message: str) -> Fault:
    """The fault of a text that is malformed; ``message`` is what the engine said of it.

    >>> fault = explain("SELECT ?r { ?r a ckk:Role }", {"ck": "http://x/"}, "")
    >>> fault.reason, fault.column, fault.hint
    ('the prefix ckk: is not declared', 18, 'did you mean ck:Role?')
    """
    start = find_fault(text, prefixes)
    word = None if start is None else re.compile(_WORD_PATTERN, _FLAGS).match(text, start)
    ungrouped = "variable that is unbound" in message or (word and word[0] == "}")  # so it is of a SELECT in another
    if ungrouped and (found := _not_grouped(text)):
        reason, place, hint = found
        return _at(text, place, reason, hint)
    place = len(text.rstrip("\r\n")) if start is None else start
    said = re.search(r"(?:expected (?:one of )?|, )([A-Z][a-z]+ [^,]+)", message)
    prefix, colon, local = word[0].partition(":") if word else ("", "", "")
    if colon and prefix not in prefixes and not re.search(rf"prefix\s+{re.escape(prefix)}\s*:", text, re.IGNORECASE):
        return _at(text, place, f"the prefix {prefix}: is not declared", _other_prefix(prefix, local, prefixes))
    if said:
        return _at(text, place, said[1], "")
    if word is None:
        return _at(text, place, "it ends too early", "")
    hint = _for_word(word[0], text[:place], prefixes)
    return _at(text, place, f"'{' '.join(word[0].split())[:40]}' is not allowed here", hint)


def _at(text: str, place: int, reason: str, hint: str) -> Fault:
    return Fault(reason, text.count("\n", 0, place) + 1, place - (text.rfind("\n", 0, place) + 1) + 1, hint)


def _not_grouped(text: str) -> tuple[str, int, str] | None:
    """The variables that are selected beside an aggregate and not grouped by, where the first stands, what to write."""
    for selection in selections(text):
        if missing := selection.not_grouped:
            names = ", ".join(f"?{name}" for name in missing)
            wanted = " ".join(f"?{name}" for name in dict.fromkeys((*selection.grouped, *missing)))
            what = f"{names} {'are' if len(missing) > 1 else 'is'} selected beside an aggregate or a grouping, and not"
            return (
                f"{what} in GROUP BY",
                selection.selected[missing[0]],
                f"write {{ ... }} GROUP BY {wanted}",
            )
    return None


def _other_prefix(prefix: str, local: str, prefixes: Mapping[str, str]) -> str:
    """What to write for a prefix that is not declared: one like it, one that has the term, or a declaration."""
    near = get_close_matches(prefix, prefixes, 1) if prefix else []
    with_term = _terms_called(local, prefixes)
    found = (
        [term for term in with_term if term.partition(":")[0] in near]
        or with_term
        or [f"{near[0]}:{local}" for _ in near]
    )
    if found:
        return f"did you mean {found[0]}?"
    return f"declare it before the query: PREFIX {prefix}: <...>; known are {', '.join(sorted(filter(None, prefixes)))}"


def _for_word(word: str, before: str, prefixes: Mapping[str, str]) -> str:
    """What to write for a word without a prefix in a pattern, or an aggregate without brackets; "" for another."""
    if not re.fullmatch(r"[^\W\d][\w-]*", word):
        return ""
    if word.upper() in AGGREGATES and "{" not in before:
        return f"write ({word.upper()}(...) AS ?name), in brackets and with a name"
    if before.count("{") <= before.count("}"):
        return ""
    if found := _terms_called(word, prefixes):
        return f"write it with its prefix: {' or '.join(found[:3])}"
    return f'write a text in quotes ("{word}"), a variable (?{word}), or a term with its prefix (ck:{word})'


def _terms_called(local: str, prefixes: Mapping[str, str]) -> list[str]:
    """The terms of known vocabularies with a name, in any case, as queries write them."""
    names = {iri: prefix for prefix, iri in prefixes.items() if prefix}
    found = []
    for vocabulary in ALL:
        if vocabulary.iri in names:
            terms = (iri.removeprefix(vocabulary.iri) for iri in vocabulary)
            found += [f"{names[vocabulary.iri]}:{term}" for term in terms if term.casefold() == local.casefold()]
    return found


def find_fault(text: str, prefixes: Mapping[str, str]) -> int | None:
    """The position of the first word or sign that no query could go on with; None where only more is missing.

    The words before it are the beginning of some query, which the engine shows by reading on to the end of the blanks
    behind them: found by halving, in a few runs on an empty store.
    """
    tokens = re.findall(_WORD_PATTERN, text, _FLAGS)
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
        Store().query(padded, base_iri=BASE, prefixes=dict(prefixes), use_default_graph_as_union=True)
    except SyntaxError as error:
        match = re.match(r"error at (\d+):(\d+):", str(error))
        return match is not None and (int(match[1]), int(match[2])) == (padded.count("\n") + 1, len(_SPACE) + 1)
    except (OSError, RuntimeError, ValueError):
        pass  # it parses
    return True
