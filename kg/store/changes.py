"""What a change did to a source: in quads, and in what people count, its roles, skills, requirements and names."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.schema import CK, RDF, SKOS

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Change", "Part", "change_of"]

_OTHER: Final = "all else"
_TYPE: Final = f"<{RDF.type}>".encode()
_TYPES: Final = {f"<{CK.Role}>".encode(): "roles", f"<{CK.Skill}>".encode(): "skills"}
_PREDICATES: Final = {
    f"<{iri}>".encode(): what
    for iri, what in (
        (CK.requiresSkill, "required skills of roles"),
        (CK.optionalSkill, "optional skills of roles"),
        (SKOS.prefLabel, "names"),
        (SKOS.altLabel, "names"),
        (SKOS.hiddenLabel, "names"),
        (SKOS.broader, "broader links"),
    )
}
_PARTS: Final = (*_TYPES.values(), *dict.fromkeys(_PREDICATES.values()), _OTHER)


class Part(NamedTuple):
    """How many of one sort of statement are new, gone and as before."""

    what: str
    new: int
    gone: int
    kept: int


class Change(NamedTuple):
    """What a change did to a source: how many quads are new, gone and as before, and of these each sort."""

    source: str
    new: int
    gone: int
    kept: int
    parts: tuple[Part, ...] = ()


def change_of(source: str, before: Path | None, after: Path | None) -> Change:
    """The change from one file of quads to another; None is a source that is not there."""
    there = [
        file if file is not None and file.exists() else None for file in (before, after)
    ]  # or lost, and mended now
    earlier, later = (_Digests() if file is None else _Digests.of(file) for file in there)
    compared = [earlier.compared(later, what) for what in _PARTS]
    parts = tuple(part for part in compared if part.new or part.gone or part.kept)
    total = Part(
        "", sum(part.new for part in parts), sum(part.gone for part in parts), sum(part.kept for part in parts)
    )
    return Change(source, total.new, total.gone, total.kept, parts)


class _Digests:
    """A hash of every quad, by its sort: eight bytes each, however many there are; good for this process alone."""

    def __init__(self) -> None:
        self.by_sort: dict[str, array[int]] = defaultdict(lambda: array("q"))

    @classmethod
    def of(cls, file: Path) -> _Digests:
        found = cls()
        with file.open("rb") as lines:
            for line in lines:
                try:
                    _, predicate, value, _ = line.split(b" ", 3)
                except ValueError:  # of a file that is damaged, and replaced for that
                    predicate = value = b""
                what = _TYPES.get(value, _OTHER) if predicate == _TYPE else _PREDICATES.get(predicate, _OTHER)
                found.by_sort[what].append(hash(line))
        return found

    def compared(self, later: _Digests, what: str) -> Part:
        """What became of one sort."""
        import numpy as np

        old, new = (np.sort(np.frombuffer(each.by_sort[what], np.int64)) for each in (self, later))
        old, new = (each[np.append(True, each[1:] != each[:-1])[: len(each)]] for each in (old, new))
        kept = len(np.intersect1d(old, new, assume_unique=True))
        return Part(what, len(new) - kept, len(old) - kept, kept)
