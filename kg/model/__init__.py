"""The nouns of the graph, as plain data: nothing here reads files or knows RDF.

``entities`` are the words that every room speaks, ``careers`` what advice is computed from, ``answers`` what it
answers; ``records``, ``curation`` and ``dataset`` are curated data as people edit it. Values are NamedTuples: a
dataclass costs seven times as much to define, and every command would pay for it at its start.
"""

from kg.model.entities import Description, Entity, Fact, Finding, Source, Unread, Value

__all__ = ["Description", "Entity", "Fact", "Finding", "Source", "Unread", "Value"]
