"""The blocks of an answer that the page has beside the picture: those of the command line, notes and a legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.answers.blocks import Block, Heading, Paragraph
from kg.answers.comparison import comparison_blocks
from kg.answers.routes import best_routes, legend_table, route_blocks, route_steps
from kg.model.analysis import Comparison
from kg.model.answers import Routes

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Block", "comparison_answer", "route_answer", "ways_in"]


def route_answer(answer: Routes) -> tuple[Block, ...]:
    """The routes step by step, best first, and the direct step; or why there is none, and what would open one."""
    blocks = route_blocks(answer)
    if answer.bridge and not answer.routes:
        blocks += [Heading("The route that these skills would open", 2), *route_steps(answer.bridge.route, 3)]
    reason = answer.reason if answer.routes and answer.routes[0].steps else None
    blocks += [Paragraph(note) for note in (*answer.notes, reason) if note]
    return (*blocks, legend_table()) if any(route.steps for route in answer) else tuple(blocks)


def comparison_answer(answer: Comparison) -> tuple[Block, ...]:
    """What the roles have in common, then every skill and term role by role."""
    return tuple(comparison_blocks(answer))


def ways_in(answers: Iterable[Routes]) -> tuple[Block, ...]:
    """The best route of each answer in a line, under the background that it starts from."""
    return tuple(best_routes(answers))
