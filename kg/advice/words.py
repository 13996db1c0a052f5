"""The words in which a source describes its roles: a further sign of how akin they are, beside their skills.

docs/ranking.md has the definition, and what it was measured against. Nothing is trained: a word counts as often as it
occurs, and by how rare it is among roles.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    _Numbers: TypeAlias = npt.NDArray[np.int64]

__all__ = ["VERSION", "Words", "words_of"]

VERSION: Final = "1"
"""To be raised whenever the same texts give other arrays."""

_WORD: Final = re.compile("[a-z]{2,}")

_STOP: Final = frozenset(
    # as a list it would fill two screens
    "a about all also an and any are as at be been being between by can do does during each etc for from has have if in"  # noqa: SIM905
    " include includes including into is it its may more most no not of on or other others out over per so such than"
    " that the their them then there these they this those through to under up use used uses using via was were when"
    " where which while who whose will with within would".split()
)
"""Words that say nothing of a role."""

_COMMON: Final = 0.5
"""Words of more than this share of all roles that are described say nothing of one either."""


def words_of(text: str) -> list[str]:
    """The words of an English text that may say something, in the singular.

    >>> words_of("Uses databases, e.g. of patients' policies, in the ward.")
    ['database', 'patient', 'policy', 'ward']
    """
    return [_singular(word) for word in _WORD.findall(text.lower()) if word not in _STOP]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


class Words:
    """How often which words describe which role; words of one role alone, and of most roles, are left out.

    Roles are numbers in a given order, words numbers in the order of ``names``.
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[np.generic]]) -> None:
        self.arrays = dict(arrays)
        text = arrays["names"].tobytes().decode()
        self.names = text.split("\n") if text else []
        self._role, self._word, self._times = (arrays[name].astype(np.int64) for name in ("role", "word", "times"))

    @classmethod
    def of(cls, texts: Mapping[str, Iterable[str]], roles: Sequence[str]) -> Words:
        """The words of texts about roles, in the order of the roles.

        >>> texts = {"nurse": ["Cares for patients"], "doctor": ["Treats patients"], "cook": ["Cooks"], "waiter": []}
        >>> Words.of(texts, ["cook", "doctor", "nurse", "waiter"]).names
        ['patient']
        """
        counted = [Counter(word for text in texts.get(role, ()) for word in words_of(text)) for role in roles]
        described = sum(1 for words in counted if words)
        spread = Counter(word for words in counted for word in words)
        names = sorted(word for word, many in spread.items() if 1 < many <= max(_COMMON * described, 2))
        number = {word: place for place, word in enumerate(names)}
        found = [
            (role, number[word], words[word]) for role, words in enumerate(counted) for word in words if word in number
        ]
        columns = np.array(sorted(found), np.int32).reshape(-1, 3).T
        listed = np.frombuffer("\n".join(names).encode(), np.uint8)
        arrays = dict(zip(("role", "word", "times"), columns, strict=True))
        return cls({"names": listed, "described": np.array([described]), **arrays})

    def links(self, mass: npt.NDArray[np.float64]) -> tuple[_Numbers, _Numbers, npt.NDArray[np.float64]]:
        """Role, word and weight of every link: all words of a role together weigh its ``mass``, the rarer ones more.

        The words of a role without mass weigh what they are.
        """
        spread = np.bincount(self._word, minlength=len(self.names))
        rarity = np.log(1 + int(self.arrays["described"].astype(np.int64)[0]) / np.maximum(spread, 1))
        weight = self._times.astype(np.float64) * rarity[self._word]
        whole = np.bincount(self._role, weight, len(mass)).astype(np.float64, copy=False)
        share = np.where((mass > 0) & (whole > 0), mass / np.where(whole > 0, whole, 1), 1.0)
        return self._role, self._word, weight * share[self._role]
