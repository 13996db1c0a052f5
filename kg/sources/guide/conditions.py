"""How well, how long or since when one must know something: words around a name, and no part of it."""

from __future__ import annotations

import re
from typing import Final

_LEVEL: Final = (
    r"(?:very |near[- ])?(?:basic|beginner|elementary|intermediate|upper[- ]intermediate|advanced|expert|fluent|native"
    r"|proficient|conversational|working|strong|good|excellent|junior|mid|senior)"
    r"(?: (?:levels?|knowledge|proficiency|users?|speakers?|experience))?"
    r"|(?:familiarity|knowledge|experience|awareness|proficiency|understanding|exposure)"
)
_TIME: Final = (
    r"(?:(?:to be |must be )?(?:obtained|completed|achieved|earned|acquired|gained|renewed|held|passed) )?"
    r"(?:within|in|by|before|after|during|from|upon|on|at|prior to|no later than)"
    r" (?:the |your |a )?(?:first )?(?:\d|one |two |three |six |twelve |hire|hiring|start|joining|appointment"
    r"|employment|probation|end of|year|month|day|application|interview).*"
    r"|(?:renew(?:ed|al|able) )?(?:every|each) (?:\d+|two|three|other|year)\b.*|renewed (?:annually|yearly)"
    r"|(?:must be |currently )?(?:current|valid|in date)"
    r"|in progress|(?:to be )?work(?:ing|ed) towards?|training (?:is |will be )?(?:given|provided)|(?:we )?will train"
)
_CONDITION: Final = re.compile(
    r"(?:at least |min(?:\.|imum)? |over |up to |about )?\d+(?:\s*[-–]\s*\d+)?\s?\+?\s*(?:years?|yrs?\.?|months?)\b.*"
    r"|(?:about |at least |up to |~ ?)?\d{1,3}(?:[.,]\d+)?\s?%.*|\d{1,2}\s?(?:/|out of|of)\s?\d{1,2}(?: stars)?"
    r"|[★☆⭐●○◐]+"
    r"|(?:level )?[ABC][12](?:\s*[-/–]\s*[ABC][12])?\+?(?: level)?(?: (?:or|and) (?:higher|above|better))?"
    rf"|{_LEVEL}|{_TIME}",
    re.IGNORECASE,
)

_RATED: Final = re.compile(r"(.+?)(?:\s*[:–-]\s*|\s+)(\d{1,3}\s?%|\d{1,2}\s?(?:/|out of)\s?\d{1,2}|[★☆⭐●○◐]+)")
"""A name with how well one knows it as a share, a mark or stars."""

_BRACKET: Final = re.compile(r"(.*\S)\s*\(([^()]+)\)")
_TIMED: Final = re.compile(r"(.+?),?\s+(within \d{1,2} (?:days|weeks|months|years?)\b.*)", re.IGNORECASE)

_HOW: Final = (
    r"(?:(?:very |highly )?(?:a|an|some|any|prior|previous|basic|strong|good|solid|sound|working|deep|excellent|proven"
    r"|advanced|expert|hands[- ]on|practical|general|in[- ]depth|thorough|detailed|demonstrated|demonstrable|extensive"
    r"|relevant|professional|commercial|minimum|at least"
    r"|\d{1,2}\s?\+?(?:\s?[-–]\s?\d{1,2})? years?'?(?: of)?),? (?:and )?)*"
)
_LEAD_IN: Final = re.compile(
    rf"({_HOW}(?:(?:knowledge|understanding|command|grasp|awareness) of"
    r"|(?:experience|familiarity|expertise|knowledge|proficiency|fluency|competen(?:ce|cy)|skills?)"
    r" (?:with|using|working with|in using)"
    r"|(?:proficiency|fluency|competen(?:ce|cy)) in"
    r"|(?:familiar|comfortable|conversant|acquainted|experienced|proficient|skilled|competent|confident|fluent"
    r"|knowledgeable|(?:well[- ])?versed|adept)"
    r" (?:with|in|using|about|at|working with|in using)))\s+(\S.*)",
    re.IGNORECASE,
)
_NO_NAME: Final = re.compile(
    r"(?:an?|the|this|that|these|those|our|your|their|its|one|all|any|some|various|several|many|how|what|why|when|where"
    r"|which|who|people|yourself)\b.*",
    re.IGNORECASE,
)
"""What goes on with a phrase, and is no name of something that one can know."""


def is_condition(text: str) -> bool:
    """Whether a text says how well, how long or since when one must know something.

    >>> [is_condition(text) for text in ("2+ years", "B2", "80 %", "within 6 months", "Python")]
    [True, True, True, True, False]
    """
    return _CONDITION.fullmatch(text) is not None


def without_condition(text: str) -> tuple[str, str]:
    """A name without the condition behind it, and that condition; empty where there is none.

    >>> without_condition("English (B2)"), without_condition("Python 80%"), without_condition("BLS within 6 months")
    (('English', 'B2'), ('Python', '80%'), ('BLS', 'within 6 months'))
    >>> without_condition("Saws (hand, band)")
    ('Saws (hand, band)', '')
    """
    for pattern in (_RATED, _TIMED):
        if match := pattern.fullmatch(text):
            return match[1], match[2]
    match = _BRACKET.fullmatch(text)
    return (match[1], match[2].strip()) if match and is_condition(match[2].strip()) else (text, "")


def without_lead_in(text: str) -> tuple[str, str]:
    """A name without the words before it that say that one must know it, and these; empty where there are none.

    >>> without_lead_in("Familiar with CAD"), without_lead_in("3+ years of experience with SQL")
    (('CAD', 'Familiar with'), ('SQL', '3+ years of experience with'))
    >>> without_lead_in("Experience in a busy kitchen"), without_lead_in("Knowledge of how people learn")
    (('Experience in a busy kitchen', ''), ('Knowledge of how people learn', ''))
    """
    match = _LEAD_IN.fullmatch(text)
    return (match[2], match[1]) if match and not _NO_NAME.fullmatch(match[2]) else (text, "")
