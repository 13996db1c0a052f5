"""Terms of well-known vocabularies: whether a vocabulary has a term, and which was probably meant where it has not."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.rdf.quads import split_iri
from kg.schema import ALL, CK, INVERSES, OWL, RDF, local_name, prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class UnknownTerm(NamedTuple):
    """What to say of a term that its vocabulary does not have: an error of ours, else a warning."""

    severity: str
    message: str


def unknown_term(iri: str) -> UnknownTerm | None:
    """What is wrong with a property or class of a known vocabulary; None for one that exists, or of another.

    >>> unknown_term("http://www.w3.org/2004/02/skos/core#closMatch").message
    'skos:closMatch is no term of its vocabulary; did you mean skos:closeMatch?'
    >>> unknown_term("http://www.w3.org/2004/02/skos/core#closeMatch"), unknown_term("http://a.example/b")
    (None, None)
    """
    if any(iri in vocabulary for vocabulary in ALL):
        return None
    vocabularies = _vocabularies()
    space, local = split_iri(iri)
    meant = next((each for each in vocabularies if _bare(each) == _bare(space)), None)
    if meant is None or (space == meant and local in vocabularies[meant]):
        return None
    if iri.startswith(f"{RDF.iri}_"):  # rdf:_1 and so on: members of containers
        return None
    near = _right_term(meant, local, vocabularies)
    prefix_of = _prefixes()
    shown = f"{prefix_of[space]}:{local}" if space == meant else f"<{iri}>"
    hint = f"did you mean {near}?" if near else "kg docs model lists what there is" if meant == CK.iri else ""
    message = f"{shown} is no term of its vocabulary{hint and '; '}{hint}"
    return UnknownTerm("error" if meant == CK.iri else "warning", message)


def _prefixes() -> dict[str, str]:
    """The prefix of each namespace."""
    return {OWL.iri: "owl"} | {iri: prefix for prefix, iri in prefixes().items()}


@cache
def _vocabularies() -> dict[str, frozenset[str]]:
    """The local names of each vocabulary whose terms are all known, by namespace; of others than ours as rdflib has."""
    from rdflib import namespace

    others = (
        getattr(namespace, name) for name in ["SKOS", "SDO", "ORG", "PROV", "DCTERMS", "VOID", "RDF", "RDFS", "OWL"]
    )
    listed = {str(other): frozenset(term.removeprefix(str(other)) for term in dir(other)) for other in others}
    known = {vocabulary.iri: vocabulary.terms for vocabulary in ALL}
    return {CK.iri: known[CK.iri]} | {iri: terms | known.get(iri, frozenset()) for iri, terms in listed.items()}


def _bare(namespace: str) -> str:
    """A namespace without what is most often written otherwise: http for https, / for #."""
    return re.sub(r"^https?://(www\.)?", "", namespace).rstrip("#/").casefold()


def _right_term(space: str, local: str, vocabularies: Mapping[str, Iterable[str]]) -> str | None:
    """What was probably meant by a term: the same name in another vocabulary or the other way round, or the nearest."""
    from rapidfuzz import fuzz, process

    prefix_of = _prefixes()
    if local in vocabularies[space]:
        return f"{prefix_of[space]}:{local}, of <{space}>"
    others = (vocabulary for vocabulary in ALL if local in vocabulary.terms and vocabulary.iri in prefix_of)
    if elsewhere := next(others, None):
        return f"{prefix_of[elsewhere.iri]}:{local}"
    if turned := next((iri for iri, inverse in INVERSES.items() if inverse == local), None):
        return f"{prefix_of[split_iri(turned)[0]]}:{local_name(turned)}, the other way round"
    terms = sorted(vocabularies[space])
    best = process.extractOne(local, terms, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_TERM_NEAR)
    return f"{prefix_of[space]}:{best[0]}" if best else None


_TERM_NEAR: Final = 60
"""How alike (of 100) a term of a vocabulary must be to be suggested."""
