"""The command ``kg list``."""

from __future__ import annotations

import sys

import click

from kg.answers.blocks import Answer, Block, Cell, Paragraph, Table
from kg.answers.json_output import plain
from kg.arguments import kind_of
from kg.cli.options import KindName, answers, source_option
from kg.cli.session import Session
from kg.cli.watch import at_terminal
from kg.errors import UsageError
from kg.schema import KINDS

_AT_TERMINAL = 200
"""How many rows a list has at a terminal, unless more are asked for."""


@click.command()
@click.argument("kind", required=False, type=KindName())
@click.option("--in", "within", metavar="GROUP", help="Only members of this group, at any depth: its label or code.")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1),
    help=f"How many rows.  [default: all; as text at a terminal {_AT_TERMINAL}]",
)
@source_option
@answers()
def command(session: Session, kind: str | None, within: str | None, limit: int | None) -> Answer:
    """Kinds are given in singular or plural.

    --in limits to a topic group of the guide, to a scheme, or to what is below a group of roles or skills (such as an
    ISCO group) or a broader role or skill; roles also to a usual word for a field of work, such as IT or office work.

    \b
    Example:
      kg list roles
      kg list topic --in Networking
      kg list skills --source ai-ml -n 10
      kg list skills --in Programming
    """
    if kind is None and within is None:
        if limit is not None:
            raise UsageError("-n limits a list of entities, and no kind is named", "write: kg list KIND -n NUMBER")
        return _counts(session)
    kind = kind and kind_of(kind)
    group = None if within is None else session.group_of(within, kind)
    found = session.graph.list(kind, group)
    entities = found[:limit]
    codes = session.graph.codes()
    coded = [{"code": codes[entity.iri]} if entity.iri in codes else {} for entity in entities]
    columns = ("label", "kind", *(["code"] if any(coded) else []), "id")
    rows: list[list[Cell]] = [
        [entity, entity.kind, *([code.get("code")] if any(coded) else []), entity.id]
        for entity, code in zip(entities, coded, strict=True)
    ]
    table = Table(columns, rows)
    brief: list[Block] = []
    notes = [] if found else ["there is no entity of this kind"]
    if len(entities) < len(found):
        notes.append(f"{len(entities)} of {len(found)} are shown; -n {len(found)} shows all")
    elif limit is None and len(found) > _AT_TERMINAL and at_terminal(sys.stdout):
        more = f"{_AT_TERMINAL} of {len(found)} are shown; -n {len(found)} shows all, and so does every other format"
        brief = [Table(table.columns, table.rows[:_AT_TERMINAL]), Paragraph(more)]
    title = f"Members of {group.label}" if group else f"All of the kind {kind}"
    data = [plain(entity) | code for entity, code in zip(entities, coded, strict=True)]
    return Answer(data, [table], title=title, brief=brief, notes=notes)


def _counts(session: Session) -> Answer:
    """The number of entities of each kind."""
    counts = session.graph.counts()
    data = {name: counts.get(name, 0) for name in KINDS}
    return Answer(data, [Table(("kind", "count"), list(data.items()))], title="Kinds of entity")
