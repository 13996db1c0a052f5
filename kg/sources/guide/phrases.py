"""The small grammar of a guide's phrases: fields, lists, names with brackets, pay, years, links.

Each reader takes the whole of a phrase or none of it: what does not fit to its last word is None, and so not guessed.
"""

from __future__ import annotations

import html
import re
from typing import Final, NamedTuple

from kg.sources.guide.words import field_name

__all__ = [
    "Field", "Link", "NamedSkill", "Pay", "Years", "abbreviates", "bracketed", "field_of", "heading_number", "is_name",
    "links_of", "listed", "named_skill", "pay", "plain", "tells_strength", "years",
]  # fmt: skip

_LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(\s{0,9}<?([^()\s<>]*)>?(?:\s{1,9}[\"'][^\"'()]*[\"'])?\s{0,9}\)")
_BOLD_FIELD = re.compile(r"(\*\*\*|___|\*\*|__|\*|_)([^*_\s](?:[^*_]*[^*_\s])?)\1[ \t]*([:–—]?)[ \t]*(.*)")
_PLAIN_FIELD = re.compile(r"([A-Za-z][A-Za-z &/'-]{1,40}?)[ \t]*:(?:[ \t]+(.*))?")
_EMPHASIS = re.compile(r"\*{2,3}|_{2,3}|`|(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])")
_DASH: Final = r"\s*(?:-|–|—|\bto\b)\s*"
_BETWEEN = re.compile(r"between (.+?) and (?=\S)", re.IGNORECASE)


class Link(NamedTuple):
    """A link in a text: its words, where it leads, and the words before it."""

    label: str
    target: str
    before: str


def links_of(text: str) -> list[Link]:
    """The links of a text, images left out.

    >>> links_of("Back to [the start](index.md).")
    [Link(label='the start', target='index.md', before='Back to ')]
    """
    found, end = [], 0
    for match in _LINK.finditer(text):
        if not match[1] and match[2].strip() and match[3]:
            found.append(Link(plain(match[2]), match[3], text[end : match.start()]))
        end = match.end()
    return found


def plain(text: str) -> str:
    """A text without its marks: emphasis, code, links (their words stay), escapes, a full stop at the end.

    >>> plain("**Use** the [saw](saw.md) &amp; `plane`.")
    'Use the saw & plane'
    """
    text = _LINK.sub(lambda match: "" if match[1] else match[2], text)
    text = _EMPHASIS.sub("", re.sub(r"\\([*_`#\[\]()])", r"\1", text))
    text = " ".join(html.unescape(re.sub(r"<br */?>", " ", text)).replace("\u2019", "'").split())
    return text[:-1].rstrip() if text.endswith(".") and not text.endswith("..") else text


class Field(NamedTuple):
    """A name and what follows it: "**Pay:** $20"; ``known`` is what the name means, None for one that is not known."""

    name: str
    value: str
    bold: bool
    known: str | None


def field_of(text: str) -> Field | None:
    """The field that a text begins with; None where it begins with none.

    >>> [field_of(text)[:2] for text in ("**Pay:** $20", "__Pay__: $20", "Pay: $20", "**Pay**")]
    [('Pay', '$20'), ('Pay', '$20'), ('Pay', '$20'), ('Pay', '')]
    >>> field_of("**Read** this") is None
    True
    """
    if match := _BOLD_FIELD.fullmatch(text):
        name, value = match[2], match[4]
        if name.endswith(":") or match[3] or not value.strip():
            name = name.rstrip(": ")
            return Field(plain(name), value.strip(), True, field_name(name))
        return None
    if (match := _PLAIN_FIELD.fullmatch(text)) and not (match[2] or "").startswith("//"):
        return Field(match[1], (match[2] or "").strip(), False, field_name(match[1]))
    return None


def heading_number(text: str) -> tuple[int | None, str]:
    """The number that a heading begins with, and the rest.

    >>> heading_number("3. Joiner"), heading_number("3D Artist")
    ((3, 'Joiner'), (None, '3D Artist'))
    """
    match = re.fullmatch(r"(\d{1,4})[.):][ \t]+(.+)", text)
    return (int(match[1]), match[2]) if match else (None, text)


def is_name(text: str, most: int = 100) -> bool:
    """Whether a text can name something: it has a letter or digit, is not too long, and is no run of sentences."""
    return len(text) <= most and re.search(r"[A-Za-z0-9]", text) is not None and not re.search(r"[.!?;]\s+[A-Z]", text)


# --- lists ----------------------------------------------------------------------------------------------------------


def listed(text: str) -> list[str]:
    """The parts of a list: at commas and semicolons outside brackets, the last also at "and".

    >>> listed("saws (hand, band), planes and chisels"), listed("health and safety")
    (['saws (hand, band)', 'planes', 'chisels'], ['health and safety'])
    """
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth = max(0, depth + (sign == "(") - (sign == ")"))
        if sign in ",;" and not depth and not text[place - 1 : place + 2].replace(",", "").isdigit():
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    if len(parts) > 1:
        last = parts.pop().strip()
        joined = re.match(r"(?:and|&)\s+(.*)", last)
        parts += [joined[1]] if joined else re.split(r"\s+(?:and|&)\s+(?![^(]*\))", last)
    return [part.strip() for part in parts if part.strip()]


def bracketed(text: str) -> tuple[str, str | None]:
    """A name and what stands in the bracket at its end.

    >>> bracketed("Saws (hand, band)"), bracketed("Saws")
    (('Saws', 'hand, band'), ('Saws', None))
    """
    match = re.fullmatch(r"([^()]*[^()\s])\s*\(([^()]*)\)", text)
    return (match[1], match[2].strip()) if match and match[2].strip() else (text, None)


def abbreviates(short: str, name: str) -> bool:
    """Whether a word is a short form of a name: its letters come in the name in this order, the first one first.

    >>> [abbreviates(short, "Electronic health records") for short in ("EHR", "R", "Paper")]
    [True, False, False]
    """
    letters = iter(name.lower())
    capitals = sum(sign.isupper() for sign in short)
    return (capitals >= 2 and " " not in short and short[:1].lower() == name[:1].lower()) and all(
        sign in letters for sign in short.lower() if sign.isalnum()
    )


# --- skills ---------------------------------------------------------------------------------------------------------


class NamedSkill(NamedTuple):
    """A skill as a line names it, with the members named for it and how strongly it is asked for."""

    label: str
    members: tuple[str, ...] = ()
    sometimes: tuple[str, ...] = ()
    strength: str | None = None


_SUCH_AS = re.compile(r",?\s+(?:such as|including|for example|for instance|e\.g\.|like),?\s+", re.IGNORECASE)
_INTRO = re.compile(r"(?:such as|including|for example|for instance|e\.g\.|like|mainly),?\s+", re.IGNORECASE)
_STRENGTHS: Final = {
    "required": "required", "essential": "required", "must have": "required", "mandatory": "required",
    "preferred": "preferred", "optional": "preferred", "nice to have": "preferred", "a plus": "preferred",
    "desirable": "preferred", "an advantage": "preferred", "helpful": "preferred",
}  # fmt: skip
_STRENGTH = re.compile(r"(.+?),?\s+(?:is |are |\()?(" + "|".join(_STRENGTHS) + r")\)?", re.IGNORECASE)
_UNSURE = re.compile(r"\b(?:or|either|and/or|etc|one of|any|unless|except|not|no|if|depending)\b", re.IGNORECASE)


def named_skill(text: str) -> NamedSkill | None:
    """The skill that a text names; None where it says more than a name with members and a strength.

    >>> named_skill("Programming (Python, sometimes JavaScript)")
    NamedSkill(label='Programming', members=('Python',), sometimes=('JavaScript',), strength=None)
    >>> named_skill("Power tools such as routers and sanders, preferred").strength
    'preferred'
    >>> named_skill("Python or R") is None
    True
    """
    text, strength = _strength(text)
    name, inside = bracketed(text)
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


def _strength(text: str) -> tuple[str, str | None]:
    match = _STRENGTH.fullmatch(text)
    return (match[1].rstrip(), _STRENGTHS[match[2].lower()]) if match else (text, None)


def _sure(name: str) -> bool:
    return is_name(name, 80) and not _UNSURE.search(name)


def tells_strength(text: str) -> bool:
    """Whether a text ends with how strongly it asks, outside a bracket.

    >>> tells_strength("Lua preferred"), tells_strength("Lua (preferred)"), tells_strength("Lua")
    (True, False, False)
    """
    return not text.endswith(")") and _strength(text)[1] is not None


def _members(inside: str) -> list[tuple[str, bool]] | None:
    """The members in a bracket, each with whether it is always named; empty where it holds a remark, None if unsure."""
    introduced = _INTRO.match(inside)
    text = inside[introduced.end() :] if introduced else inside
    parts = [part for piece in listed(text) for part in re.split(r"\s+(?:and/or|and|or|&)\s+", piece)]
    parts = [re.sub(r"\A(?:and|or|etc)\s+", "", part) for part in parts if part not in ("etc", "etc.", "...", "…")]
    if not introduced and len(listed(text)) < 2 and not any(re.search("[A-Z0-9]", part) for part in parts):
        return []  # "(written and oral)" is a remark, "(saws, planes)" a list
    members = []
    for part in parts:
        rarely = re.match(r"(?:sometimes|occasionally)\s+", part, re.IGNORECASE)
        member = part[rarely.end() :] if rarely else part
        if not _sure(member) or _strength(member)[1] or len(member.split()) > 5:
            return None
        members.append((member, not rarely))
    return members


# --- figures --------------------------------------------------------------------------------------------------------


class Pay(NamedTuple):
    """A pay range: ``open_ended`` when its top is open, ``unit`` where the period is stated."""

    minimum: int | None
    maximum: int | None
    open_ended: bool
    currency: str
    unit: str | None


_SYMBOLS: Final = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "S$": "SGD", "HK$": "HKD",
    "R$": "BRL", "$": "USD", "£": "GBP", "€": "EUR", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "zł": "PLN",
}  # fmt: skip
_CODES: Final = (
    "USD|EUR|GBP|CAD|AUD|NZD|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|INR|JPY|CNY|KRW|SGD|HKD|BRL|MXN|ZAR|ILS|TRY|RUB|AED"
    "|SAR"
)
_MONEY: Final = (
    rf"(?:(?P<c>{'|'.join(re.escape(symbol) for symbol in _SYMBOLS)}|{_CODES})\s*)?"
    r"(?P<n>\d{1,3}(?:[,.  ']\d{3})+|\d{1,9})(?P<k>\s?[kK]\b)?(?P<plus>\s?\+)?"
    rf"(?:\s*(?P<d>€|£|zł|{_CODES}))?"
)


def _money(name: str) -> str:
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<\g<1>{name}>", _MONEY)


_UNITS: Final = {"year": "YEAR", "yr": "YEAR", "annum": "YEAR", "month": "MONTH", "week": "WEEK", "day": "DAY",
                 "hour": "HOUR", "hr": "HOUR"}  # fmt: skip
_LY: Final = {"annually": "YEAR", "yearly": "YEAR", "annual": "YEAR", "a.": "YEAR", "monthly": "MONTH",
              "weekly": "WEEK", "daily": "DAY", "hourly": "HOUR"}  # fmt: skip
_PAY = re.compile(
    r"(?P<from>from|over|at least)?\s*(?P<upto>up to)?\s*" + _money("1")
    + rf"(?:{_DASH}" + _money("2") + r")?(?P<more>\s+(?:and up|and more|or more|plus|upwards))?"
    r"(?:\s*(?:,|/|\bper\b|\ban?\b|\bp\.)?\s*(?P<unit>" + "|".join([*_UNITS, *map(re.escape, _LY)]) + r"))?"
    r"(?:\s*[,(]?\s*depending on [\w ,]{1,60}\)?)?",
    re.IGNORECASE,
)  # fmt: skip


def pay(text: str) -> Pay | None:
    """The pay range that a text states; None where it says anything else.

    >>> pay("$80,000 - $200,000+")
    Pay(minimum=80000, maximum=200000, open_ended=True, currency='USD', unit=None)
    >>> pay("£14–18 per hour")
    Pay(minimum=14, maximum=18, open_ended=False, currency='GBP', unit='HOUR')
    >>> pay("competitive") is None
    True
    """
    match = _PAY.fullmatch(_BETWEEN.sub(r"\1 - ", text.strip())) if len(text) <= 200 else None
    if match is None:
        return None
    signs = {_currency(match[key]) for key in ("c1", "d1", "c2", "d2") if match[key]}
    if {"USD", "CAD"} <= signs or {"USD", "AUD"} <= signs:
        signs.discard("USD")  # "$50,000 CAD": a dollar sign, then whose dollar
    first, second = _amount(match["n1"], match["k1"]), match["n2"] and _amount(match["n2"], match["k2"])
    if match["k2"] and not match["k1"] and first < 1000:
        first *= 1000  # "$80-120k"
    if len(signs) != 1 or (second and (match["upto"] or second < first)):
        return None
    unit = match["unit"].lower() if match["unit"] else None
    minimum, maximum = (None, first) if match["upto"] else (first, second or None)
    open_ended = bool(match["plus1"] or match["plus2"] or match["more"] or (match["from"] and not second))
    if match["plus1"] and second:
        return None
    if maximum is None and not open_ended:
        maximum = minimum
    return Pay(minimum, maximum, open_ended, signs.pop(), unit and (_UNITS.get(unit) or _LY[unit]))


def _currency(sign: str) -> str:
    return _SYMBOLS.get(sign) or _SYMBOLS.get(sign.upper()) or sign.upper()


def _amount(digits: str, thousand: str | None) -> int:
    return int(re.sub(r"\D", "", digits)) * (1000 if thousand else 1)


class Years(NamedTuple):
    """Years of experience; ``open_ended`` is "5+"."""

    least: int | None
    most: int | None
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
    Years(least=2, most=5, open_ended=False)
    >>> years("10+ yrs")
    Years(least=10, most=None, open_ended=True)
    >>> years("since 2020") is None
    True
    """
    match = _YEARS.fullmatch(_BETWEEN.sub(r"\1 - ", text.strip()))
    if match is None:
        return None
    first, second = int(match["a"]), int(match["b"]) if match["b"] else None
    is_open = bool(match["plus"] or match["over"] or match["more"])
    if match["under"]:
        return None if second or is_open else Years(None, first, False)
    if second is not None:
        return Years(first, second, False) if second >= first and not match["plus"] and not match["more"] else None
    return Years(first, None, True) if is_open else None
