"""JSON of answers: model objects walked field by field, with one table of the keys that differ from the fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kg.answers.blocks import cite
from kg.model import Fact, Value

_KEYS = {
    "SkillItem": "iri id label kind sources tools tools_held via near_to tools_missing used_again_in",
    "Gate": "credential=credential.id label met state share instead of_role sources",
    "Step": "from=origin to=destination kept near learn gates pay pay_change median_pay preparation level gap"
    " similarity fresh_start passing regulated regulation_sources cost sources not_understood",
    "Route": "cost steps learn best_at",
    "PayChange": "minimum maximum",
    "MedianPayChange": "before after difference",
    "AreaPayChange": "area before after difference reason",
    "LevelChange": "from=before to=after",
    "Level": "*entity rank min_years max_years open_ended sources",
    "DirectStep": "gap shared learn gates allowed reason fresh_start regulated regulation_sources not_understood",
    "Routes": "from=origin to=destination degree_first routes direct reason bridge notes",
    "GroupRoutes": "from=origin group members tried routes",
    "Communities": "communities",
    "Community": "name skills counts roles",
    "Gap": "from=origin to=destination held near missing gates regulated regulation_sources coverage notes"
    " not_understood",
    "Transition": "role score similarity people shared required missing gates asks_more regulated regulation_sources"
    " words not_understood",
    "Unlock": "*skill opened closer gap_reduction",
    "Comparison": "roles shared required_by_some required_by_one related=relations pay education preparation"
    " titles properties not_stated not_understood",
    "Unread": "property source text role",
    "ComparedSkill": "*skill required optional tools_shared",
    "SkillRelation": "skill relation=kind other via",
    "CommonItem": "*entity sources",
    "Matches": "have roles not_stated not_understood not_covered_count",
    "Curriculum": "taught fully partly uncovered counts not_taught_count not_stated not_taught not_required",
    "UntaughtSkill": "*skill near near_to total required_by",
    "UnrequiredSkill": "*skill optional_for related",
    "Extraction": "document mentions unclear",
    "Mention": "*entity text name status cue page line column start end context others",
    "Ranked": "*entity score roles optional_for named_as_tool_by=named_by sources",
    "RolePair": "from=origin to=destination rank score shared required missing",
    "Connections": "from=origin to=destination connections reason",
    "Connection": "length links text",
    "Plan": "from=routes.origin to=routes.destination route direct=routes.direct reason bridge=routes.bridge"
    " tiers stages pay area_pay duration done changes notes=routes.notes",
    "PlanItem": "*skill step role near opens begins ends",
    "Stage": "from=step.origin to=step.destination gates=step.gates regulated"
    " regulation_sources=step.regulation_sources pay=step.pay median_pay=step.median_pay people experience"
    " on_site_training on_the_job_training"
    " not_understood=step.not_understood",
    "PlanPay": "now=change.before then=change.after change median_now median_then median_difference reason"
    " not_understood",
    "Progress": "from=origin to=destination route to_learn done asked",
}
"""The keys of each class, in order: ``key``, ``key=attribute`` where they differ, ``*attribute`` for all keys of that.

A class that is not listed has its fields as keys.
"""

_IF_ANY = frozenset({"not_understood", "median_pay"})
"""Keys that are left out where there is nothing under them."""


_SOMETIMES: dict[str, tuple[str, ...]] = {
    "SkillItem": ("tier", "reason", "marks"),
    "Gap": ("reason",),
    "Gate": ("held_by",),
    "PayChange": ("reason",),
    "Step": ("area_pay", "experience", "on_site_training", "on_the_job_training"),
    "Transition": ("area_pay",),
    "Comparison": ("area_pay",),
    "Matches": ("common", "unknown"),
    "Curriculum": ("unknown",),
    "Routes": ("conditional",),
    "Plan": ("conditional",),
}
"""More keys of each class, which are left out where they have no value: what was not asked for, or does not apply."""


def json_text(data: object) -> str:
    """Data as indented JSON.

    >>> from kg.model import Entity
    >>> print(json_text([Entity("http://x/a", "a", "A", "role")]).splitlines()[2])
        "iri": "http://x/a",
    """
    import json

    return json.dumps(plain(data), ensure_ascii=False, indent=2)


def plain(value: Any) -> Any:
    """A model object, or whatever is made of them, as dictionaries, lists, texts and numbers.

    >>> from kg.model import Finding
    >>> plain({"findings": (Finding("error", "no label"),)})
    {'findings': [{'severity': 'error', 'message': 'no label', 'file': None, 'line': None}]}
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    name = type(value).__name__
    fields: Iterable[str] = getattr(value, "_fields", ()) or getattr(value, "__dataclass_fields__", ())
    if name in _WHOLE and _is_model(value):
        return _WHOLE[name](value)
    keys = _KEYS.get(name, "") if _is_model(value) else ""
    if not keys and not fields:
        return [plain(item) for item in value]
    table: dict[str, Any] = {}
    for word in keys.split() or fields:
        key, _, attribute = word.partition("=")
        if key in _IF_ANY and _get(value, attribute or key) in (None, ()):
            continue
        special = _SPECIAL.get(f"{name}.{key}") if keys else None
        if key.startswith("*"):
            table |= plain(getattr(value, key[1:]))
        else:
            table[key] = special(value) if special else plain(_get(value, attribute or key))
    more = ((key, getattr(value, key)) for key in _SOMETIMES.get(name, ()))
    return table | {key: plain(found) for key, found in more if found}


