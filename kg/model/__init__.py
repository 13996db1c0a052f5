"""The nouns of the graph, as plain data: nothing here reads files or knows RDF."""

from kg.model.entities import Description, Entity, Fact, Finding, Source

__all__ = ["Description", "Entity", "Fact", "Finding", "Source"]
