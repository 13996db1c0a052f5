"""The one table of RDF formats: file endings, media types, and writers that give the same bytes on every run."""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, cast

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from kg.errors import SourceError, UsageError, quoted
from kg.limits import FILE_ATTRIBUTES, FILE_DEPTH, FILE_SIZE
from kg.model import Finding
from kg.rdf.datatypes import is_valid
from kg.rdf.vocabularies import UnknownTerm
from kg.resources import check_file, document_type_line
from kg.schema import BASE, PROPERTIES, RDF, XSD, local_name, prefixes


class GraphFormat(NamedTuple):
    """One RDF format: its name on the command line, its file ending, and whether it keeps named graphs."""

    name: str
    ending: str
    title: str
    rdf: RdfFormat
    graphs: bool = False


FORMATS: dict[str, GraphFormat] = {
    entry.name: entry
    for entry in (
        GraphFormat("ttl", "ttl", "Turtle", RdfFormat.TURTLE),
        GraphFormat("nt", "nt", "N-Triples", RdfFormat.N_TRIPLES),
        GraphFormat("jsonld", "jsonld", "JSON-LD", RdfFormat.JSON_LD),
        GraphFormat("trig", "trig", "TriG (keeps the named graphs)", RdfFormat.TRIG, graphs=True),
        GraphFormat("rdf", "rdf", "RDF/XML", RdfFormat.RDF_XML),
    )
}
"""Formats by name; those without named graphs are the union of all graphs."""

READ_ENDINGS: Final = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".xml", ".owl", ".jsonld", ".json", ".n3")
"""How the names of RDF files end that kg reads."""


NO_TRIPLE_TERMS = "kg reads RDF 1.1, without the triple terms and reifiers of RDF 1.2"
"""Why a triple as the object of another is refused."""


def read_format(path: str) -> RdfFormat:
    """The format of an RDF file by its ending. Raises SourceError for an ending that none has."""
    ending = path.rpartition(".")[2].lower()
    found = RdfFormat.from_extension({"json": "jsonld", "xml": "rdf", "owl": "rdf"}.get(ending, ending))
    if found is None:
        raise SourceError(
            f"{quoted(path)} is not an RDF file that kg reads", "use .ttl, .nt, .nq, .trig, .rdf or .jsonld"
        )
    return found


@contextmanager
def rdf_input(path: str) -> Iterator[dict[str, Any]]:
    """The argument with which pyoxigraph reads a file: its path, or its content behind a byte-order mark."""
    check_file(path, FILE_SIZE)
    with open(path, "rb") as file:  # noqa: PTH123  # a path as it was given
        beginning = file.read(4)
        file.seek(0)
        if read_format(path) == RdfFormat.RDF_XML:
            FILE_ATTRIBUTES.check(_most_attributes(file), quoted(path))
            file.seek(0)
            refuse_document_type(file, path)
        elif read_format(path) == RdfFormat.JSON_LD:
            FILE_DEPTH.check(_json_depth(file), quoted(path))
    mark = next((mark for mark in _MARKS if beginning.startswith(mark)), None)
    if mark is None:
        yield {"path": path}
        return
    with open(path, "rb") as file:  # noqa: PTH123  # as above
        if mark == codecs.BOM_UTF8:
            file.seek(len(mark))
            yield {"input": file}
        else:
            yield {"input": io.BytesIO(file.read().decode("utf-16").encode())}


def refuse_document_type(file: BinaryIO, path: str) -> None:
    """Raises SourceError where RDF/XML has a document type: a few lines of entities can fill any memory."""
    from xml.parsers import expat

    shown = quoted(path)
    try:
        line = document_type_line(file)
    except expat.ExpatError as error:
        raise SourceError(f"{shown} is damaged: line {error.lineno}: {error}", "correct the file") from error
    if line is not None:
        message = f"{shown}, line {line}: has a document type (<!DOCTYPE ...>), whose entities are not expanded"
        raise SourceError(message, "save it without one, or as Turtle")


