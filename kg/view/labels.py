"""Text of a picture: labels that fit a box, and the names of properties and sources in plain words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from kg.model import Source

NO_LABEL = "(no label)"
"""The text shown for a label without a visible character."""

_LINE = 156
"""How wide a line in a box may be, in pixels: the page leaves this much for it."""

_LINES = 2
"""How many lines a box has at most."""

_LONGEST = 200
"""More letters than a box can hold; a longer label is cut before it is divided into lines."""

_SIZE = 16
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


def strip_controls(text: str) -> str:
    r"""A text without control characters and direction marks; any white space becomes one blank.

    >>> strip_controls("a\u202eb\n c")
    'ab c'
    """
    if text.isprintable():  # has no such character, as nearly all texts
        return " ".join(text.split())
    kept = (letter for letter in text if letter.isspace() or letter in _JOINERS or not _controls(letter))
    return " ".join("".join(kept).split())


def _controls(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")


def truncate(label: str, length: int) -> str:
    """A label cut to ``length`` characters, for titles.

    >>> truncate("Machine Learning Engineer", 10)
    'Machine L…'
    """
    text = strip_controls(label) or NO_LABEL
    return text if len(text) <= length else f"{text[: length - 1]}…"


def box_label(label: str) -> str:
    r"""A label as at most two short lines for a box of the picture; the page shows it in full elsewhere.

    >>> box_label("Machine Learning Engineer")
    'Machine Learning\nEngineer'
    """
    lines = [""]
    text = truncate(label, _LONGEST)
    for space, word in re.findall(r"( ?)([^ /]*/+(?=[^ ])|[^ ]+)", text):  # a slash ends a word
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
    """The longest beginning of a text that fits a line, at least a letter."""
    end = 1
    while end < len(text) and _width(text[: end + 1]) <= width:
        end += 1
    return text[:end]


def source_text(sources: Iterable[Source], around: tuple[str | None, str | None] = (None, None)) -> str:
    """Where statements come from: lines by section; ``around`` is the document and section that need not be named.

    >>> from kg.model import Source
    >>> source_text([Source("ai-ml", "Guide", "Roles", 24), Source("ai-ml", "Guide", "Roles", 49), Source("curation")])
    'Guide, Roles, lines 24 and 49; curation'
    """
    sections: dict[tuple[str | None, str | None], list[int]] = {}
    graphs: dict[str, None] = {}
    for source in sources:
        if source.line is None:
            graphs[source.graph] = None
            continue
        lines = sections.setdefault((source.document, source.section), [])
        if source.line not in lines:
            lines.append(source.line)
    parts = []
    for (document, section), lines in sections.items():
        named = () if (document, section) == around else (section,) if document == around[0] else (document, section)
        parts.append(", ".join([*filter(None, named), _lines(sorted(lines))]))
    return "; ".join([*parts, *graphs])


def _lines(lines: list[int]) -> str:
    shown = [str(line) for line in lines]
    if len(shown) == 1:
        return f"line {shown[0]}"
    return f"lines {', '.join(shown[:-1])} and {shown[-1]}"
