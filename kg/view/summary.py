"""What a picture says: how much depends on each role and skill, the first sentence, and what is drawn of how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from kg.answers.blocks import join_labels
from kg.model import Entity
from kg.view.drawing import STYLES, DrawableGraph, Drawing, Edge, Node
from kg.view.labels import truncate

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


_NAMED = 3
"""So many neighbours of an entity are named in the first sentence; of more the number of each kind."""


def in_words(number: int) -> str:
    """A number, in words up to twelve.

    >>> in_words(6), in_words(1400)
    ('six', '1,400')
    """
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def counted(number: int, noun: str) -> str:
    """A number with a noun.

    >>> counted(3, "step"), counted(1, "skill"), counted(14, "skill")
    ('three steps', 'one skill', '14 skills')
    """
    return f"{in_words(number)} {noun}{'' if number == 1 else 's'}"


def capital(text: str) -> str:
    """A text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


# --- what depends on a role or skill ----------------------------------------------------------------------------------


def dependents(graph: DrawableGraph, drawing: Drawing) -> dict[str, list[str]]:
    """The other roles with which each role of a picture shares a required skill, and the roles that require each skill.

    By IRI; a merged skill counts for the one that is drawn for it.
    """
    table = graph.table
    asking: dict[int, list[int]] = {}
    for role in range(len(table.roles)):
        for skill in table.required.row(role).tolist():
            asking.setdefault(skill, []).append(role)
    found: dict[str, list[str]] = {}
    for node in drawing.nodes:
        iri = node.entity.iri
        if iri in table.role_index:
            required = table.required.row(table.role_index[iri]).tolist()
            roles = {role for skill in required for role in asking[skill]} - {table.role_index[iri]}
            found[iri] = [table.roles[role] for role in sorted(roles)]
        elif node.entity.kind == "skill":
            concept = table.concept_index.get(graph.careers.tree.canonical(iri))
            found[iri] = [table.roles[role] for role in asking.get(concept, ())] if concept is not None else []
    return found


def dependence(graph: DrawableGraph, drawing: Drawing, found: Mapping[str, list[str]]) -> dict[str, str]:
    """What the number of each role and skill counts, in a sentence: what :func:`dependents` has found."""
    return {
        node.entity.iri: _counted_roles(graph, node, found[node.entity.iri])
        for node in drawing.nodes
        if found.get(node.entity.iri)
    }


def _counted_roles(graph: DrawableGraph, node: Node, roles: list[str]) -> str:
    names = sorted(truncate(graph.careers.label(role), 60) for role in roles) if len(roles) <= _NAMED else []
    end = f": {join_labels(names)}." if names else "."
    if node.style == "role":
        return f"Shares required skills with {counted(len(roles), 'other role')}{end}"
    merged = any(fact.property in ("mergedInto", "^mergedInto") for fact in node.description.facts)
    return f"Required by {counted(len(roles), 'role')}{', all its names counted' if merged else ''}{end}"


# --- the first sentence -----------------------------------------------------------------------------------------------


class Summary(NamedTuple):
    """The sentence above a picture, the sentences below it, and the node whose details are shown at first."""

    headline: str
    lead: tuple[str, ...] = ()
    first: str | None = None


def summary(drawing: Drawing, weight: Mapping[str, int]) -> Summary:
    """What a picture says, from what it draws and what depends on each role and skill."""
    if drawing.focus is not None:
        return _neighbourhood(drawing, weight)
    roles = [node for node in drawing.nodes if node.style == "role"]
    if not roles:
        return Summary(drawing.title)
    parts = [_part(drawing, "entry-path", "entry path", "entry paths"), counted(len(roles), "role")]
    parts.append(_part(drawing, "level", "level", "levels"))
    skill, junction = _heaviest(drawing, weight, "skill"), _heaviest(drawing, weight, "role")
    headline = f"{capital(', '.join(filter(None, parts)))}."
    if skill is None or junction is None or weight[junction.entity.iri] == 0:
        return Summary(headline, first=roles[0].entity.iri)
    headline += f" {_label(skill)} opens the most doors."
    most, others = weight[skill.entity.iri], weight[junction.entity.iri]
    asked = f"{capital(in_words(most))} {'role requires' if most == 1 else 'roles require'} it."
    leads = f"{_label(junction)} shares skills with {counted(others, 'other role')}, the most of all."
    return Summary(headline, (asked, leads, *_alone(roles, weight)), junction.entity.iri)


def _alone(roles: Iterable[Node], weight: Mapping[str, int]) -> Iterable[str]:
    """The roles that share no skill, where they are few enough to name."""
    alone = [_label(node) for node in roles if weight.get(node.entity.iri) == 0]
    if 0 < len(alone) <= 3:
        yield f"{join_labels(alone)} {'shares' if len(alone) == 1 else 'share'} no skill with another role."