def _json_depth(file: BinaryIO) -> int:
    """How deep the objects and lists of JSON are nested, counted block by block without a parser."""
    depth = deepest = 0
    inside, rest = False, b""
    while block := file.read(_BLOCK):
        block = rest + block
        rest = block[len(block.rstrip(b"\\")) :]  # what they escape is in the next block
        text = block[: len(block) - len(rest)].replace(b"\\\\", b"").replace(b'\\"', b"")
        parts = text.translate(None, _NO_JSON_SIGNS).split(b'"')
        signs = b"".join(parts[inside::2])
        inside ^= len(parts) % 2 == 0
        for sign in signs:
            depth += 1 if sign in b"[{" else -1
            deepest = max(deepest, depth)
    return deepest


def _most_attributes(file: BinaryIO) -> int:
    """How many attributes a long tag of XML has at most: they are counted where none begins for a sixteenth of a block.

    A file is not read further than to a tag that has more than the limit.
    """
    most, rest = 0, b""
    while block := file.read(_BLOCK):
        pieces = (rest + block).split(b"<")
        rest = pieces[-1]
        long = (piece for piece in pieces if len(piece) > _BLOCK >> 4)
        most = max([most, *(piece.count(b'="') + piece.count(b"='") for piece in long)])
        if most > FILE_ATTRIBUTES.value:
            break
    return most


_BLOCK: Final = 1 << 20
_NO_JSON_SIGNS: Final = bytes(set(range(256)) - set(b'"[]{}'))

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""The byte-order marks that a file of RDF may begin with."""


def read_error(path: str, error: Exception, hint: str) -> SourceError:
    """The error for a file that pyoxigraph cannot read; ``hint`` is for what is wrong in it."""
    shown = quoted(path)
    if "LoadDocumentCallback" in str(error):
        message = f"cannot read {shown}: its @context is on the net, and kg loads nothing from there"
        return SourceError(message, "put the context itself in the file, in place of its address")
    if isinstance(error, SyntaxError):
        return SourceError(f"{shown} is damaged: {error_location(error)}", hint)
    return SourceError(f"cannot read {shown}: {getattr(error, 'strerror', None) or error}", "check the path")


class RdfFile:
    """The quads of an RDF file, to be read as a stream. Raises SourceError for an ending that no format has."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.findings: tuple[Finding, ...] = ()
        self._format = read_format(str(path))

    def quads(self, graph: NamedNode) -> Iterator[Quad]:
        """Every quad; triples outside a named graph go into ``graph``. Then ``findings`` has the values that are none.

        Raises SourceError for a file that is missing, damaged, or has triple terms, with the line.
        """
        base, sound = self.path.resolve().as_uri(), True
        local = ""
        try:
            for quad in self._parsed(base):
                if isinstance(quad.object, Triple):
                    raise triple_term_error(self.path, self._format)
                sound = sound and (not isinstance(quad.object, Literal) or is_valid(quad.object))
                local = local or _local_iri(quad)
                named = not isinstance(quad.graph_name, DefaultGraph)
                yield quad if named else Quad(quad.subject, quad.predicate, quad.object, graph)
            if not sound:
                self.findings = invalid_values(str(self.path), base)
            if local:
                message = f"has relative IRIs, which become IRIs of this machine, such as <{local}>: {_BASE_NEEDED}"
                self.findings += (Finding("warning", message, str(self.path)),)
        except SourceError:
            raise
        except (SyntaxError, OSError, ValueError) as error:
            raise read_error(str(self.path), error, "correct the file; nothing of it was imported") from error

    def uses(self, wrong: Mapping[str, UnknownTerm]) -> Iterator[Finding]:
        """A warning for each statement that has a wrong term for a property or class, with its line."""
        for quad, line in quads_by_line(str(self.path), self.path.resolve().as_uri()) if wrong else ():
            terms = [quad.predicate.value, *([quad.object.value] if quad.predicate.value == RDF.type else [])]  # type: ignore[union-attr]  # a class
            for found in (wrong[term] for term in terms if term in wrong):
                yield Finding("warning", found.message, str(self.path), line)

    def _parsed(self, base: str) -> Iterator[Quad]:
        with rdf_input(str(self.path)) as content:
            yield from pyoxigraph.parse(**content, format=self._format, base_iri=base, rename_blank_nodes=True)


