"""The concepts of RDF files, whatever their size: read once as a stream, then asked for one by one.

What is read of the files waits in an engine, on the disk where it is much. Labels are those of SKOS and of SKOS-XL,
where a label is a node with a literal form; descriptions may be nodes too, as ESCO has them. A concept is cited by the
line on which its type is stated.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kg.model import Finding
from kg.model.records import FileReport, RowRef
from kg.rdf.formats import READ_ENDINGS, numbered_quads, read_format, refuse_document_type
from kg.rdf.quads import Term, file_of, node, plain_quads
from kg.schema import DCTERMS, ESCO, RDF, SKOS, SKOS_XL
from kg.sources.delimited import BYTE_ORDER_MARK
from kg.sources.files import Files

_IN_MEMORY: Final = 100_000_000
"""Files of fewer bytes are held in memory."""

_NO_CONCEPTS: Final = frozenset({SKOS_XL.Label, ESCO.NodeLiteral, ESCO.AssociationObject})
"""Classes of nodes that belong to concepts: there are millions of them."""

_PARTS: Final = frozenset({RDF.type, SKOS_XL.literalForm, ESCO.nodeLiteral, ESCO.language})
"""Properties that are read of every node."""

_LABELS: Final = {
    SKOS.prefLabel: SKOS_XL.prefLabel,
    SKOS.altLabel: SKOS_XL.altLabel,
    SKOS.hiddenLabel: SKOS_XL.hiddenLabel,
}

REPEATED_ENGLISH: Final = "en-us"
"""The language in which ESCO repeats its English labels."""


def languages_of(options: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages that ``--languages`` names, English among them; none where all are read."""
    named = str(options.get("languages") or "").replace(",", " ").lower().split()
    return ("en", *(name for name in named if name != "en")) if named else ()


