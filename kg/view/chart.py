"""Roles at a glance: entry paths, with how many roles each shares skills, which skills those are, pay and levels.

Drawn in SVG by Python, at four widths. It is for a graph whose roles fit one page; what it leaves out is in the network
below it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import accumulate, pairwise
from typing import Final, NamedTuple
from urllib.parse import quote

from kg.answers.routes import needs_in_short, pay_text
from kg.model import Entity
from kg.model.answers import BestRoutes
from kg.model.careers import Level, Pay
from kg.model.entities import record
from kg.view.drawing import DrawableGraph, drawn_skill
from kg.view.labels import strip_controls
from kg.view.line_map import MEDIUM, NARROW, WIDE, Address, arch, bead, fitted, linked, svg_text, text_width
from kg.view.summary import counted

BROAD: Final = 1600
"""The width of the widest form, in pixels; the others are those of a line map."""

_FEWEST, _MOST_ROLES, _MOST_SKILLS, _MOST_LEVELS = 3, 24, 10, 6
_NEAREST: Final = 2
"""How many roles an entry path is drawn to: those with the fewest skills to learn."""

_MOST_INDUSTRIES, _MOST_EMPLOYERS = 8, 6
_SLANT: Final = 38
"""The angle at which the names of skills stand, in degrees; upright on a narrow page."""


def to_box(key: str) -> str:
    """The address that selects the box of an entity in the network of the same page, by its id."""
    return f"#{quote(key)}" if key else ""


@record
class ChartSkill(NamedTuple):
    """A column: a skill that roles share; ``id`` is that of its box, empty where it has none."""

    label: str
    id: str = ""


@record
class ChartRole(NamedTuple):
    """A row: a role, with how many others it shares required skills, its shared skills by number, and its pay.

    ``own`` is how many skills it requires that no other role does; ``needs`` names the degree or licence that none of
    the entry paths brings, where there is one; ``id``, here and below, is as that of a skill.
    """

    label: str
    shares: int
    skills: frozenset[int]
    own: int
    pay: Pay | None
    id: str = ""
    needs: str = ""


@record
class FirstStep(NamedTuple):
    """A row one step from an entry path, how many skills are to be learned, and the degree or licence lacking."""

    row: int
    learn: int
    needs: str = ""


@record
class EntryPath(NamedTuple):
    """How people come in: the nearest rows, first those for which skills alone do, as ``kg next`` has them."""

    label: str
    steps: tuple[FirstStep, ...]
    id: str = ""


@record
class ChartIndustry(NamedTuple):
    """An industry with the employers that it names, each with its id."""

    label: str
    employers: tuple[tuple[str, str], ...]
    id: str = ""


@record
class ChartLevel(NamedTuple):
    """A level of careers, with its years in words; None where no source states them."""

    label: str
    years: str | None


@record
class ChartTitle(NamedTuple):
    """A job title at a level; ``row`` is that of its role, None where no source or maintainer names one.

    ``stated`` is False where the maintainers tie it to the role.
    """

    label: str
    level: int
    row: int | None
    stated: bool = True
    id: str = ""


@record
class Chart(NamedTuple):
    """Roles in rows, shared skills in columns; ``unit`` is the currency and period of the pay that has bars.

    ``levels`` are from the lowest to the highest, each with at least one of ``titles``.
    """

    roles: tuple[ChartRole, ...]
    skills: tuple[ChartSkill, ...]
    entries: tuple[EntryPath, ...]
    unit: str | None
    levels: tuple[ChartLevel, ...] = ()
    titles: tuple[ChartTitle, ...] = ()
    industries: tuple[ChartIndustry, ...] = ()

    def svg(self, width: int, address: Address = to_box) -> str:
        """The chart in SVG; styles are those of ``web/tokens.css`` and ``web/chart.css``; ``address`` is by id."""
        return _Drawn(self, width, address).svg()


def chart_of(
    graph: DrawableGraph,
    roles: Sequence[Entity],
    routes: BestRoutes,
    tied: Collection[str],
    industries: Sequence[ChartIndustry] = (),
) -> Chart | None:
    """The chart of roles in their order of source; None where they are too few or too many for one.

    ``routes`` are the best from entry paths to these roles; ``tied`` the job titles, as IRIs, that the maintainers
    tie to their role.
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
    named = {each.skill.iri: each.skill for role in stated for each in graph.careers.roles[role.iri].required}
    pays = {role.iri: graph.careers.roles[role.iri].pay for role in stated}
    needs = _needs_of_all(routes)
    return Chart(
        tuple(
            ChartRole(
                role.label,
                sum(bool(required[role.iri] & required[other.iri]) for other in rows if other != role),
                frozenset(numbers[skill] for skill in required[role.iri] if skill in numbers),
                sum(counts[skill] == 1 for skill in required[role.iri]),
                pays[role.iri],
                role.id,
                needs.get(role, ""),
            )
            for role in rows
        ),
        tuple(ChartSkill(named[skill].label, drawn_skill(graph, named[skill]).id) for skill in columns),
        tuple(_entries(routes, {role.iri: number for number, role in enumerate(rows)})),
        _unit(pays.values()),
        *_levels(graph, {role.iri: number for number, role in enumerate(rows)}, tied),
        tuple(industries[:_MOST_INDUSTRIES]),
    )


