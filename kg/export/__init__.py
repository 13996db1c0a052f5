"""Files for other tools: one table of formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.rdf.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ENDINGS", "format_of"]

ENDINGS = {name: entry.ending for name, entry in FORMATS.items()} | {"graphml": "graphml", "html": "html"}
"""Every format that a graph is written in, with its file ending."""


def format_of(path: Path, fmt: str | None = None) -> str:
    """The format to write a file in: ``fmt``, or the one of the file's ending.

    Raises UsageError for a format that does not exist.

    >>> from pathlib import Path
    >>> format_of(Path("out/career.ttl"))
    'ttl'
    """
    name = fmt or next((key for key, ending in ENDINGS.items() if path.suffix == f".{ending}"), None)
    if name is None or name not in ENDINGS:
        raise UsageError(f"no format is known for '{fmt or path.name}'", f"the formats are: {', '.join(ENDINGS)}")
    return name
