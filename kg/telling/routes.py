"""Routes in words: what each step keeps, asks, pays and cites, as rows; measures, reasons and the direct move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.schema import NOT_STATED
from kg.telling.cells import Told, cite, gate_rows, pay_words, skill_rows

if TYPE_CHECKING:
    from kg.model.answers import DirectStep, PayChange, Route, Routes, Step

__all__ = ["direct_words", "measures", "no_route", "route_words", "step_rows"]


def step_rows(step: Step) -> list[Told]:
    """What a step keeps and asks to learn, the credential it needs, what it pays, and the change of level."""
    near = {item.iri for item in step.near}
    rows = skill_rows("keep", step.kept)
    for item in step.learn:
        rows += skill_rows("learn (near)" if item.iri in near else "learn", (item,))
    rows += gate_rows(step) or [Told("gate", NOT_STATED)]
    source = cite(step.pay.sources) if step.pay else ""
    return [*rows, Told("pay", pay_words(step.pay), _pay_change(step.pay_change), source), _level_row(step)]


def _pay_change(change: PayChange) -> str:
    """What changes at either bound; an open one is said to be so. Nothing where no pay was stated before."""
    if change.before is None or change.after is None:
        return ""
    if change.before.currency != change.after.currency:
        return f"in {change.before.currency or 'no stated currency'} before"
    parts = [f"{name} {value:+,}" if value else f"{name} as before" for name, value in _bounds(change)]
    if change.before.open_ended or change.after.open_ended:
        parts.append("top open")
    return ", ".join(parts)


def _bounds(change: PayChange) -> list[tuple[str, int]]:
    return [(name, value) for name, value in (("floor", change.floor), ("top", change.top)) if value is not None]


def _level_row(step: Step) -> Told:
    """The change of level: of seniority on a rung, of preparation between roles."""
    if step.level and step.level.after:
        before = step.level.before
        came = f"from {before.entity.label}, {before.years}" if before else "the level before is not stated"
        after = step.level.after
        return Told("level", f"{after.entity.label}, {after.years}", came, cite(after.sources), after.entity.iri)
    if step.preparation == (None, None):
        return Told("level", NOT_STATED)
    before_, after_ = ("not stated" if value is None else str(value) for value in step.preparation)
    return Told("level", f"preparation {after_}", f"before: {before_}")


def measures(step: Step) -> str:
    """The figures of a step by the rule: gap, kinship and cost; a rung of a ladder has no cost."""
    if step.cost is None or step.kinship is None:
        return f"gap {step.gap:g}; no rule gives a rise in level a cost"
    fresh = ", a fresh start" if step.fresh_start else ""
    return f"gap {step.gap:g}, kinship {step.kinship:.3f}{fresh}, cost {step.cost:g}"


def route_words(route: Route) -> str:
    """A route in one line: how many steps, how much to learn, what it costs, and the roles on it."""
    count = len(route.steps)
    chain = " → ".join(step.destination.label for step in route.steps)
    steps = f"{count} step{'s' if count != 1 else ''}"
    skills = f"{len(route.learn)} skill{'s' if len(route.learn) != 1 else ''}"
    cost = "" if route.cost is None else f", cost {route.cost:g}"
    return f"{steps}, {skills} to learn{cost}: {chain}"


def no_route(answer: Routes) -> list[str]:
    """Why there is no route, and what would open one, in sentences."""
    return [f"No route: {answer.reason}.", *_bridge_words(answer)]


def _bridge_words(answer: Routes) -> list[str]:
    if answer.bridge is None:  # no one asks what would open a climb, nor whether anything would after a search given up
        return ["No added skill would open one."] if answer.direct and not answer.notes else []
    skills = ", ".join(skill.label for skill in answer.bridge.skills)
    return [f"The smallest bridge: with {skills} there is one. {route_words(answer.bridge.route)}"]


def direct_words(move: DirectStep) -> str:
    """The jump straight to the destination in one line, and why it is or is not allowed."""
    verdict = "allowed" if move.allowed else f"not allowed: {move.reason}"
    verdict += ", as a fresh start" if move.allowed and move.fresh_start else ""
    unmet = "".join(f", {gate.label} not held" for gate in move.gates if not gate.met)
    unmet += ", a regulated profession" if move.law else ""
    return f"Direct move: {len(move.learn)} to learn, {move.shared} shared{unmet}; {verdict}"
