"""What a change of job costs before anything is learned for it, and so what a step costs; docs/routes.md has the rule.

The price is taken from the graph itself, since sources differ in how finely they cut skills: a role of the bundled
guide requires six, one of ESCO nineteen. Prices are whole numbers of halves of a skill, so that sums stay exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.advice.figures import AKIN, MANY_ROLES, SCALE

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["Prices"]


class Prices(NamedTuple):
    """The price of a change of job, and that of a fresh start, in halves of a skill.

    ``anew`` is None in a graph of too few roles to tell what is akin: there are no fresh starts there.

    >>> Prices.of([6, 6, 5, 0])  # half of what the middle role requires: 3 skills
    Prices(job=6, anew=None)
    >>> Prices.of([19] * 100)  # a fresh start: half as much again, in whole halves
    Prices(job=19, anew=28)
    """

    job: int
    anew: int | None = None

    @classmethod
    def of(cls, sizes: npt.ArrayLike) -> Prices:
        """The prices in a graph whose roles require so many skills each; those that state none do not count."""
        stated = np.sort(np.asarray(sizes)[np.asarray(sizes) > 0])
        middle = int(stated[(len(stated) - 1) // 2]) if len(stated) else 0
        return cls(middle, 3 * middle // 2 if len(stated) >= MANY_ROLES else None)

    def is_fresh(self, covered: int, kinship: int) -> bool:
        """Whether a step that covers so many required skills, of a kinship in thousandths, is a fresh start."""
        return self.anew is not None and (covered == 0 or kinship < AKIN)

    def are_fresh(self, covered: npt.NDArray[np.int32], kinship: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """The same for arrays."""
        found: npt.NDArray[np.bool_] = (covered == 0) | (kinship < AKIN)
        return found if self.anew is not None else np.zeros_like(found)

    def cost(self, half_gap: int, kinship: int, *, fresh: bool) -> int:
        """The cost of a step in COST_UNITs: (gap + price) x (1 - kinship)."""
        return (half_gap + (self.anew if fresh and self.anew is not None else self.job)) * (SCALE - kinship)

    def costs(
        self, half_gaps: npt.NDArray[np.int32], kinship: npt.NDArray[np.int32], fresh: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.int64]:
        """The same for arrays."""
        prices = self.job if self.anew is None else np.where(fresh, self.anew, self.job)
        found: npt.NDArray[np.int64] = (half_gaps + prices).astype(np.int64) * (SCALE - kinship)
        return found
