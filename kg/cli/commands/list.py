"""The command ``kg list``."""

from __future__ import annotations

import sys
from collections import Counter

import click

from kg.answers.blocks import Answer, Block, Paragraph, Table
from kg.cli.options import answers, sources_option
from kg.cli.session import Session
from kg.errors import UsageError
from kg.schema import KINDS

_AT_TERMINAL = 200
"""How many rows a list has at a terminal, unless more are asked for."""


@click.command()
@click.argument("kind", required=False)
@click.option("--in", "within", metavar="GROUP", help="Only members of this topic group or scheme.")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1),
    help=f"How many rows.  [default: all; as text at a terminal {_AT_TERMINAL}]",
)
@sources_option
@answers()
def command(session: Session, kind: str | None, within: str | None, limit: int | None) -> Answer:
    """Kinds are given in singular or plural; --in limits to a topic group of the guide or a scheme.

    \b
    Example:
      kg list roles
      kg list topic --in Networking
      kg list skills --source ai-ml -n 10
    """
    if kind is None and within is None:
        if limit is not None:
            raise UsageError("-n limits a list of entities, and no kind is named", "write: kg list KIND -n NUMBER")
        return _counts(session)
    found = session.list_entities(kind and _kind(kind), within)
    entities = found[:limit]
    table = Table(("label", "kind", "id"), [[entity, entity.kind, entity.id] for entity in entities])
    brief: list[Block] = []
    notes = [] if found else ["there is no entity of this kind"]
    if len(entities) < len(found):
        notes.append(f"{len(entities)} of {len(found)} are shown; -n {len(found)} shows all")
    elif limit is None and len(found) > _AT_TERMINAL and sys.stdout.isatty():
        more = f"{_AT_TERMINAL} of {len(found)} are shown; -n {len(found)} shows all, and so does every other format"
        brief = [Table(table.columns, table.rows[:_AT_TERMINAL]), Paragraph(more)]
    title = f"All of the kind {_kind(kind)}" if kind else f"Members of {within}"
    return Answer(entities, [table], title=title, brief=brief, notes=notes)


def _counts(session: Session) -> Answer:
    """The number of entities of each kind."""
    counts = (
        Counter(entity.kind for entity in session.list_entities(None, None))
        if session.sources
        else session.graph.counts()
    )
    data = {name: counts.get(name, 0) for name in KINDS}
    return Answer(data, [Table(("kind", "count"), list(data.items()))], title="Kinds of entity")


def _kind(word: str) -> str:
    """The kind that a word names, in singular or plural, with or without a hyphen; any other word as it is."""
    wanted = "".join(sign for sign in word.casefold() if sign.isalpha())
    for kind in KINDS:
        letters = kind.replace("-", "")
        if wanted in (letters, f"{letters}s", f"{letters.removesuffix('y')}ies"):
            return kind
    return word
