"""Mappings: what says that a thing here is the same as, near, narrower or broader than a thing elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kg.model.entities import Finding

__all__ = ["Mapping", "MappingSet"]


class Mapping(NamedTuple):
    """One mapping; ``subject``, ``predicate``, ``object`` and ``justification`` are IRIs.

    ``comment`` is the reason in words, ``confidence`` a number from 0 to 1 as it is written, ``line`` where it stands.
    """

    subject: str
    predicate: str
    object: str
    justification: str
    line: int
    subject_label: str | None = None
    object_label: str | None = None
    confidence: str | None = None
    comment: str | None = None


class MappingSet(NamedTuple):
    """The mappings of one file, called ``file``, and what it says of itself.

    ``findings`` are the warnings about what was left out, each with its line.
    """

    file: str
    mappings: tuple[Mapping, ...]
    title: str | None = None
    version: str | None = None
    licence: str | None = None
    credit: str | None = None
    findings: tuple[Finding, ...] = ()
