"""SSSOM files (mappings as a table of values separated by tabs or commas, with metadata in YAML) -> records.

The metadata are in comment lines above the table, in a file of YAML beside it (``x.sssom.yml`` for ``x.sssom.tsv``), or
in both, of which those above the table count.

Read as https://mapping-commons.github.io/sssom/ describes them. What is wrong is refused with its line, all of it at
once; what is left out (a column that SSSOM does not have) is listed as a warning. Rows that are negated, and those
that say that no term was found, are kept apart, as refusals.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from kg.errors import DataError, SourceError, quoted
from kg.limits import FILE_SIZE
from kg.model import Finding
from kg.model.records import (
    DenialRow,
    DocumentRow,
    GraphRow,
    ImportRecord,
    Mapping,
    MappingSet,
    PropertyRow,
    RowRef,
    SourceMetadata,
    Text,
    Value,
)
from kg.rdf.quads import split_iri
from kg.rdf.vocabularies import unknown_term
from kg.resources import check_file
from kg.schema import BASE, CK, PREFIXES, RDF, RDFS, SKOS, SSSOM, XSD
from kg.sources.yaml_lines import CONTROL, LocatedYaml, parse_yaml, read_yaml

_REQUIRED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")

_COLUMN_NAMES: Final = (
    "record_id subject_id subject_label subject_category predicate_id predicate_label predicate_modifier object_id"
    " object_label object_category mapping_justification author_id author_label reviewer_id reviewer_label creator_id"
    " creator_label license subject_type subject_source subject_source_version object_type object_source"
    " object_source_version predicate_type mapping_provider mapping_source mapping_cardinality cardinality_scope"
    " mapping_tool mapping_tool_id mapping_tool_version mapping_date publication_date review_date confidence"
    " reviewer_agreement curation_rule curation_rule_text subject_match_field object_match_field match_string"
    " subject_preprocessing object_preprocessing similarity_score similarity_measure see_also issue_tracker_item other"
    " comment"
)
_COLUMNS: Final = frozenset(_COLUMN_NAMES.split())
"""Every column that SSSOM knows, most of which say nothing to us."""

_BUILT_IN: Final = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": SKOS.iri,
    "sssom": SSSOM.iri,
}
"""The prefixes that a file need not declare."""

_NO_TERM: Final = SSSOM.NoTermFound

_NOT: Final = "Not"
"""The predicate modifier of a row that denies its mapping."""


def read_sssom(path: Path, shown_as: str | None = None) -> MappingSet:
    """The mappings of an SSSOM file; ``shown_as`` is what findings call it.

    Raises SourceError when it cannot be read, DataError listing every error in it.

    >>> from kg.resources import resource
    >>> found = read_sssom(resource("data/mappings/ai-ml-onet.sssom.tsv"))
    >>> found.title, found.mappings[0].object_label
    ('The AI/ML careers and O*NET', 'Marketing Managers')
    """
    name = shown_as or str(path)
    content = b""
    check_file(path, FILE_SIZE)
    try:
        content = path.read_bytes()
        utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = content.decode("utf-16" if utf_16 else "utf-8-sig")
    except OSError as error:
        raise SourceError(f"cannot read {quoted(name)}: {error.strerror or error}", "check it") from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 (byte {error.start}): save the file as UTF-8"
        raise DataError([Finding("error", message, name, line)]) from error
    return _File(name, text, _metadata_beside(path)).read(path.name)


def _metadata_beside(path: Path) -> LocatedYaml | None:
    """The metadata in a file beside a table; None where there is none."""
    stem = path.name.removesuffix(path.suffix)
    names = [f"{base}{ending}" for base in (stem, stem.removesuffix(".sssom")) for ending in (".yml", ".yaml")]
    found = next((file for name in names if (file := path.with_name(name)).is_file() and file != path), None)
    return read_yaml(found, str(found)) if found else None


class _File:
    """The text of one file, while it is read."""

    def __init__(self, name: str, text: str, beside: LocatedYaml | None = None) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self.refusals: list[Mapping] = []
        self.not_understood = 0
        self._undeclared: dict[str, tuple[int, str, int]] = {}
        lines = io.StringIO(text, newline=None).readlines()
        self.head_lines = next((count for count, line in enumerate(lines) if not _HEAD.match(line)), len(lines))
        located = parse_yaml(
            "".join(_HEAD.sub("", line, count=1) for line in map(_bare, lines[: self.head_lines])), name
        )
        self.head: dict[str, Any] = {}
        self.prefixes = dict(_BUILT_IN)
        for part in filter(None, (beside, located)):
            self.findings += part.findings
            if isinstance(part.data, dict):
                self.head |= part.data
                self._declare(part)
            elif part.data is not None and not part.findings:
                self.findings.append(part.error((), "the head is not a list of keys and values"))
        self.body = "".join(lines[self.head_lines :])
        first = lines[self.head_lines] if self.head_lines < len(lines) else ""
        self.delimiter = "," if "," in first and "\t" not in first else "\t"

    def _report(self, severity: str, message: str, line: int) -> None:
        self.findings.append(Finding(severity, message, self.name, line))

    def _declare(self, part: LocatedYaml) -> None:
        """Take the prefixes of a curie_map; a built-in one keeps its meaning."""
        declared = part.data.get("curie_map", {})
        if not isinstance(declared, dict):
            self.findings.append(part.error(("curie_map",), "curie_map must give a namespace for each prefix"))
            return
        for prefix, namespace in declared.items():
            meant = _BUILT_IN.get(prefix)
            if meant and namespace != meant:
                message = f"the prefix {quoted(prefix)} is built into SSSOM and means {meant}, not {namespace}"
                self.findings.append(part.error(("curie_map", prefix), f"{message}: rename it, or leave it out"))
            else:
                self.prefixes[prefix] = str(namespace)

    def _head_text(self, key: str) -> str | None:
        """What the head says under a key; names in a list are joined."""
        value = self.head.get(key)
        if isinstance(value, list):
            return ", ".join(map(str, value)) or None
        return None if value is None or isinstance(value, dict) else str(value)

    def read(self, file: str) -> MappingSet:
        """The mappings and what the head says of them; raises DataError with every error."""
        mappings = tuple(self._mappings())
        for prefix, (line, cell, more) in self._undeclared.items():
            others = f", and {more} more cells" if more else ""
            hint = f"declare it there: '{prefix}: https://...'"
            self._report("error", f"{cell} has a prefix that curie_map lacks: {quoted(prefix)}{others}; {hint}", line)
        licence = self._head_text("license")
        if licence is not None and self._iri(licence) is None:
            self._report("error", f"the license {quoted(licence)} is not a valid IRI", 1)
        errors = [finding for finding in self.findings if finding.severity == "error"]
        if errors:
            raise DataError(sorted(errors, key=lambda finding: finding.line or 0))
        return MappingSet(
            file,
            mappings,
            self._head_text("mapping_set_title"),
            self._head_text("mapping_set_version"),
            licence and self._iri(licence),
            self._head_text("creator_label"),
            tuple(self.findings),
            tuple(self.refusals),
            self.not_understood,
        )

    def _mappings(self) -> Iterator[Mapping]:
        rows = self._rows()
        line, columns = next(rows, (self.head_lines + 1, []))
        while columns and not columns[-1]:  # a spreadsheet fills rows up
            del columns[-1]
        missing = [column for column in _REQUIRED if column not in columns]
        if missing == list(_REQUIRED):
            hint = "is this a table of SSSOM, with tabs or commas between its cells?"
            self._report("error", f"the column {' and '.join(missing)} is missing; {hint}", line)
            return
        if missing:
            self._report("error", f"the column {' and '.join(missing)} is missing", line)
            return
        for column in sorted(set(columns)):
            if columns.count(column) > 1:
                self._report("error", f"the column {quoted(column)} is repeated", line)
            if column not in _COLUMNS:
                self._report("warning", f"SSSOM has no column {quoted(column)}; it is not read", line)
        for line, cells in rows:
            if any(cells[len(columns) :]):
                self._report("error", f"has {len(cells)} cells, and there are {len(columns)} columns", line)
            elif any(cells):
                if len(cells) < len(columns):
                    there = f"{len(cells)} cells, and there are {len(columns)} columns"
                    self._report("warning", f"has {there}: the last are taken as empty", line)
                mapping = self._mapping(dict(zip(columns, cells, strict=False)), line)
                if mapping is not None:
                    yield mapping

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row with the line that it begins on."""
        reader = csv.reader(io.StringIO(self.body, newline=""), delimiter=self.delimiter, strict=True)
        while True:
            line = self.head_lines + reader.line_num + 1
            try:
                yield line, next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._report("error", f"broken table: {error}", line)
                return

    def _mapping(self, row: dict[str, str], line: int) -> Mapping | None:
        """The mapping of a row; None where it is wrong, or a refusal, which is kept apart."""
        before = len(self.findings)
        for column, cell in row.items():
            if sign := CONTROL.search(cell):
                self._report("error", f"{column}: the character U+{ord(sign[0]):04X} is not allowed", line)
        subject, predicate, value, justification = (self._entity(row, column, line) for column in _REQUIRED)
        if predicate and (wrong := unknown_term(predicate)):
            self._report("error", f"predicate_id: {wrong.message}", line)
        confidence = row.get("confidence") or None
        if confidence is not None and not _is_share(confidence):
            self._report("error", f"the confidence {quoted(confidence)} is not a number from 0 to 1", line)
        if len(self.findings) > before or "" in (subject, predicate, value, justification):
            return None
        modifier = row.get("predicate_modifier") or None
        if modifier not in (None, _NOT):
            self._report("warning", f"says that something is {quoted(str(modifier))}; it is not read", line)
            self.not_understood += 1
            return None
        labels = row.get("subject_label") or None, row.get("object_label") or None
        vocabulary = "object_source"
        if subject == _NO_TERM:
            subject, value, labels, vocabulary = value, subject, (labels[1], labels[0]), "subject_source"
        source = self._iri(row.get(vocabulary) or self._head_text(vocabulary) or "")
        comment = row.get("comment") or None
        mapping = Mapping(subject, predicate, value, justification, line, *labels, confidence, comment, source)
        if modifier is None and value != _NO_TERM:
            return mapping
        self.refusals.append(mapping)
        return None

    def _entity(self, row: dict[str, str], column: str, line: int) -> str:
        text = row.get(column, "")
        iri = self._iri(text)
        if iri is not None:
            return iri
        prefix, colon, _ = text.partition(":")
        if colon and prefix not in self.prefixes:
            first, cell, more = self._undeclared.get(prefix, (line, f"{column} {quoted(text)}", -1))
            self._undeclared[prefix] = first, cell, more + 1
        else:
            self._report("error", f"{column} {quoted(text)} is not a valid IRI" if text else f"{column} is empty", line)
        return ""

    def _iri(self, text: str) -> str | None:
        """The IRI that a CURIE abbreviates; one that is written out stays."""
        prefix, colon, local = text.partition(":")
        if colon and prefix in self.prefixes:
            text = self.prefixes[prefix] + local
        elif "://" not in text:
            return None
        try:
            return NamedNode(text).value
        except ValueError:
            return None


