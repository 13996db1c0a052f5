"""The one tree of errors: every failure that a user can meet is a :class:`KGError` carrying its data.

Each error says what happened (``message``) and what to try (``hint``), and knows the exit status that the command
line answers with: 1 for the answer "no", 2 for wrong usage, 3 for a source, engine or limit that failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from kg.model import Entity, Finding

_MAX_NAMED = 12
"""How many candidates a message names."""

_MAX_ALIKE = 3
"""How many findings of one cause an error lists."""

_MAX_FINDINGS = 200
"""How many errors in data a message lists."""

_MAX_NAME_LENGTH = 100
"""How many characters of a name a message shows."""


class KGError(Exception):
    """Anything that went wrong in ``kg``, with what to try next.

    >>> error = SourceError("cannot read 'a.ttl'", hint="check the path")
    >>> print(error)
    cannot read 'a.ttl'
      try: check the path
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  try: {self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[object, ...]:
        """As pickle keeps it: errors come back from other processes, whatever they are made from."""
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[KGError], arguments: tuple[object, ...], state: dict[str, object]) -> KGError:
    """An error with the data that it had."""
    error = kind.__new__(kind, *arguments)
    error.args = arguments
    error.__dict__.update(state)
    return error


def quoted(name: str) -> str:
    r"""A name in quotation marks, on one line and cut to what a message can show.

    >>> quoted("two\nlines")
    "'two lines'"
    """
    line = " ".join(name.split())
    return f"'{line[:_MAX_NAME_LENGTH]}…'" if len(line) > _MAX_NAME_LENGTH else f"'{line}'"


def truncated(names: Iterable[str]) -> str:
    """The first names of a list, as a message shows them.

    >>> truncated("abc")
    'a, b, c'
    """
    found = list(names)
    more = f" and {len(found) - _MAX_NAMED} more" if len(found) > _MAX_NAMED else ""
    return ", ".join(found[:_MAX_NAMED]) + more


class UnknownNameError(KGError, LookupError):
    """No entity of the accepted kinds answers to ``name``; ``suggestions`` holds up to three near ones.

    ``other`` is an entity that does answer to it, of another kind; or of another source, which is ``source`` then.
    ``elsewhere`` says where more names are to be had.
    """

    def __init__(
        self,
        name: str,
        kinds: Sequence[str],
        suggestions: Sequence[Entity],
        other: Entity | None = None,
        source: str | None = None,
        *,
        elsewhere: str = "",
    ) -> None:
        self.name = name
        self.kinds = tuple(kinds)
        given = " ".join(name.casefold().split())
        self.suggestions = tuple(entity for entity in suggestions if entity.label.casefold() != given)
        self.other = other
        self.source = source
        near = ", ".join(f"{quoted(entity.label)} ({entity.kind})" for entity in self.suggestions)
        words = [kind.replace("-", " ") for kind in kinds]
        what = " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:]))) if 0 < len(words) <= 3 else "entity"
        known = f": {quoted(other.label)} exists, but {_where(other, source)}" if other else ""
        kind = {"area": "location"}.get(kinds[0], kinds[0]) if kinds else "role"
        listing = f"`kg list {kind}` shows what there is{elsewhere and '; '}{elsewhere}"
        super().__init__(
            f"no {what} named {quoted(name)} was found{known}" if name.strip() else "the name is empty",
            f"did you mean {near}?" if near else listing,
        )


def _where(entity: Entity, source: str | None) -> str:
    kind = entity.kind.replace("-", " ")
    return f"in the source {source}" if source else f"it is {'an' if kind[0] in 'aeiou' else 'a'} {kind}"


