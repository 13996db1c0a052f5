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
