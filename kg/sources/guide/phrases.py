"""The grammar of a guide's phrases: skills, pay, years and notes; that of education is in education.py.

Each reader takes a whole phrase or none of it: a phrase that does not fit to its last word gives None, no guess.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kg.sources.guide.conditions import is_condition, without_condition, without_lead_in
from kg.sources.guide.names import abbreviates, field_name, folded, is_name, split_list, split_parenthesis
from kg.sources.guide.pay_words import pay_in_english

_BETWEEN = re.compile(r"between (.+?) and (?=\S)", re.IGNORECASE)


# --- skills ---------------------------------------------------------------------------------------------------------


class NamedSkill(NamedTuple):
    """A skill as a line names it, with the members named for it and how strongly it is asked for.

    ``left_out`` is what says how well or how long one must know it, and is no part of its name: "B2", "familiar with".
    """

    label: str
    members: tuple[str, ...] = ()
    sometimes: tuple[str, ...] = ()
    strength: str | None = None
    left_out: str = ""


_SUCH_AS = re.compile(r",?\s+(?:such as|including|for example|for instance|e\.g\.|like),?\s+", re.IGNORECASE)
_INTRO = re.compile(r"(?:such as|including|for example|for instance|e\.g\.|like|mainly),?\s+", re.IGNORECASE)
_STRENGTHS: Final = {
    "required": "required", "essential": "required", "must have": "required", "mandatory": "required",
    "preferred": "preferred", "optional": "preferred", "nice to have": "preferred", "a plus": "preferred",
    "desirable": "preferred", "an advantage": "preferred", "helpful": "preferred", "a bonus": "preferred",
    "would be nice": "preferred", "would be good": "preferred", "would be great": "preferred",
    "would be useful": "preferred", "would be welcome": "preferred",
}  # fmt: skip
_STRENGTH = re.compile(r"(.+?),?\s+(?:is |are |would be |\()?(" + "|".join(_STRENGTHS) + r")\)?", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:(?:and|&) (?:others?|more|so on)|or|either|and/or|etc|one of|any|unless|except|not|no|if|depending)\b",
    re.IGNORECASE,
)


def named_skill(text: str) -> NamedSkill | None:
    """The skill that a text names; None where it says more than a name with members and a strength.

    >>> named_skill("Programming (Python, sometimes JavaScript)")
    NamedSkill(label='Programming', members=('Python',), sometimes=('JavaScript',), strength=None, left_out='')
    >>> named_skill("Power tools such as routers and sanders, preferred").strength
    'preferred'
    >>> named_skill("R would be nice")[::3], named_skill("SQL would be a plus")[::3]
    (('R', 'preferred'), ('SQL', 'preferred'))
    >>> named_skill("Python or R") is None
    True
    >>> named_skill("English (B2)")[::4], named_skill("Familiar with CAD")[::4]
    (('English', 'B2'), ('CAD', 'Familiar with'))
    """
    name, how = without_lead_in(text)
    if how and (found := _named_skill(name)):
        return found._replace(left_out="; ".join(filter(None, (how, found.left_out))))
    return _named_skill(text)


def _named_skill(text: str) -> NamedSkill | None:
    if _OR_IN_BRACKETS.search(text):
        return None
    text, strength = _skill_strength(_IN_QUOTES.sub(r"\2\3", text))
    name, inside = split_parenthesis(text)
    condition, preferred = _skill_strength(inside or "")
    bare, left_out = (name, inside or "") if is_condition(condition) else without_condition(text)
    if left_out:
        return NamedSkill(bare, strength=strength or preferred, left_out=left_out) if _sure(bare) else None
    if inside is None and (such := _SUCH_AS.search(text)):
        name, inside = text[: such.start()], text[such.end() :]
    elif inside is None and (parts := re.fullmatch(r"([^:()]+):\s+(.+)", text)):
        name, inside = parts[1], parts[2]
    if inside is None or (name != text and abbreviates(inside, name)):
        return NamedSkill(text, strength=strength) if _sure(text) else None
    members = _members(inside)
    if members is None or not _sure(name):
        return None
    if not members:
        return NamedSkill(text, strength=strength) if _sure(text) else None
    sometimes = [member for member, often in members if not often]
    return NamedSkill(name, tuple(member for member, often in members if often), tuple(sometimes), strength)


_IN_QUOTES: Final = re.compile(
    "\\A([\"'])([^\"']+)\\1\\Z|\\A[\u201c\u2018\u201e]([^\u201c\u201d\u2018\u2019]+)[\u201c\u201d\u2019]\\Z"
)

_LABELS: Final = (
    "other others also misc miscellaneous additional bonus extra general tools tool technologies technology software"
    " technical languages frameworks libraries"
)
_GENERAL: Final = frozenset(_LABELS.split())


def is_label(name: str) -> bool:
    """Whether a name only divides a list of skills, and is no skill itself.

    >>> is_label("Soft skills"), is_label("Other"), is_label("Hand tools")
    (True, True, False)
    """
    return field_name(name) in ("skills", "preferred skills") or folded(name) in _GENERAL


def _skill_strength(text: str) -> tuple[str, str | None]:
    match = _STRENGTH.fullmatch(text)
    if match is None or match[1].count("(") != match[1].count(")"):
        return text, None
    return match[1].rstrip(), _STRENGTHS[match[2].lower()]


def _sure(name: str) -> bool:
    return is_name(name, 80) and not any((_UNSURE.search(name), _REMARK.fullmatch(name), is_condition(name)))


_ALTERNATIVES: Final = re.compile(r"(?:either )?(.+?),? (?:and/)?or (.+)", re.IGNORECASE)
_OR_IN_BRACKETS: Final = re.compile(r"\((?:and/)?or\s+[^()]+\)", re.IGNORECASE)
CHOICE_OF: Final = re.compile(
    r"(?:at least |any |a minimum of )?(?:one|two|three|[1-3]|any|either|some) of\b(?! which)", re.IGNORECASE
)
"""What a choice begins with, whose parts come after it."""


def is_choice(text: str) -> bool:
    """Whether a text names several skills of which one is enough, or some.

    >>> [is_choice(text) for text in ("Python or R", "either Moodle or Canvas", "Python", "or at least calm")]
    [True, True, False, False]
    >>> [is_choice(text) for text in ("one of Java, C#", "Java or C# or Go", "Excel (or Sheets)", "Python, R, or Go")]
    [True, True, True, True]
    """
    if CHOICE_OF.match(text) or _OR_IN_BRACKETS.search(text):
        return True
    choice = _ALTERNATIVES.fullmatch(text)
    return choice is not None and all(
        _INTRO.match(part) is None and (named_skill(part) is not None or is_choice(part))
        for part in re.split(r",\s+", ", ".join(choice.groups()))
    )


def stands_apart(text: str) -> bool:
    """Whether a part of a list names no skill, and the parts beside it may: a condition, or a choice.

    >>> [stands_apart(text) for text in ("3+ years of teaching", "Python or R", "Python")]
    [True, True, False]
    """
    return is_condition(text) or is_choice(text)


_REMARK: Final = re.compile(
    r"(?:(?:it|this|that) )?(?:all )?(?:varies|vary|depends?|depending)\b.*"
    r"|whatever\b.*|same as\b.*|as (?:above|below).*"
    r"|(?:see|ask|check|refer to|contact) (?:the|your|our|with|above|below|job)\b.*"
    r"|.*\b(?:you|he|she|they|we|i) (?:will|need|want|wants|should|must|can|could|are|is|have|has|may|do|does)\b.*",
    re.IGNORECASE,
)
"""What stands where a skill would, and names none: "depends on the employer", "see the advert"."""


def tells_strength(text: str) -> bool:
    """Whether a text ends with how strongly it asks, outside a bracket.

    >>> tells_strength("Lua preferred"), tells_strength("Lua (preferred)"), tells_strength("Lua")
    (True, False, False)
    """
    return not text.endswith(")") and _skill_strength(text)[1] is not None


def _members(inside: str) -> list[tuple[str, bool]] | None:
    """The members in a bracket, each with whether it is always named; empty where it holds a note, None if unsure."""
    introduced = _INTRO.match(inside)
    text = inside[introduced.end() :] if introduced else inside
    parts = [part for piece in split_list(text) for part in re.split(r"\s+(?:and/or|and|or|&)\s+", piece)]
    parts = [re.sub(r"\A(?:and|or|etc)\s+", "", part) for part in parts if part not in ("etc", "etc.", "...", "…")]
    if not introduced and len(split_list(text)) < 2 and not any(re.search("[A-Z0-9]", part) for part in parts):
        return []  # "(written and oral)" is a note, "(saws, planes)" a list
    members = []
    for part in parts:
        rarely = re.match(r"(?:sometimes|occasionally)\s+", part, re.IGNORECASE)
        member = part[rarely.end() :] if rarely else part
        if not _sure(member) or _skill_strength(member)[1] or len(member.split()) > 5:
            return None
        members.append((member, not rarely))
    return members


# --- figures --------------------------------------------------------------------------------------------------------


class PayRange(NamedTuple):
    """A pay range: ``open_ended`` when its top is open, ``unit`` where the period is stated.

    The currency is empty where it is not stated; an amount in parts of a unit is a float.
    """

    minimum: int | float | None
    maximum: int | float | None
    open_ended: bool
    currency: str
    unit: str | None


_SYMBOLS: Final = {
    "US$": "USD", "US $": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "S$": "SGD",
    "HK$": "HKD", "R$": "BRL", "$": "USD", "£": "GBP", "€": "EUR", "₹": "INR", "Rs.": "INR", "Rs": "INR", "₩": "KRW",
    "₽": "RUB", "₺": "TRY", "₪": "ILS", "zł": "PLN",
}  # fmt: skip
_CODES: Final = (
    "USD|EUR|GBP|CAD|AUD|NZD|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|INR|JPY|CNY|KRW|SGD|HKD|BRL|MXN|ZAR|ILS|TRY|RUB|AED"
    "|SAR"
)
_SCALES: Final = {"k": 1000, "lakh": 100_000, "lakhs": 100_000, "lac": 100_000, "lpa": 100_000}
_MONEY: Final = (
    rf"(?:(?P<c>{'|'.join(re.escape(symbol) for symbol in _SYMBOLS)}|{_CODES})\s*)?"
    r"(?P<n>\d{1,3}(?:(?P<s>[,. '])\d{3})(?:(?P=s)\d{3})*(?:[.,]\d{1,2})?|\d{1,2}(?:,\d{2})+,\d{3}"
    r"|\d{1,9}(?:[.,]\d{1,2})?)(?![\d,.]\d)(?:\s?(?P<k>k|lakhs?|lac|lpa)\b)?(?P<plus>\s?\+)?"
    rf"(?:\s*(?P<d>€|£|₹|zł|\$|{_CODES}))?"
)


def _money(name: str) -> str:
    return re.sub(r"\(\?P(<|=)(\w+)([>)])", rf"(?P\g<1>\g<2>{name}\g<3>", _MONEY)


_UNITS: Final = {
    "YEAR": "year yr annum annually yearly annual pa p.a. p.a p.\\ a. p/a",
    "MONTH": "calendar\\ month month mo monthly pcm p.m. p.m",
    "WEEK": "week wk weekly pw p.w. p.w", "DAY": "day daily pd p.d. p.d", "HOUR": "hour hr hourly h ph p.h. p.h p/h",
}  # fmt: skip
_UNIT: Final = {word.replace("\\", ""): unit for unit, words in _UNITS.items() for word in re.split(r"(?<!\\) ", words)}
_DASH: Final = r"\s*(?:-|\bto\b)\s*"
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u223c\u301c~]")
_PAY = re.compile(
    r"(?P<from>from|over|at least|starting (?:at|from)|upwards of)?\s*(?P<upto>up to)?\s*" + _money("1")
    + rf"(?:{_DASH}" + _money("2") + r")?(?P<more>\s+(?:and up|and above|and more|or more|plus|upwards))?"
    r"(?:\s*(?:,|/|\bper\b|\ban?\b|\beach\b|\bp[./])?\s*\(?(?P<unit>"
    + "|".join(sorted(map(re.escape, _UNIT), key=len, reverse=True)) + r")\)?(?!\w))?"
    r"(?:\s*[,(]?\s*(?:gross|before tax)\)?)?(?:\s*[,(]?\s*(?:depending on [\w ,]{1,60}|doe)\)?)?",
    re.IGNORECASE,
)  # fmt: skip
_DOLLARS: Final = frozenset(("CAD", "AUD", "NZD", "SGD", "HKD"))
_DECIMAL_POINT: Final = frozenset(
    ("USD", "GBP", "INR", "JPY", "CNY", "KRW", "ILS", "AED", "SAR", "MXN", "ZAR", "", *_DOLLARS)
)


def pay(text: str) -> PayRange | None:
    """The pay range that a text states; None where it says anything else.

    >>> pay("$80,000 - $200,000+")
    PayRange(minimum=80000, maximum=200000, open_ended=True, currency='USD', unit=None)
    >>> pay("£11.44–18 per hour")
    PayRange(minimum=11.44, maximum=18, open_ended=False, currency='GBP', unit='HOUR')
    >>> pay("£25-30,000")[:2], pay("₹3-5 LPA")[:2], pay("competitive")
    ((25000, 30000), (300000, 500000), None)
    """
    text = _DASHES.sub("-", _BETWEEN.sub(r"\1 - ", " ".join(text.split())))
    if len(text) > 200 or not any(map(str.isdigit, text)):
        return None
    match = _PAY.fullmatch(text) or _PAY.fullmatch(pay_in_english(text))
    if match is None:
        return None
    signs = {_currency(match[key]) for key in ("c1", "d1", "c2", "d2") if match[key]}
    if signs & _DOLLARS:
        signs.discard("USD")  # "$50,000 CAD": a dollar sign, then whose dollar
    scales = [(match[key] or "").lower() for key in ("k1", "k2")]
    if not signs:
        signs = {"INR"} if "lpa" in scales else {""} if any(scales) else signs
    if len(signs) != 1:
        return None
    currency, words = signs.pop(), match["unit"]
    unit = _UNIT[words.lower()] if words else "YEAR" if "lpa" in scales else None
    bounds = _bounds(match, scales, currency)
    if bounds is None or (not unit and any(isinstance(amount, float) for amount in bounds)):
        return None  # "$14.50" of what period?
    return PayRange(*bounds, currency, unit)


_SIGN_IN_HEAD = re.compile(rf"US\$|[£€₹$]|\b(?:{_CODES})\b")


def pay_in_column(text: str, head: str) -> PayRange | None:
    """The pay that a cell states; the head of its column may give the currency.

    >>> pay_in_column("20,000 - 30,000", "Salary (GBP)")[:2]
    (20000, 30000)
    """
    found, sign = pay(text), _SIGN_IN_HEAD.search(head)
    return pay(f"{sign[0]} {text}") if sign and (found is None or not found.currency) else found


def _bounds(match: re.Match[str], scales: list[str], currency: str) -> tuple[_Amount, _Amount, bool] | None:
    """The lower and upper amount, and whether the upper end is open; None where they are not clear."""
    amounts = [_amount(match[key], currency) for key in ("n1", "n2") if match[key]]
    if None in amounts:
        return None
    first, *rest = (amount for amount in amounts if amount is not None)
    second = rest[0] * _SCALES.get(scales[1], 1) if rest else None
    if scales[0]:
        first *= _SCALES[scales[0]]
    elif second and scales[1] and first < 1000:
        first *= _SCALES[scales[1]]  # "$80-120k"
    elif second and match["n1"].isdigit() and match["s2"] and first * 1000 <= second:
        first *= 1000  # "£25-30,000"
    if second is not None and (match["upto"] or second < first or match["plus1"]):
        return None
    open_ended = bool(match["plus1"] or match["plus2"] or match["more"] or (match["from"] and second is None))
    least, most = (None, first) if match["upto"] else (first, second)
    return _whole(least), _whole(least if most is None and not open_ended else most), open_ended


_Amount = int | float | None


def _whole(amount: _Amount) -> _Amount:
    """An amount as an integer where it is one."""
    return None if amount is None else int(amount) if amount == int(amount) else round(amount, 2)


def _currency(sign: str) -> str:
    return next((code for symbol, code in _SYMBOLS.items() if symbol.lower() == sign.lower()), sign.upper())


def _amount(digits: str, currency: str) -> int | float | None:
    """A number as people write it; None for one that is read in two ways."""
    whole, mark, parts = re.fullmatch(r"(.*?)(?:([.,])(\d{1,2}))?", digits).groups()  # type: ignore[union-attr]
    number = int(re.sub(r"\D", "", whole))
    if parts is None:
        return number
    if mark == "," and currency in _DECIMAL_POINT:
        return None
    return float(f"{number}.{parts}")


class Years(NamedTuple):
    """Years of experience; ``open_ended`` is "5+"."""

    minimum: int | None
    maximum: int | None
    open_ended: bool


_YEARS = re.compile(
    r"(?P<over>over|more than|at least|from|minimum(?: of)?)?\s*(?P<under>up to|under|less than|at most)?\s*"
    rf"(?P<a>\d{{1,2}})(?P<plus>\s?\+)?(?:{_DASH}(?P<b>\d{{1,2}}))?\s*(?:years?|yrs?\.?)"
    r"(?P<more> and more| or more| and up)?(?: of experience| experience)?",
    re.IGNORECASE,
)


def years(text: str) -> Years | None:
    """The years that a text states; None where it says anything else.

    >>> years("2-5 years")
    Years(minimum=2, maximum=5, open_ended=False)
    >>> years("10+ yrs")
    Years(minimum=10, maximum=None, open_ended=True)
    >>> years("since 2020") is None
    True
    """
    text = re.sub(r"\A(?:in )?years? (\d.*)", r"\1 years", text.strip(), flags=re.IGNORECASE)
    match = _YEARS.fullmatch(_DASHES.sub("-", _BETWEEN.sub(r"\1 - ", text.strip())))
    if match is None:
        return None
    first, second = int(match["a"]), int(match["b"]) if match["b"] else None
    is_open = bool(match["plus"] or match["over"] or match["more"])
    if match["under"]:
        return None if second or is_open else Years(None, first, False)
    if second is not None:
        return Years(first, second, False) if second >= first and not match["plus"] and not match["more"] else None
    return Years(first, None, True) if is_open else None


# --- notes ------------------------------------------------------------------------------------------------------------


class IndustryNote(NamedTuple):
    """A note on an industry: its kind, and the employers and topics that it names."""

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
    """The meaning of a note on an industry; ``kind`` is that of its field, ``otherwise`` that of its section.

    >>> industry_note("Traditional automakers, Tesla, Waymo")
    IndustryNote(kind='employers', employers=('Tesla', 'Waymo'), topics=('Traditional automakers',))
    >>> industry_note("Research and product roles available").topics
    ('research roles', 'product roles')
    >>> industry_note("Long hours") is None
    True
    """
    if _ONE_OR_TWO.search(text) and (kind == "employers" or _names_employers(split_list(text))):
        return None
    if kind == "employers":
        return _employers(split_list(text), stated=True)
    if kind in (None, "focus") and (focus := _FOCUS.fullmatch(text)):
        return _note_topics("focus", _joined(focus[1]))
    if kind in (None, "roles") and (roles := _ROLES.fullmatch(text)):
        return _note_topics("roles", _distributed(roles[1], roles[2]))
    if kind in (None, "requirement") and _DEMAND.fullmatch(text):
        return _note_topics("requirement", [text])
    parts = split_list(text)
    if kind is None and _names_employers(parts):
        return _employers(parts)
    found = kind or otherwise
    return _note_topics(found, parts) if found else None


def _note_topics(kind: str, names: list[str]) -> IndustryNote | None:
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


def _employers(parts: list[str], *, stated: bool = False) -> IndustryNote | None:
    """Names of employers, and kinds of them; for the first word of a list, only the other parts show which it is."""
    if not parts or not all(map(is_name, parts)):
        return None
    proper = [_is_proper(part) and not _ORGANISATIONS.fullmatch(part) for part in parts]
    if proper[0] and not any(proper[1:]) and " " not in parts[0] and not stated:
        return None  # its capital letter may be the line's
    names = tuple(part for part, is_proper in zip(parts, proper, strict=True) if is_proper)
    kinds = tuple(part for part, is_proper in zip(parts, proper, strict=True) if not is_proper)
    return IndustryNote("employers", names, kinds)


def _joined(text: str) -> list[str]:
    """The parts of a list, also of two joined by "and"."""
    return [part for piece in split_list(text) for part in re.split(r"\s+and\s+", piece)]


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
    """A note on an entry path: its kind, and its topic without the words that show the kind."""

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
    (
        "gap",
        re.compile(r"(?:additional|missing|more|further|(?:still )?(?:needs?|lacks?|requires?)) .+", re.IGNORECASE),
    ),
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
"""Verbs that begin a note which recommends an action."""


def entry_note(text: str, kind: str | None = None) -> EntryNote | None:
    """The meaning of a note on an entry path; ``kind`` is that of its field.

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
