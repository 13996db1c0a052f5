"""Roles at a glance: how people come in, with how many roles each shares skills, which skills those are, and pay.

Drawn in SVG by Python, at two widths, and written as a list for a phone. It is for a graph whose roles fit one page;
what it leaves out is in the network below it.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from kg.answers.routes import pay_text
from kg.view.drawing import DrawableGraph
from kg.view.labels import strip_controls
from kg.view.line_map import MEDIUM, WIDE, bead, fitted, svg_text, text_width
from kg.view.summary import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.model import Entity
    from kg.model.answers import Routes
    from kg.model.careers import Pay

__all__ = ["Chart", "ChartRole", "EntryPath", "chart_of", "chart_section"]

_FEWEST, _MOST_ROLES, _MOST_SKILLS = 3, 24, 10
_NEAREST: Final = 2
"""How many roles an entry path is drawn to: those with the fewest skills to learn."""

_ROW = 60
_SLANT = math.radians(38)


@dataclass(frozen=True, slots=True)
class ChartRole:
    """A row: a role, with how many others it shares required skills, its shared skills by number, and its pay.

    ``own`` is how many skills it requires that no other role does.
    """

    label: str
    shares: int
    skills: frozenset[int]
    own: int
    pay: Pay | None


@dataclass(frozen=True, slots=True)
class EntryPath:
    """How people come in: rows that are one step away, each with how many skills are to be learned, nearest first."""

    label: str
    steps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Roles in rows, shared skills in columns; ``unit`` is the currency and period of the pay that has bars."""

    roles: tuple[ChartRole, ...]
    skills: tuple[str, ...]
    entries: tuple[EntryPath, ...]
    unit: str | None

    def svg(self, width: int) -> str:
        """The chart in SVG; styles are those of ``web/tokens.css``, ``web/line.css`` and ``web/chart.css``."""
        return _Drawn(self, width).svg()


def chart_of(graph: DrawableGraph, roles: Sequence[Entity], answers: Iterable[Routes]) -> Chart | None:
    """The chart of roles in their order of source; None where they are too few or too many for one.

    ``answers`` are the routes from entry paths to these roles.
    """
    required = {role.iri: {each.skill.iri for each in graph.careers.roles[role.iri].required} for role in roles}
    stated = [role for role in roles if required[role.iri]]
    if not _FEWEST <= len(stated) <= _MOST_ROLES:
        return None
    counts = Counter(skill for role in stated for skill in required[role.iri])
    shared = {skill for skill, count in counts.most_common() if count > 1}
    rows = _ordered(stated, {role.iri: required[role.iri] & shared for role in stated})
    chosen = sorted(shared, key=lambda skill: (-counts[skill], _first(rows, required, skill), skill))[:_MOST_SKILLS]
    columns = sorted(chosen, key=lambda skill: (_first(rows, required, skill), counts[skill], skill))
    numbers = {skill: number for number, skill in enumerate(columns)}
    labels = {each.skill.iri: each.skill.label for role in stated for each in graph.careers.roles[role.iri].required}
    pays = {role.iri: graph.careers.roles[role.iri].pay for role in stated}
    return Chart(
        tuple(
            ChartRole(
                role.label,
                sum(bool(required[role.iri] & required[other.iri]) for other in rows if other != role),
                frozenset(numbers[skill] for skill in required[role.iri] if skill in numbers),
                sum(counts[skill] == 1 for skill in required[role.iri]),
                pays[role.iri],
            )
            for role in rows
        ),
        tuple(labels[skill] for skill in columns),
        tuple(_entries(answers, {role.iri: number for number, role in enumerate(rows)})),
        _unit(pays.values()),
    )


def _first(rows: Sequence[Entity], required: dict[str, set[str]], skill: str) -> int:
    return next(number for number, role in enumerate(rows) if skill in required[role.iri])


