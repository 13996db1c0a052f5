"""The terms of the texts that describe roles: evidence of similarity in addition to skills.

docs/ranking.md has the definition, and what it was measured against. Nothing is trained: a term counts as often as it
occurs, weighted by how rare it is among roles (tf-idf).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kg.late import Array, Floats, Int64s
from kg.late import numpy as np

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
"""Stop words: they say nothing about a role."""

_COMMON: Final = 0.5
"""A term of more than this share of all roles that are described is left out too."""


def tokenize(text: str) -> list[str]:
    """The words of an English text without stop words, in the singular.

    >>> tokenize("Uses databases, e.g. of patients' policies, in the ward.")
    ['database', 'patient', 'policy', 'ward']
    """
    return [_singular(word) for word in _WORD.findall(text.lower()) if word not in _STOP]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


class RoleTerms:
    """How often each term occurs in the texts of each role, without terms of one role alone and of most roles.

    Roles are numbers in a given order, terms numbers in the order of ``names``.
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = dict(arrays)
        text = arrays["names"].tobytes().decode()
        self.names = text.split("\n") if text else []
        self._role, self._word, self._times = (arrays[name].astype(np.int64) for name in ("role", "word", "times"))

    @classmethod
    def of(cls, texts: Mapping[str, Iterable[str]], roles: Sequence[str]) -> RoleTerms:
        """The terms of texts about roles, in the order of the roles.

        >>> texts = {"nurse": ["Cares for patients"], "doctor": ["Treats patients"], "cook": ["Cooks"], "waiter": []}
        >>> RoleTerms.of(texts, ["cook", "doctor", "nurse", "waiter"]).names
        ['patient']
        """
        counted = [Counter(word for text in texts.get(role, ()) for word in tokenize(text)) for role in roles]
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

    def links(self, total_weight: Floats) -> tuple[Int64s, Int64s, Floats]:
        """Role, term and weight of every link: the terms of a role together weigh its ``total_weight``, rare ones more.

        The terms of a role whose total weight is 0 keep their own weight.
        """
        spread = np.bincount(self._word, minlength=len(self.names))
        rarity = np.log(1 + int(self.arrays["described"].astype(np.int64)[0]) / np.maximum(spread, 1))
        weight = self._times.astype(np.float64) * rarity[self._word]
        whole = np.bincount(self._role, weight, len(total_weight)).astype(np.float64, copy=False)
        share = np.where((total_weight > 0) & (whole > 0), total_weight / np.where(whole > 0, whole, 1), 1.0)
        return self._role, self._word, weight * share[self._role]
