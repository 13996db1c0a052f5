"""Certificates and licences: in fields of their own, and in a text about education beside a degree."""

from __future__ import annotations

import re
from typing import Final

from kg.model.curated import Strength
from kg.sources.guide.conditions import without_condition
from kg.sources.guide.education import PREFERRED, SHORT_FORM, EducationOption, credential_label
from kg.sources.guide.names import is_name

ASKED: Final = re.compile(
    r"\b(?:required|essential|mandatory|must)\b|\A(?!.*certif).*\blicen(?:[cs]es?|sing|sure)\b", re.IGNORECASE
)
"""Names of fields whose certificates are required: those of other fields are preferred."""

_CERTIFICATE: Final = re.compile(
    r"certif|licen[cs]|registr|registered|charter|\bbar\Z|accredit|diploma|apprentice|first aid|clearance|\bpermit"
    r"|\b(?:pass|card|ticket|badge|award|training|course|check|nvq|level \d)\b",
    re.IGNORECASE,
)
_ACRONYM: Final = re.compile(r"\b[A-Z][A-Z0-9+-]+\b|\b[A-Z]\w+\+")
_PROPER: Final = re.compile(
    r"(?:[A-Z0-9][\w+#.'/-]*|of|and|in|for|the|&)(?: (?:[A-Z0-9][\w+#.'/-]*|of|and|in|for|the|&))+"
)
_STRENGTH_BEHIND: Final = re.compile(
    r"(.+?),?\s*(?:\(|\s)((?:(?:is|are|often|usually|sometimes|highly|strongly)\s+)*(?:required|essential|mandatory"
    rf"|{PREFERRED}))\)?",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    r"(?:(?:you )?(?:must|should|will|to)(?: also)? (?:be|have|hold)|be|being|currently|also|either|both|has|have"
    r"|hold)\s+",
    re.IGNORECASE,
)
"""Words before the name of a licence that say only that one has it."""

_OPTIONAL: Final = re.compile(r"(?:ideally|preferably),?\s+", re.IGNORECASE)
_REGISTERED: Final = re.compile(
    r"(?:[Rr]egist(?:ration|ered|rable)|[Mm]embership)(?: as (?:an? )?[a-z]+(?: [a-z]+)?)? (?:with|of|by) (?:the )?"
    rf"(?!(?:{SHORT_FORM.pattern}|PhD|Bachelor|Master|Diploma)\b)"
    r"(?P<a>[A-Z]\w*[A-Z]\w*|[A-Z][a-z]+(?: (?:(?:of|for|and) )?[A-Z][a-z]+)*)"
    r"|(?P<b>[A-Z]\w*[A-Z]\w*)[ -][Rr]egistered\b"
)
"""Ways to say that one is on the register of a body: "NMC registration"."""


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
    text, condition = without_condition(_BEFORE.sub("", text, count=1) if _BEFORE.match(text) else text)
    optional = _OPTIONAL.match(text)
    match = _STRENGTH_BEHIND.fullmatch(text)
    name = (match[1] if match else text)[optional.end() if optional else 0 :]
    name = re.sub(r"\A(?:an?|the) ", "", name)
    if registered := _REGISTERED.fullmatch(name):
        name = f"{registered['a'] or registered['b']} registration"
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
    elif optional:
        strength = "preferred"
    elif re.search(r"\blicen[cs]e\b", name, re.IGNORECASE):
        strength = "required"
    return EducationOption(credential_label(name) or name, strength=strength, condition=condition or None)


