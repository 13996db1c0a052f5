"""Roles side by side: what they share and what each has alone, as stated. docs/analysis.md defines every part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import permutations, product

from kg.analysis.matching import sorted_entities
from kg.analysis.ranking import unique_sources
from kg.errors import UsageError, quoted
from kg.model import Entity
from kg.model.analysis import (
    Asked,
    CommonEducation,
    CommonItem,
    CommonPay,
    ComparedSkill,
    Comparison,
    Side,
    SkillRelation,
    check_count,
)
from kg.model.careers import Careers, Education, Pay, Profile, RoleDetails
from kg.routes.conditions import Conditions
from kg.routes.requirements import Held, RequirementRule


def compare(
    careers: Careers,
    sides: Sequence[tuple[Profile, RoleDetails]],
    includes: Callable[[str], bool] = lambda _: True,
) -> Comparison:
    """Compare roles; the order of the answer is that in which they are given.

    A skill has the first of its names whose IRI is included. Raises UsageError unless they are two to five different
    roles.
    """
    check_count(len(sides))
    compared = tuple(Side(*side) for side in sides)
    for number, side in enumerate(compared):
        if side.role in [other.role for other in compared[:number]]:
            raise UsageError(f"{quoted(side.role.label)} is named twice", "compare it with another role")
    pay, reason = _common_pay(compared)

    def named(skill: Entity) -> Entity:
        return careers.named(skill.iri, includes) or skill

    relations = tuple(
        each._replace(
            skill=named(each.skill),
            other=named(each.other),
            via=tuple(group for skill in each.via if (group := careers.named(skill.iri, includes))),
        )
        for each in _relations(careers, compared)
    )
    return Comparison(compared, _skills(compared, named), relations, pay, reason, _common_education(careers, compared))


# --- skills -----------------------------------------------------------------------------------------------------------


def _skills(sides: Sequence[Side], named: Callable[[Entity], Entity]) -> tuple[ComparedSkill, ...]:
    """Every required skill once: those of more roles first, by label; what one role alone requires, by its lines."""
    required: dict[Entity, list[Asked]] = {}
    optional: dict[Entity, list[Asked]] = {}
    for side in sides:
        for found, requirements in ((required, side.profile.required), (optional, side.profile.optional)):
            for item in requirements:
                asked = Asked(side.role, item.tools, item.own_sources, item.mapping_sources)
                found.setdefault(named(item.skill), []).append(asked)
    skills = [ComparedSkill(skill, tuple(asked), tuple(optional.get(skill, ()))) for skill, asked in required.items()]
    return tuple(sorted(skills, key=_place))  # the sort keeps the order of the roles and their lines


def _place(item: ComparedSkill) -> tuple[int, str, str]:
    count = len(item.required)
    return (-count, item.skill.label, item.skill.iri) if count > 1 else (-1, "", "")


def _relations(careers: Careers, sides: Sequence[Side]) -> tuple[SkillRelation, ...]:
    """What a skill of one role does for a skill that another requires and the first does not, by the rule of gaps."""
    found: dict[tuple[str, ...], SkillRelation] = {}
    requirements, tree = RequirementRule(careers, Conditions()), careers.tree
    for one, other in permutations(sides, 2):
        match = requirements.match(Held(one.profile.skills), other.profile)
        wanted = [(item.skill, True) for item in match.covered if item.skill.iri not in one.profile.skills]
        wanted += [(item.skill, False) for item in match.near]
        for (needed, covered), item in product(wanted, one.profile.required):
            pair = item.skill.iri, needed.iri
            groups = tree.groups(pair[0]) & tree.groups(pair[1])
            if covered and needed.iri in tree.covers(frozenset({item.skill.iri})):
                found.setdefault(("covers", *pair), SkillRelation(item.skill, "covers", needed))
            elif groups and not covered:
                through = sorted_entities(careers.entities[iri] for iri in groups if iri in careers.entities)
                relation = SkillRelation(item.skill, "near", needed, through)
                found.setdefault(("near", *sorted(pair)), relation)  # it goes both ways, and is listed once
    return tuple(sorted(found.values(), key=lambda relation: relation.kind))


# --- pay --------------------------------------------------------------------------------------------------------------


def _common_pay(sides: Sequence[Side]) -> tuple[CommonPay | None, str | None]:
    """The amounts that all stated ranges have in common, or why there are none."""
    stated = [(side, side.pay) for side in sides if side.pay is not None]
    silent = [side.role.label for side in sides if side.pay is None and side.profile.median_pay is None]
    medians = [side.role.label for side in sides if side.pay is None and side.profile.median_pay is not None]
    if any(each.property == "pay" for side in sides if side.pay is None for each in side.not_understood):
        return None, f"pay of {' and '.join([*silent, *medians])} is not known"
    if silent:
        return None, f"pay of {' and '.join(silent)} is not stated in the source"
    if medians:
        return None, f"of {' and '.join(filter(None, (', '.join(medians[:-1]), medians[-1])))} only a median is stated"
    for what, values in (
        ("currency", [pay.currency for _, pay in stated]),
        ("period", [pay.period for _, pay in stated]),
    ):
        if len(set(values)) > 1 or (what == "currency" and None in values):
            names = (
                f"{side.role.label} {value or 'not stated'}" for (side, _), value in zip(stated, values, strict=True)
            )
            return None, f"not comparable, the {what} of each is: {', '.join(names)}"
    return _intersection([pay for _, pay in stated])


def _intersection(pays: Sequence[Pay]) -> tuple[CommonPay | None, str | None]:
    floors = [pay.minimum for pay in pays]
    minimum = None if None in floors else max(floor for floor in floors if floor is not None)
    unknown = any(pay.maximum is None and not pay.open_ended for pay in pays)
    maximum = None if unknown else min((pay.maximum for pay in pays if pay.maximum is not None), default=None)
    firm = min((pay.maximum for pay in pays if pay.maximum is not None and not pay.open_ended), default=None)
    open_ended = not unknown and (firm is None or (maximum is not None and firm > maximum))
    if minimum is None and maximum is None and not open_ended:
        return None, "no bound is stated by all"
    if minimum is not None and maximum is not None and minimum > maximum:
        return None, "the stated ranges do not meet" + (", and the lower one is open above" if open_ended else "")
    sources = unique_sources(source for pay in pays for source in pay.sources)
    return (
        CommonPay(minimum, maximum, open_ended, firm if open_ended else None, str(pays[0].currency), sources),
        None,
    )


# --- education --------------------------------------------------------------------------------------------------------


def _common_education(careers: Careers, sides: Sequence[Side]) -> CommonEducation:
    """What every role names in an option that will do by itself; exact matches of several sources count as one."""

    def canonical(entities: Iterable[Entity]) -> list[Entity]:
        return [careers.entities.get(careers.tree.canonical(entity.iri), entity) for entity in entities]

    counted = [[option for option in side.details.education if option.unconditional] for side in sides]
    related = [[option for option in options if option.related_field] for options in counted]
    accepted = all(related)
    return CommonEducation(
        _in_all(counted, lambda option: canonical((option.credential,) if option.credential else ())),
        _in_all(counted, lambda option: canonical(option.fields)),
        accepted,
        unique_sources(source for options in related if accepted for option in options for source in option.sources),
    )


def _in_all(
    counted: Sequence[Sequence[Education]], named: Callable[[Education], Iterable[Entity]]
) -> tuple[CommonItem, ...]:
    """The entities that some option of every role names, by label."""
    sets = [{entity for option in options for entity in named(option)} for options in counted]
    shared = set.intersection(*sets) if sets else set()
    return tuple(
        CommonItem(
            entity,
            unique_sources(
                source
                for options in counted
                for option in options
                if entity in named(option)
                for source in option.sources
            ),
        )
        for entity in sorted(shared, key=lambda entity: (entity.label, entity.iri))
    )
