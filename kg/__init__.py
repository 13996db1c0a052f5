"""Careers as a knowledge graph: explained routes, SPARQL, Python and a picture, every answer with its sources.

>>> import kg
>>> graph = kg.open()
>>> [step.destination.label for step in graph.routes("statistician", "MLOps")[0].steps]
['Data Scientist', 'Machine Learning Engineer', 'MLOps Engineer']
"""

from kg.errors import KGError
from kg.graph import CareerGraph
from kg.graph import open_graph as open  # noqa: A004  # the API's name: kg.open() reads as it should

__all__ = ["CareerGraph", "KGError", "__version__", "open"]

__version__ = "0.1.0"
