"""The record of an export: what the data set is, in DCAT and VoID, and each file with its size and checksum.

A file cannot hold its own checksum, so the record is a file beside the others, ``catalog.ttl``.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad

from kg.rdf.formats import FORMATS, serialize
from kg.resources import write_atomically
from kg.schema import CLASSES, DCTERMS, OWL, RDF, VOID, XSD, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kg.analysis.statistics import Statistics
    from kg.graph import CareerGraph


CATALOG: Final = "catalog.ttl"
"""The name of the record, in the folder of the files."""

_DCAT: Final = "http://www.w3.org/ns/dcat#"
_SPDX: Final = "http://spdx.org/rdf/terms#"
_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_OTHERS: Final = {
    "graphml": ("GraphML", "application/graphml+xml"),
    "gexf": ("GEXF", "application/xml"),
    "html": ("Picture", "text/html"),
    "csv": ("CSV", "text/csv"),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
}
"""The formats that are no RDF, with their media types."""

_Said = tuple[str, str, "str | Literal"]
"""A subject, a property and its value: an IRI, or a literal."""


def catalog(graph: CareerGraph, files: Mapping[str, bytes]) -> bytes:
    """The record of an export in Turtle; ``files`` are its contents by name. The same bytes on every run."""
    found = graph.stats()
    said = [*_dataset(graph, found), *_partitions(graph, found)]
    for name, content in files.items():
        said += _distribution(f"{graph.base}catalog", name, content)
    quads = (
        Quad(NamedNode(subject), NamedNode(predicate), NamedNode(value) if isinstance(value, str) else value)
        for subject, predicate, value in said
    )
    return serialize(quads, FORMATS["ttl"], graph.base, {"dcat": _DCAT, "foaf": _FOAF, "spdx": _SPDX, "owl": OWL.iri})


def write_catalog(graph: CareerGraph, folder: Path, files: Iterable[Path]) -> Path:
    """Write the record of files beside them, and say where."""
    path = folder / CATALOG
    write_atomically(path, catalog(graph, {file.name: file.read_bytes() for file in files}))
    return path


def _dataset(graph: CareerGraph, found: Statistics) -> Iterator[_Said]:
    record, dataset, agent = (f"{graph.base}{name}" for name in ("catalog", "catalog#dataset", "catalog#publisher"))
    titles = ", ".join(dict.fromkeys(each.title for each in found.graphs if each.title)) or "Career graph"
    yield record, RDF.type, f"{_DCAT}Catalog"
    yield record, DCTERMS.title, Literal("Files of a career graph", language="en")
    yield record, f"{_DCAT}dataset", dataset
    yield from ((dataset, RDF.type, kind) for kind in (f"{_DCAT}Dataset", VOID.Dataset))
    yield dataset, DCTERMS.title, Literal(titles, language="en")
    yield dataset, DCTERMS.conformsTo, "https://w3id.org/career-kg/ontology"
    for licence in sorted({each.licence for each in found.graphs if each.licence}):
        yield dataset, DCTERMS.license, licence
    if version := graph.data_version():
        yield dataset, f"{_DCAT}version", Literal(version)
    for credit in sorted({each.attribution for each in found.graphs if each.attribution}):
        yield dataset, f"{DCTERMS.iri}publisher", agent
        yield agent, RDF.type, f"{_FOAF}Agent"
        yield agent, f"{_FOAF}name", Literal(credit, language="en")


def _partitions(graph: CareerGraph, found: Statistics) -> Iterator[_Said]:
    """How many triples and entities there are, of each named graph and of each class."""
    dataset = f"{graph.base}catalog#dataset"
    yield dataset, f"{VOID.iri}triples", _number(found.triples)
    yield dataset, f"{VOID.iri}entities", _number(sum(found.kinds.values()))
    for each in found.graphs:
        part = f"{graph.base}catalog#graph-{each.name or 'default'}"
        yield dataset, f"{VOID.iri}subset", part
        yield part, RDF.type, VOID.Dataset
        yield part, DCTERMS.title, Literal(each.title or each.name or "default graph", language="en")
        yield part, f"{VOID.iri}triples", _number(each.triples)
    classes = {row.kind: expand(row.term) for row in reversed(CLASSES) if row.kind}
    for kind, number in found.kinds.items():
        part = f"{graph.base}catalog#class-{kind}"
        yield dataset, f"{VOID.iri}classPartition", part
        yield part, f"{VOID.iri}class", classes[kind]
        yield part, f"{VOID.iri}entities", _number(number)


def _distribution(record: str, name: str, content: bytes) -> Iterator[_Said]:
    """One file: its format, its bytes, and their SHA-256."""
    fmt = name.rpartition(".")[2]
    title, media = _OTHERS.get(fmt) or (FORMATS[fmt].title, FORMATS[fmt].rdf.media_type)
    file, checksum = f"{record}#{name}", f"{record}#{name}-sha256"
    yield f"{record}#dataset", f"{_DCAT}distribution", file
    yield file, RDF.type, f"{_DCAT}Distribution"
    yield file, DCTERMS.title, Literal(f"{name}: {title}", language="en")
    yield file, f"{_DCAT}mediaType", f"{_MEDIA}{media}"
    yield file, f"{_DCAT}byteSize", Literal(str(len(content)), datatype=NamedNode(f"{XSD.iri}nonNegativeInteger"))
    yield file, f"{_SPDX}checksum", checksum
    yield checksum, RDF.type, f"{_SPDX}Checksum"
    yield checksum, f"{_SPDX}algorithm", f"{_SPDX}checksumAlgorithm_sha256"
    digest = sha256(content).hexdigest()
    yield checksum, f"{_SPDX}checksumValue", Literal(digest, datatype=NamedNode(f"{XSD.iri}hexBinary"))


def _number(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD.integer))
