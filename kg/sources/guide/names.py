"""The names in a guide: of sections, of fields, of roles and skills; and lists of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple, Protocol
from unicodedata import combining, normalize

from kg.schema import NOTE_KINDS, PROPERTY_ROWS

# --- headings and names of fields -------------------------------------------------------------------------------------


@lru_cache(4096)
def folded(text: str) -> str:
    """A text in lower-case words of the letters a to z, by which names are compared.

    >>> folded("Fähigkeiten & more"), folded("What you'll do")
    ('fahigkeiten and more', 'what you do')
    """
    words = re.sub(r"['\u2019](?:ll|re|ve|d)\b", " ", text[:200].casefold().replace("&", " and "))
    if not words.isascii():
        words = "".join(sign for sign in normalize("NFKD", words) if not combining(sign))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", words).split())


_MEANING: Final = {folded(name): names[0] for row in PROPERTY_ROWS for names in [row.field_names] for name in names} | {
    name: note.term for note in NOTE_KINDS for name in note.fields.split(", ")
}
"""What each name of a field means: a property, by its first name, or a kind of note."""

SECTIONS: Final[dict[str, str]] = {
    "overview": r"overview|introduction|about .*|summary|at a glance|in short",
    "paths": r".*\bentry (paths?|routes?|points?)\b.*|.*\b(ways?|paths?|routes?) in(to)?\b.*"
    r"|getting (in|into|started)\b.*|.*\bpathways?\b.*|.*\bchanging careers?\b.*|.*\bbackgrounds\b.*"
    r"|.*\b(coming|come|joining( us)?|switching|moving) (here |to us |over )?from\b.*|.*\bfrom elsewhere\b.*"
    r"|.*\bcareer (changers?|changes?|switch|switchers?)\b.*",
    "levels": r".*\b(progression|ladders?|seniority|advancement)\b.*|.*\bcareer (stages|steps)\b.*|.*\blevels( .*)?"
    r"|.*\b(mov|work|go|ris)(e|es|s|ing)?( your way)? up\b.*|.*\bpromotions?\b.*"
    r"|how (you|people|we|staff|careers?) (grow|progress|advance|rise|get promoted)\b.*",
    "industries": r".*\b(industry|industries|sectors?|employers|workplaces?|work settings?)\b.*|where .*\bworks?\b.*"
    r"|who hires\b.*",
    "locations": r".*\b(locations?|cities|towns|places|regions)\b.*",
    "skills": r".*\b(skills|competenc(?:ies|es)|abilities)",
    "areas": r".*\b(areas|fields|domains|speciali[sz]ations|specialties)",
    "roles": r".*\b(roles?|occupations?|professions?|positions|careers|jobs)( (in|of|for|at|on|with|near) .*)?"
    r"|.*\bcareer paths",
}
"""The kinds of sections, each with the pattern of its headings; the first that fits counts."""

_SECTION: Final = {kind: re.compile(pattern) for kind, pattern in SECTIONS.items()}


@lru_cache(4096)
def field_name(name: str) -> str | None:
    """What the name of a field means, None for one that is not known.

    >>> field_name("Key Responsibilities"), field_name("Nice-to-have"), field_name("Weather")
    ('responsibilities', 'preferred skills', None)
    """
    words = folded(re.sub(r"\([^()]*\)", " ", name[:200]))
    return _MEANING.get(words) or _core_meaning(words)


_CORES: Final = {
    "skills": "skill skills competency competencies competences abilities proficiencies",
    "salary": "salary salaries pay wage wages compensation earning earnings remuneration income",
    "education": "education educational schooling degree degrees qualification qualifications academic",
    "responsibilities": "responsibility responsibilities duty duties tasks",
    "certifications": "certification certifications certificate certificates licence licences license licenses"
    " licensing licensure credential credentials cert certs zertifikate zertifizierungen certificats certificados",
}
"""The words by which a field is known, whatever modifies them."""

_CORE: Final = {word: meaning for meaning, words in _CORES.items() for word in words.split()} | {
    name: meaning for name, meaning in _MEANING.items() if meaning in _CORES and " " not in name and name != "training"
}
_MODIFIED: Final = (
    "a about and annual approximate average background base basic best build building by can common core daily day"
    " details develop do entry essential estimated experienced graduate"
    " junior mid senior expectations expected experience for formal from general gross hard"
    " have hourly how important in information job key knowledge learn level levels main major matter mean median"
    " minimum monthly most must necessary need needed of or overview paths per potential primary professional range"
    " ranges recommended relevant required requirement requirements role soft specific starting technical that the this"
    " to top total typical uk us usa usual what where will work year yearly years you your"
    " brutto deine dein durchschnittliches durchschnittliche erforderliche erforderlicher fachliche ihre ihr notwendige"
    " technische typische und wichtige wichtigste annuel brut cles de des du et la le les mensuel moyen moyenne nos"
    " principales principaux requis requise requises techniques vos votre mi nuestro requeridas tecnicas"
)
_MODIFIERS: Final = frozenset(_MODIFIED.split())
_QUESTIONS: Final = (
    (
        "skills",
        re.compile(
            r"what skills .*\b(?:need|required?|takes?)\b.*|(?:what )?(?:do )?you (?:will |must |should )?need"
            r"|what (?:you|they|people|staff|candidates|one) (?:will |must |should )?(?:all )?(?:needs? |have |ought )?"
            r"(?:to )?(?:be (?:good|able|skilled)\b.*|know(?: how to do)?|master|be familiar with)"
            r"|(?:you|they) (?:will |must |should )?(?:need |have )?(?:to )?(?:be able to|be good at|know how to)"
        ),
    ),
    (
        "responsibilities",
        re.compile(r"what (?:.+ )?do(?:es)?(?: all day| every day| day to day)?|(?:a )?typical day.*"),
    ),
    (
        "salary",
        re.compile(r"how much .*\b(?:earn|make|paid|pay)\b.*|what .*\b(?:earn|paid)\b.*|what (?:i|you) (?:will )?earn"),
    ),
    ("education", re.compile(r"what (?:education|qualifications|degree|training) .*\b(?:need|required?)\b.*")),
    ("education", re.compile(r"(?:academic |minimum |usual )?entry requirements?")),
)


def _core_meaning(name: str) -> str | None:
    """What a name means that has the words of one field, and else only words that modify these."""
    words = [word for word in name.split() if not word.isdigit()]
    found = {_CORE[word] for word in words if word in _CORE}
    if found == {"education", "certifications"}:  # "Education and licences"
        found = {"education"}
    if len(found) == 1 and all(word in _CORE or word in _MODIFIERS for word in words):
        return found.pop()
    return next((meaning for meaning, question in _QUESTIONS if question.fullmatch(name)), None)


_CUES: Final = (
    ("salary", r"[£$€₹¥₩₽₺₪]\s?\d|\b\d+\s?k\b|\b\d[\d,. ]* (?:per|an?) (?:hour|week|month|year|annum)\b"),
    ("salary", r"\b(?:salar(?:y|ies)|pay|paid|wages?|earn(?:s|ings?)?|compensation|remuneration)\b"),
    ("education", r"\b(?:degrees?|bachelor|master'?s|ph\.?d|bsc|msc|diplomas?|education|schooling|gcses?)\b"),
    ("education", r"\bqualifications?\b"),
    (
        "education",
        r"\b(?:schooling|apprenticeship|a-levels?|nvq|university|college|certificat(?:es?|ions?)|licen[cs]es?)\b",
    ),
    ("skills", r"\bskills?\b|\bcompetenc|\bproficien|\bknowledge of\b"),
)
_CUE: Final = tuple((meaning, re.compile(pattern, re.IGNORECASE)) for meaning, pattern in _CUES)


def cue(text: str) -> str | None:
    """The field of a role that the words of a text are about, where one of them shows it.

    >>> cue("You may earn $20 an hour"), cue("A degree helps"), cue("It is fun")
    ('salary', 'education', None)
    """
    return next((meaning for meaning, pattern in _CUE if pattern.search(text)), None)


_ASKS: Final = re.compile(
    r"\b(?:requirements?|required?|requires|needed|wanted|preferred|desired|prerequisites?|must[- ]haves?"
    r"|nice[- ]to[- ]haves?|looking for|expertise|ideal candidate"
    r"|you(?:'ll| will| must| should)? (?:need|bring|have|know)|(?:need|has|have) to (?:be|have|know)|who you are)\b",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether the words of a text ask for something, as skills are asked for.

    >>> asks("What you bring"), asks("Requirements"), asks("Hours")
    (True, True, False)
    """
    return _ASKS.search(text[:200]) is not None


