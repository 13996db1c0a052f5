"""What a text says about what it names: that it is wanted or held, optional, or ruled out; by headings and by clauses.

docs/texts.md has the rules; they are of English.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from kg.model.analysis import NEGATED, OPTIONAL, STATED

ITEM: Final = re.compile(r"[ \t>]*(?:[-*+•·▪◦‣●–☐☑☒✓✔✅✗✘❌□■]|\(?[0-9]{1,2}[.)])[ \t]+")
"""How an item of a list begins."""


_UNCHECKED: Final = re.compile(r"[ \t>]*(?:(?:[-*+•]|[0-9]{1,2}[.)])[ \t]+)?(?:\[[ \t_]?\]|[☐□✗✘❌])[ \t]*")
"""How an item begins whose box is not checked, or that is crossed out."""

_STRUCK: Final = re.compile(r"~~(?=[^\s~])(.{1,1000}?)~~", re.DOTALL)
"""What is struck out."""


class _Line(NamedTuple):
    """A line: where it begins and ends in the text, and whether it is a heading or begins a block."""

    start: int
    end: int
    heading: bool
    begins: bool


class Scope(NamedTuple):
    """A stretch of text, what it says of all in it, and the words that say so."""

    start: int
    end: int
    status: str
    cue: str


# --- the words --------------------------------------------------------------------------------------------------------


def _words(*parts: str) -> str:
    return "|".join(parts)


_WELCOME: Final = _words(
    *(
        "nice[- ]to[- ]haves?",
        "good[- ]to[- ]have",
        r"(?:big |huge |definite )?plus(?:es)?",
        "bonus(?:es)?(?: points)?",
    ),
    *("desir(?:able|ed)", "prefer(?:red|able|ably)", "optional(?:ly)?", "advantage(?:s|ous)?", "asset", "beneficial"),
    *("welcome", "appreciated", "helpful", "ideal(?:ly)?", "extra credit", "if possible", "would be (?:great|nice)"),
    *("(?:would|will) help", "a benefit", "valued"),
)
"""Words that say of what is named that it may be missing."""

_NEEDED: Final = r"(?:required?|requirements?|must|essential|need(?:ed)?|necessary|mandatory|expected|assumed|minimum)"

_NOT: Final = r"(?:not|never|n't)"
_UNNEEDED: Final = r"(?:required|needed|necessary|expected|asked for|part of|covered|included)"
_UNFORCED: Final = r"(?:essential|mandatory|compulsory|obligatory|an? (?:must|condition|requirement)|indispensable)"

_OPTIONAL_HEADING: Final = re.compile(rf"(?i)\b(?:{_WELCOME}|{_NOT} {_UNFORCED})\b")
_NOT_HELD: Final = (
    r"have|has|got|hold|held|know|used?|own|possess|master(?:ed)?|familiar|experienced?|proficient|comfortable|able|yet"
    r"|learn(?:ed|t)|worked|touched|tried|do"
)
_NEGATED_HEADING: Final = re.compile(
    rf"(?i)(?:\b|(?=n't)){_NOT}\b.{{0,20}}\b(?:{_UNNEEDED}|need|look for|cover|{_NOT_HELD})\b"
    r"|\b(?:you|we) (?:do not|don't) (?:need|expect)\b"
    r"|\b(?:lack(?:s|ing)?|unfamiliar|cannot|can't|excluded|unneeded|unnecessary|out of scope|weak (?:points|areas)"
    r"|(?:no|without|little|zero) (?:\w+ )?(?:experience|knowledge|exposure|skills?|practice))\b"
    r"|\b(?:missing|gaps?|weakness(?:es)?|unknown)\W*$|^(?:missing|weaknesses)\b|^(?:no|not|none|never|exclud(?:es|ing))\W*$"
)
_LEARNING_HEADING: Final = re.compile(
    r"(?i)\bto (?:learn|acquire|gain|pick up|study|master|improve|explore|work on|develop)"
    r"(?: next| soon| in .{2,20})?\W*$"
    r"|^to[- ]learn\b|^to[- ]?do\W*$|\b(?:currently|still|now|am|i'm|be) (?:learning|studying)\b|^learning\W*$"
    r"|\b(?:want|would like|plan|planning|hope|hoping|wis[h]|going|eager|keen|aim|intend) to (?:\w+ )?"
    r"(?:learn|acquire|gain|study|master|improve|explore|develop|know|have|get)\b"
    r"|\b(?:learning|development|growth|improvement|study) (?:goals?|plans?|list|areas?"
    r"|targets?|backlog)\b"
    r"|\b(?:areas?|room) (?:for|of|to) (?:growth|improvement|development|improve|grow|develop)\b"
    r"|^(?:looking for|seeking|(?:career |my )?(?:objectives?|goals?|aims?|aspirations?))\W*$"
    r"|^(?:target|desired|wanted|dream|future) (?:roles?|jobs?|positions?|careers?|occupations?|titles?)\W*$"
    r"|\bwis[h]\W?list\b|\bfuture (?:skills|learning|plans)\b|^(?:i am |i'm )?interest(?:ed|s) in\b|\bin progress\b"
)
_NEEDED_HEADING: Final = re.compile(rf"(?i)\b{_NEEDED}\b")

_KNOWN_HEADING: Final = re.compile(
    rf"(?i)\W*(?:{_WELCOME}|(?:{_NOT} )?{_NEEDED}|(?:key |core |technical |soft |other |your |preferred |my )*"
    r"(?:skills|qualifications|requirements|responsibilities|tasks|duties|profile|tools|languages|education|experience|"
    r"certificates|certifications|courses|projects|publications|summary|interests|hobbies|references)|"
    r"what (?:you|we|would|is|this).{0,30}|must[- ]haves?|about (?:us|you|me|the .{2,20})|benefits|we offer|"
    r"(?:nice|good|great) to have.{0,10})\W*"
)
"""Lines that are headings wherever they are."""

_CATEGORY: Final = re.compile(
    r"(?i)\W*(?:(?:key|core|technical|soft|hard|other|my|programming|software|spoken|foreign|cloud) )*"
    r"(?:skills|tools|languages|technologies|frameworks|libraries|databases|platforms|software|methods|certificates"
    r"|certifications|qualifications|education|experience)\W*"
)
"""Headings that divide a section and say nothing else."""

_OWN_HEADING: Final = re.compile(
    r"(?i)(?:my |the |other |some )*(?:(?:technical|soft|hard|key|programming) )?(?:skills?|tools|technolog(?:y|ies)"
    r"|languages|frameworks|thin[g]s|topics|areas|subjects|software|certifi\w+|qualifications|competenc\w+|what|gaps?"
    r"|weakness(?:es)?|wis[h]\W?list|to learn|missing|learning|currently learning"
    r"|not (?:required|needed|necessary|held|known)"
    r"|no (?:experience|knowledge)(?: (?:of|in|with))?)\b"
)
"""How a line begins that is a heading if it says that what follows is missing, or yet to be learned."""

_RUN_IN: Final = re.compile(
    r"(?:^|(?<=[.;!?] )|(?<=\n))[ \t>*_•·-]*([A-Za-z][\w' /-]{1,40}?)[*_]*:[*_]*(?=\s)", re.MULTILINE
)
"""A heading at the beginning of a line or sentence, with a colon."""

_SENTENCE_END: Final = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)[.!?][\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])")
_NEXT_HEADING: Final = re.compile(
    rf"(?i);\s+(?=[^;:.!?\n]{{0,20}}\b(?:{_WELCOME}|{_NEEDED}|{_UNNEEDED})\b[^;:.!?\n]{{0,20}}:\s)"
)
"""Where within a sentence another run-in heading begins that says what is wanted: "Preferred: Go; required: C"."""

_CLAUSE_END: Final = re.compile(
    r"(?i);|\s(?=(?:but(?! also)|however|although|though|whereas|while)\b)"
    r"|\s[–—-]\s(?!(?:not|an? |optional|preferred|nice|desir|plus|bonus|none\b|(?:no|nil|never|zero|0)\W*$|[✗✘❌]))"
)
_NEW_SUBJECT: Final = re.compile(
    r"(?i),?\s(?:and|or)?\s?\b(?=(?:i|we|you|he|she|they)\b)|,\s(?=(?:only|just|strong|good|solid|fluent|except)\b)"
    r"|,?\s(?=and (?:have|know|am|can|do|does|strong|good)\b)"
)
"""Where what was ruled out ends within a clause."""

_NEGATION: Final = re.compile(
    r"(?i)\b(?:no(?!\b (?:less|later|doubt|matter|longer than|fewer|problem(?![- ]\w)))|without(?! doubt)"
    r"|lack(?:s|ing)?(?: of)?"
    r"|(?:not|never|cannot)(?! (?:only|just|limited|least|to mention))|neither|zero"
    r"|hardly(?: any)?|unfamiliar with|instead of"
    r"|rather than"
    r"|exclud(?:es|ing)|except(?: for)?|apart from)\b|n't\b(?! (?:only|just))"
)
_UNNEEDED_AFTER: Final = re.compile(
    rf"(?i)(?:\b|(?=n't)){_NOT} (?:strictly |really |at all )?({_UNNEEDED}|{_UNFORCED})\b"
)
_TRAILING_NOT: Final = re.compile(r"(?i)\b(?:is|are)(?: not|n't)\W*$")

_TRAILING_NO: Final = re.compile(
    r"(?i)\s+[✗✘❌][\s|.]*$|\s*(?:[:=|]|\s[-–—]\s)\s*(?:no|none|nope|nil|never|zero|no (?:experience|knowledge)"
    r"|✗|✘|❌|0(?: ?/ ?[0-9]+)?)[\s|.]*$"
)
"""An entry that is answered with no: "Java: none"."""

_LEARNING: Final = re.compile(
    r"(?i)\b(?:to learn|(?:currently|now|am|still|be|keep) (?:learning|studying|taking)"
    r"|(?:can|will|'ll|could|may) learn|(?:studying|working|training|reading|work) (?:towards?|for an?)|pursuing"
    r"|enrol+ed (?:in|on|for)|(?:semesters?|terms?|months?|years?) into an?|(?:to become|becoming|aspiring|future)"
    r"|(?:i am|i'm|am) (?:looking for|seeking|applying for)"
    r"|(?:seeking|looking for)(?=[^.]{0,60} (?:position|role|job|opportunit))"
    r"|interest(?:ed)? (?:in|to)|curious about|keen on|plan(?:ning)? (?:to|on|for))\b"
)
"""Words before what is yet to be learned."""

_UNFINISHED: Final = re.compile(
    r"(?i)\b(?:in progress|on-?going|unfinished|incomplete|not (?:yet )?(?:completed|finished|awarded)|to be completed"
    r"|expected:? (?:in )?(?:\w+ )?20[0-9][0-9]|dropped out|abandoned|discontinued)\b"
)
"""Words behind a degree that is not held."""

_STUDENT: Final = re.compile(r"(?i)\b(?:ph\.?d|doctoral|master'?s|msc|mba|bachelor'?s|bsc) (?:candidate|student)\b")

_WELCOME_WORD: Final = re.compile(
    r"(?i)(?<!is )(?:\b(?:is|are|was|would be|will be|as)\s+)?(?:\b(?:an?|also|very|of|highly|considered)\s+)*"
    rf"\b(?:{_WELCOME})\b"
)
_NEEDED_WORD: Final = re.compile(rf"(?i)\b{_NEEDED}\b")
_PARTS: Final = re.compile(r"(?i),\s+(?:and|with|plus|then)\s+|,\s+(?=(?:a|an|the|some)\s)")


class Clauses:
    r"""The lines, headings, sentences and clauses of a text, and the status of what they name.

    >>> text = "Requirements\n- Python\n\nNice to have\n- Scala, no need of Java"
    >>> [Clauses(text).status(text.index(name)).status for name in ("Python", "Scala", "Java")]
    ['stated', 'optional', 'negated']
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = [*_lines(text)]
        self._blocks = [*_block_starts(self._lines)]
        self._sections = _sections(text, self._lines)
        self._found: dict[int, list[Scope]] = {}

    def status(self, offset: int) -> Scope:
        """What the text says of what is named at an offset: of all scopes around it the nearest that rules out most."""
        block = bisect_right(self._blocks, offset) - 1
        if block not in self._found:
            self._found[block] = [*self._scopes(block)]
        section = self._section(offset)
        around = [scope for scope in self._found[block] if scope.start <= offset < scope.end]
        return min(around, key=lambda scope: (_ORDER.index(scope.status), -scope.start), default=section)

    def _section(self, offset: int) -> Scope:
        """The section of an offset, with what its heading says."""
        return self._sections[bisect_right(self._sections, offset, key=lambda scope: scope.start) - 1]

    @property
    def has_reservations(self) -> bool:
        """Whether a heading, a box or a line through a text says that what it names is not held, or not yet."""
        starts = (start for start in self._blocks if _UNCHECKED.match(self.text, start))
        return (
            any(section.status != STATED for section in self._sections)
            or next(starts, None) is not None
            or _STRUCK.search(self.text) is not None
        )

    def same_sentence(self, start: int, end: int) -> bool:
        """Whether no sentence, heading or item of a list ends between two offsets."""
        block = bisect_right(self._blocks, start) == bisect_right(self._blocks, end)
        return block and not _SENTENCE_END.search(self.text, start, end)

    def begins_sentence(self, offset: int) -> bool:
        """Whether a sentence, a line or an item begins at an offset."""
        before = self.text[max(0, offset - 40) : offset].rstrip(" \t\"'(*_[#")
        return not before or before[-1] in ".!?:;\n•·-–▪◦‣●"

    def _scopes(self, block: int) -> Iterator[Scope]:
        """What the sentences of a block say: run-in headings of a sentence, then the words of each clause."""
        ends = self._blocks[block + 1 :] or [len(self.text)]
        if box := _UNCHECKED.match(self.text, self._blocks[block], ends[0]):
            yield Scope(box.end(), ends[0], NEGATED, box.group().strip(" \t->*+•0123456789.)"))
        for struck in _STRUCK.finditer(self.text, self._blocks[block], ends[0]):
            yield Scope(struck.start(), struck.end(), NEGATED, "struck out")
        sentences = _parts(_SENTENCE_END, self.text, self._blocks[block], ends[0])
        parts = (part for sentence in sentences for part in _parts(_NEXT_HEADING, self.text, *sentence))
        for start, end in parts:
            heading, first_clause = _RUN_IN.match(self.text, start, end), start
            is_part = heading and self._section(start).status == NEGATED and _CATEGORY.fullmatch(heading.group(1))
            if heading and (status := heading_status(heading.group(1))) != STATED:
                yield Scope(start, end, status, heading.group(1))
                first_clause = heading.end()
            elif heading and not is_part and _KNOWN_HEADING.fullmatch(heading.group(1)):
                yield Scope(start, end, STATED, "")  # it ends the section before it
            for first, last in _parts(_CLAUSE_END, self.text, first_clause, end):
                for part in range(first, last, _LONGEST_CLAUSE):
                    yield from _clause_scopes(self.text, part, min(part + _LONGEST_CLAUSE, last))


