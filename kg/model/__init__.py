"""The nouns of the graph, as plain data: nothing here reads files or knows RDF.

``entities`` are the words that every room speaks, ``careers`` what advice is computed from, ``answers`` what it
answers, ``records`` curated data as people edit it.
"""

from kg.model.entities import Description, Entity, Fact, Finding, Source, Value

__all__ = ["Description", "Entity", "Fact", "Finding", "Source", "Value"]
