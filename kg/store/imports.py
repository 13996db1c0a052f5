"""Imports into a store on disk: each kind of source is read, written as quads and put in, whole or not at all."""

from __future__ import annotations

import shlex
from collections import Counter
from functools import partial
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import NamedNode, Store

from kg.errors import DataError, NothingUnderstoodError, SourceShrinksError, UsageError, quoted, truncated
from kg.model import Entity, Fact, Finding
from kg.model.records import FileReport, ImportReport, ImportRequest, MappingSet, SourceMetadata
from kg.rdf.describe import describe
from kg.rdf.entities import REQUIRING, undescribed_skills
from kg.rdf.formats import RdfFile
from kg.rdf.quads import new_quads, write_lines
from kg.rdf.reader import GraphReader
from kg.rdf.vocabularies import unknown_term
from kg.rdf.writer import StreamWriter, TableWriter, write_stream, written
from kg.resources import resource
from kg.schema import ALIGNMENTS, BASE, ESCO, NAME_LINKS, PREFIXES, RDF, SKOS
from kg.sources.dataset import metadata, stated, topic_schemes, unread
from kg.sources.delimited import RecordSource
from kg.sources.guide import Guide
from kg.sources.registry import SOURCE_KINDS, ReadSource, SourceKind, source_kinds
from kg.sources.skos import SkosSurvey, survey
from kg.sources.sssom import mapping_metadata, mapping_records, read_sssom
from kg.sources.table import Tables, propose_tables, read_tables
from kg.sources.table_proposal import Proposal
from kg.sources.yaml_lines import CONTROL
from kg.store.counts import ENTITIES, SourceDiff
from kg.store.folder import StoreFolder, check_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pyoxigraph import Quad


_ALIGNMENTS_TITLE = "Links of the bundled roles and skills to ESCO and O*NET"

_TYPE = NamedNode(RDF.type)
_TAXONOMIES = {ESCO.Occupation: "esco", ESCO.Skill: "esco", SKOS.Concept: "skos", SKOS.ConceptScheme: "skos"}
"""Classes of taxonomies, and the kind of source that reads them; the first that a file has counts."""

_MOST_ENDS = 20
"""How many ends of mappings that nothing describes are named one by one."""

_NOT_FROM_ROWS = ("date", "definition")
"""Parts of a fact that no row states: the missing date of a table, and the definition of a scheme made of a cell."""


class Imported(NamedTuple):
    """What an import changed in the store, and its report."""

    change: SourceDiff
    report: ImportReport