def _levels(
    graph: DrawableGraph, rows: Mapping[str, int], tied: Collection[str]
) -> tuple[tuple[ChartLevel, ...], tuple[ChartTitle, ...]]:
    """The levels that job titles are listed under, and these; of a role one title at each level, the first by name."""
    ladder = graph.ladder
    titles = sorted(ladder.titles.values(), key=lambda title: (title.entity.label, title.entity.iri))
    used = [level for level in ladder.levels if any(title.level == level for title in titles)]
    if not 2 <= len(used) <= _MOST_LEVELS:
        return (), ()
    found: dict[tuple[int, int | None, str], ChartTitle] = {}
    for title in titles:
        if title.level is not None and (title.role is None or title.role in rows):
            level, row = used.index(title.level), rows.get(title.role or "")
            key = level, row, title.entity.iri if row is None else ""
            shown = title.entity.label, level, row
            found.setdefault(key, ChartTitle(*shown, title.entity.iri not in tied, title.entity.id))
    levels = tuple(ChartLevel(level.entity.label, level.years if _has_years(level) else None) for level in used)
    return levels, tuple(found.values())


def _has_years(level: Level) -> bool:
    return level.min_years is not None or level.max_years is not None


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


def _entries(routes: BestRoutes, rows: dict[str, int]) -> Iterator[EntryPath]:
    steps: dict[Entity, list[tuple[float, FirstStep]]] = {}
    for origin, destination, best in routes:
        near = steps.setdefault(origin, [])
        if best and len(best.steps) == 1 and destination.iri in rows:
            first = FirstStep(rows[destination.iri], len(best.learn), needs_in_short(best.steps[0]))
            near.append((best.steps[0].cost or 0, first))
    for path, near in steps.items():
        ranked = sorted(near, key=lambda each: (bool(each[1].needs), each[1].learn, each[0], each[1].row))
        yield EntryPath(path.label, tuple(step for _, step in ranked[:_NEAREST]), path.id)


def _needs_of_all(routes: BestRoutes) -> dict[Entity, str]:
    """What each role asks that no entry path brings, nor a role on the way from one."""
    found: dict[Entity, list[str]] = {}
    for _, destination, best in routes:
        if best and best.steps:
            found.setdefault(destination, []).append(needs_in_short(best.steps[-1]))
    return {role: needs[0] for role, needs in found.items() if all(needs)}


def _unit(pays: Iterable[Pay | None]) -> str | None:
    """The unit that most pay is stated in: bars of two units on one axis would compare what cannot be compared."""
    units = Counter(pay.unit for pay in pays if pay and pay.minimum is not None and pay.currency)
    return min(units, key=lambda unit: (-units[unit], unit)) if units else None


# --- the section of the page ------------------------------------------------------------------------------------------


