"""The page of an entity with very many neighbours: a ranked list of them in groups, beside a small picture."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Final, NamedTuple

from kg.answers.blocks import join_labels
from kg.model import Description, Entity, Fact
from kg.schema import property_label
from kg.view.answer_page import AnswerPage, AnswerParts, bare, cited, file_note, main_file, source_note
from kg.view.drawing import STYLES, DrawableGraph, Drawing, entities_in, node_of
from kg.view.labels import NO_LABEL, truncate
from kg.view.layout import Layout
from kg.view.line_map import fitted
from kg.view.role_groups import RoleGroups, people_stated
from kg.view.summary import capital, counted

MANY_NEIGHBOURS: Final = 300
"""An entity that is linked to more is a hub: no picture of so many boxes and lines can be read."""

_FIRST: Final = 5
"""How many of each group are read at once; the others are one click away."""

_BARS: Final = 9
_ROW: Final = 34
_NAMES: Final = 212
_WIDTH: Final = 470
_SIZE: Final = 17
"""The size of letters, of such a picture: on the narrowest screens they are read at three quarters of it."""


class Neighbour(NamedTuple):
    """An entity that is linked to the hub: by which property, in which group, how it is ranked, and what is said of it.

    ``weight`` is the people in a role or the roles that ask for a skill, 0 where that is not known.
    """

    entity: Entity
    property: str
    group: str
    weight: int
    note: str
    facts: tuple[Fact, ...]


def neighbours(description: Description) -> int:
    """How many entities an entity is linked to."""
    return len({near.iri for fact in description.facts for _, _, near in entities_in(fact)})


def hub_page(graph: DrawableGraph, description: Description) -> AnswerPage:
    """The page of an entity and all that it is linked to."""
    entity = description.entity
    found = list(_neighbours(graph, description))
    counts = Counter(each.property for each in found)
    by_property = dict(sorted(counts.items(), key=lambda each: (each[0] != "^requiresSkill", -each[1], each[0])))
    label = truncate(entity.label, 80)
    parts = [f"{property_label(name)} {number:,}" for name, number in by_property.items()]
    own = tuple(fact for fact in description.facts if not any(True for _ in entities_in(fact)))
    drawing = Drawing(
        "neighbourhood",
        f"{label} and what surrounds it",
        nodes=(node_of(description._replace(facts=own)),),
        edges=(),
        layout=Layout({}),
        focus=entity,
    )
    listed = "".join(_sections(found, by_property))
    content = f'<div class="hub">\n{_picture(found, by_property)}\n<div>{listed}</div>\n</div>'
    lead = [f"{capital('; '.join(parts))}. {_ranking(found)}"]
    kind = bare(STYLES[entity.kind].one)
    text = f"All that is stated of {bare(label)} itself"
    return AnswerPage(drawing, AnswerParts(kind, f"{_headline(entity, label, found)}.", lead, content), text_title=text)


def _headline(entity: Entity, label: str, found: Sequence[Neighbour]) -> str:
    """How many roles require a skill, and how many more find it useful; else how many items are linked."""
    roles = {each.entity.iri for each in found if each.entity.kind == "role"}
    if entity.kind != "skill" or 2 * len(roles) <= len(found):
        return f"{len({each.entity.iri for each in found}):,} items are linked to {label}"
    require = {each.entity.iri for each in found if each.property == "^requiresSkill"} & roles
    more = f"; {len(roles - require):,} more find it useful" if roles - require else ""
    number = f"{len(require):,} {'role requires' if len(require) == 1 else 'roles require'}"
    return f"{number} {label}{more}"


def _ranking(found: Iterable[Neighbour]) -> str:
    """What the order is by."""
    weighed = {each.entity.kind for each in found if each.weight}
    first = {"role": "the roles that most people work in", "skill": "the skills that most roles ask for"}
    said = " and ".join(text for kind, text in first.items() if kind in weighed)
    return f"In each group {said} come first." if said else "In each group they are listed by name."


def _neighbours(graph: DrawableGraph, description: Description) -> Iterator[Neighbour]:
    """All that the entity is linked to, once for each property."""
    table = graph.table
    groups = RoleGroups.read(graph)
    facts: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    entities: dict[str, Entity] = {}
    for fact in description.facts:
        for _, name, near in entities_in(fact):
            facts[name, near.iri].append(fact)
            entities[near.iri] = near
    people = people_stated(graph)
    asking = Counter(table.required.items.tolist()) + Counter(table.optional.items.tolist())
    for (name, iri), listed in facts.items():
        entity = entities[iri]
        group, weight, note = STYLES[entity.kind].many, 0, ""
        if entity.kind == "role" and iri in table.role_index:
            number = table.role_index[iri]
            group = groups.family_names[groups.families[number]]
            weight = max(int(table.people[number]), 0)
            note = people.get(iri, "")
        elif entity.kind == "skill" and iri in table.concept_index:
            weight = asking[table.concept_index[iri]]
            note = counted(weight, "role") if weight else ""
        yield Neighbour(entity, name, group, weight, note, tuple(listed))


def _grouped(found: Iterable[Neighbour]) -> list[tuple[str, list[Neighbour]]]:
    """The neighbours by group, the largest group first; in each, those that weigh most, then by label."""
    groups: dict[str, list[Neighbour]] = defaultdict(list)
    for each in sorted(found, key=lambda near: (-near.weight, near.entity.label.casefold(), near.entity.iri)):
        groups[each.group].append(each)
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


# --- the list ---------------------------------------------------------------------------------------------------------


def _sections(found: list[Neighbour], by_property: Mapping[str, int]) -> Iterator[str]:
    file = main_file(fact.source for each in found for fact in each.facts)
    for name, count in by_property.items():
        yield f"<section><h2>{bare(capital(property_label(name)))} ({count:,})</h2>\n"
        for group, some in _grouped(each for each in found if each.property == name):
            items = [_item(each, file) for each in some]
            yield f'<h3>{bare(group)} ({len(some):,})</h3>\n<ol class="ranked">{"".join(items[:_FIRST])}</ol>\n'
            if more := items[_FIRST:]:
                rest = f'<ol class="ranked" start="{_FIRST + 1}">{"".join(more)}</ol>'
                yield f"<details><summary>{len(more):,} more</summary>{rest}</details>\n"
        yield "</section>\n"
    if file:
        yield f'<p class="source">{file_note(file)}</p>'


def _item(each: Neighbour, file: str) -> str:
    parts = dict(part for fact in each.facts for part in fact.parts if part[0] != "strength")
    notes = [each.note, *(str(value.label if isinstance(value, Entity) else value) for value in parts.values())]
    details = f' <span class="details">{bare(", ".join(filter(None, notes)))}</span>' if any(notes) else ""
    name = bare(each.entity.label) if each.entity.label.strip() else NO_LABEL
    return f"<li><bdi>{name}</bdi>{details}{source_note(cited((fact.source for fact in each.facts), file))}</li>"


# --- the picture ------------------------------------------------------------------------------------------------------


def _picture(found: list[Neighbour], by_property: Mapping[str, int]) -> str:
    """Bars: how many of each group, those of the property that comes first in full colour, others in a light one."""
    first = next(iter(by_property))
    groups = _grouped(found)
    most = max(len(some) for _, some in groups)
    rows = [_bar(place, group, some, first, most) for place, (group, some) in enumerate(groups[:_BARS])]
    more = len(groups) - _BARS
    height = _ROW * len(rows) + 8
    names = [property_label(name) for name in by_property if name != first]
    others = join_labels(names) if names else ""
    legend = _key("first", property_label(first)) + (_key("second", others) if others else "")
    rest = f"<p>{counted(more, 'smaller group')} more in the list.</p>" if more > 0 else ""
    return (
        '<section id="picture" aria-label="Picture">\n'
        f'<svg class="bars" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="How many of each group">\n'
        f'{"".join(rows)}</svg>\n<p class="legend">{legend}</p>{rest}</section>'
    )


def _key(look: str, words: str) -> str:
    square = f'<rect class="{look}" x="1" y="1" width="14" height="14"/>'
    return f'<span><svg class="key" viewBox="0 0 16 16" aria-hidden="true">{square}</svg>{escape(words)}</span>'


def _bar(place: int, group: str, some: list[Neighbour], first: str, most: int) -> str:
    room = _WIDTH - _NAMES - 60
    full = sum(each.property == first for each in some)
    left, y = float(_NAMES), place * _ROW + 4
    solid, light = (room * number / most for number in (full, len(some) - full))
    name = escape(fitted(group, _SIZE, _NAMES - 12, 1)[0])
    parts = [f'<text x="{_NAMES - 10}" y="{y + 18}" font-size="{_SIZE}" class="end">{name}</text>']
    if solid:
        parts.append(f'<rect class="first" x="{left:.1f}" y="{y}" width="{solid:.1f}" height="24"/>')
    if light:
        box = f'x="{left + solid + 1:.1f}" y="{y + 1}" width="{max(light - 2, 1):.1f}" height="22"'
        parts.append(f'<rect class="second" {box}/>')
    end = left + solid + light + 8
    parts.append(f'<text x="{end:.1f}" y="{y + 18}" font-size="{_SIZE}" class="start">{len(some):,}</text>')
    return "".join(parts)
