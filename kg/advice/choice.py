"""Which of all allowed routes are wanted."""

from __future__ import annotations

from typing import NamedTuple

from kg.errors import UsageError

__all__ = ["ALTERNATIVES", "PREFERENCES", "Choice"]

PREFERENCES = ("effort", "steps", "pay")
"""What makes one route better than another: least cost, fewest steps, or the highest pay that all its roles reach."""

ALTERNATIVES = ("best", "diverse", "tradeoffs")
"""Which routes stand beside the best one: the next best, those that differ from it, or those that nothing beats."""


class Choice(NamedTuple):
    """The ``k`` best routes that pass the roles ``via`` (IRIs) in this order, by a preference, and of which sort.

    ``alternatives``: "best" takes the k first; "diverse" skips a route that shares more than half the stones of either
    with a better one that is kept; "tradeoffs" takes all that no other route beats, whatever ``k`` is.
    """

    k: int = 1
    via: tuple[str, ...] = ()
    prefer: str = "effort"
    alternatives: str = "best"

    def checked(self) -> Choice:
        """The choice itself. Raises UsageError where it asks for what does not exist, or contradicts itself."""
        if self.k < 1:
            raise UsageError(f"k must be at least 1, not {self.k}", "ask for one route or more")
        for value, known in ((self.prefer, PREFERENCES), (self.alternatives, ALTERNATIVES)):
            if value not in known:
                raise UsageError(f"there is no '{value}'", f"choose one of: {', '.join(known)}")
        if self.alternatives == "tradeoffs" and (self.k != 1 or self.prefer != "effort"):
            raise UsageError("trade-offs are all of the routes that nothing beats", "ask for them without k and prefer")
        return self