_BASE_NEEDED = "state a base IRI in the file"


def _local_iri(quad: Quad) -> str:
    """The IRI of a file of this machine in a quad, which relative IRIs become without a base; empty without one."""
    for term in (quad.subject, quad.object):
        if isinstance(term, NamedNode) and term.value.startswith("file:///"):
            return term.value
    return ""


# --- lines of a file --------------------------------------------------------------------------------------------------


class _LineByLine:
    """A file that is read a line at a time, so that a parser is never further than the line that it speaks of."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._whole = True
        self.number = 0

    def read(self, size: int = -1) -> bytes:
        """The next line, or as much of it as may be read."""
        line = self._file.readline(size)
        self.number += self._whole and bool(line)
        self._whole = line.endswith(b"\n")
        return line


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    """A file behind its byte-order mark."""
    with rdf_input(path) as found:
        if "input" in found:
            yield found["input"]
        else:
            with open(path, "rb") as file:  # noqa: PTH123  # a path as it was given
                yield file


def numbered_quads(content: BinaryIO, name: str) -> Iterator[tuple[Quad, int]]:
    """The quads of a file of this name that is read as a stream, each with the line that it ends in.

    JSON-LD is read as a whole, before the first quad: there the line is always the first. Raises SourceError for what
    is damaged, has another form than its name says, or a document type.
    """
    rdf = read_format(name)
    lines = _LineByLine(content)
    try:
        for quad in pyoxigraph.parse(cast("BinaryIO", lines), rdf, base_iri="file:///", rename_blank_nodes=True):
            yield quad, 1 if rdf == RdfFormat.JSON_LD else lines.number
    except (SyntaxError, ValueError) as error:
        raise read_error(name, error, "correct the file; nothing of it was imported") from error


def quads_by_line(path: str, base_iri: str | None = None) -> Iterator[tuple[Quad, int | None]]:
    """Every quad of an RDF file with the line that it ends in.

    A parser of JSON-LD has to read all of it first: there it is the first line with the value, if any.
    """
    rdf = read_format(path)
    with _opened(path) as file:
        lines = _LineByLine(file)
        for quad in pyoxigraph.parse(cast("BinaryIO", lines), rdf, base_iri=base_iri):
            yield quad, lines.number if rdf != RdfFormat.JSON_LD else _line_of(path, quad)


def _line_of(path: str, quad: Quad) -> int | None:
    """The first line of a file of JSON that has a value, or else the last part of the subject's IRI."""
    import json

    for text in (getattr(quad.object, "value", ""), local_name(getattr(quad.subject, "value", ""))):
        spellings = [json.dumps(text, ensure_ascii=plain)[1:-1].encode() for plain in (False, True)]
        with open(path, "rb") as file:  # noqa: PTH123  # as above
            found = (number for number, line in enumerate(file, 1) if any(each in line for each in spellings))
            if text and (number := next(found, None)):
                return number
    return None


def invalid_values(path: str, base_iri: str | None = None) -> tuple[Finding, ...]:
    """A warning for each value in an RDF file that is not one of its datatype, with the line."""
    return tuple(
        Finding("warning", invalid_value(quad.object), path, line)
        for quad, line in quads_by_line(path, base_iri)
        if isinstance(quad.object, Literal) and not is_valid(quad.object)
    )


def invalid_value(literal: Literal) -> str:
    """What is wrong with a literal that is not a value of its datatype, and what to do."""
    datatype = f"xsd:{literal.datatype.value.removeprefix(XSD.iri)}"
    return f"{quoted(literal.value)} is not a valid {datatype}, and is not read as one: correct it or its datatype"


