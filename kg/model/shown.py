"""What every answer has in Python: a line that names it, a view in notebooks, its data, and a table for pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas

_LONGEST: Final = 160
"""How many signs of its title the line that names an answer has."""


class Display(Protocol):
    """What shows answers; the model knows of none, so that it depends on nothing."""

    def title(self, answer: object) -> str:
        """What an answer is about."""

    def html(self, answer: object) -> str:
        """An answer as a part of a page."""

    def data(self, answer: object) -> Any:
        """An answer as ``-f json`` has it."""

    def frame(self, answer: object) -> pandas.DataFrame:
        """The main table of an answer."""


DISPLAYS: Final[list[Callable[[], Display]]] = []
"""What gives the display, once it is needed: :mod:`kg.graph` puts it here."""


class Shown:
    """An answer that prints as one line, and in a notebook as a page has it.

    >>> from kg.graph import open_graph
    >>> gap = open_graph().gap("Data Scientist", "MLOps")
    >>> gap
    <Gap: Data Scientist → MLOps Engineer>
    >>> gap.to_dict()["coverage"]
    0.0
    """

    __slots__ = ()

    def __repr__(self) -> str:
        title = " ".join(DISPLAYS[0]().title(self).split()) if DISPLAYS else ""
        short = title if len(title) <= _LONGEST else f"{title[:_LONGEST]} ..."
        return f"<{type(self).__name__}{': ' if short else ''}{short}>"

    def _repr_html_(self) -> str:
        return DISPLAYS[0]().html(self)

    def to_dict(self) -> Any:
        """The answer as plain dictionaries and lists, equal to what ``-f json`` prints."""
        return DISPLAYS[0]().data(self)

    def to_pandas(self) -> pandas.DataFrame:
        """The main table of the answer, as ``-f csv`` has it. Raises SourceError where pandas is not installed."""
        return DISPLAYS[0]().frame(self)