def import_source(  # noqa: PLR0913  # each is given by its name
    folder: StoreFolder,
    kind: str | SourceKind,
    paths: Iterable[Path],
    *,
    name: str | None = None,
    options: dict[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
    link: bool = True,
    allow_empty: bool = False,
    agree: Callable[[str], bool] | None = None,
) -> Imported:
    """Add one source to a store, or replace the source of that name; ``kind`` is one of the registry of sources.

    ``options`` are by the names that the registry gives them, such as ``{"release": "1.2.0"}``; ``progress`` is called
    with the number of bytes read, and of all. Its entities are linked to those of other sources with equal names, now
    and at later imports, unless ``link`` is False. Raises UsageError for a kind, name or option that is not valid,
    SourceError for files that cannot be read, DataError where their content is wrong, and as
    :meth:`kg.store.folder.StoreFolder.put` does.

    Files of which nothing is understood raise NothingUnderstoodError unless ``allow_empty``. Where more than half of
    the roles or skills of the source would go, ``agree`` is asked, with the numbers; SourceShrinksError says that it
    does not. Without it nobody is asked.
    """
    found = _kind(kind)
    files = tuple(paths)
    own_name = found.source_name(files) if name is None else name
    request = ImportRequest(files, own_name, options or {}, progress, link, lambda: _role_codes(folder))
    found.check(files, name, request.options)
    _check_options(request.options)
    _check_name(folder, found, request.name)
    return _Import(folder, request, allow_empty, agree).put(found.read(request))


class _Import(NamedTuple):
    """One import: the store, what was asked for, and what it may do to a source that is there."""

    folder: StoreFolder
    request: ImportRequest
    allow_empty: bool
    agree: Callable[[str], bool] | None

    def put(self, source: ReadSource) -> Imported:
        """Put in what was read, whole or not at all."""
        name, files = self.request.name, self.request.paths
        if isinstance(source, RdfFile):
            return self._rdf(source)
        if isinstance(source, MappingSet):
            if not (source.mappings or source.refusals):
                self._refuse(f"{quoted(files[0].name)} has no mapping", "check its columns", source.findings)
            quads = _mappings([source], name, source.title or files[0].name)
            imported = self._quads(quads, source.findings, (source.report,))
            findings = (*source.findings, *self._undescribed_ends(source))
            return imported._replace(report=imported.report._replace(findings=findings))
        if isinstance(source, Guide):
            return self._guide(source)
        return self._tables(source) if isinstance(source, Tables) else self._stream(source)

    def _undescribed_ends(self, source: MappingSet) -> Iterator[Finding]:
        """The ends of mappings that no source of the store describes, each with the line that first names it."""
        ends: dict[str, int] = {}
        for mapping in source.mappings:
            for end in (mapping.subject, mapping.object):
                ends.setdefault(end, mapping.line)
        engine, file = self.folder.open().engine, str(self.request.paths[0])
        unknown = [
            end for end in ends if next(engine.quads_for_pattern(NamedNode(end), _TYPE, None, None), None) is None
        ]
        for end in unknown[:_MOST_ENDS]:
            yield Finding("warning", f"no source of this store describes {end}", file, ends[end])
        if len(unknown) > _MOST_ENDS:
            more = f"{len(unknown) - _MOST_ENDS:,} more ends of these mappings are described by none"
            yield Finding("warning", more, file)

    def _rdf(self, source: RdfFile) -> Imported:
        """Put in the statements of a file, but for the links of the store that it is of: this one makes its own."""
        links = NamedNode(f"{BASE}graph/{NAME_LINKS}")
        count, classes = Counter[bool](), Counter[str]()
        required, typed, terms = set[str](), set[str](), Counter[str]()

        def kept() -> Iterator[Quad]:
            for quad in source.quads(NamedNode(f"{BASE}graph/{self.request.name}")):
                own = quad.graph_name != links
                count[own] += 1
                if quad.predicate == _TYPE and (named := getattr(quad.object, "value", "")) in _TAXONOMIES:
                    classes[named] += 1
                if quad.predicate == _TYPE:
                    typed.add(str(quad.subject.value))  # type: ignore[union-attr]  # no triple term is read
                elif quad.predicate in REQUIRING:
                    required.add(str(getattr(quad.object, "value", "")))
                terms[quad.predicate.value] += 1
                if quad.predicate == _TYPE:
                    terms[str(getattr(quad.object, "value", ""))] += 1
                if own:
                    yield quad

        imported = self._quads(kept())
        misspelt = {term: wrong for term in sorted(terms) if (wrong := unknown_term(term))}
        missed = sum(terms[term] for term in misspelt)
        counted = FileReport(str(self.request.paths[0]), count.total(), count[True] - missed, count[False], missed)
        findings = (
            *source.findings,
            *source.uses(misspelt),
            *self._without_careers(imported.change, classes),
            *self._undescribed(required - typed),
        )
        return imported._replace(report=imported.report._replace(files=(counted,), findings=findings))

    def _undescribed(self, required: set[str]) -> Iterator[Finding]:
        """That a file requires skills which neither it nor another source of the store describes."""
        if required:
            entities = self.folder.open().reader.entities
            if found := [*filter(entities.is_undescribed, required)]:
                yield undescribed_skills(found, str(self.request.paths[0]))

    def _without_careers(self, change: SourceDiff, classes: Counter[str]) -> Iterator[Finding]:
        """That a file has neither a role nor a skill, and what reads it where it is a taxonomy."""
        if any(part.what in ENTITIES and part.new + part.kept for part in change.parts):
            return
        kind = next((kind for iri, kind in _TAXONOMIES.items() if classes[iri]), "")
        said = "this adds no role and no skill: it names no ck:Role and no ck:Skill"
        if kind:
            file = shlex.quote(str(self.request.paths[0]))
            said += f"; it has the concepts of a taxonomy, which `kg import {kind} {file}` reads"
        else:
            said += "; `kg import esco` reads ESCO's RDF, and `kg import skos` any SKOS taxonomy"
        yield Finding("warning", said, str(self.request.paths[0]))

    def _guide(self, guide: Guide) -> Imported:
        if not guide.careers:
            self._refuse(
                f"no role was found in {quoted(self.request.paths[0].name)};"
                f" these headings were seen: {truncated(map(quoted, guide.headings))}",
                "`kg docs guides` shows how a guide names its roles",
                [finding for finding in guide.findings if finding.severity == "warning"],
            )
        base = f"{BASE}{self.request.name}/"  # so that two guides do not mean the same by a word they share
        records = (*stated(guide.dataset, base), *unread(guide, base), *topic_schemes(guide.dataset, base))
        quads = written(self.request.name, metadata(guide.dataset, base), records, base)
        return self._quads(quads, guide.findings, (guide.lines,))

    def _quads(
        self, quads: Iterable[Quad], findings: tuple[Finding, ...] = (), lines: tuple[FileReport, ...] = ()
    ) -> Imported:
        """Put in what is at hand as quads."""

        def check(change: SourceDiff) -> None:
            if not change.new + change.kept:
                self._refuse(f"{quoted(self.request.paths[0].name)} states nothing", "check that it is the right file")
            self._check(change)

        change = self._put(lambda file: write_lines(quads, file), check)
        return Imported(change, ImportReport(SourceMetadata(self.request.name, "", "", "", ""), lines, findings))

    def _stream(self, source: RecordSource) -> Imported:
        """Write records as they are read: a taxonomy may be larger than the memory."""

        def check(change: SourceDiff) -> None:
            report = source.report()
            if not any(file.read > file.skipped for file in report.files):
                errors = [finding for finding in report.findings if finding.severity == "error"]
                self._refuse("no row was understood", "check that these are the files as published", errors)
            self._check(change)

        return Imported(self._put(partial(self._write, source, StreamWriter), check), source.report())

    def _write(self, source: RecordSource, writer: type[StreamWriter], file: Path) -> int:
        with new_quads(file) as raw, TextIOWrapper(raw, encoding="utf-8", newline="\n") as output:
            return write_stream(self.request.name, source.about, source.records(), output, writer)

    def _tables(self, tables: Tables) -> Imported:
        def write(file: Path) -> int:
            count = self._write(tables, TableWriter, file)
            report = tables.report()
            if not (self.allow_empty or any(file.read > file.skipped for file in report.files)):
                faults = [finding for finding in report.findings if finding.severity == "error"]
                mapping = str(self.request.options.get("mapping"))
                raise DataError(faults or [Finding("error", "no row states anything", mapping)])
            return count

        return Imported(self._put(write, self._check), tables.report())

    def _put(self, write: Callable[[Path], int], check: Callable[[SourceDiff], None]) -> SourceDiff:
        files = self.request.paths
        return self.folder.put(self.request.name, write, link=self.request.link, check=check, files=files)

    def _refuse(self, message: str, hint: str, findings: Sequence[Finding] = ()) -> None:
        if not self.allow_empty:
            raise NothingUnderstoodError(message, hint, findings)

    def _check(self, change: SourceDiff) -> None:
        """Ask before more than half of the roles or skills of a source go."""
        counted = {part.what: (part.gone, part.gone + part.kept) for part in change.parts}
        dropped = {what: counts for what, counts in counted.items() if what in ENTITIES and 2 * counts[0] > counts[1]}
        if dropped and self.agree is not None:
            refusal = SourceShrinksError(self.request.name, dropped)
            if not self.agree(refusal.question):
                raise refusal


def _role_codes(folder: StoreFolder) -> dict[str, str]:
    """The codes of the roles of a store, by IRI."""
    names = folder.open().names
    codes = names.codes()
    return {role.iri: codes[role.iri] for role in names.entities(codes, "role")}


def import_mappings(folder: StoreFolder) -> SourceDiff:
    """Add the mappings that ship with the program, as the source ``alignments``; raises as StoreFolder.put does."""
    files = sorted(resource("data/mappings").glob("*.sssom.tsv"))
    sets = [read_sssom(file, f"data/mappings/{file.name}") for file in files]
    return folder.put(ALIGNMENTS, lambda file: write_lines(_mappings(sets, ALIGNMENTS, _ALIGNMENTS_TITLE), file))


def _mappings(sets: list[MappingSet], name: str, title: str) -> list[Quad]:
    return written(name, mapping_metadata(sets[0], title), mapping_records(sets, name, title))


def _kind(kind: str | SourceKind) -> SourceKind:
    if isinstance(kind, SourceKind):
        return kind
    if own := next((each for each in SOURCE_KINDS if each.name == kind), None):
        return own
    kinds = source_kinds()  # reads what every installed package says of itself
    if kind not in kinds:
        raise UsageError(f"there is no kind of source {quoted(kind)}", f"the kinds are: {', '.join(kinds)}")
    return kinds[kind]


def _check_options(options: Mapping[str, Any]) -> None:
    """Raise UsageError for values that cannot be written into a graph."""
    release, licence, attribution = (options.get(name) for name in ("release", "licence", "attribution"))
    if release is not None and (
        not release.strip() or len(release) > 100 or CONTROL.search(release) or "\n" in release
    ):
        raise UsageError(f"{quoted(release)} is not a valid version", "give one such as 1.2.0: --release")
    if licence is not None and not _is_address(licence):
        raise UsageError(f"{quoted(licence)} is not the address of a licence", "give one such as https://...")
    if attribution is not None and CONTROL.search(attribution):
        raise UsageError(f"the attribution {quoted(attribution)} is not plain text", "give a plain text: --attribution")


def _is_address(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return text.startswith(("https://", "http://"))


def _check_name(folder: StoreFolder | None, kind: SourceKind, name: str) -> None:
    """Refuse a name that is not valid, or by which a source would mix with what others state."""
    check_name(name)
    if not kind.own_iris:
        return
    if name in PREFIXES:
        raise UsageError(f"{quoted(name)} is what IRIs of the bundled graph begin with", "give another name: --name")
    graph = NamedNode(f"{BASE}graph/{name}")
    new = folder is not None and all(source.name != name for source in folder.sources)
    if new and folder is not None and folder.open().engine.contains_named_graph(graph):
        raise UsageError(f"a source named {quoted(name)} exists", "give another name: --name")


def survey_source(
    kind: str | SourceKind, paths: Iterable[Path], *, progress: Callable[[int, int], None] | None = None
) -> SkosSurvey:
    """The schemes and properties of a SKOS taxonomy, and how it would be read; nothing is written."""
    found, files = _kind(kind), tuple(paths)
    return survey(ImportRequest(files, found.source_name(files), {}, progress))


# --- tables -----------------------------------------------------------------------------------------------------------


class TableStatement(NamedTuple):
    """What a row states: the subject, the property, its value in words, and file and line."""

    subject: str
    property: str
    value: str
    source: str


class Preview(NamedTuple):
    """What an import would state and report; nothing is written. ``proposal`` is the mapping if it was guessed."""

    name: str
    statements: tuple[TableStatement, ...]
    report: ImportReport
    proposal: Proposal | None = None


def preview_source(
    kind: str | SourceKind,
    paths: Iterable[Path],
    *,
    name: str | None = None,
    options: dict[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Preview:
    """What :func:`import_source` would state, read back from the same quads, for tables.

    Without a mapping one is proposed. Raises as it does, but for tables that state nothing; UsageError for another kind
    of source.
    """
    found, files = _kind(kind), tuple(paths)
    request = ImportRequest(files, found.source_name(files) if name is None else name, options or {}, progress)
    found.check(files, name, request.options)
    _check_name(None, found, request.name)
    proposed = found.read is read_tables and request.options.get("mapping") is None
    tables, proposal = propose_tables(request) if proposed else (found.read(request), None)
    if not isinstance(tables, Tables):
        raise UsageError(f"a source of the kind {found.name} has no preview", "leave out --dry-run")
    store = Store()
    store.bulk_extend(written(request.name, tables.about, tables.records()))
    return Preview(request.name, tuple(_statements(GraphReader(store, request.name))), tables.report(), proposal)


def _statements(reader: GraphReader) -> Iterator[TableStatement]:
    """Every fact of every entity, by its first row; facts that only read another one backwards are left out."""
    entities = [entity for entity in reader.entities.values() if entity.kind != "document"]
    stated = [
        (fact, entity)
        for entity in entities
        for fact in describe(reader, entity).facts
        if not fact.property.startswith("^")
    ]
    stated.sort(key=lambda pair: (pair[0].source.document or "", pair[0].source.line or 0, pair[1].kind, pair[1].iri))
    for fact, entity in stated:
        file = (fact.source.document or "").rpartition(", ")[2]
        yield TableStatement(entity.label, fact.property, _value_text(fact), f"{file}:{fact.source.line}")


def _value_text(fact: Fact) -> str:
    """The value of a fact with its parts."""
    parts = ", ".join(f"{name} {_plain_text(value)}" for name, value in fact.parts if name not in _NOT_FROM_ROWS)
    return f"{_plain_text(fact.value)} ({parts})" if parts else _plain_text(fact.value)


def _plain_text(value: object) -> str:
    if isinstance(value, Entity):
        return value.label
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
