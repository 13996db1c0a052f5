"""The command ``kg validate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.answers.blocks import Answer, Block, Paragraph, Table, count_of
from kg.cli.commands.build import data_folder
from kg.cli.options import answers, data_option, progress_bar
from kg.cli.session import Session
from kg.errors import UsageError
from kg.maintenance.validate import validate_data, validate_graph
from kg.sources.regulated import check_lists
from kg.store.folder import StoreFolder

if TYPE_CHECKING:
    from kg.model import Finding


@click.command()
@data_option
@click.option("--integrity", is_flag=True, help="Check that every file of the store is what was last written.")
@answers()
def command(session: Session, data: Path | None, integrity: bool) -> Answer:
    """SHACL shapes for a graph; for curated data its own rules too.

    With -g the graph of that file or store is checked; otherwise curated data, and without --data the lists of
    regulated and licensed occupations too. A finding names the line of the file, or in a store the line that the source
    cites. Exit status 1: it does not conform.

    \b
    Example:
      kg validate
      kg validate --data my/data -f json
      kg -g my-store validate --integrity
    """
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
        sheet=table,
        title="Validation",
        status=0 if conforms else 1,
    )


def _damage(session: Session, data: Path | None) -> list[Finding]:
    """What is damaged of a store. Raises UsageError where there is none to check."""
    if session.source is None or data is not None or not Path(session.source).is_dir():
        raise UsageError(
            "--integrity checks a store", "name one before the command: kg -g my-store validate --integrity"
        )
    return StoreFolder.open_at(Path(session.source)).damage()