@lru_cache(4096)
def section_kind(heading: str) -> str | None:
    """The kind of a section by its heading; None for an unknown one.

    >>> [section_kind(name) for name in ("Major Career Roles", "Ways into Nursing", "Technical Skills", "Networking")]
    ['roles', 'paths', 'skills', None]
    """
    plain = folded(heading)
    return next((kind for kind, pattern in _SECTION.items() if pattern.fullmatch(plain)), None)


# --- marks, fields and lists ------------------------------------------------------------------------------------------


_PLAIN_FIELD = re.compile(
    r"([^\W\d_](?:[^\W\d_]|[ &/'-]){1,40}?(?: \([^():]{1,20}\))?)[ \t]*:(?=\s|\Z)\s*(.*)", re.DOTALL
)
_AFTER_NAME = re.compile(r"\s*([:–—]?)\s*(.*)", re.DOTALL)


def plain(text: str) -> str:
    r"""A text on one line, without a full stop at its end.

    >>> plain("Use the\nplane.")
    'Use the plane'
    """
    text = " ".join(text.replace("\u2019", "'").split())
    return text[:-1].rstrip() if text.endswith(".") and not text.endswith("..") else text


class LabelledField(NamedTuple):
    """A name and what follows it: "**Pay:** $20"; ``known`` is what the name means, None for one that is not known."""

    name: str
    value: str
    bold: bool
    known: str | None


