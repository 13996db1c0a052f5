"""What a change of job costs before anything is learned for it; docs/routes.md has the rule.

Prices are whole numbers of halves of a skill, so that sums stay exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.advice.figures import AKIN, MANY_ROLES, PRICE

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["Prices"]


class Prices(NamedTuple):
    """The price of a change of job, in halves of a skill, and what is added where it is a fresh start.

    ``more`` is added for a fresh start, and again where that raises the level of preparation. It is 0 in a graph of too
    few roles to tell what is akin: there are no fresh starts there.

    >>> Prices.of([6, 6, 5, 0])
    Prices(job=6, more=0)
    >>> Prices.of([19] * 100).of_step(covered=0, kinship=0, rises=True)
    18
    """

    job: int = PRICE
    more: int = 0

    @classmethod
    def of(cls, sizes: npt.ArrayLike) -> Prices:
        """The prices in a graph whose roles require so many skills each; those that state none do not count."""
        return cls(more=PRICE if np.count_nonzero(sizes) >= MANY_ROLES else 0)

    @property
    def start_afresh(self) -> bool:
        """Whether there are fresh starts in this graph."""
        return self.more > 0

    def of_step(self, covered: int, kinship: int, *, rises: bool) -> int:
        """The price of a step that covers so many required skills, of a kinship in thousandths.

        It is above ``job`` where the step is a fresh start. ``rises`` is whether the level of preparation does.
        """
        fresh = covered == 0 or kinship < AKIN
        return self.job + fresh * (self.more + rises * self.more)

    def of_steps(
        self, covered: npt.NDArray[np.int32], kinship: npt.NDArray[np.int32], rises: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.int32]:
        """The same for arrays."""
        fresh = (covered == 0) | (kinship < AKIN)
        found: npt.NDArray[np.int32] = self.job + fresh * (self.more + rises * np.int32(self.more))
        return found
