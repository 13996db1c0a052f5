"""Remarks on industries and entry paths -> their kind and what they name, where the wording tells it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kg.sources.guide.phrases import is_name, listed

__all__ = ["EntryNote", "IndustryNote", "entry_note", "industry_note"]


class IndustryNote(NamedTuple):
    """A remark on an industry: its kind, and the employers and topics that it names."""

    kind: str
    employers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


_ORGANISATIONS = re.compile(
    r".*\b(?:companies|firms|hospitals|clinics|banks|funds|agencies|studios|schools|universities|colleges|manufacturers"
    r"|automakers|makers|retailers|publishers|startups|start-ups|contractors|employers|organi[sz]ations|businesses"
    r"|workshops|institutes|laboratories|labs|charities|shops|courts|ministries|departments|homes|councils|builders"
    r"|developers|suppliers|providers|insurers|practices)",
    re.IGNORECASE,
)
_ONE_OR_TWO = re.compile(r"[A-Z0-9]\S*[^\s,;] (?:and|&) [A-Z0-9]\S*$")
"""Whether "Slaughter and May" are two employers or one is not said; a comma before the word says it."""

_ROLES = re.compile(r"(.+?) (roles|positions|jobs)(?: (?:available|possible|exist|on offer))?", re.IGNORECASE)
_DEMAND = re.compile(r".+ (?:requirements?|(?:is |are )?(?:needed|required|essential|mandatory))", re.IGNORECASE)
_FOCUS = re.compile(r"focus(?:es)? on (.+)", re.IGNORECASE)


def industry_note(text: str, kind: str | None = None, otherwise: str | None = None) -> IndustryNote | None:
    """What a remark on an industry says; ``kind`` where a field tells it, ``otherwise`` where the section does.

    >>> industry_note("Traditional automakers, Tesla, Waymo")
    IndustryNote(kind='employers', employers=('Tesla', 'Waymo'), topics=('Traditional automakers',))
    >>> industry_note("Research and product roles available").topics
    ('research roles', 'product roles')
    >>> industry_note("Long hours") is None
    True
    """
    if _ONE_OR_TWO.search(text) and (kind == "employers" or _names_employers(listed(text))):
        return None
    if kind == "employers":
        return _employers(listed(text), told=True)
    if kind in (None, "focus") and (focus := _FOCUS.fullmatch(text)):
        return _topics("focus", _joined(focus[1]))
    if kind in (None, "roles") and (roles := _ROLES.fullmatch(text)):
        return _topics("roles", _distributed(roles[1], roles[2]))
    if kind in (None, "requirement") and _DEMAND.fullmatch(text):
        return _topics("requirement", [text])
    parts = listed(text)
    if kind is None and _names_employers(parts):
        return _employers(parts)
    found = kind or otherwise
    return _topics(found, parts) if found else None


def _topics(kind: str, names: list[str]) -> IndustryNote | None:
    return IndustryNote(kind, topics=tuple(names)) if names and all(map(is_name, names)) else None


def _names_employers(parts: list[str]) -> bool:
    """Whether a list names employers: a part is an organisation, or has the capital letter of a name in mid-list."""
    return len(parts) > 1 and any(
        _ORGANISATIONS.fullmatch(part) or (place and _is_proper(part)) for place, part in enumerate(parts)
    )


def _is_proper(part: str) -> bool:
    """Whether a part is written as the name of one organisation: every word of it has a capital letter."""
    words = [word for word in part.split() if word.lower() not in ("of", "and", "the", "for", "&")]
    return all(word[:1].isupper() or word[:1].isdigit() for word in words)


def _employers(parts: list[str], *, told: bool = False) -> IndustryNote | None:
    """Names of employers, and kinds of them; at the start of a list only its other parts tell which a word is."""
    if not parts or not all(map(is_name, parts)):
        return None
    proper = [_is_proper(part) and not _ORGANISATIONS.fullmatch(part) for part in parts]
    if proper[0] and not any(proper[1:]) and " " not in parts[0] and not told:
        return None  # its capital letter may be the line's
    names = tuple(part for part, is_proper in zip(parts, proper, strict=True) if is_proper)
    kinds = tuple(part for part, is_proper in zip(parts, proper, strict=True) if not is_proper)
    return IndustryNote("employers", names, kinds)


def _joined(text: str) -> list[str]:
    """The parts of a list, also of two joined by "and"."""
    return [part for piece in listed(text) for part in re.split(r"\s+and\s+", piece)]


def _distributed(names: str, head: str) -> list[str]:
    """The kinds of role in "Research and product roles": the last word belongs to each."""
    parts = _joined(names)
    if len(parts) == 1:
        return [f"{names} {head}"]
    if parts[-1][:1].islower() and parts[0][1:].islower():
        parts[0] = parts[0][0].lower() + parts[0][1:]  # the capital letter is the line's, not the word's
    return [f"{part} {head}" for part in parts]


# --- entry paths ----------------------------------------------------------------------------------------------------


class EntryNote(NamedTuple):
    """A remark on an entry path: its kind, and what it is about, without the words that tell the kind."""

    kind: str
    label: str


_KIND_ENDINGS: Final = (
    ("gap", r"(?:is |are )?(?:often )?(?:needed|required|missing|lacking|necessary|to be learned)"),
    ("helpful", r"(?:is |are )?(?:often )?(?:valuable|helpful|useful|an advantage|a plus|welcome|beneficial)"),
    ("option", r"(?:is |are )?(?:also )?(?:possible|available|open)"),
)
_ENDINGS: Final = tuple((kind, re.compile(rf"(.+?) {words}", re.IGNORECASE)) for kind, words in _KIND_ENDINGS)
_STARTS: Final = (
    ("asset", re.compile(r"(?:strong|solid|good|excellent|proven|existing|transferable) .+", re.IGNORECASE)),
    ("gap", re.compile(r"(?:additional|missing|more|further) .+", re.IGNORECASE)),
)
_ACTIONS: Final = re.compile(
    r"(?:"
    "apply|ask|attend|become|begin|build|choose|combine|complete|consider|contribute|create|develop|do|earn"
    "|enrol|enroll|enter|explore|find|finish|focus|follow|gain|get|go|improve|join|keep|learn|look|make|master"
    "|meet|move|obtain|pass|practise|practice|prepare|publish|pursue|qualify|read|register|seek|shadow|show"
    "|specialise|specialize|start|study|take|talk|teach|train|try|update|use|visit|volunteer|work|write"
    r") .+",
    re.IGNORECASE,
)
"""Verbs that a remark begins with when it says what to do."""


def entry_note(text: str, kind: str | None = None) -> EntryNote | None:
    """What a remark on an entry path says; ``kind`` where a field tells it.

    >>> entry_note("Programming skills needed"), entry_note("Build relevant projects")
    (EntryNote(kind='gap', label='Programming skills'), EntryNote(kind='action', label='Build relevant projects'))
    >>> entry_note("Night shifts") is None
    True
    """
    if not is_name(text):
        return None
    if kind:
        return EntryNote(kind, text)
    for found, ending in _ENDINGS:
        if match := ending.fullmatch(text):
            return None if re.search(r"\bnot?\b", text, re.IGNORECASE) else EntryNote(found, match[1])
    if _ACTIONS.fullmatch(text):
        return EntryNote("action", text)
    return next((EntryNote(found, text) for found, start in _STARTS if start.fullmatch(text)), None)
