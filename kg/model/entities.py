"""The words that every room speaks: an entity, a source, a stated fact, a finding."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Entity", "Fact", "Description", "Finding", "Source"]


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where a statement comes from: the named graph, and in it the document, its section and line.

    ``document``, ``section`` and ``line`` are None for what maintainers curated or code inferred.
    """

    graph: str
    document: str | None = None
    section: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        return self.graph if self.line is None else f"line {self.line}"


@dataclass(frozen=True, slots=True)
class Entity:
    """Anything with a name in the graph; ``id`` is the IRI without its base, ``kind`` a key of vocab.KINDS.

    >>> Entity("https://w3id.org/career-kg/skill/python", "skill/python", "Python", "skill").label
    'Python'
    """

    iri: str
    id: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about an entity, ready to print.

    ``value`` is an entity, a text, a number or a truth value; ``detail`` holds what belongs to the link rather than
    to the value (the tools that a role names, a strength, the reason of a curated link).
    """

    property: str
    value: Entity | str | int | float | bool
    source: Source
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """Everything the graph states about one entity, and the properties of its kind that it does not state."""

    entity: Entity
    facts: tuple[Fact, ...]
    not_stated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in data: ``severity`` is 'error', 'warning' or 'info'; ``line`` counts from 1."""

    severity: str
    message: str
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = "" if self.file is None else f"{self.file}:{self.line or 1}: "
        return f"{where}{self.severity}: {self.message}"