def _is_model(value: object) -> bool:
    return type(value).__module__.startswith("kg.model.")


def _get(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = getattr(value, name)
    return value


# --- what is made of several fields -----------------------------------------------------------------------------------


def _fact(fact: Fact) -> dict[str, Any]:
    """A fact, and the parts of a value that has parts, each a list."""
    table = {"property": fact.property, "value": plain(fact.value), "source": plain(fact.source)}
    return table | ({"parts": _parts(fact.parts)} if fact.parts else {})


def _parts(parts: Iterable[tuple[str, Value]]) -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = {}
    for name, value in parts:
        table.setdefault(name, []).append(plain(value))
    return table


def _change(change: Any) -> dict[str, Any]:
    """What learning changes about the step to a role."""
    return {
        "role": plain(change.role),
        "score": change.score,
        "becomes_allowed": change.becomes_allowed,
        "gap": {"before": change.before, "after": change.after},
        "shared": plain(change.shared),
        "missing": plain(change.missing),
    }


def _is_regulated(answer: Any) -> bool:
    """Whether the profession is regulated, as far as the sources say so."""
    return bool(answer.regulation_sources)


def _required_by_one(answer: Any) -> list[dict[str, Any]]:
    return [{"role": plain(role), "skills": plain(answer.required_by_one(role))} for role in answer.roles]


def _pay(answer: Any) -> dict[str, Any]:
    sides = [{"role": plain(side.role), "stated": _pay_of(side)} for side in answer.sides]
    return {"common": plain(answer.pay), "reason": answer.pay_reason, "roles": sides}


def _pay_of(side: Any) -> dict[str, Any] | None:
    if side.pay is None:
        return None
    return {**side.pay._asdict(), "sources": plain(side.pay.sources)}


def _education(answer: Any) -> dict[str, Any]:
    common = {
        "credentials": plain(answer.education.credentials),
        "fields": plain(answer.education.fields),
        "related_field": answer.education.related_field,
        "related_field_sources": plain(answer.education.related_sources),
    }
    sides = [
        {
            "role": plain(side.role),
            "education_text": side.details.education_text,
            "options": plain(side.details.education),
        }
        for side in answer.sides
    ]
    return {"common": common, "roles": sides}


def _by_role(key: str, attribute: str) -> Callable[[Any], list[dict[str, Any]]]:
    """A list of the roles of a comparison, each with an attribute of its side."""
    return lambda answer: [{"role": plain(side.role), key: plain(_get(side, attribute))} for side in answer.sides]


def _gaps(attribute: str) -> Callable[[Any], list[dict[str, Any]]]:
    """Gaps of one skill set, each under its role."""

    def gap_of_role(gap: Any) -> dict[str, Any]:
        table = plain(gap)
        return {"role": table["to"], **{key: item for key, item in table.items() if key not in ("from", "to")}}

    return lambda answer: [gap_of_role(gap) for gap in getattr(answer, attribute)]


def _links(connection: Any) -> list[dict[str, Any]]:
    return [plain(link) | {"step": number} for number, step in enumerate(connection.steps, 1) for link in step]


def _sentences(connection: Any) -> str:
    return "; ".join(f"{link.sentence} ({cite(link.sources)})" for link in connection.links) + "."


_WHOLE: dict[str, Callable[[Any], Any]] = {"Fact": _fact, "StepChange": _change}
"""Classes whose keys are not the names of attributes."""

_SPECIAL: dict[str, Callable[[Any], Any]] = {
    **{f"{name}.regulated": _is_regulated for name in ("Step", "DirectStep", "Gap", "Transition")},
    "Stage.regulated": lambda stage: _is_regulated(stage.step),
    "Plan.reason": lambda plan: None if plan.route else plan.routes.reason,
    "PlanItem.begins": lambda item: item.begins and item.begins.isoformat(),
    "PlanItem.ends": lambda item: item.ends and item.ends.isoformat(),
    "Routes.reason": lambda answer: None if answer.routes else answer.reason,
    "Step.preparation": lambda step: dict(zip(("from", "to"), step.preparation, strict=True)),
    "Comparison.required_by_one": _required_by_one,
    "Comparison.pay": _pay,
    "Comparison.education": _education,
    "Comparison.preparation": _by_role("level", "profile.preparation"),
    "Comparison.titles": _by_role("titles", "details.titles"),
    "Comparison.properties": _by_role("facts", "details.properties"),
    "Comparison.not_stated": _by_role("properties", "not_stated"),
    "Matches.roles": _gaps("roles"),
    "Curriculum.fully": _gaps("fully"),
    "Curriculum.partly": _gaps("partly"),
    "Curriculum.uncovered": _gaps("uncovered"),
    "Connection.links": _links,
    "Connection.text": _sentences,
}
"""Keys that are made of more than one attribute, by class and key."""
