"""The command ``kg diff``."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from kg.answers.blocks import Answer
from kg.answers.changes import differences_answer
from kg.cli.options import answers
from kg.cli.session import Session

if TYPE_CHECKING:
    from kg.rdf.changes import Version


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--source", "sources", multiple=True, metavar="NAME", help="Compare what this source states; repeat for more."
)
@answers("kgcl")
def command(session: Session, old: str, new: str, sources: tuple[str, ...]) -> Answer:
    """Roles and skills that are new, retired, replaced, renamed or moved; requirements, pay, gates and levels.

    OLD and NEW are RDF files, stores, backups or guides; with -g they may be the names of two of its sources. Lines of
    sources are not compared, nor the links between equal names that a store finds itself. Mappings and requirements
    that lead to what was removed are listed too. `kg docs changes` explains more.

    \b
    Example:
      kg diff my-store.zip my-store
      kg diff careers.trig my-guide.ttl -f md
    """
    from kg.rdf.changes import compare_versions  # loads the engine, which help does without

    with ExitStack() as stack:
        versions = [_version(session, name, sources, stack) for name in (old, new)]
        return differences_answer(compare_versions(*versions))


def _version(session: Session, name: str, sources: tuple[str, ...], stack: ExitStack) -> Version:
    """What a name stands for: a source of the graph of -g, or a path."""
    from kg.store.versions import graph_names, opened, version_of

    if session.source is not None and name in graph_names(session.graph.store).values():
        return version_of(session.graph.store, name, [name])
    return version_of(stack.enter_context(opened(name)), name, sources)
