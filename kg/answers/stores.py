"""Stores and imports as blocks: the sources of a store, what an import added and removed, and its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.analysis.statistics import Statistics
from kg.answers.blocks import Answer, Block, Cell, Heading, Paragraph, Table, count_of
from kg.answers.changes import count_lines
from kg.answers.json_output import plain
from kg.model import Finding
from kg.model.records import FileReport, ImportReport
from kg.schema import NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from kg.sources.skos import SkosSurvey
    from kg.store.counts import SourceDiff
    from kg.store.folder import Repair, StoreFolder
    from kg.store.history import HistoryEntry
    from kg.store.imports import Imported, Preview


_SHOWN = 3
"""How many locations and texts of one reason a table names; JSON has them all."""

_LONGEST_SHOWN = 60
"""How many letters a text may have that is named so."""

_PREVIEWED = 25
"""How many statements a dry run shows as text; other formats have them all."""

_FILE_COLUMNS = ("file", "read", "kept", "skipped", "not understood")

_SEVERITIES = (("error", "Skipped"), ("warning", "Warnings (rows kept)"), ("info", "Notes"))


def store_answer(store: StoreFolder) -> Answer:
    """The sources of a store."""
    rows: list[list[Cell]] = [[source.name, source.quads] for source in store.sources]
    data = {"store": str(store.path), "sources": [{"name": name, "quads": quads} for name, quads in rows]}
    table = Table(("source", "quads"), rows)
    title = f"The store in {store.path}"
    if not rows:
        return Answer(data, [Paragraph(f"{title} is empty.")], sheet=table, title=title)
    return Answer(data, [Paragraph(title), table], title=title)


def history_answer(entries: Sequence[HistoryEntry], name: str) -> Answer:
    """The changes of a store, or of one source of it, with the files that were read."""
    rows: list[list[Cell]] = [
        [each.time, each.source, each.action, each.version, each.quads, each.added, each.removed, each.digest]
        for each in entries
    ]
    changes = Table(("time", "source", "action", "version", "quads", "added", "removed", "digest"), rows)
    files: list[list[Cell]] = [[each.time, each.source, *file] for each in entries for file in each.files]
    blocks: list[Block] = [Heading(f"History of {name or 'the store'}"), changes]
    blocks += [Table(("time", "source", "file", "bytes", "sha256"), files, "Files")] if files else []
    return Answer(list(entries), blocks, sheet=changes)


def repair_answer(found: Repair) -> Answer:
    """What was damaged in a store, and what became of it."""
    rows: list[list[Cell]] = [[finding.file, finding.message] for finding in found.damage]
    table = Table(("file", "was damaged"), rows)
    said = "Every file is what was last written." if not rows else f"{count_of(len(rows), 'file')} rebuilt."
    blocks: list[Block] = [table, Paragraph(said)] if rows else [Paragraph(said)]
    for what, names in (("Taken from the engine's files", found.again), ("Lost, and taken out", found.lost)):
        if names:
            blocks.append(Paragraph(f"{what}: {', '.join(names)}."))
    return Answer(found._asdict(), blocks, sheet=table, title="Repair", status=1 if found.lost else 0)


def changes_answer(changes: Sequence[SourceDiff], notes: Iterable[str] = ()) -> Answer:
    """What changes did to their sources."""
    blocks = [_change_table(changes), *_summary(changes)]
    return Answer(list(changes), blocks, title="Changes to the store", notes=notes)


def imports_answer(imported: Sequence[Imported], notes: Iterable[str] = ()) -> Answer:
    """What imports of files did, one source each, and what became of their lines."""
    changes = [each.change for each in imported]
    data = [{**plain(each.change), "files": each.report.files, "findings": each.report.findings} for each in imported]
    files = [file for each in imported for file in each.report.files]
    brief: list[Block] = [_change_table(changes), *_summary(changes)]
    brief += [Paragraph(""), _files_table(files)] if files else []
    found = [finding for each in imported for finding in each.report.findings]
    rows: list[list[Cell]] = [[each.severity, each.file, each.line, each.message] for each in found]
    lines = [Table(("severity", "file", "line", "what"), rows, "Lines")] if rows else []
    return Answer(
        data,
        [*brief, *lines],
        brief=brief,
        title="Changes to the store",
        sheet=_outcomes_table([each.report for each in imported]),
        notes=[*map(str, found), *notes],
    )


def _summary(changes: Iterable[SourceDiff]) -> list[Block]:
    """What changed of each source in career words, a line a group, and its links by equal names, where it has any."""
    lines = []
    for change in changes:
        lines += [f"{change.source}: {line}" for line in count_lines(change.changes)]
        lines += [f"{change.source}: {_links_text(change)}"] if change.links else []
    return [*map(Paragraph, lines)]


def _links_text(change: SourceDiff) -> str:
    total = sum(count.links for count in change.links)
    parts = ", ".join(f"{count.links:,} to {count.source}" for count in change.links)
    return f"{total:,} {'link' if total == 1 else 'links'} by equal names ({parts})"


def _change_table(changes: Iterable[SourceDiff]) -> Table:
    """A row for all quads of each source, then one for each kind of statement."""
    rows: list[list[Cell]] = []
    for change in changes:
        rows.append([change.source, "all quads", change.new, change.gone, change.kept])
        rows += [["", *part] for part in change.parts]
    return Table(("source", "kind", "added", "removed", "unchanged"), rows)


def import_answer(change: SourceDiff, found: ImportReport) -> Answer:
    """What an import of rows changed, what it read, and what it found."""
    title = f"{found.about.title}, version {found.about.version or NOT_STATED}"
    head: list[Block] = [Heading(title), _change_table([change]), *_summary([change]), Paragraph("")]
    blocks, brief = [*head, *_rows_blocks(found)], [*head, *_rows_blocks(found, brief=True)]
    return Answer({"source": change, **_rows_data(found)}, blocks, brief=brief, sheet=_outcomes_table([found]))


def preview_answer(preview: Preview) -> Answer:
    """What tables would state; nothing is written."""
    count = len(preview.statements)
    statements = Table(("subject", "property", "value", "source"), preview.statements)
    title = Heading(f"{preview.report.about.title}, as the source {preview.name}: nothing is written")
    rest, brief_rest = ([Paragraph(""), *_rows_blocks(preview.report, brief=short)] for short in (False, True))
    more = f", of which {_PREVIEWED} are shown; -f json, csv, md or html has all" if count > _PREVIEWED else ""
    first = Table(statements.columns, preview.statements[:_PREVIEWED])
    data = {
        "source": preview.name,
        "count": count,
        "statements": preview.statements,
        **_rows_data(preview.report),
    }
    blocks: list[Block] = [title]
    brief: list[Block] = [title]
    if count:
        blocks += [statements, Paragraph("")]
        brief += [first, Paragraph("")]
    blocks += [Paragraph(f"{count:,} statements"), *rest]
    brief += [Paragraph(f"{count:,} statements{more}"), *brief_rest]
    return Answer(data, blocks, brief=brief, sheet=statements, status=0 if count else 1)


def proposal_answer(preview: Preview, wanted: bool, written: Path | None) -> Answer:
    """A proposed mapping and what its tables would state; status 1 where an import was ``wanted``.

    ``written`` is the file that the mapping was written to.
    """
    assert preview.proposal is not None
    shown = preview_answer(preview)
    columns = [
        [" ".join(filter(None, (table.file, table.sheet))), guess.column, guess.key or "not read", guess.reason]
        for table in preview.proposal.tables
        for guess in table.columns
    ]
    guesses = Table(("table", "column", "read as", "why"), columns)
    lines = [Paragraph(line) for line in preview.proposal.text.splitlines()]
    title = Heading("Proposed mapping: nothing is imported")
    then = f"check {written}" if written else "write it to a file with --write-mapping FILE and check it"
    rest = [Paragraph(""), Paragraph(f"To import: {then}, then give it with --mapping."), Paragraph("")]
    data = {"mapping": preview.proposal.text, "tables": preview.proposal.tables, "preview": shown.data}
    blocks, brief = [title, guesses, *rest, *shown.blocks], [title, Paragraph(""), *lines, *rest, *shown.brief]
    return Answer(data, blocks, brief=brief, sheet=guesses, status=1 if wanted else shown.status)


def survey_answer(found: SkosSurvey, *, wanted: bool) -> Answer:
    """The schemes and properties of a taxonomy, and the command that reads it; status 1 where an import was wanted."""
    schemes = Table(
        ("scheme", "what", "concepts", "label"), [[s.iri, s.what, s.concepts, s.label] for s in found.schemes]
    )
    rows: list[list[Cell]] = [[row.iri, row.scheme, row.leads_to, row.times] for row in found.properties]
    properties = Table(("property", "of", "leads to", "times"), rows)
    title = "Schemes and properties: nothing is imported"
    blocks: list[Block] = [Heading(title), schemes, Paragraph(""), properties, Paragraph("")]
    blocks.append(Paragraph(f"To import: {found.command}"))
    return Answer(found._asdict(), blocks, sheet=properties, title=title, status=1 if wanted else 0)


def _rows_blocks(found: ImportReport, *, brief: bool = False) -> list[Block]:
    """What became of the rows, for people: each row that is named, or in ``brief`` one line for each reason."""
    blocks: list[Block] = [_files_table(found.files)]
    for severity, title in _SEVERITIES:
        findings = [finding for finding in found.findings if finding.severity == severity]
        if findings and brief:
            blocks.append(Table(("rows", "why", "where"), grouped_findings(findings), title))
        elif findings:
            blocks.append(Table(("where", "why"), [[_location(each), each.message] for each in findings], title))
    return blocks


def _outcomes_table(reports: Sequence[ImportReport]) -> Table:
    """What became of the rows of each file, then every row that was skipped or has a warning."""
    rows: list[list[Cell]] = [
        [report.file, None, outcome, "", count]
        for found in reports
        for report in found.files
        for outcome, count in zip(_FILE_COLUMNS[1:], report[1:], strict=True)
    ]
    words = {"error": "skipped row", "warning": "warning", "info": "note"}
    findings = (each for found in reports for each in found.findings)
    rows += [[each.file, each.line, words[each.severity], each.message, None] for each in findings]
    return Table(("file", "line", "outcome", "why", "rows"), rows)


def _rows_data(found: ImportReport) -> dict[str, object]:
    return {
        "title": found.about.title,
        "version": found.about.version,
        "files": found.files,
        "findings": found.findings,
    }


def _files_table(files: Sequence[FileReport]) -> Table:
    """Every row or line that was read, in one count."""
    return Table(_FILE_COLUMNS, files)


def grouped_findings(findings: Iterable[Finding]) -> list[list[Cell]]:
    """Findings of one reason together, the most frequent first: how many, what, and the first few locations.

    >>> found = [Finding("error", f"{node}: A role needs a name.", "a.ttl", 4) for node in ("role/a", "role/b")]
    >>> grouped_findings(found)
    [[2, 'A role needs a name.', 'a.ttl:4, a.ttl:4']]
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        reason = (finding.message,) if finding.severity == "info" else tuple(_values_of(finding.message)[::2])
        groups.setdefault(reason, []).append(finding)
    rows: list[list[Cell]] = []
    for group in sorted(groups.values(), key=len, reverse=True):
        locations = ", ".join(_location(finding) for finding in group[:_SHOWN])
        rows.append(
            [
                len(group),
                _common(group).removeprefix("…: ").removesuffix(" (here: …)"),
                locations + (" ..." if len(group) > _SHOWN else ""),
            ]
        )
    return rows