def chart_section(chart: Chart | None, address: Address = to_box) -> str:
    """The chart as a section of a page, with what its shapes mean; nothing where there is none.

    ``address`` is what names lead to, by the id of an entity.
    """
    if chart is None:
        return ""
    maps = "\n".join(chart.svg(width, address) for width in (BROAD, WIDE, MEDIUM, NARROW))
    return (
        '<section class="glance" aria-labelledby="glance-heading">\n'
        '<h2 id="glance-heading" class="unseen">Roles at a glance</h2>\n'
        f'{maps}\n{_lists(chart, address)}<p class="key">{" ".join(_key(chart))}'
        ' <a href="#picture">Everything as a network</a></p>\n</section>'
    )


def _key(chart: Chart) -> Iterator[str]:
    """What the shapes mean; the narrow form has neither lines from entry paths nor bars nor rings of titles."""
    yield "The number in a ring, and its size: with how many other roles a role shares required skills."
    if chart.skills:
        yield "A tick: the role requires the skill."
    if any(role.needs for role in chart.roles) or any(step.needs for entry in chart.entries for step in entry.steps):
        yield "An arch: a degree or licence that no entry path brings."
    wide = []
    if chart.entries:
        wide.append("Lines from entry paths lead to the nearest role, grey ones to the second.")
    if chart.unit:
        wide.append("Pay fades past the highest amount stated where no upper limit is.")
    if any(not title.stated for title in chart.titles):
        wide.append("Dashed: the maintainers tie these titles to a role.")
    if wide:
        yield f'<span class="wide-only">{" ".join(wide)}</span>'


def _lists(chart: Chart, address: Address) -> str:
    """The industries, and the levels where the chart is too narrow for them, as lists."""
    industries = [
        f"<b>{linked(address(industry.id), _bare(industry.label))}</b><br>{_employers(industry, address)}"
        for industry in chart.industries
    ]
    levels = []
    for number, level in enumerate(chart.levels):
        here = [title for title in chart.titles if title.level == number]
        titles = ", ".join(linked(address(title.id), _bare(title.label)) for title in here)
        levels.append(f"<b>{_bare(level.label)}</b>, {_bare(level.years or 'years not stated')}<br>{titles}")
    lists = ("Levels", "narrow-only", levels), ("Industries", "industries", industries)
    return "".join(
        f'<div class="{look}"><h3>{heading}</h3>\n<ul>\n'
        + "\n".join(f"<li>{item}</li>" for item in items)
        + "\n</ul></div>\n"
        for heading, look, items in lists
        if items
    )


def _employers(industry: ChartIndustry, address: Address) -> str:
    """The first employers that an industry names, as links, and how many more there are."""
    names = [linked(address(key), _bare(label)) for label, key in industry.employers[:_MOST_EMPLOYERS]]
    more = len(industry.employers) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "") if names else "no employers named"


# --- the drawing ------------------------------------------------------------------------------------------------------


class _Form(NamedTuple):
    """The measures of a width: size of names, room for entry paths and names, distance of skills, levels and rows."""

    size: float
    entry: int
    room: int
    gap: int
    level: int
    row: int


_FORMS: Final = {
    BROAD: _Form(18, 330, 270, 46, 122, 60),
    WIDE: _Form(17, 250, 212, 34, 84, 50),
    MEDIUM: _Form(15, 245, 155, 24, 120, 60),
    NARROW: _Form(15, 0, 155, 27, 0, 60),
}
_BAR_ROOM: Final = 140
"""How much room pay needs beside the levels; they stand below the roles where there is less."""
_SHARED: Final = "Skills they share"
_FADE: Final = 20
"""How far pay without an upper limit fades past the highest amount stated."""


