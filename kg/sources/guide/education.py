"""What a role asks of education: a phrase such as "Bachelor's or Master's in Nursing, or related field" -> options."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kg.sources.guide.phrases import abbreviates, is_name

if TYPE_CHECKING:
    from kg.model.records import Strength

__all__ = ["Option", "education"]


@dataclass(frozen=True)
class Option:
    """One way to meet what is asked, by labels: a credential with its fields, or a background in words."""

    credential: str | None = None
    background: str | None = None
    fields: tuple[str, ...] = ()
    related: bool = False
    strength: Strength = "required"
    condition: str | None = None


_STEPS: Final = ("Associate's", "Bachelor's", "Master's", "PhD")
"""Degrees that one field is often named for together: "Bachelor's or Master's in Nursing"."""

_STEP = re.compile(r"(associate|bachelor|master|doctor)(?:'s|s'|s)?(?: degrees?)?", re.IGNORECASE)
_DOCTOR = re.compile(r"(?:ph\.? ?d\.?|doctor(?:'s|s)?)(?: degree)?", re.IGNORECASE)
_TITLED = re.compile(r"(?:associate|bachelor|master|doctor) of [A-Za-z ]{2,40}", re.IGNORECASE)
_SHORT: Final = re.compile(
    "MBA|MSc|BSc|MS|BS|BA|MA|MD|JD|LLB|LLM|BEng|MEng|BTech|MTech|BFA|MFA|BEd|MEd|MPH|MSW|BSN|MSN|DNP|ADN|RN|LPN|GED|HNC"
    "|HND|NVQ|MPhil|DPhil"
)
_AWARD = re.compile(
    r"(?:[\w'./&-]+ ){0,5}(?:degree|diploma|certificate|certification|licen[cs]e|apprenticeship|registration"
    r"|doctorate|GED)",
    re.IGNORECASE,
)
_JOINING = re.compile(r"\b(?:and|or|with|plus|any|no|not|without|some|relevant|equivalent|in)\b", re.IGNORECASE)
_BACKGROUND = re.compile(r"(?:[\w'/+-]+ ){0,6}(?:background|experience|training|expertise|portfolio)", re.IGNORECASE)
_RELATED = re.compile(
    r"(?:an?(?:other)? |any |other )?(?:closely )?(?:related|similar|equivalent|relevant|adjacent)"
    r"(?: technical| quantitative| scientific)? (?:fields?|disciplines?|subjects?|areas?|majors?|degrees?)",
    re.IGNORECASE,
)
_OFTEN = re.compile(r"(sometimes|occasionally|ideally|preferably)\s+", re.IGNORECASE)
_ENDING = re.compile(
    r"(.+?),?\s+(?:(?:is|are|often|usually)\s+)*(required|essential|mandatory|preferred|desirable|desired|a plus|"
    r"an advantage|helpful)",
    re.IGNORECASE,
)
_ASKED: Final = {"required", "essential", "mandatory"}


def education(text: str) -> tuple[Option, ...] | None:
    """The options that a phrase states; None where any word of it is not understood.

    >>> [option.credential for option in education("Bachelor's/Master's in Nursing")]
    ["Bachelor's", "Master's"]
    >>> education("PhD required (sometimes Master's with exceptional experience)")[1].condition
    'exceptional experience'
    >>> education("Whatever it takes") is None
    True
    """
    match = re.fullmatch(r"([^()]*)(?:\(([^()]*)\))?([^()]*)", text) if len(text) <= 300 else None
    if match is None or (match[3] or "").strip(" ;,."):
        return None
    options: list[Option] = []
    for phrase in match[1].split(";"):
        found = _alternatives(phrase.strip())
        if found is None:
            return None
        options += found
    if match[2] and not _short_form(match[2].strip(), match[1].strip()):
        found = _alternatives(match[2].strip())
        if found is None:
            return None
        options += found
    return tuple(options)


def _short_form(inside: str, before: str) -> bool:
    """Whether a bracket only abbreviates what stands before it: "Bachelor of Science in Nursing (BSN)"."""
    return _SHORT.fullmatch(inside) is not None and (abbreviates(inside, before) or inside == "GED")


def _alternatives(text: str) -> list[Option] | None:
    """The options of one phrase, at "or", commas, and slashes between degrees."""
    options: list[Option] = []
    current = 0  # where the options begin that fields and "related field" belong to
    for token in re.split(r"\s*,\s*(?:or\s+)?|\s+or\s+", text):
        if _RELATED.fullmatch(token) and options and options[current].fields:
            options[current:] = [replace(option, related=True) for option in options[current:]]
        elif found := _options(token):
            current = _beginning(options, found)
            named = found[-1]
            shared = [replace(option, fields=named.fields) for option in options[current:]]
            options[current:] = [*shared, *found]
        elif options and options[current].fields and (name := _field(token)):
            options[current:] = [replace(option, fields=(*option.fields, name)) for option in options[current:]]
        else:
            return None
    return options or None


def _beginning(options: list[Option], found: list[Option]) -> int:
    """Where the degrees begin that the fields of ``found`` are named for too: "Bachelor's or Master's in Nursing"."""
    start = len(options)
    if not found[-1].fields or found[0].credential not in _STEPS:
        return start
    while start and options[start - 1] == Option(options[start - 1].credential):
        if options[start - 1].credential not in _STEPS:
            break
        start -= 1
    return start


def _options(token: str) -> list[Option]:
    """The options of one alternative, none where it is not understood."""
    often = _OFTEN.match(token)
    rest = token[often.end() :] if often else token
    ending = _ENDING.fullmatch(rest)
    rest = ending[1] if ending else rest
    strength = _strength(often[1].lower() if often else None, ending[2].lower() if ending else None)
    rest, _, condition = rest.partition(" with ")
    if condition and not is_name(condition, 80):
        return []
    name, within, subject = rest.partition(" in ")
    field = _field(subject) if within else None
    credentials = [_credential(part) for part in (name.split("/") if "/" in name else [name])]
    common = Option(strength=strength, condition=condition or None)
    if all(credentials) and (field or not within):
        fields = (field,) if field else ()
        return [replace(common, credential=credential, fields=fields) for credential in credentials]
    if _BACKGROUND.fullmatch(rest) and not re.search(r"\d|\b(?:no|not|without)\b", rest):
        return [replace(common, background=rest)]
    return []


def _strength(often: str | None, ending: str | None) -> Strength:
    if often in ("sometimes", "occasionally"):
        return "sometimes"
    return "preferred" if often or (ending and ending not in _ASKED) else "required"


def _credential(text: str) -> str | None:
    """The label of a credential, None for what is none."""
    name = re.sub(r"\A(?:an?|the)\s+", "", text.strip(), flags=re.IGNORECASE)
    if _DOCTOR.fullmatch(name):
        return "PhD"
    if step := _STEP.fullmatch(name):
        return f"{step[1].capitalize()}'s"
    if _SHORT.fullmatch(name):
        return name
    if _TITLED.fullmatch(name) or (_AWARD.fullmatch(name) and not _JOINING.search(name)):
        return name[:1].upper() + name[1:]
    return None


def _field(text: str) -> str | None:
    """The label of a field of study, None for what names none in particular."""
    name = re.sub(r"\Athe\s+", "", text.strip())
    vague = re.search(r"\b(?:any|an?|some|or|with|required|preferred|field|discipline|related)\b", name, re.IGNORECASE)
    return name if name and is_name(name, 60) and not vague else None
