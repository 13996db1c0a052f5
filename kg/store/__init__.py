"""Where a graph lives: in memory, opened from a file, or in a store folder on disk."""

from kg.store.local import LocalStore
from kg.store.sparql import AskResult, GraphResult, QueryResult, SelectResult

__all__ = ["AskResult", "GraphResult", "LocalStore", "QueryResult", "SelectResult"]
