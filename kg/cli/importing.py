"""The command that puts sources into a store: ``kg import KIND FILE...``."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from kg.cli.report import Heading, Line, Report, Table, report
from kg.cli.session import Session
from kg.cli.stores import PATH, change_data, change_table, changes_report, store_at
from kg.model import Finding
from kg.model.import_records import ImportReport
from kg.schema import NOT_STATED
from kg.sources.registry import source_kinds
from kg.store.imports import Imported, Preview, preview_source
from kg.store.imports import import_source as put_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeAlias

    from kg.cli.report import Block

    _Command: TypeAlias = Callable[..., Any]

__all__ = ["import_source"]

_SHOWN = 3
"""How many places of one reason a table names; JSON has them all."""


_PREVIEWED = 25
"""How many statements a dry run shows; JSON and CSV have them all."""


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A callback for the number of bytes read, and of all: it moves a bar, on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield advance


_KINDS = source_kinds()

_HELP = """KIND is the kind of source.

\b
{kinds}

An existing source of that name is replaced; the others stay. A summary lists what was added and removed. Files of RDF,
mappings and guides are taken one after the other; one that is damaged is not taken, and ends the import. Lines of a
guide that are not understood are listed; docs/guides.md tells how to write one. Of a taxonomy or table every row
is read; one that is damaged is skipped, and listed with its file and line: -f json lists them all.

\b
Example:
{examples}
"""


def _help() -> str:
    width = max(len(name) for name in _KINDS) + 2
    examples = (f"  kg import {kind.name} {arguments}" for kind in _KINDS.values() for arguments in kind.examples)
    kinds = (f"{kind.name:<{width}}{kind.summary}" for kind in _KINDS.values())
    return _HELP.format(kinds="\n".join(kinds), examples="\n".join(examples))


def _with_options(command: _Command) -> _Command:
    """The options of all kinds, each once, in the order of the registry."""
    options = {option.name: option for kind in _KINDS.values() for option in kind.options}
    for option in reversed(options.values()):
        flag = {"is_flag": True} if option.type == "flag" else {"type": PATH if option.type == "file" else str}
        decorate = click.option(f"--{option.name}", metavar=option.metavar, help=option.help, default=None, **flag)
        command = decorate(command)
    return command


@click.command("import", help=_help())
@click.argument("kind", metavar="KIND", type=click.Choice(list(_KINDS)))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=PATH)
@click.option("--into", metavar="DIR", type=PATH, help="The store; otherwise that of -g.")
@click.option("--name", help="The name of the source; otherwise that of the file, or KIND.")
@_with_options
@report()
def import_source(
    session: Session, kind: str, files: tuple[Path, ...], into: Path | None, name: str | None, **given: Any
) -> Report:
    """Import each source by the registry, and report what it changed."""
    source = _KINDS[kind]
    options = {key.replace("_", "-"): value for key, value in given.items() if value is not None}
    source.check(files, name, options)
    if options.pop("dry-run", None):
        with _progress(f"Reading {kind}") as progress:
            return _preview_report(preview_source(source, files, name=name, options=options, progress=progress))
    store = store_at(session, into)
    sources = [(file,) for file in files] if source.one_file_per_source else [files]
    with _progress(f"Reading {kind}") as progress:
        imported = [
            put_source(store, source, paths, name=name, options=options, progress=progress) for paths in sources
        ]
    if imported[0].report.files:
        return _rows_report(imported[0])
    notes = [str(finding) for each in imported for finding in each.report.findings]
    return changes_report([each.change for each in imported], notes)


def _preview_report(preview: Preview) -> Report:
    """What tables would state; nothing is written."""
    columns, count = ("subject", "property", "value", "source"), len(preview.statements)
    blocks: list[Block] = [Heading(f"{preview.report.about.title}, as the source {preview.name}: nothing is written")]
    if count:
        blocks += [Table(columns, preview.statements[:_PREVIEWED]), Line("")]
    more = f", of which {_PREVIEWED} are shown; -f json or csv has all" if count > _PREVIEWED else ""
    blocks += [Line(f"{count:,} statements{more}"), Line(""), *_rows_blocks(preview.report)]
    data = {
        "source": preview.name,
        "count": count,
        "statements": [statement._asdict() for statement in preview.statements],
        **_rows_data(preview.report),
    }
    return Report(data, Table(columns, preview.statements), blocks, status=0 if count else 1)


def _rows_report(added: Imported) -> Report:
    change, found = added
    title = f"{found.about.title}, version {found.about.version or NOT_STATED}"
    blocks: list[Block] = [Heading(title), change_table([change]), Line(""), *_rows_blocks(found)]
    return Report({"source": change_data(change), **_rows_data(found)}, _files_table(found), blocks)


def _rows_blocks(found: ImportReport) -> list[Block]:
    """What became of the rows, for people."""
    blocks: list[Block] = [_files_table(found)]
    for severity, title in (("error", "Skipped"), ("warning", "Warnings (rows kept)"), ("info", "Notes")):
        reasons = _grouped([finding for finding in found.findings if finding.severity == severity])
        if reasons:
            blocks += [Heading(title, 2), Table(("rows", "why", "where"), reasons)]
    return blocks


def _rows_data(found: ImportReport) -> dict[str, object]:
    return {
        "title": found.about.title,
        "version": found.about.version,
        "files": [file._asdict() for file in found.files],
        "findings": [finding._asdict() for finding in found.findings],
    }


def _files_table(found: ImportReport) -> Table:
    return Table(("file", "read", "kept", "skipped"), [list(file) for file in found.files])


def _grouped(findings: list[Finding]) -> list[list[object]]:
    """Findings of one reason together, the most frequent first, with the first few places of each."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_reason(finding.message), []).append(finding)
    counts = Counter({reason: len(group) for reason, group in groups.items()})
    rows: list[list[object]] = []
    for reason, count in counts.most_common():
        group = groups[reason]
        places = ", ".join(_place(finding) for finding in group[:_SHOWN])
        message = group[0].message if count == 1 else reason
        rows.append([count, message, places + (" ..." if count > _SHOWN else "")])
    return rows


def _reason(message: str) -> str:
    """A message without the value that it names, so that those of one sort come together."""
    import re

    return re.sub(r"'[^']*'|https?://\S+|\b[0-9]+\b", "…", message)


def _place(finding: Finding) -> str:
    return f"{finding.file}:{finding.line}" if finding.line else finding.file or ""
