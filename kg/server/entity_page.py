"""What the page of an entity says: its facts by property, each with its source, and for a role where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.answers.blocks import Cell, Table, cell_text, cite
from kg.answers.entities import SKILL_LABELS, description_answer
from kg.model import Entity
from kg.schema import NOT_STATED, property_label
from kg.view.answer_page import Link, pay_bar, source_note
from kg.view.labels import strip_controls
from kg.view.line_map import MEDIUM, NARROW, WIDE, Leg, LineMap, Station
from kg.view.summary import capital, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.graph import CareerGraph
    from kg.model import Description
    from kg.model.answers import Transition
    from kg.model.careers import Pay

_SHOWN = 12
"""How many values of a property are shown before the rest is folded away."""

_ALIKE = 5
"""How many roles that are near to one are named."""

_MANY_ROLES = 40
"""Of more roles the pay is not compared on the page of one."""

_FEW_ROLES = 12
"""Among so many roles, those that ask for a skill are drawn as dots."""

_MAIN = tuple(
    dict.fromkeys((*SKILL_LABELS, *map(property_label, ("requiresSkill", "hasResponsibility", "optionalSkill"))))
)
"""The properties that are what a role is: they stand first, and wide."""

_HEAD = tuple(property_label(name) for name in ("prefLabel", "description", "maturity"))
"""The properties that the head of a page says."""

_SIDE = tuple(map(property_label, ("educationRequirements", "educationOption", "hasNote")))
"""The properties that stand beside, each by itself."""

_NAMES = tuple(property_label(name) for name in ("altLabel", "hiddenLabel"))


class Row(NamedTuple):
    """A value of a property as HTML, what is said of it, its source, and how many of how many roles ask for it."""

    value: str
    details: str
    source: str
    roles: tuple[int, int] | None = None


class StatedPay(NamedTuple):
    """The pay of a role: in words, with its source, and as a bar in SVG on a scale that all of them share."""

    role: Entity
    label: str
    details: str
    source: str
    bar: str


class FactGroup(NamedTuple):
    """The values of one property: those that are shown, and those that are folded away."""

    title: str
    rows: tuple[Row, ...]
    rest: tuple[Row, ...] = ()


class EntityParts(NamedTuple):
    """The parts of the page of an entity. ``lead`` are HTML; ``main`` are wide, ``side`` beside them, ``more`` last.

    ``pay`` is that of a role, then that of others, where they are few.
    """

    lead: tuple[str, ...]
    maturity: str
    line: str
    main: tuple[FactGroup, ...]
    side: tuple[FactGroup, ...]
    names: tuple[Row, ...]
    not_stated: tuple[str, ...]
    more: tuple[FactGroup, ...] = ()
    pay: tuple[StatedPay, ...] = ()
    after: tuple[Transition, ...] = ()
    before: tuple[Transition, ...] = ()


def entity_parts(graph: CareerGraph, entity: Entity, link: Link) -> EntityParts:
    """What the page of an entity says."""
    description = graph.show(entity)
    table = next(block for block in description_answer(description).blocks if isinstance(block, Table))
    found: dict[str, list[Row]] = {}
    for name, value, details, source in table.rows:
        if value != NOT_STATED:
            found.setdefault(cell_text(name), []).append(
                _row(graph, value, cell_text(details), cell_text(source), link)
            )
    groups = [_group(title, rows) for title, rows in found.items() if title not in (*_HEAD, *_NAMES)]
    main = [group for title in _MAIN for group in groups if group.title == title]
    main += [group for group in groups if group not in main and len(group.rows) > 3]
    pay = _pays(graph, entity)
    beside = [group for group in groups if group not in main and not (pay and group.title == property_label("salary"))]
    after, before = _neighbours(graph, entity)
    return EntityParts(
        lead=tuple(_lead(graph, description, found)),
        maturity=next((row.value for row in found.get(property_label("maturity"), ())), ""),
        line=_line(entity, after, before, link),
        main=tuple(main),
        side=tuple(group for group in beside if group.title in _SIDE or len(group.rows) > 1),
        more=tuple(group for group in beside if group.title not in _SIDE and len(group.rows) == 1),
        pay=pay,
        names=tuple(row for name in _NAMES for row in found.get(name, ())),
        not_stated=tuple(map(property_label, description.not_stated)),
        after=after,
        before=before,
    )


def _row(graph: CareerGraph, value: Cell, details: str, source: str, link: Link) -> Row:
    if not isinstance(value, Entity):
        return Row(strip_and_escape(cell_text(value)), details, source)
    roles = None
    if value.kind == "skill" and len(graph.table.roles) <= _FEW_ROLES:
        asking = graph.index.roles_requiring.get(graph.careers.tree.canonical(value.iri), ())
        silent = sum(not profile.required for profile in graph.careers.roles.values())
        roles = (len(asking), len(graph.table.roles) - silent)
    return Row(link(value.iri, value.label), details, source, roles)


def strip_and_escape(text: str) -> str:
    """A text as HTML."""
    from html import escape

    return f"<bdi>{escape(strip_controls(text))}</bdi>"


def _group(title: str, rows: Sequence[Row]) -> FactGroup:
    return FactGroup(title, tuple(rows[:_SHOWN]), tuple(rows[_SHOWN:]))


def _lead(graph: CareerGraph, description: Description, found: dict[str, list[Row]]) -> Iterable[str]:
    """What an entity is in a sentence or two: what a role asks and pays, then how its source describes it."""
    profile = graph.careers.roles.get(description.entity.iri)
    if profile is not None and description.entity.kind == "role":
        pay = next((row.value + source_note(row.source) for row in found.get(property_label("salary"), ())), "")
        education = property_label("educationRequirements")
        degree = next((row.value + source_note(row.source) for row in found.get(education, ())), "")
        skills = counted(len(profile.required), "skill") if profile.required else f"skills {NOT_STATED}"
        parts = [f"requires <b>{skills}</b>", f"<b>{degree}</b>" if degree else "", f"pays <b>{pay}</b>" if pay else ""]
        yield f"{capital('; '.join(filter(None, parts)))}."
    for row in found.get(property_label("description"), ())[:1]:
        yield f"{row.value}{source_note(row.source)}"


def _pays(graph: CareerGraph, entity: Entity) -> tuple[StatedPay, ...]:
    """The pay of a role, then, where there are few, that of all roles paid in its unit, the highest first."""
    roles = graph.careers.roles
    own = roles[entity.iri].pay if entity.kind == "role" and entity.iri in roles else None
    if own is None or own.minimum is None:
        return ()
    listed = [(entity, own)]
    if len(roles) <= _MANY_ROLES:
        paid = [(each.entity, each.pay) for each in roles.values() if each.pay and each.pay.minimum is not None]
        alike = [(role, pay) for role, pay in paid if pay.unit == own.unit]
        listed += sorted(alike, key=lambda each: (-(each[1].minimum or 0), each[0].label))
    most = max((pay.maximum or pay.minimum or 0) for _, pay in listed) * 1.15
    return tuple(_pay_row(role, pay, most) for role, pay in listed)


def _pay_row(role: Entity, pay: Pay, most: float) -> StatedPay:
    details = [
        pay.currency or "",
        f"per {pay.period.lower()}" if pay.period else "",
        "open above" if pay.open_ended else "",
    ]
    return StatedPay(role, pay.label, ", ".join(filter(None, details)), cite(pay.sources), pay_bar(pay, most))


def _neighbours(graph: CareerGraph, entity: Entity) -> tuple[tuple[Transition, ...], tuple[Transition, ...]]:
    """The roles that a role leads to, and those that people come from, nearest first."""
    if entity.kind not in ("role", "entry-path") or entity.iri not in graph.careers.roles:
        return (), ()
    after = tuple(graph.next(entity, _ALIKE))
    before = tuple(graph.next(entity, _ALIKE, reverse=True)) if entity.kind == "role" else ()
    return after, before


def _line(entity: Entity, after: Sequence[Transition], before: Sequence[Transition], link: Link) -> str:
    """Where people come from and where they go, as a line map; nothing where no role is near."""
    shared = [next((each for each in found if each.shared and not each.asks_more), None) for found in (before, after)]
    stations = [Station(entity.label, "this role")]
    legs: list[Leg] = []
    if shared[0]:
        stations.insert(0, Station(shared[0].role.label, "people come from here", shared[0].role.iri))
        legs.append(Leg(len(shared[0].shared), 0, len(shared[0].missing)))
    if shared[1]:
        stations.append(Station(shared[1].role.label, "a natural next role", shared[1].role.iri))
        legs.append(Leg(len(shared[1].shared), 0, len(shared[1].missing)))
    if not legs:
        return ""
    drawn = LineMap(tuple(stations), tuple(legs))
    return "\n".join(drawn.svg(width, link.address) for width in (WIDE, MEDIUM, NARROW))
