"""What a change of job costs before anything is learned for it, and so what a step costs; docs/routes.md has the rule.

The price is taken from the graph itself, since sources differ in how finely they cut skills: a role of the bundled
guide requires six, one of ESCO nineteen. Prices are whole numbers of halves of a skill, so that sums stay exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.advice.figures import FIELD, MANY_ROLES, SCALE

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["Prices"]


class Prices(NamedTuple):
    """The price of any change of job, and that of one into another field, in halves of a skill.

    >>> Prices.of([6, 6, 5, 0])  # half of what the middle role requires: 3 skills; too few roles to tell fields apart
    Prices(job=6, field=6)
    """

    job: int
    field: int

    @classmethod
    def of(cls, sizes: npt.ArrayLike) -> Prices:
        """The prices in a graph whose roles require so many skills each; those that state none do not count."""
        stated = np.sort(np.asarray(sizes)[np.asarray(sizes) > 0])
        middle = int(stated[(len(stated) - 1) // 2]) if len(stated) else 0
        return cls(middle, 2 * middle if len(stated) >= MANY_ROLES else middle)

    @property
    def tells_fields(self) -> bool:
        """Whether fields are told apart in this graph."""
        return self.field > self.job

    def crosses(self, kinship: int) -> bool:
        """Whether a step of this kinship, in thousandths, is one into another field."""
        return self.tells_fields and kinship < FIELD

    def cost(self, half_gap: int, kinship: int) -> int:
        """The cost of a step in COST_UNITs: (gap + price) x (1 - kinship)."""
        return (half_gap + (self.field if kinship < FIELD else self.job)) * (SCALE - kinship)

    def costs(self, half_gaps: npt.NDArray[np.int32], kinship: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """The same for arrays. With no gaps and the highest kinship of a role, no step of the role costs less."""
        prices = np.where(kinship < FIELD, self.field, self.job)
        found: npt.NDArray[np.int64] = (half_gaps + prices).astype(np.int64) * (SCALE - kinship)
        return found
