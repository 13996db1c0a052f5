"""What a phrase says of education: credentials with their fields of study, and what is accepted instead.

A phrase is read whole or not at all: one that does not fit to its last word gives None, no guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from kg.model.curated import Strength
from kg.sources.guide.names import abbreviates, is_name


@dataclass(frozen=True)
class EducationOption:
    """One way to meet what is asked, by labels: a credential with its fields, or a background in words."""

    credential: str | None = None
    background: str | None = None
    fields: tuple[str, ...] = ()
    related: bool = False
    strength: Strength = "required"
    condition: str | None = None


_DEGREES: Final = ("Associate's", "Bachelor's", "Master's", "PhD", "BA", "BS", "BSc", "BEng", "MA", "MS", "MSc", "MEng")
"""Degrees that one field is often named for together: "Bachelor's or Master's in Nursing"."""

_DEGREE = re.compile(r"(associate|bachelor|master|doctor)(?:'s|s'|s)?(?: degrees?)?", re.IGNORECASE)
_DOCTOR = re.compile(r"(?:ph\.? ?d\.?|doctor(?:'s|s)?)(?: degree)?", re.IGNORECASE)
_TITLED = re.compile(r"(?:associate|bachelor|master|doctor|diploma|certificate) of [A-Za-z ]{2,40}", re.IGNORECASE)
SHORT_FORM: Final = re.compile(
    "MBA|MSc|BSc|MS|BS|BA|MA|MD|JD|LLB|LLM|BEng|MEng|BTech|MTech|BFA|MFA|BEd|MEd|MPH|MSW|BSN|MSN|DNP|ADN|RN|LPN|GED|HNC"
    "|HND|NVQ|MPhil|DPhil|MBBS|MBChB|BDS|DDS|DVM|BPharm|PharmD|BArch|MArch|PGCE|AA|AS|AAS"
)
_NO_SUBJECT: Final = frozenset(("MBA", "RN", "LPN", "GED", "NVQ", "BSN", "MSN", "DNP", "ADN", "PGCE", "MBBS"))
"""Short forms that name their subject, or have none."""

_DOTTED = re.compile(r"\b(?:[A-Z][a-z]{0,3}\.\s?){1,3}[A-Z][a-z]{0,3}\b\.?|\b(?:[A-Z][a-z]{0,3}\.){2,}")
_LEVELED = re.compile(
    r"(?P<a>NVQ|SVQ|BTEC|RQF)(?: level)? ?(?P<n>\d)|level (?P<m>\d) (?P<b>NVQ|SVQ|BTEC|RQF)", re.IGNORECASE
)
_SCHOOL = re.compile(
    r"(?:completed |some )?(?:high|secondary|middle|trade|vocational) school(?: education| graduation| completion)?"
    r"|(?:\d |some )?(?:A-levels?|GCSEs?|O-levels?)|abitur|matura|baccalaureate",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?:no|none:?) (?:formal |specific |particular |academic )?(?:education(?:al)?|qualifications?|training|schooling)"
    r"(?: (?:credentials?|qualifications?|requirements?))?(?: (?:is |are )?(?:required|needed|necessary))?"
    r"|(?:none|not|nothing) (?:formal )?(?:required|needed|necessary)"
    r"|keine (?:formale |besondere )?(?:ausbildung|vorbildung|qualifikation)(?: (?:erforderlich|nötig))?"
    r"|aucune (?:formation|qualification)(?: (?:requise|exigée|nécessaire))?",
    re.IGNORECASE,
)
_NONE: Final = re.compile(
    r"none(?: formal)?|nothing(?: formal)?|nil|keine?|aucune?|ninguna?|ninguno|nessuna?|nessuno|geen|ingen|brak",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(r"(?:at least|a? ?minimum(?: of)?:?|min\.)\s+(?=\S)", re.IGNORECASE)
_OR_MORE = re.compile(r"(?:higher|above|better|more)(?: degree| qualification)?", re.IGNORECASE)
_EQUIVALENT = re.compile(
    r"(?:or )?(?:an? |the |its |any )?(?:(?:foreign|international|overseas|recogni[sz]ed|local|academic) )?"
    r"(?:equivalents?|equivalency|similar)(?: (?:qualification|degree|credential|diploma|certificate|award)s?)?",
    re.IGNORECASE,
)
_EQUIVALENT_BRACKET = re.compile(r"\s*\(\s*(?:or\s+)?((?:an? )?(?:\w+ )?equivalent[^()]*)\)", re.IGNORECASE)
_LENGTH = re.compile(
    r"\s*\((?:about |usually |typically )?(?:\d[\d.]*(?:\s?(?:-|–|to)\s?\d[\d.]*)?|one|two|three|four|five)"
    r"[\s-](?:years?|months?|weeks?)(?: (?:long|full[ -]time|part[ -]time))?\)",
    re.IGNORECASE,
)
"""How long it takes, in brackets: the words of the source keep it."""
_TRADE = re.compile(r"\b(apprenticeship) as (?:an? )?(?=\w)", re.IGNORECASE)
_EXPERIENCE = re.compile(
    r"(?:(?:an? )?(?:combination|mix) of education and experience|(?:an? )?equivalent combination of [a-z ,]{3,60}"
    r"|(?:(?:at least |min(?:imum|\.)? )?\d{1,2}\s?\+?(?:\s?(?:-|–|to)\s?\d{1,2})? years?'?(?: of)? )?"
    r"(?:[A-Za-z'/-]+ ){0,4}experience(?: (?:in|as|with|of) (?:an? |the )?[A-Za-z ]{2,40})?)"
    r"(?: (?:is |will be |may be )?(?:accepted|considered|acceptable)| in lieu(?: of (?:an? |the )?degree)?)?",
    re.IGNORECASE,
)
"""What is accepted in place of the credential before it."""
_AWARD = re.compile(
    r"(?:[\w'./&-]+ ){0,5}(?:degree|diploma|certificate|certification|licen[cs]e|apprenticeship|registration"
    r"|qualification|doctorate|GED)(?: (?:I{1,3}|IV|V|[1-9]))?",
    re.IGNORECASE,
)
_JOINING = re.compile(
    r"\b(?:and|or|with|plus|any|no|not|without|some|relevant|equivalent|in|typically|usually|generally|often|most"
    r"|least|minimum|normally|either)\b",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(r"(?:[\w'/+-]+ ){0,6}(?:background|experience|training|expertise|portfolio)", re.IGNORECASE)
_RELATED_FIELD = re.compile(
    r"(?:an?(?:other)? |any |other )?(?:closely )?(?:related|similar|equivalent|relevant|adjacent)"
    r"(?: technical| quantitative| scientific)? (?:fields?|disciplines?|subjects?|areas?|majors?|degrees?)",
    re.IGNORECASE,
)
_ANY_FIELD = re.compile(
    r"(?:an?y?|some|whatever) (?:[a-z-]+ ){0,2}(?:field|discipline|subject|area|major|degree)s?", re.IGNORECASE
)
"""What names no field of study in particular."""

_OFTEN = re.compile(r"(sometimes|occasionally|ideally|preferably)\s+", re.IGNORECASE)
PREFERRED: Final = (
    "preferred|recommended|desirable|desired|optional|a (?:definite |big )?plus|a bonus|helpful|an advantage"
    "|advantageous|an asset|useful|welcome|beneficial|nice[- ]to[- ]have|good to have"
)
"""What is said behind the name of something that is not asked for, as a pattern."""

_ENDING = re.compile(
    rf"(.+?),?\s+(?:(?:is|are|often|usually|(?:would|may|can) be)\s+)*(required|essential|mandatory|{PREFERRED})",
    re.IGNORECASE,
)
_ASKED: Final = {"required", "essential", "mandatory"}


def education(text: str) -> tuple[EducationOption, ...] | None:
    """The options that a phrase states; None where any word of it is not understood.

    >>> [option.credential for option in education("Bachelor's/Master's in Nursing")]
    ["Bachelor's", "Master's"]
    >>> education("PhD required (sometimes Master's with exceptional experience)")[1].condition
    'exceptional experience'
    >>> education("Whatever it takes") is None
    True
    """
    if _NONE.fullmatch(text):
        return (EducationOption(background="no formal education required"),)
    if _NOTHING.fullmatch(text):
        return (EducationOption(background=text[:1].lower() + text[1:]),)
    text = _plain_education(text) if len(text) <= 300 else ""
    if (beside := re.fullmatch(r"([^()]+?)\s*\(([^()]+)\)", text)) and asks_nothing(beside[1]):
        optional = education(beside[2]) or ()
        required = not optional or any(option.strength == "required" for option in optional)
        return None if required else (*(education(beside[1]) or ()), *optional)
    match = re.fullmatch(r"([^()]*)(?:\(([^()]*)\))?([^()]*)", text) if text else None
    if match is None or (match[3] or "").strip(" ;,."):
        return None
    options: list[EducationOption] = []
    for phrase in match[1].split(";"):
        found = _alternatives(phrase.strip(), options)
        if found is None:
            return None
        options += found
    ending = match[2] and _ENDING.fullmatch(f"it {match[2].strip()}")
    if ending and ending[1] == "it":
        strength = _option_strength(None, ending[2].lower())
        options = [replace(option, strength=strength) for option in options]
    elif match[2]:
        found = _alternatives(match[2].strip(), options)
        if found is None:
            return None
        options += found
    return tuple(options)


def asks_nothing(text: str) -> bool:
    """Whether a text about education says that none is asked for.

    >>> [asks_nothing(text) for text in ("None", "no formal education", "n/a", "Nothing in particular")]
    [True, True, False, False]
    """
    return any(pattern.fullmatch(text) for pattern in (_NONE, _NOTHING))


def _plain_education(text: str) -> str:
    """A text without what only spells it otherwise: dots in short forms, and brackets that abbreviate what is before.

    >>> _plain_education("B.Sc. (Hons) in Physics, Bachelor of Science in Nursing (BSN)")
    'BSc in Physics, Bachelor of Science in Nursing'
    """
    text = _TRADE.sub(r"\1 in ", _LENGTH.sub("", _AT_LEAST.sub("", text.replace("\u2019", "'"))))
    text = _EQUIVALENT_BRACKET.sub(r" or \1", text)
    text = _DOTTED.sub(lambda match: match[0].replace(".", "").replace(" ", ""), text)
    pieces = re.split(r"\s*\(([^()]*)\)", text)
    kept = pieces[:1]
    for inside, after in zip(pieces[1::2], pieces[2::2], strict=True):
        before = re.split(r"[,;/]|\bor\b", kept[-1])[-1].strip()
        dropped = inside.lower() in ("hons", "honours", "honors") or _short_form(inside.strip(), before)
        kept[-1:] = [kept[-1] + after] if dropped else [f"{kept[-1]} ({inside}){after}"]
    return kept[0]


def _short_form(inside: str, before: str) -> bool:
    """Whether a bracket only abbreviates the text before it: "Bachelor of Science in Nursing (BSN)"."""
    if re.fullmatch(r"[A-Z][A-Za-z]{1,5}", inside) and abbreviates(inside, before):
        return True
    return SHORT_FORM.fullmatch(inside) is not None and (inside == "GED" or _TITLED.match(before) is not None)


def _alternatives(text: str, before: list[EducationOption]) -> list[EducationOption] | None:
    """The options of one phrase, at "or", commas, and slashes between degrees; ``before`` are those of the others."""
    options: list[EducationOption] = []
    current = 0  # where the options begin that fields and "related field" belong to
    joints = ["", *re.findall(_ALTERNATIVE, text)]
    for joint, token in zip(joints, re.split(_ALTERNATIVE, text), strict=True):
        if options and _OR_MORE.fullmatch(token):
            continue
        if _RELATED_FIELD.fullmatch(token) and options and options[current].fields:
            options[current:] = [replace(option, related=True) for option in options[current:]]
        elif found := _options(token):
            current = _beginning(options, found)
            named = found[-1]
            shared = [replace(option, fields=named.fields) for option in options[current:]]
            options[current:] = [*shared, *found]
        elif other := accepted_instead(token, _last_credential([*before, *options]), stated="or" in joint):
            options.append(EducationOption(background=other))
        elif options and options[current].fields and (names := _fields(token)):
            options[current:] = [replace(option, fields=(*option.fields, *names)) for option in options[current:]]
        elif options and options[current].fields and (ended := _ended_fields(token)):
            names, strength = ended
            options[current:] = [
                replace(option, fields=(*option.fields, *names), strength=strength) for option in options[current:]
            ]
        else:
            return None
    return options or None


def _ended_fields(token: str) -> tuple[tuple[str, ...], Strength] | None:
    """The last fields of a degree with what is said behind them, which is of all: "in Law or Politics preferred"."""
    ending = _ENDING.fullmatch(token)
    names = _fields(ending[1]) if ending else ()
    return (names, _option_strength(None, ending[2].lower())) if ending and names else None


_ALTERNATIVE: Final = r"\s*,\s*(?:or\s+)?|\s+or\s+"


def accepted_instead(text: str, credential: str, *, stated: bool) -> str:
    """What a text accepts in place of the credential before it; empty where it says something else.

    ``stated`` is whether "or" is before it: "BSc, 3 years of experience" may ask for both.

    >>> accepted_instead("equivalent", "BSc", stated=False), accepted_instead("3 years of experience", "", stated=True)
    ('equivalent of BSc', '')
    """
    if credential and _EQUIVALENT.fullmatch(text):
        return f"equivalent of {credential}"
    text = re.sub(r"\Aor ", "", text)
    sure = stated or re.search(r"\b(?:equivalent|accepted|considered|acceptable|in lieu)\b", text, re.IGNORECASE)
    found = credential and sure and _EXPERIENCE.fullmatch(text)
    return text if found and not _DENIED.search(text) else ""


_DENIED: Final = re.compile(r"\b(?:no|not|none|without|plus)\b", re.IGNORECASE)


def _last_credential(options: list[EducationOption]) -> str:
    return next((option.credential for option in reversed(options) if option.credential), "")


def _beginning(options: list[EducationOption], found: list[EducationOption]) -> int:
    """Where the degrees begin that the fields of ``found`` are named for too: "Bachelor's or Master's in Nursing"."""
    start = len(options)
    if not found[-1].fields or found[0].credential not in _DEGREES:
        return start
    while start and options[start - 1] == EducationOption(options[start - 1].credential):
        if options[start - 1].credential not in _DEGREES:
            break
        start -= 1
    return start


def _options(token: str) -> list[EducationOption]:
    """The options of one alternative, none where it is not understood."""
    often = _OFTEN.match(token)
    rest = token[often.end() :] if often else token
    ending = _ENDING.fullmatch(rest)
    rest = ending[1] if ending else rest
    strength = _option_strength(often[1].lower() if often else None, ending[2].lower() if ending else None)
    rest, _, condition = rest.partition(" with ")
    if condition and not is_name(condition, 80):
        return []
    short = re.match(r"(\w+)(?: degree)? (?=[A-Z])", rest)
    if short and SHORT_FORM.fullmatch(short[1]) and short[1] not in _NO_SUBJECT and " in " not in rest:
        rest = f"{short[1]} in {rest[short.end() :]}"  # "BSc Physics"
    name, within, subject = rest.partition(" in ")
    if _ANY_FIELD.fullmatch(subject):
        within = ""
    fields = _fields(subject) if within else ()
    credentials = [credential_label(part.strip()) for part in (name.split("/") if "/" in name else [name])]
    common = EducationOption(strength=strength, condition=condition or None)
    if all(credentials) and (fields or not within):
        return [replace(common, credential=credential, fields=fields) for credential in credentials]
    if _BACKGROUND.fullmatch(rest) and not re.search(r"[\d/+]|\b(?:no|not|none|without)\b", rest, re.IGNORECASE):
        return [replace(common, background=rest)]
    return []


def _option_strength(often: str | None, ending: str | None) -> Strength:
    if often in ("sometimes", "occasionally"):
        return "sometimes"
    return "preferred" if often or (ending and ending not in _ASKED) else "required"


def credential_label(text: str) -> str | None:
    """The label of a credential, None for what is none."""
    name = re.sub(r"\A(?:an?|the)\s+", "", text.strip(), flags=re.IGNORECASE)
    if _DOCTOR.fullmatch(name):
        return "PhD"
    if step := _DEGREE.fullmatch(name):
        return f"{step[1].capitalize()}'s"
    if SHORT_FORM.fullmatch(name.removesuffix(" degree")):
        return name.removesuffix(" degree")
    if level := _LEVELED.fullmatch(name):
        return f"{(level['a'] or level['b']).upper()} Level {level['n'] or level['m']}"
    if _SCHOOL.fullmatch(name) and not name.lower().startswith("some "):
        return name[:1].upper() + name[1:]
    if _TITLED.fullmatch(name) or (_AWARD.fullmatch(name) and not _JOINING.search(name)):
        return name[:1].upper() + name[1:]
    return None


_ABBREVIATED: Final = re.compile(r"[A-Z&]{1,4}(?:/[A-Z&]{1,4})+")


def _fields(text: str) -> tuple[str, ...]:
    """The fields of study that a text names, divided by slashes; empty where one of them is none.

    >>> _fields("Law/History"), _fields("AI/ML"), _fields("Law / PhD in Law")
    (('Law', 'History'), ('AI/ML',), ())
    """
    if _ABBREVIATED.fullmatch(text.strip()):
        return (text.strip(),)
    found = [_field(part) for part in text.split("/")]
    return tuple(name for name in found if name) if all(found) else ()


_NO_FIELD: Final = re.compile(
    r"[\d:+/;<>=|]|(?:\band|&|\btogether|\balong)\Z|(?-i:\b(?:and|&) [A-Z]{3,}\b)"
    r"|\b(?:any|an?|some|or|with|plus|ideally|preferably|required|preferred|field|discipline|related|licen[cs]\w*|certif\w*"
    r"|regist\w*|accredit\w*|degrees?|diplomas?|bachelor\w*|master'?s|ph\.?d|doctorate|apprentice\w*|experience"
    r"|years?|honou?rs|gpa|grade|first class|pass)\b",
    re.IGNORECASE,
)
"""What is in no name of a field of study: figures, grades, signs, another credential."""


def _field(text: str) -> str | None:
    """The label of a field of study, None for what names none in particular.

    >>> [_field(text) for text in ("the Arts", "Physics 2:1", "Nursing and RN license", "a related field")]
    ['Arts', None, None, None]
    """
    name = re.sub(r"\Athe\s+", "", text.strip())
    capitals = [word for word in re.findall(r"\w+", name) if SHORT_FORM.fullmatch(word)]
    return name if name and is_name(name, 60) and not capitals and not _NO_FIELD.search(name) else None