def _values_of(message: str) -> list[str]:
    """A message divided at the values that it names, which have the odd places: a node before it, texts in quotes ...

    >>> _values_of("pay '80k' is not the mapping's")
    ['pay ', "'80k'", " is not the mapping's"]
    """
    import re

    return re.split(_VALUES, message)


_VALUES: Final = r"(^[^\s:]\S*(?=: )|(?<=\(here: ).*(?=\)$)|(?<!\w)'.*?'(?!\w)|https?://\S+|\b[0-9]+\b)"


def _common(group: Sequence[Finding]) -> str:
    """The message of findings of one reason, with the first few texts that differ, and … for other values.

    >>> _common([Finding("warning", f"pay '{text}' is not understood") for text in ("80k?", "good")])
    "pay '80k?', 'good' is not understood"
    """
    parts = zip(*(_values_of(finding.message) for finding in group), strict=True)
    return "".join(_differing(dict.fromkeys(part)) for part in parts)


def _differing(values: Collection[str]) -> str:
    """What stands for the different values at one place of messages."""
    first = list(values)[:_SHOWN]
    if len(values) == 1:
        return first[0]
    if not all(value.startswith("'") and len(value) <= _LONGEST_SHOWN for value in first):
        return "…"
    return ", ".join(first) + (" ..." if len(values) > _SHOWN else "")


def _location(finding: Finding) -> str:
    return f"{finding.file}:{finding.line}" if finding.line else finding.file or ""


def statistics_answer(found: Statistics) -> Answer:
    """The counts of a graph: its triples, its named graphs with what they say of themselves, its entities."""
    graphs = Table(("graph", "triples", "title", "version", "licence", "attribution"), found.graphs)
    kinds = Table(("kind", "count"), list(found.kinds.items()))
    data = {"triples": found.triples, "graphs": {graph.name: graph for graph in found.graphs}, "kinds": found.kinds}
    rows: list[list[Cell]] = [["triples", found.triples]]
    rows += [[f"graph {graph.name}", graph.triples] for graph in found.graphs]
    rows += [[name, number] for name, number in found.kinds.items()]
    blocks: list[Block] = [Heading(f"{found.triples} triples"), graphs, Paragraph(""), kinds]
    return Answer(data, blocks, sheet=Table(("counted", "count"), rows))
