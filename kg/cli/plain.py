"""Model objects as plain data, for JSON: the keys that scripts rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.model import Entity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Description, Fact, Source
    from kg.model.answers import Bridge, DirectStep, Gap, Gate, Route, Routes, SkillItem, Step, StepChange, Transition
    from kg.model.careers import Level, LevelChange, Pay

__all__ = ["change", "description", "entity", "fact", "gap", "routes", "source", "transition"]


def entity(thing: Entity | SkillItem) -> dict[str, Any]:
    """An entity: its IRI, id, label and kind."""
    return {"iri": thing.iri, "id": thing.id, "label": thing.label, "kind": thing.kind}


def source(place: Source) -> dict[str, Any]:
    """A source: graph, document, section and line."""
    return place._asdict()


def fact(stated: Fact) -> dict[str, Any]:
    """A fact: property, value, source, and the parts of a value that has parts, each a list."""
    table: dict[str, Any] = {
        "property": stated.property,
        "value": entity(stated.value) if isinstance(stated.value, Entity) else stated.value,
        "source": source(stated.source),
    }
    if stated.parts:
        parts: dict[str, list[Any]] = {}
        for name, value in stated.parts:
            parts.setdefault(name, []).append(entity(value) if isinstance(value, Entity) else value)
        table["parts"] = parts
    return table


def description(thing: Description) -> dict[str, Any]:
    """All facts of an entity, and what is not stated."""
    return {
        "entity": entity(thing.entity),
        "facts": [fact(stated) for stated in thing.facts],
        "not_stated": list(thing.not_stated),
    }


def routes(answer: Routes) -> dict[str, Any]:
    """Routes, the direct move beside them, the reason where there is none, and the bridge."""
    return {
        "from": entity(answer.origin),
        "to": entity(answer.destination),
        "routes": [_route(route) for route in answer],
        "direct": _direct(answer.direct) if answer.direct else None,
        "reason": None if answer.routes else answer.reason,
        "bridge": _bridge(answer.bridge) if answer.bridge else None,
        "notes": list(answer.notes),
    }


def _route(route: Route) -> dict[str, Any]:
    return {
        "cost": route.cost,
        "steps": [_step(step) for step in route.steps],
        "learn": _items(route.learn),
        "best_at": route.best_at,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "from": entity(step.origin),
        "to": entity(step.destination),
        "kept": _items(step.kept),
        "near": _items(step.near),
        "learn": _items(step.learn),
        "gates": [_gate(gate) for gate in step.gates],
        "pay": _pay(step.pay) if step.pay else None,
        "pay_change": {"floor": step.pay_change.floor, "top": step.pay_change.top},
        "preparation": dict(zip(("from", "to"), step.preparation, strict=True)),
        "level": _levels(step.level) if step.level else None,
        "gap": step.gap,
        "kinship": step.kinship,
        "fresh_start": step.fresh_start,
        "regulated": [source(place) for place in step.law],
        "cost": step.cost,
        "sources": [source(place) for place in step.sources],
    }


def _items(items: Iterable[SkillItem]) -> list[dict[str, Any]]:
    return [
        {
            **entity(item),
            "sources": [source(place) for place in item.sources],
            "tools": [entity(tool) for tool in item.tools],
            "tools_held": [entity(tool) for tool in item.tools_held],
            "through": [entity(thing) for thing in item.through],
            "tools_missing": [entity(tool) for tool in item.tools_missing],
            "reused": [entity(role) for role in item.reused],
        }
        for item in items
    ]


def _gate(gate: Gate) -> dict[str, Any]:
    return {
        "credential": gate.credential.id,
        "label": gate.label,
        "met": gate.met,
        "state": gate.state,
        "sources": [source(place) for place in gate.sources],
    }


def _pay(pay: Pay) -> dict[str, Any]:
    return {
        "label": pay.label,
        "minimum": pay.minimum,
        "maximum": pay.maximum,
        "open_ended": pay.open_ended,
        "currency": pay.currency,
        "sources": [source(place) for place in pay.sources],
    }


def _levels(change: LevelChange) -> dict[str, Any]:
    return {
        "from": _level(change.before) if change.before else None,
        "to": _level(change.after) if change.after else None,
    }


def _level(level: Level) -> dict[str, Any]:
    return {
        **entity(level.entity),
        "rank": level.rank,
        "min_years": level.min_years,
        "max_years": level.max_years,
        "open_ended": level.open_ended,
        "sources": [source(place) for place in level.sources],
    }


def _direct(move: DirectStep) -> dict[str, Any]:
    return {
        "gap": move.gap,
        "shared": move.shared,
        "learn": _items(move.learn),
        "gates": [_gate(gate) for gate in move.gates],
        "allowed": move.allowed,
        "reason": move.reason,
        "fresh_start": move.fresh_start,
        "regulated": [source(place) for place in move.law],
    }


def _bridge(bridge: Bridge) -> dict[str, Any]:
    return {"skills": [entity(skill) for skill in bridge.skills], "route": _route(bridge.route)}


def gap(answer: Gap) -> dict[str, Any]:
    """A gap: what is held, near and missing, and the coverage."""
    return {
        "from": entity(answer.origin) if answer.origin else None,
        "to": entity(answer.destination),
        "held": _items(answer.held),
        "near": _items(answer.near),
        "missing": _items(answer.missing),
        "gates": [_gate(gate) for gate in answer.gates],
        "regulated": [source(place) for place in answer.law],
        "coverage": answer.coverage,
        "notes": list(answer.notes),
    }


def change(move: StepChange) -> dict[str, Any]:
    """What learning changes about the step to a role."""
    return {
        "role": entity(move.role),
        "score": move.score,
        "opens": move.opened,
        "gap": {"before": move.before, "after": move.after},
        "shared": _items(move.shared),
        "missing": _items(move.missing),
    }


def transition(move: Transition) -> dict[str, Any]:
    """A natural next role, its score, and what is shared and missing."""
    return {
        "role": entity(move.role),
        "score": move.score,
        "shared": _items(move.shared),
        "missing": _items(move.missing),
        "regulated": [source(place) for place in move.law],
        "words": list(move.words),
    }