class _Drawn:
    """A chart at a width: the places of its columns, from left to right, and the parts."""

    def __init__(self, chart: Chart, width: int, address: Address) -> None:
        self.chart = chart
        self.address = address
        self.width = width
        self.form = form = _FORMS[width]
        self.narrow = width == NARROW
        self.ring = 20 if self.narrow else (form.entry if chart.entries else 0) + 42
        self.name = self.ring + (24 if self.narrow else 30)
        span = max(len(chart.skills) - 1, 0) * form.gap
        self.matrix = width - 16 - span if self.narrow else self.name + form.room + 16
        self.room = self.matrix - self.name - 16 if self.narrow and chart.skills else form.room
        self.pay = self.matrix + span + (44 if width == MEDIUM else 60)
        self.angle = 90 if self.narrow else _SLANT
        longest = max((text_width(label, 14.5) for label in self.skill_labels), default=0)
        self.head = 20 + (self._entry_heights()[-1] + 24 if self.narrow and chart.entries else 0)
        self.top = self.head + max(52, 32 + math.ceil(longest * math.sin(math.radians(self.angle))))
        levels = len(chart.levels) * form.level
        self.beside = bool(levels) and width != MEDIUM and width - levels - self.pay >= _BAR_ROOM + 20
        self.right = width - levels - 24 if self.beside else width - 20
        self.foot = self.y(len(chart.roles)) - form.row // 2 + 6

    @property
    def skill_labels(self) -> list[str]:
        """The names of the skills, cut where they are very long."""
        return [fitted(skill.label, 14.5, 210, 1)[0] for skill in self.chart.skills]

    def y(self, row: int) -> int:
        """The middle of a row."""
        return self.top + 30 + row * self.form.row

    def svg(self) -> str:
        """All parts, those behind first."""
        parts = [*self._heads(), *self._rules(), *self._columns()]
        parts += self._entries_above() if self.narrow else self._entries()
        for row, role in enumerate(self.chart.roles):
            parts += self._role(row, role)
        levels, height = self._levels()
        words = f"Chart: {counted(len(self.chart.roles), 'role')} with the skills that they share, and pay"
        return (
            f'<svg class="chart w{self.width}" viewBox="0 0 {self.width} {height}" width="{self.width}"'
            f' height="{height}" xmlns="http://www.w3.org/2000/svg" role="group" aria-label="{_bare(words)}">\n'
            f'<linearGradient id="fade{self.width}" class="fade"><stop offset="0"/><stop offset="1" class="out"/>'
            "</linearGradient>\n" + "\n".join([*parts, *levels]) + "\n</svg>"
        )

    def _levels(self) -> tuple[list[str], int]:
        """The levels beside the roles or below them, and the height of the whole chart."""
        if not self.chart.levels or self.narrow:
            return [], self.foot
        used = sorted({title.row for title in self.chart.titles if title.row is not None})
        if self.beside:
            rows = {row: self.y(row) for row in used}
            drawn = _Levels(self.chart, self.address, (self.right + 24, self.top, 20), rows, self.form)
            return drawn.parts, max(self.foot, drawn.foot)
        top = self.foot + 110
        rows = {row: top + 30 + number * self.form.row for number, row in enumerate(used)}
        left = self.width - len(self.chart.levels) * self.form.level - 8
        drawn = _Levels(self.chart, self.address, (left, top, top - 82), rows, self.form)
        size, room = self.form.size, left - 16
        for row, y in rows.items():
            role = self.chart.roles[row]
            text = svg_text(fitted(role.label, size, room, 2), 4, y - 17, size, "name start")
            drawn.parts.append(linked(self.address(role.id), text))
        return drawn.parts, drawn.foot

    def _heads(self) -> Iterator[str]:
        size = self.form.size
        if self.chart.entries:
            yield svg_text(["Entry paths"], 4, 20, size, "name start")
        yield svg_text(self._roles_head(), self.ring - 18, self._roles_base(), size, "name start")
        if self.chart.skills:
            left = min(self.matrix - 10, self.width - 4 - text_width(_SHARED, size))
            yield svg_text([_SHARED], round(left, 1), self.head, size, "name start")
        if self.chart.unit and not self.narrow:
            yield from self._axis()

    def _roles_head(self) -> list[str]:
        """The title of the roles, with that of the pay where it stands below their names."""
        if not self.narrow or not self.chart.unit:
            return ["Roles"]
        return ["Roles, with pay", self._unit()]

    def _roles_base(self) -> int:
        return self.top - (26 if self.chart.unit else 8) if self.narrow else 20

    def _unit(self) -> str:
        currency, period = (self.chart.unit or "").split(" ")
        return f"in {currency}" + (f" per {period.lower()}" if period != "?" else "")

    def _axis(self) -> Iterator[str]:
        """The title of the pay, and its amounts above lines through all rows."""
        skills = self.matrix - 10 + text_width(_SHARED, self.form.size) + 16 if self.chart.skills else 0
        yield svg_text([f"Pay {self._unit()}"], round(max(self.pay, skills), 1), 20, self.form.size, "name start")
        for amount in self._ticks():
            x = self._x(amount)
            yield f'<path class="hair" d="M{x:.1f} {self.top}V{self.foot - 6}"/>'
            yield svg_text([short_amount(amount)], round(x, 1), self.top - 8, 13, "note middle")

    def _ticks(self) -> list[float]:
        pays = [role.pay for role in self.chart.roles if role.pay and role.pay.unit == self.chart.unit]
        return ticks(max(max(pay.minimum or 0, pay.maximum or 0) for pay in pays))

    def _x(self, amount: float) -> float:
        return self.pay + (self.right - self.pay) * amount / self._ticks()[-1]

    def _columns(self) -> Iterator[str]:
        """The names of the skills, and a line through the roles that require each."""
        for number, label in enumerate(self.skill_labels):
            x = self.matrix + number * self.form.gap
            rows = [row for row, role in enumerate(self.chart.roles) if number in role.skills]
            turn = f"translate({x + (5 if self.narrow else 4)} {self.top - 8}) rotate(-{self.angle})"
            skill, text = self.chart.skills[number], svg_text([label], 0, 0, 14.5, "note start")
            yield linked(self.address(skill.id), f'<g transform="{turn}">{text}</g>')
            yield f'<path class="guide" d="M{x} {self.top}V{self.y(rows[0])}"/>'
            yield f'<path class="shared" d="M{x} {self.y(rows[0])}V{self.y(rows[-1])}"/>'

    def _rules(self) -> Iterator[str]:
        """A line between each two rows."""
        right = self.right if self.beside else self.width - 4
        for row in range(1, len(self.chart.roles)):
            yield f'<path class="hair" d="M{self.ring - 18} {self.y(row) - self.form.row // 2}H{right}"/>'

    def _role(self, row: int, role: ChartRole) -> Iterator[str]:
        y, size = self.y(row), self.form.size
        most = max(each.shares for each in self.chart.roles)
        radius = 10 + 6 * role.shares / most if role.shares else 13
        yield f'<circle class="{"station" if role.shares else "alone"}" cx="{self.ring}" cy="{y}" r="{radius:.1f}"/>'
        yield svg_text([f"{role.shares}"], self.ring, y + 5, 14, "name middle")
        lines = fitted(role.label, size, self.room, 1 if role.needs and not self.narrow else 2)
        note = self._amounts(role.pay) if self.narrow else counted(role.own, "other skill")
        top = y - 4 if len(lines) == 1 else y - 12
        yield linked(self.address(role.id), svg_text(lines, self.name, top, size, "name start"))
        if len(lines) == 1 or self.narrow:
            yield from self._note(note, role.needs, top + 19 if len(lines) == 1 else top + 35)
        for number in sorted(role.skills):
            yield bead("kept", self.matrix + number * self.form.gap, y)
        if not self.narrow:
            yield from self._bar(role.pay, y)

    def _note(self, note: str, needs: str, base: int) -> Iterator[str]:
        """What stands below the name of a role: a note, and an arch with what skills alone do not do for."""
        words = fitted(note, 13, self.room, 1)
        yield svg_text(words, self.name, base, 13, "note start")
        left = self.name + text_width(words[0], 13) + 20
        if needs:
            yield arch(left, base - 4)
            yield svg_text(fitted(needs, 13, self.name + self.room - left - 10, 1), left + 11, base, 13, "name start")

    def _amounts(self, pay: Pay | None) -> str:
        """Pay in words, without the unit that the head of its column names."""
        if pay is None:
            return "pay not stated"
        return pay_text(pay).removesuffix(f" {pay.currency}") if pay.unit == self.chart.unit else pay_text(pay)

    def _bar(self, pay: Pay | None, y: int) -> Iterator[str]:
        if pay is None or pay.unit != self.chart.unit or pay.minimum is None:
            words = fitted(self._amounts(pay), 13, self.right - self.pay, 1)
            yield svg_text(words, self.pay, y + 5, 13, "note start")
            return
        left, right = self._x(pay.minimum), self._x(pay.maximum or pay.minimum)
        width = max(right - left, 3)
        yield f'<rect class="pay" x="{left:.1f}" y="{y - 12}" width="{width:.1f}" height="12"/>'
        if pay.open_ended:
            fill = f'fill="url(#fade{self.width})"'
            yield f'<rect x="{left + width:.1f}" y="{y - 12}" width="{_FADE}" height="12" {fill}/>'
        words = fitted(self._amounts(pay), 13, self.right - self.pay, 1)
        start = min(left, self.right + 16 - text_width(words[0], 13))
        yield svg_text(words, round(start, 1), y + 16, 13, "note start")

    def _entry_texts(self, entry: EntryPath) -> tuple[list[str], list[str]]:
        """The name of an entry path in lines, and its nearest roles."""
        room = self.width - 40 if self.narrow else self.ring - self.ring // 3
        notes = [_learning(step, self.chart.roles[step.row].label) for step in entry.steps]
        return fitted(entry.label, 15, room, 3), [line for note in notes for line in fitted(note, 13, room, 3)]

    def _entry_heights(self) -> list[int]:
        """Where each entry path ends, one below the other, in a narrow chart."""
        texts = map(self._entry_texts, self.chart.entries)
        return list(accumulate(len(lines) * 18 + len(notes) * 16 + 10 for lines, notes in texts))

    def _entries_above(self) -> Iterator[str]:
        """The entry paths above the roles, where there is no room beside them."""
        for entry, top in zip(self.chart.entries, [0, *self._entry_heights()], strict=False):
            yield from self._entry(entry, *self._entry_texts(entry), top + 32)

    def _entries(self) -> Iterator[str]:
        """The entry paths, each near the middle of the roles that it leads to, in that order, one below the other."""
        placed = []
        for entry in self.chart.entries:
            rows = [step.row for step in entry.steps] or [0]
            placed.append((sum(rows) / len(rows), entry, *self._entry_texts(entry)))
        bottom = 0.0
        for middle, entry, lines, notes in sorted(placed, key=lambda each: each[0]):
            height = len(lines) * 18 + len(notes) * 16
            y = max(self.y(0) + middle * self.form.row, bottom + height / 2)
            yield from self._ways(entry, lines, notes, y - height / 2)
            yield from self._entry(entry, lines, notes, y - height / 2)
            bottom = y + height / 2 + 16

    def _entry(self, entry: EntryPath, lines: list[str], notes: list[str], top: float) -> Iterator[str]:
        yield f'<path class="entry" d="M12 {top + 4:.1f}l9 15h-18z"/>'
        yield linked(self.address(entry.id), svg_text(lines, 30, round(top + 15, 1), 15, "name start"))
        below = top + len(lines) * 18
        if notes:
            yield svg_text(notes, 30, round(below + 13, 1), 13, "note start")

    def _ways(self, entry: EntryPath, lines: list[str], notes: list[str], top: float) -> Iterator[str]:
        """Lines from an entry path to its nearest roles, the first above the others, with an arch at what is gated."""
        start, y = 38 + _width(lines, notes), top + 10
        clear = 38 + max(_width(*self._entry_texts(each)) for each in self.chart.entries)  # no line crosses a text
        for number, step in reversed(list(enumerate(entry.steps))):
            end, middle, row = self.ring - 18, (clear + self.ring) / 2, self.y(step.row)
            path = f"M{start:.1f} {y:.1f}H{clear:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {row} {end} {row}"
            yield f'<path class="{"way" if number or step.needs else "rail"}" d="{path}"/>'
            if step.needs:
                yield f'<circle class="gap" cx="{end - 10}" cy="{row}" r="11"/>'
                yield arch(end - 10, row)


