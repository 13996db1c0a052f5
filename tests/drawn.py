"""How many examples a property test draws."""

from __future__ import annotations

import os

from hypothesis import settings

__all__ = ["examples"]

EXAMPLES = os.environ.get("KG_EXAMPLES")
"""How many examples each property is tried on: KG_EXAMPLES=2000 tries other ones each time, and more of them."""


def examples(full: int = 200) -> settings:
    """Settings of a property test: the same examples on every run, unless KG_EXAMPLES asks for its number of new ones.

    ``full`` is for the long form; in the short one (see conftest.py) it is a tenth, but at least five.
    """
    number = int(EXAMPLES) if EXAMPLES else max(full * settings().max_examples // 100, 5)
    return settings(max_examples=number, derandomize=EXAMPLES is None, deadline=None, database=None)