def triple_term_error(path: str | Path, rdf: RdfFormat) -> SourceError:
    """The error for a file with a triple term, which names the line where the first one ends."""
    with _opened(str(path)) as content:
        lines = _LineByLine(content)
        quads = pyoxigraph.parse(cast("BinaryIO", lines), rdf, base_iri="file:///")
        found = any(isinstance(quad.object, Triple) for quad in quads)
    where = f" (line {lines.number})" if found else ""
    message = f"{quoted(str(path))} has a triple term{where}: {NO_TRIPLE_TERMS}"
    return SourceError(message, "state what is said about a triple of an rdf:Statement with a name")


def error_location(error: SyntaxError) -> str:
    """What is wrong with a file, and in which line."""
    line = f" (line {error.lineno})" if error.lineno else ""
    return f"{error.msg}{line}"


def serialize(
    quads: Iterable[Quad], fmt: GraphFormat, base: str = BASE, more: Mapping[str, str] | None = None
) -> bytes:
    """The quads in ``fmt``, sorted, with the project's prefixes and ``more``: the same bytes in any order of them.

    Raises UsageError for a character that XML cannot hold, and names the node.
    """
    table = prefixes(base) | dict(more or {})
    if fmt.graphs:
        ordered: list[Any] = sorted(quads, key=lambda quad: (str(quad.graph_name), *_order(quad)))
    else:
        ordered = sorted({quad.triple for quad in quads}, key=_order)
    if fmt.rdf == RdfFormat.JSON_LD:
        return _json_ld(ordered, table)
    if fmt.rdf == RdfFormat.RDF_XML:
        for triple in ordered:
            check_xml(triple.object.value, f"what {triple.subject} states")
    content = pyoxigraph.serialize(ordered, format=fmt.rdf, prefixes=table)
    assert content is not None
    return _sorted_head(content, fmt.rdf)


_NOT_IN_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
"""The characters that XML 1.0 has no way to write."""


def check_xml(text: str, what: str, hint: str = "choose another format, such as ttl, or correct it") -> None:
    """Raises UsageError where a text of ``what`` has a character that XML cannot hold."""
    if found := re.search(_NOT_IN_XML, text):
        raise UsageError(f"{what} has the character U+{ord(found[0]):04X}, which XML cannot hold", hint)


def _order(item: Quad | Triple) -> tuple[str, bool, str, str]:
    """Sort key: subject, then types before the rest, predicate, object."""
    return (str(item.subject), item.predicate.value != RDF.type, item.predicate.value, str(item.object))


def _sorted_head(content: bytes, rdf: RdfFormat) -> bytes:
    """Prefixes in order: the engine writes them in the order of its hash table."""
    head = b"@prefix"
    if rdf == RdfFormat.RDF_XML:
        start = content.index(b"<rdf:RDF ")
        end = content.index(b">", start)
        names = sorted(content[start + 9 : end].split(b" "))
        return content[:start] + b"<rdf:RDF\n  " + b"\n  ".join(names) + content[end:]
    lines = content.split(b"\n")
    count = next(number for number, line in enumerate(lines) if not line.startswith(head))
    return b"\n".join(sorted(lines[:count]) + lines[count:])


