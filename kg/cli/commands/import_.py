"""The command ``kg import``, made from the registry of sources."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import click

from kg.answers.blocks import Answer
from kg.answers.stores import import_answer, imports_answer, preview_answer, proposal_answer, survey_answer
from kg.cli.options import PATH, answers, open_store, progress_bar
from kg.cli.session import Session
from kg.cli.watch import at_terminal
from kg.errors import LimitError, NothingUnderstoodError, UsageError
from kg.resources import write_new
from kg.sources.registry import SourceKind, source_kinds
from kg.store.folder import StoreFolder
from kg.store.imports import Imported, Preview, import_source, preview_source, survey_source
from kg.view.career_map import MANY_ROLES, place_roles

_KINDS = source_kinds()

_HELP = """KIND is the kind of source.

\b
{kinds}

An existing source of that name is replaced; the others stay. Files of which nothing is understood are refused, and so
is, unless you agree, what would drop more than half of the roles or skills of a source. A summary lists what was added
and removed, and how many skills, roles, credentials and fields of study were linked to those of other sources with
equal names. Files of RDF, mappings and guides are read one after the other; one that is damaged is not imported, and
ends the import. Lines of a guide that are not understood are listed; `kg docs guides` explains how to write one. Of a
taxonomy or table every row is read; one that is damaged is skipped, and listed with its file and line: -f json,
csv and md list them all. For a table without --mapping a mapping is proposed, and for skos without --roles
and --skills a command, and nothing is imported.

\b
Example:
{examples}
"""


def _help() -> str:
    width = max(len(name) for name in _KINDS) + 2
    examples = (f"  kg import {kind.name} {arguments}" for kind in _KINDS.values() for arguments in kind.examples)
    kinds = (f"{kind.name:<{width}}{kind.summary}" for kind in _KINDS.values())
    return _HELP.format(kinds="\n".join(kinds), examples="\n".join(examples))


def _with_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of all kinds, each once, in the order of the registry."""
    options = {option.name: option for kind in _KINDS.values() for option in kind.options}
    for option in reversed(options.values()):
        flag = {"is_flag": True} if option.type == "flag" else {"type": PATH if option.type == "file" else str}
        decorate = click.option(f"--{option.name}", metavar=option.metavar, help=option.help, default=None, **flag)
        command = decorate(command)
    return command


@click.command(help=_help())
@click.argument("kind", metavar="KIND", type=click.Choice(list(_KINDS)))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=PATH)
@click.option("--into", metavar="DIR", type=PATH, help="The store; otherwise that of -g.")
@click.option("--name", help="The name of the source; otherwise that of the file, or KIND.")
@click.option("--no-link", is_flag=True, help="Do not link its entities to those of other sources with equal names.")
@click.option("--allow-empty", is_flag=True, help="Import also what nothing is understood of.")
@click.option("--yes", is_flag=True, help="Replace a source also by one that lacks most of its roles or skills.")
@_with_options
@answers()
def command(session: Session, kind: str, files: tuple[Path, ...], into: Path | None, **given: Any) -> Answer:
    """Import each source by the registry, and report what it changed."""
    source = _KINDS[kind]
    name, link = given.pop("name"), not given.pop("no_link")
    allow_empty, yes = given.pop("allow_empty"), given.pop("yes")
    options = {key.replace("_", "-"): value for key, value in given.items() if value is not None}
    source.check(files, name, options)
    dry_run, written = options.pop("dry-run", None), options.pop("write-mapping", None)
    if dry_run or (kind == "table" and "mapping" not in options):
        with progress_bar(f"Reading {kind}") as progress:
            found = preview_source(source, files, name=name, options=options, progress=progress)
        return _preview(found, written, wanted=not dry_run and bool(into or session.source))
    if written is not None:
        raise UsageError("--write-mapping writes a mapping that is proposed, and --mapping gives one", "keep one")
    if kind == "skos" and not {"roles", "skills"} & options.keys():
        with progress_bar(f"Reading {kind}") as progress:
            return survey_answer(survey_source(source, files, progress=progress), wanted=bool(into or session.source))
    store = open_store(session, into)
    with progress_bar(f"Reading {kind}") as progress:
        imports = partial(
            import_source,
            store,
            source,
            options=options,
            progress=progress,
            link=link,
            allow_empty=allow_empty,
            agree=lambda question: yes or _confirmed(question),
        )
        imported, notes = _imported(imports, source, files, name)
    _place_roles(store, imported)
    return imports_answer(imported, notes) if source.one_file_per_source else import_answer(*imported[0])


def _preview(found: Preview, written: Path | None, *, wanted: bool) -> Answer:
    """What an import would do, or the mapping that is proposed for it, which is ``written`` to a file."""
    if found.proposal is None:
        return preview_answer(found)
    if written is not None:
        write_new(written, found.proposal.text.encode())
    return proposal_answer(found, wanted and written is None, written)


def _imported(
    imports: Callable[..., Imported], source: SourceKind, files: tuple[Path, ...], name: str | None
) -> tuple[list[Imported], list[str]]:
    """What was imported, and what of a folder was left out since it is none: there may be other texts beside guides."""
    imported: list[Imported] = []
    empty: list[NothingUnderstoodError] = []
    for own_name, paths in source.sources(files, name):
        try:
            imported.append(imports(paths, name=own_name))
        except NothingUnderstoodError as error:
            if paths[0] in files:
                raise
            empty.append(error)
    if empty and not imported:
        raise empty[0]
    return imported, [f"{error.reason}; left out" for error in empty]


def _place_roles(store: StoreFolder, imported: list[Imported]) -> None:
    """Compute the map of very many roles now that the import is safe, so that the first picture need not."""
    counts = (part.new + part.kept for one in imported for part in one.change.parts if part.what == "roles")
    if max(counts, default=0) < MANY_ROLES:
        return
    from kg.graph import open_graph  # loads the engine, which help does without

    with progress_bar("Placing roles on the map") as progress, suppress(LimitError):
        place_roles(open_graph(store.path), progress)


def _confirmed(question: str) -> bool:
    """Whether a person at the terminal agrees; nobody is asked where there is none."""
    return at_terminal(sys.stdin) and click.confirm(f"{question}. Replace it?", err=True)