_ORDER: Final = (NEGATED, OPTIONAL, STATED)


def _parts(boundary: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in boundary.finditer(text, start, end):
        yield start, found.end()
        start = found.end()
    yield start, end


def _clause_scopes(text: str, start: int, end: int) -> Iterator[Scope]:
    """What the words of one clause say, of what comes before or after them."""
    clause = text[start:end]
    unneeded = [*_UNNEEDED_AFTER.finditer(clause)]
    for found in unneeded:
        status = NEGATED if re.fullmatch(_UNNEEDED, found.group(1), re.IGNORECASE) else OPTIONAL
        first, last = _before(clause, found)
        yield Scope(start + first, start + last, status, _shown(found.group()))
    for pattern in (_TRAILING_NOT, _TRAILING_NO):
        if trailing := pattern.search(clause):
            first, last = _before(clause, trailing)
            yield Scope(start + first, start + last, NEGATED, _shown(trailing.group()))
    for found in _NEGATION.finditer(clause):
        if not any(other.start() <= found.start() < other.end() for other in unneeded):
            yield Scope(start + found.end(), start + _after(clause, found), NEGATED, _shown(found.group()))
    for found in _LEARNING.finditer(clause):
        yield Scope(start + found.end(), start + _after(clause, found), OPTIONAL, _shown(found.group()))
    for found in _UNFINISHED.finditer(clause):
        yield Scope(start + _item_before(clause, found.start()), start + found.start(), OPTIONAL, _shown(found.group()))
    for found in _STUDENT.finditer(clause):
        yield Scope(start + found.start(), start + found.end(), OPTIONAL, _shown(found.group()))
    for found in _WELCOME_WORD.finditer(clause):
        first, last = _about(clause, found)
        yield Scope(start + first, start + last, OPTIONAL, _shown(found.group()))


def _bracket(clause: str, at: int) -> tuple[int, int] | None:
    """Where the innermost bracket around a place begins and ends, without its signs; None for a place in none."""
    opened: list[int] = []
    for found in _BRACKETS.finditer(clause, 0, at):
        if found[0] in "([{":
            opened.append(found.end())
        elif opened:
            opened.pop()
    depth = 0
    for found in _BRACKETS.finditer(clause, at) if opened else ():
        depth += 1 if found[0] in "([{" else -1
        if depth < 0:
            return opened[-1], found.start()
    return (opened[-1], len(clause)) if opened else None


_BRACKETS: Final = re.compile(r"[()\[\]{}]")
_IN_LIST: Final = re.compile(r"(?i),\s*(?:and |but |with )?$")
_OR: Final = re.compile(r"(?i)\b(?:n?or|neither)\b")


def _after(clause: str, cue: re.Match[str]) -> int:
    """Where what a cue says of what follows ends: at its bracket, a new subject, or, in a list, a comma."""
    bracket = _bracket(clause, cue.start())
    if opened := re.compile(r"\s*\(").match(clause, cue.end()):
        bracket = _bracket(clause, opened.end())
    last = bracket[1] if bracket else len(clause)
    stop = _NEW_SUBJECT.search(clause, cue.end(), last)
    last = stop.start() if stop else last
    if _IN_LIST.search(clause, 0, cue.start()) and not _OR.search(clause, cue.end(), last):
        comma = clause.find(",", cue.end(), last)
        last = comma if comma >= 0 else last
    return last


def _before(clause: str, cue: re.Match[str]) -> tuple[int, int]:
    """What a cue such as "not required" says something of: what is before it in its bracket, or else before that."""
    bracket = _bracket(clause, cue.start())
    if bracket is None:
        return _subject(clause, cue.start()), cue.start()
    if clause[bracket[0] : cue.start()].strip(_NO_WORDS):
        return max(bracket[0], _subject(clause, cue.start())), cue.start()
    return max(clause.rfind(",", 0, bracket[0]) + 1, _subject(clause, bracket[0])), bracket[0]


def _item_before(clause: str, place: int) -> int:
    """Where the item of a list begins that is before a place, or ends just before it."""
    item = clause.rfind(",", 0, place) + 1
    return item if clause[item:place].strip(f"{_NO_WORDS}(") else clause.rfind(",", 0, max(item - 1, 0)) + 1


def _about(clause: str, cue: re.Match[str]) -> tuple[int, int]:
    """What a word such as "optional" is about: what comes before it, unless that is another item or nothing."""
    before, after = clause[: cue.start()], clause[cue.end() :]
    item = before.rfind(",") + 1
    if before.endswith("("):
        return item, cue.start()
    if re.match(r"\s+\w", after) and not before[item:].strip(_NO_WORDS):
        return cue.end(), cue.end() + len(after.partition(",")[0]) if item else len(clause)
    subject = _subject(clause, cue.start())
    return (subject, cue.start()) if clause[subject : cue.start()].strip(_NO_WORDS) else (cue.end(), len(clause))


_NO_WORDS: Final = " \n\t,*_-:"


def _subject(clause: str, before: int) -> int:
    """Where what a statement is about begins: after another statement, or a comma with "and", "with" or an article."""
    ends = [0]
    for pattern in (_NEEDED_WORD, _WELCOME_WORD, _PARTS, _NEW_SUBJECT):
        ends += (found.end() for found in pattern.finditer(clause, 0, before))
    return max(end for end in ends if end <= before)


def _shown(cue: str) -> str:
    return " ".join(cue.split()).strip(" .")


# --- lines ------------------------------------------------------------------------------------------------------------


def _lines(text: str) -> Iterator[_Line]:
    """The lines with what they are. A line goes on with the one before, unless that or itself is set apart."""
    start, before, complete = 0, "", True
    lines = text.split("\n")
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        heading = _is_heading(line, before, after)
        item = ITEM.match(line) is not None or line.lstrip().startswith("|")
        begins = complete or heading or item or not line.strip() or _RUN_IN.match(line) is not None
        yield _Line(start, start + len(line), heading, begins)
        complete = (
            heading or not line.strip() or line.rstrip().endswith((".", "!", "?", ":", ";")) or _is_short(line, after)
        )
        start += len(line) + 1
        before = line


_LONGEST_BLOCK: Final = 10_000
_LONGEST_CLAUSE: Final = 1000
"""After how many characters a block and a clause end in any case: what has no end takes no time without end."""


def _block_starts(lines: list[_Line]) -> Iterator[int]:
    """Where blocks begin."""
    begun = 0
    for line in lines:
        if line.begins or line.end - begun > _LONGEST_BLOCK:
            yield from range(line.start, max(line.end, line.start + 1), _LONGEST_BLOCK)
            begun = line.start


def _is_short(line: str, after: str) -> bool:
    """Whether a line is an entry in a list without signs: it is short, and the next one begins with a capital."""
    return len(line) < 50 and after[:1].isupper()


def _is_heading(line: str, before: str, after: str) -> bool:
    plain = line.strip().strip("#*_=").strip()
    words = plain.split()
    if not plain or len(words) > 8 or plain.endswith((".", "!", ",", ";")):
        return False
    if re.match(r"\s{0,3}#{1,6}\s", line) or re.fullmatch(r"\s*(\*\*|__).+\1:?\s*", line) or plain.endswith(":"):
        return True
    if ITEM.match(line):
        return False
    if re.fullmatch(r"\s*(=|-){3,}\s*", after) or _KNOWN_HEADING.fullmatch(plain):
        return True
    is_own = len(words) <= 6 and _OWN_HEADING.match(plain) and not re.search("[,:;|]", plain)
    if is_own and heading_status(plain) != STATED:
        return True
    if plain.isupper() and sum(map(str.isalpha, plain)) > 4 and "," not in plain:
        return True
    apart = not before.strip() or ITEM.match(before) is not None
    return len(words) <= 6 and plain[0].isupper() and "," not in plain and apart and ITEM.match(after) is not None


def heading_status(heading: str) -> str:
    """What a heading says of all below it.

    >>> [heading_status(text) for text in ("Skills", "Nice to have", "Skills I do not have", "To learn")]
    ['stated', 'optional', 'negated', 'optional']
    """
    if _NEGATED_HEADING.search(heading):
        return NEGATED
    if _LEARNING_HEADING.search(heading):
        return OPTIONAL
    welcome = _OPTIONAL_HEADING.search(heading)
    return OPTIONAL if welcome and not _NEEDED_HEADING.search(_OPTIONAL_HEADING.sub("", heading)) else STATED


def _sections(text: str, lines: list[_Line]) -> list[Scope]:
    """A stretch of text for each heading, up to the next one, with its status, which holds for headings below it."""
    found = [Scope(0, len(text), STATED, "")]
    above: list[tuple[int, Scope]] = []
    for line in lines:
        if line.heading:
            written = text[line.start : line.end].strip()
            heading = written.strip("#*_=:").strip()
            level = len(written) - len(written.lstrip("#")) or _UNMARKED
            above = [(other, scope) for other, scope in above if other < level]
            status, cue = heading_status(heading), heading
            if status == STATED:
                status, cue = _inherited(above, heading, level)
            found.append(Scope(line.start, len(text), status, cue))
            above.append((level, found[-1]))
    return found


_UNMARKED: Final = 7
"""The level of headings that are not marked with #."""


def _inherited(above: list[tuple[int, Scope]], heading: str, level: int) -> tuple[str, str]:
    """What the heading above another says of it too, unless that begins something else."""
    scope = above[-1][1] if above else None
    if scope is None or (level == _UNMARKED and not (scope.status == NEGATED and _CATEGORY.fullmatch(heading))):
        return STATED, ""
    return scope.status, scope.cue
