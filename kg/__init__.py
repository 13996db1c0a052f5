"""Careers as a knowledge graph: explained routes, SPARQL, Python and a picture, every answer with its sources.

>>> import kg
>>> graph = kg.open()
>>> [step.destination.label for step in graph.route("statistician", "MLOps")[0].steps]
['Data Scientist', 'Machine Learning Engineer', 'MLOps Engineer']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.analysis.all_pairs import TransitionTable
    from kg.analysis.statistics import Statistics
    from kg.errors import (
        AmbiguousNameError,
        DataError,
        KGError,
        LimitError,
        OutputError,
        QueryRefusedError,
        QuerySyntaxError,
        SourceError,
        TimeLimitError,
        UnknownNameError,
        UsageError,
    )
    from kg.graph import CareerGraph
    from kg.graph import open_graph as open  # noqa: A004  # kg.open() reads as it should
    from kg.model import Description, Entity, Fact, Source
    from kg.model.analysis import (
        Communities,
        Community,
        Comparison,
        Curriculum,
        Extraction,
        InterestMatches,
        Matches,
        Ranking,
    )
    from kg.model.answers import Gap, Gate, GroupRoutes, NextRoles, Route, Routes, SkillItem, Step, Transition, WhatIf
    from kg.model.changes import Differences
    from kg.model.connections import Connection, Connections, Link
    from kg.model.plan import Pace, Plan
    from kg.routes.conditions import Conditions
    from kg.routes.unlocks import Unlocks
    from kg.store.sparql import QueryResult

__all__ = [
    "AmbiguousNameError",
    "CareerGraph",
    "Communities",
    "Community",
    "Comparison",
    "Conditions",
    "Connection",
    "Connections",
    "Curriculum",
    "DataError",
    "Description",
    "Differences",
    "Entity",
    "Extraction",
    "Fact",
    "Gap",
    "Gate",
    "GroupRoutes",
    "InterestMatches",
    "KGError",
    "LimitError",
    "Link",
    "Matches",
    "NextRoles",
    "OutputError",
    "Pace",
    "Plan",
    "QueryRefusedError",
    "QueryResult",
    "QuerySyntaxError",
    "Ranking",
    "Route",
    "Routes",
    "SkillItem",
    "Source",
    "SourceError",
    "Statistics",
    "Step",
    "TimeLimitError",
    "Transition",
    "TransitionTable",
    "UnknownNameError",
    "Unlocks",
    "UsageError",
    "WhatIf",
    "__version__",
    "open",
]

__version__ = "0.1.0"

_MODULES = {
    "kg.analysis.all_pairs": ("TransitionTable",),
    "kg.analysis.statistics": ("Statistics",),
    "kg.graph": ("CareerGraph",),
    "kg.routes.conditions": ("Conditions",),
    "kg.routes.unlocks": ("Unlocks",),
    "kg.store.sparql": ("QueryResult",),
    "kg.model": ("Description", "Entity", "Fact", "Source"),
    "kg.model.analysis": (
        "Communities",
        "Community",
        "Comparison",
        "Curriculum",
        "Extraction",
        "InterestMatches",
        "Matches",
        "Ranking",
    ),
    "kg.model.changes": ("Differences",),
    "kg.model.answers": (
        "Gap",
        "Gate",
        "GroupRoutes",
        "NextRoles",
        "Route",
        "Routes",
        "SkillItem",
        "Step",
        "Transition",
        "WhatIf",
    ),
    "kg.model.plan": ("Pace", "Plan"),
    "kg.model.connections": ("Connection", "Connections", "Link"),
    "kg.errors": tuple(name for name in __all__ if name.endswith("Error")),
}
_HOMES = {name: (module, name) for module, names in _MODULES.items() for name in names}
_HOMES["open"] = ("kg.graph", "open_graph")


def __getattr__(name: str) -> object:
    """Load a public name when it is first used: the command line imports this package and wants none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    found = globals()[name] = getattr(import_module(module), attribute)
    return found


def __dir__() -> list[str]:
    return __all__
