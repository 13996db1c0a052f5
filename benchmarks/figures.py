"""Education, experience, people and pay of O*NET's occupations, and of ESCO's by a mapping, as imports have them.

The program takes such figures from a store (docs/routes.md); here they are read from the files that they are published
in, so that the rule can be measured without a store.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import openpyxl
from official import SHARED

from kg.model.careers import RoleFacts, carry_facts
from kg.sources.esco import MANAGING
from kg.sources.onet import managing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["esco_facts", "onet_facts"]

MONTHS = (0, 0, 0, 1, 3, 6, 12, 24, 48, 72, 96, 120)
"""The lower bound of each category of related work experience, in months; they are numbered from 1."""

OPEN_TOP = 239_200
"""What "#" stands for at least, in pay of a year."""


def esco_facts(isco: Mapping[str, str]) -> dict[str, RoleFacts]:
    """The figures of occupations, by the code of their ISCO-08 unit group."""
    codes = _crosswalk()
    rated, employed = _rated(), _employed()
    many = Counter(code[:7] for role, code in codes.items() if role in isco)
    stated = {}
    for role, group in isco.items():
        code = codes.get(role, "")
        education, months = rated.get(code) or rated.get(code[:7]) or (None, None)
        people, pay = employed.get(code[:7], (None, None))
        shared = None if people is None else people // many[code[:7]]
        stated[role] = RoleFacts(education, months, shared, pay, group.startswith(tuple(MANAGING)))
    return carry_facts(stated, {}, {role: (group, group[:3]) for role, group in isco.items()})


def onet_facts(codes: Iterable[str]) -> dict[str, RoleFacts]:
    """The figures of O*NET's occupations, by their codes; people are shared out among those of one SOC code."""
    roles, rated, employed = list(codes), _rated(), _employed()
    many = Counter(code[:7] for code in roles)
    found = {}
    for role in roles:
        education, months = rated.get(role, (None, None))
        people, pay = employed.get(role[:7], (None, None))
        shared = None if people is None else people // many[role[:7]]
        found[role] = RoleFacts(education, months, shared, pay, managing(role) is not None)
    return found


def _crosswalk() -> dict[str, str]:
    with (SHARED / "quality/esco-onet-crosswalk.csv").open(encoding="utf-8", newline="") as file:
        return {row["concept_uri"]: row["onet_code"] for row in csv.DictReader(file)}


def _rated() -> dict[str, tuple[int | None, int | None]]:
    """O*NET-SOC code, and SOC code -> the median level of education, and the months of experience."""
    shares: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    with zipfile.ZipFile(SHARED / "onet/onet-29.2-text-subset.zip") as archive:
        text = io.TextIOWrapper(archive.open("Education, Training, and Experience.txt"), encoding="utf-8")
        for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["Recommend Suppress"] != "Y" and row["Scale ID"] in ("RL", "RW"):
                shares[row["O*NET-SOC Code"], row["Scale ID"]][int(row["Category"])] = float(row["Data Value"])
    medians: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for (code, scale), of_categories in shares.items():
        total, sum_ = sum(of_categories.values()), 0.0
        for category in sorted(of_categories):
            sum_ += of_categories[category]
            if total and sum_ >= total / 2:
                medians[code][scale].append(category)
                medians[code[:7]][scale].append(category)
                break
    return {code: (_lower_median(found["RL"]), _months(_lower_median(found["RW"]))) for code, found in medians.items()}


def _months(category: int | None) -> int | None:
    return None if category is None else MONTHS[category]


def _lower_median(values: Iterable[int]) -> int | None:
    ranked = sorted(values)
    return ranked[(len(ranked) - 1) // 2] if ranked else None


def _employed() -> dict[str, tuple[int | None, int | None]]:
    """SOC code -> the people employed in the nation, and their median pay of a year."""
    with zipfile.ZipFile(SHARED / "oews/oews-2025-national-state.zip") as archive:
        content = io.BytesIO(archive.read("national_M2025_dl.xlsx"))
    sheet = openpyxl.load_workbook(content, read_only=True).worksheets[0]
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    heads = [str(head) for head in next(rows)]
    tables = (dict(zip(heads, row, strict=False)) for row in rows)
    return {
        str(row["OCC_CODE"]): (_number(row["TOT_EMP"]), _number(row["A_MEDIAN"]))
        for row in tables
        if row["O_GROUP"] == "detailed"
    }


def _number(cell: object) -> int | None:
    if cell == "#":
        return OPEN_TOP
    return int(cell) if isinstance(cell, int | float) else None