def _plain(text: str) -> str:
    """A text without the control characters that no format of RDF carries as they are."""
    return _CONTROL.sub(" ", text).strip()


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _without_mark(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines of a file behind its byte-order mark."""
    yield next(lines, b"").removeprefix(BYTE_ORDER_MARK)
    yield from lines


def is_rdf(name: str) -> bool:
    """Whether a file is RDF, by its name."""
    return name.lower().endswith(READ_ENDINGS)


class ConceptFile:
    """One file of concepts: what is odd about them, and what became of its statements."""

    lacks: tuple[list[str], list[str]] = [], []

    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self.counts = Counter[bool]()
        self._missed: set[int] = set()

    @property
    def report(self) -> FileReport:
        """How many statements were read, and how many of them are of a property that is not."""
        missed = min(len(self._missed), self.counts[True])
        return FileReport(self.name, self.counts.total(), self.counts[True] - missed, self.counts[False], missed)

    def row_ref(self, line: int) -> RowRef:
        """The reference to a line."""
        return RowRef(self.name, line)

    def skip(self, line: int, reason: str) -> None:
        """Say that what is on a line is left out."""
        self.miss(line, reason)

    def miss(self, line: int, reason: str) -> None:
        """Say that a part of what is on a line is left out."""
        self._missed.add(line)
        self.warn(line, reason)

    def warn(self, line: int | None, message: str) -> None:
        """Tell something odd about a line."""
        self.findings.append(Finding("warning", message, self.name, line))


class Concepts:
    """The triples of RDF files, by node. ``properties`` are those that are read; None reads all.

    ``languages`` are those of the texts that are read, or all.
    """

    def __init__(
        self, files: Files, properties: Collection[str] | None = None, languages: Collection[str] = ()
    ) -> None:
        self._files = files
        self._properties = None if properties is None else {*properties, *_PARTS, *_LABELS, *_LABELS.values()}
        self._languages = frozenset(map(str.lower, languages))
        self._engine = Store()
        self.files = [ConceptFile(name) for name in files.names if is_rdf(name)]
        self._lines: dict[str, tuple[ConceptFile, int]] = {}
        files.announce(file.name for file in self.files)

    @contextmanager
    def loaded(self) -> Iterator[None]:
        """Read the files, and hold what they state. Raises SourceError for a file that is damaged."""
        with TemporaryDirectory(prefix="kg-", ignore_cleanup_errors=True) as folder:
            if self._files.size > _IN_MEMORY:
                self._engine = Store(folder)
            self._engine.bulk_extend(self._quads())
            try:
                yield
            finally:
                self._engine = Store()

    def _quads(self) -> Iterator[Quad]:
        for file in self.files:
            if read_format(file.name) == RdfFormat.RDF_XML:
                with self._files.opened(file.name) as lines:
                    refuse_document_type(file_of(lines), file.name)
            with self._files.opened(file.name) as lines:
                for quad, line in numbered_quads(file_of(_without_mark(lines)), file.name):
                    predicate, value = quad.predicate.value, quad.object
                    wanted = (self._properties is None or predicate in self._properties) and self._is_asked(value)
                    file.counts[wanted] += 1
                    if wanted:
                        if predicate == RDF.type and getattr(value, "value", "") not in _NO_CONCEPTS:
                            self._lines.setdefault(getattr(quad.subject, "value", ""), (file, line))
                        yield Quad(quad.subject, quad.predicate, value)

    def _is_asked(self, value: object) -> bool:
        """Whether a value is in a language that is asked for, or in none."""
        language = value.language if isinstance(value, Literal) else None
        return language is None or not self._languages or language.lower() in self._languages

    # --- concepts ---------------------------------------------------------------------------------------------------

    def place(self, iri: str) -> tuple[ConceptFile, int]:
        """The file and line that a node is cited by."""
        return self._lines.get(iri) or (self.files[0], 1)

    def row(self, iri: str) -> RowRef:
        """The same as a reference."""
        file, line = self.place(iri)
        return file.row_ref(line)

    def subjects(self, *classes: str) -> list[str]:
        """The IRIs of all that is of one of some classes, in order."""
        found = (quad.subject for iri in classes for quad in self._match(None, RDF.type, iri))
        return sorted({each.value for each in found if isinstance(each, NamedNode)})

    def about(self, iri: str) -> dict[str, list[Term]]:
        """The properties of a node with their values, in order."""
        found: dict[str, list[Term]] = defaultdict(list)
        for quad in plain_quads(self._match(iri)):
            found[quad.predicate.value].append(quad.object)
        return {predicate: sorted(values, key=str) for predicate, values in found.items()}

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """The IRIs that a property links."""
        for quad in self._match(None, predicate):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                yield quad.subject.value, quad.object.value

    def linking(self, predicate: str, iri: str) -> set[str]:
        """The IRIs of what a property links to a node."""
        found = (quad.subject for quad in self._match(None, predicate, iri))
        return {each.value for each in found if isinstance(each, NamedNode)}

    def quads(self) -> Iterator[Quad]:
        """All that was read."""
        return self._match()

    def labels(self, about: dict[str, list[Term]], predicate: str) -> dict[str, list[str]]:
        """The labels of a node in each language, in order; a text without a language is English."""
        found: dict[str, set[str]] = defaultdict(set)
        forms = list(about.get(predicate, ()))
        for label in about.get(_LABELS[predicate], ()):
            forms += (quad.object for quad in plain_quads(self._match(label.value, SKOS_XL.literalForm)))
        for form in forms:
            if isinstance(form, Literal) and (text := _plain(form.value)):
                found[form.language or "en"].add(text)
        return {language: sorted(texts) for language, texts in found.items()}

    def texts(self, terms: Iterable[Term]) -> dict[str, str]:
        """A text in each language, of literals, or of nodes with a literal and its language."""
        found: dict[str, str] = {}
        for term in terms:
            text, language = term.value, getattr(term, "language", None)
            if not isinstance(term, Literal):
                about = self.about(term.value)
                said, named = about.get(ESCO.nodeLiteral, []), about.get(ESCO.language, [])
                text = said[0].value if said else ""
                language = named[0].value if named else getattr(said[0], "language", None) if said else None
            if _plain(text) and (not self._languages or (language or "en").lower() in self._languages):
                found.setdefault((language or "en").lower(), _plain(text))
        return found

    def _match(
        self, subject: str | None = None, predicate: str | None = None, value: str | None = None
    ) -> Iterator[Quad]:
        named = NamedNode(predicate) if predicate else None
        return self._engine.quads_for_pattern(node(subject), named, node(value))


DESCRIPTIONS: Final = (DCTERMS.description, SKOS.definition)
"""What describes a concept: the first of these that it has."""
