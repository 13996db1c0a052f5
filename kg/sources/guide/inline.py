"""The text of a paragraph: tokens -> plain lines, without emphasis, links, code marks and HTML that only formats."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

HTML_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)\b[^<>]*>")
_BREAK = re.compile(r"<(?:br|li)\b[^<>]*>", re.IGNORECASE)
_LIST_TAG = re.compile(r"</?(?:ul|ol)\b[^<>]*>|</li>", re.IGNORECASE)
_FOOTNOTE_MARK = re.compile(r"\s*(?:\d{1,3}|[a-z]|[*†‡§¶]+|\[\d{1,3}\])\s*")
_FORMATS: Final = (
    "a abbr b big center cite code dfn em font i ins kbd label mark p q samp small span strong sub sup tt u var wbr"
)
_FORMATTING: Final = frozenset(_FORMATS.split())
"""Elements of HTML that only format the text in them."""


class Hyperlink(NamedTuple):
    """A link in a text: its words, where it leads, and the words before it."""

    label: str
    target: str
    before: str


class Piece(NamedTuple):
    """A line inside a paragraph, as a block has it; ``broken`` is whether the one before ends with a break."""

    line: int
    text: str
    lead: str
    links: tuple[Hyperlink, ...]
    fault: str
    broken: bool
    depth: int = 0


class InlineReader:
    """Turns the tokens inside a text into its plain lines."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.text = ""
        self.lead = ""
        self.fault = ""
        self.links: list[Hyperlink] = []
        self._struck = 0
        self._strong = 0
        self._leading = True
        self._broken = False
        self._sup: int | None = None  # where raised text begins
        self._link: tuple[str, int] | None = None
        self._linked = 0  # the end of the last link in the text

    def pieces(self, tokens: Iterable[Token]) -> Iterator[Piece]:
        """The lines of the text; an element ``br`` begins one that has the number of the line before."""
        for token in tokens:
            if token.type in ("softbreak", "hardbreak"):
                yield self._piece(ends=token.type == "hardbreak")
                self.line += 1
            elif token.type == "html_inline" and _BREAK.fullmatch(token.content):
                yield self._piece(ends=True)
            else:
                self._take(token)
        yield self._piece(ends=False)

    def _piece(self, *, ends: bool) -> Piece:
        """The line so far; ``ends`` is whether a break ends it."""
        text, lead = (" ".join(words.split()) for words in (self.text, self.lead))
        piece = Piece(self.line, text, lead, tuple(self.links), self.fault, self._broken)
        self.text, self.lead, self.fault, self.links, self._leading, self._linked = "", "", "", [], True, 0
        self._sup = None
        self._broken = ends
        return piece

    def _take(self, token: Token) -> None:
        match token.type:
            case "text" | "code_inline":
                self._say(token.content)
            case "strong_open" | "em_open":
                self._strong += 1
            case "strong_close" | "em_close":
                self._strong -= 1
            case "s_open" | "s_close":
                self._struck += 1 if token.type == "s_open" else -1
            case "link_open":
                self._link = str(token.attrs.get("href", "")), len(self.text)
            case "link_close" if self._link:
                target, start = self._link
                label = " ".join(self.text[start:].split())
                if label and target:
                    self.links.append(Hyperlink(label, target, self.text[self._linked : start]))
                self._link, self._linked = None, len(self.text)
            case "html_inline":
                self._html(token.content)
            case _:
                pass  # images, references to footnotes, attributes of spans

    def _say(self, words: str) -> None:
        if self._struck:
            return
        if self._strong and self._leading:
            self.lead += words
        elif words.strip():
            self._leading = False
        self.text += words

    def _raised(self, *, closed: bool) -> None:
        """Drop raised text that is the mark of a footnote."""
        if closed and self._sup is not None and _FOOTNOTE_MARK.fullmatch(self.text[self._sup :]):
            self.text = self.text[: self._sup]
        self._sup = None if closed else len(self.text)

    def _html(self, content: str) -> None:
        tag = HTML_TAG.fullmatch(content)
        name = tag[2].lower() if tag else ""
        step = -1 if tag and tag[1] else 1
        if name in ("s", "del", "strike"):
            self._struck = max(0, self._struck + step)
        elif name in ("b", "strong", "i", "em"):
            self._strong = max(0, self._strong + step)
        elif name == "sup":
            self._raised(closed=step < 0)
        elif content.startswith("<!--") or name in _FORMATTING or name in ("img", "br") or _LIST_TAG.fullmatch(content):
            pass
        else:
            self.fault = "HTML is not read"


def without_pictures(text: str) -> str:
    """A text without the pictures at its ends.

    >>> without_pictures("🔥 Glass ✨"), without_pictures("C♯ ™")
    ('Glass', 'C♯ ™')
    """

    def is_picture(sign: str) -> bool:
        return sign in "\ufe0f\u200d" or (sign > "\u2190" and unicodedata.category(sign) in ("So", "Sk"))

    start, end = 0, len(text)
    while start < end and (is_picture(text[start]) or text[start].isspace()):
        start += 1
    while end > start and (is_picture(text[end - 1]) or text[end - 1].isspace()):
        end -= 1
    return text[start:end]
