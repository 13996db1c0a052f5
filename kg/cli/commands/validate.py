"""The command ``kg validate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.answers.blocks import Answer, Block, Paragraph, Table, count_of
from kg.cli.commands.build import data_folder
from kg.cli.options import answers, data_option, progress_bar
from kg.cli.session import Session
from kg.maintenance.validate import validate_data, validate_graph
from kg.sources.regulated import check_lists

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@data_option
@answers()
def command(session: Session, data: Path | None) -> Answer:
    """SHACL shapes for a graph; for curated data its own rules too.

    With -g the graph of that file or store is checked; otherwise curated data, and without --data the lists of
    regulated and licensed occupations too. A finding names the line of the file, or in a store the line that the source
    cites. Exit status 1: it does not conform.

    \b
    Example:
      kg validate
      kg validate --data my/data -f json
    """
    if session.source is not None and data is None:
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
        sheet=table,
        title="Validation",
        status=0 if conforms else 1,
    )
