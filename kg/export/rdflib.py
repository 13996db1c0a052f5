"""The graph as rdflib's own type, for the ecosystem that lives on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rdflib

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.store import MemoryStore

__all__ = ["to_rdflib"]


def to_rdflib(store: MemoryStore, prefixes: Mapping[str, str]) -> rdflib.Dataset:
    """An rdflib Dataset with the named graphs of the store and its prefixes; its default graph is their union."""
    dataset = rdflib.Dataset(default_union=True)
    for prefix, namespace in prefixes.items():
        dataset.bind(prefix, namespace, replace=True)
    dataset.parse(data=store.dump(), format="nquads")
    return dataset