def _neighbourhood(drawing: Drawing, weight: Mapping[str, int]) -> Summary:
    """What the focus of a neighbourhood asks for, opens, or is linked to."""
    assert drawing.focus is not None
    iri, label = drawing.focus.iri, truncate(drawing.focus.label, 80)
    ends = [set(edge.ends) for edge in drawing.edges]
    near = {other for pair in ends if iri in pair for other in pair - {iri}}
    skills = sum(_requires(edge, iri) for edge in drawing.edges)
    if drawing.focus.kind == "role" and skills:
        opens = weight.get(iri, 0)
        onward = f"It shares skills with {counted(opens, 'other role')}." if opens else "No other role requires them."
        return Summary(f"{label} requires {counted(skills, 'skill')}.", (*_tools(drawing, iri), onward), iri)
    if drawing.focus.kind == "skill" and weight.get(iri):
        asks = weight[iri]
        return Summary(f"{capital(counted(asks, 'role'))} {'requires' if asks == 1 else 'require'} {label}.", (), iri)
    if drawing.focus.kind == "skill" and (names := _naming(drawing, iri)):
        some = join_labels(names) if len(names) <= _NAMED else capital(counted(len(names), "role"))
        return Summary(f"{some} {'names' if len(names) == 1 else 'name'} {label}.", (), iri)
    return Summary(f"{label} is linked to {_in_kinds(drawing, near) or 'nothing'}.", (), iri)


def _tools(drawing: Drawing, iri: str) -> Iterable[str]:
    """The skills that the requirements of a role name, which are drawn beside those that it requires."""
    facts = next(node.description.facts for node in drawing.nodes if node.entity.iri == iri)
    named = {part for fact in facts for name, part in fact.parts if name == "namesMember"}
    labels = sorted(truncate(tool.label, 60) for tool in named if isinstance(tool, Entity))
    if labels:
        tools = counted(len(labels), "tool") + (f": {join_labels(labels)}" if len(labels) <= _NAMED else "")
        yield f"Its requirements name {tools}."


def _requires(edge: Edge, iri: str) -> bool:
    names = ("hasRequirement", "requiresSkill")
    return any(each.start.iri == iri and each.property in names for each in edge.statements)


def _in_kinds(drawing: Drawing, near: Collection[str]) -> str:
    """A few entities by name, more as a number of each kind."""
    nodes = [node for node in drawing.nodes if node.entity.iri in near]
    if len(nodes) <= _NAMED:
        return join_labels([_label(node) for node in nodes])
    counts = Counter(node.style for node in nodes)
    words = {style: STYLES[style].one if count == 1 else STYLES[style].many.lower() for style, count in counts.items()}
    return join_labels([f"{in_words(count)} {words[style]}" for style, count in counts.most_common()])


def _naming(drawing: Drawing, iri: str) -> list[str]:
    """The roles that name the focus of a neighbourhood, such as a tool of a skill that they require."""
    facts = next(node.description.facts for node in drawing.nodes if node.entity.iri == iri)
    named = (fact.value for fact in facts if fact.property.startswith("^"))
    roles = {value.iri: value for value in named if isinstance(value, Entity) and value.kind == "role"}
    return [truncate(role.label, 60) for role in roles.values()]


def _part(drawing: Drawing, style: str, one: str, many: str) -> str:
    count = sum(node.style == style for node in drawing.nodes)
    return f"{in_words(count)} {one if count == 1 else many}" if count else ""


def _heaviest(drawing: Drawing, weight: Mapping[str, int], style: str) -> Node | None:
    """Of the nodes of a style the one on which most depends, the first of several."""
    nodes = [node for node in drawing.nodes if node.style == style]
    return max(nodes, key=lambda node: weight.get(node.entity.iri, 0), default=None)


def _label(node: Node) -> str:
    return truncate(node.entity.label, 60)


def meaning(drawing: Drawing) -> str:
    """What number, size and place mean."""
    size = (
        "The number in a circle is with how many other roles a role shares skills, that in a square how many roles"
        " require a skill; the larger, the more."
    )
    if drawing.focus is not None:
        return f"{size} What was asked for is in the middle; each column is one link further away."
    return f"{size} Left to right is the way of a career: how people come in, skills, roles, titles, levels."


# --- what is drawn ----------------------------------------------------------------------------------------------------


def extent(drawing: Drawing) -> str:
    """One to three sentences: how much is drawn, folded and left out."""
    folded = sum(node.folded_into is not None for node in drawing.nodes)
    items = _number(len(drawing.nodes) - folded, "item")
    sentences = [f"{items} drawn, with {_number(len(drawing.edges), 'line')} in all."]
    if folded:
        verb = "is" if folded == 1 else "are"
        sentences.append(f'{folded:,} more {verb} collapsed: "+3" means three; click the box or press Enter.')
    if drawing.left_out:
        verb = "is" if drawing.left_out == 1 else "are"
        items = _number(drawing.left_out, "more item")
        sentences.append(f"At least {items} {verb} not drawn: there are too many for one picture.")
    if drawing.elsewhere:
        words = {
            kind: STYLES[kind].one if n == 1 else STYLES[kind].many.lower() for kind, n in drawing.elsewhere.items()
        }
        kinds = join_labels([f"{count:,} {words[kind]}" for kind, count in drawing.elsewhere.items()])
        sentences.append(f"Not in this view: {kinds}; the view of one of them shows what is linked to it.")
    return " ".join(sentences)


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def legend_counts(drawing: Drawing) -> dict[str, str]:
    """How many of each style are drawn, of how many, in the order of the legend."""
    every = Counter(node.style for node in drawing.nodes)
    drawn = Counter(node.style for node in drawing.nodes if node.folded_into is None)
    return {
        style: str(every[style]) if drawn[style] == every[style] else f"{drawn[style]} of {every[style]}"
        for style in STYLES
        if every[style]
    }
