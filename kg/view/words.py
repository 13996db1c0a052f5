"""Names of properties, sources and labels in the words that people read."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from kg.schema import property_label as property_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Source

__all__ = ["NO_LABEL", "box_label", "legible", "property_words", "shortened", "source_words"]

NO_LABEL = "(no label)"
"""What stands for a label without anything to read."""

_LINE = 150
"""How wide a line in a box may be, in pixels: what the page leaves for it."""

_LINES = 2

_SIZE = 15
"""The height of the letters in a box, in pixels."""

_JOINERS = "\u200c\u200d"  # what Persian and emoji are spelt with

_WIDTHS = {
    letter: width
    for width, letters in (
        (222, "ijl'|"),
        (278, "ftI.,:;/\\! "),
        (333, 'r()-[]`"'),
        (500, "cksvxyzJ"),
        (584, "+<=>~"),
        (611, "FTZ"),
        (667, "ESPVXYABK&"),
        (722, "CHNRUDw"),
        (778, "GOQ"),
        (833, "mM"),
        (944, "W%"),
        (1015, "@…"),
    )
    for letter in letters
}
"""How wide letters of Arial are, in thousandths of their height; most others of its ASCII are 556."""


def legible(text: str) -> str:
    r"""A text without control characters and marks that turn the direction of writing, each space one blank.

    >>> legible("a\u202eb\n c")
    'ab c'
    """
    kept = (letter for letter in text if letter.isspace() or letter in _JOINERS or not _controls(letter))
    return " ".join("".join(kept).split())


def _controls(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")


def shortened(label: str, letters: int) -> str:
    """A label of at most so many letters, for titles.

    >>> shortened("Machine Learning Engineer", 10)
    'Machine L…'
    """
    text = legible(label) or NO_LABEL
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def box_label(label: str) -> str:
    r"""A label as it stands in a box of the picture: at most two short lines; the page gives it in full elsewhere.

    >>> box_label("Machine Learning Engineer")
    'Machine Learning\nEngineer'
    """
    lines = [""]
    for space, word in re.findall(r"( ?)([^ /]*/+(?=[^ ])|[^ ]+)", legible(label) or NO_LABEL):  # a slash ends a word
        gap = space if lines[-1] else ""
        rest = word
        if _width(lines[-1] + gap + word) <= _LINE:
            lines[-1] += gap + word
            continue
        if lines[-1]:
            lines.append("")
        while _width(rest) > _LINE:
            part = _fitting(rest)
            lines[-1], rest = part, rest[len(part) :]
            lines.append("")
        lines[-1] = rest
    if len(lines) > _LINES:
        lines[_LINES - 1 :] = [_fitting(lines[_LINES - 1], _LINE - _width("…")).rstrip() + "…"]
    return "\n".join(lines)


def _width(text: str) -> float:
    return sum(map(_letter, text)) * _SIZE / 1000


def _letter(letter: str) -> int:
    if letter in _WIDTHS or letter.isascii():
        return _WIDTHS.get(letter, 556)
    return 0 if unicodedata.combining(letter) else 1000 if unicodedata.east_asian_width(letter) in "WF" else 800


def _fitting(text: str, width: float = _LINE) -> str:
    """As much of the beginning of a text as a line holds, at least a letter."""
    end = 1
    while end < len(text) and _width(text[: end + 1]) <= width:
        end += 1
    return text[:end]


def source_words(sources: Iterable[Source], around: tuple[str | None, str | None] = (None, None)) -> str:
    """Where statements stand: lines by section; ``around`` is the document and section that need not be named.

    >>> from kg.model import Source
    >>> source_words([Source("ai-ml", "Guide", "Roles", 24), Source("ai-ml", "Guide", "Roles", 49), Source("curation")])
    'Guide, Roles, lines 24 and 49; curation'
    """
    places: dict[tuple[str | None, str | None], list[int]] = {}
    graphs: dict[str, None] = {}
    for source in sources:
        if source.line is None:
            graphs[source.graph] = None
            continue
        lines = places.setdefault((source.document, source.section), [])
        if source.line not in lines:
            lines.append(source.line)
    parts = []
    for (document, section), lines in places.items():
        named = () if (document, section) == around else (section,) if document == around[0] else (document, section)
        parts.append(", ".join([*filter(None, named), _lines(sorted(lines))]))
    return "; ".join([*parts, *graphs])


def _lines(lines: list[int]) -> str:
    shown = [str(line) for line in lines]
    if len(shown) == 1:
        return f"line {shown[0]}"
    return f"lines {', '.join(shown[:-1])} and {shown[-1]}"
