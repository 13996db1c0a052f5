"""What other languages write in pay, and how English does."""

from __future__ import annotations

import re
from typing import Final

_OTHER_WORDS: Final = (
    (re.compile(r"(?i)\b(?:von|de|da|desde|entre|van|od|från|fra)\s+(?=\D{0,4}\d.*\d)"), ""),
    (
        re.compile(
            r"(?i)(?<=[\dk€£$+R])\s*(?:\b(?:bis(?: zu)?|a|al|até|hasta|tot|do|till?|y|et|und|e)\b|à)\s*(?=\D{0,4}\d)"
        ),
        "-",
    ),
    (re.compile(r"(?i)^(?:ab|à partir de|a partir de|desde|vanaf|od|fra|från|starting|min\.?|mind\.)\s+"), "from "),
    (re.compile(r"(?i)^(?:bis(?: zu)?|jusqu'à|hasta|tot|do|max\.?|maximal)\s+"), "up to "),
    (
        re.compile(r"(?i)\s*(?:/|\b(?:pro|im|par|por|al|per)\b)\s*(?:jahr|an|année|año|jaar|anno|år)\b"),
        " per year",
    ),
    (
        re.compile(r"(?i)\s*(?:/|\b(?:pro|im|par|por|al|per)\b)\s*(?:monat|mois|mes|maand|mese|måned)\b"),
        " per month",
    ),
    (
        re.compile(r"(?i)\s*(?:/|\bpro\b|\bpar\b|\bpor\b|\bper\b)\s*(?:stunde|std\.?|heure|hora|uur|ora|time)\b"),
        " per hour",
    ),
    (re.compile(r"(?i)\s*\b(?:brutto|bruto|brut|bruts|lordo|gross)\b"), ""),
    (re.compile(r"(?<=\d)'(?=\d{3})"), ","),
    (re.compile(r"(?i)(?<=\d)\s*(?:T€|TEUR|tsd\.?)(?!\w)"), "k EUR"),
    (re.compile(r",-+(?=\s|$)|,–"), ""),
    (re.compile(r"(?i)\s*\b(?:j\u00e4hrlich|annuel(?:le)?s?|anual(?:es)?|annu[oi]|jaarlijks)\b"), " yearly"),
    (re.compile(r"(?i)\s*\b(?:monatlich|mensuel(?:le)?s?|mensual(?:es)?|mensil[ei]|maandelijks)\b"), " monthly"),
)


def pay_in_english(text: str) -> str:
    """A text about pay with the words and signs of other languages as English has them.

    >>> pay_in_english("von 2.500 bis 3.000 \u20ac brutto im Monat"), pay_in_english("30 000 \u20ac par an")
    ('2.500-3.000 \u20ac per month', '30 000 \u20ac per year')
    """
    for pattern, instead in _OTHER_WORDS:
        text = pattern.sub(instead, text)
    return text