def _width(lines: Iterable[str], notes: Iterable[str]) -> float:
    """How wide a name in lines is, with the notes below it."""
    return max((*(text_width(line, 15) for line in lines), *(text_width(note, 13) for note in notes)), default=0)


class _Levels:
    """Levels as columns that rise from left to right, and the job titles in them, in the rows of their roles."""

    def __init__(
        self, chart: Chart, address: Address, at: tuple[int, int, int], rows: Mapping[int, int], form: _Form
    ) -> None:
        """``at`` is the left edge, the foot of the stair and the base line of the title, ``rows`` the middles."""
        self.chart, self.address = chart, address
        self.left, self.top, head = at
        self.distance, self.row = form.level, form.row
        self.foot = max(rows.values(), default=self.top) + form.row // 2 + 6
        self.parts = [svg_text(["Levels"], self.left, head, 17, "name start")]
        self.parts += self._heads()
        for row, y in rows.items():
            self.parts += self._ladder(row, y)
        self.parts += self._without_role()

    def _x(self, level: int) -> float:
        return self.left + (level + 0.5) * self.distance

    def _heads(self) -> Iterator[str]:
        """The name and years of each level on a stair."""
        rise = min(14, (self.top - 96) // max(len(self.chart.levels) - 1, 1)) if self.top > 96 else 6
        path: list[str] = []
        for number, level in enumerate(self.chart.levels):
            y = self.top - 4 - number * rise
            start = self.left + number * self.distance
            path.append(f"{'V' if path else f'M{start} '}{y}H{start + self.distance}")
            name = level.label.removesuffix(" Level").removesuffix(" level")
            yield svg_text(fitted(name, 13.5, self.distance - 4, 1), self._x(number), y - 22, 13.5, "name middle")
            years = level.years.removesuffix(" years") if level.years else "not stated"
            years = f"{years} years" if number == 0 and level.years else years
            yield svg_text(fitted(years, 12.5, self.distance - 4, 1), self._x(number), y - 7, 12.5, "note middle")
        yield f'<path class="stair" d="{"".join(path)}"/>'

    def _ladder(self, row: int, y: int) -> Iterator[str]:
        """The titles of one role, and the line that joins them."""
        titles = sorted((title for title in self.chart.titles if title.row == row), key=lambda title: title.level)
        for one, other in pairwise(titles):
            look = "step" if one.stated and other.stated else "tie"
            yield f'<path class="{look}" d="M{self._x(one.level):g} {y - 22}H{self._x(other.level):g}"/>'
        for title in titles:
            yield from self._title(title, y)

    def _title(self, title: ChartTitle, y: int) -> Iterator[str]:
        x = self._x(title.level)
        look = "station" if title.row is not None else "alone"
        yield f'<circle class="{look} title" cx="{x:g}" cy="{y - 22}" r="7"/>'
        text = svg_text(
            fitted(title.label, 12.5, self.distance - 3, 3 if self.row > 50 else 2), x, y - 3, 12.5, "note middle"
        )
        yield linked(self.address(title.id), text)

    def _without_role(self) -> Iterator[str]:
        """Titles of no role, in rows of their own below the others."""
        titles = [title for title in self.chart.titles if title.row is None]
        if not titles:
            return
        top = self.foot + 16
        yield svg_text(["Of no stated role"], self.left, top, 12.5, "name start")
        placed: Counter[int] = Counter()
        for title in titles:
            yield from self._title(title, top + 36 + placed[title.level] * self.row)
            placed[title.level] += 1
        self.foot = top + 36 + (max(placed.values()) - 1) * self.row + 36


def _bare(text: str) -> str:
    return escape(strip_controls(text))


def _learning(step: FirstStep, label: str) -> str:
    """What a first step asks: "5 to learn: Data Scientist", "4 to learn, needs PhD: Research Scientist"."""
    learn = f"{step.learn} to learn" if step.learn else "nothing to learn"
    return f"{learn}{f', needs {step.needs}' if step.needs else ''}: {label}"


def ticks(most: float) -> list[float]:
    """Round amounts from nothing to ``most`` or above it, three to five of them.

    >>> ticks(210_000)
    [0.0, 100000.0, 200000.0, 300000.0]
    """
    power = 10.0 ** math.floor(math.log10(most)) if most > 0 else 1.0
    step = next(step for step in (power / 5, power / 2, power, 2 * power, 5 * power) if most / step <= 3.5)
    return [number * step for number in range(math.ceil(most / step) + 1)]


def short_amount(amount: float) -> str:
    """An amount on an axis.

    >>> short_amount(200000), short_amount(50), short_amount(0)
    ('200k', '50', '0')
    """
    return f"{amount / 1000:g}k" if amount >= 1000 else f"{amount:g}"
