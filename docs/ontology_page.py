"""The reference of the ontology as one HTML page, made of the Turtle files: docs/generate.py writes and checks it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN

from kg.resources import resource
from kg.schema import CK

if TYPE_CHECKING:
    from collections.abc import Iterable

ONTOLOGY = rdflib.URIRef("https://w3id.org/career-kg/ontology")
SCHEMA = rdflib.Namespace("https://schema.org/")

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem 1.5rem}"
    "section{border-top:1px solid #8888;padding:.5rem 0}dt{font-weight:600}dd{margin:0 0 .25rem 1rem}"
    "code{font-size:.9em;overflow-wrap:anywhere}nav{columns:14rem;margin:1rem 0}nav a{display:block}"
    "@media (prefers-color-scheme:dark){body{background:#14171a;color:#e6e6e6}a{color:#8ab4f8}}"
)

SORTS = {"Classes": (OWL.Class,), "Properties": (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)}

ABOUT = (
    ("Version", OWL.versionInfo),
    ("This version", OWL.versionIRI),
    ("Created", DCTERMS.created),
    ("Modified", DCTERMS.modified),
    ("Publisher", DCTERMS.publisher),
    ("Licence", DCTERMS.license),
    ("Prefix", VANN.preferredNamespacePrefix),
    ("Namespace", VANN.preferredNamespaceUri),
)

SAID = (
    ("Broader class", RDFS.subClassOf),
    ("Broader property", RDFS.subPropertyOf),
    ("Of", RDFS.domain),
    ("Of, among others", SCHEMA.domainIncludes),
    ("Value", RDFS.range),
    ("Value, among others", SCHEMA.rangeIncludes),
    ("Differs from", OWL.disjointWith),
    ("Close to", SKOS.closeMatch),
    ("Related to", SKOS.relatedMatch),
)


def ontology_page() -> str:
    """The whole page: what the ontology is, a list of its terms, then each term."""
    graph = rdflib.Graph()
    for name in ("career", "alignments"):
        graph.parse(resource(f"ontology/{name}.ttl"))
    title, text = (escape(str(graph.value(ONTOLOGY, each))) for each in (DCTERMS.title, DCTERMS.description))
    found = {heading: _terms(graph, sorts) for heading, sorts in SORTS.items()}
    parts = [
        f"<h1>{title}</h1>",
        f"<p>{text}</p>",
        _list((label, graph.objects(ONTOLOGY, each)) for label, each in ABOUT),
    ]
    for heading, terms in found.items():
        links = "".join(f'<a href="#{_local(term)}">{_local(term)}</a>' for term in terms)
        parts.append(f"<h2>{heading}</h2><nav>{links}</nav>")
        parts += [_section(graph, term) for term in terms]
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        "<!-- Made by docs/generate.py from ontology/*.ttl; edit these, then run `make docs`. -->\n"
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
    )
    return head + "\n".join(parts) + "\n</main>\n</body>\n</html>\n"


def _terms(graph: rdflib.Graph, sorts: Iterable[rdflib.URIRef]) -> list[rdflib.URIRef]:
    found = {term for sort in sorts for term in graph.subjects(RDF.type, sort) if str(term).startswith(CK.iri)}
    return sorted(term for term in found if isinstance(term, rdflib.URIRef))


def _section(graph: rdflib.Graph, term: rdflib.URIRef) -> str:
    label, definition = (escape(str(graph.value(term, each) or "")) for each in (RDFS.label, SKOS.definition))
    rows = [(words, graph.objects(term, predicate)) for words, predicate in SAID]
    notes = [str(each) for predicate in (RDFS.comment, SKOS.note) for each in graph.objects(term, predicate)]
    comments = "".join(f"<dd>{escape(note)}</dd>" for note in sorted(notes))
    body = _list(rows) + (f"<dl><dt>Compared with other vocabularies</dt>{comments}</dl>" if comments else "")
    return (
        f'<section id="{_local(term)}"><h3>{label} <code>ck:{_local(term)}</code></h3><p>{definition}</p>'
        f"<p><code>{escape(term)}</code></p>{body}</section>"
    )


def _list(rows: Iterable[tuple[str, Iterable[rdflib.term.Node]]]) -> str:
    shown = ((words, sorted(map(str, values))) for words, values in rows)
    items = [(words, "".join(f"<dd>{_link(value)}</dd>" for value in values)) for words, values in shown if values]
    return f"<dl>{''.join(f'<dt>{words}</dt>{values}' for words, values in items)}</dl>"


def _link(value: str) -> str:
    if value.startswith(CK.iri):
        return f'<a href="#{_local(value)}"><code>ck:{_local(value)}</code></a>'
    if value.startswith("http"):
        return f'<a href="{escape(value)}"><code>{escape(value)}</code></a>'
    return escape(value)


def _local(term: str) -> str:
    return escape(term.rpartition("#")[2])
