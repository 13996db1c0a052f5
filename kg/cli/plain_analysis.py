"""Answers about many roles as plain data, for JSON: the keys that scripts rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.cli import plain
from kg.cli.plain import entity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Entity, Source
    from kg.model.analysis import (
        Asked,
        CommonItem,
        CommonPay,
        ComparedSkill,
        Comparison,
        Curriculum,
        Education,
        Matches,
        Ranked,
        Ranking,
        RolePair,
        Side,
        UntaughtSkill,
    )
    from kg.model.answers import Gap, Unlock

__all__ = ["comparison", "curriculum", "matches", "move", "ranking", "unlock"]


def _entities(things: Iterable[Entity]) -> list[dict[str, Any]]:
    return [entity(thing) for thing in things]


def _sources(places: Iterable[Source]) -> list[dict[str, Any]]:
    return [plain.source(place) for place in places]


def _asked(items: Iterable[Asked]) -> list[dict[str, Any]]:
    return [
        {"role": entity(item.role), "tools": _entities(item.tools), "sources": _sources(item.sources)} for item in items
    ]


# --- side by side -----------------------------------------------------------------------------------------------------


def comparison(answer: Comparison) -> dict[str, Any]:
    """Roles side by side: what they share, what some or one alone has, pay, education, level, titles."""
    return {
        "roles": _entities(answer.roles),
        "shared": [_compared(item) for item in answer.shared],
        "some": [_compared(item) for item in answer.some],
        "only": [
            {"role": entity(role), "skills": [_compared(item) for item in answer.only(role)]} for role in answer.roles
        ],
        "related": [
            {
                "skill": entity(item.skill),
                "relation": item.kind,
                "other": entity(item.other),
                "through": _entities(item.through),
            }
            for item in answer.relations
        ],
        "pay": {
            "common": _common_pay(answer.pay) if answer.pay else None,
            "reason": answer.pay_reason,
            "roles": [{"role": entity(side.role), "stated": _pay(side)} for side in answer.sides],
        },
        "education": {
            "common": {
                "credentials": [_common(item) for item in answer.education.credentials],
                "fields": [_common(item) for item in answer.education.fields],
                "related_field": answer.education.related_field,
                "related_field_sources": _sources(answer.education.related_sources),
            },
            "roles": [_education_of(side) for side in answer.sides],
        },
        "preparation": [{"role": entity(side.role), "level": side.profile.preparation} for side in answer.sides],
        "titles": [{"role": entity(side.role), "titles": _titles(side)} for side in answer.sides],
        "not_stated": [{"role": entity(side.role), "properties": list(side.not_stated)} for side in answer.sides],
    }


def _compared(item: ComparedSkill) -> dict[str, Any]:
    return {
        **entity(item.skill),
        "required": _asked(item.required),
        "optional": _asked(item.optional),
        "tools_shared": _entities(item.tools_shared),
    }


def _common_pay(pay: CommonPay) -> dict[str, Any]:
    return {**pay._asdict(), "sources": _sources(pay.sources)}


def _pay(side: Side) -> dict[str, Any] | None:
    if side.pay is None:
        return None
    return {**side.pay._asdict(), "period": side.standing.period, "sources": _sources(side.pay.sources)}


def _common(item: CommonItem) -> dict[str, Any]:
    return {**entity(item.entity), "sources": _sources(item.sources)}


def _education_of(side: Side) -> dict[str, Any]:
    return {
        "role": entity(side.role),
        "wording": side.standing.wording,
        "options": [_option(option) for option in side.standing.education],
    }


def _option(option: Education) -> dict[str, Any]:
    return {
        **option._asdict(),
        "credential": entity(option.credential) if option.credential else None,
        "fields": _entities(option.fields),
        "sources": _sources(option.sources),
    }


def _titles(side: Side) -> list[dict[str, Any]]:
    return [
        {
            "title": entity(held.title),
            "level": entity(held.level) if held.level else None,
            "sources": _sources(held.sources),
        }
        for held in side.standing.titles
    ]


# --- for a skill set --------------------------------------------------------------------------------------------------


def matches(answer: Matches) -> dict[str, Any]:
    """Roles ranked for a skill set, each as a gap."""
    return {
        "have": _entities(answer.have),
        "roles": [_gap(gap) for gap in answer.roles],
        "not_stated": _entities(answer.not_stated),
        "not_covered": answer.not_covered,
    }


def _untaught(items: Iterable[UntaughtSkill]) -> list[dict[str, Any]]:
    return [
        {**entity(item.skill), "near": item.near, "total": item.total, "required": _asked(item.asked)} for item in items
    ]


def _gap(gap: Gap) -> dict[str, Any]:
    table = plain.gap(gap)
    return {"role": table["to"], **{name: value for name, value in table.items() if name not in ("from", "to")}}


def curriculum(answer: Curriculum) -> dict[str, Any]:
    """What courses teach against what roles require."""
    return {
        "taught": _entities(answer.taught),
        "fully": [_gap(gap) for gap in answer.fully],
        "partly": [_gap(gap) for gap in answer.partly],
        "uncovered": [_gap(gap) for gap in answer.uncovered],
        "extent": answer.extent._asdict(),
        "not_covered": answer.not_covered,
        "not_stated": _entities(answer.not_stated),
        "untaught": _untaught(answer.untaught),
        "unasked": [
            {
                **entity(item.skill),
                "optional_for": _entities(item.optional_for),
                "related": _entities(item.related),
            }
            for item in answer.unasked
        ],
    }


# --- by a measure -----------------------------------------------------------------------------------------------------


def ranking(answer: Ranking, meaning: str) -> dict[str, Any]:
    """Skills or roles by a measure, and what the measure says."""
    return {
        "kind": answer.kind,
        "by": answer.by,
        "meaning": meaning,
        "rows": [_ranked(row) for row in answer.rows],
        "tools": [_ranked(row) for row in answer.tools],
        "not_stated": _entities(answer.not_stated),
    }


def _ranked(row: Ranked) -> dict[str, Any]:
    return {
        **entity(row.entity),
        "score": row.score,
        "roles": _entities(row.roles),
        "optional_for": _entities(row.optional_for),
        "named_as_tool_by": _entities(row.named_by),
        "sources": _sources(row.sources),
    }


def unlock(answer: Unlock) -> dict[str, Any]:
    """What one skill, learned now, opens and shortens."""
    return {
        **entity(answer.skill),
        "opens": _entities(answer.opened),
        "shortens": _entities(answer.nearer),
        "saved": answer.saved,
    }


def move(row: RolePair) -> dict[str, Any]:
    """One row of the table of all pairs."""
    figures = row._asdict()
    return {"from": entity(figures.pop("origin")), "to": entity(figures.pop("destination")), **figures}
