"""What people write in cells in place of a value or a name: placeholders, remarks, marks of yes and no."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from kg.schema import slug
from kg.sources.guide.certificates import certification
from kg.sources.guide.pay_words import pay_in_english
from kg.sources.guide.phrases import CHOICE_OF, PayRange, pay

_REMEMBERED: Final = 1 << 14
"""Of so many texts it is remembered what they mean: a table repeats its texts."""


def _set(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(","))


_PLACEHOLDERS: Final = _set(
    "n/a, #n/a, n.a., null, none, nil, nan, tbd, tba, tbc, t.b.d., t.b.a., t.b.c., not applicable, not available,"
    " not specified, not stated, unspecified, unknown, to be defined, to be confirmed, to be decided,"
    " to be determined, to be announced, k.a., k. a., keine angabe, keine angaben, entfällt, n.d., n/d,"
    " keine, kein, aucun, aucune, ninguno, ninguna, nessuno, nessuna, geen, ingen, brak,"
    " non précisé, sans objet, à définir, no aplica, por definir, non definito, n.v.t., nvt"
)


@lru_cache(_REMEMBERED)
def is_placeholder(text: str) -> bool:
    """Whether a text stands for no value: one of a few words, or signs without a letter or digit.

    >>> is_placeholder("N/A"), is_placeholder("NA"), is_placeholder("-"), is_placeholder("C"), is_placeholder("Na")
    (True, True, True, False, False)
    """
    return text == "NA" or text.casefold() in _PLACEHOLDERS or not any(map(str.isalnum, text))


_DIVIDING_TAG: Final = re.compile(r"<(?:/?(?:p|div|ul|ol|tr|h[1-6])|/?li|br)\b[^<>]*>", re.IGNORECASE)
_FORMATTING_TAG: Final = re.compile(
    r"</?(?:b|strong|i|em|u|span|font|a|small|sup|sub|mark|code|td|th|tbody|table)\b[^<>]*>", re.IGNORECASE
)
_LINK: Final = re.compile(r"\[([^\[\]]+)\]\((?:https?://|mailto:|/)[^()\s]*\)")
_ADDRESS_BEHIND: Final = re.compile(r"(?<=\w) ?\(https?://[^()\s]*\)")
_BOLD: Final = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_LIST_SIGN: Final = re.compile(r"\s*(?:[-*+•●◦▪–·►✓✔]|\d{1,2}[.)])\s+(?=\S)")


def plain_cell(text: str) -> str:
    """The text of a cell without HTML that formats it, addresses of links, and marks of bold letters.

    >>> plain_cell("<ul><li>Sewing</li><li>R &amp; D</li></ul>").split()
    ['Sewing', 'R', '&', 'D']
    >>> plain_cell("Nurse (https://notion.example/1)"), plain_cell("**[Nurse](https://a.example)**")
    ('Nurse', 'Nurse')
    """
    if "<" in text and (_DIVIDING_TAG.search(text) or _FORMATTING_TAG.search(text)):
        text = html.unescape(_FORMATTING_TAG.sub("", _DIVIDING_TAG.sub("\n", text)))
    elif "&" in text and re.search(r"&(?:[a-z]{2,8}|#\d{1,6});", text):
        text = html.unescape(text)
    if "](" in text or "(http" in text:
        text = _ADDRESS_BEHIND.sub("", _LINK.sub(r"\1", text))
    return _BOLD.sub(r"\1", text) if "**" in text else text


def without_list_sign(text: str) -> str:
    """A part of a list without the sign that it begins with.

    >>> without_list_sign("• Sewing"), without_list_sign("- Sewing"), without_list_sign("2-way radio")
    ('Sewing', 'Sewing', '2-way radio')
    """
    return _LIST_SIGN.sub("", text, count=1) if _LIST_SIGN.match(text) else text


_LONGEST: Final = 200
"""How many letters a cell may have that is read as a remark, or as pay."""

_REMARK: Final = re.compile(
    r"(?:please |pls )?(?:see|refer to|cf\.|as per|as in|as above|as below|same as|ditto|siehe|vgl\.?|voir|véase|vedi"
    r"|zie|selon|je nach|según|secondo|afhankelijk|nach (?:vereinbarung|absprache))\b.*"
    r"|(?:please |pls )?(?:ask|check|contact|consult|per)(?: with| the| your| our)* (?:hr|human resources"
    r"|(?:line |hiring )?manager|recruiter|supervisor|employer|job|jd|contract|role|policy|notes?|team)\b.*"
    r"|(?:it |this |that |pay |salary |requirements? )?(?:varies|vary|depends?|depending|differs?|is variable)\b.*"
    r"|(?:.*\b(?:(?:up)?on request|negotiable|by agreement|discretion))"
    r"|same|various|variable|varied|varying|several|many|multiple|mixed|flexible|open|anything|any|all|others?|misc|etc"
    r"|(?:at least |min(?:\.|imum)? |over |up to )?\d+(?:\s?[-–]\s?\d+)?\s?\+?\s?(?:years?|yrs?|months?)\b.*"
    r"|pending|wip|draft|yes|no|y|n|true|false|required|optional|preferred|desirable|essential|mandatory|competitive"
    r"|not (?:required|needed|essential|necessary)|nothing|as (?:required|needed|appropriate)|if (?:any|applicable)"
    r"|(?:grand |overall |sub-?)?totals?|sums?|averages?|mean|median|(?:gesamt|zwischen)?summe|gesamt|durchschnitt"
    r"|mittelwert|sous-total|somme|moyenne|suma|promedio|media|totale"
    r"|s\. ?[uo]|variabel|unterschiedlich|verschiedene?s?|offen|divers|diverso|vario|ja|nein|oui|non|s[ií]",
    re.IGNORECASE | re.DOTALL,
)


@lru_cache(_REMEMBERED)
def is_remark(text: str) -> bool:
    """Whether a text stands where a name would, and names nothing.

    >>> [is_remark(text) for text in ("see notes", "Varies by site", "Grand total", "Ask questions", "Open source")]
    [True, True, True, False, False]
    """
    return len(text) <= _LONGEST and _REMARK.fullmatch(text.strip(" .*()[]!")) is not None


_VAGUE: Final = re.compile(
    r"\b(?:some|any|relevant|related|equivalent|similar|appropriate|suitable|or|and|not|no|none|without|preferred"
    r"|an?|the|in|with|currently|towards?|pursuing|enrolled|studying|working|preferably|desirable|optional|essential|required|if|where|when|unless|plus|years?|yrs?|experience|minimum|least"
    r"|various|other|ideally|usually|normally|typically|often|sometimes|considered|accepted|must|should|may|will)\b",
    re.IGNORECASE,
)
_AWARD: Final = re.compile(r"\b(?:degree|exam|examination|school|college|matric|gcses?|a-levels?)\b", re.IGNORECASE)


def names_credential(text: str, language: str) -> bool:
    """Whether a text that is in no known form is likely the name of a credential: one that looks like one, if English.

    >>> [names_credential(text, "en") for text in ("Midwifery licence", "NEBOSH", "5 years in a shop", "Gut feeling")]
    [True, True, False, False]
    """
    if is_remark(text) or len(text) > 120 or not re.search(r"[^\W\d_]{2}", text):
        return False
    if language.partition("-")[0] != "en":
        return True
    return not _VAGUE.search(text) and bool(_AWARD.search(text) or certification(text, "required"))


def divided(cell: str, signs: Collection[str]) -> list[str]:
    """The parts of a cell between some signs, first those other than commas; what a choice is made of stays together.

    >>> divided("Git, one of: Java, C#", ","), divided("any of: Java | C#", "|")
    (['Git', ' one of: Java, C#'], ['any of: Java | C#'])
    >>> divided("Git, Python, R, or Go; SQL,Excel", ",;")
    ['Git, Python, R, or Go', ' SQL', 'Excel']
    """
    texts = [cell]
    for level in ([sign for sign in signs if sign != ","], [sign for sign in signs if sign == ","]):
        texts = [part for text in texts for part in _parts(text, level)]
    return texts


def _parts(text: str, signs: Sequence[str]) -> list[str]:
    if not signs or ("," in signs and _COMMA_OR.search(text)):
        return [text]
    parts, start = list[str](), 0
    for sign in re.finditer("|".join(map(re.escape, signs)), text):
        part = text[start : sign.start()]
        if CHOICE_OF.match(part.strip()) and not _SEVERAL.search(part):
            break  # "one of" what stands after the sign
        parts.append(part)
        start = sign.end()
    return [*parts, text[start:]]


_COMMA_OR: Final = re.compile(r",\s+(?:and/)?or\s", re.IGNORECASE)
_SEVERAL: Final = re.compile(r",|\bor\b", re.IGNORECASE)


# --- marks ------------------------------------------------------------------------------------------------------------


_MARKS: Final = {
    "required": "x, xx, ✓, ✔, ☑, ✅, ●, •, ■, yes, y, true, ja, oui, si, sí, must, must have, mandatory, core,"
    " essential, obligatory, high, required, require, needed, necessary, critical, key, muss, pflicht,"
    " obligatoire, obligatorio",
    "preferred": "preferred, recommended, should, medium, soll",
    "sometimes": "sometimes",
    "optional": "optional, desirable, desired, nice, nice to have, useful, bonus, low, a plus, plus, could, kann,"
    " good to have, not essential, not mandatory, optionnel, opcional, wünschenswert",
    "": "0, no, n, false, nein, non, not required, not needed, not necessary, not applicable, n/a, na, none, -, –, —,"
    " not relevant, irrelevant, unnecessary, ✗, ✘, ☐, ○, nicht erforderlich, non requis, no requerido, never, nil",
}
_MARK: Final = {mark.strip(): strength for strength, marks in _MARKS.items() for mark in marks.split(",")}


def mark_meaning(text: str) -> str | None:
    """How firmly a mark says that a skill is required; empty where it says that it is not, None where it is unknown.

    >>> [mark_meaning(text) for text in ("x", "Not required", "0", "nice to have", "expert")]
    ['required', '', '', 'optional', None]
    """
    plain = " ".join(text.split()).casefold()
    return _MARK[plain] if plain in _MARK else _MARK.get(plain.strip(".!()"))


_LEVELS: Final = _set(
    "basic, basics, beginner, novice, foundation, elementary, intermediate, working, proficient, competent, advanced,"
    " expert, master, fluent, native, a1, a2, b1, b2, c1, c2, grundkenntnisse, fortgeschritten, experte, débutant,"
    " intermédiaire, avancé, awareness, practitioner, specialist"
)


def level_meaning(text: str) -> str | None:
    """The same of a level of skill: any level means that the skill is required, and zero that it is not.

    >>> [level_meaning(text) for text in ("0", "3", "80 %", "Expert", "x", "maybe")]
    ['', 'required', 'required', 'required', 'required', None]
    """
    if share := re.fullmatch(r"(\d{1,3})\s?%", text.strip()):
        return "required" if int(share[1]) else ""
    plain = slug(text).replace("-", " ") if any(map(str.isalpha, text)) else text.strip()
    if plain.casefold() in _LEVELS or re.fullmatch(r"[1-9]|10|[1-9](?:\.\d)?|l(?:evel)? ?[1-9]", plain.casefold()):
        return "required"
    return mark_meaning(text)


# --- pay --------------------------------------------------------------------------------------------------------------


CURRENCY_SIGNS: Final = {
    "£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR", "zł": "PLN", "₺": "TRY", "₴": "UAH", "₩": "KRW",
    "₽": "RUB", "₪": "ILS", "Kč": "CZK", "Fr.": "CHF",
}  # fmt: skip


@lru_cache(_REMEMBERED)
def pay_as_written(text: str, currency: str = "", period: str = "", times: int = 1) -> PayRange | None:
    """The pay that a cell states in any form that people write; None where it is not clear.

    ``currency`` (a code), ``period`` (such as HOUR) and ``times`` (1000 for thousands) are those of its column.

    >>> pay_as_written("28 000 €")[:4]
    (28000, 28000, False, 'EUR')
    >>> pay_as_written("12,50 - 15", "EUR", "HOUR")
    PayRange(minimum=12.5, maximum=15, open_ended=False, currency='EUR', unit='HOUR')
    >>> pay_as_written("45 bis 55", "GBP", times=1000)[:2], pay_as_written("competitive", "GBP")
    ((45000, 55000), None)
    """
    plain = " ".join(text.split())
    if len(plain) > _LONGEST:
        return None
    plain = pay_in_english(plain)
    found, own_currency, own_unit = _read_pay(plain.replace("¥", "JPY ").strip(), currency, period, times)
    is_dollar = "$" in plain and currency in _DOLLARS
    if found is None or (own_currency and currency and own_currency != currency and not is_dollar):
        return None
    if own_unit and period and own_unit != period:
        return None
    found = found._replace(currency=currency or own_currency, unit=period or own_unit)
    return found if times == 1 or re.search(r"\d\s?k\b", plain, re.IGNORECASE) else _multiplied(found, times)


_DOLLARS: Final = _set("USD, CAD, AUD, NZD, SGD, HKD, MXN, BRL")


def _read_pay(text: str, currency: str, period: str, times: int) -> tuple[PayRange | None, str, str | None]:
    """The pay of a text, and the currency and the period that are its own."""
    units = [period] if period else ["YEAR"] if times > 1 else []
    suffixes = ["", *(f" per {unit.lower()}" for unit in units)]
    for suffix in suffixes:
        if (found := pay(text + suffix)) and found.currency:
            return found, found.currency, None if suffix else found.unit
    for suffix in suffixes:
        for code in (currency, "EUR"):  # of a currency that is not known there the numbers count alone
            for form in (f"{code} {text}{suffix}", f"{text} {code}{suffix}") if code else ():
                if found := pay(form):
                    return found, "", None if suffix else found.unit
    return None, "", None


def _multiplied(found: PayRange, times: int) -> PayRange | None:
    """Pay that was given in thousands; an amount that is one already is not clear."""
    amounts = [amount for amount in (found.minimum, found.maximum) if amount is not None]
    if any(amount >= times for amount in amounts):
        return None
    low, high = (None if amount is None else round(amount * times) for amount in (found.minimum, found.maximum))
    return found._replace(minimum=low, maximum=high)


_PERIODS: Final = {
    "HOUR": "hour, hr, h, hourly, per hour, ph, p.h., an hour, stunde, std, stündlich, heure, hora, uur, stundenlohn",
    "DAY": "day, daily, per day, pd, p.d., tag, jour, día, dag",
    "WEEK": "week, weekly, wk, per week, pw, p.w., woche, semaine, semana",
    "MONTH": "month, monthly, per month, pm, p.m., pcm, mo, monat, monatlich, mois, mensuel, mes, mensual, maand",
    "YEAR": "year, yearly, per year, annual, annually, annum, per annum, pa, p.a., yr, jahr, jährlich, an, annuel,"
    " par an, année, año, anual, jaar, anno",
}
_PERIOD: Final = {word.strip(): period for period, words in _PERIODS.items() for word in words.split(",")}


def period_of(text: str) -> str:
    """The period that a word names, as a unit; the word in capitals for no known one.

    >>> period_of("p.a."), period_of("Stunde"), period_of("fortnight")
    ('YEAR', 'HOUR', 'FORTNIGHT')
    """
    return _PERIOD.get(text.strip().casefold(), text.strip().upper())


PERIODS: Final = tuple(_PERIODS)
"""The units of pay."""