class Line(Protocol):
    """A text, and the words in bold or italics that it begins with."""

    @property
    def text(self) -> str: ...  # noqa: D102  # what the class says

    @property
    def lead(self) -> str: ...  # noqa: D102


def field_of(line: Line) -> LabelledField | None:
    """The field that a text begins with; None where it begins with none.

    >>> from kg.sources.guide.markdown import MarkdownBlock
    >>> lines = (("Pay: $20", "Pay:"), ("Pay: $20", "Pay"), ("Pay: $20", ""), ("Pay", "Pay"), ("Read this", "Read"))
    >>> [found and found[:2] for found in (field_of(MarkdownBlock(1, text, lead=lead)) for text, lead in lines)]
    [('Pay', '$20'), ('Pay', '$20'), ('Pay', '$20'), ('Pay', ''), None]
    """
    text, lead = line.text, line.lead.strip()
    after = _AFTER_NAME.fullmatch(text[len(lead) :]) if lead and text.startswith(lead) else None
    if after:
        name = lead.rstrip(": ")
        if name and (name != lead or after[1] or not after[2]):
            return LabelledField(plain(name), after[2].strip(), True, field_name(name))
        return None
    if (match := _PLAIN_FIELD.fullmatch(text)) and not match[2].startswith("//"):
        return LabelledField(match[1], match[2].strip(), False, field_name(match[1]))
    return None


def heading_number(text: str) -> tuple[int | None, str]:
    """The number that a heading begins with, and the rest.

    >>> heading_number("3. Joiner"), heading_number("3D Artist"), heading_number("1.2 Joiner")
    ((3, 'Joiner'), (None, '3D Artist'), (None, 'Joiner'))
    """
    match = re.fullmatch(r"(\d{1,4})[.):][ \t]+(.+)", text)
    deeper = re.fullmatch(r"\d{1,3}(?:\.\d{1,3})+[.):]?[ \t]+(.+)", text)
    return (int(match[1]), match[2]) if match else (None, deeper[1] if deeper else text)


_MARKS = re.compile(
    r"\*\*|__|~~|`|[\[\]]|<[A-Za-z/!]|\{[{%:.#]|\A[|>#]|\|\Z|\\\Z|https?://|\bwww\.|[^\s@]+@[^\s@]+\.\w|<{7}|={7}|>{7}"
)
"""Marks of Markdown or HTML, addresses, and the marks of a conflict: none is part of a name."""

