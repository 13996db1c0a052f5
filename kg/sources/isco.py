"""What follows from the ISCO-08 group of an occupation: its skill level, and whether its profession is regulated."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from kg.errors import DataError
from kg.model import Finding
from kg.resources import resource

__all__ = ["RegulatedGroup", "regulated_group", "regulated_groups", "skill_level"]

# The skill levels of the groups: International Labour Office, International Standard Classification of Occupations
# ISCO-08, volume I (Geneva 2012), table 1 and the notes on it. Managers are of level 4, but of 3 in sub-major group 14
# (hospitality, retail and other services); the armed forces are of 4 (officers), 2 (other ranks with a command) and 1.
_LEVELS: Final = {
    "01": 4, "02": 2, "03": 1, "11": 4, "12": 4, "13": 4, "14": 3,
    "2": 4, "3": 3, "4": 2, "5": 2, "6": 2, "7": 2, "8": 2, "9": 1,
}  # fmt: skip

_FILE: Final = "data/isco/regulated.yaml"


class RegulatedGroup(NamedTuple):
    """A group whose professions are regulated, and on what ground."""

    code: str
    label: str
    reason: str


def skill_level(code: str) -> int | None:
    """The skill level of an ISCO-08 group, 1 to 4; None for a group of several levels, and for what is no code.

    >>> [skill_level(code) for code in ("2654", "14", "1", "0210", "C2654")]
    [4, 3, None, 2, None]
    """
    if not re.fullmatch("[0-9]{1,4}", code):
        return None
    return _LEVELS.get(code[:2]) or _LEVELS.get(code[:1])


@cache
def regulated_groups() -> dict[str, RegulatedGroup]:
    """The reviewed list of regulated groups, by code. Raises DataError where the list is wrong."""
    from kg.sources.located import read_yaml

    located = read_yaml(resource(_FILE), _FILE)
    faults = list(located.findings)
    groups: dict[str, RegulatedGroup] = {}
    for position, entry in enumerate(located.data if isinstance(located.data, list) else []):
        fields = entry if isinstance(entry, dict) else {}
        if set(fields) != set(RegulatedGroup._fields) or not all(isinstance(value, str) for value in fields.values()):
            faults.append(located.error((position,), "a group has a code, a label and a reason, each a text"))
        elif not re.fullmatch("[0-9]{3,4}", fields["code"]) or fields["code"] in groups:
            faults.append(located.error((position,), f"'{fields['code']}' is no code of a group, or listed before"))
        else:
            groups[fields["code"]] = RegulatedGroup(**fields)
    if faults or not groups:
        raise DataError(faults or [Finding("error", "lists no group", _FILE, 1)])
    return groups


def regulated_group(code: str) -> RegulatedGroup | None:
    """The listed group that a code belongs to, if any.

    >>> regulated_group("2211").label
    'medical doctors'
    """
    listed = regulated_groups()
    return next((listed[code[:size]] for size in (3, 4) if code[:size] in listed and len(code) >= size), None)