_LICENCE: Final = re.compile(
    r"\b(?:licen[cs]\w*|regist(?:ration|ered|rant)|charter(?:ed|ship)|(?:admission|admitted|called) to the bar)\b",
    re.IGNORECASE,
)
_AWARDED: Final = re.compile(
    rf"{_LICENCE.pattern}"
    r"|\b(?:certifi\w+|accreditation|card|ticket|permit|clearance|badge|PIN|(?:DBS|background) check)\b",
    re.IGNORECASE,
)
_ACRONYM_ALONE: Final = re.compile(r"(?:an? |the )?[A-Z][A-Z0-9]{2,6}")
_JOINT: Final = re.compile(
    r"\s*(?P<comma>[,;]?)\s*(?P<word>\b(?:and(?: (?:also|then))?|plus|with|as well as|(?:together|along) with"
    r"|followed by)\b|[+&])\s*|\s*[,;]\s*",
    re.IGNORECASE,
)
_UNCLEAR: Final = re.compile(rf"{_JOINT.pattern}|/|\bor\b|\b(?:degree|bachelor|master|diploma)", re.IGNORECASE)
_LICENCE_IN_BRACKET: Final = re.compile(
    r"\s*\((?:(?:and|plus|with) )?([^()]*\b(?:licen[cs]|regist)[^()]*)\)", re.IGNORECASE
)
_IDEALLY: Final = re.compile(r"\b(and|plus|with),\s+(ideally|preferably),\s+", re.IGNORECASE)


def with_licences(text: str) -> tuple[str, tuple[EducationOption, ...]] | None:
    """A text about education without the licences that it asks for beside a degree, and these; None where unclear.

    A licence does not stand for a degree: "Bachelor's in Nursing, RN licence" asks for both, in either order.

    >>> with_licences("Bachelor's in Law and bar licence")
    ("Bachelor's in Law", (EducationOption(credential='Bar licence', ...),))
    >>> [option.credential for option in with_licences("Registered with the NMC, plus BSc in Nursing")[1]]
    ['NMC registration']
    >>> with_licences("NVQ 3 or a licence"), with_licences("BSc in Law or LLB and bar licence")
    (('NVQ 3 or a licence', ()), None)
    """
    rest = _IDEALLY.sub(r"\1 \2 ", _LICENCE_IN_BRACKET.sub(r", \1", re.sub(r"\A[Bb]oth ", "", text)))
    found: list[EducationOption] = []
    while beside := _last_beside(rest) or _first_beside(rest):
        before, licence, clear = beside
        if licence is None or not (clear or not re.search(r"\bor\b", before)):
            return None
        rest, found = before, [licence, *found]
    alone = certification(rest, "required") if _LICENCE.search(rest) and not _UNCLEAR.search(_body(rest)) else None
    return (text, ()) if not (found or alone) else ("" if alone else rest, (*((alone,) if alone else ()), *found))


def _body(text: str) -> str:
    """A text with one word for each body that registers: no joint is in its name, nor before it."""
    return _REGISTERED.sub(lambda match: "-" * len(match[0]), text)


def _last_beside(text: str) -> tuple[str, EducationOption | None, bool] | None:
    """The text before the last licence that is named beside something, that licence, and whether a comma shows it."""
    joint = next(reversed(list(_JOINT.finditer(_body(text)))), None)
    named = text[joint.end() :] if joint else ""
    if joint is None or not (named and _names_award(named, joint, text[: joint.start()])):
        return None
    unclear = re.search(r"\bor\b", named)
    licence = None if unclear else certification(named, "required")
    if unclear and not joint["word"]:  # "Bachelor's, or a licence"
        return None
    return text[: joint.start()].rstrip(), licence, bool(joint["comma"]) or not joint["word"]


def _names_award(named: str, joint: re.Match[str], before: str) -> bool:
    """Whether a text behind a joint names a licence, and no other degree or second field of the one before.

    Behind a comma alone it may be one of several ways; a short form may be a field of study where one is named.
    """
    if (_AWARDED if joint["word"] else _LICENCE).search(named):
        return True
    short = joint["word"] and _ACRONYM_ALONE.fullmatch(named) and not SHORT_FORM.fullmatch(named)
    return bool(short and " in " not in before and credential_label(before))


def _first_beside(text: str) -> tuple[str, EducationOption | None, bool] | None:
    """The text behind a licence that it begins with, that licence, and whether a sign divides them."""
    joint = _JOINT.search(_body(text))
    named = text[: joint.start()] if joint else ""
    if joint is None or credential_label(named) not in (None, named) or not _LICENCE.search(named):
        return None
    rest = text[joint.end() :]
    unclear = re.search(r"\bor\b", named) or re.match(r"or\b", rest)
    return None if unclear else (rest, certification(named, "required"), bool(joint["comma"]) or not joint["word"])
