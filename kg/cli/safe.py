"""Text made harmless for where it goes: a terminal, a Markdown table, a spreadsheet, a Mermaid diagram, a web page."""

from __future__ import annotations

import re

__all__ = ["csv_cell", "markdown", "mermaid", "terminal"]

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|~])")


def terminal(text: str) -> str:
    r"""A text without the characters that command a terminal or turn the writing direction; one line.

    >>> terminal("red\x1b[31m\nnext")
    'red[31m next'
    """
    return _CONTROL.sub("", text.replace("\n", " ").replace("\t", " "))


def markdown(text: str) -> str:
    r"""A text that Markdown prints as it is, also in a table.

    >>> markdown("a|b <img>")
    'a\\|b \\<img\\>'
    """
    return _MARKDOWN.sub(r"\\\1", terminal(text))


def csv_cell(value: object) -> object:
    """A value that a spreadsheet does not take for a formula.

    >>> csv_cell("=1+1"), csv_cell(-5), csv_cell("C++")
    ("'=1+1", -5, 'C++')
    """
    if isinstance(value, str) and value.lstrip()[:1] in ("=", "+", "-", "@"):
        return f"'{value}"
    return value


def mermaid(text: str) -> str:
    """A text inside a quoted Mermaid label.

    >>> mermaid('say "hi" <b>')
    'say #quot;hi#quot; #lt;b#gt;'
    """
    codes = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "#": "#35;", "`": "#96;"}
    return "".join(codes.get(sign, sign) for sign in terminal(text))
