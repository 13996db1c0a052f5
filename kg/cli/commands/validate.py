"""The command ``kg validate``."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.answers.blocks import BRIEF, Answer, Block, Cell, Heading, Paragraph, Table, count_of
from kg.answers.stores import grouped_findings
from kg.cli.commands.build import data_folder
from kg.cli.options import answers, data_option, progress_bar, source_option
from kg.cli.session import Session
from kg.errors import UsageError
from kg.maintenance.validate import validate_data, validate_graph
from kg.resources import BUNDLED_FILE
from kg.sources.regulated import check_lists
from kg.store.folder import StoreFolder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.maintenance.quality import QualityFinding
    from kg.model import Finding


@click.command()
@data_option
@click.option("--integrity", is_flag=True, help="Check that every file of the store is what was last written.")
@click.option("--quality", is_flag=True, help="Check the quality of a taxonomy: labels, hierarchy, links, coverage.")
@source_option
@answers()
def command(session: Session, data: Path | None, integrity: bool, quality: bool) -> Answer:
    """SHACL shapes for a graph; for curated data its own rules too.

    With -g the graph of that file or store is checked; otherwise curated data, and without --data the lists of
    regulated and licensed occupations too. A finding names the line of the file, or in a store the line that the source
    cites; text counts those of one kind, and --all lists each. Exit status 1: it does not conform. --quality counts
    what a taxonomy lacks, the worst first, and lists it; `kg docs quality` has the checks.

    \b
    Example:
      kg validate
      kg validate --data my/data -f json
      kg -g my-store validate --integrity
      kg -g my-store validate --quality
    """
    if quality:
        return _quality(session, data)
    if integrity:
        findings = _damage(session, data)
    elif session.source is not None and data is None:
        with progress_bar("Validating") as progress:
            findings = validate_graph(session.graph, session.source, progress)
    else:
        findings = [*validate_data(*data_folder(data)), *(check_lists() if data is None else ())]
    conforms = not any(finding.severity == "error" for finding in findings)
    rows = [[finding.severity, finding.file, finding.line, finding.message] for finding in findings]
    table = Table(("severity", "file", "line", "message"), rows)
    verdict = f"{'Conforms' if conforms else 'Does not conform'}: {count_of(len(findings), 'finding')}."
    blocks: list[Block] = [table, Paragraph(verdict)] if findings else [Paragraph(verdict)]
    return Answer(
        {"conforms": conforms, "findings": findings},
        blocks,
        brief=_brief(findings, verdict),
        sheet=table,
        title="Validation",
        status=0 if conforms else 1,
    )


def _brief(findings: Sequence[Finding], verdict: str) -> list[Block]:
    """The findings of one kind together; nothing where no two are alike."""
    rows: list[Sequence[Cell]] = [
        [severity, *row]
        for severity in ("error", "warning", "info")
        for row in grouped_findings(finding for finding in findings if finding.severity == severity)
    ]
    if len(rows) == len(findings):
        return []
    table = Table(("severity", "findings", "what", "where"), rows)
    return [table, Paragraph(f"{verdict} --all lists each.")]


def _quality(session: Session, data: Path | None) -> Answer:
    """The report of the quality of a graph: the counts of each check, then what it found."""
    if data is not None:
        raise UsageError("--quality checks a graph", "leave --data out, or name a file or store before the command: -g")
    from kg.maintenance.quality import CHECKS, check_quality  # loads what validation does without

    found = check_quality(session.graph, session.source or BUNDLED_FILE)
    groups = [(name, [*some]) for name, some in groupby(found, lambda finding: finding.check)]
    titles = {check.name: check.title for check in CHECKS}
    counts = Table(
        ("severity", "check", "findings", "what"),
        [[some[0].severity, name, len(some), titles[name]] for name, some in groups],
    )
    clean = [check.name for check in CHECKS if check.name not in dict(groups)]
    head: list[Block] = [Heading("Quality"), *([counts] if found else [])]
    head += [Paragraph(f"Nothing found by: {', '.join(clean)}.")] if clean else []
    tables = [_quality_table(titles[name], some, len(some)) for name, some in groups]
    brief = [block for name, some in groups for block in _brief_quality(titles[name], some)]
    data_of = {"counts": [dict(zip(counts.columns, row, strict=True)) for row in counts.rows], "findings": found}
    sheet = _quality_table("", found, len(found))
    status = int(any(finding.severity == "error" for finding in found))
    return Answer(data_of, [*head, *tables], brief=[*head, *brief], sheet=sheet, status=status)


def _quality_table(title: str, found: Sequence[QualityFinding], most: int) -> Table:
    rows = [[each.check, each.entity, each.message, each.file, each.line] for each in found[:most]]
    return Table(("check", "entity", "finding", "file", "line"), rows, title)


def _brief_quality(title: str, found: Sequence[QualityFinding]) -> list[Block]:
    more = len(found) - BRIEF
    note = [Paragraph(f"and {more:,} more; -f json, csv, md or html has all")] if more > 0 else []
    return [_quality_table(title, found, BRIEF), *note]


def _damage(session: Session, data: Path | None) -> list[Finding]:
    """What is damaged of a store. Raises UsageError where there is none to check."""
    if session.source is None or data is not None or not Path(session.source).is_dir():
        raise UsageError(
            "--integrity checks a store", "name one before the command: kg -g my-store validate --integrity"
        )
    return StoreFolder.open_at(Path(session.source)).damage()
