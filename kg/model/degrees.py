"""The step of academic degrees that a name says: bachelor's, master's or doctorate.

Sources name one step in many ways (BSc, B.A., Bachelor of Science, Bachelor's). Nothing else states that these are
equal: it is a rule, and answers that rest on it say so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple


class Degree(NamedTuple):
    """A step: its ``level`` is that of O*NET's levels of education, 6, 8 or 11.

    One that is ``specific`` names more than the step, as MBA and Bachelor of Laws do: it is a degree of the step, but
    another degree of it is not this one. ``by_name`` is whether only its name says the level, and no source.
    """

    level: int
    specific: bool = False
    by_name: bool = True

    def __str__(self) -> str:
        return _NAMES[self.level]

    def meets(self, asked: Degree) -> bool:
        """Whether it will do where another is asked: one of the same step, or a higher one.

        >>> bachelor, mba, master = read_degree("BSc"), read_degree("MBA"), read_degree("Master's")
        >>> mba.meets(master), master.meets(mba), master.meets(bachelor), bachelor.meets(master)
        (True, False, True, False)
        """
        return not asked.specific and self.level >= asked.level


_NAMES: Final = {6: "a bachelor's degree", 8: "a master's degree", 11: "a doctorate"}

_ENDING: Final = r"(?: degree)?(?: ?\(?(?:hons|honours)\)?)?"
_GENERAL: Final = r"(?:science|arts|engineering|technology)"
_PLAIN: Final = (
    (6, rf"(?:undergraduate|bachelor(?:'s|s'|s)?|b(?:sc|a|s|eng|tech)|bachelor of {_GENERAL}){_ENDING}"),
    (8, rf"(?:master(?:'s|s')|masters|m(?:sc|a|s|eng|tech)|master of {_GENERAL}){_ENDING}|master degree"),
    (
        11,
        r"(?:ph ?d|d ?phil|doctoral|doctor of philosophy|doctor's) degree|ph ?d|d ?phil|doctorate|doctor of philosophy",
    ),
)
_SPECIFIC: Final = (
    (6, r"bachelor of .{2,60}|b(?:sn|ed|fa|ba|arch|pharm)"),
    (8, r"master of .{2,60}|m(?:ba|ed|fa|phil|sn|sw|ph|arch)"),
    (11, r"doctor of .{2,60}|ed ?d"),
)


def read_degree(label: str) -> Degree | None:
    """The step that the whole name of a credential says; None for all else, as licences and certificates are.

    >>> [read_degree(name).level for name in ("B.Sc.", "Bachelor\u2019s degree", "MSc", "Ph.D.", "Bachelor of Laws")]
    [6, 6, 8, 11, 6]
    >>> [read_degree(name) for name in ("Licence", "Master electrician", "Associate's", "MS Office", "Degree")]
    [None, None, None, None, None]
    """
    text = " ".join(label.replace("\u2019", "'").replace(".", "").casefold().split())
    for specific, steps in ((False, _PLAIN), (True, _SPECIFIC)):
        for level, pattern in steps:
            if re.fullmatch(pattern, text):
                return Degree(level, specific)
    return None


class DegreeName(NamedTuple):
    """A degree as people write it: the name of the credential, the degree that it is, and the field of study.

    The ``field`` is empty where none is written. One that is ``doubtful`` is a degree only where its field is one: "MS
    Statistics" is, "MS Excel" is not.
    """

    credential: str
    degree: Degree
    field: str = ""
    doubtful: bool = False


_FIELD: Final = re.compile(r"[^\W\d_][\w&/'+.-]*(?: [\w&/'+.-]+){0,6}")
_AFTER_FIELD: Final = re.compile(
    r"\s*(?:[,;:(|\u2013\u2014]|\s-\s|\s(?:from|at|with)\s|\s\d).*", re.IGNORECASE | re.DOTALL
)
_NO_FIELD: Final = re.compile(r"\b(?:degrees?|experience|years?|level|required|preferred|or|any)\b", re.IGNORECASE)


def read_degree_name(text: str) -> DegreeName | None:
    """The degree and the field of study that a text begins with, or ends with; None where it says no degree.

    >>> [read_degree_name(text)[::2] for text in ("BSc Physics", "Master of Science in Statistics, Leeds, 2019")]
    [('BSc', 'Physics'), ('Master of Science', 'Statistics')]
    >>> read_degree_name("Computer Science BSc").field, read_degree_name("Bachelor of Arts").field
    ('Computer Science', '')
    >>> read_degree_name("Python"), read_degree_name("BSc or 3 years of experience")
    (None, None)
    """
    words = _AFTER_FIELD.sub("", text.replace("\u2019", "'").replace(" (Hons)", " Hons").strip()).split()
    whole = read_degree(" ".join(words))
    if whole and not whole.specific:
        return DegreeName(" ".join(words), whole)
    for size in range(min(len(words) - 1, 6), 0, -1):
        before = _degree_in(" ".join(words[:size]), words[size:])
        if found := before or _degree_in(" ".join(words[-size:]), ["in", *words[:-size]]):
            return found
    return DegreeName(" ".join(words), whole) if whole else None


def _degree_in(name: str, rest: list[str]) -> DegreeName | None:
    """A degree in the field that the other words are; None where one of the two is not what it should be."""
    joined = rest[0].casefold() in ("in", "of")
    degree = read_degree("Master's" if name.casefold() == "master" and rest[0] == "of" else name)
    field = " ".join(rest[1:] if joined else rest)
    if degree is None or (degree.specific and not joined) or not _FIELD.fullmatch(field) or _NO_FIELD.search(field):
        return None
    return DegreeName(name, degree, field, doubtful=name.casefold().replace(".", "") == "ms" and not joined)


def read_degrees(credentials: Iterable[tuple[str, str]], stated: Collection[str]) -> dict[str, Degree]:
    """The degrees among credentials, pairs of IRI and label; of several labels one that says the step alone decides.

    ``stated`` are the credentials whose level a source states.
    """
    found: dict[str, Degree] = {}
    for iri, label in sorted(credentials):
        degree = read_degree(label)
        if degree and (iri not in found or found[iri].specific):
            found[iri] = degree._replace(by_name=iri not in stated)
    return found


def figures_of_steps(stated: Mapping[str, int], degrees: Mapping[str, Degree]) -> dict[str, int]:
    """Figures of credentials: what is stated, and for other degrees what is stated of one of their step.

    >>> figures_of_steps({"b": 1}, {"b": Degree(6), "bsc": Degree(6), "msc": Degree(8), "llb": Degree(6, True)})
    {'b': 1, 'bsc': 1}
    """
    plain = {iri: degree.level for iri, degree in degrees.items() if not degree.specific}
    of_step = {plain[iri]: stated[iri] for iri in sorted(plain.keys() & stated.keys(), reverse=True)}
    return {iri: of_step[level] for iri, level in plain.items() if level in of_step} | dict(stated)
