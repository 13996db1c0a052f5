"""Documents as text with places: plain text, Markdown, HTML, PDF and Word; each character knows its line and page."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.errors import KGError, SourceError, UsageError, quoted
from kg.limits import DOCUMENT_PAGES, DOCUMENT_SIZE, DOCUMENT_TEXT
from kg.resources import check_file, standard_input
from kg.sources.encodings import decode
from kg.sources.files import ZIP_ERRORS, checked_entries, damage_explained

DOCUMENT_ENDINGS: Final = (".pdf", ".docx", ".html", ".htm", ".md", ".markdown")
"""The endings of files that are documents, and no lists of names."""

_DATA_ENDINGS: Final = (".xml", ".json", ".yaml", ".yml", ".csv", ".zip")
"""The endings of files that are none, whatever they begin with."""

_TABLE_ENDINGS: Final = (".csv", ".tsv", ".tab")
"""The endings of tables of text."""

_EXTRA: Final = "documents"
"""The extra of the package that brings the readers of PDF and Word."""


class Place(NamedTuple):
    """Where a text begins: line and column from 1, and the page where there are pages.

    In a Word document a line is a paragraph or a row of a table.
    """

    line: int
    column: int
    page: int | None = None

    def __str__(self) -> str:
        page = "" if self.page is None else f"page {self.page}, "
        return f"{page}line {self.line}, column {self.column}"


_BLANK_LINE: Final = re.compile(r"\n[ \t]*\n")
_PART_END: Final = re.compile(r"\n(?=[ \t]*\n|[ \t]*(?:[-*+•]|[0-9]{1,2}[.)])[ \t])")
_HEADING_ALONE: Final = re.compile(r"#+ [^\n]*")


class Document(NamedTuple):
    r"""A text; ``name`` is that of its file. Headings begin with # and items of lists with -, whatever the file was.

    ``segments`` are (offset in the text, offset in the file) where the two run parallel from there on, ``lines`` the
    offsets at which lines of the file begin, and ``pages`` the offsets at which pages do, where there are any.

    >>> Document.of("Python\nand SQL").place(11)
    Place(line=2, column=5, page=None)
    """

    text: str
    name: str = ""
    segments: tuple[tuple[int, int], ...] = ((0, 0),)
    lines: tuple[int, ...] = (0,)
    pages: tuple[int, ...] = ()

    @classmethod
    def of(cls, text: str, name: str = "") -> Document:
        """A document of plain text or Markdown, in which HTML that is not shown is not read."""
        clean = _without_unseen(_clean(text))
        return cls(clean, name, lines=_line_starts(clean))

    def parts(self) -> list[tuple[int, int]]:
        r"""Where each paragraph, item of a list or row of a table begins and ends; a heading goes with what follows.

        >>> text = "# Ethics\n\nBias.\n\n- Law\n- Art"
        >>> [text[start:end] for start, end in Document.of(text).parts()]
        ['# Ethics\n\nBias.', '- Law', '- Art']
        """
        divides = _PART_END if _BLANK_LINE.search(self.text.strip()) else re.compile("\n")
        found: list[tuple[int, int]] = []
        begins = 0
        for end in (*(sign.start() for sign in divides.finditer(self.text)), len(self.text)):
            written = self.text[begins:end].strip()
            start = self.text.find(written, begins)
            if found and written and self.place(found[-1][0])[::2] == self.place(start)[::2]:
                found[-1] = found[-1][0], end  # cells of one row
            elif found and written and _HEADING_ALONE.fullmatch(self.text[slice(*found[-1])]):
                found[-1] = found[-1][0], end
            elif written:
                found.append((start, end))
            begins = end
        return found

    def place(self, offset: int) -> Place:
        """The place of a character by its offset in the text."""
        begins, source = self.segments[bisect_right(self.segments, (offset, sys.maxsize)) - 1]
        source += offset - begins
        line = bisect_right(self.lines, source)
        column = source - self.lines[line - 1] + 1
        if not self.pages:
            return Place(line, column)
        page = bisect_right(self.pages, source)
        return Place(line - bisect_right(self.lines, self.pages[page - 1]) + 1, column, page)


def read_document(path: str) -> Document:
    """The document in a file, or on standard input for ``-``: its format is seen by its bytes and its ending.

    Raises SourceError for a file that cannot be read, is damaged or needs a library that is missing, and UsageError
    for a folder.
    """
    name = "standard input" if path == "-" else path
    if path != "-" and os.path.isdir(path):  # noqa: PTH112  # no error for a name that is too long
        raise UsageError(f"{quoted(path)} is a folder", "give one file")
    if path != "-":
        check_file(path, DOCUMENT_SIZE)
    typed = standard_input().buffer if path == "-" else None
    try:
        if typed:
            content = DOCUMENT_SIZE.read(typed, quoted(name))
        else:
            with Path(path).open("rb") as opened:
                content = DOCUMENT_SIZE.read(opened, quoted(name))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"cannot read {quoted(name)}: {reason}", "check the path") from error
    return parse_document(content, name)


def parse_document(content: bytes, name: str) -> Document:
    """The document in the bytes of a file of this name; raises as :func:`read_document` does."""
    if content.startswith(b"%PDF"):
        found = _pages(_pdf_pages(content, name), name)
    elif content.startswith(b"PK\x03\x04"):
        found = Document.of("\n".join(_limited(_word_lines(content, name), name)), name)
    else:
        ending = Path(name).suffix.lower()
        if ending in (".pdf", ".docx"):
            kind = "PDF" if ending == ".pdf" else "Word document"
            raise SourceError(f"{quoted(name)} is not a {kind}, or it is damaged", "save it again, or give it as text")
        try:
            text, _ = decode(content, name)
        except SourceError as error:
            raise SourceError(error.message, "save it as UTF-8") from error
        if "\0" in text:
            raise SourceError(
                f"{quoted(name)} is not a text", "give text, Markdown, HTML, PDF or a Word document (.docx)"
            )
        DOCUMENT_TEXT.check(len(text), quoted(name))
        found = _html(text, name) if ending in (".html", ".htm") or _IS_HTML.match(text) else text_document(text, name)
    if not found.text.strip():
        hint = "a scanned document has pictures of text alone: give it as text"
        raise SourceError(f"{quoted(name)} has no text", hint)
    return found


def text_document(text: str, name: str) -> Document:
    """The document of a text that is no HTML: a table by the ending of its name, or else as it is."""
    found = Document.of(text, name)
    return _table(found) if name.lower().endswith(_TABLE_ENDINGS) else found


def is_document(path: str) -> bool:
    """Whether a file is a document by its ending or its first bytes, whatever it holds."""
    if path.lower().endswith((*DOCUMENT_ENDINGS, *_DATA_ENDINGS)):
        return not path.lower().endswith(_DATA_ENDINGS)
    try:
        if not Path(path).is_file():
            return False
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return _WORD in archive.namelist()
        with Path(path).open("rb") as opened:
            begins = opened.read(1000)
    except ZIP_ERRORS:
        return False
    return begins.startswith(b"%PDF") or _IS_HTML.match(begins.decode("utf-8", "replace")) is not None


_WORD: Final = "word/document.xml"
"""The part of a Word document that has its text."""

_SENTENCE: Final = re.compile(
    r"(?i)\b(?:i|i'm|my|we|our|you|your|who|am|is|are|was|were|knows?|have|has|worked|used|some|years?)\b"
)
"""Words that sentences have, and lists of names hardly do."""


_SENTENCE_END: Final = re.compile(r"[a-z]{3}\)?[.!]\s+[A-Z]|\b(?:very good|good) (?:at|with|in)\b")
"""Where one sentence ends and another begins, or what only a sentence says."""


def is_prose(text: str) -> bool:
    """Whether a text looks like sentences, and not like a list of names.

    >>> is_prose("I am a statistician who knows R"), is_prose("Python, SQL"), is_prose("use spreadsheets software")
    (True, False, False)
    >>> is_prose("Very good Excel. Never did wound care"), is_prose("BSc, St. John Ambulance certificate")
    (True, False)
    """
    lines = (line for line in text.splitlines() if len(line.split()) > 3)
    return any(_SENTENCE.search(line) or _SENTENCE_END.search(line) for line in lines)


# --- text -------------------------------------------------------------------------------------------------------------


_HIDDEN: Final = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_ESCAPE: Final = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def _clean(text: str) -> str:
    """A text with line feeds alone, each letter in one character, and no characters that cannot be seen."""
    text = _ESCAPE.sub(lambda found: " " * len(found.group()), text)
    text = re.sub(r"\r\n?|[\x0b\x0c\x85]", "\n", unicodedata.normalize("NFC", text))
    return _CONTROL.sub(" ", _HIDDEN.sub("", text)).replace("\u00a0", " ")


def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(found.end() for found in re.finditer("\n", text)))


def _limited(lines: Iterable[str], name: str) -> Iterator[str]:
    size = 0
    for line in lines:
        size += len(line) + 1
        DOCUMENT_TEXT.check(size, quoted(name))
        yield line


_TAG: Final = re.compile(r"<!--|<(\w+)((?:\s[^<>]{0,500})?)>")
_HIDING: Final = re.compile(
    r"(?i)\shidden(?=[\s=/]|$)|\saria-hidden\s*=\s*[\"']?true|\sstyle\s*=.{0,200}?(?:display\s*:\s*none|visibility\s*:\s*hidden)"
)
_LONGEST_HIDDEN: Final = 20_000
"""Within how many characters an element that is not shown must end."""


def _unseen_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where what the HTML in a text does not show begins and ends: comments, scripts, hidden elements."""
    place = 0
    while found := _TAG.search(text, place):
        place, name = found.end(), (found[1] or "").lower()
        if not name:
            end = text.find("-->", place)
            place = len(text) if end < 0 else end + 3
        elif name in _UNSHOWN or (name not in _VOID and _HIDING.search(found[2])):
            blank = "" if name in _UNSHOWN else r"|\n[ \t]*\n"
            end_of = re.compile(rf"(?i)</{name}\s*>{blank}").search(text, place, place + _LONGEST_HIDDEN)
            place = end_of.end() if end_of else min(len(text), place + _LONGEST_HIDDEN)
        else:
            continue
        yield found.start(), place


