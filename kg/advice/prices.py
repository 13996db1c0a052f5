"""What a change of job costs before anything is learned for it, and so what a step costs; docs/routes.md has the rule.

Prices are whole numbers of halves of a skill, so that sums stay exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.advice.figures import AKIN, FRESH, MANY_ROLES, PRICE, SCALE

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["Prices"]


class Prices(NamedTuple):
    """The price of a change of job, and that of a fresh start, in halves of a skill.

    ``fresh`` is None in a graph of too few roles to tell what is akin: there are no fresh starts there.

    >>> Prices.of([6, 6, 5, 0])
    Prices(job=6, fresh=None)
    >>> Prices.of([19] * 100)
    Prices(job=6, fresh=12)
    """

    job: int = PRICE
    fresh: int | None = None

    @classmethod
    def of(cls, sizes: npt.ArrayLike) -> Prices:
        """The prices in a graph whose roles require so many skills each; those that state none do not count."""
        return cls(fresh=FRESH if np.count_nonzero(sizes) >= MANY_ROLES else None)

    def is_fresh(self, covered: int, kinship: int) -> bool:
        """Whether a step that covers so many required skills, of a kinship in thousandths, is a fresh start."""
        return self.fresh is not None and (covered == 0 or kinship < AKIN)

    def are_fresh(self, covered: npt.NDArray[np.int32], kinship: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """The same for arrays."""
        found: npt.NDArray[np.bool_] = (covered == 0) | (kinship < AKIN)
        return found if self.fresh is not None else np.zeros_like(found)

    def cost(self, half_gap: int, kinship: int, *, fresh: bool) -> int:
        """The cost of a step in COST_UNITs: (gap + price) x (1 - kinship)."""
        return (half_gap + (self.fresh if fresh and self.fresh is not None else self.job)) * (SCALE - kinship)

    def costs(
        self, half_gaps: npt.NDArray[np.int32], kinship: npt.NDArray[np.int32], fresh: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.int64]:
        """The same for arrays."""
        prices = self.job if self.fresh is None else np.where(fresh, self.fresh, self.job)
        found: npt.NDArray[np.int64] = (half_gaps + prices).astype(np.int64) * (SCALE - kinship)
        return found
