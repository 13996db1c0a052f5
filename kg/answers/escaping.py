"""Text made harmless for where it goes: a terminal, a Markdown table, a spreadsheet, a Mermaid diagram, a web page."""

from __future__ import annotations

import re

_COMMANDS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
_UNSEEN = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f"
_UNSEEN += "\u3164\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
_JOINER = "[\u200c\u200d]"
_JOINED = "[\u0600-\u1cff\u20e3\u2190-\u2bff\ufe0f\U0001f000-\U0001ffff]"
"""What joiners stand between: letters of Arabic and Indic scripts, and parts of an emoji."""

_CONTROL = re.compile(f"[{_COMMANDS}{_UNSEEN}]|(?<!{_JOINED}){_JOINER}|{_JOINER}(?!{_JOINED})")
"""What commands a terminal, turns the writing direction, or is not seen: two labels would look the same."""

_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]")
"""How a formula begins; some spreadsheets read full-width signs as the ordinary ones."""

SPELT_OUT = ("json", "jsonld", "html", "xml", "ttl", "trig", "nt", "tsv")
"""The formats in which any character can be written as an escape."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|~&])")


def terminal(text: str) -> str:
    r"""A text without the characters that command a terminal or turn the writing direction; one line.

    >>> terminal("red\x1b[31m\nnext")
    'red[31m next'
    """
    return _CONTROL.sub("", text.replace("\n", " ").replace("\t", " "))


def printable(text: str) -> str:
    r"""Lines of text without the characters that command a terminal or turn the writing direction.

    >>> printable("red\x1b[31m\r\nnext")
    'red[31m\nnext'
    """
    return _CONTROL.sub("", text)


def markdown(text: str) -> str:
    r"""A text that Markdown prints as it is, also in a table.

    >>> markdown("a|b <img>")
    'a\\|b \\<img\\>'
    """
    return _MARKDOWN.sub(r"\\\1", terminal(text))


def markup(text: str) -> str:
    r"""A text inside an HTML element: it cannot end it, and its writing direction stays its own.

    >>> markup("<b>"), markup("\u05d0")
    ('&lt;b&gt;', '<bdi>\u05d0</bdi>')
    """
    from html import escape

    shown = escape(terminal(text))
    return shown if shown.isascii() else f"<bdi>{shown}</bdi>"


def spelt_out(text: str, fmt: str, encoding: str | None) -> str:
    r"""Text of one of SPELT_OUT with what commands a terminal, or what ``encoding`` lacks, as an escape.

    >>> spelt_out('"Zoë \x9b"', "json", "utf-8"), spelt_out('"Zoë \U0001f600"', "ttl", "ascii")
    ('"Zoë \\u009b"', '"Zo\\u00eb \\U0001f600"')
    """

    def escape(sign: str) -> str:
        code = ord(sign)
        if fmt in ("html", "xml"):
            return f"&#{code};"
        if code < 0x10000:
            return f"\\u{code:04x}"
        if fmt not in ("json", "jsonld"):
            return f"\\U{code:08x}"
        return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"

    harmless = _CONTROL.sub(lambda match: escape(match[0]), text)
    try:
        harmless.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return "".join(sign if sign.isascii() else escape(sign) for sign in harmless)
    return harmless


def csv_cell(value: object) -> object:
    """A value that a spreadsheet does not read as a formula, nor a terminal as a command.

    >>> csv_cell("=1+1"), csv_cell(-5), csv_cell("C++")
    ("'=1+1", -5, 'C++')
    """
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("", value)
    return f"'{text}" if _FORMULA.match(text) else text


def mermaid(text: str) -> str:
    """A text inside a quoted Mermaid label.

    >>> mermaid('say "hi" <b>')
    'say #quot;hi#quot; #lt;b#gt;'
    """
    codes = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "#": "#35;", "`": "#96;", "%": "#37;", "&": "#amp;"}
    return "".join(codes.get(sign, sign) for sign in terminal(text))
