"""Triples -> what a source says of its roles in words."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, cast

from pyoxigraph import Literal

from kg.schema import CK, DCTERMS, SKOS

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

    from kg.rdf.reader import GraphReader

__all__ = ["read_texts"]

_TEXTS = f"""
SELECT DISTINCT ?role ?text {{
  ?role a <{CK.Role}> ; <{SKOS.prefLabel}>|<{DCTERMS.description}>|<{CK.hasResponsibility}>/<{SKOS.prefLabel}> ?text
}}
"""


def read_texts(reader: GraphReader) -> dict[str, list[str]]:
    """Role -> its English texts: label, description and responsibilities, each once and in a fixed order."""
    found: dict[str, set[str]] = defaultdict(set)
    for role, text in cast("QuerySolutions", reader.store.query(_TEXTS, use_default_graph_as_union=True)):
        if isinstance(text, Literal) and (text.language or "en") == "en":
            found[role.value].add(text.value)
    return {role: sorted(texts) for role, texts in found.items()}