def _json_ld(triples: list[Any], table: dict[str, str], root: str | None = None) -> bytes:
    """JSON-LD with a context of prefixes and terms, one object for each subject: no remote context, no blank node.

    A property is a term by its own name, or by its short form where that name is a prefix. A term of texts has these by
    language, and one of links has IRIs as they are. With ``root`` that node holds the others.
    """
    import json

    schemes = {term.value.partition(":")[0] for triple in triples for term in triple if isinstance(term, NamedNode)}
    table = {prefix: namespace for prefix, namespace in table.items() if prefix not in schemes}
    terms = _json_terms({triple.predicate.value for triple in triples}, table)
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        node = nodes.setdefault(str(triple.subject), {"@id": _name(triple.subject, table)})
        predicate, value = triple.predicate.value, triple.object
        term, how = terms.get(predicate, ("", {}))
        if predicate == RDF.type and not isinstance(value, Literal):
            node.setdefault("@type", []).append(_name(value, table))
        elif how.get("@container") and isinstance(value, Literal) and value.language:
            node.setdefault(term, {}).setdefault(value.language, []).append(value.value)
        elif how.get("@type") and not isinstance(value, Literal):
            node.setdefault(term, []).append(_name(value, table))
        else:
            key = _short(predicate, table) if how.keys() - {"@id"} else term or _short(predicate, table)
            node.setdefault(key, []).append(_json_value(value, table))
    context = {**table, **{term: how for _, (term, how) in sorted(terms.items(), key=lambda item: item[1][0])}}
    document = {"@context": context, "@graph": list(nodes.values())} if root is None else _framed(root, nodes, context)
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _framed(root: str, nodes: dict[str, dict[str, Any]], context: dict[str, Any]) -> dict[str, Any]:
    """One object that holds those that it leads to, each where it is first met."""
    by_id = {node["@id"]: node for node in nodes.values()}
    links = {term for term, how in context.items() if isinstance(how, dict) and how.get("@type") == "@id"}

    def inside(value: Any, key: str) -> Any:
        name = value if key in links else value.get("@id") if isinstance(value, dict) else None
        return embedded(by_id.pop(name)) if name in by_id else value

    def embedded(node: dict[str, Any]) -> dict[str, Any]:
        for key, values in node.items():
            if isinstance(values, list) and key != "@type":
                node[key] = [inside(value, key) for value in values]
        return node

    top = nodes[f"<{root}>"]
    del by_id[top["@id"]]
    used = {key for node in nodes.values() for key in node}
    terms = {term: how for term, how in context.items() if isinstance(how, str) or term in used}
    return {"@context": terms, **embedded(top)}


def entity_json_ld(quads: Iterable[Quad], root: str, base: str = BASE) -> str:
    """JSON-LD of one entity, with the nodes that it leads to inside it."""
    triples = sorted({quad.triple for quad in quads}, key=_order)
    return _json_ld(triples, prefixes(base), root).decode()


def _json_terms(used: set[str], table: dict[str, str]) -> dict[str, tuple[str, dict[str, str]]]:
    """The term of each property that is used and that the schema declares, and what the context says of it."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    names = Counter(PROPERTIES[iri].name for iri in used if iri in PROPERTIES)
    for iri in sorted(used & PROPERTIES.keys() - {RDF.type}):
        row, short = PROPERTIES[iri], _short(iri, table)
        if row.name in table or names[row.name] > 1 or short == iri:
            continue  # a prefix, or the name of several
        how = {"@id": short}
        if row.values == "text":
            how["@container"] = "@language"
        elif row.values not in _DATATYPES:
            how["@type"] = "@id"
        found[iri] = row.name, how
    return found


_DATATYPES = ("", "string", "integer", "decimal", "boolean", "IRI")
"""What the schema says of the values of a property that are no nodes, or may be anything."""

_PLAIN_INTEGER = r"0|-?[1-9][0-9]{0,14}"
"""Integers that a JSON number carries exactly in every reader; the others are written as text with their type."""


def _name(node: NamedNode | BlankNode, table: dict[str, str]) -> str:
    return str(node) if isinstance(node, BlankNode) else _short(node.value, table)


def _short(iri: str, table: dict[str, str]) -> str:
    for prefix, namespace in table.items():
        if iri.startswith(namespace) and not iri[len(namespace) :].startswith("//"):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _json_value(term: Any, table: dict[str, str]) -> Any:
    if not isinstance(term, Literal):
        return {"@id": _name(term, table)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    datatype = term.datatype.value
    if datatype == XSD.string:
        return term.value
    if datatype == XSD.boolean and term.value in ("true", "false"):
        return term.value == "true"
    if datatype == XSD.integer and re.fullmatch(_PLAIN_INTEGER, term.value):
        return int(term.value)
    return {"@value": term.value, "@type": _short(datatype, table)}
