"""The reviewed lists of occupations that the law reserves: groups of ISCO-08 in the EU, codes of the SOC in the US."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import DataError
from kg.model import Finding
from kg.resources import resource
from kg.sources.yaml_lines import read_yaml

_ISCO: Final = "data/isco/regulated.yaml"
_SOC: Final = "data/soc/licensed.yaml"
_CODES: Final = {_ISCO: "[0-9]{3,4}", _SOC: "[0-9]{2}-[0-9]{4}"}
"""The lists, each with the form of its codes."""


class RegulatedGroup(NamedTuple):
    """A group of occupations that the law reserves, and on what ground."""

    code: str
    label: str
    reason: str


def regulated_groups() -> dict[str, RegulatedGroup]:
    """The groups of ISCO-08 that are regulated, by code. Raises DataError where the list is wrong."""
    return _listed(_ISCO)


def licensed_occupations() -> dict[str, RegulatedGroup]:
    """The occupations of the SOC that are licensed, by code. Raises DataError where the list is wrong."""
    return _listed(_SOC)


def regulated_group(code: str) -> RegulatedGroup | None:
    """The listed group of ISCO-08 that a code belongs to, if any.

    >>> regulated_group("2211").label
    'medical doctors'
    """
    listed = regulated_groups()
    return next((listed[code[:size]] for size in (3, 4) if code[:size] in listed and len(code) >= size), None)


def licensed_occupation(code: str) -> RegulatedGroup | None:
    """The listed occupation of the SOC that a code of the SOC or of O*NET-SOC belongs to, if any.

    >>> licensed_occupation("29-1141.03").label
    'Registered Nurses'
    """
    return licensed_occupations().get(code.partition(".")[0])


def check_lists() -> list[Finding]:
    """What is wrong with the lists, with file and line."""
    return [finding for name in _CODES for finding in _read(resource(name), name, _CODES[name])[1]]


@cache
def _listed(name: str) -> dict[str, RegulatedGroup]:
    groups, faults = _read(resource(name), name, _CODES[name])
    if faults:
        raise DataError(faults)
    return groups


def _read(file: Path, name: str, codes: str) -> tuple[dict[str, RegulatedGroup], list[Finding]]:
    """The groups of a list by code, and every fault of it; ``codes`` is the pattern of a code."""
    located = read_yaml(file, name)
    faults = list(located.findings)
    groups: dict[str, RegulatedGroup] = {}
    for position, entry in enumerate(located.data if isinstance(located.data, list) else []):
        fields = entry if isinstance(entry, dict) else {}
        texts = [value for value in fields.values() if isinstance(value, str) and value.strip()]
        if set(fields) != set(RegulatedGroup._fields) or len(texts) < len(fields):
            faults.append(located.error((position,), "a group has a code, a label and a reason, each a text"))
        elif not re.fullmatch(codes, fields["code"]) or fields["code"] in groups:
            faults.append(located.error((position,), f"'{fields['code']}' is no code of a group, or listed before"))
        elif groups and fields["code"] < max(groups):
            faults.append(located.error((position,), f"'{fields['code']}' is out of order: groups are sorted by code"))
        else:
            groups[fields["code"]] = RegulatedGroup(**fields)
    return groups, faults if faults or groups else [Finding("error", "lists no group", name, 1)]
