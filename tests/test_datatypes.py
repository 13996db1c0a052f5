"""The lexical spaces of XML Schema: examples of its text, and what Python's own readers accept."""

from __future__ import annotations

import base64
import binascii
import datetime

import pytest
from drawn import examples
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kg.rdf.datatypes import is_valid
from kg.schema import XSD

VALID = {
    "integer": ["0", "-0", "+7", "007", "9" * 100],
    "nonNegativeInteger": ["0", "-0", "9" * 100],
    "negativeInteger": ["-1", "-" + "9" * 100],
    "positiveInteger": ["1", "+1"],
    "byte": ["-128", "127", "+0127"],
    "unsignedByte": ["0", "255"],
    "long": ["-9223372036854775808", "9223372036854775807"],
    "unsignedLong": ["18446744073709551615"],
    "decimal": ["1", "1.", ".5", "-1.50", "+0.0"],
    "double": ["1", "1e5", "-1.5E-3", "INF", "-INF", "NaN", ".5e1"],
    "boolean": ["true", "false", "1", "0"],
    "date": ["2024-02-29", "2000-02-29", "-0004-02-29", "2024-12-31Z", "12024-01-01+14:00"],
    "dateTime": ["2024-02-29T24:00:00", "2024-01-01T23:59:59.123-13:59"],
    "dateTimeStamp": ["2024-01-01T00:00:00Z"],
    "time": ["00:00:00", "24:00:00.0", "12:30:00.5Z"],
    "gYear": ["2024", "-0001", "0000", "12024Z"],
    "gYearMonth": ["2024-12"],
    "gMonth": ["--02"],
    "gMonthDay": ["--02-29", "--12-31Z"],
    "gDay": ["---31"],
    "duration": ["P1Y", "-P1Y2M3DT4H5M6.7S", "PT0S", "P0D"],
    "yearMonthDuration": ["P1Y2M"],
    "dayTimeDuration": ["P1DT2H", "PT1M"],
    "hexBinary": ["", "0aFF"],
    "base64Binary": ["", "TQ==", "TWE=", "TWFu", "T W F u"],
    "language": ["en", "sr-Latn-RS"],
    "token": ["", "a b"],
    "normalizedString": [" a  b "],
    "string": ["\n anything"],
    "anyURI": ["any text"],
}
INVALID = {
    "integer": ["", "80,000", "8_0", " 80", "80\n", "8.0", "1e3", "٣", "+", "--1", "80 000"],
    "nonNegativeInteger": ["-1", "-" + "9" * 100],
    "negativeInteger": ["0", "1"],
    "positiveInteger": ["0", "-1"],
    "byte": ["128", "-129"],
    "unsignedByte": ["-1", "256"],
    "long": ["9223372036854775808"],
    "unsignedLong": ["18446744073709551616"],
    "decimal": ["", ".", "1e5", "0,5", "1.2.3", "INF"],
    "double": ["", "1e", "inf", "nan", "1,5", "0x1p3"],
    "boolean": ["", "yes", "True", "TRUE", "2", " true"],
    "date": ["2023-02-29", "1900-02-29", "2024-13-01", "2024-1-1", "24-01-01", "2024-02-30", "2024-01-01+15:00"],
    "dateTime": ["2024-01-01", "2024-01-01 00:00:00", "2024-01-01T24:00:01", "2024-01-01T00:00", "2023-02-29T00:00:00"],
    "dateTimeStamp": ["2024-01-01T00:00:00"],
    "time": ["24:00:01", "25:00:00", "12:60:00", "12:00"],
    "gYear": ["24", "02024", "2024-01", "about 2024"],
    "gYearMonth": ["2024-00", "2024"],
    "gMonth": ["--13", "02"],
    "gMonthDay": ["--02-30", "--04-31", "02-01"],
    "gDay": ["---32", "---00", "31"],
    "duration": ["P", "PT", "P1YT", "1Y", "P1S", "P-1Y", "P1.5Y"],
    "yearMonthDuration": ["P1D", "P"],
    "dayTimeDuration": ["P1Y", "PT"],
    "hexBinary": ["0", "0g"],
    "base64Binary": ["TQ", "TQ=", "T===", "TR==", "TWE_"],
    "language": ["", "english language", "e_n"],
    "token": [" a", "a  b", "a\n"],
    "normalizedString": ["a\tb"],
}  # fmt: skip


def valid(text: str, datatype: str) -> bool:
    return is_valid(Literal(text, datatype=NamedNode(XSD.iri + datatype)))


@pytest.mark.parametrize("datatype", VALID)
def test_d14_what_is_of_a_datatype(datatype: str) -> None:
    assert [text for text in VALID[datatype] if not valid(text, datatype)] == []


@pytest.mark.parametrize("datatype", INVALID)
def test_d14_what_is_not_of_a_datatype(datatype: str) -> None:
    assert [text for text in INVALID[datatype] if valid(text, datatype)] == []


def test_other_datatypes_take_any_text() -> None:
    assert is_valid(Literal("x", datatype=NamedNode("http://example.org/integer")))
    assert is_valid(Literal("x", language="en"))


@given(st.dates(datetime.date(1000, 1, 1)), st.integers(1, 31))
@examples()
def test_days_are_those_of_the_calendar(date: datetime.date, day: int) -> None:
    text = f"{date:%Y-%m}-{day:02}"
    try:
        exists = bool(datetime.date.fromisoformat(text))
    except ValueError:
        exists = False
    assert valid(text, "date") == exists


@given(st.text("AQgw=Tz+/09", max_size=8))
@examples()
def test_base64_is_what_python_reads_and_writes(text: str) -> None:
    try:
        whole = base64.b64encode(base64.b64decode(text, validate=True)).decode() == text
    except binascii.Error:
        whole = False
    assert valid(text, "base64Binary") == whole
