"""Names of properties, sources and labels in the words that people read."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Source

__all__ = ["box_label", "legible", "property_words", "source_words"]

_WORDS = {
    "prefLabel": "label",
    "altLabel": "also called",
    "hiddenLabel": "found by",
    "hasRequirement": "requires",
    "requiresSkill": "requires",
    "optionalSkill": "also uses",
    "hasResponsibility": "responsible for",
    "educationRequirements": "education",
    "educationOption": "education option",
    "salary": "pay",
    "namesMember": "tools named",
    "namedAsToolBy": "named as a tool by",
    "hasNote": "remark",
    "noteKind": "sort of remark",
    "inScheme": "sort",
    "broader": "part of",
    "narrower": "includes",
    "minValue": "from",
    "maxValue": "to",
    "openEnded": "open-ended",
    "unitText": "per",
    "hasTitle": "job title",
    "titleOf": "title of",
    "atLevel": "at level",
    "position": "place in the source's list",
    "exactMatch": "same as",
    "closeMatch": "like",
    "related": "related to",
    "skillEquivalents": "weighs as many skills",
    "asksToLearn": "asks one to learn",
    "needs": "needs, not yet held,",
    "near": "is near to",
}

_LINE_COLUMNS = 20
_LINES = 2
_JOINT = "\x1f"  # stands in no legible text
_JOINERS = "\u200c\u200d"  # what Persian and emoji are spelt with


def property_words(name: str) -> str:
    """The name of a property as words.

    >>> property_words("hasRequirement"), property_words("mergedFrom")
    ('requires', 'merged from')
    """
    return _WORDS.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def legible(text: str) -> str:
    r"""A text without control characters and marks that turn the direction of writing, each space one blank.

    >>> legible("a\u202eb\n c")
    'ab c'
    """
    kept = (letter for letter in text if letter.isspace() or letter in _JOINERS or not _controls(letter))
    return " ".join("".join(kept).split())


def _controls(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")


def box_label(label: str) -> str:
    r"""A label as it stands in a box of the picture: at most two short lines; the page gives it in full elsewhere.

    >>> box_label("Machine Learning Engineer")
    'Machine Learning\nEngineer'
    """
    text = legible(label) or "(no label)"
    wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    columns = _LINE_COLUMNS // 2 if wide else _LINE_COLUMNS
    parts = re.sub(r"/(?=\S)", f"/{_JOINT} ", text)  # a line may end after a slash
    lines = textwrap.wrap(parts, columns, max_lines=_LINES, placeholder="…")
    return "\n".join(line.replace(f"{_JOINT} ", "").replace(_JOINT, "") for line in lines)


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
