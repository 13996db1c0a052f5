"""The figures of the rule, each in one place; docs/routes.md prints them."""

from __future__ import annotations

from typing import Final

__all__ = [
    "AKIN",
    "COST_UNIT",
    "MANY_ROLES",
    "MAX_GROWN",
    "MAX_LEAP",
    "MAX_SKILLS",
    "MAX_STEPS",
    "PRICE",
    "SCALE",
]

SCALE: Final = 1000
"""Kinship is counted in thousandths."""

PRICE: Final = 6
"""The price of any change of job, in halves of a skill. A fresh start adds as much, one at a higher level again."""

AKIN: Final = 300
"""A step between roles of less kinship than this, in thousandths, is a fresh start: it hardly builds on anything."""

MANY_ROLES: Final = 100
"""In a graph of fewer roles that state skills there are no fresh starts: hardly any two roles have kinship there."""

COST_UNIT: Final = 2 * SCALE
"""Costs are counted in 1/COST_UNIT of a skill-equivalent."""

MAX_LEAP: Final = 1
"""By how much the level of preparation may rise in one step."""

MAX_STEPS: Final = 6
"""The longest route that can be asked for, in steps: nobody plans further, and chains grow in number with each."""

MAX_SKILLS: Final = 10_000
"""The highest limit on how many skills a step shares or asks to learn: more than any role requires."""

MAX_GROWN: Final = 10_000
"""How many chains of roles a search for trade-offs grows before it is given up: some 12 s on ESCO's size.

A route of three steps grows one for each role at most, so that it is never given up on a graph of fewer roles.
"""
