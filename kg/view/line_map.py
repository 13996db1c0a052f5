"""A route as a line map in SVG: roles as stations, skills as beads between them, other ways as branches above.

One drawing serves the page, an exported file, print and the docs. Where it stands at the foot of a narrow page it runs
downwards. Widths of labels are those of the font that the page brings with it, so that no label meets another.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from html import escape
from itertools import accumulate
from typing import NamedTuple, TypeAlias
from unicodedata import east_asian_width

from kg.model.entities import record
from kg.view.labels import NO_LABEL, strip_controls
from kg.view.page import web_file

WIDE, MEDIUM, NARROW = 1200, 840, 358
"""The widths of the three forms, in pixels: beside each other at 1,180 and at 900 pixels of window, else downwards."""

_EDGE = 20
_BEADS = 12
"""With more skills in a step than this, or too little room, their numbers are drawn as a bar."""

_BEAD_ROOM = 23
_LINE = 1.2
_MOST_LINES = 4
_LANE = 30
"""From a branch to the labels of the one above."""


Address: TypeAlias = Callable[[str], str]
"""What gives the address of an entity in a page by its IRI; empty where it has none."""


def nowhere(iri: str) -> str:
    """The address of an entity where none has one."""
    del iri
    return ""


@record
class Station(NamedTuple):
    """A role on the line, with what stands below its name; ``iri`` is empty where it is to have no link."""

    label: str
    note: str = ""
    iri: str = ""


@record
class Leg(NamedTuple):
    """One step: how many skills are kept, are near, and are new; ``gates`` says whether a credential is lacking."""

    kept: int
    near: int
    new: int
    gates: bool = False

    @property
    def learn(self) -> int:
        """How many skills are to be learned."""
        return self.near + self.new


@record
class Branch(NamedTuple):
    """Another way between two stations of the line, by their positions: the roles that it passes."""

    left: int
    right: int
    stops: tuple[Station, ...]
    letter: str


@record
class LineMap(NamedTuple):
    """A route as stations and the legs between them, with branches, and the direct step in words.

    Without legs nothing joins the stations: there is no route.

    >>> plain = LineMap((Station("Nurse"), Station("Data Scientist")), (Leg(3, 0, 5),))
    >>> plain.svg().count('class="bead')
    8
    """

    stations: tuple[Station, ...]
    legs: tuple[Leg, ...]
    branches: tuple[Branch, ...] = ()
    direct: str = ""

    def svg(self, width: int = WIDE, address: Address = nowhere) -> str:
        """The map in SVG, of one of the three widths; styles are those of ``web/tokens.css`` and ``web/line.css``.

        Names are links where ``address`` has one.
        """
        form = _Down(self, address) if width == NARROW else _Across(self, width, address)
        parts, height = form.drawn()
        role = "group" if any(part.startswith("<a ") for part in parts) else "img"
        return (
            f'<svg class="line-map w{width}" viewBox="0 0 {width} {height:g}" width="{width}" height="{height:g}"'
            f' xmlns="http://www.w3.org/2000/svg" role="{role}" aria-label="{_plain(self.in_words)}">\n'
            + "\n".join(parts)
            + "\n</svg>"
        )

    @property
    def in_words(self) -> str:
        """The stations and legs in a sentence."""
        words = [self.stations[0].label]
        for leg, station in zip(self.legs, self.stations[1:], strict=False):
            words.append(f"{station.label} (keep {leg.kept}, learn {leg.learn})")
        words += [station.label for station in self.stations[len(words) :]]
        return f"Line map: {', then '.join(words)}. {self.direct}".strip()


# --- text -------------------------------------------------------------------------------------------------------------


@cache
def _widths() -> dict[str, float]:
    """How wide each letter of the font is at the weight of headings, in parts of its size."""
    stated = json.loads(web_file("fonts/figtree-widths.json"))
    return {letter: int(width) / 1000 for width, letters in stated.items() for letter in letters}


def text_width(text: str, size: float) -> float:
    """How wide a text is, in pixels; letters that the font lacks are taken to be wide ones.

    >>> text_width("MLOps", 20) > text_width("mlops", 20)
    True
    """
    known = _widths()
    return size * sum(known.get(letter) or (1.05 if east_asian_width(letter) in "WF" else 0.8) for letter in text)


def fitted(text: str, size: float, room: float, most: int = _MOST_LINES) -> list[str]:
    """A label in lines no wider than ``room``, cut at the end where it needs more than ``most``.

    >>> fitted("Machine Learning Engineer", 20, 150)
    ['Machine', 'Learning', 'Engineer']
    """
    lines = [""]
    for word in (strip_controls(text) or NO_LABEL).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or text_width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = [_cut(line, size, room) for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = _cut(f"{kept[-1].removesuffix('…')}…", size, room)
    return kept


def _cut(line: str, size: float, room: float) -> str:
    if text_width(line, size) <= room:
        return line
    shorter = line.removesuffix("…")
    while shorter and text_width(f"{shorter}…", size) > room:
        shorter = shorter[:-1]
    return f"{shorter.rstrip()}…"


def _plain(text: str) -> str:
    return escape(strip_controls(text))


def svg_text(lines: list[str], x: float, y: float, size: float, look: str) -> str:
    """Lines of text, the first on the base line ``y``; ``look`` names the classes that place and colour it."""
    spans = "".join(
        f'<tspan x="{x:g}" y="{y + number * size * _LINE:.1f}">{_plain(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return f'<text class="{look}" font-size="{size:g}">{spans}</text>'


def linked(href: str, shown: str) -> str:
    """A part of a drawing as a link, if there is an address; its lines are apart for those who hear them too."""
    spaced = shown.replace("</tspan><tspan", "</tspan> <tspan")
    return f'<a href="{escape(href)}">{spaced}</a>' if href else shown


def _ring(x: float, y: float, radius: float, look: str) -> str:
    return f'<circle class="{look}" cx="{x:g}" cy="{y:g}" r="{radius:g}"/>'


def _station(x: float, y: float, *, last: bool) -> list[str]:
    return [_ring(x, y, 17, "goal"), _ring(x, y, 6.5, "hole")] if last else [_ring(x, y, 12.5, "station")]


_BEAD_SHAPES = {
    "kept": '<circle class="bead kept" r="9"/><path class="tick" d="M-4 .3l2.9 2.9 5.2-5.8"/>',
    "near": '<rect class="bead learn" x="-7.5" y="-7.5" width="15" height="15" rx="3.5"/>'
    '<path class="half" d="M-7 6.500V-7l13.500 13.500z"/>',
    "new": '<rect class="bead learn" x="-7.5" y="-7.5" width="15" height="15" rx="3.5"/>'
    '<path class="plus" d="M0-3.700v7.400M-3.700 0h7.400"/>',
}
"""What a skill looks like: kept, near to one that is held, and new."""


_ARCH = '<path class="arch" d="M-6 8V0a6 6 0 0 1 12 0V8M0 0V8"/>'
"""What a credential that is not held looks like."""


def arch(x: float, y: float) -> str:
    """A degree or licence to get, around a point."""
    return f'<g transform="translate({x:.1f} {y:g})">{_ARCH}</g>'


def bead(kind: str, x: float, y: float) -> str:
    """A skill of a kind, ``kept``, ``near`` or ``new``, around a point."""
    return f'<g transform="translate({x:.1f} {y:g})">{_BEAD_SHAPES[kind]}</g>'


def _kinds(leg: Leg) -> list[tuple[str, int]]:
    return [(kind, count) for kind, count in (("kept", leg.kept), ("near", leg.near), ("new", leg.new)) if count]


# --- from left to right -----------------------------------------------------------------------------------------------


class _Across:
    """A map from left to right."""

    def __init__(self, line: LineMap, width: int, address: Address) -> None:
        self.line = line
        self.width = width
        self.address = address
        count = max(len(line.stations) - 1, 1)
        self.length = (width - 2 * _EDGE) / count
        self.size = 19 if count < 4 else 16.5
        self.room = self.length * (0.62 if count > 1 else 0.47)
        self.lanes = list(self._lanes())
        top = 56 if line.direct else 14
        above = self.lanes[-1][1] + 34 + self._rise(self.lanes[-1][0]) if self.lanes else 34
        self.y = top + above

    def x(self, position: int) -> float:
        return _EDGE + position * self.length

    def _spacing(self, branch: Branch) -> float:
        return (self.x(branch.right) - self.x(branch.left)) / (len(branch.stops) + 1)

    def _rise(self, branch: Branch) -> float:
        """How high the labels above a branch are."""
        return 15 * _LINE * max(map(len, self._labels(branch)), default=1)

    def _labels(self, branch: Branch) -> list[list[str]]:
        return [fitted(stop.label, 14.5, self._spacing(branch) * 0.8, 3) for stop in branch.stops]

    def _lanes(self) -> list[tuple[Branch, float]]:
        """The branches, shortest first, each with how far above the line it runs."""
        found: list[tuple[Branch, float]] = []
        height = 56.0
        for branch in sorted(self.line.branches, key=lambda each: (each.right - each.left, each.left, each.letter)):
            found.append((branch, height))
            height += self._rise(branch) + _LANE
        return found

    def drawn(self) -> tuple[list[str], float]:
        """The parts, those behind first, and the height of the whole."""
        parts = self._direct()
        for branch, height in reversed(self.lanes):
            parts += self._branch(branch, self.y - height)
        if self.line.legs:
            parts.append(f'<path class="rail" d="M{_EDGE} {self.y:g}H{self.width - _EDGE}"/>')
        for position, leg in enumerate(self.line.legs):
            parts += self._leg(leg, self.x(position))
            parts += [arch(self.x(position + 1), self.y - 32)] if leg.gates else []
        lowest = self.y
        for position, station in enumerate(self.line.stations):
            drawn, foot = self._named(position, station)
            parts += drawn
            lowest = max(lowest, foot)
        return parts, round(lowest + 14)

    def _named(self, position: int, station: Station) -> tuple[list[str], float]:
        last = position == len(self.line.stations) - 1
        place = "start" if position == 0 else "end" if last else "middle"
        x = {"start": 8.0, "end": self.width - 8.0}.get(place, self.x(position))
        lines = fitted(station.label, self.size, self.room)
        y = self.y + 42
        parts = [*_station(self.x(position), self.y, last=last and position > 0)]
        parts.append(linked(self.address(station.iri), svg_text(lines, x, y, self.size, f"name {place}")))
        y += len(lines) * self.size * _LINE
        notes = fitted(station.note, 14.5, self.room, 2) if station.note else []
        parts += [svg_text(notes, x, y, 14.5, f"note {place}")] if notes else []
        return parts, y + max(len(notes) - 1, 0) * 14.5 * _LINE

    def _leg(self, leg: Leg, left: float) -> list[str]:
        kinds = _kinds(leg)
        count = sum(number for _, number in kinds)
        room = self.length - 64
        if count <= _BEADS and count * _BEAD_ROOM <= room:
            every = [kind for kind, number in kinds for _ in range(number)]
            gap = (self.length - 40) / (count + 1)
            return [bead(kind, left + 20 + gap * place, self.y) for place, kind in enumerate(every, 1)]
        return self._bar(kinds, left + 32, room)

    def _bar(self, kinds: list[tuple[str, int]], left: float, room: float) -> list[str]:
        """The skills of a leg as parts of a bar, each with its number above it."""
        words = [f"{number:,} {kind}" for kind, number in kinds]
        least = [text_width(word, 13) + 8 for word in words]
        if sum(least) > room:
            words = [f"{number:,}" for _, number in kinds]
            least = [text_width(word, 13) + 6 for word in words]
        spare = max(room - sum(least), 0)
        every = sum(number for _, number in kinds)
        sizes = [low + spare * number / every for low, (_, number) in zip(least, kinds, strict=True)]
        parts = [f'<path class="under" d="M{left - 2:.1f} {self.y:g}h{sum(sizes) + 4:.1f}"/>']
        starts = accumulate(sizes, initial=left)
        for (kind, _), word, x, size in zip(kinds, words, starts, sizes, strict=False):
            place = f'x="{x + 1:.1f}" y="{self.y - 8:g}" width="{size - 2:.1f}" height="16"'
            parts.append(f'<rect class="bar {kind}" {place} rx="5"/>')
            parts.append(svg_text([word], round(x + size / 2, 1), self.y - 16, 13, "note middle"))
        return parts

    def _branch(self, branch: Branch, y: float) -> list[str]:
        left, right = self.x(branch.left) + 14, self.x(branch.right) - 14
        slope = min((self.y - y) * 0.6, (right - left) * 0.16)
        path = f"M{left:.1f} {self.y:g}L{left + slope:.1f} {y:g}H{right - slope:.1f}L{right:.1f} {self.y:g}"
        parts = [f'<path class="way" d="{path}"/>']
        spacing = self._spacing(branch)
        for place, (stop, lines) in enumerate(zip(branch.stops, self._labels(branch), strict=True), 1):
            x = self.x(branch.left) + place * spacing
            parts.append(_ring(x, y, 8, "stop"))
            top = y - 17 - (len(lines) - 1) * 14.5 * _LINE
            parts.append(linked(self.address(stop.iri), svg_text(lines, round(x, 1), top, 14.5, "name middle")))
        return parts

    def _direct(self) -> list[str]:
        """The direct step as a dotted line above everything, with its words in the middle."""
        if not self.line.direct:
            return []
        right = self.width - _EDGE
        path = f"M{_EDGE} {self.y - 20:g}V44q0-18 18-18H{right - 18}q18 0 18 18V{self.y - 26:g}"
        words = fitted(self.line.direct, 14.5, self.width - 200, 1)
        half = text_width(words[0], 14.5) / 2 + 12
        middle = self.width / 2
        return [
            f'<path class="dotted" d="{path}"/>',
            f'<rect class="gap" x="{middle - half:.1f}" y="12" width="{2 * half:.1f}" height="28"/>',
            svg_text(words, middle, 31, 14.5, "note middle"),
        ]


# --- downwards --------------------------------------------------------------------------------------------------------


class _Down:
    """A map that runs downwards, for a narrow page: branches are loops with letters, which the text explains."""

    def __init__(self, line: LineMap, address: Address) -> None:
        self.line = line
        self.address = address
        self.loops = line.branches[:3]
        self.rail = 24 + 26 * len(self.loops)
        self.text = self.rail + 32

    def drawn(self) -> tuple[list[str], float]:
        """The parts, those behind first, and the height of the whole."""
        places, words, y = [], [], 22.0
        for position, station in enumerate(self.line.stations):
            places.append(y)
            lines = fitted(station.label, 18, NARROW - self.text - 4)
            words.append(linked(self.address(station.iri), svg_text(lines, self.text, y + 6, 18, "name start")))
            below = y + 6 + len(lines) * 18 * _LINE
            if station.note:
                notes = fitted(station.note, 14.5, NARROW - self.text - 4, 2)
                words.append(svg_text(notes, self.text, below - 1, 14.5, "note start"))
                below += len(notes) * 14.5 * _LINE
            if position < len(self.line.legs):
                words += self._leg(self.line.legs[position], below + 8)
                below += 40
            y = max(below + 10, y + 60)
        look = "rail" if self.line.legs else "dotted"
        rail = f'<path class="{look}" d="M{self.rail} {places[0]:g}V{places[-1]:g}"/>'
        parts = [part for lane, branch in enumerate(self.loops) for part in self._loop(branch, lane, places)]
        stations = [
            part
            for position, place in enumerate(places)
            for part in _station(self.rail, place, last=0 < position == len(places) - 1)
        ]
        return [*parts, rail, *stations, *words], round(y)

    def _leg(self, leg: Leg, y: float) -> list[str]:
        """How many skills a step keeps and asks to learn, each number beside its shape."""
        parts, x = [], float(self.text)
        counts = ("kept", "keep", leg.kept), ("new", "learn", leg.learn)
        for kind, word in [(kind, f"{verb} {count}") for kind, verb, count in counts if count]:
            parts.append(bead(kind, x + 9, y))
            parts.append(svg_text([word], x + 24, y + 5, 14.5, "note start"))
            x += 24 + text_width(word, 14.5) + 20
        return [*parts, arch(x + 8, y - 1)] if leg.gates else parts

    def _loop(self, branch: Branch, lane: int, places: list[float]) -> list[str]:
        x = self.rail - 26 * (lane + 1)
        top, bottom = places[branch.left], places[branch.right]
        path = f"M{self.rail} {top:g}H{x + 12}q-12 0-12 12V{bottom - 12:g}q0 12 12 12H{self.rail}"
        middle = (top + bottom) / 2
        return [
            f'<path class="way" d="{path}"/>',
            _ring(x, middle, 10.5, "stop"),
            svg_text([branch.letter], x, middle + 4.5, 13, "name middle"),
        ]
