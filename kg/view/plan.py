"""The page of a plan: the line map of its route, and below it what to learn in tiers, with boxes to tick."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from kg.answers.blocks import Block, Paragraph, cite, join_labels
from kg.answers.plan import plan_answer
from kg.answers.routes import at_least, unread_of
from kg.model.plan import Plan, PlanItem
from kg.view.answer_page import AnswerPage, AnswerParts, Link, bare, source_note, to_short_cards
from kg.view.drawing import DrawableGraph
from kg.view.labels import truncate
from kg.view.route import from_to, line_map, line_section, map_alone, route_drawing
from kg.view.summary import counted


def plan_page(graph: DrawableGraph, plan: Plan) -> AnswerPage:
    """A plan as a page that is printed and ticked; where there is no route, both ends and the reason."""
    ends = plan.routes.origin, plan.routes.destination
    title = f"Plan: {truncate(ends[0].label, 80)} → {truncate(ends[1].label, 80)}"
    blocks = plan_answer(plan).blocks
    drawing = route_drawing(graph, plan.routes, title)._replace(answer=tuple(blocks))
    parts = plan_parts(plan, blocks, to_short_cards(drawing))
    parts = parts._replace(content=f'{parts.content}\n<div class="steps">\n{_tiers(plan)}\n</div>')
    return AnswerPage(drawing, parts, "Each skill with the reason for its place, and what sources state of each step")


def plan_parts(plan: Plan, blocks: Iterable[Block], link: Link) -> AnswerParts:
    """What a page says of a plan, of which ``blocks`` is the text; ``link`` makes the names of its ends."""
    ends = plan.routes.origin, plan.routes.destination
    return AnswerParts(
        f"Plan: {link(ends[0].iri, ends[0].label)} <span>→</span> {link(ends[1].iri, ends[1].label)}",
        _headline(plan),
        _lead(plan, blocks),
        line_section(plan.routes, link),
        map_alone(line_map(plan.routes)),
    )


def _headline(plan: Plan) -> str:
    if plan.route is None:
        return f"{from_to(plan.routes)}: no route under these conditions."
    least = at_least(unread_of(plan.route.steps))
    words = f"{least}{counted(len(plan.items), 'skill')} in {counted(len(plan.route.steps), 'step')}"
    if plan.duration:
        words += f", {plan.duration.months:g} months at your pace"
    return f"{from_to(plan.routes)}: {words}."


def _lead(plan: Plan, blocks: Iterable[Block]) -> list[str]:
    """The sentences below the heading of a plan; the first of its text, which that says, gives way to the stations."""
    first = takewhile(lambda block: isinstance(block, Paragraph), list(blocks)[1:])
    found = [block.text for block in first if isinstance(block, Paragraph)]
    if plan.route is None:
        return found
    between = [step.destination.label for step in plan.route.steps[:-1]]
    return [f"By way of {join_labels(between)}." if between else "", *found[1:]]


def _tiers(plan: Plan) -> str:
    """What to learn: a card for each tier."""
    return "\n".join(
        f'<section class="step"><header><h2>{tier.title}</h2>'
        f"<p>{counted(len(tier.items), 'skill')}</p></header>\n"
        f'<div><ul class="skills ticks">{"".join(map(_item, tier.items))}</ul></div></section>'
        for tier in plan.tiers
        if tier.items
    )


def _item(item: PlanItem) -> str:
    """A skill with a box to tick: its tools, the step that asks for it, and its source."""
    skill = item.skill
    tools = ", ".join(tool.label for tool in skill.tools)
    again = f"; used again as {skill.used_again_in[0].label}" if skill.used_again_in else ""
    words = f"{f'{tools}; ' if tools else ''}step {item.step}{again}{f'; until {item.ends}' if item.ends else ''}"
    return (
        f'<li><label><input type="checkbox"><span><b>{bare(skill.label)}</b>'
        f' <span class="details">{bare(words)}</span>{source_note(cite(skill.sources))}</span></label></li>'
    )
