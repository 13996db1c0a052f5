"""Cells of a table that several answers share: sources, pay, and skills with their tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.schema import BUNDLED_GRAPH, NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.model import Source
    from kg.model.answers import Gap, SkillItem, Step
    from kg.model.careers import Pay

__all__ = ["Told", "cite", "few", "gate_rows", "pay_words", "skill_rows", "tools"]


class Told(NamedTuple):
    """A row of an answer: the sort of statement, what it is about, what more is said, and the source.

    ``iri`` is that of the thing, where it is one.
    """

    word: str
    name: str
    detail: str = ""
    source: str = ""
    iri: str | None = None

    @property
    def cells(self) -> list[str]:
        """The row as text."""
        return [self.word, self.name, self.detail, self.source]


def cite(sources: Iterable[Source], most: int | None = None) -> str:
    """Sources in short: the lines of each document (the first ``most``), and what was curated or inferred by name.

    A table's rows are cited with the name of its file, the lines of a guide with its title; where it is the bundled one
    and no other is cited, without.

    >>> from kg.model import Source
    >>> cite([Source("ai-ml", "Guide", "Roles", 24), Source("ai-ml", "Guide", "Roles", 27), Source("curation")])
    'lines 24, 27; curation'
    >>> cite([Source("ai-ml", "Guide", "Roles", 24), Source("ai-ml", "Guide", "Roles", 27)], most=1)
    'lines 24 and 1 more'
    >>> cite([Source("esco", "ESCO 1.1.1, skills_en.csv", None, 7), Source("ai-ml", "Guide", "Roles", 24)])
    'skills_en.csv line 7; Guide line 24'
    >>> cite([Source("nursing", "Nursing", "Roles", 24)])
    'Nursing line 24'
    """
    lines: dict[tuple[str, str, bool], set[int]] = {}
    named: set[str] = set()
    for place in sources:
        if place.line is None:
            named.add(place.graph)
        else:
            lines.setdefault((place.document or "", place.file, place.graph == BUNDLED_GRAPH), set()).add(place.line)
    parts = []
    for (title, file, home), numbers in sorted(lines.items()):
        name = file or ("" if home and len(lines) == 1 else title)
        told = few([str(number) for number in sorted(numbers)], most or len(numbers))
        parts.append(f"{name} line{'s' if len(numbers) > 1 else ''} {told}".lstrip())
    return "; ".join([*parts, *sorted(named)])


def gate_rows(asked: Gap | Step) -> list[Told]:
    """The credential that a role asks, and that its profession is regulated, as far as the sources say so."""
    rows = [
        Told("gate", gate.label, gate.state, cite(gate.sources) or NOT_STATED, gate.credential.iri)
        for gate in asked.gates
    ]
    if asked.law:
        rows.append(Told("gate", "regulated profession", f"what the law asks is {NOT_STATED}", cite(asked.law)))
    return rows


def few(labels: Sequence[str], most: int = 12) -> str:
    """The first of many labels, and how many more there are.

    >>> few(["a", "b", "c", "d"], most=2)
    'a, b and 2 more'
    """
    return ", ".join(labels[:most]) + (f" and {len(labels) - most} more" if len(labels) > most else "")


def pay_words(pay: Pay | None) -> str:
    """Pay as stated: "80,000 - 120,000 USD"; an open top is said to be open."""
    if pay is None:
        return NOT_STATED
    return f"{pay.label} {pay.currency or ''}".strip() + (", open above" if pay.open_ended else "")


def tools(item: SkillItem, *, covered: bool = False) -> str:
    """The tools that a role names for a skill, and which of them are held: "Python held; Java, Scala not".

    Where the skill is ``covered`` and none of its tools is held, that is said too.
    """
    held = ", ".join(tool.label for tool in item.tools_held)
    missing = ", ".join(tool.label for tool in item.tools_missing)
    if held and missing:
        return f"{held} held; {missing} not"
    if covered and missing:
        return f"{missing} not held"
    return f"{held} held" if held else missing


def skill_rows(word: str, items: Iterable[SkillItem]) -> list[Told]:
    """A row for each skill; ``word`` is keep or held where it is covered."""
    covered = word in ("keep", "held")
    return [Told(word, item.label, _detail(item, covered=covered), cite(item.sources), item.iri) for item in items]


def _detail(item: SkillItem, *, covered: bool) -> str:
    """What another source calls a skill, its tools, and the later roles that keep it."""
    again = f"used again as {', '.join(role.label for role in item.reused)}" if item.reused else ""
    linked = f"as {', '.join(thing.label for thing in item.through)}" if item.through else ""
    return "; ".join(part for part in (linked, tools(item, covered=covered), again) if part)