_UNSHOWN: Final = ("script", "style", "template", "noscript")
_STRIKING: Final = re.compile(r"(?i)</?(?:del|s|strike)(?:\s[^>]{0,200})?>")


def _without_unseen(text: str) -> str:
    """A text of as many characters, with spaces for what its HTML does not show, and ~~ around what it strikes out."""
    if "<" not in text:
        return text
    parts, shown = [], 0
    for start, end in _unseen_spans(text):
        parts += [text[shown:start], re.sub(r"[^\n]", " ", text[start:end])]
        shown = end
    text = "".join([*parts, text[shown:]])
    return _STRIKING.sub(_struck_sign, text)


def _struck_sign(tag: re.Match[str]) -> str:
    """What stands for a tag that begins or ends what is struck out, beside that, of as many characters."""
    return "~~".ljust(len(tag[0])) if tag[0][1] == "/" else "~~".rjust(len(tag[0]))


# --- HTML -------------------------------------------------------------------------------------------------------------


_IS_HTML: Final = re.compile(
    r"(?i)\ufeff?\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html|head|body|div|p|h[1-6]|ul)\b"
)

_UNSEEN: Final = frozenset("script style template noscript head svg object iframe select textarea".split())  # noqa: SIM905
_HEADINGS: Final = frozenset(f"h{level}" for level in range(1, 7))
_BLOCKS: Final = _HEADINGS | frozenset(
    "address article aside blockquote body br caption dd details div dl dt fieldset figure footer form header hr html"  # noqa: SIM905
    " legend li main nav ol option p pre section summary table tbody td tfoot th thead tr ul".split()
)


_VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905
_ENDED_BY_NEXT: Final = frozenset("dd dt li option p td th tr".split())  # noqa: SIM905
"""What has no content, and what the next of its kind ends."""

_STRUCK: Final = frozenset(("del", "s", "strike"))
_HIDDEN_STYLE: Final = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.0-9]*[1-9])")


def _is_hidden(attrs: Iterable[tuple[str, str | None]]) -> bool:
    """Whether the attributes of an element say that it is not shown."""
    for name, value in attrs:
        if name == "hidden" or (name == "aria-hidden" and (value or "").strip().lower() == "true"):
            return True
        if name == "style" and _HIDDEN_STYLE.search(value or ""):
            return True
    return False


class _HTMLText(HTMLParser):
    """The text of a page, with where each piece of it is in the file; scripts and what is not shown are left out."""

    def __init__(self, lines: tuple[int, ...]) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = lines
        self._unseen: list[str] = []
        self._struck: list[str] = []
        self._size = 0
        self.parts: list[str] = []
        self.segments: list[tuple[int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at a block; begin what is not shown."""
        if tag == "body":
            self._unseen.clear()
        if self._unseen and self._unseen[-1] == tag in _ENDED_BY_NEXT:
            self._unseen.pop()
        if tag not in _VOID and (self._unseen or tag in _UNSEEN or _is_hidden(attrs)):
            self._unseen.append(tag)
        elif tag in _BLOCKS:
            heading = f"\n\n{'#' * int(tag[1])} " if tag in _HEADINGS else ""
            self._put(heading or ("\n- " if tag == "li" else "\n" if tag == "br" else "\n\n"))
        elif tag == "input" and ("type", "checkbox") in attrs:
            self._put("[x] " if "checked" in dict(attrs) else "[ ] ")
        if tag not in _VOID and (
            tag in _STRUCK or any(name == "style" and "line-through" in (value or "") for name, value in attrs)
        ):
            self._struck.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a line at a block; end what is not shown."""
        if tag in self._unseen:
            last = len(self._unseen) - 1 - self._unseen[::-1].index(tag)
            del self._unseen[last:]
        elif tag in _BLOCKS and tag not in ("br", "li"):
            self._put("\n\n")
        if self._struck and self._struck[-1] == tag:
            self._struck.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself has nothing in it."""
        del attrs
        if tag in _BLOCKS:
            self._put("\n")

    def handle_data(self, data: str) -> None:
        """Text, of which a line end is a space; between signs where it is struck out."""
        is_struck = bool(self._struck and data.strip())
        for part in ("~~", data.strip(), "~~") if is_struck else (data.replace("\n", " "),):
            self._put(part.replace("\n", " "))

    def handle_entityref(self, name: str) -> None:
        """A character by name."""
        import html

        self._put(html.unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        """A character by number."""
        self.handle_entityref(f"#{name}")

    def _put(self, text: str) -> None:
        if self._unseen:
            return
        line, column = self.getpos()
        text = _clean(text)
        self.segments.append((self._size, self._lines[min(line, len(self._lines)) - 1] + column))
        self.parts.append(text)
        self._size += len(text)


_BEGINS_TAG: Final = re.compile(r"<(?=[A-Za-z/!?])")
_NO_TAG: Final = r"<(?![A-Za-z/!?])"
_WHOLE_TAG: Final = re.compile(
    rf"<(?:[!/?]?[^<>]*+>|[A-Za-z](?:[^<>\"']++|\"(?:[^\"<]|{_NO_TAG})*+\"|'(?:[^'<]|{_NO_TAG})*+')*+>)"
)
"""A tag that ends before another begins."""


def _whole_tags(source: str) -> str:
    """HTML of as many characters, with a space for each sign that begins a tag or comment which does not end.

    The parser would look for the end of each to the end of the text.

    >>> _whole_tags("<b>Tact</b> <a <a <i>R</i> <!-- x")
    '<b>Tact</b>  a  a <i>R</i>  !-- x'
    """
    last_comment = source.rfind("-->")

    def whole(begin: re.Match[str]) -> str:
        place = begin.start()
        is_comment = source.startswith("<!--", place)
        return "<" if (place < last_comment if is_comment else _WHOLE_TAG.match(source, place)) else " "

    return _BEGINS_TAG.sub(whole, source)


def _html(text: str, name: str) -> Document:
    source = _whole_tags(re.sub(r"\r\n?", "\n", text))
    lines = _line_starts(source)
    parser = _HTMLText(lines)
    parser.feed(source)
    parser.close()
    return Document("".join(parser.parts), name, tuple(parser.segments) or ((0, 0),), lines)


# --- CSV and TSV ------------------------------------------------------------------------------------------------------


_CELL_REMARK: Final = re.compile(
    r"(?i)[^a-z]*(?:(?:not )?(?:required|needed|necessary|essential|mandatory)|optional|preferred|desirable|desired"
    r"|nice[- ]to[- ]have|(?:a )?(?:plus|bonus)|no|none|[^a-z]*)[^a-z]*"
)
"""A cell that says something of the cell before it, or has no words."""


def _table(plain: Document) -> Document:
    """A document in which each cell is an item of a list, so that what one says ends with it; places stay."""
    first = plain.text.partition("\n")[0]
    usual = "," if plain.name.lower().endswith(".csv") else "\t"
    sign = re.escape(max((usual, *";,\t|"), key=first.count))
    cell_of = re.compile(rf'[ ]*"((?:[^"]|"")*+)"[ ]*(?={sign}|\n|\Z)|([^{sign}\n]*)')
    parts, segments, size, place = list[str](), list[tuple[int, int]](), 0, 0
    begins_row = True
    while place < len(plain.text):
        cell = cell_of.match(plain.text, place)
        assert cell is not None  # it may be empty
        written = 2 if cell[1] is None else 1
        is_remark = not begins_row and len(cell[0]) < 40 and _CELL_REMARK.fullmatch(cell[0])
        joint = " | " if is_remark else "\n- "
        for line in re.finditer(r"[^\n]+", cell[written].rstrip(" \t:\n")):
            source = cell.start(written) + line.start()
            segments += ((size + 1, source), (size + len(joint), source))
            parts += [joint, line[0]]
            size += len(joint) + len(line[0])
            joint = " " if line[0].endswith(":") else "; "
        begins_row = plain.text.startswith("\n", cell.end())
        place = cell.end() + 1
    return plain._replace(text="".join(parts), segments=((0, 0), *segments))


# --- PDF and Word -----------------------------------------------------------------------------------------------------


def _missing(name: str, library: str) -> SourceError:
    return SourceError(
        f"reading {quoted(name)} needs {library}, which is not installed", f"pip install 'career-kg[{_EXTRA}]'"
    )


_SAVE_AGAIN: Final = "save it again, or give it as text"


def _damaged(name: str, kind: str, error: Exception) -> SourceError:
    reason = " ".join(str(error).split())[:100] or type(error).__name__
    return SourceError(f"cannot read {quoted(name)} as a {kind}: {reason}", _SAVE_AGAIN)


def _pages(pages: Iterable[str], name: str) -> Document:
    """A document of pages, each of which begins a line."""
    parts, starts, size = [], [], 0
    for page in pages:
        text = _clean(page)
        starts.append(size)
        parts.append(text)
        size += len(text) + 1
        DOCUMENT_TEXT.check(size, quoted(name))
    text = "\n".join(parts)
    return Document(text, name, lines=_line_starts(text), pages=tuple(starts) or (0,))


def _pdf_pages(content: bytes, name: str) -> Iterator[str]:
    """The texts of the pages of a PDF file."""
    import io
    import logging

    try:
        import pypdf
    except ImportError as error:
        raise _missing(name, "pypdf") from error
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is damaged and read anyway needs no notice
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(f"{quoted(name)} has a password", "save it without one")
        DOCUMENT_PAGES.check(len(reader.pages), quoted(name))
        for page in reader.pages:
            yield page.extract_text()
    except KGError:
        raise
    except Exception as error:  # a damaged file fails in any way, also in the library itself
        raise _damaged(name, "PDF", error) from error


def _word_lines(content: bytes, name: str) -> Iterator[str]:
    """The paragraphs of a Word document and the rows of its tables, in order."""
    import io

    problem = f"cannot read {quoted(name)} as a Word document"
    with damage_explained(problem, _SAVE_AGAIN), zipfile.ZipFile(io.BytesIO(content)) as archive:
        checked_entries(archive, name, "save it again")
        if _WORD not in archive.namelist():
            raise SourceError(f"{quoted(name)} is not a Word document (.docx)", "give text, Markdown, HTML or PDF")
    try:
        import docx
    except ImportError as error:
        raise _missing(name, "python-docx") from error
    try:
        yield from _blocks(docx.Document(io.BytesIO(content)))
    except Exception as error:  # as above
        raise _damaged(name, "Word document", error) from error


def _blocks(container: Any) -> Iterator[str]:
    """A line for each paragraph, marked where it is a heading or an item, and for each row of a table."""
    for block in container.iter_inner_content():
        if not hasattr(block, "rows"):
            style = str(getattr(block.style, "name", "") or "")
            level = re.fullmatch(r"Heading ([1-6])", style)
            sign = "#" * int(level[1]) + " " if level else "# " if style.startswith(("Heading", "Title")) else ""
            sign = sign or ("- " if style.startswith("List") else "")
            text = _paragraph(block)
            yield sign + text if text else ""
            continue
        for row in block.rows:
            cells = dict.fromkeys(" ".join(map(_paragraph, cell.paragraphs)).strip() for cell in row.cells)
            yield "- " + "; ".join(filter(None, cells))


def _paragraph(paragraph: Any) -> str:
    """The text of a paragraph on one line: without what is hidden, and with ~~ around what is struck out."""
    parts = []
    for part in paragraph.iter_inner_content():
        font = getattr(part, "font", None)
        if font is None or not font.hidden:
            is_struck = font is not None and (font.strike or font.double_strike) and part.text.strip()
            parts.append(f"~~{part.text.strip()}~~" if is_struck else part.text)
    return " ".join("".join(parts).split())