def _ordered(roles: Sequence[Entity], shared: dict[str, set[str]]) -> list[Entity]:
    """The roles so that each is followed by the one that shares most skills with it; few gaps in the columns."""

    def chain(start: Entity) -> list[Entity]:
        rest = [role for role in roles if role != start]
        found = [start]
        while rest:
            nearest = max(rest, key=lambda role: len(shared[role.iri] & shared[found[-1].iri]))
            rest.remove(nearest)
            found.append(nearest)
        return found

    def gaps(rows: list[Entity]) -> int:
        """How many rows without a skill stand between rows with it."""
        total = 0
        for skill in set().union(*shared.values()):
            places = [number for number, role in enumerate(rows) if skill in shared[role.iri]]
            total += places[-1] - places[0] + 1 - len(places)
        return total

    return min((chain(role) for role in roles), key=gaps)


def _entries(answers: Iterable[Routes], rows: dict[str, int]) -> Iterator[EntryPath]:
    steps: dict[Entity, list[tuple[int, int]]] = {}
    for answer in answers:
        near = steps.setdefault(answer.origin, [])
        if answer.routes and len(answer.routes[0].steps) == 1 and answer.destination.iri in rows:
            near.append((rows[answer.destination.iri], len(answer.routes[0].learn)))
    for path, near in steps.items():
        yield EntryPath(path.label, tuple(sorted(near, key=lambda step: (step[1], step[0]))[:_NEAREST]))


def _unit(pays: Iterable[Pay | None]) -> str | None:
    """The unit that most pay is stated in: bars of two units on one axis would compare what cannot be compared."""
    units = Counter(pay.unit for pay in pays if pay and pay.minimum is not None and pay.currency)
    return min(units, key=lambda unit: (-units[unit], unit)) if units else None


# --- the section of the page ------------------------------------------------------------------------------------------


def chart_section(chart: Chart | None) -> str:
    """The chart as a section of a page, with what its shapes mean; nothing where there is none."""
    if chart is None:
        return ""
    maps = "\n".join(chart.svg(width) for width in (WIDE, MEDIUM))
    rows = "\n".join(_item(chart, role) for role in chart.roles)
    return (
        '<section class="glance" aria-labelledby="glance-heading">\n'
        '<h2 id="glance-heading" class="unseen">Roles at a glance</h2>\n'
        f'{maps}\n<ol class="chart-list">\n{rows}\n</ol>\n<p class="key">{" ".join(_key(chart))}'
        ' <a href="#picture">Everything as a network</a></p>\n</section>'
    )


def _key(chart: Chart) -> Iterator[str]:
    if chart.entries:
        yield "Lines lead to the one or two nearest roles."
    yield "The number in a ring is with how many other roles a role shares required skills."
    if chart.skills:
        yield "A tick: the role requires the skill."
    if chart.unit:
        yield "Pay fades where no upper limit is stated."


def _item(chart: Chart, role: ChartRole) -> str:
    shared = ", ".join(chart.skills[number] for number in sorted(role.skills))
    lines = [f"<b>{_bare(role.label)}</b> shares skills with {counted(role.shares, 'other role')}"]
    lines += [f"Shared: {_bare(shared)}"] if shared else []
    lines.append(_bare(pay_text(role.pay)) if role.pay else "pay not stated in the source")
    return f"<li>{'<br>'.join(lines)}</li>"


# --- the drawing ------------------------------------------------------------------------------------------------------


