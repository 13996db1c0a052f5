"""Skills and roles ranked by a measure: demand, bridge, reach. docs/analysis.md defines every measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.advice.coverage import Conditions
from kg.analysis.demand import each_once, in_order, optional_for, required_by, roles_in_order, silent_roles, tools_of
from kg.errors import UsageError
from kg.model.analysis import Ranked, Ranking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import networkx

    from kg.advice.transitions import Transitions
    from kg.model import Entity
    from kg.model.careers import Careers

__all__ = ["DIGITS", "MEASURES", "allowed_steps", "check_measure", "rank"]

DIGITS = 6
"""Betweenness is rounded to so many digits, as part of its definition."""

MEASURES = {
    ("skills", "demand"): "how many roles require the skill",
    ("skills", "bridge"): (
        "the share of all shortest connections, role - required skill - role and so on, that pass through the skill"
    ),
    ("skills", "reach"): "how many roles someone with this skill alone could step into, as far as skills go",
    ("roles", "demand"): "how many requirements of other roles are covered by what the role requires",
    ("roles", "bridge"): (
        "the share of all shortest chains of allowed steps between two other roles that pass through the role"
    ),
    ("roles", "reach"): f"how many other roles at most {Conditions().max_steps} allowed steps lead to",
}
"""What each measure says, in one line."""


def check_measure(kind: str, by: str) -> None:
    """Raises UsageError for a measure that there is not."""
    for position, value in enumerate((kind, by)):
        known = list(dict.fromkeys(measure[position] for measure in MEASURES))
        if value not in known:
            what = "measure" if position else "ranking of"
            raise UsageError(f"there is no {what} '{value}'", f"choose one of: {', '.join(known)}")


def rank(transitions: Transitions, kind: str, by: str) -> Ranking:
    """Rank skills or roles by a measure. Raises UsageError for one that there is not."""
    check_measure(kind, by)
    rows = _sorted(_ROWS[kind, by](transitions))
    tools = _sorted(_tools(transitions.careers)) if (kind, by) == ("skills", "demand") else ()
    return Ranking(kind, by, rows, silent_roles(transitions.careers), tools)


def _sorted(rows: Iterable[Ranked]) -> tuple[Ranked, ...]:
    return tuple(sorted(rows, key=lambda row: (-row.score, row.entity.label, row.entity.iri)))


# --- skills -----------------------------------------------------------------------------------------------------------


def _skills_by_demand(transitions: Transitions) -> list[Ranked]:
    """Every skill that a role requires or finds useful, by the number of roles that require it."""
    careers = transitions.careers
    required, optional, named = required_by(careers), optional_for(careers), tools_of(careers)
    return [
        Ranked(
            skill,
            len(asked := required.get(skill, [])),
            tuple(each.role for each in asked),
            each_once(source for each in asked for source in each.sources),
            optional.get(skill, ()),
            tuple(each.role for each in named.get(skill, ())),
        )
        for skill in required.keys() | optional.keys()
    ]


def _tools(careers: Careers) -> list[Ranked]:
    return [
        Ranked(
            tool,
            len(asked),
            tuple(each.role for each in asked),
            each_once(source for each in asked for source in each.sources),
        )
        for tool, asked in tools_of(careers).items()
    ]


def _skills_by_bridge(transitions: Transitions) -> list[Ranked]:
    import networkx

    careers = transitions.careers
    graph: networkx.Graph[str] = networkx.Graph()
    graph.add_nodes_from(role.entity.iri for role in roles_in_order(careers))
    required = required_by(careers)
    for skill in in_order(required):
        graph.add_edges_from((each.role.iri, skill.iri) for each in required[skill])
    scores = networkx.betweenness_centrality(graph)
    return [
        Ranked(
            skill,
            round(scores[skill.iri], DIGITS),
            tuple(each.role for each in asked),
            each_once(source for each in asked for source in each.sources),
        )
        for skill, asked in required.items()
    ]


def _skills_by_reach(transitions: Transitions) -> list[Ranked]:
    """Every skill, tools too, that covers a requirement of some role."""
    careers = transitions.careers
    required = {skill.iri: asked for skill, asked in required_by(careers).items()}
    rows = []
    for skill in careers.skills.values():
        if careers.tree.canonical(skill.iri) != skill.iri:
            continue
        covered = careers.tree.covers(frozenset({skill.iri})) & required.keys()
        asked = [each for iri in covered for each in required[iri]]
        if asked:
            roles = in_order(each.role for each in asked)
            rows.append(
                Ranked(skill, len(roles), roles, each_once(source for each in asked for source in each.sources))
            )
    return rows


# --- roles ------------------------------------------------------------------------------------------------------------


def _roles_by_demand(transitions: Transitions) -> list[Ranked]:
    """Every role by the requirements of other roles that its own cover; a role that is exactly it is no other."""
    careers = transitions.careers
    required = {skill.iri: asked for skill, asked in required_by(careers).items()}
    rows = []
    for role in roles_in_order(careers):
        place = careers.place(role.entity.iri)
        covered = careers.tree.covers(role.skills) & required.keys()
        met = [each for iri in covered for each in required[iri] if careers.place(each.role.iri) != place]
        sources = each_once(source for each in met for source in each.sources)
        rows.append(Ranked(role.entity, len(met), in_order(each.role for each in met), sources))
    return rows


def allowed_steps(careers: Careers, transitions: Transitions) -> dict[Entity, tuple[Entity, ...]]:
    """Role -> the roles that one step may lead to, by label; a step never stays at the same place.

    Only roles that state a required skill are in it: no step leads to or from another.
    """
    roles = roles_in_order(careers)
    return {
        origin.entity: tuple(
            role.entity
            for role in roles
            if careers.place(role.entity.iri) != careers.place(origin.entity.iri)
            and transitions.obstacle(origin, role) is None
        )
        for origin in roles
    }


def _roles_by_bridge(transitions: Transitions) -> list[Ranked]:
    import networkx

    steps = allowed_steps(transitions.careers, transitions)
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(role.iri for role in steps)
    graph.add_edges_from((origin.iri, role.iri) for origin, roles in steps.items() for role in roles)
    scores = networkx.betweenness_centrality(graph)
    return [Ranked(role, round(scores[role.iri], DIGITS), roles) for role, roles in steps.items()]


def _roles_by_reach(transitions: Transitions) -> list[Ranked]:
    steps = allowed_steps(transitions.careers, transitions)
    rows = []
    for role in steps:
        reached = _reached(steps, role, transitions.careers)
        rows.append(Ranked(role, len(reached), in_order(reached)))
    return rows


def _reached(steps: Mapping[Entity, tuple[Entity, ...]], start: Entity, careers: Careers) -> set[Entity]:
    """The roles that few enough steps lead to, without coming back to where they start."""
    own = careers.place(start.iri)
    reached: set[Entity] = set()
    border = {start}
    for _ in range(Conditions().max_steps):
        border = {role for origin in border for role in steps[origin] if careers.place(role.iri) != own} - reached
        reached |= border
    return reached


_ROWS: dict[tuple[str, str], Callable[[Transitions], list[Ranked]]] = {
    ("skills", "demand"): _skills_by_demand,
    ("skills", "bridge"): _skills_by_bridge,
    ("skills", "reach"): _skills_by_reach,
    ("roles", "demand"): _roles_by_demand,
    ("roles", "bridge"): _roles_by_bridge,
    ("roles", "reach"): _roles_by_reach,
}
"""What computes each measure."""