_HEAD: Final = re.compile('"?#')
"""How a line of metadata begins; a spreadsheet may have put it into quotes."""


def _bare(line: str) -> str:
    """A line of metadata without what a spreadsheet adds: empty cells, and quotes around it."""
    text = line.rstrip("\r\n")
    if text.startswith('"#') and len(text) < csv.field_size_limit():
        text = next(csv.reader([text], delimiter="\t" if "\t" in text else ","))[0]
    return text.rstrip("\t,") + "\n"


def _is_share(text: str) -> bool:
    return re.fullmatch(r"0(\.[0-9]+)?|1(\.0+)?|\.[0-9]+", text, re.ASCII) is not None


# --- records ----------------------------------------------------------------------------------------------------------


def mapping_metadata(found: MappingSet, title: str) -> SourceMetadata:
    """What the graph of a set says of itself, as far as its file does."""
    texts = (found.version or "", found.licence or "", found.credit or "")
    return SourceMetadata(title, *texts, BASE, complete=False)


def mapping_records(sets: Iterable[MappingSet], name: str, title: str) -> Iterator[ImportRecord]:
    """The records of mapping sets that are in one graph of this name: a row states a mapping and all about it."""
    for found in sets:
        yield GraphRow(mapping_metadata(found, title), name)
        yield DocumentRow(found.file, found.file)
        for mapping in found.mappings:
            rows = (RowRef(found.file, mapping.line),)
            yield PropertyRow(rows, mapping.subject, mapping.predicate, mapping.object, tuple(_details(mapping)))
        for refused in found.refusals:
            denied: list[tuple[str, Value]] = [(SSSOM.predicate_modifier, Text("Not"))]
            if refused.object_source:
                denied.append((SSSOM.object_source, refused.object_source))
            row = RowRef(found.file, refused.line)
            triple = (refused.subject, refused.predicate, refused.object)
            yield DenialRow(row, *triple, tuple(denied), tuple(_details(refused)))


