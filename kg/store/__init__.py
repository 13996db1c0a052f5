"""Where a graph lives: in memory, opened from a file, or in a store folder on disk."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.store.local import LocalStore
    from kg.store.sparql import AskResult, GraphResult, QueryResult, SelectResult

__all__ = ["AskResult", "GraphResult", "LocalStore", "QueryResult", "SelectResult"]


def __getattr__(name: str) -> object:
    """Load a name of the room when it is first used: its caches are wanted where no engine is."""
    if name not in __all__:
        raise AttributeError(f"module 'kg.store' has no attribute {name!r}")
    return getattr(import_module("kg.store.local" if name == "LocalStore" else "kg.store.sparql"), name)
