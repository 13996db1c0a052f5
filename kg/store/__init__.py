"""Where a graph lives: today a store in memory, opened from a file."""

from kg.store.memory import MemoryStore
from kg.store.results import AskResult, GraphResult, QueryResult, SelectResult

__all__ = ["AskResult", "GraphResult", "MemoryStore", "QueryResult", "SelectResult"]