def _details(mapping: Mapping) -> Iterator[tuple[str, Value]]:
    yield SSSOM.mapping_justification, mapping.justification
    if mapping.confidence:
        yield SSSOM.confidence, Text(mapping.confidence, datatype=XSD.decimal)
    if mapping.comment:
        yield CK.reason, Text(mapping.comment, "en")


# --- writing ----------------------------------------------------------------------------------------------------------


_WRITTEN: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "comment",
)


def sssom_text(found: MappingSet) -> str:
    """A mapping set as an SSSOM file that :func:`read_sssom` reads.

    >>> row = Mapping("https://a.example/1", SKOS.exactMatch, "https://b.example/2", "https://c.example/d#e", 0)
    >>> sssom_text(MappingSet("x", (row,), "Mine")).splitlines()[-1].split()
    ['ns1:1', 'skos:exactMatch', 'ns2:2', 'ns3:e']
    """
    shorten = _Shortener()
    rows = [
        [
            shorten(mapping.subject),
            mapping.subject_label or "",
            shorten(mapping.predicate),
            shorten(mapping.object),
            mapping.object_label or "",
            shorten(mapping.justification),
            mapping.confidence or "",
            mapping.comment or "",
        ]
        for mapping in found.mappings
    ]
    head = {"mapping_set_title": found.title, "license": found.licence, "mapping_set_version": found.version}
    output = io.StringIO(newline="")
    output.write("#curie_map:\n")
    output.writelines(f"#  {prefix}: {json.dumps(space)}\n" for prefix, space in sorted(shorten.declared.items()))
    output.writelines(f"#{key}: {json.dumps(value)}\n" for key, value in head.items() if value)
    table = csv.writer(output, delimiter="\t", lineterminator="\n")
    table.writerow(_WRITTEN)
    table.writerows([CONTROL.sub(" ", cell) for cell in row] for row in rows)
    return output.getvalue()


class _Shortener:
    """Shortens IRIs to CURIEs, and declares the prefixes for it."""

    def __init__(self) -> None:
        self._known = {space: prefix for prefix, space in {**PREFIXES, **_BUILT_IN}.items()}
        self.declared: dict[str, str] = {}

    def __call__(self, iri: str) -> str:
        space, local = split_iri(iri)
        if not local:
            return iri
        prefix = self._known.setdefault(space, f"ns{1 + sum(each.startswith('ns') for each in self._known.values())}")
        self.declared[prefix] = space
        return f"{prefix}:{local}"