class _Drawn:
    """A chart at a width: the places of its columns, from left to right, and the parts."""

    def __init__(self, chart: Chart, width: int) -> None:
        self.chart = chart
        self.width = width
        wide = width == WIDE
        self.size = 17 if wide else 15
        entry = (250 if wide else 245) if chart.entries else 0
        self.ring = entry + 42
        self.name = self.ring + 30
        self.room = 250 if wide else 155
        self.matrix = self.name + self.room + 16
        self.gap = 34 if wide else 24
        self.pay = self.matrix + max(len(chart.skills) - 1, 0) * self.gap + (60 if wide else 44)
        longest = max((text_width(label, 14.5) for label in self.skill_labels), default=0)
        self.top = max(72, 52 + math.ceil(longest * math.sin(_SLANT)))

    @property
    def skill_labels(self) -> list[str]:
        return [fitted(label, 14.5, 210, 1)[0] for label in self.chart.skills]

    def y(self, row: int) -> int:
        return self.top + 30 + row * _ROW

    def svg(self) -> str:
        height = self.y(len(self.chart.roles)) - 24
        parts = [*self._heads(), *self._rules(), *self._columns(), *self._entries()]
        for row, role in enumerate(self.chart.roles):
            parts += self._role(row, role)
        words = f"Chart: {counted(len(self.chart.roles), 'role')} with the skills that they share, and pay"
        return (
            f'<svg class="chart w{self.width}" viewBox="0 0 {self.width} {height}" width="{self.width}"'
            f' height="{height}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{_bare(words)}">\n'
            f'<linearGradient id="fade{self.width}" class="fade"><stop offset=".6"/><stop offset="1" class="out"/>'
            "</linearGradient>\n" + "\n".join(parts) + "\n</svg>"
        )

    def _heads(self) -> Iterator[str]:
        if self.chart.entries:
            yield svg_text(["Entry paths"], 4, 20, self.size, "name start")
        yield svg_text(["Roles"], self.ring - 18, 20, self.size, "name start")
        if self.chart.skills:
            yield svg_text(["Skills they share"], self.matrix - 10, 20, self.size, "name start")
        if self.chart.unit:
            yield from self._axis()

    def _axis(self) -> Iterator[str]:
        """The title of the pay, and its amounts above lines through all rows."""
        currency, period = (self.chart.unit or "").split(" ")
        per = f" per {period.lower()}" if period != "?" else ""
        left = self.pay if len(self.chart.skills) < 3 else self.pay + (60 if self.width == WIDE else 40)
        yield svg_text([f"Pay, {currency}{per}"], left, 20, self.size, "name start")
        for amount in self._ticks():
            x = self._x(amount)
            yield f'<path class="hair" d="M{x:.1f} {self.top}V{self.y(len(self.chart.roles) - 1) + 24}"/>'
            yield svg_text([_short(amount)], round(x, 1), self.top - 8, 13, "note middle")

    def _most(self) -> float:
        pays = [role.pay for role in self.chart.roles if role.pay and role.pay.unit == self.chart.unit]
        return max(max(pay.minimum or 0, pay.maximum or 0) for pay in pays)

    def _ticks(self) -> list[float]:
        """Round amounts from nothing to above the highest, three to five of them."""
        most = self._most()
        power = 10.0 ** math.floor(math.log10(most)) if most > 0 else 1.0
        step = next(step for step in (power / 5, power / 2, power, 2 * power, 5 * power) if most / step <= 3.5)
        return [number * step for number in range(math.ceil(most / step) + 1)]

    def _x(self, amount: float) -> float:
        return self.pay + (self.width - 24 - self.pay) * amount / self._ticks()[-1]

    def _columns(self) -> Iterator[str]:
        """The names of the skills, and a line through the roles that require each."""
        for number, label in enumerate(self.skill_labels):
            x = self.matrix + number * self.gap
            rows = [row for row, role in enumerate(self.chart.roles) if number in role.skills]
            turn = f"translate({x + 4} {self.top - 8}) rotate(-38)"
            yield f'<g transform="{turn}">{svg_text([label], 0, 0, 14.5, "note start")}</g>'
            yield f'<path class="guide" d="M{x} {self.top}V{self.y(rows[0])}"/>'
            yield f'<path class="shared" d="M{x} {self.y(rows[0])}V{self.y(rows[-1])}"/>'

    def _rules(self) -> Iterator[str]:
        """A line between each two rows."""
        for row in range(1, len(self.chart.roles)):
            yield f'<path class="hair" d="M{self.ring - 18} {self.y(row) - _ROW // 2}H{self.width - 4}"/>'

    def _role(self, row: int, role: ChartRole) -> Iterator[str]:
        y = self.y(row)
        yield f'<circle class="{"station" if role.shares else "alone"}" cx="{self.ring}" cy="{y}" r="15"/>'
        yield svg_text([f"{role.shares}"], self.ring, y + 5, 14.5, "name middle")
        lines = fitted(role.label, self.size, self.room, 2)
        top = y - 4 if len(lines) == 1 else y - 12
        yield svg_text(lines, self.name, top, self.size, "name start")
        if len(lines) == 1:
            yield svg_text([f"{counted(role.own, 'other skill')}"], self.name, y + 15, 13, "note start")
        for number in sorted(role.skills):
            yield bead("kept", self.matrix + number * self.gap, y)
        yield from self._bar(role.pay, y)

    def _bar(self, pay: Pay | None, y: int) -> Iterator[str]:
        if pay is None or pay.unit != self.chart.unit or pay.minimum is None:
            words = fitted(pay_text(pay) if pay else "pay not stated", 13, self.width - self.pay - 8, 1)
            yield svg_text(words, self.pay, y + 5, 13, "note start")
            return
        left, right = self._x(pay.minimum), self._x(pay.maximum or pay.minimum)
        width = max(right - left, 3)
        fill = f' fill="url(#fade{self.width})"' if pay.open_ended else ' class="pay"'
        yield f'<rect x="{left:.1f}" y="{y - 12}" width="{width:.1f}" height="12" rx="2"{fill}/>'
        words = fitted(pay_text(pay), 13, self.width - self.pay, 1)
        start = min(left, self.width - 4 - text_width(words[0], 13))
        yield svg_text(words, round(start, 1), y + 16, 13, "note start")

    def _entries(self) -> Iterator[str]:
        """The entry paths, each near the middle of the roles that it leads to, in that order, one below the other."""
        placed = []
        for entry in self.chart.entries:
            rows = [row for row, _ in entry.steps] or [0]
            lines = fitted(entry.label, 15, self.ring - 124, 3)
            notes = [_learning(learn, self.chart.roles[row].label) for row, learn in entry.steps]
            notes = [line for note in notes for line in fitted(note, 13, self.ring - 124, 3)]
            placed.append((sum(rows) / len(rows), entry, lines, notes))
        bottom = 0.0
        for middle, entry, lines, notes in sorted(placed, key=lambda each: each[0]):
            height = len(lines) * 18 + len(notes) * 16
            y = max(self.top + 30 + middle * _ROW, bottom + height / 2)
            yield from self._entry(entry, lines, notes, y - height / 2)
            bottom = y + height / 2 + 16

    def _entry(self, entry: EntryPath, lines: list[str], notes: list[str], top: float) -> Iterator[str]:
        yield f'<path class="entry" d="M12 {top + 4:.1f}l9 15h-18z"/>'
        yield svg_text(lines, 30, round(top + 15, 1), 15, "name start")
        below = top + len(lines) * 18
        if notes:
            yield svg_text(notes, 30, round(below + 13, 1), 13, "note start")
        start = 38 + max(*(text_width(line, 15) for line in lines), *(text_width(note, 13) for note in notes), 0)
        y = top + 10
        for number, (row, _) in enumerate(entry.steps):
            end, middle = self.ring - 18, (start + self.ring) / 2
            path = f"M{start:.1f} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {self.y(row)} {end} {self.y(row)}"
            yield f'<path class="{"way" if number else "rail"}" d="{path}"/>'


def _bare(text: str) -> str:
    return escape(strip_controls(text))


def _learning(learn: int, label: str) -> str:
    return f"{learn} to learn: {label}" if learn else f"nothing to learn: {label}"


def _short(amount: float) -> str:
    """An amount on an axis.

    >>> _short(200000), _short(50), _short(0)
    ('200k', '50', '0')
    """
    return f"{amount / 1000:g}k" if amount >= 1000 else f"{amount:g}"
