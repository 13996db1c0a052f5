"""How a text file is encoded: seen by its mark, proved by its bytes, or guessed, and then how sure the guess is."""

from __future__ import annotations

import codecs
import re
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import SourceError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.sources.delimited import Opener

UTF_8: Final = "utf-8"

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The byte-order marks that files begin with."""

_WESTERN: Final = "en fr de es it pt nl sv da no fi is ca"
_CENTRAL: Final = "pl cs sk hu hr ro sq sl bs"

_GUESSED: Final = {
    "windows-1252": _WESTERN,
    "windows-1250": _CENTRAL,
    "windows-1251": "ru uk bg sr mk be",
    "windows-1253": "el",
    "windows-1254": "tr az",
    "windows-1257": "lt lv et",
    "windows-1255": "he yi",
    "windows-1256": "ar fa ur",
    "cp932": "ja",
    "gb18030": "zh",
    "cp949": "ko",
    "big5": "zh",
    "koi8-r": "ru",
    "cp850": _WESTERN,
    "mac-roman": _WESTERN,
    "cp852": _CENTRAL,
    "cp866": "ru",
}
"""The encodings that are guessed, the more frequent first, with the languages that each is usual for."""

_ALPHABETS: Final = {
    "en": "éèêëïôñçöüàâ",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "de": "äöüßé",
    "es": "áéíñóúüªº",
    "it": "àèéìíòóùú",
    "pt": "áâãàçéêíóôõúüªº",
    "nl": "áéèêëïíóöü",
    "sv": "åäöé",
    "fi": "åäöšž",
    "da": "æøåéö",
    "no": "æøåéòóôö",
    "is": "áðéíóúýþæö",
    "ca": "àçèéíïòóúü",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "hr": "čćđšž",
    "ro": "ăâîșțşţ",
    "sq": "çë",
    "tr": "çğ\u0131öşüâîû",
    "az": "çğ\u0131öşüə",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "et": "äöõüšž",
}
"""The letters beyond ASCII of languages in Latin letters, by which a guess is judged."""

_OTHERS: Final = (
    *("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "windows-1258", "cp437"),
    *("iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-9", "iso-8859-13", "iso-8859-15"),
    *("shift_jis", "euc-jp", "gbk", "euc-kr", "koi8-u", "mac-latin2", "mac-cyrillic"),
)

ENCODINGS: Final = (UTF_8, *_GUESSED, *_OTHERS)
"""The encodings that may be named."""

_SAMPLE: Final = 1 << 16
"""From how many bytes that are not UTF-8 the encoding is guessed."""

_SURE_ENOUGH: Final = 45
"""Below this confidence, in per cent, nothing is read by a guess."""

_LAYOUT: Final = frozenset("\t\r\n")

_NO_TEXT: Final = re.compile(
    "[\u00ff\u02d9\u02c7]|[A-Za-z][\u00a0\u0370-\u06ff]|[\u00a0\u0370-\u06ff][A-Za-z]",
)
"""What comes of the byte FF in the encodings of Latin, and words of Latin and other letters at once."""

_MIXED_CASE: Final = re.compile(
    "[a-z\u00df-\u00f6\u00f8-\u00ff][\u00a1-\u00aa\u00ac-\u00b6\u00b8-\u00ba\u00bc-\u00de\u0160\u0178\u017d]"
)
"""A small letter with a capital or a sign behind it."""

_SIGN_IN_WORD: Final = re.compile(
    r"[^\W\d_](?:[^\w\s\x00-\x7f\u2010-\u201e\u00b7\u00ab\u00bb]|[\u02b0-\u02ff])[^\W\d_]"
)
"""A sign between two letters that no word has there."""

_NAME_IT: Final = "save the file as UTF-8, or name its encoding: --encoding windows-1252, or 'encoding' in the mapping"


class Encoding(NamedTuple):
    """The encoding of a file: its name, how sure that is, in per cent, and what else it might be.

    ``example`` is a word of the file with a letter that is not ASCII, to judge a guess by.
    """

    name: str
    confidence: int = 100
    others: tuple[str, ...] = ()
    example: str = ""

    def __str__(self) -> str:
        if self.confidence == 100:
            return self.name
        others = f"; it may be {' or '.join(self.others)}" if self.others else ""
        example = f", so that a word is {quoted(self.example)}" if self.example else ""
        return f"{self.name}, which is a guess (confidence {self.confidence}%{others}){example}"


def encoding_named(name: str) -> str | None:
    """The encoding of this name, under any of its names; None where there is none.

    >>> encoding_named("latin-1"), encoding_named("CP1252"), encoding_named("rot13")
    ('iso-8859-1', 'windows-1252', None)
    """
    try:
        wanted = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return None
    return next((known for known in ENCODINGS if codecs.lookup(known).name == wanted), None)


def find_encoding(lines: Iterable[bytes], language: str = "") -> Encoding | None:
    """The encoding of the lines of a file, of which a sample that is not UTF-8 is guessed; None where none fits.

    A file with more lines that are UTF-8 beyond ASCII than lines that are not is UTF-8 with damaged lines. ``language``
    is the one that its texts are said to be in.

    >>> find_encoding(["Café,Bäcker".encode()])
    Encoding(name='utf-8', confidence=100, others=(), example='')
    >>> find_encoding(["Role,Pay".encode("utf-16-le")]).name
    'utf-16-le'
    """
    sample: list[bytes] = []
    utf_8 = other = size = 0
    for number, line in enumerate(lines):
        if number == 0 and (found := _by_bytes(line)):
            return Encoding(found)
        if line.isascii():
            continue
        if _is_utf_8(line):
            utf_8 += 1
        else:
            other += 1
            if size < _SAMPLE:
                sample.append(line[:_SAMPLE])
                size += len(line)
    return Encoding(UTF_8) if utf_8 >= other else _guessed(b"".join(sample), language)


def _by_bytes(beginning: bytes) -> str | None:
    """The encoding that a mark names, or UTF-16 without one, which has a zero in every other byte of its signs."""
    marked = next((name for mark, name in _MARKS if beginning.startswith(mark)), None)
    if marked or b"\0" not in beginning:
        return marked
    even, odd = beginning[0::2].count(0), beginning[1::2].count(0)
    if max(even, odd) < 9 * min(even, odd) or max(even, odd) * 20 < len(beginning):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _guessed(sample: bytes, language: str) -> Encoding | None:
    """The most likely encoding of bytes that are not UTF-8.

    charset-normalizer says how disordered a text would be, and how like a language; of several that are about equal
    (short texts often are) the one that is usual for the language counts, then the more frequent one.
    """
    from charset_normalizer import from_bytes

    names = {codecs.lookup(name).name.replace("-", "_"): name for name in _GUESSED}
    matches = from_bytes(sample, cp_isolation=list(names), language_threshold=0.0)
    texts: dict[str, tuple[float, str]] = {}
    for match in matches:
        for charset in match.could_be_from_charset:
            name = names.get(codecs.lookup(charset).name.replace("-", "_"))
            if name:
                texts[name] = match.percent_chaos, str(match)
    scores = {name: _score(name, chaos, text, language) for name, (chaos, text) in texts.items()}
    best = max(scores, key=lambda name: scores[name], default="")
    if not scores.get(best):
        return None
    text = texts[best][1]
    rivals = {name: score for name, score in scores.items() if score > 0 and texts[name][1] != text}
    near = sorted(rivals, key=lambda name: -rivals[name])[:2]
    confidence = round(100 * scores[best] / (scores[best] + sum(rivals[name] for name in near) + 0.01))
    example = next((word for word in text.split() if not word.isascii()), "")
    return Encoding(best, min(confidence, 99), tuple(near), example[:40])


def _score(name: str, chaos: float, text: str, language: str) -> float:
    """How likely an encoding is; 0 where the text would hold signs or words that no table has."""
    if _NO_TEXT.search(text) or any(unicodedata.category(sign) in ("Co", "Cn", "Cc") for sign in set(text) - _LAYOUT):
        return 0.0
    foreign = sum(not sign.isascii() for sign in text)
    disorder = chaos / 10 + 5 * len(_MIXED_CASE.findall(text) + _SIGN_IN_WORD.findall(text)) / max(foreign, 1)
    code = language.partition("-")[0].lower()
    languages = _GUESSED[name].split()
    usual = 10 if code in languages else 1
    fit = _fit(text, [code] if code in languages else languages)
    return max(0.0, 1 - disorder) * usual * fit**4 / (2 + list(_GUESSED).index(name))


def _fit(text: str, languages: list[str]) -> float:
    """The largest share of the letters beyond ASCII that are those of one language; 1 where no alphabet is known."""
    letters = [letter for letter in text.lower() if not letter.isascii() and letter.isalpha()]
    known = [_ALPHABETS[language] for language in languages if language in _ALPHABETS]
    if not letters or not known:
        return 1.0
    return max(sum(letter in alphabet for letter in letters) for alphabet in known) / len(letters)


# --- reading ----------------------------------------------------------------------------------------------------------


def decode(content: bytes, name: str, encoding: str | None = None) -> tuple[str, Encoding]:
    """The text of a small file called ``name``, and its encoding. Raises SourceError where it is none that is known."""
    found = Encoding(encoding) if encoding else find_encoding(content.splitlines(keepends=True))
    found = checked(found, name)
    try:
        return content.decode(found.name).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"), found
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(f"{name}:{line}: is not {found.name} (byte {error.start + 1})", _NAME_IT) from error


def checked(found: Encoding | None, name: str) -> Encoding:
    """An encoding that is known well enough to read a file by. Raises SourceError for another one."""
    if found is None:
        raise SourceError(f"{quoted(name)} is not text in an encoding that kg knows", _NAME_IT)
    if found.confidence < _SURE_ENOUGH:
        raise SourceError(f"the encoding of {quoted(name)} is not certain: {found}", _NAME_IT)
    return found


def _mark_undecodable(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "\udcff", error.end


codecs.register_error("kg.undecodable", _mark_undecodable)


class Recoded:
    """Files in another encoding, or with lines that end in a carriage return alone, opened as lines of UTF-8.

    Bytes that the encoding does not have become a byte that is not UTF-8, so that they cost their row alone.
    """

    def __init__(self, files: Opener, encoding: str, line_end: str = "\n") -> None:
        self._files = files
        self._encoding = encoding
        self._line_end = line_end

    @contextmanager
    def opened(self, name: str) -> Iterator[Iterator[bytes]]:
        """The lines of a file."""
        with self._files.opened(name) as pieces:
            yield self._lines(pieces)

    def _lines(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(self._encoding)("kg.undecodable")
        held = ""
        for piece in pieces:
            held += decoder.decode(piece)
            *lines, held = held.split(self._line_end)
            yield from (_utf_8(f"{line}\n") for line in lines)
        held += decoder.decode(b"", final=True)
        if held:
            yield _utf_8(held)


def _utf_8(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
