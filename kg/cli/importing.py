"""The command that puts sources into a store: ``kg import KIND FILE...``."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kg.cli.report import Heading, Line, Report, Table, report
from kg.cli.stores import PATH, change_data, change_table, changes_report, store_at
from kg.errors import UsageError
from kg.schema import NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kg.cli.report import Block
    from kg.cli.session import Session
    from kg.model import Finding
    from kg.model.taxonomy import ImportReport
    from kg.store.folder import StoreFolder
    from kg.store.taxonomy import Added

__all__ = ["import_source"]

_SHOWN = 3
"""How many places of one reason a table names; JSON has them all."""


_PREVIEWED = 25
"""How many statements a dry run shows; JSON and CSV have them all."""


class _Wish(NamedTuple):
    """What is to be imported, how it is to be called, and what the files do not say themselves."""

    kind: str
    files: tuple[Path, ...]
    name: str | None
    release: str | None
    licence: str | None
    attribution: str | None
    mapping: Path | None
    dry_run: bool | None


class _Kind(NamedTuple):
    """What imports one sort of source, and the options that it takes; ``alone``: each file is a source of its own."""

    run: Callable[[StoreFolder, _Wish], Report]
    options: tuple[str, ...] = ()
    alone: bool = False


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """What is told how many bytes of how many are read: a bar, where someone sees it."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield advance


def _rdf(store: StoreFolder, wish: _Wish) -> Report:
    from kg.store.rdf_file import add_file

    return changes_report([add_file(store, file, wish.name) for file in wish.files])


def _sssom(store: StoreFolder, wish: _Wish) -> Report:
    from kg.store.mapping_file import add_mapping_file

    added = [add_mapping_file(store, file, wish.name) for file in wish.files]
    return changes_report([change for change, _ in added], [str(told) for _, found in added for told in found.findings])


def _guide(store: StoreFolder, wish: _Wish) -> Report:
    from kg.store.guide import add_guide

    added = [
        add_guide(store, file, wish.name, licence=wish.licence, attribution=wish.attribution) for file in wish.files
    ]
    return changes_report([change for change, _ in added], [str(told) for _, found in added for told in found])


def _taxonomy(store: StoreFolder, wish: _Wish) -> Report:
    from kg.store.taxonomy import add_taxonomy

    with _progress(f"Reading {wish.kind}") as advance:
        added = add_taxonomy(store, wish.kind, wish.files, name=wish.name, release=wish.release, advance=advance)
    return _rows_report(added)


def _table(store: StoreFolder, wish: _Wish) -> Report:
    from kg.store.table import add_table

    mapping = _mapping(wish)
    with _progress("Reading tables") as advance:
        added = add_table(store, wish.files, mapping, name=wish.name, advance=advance)
    return _rows_report(added)


def _previewed(wish: _Wish) -> Report:
    """What tables would state; nothing is written."""
    from kg.store.table import preview_table

    mapping = _mapping(wish)
    with _progress("Reading tables") as advance:
        preview = preview_table(wish.files, mapping, name=wish.name, advance=advance)
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


def _mapping(wish: _Wish) -> Path:
    if wish.mapping is None:
        raise UsageError("a table needs --mapping", "docs/tables.md shows what such a file says")
    return wish.mapping


KINDS: dict[str, _Kind] = {
    "rdf": _Kind(_rdf, alone=True),
    "sssom": _Kind(_sssom, alone=True),
    "guide": _Kind(_guide, ("licence", "attribution"), alone=True),
    "esco": _Kind(_taxonomy, ("release",)),
    "onet": _Kind(_taxonomy, ("release",)),
    "table": _Kind(_table, ("mapping", "dry_run")),
}
"""The sorts of source."""


def _check(wish: _Wish) -> None:
    """Raise UsageError for options that this sort of source does not take."""
    kind = KINDS[wish.kind]
    for option in ("release", "licence", "attribution", "mapping", "dry_run"):
        if getattr(wish, option) is not None and option not in kind.options:
            takers = " and ".join(name for name, other in KINDS.items() if option in other.options)
            raise UsageError(f"--{option.replace('_', '-')} is for {takers}", f"{wish.kind} states it itself")
    if kind.alone and wish.name is not None and len(wish.files) > 1:
        raise UsageError("--name is for one file", "import the files one by one, each with its name")


@click.command("import")
@click.argument("kind", metavar="KIND", type=click.Choice(list(KINDS)))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=PATH)
@click.option("--into", metavar="DIR", type=PATH, help="The store; otherwise that of -g.")
@click.option("--name", help="What the source is called; otherwise as the file, or as KIND.")
@click.option("--release", metavar="VERSION", help="The version of a taxonomy whose files do not tell it.")
@click.option("--licence", metavar="URL", help="The terms that a guide may be used under.")
@click.option("--attribution", metavar="TEXT", help="Whom to name as the author of a guide.")
@click.option("--mapping", metavar="FILE", type=PATH, help="What the columns of a table mean (YAML).")
@click.option("--dry-run", is_flag=True, default=None, help="Show what a table would state, and write nothing.")
@report()
def import_source(session: Session, into: Path | None, **wish: Any) -> Report:
    """KIND is the sort of source.

    \b
    rdf    files of any format of RDF that this kg reads
    sssom  mappings to other vocabularies, as SSSOM tables
    guide  career guides in Markdown
    esco   ESCO's CSV files: folders or zips of the classification in any languages, and of the relations
    onet   O*NET's text files: a folder or zip of the database
    table  tables of your own, as CSV, TSV or Excel, that --mapping tells the columns of

    A source of the same name is replaced, and no other is touched. What is new and what is gone is told. Files of RDF,
    mappings and guides are taken one after the other; one that is damaged is not taken, and ends the import. Lines of a
    guide that are not understood are listed; docs/guides.md tells how to write one. Of a taxonomy or table every row
    is read; one that is damaged is skipped, and told with its file and line: -f json lists them all.

    \b
    Example:
      kg import rdf my-guide.ttl --into my-store
      kg import rdf careers.trig --into my-store --name careers
      kg import sssom my-links.sssom.tsv --into my-store
      kg import guide nursing.md --into my-store
      kg import esco esco-classification-en.zip esco-relations.zip --into my-store
      kg import onet db_29_2_text.zip --into my-store
      kg import table wards.xlsx --mapping wards.yaml --dry-run
      kg import table wards.xlsx --mapping wards.yaml --into my-store
    """
    wished = _Wish(**wish)
    _check(wished)
    return _previewed(wished) if wished.dry_run else KINDS[wished.kind].run(store_at(session, into), wished)


def _rows_report(added: Added) -> Report:
    change, found = added
    title = f"{found.about.title}, version {found.about.version or NOT_STATED}"
    blocks: list[Block] = [Heading(title), change_table([change]), Line(""), *_rows_blocks(found)]
    return Report({"source": change_data(change), **_rows_data(found)}, _files_table(found), blocks)


def _rows_blocks(found: ImportReport) -> list[Block]:
    """What became of the rows, for people."""
    blocks: list[Block] = [_files_table(found)]
    for severity, title in (("error", "Skipped"), ("warning", "Kept, but odd"), ("info", "Worth knowing")):
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
