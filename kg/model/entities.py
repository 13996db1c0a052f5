"""The words that every room speaks: an entity, a source, a stated fact, a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias, TypeVar

from kg.model.shown import Shown

_Record = TypeVar("_Record", bound=tuple[object, ...])


def record(kind: type[_Record]) -> type[_Record]:
    """Let the values of a NamedTuple compare by type: records of two classes, or a record and a tuple, are unequal.

    A frozen dataclass would compare so by itself, but takes longer to define, which every command pays for, and to
    make, which an import does a million times.

    >>> Entity("a", "b", "c", "d") == Fact("a", "b", Source("c"), ())
    False
    """
    kind.__eq__, kind.__ne__ = _is_equal, _is_unequal  # type: ignore[method-assign,assignment]
    return kind


def _is_equal(self: tuple[object, ...], other: object) -> bool:
    return type(self) is type(other) and tuple.__eq__(self, other)


def _is_unequal(self: tuple[object, ...], other: object) -> bool:
    return not _is_equal(self, other)


@record
class Source(NamedTuple):
    """Where a statement comes from: the named graph, and in it the document, its section and line.

    ``document``, ``section`` and ``line`` are None for what maintainers curated or code inferred.
    """

    graph: str
    document: str | None = None
    section: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        return self.graph if self.line is None else f"{self.file} line {self.line}".lstrip()

    @property
    def file(self) -> str:
        """The file that the line is in, where the document is a table; empty for a guide.

        >>> Source("esco", "ESCO 1.2.0, skills_en.csv", None, 7).file
        'skills_en.csv'
        >>> Source("onet", "O*NET 29.2, Education, Training, and Experience.txt", None, 7).file
        'Education, Training, and Experience.txt'
        """
        _, version, rest = re.split(r"([0-9], |$)", self.document or "", maxsplit=1)
        name = rest if version else (self.document or "").rpartition(", ")[2]
        return name if name.endswith((".csv", ".txt", ".tsv", ".tab", ".xlsx", ".xlsm")) else ""


@record
class Entity(NamedTuple):
    """Anything with a name in the graph; ``id`` is the IRI without its base, ``kind`` a key of schema.KINDS.

    >>> Entity("https://w3id.org/career-kg/skill/python", "skill/python", "Python", "skill").label
    'Python'
    """

    iri: str
    id: str
    label: str
    kind: str


EntityName: TypeAlias = str | Entity
"""An entity, or what people call it."""

EntityNames: TypeAlias = "Iterable[str | Entity] | str | Entity"
"""Several of them; one name alone stands for itself, not for its letters."""


TIERS = ("id", "code", "preferred label", "alternative label", "synonym", "near spelling")
"""How a name can be understood; the first tier with an answer decides. A code is what a source states as the
``skos:notation`` of an entity: of ESCO, ISCO and O*NET-SOC, or the id and code of a row in a table.
"""

LABEL = TIERS[2]
"""The tier of an entity's own label."""

ALTERNATIVE_LABEL = TIERS[3]
"""The tier of what else an entity is called by its source."""

SYNONYM = TIERS[4]
"""The tier of what people type for an entity; several may have one."""

STATED_TIERS = TIERS[1:5]
"""The tiers of names that sources and maintainers state, in the order of ``TIERS``."""


@record
class Name(NamedTuple):
    """One of the names of an entity: its tier among :data:`TIERS`, and the graph that the entity comes from."""

    tier: str
    entity: Entity
    name: str
    source: str = ""


Value = Entity | str | int | float | bool
"""What a fact can say of its entity."""


@record
class Fact(NamedTuple):
    """One statement about an entity, ready to print.

    ``property`` is the local name of the RDF property; read from its object, it is a path such as ``^member``.
    ``parts`` holds the rest of a value that has parts (the tools that a role names, the ends of a pay range) and
    qualifiers of the link (strength, reason).
    """

    property: str
    value: Value
    source: Source
    parts: tuple[tuple[str, Value], ...] = ()


@record
class Unread(NamedTuple):
    """A text about an entity that was not understood: what it states, as the name of a property, and where.

    ``topic`` is the property in a word for readers.

    >>> str(Unread("salary", Source("jobs", "Jobs", None, 7), "pay"))
    'line 7 states its pay, and it was not understood'
    """

    property: str
    source: Source
    topic: str = ""
    text: str = ""
    role: Entity | None = None

    def __str__(self) -> str:
        return not_understood([self], f"its {self.topic}")

    def brief(self) -> str:
        """The same where the topic is named already."""
        return not_understood([self])


def starting_at(label: str) -> str:
    """From an entity of this label; entry paths are mostly called "From ..." already.

    >>> starting_at("Data Scientist"), starting_at("From Mathematics/Statistics")
    ('from Data Scientist', 'from Mathematics/Statistics')
    """
    return f"from {label.removeprefix('From ')}"


def not_understood(unread: Iterable[Unread], topic: str = "") -> str:
    """That texts on one topic were not understood, with the lines of one document named together; "" for none.

    >>> lines = [Unread("salary", Source("jobs", "Jobs", None, line), "pay") for line in (7, 9)]
    >>> not_understood(lines), not_understood(lines[:1], "its pay")
    ('lines 7, 9 state it, and it was not understood', 'line 7 states its pay, and it was not understood')
    """
    said = list(dict.fromkeys(str(each.source) for each in unread))
    what = topic or "it"
    heads = {text.rpartition("line ")[0] for text in said}
    if len(said) > 1 and len(heads) == 1 and all("line " in text for text in said):
        numbers = ", ".join(text.rpartition("line ")[2] for text in said)
        return f"{heads.pop()}lines {numbers} state {what}, and it was not understood"
    return "; ".join(f"{text} states {what}, and it was not understood" for text in said)


class _Description(NamedTuple):
    entity: Entity
    facts: tuple[Fact, ...]
    not_stated: tuple[str, ...]
    not_understood: tuple[Unread, ...] = ()
    unlisted: int = 0


@record
class Description(Shown, _Description):
    """Everything the graph states about one entity, and the properties of its kind that it does not state.

    ``not_understood`` are the texts about it that an import did not understand, ``unlisted`` counts statements that
    point to it and were not read.
    """

    __slots__ = ()


@record
class Finding(NamedTuple):
    """A fault in data: ``severity`` is 'error', 'warning' or 'info'; ``line`` counts from 1."""

    severity: str
    message: str
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = "" if self.file is None else f"{self.file}:{self.line or 1}: "
        return f"{where}{self.severity}: {self.message}"
