"""Certificates and licences: in fields of their own, and in a text about education beside a degree."""

from __future__ import annotations

import re
from typing import Final

from kg.model.curated import Strength
from kg.sources.guide.conditions import without_condition
from kg.sources.guide.education import EducationOption, credential_label
from kg.sources.guide.names import is_name

ASKED: Final = re.compile(
    r"\b(?:required|essential|mandatory|must)\b|\A(?!.*certif).*\blicen(?:[cs]es?|sing|sure)\b", re.IGNORECASE
)
"""Names of fields whose certificates are required: those of other fields are preferred."""

_CERTIFICATE: Final = re.compile(
    r"certif|licen[cs]|registr|accredit|diploma|apprentice|first aid|clearance|\bpermit|\bpass\b"
    r"|\b(?:card|ticket|badge|award|training|course|check|nvq|level \d)\b",
    re.IGNORECASE,
)
_ACRONYM: Final = re.compile(r"\b[A-Z][A-Z0-9+-]+\b|\b[A-Z]\w+\+")
_PROPER: Final = re.compile(
    r"(?:[A-Z0-9][\w+#.'/-]*|of|and|in|for|the|&)(?: (?:[A-Z0-9][\w+#.'/-]*|of|and|in|for|the|&))+"
)
_STRENGTH_BEHIND: Final = re.compile(
    r"(.+?),?\s*(?:\(|\s)((?:(?:is|are|often|usually|sometimes|highly|strongly)\s+)*(?:required|essential|mandatory"
    r"|preferred|recommended|desirable|desired|optional|a plus|helpful|an advantage|useful))\)?",
    re.IGNORECASE,
)


def certification(text: str, usual: Strength) -> EducationOption | None:
    """The certificate or licence that a text names, of the ``usual`` strength if it says none; None for what is none.

    >>> [certification(text, "preferred") for text in ("ask the guild", "none required")]
    [None, None]
    >>> found = certification("first aid (required)", "preferred")
    >>> found.credential, found.strength
    ('first aid', 'required')
    >>> certification("BLS (within 6 months)", "required")
    EducationOption(credential='BLS', ..., strength='required', condition='within 6 months')
    """
    text, condition = without_condition(text)
    match = _STRENGTH_BEHIND.fullmatch(text)
    name = match[1] if match else text
    known = _CERTIFICATE.search(name) or _ACRONYM.search(name) or _PROPER.fullmatch(name)
    if not (known and is_name(name, 80)) or re.search(
        r"\bor\b|\b(?:no|none|not|any|ask|you|your|equivalent)\b", name, re.IGNORECASE
    ):
        return None
    strength: Strength = usual
    if match:
        strength = (
            "required"
            if re.fullmatch(r"(?:is |are )?(?:required|essential|mandatory)", match[2], re.I)
            else "preferred"
        )
    elif re.search(r"\blicen[cs]e\b", name, re.IGNORECASE):
        strength = "required"
    return EducationOption(credential_label(name) or name, strength=strength, condition=condition or None)


_LICENCE: Final = re.compile(r"\b(?:licen[cs]\w*|registration|registered with)\b", re.IGNORECASE)
_AWARDED: Final = re.compile(rf"{_LICENCE.pattern}|\b(?:certifi\w+|accreditation|card|ticket)\b", re.IGNORECASE)
_JOINT: Final = re.compile(r"\s*(?P<comma>[,;]?)\s*(?P<word>\b(?:and|plus|with)\b|[+&])\s*|\s*[,;]\s*", re.IGNORECASE)
_UNCLEAR: Final = re.compile(rf"{_JOINT.pattern}|/|\bor\b|\b(?:degree|bachelor|master|diploma)", re.IGNORECASE)
_LICENCE_IN_BRACKET: Final = re.compile(r"\s*\(([^()]*\blicen[cs][^()]*)\)", re.IGNORECASE)


def with_licences(text: str) -> tuple[str, tuple[EducationOption, ...]] | None:
    """A text about education without the licences that it asks for beside a degree, and these; None where unclear.

    A licence does not stand for a degree: "Bachelor's in Nursing, RN licence" asks for both.

    >>> with_licences("Bachelor's in Law and bar licence")
    ("Bachelor's in Law", (EducationOption(credential='Bar licence', ...),))
    >>> with_licences("NVQ 3 or a licence"), with_licences("BSc in Law or LLB and bar licence")
    (('NVQ 3 or a licence', ()), None)
    """
    rest = _LICENCE_IN_BRACKET.sub(r", \1", text)
    found: list[EducationOption] = []
    while beside := _last_beside(rest):
        before, licence, clear = beside
        if licence is None or not (clear or not re.search(r"\bor\b", before)):
            return None
        rest, found = before, [licence, *found]
    alone = certification(rest, "required") if _LICENCE.search(rest) and not _UNCLEAR.search(rest) else None
    return (text, ()) if not (found or alone) else ("" if alone else rest, (*((alone,) if alone else ()), *found))


def _last_beside(text: str) -> tuple[str, EducationOption | None, bool] | None:
    """The text before the last licence that is named beside something, that licence, and whether a comma shows it."""
    joint = next(reversed(list(_JOINT.finditer(text))), None)
    named = text[joint.end() :] if joint else ""
    if joint is None or not (_AWARDED if joint["word"] else _LICENCE).search(named):
        return None
    unclear = re.search(r"\bor\b", named)
    licence = None if unclear else certification(named, "required")
    if unclear and not joint["word"]:  # "Bachelor's, or a licence"
        return None
    return text[: joint.start()].rstrip(), licence, bool(joint["comma"]) or not joint["word"]