_EMPTY: Final = (
    r"n[./]?\s?a\.?|tb[acd]|to ?do(?:\b.*)?|to be (?:\w+ ?){1,3}|coming soon|not applicable|x{2,}|lorem ipsum.*"
    r"|placeholder|\?+|[-–—.…]+"
)
_NOTHING_STATED: Final = re.compile(_EMPTY, re.IGNORECASE)
_PLACEHOLDER: Final = re.compile(
    rf"{_EMPTY}|none|nil|nothing|unknown|various|see (?:also:? )?.+|(?:same )?as (?:above|below)|ditto"
    r"|(?:and |& |plus )?(?:(?:many|all|any|some|several|the) )?(?:others?|more|so on|so forth|etc|etcetera|rest)\W*"
    r"|(?:and )?(?:(?:many|all|any|some|the) )?(?:more|others?) (?:roles?|jobs?|titles?|positions?|skills?)",
    re.IGNORECASE,
)
"""What stands where a name would, and names nothing."""

_AND_SO_ON: Final = re.compile(
    r"(?:and |& |plus )?(?:(?:many|some|all) )?(?:others?|more|so on|so forth|etc|etcetera)\W*|…|\.{3}", re.IGNORECASE
)
_NO_ROLES: Final = (
    "all average everyone footnote legend maximum mean median minimum name names note notes overall range source"
    " sources role roles job jobs title occupation position subtotal sum total totals"
)
_NO_ROLE: Final = frozenset(_NO_ROLES.split()) | {"grand total", "all roles", "all jobs", "job title", "role title"}
_YEARS: Final = re.compile(r"\W*\d+\W{0,3}(?:\d+\W*)?(?:years?|yrs?)\b.*", re.IGNORECASE)
_FOOTNOTE: Final = re.compile(r"(?<=\w\w\w)\s?(?:[*†‡§¶]+|[¹²³⁴-⁹]+|\[\d{1,3}\]|\((?:see|cf\.?|note) [^()]*\))\Z")


_GENDERS: Final = re.compile(r"\s*\((?:all genders|(?:[mfwdxhia]|div|gn)(?:\s?[/|*]\s?(?:[mfwdxhia*]|div|gn)){1,3})\)")
"""What adverts write behind the name of a role: "(m/f/d)"."""

_PAGE_ID: Final = re.compile(r"\s[0-9a-f]{32}\Z")
"""What Notion writes behind the title of a page."""


def states_something(text: str) -> bool:
    """Whether a text has a letter or digit and does not only keep a place, so that it is read or else listed.

    >>> [states_something(text) for text in ("Ropes; Knots", "None", "N/A", "—", "")]
    [True, True, False, False, False]
    """
    return any(map(str.isalnum, text)) and not _NOTHING_STATED.fullmatch(text.strip())


def is_name(text: str, most: int = 100) -> bool:
    """Whether a text can name something: it has a letter or digit, is not too long, and is no run of sentences.

    >>> [is_name(text) for text in ("C++", ".NET", "Пекарь", "N/A", "and others", "a **b**", "https://a.org")]
    [True, True, True, False, False, False, False]
    """
    return (
        len(text) <= most
        and (text[:1].isalnum() or text[:1] in ".'\"\u201c\u2018@#")
        and any(map(str.isalnum, text))
        and not re.search(r"[.!?;]\s+[A-Z]", text)
        and not _MARKS.search(text)
        and not _PLACEHOLDER.fullmatch(text)
        and text.count("(") == text.count(")")
    )


def role_name(text: str) -> str:
    """The name of a role that a text gives, without a mark of a footnote; empty where it gives none.

    >>> [role_name(text) for text in ("Baker*", "Miller:", "Total", "See Porter", "* seasonal work", "Salary")]
    ['Baker', 'Miller', '', '', '', '']
    """
    name = _PAGE_ID.sub("", _FOOTNOTE.sub("", _GENDERS.sub("", text))).rstrip(": ")
    general = folded(name) in _NO_ROLE or field_name(name) or _YEARS.fullmatch(name)
    return name if is_name(name) and not general else ""


