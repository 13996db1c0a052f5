"""Which texts are values of which XSD datatype, by the lexical spaces of XML Schema 1.1.

Oxigraph keeps a literal that is not valid (``"80,000"^^xsd:integer``) as it is, and rdflib accepts some that are not
(``"8_0"``, ``" 80 "``), so the rules are here.
"""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kg.schema import RDF, XSD

if TYPE_CHECKING:
    from pyoxigraph import Literal, Store

_ZONE: Final = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_YEAR: Final = r"(?P<year>-?(?:[1-9]\d{3,}|0\d{3}))"
_MONTH: Final = r"(?P<month>0[1-9]|1[0-2])"
_DAY: Final = r"(?P<day>0[1-9]|[12]\d|3[01])"
_TIME: Final = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_REAL: Final = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_MONTHS: Final = r"(?:\d+Y)?(?:\d+M)?"
_SECONDS: Final = r"(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
_SIGN: Final = r"(?:[A-Za-z0-9+/] ?)"

_FORMS: Final = {
    "boolean": "true|false|1|0",
    "decimal": _REAL,
    "float": rf"{_REAL}(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    "double": rf"{_REAL}(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE[:-1]}",
    "time": f"{_TIME}{_ZONE}",
    "gYear": f"{_YEAR}{_ZONE}",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
    "gMonth": f"--{_MONTH}{_ZONE}",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}",
    "gDay": f"---{_DAY}{_ZONE}",
    "duration": rf"-?P(?=[\dT]){_MONTHS}{_SECONDS}",
    "yearMonthDuration": rf"-?P(?=\d){_MONTHS}",
    "dayTimeDuration": rf"-?P(?=[\dT]){_SECONDS}",
    "hexBinary": "(?:[0-9A-Fa-f]{2})*",
    "base64Binary": rf"(?:{_SIGN}{{4}})*(?:{_SIGN}{{2}}[AEIMQUYcgkosw048] ?= ?|{_SIGN}[AQgw] ?= ?= ?)?",
    "language": "[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*",
    "normalizedString": r"[^\t\n\r]*",
    "token": r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?",
}
"""The form of each datatype's values; of the integers, see below."""

_INTEGERS: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{
        name: (-(2**bits // 2), 2**bits // 2 - 1)
        for name, bits in (("long", 64), ("int", 32), ("short", 16), ("byte", 8))
    },
    **{
        name: (0, 2**bits - 1)
        for name, bits in (("unsignedLong", 64), ("unsignedInt", 32), ("unsignedShort", 16), ("unsignedByte", 8))
    },
}
"""The least and the greatest value of each datatype of whole numbers."""

_LEAP_YEAR: Final = 2000
"""The year of a day that states none: the 29th of February exists."""


def is_valid(literal: Literal) -> bool:
    """Whether the text of a literal is a value of its datatype; True of datatypes that are not of XML Schema.

    >>> from pyoxigraph import Literal, NamedNode
    >>> [is_valid(Literal(text, datatype=NamedNode(XSD.integer))) for text in ("80000", "-0", "80,000", " 80 ")]
    [True, True, False, False]
    """
    datatype = literal.datatype.value
    return not datatype.startswith(XSD.iri) or _is_value(literal.value, datatype.removeprefix(XSD.iri))


@lru_cache(4096)
def _is_value(text: str, datatype: str) -> bool:
    if datatype in _INTEGERS:
        return _is_integer(text, *_INTEGERS[datatype])
    if datatype not in _FORMS:
        return True
    found = re.compile(_FORMS[datatype], re.ASCII).fullmatch(text)
    if found is None:
        return False
    parts = found.groupdict()
    if not parts.get("day") or not parts.get("month"):
        return True
    year = int(parts.get("year") or _LEAP_YEAR) % 400 + 400  # the calendar repeats after 400 years
    return int(parts["day"]) <= monthrange(year, int(parts["month"]))[1]


def _is_integer(text: str, least: int | None, greatest: int | None) -> bool:
    if re.fullmatch(r"[+-]?[0-9]+", text) is None:
        return False
    sign, digits = text[:1] == "-", text.lstrip("+-").lstrip("0") or "0"
    if len(digits) > _LONGEST_BOUND:  # beyond every bound, and too long to convert
        return (least is None) if sign else (greatest is None)
    value = -int(digits) if sign else int(digits)
    return (least is None or value >= least) and (greatest is None or value <= greatest)


_LONGEST_BOUND: Final = 20
"""The digits of the greatest bound, that of unsignedLong."""


def invalid_literals(store: Store) -> list[Literal]:
    """The distinct literals of a store that are not values of their datatypes, in order."""
    found = store.query(_TYPED, use_default_graph_as_union=True)
    literals = (solution[0] for solution in found)  # type: ignore[union-attr]  # of a SELECT query
    return sorted((literal for literal in literals if not is_valid(literal)), key=str)


_TYPED: Final = f"""SELECT DISTINCT ?value {{
    ?subject ?property ?value FILTER(isLiteral(?value) && DATATYPE(?value) NOT IN (<{XSD.string}>, <{RDF.langString}>))
}}"""
