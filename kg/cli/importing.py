"""The command that puts sources into a store: ``kg import KIND FILE...``."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from kg.cli.report import Heading, Line, Report, Table, report
from kg.cli.stores import PATH, changes_report, store_at
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.cli.report import Block
    from kg.cli.session import Session
    from kg.model import Finding
    from kg.store.folder import Change, StoreFolder
    from kg.store.taxonomy import Added

__all__ = ["import_source"]

_SHOWN = 3
"""How many places of one reason a table names; JSON has them all."""


class _Wish(NamedTuple):
    """What is to be imported, and how it is to be called."""

    kind: str
    files: tuple[Path, ...]
    name: str | None
    release: str | None


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

    _check_single(wish, "an RDF file")
    return changes_report([add_file(store, file, wish.name) for file in wish.files])


def _sssom(store: StoreFolder, wish: _Wish) -> Report:
    from kg.store.mapping_file import add_mapping_file

    _check_single(wish, "a mapping file")
    added = [add_mapping_file(store, file, wish.name) for file in wish.files]
    return changes_report([change for change, _ in added], [str(told) for _, found in added for told in found.findings])


def _check_single(wish: _Wish, what: str) -> None:
    """Raise UsageError for options that are not for files which are sources of their own."""
    if wish.release is not None:
        raise UsageError("--release is for a taxonomy", f"{what} states its own version")
    if wish.name is not None and len(wish.files) > 1:
        raise UsageError("--name is for one file", "import the files one by one, each with its name")


def _taxonomy(store: StoreFolder, wish: _Wish) -> Report:
    from kg.store.taxonomy import add_taxonomy

    with _progress(f"Reading {wish.kind}") as advance:
        added = add_taxonomy(store, wish.kind, wish.files, name=wish.name, release=wish.release, advance=advance)
    return _rows_report(added)


KINDS: dict[str, Callable[[StoreFolder, _Wish], Report]] = {"rdf": _rdf, "sssom": _sssom, "esco": _taxonomy, "onet": _taxonomy}
"""What imports each kind of source."""


@click.command("import")
@click.argument("kind", metavar="KIND", type=click.Choice(list(KINDS)))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=PATH)
@click.option("--into", metavar="DIR", type=PATH, help="The store; otherwise that of -g.")
@click.option("--name", help="What the source is called; otherwise as the file, or as KIND.")
@click.option("--release", metavar="VERSION", help="The version of a taxonomy whose files do not tell it.")
@report()
def import_source(  # each is an option or argument of its own
    session: Session, kind: str, files: tuple[Path, ...], into: Path | None, name: str | None, release: str | None
) -> Report:
    """KIND is the sort of source:

    \b
    rdf    files of any format of RDF that this kg reads
    sssom  mappings to other vocabularies, as SSSOM tables
    esco   ESCO's CSV files: folders or zips of the classification in any languages, and of the relations
    onet   O*NET's text files: a folder or zip of the database

    A source of the same name is replaced, and no other is touched. What is new and what is gone is told. Files of RDF
    and mappings are taken one after the other; one that is damaged is not taken, and ends the import. Of a taxonomy every row is
    read; one that is damaged is skipped, and told with its file and line: -f json lists them all.

    \b
    Example:
      kg import rdf my-guide.ttl --into my-store
      kg import rdf careers.trig --into my-store --name careers
      kg import sssom my-links.sssom.tsv --into my-store
      kg import esco esco-classification-en.zip esco-relations.zip --into my-store
      kg import onet db_29_2_text.zip --into my-store
    """
    return KINDS[kind](store_at(session, into), _Wish(kind, files, name, release))


def _rows_report(added: Added) -> Report:
    change, found = added
    files = Table(("file", "read", "kept", "skipped"), [list(file) for file in found.files])
    blocks: list[Block] = [Heading(f"{found.about.title}, version {found.about.version}"), _change_table(change)]
    blocks += [Line(""), files]
    for severity, title in (("error", "Skipped"), ("warning", "Kept, but odd"), ("info", "Worth knowing")):
        reasons = _grouped([finding for finding in found.findings if finding.severity == severity])
        if reasons:
            blocks += [Heading(title, 2), Table(("rows", "why", "where"), reasons)]
    data = {
        "source": change._asdict(),
        "title": found.about.title,
        "version": found.about.version,
        "files": [file._asdict() for file in found.files],
        "findings": [finding._asdict() for finding in found.findings],
    }
    return Report(data, files, blocks)


def _change_table(change: Change) -> Table:
    return Table(("source", "new", "gone", "as before"), [list(change)])


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
