"""The command ``kg import``."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kg.answers.blocks import Answer
from kg.answers.stores import changes_answer, import_answer, preview_answer
from kg.cli.options import PATH, answers, open_store
from kg.cli.session import Session
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kg.store.folder import StoreFolder  # loads the engine, which help does without


class ImportRequest(NamedTuple):
    """What is to be imported, its name, and what the files do not state themselves."""

    kind: str
    files: tuple[Path, ...]
    name: str | None
    release: str | None
    licence: str | None
    attribution: str | None
    mapping: Path | None
    dry_run: bool | None


class _Kind(NamedTuple):
    """What imports one kind of source, and the options that it takes."""

    run: Callable[[StoreFolder, ImportRequest], Answer]
    options: tuple[str, ...] = ()
    one_file_per_source: bool = False


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


def _rdf(store: StoreFolder, request: ImportRequest) -> Answer:
    from kg.store.rdf_file import add_file

    return changes_answer([add_file(store, file, request.name) for file in request.files])


def _sssom(store: StoreFolder, request: ImportRequest) -> Answer:
    from kg.store.mapping_file import add_mapping_file

    added = [add_mapping_file(store, file, request.name) for file in request.files]
    notes = [str(finding) for _, mappings in added for finding in mappings.findings]
    return changes_answer([change for change, _ in added], notes)


def _guide(store: StoreFolder, request: ImportRequest) -> Answer:
    from kg.store.guide import add_guide

    added = [
        add_guide(store, file, request.name, licence=request.licence, attribution=request.attribution)
        for file in request.files
    ]
    return changes_answer([change for change, _ in added], [str(each) for _, found in added for each in found])


def _taxonomy(store: StoreFolder, request: ImportRequest) -> Answer:
    from kg.store.taxonomy import add_taxonomy

    with _progress(f"Reading {request.kind}") as advance:
        added = add_taxonomy(
            store, request.kind, request.files, name=request.name, release=request.release, advance=advance
        )
    return import_answer(*added)


def _table(store: StoreFolder, request: ImportRequest) -> Answer:
    from kg.store.table import add_table

    mapping = _mapping(request)
    with _progress("Reading tables") as advance:
        added = add_table(store, request.files, mapping, name=request.name, advance=advance)
    return import_answer(*added)


def _preview(request: ImportRequest) -> Answer:
    from kg.store.table import preview_table

    mapping = _mapping(request)
    with _progress("Reading tables") as advance:
        return preview_answer(preview_table(request.files, mapping, name=request.name, advance=advance))


def _mapping(request: ImportRequest) -> Path:
    if request.mapping is None:
        message = "--mapping FILE is required for tables: a YAML file that describes the columns"
        raise UsageError(message, "write, for example: {rows: roles, columns: {label: Role, skills: Needs}}")
    return request.mapping


KINDS = {
    "rdf": _Kind(_rdf, one_file_per_source=True),
    "sssom": _Kind(_sssom, one_file_per_source=True),
    "guide": _Kind(_guide, ("licence", "attribution"), one_file_per_source=True),
    "esco": _Kind(_taxonomy, ("release",)),
    "onet": _Kind(_taxonomy, ("release",)),
    "table": _Kind(_table, ("mapping", "dry_run")),
}
"""The kinds of source."""


def _check(request: ImportRequest) -> None:
    """Raise UsageError for options that this kind of source does not take."""
    kind = KINDS[request.kind]
    for option in ("release", "licence", "attribution", "mapping", "dry_run"):
        if getattr(request, option) is not None and option not in kind.options:
            takers = " and ".join(name for name, other in KINDS.items() if option in other.options)
            raise UsageError(f"--{option.replace('_', '-')} is for {takers}", f"{request.kind} states it itself")
    if kind.one_file_per_source and request.name is not None and len(request.files) > 1:
        raise UsageError("--name is for one file", "import the files one by one, each with its name")


@click.command()
@click.argument("kind", metavar="KIND", type=click.Choice(list(KINDS)))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=PATH)
@click.option("--into", metavar="DIR", type=PATH, help="The store; otherwise that of -g.")
@click.option("--name", help="The name of the source; otherwise that of the file, or KIND.")
@click.option("--release", metavar="VERSION", help="The version of a taxonomy whose files do not state it.")
@click.option("--licence", metavar="URL", help="The terms that a guide may be used under.")
@click.option("--attribution", metavar="TEXT", help="The author of a guide, to be credited.")
@click.option("--mapping", metavar="FILE", type=PATH, help="A YAML file that describes the columns of a table.")
@click.option("--dry-run", is_flag=True, default=None, help="Show what a table would state, and write nothing.")
@answers()
def command(session: Session, into: Path | None, **request: Any) -> Answer:
    """KIND is the kind of source.

    \b
    rdf    files of any format of RDF that this kg reads
    sssom  mappings to other vocabularies, as SSSOM tables
    guide  career guides in Markdown
    esco   ESCO's CSV files: folders or zips of the classification in any languages, and of the relations
    onet   O*NET's text files: a folder or zip of the database
    table  your own CSV, TSV or Excel tables; --mapping describes their columns

    An existing source of that name is replaced; the others stay. A summary lists what was added and removed. Files of
    RDF, mappings and guides are read one after the other; one that is damaged is not imported, and ends the import.
    Lines of a guide that are not understood are listed; docs/guides.md explains how to write one. Of a taxonomy or
    table every row is read; one that is damaged is skipped, and listed with its file and line: -f json lists them all.

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
    requested = ImportRequest(**request)
    _check(requested)
    return _preview(requested) if requested.dry_run else KINDS[requested.kind].run(open_store(session, into), requested)
