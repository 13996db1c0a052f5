"""Skills and roles ranked by a measure: demand, bridge, reach. docs/analysis.md defines every measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.advice.coverage import Conditions
from kg.analysis.demand import each_once, in_order, optional_for, required_by, roles_in_order, silent_roles, tools_of
from kg.errors import UsageError
from kg.model.analysis import Ranked, Ranking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import networkx
    import numpy as np
    import numpy.typing as npt

    from kg.advice.steps import Steps
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


def rank(careers: Careers, kind: str, by: str, steps: Callable[[], Steps]) -> Ranking:
    """Rank skills or roles by a measure; ``steps`` is called by those that look at steps between roles.

    Raises UsageError for a measure that there is not.
    """
    check_measure(kind, by)
    measure = _BY_STEPS.get((kind, by))
    rows = _sorted(measure(steps()) if measure else _ROWS[kind, by](careers))
    tools = _sorted(_tools(careers)) if (kind, by) == ("skills", "demand") else ()
    return Ranking(kind, by, rows, silent_roles(careers), tools)


def _sorted(rows: Iterable[Ranked]) -> tuple[Ranked, ...]:
    return tuple(sorted(rows, key=lambda row: (-row.score, row.entity.label, row.entity.iri)))


# --- skills -----------------------------------------------------------------------------------------------------------


def _skills_by_demand(careers: Careers) -> list[Ranked]:
    """Every skill that a role requires or finds useful, by the number of roles that require it."""
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


def _skills_by_bridge(careers: Careers) -> list[Ranked]:
    import networkx

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


def _skills_by_reach(careers: Careers) -> list[Ranked]:
    """Every skill, tools too, that covers a requirement of some role."""
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


def _roles_by_demand(careers: Careers) -> list[Ranked]:
    """Every role by the requirements of other roles that its own cover; a role that is exactly it is no other."""
    required = {skill.iri: asked for skill, asked in required_by(careers).items()}
    rows = []
    for role in roles_in_order(careers):
        place = careers.place(role.entity.iri)
        covered = careers.tree.covers(role.skills) & required.keys()
        met = [each for iri in covered for each in required[iri] if careers.place(each.role.iri) != place]
        sources = each_once(source for each in met for source in each.sources)
        rows.append(Ranked(role.entity, len(met), in_order(each.role for each in met), sources))
    return rows


def allowed_steps(steps: Steps) -> npt.NDArray[np.bool_]:
    """Origin x role, in the network's order: whether one step may lead there; a step never stays at the same place."""
    import numpy as np

    from kg.advice.network import chunks

    return np.vstack([steps.between(rows, steps.all).open for rows in chunks(steps.all, 512)])


def _roles_by_bridge(steps: Steps) -> list[Ranked]:
    import networkx
    import numpy as np

    allowed, roles = allowed_steps(steps), steps.network.roles
    graph: networkx.DiGraph[int] = networkx.DiGraph()
    graph.add_nodes_from(number for number, role in enumerate(roles) if role.required)
    graph.add_edges_from((int(origin), int(role)) for origin, role in np.argwhere(allowed))
    scores = networkx.betweenness_centrality(graph)
    return [
        Ranked(roles[number].entity, round(score, DIGITS), _entities(steps, allowed[number]))
        for number, score in scores.items()
    ]


def _roles_by_reach(steps: Steps) -> list[Ranked]:
    allowed, place = allowed_steps(steps), steps.network.place
    rows = []
    for number, role in enumerate(steps.network.roles):
        if role.required:
            reached = border = allowed[number]
            for _ in range(Conditions().max_steps - 1):
                border = allowed[border].any(axis=0) & ~reached & (place != place[number])
                reached = reached | border
            rows.append(Ranked(role.entity, int(reached.sum()), _entities(steps, reached)))
    return rows


def _entities(steps: Steps, chosen: npt.NDArray[np.bool_]) -> tuple[Entity, ...]:
    return in_order(role.entity for role, wanted in zip(steps.network.roles, chosen.tolist(), strict=True) if wanted)


_ROWS: dict[tuple[str, str], Callable[[Careers], list[Ranked]]] = {
    ("skills", "demand"): _skills_by_demand,
    ("skills", "bridge"): _skills_by_bridge,
    ("skills", "reach"): _skills_by_reach,
    ("roles", "demand"): _roles_by_demand,
}
"""What computes each measure of skills and requirements."""

_BY_STEPS: dict[tuple[str, str], Callable[[Steps], list[Ranked]]] = {
    ("roles", "bridge"): _roles_by_bridge,
    ("roles", "reach"): _roles_by_reach,
}
"""What computes each measure of the steps between roles."""