def without_so_on(pieces: list[str]) -> list[str]:
    """The parts of a list without one at its end that only says that there are more.

    >>> without_so_on(["sawing", "etc."]), without_so_on(["others"])
    (['sawing'], ['others'])
    """
    return pieces[:-1] if len(pieces) > 1 and _AND_SO_ON.fullmatch(pieces[-1]) else pieces


LEVEL_WORDS = re.compile(
    r"\b(?:entry|junior|mid|middle|intermediate|senior|lead|leader|principal|staff|head|chief|directors?|managers?"
    r"|management|executive|experienced|fresher|freshers|graduates?|trainees?|apprentices?|starters?|starting|beginners?"
    r"|early|newly|new|qualified|experts?|veterans?|specialists?|associates?|assistants?|supervisors?|foreman|master"
    r"|journeyman|novice|intern|interns|level|levels|band|grade|tier|stage|first|second|third|final|top|late|advanced"
    r"|skilled|consultant|partner)\b|\b\d{1,2}\s?\+?\s*(?:-|–|to)?\s*(?:\d{1,2}\+?)?\s*(?:years?|yrs?)\b",
    re.IGNORECASE,
)


def is_level_name(text: str) -> bool:
    """Whether a text names a level of seniority: it has years, or a word for one.

    >>> [is_level_name(text) for text in ("Entry level", "Weaver (2-4 years)", "Sorting parts", "London")]
    [True, True, False, False]
    """
    return is_name(text, 80) and LEVEL_WORDS.search(text) is not None


def is_level_only(text: str) -> bool:
    """Whether a name is a level of seniority and nothing else.

    >>> [is_level_only(text) for text in ("Senior", "Entry level (0-2 years)", "Senior Nurse")]
    [True, True, False]
    """
    return not re.search(r"[^\W\d_]", LEVEL_WORDS.sub("", text))


# --- lists ----------------------------------------------------------------------------------------------------------


_COMMAS: Final = ",;\u3001\uff0c\uff1b\u060c\u061b"
"""The signs that divide a list, in any script."""


_INLINE_SIGN: Final = re.compile("\\s+[\u2022\u25cf\u25e6\u25aa\u00b7|]\\s+")
"""What divides a list on one line, with room around it."""


def split_list(text: str) -> list[str]:
    """The parts of a list: at commas and semicolons outside brackets, the last also at "and".

    >>> split_list("saws (hand, band), planes and chisels"), split_list("health and safety")
    (['saws (hand, band)', 'planes', 'chisels'], ['health and safety'])
    >>> split_list("planes; health and safety"), split_list("planes; saws; and chisels")
    (['planes', 'health and safety'], ['planes', 'saws', 'chisels'])
    """
    text = _INLINE_SIGN.sub("; ", text)
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth = max(0, depth + (sign == "(") - (sign == ")"))
        if sign in _COMMAS and not depth and not text[place - 1 : place + 2].replace(",", "").isdigit():
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    if len(parts) > 1:
        last = re.sub(r"\A(?:and|&|und|et|y)\s+", "", parts.pop().strip(), count=1)
        is_one = text[start - 1] in ";\uff1b\u061b" or len(last) < len(text[start:].strip())
        parts += [last] if is_one else re.split(r"\s+(?:and|&|und|et|y)\s+(?![^(]*\))", last)
    return [part.strip() for part in parts if part.strip()]


def split_parenthesis(text: str) -> tuple[str, str | None]:
    """A name and the text in parentheses at its end.

    >>> split_parenthesis("Saws (hand, band)"), split_parenthesis("Saws")
    (('Saws', 'hand, band'), ('Saws', None))
    """
    match = re.fullmatch(r"([^()]*[^()\s])\s*\(([^()]*)\)", text)
    return (match[1], match[2].strip()) if match and match[2].strip() else (text, None)


def abbreviates(short: str, name: str) -> bool:
    """Whether a word is a short form of a name: its letters come in the name in this order, the first one first.

    >>> [abbreviates(short, "Electronic health records") for short in ("EHR", "R", "Paper")]
    [True, False, False]
    """
    letters = iter(name.lower())
    capitals = sum(sign.isupper() for sign in short)
    return (capitals >= 2 and " " not in short and short[:1].lower() == name[:1].lower()) and all(
        sign in letters for sign in short.lower() if sign.isalnum()
    )
