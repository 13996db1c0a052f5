"""docs/esco-routes.md and the remarks beside it agree; `make routes` compares the page with a store."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import yaml

DOCS = Path(__file__).resolve().parent.parent / "docs"
REMARKS: dict[str, dict[str, str]] = yaml.safe_load((DOCS / "esco-routes.yaml").read_text(encoding="utf-8"))
PAGE = (DOCS / "esco-routes.md").read_text(encoding="utf-8")


def test_every_pair_of_the_page_has_its_remark_and_no_other_is_kept() -> None:
    pairs = [heading.replace(" → ", " > ") for heading in re.findall(r"^### (.*)$", PAGE, re.MULTILINE)]
    assert len(pairs) == 35
    assert pairs == list(REMARKS)
    told = re.findall(r"^\*\*([A-Z][a-z-]+)\*\*: (.*)$", PAGE, re.MULTILINE)
    assert told == [(remark["verdict"].capitalize(), remark["remark"]) for remark in REMARKS.values()]


def test_the_summary_counts_the_verdicts() -> None:
    rows = re.findall(r"^\| (?:five|thirty) \w+ \| (.*) \|$", PAGE, re.MULTILINE)
    remarks = list(REMARKS.values())
    for row, some in zip(rows, (remarks[:5], remarks[5:]), strict=True):
        now, before = (Counter(remark[when] for remark in some) for when in ("verdict", "before"))
        verdicts = ("sensible", "far-fetched", "absurd")
        assert row.split(" | ") == [f"{now[verdict]} ({before[verdict]})" for verdict in verdicts]