class AmbiguousNameError(KGError, LookupError):
    """Several entities answer to ``name`` equally well: ``candidates`` lists them, ``sources`` where they are from.

    ``details`` say of each candidate, by IRI, what tells it from the others.
    """

    def __init__(
        self,
        name: str,
        candidates: Sequence[Entity],
        sources: Sequence[str] = (),
        details: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        self.sources = tuple(sources)
        self.details = dict(details or {})
        kinds = sorted({entity.kind for entity in self.candidates})
        named = ((f"{entity.kind}, " if len(kinds) > 1 else "", entity) for entity in self.candidates[:_MAX_NAMED])
        shown = ", ".join(f"{quoted(entity.label)} ({kind}{entity.id})" for kind, entity in named)
        more = f" and {len(self.candidates) - _MAX_NAMED} more" if len(self.candidates) > _MAX_NAMED else ""
        hint = "give one of the ids in brackets"
        if len(kinds) > 1:
            hint += f", or ask for one kind where a command takes --kind: {' or '.join(kinds)}"
        if len(self.sources) > 1:
            hint += f", or take names from one source: --source {' or --source '.join(self.sources)}"
        if more:
            hint += f"; `kg find {quoted(name)}` lists all"
        super().__init__(f"{quoted(name)} is ambiguous: {shown}{more}", hint)

    @property
    def choices(self) -> list[str]:
        """The candidates one a line, numbered, each with what tells it from the others."""
        return [
            f"{number:4}  {quoted(entity.label)} ({entity.kind}, {entity.id})"
            + (f": {self.details[entity.iri]}" if self.details.get(entity.iri) else "")
            for number, entity in enumerate(self.candidates[:_MAX_NAMED], 1)
        ]

    def __str__(self) -> str:
        more = len(self.candidates) - _MAX_NAMED
        rest = [f"      and {more} more"] if more > 0 else []
        return "\n".join([f"{quoted(self.name)} is ambiguous:", *self.choices, *rest, f"  try: {self.hint}"])

    @property
    def once_in_each_source(self) -> bool:
        """Whether each source has one candidate, all of one kind."""
        kinds = {entity.kind for entity in self.candidates}
        return len(kinds) == 1 and len(self.candidates) == len(self.sources)


class NothingFoundError(KGError, LookupError):
    """A text names nothing of what is looked for in it."""


class UsageError(KGError, ValueError):
    """The call itself is wrong: a bad or contradictory option or argument."""

    exit_status = 2


class ArgumentError(UsageError):
    """An ``argument`` of a call in Python has a ``value`` that it cannot have, or there is no such argument."""

    def __init__(self, argument: str, value: object, message: str, hint: str) -> None:
        self.argument = argument
        self.value = value
        super().__init__(message, hint)


class NothingHeldError(UsageError):
    """A question starts from what one has, and nothing says what that is."""

    def __init__(self) -> None:
        super().__init__(
            "there is no origin, and nothing says what you have",
            "name an origin, or give conditions=graph.conditions(have=['Python', 'SQL'])",
        )


class QuerySyntaxError(UsageError):
    """A SPARQL text does not parse; ``line`` and ``column`` (both from 1) say where, when the engine knows."""

    def __init__(self, query: str, reason: str, line: int | None, column: int | None, hint: str = "") -> None:
        lines = query.splitlines() or [""]
        if line is not None and line > len(lines):  # past the last line feed: shown behind the last letter
            line, column = len(lines), len(lines[-1]) + 1
        self.query = query
        self.reason = reason
        self.line = line
        self.column = column
        where = "" if line is None else f" at line {line}, column {column}"
        super().__init__(
            f"malformed SPARQL{where}: {reason}{self._caret()}", hint or "`kg ask` lists queries that work"
        )

    def _caret(self) -> str:
        lines = self.query.splitlines() or [""]
        if self.line is None or self.column is None or not 0 < self.line <= len(lines):
            return ""
        text = lines[self.line - 1].replace("\t", " ")
        start = max(0, self.column - 60)  # a very long line is shown around the fault only
        return f"\n  {text[start : start + 120]}\n  {' ' * (self.column - 1 - start)}^"


class QueryRefusedError(UsageError):
    """A query asks for what is not allowed here, such as SERVICE."""


class LimitError(KGError):
    """A limit was met: the one of this ``name`` in kg/limits.py, at this ``value``; nothing unfinished is returned."""

    exit_status = 3

    def __init__(self, name: str, value: float, message: str, hint: str) -> None:
        self.name = name
        self.value = value
        super().__init__(message, hint)


class TimeLimitError(LimitError, TimeoutError):
    """A limit of time was met, after ``value`` seconds."""


class SourceError(KGError, OSError):
    """A graph, file or engine that was asked for cannot be read or is damaged."""

    exit_status = 3


class OutputError(KGError, OSError):
    """A file cannot be written; the file before is untouched."""

    exit_status = 3


class StoreBusyError(OutputError):
    """Another process is changing the store in a folder, or has just made one there."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        super().__init__(
            f"another process is changing the store in {quoted(folder)}", "wait until it is done, then try again"
        )


class EngineError(KGError, RuntimeError):
    """An optional engine is not installed, cannot be reached, or failed."""

    exit_status = 3


def _listed(findings: Sequence[Finding], most: int) -> list[str]:
    """Findings as lines, at most so many; of those of one cause in one file, the first few and how many others."""
    groups: dict[tuple[str | None, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.file, finding.severity, finding.message), []).append(finding)
    shown = {id(finding) for found in groups.values() for finding in found[:_MAX_ALIKE]}
    lines: list[str] = []
    for finding in findings:
        group = groups[finding.file, finding.severity, finding.message]
        if id(finding) in shown:
            lines.append(str(finding))
            if len(group) > _MAX_ALIKE and finding is group[_MAX_ALIKE - 1]:
                lines.append(f"{finding.file}: ... and {len(group) - _MAX_ALIKE:,} more: {finding.message}")
    more = len(lines) - most
    return lines if more <= 0 else [*lines[:most], f"... and {more:,} more"]


class NothingUnderstoodError(KGError, ValueError):
    """An import understood nothing of its files, and the store is as it was.

    ``reason`` says what was looked for, ``findings`` why it was not found, as far as known.
    """

    def __init__(self, reason: str, hint: str, findings: Sequence[Finding] = ()) -> None:
        self.reason = reason
        self.findings = tuple(findings)
        lines = "".join(f"\n  {line}" for line in _listed(self.findings, _MAX_NAMED))
        super().__init__(
            f"{reason}; nothing was imported, and the store is as it was{lines}",
            f"{hint}; --allow-empty imports it all the same",
        )


class SourceShrinksError(KGError, ValueError):
    """An import would drop more than half of the roles or skills of the ``source`` that it replaces.

    ``dropped`` has the number that would go, and how many there are, by "roles" and "skills".
    """

    def __init__(self, source: str, dropped: dict[str, tuple[int, int]]) -> None:
        self.source = source
        self.dropped = dropped
        self.question = f"{quoted(source)} would lose {_counts_of(dropped)}"
        super().__init__(
            f"the source {self.question}; the store is as it was",
            "check the files; add --yes to replace it, or --name NAME to import them beside it",
        )


def _counts_of(dropped: dict[str, tuple[int, int]]) -> str:
    return " and ".join(f"{gone:,} of its {before:,} {what}" for what, (gone, before) in dropped.items())


class DataError(KGError, ValueError):
    """Curated data is wrong; ``findings`` lists every error with its file and line."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        lines = "\n".join(f"  {line}" for line in _listed(self.findings, _MAX_FINDINGS))
        count = len(self.findings)
        super().__init__(
            f"{count} error{'s' if count != 1 else ''} in the data, nothing was written\n{lines}",
            "correct these lines, then run the command again",
        )
