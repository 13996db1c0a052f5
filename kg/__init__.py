"""A graph of careers that answers by command line, SPARQL, Python and picture."""

__version__ = "0.1.0"
