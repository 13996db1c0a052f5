"""docs/judged-routes.md and the verdicts beside it agree; `make routes` compares the page with a store."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAIRS: list[dict[str, Any]] = yaml.safe_load((DOCS / "judged-routes.yaml").read_text(encoding="utf-8"))
PAGE = (DOCS / "judged-routes.md").read_text(encoding="utf-8")
READINGS = ("first", "second")
VERDICTS = ("sensible", "far-fetched", "absurd")


def test_every_pair_is_on_the_page_with_both_verdicts() -> None:
    assert Counter(pair["drawn"] for pair in PAIRS) == {"esco": 20, "onet": 15, "asked": 15, "crossing": 10}
    assert len(re.findall(r"^### .* → ", PAGE, re.MULTILINE)) == len(PAIRS)
    told = re.findall(r"^\* (First|Second) reading: \*\*([a-z-]+)\*\*\. .* Before: ([a-z-]+)\.$", PAGE, re.MULTILINE)
    assert told == [
        (reading.capitalize(), pair["now"][number]["verdict"], pair["before"][number]["verdict"])
        for pair in PAIRS
        for number, reading in enumerate(READINGS)
    ]


def test_the_summary_counts_the_verdicts() -> None:
    for number, reading in enumerate(READINGS):
        now, before = (Counter(pair[when][number]["verdict"] for pair in PAIRS) for when in ("now", "before"))
        cells = " | ".join(f"{now[verdict]} ({before[verdict]})" for verdict in VERDICTS)
        assert f"| all | {reading} | {cells} |" in PAGE


def test_most_routes_are_sensible_and_few_absurd_by_either_reading() -> None:
    """What README and docs/routes.md say of them."""
    for number in range(len(READINGS)):
        counted = Counter(pair["now"][number]["verdict"] for pair in PAIRS)
        assert counted["sensible"] >= 0.65 * len(PAIRS)
        assert counted["absurd"] <= 0.05 * len(PAIRS)
        flaws = {flaw for pair in PAIRS for flaw in pair["now"][number].get("flags", ())}
        assert flaws <= {"unmarked"}
