"""The server behind ``kg serve``: the explorer, the SPARQL endpoint and the JSON API, from one process per answer.

``app`` takes requests and refuses what is not safe; it has no graph. ``workers`` has the processes that have one, and
that are ended when they take too long. In each of them ``site`` answers: with pages (``explorer``), SPARQL and linked
data (``endpoint``), or JSON (``api``). ``exchange`` has the words that they share.
"""
